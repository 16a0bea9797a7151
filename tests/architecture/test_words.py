"""What the files may be called, how long they may grow, and which words never stand in them."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

import pytest

from tests.architecture.source import (
    all_python_files,
    calls,
    python_files,
    templates,
    text_of,
    tree_of,
)

LONGEST = 450
NAMELESS = {"util", "utils", "helper", "helpers", "manager", "managers", "common", "misc"}
#: Markup() turns text into HTML that is not escaped any more.
MAY_MAKE_MARKUP = {
    "workflow/errors.py": "the page shown when templates cannot be; format() escapes its values",
    "workflow/language.py": "a sentence of the catalogue is a template's own; its values are escaped",
    "workflow/typography.py": "keeps Markup what was Markup already",
}
#: The name on the left is a proxy of the request; inside the house values are handed in.
OF_THE_REQUEST = {"request", "session", "g", "current_user", "url_for"}
WEBLESS = (
    "workflow/commands/",
    "workflow/audit/",
    "workflow/deadlines/",
    "workflow/orders/",
    "workflow/pages/",
    "workflow/states/",
    "workflow/programmes/",
    "workflow/models/",
)


@pytest.mark.parametrize("file", [one for one in all_python_files() if not one.startswith("migrations/")])
def test_no_file_needs_a_table_of_contents(file: str) -> None:
    generated = file.startswith("migrations/versions/")
    assert generated or len(text_of(file).splitlines()) <= LONGEST


def test_nothing_is_called_by_a_name_that_says_nothing() -> None:
    named = [file for file in all_python_files() if NAMELESS & set(re.split(r"[/_.]", file))]
    classes = [
        f"{file}: {node.name}"
        for file in python_files()
        for node in ast.walk(tree_of(file))
        if isinstance(node, ast.ClassDef) and re.search("(Manager|Helper|Util|Utils)$", node.name)
    ]
    assert named + classes == []


def without_reason(text: str) -> Iterator[int]:
    """Lines that silence a checker and say neither which rule nor why, beside it or in a comment above."""
    lines = text.splitlines()
    for number, line in enumerate(lines):
        if not (silenced := SILENCED.search(line)):
            continue
        above = [one for one in lines[:number] if not SILENCED.search(one)]
        reason_above = bool(above) and above[-1].strip().startswith("#")
        rule = silenced["rule"] or silenced["ruff"]
        if not rule or not (re.search(r"\w{3}", silenced["rest"]) or reason_above):
            yield number + 1


SILENCED = re.compile(
    r"# (?:type: ?ignore(?P<rule>\[[\w, -]+\])?|noqa(?P<ruff>: ?[A-Z]+\d+(?:, ?[A-Z]+\d+)*)?)(?P<rest>.*)$"
)


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("x = 1  # noqa", False),
        ("x = 1  # noqa: S101", False),
        ("x = 1  # noqa: S101 - the fault under test", True),
        ("x = 1  # type: ignore", False),
        ("x = 1  # type: ignore[misc]", False),
        ("x = 1  # type: ignore[misc]  # the library ships no types", True),
        ("# Empty until the first sign-in.\nx = 1  # type: ignore[misc]", True),
        ("y = 1\nx = 1  # type: ignore[misc]", False),
    ],
)
def test_a_silenced_checker_needs_a_rule_and_a_reason(line: str, said: bool) -> None:
    assert (list(without_reason(line)) == []) is said


def test_every_silenced_checker_has_one() -> None:
    found = {file: list(without_reason(text_of(file))) for file in all_python_files() if file != THIS}
    assert {file: lines for file, lines in found.items() if lines} == {}


def test_nothing_is_left_for_another_day() -> None:
    word = re.compile(r"\b(TODO|FIXME|XXX|HACK)\b|NotImplementedError")
    files = [file for file in (*all_python_files(), *templates()) if file != THIS]
    assert [file for file in files if word.search(text_of(file))] == []


# -- text that would not be escaped --------------------------------------------------------------


@pytest.mark.parametrize("file", templates())
def test_a_template_escapes_everything_that_it_shows(file: str) -> None:
    unescaped = re.compile(r"\|\s*safe\b|\bautoescape\b|\bMarkup\b|\|\s*forceescape\b")
    assert not unescaped.search(text_of(file))


def test_no_page_is_rendered_from_a_string() -> None:
    found = [
        f"{file}:{call.lineno}"
        for file in python_files()
        for call, _, name in calls(tree_of(file))
        if name in {"render_template_string", "from_string"}
    ]
    assert found == []


def test_markup_is_made_only_where_a_reason_stands() -> None:
    made = {
        file
        for file in python_files()
        for call, _, name in calls(tree_of(file))
        if name in {"Markup", "mark_safe"}
    }
    assert made == set(MAY_MAKE_MARKUP)


# -- nothing of the request inside ---------------------------------------------------------------


def test_inside_the_house_nobody_reads_the_request() -> None:
    found = [
        f"{file}:{node.lineno}"
        for file in python_files()
        if file.startswith(WEBLESS)
        for node in ast.walk(tree_of(file))
        if isinstance(node, ast.ImportFrom)
        and (node.module or "").split(".")[0].startswith("flask")
        and OF_THE_REQUEST & {alias.name for alias in node.names}
    ]
    assert found == []


THIS = "tests/architecture/test_words.py"
