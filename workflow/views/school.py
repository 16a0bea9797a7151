"""«Наша школа», and «Школы»: the list of every case that a person may see."""

from __future__ import annotations

from typing import Any

from flask import Response, render_template, request, url_for
from flask_babel import gettext

from workflow.extensions import db
from workflow.pages import school_sheet
from workflow.pages.case_list import EXPORTED, CaseList, CaseRow, ListFilters, case_list
from workflow.pages.school import SchoolPage, ToDo, school_page
from workflow.pages.school_list import SchoolEvent
from workflow.sheets.table import Cell, Table
from workflow.states.definition import N_
from workflow.views import door, tables
from workflow.views.steps import role_words

#: Of what was done: more than any school has.
EVERYTHING = 10_000
COLUMNS = (
    N_("Школа"),
    N_("Срок работы"),
    N_("Этап"),
    N_("Состояние"),
    N_("Партнёр"),
    N_("Ход"),
    N_("Ведёт"),
    N_("Срок этапа"),
)


def show() -> str:
    page = _page(request.args.get("school", 0, type=int))
    return _shown("school/show.html", page, other=url_for("school.print", school=page.school_id))


def seen(school_id: int) -> str:
    """The same page for whoever works with the school, so that both speak of one thing."""
    page = _page(school_id)
    return _shown("school/show.html", page, other=url_for("school.print_seen", school_id=school_id))


def print_sheet() -> str:
    """One A4 page to take along: no buttons, and no more than fits."""
    page = _page(request.args.get("school", 0, type=int))
    return _printed(page, other=url_for("school.show", school=page.school_id))


def print_seen(school_id: int) -> str:
    return _printed(_page(school_id), other=url_for("school.seen", school_id=school_id))


def _printed(page: SchoolPage, *, other: str) -> str:
    return _shown("school/print.html", page, other=other, fitting=school_sheet.sheet_of(page), cut=school_sheet)


def _page(school_id: int) -> SchoolPage:
    asked = {"most_done": EVERYTHING} if request.args.get("done") == "all" else {}
    return school_page(
        db.session(), door.actor_id(), door.memberships(), school_id=school_id, now=door.moment(), **asked
    )


def _shown(template: str, page: SchoolPage, *, other: str, **more: Any) -> str:
    """`other` leads from the screen to the paper, and back."""
    return render_template(
        template,
        page=page,
        where=_where,
        whose=role_words,
        happens=_happens,
        everything=url_for(request.endpoint or "", **(request.view_args or {}), **_asked_of_school(page)),
        other=other,
        now=door.moment(),
        **more,
    )


def _asked_of_school(page: SchoolPage) -> dict[str, Any]:
    """The address of this very page with everything that was done."""
    own = {"school": page.school_id} if len(page.schools) > 1 and not request.view_args else {}
    return {**own, "done": "all"}


def show_list() -> str:
    page = _list(request.args.get("after", ""))
    return render_template("school/list.html", page=page, asked=_asked(page.filters), whose=role_words)


def export() -> Response:
    return tables.as_csv("schools", _table())


def sheet() -> Response:
    return tables.as_xlsx("schools", _table())


def _table() -> Table:
    """What the list shows under its filter."""
    rows = [_cells(row) for row in _list("", limit=EXPORTED).rows]
    return Table(gettext("Школы"), [gettext(title) for title in COLUMNS], rows)


def _cells(row: CaseRow) -> list[Cell]:
    return [
        row.school,
        row.run,
        gettext(row.stage),
        gettext(row.state),
        row.partner,
        role_words(row.whose),
        row.methodist,
        row.due.on,
    ]


def _list(after: str, **more: Any) -> CaseList:
    asked = request.args
    filters = ListFilters(
        words=asked.get("q", "")[:200],
        stage=asked.get("stage", ""),
        standing=asked.get("standing", ""),
        whose=asked.get("whose", ""),
        run=asked.get("run", 0, type=int),
    )
    return case_list(db.session(), door.memberships(), filters=filters, after=after, now=door.moment(), **more)


def _asked(filters: ListFilters) -> dict[str, Any]:
    """The filter as it stands in an address; what is empty is left out."""
    values = {
        "q": filters.words,
        "stage": filters.stage,
        "standing": filters.standing,
        "whose": filters.whose,
        "run": filters.run,
    }
    return {name: value for name, value in values.items() if value}


def _happens(one: SchoolEvent) -> str:
    """The page of an event, for whom it is open."""
    return door.address("event.show", event_id=one.id)


def _where(one: ToDo) -> str:
    """The page on which a thing is done."""
    match one.kind:
        case "task":
            return url_for("task.show", task_id=one.id)
        case "consent":
            return url_for("case.consent", case_id=one.id, side=one.name)
        case "deficits":
            return url_for("case.deficits", case_id=one.id)
        case _:
            return url_for("case.step", case_id=one.id, name=one.name)
