"""Stage: what the school lacks, told by the school, read by the methodist, approved by an act."""

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


def school_has_not_answered(attempt: Attempt) -> Reason | None:
    """Where the school collects, the methodist may only record its answer for it."""
    if attempt.facts.process.collects is Collects.METHODIST or Role.SCHOOL in attempt.roles:
        return None
    return Reason(
        say(N_("Школа ещё не передала самодиагностику")),
        say(N_("Передаёт школа; методист может внести шаг за неё")),
        Role.SCHOOL,
    )


def deficits_not_recorded(attempt: Attempt) -> Reason | None:
    if attempt.facts.diagnosis.deficits:
        return None
    return Reason(
        say(N_("Не записан ни один дефицит")),
        say(N_("Добавьте дефициты школы или напишите, почему их нет")),
        Role.SCHOOL | Role.METHODIST,
    )


def category_not_recorded(attempt: Attempt) -> Reason | None:
    if attempt.facts.diagnosis.category_recorded:
        return None
    return Reason(
        say(N_("Нет записи о категории школы с источником")),
        say(N_("Внесите письмо со списком или напишите, почему его нет")),
        Role.METHODIST,
    )


def deficits_not_typed(attempt: Attempt) -> Reason | None:
    if not (n := attempt.facts.diagnosis.untyped_deficits):
        return None
    return Reason(
        count(
            N_("У %(num)d дефицита не указано, общий он или индивидуальный"),
            N_("У %(num)d дефицитов не указано, общие они или индивидуальные"),
            n,
        ),
        say(N_("Отметьте вид каждого дефицита: от него зависит, кто поможет")),
        Role.METHODIST,
    )


def conclusion_not_recorded(attempt: Attempt) -> Reason | None:
    if attempt.facts.diagnosis.conclusion_recorded:
        return None
    return Reason(
        say(N_("Не записан вывод диагностики")),
        say(N_("Запишите вывод: инструмент, дату и итог")),
        Role.METHODIST,
    )


DIAGNOSIS = Stage(
    name="diagnosis",
    title=N_("Диагностика"),
    initial="collecting",
    states=(
        State(
            name="collecting",
            title=N_("Школа собирает сведения"),
            waits_for=Role.SCHOOL,
            due=10,
            collected=True,
        ),
        State(name="analysis", title=N_("Методист изучает сведения"), waits_for=Role.METHODIST, due=5),
        on_approval(),
    ),
    transitions=(
        Transition(
            name="submit_answers",
            title=N_("Передать самодиагностику методисту"),
            source="collecting",
            dest="analysis",
            by=Role.SCHOOL | Role.METHODIST,
            guards=(school_has_not_answered,),
            warnings=(deficits_not_recorded,),
            comment=Comment.OPTIONAL,
        ),
        Transition(
            name="return_answers",
            title=N_("Вернуть самодиагностику школе"),
            source="analysis",
            dest="collecting",
            by=Role.METHODIST,
            comment=Comment.REQUIRED,
        ),
        *by_packet(
            PacketKind.DIAGNOSIS,
            noun="diagnosis",
            source="analysis",
            dest=NEXT_STAGE,
            submit=N_("Передать итоги диагностики на утверждение…"),
            approve=N_("Утвердить итоги диагностики"),
            guards=(deficits_not_typed, conclusion_not_recorded),
            warnings=(category_not_recorded,),
        ),
    ),
)
