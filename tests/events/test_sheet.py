"""One sheet for all schools and audiences: people once, numbers for pupils and parents, a table from a file."""

from __future__ import annotations

import io
import re

import pytest
import xlsxwriter
from sqlalchemy import func, select

from tests.casework.conftest import Browser, Town, how_many
from tests.events.conftest import plan, row
from tests.world import World
from workflow.commands import BadInput
from workflow.commands.attendance import EnterAttendance, Line, RemoveAttendance
from workflow.commands.reflections import WriteReflection
from workflow.extensions import db
from workflow.facts.event_counts import counts_together
from workflow.models.event import Attendance, Audience, Participant
from workflow.states.definition import OnBehalf, Role
from workflow.states.machine import Refused

T, H, P, R = Audience.TEACHERS, Audience.HEADS, Audience.PUPILS, Audience.PARENTS


def enter(world: World, event_id: int, *lines: tuple[str, Audience, str | int], who: str = "methodist") -> None:
    typed = tuple(
        Line(school_id=world.schools[school], audience=audience, name=said)
        if isinstance(said, str)
        else Line(school_id=world.schools[school], audience=audience, people=said)
        for school, audience, said in lines
    )
    world.do(who, EnterAttendance(event_id=event_id, lines=typed))


def test_gatchina_15_one_sheet_of_the_day_for_all_schools_and_four_audiences(free: World) -> None:
    """Один лист на день интенсивов; обучающихся и родителей только считают."""
    event_id = plan(free, title="День образовательных интенсивов", audiences=tuple(Audience))
    enter(
        free, event_id, ("s1", H, "Первый директор"), ("s1", T, "Первый учитель"), ("s2", T, "Второй учитель")
    )
    enter(free, event_id, ("s1", P, 40), ("s2", P, 25), ("s2", R, 12))
    counts = counts_together(db.session(), [event_id])
    assert counts.by_audience == {"heads": 1, "teachers": 2, "pupils": 65, "parents": 12}
    assert (counts.came, counts.people, counts.schools) == (80, 3, 2)
    for wrong in (("s1", P, "Имя ребёнка"), ("s1", R, "Имя родителя"), ("s1", T, 5), ("s1", T, "12.10.2026")):
        with pytest.raises(BadInput):
            enter(free, event_id, wrong)


def test_a_person_who_came_twice_counts_once(free: World) -> None:
    first, second = plan(free), plan(free, title="Семинар")
    enter(free, first, ("s1", T, "Алёна Учитель"))
    enter(free, second, ("s1", T, "  алена   учитель "))
    counts = counts_together(db.session(), [first, second])
    assert (counts.events, counts.came, counts.people) == (2, 2, 1)
    assert how_many(Participant) == 1


@pytest.mark.parametrize(
    "wrong",
    [
        [("s1", T, "Учитель"), ("s1", T, "учитель")],
        [("s1", T, "Учитель"), ("s1", H, "Учитель")],
        [("s1", P, 5), ("s1", P, 6)],
        [("s1", P, 0)],
        [("s1", P, 100_000)],
        [("s3", P, 5)],
        [("s1", T, "…")],
        [("s1", T, "а" * 300)],
        [],
    ],
)
def test_a_press_is_written_whole_or_not_at_all(
    free: World, wrong: list[tuple[str, Audience, str | int]]
) -> None:
    event_id = plan(free)
    with pytest.raises(BadInput):
        enter(free, event_id, *wrong)
    assert how_many(Attendance) == 0


def test_a_number_is_mended_by_taking_the_line_away(free: World) -> None:
    event_id = plan(free)
    enter(free, event_id, ("s1", P, 40))
    with pytest.raises(BadInput):
        enter(free, event_id, ("s1", P, 41))
    line = db.session.scalars(select(Attendance.id)).one()
    db.session.rollback()
    free.do("methodist", RemoveAttendance(event_id=event_id, attendance_id=line))
    enter(free, event_id, ("s1", P, 41))
    assert counts_together(db.session(), [event_id]).came == 41


