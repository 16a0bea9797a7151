"""Councils and working groups: whose protocols are one sequence of numbers."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select

from workflow.audit.actions import AuditAction
from workflow.commands.case_entry import allow
from workflow.commands.errors import BadInput, NotHere
from workflow.commands.work import Command, Result, Work, handles
from workflow.models.body import Body
from workflow.models.programme import Run
from workflow.states.definition import N_, Attempt, say
from workflow.states.facts import Facts
from workflow.states.protocols import MAKE_BODY

KINDS = ("council", "working_group")


@dataclass(frozen=True, kw_only=True)
class MakeBody(Command):
    """A body serves the whole authority; the run is the one whose programme named it."""

    run_id: int
    title: str
    kind: str
    created_by_order: str = ""
    restarts_yearly: bool = False
    source: str = ""


@handles(MakeBody)
def _(command: MakeBody, work: Work) -> Result:
    if not command.run_id:
        raise BadInput("run_id", say(N_("Выберите программу")))
    run = work.session.get(Run, command.run_id)
    if run is None:
        raise NotHere
    work.enter(run.authority_id)
    allow(MAKE_BODY, Attempt(actor=work.actor(), facts=Facts(), now=work.now))
    title = command.title.strip()
    if not title:
        raise BadInput("title", say(N_("Напишите, как называется совет или группа")))
    if command.kind not in KINDS:
        raise BadInput("kind", say(N_("Выберите: совет или рабочая группа")))
    taken = work.session.scalar(
        select(Body.id).where(Body.authority_id == run.authority_id, Body.name == title)
    )
    if taken is not None:
        raise BadInput("title", say(N_("Такой совет или группа уже записаны")))
    body = Body(
        authority_id=run.authority_id,
        run_id=run.id,
        name=title,
        kind=command.kind,
        restarts_yearly=command.restarts_yearly,
        created_by_order=command.created_by_order.strip(),
        source=command.source.strip(),
    )
    work.session.add(body)
    work.session.flush()  # the entry names the body
    work.record(AuditAction.BODY_MAKE, data={"body": body.id, "run": run.id, "kind": body.kind}, text=title)
    return {"body_id": body.id}
