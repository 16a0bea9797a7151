"""Dates and terms in the words of documents."""

from datetime import date

import pytest

from workflow.programmes import Programme
from workflow.programmes.dates import PartialDate, parse_date_words, school_year
from workflow.programmes.timing import Timing, parse_timing_words, year_choices


@pytest.mark.acceptance
@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("03.02 2022", "2022-02-03"),
        ("03.02 2022 г.", "2022-02-03"),
        ("28.10. 2022", "2022-10-28"),
        ("28.10. 2022 года", "2022-10-28"),
        ("05 марта 2022 года", "2022-03-05"),
        ("01 декабря 2020 г.", "2020-12-01"),
        ("08.06.2023 года", "2023-06-08"),
        ("12 октября 2021 года", "2021-10-12"),
        ("16 ноября 2021 г.", "2021-11-16"),
    ],
)
def test_kirovsk_30_a_date_with_a_stray_space_or_in_words_is_read(words: str, expected: str) -> None:
    """Принять дату с лишним пробелом («03.02 2022», «28.10. 2022») и словами («05 марта 2022 года»)."""
    assert str(parse_date_words(words)) == expected


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("до 31.08.2023", "2023-08-31"),
        ("не позднее 15 сентября", "09-15"),
        ("ноябрь 2021", "2021-11"),
        ("Ноябрь", "11"),
        ("в 2023 году", "2023"),
        ("с января 2022 г.", "2022-01"),
        ("  1   МАЯ 2022г. ", "2022-05-01"),
        ("29 февраля", "02-29"),
        ("2022-03-05", "2022-03-05"),
    ],
)
def test_a_date_is_read_to_the_precision_of_its_words(words: str, expected: str) -> None:
    assert str(parse_date_words(words)) == expected


@pytest.mark.parametrize(
    "words",
    ["", "скоро", "30 февраля 2022", "29.02.2022", "32.01.2022", "05.13.2022", "3.2.22", "12", "1 и 2 марта"],
)
def test_what_is_no_date_is_not_guessed(words: str) -> None:
    assert parse_date_words(words) is None


@pytest.mark.acceptance
def test_obshchie_5_six_kinds_of_term_and_a_month_without_a_year(
    programmes: dict[str, Programme],
) -> None:
    """Принимать срок шести видов: разово, ежемесячно, постоянно, по графику, по запросам, окно."""
    plan = [row for programme in programmes.values() for row in programme.activities if row.timing]
    kinds = {row.timing.kind for row in plan if row.timing}
    assert kinds == {"once", "monthly", "continuous", "by_schedule", "by_request", "window"}
    asking = [row.number for row in programmes["tbilissky"].activities if row.timing and row.timing.asks_year]
    assert asking == ["1.8", "2.1", "2.6", "2.7", "2.8"]
    assert [row.number for row in programmes["sosva"].activities if row.timing and row.timing.asks_year] == []


def test_the_words_of_every_term_read_back_to_the_term_of_the_file(
    programmes: dict[str, Programme],
) -> None:
    """Two roads to one fact: what an analyst wrote down and what the words say by themselves."""
    compared = 0
    for programme in programmes.values():
        timings = [row.timing for row in programme.activities]
        for given in (*timings, *(row.timing for row in programme.recurring)):
            if given is None or given.as_given is None or given.as_given == "ежемесячный":
                continue
            read = parse_timing_words(given.as_given)
            assert read is not None, given.as_given
            assert (read.kind, read.start, read.end, read.deadline) == (
                given.kind,
                given.start,
                given.end,
                given.deadline,
            ), given.as_given
            compared += 1
    assert compared == 46


@pytest.mark.parametrize(
    ("words", "kind", "start", "end"),
    [
        ("сентябрь- октябрь 2023 года", "window", "2023-09", "2023-10"),
        ("ноябрь - январь 2023 г.", "window", "2022-11", "2023-01"),
        ("с 26 по 30 сентября 2022 года", "window", "2022-09-26", "2022-09-30"),
        ("13.10.2021 – 31.12.2021", "window", "2021-10-13", "2021-12-31"),
        ("май - июнь", "window", "05", "06"),
        ("март 2024 года", "once", "2024-03", "2024-03"),
        ("постоянно, с сентября 2021", "continuous", "2021-09", "None"),
    ],
)
def test_windows_are_read_with_their_years(words: str, kind: str, start: str, end: str) -> None:
    timing = parse_timing_words(words)
    assert timing
    assert (timing.kind, str(timing.start), str(timing.end)) == (kind, start, end)


def test_a_yearly_date_does_not_ask_for_its_year() -> None:
    timing = parse_timing_words("ежегодно в срок до 10 сентября")
    assert timing
    assert (str(timing.deadline), timing.every_year, timing.asks_year) == ("09-10", True, False)


def test_an_agreement_sets_the_schedule() -> None:
    timing = parse_timing_words("по договору")
    assert timing
    assert (timing.kind, timing.schedule_source) == ("by_schedule", "договор")


@pytest.mark.parametrize("words", ["", "когда-нибудь", "по мере готовности", "осень"])
def test_a_term_that_is_not_understood_stays_words(words: str) -> None:
    assert parse_timing_words(words) is None


def test_a_window_over_new_year_ends_in_the_next_one() -> None:
    timing = Timing.model_validate({"kind": "window", "from": "11", "to": "02"}).in_year(2022)
    assert (timing.begins_on, timing.ends_on) == (date(2022, 11, 1), date(2023, 2, 28))


def test_a_school_year_runs_from_september_to_august() -> None:
    assert school_year("2021-2022") == (date(2021, 9, 1), date(2022, 8, 31))
    assert school_year("2022/23") == (date(2022, 9, 1), date(2023, 8, 31))


def test_among_the_answers_to_which_year_is_every_year() -> None:
    assert year_choices(2021, 2023) == (2021, 2022, 2023, None)


def test_a_partial_date_knows_its_first_and_last_day() -> None:
    assert PartialDate.parse("2022-02").last == date(2022, 2, 28)
    assert PartialDate.parse("2022").first == date(2022, 1, 1)
    assert not PartialDate.parse("2022-02").surely_before(PartialDate.parse("2022-02-10"))
    assert PartialDate.parse("2022-01").surely_before(PartialDate.parse("2022-02-10"))


def test_a_partial_date_is_shown_as_a_reader_writes_it() -> None:
    shown = [PartialDate.parse(text).shown for text in ("2023-06-08", "2021-11", "2023", "09-10", "11")]
    assert shown == ["08.06.2023", "ноябрь 2021", "2023", "10.09", "ноябрь"]
