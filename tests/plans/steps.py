"""What people do with plans, in the words of a story."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from tests.approvals.packets import packet_version
from tests.world import World, open_case
from workflow.commands.measures import AddMeasure
from workflow.commands.move_case import MoveCase
from workflow.commands.orders import IssueOrder
from workflow.commands.packet_decisions import SubmitPacket
from workflow.commands.packets import AssemblePacket
from workflow.commands.packets_of_run import AssembleForRun
from workflow.commands.plan_review import ReviewPlan
from workflow.commands.plans import MakePlan
from workflow.extensions import db
from workflow.facts.plan_content import contents_of, fingerprint
from workflow.models.case import Case
from workflow.models.plan import Measure, Plan
from workflow.models.task import Task
from workflow.states.definition import PacketKind


def fresh(query: Any) -> list[Any]:
    db.session.rollback()
    return list(db.session.scalars(query))


def plan_of(world: World, school: str = "s1") -> int:
    """A case at the stage of plans, with an empty plan."""
    case_id = open_case(world, school, stage="plan_approval")
    return int(world.do("methodist", MakePlan(case_id=case_id))["plan_id"])


def add(world: World, plan_id: int, title: str = "Провести семинар", **words: Any) -> int:
    values: dict[str, Any] = {
        "performers": ("school",),
        "term": "до 25.11.2026",
        "control_forms": ("справка",),
        **words,
    }
    command = AddMeasure(plan_id=plan_id, title=title, **values)
    return int(world.do("methodist", command)["measure_id"])


def measure(measure_id: int) -> Measure:
    [row] = fresh(select(Measure).where(Measure.id == measure_id))
    assert isinstance(row, Measure)
    return row


def tasks_of(measure_id: int) -> list[Task]:
    return fresh(select(Task).where(Task.measure_id == measure_id).order_by(Task.id))


def content_seen(plan_id: int) -> str:
    [plan] = fresh(select(Plan).where(Plan.id == plan_id))
    return fingerprint(contents_of(db.session(), [plan])[plan_id])


def case_version(case_id: int) -> int:
    [version] = fresh(select(Case.version).where(Case.id == case_id))
    return int(version)


def agree(world: World, school: str, plan_id: int) -> None:
    world.do(school, ReviewPlan(plan_id=plan_id, content=content_seen(plan_id), agreed=True))


def reviewed(world: World, school: str, plan_id: int) -> None:
    """The plan was sent to the school, and the school agreed to it."""
    case_id = world.cases[school]
    step = MoveCase(
        case_id=case_id, version=case_version(case_id), transition="send_plan_to_school", reason="как есть"
    )
    world.do("methodist", step)
    agree(world, school, plan_id)


def assembled(world: World, *schools: str) -> int:
    command = AssemblePacket(
        run_id=world.run_id,
        kind=PacketKind.PLAN,
        case_ids=tuple(world.cases[school] for school in schools),
    )
    return int(world.do("methodist", command)["packet_id"])


def submit(world: World, packet_id: int) -> None:
    version = packet_version(packet_id)
    world.do("methodist", SubmitPacket(packet_id=packet_id, version=version, reason="так решили"))


def put_up(world: World, *schools: str) -> int:
    packet_id = assembled(world, *schools)
    submit(world, packet_id)
    return packet_id


def issue(world: World, packet_id: int) -> int:
    command = IssueOrder(packet_id=packet_id, version=packet_version(packet_id))
    return int(world.do("official", command)["order_id"])


def approved(world: World, *schools: str) -> int:
    """Plans of these schools in force by one order; answers its id."""
    return issue(world, put_up(world, *schools))


def put_up_for_run(world: World, plan_id: int) -> int:
    command = AssembleForRun(run_id=world.run_id, kind=PacketKind.PLAN, plan_id=plan_id)
    packet_id = int(world.do("methodist", command)["packet_id"])
    world.do("methodist", SubmitPacket(packet_id=packet_id, version=packet_version(packet_id)))
    return packet_id
