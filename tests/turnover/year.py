"""A year that was worked through: a plan, recommendations, two rounds of measuring, one of them approved."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from sqlalchemy import select

from tests.world import NOW, World
from workflow.deadlines.deadline import Deadline
from workflow.deadlines.stored import to_json
from workflow.deadlines.wording import Unclear, read_wording
from workflow.extensions import db
from workflow.models.case import Case, Deficit, DeficitKind
from workflow.models.monitoring import (
    Indicator,
    IndicatorKind,
    Measurement,
    MeasurementRound,
    Recommendation,
    RoundResult,
)
from workflow.models.packet import Packet
from workflow.models.plan import Measure, MeasureStatus, Plan
from workflow.models.programme import ProgrammeVersion
from workflow.models.task import Task, TaskStatus
from workflow.states.definition import Act, PacketKind
from workflow.uow import unit_of_work

DOCUMENT = Path(__file__).parents[1] / "programmes" / "good.yaml"


@dataclass(frozen=True)
class Year:
    """Ids of what should go on."""

    yearly: int
    dated: int
    later: int
    open_recommendation: int


def row(model: type, condition: Any) -> Any:
    db.session.rollback()
    return db.session.scalars(select(model).where(condition)).one()


def rows(model: Any, condition: Any) -> list[Any]:
    db.session.rollback()
    return list(db.session.scalars(select(model).where(condition).order_by(model.id)))


def case_of(world: World, school: str, *, latest: bool) -> Case:
    found = rows(Case, Case.school_id == world.schools[school])
    case: Case = found[-1 if latest else 0]
    return case


def with_document(world: World) -> World:
    """A following term is begun by reading the programme's own years."""
    with unit_of_work() as session:
        version = session.scalars(select(ProgrammeVersion)).one()
        version.text = DOCUMENT.read_text("utf-8")
    return world


def begin_year(world: World, school: str) -> Year:
    with unit_of_work() as session:
        year = _work(session, world, world.cases[school], world.schools[school])
        _rounds(session, world, world.cases[school])
        return year


def _work(session: Any, world: World, case_id: int, school_id: int) -> Year:
    plan = Plan(
        authority_id=world.authority_id,
        run_id=world.run_id,
        case_id=case_id,
        title="План школы",
        from_on=date(2026, 9, 1),
        to_on=date(2027, 8, 31),
        created_at=NOW,
    )
    session.add(plan)
    session.flush()

    def measure(place: int, title: str, words: str, due_on: date | None, **given: Any) -> Measure:
        rule = read_wording(words)
        assert not isinstance(rule, Unclear)
        made = Measure(
            authority_id=world.authority_id,
            plan_id=plan.id,
            position=place,
            title=title,
            as_given=words,
            due_on=due_on,
            deadline=to_json(Deadline(rule=rule, document_on=due_on, due_on=due_on)),
            recorded_at=NOW,
            **given,
        )
        session.add(made)
        return made

    deficit, other = (
        Deficit(authority_id=world.authority_id, case_id=case_id, title=title, kind=kind, recorded_at=NOW)
        for title, kind in (("Читательская грамотность", DeficitKind.INDIVIDUAL), ("Кадры", None))
    )
    session.add_all([deficit, other])
    session.flush()
    yearly = measure(1, "Семинар каждый год", "ежегодно до 10 сентября", date(2026, 9, 10))
    measure(2, "Сделано", "до 01.02.2027", date(2027, 2, 1), status=MeasureStatus.DONE)
    dated = measure(3, "Открытый урок", "до 15.03.2027", date(2027, 3, 15), deficit_id=deficit.id)
    later = measure(4, "Отчёт в сентябре", "до 30.09.2027", date(2027, 9, 30))
    measure(5, "Снято", "до 15.03.2027", date(2027, 3, 15), status=MeasureStatus.LIFTED)
    measure(6, "Убрано", "до 15.03.2027", date(2027, 3, 15), removed_at=NOW)
    recommendations = [
        Recommendation(
            authority_id=world.authority_id,
            run_id=world.run_id,
            case_id=case_id,
            school_id=school_id,
            addressee="administration",
            text=text,
            recorded_at=NOW,
        )
        for text in ("Создать группу учителей", "Провести педсовет")
    ]
    session.add_all(recommendations)
    session.flush()
    for one, status in zip(recommendations, (TaskStatus.OPEN, TaskStatus.DONE), strict=True):
        session.add(
            Task(
                authority_id=world.authority_id,
                run_id=world.run_id,
                case_id=case_id,
                school_id=school_id,
                assignee_role="school",
                title=one.text,
                origin="recommendation",
                recommendation_id=one.id,
                status=status,
                created_at=NOW,
            )
        )
    return Year(yearly.id, dated.id, later.id, recommendations[0].id)


def _rounds(session: Any, world: World, case_id: int) -> None:
    quality, networks = (
        Indicator(
            authority_id=world.authority_id,
            run_id=world.run_id,
            code=code,
            title=title,
            kind=kind,
            per_school=per_school,
            targets={"2027": "70"},
        )
        for code, title, kind, per_school in (
            ("quality", "Качество знаний", IndicatorKind.SHARE, True),
            ("networks", "Сетевых программ", IndicatorKind.NUMBER, False),
        )
    )
    first, second = (
        MeasurementRound(
            authority_id=world.authority_id, run_id=world.run_id, number=number, title=f"Раунд {number}"
        )
        for number in (1, 2)
    )
    packet = Packet(
        authority_id=world.authority_id,
        run_id=world.run_id,
        kind=PacketKind.RESULTS,
        act=Act.RECORD,
        title="Результаты",
        state="packet.in_force",
        created_at=NOW,
    )
    session.add_all([quality, networks, first, second, packet])
    session.flush()

    def measured(what: Indicator, when: MeasurementRound, on: date, value: str, case: int | None) -> None:
        session.add(
            Measurement(
                authority_id=world.authority_id,
                indicator_id=what.id,
                round_id=when.id,
                case_id=case,
                value=value,
                measured_on=on,
                recorded_at=NOW,
            )
        )
        session.flush()

    measured(quality, first, date(2026, 12, 19), "60", case_id)
    measured(quality, first, date(2026, 12, 20), "61", case_id)  # entered later: it counts
    measured(quality, second, date(2027, 5, 10), "75", case_id)
    measured(networks, first, date(2026, 12, 20), "12", None)
    session.add(
        RoundResult(
            authority_id=world.authority_id,
            case_id=case_id,
            case_round=1,
            round_id=first.id,
            packet_id=packet.id,
            approved_on=date(2026, 12, 25),
        )
    )
