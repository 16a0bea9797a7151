"""The page of one act: its registered text, what came of each clause, its state, its place in the record."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, aliased, joinedload

from workflow import access
from workflow.access import NotHere
from workflow.clock import local_date
from workflow.models.audit import AuditEntry
from workflow.models.authority import Authority, School
from workflow.models.blob import Blob
from workflow.models.case import Case
from workflow.models.order import REPEAL, VOID, Order, OrderDocument, OrderMark, RegisterKind
from workflow.models.packet import Packet, PacketCase
from workflow.models.person import Person
from workflow.models.programme import Run
from workflow.models.task import TaskStatus
from workflow.orders.documents import FORMATS, printed_code
from workflow.orders.text import Appendix, OrderText, clause_words, read
from workflow.pages.order_tasks import OrderTask, tasks_of
from workflow.pages.voided import LeftCase, left_by
from workflow.programmes.labels import WORDS
from workflow.states.definition import N_, PacketKind, Role

#: Marks that end the force of an act.
ENDS_FORCE = (VOID, REPEAL)
MARK_TITLES = {VOID: N_("Аннулирован"), REPEAL: N_("Утратил силу"), "amend": N_("Изменён")}


@dataclass(frozen=True, slots=True, kw_only=True)
class ClauseRow:
    """A clause as it was registered, and the tasks that came of it."""

    text: str
    is_sub: bool
    tasks: int = 0
    done: int = 0
    due_on: date | None = None


@dataclass(frozen=True, slots=True)
class Mark:
    """`title` is a message id; `by` the act that repealed, when one did."""

    title: str
    on: date
    reason: str
    who: str
    by_id: int | None
    by_number: str
    by_on: date | None


@dataclass(frozen=True, slots=True)
class Entry:
    """Where the registration stands in the record: what the paper says at its foot."""

    seq: int
    code: str


@dataclass(frozen=True, slots=True)
class Document:
    """`format` also names the route that gives its bytes: order.pdf, order.docx."""

    format: str
    sha256: str
    size: int
    made_at: datetime


@dataclass(frozen=True, slots=True)
class DecidedSchool:
    case_id: int
    school: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderPage:
    id: int
    number: str
    on: date
    title: str
    kind: str  # message id
    act_type: str
    authority: str
    zone: str
    year: int
    register_id: int
    register: str
    register_kind: RegisterKind
    source: str
    state: str  # message id: in force, annulled, repealed
    in_force: bool
    text: OrderText | None
    rows: tuple[ClauseRow, ...]
    appendices: tuple[Appendix, ...]
    packet_id: int | None
    packet_kind: PacketKind | None
    run: str
    signed_by: str
    registered_by: str
    registered_at: datetime
    schools: tuple[DecidedSchool, ...]
    left: tuple[LeftCase, ...]  # of an annulled act
    tasks: tuple[OrderTask, ...]
    marks: tuple[Mark, ...]
    documents: tuple[Document, ...]
    entry: Entry | None
    may_mark: bool

    @property
    def done(self) -> int:
        return sum(1 for task in self.tasks if task.status is not TaskStatus.OPEN)

    @property
    def awaited(self) -> tuple[str, ...]:
        """Formats that are still being made; what came from a programme's document has none and awaits none."""
        made = {one.format for one in self.documents}
        return tuple(one for one in FORMATS if one not in made) if self.text else ()


@dataclass(frozen=True, slots=True)
class DocumentFile:
    name: str
    sha256: str
    content: bytes


def order_page(session: Session, memberships: access.Memberships, order_id: int, *, now: datetime) -> OrderPage:
    order = visible_order(session, memberships, order_id)
    home = session.get_one(Authority, order.authority_id)
    today = local_date(now, home.zone)
    tasks = tasks_of(session, memberships, order.id, today=today)
    marks = _marks(session, order.id)
    ended = [mark for kind, mark in marks if kind in ENDS_FORCE and mark.on <= today]
    text = read(order.canonical) if order.canonical else None
    posts = _posts(session, [order.signed_by_id, order.registered_by_id])
    packet_kind, run = _origin(session, order)
    roles = access.roles_in(memberships, home.id)
    return OrderPage(
        id=order.id,
        number=order.number_text,
        on=order.dated_on,
        title=order.title,
        kind=WORDS.get(order.kind, order.kind),
        act_type=order.act_type,
        authority=home.name,
        zone=home.zone,
        year=order.year,
        register_id=order.register_id,
        register=order.register.title,
        register_kind=order.register.kind,
        source=order.source,
        state=ended[-1].title if ended else N_("Действует"),
        in_force=not ended,
        text=text,
        rows=_rows(text, tasks),
        appendices=text.appendices if text else (),
        packet_id=order.packet_id,
        packet_kind=packet_kind,
        run=run,
        signed_by=posts.get(order.signed_by_id, ""),
        registered_by=posts.get(order.registered_by_id, ""),
        registered_at=order.registered_at,
        schools=_schools(session, order.packet_id),
        left=left_by(session, memberships, order) if any(kind == VOID for kind, _ in marks) else (),
        tasks=tasks,
        marks=tuple(mark for _, mark in marks),
        documents=_documents(session, order.id),
        entry=_entry(session, order.id),
        may_mark=(
            not order.is_imported
            and Role.APPROVER | Role.SIGNATORY in roles
            and not any(kind in ENDS_FORCE for kind, _ in marks)
        ),
    )


