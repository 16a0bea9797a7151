"""What becomes of a registered order: annulled or repealed by a dated row beside it. Its number stays taken."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from workflow.audit.actions import AuditAction
from workflow.commands.errors import BadInput, NotAllowed, NotHere
from workflow.commands.work import Command, Result, Work, handles
from workflow.models.order import REPEAL, VOID, Order, OrderIdentity, OrderMark
from workflow.models.packet import PacketCase
from workflow.models.task import Task, TaskStatus
from workflow.states.definition import N_, Role, say


@dataclass(frozen=True, kw_only=True)
class VoidOrder(Command):
    """Registered by mistake: it was never in force. The open tasks that it made are lifted with it."""

    order_id: int
    reason: str


@dataclass(frozen=True, kw_only=True)
class RepealOrder(Command):
    """In force until a day. What was charged before it stays charged. `by_order_id`: the act that repeals."""

    order_id: int
    reason: str
    on: date | None = None
    by_order_id: int | None = None


@handles(VoidOrder)
def _(command: VoidOrder, work: Work) -> Result:
    order = _order_to_mark(work, command.order_id, command.reason)
    _mark(work, order, VOID, work.today, command.reason, left=_moved_by(work, order))
    for task in work.session.scalars(
        select(Task)
        .where(Task.order_id == order.id, Task.status == TaskStatus.OPEN)
        .order_by(Task.id)
        .with_for_update()
    ):
        task.status, task.lifted_reason = TaskStatus.LIFTED, command.reason.strip()
        task.done_at, task.closed_by_id, task.next_notice_at = work.now, work.actor_id, None
        work.record(
            AuditAction.TASK_LIFT,
            case_id=task.case_id,
            order_id=order.id,
            data={"task": task.id, "because": VOID},
            text=command.reason.strip(),
        )
        work.tell("task:lifted", f"task:{task.id}:lifted", task_id=task.id)
    return {"order_id": order.id}


@handles(RepealOrder)
def _(command: RepealOrder, work: Work) -> Result:
    order = _order_to_mark(work, command.order_id, command.reason)
    on = command.on or work.today
    if on < order.dated_on:
        raise BadInput("on", say(N_("Акт не может утратить силу раньше своей даты")))
    if command.by_order_id is not None:
        _of_the_same_authority(work, command.by_order_id, order)
    _mark(work, order, REPEAL, on, command.reason, by_order_id=command.by_order_id)
    return {"order_id": order.id}


def _order_to_mark(work: Work, order_id: int, reason: str) -> Order:
    """Locked by its identity: two officials at once leave one mark."""
    order = work.session.get(Order, order_id)
    if order is None:
        raise NotHere
    work.enter(order.authority_id)
    if Role.APPROVER | Role.SIGNATORY not in work.roles:
        raise NotAllowed
    work.session.execute(select(OrderIdentity.id).where(OrderIdentity.id == order_id).with_for_update())
    if not reason.strip():
        raise BadInput("reason", say(N_("Напишите, почему: причина останется рядом с актом")))
    if work.session.scalar(
        select(OrderMark.id).where(OrderMark.order_id == order_id, OrderMark.kind.in_((VOID, REPEAL)))
    ):
        raise BadInput("reason", say(N_("Акт уже не действует: отметка о нём стоит раньше")))
    return order


def _of_the_same_authority(work: Work, order_id: int, marked: Order) -> None:
    known = work.session.scalar(
        select(Order.id).where(
            Order.id == order_id, Order.authority_id == marked.authority_id, Order.id != marked.id
        )
    )
    if known is None:
        raise BadInput("by_order_id", say(N_("Такого акта в журнале нет")))


def _moved_by(work: Work, order: Order) -> list[int]:
    """Cases that it moved on. They stay where they are: only people lead them back."""
    moved = select(PacketCase.case_id).where(PacketCase.packet_id == order.packet_id, PacketCase.decided)
    return list(work.session.scalars(moved.order_by(PacketCase.case_id)))


def _mark(
    work: Work,
    order: Order,
    kind: str,
    on: date,
    reason: str,
    *,
    by_order_id: int | None = None,
    left: Sequence[int] = (),
) -> None:
    work.session.add(
        OrderMark(
            authority_id=order.authority_id,
            order_id=order.id,
            kind=kind,
            on=on,
            by_order_id=by_order_id,
            reason=reason.strip(),
            marked_by_id=work.actor_id,
            marked_at=work.now,
        )
    )
    work.record(
        AuditAction.ORDER_MARK,
        order_id=order.id,
        packet_id=order.packet_id,
        data={"kind": kind, "on": on, "by": by_order_id, **({"left": list(left)} if left else {})},
        text=reason.strip(),
    )
