"""Every case replayed from its entries through its machine: it stands where the record says it came to."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from sqlalchemy import Connection

from workflow.audit.actions import AuditAction
from workflow.audit.beside import Entry, entries, finding, read_json, rows
from workflow.audit.report import Finding
from workflow.states.check import BrokenDefinition
from workflow.states.definition import N_
from workflow.states.machine import case_workflow

MOVES = (
    AuditAction.CASE_OPEN,
    AuditAction.CASE_MOVE,
    AuditAction.CASE_SUSPEND,
    AuditAction.CASE_RESUME,
    AuditAction.CASE_CANCEL,
    AuditAction.CASE_REOPEN,
)


_PROCESSES = "SELECT id, CAST(settings AS TEXT) FROM process_versions"


@dataclass(slots=True)
class Replayed:
    """Where a case has come to, and the last entry that moved it."""

    opened: Entry
    last: Entry
    came_to: str
    edges: frozenset[tuple[str, str, str]]
    round: Any = 1


def cases(connection: Connection) -> Iterator[Finding]:
    machines = {
        process: _edges(tuple(str(stage) for stage in read_json(settings).get("stages", ())))
        for process, settings in rows(connection, _PROCESSES)
    }
    replayed: dict[int, Replayed] = {}
    for entry in entries(connection, MOVES):
        yield from _step(replayed, entry, machines)
    query = (
        "SELECT id, authority_id, state, stage, round, school_id, run_id, process_version_id, version"
        " FROM cases ORDER BY id"
    )
    for case, *stands, version in rows(connection, query):
        known = replayed.pop(case, None)
        if known is None:
            yield finding("case_unrecorded", N_("открытие сопровождения не записано"), "cases", case)
        elif stands != _stood(known) or not isinstance(version, int) or version < (known.last.version or 0):
            what = N_("сопровождение не там или не то, что по журналу")
            yield known.last.finding("case_differs", what, table="cases", row=case)
    for case, known in replayed.items():
        yield known.last.finding("case_missing", N_("записанного сопровождения нет"), table="cases", row=case)


def _stood(known: Replayed) -> list[Any]:
    """What the row must say: whose it is, where it came to, and what it was opened with."""
    opened = known.opened.data
    return [
        known.opened.authority,
        known.came_to,
        known.came_to.partition(".")[0],
        known.round,
        *(opened.get(name) for name in ("school", "run", "process")),
    ]


def _step(
    replayed: dict[int, Replayed], entry: Entry, machines: dict[Any, frozenset[tuple[str, str, str]]]
) -> Iterator[Finding]:
    case = entry.case or 0
    known = replayed.get(case)
    if entry.action == AuditAction.CASE_OPEN:
        if known is not None:
            yield entry.finding("case_twice", N_("сопровождение открыто второй раз"), table="cases", row=case)
        edges = machines.get(entry.data.get("process"), frozenset())
        replayed[case] = Replayed(entry, entry, str(entry.data.get("state")), edges)
        return
    if known is None:
        yield entry.finding(
            "case_unopened", N_("шаг сопровождения, которое не открыто"), table="cases", row=case
        )
        return
    source, dest = str(entry.data.get("from")), str(entry.data.get("to"))
    if source != known.came_to or (str(entry.data.get("transition")), source, dest) not in known.edges:
        what = N_("такого шага из этого состояния нет")
        yield entry.finding("case_step", what, table="cases", row=case)
    known.came_to, known.last = dest, entry
    known.round = entry.data.get("round", known.round)


@lru_cache(maxsize=256)
def _edges(stages: tuple[str, ...]) -> frozenset[tuple[str, str, str]]:
    """(transition, from, to) of the machine of this list of stages; none of a list that is none."""
    try:
        workflow = case_workflow(stages)
    except BrokenDefinition:
        return frozenset()
    return frozenset((transition.name, source, dest or source) for transition, source, dest in workflow.edges)
