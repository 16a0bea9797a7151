"""What moves a date after it was set: an extension, a suspension, a date given by a person, a new calendar.

The old date is never lost: every move is kept with its reason and the calendar it was made by.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from workflow.deadlines.calendar import ProductionCalendar
from workflow.deadlines.deadline import Change, ChangeKind, Deadline
from workflow.deadlines.due import Amount, counted_from, says, shifted_day
from workflow.deadlines.messages import in_russian
from workflow.deadlines.rule import Anchored, Unit
from workflow.states.definition import N_, Message, say


class ChangeRefused(ValueError):
    """The date cannot be moved so; `message` says what would be right."""

    def __init__(self, message: Message) -> None:
        super().__init__(message)
        self.message = message

    def __str__(self) -> str:
        return in_russian(self.message)


def extend(deadline: Deadline, new_on: date, reason: str, *, calendar: ProductionCalendar) -> Deadline:
    """A later date, by whoever set the term. A day off is shifted like any other and must still be later."""
    if deadline.due_on is None:
        raise ChangeRefused(say(N_("Продлевать нечего: у задачи нет даты. Сначала назначьте её.")))
    changed = _moved(deadline, ChangeKind.EXTENSION, new_on, reason=reason, calendar=calendar)
    if changed.due_on is None or changed.due_on <= deadline.due_on:
        raise ChangeRefused(
            say(N_("Новый срок должен быть позже прежнего: прежний %(due_on)s."), due_on=deadline.due_on)
        )
    return changed


def appoint(deadline: Deadline, on: date, reason: str, *, calendar: ProductionCalendar) -> Deadline:
    """The date of a schedule, an agreement or a person's decision, where the words gave none."""
    if deadline.due_on is not None:
        raise ChangeRefused(say(N_("Дата уже есть: %(due_on)s. Её можно продлить."), due_on=deadline.due_on))
    return _moved(deadline, ChangeKind.APPOINTMENT, on, reason=reason, calendar=calendar)


def shift_by_suspension(
    deadline: Deadline, working_days: int, *, calendar: ProductionCalendar, reason: str = ""
) -> Deadline:
    """The date moved on by the working days that a suspension took; without a date nothing changes."""
    if working_days < 0:
        raise ValueError("a suspension cannot take less than no time")
    if deadline.due_on is None or working_days == 0:
        return deadline
    on = calendar.add_working_days(deadline.due_on, working_days)
    changed = _moved(deadline, ChangeKind.SUSPENSION, on, reason=reason, calendar=calendar)
    return _with_last_change(changed, working_days)


def replay(deadline: Deadline, calendar: ProductionCalendar) -> Deadline:
    """The same deadline by another version of the calendar: compare `due_on` to list what would move."""
    if deadline.calendar is None or deadline.document_on is None:
        first = deadline.changes[0].from_on if deadline.changes else deadline.due_on
        again = replace(deadline, changes=(), due_on=first)  # a date that no words gave
    else:
        day = _counted_again(deadline, deadline.document_on, calendar)
        again = replace(
            deadline,
            document_on=day,
            due_on=shifted_day(day, deadline.shift_policy, calendar),
            calendar=says(calendar, day),
            changes=(),
        )
    for change in deadline.changes:
        again = _change_again(again, change, calendar)
    return again


def _counted_again(deadline: Deadline, document_on: date, calendar: ProductionCalendar) -> date:
    shape = deadline.rule.shape
    if isinstance(shape, Anchored) and shape.unit is Unit.WORKING_DAY and deadline.anchor_on:
        return counted_from(deadline.anchor_on, Amount(shape.count, shape.unit), shape.side, calendar)
    return document_on


def _change_again(deadline: Deadline, change: Change, calendar: ProductionCalendar) -> Deadline:
    if change.kind is ChangeKind.SUSPENSION:
        return shift_by_suspension(deadline, change.working_days, calendar=calendar, reason=change.reason)
    return _moved(deadline, change.kind, change.asked_on, reason=change.reason, calendar=calendar)


def _moved(
    deadline: Deadline, kind: ChangeKind, on: date, *, reason: str, calendar: ProductionCalendar
) -> Deadline:
    to_on = shifted_day(on, deadline.shift_policy, calendar)
    change = Change(
        kind=kind,
        from_on=deadline.due_on,
        asked_on=on,
        to_on=to_on,
        calendar=says(calendar, on),
        reason=reason,
    )
    return replace(deadline, due_on=to_on, waits_for=None, changes=(*deadline.changes, change))


def _with_last_change(deadline: Deadline, working_days: int) -> Deadline:
    *before, last = deadline.changes
    return replace(deadline, changes=(*before, replace(last, working_days=working_days)))
