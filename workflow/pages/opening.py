"""What the form of opening is drawn from, and what a list means before anything is written."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import exists, select
from sqlalchemy.orm import Session, joinedload

from workflow import access
from workflow.access import NotHere, RoleName
from workflow.clock import local_date
from workflow.facts import titles_of
from workflow.models.authority import Authority, ExternalAct, School
from workflow.models.case import Case
from workflow.models.order import Order
from workflow.models.person import Person, RoleAssignment
from workflow.models.programme import Run
from workflow.programmes.schools import SchoolMatch, match_lines
from workflow.states.definition import N_

NEW = "new"
SKIP = "skip"
CATEGORY_TITLES = {
    "low_results": N_("школы с низкими образовательными результатами"),
    "risk_zone": N_("школы в зоне риска снижения результатов"),
    "adverse_conditions": N_("школы в неблагоприятных социальных условиях"),
    "resilient": N_("резильентные школы"),
    "high_results": N_("школы с высокими образовательными результатами"),
}


@dataclass(frozen=True, slots=True)
class KnownSchool:
    """A school of the authority; `is_open`: its case in this run is under way already."""

    id: int
    name: str
    aliases: tuple[str, ...]
    is_example: bool
    is_open: bool


@dataclass(frozen=True, slots=True)
class KnownAct:
    id: int
    kind: str
    issuer: str
    number: str
    dated_on: date | None
    title: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OpeningPage:
    run_id: int
    authority_id: int
    run_title: str
    from_on: date
    to_on: date
    today: date
    programme: str
    code: str
    schools: tuple[KnownSchool, ...]
    letters: tuple[KnownAct, ...]
    orders: tuple[KnownAct, ...]
    methodists: tuple[tuple[int, str], ...]
    stages: tuple[tuple[str, str], ...]
    categories: tuple[tuple[str, str], ...] = tuple(CATEGORY_TITLES.items())


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One line of the pasted list: what it means, or between what a person has to choose."""

    number: int
    text: str
    school: KnownSchool | None
    is_new: bool = False
    is_skipped: bool = False
    candidates: tuple[KnownSchool, ...] = ()
    #: What a person answered for this line; empty when it was clear by itself.
    answer: str = ""

    @property
    def is_open_question(self) -> bool:
        return self.school is None and not self.is_new and not self.is_skipped


@dataclass(frozen=True, slots=True, kw_only=True)
class Preview:
    """Who will be opened, who is already, and which lines are not clear yet."""

    lines: tuple[Line, ...]
    schools: tuple[KnownSchool, ...]  # to be opened, each once
    new_names: tuple[str, ...]
    open_already: tuple[KnownSchool, ...]

    @property
    def unclear(self) -> tuple[Line, ...]:
        return tuple(line for line in self.lines if line.is_open_question)

    @property
    def count(self) -> int:
        return len(self.schools) + len(self.new_names)


def opening_page(
    session: Session, memberships: access.Memberships, run_id: int, *, now: datetime
) -> OpeningPage:
    """Six statements, whatever the number of schools."""
    run = session.scalar(
        select(Run)
        .where(Run.id == run_id, Run.authority_id.in_(access.authorities_seen_whole(memberships)))
        .options(joinedload(Run.programme), joinedload(Run.programme_version), joinedload(Run.process_version))
    )
    if run is None:
        raise NotHere
    zone = session.scalars(select(Authority.zone).where(Authority.id == run.authority_id)).one()
    today = local_date(now, zone)
    return OpeningPage(
        run_id=run.id,
        authority_id=run.authority_id,
        run_title=run.title,
        from_on=run.from_on,
        to_on=run.to_on,
        today=today,
        programme=run.programme_version.title,
        code=run.programme.code,
        schools=_schools(session, run),
        letters=_letters(session, run.authority_id),
        orders=_orders(session, run.authority_id),
        methodists=_methodists(session, run.authority_id, today),
        stages=titles_of(run.process_version.settings),
    )


