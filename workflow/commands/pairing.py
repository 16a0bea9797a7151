"""Who helps whom: the partner is chosen, each school says yes or no."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, cast

from sqlalchemy import Table, and_, bindparam, or_, select, update

from workflow.audit.actions import AuditAction
from workflow.commands.case_entry import behalf_of, ended, enter_case_for_entry, permit, recorded
from workflow.commands.errors import BadInput, Stale
from workflow.commands.in_force import Decided, takes_effect
from workflow.commands.late_comers import join_as_partners
from workflow.commands.measure_tasks import follow_pairs
from workflow.commands.moving import Standing
from workflow.commands.packet_parts import refresh_parts_of_cases, shows
from workflow.commands.packet_rows import Held
from workflow.commands.schools import add_schools
from workflow.commands.work import Command, Result, Work, handles
from workflow.models.authority import School
from workflow.models.case import Case, Consent, NetworkType, Pair
from workflow.models.plain import plain_rows
from workflow.models.plan import Plan
from workflow.orders.charges import partners_of_cases
from workflow.states.definition import N_, OnBehalf, PacketKind, Role, say
from workflow.states.entries import (
    CHOOSE_PARTNER,
    CONSENT_ALREADY_GIVEN,
    DECLINE_PAIR,
    GIVE_CONSENT,
    PAIR_IS_APPROVED,
    PARTNER_IS_SUPPORTED,
)


@dataclass(frozen=True, kw_only=True)
class ChoosePartner(Command):
    """`seen_pair_id` is the pair that the page showed, 0 when there was none. `reason` answers warnings.

    `new_school`: the name of one that stands on no list yet, in the place of `partner_school_id`.
    """

    case_id: int
    seen_pair_id: int = 0
    partner_school_id: int = 0
    new_school: str = ""
    network_type: str | None = None
    why: str = ""
    reason: str = ""


@handles(ChoosePartner)
def _(command: ChoosePartner, work: Work) -> Result:
    standing = enter_case_for_entry(work, command.case_id)
    case = standing.case
    former = current_pair(work, case.id)
    _check_seen(case.id, former, command.seen_pair_id)
    school = _partner(work, case, _chosen(work, command), former)
    permit(
        work,
        standing,
        CHOOSE_PARTNER,
        reason=command.reason,
        more=[
            ended(standing),
            PARTNER_IS_SUPPORTED if _is_supported(work, case, school.id) else None,
            PAIR_IS_APPROVED if former is not None and former.approved_order_id else None,
        ],
    )
    if former is not None:
        _end(work, former)
    pair = Pair(
        authority_id=work.authority_id,
        case_id=case.id,
        partner_school_id=school.id,
        network_type=_network_type(command.network_type),
        why=command.why.strip(),
        from_on=work.today,
        to_on=case.to_on if case.to_on >= work.today else None,
        **recorded(work, None),
    )
    work.session.add(pair)
    work.session.flush()  # the entry names the new row
    _put_on_record(work, command, pair, former)
    work.tell("pair:chosen", f"pair:{pair.id}:chosen", case_id=case.id, pair_id=pair.id)
    if case.state == "pairing.consent":
        work.tell("consent:asked", f"pair:{pair.id}:asked", case_id=case.id, pair_id=pair.id)
    refresh_parts_of_cases(work, [case.id])
    return {"case_id": case.id, "pair_id": pair.id}


@dataclass(frozen=True, kw_only=True)
class GiveConsent(Command):
    """One side's yes. The answer is to one pair: a partner chosen meanwhile is asked anew."""

    case_id: int
    pair_id: int
    side: Role
    comment: str = ""
    on_behalf: OnBehalf | None = None
    behalf_content: bytes = b""


