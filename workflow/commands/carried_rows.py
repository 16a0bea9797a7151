"""Rows of the next year made from those of the former one: each names where it comes from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sqlalchemy import select

from workflow.carried import BASE_ROUND, Approved, term_in
from workflow.commands.case_entry import recorded
from workflow.commands.work import Work
from workflow.deadlines.rule import Period
from workflow.models.case import Case, Deficit, Pair
from workflow.models.monitoring import (
    Indicator,
    Measurement,
    MeasurementRound,
    Recommendation,
    RoundResult,
)
from workflow.models.plan import Measure, Plan
from workflow.models.programme import Run
from workflow.models.search import search_text


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


def carry_plan(work: Work, old: Case, new: Case, measures: Sequence[Measure]) -> list[Measure]:
    """A plan is begun only where there is something to go on with."""
    if not measures:
        return []
    former = work.session.scalars(select(Plan).where(Plan.case_id == old.id)).one()
    plan = Plan(
        authority_id=work.authority_id,
        run_id=new.run_id,
        case_id=new.id,
        title=former.title,
        from_on=new.from_on,
        to_on=new.to_on,
        created_at=work.now,
        created_by_id=work.actor_id,
    )
    work.session.add(plan)
    work.session.flush()  # its measures name it
    deficits = _deficits(work, new, measures)
    rows = [_measure(work, plan, row, place, deficits) for place, row in enumerate(measures, 1)]
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


def carry_indicators(work: Work, run: Run, following: Run) -> dict[int, Indicator]:
    """Indicator of the former run -> the same one of the new, made where the new run has none such."""
    former = work.session.scalars(
        select(Indicator)
        .where(Indicator.run_id == run.id, Indicator.removed_at.is_(None))
        .order_by(Indicator.id)
    ).all()
    latest = _latest_of_the_run(work, run)
    there = work.session.scalars(
        select(Indicator).where(Indicator.run_id == following.id).order_by(Indicator.id.desc())
    ).all()
    by_code = {one.code: one for one in there}
    by_name = {_name(one): one for one in there if one.removed_at is None}
    found: dict[int, Indicator] = {}
    for one in former:
        same = by_code.get(one.code) or by_name.get(_name(one))
        if same is None:
            same = by_code[one.code] = _indicator(one, following)
            work.session.add(same)
        if one.id in latest:
            _begin_at(same, latest[one.id])
        found[one.id] = same
    work.session.flush()  # measurements name them
    return found


def _name(indicator: Indicator) -> tuple[str, str, bool]:
    """What makes it the same where its code is another: somebody typed it anew."""
    return search_text(indicator.title), indicator.kind.value, indicator.per_school


def _begin_at(indicator: Indicator, latest: Measurement) -> None:
    """The municipality's own value is its base, unless that one is newer; a school has the base round."""
    if indicator.baseline_year is None or indicator.baseline_year <= latest.measured_on.year:
        indicator.baseline, indicator.baseline_year = latest.value, latest.measured_on.year


def _indicator(former: Indicator, following: Run) -> Indicator:
    return Indicator(
        authority_id=former.authority_id,
        run_id=following.id,
        code=former.code,
        number=former.number,
        group=former.group,
        title=former.title,
        kind=former.kind,
        unit=former.unit,
        share_of=former.share_of,
        per_school=former.per_school,
        components=list(former.components),
        baseline_year=former.baseline_year,
        baseline=former.baseline,
        targets=dict(former.targets),
        reported=former.reported,
        computed_from=former.computed_from,
        source=former.source,
    )


def _latest_of_the_run(work: Work, run: Run) -> dict[int, Measurement]:
    """Indicator -> its last value that belongs to no school."""
    rows = work.session.scalars(
        select(Measurement)
        .join(MeasurementRound, MeasurementRound.id == Measurement.round_id)
        .where(
            MeasurementRound.run_id == run.id,
            Measurement.case_id.is_(None),
            Measurement.component == "",
            Measurement.value.is_not(None),
        )
        .order_by(MeasurementRound.number, Measurement.id)
    )
    return {row.indicator_id: row for row in rows}


class Base:
    """The round before the first: what schools bring along, approved by the acts of the former year."""

    def __init__(self, work: Work, run: Run, following: Run, indicators: Mapping[int, Indicator]) -> None:
        self.work, self.run, self.following, self.indicators = work, run, following, indicators

    def keep(self, case: Case, brought: Sequence[Approved]) -> None:
        known = [one for one in brought if one.measurement.indicator_id in self.indicators]
        if not known:
            return
        base = self._round()
        for one in known:
            self.work.session.add(self._measurement(case, base, one.measurement))
        last = known[-1].result
        self.work.session.add(
            RoundResult(
                authority_id=case.authority_id,
                case_id=case.id,
                case_round=case.round,
                round_id=base.id,
                packet_id=last.packet_id,
                order_id=last.order_id,
                approved_on=last.approved_on,
            )
        )

    def _round(self) -> MeasurementRound:
        session, run_id = self.work.session, self.following.id
        found = session.scalar(
            select(MeasurementRound).where(
                MeasurementRound.run_id == run_id, MeasurementRound.number == BASE_ROUND
            )
        )
        if found is None:
            found = MeasurementRound(
                authority_id=self.following.authority_id,
                run_id=run_id,
                number=BASE_ROUND,
                title=f"База: {self.run.title}",
                due_on=self.following.from_on,
            )
            session.add(found)
            session.flush()  # measurements name the round
        return found

    def _measurement(self, case: Case, base: MeasurementRound, former: Measurement) -> Measurement:
        return Measurement(
            authority_id=case.authority_id,
            indicator_id=self.indicators[former.indicator_id].id,
            round_id=base.id,
            case_id=case.id,
            component=former.component,
            value=former.value,
            numerator=former.numerator,
            denominator=former.denominator,
            words=former.words,
            rests_on=former.rests_on,
            measured_on=former.measured_on,
            **recorded(self.work, None),
        )
