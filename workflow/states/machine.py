"""One flat machine per ordered list of stages; it is handed a row for the length of a call.

It never keeps a case, so a thousand loaded rows cost nothing and nothing is bolted onto them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from types import MappingProxyType

from transitions import EventData, Machine

from workflow.states.case import LIFE, case_suspended
from workflow.states.check import BrokenDefinition, check, check_names
from workflow.states.closure import CLOSURE
from workflow.states.definition import (
    ANYWHERE,
    ENDED,
    EVERYWHERE,
    FIRST_STAGE,
    NEXT_STAGE,
    NOBODY,
    RECORDED_FOR,
    Attempt,
    Comment,
    HasState,
    PacketKind,
    Reason,
    Refusal,
    Role,
    Stage,
    State,
    Transition,
)
from workflow.states.diagnosis import DIAGNOSIS
from workflow.states.event import EVENT
from workflow.states.events import EVENTS
from workflow.states.facts import Collects, ProcessFacts
from workflow.states.monitoring import MONITORING
from workflow.states.order import ORDER
from workflow.states.packet import PACKET
from workflow.states.pairing import PAIRING
from workflow.states.plan_approval import PLAN_APPROVAL

#: Every stage a programme may put on its list, by name.
STAGES: Mapping[str, Stage] = MappingProxyType(
    {stage.name: stage for stage in (DIAGNOSIS, PAIRING, PLAN_APPROVAL, EVENTS, MONITORING, CLOSURE)}
)


@dataclass(frozen=True, slots=True)
class Option:
    """A transition out of the current state, and what stands in its way for this actor.

    `recorded_for` is set when the actor may not take the step but may record it for that party; the
    refusals are then those the recorded step would meet.
    """

    transition: Transition
    refusals: tuple[Refusal, ...]
    recorded_for: Role = NOBODY

    @property
    def allowed(self) -> bool:
        """Nothing blocks; warnings may still ask for a reason."""
        return all(refusal.overridable for refusal in self.refusals)

    @property
    def needs_reason(self) -> bool:
        return self.allowed and bool(self.refusals)


@dataclass(frozen=True, slots=True)
class Fired:
    """What has happened: the raw material of the audit entry and of the effects."""

    transition: Transition
    source: str
    dest: str
    overridden: tuple[str, ...] = ()


class UnknownTransition(LookupError):
    """There is no such transition out of this state."""


class Refused(Exception):
    """The transition exists, but not for this actor or not on these facts."""

    def __init__(self, transition: Transition, refusals: tuple[Refusal, ...]) -> None:
        self.transition = transition
        self.refusals = refusals
        super().__init__(f"{transition.name}: {', '.join(refusal.code for refusal in refusals)}")


class CommentMissing(Refused):
    """The step asks for words that were not given."""

    def __init__(self, transition: Transition) -> None:
        super().__init__(transition, ())


class Workflow:
    """The only door to the machine."""

    def __init__(self, stages: Iterable[Stage], *, life: Iterable[Transition] = ()) -> None:
        self.stages = tuple(stages)
        self._life = tuple(life)
        if not self.stages:
            raise BrokenDefinition("there is no stage")
        check_names(self.stages)
        self.states: Mapping[str, State] = {
            f"{stage.name}.{state.name}": state for stage in self.stages for state in stage.states
        }
        self._stage_of: Mapping[str, Stage] = {
            f"{stage.name}.{state.name}": stage for stage in self.stages for state in stage.states
        }
        self.entry: Mapping[str, str] = {stage.name: f"{stage.name}.{stage.initial}" for stage in self.stages}
        self.initial = self.entry[self.stages[0].name]
        edges = tuple(self._edges())
        check(states=self.states, initial=self.initial, entries=self.entry.values(), edges=edges)
        self.edges = edges
        self._by_state: Mapping[str, tuple[Transition, ...]] = {
            name: tuple(transition for transition, source, _ in edges if source == name) for name in self.states
        }
        self._by_name: Mapping[str, Transition] = {transition.name: transition for transition, _, _ in edges}
        self._machine = Machine(
            model=None,
            states=list(self.states),
            transitions=[
                {"trigger": transition.name, "source": source, "dest": dest, "unless": [refused]}
                for transition, source, dest in edges
            ],
            initial=self.initial,
            auto_transitions=False,
            send_event=True,
        )

    @property
    def transitions(self) -> tuple[Transition, ...]:
        return tuple(self._by_name.values())

    def transition(self, name: str) -> Transition:
        if name not in self._by_name:
            raise UnknownTransition(name)
        return self._by_name[name]

    def transitions_from(self, state: str) -> tuple[Transition, ...]:
        return self._by_state[state]

    def packet_step(self, state: str, kind: PacketKind, verb: str) -> Transition | None:
        """The step of this packet kind out of a state: verb is submit, withdraw, return or approve."""
        return next(
            (one for one in self._by_state[state] if one.packet is kind and one.name.startswith(f"{verb}_")),
            None,
        )

    def dest_of(self, state: str, name: str) -> str | None:
        """Where a step leads from this state, the list of stages considered; None: it stays or is not there."""
        return next((dest for one, source, dest in self.edges if source == state and one.name == name), None)

    def stage_of(self, state: str) -> Stage:
        return self._stage_of[state]

    def options(self, row: HasState, attempt: Attempt) -> list[Option]:
        """Every transition out of the current state, each with all the reasons against it."""
        return [option(transition, attempt) for transition in self._by_state[row.state]]

    def fire(self, row: HasState, name: str, attempt: Attempt) -> Fired:
        """Make the transition or say why not. The only writer of `state`."""
        transition = next((one for one in self._by_state[row.state] if one.name == name), None)
        if transition is None:
            raise UnknownTransition(f"{name} does not lead out of {row.state}")
        refusals = refusals_of(transition, attempt)
        if any(not refusal.overridable for refusal in refusals) or (refusals and not attempt.reason.strip()):
            raise Refused(transition, refusals)
        if transition.comment is Comment.REQUIRED and not attempt.comment.strip():
            raise CommentMissing(transition)
        source = row.state
        if not self._machine.events[name].trigger(row, transition=transition, attempt=attempt):
            raise RuntimeError(f"the guards let {name} through and the machine did not")
        return Fired(transition, source, row.state, tuple(refusal.code for refusal in refusals))

    def waits_for(self, state: str, process: ProcessFacts) -> Role:
        """Whose move it is. Where the methodist collects for the schools, the school's move is his."""
        roles = self.states[state].waits_for
        if self.states[state].collected and process.collects is Collects.METHODIST:
            return Role.METHODIST
        return roles

    def _edges(self) -> Iterator[tuple[Transition, str, str | None]]:
        """(transition, source, dest) with full state names."""
        for stage in self.stages:
            for transition in stage.transitions:
                if transition.dest in STAGES and transition.dest not in self._behind(stage):
                    continue
                for source in self._sources(stage, transition):
                    yield transition, source, self._dest(stage, transition)
        for transition in self._life:
            for name, state in self.states.items():
                if state.final is (transition.source == ENDED):
                    yield transition, name, self._dest(self.stages[-1], transition)

    def _behind(self, stage: Stage) -> frozenset[str]:
        """A stage is named to go back to it: one that is ahead, or is not on the list, is no way back."""
        return frozenset(one.name for one in self.stages[: self.stages.index(stage)])

    def _sources(self, stage: Stage, transition: Transition) -> tuple[str, ...]:
        if transition.source == ANYWHERE:
            return tuple(f"{stage.name}.{state.name}" for state in stage.states if not state.final)
        if transition.source in (EVERYWHERE, ENDED):
            raise BrokenDefinition(f"{transition.name} is not of one stage")
        names = (transition.source,) if isinstance(transition.source, str) else transition.source
        return tuple(f"{stage.name}.{name}" for name in names)

    def _dest(self, stage: Stage, transition: Transition) -> str | None:
        """A state of this stage, a full name, the next or the first stage's first state, or None: stay."""
        dest = transition.dest
        if dest is None or dest in self.states:
            return dest
        if dest == FIRST_STAGE:
            return self.initial
        if dest == NEXT_STAGE:
            position = self.stages.index(stage) + 1
            if position == len(self.stages):
                raise BrokenDefinition(f"{transition.name}: there is no stage after {stage.name}")
            return self.entry[self.stages[position].name]
        return self.entry.get(dest) or f"{stage.name}.{dest}"


