"""The office of Kirovsk in 2022: its people, its pairs, and each of its steps as a command on its day."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

import time_machine
from sqlalchemy import select
from sqlalchemy.orm import Session

from jobs.deadlines import sweep
from workflow.commands import Command, Result, run
from workflow.commands.attendance import EnterAttendance, Line
from workflow.commands.events import EventTerms, MoveEvent, PlanEvent
from workflow.commands.move_case import MoveCase
from workflow.commands.orders import IssueOrder
from workflow.commands.packet_decisions import SubmitPacket
from workflow.commands.packets import (
    AssemblePacket,
)
from workflow.commands.packets_of_run import AssembleForRun
from workflow.commands.people import AddPerson, GrantRole
from workflow.commands.reflections import WriteReflection
from workflow.models.case import Case
from workflow.models.event import Audience, Event
from workflow.models.notice import Notice
from workflow.models.packet import Packet
from workflow.models.person import RoleName
from workflow.states.definition import OnBehalf, PacketKind, Role

#: Of the document: who is supported by whom (004, pairs).
PAIRS = {
    "putilovskaya": "priladozhskaya",
    "sinyavinskaya": "shlisselburgskaya_1",
    "shumskaya": "shlisselburgskaya_1",
    "nazievskaya": "priladozhskaya",
    "sukhovskaya": "priladozhskaya",
    "otradenskaya_3": "otradenskaya_2",
}
#: The office numbers its acts itself; the document's own acts are left out of the file.
PROCESS = """
process:
  version: 1
  stages: [plan_approval, pairing, events, monitoring, closure]
  act: order
  act_type: распоряжение
  register: external
  rounds: 1
"""
ZONE = ZoneInfo("Europe/Moscow")


def without_its_acts(text: str) -> str:
    """The file as it lies, but for the sections about acts and what points to them."""
    for section in ("orders", "inconsistencies", "pair_lists", "events", "deliverables", "stages"):
        text = re.sub(rf"^{section}:\n(?:(?:[ #].*)?\n)*", "", text, flags=re.MULTILINE)
    return text


@dataclass
class Office:
    """Everybody who acts; every step is a command on its day."""

    session: Session
    authority_id: int
    run_id: int
    people: dict[str, int]
    schools: dict[str, int]
    cases: dict[str, int]

    def do(self, who: str, command: Command, on: date, hour: int = 10) -> Result:
        return run(command, actor_id=self.people[who], now=moment(on, hour))

    def row(self, table: type[Any], row_id: int) -> Any:
        self.session.expire_all()
        self.session.rollback()
        return self.session.get_one(table, row_id)

    def move(self, school: str, transition: str, on: date, **words: Any) -> None:
        case = self.row(Case, self.cases[school])
        self.do(
            "methodist",
            MoveCase(case_id=case.id, version=case.version, transition=transition, **words),
            on,
        )

    def put_up(self, packet_id: int, on: date, *, reason: str = "") -> None:
        submit = SubmitPacket(packet_id=packet_id, version=self.row(Packet, packet_id).version, reason=reason)
        self.do("methodist", submit, on, 11)

    def issue(self, packet_id: int, number: str, on: date) -> int:
        """One press of the deputy chair; number and date are what the office's journal gave."""
        issue = IssueOrder(
            packet_id=packet_id, version=self.row(Packet, packet_id).version, number=number, dated_on=on
        )
        order_id: int = self.do("official", issue, on, 15)["order_id"]
        return order_id

    def packet(self, kind: PacketKind, on: date, *, reason: str = "", event_id: int | None = None) -> int:
        command: Command = (
            AssemblePacket(run_id=self.run_id, kind=kind, case_ids=tuple(self.cases.values()))
            if event_id is None
            else AssembleForRun(run_id=self.run_id, kind=kind, event_id=event_id)
        )
        packet_id: int = self.do("methodist", command, on)["packet_id"]
        self.put_up(packet_id, on, reason=reason)
        return packet_id

    def event(self, on: date, title: str, from_on: date, to_on: date) -> int:
        terms = EventTerms(
            title=title,
            from_on=from_on,
            to_on=to_on,
            required=True,
            audiences=(Audience.TEACHERS.value,),
            guests=tuple(self.schools[name] for name in PAIRS),
            hosts=tuple(self.schools[name] for name in sorted(set(PAIRS.values()))),
        )
        event_id: int = self.do("methodist", PlanEvent(run_id=self.run_id, terms=terms), on)["event_id"]
        return event_id

    def move_event(self, event_id: int, transition: str, on: date, **words: Any) -> None:
        version = self.row(Event, event_id).version
        command = MoveEvent(event_id=event_id, version=version, transition=transition, **words)
        self.do("methodist", command, on, 16)

    def hold(self, event_id: int, on: date) -> None:
        self.move_event(event_id, "hold_event", on)
        lines = tuple(
            Line(
                school_id=self.schools[name],
                audience=Audience.TEACHERS,
                name=f"учитель физики {place}",
                post="учитель",
            )
            for place, name in enumerate([*PAIRS, *sorted(set(PAIRS.values()))])
        )
        self.do("methodist", EnterAttendance(event_id=event_id, lines=lines), on, 17)

    def reflect(self, event_id: int, on: date) -> None:
        for name in (*PAIRS, *sorted(set(PAIRS.values()))):
            command = WriteReflection(
                event_id=event_id,
                school_id=self.schools[name],
                text="Приёмы взяты в работу",
                on_behalf=OnBehalf(role=Role.SCHOOL, channel="письмом", happened_on=on),
            )
            self.do("methodist", command, on, 12)
        self.move_event(event_id, "reflect_event", on)

    def states(self) -> set[str]:
        self.session.rollback()
        return set(self.session.scalars(select(Case.state)))

    def notices_of(self, kind: str, on: date) -> int:
        """After the morning's look at the deadlines: how many notices of this kind were told that day."""
        with time_machine.travel(moment(on, 9), tick=False):
            sweep(self.authority_id, "task")
        self.session.rollback()
        rows = self.session.scalars(select(Notice.created_at).where(Notice.kind == kind)).all()
        return sum(row.astimezone(ZONE).date() == on for row in rows)


def moment(on: date, hour: int) -> datetime:
    return datetime.combine(on, time(hour), ZONE)


def engage(who: str, role: RoleName, authority_id: int, since: datetime, may: dict[str, Any]) -> int:
    person = AddPerson(email=f"{who}@test.example", post=who, password_hash="none")
    person_id: int = run(person, actor_id=None, now=since, system=True)["person_id"]
    grant = GrantRole(
        person_id=person_id, role=role, authority_id=authority_id, from_on=date(2022, 9, 1), **may
    )
    run(grant, actor_id=None, now=since, system=True)
    return person_id
