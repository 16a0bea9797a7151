"""What the term of a clause makes of a task: from the order's own date, or waiting for the event it names."""

from __future__ import annotations

from datetime import date

import pytest

from workflow.deadlines.calendar import russian_calendar
from workflow.orders.charges import clause_deadline

CALENDAR = russian_calendar()
DATED_ON = date(2026, 10, 12)


@pytest.mark.parametrize(
    ("term", "due_on"),
    [
        ("до 30.11.2026", date(2026, 11, 30)),
        ("срочно", date(2026, 10, 15)),
        ("", date(2026, 11, 12)),
        ("в течение 10 дней со дня подписания настоящего распоряжения", date(2026, 10, 22)),
        ("в течение 10 дней со дня проведения", None),
    ],
)
def test_a_clause_is_due_by_its_own_words(term: str, due_on: date | None) -> None:
    deadline = clause_deadline(term, DATED_ON, CALENDAR)
    assert deadline is not None
    assert deadline.due_on == due_on
