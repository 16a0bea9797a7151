"""The record: read, exported, proven."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

from flask import Response, current_app, flash, redirect, render_template, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response as AnyResponse

from workflow import access, typography
from workflow.commands import NotHere
from workflow.extensions import db
from workflow.forms.fields import in_our_time
from workflow.pages.audit import ACTIONS, MOST_EXPORTED, PAGE, AuditPage, Filters, Line, audit_page
from workflow.pages.proof import Proof, prove_new, proven
from workflow.sheets.table import Cell, Table, wall
from workflow.states.definition import NOBODY
from workflow.views import door, tables

SYSTEM = "system"
MOST_TOLD = 5  # findings in one message; the whole list is the command line's
DAY = re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d{4})")


def show() -> str:
    page = _page(before=request.args.get("before", 0, type=int))
    wrong = [name for name in ("from", "to") if request.args.get(name, "").strip() and _day(name) is None]
    return render_template("audit/show.html", page=page, wrong_days=wrong, whose=door.whose)


def export() -> Response:
    return tables.as_csv("record", _table())


def sheet() -> Response:
    return tables.as_xlsx("record", _table())


def _table() -> Table:
    """Every line of the filter, with the columns of the page."""
    page = _page(limit=MOST_EXPORTED)
    if not page.reads:
        raise NotHere
    header = [
        gettext("№"),
        gettext("Когда"),
        gettext("Кто"),
        gettext("За кого"),
        gettext("Что"),
        gettext("Школа"),
        gettext("Акт"),
        gettext("Слова"),
    ]
    return Table(gettext("Журнал действий"), header, [_cells(line) for line in page.lines])


def check() -> AnyResponse:
    """From the entry that was last proven; the whole record is checked by `opora verify`."""
    asked = request.form.get("home", "")
    home = None if asked == SYSTEM else int(asked) if asked.isdecimal() and len(asked) < 10 else 0
    allowed = access.record_checked_in(door.memberships())
    if home == 0 or (allowed is not None and home not in allowed):
        raise NotHere
    db.session.rollback()
    _tell(prove_new(db.engine, home, _data(), now=door.moment()))
    return redirect(url_for("audit.show", home=home), 303)


def _tell(proof: Proof) -> None:
    if not proof.findings:
        flash(
            gettext("Журнал сходится: записей %(size)d, код %(code)s", size=proof.size, code=proof.code), "ok"
        )
        return
    for finding in proof.findings[:MOST_TOLD]:
        place = gettext("запись № %(seq)s", seq=finding.seq) if finding.seq else finding.place
        flash(
            gettext("Журнал не сходится, %(place)s: %(what)s", place=place, what=door.words(finding.what)),
            "stop",
        )


def _page(*, before: int = 0, limit: int = PAGE) -> AuditPage:
    asked = request.args
    return audit_page(
        db.session(),
        door.memberships(),
        home=asked.get("home", type=int),
        filters=Filters(
            words=asked.get("q", "").strip(),
            action=asked.get("action", "") if asked.get("action", "") in ACTIONS else "",
            person_id=asked.get("person", type=int),
            case_id=asked.get("case", type=int),
            order_id=asked.get("order", type=int),
            from_on=_day("from"),
            to_on=_day("to"),
        ),
        proven=proven(_data()),
        before=before,
        limit=limit,
    )


def _day(name: str) -> date | None:
    """As people write it, 14.11.2026, or as an address does, 2026-11-14."""
    text = request.args.get(name, "").strip()
    written = DAY.fullmatch(text)
    try:
        day = date(int(written[3]), int(written[2]), int(written[1])) if written else date.fromisoformat(text)
        return in_our_time(day)
    except ValueError:
        return None


def _data() -> Path:
    folder: Path = current_app.config["DATA"]
    return folder


def _cells(line: Line) -> list[Cell]:
    entry = line.entry
    number = f"{entry.order_number} {typography.date(entry.order_on)}" if entry.order_number else ""
    return [
        line.seq,
        wall(entry.at, entry.zone),
        entry.who or gettext("система"),
        door.whose(entry.behalf) if entry.behalf is not NOBODY else "",
        gettext(entry.title),
        line.school,
        number,
        entry.text,
    ]