@handles(GiveConsent)
def _(command: GiveConsent, work: Work) -> Result:
    standing, pair = _enter_pair(work, command.case_id, command.pair_id)
    given = _latest_answer(work, pair.id, command.side)
    permit(
        work,
        standing,
        GIVE_CONSENT[_one_side(command.side)],
        on_behalf=command.on_behalf,
        more=[ended(standing), CONSENT_ALREADY_GIVEN if given else None],
    )
    return _answer(work, command, pair, given=True)


@dataclass(frozen=True, kw_only=True)
class DeclinePair(Command):
    """One side's no, with its words. The pair stays until the methodist chooses again; he is told at once."""

    case_id: int
    pair_id: int
    side: Role
    comment: str
    on_behalf: OnBehalf | None = None
    behalf_content: bytes = b""


@handles(DeclinePair)
def _(command: DeclinePair, work: Work) -> Result:
    standing, pair = _enter_pair(work, command.case_id, command.pair_id)
    permit(
        work,
        standing,
        DECLINE_PAIR[_one_side(command.side)],
        comment=command.comment,
        on_behalf=command.on_behalf,
        more=[ended(standing)],
    )
    return _answer(work, command, pair, given=False)


def current_pair(work: Work, case_id: int) -> Pair | None:
    return work.session.scalar(
        select(Pair).where(Pair.case_id == case_id, Pair.ended_at.is_(None)).order_by(Pair.id.desc()).limit(1)
    )


def _network_type(word: str | None) -> NetworkType | None:
    try:
        return NetworkType(word) if word else None
    except ValueError:
        raise BadInput("network_type", say(N_("Выберите тип пары из списка"))) from None


def _check_seen(case_id: int, pair: Pair | None, seen: int) -> None:
    current = pair.id if pair is not None else 0
    if current != seen:
        raise Stale("case", case_id, seen=seen, current=current)


def _chosen(work: Work, command: ChoosePartner) -> int:
    """A document may name no schools at all: then whoever helps is written down by the choice itself."""
    if not command.new_school.strip():
        return command.partner_school_id
    if command.partner_school_id:
        raise BadInput("new_school", say(N_("Выберите школу из списка или впишите новую: что-то одно")))
    [school] = add_schools(work, [command.new_school])
    work.session.flush()  # the pair names the school
    return school.id


def _partner(work: Work, case: Case, school_id: int, former: Pair | None) -> School:
    field = "partner_school_id"
    school = work.session.scalar(
        select(School).where(School.id == school_id, School.authority_id == work.authority_id)
    )
    if school is None:
        raise BadInput(field, say(N_("Выберите школу из списка: партнёром может быть школа вашего органа")))
    if school.id == case.school_id:
        raise BadInput(field, say(N_("Школа не может помогать сама себе. Выберите другую")))
    if former is not None and former.partner_school_id == school.id:
        raise BadInput(field, say(N_("Эта школа уже выбрана. Чтобы сменить партнёра, укажите другую")))
    return school


def _is_supported(work: Work, case: Case, school_id: int) -> bool:
    query = select(Case.id).where(
        Case.run_id == case.run_id, Case.school_id == school_id, Case.closed_at.is_(None)
    )
    return work.session.scalar(query.limit(1)) is not None


def _end(work: Work, pair: Pair) -> None:
    """It stays as it was, to its last day: yesterday's partner helped until yesterday."""
    pair.ended_at = work.now
    pair.to_on = max(pair.from_on, work.today - timedelta(days=1))


def _put_on_record(work: Work, command: ChoosePartner, pair: Pair, former: Pair | None) -> None:
    work.record(
        AuditAction.PAIR_CHOOSE,
        case_id=pair.case_id,
        data={
            "pair": pair.id,
            "partner": pair.partner_school_id,
            "former_pair": former.id if former is not None else 0,
            "former_partner": former.partner_school_id if former is not None else 0,
            "network_type": pair.network_type.value if pair.network_type else "",
        },
        text="\n".join(words for words in (pair.why, command.reason.strip()) if words),
    )


