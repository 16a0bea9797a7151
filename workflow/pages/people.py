"""People as an administrator sees them: who they are, what they are to whom, from when to when."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, cast

from sqlalchemy import ColumnElement, Select, and_, exists, func, or_, select, tuple_
from sqlalchemy.orm import Session

from workflow import access
from workflow.access import NotHere, RoleName
from workflow.clock import local_date
from workflow.models.authority import Authority, School
from workflow.models.person import Person, RoleAssignment
from workflow.models.search import search_text
from workflow.states.definition import N_

PAGE = 50
COUNT_LIMIT = 1001
MOST_EXPORTED = 10_000
ROLES: Mapping[RoleName, str] = {
    RoleName.SCHOOL: N_("Представитель школы"),
    RoleName.METHODIST: N_("Методист"),
    RoleName.OFFICIAL: N_("Должностное лицо"),
    RoleName.CLERK: N_("Делопроизводитель"),
    RoleName.COUNCIL: N_("Член совета"),
    RoleName.SECRETARY: N_("Секретарь совета"),
    RoleName.OBSERVER: N_("Наблюдатель"),
    RoleName.ADMIN: N_("Администратор"),
}
STATES = {"open": N_("Вход открыт"), "closed": N_("Вход закрыт")}


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """One assignment. `when`: now, ahead or past."""

    id: int
    person_id: int
    role: RoleName
    role_title: str
    title: str
    authority_id: int | None
    authority: str
    school_id: int | None
    school: str
    may: tuple[str, ...]  # names of the permissions held
    from_on: date
    to_on: date | None
    acting: bool
    revoked: bool
    when: str

    @property
    def rights(self) -> tuple[str, ...]:
        return tuple(_RIGHTS[name] for name in self.may)

    @property
    def duties(self) -> dict[str, Any]:
        """What a substitute takes over."""
        return {"role": self.role, "school_id": self.school_id, **dict.fromkeys(self.may, True)}


@dataclass(frozen=True, slots=True, kw_only=True)
class ListedPerson:
    id: int
    post: str
    full_name: str
    email: str
    active: bool
    roles: tuple[Held, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PeopleFilters:
    """As they stand in the address; empty means all."""

    words: str = ""
    role: str = ""
    state: str = ""
    authority_id: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class PeoplePage:
    """`add_to_id`: the authority that a new person would be added to; None while it is not chosen."""

    people: tuple[ListedPerson, ...]
    filters: PeopleFilters
    authorities: tuple[tuple[int, str], ...]
    found: int
    is_first: bool
    next: str
    add_to_id: int | None
    may_change: bool

    @property
    def is_filtered(self) -> bool:
        return self.filters != PeopleFilters()


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonPage:
    """`home_id`: the authority on whose record a change of the account goes."""

    id: int
    post: str
    full_name: str
    email: str
    active: bool
    password_is_one_time: bool
    last_login_at: datetime | None
    zone: str
    now: tuple[Held, ...]
    ahead: tuple[Held, ...]
    past: tuple[Held, ...]
    homes: tuple[tuple[int, str], ...]
    home_id: int | None
    may_change: bool
    is_self: bool
    works_elsewhere: bool

    @property
    def may_change_account(self) -> bool:
        return self.may_change and not self.is_self and not self.works_elsewhere


@dataclass(frozen=True, slots=True, kw_only=True)
class RolePage:
    """What a form for a role offers. `person` is empty for somebody new."""

    authority_id: int
    authority: str
    today: date
    person_id: int | None
    person: str
    schools: tuple[tuple[int, str], ...]
    substituted: tuple[Held, ...]


def people_page(
    session: Session,
    memberships: access.Memberships,
    *,
    asked: Mapping[str, str],
    now: datetime,
    limit: int = PAGE,
) -> PeoplePage:
    """`asked` is the address as it stands: what it does not say rightly is not asked for."""
    authorities = _authorities(session, access.authorities_with_people(memberships))
    filters = _filters(asked, authorities)
    query = select(Person.id).where(access.person_is_visible(memberships), *_conditions(memberships, filters))
    after = _number(asked.get("after", ""))
    rows = session.execute(_page_of(query, after, limit)).all()
    held = _held(session, memberships, [row.id for row in rows[:limit]], now)
    administered = [pair for pair in authorities if _administers(memberships, pair[0])]
    return PeoplePage(
        people=tuple(_listed(row, held.get(row.id, ())) for row in rows[:limit]),
        filters=filters,
        authorities=authorities,
        found=session.scalar(select(func.count()).select_from(query.limit(COUNT_LIMIT).subquery())) or 0,
        is_first=not after,
        next=str(rows[limit - 1].id) if len(rows) > limit else "",
        add_to_id=_add_to(filters, administered),
        may_change=bool(administered),
    )


def person_page(
    session: Session, viewer_id: int, memberships: access.Memberships, person_id: int, *, now: datetime
) -> PersonPage:
    visible = access.person_is_visible(memberships)
    person = session.scalar(select(Person).where(Person.id == person_id, visible))
    if person is None:
        raise NotHere
    held = _held(session, memberships, [person_id], now).get(person_id, ())
    authorities = _authorities(session, access.authorities_with_people(memberships))
    homes = tuple(pair for pair in authorities if _administers(memberships, pair[0]))
    everywhere = access.administers_all(memberships)
    if not everywhere:
        homes = tuple(pair for pair in homes if any(one.authority_id == pair[0] for one in held))
    return PersonPage(
        id=person.id,
        post=person.post,
        full_name=person.full_name or "",
        email=person.email,
        active=person.active,
        password_is_one_time=person.password_is_one_time,
        last_login_at=person.current_login_at,
        zone=_zone(session, held),
        now=_only(held, "now"),
        ahead=_only(held, "ahead"),
        past=_only(held, "past"),
        homes=homes,
        home_id=_home_id(held, homes, everywhere=everywhere),
        may_change=bool(homes) or everywhere,
        is_self=person.id == viewer_id,
        works_elsewhere=not everywhere and _works_elsewhere(session, person_id, homes, now),
    )


def role_page(
    session: Session,
    memberships: access.Memberships,
    authority_id: int,
    *,
    person_id: int | None = None,
    now: datetime,
) -> RolePage:
    authority = session.get(Authority, authority_id)
    if authority is None or not _administers(memberships, authority_id):
        raise NotHere
    person = None
    if person_id is not None:
        known = access.person_is_visible(memberships)
        person = session.scalar(select(Person).where(Person.id == person_id, known))
        if person is None:
            raise NotHere
    schools = session.execute(
        select(School.id, School.name)
        .where(School.authority_id == authority_id)
        .order_by(School.sort_key, School.id)
    )
    return RolePage(
        authority_id=authority_id,
        authority=authority.name,
        today=local_date(now, authority.zone),
        person_id=person_id,
        person=person.shown_name if person else "",
        schools=tuple((row.id, row.name) for row in schools),
        substituted=_substituted(session, memberships, authority, person_id, now),
    )


def assignment_page(
    session: Session,
    viewer_id: int,
    memberships: access.Memberships,
    person_id: int,
    assignment_id: int,
    *,
    now: datetime,
) -> tuple[PersonPage, Held]:
    """The person and one assignment of theirs that may still be ended."""
    page = person_page(session, viewer_id, memberships, person_id, now=now)
    for held in (*page.now, *page.ahead):
        if held.id == assignment_id and held.authority_id in {authority_id for authority_id, _ in page.homes}:
            return page, held
    raise NotHere


def _filters(asked: Mapping[str, str], authorities: Sequence[tuple[int, str]]) -> PeopleFilters:
    role, state, authority_id = (asked.get(name, "") for name in ("role", "state", "authority"))
    return PeopleFilters(
        words=asked.get("q", "").strip()[:200],
        role=role if role in set(RoleName) else "",
        state=state if state in STATES else "",
        authority_id=_number(authority_id) if _number(authority_id) in dict(authorities) else 0,
    )


def _number(text: str) -> int:
    """0 for whatever is not the id of a row."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 19 else 0


