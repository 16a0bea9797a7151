"""The page of a case and its forms, opened and pressed by people of different roles."""

from __future__ import annotations

import io

import pytest
from sqlalchemy import select

from tests.casework.conftest import Town
from tests.world import World, diagnose, open_case, pair_up
from workflow.commands.move_case import MoveCase
from workflow.commands.pairing import GiveConsent
from workflow.commands.tasks import CreateTask
from workflow.commands.work import Command
from workflow.models.case import Case, ClosingReport, Consent, Deficit, DiagnosisConclusion, Pair
from workflow.states.definition import Role

READERS = ("methodist", "official", "clerk", "council", "secretary", "observer", "s1")
PDF = b"%PDF-1.7 paper"


@pytest.fixture
def case_id(town: Town) -> int:
    found: int = town.arrange(open_case, "s1", stage="pairing")
    town.arrange(diagnose, "s1")
    town.arrange(pair_up, "s1", consents=False)
    town.do("methodist", MoveCase(case_id=found, version=1, transition="propose_pair"))
    return found


@pytest.mark.parametrize("who", READERS)
def test_everybody_of_a_case_reads_its_page_history_and_picture(town: Town, case_id: int, who: str) -> None:
    browser = town.sign_in(who)
    page = browser.open(f"/cases/{case_id}")
    assert "МБОУ «Школа s1 (north)»" in page
    assert "Школы дают согласие на пару" in page
    assert "История сопровождения" in browser.open(f"/cases/{case_id}/history")
    assert browser.open(f"/cases/{case_id}/machine.svg").startswith("<svg")


def test_a_partner_reads_the_page_and_the_picture_but_not_the_record_of_the_school(
    town: Town, case_id: int
) -> None:
    partner = town.sign_in("p1")
    page = partner.open(f"/cases/{case_id}")
    assert "Школы дают согласие на пару" in page
    assert f"/cases/{case_id}/history" not in page
    assert partner.open(f"/cases/{case_id}/machine.svg").startswith("<svg")
    assert partner.client.get(f"/cases/{case_id}/history").status_code == 404


@pytest.mark.parametrize("who", ["s2", "p2"])
@pytest.mark.parametrize("path", ["", "/history", "/machine.svg", "/deficits", "/transitions/suspend_case"])
def test_another_school_does_not_learn_that_the_case_exists(
    town: Town, case_id: int, who: str, path: str
) -> None:
    browser = town.sign_in(who)
    foreign, absent = f"/cases/{case_id}{path}", f"/cases/{case_id + 100}{path}"
    assert browser.client.get(foreign).status_code == browser.client.get(absent).status_code == 404


def test_the_page_says_why_not_and_whose_step_it_is(town: Town, case_id: int) -> None:
    page = town.sign_in("methodist").open(f"/cases/{case_id}")
    assert "Нет согласия поддерживаемой школы на пару." in page
    assert "Нет согласия школы-партнёра на пару." in page
    assert "Чей шаг: школа-партнёр." in page


def test_a_case_that_is_ready_leads_to_its_packet(town: Town, case_id: int) -> None:
    pair = town.look(select(Pair.id))
    for who, side in (("s1", Role.SCHOOL), ("p1", Role.PARTNER)):
        town.do(who, GiveConsent(case_id=case_id, pair_id=pair, side=side))
    browser = town.sign_in("methodist")
    assert f"/packets/new?case={case_id}" in browser.open(f"/cases/{case_id}")
    assert "Школа s1" in browser.open(f"/packets/new?case={case_id}")


def test_a_school_sees_its_own_step_and_not_the_methodists_forms(town: Town, case_id: int) -> None:
    page = town.sign_in("s1").open(f"/cases/{case_id}")
    assert f"/cases/{case_id}/consent/school" in page
    assert f"/cases/{case_id}/partner" not in page
    assert town.sign_in("s1").client.get(f"/cases/{case_id}/partner").status_code == 403


def test_a_school_answers_and_the_answer_stands_on_the_page(town: Town, case_id: int) -> None:
    pair = str(town.look(select(Pair.id)))
    browser = town.sign_in("s1")
    assert "Согласны на пару" in browser.open(f"/cases/{case_id}/consent/school")
    where = browser.press(f"/cases/{case_id}/consent/school", version=pair, answer="yes")
    page = browser.open(where)
    assert "Ответ школы записан" in page
    assert "школа: согласна" in page


