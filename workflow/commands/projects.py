"""Municipal projects of a run: taken from its programme, each led by a curator who is a methodist."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from sqlalchemy import select

from workflow import access
from workflow.audit.actions import AuditAction
from workflow.commands.case_entry import allow
from workflow.commands.errors import BadInput, NotHere
from workflow.commands.work import Command, Result, Work, handles
from workflow.models.body import Project
from workflow.models.programme import ProgrammeVersion, Run
from workflow.programmes.document import document_of
from workflow.states.definition import N_, Attempt, Role, say
from workflow.states.facts import Facts
from workflow.states.protocols import NAME_CURATOR, TAKE_PROJECTS

if TYPE_CHECKING:
    from workflow.programmes.plan import Project as Stated

#: As much as a column holds, and more than any list has.
_PLAIN: Final = re.compile(r"[1-9][0-9]{0,5}")


@dataclass(frozen=True, kw_only=True)
class TakeProjects(Command):
    """Of a run that was opened before its projects were known; those it has already stay as they are."""

    run_id: int


@dataclass(frozen=True, kw_only=True)
class NameCurator(Command):
    """`person_id` None: the project is left without a curator, and says so."""

    project_id: int
    version: int
    person_id: int | None


@handles(TakeProjects)
def _(command: TakeProjects, work: Work) -> Result:
    run = work.session.get(Run, command.run_id)
    if run is None:
        raise NotHere
    work.enter(run.authority_id)
    allow(TAKE_PROJECTS, Attempt(actor=work.actor(), facts=Facts(), now=work.now))
    return {"run_id": run.id, "taken": take_projects(work, run)}


def take_projects(work: Work, run: Run) -> int:
    version = work.session.get_one(ProgrammeVersion, run.programme_version_id)
    document = document_of(version.text, version.file_name)
    known = set(work.session.scalars(select(Project.number).where(Project.run_id == run.id)))
    made = [
        Project(
            authority_id=run.authority_id,
            run_id=run.id,
            number=number,
            title=one.title if str(number) == one.number else f"{one.number}. {one.title}",
            appendix=one.appendix or "",
            source=one.source or "",
        )
        for number, one in _numbered(document.projects if document else ())
        if number not in known
    ]
    if made:
        work.session.add_all(made)
        work.session.flush()  # the entry names the projects
        work.record(
            AuditAction.PROJECT_TAKE, data={"run": run.id, "projects": [project.id for project in made]}
        )
    return len(made)


def _numbered(stated: Sequence[Stated]) -> list[tuple[int, Stated]]:
    """Each with a number of its own: the document's, unless it stands twice or is no number («2.1», «А»)."""
    taken: set[int] = set()
    rest: list[Stated] = []
    found: list[tuple[int, Stated]] = []
    for one in stated:
        number = int(one.number) if _PLAIN.fullmatch(one.number) else 0
        if number in taken or not number:
            rest.append(one)
        else:
            found.append((number, one))
            taken.add(number)
    return [*found, *enumerate(rest, max(taken, default=0) + 1)]


@handles(NameCurator)
def _(command: NameCurator, work: Work) -> Result:
    work.enter_home_of(Project, command.project_id)
    project = work.session.scalars(
        select(Project).where(Project.id == command.project_id).with_for_update(key_share=True)
    ).one()
    allow(NAME_CURATOR, Attempt(actor=work.actor(), facts=Facts(), now=work.now))
    work.check_version("project", project.id, seen=command.version, current=project.version)
    if command.person_id is not None:
        held = access.memberships_of(work.session, command.person_id, work.today)
        if Role.METHODIST not in access.roles_in(held, work.authority_id):
            raise BadInput("person_id", say(N_("Куратор проекта — методист этого органа")))
    curate(work, project, command.person_id)
    return {"run_id": project.run_id}


def curate(work: Work, project: Project, person_id: int | None) -> None:
    before, project.curator_id = project.curator_id, person_id
    work.record(
        AuditAction.PROJECT_CURATE,
        data={"project": project.id, "curator": person_id, "before": before},
        text=project.title,
    )
