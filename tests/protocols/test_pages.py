"""The same on pages: a body from nothing, its protocol with a decision per school, and what is shown after."""

from __future__ import annotations

from tests.approvals.conftest import Town
from tests.approvals.packets import case_state, packet_state, put_up
from tests.protocols.test_deciding import council, decide


def test_a_body_is_recorded_and_its_protocols_stand_on_its_page(town: Town) -> None:
    methodist = town["methodist"].open("/bodies")
    assert "Советы и группы ещё не записаны" in methodist.text
    methodist.press(
        "Записать", name="Координационный совет", kind="council", created_by_order="№ 369 от 24.09.2020"
    )
    assert "Создан: № 369 от 24.09.2020." in methodist.text
    assert "Записать протокол" not in methodist.buttons
    clerk = town["clerk"].open(methodist.address)
    clerk.press("Записать протокол", dated_on="12.10.2026", about="Выслушали отчёт", number="1")
    assert "Выслушали отчёт" in clerk.text
    assert "комплектов не решал" in clerk.text
    assert "следующий по порядку № 2" in clerk.text


def test_a_skipped_number_is_told_and_passes_with_words(town: Town) -> None:
    body_id = town.within(council, town.world)
    clerk = town["clerk"].open(f"/bodies/{body_id}")
    clerk.press("Записать протокол", number="4", dated_on="12.10.2026")
    assert clerk.status == 409
    assert "По порядку следующий протокол № 1, а вписан № 4" in clerk.text
    clerk.press("Записать протокол", reason="Протоколы 1–3 остались в районе")
    assert "Протокол записан" in clerk.text


def test_the_secretary_enters_a_decision_on_each_school(town: Town) -> None:
    body_id = town.within(council, town.world)
    packet_id = town.within(put_up, town.world, "s1", "s2")
    beside = town.world.cases["s2"]
    secretary = town["secretary"].open("/approvals")
    assert "решает протокол" in secretary.text
    secretary.open(f"/packets/{packet_id}")
    assert "Решает протокол: впишите его номер и дату и решение по каждой школе." in secretary.text
    secretary.open(f"/packets/{packet_id}/protocol")
    secretary.press("Внести решение протокола", dated_on="12.10.2026", **{f"decision-{beside}": "return"})
    assert secretary.status == 422
    assert "Напишите, что совет просит исправить" in secretary.text
    secretary.press("Внести решение протокола", **{f"words-{beside}": "Назвать предмет"})
    assert "Решение протокола внесено" in secretary.text
    assert "Протоколом № 1 от 12.10.2026" in secretary.text
    assert town.within(packet_state, packet_id) == "packet.in_force"
    assert town.within(case_state, beside) == "pairing.consent"
    secretary.open(f"/bodies/{body_id}")
    assert "принято" in secretary.text
    assert "возвращено: «Назвать предмет»" in secretary.text
    history = town["methodist"].open(f"/packets/{packet_id}")
    assert "Протоколом № 1" in history.text


def test_a_packet_that_went_back_as_a_whole_stands_on_the_bodys_page_with_its_words(town: Town) -> None:
    body_id = town.within(council, town.world)
    packet_id = town.within(put_up, town.world, "s1")
    beside = town.world.cases["s1"]
    secretary = town["secretary"].open(f"/packets/{packet_id}/protocol")
    typed = {f"decision-{beside}": "return", f"words-{beside}": "Назвать предмет"}
    secretary.press("Внести решение протокола", dated_on="12.10.2026", **typed)
    secretary.open(f"/bodies/{body_id}")
    assert "отклонён: «Назвать предмет»" in secretary.text
    assert "комплектов не решал" not in secretary.text


def test_whoever_put_the_packet_up_is_not_asked(town: Town) -> None:
    packet_id = town.within(put_up, town.world, "s1")
    methodist = town["methodist"].open(f"/packets/{packet_id}")
    assert "Внести решение протокола" not in methodist.text
    assert methodist.open(f"/packets/{packet_id}/protocol").status == 403


def test_a_packet_that_is_decided_asks_for_no_other_protocol(town: Town) -> None:
    body_id = town.within(council, town.world)
    packet_id = town.within(put_up, town.world, "s1")
    town.within(decide, town.world, "clerk", packet_id, body_id)
    secretary = town["secretary"].open(f"/packets/{packet_id}/protocol")
    assert "Внести решение протокола" not in secretary.buttons
    assert secretary.address == f"/packets/{packet_id}"


def test_an_administrator_records_a_body_and_closes_it_without_reading_its_protocols(town: Town) -> None:
    town.within(council, town.world)
    admin = town["admin"].open("/bodies")
    admin.press(
        "Записать",
        serves=f"authority-{town.world.authority_id}",
        name="Рабочая группа по мониторингу",
        kind="working_group",
        kept_by="clerk",
    )
    assert "Протоколы ведёт делопроизводитель." in admin.text
    body_id = int(admin.address.rsplit("/", 1)[1])
    clerk = town["clerk"].open(f"/bodies/{body_id}")
    clerk.press("Записать протокол", dated_on="12.10.2026", about="Выслушали отчёт", number="1")
    admin.open(f"/bodies/{body_id}").press("Сохранить сведения", closed_on="01.10.2026")
    assert admin.status == 422
    assert "Последний протокол датирован 12.10.2026" in admin.text
    assert "Выслушали отчёт" not in admin.text
    admin.press("Сохранить сведения", closed_on="13.10.2026")
    assert "Не действует с 13.10.2026" in admin.text
    clerk.open("/bodies")
    assert "не действует с 13.10.2026" in clerk.text
    assert "Сохранить сведения" not in clerk.open(f"/bodies/{body_id}").buttons
    assert "Выслушали отчёт" in clerk.text


def test_a_stage_names_the_protocol_that_decided_it_and_leads_there_whoever_reads_protocols(
    town: Town,
) -> None:
    body_id = town.within(council, town.world)
    packet_id = town.within(put_up, town.world, "s1")
    protocol_id = town.within(decide, town.world, "clerk", packet_id, body_id)["protocol_id"]
    case_id = town.world.cases["s1"]
    named = "протокол № 1 от 12.10.2026, Координационный совет"
    address = f"/bodies/{body_id}#protocol-{protocol_id}"
    for who in ("methodist", "observer", "council"):
        page = town[who].open(f"/cases/{case_id}")
        assert named in page.text
        assert address in page.answer.text
    school = town["s1"].open(f"/cases/{case_id}")
    assert named in school.text
    assert address not in school.answer.text
    assert named in school.open("/school").text
