"""The printed form of a registered order: made once, from the text that was hashed, byte for byte the same.

The library is loaded where a document is made, not where pages are served: it is the largest of all.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from workflow.models.audit import AuditEntry
from workflow.models.order import Order, OrderDocument
from workflow.orders.text import Appendix, OrderText, clause_words, read

PDF: Final = "pdf"
TEMPLATE = Path(__file__).with_name("order.typ")
#: Of an appendix: the line between the margins, a letter of its type, and what a cell keeps free.
LINE_MM, LETTER_MM, PADDING_MM = 170.0, 2.3, 4.0
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


def source_of(session: Session, order_id: int) -> Source | None:
    """None when there is nothing to make: no such order, history without a text, or it is made already."""
    row = session.execute(
        select(Order.authority_id, Order.canonical, Order.registered_at, AuditEntry.seq, AuditEntry.hash)
        .join(AuditEntry, (AuditEntry.order_id == Order.id) & (AuditEntry.action == "order:register"))
        .outerjoin(OrderDocument, (OrderDocument.order_id == Order.id) & (OrderDocument.format == PDF))
        .where(Order.id == order_id, OrderDocument.id.is_(None))
    ).first()
    if row is None:
        return None
    return Source(authority_id=row[0], canonical=row[1], registered_at=row[2], entry=row[3], entry_hash=row[4])


def printed_code(entry_hash: str) -> str:
    """The head of the entry's hash as it stands on paper: «9F3A-77C2-01BD-64E0»."""
    head = entry_hash[:16].upper()
    return "-".join(head[place : place + 4] for place in range(0, len(head), 4))


def render_pdf(source: Source) -> bytes:
    """PDF/A-2a. Equal sources give equal bytes: the time inside is that of the registration."""
    import typst

    data = json.dumps(_data(read(source.canonical), source), ensure_ascii=False)
    made: bytes = typst.compile(
        str(TEMPLATE),
        root=str(TEMPLATE.parent),
        font_paths=_fonts(),
        format=PDF,
        sys_inputs={"data": data},
        pdf_standards="a-2a",
        timestamp=source.registered_at.replace(microsecond=0),  # typst refuses parts of a second
    )
    return made


@lru_cache(maxsize=1)
def _fonts() -> Any:
    """The fonts of the wheel alone, so that every machine draws the same page."""
    import typst

    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=True)


def _data(text: OrderText, source: Source) -> dict[str, Any]:
    dated = f"{text.dated_on:%d.%m.%Y}"
    return {
        "name": f"{text.act_type.capitalize()} № {text.number} от {dated}",
        "authority": text.authority,
        "act_type": text.act_type,
        "date": dated,
        "number": text.number,
        "title": text.title,
        "preamble": text.preamble,
        "clauses": [clause_words(clause) for clause in text.clauses],
        "signatory": text.signatory_post[:1].upper() + text.signatory_post[1:],
        "appendices": [_appendix(number, appendix, text) for number, appendix in enumerate(text.appendices, 1)],
        "record": f"Журнал: № {source.entry} · {printed_code(source.entry_hash)}",
    }


def _appendix(number: int, appendix: Appendix, text: OrderText) -> dict[str, Any]:
    act = TO_THE_ACT.get(text.act_type, text.act_type)
    return {
        "heading": [f"Приложение {number}", act, f"от {text.dated_on:%d.%m.%Y} № {text.number}"],
        "title": appendix.title,
        "columns": list(appendix.columns),
        "widths": _widths(appendix),
        "rows": [list(row) for row in appendix.rows],
    }


def _widths(appendix: Appendix) -> list[float]:
    """Millimetres of each column: its longest word fits, the rest goes to the columns with much to say."""
    columns = [[name, *(row[place] for row in appendix.rows)] for place, name in enumerate(appendix.columns)]
    needed = [
        LETTER_MM * max(len(word) for cell in cells for word in [*cell.split(), "№"]) + PADDING_MM
        for cells in columns
    ]
    said = [max(len(cell) for cell in cells) for cells in columns]
    spare = max(0.0, LINE_MM - sum(needed))
    wanted = [own + spare * words / sum(said) for own, words in zip(needed, said, strict=True)]
    return [round(width * LINE_MM / sum(wanted), 1) for width in wanted]
