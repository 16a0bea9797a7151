"""«Школа или №»: what a person may see and what holds those words, a few of each kind."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, or_, select
from sqlalchemy.orm import Session

from workflow import access
from workflow.facts import workflow_of
from workflow.models.authority import Authority, School
from workflow.models.case import Case
from workflow.models.order import Order
from workflow.models.programme import ProcessVersion, Run
from workflow.models.search import search_text

#: Of each kind; more is a reason to type another word.
MOST = 20
LONGEST = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundCase:
    id: int
    school: str
    run: str
    stage: str
    closed: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundSchool:
    id: int
    school: str
    authority: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundOrder:
    id: int
    number: str
    dated_on: date
    title: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchPage:
    """`is_more`: at least one kind was cut at MOST."""

    asked: str
    cases: tuple[FoundCase, ...] = ()
    schools: tuple[FoundSchool, ...] = ()
    orders: tuple[FoundOrder, ...] = ()
    is_more: bool = False

    @property
    def found(self) -> int:
        return len(self.cases) + len(self.schools) + len(self.orders)


def search_page(session: Session, memberships: access.Memberships, asked: str) -> SearchPage:
    """Three statements; none when nothing is asked for."""
    asked = asked.strip()[:LONGEST]
    words = search_text(asked)
    if not words:
        return SearchPage(asked=asked)
    cases = session.execute(_cases(memberships, words)).all()
    schools = session.execute(_schools(memberships, words)).all()
    orders = session.execute(_orders(memberships, words)).all()
    return SearchPage(
        asked=asked,
        cases=tuple(
            FoundCase(
                id=id,
                school=school,
                run=run,
                stage=workflow_of(settings).stage_of(state).title,
                closed=closed_at is not None,
            )
            for id, school, run, state, closed_at, settings in cases[:MOST]
        ),
        schools=tuple(
            FoundSchool(id=id, school=school, authority=authority) for id, school, authority in schools[:MOST]
        ),
        orders=tuple(
            FoundOrder(id=id, number=number, dated_on=dated_on, title=title)
            for id, number, dated_on, title in orders[:MOST]
        ),
        is_more=any(len(rows) > MOST for rows in (cases, schools, orders)),
    )


def _cases(memberships: access.Memberships, words: str) -> Select[*tuple[Any, ...]]:
    """Those that go on before those that ended."""
    return (
        select(Case.id, School.name, Run.title, Case.state, Case.closed_at, ProcessVersion.settings)
        .join(School, School.id == Case.school_id)
        .join(ProcessVersion, ProcessVersion.id == Case.process_version_id)
        .join(Run, Run.id == Case.run_id)
        .where(access.case_is_visible(memberships), Case.search.contains(words, autoescape=True))
        .order_by(Case.closed_at.is_not(None), Case.sort_key, Case.id.desc())
        .limit(MOST + 1)
    )


def _schools(memberships: access.Memberships, words: str) -> Select[int, str, str]:
    return (
        select(School.id, School.name, Authority.short_name)
        .join(Authority, Authority.id == School.authority_id)
        .where(
            School.authority_id.in_(access.authorities_seen_whole(memberships)),
            School.search.contains(words, autoescape=True),
        )
        .order_by(School.sort_key, School.id)
        .limit(MOST + 1)
    )


def _orders(memberships: access.Memberships, words: str) -> Select[int, str, date, str]:
    """A number that is typed whole comes first, the newest of them at the top."""
    number = words.removeprefix("№")
    is_number: ColumnElement[bool] = Order.number_text == number
    return (
        select(Order.id, Order.number_text, Order.dated_on, Order.title)
        .where(
            access.order_is_visible(memberships),
            or_(is_number, Order.search.contains(words, autoescape=True)),
        )
        .order_by(is_number.desc(), Order.dated_on.desc(), Order.id.desc())
        .limit(MOST + 1)
    )
