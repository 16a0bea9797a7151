"""What people paste, what mistakes send and what attackers try: never an error of ours, nothing half written.

Chosen once and the same at every run; `SEED` says from which draw.
"""

from __future__ import annotations

import io
import random
from collections.abc import Iterator

import pytest
from werkzeug.test import TestResponse

from tests.access.corpus import (
    CURSORS,
    DAY_NAMES,
    DAYS,
    FILES,
    HEADER,
    ID_NAMES,
    IDS,
    NAMES,
    NAMES_OF_FILES,
    PRODUCT,
    SEED,
    SHORT,
    TAG,
    TEXTS,
)
from tests.access.kingdom import OWN
from tests.access.oracle import ORACLE
from tests.access.payloads import FILLED, filled, presser
from tests.access.test_methods import POSTS, own
from tests.access.test_walk import names_of
from tests.access.visits import SqliteFile, Visits

SEGMENTS = (*IDS, "%F0%9F%98%80", "%E2%80%AE", "..%2f..", "%0d%0a", "a" * 3000)
ROUNDS = 5
VALUES = (*SHORT, *IDS, *DAYS, *CURSORS)


def lists() -> list[str]:
    return sorted(endpoint for endpoint, method in ORACLE if method == "GET" and not endpoint.startswith("sec"))


def asked_by(endpoint: str) -> str:
    asks = ORACLE[endpoint, "GET"].asks
    return next(who for who in ("methodist", "approver", "general", "school_own", "anonymous") if who in asks)


def is_sound(answer: TestResponse) -> list[str]:
    shown = answer.get_data(as_text=True) if answer.mimetype.startswith(("text/", "image/svg")) else ""
    faults = [] if answer.status_code < 500 else [f"status {answer.status_code}"]
    if "<script>alert" in shown or (TAG in shown and answer.mimetype == "text/html"):
        faults.append("a tag came out as a tag")
    if PRODUCT in shown:
        faults.append("a template was worked out")
    if HEADER in answer.headers or any("\n" in value for value in answer.headers.values()):
        faults.append("a header was sent in")
    return faults


def draws(endpoint: str) -> Iterator[dict[str, str]]:
    """Every family of words in some field of each form, ids and days beside them; and one endless text."""
    drawn = random.Random(f"{SEED}{endpoint}")
    for turn in range(ROUNDS):
        given = {name: SHORT[(place + turn) % len(SHORT)] for place, name in enumerate(NAMES)}
        given |= {name: drawn.choice((*IDS, *SHORT)) for name in ID_NAMES}
        given |= {name: drawn.choice((*DAYS, *SHORT)) for name in DAY_NAMES}
        yield given
    yield {name: drawn.choice(list(TEXTS.values())) for name in drawn.sample(NAMES, 4)}


@pytest.mark.parametrize("endpoint", [one for one in POSTS if one != "security.logout"])
def test_no_form_breaks_on_what_is_typed_into_it(visits: Visits, file: SqliteFile, endpoint: str) -> None:
    visitor, url, wrong = presser(endpoint), own(visits, endpoint), []
    for given in draws(endpoint):
        answer = visits.ask(visitor, "POST", url, given)
        wrong += [f"{fault}: {sorted(given.items())!r:.300}" for fault in is_sound(answer)]
        if file.changed():
            file.put_back()
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("endpoint", sorted(FILLED))
@pytest.mark.parametrize("family", ["tag", "template", "header", "sql"])
def test_words_that_are_taken_come_out_as_words_everywhere(
    visits: Visits, file: SqliteFile, endpoint: str, family: str
) -> None:
    form = filled(visits, endpoint, TEXTS[family])
    answer = visits.ask(presser(endpoint), "POST", own(visits, endpoint), form)
    assert is_sound(answer) == []
    if family == "tag":
        for page in ("case.show", "case.history", "task.show", "packet.show", "order.show", "people.list"):
            visitor = "general" if page.startswith("people") else "methodist"
            shown = visits.ask(visitor, "GET", own(visits, page))
            assert (shown.status_code, is_sound(shown)) == (200, [])
        for page in ("queue.export", "case.export"):
            assert is_sound(visits.ask("methodist", "GET", own(visits, page))) == []


@pytest.mark.parametrize("endpoint", ["case.add_deficit", "task.create", "packet.return", "people.disable"])
@pytest.mark.parametrize("family", ["long", "spaces", "nothing"])
def test_too_much_and_nothing_are_said_at_their_field_and_nothing_is_written(
    visits: Visits, file: SqliteFile, endpoint: str, family: str
) -> None:
    form = filled(visits, endpoint, TEXTS[family])
    answer = visits.ask(presser(endpoint), "POST", own(visits, endpoint), form)
    assert answer.status_code == 422
    assert "field__error" in answer.text or "reasons" in answer.text
    assert file.changed() == []


