"""People, how they sign in, and what they are to whom.

The only file that knows flask_security: it wants a user class with certain columns, which are written out
here by hand, because its ready-made ones bring naive times and a dozen columns that we do not use.
"""

from __future__ import annotations

import datetime as dt
import enum
import secrets
from collections.abc import Iterable
from typing import Any, cast

from flask import Flask, current_app
from flask_security import RoleMixin, Security, SQLAlchemyUserDatastore, UserMixin, hash_password
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import (
    CheckConstraint,
    ColumnElement,
    ForeignKey,
    Index,
    String,
    UniqueConstraint,
    and_,
    bindparam,
    or_,
    select,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship, validates

from workflow.models.base import Base, IntPk
from workflow.models.search import search_text, sort_key

# Written as text: a migration made on one database must make the same default on the other.
NO, YES = text("false"), text("true")


class RoleName(enum.StrEnum):
    """What a person is to an authority or a school. What that allows is said in access.py."""

    SCHOOL = "school"
    METHODIST = "methodist"
    OFFICIAL = "official"
    CLERK = "clerk"
    COUNCIL = "council"
    SECRETARY = "secretary"
    OBSERVER = "observer"
    ADMIN = "admin"


# How people may like to see pages; the first of each is for those who never chose.
PREFERENCES = {
    "locale": ("ru", "en"),
    "theme": ("light", "dark"),
    "size": ("", "large"),
    "contrast": ("", "more"),
}


class Person(Base, UserMixin):
    """Shown by the post, not by the name: a programme speaks of posts, and the name is needed by few."""

    __tablename__ = "people"
    __table_args__ = (
        UniqueConstraint("email", name="uq_people_email"),
        UniqueConstraint("fs_uniquifier", name="uq_people_fs_uniquifier"),
        Index("ix_people_sort_key", "sort_key", "id"),
    )

    id: Mapped[IntPk]
    email: Mapped[str] = mapped_column(String(255))
    post: Mapped[str]
    full_name: Mapped[str | None]
    password: Mapped[str | None] = mapped_column(String(255))
    #: Made by an administrator, so known to two people: its owner must change it before anything else.
    password_is_one_time: Mapped[bool] = mapped_column(default=False, server_default=NO)
    active: Mapped[bool] = mapped_column(default=True, server_default=YES)
    # Random and changed with the password: it is what a sign-in points to, so a change ends the others.
    fs_uniquifier: Mapped[str] = mapped_column(String(64), default=lambda: secrets.token_hex(32))
    locale: Mapped[str] = mapped_column(String(5), default="ru", server_default="ru")
    theme: Mapped[str] = mapped_column(String(10), default="light", server_default="light")
    size: Mapped[str] = mapped_column(String(10), default="", server_default="")  # "large" or as usual
    contrast: Mapped[str] = mapped_column(String(10), default="", server_default="")  # "more" or as usual
    # Empty until the first sign-in, whatever flask_security's own annotations promise.
    last_login_at: Mapped[dt.datetime | None]  # type: ignore[assignment]
    current_login_at: Mapped[dt.datetime | None]  # type: ignore[assignment]
    last_login_ip: Mapped[str | None] = mapped_column(String(64))
    current_login_ip: Mapped[str | None] = mapped_column(String(64))
    login_count: Mapped[int] = mapped_column(default=0, server_default="0")
    search: Mapped[str] = mapped_column(default=lambda context: _search(context.get_current_parameters()))
    sort_key: Mapped[str] = mapped_column(default=lambda context: _sort_key(context.get_current_parameters()))

    assignments: Mapped[list[RoleAssignment]] = relationship(
        back_populates="person", foreign_keys="RoleAssignment.person_id", order_by="RoleAssignment.id"
    )

    # flask_security's own roles stay empty: ours depend on the authority and the school, see RoleAssignment.
    roles: tuple[RoleMixin, ...] = ()  # type: ignore[assignment]  # a list could be appended to, in vain

    @validates("password")
    def _password_is_new(self, _name: str, hashed: str | None) -> str | None:
        self.password_is_one_time = False
        return hashed

    @property
    def shown_name(self) -> str:
        return f"{self.full_name}, {self.post}" if self.full_name else self.post


class RoleAssignment(Base):
    """A person is this to that authority or school, from one date to another; the last day still counts.

    One person never holds `admin` together with an `official` assignment with `may_approve`: who can make
    accounts must not be able to decide with them. The command that grants asks `conflicting_duties()`.
    """

    __tablename__ = "role_assignments"
    __table_args__ = (
        CheckConstraint("role <> 'school' OR school_id IS NOT NULL", name="school_role_names_its_school"),
        CheckConstraint("role = 'admin' OR authority_id IS NOT NULL", name="role_belongs_to_an_authority"),
        CheckConstraint("role = 'official' OR NOT (may_approve OR may_sign)", name="officials_decide"),
        CheckConstraint(
            "role IN ('official', 'clerk') OR NOT may_register", name="officials_and_clerks_register"
        ),
        CheckConstraint("to_on IS NULL OR to_on >= from_on", name="ends_after_it_begins"),
        Index("ix_role_assignments_person_id", "person_id"),
        Index("ix_role_assignments_authority_id_role", "authority_id", "role"),
        Index("ix_role_assignments_school_id", "school_id"),
    )

    id: Mapped[IntPk]
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    authority_id: Mapped[int | None] = mapped_column(ForeignKey("authorities.id"))
    school_id: Mapped[int | None] = mapped_column(ForeignKey("schools.id"))
    role: Mapped[RoleName]
    may_approve: Mapped[bool] = mapped_column(default=False, server_default=NO)
    may_sign: Mapped[bool] = mapped_column(default=False, server_default=NO)
    may_register: Mapped[bool] = mapped_column(default=False, server_default=NO)
    title: Mapped[str | None]  # the post as the programme writes it
    from_on: Mapped[dt.date]
    to_on: Mapped[dt.date | None]
    #: Taken away before its last day was over: worth nothing from that moment.
    revoked_at: Mapped[dt.datetime | None]
    acting_for_id: Mapped[int | None] = mapped_column(ForeignKey("role_assignments.id"))
    granted_by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))

    person: Mapped[Person] = relationship(back_populates="assignments", foreign_keys=[person_id])
    acting_for: Mapped[RoleAssignment | None] = relationship(remote_side="RoleAssignment.id")

    def covers(self, day: dt.date) -> bool:
        within = self.from_on <= day and (self.to_on is None or day <= self.to_on)
        return within and self.revoked_at is None

    @staticmethod
    def in_force(on: dt.date | ColumnElement[dt.date]) -> ColumnElement[bool]:
        """`covers()` for a query."""
        return and_(RoleAssignment.from_on <= on, RoleAssignment.not_over(on))

    @staticmethod
    def not_over(on: dt.date | ColumnElement[dt.date]) -> ColumnElement[bool]:
        """In force on that day or to be so later."""
        return and_(
            or_(RoleAssignment.to_on.is_(None), RoleAssignment.to_on >= on),
            RoleAssignment.revoked_at.is_(None),
        )

    @property
    def registers(self) -> bool:
        """A clerk's post is to register, nobody has to grant it."""
        return self.may_register or self.role is RoleName.CLERK


