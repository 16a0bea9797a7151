"""The pages of the queue, of opening and of programmes, as a browser meets them."""

from __future__ import annotations

import re
from collections.abc import Callable
from html import unescape

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from tests.people import csrf_token, sign_in
from tests.queue.conftest import DIAGNOSED, FILES, NOW, House, load_programme, make_house
from tests.queue.test_loading import rows_in_all_tables
from workflow.commands import run
from workflow.commands.open_cases import OpenCases
from workflow.commands.schools import AddSchools
from workflow.models.authority import School
from workflow.models.case import Case
from workflow.models.person import Person

SQLITE = pytest.mark.parametrize("database", ["sqlite"], indirect=True)
FORM = {
    "key": "form-1",
    "ground": "letter",
    "letter_issuer": "Комитет образования",
    "letter_number": "19-1",
    "letter_on": "18.11.2026",
    "letter_title": "О списке",
    "act": "0",
    "order": "0",
    "category": "low_results",
    "stage": "diagnosis",
    "from_on": "01.09.2026",
    "to_on": "31.08.2027",
}


def text_of(answer: TestResponse) -> str:
    """Words as they are read: no tags, plain spaces."""
    words = re.sub(r"<(script|style).*?</\1>|<[^>]+>", " ", answer.get_data(as_text=True), flags=re.DOTALL)
    return " ".join(unescape(words).split())


@pytest.fixture
def house(app: Flask, session: Session) -> House:
    with app.app_context():
        return make_house("kirovsk", session, process=DIAGNOSED)


@pytest.fixture
def methodist(app: Flask, client: FlaskClient, session: Session, house: House) -> FlaskClient:
    sign_in(client, session.get_one(Person, house.methodist))
    return client


@pytest.fixture
def press(methodist: FlaskClient, house: House) -> Callable[..., TestResponse]:
    """Sends the form of opening; what is not named stands as in FORM."""

    def send(step: str = "/preview", **given: object) -> TestResponse:
        form = {**FORM, "methodist": str(house.methodist), **given, "csrf_token": csrf_token(methodist)}
        return methodist.post(f"/runs/{house.run_id}/open{step}", data=form)

    return send


def cases(session: Session) -> list[Case]:
    session.rollback()
    return list(session.scalars(select(Case)))


# -- the queue -----------------------------------------------------------------------------------


@SQLITE
def test_an_empty_queue_says_what_that_means(methodist: FlaskClient) -> None:
    answer = methodist.get("/queue")
    assert answer.status_code == 200
    assert "Ничего не ждёт вашего шага" in text_of(answer)


@SQLITE
def test_the_queue_shows_the_case_its_term_and_what_stops_it(
    app: Flask, methodist: FlaskClient, house: House
) -> None:
    with app.app_context():
        house.open("shumskaya")
    words = text_of(methodist.get("/queue?tab=others&q=шумская&stage=diagnosis"))
    assert "МКОУ «Шумская СОШ»" in words
    assert "Не записан ни один дефицит" in words
    assert "почему" in words


@SQLITE
def test_an_empty_filter_says_what_to_do(app: Flask, methodist: FlaskClient, house: House) -> None:
    with app.app_context():
        house.open("shumskaya")
    assert "Сбросить отбор" in text_of(methodist.get("/queue?tab=all&q=нет-такой"))


@SQLITE
def test_an_official_has_no_methodists_queue(client: FlaskClient, house: House, session: Session) -> None:
    sign_in(client, session.get_one(Person, house.official))
    assert client.get("/queue").status_code == 403


@SQLITE
def test_the_queue_exports_what_it_shows(app: Flask, methodist: FlaskClient, house: House) -> None:
    with app.app_context():
        house.open("shumskaya", "sinyavinskaya")
    answer = methodist.get("/queue.csv?tab=others&q=шумская")
    lines = answer.get_data().decode("utf-8-sig").splitlines()
    assert answer.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert len(lines) == 2
    assert "МКОУ «Шумская СОШ»" in lines[1]
    assert "Не записан ни один дефицит" in lines[1]


# -- opening -------------------------------------------------------------------------------------


