"""The grid of a month: what stands on which day, for whom, under which filter, in which language."""

from __future__ import annotations

import re
from datetime import date

import pytest

from tests.approvals.visitor import Visitor
from tests.casework.conftest import Town
from tests.events.conftest import HELD_ON, move, plan
from tests.world import World, open_case
from workflow.commands.events import MoveEvent, StepDays
from workflow.commands.tasks import CreateTask

NO_STEPS = StepDays()


def visit(town: Town, path: str = "/events/calendar", who: str = "methodist") -> Visitor:
    return Visitor(town.app, town.world.people[who]).open(path)


def cells(town: Town, path: str = "/events/calendar", who: str = "methodist") -> dict[str, str]:
    """«12» → words of its cell; of the neighbours' days only those that the month itself has not."""
    html = visit(town, path, who).html
    found: dict[str, str] = {}
    for words, body in re.findall(r'<td class="([^"]*)"[^>]*>(.*?)</td>', html, flags=re.DOTALL):
        text = " ".join(re.sub(r"<[^>]+>", " ", body).split())
        if "is-out" not in words.split():
            found[text.split()[0]] = f"{text} [{words}]"
    return found


def test_an_event_stands_on_its_day_with_its_state_in_words(town: Town) -> None:
    event_id = town.arrange(plan, steps=NO_STEPS)
    cell = cells(town)["12"]
    assert "Фестиваль открытых уроков, запланировано" in cell
    assert "сегодня" in cell
    assert f'href="/events/{event_id}"' in visit(town).html
    hold = MoveEvent(event_id=event_id, version=1, transition="hold_event", reason="Приказ готовится")
    town.do("methodist", hold)
    assert "Фестиваль открытых уроков, собираются отзывы" in cells(town)["12"]


def test_the_month_has_its_days_off_and_counts_the_working_ones(town: Town) -> None:
    november = "/events/calendar?month=2026-11"
    found = cells(town, november)
    assert len(found) == 30
    assert "День народного единства" in found["4"]
    assert "is-off" in found["4"]
    assert "выходной" in found["7"]
    assert "is-off" not in found["3"]
    assert "рабочих дней: 20" in visit(town, november).text


def test_an_event_of_several_days_goes_on_in_the_next_week(town: Town) -> None:
    town.arrange(plan, from_on=date(2026, 10, 15), to_on=date(2026, 10, 21), steps=NO_STEPS)
    found = cells(town)
    assert "Фестиваль открытых уроков, запланировано, по 21.10.2026" in found["15"]
    assert "Фестиваль" not in found["16"]
    assert "is-span" in found["16"]
    assert "Фестиваль открытых уроков, продолжается, по 21.10.2026" in found["19"]
    assert "is-span" not in found["22"]


def test_the_next_step_of_an_event_stands_on_its_day(town: Town) -> None:
    steps = StepDays(announce_by=date(2026, 10, 8), results_by=date(2026, 10, 30))
    event_id = town.arrange(plan, steps=steps)
    assert "Просрочено, объявить: Фестиваль" in cells(town)["8"]
    assert "просрочено: 1" in visit(town).text
    assert "Фестиваль" not in cells(town)["30"]
    hold = MoveEvent(event_id=event_id, version=1, transition="hold_event", reason="Приказ готовится")
    town.do("methodist", hold)
    assert "Фестиваль" not in cells(town)["8"]


def test_months_follow_each_other_and_keep_the_filter(town: Town) -> None:
    page = visit(town, "/events/calendar?month=2026-12&q=урок")
    assert 'href="/events/calendar?month=2026-11&amp;q=%D1%83%D1%80%D0%BE%D0%BA" rel="prev"' in page.html
    assert 'href="/events/calendar?month=2027-01&amp;q=%D1%83%D1%80%D0%BE%D0%BA" rel="next"' in page.html
    assert 'href="/events?month=2026-12&amp;q=%D1%83%D1%80%D0%BE%D0%BA"' in page.html


