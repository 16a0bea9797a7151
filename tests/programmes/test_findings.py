"""What the checks find in the five documents, and what they must leave alone."""

from datetime import date

import pytest

from workflow.programmes import Programme, in_russian, load
from workflow.programmes.findings import (
    Numbered,
    findings,
    register_conflicts,
    run_outside_term,
)
from workflow.programmes.findings.calendar import day_off
from workflow.programmes.findings.figures import possible_percent, whole_of
from workflow.programmes.findings.finding import Finding, lines_of
from workflow.programmes.findings.register import register_findings


def of_code(programme: Programme, code: str) -> list[Finding]:
    return [finding for finding in findings(programme) if finding.code == code]


def act(number: int, on: str, suffix: str = "") -> Numbered:
    return Numbered(number, suffix, date.fromisoformat(on), f"{number}{suffix}")


@pytest.mark.acceptance
def test_kirovsk_3_two_pairs_are_out_of_order_and_276_is_the_culprit(kirovsk: Programme) -> None:
    """Проверка «номер — дата» находит ровно две пары: № 276 с № 277 и с № 298; виновник — № 276."""
    found = of_code(kirovsk, "number_before_date")
    assert [finding.orders for finding in found] == [("276/2021", "277/2021"), ("276/2021", "298/2021")]
    assert [finding.known for finding in found] == ["KRV-1", "KRV-1"]
    assert all("порядок нарушает № 276" in in_russian(finding.title) for finding in found)
    without = kirovsk.model_copy(
        update={"orders": tuple(one for one in kirovsk.orders if one.id != "276/2021")}
    )
    assert list(register_findings(without)) == []


@pytest.mark.acceptance
def test_kirovsk_4_equal_dates_are_in_order(kirovsk: Programme) -> None:
    """Равные даты (263 и 268; 53 и 54; 305 и 306) нарушением не считаются."""
    accused = {one for finding in of_code(kirovsk, "number_before_date") for one in finding.orders}
    assert not accused & {"263/2021", "268/2021", "53/2022", "54/2022", "305/2022", "306/2022"}


@pytest.mark.acceptance
def test_kirovsk_5_acts_of_other_issuers_are_in_no_check_of_numbers(kirovsk: Programme) -> None:
    """Система не смешивает реестры: № 871-р и письма региона в проверку номеров не входят."""
    assert "871-р" in [one.number for one in kirovsk.legal_basis]
    numbered = {one for finding in register_findings(kirovsk) for one in finding.orders}
    assert numbered == {"276/2021", "277/2021", "298/2021"}


@pytest.mark.acceptance
@pytest.mark.parametrize(
    ("code", "orders", "known"),
    [
        ("two_acts_for_one_event", ("268/2021", "298/2021"), "KRV-3"),
        ("act_after_start", ("298/2021",), "KRV-4"),
        ("two_acts_for_one_event", ("287/2022", "306/2022"), "KRV-5"),
        ("missing_from_list", ("226/2021", "298/2021", "287/2022"), "KRV-6"),
        ("approved_before_end", ("407/2021",), "KRV-9"),
        ("approved_before_final_meeting", ("89/2022",), "KRV-11"),
        ("recommendations_before_results", ("277/2021", "276/2021"), "KRV-2"),
        ("plan_after_start", ("226/2021",), "KRV-34"),
        ("plan_after_start", ("94/2022",), "KRV-34"),
        ("plan_after_start", ("305/2022",), "KRV-34"),
        ("list_after_events", ("354/2022",), "KRV-12"),
    ],
)
def test_kirovsk_6_to_10_and_28_acts_against_events(
    kirovsk: Programme, code: str, orders: tuple[str, ...], known: str
) -> None:
    """Два акта одного события, итоги до конца, рекомендации раньше результатов, планы позже начала."""
    assert (orders, known) in [(one.orders, one.known) for one in of_code(kirovsk, code)]


@pytest.mark.acceptance
def test_kirovsk_8_sixteen_acts_of_the_list_are_not_in_the_text(kirovsk: Programme) -> None:
    """Показать три акта, которых нет в перечне, и 16 актов, которых нет в тексте."""
    (finding,) = of_code(kirovsk, "missing_from_text")
    assert (len(finding.orders), finding.known) == (16, "KRV-29")


