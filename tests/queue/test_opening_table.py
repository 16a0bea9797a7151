"""Cases from a table: shown row by row, refused by row and column, opened all together."""

from __future__ import annotations

import io
import re
import time
from collections.abc import Callable, Sequence
from datetime import date
from html import unescape
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from tests.people import csrf_token, sign_in
from tests.queue.conftest import DIAGNOSED, House, add_person, make_house
from tests.queue.test_loading import rows_in_all_tables
from tests.queue.test_pages import text_of
from tests.sheets.files import book
from workflow.models.authority import CategoryRecord, ExternalAct, School
from workflow.models.case import Case
from workflow.models.person import Person, RoleName

SQLITE = pytest.mark.parametrize("database", ["sqlite"], indirect=True)
HEADING = (
    *("Школа", "Категория", "Методист", "Письмо: от кого", "Номер письма", "Дата письма", "Основание словами"),
    *("Этап", "С какого дня", "По какой день"),
)
LETTER = ("Комитет образования", "19-1", date(2022, 9, 1))
LOW = "школы с низкими образовательными результатами"


@pytest.fixture
def house(app: Flask, session: Session) -> House:
    with app.app_context():
        return make_house("kirovsk", session, process=DIAGNOSED)


@pytest.fixture
def methodist(client: FlaskClient, session: Session, house: House) -> FlaskClient:
    sign_in(client, session.get_one(Person, house.methodist))
    return client


@pytest.fixture
def shown(methodist: FlaskClient, house: House) -> Callable[..., TestResponse]:
    """What a file of those rows would do."""

    def send(*rows: Sequence[Any], content: bytes | None = None) -> TestResponse:
        file = (io.BytesIO(content if content is not None else book(HEADING, *rows)), "schools.xlsx")
        return methodist.post(
            f"/runs/{house.run_id}/open/table/preview",
            data={"csrf_token": csrf_token(methodist), "file": file},
            content_type="multipart/form-data",
        )

    return send


@pytest.fixture
def press(methodist: FlaskClient, house: House) -> Callable[..., TestResponse]:
    def send(preview: TestResponse, **given: str) -> TestResponse:
        form = {name: hidden(preview, name) for name in ("key", "rows")}
        data = {**form, **given, "csrf_token": csrf_token(methodist)}
        return methodist.post(f"/runs/{house.run_id}/open/table", data=data)

    return send


def hidden(answer: TestResponse, name: str) -> str:
    main = answer.get_data(as_text=True).split("<main", 1)[1]
    found = re.search(rf'name="{name}" value="([^"]*)"', main)
    assert found, name
    return unescape(found[1])


def cases(session: Session) -> list[Case]:
    session.rollback()
    return list(session.scalars(select(Case).order_by(Case.id)))


def names(session: Session) -> list[str]:
    return list(session.scalars(select(School.name).join(Case, Case.school_id == School.id).order_by(Case.id)))


def test_a_table_is_shown_then_opened_with_its_grounds_and_methodists(
    shown: Callable[..., TestResponse], press: Callable[..., TestResponse], session: Session, house: House
) -> None:
    before = rows_in_all_tables(session)
    preview = shown(
        ["Шумская СОШ", LOW, "methodist-kirovsk@test.example", *LETTER],
        [
            "МКОУ «Путиловская ООШ»",
            "",
            "",
            "",
            "",
            "",
            "Решение совещания",
            "",
            "01.10.2026",
            date(2027, 5, 31),
        ],
        ["Невиданная школа на горе", "", "", *LETTER],
    )
    words = text_of(preview)
    assert preview.status_code == 200
    assert "новая школа, откроется" in words
    assert "Открыть сопровождения: 3" in words
    session.rollback()
    assert rows_in_all_tables(session) == before
    answer = press(preview)
    assert answer.status_code == 303
    opened = {case.basis_text: case for case in cases(session)}
    assert len(cases(session)) == 3
    assert opened["Решение совещания"].methodist_id is None
    assert (opened["Решение совещания"].from_on, opened["Решение совещания"].to_on) == (
        date(2026, 10, 1),
        date(2027, 5, 31),
    )
    first = next(case for case in cases(session) if case.methodist_id)
    assert first.methodist_id == house.methodist
    assert first.basis_act_id is not None
    [record] = session.scalars(select(CategoryRecord).where(CategoryRecord.recorded_by_id == house.methodist))
    assert (record.school_id, record.category) == (first.school_id, "low_results")
    letters = session.scalars(select(ExternalAct).where(ExternalAct.number == "19-1")).all()
    assert len(letters) == 1


@SQLITE
def test_a_second_press_of_the_same_preview_opens_nothing_more(
    shown: Callable[..., TestResponse], press: Callable[..., TestResponse], session: Session
) -> None:
    preview = shown(["Шумская СОШ", "", "", *LETTER])
    assert [press(preview).status_code, press(preview).status_code] == [303, 303]
    assert len(cases(session)) == 1


@SQLITE
def test_a_school_that_is_open_already_is_passed_over_so_that_a_table_may_be_sent_again(
    shown: Callable[..., TestResponse], press: Callable[..., TestResponse], session: Session
) -> None:
    press(shown(["Шумская СОШ", "", "", *LETTER]))
    again = shown(["Шумская СОШ", "", "", *LETTER], ["МКОУ «Путиловская ООШ»", "", "", *LETTER])
    assert "уже открыто, строка пропускается" in text_of(again)
    assert "Открыть 1 сопровождение" in text_of(again)
    press(again)
    assert len(cases(session)) == 2
    assert "Открывать нечего" in text_of(shown(["Шумская СОШ", "", "", *LETTER]))


