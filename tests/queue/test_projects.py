"""The queue of one municipal project, where work is led by projects that cross all schools (Kirishi)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.people import sign_in
from tests.queue.conftest import NOW, House, make_house
from tests.queue.test_pages import text_of
from tests.queue.test_queue import case_of, counts, page, rows, schools, statements
from workflow import access
from workflow.commands import BadInput, run
from workflow.commands.events import EventTerms, MoveEvent, PlanEvent
from workflow.commands.projects import NameCurator
from workflow.commands.runs import OpenRun
from workflow.commands.schools import AddSchools
from workflow.commands.tasks import CreateTask
from workflow.models.authority import School
from workflow.models.body import Project
from workflow.models.person import Person
from workflow.models.programme import Programme
from workflow.pages.queue import queue_page
from workflow.queues import Kind
from workflow.sheets.reading import read_xlsx

NAMES = ("МОУ «Школа на реке»", "МОУ «Школа за рекой»", "МОУ «Школа у моста»")


@dataclass(frozen=True)
class Town:
    """Kirishi with three cases; an event of each of the first two projects, with a school of its own."""

    house: House
    projects: tuple[int, ...]
    events: tuple[int, ...]


def plan_event(house: House, title: str, *, project: int, school: str) -> int:
    terms = EventTerms(
        title=title,
        from_on=date(2027, 1, 20),
        project_id=project,
        hosts=(house.schools[school],),
    )
    planned = run(PlanEvent(run_id=house.run_id, terms=terms), actor_id=house.methodist, now=NOW)
    event_id: int = planned["event_id"]
    return event_id


@pytest.fixture
def kirishi(app_context: None, session: Session) -> House:
    house = make_house("kirishi", session)
    run(AddSchools(authority_id=house.authority_id, names=NAMES), actor_id=house.methodist, now=NOW)
    session.rollback()
    found = session.execute(select(School.name, School.id).where(School.authority_id == house.authority_id))
    house = replace(house, schools={row[0]: row[1] for row in found})
    house.open(*NAMES)
    return house


@pytest.fixture
def town(kirishi: House, session: Session) -> Town:
    session.rollback()
    projects = tuple(
        session.scalars(select(Project.id).where(Project.run_id == kirishi.run_id).order_by(Project.number))
    )
    events = tuple(
        plan_event(kirishi, title, project=project, school=school)
        for title, project, school in zip(
            ("День наставника", "Читаем вместе"), projects, NAMES[:2], strict=False
        )
    )
    return Town(kirishi, projects, events)


def tasks(house: House, **asked: str) -> list[str]:
    return [
        dict(row.standing.do.values)["words"] for row in rows(page(house, **asked)) if row.kind is Kind.TASK
    ]


def test_a_project_shows_the_schools_of_its_events(town: Town) -> None:
    found = page(town.house, tab="all", project=str(town.projects[0]))
    assert schools(found) == [NAMES[0]]
    assert found.found == 1
    assert counts(found)["all"] == 3
    assert found.project == "Наставник"
    assert schools(page(town.house, tab="all", project=str(town.projects[1]))) == [NAMES[1]]
    assert schools(page(town.house, tab="all", project=str(town.projects[2]))) == []


def test_a_project_shows_the_steps_of_its_own_events_only(town: Town) -> None:
    shown = tasks(town.house, project=str(town.projects[0]))
    assert {title.partition(": ")[2] for title in shown} == {"День наставника"}
    assert {title.partition(": ")[2] for title in tasks(town.house)} == {"День наставника", "Читаем вместе"}


def test_a_task_of_a_school_stands_in_the_projects_of_the_school(town: Town, session: Session) -> None:
    for school in NAMES[:2]:
        task = CreateTask(
            case_id=case_of(session, town.house, school).id,
            title=f"Справка: {school}",
            assignee_role="methodist",
            term="до 25.12.2026",
        )
        run(task, actor_id=town.house.methodist, now=NOW)
    shown = tasks(town.house, project=str(town.projects[1]))
    assert f"Справка: {NAMES[1]}" in shown
    assert f"Справка: {NAMES[0]}" not in shown


def test_a_cancelled_event_leaves_its_school_out_of_the_project(town: Town) -> None:
    cancel = MoveEvent(event_id=town.events[0], version=1, transition="cancel_event", comment="Карантин")
    run(cancel, actor_id=town.house.methodist, now=NOW)
    assert schools(page(town.house, tab="all", project=str(town.projects[0]))) == []


def test_pages_of_a_project_follow_each_other_without_a_gap_or_a_repeat(town: Town, session: Session) -> None:
    house, project = town.house, str(town.projects[0])
    for number in range(1, 6):
        plan_event(house, f"Встреча {number}", project=town.projects[0], school=NAMES[2])
    every = [row.id for row in rows(page(house, project=project))]
    assert len(every) > 12
    memberships = _memberships(session, house)
    seen: list[int] = []
    asked = {"project": project}
    while True:
        found = queue_page(session, house.methodist, memberships, asked=asked, limit=4, now=NOW)
        seen += [row.id for row in rows(found)]
        if not found.next:
            break
        asked = {"project": project, "after": found.next}
    assert seen == every


def _memberships(session: Session, house: House) -> access.Memberships:
    session.rollback()
    return access.memberships_of(session, house.methodist, date(2026, 11, 23))


@pytest.mark.parametrize("asked", ["x", "0", "-1", "999999", "1 or 1=1", "²"])
def test_a_project_that_is_not_ours_is_not_asked_for(asked: str, town: Town) -> None:
    found = page(town.house, tab="all", project=asked)
    assert found.filters.project == 0
    assert len(schools(found)) == 3


def test_where_nobody_works_by_projects_none_is_offered_or_read(kirovsk: House) -> None:
    kirovsk.open("shumskaya")
    with statements() as asked:
        found = page(kirovsk, tab="all", project="1")
    assert found.projects == ()
    assert len(rows(found)) == 1
    with statements() as plain:
        page(kirovsk, tab="all")
    assert len(plain) < len(asked)


def test_a_curator_finds_the_own_project_first(town: Town) -> None:
    third = NameCurator(project_id=town.projects[2], version=1, person_id=town.house.methodist)
    run(third, actor_id=town.house.methodist, now=NOW)
    offered = [project for project, _title in page(town.house).projects]
    assert offered == [town.projects[2], *town.projects[:2], *town.projects[3:]]


def test_a_term_of_decades_is_a_slip_in_the_year(town: Town, session: Session) -> None:
    session.rollback()
    programme_id = session.scalars(select(Programme.id).where(Programme.code == "kirishi")).one()
    for from_on, to_on in ((date(1927, 9, 1), date(2028, 8, 31)), (date(2027, 9, 1), date(2082, 8, 31))):
        with pytest.raises(BadInput) as refusal:
            run(
                OpenRun(programme_id=programme_id, from_on=from_on, to_on=to_on),
                actor_id=None,
                now=NOW,
                system=True,
            )
        assert refusal.value.field == "to_on"


def test_projects_of_two_years_are_told_apart(town: Town, session: Session) -> None:
    session.rollback()
    programme_id = session.scalars(select(Programme.id).where(Programme.code == "kirishi")).one()
    following = OpenRun(programme_id=programme_id, from_on=date(2027, 9, 1), to_on=date(2028, 8, 31))
    run(following, actor_id=None, now=NOW, system=True)
    titles = [title for _project, title in page(town.house).projects]
    assert len(titles) == 14
    assert titles[0].startswith("Наставник, ")
    assert len(set(titles)) == 14


# -- the page and its files ------------------------------------------------------------------------


@pytest.fixture
def methodist(town: Town, client: FlaskClient, session: Session) -> FlaskClient:
    sign_in(client, session.get_one(Person, town.house.methodist))
    return client


def test_the_address_keeps_the_project_in_every_link(town: Town, methodist: FlaskClient) -> None:
    html = methodist.get(f"/queue?tab=all&project={town.projects[0]}&q=реке").text
    assert f'<option value="{town.projects[0]}" selected>Наставник</option>' in html
    for link in ("/queue.xlsx?tab=all", "/queue.csv?tab=all"):
        address = next(one for one in html.split('href="') if one.startswith(link)).partition('"')[0]
        assert f"project={town.projects[0]}" in address
    assert '<p class="only-print">Отбор: реке; Наставник</p>' in html


def test_a_file_holds_the_rows_of_the_project_alone(town: Town, methodist: FlaskClient) -> None:
    answer = methodist.get(f"/queue.xlsx?tab=all&project={town.projects[0]}")
    words = str(read_xlsx(answer.data, clean=str.strip, most_rows=100))
    assert NAMES[0] in words
    assert NAMES[1] not in words


def test_the_page_of_a_project_without_schools_says_so(town: Town, methodist: FlaskClient) -> None:
    words = text_of(methodist.get(f"/queue?tab=all&project={town.projects[3]}"))
    assert "По этому отбору дел нет" in words