def test_the_list_of_kirovsk_goes_back_in_time_in_six_places(kirovsk: Programme) -> None:
    (finding,) = of_code(kirovsk, "list_out_of_order")
    assert (len(finding.places), finding.known) == (6, "KRV-13")


def test_a_working_saturday_is_no_day_off(kirovsk: Programme) -> None:
    """№ 94 от 05.03.2022 — рабочая суббота."""
    assert of_code(kirovsk, "dated_on_day_off") == []
    assert day_off(date(2022, 3, 5)) is False
    assert day_off(date(2022, 3, 7)) is True


def test_of_a_year_without_a_calendar_nothing_is_said() -> None:
    assert day_off(date(2035, 1, 1)) is None


def test_an_act_on_a_sunday_is_noted_and_not_accused(kirovsk: Programme) -> None:
    found = list(register_findings(kirovsk, is_day_off=lambda on: on == date(2022, 3, 5)))
    noted = [(one.code, one.level.value, one.orders) for one in found if one.code == "dated_on_day_off"]
    assert noted == [("dated_on_day_off", "note", ("94/2022",))]


def test_every_checkable_dispute_of_sosva_is_found(sosva: Programme) -> None:
    """The analyst's list and the checks agree on everything a program can see."""
    checkable = {note.id for note in sosva.inconsistencies if note.machine_checkable}
    assert checkable <= {finding.known for finding in findings(sosva)}


def test_of_kirovsk_only_what_the_facts_do_not_hold_is_not_found(kirovsk: Programme) -> None:
    """Spellings of dates, initials, headings and bodies of the scan are not in the file."""
    checkable = {note.id for note in kirovsk.inconsistencies if note.machine_checkable}
    missed = checkable - {finding.known for finding in findings(kirovsk)}
    assert missed == {"KRV-14", "KRV-24", "KRV-27", "KRV-32", "KRV-33"}


@pytest.mark.acceptance
@pytest.mark.parametrize(
    ("code", "known", "words"),
    [
        ("duplicate_row", "SOS-4", "Пункты 11, 15"),
        ("outside_the_term", "SOS-1", "П. 14 (март 2024) позже конца программы (2023)"),
        ("summed_up_before_analysis", "SOS-3", "Итоги подводят в п. 16"),
        ("no_performer", "SOS-12", "У п. 9 не указан исполнитель"),
        ("impossible_percent", "SOS-10", "83,3 % невозможны, когда школ 5: подходит 5 из 6"),
        ("value_before_approval", "SOS-6", "значится на май 2022"),
    ],
)
def test_sosva_8_to_12_what_the_plan_disputes(sosva: Programme, code: str, known: str, words: str) -> None:
    """Дубль 11 и 15, п.14 позже конца, нет исполнителя у п.9, 83,3 % из пяти, модель раньше утверждения."""
    assert any(
        finding.known == known and words in in_russian(finding.title) for finding in of_code(sosva, code)
    )


def test_the_duplicate_differs_by_one_curator(sosva: Programme) -> None:
    (finding,) = of_code(sosva, "duplicate_row")
    assert finding.values == ("15: куратор проекта 500+",)


def test_tbilissky_lacks_a_row_and_five_years(tbilissky: Programme) -> None:
    assert [in_russian(one.title) for one in of_code(tbilissky, "number_missing")] == ["В плане нет п. 3.6"]
    asked = [one.places[0].key for one in of_code(tbilissky, "month_without_year")]
    assert asked == ["1.8", "2.1", "2.6", "2.7", "2.8"]
    assert of_code(tbilissky, "rows_missing") == []


def test_the_appendices_of_kirishi_are_named_and_absent(kirishi: Programme) -> None:
    (finding,) = of_code(kirishi, "appendix_absent")
    assert len(finding.places) == 8


