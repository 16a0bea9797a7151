"""Raise the curtain: programmes, people, the run of this school year, and its story. Safe to run twice."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path

from flask import Flask
from sqlalchemy import select

from workflow import clock, config
from workflow.commands import run
from workflow.commands.letters import Letter
from workflow.commands.load_programme import LoadProgramme
from workflow.commands.people import AddPerson, GrantRole
from workflow.commands.runs import OpenRun
from workflow.commands.schools import AddSchools
from workflow.demo.cast import ADMIN, OBSERVER, TROUPES, Part, Troupe
from workflow.demo.stage import Stage, stage_of
from workflow.demo.stories import STORIES
from workflow.demo.year import Year
from workflow.extensions import db
from workflow.models.case import Case
from workflow.models.person import Person, RoleName, password_hash
from workflow.models.programme import Programme

KEPT_IN = "demo-password.txt"
#: People and programmes are older than anything that happens in the story.
LOADED_DAYS_AGO = 100
LETTER_DAYS_AGO = 75


@dataclass(frozen=True, slots=True, kw_only=True)
class Login:
    email: str
    post: str
    authority: str = ""


def password_in(folder: Path) -> str:
    """The one password of everybody in this demonstration: made for its data folder and kept there."""
    path = folder / KEPT_IN
    if not path.exists():
        path.touch(mode=0o600)
        path.write_text("-".join(secrets.token_hex(2) for _ in range(3)) + "\n", encoding="ascii")
    return path.read_text(encoding="ascii").strip()


def seed(app: Flask, *, empty: bool = False) -> list[Login]:
    """`empty`: programmes and people only, no case is opened."""
    now = clock.now()
    with app.app_context():
        since = now - timedelta(days=LOADED_DAYS_AGO)
        for troupe in TROUPES:
            _load(troupe.code, since)
        hashed = password_hash(password_in(Path(app.config["DATA"])))
        _admin(hashed, since)
        stages = {troupe.code: stage_of(troupe.code, now) for troupe in TROUPES}
        for troupe in TROUPES:
            _people(stages[troupe.code], troupe, hashed, since)
        _observer(list(stages.values()), hashed, since)
        if not empty:
            for troupe in TROUPES:
                _year(stages[troupe.code], troupe)
        db.session.rollback()
        return logins()


def logins() -> list[Login]:
    """Everybody who may sign in, in the order in which they were made."""
    domains = {troupe.code: troupe.code for troupe in TROUPES}
    rows = db.session.execute(select(Person.email, Person.post).where(Person.active).order_by(Person.id))
    return [
        Login(email=email, post=post, authority=domains.get(email.split("@")[1].removesuffix(".example"), ""))
        for email, post in rows
    ]


def school_year(today: date) -> tuple[date, date]:
    first = today.year if today.month >= 9 else today.year - 1
    return date(first, 9, 1), date(first + 1, 8, 31)


def _load(code: str, since: datetime) -> None:
    path = config.ROOT / "programmes" / f"{code}.yaml"
    command = LoadProgramme(file_name=path.name, content=path.read_bytes())
    run(command, actor_id=None, now=since, system=True)


def _admin(hashed: str, since: datetime) -> None:
    if _is_known(ADMIN):
        return
    person = AddPerson(email=ADMIN, post="администратор Опоры", password_hash=hashed)
    person_id = run(person, actor_id=None, now=since, system=True)["person_id"]
    today = clock.local_date(since, "Europe/Moscow")
    grant = GrantRole(person_id=person_id, role=RoleName.ADMIN, from_on=today)
    run(grant, actor_id=None, now=since, system=True)


def _people(stage: Stage, troupe: Troupe, hashed: str, since: datetime) -> None:
    admin_id = stage.person(ADMIN)
    if troupe.demo_schools:
        schools = AddSchools(authority_id=stage.authority_id, names=troupe.demo_schools, is_example=True)
        run(schools, actor_id=admin_id, now=since)
    for part in troupe.parts:
        email = f"{part.login}@{troupe.code}.example"
        if not _is_known(email):
            _engage(stage, part, email, hashed, since)


def _engage(stage: Stage, part: Part, email: str, hashed: str, since: datetime) -> None:
    person = AddPerson(email=email, post=part.post, password_hash=hashed, authority_id=stage.authority_id)
    person_id = stage.do(ADMIN, person, since)["person_id"]
    grant = GrantRole(
        person_id=person_id,
        role=part.role,
        authority_id=stage.authority_id,
        school_id=stage.school(part.school) if part.school else None,
        may_approve=part.approves,
        may_sign=part.signs,
        may_register=part.registers,
        from_on=clock.local_date(since, stage.zone),
    )
    stage.do(ADMIN, grant, since)


def _observer(stages: list[Stage], hashed: str, since: datetime) -> None:
    """One person who reads every municipality of the region."""
    if _is_known(OBSERVER):
        return
    person = AddPerson(
        email=OBSERVER,
        post="наблюдатель региона",
        password_hash=hashed,
        authority_id=stages[0].authority_id,
    )
    person_id = stages[0].do(ADMIN, person, since)["person_id"]
    for stage in stages:
        grant = GrantRole(
            person_id=person_id,
            role=RoleName.OBSERVER,
            authority_id=stage.authority_id,
            from_on=clock.local_date(since, stage.zone),
        )
        stage.do(ADMIN, grant, since)


def _is_known(email: str) -> bool:
    return db.session.scalar(select(Person.id).where(Person.email == email)) is not None


def _year(stage: Stage, troupe: Troupe) -> None:
    """The run of this school year; its story is played once, when no case was opened in it yet."""
    programme_id = db.session.scalars(select(Programme.id).where(Programme.code == troupe.code)).one()
    from_on, to_on = school_year(clock.local_date(stage.now, stage.zone))
    opened = OpenRun(programme_id=programme_id, from_on=from_on, to_on=to_on)
    run_id = stage.do("methodist", opened, stage.ago(80, 9))["run_id"]
    if db.session.scalar(select(Case.id).where(Case.run_id == run_id).limit(1)) is None:
        story = _story(stage, troupe, run_id)
        STORIES[troupe.code](story)
        story.play()


def _story(stage: Stage, troupe: Troupe, run_id: int) -> Year:
    letter_on = clock.local_date(stage.ago(LETTER_DAYS_AGO), stage.zone)
    own = {part.login: part.school for part in troupe.parts}
    letter = Letter(
        issuer=troupe.letter_issuer,
        number=troupe.letter_number % {"year": letter_on.year},
        dated_on=letter_on,
        title="О перечне школ с низкими образовательными результатами",
        source="пример: письмо придумано для показа",
    )
    return Year(stage, run_id, own_school=own["school"], own_partner=own["partner"], letter=letter)
