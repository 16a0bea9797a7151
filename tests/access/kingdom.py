"""Two municipalities side by side, each with its own words, and one of everything that an address can name.

`north` is at home. In it the school s1 is paired with p1, the school s2 with s5; nobody is paired with p2.
Every text that somebody typed carries a canary, so that a leak is seen wherever it comes out.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import select

from tests.access.papers import NORTH, SOUTH, WANTED, body_of, canary, deliverable, protocol, stage_of
from tests.world import TODAY, World, build_world, open_case
from workflow.commands.attendance import EnterAttendance, Line
from workflow.commands.closure import RecordClosingReport
from workflow.commands.diagnosis import AddDeficit, RecordConclusion
from workflow.commands.documents import KeepDocument
from workflow.commands.event_outputs import AddOutput
from workflow.commands.event_series import MakeSeries
from workflow.commands.events import EventTerms, PlanEvent
from workflow.commands.evidence import GiveEvidence
from workflow.commands.indicators import AddIndicator
from workflow.commands.invitations import MakeInvitation
from workflow.commands.measures import AddMeasure
from workflow.commands.monitoring import RecordMeasurements, TypedValue
from workflow.commands.move_case import MoveCase
from workflow.commands.notes import RecordNote
from workflow.commands.orders import IssueOrder
from workflow.commands.packet_decisions import SubmitPacket
from workflow.commands.packets import AssemblePacket
from workflow.commands.people import AddPerson, RoleTerms
from workflow.commands.plans import MakePlan
from workflow.commands.recommendations import AddRecommendation
from workflow.commands.reflections import WriteReflection
from workflow.commands.rounds import AddRound
from workflow.commands.tasks import CreateTask, LiftTask
from workflow.commands.work import run
from workflow.extensions import db
from workflow.facts.plan_content import row_of
from workflow.models.authority import Authority
from workflow.models.body import Body, Protocol
from workflow.models.case import Case, Consent, Deficit, Pair
from workflow.models.deliverable import DeliverableDocument
from workflow.models.event import Attendance, Audience, Event, EventOutput, EventSchool
from workflow.models.job import OutboxMessage
from workflow.models.monitoring import Indicator, MeasurementRound, Recommendation
from workflow.models.notice import Notice
from workflow.models.order import Order
from workflow.models.packet import Packet, PacketCase
from workflow.models.person import Person, RoleAssignment, RoleName
from workflow.models.plan import Measure, Plan, PlanVersion
from workflow.models.programme import ProgrammeVersion
from workflow.models.task import Evidence, Task, TaskItem
from workflow.states.definition import OnBehalf, PacketKind, Role
from workflow.uow import unit_of_work

#: When visitors come; the objects were made before.
VISIT = datetime(2026, 10, 20, 9, 0, tzinfo=UTC)
OWN, BESIDE, ELSEWHERE, ABSENT = "own", "beside", "elsewhere", "absent"
COLUMNS = (OWN, BESIDE, ELSEWHERE, ABSENT)
NOWHERE = 987_654_321


#: A link that nobody has opened yet, and whose it is: it shows an address to whoever holds it.
TOKEN, INVITED = "secret-of-a-link", "invited"


@dataclass
class Kingdom:
    """`named`: what stands in an address under a name, by whose it is. A name that is not here is a new one."""

    north: World
    south: World
    people: dict[str, int] = field(default_factory=dict)
    named: dict[str, dict[str, object]] = field(default_factory=dict)

    def address_values(self, names: set[str], column: str) -> dict[str, object]:
        return {name: self.named[name][column] for name in names}


def build_kingdom() -> Kingdom:
    north, south = build_world(NORTH), build_world(SOUTH)
    kingdom = Kingdom(north, south)
    _people(kingdom)
    _programme_texts()
    for world, schools in ((north, {"s1": "p1", "s2": "s5"}), (south, {"s1": "p1"})):
        code = NORTH if world is north else SOUTH
        for school, partner in schools.items():
            _story(world, code, school, partner)
    for name in PARAMETERS:
        kingdom.named[name] = {
            OWN: PARAMETERS[name](north, "s1"),
            BESIDE: PARAMETERS[name](north, "s2"),
            ELSEWHERE: PARAMETERS[name](south, "s1"),
            ABSENT: ABSENT_VALUES.get(name, NOWHERE),
        }
    db.session.rollback()
    return kingdom


def _programme_texts() -> None:
    """A file that can be shown: its page reads the text that was loaded."""
    text = (Path(__file__).parent.parent / "programmes" / "good.yaml").read_text("utf-8") + WANTED
    with unit_of_work() as session:
        for version in session.scalars(select(ProgrammeVersion)):
            version.text, version.sha256 = text, hashlib.sha256(text.encode()).hexdigest()


def _people(kingdom: Kingdom) -> None:
    """Beside those of every municipality: administrators, one whose sign-in is closed, one with a link."""
    made = date(2026, 1, 1)
    for who, world, role in (
        ("admin", kingdom.north, RoleName.ADMIN),
        ("admin", kingdom.south, RoleName.ADMIN),
        ("closed", kingdom.north, RoleName.METHODIST),
        (INVITED, kingdom.north, RoleName.OBSERVER),
    ):
        command = AddPerson(
            email=f"{who}@{'opora' if who == INVITED else NORTH if world is kingdom.north else SOUTH}.example",
            post=who,
            password_hash="x",
            authority_id=world.authority_id,
            first_role=RoleTerms(role=role, from_on=made),
        )
        world.people[who] = run(command, actor_id=None, now=VISIT, system=True)["person_id"]
    link = hashlib.sha256(TOKEN.encode()).hexdigest()
    invitation = MakeInvitation(
        person_id=kingdom.north.people[INVITED], authority_id=kingdom.north.authority_id, token_sha256=link
    )
    run(invitation, actor_id=None, now=VISIT, system=True)
    general = AddPerson(
        email="general@opora.example",
        post="general",
        password_hash="x",
        first_role=RoleTerms(role=RoleName.ADMIN, from_on=made),
    )
    kingdom.people = {
        **{who: kingdom.north.people[who] for who in kingdom.north.people},
        "elsewhere": kingdom.south.people["s1"],
        "general": run(general, actor_id=None, now=VISIT, system=True)["person_id"],
    }


def close_door(kingdom: Kingdom) -> None:
    """Behind the back of the table of sign-ins: the row of the sign-in is still there and alive."""
    with unit_of_work() as session:
        session.get_one(Person, kingdom.people["closed"]).active = False


def _story(world: World, code: str, school: str, partner: str) -> None:
    """Diagnosed, paired by a registered order, reported, and the closing put up: all of it through commands."""
    case_id = open_case(world, school, stage="pairing")
    said = {"case_id": case_id}
    world.do(school, AddDeficit(**said, title=canary(school, "deficit", code)))
    paper = OnBehalf(role=Role.SCHOOL, channel="letter", happened_on=TODAY)
    content = b"%PDF-1.7 " + canary(school, "paper", code).encode()
    second = AddDeficit(**said, title=canary(school, "second", code), on_behalf=paper, behalf_content=content)
    world.do("methodist", second)
    instrument, text = canary(school, "instrument", code), canary(school, "text", code)
    world.do("methodist", RecordConclusion(**said, instrument=instrument, held_on=TODAY, text=text))
    _pair(world, code, school, partner)
    world.do("methodist", MoveCase(case_id=case_id, version=_version(Case, case_id), transition="propose_pair"))
    issue = _put_up(world, case_id, PacketKind.PAIR_LIST)
    order = world.do("official", IssueOrder(packet_id=issue, version=_version(Packet, issue)))
    for kind, begins in (("pdf", b"%PDF-1.7 "), ("docx", b"PK\x03\x04 ")):
        drawn = KeepDocument(
            order_id=order["order_id"], format=kind, content=begins + canary(school, kind, code).encode()
        )
        run(drawn, actor_id=None, now=VISIT, system=True)
    _lift_tasks(world, case_id)
    _measured(world, code, school, case_id)
    world.do("methodist", RecordClosingReport(**said, text=canary(school, "report", code)))
    _put_up(world, case_id, PacketKind.CLOSING)
    _task(world, code, school, case_id)
    _plan(world, code, school, case_id)
    _notice(world, school, case_id)
    _event(world, code, school, partner)
    protocol(world, code, school)
    deliverable(world, code, school)


def _measured(world: World, code: str, school: str, case_id: int) -> None:
    """A value of the school with its note, and a recommendation that no act has made binding."""
    round_id = world.do("methodist", AddRound(run_id=world.run_id))["round_id"]
    words = AddIndicator(run_id=world.run_id, title=f"Действия согласованы {school}", kind="words")
    value = TypedValue(
        at="m",
        indicator_id=world.do("methodist", words)["indicator_id"],
        case_id=case_id,
        words=canary(school, "level", code),
        rests_on=canary(school, "ground", code),
    )
    world.do("methodist", RecordMeasurements(round_id=round_id, measured_on=TODAY, values=(value,)))
    world.do("methodist", RecordNote(case_id=case_id, round_id=round_id, text=canary(school, "note", code)))
    recommended = AddRecommendation(
        case_id=case_id, addressee="administration", text=canary(school, "recommended", code)
    )
    world.do("methodist", recommended)


def _pair(world: World, code: str, school: str, partner: str) -> None:
    with unit_of_work() as session:
        recorded = {"authority_id": world.authority_id, "recorded_at": VISIT}
        pair = Pair(
            case_id=world.cases[school],
            partner_school_id=world.schools[partner],
            from_on=TODAY,
            why=canary(school, "why", code),
            **recorded,
        )
        session.add(pair)
        session.flush()
        for side in ("school", "partner"):
            words = canary(school, f"consent-{side}", code)
            session.add(Consent(pair_id=pair.id, side=side, given=True, comment=words, **recorded))


def _lift_tasks(world: World, case_id: int) -> None:
    """What the clauses of the order asked for stands in the way of the closing."""
    db.session.rollback()
    tasks = db.session.execute(select(Task.id, Task.version).where(Task.case_id == case_id)).all()
    for task_id, version in tasks:
        world.do("official", LiftTask(task_id=task_id, version=version, comment="не требуется"))


def _put_up(world: World, case_id: int, kind: PacketKind) -> int:
    command = AssemblePacket(run_id=world.run_id, kind=kind, case_ids=(case_id,))
    packet_id: int = world.do("methodist", command)["packet_id"]
    world.do("methodist", SubmitPacket(packet_id=packet_id, version=_version(Packet, packet_id)))
    return packet_id


def _task(world: World, code: str, school: str, case_id: int) -> None:
    command = CreateTask(
        case_id=case_id,
        title=canary(school, "task", code),
        assignee_role="school",
        control_form=canary(school, "form", code),
        items=(canary(school, "item", code),),
    )
    task_id = world.do("methodist", command)["task_id"]
    shown = GiveEvidence(
        task_id=task_id,
        title=canary(school, "evidence", code),
        file_name=f"{canary(school, 'file', code)}.txt",
        content=canary(school, "content", code).encode(),
    )
    world.do(school, shown)


def _plan(world: World, code: str, school: str, case_id: int) -> None:
    made = world.do("methodist", MakePlan(case_id=case_id, title=canary(school, "plan", code)))
    measure = AddMeasure(
        plan_id=made["plan_id"],
        title=canary(school, "measure", code),
        performers=("school",),
        result=canary(school, "result", code),
    )
    world.do("methodist", measure)
    _asked_of_the_partner(world, code, school, made["plan_id"])


def _asked_of_the_partner(world: World, code: str, school: str, plan_id: int) -> None:
    """The approved version holds one row, the partner's; what was written since is a draft."""
    ids = {"authority_id": world.authority_id, "plan_id": plan_id}
    with unit_of_work() as session:
        plan = session.get_one(Plan, plan_id)
        pair = session.scalars(select(Pair).where(Pair.case_id == plan.case_id)).one()
        packet_id = session.scalars(select(Packet.id).where(Packet.run_id == plan.run_id)).first()
        title = canary(school, "asked", code)
        row = Measure(**ids, position=9, title=title, performers=["partner"], recorded_at=VISIT)
        session.add(row)
        session.flush()
        snapshot = {"title": "План помощи", "measures": [row_of(row, "")]}
        session.add(
            PlanVersion(**ids, number=1, snapshot=snapshot, sha256="0", packet_id=packet_id, in_force_on=TODAY)
        )
        session.add(
            Task(
                authority_id=world.authority_id,
                case_id=plan.case_id,
                school_id=pair.partner_school_id,
                assignee_role="partner",
                title=title,
                origin="measure",
                measure_id=row.id,
                created_at=VISIT,
            )
        )


