"""The administrator's page names every setting, and no setting that does not exist."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from tests.architecture.source import ROOT, python_files, templates, text_of, tree_of
from workflow.programmes.process import SETTING_TITLES

#: Aims of tests at a process; refused outside tests and demonstrations, so no administrator sets them.
ONLY_IN_TESTS = {"CRASH_AT", "CRASH_ACTION"}


def documented() -> set[str]:
    chapter = text_of("docs/operations.md").partition("\n## Настройки\n")[2].partition("\n## ")[0]
    rows = [line for line in chapter.splitlines() if line.startswith("| `")]
    return {name for row in rows for name in re.findall(r"`(\w+)`", row.split("|")[1])}


def read_in(file: str) -> Iterator[str]:
    """Names that are taken from the environment: by `environ`, or as a key that the environment may give."""
    for node in ast.walk(tree_of(file)):
        if isinstance(node, ast.Call) and ast.unparse(node.func).endswith("environ.get"):
            name = node.args[0]
        elif isinstance(node, ast.Subscript) and ast.unparse(node.value).endswith("environ"):
            name = node.slice
        else:
            continue
        if isinstance(name, ast.Constant):
            yield str(name.value)
        else:  # config reads its secrets by a loop over their names
            yield from re.findall(
                r'"([A-Z]+_[A-Z_]+)"', text_of(file).partition("names = (")[2].partition(")")[0]
            )


def read() -> set[str]:
    python = {name for file in (*python_files(), "tests/chromium.py") for name in read_in(file)}
    shell = set(re.findall(r"\bOPORA_[A-Z]+\b", (ROOT / "run").read_text("utf-8")))
    return (python | shell) - ONLY_IN_TESTS


def test_every_setting_is_documented_and_every_documented_one_is_read() -> None:
    assert len(read()) > 10
    assert documented() == read()


def test_every_setting_of_a_programme_is_documented() -> None:
    chapter = (
        text_of("docs/operations.md").partition("\n## Настройки программы\n")[2].partition("\n`event_cycle`")[0]
    )
    rows = [line for line in chapter.splitlines() if line.startswith("| `")]
    assert {name for row in rows for name in re.findall(r"`(\w+)`", row.split("|")[1])} == set(SETTING_TITLES)


def test_every_page_and_press_that_the_guide_names_is_on_the_screen() -> None:
    """In the guide bold are words of the screen, and sentences that end with a full stop: its own headings."""
    guide = " ".join(text_of("docs/guide.md").split())
    named = {words for words in re.findall(r"\*\*(.+?)\*\*", guide) if not re.search(r"\.$|^«", words)}
    product = " ".join(
        text_of(file) for file in (*python_files(), *templates()) if file.endswith((".py", ".html"))
    )
    assert len(named) > 15
    assert sorted(words for words in named if words not in product) == []
