"""There is one way to write: the machine writes states, the unit of work commits, the ORM guards versions."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

import pytest

from tests.architecture.source import all_python_files, calls, python_files, text_of, tree_of

#: The unit of work, and the relay, which marks a message as sent when nobody waits for an answer.
MAY_COMMIT = {"workflow/uow.py", "jobs/relay.py"}
CASE_ROWS = {"Case", "cases"}
WRITES_CASES = re.compile(r"\b(update|delete\s+from|insert\s+into|replace\s+into)\s+cases\b", re.IGNORECASE)


def commits(tree: ast.AST) -> Iterator[int]:
    for call, on, name in calls(tree):
        if name == "commit" or (name in {"begin", "begin_nested"} and re.search("session|engine", on)):
            yield call.lineno


def state_writes(tree: ast.AST) -> Iterator[int]:
    """`row.state = ...` in every spelling; `Case(state=...)` and `insert().values(state=...)` begin a row."""
    for node in ast.walk(tree):
        if (
            isinstance(node, ast.Attribute)
            and node.attr == "state"
            and isinstance(node.ctx, ast.Store | ast.Del)
        ):
            yield node.lineno
    for call, on, name in calls(tree):
        constants = [argument.value for argument in call.args if isinstance(argument, ast.Constant)]
        if name in {"setattr", "__setattr__", "set_committed_value"} and "state" in constants:
            yield call.lineno
        names = {keyword.arg for keyword in call.keywords}
        if name in {"values", "update"} and "state" in names and "insert" not in on:
            yield call.lineno


def core_writes_on_cases(tree: ast.AST) -> Iterator[int]:
    """`version_id_col` and the machine are both passed by when a case is written without the ORM."""
    for call, on, name in calls(tree):
        named = {one.id for argument in call.args for one in ast.walk(argument) if isinstance(one, ast.Name)}
        named |= {
            one.attr for argument in call.args for one in ast.walk(argument) if isinstance(one, ast.Attribute)
        }
        if name in {"update", "delete", "insert"} and (named & CASE_ROWS or re.search(r"\bCase\b", on)):
            yield call.lineno
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and WRITES_CASES.search(str(node.value)):
            yield node.lineno


FAULTS = [
    (commits, "session.commit()"),
    (commits, "db.session.commit()"),
    (commits, "with session.begin(): pass"),
    (commits, "with engine.begin() as connection: pass"),
    (state_writes, "case.state = 'closure.closed'"),
    (state_writes, "case.state += 'x'"),
    (state_writes, "case.state: str = 'x'"),
    (state_writes, "a, packet.state = 1, 'x'"),
    (state_writes, "setattr(case, 'state', 'x')"),
    (state_writes, "session.execute(update(Draft).values(state='x'))"),
    (core_writes_on_cases, "session.execute(update(Case).values(term_to=day))"),
    (core_writes_on_cases, "session.execute(delete(models.Case))"),
    (core_writes_on_cases, "session.query(Case).delete()"),
    (core_writes_on_cases, "Case.__table__.update()"),
    (core_writes_on_cases, "session.execute(text('UPDATE cases SET version = 1'))"),
]
FINE = [
    (commits, "session.flush()"),
    (state_writes, "session.add(Case(state=workflow.initial))"),
    (state_writes, "session.execute(insert(Packet).values(state='packet.assembled'))"),
    (state_writes, "if case.state == 'closure.closed': pass"),
    (core_writes_on_cases, "select(Case).where(Case.id == 1)"),
    (core_writes_on_cases, "session.execute(delete(CaseTask))"),
]


@pytest.mark.parametrize(("lint", "code"), FAULTS, ids=[code for _, code in FAULTS])
def test_each_forbidden_spelling_is_found(lint: object, code: str) -> None:
    assert callable(lint)
    assert list(lint(ast.parse(code))) == [1]


@pytest.mark.parametrize(("lint", "code"), FINE, ids=[code for _, code in FINE])
def test_what_is_allowed_is_let_through(lint: object, code: str) -> None:
    assert callable(lint)
    assert list(lint(ast.parse(code))) == []


def test_only_the_unit_of_work_and_the_relay_commit() -> None:
    found = {file: list(commits(tree_of(file))) for file in python_files() if file not in MAY_COMMIT}
    assert {file: lines for file, lines in found.items() if lines} == {}
    assert len(list(commits(tree_of("workflow/uow.py")))) == 1


def test_nobody_writes_a_state_but_the_machine() -> None:
    found = {file: list(state_writes(tree_of(file))) for file in python_files()}
    assert {file: lines for file, lines in found.items() if lines} == {}


def test_a_case_is_never_written_past_its_version() -> None:
    found = {file: list(core_writes_on_cases(tree_of(file))) for file in python_files()}
    assert {file: lines for file, lines in found.items() if lines} == {}


def test_every_flush_says_what_it_is_for() -> None:
    silent = []
    for file in python_files():
        lines = text_of(file).splitlines()
        for call, on, name in calls(tree_of(file)):
            if name == "flush" and "session" in on:
                above, here = lines[call.lineno - 2], lines[(call.end_lineno or call.lineno) - 1]
                if "# " not in here and not above.strip().startswith("#"):
                    silent.append(f"{file}:{call.lineno}")
    assert silent == []


def test_no_test_is_skipped() -> None:
    """A test that is passed by proves nothing and looks as if it did."""
    word = re.compile(r"\bpytest\.(mark\.)?(skip|skipif|xfail|importorskip)\b|@(unittest\.)?skip|SkipTest")
    tests = [file for file in all_python_files() if file.startswith("tests/") and file != THIS]
    assert [file for file in tests if word.search(text_of(file))] == []


THIS = "tests/architecture/test_writers.py"
