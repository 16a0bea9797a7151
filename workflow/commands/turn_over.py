"""A run goes over into the next year: its schools are opened there, and take along what is not finished."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from workflow.audit.actions import AuditAction
from workflow.carried.of_cases import Carried, carried_of
from workflow.carried.of_run import CarriedPlan, municipal_base, municipal_plans
from workflow.commands.carried_base import Base, carry_indicators
from workflow.commands.carried_rows import (
    carry_municipal_plan,
    carry_plan,
    carry_recommendations,
    propose_pair,
    years_of,
)
from workflow.commands.case_entry import words
from workflow.commands.errors import BadInput, NotAllowed, NotHere
from workflow.commands.late_comers import join_municipal_plans
from workflow.commands.open_cases import MAY_OPEN, OpenCases, Opening, is_methodist, new_case, record_opening
from workflow.commands.runs import begin_run
from workflow.commands.work import Command, Result, Work, handles
from workflow.facts import stages_of
from workflow.models.authority import School
from workflow.models.case import Case
from workflow.models.programme import Run
from workflow.states.definition import N_, say


@dataclass(frozen=True, kw_only=True)
class TurnOver(Command):
    """`schools`: former case and the stage its next one begins at; `plans`: municipal ones that go on.

    Without `next_run_id` the term is begun.
    """

    run_id: int
    next_run_id: int | None = None
    from_on: date | None = None
    to_on: date | None = None
    title: str = ""
    schools: tuple[tuple[int, str], ...] = ()
    plans: tuple[int, ...] = ()
    basis_text: str = ""


@handles(TurnOver)
def _(command: TurnOver, work: Work) -> Result:
    run = _former_run(work, command.run_id)
    if not work.roles & MAY_OPEN:
        raise NotAllowed("turn_over")
    basis = words("basis_text", command.basis_text)
    if not command.schools and not command.plans:
        raise BadInput("schools", say(N_("Отметьте хотя бы одну школу или муниципальный план")))
    following = _following_run(work, run, command)
    former = _former_cases(work, run, [case_id for case_id, _ in command.schools])
    _none_is_there(work, following, former)
    plans = _former_plans(work, run, following, command.plans)
    opened = _open(work, following, former, dict(command.schools), basis)
    carried = carried_of(work.session, [case.id for case in former])
    brought = municipal_base(work.session, run.id, following.id)
    base = Base(work, run, following, carry_indicators(work, run, following))
    told = [_carry(work, old, new, carried[old.id], base) for old, new in zip(former, opened, strict=True)]
    told += [_carry_plan(work, run, following, one) for one in plans]
    base.begin(brought)
    work.record(
        AuditAction.RUN_TURN_OVER,
        data={
            "from": run.id,
            "run": following.id,
            "cases": [case.id for case in opened],
            "plans": [one.plan.id for one in plans],
            "baselines": len(brought),
        },
        text=basis,
    )
    done = _summed(told)
    return {
        "run_id": following.id,
        "case_ids": [case.id for case in opened],
        **done,
        "plans": len(plans),
        "baselines": done["baselines"] + len(brought),
    }


def _former_run(work: Work, run_id: int) -> Run:
    """Locked: two presses for one run wait for each other, and the second sees what the first opened."""
    run = work.session.scalar(
        select(Run)
        .where(Run.id == run_id)
        .options(joinedload(Run.programme))
        .with_for_update(of=Run, key_share=True)
    )
    if run is None:
        raise NotHere
    work.enter(run.authority_id)
    return run


def _following_run(work: Work, run: Run, command: TurnOver) -> Run:
    if command.next_run_id is None:
        if command.from_on is None or command.to_on is None:
            raise BadInput("from_on", say(N_("Назовите срок следующего года: с какого и по какой день")))
        following, _ = begin_run(
            work, run.programme, from_on=command.from_on, to_on=command.to_on, title=command.title.strip()
        )
    else:
        found = work.session.scalar(
            select(Run)
            .where(Run.id == command.next_run_id, Run.programme_id == run.programme_id)
            .options(joinedload(Run.process_version))
            .with_for_update(of=Run, key_share=True)
        )
        if found is None:
            raise NotHere
        following = found
    if following.from_on <= run.from_on:
        raise BadInput("from_on", say(N_("Следующий год должен начинаться позже, чем %(run)s"), run=run.title))
    return following


def _former_cases(work: Work, run: Run, case_ids: Sequence[int]) -> list[Case]:
    ids = sorted(set(case_ids))
    cases = list(
        work.session.scalars(
            select(Case)
            .where(Case.id.in_(ids), Case.run_id == run.id)
            .options(joinedload(Case.school))
            .order_by(Case.id)
        )
    )
    if len(cases) != len(ids):
        raise NotHere
    names = sorted(
        {case.school.name for case in cases if [one.school_id for one in cases].count(case.school_id) > 1}
    )
    if names:
        twice = N_("%(names)s: отмечено дважды. Оставьте одно сопровождение школы")
        raise BadInput("schools", say(twice, names=", ".join(names)))
    return cases


def _none_is_there(work: Work, following: Run, former: Sequence[Case]) -> None:
    """Open or closed: a school is supported once in a year; a closed case is opened again instead."""
    names = work.session.scalars(
        select(School.name)
        .where(
            School.id.in_([case.school_id for case in former]),
            select(Case.id).where(Case.run_id == following.id, Case.school_id == School.id).exists(),
        )
        .order_by(School.sort_key)
    ).all()
    if names:
        raise BadInput(
            "schools",
            say(
                N_("%(names)s: в «%(run)s» сопровождение уже есть. Снимите отметку"),
                names=", ".join(names),
                run=following.title,
            ),
        )


def _former_plans(work: Work, run: Run, following: Run, plan_ids: Sequence[int]) -> list[CarriedPlan]:
    """Once in a year: what a plan that went on lacks is added there."""
    known = {one.plan.id: one for one in municipal_plans(work.session, run.id, following.id)}
    if not known.keys() >= set(plan_ids):
        raise NotHere
    plans = [known[plan_id] for plan_id in sorted(set(plan_ids))]
    gone = [one.plan.title for one in plans if one.there_id is not None]
    if gone:
        raise BadInput(
            "plans",
            say(
                N_("%(titles)s: в «%(run)s» этот план уже продолжается. Снимите отметку"),
                titles=", ".join(gone),
                run=following.title,
            ),
        )
    return plans


def _open(
    work: Work, following: Run, former: Sequence[Case], stages: Mapping[int, str], basis: str
) -> list[Case]:
    known = stages_of(following.process_version.settings)
    cases = []
    for old in former:
        stage = stages[old.id] or known[0]
        if stage not in known:
            raise BadInput("schools", say(N_("В этой программе нет такого этапа. Выберите этап из списка")))
        leads = old.methodist_id if old.methodist_id and is_methodist(work, old.methodist_id) else None
        command = OpenCases(run_id=following.id, methodist_id=leads, basis_text=basis)
        opening = Opening(
            run=following,
            stage=stage,
            from_on=following.from_on,
            to_on=following.to_on,
            act=None,
            calendar=work.calendar,
        )
        case = new_case(work, command, opening, old.school)
        case.previous_id = old.id
        cases.append(case)
    work.session.add_all(cases)
    work.session.flush()  # entries, plans and pairs name the cases
    for case in cases:
        record_opening(work, case, OpenCases(run_id=following.id, basis_text=basis))
    join_municipal_plans(work, cases)
    return cases


def _carry(work: Work, old: Case, new: Case, carried: Carried, base: Base) -> dict[str, Any]:
    pair = propose_pair(work, new, carried.pair) if carried.pair else None
    measures = carry_plan(work, old, new, carried.measures, years_of(base.run, base.following))
    recommendations = carry_recommendations(work, new, carried.recommendations)
    base.keep(new, carried.baselines)
    work.session.flush()  # the entry names the new rows
    told = {
        "pair": pair.id if pair else None,
        "partner": pair.partner_school_id if pair else None,
        "measures": [row.id for row in measures],
        "recommendations": [row.id for row in recommendations],
        "baselines": len(carried.baselines),
    }
    work.record(AuditAction.CASE_CARRY, case_id=new.id, versioned=new, data={"previous": old.id, **told})
    return told


def _carry_plan(work: Work, run: Run, following: Run, former: CarriedPlan) -> dict[str, Any]:
    plan, measures = carry_municipal_plan(work, former, years_of(run, following), following)
    work.session.flush()  # the entry names the new rows
    told = {"plan": plan.id, "previous": former.plan.id, "measures": [row.id for row in measures]}
    work.record(AuditAction.PLAN_CARRY, data=told, text=plan.title)
    return told


def _summed(told: Sequence[Mapping[str, Any]]) -> dict[str, int]:
    """What the page says after the press."""
    return {
        "pairs": sum(one.get("pair") is not None for one in told),
        "measures": sum(len(one["measures"]) for one in told),
        "recommendations": sum(len(one.get("recommendations", ())) for one in told),
        "baselines": sum(one.get("baselines", 0) for one in told),
    }
