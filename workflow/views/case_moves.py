"""What can be done with a case now, and why not the rest: a page's options in the words of macros/can.html."""

from __future__ import annotations

from typing import Any

from flask import url_for
from flask_babel import gettext

from workflow.pages.case import CasePage
from workflow.states.definition import N_, NOBODY, RECORDED_FOR, ROLE_TITLES, Comment, Refusal, Role, Transition
from workflow.states.entries import (
    AGREE_TO_PLAN,
    CHOOSE_PARTNER,
    GIVE_CONSENT,
    GIVE_RECOMMENDATION,
    MAKE_PLAN,
    RECORD_CONCLUSION,
    RECORD_MEASUREMENTS,
    RECORD_NOTE,
    RECORD_REPORT,
)
from workflow.states.machine import Option
from workflow.views import door
from workflow.views.steps import reasons

#: Steps that leave the way of the stages: shown last, never the primary one.
LIFE = ("suspend_case", "resume_case", "cancel_case", "reopen_case")
#: Steps that lead back are nobody's next step.
BACKWARDS = ("return_", "reconsider_", "redraft_", "withdraw_")
#: The obstacle -> the page where it is removed, and the words of the link.
PLACES = {
    "category_not_recorded": ("", ""),
    "conclusion_not_recorded": ("case.conclusion", N_("записать вывод")),
    "deficits_not_recorded": ("case.deficits", N_("записать дефициты")),
    "deficits_not_typed": ("case.deficits", N_("указать виды")),
    "partner_not_chosen": ("case.partner", N_("выбрать партнёра")),
    "partner_over_capacity": ("case.partner", N_("выбрать другого")),
    "plan_empty": ("plan.of_case", N_("взять меры")),
    "measures_incomplete": ("plan.of_case", N_("дополнить меры")),
    "deficits_uncovered": ("plan.of_case", N_("связать с мерами")),
    "measures_overdue": ("plan.of_case", N_("к мерам плана")),
    "measures_unfinished": ("plan.of_case", N_("к мерам плана")),
    "report_not_recorded": ("case.report", N_("записать итог")),
    "indicators_unmeasured": ("case.measurements", N_("внести измерения")),
    "note_missing": ("case.note", N_("написать справку")),
}
UNDATED = "undated_tasks_open"
CONSENTS = {"school_consent_missing": "school", "partner_consent_missing": "partner"}


def moves(page: CasePage) -> list[dict[str, Any]]:
    """First what this person may do, then what waits for something, then the steps of others."""
    on_way = [one for one in page.options if one.transition.name not in LIFE]
    life = [one for one in page.options if one.transition.name in LIFE and _concerns(page, one)]
    mine = [one for one in on_way if _is_theirs(one, page.head.roles)]
    shown = [*_entries(page), *(_move(page, one) for one in (*mine, *life))]
    shown.sort(key=lambda move: (bool(move["blocked"]), move["quiet"]))
    first = next((move for move in shown if not move["blocked"] and not move["quiet"]), None)
    if first is not None:
        first["primary"] = True
    return shown


def others(page: CasePage) -> list[dict[str, Any]]:
    """Steps that are somebody else's: what it is, whose, and what stands in its way besides."""
    return [
        {
            "title": gettext(one.transition.title).rstrip("…"),
            "who": door.whose(one.transition.by),
            "reasons": _reasons(page, one, without=("wrong_role",)),
        }
        for one in page.options
        if one.transition.name not in LIFE and not _is_theirs(one, page.head.roles)
    ]


def _concerns(page: CasePage, one: Option) -> bool:
    """Of stopping and going on again, only the one that there is something to do about."""
    stands = page.head.suspended_on is not None
    unwanted = "suspend_case" if stands else "resume_case"
    return one.transition.name != unwanted and _is_theirs(one, page.head.roles)


def _is_theirs(one: Option, roles: Role) -> bool:
    return bool(one.transition.by & roles) or one.recorded_for is not NOBODY


