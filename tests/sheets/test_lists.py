"""Every list as a file: what the page shows under its filter, row for row, in both kinds of file."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from datetime import date

import pytest
import time_machine
from flask import Flask

from tests.casework.conftest import Browser, Town
from tests.world import NOW, World, appoint, build_world, open_case
from workflow.commands.diagnosis import AddDeficit
from workflow.incoming import text as clean
from workflow.models.person import RoleName
from workflow.sheets.reading import read_xlsx

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def admin(world: World) -> None:
    appoint(world, "admin", RoleName.ADMIN, post="=cmd|' /C calc'!A0", title=None, to_on=date(2027, 1, 1))


@pytest.fixture
def town(app: Flask) -> Iterator[Town]:
    with time_machine.travel(NOW, tick=False):
        with app.app_context():
            world = build_world()
            admin(world)
            for school in ("s1", "s2", "s3"):
                open_case(world, school)
            world.do("methodist", AddDeficit(case_id=world.cases["s1"], title="+7 мест"))
        yield Town(app, world)


def from_csv(browser: Browser, address: str) -> list[list[str]]:
    answer = browser.client.get(address)
    assert answer.status_code == 200
    text = answer.data.decode("utf-8-sig")
    return [[cell.removeprefix("'") for cell in row] for row in csv.reader(io.StringIO(text), delimiter=";")]


def from_xlsx(browser: Browser, address: str, width: int) -> list[list[str]]:
    answer = browser.client.get(address)
    assert (answer.status_code, answer.mimetype) == (200, XLSX)
    assert answer.headers["Content-Disposition"].endswith(".xlsx")
    rows = read_xlsx(answer.data, clean=clean, most_rows=1000).rows
    assert all(cell.trouble is None for row in rows for cell in row.cells.values())
    return [[row.cells[at].text if at in row.cells else "" for at in range(width)] for row in rows]


@pytest.mark.parametrize(
    ("who", "place", "asked"),
    [
        ("methodist", "/queue", "?tab=all"),
        ("methodist", "/queue", "?tab=all&q=s2"),
        ("methodist", "/cases", ""),
        ("methodist", "/cases", "?q=s3&stage=diagnosis"),
        ("s1", "/cases", ""),
        ("admin", "/people", ""),
        ("admin", "/people", "?role=methodist"),
        ("clerk", "/register", ""),
    ],
)
def test_both_files_hold_the_same_rows_under_the_same_filter(
    town: Town, who: str, place: str, asked: str
) -> None:
    browser = town.sign_in(who)
    told = from_csv(browser, f"{place}.csv{asked}")
    assert from_xlsx(browser, f"{place}.xlsx{asked}", len(told[0])) == [
        [" ".join(cell.split("\u00a0")) for cell in row] for row in told
    ]
    narrowed = "q=" in asked
    assert len(told) > 1 or place == "/register"
    assert not narrowed or len(told) == 2


def test_the_record_as_a_file_counts_its_lines_as_numbers(town: Town) -> None:
    browser = town.sign_in("official")
    told = from_csv(browser, "/audit.csv")
    rows = from_xlsx(browser, "/audit.xlsx", len(told[0]))
    assert [row[0] for row in rows] == [row[0] for row in told]
    assert rows[1][0].isdecimal()


@pytest.mark.parametrize(
    ("who", "place"), [("methodist", "/queue"), ("methodist", "/cases"), ("admin", "/people")]
)
def test_each_list_links_to_its_files_with_the_filter_of_the_page(town: Town, who: str, place: str) -> None:
    shown = town.sign_in(who).open(f"{place}?q=s")
    for ending in ("xlsx", "csv"):
        assert f"{place}.{ending}?" in shown
