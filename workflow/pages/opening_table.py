"""What a table of schools would open: each row, and what is wrong with it by row and column."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from workflow.models.person import Person, RoleAssignment, RoleName
from workflow.pages.opening import KnownSchool, OpeningPage
from workflow.programmes.schools import match_school
from workflow.sheets.columns import NOT_A_DAY, Column, Complaint, TypedRow, day_of, in_order, plain
from workflow.states.definition import N_, Message, say

MOST_ROWS = 500
LONGEST_NAME = 300
#: Key -> heading. The template writes them in this order.
COLUMNS: tuple[tuple[str, str], ...] = (
    ("school", N_("Школа")),
    ("category", N_("Категория")),
    ("methodist", N_("Методист")),
    ("letter_issuer", N_("Письмо: от кого")),
    ("letter_number", N_("Номер письма")),
    ("letter_on", N_("Дата письма")),
    ("letter_title", N_("О чём письмо")),
    ("basis", N_("Основание словами")),
    ("stage", N_("Этап")),
    ("from_on", N_("С какого дня")),
    ("to_on", N_("По какой день")),
)
Translate = Callable[[str], str]


@dataclass(frozen=True, slots=True)
class TypedLetter:
    issuer: str
    number: str
    dated_on: date
    title: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Opening:
    """What one row would open. `school_id` is None for a school that is not in the list yet."""

    school_id: int | None
    name: str
    category: str
    stage: str
    methodist_id: int | None
    methodist: str
    letter: TypedLetter | None
    basis: str
    from_on: date
    to_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class OpeningRow:
    """`opening` is None for a row with complaints, and for a school whose case is open already."""

    number: int
    name: str
    written: str
    opening: Opening | None = None
    is_open: bool = False
    complaints: tuple[Complaint, ...] = ()


@dataclass(frozen=True, slots=True)
class TablePreview:
    rows: tuple[OpeningRow, ...]

    @property
    def openings(self) -> tuple[Opening, ...]:
        return tuple(row.opening for row in self.rows if row.opening is not None)

    @property
    def open_already(self) -> int:
        return sum(row.is_open for row in self.rows)

    @property
    def with_complaints(self) -> int:
        return sum(bool(row.complaints) for row in self.rows)

    @property
    def may_be_pressed(self) -> bool:
        return bool(self.openings) and not self.with_complaints


@dataclass(frozen=True, slots=True)
class _Known:
    page: OpeningPage
    methodists: Mapping[str, tuple[tuple[int, str], ...]]
    categories: Mapping[str, str]
    stages: Mapping[str, str]


def columns_of(translate: Translate) -> tuple[Column, ...]:
    """A heading is known in Russian and in the reader's language."""
    return tuple(Column(key, (translate(title), title), required=key == "school") for key, title in COLUMNS)


def table_preview(
    session: Session, page: OpeningPage, rows: Sequence[TypedRow], *, translate: Translate
) -> TablePreview:
    """One statement beside those of the page, whatever the number of rows."""
    known = _Known(
        page,
        _methodists(session, page),
        _by_words(page.categories, translate),
        _by_words(page.stages, translate),
    )
    matches = {name: match_school(name, page.schools) for name in {row.text("school") for row in rows}}
    schools = {school.id: school for school in page.schools}
    read: list[OpeningRow] = []
    seen: dict[int | str, int] = {}
    for row in rows:
        match = matches[row.text("school")]
        exact = schools[int(match.exact)] if match.exact is not None else None
        near = [schools[int(one)].name for one in match.candidates]
        reader = _Reader(row, known)
        school_says = reader.school(exact, near, seen)
        read.append(reader.read(exact, school_says))
    return TablePreview(tuple(read))


