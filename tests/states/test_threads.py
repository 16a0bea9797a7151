"""One machine is shared by every thread of the web server."""

from __future__ import annotations

import random
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.states.situations import GENEROUS, MEAGRE, WORKFLOWS, Row, attempt, come_of
from workflow.states.definition import Role
from workflow.states.machine import Fired, Workflow

EVERYBODY = Role(sum(role.value for role in Role))
THREADS, WALKS, STEPS = 8, 250, 12


@pytest.fixture
def impatient_threads() -> Iterator[None]:
    """Threads that are switched a thousand times as often meet each other inside a step."""
    patience = sys.getswitchinterval()
    sys.setswitchinterval(patience / 1000)
    yield
    sys.setswitchinterval(patience)


def walked(workflow: Workflow, seed: int) -> list[str]:
    """A walk by chance, written down; the same seed takes the same way wherever it runs."""
    chance = random.Random(seed)
    row, path = Row(workflow.initial), []
    for _ in range(STEPS):
        facts = chance.choice((GENEROUS, GENEROUS, GENEROUS, MEAGRE))
        asked = attempt(EVERYBODY, facts, comment="Слово", person=chance.choice((None, 7)))
        options = workflow.options(row, asked)
        if not options:
            break
        option = chance.choice(options)
        outcome = come_of(workflow, row, option.transition.name, asked)
        path.append(f"{option.transition.name} {isinstance(outcome, Fired)} {row.state}")
    return path


@pytest.mark.parametrize("workflow", ["diagnosis-pairing-closure", "packet", "order"])
@pytest.mark.usefixtures("impatient_threads")
def test_eight_threads_walk_one_machine_as_one_thread_does(workflow: str) -> None:
    machine = WORKFLOWS[workflow]
    seeds = range(THREADS * WALKS)
    alone = [walked(machine, seed) for seed in seeds]
    with ThreadPoolExecutor(THREADS) as threads:
        together = list(threads.map(lambda seed: walked(machine, seed), seeds))
    assert together == alone
    assert len({step for path in alone for step in path}) > len(machine.transitions)
