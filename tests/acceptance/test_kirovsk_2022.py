"""Kirovsk lives its year 2022/23 again: each step on its day, the numbers from the office's own journal."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from jobs.deadlines import sweep
from tests.acceptance.conftest import file_of
from workflow.commands import Command, Result, run
from workflow.commands.attendance import EnterAttendance, Line
from workflow.commands.closure import RecordClosingReport
from workflow.commands.events import EventTerms, MoveEvent, PlanEvent, RecordKickoff
from workflow.commands.evidence import AcceptEvidence, GiveEvidence
from workflow.commands.letters import Letter
from workflow.commands.load_programme import LoadProgramme
from workflow.commands.measures import AddMeasure
from workflow.commands.move_case import MoveCase
from workflow.commands.notes import RecordNote
from workflow.commands.open_cases import OpenCases
from workflow.commands.orders import IssueOrder
from workflow.commands.packet_decisions import SubmitPacket
from workflow.commands.packets import (
    AssembleForRun,
    AssemblePacket,
    Charged,
    Clause,
    ClauseKind,
    EditPacket,
)
from workflow.commands.pairing import ChoosePartner, GiveConsent
from workflow.commands.people import AddPerson, GrantRole
from workflow.commands.plan_review import ReviewPlan
from workflow.commands.plans import MakePlan
from workflow.commands.recommendations import AddRecommendation
from workflow.commands.reflections import WriteReflection
from workflow.commands.runs import OpenRun
from workflow.commands.tasks import CloseTask
from workflow.facts.plan_content import contents_of, fingerprint
from workflow.models.authority import Authority, School
from workflow.models.case import Case
from workflow.models.event import Audience, Event
from workflow.models.monitoring import MeasurementRound
from workflow.models.notice import Notice
from workflow.models.order import Order
from workflow.models.packet import Packet
from workflow.models.person import RoleName
from workflow.models.plan import Plan
from workflow.models.programme import Programme, Run
from workflow.models.task import Task, TaskStatus
from workflow.states.definition import OnBehalf, PacketKind, Role

#: Of the document: who is supported by whom (004, pairs).
PAIRS = {
    "putilovskaya": "priladozhskaya",
    "sinyavinskaya": "shlisselburgskaya_1",
    "shumskaya": "shlisselburgskaya_1",
    "nazievskaya": "priladozhskaya",
    "sukhovskaya": "priladozhskaya",
    "otradenskaya_3": "otradenskaya_2",
}
#: The office numbers its acts itself; the document's own acts are left out of the file.
PROCESS = """
process:
  version: 1
  stages: [plan_approval, pairing, events, monitoring, closure]
  act: order
  act_type: распоряжение
  register: external
  rounds: 1
