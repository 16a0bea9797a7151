"""Findings: what a programme's own facts say against each other. Listed, never repaired."""

from __future__ import annotations

from datetime import date

from workflow.programmes.findings.acts import act_findings
from workflow.programmes.findings.figures import figure_findings
from workflow.programmes.findings.finding import Finding, Level, Place, with_known
from workflow.programmes.findings.gaps import gap_findings
from workflow.programmes.findings.plan import plan_findings
from workflow.programmes.findings.register import Conflict, Numbered, register_conflicts, register_findings
from workflow.programmes.schema import Programme
from workflow.programmes.wording import N_, say

__all__ = [
    "Conflict",
    "Finding",
    "Level",
    "Numbered",
    "Place",
    "findings",
    "register_conflicts",
    "run_outside_term",
]


def findings(programme: Programme) -> tuple[Finding, ...]:
    """Everything the checks say, in the order of the page's sections; equal files give equal findings."""
    found = (
        *register_findings(programme),
        *act_findings(programme),
        *plan_findings(programme),
        *figure_findings(programme),
        *gap_findings(programme),
    )
    return with_known(programme, found)


def run_outside_term(programme: Programme, *, from_on: date, to_on: date) -> Finding | None:
    """A run outside the programme's own years is allowed, and is said."""
    period = programme.passport.period
    if period is None:
        return None
    is_early = period.start is not None and from_on < period.start.first
    is_late = period.end is not None and to_on > period.end.last
    if not (is_early or is_late):
        return None
    return Finding(
        code="run_outside_term",
        title=say(
            N_("Реализация %(first)s — %(last)s выходит за срок программы: %(term)s"),
            first=f"{from_on:%d.%m.%Y}",
            last=f"{to_on:%d.%m.%Y}",
            term=period.shown,
        ),
        places=(Place("programme", "period", period.source),),
        values=(f"{from_on:%d.%m.%Y} — {to_on:%d.%m.%Y}",),
    )
