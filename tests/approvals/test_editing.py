"""The words of a decision: clauses come and go by the server, terms are read back, nothing typed is lost."""

from __future__ import annotations

from sqlalchemy import select

from tests.approvals.conftest import Town
from tests.approvals.packets import assembled, put_up
from workflow.extensions import db
from workflow.models.order import OrderDraft


def clauses(town: Town) -> list[dict[str, str]]:
    found: list[dict[str, str]] = town.within(lambda: db.session.scalars(select(OrderDraft.clauses)).one())
    return found


def test_a_clause_is_added_and_another_removed_without_saving(town: Town) -> None:
    packet_id = town.within(assembled, town.world, "s1")
    methodist = town["methodist"].open(f"/packets/{packet_id}/text")
    methodist.press("Убрать пункт 3")
    methodist.press("Добавить пункт", title="О парах")
    assert len(clauses(town)) == 4

    fields = {"clauses-3-text": "Методисту проверить договоры.", "clauses-3-charged": "methodist"}
    methodist.press("Сохранить текст", **fields, **{"clauses-3-term": "до 30.12.2026"})

    saved = clauses(town)
    assert [one["number"] for one in saved] == ["1", "2", "4", "5"]
    assert saved[-1]["text"] == "Методисту проверить договоры."
    assert "О парах" in methodist.text
    assert "1 поручение до 30.12.2026, ср" in methodist.text


def test_a_term_is_read_back_or_said_not_to_be_understood(town: Town) -> None:
    packet_id = town.within(assembled, town.world, "s1")
    methodist = town["methodist"].open(f"/packets/{packet_id}/text")
    assert "Понято как: после «регистрации»: 10" in methodist.text

    methodist.press("Прочитать сроки", **{"clauses-1-term": "когда рак свистнет"})
    assert "Не понято: Срок не понят: «когда рак свистнет»" in methodist.text
    methodist.press("Сохранить текст")
    assert "Не понято" in methodist.text
    assert "1 поручение без срока" in methodist.text


def test_a_mistake_is_said_at_its_field_and_the_rest_stays(town: Town) -> None:
    packet_id = town.within(assembled, town.world, "s1")
    methodist = town["methodist"].open(f"/packets/{packet_id}/text")
    methodist.press("Сохранить текст", **{"clauses-1-text": " ", "preamble": "На основании решения совета:"})
    assert methodist.status == 422
    assert "Напишите, что решено в этом пункте" in methodist.text
    assert "На основании решения совета:" in methodist.answer.text

    methodist.press(
        "Сохранить текст", **{"clauses-1-text": "Школам заключить договор.", "clauses-1-charged": ""}
    )
    assert "Выберите, кому поручается" in methodist.text
    methodist.press("Сохранить текст", **{"clauses-1-charged": "supported", "clauses-2-number": "2"})
    assert "Пункт 2 уже есть" in methodist.text
    methodist.press("Сохранить текст", **{"clauses-2-number": "3"}, title=" ")
    assert "Напишите заголовок" in methodist.text
    methodist.press("Сохранить текст", title="О парах")
    assert methodist.status == 200
    assert "Текст сохранён" in methodist.text


def test_somebody_elses_edit_meanwhile_loses_nothing_that_was_typed(town: Town) -> None:
    packet_id = town.within(put_up, town.world, "s1")
    slow = town["methodist"].open(f"/packets/{packet_id}/text")
    town["clerk"].open(f"/packets/{packet_id}/text").press("Сохранить текст", title="Правка делопроизводителя")
    slow.press("Сохранить текст", title="Долго набранный заголовок")

    assert slow.status == 409
    assert "Пока вы писали, комплект изменился" in slow.text
    assert "Долго набранный заголовок" in slow.answer.text
    slow.press("Сохранить текст")
    assert slow.status == 200
    assert "Долго набранный заголовок" in slow.text


def test_an_approved_text_has_no_page_to_edit_it(town: Town) -> None:
    packet_id = town.within(put_up, town.world, "s1")
    town["approver"].open(f"/packets/{packet_id}").press("Утвердить")
    assert town["methodist"].open(f"/packets/{packet_id}/text").status == 404


def test_the_text_is_shown_as_typed_whatever_it_is(town: Town) -> None:
    packet_id = town.within(assembled, town.world, "s1")
    methodist = town["methodist"].open(f"/packets/{packet_id}/text")
    methodist.press("Сохранить текст", title="О <b>парах</b> {{ 7*7 }} & %(num)d «ёЁ»")
    assert methodist.status == 200
    assert "О <b>парах</b> {{ 7*7 }} & %(num)d «ёЁ»" in methodist.text
    assert "<b>парах" not in methodist.answer.text
