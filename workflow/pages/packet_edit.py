"""The words of a decision as they stand, and what the system reads in the terms that are being typed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from workflow import access
from workflow.access import NotHere
from workflow.orders.clauses import CHARGED_TITLES, CLAUSE_TITLES, Clause, from_rows
from workflow.pages.packet import draft_of, visible_packet
from workflow.pages.packet_paper import term_understood
from workflow.states.definition import Message

OPEN = ("packet.assembled", "packet.on_approval")
Titles = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class EditPage:
    """`kinds` and `charged` are choices: value and message id. Without a draft only the title is edited."""

    id: int
    version: int
    title: str
    has_draft: bool
    is_out: bool
    preamble: str = ""
    signatory_post: str = ""
    clauses: tuple[Clause, ...] = ()
    kinds: Titles = tuple((kind.value, title) for kind, title in CLAUSE_TITLES.items())
    charged: Titles = tuple((charged.value, title) for charged, title in CHARGED_TITLES.items())


def edit_page(session: Session, memberships: access.Memberships, packet_id: int) -> EditPage:
    """An approved packet has nothing to edit: for this page it is not here."""
    packet = visible_packet(session, memberships, packet_id)
    if packet.state not in OPEN:
        raise NotHere
    draft = draft_of(session, packet.id)
    return EditPage(
        id=packet.id,
        version=packet.version,
        title=draft.title if draft else packet.title,
        has_draft=draft is not None,
        is_out=packet.state == "packet.on_approval",
        preamble=draft.preamble if draft else "",
        signatory_post=draft.signatory_post if draft else "",
        clauses=from_rows(draft.clauses) if draft else (),
    )


def terms_understood(terms: Sequence[str]) -> tuple[Message | None, ...]:
    """Each term read back, in order; None where nothing is typed."""
    return tuple(term_understood(term) if term.strip() else None for term in terms)