@SQLITE
def test_a_preview_shows_who_opens_and_writes_nothing(
    press: Callable[..., TestResponse], session: Session
) -> None:
    before = rows_in_all_tables(session)
    answer = press(pasted='1. МКОУ "Шумская СОШ"\n2) мкоу Путиловская основная школа;\n\nОСШ №3')
    words = text_of(answer)
    assert answer.status_code == 200
    assert "Откроется сопровождений: 3" in words or "Откроется сопровождений: 2" in words
    assert "МКОУ «Шумская СОШ»" in words
    assert rows_in_all_tables(session) == before


@SQLITE
def test_the_press_opens_and_the_second_press_opens_nothing_more(
    press: Callable[..., TestResponse], session: Session
) -> None:
    given = {"pasted": "Шумская СОШ\nСинявинская СОШ"}
    assert press("", **given).status_code == 303
    assert len(cases(session)) == 2
    assert press("", **given).status_code in (303, 422)
    assert len(cases(session)) == 2


@SQLITE
def test_an_unclear_line_is_asked_about_and_the_answer_is_taken(
    press: Callable[..., TestResponse], session: Session, house: House
) -> None:
    given = {"pasted": "Шумская СОШ\nОтраденская СОШ\nВойбокальская ООШ"}
    asked = press("", **given)
    words = text_of(asked)
    assert asked.status_code == 422
    assert "ответьте по каждой неясной строке" in words
    assert "МКОУ «Отраденская СОШ №2»" in words
    assert "Новая школа: внести с этим названием" in words
    assert cases(session) == []
    answers = {"line-2": str(house.schools["otradenskaya_2"]), "line-3": "new"}
    assert press("", **given, **answers).status_code == 303
    opened = session.scalars(select(School.name).join(Case, Case.school_id == School.id)).all()
    assert set(opened) == {"МКОУ «Шумская СОШ»", "МКОУ «Отраденская СОШ №2»", "Войбокальская ООШ"}


@SQLITE
def test_a_skipped_line_opens_nothing(press: Callable[..., TestResponse], session: Session) -> None:
    assert press("", pasted="Шумская СОШ\nВойбокальская ООШ", **{"line-2": "skip"}).status_code == 303
    assert len(cases(session)) == 1


@SQLITE
def test_a_school_that_is_open_already_is_said_before_the_press(
    app: Flask, press: Callable[..., TestResponse], house: House, session: Session
) -> None:
    with app.app_context():
        house.open("shumskaya")
    words = text_of(press(pasted="Шумская СОШ\nСинявинская СОШ"))
    assert "Уже открыто в этом году" in words
    only = press(pasted="Шумская СОШ")
    assert only.status_code == 422
    assert "Уже открыто в этом году: МКОУ «Шумская СОШ»" in text_of(only)


@SQLITE
@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({}, "Отметьте хотя бы одну школу"),
        ({"pasted": "Шумская СОШ", "letter_on": "31.02.2026"}, "Такой даты нет"),
        ({"pasted": "Шумская СОШ", "letter_on": ""}, "Впишите дату письма"),
        ({"pasted": "Шумская СОШ", "letter_issuer": ""}, "Напишите, от кого письмо"),
        ({"pasted": "Шумская СОШ", "ground": "order"}, "Выберите документ из списка"),
        ({"pasted": "Шумская СОШ", "ground": "words"}, "Напишите, на чём основано"),
        ({"pasted": "Шумская СОШ", "from_on": ""}, "Впишите дату начала"),
    ],
)
def test_bad_input_gets_a_sentence_and_nothing_typed_is_lost(
    given: dict[str, str], sentence: str, press: Callable[..., TestResponse], session: Session
) -> None:
    answer = press(**given)
    assert answer.status_code == 422
    assert sentence in text_of(answer)
    html = unescape(answer.get_data(as_text=True))
    for name, typed in {**FORM, **given}.items():
        if name.startswith(("letter", "pasted", "from", "to")) and typed:
            assert typed in html, name
    assert cases(session) == []


@SQLITE
def test_a_date_that_the_command_refuses_is_said_at_its_field(
    press: Callable[..., TestResponse], session: Session
) -> None:
    answer = press("", pasted="Шумская СОШ", letter_on="18.11.2076")
    assert answer.status_code == 422
    assert "Дата письма ещё не наступила" in text_of(answer)
    assert cases(session) == []


@SQLITE
def test_changing_brings_everything_back(press: Callable[..., TestResponse]) -> None:
    html = unescape(press("/change", pasted="Шумская СОШ").get_data(as_text=True))
    assert "Шумская СОШ</textarea>" in html
    assert 'value="18.11.2026"' in html


