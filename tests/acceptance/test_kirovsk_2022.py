"""Kirovsk lives its year 2022/23 again: each step on its day, the numbers from the office's own journal."""

from __future__ import annotations

from datetime import date

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.acceptance.conftest import file_of
from tests.acceptance.office import PAIRS, PROCESS, Office, engage, moment, without_its_acts
from workflow.commands import run
from workflow.commands.closure import RecordClosingReport
from workflow.commands.events import RecordKickoff
from workflow.commands.evidence import AcceptEvidence, GiveEvidence
from workflow.commands.letters import Letter
from workflow.commands.load_programme import LoadProgramme
from workflow.commands.measures import AddMeasure
from workflow.commands.notes import RecordNote
from workflow.commands.open_cases import OpenCases
from workflow.commands.packets import (
    AssemblePacket,
    Charged,
    Clause,
    ClauseKind,
    EditPacket,
)
from workflow.commands.pairing import ChoosePartner, GiveConsent
from workflow.commands.plan_review import ReviewPlan
from workflow.commands.plans import MakePlan
from workflow.commands.recommendations import AddRecommendation
from workflow.commands.runs import OpenRun
from workflow.commands.tasks import CloseTask
from workflow.facts.plan_content import contents_of, fingerprint
from workflow.models.authority import Authority, School
from workflow.models.case import Case
from workflow.models.event import Event
from workflow.models.monitoring import MeasurementRound
from workflow.models.order import Order
from workflow.models.packet import Packet
from workflow.models.person import RoleName
from workflow.models.plan import Plan
from workflow.models.programme import Programme, Run
from workflow.models.task import Task, TaskStatus
from workflow.states.definition import OnBehalf, PacketKind, Role


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
