"""Analytics of curators and of the head of department, collected on the file of Kirishi as it lies."""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

import pytest
from sqlalchemy import select

from tests.acceptance.conftest import Programme, rows_of, words_of
from tests.approvals.visitor import Visitor
from tests.queue.conftest import add_person
from workflow.audit.verify import verify
from workflow.commands.events import EventTerms, MoveEvent, PlanEvent
from workflow.extensions import db
from workflow.models.body import Project
from workflow.models.deliverable import DeliverableDocument
from workflow.models.event import Event
from workflow.models.person import RoleName


@dataclass(frozen=True)
class Department:
    """The methodical department at work: a curator, its head, and a methodist who enters for others."""

    kirishi: Programme
    curator: int
    head: int
    lesson: int  # an event of project 1, held
    talk: int  # of project 2, held

    @property
    def address(self) -> str:
        return f"/runs/{self.kirishi.house.run_id}/deliverables"

    def visitor(self, person_id: int) -> Visitor:
        return Visitor(self.kirishi.app, person_id)

    def words(self, **asked: str) -> str:
        query = "&".join(f"{name}={value}" for name, value in asked.items())
        return words_of(self.kirishi.open(f"{self.address}?{query}"))


def held(kirishi: Programme, title: str, project: int, guests: tuple[int, ...]) -> int:
    project_id = kirishi.look(
        select(Project.id).where(Project.run_id == kirishi.house.run_id, Project.number == project)
    )
    terms = EventTerms(title=title, from_on=date(2026, 11, 20), project_id=project_id, guests=guests)
    me = kirishi.house.methodist
    event_id: int = kirishi.do(me, PlanEvent(run_id=kirishi.house.run_id, terms=terms))["event_id"]
    for step in ("announce_without_act", "hold_event"):
        version = kirishi.look(select(Event.version).where(Event.id == event_id))
        kirishi.do(me, MoveEvent(event_id=event_id, version=version, transition=step))
    return event_id


@pytest.fixture
def department(run_programme: Callable[[str], Programme]) -> Department:
    """Two schools are past the diagnosis; two events of two projects were held; project 1 has its curator."""
    kirishi = run_programme("kirishi")
    methodist = Visitor(kirishi.app, kirishi.house.methodist)
    methodist.open(f"/runs/{kirishi.house.run_id}/open").press(
        "Показать, что откроется…",
        **{**kirishi.opening(pasted="МБОУ «Школа у реки»\nМБОУ «Школа за лесом»"), "stage": "events"},
    )
    methodist.press("Открыть сопровождения", **{f"line-{number}": "new" for number in (1, 2)})
    with kirishi.app.app_context():
        curator = add_person("curator", RoleName.METHODIST, kirishi.house.authority_id)
        head = add_person("head", RoleName.COUNCIL, kirishi.house.authority_id)
    guests = tuple(kirishi.session.scalars(select(db.metadata.tables["schools"].c.id)))
    kirishi.session.rollback()
    methodist.open(f"/runs/{kirishi.house.run_id}/projects").press("Записать куратора", person_id=curator)
    return Department(
        kirishi,
        curator,
        head,
        lesson=held(kirishi, "Открытый урок", 1, guests),
        talk=held(kirishi, "Разговор координаторов", 2, guests),
    )


def paper(name: str) -> tuple[io.BytesIO, str]:
    return io.BytesIO(b"%PDF-1.7 " + name.encode()), f"{name}.pdf"


def hand_in(visitor: Visitor, link: str, name: str, **typed: Any) -> Visitor:
    """Follows the first link of these words in the page and hands the paper in."""
    marker = visitor.html.index(link)
    begin = visitor.html.rindex('href="', 0, marker) + len('href="')
    address = visitor.html[begin : visitor.html.index('"', begin)].replace("&amp;", "&")
    visitor.open(address)
    form = next(one for one in visitor.forms if "paper" in one.names)
    values = {**form.values, **typed, "paper": paper(name)}
    return visitor._arrive(visitor.client.post(form.action, data=values, follow_redirects=True))


