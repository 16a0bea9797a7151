from functools import cache
from pathlib import Path

import pytest

from workflow.programmes import Programme, load_file

FOLDER = Path(__file__).parents[2] / "programmes"


@cache
def _loaded(name: str) -> Programme:
    return load_file(FOLDER / f"{name}.yaml")


@pytest.fixture(scope="session")
def programmes() -> dict[str, Programme]:
    return {path.stem: _loaded(path.stem) for path in sorted(FOLDER.glob("*.yaml"))}


@pytest.fixture
def kirovsk() -> Programme:
    return _loaded("kirovsk")


@pytest.fixture
def gatchina() -> Programme:
    return _loaded("gatchina")


@pytest.fixture
def sosva() -> Programme:
    return _loaded("sosva")


@pytest.fixture
def tbilissky() -> Programme:
    return _loaded("tbilissky")


@pytest.fixture
def kirishi() -> Programme:
    return _loaded("kirishi")