@SQLITE
def test_another_authoritys_run_is_not_there(app: Flask, methodist: FlaskClient, session: Session) -> None:
    with app.app_context():
        other = make_house("gatchina", session)
    assert methodist.get(f"/runs/{other.run_id}/open").status_code == 404
    assert methodist.get("/runs/9999/open").status_code == 404
    assert methodist.get("/programmes/gatchina").status_code == 404


# -- programmes ----------------------------------------------------------------------------------


def read_programme(client: FlaskClient, code: str, tab: str = "") -> str:
    answer = client.get(f"/programmes/{code}", query_string={"tab": tab} if tab else None)
    assert answer.status_code == 200
    return text_of(answer)


@SQLITE
def test_every_setting_says_that_it_is_ours(methodist: FlaskClient) -> None:
    html = methodist.get("/programmes/kirovsk?tab=settings").get_data(as_text=True)
    rows = re.findall(r'<tr><th scope="row">.*?</tr>', html, flags=re.DOTALL)
    assert len(rows) == 14
    assert all("настройка Опоры, не из документа" in row for row in rows)
    assert "Message(" not in html


ASKED_FOR = """
process:
  stages: [monitoring, events, closure]
  act: {event: none, event_results: none, closing: protocol}
  sign_offs: {closing: [council, official], results: 2}
  terms: {events: 30, "monitoring.analysis": 3}
  plan_review: none
  labels: {events: Помощь}
"""


@SQLITE
def test_settings_are_told_in_words_whatever_they_are(methodist: FlaskClient, app: Flask) -> None:
    with app.app_context():
        load_programme("kirovsk", content=(FILES / "kirovsk.yaml").read_bytes() + ASKED_FOR.encode())
    told = read_programme(methodist, "kirovsk", "settings")
    for words in (
        "проведение мероприятия: акт не нужен",
        "завершение: решением в протоколе",
        "завершение: член совета завершение: специалист комитета результаты: 2",
        "Мероприятия: 30 раб. дн. Мониторинг, «Методист изучает измерения»: 3 раб. дн.",
        "нет, план сразу идёт на утверждение",
        "Мероприятия: «Помощь»",
    ):
        assert words in told
    assert not re.search(r"\b(?:[a-z]+_[a-z_]+|none|council|closing)\b", told)


@SQLITE
def test_a_year_outside_the_programme_carries_its_finding(methodist: FlaskClient) -> None:
    assert "выходит за срок программы" in read_programme(methodist, "kirovsk", "years")


@SQLITE
def test_a_new_year_is_begun_on_the_page(methodist: FlaskClient, session: Session) -> None:
    form = {"key": "k", "from_on": "01.09.2027", "to_on": "31.08.2028", "csrf_token": csrf_token(methodist)}
    answer = methodist.post("/programmes/kirovsk/runs", data=form)
    assert answer.status_code == 303
    assert re.fullmatch(r"/runs/\d+/open", answer.location)
    backwards = methodist.post("/programmes/kirovsk/runs", data={**form, "key": "k2", "to_on": "01.01.2027"})
    assert backwards.status_code == 422
    assert "Конец срока должен быть позже начала" in text_of(backwards)


@SQLITE
def test_the_list_holds_the_programmes_of_ones_own_authority(
    app: Flask, methodist: FlaskClient, session: Session
) -> None:
    with app.app_context():
        load_programme("gatchina")
    words = text_of(methodist.get("/programmes"))
    assert "Командное управление сетевым наставничеством" in words
    assert "Гатчин" not in words


@SQLITE
def test_a_demo_school_is_marked(app: Flask, client: FlaskClient, session: Session) -> None:

    with app.app_context():
        house = make_house("kirishi", session)
        schools = AddSchools(authority_id=house.authority_id, names=("СОШ № 2",), is_example=True)
        run(schools, actor_id=house.methodist, now=NOW)
        opened = OpenCases(run_id=house.run_id, new_schools=("СОШ № 2",), basis_text="пример")
        run(opened, actor_id=house.methodist, now=NOW)
    sign_in(client, session.get_one(Person, house.methodist))
    assert "СОШ № 2 пример" in text_of(client.get("/queue?tab=all"))
