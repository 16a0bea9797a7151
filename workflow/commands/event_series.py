"""Days that repeat: made from the programme, ended early, and a month without its day noticed once."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import exists, select

from workflow.audit.actions import AuditAction
from workflow.commands.case_entry import words
from workflow.commands.errors import BadInput, NotAllowed, NotHere
from workflow.commands.recipients import roster_of
from workflow.commands.rows import insert_once
from workflow.commands.work import Command, Result, Work, handles
from workflow.models.event import Audience, Event, EventSeries
from workflow.models.notice import Notice
from workflow.models.programme import Run
from workflow.states.definition import N_, say
from workflow.states.entries import MAKE_SERIES

EVERY = ("month", "year")
LONGEST = timedelta(days=366 * 6)


@dataclass(frozen=True, kw_only=True)
class MakeSeries(Command):
    """`source` is the place in the programme's document, empty for a series of the office's own."""

    run_id: int
    title: str
    every: str = "month"
    from_on: date | None = None
    to_on: date | None = None
    audiences: tuple[str, ...] = ()
    source: str = ""


@dataclass(frozen=True, kw_only=True)
class EndSeries(Command):
    """Its last day; occurrences that are planned stay."""

    series_id: int
    to_on: date | None


@dataclass(frozen=True, kw_only=True)
class SweepSeries(Command):
    """Of one authority: months that have begun and have no occurrence, each told of once."""

    authority_id: int


@handles(MakeSeries)
def _(command: MakeSeries, work: Work) -> Result:
    run = work.session.get(Run, command.run_id)
    if run is None:
        raise NotHere
    work.enter(run.authority_id)
    if not work.roles & MAKE_SERIES.by:
        raise NotAllowed(MAKE_SERIES.name)
    if command.every not in EVERY:
        raise BadInput("every", say(N_("Выберите: каждый месяц или раз в год")))
    if set(command.audiences) - set(Audience):
        raise BadInput("audiences", say(N_("Выберите аудитории из списка")))
    first, last = command.from_on or run.from_on, command.to_on or run.to_on
    _check_term(first, last)
    series = EventSeries(
        authority_id=run.authority_id,
        run_id=run.id,
        title=words("title", command.title, longest=300),
        every=command.every,
        from_on=first,
        to_on=last,
        audiences=[one.value for one in Audience if one.value in command.audiences],
        source=command.source.strip()[:500],
        created_at=work.now,
        created_by_id=work.actor_id,
    )
    work.session.add(series)
    work.session.flush()  # the entry names the new row
    work.record(
        AuditAction.SERIES_MAKE,
        data={"series": series.id, "every": series.every, "from_on": first, "to_on": last},
        text=series.title,
    )
    return {"series_id": series.id}


@handles(EndSeries)
def _(command: EndSeries, work: Work) -> Result:
    work.enter_home_of(EventSeries, command.series_id)
    if not work.roles & MAKE_SERIES.by:
        raise NotAllowed(MAKE_SERIES.name)
    series = work.session.execute(
        select(EventSeries).where(EventSeries.id == command.series_id).with_for_update(key_share=True)
    ).scalar_one()
    if command.to_on is None:
        raise BadInput("to_on", say(N_("Напишите последний день: число, месяц и год")))
    _check_term(series.from_on, command.to_on)
    if series.to_on == command.to_on:
        return {"series_id": series.id}
    series.to_on = command.to_on
    work.record(AuditAction.SERIES_END, data={"series": series.id, "to_on": series.to_on})
    return {"series_id": series.id}


def _check_term(first: date, last: date) -> None:
    if last < first:
        raise BadInput("to_on", say(N_("Последний день раньше первого")))
    if last - first > LONGEST:
        raise BadInput("to_on", say(N_("Повторяющийся день — не дольше шести лет")))


@handles(SweepSeries)
def _(command: SweepSeries, work: Work) -> Result:
    """Safe to run twice: the notice of a series, month and person stands once."""
    work.enter(command.authority_id)
    first = work.today.replace(day=1)
    after = date(first.year + first.month // 12, first.month % 12 + 1, 1)
    held = exists().where(
        Event.series_id == EventSeries.id,
        Event.state != "event.cancelled",
        Event.from_on < after,
        Event.to_on >= first,
    )
    missing = work.session.execute(
        select(EventSeries.id, EventSeries.created_by_id)
        .where(
            EventSeries.authority_id == work.authority_id,
            EventSeries.every == "month",
            EventSeries.from_on < after,
            EventSeries.to_on >= work.today,
            ~held,
        )
        .order_by(EventSeries.id)
    ).all()
    if not missing:
        return {"told": 0}
    roster = roster_of(work.session, work.authority_id, work.today)
    notices = [
        {
            "authority_id": work.authority_id,
            "event": f"series:{series_id}:{first:%Y-%m}",
            "kind": "series:month_missing",
            "recipient_id": person_id,
            "channel": "app",
            "values": {"series_id": series_id, "due_on": first.isoformat()},
            "created_at": work.now,
        }
        for series_id, _ in missing
        for person_id in sorted(roster.methodists(None))
    ]
    return {"told": len(insert_once(work.session, Notice, notices, Notice.id))}
