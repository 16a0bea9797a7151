"""Entering data into an open case, in the words of a step: whose it is, for whom it may be recorded.

An entry is allowed in any open stage and leaves the case where it stands, so it is no part of the machine.
Written like one, it is refused like one: with every reason, what to do and whose step it is.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from workflow.states.definition import (
    EVERYWHERE,
    N_,
    STAY,
    Comment,
    Reason,
    Refusal,
    Role,
    Transition,
    count,
    say,
)


def entry(name: str, title: str, by: Role, *, comment: Comment = Comment.NONE) -> Transition:
    return Transition(name=name, title=title, source=EVERYWHERE, dest=STAY, by=by, comment=comment)


ADD_DEFICIT = entry("add_deficit", N_("Записать дефицит"), Role.SCHOOL | Role.METHODIST)
TYPE_DEFICIT = entry("type_deficit", N_("Указать вид дефицита"), Role.METHODIST)
REMOVE_DEFICIT = entry("remove_deficit", N_("Снять дефицит"), Role.SCHOOL | Role.METHODIST)
RECORD_CONCLUSION = entry("record_conclusion", N_("Записать вывод диагностики"), Role.METHODIST)
CHOOSE_PARTNER = entry("choose_partner", N_("Выбрать школу-партнёра"), Role.METHODIST)
RECORD_MEASUREMENTS = entry("record_measurements", N_("Внести измерения"), Role.SCHOOL | Role.METHODIST)
RECORD_NOTE = entry("record_note", N_("Записать аналитическую справку"), Role.METHODIST)
GIVE_RECOMMENDATION = entry("give_recommendation", N_("Дать адресную рекомендацию"), Role.METHODIST)
RECORD_REPORT = entry("record_report", N_("Записать итог сопровождения"), Role.METHODIST)
ASSIGN_METHODIST = entry(
    "assign_methodist", N_("Назначить методиста"), Role.METHODIST | Role.OFFICIAL | Role.APPROVER
)
MAKE_PLAN = entry("make_plan", N_("Составить план"), Role.METHODIST)
END_PLAN = entry("end_plan", N_("Завершить действие плана"), Role.METHODIST | Role.OFFICIAL)
CHANGE_MEASURES = entry("change_measures", N_("Изменить меры плана"), Role.METHODIST)
ACCEPT_GAP = entry("accept_gap", N_("Принять пробел в мере"), Role.METHODIST, comment=Comment.REQUIRED)
LIFT_MEASURE = entry("lift_measure", N_("Снять меру"), Role.METHODIST, comment=Comment.REQUIRED)
FINISH_MEASURE = entry(
    "finish_measure", N_("Отметить меру выполненной"), Role.METHODIST, comment=Comment.REQUIRED
)
AGREE_TO_PLAN = entry("agree_to_plan", N_("Согласиться с планом"), Role.SCHOOL)
REMARK_ON_PLAN = entry("remark_on_plan", N_("Дать замечания к плану"), Role.SCHOOL, comment=Comment.REQUIRED)

GIVE_CONSENT = {
    Role.SCHOOL: entry("give_school_consent", N_("Дать согласие поддерживаемой школы на пару"), Role.SCHOOL),
    Role.PARTNER: entry("give_partner_consent", N_("Дать согласие школы-партнёра на пару"), Role.PARTNER),
}
DECLINE_PAIR = {
    Role.SCHOOL: entry(
        "decline_school_consent", N_("Отказаться от пары"), Role.SCHOOL, comment=Comment.REQUIRED
    ),
    Role.PARTNER: entry(
        "decline_partner_consent", N_("Отказаться быть партнёром"), Role.PARTNER, comment=Comment.REQUIRED
    ),
}

CREATE_TASK = entry("create_task", N_("Дать поручение"), Role.METHODIST | Role.OFFICIAL)
GIVE_EVIDENCE = entry("give_evidence", N_("Сдать подтверждение"), Role.METHODIST)
TICK_ITEM = entry("tick_item", N_("Отметить пункт поручения"), Role.METHODIST | Role.OFFICIAL)
ACCEPT_EVIDENCE = entry("accept_evidence", N_("Принять подтверждение"), Role.METHODIST | Role.OFFICIAL)
RETURN_EVIDENCE = entry(
    "return_evidence",
    N_("Вернуть подтверждение"),
    Role.METHODIST | Role.OFFICIAL,
    comment=Comment.REQUIRED,
)
CLOSE_TASK = entry("close_task", N_("Закрыть поручение"), Role.METHODIST | Role.OFFICIAL)
#: Of a task of one's own office; a task born of an act is moved and lifted by the committee alone.
LIFT_TASK = entry("lift_task", N_("Снять поручение"), Role.METHODIST | Role.OFFICIAL, comment=Comment.REQUIRED)
PROLONG_TASK = entry(
    "prolong_task", N_("Продлить срок"), Role.METHODIST | Role.OFFICIAL, comment=Comment.REQUIRED
)
BORN_OF_AN_ACT = frozenset({"clause", "decision", "recommendation"})

#: Of events. The sheet is filled in by the methodist, and by each school for itself.
PLAN_EVENT = entry("plan_event", N_("Запланировать мероприятие"), Role.METHODIST)
CHANGE_EVENT = entry("change_event", N_("Изменить мероприятие"), Role.METHODIST)
RECORD_KICKOFF = entry("record_kickoff", N_("Записать установочное совещание"), Role.METHODIST)
ENTER_ATTENDANCE = entry(
    "enter_attendance", N_("Внести в лист посещения"), Role.METHODIST | Role.SCHOOL | Role.PARTNER
)
WRITE_REFLECTION = entry("write_reflection", N_("Написать отзыв"), Role.SCHOOL | Role.PARTNER)
ADD_OUTPUT = entry("add_output", N_("Добавить результат"), Role.METHODIST | Role.SCHOOL | Role.PARTNER)
MAKE_SERIES = entry("make_series", N_("Завести повторяющийся день"), Role.METHODIST)

#: Who answers for a task, as the word in its row says.
ASSIGNEE_ROLES = {
    "school": Role.SCHOOL,
    "partner": Role.PARTNER,
    "methodist": Role.METHODIST,
    "official": Role.OFFICIAL,
}


def by_assignee(step: Transition, assignee_role: str) -> Transition:
    """Evidence is given, and an item ticked, by whoever answers for the task."""
    answers = ASSIGNEE_ROLES.get(assignee_role, Role.METHODIST)
    return replace(step, by=answers if step is GIVE_EVIDENCE else step.by | answers)


def by_whom_the_term_was_set(step: Transition, origin: str) -> Transition:
    """Only the one who set a term changes it (DOMAIN.md 4): what an act set, the committee moves."""
    return replace(step, by=Role.OFFICIAL | Role.APPROVER) if origin in BORN_OF_AN_ACT else step


def blocks(code: str, what: str, fix: str, whose: Role) -> Refusal:
    return Refusal(code, Reason(say(what), say(fix), whose))


def warns(code: str, what: str, fix: str, whose: Role) -> Refusal:
    """Passes when a reason is written down."""
    return Refusal(code, Reason(say(what), say(fix), whose), overridable=True)


CASE_ENDED = blocks(
    "case_ended",
    N_("Сопровождение завершено"),
    N_("Записи вносят в открытое; открыть его снова может утверждающее лицо"),
    Role.APPROVER,
)
NOT_OWN_DEFICIT = blocks(
    "not_own_deficit",
    N_("Этот дефицит записал методист"),
    N_("Снять его может методист: напишите ему, почему дефицита нет"),
    Role.METHODIST,
)
PARTNER_IS_SUPPORTED = warns(
    "partner_is_supported",
    N_("Эта школа сама сопровождается в этой программе"),
    N_("Выберите другую или напишите, почему она может помогать"),
    Role.METHODIST,
)
PAIR_IS_APPROVED = warns(
    "pair_is_approved",
    N_("Прежняя пара утверждена актом"),
    N_("Новую пару придётся утвердить снова; напишите, почему партнёр меняется"),
    Role.METHODIST,
)
SCHOOL_DOES_NOT_MEASURE = blocks(
    "school_does_not_measure",
    N_("В этой программе измерения вносит методист"),
    N_("Передайте ему значения и документ, на котором они основаны"),
    Role.METHODIST,
)
RECOMMENDATION_IS_BINDING = blocks(
    "recommendation_is_binding",
    N_("Рекомендация утверждена и стала поручением"),
    N_("Снять поручение или продлить его срок может орган управления"),
    Role.OFFICIAL,
)
CONSENT_ALREADY_GIVEN = blocks(
    "consent_already_given",
    N_("Согласие этой стороны уже записано"),
    N_("Записывать его второй раз не нужно; отказ можно записать отдельно"),
    Role.METHODIST,
)
PLAN_IS_MADE = blocks(
    "plan_is_made",
    N_("План этой школы уже составлен"),
    N_("Откройте его и измените меры"),
    Role.METHODIST,
)
PLAN_IS_EMPTY = blocks(
    "plan_is_empty",
    N_("В плане нет ни одной меры"),
    N_("Возьмите меры из программы или из дефицитов школы, либо добавьте свои"),
    Role.METHODIST,
)
PLAN_HAS_ENDED = blocks(
    "plan_has_ended",
    N_("Действие плана завершено"),
    N_("Составьте новый план"),
    Role.METHODIST,
)
MEASURE_CLOSED = blocks(
    "measure_closed",
    N_("Мера уже выполнена или снята"),
    N_("Если работа нужна снова, добавьте новую меру"),
    Role.METHODIST,
)
MEASURE_HAS_TASKS = blocks(
    "measure_has_tasks",
    N_("У меры есть открытые поручения"),
    N_("Она станет выполненной сама, когда закроют последнее из них"),
    Role.METHODIST,
)
MEASURE_IS_APPROVED = blocks(
    "measure_is_approved",
    N_("Эта мера утверждена актом"),
    N_("Убрать её из плана нельзя: снимите её с причиной, причина останется в плане"),
    Role.METHODIST,
)
TASK_NOT_OPEN = blocks(
    "task_not_open",
    N_("Поручение уже закрыто или снято"),
    N_("Если работа не окончена, дайте новое поручение"),
    Role.METHODIST | Role.OFFICIAL,
)
EVIDENCE_NOT_WAITING = blocks(
    "evidence_not_waiting",
    N_("Это подтверждение уже проверено"),
    N_("Если его нужно исправить, школа сдаёт новое"),
    Role.METHODIST | Role.OFFICIAL,
)
GIVER_CHECKS = blocks(
    "giver_checks",
    N_("Это подтверждение сдали вы"),
    N_("Принять или вернуть его может другой человек"),
    Role.METHODIST | Role.OFFICIAL,
)
EVIDENCE_NOT_ACCEPTED = blocks(
    "evidence_not_accepted",
    N_("Нет принятого подтверждения"),
    N_("Закрыть можно, когда то, что названо в форме контроля, сдано и принято"),
    Role.METHODIST | Role.OFFICIAL,
)


def forms_not_shown(forms: Sequence[str]) -> Refusal:
    """Of a task whose measure names several control forms: those without accepted evidence."""
    what = count(
        N_("Не показана и не принята %(num)d форма контроля: %(forms)s"),
        N_("Не показаны и не приняты формы контроля (%(num)d): %(forms)s"),
        len(forms),
        forms="; ".join(forms),
    )
    return Refusal("evidence_not_accepted", replace(EVIDENCE_NOT_ACCEPTED.reason, what=what))


EVIDENCE_WAITS = blocks(
    "evidence_waits",
    N_("Сданное подтверждение ещё не проверено"),
    N_("Примите его или верните с замечанием"),
    Role.METHODIST | Role.OFFICIAL,
)
ITEMS_OPEN = warns(
    "items_open",
    N_("Отмечены не все пункты поручения"),
    N_("Отметьте их или напишите, почему поручение закрывается без них"),
    Role.METHODIST | Role.OFFICIAL,
)
EVENT_OVER = blocks(
    "event_over",
    N_("Мероприятие завершено или отменено"),
    N_("Записи вносят, пока не подведены итоги"),
    Role.METHODIST,
)
EVENT_NOT_BEGUN = blocks(
    "event_not_begun",
    N_("День мероприятия ещё не наступил"),
    N_("Участников и отзывы вносят в день мероприятия и после него"),
    Role.METHODIST,
)
ORDER_COMES_FIRST = blocks(
    "order_comes_first",
    N_("В этой программе мероприятие сначала объявляют, потом собирают установочное совещание"),
    N_("Объявите мероприятие, потом запишите совещание"),
    Role.METHODIST,
)
RESULTS_ARE_UP = blocks(
    "results_are_up",
    N_("Итоги мероприятия подводятся: отзывы собраны"),
    N_("Методист может вернуть мероприятие к сбору отзывов"),
    Role.METHODIST,
)
