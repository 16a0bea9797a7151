"""Packets that wait for a decision, made in bulk: the deciding is measured, not the way there."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from sqlalchemy import insert
from sqlalchemy.orm import Session

from tests.world import NOW, TODAY, World
from workflow.audit.canonical import canonical_json, sha256_text
from workflow.models.authority import School
from workflow.models.case import Case, Consent, Pair
from workflow.models.order import OrderDraft, OrderIdentity
from workflow.models.packet import Packet, PacketCase, PacketPart
from workflow.models.search import search_text, sort_key
from workflow.orders.clauses import to_rows
from workflow.orders.drafting import Occasion, first_draft, term_of
from workflow.states.definition import Act, PacketKind, Role
from workflow.uow import unit_of_work


def packets_of(world: World, *, packets: int, cases: int, mark: str) -> list[int]:
    """So many packets of pairs, each with so many consenting schools, on approval. Answers their ids."""
    with unit_of_work() as session:
        return [_packet(session, world, cases, f"{mark}{number}") for number in range(packets)]


def _packet(session: Session, world: World, cases: int, mark: str) -> int:
    draft = first_draft(
        PacketKind.PAIR_LIST,
        Occasion(term=term_of(date(2026, 9, 1), date(2027, 8, 31)), programme_title="Сеть", act_type="приказ"),
    )
    packet = Packet(
        authority_id=world.authority_id,
        run_id=world.run_id,
        kind=PacketKind.PAIR_LIST,
        act=Act.ORDER,
        title=draft.title,
        state="packet.on_approval",
        author_ids=[world.people["methodist"]],
        created_at=NOW,
        created_by_id=world.people["methodist"],
        submitted_at=NOW,
        submitted_by_id=world.people["methodist"],
    )
    identity = OrderIdentity(authority_id=world.authority_id)
    session.add_all([packet, identity])
    session.flush()
    order = OrderDraft(
        id=identity.id,
        authority_id=world.authority_id,
        run_id=world.run_id,
        register_id=world.register_id,
        packet_id=packet.id,
        kind="approve_list",
        state="order.draft",
        title=draft.title,
        preamble=draft.preamble,
        clauses=to_rows(draft.clauses),
        signatory_post="Председатель комитета",
        created_at=NOW,
    )
    session.add(order)
    rows = [_case(world, f"{mark}-{number}") for number in range(cases)]
    schools = [school for school, _ in rows]
    session.add_all(schools)
    session.flush()
    for school, case in rows:
        case.school_id = school.id
        session.add(case)
    session.flush()
    _contents(session, world, packet, [case for _, case in rows], schools, order)
    return packet.id


def _case(world: World, name: str) -> tuple[School, Case]:
    title = f"МБОУ «Школа {name}»"
    words = {"search": search_text(title), "sort_key": sort_key(title)}
    school = School(authority_id=world.authority_id, code=name, name=title, **words)
    case = Case(
        authority_id=world.authority_id,
        run_id=world.run_id,
        process_version_id=world.process_version_id,
        methodist_id=world.people["methodist"],
        state="pairing.on_approval",
        stage="pairing",
        waits_for=Role.APPROVER.value,
        from_on=TODAY,
        to_on=TODAY.replace(year=TODAY.year + 1),
        entered_at=NOW,
        opened_at=NOW,
        **words,
    )
    return school, case


def _contents(
    session: Session,
    world: World,
    packet: Packet,
    cases: Sequence[Case],
    schools: Sequence[School],
    order: OrderDraft,
) -> None:
    common = {"authority_id": world.authority_id, "recorded_at": NOW, "recorded_by_id": None}
    pairs = [
        Pair(case_id=case.id, partner_school_id=world.schools["p1"], from_on=TODAY, **common) for case in cases
    ]
    session.add_all(pairs)
    session.flush()
    session.execute(
        insert(Consent),
        [
            {**common, "pair_id": pair.id, "side": side, "given": True, "happened_on": None}
            for pair in pairs
            for side in ("school", "partner")
        ],
    )
    session.add_all(
        PacketCase(authority_id=world.authority_id, packet_id=packet.id, case_id=case.id) for case in cases
    )
    session.execute(insert(PacketPart), list(_parts(world, packet, cases, schools, order)))


def _parts(
    world: World, packet: Packet, cases: Sequence[Case], schools: Sequence[School], order: OrderDraft
) -> Iterator[dict[str, object]]:
    text: dict[str, Any] = {
        "title": order.title,
        "preamble": order.preamble,
        "clauses": order.clauses,
        "signatory_post": order.signatory_post,
    }
    partner = "МБОУ «Школа p1 (north)»"
    shown: dict[str, dict[str, Any]] = {
        f"case:{case.id}": {"school": school.name, "partner": partner, "network_type": ""}
        for case, school in zip(cases, schools, strict=True)
    }
    for name, snapshot in {**shown, "text": text}.items():
        yield {
            "authority_id": world.authority_id,
            "packet_id": packet.id,
            "name": name,
            "sha256": sha256_text(canonical_json(snapshot)),
            "snapshot": snapshot,
            "changed_at": NOW,
        }
