"""Rows of the next year made from those of the former one: each names where it comes from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sqlalchemy import select

from workflow.carried.of_cases import term_in
from workflow.carried.of_run import CarriedPlan
from workflow.carried.titles import title_in
from workflow.commands.case_entry import recorded
from workflow.commands.work import Work
from workflow.deadlines.rule import Period
from workflow.models.case import Case, Deficit, Pair
from workflow.models.monitoring import Recommendation
from workflow.models.plan import Measure, Plan
from workflow.models.programme import Run

#: The terms of the former run and of the next.
Years = tuple[Period, Period]


def years_of(run: Run, following: Run) -> Years:
    return Period(run.from_on, run.to_on), Period(following.from_on, following.to_on)


def propose_pair(work: Work, new: Case, former: Pair) -> Pair:
    """Neither approved nor consented to: both schools are asked anew."""
    pair = Pair(
        authority_id=work.authority_id,
        case_id=new.id,
        partner_school_id=former.partner_school_id,
        network_type=former.network_type,
        why=former.why,
        from_on=new.from_on,
        to_on=new.to_on,
        **recorded(work, None),
    )
    work.session.add(pair)
    return pair


def carry_plan(work: Work, old: Case, new: Case, measures: Sequence[Measure], years: Years) -> list[Measure]:
    """A plan is begun only where there is something to go on with."""
    if not measures:
        return []
    former = work.session.scalars(select(Plan).where(Plan.case_id == old.id)).one()
    plan = _plan(work, former, years, Period(new.from_on, new.to_on), new.run_id, new.id)
    deficits = _deficits(work, new, measures)
    return _measures(work, plan, measures, deficits)


def carry_municipal_plan(
    work: Work, former: CarriedPlan, years: Years, following: Run
) -> tuple[Plan, list[Measure]]:
    """A draft over the whole new term: its own act brings it into force."""
    plan = _plan(work, former.plan, years, years[1], following.id, None)
    return plan, _measures(work, plan, former.measures, {})


def _plan(work: Work, former: Plan, years: Years, term: Period, run_id: int, case_id: int | None) -> Plan:
    plan = Plan(
        authority_id=work.authority_id,
        run_id=run_id,
        case_id=case_id,
        title=title_in(former.title, *years),
        from_on=term.from_on,
        to_on=term.to_on,
        created_at=work.now,
        created_by_id=work.actor_id,
    )
    work.session.add(plan)
    work.session.flush()  # its measures name it
    return plan


def _measures(
    work: Work, plan: Plan, former: Sequence[Measure], deficits: Mapping[int, Deficit]
) -> list[Measure]:
    rows = [_measure(work, plan, row, place, deficits) for place, row in enumerate(former, 1)]
    work.session.add_all(rows)
    return rows


def _deficits(work: Work, new: Case, measures: Sequence[Measure]) -> dict[int, Deficit]:
    """Former deficit -> the one of the new year: what a measure goes on against goes on with it.

    The rest stay behind; the new year diagnoses its own.
    """
    former = work.session.scalars(
        select(Deficit)
        .where(Deficit.id.in_({one.deficit_id for one in measures}), Deficit.removed_at.is_(None))
        .order_by(Deficit.id)
    )
    carried = {
        one.id: Deficit(
            authority_id=work.authority_id,
            case_id=new.id,
            title=one.title,
            kind=one.kind,
            carried_from_id=one.id,
            **recorded(work, None),
        )
        for one in former
    }
    work.session.add_all(carried.values())
    work.session.flush()  # the measures name them
    return carried


def _measure(work: Work, plan: Plan, former: Measure, place: int, deficits: Mapping[int, Deficit]) -> Measure:
    """Without a day where the old one has passed."""
    deficit = deficits.get(former.deficit_id) if former.deficit_id is not None else None
    term = term_in(Period(plan.from_on, plan.to_on), former, work.calendar)
    kept = former.from_on is not None and plan.from_on <= former.from_on <= plan.to_on
    return Measure(
        authority_id=work.authority_id,
        plan_id=plan.id,
        position=place,
        number=former.number,
        module=former.module,
        title=former.title,
        performers=list(former.performers),
        performer_titles=former.performer_titles,
        as_given=former.as_given,
        from_on=former.from_on if kept else None,
        due_on=term.due_on,
        deadline=term.deadline,
        control_forms=list(former.control_forms),
        result=former.result,
        quantities=list(former.quantities),
        activity=former.activity,
        deficit_id=deficit.id if deficit else None,
        carried_from_id=former.id,
        **recorded(work, None),
    )


def carry_recommendations(work: Work, new: Case, former: Sequence[Recommendation]) -> list[Recommendation]:
    """Proposals again: what made the old ones binding was said of the former year."""
    rows = []
    for one in former:
        term = term_in(Period(new.from_on, new.to_on), one, work.calendar)
        rows.append(
            Recommendation(
                authority_id=work.authority_id,
                run_id=new.run_id,
                case_id=new.id,
                school_id=one.school_id,
                addressee=one.addressee,
                text=one.text,
                as_given=one.as_given,
                due_on=term.due_on,
                deadline=term.deadline,
                carried_from_id=one.id,
                **recorded(work, None),
            )
        )
    work.session.add_all(rows)
    return rows
