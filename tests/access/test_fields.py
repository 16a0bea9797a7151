"""Fields that no form has, and ids of strangers in fields that one has: nothing comes of either."""

from __future__ import annotations

from typing import Any

import pytest

from tests.access.corpus import ID_NAMES
from tests.access.kingdom import ELSEWHERE
from tests.access.payloads import FILLED, filled, presser
from tests.access.test_methods import POSTS, own
from tests.access.test_walk import leaks
from tests.access.visits import TABLES, SqliteFile, Visits

PLANTED, PLANTED_ID = "planted-by-nobody", 424_242_424
#: Columns of rows that people do not write by hand, as somebody would guess them.
GUESSED = {
    **dict.fromkeys(("state", "number_text", "canonical", "sha256", "act_type", "suffix", "series"), PLANTED),
    **dict.fromkeys(("stage_name", "fs_uniquifier", "password", "locale", "sort_key", "search"), PLANTED),
    **dict.fromkeys(("id", "approved_by", "approved_by_id", "submitted_by_id", "signed_by_id"), PLANTED_ID),
    **dict.fromkeys(("created_by_id", "recorded_by_id", "granted_by_id", "ordinal", "year"), PLANTED_ID),
    **dict.fromkeys(("authority", "authority_id", "person_id", "register_id", "order_id"), PLANTED_ID),
    **dict.fromkeys(("is_in", "decided", "active", "is_imported", "may_do_all"), "1"),
    "may_register": "1",
    "opened_at": "2001-01-01T00:00:00",
    "registered_at": "2001-01-01T00:00:00",
}


def cells(file: SqliteFile) -> dict[str, list[tuple[Any, ...]]]:
    return {table: file.looking.execute(f'SELECT * FROM "{table}"').fetchall() for table in TABLES}


def holds(rows: dict[str, list[tuple[Any, ...]]]) -> list[str]:
    """Tables with a planted value in them; a hash of what was sent is no value."""
    return [
        table
        for table, found in rows.items()
        if any(
            cell == PLANTED_ID or (isinstance(cell, str) and PLANTED in cell) for row in found for cell in row
        )
    ]


def of_the_south(visits: Visits, file: SqliteFile) -> dict[str, list[tuple[Any, ...]]]:
    south, rows = visits.kingdom.south.authority_id, {}
    for table in TABLES:
        names = [row[1] for row in file.looking.execute(f'PRAGMA table_info("{table}")')]
        if "authority_id" in names:
            query = f'SELECT * FROM "{table}" WHERE authority_id = ?'
            rows[table] = file.looking.execute(query, (south,)).fetchall()
    return rows


@pytest.mark.parametrize("endpoint", sorted(FILLED))
def test_a_field_that_the_form_does_not_have_changes_nothing(
    visits: Visits, file: SqliteFile, endpoint: str
) -> None:
    """The form goes through, and what was planted beside its fields is nowhere."""
    guessed = {name: str(value) for name, value in GUESSED.items() if name not in FILLED[endpoint]}
    if endpoint.startswith("people."):
        guessed.pop("may_register")  # a field of theirs, refused aloud with a role that has no such right
    form = {**guessed, **filled(visits, endpoint)}
    before = {table: len(rows) for table, rows in cells(file).items()}
    answer = visits.ask(presser(endpoint), "POST", own(visits, endpoint), form)
    assert answer.status_code in (200, 303)
    after = cells(file)
    assert any(len(after[table]) > before[table] for table in TABLES)
    assert holds(after) == []


def test_a_right_beyond_the_role_is_refused_at_its_field(visits: Visits, file: SqliteFile) -> None:
    form = {**filled(visits, "people.add"), "may_approve": "y", "may_sign": "y", "may_register": "y"}
    answer = visits.ask("admin", "POST", own(visits, "people.add"), form)
    assert answer.status_code == 422
    assert "Утверждать и подписывать может только должностное лицо" in answer.text
    assert file.changed() == []


def test_an_administrator_does_not_get_a_place_without_an_authority(visits: Visits, file: SqliteFile) -> None:
    """An administrator of one authority makes no general administrator, whatever is sent along."""
    form = {**filled(visits, "people.add"), "role": "admin", "authority_id": "", "authority": ""}
    assert visits.ask("admin", "POST", own(visits, "people.add"), form).status_code == 200
    query = "SELECT authority_id FROM role_assignments ORDER BY id DESC LIMIT 1"
    assert file.looking.execute(query).fetchone() == (visits.kingdom.north.authority_id,)


@pytest.mark.parametrize("endpoint", [one for one in POSTS if not one.startswith("security.")])
def test_ids_of_strangers_in_a_form_touch_and_tell_nothing_of_theirs(
    visits: Visits, file: SqliteFile, endpoint: str
) -> None:
    visitor = presser(endpoint)
    named, south = visits.kingdom.named, visits.kingdom.south
    theirs = {name: str(named[name][ELSEWHERE]) for name in named if name not in ("name", "side", "code")}
    theirs |= {name: "" for name in ID_NAMES if name not in theirs}
    packet = named["packet_id"][ELSEWHERE]
    theirs |= {
        "case_ids": theirs["case_id"],
        "packet": f"{packet}:1",
        "methodist_id": str(south.people["methodist"]),
        "methodist": str(south.people["methodist"]),
        "partner_school_id": str(south.schools["p1"]),
        "school": str(south.schools["s1"]),
        "schools": str(south.schools["s1"]),
        "acting_for": theirs["assignment_id"],
        "on_paper_by": str(south.people["official"]),
        "order": theirs["order_id"],
        "notice": theirs["notice_id"],
        "kind": "closing",
        "home": theirs["authority_id"],
    }
    form = {**theirs, **(filled(visits, endpoint) if endpoint in FILLED else {})}
    form |= {name: theirs[name] for name in form.keys() & theirs.keys() if theirs[name] and name != "kind"}
    before = of_the_south(visits, file)
    answer = visits.ask(visitor, "POST", own(visits, endpoint), form)
    assert answer.status_code < 500
    assert of_the_south(visits, file) == before
    if visitor != "general":
        assert leaks(visitor, answer, own(visits, endpoint)) == []
    for column in ("authority_id", "run_id", "school_id", "case_id"):
        assert mixed(visits, file, column) == []


def mixed(visits: Visits, file: SqliteFile, column: str) -> list[str]:
    """Tables where a row of the north names a thing of the south."""
    south = visits.kingdom.named[column][ELSEWHERE]
    north, found = visits.kingdom.north.authority_id, []
    for table in TABLES:
        names = [row[1] for row in file.looking.execute(f'PRAGMA table_info("{table}")')]
        if "authority_id" in names and column in names and column != "authority_id":
            query = f'SELECT count(*) FROM "{table}" WHERE authority_id = ? AND "{column}" = ?'
            if file.looking.execute(query, (north, south)).fetchone() != (0,):
                found.append(table)
    return found
