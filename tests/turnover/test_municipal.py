"""What belongs to no school goes over as well: municipal plans, and the base of the municipality."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from tests.plans.conftest import SETTINGS
from tests.plans.steps import add, issue, put_up_for_run, tasks_of
from tests.turnover.year import begin_year, row, rows, with_document
from tests.world import NOW, TODAY, World, build_world, open_case
from workflow import access
from workflow.audit.verify import verify
from workflow.commands import BadInput, NotHere, Result
from workflow.commands.open_cases import OpenCases
from workflow.commands.orders import IssueOrder
from workflow.commands.packet_decisions import SubmitPacket
from workflow.commands.packets_of_run import AssembleForRun
from workflow.commands.plans import EndPlan, MakeRunPlan
from workflow.commands.turn_over import TurnOver
from workflow.extensions import db
from workflow.models.audit import AuditEntry
from workflow.models.case import Case
from workflow.models.monitoring import Indicator, IndicatorKind, Measurement, MeasurementRound
from workflow.models.packet import Packet
from workflow.models.plan import Measure, Plan
from workflow.models.task import Task, TaskStatus
from workflow.pages.indicators import run_indicators
from workflow.pages.plan import OtherYear, plan_page
from workflow.pages.turn_over import turn_over_page
from workflow.states.definition import PacketKind
from workflow.uow import unit_of_work

pytestmark = pytest.mark.usefixtures("app_context")

NEXT = {"from_on": date(2027, 9, 1), "to_on": date(2028, 8, 31)}
IN_WORDS = "Сформирована команда кураторов"


@pytest.fixture
def world() -> World:
    world = with_document(build_world(settings=SETTINGS))
    open_case(world, "s1", stage="plan_approval")
    return world


def turn_over(world: World, *plans: int, schools: tuple[str, ...] = (), **given: Any) -> Result:
    command = TurnOver(
        run_id=world.run_id,
        schools=tuple((world.cases[school], "plan_approval") for school in schools),
        plans=plans,
        **{"basis_text": "Год продолжается", **({} if "next_run_id" in given else NEXT), **given},
    )
    return world.do("methodist", command)


def road_map(world: World, title: str = "Дорожная карта") -> int:
    made = MakeRunPlan(run_id=world.run_id, title=title, from_on=TODAY, to_on=date(2027, 8, 31))
    return int(world.do("methodist", made)["plan_id"])


def preview(world: World, *, next_run_id: int = 0) -> Any:
    db.session.rollback()
    known = access.memberships_of(db.session(), world.people["methodist"], TODAY)
    term = (NEXT["from_on"], NEXT["to_on"])
    return turn_over_page(db.session(), known, world.run_id, next_run_id=next_run_id, term=term)


def test_unfinished_measures_of_a_municipal_plan_go_on_in_a_draft_of_the_next_year(world: World) -> None:
    """Its own act brings it into force; a term that has passed is asked for, one in the new year is kept."""
    plan = road_map(world, "Дорожная карта на 2026/27 учебный год")
    passed = add(world, plan, "Семинар", term="до 25.11.2026", performers=("methodist",))
    ahead = add(world, plan, "Отчёт", term="до 30.09.2027")
    finished = add(world, plan, "Приказ издан")
    with unit_of_work() as session:
        session.get_one(Measure, finished).status = "done"
    done = turn_over(world, plan)
    new = row(Plan, (Plan.run_id == done["run_id"]) & Plan.case_id.is_(None))
    assert new.title == "Дорожная карта на 2027/28 учебный год"
    assert (new.from_on, new.to_on) == (date(2027, 9, 1), date(2028, 8, 31))
    carried = rows(Measure, Measure.plan_id == new.id)
    assert [(one.carried_from_id, one.title, one.due_on) for one in carried] == [
        (passed, "Семинар", None),
        (ahead, "Отчёт", date(2027, 9, 30)),
    ]
    assert [one.performers for one in carried] == [["methodist"], ["school"]]
    assert (done["plans"], done["measures"], done["case_ids"]) == (1, 2, [])


def test_the_preview_names_the_plans_that_would_go_on_and_writes_nothing(world: World) -> None:
    plan = road_map(world)
    add(world, plan, "Отчёт", term="до 30.09.2027")
    road_map(world, "Без мер")
    [shown] = preview(world).plans
    assert (shown.plan_id, shown.title, shown.there_id) == (plan, "Дорожная карта", None)
    assert [(one.words, one.due_on) for one in shown.measures] == [("Отчёт", date(2027, 9, 30))]
    assert len(rows(Plan, Plan.case_id.is_(None))) == 2


def test_a_plan_that_gave_its_place_to_another_does_not_go_on(world: World) -> None:
    plan = road_map(world)
    add(world, plan, "Отчёт")
    world.do("methodist", EndPlan(plan_id=plan, ended_on=TODAY))
    assert preview(world).plans == ()
    with pytest.raises(NotHere):
        turn_over(world, plan)


def test_a_plan_of_another_year_or_of_a_school_is_not_here(world: World) -> None:
    plan = road_map(world)
    add(world, plan, "Отчёт")
    following = turn_over(world, plan)["run_id"]
    new = row(Plan, Plan.run_id == following)
    with pytest.raises(NotHere):
        turn_over(world, new.id, next_run_id=following)


def test_a_plan_goes_over_once_and_the_second_time_it_is_named(world: World) -> None:
    plan = road_map(world)
    add(world, plan, "Отчёт")
    following = turn_over(world, plan)["run_id"]
    [shown] = preview(world, next_run_id=following).plans
    assert shown.there_id == row(Plan, Plan.run_id == following).id
    with pytest.raises(BadInput) as refusal:
        turn_over(world, plan, next_run_id=following)
    assert refusal.value.field == "plans"
    assert len(rows(Plan, Plan.run_id == following)) == 1


def test_the_two_plans_lead_to_each_other(world: World) -> None:
    plan = road_map(world)
    add(world, plan, "Отчёт")
    new = row(Plan, Plan.run_id == turn_over(world, plan)["run_id"]).id
    known = access.memberships_of(db.session(), world.people["methodist"], TODAY)
    [former] = plan_page(db.session(), known, plan, now=NOW).measures
    [following] = plan_page(db.session(), known, new, now=NOW).measures
    assert former.goes_on_in == OtherYear("2027/28", new)
    assert following.came_from == OtherYear("2026/27", plan)


def test_a_school_that_is_not_in_the_former_year_is_told_the_year_without_a_way_there(world: World) -> None:
    plan = road_map(world)
    add(world, plan, "Отчёт")
    following = turn_over(world, plan)["run_id"]
    opened(world, following, "s2")
    new = row(Plan, Plan.run_id == following).id
    known = access.memberships_of(db.session(), world.people["s2"], TODAY)
    [measure] = plan_page(db.session(), known, new, now=NOW).measures
    assert measure.came_from == OtherYear("2026/27", None)


def test_what_went_on_is_asked_here_and_no_more_in_the_former_year(world: World) -> None:
    """Once the new plan is in force. A school that did not go on keeps its task of the former year."""
    open_case(world, "s2", stage="plan_approval")
    plan = road_map(world)
    former = add(world, plan, "Отчёт", performers=("school", "methodist"), term="до 30.09.2027")
    issue(world, put_up_for_run(world, plan))
    done = turn_over(world, plan, schools=("s1",))
    new = row(Plan, (Plan.run_id == done["run_id"]) & Plan.case_id.is_(None))
    assert {one.status for one in tasks_of(former)} == {TaskStatus.OPEN}
    in_force(world, done["run_id"], new.id)
    still = {(one.assignee_role, one.school_id): one.status for one in tasks_of(former)}
    assert still == {
        ("methodist", None): TaskStatus.LIFTED,
        ("school", world.schools["s1"]): TaskStatus.LIFTED,
        ("school", world.schools["s2"]): TaskStatus.OPEN,
    }
    opened(world, done["run_id"], "s2")
    assert {one.status for one in tasks_of(former)} == {TaskStatus.LIFTED}
    asked = rows(Task, (Task.run_id == done["run_id"]) & (Task.status == TaskStatus.OPEN))
    assert len(asked) == 3


def in_force(world: World, run_id: int, plan_id: int) -> None:
    made = world.do("methodist", AssembleForRun(run_id=run_id, kind=PacketKind.PLAN, plan_id=plan_id))
    packet_id = int(made["packet_id"])
    for who, step in (("methodist", SubmitPacket), ("official", IssueOrder)):
        version = row_version(packet_id)
        world.do(who, step(packet_id=packet_id, version=version))


def row_version(packet_id: int) -> int:
    return int(row(Packet, Packet.id == packet_id).version)


def opened(world: World, run_id: int, school: str) -> None:
    world.do(
        "methodist",
        OpenCases(
            run_id=run_id,
            school_ids=(world.schools[school],),
            stage="plan_approval",
            basis_text="Список дополнен",
        ),
        now=NOW + timedelta(days=1),
    )


def test_a_carried_plan_is_on_the_record(world: World) -> None:
    plan = road_map(world)
    add(world, plan, "Отчёт")
    turn_over(world, plan)
    db.session.rollback()
    entries = db.session.scalars(select(AuditEntry).order_by(AuditEntry.seq)).all()
    assert [one.action for one in entries][-3:] == ["run:open", "plan:carry", "run:turn_over"]
    found = [one for one in verify(db.engine).findings if one.table != "cases"]
    assert found == []


def test_nothing_ticked_at_all_is_said(world: World) -> None:
    with pytest.raises(BadInput) as refusal:
        turn_over(world)
    assert refusal.value.field == "schools"


def measured_in_words(world: World, *, words: str = IN_WORDS, on: date = date(2027, 5, 20)) -> int:
    """An indicator of the municipality in words, measured once; answers its id."""
    with unit_of_work() as session:
        indicator = session.scalars(select(Indicator).where(Indicator.code == "team")).first()
        if indicator is None:
            indicator = Indicator(
                authority_id=world.authority_id,
                run_id=world.run_id,
                code="team",
                title="Уровень команды кураторов",
                kind=IndicatorKind.WORDS,
                per_school=False,
            )
            session.add(indicator)
        number = len(session.scalars(select(MeasurementRound.id)).all()) + 1
        when = MeasurementRound(
            authority_id=world.authority_id, run_id=world.run_id, number=number, title=f"Раунд {number}"
        )
        session.add(when)
        session.flush()
        session.add(
            Measurement(
                authority_id=world.authority_id,
                indicator_id=indicator.id,
                round_id=when.id,
                words=words,
                rests_on="Приказ о кураторах",
                measured_on=on,
                recorded_at=NOW,
            )
        )
        return indicator.id


def based_on(run_id: int) -> list[Measurement]:
    base = select(MeasurementRound.id).where(MeasurementRound.run_id == run_id, MeasurementRound.number == 0)
    return rows(Measurement, Measurement.round_id.in_(base))


def test_a_base_in_words_goes_on_with_what_it_rests_on(world: World) -> None:
    """The municipality's own: it stands in the base round of the next year and on its page of indicators."""
    measured_in_words(world)
    done = turn_over(world, schools=("s1",))
    [kept] = based_on(done["run_id"])
    assert (kept.words, kept.rests_on) == (IN_WORDS, "Приказ о кураторах")
    assert (kept.case_id, kept.measured_on) == (None, date(2027, 5, 20))
    assert row(Indicator, Indicator.id == kept.indicator_id).run_id == done["run_id"]
    assert done["baselines"] == 1
    known = access.memberships_of(db.session(), world.people["methodist"], TODAY)
    there = run_indicators(db.session(), known, done["run_id"], now=NOW).of_municipality
    [shown] = [one for one in there if one.id == kept.indicator_id]
    base = shown.points[0]
    assert (base.label, base.words, base.rests_on) == ("База: 2026/27", IN_WORDS, "Приказ о кураторах")


