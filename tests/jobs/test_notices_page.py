"""The page of notices as a browser meets it: the unread first, each with a way to what it is about."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable
from datetime import timedelta
from html import unescape

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event, select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from jobs import context, work
from tests.jobs.stories import issued, submitted
from tests.people import csrf_token, sign_in
from tests.world import NOW, World, build_world
from workflow import clock
from workflow.config import ROOT
from workflow.extensions import db
from workflow.models.case import Case
from workflow.models.job import OutboxMessage
from workflow.models.notice import Notice
from workflow.models.person import Person, RoleAssignment
from workflow.pages import notices as page
from workflow.states.machine import STAGES, case_workflow

KINDS = ROOT / "templates/partials/notices"
SQLITE = pytest.mark.parametrize("database", ["sqlite"], indirect=True)


@pytest.fixture
def world(app: Flask) -> World:
    """No context stays open: each request brings its own."""
    context.use(app)
    with app.app_context():
        world = build_world()
        for school in ("s1", "s2", "s3", "s4"):
            issued(world, school)
        submitted(world, "s5")
        told()
        return world


def told() -> None:
    """Every message that waits is done, as a worker does it."""
    db.session.rollback()
    ids = db.session.scalars(select(OutboxMessage.id).where(OutboxMessage.job == "notices.tell")).all()
    work.do(list(ids))


@pytest.fixture
def client_of(app: Flask, world: World, session: Session) -> Callable[[str], FlaskClient]:
    def signed_in(who: str) -> FlaskClient:
        client = app.test_client()
        sign_in(client, session.get_one(Person, world.people[who]))
        return client

    return signed_in


def text_of(answer: TestResponse) -> str:
    """Words as they are read: no tags, plain spaces."""
    words = re.sub(r"<[^>]+>", " ", answer.get_data(as_text=True))
    return " ".join(unescape(words).split())


def own(session: Session, world: World, who: str, *, unread: bool = False) -> list[Notice]:
    session.rollback()
    query = select(Notice).where(Notice.recipient_id == world.people[who]).order_by(Notice.id.desc())
    return [one for one in session.scalars(query) if not unread or one.read_at is None]


def test_the_unread_stand_first_and_the_bell_counts_them(
    client_of: Callable[[str], FlaskClient], session: Session, world: World
) -> None:
    client = client_of("methodist")
    oldest = own(session, world, "methodist")[-1]
    everything = len(own(session, world, "methodist"))
    for notice in own(session, world, "methodist")[:-1]:
        notice.read_at = NOW
    session.commit()

    answer = client.get("/notices")

    words = text_of(answer)
    assert answer.status_code == 200
    assert "1 новое" in words
    assert words.index("Новые") < words.index(f"{NOW:%d.%m.%Y}")
    html = answer.get_data(as_text=True)
    assert html.count('class="is-new"') == 1
    assert f"/notices/{oldest.id}" in html
    assert html.count("notices__title") == everything


def test_following_a_notice_reads_it_and_leads_to_its_subject(
    client_of: Callable[[str], FlaskClient], session: Session, world: World
) -> None:
    client = client_of("approver")
    [notice] = [one for one in own(session, world, "approver") if one.packet_id is not None][:1]

    answer = client.post(f"/notices/{notice.id}", data={"csrf_token": csrf_token(client)})

    assert (answer.status_code, answer.location) == (303, f"/packets/{notice.packet_id}")
    assert notice.id not in {one.id for one in own(session, world, "approver", unread=True)}


def test_one_is_marked_as_read_and_the_filter_stays_in_the_address(
    client_of: Callable[[str], FlaskClient], session: Session, world: World
) -> None:
    client = client_of("methodist")
    first, *rest = own(session, world, "methodist")

    answer = client.post("/notices?show=new", data={"csrf_token": csrf_token(client), "notice": str(first.id)})

    assert answer.location == "/notices?show=new"
    assert own(session, world, "methodist", unread=True) == rest
    shown = client.get("/notices?show=new").get_data(as_text=True)
    assert shown.count("notices__title") == len(rest)


def test_all_that_the_page_showed_are_read_and_what_came_meanwhile_is_not(
    client_of: Callable[[str], FlaskClient], session: Session, world: World
) -> None:
    client = client_of("methodist")
    newest, *rest = own(session, world, "methodist")

    client.post("/notices", data={"csrf_token": csrf_token(client), "up_to": str(rest[0].id)})

    assert own(session, world, "methodist", unread=True) == [newest]


def test_nobody_reads_or_marks_what_another_was_told(
    client_of: Callable[[str], FlaskClient], session: Session, world: World
) -> None:
    client = client_of("s1")
    foreign = own(session, world, "methodist")[0]
    token = csrf_token(client)

    assert client.post(f"/notices/{foreign.id}", data={"csrf_token": token}).status_code == 404
    assert client.post("/notices/999999", data={"csrf_token": token}).status_code == 404
    client.post("/notices", data={"csrf_token": token, "notice": str(foreign.id), "up_to": "999999"})

    assert own(session, world, "s1", unread=True) == []
    assert foreign.id in {one.id for one in own(session, world, "methodist", unread=True)}


def test_who_has_left_an_authority_sees_nothing_of_it(
    client_of: Callable[[str], FlaskClient], session: Session, world: World
) -> None:
    client = client_of("methodist")
    assignment = session.scalars(
        select(RoleAssignment).where(RoleAssignment.person_id == world.people["methodist"])
    ).one()
    assignment.to_on = clock.now().date() - timedelta(days=1)
    session.commit()

    answer = client.get("/notices")

    assert "Уведомлений пока нет" in text_of(answer)
    assert "notices__title" not in answer.get_data(as_text=True)


@SQLITE
def test_pages_follow_each_other_through_the_unread_into_the_read(
    client_of: Callable[[str], FlaskClient], session: Session, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(page, "PAGE", 2)
    client = client_of("methodist")
    notices = own(session, world, "methodist")
    for notice in notices[:3]:
        notice.read_at = NOW
    session.commit()

    seen: list[int] = []
    address = "/notices"
    for _ in range(10):
        html = client.get(address).get_data(as_text=True)
        seen += map(int, re.findall(r'name="notice" value="(\d+)"', html))
        following = re.search(r'href="([^"]+)" rel="next"', html)
        if following is None:
            break
        address = unescape(following[1])

    assert seen == [notice.id for notice in notices[3:]]
    assert "notices__title" in html
    assert client.get("/notices?after=nonsense").status_code == 200
    assert client.get("/notices?after=old-999999999999999999999").status_code == 200


@SQLITE
def test_the_page_costs_the_same_whatever_it_shows(
    app: Flask, client_of: Callable[[str], FlaskClient], session: Session, world: World
) -> None:
    client = client_of("methodist")
    assert len(selects(app, client)) == len(selects(app, client))
    few = selects(app, client)
    for notice in own(session, world, "methodist")[2:]:
        session.delete(notice)
    session.commit()

    assert selects(app, client) == few


def selects(app: Flask, client: FlaskClient) -> list[str]:
    seen: list[str] = []

    def note(_c: object, _cursor: object, statement: str, *_rest: object) -> None:
        if "notices" in statement and statement.startswith("SELECT"):
            seen.append(" ".join(statement.split()[:9]))

    with app.app_context():
        engine = db.engine
    event.listen(engine, "before_cursor_execute", note)
    try:
        assert client.get("/notices").status_code == 200
    finally:
        event.remove(engine, "before_cursor_execute", note)
    return seen


# -- whole sets ----------------------------------------------------------------------------------

#: Kinds that are put together where they are told; the rest stands in the code as it is.
PUT_TOGETHER = {
    *(f"deadline:{word}" for word in ("soon", "due", "overdue")),
    *(f"evidence:{word}" for word in ("given", "accepted", "returned")),
    "consent:given",
    "consent:declined",
    "packet:submitted",
    "packet:returned",
    "packet:withdrawn",
    *(f"event:{word}" for word in ("announced", "held", "cancelled")),
    "series:month_missing",
}


def steps_of_cases() -> set[str]:
    """What MoveCase may fire: every step that does not wait for a packet."""
    steps = case_workflow(tuple(STAGES)).transitions
    return {f"case:{step.name}" for step in steps if step.packet is None}


def told_in_code() -> set[str]:
    """The first argument of every `tell(...)` that is a plain string."""
    found = set()
    for path in (ROOT / "workflow").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if (
                isinstance(node, ast.Call)
                and isinstance(node.func, ast.Attribute)
                and node.func.attr == "tell"
                and isinstance(node.args[0], ast.Constant)
            ):
                found.add(node.args[0].value)
    return found


def test_every_kind_that_the_code_can_tell_has_a_partial_and_every_partial_a_kind() -> None:
    kinds = told_in_code() | PUT_TOGETHER | steps_of_cases()
    assert {path.stem for path in KINDS.glob("[a-z]*.html")} == {kind.replace(":", "_") for kind in kinds}


def test_kinds_that_are_put_together_stand_in_the_code() -> None:
    """A literal, or the two halves of an f-string."""
    text = "\n".join(path.read_text("utf-8") for path in (ROOT / "workflow").rglob("*.py"))
    for kind in PUT_TOGETHER:
        subject, verb = kind.split(":")
        assert f'"{kind}"' in text or (f'f"{subject}:{{' in text and f'"{verb}"' in text)


@SQLITE
def test_every_kind_can_be_said_even_of_a_bare_subject(
    client_of: Callable[[str], FlaskClient], session: Session, world: World
) -> None:
    client = client_of("methodist")
    first = own(session, world, "methodist")[0]
    case_id = session.scalars(select(Case.id)).first()
    for path in sorted(KINDS.glob("[a-z]*.html")):
        notice = session.get_one(Notice, first.id)
        deadline = {"due_on": "2026-10-23", "late": True, "subject": "case"} if "deadline" in path.stem else {}
        notice.kind = path.stem.replace("_", ":", 1)
        notice.values, notice.case_id = {**notice.values, **deadline}, case_id
        session.commit()

        answer = client.get("/notices?show=new")

        assert answer.status_code == 200, path.stem
        assert "None" not in text_of(answer), path.stem
