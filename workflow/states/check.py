"""`transitions` accepts typos, unreachable states and traps in silence. This does not."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from workflow.states.definition import NOBODY, Stage, State, Transition


class BrokenDefinition(ValueError):
    """The definition of a machine contradicts itself; nothing is built from it."""


def check_names(stages: Iterable[Stage]) -> None:
    """Refuse two stages or states of one name: in a mapping the second would replace the first in silence."""
    stages = tuple(stages)
    names = [stage.name for stage in stages]
    names += [f"{stage.name}.{state.name}" for stage in stages for state in stage.states]
    if twice := sorted({name for name in names if names.count(name) > 1}):
        raise BrokenDefinition(f"defined twice: {twice}")


def check(
    *,
    states: Mapping[str, State],
    initial: str,
    entries: Iterable[str],
    edges: Iterable[tuple[Transition, str, str | None]],
) -> None:
    """Refuse duplicates, dead ends, unreachable states and steps that nobody may take.

    `edges` are (transition, source, dest) with full state names; `entries` are the states in which a row
    may be created, `initial` among them.
    """
    edges = list(edges)
    seen: set[tuple[str, str]] = set()
    ways_out: dict[str, set[str]] = {name: set() for name in states}
    for transition, source, dest in edges:
        if source not in states:
            raise BrokenDefinition(f"{transition.name} starts nowhere: {source}")
        if dest is not None and dest not in states:
            raise BrokenDefinition(f"{transition.name} leads nowhere: {dest}")
        if (transition.name, source) in seen:
            raise BrokenDefinition(f"{transition.name} leaves {source} twice")
        seen.add((transition.name, source))
        if transition.by == NOBODY:
            raise BrokenDefinition(f"nobody may {transition.name}")
        if dest is not None:
            ways_out[source].add(dest)
    _check_transition_names(transition for transition, _, _ in edges)
    _check_reach(states, initial, entries, ways_out)


def _check_transition_names(transitions: Iterable[Transition]) -> None:
    by_name: dict[str, Transition] = {}
    for transition in transitions:
        if by_name.setdefault(transition.name, transition) is not transition:
            raise BrokenDefinition(f"{transition.name} is defined twice")


def _check_reach(
    states: Mapping[str, State], initial: str, entries: Iterable[str], ways_out: Mapping[str, set[str]]
) -> None:
    reached: set[str] = set()
    frontier = [initial]
    for entry in (initial, *entries):
        if entry not in states:
            raise BrokenDefinition(f"there is no state to begin in: {entry}")
    while frontier:
        if (name := frontier.pop()) not in reached:
            reached.add(name)
            frontier += ways_out[name]
    if lost := sorted(states.keys() - reached):
        raise BrokenDefinition(f"unreachable: {lost}")
    if traps := sorted(name for name, state in states.items() if not state.final and not ways_out[name]):
        raise BrokenDefinition(f"no way out of: {traps}")
    ends = {name for name, state in states.items() if state.final}
    lead_to_end = set(ends)
    while grown := {name for name, ways in ways_out.items() if ways & lead_to_end} - lead_to_end:
        lead_to_end |= grown
    if endless := sorted(states.keys() - lead_to_end):
        raise BrokenDefinition(f"never comes to an end: {endless}")
