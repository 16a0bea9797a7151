"""A programme file becomes rows: its authority, versions, schools, letters and the register of its history.

All of it or nothing. The same bytes again change nothing; a changed file is a new version beside the old one,
and what it adds is added: nothing that was loaded before is taken away or mended.
"""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from sqlalchemy import func, select

from workflow import access, config
from workflow.audit.actions import AuditAction
from workflow.audit.append import open_chain
from workflow.clock import local_date
from workflow.commands.errors import NotAllowed
from workflow.commands.imported_orders import import_orders
from workflow.commands.letters import import_letters
from workflow.commands.schools import import_categories, import_schools, spellings
from workflow.commands.work import Command, Result, Work, handles
from workflow.models.authority import Authority, School
from workflow.models.order import Register, RegisterKind
from workflow.models.programme import ProcessVersion, Programme, ProgrammeVersion, Run
from workflow.models.search import search_text
from workflow.orders.act import journal_title
from workflow.programmes import BrokenProgramme, Problem, load
from workflow.programmes import Programme as Document
from workflow.programmes.process import ProcessSettings, process_of
from workflow.programmes.rows import rows_for_import
from workflow.programmes.tree import read_tree
from workflow.states.definition import N_, Role, say

SETTINGS = config.ROOT / "programmes" / "process"
#: What tells apart two journals of one kind of acts, as their titles are data.
JOURNALS = {RegisterKind.OWN: "номера даёт Опора", RegisterKind.EXTERNAL: "номера даёт канцелярия"}


@dataclass(frozen=True, kw_only=True)
class LoadProgramme(Command):
    """Raises BrokenProgramme, with every wrong line, when the file is not accepted.

    `settings`: the file of settings that lies beside it; ours serve a programme that has none.
    """

    file_name: str
    content: bytes
    settings: bytes = b""


@handles(LoadProgramme)
def _(command: LoadProgramme, work: Work) -> Result:
    document = load(command.content, name=command.file_name)
    settings = process_of(document, SETTINGS, beside=command.settings)
    programme = _programme(work, document, settings)
    _schools_are_its_own(work, programme, document, command)
    version, is_new = _version(work, programme, document, command)
    published = _publish(work, programme, settings)
    _open_journal(work, programme, settings)
    if is_new:
        rows = rows_for_import(document)
        import_schools(work, rows.schools)
        import_letters(work, rows.external_acts)
        import_categories(work, rows)
        import_orders(work, rows.orders)
        work.record(
            AuditAction.PROGRAMME_LOAD,
            data={
                "programme": programme.code,
                "version": version.number,
                "file": command.file_name,
                "sha256": version.sha256,
            },
        )
    return {
        "programme_id": programme.id,
        "code": programme.code,
        "title": version.title,
        "version": version.number,
        "process_version": published.number,
        "is_new": is_new,
    }


def _programme(work: Work, document: Document, settings: ProcessSettings) -> Programme:
    """The programme's row in its authority, both made when they are not there yet."""
    programme = work.session.scalar(select(Programme).where(Programme.code == document.id))
    authority = _authority_of(work, programme, document)
    if not work.is_system:
        today = local_date(work.now, settings.zone)
        own = access.memberships_of(work.session, work.actor_id, today)
        if Role.ADMIN not in access.roles_in(own, authority.id if authority else 0):
            raise NotAllowed("load_programme")
    if authority is None:
        authority = _found_authority(work, document, settings)
    work.enter(authority.id)
    if programme is None:
        programme = Programme(code=document.id, authority_id=authority.id)
        work.session.add(programme)
        work.session.flush()  # versions name the programme
    return programme


def _authority_of(work: Work, programme: Programme | None, document: Document) -> Authority | None:
    """One authority may have several programmes: it is known by the name in the document."""
    if programme is not None:
        return work.session.get(Authority, programme.authority_id)
    return work.session.scalar(select(Authority).where(Authority.name == document.authority.name))


def _found_authority(work: Work, document: Document, settings: ProcessSettings) -> Authority:
    """A new tenant: its row, its chain of the record, its journal and the journal of its history."""
    authority = Authority(
        code=document.id,
        name=document.authority.name,
        short_name=document.authority.short_name or document.passport.territory,
        territory=document.passport.territory,
        region=document.passport.region or "",
        act_type=settings.act_type,
        zone=settings.zone,
    )
    work.session.add(authority)
    work.session.flush()  # the chain and the registers name the authority
    open_chain(work.session, None)
    open_chain(work.session, authority.id)
    return authority


