"""Stage: the plan of a school is drafted, read by the school where the programme asks, approved by an act."""

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


def plan_empty(attempt: Attempt) -> Reason | None:
    if attempt.facts.plan_approval.measures:
        return None
    return Reason(
        say(N_("В плане нет ни одной меры")),
        say(N_("Возьмите меры из программы или из дефицитов школы, либо добавьте свои")),
        Role.METHODIST,
    )


def measures_incomplete(attempt: Attempt) -> Reason | None:
    """A gap that was accepted with a reason is not counted (DOMAIN.md 3.1)."""
    if not (titles := attempt.facts.plan_approval.incomplete):
        return None
    return Reason(
        count(
            N_("У %(num)d меры нет исполнителя, срока или формы контроля: %(titles)s"),
            N_("У %(num)d мер нет исполнителя, срока или формы контроля: %(titles)s"),
            len(titles),
            titles="; ".join(titles[:5]),
        ),
        say(N_("Дополните меры или напишите, почему этого нет")),
        Role.METHODIST,
    )


def deficits_uncovered(attempt: Attempt) -> Reason | None:
    if not (titles := attempt.facts.plan_approval.uncovered_deficits):
        return None
    return Reason(
        count(
            N_("%(num)d дефицит не закрыт ни одной мерой: %(titles)s"),
            N_("Дефициты (%(num)d) не закрыты ни одной мерой: %(titles)s"),
            len(titles),
            titles="; ".join(titles[:5]),
        ),
        say(N_("Свяжите дефицит с мерой или напишите, почему мера не нужна")),
        Role.METHODIST,
    )


def school_has_not_agreed(attempt: Attempt) -> Reason | None:
    """The school's agreement counts while the plan is as the school read it."""
    plan = attempt.facts.plan_approval
    if plan.agreed or not plan.review_asked:
        return None
    return Reason(
        say(N_("Школа ещё не согласилась с планом в его нынешнем виде")),
        say(N_("Передайте план школе; ответ даёт школа, методист может внести его за неё")),
        Role.SCHOOL | Role.METHODIST,
    )


def review_not_asked(attempt: Attempt) -> Reason | None:
    if attempt.facts.plan_approval.review_asked:
        return None
    return Reason(
        say(N_("В этой программе план не передаётся школе")),
        say(N_("Передайте его сразу на утверждение")),
        Role.METHODIST,
    )


PLAN_APPROVAL = Stage(
    name="plan_approval",
    title=N_("Утверждение плана"),
    initial="drafting",
    states=(
        State(name="drafting", title=N_("Методист готовит план"), waits_for=Role.METHODIST, due=10),
        State(
            name="school_review",
            title=N_("Школа рассматривает план"),
            waits_for=Role.SCHOOL | Role.METHODIST,
            due=5,
        ),
        on_approval(),
    ),
    transitions=(
        Transition(
            name="send_plan_to_school",
            title=N_("Передать план школе"),
            source="drafting",
            dest="school_review",
            by=Role.METHODIST,
            guards=(plan_empty, review_not_asked),
            warnings=(measures_incomplete,),
            comment=Comment.OPTIONAL,
        ),
        Transition(
            name="redraft_plan",
            title=N_("Вернуть план в работу"),
            source="school_review",
            dest="drafting",
            by=Role.METHODIST,
            comment=Comment.OPTIONAL,
        ),
        Transition(
            name="submit_agreed_plan",
            title=N_("Передать план на утверждение…"),
            source="school_review",
            dest="on_approval",
            by=Role.METHODIST,
            guards=(plan_empty, school_has_not_agreed),
            warnings=(measures_incomplete, deficits_uncovered),
            packet=PacketKind.PLAN,
        ),
        *by_packet(
            PacketKind.PLAN,
            noun="plan",
            source="drafting",
            dest=NEXT_STAGE,
            submit=N_("Передать план на утверждение…"),
            approve=N_("Утвердить план"),
            guards=(plan_empty, school_has_not_agreed),
            warnings=(measures_incomplete, deficits_uncovered),
        ),
    ),
)