def test_kirishi_8_analytics_are_collected_by_event_and_by_stage(department: Department) -> None:
    """Куратор сдаёт справку, мониторинг, рекомендации; начальник — отчёт, рекомендации; в двух разрезах.

    Проведено 2 мероприятия, диагностика пройдена всеми. Кураторам: 3 вида × (2 мероприятия и 7 проектов
    за этап) = 27; начальнику: 2 вида × (2 мероприятия и 1 этап) = 6. Всего 33, ни одно число не вписано.
    """
    words = department.words()
    assert "Сдано 0 из 33. Не сдано: 33." in words
    assert "Срез по мероприятию: 0 из 6" in words
    assert "Итог этапа: 0 из 21" in words
    assert "Срез по мероприятию: 0 из 4" in words
    assert "Итог этапа: 0 из 2" in words
    assert "этап сопровождения: прошли 2 из 2 школ" in words
    assert "исполнитель не назначен" in words

    curator = department.visitor(department.curator)
    curator.open(f"/events/{department.lesson}")
    assert "Аналитика мероприятия сдано 0 из 5" in curator.text
    hand_in(curator, ": справки, Открытый урок", "Справка об уроке")
    assert "Аналитика мероприятия сдано 1 из 5" in curator.text
    assert "Справка об уроке.pdf" in curator.text
    curator.open(f"{department.address}?cut=stage&project=1")
    hand_in(curator, ": мониторинги, Диагностика, Наставник", "Мониторинг этапа", what="Мониторинг за этап")
    assert "Мониторинг за этап" in curator.text
    assert "Сдано 2 из 33. Не сдано: 31." in curator.text

    methodist = department.visitor(department.kirishi.house.methodist).open(department.address)
    methodist.press("Записать исполнителя", person_id=department.head)
    assert "Исполнитель записан" in methodist.text
    assert "исполнитель не назначен" not in methodist.text
    head = department.visitor(department.head).open(f"/events/{department.talk}")
    hand_in(head, ": отчёты, Разговор координаторов", "Отчёт начальника")
    methodist.open(department.address)
    typed = {"channel": "на бумаге", "happened_on": "20.11.2026"}
    hand_in(methodist, ": рекомендации, Диагностика</span>", "Рекомендации этапа", **typed)
    assert "внесено за: head · как пришло: на бумаге, 20.11.2026" in methodist.text
    assert "Сдано 4 из 33. Не сдано: 29." in methodist.text
    assert "Итог этапа: 1 из 2" in methodist.text


def test_kirishi_8_the_missing_is_named_and_taken_away_as_a_table_and_on_paper(department: Department) -> None:
    """Не сданное названо: вид, мероприятие, исполнитель; тем же отбором — в таблицу и на лист."""
    rows = rows_of(department.kirishi.open(f"{department.address}?cut=event&deliverable=head_reports"))
    missing = [row for row in rows if len(row) == 3 and "Открытый урок" in row[0]]
    assert [row[2] for row in missing] == [
        "сдано 0 из 2 Отчёты: не сдано сдать… : отчёты, Открытый урок, Наставник"
        " Рекомендации: не сдано сдать… : рекомендации, Открытый урок, Наставник"
    ]
    table = department.kirishi.client.get(f"{department.address}.csv?cut=event&state=missing")
    lines = table.text.splitlines()
    assert len(lines) == 1 + 2 * 3 + 2 * 2
    assert all(";не сдано;" in line for line in lines[1:])
    assert department.kirishi.client.get(f"{department.address}.xlsx").data[:2] == b"PK"
    paper_page = words_of(department.kirishi.open(f"{department.address}/print?cut=stage"))
    assert "Сдано 0 из 33. Не сдано: 33." in paper_page
    assert "Читающая школа" in paper_page
    assert "Открытый урок" not in paper_page
    assert "сдать…" not in paper_page


def test_kirishi_8_a_replaced_paper_stays_behind_the_new_one_and_the_record_holds(
    department: Department,
) -> None:
    """Замена не стирает: прежний файл открывается; в журнале по записи на каждый документ, и всё сходится."""
    curator = department.visitor(department.curator)
    for name in ("Первая", "Вторая"):
        curator.open(f"/events/{department.lesson}")
        hand_in(curator, ": справки, Открытый урок", name)
    assert "заменён 1 документ" in curator.text
    assert "Аналитика мероприятия сдано 1 из 5" in curator.text
    assert "Сдан документ: Открытый урок прежний документ остался под ним" in curator.text
    first, second = department.kirishi.session.scalars(
        select(DeliverableDocument).order_by(DeliverableDocument.id)
    )
    for row in (first, second):
        answer = curator.client.get(f"/deliverable-documents/{row.id}/file")
        assert answer.data == b"%PDF-1.7 " + row.title.removesuffix(".pdf").encode()
    department.kirishi.session.rollback()
    with department.kirishi.app.app_context():
        assert verify(db.engine).ok