def _event(world: World, code: str, school: str, partner: str) -> None:
    """Held by the partner for one school: its sheet, its words, what it left behind; and a day that repeats."""
    series_id = world.do("methodist", MakeSeries(run_id=world.run_id, title=canary(school, "series", code)))
    terms = EventTerms(
        title=canary(school, "event", code),
        from_on=TODAY,
        guests=(world.schools[school],),
        hosts=(world.schools[partner],),
        series_id=series_id["series_id"],
    )
    event_id = world.do("methodist", PlanEvent(run_id=world.run_id, terms=terms))["event_id"]
    line = Line(
        school_id=world.schools[school], audience=Audience.TEACHERS, name=canary(school, "teacher", code)
    )
    said = {"event_id": event_id, "school_id": world.schools[school]}
    world.do("methodist", EnterAttendance(event_id=event_id, lines=(line,)))
    world.do(school, WriteReflection(**said, text=canary(school, "reflection", code)))
    shown = AddOutput(
        **said,
        kind="карта",
        title=canary(school, "output", code),
        file_name=f"{canary(school, 'outputfile', code)}.txt",
        content=canary(school, "outputcontent", code).encode(),
    )
    world.do(school, shown)


def _notice(world: World, school: str, case_id: int) -> None:
    with unit_of_work() as session:
        session.add(
            Notice(
                authority_id=world.authority_id,
                event=f"case:{case_id}:assigned",
                kind="case:assigned",
                recipient_id=world.people[school],
                values={},
                case_id=case_id,
                created_at=VISIT,
            )
        )