def _move(page: CasePage, one: Option) -> dict[str, Any]:
    step, case = one.transition, page.head
    blocked = [] if one.allowed else _reasons(page, one)
    asks = one.recorded_for is not NOBODY or one.needs_reason or step.comment is Comment.REQUIRED
    if step.packet is not None:
        url, by_link = _packet_url(page), True
    elif asks:
        url, by_link = url_for("case.step", case_id=case.id, name=step.name), True
    else:
        url, by_link = url_for("case.move", case_id=case.id, name=step.name), False
    title = gettext(step.title)
    return {
        "title": title if not by_link or title.endswith("…") else f"{title}…",
        "note": _note(one),
        "primary": False,
        "quiet": step.name in LIFE or step.name.startswith(BACKWARDS),
        "url": url,
        "by_link": by_link,
        "version": case.version,
        "key": door.new_key(),
        "comment": "optional" if step.comment is Comment.OPTIONAL else "",
        "blocked": blocked,
        "warned": _reasons(page, one) if one.needs_reason else [],
    }


def _packet_url(page: CasePage) -> str:
    if page.packet is not None:
        return door.link("packet.show", packet_id=page.packet.id)
    return door.link("packet.propose", case=page.head.id)


#: A step that changes the life of the whole case -> what a press does beyond its own words.
CONSEQUENCES = {
    "suspend_case": N_("Сроки остановятся и сдвинутся, когда сопровождение возобновят. Нужна причина."),
    "resume_case": N_("Сроки сдвинутся на те дни, что сопровождение стояло."),
    "cancel_case": N_("Сопровождение закончится раньше срока. Нужны причина и документ."),
    "reopen_case": N_("Сопровождение начнётся новым кругом с первого этапа. Нужна причина."),
}


def consequence(step: str) -> str:
    """Empty for a step whose words say all."""
    return gettext(CONSEQUENCES[step]) if step in CONSEQUENCES else ""


def _note(one: Option) -> str:
    if one.transition.packet is not None and one.transition.name.startswith("submit_"):
        return str(gettext("Соберётся комплект на утверждение; в него можно взять и другие школы."))
    if one.recorded_for is not NOBODY:
        return str(gettext("Это шаг школы. Вы можете внести его за неё: как пришло, когда и документ."))
    if one.transition.name in CONSEQUENCES:
        return consequence(one.transition.name)
    if one.transition.comment is Comment.REQUIRED:
        return str(gettext("Нужна причина: её увидит школа."))
    return ""


def _entries(page: CasePage) -> list[dict[str, Any]]:
    """Data that the present stage cannot do without, while it is missing and this person may enter it."""
    case, facts = page.head, page.facts
    if case.ended:
        return []
    found = []
    if case.stage == "diagnosis" and facts.conclusion is None and Role.METHODIST in case.roles:
        found.append(_entry(RECORD_CONCLUSION, url_for("case.conclusion", case_id=case.id)))
    found += _plan_entries(page)
    if case.stage == "pairing" and facts.pair is None and Role.METHODIST in case.roles:
        found.append(_entry(CHOOSE_PARTNER, url_for("case.partner", case_id=case.id)))
    if case.state == "monitoring.measuring" and page.measured.may_enter:
        found.append(_entry(RECORD_MEASUREMENTS, url_for("case.measurements", case_id=case.id), quiet=True))
    if case.state == "monitoring.analysis" and Role.METHODIST in case.roles:
        found.append(_entry(RECORD_NOTE, url_for("case.note", case_id=case.id), quiet=True))
        found.append(_entry(GIVE_RECOMMENDATION, url_for("case.recommendations", case_id=case.id), quiet=True))
    if case.stage == "closure" and facts.report is None and Role.METHODIST in case.roles:
        found.append(_entry(RECORD_REPORT, url_for("case.report", case_id=case.id)))
    if case.state == "pairing.consent" and facts.pair is not None:
        for side in GIVE_CONSENT:
            found += _consent(page, side)
    return found


