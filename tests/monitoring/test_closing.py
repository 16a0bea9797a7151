"""The end of a case: what was done is counted, recommendations live on as tasks."""

from __future__ import annotations

import time_machine
from flask import Flask
from sqlalchemy import select

from tests.approvals.visitor import Visitor
from tests.monitoring.conftest import SETTINGS, Measured, begin
from tests.world import NOW, TODAY, World, build_world, open_case
from workflow.commands.closure import RecordClosingReport
from workflow.commands.indicators import AddIndicator
from workflow.commands.recommendations import AddRecommendation
from workflow.commands.tasks import CreateTask
from workflow.models.case import Case, ClosingReport
from workflow.models.event import Attendance, Audience, Event, EventSchool, Participant
from workflow.models.monitoring import Measurement, RoundResult
from workflow.models.order import Order
from workflow.models.task import Task, TaskStatus
from workflow.states.definition import PacketKind
from workflow.uow import unit_of_work


def held_event(world: World, school: str, title: str, *people: int) -> None:
    """A held event with the people of the school who came, by their ids, and ten parents as a number."""
    with unit_of_work() as session:
        event = Event(
            authority_id=world.authority_id,
            run_id=world.run_id,
            process_version_id=world.process_version_id,
            title=title,
            state="event.held",
            from_on=TODAY,
            to_on=TODAY,
            held_on=TODAY,
            created_at=session.get_one(Case, world.cases[school]).opened_at,
        )
        session.add(event)
        session.flush()
        common = {"authority_id": world.authority_id, "event_id": event.id, "school_id": world.schools[school]}
        session.add(EventSchool(**common))
        recorded = {**common, "recorded_at": event.created_at}
        session.add_all(
            Attendance(audience=Audience.TEACHERS, participant_id=one, **recorded) for one in people
        )
        session.add(Attendance(audience=Audience.PARENTS, people=10, **recorded))


def people_of(world: World, school: str, number: int) -> list[int]:
    with unit_of_work() as session:
        rows = [
            Participant(
                authority_id=world.authority_id,
                school_id=world.schools[school],
                name=f"Педагог {place}",
                search=f"педагог {place}",
            )
            for place in range(number)
        ]
        session.add_all(rows)
        session.flush()
        return [row.id for row in rows]


def close(measured: Measured, school: str) -> int:
    case_id = measured.world.cases[school]
    measured.world.do("methodist", RecordClosingReport(case_id=case_id, text="Школа вышла из зоны риска"))
    return measured.issue(measured.put_up(school, kind=PacketKind.CLOSING))


def to_closing(measured: Measured, school: str) -> None:
    measured.open(school)
    for nth, numerator in enumerate(("3", "5")):
        measured.measure(school, nth=nth, numerator=numerator)
        measured.note(school, nth=nth)
        measured.move(school, "submit_measurements")
        measured.issue(measured.put_up(school))
        if nth == 0:
            measured.move(school, "start_next_round")
    measured.move(school, "finish_monitoring")


def test_the_report_counts_events_people_once_and_indicators_before_and_after(measured: Measured) -> None:
    to_closing(measured, "s1")
    first, second = people_of(measured.world, "s1", 2)
    held_event(measured.world, "s1", "Мастер-класс", first, second)
    held_event(measured.world, "s1", "Открытый урок", first)
    order_id = close(measured, "s1")
    counts = measured.look(select(ClosingReport.counts))
    told = {row["what"]: row.get("value") for row in counts}
    assert (told["events"], told["visits"], told["people"]) == (2, 23, 2)
    share = next(row for row in counts if row.get("indicator") == "Доля обученных педагогов")
    assert (share["before"], share["after"]) == ("50", "83,3")
    text = measured.look(select(Order.canonical).where(Order.id == order_id))
    assert "мероприятий проведено: 2; посещений: 23; человек участвовало: 2" in text
    assert "Доля обученных педагогов: 50 → 83,3 %" in text