"""
ZONE = ZoneInfo("Europe/Moscow")


def without_its_acts(text: str) -> str:
    """The file as it lies, but for the sections about acts and what points to them."""
    for section in ("orders", "inconsistencies", "pair_lists", "events", "deliverables", "stages"):
        text = re.sub(rf"^{section}:\n(?:(?:[ #].*)?\n)*", "", text, flags=re.MULTILINE)
    return text


@dataclass
class Office:
    """Everybody who acts; every step is a command on its day."""

    session: Session
    authority_id: int
    run_id: int
    people: dict[str, int]
    schools: dict[str, int]
    cases: dict[str, int]

    def do(self, who: str, command: Command, on: date, hour: int = 10) -> Result:
        return run(command, actor_id=self.people[who], now=moment(on, hour))

    def row(self, table: type[Any], row_id: int) -> Any:
        self.session.expire_all()
        self.session.rollback()
        return self.session.get_one(table, row_id)

    def move(self, school: str, transition: str, on: date, **words: Any) -> None:
        case = self.row(Case, self.cases[school])
        self.do(
            "methodist",
            MoveCase(case_id=case.id, version=case.version, transition=transition, **words),
            on,
        )

    def put_up(self, packet_id: int, on: date, *, reason: str = "") -> None:
        submit = SubmitPacket(packet_id=packet_id, version=self.row(Packet, packet_id).version, reason=reason)
        self.do("methodist", submit, on, 11)

    def issue(self, packet_id: int, number: str, on: date) -> int:
        """One press of the deputy chair; number and date are what the office's journal gave."""
        issue = IssueOrder(
            packet_id=packet_id, version=self.row(Packet, packet_id).version, number=number, dated_on=on
        )
        order_id: int = self.do("official", issue, on, 15)["order_id"]
        return order_id

    def packet(self, kind: PacketKind, on: date, *, reason: str = "", event_id: int | None = None) -> int:
        command: Command = (
            AssemblePacket(run_id=self.run_id, kind=kind, case_ids=tuple(self.cases.values()))
            if event_id is None
            else AssembleForRun(run_id=self.run_id, kind=kind, event_id=event_id)
        )
        packet_id: int = self.do("methodist", command, on)["packet_id"]
        self.put_up(packet_id, on, reason=reason)
        return packet_id

    def event(self, on: date, title: str, from_on: date, to_on: date) -> int:
        terms = EventTerms(
            title=title,
            from_on=from_on,
            to_on=to_on,
            required=True,
            audiences=(Audience.TEACHERS.value,),
            guests=tuple(self.schools[name] for name in PAIRS),
            hosts=tuple(self.schools[name] for name in sorted(set(PAIRS.values()))),
        )
        event_id: int = self.do("methodist", PlanEvent(run_id=self.run_id, terms=terms), on)["event_id"]
        return event_id

    def move_event(self, event_id: int, transition: str, on: date, **words: Any) -> None:
        version = self.row(Event, event_id).version
        command = MoveEvent(event_id=event_id, version=version, transition=transition, **words)
        self.do("methodist", command, on, 16)

    def hold(self, event_id: int, on: date) -> None:
        self.move_event(event_id, "hold_event", on)
        lines = tuple(
            Line(
                school_id=self.schools[name],
                audience=Audience.TEACHERS,
                name=f"учитель физики {place}",
                post="учитель",
            )
            for place, name in enumerate([*PAIRS, *sorted(set(PAIRS.values()))])
        )
        self.do("methodist", EnterAttendance(event_id=event_id, lines=lines), on, 17)

    def reflect(self, event_id: int, on: date) -> None:
        for name in (*PAIRS, *sorted(set(PAIRS.values()))):
            command = WriteReflection(
                event_id=event_id,
                school_id=self.schools[name],
                text="Приёмы взяты в работу",
                on_behalf=OnBehalf(role=Role.SCHOOL, channel="письмом", happened_on=on),
            )
            self.do("methodist", command, on, 12)
        self.move_event(event_id, "reflect_event", on)

    def states(self) -> set[str]:
        self.session.rollback()
        return set(self.session.scalars(select(Case.state)))

    def notices_of(self, kind: str, on: date) -> int:
        """After the morning's look at the deadlines: how many notices of this kind were told that day."""
        with time_machine.travel(moment(on, 9), tick=False):
            sweep(self.authority_id, "task")
        self.session.rollback()
        rows = self.session.scalars(select(Notice.created_at).where(Notice.kind == kind)).all()
        return sum(row.astimezone(ZONE).date() == on for row in rows)


def moment(on: date, hour: int) -> datetime:
    return datetime.combine(on, time(hour), ZONE)


