"""A class per kind of "no" that the caller treats differently. Refusals of a machine are states.Refused."""

from __future__ import annotations

from workflow.access import NotHere as NotHere
from workflow.states.definition import Message


class NotAllowed(PermissionError):
    """Visible, but not this person's to do: 403."""


class Stale(Exception):
    """The page was drawn from an older version: 409, with what changed meanwhile."""

    def __init__(self, subject: str, subject_id: int, *, seen: int, current: int) -> None:
        self.subject = subject
        self.subject_id = subject_id
        self.seen = seen
        self.current = current
        super().__init__(f"{subject} {subject_id}: seen {seen}, is {current}")


class Collided(Exception):
    """Somebody else wrote the same at the same moment, twice in a row: 409, and another press finds out why."""


class BadInput(ValueError):
    """One field does not hold water: 422, said at the field, with what was typed kept.

    `others`: further fields of the same sheet, so that a long one need not be mended press by press.
    """

    def __init__(self, field: str, message: Message, *, others: tuple[BadInput, ...] = ()) -> None:
        self.field = field
        self.message = message
        self.others = others
        super().__init__(f"{field}: {message.text}")
