"""Where a request becomes a command, and a "no" becomes a page that says what to do."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterable
from datetime import date, datetime
from functools import cache
from typing import Any

from flask import Flask, Response, abort, g, make_response, render_template, request, url_for
from flask_babel import gettext
from flask_login import current_user

from workflow import access, clock, errors, kept_form, language, typography
from workflow.commands import BadInput, Collided, Command, NotAllowed, NotHere, Result, Stale, run
from workflow.extensions import db
from workflow.incoming import in_the_house
from workflow.logs import log
from workflow.pages.changes import latest_changes
from workflow.permissions import PERMISSIONS
from workflow.states.definition import ROLE_TITLES, Message, Refusal, Role, Value
from workflow.states.machine import CommentMissing, Refused, UnknownTransition


def install(app: Flask) -> None:
    app.register_error_handler(NotHere, lambda _: errors.show(404))
    app.register_error_handler(NotAllowed, lambda _: errors.show(403))
    app.register_error_handler(Refused, show_refused)
    app.register_error_handler(UnknownTransition, show_gone)
    app.register_error_handler(Collided, show_collided)
    app.register_error_handler(Stale, show_stale)
    app.register_error_handler(BadInput, show_bad_input)
    app.add_template_global(new_key, "new_key")
    app.add_template_global(address, "address")
    app.add_template_global(link, "link")
    app.add_template_filter(words, "words")
    app.add_template_filter(whose, "whose")
    app.add_template_filter(titled, "titled")


def do(command: Command) -> Result:
    """Run a command as the person who asks. Its "no" is shown by the handlers above, or caught by the view."""
    person_id = actor_id()
    _set_person_aside()
    return run(command, actor_id=person_id, now=moment())


def do_as_owner(command: Command, person_id: int) -> Result:
    """Run a command as the person whom a secret link names, whoever is signed in beside."""
    _set_person_aside()
    return run(command, actor_id=person_id, now=moment())


def _set_person_aside() -> None:
    """The unit of work forgets all that was read before it; the frame of the answer names the person."""
    person = current_user._get_current_object()
    if current_user.is_authenticated and person in db.session:
        db.session.expunge(person)


def actor_id() -> int:
    if not current_user.is_authenticated:
        abort(401)
    return int(current_user.id)


def moment() -> datetime:
    """One moment for the whole request."""
    if "moment" not in g:
        g.moment = clock.now()
    at: datetime = g.moment
    return at


def memberships() -> access.Memberships:
    """The assignments in force, read once a request."""
    if "memberships" not in g:
        g.memberships = access.memberships_at(db.session(), actor_id(), moment())
    found: access.Memberships = g.memberships
    return found


def link(endpoint: str, **values: Any) -> str:
    """The address of a page for a template; empty where the person's audience does not hold it."""
    audience = PERMISSIONS.get((endpoint, "GET"))
    if audience is None or not audience.admits(memberships(), signed_in=True):
        return ""
    return url_for(endpoint, **values) if values else page(endpoint)


def new_key() -> str:
    """Made when a form is drawn; the second press of the same form answers what the first one did."""
    return secrets.token_urlsafe(18)


def words(message: Message | str) -> str:
    """A message in the reader's language, its dates and messages too; a document's own words as they stand."""
    if isinstance(message, str):
        return message
    catalogue = language.sentences()
    values = {name: _said(value) for name, value in message.values}
    if message.n is not None:
        sentence = catalogue.ngettext(message.text, message.plural, message.n)
        return str(sentence % {**values, "num": message.n})
    sentence = catalogue.gettext(message.text)
    return str(sentence % values if values else sentence)


def _said(value: Value) -> str | int:
    if isinstance(value, Message):
        return words(value)
    return typography.date_weekday(value) if isinstance(value, date) else value


def titled(message_id: str) -> str:
    """A title or a label in the reader's language: it has no values, so a «%» in it is only a sign."""
    return str(language.sentences().gettext(message_id))


