"""Schools are taken into a programme: what is written, what is pinned, and what is refused."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from threading import Barrier, Thread

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from tests.queue.conftest import DIAGNOSED, LETTER, NOW, House, make_house
from tests.queue.test_loading import rows_in_all_tables
from workflow.commands import BadInput, NotAllowed, NotHere, run
from workflow.commands.runs import OpenRun
from workflow.deadlines.messages import in_russian
from workflow.facts import stages_of
from workflow.models.audit import AuditEntry
from workflow.models.authority import CategoryRecord, ExternalAct, School
from workflow.models.case import Case
from workflow.models.order import Order
from workflow.models.programme import ProcessVersion, Programme, Run
from workflow.pages.case_acts import begun_at, spine_of
from workflow.states.definition import Role
from workflow.states.machine import case_workflow


def cases(session: Session) -> list[Case]:
    session.rollback()
    return list(session.scalars(select(Case).order_by(Case.id)))


def test_a_letter_opens_three_cases_and_puts_the_schools_on_its_list(kirovsk: House, session: Session) -> None:
    kirovsk.open("shumskaya", "sinyavinskaya", "putilovskaya")
    opened = cases(session)
    assert [case.state for case in opened] == ["diagnosis.collecting"] * 3
    assert {case.waits_for for case in opened} == {Role.SCHOOL.value}
    letter = session.scalars(select(ExternalAct).where(ExternalAct.number == LETTER.number)).one()
    assert {case.basis_act_id for case in opened} == {letter.id}
    records = session.scalars(select(CategoryRecord).where(CategoryRecord.external_act_id == letter.id)).all()
    assert {record.school_id for record in records} == {case.school_id for case in opened}
    assert {record.from_on for record in records} == {LETTER.dated_on}


def test_an_opened_case_has_a_term_in_working_days_and_a_first_reminder(
    kirovsk: House, session: Session
) -> None:
    kirovsk.open("shumskaya")
    [case] = cases(session)
    assert case.due_on == date(2026, 12, 7)  # ten working days after Monday the 23rd of November
    assert case.next_notice_at == datetime.fromisoformat("2026-12-02T08:00+03:00")
    assert (case.from_on, case.to_on) == (date(2026, 9, 1), date(2027, 8, 31))


def test_opening_is_on_the_record_letter_first(kirovsk: House, session: Session) -> None:
    kirovsk.open("shumskaya")
    actions = session.scalars(
        select(AuditEntry.action).where(AuditEntry.actor_id == kirovsk.methodist).order_by(AuditEntry.id)
    ).all()
    assert actions == ["letter:record", "category:record", "case:open"]


def test_where_the_methodist_collects_the_first_step_waits_for_the_methodist(
    gatchina: House, session: Session
) -> None:
    gatchina.open("siverskaya_oosh")
    assert {case.waits_for for case in cases(session)} == {Role.METHODIST.value}


@pytest.mark.acceptance
@pytest.mark.parametrize(
    ("stage", "state"),
    [
        ("diagnosis", "diagnosis.collecting"),
        ("pairing", "pairing.matching"),
        ("closure", "closure.reporting"),
    ],
)
def test_common_9_a_case_is_opened_at_any_stage_on_existing_acts(
    stage: str, state: str, kirovsk: House, session: Session
) -> None:
    order_id = session.scalars(select(Order.id).where(Order.number_text == "354")).one()
    kirovsk.open("shumskaya", stage=stage, basis_order_id=order_id, letter=None, category="")
    [case] = cases(session)
    assert (case.state, case.stage, case.basis_order_id) == (state, stage, order_id)


def test_stages_before_the_one_a_case_was_opened_at_are_not_called_finished(
    kirovsk: House, session: Session
) -> None:
    kirovsk.open("shumskaya", stage="closure", basis_text="Список пар прошлого года", letter=None)
    [case] = cases(session)
    workflow = case_workflow(stages_of(session.get_one(ProcessVersion, case.process_version_id).settings))
    names = [stage.name for stage in workflow.stages]
    spine = spine_of(case, workflow, {}, begun=begun_at(session, case))
    before = names.index("closure")
    assert {one.words for one in spine[:before]} == {"этап не проходился"}
    assert [one.kind for one in spine[before:]] == ["now", *["ahead"] * (len(names) - before - 1)]


@pytest.mark.acceptance
def test_common_9_the_next_year_is_opened_before_this_one_closes(kirovsk: House, session: Session) -> None:
    kirovsk.open("shumskaya")
    programme_id = session.scalars(select(Programme.id)).one()
    opened = OpenRun(programme_id=programme_id, from_on=date(2027, 9, 1), to_on=date(2028, 8, 31))
    next_year = run(opened, actor_id=kirovsk.methodist, now=NOW)["run_id"]
    replace(kirovsk, run_id=next_year).open("shumskaya", basis_text="Список пар на следующий год", letter=None)
    assert [case.closed_at for case in cases(session)] == [None, None]
    assert len({case.run_id for case in cases(session)}) == 2


def test_a_case_may_run_beside_the_years_of_its_run(kirovsk: House, session: Session) -> None:
    kirovsk.open("shumskaya", from_on=date(2027, 5, 1), to_on=date(2028, 5, 31))
    [case] = cases(session)
    assert (case.from_on, case.to_on) == (date(2027, 5, 1), date(2028, 5, 31))


def test_a_school_that_is_open_already_is_named_and_nothing_is_written(
    kirovsk: House, session: Session
) -> None:
    kirovsk.open("shumskaya")
    before = rows_in_all_tables(session)
    with pytest.raises(BadInput) as refusal:
        kirovsk.open("sinyavinskaya", "shumskaya")
    assert refusal.value.field == "schools"
    assert "МКОУ «Шумская СОШ»" in in_russian(refusal.value.message)
    assert "Синявинская" not in in_russian(refusal.value.message)
    assert rows_in_all_tables(session) == before


def test_the_second_press_of_one_form_opens_nothing(kirovsk: House, session: Session) -> None:
    first = kirovsk.open("shumskaya", key="form-1")
    again = kirovsk.open("shumskaya", key="form-1")
    assert again == {**first, "repeated": True}
    assert len(cases(session)) == 1


def test_the_same_letter_typed_twice_is_one_letter(kirovsk: House, session: Session) -> None:
    kirovsk.open("shumskaya")
    kirovsk.open("sinyavinskaya")
    assert session.scalar(select(func.count()).where(ExternalAct.number == LETTER.number)) == 1


def test_without_a_ground_nothing_is_opened(kirovsk: House) -> None:
    with pytest.raises(BadInput) as refusal:
        kirovsk.open("shumskaya", letter=None)
    assert refusal.value.field == "basis"


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"stage": "monitoring"}, "stage"),
        ({"from_on": date(2027, 1, 1), "to_on": date(2026, 12, 31)}, "to_on"),
        ({"category": "best_of_all"}, "category"),
        ({"letter": replace(LETTER, dated_on=date(2026, 11, 24))}, "letter_on"),
        ({"letter": replace(LETTER, issuer=" ")}, "letter_issuer"),
        ({"methodist_id": 10_000}, "methodist"),
    ],
)
@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_what_does_not_hold_water_is_said_at_its_field(
    given: dict[str, object], field: str, kirovsk: House, session: Session
) -> None:
    before = rows_in_all_tables(session)
    with pytest.raises(BadInput) as refusal:
        kirovsk.open("shumskaya", **given)
    assert refusal.value.field == field
    assert rows_in_all_tables(session) == before


def test_an_official_is_not_given_cases_as_a_methodist(kirovsk: House) -> None:
    with pytest.raises(BadInput):
        kirovsk.open("shumskaya", methodist_id=kirovsk.official)


def test_another_authority_is_not_there(kirovsk: House, gatchina: House) -> None:
    with pytest.raises(NotHere):
        kirovsk.open("shumskaya", actor=gatchina.methodist)
    with pytest.raises(NotHere):
        replace(kirovsk, schools=gatchina.schools).open("siverskaya_oosh")


def test_a_school_that_no_document_names_is_typed_by_hand(kirovsk: House, session: Session) -> None:
    kirovsk.open(new_schools=("МКОУ «Войбокальская СОШ»", "МКОУ «Шумская СОШ»"))
    names = session.scalars(select(School.name).join(Case, Case.school_id == School.id)).all()
    assert set(names) == {"МКОУ «Войбокальская СОШ»", "МКОУ «Шумская СОШ»"}
    assert session.scalar(select(func.count()).where(School.search == "мкоу шумская сош")) == 1


def test_a_case_keeps_the_process_version_of_its_run(kirovsk: House, session: Session) -> None:
    kirovsk.open("shumskaya")
    run_row = session.scalars(select(Run)).one()
    assert [case.process_version_id for case in cases(session)] == [run_row.process_version_id]
    assert session.get(ProcessVersion, run_row.process_version_id).number == 1


def test_a_run_outside_the_programme_years_is_allowed_and_said(kirovsk: House, session: Session) -> None:
    programme_id = session.scalars(select(Programme.id)).one()
    inside = OpenRun(programme_id=programme_id, from_on=date(2021, 9, 1), to_on=date(2022, 8, 31))
    outside = OpenRun(programme_id=programme_id, from_on=date(2025, 9, 1), to_on=date(2026, 8, 31))
    assert not run(inside, actor_id=kirovsk.methodist, now=NOW)["outside_programme_years"]
    assert run(outside, actor_id=kirovsk.methodist, now=NOW)["outside_programme_years"]
    titles = session.scalars(select(Run.title).order_by(Run.from_on)).all()
    assert titles == ["2021/22", "2025/26", "2026/27"]


def test_one_day_begins_one_run(kirovsk: House, session: Session) -> None:
    programme_id = session.scalars(select(Programme.id)).one()
    again = OpenRun(programme_id=programme_id, from_on=date(2026, 9, 1), to_on=date(2027, 8, 31))
    assert run(again, actor_id=kirovsk.methodist, now=NOW)["run_id"] == kirovsk.run_id
    with pytest.raises(BadInput) as refusal:
        run(replace(again, to_on=date(2027, 5, 31)), actor_id=kirovsk.methodist, now=NOW)
    assert refusal.value.field == "from_on"


def test_a_clerk_does_not_open_cases(kirovsk: House, session: Session) -> None:
    from tests.queue.conftest import add_person
    from workflow.models.person import RoleName

    clerk = add_person("clerk", RoleName.CLERK, kirovsk.authority_id)
    with pytest.raises(NotAllowed):
        kirovsk.open("shumskaya", actor=clerk)


def test_two_who_open_one_school_at_once_open_it_once(app: Flask, session: Session) -> None:
    with app.app_context():
        house = make_house("kirovsk", session, process=DIAGNOSED)
    together, answers = Barrier(2), []

    def press(number: int) -> None:
        with app.app_context():
            together.wait(timeout=10)
            try:
                answers.append(house.open("shumskaya", key=f"form-{number}"))
            except BadInput as refusal:
                answers.append(refusal.field)

    threads = [Thread(target=press, args=(number,)) for number in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)
    assert sorted(map(type, answers), key=str) == [dict, str]
    assert "schools" in answers
    assert len(cases(session)) == 1
