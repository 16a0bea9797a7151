"""The page of one packet: what is decided, about whom, what comes of it, and what this person may do now."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload, selectinload

from workflow import access
from workflow.access import NotHere
from workflow.clock import local_date
from workflow.deadlines.calendar import ProductionCalendar
from workflow.deadlines.calendar_table import calendar_of
from workflow.deadlines.words import Term, term_words
from workflow.facts import facts_of, packet_facts_of
from workflow.models.authority import Authority
from workflow.models.body import Body, Protocol
from workflow.models.case import Case
from workflow.models.order import Order, OrderDraft, RegisterKind
from workflow.models.packet import DecisionRecord, Packet, PacketCase, PacketPart
from workflow.models.person import Person
from workflow.models.programme import Run
from workflow.orders.appendices import appendices_of
from workflow.orders.charges import addressed_by
from workflow.orders.clauses import from_rows
from workflow.orders.parts import TEXT, content_fingerprint, decided_parts, part_name
from workflow.orders.registers import next_number
from workflow.orders.text import Appendix
from workflow.pages.packet_history import Changed, Event, Visa, changes_since, events_of, last_act_at, visas_of
from workflow.pages.packet_paper import PaperRow, paper_rows
from workflow.pages.packet_schools import Candidate, LeftOut, SchoolRow, candidates_for, left_out, school_rows
from workflow.pages.packet_steps import Step, steps_of, waits_for
from workflow.pages.signatories import Signatory, signatories_of
from workflow.states.definition import N_, ROLE_TITLES, Act, Actor, PacketKind, Role
from workflow.states.facts import PacketFacts


@dataclass(frozen=True, slots=True)
class Look:
    """What this person saw in this sign-in: the content, since when, and the moment before it was otherwise."""

    fingerprint: str
    at: datetime
    before_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class PartRow:
    """`case_id` is None for the text of the decision."""

    name: str
    case_id: int | None
    school: str
    sha256: str
    changed_at: datetime


@dataclass(frozen=True, slots=True)
class Registered:
    id: int
    number: str
    on: date


@dataclass(frozen=True, slots=True)
class Written:
    """The decision by a record: its ground and who decided; by a protocol: whose, and who entered it."""

    on: date
    reason: str
    who: str
    sha256: str
    protocol_id: int | None = None
    number: str | None = None
    body_id: int | None = None
    body: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PacketPage:
    id: int
    version: int
    kind: PacketKind
    act: Act
    state: str
    draft_state: str
    title: str
    run: str
    programme: str
    authority: str
    act_type: str
    zone: str
    prepared_by: str
    submitted_at: datetime | None
    term: Term | None
    due_on: date | None
    whose: Role
    plan_id: int | None
    event_id: int | None
    return_comment: str
    signatory_post: str
    rows: tuple[PaperRow, ...]
    appendices: tuple[Appendix, ...]
    schools: tuple[SchoolRow, ...]
    left_out: tuple[LeftOut, ...]
    candidates: tuple[Candidate, ...]
    parts: tuple[PartRow, ...]
    fingerprint: str
    visas: tuple[Visa, ...]
    signed_off: int
    sign_offs_required: int
    #: Titles of those who are still to sign off, one a sign-off.
    awaited: tuple[str, ...]
    changes: tuple[Changed, ...]
    seen_at: datetime | None
    steps: Mapping[str, Step]
    signatories: tuple[Signatory, ...]
    forecast: str
    is_external: bool
    order: Registered | None
    record: Written | None
    events: tuple[Event, ...]

    @property
    def unready(self) -> int:
        return sum(1 for school in self.schools if school.refusals)

    @property
    def warned(self) -> bool:
        """Warnings of schools inside pass when a reason is written."""
        return any(refusal.overridable for school in self.schools for refusal in school.refusals)


def packet_page(
    session: Session,
    person_id: int,
    memberships: access.Memberships,
    packet_id: int,
    *,
    look: Look | None = None,
    now: datetime,
) -> PacketPage:
    packet = visible_packet(session, memberships, packet_id)
    home = session.get_one(Authority, packet.authority_id)
    draft = draft_of(session, packet.id)
    today = local_date(now, home.zone)
    roles = access.roles_in(memberships, home.id)
    calendar = calendar_of(session, home.id)
    cases = _cases(session, packet.id)
    parts = _parts(session, packet.id)
    schools = school_rows(session, packet, cases, facts_of(session, cases, now), now=now)
    facts = packet_facts_of(
        session, [packet], unready={packet.id: [one.school for one in schools if one.blocked]}
    )[packet.id]
    steps = steps_of(packet, draft, facts, Actor(person_id, roles, home.id), now=now)
    fingerprint = content_fingerprint({part.name: part.sha256 for part in parts})
    seen_at = _seen_at(look, fingerprint, last_act_at(session, packet.id, person_id))
    posts = _posts(session, [packet.created_by_id, packet.submitted_by_id])
    visas = visas_of(session, packet)
    return PacketPage(
        id=packet.id,
        version=packet.version,
        kind=packet.kind,
        act=packet.act,
        state=packet.state,
        draft_state=draft.state if draft else "",
        title=packet.title,
        run=packet.run.title,
        programme=packet.run.programme_version.title,
        authority=home.name,
        act_type=draft.register.act_type if draft else home.act_type,
        zone=home.zone,
        prepared_by=posts.get(packet.submitted_by_id or packet.created_by_id, ""),
        submitted_at=packet.submitted_at,
        term=term_words(packet.due_on, today, calendar) if packet.due_on else None,
        due_on=packet.due_on,
        whose=waits_for(packet, draft),
        plan_id=packet.plan_id,
        event_id=packet.event_id,
        return_comment=packet.return_comment,
        signatory_post=draft.signatory_post if draft else "",
        rows=_paper(session, packet, draft, cases, today=today, calendar=calendar),
        appendices=_appendices(packet, parts),
        schools=schools,
        left_out=left_out(session, packet.id),
        candidates=candidates_for(session, packet, memberships, now=now) if "dissolve_packet" in steps else (),
        parts=_part_rows(parts, cases),
        fingerprint=fingerprint,
        visas=visas,
        signed_off=facts.packet.sign_offs_counted,
        sign_offs_required=packet.sign_offs_required,
        awaited=_awaited(facts.packet),
        changes=changes_since(session, packet.id, seen_at, but_by=person_id) if seen_at else (),
        seen_at=seen_at,
        steps=steps,
        signatories=(
            signatories_of(session, home.id, today)
            if any(step.asks_signatory for step in steps.values())
            else ()
        ),
        forecast=_forecast(draft, today),
        is_external=draft is not None and draft.register.kind is RegisterKind.EXTERNAL,
        order=_registered(session, packet.id),
        record=_written(session, packet.id),
        events=events_of(session, packet.id),
    )


#: Of a sign-off that the programme only counts.
ANY_SIGNER = N_("Специалист комитета или член совета")


def _awaited(facts: PacketFacts) -> tuple[str, ...]:
    named = [ROLE_TITLES[role] for role in facts.sign_offs_awaited]
    return (*named, *[ANY_SIGNER] * (facts.sign_offs_waiting - len(named)))


def visible_packet(session: Session, memberships: access.Memberships, packet_id: int) -> Packet:
    """Packets are seen by the authority's own people; to all others they do not exist."""
    packet = session.scalar(
        select(Packet)
        .where(Packet.id == packet_id, Packet.authority_id.in_(access.authorities_seen_whole(memberships)))
        .options(joinedload(Packet.run).joinedload(Run.programme_version))
    )
    if packet is None:
        raise NotHere
    return packet


