"""One's work goes to a colleague in one piece: who leaves or is away holds nothing up."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from workflow.audit.actions import AuditAction
from workflow.commands.deliverables import appoint
from workflow.commands.errors import BadInput, NotAllowed
from workflow.commands.open_cases import is_methodist
from workflow.commands.projects import curate
from workflow.commands.work import Command, Result, Work, handles
from workflow.facts.deliverables import wanted_in
from workflow.models.body import Project
from workflow.models.case import Case
from workflow.models.deliverable import RunPerformer
from workflow.models.packet import Packet
from workflow.models.programme import Run
from workflow.models.task import Task, TaskStatus
from workflow.programmes.handed_in import role_title
from workflow.states.definition import N_, Role, say

MAY_HAND_OVER = Role.OFFICIAL | Role.APPROVER | Role.ADMIN
#: A packet that is put together, or out and may come back to whoever keeps it.
KEPT = ("packet.assembled", "packet.on_approval", "packet.approved")


@dataclass(frozen=True, kw_only=True)
class HandOver(Command):
    """Dates stay as they are. The receiver is told once, whatever the number of rows.

    `project_ids`: those one is the curator of; `performer_ids`: rows of RunPerformer that name one.
    """

    authority_id: int
    from_id: int
    to_id: int
    case_ids: tuple[int, ...] = ()
    task_ids: tuple[int, ...] = ()
    packet_ids: tuple[int, ...] = ()
    project_ids: tuple[int, ...] = ()
    performer_ids: tuple[int, ...] = ()
    comment: str = ""


@handles(HandOver)
def hand_over(command: HandOver, work: Work) -> Result:
    """Rows are locked in the order of all commands: packets, cases, tasks. No command locks a post too."""
    work.enter(command.authority_id)
    if not work.roles & MAY_HAND_OVER:
        raise NotAllowed("hand_over")
    _receiver_is_fit(work, command)
    packets = _held(work, Packet, Packet.created_by_id, command, command.packet_ids)
    cases = _held(work, Case, Case.methodist_id, command, command.case_ids)
    tasks = _held(work, Task, Task.assignee_id, command, command.task_ids)
    projects = _held(work, Project, Project.curator_id, command, command.project_ids)
    performers = _held(work, RunPerformer, RunPerformer.person_id, command, command.performer_ids)
    if not (packets or cases or tasks or projects or performers):
        raise BadInput("rows", say(N_("Отметьте хотя бы одно из того, что передаётся")))
    _still_to_do(cases, tasks, packets)
    for packet in packets:
        packet.created_by_id = command.to_id
        packet.author_ids = sorted({*packet.author_ids, command.to_id})
    for case in cases:
        case.methodist_id = command.to_id
    for task in tasks:
        task.assignee_id = command.to_id
    _record(work, command, cases, tasks, packets)
    for project in projects:
        curate(work, project, command.to_id)
    for performer in performers:
        _, wanted = wanted_in(work.session, work.session.get_one(Run, performer.run_id))
        appoint(work, performer, command.to_id, title=role_title(wanted, performer.role))
    counts = {
        "cases": len(cases),
        "tasks": len(tasks),
        "packets": len(packets),
        "posts": len(projects) + len(performers),
    }
    _tell(work, command, counts)
    return {**counts}


def _receiver_is_fit(work: Work, command: HandOver) -> None:
    if command.to_id == command.from_id:
        raise BadInput("to_id", say(N_("Это тот же человек. Выберите, кому передать")))
    if not is_methodist(work, command.to_id):
        raise BadInput("to_id", say(N_("Это не методист управления сегодня. Выберите другого")))


def _held(work: Work, model: Any, holder: Any, command: HandOver, ids: Sequence[int]) -> list[Any]:
    """Rows that the person still holds; one that somebody else has taken meanwhile stops the whole."""
    wanted = sorted(set(ids))
    query = (
        select(model)
        .where(model.id.in_(wanted), model.authority_id == work.authority_id, holder == command.from_id)
        .order_by(model.id)
        .with_for_update(of=model, key_share=True)
    )
    found = list(work.session.scalars(query))
    if len(found) != len(wanted):
        raise BadInput("rows", CHANGED)
    return found


CHANGED = say(N_("Пока страница была открыта, часть работы передали, завершили или закрыли. Откройте её снова"))


def _still_to_do(cases: Sequence[Case], tasks: Sequence[Task], packets: Sequence[Packet]) -> None:
    over = (
        any(case.closed_at is not None for case in cases)
        or any(task.status is not TaskStatus.OPEN or task.assignee_role != "methodist" for task in tasks)
        or any(packet.state not in KEPT for packet in packets)
    )
    if over:
        raise BadInput("rows", CHANGED)


def _record(
    work: Work, command: HandOver, cases: Sequence[Case], tasks: Sequence[Task], packets: Sequence[Packet]
) -> None:
    change = {"from": command.from_id, "to": command.to_id}
    taken = {"from": command.from_id, "person": command.to_id}
    text = command.comment.strip()
    for case in cases:
        work.record(AuditAction.CASE_ASSIGN, case_id=case.id, versioned=case, data=change, text=text)
    for task in tasks:
        data = {"task": task.id, **taken}
        work.record(AuditAction.TASK_HAND_OVER, case_id=task.case_id, data=data, text=text)
    for packet in packets:
        work.record(AuditAction.PACKET_HAND_OVER, packet_id=packet.id, versioned=packet, data=taken, text=text)


def _tell(work: Work, command: HandOver, counts: Mapping[str, int]) -> None:
    work.tell(
        "work:handed_over",
        f"work:{command.from_id}:{command.to_id}:{work.now.isoformat()}:{sum(counts.values())}",
        authority_id=work.authority_id,
        to_id=command.to_id,
        **counts,
    )