def _version(kind: type[Case] | type[Packet], row_id: int) -> int:
    db.session.rollback()
    return db.session.execute(select(kind.version).where(kind.id == row_id)).scalar_one()


def _first(column: Any, *conditions: Any, last: bool = False) -> Any:
    query = select(column).where(*conditions).order_by(column.desc() if last else column)
    return db.session.scalars(query.limit(1)).one()


def _task_id(world: World, school: str) -> Any:
    return _first(Task.id, Task.case_id == world.cases[school], Task.origin == "hand")


def _order_id(world: World, school: str) -> Any:
    packets = select(PacketCase.packet_id).where(PacketCase.case_id == world.cases[school])
    return _first(Order.id, Order.packet_id.in_(packets))


def _packet_id(world: World, school: str) -> Any:
    return _first(PacketCase.packet_id, PacketCase.case_id == world.cases[school], last=True)


def _evidence(column: Any) -> Callable[[World, str], Any]:
    return lambda world, school: _first(column, Evidence.task_id == _task_id(world, school))


def _event_row(column: Any) -> Callable[[World, str], Any]:
    """Of the event that the school is the guest of."""

    def find(world: World, school: str) -> Any:
        its = select(EventSchool.event_id).where(
            EventSchool.school_id == world.schools[school], EventSchool.holds.is_(False)
        )
        where = Event.id.in_(its) if column.class_ is Event else column.class_.event_id.in_(its)
        return _first(column, where)

    return find


