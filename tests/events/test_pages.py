"""The pages of events, opened and pressed by people of different roles."""

from __future__ import annotations

import io
import re
from datetime import date

import pytest
from sqlalchemy import func, select

from tests.approvals.visitor import Visitor
from tests.casework.conftest import Town
from tests.events.conftest import HELD_ON, plan
from tests.events.test_cycle import attend, reflect
from workflow.commands.events import MoveEvent
from workflow.models.event import Attendance, Event, EventOutput, Participant, Reflection
from workflow.models.packet import Packet

READERS = ("methodist", "official", "clerk", "council", "observer", "s1", "p1")


def visit(town: Town, who: str) -> Visitor:
    return Visitor(town.app, town.world.people[who])


@pytest.fixture
def event_id(town: Town) -> int:
    found: int = town.arrange(plan)
    return found


@pytest.fixture
def held_id(town: Town, event_id: int) -> int:
    command = MoveEvent(event_id=event_id, version=1, transition="hold_event", reason="Приказ готовится")
    town.do("methodist", command)
    return event_id


@pytest.mark.parametrize("who", READERS)
def test_everybody_of_an_event_reads_its_page_its_sheet_and_the_list(
    town: Town, event_id: int, who: str
) -> None:
    page = visit(town, who)
    assert "Фестиваль открытых уроков" in page.open("/events").text
    assert "Школа s1" in page.open(f"/events/{event_id}").text
    assert page.open(f"/events/{event_id}/attendance").status == 200


@pytest.mark.parametrize("who", ["s3", "p2"])
@pytest.mark.parametrize("path", ["", "/attendance", "/outputs", "/reflections/3", "/transitions/hold_event"])
def test_a_school_that_takes_no_part_does_not_learn_of_the_event(
    town: Town, event_id: int, who: str, path: str
) -> None:
    assert visit(town, who).open(f"/events/{event_id}{path}").status == 404
    assert "Фестиваль" not in visit(town, who).open("/events").text


def test_one_press_from_a_date_counts_the_steps_and_says_what_clashes(town: Town) -> None:
    form = visit(town, "methodist").open(f"/runs/{town.world.run_id}/events/new?on=04.11.2026")
    assert "04.11.2026, ср — выходной: День народного единства" in form.text
    [filled] = [one for one in form.forms if "announce_by" in one.names]
    assert filled.values["announce_by"] == "23.10.2026"
    assert filled.values["results_by"] == "25.11.2026"
    form.press(
        "Запланировать мероприятие",
        name="Семинар управленческих команд",
        announce_by="22.10.2026",
        hosts=[str(town.world.schools["p1"])],
        guests=[str(town.world.schools["s1"])],
    )
    assert "Мероприятие запланировано" in form.text
    assert town.look(select(Event.announce_by)) == date(2026, 10, 22)


def test_counting_writes_nothing_and_a_busy_host_is_named(town: Town, event_id: int) -> None:
    form = visit(town, "methodist").open(f"/runs/{town.world.run_id}/events/new")
    form.press(
        "Рассчитать сроки и проверить день",
        name="Мастер-класс",
        from_on="12.10.2026",
        hosts=[str(town.world.schools["p1"])],
    )
    assert "проводит это мероприятие, а 12.10.2026, пн занята: «Фестиваль открытых уроков»" in form.text
    assert town.look(select(func.count()).select_from(Event)) == 1


def test_what_is_typed_wrong_is_said_at_its_field_and_kept(town: Town) -> None:
    form = visit(town, "methodist").open(f"/runs/{town.world.run_id}/events/new")
    form.press("Запланировать мероприятие", name="", from_on="31.02.2026", place="Актовый зал")
    assert form.status == 422
    assert "Такого дня нет" in form.text
    [typed] = [one for one in form.forms if "place" in one.names]
    assert (typed.values["place"], typed.values["from_on"]) == ("Актовый зал", "31.02.2026")