def test_the_list_leads_to_the_calendar_of_the_same_filter(town: Town) -> None:
    town.arrange(plan)
    assert 'href="/events/calendar?q=%D1%83%D1%80%D0%BE%D0%BA"' in visit(town, "/events?q=урок").html


def test_the_term_of_a_task_stands_on_its_day_for_those_who_see_the_task(town: Town) -> None:
    case_id = town.arrange(open_case, "s1")
    task_id = town.arrange(give, case_id, "Сдать карту урока", "до 16.10.2026")
    town.arrange(give, case_id, "Посещать уроки", "постоянно")
    page = visit(town)
    assert "Поручение: Сдать карту урока" in cells(town)["16"]
    assert f'href="/tasks/{task_id}"' in page.html
    assert "сроков поручений: 1" in page.text
    assert "Посещать уроки" not in page.text
    assert "карту урока" in cells(town, who="s1")["16"]
    assert "карту урока" not in cells(town, who="s2")["16"]
    assert "карту урока" in cells(town, "/events/calendar?q=карту")["16"]
    assert "карту урока" not in cells(town, "/events/calendar?q=журнал")["16"]
    assert "карту урока" not in cells(town, "/events/calendar?state=event.planned")["16"]


def test_a_day_of_many_tasks_unfolds_the_rest(town: Town) -> None:
    case_id = town.arrange(open_case, "s1")
    for number in range(6):
        town.arrange(give, case_id, f"Карта {number}", "до 16.10.2026")
    html = visit(town).html
    assert "и ещё поручений: 3" in html
    unfolded = html.partition("<details>")[2].partition("</details>")[0]
    assert unfolded.count('href="/tasks/') == 3


def give(world: World, case_id: int, title: str, term: str) -> int:
    command = CreateTask(case_id=case_id, title=title, assignee_role="school", term=term)
    task_id: int = world.do("methodist", command)["task_id"]
    return task_id


def test_a_filter_leaves_the_rest_out(town: Town) -> None:
    town.arrange(plan, steps=NO_STEPS)
    town.arrange(plan, title="Круглый стол", steps=NO_STEPS)
    cell = cells(town, "/events/calendar?q=стол")["12"]
    assert "Круглый стол" in cell
    assert "Фестиваль" not in cell
    assert "В этом месяце мероприятий нет" in visit(town, "/events/calendar?state=event.finished").text


@pytest.mark.parametrize("month", ["", "2026", "2026-13", "0001-01", "9999-12", "x", "2026-1٠"])
def test_a_month_that_is_none_is_that_of_today(town: Town, month: str) -> None:
    assert "Октябрь 2026" in visit(town, f"/events/calendar?month={month}").text


def test_a_month_of_a_year_without_a_calendar_is_shown_without_working_days(town: Town) -> None:
    page = visit(town, "/events/calendar?month=2150-03")
    assert page.status == 200
    assert "абоч" not in page.text.partition("понедельник")[0]


def test_a_day_of_many_events_shows_some_and_leads_to_the_rest(town: Town) -> None:
    for number in range(6):
        town.arrange(plan, title=f"Урок {number}", steps=NO_STEPS)
    cell = cells(town)["12"]
    assert cell.count("запланировано") == 3
    assert "и ещё: 3" in cell


def test_a_school_sees_its_own_events_alone(town: Town) -> None:
    town.arrange(plan, steps=NO_STEPS)
    assert "Фестиваль" in cells(town, who="s1")["12"]
    assert "Фестиваль" not in cells(town, who="s3")["12"]


def test_a_cancelled_event_says_so(town: Town) -> None:
    event_id = town.arrange(plan, from_on=HELD_ON, steps=NO_STEPS)
    town.arrange(move, event_id, "cancel_event", comment="Карантин")
    assert "Фестиваль открытых уроков, отменено" in cells(town)["12"]
