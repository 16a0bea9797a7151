import datetime as dt
from decimal import Decimal

import pytest
from markupsafe import Markup

from workflow import typography

NBSP = "\u00a0"
DAY = dt.date(2022, 11, 17)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Школа № 9 и № 10", "Школа №_9 и_№_10"),
        ("Приказ о планах", "Приказ о_планах"),
        ("план для школы", "план для_школы"),
        ("О работе с детьми", "О_работе с_детьми"),
        ("Опора — сопровождение", "Опора_— сопровождение"),
        ("готово на 83,3 % за 5 дней", "готово на_83,3_% за_5_дней"),
        ("(в Кировске)", "(в_Кировске)"),
        ("«о порядке»", "«о_порядке»"),
        ("МБОУ СОШ", "МБОУ СОШ"),
        ("", ""),
    ],
)
def test_a_line_does_not_end_on_a_short_word_or_a_number_sign(text, shown):
    assert typography.typo(text) == shown.replace("_", NBSP)


def test_markup_stays_markup_and_text_stays_text():
    assert isinstance(typography.typo(Markup("<b>в</b> школе")), Markup)
    assert not isinstance(typography.typo("<b>в школе</b>"), Markup)


def test_dates_are_written_the_russian_way_in_both_languages():
    assert typography.date(DAY) == "17.11.2022"
    assert typography.date_weekday(DAY, "ru") == f"17.11.2022,{NBSP}чт"
    assert typography.date_weekday(DAY, "en") == f"17.11.2022,{NBSP}Thu"
    assert typography.date_long(DAY, "ru") == f"17 ноября 2022{NBSP}г."


def test_no_date_is_an_empty_place():
    for function in (typography.date, typography.date_weekday, typography.date_long, typography.number):
        assert function(None) == ""
    assert typography.moment(None, "Europe/Moscow") == ""


def test_a_moment_is_shown_by_the_wall_clock_of_its_zone():
    moment = dt.datetime(2022, 11, 17, 21, 20, tzinfo=dt.UTC)
    assert typography.moment(moment, "Europe/Moscow") == f"18.11.2022,{NBSP}00:20"


@pytest.mark.parametrize(
    ("value", "places", "shown"),
    [
        (1234.5, None, "1_234,5"),
        (Decimal("83.333"), 1, "83,3"),
        (7, None, "7"),
        (1234567, None, "1_234_567"),
        (-5, None, "−5"),
        (0.1 + 0.2, 2, "0,30"),
    ],
)
def test_numbers_have_a_decimal_comma_and_a_real_minus(value, places, shown):
    assert typography.number(value, places) == shown.replace("_", NBSP)
