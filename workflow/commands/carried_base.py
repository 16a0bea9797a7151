"""Where the next year begins: its indicators, the municipality's values, the base round of the schools."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sqlalchemy import select

from workflow.carried.of_cases import BASE_ROUND, Approved
from workflow.carried.of_run import MunicipalBase, live_indicators, same_indicators
from workflow.commands.case_entry import recorded
from workflow.commands.work import Work
from workflow.models.case import Case
from workflow.models.monitoring import Indicator, Measurement, MeasurementRound, RoundResult
from workflow.models.programme import Run


def carry_indicators(work: Work, run: Run, following: Run) -> dict[int, Indicator]:
    """Indicator of the former run -> the same one of the new, made where the new run has none such."""
    same = same_indicators(work.session, run.id, following.id)
    found = {
        one.id: same[one.id] or _indicator(one, following) for one in live_indicators(work.session, run.id)
    }
    work.session.add_all(found.values())
    work.session.flush()  # measurements name them
    return found


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
            self.work.session.add(self._measurement(case.id, base, one.measurement))
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

    def begin(self, brought: Sequence[MunicipalBase]) -> None:
        """The municipality's values, which no act approves: a number is simply where its indicator begins."""
        for one in brought:
            indicator, value = self.indicators[one.indicator.id], one.measurement
            if value.value is not None:
                indicator.baseline, indicator.baseline_year = value.value, value.measured_on.year
            else:
                self.work.session.add(self._measurement(None, self._round(), value))

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

    def _measurement(self, case_id: int | None, base: MeasurementRound, former: Measurement) -> Measurement:
        return Measurement(
            authority_id=self.following.authority_id,
            indicator_id=self.indicators[former.indicator_id].id,
            round_id=base.id,
            case_id=case_id,
            component=former.component,
            value=former.value,
            numerator=former.numerator,
            denominator=former.denominator,
            words=former.words,
            rests_on=former.rests_on,
            measured_on=former.measured_on,
            **recorded(self.work, None),
        )
