"""Clauses of an order: what it approves, whom it charges with what by when, who controls."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from enum import StrEnum
from typing import Any

from workflow.states.definition import N_


class ClauseKind(StrEnum):
    APPROVE = "approve"  # freezes the appendix
    ASSIGN = "assign"  # makes tasks
    CONTROL = "control"  # names who controls


class Charged(StrEnum):
    """Whom an assigning clause charges; the schools are those of the packet's cases."""

    SUPPORTED = "supported"
    PARTNERS = "partners"
    METHODIST = "methodist"
    OFFICIAL = "official"


CLAUSE_TITLES: Mapping[ClauseKind, str] = {
    ClauseKind.APPROVE: N_("утверждает приложение"),
    ClauseKind.ASSIGN: N_("поручает"),
    ClauseKind.CONTROL: N_("называет контролёра"),
}
CHARGED_TITLES: Mapping[Charged, str] = {
    Charged.SUPPORTED: N_("поддерживаемым школам"),
    Charged.PARTNERS: N_("школам-партнёрам"),
    Charged.METHODIST: N_("методисту"),
    Charged.OFFICIAL: N_("специалисту комитета"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Clause:
    """`term` keeps the words the deadline is given in; the date is derived from them at registration."""

    number: str
    text: str
    kind: ClauseKind
    charged: Charged | None = None
    term: str = ""
    control_form: str = ""


def to_rows(clauses: Iterable[Clause]) -> list[dict[str, Any]]:
    return [{name: getattr(clause, name) for name in _FIELDS} for clause in clauses]


_FIELDS = tuple(field.name for field in fields(Clause))


def from_rows(rows: Iterable[Mapping[str, Any]]) -> tuple[Clause, ...]:
    return tuple(
        Clause(
            number=row["number"],
            text=row["text"],
            kind=ClauseKind(row["kind"]),
            charged=Charged(row["charged"]) if row.get("charged") else None,
            term=row.get("term", ""),
            control_form=row.get("control_form", ""),
        )
        for row in rows
    )
