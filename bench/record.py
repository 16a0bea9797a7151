"""Goal 10: how many entries of the record one process verifies in a second, every byte hashed."""

from __future__ import annotations

from sqlalchemy import select

from bench.report import Line, seconds
from tests.world import NOW, build_world
from workflow.audit.actions import AuditAction
from workflow.audit.append import NewEntry, append
from workflow.audit.verify import verify
from workflow.extensions import db
from workflow.models.audit import AuditChain
from workflow.uow import unit_of_work

PART = 1_000


def rows_a_second(*, name: str, entries: int, goal: float) -> Line:
    world = build_world(f"record{entries}{name[-1]}")
    for start in range(0, entries, PART):
        with unit_of_work() as session:
            append(
                session,
                world.authority_id,
                [
                    NewEntry(
                        action=AuditAction.SCHOOL_ADD,
                        actor_id=world.people["methodist"],
                        at=NOW,
                        data={"school": number, "name": "x" * 60},
                    )
                    for number in range(start, start + PART)
                ],
            )
    chain = db.session.scalars(select(AuditChain).where(AuditChain.authority_id == world.authority_id)).one()
    if chain.size != entries:
        raise RuntimeError("the chain is not as long as it was made")
    db.session.rollback()
    verify(db.engine)  # warm
    took = seconds(lambda: verify(db.engine))
    return Line(10, name, entries / took, goal, "%.0f rows/s")
