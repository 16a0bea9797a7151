"""People decide on a packet at their pages: what each may press, what stands in the way, what comes of it."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import func, select

from tests.approvals.conftest import Town
from tests.approvals.packets import assembled, case_state, consented, packet_state, packet_version, put_up
from tests.approvals.visitor import Visitor
from tests.world import SETTINGS, build_world
from workflow.commands.orders import IssueOrder
from workflow.extensions import db
from workflow.models.order import Order, RegisterKind
from workflow.models.task import Task
from workflow.states.machine import Refused


def count(town: Town, table: type) -> int:
    found: int = town.within(lambda: db.session.scalar(select(func.count()).select_from(table)))
    return found


def test_a_methodist_puts_a_packet_together_from_a_preview_and_puts_it_up(town: Town) -> None:
    town.within(consented, town.world, "s1", "s2")
    methodist = town["methodist"].open(f"/packets/new?case={town.world.cases['s1']}")
    assert "Список пар" in methodist.text
    assert "МБОУ «Школа s2 (north)» готова" in methodist.text

    methodist.press("Собрать комплект из отмеченных", case_ids=[str(one) for one in town.world.cases.values()])
    assert "Комплект собран, школ: 2" in methodist.text
    methodist.press("Передать комплект на утверждение")

    assert "Комплект передан на утверждение" in methodist.text
    assert town.within(case_state, town.world.cases["s2"]) == "pairing.on_approval"


def test_a_school_that_is_not_ready_says_why_and_the_packet_is_not_put_up(town: Town) -> None:
    packet_id = town.within(assembled, town.world, "s1")
    town.within(consented, town.world, "s2", consents=False)
    methodist = town["methodist"].open(f"/packets/{packet_id}")
    assert "пока не готова: Нет согласия поддерживаемой школы на пару" in methodist.text

    methodist.press("Добавить отмеченные школы", case_ids=[str(town.world.cases["s2"])])
    assert "не готовы: 1" in methodist.text
    assert "Нет согласия школы-партнёра на пару" in methodist.text
    assert "Передать комплект на утверждение" not in methodist.buttons

    methodist.press("Убрать из комплекта", nth=1)
    assert "Передать комплект на утверждение" in methodist.buttons


def test_one_press_approves_signs_and_registers(town: Town) -> None:
    packet_id = town.within(put_up, town.world, "s1", "s2")
    official = town["official"].open(f"/packets/{packet_id}")
    assert "Поручений: 2, до" in official.text
    assert "сейчас следующий № 1" in official.text

    official.press("Утвердить и зарегистрировать")

    assert official.address == "/orders/1"
    assert "Зарегистрировано: № 1" in official.text
    assert "Документ изготавливается" in official.text
    assert count(town, Task) == 3
    assert "Решено № 1 от" in official.open(f"/packets/{packet_id}").text


def test_the_second_press_of_one_page_makes_no_second_order(town: Town) -> None:
    packet_id = town.within(put_up, town.world, "s1")
    official = town["official"].open(f"/packets/{packet_id}")
    page = official.forms
    official.press("Утвердить и зарегистрировать")
    official.forms = page
    official.press("Утвердить и зарегистрировать")

    assert official.address == "/orders/1"
    assert count(town, Order) == 1


def test_approving_signing_and_registering_are_three_peoples_pages(town: Town) -> None:
    packet_id = town.within(put_up, town.world, "s1")
    address = f"/packets/{packet_id}"
    approver = town["approver"].open(address)
    assert "Утвердить и зарегистрировать" not in approver.buttons
    approver.press("Утвердить")
    assert "Утверждён, ждёт подписи" in approver.text
    assert "Подписать" not in approver.buttons

    signatory = town["signatory"].open(address)
    signatory.press("Подписать")
    assert "Подписан, ждёт регистрации" in signatory.text
    assert "Зарегистрировать" not in signatory.buttons

    clerk = town["clerk"].open(address)
    clerk.press("Зарегистрировать")
    assert clerk.address == "/orders/1"
    assert "подписал: official (signatory)" in clerk.text


def test_a_clerk_says_who_signed_on_paper(town: Town) -> None:
    packet_id = town.within(put_up, town.world, "s1")
    town["approver"].open(f"/packets/{packet_id}").press("Утвердить")
    clerk = town["clerk"].open(f"/packets/{packet_id}")

    clerk.press("Подписать")
    assert clerk.status == 422
    assert "Выберите, кто подписал на бумаге" in clerk.text
    clerk.press("Подписать", on_paper_by=town.world.people["signatory"])
    clerk.press("Зарегистрировать")

    assert "подписал: official (signatory)" in clerk.text


def test_an_external_register_takes_the_number_that_the_office_gave(app: Flask) -> None:
    town = Town(app, register=RegisterKind.EXTERNAL)
    packet_id = town.within(put_up, town.world, "s1")
    official = town["official"].open(f"/packets/{packet_id}")
    assert "№ даст канцелярия" in official.text

    official.press("Утвердить и зарегистрировать", number="354-р", dated_on="31.02.2026")
    assert official.status == 422
    assert "Такой даты нет" in official.text
    assert "354-р" in official.answer.text  # what was typed is kept
    official.press("Утвердить и зарегистрировать", dated_on="18.10.2099")
    assert "Дата регистрации не может быть позже сегодняшней" in official.text
    official.press("Утвердить и зарегистрировать", dated_on="18.10.2006")
    assert "Акт старше своего комплекта больше чем на десять лет" in official.text
    official.press("Утвердить и зарегистрировать", number="б/н", dated_on="12.10.2026")
    assert "Номер начинается с цифр" in official.text
    official.press("Утвердить и зарегистрировать", number="354-р", dated_on="12.10.2026")

    assert "№ 354-р от 12.10.2026" in official.text


def test_returning_needs_words_and_keeps_what_was_typed(town: Town) -> None:
    packet_id = town.within(put_up, town.world, "s1", "s2")
    official = town["official"].open(f"/packets/{packet_id}")
    official.press("Вернуть комплект на доработку", comment="  ")
    assert official.status == 422
    assert "Напишите, почему: без слов этот шаг не делается" in official.text

    official.press("Вернуть комплект на доработку", comment="Нет протокола совета")
    assert "Комплект возвращён на доработку" in official.text
    methodist = town["methodist"].open(f"/packets/{packet_id}")
    assert "Возвращено на доработку Нет протокола совета" in methodist.text
    assert town.within(case_state, town.world.cases["s1"]) == "pairing.consent"


def test_one_school_is_left_out_and_the_rest_are_decided(town: Town) -> None:
    packet_id = town.within(put_up, town.world, "s1", "s2", "s3")
    official = town["official"].open(f"/packets/{packet_id}")
    official.press("Вернуть школу, решать по остальным", nth=1, comment="Уточните партнёра")
    assert "Возвращена из комплекта: МБОУ «Школа s2 (north)»" in official.text
    assert "Уточните партнёра" in official.text

    official.press("Утвердить и зарегистрировать")
    assert "2 школы" in official.text
    assert town.within(case_state, town.world.cases["s2"]) == "pairing.consent"
    assert town.within(case_state, town.world.cases["s3"]) == "closure.reporting"


def test_whoever_edited_the_packet_reads_why_another_must_decide(town: Town) -> None:
    packet_id = town.within(put_up, town.world, "s1")
    official = town["official"].open(f"/packets/{packet_id}/text")
    official.press("Сохранить текст", title="О сетевых парах")

    assert "Вы готовили или правили этот комплект" in official.text
    assert "Решает другой человек с правом утверждать. Чей шаг: утверждающее лицо." in official.text
    assert "Утвердить и зарегистрировать" not in official.buttons
    assert "Утвердить и зарегистрировать" in town["chief"].open(f"/packets/{packet_id}").buttons


def test_what_stands_in_the_way_is_said_on_the_page_after_the_press(town: Town) -> None:
    packet_id = town.within(put_up, town.world, "s1")
    official = town["official"].open(f"/packets/{packet_id}")
    page = official.forms
    town["official"].open(f"/packets/{packet_id}/text").press("Сохранить текст", title="О сетевых парах")
    official.open(f"/packets/{packet_id}")
    fresh_version = official.forms
    official.forms = page
    for form, fresh in zip(page, fresh_version, strict=False):
        if "version" in form.names and "version" in fresh.names:
            form.values.setlist("version", [fresh.values["version"]])
    official.press("Утвердить и зарегистрировать")

    assert official.status == 409
    assert "Шаг не сделан: Утвердить" in official.text
    assert "номер не занят, школы остались на месте" in official.text


def test_a_page_that_is_out_of_date_decides_nothing_and_says_what_changed(town: Town) -> None:
    packet_id = town.within(put_up, town.world, "s1", "s2")
    late = town["chief"].open(f"/packets/{packet_id}")
    town["official"].open(f"/packets/{packet_id}").press(
        "Вернуть школу, решать по остальным", comment="Уточните"
    )
    late.press("Вернуть комплект на доработку", comment="Долго писал причину")

    assert late.status == 409
    assert "Пока вы писали, всё изменилось" in late.text
    assert "Школа возвращена из комплекта" in late.text
    assert "Долго писал причину" in late.answer.text


def test_a_sign_off_counts_until_an_edit_and_the_signer_is_shown_the_difference(app: Flask) -> None:
    town = Town(app, settings={**SETTINGS, "sign_offs": {"pair_list": 1}})
    packet_id = town.within(put_up, town.world, "s1")
    address = f"/packets/{packet_id}"
    assert "Не хватает 1 согласования" in town["official"].open(address).text
    council = town["council"].open(address).press("Согласовать", comment="Возражений нет")
    assert "1 из 1" in council.text
    assert "Утвердить и зарегистрировать" in town["official"].open(address).buttons

    town["methodist"].open(f"{address}/text").press("Сохранить текст", title="О сетевых парах года")

    council.open(address)
    assert "снято правкой содержания" in council.text
    assert "Что изменилось с вашего просмотра" in council.text
    was = "Об утверждении списка сетевого партнёрства на 2026/27 учебный год"
    assert f"Заголовок: {was} → О сетевых парах года" in council.text
    assert "Утвердить и зарегистрировать" not in town["official"].open(address).buttons


def test_approval_is_taken_back_before_the_signature_and_a_signature_before_the_number(town: Town) -> None:
    packet_id = town.within(put_up, town.world, "s1")
    official = town["official"].open(f"/packets/{packet_id}")
    official.press("Утвердить")
    official.press("Подписать")
    official.press("Отозвать подпись до регистрации", comment="Ошибка в преамбуле")
    assert "Утверждён, ждёт подписи" in official.text
    official.press("Отозвать утверждение до подписи", comment="Ошибка в преамбуле")
    assert town.within(packet_state, packet_id) == "packet.on_approval"


def test_a_methodist_withdraws_and_dissolves_a_packet(town: Town) -> None:
    packet_id = town.within(put_up, town.world, "s1")
    methodist = town["methodist"].open(f"/packets/{packet_id}")
    methodist.press("Отозвать комплект")
    methodist.press("Расформировать комплект", comment="Собрали не тех")
    assert town.within(packet_state, packet_id) == "packet.dissolved"
    assert "готова" in methodist.open("/packets/new").text


def test_a_record_is_written_with_its_ground_and_no_order_is_made(app: Flask) -> None:
    town = Town(app, settings={**SETTINGS, "act": "record"})
    packet_id = town.within(put_up, town.world, "s1")
    official = town["official"].open(f"/packets/{packet_id}")
    assert "Акт с номером здесь не издаётся" in official.text
    official.press("Утвердить записью", reason="")
    assert official.status == 422
    assert "Напишите основание решения" in official.text

    official.press("Утвердить записью", reason="Совещание 12.10.2026, все согласны", dated_on="12.10.2026")
    assert "Решение записано, комплект в силе" in official.text
    assert "Совещание 12.10.2026, все согласны" in official.text
    assert count(town, Order) == 0
    assert town.within(case_state, town.world.cases["s1"]) == "closure.reporting"


def test_a_programme_that_names_who_signs_off_waits_for_each_of_them(app: Flask) -> None:
    """Somebody else of the committee is no member of the council."""
    town = Town(app, settings={**SETTINGS, "sign_offs": {"pair_list": ["council", "official"]}})
    packet_id = town.within(put_up, town.world, "s1")
    page = town["specialist"].open(f"/packets/{packet_id}")
    assert "член совета ждём согласования" in page.text
    assert "специалист комитета ждём согласования" in page.text
    page.press("Согласовать")
    assert "Лист согласования 1 из 2" in page.text
    assert "специалист комитета ждём согласования" not in page.text
    official = town["official"].open(f"/packets/{packet_id}")
    assert "Утвердить и зарегистрировать" not in official.buttons
    issue = IssueOrder(packet_id=packet_id, version=town.within(packet_version, packet_id))
    with pytest.raises(Refused):
        town.do("official", issue)
    official.press("Согласовать")
    assert "Лист согласования 1 из 2" in official.text, "two of the committee, and nobody of the council"
    assert "Утвердить и зарегистрировать" not in official.buttons

    town["council"].open(f"/packets/{packet_id}").press("Согласовать")
    official.open(f"/packets/{packet_id}").press("Утвердить и зарегистрировать")
    assert town.within(packet_state, packet_id) == "packet.in_force"


@pytest.mark.parametrize("who", ["school", "observer", "foreigner"])
def test_others_do_not_learn_that_the_packet_exists(town: Town, app: Flask, who: str) -> None:
    packet_id = town.within(put_up, town.world, "s1")
    if who == "foreigner":
        foreign = town.within(build_world, "south")
        visitor = Visitor(app, foreign.people["official"])
    else:
        visitor = town["s1" if who == "school" else who]
    expected = 404 if who == "foreigner" else 403
    assert visitor.open(f"/packets/{packet_id}").status == expected
    assert "партнёрства" not in visitor.text


def test_the_way_to_a_packet_begins_on_the_case_page(town: Town) -> None:
    town.within(consented, town.world, "s1")
    case_id = town.world.cases["s1"]
    methodist = town["methodist"].open(f"/cases/{case_id}")
    assert "Передать пару на утверждение…" in methodist.text
    assert f'href="/packets/new?case={case_id}"' in methodist.answer.text
    methodist.open(f"/packets/new?case={case_id}").press("Собрать комплект из отмеченных")
    packet_link = f'href="{methodist.address}"'
    assert packet_link in methodist.open(f"/cases/{case_id}").answer.text
    assert "уже в комплекте" in methodist.open(f"/packets/new?case={case_id}").text
