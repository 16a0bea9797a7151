"""Councils and working groups: whose protocols are one sequence of numbers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select

from workflow.audit.actions import AuditAction
from workflow.commands.case_entry import allow
from workflow.commands.errors import BadInput, NotHere
from workflow.commands.protocol_rows import locked_body
from workflow.commands.work import Command, Result, Work, handles
from workflow.models.body import Body, Protocol
from workflow.models.programme import Run
from workflow.states.definition import N_, Attempt, say
from workflow.states.facts import Facts
from workflow.states.protocols import CHANGE_BODY, KEEPERS, MAKE_BODY

KINDS = ("council", "working_group")


@dataclass(frozen=True, kw_only=True)
class MakeBody(Command):
    """A body serves the whole authority; the run is the one whose programme named it, if one did."""

    run_id: int = 0
    authority_id: int = 0
    title: str
    kind: str
    created_by_order: str = ""
    restarts_yearly: bool = False
    source: str = ""
    kept_by: str = ""


@dataclass(frozen=True, kw_only=True)
class ChangeBody(Command):
    """All that may change of it; an empty `closed_on` means that it works. Its numbers go on as they went."""

    body_id: int
    version: int
    title: str
    created_by_order: str = ""
    kept_by: str = ""
    closed_on: date | None = None


@handles(MakeBody)
def _(command: MakeBody, work: Work) -> Result:
    if not command.run_id and not command.authority_id:
        raise BadInput("serves", say(N_("Выберите, для кого совет или группа")))
    authority_id = _authority(command, work)
    work.enter(authority_id)
    allow(MAKE_BODY, Attempt(actor=work.actor(), facts=Facts(), now=work.now))
    title = _title(work, command.title, own_id=0)
    if command.kind not in KINDS:
        raise BadInput("kind", say(N_("Выберите: совет или рабочая группа")))
    body = Body(
        authority_id=authority_id,
        run_id=command.run_id or None,
        name=title,
        kind=command.kind,
        restarts_yearly=command.restarts_yearly,
        created_by_order=command.created_by_order.strip(),
        source=command.source.strip(),
        kept_by=_keeper(command.kept_by),
    )
    work.session.add(body)
    work.session.flush()  # the entry names the body
    data = {"body": body.id, "run": body.run_id, "kind": body.kind, "kept_by": body.kept_by}
    work.record(AuditAction.BODY_MAKE, data=data, text=title)
    return {"body_id": body.id}


@handles(ChangeBody)
def _(command: ChangeBody, work: Work) -> Result:
    authority_id = work.session.scalar(select(Body.authority_id).where(Body.id == command.body_id))
    if authority_id is None:
        raise NotHere
    work.enter(authority_id)
    body = locked_body(work, command.body_id)
    allow(CHANGE_BODY, Attempt(actor=work.actor(), facts=Facts(), now=work.now))
    work.check_version("body", body.id, seen=command.version, current=body.version)
    title = _title(work, command.title, own_id=body.id)
    _no_protocol_after(work, body, command.closed_on)
    before = {"kept_by": body.kept_by, "closed_on": body.closed_on}
    body.name, body.created_by_order = title, command.created_by_order.strip()
    body.kept_by, body.closed_on = _keeper(command.kept_by), command.closed_on
    work.record(
        AuditAction.BODY_CHANGE,
        data={"body": body.id, "kept_by": body.kept_by, "closed_on": body.closed_on, "before": before},
        text=" · ".join(filter(None, (title, body.created_by_order))),
    )
    return {"body_id": body.id}


def _authority(command: MakeBody, work: Work) -> int:
    if not command.run_id:
        return command.authority_id
    run = work.session.get(Run, command.run_id)
    if run is None:
        raise NotHere
    return run.authority_id


def _title(work: Work, typed: str, *, own_id: int) -> str:
    title = " ".join(typed.split())
    if not title:
        raise BadInput("title", say(N_("Напишите, как называется совет или группа")))
    taken = work.session.scalar(
        select(Body.id).where(Body.authority_id == work.authority_id, Body.name == title, Body.id != own_id)
    )
    if taken is not None:
        raise BadInput("title", say(N_("Такой совет или группа уже записаны")))
    return title


def _keeper(kept_by: str) -> str:
    if kept_by not in KEEPERS:
        raise BadInput("kept_by", say(N_("Выберите, кто ведёт протоколы")))
    return kept_by


def _no_protocol_after(work: Work, body: Body, closed_on: date | None) -> None:
    last = work.session.scalar(select(func.max(Protocol.dated_on)).where(Protocol.body_id == body.id))
    if closed_on is not None and last is not None and last >= closed_on:
        words = say(N_("Последний протокол датирован %(day)s: совет или группа не действует позже"), day=last)
        raise BadInput("closed_on", words)
