"""A round of a case: measured, read, approved by an act; then the next one, or on."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from tests.monitoring.conftest import Measured
from workflow.commands.recommendations import AddRecommendation
from workflow.models.monitoring import Recommendation, RoundResult
from workflow.models.order import Order
from workflow.models.task import Task
from workflow.states.machine import Refused


def codes(caught: pytest.ExceptionInfo[Refused]) -> set[str]:
    return {refusal.code for refusal in caught.value.refusals}


def test_a_round_is_not_submitted_while_an_indicator_has_neither_value_nor_reason(measured: Measured) -> None:
    measured.open("s1")
    measured.record("s1", measured.share, numerator="5", denominator="6")
    with pytest.raises(Refused) as caught:
        measured.move("s1", "submit_measurements")
    assert codes(caught) == {"indicators_unmeasured"}


def test_a_reason_stands_for_a_value(measured: Measured) -> None:
    measured.open("s1")
    measured.record("s1", measured.share, numerator="5", denominator="6")
    measured.record("s1", measured.words, why_not="Наблюдение перенесено на май")
    measured.move("s1", "submit_measurements")
    assert measured.state("s1") == "monitoring.analysis"


def test_an_act_approves_the_round_and_the_next_one_begins(measured: Measured) -> None:
    measured.open("s1")
    measured.measure("s1")
    measured.note("s1")
    measured.move("s1", "submit_measurements")
    measured.issue(measured.put_up("s1"))
    assert measured.state("s1") == "monitoring.decided"
    assert measured.look(select(RoundResult.round_id)) == measured.rounds[0]

    measured.move("s1", "start_next_round")
    with pytest.raises(Refused) as caught:
        measured.move("s1", "submit_measurements")
    assert codes(caught) == {"indicators_unmeasured"}


def test_the_last_round_leads_on_and_an_earlier_one_only_with_a_reason(measured: Measured) -> None:
    measured.open("s1")
    measured.measure("s1")
    measured.note("s1")
    measured.move("s1", "submit_measurements")
    measured.issue(measured.put_up("s1"))
    with pytest.raises(Refused) as caught:
        measured.move("s1", "finish_monitoring")
    assert codes(caught) == {"rounds_left"}
    measured.move("s1", "finish_monitoring", reason="Школа закрывается с 1 января")
    assert measured.state("s1") == "closure.reporting"


def test_recommendations_become_tasks_of_their_addressees_by_the_act(measured: Measured) -> None:
    measured.open("s1")
    measured.measure("s1")
    measured.note("s1")
    measured.move("s1", "submit_measurements")
    case_id = measured.world.cases["s1"]
    for addressee, term in (
        ("administration", "до 31.08.2027"),
        ("methodist", "в течение 10 дней со дня регистрации"),
        ("teacher", ""),
    ):
        command = AddRecommendation(case_id=case_id, addressee=addressee, text=f"Для {addressee}", term=term)
        measured.world.do("methodist", command)
    assert measured.all(select(Task)) == []

    order_id = measured.issue(measured.put_up("s1"))
    tasks = measured.all(select(Task).order_by(Task.id))
    assert [(one.assignee_role, one.title, str(one.due_on)) for one in tasks] == [
        ("school", "Для administration", "2027-08-31"),
        ("methodist", "Для methodist", "2026-10-22"),
        ("school", "Для teacher", "None"),
    ]
    assert {one.order_id for one in tasks} == {order_id}
    assert {one.order_id for one in measured.all(select(Recommendation))} == {order_id}


def test_the_order_carries_the_values_and_the_recommendations(measured: Measured) -> None:
    measured.open("s1")
    measured.measure("s1")
    measured.record(None, measured.municipal, value="12,5")
    measured.note("s1")
    measured.move("s1", "submit_measurements")
    command = AddRecommendation(
        case_id=measured.world.cases["s1"], addressee="union", text="Разобрать ошибки", term="до 30.09.2027"
    )
    measured.world.do("methodist", command)
    order_id = measured.issue(measured.put_up("s1"))
    text = measured.look(select(Order.canonical).where(Order.id == order_id))
    assert "83,3 (5 из 6)" in text
    assert "согласованы частично; основание: протокол ШМО № 3" in text
    for words in ('"12,5"', "2 (2025)", "7 (2026)", '"5,5"'):
        assert words in text
    assert "руководителю ШМО: Разобрать ошибки (срок: до 30.09.2027)" in text
