"""Stage: the result is written down and the case is closed by an act."""

from __future__ import annotations

from workflow.states.approval import by_packet, on_approval
from workflow.states.definition import (
    N_,
    Attempt,
    PacketKind,
    Reason,
    Role,
    Stage,
    State,
    count,
    say,
)


def report_not_recorded(attempt: Attempt) -> Reason | None:
    if attempt.facts.closure.report_recorded:
        return None
    return Reason(
        say(N_("Не записан итог сопровождения")),
        say(N_("Запишите итог: что изменилось и что остаётся сделать")),
        Role.METHODIST,
    )


def obligatory_tasks_open(attempt: Attempt) -> Reason | None:
    """Tasks dated after the term stay on control and are not counted here (DOMAIN.md 3.1)."""
    if not (titles := attempt.facts.case.open_tasks):
        return None
    return Reason(
        count(
            N_("Не исполнено %(num)d поручение: %(titles)s"),
            N_("Не исполнены поручения (%(num)d): %(titles)s"),
            len(titles),
            titles="; ".join(titles[:5]),
        ),
        say(N_("Примите подтверждения или снимите поручения с причиной")),
        Role.SCHOOL | Role.METHODIST,
    )


def undated_tasks_open(attempt: Attempt) -> Reason | None:
    """Nothing says when such a task ends: a date after the term keeps it on control, a reason lifts it."""
    if not (titles := attempt.facts.case.undated_tasks):
        return None
    return Reason(
        count(
            N_("У %(num)d неисполненного поручения нет срока: %(titles)s"),
            N_("У %(num)d неисполненных поручений нет срока: %(titles)s"),
            len(titles),
            titles="; ".join(titles[:5]),
        ),
        say(
            N_(
                "Назовите срок: после конца сопровождения поручение останется на контроле и не помешает. "
                "Либо закройте его или снимите с причиной"
            )
        ),
        Role.METHODIST | Role.OFFICIAL,
    )


def measures_unfinished(attempt: Attempt) -> Reason | None:
    """A trajectory is fulfilled when each of its rows is done or lifted with a reason."""
    if not (titles := attempt.facts.closure.unfinished_measures):
        return None
    return Reason(
        count(
            N_("%(num)d мера плана не выполнена и не снята: %(titles)s"),
            N_("Меры плана (%(num)d) не выполнены и не сняты: %(titles)s"),
            len(titles),
            titles="; ".join(titles[:5]),
        ),
        say(N_("Отметьте выполненное, снимите меру с причиной или напишите, почему она остаётся")),
        Role.METHODIST,
    )


CLOSURE = Stage(
    name="closure",
    title=N_("Завершение"),
    initial="reporting",
    states=(
        State(name="reporting", title=N_("Методист готовит итог"), waits_for=Role.METHODIST, due=10),
        on_approval(),
        State(name="closed", title=N_("Сопровождение завершено"), final=True),
        State(name="cancelled", title=N_("Сопровождение прекращено"), final=True),
    ),
    transitions=by_packet(
        PacketKind.CLOSING,
        noun="closing",
        source="reporting",
        dest="closed",
        submit=N_("Передать завершение на утверждение…"),
        approve=N_("Завершить сопровождение"),
        guards=(report_not_recorded, obligatory_tasks_open, undated_tasks_open),
        warnings=(measures_unfinished,),
    ),
)
