"""A school's one page and one list: both its years, its tasks of every origin, the events it takes part in."""

from __future__ import annotations

from datetime import date

from tests.casework.conftest import Town
from tests.world import NOW, World, open_case
from workflow.models.case import Case
from workflow.models.event import Event, EventSchool
from workflow.models.programme import Run
from workflow.models.task import Task, TaskStatus
from workflow.uow import unit_of_work


def task(world: World, school: str, title: str, due_on: date | None, **given: object) -> int:
    with unit_of_work() as session:
        made = Task(
            authority_id=world.authority_id,
            run_id=world.run_id,
            school_id=world.schools[school],
            **{"assignee_role": "school", "origin": "measure", **given},
            title=title,
            due_on=due_on,
            created_at=NOW,
        )
        session.add(made)
        session.flush()
        return made.id


def event(world: World, title: str, on: date, *, state: str = "announced", **schools: bool) -> int:
    """Schools that take part: True for the one that holds it."""
    with unit_of_work() as session:
        made = Event(
            authority_id=world.authority_id,
            run_id=world.run_id,
            process_version_id=world.process_version_id,
            title=title,
            state=f"event.{state}",
            from_on=on,
            to_on=on,
            created_at=NOW,
        )
        session.add(made)
        session.flush()
        for school, holds in schools.items():
            session.add(
                EventSchool(
                    authority_id=world.authority_id,
                    event_id=made.id,
                    school_id=world.schools[school],
                    holds=holds,
                )
            )
        return made.id


def places(page: str, *titles: str) -> list[int]:
    """Where each stands in the list, so that their order can be read."""
    listed = page.split("Ещё у вас")[1]
    return [listed.index(title) for title in titles]


def test_tasks_of_every_origin_and_events_stand_in_one_list_by_date(town: Town) -> None:
    town.arrange(open_case, "s1")
    town.arrange(task, "s1", "Мера плана школы", date(2026, 10, 20), origin="measure")
    town.arrange(task, "s1", "Рекомендация администрации", date(2026, 11, 20), origin="recommendation")
    town.arrange(task, "s1", "Бессрочное поручение", None, origin="hand")
    lesson = town.arrange(event, "Открытый урок", date(2026, 11, 10), s1=True, s2=False)
    page = town.sign_in("s1").open("/school")
    assert f'href="/events/{lesson}"' in page
    titles = ("Открытый урок", "Рекомендация администрации", "Бессрочное поручение")
    assert places(page, *titles) == sorted(places(page, *titles))
    for words in ("мера плана", "рекомендация", "поручение методиста", "мероприятие, вы проводите"):
        assert words in page
    assert "мероприятие, вы участвуете" in town.sign_in("s2").open("/school")


def test_what_comes_next_of_the_events_is_said_at_the_top(town: Town) -> None:
    town.arrange(event, "Прошедший семинар", date(2026, 10, 1), state="held", p1=False)
    town.arrange(event, "День интенсивов", date(2026, 10, 28), p1=True)
    town.arrange(event, "Отменённый день", date(2026, 10, 20), state="cancelled", p1=True)
    page = town.sign_in("p1").open("/school")
    first = page.split("Ещё у вас")[0]
    assert "Ближайшее мероприятие" in first
    assert "День интенсивов" in first
    assert "Прошедший семинар" in page  # its reflections are waited for
    assert "Отменённый день" not in page
    assert "День интенсивов" not in town.sign_in("s3").open("/school")


def test_two_years_that_are_open_at_once_stand_on_one_page(town: Town) -> None:
    """The one that goes on today is the first; the next one is beside it, with its steps in the same list."""
    now = town.arrange(open_case, "s1")
    with town.app.app_context(), unit_of_work() as session:
        old = session.get_one(Case, now)
        run = session.get_one(Run, old.run_id)
        later = Run(
            authority_id=old.authority_id,
            programme_id=run.programme_id,
            programme_version_id=run.programme_version_id,
            process_version_id=run.process_version_id,
            title="2027/28",
            from_on=date(2027, 9, 1),
            to_on=date(2028, 8, 31),
        )
        session.add(later)
        session.flush()
        columns = [column.key for column in Case.__table__.columns]
        kept = {name: getattr(old, name) for name in columns if name not in ("id", "version")}
        later_case = Case(
            **{
                **kept,
                "run_id": later.id,
                "from_on": later.from_on,
                "to_on": later.to_on,
                "previous_id": old.id,
            }
        )
        session.add(later_case)
        session.flush()
        following = later_case.id
    page = town.sign_in("s1").open("/school")
    assert "Сопровождение, 2026/27" in page
    beside = page.split("Ещё одно сопровождение")[1]
    assert "2027/28" in beside
    assert f"/cases/{following}" in beside
    assert f"/cases/{following}/deficits" in page.split("Ещё у вас")[1]


def test_all_that_was_done_can_be_read(town: Town) -> None:
    for number in range(7):
        done = {"status": TaskStatus.DONE, "done_at": NOW}
        town.arrange(task, "s1", f"Сделанное дело {number}", date(2026, 10, 1), **done)
    browser = town.sign_in("s1")
    page = browser.open("/school")
    assert "сделано: 7" in page
    assert page.count("Сделанное дело") == 5
    assert 'href="/school?done=all"' in page
    assert browser.open("/school?done=all").count("Сделанное дело") == 7
