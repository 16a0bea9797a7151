"""The decision as it will be printed, with what each clause will do in its margin: dates as of today."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from workflow.deadlines.calendar import ProductionCalendar
from workflow.deadlines.deadline import Deadline
from workflow.deadlines.reading import read_back
from workflow.deadlines.why import Step, waits_words
from workflow.deadlines.wording import Unclear, read_wording
from workflow.orders.charges import Addressed, clause_deadline, obligations
from workflow.orders.clauses import Clause, ClauseKind
from workflow.orders.text import clause_words
from workflow.states.definition import N_, Message, count, say


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperRow:
    """A clause in the document's words. `strong` and `notes` are the system's; `why` derives the date."""

    text: str
    is_sub: bool = False
    strong: Message | None = None
    notes: tuple[Message, ...] = ()
    why: tuple[Step, ...] = ()
    due_on: date | None = None


def paper_rows(
    clauses: Sequence[Clause],
    addressed: Addressed,
    *,
    dated_on: date,
    calendar: ProductionCalendar,
) -> tuple[PaperRow, ...]:
    """The margin says what would come of each clause if the order were registered on `dated_on`."""
    begun: dict[str, int] = {}
    joined: dict[str, str] = {}
    for own in obligations(clauses, addressed).values():
        begun[own[0].number] = begun.get(own[0].number, 0) + 1
        joined.update({clause.number: own[0].number for clause in own[1:]})
    return tuple(
        _row(
            clause,
            tasks=begun.get(clause.number, 0),
            with_clause=joined.get(clause.number, ""),
            deadline=clause_deadline(clause.term, dated_on, calendar),
        )
        for clause in clauses
    )


def term_understood(term: str) -> Message:
    """The words of a term read back, or what of them was not understood."""
    rule = read_wording(term)
    if isinstance(rule, Unclear):
        return say(N_("Не понято: %(message)s Поручение встанет без срока."), message=rule.message)
    return say(N_("Понято как: %(rule)s"), rule=read_back(rule))


def _row(clause: Clause, *, tasks: int, with_clause: str, deadline: Deadline | None) -> PaperRow:
    if clause.kind is ClauseKind.APPROVE:
        return _plain(clause, say(N_("Приложение закроется от правок")))
    if clause.kind is ClauseKind.CONTROL:
        return _plain(clause, say(N_("Поручений не создаёт")))
    if not tasks:
        same = say(N_("Войдёт в поручения по пункту %(number)s"), number=with_clause)
        return _plain(clause, same if with_clause else say(N_("Поручать некому: адресатов нет")))
    due_on = deadline.due_on if deadline else None
    notes = [term_understood(clause.term)]
    if deadline is not None and deadline.waits_for is not None:
        notes.append(waits_words(deadline.waits_for))
    if clause.control_form:
        notes.append(say(N_("Подтверждение: %(form)s"), form=clause.control_form))
    return PaperRow(
        text=clause_words(clause),
        is_sub="." in clause.number,
        strong=_tasks(tasks, due_on),
        notes=tuple(notes),
        why=deadline.steps if deadline and due_on else (),
        due_on=due_on,
    )


def _plain(clause: Clause, note: Message) -> PaperRow:
    return PaperRow(text=clause_words(clause), is_sub="." in clause.number, notes=(note,))


def _tasks(number: int, due_on: date | None) -> Message:
    if due_on is None:
        return count(N_("%(num)d поручение без срока"), N_("Поручений без срока: %(num)d"), number)
    return count(N_("%(num)d поручение до %(on)s"), N_("Поручений: %(num)d, до %(on)s"), number, on=due_on)
