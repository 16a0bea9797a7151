"""A sheet of one round: a row a school, a column an indicator; each cell with what stands in it now."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from workflow import access
from workflow.access import NotHere
from workflow.facts.attended import attended_by
from workflow.facts.decimals import decimal_comma
from workflow.facts.results import Place, ahead_of, indicators_of, latest_of, places_of
from workflow.models.case import Case
from workflow.models.monitoring import Indicator, IndicatorKind, Measurement, MeasurementRound
from workflow.pages.indicators import RunHead, run_head


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """What is asked: an indicator, or one component of it."""

    indicator_id: int
    component: str
    title: str
    kind: IndicatorKind
    unit: str
    share_of: str
    from_attendance: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """`at` begins the names of its fields. Numbers stand with a comma, as they are typed."""

    at: str
    case_id: int | None
    column: Column
    value: str = ""
    numerator: str = ""
    denominator: str = ""
    words: str = ""
    rests_on: str = ""
    why_not: str = ""
    #: People of the sheets of events, where a share may be counted from them.
    attended: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetRow:
    case_id: int | None
    school: str
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    head: RunHead
    round_id: int
    round: str
    seen_id: int
    columns: tuple[Column, ...]
    rows: tuple[SheetRow, ...]
    #: Indicators of the municipality, when this sheet holds them.
    municipality: SheetRow | None

    def cells(self) -> Iterable[Cell]:
        for row in (*self.rows, *((self.municipality,) if self.municipality else ())):
            yield from row.cells


def round_sheet(session: Session, memberships: access.Memberships, round_id: int, *, now: datetime) -> Sheet:
    """All open cases of the run, and the municipality."""
    row = session.get(MeasurementRound, round_id)
    if row is None:
        raise NotHere
    head = run_head(session, memberships, row.run_id, now=now)
    cases = session.scalars(
        access.visible_cases(
            select(Case)
            .where(Case.run_id == row.run_id, Case.closed_at.is_(None))
            .options(joinedload(Case.school))
            .order_by(Case.sort_key, Case.id),
            memberships,
        )
    ).all()
    return _sheet(session, head, row, cases, whole=True)


def case_sheet(
    session: Session, memberships: access.Memberships, case_id: int, *, round_id: int = 0, now: datetime
) -> Sheet:
    """One school's sheet: of the round asked for, else of the one it measures now, else of the last."""
    case = session.scalar(
        select(Case)
        .where(Case.id == case_id, access.case_is_open_to(memberships))
        .options(joinedload(Case.school))
    )
    if case is None:
        raise NotHere
    head = run_head(session, memberships, case.run_id, now=now)
    return _sheet(session, head, _round_of(session, case, round_id), [case], whole=False)


def _round_of(session: Session, case: Case, round_id: int) -> MeasurementRound:
    if round_id:
        row = session.get(MeasurementRound, round_id)
        if row is None or row.run_id != case.run_id:
            raise NotHere
        return row
    now = ahead_of(session, [case])[case.id].now
    if now is not None:
        return now
    last = session.scalar(
        select(MeasurementRound)
        .where(MeasurementRound.run_id == case.run_id)
        .order_by(MeasurementRound.number.desc())
        .limit(1)
    )
    if last is None:
        raise NotHere
    return last


def _sheet(
    session: Session, head: RunHead, row: MeasurementRound, cases: Sequence[Case], *, whole: bool
) -> Sheet:
    indicators = indicators_of(session, [head.id]).get(head.id, [])
    values = latest_of(session, Measurement.round_id == row.id)
    attended = attended_by(session, head.id, head.today)
    columns = tuple(_columns(one for one in indicators if one.per_school))
    of_whole = tuple(_columns(one for one in indicators if not one.per_school)) if whole else ()
    return Sheet(
        head=head,
        round_id=row.id,
        round=row.title,
        seen_id=max((one.id for one in values.values()), default=0),
        columns=columns,
        rows=tuple(
            SheetRow(
                case_id=case.id,
                school=case.school.name,
                cells=tuple(
                    _cell(place, column, row.id, values, case.id, attended.get(case.school_id, 0))
                    for place, column in enumerate(columns)
                ),
            )
            for case in cases
        ),
        municipality=SheetRow(
            case_id=None,
            school="",
            cells=tuple(
                _cell(place, column, row.id, values, None, attended.get(None, 0))
                for place, column in enumerate(of_whole)
            ),
        )
        if of_whole
        else None,
    )


def _columns(indicators: Iterable[Indicator]) -> Iterable[Column]:
    for one in indicators:
        for component in places_of(one):
            yield Column(
                indicator_id=one.id,
                component=component,
                title=f"{one.title}: {component}" if component else one.title,
                kind=one.kind,
                unit=one.unit,
                share_of=one.share_of,
                from_attendance=bool(one.computed_from),
            )


def _cell(
    place: int,
    column: Column,
    round_id: int,
    values: Mapping[Place, Measurement],
    case_id: int | None,
    attended: int,
) -> Cell:
    at = f"m{case_id or 0}-{place}"
    came = attended if column.from_attendance else None
    row = values.get((case_id, round_id, column.indicator_id, column.component))
    if row is None:
        return Cell(at=at, case_id=case_id, column=column, attended=came)
    return Cell(
        at=at,
        case_id=case_id,
        column=column,
        value=decimal_comma(row.value) if column.kind is IndicatorKind.NUMBER else "",
        numerator=row.numerator or "",
        denominator=row.denominator or "",
        words=row.words,
        rests_on=row.rests_on,
        why_not=row.why_not,
        attended=came,
    )
