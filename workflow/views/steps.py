"""Forms of case work: a press leads on; a "no" shows the form again with everything that was typed."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from typing import Any

from flask import flash, redirect
from flask_babel import gettext
from werkzeug.wrappers import Response

from workflow.commands import BadInput, Command, Result
from workflow.extensions import db
from workflow.forms.base import RecordedForm, StepForm
from workflow.states.definition import N_, ROLE_TITLES, OnBehalf, Refusal, Role, say
from workflow.states.machine import CommentMissing, Refused
from workflow.views import door

Page = str | tuple[str, int] | Response
Again = Callable[[tuple[Refusal, ...]], str]


def drawn(form: StepForm, *, version: int | None = None) -> None:
    """A fresh form: its idempotency key, and the version that the page shows."""
    form.key.data = door.new_key()
    if version is not None:
        form.version.data = str(version)


def press(
    form: StepForm, command: Callable[[], Command], *, done: Callable[[Result], str], said: str, again: Again
) -> Page:
    """`done` gives the address to go on to, `said` the sentence shown there, `again` the page of the form."""
    refusals: tuple[Refusal, ...] = ()
    status = 422
    if form.validate_on_submit():
        try:
            result = door.do(command())
        except CommentMissing:
            form.complain("comment", gettext("Напишите, почему: этот шаг без слов не делается"))
        except BadInput as bad:
            for one in (bad, *bad.others):
                form.complain(one.field, door.words(one.message))
        except Refused as no:
            refusals, status = no.refusals, 409
            _ask_reason(form, refusals)
        else:
            flash(gettext(said), "ok")
            return redirect(done(result), 303)
    db.session.rollback()
    return again(refusals), status


def _ask_reason(form: StepForm, refusals: Iterable[Refusal]) -> None:
    """Warnings pass when a reason is written: the form grows the field for it."""
    if "reason" in form and "reason" not in form.shown and all(one.overridable for one in refusals):
        form.shown = (*form.shown, "reason")


def parties(roles: Role) -> list[tuple[str, Any]]:
    """Schools and partners for whom a step may be recorded, as choices of a form."""
    names = {Role.SCHOOL: N_("поддерживаемой школы"), Role.PARTNER: N_("школы-партнёра")}
    return [((role.name or "").lower(), gettext(names[role])) for role in roles if role in names]


def behalf(form: RecordedForm) -> OnBehalf | None:
    """Whom the step is recorded for, how and when it was; None for one's own."""
    party = form.party()
    if not party:
        return None
    if party.upper() not in Role.__members__:
        raise BadInput("recorded_for", say(N_("Выберите, чей это шаг")))
    happened_on: date | None = form.happened_on.data
    if happened_on is None:
        raise BadInput("happened_on", say(N_("Напишите день, когда школа сделала этот шаг")))
    return OnBehalf(role=Role[party.upper()], channel=form.channel.data or "", happened_on=happened_on)


def reasons(refusals: Iterable[Refusal], where: Callable[[str], tuple[str, str]]) -> list[dict[str, str]]:
    """For macros/reasons.html; `where` gives the address and the words of a place to mend it, by the code."""
    return [
        {
            "what": gettext("%(what)s.", what=door.words(one.reason.what)),
            "fix": gettext("%(fix)s.", fix=door.words(one.reason.fix)),
            "whose": gettext("Чей шаг: %(who)s.", who=door.whose(one.reason.whose)),
            "url": where(one.code)[0],
            "link": where(one.code)[1],
        }
        for one in refusals
    ]


def role_words(role: Role) -> str:
    return ", ".join(gettext(ROLE_TITLES[one]) for one in role)
