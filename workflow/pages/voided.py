"""Orders that were annulled after they had moved cases: the cases stay, and are told what to do."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import and_, select
from sqlalchemy.orm import Session, joinedload

from workflow import access
from workflow.facts import state_title, titles_of, workflow_of
from workflow.models.case import Case
from workflow.models.order import VOID, Order, OrderMark
from workflow.models.packet import Packet, PacketCase
from workflow.pages.case_acts import DECIDES
from workflow.states.definition import PacketKind
from workflow.states.ways_back import WayBack, way_back


@dataclass(frozen=True, slots=True, kw_only=True)
class Voided:
    """An annulled order that nothing has replaced for this case. `is_open`: the reader may open it."""

    order_id: int
    number: str
    dated_on: date
    is_open: bool
    stage_title: str
    voided_on: date
    reason: str
    way: WayBack


@dataclass(frozen=True, slots=True, kw_only=True)
class LeftCase:
    """A case that an annulled order moved. `way` is None where another act has decided the same anew."""

    case_id: int
    school: str
    state_title: str
    way: WayBack | None


def left_by(session: Session, memberships: access.Memberships, order: Order) -> tuple[LeftCase, ...]:
    """Those whose work is open to the reader, by the names of the schools."""
    cases = session.scalars(
        select(Case)
        .join(PacketCase, PacketCase.case_id == Case.id)
        .where(PacketCase.packet_id == order.packet_id, PacketCase.decided, access.case_is_open_to(memberships))
        .options(joinedload(Case.school), joinedload(Case.process_version))
        .order_by(Case.sort_key, Case.id)
    ).all()
    voided = voided_of(session, memberships, cases)
    ways = {case_id: one.way for case_id, own in voided.items() for one in own if one.order_id == order.id}
    return tuple(
        LeftCase(
            case_id=case.id,
            school=case.school.name,
            state_title=state_title(case.process_version.settings, case.state),
            way=ways.get(case.id),
        )
        for case in cases
    )


def voided_of(
    session: Session, memberships: access.Memberships, cases: Sequence[Case]
) -> dict[int, list[Voided]]:
    """Case -> its annulled orders in the order of their days; one statement, however many cases."""
    rows = session.execute(
        select(
            PacketCase.case_id,
            Packet.kind,
            Order.id,
            Order.number_text,
            Order.dated_on,
            OrderMark.on,
            OrderMark.reason,
            access.order_is_visible(memberships).label("is_open"),
        )
        .join(Packet, Packet.id == PacketCase.packet_id)
        .outerjoin(Order, Order.packet_id == Packet.id)
        .outerjoin(OrderMark, and_(OrderMark.order_id == Order.id, OrderMark.kind == VOID))
        .where(PacketCase.case_id.in_([case.id for case in cases]), PacketCase.decided)
        .order_by(Packet.in_force_at, Packet.id)
    ).all()
    decided = {(row.case_id, row.kind): row for row in rows}  # the latest decision of a kind
    by_id = {case.id: case for case in cases}
    found: dict[int, list[Voided]] = defaultdict(list)
    for row in rows:
        replaced = row.kind is not PacketKind.RESULTS and decided[row.case_id, row.kind].on is None
        if row.on is None or replaced:
            continue
        case = by_id[row.case_id]
        workflow = workflow_of(case.process_version.settings)
        found[row.case_id].append(
            Voided(
                order_id=row.id,
                number=row.number_text,
                dated_on=row.dated_on,
                is_open=row.is_open,
                stage_title=dict(titles_of(case.process_version.settings))[DECIDES[row.kind]],
                voided_on=row.on,
                reason=row.reason if row.is_open else "",
                way=way_back(workflow, case.state, row.kind),
            )
        )
    return found
