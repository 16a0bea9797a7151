"""What the programme wants of its performers: they are named for a run, hand in, and nothing is overwritten."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import func, select

from workflow import access
from workflow.audit.actions import AuditAction
from workflow.audit.fingerprint import deliverable_row_sha256
from workflow.commands.case_entry import allow
from workflow.commands.errors import BadInput, NotHere, Stale
from workflow.commands.files import checked_name, keep_file
from workflow.commands.moving import hold_run
from workflow.commands.work import Command, Result, Work, handles
from workflow.facts.deliverables import Place, places_of, wanted_in
from workflow.models.deliverable import DeliverableDocument, RunPerformer
from workflow.models.programme import Run
from workflow.programmes.handed_in import role_title
from workflow.states.definition import N_, Attempt, OnBehalf, say
from workflow.states.deliverables import (
    ENTER_DOCUMENT,
    HAND_IN,
    NAME_PERFORMER,
    NOT_THE_PERFORMER,
    OFFICE,
    role_of,
)
from workflow.states.facts import Facts

LONGEST = 300


@dataclass(frozen=True, kw_only=True)
class NamePerformer(Command):
    """`role`: its id in the document. `person_id` None: nobody makes these papers, and the page says so."""

    run_id: int
    role: str
    version: int
    person_id: int | None


@dataclass(frozen=True, kw_only=True)
class Told:
    """How and when a paper came, when it is entered for its performer."""

    channel: str
    happened_on: date | None


@dataclass(frozen=True, kw_only=True)
class HandInDocument(Command):
    """Its place is named as a whole. `seen`: the paper that the page showed there, 0 for none."""

    run_id: int
    deliverable: str
    kind: str
    event_id: int = 0
    stage: str = ""
    project_id: int = 0
    seen: int = 0
    title: str = ""
    file_name: str
    content: bytes
    told: Told | None = None


@handles(NamePerformer)
def _(command: NamePerformer, work: Work) -> Result:
    run = _locked_run(work, command.run_id)
    allow(NAME_PERFORMER, Attempt(actor=work.actor(), facts=Facts(), now=work.now))
    _, wanted = wanted_in(work.session, run)
    if command.role not in {one.role for one in wanted if not one.by_project}:
        raise BadInput("role", say(N_("Выберите, чей это исполнитель")))
    if command.person_id is not None:
        held = access.memberships_of(work.session, command.person_id, work.today)
        if not access.roles_in(held, work.authority_id) & OFFICE:
            raise BadInput(
                "person_id", say(N_("Исполнитель — сотрудник этого органа или его методической службы"))
            )
    row = work.session.scalar(
        select(RunPerformer).where(RunPerformer.run_id == run.id, RunPerformer.role == command.role)
    )
    current = row.version if row is not None else 0
    if current != command.version:
        raise Stale("deliverable", run.id, seen=command.version, current=current)
    if row is None:
        row = RunPerformer(authority_id=run.authority_id, run_id=run.id, role=command.role)
        work.session.add(row)
    appoint(work, row, command.person_id, title=role_title(wanted, row.role))
    return {"run_id": run.id}


def appoint(work: Work, performer: RunPerformer, person_id: int | None, *, title: str) -> None:
    """`title`: of the role, in the words of the document."""
    before, performer.person_id = performer.person_id, person_id
    work.record(
        AuditAction.DELIVERABLE_APPOINT,
        data={"run": performer.run_id, "role": performer.role, "person": person_id, "before": before},
        text=title,
    )


@handles(HandInDocument)
def _(command: HandInDocument, work: Work) -> Result:
    run = _locked_run(work, command.run_id)
    place = _place(command, work, run)
    told = _permitted(command, work, place)
    last = work.session.scalar(select(func.max(DeliverableDocument.id)).where(*_same_place(command))) or 0
    if last != command.seen:
        raise Stale("deliverable", run.id, seen=command.seen, current=last)
    document = _document(command, work, place, told)
    work.session.add(document)
    work.session.flush()  # the entry vouches for the row
    data = {
        "run": run.id,
        "document": document.id,
        "deliverable": document.deliverable,
        "stage": document.stage,
        "project": document.project_id,
        "person": document.performer_id,
        "file": document.file_sha256,
        "row": deliverable_row_sha256(document),
        **({"event": document.event_id} if document.event_id else {}),
        **({"former": last} if last else {}),
    }
    behalf = None
    if told is not None:
        role = role_of(place.wanted.system_roles)
        behalf = OnBehalf(role=role, channel=document.channel, happened_on=told)
    text = f"{place.wanted.title}, {command.kind}: {document.title}"
    work.record(AuditAction.DELIVERABLE_HAND_IN, on_behalf=behalf, data=data, text=text)
    return {"run_id": run.id, "event_id": document.event_id, "document_id": document.id}


def _locked_run(work: Work, run_id: int) -> Run:
    """Two papers for one place come one after the other, and the later sees the earlier."""
    work.enter_home_of(Run, run_id)
    hold_run(work, run_id)
    return work.session.get_one(Run, run_id)


def _place(command: HandInDocument, work: Work, run: Run) -> Place:
    """Only what the page lists can be handed in; all else is not here."""
    places = places_of(work.session, run, work.today, event_id=command.event_id).places
    found = next(
        (
            one
            for one in places
            if (one.wanted.code, one.item.event_id, one.item.stage)
            == (command.deliverable, command.event_id, command.stage)
            and (bool(command.event_id) or one.project_id == command.project_id)
        ),
        None,
    )
    if found is None or command.kind not in found.wanted.kinds:
        raise NotHere
    return found


def _permitted(command: HandInDocument, work: Work, place: Place) -> date | None:
    """The day it came, when it is entered for its performer; None for one's own."""
    attempt = Attempt(actor=work.actor(), facts=Facts(), now=work.now)
    is_own = place.performer_id is not None and place.performer_id == work.actor_id
    if is_own or command.told is None:
        allow(HAND_IN, attempt, [None if is_own else NOT_THE_PERFORMER])
        return None
    allow(ENTER_DOCUMENT, attempt)
    if not command.told.channel.strip():
        raise BadInput("channel", say(N_("Напишите, как это пришло: письмом, по телефону, на встрече")))
    if command.told.happened_on is None:
        raise BadInput("happened_on", say(N_("Напишите день, когда исполнитель передал документ")))
    if command.told.happened_on > work.today:
        later = N_("%(given)s ещё не наступило: сегодня %(today)s")
        raise BadInput("happened_on", say(later, given=command.told.happened_on, today=work.today))
    return command.told.happened_on