def conflicting_duties(assignments: Iterable[RoleAssignment]) -> bool:
    """True when one person would both make accounts and approve with them."""
    held = list(assignments)
    return any(one.role is RoleName.ADMIN for one in held) and any(one.may_approve for one in held)


def email_key(address: str) -> str:
    """Addresses are kept in small letters, so that one person is one row on both databases."""
    return address.strip().lower()


def password_hash(password: str) -> str:
    """Needs an app context. The form that asks for it normalises «й» and «ё», so must whoever sets it."""
    security: Security = current_app.extensions["security"]
    hashed: str = hash_password(security.password_util.normalize(password))
    return hashed


_BY_SIGN_IN = select(Person).where(Person.fs_uniquifier == bindparam("signed_in_as"))


class People(SQLAlchemyUserDatastore):
    """Who is signed in is asked by a statement that is made once."""

    def find_user(self, case_insensitive: bool = False, **kwargs: Any) -> Person | None:
        if kwargs.keys() == {"fs_uniquifier"}:
            asked = {"signed_in_as": kwargs["fs_uniquifier"]}
            return cast("Person | None", self.db.session.scalar(_BY_SIGN_IN, asked))
        return cast("Person | None", super().find_user(case_insensitive, **kwargs))


def init_security(app: Flask, db: SQLAlchemy, people: type[People]) -> None:
    """Sign-in, sign-out and change of password, by flask_security over our people."""
    Security(app, people(db, Person, RoleMixin))


def _search(row: dict[str, str | None]) -> str:
    return search_text(row.get("post"), row.get("full_name"), row.get("email"))


def _sort_key(row: dict[str, str | None]) -> str:
    return sort_key(row.get("full_name"), row.get("post"))