def _one_side(side: Role) -> Role:
    if side not in GIVE_CONSENT:
        raise BadInput("side", say(N_("Скажите, какая из двух школ отвечает")))
    return side


def _enter_pair(work: Work, case_id: int, pair_id: int) -> tuple[Standing, Pair]:
    standing = enter_case_for_entry(work, case_id)
    pair = current_pair(work, case_id)
    if pair is None:
        raise Stale("case", case_id, seen=pair_id, current=0)
    _check_seen(case_id, pair, pair_id)
    return standing, pair


def _latest_answer(work: Work, pair_id: int, side: Role) -> bool | None:
    return work.session.scalar(
        select(Consent.given)
        .where(Consent.pair_id == pair_id, Consent.side == _word(side))
        .order_by(Consent.id.desc())
        .limit(1)
    )


def _answer(work: Work, command: GiveConsent | DeclinePair, pair: Pair, *, given: bool) -> Result:
    behalf = behalf_of(work, command.on_behalf, command.behalf_content)
    if behalf is not None and behalf.role is not command.side:
        raise BadInput("recorded_for", say(N_("Отвечает одна школа, а внесено за другую")))
    consent = Consent(
        authority_id=work.authority_id,
        pair_id=pair.id,
        side=_word(command.side),
        given=given,
        comment=command.comment.strip(),
        **recorded(work, behalf),
    )
    work.session.add(consent)
    work.session.flush()  # the entry names the new row
    work.record(
        AuditAction.PAIR_CONSENT if given else AuditAction.PAIR_DECLINE,
        case_id=pair.case_id,
        on_behalf=behalf,
        data={"pair": pair.id, "consent": consent.id, "side": consent.side},
        text=consent.comment,
    )
    kind = "consent:given" if given else "consent:declined"
    work.tell(kind, f"consent:{consent.id}", case_id=pair.case_id, pair_id=pair.id, side=consent.side)
    return {"case_id": pair.case_id, "consent_id": consent.id}


def _word(side: Role) -> str:
    return "school" if side is Role.SCHOOL else "partner"


@shows(PacketKind.PAIR_LIST)
def in_packet(work: Work, cases: Sequence[Case]) -> dict[int, dict[str, Any]]:
    pairs = {
        case_id: {"partner": name, "network_type": network_type.value if network_type else ""}
        for case_id, name, network_type in work.session.execute(
            select(Pair.case_id, School.name, Pair.network_type)
            .join(School, School.id == Pair.partner_school_id)
            .where(Pair.case_id.in_([case.id for case in cases]), Pair.ended_at.is_(None))
            .order_by(Pair.id)
        )
    }
    return {case.id: {"school": case.school.name, **pairs.get(case.id, {})} for case in cases}


@takes_effect(PacketKind.PAIR_LIST)
def approve_pairs(work: Work, held: Held, decided: Decided) -> None:
    case_ids = [one.case.id for one in held.cases]
    asked = {"run": held.packet.run_id, "case_ids": case_ids}
    if plain_rows(work.session, _PLANNED, asked).first() is not None:
        follow_pairs(work, case_ids)
        join_as_partners(work, held.packet.run_id, partners_of_cases(work.session, case_ids).items())
    if decided.order_id is None:
        return
    values = {"case_ids": case_ids, "order_id": decided.order_id}
    work.connection.execute(_APPROVED, values)


#: Whether any plan could ask something of the partners: of one of the schools, or of all of the run.
_PLANNED = (
    select(Plan.id)
    .where(
        or_(
            Plan.case_id.in_(bindparam("case_ids", expanding=True)),
            and_(Plan.run_id == bindparam("run"), Plan.case_id.is_(None)),
        )
    )
    .limit(1)
)
_APPROVED = (
    update(cast(Table, Pair.__table__))
    .where(Pair.case_id.in_(bindparam("case_ids", expanding=True)), Pair.ended_at.is_(None))
    .values(approved_order_id=bindparam("order_id"))
)