def _same_place(command: HandInDocument) -> tuple[Any, ...]:
    """An event has one project at a time, and its papers stay its own when that changes."""
    row = DeliverableDocument
    where = (row.run_id == command.run_id, row.deliverable == command.deliverable, row.kind == command.kind)
    if command.event_id:
        return (*where, row.event_id == command.event_id)
    project = row.project_id == command.project_id if command.project_id else row.project_id.is_(None)
    return (*where, row.stage == command.stage, project)


def _document(command: HandInDocument, work: Work, place: Place, told: date | None) -> DeliverableDocument:
    if not command.content:
        raise BadInput("file", say(N_("Выберите файл документа")))
    name = checked_name(command.file_name, command.content)
    title = command.title.strip() or name
    if len(title) > LONGEST:
        raise BadInput("title", say(N_("Слишком длинно: помещается %(longest)d знаков"), longest=LONGEST))
    entered = told is not None and command.told is not None
    return DeliverableDocument(
        authority_id=work.authority_id,
        run_id=command.run_id,
        deliverable=place.wanted.code,
        kind=command.kind,
        event_id=command.event_id or None,
        stage=command.stage,
        project_id=place.project_id or None,
        performer_id=place.performer_id,
        title=title,
        file_name=name,
        recorded_at=work.now,
        recorded_by_id=work.actor_id,
        on_behalf_of="performer" if entered else "",
        channel=command.told.channel.strip() if entered and command.told else "",
        happened_on=told,
        file_sha256=keep_file(work, command.content),
    )
