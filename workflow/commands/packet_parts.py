"""What a packet shows, part by part, with fingerprints; sign-offs count only for the content they saw."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from sqlalchemy import bindparam, inspect, select
from sqlalchemy.orm import joinedload

from workflow.audit.actions import AuditAction
from workflow.audit.canonical import canonical_json, sha256_text
from workflow.commands.whole import read_whole
from workflow.commands.work import Work
from workflow.models.case import Case
from workflow.models.event import Event
from workflow.models.order import OrderDraft
from workflow.models.packet import Packet, PacketCase, PacketPart, PacketPartVersion, SignOff
from workflow.models.plan import Plan
from workflow.orders.parts import TEXT, part_name
from workflow.states.definition import PacketKind

Shown = dict[str, Any]
CaseReader = Callable[[Work, Sequence[Case]], dict[int, Shown]]
SubjectReader = Callable[[Work, Packet], dict[str, Shown]]
_OF_CASES: dict[PacketKind, CaseReader] = {}
_OF_SUBJECTS: dict[PacketKind, SubjectReader] = {}


def shows(kind: PacketKind) -> Callable[[CaseReader], CaseReader]:
    """Register what a packet of this kind shows of each case: case id -> its part, `school` among its keys."""

    def register(reader: CaseReader) -> CaseReader:
        _OF_CASES[kind] = reader
        return reader

    return register


def shows_subject(kind: PacketKind) -> Callable[[SubjectReader], SubjectReader]:
    """Register what such a packet shows of its plan or event when it has no cases: part name -> part."""

    def register(reader: SubjectReader) -> SubjectReader:
        _OF_SUBJECTS[kind] = reader
        return reader

    return register


def wanted_parts(
    work: Work, packet: Packet, cases: Sequence[Case], draft: OrderDraft | None
) -> dict[str, Shown]:
    """Part name -> what is decided, as it stands now; one or two statements for all the cases."""
    read_whole()
    wanted = {TEXT: text_snapshot(packet, draft)}
    if packet.plan_id is not None or packet.event_id is not None:
        return wanted | _OF_SUBJECTS[packet.kind](work, packet)
    return wanted | {part_name(case_id): one for case_id, one in _OF_CASES[packet.kind](work, cases).items()}


def refresh_parts(work: Work, packet: Packet, cases: Sequence[Case], draft: OrderDraft | None) -> list[str]:
    """Bring the stored parts to what is true now; answer the names of those that changed.

    A change ends the sign-offs that saw the old content and bumps the packet's version.
    """
    wanted = wanted_parts(work, packet, cases, draft)
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
    """After data entry: packets that are out and show these cases follow."""
    packet_ids = work.session.scalars(
        select(PacketCase.packet_id)
        .where(PacketCase.case_id.in_(set(case_ids)), PacketCase.is_in)
        .distinct()
        .order_by(PacketCase.packet_id)
    ).all()
    for packet_id in packet_ids:
        packet, draft = locked_packet(work, packet_id)
        follow(work, packet, cases_in(work, packet), draft)


def follow(work: Work, packet: Packet, cases: Sequence[Case], draft: OrderDraft | None) -> None:
    """After an entry: a packet that is out shows what is true now, and what changed stands on record."""
    changed = refresh_parts(work, packet, cases, draft)
    if not changed:
        return
    add_author(work, packet)
    work.session.flush()  # the entry names the version that the change made
    work.record(
        AuditAction.PACKET_CHANGE,
        packet_id=packet.id,
        data={"parts": changed, "version": packet.version},
    )


def locked_packet(work: Work, packet_id: int) -> tuple[Packet, OrderDraft | None]:
    """The packet, its draft and the plan or event it decides, locked before any case row."""
    found = work.session.execute(_LOCKED_WITH_DRAFT, {"packet": packet_id}).one_or_none()
    packet, draft = found or (work.session.execute(_LOCKED_PACKET, {"packet": packet_id}).scalar_one(), None)
    for subject, subject_id in ((Plan, packet.plan_id), (Event, packet.event_id)):
        if subject_id is not None:
            work.session.execute(
                select(subject).where(subject.id == subject_id).with_for_update(key_share=True)
            )
    return packet, draft


_LOCKED_PACKET = (
    select(Packet).where(Packet.id == bindparam("packet")).with_for_update(of=Packet, key_share=True)
)
_LOCKED_WITH_DRAFT = (
    select(Packet, OrderDraft)
    .join(OrderDraft, OrderDraft.packet_id == Packet.id)
    .where(Packet.id == bindparam("packet"))
    .options(joinedload(OrderDraft.register))
    .with_for_update(of=(Packet, OrderDraft), key_share=True)
)


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
