"""What a table of people would add: accounts, roles of known people, and what is wrong by row and column."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from workflow import access
from workflow.access import RoleName
from workflow.models.authority import School
from workflow.models.invitation import Invitation
from workflow.models.person import Person, RoleAssignment, email_key
from workflow.pages.invitation import works
from workflow.pages.people import ROLES, RolePage
from workflow.programmes.schools import match_school
from workflow.sheets.columns import NOT_A_DAY, Column, Complaint, TypedRow, day_of, in_order, plain
from workflow.states.definition import N_, Message, say

MOST_ROWS = 500
COLUMNS: tuple[tuple[str, str], ...] = (
    ("email", N_("Служебная почта")),
    ("post", N_("Должность")),
    ("full_name", N_("Фамилия, имя, отчество")),
    ("role", N_("Роль")),
    ("school", N_("Школа")),
    ("rights", N_("Права")),
    ("from_on", N_("С какого дня")),
    ("to_on", N_("По какой день")),
)
REQUIRED = ("email", "post", "role")
LONGEST = {"email": 255, "post": 300, "full_name": 300}
RIGHTS = {
    "may_approve": N_("утверждает"),
    "may_sign": N_("подписывает"),
    "may_register": N_("регистрирует"),
}
Translate = Callable[[str], str]


@dataclass(frozen=True, slots=True, kw_only=True)
class NewRole:
    """`person_id` is None for somebody who has no account yet."""

    person_id: int | None
    email: str
    post: str
    full_name: str
    role: RoleName
    school_id: int | None
    school: str
    may: tuple[str, ...]
    from_on: date
    to_on: date | None

    @property
    def role_title(self) -> str:
        return ROLES[self.role]

    @property
    def rights(self) -> tuple[str, ...]:
        return tuple(RIGHTS[name] for name in self.may)


@dataclass(frozen=True, slots=True, kw_only=True)
class PeopleRow:
    """`new` is None for a row with complaints, and for a role that is held already."""

    number: int
    email: str
    post: str
    new: NewRole | None = None
    is_held: bool = False
    complaints: tuple[Complaint, ...] = ()


@dataclass(frozen=True, slots=True)
class PeoplePreview:
    rows: tuple[PeopleRow, ...]

    @property
    def roles(self) -> tuple[NewRole, ...]:
        return tuple(row.new for row in self.rows if row.new is not None)

    @property
    def new_people(self) -> int:
        return len({one.email for one in self.roles if one.person_id is None})

    @property
    def with_complaints(self) -> int:
        return sum(bool(row.complaints) for row in self.rows)

    @property
    def may_be_pressed(self) -> bool:
        return bool(self.roles) and not self.with_complaints


@dataclass(frozen=True, slots=True)
class _Account:
    person_id: int
    is_visible: bool
    roles: frozenset[tuple[RoleName, int | None]]


@dataclass(frozen=True, slots=True)
class _Known:
    page: RolePage
    viewer_id: int
    schools: Sequence[School]
    accounts: Mapping[str, _Account]
    roles: Mapping[str, RoleName]
    rights: Mapping[str, str]
    is_address: Callable[[str], object]


def columns_of(translate: Translate) -> tuple[Column, ...]:
    return tuple(Column(key, (translate(title), title), required=key in REQUIRED) for key, title in COLUMNS)


def people_preview(
    session: Session,
    memberships: access.Memberships,
    page: RolePage,
    rows: Sequence[TypedRow],
    *,
    viewer_id: int,
    is_address: Callable[[str], object],
    translate: Translate,
) -> PeoplePreview:
    """Three statements beside those of the page, whatever the number of rows."""
    known = _Known(
        page=page,
        viewer_id=viewer_id,
        schools=session.scalars(select(School).where(School.authority_id == page.authority_id)).all(),
        accounts=_accounts(session, memberships, page, {email_key(row.text("email")) for row in rows}),
        roles={
            plain(words): role
            for role, title in ROLES.items()
            for words in (title, translate(title), role.value)
        },
        rights={plain(words): name for name, title in RIGHTS.items() for words in (title, translate(title))},
        is_address=is_address,
    )
    seen: dict[object, tuple[int, str]] = {}
    return PeoplePreview(tuple(_Reader(row, known).read(seen) for row in rows))


def made_links(
    session: Session, hashes: Mapping[str, str], *, now: datetime
) -> tuple[tuple[str, str, datetime], ...]:
    """(address, post, until) of the people whose link has that hash and works: {address: sha256}."""
    rows = session.execute(
        select(Person.email, Person.post, Invitation.expires_at)
        .join(Invitation, Invitation.person_id == Person.id)
        .where(Invitation.token_sha256.in_(hashes.values()), works(now))
        .order_by(Person.sort_key, Person.id)
    )
    return tuple((email, post, until) for email, post, until in rows if email in hashes)


class _Reader:
    """Reads one row, gathering all complaints at once."""

    def __init__(self, row: TypedRow, known: _Known) -> None:
        self.row = row
        self.known = known
        self.complaints = list(row.complaints)
        self.refused = {one.place for one in row.complaints}

    def read(self, seen: dict[object, tuple[int, str]]) -> PeopleRow:
        email, post = self.email(), self.row.text("post")
        for key, most in LONGEST.items():
            if len(self.row.text(key)) > most:
                self.complain(key, say(N_("Слишком длинно: помещается %(most)d знаков"), most=most))
        if not post:
            self.complain("post", say(N_("Впишите должность: она видна вместо имени")))
        role = self.role()
        school_id, school = self.school(role)
        may = self.rights(role)
        from_on, to_on = self.term()
        account = self.account(email)
        self.is_new_here(seen, email, post, role, school_id)
        held = account is not None and (role, school_id) in account.roles
        if self.complaints or role is None or held:
            complaints = in_order(self.complaints)
            return PeopleRow(
                number=self.row.number,
                email=email,
                post=post,
                is_held=held and not complaints,
                complaints=complaints,
            )
        new = NewRole(
            person_id=account.person_id if account else None,
            email=email,
            post=post,
            full_name=self.row.text("full_name"),
            role=role,
            school_id=school_id,
            school=school,
            may=may,
            from_on=from_on,
            to_on=to_on,
        )
        return PeopleRow(number=self.row.number, email=email, post=post, new=new)

    def email(self) -> str:
        typed = email_key(self.row.text("email"))
        if not typed:
            self.complain("email", say(N_("Впишите почту: по ней человек входит")))
        elif not self.known.is_address(typed):
            self.complain("email", say(N_("Почта выглядит так: ivanova@school.example")))
        return typed

    def account(self, email: str) -> _Account | None:
        account = self.known.accounts.get(email)
        if account is not None and account.person_id == self.known.viewer_id:
            self.complain("email", say(N_("Это ваша запись: свои роли меняет другой администратор")))
        elif account is not None and not account.is_visible:
            self.complain("email", say(N_("Учётная запись с этой почтой уже есть, и не в вашем управлении")))
        return account

    def role(self) -> RoleName | None:
        typed = self.row.text("role")
        found = self.known.roles.get(plain(typed)) if typed else None
        if not typed:
            self.complain("role", say(N_("Впишите роль, например «Методист»")))
        elif found is None:
            self.complain(
                "role", say(N_("Нет такой роли: «%(typed)s». Возьмите её из образца"), typed=typed[:100])
            )
        return found

    def school(self, role: RoleName | None) -> tuple[int | None, str]:
        typed = self.row.text("school")
        if not typed:
            if role is RoleName.SCHOOL:
                self.complain("school", say(N_("Для этой роли нужна школа")))
            return None, ""
        if role is not None and role is not RoleName.SCHOOL:
            self.complain("school", say(N_("Школу указывают только для роли «Представитель школы»")))
            return None, ""
        match = match_school(typed, self.known.schools)
        names = {school.id: school.name for school in self.known.schools}
        if match.exact is not None:
            return int(match.exact), names[int(match.exact)]
        if match.candidates:
            near = ", ".join(names[int(one)] for one in match.candidates[:3])
            words = N_("Точно такой школы нет. Похожи: %(names)s. Впишите одно из этих названий")
            self.complain("school", say(words, names=near))
        else:
            self.complain("school", say(N_("Такой школы в управлении нет: «%(typed)s»"), typed=typed[:100]))
        return None, ""

    def rights(self, role: RoleName | None) -> tuple[str, ...]:
        typed = [one.strip() for one in self.row.text("rights").split(",") if one.strip()]
        unknown = [one for one in typed if plain(one) not in self.known.rights]
        if unknown:
            words = N_("Нет такого права: «%(typed)s». Бывают: утверждает, подписывает, регистрирует")
            self.complain("rights", say(words, typed=unknown[0][:100]))
            return ()
        may = {self.known.rights[plain(one)] for one in typed}
        if role is not None and role is not RoleName.OFFICIAL and may - {"may_register"}:
            self.complain("rights", say(N_("Утверждает и подписывает только должностное лицо")))
        elif role is not None and role not in (RoleName.OFFICIAL, RoleName.CLERK) and may:
            self.complain("rights", say(N_("Регистрирует только должностное лицо или делопроизводитель")))
        return tuple(name for name in RIGHTS if name in may)

    def term(self) -> tuple[date, date | None]:
        today = self.known.page.today
        from_on, to_on = self.day("from_on") or today, self.day("to_on")
        if from_on < today:
            self.complain("from_on", say(N_("Задним числом роль не назначают. Сегодня или позже")))
        if to_on is not None and to_on < from_on:
            self.complain("to_on", say(N_("Последний день раньше первого: исправьте срок")))
        return from_on, to_on

    def day(self, key: str) -> date | None:
        typed = self.row.text(key)
        day = day_of(typed) if typed else None
        if typed and day is None:
            self.complain(key, say(NOT_A_DAY, typed=typed[:100]))
        return day

    def is_new_here(
        self,
        seen: dict[object, tuple[int, str]],
        email: str,
        post: str,
        role: RoleName | None,
        school_id: int | None,
    ) -> None:
        """A person may stand in several rows, with one post and different roles."""
        same, person = seen.get((email, role, school_id)), seen.get(email)
        if email and role and same:
            self.complain("role", say(N_("Эта строка повторяет строку %(row)d"), row=same[0]))
        elif email and person and person[1] != post:
            words = N_("В строке %(row)d у этой почты другая должность. Оставьте одну")
            self.complain("post", say(words, row=person[0]))
        seen.setdefault((email, role, school_id), (self.row.number, post))
        seen.setdefault(email, (self.row.number, post))

    def complain(self, key: str, message: Message) -> None:
        place = self.row.place(key)
        if place not in self.refused:
            self.refused.add(place)
            self.complaints.append(Complaint(place, dict(COLUMNS)[key], message))


def _accounts(
    session: Session, memberships: access.Memberships, page: RolePage, emails: set[str]
) -> Mapping[str, _Account]:
    visible = set(
        session.scalars(
            select(Person.id).where(Person.email.in_(emails), access.person_is_visible(memberships))
        )
    )
    rows = session.execute(
        select(Person.email, Person.id, RoleAssignment.role, RoleAssignment.school_id)
        .outerjoin(
            RoleAssignment,
            (RoleAssignment.person_id == Person.id)
            & (RoleAssignment.authority_id == page.authority_id)
            & RoleAssignment.not_over(page.today),
        )
        .where(Person.email.in_(emails))
    )
    found: dict[str, _Account] = {}
    for email, person_id, role, school_id in rows:
        held = found[email].roles if email in found else frozenset()
        if role is not None:
            held |= {(role, school_id)}
        found[email] = _Account(person_id, person_id in visible, held)
    return found
