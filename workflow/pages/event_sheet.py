"""The attendance sheet of an event: its lines, and what a table from a file would add to it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from workflow import access
from workflow.models.authority import School
from workflow.models.event import Attendance, Audience, EventSchool, Participant
from workflow.models.search import search_text
from workflow.pages.event import AUDIENCE_TITLES, EventHead, event_head
from workflow.programmes.schools import match_school
from workflow.sheets.columns import Column, Complaint, TypedRow, plain
from workflow.states.definition import N_, Message, Role, say

MOST_ROWS = 1_000
MOST_PEOPLE = 10_000
STAFF = (Audience.HEADS, Audience.TEACHERS)
COLUMNS: tuple[tuple[str, str], ...] = (
    ("school", N_("Школа")),
    ("audience", N_("Аудитория")),
    ("name", N_("ФИО")),
    ("post", N_("Должность")),
    ("people", N_("Количество")),
)
#: Other words of the office for the same audiences.
SYNONYMS: Mapping[str, Audience] = {
    "руководитель": Audience.HEADS,
    "административные работники": Audience.HEADS,
    "директор": Audience.HEADS,
    "педагог": Audience.TEACHERS,
    "учителя": Audience.TEACHERS,
    "учитель": Audience.TEACHERS,
    "педагогические работники": Audience.TEACHERS,
    "ученики": Audience.PUPILS,
    "учащиеся": Audience.PUPILS,
    "дети": Audience.PUPILS,
    "родители (законные представители)": Audience.PARENTS,
    "законные представители": Audience.PARENTS,
}
Translate = Callable[[str], str]


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetLine:
    id: int
    school_id: int
    school: str
    audience: str
    name: str
    post: str
    people: int
    may_remove: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetPage:
    """`schools`: whom the reader may enter for, (id, name)."""

    head: EventHead
    lines: tuple[SheetLine, ...]
    schools: tuple[tuple[int, str], ...]
    total: int

    @property
    def may_import(self) -> bool:
        return self.head.open_to_entries and Role.METHODIST in self.head.roles


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportLine:
    """What one row would put on the sheet; `audience` is None for a row with complaints."""

    number: int
    school_id: int
    school: str
    audience: Audience | None
    name: str
    post: str
    people: int
    at: str
    complaints: tuple[Complaint, ...] = ()


@dataclass(frozen=True, slots=True)
class ImportPreview:
    rows: tuple[ImportLine, ...]

    @property
    def with_complaints(self) -> int:
        return sum(bool(row.complaints) for row in self.rows)

    @property
    def may_be_pressed(self) -> bool:
        return bool(self.rows) and not self.with_complaints

    @property
    def people(self) -> int:
        return sum(row.people for row in self.rows)


@dataclass(frozen=True, slots=True)
class _School:
    id: int
    name: str
    aliases: tuple[str, ...]


def sheet_page(session: Session, memberships: access.Memberships, event_id: int, *, now: datetime) -> SheetPage:
    """Names of people are shown to the office, to the school that holds the event and to their own school."""
    head = event_head(session, memberships, event_id, now=now)
    sees_names = head.sees_all or Role.PARTNER in head.roles
    rows = session.execute(
        select(Attendance, School.name, Participant)
        .join(School, School.id == Attendance.school_id)
        .outerjoin(Participant, Participant.id == Attendance.participant_id)
        .where(Attendance.event_id == event_id, Attendance.removed_at.is_(None))
        .order_by(School.sort_key, Attendance.audience, Participant.search, Attendance.id)
    ).all()
    lines = tuple(
        SheetLine(
            id=row.id,
            school_id=row.school_id,
            school=school,
            audience=AUDIENCE_TITLES[row.audience.value],
            name=person.name if person else "",
            post=person.post if person else "",
            people=row.people,
            may_remove=head.may_enter_for(row.school_id),
        )
        for row, school, person in rows
        if sees_names or row.school_id in head.own_schools
    )
    return SheetPage(
        head=head,
        lines=lines,
        schools=tuple((one.id, one.name) for one in _schools(session, event_id) if head.may_enter_for(one.id)),
        total=sum(row.people for row, _, _ in rows),
    )


def columns_of(translate: Translate) -> tuple[Column, ...]:
    """A heading is known in Russian and in the reader's language."""
    required = ("school", "audience")
    return tuple(Column(key, (translate(title), title), required=key in required) for key, title in COLUMNS)