class _Reader:
    """Reads one row, gathering all complaints at once."""

    def __init__(self, row: TypedRow, known: _Known) -> None:
        self.row = row
        self.known = known
        self.complaints = list(row.complaints)
        self.refused = {one.place for one in row.complaints}

    def school(self, exact: KnownSchool | None, near: Sequence[str], seen: dict[int | str, int]) -> str:
        name = exact.name if exact is not None else self.row.text("school")
        if not name:
            self.complain("school", say(N_("Впишите название школы")))
        elif len(name) > LONGEST_NAME:
            self.complain(
                "school", say(N_("Слишком длинное название: помещается %(most)d знаков"), most=LONGEST_NAME)
            )
        elif near:
            words = N_("Точно такой школы нет. Похожи: %(names)s. Впишите одно из этих названий")
            self.complain("school", say(words, names=", ".join(near[:3])))
        key = exact.id if exact is not None else plain(name)
        if name and key in seen:
            self.complain("school", say(N_("Эта школа уже есть в строке %(row)d"), row=seen[key]))
        seen.setdefault(key, self.row.number)
        return name

    def read(self, exact: KnownSchool | None, name: str) -> OpeningRow:
        page = self.known.page
        methodist = self.methodist()
        letter = self.letter()
        category = self.choice("category", self.known.categories, "")
        stage = self.choice("stage", self.known.stages, page.stages[0][0])
        from_on, to_on = self.day("from_on") or page.from_on, self.day("to_on") or page.to_on
        basis = self.row.text("basis")
        if to_on < from_on:
            self.complain("to_on", say(N_("Конец сопровождения раньше начала. Проверьте обе даты")))
        if letter is None and not basis and not self._letter_is_begun():
            self.complain("letter_issuer", say(N_("Укажите письмо или впишите основание словами")))
        is_open = exact is not None and exact.is_open
        row = {"number": self.row.number, "name": name, "written": self.row.text("school"), "is_open": is_open}
        if self.complaints or is_open:
            return OpeningRow(**row, complaints=in_order(self.complaints))  # type: ignore[arg-type]  # of four kinds
        opening = Opening(
            school_id=exact.id if exact is not None else None,
            name=name,
            category=category,
            stage=stage,
            methodist_id=methodist[0] if methodist else None,
            methodist=methodist[1] if methodist else "",
            letter=letter,
            basis=basis,
            from_on=from_on,
            to_on=to_on,
        )
        return OpeningRow(**row, opening=opening)  # type: ignore[arg-type]  # of four kinds

    def methodist(self) -> tuple[int, str] | None:
        typed = self.row.text("methodist")
        if not typed:
            return None
        found = self.known.methodists.get(plain(typed), ())
        if len(found) == 1:
            return found[0]
        if found:
            words = N_("Методистов «%(typed)s» несколько. Впишите почту того, кто ведёт")
        else:
            words = N_("Методиста «%(typed)s» в управлении нет. Впишите его почту, должность или имя")
        self.complain("methodist", say(words, typed=typed[:100]))
        return None

    def letter(self) -> TypedLetter | None:
        issuer, on = self.row.text("letter_issuer"), self.day("letter_on")
        if not self._letter_is_begun():
            return None
        if not issuer:
            self.complain("letter_issuer", say(N_("Напишите, от кого письмо")))
        if on is None and not self.row.text("letter_on"):
            self.complain("letter_on", say(N_("Впишите дату письма, например 14.08.2026")))
        if on is not None and on > self.known.page.today:
            self.complain("letter_on", say(N_("Дата письма ещё не наступила: проверьте число и год")))
        number, title = self.row.text("letter_number"), self.row.text("letter_title")
        for key, text, most in (
            ("letter_issuer", issuer, 300),
            ("letter_number", number, 60),
            ("letter_title", title, 500),
        ):
            if len(text) > most:
                self.complain(key, say(N_("Слишком длинно: в ячейке помещается %(most)d знаков"), most=most))
        return TypedLetter(issuer, number, on, title) if issuer and on else None

    def _letter_is_begun(self) -> bool:
        return any(
            self.row.text(key) for key in ("letter_issuer", "letter_number", "letter_on", "letter_title")
        )

    def choice(self, key: str, offered: Mapping[str, str], otherwise: str) -> str:
        typed = self.row.text(key)
        if not typed:
            return otherwise
        chosen = offered.get(plain(typed))
        if chosen is None:
            self.complain(
                key, say(N_("Нет такого значения: «%(typed)s». Возьмите его из образца"), typed=typed[:100])
            )
        return chosen or otherwise

    def day(self, key: str) -> date | None:
        typed = self.row.text(key)
        day = day_of(typed) if typed else None
        if typed and day is None:
            self.complain(key, say(NOT_A_DAY, typed=typed[:100]))
        return day

    def complain(self, key: str, message: Message) -> None:
        """One sentence a cell: the first says what to mend first."""
        place = self.row.place(key)
        if place not in self.refused:
            self.refused.add(place)
            self.complaints.append(Complaint(place, dict(COLUMNS)[key], message))


def _by_words(choices: Sequence[tuple[str, str]], translate: Translate) -> Mapping[str, str]:
    return {plain(words): code for code, title in choices for words in (title, translate(title), code)}


def _methodists(session: Session, page: OpeningPage) -> Mapping[str, tuple[tuple[int, str], ...]]:
    """By everything a person may be called in a table; several may share a post."""
    assigned = exists().where(
        RoleAssignment.person_id == Person.id,
        RoleAssignment.authority_id == page.authority_id,
        RoleAssignment.role == RoleName.METHODIST,
        RoleAssignment.in_force(page.today),
    )
    query = select(Person.id, Person.email, Person.post, Person.full_name).where(Person.active, assigned)
    found: dict[str, tuple[tuple[int, str], ...]] = {}
    for person_id, email, post, full_name in session.execute(query.order_by(Person.sort_key, Person.id)):
        shown = f"{full_name}, {post}" if full_name else post
        for name in {plain(one) for one in (email, post, full_name, shown) if one}:
            found[name] = (*found.get(name, ()), (person_id, shown))
    return found
