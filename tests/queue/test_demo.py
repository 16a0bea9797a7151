"""The demonstration is made by commands alone and may be made again."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from tests.queue.test_loading import rows_in_all_tables
from workflow import demo
from workflow.models.case import Case
from workflow.models.person import RoleAssignment, RoleName


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_a_second_seeding_changes_nothing(app: Flask, session: Session) -> None:
    logins = demo.seed(app)
    before = rows_in_all_tables(session)
    assert demo.seed(app) == logins
    assert rows_in_all_tables(session) == before


def test_every_authority_has_people_of_every_role_and_open_cases(app: Flask, session: Session) -> None:
    emails = {login.email for login in demo.seed(app)}
    for code in ("kirovsk", "gatchina", "tbilissky", "sosva", "kirishi"):
        for part in ("methodist", "official", "clerk", "council", "school", "partner"):
            assert f"{part}@{code}.example" in emails
    assert {"observer@region.example", "admin@opora.example"} <= emails
    cases = session.execute(select(Case.authority_id, func.count()).group_by(Case.authority_id)).all()
    assert len(cases) == 5
    assert all(number >= 4 for _, number in cases)


def test_the_empty_demonstration_has_people_and_no_case(app: Flask, session: Session) -> None:
    assert len(demo.seed(app, empty=True)) > 30
    assert session.scalar(select(func.count()).select_from(Case)) == 0


def test_nobody_approves_what_they_wrote_in_the_demonstration(app: Flask, session: Session) -> None:
    demo.seed(app, empty=True)
    approvers = session.scalars(select(RoleAssignment).where(RoleAssignment.may_approve)).all()
    assert len(approvers) == 10
    assert all(one.role is RoleName.OFFICIAL for one in approvers)
