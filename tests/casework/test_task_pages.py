"""The page of a task: given from a form, shown for, checked by two buttons, moved and closed."""

from __future__ import annotations

import io
from datetime import date
from typing import Any

import pytest
from sqlalchemy import select

from tests import people
from tests.casework.conftest import Town, plain
from tests.world import open_case
from workflow.commands.evidence import GiveEvidence
from workflow.commands.tasks import CreateTask
from workflow.models.blob import MAX_BLOB_BYTES
from workflow.models.task import Evidence, EvidenceStatus, Task, TaskItem, TaskStatus

PDF = b"%PDF-1.7 lesson"


@pytest.fixture
def task_id(town: Town) -> int:
    case_id = town.arrange(open_case, "s1")
    command = CreateTask(
        case_id=case_id,
        title="Сдать карту урока",
        assignee_role="school",
        term="до 30.10.2026",
        control_form="карта",
        items=("Физика",),
    )
    found: int = town.do("methodist", command)["task_id"]
    return found


def test_a_task_is_given_from_a_form_and_its_term_says_why_it_is_that_day(town: Town) -> None:
    case_id = town.arrange(open_case, "s1")
    browser = town.sign_in("methodist")
    assert "Словами или датой" in browser.open(f"/cases/{case_id}/tasks/new")
    fields = {"what": "Провести открытый урок", "assignee_role": "school", "control_form": "видео"}
    page = browser.press(f"/cases/{case_id}/tasks", 422, term="к празднику", **fields)
    assert "Срок не понят" in page
    assert "Провести открытый урок" in page
    where = browser.press(f"/cases/{case_id}/tasks", term="в течение 10 рабочих дней", **fields)
    page = browser.open(where)
    assert "в течение 10 рабочих дней" in page
    assert "до 26.10.2026" in page


def test_the_school_shows_evidence_and_gets_it_back_as_a_file(town: Town, task_id: int) -> None:
    school = town.sign_in("s1")
    address = f"/tasks/{task_id}"
    assert "Сдать подтверждение" in school.open(address)
    school.press(f"{address}/evidence", what="Карта", file=(io.BytesIO(PDF), "карта.pdf"))
    page = school.open(address)
    assert "карта.pdf" in page
    assert "ждёт проверки" in page
    assert "Вернуть на доработку" not in page
    file = school.client.get(f"/evidence/{town.look(select(Evidence.id))}/file")
    assert file.data == PDF
    assert file.mimetype == "application/octet-stream"
    assert file.headers["Content-Disposition"].startswith("attachment")
    assert file.headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize("who", ["s2", "p1"])
def test_neither_task_nor_file_is_another_schools(town: Town, task_id: int, who: str) -> None:
    town.do("s1", GiveEvidence(task_id=task_id, file_name="a.pdf", content=PDF))
    browser = town.sign_in(who)
    for path in (f"/tasks/{task_id}", f"/evidence/{town.look(select(Evidence.id))}/file", "/tasks/999"):
        assert browser.client.get(path).status_code == 404


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({}, "Выберите файл, вставьте ссылку или напишите"),
        ({"link": "ftp://host/файл"}, "Ссылка начинается с https://"),
        ({"file": (b"MZ", "карта.exe")}, "Такой файл сдать нельзя"),
        ({"file": (b"not a pdf", "карта.pdf")}, "не то, что обещает имя"),
    ],
)
def test_evidence_that_cannot_be_taken_gets_a_sentence(
    town: Town, task_id: int, fields: dict[str, Any], sentence: str
) -> None:
    if "file" in fields:
        content, name = fields["file"]
        fields = {"file": (io.BytesIO(content), name)}
    page = town.sign_in("s1").press(f"/tasks/{task_id}/evidence", 422, **fields)
    assert sentence in page


def test_a_file_that_is_too_large_is_refused_in_words(town: Town, task_id: int) -> None:
    """The body is written by hand: the test client would spool it into a file and leave that open."""
    browser = town.sign_in("s1")
    fields = {"csrf_token": people.csrf_token(browser.client), "what": "Видео урока"}
    parts = [
        f'--edge\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{text}'
        for name, text in fields.items()
    ]
    head = '--edge\r\nContent-Disposition: form-data; name="file"; filename="lesson.pdf"\r\n\r\n'
    body = "\r\n".join((*parts, head)).encode() + PDF + bytes(MAX_BLOB_BYTES) + b"\r\n--edge--\r\n"
    answer = browser.client.post(
        f"/tasks/{task_id}/evidence", data=body, content_type="multipart/form-data; boundary=edge"
    )
    assert answer.status_code == 422
    assert "Файл больше 20 МБ" in plain(answer.text)
    assert "Видео урока" in answer.text


