"""The frame around every page: the person's menu, today, and how they like to see it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import Flask, g, request
from flask_babel import get_locale, gettext
from flask_login import current_user

from workflow import clock, language, typography
from workflow.access import RoleName
from workflow.extensions import db
from workflow.pages.frame import Frame, frame_of
from workflow.pages.shell import NavItem, Shell
from workflow.permissions import PERMISSIONS
from workflow.states.definition import N_
from workflow.views import door


@dataclass(frozen=True, slots=True)
class Section:
    """A line of the menu: shown to those whom its page lets in. `counts` names the figure beside it."""

    title: str
    endpoint: str
    counts: str = ""
    for_roles: frozenset[RoleName] = frozenset(RoleName)


MENU = (
    Section(N_("Очередь"), "queue.show", "queue", frozenset({RoleName.METHODIST})),
    Section(N_("На утверждение"), "approvals.show", "approvals"),
    Section(N_("Наша школа"), "school.show"),
    Section(N_("Школы"), "case.list", for_roles=frozenset(RoleName) - {RoleName.SCHOOL, RoleName.ADMIN}),
    Section(N_("Мероприятия"), "events.show"),
    Section(N_("Программы"), "programme.list"),
    Section(N_("Журнал"), "register.show", for_roles=frozenset(RoleName) - {RoleName.ADMIN}),
    Section(N_("Советы и группы"), "body.list", for_roles=frozenset({RoleName.ADMIN})),
    Section(N_("Задания"), "jobs.show"),
    Section(N_("Люди"), "people.list"),
    Section(N_("Аудит"), "audit.show"),
)


def install(app: Flask) -> None:
    app.context_processor(lambda: {"shell": shell()})


def shell() -> Shell:
    """Drawn on error pages too, so a database that is away leaves a frame without a menu."""
    known = bool(current_user and current_user.is_authenticated)
    frame = _frame() if known else None
    common = _common()
    if frame is None:
        return Shell(**common)
    return Shell(
        **common,
        nav=_nav(frame),
        today=_today(frame),
        post=frame.post,
        organisation=frame.organisation,
        notices=frame.notices,
        notices_url=_url("notices.show"),
        search_url=door.link("search.show"),
        password_url=_url("security.change_password"),
        logout_url=_url("security.logout"),
        authority=frame.authority,
        time_zone=gettext("Время: %(zone)s", zone=typography.zone_name(frame.zone)),
    )


def counted(*, in_queue: int) -> None:
    """A page that has counted what the menu shows says so: the frame then does not count it again."""
    g.in_queue = in_queue


def _frame() -> Frame | None:
    if "frame" not in g:
        counted = g.get("in_queue")
        g.frame = frame_of(db.session(), door.actor_id(), door.memberships(), in_queue=counted)
    frame: Frame | None = g.frame
    return frame


def _common() -> dict[str, Any]:
    return {
        "request_number": g.get("request_number", ""),
        "home_url": "/",
        "here_url": request.full_path.rstrip("?"),
        "preferences_url": _url("preferences.save"),
        "lang": str(get_locale() or "ru"),
        "theme": language.preferred("theme"),
        "size": language.preferred("size"),
        "contrast": language.preferred("contrast"),
    }


def _nav(frame: Frame) -> tuple[NavItem, ...]:
    memberships = door.memberships()
    held = {one.role for one in memberships}
    items = []
    for section in MENU:
        audience = PERMISSIONS.get((section.endpoint, "GET"))
        if audience is None or not held & section.for_roles:
            continue
        if audience.admits(memberships, signed_in=True):
            items.append(
                NavItem(
                    title=door.titled(section.title),
                    url=door.page(section.endpoint),
                    count=frame.counts.get(section.counts, 0),
                    current=(request.endpoint or "").split(".")[0] == section.endpoint.split(".")[0],
                )
            )
    return tuple(items)


def _today(frame: Frame) -> str:
    return typography.date_weekday(clock.local_date(door.moment(), frame.zone))


def _url(endpoint: str) -> str:
    """Empty for a page that this installation does not have."""
    return door.page(endpoint) if endpoint in _DECLARED else ""


_DECLARED = frozenset(name for name, _ in PERMISSIONS)
