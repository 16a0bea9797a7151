"""Every request that the product can answer says who may ask it."""

from __future__ import annotations

import re

import pytest
from flask import Flask

from tests.architecture.source import python_files, templates, text_of
from workflow.permissions import PERMISSIONS

NAMED = re.compile(r"""\b(?:url_for|link|address)\(\s*["']([a-z_]+\.[a-z_]+)["']""")

#: HEAD is asked as GET and OPTIONS is answered without looking at anything.
NOT_ASKED = {"HEAD", "OPTIONS"}


def requests_of(app: Flask) -> set[tuple[str, str]]:
    return {
        (rule.endpoint, method)
        for rule in app.url_map.iter_rules()
        for method in (rule.methods or set()) - NOT_ASKED
    }


def test_every_endpoint_and_method_has_an_audience_and_none_is_stale(app: Flask) -> None:
    asked = requests_of(app)
    assert asked - PERMISSIONS.keys() == set(), "declared nowhere"
    assert PERMISSIONS.keys() - asked == set(), "of no route"


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_every_address_that_a_page_or_a_view_names_is_a_route(app: Flask) -> None:
    named = {
        name
        for file in (*python_files(), *templates())
        if file.endswith((".html", ".py"))
        for name in NAMED.findall(text_of(file))
    }
    assert len(named) > 30
    assert sorted(named - set(app.view_functions)) == []
