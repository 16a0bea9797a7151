"""Notices of what happened: one a person and event, however often the job runs."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from sqlalchemy import select

from workflow.commands.recipients import (
    methodists,
    partner_schools,
    people_of_schools,
    people_with,
    whose_move,
)
from workflow.commands.rows import insert_once
from workflow.commands.work import Command, Result, Work, handles
from workflow.models.case import Case
from workflow.models.notice import Notice
from workflow.models.order import Order
from workflow.models.packet import Packet, PacketCase
from workflow.models.person import RoleName
from workflow.models.task import Task

TO_DECIDERS = {"packet:submitted"}
TO_SCHOOLS = {"packet:in_force", "order:registered", "task:created", "evidence:returned", "evidence:accepted"}


@dataclass(frozen=True, kw_only=True)
class TellNotices(Command):
    """`kind` names the sentence, `event` makes the notice unique, `ids` lead to what it is about."""

    kind: str
    event: str
    ids: Mapping[str, int] = field(default_factory=dict)


@handles(TellNotices)
def _(command: TellNotices, work: Work) -> Result:
    packet = work.session.get(Packet, command.ids.get("packet_id", 0))
    task = work.session.get(Task, command.ids.get("task_id", 0))
    cases = _cases(work, command.ids, packet, task)
    home = packet or task or (cases[0] if cases else None)
    if home is None:
        return {"told": 0}
    work.enter(home.authority_id)
    people = _recipients(work, command.kind, packet, task, cases)
    order = work.session.get(Order, command.ids.get("order_id", 0))
    told = insert_once(
        work.session,
        Notice,
        [
            {
                "authority_id": home.authority_id,
                "event": command.event,
                "kind": command.kind,
                "recipient_id": person_id,
                "channel": "app",
                "values": dict(command.ids),
                "case_id": command.ids.get("case_id") or (cases[0].id if len(cases) == 1 else None),
                "packet_id": packet.id if packet else None,
                "task_id": task.id if task else None,
                "order_id": order.id if order else None,
                "created_at": work.now,
            }
            for person_id in sorted(people)
        ],
    )
    return {"told": told}


def _cases(work: Work, ids: Mapping[str, int], packet: Packet | None, task: Task | None) -> list[Case]:
    wanted = {ids["case_id"]} if "case_id" in ids else set()
    if packet is not None and not wanted:
        wanted |= set(
            work.session.scalars(
                select(PacketCase.case_id).where(
                    PacketCase.packet_id == packet.id, PacketCase.left_out_at.is_(None)
                )
            )
        )
    if task is not None and task.case_id is not None:
        wanted.add(task.case_id)
    return list(work.session.scalars(select(Case).where(Case.id.in_(wanted)).order_by(Case.id)))


def _recipients(
    work: Work, kind: str, packet: Packet | None, task: Task | None, cases: Iterable[Case]
) -> set[int]:
    """Deciders hear of what waits for them; schools of what concerns them; the methodist of the rest."""
    cases, today = list(cases), work.today
    if kind in TO_DECIDERS and packet is not None:
        deciders = people_with(
            work.session, packet.authority_id, [RoleName.OFFICIAL, RoleName.COUNCIL, RoleName.SECRETARY], today
        )
        return deciders - set(packet.author_ids)
    people = methodists(work.session, cases, today)
    if kind.startswith("case:") or kind == "consent:asked":
        for case in cases:
            people |= whose_move(work.session, case, today)
        people |= people_of_schools(work.session, {case.school_id for case in cases}, today)
    if kind in TO_SCHOOLS:
        schools = {case.school_id for case in cases}
        if task is not None and task.school_id is not None:
            schools = {task.school_id}
        elif task is None:
            schools |= partner_schools(work.session, [case.id for case in cases])
        people |= people_of_schools(work.session, schools, today)
    if packet is not None and packet.created_by_id is not None:
        people.add(packet.created_by_id)
    return people
