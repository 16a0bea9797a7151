"""Statements about plans: rows of the documents taken into plans, several plans in force, trajectories."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.acceptance.conftest import Programme, rows_of, words_of
from tests.people import csrf_token, sign_in
from tests.queue.conftest import make_house
from workflow.commands import BadInput
from workflow.commands.diagnosis import AddDeficit
from workflow.commands.events import EventTerms, PlanEvent
from workflow.commands.evidence import AcceptEvidence, GiveEvidence
from workflow.commands.measures import AddMeasure
from workflow.commands.open_cases import OpenCases
from workflow.commands.orders import DecideByRecord
from workflow.commands.packet_decisions import SubmitPacket
from workflow.commands.packets_of_run import AssembleForRun
from workflow.commands.plans import MakePlan, MakeRunPlan
from workflow.commands.schools import AddSchools
from workflow.commands.take_measures import TakeActivities, TakeDeficits
from workflow.commands.tasks import CloseTask
from workflow.models.authority import School
from workflow.models.case import Deficit
from workflow.models.packet import Packet
from workflow.models.person import Person
from workflow.models.plan import Measure, Plan
from workflow.models.task import Task
from workflow.states.definition import PacketKind
from workflow.states.machine import Refused

MONTHS_WITHOUT_A_YEAR = ("1.8", "2.1", "2.6", "2.7", "2.8")


def plan_of_run(programme: Programme, title: str = "Дорожная карта", **term: date) -> int:
    command = MakeRunPlan(
        run_id=programme.house.run_id,
        title=title,
        from_on=term.get("from_on", date(2026, 9, 1)),
        to_on=term.get("to_on", date(2027, 8, 31)),
    )
    return int(programme.do(programme.house.methodist, command)["plan_id"])


def press(programme: Programme, address: str, status: int = 303, **fields: Any) -> str:
    data = {"csrf_token": csrf_token(programme.client), "key": f"key-{address}-{sorted(fields)}"[:90], **fields}
    answer = programme.client.post(address, data=data)
    assert answer.status_code == status, words_of(answer.text)
    return answer.text


def numbers_on(programme: Programme, plan_id: int) -> list[list[str]]:
    return [row for row in rows_of(programme.open(f"/plans/{plan_id}")) if row and row[0].isdigit()]


def measures(programme: Programme, plan_id: int) -> list[Measure]:
    programme.session.rollback()
    query = select(Measure).where(Measure.plan_id == plan_id).order_by(Measure.position)
    return list(programme.session.scalars(query))


@pytest.fixture
def sosva(run_programme: Any) -> Programme:
    found: Programme = run_programme("sosva")
    return found


@pytest.fixture
def tbilissky(run_programme: Any) -> Programme:
    found: Programme = run_programme("tbilissky")
    return found


@pytest.fixture
def kirishi(run_programme: Any) -> Programme:
    found: Programme = run_programme("kirishi")
    return found


def test_sosva_1_sixteen_rows_are_taken_whole_into_the_plan_of_the_run(sosva: Programme) -> None:
    """Шестнадцать пунктов входят в план со сроком, исполнителями, формой контроля, результатом."""
    plan_id = plan_of_run(sosva, from_on=date(2022, 9, 1), to_on=date(2023, 8, 31))
    page = sosva.open(f"/plans/{plan_id}/activities")
    rows = [row for row in rows_of(page) if len(row) == 6 and row[1].isdigit()]
    assert [row[1] for row in rows] == [str(number) for number in range(1, 17)]
    years = dict.fromkeys(re.findall(r'<select[^>]* name="(year-\d+)"', page), "2023")
    press(sosva, f"/plans/{plan_id}/activities", activities=[row[1] for row in rows], **years)
    shown = numbers_on(sosva, plan_id)
    assert len(shown) == 16
    first = " ".join(shown[0])
    for words in (
        "Создать рабочую группу по целевой модели",
        "январь 2023 года",
        "до 31.01.2023",
        "приказ",
        "Определены механизмы и инструменты программы",
        "ответственный дорожной карты",
    ):
        assert words in first
    taken = measures(sosva, plan_id)
    assert all(one.as_given and one.result for one in taken)
    assert [one.number for one in taken if one.control_forms] == [
        row[1] for row in rows if "не названа" not in row[5]
    ]


def test_tbilissky_14_shares_in_results_are_shown(tbilissky: Programme) -> None:
    """Доли видны: 60 % на методических днях, 100 % и 50 % на площадках, 50 % и 40 %, +10 %."""
    plan_id = plan_of_run(tbilissky)
    numbers = ("3.5", "3.2", "3.1", "1.6")
    years = tuple((number, "2027") for number in numbers)
    command = TakeActivities(plan_id=plan_id, numbers=numbers, years=years)
    tbilissky.do(tbilissky.house.methodist, command)
    shown = [words_of(" ".join(row)) for row in numbers_on(tbilissky, plan_id)]
    assert "60 %: педагоги муниципальных команд ШНОР" in shown[0]
    assert "100 %: руководители ШНОР" in shown[1]
    assert "50 %: педагоги ШНОР" in shown[1]
    assert "50 %: педагоги с выросшей предметной компетентностью" in shown[2]
    assert "40 %: учителя, владеющие методиками маршрута" in shown[2]
    assert "10 %" in shown[3]


def test_a_row_is_taken_once_for_each_term(tbilissky: Programme) -> None:
    """Две вкладки с одной страницей мер: вторая не удваивает план, а другой год взять можно."""
    plan_id = plan_of_run(tbilissky)

    def take(year: str) -> None:
        command = TakeActivities(plan_id=plan_id, numbers=("1.8",), years=(("1.8", year),))
        tbilissky.do(tbilissky.house.methodist, command)

    take("2027")
    with pytest.raises(BadInput) as bad:
        take("2027")
    assert bad.value.field == "activities"
    take("2028")
    assert len(measures(tbilissky, plan_id)) == 2


def test_tbilissky_15_a_month_without_a_year_is_asked_when_it_is_taken(tbilissky: Programme) -> None:
    """Без года мера в план не входит: у каждой такой строки спрашивают год."""
    plan_id = plan_of_run(tbilissky)
    for number in MONTHS_WITHOUT_A_YEAR:
        with pytest.raises(BadInput) as bad:
            tbilissky.do(tbilissky.house.methodist, TakeActivities(plan_id=plan_id, numbers=(number,)))
        assert bad.value.field == f"year-{number}"
    page = press(tbilissky, f"/plans/{plan_id}/activities", status=422, activities=["1.8"])
    assert "Назовите год" in words_of(page)
    assert measures(tbilissky, plan_id) == []


def test_tbilissky_21_every_year_is_among_the_answers(tbilissky: Programme) -> None:
    """Среди ответов есть «каждый год программы», и мера с ним получает день каждого года."""
    plan_id = plan_of_run(tbilissky)
    page = tbilissky.open(f"/plans/{plan_id}/activities")
    assert page.count('value="every"') >= len(MONTHS_WITHOUT_A_YEAR)
    assert "каждый год программы" in words_of(page)
    press(tbilissky, f"/plans/{plan_id}/activities", activities=["1.8"], **{"year-1.8": "every"})
    [one] = measures(tbilissky, plan_id)
    assert one.due_on is not None
    assert date(2026, 9, 1) <= one.due_on <= date(2027, 8, 31)


def test_kirovsk_32_plans_226_and_94_then_94_and_305(kirovsk: Programme) -> None:
    """На 01.04.2022 действуют планы № 226 и № 94, на 01.10.2022 — № 94 и № 305."""

    def in_force(day: str) -> list[str]:
        page = kirovsk.open(f"/runs/{kirovsk.house.run_id}/plans?on={day}")
        part = page.partition('id="in-force"')[2].partition("</section>")[0]
        return [row[2].split()[1] for row in rows_of(part) if len(row) == 3 and row[2].startswith("№")]

    assert in_force("01.04.2022") == ["226", "94"]
    assert in_force("01.10.2022") == ["94", "305"]
    assert in_force("01.10.2023") == []


def test_kirishi_9_events_are_marked_in_plans_of_schools_and_unions(kirishi: Programme) -> None:
    """Мероприятие наставничества отмечено в плане школы, районного и школьного методического объединения."""
    methodist = kirishi.house.methodist
    authority_id = kirishi.house.authority_id
    kirishi.do(methodist, AddSchools(authority_id=authority_id, names=("СОШ № 2",)))
    school_id = kirishi.look(select(School.id).where(School.authority_id == authority_id))
    opening = OpenCases(run_id=kirishi.house.run_id, school_ids=(school_id,), basis_text="список района")
    [case_id] = kirishi.do(methodist, opening)["case_ids"]
    plans = [
        int(kirishi.do(methodist, MakePlan(case_id=case_id))["plan_id"]),
        plan_of_run(kirishi, "План РМО учителей физики"),
        plan_of_run(kirishi, "План ШМО учителей физики"),
    ]
    commands = [AddMeasure(plan_id=plan, title="Наставничество", term="постоянно") for plan in plans]
    marked = tuple(int(kirishi.do(methodist, command)["measure_id"]) for command in commands)
    terms = EventTerms(
        title="Фестиваль наставников",
        from_on=date(2026, 12, 3),
        to_on=date(2026, 12, 3),
        guests=(school_id,),
        measures=marked,
    )
    kirishi.do(methodist, PlanEvent(run_id=kirishi.house.run_id, terms=terms))
    for plan in plans:
        [row] = numbers_on(kirishi, plan)
        assert "Фестиваль наставников" in row[1]
        assert "03.12.2026" in row[1]


def test_gatchina_14_a_trajectory_joins_item_deficit_and_event_and_ends_with_each_done_or_lifted(
    gatchina: Programme,
) -> None:
    """План на весь срок: пункт ↔ дефицит ↔ мероприятие; выполнен, когда выполнен или снят каждый пункт."""
    methodist = gatchina.house.methodist
    [case_id] = gatchina.open_cases("siverskaya_oosh")
    for title, kind in (("Не анализируют диагностику", "common"), ("Нет учителя физики", "individual")):
        gatchina.do(methodist, AddDeficit(case_id=case_id, title=title, kind=kind))
    plan_id = int(gatchina.do(methodist, MakePlan(case_id=case_id, title="Траектория школы"))["plan_id"])
    deficits = gatchina.session.scalars(select(Deficit.id).where(Deficit.case_id == case_id)).all()
    gatchina.do(methodist, TakeDeficits(plan_id=plan_id, deficit_ids=tuple(deficits)))
    common, individual = measures(gatchina, plan_id)
    assert common.title == "День образовательных интенсивов: Не анализируют диагностику"
    assert (common.performers, individual.performers) == (["methodist"], ["partner"])
    plan = gatchina.look(select(Plan).where(Plan.id == plan_id))
    assert (plan.from_on, plan.to_on) == (date(2026, 9, 1), date(2027, 8, 31))

    terms = EventTerms(title="День интенсивов", from_on=date(2026, 12, 10), measures=(common.id,))
    gatchina.do(methodist, PlanEvent(run_id=gatchina.house.run_id, terms=terms))
    first, second = numbers_on(gatchina, plan_id)
    assert "дефицит: Не анализируют диагностику" in first[1]
    assert "День интенсивов" in first[1]
    assert "дефицит: Нет учителя физики" in second[1]

    done = {"version": str(common.version), "comment": "День проведён 10.12.2026"}
    press(gatchina, f"/measures/{common.id}/done", **done)
    page = words_of(gatchina.open(f"/plans/{plan_id}"))
    assert "выполнено или снято: 1 из 2" in page
    why = {"version": str(individual.version), "comment": "Учитель физики принят на работу"}
    press(gatchina, f"/measures/{individual.id}/lift", **why)
    page = words_of(gatchina.open(f"/plans/{plan_id}"))
    assert "выполнено или снято: 2 из 2" in page
    assert "Учитель физики принят на работу" in page


BY_RECORD = b"""
process:
  version: 1
  stages: [plan_approval, events, monitoring, closure]
  act: record
  collects: methodist
