"""Schools of an authority and the dated lists they stand on: from a document, or by hand."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from workflow.audit.actions import AuditAction
from workflow.commands.errors import BadInput, NotAllowed
from workflow.commands.work import Command, Result, Work, handles
from workflow.models.authority import CategoryRecord, ExternalAct, School
from workflow.models.search import search_text, sort_key
from workflow.programmes.rows import ImportRows, SchoolRow
from workflow.states.definition import N_, Role, say

#: The glossary's categories. Other lists of a document stand on its page and say nothing about a school.
CATEGORIES = ("low_results", "risk_zone", "adverse_conditions", "high_results", "resilient")
MAY_ADD = Role.METHODIST | Role.OFFICIAL | Role.ADMIN | Role.SYSTEM


@dataclass(frozen=True, kw_only=True)
class AddSchools(Command):
    """Schools that no document names. `is_example`: invented for a demonstration, shown with a mark."""

    authority_id: int
    names: tuple[str, ...]
    is_example: bool = False
    partner_capacity: int | None = None


@handles(AddSchools)
def _(command: AddSchools, work: Work) -> Result:
    work.enter(command.authority_id)
    if not work.roles & MAY_ADD:
        raise NotAllowed("add_schools")
    schools = add_schools(work, command.names, is_example=command.is_example)
    for school in schools:
        if command.partner_capacity is not None:
            school.partner_capacity = command.partner_capacity
    return {"school_ids": [school.id for school in schools]}


def add_schools(work: Work, names: Iterable[str], *, is_example: bool = False) -> list[School]:
    """One row a name; a name that is known already gives the school that has it."""
    known = {
        spelling: school
        for school in work.session.scalars(select(School).where(School.authority_id == work.authority_id))
        for spelling in spellings(school)
    }
    schools = []
    for name in (" ".join(name.split()) for name in names):
        if not name:
            raise BadInput("schools", say(N_("Напишите название школы, например МКОУ «Шумская СОШ»")))
        school = known.get(search_text(name))
        if school is None:
            number = len({id(one) for one in known.values()}) + 1
            school = _add(work, code=f"typed_{number}", name=name, is_example=is_example)
            known[search_text(name)] = school
        schools.append(school)
    return schools


def spellings(school: School) -> set[str]:
    return {search_text(name) for name in (school.name, *school.aliases)}


def import_schools(work: Work, rows: Sequence[SchoolRow]) -> None:
    """Schools that the document names. One that was typed before under the same name becomes the document's."""
    known = {
        school.code: school
        for school in work.session.scalars(select(School).where(School.authority_id == work.authority_id))
    }
    typed = {
        spelling: school
        for school in known.values()
        if school.code.startswith("typed_")
        for spelling in spellings(school)
    }
    for row in rows:
        school = known.get(row.id) or typed.get(search_text(row.name))
        if school is None:
            school = _add(work, code=row.id, name=row.name, source=row.source)
        school.code, school.name, school.aliases = row.id, row.name, list(row.aliases)
        school.source, school.is_example = row.source, False
        school.search = search_text(row.name, *row.aliases)
        school.sort_key = sort_key(row.name)


def import_categories(work: Work, rows: ImportRows) -> None:
    """Who stands on which list, from when to when, as the document says it."""
    schools = {
        school.code: school.id
        for school in work.session.scalars(select(School).where(School.authority_id == work.authority_id))
    }
    known = {
        tuple(row)
        for row in work.session.execute(
            select(
                CategoryRecord.school_id, CategoryRecord.category, CategoryRecord.from_on, CategoryRecord.to_on
            ).where(CategoryRecord.authority_id == work.authority_id)
        )
    }
    for row in rows.categories:
        school_id = schools[row.school_id]
        if row.category not in CATEGORIES or (school_id, row.category, row.from_on, row.to_on) in known:
            continue
        record_category(
            work,
            school_id,
            row.category,
            title=row.title,
            from_on=row.from_on,
            to_on=row.to_on,
            source=row.source,
        )


def record_category(
    work: Work,
    school_id: int,
    category: str,
    *,
    from_on: date | None,
    to_on: date | None,
    title: str = "",
    source: str = "",
    letter: ExternalAct | None = None,
) -> None:
    work.session.add(
        CategoryRecord(
            authority_id=work.authority_id,
            school_id=school_id,
            category=category,
            title=title,
            external_act_id=letter.id if letter else None,
            from_on=from_on,
            to_on=to_on,
            source=source,
            recorded_at=work.now,
            recorded_by_id=work.actor_id,
        )
    )
    work.record(
        AuditAction.CATEGORY_RECORD,
        data={
            "school": school_id,
            "category": category,
            "letter": letter.id if letter else None,
            "from": from_on,
            "to": to_on,
        },
    )


def _add(work: Work, *, code: str, name: str, source: str = "", is_example: bool = False) -> School:
    school = School(
        authority_id=work.authority_id,
        code=code,
        name=name,
        aliases=[],
        is_example=is_example,
        search=search_text(name),
        sort_key=sort_key(name),
        source=source,
    )
    work.session.add(school)
    work.session.flush()  # the entry names the school
    work.record(AuditAction.SCHOOL_ADD, data={"school": school.id, "code": code}, text=name)
    return school