#: Names in addresses that stand for words of the product, the same for everybody.
WORDS = {"name": "suspend_case", "side": "school", "step": "hold_event", "kind": "event"}
#: A name in an address -> its value that belongs to a school or, where nothing does, to its municipality.
PARAMETERS: dict[str, Callable[[World, str], object]] = {
    "token": lambda _world, _school: TOKEN,
    "authority_id": lambda world, _: world.authority_id,
    "run_id": lambda world, _: world.run_id,
    "code": lambda world, _: _first(Authority.code, Authority.id == world.authority_id),
    "case_id": lambda world, school: world.cases[school],
    "school_id": lambda world, school: world.schools[school],
    "person_id": lambda world, school: world.people[school],
    "assignment_id": lambda world, school: _first(
        RoleAssignment.id, RoleAssignment.person_id == world.people[school]
    ),
    "deficit_id": lambda world, school: _first(Deficit.id, Deficit.case_id == world.cases[school]),
    "task_id": _task_id,
    "item_id": lambda world, school: _first(TaskItem.id, TaskItem.task_id == _task_id(world, school)),
    "evidence_id": _evidence(Evidence.id),
    "sha256": lambda world, school: _first(
        Deficit.file_sha256, Deficit.case_id == world.cases[school], Deficit.file_sha256.is_not(None)
    ),
    "round_id": lambda world, _: _first(MeasurementRound.id, MeasurementRound.run_id == world.run_id),
    "indicator_id": lambda world, _: _first(Indicator.id, Indicator.run_id == world.run_id),
    "recommendation_id": lambda world, school: _first(
        Recommendation.id, Recommendation.case_id == world.cases[school]
    ),
    "packet_id": _packet_id,
    "plan_id": lambda world, school: _first(Plan.id, Plan.case_id == world.cases[school]),
    "measure_id": lambda world, school: _first(
        Measure.id, Measure.plan_id == _first(Plan.id, Plan.case_id == world.cases[school])
    ),
    "body_id": lambda world, school: _first(Body.id, Body.name == body_of(world, school)),
    "protocol_id": lambda world, school: _first(
        Protocol.id, Protocol.body_id == _first(Body.id, Body.name == body_of(world, school))
    ),
    "document_id": lambda world, school: _first(
        DeliverableDocument.id,
        DeliverableDocument.run_id == world.run_id,
        DeliverableDocument.stage == stage_of(school),
    ),
    "notice_id": lambda world, school: _first(Notice.id, Notice.recipient_id == world.people[school]),
    "message_id": lambda world, _: _first(OutboxMessage.id, OutboxMessage.authority_id == world.authority_id),
    "order_id": _order_id,
    "event_id": _event_row(Event.id),
    "attendance_id": _event_row(Attendance.id),
    "output_id": _event_row(EventOutput.id),
    "series_id": _event_row(Event.series_id),
    **{name: lambda _world, _school, word=word: word for name, word in WORDS.items()},
}
ABSENT_VALUES: dict[str, object] = {"code": "nowhere", "sha256": "0" * 64, **WORDS}
