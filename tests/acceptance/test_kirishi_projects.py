"""Statements about the projects of Kirishi, pressed on its own file."""

from __future__ import annotations

from collections.abc import Callable

from tests.acceptance.conftest import Programme, words_of
from tests.approvals.visitor import Visitor


def test_kirishi_2_seven_projects_each_wants_a_curator(run_programme: Callable[[str], Programme]) -> None:
    """Семь проектов с приложениями 2–8; пока куратора нет, так и сказано; куратором становится методист."""
    kirishi = run_programme("kirishi")
    address = f"/runs/{kirishi.house.run_id}/projects"
    page = words_of(kirishi.open(address))
    assert page.count("куратора нет Назначить…") == 7
    assert "Проектов без куратора: 7" in page
    assert "Наставник" in page
    assert "Читающая школа" in page
    methodist = Visitor(kirishi.app, kirishi.house.methodist).open(address)
    methodist.press("Записать куратора", person_id=kirishi.house.methodist)
    assert "Куратор записан" in methodist.text
    assert "Проектов без куратора: 6" in methodist.text
