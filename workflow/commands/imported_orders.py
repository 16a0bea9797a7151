"""Orders issued before Opora came: facts of a document in a register of their own, marked as history."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select

from workflow.audit.actions import AuditAction
from workflow.audit.fingerprint import order_row_sha256
from workflow.commands.work import Work
from workflow.models.order import Order, OrderIdentity, Register, RegisterKind
from workflow.models.search import search_text
from workflow.programmes.rows import OrderRow

SERIES = "imported"


def import_orders(work: Work, rows: Sequence[OrderRow]) -> None:
    """Number, date and heading as the document gives them; numbers may repeat and skip.

    A registered order never changes, so a later file that words a heading otherwise adds a second row: two
    versions of one fact, each with its source.
    """
    if not rows:
        return
    register = imported_register(work)
    known = {
        tuple(row)
        for row in work.session.execute(
            select(Order.number_text, Order.dated_on, Order.title).where(Order.register_id == register.id)
        )
    }
    new = [row for row in rows if (row.number, row.dated_on, row.title) not in known]
    identities = [OrderIdentity(authority_id=work.authority_id) for _ in new]
    work.session.add_all(identities)
    work.session.flush()  # an order shares the id of its identity
    for identity, row in zip(identities, new, strict=True):
        order = _order(work, register, identity.id, row)
        work.session.add(order)
        work.record(
            AuditAction.ORDER_IMPORT,
            order_id=order.id,
            data={
                "number": order.number_text,
                "on": order.dated_on,
                "kind": order.kind,
                "row": order_row_sha256(order),
            },
            text=f"{order.title}\n{order.source}",
        )


def imported_register(work: Work) -> Register:
    register = work.session.scalar(
        select(Register).where(
            Register.authority_id == work.authority_id, Register.kind == RegisterKind.IMPORTED
        )
    )
    if register is None:
        register = Register(
            authority_id=work.authority_id,
            act_type=work.home.act_type,
            series=SERIES,
            title="Акты из документов программ",
            kind=RegisterKind.IMPORTED,
        )
        work.session.add(register)
        work.session.flush()  # its orders name the register
    return register


def _order(work: Work, register: Register, order_id: int, row: OrderRow) -> Order:
    if row.dated_on is None:
        raise ValueError(f"order {row.id} is not issued yet")
    return Order(
        id=order_id,
        authority_id=work.authority_id,
        register_id=register.id,
        kind=row.kind,
        act_type=row.act_type or work.home.act_type,
        number_text=row.number,
        ordinal=row.ordinal,
        suffix=row.suffix,
        year=row.dated_on.year,
        dated_on=row.dated_on,
        title=row.title,
        canonical="",
        sha256="",
        registered_at=work.now,
        registered_by_id=work.actor_id,
        is_imported=True,
        source=row.source,
        search=search_text(row.number, row.title, f"№{row.number}"),
    )