def import_preview(
    session: Session, event_id: int, rows: Sequence[TypedRow], *, translate: Translate
) -> ImportPreview:
    """Three statements, whatever the number of rows. Of an event whose page the reader was let in to."""
    schools = _schools(session, event_id)
    matches = {name: match_school(name, schools) for name in {row.text("school") for row in rows}}
    by_id = {one.id: one for one in schools}
    reader = _Reader(_audiences(translate), _there(session, event_id))
    read = []
    for row in rows:
        match = matches[row.text("school")]
        school = by_id[int(match.exact)] if match.exact is not None else None
        near = tuple(by_id[int(one)].name for one in match.candidates)
        read.append(reader.read(row, school, near))
    return ImportPreview(tuple(read))


class _Reader:
    """Reads rows in their order, gathering all complaints of each, by the place in the file."""

    def __init__(self, audiences: Mapping[str, Audience], there: set[tuple[int, str]]) -> None:
        self.audiences = audiences
        self.seen: dict[tuple[int, str], int] = dict.fromkeys(there, 0)

    def read(self, row: TypedRow, school: _School | None, near: tuple[str, ...]) -> ImportLine:
        complaints = list(row.complaints)

        def complain(key: str, message: Message) -> None:
            complaints.append(Complaint(row.place(key), dict(COLUMNS)[key], message))

        if not row.text("school"):
            complain("school", say(N_("Впишите название школы")))
        elif school is None and near:
            complain("school", say(N_("Точно такой школы нет. Похожи: %(names)s"), names=", ".join(near[:3])))
        elif school is None:
            complain("school", say(N_("Эта школа не участвует в мероприятии. Добавьте её в участники")))
        audience = self.audiences.get(plain(row.text("audience")))
        if audience is None:
            complain("audience", say(N_("Напишите: руководители, педагоги, обучающиеся или родители")))
        people = self._people(row, audience, complain)
        if school is not None and audience is not None and not complaints:
            self._repeated(row, school, audience, complain)
        return ImportLine(
            number=row.number,
            school_id=school.id if school else 0,
            school=school.name if school else row.text("school"),
            audience=audience if not complaints else None,
            name=row.text("name"),
            post=row.text("post"),
            people=people,
            at=row.place("name"),
            complaints=tuple(complaints),
        )

    def _people(
        self, row: TypedRow, audience: Audience | None, complain: Callable[[str, Message], None]
    ) -> int:
        name, typed = row.text("name"), row.text("people")
        if audience in STAFF:
            if not search_text(name) or len(name) > 200:
                complain("name", say(N_("Впишите имя: руководители и педагоги стоят в листе поимённо")))
            if typed not in ("", "1"):
                complain("people", say(N_("Один человек в строке: здесь пусто или 1")))
            return 1
        if name:
            complain("name", say(N_("Обучающихся и родителей только считают: уберите имя")))
        number = int(typed) if typed.isascii() and typed.isdecimal() and len(typed) < 7 else 0
        if not 0 < number <= MOST_PEOPLE:
            complain("people", say(N_("Впишите целое число от 1 до %(most)d"), most=MOST_PEOPLE))
        return number

    def _repeated(
        self, row: TypedRow, school: _School, audience: Audience, complain: Callable[[str, Message], None]
    ) -> None:
        key = (school.id, search_text(row.text("name")) if audience in STAFF else f"={audience.value}")
        earlier = self.seen.get(key)
        where = "name" if audience in STAFF else "people"
        if earlier == 0:
            complain(where, say(N_("Это уже есть в листе посещения")))
        elif earlier is not None:
            complain(where, say(N_("Повторяет строку %(row)d"), row=earlier))
        else:
            self.seen[key] = row.number


def _audiences(translate: Translate) -> dict[str, Audience]:
    known = {plain(words): audience for words, audience in SYNONYMS.items()}
    for audience in Audience:
        title = AUDIENCE_TITLES[audience.value]
        known |= {plain(title): audience, plain(translate(title)): audience}
    return known


def _there(session: Session, event_id: int) -> set[tuple[int, str]]:
    rows = session.execute(
        select(Attendance.school_id, Attendance.audience, Participant.search)
        .outerjoin(Participant, Participant.id == Attendance.participant_id)
        .where(Attendance.event_id == event_id, Attendance.removed_at.is_(None))
    )
    return {(school_id, search or f"={audience.value}") for school_id, audience, search in rows}


def _schools(session: Session, event_id: int) -> list[_School]:
    rows = session.execute(
        select(School.id, School.name, School.aliases)
        .join(EventSchool, EventSchool.school_id == School.id)
        .where(EventSchool.event_id == event_id)
        .order_by(School.sort_key, School.id)
    )
    return [_School(row.id, row.name, tuple(row.aliases)) for row in rows]
