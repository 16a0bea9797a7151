"""The page of a case and its forms, opened and pressed by people of different roles."""

from __future__ import annotations

import pytest

from tests.casework.conftest import Town
from tests.world import diagnose, open_case, pair_up

EVERYBODY = ("methodist", "official", "clerk", "council", "observer", "s1", "p1")


@pytest.fixture
def case_id(town: Town) -> int:
    found: int = town.arrange(open_case, "s1", stage="pairing")
    town.arrange(diagnose, "s1")
    town.arrange(pair_up, "s1", consents=False)
    return found


@pytest.mark.parametrize("who", EVERYBODY)
def test_everybody_of_a_case_opens_its_page(town: Town, case_id: int, who: str) -> None:
    page = town.sign_in(who).open(f"/cases/{case_id}")
    assert "Школа s1" in page
    assert "Что можно сделать сейчас" in page
