"""Documents number their rows as they like; a year of the programme takes every one of them."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.queue.conftest import FILES, NOW, load_programme
from workflow.commands import run
from workflow.commands.runs import OpenRun
from workflow.models.body import Project
from workflow.models.monitoring import Indicator

SECTIONS = """
projects:
  - {number: 1, title: Физика, source: п.1}
  - {number: 1, title: Химия, source: п.2}
  - {number: "2.1", title: Биология, source: п.3}
  - {number: А, title: Музыка, source: п.4}
indicators:
  - {number: 1, order: 1, title: Первый, unit: шт., source: п.5}
  - {number: 1, order: 1, title: Второй, unit: шт., source: п.6}
  - {number: 1, order: 1, title: Третий, unit: шт., source: п.7}
"""


@pytest.fixture
def opened(app_context: None, session: Session) -> int:
    text = (FILES / "gatchina.yaml").read_text("utf-8") + SECTIONS
    programme_id = load_programme("gatchina", content=text.encode())["programme_id"]
    terms = OpenRun(programme_id=programme_id, from_on=date(2026, 9, 1), to_on=date(2027, 8, 31))
    run_id: int = run(terms, actor_id=None, now=NOW, system=True)["run_id"]
    return run_id


def test_a_project_keeps_its_number_and_one_that_has_none_of_its_own_gets_the_next(
    opened: int, session: Session
) -> None:
    rows = session.execute(
        select(Project.number, Project.title).where(Project.run_id == opened).order_by(Project.number)
    ).all()
    assert [tuple(row) for row in rows] == [
        (1, "Физика"),
        (2, "1. Химия"),
        (3, "2.1. Биология"),
        (4, "А. Музыка"),
    ]


def test_indicators_of_one_number_are_told_apart(opened: int, session: Session) -> None:
    codes = session.scalars(select(Indicator.code).where(Indicator.run_id == opened)).all()
    assert len(codes) == len(set(codes)) == 3