def draft_of(session: Session, packet_id: int) -> OrderDraft | None:
    return session.scalar(
        select(OrderDraft).where(OrderDraft.packet_id == packet_id).options(selectinload(OrderDraft.register))
    )


def _cases(session: Session, packet_id: int) -> Sequence[Case]:
    """Those it holds, or held when it came into force."""
    return session.scalars(
        select(Case)
        .join(PacketCase, PacketCase.case_id == Case.id)
        .where(PacketCase.packet_id == packet_id, PacketCase.is_in | PacketCase.decided)
        .options(joinedload(Case.school), joinedload(Case.process_version))
        .order_by(Case.id)
    ).all()


def _parts(session: Session, packet_id: int) -> Sequence[PacketPart]:
    return session.scalars(
        select(PacketPart).where(PacketPart.packet_id == packet_id).order_by(PacketPart.id)
    ).all()


def _seen_at(look: Look | None, fingerprint: str, acted_at: datetime | None) -> datetime | None:
    """The later of: the moment before what the person sees now was otherwise; the person's own last act."""
    looked_at = None if look is None else look.before_at if look.fingerprint == fingerprint else look.at
    known = [moment for moment in (looked_at, acted_at) if moment is not None]
    return max(known) if known else None


def _paper(
    session: Session,
    packet: Packet,
    draft: OrderDraft | None,
    cases: Sequence[Case],
    *,
    today: date,
    calendar: ProductionCalendar,
) -> tuple[PaperRow, ...]:
    if draft is None:
        return ()
    dated_on = next_number(draft.register, today)[1] if draft.register.kind is RegisterKind.OWN else today
    addressed = addressed_by(session, packet, cases)
    rows = paper_rows(from_rows(draft.clauses), addressed, dated_on=dated_on, calendar=calendar)
    return (PaperRow(text=draft.preamble), *rows) if draft.preamble else rows


def _appendices(packet: Packet, parts: Sequence[PacketPart]) -> tuple[Appendix, ...]:
    return appendices_of(packet.kind, decided_parts({part.name: part for part in parts}))


def _part_rows(parts: Sequence[PacketPart], cases: Sequence[Case]) -> tuple[PartRow, ...]:
    schools = {part_name(case.id): case for case in cases}
    return tuple(
        PartRow(
            name=part.name,
            case_id=schools[part.name].id if part.name in schools else None,
            school="" if part.name == TEXT else part.snapshot.get("school", ""),
            sha256=part.sha256,
            changed_at=part.changed_at,
        )
        for part in parts
    )


def _forecast(draft: OrderDraft | None, today: date) -> str:
    if draft is None or draft.register.kind is not RegisterKind.OWN:
        return ""
    return draft.register.pattern % {"n": next_number(draft.register, today)[0]}


def _registered(session: Session, packet_id: int) -> Registered | None:
    row = session.execute(
        select(Order.id, Order.number_text, Order.dated_on).where(Order.packet_id == packet_id)
    ).first()
    return Registered(*row) if row else None


def _written(session: Session, packet_id: int) -> Written | None:
    row = session.execute(
        select(
            DecisionRecord.dated_on,
            DecisionRecord.reason,
            Person.post,
            DecisionRecord.sha256,
            Protocol.id,
            Protocol.number_text,
            Body.id,
            Body.name,
        )
        .join(Person, Person.id == DecisionRecord.decided_by_id)
        .outerjoin(Protocol, Protocol.id == DecisionRecord.protocol_id)
        .outerjoin(Body, Body.id == Protocol.body_id)
        .where(DecisionRecord.packet_id == packet_id)
    ).first()
    return Written(*row) if row else None


def _posts(session: Session, ids: Sequence[int | None]) -> dict[int | None, str]:
    return dict(session.execute(select(Person.id, Person.post).where(Person.id.in_(filter(None, ids)))).all())