@pytest.fixture
def office(app_context: None, session: Session) -> Office:
    since = moment(date(2022, 9, 1), 9)
    content = (without_its_acts(file_of("kirovsk")) + PROCESS).encode()
    run(LoadProgramme(file_name="kirovsk.yaml", content=content), actor_id=None, now=since, system=True)
    authority_id = session.scalars(select(Authority.id)).one()
    programme_id = session.scalars(select(Programme.id)).one()
    opened = OpenRun(programme_id=programme_id, from_on=date(2022, 9, 1), to_on=date(2023, 8, 31))
    run_id = run(opened, actor_id=None, now=since, system=True)["run_id"]
    people = {
        who: engage(who, role, authority_id, since, may)
        for who, role, may in (
            ("methodist", RoleName.METHODIST, {}),
            (
                "official",
                RoleName.OFFICIAL,
                {"may_approve": True, "may_sign": True, "may_register": True},
            ),
            ("chief", RoleName.OFFICIAL, {}),
        )
    }
    session.rollback()
    schools = dict(session.execute(select(School.code, School.id)).all())
    office = Office(session, authority_id, run_id, people, schools, {})
    command = OpenCases(
        run_id=run_id,
        school_ids=tuple(schools[name] for name in PAIRS),
        letter=Letter(
            issuer="Комитет общего и профессионального образования",
            number="19-20417/2022",
            dated_on=date(2022, 8, 12),
            title="О списке школ",
        ),
        category="low_results",
        methodist_id=people["methodist"],
    )
    opened_ids = office.do("methodist", command, date(2022, 9, 2))["case_ids"]
    session.rollback()
    codes = dict(
        session.execute(
            select(Case.id, School.code)
            .join(School, School.id == Case.school_id)
            .where(Case.id.in_(opened_ids))
        ).all()
    )
    office.cases = {code: case_id for case_id, code in codes.items()}
    for name in ("shumskaya", "sukhovskaya"):  # of the other schools nobody signs in
        engage(name, RoleName.SCHOOL, authority_id, since, {"school_id": schools[name]})
    return office


def engage(who: str, role: RoleName, authority_id: int, since: datetime, may: dict[str, Any]) -> int:
    person = AddPerson(email=f"{who}@test.example", post=who, password_hash="none")
    person_id: int = run(person, actor_id=None, now=since, system=True)["person_id"]
    grant = GrantRole(
        person_id=person_id, role=role, authority_id=authority_id, from_on=date(2022, 9, 1), **may
    )
    run(grant, actor_id=None, now=since, system=True)
    return person_id


def plans_are_written_and_read(office: Office) -> None:
    for name, case_id in office.cases.items():
        plan_id = office.do("methodist", MakePlan(case_id=case_id), date(2022, 9, 6))["plan_id"]
        office.do(
            "methodist",
            AddMeasure(
                plan_id=plan_id,
                title="Открытые уроки школы-партнёра",
                performers=("partner",),
                term="до 31.05.2023",
                control_forms=("аналитическая справка",),
            ),
            date(2022, 9, 6),
            11,
        )
        office.move(name, "send_plan_to_school", date(2022, 9, 8))
        plan = office.row(Plan, plan_id)
        review = ReviewPlan(
            plan_id=plan_id,
            content=fingerprint(contents_of(office.session, [plan])[plan_id]),
            agreed=True,
            on_behalf=OnBehalf(role=Role.SCHOOL, channel="письмом", happened_on=date(2022, 9, 12)),
        )
        office.do("methodist", review, date(2022, 9, 12))


def pairs_are_agreed(office: Office) -> None:
    for name, partner in PAIRS.items():
        choose = ChoosePartner(
            case_id=office.cases[name], partner_school_id=office.schools[partner], why="Сеть прошлых лет"
        )
        pair_id = office.do("methodist", choose, date(2022, 10, 7))["pair_id"]
        office.move(name, "propose_pair", date(2022, 10, 7), reason="Сеть прошлых лет")
        for side in (Role.SCHOOL, Role.PARTNER):
            consent = GiveConsent(
                case_id=office.cases[name],
                pair_id=pair_id,
                side=side,
                on_behalf=OnBehalf(role=side, channel="на совещании", happened_on=date(2022, 10, 11)),
            )
            office.do("methodist", consent, date(2022, 10, 11))


