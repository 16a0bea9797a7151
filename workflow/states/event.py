"""The event's machine: planned, announced where the programme says, held, reflected on, results approved.

It has schools and partners and needs no case. A kick-off meeting is a fact beside it: it comes before the act
or after it, as the programme says.
"""

from __future__ import annotations

from workflow.states.definition import (
    N_,
    Attempt,
    Comment,
    PacketKind,
    Reason,
    Role,
    Stage,
    State,
    Transition,
    count,
    say,
)
from workflow.states.facts import EventFacts


def announcement_needs_act(attempt: Attempt) -> Reason | None:
    if not attempt.facts.event.announced_by_act:
        return None
    return Reason(
        say(N_("В этой программе мероприятие объявляет акт")),
        say(N_("Передайте мероприятие на утверждение")),
        Role.METHODIST,
    )


def results_need_act(attempt: Attempt) -> Reason | None:
    if not attempt.facts.event.results_by_act:
        return None
    return Reason(
        say(N_("В этой программе итоги мероприятия утверждает акт")),
        say(N_("Передайте итоги на утверждение")),
        Role.METHODIST,
    )


def kickoff_not_held(attempt: Attempt) -> Reason | None:
    event = attempt.facts.event
    if event.first != "kickoff" or event.kickoff_held:
        return None
    return Reason(
        say(N_("Установочное совещание не записано, а в этой программе мероприятие начинается с него")),
        say(N_("Запишите совещание, потом объявляйте")),
        Role.METHODIST,
    )


def meeting_awaits_order(facts: EventFacts, state: str) -> bool:
    """One that was held without being announced may still write down its meeting."""
    return facts.first == "order" and state == "event.planned"


def nobody_invited(attempt: Attempt) -> Reason | None:
    if attempt.facts.event.schools:
        return None
    return Reason(
        say(N_("Не названы школы-участники")),
        say(N_("Добавьте школы на странице мероприятия")),
        Role.METHODIST,
    )


def not_announced(attempt: Attempt) -> Reason | None:
    """Real life is warned, not stopped: an order may come after the beginning (DOMAIN.md 3.2)."""
    event = attempt.facts.event
    if event.announced or not event.announced_by_act:
        return None
    return Reason(
        say(N_("Мероприятие не объявлено актом")),
        say(N_("Издайте акт или напишите, почему мероприятие прошло без него")),
        Role.METHODIST,
    )


def not_begun(attempt: Attempt) -> Reason | None:
    if attempt.facts.event.begun:
        return None
    return Reason(
        say(N_("День мероприятия ещё не наступил")),
        say(N_("Отметьте проведение в день мероприятия или перенесите его")),
        Role.METHODIST,
    )


def sheet_empty(attempt: Attempt) -> Reason | None:
    if attempt.facts.event.attendance:
        return None
    return Reason(
        say(N_("Лист посещения пуст")),
        say(N_("Внесите участников или загрузите их из таблицы")),
        Role.METHODIST,
    )


def reflections_missing(attempt: Attempt) -> Reason | None:
    if not (schools := attempt.facts.event.reflections_missing):
        return None
    return Reason(
        count(
            N_("Нет отзыва %(num)d школы: %(schools)s"),
            N_("Нет отзывов школ (%(num)d): %(schools)s"),
            len(schools),
            schools="; ".join(schools[:5]),
        ),
        say(N_("Отзыв пишет школа; методист может внести его за неё")),
        Role.SCHOOL | Role.PARTNER | Role.METHODIST,
    )


def packet_for_event_is_out(attempt: Attempt) -> Reason | None:
    if (number := attempt.facts.event.packet_out) is None:
        return None
    return Reason(
        say(N_("Мероприятие стоит в комплекте № %(packet)d"), packet=number),
        say(N_("Сначала решите или расформируйте комплект")),
        Role.APPROVER | Role.METHODIST,
    )


EVENT = Stage(
    name="event",
    title=N_("Мероприятие"),
    initial="planned",
    states=(
        State(name="planned", title=N_("Запланировано"), waits_for=Role.METHODIST),
        State(name="announced", title=N_("Объявлено"), waits_for=Role.METHODIST),
        State(name="held", title=N_("Проведено, собираются отзывы"), waits_for=Role.METHODIST),
        State(name="reflected", title=N_("Отзывы собраны, подводятся итоги"), waits_for=Role.METHODIST),
        State(name="finished", title=N_("Итоги утверждены"), final=True),
        State(name="cancelled", title=N_("Отменено"), final=True),
    ),
    transitions=(
        Transition(
            name="announce_event",
            title=N_("Объявить актом"),
            source="planned",
            dest="announced",
            by=Role.ACT,
            packet=PacketKind.EVENT,
        ),
        Transition(
            name="announce_without_act",
            title=N_("Объявить мероприятие"),
            source="planned",
            dest="announced",
            by=Role.METHODIST,
            guards=(announcement_needs_act, nobody_invited, kickoff_not_held),
            comment=Comment.OPTIONAL,
        ),
        Transition(
            name="hold_event",
            title=N_("Отметить проведение"),
            source=("planned", "announced"),
            dest="held",
            by=Role.METHODIST | Role.PARTNER,
            guards=(not_begun, packet_for_event_is_out),
            warnings=(not_announced,),
            comment=Comment.OPTIONAL,
        ),
        Transition(
            name="reflect_event",
            title=N_("Подвести итоги по отзывам"),
            source="held",
            dest="reflected",
            by=Role.METHODIST,
            guards=(sheet_empty,),
            warnings=(reflections_missing,),
            comment=Comment.OPTIONAL,
        ),
        Transition(
            name="approve_event_results",
            title=N_("Утвердить итоги актом"),
            source="reflected",
            dest="finished",
            by=Role.ACT,
            packet=PacketKind.EVENT_RESULTS,
        ),
        Transition(
            name="finish_event",
            title=N_("Завершить мероприятие"),
            source="reflected",
            dest="finished",
            by=Role.METHODIST,
            guards=(results_need_act,),
            comment=Comment.OPTIONAL,
        ),
        Transition(
            name="reopen_event",
            title=N_("Вернуть к сбору отзывов"),
            source="reflected",
            dest="held",
            by=Role.METHODIST,
            guards=(packet_for_event_is_out,),
            comment=Comment.REQUIRED,
        ),
        Transition(
            name="cancel_event",
            title=N_("Отменить мероприятие"),
            source=("planned", "announced"),
            dest="cancelled",
            by=Role.METHODIST,
            guards=(packet_for_event_is_out,),
            comment=Comment.REQUIRED,
        ),
    ),
)
