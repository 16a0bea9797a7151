"""Read what the guards ask about, for many cases at once: a fixed number of statements, however many rows."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from functools import lru_cache
from types import MappingProxyType
from typing import Any

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from workflow.clock import local_date
from workflow.models.authority import Authority, CategoryRecord, School
from workflow.models.case import Case, ClosingReport, Consent, Deficit, DiagnosisConclusion, Pair
from workflow.models.order import OrderDraft
from workflow.models.packet import Packet, PacketCase, SignOff
from workflow.models.programme import ProcessVersion
from workflow.models.task import Task, TaskStatus
from workflow.states.facts import (
    CaseFacts,
    ClosureFacts,
    Collects,
    DiagnosisFacts,
    Facts,
    PacketFacts,
    PairingFacts,
    ProcessFacts,
)


def facts_of(session: Session, cases: Sequence[Case], now: datetime) -> dict[int, Facts]:
    """Case id -> Facts, read with one statement a section."""
    if not cases:
        return {}
    ids = [case.id for case in cases]
    zones = dict(
        session.execute(
            select(Authority.id, Authority.zone).where(Authority.id.in_({case.authority_id for case in cases}))
        ).all()
    )
    today = {authority: local_date(now, zone) for authority, zone in zones.items()}
    process = _process(session, cases)
    tasks = _tasks(session, cases, ids)
    packets = _packets_out(session, ids)
    others = _others_open(session, cases)
    diagnosis = _diagnosis(session, cases, ids, today)
    pairing = _pairing(session, cases, ids)
    closure = _closure(session, cases, ids)
    return {
        case.id: Facts(
            process=process[case.process_version_id],
            case=CaseFacts(
                suspended_on=case.suspended_on,
                open_tasks=tasks[case.id][0],
                later_tasks=tasks[case.id][1],
                packet_out=packets.get(case.id),
                another_is_open=case.closed_at is not None and (case.run_id, case.school_id) in others,
            ),
            diagnosis=diagnosis[case.id],
            pairing=pairing[case.id],
            closure=closure[case.id],
        )
        for case in cases
    }


def packet_facts_of(
    session: Session, packets: Sequence[Packet], *, unready: Mapping[int, Sequence[str]] = MappingProxyType({})
) -> dict[int, Facts]:
    """Packet id -> Facts, in three statements. `unready`: schools that would refuse to be put up, by packet."""
    if not packets:
        return {}
    ids = [packet.id for packet in packets]
    signed: dict[int, set[int]] = defaultdict(set)
    for packet_id, person_id in session.execute(
        select(SignOff.packet_id, SignOff.person_id).where(
            SignOff.packet_id.in_(ids), SignOff.ended_at.is_(None)
        )
    ):
        signed[packet_id].add(person_id)
    held = dict(
        session.execute(
            select(PacketCase.packet_id, func.count())
            .where(PacketCase.packet_id.in_(ids), PacketCase.is_in)
            .group_by(PacketCase.packet_id)
        ).all()
    )
    drafts = {
        packet_id: bool(title.strip() and clauses)
        for packet_id, title, clauses in session.execute(
            select(OrderDraft.packet_id, OrderDraft.title, OrderDraft.clauses).where(
                OrderDraft.packet_id.in_(ids)
            )
        )
    }
    return {
        packet.id: Facts(
            packet=PacketFacts(
                act=packet.act,
                cases=held.get(packet.id, 0),
                unready=tuple(unready.get(packet.id, ())),
                authors=frozenset(packet.author_ids),
                signed_off_by=frozenset(signed[packet.id]),
                sign_offs_required=packet.sign_offs_required,
                text_ready=drafts.get(packet.id, bool(packet.title.strip())),
            )
        )
        for packet in packets
    }


def process_facts(settings: Mapping[str, Any]) -> ProcessFacts:
    return ProcessFacts(collects=Collects(settings.get("collects", Collects.SCHOOL)))


def stages_of(settings: Mapping[str, Any]) -> tuple[str, ...]:
    """The ordered list of stages of a pinned process version; the key of its machine."""
    return tuple(settings["stages"])


@lru_cache(maxsize=256)
def _process_facts(collects: str) -> ProcessFacts:
    return ProcessFacts(collects=Collects(collects))


def _process(session: Session, cases: Sequence[Case]) -> dict[int, ProcessFacts]:
    rows = session.execute(
        select(ProcessVersion.id, ProcessVersion.settings).where(
            ProcessVersion.id.in_({case.process_version_id for case in cases})
        )
    )
    return {
        version: _process_facts(settings.get("collects", Collects.SCHOOL.value)) for version, settings in rows
    }


def _tasks(
    session: Session, cases: Sequence[Case], ids: Sequence[int]
) -> dict[int, tuple[tuple[str, ...], int]]:
    """Titles of open tasks due within the term or undated, and how many open ones are dated after it."""
    ends = {case.id: case.to_on for case in cases}
    now: dict[int, list[str]] = defaultdict(list)
    later: dict[int, int] = defaultdict(int)
    rows = session.execute(
        select(Task.case_id, Task.title, Task.due_on)
        .where(Task.case_id.in_(ids), Task.status == TaskStatus.OPEN)
        .order_by(Task.due_on, Task.id)
    )
    for case_id, title, due_on in rows:
        assert case_id is not None  # the WHERE clause says so; this tells mypy
        if due_on is not None and due_on > ends[case_id]:
            later[case_id] += 1
        else:
            now[case_id].append(title)
    return {case_id: (tuple(now[case_id]), later[case_id]) for case_id in ids}


def _packets_out(session: Session, ids: Sequence[int]) -> dict[int, int]:
    rows = session.execute(
        select(PacketCase.case_id, PacketCase.packet_id).where(PacketCase.case_id.in_(ids), PacketCase.is_in)
    )
    return dict(rows.all())


def _others_open(session: Session, cases: Sequence[Case]) -> set[tuple[int, int]]:
    """Of ended cases, which may be asked to be reopened: (run, school) that has an open case by now."""
    ended = [case for case in cases if case.closed_at is not None]
    if not ended:
        return set()
    rows = session.execute(
        select(Case.run_id, Case.school_id).where(
            Case.run_id.in_({case.run_id for case in ended}),
            Case.school_id.in_({case.school_id for case in ended}),
            Case.closed_at.is_(None),
        )
    )
    return {(run_id, school_id) for run_id, school_id in rows}


def _diagnosis(
    session: Session, cases: Sequence[Case], ids: Sequence[int], today: Mapping[int, date]
) -> dict[int, DiagnosisFacts]:
    deficits = {
        case_id: (total, typed)
        for case_id, total, typed in session.execute(
            select(Deficit.case_id, func.count(), func.count(Deficit.kind))
            .where(Deficit.case_id.in_(ids), Deficit.removed_at.is_(None))
            .group_by(Deficit.case_id)
        )
    }
    concluded = set(
        session.execute(
            select(DiagnosisConclusion.case_id, DiagnosisConclusion.round)
            .where(DiagnosisConclusion.case_id.in_(ids))
            .distinct()
        ).all()
    )
    earliest = min(today.values())
    categorised = set(
        session.scalars(
            select(CategoryRecord.school_id)
            .where(
                CategoryRecord.school_id.in_({case.school_id for case in cases}),
                or_(CategoryRecord.to_on.is_(None), CategoryRecord.to_on >= earliest),
            )
            .distinct()
        )
    )
    nothing = (0, 0)
    return {
        case.id: DiagnosisFacts(
            category_recorded=case.school_id in categorised,
            deficits=deficits.get(case.id, nothing)[0],
            untyped_deficits=deficits.get(case.id, nothing)[0] - deficits.get(case.id, nothing)[1],
            conclusion_recorded=(case.id, case.round) in concluded,
        )
        for case in cases
    }


def _pairing(session: Session, cases: Sequence[Case], ids: Sequence[int]) -> dict[int, PairingFacts]:
    pairs = {
        case_id: (pair_id, partner_id, name, capacity)
        for case_id, pair_id, partner_id, name, capacity in session.execute(
            select(Pair.case_id, Pair.id, School.id, School.name, School.partner_capacity)
            .join(School, School.id == Pair.partner_school_id)
            .where(Pair.case_id.in_(ids), Pair.ended_at.is_(None))
            .order_by(Pair.id)
        )
    }
    if not pairs:
        return dict.fromkeys(ids, PairingFacts())
    sides: dict[int, dict[str, bool]] = defaultdict(dict)
    for pair_id, side, given in session.execute(
        select(Consent.pair_id, Consent.side, Consent.given)
        .where(Consent.pair_id.in_([pair[0] for pair in pairs.values()]))
        .order_by(Consent.id)
    ):
        sides[pair_id][side] = given  # the later answer of a side counts
    load = dict(
        session.execute(
            select(Pair.partner_school_id, func.count(Pair.case_id.distinct()))
            .join(Case, Case.id == Pair.case_id)
            .where(
                Pair.partner_school_id.in_({pair[1] for pair in pairs.values()}),
                Pair.ended_at.is_(None),
                Case.closed_at.is_(None),
            )
            .group_by(Pair.partner_school_id)
        ).all()
    )
    facts = dict.fromkeys(ids, PairingFacts())
    for case_id, (pair_id, partner_id, name, capacity) in pairs.items():
        facts[case_id] = PairingFacts(
            partner=name,
            school_consented=sides[pair_id].get("school", False),
            partner_consented=sides[pair_id].get("partner", False),
            partner_load=load.get(partner_id, 1) - 1,
            partner_capacity=capacity,
        )
    return facts


def _closure(session: Session, cases: Sequence[Case], ids: Sequence[int]) -> dict[int, ClosureFacts]:
    reported = set(
        session.execute(
            select(ClosingReport.case_id, ClosingReport.round).where(ClosingReport.case_id.in_(ids)).distinct()
        ).all()
    )
    return {case.id: ClosureFacts(report_recorded=(case.id, case.round) in reported) for case in cases}
