"""The PDF of an order. The library is the largest of all, so it is loaded where one is made."""

from __future__ import annotations

import json
from dataclasses import asdict
from functools import lru_cache
from pathlib import Path
from typing import Any

from workflow.orders.documents import PDF, Source, printed

TEMPLATE = Path(__file__).with_name("order.typ")


def render_pdf(source: Source) -> bytes:
    """PDF/A-2a. Equal sources give equal bytes: the time inside is that of the registration."""
    import typst

    made: bytes = typst.compile(
        str(TEMPLATE),
        root=str(TEMPLATE.parent),
        font_paths=_fonts(),
        format=PDF,
        sys_inputs={"data": json.dumps(asdict(printed(source)), ensure_ascii=False)},
        pdf_standards="a-2a",
        timestamp=source.registered_at.replace(microsecond=0),  # typst refuses parts of a second
    )
    return made


@lru_cache(maxsize=1)
def _fonts() -> Any:
    """The fonts of the wheel alone, so that every machine draws the same page."""
    import typst

    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=True)
