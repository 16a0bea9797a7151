"""Plans: a school's own, one a case, and the municipal ones of a run; what their packets show and decide."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import select

from workflow.audit.actions import AuditAction
from workflow.commands.case_entry import allow, ended, enter_case_for_entry, permit
from workflow.commands.errors import BadInput, NotHere
from workflow.commands.in_force import Decided, takes_effect
from workflow.commands.measure_tasks import Approved, follow_versions
from workflow.commands.measure_values import title_of
from workflow.commands.moving import hold_run
from workflow.commands.packet_parts import shows, shows_subject
from workflow.commands.packet_rows import Held
from workflow.commands.plan_rows import enter_plan, permit_plan
from workflow.commands.work import Command, Result, Work, handles
from workflow.facts.plan_content import contents_of, fingerprint
from workflow.models.case import Case
from workflow.models.packet import Packet
from workflow.models.plan import Plan, PlanVersion
from workflow.models.programme import Run
from workflow.orders.parts import part_name, subject_part_name
from workflow.states.definition import N_, Attempt, PacketKind, say
from workflow.states.entries import END_PLAN, MAKE_PLAN, PLAN_IS_MADE
from workflow.states.facts import Facts

#: A road map spans several years, and an earlier one may still be followed; more is a slip in the year.
LONGEST = timedelta(days=3_660)


@dataclass(frozen=True, kw_only=True)
class MakePlan(Command):
    """The plan (or trajectory) of one school, over the term of its case."""

    case_id: int
    title: str = ""


@dataclass(frozen=True, kw_only=True)
class MakeRunPlan(Command):
    """A municipal plan: road map, calendar plan. Several may be in force at once."""

    run_id: int
    title: str
    from_on: date | None
    to_on: date | None


@dataclass(frozen=True, kw_only=True)
class EndPlan(Command):
    """A municipal plan ends before its term: another one took its place."""

    plan_id: int
    ended_on: date | None


@handles(MakePlan)
def _(command: MakePlan, work: Work) -> Result:
    standing = enter_case_for_entry(work, command.case_id)
    case = standing.case
    made = work.session.scalar(select(Plan.id).where(Plan.case_id == case.id))
    permit(work, standing, MAKE_PLAN, more=[ended(standing), PLAN_IS_MADE if made else None])
    title = title_of(command.title) if command.title.strip() else f"План сопровождения: {case.school.name}"
    plan = Plan(
        authority_id=work.authority_id,
        run_id=case.run_id,
        case_id=case.id,
        title=title[:500],
        from_on=case.from_on,
        to_on=case.to_on,
        created_at=work.now,
        created_by_id=work.actor_id,
    )
    return _made(work, plan)


@handles(MakeRunPlan)
def _(command: MakeRunPlan, work: Work) -> Result:
    run = work.session.get(Run, command.run_id)
    if run is None:
        raise NotHere
    work.enter(run.authority_id)
    allow(MAKE_PLAN, Attempt(actor=work.actor(), facts=Facts(), now=work.now))
    from_on, to_on = _term_of_plan(run, command)
    plan = Plan(
        authority_id=work.authority_id,
        run_id=run.id,
        title=title_of(command.title),
        from_on=from_on,
        to_on=to_on,
        created_at=work.now,
        created_by_id=work.actor_id,
    )
    return _made(work, plan)


@handles(EndPlan)
def _(command: EndPlan, work: Work) -> Result:
    entered = enter_plan(work, command.plan_id)
    plan = entered.plan
    permit_plan(work, entered, END_PLAN)
    if plan.case_id is not None:
        raise BadInput("ended_on", say(N_("План школы действует до конца её сопровождения")))
    if command.ended_on is None:
        raise BadInput("ended_on", say(N_("Напишите день, с которого план больше не действует")))
    if not plan.from_on <= command.ended_on <= plan.to_on:
        raise BadInput("ended_on", say(N_("День должен быть внутри срока плана")))
    plan.ended_on = command.ended_on
    work.record(AuditAction.PLAN_END, data={"plan": plan.id, "on": command.ended_on}, text=plan.title)
    return {"plan_id": plan.id}


@shows(PacketKind.PLAN)
def in_packet(work: Work, cases: Sequence[Case]) -> dict[int, dict[str, Any]]:
    plans = work.session.scalars(
        select(Plan).where(Plan.case_id.in_([case.id for case in cases])).order_by(Plan.id)
    ).all()
    contents = contents_of(work.session, plans)
    by_case = {plan.case_id: contents[plan.id] for plan in plans}
    return {case.id: {"school": case.school.name, **by_case.get(case.id, {})} for case in cases}


@shows_subject(PacketKind.PLAN)
def municipal_in_packet(work: Work, packet: Packet) -> dict[str, dict[str, Any]]:
    plan = work.session.get_one(Plan, packet.plan_id)
    content = contents_of(work.session, [plan])[plan.id]
    return {subject_part_name("plan", plan.id): {"school": plan.title, **content}}


@takes_effect(PacketKind.PLAN)
def freeze_plans(work: Work, held: Held, decided: Decided) -> None:
    """What was approved stays word for word; only what is new in it becomes tasks."""
    work.session.flush()  # the rows of the order, before measures are read by queries
    if held.packet.plan_id is not None:
        hold_run(work, held.packet.run_id)
    parts, plans = held.parts(work), _plans_in(work, held)
    former = _latest_versions(work, [plan.id for plan in plans])
    approved = []
    for plan in plans:
        name = subject_part_name("plan", plan.id) if plan.case_id is None else part_name(plan.case_id)
        content = {key: value for key, value in parts[name].snapshot.items() if key != "school"}
        approved.append(Approved(plan=plan, content=content, former=former.get(plan.id)))
        _freeze(work, held, approved[-1], decided)
    follow_versions(work, held, approved, order_id=decided.order_id)


def _freeze(work: Work, held: Held, one: Approved, decided: Decided) -> None:
    version = PlanVersion(
        authority_id=one.plan.authority_id,
        plan_id=one.plan.id,
        number=one.former.number + 1 if one.former else 1,
        snapshot=dict(one.content),
        sha256=fingerprint(one.content),
        packet_id=held.packet.id,
        order_id=decided.order_id,
        in_force_on=decided.on,
    )
    work.session.add(version)
    work.record(
        AuditAction.PLAN_APPROVE,
        case_id=one.plan.case_id,
        packet_id=held.packet.id,
        order_id=decided.order_id,
        data={
            "plan": one.plan.id,
            "number": version.number,
            "sha256": version.sha256,
            "in_force_on": decided.on,
        },
    )


def _latest_versions(work: Work, plan_ids: Sequence[int]) -> dict[int, PlanVersion]:
    rows = work.session.scalars(
        select(PlanVersion).where(PlanVersion.plan_id.in_(plan_ids)).order_by(PlanVersion.number)
    )
    return {version.plan_id: version for version in rows}


def _plans_in(work: Work, held: Held) -> Sequence[Plan]:
    if held.packet.plan_id is not None:
        return [work.session.get_one(Plan, held.packet.plan_id)]
    ids = [one.case.id for one in held.cases]
    return work.session.scalars(select(Plan).where(Plan.case_id.in_(ids)).order_by(Plan.id)).all()


def _made(work: Work, plan: Plan) -> Result:
    work.session.add(plan)
    work.session.flush()  # the entry names the plan
    work.record(
        AuditAction.PLAN_MAKE,
        case_id=plan.case_id,
        data={"plan": plan.id, "from": plan.from_on, "to": plan.to_on},
        text=plan.title,
    )
    return {"plan_id": plan.id, **({"case_id": plan.case_id} if plan.case_id is not None else {})}


def _term_of_plan(run: Run, command: MakeRunPlan) -> tuple[date, date]:
    if command.from_on is None:
        raise BadInput("from_on", say(N_("Напишите первый день плана")))
    if command.to_on is None:
        raise BadInput("to_on", say(N_("Напишите последний день плана")))
    if command.to_on < command.from_on:
        raise BadInput("to_on", say(N_("Конец срока должен быть позже начала")))
    if command.to_on - command.from_on > LONGEST:
        raise BadInput("to_on", say(N_("План длиннее десяти лет: проверьте годы")))
    if command.to_on < run.from_on - LONGEST or command.from_on > run.to_on + LONGEST:
        raise BadInput(
            "from_on",
            say(
                N_("Программа идёт с %(from_on)s по %(to_on)s: проверьте годы плана"),
                from_on=run.from_on,
                to_on=run.to_on,
            ),
        )
    return command.from_on, command.to_on