def _conditions(memberships: access.Memberships, filters: PeopleFilters) -> list[ColumnElement[bool]]:
    """Only those assignments are asked for that the viewer may see."""
    conditions: list[ColumnElement[bool]] = []
    if words := search_text(filters.words):
        conditions.append(Person.search.contains(words, autoescape=True))
    if filters.state:
        conditions.append(Person.active.is_(filters.state == "open"))
    narrowed = [RoleAssignment.role == filters.role] if filters.role else []
    if filters.authority_id:
        narrowed.append(RoleAssignment.authority_id == filters.authority_id)
    if narrowed:
        own = access.assignment_is_visible(memberships)
        conditions.append(exists().where(RoleAssignment.person_id == Person.id, own, *narrowed))
    return conditions


def _page_of(query: Select[Any], after: int, limit: int) -> Select[Any]:
    """The place is that of a person, whoever may be told of them: an id says nothing by itself."""
    shown = (Person.id, Person.post, Person.full_name, Person.email, Person.active)
    page = cast(Select[Any], query.with_only_columns(*shown, maintain_column_froms=True))
    if after:
        place = select(Person.sort_key).where(Person.id == after).scalar_subquery()
        page = page.where(tuple_(Person.sort_key, Person.id) > tuple_(place, after))
    return page.order_by(Person.sort_key, Person.id).limit(limit + 1)


