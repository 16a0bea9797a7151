"""The first words of an order, by packet kind. A methodist edits them; nothing here is a document's text."""

from __future__ import annotations

from dataclasses import dataclass

from workflow.orders.clauses import Charged, Clause, ClauseKind
from workflow.states.definition import PacketKind


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    title: str
    preamble: str
    clauses: tuple[Clause, ...]


ORDER_KINDS = {
    PacketKind.DIAGNOSIS: "approve_results",
    PacketKind.PAIR_LIST: "approve_list",
    PacketKind.PLAN: "approve_plan",
    PacketKind.RESULTS: "approve_results",
    PacketKind.CLOSING: "approve_report",
    PacketKind.EVENT: "hold_event",
    PacketKind.EVENT_RESULTS: "approve_results",
}


def first_draft(kind: PacketKind, *, run_title: str, programme_title: str, subject: str = "") -> Draft:
    """`subject` is the title of the plan or event that a packet without cases decides."""
    if kind in _SUBJECT_DRAFTS:
        return _SUBJECT_DRAFTS[kind](subject, programme_title)
    return _DRAFTS[kind](run_title, programme_title)


def _control(number: str) -> Clause:
    return Clause(
        number=number,
        text="Контроль исполнения оставляю за собой.",
        kind=ClauseKind.CONTROL,
    )


def _preamble(programme_title: str) -> str:
    return f"В целях реализации программы «{programme_title}»:"


def _diagnosis(run_title: str, programme_title: str) -> Draft:
    return Draft(
        title=f"Об утверждении результатов диагностики школ на {run_title} учебный год",
        preamble=_preamble(programme_title),
        clauses=(
            Clause(
                number="1",
                text="Утвердить результаты диагностики школ (приложение 1).",
                kind=ClauseKind.APPROVE,
            ),
            Clause(
                number="2",
                text="Руководителям школ рассмотреть результаты диагностики на педагогическом совете.",
                kind=ClauseKind.ASSIGN,
                charged=Charged.SUPPORTED,
                term="в течение 20 дней со дня регистрации",
                control_form="протокол",
            ),
            _control("3"),
        ),
    )


def _pair_list(run_title: str, programme_title: str) -> Draft:
    return Draft(
        title=f"Об утверждении списка сетевого партнёрства на {run_title} учебный год",
        preamble=_preamble(programme_title),
        clauses=(
            Clause(
                number="1",
                text="Утвердить список сетевого партнёрства (приложение 1).",
                kind=ClauseKind.APPROVE,
            ),
            Clause(
                number="2",
                text="Руководителям поддерживаемых школ заключить договор о сетевом взаимодействии"
                " со школой-партнёром.",
                kind=ClauseKind.ASSIGN,
                charged=Charged.SUPPORTED,
                term="в течение 10 дней со дня регистрации",
                control_form="договор",
            ),
            Clause(
                number="3",
                text="Руководителям школ-партнёров назначить ответственных за сетевое наставничество.",
                kind=ClauseKind.ASSIGN,
                charged=Charged.PARTNERS,
                term="в течение 10 дней со дня регистрации",
                control_form="приказ школы",
            ),
            _control("4"),
        ),
    )


def _plan(run_title: str, programme_title: str) -> Draft:
    """Measures become tasks by themselves: a clause only says that they are to be done."""
    return Draft(
        title=f"Об утверждении планов на {run_title} учебный год",
        preamble=_preamble(programme_title),
        clauses=(
            Clause(
                number="1",
                text="Утвердить планы согласно приложениям; исполнителям выполнить меры в их сроки.",
                kind=ClauseKind.APPROVE,
            ),
            _control("2"),
        ),
    )


def _results(run_title: str, programme_title: str) -> Draft:
    return Draft(
        title=f"Об итогах мониторинга показателей школ в {run_title} учебном году",
        preamble=_preamble(programme_title),
        clauses=(
            Clause(
                number="1",
                text="Утвердить результаты измерения показателей (приложение 1).",
                kind=ClauseKind.APPROVE,
            ),
            Clause(
                number="2",
                text="Утвердить адресные рекомендации (приложение 2)."
                " Адресатам исполнить их в указанные сроки.",
                kind=ClauseKind.APPROVE,
            ),
            _control("3"),
        ),
    )


def _closing(run_title: str, programme_title: str) -> Draft:
    return Draft(
        title=f"Об итогах сопровождения школ в {run_title} учебном году",
        preamble=_preamble(programme_title),
        clauses=(
            Clause(
                number="1",
                text="Утвердить итоги сопровождения школ (приложение 1).",
                kind=ClauseKind.APPROVE,
            ),
            Clause(
                number="2",
                text="Руководителям школ рассмотреть итоги и адресные рекомендации.",
                kind=ClauseKind.ASSIGN,
                charged=Charged.SUPPORTED,
                term="в течение 60 дней со дня регистрации",
                control_form="протокол",
            ),
            _control("3"),
        ),
    )


_DRAFTS = {
    PacketKind.DIAGNOSIS: _diagnosis,
    PacketKind.PAIR_LIST: _pair_list,
    PacketKind.PLAN: _plan,
    PacketKind.RESULTS: _results,
    PacketKind.CLOSING: _closing,
}


def _event(subject: str, programme_title: str) -> Draft:
    return Draft(
        title=f"О проведении мероприятия «{subject}»",
        preamble=_preamble(programme_title),
        clauses=(
            Clause(
                number="1",
                text=f"Провести мероприятие «{subject}» по программе (приложение 1).",
                kind=ClauseKind.APPROVE,
            ),
            Clause(
                number="2",
                text="Утвердить список школ-участников (приложение 2).",
                kind=ClauseKind.APPROVE,
            ),
            Clause(
                number="3",
                text="Руководителям школ обеспечить участие в мероприятии.",
                kind=ClauseKind.ASSIGN,
                charged=Charged.SUPPORTED,
            ),
            _control("4"),
        ),
    )


def _event_results(subject: str, programme_title: str) -> Draft:
    return Draft(
        title=f"Об итогах мероприятия «{subject}»",
        preamble=_preamble(programme_title),
        clauses=(
            Clause(
                number="1",
                text=f"Утвердить итоги мероприятия «{subject}» (приложения 1, 2).",
                kind=ClauseKind.APPROVE,
            ),
            Clause(
                number="2",
                text="Руководителям школ рассмотреть итоги мероприятия на методическом совете.",
                kind=ClauseKind.ASSIGN,
                charged=Charged.SUPPORTED,
                term="в течение 30 дней со дня регистрации",
                control_form="протокол",
            ),
            _control("3"),
        ),
    )


_SUBJECT_DRAFTS = {
    PacketKind.EVENT: _event,
    PacketKind.EVENT_RESULTS: _event_results,
}
