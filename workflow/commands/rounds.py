"""Rounds of measuring of a run: made when the run is opened, dated and added to afterwards."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import func, select

from workflow.audit.actions import AuditAction
from workflow.commands.case_entry import words
from workflow.commands.errors import BadInput, NotAllowed, NotHere
from workflow.commands.work import Command, Result, Work, handles
from workflow.models.monitoring import MeasurementRound
from workflow.models.programme import Run
from workflow.states.definition import N_, Role, say

#: More rounds than weeks in a year are a slip of the hand.
MOST_ROUNDS = 60
AROUND = timedelta(days=3_660)


def make_rounds(work: Work, run: Run, settings: Mapping[str, Any]) -> int:
    """As many as the programme has; their days are set by people, because no document names them."""
    wanted = int(settings.get("rounds", 1))
    work.session.add_all(
        MeasurementRound(authority_id=run.authority_id, run_id=run.id, number=number, title=round_title(number))
        for number in range(1, wanted + 1)
    )
    return wanted


def round_title(number: int) -> str:
    return f"Круг {number}"


@dataclass(frozen=True, kw_only=True)
class AddRound(Command):
    run_id: int
    title: str = ""
    from_on: date | None = None
    due_on: date | None = None


@dataclass(frozen=True, kw_only=True)
class EditRound(Command):
    round_id: int
    version: int
    title: str
    from_on: date | None = None
    due_on: date | None = None


@handles(AddRound)
def _(command: AddRound, work: Work) -> Result:
    run = enter_run(work, command.run_id)
    last = work.session.scalar(
        select(func.max(MeasurementRound.number)).where(MeasurementRound.run_id == run.id)
    )
    number = (last or 0) + 1
    if number > MOST_ROUNDS:
        raise BadInput("title", say(N_("У программы уже %(num)d кругов: больше не бывает"), num=number - 1))
    _check_days(run, command.from_on, command.due_on)
    row = MeasurementRound(
        authority_id=run.authority_id,
        run_id=run.id,
        number=number,
        title=words("title", command.title or round_title(number), longest=100),
        from_on=command.from_on,
        due_on=command.due_on,
    )
    work.session.add(row)
    work.session.flush()  # the entry names the new row
    _put_on_record(work, AuditAction.ROUND_ADD, row)
    return {"run_id": run.id, "round_id": row.id}


@handles(EditRound)
def _(command: EditRound, work: Work) -> Result:
    row = enter_round(work, command.round_id)
    _must_lead(work)
    if row.version != command.version:
        raise BadInput("title", say(N_("Круг тем временем изменили. Откройте страницу снова и внесите своё")))
    _check_days(work.session.get_one(Run, row.run_id), command.from_on, command.due_on)
    said = (words("title", command.title, longest=100), command.from_on, command.due_on)
    if said != (row.title, row.from_on, row.due_on):
        row.title, row.from_on, row.due_on = said
        _put_on_record(work, AuditAction.ROUND_CHANGE, row)
    return {"run_id": row.run_id, "round_id": row.id}


def enter_run(work: Work, run_id: int) -> Run:
    """Step into the authority of a run, lock it, as its methodist."""
    run = work.session.scalar(select(Run).where(Run.id == run_id).with_for_update(of=Run, key_share=True))
    if run is None:
        raise NotHere
    work.enter(run.authority_id)
    _must_lead(work)
    return run


def enter_round(work: Work, round_id: int) -> MeasurementRound:
    """Step into the authority of a round and lock it; what the person may do there is asked afterwards."""
    row = work.session.scalar(
        select(MeasurementRound).where(MeasurementRound.id == round_id).with_for_update(key_share=True)
    )
    if row is None:
        raise NotHere
    work.enter(row.authority_id)
    return row


def _must_lead(work: Work) -> None:
    if not work.roles & (Role.METHODIST | Role.SYSTEM):
        raise NotAllowed("monitoring")


def near_run(run: Run, field: str, day: date | None) -> None:
    """Figures of years before the term are entered too; decades away is a slip in the year."""
    if day is not None and not run.from_on - AROUND <= day <= run.to_on + AROUND:
        raise BadInput(
            field,
            say(
                N_("Программа идёт с %(from_on)s по %(to_on)s: проверьте год"),
                from_on=run.from_on,
                to_on=run.to_on,
            ),
        )


def _check_days(run: Run, from_on: date | None, due_on: date | None) -> None:
    near_run(run, "from_on", from_on)
    near_run(run, "due_on", due_on)
    if from_on is not None and due_on is not None and due_on < from_on:
        raise BadInput("due_on", say(N_("Конец круга не может быть раньше его начала")))


def _put_on_record(work: Work, action: AuditAction, row: MeasurementRound) -> None:
    work.record(
        action,
        data={
            "run": row.run_id,
            "measurement_round": row.id,
            "number": row.number,
            "from_on": row.from_on,
            "due_on": row.due_on,
        },
        text=row.title,
    )