"""


def test_sosva_13_an_item_is_closed_only_with_its_control_form_shown(
    sosva_by_record: Programme,
) -> None:
    """Пункт закрывается, когда сдана и принята каждая его форма контроля: приказ, протокол, список."""
    sosva, house = sosva_by_record, sosva_by_record.house
    plan_id = plan_of_run(sosva, from_on=date(2022, 9, 1), to_on=date(2023, 8, 31))
    sosva.do(house.methodist, TakeActivities(plan_id=plan_id, numbers=("1", "3")))
    packet = {"run_id": house.run_id, "kind": PacketKind.PLAN, "plan_id": plan_id}
    packet_id = sosva.do(house.methodist, AssembleForRun(**packet))["packet_id"]
    sosva.do(house.methodist, SubmitPacket(packet_id=packet_id, version=version_of(sosva, packet_id)))
    ground = "Совещание при начальнике управления"
    decide = DecideByRecord(packet_id=packet_id, version=version_of(sosva, packet_id), reason=ground)
    sosva.do(house.official, decide)

    for measure in measures(sosva, plan_id):
        forms, task_ids = list(measure.control_forms), tasks_of(sosva, measure.id)
        for task_id in task_ids:
            for place, form in enumerate(forms):
                with pytest.raises(Refused):
                    close(sosva, task_id)
                given = GiveEvidence(task_id=task_id, title=form, shows=(f"{task_id}:{place}",))
                evidence_id = sosva.do(giver_of(sosva, task_id), given)["evidence_id"]
                sosva.do(checker_of(sosva, task_id), AcceptEvidence(evidence_id=evidence_id))
            close(sosva, task_id)
    assert [len(one.control_forms) for one in measures(sosva, plan_id)] == [1, 3]
    assert {one.status.value for one in measures(sosva, plan_id)} == {"done"}


@pytest.fixture
def sosva_by_record(app: Flask, session: Session) -> Programme:
    """The road map of Sosva decided by records, so that nobody waits for a meeting."""
    with app.app_context():
        house = make_house("sosva", session, process=BY_RECORD)
    client = app.test_client()
    sign_in(client, session.get_one(Person, house.methodist))
    return Programme(app, "sosva", house, client, session)


def version_of(programme: Programme, packet_id: int) -> int:
    return int(programme.look(select(Packet.version).where(Packet.id == packet_id)))


def tasks_of(programme: Programme, measure_id: int) -> list[int]:
    programme.session.rollback()
    query = select(Task.id).where(Task.measure_id == measure_id).order_by(Task.id)
    return list(programme.session.scalars(query))


def giver_of(programme: Programme, task_id: int) -> int:
    """Whoever answers for the task: here the methodist or an official."""
    role = programme.look(select(Task.assignee_role).where(Task.id == task_id))
    return programme.house.methodist if role == "methodist" else programme.house.official


def checker_of(programme: Programme, task_id: int) -> int:
    giver = giver_of(programme, task_id)
    return programme.house.official if giver == programme.house.methodist else programme.house.methodist


def close(programme: Programme, task_id: int) -> None:
    version = programme.look(select(Task.version).where(Task.id == task_id))
    programme.do(programme.house.methodist, CloseTask(task_id=task_id, version=version))
