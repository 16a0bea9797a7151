"""Before a packet is put together: which schools would go into it, who is ready, and why the others are not."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import or_, select
from sqlalchemy.orm import Session, joinedload

from workflow import access
from workflow.access import NotHere, RoleName
from workflow.facts import facts_of, workflow_of
from workflow.models.authority import Authority
from workflow.models.case import Case
from workflow.models.packet import Packet, PacketCase
from workflow.models.programme import Run
from workflow.orders.act import act_of
from workflow.pages.packet_schools import submit_refusals, submitting_states
from workflow.states.definition import Act, PacketKind, Refusal

MOST_ROWS = 300
KIND_OF_STATE: Mapping[str, PacketKind] = {
    state: kind for kind in PacketKind for state in submitting_states(kind)
}


@dataclass(frozen=True, slots=True, kw_only=True)
class ProposedSchool:
    case_id: int
    school: str
    chosen: bool
    refusals: tuple[Refusal, ...]

    @property
    def blocked(self) -> bool:
        return any(not refusal.overridable for refusal in self.refusals)


@dataclass(frozen=True, slots=True)
class Waiting:
    """A packet of the same kind that is being put together already: schools may be added to it."""

    id: int
    version: int
    title: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """One packet that could be: a kind in a run, with the schools that stand before its step."""

    run_id: int
    run: str
    programme: str
    kind: PacketKind
    act: Act
    act_type: str
    schools: tuple[ProposedSchool, ...]
    waiting: tuple[Waiting, ...]

    @property
    def ready(self) -> int:
        return sum(1 for school in self.schools if not school.blocked)


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """A chosen school that cannot go into a new packet: it stands in one, or at another step."""

    case_id: int
    school: str
    state: str
    packet_id: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ProposePage:
    proposals: tuple[Proposal, ...]
    elsewhere: tuple[Elsewhere, ...]


def propose_page(
    session: Session, memberships: access.Memberships, case_ids: Collection[int], *, now: datetime
) -> ProposePage:
    """Chosen schools are ticked; others of the same run and step stand below them. None chosen: all groups."""
    homes = frozenset(one.authority_id for one in memberships if one.role is RoleName.METHODIST)
    cases = _cases(session, memberships, homes, case_ids)
    if not set(case_ids) <= {case.id for case in cases}:
        raise NotHere
    taken = dict(
        session.execute(
            select(PacketCase.case_id, PacketCase.packet_id).where(
                PacketCase.case_id.in_([case.id for case in cases]), PacketCase.is_in
            )
        ).all()
    )
    groups: dict[tuple[int, PacketKind], list[Case]] = defaultdict(list)
    elsewhere = []
    for case in cases:
        kind = KIND_OF_STATE.get(case.state)
        if kind is not None and case.id not in taken:
            groups[case.run_id, kind].append(case)
        elif case.id in case_ids:
            elsewhere.append(_elsewhere(case, taken.get(case.id)))
    if case_ids:
        groups = {key: own for key, own in groups.items() if any(case.id in case_ids for case in own)}
    return ProposePage(
        proposals=tuple(_proposals(session, groups, frozenset(case_ids), now=now)), elsewhere=tuple(elsewhere)
    )


def _cases(
    session: Session,
    memberships: access.Memberships,
    homes: Collection[int | None],
    case_ids: Collection[int],
) -> Sequence[Case]:
    query = (
        select(Case)
        .where(Case.authority_id.in_(homes), or_(Case.state.in_(KIND_OF_STATE), Case.id.in_(case_ids)))
        .options(joinedload(Case.school), joinedload(Case.process_version))
        .order_by(Case.id.not_in(case_ids), Case.sort_key, Case.id)
        .limit(MOST_ROWS)
    )
    return session.scalars(access.visible_cases(query, memberships)).all()


def _elsewhere(case: Case, packet_id: int | None) -> Elsewhere:
    workflow = workflow_of(case.process_version.settings)
    return Elsewhere(case.id, case.school.name, workflow.states[case.state].title, packet_id)


def _proposals(
    session: Session,
    groups: Mapping[tuple[int, PacketKind], Sequence[Case]],
    chosen: frozenset[int],
    *,
    now: datetime,
) -> list[Proposal]:
    facts = facts_of(session, [case for own in groups.values() for case in own], now)
    runs = {
        run.id: (run, act_type)
        for run, act_type in session.execute(
            select(Run, Authority.act_type)
            .join(Authority, Authority.id == Run.authority_id)
            .where(Run.id.in_({run_id for run_id, _ in groups}))
            .options(joinedload(Run.programme_version))
        )
    }
    waiting: dict[tuple[int, PacketKind], list[Waiting]] = defaultdict(list)
    for packet in session.scalars(
        select(Packet).where(Packet.run_id.in_(runs), Packet.state == "packet.assembled").order_by(Packet.id)
    ):
        waiting[packet.run_id, packet.kind].append(Waiting(packet.id, packet.version, packet.title))
    return [
        Proposal(
            run_id=run_id,
            run=runs[run_id][0].title,
            programme=runs[run_id][0].programme_version.title,
            kind=kind,
            act=act_of(own[0].process_version.settings, kind),
            act_type=runs[run_id][1],
            schools=tuple(
                ProposedSchool(
                    case_id=case.id,
                    school=case.school.name,
                    chosen=case.id in chosen,
                    refusals=submit_refusals(
                        workflow_of(case.process_version.settings),
                        case,
                        kind,
                        facts[case.id],
                        now=now,
                    ),
                )
                for case in own
            ),
            waiting=tuple(waiting[run_id, kind]),
        )
        for (run_id, kind), own in sorted(
            groups.items(), key=lambda one: (one[0][0], list(PacketKind).index(one[0][1]))
        )
    ]
