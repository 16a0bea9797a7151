"""The hooks on the engine: who may write when, and how Russian words compare."""

import threading
import time

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError

from tests.people import make_person
from workflow.extensions import WriteOutsideTransactionError, bare_session, db
from workflow.models.person import Person
from workflow.uow import unit_of_work

sqlite_only = pytest.mark.parametrize("database", ["sqlite"], indirect=True)
postgresql_only = pytest.mark.parametrize("database", ["postgresql"], indirect=True)


def one(email: str) -> Person:
    return Person(email=email, post="Методист")


@sqlite_only
@pytest.mark.parametrize(
    ("pragma", "value"),
    [
        ("journal_mode", "wal"),
        ("synchronous", 2),
        ("busy_timeout", 15000),
        ("foreign_keys", 1),
        ("recursive_triggers", 1),
        ("trusted_schema", 0),
    ],
)
def test_every_connection_is_set_up(app_context, pragma, value):
    assert db.session.scalar(text(f"PRAGMA {pragma}")) == value


@postgresql_only
@pytest.mark.parametrize(
    ("setting", "value"),
    [("lock_timeout", "5s"), ("idle_in_transaction_session_timeout", "30s"), ("timezone", "UTC")],
)
def test_postgresql_waits_for_nobody_for_long(app_context, setting, value):
    assert db.session.scalar(text(f"SHOW {setting}")) == value


@sqlite_only
def test_a_write_outside_a_write_transaction_is_refused(app_context):
    db.session.add(one("a@b.example"))
    with pytest.raises(WriteOutsideTransactionError):
        db.session.commit()
    db.session.rollback()
    with pytest.raises(WriteOutsideTransactionError):
        db.session.execute(text("DELETE FROM people"))
    db.session.rollback()
    assert db.session.scalar(select(Person.id)) is None


def test_a_unit_of_work_writes_after_an_earlier_read(app_context, session):
    assert db.session.scalar(select(Person.id)) is None
    with unit_of_work() as work:
        work.add(one("a@b.example"))
    assert session.scalar(select(Person.email)) == "a@b.example"


@sqlite_only
def test_a_bare_session_writes_at_once_and_holds_no_lock(app_context, session):
    assert db.session.scalar(select(Person.id)) is None  # a reading transaction had begun
    bare_session()
    db.session.add(one("a@b.example"))
    db.session.flush()
    assert session.scalar(select(Person.email)) == "a@b.example"
    with unit_of_work() as work:
        work.add(one("b@b.example"))


def test_writers_wait_for_each_other_and_none_fails(app, session):
    """Each reads first, as a page does; an upgrade of a reading transaction would fail at once on SQLite."""

    def write(name: int) -> None:
        for turn in range(5):
            with app.app_context():
                db.session.scalars(select(Person)).all()
                with unit_of_work() as work:
                    work.add(one(f"{name}-{turn}@b.example"))

    failed: list[BaseException] = []

    def guarded(name: int) -> None:
        try:
            write(name)
        except BaseException as error:
            failed.append(error)

    threads = [threading.Thread(target=guarded, args=(name,)) for name in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failed == []
    assert len(session.scalars(select(Person.id)).all()) == 20


@postgresql_only
def test_a_lock_that_is_held_too_long_is_given_up(app, session):
    person = make_person(session)
    session.execute(text("SELECT 1 FROM people FOR UPDATE"))
    began = time.monotonic()
    with app.app_context():
        db.session.execute(text("SET lock_timeout = '200ms'"))
        with pytest.raises(DBAPIError, match="lock timeout"):
            db.session.execute(select(Person).where(Person.id == person.id).with_for_update())
    assert time.monotonic() - began < 5
    session.rollback()


@sqlite_only
def test_russian_words_are_lowered_and_sorted(app_context):
    assert db.session.scalar(text("SELECT lower('ПРИКАЗ Ё')")) == "приказ ё"
    words = "SELECT 'Ежов' AS w UNION SELECT 'Ёлкин' UNION SELECT 'ежиков' UNION SELECT 'Жуков'"
    sorted_words = db.session.scalars(text(f"SELECT w FROM ({words}) ORDER BY w COLLATE ru")).all()
    assert sorted_words == ["ежиков", "Ежов", "Ёлкин", "Жуков"]


@sqlite_only
def test_a_bulk_write_through_core_is_seen_too(app_context):
    with pytest.raises(WriteOutsideTransactionError):
        db.session.execute(Person.__table__.update().values(post="другая"))


def test_what_people_type_is_not_in_the_text_of_an_error(app_context, session):
    make_person(session, "tайна@b.example")
    with unit_of_work() as work:
        work.add(one("tайна@b.example"))
        with pytest.raises(DBAPIError) as error:
            work.flush()
        work.rollback()
    assert "[SQL parameters hidden" in str(error.value)