@SQLITE
@pytest.mark.parametrize(
    ("row", "place", "sentence"),
    [
        (["", LOW, "", *LETTER], "A2", "Впишите название школы"),
        (["Шумск СОШ", "", "", *LETTER], "A2", "Похожи: МКОУ"),
        (["Шумская СОШ", "двоечники", "", *LETTER], "B2", "Нет такого значения: «двоечники»"),
        (["Шумская СОШ", "", "никто@test.example", *LETTER], "C2", "в управлении нет"),
        (["Шумская СОШ", "", "", "", "19-1", date(2022, 9, 1)], "D2", "Напишите, от кого письмо"),
        (["Шумская СОШ", "", "", "Комитет", "19-1"], "F2", "Впишите дату письма"),
        (["Шумская СОШ", "", "", "Комитет", "19-1", "вчера"], "F2", "«вчера» не дата"),
        (["Шумская СОШ", "", "", "Комитет", "19-1", date(2199, 1, 1)], "F2", "ещё не наступила"),
        (["Шумская СОШ", "", "", "Комитет", "9" * 61, date(2022, 1, 1)], "E2", "помещается 60 знаков"),
        (["Шумская СОШ"], "D2", "Укажите письмо или впишите основание"),
        (["Шумская СОШ", "", "", *LETTER, "", "ремонт"], "H2", "Нет такого значения: «ремонт»"),
        (
            ["Шумская СОШ", "", "", *LETTER, "", "", "31.12.2026", "01.01.2026"],
            "J2",
            "раньше начала",
        ),
        (["я" * 301, "", "", *LETTER], "A2", "Слишком длинное название"),
        (["Шумская СОШ", "", "", *LETTER, "я" * 2001], "G2", "помещается 2000 знаков"),
    ],
)
def test_what_is_wrong_is_said_by_row_and_column_and_cannot_be_pressed(
    shown: Callable[..., TestResponse], session: Session, row: list[Any], place: str, sentence: str
) -> None:
    answer = shown(row, ["МКОУ «Путиловская ООШ»", "", "", *LETTER])
    words = text_of(answer)
    assert answer.status_code == 200
    assert f"{place}, «" in words
    assert sentence in words
    assert "Исправьте 1 строку и загрузите файл снова" in words
    assert 'name="rows"' not in answer.get_data(as_text=True)
    assert cases(session) == []


@SQLITE
def test_one_school_twice_is_said_with_the_row_of_the_first(shown: Callable[..., TestResponse]) -> None:
    words = text_of(shown(["Шумская СОШ", "", "", *LETTER], ["Шумская сош", "", "", *LETTER]))
    assert "уже есть в строке 2" in words


@SQLITE
def test_several_methodists_of_one_post_are_told_apart_by_their_address(
    app: Flask, shown: Callable[..., TestResponse], session: Session, house: House
) -> None:
    with app.app_context():
        other = add_person("second", RoleName.METHODIST, house.authority_id)
    session.get_one(Person, other).post = "methodist-kirovsk"
    session.commit()
    assert "несколько" in text_of(shown(["Шумская СОШ", "", "methodist-kirovsk", *LETTER]))


@SQLITE
@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "Выберите файл"),
        (b"%PDF", "Это не файл XLSX"),
        (b"PK\x03\x04 torn", "Файл повреждён"),
        (book(["Имя"], ["а"]), "Не нашли столбцы: «Школа»"),
        (book(HEADING, *[["Школа"]] * 10_000), "больше 520 строк"),
        (book(HEADING, *[["Школа"]] * 501), "больше 500 строк"),
    ],
)
def test_a_file_that_is_no_such_table_is_told_at_the_field(
    shown: Callable[..., TestResponse], content: bytes, sentence: str
) -> None:
    answer = shown(content=content)
    assert answer.status_code == 422
    assert sentence in text_of(answer)
    assert 'aria-invalid="true"' in answer.get_data(as_text=True)


@SQLITE
def test_rows_that_were_changed_on_the_way_are_judged_again(
    shown: Callable[..., TestResponse], press: Callable[..., TestResponse], session: Session
) -> None:
    preview = shown(["Шумская СОШ", "", "", *LETTER])
    for sent, status in (("", 422), ("[[2,{},{}]]", 422), ('[[2,{"school":"Шумская СОШ"},{}]]', 422)):
        assert press(preview, rows=sent).status_code == status
    assert cases(session) == []


@SQLITE
def test_the_example_to_fill_in_is_a_table_that_opens(
    methodist: FlaskClient, house: House, shown: Callable[..., TestResponse]
) -> None:
    example = methodist.get(f"/runs/{house.run_id}/open/table.xlsx")
    assert example.headers["Content-Disposition"] == "attachment; filename=schools.xlsx"
    assert "откроется" in text_of(shown(content=example.data))


@SQLITE
def test_a_stranger_s_methodist_meets_no_run_here(app: Flask, session: Session, house: House) -> None:
    with app.app_context():
        stranger = make_house("gatchina", session).methodist
    client = app.test_client()
    sign_in(client, session.get_one(Person, stranger))
    for address in ("open/table", "open/table.xlsx"):
        assert client.get(f"/runs/{house.run_id}/{address}").status_code == 404


@SQLITE
def test_five_hundred_unknown_schools_are_shown_in_seconds(
    shown: Callable[..., TestResponse],
) -> None:
    began = time.monotonic()
    answer = shown(*[[f"Школа посёлка номер {number} у реки", "", "", *LETTER] for number in range(500)])
    assert answer.status_code == 200
    assert time.monotonic() - began < 8