def _schools(session: Session, run: Run) -> tuple[KnownSchool, ...]:
    rows = session.execute(
        select(School.id, School.name, School.aliases, School.is_example, Case.id)
        .outerjoin(Case, (Case.school_id == School.id) & (Case.run_id == run.id) & Case.closed_at.is_(None))
        .where(School.authority_id == run.authority_id)
        .order_by(School.sort_key, School.id)
    )
    return tuple(
        KnownSchool(school_id, name, tuple(aliases), is_example, case_id is not None)
        for school_id, name, aliases, is_example, case_id in rows
    )


def _letters(session: Session, authority_id: int) -> tuple[KnownAct, ...]:
    rows = session.execute(
        select(
            ExternalAct.id,
            ExternalAct.kind,
            ExternalAct.issuer,
            ExternalAct.number,
            ExternalAct.dated_on,
            ExternalAct.title,
        )
        .where(ExternalAct.authority_id == authority_id)
        .order_by(ExternalAct.dated_on.desc(), ExternalAct.id.desc())
        .limit(200)
    )
    return tuple(KnownAct(*row) for row in rows)


def _orders(session: Session, authority_id: int) -> tuple[KnownAct, ...]:
    rows = session.execute(
        select(Order.id, Order.act_type, Order.number_text, Order.dated_on, Order.title)
        .where(Order.authority_id == authority_id)
        .order_by(Order.dated_on.desc(), Order.ordinal.desc(), Order.id.desc())
        .limit(200)
    )
    return tuple(
        KnownAct(order_id, act_type, "", number, on, title) for order_id, act_type, number, on, title in rows
    )


def _methodists(session: Session, authority_id: int, today: date) -> tuple[tuple[int, str], ...]:
    rows = session.execute(
        select(Person.id, Person.post, Person.full_name)
        .where(
            Person.active,
            exists().where(
                RoleAssignment.person_id == Person.id,
                RoleAssignment.authority_id == authority_id,
                RoleAssignment.role == RoleName.METHODIST,
                RoleAssignment.in_force(today),
            ),
        )
        .order_by(Person.sort_key, Person.id)
    )
    return tuple((row[0], f"{row[2]}, {row[1]}" if row[2] else row[1]) for row in rows)


def preview_of(page: OpeningPage, *, listed: Sequence[int], pasted: str, chosen: Mapping[int, str]) -> Preview:
    """`chosen`: line number -> a school's id, NEW or SKIP, as a person answered for unclear lines."""
    known = {school.id: school for school in page.schools}
    lines = tuple(_lines(page, known, pasted, chosen))
    wanted = dict.fromkeys(
        [known[one] for one in listed if one in known] + [line.school for line in lines if line.school]
    )
    return Preview(
        lines=lines,
        schools=tuple(school for school in wanted if not school.is_open),
        new_names=tuple(dict.fromkeys(line.text for line in lines if line.is_new)),
        open_already=tuple(school for school in wanted if school.is_open),
    )


def _lines(
    page: OpeningPage, known: Mapping[int, KnownSchool], pasted: str, chosen: Mapping[int, str]
) -> Iterator[Line]:
    for number, match in enumerate(match_lines(pasted, page.schools), 1):
        yield _line(number, match, known, chosen.get(number, ""))


def _line(number: int, match: SchoolMatch, known: Mapping[int, KnownSchool], answer: str) -> Line:
    candidates = tuple(known[int(one)] for one in match.candidates)
    if match.exact is not None:
        return Line(number=number, text=match.text, school=known[int(match.exact)])
    school = known.get(int(answer)) if answer.isdecimal() else None
    return Line(
        number=number,
        text=match.text,
        school=school,
        is_new=answer == NEW,
        is_skipped=answer == SKIP,
        candidates=candidates,
        answer=answer if school or answer in (NEW, SKIP) else "",
    )
