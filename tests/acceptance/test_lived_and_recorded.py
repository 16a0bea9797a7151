"""Common statements 7 and 8: a year without a case, each step on its day; steps that a methodist records."""

from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select

from tests.acceptance.conftest import Programme
from tests.acceptance.office import engage, moment
from tests.approvals.visitor import Visitor
from tests.casework.conftest import Town
from tests.events.conftest import WITHOUT_ACTS, plan
from tests.queue.conftest import NOW
from tests.world import NOW as THEN
from tests.world import build_world, diagnose, open_case, pair_up
from workflow.commands import Command, Result, run
from workflow.commands.attendance import EnterAttendance, Line
from workflow.commands.events import MoveEvent
from workflow.commands.move_case import MoveCase
from workflow.commands.orders import IssueOrder
from workflow.commands.packet_decisions import SubmitPacket
from workflow.commands.packets_of_run import AssembleForRun
from workflow.commands.reflections import WriteReflection
from workflow.models.case import Case, Consent, Pair
from workflow.models.event import Audience, Event, Reflection
from workflow.models.order import Order
from workflow.models.packet import Packet
from workflow.models.person import RoleName
from workflow.models.task import Task, TaskStatus
from workflow.states.definition import Actor, Attempt, OnBehalf, PacketKind, Role
from workflow.states.facts import Facts
from workflow.states.machine import STAGES, Refused, option

PDF = b"%PDF-1.7 paper"
#: Of one event of the year: planned, announced by an act, held, reflected on, its results approved by an act.
YEAR = (
    (date(2026, 12, 1), date(2026, 12, 10), date(2026, 12, 14), date(2026, 12, 16), date(2026, 12, 30)),
    (date(2027, 2, 24), date(2027, 3, 10), date(2027, 3, 15), date(2027, 3, 17), date(2027, 3, 31)),
    (date(2027, 4, 20), date(2027, 5, 6), date(2027, 5, 11), date(2027, 5, 13), date(2027, 5, 27)),
)


class Life:
    """Kirovsk without a single case: commands and pages, each on its day."""

    def __init__(self, programme: Programme) -> None:
        self.programme, self.house = programme, programme.house
        with programme.app.app_context():
            may = {"may_approve": True, "may_sign": True, "may_register": True}
            self.chief = engage("chief", RoleName.OFFICIAL, self.house.authority_id, NOW, may)

    def do(self, person_id: int, command: Command, on: date, hour: int = 12) -> Result:
        with self.programme.app.app_context():
            return run(command, actor_id=person_id, now=moment(on, hour))

    def open(self, address: str, on: date) -> Visitor:
        """As the methodist saw it that day."""
        with time_machine.travel(moment(on, 18), tick=False):
            return Visitor(self.programme.app, self.house.methodist).open(address)

    def plan(self, title: str, on: date, day: date) -> int:
        """On the page: one press from the day of the event."""
        with time_machine.travel(moment(on, 10), tick=False):
            page = Visitor(self.programme.app, self.house.methodist).open(
                f"/runs/{self.house.run_id}/events/new?on={day:%d.%m.%Y}&name={title}"
            )
            hosts, guests = self.house.schools["priladozhskaya"], self.house.schools["sukhovskaya"]
            page.press("Запланировать мероприятие", hosts=[str(hosts)], guests=[str(guests)])
        event_id: int = self.programme.look(select(Event.id).where(Event.title == title))
        return event_id

    def act(self, event_id: int, kind: PacketKind, on: date) -> None:
        assembled = self.do(
            self.house.methodist, AssembleForRun(run_id=self.house.run_id, kind=kind, event_id=event_id), on, 9
        )
        packet_id = assembled["packet_id"]
        self.do(
            self.house.methodist, SubmitPacket(packet_id=packet_id, version=self._packet(packet_id)), on, 10
        )
        self.do(self.chief, IssueOrder(packet_id=packet_id, version=self._packet(packet_id)), on, 15)

    def move(self, event_id: int, name: str, on: date) -> None:
        version = self.programme.look(select(Event.version).where(Event.id == event_id))
        command = MoveEvent(event_id=event_id, version=version, transition=name)
        self.do(self.house.methodist, command, on, 16)

    def fill(self, event_id: int, on: date) -> None:
        school = self.house.schools["sukhovskaya"]
        line = Line(school_id=school, audience=Audience.TEACHERS, name="учитель физики")
        self.do(self.house.methodist, EnterAttendance(event_id=event_id, lines=(line,)), on, 17)

    def reflect(self, event_id: int, on: date) -> None:
        told = OnBehalf(role=Role.SCHOOL, channel="письмом", happened_on=on)
        school = self.house.schools["sukhovskaya"]
        command = WriteReflection(event_id=event_id, school_id=school, text="Взято в работу", on_behalf=told)
        self.do(self.house.methodist, command, on, 12)

    def _packet(self, packet_id: int) -> int:
        version: int = self.programme.look(select(Packet.version).where(Packet.id == packet_id))
        return version


