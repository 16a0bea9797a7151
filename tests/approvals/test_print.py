"""On paper: the journal with every row of its filter, the school's sheet on one A4, seen by a real Chromium."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from datetime import date
from importlib import import_module

import pytest
from flask.testing import FlaskClient
from playwright.sync_api import Browser, Route
from pypdf import PdfReader
from sqlalchemy import select

from tests.approvals.conftest import Town
from tests.approvals.packets import issued
from tests.approvals.test_register import history
from workflow.commands.move_case import MoveCase
from workflow.commands.tasks import CreateTask
from workflow.extensions import db
from workflow.models.case import Case
from workflow.pages.register import MOST_EXPORTED

LONG = (
    "Провести открытый урок с углублённым изучением отдельных предметов и сдать карту его анализа методисту "
    * 3
)
Paper = Callable[[FlaskClient, str], PdfReader]
HOST = "http://localhost"
HIGH, WIDE = 842, 842  # points of A4


@pytest.fixture
def paper(browser: Browser) -> Paper:
    """What Chromium makes of a page for the printer; the application itself answers its requests."""

    def printed(client: FlaskClient, path: str) -> PdfReader:
        def answer(route: Route) -> None:
            given = client.get(route.request.url.removeprefix(HOST))
            content, kind = given.data, given.content_type or ""
            given.close()
            route.fulfill(status=given.status_code, body=content, content_type=kind)

        page = browser.new_page()
        page.route("**/*", answer)
        page.goto(f"{HOST}{path}", wait_until="load")
        made = page.pdf(prefer_css_page_size=True)
        page.close()
        return PdfReader(io.BytesIO(made))

    return printed


def words(reader: PdfReader) -> list[str]:
    return [re.sub(r"\s+", " ", page.extract_text()) for page in reader.pages]


def acts(count: int) -> list[tuple[str, int, date, str]]:
    return [
        (f"{number}-р", number, date(2021 + number % 2, 1 + number % 12, 1), f"Об утверждении плана № {number}")
        for number in range(1, count + 1)
    ]


def rows(html: str) -> list[str]:
    return re.findall(r'<td class="num ledger__no"><span class="said">([^<]+)</span>', html)


def test_the_printed_journal_holds_every_row_of_the_filter_and_says_which_it_was(town: Town) -> None:
    journal = history(town, *acts(120))
    observer = town["observer"].open(f"/register?register={journal}&year=2022&q=плана")
    address = re.search(r'href="(/register/print[^"]*)"', observer.answer.text)
    assert address is not None
    observer.open(address[1].replace("&amp;", "&"))

    assert rows(observer.answer.text) == [number for number, _, on, _ in ordered(120) if on.year == 2022]
    assert "найдено по словам «плана»" in observer.text
    assert "2022 год" in observer.text
    assert "Номер листа" in observer.text
    observer.open(f"/register/print?register={journal}&order=asc")
    assert rows(observer.answer.text) == [number for number, *_ in reversed(ordered(120))]
    assert "сначала ранние" in observer.text


def ordered(count: int) -> list[tuple[str, int, date, str]]:
    return sorted(acts(count), key=lambda one: (one[2], one[1]), reverse=True)


def test_what_no_print_can_hold_is_said(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    view = import_module("workflow.views.register")
    monkeypatch.setattr(view, "MOST_EXPORTED", 5)
    journal = history(town, *acts(7))
    observer = town["observer"].open(f"/register/print?register={journal}")
    assert "Здесь только первые акты: 5" in observer.text
    assert "Сузьте отбор" in observer.text
    monkeypatch.setattr(view, "MOST_EXPORTED", MOST_EXPORTED)
    assert "Сузьте отбор" not in observer.open(f"/register/print?register={journal}").text


def test_a_print_shows_no_more_than_the_screen(town: Town) -> None:
    town.within(issued, town.world, "s1")
    assert "№ 1" not in town["s2"].open("/register/print").text
    assert town["p1"].open("/register/print").status == 200
    assert town["s1"].open(f"/schools/{town.world.schools['s1']}/print").status == 403
    assert town["observer"].open("/school/print").status == 403
    assert town["s2"].open(f"/school/print?school={town.world.schools['s1']}").status == 404


@pytest.mark.browser
@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_the_journal_lies_across_and_repeats_its_head_and_counts_its_pages(town: Town, paper: Paper) -> None:
    journal = history(town, *acts(60))
    printed = paper(town["observer"].client, f"/register/print?register={journal}")

    pages = words(printed)
    assert len(pages) > 1
    for number, (page, text) in enumerate(zip(printed.pages, pages, strict=True), 1):
        assert round(page.mediabox.width) == WIDE
        assert "Замечание проверки" in text
        assert f"{number} / {len(pages)}" in text
    whole = " ".join(pages)
    assert [number for number, *_ in acts(60) if f" {number} " not in f" {whole} "] == []
    assert "Ctrl+P" not in whole
    assert "К журналу" not in whole


@pytest.mark.browser
@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
@pytest.mark.parametrize("suspended", [False, True])
@pytest.mark.parametrize("title", [LONG, "Сдать карту урока биологии", "Отчёт " * 12])
def test_the_sheet_of_a_school_is_one_page_however_much_it_has_to_do(
    town: Town, paper: Paper, title: str, suspended: bool
) -> None:
    town.within(issued, town.world, "s1")
    for number in range(30):
        task = CreateTask(
            case_id=town.world.cases["s1"],
            title=f"{number}. {title}",
            assignee_role="school",
            control_form=title,
        )
        town.do("methodist", task)
    if suspended:
        version = town.within(lambda: db.session.scalar(select(Case.version)))
        stop = {"transition": "suspend_case", "comment": "Карантин в школе"}
        town.do("methodist", MoveCase(case_id=town.world.cases["s1"], version=version, **stop))
    printed = paper(town["s1"].client, "/school/print")

    [text] = words(printed)
    assert round(printed.pages[0].mediabox.height) == HIGH
    assert "Вы здесь: этап 3 из 3" in text
    assert "Почему: № 1 от 12.10.2026" in text
    for part in ("МБОУ «Школа s1 (north)»", "Что сделать дальше", "Кто поможет", "Ещё у вас", "Номер листа"):
        assert part in text
    left = re.search(r"И ещё дел: (\d+)", text)
    assert left is not None
    assert len(re.findall(r"\d+\. " + title[:5], text)) + int(left[1]) >= 30
    assert "Открыть и сдать" not in text


def test_the_sheet_holds_everything_when_it_is_little(town: Town) -> None:
    town.within(issued, town.world, "s1")
    school = town["s1"].open("/school")
    assert "Печать на одном листе" in school.text
    sheet = school.open("/school/print").text
    for part in (
        "заключить договор",
        "Кто поможет",
        "МБОУ «Школа p1 (north)»",
        "Срок работы",
        "К странице школы",
    ):
        assert part in sheet
    assert "И ещё" not in sheet
    assert school.open(f"/school/print?school={town.world.schools['s1']}").text.count("Номер листа") == 1
    methodist = town["methodist"].open(f"/schools/{town.world.schools['s1']}/print")
    assert "Вы здесь: этап 3 из 3" in methodist.text
    assert "Методист готовит итог" in methodist.text
