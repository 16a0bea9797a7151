"""Projects of a run with their curators; a project without one says so."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from workflow import access
from workflow.access import NotHere
from workflow.clock import local_date
from workflow.models.authority import Authority
from workflow.models.body import Project
from workflow.models.person import Person, RoleAssignment, RoleName
from workflow.models.programme import Programme, ProgrammeVersion, Run
from workflow.states.protocols import NAME_CURATOR


@dataclass(frozen=True, slots=True, kw_only=True)
class ProjectRow:
    id: int
    version: int
    number: int
    title: str
    appendix: str
    source: str
    curator_id: int | None
    curator: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ProjectsPage:
    run_id: int
    run: str
    programme: str
    programme_code: str
    projects: tuple[ProjectRow, ...]
    curators: tuple[tuple[int, str], ...]
    may_name: bool

    @property
    def without_curator(self) -> int:
        return sum(1 for one in self.projects if one.curator_id is None)


def projects_page(
    session: Session, memberships: access.Memberships, run_id: int, *, now: datetime
) -> ProjectsPage:
    row = session.execute(
        select(Run, Programme.code, ProgrammeVersion.title, Authority.zone)
        .join(Programme, Programme.id == Run.programme_id)
        .join(ProgrammeVersion, ProgrammeVersion.id == Run.programme_version_id)
        .join(Authority, Authority.id == Run.authority_id)
        .where(Run.id == run_id, Run.authority_id.in_(access.authorities_seen_whole(memberships)))
    ).first()
    if row is None:
        raise NotHere
    run, code, programme, zone = row
    projects = session.execute(
        select(Project, Person.post)
        .outerjoin(Person, Person.id == Project.curator_id)
        .where(Project.run_id == run.id)
        .order_by(Project.number)
    )
    may_name = bool(access.roles_in(memberships, run.authority_id) & NAME_CURATOR.by)
    methodists = session.execute(
        select(Person.id, Person.post)
        .join(RoleAssignment, RoleAssignment.person_id == Person.id)
        .where(
            RoleAssignment.authority_id == run.authority_id,
            RoleAssignment.role == RoleName.METHODIST,
            RoleAssignment.in_force(local_date(now, zone)),
            Person.active,
        )
        .distinct()
        .order_by(Person.post, Person.id)
    )
    return ProjectsPage(
        run_id=run.id,
        run=run.title,
        programme=programme,
        programme_code=code,
        projects=tuple(
            ProjectRow(
                id=one.id,
                version=one.version,
                number=one.number,
                title=one.title,
                appendix=one.appendix,
                source=one.source,
                curator_id=one.curator_id,
                curator=post or "",
            )
            for one, post in projects
        ),
        curators=tuple((person_id, post) for person_id, post in methodists) if may_name else (),
        may_name=may_name,
    )
