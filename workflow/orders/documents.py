"""What the document of a registered order is made of: the text that was hashed, laid out for every format.

The libraries that draw stand in pdf.py and docx.py, so that pages, which only ask what is made, load none.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from workflow.models.audit import AuditEntry
from workflow.models.order import Order, OrderDocument
from workflow.orders.text import Appendix, OrderText, clause_words, read
from workflow.typography import glued, typo

PDF: Final = "pdf"
DOCX: Final = "docx"
#: In the order in which they are made: what is signed first, then what is edited further.
FORMATS: Final = (PDF, DOCX)
#: Of an appendix: the line between the margins, a letter of its type, and what a cell keeps free.
LINE_MM, LETTER_MM, PADDING_MM = 170.0, 2.3, 4.0
#: The head of a table is bold, and bold letters are wider.
BOLD = 1.1
#: Stands in a cell of which nothing is known: an empty one looks forgotten.
NOTHING: Final = "—"
#: «Приложение 1 к распоряжению»; a word that is not here is written beside the date as it is.
TO_THE_ACT: Mapping[str, str] = {
    "постановление": "к постановлению",
    "приказ": "к приказу",
    "распоряжение": "к распоряжению",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """What a document is made of: the canonical text and the place of its entry in the record."""

    authority_id: int
    canonical: str
    registered_at: datetime
    entry: int
    entry_hash: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PrintedAppendix:
    """`widths` are millimetres of each column and fill the line between the margins.

    `tight`: the longest words of all the columns have no room beside each other, some must be divided.
    """

    heading: tuple[str, ...]
    title: str
    columns: tuple[str, ...]
    widths: tuple[float, ...]
    tight: bool
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Printed:
    """Every word of the paper, in its order: a format decides how it looks and adds nothing."""

    name: str
    authority: str
    act_type: str
    date: str
    number: str
    title: str
    preamble: str
    clauses: tuple[str, ...]
    signatory: str
    appendices: tuple[PrintedAppendix, ...]
    record: str


def source_of(session: Session, order_id: int) -> Source | None:
    """None when there is nothing to make it of: no such order, or history without a text."""
    row = session.execute(
        select(Order.authority_id, Order.canonical, Order.registered_at, AuditEntry.seq, AuditEntry.hash)
        .join(AuditEntry, _REGISTRATION)
        .where(Order.id == order_id)
    ).first()
    if row is None:
        return None
    return Source(authority_id=row[0], canonical=row[1], registered_at=row[2], entry=row[3], entry_hash=row[4])


def missing_formats(session: Session, order_id: int) -> tuple[str, ...]:
    """What is not stored yet, in the order in which it is made."""
    made = set(session.scalars(select(OrderDocument.format).where(OrderDocument.order_id == order_id)))
    return tuple(one for one in FORMATS if one not in made)


def orders_without_documents(session: Session, *, most: int) -> list[tuple[int, int]]:
    """(authority, order) of registered orders that lack a format, as those of before the format do."""
    made = (
        select(func.count())
        .where(OrderDocument.order_id == Order.id, OrderDocument.format.in_(FORMATS))
        .scalar_subquery()
    )
    rows = session.execute(
        select(Order.authority_id, Order.id)
        .where(made < len(FORMATS), select(AuditEntry.id).where(_REGISTRATION).exists())
        .order_by(Order.id)
        .limit(most)
    )
    return [(authority_id, order_id) for authority_id, order_id in rows]


_REGISTRATION: ColumnElement[bool] = (AuditEntry.order_id == Order.id) & (AuditEntry.action == "order:register")


def printed_code(entry_hash: str) -> str:
    """The head of the entry's hash as it stands on paper: «9F3A-77C2-01BD-64E0»."""
    head = entry_hash[:16].upper()
    return "-".join(head[place : place + 4] for place in range(0, len(head), 4))


def printed(source: Source) -> Printed:
    text = read(source.canonical)
    dated = f"{text.dated_on:%d.%m.%Y}"
    return Printed(
        name=f"{text.act_type.capitalize()} № {text.number} от {dated}",
        authority=text.authority,
        act_type=text.act_type,
        date=dated,
        number=text.number,
        title=str(typo(text.title)),
        preamble=glued(text.preamble),
        clauses=tuple(glued(clause_words(clause)) for clause in text.clauses),
        signatory=text.signatory_post[:1].upper() + text.signatory_post[1:],
        appendices=tuple(
            _appendix(number, appendix, text) for number, appendix in enumerate(text.appendices, 1)
        ),
        record=f"Журнал: № {source.entry} · {printed_code(source.entry_hash)}",
    )


def _appendix(number: int, appendix: Appendix, text: OrderText) -> PrintedAppendix:
    act = TO_THE_ACT.get(text.act_type, text.act_type)
    needed = _needed(appendix)
    return PrintedAppendix(
        heading=(f"Приложение\u00a0{number}", act, f"от {text.dated_on:%d.%m.%Y} № {text.number}"),
        title=str(typo(appendix.title)),
        columns=appendix.columns,
        widths=_widths(appendix, needed),
        tight=sum(needed) > LINE_MM,
        rows=tuple((first, *(glued(cell) or NOTHING for cell in others)) for first, *others in appendix.rows),
    )


def _needed(appendix: Appendix) -> list[float]:
    """Millimetres that the longest word of each column takes."""
    heads = [BOLD * _longest(name) for name in appendix.columns]
    cells = [
        max((_longest(row[place]) for row in appendix.rows), default=1)
        for place in range(len(appendix.columns))
    ]
    return [LETTER_MM * max(both) + PADDING_MM for both in zip(heads, cells, strict=True)]


def _longest(words: str) -> int:
    return max(len(word) for word in (*words.split(), "№"))


def _widths(appendix: Appendix, needed: list[float]) -> tuple[float, ...]:
    """Millimetres of each column: its longest word fits, the rest goes to the columns with much to say."""
    said = [
        max(len(cell) for cell in (name, *(row[place] for row in appendix.rows)))
        for place, name in enumerate(appendix.columns)
    ]
    spare = max(0.0, LINE_MM - sum(needed))
    wanted = [own + spare * words / sum(said) for own, words in zip(needed, said, strict=True)]
    return tuple(round(width * LINE_MM / sum(wanted), 1) for width in wanted)