@pytest.mark.acceptance
def test_obshchie_4_no_document_holds_a_surname(programmes: dict[str, Programme]) -> None:
    """Не хранить фамилий: исполнитель — роль; имя в названии гимназии — не исполнитель."""
    for programme in programmes.values():
        assert of_code(programme, "person_named") == []
        roles = {role.id for role in programme.roles}
        assert all(set(row.responsible) <= roles for row in programme.activities)
    assert any("Ушинского" in school.name for school in programmes["gatchina"].participants.schools)


@pytest.mark.parametrize("name", ["Иванова А.Б.", "А.Б. Иванова", "А. Б. Иванова"])
def test_a_surname_with_initials_is_noticed(kirovsk: Programme, name: str) -> None:
    role = kirovsk.roles[0].model_copy(update={"title": f"методист {name}"})
    told = of_code(kirovsk.model_copy(update={"roles": (role, *kirovsk.roles[1:])}), "person_named")
    assert [finding.places[0].section for finding in told] == ["roles"]


@pytest.mark.acceptance
def test_obshchie_6_a_disorder_is_a_finding_and_never_a_bar(kirovsk: Programme) -> None:
    """Предупреждать о нарушении порядка «номер — дата», но не запрещать загрузку исторического реестра."""
    assert len(kirovsk.orders) == 26
    assert of_code(kirovsk, "number_before_date")


def test_a_number_with_a_suffix_sits_between_its_neighbours() -> None:
    rows = [act(14, "2022-03-01"), act(14, "2022-03-02", "-а"), act(15, "2022-03-03")]
    assert register_conflicts(rows) == ()


def test_numbers_start_again_with_the_year() -> None:
    assert register_conflicts([act(407, "2021-12-28"), act(1, "2022-01-10")]) == ()


def test_a_lone_pair_accuses_nobody() -> None:
    (conflict,) = register_conflicts([act(5, "2022-02-02"), act(6, "2022-02-01")])
    assert (conflict.lower.ordinal, conflict.higher.ordinal, conflict.culprit) == (5, 6, None)


def test_the_order_of_entry_does_not_matter() -> None:
    rows = [act(1, "2022-01-01"), act(2, "2022-05-01"), act(3, "2022-02-01"), act(4, "2022-03-01")]
    assert register_conflicts(rows) == register_conflicts(reversed(rows))
    assert {conflict.culprit for conflict in register_conflicts(rows)} == {"2"}


def test_a_run_outside_the_programmes_years_is_allowed_and_said(kirovsk: Programme) -> None:
    finding = run_outside_term(kirovsk, from_on=date(2024, 9, 1), to_on=date(2025, 8, 31))
    assert finding
    assert "01.09.2024 — 31.08.2025" in in_russian(finding.title)
    assert run_outside_term(kirovsk, from_on=date(2022, 9, 1), to_on=date(2023, 5, 31)) is None


@pytest.mark.parametrize(
    ("percent", "whole", "possible"),
    [
        (83.3, 6, True),
        (83.3, 5, False),
        (100, 5, True),
        (62, 5, False),
        (62, 13, True),
        (33.3, 3, True),
        (0, 7, True),
    ],
)
def test_a_percent_must_be_some_count_of_the_whole(percent: float, whole: int, possible: bool) -> None:
    assert possible_percent(percent, whole) is possible


def test_the_smallest_whole_that_fits_is_proposed() -> None:
    assert whole_of(83.3) == (5, 6)


def test_the_lines_of_a_source_are_read() -> None:
    assert lines_of("004 модель (строки 44-46, 50), модель (строка 227)") == {44, 45, 46, 50, 227}
    assert lines_of("титул") == frozenset()


def test_nothing_is_repaired(kirovsk: Programme) -> None:
    before = kirovsk.model_dump_json()
    findings(kirovsk)
    assert kirovsk.model_dump_json() == before


def test_a_growing_percent_over_a_hundred_is_impossible() -> None:
    text = """
schema: shnor-programme/1
programme: {id: p, document_file: p, title: "П", territory: "Т", source: "с"}
authority: {name: "О", source: "с"}
participants: {}
indicators: [{number: 1, title: "Доля", unit: "%", targets: {2022: 120}, source: "с"}]
"""
    assert [one.values for one in of_code(load(text.encode(), name="p"), "impossible_percent")] == [("120 %",)]
