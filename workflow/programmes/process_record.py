"""The shape of `process:`: decisions of the system about a programme, never of its document."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Any, Literal, TypeAlias
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, BeforeValidator, Field, PlainSerializer, PlainValidator
from pydantic_core import PydanticCustomError

from workflow.programmes.event_cycle_record import EventCycle
from workflow.programmes.record import Record
from workflow.programmes.values import Code, Count, Text
from workflow.states.definition import Role

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
#: Whose sign-off a programme may ask for before a packet is approved.
SIGNERS = tuple(
    name
    for role in (Role.OFFICIAL, Role.APPROVER, Role.COUNCIL, Role.SCHOOL, Role.PARTNER, Role.METHODIST)
    for name in role.names
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


class ProcessRecord(Record):
    """Every key is optional: what is left out is a default, and is shown as one."""

    version: Count | None = None
    programme: Code | None = None
    stages: Annotated[tuple[StageName, ...], Field(min_length=1), AfterValidator(_each_once)] | None = None
    act: Acts | None = None
    act_type: Text | None = None
    register_kind: Literal["own", "external"] | None = Field(default=None, alias="register")
    sign_offs: Annotated[Mapping[PacketName, SignOffRule], BeforeValidator(_for_every_packet)] | None = None
    #: Working days by stage («diagnosis») or by state («diagnosis.collecting»).
    terms: Mapping[Text, WorkingDays] | None = None
    event_cycle: EventCycle | None = None
    rounds: Count | None = None
    collects: Literal["school", "methodist"] | None = None
    measures: Literal["school", "methodist"] | None = None
    #: Whether the school reads its plan before it is put up.
    plan_review: Literal["school", "none"] | None = None
    labels: Mapping[Text, Text] | None = None
    zone: Annotated[Text, AfterValidator(_zone)] | None = None
