"""The words every stage is written in.

A stage is plain data plus small pure questions, so it can be read aloud to a methodist. Who may do a
step is part of the step; what stands in its way is a guard named for the obstacle.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from enum import Enum, Flag, StrEnum, auto
from functools import cache
from typing import TYPE_CHECKING, Final, Protocol, TypeAlias

if TYPE_CHECKING:
    from workflow.states.facts import Facts


def N_(message: str) -> str:
    """Mark a message id for the catalogue; it is translated where it is shown."""
    return message


class Role(Flag):
    """What somebody is *to one case or packet*, computed once; not what is written in their passport."""

    SCHOOL = auto()  # of the supported school
    PARTNER = auto()  # of a partner school
    METHODIST = auto()
    OFFICIAL = auto()
    APPROVER = auto()  # an official who may approve
    SIGNATORY = auto()  # an official who may sign
    REGISTRAR = auto()  # may give a number and a date
    CLERK = auto()
    COUNCIL = auto()
    SECRETARY = auto()
    OBSERVER = auto()
    ADMIN = auto()
    SYSTEM = auto()  # the actor behind a background job
    ACT = auto()  # an act coming into force; no person holds this

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(role.name.lower() for role in Role if role in self and role.name)


NOBODY: Final = Role(0)
#: The parties whose steps a methodist may record for them (DESIGN.md, "On behalf").
RECORDED_FOR: Final = Role.SCHOOL | Role.PARTNER

ROLE_TITLES: Final[Mapping[Role, str]] = {
    Role.SCHOOL: N_("школа"),
    Role.PARTNER: N_("школа-партнёр"),
    Role.METHODIST: N_("методист"),
    Role.OFFICIAL: N_("специалист комитета"),
    Role.APPROVER: N_("утверждающее лицо"),
    Role.SIGNATORY: N_("подписант"),
    Role.REGISTRAR: N_("регистратор"),
    Role.CLERK: N_("делопроизводитель"),
    Role.COUNCIL: N_("член совета"),
    Role.SECRETARY: N_("секретарь совета"),
    Role.OBSERVER: N_("наблюдатель региона"),
    Role.ADMIN: N_("администратор"),
    Role.SYSTEM: N_("система"),
    Role.ACT: N_("вступивший в силу акт"),
}


class PacketKind(StrEnum):
    """What is put up for one decision (DOMAIN.md, `packet`)."""

    DIAGNOSIS = "diagnosis"
    PAIR_LIST = "pair_list"
    PLAN = "plan"
    EVENT = "event"
    EVENT_RESULTS = "event_results"
    RESULTS = "results"
    CLOSING = "closing"


class Act(StrEnum):
    """How a decision is written down. The programme says which, per packet kind."""

    ORDER = "order"
    PROTOCOL = "protocol"
    RECORD = "record"


class Comment(Enum):
    NONE = "none"
    OPTIONAL = "optional"
    REQUIRED = "required"


@dataclass(frozen=True, slots=True)
class Message:
    """A translatable sentence: message id, its plural when it counts something, and its values."""

    text: str
    plural: str = ""
    n: int | None = None
    values: tuple[tuple[str, Value], ...] = ()


#: Dates and messages inside a sentence are written in the reader's language when it is shown.
Value: TypeAlias = "str | int | date | Message"


def say(text: str, **values: Value) -> Message:
    return Message(text, values=tuple(sorted(values.items())))


def count(text: str, plural: str, n: int, **values: Value) -> Message:
    return Message(text, plural, n, tuple(sorted({"num": n, **values}.items())))


@dataclass(frozen=True, slots=True)
class Reason:
    """Why not: what is missing, what to do about it, and whose step that is."""

    what: Message
    fix: Message
    whose: Role


@dataclass(frozen=True, slots=True)
class Refusal:
    """A reason with its code. `overridable`: a warning that passes when a reason is written down."""

    code: str
    reason: Reason
    overridable: bool = False


@dataclass(frozen=True, slots=True)
class Actor:
    """A person (or SYSTEM, id None) as plain values: nothing here touches the database."""

    id: int | None
    roles: Role
    authority_id: int | None = None
    school_id: int | None = None


SYSTEM: Final = Actor(id=None, roles=Role.SYSTEM)


@dataclass(frozen=True, slots=True, kw_only=True)
class OnBehalf:
    """A step recorded by the methodist for a school or partner: how and when it really happened."""

    role: Role
    channel: str
    happened_on: date
    file: str | None = None  # sha256 of a stored blob


@dataclass(frozen=True, slots=True, kw_only=True)
class Attempt:
    """Who asks, on what facts, when, and with which words: the one argument of every guard."""

    actor: Actor
    facts: Facts
    now: datetime
    comment: str = ""
    reason: str = ""  # written against warnings
    on_behalf: OnBehalf | None = None

    @property
    def roles(self) -> Role:
        """The roles the step is made in: one's own, or the party's it is recorded for."""
        if self.on_behalf and Role.METHODIST in self.actor.roles:
            return self.actor.roles | (self.on_behalf.role & RECORDED_FOR)
        return self.actor.roles

    def recorded_for(self, role: Role) -> Attempt:
        """The same attempt as if it were recorded for `role`; used to show what could be recorded."""
        behalf = OnBehalf(role=role, channel="", happened_on=self.now.date())
        return replace(self, on_behalf=behalf)


#: What may stand in the way. Named for the obstacle; answers with the reason or with None.
Guard = Callable[[Attempt], Reason | None]


class HasState(Protocol):
    state: str


ANYWHERE: Final = "*"  # every open state of this stage
EVERYWHERE: Final = "**"  # every open state of every stage
ENDED: Final = "!"  # every final state
NEXT_STAGE: Final = ">"  # the first state of the next stage on the programme's list
FIRST_STAGE: Final = "<"  # the first state of the first stage on the programme's list
STAY: Final = None


@dataclass(frozen=True, slots=True, kw_only=True)
class State:
    name: str
    title: str
    waits_for: Role = NOBODY  # in whose queue the case stands
    #: Working days it may stand here unless the programme says otherwise; None: no term.
    due: int | None = None
    final: bool = False
    #: The step is collected by whom the programme names: the school, or the methodist for it.
    collected: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Transition:
    """One step somebody may take. Carries no data but the attempt's comment."""

    name: str
    title: str
    source: str | tuple[str, ...]
    dest: str | None
    by: Role
    guards: tuple[Guard, ...] = ()
    warnings: tuple[Guard, ...] = ()
    comment: Comment = Comment.NONE
    #: Fired only while a packet of this kind is submitted, returned, withdrawn or comes into force.
    packet: PacketKind | None = None
    while_suspended: bool = False

    @property
    def recordable_for(self) -> Role:
        """The parties for whom the methodist may record this step."""
        return self.by & RECORDED_FOR

    def refusals(self, attempt: Attempt) -> tuple[Refusal, ...]:
        """Every reason, not only the first: blocking ones, then warnings."""
        blocking = (
            wrong_role(self, attempt),
            not_recordable(self, attempt),
            *((guard, guard(attempt)) for guard in self.guards),
        )
        warning = ((guard, guard(attempt)) for guard in self.warnings)
        return (
            *(Refusal(guard.__name__, reason) for guard, reason in blocking if reason),
            *(Refusal(guard.__name__, reason, overridable=True) for guard, reason in warning if reason),
        )


def wrong_role(transition: Transition, attempt: Attempt) -> tuple[Callable[..., object], Reason | None]:
    if transition.by & attempt.roles:
        return wrong_role, None
    return wrong_role, _not_yours(transition.by)


@cache  # a list of fifty cases says it two hundred times
def _not_yours(whose: Role) -> Reason:
    return Reason(say(N_("Это не ваш шаг")), say(N_("Шаг делает тот, за кем он закреплён")), whose)


def not_recordable(transition: Transition, attempt: Attempt) -> tuple[Callable[..., object], Reason | None]:
    """Only a methodist records, only for a school or partner, and only a step that is theirs."""
    behalf = attempt.on_behalf
    if behalf is None or (
        Role.METHODIST in attempt.actor.roles
        and behalf.role != NOBODY
        and behalf.role in transition.recordable_for
    ):
        return not_recordable, None
    return not_recordable, Reason(
        say(N_("Этот шаг нельзя внести за другого")),
        say(N_("Методист вносит за школу и партнёра только их собственные шаги")),
        transition.by,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    name: str
    title: str
    initial: str
    states: tuple[State, ...]
    transitions: tuple[Transition, ...] = field(default=())
