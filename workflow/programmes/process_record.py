"""The shape of `process:`: decisions of the system about a programme, never of its document."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Annotated, Any, Final, Literal, TypeAlias
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, BeforeValidator, Field, PlainSerializer, PlainValidator
from pydantic_core import PydanticCustomError

from workflow.programmes.event_cycle_record import EventCycle
from workflow.programmes.record import Record
from workflow.programmes.tree import Path
from workflow.programmes.values import Code, Name, Text
from workflow.programmes.wording import N_, Message, quoted, say
from workflow.states.closure import CLOSURE
from workflow.states.definition import Role
from workflow.states.diagnosis import DIAGNOSIS
from workflow.states.events import EVENTS
from workflow.states.monitoring import MONITORING
from workflow.states.pairing import PAIRING
from workflow.states.plan_approval import PLAN_APPROVAL

StageName: TypeAlias = Literal["diagnosis", "pairing", "plan_approval", "events", "monitoring", "closure"]
PacketName: TypeAlias = Literal[
    "diagnosis",
    "pair_list",
    "plan",
    "event",
    "event_results",
    "results",
    "recommendations",
    "report",
    "closing",
]
PACKETS: tuple[PacketName, ...] = (
    "diagnosis",
    "pair_list",
    "plan",
    "event",
    "event_results",
    "results",
    "recommendations",
    "report",
    "closing",
)
#: What a programme may leave without an act: an event is then announced and finished by the methodist.
MAY_GO_WITHOUT: tuple[PacketName, ...] = ("event", "event_results")
ActName: TypeAlias = Literal["order", "protocol", "record", "none"]
#: Whose sign-off a programme may ask for before a packet is approved: of those who may sign off.
SIGNERS = (Role.OFFICIAL | Role.APPROVER | Role.COUNCIL).names
#: More rounds than weeks in a year are a slip of the hand.
MOST_ROUNDS = 60
#: Versions count up by one; a file may begin anywhere sensible.
MOST_VERSIONS = 10_000
#: The stages that exist in this release, in the order in which a case passes them.
KNOWN_STAGES: Final[tuple[StageName, ...]] = (
    "diagnosis",
    "pairing",
    "plan_approval",
    "events",
    "monitoring",
    "closure",
)
_PLACES: Final = frozenset(
    place
    for stage in (DIAGNOSIS, PAIRING, PLAN_APPROVAL, EVENTS, MONITORING, CLOSURE)
    for place in (stage.name, *(f"{stage.name}.{state.name}" for state in stage.states))
)


@dataclass(frozen=True, slots=True)
class SignOffs:
    """How many sign-offs a packet needs; when roles are named, one of each."""

    count: int
    roles: tuple[str, ...] = ()


def _sign_offs(value: Any) -> SignOffs:
    if isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= 20:
        return SignOffs(value)
    if isinstance(value, tuple) and all(one in SIGNERS for one in value) and len(set(value)) == len(value):
        return SignOffs(len(value), value)
    raise PydanticCustomError("sign_offs", "neither a count nor roles", {"roles": ", ".join(SIGNERS)})


def _sign_offs_written(value: SignOffs) -> int | list[str]:
    return list(value.roles) if value.roles else value.count


def _for_every_packet(value: Any) -> Any:
    """One word stands for every kind of packet."""
    return value if isinstance(value, dict) else dict.fromkeys(PACKETS, value)


def _without(value: Mapping[PacketName, ActName]) -> Mapping[PacketName, ActName]:
    """Every decision about a case is written down; only an event may do without an act."""
    if any(act == "none" and packet not in MAY_GO_WITHOUT for packet, act in value.items()):
        raise PydanticCustomError("no_act", "a decision without an act", {"packets": ", ".join(MAY_GO_WITHOUT)})
    return value


def _zone(value: str) -> str:
    try:
        ZoneInfo(value)
    except (KeyError, ValueError, OSError):
        raise PydanticCustomError("zone", "no such zone") from None
    return value


def _place(value: str) -> str:
    if value not in _PLACES:
        raise PydanticCustomError("state", "no such stage or state")
    return value


def _label(value: str) -> str:
    """A page would take a «%» in a title for the place of a value."""
    if "%" in value:
        raise PydanticCustomError("label", "a sign of percent")
    return value


def _rounds(value: int) -> int:
    if not 0 <= value <= MOST_ROUNDS:
        raise PydanticCustomError("rounds", "not a number of rounds")
    return value


def _version(value: int) -> int:
    if not 1 <= value <= MOST_VERSIONS:
        raise PydanticCustomError("version", "not a version")
    return value


def _each_once(value: tuple[StageName, ...]) -> tuple[StageName, ...]:
    if len(set(value)) != len(value):
        raise PydanticCustomError("each_once", "named twice")
    return value


def _days(value: int) -> int:
    if not 1 <= value <= 366:
        raise PydanticCustomError("working_days", "not a number of days")
    return value


Acts: TypeAlias = Annotated[
    Mapping[PacketName, ActName], BeforeValidator(_for_every_packet), AfterValidator(_without)
]
SignOffRule: TypeAlias = Annotated[SignOffs, PlainValidator(_sign_offs), PlainSerializer(_sign_offs_written)]
WorkingDays: TypeAlias = Annotated[int, AfterValidator(_days)]
#: A stage («diagnosis») or one of its states («diagnosis.collecting»).
Place: TypeAlias = Annotated[str, AfterValidator(_place)]


class ProcessRecord(Record):
    """Every key is optional: what is left out is a default, and is shown as one."""

    version: Annotated[int, AfterValidator(_version)] | None = None
    programme: Code | None = None
    stages: Annotated[tuple[StageName, ...], Field(min_length=1), AfterValidator(_each_once)] | None = None
    act: Acts | None = None
    act_type: Name | None = None
    register_kind: Literal["own", "external"] | None = Field(default=None, alias="register")
    sign_offs: Annotated[Mapping[PacketName, SignOffRule], BeforeValidator(_for_every_packet)] | None = None
    terms: Mapping[Place, WorkingDays] | None = None
    event_cycle: EventCycle | None = None
    rounds: Annotated[int, AfterValidator(_rounds)] | None = None
    collects: Literal["school", "methodist"] | None = None
    measures: Literal["school", "methodist"] | None = None
    #: Whether the school reads its plan before it is put up.
    plan_review: Literal["school", "none"] | None = None
    #: What the programme calls its stages and states, on every page of its own cases.
    labels: Mapping[Place, Annotated[Name, AfterValidator(_label)]] | None = None
    zone: Annotated[Text, AfterValidator(_zone)] | None = None


def contradictions(
    record: ProcessRecord, *, programme_id: str, known: Collection[str] = KNOWN_STAGES
) -> Iterator[tuple[Path, Message, Message]]:
    """(path, expected, found): what each key may say alone, and all of them may not say together.

    A stage that this release does not have cannot be promised to a case.
    """
    if record.programme not in (None, programme_id):
        yield ("programme",), quoted(programme_id), quoted(record.programme)
    stages = record.stages or KNOWN_STAGES
    for one in stages:
        if one not in known:
            expected = say(N_("этапы из тех, что есть в системе: %(stages)s"), stages=", ".join(known))
            yield ("stages",), expected, quoted(one)
    if stages[-1] != "closure":
        yield ("stages",), say(N_("последний этап closure")), quoted(stages[-1])
    for place in record.terms or {}:
        if place.partition(".")[0] not in stages:
            yield ("terms", place), say(N_("этап из stages или его состояние")), quoted(place)
