"""Councils and working groups of an authority, each with its protocols and what they decided."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from types import MappingProxyType
from typing import Final

from sqlalchemy import func, literal, select
from sqlalchemy.orm import Session

from workflow import access
from workflow.access import NotHere
from workflow.clock import local_date
from workflow.models.authority import Authority, School
from workflow.models.blob import Blob
from workflow.models.body import Body, Protocol, ProtocolReturn
from workflow.models.case import Case
from workflow.models.packet import DecisionRecord, Packet, PacketCase
from workflow.models.programme import ProgrammeVersion, Run
from workflow.programmes.acts import Order
from workflow.programmes.document import document_of
from workflow.states.definition import N_
from workflow.states.protocols import BODY_MAKERS, KEEPERS

KIND_TITLES: Final = MappingProxyType({"council": N_("совет"), "working_group": N_("рабочая группа")})


@dataclass(frozen=True, slots=True, kw_only=True)
class BodyRow:
    id: int
    name: str
    kind: str
    authority: str
    created_by_order: str
    protocols: int
    last_on: date | None
    closed_on: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Offered:
    """A body that the programme names and nobody has recorded yet."""

    run_id: int
    run: str
    name: str
    kind: str
    created_by_order: str
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class BodiesPage:
    bodies: tuple[BodyRow, ...]
    offered: tuple[Offered, ...]
    #: For whom a new one may be: a run of an authority or all of them.
    places: tuple[tuple[str, str], ...]

    @property
    def may_make(self) -> bool:
        return bool(self.places)


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseDecided:
    case_id: int
    school: str
    words: str  # of a case that was returned; else empty


@dataclass(frozen=True, slots=True, kw_only=True)
class PacketDecided:
    packet_id: int
    title: str
    cases: tuple[CaseDecided, ...]
    rejected: str = ""  # the words with which the whole packet went back


@dataclass(frozen=True, slots=True, kw_only=True)
class ProtocolRow:
    id: int
    number: str
    on: date
    about: str
    file_name: str
    decided: tuple[PacketDecided, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class BodyPage:
    id: int
    version: int
    name: str
    kind: str
    authority: str
    created_by_order: str
    restarts_yearly: bool
    kept_by: str
    closed_on: date | None
    reads_protocols: bool  # whoever only keeps the catalogue does not
    protocols: tuple[ProtocolRow, ...]
    next_number: str
    may_record: bool
    may_change: bool


def bodies_page(session: Session, memberships: access.Memberships) -> BodiesPage:
    seen = access.authorities_seen_whole(memberships)
    made_in = _where_makes(session, memberships)
    rows = session.execute(
        select(Body, Authority.name, func.count(Protocol.id), func.max(Protocol.dated_on))
        .join(Authority, Authority.id == Body.authority_id)
        .outerjoin(Protocol, Protocol.body_id == Body.id)
        .where(Body.authority_id.in_(seen | made_in.keys()))
        .group_by(Body.id, Authority.name)
        .order_by(Authority.name, Body.name)
    ).all()
    runs = session.execute(
        select(Run, ProgrammeVersion)
        .join(ProgrammeVersion, ProgrammeVersion.id == Run.programme_version_id)
        .where(Run.authority_id.in_(made_in))
        .order_by(Run.from_on.desc(), Run.id)
    ).all()
    known = {(body.authority_id, body.name) for body, *_ in rows}
    return BodiesPage(
        bodies=tuple(
            BodyRow(
                id=body.id,
                name=body.name,
                kind=body.kind,
                authority=authority,
                created_by_order=body.created_by_order,
                protocols=count,
                last_on=last_on,
                closed_on=body.closed_on,
            )
            for body, authority, count, last_on in rows
        ),
        offered=tuple(_offered(runs, known)),
        places=(
            *((f"run-{run.id}", f"{version.title}, {run.title}") for run, version in runs),
            *((f"authority-{id_}", name) for id_, name in made_in.items()),
        ),
    )


def body_page(session: Session, memberships: access.Memberships, body_id: int, *, now: datetime) -> BodyPage:
    body = visible_body(session, memberships, body_id)
    home = session.get_one(Authority, body.authority_id)
    roles = access.roles_in(memberships, body.authority_id)
    reads = body.authority_id in access.authorities_seen_whole(memberships)
    protocols = session.scalars(
        select(Protocol)
        .where(Protocol.body_id == body.id, literal(reads))
        .order_by(Protocol.dated_on.desc(), Protocol.ordinal.desc(), Protocol.id.desc())
    ).all()
    decided = _decided(session, [one.id for one in protocols])
    return BodyPage(
        id=body.id,
        version=body.version,
        name=body.name,
        kind=body.kind,
        authority=home.name,
        created_by_order=body.created_by_order,
        restarts_yearly=body.restarts_yearly,
        kept_by=body.kept_by,
        closed_on=body.closed_on,
        reads_protocols=reads,
        protocols=tuple(
            ProtocolRow(
                id=one.id,
                number=one.number_text,
                on=one.dated_on,
                about=one.about,
                file_name=one.file_name,
                decided=decided[one.id],
            )
            for one in protocols
        ),
        next_number=next_numbers(session, [body], local_date(now, home.zone))[body.id],
        may_record=bool(roles & KEEPERS[body.kept_by]),
        may_change=bool(roles & BODY_MAKERS),
    )


def visible_body(session: Session, memberships: access.Memberships, body_id: int) -> Body:
    seen = access.authorities_seen_whole(memberships) | _where_makes(session, memberships).keys()
    body = session.scalar(select(Body).where(Body.id == body_id, Body.authority_id.in_(seen)))
    if body is None:
        raise NotHere
    return body


def protocol_file(session: Session, memberships: access.Memberships, protocol_id: int) -> tuple[str, bytes]:
    row = session.execute(
        select(Protocol.file_name, Blob.content)
        .join(Blob, Blob.sha256 == Protocol.file_sha256)
        .where(
            Protocol.id == protocol_id,
            Protocol.authority_id.in_(access.authorities_seen_whole(memberships)),
        )
    ).first()
    if row is None:
        raise NotHere
    return row.file_name, row.content


def next_numbers(session: Session, bodies: Iterable[Body], today: date) -> dict[int, str]:
    """The number that follows the last one of each body; offered, not given."""
    years = {body.id: today.year if body.restarts_yearly else 0 for body in bodies}
    last: dict[int, int] = defaultdict(int)
    for body_id, year, ordinal in session.execute(
        select(Protocol.body_id, Protocol.year, func.max(Protocol.ordinal))
        .where(Protocol.body_id.in_(years))
        .group_by(Protocol.body_id, Protocol.year)
    ):
        if years[body_id] == year:
            last[body_id] = ordinal
    return {body_id: str(last[body_id] + 1) for body_id in years}


def _where_makes(session: Session, memberships: access.Memberships) -> dict[int, str]:
    """Authority -> its name, wherever the person may record a body."""
    named = {one.authority_id for one in memberships}
    query = select(Authority.id, Authority.name).order_by(Authority.name)
    if not access.administers_all(memberships):
        query = query.where(Authority.id.in_([one for one in named if one is not None]))
    return {
        id_: name for id_, name in session.execute(query) if access.roles_in(memberships, id_) & BODY_MAKERS
    }


def _offered(runs: Iterable[tuple[Run, ProgrammeVersion]], known: set[tuple[int, str]]) -> Iterable[Offered]:
    """Roles of the document that a council or a working group fills, with the order that made it."""
    for run, version in runs:
        document = document_of(version.text, version.file_name) if version.text else None
        if document is None:
            continue
        orders = {order.id: order for order in document.orders}
        for role in document.roles:
            kind = _kind_of(role.system_role)
            if not kind or (run.authority_id, role.title) in known:
                continue
            known.add((run.authority_id, role.title))
            order = orders.get(role.created_by or "")
            made_by = ""
            if order is not None:
                made_by = _named(order)
            yield Offered(
                run_id=run.id,
                run=run.title,
                name=role.title,
                kind=kind,
                created_by_order=made_by,
                source=role.source or "",
            )


def _named(order: Order) -> str:
    """«№ 369 от 24.09.2020»; an order that is only planned has neither."""
    number = f"№ {order.number}" if order.number else ""
    day = order.date.exact if order.date is not None else None
    return f"{number} от {day:%d.%m.%Y}" if number and day else number


def _kind_of(roles: Iterable[str]) -> str:
    return next((_KINDS[one] for one in roles if one in _KINDS), "")


_KINDS = {"coordination_council": "council", "working_group": "working_group"}


def _decided(session: Session, protocol_ids: list[int]) -> dict[int, tuple[PacketDecided, ...]]:
    """Protocol -> the packets it decided, each with its cases, and those it sent back; three statements."""
    packets = session.execute(
        select(DecisionRecord.protocol_id, Packet.id, Packet.title)
        .join(Packet, Packet.id == DecisionRecord.packet_id)
        .where(DecisionRecord.protocol_id.in_(protocol_ids))
        .order_by(Packet.id)
    ).all()
    cases: dict[int, list[CaseDecided]] = defaultdict(list)
    for packet_id, case_id, school, words, decided in session.execute(
        select(PacketCase.packet_id, PacketCase.case_id, School.name, PacketCase.comment, PacketCase.decided)
        .join(Case, Case.id == PacketCase.case_id)
        .join(School, School.id == Case.school_id)
        .where(
            PacketCase.packet_id.in_([one.id for one in packets]),
            PacketCase.decided | PacketCase.left_out_at.is_not(None),
        )
        .order_by(PacketCase.id)
    ):
        cases[packet_id].append(CaseDecided(case_id=case_id, school=school, words="" if decided else words))
    found: dict[int | None, list[PacketDecided]] = defaultdict(list)
    for protocol_id, packet_id, title in packets:
        found[protocol_id].append(
            PacketDecided(packet_id=packet_id, title=title, cases=tuple(cases[packet_id]))
        )
    for protocol_id, packet_id, title, words in session.execute(
        select(ProtocolReturn.protocol_id, Packet.id, Packet.title, ProtocolReturn.reason)
        .join(Packet, Packet.id == ProtocolReturn.packet_id)
        .where(ProtocolReturn.protocol_id.in_(protocol_ids))
        .order_by(ProtocolReturn.id)
    ):
        sent_back = PacketDecided(packet_id=packet_id, title=title, cases=(), rejected=words)
        found[protocol_id].append(sent_back)
    return {one: tuple(found[one]) for one in protocol_ids}
