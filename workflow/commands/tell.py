"""Notices of what happened: one a person and event, however often the job runs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import select

from workflow.commands.recipients import Roster, partner_schools, roster_of
from workflow.commands.rows import insert_once
from workflow.commands.work import Command, Result, Work, handles
from workflow.models.case import Case
from workflow.models.event import Event, EventSchool
from workflow.models.notice import Notice
from workflow.models.order import Order
from workflow.models.packet import Packet, PacketCase
from workflow.models.person import RoleName
from workflow.models.task import Task
from workflow.states.definition import Act

#: Told to the one who took the work over.
HANDED_OVER = "work:handed_over"
TO_DECIDERS = frozenset({"packet:submitted", "packet:withdrawn"})
#: Told to the schools of the cases as well: these, and everything that a case itself goes through.
TO_SCHOOLS = frozenset({"consent:asked", "order:registered", "packet:in_force"})
#: Told to their partners' schools too.
TO_PARTNERS = frozenset(
    {
        "case:cancel_case",
        "case:propose_pair",
        "case:reconsider_pair",
        "case:reopen_case",
        "case:resume_case",
        "case:suspend_case",
        "consent:asked",
        "order:registered",
        "packet:in_force",
    }
)
#: Of an event, told to every school that takes part; what a school wrote is told to the methodist alone.
TO_EVENT_SCHOOLS = frozenset({"event:announced", "event:cancelled", "event:changed", "event:held"})
#: Told to whoever the task was given to.
TO_ANSWERABLE = frozenset(
    {
        "evidence:accepted",
        "evidence:returned",
        "task:closed",
        "task:created",
        "task:lifted",
        "task:prolonged",
    }
)


@dataclass(frozen=True, kw_only=True)
class TellNotices(Command):
    """`kind` names the sentence, `event` makes the notice unique, `ids` lead to what it is about.

    `by_id` did it and needs no telling. `at` is when it happened: the background may have been away since.
    """

    kind: str
    event: str
    ids: Mapping[str, Any] = field(default_factory=dict)
    by_id: int | None = None
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class _About:
    """The rows that an event is about."""

    packet: Packet | None
    task: Task | None
    cases: list[Case]
    order_id: int | None
    event: Event | None = None

    @property
    def authority_id(self) -> int | None:
        home = self.packet or self.task or self.event or (self.cases[0] if self.cases else None)
        return home.authority_id if home else None

    @property
    def case_id(self) -> int | None:
        return self.cases[0].id if len(self.cases) == 1 else None


@handles(TellNotices)
def _(command: TellNotices, work: Work) -> Result:
    about = _about(work, command.ids)
    authority_id = about.authority_id or command.ids.get("authority_id")
    if authority_id is None:
        return {"told": 0}
    work.enter(authority_id)
    notices = [
        {
            "authority_id": work.authority_id,
            "event": command.event,
            "kind": command.kind,
            "recipient_id": person_id,
            "channel": "app",
            "values": dict(command.ids),
            "case_id": about.case_id,
            "packet_id": about.packet.id if about.packet else None,
            "task_id": about.task.id if about.task else None,
            "order_id": about.order_id,
            "created_at": command.at or work.now,
        }
        for person_id in sorted(_recipients(work, command, about) - {command.by_id})
    ]
    return {"told": len(insert_once(work.session, Notice, notices, Notice.id))}


def _about(work: Work, ids: Mapping[str, Any]) -> _About:
    packet = work.session.get(Packet, ids.get("packet_id", 0))
    task = work.session.get(Task, ids.get("task_id", 0))
    order = work.session.get(Order, ids.get("order_id", 0))
    event = work.session.get(Event, ids.get("event_id", 0))
    return _About(packet, task, _cases(work, ids, packet, task), order.id if order else None, event)


def _cases(work: Work, ids: Mapping[str, Any], packet: Packet | None, task: Task | None) -> list[Case]:
    """The case that is named, else those of the task or the packet."""
    if "case_id" in ids:
        wanted = [ids["case_id"]]
    elif task is not None:
        wanted = [task.case_id] if task.case_id is not None else []
    elif packet is not None:
        wanted = list(
            work.session.scalars(
                select(PacketCase.case_id).where(
                    PacketCase.packet_id == packet.id, PacketCase.left_out_at.is_(None)
                )
            )
        )
    else:
        wanted = []
    if not wanted:
        return []
    return list(work.session.scalars(select(Case).where(Case.id.in_(wanted)).order_by(Case.id)))


def _recipients(work: Work, command: TellNotices, about: _About) -> set[int]:
    """Deciders hear of what waits for them; schools of what concerns them; the methodist of the rest."""
    kind, roster = command.kind, roster_of(work.session, work.authority_id, work.today)
    if kind == HANDED_OVER:
        return roster.known(command.ids.get("to_id"))
    if kind in TO_DECIDERS and about.packet is not None:
        deciders = roster.having(RoleName.OFFICIAL, RoleName.COUNCIL, RoleName.SECRETARY)
        if about.packet.act is Act.PROTOCOL:
            deciders |= roster.having(RoleName.CLERK)
        return deciders - set(about.packet.author_ids)
    if about.event is not None:
        return _of_event(work, roster, kind, about.event)
    people = _methodists(roster, about.cases)
    if kind in TO_SCHOOLS or kind.startswith("case:"):
        people |= roster.of_schools(case.school_id for case in about.cases)
    if kind in TO_PARTNERS:
        people |= roster.of_schools(set().union(*partner_schools(work.session, about.cases).values()))
    if kind in TO_ANSWERABLE and about.task is not None:
        people |= roster.answerable(about.task, about.cases[0] if about.cases else None)
    if about.packet is not None:
        people |= roster.known(about.packet.created_by_id)
    return people


def _of_event(work: Work, roster: Roster, kind: str, event: Event) -> set[int]:
    """Whoever planned it, else every methodist; and the schools of what concerns them."""
    people = roster.known(event.created_by_id) or roster.methodists(None)
    if kind in TO_EVENT_SCHOOLS:
        people |= roster.of_schools(
            work.session.scalars(select(EventSchool.school_id).where(EventSchool.event_id == event.id))
        )
    return people


def _methodists(roster: Roster, cases: Sequence[Case]) -> set[int]:
    """Of a thing without a case, every methodist."""
    if not cases:
        return roster.methodists(None)
    return set().union(*(roster.methodists(case) for case in cases))
