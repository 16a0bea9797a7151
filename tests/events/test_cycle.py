"""An event goes through its steps by acts or without; the kick-off comes before the act or after it."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import select

from tests.approvals.packets import packet_version
from tests.casework.conftest import one
from tests.events.conftest import HELD_ON, change, move, plan, row, state, version
from tests.world import World
from workflow.commands import BadInput, NotAllowed, NotHere
from workflow.commands.attendance import EnterAttendance, Line
from workflow.commands.event_outputs import AddOutput
from workflow.commands.events import RecordKickoff
from workflow.commands.orders import IssueOrder
from workflow.commands.packet_decisions import ReturnPacket, SignOffPacket, SubmitPacket
from workflow.commands.packets_of_run import AssembleForRun
from workflow.commands.reflections import WriteReflection
from workflow.models.event import Audience
from workflow.models.order import Order
from workflow.models.packet import Packet, PacketPart, SignOff
from workflow.models.task import Task
from workflow.orders.text import read
from workflow.states.definition import OnBehalf, PacketKind, Role
from workflow.states.machine import Refused

PHONE = OnBehalf(role=Role.SCHOOL, channel="по телефону", happened_on=HELD_ON)


def put_up(world: World, event_id: int, kind: PacketKind) -> int:
    command = AssembleForRun(run_id=world.run_id, kind=kind, event_id=event_id)
    packet_id: int = world.do("methodist", command)["packet_id"]
    world.do("methodist", SubmitPacket(packet_id=packet_id, version=packet_version(packet_id)))
    return packet_id


def issue(world: World, packet_id: int) -> Order:
    command = IssueOrder(packet_id=packet_id, version=packet_version(packet_id))
    order_id = world.do("official", command)["order_id"]
    order: Order = one(select(Order).where(Order.id == order_id))
    return order


def attend(world: World, event_id: int, who: str = "methodist") -> None:
    lines = (
        Line(school_id=world.schools["s1"], audience=Audience.TEACHERS, name="Учитель первый", post="учитель"),
        Line(school_id=world.schools["s2"], audience=Audience.TEACHERS, name="Учитель второй"),
        Line(school_id=world.schools["s2"], audience=Audience.PUPILS, people=25),
    )
    world.do(who, EnterAttendance(event_id=event_id, lines=lines))


def reflect(world: World, event_id: int, *schools: str) -> None:
    for school in schools:
        world.do(
            school,
            WriteReflection(event_id=event_id, school_id=world.schools[school], text=f"Отзыв {school}"),
        )


def kickoff(world: World, event_id: int, on: date) -> None:
    command = RecordKickoff(event_id=event_id, version=version(event_id), held_on=on, note="Круг участников")
    world.do("methodist", command)


def to_results(world: World, event_id: int) -> None:
    move(world, event_id, "hold_event")
    attend(world, event_id)
    reflect(world, event_id, "s1", "s2")
    move(world, event_id, "reflect_event")


def test_an_event_is_announced_and_its_results_approved_by_two_orders(world: World) -> None:
    event_id = plan(world)
    order = issue(world, put_up(world, event_id, PacketKind.EVENT))
    assert (state(event_id), row(event_id).announced_on) == ("event.announced", order.dated_on)
    assert order.kind == "hold_event"
    text = read(order.canonical)
    assert text.title == "О проведении мероприятия «Фестиваль открытых уроков»"
    programme, schools = text.appendices
    assert programme.rows == (("1", "12.10.2026", "Фестиваль открытых уроков", "фестиваль", "Школа p1"),)
    assert [row[2] for row in schools.rows] == ["проводит", "участвует", "участвует"]

    move(world, event_id, "hold_event")
    attend(world, event_id)
    reflect(world, event_id, "s1", "s2")
    card = {"kind": "Технологическая карта", "title": "Урок физики", "link": "https://bank.example/1"}
    world.do("methodist", AddOutput(event_id=event_id, **card))
    move(world, event_id, "reflect_event")
    order = issue(world, put_up(world, event_id, PacketKind.EVENT_RESULTS))
    assert (state(event_id), row(event_id).results_on) == ("event.finished", order.dated_on)
    came, figures = read(order.canonical).appendices
    assert came.columns == ("№", "Школа", "Педагоги", "Обучающиеся", "Отзыв")  # of whom somebody came
    assert came.rows[-1] == ("", "Всего", "2", "25", "2 из 2")
    assert ("2", "Школ участвовало", "2") in figures.rows
    assert ("3", "Человек всего", "27") in figures.rows
    assert ("6", "Материалы", "Урок физики (технологическая карта)") in figures.rows


def test_clauses_of_the_announcement_charge_guests_and_hosts_without_a_case(world: World) -> None:
    event_id = plan(world)
    order = issue(world, put_up(world, event_id, PacketKind.EVENT))
    charged = one(select(Task.school_id).where(Task.order_id == order.id).order_by(Task.id).limit(1))
    assert charged == world.schools["s1"]


@pytest.mark.parametrize("meets_first", [True, False], ids=["the meeting first", "the act first"])
def test_kirovsk_36_the_kickoff_meeting_comes_before_the_act_or_after_it(
    world: World, meets_first: bool
) -> None:
    event_id = plan(world)
    if meets_first:
        kickoff(world, event_id, date(2026, 10, 9))
    issue(world, put_up(world, event_id, PacketKind.EVENT))
    if not meets_first:
        kickoff(world, event_id, date(2026, 10, 12))
    to_results(world, event_id)
    issue(world, put_up(world, event_id, PacketKind.EVENT_RESULTS))
    assert state(event_id) == "event.finished"
    assert row(event_id).kickoff_held_on is not None


def test_an_event_of_a_programme_without_acts_goes_through_by_its_methodist(free: World) -> None:
    event_id = plan(free)
    with pytest.raises(BadInput):
        free.do("methodist", AssembleForRun(run_id=free.run_id, kind=PacketKind.EVENT, event_id=event_id))
    move(free, event_id, "announce_without_act")
    to_results(free, event_id)
    move(free, event_id, "finish_event")
    event = row(event_id)
    assert event.state == "event.finished"
    assert event.announced_on == event.held_on == event.reflected_on == event.results_on == HELD_ON


def test_where_acts_decide_the_methodist_cannot_announce_or_finish(world: World) -> None:
    event_id = plan(world)
    with pytest.raises(Refused) as refused:
        move(world, event_id, "announce_without_act")
    assert [one.code for one in refused.value.refusals] == ["announcement_needs_act"]
    with pytest.raises(NotAllowed):
        move(world, event_id, "announce_event")
    with pytest.raises(NotHere):
        move(world, event_id, "finish_event")


def test_an_event_without_its_act_is_held_when_a_reason_is_written(world: World) -> None:
    event_id = plan(world)
    with pytest.raises(Refused):
        move(world, event_id, "hold_event")
    move(world, event_id, "hold_event", reason="Приказ подписан после начала")
    assert state(event_id) == "event.held"
    assert row(event_id).announced_on is None


def test_an_event_ahead_is_not_held_yet(world: World) -> None:
    event_id = plan(world, from_on=date(2026, 11, 16))
    with pytest.raises(Refused) as refused:
        move(world, event_id, "hold_event", reason="Торопимся")
    assert "not_begun" in [one.code for one in refused.value.refusals]


def test_the_school_that_holds_it_marks_the_day_and_the_methodist_may_for_it(free: World) -> None:
    first, second = plan(free), plan(free)
    move(free, first, "hold_event", who="p1", held_on=date(2026, 10, 12))
    move(
        free, second, "hold_event", on_behalf=OnBehalf(role=Role.PARTNER, channel="звонок", happened_on=HELD_ON)
    )
    assert (state(first), state(second)) == ("event.held", "event.held")
    third = plan(free)
    with pytest.raises(Refused):
        move(free, third, "hold_event", who="s1")


@pytest.mark.parametrize("day", [date(2026, 10, 13), date(2026, 10, 11), date(1901, 1, 1)])
def test_a_day_that_has_not_come_or_lies_before_the_event_is_no_day_of_holding(free: World, day: date) -> None:
    event_id = plan(free)
    with pytest.raises(BadInput) as refusal:
        move(free, event_id, "hold_event", held_on=day)
    assert refusal.value.field == "held_on"


def test_what_was_held_does_not_begin_later(free: World) -> None:
    event_id = plan(free)
    move(free, event_id, "hold_event")
    with pytest.raises(BadInput) as refusal:
        change(free, event_id, from_on=date(2026, 12, 14))
    assert refusal.value.field == "from_on"


def test_a_meeting_is_not_years_away_from_its_event(world: World) -> None:
    event_id = plan(world)
    with pytest.raises(BadInput) as refusal:
        kickoff(world, event_id, date(2006, 10, 9))
    assert refusal.value.field == "held_on"


def test_a_change_of_an_event_that_is_put_up_ends_the_sign_offs(world: World) -> None:
    event_id = plan(world)
    packet_id = put_up(world, event_id, PacketKind.EVENT)
    world.do("council", SignOffPacket(packet_id=packet_id, version=packet_version(packet_id)))
    change(world, event_id, place="Дворец творчества")
    assert one(select(SignOff.ended_why).where(SignOff.packet_id == packet_id)) == "content_changed"
    shown = one(select(PacketPart.snapshot).where(PacketPart.name == f"event:{event_id}"))
    assert shown["place"] == "Дворец творчества"


def test_an_event_in_a_packet_is_neither_held_nor_cancelled_nor_put_up_twice(world: World) -> None:
    event_id = plan(world)
    put_up(world, event_id, PacketKind.EVENT)
    for step, words in (("hold_event", {"reason": "Надо"}), ("cancel_event", {"comment": "Надо"})):
        with pytest.raises(Refused) as refused:
            move(world, event_id, step, **words)
        assert "packet_for_event_is_out" in [one.code for one in refused.value.refusals]
    with pytest.raises(BadInput):
        put_up(world, event_id, PacketKind.EVENT)


def test_a_packet_waits_for_its_step_and_for_schools(world: World) -> None:
    with pytest.raises(BadInput):
        put_up(world, plan(world), PacketKind.EVENT_RESULTS)
    with pytest.raises(BadInput):
        put_up(world, plan(world, guests=(), hosts=()), PacketKind.EVENT)


def test_results_return_to_the_reflections_with_words(world: World) -> None:
    event_id = plan(world)
    issue(world, put_up(world, event_id, PacketKind.EVENT))
    to_results(world, event_id)
    packet_id = put_up(world, event_id, PacketKind.EVENT_RESULTS)
    with pytest.raises(Refused):
        move(world, event_id, "reopen_event", comment="Ещё отзыв")
    world.do(
        "official", ReturnPacket(packet_id=packet_id, version=packet_version(packet_id), comment="Нет карты")
    )
    assert one(select(Packet.state).where(Packet.id == packet_id)) == "packet.assembled"
