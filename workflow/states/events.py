"""Stage: what the plan promised is held and shown. Events themselves have a machine of their own (event.py)."""

from __future__ import annotations

from workflow.states.definition import (
    N_,
    NEXT_STAGE,
    Attempt,
    Comment,
    Reason,
    Role,
    Stage,
    State,
    Transition,
    count,
    say,
)


def required_events_unfinished(attempt: Attempt) -> Reason | None:
    if not (titles := attempt.facts.events.unfinished_required):
        return None
    return Reason(
        count(
            N_("Не подведены итоги %(num)d обязательного мероприятия: %(titles)s"),
            N_("Не подведены итоги обязательных мероприятий (%(num)d): %(titles)s"),
            len(titles),
            titles="; ".join(titles[:5]),
        ),
        say(N_("Отметьте проведение, соберите отзывы и утвердите итоги либо отмените мероприятие")),
        Role.METHODIST,
    )


def measures_overdue(attempt: Attempt) -> Reason | None:
    """Measures with later dates go on; those whose day has passed want evidence or a reason."""
    if not (titles := attempt.facts.events.overdue_measures):
        return None
    return Reason(
        count(
            N_("%(num)d мера плана не выполнена в срок: %(titles)s"),
            N_("Не выполнены в срок меры плана (%(num)d): %(titles)s"),
            len(titles),
            titles="; ".join(titles[:5]),
        ),
        say(N_("Примите подтверждения, снимите меры с причиной или напишите, почему идёте дальше")),
        Role.SCHOOL | Role.PARTNER | Role.METHODIST,
    )


def evidence_unchecked(attempt: Attempt) -> Reason | None:
    if not (n := attempt.facts.events.evidence_waiting):
        return None
    return Reason(
        count(
            N_("%(num)d подтверждение ждёт проверки"),
            N_("Ждут проверки подтверждения: %(num)d"),
            n,
        ),
        say(N_("Примите его или верните с замечанием")),
        Role.METHODIST,
    )


def nothing_held(attempt: Attempt) -> Reason | None:
    if attempt.facts.events.held or attempt.facts.events.measures_done:
        return None
    return Reason(
        say(N_("Для школы не проведено ни одного мероприятия и не выполнена ни одна мера")),
        say(N_("Отметьте проведённое или напишите, почему этап заканчивается без мероприятий")),
        Role.METHODIST,
    )


EVENTS = Stage(
    name="events",
    title=N_("Мероприятия"),
    initial="running",
    states=(
        State(
            name="running",
            title=N_("Идут мероприятия плана"),
            waits_for=Role.SCHOOL | Role.PARTNER | Role.METHODIST,
        ),
        State(name="review", title=N_("Методист подводит итоги мероприятий"), waits_for=Role.METHODIST, due=10),
    ),
    transitions=(
        Transition(
            name="review_events",
            title=N_("Подвести итоги мероприятий"),
            source="running",
            dest="review",
            by=Role.METHODIST,
            warnings=(nothing_held,),
            comment=Comment.OPTIONAL,
        ),
        Transition(
            name="resume_events",
            title=N_("Продолжить мероприятия"),
            source="review",
            dest="running",
            by=Role.METHODIST,
            comment=Comment.OPTIONAL,
        ),
        Transition(
            name="finish_events",
            title=N_("Перейти к следующему этапу"),
            source="review",
            dest=NEXT_STAGE,
            by=Role.METHODIST,
            guards=(required_events_unfinished, evidence_unchecked),
            warnings=(measures_overdue,),
            comment=Comment.OPTIONAL,
        ),
    ),
)
