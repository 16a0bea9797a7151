"""A plan under its locks: the packets that show it, then its case or none, then the plan and its measures."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select

from workflow.commands.case_entry import allow, ended, enter_case_for_entry, permit, recorded
from workflow.commands.errors import BadInput, NotHere
from workflow.commands.moving import Standing, hold_run
from workflow.commands.packet_parts import (
    follow,
    locked_packet,
    refresh_parts_of_cases,
)
from workflow.commands.packets import ENDED
from workflow.commands.work import Work
from workflow.models.case import Deficit
from workflow.models.packet import Packet
from workflow.models.plan import Measure, Plan, PlanVersion
from workflow.states.definition import N_, Attempt, OnBehalf, Refusal, Transition, say
from workflow.states.entries import PLAN_HAS_ENDED
from workflow.states.facts import Facts


@dataclass(frozen=True, slots=True)
class Entered:
    """A locked plan; `standing` is its case, None of a municipal plan of the run."""

    plan: Plan
    standing: Standing | None

    @property
    def case_id(self) -> int | None:
        return self.plan.case_id


def enter_plan(work: Work, plan_id: int) -> Entered:
    row = work.session.execute(select(Plan.authority_id, Plan.case_id).where(Plan.id == plan_id)).first()
    if row is None:
        raise NotHere
    standing = enter_case_for_entry(work, row.case_id) if row.case_id is not None else None
    if standing is None:
        work.enter(row.authority_id)
        for packet_id in _packets_out(work, plan_id):
            locked_packet(work, packet_id)
    plan = work.session.scalars(select(Plan).where(Plan.id == plan_id).with_for_update(key_share=True)).one()
    if standing is None:
        hold_run(work, plan.run_id)  # a school that comes now is not asked for what is lifted or ended here
    return Entered(plan, standing)


def enter_measure(work: Work, measure_id: int, *, seen_version: int | None = None) -> tuple[Entered, Measure]:
    plan_id = work.session.scalar(select(Measure.plan_id).where(Measure.id == measure_id))
    if plan_id is None:
        raise NotHere
    entered = enter_plan(work, plan_id)
    measure = work.session.scalars(
        select(Measure).where(Measure.id == measure_id).with_for_update(key_share=True)
    ).one()
    if measure.removed_at is not None:
        raise NotHere
    if seen_version is not None:
        work.check_version("measure", measure.id, seen=seen_version, current=measure.version)
    return entered, measure


def permit_plan(
    work: Work,
    entered: Entered,
    step: Transition,
    *,
    comment: str = "",
    on_behalf: OnBehalf | None = None,
    more: Iterable[Refusal | None] = (),
) -> Attempt:
    """`allow` for a plan: roles of its case, or of the authority where it has none."""
    over = PLAN_HAS_ENDED if entered.plan.ended_on is not None else None
    if entered.standing is not None:
        why = [ended(entered.standing), over, *more]
        return permit(work, entered.standing, step, comment=comment, on_behalf=on_behalf, more=why)
    attempt = Attempt(
        actor=work.actor(), facts=Facts(), now=work.now, comment=comment, reason="", on_behalf=on_behalf
    )
    return allow(step, attempt, [over, *more])


def plan_changed(work: Work, entered: Entered) -> None:
    """Packets that are out and show the plan follow it."""
    work.session.flush()  # packets read measures by queries of their own
    if entered.case_id is not None:
        refresh_parts_of_cases(work, [entered.case_id])
        return
    for packet_id in _packets_out(work, entered.plan.id):
        packet, draft = locked_packet(work, packet_id)
        follow(work, packet, [], draft)


def last_position(work: Work, plan_id: int) -> int:
    return work.session.scalar(select(func.max(Measure.position)).where(Measure.plan_id == plan_id)) or 0


def last_version(work: Work, plan_id: int) -> PlanVersion | None:
    return work.session.scalar(
        select(PlanVersion).where(PlanVersion.plan_id == plan_id).order_by(PlanVersion.number.desc()).limit(1)
    )


def is_approved(work: Work, measure: Measure) -> bool:
    """It stands in the latest approved version: what was decided is lifted, never taken back."""
    version = last_version(work, measure.plan_id)
    return version is not None and any(row["id"] == measure.id for row in version.snapshot["measures"])


def _packets_out(work: Work, plan_id: int) -> list[int]:
    return list(
        work.session.scalars(
            select(Packet.id).where(Packet.plan_id == plan_id, Packet.state.not_in(ENDED)).order_by(Packet.id)
        )
    )


def add_measures(work: Work, plan: Plan, rows: list[dict[str, Any]]) -> list[Measure]:
    """Behind the last row of the plan, in this order; `rows` are values of the columns."""
    first = last_position(work, plan.id) + 1
    measures = [
        Measure(
            authority_id=plan.authority_id,
            plan_id=plan.id,
            position=position,
            **values,
            **recorded(work, None),
        )
        for position, values in enumerate(rows, first)
    ]
    work.session.add_all(measures)
    work.session.flush()  # the entries name the rows
    return measures


def own_deficit(work: Work, plan: Plan, deficit_id: int, *, field: str) -> Deficit:
    """A deficit of the school whose plan it is; of a municipal plan there is none. Said at `field`."""
    found = work.session.get(Deficit, deficit_id)
    if found is None or plan.case_id is None or found.case_id != plan.case_id or found.removed_at:
        raise BadInput(field, say(N_("Выберите дефицит этой школы из списка")))
    return found