def document_of(session: Session, memberships: access.Memberships, order_id: int, *, kind: str) -> DocumentFile:
    """The stored bytes; an act whose document is not made yet has none."""
    order = visible_order(session, memberships, order_id)
    row = session.execute(
        select(Blob.sha256, Blob.content)
        .join(OrderDocument, OrderDocument.sha256 == Blob.sha256)
        .where(OrderDocument.order_id == order.id, OrderDocument.format == kind)
    ).first()
    if row is None:
        raise NotHere
    name = f"{order.act_type} {order.number_text} от {order.dated_on:%d.%m.%Y}.{kind}"
    return DocumentFile(name, row[0], row[1])


def visible_order(session: Session, memberships: access.Memberships, order_id: int) -> Order:
    order = session.scalar(
        select(Order)
        .where(Order.id == order_id, access.order_is_visible(memberships))
        .options(joinedload(Order.register))
    )
    if order is None:
        raise NotHere
    return order


def _rows(text: OrderText | None, tasks: Sequence[OrderTask]) -> tuple[ClauseRow, ...]:
    rows = []
    for clause in text.clauses if text else ():
        own = [task for task in tasks if clause.number in task.clauses]
        rows.append(
            ClauseRow(
                text=clause_words(clause),
                is_sub="." in clause.number,
                tasks=len(own),
                done=sum(1 for task in own if task.status is not TaskStatus.OPEN),
                due_on=min((task.due_on for task in own if task.due_on), default=None),
            )
        )
    return tuple(rows)


def _marks(session: Session, order_id: int) -> list[tuple[str, Mark]]:
    by = aliased(Order)
    rows = session.execute(
        select(OrderMark, Person.post, by.number_text, by.dated_on)
        .outerjoin(Person, Person.id == OrderMark.marked_by_id)
        .outerjoin(by, by.id == OrderMark.by_order_id)
        .where(OrderMark.order_id == order_id)
        .order_by(OrderMark.on, OrderMark.id)
    )
    return [
        (
            mark.kind,
            Mark(MARK_TITLES[mark.kind], mark.on, mark.reason, post or "", mark.by_order_id, number or "", on),
        )
        for mark, post, number, on in rows
    ]


def _origin(session: Session, order: Order) -> tuple[PacketKind | None, str]:
    row = session.execute(
        select(Packet.kind, Run.title).join(Run, Run.id == Packet.run_id).where(Packet.id == order.packet_id)
    ).first()
    return (row[0], row[1]) if row else (None, "")


def _schools(session: Session, packet_id: int | None) -> tuple[DecidedSchool, ...]:
    rows = session.execute(
        select(Case.id, School.name)
        .join(PacketCase, PacketCase.case_id == Case.id)
        .join(School, School.id == Case.school_id)
        .where(PacketCase.packet_id == packet_id, PacketCase.decided)
        .order_by(School.sort_key, Case.id)
    )
    return tuple(DecidedSchool(*row) for row in rows)


def _documents(session: Session, order_id: int) -> tuple[Document, ...]:
    rows = session.execute(
        select(OrderDocument.format, OrderDocument.sha256, Blob.size, OrderDocument.rendered_at)
        .join(Blob, Blob.sha256 == OrderDocument.sha256)
        .where(OrderDocument.order_id == order_id)
    )
    return tuple(sorted((Document(*row) for row in rows), key=lambda one: FORMATS.index(one.format)))


def _entry(session: Session, order_id: int) -> Entry | None:
    row = session.execute(
        select(AuditEntry.seq, AuditEntry.hash)
        .where(
            AuditEntry.order_id == order_id,
            AuditEntry.action.in_(("order:register", "order:import")),
        )
        .order_by(AuditEntry.id)
        .limit(1)
    ).first()
    return Entry(row[0], printed_code(row[1])) if row else None


def _posts(session: Session, ids: Sequence[int | None]) -> dict[int | None, str]:
    return dict(session.execute(select(Person.id, Person.post).where(Person.id.in_(filter(None, ids)))).all())