def test_words_are_stored_whole_composed_and_without_what_is_no_text(visits: Visits, file: SqliteFile) -> None:
    for text, kept in (
        (TEXTS["parts"], "й ё å"),
        (TEXTS["nul"], "допосле"),
        (TEXTS["turned"], "актexe.fdp"),
        (TEXTS["emoji"], TEXTS["emoji"]),
        (TEXTS["thin"], "Чтение с листа"),
    ):
        form = {**filled(visits, "case.add_deficit"), "text": text}
        assert visits.ask("methodist", "POST", own(visits, "case.add_deficit"), form).status_code == 303
        stored = file.looking.execute("SELECT title FROM deficits ORDER BY id DESC LIMIT 1").fetchone()
        assert stored == (kept,)
    file.put_back()


@pytest.mark.parametrize("endpoint", lists())
def test_no_page_breaks_on_what_its_address_asks_for(visits: Visits, file: SqliteFile, endpoint: str) -> None:
    drawn, wrong = random.Random(f"{SEED}{endpoint}"), []
    names = [
        *NAMES,
        *ID_NAMES,
        *DAY_NAMES,
        *["after", "before", "page", "sort", "tab", "show", "from", "to", "person", "case", "action", "term"],
    ]
    values = [
        *list(TEXTS.values())[:13],
        *IDS,
        *DAYS,
        "password",
        "1000000000",
        "a|b|c",
        "2026-10-12_1_1",
        "_",
        "|",
    ]
    for _ in range(ROUNDS):
        asked = {name: drawn.choice(values).encode("utf-8", "surrogatepass") for name in names}
        answer = visits.clients[asked_by(endpoint)].get(
            own(visits, endpoint), query_string=asked, buffered=True
        )
        wrong += [f"{fault}: {asked!r:.400}" for fault in is_sound(answer)]
        assert answer.status_code in (200, 302, 303, 400, 404)
    assert not wrong, "\n".join(wrong)
    assert file.changed() == []


def test_no_address_breaks_on_what_stands_for_an_id(visits: Visits, file: SqliteFile) -> None:
    drawn, wrong = random.Random(SEED), []
    for endpoint, method in sorted(ORACLE):
        names = names_of(visits, endpoint)
        for name in names:
            values = visits.kingdom.address_values(names, OWN)
            before, _, after = visits.address(endpoint, {**values, name: 777_777}).partition("777777")
            for text in drawn.sample(SEGMENTS, 6):
                who = "methodist" if ORACLE[endpoint, method].asks & {"methodist"} else "general"
                answer = visits.ask(who, method, f"{before}{text}{after}")
                no_such_step = name == "name" and answer.status_code == 409
                refused = answer.status_code in (303, 308, 400, 403, 404, 405, 410) or no_such_step
                refused = refused or (method == "POST" and answer.status_code == 422)  # the form is read first
                if not refused or is_sound(answer):
                    wrong.append(f"{method} {before}{text[:20]}{after}: {answer.status_code}")
    assert not wrong, "\n".join(wrong)
    assert file.changed() == []


@pytest.mark.parametrize("what", sorted(FILES))
def test_a_file_that_is_not_what_it_should_be_is_refused_at_its_field(
    visits: Visits, file: SqliteFile, what: str
) -> None:
    name, content = FILES[what]
    form = {**filled(visits, "task.give"), "link": "", "file": (io.BytesIO(content), name)}
    answer = visits.ask("methodist", "POST", own(visits, "task.give"), form)
    assert answer.status_code == 422
    assert file.changed() == []


@pytest.mark.parametrize("name", NAMES_OF_FILES)
def test_a_file_is_given_back_under_a_name_that_cannot_hurt(
    visits: Visits, file: SqliteFile, name: str
) -> None:
    form = {**filled(visits, "task.give"), "link": "", "file": (io.BytesIO(b"%PDF-1.7 x"), name)}
    answer = visits.ask("methodist", "POST", own(visits, "task.give"), form)
    assert answer.status_code in (303, 422)
    if answer.status_code == 303:
        row_id, kept = file.looking.execute(
            "SELECT id, file_name FROM evidence ORDER BY id DESC LIMIT 1"
        ).fetchone()
        assert kept.endswith(".pdf")
        assert not set(kept) & set('/\\\x00<>:"|?*\u202e')
        given = visits.ask("methodist", "GET", f"/evidence/{row_id}/file")
        assert given.headers["X-Content-Type-Options"] == "nosniff"
        assert given.headers["Content-Disposition"].startswith("attachment")


def test_more_than_the_limit_is_refused_before_it_is_read(visits: Visits, file: SqliteFile) -> None:
    declared = {"CONTENT_TYPE": "multipart/form-data; boundary=x", "CONTENT_LENGTH": str(25 * 1024 * 1024)}
    url = own(visits, "task.give")
    answer = visits.clients["methodist"].post(url, environ_overrides=declared, buffered=True)
    assert answer.status_code == 413
    assert file.changed() == []


def test_a_formula_is_text_in_an_export(visits: Visits, file: SqliteFile) -> None:
    form = filled(visits, "case.add_deficit", TEXTS["formula"])
    visits.ask("methodist", "POST", own(visits, "case.add_deficit"), form)
    for page in ("queue.export", "case.export", "register.export"):
        rows = visits.ask("methodist", "GET", own(visits, page)).get_data(as_text=True).splitlines()
        cells = [cell.strip('"') for row in rows for cell in row.lstrip("\ufeff").split(";")]
        assert [cell for cell in cells if cell[:1] in "=+@" and cell] == []
