"""What a packet shows, part by part, with fingerprints; sign-offs count only for the content they saw."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import inspect, select
from sqlalchemy.orm import joinedload

from workflow.audit.actions import AuditAction
from workflow.audit.canonical import canonical_json, sha256_text
from workflow.commands.work import Work
from workflow.models.authority import School
from workflow.models.case import Case, ClosingReport, Deficit, DiagnosisConclusion, Pair
from workflow.models.order import OrderDraft
from workflow.models.packet import Packet, PacketCase, PacketPart, PacketPartVersion, SignOff
from workflow.orders.parts import TEXT, part_name
from workflow.states.definition import PacketKind


def snapshots(work: Work, kind: PacketKind, cases: Sequence[Case]) -> dict[int, dict[str, Any]]:
    """Case id -> what is decided about it, as it stands now; one or two statements for all of them."""
    return _READERS[kind](work, cases)


def refresh_parts(work: Work, packet: Packet, cases: Sequence[Case], draft: OrderDraft | None) -> list[str]:
    """Bring the stored parts to what is true now; answer the names of those that changed.

    A change ends the sign-offs that saw the old content and bumps the packet's version.
    """
    wanted: dict[str, dict[str, Any]] = {
        part_name(case_id): snapshot for case_id, snapshot in snapshots(work, packet.kind, cases).items()
    }
    wanted[TEXT] = text_snapshot(packet, draft)
    stored = {
        part.name: part
        for part in work.session.scalars(select(PacketPart).where(PacketPart.packet_id == packet.id))
    }
    changed = []
    for name, snapshot in wanted.items():
        sha256 = sha256_text(canonical_json(snapshot))
        part = stored.get(name)
        if part is not None and part.sha256 == sha256:
            continue
        changed.append(name)
        if part is None:
            part = PacketPart(authority_id=packet.authority_id, packet_id=packet.id, name=name)
            work.session.add(part)
        part.sha256, part.snapshot, part.changed_at = sha256, snapshot, work.now
    for name in stored.keys() - wanted.keys():
        changed.append(name)
        work.session.delete(stored[name])
    work.session.add_all(
        PacketPartVersion(
            authority_id=packet.authority_id,
            packet_id=packet.id,
            name=name,
            snapshot=wanted.get(name),
            changed_at=work.now,
            changed_by_id=work.actor_id,
        )
        for name in changed
    )
    if changed:
        _end_sign_offs(work, packet, set(changed))
        bump(packet)
    return sorted(changed)


def refresh_parts_of_cases(work: Work, case_ids: Iterable[int]) -> None:
    """After data entry: packets that are out and show these cases follow, and say on record what changed."""
    packet_ids = work.session.scalars(
        select(PacketCase.packet_id)
        .where(PacketCase.case_id.in_(set(case_ids)), PacketCase.is_in)
        .distinct()
        .order_by(PacketCase.packet_id)
    ).all()
    for packet_id in packet_ids:
        packet, draft = locked_packet(work, packet_id)
        cases = cases_in(work, packet)
        changed = refresh_parts(work, packet, cases, draft)
        if not changed:
            continue
        add_author(work, packet)
        work.session.flush()  # the entry names the version that the change made
        work.record(
            AuditAction.PACKET_CHANGE,
            packet_id=packet.id,
            data={"parts": changed, "version": packet.version},
        )


def locked_packet(work: Work, packet_id: int) -> tuple[Packet, OrderDraft | None]:
    """The packet and its draft, locked before any case row."""
    packet = work.session.execute(
        select(Packet)
        .where(Packet.id == packet_id)
        .options(joinedload(Packet.run))
        .with_for_update(of=Packet, key_share=True)
    ).scalar_one()
    draft = work.session.scalar(
        select(OrderDraft)
        .where(OrderDraft.packet_id == packet_id)
        .options(joinedload(OrderDraft.register))
        .with_for_update(of=OrderDraft, key_share=True)
    )
    return packet, draft


def cases_in(work: Work, packet: Packet) -> list[Case]:
    return list(
        work.session.scalars(
            select(Case)
            .join(PacketCase, PacketCase.case_id == Case.id)
            .where(PacketCase.packet_id == packet.id, PacketCase.is_in)
            .options(joinedload(Case.school), joinedload(Case.process_version))
            .order_by(Case.id)
        )
    )


def add_author(work: Work, packet: Packet) -> None:
    """Whoever prepared or changed it may not approve it."""
    if work.actor_id is not None and work.actor_id not in packet.author_ids:
        packet.author_ids = [*packet.author_ids, work.actor_id]


def bump(packet: Packet) -> None:
    """Content lies in other tables: touch the row, so that its version tells of the change."""
    if not inspect(packet).attrs.version.history.has_changes():
        packet.version += 1


def text_snapshot(packet: Packet, draft: OrderDraft | None) -> dict[str, Any]:
    if draft is None:
        return {"title": packet.title}
    return {
        "title": draft.title,
        "preamble": draft.preamble,
        "clauses": draft.clauses,
        "signatory_post": draft.signatory_post,
    }


def _end_sign_offs(work: Work, packet: Packet, changed: set[str]) -> None:
    for sign_off in work.session.scalars(
        select(SignOff).where(SignOff.packet_id == packet.id, SignOff.ended_at.is_(None))
    ):
        if changed & (sign_off.seen.keys() | {TEXT}):
            sign_off.ended_at, sign_off.ended_why = work.now, "content_changed"


def _diagnosis(work: Work, cases: Sequence[Case]) -> dict[int, dict[str, Any]]:
    ids = [case.id for case in cases]
    deficits: dict[int, list[dict[str, Any]]] = defaultdict(list)
    for deficit in work.session.scalars(
        select(Deficit).where(Deficit.case_id.in_(ids), Deficit.removed_at.is_(None)).order_by(Deficit.id)
    ):
        deficits[deficit.case_id].append(
            {"title": deficit.title, "kind": deficit.kind.value if deficit.kind else ""}
        )
    conclusions = {
        one.case_id: {"instrument": one.instrument, "held_on": one.held_on.isoformat(), "text": one.text}
        for one in work.session.scalars(
            select(DiagnosisConclusion)
            .where(DiagnosisConclusion.case_id.in_(ids))
            .order_by(DiagnosisConclusion.id)
        )
    }
    return {
        case.id: {
            "school": case.school.name,
            "deficits": deficits[case.id],
            "conclusion": conclusions.get(case.id, {}),
        }
        for case in cases
    }


def _pair_list(work: Work, cases: Sequence[Case]) -> dict[int, dict[str, Any]]:
    pairs = {
        case_id: {"partner": name, "network_type": network_type.value if network_type else ""}
        for case_id, name, network_type in work.session.execute(
            select(Pair.case_id, School.name, Pair.network_type)
            .join(School, School.id == Pair.partner_school_id)
            .where(Pair.case_id.in_([case.id for case in cases]), Pair.ended_at.is_(None))
            .order_by(Pair.id)
        )
    }
    return {case.id: {"school": case.school.name, **pairs.get(case.id, {})} for case in cases}


def _closing(work: Work, cases: Sequence[Case]) -> dict[int, dict[str, Any]]:
    reports = {
        one.case_id: {"report": one.text, "recommendations": one.recommendations}
        for one in work.session.scalars(
            select(ClosingReport)
            .where(ClosingReport.case_id.in_([case.id for case in cases]))
            .order_by(ClosingReport.id)
        )
    }
    return {case.id: {"school": case.school.name, **reports.get(case.id, {})} for case in cases}


_READERS = {
    PacketKind.DIAGNOSIS: _diagnosis,
    PacketKind.PAIR_LIST: _pair_list,
    PacketKind.CLOSING: _closing,
}
