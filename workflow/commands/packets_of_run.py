"""A packet without cases: one municipal plan of the run, or one event, put up for its act."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from workflow.commands.errors import BadInput, NotHere
from workflow.commands.event_entry import must_await_act
from workflow.commands.packets import ENDED, assembled, entered_run, new_packet
from workflow.commands.work import Command, Result, Work, handles
from workflow.models.event import Event
from workflow.models.packet import Packet
from workflow.models.plan import Measure, Plan
from workflow.models.programme import ProcessVersion, Run
from workflow.orders.act import goes_without_act
from workflow.states.definition import N_, PacketKind, say


@dataclass(frozen=True, kw_only=True)
class AssembleForRun(Command):
    """A packet without cases: one municipal plan of the run, or one event."""

    run_id: int
    kind: PacketKind
    plan_id: int | None = None
    event_id: int | None = None


@handles(AssembleForRun)
def _(command: AssembleForRun, work: Work) -> Result:
    run = entered_run(work, command.run_id)
    settings = _settings_of(work, run, command)
    if goes_without_act(settings, command.kind):
        raise BadInput("kind", say(N_("В этой программе мероприятие обходится без акта")))
    _must_be_free(work, run, command)
    packet = new_packet(work, run, command.kind, settings)
    packet.plan_id, packet.event_id = command.plan_id, command.event_id
    return assembled(work, packet, [])


def _must_be_free(work: Work, run: Run, command: AssembleForRun) -> None:
    """The plan or event is of this run and in no other packet; its row is locked."""
    if command.plan_id is not None:
        subject = select(Plan.run_id).where(Plan.id == command.plan_id, Plan.case_id.is_(None))
        holds = Packet.plan_id == command.plan_id
    else:
        subject = select(Event.run_id).where(Event.id == command.event_id)
        holds = Packet.event_id == command.event_id
    if work.session.scalar(subject.with_for_update(key_share=True)) != run.id:
        raise NotHere
    out = work.session.scalar(select(Packet.id).where(holds, Packet.state.not_in(ENDED)))
    if out is not None:
        words = say(N_("Это уже стоит в комплекте № %(packet)d: сначала решите его"), packet=out)
        raise BadInput("kind", words)
    if command.event_id is not None:
        must_await_act(work, command.event_id, command.kind)
    if command.plan_id is not None:
        _must_ask_for_something(work, command.plan_id)


def _must_ask_for_something(work: Work, plan_id: int) -> None:
    """The page offers it only then; a page that is behind may not."""
    if work.session.scalar(select(Plan.ended_on).where(Plan.id == plan_id)) is not None:
        raise BadInput("kind", say(N_("План больше не действует: утверждать его поздно")))
    rows = select(Measure.id).where(Measure.plan_id == plan_id, Measure.removed_at.is_(None))
    if work.session.scalar(rows.limit(1)) is None:
        raise BadInput("kind", say(N_("В плане нет ни одной меры. Добавьте их и соберите комплект снова")))


def _settings_of(work: Work, run: Run, command: AssembleForRun) -> dict[str, Any]:
    """An event goes by the version that it was planned under; any other subject by its run's."""
    if command.event_id is None:
        return run.process_version.settings
    own = select(ProcessVersion.settings).join(Event, Event.process_version_id == ProcessVersion.id)
    settings: dict[str, Any] | None = work.session.scalar(
        own.where(Event.id == command.event_id, Event.run_id == run.id)
    )
    if settings is None:
        raise NotHere
    return settings
