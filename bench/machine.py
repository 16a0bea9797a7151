"""Goal 12: what fifty cases may do now, and what the guards cost on top of a bare flat machine."""

from __future__ import annotations

from dataclasses import dataclass, replace
from statistics import median

from transitions import Machine

from bench.report import Line, cpu_seconds
from tests.world import NOW, SETTINGS
from workflow.facts import stages_of
from workflow.states.definition import Actor, Attempt, Role
from workflow.states.facts import Facts, PairingFacts
from workflow.states.machine import case_workflow

CASES = 50
TURNS = 200
ROUNDS = 15
STEPS = (("propose_pair", "pairing.matching"), ("reconsider_pair", "pairing.consent"))


@dataclass
class Row:
    state: str


def lines() -> list[Line]:
    return [_options(), _fire()]


def _attempt() -> Attempt:
    facts = Facts(pairing=replace(PairingFacts(), partner="Школа № 2"))
    actor = Actor(id=1, roles=Role.METHODIST, authority_id=1)
    return Attempt(actor=actor, facts=facts, now=NOW)


def _options() -> Line:
    workflow = case_workflow(stages_of(SETTINGS))
    states = list(workflow.states)
    rows = [Row(states[number % len(states)]) for number in range(CASES)]
    attempt = _attempt()

    def ask() -> None:
        for row in rows:
            workflow.options(row, attempt)

    took = median([cpu_seconds(ask) for _ in range(ROUNDS * 4)])
    return Line(12, "options of 50 cases", took * 1e3, 1, "%.2f ms", at_least=False)


def _fire() -> Line:
    """The same two steps there and back, guarded and bare."""
    workflow, attempt = case_workflow(stages_of(SETTINGS)), _attempt()
    bare = Machine(
        model=None,
        states=list(workflow.states),
        transitions=[
            {"trigger": transition.name, "source": source, "dest": dest}
            for transition, source, dest in workflow.edges
        ],
        initial=workflow.initial,
        auto_transitions=False,
        send_event=True,
    )
    row = Row("pairing.matching")

    def ours() -> None:
        for _ in range(TURNS):
            for name, _source in STEPS:
                workflow.fire(row, name, attempt)

    def theirs() -> None:
        for _ in range(TURNS):
            for name, _source in STEPS:
                bare.events[name].trigger(row, attempt=attempt)

    ratios = [cpu_seconds(ours) / cpu_seconds(theirs) for _ in range(ROUNDS)]
    return Line(12, "fire against a bare flat machine", median(ratios), 3, "%.1f x", at_least=False)
