"""The first words of an order, by packet kind. A methodist edits them; nothing here is a document's text."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from workflow.orders.act import beginning, of_one
from workflow.orders.clauses import Charged, Clause, ClauseKind
from workflow.orders.quotes import in_quotes
from workflow.orders.results import NOTES, RECOMMENDATIONS, VALUES
from workflow.states.definition import PacketKind


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    title: str
    preamble: str
    clauses: tuple[Clause, ...]


@dataclass(frozen=True, slots=True)
class Term:
    """The years a run takes, as a heading names them; what the run is called may be anything."""

    for_which: str  # «на …»
    in_which: str  # «в …»


def term_of(from_on: date, to_on: date) -> Term:
    """A school year, or a part of one, only when it is one: a run may be a calendar year or several."""
    if to_on.year == from_on.year + 1 and from_on.month >= SUMMER and to_on.month <= SUMMER + 1:
        year = f"{from_on.year}/{to_on.year % 100:02d}"
        return Term(f"{year} учебный год", f"{year} учебном году")
    if from_on.year == to_on.year:
        return Term(f"{from_on.year} год", f"{from_on.year} году")
    years = f"{from_on.year}–{to_on.year}"
    return Term(f"{years} годы", f"{years} годах")


@dataclass(frozen=True, slots=True, kw_only=True)
class Occasion:
    """What is decided on: the term of the run, its programme, the word for the act, the tables that there are.

    `subject` is the title of the plan or event that a packet without cases decides.
    """

    term: Term
    programme_title: str
    act_type: str
    subject: str = ""
    tables: Sequence[str] = ()

    @property
    def preamble(self) -> str:
        return beginning(f"В целях реализации программы {in_quotes(self.programme_title)}", self.act_type)

    def control(self, number: str) -> Clause:
        return Clause(
            number=number,
            text=f"Контроль за исполнением {of_one(self.act_type)} оставляю за собой.",
            kind=ClauseKind.CONTROL,
        )


SUMMER = 7  # a school year is prepared from July on and ends with August

ORDER_KINDS = {
    PacketKind.DIAGNOSIS: "approve_results",
    PacketKind.PAIR_LIST: "approve_list",
    PacketKind.PLAN: "approve_plan",
    PacketKind.RESULTS: "approve_results",
    PacketKind.CLOSING: "approve_report",
    PacketKind.EVENT: "hold_event",
    PacketKind.EVENT_RESULTS: "approve_results",
}


def first_draft(kind: PacketKind, about: Occasion) -> Draft:
    if kind is PacketKind.PLAN and about.subject:
        return _one_plan(about)
    return _DRAFTS[kind](about)


def _diagnosis(about: Occasion) -> Draft:
    return Draft(
        title=f"Об утверждении результатов диагностики школ на {about.term.for_which}",
        preamble=about.preamble,
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
            about.control("3"),
        ),
    )


def _pair_list(about: Occasion) -> Draft:
    return Draft(
        title=f"Об утверждении списка сетевого партнёрства на {about.term.for_which}",
        preamble=about.preamble,
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
            about.control("4"),
        ),
    )


def _plan(about: Occasion) -> Draft:
    """Measures become tasks by themselves: a clause only says that they are to be done."""
    return Draft(
        title=f"Об утверждении планов сопровождения школ на {about.term.for_which}",
        preamble=about.preamble,
        clauses=(
            Clause(
                number="1",
                text="Утвердить планы согласно приложениям."
                " Исполнителям выполнить меры в установленные в них сроки.",
                kind=ClauseKind.APPROVE,
            ),
            about.control("2"),
        ),
    )


def _one_plan(about: Occasion) -> Draft:
    return Draft(
        title=f"Об утверждении плана {in_quotes(about.subject)}",
        preamble=about.preamble,
        clauses=(
            Clause(
                number="1",
                text=f"Утвердить план {in_quotes(about.subject)} (приложение 1)."
                " Исполнителям выполнить меры в установленные в нём сроки.",
                kind=ClauseKind.APPROVE,
            ),
            about.control("2"),
        ),
    )


def _results(about: Occasion) -> Draft:
    """Each table that there is has its clause: an order does not approve an empty sheet."""
    said = [_APPROVED[title].format(number=number) for number, title in enumerate(about.tables, 1)]
    said = said or ["Утвердить итоги мониторинга."]
    clauses = [
        Clause(number=str(number), text=text, kind=ClauseKind.APPROVE) for number, text in enumerate(said, 1)
    ]
    return Draft(
        title=f"Об итогах мониторинга показателей школ в {about.term.in_which}",
        preamble=about.preamble,
        clauses=(*clauses, about.control(str(len(clauses) + 1))),
    )


_APPROVED = {
    VALUES: "Утвердить результаты измерения показателей (приложение {number}).",
    NOTES: "Утвердить аналитические справки (приложение {number}).",
    RECOMMENDATIONS: "Утвердить адресные рекомендации (приложение {number})."
    " Адресатам исполнить их в указанные сроки.",
}


def _closing(about: Occasion) -> Draft:
    advised = RECOMMENDATIONS in about.tables
    return Draft(
        title=f"Об итогах сопровождения школ в {about.term.in_which}",
        preamble=about.preamble,
        clauses=(
            Clause(
                number="1",
                text="Утвердить итоги сопровождения школ (приложение 1)"
                + (" и адресные рекомендации (приложение 2)." if advised else "."),
                kind=ClauseKind.APPROVE,
            ),
            Clause(
                number="2",
                text="Руководителям школ рассмотреть итоги"
                + (" и адресные рекомендации." if advised else " сопровождения."),
                kind=ClauseKind.ASSIGN,
                charged=Charged.SUPPORTED,
                term="в течение 60 дней со дня регистрации",
                control_form="протокол",
            ),
            about.control("3"),
        ),
    )


def _event(about: Occasion) -> Draft:
    return Draft(
        title=f"О проведении мероприятия {in_quotes(about.subject)}",
        preamble=about.preamble,
        clauses=(
            Clause(
                number="1",
                text=f"Провести мероприятие {in_quotes(about.subject)} по программе (приложение 1).",
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
            about.control("4"),
        ),
    )


def _event_results(about: Occasion) -> Draft:
    return Draft(
        title=f"Об итогах мероприятия {in_quotes(about.subject)}",
        preamble=about.preamble,
        clauses=(
            Clause(
                number="1",
                text=f"Утвердить итоги мероприятия {in_quotes(about.subject)} (приложения 1, 2).",
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
            about.control("3"),
        ),
    )


_DRAFTS = {
    PacketKind.DIAGNOSIS: _diagnosis,
    PacketKind.PAIR_LIST: _pair_list,
    PacketKind.PLAN: _plan,
    PacketKind.EVENT: _event,
    PacketKind.EVENT_RESULTS: _event_results,
    PacketKind.RESULTS: _results,
    PacketKind.CLOSING: _closing,
}
