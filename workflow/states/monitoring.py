"""Stage: indicators of a round are measured, read, approved; then the next round, back to the plan, or on."""

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
    count,
    say,
)
from workflow.states.facts import Collects


def round_missing(attempt: Attempt) -> Reason | None:
    if attempt.facts.monitoring.round_number is not None:
        return None
    return Reason(
        say(N_("У программы не осталось кругов измерений")),
        say(N_("Добавьте круг на странице показателей программы")),
        Role.METHODIST,
    )


def indicators_unmeasured(attempt: Attempt) -> Reason | None:
    """Each indicator has a value or a reason why it has none; never a silent zero."""
    if not (titles := attempt.facts.monitoring.unmeasured):
        return None
    return Reason(
        count(
            N_("Нет значения или причины у %(num)d показателя: %(titles)s"),
            N_("Нет значения или причины у показателей (%(num)d): %(titles)s"),
            len(titles),
            titles="; ".join(titles[:5]),
        ),
        say(N_("Внесите значение или напишите, почему показатель не измерен")),
        Role.SCHOOL | Role.METHODIST,
    )


def school_measures(attempt: Attempt) -> Reason | None:
    """Where the school measures, the methodist may only record its step for it."""
    if attempt.facts.monitoring.measures is Collects.METHODIST or Role.SCHOOL in attempt.roles:
        return None
    return Reason(
        say(N_("Школа ещё не передала измерения")),
        say(N_("Передаёт школа; методист может внести шаг за неё")),
        Role.SCHOOL,
    )


def note_missing(attempt: Attempt) -> Reason | None:
    if attempt.facts.monitoring.note_recorded:
        return None
    return Reason(
        say(N_("Нет аналитической справки по этому кругу")),
        say(N_("Напишите справку: что изменилось и что из этого следует")),
        Role.METHODIST,
    )


def rounds_left(attempt: Attempt) -> Reason | None:
    if not (n := attempt.facts.monitoring.rounds_left):
        return None
    return Reason(
        count(
            N_("Впереди ещё %(num)d круг измерений"),
            N_("Впереди ещё круги измерений: %(num)d"),
            n,
        ),
        say(N_("Начните следующий круг или напишите, почему он не нужен")),
        Role.METHODIST,
    )


MONITORING = Stage(
    name="monitoring",
    title=N_("Мониторинг"),
    initial="measuring",
    states=(
        State(
            name="measuring",
            title=N_("Измеряются показатели"),
            waits_for=Role.SCHOOL | Role.METHODIST,
            due=10,
            collected=True,
        ),
        State(name="analysis", title=N_("Методист изучает измерения"), waits_for=Role.METHODIST, due=5),
        on_approval(),
        State(
            name="decided",
            title=N_("Итоги круга утверждены, решается продолжение"),
            waits_for=Role.METHODIST,
            due=5,
        ),
    ),
    transitions=(
        Transition(
            name="submit_measurements",
            title=N_("Передать измерения на анализ"),
            source="measuring",
            dest="analysis",
            by=Role.SCHOOL | Role.METHODIST,
            guards=(round_missing, indicators_unmeasured, school_measures),
            comment=Comment.OPTIONAL,
        ),
        Transition(
            name="return_measurements",
            title=N_("Вернуть измерения на уточнение"),
            source="analysis",
            dest="measuring",
            by=Role.METHODIST,
            comment=Comment.REQUIRED,
        ),
        *by_packet(
            PacketKind.RESULTS,
            noun="results",
            source="analysis",
            dest="decided",
            submit=N_("Передать итоги круга на утверждение…"),
            approve=N_("Утвердить итоги круга"),
            guards=(indicators_unmeasured,),
            warnings=(note_missing,),
        ),
        Transition(
            name="start_next_round",
            title=N_("Начать следующий круг измерений"),
            source="decided",
            dest="measuring",
            by=Role.METHODIST,
            guards=(round_missing,),
            comment=Comment.OPTIONAL,
        ),
        Transition(
            name="return_to_events",
            title=N_("Вернуться к мероприятиям"),
            source="decided",
            dest="events",
            by=Role.METHODIST,
            comment=Comment.OPTIONAL,
        ),
        Transition(
            name="return_to_plan",
            title=N_("Вернуться к плану"),
            source="decided",
            dest="plan_approval",
            by=Role.METHODIST,
            comment=Comment.REQUIRED,
        ),
        Transition(
            name="finish_monitoring",
            title=N_("Перейти к следующему этапу"),
            source="decided",
            dest=NEXT_STAGE,
            by=Role.METHODIST,
            warnings=(rounds_left,),
            comment=Comment.OPTIONAL,
        ),
    ),
)