def test_a_step_recorded_for_a_partner_shows_both_names_and_its_paper(town: Town, case_id: int) -> None:
    pair = str(town.look(select(Pair.id)))
    browser = town.sign_in("methodist")
    where = browser.press(
        f"/cases/{case_id}/consent/partner",
        version=pair,
        answer="yes",
        channel="письмом от 10.10",
        happened_on="10.10.2026",
        paper=(io.BytesIO(PDF), "согласие.pdf"),
    )
    page = browser.open(where)
    assert "записал за школу-партнёра: methodist (methodist), 10.10.2026, письмом от 10.10" in page
    assert "внесено за: школа-партнёр" in page
    sha256 = town.look(select(Consent.file_sha256))
    paper = browser.client.get(f"/cases/{case_id}/papers/{sha256}")
    assert paper.data == PDF
    assert paper.headers["Content-Disposition"].startswith("attachment")
    assert paper.headers["X-Content-Type-Options"] == "nosniff"
    assert town.sign_in("s2").client.get(f"/cases/{case_id}/papers/{sha256}").status_code == 404


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"answer": "", "channel": "письмом", "happened_on": "10.10.2026"}, "Выберите ответ школы"),
        ({"answer": "yes", "channel": "", "happened_on": "10.10.2026"}, "Напишите, как это пришло"),
        ({"answer": "yes", "channel": "письмом", "happened_on": ""}, "Напишите день, когда школа"),
        ({"answer": "yes", "channel": "письмом", "happened_on": "31.02.2026"}, "Такого дня нет"),
        ({"answer": "yes", "channel": "письмом", "happened_on": "13.10.2026"}, "ещё не наступило"),
        (
            {"answer": "no", "channel": "письмом", "happened_on": "10.10.2026", "comment": ""},
            "Напишите, почему",
        ),
    ],
)
def test_bad_input_gets_a_sentence_at_its_field_and_loses_nothing(
    town: Town, case_id: int, fields: dict[str, str], sentence: str
) -> None:
    pair = str(town.look(select(Pair.id)))
    typed = {"comment": "Слова партнёра", **fields}
    page = town.sign_in("methodist").press(f"/cases/{case_id}/consent/partner", 422, version=pair, **typed)
    assert sentence in page
    assert 'aria-invalid="true"' in page or "field--bad" in page
    for words in typed.values():
        assert words in page


def test_an_old_page_says_what_changed_and_keeps_what_was_typed(town: Town, case_id: int) -> None:
    pair = town.look(select(Pair.id))
    browser = town.sign_in("methodist")
    page = browser.press(
        f"/cases/{case_id}/partner", 409, version=str(pair + 7), partner_school_id="8", why="Сильная химия"
    )
    assert "Пока вы писали" in page
    assert "Сильная химия" in page
    assert "Сделан шаг сопровождения" in page


def test_a_step_pressed_on_an_old_page_keeps_its_words(town: Town, case_id: int) -> None:
    browser = town.sign_in("methodist")
    page = browser.press(
        f"/cases/{case_id}/transitions/suspend_case", 409, version="1", comment="Ремонт школы до марта"
    )
    assert "Пока вы писали" in page
    assert "Ремонт школы до марта" in page
    assert town.look(select(Case.suspended_on)) is None


def test_a_step_that_needs_words_asks_for_them_on_its_own_page(town: Town, case_id: int) -> None:
    browser = town.sign_in("methodist")
    version = str(town.look(select(Case.version)))
    address = f"/cases/{case_id}/transitions/suspend_case"
    assert "Приостановить сопровождение" in browser.open(address)
    page = browser.press(address, 422, version=version, comment="  ")
    assert "Напишите, почему" in page
    browser.press(address, version=version, comment="Ремонт школы")
    assert "Приостановлено с 12.10.2026" in browser.open(f"/cases/{case_id}")


def test_a_case_is_ended_before_its_time_with_a_document_that_the_record_gives_back(
    town: Town, case_id: int
) -> None:
    browser = town.sign_in("official")
    address = f"/cases/{case_id}/transitions/cancel_case"
    version = str(town.look(select(Case.version)))
    page = browser.press(address, 422, version=version, comment="Школа закрыта")
    assert "Приложите документ" in page
    assert "Школа закрыта" in page
    where = browser.press(
        address, version=version, comment="Школа закрыта", file=(io.BytesIO(PDF), "приказ.pdf")
    )
    assert "приложенный документ" in browser.open(where)


def test_a_refused_step_shows_every_reason_and_keeps_the_words(town: Town) -> None:
    case_id = town.arrange(open_case, "s1")
    browser = town.sign_in("methodist")
    page = browser.press(f"/cases/{case_id}/transitions/submit_answers", 409, version="1", comment="Передаю")
    assert "Не записан ни один дефицит" in page
    assert "Передаю" in page
    assert town.look(select(Case.state)) == "diagnosis.collecting"


def test_a_warning_passes_when_its_reason_is_written(town: Town) -> None:
    case_id = town.arrange(open_case, "s1")
    browser = town.sign_in("s1")
    address = f"/cases/{case_id}/transitions/submit_answers"
    assert "Почему это можно сделать" in browser.open(address)
    browser.press(address, version="1", reason="Дефицитов нет, проверили дважды")
    assert town.look(select(Case.state)) == "diagnosis.analysis"


