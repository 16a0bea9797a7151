"""Letters and acts of other issuers: what a list of schools came with. Never in our checks of numbers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from workflow.audit.actions import AuditAction
from workflow.commands.errors import BadInput
from workflow.commands.work import Work
from workflow.models.authority import ExternalAct
from workflow.programmes.rows import ExternalActRow
from workflow.states.definition import N_, say


@dataclass(frozen=True, kw_only=True)
class Letter:
    """As it is typed from the paper."""

    issuer: str
    dated_on: date
    title: str
    number: str = ""
    kind: str = "письмо"
    source: str = ""


def record_letter(work: Work, letter: Letter) -> ExternalAct:
    """The letter's row, the same one when it was entered before."""
    if not letter.issuer.strip():
        raise BadInput(
            "letter_issuer", say(N_("Напишите, от кого письмо, например «Комитет общего образования»"))
        )
    if letter.dated_on > work.today:
        raise BadInput("letter_on", say(N_("Дата письма ещё не наступила: проверьте число и год")))
    known = work.session.scalar(
        select(ExternalAct).where(
            ExternalAct.authority_id == work.authority_id,
            ExternalAct.issuer == letter.issuer.strip(),
            ExternalAct.number == letter.number.strip(),
            ExternalAct.dated_on == letter.dated_on,
        )
    )
    return known or _add(
        work,
        ExternalAct(
            authority_id=work.authority_id,
            kind=letter.kind.strip() or "письмо",
            issuer=letter.issuer.strip(),
            number=letter.number.strip(),
            dated_on=letter.dated_on,
            title=letter.title.strip(),
            source=letter.source.strip(),
        ),
    )


def import_letters(work: Work, rows: Sequence[ExternalActRow]) -> None:
    """The acts a programme rests on. One without a full date keeps none: a month is not a day."""
    known = {
        tuple(row)
        for row in work.session.execute(
            select(ExternalAct.kind, ExternalAct.number, ExternalAct.dated_on, ExternalAct.title).where(
                ExternalAct.authority_id == work.authority_id
            )
        )
    }
    for row in rows:
        if (row.kind, row.number, row.dated_on, row.title) not in known:
            _add(
                work,
                ExternalAct(
                    authority_id=work.authority_id,
                    kind=row.kind,
                    issuer=row.issuer,
                    number=row.number,
                    dated_on=row.dated_on,
                    title=row.title,
                    source=row.source,
                ),
            )


def _add(work: Work, act: ExternalAct) -> ExternalAct:
    work.session.add(act)
    work.session.flush()  # the entry names the letter
    work.record(
        AuditAction.LETTER_RECORD,
        data={"letter": act.id, "on": act.dated_on},
        text=" ".join(filter(None, (act.kind, act.issuer, f"№ {act.number}" if act.number else "", act.title))),
    )
    return act
