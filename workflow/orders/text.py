"""The exact text of an order: hashed at registration, printed afterwards, never written again."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from workflow.audit.canonical import canonical_json, sha256_text
from workflow.orders.clauses import Clause, from_rows, to_rows

VERSION = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Appendix:
    """A table that a clause approves."""

    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderText:
    """Requisites after ГОСТ Р 7.0.97-2025: issuer, kind, number, date, heading, text, signature, appendix."""

    authority: str
    act_type: str
    number: str
    dated_on: date
    title: str
    preamble: str
    clauses: tuple[Clause, ...]
    appendices: tuple[Appendix, ...]
    signatory_post: str
    #: sha256 of each part of the packet as it was approved.
    parts: Mapping[str, str]

    def canonical(self) -> str:
        return canonical_json(
            {
                "v": VERSION,
                "authority": self.authority,
                "act_type": self.act_type,
                "number": self.number,
                "dated_on": self.dated_on,
                "title": self.title,
                "preamble": self.preamble,
                "clauses": to_rows(self.clauses),
                "appendices": [
                    {"title": one.title, "columns": list(one.columns), "rows": [list(row) for row in one.rows]}
                    for one in self.appendices
                ],
                "signatory_post": self.signatory_post,
                "parts": dict(self.parts),
            }
        )


def clause_words(clause: Clause) -> str:
    """A clause as it is printed: its term and what must be shown stand in the text, in the words given."""
    said = [f"{clause.number}. {clause.text}"]
    if clause.term:
        said.append(f"Срок: {clause.term}.")
    if clause.control_form:
        said.append(f"Форма контроля: {clause.control_form}.")
    return " ".join(said)


def fingerprint(canonical: str) -> str:
    return sha256_text(canonical)


def read(canonical: str) -> OrderText:
    """The text of a registered order from its stored canonical form."""
    row: dict[str, Any] = json.loads(canonical)
    return OrderText(
        authority=row["authority"],
        act_type=row["act_type"],
        number=row["number"],
        dated_on=date.fromisoformat(row["dated_on"]),
        title=row["title"],
        preamble=row["preamble"],
        clauses=from_rows(row["clauses"]),
        appendices=tuple(
            Appendix(
                title=one["title"],
                columns=tuple(one["columns"]),
                rows=tuple(tuple(cells) for cells in one["rows"]),
            )
            for one in row["appendices"]
        ),
        signatory_post=row["signatory_post"],
        parts=row["parts"],
    )
