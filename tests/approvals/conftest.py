"""A municipality whose packets are decided: for tests of commands, and with people at their browsers."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from flask import Flask

from tests.approvals.visitor import Visitor
from tests.world import World, build_world
from workflow import clock
from workflow.commands import Command, Result


@pytest.fixture
def world(app: Flask) -> Iterator[World]:
    """For tests of commands: within one context of the application."""
    with app.app_context():
        yield build_world()


class Town:
    """A world whose people open pages. Each step has a context of its own, as a request has."""

    def __init__(self, app: Flask, **given: Any) -> None:
        self.app = app
        self.visitors: dict[str, Visitor] = {}
        self.world = self.within(lambda: build_world(**given))

    def within(self, do: Callable[..., Any], *args: Any, **given: Any) -> Any:
        with self.app.app_context():
            return do(*args, **given)

    def do(self, who: str, command: Command) -> Result:
        result: Result = self.within(lambda: self.world.do(who, command, now=clock.now()))
        return result

    def __getitem__(self, who: str) -> Visitor:
        if who not in self.visitors:
            self.visitors[who] = Visitor(self.app, self.world.people[who])
        return self.visitors[who]


@pytest.fixture
def town(app: Flask) -> Town:
    return Town(app)