def whose(role: Role) -> str:
    """«школа или методист», «подписант, делопроизводитель или секретарь совета»"""
    said = language.sentences().gettext
    *others, last = [said(ROLE_TITLES[one]) for one in role] or [""]
    return str(gettext(" или ")).join([", ".join(others), last] if others else [last])


def reasons(refusals: Iterable[Refusal]) -> list[tuple[str, str, str]]:
    """What is missing, what to do about it, whose step that is."""
    return [
        (
            words(one.reason.what),
            words(one.reason.fix),
            gettext("Чей шаг: %(who)s.", who=whose(one.reason.whose)),
        )
        for one in refusals
    ]


def back_url() -> str:
    """The page the form stood on; never another site's."""
    return in_the_house(request.referrer, host=request.host)


def address(endpoint: str, **values: Any) -> str:
    """Of a page that this person is let in to; else empty, and no link is drawn."""
    audience = PERMISSIONS.get((endpoint, "GET"))
    if audience is None or not audience.admits(memberships(), signed_in=True):
        return ""
    return url_for(endpoint, **values)


def page(endpoint: str) -> str:
    """The address of a page that needs no parameter: every frame holds a dozen, and they never change."""
    return _kept_address(endpoint, request.script_root)


@cache
def _kept_address(endpoint: str, _script_root: str, **values: Any) -> str:
    return url_for(endpoint, **values)


def addresses(endpoint: str, name: str) -> Callable[[int], str]:
    """`address()` of rows that differ by the id called `name`: asked of and put together once for a list."""
    audience = PERMISSIONS.get((endpoint, "GET"))
    if audience is None or not audience.admits(memberships(), signed_in=True):
        return lambda _: ""
    of_any = _kept_address(endpoint, request.script_root, **{name: _ANY_ROW})
    before, _, behind = of_any.partition(str(_ANY_ROW))
    return lambda row_id: f"{before}{row_id}{behind}"


_ANY_ROW = 987_654_321_987_654_321


def kept() -> list[tuple[str, str]]:
    """What was typed, with its labels, so that nothing is lost by a "no"."""
    labels = kept_form.typed_labels()
    return [
        (str(labels[name]), text) for name, text in request.form.items(multi=True) if name in labels and text
    ]


def show_refused(error: Refused) -> Response:
    if isinstance(error, CommentMissing):
        title = gettext("Напишите, почему")
        listed = [(gettext("Этот шаг требует слов"), gettext("Заполните комментарий и повторите"), "")]
    else:
        title = gettext("Шаг не сделан: %(title)s", title=gettext(error.transition.title))
        listed = reasons(error.refusals)
    return _page("errors/refused.html", 409, title=title, refusals=listed)


def show_gone(_error: UnknownTransition) -> Response:
    """The step is not there any more: somebody was quicker."""
    return _page("errors/stale.html", 409, changes=())


def show_collided(error: Collided) -> Response:
    """Twice in a row is rare; each time is somebody's own, or a fault of ours: so it stands in the log."""
    log.error("collided", command=str(error), error=str(error.__cause__))
    return _page("errors/stale.html", 409, changes=())


def show_stale(error: Stale) -> Response:
    db.session.rollback()
    changes = [
        {
            "when": typography.moment(one.at, one.zone),
            "who": one.who,
            "what": gettext(one.what),
            "before": "",
            "after": "",
            "note": "",
        }
        for one in latest_changes(db.session(), error.subject, error.subject_id)
    ]
    return _page("errors/stale.html", 409, changes=changes)


def show_bad_input(error: BadInput) -> Response:
    """A field that no form of the page holds: told on a page of its own."""
    return _page(
        "errors/refused.html",
        422,
        title=gettext("Данные не приняты"),
        refusals=[(words(error.message), gettext("Исправьте и отправьте снова"), "")],
    )


def _page(template: str, status: int, **context: Any) -> Response:
    db.session.rollback()
    return make_response(render_template(template, back_url=back_url(), kept=kept(), **context), status)
