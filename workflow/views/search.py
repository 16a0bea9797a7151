"""Search over what a person may see."""

from __future__ import annotations

from flask import render_template, request

from workflow.extensions import db
from workflow.pages.search import search_page
from workflow.views import door


def show() -> str:
    page = search_page(db.session(), door.memberships(), request.args.get("q", ""))
    return render_template("search/show.html", page=page)
