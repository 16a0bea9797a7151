"""A run goes over into the next year: what is opened, what is taken along, what is refused."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

import pytest
from sqlalchemy import func, select

from tests.turnover.year import begin_year, case_of, row, rows, with_document
from tests.world import NOW, TODAY, World, build_world, open_case, pair_up
from workflow import access
from workflow.audit.verify import verify
from workflow.commands import BadInput, NotAllowed, NotHere, Result
from workflow.commands.measure_tasks import lift_carried_tasks
from workflow.commands.turn_over import TurnOver
from workflow.commands.work import Work
from workflow.deadlines.messages import in_russian
from workflow.extensions import db
from workflow.facts import facts_of
from workflow.facts.counted import closing_counts
from workflow.facts.plan_approval import closure_facts
from workflow.models.audit import AuditEntry
from workflow.models.authority import School
from workflow.models.case import Case, Consent, Deficit, Pair
from workflow.models.monitoring import Indicator, Measurement, MeasurementRound, Recommendation, RoundResult
from workflow.models.plan import Measure, Plan
from workflow.models.programme import Run
from workflow.models.task import Task, TaskStatus
from workflow.pages.case_facts import facts_column
from workflow.pages.plan import OtherYear, plan_page
from workflow.uow import unit_of_work

pytestmark = pytest.mark.usefixtures("app_context")


@pytest.fixture
def world() -> World:
    return with_document(build_world())


NEXT = {"from_on": date(2027, 9, 1), "to_on": date(2028, 8, 31)}


def turn_over(world: World, *schools: str, who: str = "methodist", **given: Any) -> Result:
    stage = given.pop("stage", "")
    command = TurnOver(
        run_id=world.run_id,
        schools=tuple((world.cases[school], stage) for school in schools),
        **{"basis_text": "Сопровождение продолжается", **({} if "next_run_id" in given else NEXT), **given},
    )
    return world.do(who, command)


def test_the_next_year_begins_before_this_one_ends_and_names_the_former_case(world: World) -> None:
    open_case(world, "s1")
    done = turn_over(world, "s1")
    new = row(Case, Case.id == done["case_ids"][0])
    old = row(Case, Case.id == world.cases["s1"])
    assert (new.previous_id, new.run_id, new.school_id) == (old.id, done["run_id"], old.school_id)
    assert (new.from_on, new.to_on) == (date(2027, 9, 1), date(2028, 8, 31))
    assert (new.state, old.closed_at) == ("diagnosis.collecting", None)
    assert row(Run, Run.id == done["run_id"]).title == "2027/28"


def test_a_stage_may_be_chosen_for_each_school(world: World) -> None:
    open_case(world, "s1")
    done = turn_over(world, "s1", stage="pairing")
    assert row(Case, Case.id == done["case_ids"][0]).state == "pairing.matching"


def test_the_partner_goes_on_as_a_proposal(world: World) -> None:
    """Neither approved nor consented to; the pair of the former year stays as it is."""
    open_case(world, "s1")
    old_pair = pair_up(world, "s1", "p1")
    done = turn_over(world, "s1")
    pair = row(Pair, Pair.case_id == done["case_ids"][0])
    assert (pair.partner_school_id, pair.approved_order_id) == (world.schools["p1"], None)
    assert rows(Consent, Consent.pair_id == pair.id) == []
    assert row(Pair, Pair.id == old_pair).ended_at is None
    assert done["pairs"] == 1


def test_unfinished_measures_go_into_the_new_plan_and_finished_ones_stay(world: World) -> None:
    open_case(world, "s1")
    year = begin_year(world, "s1")
    done = turn_over(world, "s1")
    plan = row(Plan, Plan.case_id == done["case_ids"][0])
    carried = rows(Measure, Measure.plan_id == plan.id)
    assert [one.carried_from_id for one in carried] == [year.yearly, year.dated, year.later]
    assert [one.title for one in carried] == ["Семинар каждый год", "Открытый урок", "Отчёт в сентябре"]
    assert row(Measure, Measure.id == year.dated).status == "open"


def test_what_a_measure_goes_on_against_goes_on_with_it(world: World) -> None:
    """The deficit of the carried measure stands in the new year; one that no measure answers stays behind."""
    open_case(world, "s1")
    begin_year(world, "s1")
    [new] = turn_over(world, "s1")["case_ids"]
    deficit = row(Deficit, Deficit.case_id == new)
    assert (deficit.title, deficit.kind) == ("Читательская грамотность", "individual")
    assert row(Deficit, Deficit.id == deficit.carried_from_id).case_id == world.cases["s1"]
    against = rows(Measure, Measure.deficit_id == deficit.id)
    assert [one.title for one in against] == ["Открытый урок"]


def test_a_measure_that_goes_on_is_shown_so_and_holds_the_former_year_open_no_more(world: World) -> None:
    case_id = open_case(world, "s1")
    year = begin_year(world, "s1")
    assert unfinished(case_id) == ("Семинар каждый год", "Открытый урок")
    given = task_of(world, year.dated)
    turn_over(world, "s1")
    assert unfinished(case_id) == ()
    former = row(Case, Case.id == case_id)
    assert "Поручение меры" not in facts_of(db.session(), [former], NOW)[case_id].case.open_tasks
    counts = {one["what"]: one.get("value") for one in closing_counts(db.session(), former, TODAY)}
    assert (counts["measures_carried"], counts["measures_open"]) == (3, 0)
    assert row(Task, Task.id == given).status == TaskStatus.OPEN  # it may be done before the year is over
    page = plan_page(db.session(), _as(world, "methodist"), plan_of(case_id), now=NOW)
    new = row(Plan, Plan.case_id == case_of(world, "s1", latest=True).id)
    there = OtherYear("2027/28", new.id)
    assert [one.goes_on_in for one in page.measures] == [there, None, there, there, None]
    assert (page.done, page.asked, page.carried) == (2, 2, 3)
    following = plan_page(db.session(), _as(world, "methodist"), new.id, now=NOW)
    assert {one.came_from for one in following.measures} == {OtherYear("2026/27", plan_of(case_id))}


def test_a_measure_that_the_new_year_gave_up_is_asked_of_the_former_again(world: World) -> None:
    case_id = open_case(world, "s1")
    year = begin_year(world, "s1")
    turn_over(world, "s1")
    copy = row(Measure, Measure.carried_from_id == year.dated).id
    with unit_of_work() as session:
        session.get_one(Measure, copy).removed_at = NOW
    assert unfinished(case_id) == ("Открытый урок",)


def test_when_the_former_year_closes_the_tasks_of_what_went_on_are_lifted(world: World) -> None:
    open_case(world, "s1")
    year = begin_year(world, "s1")
    given = task_of(world, year.dated)
    turn_over(world, "s1")
    with unit_of_work() as session:
        at_work = Work(session=session, actor_id=world.people["methodist"], now=NOW)
        at_work.enter(world.authority_id)
        lift_carried_tasks(at_work, [world.cases["s1"]])
    lifted = row(Task, Task.id == given)
    assert (lifted.status, lifted.lifted_reason) == (TaskStatus.LIFTED, "Мера перенесена на следующий год")


def task_of(world: World, measure_id: int) -> int:
    with unit_of_work() as session:
        task = Task(
            authority_id=world.authority_id,
            run_id=world.run_id,
            case_id=world.cases["s1"],
            school_id=world.schools["s1"],
            assignee_role="school",
            title="Поручение меры",
            origin="measure",
            measure_id=measure_id,
            created_at=NOW,
        )
        session.add(task)
        session.flush()
        return task.id


def unfinished(case_id: int) -> tuple[str, ...]:
    case = row(Case, Case.id == case_id)
    return closure_facts(db.session(), [case], NOW)[case_id].unfinished_measures


def plan_of(case_id: int) -> int:
    return row(Plan, Plan.case_id == case_id).id


def _as(world: World, who: str) -> access.Memberships:
    return access.memberships_of(db.session(), world.people[who], TODAY)


def test_a_yearly_term_is_counted_anew_a_later_one_is_kept_a_past_one_is_asked(world: World) -> None:
    open_case(world, "s1")
    begin_year(world, "s1")
    turn_over(world, "s1")
    plan = row(Plan, Plan.case_id == case_of(world, "s1", latest=True).id)
    due = {one.title: one.due_on for one in rows(Measure, Measure.plan_id == plan.id)}
    assert due == {
        "Семинар каждый год": date(2027, 9, 10),
        "Открытый урок": None,
        "Отчёт в сентябре": date(2027, 9, 30),
    }


def test_open_recommendations_go_on_and_fulfilled_ones_do_not(world: World) -> None:
    open_case(world, "s1")
    year = begin_year(world, "s1")
    done = turn_over(world, "s1")
    carried = rows(Recommendation, Recommendation.case_id == done["case_ids"][0])
    assert [(one.carried_from_id, one.order_id) for one in carried] == [(year.open_recommendation, None)]


def test_the_last_approved_value_of_an_indicator_is_the_base_of_the_next_year(world: World) -> None:
    """Of the approved round 61 %; what was measured later and not approved is no base."""
    open_case(world, "s1")
    begin_year(world, "s1")
    done = turn_over(world, "s1")
    [new] = done["case_ids"]
    base = row(MeasurementRound, (MeasurementRound.run_id == done["run_id"]) & (MeasurementRound.number == 0))
    assert (base.number, base.title) == (0, "База: 2026/27")
    kept = row(Measurement, Measurement.case_id == new)
    indicator = row(Indicator, Indicator.id == kept.indicator_id)
    assert (kept.value, kept.round_id, kept.measured_on) == ("61", base.id, date(2026, 12, 20))
    assert (indicator.run_id, indicator.code, indicator.targets) == (done["run_id"], "quality", {"2027": "70"})
    assert row(RoundResult, RoundResult.case_id == new).round_id == base.id


def test_the_value_of_the_municipality_becomes_the_base_of_its_indicator(world: World) -> None:
    open_case(world, "s1")
    begin_year(world, "s1")
    done = turn_over(world, "s1")
    own = row(Indicator, (Indicator.run_id == done["run_id"]) & (Indicator.code == "networks"))
    assert (own.baseline, own.baseline_year) == ("12", 2026)


def test_the_value_of_the_municipality_is_the_base_of_the_same_indicator_of_a_year_that_has_begun(
    world: World,
) -> None:
    """By its code, or by its name where somebody typed it anew."""
    open_case(world, "s1")
    open_case(world, "s2")
    begin_year(world, "s1")
    following = turn_over(world, "s2")["run_id"]
    with unit_of_work() as session:
        known = session.scalars(
            select(Indicator).where(Indicator.run_id == following, Indicator.code == "networks")
        ).one()
        known.code, known.title, known.baseline = "typed_1", "сетевых  программ", None
    turn_over(world, "s1", next_run_id=following)
    typed = row(Indicator, (Indicator.run_id == following) & (Indicator.code == "typed_1"))
    assert (typed.baseline, typed.baseline_year) == ("12", 2026)
    assert rows(Indicator, (Indicator.run_id == following) & (Indicator.code == "networks")) == []


def test_what_was_carried_is_on_the_record(world: World) -> None:
    open_case(world, "s1")
    pair_up(world, "s1", "p1")
    begin_year(world, "s1")
    done = turn_over(world, "s1")
    db.session.rollback()
    entries = db.session.scalars(
        select(AuditEntry).where(AuditEntry.actor_id == world.people["methodist"]).order_by(AuditEntry.seq)
    ).all()
    assert [one.action for one in entries][-4:] == ["run:open", "case:open", "case:carry", "run:turn_over"]
    assert entries[-2].case_id == done["case_ids"][0]
    assert (done["pairs"], done["measures"], done["recommendations"], done["baselines"]) == (1, 3, 1, 2)


def test_an_existing_next_year_is_joined(world: World) -> None:
    open_case(world, "s1")
    open_case(world, "s2")
    first = turn_over(world, "s1")
    second = turn_over(world, "s2", next_run_id=first["run_id"])
    assert second["run_id"] == first["run_id"]
    assert len(rows(Run, Run.authority_id == world.authority_id)) == 2


def test_a_school_that_is_there_already_is_named_and_nothing_is_written(world: World) -> None:
    open_case(world, "s1")
    open_case(world, "s2")
    turn_over(world, "s1")
    before = db.session.scalar(select(func.count()).select_from(Case))
    with pytest.raises(BadInput) as refusal:
        turn_over(world, "s1", "s2")
    assert refusal.value.field == "schools"
    assert "Школа s1" in in_russian(refusal.value.message)
    assert "Школа s2" not in in_russian(refusal.value.message)
    db.session.rollback()
    assert db.session.scalar(select(func.count()).select_from(Case)) == before


def test_the_second_press_of_one_form_opens_nothing(world: World) -> None:
    open_case(world, "s1")
    first = turn_over(world, "s1", key="form-1")
    assert turn_over(world, "s1", key="form-1") == {**first, "repeated": True}


@dataclass(frozen=True)
class Wrong:
    given: dict[str, Any]
    field: str


@pytest.mark.parametrize(
    "wrong",
    [
        Wrong({"basis_text": " "}, "basis_text"),
        Wrong({"from_on": None}, "from_on"),
        Wrong({"from_on": date(2026, 1, 1), "to_on": date(2026, 8, 31)}, "from_on"),
        Wrong({"to_on": date(2027, 8, 31)}, "to_on"),
        Wrong({"stage": "monitoring"}, "schools"),
    ],
    ids=["no ground", "no term", "an earlier year", "ends before it begins", "no such stage"],
)
def test_what_does_not_hold_water_is_said_at_its_field(world: World, wrong: Wrong) -> None:
    open_case(world, "s1")
    with pytest.raises(BadInput) as refusal:
        turn_over(world, "s1", **wrong.given)
    assert refusal.value.field == wrong.field


def test_nobody_ticked_is_said(world: World) -> None:
    with pytest.raises(BadInput) as refusal:
        turn_over(world)
    assert refusal.value.field == "schools"


def test_another_runs_case_is_not_here(world: World) -> None:
    open_case(world, "s1")
    done = turn_over(world, "s1")
    with pytest.raises(NotHere):
        world.do(
            "methodist",
            TurnOver(run_id=world.run_id, schools=((done["case_ids"][0], ""),), basis_text="да", **NEXT),
        )


@pytest.mark.parametrize("who", ["clerk", "observer", "s1", "council"])
def test_only_a_methodist_or_an_official_turns_the_year_over(world: World, who: str) -> None:
    open_case(world, "s1")
    with pytest.raises(NotAllowed):
        turn_over(world, "s1", who=who)


def test_a_methodist_who_left_does_not_lead_on(world: World) -> None:
    open_case(world, "s1")
    with unit_of_work() as session:
        session.get_one(Case, world.cases["s1"]).methodist_id = world.people["clerk"]
    done = turn_over(world, "s1", who="official")
    assert row(Case, Case.id == done["case_ids"][0]).methodist_id is None


def test_the_check_of_the_record_finds_the_opened_cases_in_order(world: World) -> None:
    """The bare case of the test has no entry; the one that was opened from it has."""
    open_case(world, "s1")
    begin_year(world, "s1")
    [opened] = turn_over(world, "s1")["case_ids"]
    db.session.rollback()
    found = [one for one in verify(db.engine).findings if one.table == "cases"]
    assert [(one.code, one.row) for one in found] == [("case_unrecorded", str(world.cases["s1"]))]
    assert opened != world.cases["s1"]


def test_a_partner_of_two_years_of_one_school_supports_one_school(world: World) -> None:
    """While both years are open the pair stands twice; a limit of one is kept all the same."""
    open_case(world, "s1")
    pair_up(world, "s1", "p1")
    with unit_of_work() as session:
        session.get_one(School, world.schools["p1"]).partner_capacity = 1
    [new] = turn_over(world, "s1", stage="pairing")["case_ids"]
    case = row(Case, Case.id == new)
    pairing = facts_of(db.session(), [case], NOW)[new].pairing
    assert (pairing.partner_load, pairing.partner_capacity) == (0, 1)


def test_the_first_step_of_the_next_year_has_its_term_in_that_year(world: World) -> None:
    """Opened in October, it is not late by November."""
    open_case(world, "s1")
    [new] = turn_over(world, "s1")["case_ids"]
    assert row(Case, Case.id == new).due_on == date(
        2027, 9, 15
    )  # ten working days after the first of September


def test_a_school_of_two_years_is_named_once_among_those_a_partner_helps(world: World) -> None:
    open_case(world, "s1")
    open_case(world, "s2")
    pair_up(world, "s1", "p1")
    pair_up(world, "s2", "p1")
    [new] = turn_over(world, "s1")["case_ids"]
    for case_id, others in (
        (new, ("МБОУ «Школа s2 (north)»",)),
        (world.cases["s2"], ("МБОУ «Школа s1 (north)»",)),
    ):
        pair = facts_column(db.session(), row(Case, Case.id == case_id), TODAY).pair
        assert pair is not None
        assert pair.others == others
