"""The means of the demonstration: who does a thing, and how many days ago it was."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import select

from workflow.commands import Command, Result, run
from workflow.extensions import db
from workflow.models.authority import Authority, School
from workflow.models.person import Person


@dataclass(frozen=True, slots=True)
class Stage:
    """One authority on one day of the real clock. Every step is a command of the person who would do it."""

    authority_id: int
    zone: str
    code: str
    now: datetime

    def ago(self, days: int, hour: int = 10, minute: int = 0) -> datetime:
        """That many days before today at a local hour; never later than now."""
        zone = ZoneInfo(self.zone)
        day = self.now.astimezone(zone).date() - timedelta(days=days)
        return min(datetime.combine(day, time(hour, minute), zone), self.now)

    def person(self, login: str) -> int:
        address = login if "@" in login else f"{login}@{self.code}.example"
        return db.session.scalars(select(Person.id).where(Person.email == address)).one()

    def do(self, login: str, command: Command, at: datetime) -> Result:
        return run(command, actor_id=self.person(login), now=at)

    def school(self, name: str) -> int:
        """By the code of the programme's file or by the name of a demo school."""
        return db.session.scalars(
            select(School.id).where(
                School.authority_id == self.authority_id, (School.code == name) | (School.name == name)
            )
        ).one()


def stage_of(code: str, now: datetime) -> Stage:
    authority = db.session.scalars(select(Authority).where(Authority.code == code)).one()
    return Stage(authority.id, authority.zone, code, now)