def test_common_7_events_tasks_and_acts_live_a_year_without_a_case_each_step_on_its_day(
    kirovsk: Programme,
) -> None:
    """Мероприятие, задачи и акты года есть, сопровождений нет; раньше своего дня шаг не делается."""
    life = Life(kirovsk)
    for number, (planned, announced, held, reflected, finished) in enumerate(YEAR, start=1):
        event_id = life.plan(f"Событие {number}", planned, held)
        page = life.open(f"/events/{event_id}", planned)
        assert f"Подведение итогов: Событие {number}" in page.text
        life.act(event_id, PacketKind.EVENT, announced)
        with pytest.raises(Refused):
            life.move(event_id, "hold_event", held - timedelta(days=1))
        life.move(event_id, "hold_event", held)
        life.fill(event_id, held)
        life.reflect(event_id, reflected)
        life.move(event_id, "reflect_event", reflected)
        life.act(event_id, PacketKind.EVENT_RESULTS, finished)
        spine = life.open(f"/events/{event_id}", finished).text
        for day in (announced, held, reflected, finished):
            assert f"сделано {day:%d.%m.%Y}" in spine
        assert "Итоги утверждены" in spine

    with kirovsk.app.app_context():
        tasks = kirovsk.session.scalars(select(Task)).all()
        orders = kirovsk.session.scalars(select(Order.dated_on).where(Order.packet_id.is_not(None))).all()
    assert kirovsk.how_many(Case) == 0
    assert len([task for task in tasks if task.event_id is not None]) == 3 * len(YEAR)
    assert {task.status for task in tasks if task.event_id is not None} == {TaskStatus.DONE}
    assert {task.case_id for task in tasks} == {None}
    assert sorted(orders) == sorted(day for steps in YEAR for day in (steps[1], steps[4]))
    assert "Событие 3" in life.open("/register", YEAR[-1][-1]).text


# -- 8 ---------------------------------------------------------------------------------------------


@pytest.fixture
def town(app: Flask) -> Iterator[Town]:
    settings = {**WITHOUT_ACTS, "stages": ["diagnosis", "pairing", "events", "closure"]}
    with time_machine.travel(THEN, tick=False):
        with app.app_context():
            world = build_world(settings=settings)
        yield Town(app, world)


def told(name: str) -> dict[str, Any]:
    """How it came, when it was, and the paper."""
    return {"channel": "письмом", "happened_on": "10.10.2026", "paper": (io.BytesIO(PDF), f"{name}.pdf")}


def test_common_8_every_step_of_a_party_may_be_recorded_by_the_methodist() -> None:
    """Ни один шаг школы и партнёра не остаётся только за ними."""
    actor = Actor(id=1, roles=Role.METHODIST, authority_id=1)
    parties = Role.SCHOOL | Role.PARTNER
    theirs = [step for stage in STAGES.values() for step in stage.transitions if step.by & parties]
    assert [step.name for step in theirs]
    for step in theirs:
        asked = option(step, Attempt(actor=actor, facts=Facts(), now=THEN))
        assert step.by & Role.METHODIST or asked.recorded_for, step.name


def test_common_8_a_partners_step_is_recorded_with_channel_day_and_file_and_both_names_are_seen(
    town: Town,
) -> None:
    case_id = town.arrange(open_case, "s1", stage="pairing")
    town.arrange(diagnose, "s1")
    town.arrange(pair_up, "s1", consents=False)
    town.do("methodist", MoveCase(case_id=case_id, version=1, transition="propose_pair"))
    browser = town.sign_in("methodist")
    for party in ("partner", "school"):
        pair = str(town.look(select(Pair.id)))
        page = browser.open(
            browser.press(f"/cases/{case_id}/consent/{party}", version=pair, answer="yes", **told(party))
        )
    assert "внесено за: школа-партнёр" in page
    assert "внесено за: школа" in page
    assert "methodist (methodist)" in page
    assert page.count("письмом") >= 2
    sha256 = town.look(select(Consent.file_sha256).limit(1))
    assert browser.client.get(f"/cases/{case_id}/papers/{sha256}").data == PDF


def test_common_8_a_schools_word_of_an_event_is_recorded_for_it(town: Town) -> None:
    event_id = town.arrange(plan)
    town.do("methodist", MoveEvent(event_id=event_id, version=1, transition="hold_event"))
    school = town.world.schools["s2"]
    browser = town.sign_in("methodist")
    where = browser.press(
        f"/events/{event_id}/reflections/{school}",
        text="Приёмы взяты в работу",
        **{**told("отзыв"), "happened_on": "12.10.2026"},
    )
    page = browser.open(where)
    assert "как пришло: письмом" in page
    assert "methodist (methodist), внесено за: школа" in page
    kept = town.look(select(Reflection).where(Reflection.event_id == event_id))
    assert (kept.channel, kept.happened_on) == ("письмом", date(2026, 10, 12))
    assert kept.file_sha256
