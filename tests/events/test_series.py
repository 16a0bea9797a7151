"""Days that repeat: a month without its day is told of once, and its page says which months have none."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from sqlalchemy import func, select

from jobs import event_series as job
from jobs.tick import claim
from tests.approvals.visitor import Visitor
from tests.casework.conftest import Town, how_many, one
from tests.events.conftest import move, plan, terms
from tests.world import NOW, World
from workflow.commands import BadInput, NotAllowed, run
from workflow.commands.event_series import EndSeries, MakeSeries, SweepSeries
from workflow.commands.events import PlanEvent
from workflow.extensions import db
from workflow.models.audit import AuditEntry
from workflow.models.event import EventSeries
from workflow.models.job import OutboxMessage
from workflow.models.notice import Notice


def make(world: World, who: str = "methodist", **given: object) -> int:
    command = MakeSeries(run_id=world.run_id, title="День интенсивов")
    series_id: int = world.do(who, replace(command, **given))["series_id"]  # type: ignore[arg-type]  # given by tests
    return series_id


def sweep(world: World, now: datetime = NOW) -> int:
    command = SweepSeries(authority_id=world.authority_id)
    told: int = run(command, actor_id=None, now=now, system=True)["told"]
    return told


def test_a_month_without_its_day_is_told_to_the_methodist_once(world: World) -> None:
    make(world)
    assert [sweep(world), sweep(world)] == [1, 0]
    assert sweep(world, datetime(2026, 10, 30, tzinfo=UTC)) == 0
    assert sweep(world, datetime(2026, 11, 1, 9, tzinfo=UTC)) == 1
    assert one(select(func.count()).where(Notice.recipient_id == world.people["methodist"])) == 2


def test_a_month_that_has_its_day_is_quiet_until_the_day_is_cancelled(world: World) -> None:
    series_id = make(world)
    event_id = plan(world, series_id=series_id, from_on=date(2026, 10, 28))
    assert sweep(world) == 0
    move(world, event_id, "cancel_event", comment="Карантин")
    assert sweep(world) == 1


def test_a_last_day_is_told_once_and_no_further_than_a_series_goes(world: World) -> None:
    series_id = make(world)
    with pytest.raises(BadInput) as refusal:
        world.do("methodist", EndSeries(series_id=series_id, to_on=date(2096, 9, 30)))
    assert refusal.value.field == "to_on"
    for _ in range(2):
        world.do("methodist", EndSeries(series_id=series_id, to_on=date(2026, 12, 31)))
    assert one(select(func.count()).where(AuditEntry.action == "series:end")) == 1


def test_a_series_that_has_ended_or_is_yearly_asks_for_no_month(world: World) -> None:
    ended = make(world, from_on=date(2026, 9, 1))
    world.do("methodist", EndSeries(series_id=ended, to_on=date(2026, 9, 30)))
    make(world, every="year")
    assert sweep(world) == 0


@pytest.mark.parametrize(
    ("field", "wrong"),
    [
        ("title", {"title": " "}),
        ("every", {"every": "day"}),
        ("audiences", {"audiences": ("all",)}),
        ("to_on", {"from_on": date(2027, 1, 1), "to_on": date(2026, 1, 1)}),
        ("to_on", {"from_on": date(2026, 1, 1), "to_on": date(2036, 1, 1)}),
    ],
)
def test_a_series_that_does_not_hold_water_is_refused_at_its_field(
    world: World, field: str, wrong: dict[str, object]
) -> None:
    with pytest.raises(BadInput) as refusal:
        make(world, **wrong)
    assert refusal.value.field == field
    assert how_many(EventSeries) == 0


def test_only_a_methodist_makes_and_ends_a_series(world: World) -> None:
    with pytest.raises(NotAllowed):
        make(world, "official")
    series_id = make(world)
    with pytest.raises(NotAllowed):
        world.do("s1", EndSeries(series_id=series_id, to_on=date(2026, 10, 30)))


def test_the_tick_asks_once_a_day_and_the_job_may_run_twice(world: World) -> None:
    make(world)
    claim(db.session(), NOW)
    claim(db.session(), NOW)
    db.session.rollback()
    messages = db.session.scalars(select(OutboxMessage).where(OutboxMessage.job == job.SWEEP)).all()
    assert [row.payload for row in messages] == [{"authority_id": world.authority_id}]


def test_the_page_shows_each_month_and_plans_the_missing_one(town: Town) -> None:
    series_id = town.arrange(make)
    town.do(
        "methodist",
        PlanEvent(
            run_id=town.world.run_id,
            terms=terms(town.world, series_id=series_id, from_on=date(2026, 9, 16), title="День интенсивов"),
        ),
    )
    page = Visitor(town.app, town.world.people["methodist"]).open(f"/series/{series_id}")
    assert "сентябрь 2026 16.09.2026, ср" in page.text
    assert "октябрь 2026 дня нет" in page.text
    assert "ноябрь 2026 впереди" in page.text
    form = page.open(f"/runs/{town.world.run_id}/events/new?series={series_id}&on=15.10.2026&name=День")
    form.press("Запланировать мероприятие")
    assert "дня нет" not in page.open(f"/series/{series_id}").text
    page.press("Прекратить", to_on="31.12.2026")
    assert "31.12.2026" in page.text


def test_a_school_has_no_page_of_series(town: Town) -> None:
    series_id = town.arrange(make)
    assert Visitor(town.app, town.world.people["s1"]).open(f"/series/{series_id}").status == 403
