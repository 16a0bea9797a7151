"""Statements about events: the day of Gatchina, seminars of Sosva, steps of Kirovsk, projects of Kirishi."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime

from sqlalchemy import select

from tests.acceptance.conftest import Programme, rows_of, words_of
from tests.approvals.visitor import Visitor
from workflow.commands import run
from workflow.commands.attendance import EnterAttendance, Line
from workflow.commands.event_series import SweepSeries
from workflow.commands.events import EventTerms, MoveEvent, PlanEvent, RecordKickoff
from workflow.commands.measures import AddMeasure
from workflow.commands.plans import MakeRunPlan
from workflow.commands.reflections import WriteReflection
from workflow.extensions import db
from workflow.facts.event_counts import counts_together
from workflow.models.body import Project
from workflow.models.event import Audience, Event, EventSeries
from workflow.models.notice import Notice
from workflow.states.definition import OnBehalf, Role
from workflow.uow import unit_of_work

TODAY = date(2026, 11, 23)


def methodist(programme: Programme) -> Visitor:
    return Visitor(programme.app, programme.house.methodist)


def plan(programme: Programme, *schools: str, **changed: object) -> int:
    ids = tuple(programme.house.schools[code] for code in schools)
    given: dict[str, object] = {"title": "Событие", "from_on": TODAY, "guests": ids, **changed}
    command = PlanEvent(run_id=programme.house.run_id, terms=EventTerms(**given))  # type: ignore[arg-type]  # given by tests
    event_id: int = programme.do(programme.house.methodist, command)["event_id"]
    return event_id


def move(programme: Programme, event_id: int, name: str, **words: str) -> None:
    version = programme.look(select(Event.version).where(Event.id == event_id))
    command = MoveEvent(event_id=event_id, version=version, transition=name, **words)
    programme.do(programme.house.methodist, command)


def test_gatchina_5_the_day_of_intensives_each_month_for_four_audiences(gatchina: Programme) -> None:
    """«День образовательных интенсивов» заводится из программы с четырьмя аудиториями и напоминает."""
    page = methodist(gatchina).open(f"/runs/{gatchina.house.run_id}/series/new")
    assert "День образовательных интенсивов (ежемесячный)" in page.text
    page.press("Завести повторяющийся день", audiences=["heads", "teachers", "pupils", "parents"])
    assert "руководители, педагоги, обучающиеся, родители" in page.text
    assert "сентябрь 2026 дня нет" in page.text
    with gatchina.app.app_context():
        authority_id = gatchina.house.authority_id
        for day in (1, 2):
            sweep = SweepSeries(authority_id=authority_id)
            run(sweep, actor_id=None, now=datetime(2026, 12, day, 9, tzinfo=UTC), system=True)
    assert gatchina.how_many(Notice) == 1
    series_id = gatchina.look(select(EventSeries.id))
    form = page.open(
        f"/runs/{gatchina.house.run_id}/events/new?series={series_id}&on=16.12.2026&name=День интенсивов"
    )
    form.press("Запланировать мероприятие")
    assert "16.12.2026" in page.open(f"/series/{series_id}").text


def test_gatchina_15_one_sheet_for_all_schools_and_audiences(gatchina: Programme) -> None:
    """Один лист на день интенсивов; для обучающихся и родителей — только числа."""
    event_id = plan(gatchina, "siverskaya_oosh", "susaninskaya_sosh", audiences=tuple(Audience))
    first, second = (gatchina.house.schools[code] for code in ("siverskaya_oosh", "susaninskaya_sosh"))
    lines = (
        Line(school_id=first, audience=Audience.HEADS, name="Директор школы"),
        Line(school_id=first, audience=Audience.PUPILS, people=40),
        Line(school_id=second, audience=Audience.TEACHERS, name="Учитель химии"),
        Line(school_id=second, audience=Audience.PARENTS, people=12),
    )
    gatchina.do(gatchina.house.methodist, EnterAttendance(event_id=event_id, lines=lines))
    page = words_of(gatchina.open(f"/events/{event_id}/attendance"))
    assert "54 человек" in page
    assert page.count("только число") == 2
    assert "Обучающиеся 40" in words_of(gatchina.open(f"/events/{event_id}"))


def test_sosva_4_a_seminar_each_month_and_one_on_request(
    run_programme: Callable[[str], Programme],
) -> None:
    """Ежемесячный семинар заводится из программы; адресный по запросу встаёт рядом в том же месяце."""
    sosva = run_programme("sosva")
    page = methodist(sosva).open(f"/runs/{sosva.house.run_id}/series/new")
    assert "Ежемесячный семинар управленческих команд (1 раз в месяц)" in page.text
    page.press("Завести повторяющийся день")
    series_id = sosva.look(select(EventSeries.id))
    plan(sosva, title="Семинар управленческих команд", series_id=series_id)
    plan(sosva, title="Адресный семинар по запросу школы", series_id=series_id)
    months = page.open(f"/series/{series_id}").text
    assert "Адресный семинар по запросу школы · Запланировано" in months
    assert "ноябрь 2026 дня нет" not in months


def test_kirovsk_17_an_event_goes_by_five_steps(kirovsk: Programme) -> None:
    """Установочное совещание, акт, проведение, рефлексия, утверждение итогов видны по порядку."""
    event_id = plan(kirovsk, "sukhovskaya", "nazievskaya", title="Творческая лаборатория")
    version = kirovsk.look(select(Event.version))
    meeting = RecordKickoff(
        event_id=event_id, version=version, held_on=date(2026, 11, 20), note="Круг участников"
    )
    kirovsk.do(kirovsk.house.methodist, meeting)
    page = methodist(kirovsk).open(f"/events/{event_id}")
    for step in ("Установочное совещание", "Объявление", "Проведение", "Отзывы", "Итоги"):
        assert step in page.text
    page.press("Собрать комплект: акт о проведении")
    assert "О проведении мероприятия «Творческая лаборатория»" in page.text


def test_kirovsk_17_the_days_of_the_steps_come_from_the_one_wholly_dated_cycle(kirovsk: Programme) -> None:
    """Настройки говорят, за сколько дней какой шаг и откуда это взято; форма планирует по ним."""
    settings = kirovsk.words("settings")
    for words in (
        "Начинается с объявления или с совещания: возможны оба порядка",
        "объявление: за 2 раб. дн. до начала",
        "установочное совещание: за 1 раб. дн. до начала",
        "отзывы: через 2 раб. дн. после конца",
        "итоги: через 12 раб. дн. после конца",
        "По документу: цикл апреля 2022: № 133 от 30.03",
    ):
        assert words in settings
    event_id = plan(kirovsk, "sukhovskaya", from_on=date(2026, 12, 14))
    days = kirovsk.look(select(Event.announce_by).where(Event.id == event_id))
    assert days == date(2026, 12, 10)


def test_a_programme_that_dates_no_cycle_says_that_its_days_are_ours(gatchina: Programme) -> None:
    rows = rows_of(gatchina.tab("settings"))
    [cycle] = [row for row in rows if row[0] == "Шаги мероприятия"]
    assert "объявление: за 8 раб. дн. до начала" in cycle[1]
    assert "настройка Опоры, не из документа: по умолчанию" in cycle[2]


def test_kirovsk_35_who_has_sent_a_reflection(kirovsk: Programme) -> None:
    """Видно, кто сдал рефлексию: 0 из 5, потом 5 из 5."""
    schools = ("sukhovskaya", "nazievskaya", "shumskaya", "otradnenskaya_2", "otradnenskaya_3")
    known = [code for code in schools if code in kirovsk.house.schools]
    known += [code for code in kirovsk.house.schools if code not in known][: 5 - len(known)]
    event_id = plan(kirovsk, *known)
    assert "отзывы: 0 из 5" in words_of(kirovsk.open(f"/events/{event_id}"))
    for code in known:
        told = OnBehalf(role=Role.SCHOOL, channel="на совещании", happened_on=TODAY)
        command = WriteReflection(
            event_id=event_id, school_id=kirovsk.house.schools[code], text="Пригодилось", on_behalf=told
        )
        kirovsk.do(kirovsk.house.methodist, command)
    assert "отзывы: 5 из 5" in words_of(kirovsk.open(f"/events/{event_id}"))


def test_kirishi_7_events_of_projects_in_the_school_year_and_both_plans(
    run_programme: Callable[[str], Programme],
) -> None:
    """Мероприятие проекта привязано к учебному году и к мерам двух планов: отдела и Комитета."""
    kirishi = run_programme("kirishi")
    with kirishi.app.app_context(), unit_of_work() as session:
        project = session.scalar(select(Project.id).where(Project.run_id == kirishi.house.run_id))
        if project is None:
            row = Project(
                authority_id=kirishi.house.authority_id, run_id=kirishi.house.run_id, number=1, title="Проект"
            )
            session.add(row)
            session.flush()
            project = row.id
    measures = []
    for title in ("План Методического отдела", "План Комитета по образованию"):
        made = kirishi.do(
            kirishi.house.methodist,
            MakeRunPlan(run_id=kirishi.house.run_id, title=title, from_on=TODAY, to_on=date(2027, 8, 31)),
        )
        command = AddMeasure(plan_id=made["plan_id"], title=f"Строка: {title}", performers=("methodist",))
        measures.append(kirishi.do(kirishi.house.methodist, command)["measure_id"])
    event_id = plan(kirishi, title="Мастер-класс проекта", project_id=project, measures=tuple(measures))
    page = words_of(kirishi.open(f"/events/{event_id}"))
    assert "Строка: План Методического отдела" in page
    assert "Строка: План Комитета по образованию" in page
    assert "2026/27" in page
    assert "Мастер-класс проекта" in words_of(kirishi.open(f"/events?project={project}"))
    with kirishi.app.app_context():
        assert counts_together(db.session(), [event_id]).events == 1
