"""Programmes loaded by their own command: what the queue, opening and the programme's page stand on."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from workflow import config
from workflow.commands import Result, run
from workflow.commands.letters import Letter
from workflow.commands.load_programme import LoadProgramme
from workflow.commands.open_cases import OpenCases
from workflow.commands.people import AddPerson, GrantRole
from workflow.commands.runs import OpenRun
from workflow.models.authority import Authority, School
from workflow.models.person import RoleName
from workflow.models.programme import Programme

NOW = datetime(2026, 11, 23, 7, 0, tzinfo=UTC)
FILES = config.ROOT / "programmes"


def load_programme(code: str, *, content: bytes | None = None, now: datetime = NOW) -> Result:
    path = FILES / f"{code}.yaml"
    command = LoadProgramme(file_name=path.name, content=content or path.read_bytes())
    return run(command, actor_id=None, now=now, system=True)


@pytest.fixture
def loaded(app_context: None) -> Callable[..., Result]:
    return load_programme


@dataclass(frozen=True)
class House:
    """One authority with its people and the run of a school year."""

    authority_id: int
    run_id: int
    methodist: int
    official: int
    schools: Mapping[str, int]

    def open(self, *codes: str, actor: int | None = None, now: datetime = NOW, **given: Any) -> Result:
        command = OpenCases(
            run_id=self.run_id,
            school_ids=tuple(self.schools[code] for code in codes),
            **{"methodist_id": self.methodist, "letter": LETTER, "category": "low_results", **given},
        )
        return run(command, actor_id=actor or self.methodist, now=now)


LETTER = Letter(
    issuer="Комитет общего и профессионального образования",
    number="19-20417/2026",
    dated_on=date(2026, 8, 14),
    title="О списке школ",
)


def add_person(login: str, role: RoleName, authority_id: int, **given: Any) -> int:
    person = AddPerson(email=f"{login}@test.example", post=login, password_hash="none")
    person_id: int = run(person, actor_id=None, now=NOW, system=True)["person_id"]
    grant = GrantRole(
        person_id=person_id, role=role, authority_id=authority_id, from_on=date(2026, 1, 1), **given
    )
    run(grant, actor_id=None, now=NOW, system=True)
    return person_id


#: A process that begins with the diagnosis: what the queue tells of it is tried here.
DIAGNOSED = b"""
process:
  version: 1
  stages: [diagnosis, pairing, closure]
  act: order
  act_type: %s
  collects: school
""" % "распоряжение".encode()


def make_house(code: str, session: Session, *, process: bytes = b"") -> House:
    """`process`: settings written into the file, in the place of those beside it."""
    load_programme(code, content=(FILES / f"{code}.yaml").read_bytes() + process)
    session.rollback()
    authority_id = session.scalars(select(Authority.id).where(Authority.code == code)).one()
    programme_id = session.scalars(select(Programme.id).where(Programme.code == code)).one()
    opened = OpenRun(programme_id=programme_id, from_on=date(2026, 9, 1), to_on=date(2027, 8, 31))
    run_id = run(opened, actor_id=None, now=NOW, system=True)["run_id"]
    methodist = add_person(f"methodist-{code}", RoleName.METHODIST, authority_id)
    official = add_person(f"official-{code}", RoleName.OFFICIAL, authority_id, may_approve=True)
    session.rollback()
    rows = session.execute(select(School.code, School.id).where(School.authority_id == authority_id))
    return House(
        authority_id=authority_id,
        run_id=run_id,
        methodist=methodist,
        official=official,
        schools={row[0]: row[1] for row in rows},
    )


@pytest.fixture
def kirovsk(app_context: None, session: Session) -> House:
    return make_house("kirovsk", session, process=DIAGNOSED)


@pytest.fixture
def gatchina(app_context: None, session: Session) -> House:
    return make_house("gatchina", session)
