"""The list of a run: what is wanted by event, by stage and of the year, and what is counted of it."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from tests.deliverables.conftest import (
    CAME,
    SIXTH,
    STAGES,
    curated,
    held_event,
    of_programme,
    paper,
    project_of,
)
from tests.events.conftest import move, plan
from tests.queue.conftest import FILES
from tests.world import NOW, World, open_case
from workflow import access
from workflow.access import NotHere
from workflow.clock import local_date
from workflow.extensions import db
from workflow.pages.changes import latest_changes
from workflow.pages.deliverables import DeliverablesPage, deliverables_page
from workflow.programmes.document import document_of
from workflow.programmes.handed_in import Cut, phases_between, wanted_of

AFTER_THE_RUN = datetime(2027, 9, 2, 9, 0, tzinfo=UTC)


def page(world: World, *, who: str = "methodist", now: datetime = NOW, **asked: str) -> DeliverablesPage:
    db.session.rollback()
    person = world.people[who]
    memberships = access.memberships_of(db.session(), person, local_date(now, "Europe/Moscow"))
    return deliverables_page(db.session(), person, memberships, world.run_id, asked=asked, now=now)


def wanted_in(code: str) -> list[tuple[str, tuple[str, ...], tuple[Cut, ...], int]]:
    path = FILES / f"{code}.yaml"
    document = document_of(path.read_text("utf-8"), path.name)
    return [
        (one.role, one.kinds, tuple(cut for cut, _ in one.cuts), len(one.projects))
        for one in wanted_of(document)
    ]


def test_kirishi_wants_papers_of_seven_curators_and_of_one_head() -> None:
    both = (Cut.EVENT, Cut.STAGE)
    assert wanted_in("kirishi") == [
        ("project_curator", ("справки", "мониторинги", "рекомендации"), both, 7),
        ("dept_head", ("отчёты", "рекомендации"), both, 0),
    ]


@pytest.mark.parametrize("code", ["gatchina", "kirovsk", "sosva", "tbilissky"])
def test_a_programme_that_names_no_performer_and_cut_wants_nothing(code: str) -> None:
    assert wanted_in(code) == []


def test_a_stage_of_kirishi_belongs_to_the_years_it_runs_in() -> None:
    path = FILES / "kirishi.yaml"
    document = document_of(path.read_text("utf-8"), path.name)
    assert document is not None
    found = phases_between(document, date(2021, 9, 1), date(2022, 8, 31))
    assert [(one.key, one.from_on, one.to_on) for one in found] == [
        ("phase:1", date(2020, 1, 1), date(2021, 12, 31)),
        ("phase:2", date(2021, 1, 1), date(2023, 12, 31)),
    ]
    assert not phases_between(document, date(2026, 9, 1), date(2027, 8, 31))


def test_a_sixth_programme_wants_its_own_papers_in_its_own_words(world: World) -> None:
    """Notes: of an event by its project's curator, of a stage by each curator; the year: once, at its end."""
    event_id = held_event(world, 1)
    plan(world, title="Ещё не проведено", project_id=project_of(1))
    due, going = page(world), page(world, state="going")
    lines = [(one.wanted.code, one.cut.value, one.item.event_id, one.project) for one in due.lines]
    assert lines == [("notes", "event", event_id, "Чтение")]
    assert (due.all.done, due.all.total) == (0, 1)
    lines = [(one.wanted.code, one.cut.value, one.item.event_id, one.project) for one in going.lines]
    assert lines == [
        *(("notes", "stage", 0, project) for _stage in range(3) for project in ("Чтение", "Счёт")),
        ("year", "run", 0, ""),
    ]
    assert going.lines[-1].item.title == "за год"
    assert [slot.kind for slot in going.lines[-1].slots] == ["Итоги совета"]


def test_a_stage_is_due_when_every_school_of_the_run_is_behind_it(world: World) -> None:
    open_case(world, "s1", stage="events")
    assert (page(world, cut="stage").all.total, page(world).sums[0].cuts[1][2].total) == (2, 2)
    open_case(world, "s2", stage="diagnosis")
    shown = page(world, cut="stage", state="going")
    assert shown.all.total == 0
    assert (shown.lines[0].item.passed, shown.lines[0].item.cases) == (1, 2)


