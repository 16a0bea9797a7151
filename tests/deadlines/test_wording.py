"""The grammar of terms: every wording seen in documents, and what is honestly not understood."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workflow.deadlines.messages import in_russian
from workflow.deadlines.reading import read_back
from workflow.deadlines.rule import (
    Anchored,
    Bound,
    Continuous,
    Day,
    Gives,
    Month,
    Monthly,
    Point,
    Rule,
    Scope,
    Side,
    Unit,
    Unstated,
    Urgency,
    Waiting,
    Window,
    Within,
    Year,
    Yearly,
)
from workflow.deadlines.wording import Unclear, find_milestones, read_wording

UNTIL, BY = Bound.UNTIL, Bound.BY
BEFORE, AFTER = Side.BEFORE, Side.AFTER
WORKING, DAY = Unit.WORKING_DAY, Unit.DAY
SCHOOL = Scope.SCHOOL_YEAR

GOLDEN = [
    # words, shape, read back
    ("до 31.08.2023", Day(Point(8, 31, 2023), UNTIL), "до 31.08.2023"),
    ("05 марта 2022 года", Day(Point(3, 5, 2022)), "день: 05.03.2022"),
    ("«05» марта 2022 г.", Day(Point(3, 5, 2022)), "день: 05.03.2022"),
    ("28.10. 2022", Day(Point(10, 28, 2022)), "день: 28.10.2022"),
    ("03.02 2022", Day(Point(2, 3, 2022)), "день: 03.02.2022"),
    ("31.08.23", Day(Point(8, 31, 2023)), "день: 31.08.2023"),
    ("2023-08-31", Day(Point(8, 31, 2023)), "день: 31.08.2023"),
    ("К 1 сентября 2023\u00a0г.", Day(Point(9, 1, 2023), BY), "не позднее 01.09.2023"),
    ("в срок до 10 сентября 2023 года", Day(Point(9, 10, 2023), UNTIL), "до 10.09.2023"),
    ("срок: до 1.9.2023", Day(Point(9, 1, 2023), UNTIL), "до 01.09.2023"),
    ("до 10 сентября", Day(Point(9, 10), UNTIL), "до 10 сентября, год не назван"),
    ("до 10 сентября включительно", Day(Point(9, 10), BY), "не позднее 10 сентября, год не назван"),
    ("не позднее 15 сентября", Day(Point(9, 15), BY), "не позднее 15 сентября, год не назван"),
    ("29 февраля", Day(Point(2, 29)), "день: 29 февраля, год не назван"),
    ("ноябрь 2021", Month(Point(11, year=2021)), "месяц: ноябрь 2021, срок в его конце"),
    ("в ноябре 2023 года", Month(Point(11, year=2023)), "месяц: ноябрь 2023, срок в его конце"),
    ("до конца мая 2023", Month(Point(5, year=2023)), "месяц: май 2023, срок в его конце"),
    ("ноябрь", Month(Point(11)), "месяц: ноябрь, год не назван"),
    (
        "сентябрь - октябрь 2023",
        Window(Point(9, year=2023), Point(10, year=2023)),
        "период: сентябрь 2023 — октябрь 2023, срок в его конце",
    ),
    (
        "сентябрь- октябрь 2023 года",
        Window(Point(9, year=2023), Point(10, year=2023)),
        "период: сентябрь 2023 — октябрь 2023, срок в его конце",
    ),
    ("май - июнь", Window(Point(5), Point(6)), "период: май — июнь, год не назван"),
    ("ноябрь – январь", Window(Point(11), Point(1)), "период: ноябрь — январь, год не назван"),
    (
        "декабрь—февраль 2024 г.",
        Window(Point(12, year=2023), Point(2, year=2024)),
        "период: декабрь 2023 — февраль 2024, срок в его конце",
    ),
    (
        "с 26 по 30 сентября 2022 года",
        Window(Point(9, 26, 2022), Point(9, 30, 2022)),
        "период: 26.09.2022 — 30.09.2022, срок в его конце",
    ),
    (
        "26-30 сентября 2022",
        Window(Point(9, 26, 2022), Point(9, 30, 2022)),
        "период: 26.09.2022 — 30.09.2022, срок в его конце",
    ),
    (
        "01.11 - 23.11.2022",
        Window(Point(11, 1, 2022), Point(11, 23, 2022)),
        "период: 01.11.2022 — 23.11.2022, срок в его конце",
    ),
    (
        "I квартал 2023 года",
        Window(Point(1, year=2023), Point(3, year=2023)),
        "период: январь 2023 — март 2023, срок в его конце",
    ),
    ("2 полугодие", Window(Point(7), Point(12)), "период: июль — декабрь, год не назван"),
    (
        "2022-2023 годы",
        Window(Point(1, year=2022), Point(12, year=2023)),
        "период: январь 2022 — декабрь 2023, срок в его конце",
    ),
    ("в 2023 году", Year(2023), "2023 год без дня: последний рабочий день года"),
    ("в течение года", Within(Scope.YEAR), "в течение года, какого — не названо"),
    ("в течение 2023 года", Within(Scope.YEAR, 2023), "в течение 2023 года: последний рабочий день года"),
    ("до конца года", Within(Scope.YEAR), "в течение года, какого — не названо"),
    ("в течение учебного года", Within(SCHOOL), "в течение учебного года, какого — не названо"),
    (
        "2022/2023 учебный год",
        Within(SCHOOL, 2022),
        "в течение учебного года 2022/2023: последний рабочий день августа",
    ),
    (
        "в течение 2022-23 учебного года",
        Within(SCHOOL, 2022),
        "в течение учебного года 2022/2023: последний рабочий день августа",
    ),
    ("постоянно", Continuous(), "постоянно: срока нет, есть проверки через равное время"),
    (
        "постоянно, начиная с января 2022 г.",
        Continuous(Point(1, year=2022)),
        "постоянно, начиная с: январь 2022; срока нет, есть проверки через равное время",
    ),
    (
        "постоянно, с сентября 2021",
        Continuous(Point(9, year=2021)),
        "постоянно, начиная с: сентябрь 2021; срока нет, есть проверки через равное время",
    ),
    ("1 раз в месяц", Monthly(), "каждый месяц, срок в его конце"),
    ("Ежемесячно", Monthly(), "каждый месяц, срок в его конце"),
    ("ежемесячный", Monthly(), "каждый месяц, срок в его конце"),
    ("ежемесячно, до 5-го числа", Monthly(1, 5), "каждый месяц, число: 5"),
    ("до 31 числа каждого месяца", Monthly(1, 31), "каждый месяц, число: 31"),
    ("ежеквартально", Monthly(3), "раз в несколько месяцев, срок в конце последнего; месяцев: 3"),
    ("ежегодно", Yearly(), "каждый год, срок в его конце"),
    (
        "ежегодно в срок до 10 сентября",
        Yearly(Point(9, 10), bound=UNTIL),
        "каждый год не позднее 10 сентября",
    ),
    ("ежегодно, не позднее 15 сентября", Yearly(Point(9, 15), bound=BY), "каждый год не позднее 15 сентября"),
    ("до 10 сентября ежегодно", Yearly(Point(9, 10), bound=UNTIL), "каждый год не позднее 10 сентября"),
    ("ежегодно в сентябре", Yearly(Point(9)), "каждый год: сентябрь"),
    ("ежегодно, сентябрь-октябрь", Yearly(Point(10), Point(9)), "каждый год, период: сентябрь — октябрь"),
    ("по графику", Waiting(Gives.SCHEDULE), "дату даст график"),
    ("в соответствии с планом-графиком", Waiting(Gives.SCHEDULE), "дату даст график"),
    ("в течение года по графику", Waiting(Gives.SCHEDULE, Scope.YEAR), "дату даст график"),
    ("по договору", Waiting(Gives.AGREEMENT), "дату даст договор"),
    ("по запросам", Waiting(Gives.REQUEST), "по каждому запросу своя задача"),
    (
        "в начале курсов",
        Anchored(0, DAY, AFTER, "начале курсов"),
        "в тот же день, от которого считается: «начале курсов»",
    ),
    ("за 3 рабочих дня до", Anchored(3, WORKING, BEFORE), "раньше названного дня: 3 рабочих дня"),
    (
        "не позднее чем за 1 рабочий день до начала семинара",
        Anchored(1, WORKING, BEFORE, "начала семинара"),
        "раньше, чем «начала семинара»: 1 рабочий день",
    ),
    ("за неделю до события", Anchored(1, Unit.WEEK, BEFORE, "события"), "раньше, чем «события»: 1 неделя"),
    (
        "в течение 10 дней со дня проведения",
        Anchored(10, DAY, AFTER, "проведения"),
        "после «проведения»: 10 календарных дней",
    ),
    (
        "не позднее 2 рабочих дней после окончания",
        Anchored(2, WORKING, AFTER, "окончания"),
        "после «окончания»: 2 рабочих дня",
    ),
    (
        "в течение десяти рабочих дней с момента получения",
        Anchored(10, WORKING, AFTER, "получения"),
        "после «получения»: 10 рабочих дней",
    ),
    ("в 10-дневный срок", Anchored(10, DAY, AFTER), "после даты документа: 10 календарных дней"),
    (
        "в трёхдневный срок со дня подписания",
        Anchored(3, DAY, AFTER, "подписания"),
        "после «подписания»: 3 календарных дня",
    ),
    ("в течение месяца", Anchored(1, Unit.MONTH, AFTER), "после даты документа: 1 месяц"),
    ("", Unstated(), "срок не назван, действует правило органа"),
    ("—", Unstated(), "срок не назван, действует правило органа"),
    ("Срочно", Unstated(Urgency.URGENT), "срок не назван, действует правило органа"),
    ("оперативно", Unstated(Urgency.PROMPT), "срок не назван, действует правило органа"),
]


@pytest.mark.parametrize(("words", "shape", "sentence"), GOLDEN, ids=[row[0] or "пусто" for row in GOLDEN])
def test_a_wording_is_read_and_read_back(words, shape, sentence):
    rule = read_wording(words)
    assert isinstance(rule, Rule), rule
    assert rule.shape == shape
    assert rule.as_given == words.strip()
    assert in_russian(read_back(rule)) == sentence


@pytest.mark.parametrize(
    ("words", "unclear", "understood"),
    [
        ("завершающий этап", "завершающий этап", None),
        ("б.", "б", None),
        ("весной", "весной", None),
        ("до ноября", "до ноября", None),
        ("в конце года", "в конце года", None),
        ("в течение дня", "в течение дня", None),
        ("2022/2024 учебный год", "/2024 учебный год", "2022"),
        ("до 31.08.2023, далее ежегодно", "далее ежегодно", "до 31.08.2023"),
        ("ежегодно до 31.08.2023", "до 31.08.2023", "ежегодно"),
        ("сентябрь, декабрь", "декабрь", "сентябрь"),
        (
            "в течение 10 дней со дня проведения, но не позднее 1 июня",
            "но не позднее 1 июня",
            "в течение 10 дней со дня проведения",
        ),
        ("с 30 по 26 сентября 2022", "с 30 по 26 сентября 2022", None),
    ],
)
def test_what_is_not_understood_is_said_word_for_word(words, unclear, understood):
    read = read_wording(words)
    assert isinstance(read, Unclear)
    assert read.words == unclear
    assert (read.understood and read.understood.as_given) == understood
    assert f"«{unclear}»" in in_russian(read.message)


@pytest.mark.parametrize("words", ["30 февраля 2022", "29.02.2023", "до 31.11.2023", "32.08.2023"])
def test_a_day_that_does_not_exist_is_said_to_be_so(words):
    read = read_wording(words)
    assert isinstance(read, Unclear)
    assert "Такого дня нет" in in_russian(read.message)


@given(st.text(alphabet="0123456789 .,-–«»доспзавгчмячьникрбтелюнхайу\u00a0", max_size=40))
def test_any_text_is_read_or_said_to_be_unclear(words):
    read = read_wording(words)
    assert isinstance(read, Rule | Unclear)
    if isinstance(read, Unclear):
        assert read.words in words


@given(st.dates(date(2000, 1, 1), date(2099, 12, 31)))
def test_a_written_day_is_read_as_that_day(day):
    rule = read_wording(f"до {day:%d.%m.%Y}")
    assert isinstance(rule, Rule)
    assert rule.shape == Day(Point(day.month, day.day, day.year), Bound.UNTIL)


def test_firm_days_inside_a_text_become_milestones():
    text = (
        "Оповестить школы (п. 2.3) ежегодно в срок до 10 сентября; обсудить не позднее 15 сентября; "
        "отчёт до 31.08.2023, сведения за 2.5 месяца"
    )
    assert [(rule.as_given, rule.shape) for rule in find_milestones(text)] == [
        ("ежегодно в срок до 10 сентября", Yearly(Point(9, 10), bound=UNTIL)),
        ("не позднее 15 сентября", Day(Point(9, 15), BY)),
        ("до 31.08.2023", Day(Point(8, 31, 2023), UNTIL)),
    ]
