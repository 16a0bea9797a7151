"""What every entry of data into a case shares: its locks, its permission, its two names."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import select

from workflow.commands.errors import BadInput, NotHere, Stale
from workflow.commands.files import keep_file
from workflow.commands.moving import Standing, attempt_of, lock_cases, standings
from workflow.commands.work import Work
from workflow.models.case import Case
from workflow.models.order import OrderDraft
from workflow.models.packet import Packet, PacketCase
from workflow.states.definition import (
    N_,
    RECORDED_FOR,
    Attempt,
    Comment,
    OnBehalf,
    Refusal,
    Role,
    Transition,
    say,
)
from workflow.states.entries import CASE_ENDED
from workflow.states.machine import CommentMissing, Refused


def enter_case_for_entry(work: Work, case_id: int) -> Standing:
    """Lock the packets that show the case, then the case: an entry may change what they show.

    Packets are always locked before cases. One that took the case in between the two was made from the page
    as it stood before this entry: that is a page that changed meanwhile, and nothing is written.
    """
    authority_id = work.session.scalar(select(Case.authority_id).where(Case.id == case_id))
    if authority_id is None:
        raise NotHere
    work.enter(authority_id)
    [standing] = enter_cases_for_entry(work, [case_id])
    return standing


def enter_cases_for_entry(work: Work, case_ids: Sequence[int]) -> list[Standing]:
    """The same for many cases of the authority that was entered: one sheet fills in several schools."""
    seen = _packets_holding(work, case_ids)
    _lock_packets(work, seen)
    cases = lock_cases(work, case_ids)
    if _packets_holding(work, case_ids) != seen:
        case = cases[0]
        raise Stale("case", case.id, seen=case.version, current=case.version + 1)
    return standings(work, cases)


def permit(
    work: Work,
    standing: Standing,
    step: Transition,
    *,
    comment: str = "",
    reason: str = "",
    on_behalf: OnBehalf | None = None,
    more: Iterable[Refusal | None] = (),
) -> Attempt:
    """`allow` for an entry into a case: its roles and facts are those of the case."""
    attempt = attempt_of(work, standing, comment=comment, reason=reason, on_behalf=on_behalf)
    return allow(step, attempt, more)


def allow(step: Transition, attempt: Attempt, more: Iterable[Refusal | None] = ()) -> Attempt:
    """The attempt, or every reason against it at once; `more` holds what this entry's own rows say."""
    refusals = (*step.refusals(attempt), *(one for one in more if one is not None))
    if any(not refusal.overridable for refusal in refusals) or (refusals and not attempt.reason.strip()):
        raise Refused(step, refusals)
    if step.comment is Comment.REQUIRED and not attempt.comment.strip():
        raise CommentMissing(step)
    return attempt


def ended(standing: Standing) -> Refusal | None:
    return CASE_ENDED if standing.workflow.states[standing.case.state].final else None


def behalf_of(work: Work, on_behalf: OnBehalf | None, content: bytes = b"") -> OnBehalf | None:
    """The party's step with its paper stored, once it says how and when it really happened."""
    if on_behalf is None:
        return None
    if not on_behalf.role & RECORDED_FOR:
        raise BadInput("recorded_for", say(N_("Выберите, за кого вносится шаг: за школу или за партнёра")))
    if not on_behalf.channel.strip():
        raise BadInput("channel", say(N_("Напишите, как это пришло: письмом, по телефону, на встрече")))
    if on_behalf.happened_on > work.today:
        raise BadInput(
            "happened_on",
            say(
                N_("%(given)s ещё не наступило: сегодня %(today)s"),
                given=on_behalf.happened_on,
                today=work.today,
            ),
        )
    return replace(on_behalf, file=keep_file(work, content)) if content else on_behalf


def recorded(work: Work, on_behalf: OnBehalf | None) -> dict[str, Any]:
    """Values of the columns of models.recorded.Recorded."""
    values: dict[str, Any] = {"recorded_at": work.now, "recorded_by_id": work.actor_id}
    if on_behalf is not None:
        values |= {
            "on_behalf_of": "school" if on_behalf.role is Role.SCHOOL else "partner",
            "channel": on_behalf.channel.strip(),
            "happened_on": on_behalf.happened_on,
            "file_sha256": on_behalf.file,
        }
    return values


def words(field: str, text: str, *, longest: int = 2000) -> str:
    """What a person typed, without the spaces around it; empty or endless is said at its field."""
    text = text.strip()
    if not text:
        raise BadInput(field, say(N_("Напишите здесь хотя бы несколько слов")))
    if len(text) > longest:
        raise BadInput(
            field,
            say(
                N_("Слишком длинно: %(length)d знаков, помещается %(longest)d. Приложите подробности файлом"),
                length=len(text),
                longest=longest,
            ),
        )
    return text


def _packets_holding(work: Work, case_ids: Sequence[int]) -> list[int]:
    return list(
        work.session.scalars(
            select(PacketCase.packet_id)
            .where(PacketCase.case_id.in_(case_ids), PacketCase.is_in)
            .distinct()
            .order_by(PacketCase.packet_id)
        )
    )


def _lock_packets(work: Work, packet_ids: list[int]) -> None:
    if not packet_ids:
        return
    work.session.scalars(
        select(Packet.id).where(Packet.id.in_(packet_ids)).order_by(Packet.id).with_for_update(key_share=True)
    ).all()
    work.session.scalars(
        select(OrderDraft.id)
        .where(OrderDraft.packet_id.in_(packet_ids))
        .order_by(OrderDraft.id)
        .with_for_update(key_share=True)
    ).all()
