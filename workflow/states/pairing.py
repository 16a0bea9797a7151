"""Stage: a stronger school is found, both schools consent, the list of pairs is approved by an act."""

from __future__ import annotations

from workflow.states.approval import by_packet, on_approval
from workflow.states.definition import (
    N_,
    NEXT_STAGE,
    Attempt,
    Comment,
    PacketKind,
    Reason,
    Role,
    Stage,
    State,
    Transition,
    say,
)


def partner_not_chosen(attempt: Attempt) -> Reason | None:
    if attempt.facts.pairing.partner:
        return None
    return Reason(
        say(N_("Не выбрана школа-партнёр")),
        say(N_("Выберите партнёра на странице сопровождения")),
        Role.METHODIST,
    )


def partner_over_capacity(attempt: Attempt) -> Reason | None:
    pairing = attempt.facts.pairing
    if not pairing.partner:  # that is another obstacle, and it has a guard of its own
        return None
    if pairing.partner_capacity is None or pairing.partner_load < pairing.partner_capacity:
        return None
    return Reason(
        say(
            N_("%(partner)s уже сопровождает школ: %(load)d, предел — %(capacity)d"),
            partner=pairing.partner,
            load=pairing.partner_load,
            capacity=pairing.partner_capacity,
        ),
        say(N_("Выберите другого партнёра или напишите, почему нагрузка допустима")),
        Role.METHODIST,
    )


def school_consent_missing(attempt: Attempt) -> Reason | None:
    if attempt.facts.pairing.school_consented:
        return None
    return Reason(
        say(N_("Нет согласия поддерживаемой школы на пару")),
        say(N_("Согласие даёт школа; методист может внести его за неё")),
        Role.SCHOOL,
    )


def partner_consent_missing(attempt: Attempt) -> Reason | None:
    if attempt.facts.pairing.partner_consented:
        return None
    return Reason(
        say(N_("Нет согласия школы-партнёра на пару")),
        say(N_("Согласие даёт партнёр; методист может внести его за него")),
        Role.PARTNER,
    )


PAIRING = Stage(
    name="pairing",
    title=N_("Подбор партнёра"),
    initial="matching",
    states=(
        State(name="matching", title=N_("Методист подбирает партнёра"), waits_for=Role.METHODIST, due=10),
        State(
            name="consent",
            title=N_("Школы дают согласие на пару"),
            waits_for=Role.SCHOOL | Role.PARTNER | Role.METHODIST,
            due=5,
        ),
        on_approval(),
    ),
    transitions=(
        Transition(
            name="propose_pair",
            title=N_("Предложить пару школам"),
            source="matching",
            dest="consent",
            by=Role.METHODIST,
            guards=(partner_not_chosen,),
            warnings=(partner_over_capacity,),
            comment=Comment.OPTIONAL,
        ),
        Transition(
            name="reconsider_pair",
            title=N_("Вернуться к подбору"),
            source="consent",
            dest="matching",
            by=Role.METHODIST,
            comment=Comment.OPTIONAL,
        ),
        *by_packet(
            PacketKind.PAIR_LIST,
            noun="pair",
            source="consent",
            dest=NEXT_STAGE,
            submit=N_("Передать пару на утверждение…"),
            approve=N_("Утвердить пару"),
            guards=(partner_not_chosen, school_consent_missing, partner_consent_missing),
            warnings=(partner_over_capacity,),  # others may have taken this partner since the pair was proposed
        ),
    ),
)