def test_a_school_records_a_deficit_the_methodist_says_its_kind_and_takes_one_off(town: Town) -> None:
    case_id = town.arrange(open_case, "s1")
    address = f"/cases/{case_id}/deficits"
    town.sign_in("s1").press(address, text="Нет учителя физики")
    deficit = town.look(select(Deficit))
    methodist = town.sign_in("methodist")
    assert "Нет учителя физики" in methodist.open(address)
    methodist.press(f"{address}/{deficit.id}", version="1", kind="individual")
    assert "Сохранить вид" in methodist.open(address)
    page = methodist.press(f"{address}/{deficit.id}", 422, version="2", kind="")
    assert "Выберите, общий дефицит или индивидуальный" in page
    methodist.press(f"{address}/{deficit.id}/remove", version="2")
    assert "Пока ни одного" in methodist.open(address)


def test_a_conclusion_and_a_result_are_written_and_written_anew(town: Town, case_id: int) -> None:
    browser = town.sign_in("methodist")
    known = str(town.look(select(DiagnosisConclusion.id)))
    address = f"/cases/{case_id}/conclusion"
    assert "Нужен наставник по физике" in browser.open(address)
    fields = {"instrument": "Анкета", "held_on": "01.10.2026", "text": "Нужны два наставника"}
    browser.press(address, version=known, **fields)
    assert "Нужны два наставника" in browser.open(f"/cases/{case_id}")
    browser.press(f"/cases/{case_id}/report", version="0", text="Выросло")
    assert town.look(select(ClosingReport.text)) == "Выросло"


def test_a_partner_that_no_document_names_is_written_down_by_the_choice(town: Town) -> None:
    case_id = town.arrange(open_case, "s1", stage="pairing")
    browser, address = town.sign_in("methodist"), f"/cases/{case_id}/partner"
    known = town.world.schools["p1"]
    page = browser.press(address, 422, version="0", partner_school_id=str(known), new_school="Гимназия «Маяк»")
    assert "что-то одно" in page
    browser.press(address, version="0", partner_school_id="0", new_school="Гимназия  «Маяк»")
    assert "Партнёр: Гимназия «Маяк»" in browser.open(f"/cases/{case_id}")
    assert "Гимназия «Маяк»" in browser.open(f"/runs/{town.world.run_id}/events/new")
    page = browser.press(address, 422, version="1", partner_school_id="0", new_school="гимназия «маяк»")
    assert "Эта школа уже выбрана" in page


def test_a_partner_is_chosen_from_the_schools_of_the_authority(town: Town, case_id: int) -> None:
    browser = town.sign_in("methodist")
    pair = str(town.look(select(Pair.id)))
    address = f"/cases/{case_id}/partner"
    page = browser.open(address)
    assert "Школа p2 (north)» — с высокими результатами" in page
    assert "Школа s2 (north)»" in page
    assert "Школа s2 (north)» —" not in page  # only who stands on such a list today
    page = browser.press(address, 422, version=pair, partner_school_id="0", why="Ближе всех")
    assert "Выберите школу из списка" in page
    assert "Ближе всех" in page
    browser.press(address, version=pair, partner_school_id=str(town.world.schools["p2"]))
    page = browser.open(f"/cases/{case_id}")
    assert "Партнёр: МБОУ «Школа p2 (north)»" in page
    assert "ответа нет" in page


def test_an_official_says_who_leads(town: Town, case_id: int) -> None:
    browser = town.sign_in("official")
    version = str(town.look(select(Case.version)))
    address = f"/cases/{case_id}/methodist"
    assert "methodist (methodist)" in browser.open(address)
    page = browser.press(address, 422, version=version, methodist_id=str(town.world.people["clerk"]))
    assert "Выберите методиста из списка" in page


def test_the_second_press_of_one_form_does_not_write_twice(town: Town) -> None:
    case_id = town.arrange(open_case, "s1")
    browser = town.sign_in("s1")
    for _ in range(2):
        browser.press(f"/cases/{case_id}/deficits", key="one-form", text="Нет учителя физики")
    assert town.look(select(Deficit.id)) == 1


def test_a_form_without_its_token_writes_nothing(town: Town) -> None:
    case_id = town.arrange(open_case, "s1")
    browser = town.sign_in("s1")
    answer = browser.client.post(f"/cases/{case_id}/deficits", data={"text": "чужое"})
    assert answer.status_code in (303, 400)
    assert town.look(select(Case.version)) == 1


def test_the_page_of_a_closing_names_each_task_without_a_term_and_leads_to_the_way_out(town: Town) -> None:
    case_id = town.arrange(open_case, "s1", stage="closure")
    for title in ("Вести журнал консультаций", "Посещать уроки"):
        command = CreateTask(case_id=case_id, title=title, assignee_role="school", term="постоянно")
        task_id = town.arrange(given, command)
    page = town.sign_in("methodist").open(f"/cases/{case_id}")
    assert "Нет срока у поручения «Вести журнал консультаций»." in page
    assert "Нет срока у поручения «Посещать уроки»." in page
    assert f'<a href="/tasks/{task_id}">назвать срок или снять</a>' in page


def given(world: World, command: Command) -> int:
    task_id: int = world.do("methodist", command)["task_id"]
    return task_id
