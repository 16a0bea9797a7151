"""The one sheet of an event: staff by name, so that a person is counted once; pupils and parents as numbers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select

from workflow.audit.actions import AuditAction
from workflow.commands.case_entry import behalf_of, recorded
from workflow.commands.errors import BadInput, NotHere
from workflow.commands.event_entry import EventStanding, enter_event, of_event, permit_entry, refresh_packet
from workflow.commands.rows import insert_once
from workflow.commands.work import Command, Result, Work, handles
from workflow.models.event import Attendance, Participant
from workflow.models.event import Audience as Audience  # views speak of audiences through here
from workflow.models.search import search_text
from workflow.states.definition import N_, OnBehalf, Refusal, say
from workflow.states.entries import ENTER_ATTENDANCE, EVENT_NOT_BEGUN, EVENT_OVER, RESULTS_ARE_UP

STAFF = (Audience.HEADS, Audience.TEACHERS)
MOST_PEOPLE = 10_000  # of one school and audience at one event
MOST_LINES = 2_000  # of one press
LONGEST_NAME = 200


@dataclass(frozen=True, kw_only=True)
class Line:
    """`name` and `post` of one of the staff, or the number of pupils or parents: never both.

    `at` is where the line stands for whoever typed it: the field of a form or the cell of a table.
    """

    school_id: int
    audience: Audience
    name: str = ""
    post: str = ""
    people: int = 0
    at: str = "people"


@dataclass(frozen=True, kw_only=True)
class EnterAttendance(Command):
    """All lines or none. Somebody who is on the sheet already is not put there twice."""

    event_id: int
    lines: tuple[Line, ...]
    on_behalf: OnBehalf | None = None
    behalf_content: bytes = b""


@dataclass(frozen=True, kw_only=True)
class RemoveAttendance(Command):
    event_id: int
    attendance_id: int


@handles(EnterAttendance)
def _(command: EnterAttendance, work: Work) -> Result:
    standing = enter_event(work, command.event_id)
    event = standing.event
    if not command.lines:
        raise BadInput("people", say(N_("Напишите хотя бы одного человека или число")))
    if len(command.lines) > MOST_LINES:
        raise BadInput("people", say(N_("За один раз помещается %(most)d строк"), most=MOST_LINES))
    lines = [_checked(standing, line) for line in command.lines]
    for school_id in sorted({line.school_id for line in lines}):
        permit_entry(
            work,
            standing,
            ENTER_ATTENDANCE,
            school_id=school_id,
            on_behalf=command.on_behalf,
            more=stands_in_the_way(standing),
        )
    behalf = behalf_of(work, command.on_behalf, command.behalf_content)
    known = _participants(work, event.authority_id, lines)
    _must_be_new(work, event.id, lines, known)
    work.session.add_all(
        Attendance(
            authority_id=event.authority_id,
            event_id=event.id,
            school_id=line.school_id,
            audience=line.audience,
            participant_id=known[line.school_id, search_text(line.name)] if line.name else None,
            people=1 if line.name else line.people,
            **recorded(work, behalf),
        )
        for line in lines
    )
    refresh_packet(work, standing)
    work.record(
        AuditAction.EVENT_ATTEND,
        on_behalf=behalf,
        data={
            "event": event.id,
            "lines": len(lines),
            "schools": sorted({line.school_id for line in lines}),
            "people": sum(1 if line.name else line.people for line in lines),
        },
    )
    return {"event_id": event.id, "lines": len(lines)}


@handles(RemoveAttendance)
def _(command: RemoveAttendance, work: Work) -> Result:
    standing = enter_event(work, command.event_id)
    line = work.session.scalar(
        select(Attendance).where(
            Attendance.id == command.attendance_id,
            Attendance.event_id == command.event_id,
            Attendance.removed_at.is_(None),
        )
    )
    if line is None:
        raise NotHere
    permit_entry(
        work,
        standing,
        ENTER_ATTENDANCE,
        school_id=line.school_id,
        more=stands_in_the_way(standing),
    )
    line.removed_at = work.now
    refresh_packet(work, standing)
    work.record(
        AuditAction.EVENT_UNATTEND,
        data={"event": command.event_id, "attendance": line.id, "school": line.school_id},
    )
    return {"event_id": command.event_id}


def stands_in_the_way(standing: EventStanding) -> list[Refusal | None]:
    """What is entered of an event waits for its day, and ends when its results are summed up."""
    return [
        EVENT_OVER if standing.is_over else None,
        RESULTS_ARE_UP if standing.event.state == "event.reflected" else None,
        None if standing.facts.event.begun else EVENT_NOT_BEGUN,
    ]


def _checked(standing: EventStanding, line: Line) -> Line:
    of_event(standing, line.school_id)
    name, post = " ".join(line.name.split()), " ".join(line.post.split())
    if line.audience in STAFF:
        if not name:
            raise BadInput(line.at, say(N_("Руководителей и педагогов вносят поимённо: напишите имя")))
        if len(name) > LONGEST_NAME or len(post) > LONGEST_NAME:
            raise BadInput(line.at, say(N_("Имя и должность короче: до %(most)d знаков"), most=LONGEST_NAME))
        if not any(letter.isalpha() for letter in name):
            raise BadInput(line.at, say(N_("В имени нет ни одной буквы")))
    elif name:
        raise BadInput(line.at, say(N_("Обучающихся и родителей только считают: имён здесь не хранят")))
    elif not 0 < line.people <= MOST_PEOPLE:
        raise BadInput(line.at, say(N_("Напишите, сколько человек пришло: от 1 до %(most)d"), most=MOST_PEOPLE))
    return Line(
        school_id=line.school_id, audience=line.audience, name=name, post=post, people=line.people, at=line.at
    )


def _participants(work: Work, authority_id: int, lines: Sequence[Line]) -> dict[tuple[int, str], int]:
    """(school, name as it is looked for) -> the person, known from earlier events or new."""
    wanted = {(line.school_id, search_text(line.name)): line for line in lines if line.name}
    if not wanted:
        return {}
    insert_once(
        work.session,
        Participant,
        [
            {
                "authority_id": authority_id,
                "school_id": school_id,
                "name": line.name,
                "post": line.post,
                "search": search,
            }
            for (school_id, search), line in sorted(wanted.items())
        ],
        Participant.id,
    )
    rows = work.session.execute(
        select(Participant.school_id, Participant.search, Participant.id).where(
            Participant.school_id.in_({school_id for school_id, _ in wanted}),
            Participant.search.in_({search for _, search in wanted}),
        )
    )
    return {(school_id, search): participant_id for school_id, search, participant_id in rows}


def _must_be_new(work: Work, event_id: int, lines: Sequence[Line], known: dict[tuple[int, str], int]) -> None:
    """A name twice, in this press or on the sheet; a second number of the same school and audience."""
    there = work.session.execute(
        select(Attendance.school_id, Attendance.audience, Attendance.participant_id).where(
            Attendance.event_id == event_id, Attendance.removed_at.is_(None)
        )
    ).all()
    people = {participant_id for _, _, participant_id in there if participant_id is not None}
    numbers = {(school_id, audience) for school_id, audience, person in there if person is None}
    repeated = Counter((line.school_id, line.audience, search_text(line.name)) for line in lines)
    for line in lines:
        key = (line.school_id, search_text(line.name))
        if line.name and known[key] in people:
            raise BadInput(line.at, say(N_("%(name)s уже в листе посещения"), name=line.name))
        if not line.name and (line.school_id, line.audience) in numbers:
            raise BadInput(
                line.at,
                say(N_("Это число уже внесено. Чтобы исправить, уберите прежнюю строку")),
            )
        if repeated[line.school_id, line.audience, search_text(line.name)] > 1:
            raise BadInput(line.at, say(N_("Эта строка повторяется дважды")))
    names = Counter((line.school_id, search_text(line.name)) for line in lines if line.name)
    for line in lines:
        if line.name and names[line.school_id, search_text(line.name)] > 1:
            raise BadInput(line.at, say(N_("%(name)s назван дважды"), name=line.name))