def refusals_of(transition: Transition, attempt: Attempt) -> tuple[Refusal, ...]:
    """The transition's own reasons, and the suspension that stands before nearly all of them."""
    own = transition.refusals(attempt)
    suspended: Reason | None = None if transition.while_suspended else case_suspended(attempt)
    return (*own, Refusal(case_suspended.__name__, suspended)) if suspended else own


def option(transition: Transition, attempt: Attempt) -> Option:
    refusals = refusals_of(transition, attempt)
    parties = _parties(transition.by)
    if parties and attempt.on_behalf is None and Role.METHODIST in attempt.actor.roles:
        for party in parties:
            if not transition.by & Role.METHODIST or any(refusal.reason.whose == party for refusal in refusals):
                recorded = refusals_of(transition, attempt.recorded_for(party))
                if len(recorded) < len(refusals):
                    return Option(transition, recorded, party)
    return Option(transition, refusals)


@cache  # a list of fifty cases asks two hundred times, and a flag is slow to walk through
def _parties(by: Role) -> tuple[Role, ...]:
    """The parties for whom the methodist may record a step that these roles may take."""
    return tuple(by & RECORDED_FOR)


def refused(event: EventData) -> bool:
    """The library's condition: the same question as `fire` asks, so the machine cannot be tricked past it."""
    attempt: Attempt = event.kwargs["attempt"]
    reasons = refusals_of(event.kwargs["transition"], attempt)
    return any(not refusal.overridable for refusal in reasons) or (bool(reasons) and not attempt.reason.strip())


@lru_cache(maxsize=64)
def case_workflow(stages: tuple[str, ...], labels: tuple[tuple[str, str], ...] = ()) -> Workflow:
    """The case machine of one ordered list of stage names; programmes with equal lists share it.

    `labels`: what a programme calls its stages and states, by «stage» or «stage.state».
    """
    unknown = [name for name in stages if name not in STAGES]
    if unknown:
        raise BrokenDefinition(f"unknown stages: {unknown}")
    if len(set(stages)) != len(stages) or not stages or stages[-1] != CLOSURE.name:
        raise BrokenDefinition(f"each stage once, closure last: {list(stages)}")
    called = dict(labels)
    return Workflow((_called(STAGES[name], called) for name in stages), life=LIFE)


def _called(stage: Stage, labels: Mapping[str, str]) -> Stage:
    """Titles alone are the programme's: what is asked of a step is not changed by its name."""
    if not labels:
        return stage
    return replace(
        stage,
        title=labels.get(stage.name, stage.title),
        states=tuple(
            replace(state, title=labels.get(f"{stage.name}.{state.name}", state.title))
            for state in stage.states
        ),
    )


PACKET_WORKFLOW = Workflow((PACKET,))
ORDER_WORKFLOW = Workflow((ORDER,))
EVENT_WORKFLOW = Workflow((EVENT,))