def test_stages_that_the_document_dates_stand_in_the_place_of_those_of_support(world: World) -> None:
    of_programme(world, SIXTH + STAGES)
    open_case(world, "s1", stage="closure")
    asked = {"cut": "stage", "project": str(project_of(1))}
    shown = page(world, **asked)
    assert [(one.item.title, one.item.is_due) for one in shown.lines] == [("Запуск", True)]
    assert [one.item.title for one in page(world, state="going", **asked).lines] == ["Проба"]
    first = shown.lines[0].item
    assert (first.from_on, first.to_on) == (date(2026, 9, 1), date(2026, 9, 30))
    assert (shown.all.done, shown.all.total) == (0, 2)


def test_a_paper_of_a_stage_that_goes_on_is_shown_and_not_counted(world: World) -> None:
    place = {"stage": "case:diagnosis", "project_id": project_of(1)}
    world.do("methodist", paper(world, **place))
    shown = page(world)
    assert [(one.item.stage, one.done) for one in shown.lines] == [("case:diagnosis", 1)]
    assert (shown.all.done, shown.all.total) == (0, 0)
    assert (page(world, now=AFTER_THE_RUN).all.total, page(world, state="going").found) == (1, 7)


def test_what_was_handed_in_is_counted_and_the_rest_is_missing(world: World) -> None:
    curated(world, 2, "methodist")
    first, second = held_event(world, 1), held_event(world, 2, "Урок счёта")
    world.do("methodist", paper(world, event_id=first, title="О чтении"))
    shown = page(world)
    assert (shown.all.done, shown.all.missing) == (1, 1)
    assert [one.item.event_id for one in page(world, state="missing").lines] == [second]
    assert [one.item.event_id for one in page(world, state="done").lines] == [first]
    assert [one.item.event_id for one in page(world, q="о ЧТЕНИИ").lines] == [first]
    assert page(world, q="нет такого").found == 0


def test_an_event_without_a_project_is_named_because_no_curator_is_known(world: World) -> None:
    event_id = held_event(world, 1)
    world.do("methodist", paper(world, event_id=event_id))
    other = plan(world, title="Ничей семинар", from_on=NOW.date())
    move(world, other, "announce_without_act")
    move(world, other, "hold_event")
    shown = page(world)
    assert shown.nameless == ((other, "Ничей семинар"),)
    assert (shown.all.done, shown.all.total) == (1, 1)


def test_papers_of_a_place_that_is_no_longer_wanted_stay_in_sight(world: World) -> None:
    world.do("methodist", paper(world, event_id=held_event(world, 1), title="О чтении"))
    of_programme(world, SIXTH.replace("kind: [записка]", "kind: [обзор]"))
    shown = page(world)
    assert [(kind, one.title) for kind, one in shown.strays] == [("записка", "О чтении")]
    assert (shown.all.done, shown.all.total) == (0, 1)


def test_a_paper_entered_for_its_performer_names_both(world: World) -> None:
    world.do("methodist", paper(world, event_id=held_event(world, 2), told=CAME))
    [line] = page(world, cut="event").lines
    found = line.slots[0].paper
    assert found is not None
    assert (found.by, found.is_entered, found.channel) == ("methodist (methodist)", True, "на бумаге")


@pytest.mark.parametrize("who", ["s1", "p1"])
def test_the_list_is_the_office_s(world: World, who: str) -> None:
    with pytest.raises(NotHere):
        page(world, who=who)


def test_who_was_late_with_a_project_is_told_nothing_of_a_case_of_the_same_number(world: World) -> None:
    case_id = open_case(world, "s1")
    world.do("methodist", paper(world, event_id=held_event(world, 1)))
    db.session.rollback()
    assert latest_changes(db.session(), "project", case_id) == []
    [change] = latest_changes(db.session(), "deliverable", world.run_id)
    assert change.what == "Сдан документ аналитики"
