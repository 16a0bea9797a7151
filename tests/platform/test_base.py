import datetime as dt
import enum
import sqlite3
from typing import Any

import pytest
from sqlalchemy import MetaData, create_engine, select, text
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import StatementError
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, registry
from sqlalchemy.schema import CreateTable

from workflow.models.base import NAMING_CONVENTION, TYPES, IntPk, NaiveDateTimeError, Utc, utc_text


class Colour(enum.StrEnum):
    DARK_RED = "dark_red"


class OwnBase(DeclarativeBase):
    registry = registry(metadata=MetaData(naming_convention=NAMING_CONVENTION), type_annotation_map=TYPES)


class Thing(OwnBase):
    __tablename__ = "things"
    id: Mapped[IntPk]
    made_at: Mapped[dt.datetime]
    made_on: Mapped[dt.date]
    colour: Mapped[Colour]
    extra: Mapped[dict[str, Any] | None]


@pytest.fixture
def thing_session():
    engine = create_engine("sqlite://")
    OwnBase.metadata.create_all(engine)
    with Session(engine) as session:
        yield session
    engine.dispose()


def put(session: Session, made_at: dt.datetime) -> Thing:
    thing = Thing(made_at=made_at, made_on=dt.date(2026, 11, 17), colour=Colour.DARK_RED, extra={"ключ": [1]})
    session.add(thing)
    session.commit()
    session.expire_all()
    return thing


def test_a_moment_comes_back_aware_and_in_utc(thing_session):
    moscow = dt.timezone(dt.timedelta(hours=3))
    thing = put(thing_session, dt.datetime(2026, 11, 17, 12, 5, tzinfo=moscow))
    assert thing.made_at == dt.datetime(2026, 11, 17, 9, 5, tzinfo=dt.UTC)
    assert thing.made_at.tzinfo is dt.UTC


def test_a_moment_is_text_that_sorts_in_the_order_of_time(thing_session):
    put(thing_session, dt.datetime(2026, 11, 17, 9, 5, 0, 10, tzinfo=dt.UTC))
    put(thing_session, dt.datetime(2026, 11, 17, 9, 5, tzinfo=dt.UTC))
    rows = thing_session.scalars(text("SELECT made_at FROM things ORDER BY made_at")).all()
    assert rows == ["2026-11-17T09:05:00.000000Z", "2026-11-17T09:05:00.000010Z"]


def test_a_naive_time_is_refused(thing_session):
    with pytest.raises(StatementError) as refusal:
        put(thing_session, dt.datetime(2026, 11, 17, 9, 5))  # noqa: DTZ001 - the fault under test
    assert isinstance(refusal.value.orig, NaiveDateTimeError)
    with pytest.raises(NaiveDateTimeError):
        utc_text(dt.datetime(2026, 11, 17))  # noqa: DTZ001 - the fault under test


def test_an_enum_stores_its_value_and_comes_back_as_itself(thing_session):
    thing = put(thing_session, dt.datetime(2026, 11, 17, tzinfo=dt.UTC))
    assert thing.colour is Colour.DARK_RED
    assert thing_session.scalar(text("SELECT colour FROM things")) == "dark_red"
    assert thing_session.scalar(select(Thing.id).where(Thing.colour == Colour.DARK_RED)) == thing.id


def test_a_moment_compared_in_a_query_uses_the_same_written_form(thing_session):
    moment = dt.datetime(2026, 11, 17, 9, tzinfo=dt.UTC)
    thing = put(thing_session, moment)
    assert thing_session.scalar(select(Thing.id).where(Thing.made_at <= moment)) == thing.id
    assert thing_session.scalar(select(Thing.id).where(Thing.made_at < moment)) is None


def test_each_database_gets_its_own_column_type():
    assert "made_at VARCHAR(27)" in str(CreateTable(Thing.__table__).compile(dialect=sqlite.dialect()))
    ddl = str(CreateTable(Thing.__table__).compile(dialect=postgresql.dialect()))
    assert "made_at TIMESTAMP WITH TIME ZONE" in ddl
    assert "pk_things" in ddl
    assert isinstance(Thing.__table__.c.made_at.type, Utc)


def test_the_sqlite_library_is_new_enough_for_returning():
    assert sqlite3.sqlite_version_info >= (3, 35)
