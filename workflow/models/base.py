"""What every table shares: names of constraints, aware time, stored words for enums.

Nothing here knows flask, so models can be read by a script or a migration on their own.
"""

from __future__ import annotations

import datetime as dt
import enum
from typing import Annotated, Any

from sqlalchemy import JSON, Dialect, Enum, LargeBinary, MetaData, String, Text, TypeDecorator
from sqlalchemy import DateTime as SqlDateTime
from sqlalchemy.orm import DeclarativeBase, mapped_column, registry, relationship
from sqlalchemy.types import TypeEngine

# SQLite changes a table by copying it and then needs every constraint by its name.
NAMING_CONVENTION = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}

UTC_TEXT_LENGTH = 27  # 2026-11-17T09:05:00.000000Z


class NaiveDateTimeError(ValueError):
    """A time without a zone was handed to the database; nobody can say which moment it means."""


class Utc(TypeDecorator[dt.datetime]):
    """A moment: aware in, aware UTC out, on both databases.

    SQLite has no type for it and drops the zone of its own DATETIME, so the moment is stored as text of fixed
    width, which sorts in the order of time. Never give such a column `server_default=func.now()`: SQLite
    would write another format.
    """

    impl = SqlDateTime(timezone=True)
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        if dialect.name == "sqlite":
            return dialect.type_descriptor(String(UTC_TEXT_LENGTH))
        return dialect.type_descriptor(SqlDateTime(timezone=True))

    def process_bind_param(self, value: dt.datetime | None, dialect: Dialect) -> Any:
        if value is None:
            return None
        if value.tzinfo is None or value.utcoffset() is None:
            raise NaiveDateTimeError(f"{value!r} has no time zone")
        moment = value.astimezone(dt.UTC)
        return utc_text(moment) if dialect.name == "sqlite" else moment

    def process_literal_param(self, value: dt.datetime | None, dialect: Dialect) -> str:
        return "NULL" if value is None else f"'{utc_text(value)}'"

    def process_result_value(self, value: Any, dialect: Dialect) -> dt.datetime | None:
        if value is None:
            return None
        moment = dt.datetime.fromisoformat(value) if isinstance(value, str) else value
        return moment.astimezone(dt.UTC)


def utc_text(moment: dt.datetime) -> str:
    """The one written form of a moment: UTC, six digits, Z."""
    if moment.tzinfo is None:
        raise NaiveDateTimeError(f"{moment!r} has no time zone")
    return moment.astimezone(dt.UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")


def enum_type(kind: type[enum.Enum], length: int = 30) -> Enum:
    """Stores the value, not the name, as plain text: a new word needs no migration."""
    return Enum(
        kind,
        native_enum=False,
        create_constraint=False,
        validate_strings=True,
        length=length,
        values_callable=_values,
    )


def _values(kind: type[enum.Enum]) -> list[str]:
    return [member.value for member in kind]


Json = JSON
IntPk = Annotated[int, mapped_column(primary_key=True)]


TYPES: dict[Any, Any] = {
    dt.datetime: Utc,
    bytes: LargeBinary,
    str: Text,
    dict[str, Any]: JSON,
    list[Any]: JSON,
    list[str]: JSON,
    list[int]: JSON,
    enum.Enum: enum_type(enum.Enum),
}


class Base(DeclarativeBase):
    """`Mapped[datetime]` is a moment, `Mapped[date]` a local date, `Mapped[SomeStrEnum]` its stored word."""

    # Flask-SQLAlchemy subclasses this base, which a map of types beside the registry would forbid.
    registry = registry(metadata=MetaData(naming_convention=NAMING_CONVENTION), type_annotation_map=TYPES)


def related(**options: Any) -> Any:
    """Rows beside a row, for readers that ask for them: never loaded unasked and never written through.

    Rows are written by their ids; so a flush has no dependencies to sort, a tenth of an approval's work.
    """
    return relationship(viewonly=True, lazy="raise", **options)
