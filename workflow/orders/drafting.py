"""The first words of an order, by packet kind. A methodist edits them; nothing here is a document's text."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from workflow.orders.clauses import Charged, Clause, ClauseKind
from workflow.orders.quotes import in_quotes
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


@dataclass(frozen=True, slots=True)
class Term:
    """The years a run takes, as a heading names them; what the run is called may be anything."""

    for_which: str  # «на …»
    in_which: str  # «в …»


def term_of(from_on: date, to_on: date) -> Term:
    """A school year only when it is one: a run may be a calendar year or several."""
    if (from_on.month, from_on.day, to_on.month, to_on.day) == (9, 1, 8, 31) and to_on.year == from_on.year + 1:
        year = f"{from_on.year}/{to_on.year % 100:02d}"
        return Term(f"{year} учебный год", f"{year} учебном году")
    if from_on.year == to_on.year:
        return Term(f"{from_on.year} год", f"{from_on.year} году")
    years = f"{from_on.year}–{to_on.year}"
    return Term(f"{years} годы", f"{years} годах")


def first_draft(kind: PacketKind, *, term: Term, programme_title: str, subject: str = "") -> Draft:
    """`subject` is the title of the plan or event that a packet without cases decides."""
    if kind in _SUBJECT_DRAFTS:
        return _SUBJECT_DRAFTS[kind](subject, programme_title)
    return _DRAFTS[kind](term, programme_title)


def _control(number: str) -> Clause:
    return Clause(
        number=number,
        text="Контроль исполнения оставляю за собой.",
        kind=ClauseKind.CONTROL,
    )


def _preamble(programme_title: str) -> str:
    return f"В целях реализации программы {in_quotes(programme_title)}:"


def _diagnosis(term: Term, programme_title: str) -> Draft:
    return Draft(
        title=f"Об утверждении результатов диагностики школ на {term.for_which}",
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


def _pair_list(term: Term, programme_title: str) -> Draft:
    return Draft(
        title=f"Об утверждении списка сетевого партнёрства на {term.for_which}",
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


def _plan(term: Term, programme_title: str) -> Draft:
    """Measures become tasks by themselves: a clause only says that they are to be done."""
    return Draft(
        title=f"Об утверждении планов на {term.for_which}",
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


def _results(term: Term, programme_title: str) -> Draft:
    return Draft(
        title=f"Об итогах мониторинга показателей школ в {term.in_which}",
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


def _closing(term: Term, programme_title: str) -> Draft:
    return Draft(
        title=f"Об итогах сопровождения школ в {term.in_which}",
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
        title=f"О проведении мероприятия {in_quotes(subject)}",
        preamble=_preamble(programme_title),
        clauses=(
            Clause(
                number="1",
                text=f"Провести мероприятие {in_quotes(subject)} по программе (приложение 1).",
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
        title=f"Об итогах мероприятия {in_quotes(subject)}",
        preamble=_preamble(programme_title),
        clauses=(
            Clause(
                number="1",
                text=f"Утвердить итоги мероприятия {in_quotes(subject)} (приложения 1, 2).",
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
