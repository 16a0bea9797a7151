"""The packet's machine: assembled, put up, approved, in force by its act. Approving is not signing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from workflow.states.definition import (
    N_,
    ROLE_TITLES,
    STAY,
    Act,
    Attempt,
    Comment,
    Message,
    PacketKind,
    Reason,
    Role,
    Stage,
    State,
    Transition,
    count,
    say,
)

#: What a packet of each kind decides, as its rows are called in a list.
KIND_TITLES: Mapping[PacketKind, str] = {
    PacketKind.DIAGNOSIS: N_("Итоги диагностики"),
    PacketKind.PAIR_LIST: N_("Список пар"),
    PacketKind.PLAN: N_("Планы"),
    PacketKind.EVENT: N_("Проведение мероприятия"),
    PacketKind.EVENT_RESULTS: N_("Итоги мероприятия"),
    PacketKind.RESULTS: N_("Итоги мониторинга"),
    PacketKind.CLOSING: N_("Завершение сопровождения"),
}


def packet_empty(attempt: Attempt) -> Reason | None:
    if attempt.facts.packet.cases:
        return None
    return Reason(
        say(N_("В комплекте нет ни одной школы")), say(N_("Добавьте школы в комплект")), Role.METHODIST
    )


def cases_not_ready(attempt: Attempt) -> Reason | None:
    if not (unready := attempt.facts.packet.unready):
        return None
    return Reason(
        count(
            N_("%(num)d школа не готова: %(schools)s"),
            N_("Не готовы школы (%(num)d): %(schools)s"),
            len(unready),
            schools="; ".join(unready[:5]),
        ),
        say(N_("Откройте школу и посмотрите, чего не хватает, или уберите её из комплекта")),
        Role.METHODIST,
    )


def text_missing(attempt: Attempt) -> Reason | None:
    if attempt.facts.packet.text_ready:
        return None
    return Reason(
        say(N_("Нет текста решения")), say(N_("Заполните заголовок и пункты проекта")), Role.METHODIST
    )


def own_packet(attempt: Attempt) -> Reason | None:
    """Submitter or editor and approver differ (four eyes)."""
    if attempt.actor.id not in attempt.facts.packet.authors:
        return None
    return Reason(
        say(N_("Вы готовили или правили этот комплект")),
        say(N_("Решает другой человек с правом утверждать")),
        Role.APPROVER,
    )


def not_a_protocol(attempt: Attempt) -> Reason | None:
    if attempt.facts.packet.act is Act.PROTOCOL:
        return None
    return Reason(
        say(N_("Этот комплект решает не протокол")),
        say(N_("Решает человек с правом утверждать")),
        Role.APPROVER,
    )


def already_signed_off(attempt: Attempt) -> Reason | None:
    if attempt.actor.id not in attempt.facts.packet.signed_off_by:
        return None
    return Reason(say(N_("Вы уже согласовали этот комплект")), say(N_("Согласуют остальные")), Role.OFFICIAL)


def not_signed_off(attempt: Attempt) -> Reason | None:
    if attempt.actor.id in attempt.facts.packet.signed_off_by:
        return None
    return Reason(say(N_("Вашего согласования нет")), say(N_("Отзывать нечего")), Role.OFFICIAL)


def sign_offs_missing(attempt: Attempt) -> Reason | None:
    """A programme asks for so many of them, or for one of each role that it names."""
    packet = attempt.facts.packet
    if not (missing := packet.sign_offs_waiting):
        return None
    if awaited := packet.sign_offs_awaited:
        return Reason(
            say(N_("Нет согласования: %(who)s"), who=_listed([Message(ROLE_TITLES[one]) for one in awaited])),
            say(N_("Согласует тот, кого назвала программа и кто не готовил комплект")),
            awaited,
        )
    return Reason(
        count(N_("Не хватает %(num)d согласования"), N_("Не хватает согласований: %(num)d"), missing),
        say(N_("Согласуют специалисты комитета и члены совета, не готовившие комплект")),
        Role.OFFICIAL | Role.COUNCIL,
    )


def _listed(said: Sequence[Message]) -> Message:
    """«член совета, специалист комитета»"""
    first, *others = said
    return say(N_("%(one)s, %(others)s"), one=first, others=_listed(others)) if others else first


def last_case_left(attempt: Attempt) -> Reason | None:
    if attempt.facts.packet.cases > 1:
        return None
    return Reason(
        say(N_("В комплекте осталась одна школа")),
        say(N_("Верните на доработку весь комплект")),
        Role.APPROVER,
    )


PACKET = Stage(
    name="packet",
    title=N_("Комплект"),
    initial="assembled",
    states=(
        State(name="assembled", title=N_("Собирается"), waits_for=Role.METHODIST),
        State(name="on_approval", title=N_("На утверждении"), waits_for=Role.APPROVER, due=5),
        State(name="approved", title=N_("Утверждён, ждёт подписи"), waits_for=Role.SIGNATORY, due=2),
        State(name="in_force", title=N_("В силе"), final=True),
        State(name="dissolved", title=N_("Расформирован"), final=True),
    ),
    transitions=(
        Transition(
            name="submit_packet",
            title=N_("Передать комплект на утверждение"),
            source="assembled",
            dest="on_approval",
            by=Role.METHODIST,
            guards=(packet_empty, cases_not_ready, text_missing),
        ),
        Transition(
            name="dissolve_packet",
            title=N_("Расформировать комплект"),
            source="assembled",
            dest="dissolved",
            by=Role.METHODIST,
            comment=Comment.OPTIONAL,
        ),
        Transition(
            name="sign_off_packet",
            title=N_("Согласовать"),
            source="on_approval",
            dest=STAY,
            by=Role.OFFICIAL | Role.COUNCIL,
            guards=(own_packet, already_signed_off),
            comment=Comment.OPTIONAL,
        ),
        Transition(
            name="withdraw_sign_off",
            title=N_("Отозвать своё согласование"),
            source="on_approval",
            dest=STAY,
            by=Role.OFFICIAL | Role.COUNCIL,
            guards=(not_signed_off,),
            comment=Comment.REQUIRED,
        ),
        Transition(
            name="leave_case_out",
            title=N_("Вернуть одну школу, решать по остальным"),
            source="on_approval",
            dest=STAY,
            by=Role.APPROVER,
            guards=(last_case_left,),
            comment=Comment.REQUIRED,
        ),
        Transition(
            name="return_packet",
            title=N_("Вернуть комплект на доработку"),
            source="on_approval",
            dest="assembled",
            by=Role.APPROVER,
            comment=Comment.REQUIRED,
        ),
        Transition(
            name="withdraw_packet",
            title=N_("Отозвать комплект"),
            source="on_approval",
            dest="assembled",
            by=Role.METHODIST,
            comment=Comment.OPTIONAL,
        ),
        Transition(
            name="approve_packet",
            title=N_("Утвердить"),
            source="on_approval",
            dest="approved",
            by=Role.APPROVER,
            guards=(own_packet, packet_empty, sign_offs_missing),
        ),
        Transition(
            name="adopt_packet",
            title=N_("Внести решение протокола"),
            source="on_approval",
            dest="approved",
            by=Role.SECRETARY | Role.CLERK | Role.OFFICIAL,
            guards=(not_a_protocol, own_packet, packet_empty, sign_offs_missing),
        ),
        Transition(
            name="reject_packet",
            title=N_("Внести возврат по протоколу"),
            source="on_approval",
            dest="assembled",
            by=Role.SECRETARY | Role.CLERK | Role.OFFICIAL,
            guards=(not_a_protocol, own_packet),
            comment=Comment.REQUIRED,
        ),
        Transition(
            name="revoke_approval",
            title=N_("Отозвать утверждение до подписи"),
            source="approved",
            dest="on_approval",
            by=Role.APPROVER,
            comment=Comment.REQUIRED,
        ),
        Transition(
            name="enter_into_force",
            title=N_("Ввести в силу актом"),
            source="approved",
            dest="in_force",
            by=Role.ACT,
        ),
    ),
)
