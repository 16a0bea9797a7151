"""A small municipality to test in: one authority, its people, schools and a run, built in one transaction.

Cases, packets and orders are made through the commands, as everywhere else.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from workflow.commands import Command, Result, run
from workflow.commands.moving import open_state
from workflow.facts import stages_of
from workflow.models.audit import AuditChain
from workflow.models.authority import Authority, CategoryRecord, School
from workflow.models.case import Case, ClosingReport, Consent, Deficit, DeficitKind, DiagnosisConclusion, Pair
from workflow.models.order import Register, RegisterKind
from workflow.models.packet import Packet
from workflow.models.person import Person, RoleAssignment, RoleName
from workflow.models.programme import ProcessVersion, Programme, ProgrammeVersion, Run
from workflow.models.search import search_text, sort_key
from workflow.states.machine import case_workflow
from workflow.uow import unit_of_work

NOW = datetime(2026, 10, 12, 9, 0, tzinfo=UTC)
TODAY = date(2026, 10, 12)
SETTINGS: Mapping[str, Any] = {
    "version": 1,
    "stages": ["diagnosis", "pairing", "closure"],
    "act": {"diagnosis": "order", "pair_list": "order", "closing": "order"},
    "collects": "school",
}


@dataclass
class World:
    """Ids only, so that nothing loaded in one transaction is used in the next."""

    authority_id: int
    run_id: int
    process_version_id: int
    register_id: int
    people: dict[str, int] = field(default_factory=dict)
    schools: dict[str, int] = field(default_factory=dict)
    cases: dict[str, int] = field(default_factory=dict)

    def do(self, who: str, command: Command, *, now: datetime = NOW) -> Result:
        return run(command, actor_id=self.people[who], now=now)


def build_world(
    code: str = "north",
    *,
    settings: Mapping[str, Any] = SETTINGS,
    register: RegisterKind = RegisterKind.OWN,
    zone: str = "Europe/Moscow",
    schools: int = 6,
) -> World:
    """Schools s1, s2, … are supported, p1, p2 are partners; people are named by their role."""
    with unit_of_work() as session:
        if session.scalar(select(AuditChain.id).where(AuditChain.authority_id.is_(None))) is None:
            session.add(AuditChain(authority_id=None))
        authority = Authority(
            code=code,
            name=f"Комитет образования «{code}»",
            short_name=code,
            territory=code,
            act_type="распоряжение",
            zone=zone,
        )
        session.add(authority)
        session.flush()
        session.add(AuditChain(authority_id=authority.id))
        world = _programme(session, authority, settings, register)
        for name in [*(f"s{n}" for n in range(1, schools + 1)), "p1", "p2"]:
            world.schools[name] = _school(session, authority.id, code, name)
        _people(session, world, code)
    return world


def _programme(
    session: Session, authority: Authority, settings: Mapping[str, Any], kind: RegisterKind
) -> World:
    programme = Programme(code=authority.code, authority_id=authority.id)
    session.add(programme)
    session.flush()
    version = ProgrammeVersion(
        programme_id=programme.id,
        number=1,
        title="Сетевое наставничество",
        file_name="north.yaml",
        text="",
        sha256="0" * 64,
        loaded_at=NOW,
    )
    process = ProcessVersion(programme_id=programme.id, number=1, settings=dict(settings), published_at=NOW)
    register = Register(
        authority_id=authority.id, act_type="распоряжение", title="Журнал распоряжений", kind=kind
    )
    session.add_all([version, process, register])
    session.flush()
    run_row = Run(
        authority_id=authority.id,
        programme_id=programme.id,
        programme_version_id=version.id,
        process_version_id=process.id,
        title="2026/27",
        from_on=date(2026, 9, 1),
        to_on=date(2027, 8, 31),
    )
    session.add(run_row)
    session.flush()
    return World(authority.id, run_row.id, process.id, register.id)


def _school(session: Session, authority_id: int, code: str, name: str) -> int:
    title = f"МБОУ «Школа {name} ({code})»"
    school = School(
        authority_id=authority_id, code=name, name=title, search=search_text(title), sort_key=sort_key(title)
    )
    session.add(school)
    session.flush()
    session.add(
        CategoryRecord(
            authority_id=authority_id,
            school_id=school.id,
            category="high_results" if name.startswith("p") else "low_results",
            recorded_at=NOW,
        )
    )
    return school.id


def _people(session: Session, world: World, code: str) -> None:
    everything = {"may_approve": True, "may_sign": True, "may_register": True}
    grants: dict[str, tuple[RoleName, dict[str, bool], str | None]] = {
        "methodist": (RoleName.METHODIST, {}, None),
        "official": (RoleName.OFFICIAL, everything, None),
        "chief": (RoleName.OFFICIAL, everything, None),
        "approver": (RoleName.OFFICIAL, {"may_approve": True}, None),
        "signatory": (RoleName.OFFICIAL, {"may_sign": True}, None),
        "specialist": (RoleName.OFFICIAL, {}, None),
        "clerk": (RoleName.CLERK, {}, None),
        "council": (RoleName.COUNCIL, {}, None),
        "secretary": (RoleName.SECRETARY, {}, None),
        "observer": (RoleName.OBSERVER, {}, None),
        **{name: (RoleName.SCHOOL, {}, name) for name in world.schools},
    }
    for who, (role, may, school) in grants.items():
        _add_person(session, world, who, code, role, **may, school_id=world.schools[school] if school else None)


def appoint(world: World, who: str, role: RoleName, *, code: str = "north", **given: Any) -> None:
    """One more person, of the world's authority unless said otherwise. `given`: columns of the assignment, and
    `post`."""
    with unit_of_work() as session:
        _add_person(session, world, who, code, role, **given)


def _add_person(session: Session, world: World, who: str, code: str, role: RoleName, **given: Any) -> None:
    title = given.pop("post", f"{role.value} ({who})")
    person = Person(email=f"{who}@{code}.example", post=title, full_name=None)
    session.add(person)
    session.flush()
    world.people[who] = person.id
    columns = {"authority_id": world.authority_id, "title": title, "from_on": date(2026, 1, 1), **given}
    session.add(RoleAssignment(person_id=person.id, role=role, **columns))


def open_case(world: World, school: str, *, stage: str | None = None, now: datetime = NOW) -> int:
    """A bare case row at the first state of a stage, without the papers that opening by a letter makes."""
    with unit_of_work() as session:
        process = session.get_one(ProcessVersion, world.process_version_id)
        workflow = case_workflow(stages_of(process.settings))
        stage = stage or workflow.stages[0].name
        state, waits_for = open_state(workflow, stage, process.settings)
        row = session.get_one(School, world.schools[school])
        case = Case(
            authority_id=world.authority_id,
            run_id=world.run_id,
            school_id=row.id,
            process_version_id=process.id,
            methodist_id=world.people["methodist"],
            state=state,
            stage=stage,
            waits_for=waits_for,
            from_on=date(2026, 9, 1),
            to_on=date(2027, 8, 31),
            entered_at=now,
            opened_at=now,
            search=row.search,
            sort_key=row.sort_key,
        )
        session.add(case)
        session.flush()
        world.cases[school] = case.id
        return case.id


def pair_up(world: World, school: str, partner: str = "p1", *, consents: bool = True) -> int:
    """The data of a pair that both sides agreed to."""
    with unit_of_work() as session:
        pair = Pair(
            authority_id=world.authority_id,
            case_id=world.cases[school],
            partner_school_id=world.schools[partner],
            from_on=TODAY,
            recorded_at=NOW,
            recorded_by_id=world.people["methodist"],
        )
        session.add(pair)
        session.flush()
        for side in ("school", "partner") if consents else ():
            session.add(
                Consent(
                    authority_id=world.authority_id,
                    pair_id=pair.id,
                    side=side,
                    given=True,
                    recorded_at=NOW,
                    recorded_by_id=world.people["methodist"],
                )
            )
        return pair.id


def diagnose(world: World, school: str) -> None:
    """The data that a diagnosis needs before it is put up."""
    with unit_of_work() as session:
        common = {"authority_id": world.authority_id, "case_id": world.cases[school], "recorded_at": NOW}
        session.add(Deficit(title="Мало учителей физики", kind=DeficitKind.INDIVIDUAL, **common))
        session.add(
            DiagnosisConclusion(
                round=1, instrument="Самодиагностика", held_on=TODAY, text="Нужен наставник по физике", **common
            )
        )


def report(world: World, school: str) -> None:
    with unit_of_work() as session:
        session.add(
            ClosingReport(
                authority_id=world.authority_id,
                case_id=world.cases[school],
                round=1,
                text="Качество выросло",
                recorded_at=NOW,
                recorded_by_id=world.people["methodist"],
            )
        )


def version_of(session: Session, kind: type[Case] | type[Packet], row_id: int) -> int:
    return session.execute(select(kind.version).where(kind.id == row_id)).scalar_one()
