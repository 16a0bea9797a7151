"""A country's worth of work, made in bulk: the same rows from the same seed on either database.

Twenty authorities; the first, a city among districts, holds a third of all. Cases spread over five school
years: those of former years are closed, those of the present one stand in every state with terms around the
day. A case has five tasks; twenty cases share a packet, an order and its line in the register.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import islice
from random import Random
from typing import Any, cast

from sqlalchemy import Table, insert, text
from sqlalchemy.orm import Session

from tests.world import SETTINGS, World, build_world
from workflow.extensions import db
from workflow.facts import process_facts, stages_of
from workflow.models.authority import School
from workflow.models.base import Base
from workflow.models.case import Case
from workflow.models.notice import Notice
from workflow.models.order import Order, OrderIdentity
from workflow.models.packet import Packet, PacketCase
from workflow.models.programme import Run
from workflow.models.search import search_text, sort_key
from workflow.models.task import Task
from workflow.states.definition import Act, PacketKind
from workflow.states.machine import case_workflow
from workflow.uow import unit_of_work

SEED = 2026
AUTHORITIES = 20
YEARS = range(2022, 2027)
TASKS_A_CASE = 5
CASES_AN_ORDER = 20
PART = 5_000
NOW = datetime(2026, 10, 12, 9, 0, tzinfo=UTC)
TODAY = NOW.date()
Values = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Country:
    """`city` is the authority with the longest lists."""

    worlds: tuple[World, ...]
    cases: int

    @property
    def city(self) -> World:
        return self.worlds[0]


def generate(cases: int, *, seed: int = SEED) -> Country:
    """So many cases and five times as many tasks."""
    worlds = tuple(build_world(f"district{number}") for number in range(AUTHORITIES))
    chance = Random(seed)  # the same spread every time, not a secret
    in_city = cases // 3
    shares = [in_city] + [(cases - in_city) // (AUTHORITIES - 1)] * (AUTHORITIES - 1)
    shares[-1] += cases - sum(shares)
    for world, share in zip(worlds, shares, strict=True):
        _authority(world, share, chance)
    _analyse()
    return Country(worlds, cases)


def _authority(world: World, cases: int, chance: Random) -> None:
    with _unwatched() as session:
        maker = _Maker(session, world, chance)
        maker.years()
        maker.schools(max(1, cases // len(YEARS)))
    for start in range(0, cases, PART):
        with _unwatched() as session:
            made = _Maker(session, world, chance)
            made.cases(start, min(PART, cases - start), max(1, cases // len(YEARS)))


@contextmanager
def _unwatched() -> Iterator[Session]:
    """Rows that are right as they are made: PostgreSQL is not asked to look for what each of them refers to."""
    with unit_of_work() as session:
        if session.connection().dialect.name == "postgresql":
            session.execute(text("SET LOCAL session_replication_role = replica"))
            session.execute(text("SET LOCAL synchronous_commit = off"))
        yield session


class _Maker:
    """Rows of one authority. Ids are counted here, so that nothing has to be asked back."""

    def __init__(self, session: Session, world: World, chance: Random) -> None:
        self._session, self._world, self._chance = session, world, chance
        self._workflow = case_workflow(stages_of(SETTINGS))
        self._process = process_facts(SETTINGS)
        self._common: Values = {"authority_id": world.authority_id}

    def years(self) -> None:
        """Former school years of the world's own run, which is the last."""
        run = self._session.get_one(Run, self._world.run_id)
        shared = {
            **self._common,
            "programme_id": run.programme_id,
            "programme_version_id": run.programme_version_id,
            "process_version_id": run.process_version_id,
        }
        self._put(
            Run,
            (
                {
                    **shared,
                    "title": f"{year}/{year - 1999}",
                    "from_on": date(year, 9, 1),
                    "to_on": date(year + 1, 8, 31),
                }
                for year in YEARS[:-1]
            ),
        )

    def schools(self, number: int) -> None:
        rows: list[Values] = []
        for place in range(number):
            name = f"МБОУ «Средняя школа № {place + 1}» ({self._world.authority_id})"
            words = {"search": search_text(name), "sort_key": sort_key(name)}
            rows.append({**self._common, "code": f"g{place}", "name": name, **words})
        self._put(School, rows)

    def cases(self, start: int, number: int, schools: int) -> None:
        """Cases from one place of the authority's list, with all that hangs on them."""
        runs = self._ids("SELECT id FROM runs WHERE authority_id = :authority ORDER BY from_on")
        known = self._session.execute(
            text(
                "SELECT id, search, sort_key FROM schools WHERE authority_id = :authority AND code LIKE 'g%' "
                "ORDER BY id"
            ),
            {"authority": self._world.authority_id},
        ).all()
        first = self._next(Case)
        cases = []
        for place in range(start, start + number):
            year, school = place // schools % len(YEARS), known[place % schools]
            cases.append(self._case(first + place - start, runs[year], school, open_=year == len(YEARS) - 1))
        self._put(Case, cases)
        orders = self._orders(cases, start)
        self._put(Task, self._tasks(cases, orders))
        self._put(Notice, self._notices(cases))

    def _case(self, case_id: int, run_id: int, school: Any, *, open_: bool) -> Values:
        states = [name for name, state in self._workflow.states.items() if state.final is not open_]
        state = self._chance.choice(states) if open_ else "closure.closed"
        due = TODAY + timedelta(days=self._chance.randint(-40, 90)) if self._chance.random() < 0.9 else None
        entered = NOW - timedelta(days=self._chance.randint(1, 60))
        return {
            **self._common,
            "id": case_id,
            "run_id": run_id,
            "school_id": school.id,
            "process_version_id": self._world.process_version_id,
            "methodist_id": self._world.people["methodist"],
            "state": state,
            "stage": self._workflow.stage_of(state).name,
            "waits_for": self._workflow.waits_for(state, self._process).value,
            "from_on": date(2022, 9, 1),
            "to_on": date(2027, 8, 31),
            "entered_at": entered,
            "opened_at": entered,
            "due_on": due if open_ else None,
            "closed_at": None if open_ else entered,
            "search": school.search,
            "sort_key": school.sort_key,
        }

    def _orders(self, cases: list[Values], start: int) -> list[int]:
        """A packet in force and its order for every twenty cases; answers the order of each case."""
        first_order, first_packet = self._next(OrderIdentity), self._next(Packet)
        groups = [cases[place : place + CASES_AN_ORDER] for place in range(0, len(cases), CASES_AN_ORDER)]
        self._put(OrderIdentity, ({**self._common, "id": first_order + place} for place in range(len(groups))))
        title = "Об утверждении списка сетевого партнёрства"
        self._put(
            Packet,
            (
                {
                    **self._common,
                    "id": first_packet + place,
                    "run_id": group[0]["run_id"],
                    "kind": PacketKind.PAIR_LIST,
                    "act": Act.ORDER,
                    "title": title,
                    "search": search_text(title),
                    "state": "packet.in_force",
                    "author_ids": [self._world.people["methodist"]],
                    "created_at": NOW,
                    "created_by_id": self._world.people["methodist"],
                    "in_force_at": NOW,
                }
                for place, group in enumerate(groups)
            ),
        )
        self._put(
            PacketCase,
            (
                {
                    **self._common,
                    "packet_id": first_packet + place,
                    "case_id": case["id"],
                    "is_in": False,
                    "decided": True,
                }
                for place, group in enumerate(groups)
                for case in group
            ),
        )
        self._put(Order, map(self._order, self._numbered(groups, start, first_order, first_packet)))
        return [first_order + place // CASES_AN_ORDER for place in range(len(cases))]

    def _numbered(
        self, groups: list[list[Values]], start: int, first_order: int, first_packet: int
    ) -> Iterator[tuple[int, int, int, int]]:
        for place, group in enumerate(groups):
            yield (
                first_order + place,
                first_packet + place,
                group[0]["run_id"],
                start // CASES_AN_ORDER + place + 1,
            )

    def _order(self, numbers: tuple[int, int, int, int]) -> Values:
        order_id, packet_id, run_id, ordinal = numbers
        title = "Об утверждении списка сетевого партнёрства"
        return {
            **self._common,
            "id": order_id,
            "run_id": run_id,
            "register_id": self._world.register_id,
            "packet_id": packet_id,
            "kind": "approve_list",
            "act_type": "распоряжение",
            "number_text": str(ordinal),
            "ordinal": ordinal,
            "year": 2026,
            "dated_on": TODAY - timedelta(days=self._chance.randint(0, 280)),
            "title": title,
            "canonical": "{}",
            "sha256": "0" * 64,
            "signed_by_id": self._world.people["official"],
            "registered_by_id": self._world.people["official"],
            "registered_at": NOW,
            "search": search_text(str(ordinal), title),
        }

    def _tasks(self, cases: list[Values], orders: list[int]) -> Iterator[Values]:
        for case, order_id in zip(cases, orders, strict=True):
            for number in range(TASKS_A_CASE):
                open_ = case["closed_at"] is None and self._chance.random() < 0.6
                role = ("school", "partner", "methodist", "school", "school")[number]
                yield {
                    **self._common,
                    "run_id": case["run_id"],
                    "case_id": case["id"],
                    "school_id": case["school_id"],
                    "assignee_role": role,
                    "title": "Заключить соглашение о сетевом партнёрстве",
                    "origin": "clause",
                    "order_id": order_id,
                    "clause": str(number + 1),
                    "control_form": "соглашение",
                    "status": "open" if open_ else "done",
                    "due_on": TODAY + timedelta(days=self._chance.randint(-30, 120)),
                    "created_at": NOW,
                    "done_at": None if open_ else NOW,
                }

    def _notices(self, cases: list[Values]) -> Iterator[Values]:
        """One case in ten was spoken of."""
        for case in cases[::10]:
            yield {
                **self._common,
                "event": f"case:{case['id']}:generated",
                "kind": "consent:asked",
                "recipient_id": self._world.people["methodist"],
                "channel": "app",
                "values": {"case_id": case["id"]},
                "case_id": case["id"],
                "created_at": case["entered_at"],
                "read_at": NOW if self._chance.random() < 0.7 else None,
            }

    def _put(self, model: type[Base], rows: Iterable[Values]) -> None:
        statement = insert(cast(Table, model.__table__))
        waiting = iter(rows)
        while part := list(islice(waiting, PART)):
            self._session.connection().execute(statement, part)

    def _ids(self, statement: str) -> list[int]:
        found = self._session.execute(text(statement), {"authority": self._world.authority_id})
        return [int(row_id) for (row_id,) in found]

    def _next(self, model: type[Base]) -> int:
        """The first free id. On PostgreSQL the sequence is left behind: nothing else is written here."""
        highest = self._session.execute(text(f"SELECT max(id) FROM {model.__tablename__}")).scalar()
        return int(highest or 0) + 1


def _analyse() -> None:
    """As autovacuum and a nightly PRAGMA optimize would have done by then."""
    engine = db.engine.execution_options(
        **({"sqlite_bare": True} if db.engine.dialect.name == "sqlite" else {"isolation_level": "AUTOCOMMIT"})
    )
    with engine.connect() as connection:
        connection.execute(text("ANALYZE"))
