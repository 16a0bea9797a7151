"""The words of a measure's term -> its dates: read as the document's row or as a person's own words."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Final

from workflow.commands.errors import BadInput
from workflow.commands.work import Work
from workflow.deadlines.calendar import CalendarMissing
from workflow.deadlines.deadline import Deadline, WaitsFor
from workflow.deadlines.due import due_date, series
from workflow.deadlines.rule import (
    Period,
    Rule,
    Unstated,
    Within,
    asks_year,
    every_year,
    proposed_years,
    with_year,
)
from workflow.deadlines.stored import to_json
from workflow.deadlines.timing import read_timing
from workflow.deadlines.wording import Unclear, read_wording
from workflow.models.plan import Plan
from workflow.programmes.sections import read_back
from workflow.programmes.timing import Timing
from workflow.programmes.wording import in_russian
from workflow.states.definition import N_, say

#: The answer «каждый год» to «which year?».
EVERY_YEAR: Final = "every"


@dataclass(frozen=True, slots=True, kw_only=True)
class Term:
    """Words as they were given, and what came of them; words that name no day have no date."""

    as_given: str = ""
    from_on: date | None = None
    due_on: date | None = None
    deadline: dict[str, Any] | None = None


def columns_of(term: Term) -> dict[str, Any]:
    """Of a measure's row."""
    return {
        "as_given": term.as_given,
        "from_on": term.from_on,
        "due_on": term.due_on,
        "deadline": term.deadline,
    }


def typed_term(work: Work, words: str, plan: Plan, *, year: str = "", field: str = "term") -> Term:
    """What a person typed; what was not understood is said at the field."""
    words = words.strip()
    if not words:
        return Term()
    rule = read_wording(words)
    if isinstance(rule, Unclear):
        raise BadInput(field, rule.message)
    try:
        return _term(work, answered(rule, year, plan, field=field), plan)
    except CalendarMissing as missing:
        raise BadInput(field, missing.message) from missing


def term_of_row(work: Work, timing: Timing | None, plan: Plan, *, year: str, field: str) -> Term:
    """The row's own words stay; a month without a year waits for the answer, which is asked at `field`."""
    if timing is None:
        return Term()
    rule = rule_of_row(timing)
    as_given = timing.as_given or _read_back(timing)
    if isinstance(rule, Unclear):
        return Term(as_given=as_given)
    rule = replace(rule, as_given=as_given)
    try:
        return _term(work, answered(rule, year, plan, field=field), plan)
    except CalendarMissing:
        return Term(as_given=as_given)


def _read_back(timing: Timing) -> str:
    """A file may give a term without the words of its document: «по графику» is a term all the same."""
    read = read_back(timing)
    return in_russian(read) if read is not None else ""


def rule_of_row(timing: Timing) -> Rule | Unclear:
    return read_timing(timing.model_dump(by_alias=True, exclude_unset=True))


def answered(rule: Rule, year: str, plan: Plan, *, field: str) -> Rule:
    """The rule with the year in it. A term of the plan answers «в течение года»; a month is always asked."""
    if not asks_year(rule) or _answers_itself(rule, plan):
        return rule
    if year == EVERY_YEAR:
        return every_year(rule)
    if year.isdecimal() and len(year) == 4:
        return with_year(rule, int(year))
    raise BadInput(field, say(N_("Назовите год: «%(words)s» его не называет"), words=rule.as_given))


def _answers_itself(rule: Rule, plan: Plan) -> bool:
    """«в течение года», when the plan's term leaves one year to choose from."""
    return isinstance(rule.shape, Within) and len(proposed_years(rule, _period(plan))) == 1


def _period(plan: Plan) -> Period:
    return Period(plan.from_on, plan.to_on)


def _term(work: Work, rule: Rule, plan: Plan) -> Term:
    if isinstance(rule.shape, Unstated):
        return Term(as_given=rule.as_given)
    period = _period(plan)
    deadline = due_date(rule, calendar=work.calendar, term=period)
    if deadline.waits_for is WaitsFor.SERIES:
        deadline = _last_of(work, rule, period) or deadline
    return Term(
        as_given=rule.as_given,
        from_on=deadline.opens_on,
        due_on=deadline.due_on,
        deadline=to_json(deadline),
    )


def _last_of(work: Work, rule: Rule, period: Period) -> Deadline | None:
    """A measure that repeats is done with its last day in the plan's term."""
    return next(reversed(series(rule, term=period, calendar=work.calendar).deadlines), None)