def the_report_is_put_up(office: Office) -> int:
    """№ 237: nine schools are to discuss the report by 31 August, the methodist controls through the year."""
    on = date(2023, 6, 5)
    for name in PAIRS:
        for text, term in (
            ("Обсудить отчёт и рекомендации на методобъединениях", "до 31.08.2023"),
            ("Запланировать и провести контроль принятых решений", "до 30.09.2023"),
        ):
            add = AddRecommendation(
                case_id=office.cases[name], addressee="administration", text=text, term=term
            )
            office.do("methodist", add, on)
        report = RecordClosingReport(case_id=office.cases[name], text="Школа вышла из списка ШНОР")
        office.do("methodist", report, on, 11)
    command = AssemblePacket(
        run_id=office.run_id, kind=PacketKind.CLOSING, case_ids=tuple(office.cases.values())
    )
    packet_id: int = office.do("methodist", command, on, 12)["packet_id"]
    edit = EditPacket(
        packet_id=packet_id,
        version=office.row(Packet, packet_id).version,
        title="Об утверждении отчёта о деятельности в рамках РИП",
        clauses=(
            Clause(number="1", text="Утвердить итоговый отчёт.", kind=ClauseKind.APPROVE),
            Clause(
                number="3.1",
                text="Рассмотреть отчёт и рекомендации.",
                kind=ClauseKind.ASSIGN,
                charged=Charged.SUPPORTED,
                term="до 31.08.2023",
                control_form="протокол",
            ),
            Clause(
                number="3.2",
                text="Рассмотреть отчёт и рекомендации.",
                kind=ClauseKind.ASSIGN,
                charged=Charged.PARTNERS,
                term="до 31.08.2023",
                control_form="протокол",
            ),
        ),
        signatory_post="заместитель председателя комитета",
    )
    office.do("methodist", edit, on, 13)
    reason = "Открытые уроки продолжаются до конца учебного года"
    office.put_up(packet_id, on, reason=reason)
    return packet_id


def test_kirovsk_31_the_year_2022_2023_is_lived_each_step_on_its_day(office: Office, app: Flask) -> None:
    """Карта № 305, фестиваль, пары № 354, лаборатория, анализ № 78, итог № 237, контроль до сентября."""
    plans_are_written_and_read(office)
    plans = office.packet(PacketKind.PLAN, date(2022, 9, 13), reason="Дефициты изучены в прошлом году")
    festival = office.event(
        date(2022, 9, 12), "Фестиваль «Знаю как, умею и научу!»", date(2022, 9, 26), date(2022, 9, 30)
    )
    office.issue(plans, "305", date(2022, 9, 15))
    assert office.states() == {"pairing.matching"}
    office.issue(
        office.packet(PacketKind.EVENT, date(2022, 9, 14), event_id=festival), "306", date(2022, 9, 15)
    )
    office.hold(festival, date(2022, 9, 30))
    office.reflect(festival, date(2022, 10, 4))
    results = office.packet(PacketKind.EVENT_RESULTS, date(2022, 10, 5), event_id=festival)
    office.issue(results, "335", date(2022, 10, 6))

    pairs_are_agreed(office)
    pairs = office.packet(PacketKind.PAIR_LIST, date(2022, 10, 14), reason="Сеть прошлых лет")
    office.issue(pairs, "354", date(2022, 10, 18))
    assert office.states() == {"events.running"}

    laboratory = office.event(
        date(2022, 10, 24), "Творческая лаборатория", date(2022, 11, 1), date(2022, 11, 23)
    )
    kickoff = RecordKickoff(
        event_id=laboratory,
        version=office.row(Event, laboratory).version,
        held_on=date(2022, 10, 27),
        note="Круг участников и задачи",
    )
    office.do("methodist", kickoff, date(2022, 10, 27))
    held = office.packet(PacketKind.EVENT, date(2022, 10, 27), event_id=laboratory)
    office.issue(held, "369", date(2022, 10, 28))
    office.hold(laboratory, date(2022, 11, 22))
    office.reflect(laboratory, date(2022, 11, 22))
    report = office.packet(PacketKind.EVENT_RESULTS, date(2022, 11, 23), event_id=laboratory)
    office.issue(report, "412", date(2022, 11, 23))
    event = office.row(Event, laboratory)
    assert (event.state, event.kickoff_held_on, event.announced_on, event.results_on) == (
        "event.finished",
        date(2022, 10, 27),
        date(2022, 10, 28),
        date(2022, 11, 23),
    )

    round_id = office.session.scalars(select(MeasurementRound.id)).one()
    for name in PAIRS:
        office.move(name, "review_events", date(2023, 2, 1))
        office.move(name, "finish_events", date(2023, 2, 6), reason="Открытые уроки идут до мая")
        office.move(name, "submit_measurements", date(2023, 2, 10))
        note = RecordNote(case_id=office.cases[name], round_id=round_id, text="Кадров не хватает")
        office.do("methodist", note, date(2023, 2, 13))
    analysis = office.packet(PacketKind.RESULTS, date(2023, 2, 17))
    office.issue(analysis, "78", date(2023, 2, 20))
    for name in PAIRS:
        office.move(name, "finish_monitoring", date(2023, 5, 31))
    close_tasks(office, date(2023, 6, 1))

    office.issue(the_report_is_put_up(office), "237", date(2023, 6, 8))
    assert office.states() == {"closure.closed"}
    numbers = office.session.execute(select(Order.number_text, Order.dated_on).order_by(Order.dated_on)).all()
    assert {tuple(one) for one in numbers} == {
        ("305", date(2022, 9, 15)),
        ("306", date(2022, 9, 15)),
        ("335", date(2022, 10, 6)),
        ("354", date(2022, 10, 18)),
        ("369", date(2022, 10, 28)),
        ("412", date(2022, 11, 23)),
        ("78", date(2023, 2, 20)),
        ("237", date(2023, 6, 8)),
    }
    control_goes_on(office)


