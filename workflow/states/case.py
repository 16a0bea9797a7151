"""What may happen to a case at any stage: it is suspended, resumed, cancelled, reopened."""

from __future__ import annotations

from workflow.states.definition import (
    ENDED,
    EVERYWHERE,
    FIRST_STAGE,
    N_,
    STAY,
    Attempt,
    Comment,
    Reason,
    Role,
    Transition,
    say,
)


def case_suspended(attempt: Attempt) -> Reason | None:
    """Stands before every step but those that say `while_suspended`."""
    if (since := attempt.facts.case.suspended_on) is None:
        return None
    return Reason(
        say(N_("Сопровождение приостановлено с %(on)s"), on=f"{since:%d.%m.%Y}"),
        say(N_("Сначала возобновите его")),
        Role.METHODIST | Role.APPROVER,
    )


def case_not_suspended(attempt: Attempt) -> Reason | None:
    return None if attempt.facts.case.suspended_on is not None else _NOT_SUSPENDED


#: Said of nearly every case of a list, so made once.
_NOT_SUSPENDED = Reason(
    say(N_("Сопровождение не приостановлено")), say(N_("Возобновлять нечего")), Role.METHODIST
)


def packet_is_out(attempt: Attempt) -> Reason | None:
    """A case inside a packet that is being decided cannot be taken away from under it."""
    if attempt.facts.case.packet_out is None:
        return None
    return Reason(
        say(
            N_("Сопровождение стоит в комплекте № %(packet)d на утверждении"),
            packet=attempt.facts.case.packet_out,
        ),
        say(N_("Сначала верните его из комплекта или отзовите комплект")),
        Role.APPROVER | Role.METHODIST,
    )


def another_case_is_open(attempt: Attempt) -> Reason | None:
    """A school has one open case in a run."""
    if not attempt.facts.case.another_is_open:
        return None
    return Reason(
        say(N_("Эта школа уже сопровождается в этой программе на тот же срок")),
        say(N_("Работайте в открытом сопровождении: двух сразу не бывает")),
        Role.METHODIST,
    )


LIFE = (
    Transition(
        name="suspend_case",
        title=N_("Приостановить сопровождение"),
        source=EVERYWHERE,
        dest=STAY,
        by=Role.METHODIST | Role.APPROVER,
        guards=(packet_is_out,),
        comment=Comment.REQUIRED,
    ),
    Transition(
        name="resume_case",
        title=N_("Возобновить приостановленное сопровождение"),
        source=EVERYWHERE,
        dest=STAY,
        by=Role.METHODIST | Role.APPROVER,
        guards=(case_not_suspended,),
        comment=Comment.OPTIONAL,
        while_suspended=True,
    ),
    Transition(
        name="cancel_case",
        title=N_("Прекратить сопровождение"),
        source=EVERYWHERE,
        dest="closure.cancelled",
        by=Role.APPROVER,
        guards=(packet_is_out,),
        comment=Comment.REQUIRED,
        while_suspended=True,
    ),
    Transition(
        name="reopen_case",
        title=N_("Открыть сопровождение снова"),
        source=ENDED,
        dest=FIRST_STAGE,
        by=Role.APPROVER,
        guards=(another_case_is_open,),
        comment=Comment.REQUIRED,
        while_suspended=True,  # an ended case cannot be resumed, so nothing else would lead out
    ),
)