def _open_journal(work: Work, programme: Programme, settings: ProcessSettings) -> None:
    """Where acts of this word and this way of numbering are registered: one more, when there is none yet.

    A journal with its numbers stays as it is, whatever the next settings say.
    """
    kind = RegisterKind(settings.register)
    journals = work.session.scalars(
        select(Register).where(
            Register.authority_id == programme.authority_id,
            Register.act_type == settings.act_type,
            Register.kind != RegisterKind.IMPORTED,
        )
    ).all()
    if all(one.kind is not kind for one in journals):
        title = journal_title(settings.act_type)
        own = {"title": f"{title} ({JOURNALS[kind]})", "series": kind.value} if journals else {"title": title}
        work.session.add(
            Register(authority_id=programme.authority_id, act_type=settings.act_type, kind=kind, **own)
        )
    others = select(Programme.id).where(
        Programme.authority_id == programme.authority_id, Programme.id != programme.id
    )
    if work.session.scalar(others.limit(1)) is None:
        work.home.act_type = settings.act_type


def _schools_are_its_own(work: Work, programme: Programme, document: Document, command: LoadProgramme) -> None:
    """Two programmes of one authority may call different schools by one id: neither takes the other's name."""
    former = work.session.scalars(
        select(ProgrammeVersion)
        .where(ProgrammeVersion.programme_id == programme.id)
        .order_by(ProgrammeVersion.number.desc())
        .limit(1)
    ).first()
    known = load(former.text.encode(), name=former.file_name).participants.schools if former else ()
    own = {one.id for one in known}
    others = {
        school.code: school
        for school in work.session.scalars(select(School).where(School.authority_id == programme.authority_id))
        if school.code not in own
    }
    problems = []
    for place, row in enumerate(document.participants.schools):
        other = others.get(row.id)
        if other is None or spellings(other) & {search_text(name) for name in (row.name, *row.aliases)}:
            continue
        problems.append(
            Problem(
                file=command.file_name,
                line=read_tree(command.content, name=command.file_name).line_of(
                    ("participants", "schools", place, "id")
                ),
                where=f"participants → schools «{row.id}» → id",
                expected=say(N_("id, которого нет у другой школы органа")),
                found=say(N_("«%(id)s» — уже %(school)s"), id=row.id, school=other.name),
            )
        )
    if problems:
        raise BrokenProgramme(problems)


def _version(
    work: Work, programme: Programme, document: Document, command: LoadProgramme
) -> tuple[ProgrammeVersion, bool]:
    fingerprint = sha256(command.content).hexdigest()
    known = work.session.scalar(
        select(ProgrammeVersion).where(
            ProgrammeVersion.programme_id == programme.id, ProgrammeVersion.sha256 == fingerprint
        )
    )
    if known is not None:
        return known, False
    last = work.session.scalar(
        select(func.max(ProgrammeVersion.number)).where(ProgrammeVersion.programme_id == programme.id)
    )
    version = ProgrammeVersion(
        programme_id=programme.id,
        number=(last or 0) + 1,
        title=document.passport.title,
        file_name=command.file_name,
        text=command.content.decode(),
        sha256=fingerprint,
        loaded_at=work.now,
        loaded_by_id=work.actor_id,
    )
    work.session.add(version)
    return version, True


def _publish(work: Work, programme: Programme, settings: ProcessSettings) -> ProcessVersion:
    """A changed setting is the next version; cases keep the version they were opened with."""
    current = work.session.scalar(
        select(ProcessVersion)
        .where(ProcessVersion.programme_id == programme.id)
        .order_by(ProcessVersion.number.desc())
        .limit(1)
    )
    values = _stored(settings)
    if current is not None and current.settings == values:
        return current
    published = ProcessVersion(
        programme_id=programme.id,
        number=max(settings.version, current.number + 1 if current else 1),
        settings=values,
        published_at=work.now,
        published_by_id=work.actor_id,
    )
    work.session.add(published)
    work.session.flush()  # runs name the version
    work.record(
        AuditAction.PROCESS_PUBLISH,
        data={
            "programme": programme.code,
            "version": published.number,
            "stages": values["stages"],
            "runs": _follow(work, programme, published),
        },
    )
    return published


def _follow(work: Work, programme: Programme, published: ProcessVersion) -> list[int]:
    """Runs that have not ended open their next cases on the new version; cases keep the one they pinned."""
    runs = work.session.scalars(
        select(Run)
        .where(Run.programme_id == programme.id, Run.to_on >= work.today)
        .order_by(Run.id)
        .with_for_update(key_share=True)
    ).all()
    for run in runs:
        run.process_version_id = published.id
    return [run.id for run in runs]


def _stored(settings: ProcessSettings) -> dict[str, Any]:
    """With the origin of every value: the page says of each that it is ours and not the document's."""
    origins = {key: origin.value for key, origin in sorted(settings.origins.items())}
    return {**settings.as_values(), "origins": origins}