def close_tasks(office: Office, on: date) -> None:
    """What was charged through the year is shown and accepted before the end."""
    office.session.rollback()
    for task_id in office.session.scalars(
        select(Task.id).where(Task.status == TaskStatus.OPEN).order_by(Task.id)
    ).all():
        show_and_close(office, task_id, on)


def show_and_close(office: Office, task_id: int, on: date) -> None:
    task = office.row(Task, task_id)
    behalf = None
    if task.assignee_role in ("school", "partner"):
        role = Role.SCHOOL if task.assignee_role == "school" else Role.PARTNER
        behalf = OnBehalf(role=role, channel="письмом", happened_on=on)
    who = {"official": "chief"}.get(task.assignee_role, "methodist")
    given = GiveEvidence(task_id=task_id, title="Протокол", on_behalf=behalf)
    evidence_id = office.do(who, given, on)["evidence_id"]
    checker = "official" if who == "chief" else "chief"
    office.do(checker, AcceptEvidence(evidence_id=evidence_id), on, 12)
    close = CloseTask(task_id=task_id, version=office.row(Task, task_id).version)
    office.do(checker, close, on, 13)


def control_goes_on(office: Office) -> None:
    """After the end: nine schools by 31 August, the control of 30 September on the Friday before, once each."""
    office.session.rollback()
    clause = office.session.scalars(
        select(Task).where(Task.origin == "clause", Task.status == TaskStatus.OPEN)
    ).all()
    assert sorted(task.school_id or 0 for task in clause) == sorted(
        office.schools[name] for name in {*PAIRS, *PAIRS.values()}
    )
    assert {task.due_on for task in clause} == {date(2023, 8, 31)}
    watched = office.session.scalars(
        select(Task).where(Task.origin == "recommendation", Task.status == TaskStatus.OPEN)
    ).all()
    assert {task.due_on for task in watched} == {date(2023, 8, 31), date(2023, 9, 29)}
    assert office.notices_of("deadline:due", date(2023, 8, 31)) > 0
    assert office.notices_of("deadline:overdue", date(2023, 9, 1)) > 0
    assert office.notices_of("deadline:due", date(2023, 9, 29)) > 0
    close_tasks(office, date(2023, 9, 29))
    office.session.rollback()
    assert office.session.scalars(select(Task.id).where(Task.status == TaskStatus.OPEN)).all() == []
    run_row = office.session.scalars(select(Run)).one()
    assert run_row.to_on == date(2023, 8, 31)
