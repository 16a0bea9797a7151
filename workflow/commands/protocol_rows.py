"""One protocol as a row: its number in the body's sequence, its date, its file. It never changes afterwards."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select

from workflow.audit.actions import AuditAction
from workflow.audit.fingerprint import protocol_row_sha256
from workflow.commands.case_entry import allow
from workflow.commands.errors import BadInput, NotHere
from workflow.commands.files import checked_name, keep_file
from workflow.commands.work import Work
from workflow.models.body import Body, Protocol
from workflow.orders.registers import NumberUnreadable, parse_number
from workflow.states.definition import N_, Attempt, Refusal, say
from workflow.states.facts import Facts
from workflow.states.protocols import date_goes_back, number_skipped, record_protocol


@dataclass(frozen=True, kw_only=True)
class ProtocolTerms:
    """What stands on the paper; `reason` answers a skipped number or a date that goes back."""

    number: str
    dated_on: date | None
    about: str = ""
    file_name: str = ""
    content: bytes = b""
    reason: str = ""


def locked_body(work: Work, body_id: int) -> Body:
    """Numbers of one body are given one after another."""
    body = work.session.scalar(
        select(Body)
        .where(Body.id == body_id, Body.authority_id == work.authority_id)
        .with_for_update(key_share=True)
    )
    if body is None:
        raise NotHere
    return body


def write_protocol(
    work: Work,
    body: Body,
    terms: ProtocolTerms,
    *,
    packet_id: int | None = None,
    decisions: Mapping[str, Any] | None = None,
) -> Protocol:
    """The row with its entry. `packet_id` and `decisions`: what it decided, where it decided anything.

    Raises BadInput at `number` or `dated_on`, and Refused with the warnings that `terms.reason` must answer.
    """
    ordinal, suffix, dated_on = _read(work, terms)
    if body.closed_on is not None and dated_on >= body.closed_on:
        closed = say(N_("С %(day)s этот совет или группа не действует: дата раньше"), day=body.closed_on)
        raise BadInput("dated_on", closed)
    year = dated_on.year if body.restarts_yearly else 0
    earlier = work.session.scalars(
        select(Protocol).where(Protocol.body_id == body.id, Protocol.year == year).order_by(Protocol.ordinal)
    ).all()
    if any((one.ordinal, one.suffix) == (ordinal, suffix) for one in earlier):
        raise BadInput("number", say(N_("Протокол № %(number)s уже записан"), number=terms.number.strip()))
    warned = [] if suffix else [number_skipped(ordinal, following=_following(earlier))]
    warned.append(_out_of_order(earlier, ordinal, dated_on))
    attempt = Attempt(actor=work.actor(), facts=Facts(), now=work.now, reason=terms.reason)
    allow(record_protocol(body.kept_by), attempt, warned)
    protocol = Protocol(
        authority_id=body.authority_id,
        body_id=body.id,
        run_id=body.run_id,
        year=year,
        ordinal=ordinal,
        suffix=suffix,
        number_text=terms.number.strip().removeprefix("№").strip(),
        dated_on=dated_on,
        about=terms.about.strip(),
        recorded_at=work.now,
        recorded_by_id=work.actor_id,
    )
    if terms.content or terms.file_name:
        protocol.file_name = checked_name(terms.file_name, terms.content)
        protocol.file_sha256 = keep_file(work, terms.content)
    work.session.add(protocol)
    work.session.flush()  # the entry and the decision name the protocol
    overridden = [one.code for one in warned if one is not None]
    said = {**(decisions or {}), **({"overridden": overridden} if overridden else {})}
    _put_on_record(work, protocol, said, packet_id=packet_id, reason=terms.reason.strip())
    return protocol


def _put_on_record(
    work: Work, protocol: Protocol, said: Mapping[str, Any], *, packet_id: int | None, reason: str
) -> None:
    work.record(
        AuditAction.PROTOCOL_RECORD,
        packet_id=packet_id,
        data={
            "protocol": protocol.id,
            "body": protocol.body_id,
            "number": protocol.number_text,
            "dated_on": protocol.dated_on,
            "file": protocol.file_sha256,
            "about": hashlib.sha256(protocol.about.encode()).hexdigest(),
            "row": protocol_row_sha256(protocol),
            **said,
        },
        text=reason,
    )


def _read(work: Work, terms: ProtocolTerms) -> tuple[int, str, date]:
    try:
        ordinal, suffix = parse_number(terms.number)
    except NumberUnreadable:
        words = say(N_("Номер начинается с цифр, например «3» или «3-а»"))
        raise BadInput("number", words) from None
    if terms.dated_on is None:
        raise BadInput("dated_on", say(N_("Впишите дату протокола, например 18.10.2026")))
    if terms.dated_on > work.today:
        raise BadInput("dated_on", say(N_("Дата протокола не может быть позже сегодняшней")))
    return ordinal, suffix, terms.dated_on


def _following(earlier: Any) -> int:
    return int(max((one.ordinal for one in earlier), default=0)) + 1


def _out_of_order(earlier: Any, ordinal: int, dated_on: date) -> Refusal | None:
    before = [one for one in earlier if one.ordinal < ordinal]
    after = [one for one in earlier if one.ordinal > ordinal]
    return date_goes_back(
        dated_on,
        before=(before[-1].number_text, before[-1].dated_on) if before else None,
        after=(after[0].number_text, after[0].dated_on) if after else None,
    )
