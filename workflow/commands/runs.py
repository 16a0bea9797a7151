"""A programme begins a term: a school year, a calendar year, several years."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import select

from workflow.audit.actions import AuditAction
from workflow.commands.errors import BadInput, NotAllowed, NotHere
from workflow.commands.indicators import take_indicators
from workflow.commands.projects import take_projects
from workflow.commands.rounds import make_rounds
from workflow.commands.work import Command, Result, Work, handles
from workflow.models.programme import ProcessVersion, Programme, ProgrammeVersion, Run
from workflow.programmes import Programme as Document
from workflow.programmes import load
from workflow.programmes.findings import run_outside_term
from workflow.states.definition import N_, Role, say

LONGEST = timedelta(days=3_660)
MAY_OPEN = Role.METHODIST | Role.OFFICIAL | Role.ADMIN | Role.SYSTEM


@dataclass(frozen=True, kw_only=True)
class OpenRun(Command):
    """Outside the programme's own years is allowed: the result says so, and the page keeps saying it."""

    programme_id: int
    from_on: date
    to_on: date
    title: str = ""


@handles(OpenRun)
def _(command: OpenRun, work: Work) -> Result:
    programme = work.session.get(Programme, command.programme_id)
    if programme is None:
        raise NotHere
    work.enter(programme.authority_id)
    if not work.roles & MAY_OPEN:
        raise NotAllowed("open_run")
    run, outside = begin_run(
        work, programme, from_on=command.from_on, to_on=command.to_on, title=command.title.strip()
    )
    return {"run_id": run.id, "outside_programme_years": outside}


def begin_run(
    work: Work, programme: Programme, *, from_on: date, to_on: date, title: str = ""
) -> tuple[Run, bool]:
    """The run of this very term, begun now if there is none; and whether it leaves the programme's years."""
    if to_on <= from_on:
        raise BadInput("to_on", say(N_("Конец срока должен быть позже начала")))
    if to_on - from_on > LONGEST:
        raise BadInput("to_on", say(N_("Срок длиннее десяти лет: проверьте годы")))
    title = title or run_title(from_on, to_on)
    version = _latest(work, programme)
    document = load(version.text.encode(), name=version.file_name)
    outside = run_outside_term(document, from_on=from_on, to_on=to_on) is not None
    run = work.session.scalar(select(Run).where(Run.programme_id == programme.id, Run.from_on == from_on))
    if run is None:
        run = _open(work, programme, version, document, from_on, to_on, title)
    elif (run.to_on, run.title) != (to_on, title):
        raise BadInput("from_on", say(N_("С этого дня уже идёт %(run)s"), run=run.title))
    return run, outside


def _open(
    work: Work,
    programme: Programme,
    version: ProgrammeVersion,
    document: Document,
    from_on: date,
    to_on: date,
    title: str,
) -> Run:
    process = work.session.scalars(
        select(ProcessVersion)
        .where(ProcessVersion.programme_id == programme.id)
        .order_by(ProcessVersion.number.desc())
        .limit(1)
    ).one()
    run = Run(
        authority_id=programme.authority_id,
        programme_id=programme.id,
        programme_version_id=version.id,
        process_version_id=process.id,
        process_version=process,
        title=title,
        from_on=from_on,
        to_on=to_on,
    )
    work.session.add(run)
    work.session.flush()  # the entry names the run
    rounds = make_rounds(work, run, process.settings)
    indicators = take_indicators(work, run, document)
    take_projects(work, run)
    work.record(
        AuditAction.RUN_OPEN,
        data={
            "run": run.id,
            "programme": programme.code,
            "programme_version": version.number,
            "process_version": process.number,
            "from": run.from_on,
            "to": run.to_on,
            "rounds": rounds,
            "indicators": indicators,
        },
        text=title,
    )
    return run


def _latest(work: Work, programme: Programme) -> ProgrammeVersion:
    return work.session.scalars(
        select(ProgrammeVersion)
        .where(ProgrammeVersion.programme_id == programme.id)
        .order_by(ProgrammeVersion.number.desc())
        .limit(1)
    ).one()


def run_title(from_on: date, to_on: date) -> str:
    """«2026/27» for a school year, «2026» for a calendar one, «2026–2028» for more."""
    if (from_on.month, from_on.day, to_on.month, to_on.day) == (9, 1, 8, 31) and to_on.year == from_on.year + 1:
        return f"{from_on.year}/{to_on.year % 100:02d}"
    return str(from_on.year) if from_on.year == to_on.year else f"{from_on.year}–{to_on.year}"