def test_the_methodist_returns_with_words_and_accepts_what_comes_again(town: Town, task_id: int) -> None:
    address = f"/tasks/{task_id}"
    town.sign_in("s1").press(f"{address}/evidence", what="Карта без даты")
    first = town.look(select(Evidence.id))
    methodist = town.sign_in("methodist")
    page = methodist.press(f"{address}/evidence/{first}", 422, decision="return", comment=" ")
    assert "Напишите, почему" in page
    methodist.press(f"{address}/evidence/{first}", decision="return", comment="Не указана дата урока")
    assert "Не указана дата урока" in town.sign_in("s1").open(address)
    town.sign_in("s1").press(f"{address}/evidence", link="https://example.org/урок", what="Карта с датой")
    second = town.look(select(Evidence.id).order_by(Evidence.id.desc()).limit(1))
    methodist.press(f"{address}/evidence/{second}", decision="accept")
    assert town.look(select(Evidence.status).where(Evidence.id == second)) is EvidenceStatus.ACCEPTED


def test_evidence_brought_by_a_school_is_entered_for_it(town: Town, task_id: int) -> None:
    methodist = town.sign_in("methodist")
    address = f"/tasks/{task_id}"
    assert "Внести подтверждение за школу" in methodist.open(address)
    page = methodist.press(f"{address}/evidence", 422, what="Карта", happened_on="10.10.2026")
    assert "Напишите, как это пришло" in page
    methodist.press(f"{address}/evidence", what="Карта", channel="на совещании", happened_on="10.10.2026")
    page = methodist.open(address)
    assert "внёс за школу: methodist (methodist), 10.10.2026, на совещании" in page


def test_a_task_is_closed_when_what_was_shown_is_accepted(town: Town, task_id: int) -> None:
    address = f"/tasks/{task_id}"
    methodist, school = town.sign_in("methodist"), town.sign_in("s1")
    page = methodist.press(f"{address}/close", 409, version="1")
    assert "Нет принятого подтверждения" in page
    assert "Отмечены не все пункты" in page
    school.press(f"{address}/items/{town.look(select(TaskItem.id))}", done="1")
    school.press(f"{address}/evidence", what="Карта")
    methodist.press(f"{address}/evidence/{town.look(select(Evidence.id))}", decision="accept")
    methodist.press(f"{address}/close", version="1")
    assert town.look(select(Task.status)) is TaskStatus.DONE
    assert "исполнено" in school.open(address)


def test_a_warning_at_closing_asks_for_its_reason(town: Town) -> None:
    case_id = town.arrange(open_case, "s1")
    command = CreateTask(case_id=case_id, title="Обойти классы", assignee_role="school", items=("1а", "1б"))
    task_id = town.do("methodist", command)["task_id"]
    methodist = town.sign_in("methodist")
    page = methodist.press(f"/tasks/{task_id}/close", 409, version="1")
    assert "Почему закрывается, хотя есть замечания" in page
    methodist.press(f"/tasks/{task_id}/close", version="1", reason="1б закрыт на карантин")
    assert town.look(select(Task.status)) is TaskStatus.DONE


def test_a_term_is_moved_with_its_reason_and_a_task_is_lifted_with_one(town: Town, task_id: int) -> None:
    address = f"/tasks/{task_id}"
    methodist = town.sign_in("methodist")
    page = methodist.press(f"{address}/prolong", 422, version="1", due_on="29.10.2026", comment="Учитель болел")
    assert "Новый срок должен быть позже прежнего" in page
    assert "Учитель болел" in page
    methodist.press(f"{address}/prolong", version="1", due_on="06.11.2026", comment="Учитель болел")
    assert town.look(select(Task.due_on)) == date(2026, 11, 6)
    assert "Учитель болел" in methodist.open(address)
    assert "Пока вы писали" in methodist.press(f"{address}/lift", 409, version="1", comment="Не нужно")
    methodist.press(f"{address}/lift", version="2", comment="Урок отменён")
    assert "Урок отменён" in methodist.open(address)


def test_an_observer_reads_and_presses_nothing(town: Town, task_id: int) -> None:
    observer = town.sign_in("observer")
    page = observer.open(f"/tasks/{task_id}")
    assert "<form" not in page.split("<main")[1].split("</main>")[0]
    observer.press(f"/tasks/{task_id}/close", 403, version="1")
