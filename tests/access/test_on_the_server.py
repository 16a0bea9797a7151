"""The same walk and corpus on PostgreSQL: a thinner sample, for answers differ where databases do."""

from __future__ import annotations

import random

import pytest
from flask import Flask

from tests.access.conftest import SHIFT
from tests.access.corpus import ASKED, DAY_NAMES, ID_NAMES, NAMES, SEED
from tests.access.kingdom import ABSENT, BESIDE, ELSEWHERE, OWN, build_kingdom, close_door
from tests.access.oracle import ORACLE, expected
from tests.access.payloads import FILLED, filled, presser
from tests.access.test_bad_input import VALUES, asked_by, draws, is_sound, lists
from tests.access.test_methods import own
from tests.access.test_walk import columns_of, is_as_expected, leaks, names_of
from tests.access.visits import AnyDatabase, Visits, as_sent
from workflow import clock

pytestmark = pytest.mark.parametrize("database", ["postgresql"], indirect=True)
#: Of each kind of visitor one, with the columns where their answers differ.
SAMPLE = {
    "anonymous": (OWN,),
    "closed": (OWN,),
    "school_own": (OWN, BESIDE, ELSEWHERE),
    "partner_paired": (OWN, BESIDE),
    "methodist": (OWN, ELSEWHERE, ABSENT),
    "approver": (OWN, ELSEWHERE),
    "admin": (OWN, ELSEWHERE, ABSENT),
}


@pytest.fixture
def visits(app: Flask) -> Visits:
    clock.set_shift(SHIFT, allowed=True)  # a new app sets the clock right
    with app.app_context():
        visits = Visits(app, build_kingdom())
    visits.arrive()
    with app.app_context():
        close_door(visits.kingdom)
    return visits


@pytest.mark.parametrize("method", sorted({method for _, method in ORACLE}))
def test_a_look_and_a_refusal_write_nothing_there_either(visits: Visits, method: str) -> None:
    """Forms that go through are left out: there is no quick way back."""
    database, wrong = AnyDatabase(visits.app), []
    for endpoint, row in sorted((asked[0], row) for asked, row in ORACLE.items() if asked[1] == method):
        for visitor, columns in SAMPLE.items():
            for column in (one for one in columns_of(row) if one in columns):
                said = expected(row, visitor, column)
                if method == "POST" and said == "in":
                    continue
                url = visits.address(
                    endpoint, visits.kingdom.address_values(names_of(visits, endpoint), column)
                )
                answer = visits.ask(visitor, method, url)
                if not is_as_expected(said, answer, method) or leaks(visitor, answer, url):
                    wrong.append(
                        f"{visitor}, {method} {endpoint} at {column}: {answer.status_code}, not {said!r}"
                    )
    assert not wrong, "\n".join(wrong)
    assert database.changed() == []


def test_no_form_breaks_on_what_is_typed_into_it_there_either(visits: Visits) -> None:
    wrong = []
    for endpoint in sorted(FILLED):
        typed = filled(visits, endpoint)
        for given in [*list(draws(endpoint))[:3], *({**typed, "text": one} for one in ("\x00", "\ud800"))]:
            answer = visits.ask(presser(endpoint), "POST", own(visits, endpoint), given)
            wrong += [f"{endpoint}: {fault} {sorted(given.items())!r:.300}" for fault in is_sound(answer)]
    assert not wrong, "\n".join(wrong)


def test_no_page_breaks_on_what_its_address_asks_for_there_either(visits: Visits) -> None:
    drawn, database, wrong = random.Random(SEED), AnyDatabase(visits.app), []
    for endpoint in lists():
        for _ in range(2):
            asked = as_sent({name: drawn.choice(VALUES) for name in (*NAMES, *ID_NAMES, *DAY_NAMES, *ASKED)})
            client = visits.clients[asked_by(endpoint)]
            answer = client.get(own(visits, endpoint), query_string=asked, buffered=True)
            wrong += [f"{endpoint}: {fault} {asked[:300]}" for fault in is_sound(answer)]
    assert not wrong, "\n".join(wrong)
    assert database.changed() == []