def _plan_entries(page: CasePage) -> list[dict[str, Any]]:
    """The plan while there is none or no measure in it; the school's answer while it is asked."""
    case, plan = page.head, page.plan
    found = []
    if case.stage == "plan_approval" and Role.METHODIST in case.roles and (plan is None or plan.is_empty):
        found.append(_entry(MAKE_PLAN, url_for("plan.of_case", case_id=case.id)))
    if case.state == "plan_approval.school_review" and plan is not None and not _agreed(page):
        url = url_for("plan.reviewing", plan_id=plan.id)
        if Role.SCHOOL in case.roles:
            found.append(_entry(AGREE_TO_PLAN, url) | {"title": gettext("Ответить на план…")})
        elif Role.METHODIST in case.roles:
            note = gettext(
                "На план отвечает сама школа; вы можете внести её ответ: как пришёл, когда и документ."
            )
            entry = _entry(AGREE_TO_PLAN, url, note=note, quiet=True)
            found.append(entry | {"title": gettext("Внести ответ школы на план…")})
    return found


def _agreed(page: CasePage) -> bool:
    """As the guard of the next step sees it."""
    return not any(no.code == "school_has_not_agreed" for one in page.options for no in one.refusals)


def _consent(page: CasePage, side: Role) -> list[dict[str, Any]]:
    """Asked of the side itself, and of the methodist who may record its answer."""
    word = (side.name or "").lower()
    answered = page.facts.pair.consent(word) if page.facts.pair else None
    if answered is not None and answered.given:
        return []
    url = url_for("case.consent", case_id=page.head.id, side=word)
    if side in page.head.roles:
        return [_entry(GIVE_CONSENT[side], url)]
    if Role.METHODIST not in page.head.roles or not side & RECORDED_FOR:
        return []
    note = gettext("Согласие даёт сама школа; вы можете внести его за неё: как пришло, когда и документ.")
    return [_entry(GIVE_CONSENT[side], url, note=note, quiet=True)]


def _entry(step: Transition, url: str, *, note: str = "", quiet: bool = False) -> dict[str, Any]:
    return {
        "title": f"{gettext(step.title)}…",
        "note": note,
        "primary": False,
        "quiet": quiet,
        "url": url,
        "by_link": True,
        "blocked": [],
        "warned": [],
    }


def _reasons(page: CasePage, one: Option, *, without: tuple[str, ...] = ()) -> list[dict[str, str]]:
    shown = [no for no in one.refusals if no.code not in without]
    listed = reasons((no for no in shown if no.code != UNDATED), lambda code: _place(page, code))
    return listed + [line for no in shown if no.code == UNDATED for line in _undated(page, no)]


def _undated(page: CasePage, no: Refusal) -> list[dict[str, str]]:
    """Each by its name with the way out: its own page, where a term is named and where it is lifted."""
    tasks = [one for one in page.tasks if one.holds_without_term]
    [told] = reasons([no], lambda _: ("#tasks", gettext("к поручениям")))
    return [
        {
            **told,
            "what": gettext("Нет срока у поручения «%(title)s».", title=one.title),
            "url": url_for("task.show", task_id=one.id),
            "link": gettext("назвать срок или снять"),
        }
        for one in tasks
    ] or [told]


def _place(page: CasePage, code: str) -> tuple[str, str]:
    case_id, roles = page.head.id, page.head.roles
    if code in ("required_events_unfinished", "nothing_held"):
        return "#events", gettext("к мероприятиям")
    if code == "evidence_unchecked":
        return "#tasks", gettext("к подтверждениям")
    if code == "obligatory_tasks_open":
        return "#tasks", gettext("к поручениям")
    if code == "packet_is_out" and page.packet is not None:
        return door.link("packet.show", packet_id=page.packet.id), gettext("открыть комплект")
    if code in CONSENTS and roles & (Role.METHODIST | Role.SCHOOL | Role.PARTNER):
        return url_for("case.consent", case_id=case_id, side=CONSENTS[code]), gettext("записать ответ")
    if code == "school_has_not_agreed" and page.plan is not None and roles & (Role.METHODIST | Role.SCHOOL):
        return url_for("plan.reviewing", plan_id=page.plan.id), gettext("записать ответ школы")
    endpoint, words = PLACES.get(code, ("", ""))
    allowed = Role.METHODIST in roles or (
        endpoint in ("case.deficits", "case.measurements") and Role.SCHOOL in roles
    )
    return (url_for(endpoint, case_id=case_id), gettext(words)) if endpoint and allowed else ("", "")


def whose_move(page: CasePage) -> str:
    return ", ".join(gettext(ROLE_TITLES[role]) for role in page.head.waits_for)