def test_a_school_enters_its_own_people_only(free: World) -> None:
    event_id = plan(free)
    enter(free, event_id, ("s1", T, "Свой учитель"), who="s1")
    with pytest.raises(Refused):
        enter(free, event_id, ("s2", T, "Чужой учитель"), who="s1")
    with pytest.raises(Refused):
        free.do("s1", WriteReflection(event_id=event_id, school_id=free.schools["s2"], text="За чужую"))


def test_words_of_a_school_are_recorded_for_it_with_both_names(free: World) -> None:
    event_id = plan(free)
    command = WriteReflection(
        event_id=event_id,
        school_id=free.schools["s1"],
        text="Пригодится",
        on_behalf=OnBehalf(role=Role.SCHOOL, channel="письмом", happened_on=row(event_id).from_on),
    )
    free.do("methodist", command)
    with pytest.raises(Refused):
        free.do(
            "methodist", WriteReflection(event_id=event_id, school_id=free.schools["s2"], text="От себя нельзя")
        )


def sheet(*rows: tuple[object, ...]) -> io.BytesIO:
    content = io.BytesIO()
    with xlsxwriter.Workbook(content) as book:
        page = book.add_worksheet("Лист")
        for number, cells in enumerate((("Школа", "Аудитория", "ФИО", "Должность", "Количество"), *rows)):
            page.write_row(number, 0, cells)
    content.seek(0)
    return content


def send(town: Town, event_id: int, content: io.BytesIO, status: int = 200) -> tuple[Browser, str]:
    browser = town.sign_in("methodist")
    browser.open(f"/events/{event_id}/attendance")
    path = f"/events/{event_id}/attendance/table"
    return browser, browser.press(path, status=status, file=(content, "лист.xlsx"))


def carried(shown: str) -> str:
    """The rows that the page carries to the press, once its escapes are undone."""
    return re.findall(r'name="rows" value="(\[.*\])">', shown)[0]


def test_a_table_is_shown_first_and_entered_by_a_press(town: Town) -> None:
    event_id = town.arrange(plan)
    browser, shown = send(
        town,
        event_id,
        sheet(
            ("Школа s1 (north)", "педагоги", "Первый учитель", "учитель физики"),
            ("МБОУ Школа s1 (north)", "Административные работники", "Первый директор"),
            ("Школа s2 (north)", "обучающиеся", "", "", 25),
        ),
    )
    assert "27 человек" in shown
    assert town.look(select(func.count()).select_from(Attendance)) == 0
    path = f"/events/{event_id}/attendance/table/enter"
    browser.press(path, rows=carried(shown))
    assert town.look(select(func.sum(Attendance.people))) == 27
    again = browser.press(path, status=422, rows=carried(shown))
    assert "Это уже есть в листе посещения" in again


def test_a_table_with_mistakes_names_row_and_column_and_writes_nothing(town: Town) -> None:
    event_id = town.arrange(plan)
    _, shown = send(
        town,
        event_id,
        sheet(
            ("Школа s9", "педагоги", "Кто-то"),
            ("Школа s1 (north)", "гости", "Кто-то"),
            ("Школа s1 (north)", "педагоги", ""),
            ("Школа s1 (north)", "родители", "", "", "много"),
            ("Школа s1 (north)", "педагоги", "Учитель"),
            ("Школа s1 (north)", "педагоги", "учитель"),
        ),
    )
    for place in ("A2, «Школа»", "B3, «Аудитория»", "C4, «ФИО»", "E5, «Количество»", "C7, «ФИО»"):
        assert place in shown
    assert "Повторяет строку 6" in shown
    assert "Исправьте строки (5)" in shown
    assert 'name="rows"' not in shown
    assert town.look(select(func.count()).select_from(Attendance)) == 0


def test_a_file_that_is_no_table_is_said_at_its_field(town: Town) -> None:
    event_id = town.arrange(plan)
    _, shown = send(town, event_id, io.BytesIO(b"%PDF-1.7"), status=422)
    assert "Это не файл XLSX" in shown


def test_the_blank_names_the_schools_of_the_event(town: Town) -> None:
    event_id = town.arrange(plan)
    answer = town.sign_in("methodist").client.get(f"/events/{event_id}/attendance.xlsx")
    assert answer.data.startswith(b"PK")