def test_a_share_counted_from_the_sheets_takes_each_person_once(measured: Measured) -> None:
    measured.open("s1")
    came = AddIndicator(
        run_id=measured.world.run_id, title="Доля получивших помощь", kind="share", from_attendance=True
    )
    indicator = measured.world.do("methodist", came)["indicator_id"]
    first, second = people_of(measured.world, "s1", 2)
    held_event(measured.world, "s1", "Мастер-класс", first, second)
    held_event(measured.world, "s1", "Открытый урок", first)
    measured.record("s1", indicator, denominator="8")
    row = measured.all(select(Measurement))[0]
    assert (row.numerator, row.denominator, row.value) == ("2", "8", "25")


def test_recommendations_of_a_closed_case_are_watched_as_tasks(measured: Measured) -> None:
    to_closing(measured, "s1")
    case_id = measured.world.cases["s1"]
    for addressee, term in (("administration", "до 30.09.2027"), ("methodist", "")):
        command = AddRecommendation(case_id=case_id, addressee=addressee, text=f"Для {addressee}", term=term)
        measured.world.do("methodist", command)
    close(measured, "s1")
    assert measured.state("s1") == "closure.closed"
    tasks = measured.all(select(Task).where(Task.origin == "recommendation").order_by(Task.id))
    assert [(task.status, str(task.due_on)) for task in tasks] == [
        (TaskStatus.OPEN, "2027-09-30"),
        (TaskStatus.OPEN, "None"),
    ]


def test_the_page_of_a_closed_case_and_the_queue_show_what_is_watched(app: Flask) -> None:
    with app.app_context():
        measured = begin(build_world(settings=SETTINGS))
        to_closing(measured, "s1")
        case_id = measured.world.cases["s1"]
        command = AddRecommendation(
            case_id=case_id, addressee="methodist", text="Свести опыт в банк практик", term="до 30.09.2027"
        )
        measured.world.do("methodist", command)
        close(measured, "s1")
    with time_machine.travel(NOW, tick=False):
        methodist = Visitor(app, measured.world.people["methodist"])
        shown = methodist.open(f"/cases/{case_id}").text
        assert "Свести опыт в банк практик" in shown
        assert "на контроле" in shown
        assert "до 30.09.2027" in shown
        assert "Свести опыт в банк практик" in methodist.open("/queue").text


def test_sosva_19_a_task_dated_after_the_programme_holds_no_closing(measured: Measured) -> None:
    """Поручение позже конца программы остаётся после закрытия и завершения не держит."""
    to_closing(measured, "s1")
    case_id = measured.world.cases["s1"]
    later = CreateTask(case_id=case_id, title="Итоговый форум", assignee_role="school", term="до 15.10.2027")
    measured.world.do("methodist", later)
    close(measured, "s1")
    assert measured.state("s1") == "closure.closed"
    assert measured.look(select(Task.status).where(Task.title == "Итоговый форум")) is TaskStatus.OPEN


def test_sosva_20_monitoring_and_events_take_turns_without_disturbing_each_other(app: Flask) -> None:
    """Измерения вносят и среди мероприятий, мероприятия проходят и среди мониторинга."""
    settings = {**SETTINGS, "stages": ["events", "monitoring", "closure"]}
    with app.app_context():
        measured = begin(build_world(settings=settings))
        open_case(measured.world, "s1", stage="events")
        held_event(measured.world, "s1", "Семинар управленческих команд", *people_of(measured.world, "s1", 1))
        measured.measure("s1")
        measured.note("s1")
        _to_monitoring(measured)
        held_event(measured.world, "s1", "Адресный семинар")
        measured.move("s1", "submit_measurements")
        measured.issue(measured.put_up("s1"))
        measured.move("s1", "return_to_events")
        assert measured.state("s1") == "events.running"
        measured.measure("s1", nth=1, numerator="6")
        measured.note("s1", nth=1)
        _to_monitoring(measured)
        measured.move("s1", "submit_measurements")
        measured.issue(measured.put_up("s1"))
        measured.move("s1", "finish_monitoring")
        assert measured.state("s1") == "closure.reporting"
        rounds = measured.all(select(RoundResult.round_id).order_by(RoundResult.id))
        assert rounds == measured.rounds


def _to_monitoring(measured: Measured) -> None:
    measured.move("s1", "review_events")
    measured.move("s1", "finish_events")
    assert measured.state("s1") == "monitoring.measuring"