def _held(
    session: Session, memberships: access.Memberships, person_ids: Sequence[int], now: datetime
) -> Mapping[int, tuple[Held, ...]]:
    rows = session.execute(
        select(RoleAssignment, Authority.short_name, Authority.zone, School.name)
        .outerjoin(Authority, Authority.id == RoleAssignment.authority_id)
        .outerjoin(School, School.id == RoleAssignment.school_id)
        .where(RoleAssignment.person_id.in_(person_ids), access.assignment_is_visible(memberships))
        .order_by(RoleAssignment.from_on.desc(), RoleAssignment.id.desc())
    )
    held: dict[int, tuple[Held, ...]] = {}
    for assignment, authority, zone, school in rows:
        one = _one(assignment, authority or "", school or "", local_date(now, zone or access.ZONE))
        held[one.person_id] = (*held.get(one.person_id, ()), one)
    return held


_RIGHTS = {
    "may_approve": N_("утверждает"),
    "may_sign": N_("подписывает"),
    "may_register": N_("регистрирует"),
}


def _one(row: RoleAssignment, authority: str, school: str, today: date) -> Held:
    when = "now" if row.covers(today) else "past"
    if row.from_on > today and row.revoked_at is None:
        when = "ahead"
    return Held(
        id=row.id,
        person_id=row.person_id,
        role=row.role,
        role_title=ROLES[row.role],
        title=row.title or "",
        authority_id=row.authority_id,
        authority=authority,
        school_id=row.school_id,
        school=school,
        may=tuple(name for name in _RIGHTS if getattr(row, name)),
        from_on=row.from_on,
        to_on=row.to_on,
        acting=row.acting_for_id is not None,
        revoked=row.revoked_at is not None,
        when=when,
    )


def _listed(row: Any, held: Iterable[Held]) -> ListedPerson:
    return ListedPerson(
        id=row.id,
        post=row.post,
        full_name=row.full_name or "",
        email=row.email,
        active=row.active,
        roles=tuple(one for one in held if one.when != "past"),
    )


def _only(held: Iterable[Held], when: str) -> tuple[Held, ...]:
    return tuple(one for one in held if one.when == when)


def _authorities(session: Session, ids: frozenset[int] | None) -> tuple[tuple[int, str], ...]:
    query = select(Authority.id, Authority.short_name).order_by(Authority.short_name, Authority.id)
    if ids is not None:
        query = query.where(Authority.id.in_(ids))
    return tuple((row.id, row.short_name) for row in session.execute(query))


def _administers(memberships: access.Memberships, authority_id: int) -> bool:
    return access.administers_all(memberships) or any(
        one.role is RoleName.ADMIN and one.authority_id == authority_id for one in memberships
    )


def _add_to(filters: PeopleFilters, administered: Sequence[tuple[int, str]]) -> int | None:
    if filters.authority_id in dict(administered):
        return filters.authority_id
    return administered[0][0] if len(administered) == 1 else None


def _home_id(held: Sequence[Held], homes: Sequence[tuple[int, str]], *, everywhere: bool) -> int | None:
    """Where the person is best known; who has no authority at all is changed on the record of the system."""
    known = [one.authority_id for one in held if one.authority_id in dict(homes)]
    if known:
        return known[0]
    return None if everywhere or not homes else homes[0][0]


def _zone(session: Session, held: Sequence[Held]) -> str:
    home = next((one.authority_id for one in held if one.authority_id is not None), None)
    return session.scalar(select(Authority.zone).where(Authority.id == home)) or access.ZONE


def _works_elsewhere(session: Session, person_id: int, homes: Sequence[tuple[int, str]], now: datetime) -> bool:
    ours = RoleAssignment.authority_id.in_([authority_id for authority_id, _ in homes])
    foreign = or_(RoleAssignment.authority_id.is_(None), ~ours)
    alive = RoleAssignment.not_over(local_date(now, access.ZONE))
    return bool(session.scalar(select(exists().where(RoleAssignment.person_id == person_id, foreign, alive))))


def _substituted(
    session: Session,
    memberships: access.Memberships,
    authority: Authority,
    person_id: int | None,
    now: datetime,
) -> tuple[Held, ...]:
    """Whose duties may be taken over: of others, not substitutes themselves, not over yet."""
    today = local_date(now, authority.zone)
    rows = session.execute(
        select(RoleAssignment, School.name)
        .outerjoin(School, School.id == RoleAssignment.school_id)
        .where(
            and_(
                RoleAssignment.authority_id == authority.id,
                RoleAssignment.acting_for_id.is_(None),
                RoleAssignment.role != RoleName.ADMIN,
                RoleAssignment.not_over(today),
                access.assignment_is_visible(memberships),
            ),
            RoleAssignment.person_id != (person_id or 0),
        )
        .order_by(RoleAssignment.id)
    )
    return tuple(_one(row, authority.short_name, school or "", today) for row, school in rows)
