"""A municipality that measures: a run with two rounds, a share and an indicator in words for each school."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from tests.approvals.packets import packet_version
from tests.world import TODAY, World, build_world, open_case
from workflow.commands import Result
from workflow.commands.indicators import AddIndicator
from workflow.commands.monitoring import RecordMeasurements, TypedValue
from workflow.commands.move_case import MoveCase
from workflow.commands.notes import RecordNote
from workflow.commands.orders import IssueOrder
from workflow.commands.packet_decisions import SubmitPacket
from workflow.commands.packets import AssemblePacket
from workflow.commands.rounds import AddRound
from workflow.extensions import db
from workflow.models.case import Case
from workflow.states.definition import OnBehalf, PacketKind

SETTINGS: Mapping[str, Any] = {
    "version": 1,
    "stages": ["diagnosis", "monitoring", "closure"],
    "act": {"diagnosis": "order", "results": "order", "closing": "order"},
    "collects": "methodist",
    "measures": "methodist",
    "rounds": 2,
}


@dataclass
class Measured:
    """Ids of what is measured, and the steps by which people measure it."""

    world: World
    rounds: list[int] = field(default_factory=list)
    share: int = 0
    words: int = 0
    municipal: int = 0

    def open(self, *schools: str) -> None:
        for school in schools:
            open_case(self.world, school, stage="monitoring")

    def record(
        self,
        school: str | None,
        indicator: int,
        *,
        nth: int = 0,
        who: str = "methodist",
        seen_id: int = 1_000_000,
        on_behalf: OnBehalf | None = None,
        **typed: str,
    ) -> Result:
        case_id = self.world.cases[school] if school else None
        value = TypedValue(at="m", indicator_id=indicator, case_id=case_id, **typed)
        command = RecordMeasurements(
            round_id=self.rounds[nth],
            measured_on=TODAY,
            values=(value,),
            seen_id=seen_id,
            on_behalf=on_behalf,
        )
        return self.world.do(who, command)

    def measure(self, *schools: str, nth: int = 0, numerator: str = "5") -> None:
        for school in schools:
            self.record(school, self.share, nth=nth, numerator=numerator, denominator="6")
            self.record(school, self.words, nth=nth, words="согласованы частично", rests_on="протокол ШМО № 3")

    def note(self, school: str, *, nth: int = 0, text: str = "Доля выросла") -> None:
        command = RecordNote(case_id=self.world.cases[school], round_id=self.rounds[nth], text=text)
        self.world.do("methodist", command)

    def move(self, school: str, transition: str, **given: Any) -> None:
        version = self.look(select(Case.version).where(Case.id == self.world.cases[school]))
        command = MoveCase(case_id=self.world.cases[school], version=version, transition=transition, **given)
        self.world.do("methodist", command)

    def put_up(self, *schools: str, kind: PacketKind = PacketKind.RESULTS, reason: str = "") -> int:
        cases = tuple(self.world.cases[school] for school in schools)
        packet: int = self.world.do(
            "methodist", AssemblePacket(run_id=self.world.run_id, kind=kind, case_ids=cases)
        )["packet_id"]
        submit = SubmitPacket(packet_id=packet, version=packet_version(packet), reason=reason)
        self.world.do("methodist", submit)
        return packet

    def issue(self, packet: int) -> int:
        order: int = self.world.do("official", IssueOrder(packet_id=packet, version=packet_version(packet)))[
            "order_id"
        ]
        return order

    def state(self, school: str) -> str:
        state: str = self.look(select(Case.state).where(Case.id == self.world.cases[school]))
        return state

    def look(self, query: Any) -> Any:
        db.session.rollback()
        return db.session.execute(query).scalar_one()

    def all(self, query: Any) -> list[Any]:
        db.session.rollback()
        return list(db.session.scalars(query))


def begin(world: World) -> Measured:
    measured = Measured(world)
    for _ in range(2):
        measured.rounds.append(world.do("methodist", AddRound(run_id=world.run_id))["round_id"])
    measured.share = _indicator(world, title="Доля обученных педагогов", kind="share")
    measured.words = _indicator(world, title="Действия участников согласованы", kind="words")
    measured.municipal = _indicator(
        world,
        title="Сетевые объединения учителей",
        kind="number",
        unit="единиц",
        per_school=False,
        baseline_year="2025",
        baseline="2",
        targets=(("2026", "7"), ("2027", "10,5")),
    )
    return measured


def _indicator(world: World, **typed: Any) -> int:
    indicator: int = world.do("methodist", AddIndicator(run_id=world.run_id, **typed))["indicator_id"]
    return indicator


@pytest.fixture
def measured(app: Flask) -> Iterator[Measured]:
    with app.app_context():
        yield begin(build_world(settings=SETTINGS))


@pytest.fixture
def school_measures(app: Flask) -> Iterator[Measured]:
    """A programme whose schools enter their own values."""
    with app.app_context():
        yield begin(build_world(settings={**SETTINGS, "measures": "school"}))
