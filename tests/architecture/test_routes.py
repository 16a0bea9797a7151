"""Every request that the product can answer says who may ask it."""

from __future__ import annotations

from flask import Flask

from workflow import access

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
    assert asked - access.PERMISSIONS.keys() == set(), "declared nowhere"
    assert access.PERMISSIONS.keys() - asked == set(), "of no route"