def test_the_preview_shows_where_the_municipality_begins(world: World) -> None:
    measured_in_words(world)
    [shown] = preview(world).base
    assert (shown.indicator, shown.value) == ("Уровень команды кураторов", IN_WORDS)
    assert (shown.rests_on, shown.measured_on) == ("Приказ о кураторах", date(2027, 5, 20))


def test_a_base_in_words_is_carried_again_only_when_it_is_news(world: World) -> None:
    measured_in_words(world)
    open_case(world, "s2")
    open_case(world, "s3")
    following = turn_over(world, schools=("s1",))["run_id"]
    assert preview(world, next_run_id=following).base == ()
    assert turn_over(world, schools=("s2",), next_run_id=following)["baselines"] == 0
    measured_in_words(world, words="Команда обучена", on=date(2027, 8, 20))
    assert turn_over(world, schools=("s3",), next_run_id=following)["baselines"] == 1
    assert [one.words for one in based_on(following)] == [IN_WORDS, "Команда обучена"]


def test_a_number_is_no_base_of_an_indicator_that_has_become_words(world: World) -> None:
    indicator = measured_in_words(world)
    open_case(world, "s2")
    following = turn_over(world, schools=("s1",))["run_id"]
    with unit_of_work() as session:
        old = session.get_one(Indicator, indicator)
        old.kind = IndicatorKind.NUMBER
        last = session.scalars(select(Measurement).where(Measurement.indicator_id == indicator)).one()
        last.words, last.value = "", "5"
    turn_over(world, schools=("s2",), next_run_id=following)
    same = row(Indicator, (Indicator.run_id == following) & (Indicator.code == "team"))
    assert (same.kind, same.baseline) == (IndicatorKind.WORDS, None)


def test_a_school_takes_its_level_in_words_along(world: World) -> None:
    """Of an approved round, like a number."""
    begin_year(world, "s1")
    with unit_of_work() as session:
        quality = session.scalars(select(Indicator).where(Indicator.code == "quality")).one()
        quality.kind = IndicatorKind.WORDS
        for one in session.scalars(select(Measurement).where(Measurement.indicator_id == quality.id)):
            one.value, one.words, one.rests_on = None, f"уровень {one.value}", "Справка"
    done = turn_over(world, schools=("s1",))
    [kept] = [one for one in based_on(done["run_id"]) if one.case_id is not None]
    assert (kept.words, kept.rests_on) == ("уровень 61", "Справка")
    assert row(Case, Case.id == kept.case_id).run_id == done["run_id"]
