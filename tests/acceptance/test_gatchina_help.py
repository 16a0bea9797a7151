"""Statements about how Gatchina helps: by the rule of its deficits, by six strong schools, by a trajectory."""

from __future__ import annotations

from sqlalchemy import func, select

from tests.acceptance.conftest import Programme, words_of
from tests.approvals.visitor import Visitor
from workflow.commands.diagnosis import AddDeficit
from workflow.commands.measures import AddMeasure, FinishMeasure, LiftMeasure
from workflow.commands.pairing import ChoosePartner
from workflow.commands.plans import MakePlan
from workflow.models.authority import CategoryRecord, School
from workflow.models.case import Pair
from workflow.models.plan import Measure


def listed(gatchina: Programme, category: str) -> list[str]:
    """Codes of the schools that the document puts into a category."""
    rows = select(School.code).join(CategoryRecord).where(CategoryRecord.category == category)
    gatchina.session.rollback()
    return list(gatchina.session.scalars(rows.order_by(School.code)))


def test_gatchina_4_a_deficit_is_asked_of_which_kind_it_is_and_led_by_the_rule(gatchina: Programme) -> None:
    """Ввод спрашивает, общий дефицит или индивидуальный, и говорит, кто поможет по правилу документа."""
    [case_id] = gatchina.open_cases("siverskaya_oosh")
    methodist = Visitor(gatchina.app, gatchina.house.methodist)
    methodist.open(f"/cases/{case_id}/deficits")
    assert "общий" in methodist.text
    assert "индивидуальный" in methodist.text
    for title, kind in (("Смысловое чтение", "common"), ("Нет учителя химии", "individual")):
        add = AddDeficit(case_id=case_id, title=title, kind=kind)
        gatchina.do(gatchina.house.methodist, add)
    made = gatchina.do(gatchina.house.methodist, MakePlan(case_id=case_id))
    methodist.open(f"/plans/{made['plan_id']}")
    assert "общий: на общий день" in methodist.text
    assert "индивидуальный: к школе-партнёру" in methodist.text


def test_gatchina_6_each_of_twelve_schools_gets_a_partner_of_the_six(gatchina: Programme) -> None:
    """Пары в документе не заданы; двенадцати школам закрепляют партнёров из шести, и все пары видны."""
    weak, strong = listed(gatchina, "low_results"), listed(gatchina, "high_results")
    assert (len(weak), len(strong)) == (12, 6)
    assert gatchina.how_many(Pair) == 0
    for place, case_id in enumerate(gatchina.open_cases(*weak)):
        partner = gatchina.house.schools[strong[place % 6]]
        gatchina.do(gatchina.house.methodist, ChoosePartner(case_id=case_id, partner_school_id=partner))
    held = select(func.count(Pair.partner_school_id.distinct()))
    assert (gatchina.how_many(Pair), gatchina.look(held)) == (12, 6)


def test_gatchina_7_a_trajectory_is_fulfilled_when_each_row_is_done_or_lifted(gatchina: Programme) -> None:
    """Траектория ведётся на весь срок; «полностью» — каждый пункт выполнен или снят с причиной."""
    [case_id] = gatchina.open_cases("siverskaya_oosh")
    methodist = gatchina.house.methodist
    plan_id = gatchina.do(methodist, MakePlan(case_id=case_id, title="Траектория"))["plan_id"]
    for title in ("Уроки химии в лицее", "Дни интенсивов"):
        gatchina.do(methodist, AddMeasure(plan_id=plan_id, title=title, performers=("school",)))
    gatchina.session.rollback()
    first, second = gatchina.session.scalars(select(Measure).order_by(Measure.id)).all()
    done = FinishMeasure(measure_id=first.id, version=first.version, comment="Журнал занятий")
    lifted = LiftMeasure(measure_id=second.id, version=second.version, comment="Объединено с соседней школой")
    gatchina.do(methodist, done)
    assert "1 из 2" in words_of(gatchina.open(f"/plans/{plan_id}"))
    gatchina.do(methodist, lifted)
    assert "2 из 2" in words_of(gatchina.open(f"/plans/{plan_id}"))