def test_a_changed_event_keeps_what_was_not_touched(town: Town, event_id: int) -> None:
    form = visit(town, "methodist").open(f"/events/{event_id}/change")
    form.press("Сохранить изменения", place="Дворец творчества")
    assert "Мероприятие изменено" in form.text
    row = town.look(select(Event))
    assert (row.place, row.title, row.from_on) == ("Дворец творчества", "Фестиваль открытых уроков", HELD_ON)


def test_an_old_page_is_told_what_changed_meanwhile(town: Town, event_id: int) -> None:
    old = visit(town, "methodist").open(f"/events/{event_id}/change")
    visit(town, "methodist").open(f"/events/{event_id}/change").press("Сохранить изменения", place="Первый")
    old.press("Сохранить изменения", place="Второй")
    assert old.status == 409
    assert "Изменено мероприятие" in old.text
    assert town.look(select(Event.place)) == "Первый"


def test_the_methodist_puts_the_act_together_from_the_page(town: Town, event_id: int) -> None:
    page = visit(town, "methodist").open(f"/events/{event_id}").press("Собрать комплект: акт о проведении")
    assert "О проведении мероприятия «Фестиваль открытых уроков»" in page.text
    page.press("Передать комплект на утверждение")
    assert "Собрать комплект" not in page.open(f"/events/{event_id}").text
    assert "комплект № 1" in page.text
    official = visit(town, "official").open("/packets/1").press("Утвердить и зарегистрировать")
    assert official.status == 200
    assert "Объявлено" in page.open(f"/events/{event_id}").text
    assert town.look(select(Packet.state)) == "packet.in_force"


def test_holding_asks_its_day_and_a_reason_where_the_act_is_missing(town: Town, event_id: int) -> None:
    page = visit(town, "methodist").open(f"/events/{event_id}/transitions/hold_event")
    assert "Мероприятие не объявлено актом" in page.text
    page.press("Отметить проведение", held_on="12.10.2026", reason="Приказ подписан позже")
    assert "Проведено, собираются отзывы" in page.text


def test_the_methodist_fills_the_sheet_by_names_and_numbers(town: Town, held_id: int) -> None:
    page = visit(town, "methodist").open(f"/events/{held_id}/attendance")
    page.press(
        "Внести в лист",
        school_id=str(town.world.schools["s1"]),
        heads="Первый руководитель, директор",
        teachers="Первый учитель, учитель физики\nВторой учитель",
        pupils="25",
    )
    assert "Участники внесены в лист" in page.text
    assert "28 человек" in page.text
    assert town.look(select(func.count()).select_from(Participant)) == 3
    page.press("Внести в лист", school_id=str(town.world.schools["s1"]), teachers="первый  Учитель", pupils="")
    assert page.status == 422
    assert "уже в листе посещения" in page.text
    page.press("Убрать")
    assert "Строка убрана" in page.text
    assert town.look(select(func.count()).where(Attendance.removed_at.is_not(None))) == 1


def test_a_school_fills_in_its_own_lines_and_sees_no_other_names(town: Town, held_id: int) -> None:
    town.arrange(attend, held_id)
    own = visit(town, "s1").open(f"/events/{held_id}/attendance")
    assert "Учитель первый" in own.text
    assert "Учитель второй" not in own.text
    own.press("Внести в лист", teachers="Третий учитель")
    assert "Участники внесены" in own.text
    [form] = [one for one in own.forms if "school_id" in one.names]
    form.values.setlist("school_id", [str(town.world.schools["s2"])])
    own.press("Внести в лист", teachers="Чужой учитель")
    assert own.status == 409


