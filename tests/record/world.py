"""A small record and all that stands beside it: rows as the commands write them, without the commands."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from sqlalchemy.orm import Session

from workflow.audit.actions import AuditAction
from workflow.audit.append import NewEntry, append
from workflow.audit.canonical import canonical_json, sha256_text
from workflow.audit.fingerprint import decision_row_sha256, order_row_sha256
from workflow.models.audit import AuditChain
from workflow.models.authority import Authority, School
from workflow.models.blob import Blob
from workflow.models.case import Case
from workflow.models.order import Order, OrderDocument, OrderIdentity, Register, RegisterKind
from workflow.models.packet import DecisionRecord, Packet
from workflow.models.person import Person
from workflow.models.programme import ProcessVersion, Programme, ProgrammeVersion, Run
from workflow.models.search import search_text
from workflow.states.definition import Act, PacketKind

START = datetime(2026, 9, 1, 6, 0, tzinfo=UTC)
STAGES = ("diagnosis", "pairing", "closure")
WAY = (
    ("submit_answers", "diagnosis.collecting", "diagnosis.analysis"),
    ("return_answers", "diagnosis.analysis", "diagnosis.collecting"),
    ("submit_answers", "diagnosis.collecting", "diagnosis.analysis"),
)


@dataclass
class World:
    """`authority_id` has cases, orders, documents and a decision; the others an entry each."""

    session: Session
    authority_id: int = 0
    other_id: int = 0
    person_id: int = 0
    run_id: int = 0
    process_id: int = 0
    register_id: int = 0
    steps: int = 0

    @property
    def now(self) -> datetime:
        return START + timedelta(minutes=7 * self.steps)

    def record(self, entry: NewEntry, authority_id: int | None = -1) -> int:
        """The seq of the entry; time goes on with each."""
        home = self.authority_id if authority_id == -1 else authority_id
        [appended] = append(self.session, home, [entry])
        self.steps += 1
        return appended.seq

    def case(self, name: str, steps: int) -> Case:
        """Opened and moved; the row stands where the entries say that it came to."""
        school = School(
            authority_id=self.authority_id, code=name, name=f"Школа {name}", search=name, sort_key=name
        )
        self.session.add(school)
        self.session.flush()
        case = Case(
            authority_id=self.authority_id,
            run_id=self.run_id,
            school_id=school.id,
            process_version_id=self.process_id,
            state=WAY[steps - 1][2],
            stage="diagnosis",
            waits_for=1,
            from_on=date(2026, 9, 1),
            to_on=date(2027, 6, 1),
            entered_at=self.now,
            opened_at=self.now,
            opened_by_id=self.person_id,
            search=search_text(f"Школа {name}"),
            sort_key=name,
        )
        self.session.add(case)
        self.session.flush()
        self.record(
            NewEntry(
                action=AuditAction.CASE_OPEN,
                actor_id=self.person_id,
                at=self.now,
                case_id=case.id,
                case_version=1,
                data={
                    "state": WAY[0][1],
                    "school": school.id,
                    "run": self.run_id,
                    "process": self.process_id,
                },
            )
        )
        for transition, source, dest in WAY[:steps]:
            self.record(
                NewEntry(
                    action=AuditAction.CASE_MOVE,
                    actor_id=self.person_id,
                    at=self.now,
                    case_id=case.id,
                    case_version=case.version,
                    data={
                        "transition": transition,
                        "from": source,
                        "to": dest,
                        "overridden": [],
                        "round": 1,
                    },
                    text="Не хватает сведений о «слабых» предметах" if dest.endswith("collecting") else "",
                )
            )
        return case

    def order(self, ordinal: int, *, imported: bool = False) -> Order:
        identity = OrderIdentity(authority_id=self.authority_id)
        self.session.add(identity)
        self.session.flush()
        dated_on = date(2026, 9, ordinal)
        number = f"{ordinal}-о"
        canonical = canonical_json(
            {
                "v": 1,
                "act_type": "распоряжение",
                "number": number,
                "dated_on": dated_on,
                "title": f"О школах, часть {ordinal}",
                "clauses": [{"number": "1", "text": "Утвердить результаты «ё»."}],
                "parts": {},
            }
        )
        order = Order(
            id=identity.id,
            authority_id=self.authority_id,
            run_id=self.run_id,
            register_id=self.register_id,
            kind="approve_results",
            act_type="распоряжение",
            number_text=number,
            ordinal=ordinal,
            year=2026,
            suffix="",
            dated_on=dated_on,
            title=f"О школах, часть {ordinal}",
            canonical=canonical,
            sha256=sha256_text(canonical),
            registered_by_id=self.person_id,
            signed_by_id=self.person_id,
            registered_at=self.now,
            is_imported=imported,
            source="",
            search=number,
        )
        self.session.add(order)
        self.session.flush()
        register = self.session.get_one(Register, self.register_id)
        register.year, register.last_number, register.last_on = 2026, ordinal, dated_on
        self.session.flush()
        self.record(
            NewEntry(
                action=AuditAction.ORDER_REGISTER,
                actor_id=self.person_id,
                at=self.now,
                order_id=order.id,
                packet_id=order.packet_id,
                data={
                    "register": order.register_id,
                    "year": order.year,
                    "ordinal": order.ordinal,
                    "suffix": order.suffix,
                    "number": order.number_text,
                    "dated_on": order.dated_on,
                    "sha256": order.sha256,
                    "packet": order.packet_id,
                    "parts": {},
                    "row": order_row_sha256(order),
                },
            )
        )
        return order

    def document(self, order: Order) -> OrderDocument:
        content = f"%PDF-1.7 {order.canonical}".encode()
        sha256 = hashlib.sha256(content).hexdigest()
        self.session.add(Blob(sha256=sha256, size=len(content), content=content, stored_at=self.now))
        self.session.flush()
        document = OrderDocument(
            authority_id=self.authority_id,
            order_id=order.id,
            format="pdf",
            sha256=sha256,
            rendered_at=self.now,
        )
        self.session.add(document)
        self.session.flush()
        self.record(
            NewEntry(
                action=AuditAction.ORDER_RENDER,
                actor_id=None,
                at=self.now,
                order_id=order.id,
                data={"format": "pdf", "sha256": sha256},
            )
        )
        return document

    def decision(self) -> DecisionRecord:
        packet = Packet(
            authority_id=self.authority_id,
            run_id=self.run_id,
            kind=PacketKind.DIAGNOSIS,
            act=Act.RECORD,
            title="Результаты диагностики",
            state="packet.in_force",
            author_ids=[],
            created_at=self.now,
            in_force_at=self.now,
        )
        self.session.add(packet)
        self.session.flush()
        canonical = canonical_json({"v": 1, "packet": packet.id, "reason": "Решено по протоколу совета"})
        decision = DecisionRecord(
            authority_id=self.authority_id,
            packet_id=packet.id,
            dated_on=date(2026, 9, 20),
            reason="Решено по протоколу совета",
            decided_by_id=self.person_id,
            decided_at=self.now,
            canonical=canonical,
            sha256=sha256_text(canonical),
        )
        self.session.add(decision)
        self.session.flush()
        self.record(
            NewEntry(
                action=AuditAction.RECORD_WRITE,
                actor_id=self.person_id,
                at=self.now,
                packet_id=packet.id,
                data={
                    "packet": packet.id,
                    "sha256": decision.sha256,
                    "row": decision_row_sha256(decision),
                },
            )
        )
        self.record(
            NewEntry(
                action=AuditAction.PACKET_ENTER_FORCE,
                actor_id=self.person_id,
                at=self.now,
                packet_id=packet.id,
                data={"cases": [], "kind": packet.kind, "version": 1},
            )
        )
        return decision


def build(session: Session, *, cases: int = 3, orders: int = 4) -> World:
    """Two authorities and the system, each with its chain; the first one at work. The caller commits."""
    world = World(session)
    homes = [
        Authority(
            code=code,
            name=f"Управление {code}",
            short_name=code,
            territory=code,
            act_type="распоряжение",
            zone="Europe/Moscow",
        )
        for code in ("kirovsk", "sosva")
    ]
    person = Person(email="official@kirovsk.example", post="Начальник управления", active=True)
    session.add_all([*homes, person])
    session.flush()
    world.authority_id, world.other_id, world.person_id = homes[0].id, homes[1].id, person.id
    session.add_all([AuditChain(authority_id=home) for home in (world.authority_id, world.other_id, None)])
    session.flush()
    _open_run(world)
    for authority_id in (world.other_id, None):
        world.record(
            NewEntry(action=AuditAction.PERSON_ADD, actor_id=None, at=world.now, data={"person": person.id}),
            authority_id,
        )
    for n in range(cases):
        world.case(str(n + 1), min(n + 1, len(WAY)))
    registered = [world.order(n + 1) for n in range(orders)]
    for order in registered[:-1]:
        world.document(order)
    world.decision()
    session.flush()
    return world


def _open_run(world: World) -> None:
    session = world.session
    programme = Programme(code="kirovsk", authority_id=world.authority_id)
    session.add(programme)
    session.flush()
    version = ProgrammeVersion(
        programme_id=programme.id,
        number=1,
        title="Адресная поддержка школ",
        file_name="kirovsk.yaml",
        text="",
        sha256="",
        loaded_at=world.now,
    )
    process = ProcessVersion(
        programme_id=programme.id, number=1, settings={"stages": list(STAGES)}, published_at=world.now
    )
    session.add_all([version, process])
    session.flush()
    run = Run(
        authority_id=world.authority_id,
        programme_id=programme.id,
        programme_version_id=version.id,
        process_version_id=process.id,
        title="2026/27",
        from_on=date(2026, 9, 1),
        to_on=date(2027, 8, 31),
    )
    register = Register(
        authority_id=world.authority_id,
        act_type="распоряжение",
        series="",
        title="Распоряжения",
        kind=RegisterKind.OWN,
        pattern="%(n)d-о",
    )
    session.add_all([run, register])
    session.flush()
    world.run_id, world.process_id, world.register_id = run.id, process.id, register.id
