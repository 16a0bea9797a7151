"""The schools of a packet: ready or why not, where each will go, who was left out, who could be added."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from workflow import access
from workflow.facts import facts_of, workflow_of
from workflow.models.authority import School
from workflow.models.case import Case
from workflow.models.packet import Packet, PacketCase
from workflow.models.person import Person
from workflow.states.definition import Actor, Attempt, PacketKind, Refusal, Role
from workflow.states.facts import Facts
from workflow.states.machine import STAGES, Workflow, refusals_of

MOST_CANDIDATES = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class SchoolRow:
    """`refusals` stand in the way of putting the school up; `dest` is the stage it goes to by the act."""

    case_id: int
    school: str
    stage: str
    dest: str
    refusals: tuple[Refusal, ...] = ()

    @property
    def blocked(self) -> bool:
        return any(not refusal.overridable for refusal in self.refusals)


@dataclass(frozen=True, slots=True)
class Candidate:
    case_id: int
    school: str
    refusals: tuple[Refusal, ...]


@dataclass(frozen=True, slots=True)
class LeftOut:
    case_id: int
    school: str
    at: datetime | None
    who: str
    comment: str


def school_rows(
    session: Session, packet: Packet, cases: Sequence[Case], facts: Mapping[int, Facts], *, now: datetime
) -> tuple[SchoolRow, ...]:
    rows = []
    for case in cases:
        workflow = workflow_of(case.process_version.settings)
        rows.append(
            SchoolRow(
                case_id=case.id,
                school=case.school.name,
                stage=workflow.stage_of(case.state).title,
                dest=_dest(workflow, case.state, packet.kind),
                refusals=(
                    submit_refusals(workflow, case, packet.kind, facts[case.id], now=now)
                    if packet.state == "packet.assembled"
                    else ()
                ),
            )
        )
    return tuple(rows)


def submit_refusals(
    workflow: Workflow, case: Case, kind: PacketKind, facts: Facts, *, now: datetime
) -> tuple[Refusal, ...]:
    """What stands in the way of putting one school up, whoever of the methodists does it."""
    step = workflow.packet_step(case.state, kind, "submit")
    if step is None:
        return ()
    actor = Actor(id=None, roles=Role.METHODIST, authority_id=case.authority_id)
    return refusals_of(step, Attempt(actor=actor, facts=facts, now=now))


def submitting_states(kind: PacketKind) -> tuple[str, ...]:
    """States out of which a packet of this kind takes a case, whatever the programme's list of stages."""
    return tuple(
        f"{stage.name}.{source}"
        for stage in STAGES.values()
        for transition in stage.transitions
        if transition.packet is kind and transition.name.startswith("submit_")
        for source in ((transition.source,) if isinstance(transition.source, str) else transition.source)
    )


def candidates_for(
    session: Session, packet: Packet, memberships: access.Memberships, *, now: datetime
) -> tuple[Candidate, ...]:
    """Other schools of the run that stand before the same step and are in no packet."""
    cases = candidate_cases(session, memberships, run_id=packet.run_id, kind=packet.kind)
    facts = facts_of(session, cases, now)
    return tuple(
        Candidate(
            case.id,
            case.school.name,
            submit_refusals(
                workflow_of(case.process_version.settings),
                case,
                packet.kind,
                facts[case.id],
                now=now,
            ),
        )
        for case in cases
    )


def candidate_cases(
    session: Session, memberships: access.Memberships, *, run_id: int, kind: PacketKind
) -> Sequence[Case]:
    taken = select(PacketCase.case_id).where(PacketCase.is_in)
    query = (
        select(Case)
        .where(
            Case.run_id == run_id,
            Case.state.in_(submitting_states(kind)),
            Case.suspended_on.is_(None),
            Case.id.not_in(taken),
        )
        .options(joinedload(Case.school), joinedload(Case.process_version))
        .order_by(Case.sort_key, Case.id)
        .limit(MOST_CANDIDATES)
    )
    return session.scalars(access.visible_cases(query, memberships)).all()


def left_out(session: Session, packet_id: int) -> tuple[LeftOut, ...]:
    rows = session.execute(
        select(Case.id, School.name, PacketCase.left_out_at, Person.post, PacketCase.comment)
        .select_from(PacketCase)
        .join(Case, Case.id == PacketCase.case_id)
        .join(School, School.id == Case.school_id)
        .outerjoin(Person, Person.id == PacketCase.left_out_by_id)
        .where(PacketCase.packet_id == packet_id, PacketCase.left_out_at.is_not(None))
        .order_by(PacketCase.left_out_at, PacketCase.id)
    )
    return tuple(LeftOut(row[0], row[1], row[2], row[3] or "", row[4]) for row in rows)


def _dest(workflow: Workflow, state: str, kind: PacketKind) -> str:
    """The stage that the act leads to, or the end; asked before the approval as well as on it."""
    step = workflow.packet_step(state, kind, "approve")
    if step is None and (submit := workflow.packet_step(state, kind, "submit")) is not None:
        state = workflow.dest_of(state, submit.name) or state
        step = workflow.packet_step(state, kind, "approve")
    dest = workflow.dest_of(state, step.name) if step else None
    if not dest:
        return ""
    return workflow.states[dest].title if workflow.states[dest].final else workflow.stage_of(dest).title