def test_a_school_writes_its_reflection_and_the_methodist_for_another(town: Town, held_id: int) -> None:
    own = visit(town, "s1").open(f"/events/{held_id}/reflections/{town.world.schools['s1']}")
    own.press("Записать отзыв", text="Попробуем у себя смысловое чтение")
    assert "Отзыв записан" in own.text
    school = town.world.schools["s2"]
    page = visit(town, "methodist").open(f"/events/{held_id}/reflections/{school}")
    page.press("Записать отзыв", text="Полезно", channel="по телефону", happened_on="12.10.2026")
    assert "отзывы: 2 из 2" in page.text
    assert "как пришло: по телефону" in page.text
    assert visit(town, "s2").open(f"/events/{held_id}/reflections/{town.world.schools['s1']}").status == 404


def test_kirovsk_35_who_has_written_and_who_has_not(town: Town, held_id: int) -> None:
    """Кто сдал рефлексию: сначала 0 из 2, потом 2 из 2; пока не все, шаг просит причину."""
    page = visit(town, "methodist").open(f"/events/{held_id}")
    assert "отзывы: 0 из 2" in page.text
    town.arrange(attend, held_id)
    town.arrange(reflect, held_id, "s1")
    assert "отзывы: 1 из 2" in page.open(f"/events/{held_id}").text
    assert "Нет отзыва 1 школы: МБОУ «Школа s2 (north)»" in page.text
    town.arrange(reflect, held_id, "s2")
    assert "отзывы: 2 из 2" in page.open(f"/events/{held_id}").text


def test_a_material_is_a_link_or_a_file_and_is_given_back(town: Town, held_id: int) -> None:
    page = visit(town, "methodist").open(f"/events/{held_id}/outputs")
    page.press("Добавить материал", kind="Видеоролик", name="Урок", link="javascript:alert(1)")
    assert page.status == 422
    page.press("Добавить материал", link="https://video.example/1")
    assert "Материал добавлен" in page.text
    page.open(f"/events/{held_id}/outputs").press(
        "Добавить материал",
        kind="Технологическая карта",
        name="Карта",
        file=[(io.BytesIO(b"%PDF-1.7 card"), "карта.pdf")],
    )
    output = town.look(select(EventOutput.id).where(EventOutput.file_name != ""))
    assert page.client.get(f"/event-outputs/{output}/file").data == b"%PDF-1.7 card"
    assert visit(town, "s3").open(f"/event-outputs/{output}/file").status == 404
    page.open(f"/events/{held_id}").press("Убрать")
    assert "Материал убран" in page.text


def test_the_list_is_filtered_and_exported_as_it_is_shown(town: Town, event_id: int) -> None:
    town.arrange(plan, title="Семинар", from_on=date(2026, 11, 16))
    page = visit(town, "methodist").open("/events?month=2026-11")
    assert "Семинар" in page.text
    assert "ноябрь 2026 · 1" in page.text
    csv = page.client.get("/events.csv?month=2026-11").text
    assert "Семинар" in csv
    assert "Фестиваль" not in csv
    assert page.client.get("/events.xlsx").data.startswith(b"PK")
    assert "мероприятий нет" in page.open("/events?q=нету&state=event.held").text
    assert page.open("/events?month=2026-13&run=x&after=%7C9&school=-1").status == 200


def test_a_reflection_of_nobody_is_no_reflection(town: Town, held_id: int) -> None:
    page = visit(town, "s1").open(f"/events/{held_id}/reflections/{town.world.schools['s1']}")
    page.press("Записать отзыв", text="  ")
    assert page.status == 422
    assert town.look(select(func.count()).select_from(Reflection)) == 0


def test_the_summary_of_a_refused_form_leads_to_the_first_choice_of_a_group(town: Town) -> None:
    page = visit(town, "methodist").open(f"/runs/{town.world.run_id}/indicators/new")
    page.press("Записать показатель", name="Качество")
    assert page.status == 422
    alert = page.html.partition('role="alert"')[2].partition("</ul>")[0]
    [target] = re.findall(r'href="#([^"]+)"', alert)
    assert re.search(rf'<input[^>]* id="{target}"', page.html)
