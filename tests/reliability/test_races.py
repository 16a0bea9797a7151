"""Two people, or one person twice, at the same moment: exactly one effect."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from tests.reliability.scenes import at_once, packet_of_pairs, version
from tests.world import NOW, TODAY, World, open_case
from workflow.commands import BadInput, Collided, Command, Stale, Work, handles, run
from workflow.commands.bodies import MakeBody
from workflow.commands.move_case import MoveCase
from workflow.commands.orders import IssueOrder
from workflow.commands.packet_decisions import ReturnPacket
from workflow.commands.people import AddPerson, EndRole, GrantRole, RoleTerms
from workflow.commands.schools import AddSchools
from workflow.commands.tasks import CreateTask, ProlongTask
from workflow.extensions import db
from workflow.models.authority import School
from workflow.models.case import Case
from workflow.models.order import Order, Register
from workflow.models.person import RoleAssignment, RoleName


def count_of_orders() -> int:
    db.session.rollback()
    return db.session.scalar(select(func.count()).select_from(Order)) or 0


def test_of_two_officials_at_once_exactly_one_issues_the_order(app: Flask, world: World) -> None:
    packet_id = packet_of_pairs(world, "s1")
    seen = version(packet_id)

    results = at_once(
        app,
        lambda: world.do("official", IssueOrder(packet_id=packet_id, version=seen, key="a")),
        lambda: world.do("chief", IssueOrder(packet_id=packet_id, version=seen, key="b")),
    )

    assert sorted(type(one) for one in results if isinstance(one, Exception)) == [Stale]
    assert count_of_orders() == 1
    assert db.session.scalars(select(Register.last_number)).one() == 1


def test_a_double_click_makes_one_order_and_one_answer(app: Flask, world: World) -> None:
    packet_id = packet_of_pairs(world, "s1")
    press = IssueOrder(packet_id=packet_id, version=version(packet_id), key="one form")

    first, second = at_once(app, *[lambda: world.do("official", press)] * 2)

    assert {first["order_id"], second["order_id"]} == {first["order_id"]}
    assert sorted(one.get("repeated", False) for one in (first, second)) == [False, True]
    assert count_of_orders() == 1


def test_approve_and_return_at_once_never_both_happen(app: Flask, world: World) -> None:
    packet_id = packet_of_pairs(world, "s1")
    seen = version(packet_id)

    results = at_once(
        app,
        lambda: world.do("official", IssueOrder(packet_id=packet_id, version=seen)),
        lambda: world.do("chief", ReturnPacket(packet_id=packet_id, version=seen, comment="Нет протокола")),
    )

    assert sum(isinstance(one, Stale) for one in results) == 1
    issued = count_of_orders() == 1  # ends the reading that began before the race
    state = db.session.scalars(select(Case.state)).one()
    assert (state == "closure.reporting") == issued


def test_officials_of_many_packets_at_once_leave_no_gap_and_fork_no_chain(app: Flask, world: World) -> None:
    packets = [packet_of_pairs(world, school) for school in ("s1", "s2", "s3", "s4", "s5", "s6")]
    presses = [IssueOrder(packet_id=one, version=version(one), key=str(one)) for one in packets]

    results = at_once(
        app,
        *[lambda press=press: world.do("official", press) for press in presses],  # type: ignore[misc]  # early bound
    )

    assert [one for one in results if isinstance(one, Exception)] == []
    assert count_of_orders() == 6
    assert sorted(db.session.scalars(select(Order.ordinal))) == [1, 2, 3, 4, 5, 6]


def administrator(world: World) -> None:
    command = AddPerson(
        email="admin@north.example",
        post="Администратор",
        password_hash="x",
        authority_id=world.authority_id,
        first_role=RoleTerms(role=RoleName.ADMIN, from_on=date(2026, 1, 1)),
    )
    world.people["admin"] = run(command, actor_id=None, now=NOW, system=True)["person_id"]


def said_at(results: list[Any]) -> list[str]:
    """The fields at which the loser is told what is wrong; whatever else went wrong stands as itself."""
    return [
        one.field if isinstance(one, BadInput) else repr(one) for one in results if not isinstance(one, dict)
    ]


def test_one_address_gets_one_account_and_the_other_form_is_told_at_its_field(app: Flask, world: World) -> None:
    administrator(world)
    observer = RoleTerms(role=RoleName.OBSERVER, from_on=TODAY)
    command = AddPerson(
        email="new@north.example",
        post="Наблюдатель",
        password_hash="x",
        authority_id=world.authority_id,
        first_role=observer,
    )
    assert said_at(at_once(app, *[lambda: world.do("admin", command)] * 2)) == ["email"]


def test_one_body_is_made_of_two_forms(app: Flask, world: World) -> None:
    command = MakeBody(run_id=world.run_id, title="Координационный совет", kind="council")
    assert said_at(at_once(app, *[lambda: world.do("methodist", command)] * 2)) == ["title"]


def test_two_schools_that_are_typed_at_once_both_stand(app: Flask, world: World) -> None:
    first, second = (
        AddSchools(authority_id=world.authority_id, names=(name,)) for name in ("Школа А", "Школа Б")
    )
    deeds = (lambda: world.do("methodist", first)), (lambda: world.do("methodist", second))
    assert said_at(at_once(app, *deeds)) == []
    db.session.rollback()
    assert db.session.scalar(select(func.count()).where(School.name.in_(("Школа А", "Школа Б")))) == 2


def test_a_role_is_given_once_and_taken_away_once(app: Flask, world: World) -> None:
    administrator(world)
    clerk = world.people["clerk"]
    give = GrantRole(person_id=clerk, authority_id=world.authority_id, role=RoleName.OBSERVER, from_on=TODAY)
    assert said_at(at_once(app, *[lambda: world.do("admin", give)] * 2)) == ["role"]
    given = select(RoleAssignment.id).where(
        RoleAssignment.person_id == clerk, RoleAssignment.role == RoleName.OBSERVER
    )
    db.session.rollback()
    end = EndRole(assignment_id=db.session.scalars(given).one())
    assert said_at(at_once(app, *[lambda: world.do("admin", end)] * 2)) == ["last_on"]


def test_a_case_goes_on_while_the_term_of_its_task_is_moved(app: Flask, world: World) -> None:
    case_id = open_case(world, "s1", stage="pairing")
    task = CreateTask(case_id=case_id, title="Сдать отчёт", assignee_role="school", term="до 30.11.2026")
    task_id = world.do("methodist", task)["task_id"]
    world.do("methodist", MoveCase(case_id=case_id, version=1, transition="suspend_case", comment="Карантин"))
    later = NOW + timedelta(days=14)
    go_on = MoveCase(case_id=case_id, version=2, transition="resume_case")
    prolong = ProlongTask(task_id=task_id, version=1, due_on=date(2027, 1, 20), comment="Каникулы")
    results = at_once(
        app,
        lambda: world.do("methodist", go_on, now=later),
        lambda: world.do("methodist", prolong, now=later),
    )
    assert [one for one in results if not isinstance(one, dict | Stale)] == []
    db.session.rollback()
    assert db.session.scalars(select(Case.suspended_on)).one() is None


@dataclass(frozen=True, kw_only=True)
class FoundTwice(Command):
    """Writes one key twice, as if somebody were quicker each time."""


@handles(FoundTwice)
def _(_command: FoundTwice, work: Work) -> None:
    work.session.add_all(
        School(
            authority_id=1, code="same", name="Школа", aliases=[], search="школа", sort_key="школа", source=""
        )
        for _ in range(2)
    )


def test_who_collides_twice_in_a_row_is_shown_what_was_typed_and_nothing_is_written(
    app: Flask, world: World
) -> None:
    with pytest.raises(Collided) as collided:
        world.do("methodist", FoundTwice())
    assert db.session.scalar(select(func.count()).where(School.code == "same")) == 0
    with app.test_request_context("/", method="POST", data={"text": "Слова человека"}):
        answer = app.make_response(app.handle_user_exception(collided.value))
    assert answer.status_code == 409
    assert "Слова человека" in answer.get_data(as_text=True)
