"""Measuring: values of a round for schools and for the municipality, by whoever the programme says."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select

from workflow.audit.actions import AuditAction
from workflow.commands.case_entry import behalf_of, ended, enter_cases_for_entry, permit, recorded
from workflow.commands.errors import BadInput, NotAllowed, NotHere, Stale
from workflow.commands.moving import Standing
from workflow.commands.packet_parts import refresh_parts_of_cases
from workflow.commands.rounds import enter_round, near_run
from workflow.commands.typed_values import TypedValue as TypedValue
from workflow.commands.typed_values import judged, same_as
from workflow.commands.work import Command, Result, Work, handles
from workflow.facts.attended import attended_by
from workflow.facts.results import Place, latest_of, places_of
from workflow.models.monitoring import Indicator, Measurement, MeasurementRound
from workflow.models.packet import Packet, PacketCase
from workflow.models.programme import Run
from workflow.states.definition import N_, OnBehalf, PacketKind, Refusal, Role, say
from workflow.states.entries import RECORD_MEASUREMENTS, SCHOOL_DOES_NOT_MEASURE
from workflow.states.facts import Collects


@dataclass(frozen=True, kw_only=True)
class RecordMeasurements(Command):
    """A sheet of one round, whole or in part: what is left empty, or is as it was, changes nothing.

    `seen_id` is the last measurement that the sheet showed: what came after it is not overwritten blindly.
    """

    round_id: int
    measured_on: date | None
    values: tuple[TypedValue, ...]
    seen_id: int = 0
    on_behalf: OnBehalf | None = None
    behalf_content: bytes = b""


@dataclass(slots=True)
class _Sheet:
    round: MeasurementRound
    measured_on: date
    indicators: Mapping[int, Indicator]
    standings: Mapping[int, Standing]
    latest: Mapping[Place, Measurement]
    attended: Mapping[int | None, int]


@handles(RecordMeasurements)
def _(command: RecordMeasurements, work: Work) -> Result:
    row = enter_round(work, command.round_id)
    typed = [one for one in command.values if not one.is_empty]
    sheet = _sheet(work, command, row, typed)
    _may_enter(work, sheet, typed, command.on_behalf)
    changed = _changed(command, sheet, typed)
    if not changed:
        raise BadInput("values", say(N_("На листе нет ничего нового: записывать нечего")))
    behalf = behalf_of(work, command.on_behalf, command.behalf_content)
    rows = [_measurement(work, sheet, one, values, behalf) for one, values in changed]
    work.session.add_all(rows)
    work.session.flush()  # the entries name the new rows
    _put_on_record(work, sheet, rows, behalf)
    refresh_parts_of_cases(work, sheet.standings)
    return {"round_id": row.id, "recorded": len(rows)}


def _sheet(
    work: Work, command: RecordMeasurements, row: MeasurementRound, typed: Sequence[TypedValue]
) -> _Sheet:
    measured_on = _day(work, row.run_id, command.measured_on)
    case_ids = {one.case_id for one in typed if one.case_id is not None}
    of_municipality = any(one.case_id is None for one in typed)
    if of_municipality and not work.roles & Role.METHODIST:
        raise NotAllowed("measurements")
    if of_municipality and command.on_behalf is not None:
        raise BadInput("recorded_for", say(N_("Значения муниципалитета вносят от себя, отдельно от школ")))
    shown_in = _cases_that_show(work, row.run_id) if of_municipality else set()
    standings = enter_cases_for_entry(work, sorted(case_ids | shown_in)) if case_ids | shown_in else []
    if any(one.case.run_id != row.run_id for one in standings):
        raise NotHere
    indicators = {
        one.id: one
        for one in work.session.scalars(
            select(Indicator).where(Indicator.run_id == row.run_id, Indicator.removed_at.is_(None))
        )
    }
    return _Sheet(
        round=row,
        measured_on=measured_on,
        indicators=indicators,
        standings={one.case.id: one for one in standings},
        latest=latest_of(work.session, Measurement.round_id == row.id),
        attended=attended_by(work.session, row.run_id, measured_on),
    )


def _day(work: Work, run_id: int, day: date | None) -> date:
    if day is None:
        raise BadInput("measured_on", say(N_("Напишите день, на который измерено")))
    if day > work.today:
        raise BadInput("measured_on", say(N_("Этот день ещё не наступил: сегодня %(today)s"), today=work.today))
    near_run(work.session.get_one(Run, run_id), "measured_on", day)
    return day


def _cases_that_show(work: Work, run_id: int) -> set[int]:
    """Cases in packets with results: those show the municipality's values beside the school's own."""
    held = (
        select(PacketCase.case_id)
        .join(Packet, Packet.id == PacketCase.packet_id)
        .where(Packet.run_id == run_id, Packet.kind == PacketKind.RESULTS, PacketCase.is_in)
    )
    return set(work.session.scalars(held))


def _may_enter(work: Work, sheet: _Sheet, typed: Sequence[TypedValue], on_behalf: OnBehalf | None) -> None:
    for case_id in {one.case_id for one in typed if one.case_id is not None}:
        standing = sheet.standings[case_id]
        permit(
            work,
            standing,
            RECORD_MEASUREMENTS,
            on_behalf=on_behalf,
            more=[ended(standing), _not_theirs(standing)],
        )


def _not_theirs(standing: Standing) -> Refusal | None:
    """Where the methodist measures, a school tells its values and does not enter them."""
    if standing.roles & Role.METHODIST:
        return None
    measures = standing.case.process_version.settings.get("measures", Collects.METHODIST)
    return None if measures == Collects.SCHOOL else SCHOOL_DOES_NOT_MEASURE


def _changed(
    command: RecordMeasurements, sheet: _Sheet, typed: Sequence[TypedValue]
) -> list[tuple[TypedValue, dict[str, Any]]]:
    """What is new on the sheet. Every fault is told at once, each at its field."""
    changed, faults = [], []
    for one in typed:
        indicator = _indicator(sheet, one)
        attended = sheet.attended.get(_school(sheet, one), 0) if indicator.computed_from else None
        try:
            values = judged(one, indicator, attended=attended)
        except BadInput as fault:
            faults.append(fault)
            continue
        former = sheet.latest.get((one.case_id, sheet.round.id, one.indicator_id, one.component))
        if same_as(former, values):
            continue
        if former is not None and former.id > command.seen_id:
            raise Stale("case", one.case_id or 0, seen=command.seen_id, current=former.id)
        changed.append((one, values))
    if faults:
        raise BadInput(faults[0].field, faults[0].message, others=tuple(faults[1:]))
    return changed


def _school(sheet: _Sheet, typed: TypedValue) -> int | None:
    return sheet.standings[typed.case_id].case.school_id if typed.case_id is not None else None


def _indicator(sheet: _Sheet, typed: TypedValue) -> Indicator:
    """One that is measured in this run, for that kind of row, by that component."""
    indicator = sheet.indicators.get(typed.indicator_id)
    if indicator is None or indicator.per_school is not (typed.case_id is not None):
        raise NotHere
    if typed.component not in (*places_of(indicator), ""):
        raise NotHere
    return indicator


def _measurement(
    work: Work, sheet: _Sheet, typed: TypedValue, values: dict[str, Any], behalf: OnBehalf | None
) -> Measurement:
    return Measurement(
        authority_id=work.authority_id,
        indicator_id=typed.indicator_id,
        round_id=sheet.round.id,
        case_id=typed.case_id,
        component=typed.component,
        measured_on=sheet.measured_on,
        **values,
        **recorded(work, behalf),
    )


def _put_on_record(work: Work, sheet: _Sheet, rows: Sequence[Measurement], behalf: OnBehalf | None) -> None:
    """One entry a case, and one for the municipality."""
    by_case: dict[int | None, list[Measurement]] = defaultdict(list)
    for row in rows:
        by_case[row.case_id].append(row)
    for case_id, own in by_case.items():
        work.record(
            AuditAction.MEASUREMENT_RECORD,
            case_id=case_id,
            on_behalf=behalf,
            data={
                "run": sheet.round.run_id,
                "measurement_round": sheet.round.id,
                "measurements": [row.id for row in own],
                "not_measured": sum(bool(row.why_not) for row in own),
                "measured_on": sheet.measured_on,
            },
        )
