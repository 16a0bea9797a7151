"""Statements about indicators: targets by years, words with their grounds, before and after of each school."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from sqlalchemy import select

from tests.acceptance.conftest import Programme, rows_of, words_of
from tests.approvals.visitor import Visitor
from workflow.commands.open_cases import OpenCases
from workflow.models.case import Case
from workflow.models.monitoring import Indicator, IndicatorKind, Measurement, MeasurementRound


@pytest.fixture
def begun(run_programme: Callable[[str], Programme]) -> Callable[[str], Programme]:
    return run_programme


def methodist(programme: Programme) -> Visitor:
    return Visitor(programme.app, programme.house.methodist)


def indicators(programme: Programme) -> str:
    return f"/runs/{programme.house.run_id}/indicators"


def first_round(programme: Programme) -> int:
    query = select(MeasurementRound.id).where(MeasurementRound.run_id == programme.house.run_id)
    found: int = programme.look(query.order_by(MeasurementRound.number).limit(1))
    return found


def points(programme: Programme) -> dict[str, list[list[str]]]:
    """Indicator -> its rows (when, plan, fact, deviation) on the page of the run."""
    found: dict[str, list[list[str]]] = {}
    title = ""
    for row in rows_of(programme.open(indicators(programme))):
        if len(row) == 5 and row[0] != "Показатель":
            title = row[0].removesuffix(" единиц")
            found.setdefault(title, []).append(row[1:])
    return found


def years(programme: Programme, title: str) -> dict[str, str]:
    """Year -> plan, of the first one the value that it began from."""
    return {
        when.split()[0]: fact if "исходное" in when else plan
        for when, plan, fact, _ in points(programme)[title]
    }


def test_tbilissky_3_the_fifth_indicator_goes_from_15_to_605(begun: Callable[[str], Programme]) -> None:
    """Педагоги в активных формах: 15 → 243 → 486 → 605 за 2021–2024."""
    planned = years(begun("tbilissky"), "Педагоги в активных формах взаимодействия")
    assert planned == {"2021": "15", "2022": "243", "2023": "486", "2024": "605"}


def test_tbilissky_4_the_targets_of_the_other_four_by_years(begun: Callable[[str], Programme]) -> None:
    """План каждого из четырёх показателей виден по годам на странице показателей."""
    tbilissky = begun("tbilissky")
    planned = [list(years(tbilissky, title).values()) for title in list(points(tbilissky))[:4]]
    assert planned == [
        ["6", "12", "21", "29"],
        ["2", "7", "10", "15"],
        ["0", "2", "6", "12"],
        ["0", "4", "9", "15"],
    ]


def test_tbilissky_5_a_value_of_a_year_stands_beside_its_plan(begun: Callable[[str], Programme]) -> None:
    """Методист вносит значение за 2022 год и видит отклонение от плана этого года, в таблице и на графике."""
    tbilissky = begun("tbilissky")
    sheet = methodist(tbilissky).open(f"/rounds/{first_round(tbilissky)}/sheet")
    sheet.press("Записать измерения", measured_on="20.12.2022", **{"m0-4-value": "230"})
    assert "Измерения записаны" in sheet.text
    row = points(tbilissky)["Педагоги в активных формах взаимодействия"][1]
    assert row == ["2022", "243", "230", "−13"]
    fifth = tbilissky.look(select(Indicator.id).where(Indicator.title.startswith("Педагоги в активных")))
    picture = tbilissky.client.get(f"/indicators/{fifth}/chart.svg")
    assert picture.mimetype == "image/svg+xml"
    assert "2022: план 243, факт 230" in picture.text
    assert "2023: план 486, не измерено" in picture.text


def kirishi_case(kirishi: Programme) -> int:
    command = OpenCases(
        run_id=kirishi.house.run_id,
        new_schools=("МОУ «Школа у реки»",),
        stage="monitoring",
        basis_text="Решение отдела",
        methodist_id=kirishi.house.methodist,
    )
    [case_id] = kirishi.do(kirishi.house.methodist, command)["case_ids"]
    return int(case_id)


def test_kirishi_5_six_indicators_are_told_in_words_with_their_ground(
    begun: Callable[[str], Programme],
) -> None:
    """Оценка словами и документом; ни числа, ни единицы никто не спрашивает, а без основания слово не берут."""
    kirishi = begun("kirishi")
    case_id = kirishi_case(kirishi)
    page = methodist(kirishi).open(f"/cases/{case_id}/measurements")
    assert not {name for form in page.forms for name in form.names if name.endswith(("-value", "-numerator"))}
    second = f"m{case_id}-4"
    page.press("Записать измерения", **{f"{second}-words": "формы подобраны, не опробованы"})
    assert page.status == 422
    assert "Напишите, на чём это основано: документ или наблюдение" in page.text
    page.press("Записать измерения", **{f"{second}-rests_on": "справка куратора от 02.11"})
    assert "формы подобраны, не опробованы" in page.text
    assert "основание: справка куратора от 02.11" in page.text
    assert kirishi.look(select(Measurement.value)) is None


def test_kirishi_6_the_first_indicator_has_four_parts(begun: Callable[[str], Programme]) -> None:
    """Результаты, образовательный процесс, среда и управление оцениваются каждое своими словами."""
    kirishi = begun("kirishi")
    case_id = kirishi_case(kirishi)
    page = methodist(kirishi).open(f"/cases/{case_id}/measurements")
    typed = {}
    for place in range(4):
        typed |= {f"m{case_id}-{place}-words": f"уровень {place}", f"m{case_id}-{place}-rests_on": "наблюдение"}
    page.press("Записать измерения", **typed)
    stated = "Учтены контекст школы и все стороны перехода"
    told = [row for row in rows_of(kirishi.open(f"/cases/{case_id}")) if row[0].startswith(stated)]
    assert [(row[0].partition(": ")[2], row[3]) for row in told] == [
        ("результаты", "уровень 0 основание: наблюдение"),
        ("образовательный процесс", "уровень 1 основание: наблюдение"),
        ("среда", "уровень 2 основание: наблюдение"),
        ("управление", "уровень 3 основание: наблюдение"),
    ]


def test_sosva_5_the_run_measures_twice_eleven_indicators(begun: Callable[[str], Programme]) -> None:
    """Взяты показатели раздела 3 и паспорта: номер 1 стоит дважды, коды разные; штуки и доли свои."""
    sosva = begun("sosva")
    with sosva.app.app_context():
        sosva.session.rollback()
        rows = sosva.session.scalars(
            select(Indicator).where(Indicator.run_id == sosva.house.run_id).order_by(Indicator.id)
        ).all()
        assert len({row.code for row in rows}) == len(rows) == 22
        third = [row for row in rows if row.group == "section3"]
        assert [row.number for row in third].count("1") == 2
        said = [(row.reported or {})["value"] for row in third]
        assert said == ["1", "83.3", "62", "100", "100", "1", "1", "16", "20", "78", "48"]
        pieces = [row.number for row in third if row.kind is IndicatorKind.NUMBER]
        assert pieces == ["1", "5", "6"]
    page = words_of(sosva.open(indicators(sosva)))
    assert "83,3 на май 2022" in page


def test_sosva_17_five_schools_are_entered_by_name(begun: Callable[[str], Programme]) -> None:
    """Документ школ не называет: пять названий вносит методист, и у каждой своё сопровождение."""
    sosva = begun("sosva")
    names = tuple(f"МБОУ СОШ № {number} п. Сосьва" for number in range(1, 6))
    command = OpenCases(
        run_id=sosva.house.run_id,
        new_schools=names,
        basis_text="Протокол рабочей группы",
        methodist_id=sosva.house.methodist,
    )
    assert len(sosva.do(sosva.house.methodist, command)["case_ids"]) == 5
    assert sosva.how_many(Case) == 5
    listed = words_of(sosva.open("/cases"))
    assert all(name in listed for name in names)


def test_kirovsk_35_before_and_after_of_each_school_stand_side_by_side(
    begun: Callable[[str], Programme],
) -> None:
    """Критерии динамики заполнили шесть школ: по каждой видно «до» и «после», школы по алфавиту, без мест."""
    kirovsk = begun("kirovsk")
    codes = list(kirovsk.house.schools)[:6]
    cases = kirovsk.open_cases(*codes)
    visitor = methodist(kirovsk)
    visitor.open(f"{indicators(kirovsk)}/new").press(
        "Записать показатель", name="Критерии динамики: урок", kind="number", unit="баллов", per_school="yes"
    )
    assert "Показатель добавлен" in visitor.text
    for round_id, day, plus in ((first_round(kirovsk), "04.05.2022", 0), (0, "22.11.2022", 3)):
        number = round_id or kirovsk.look(select(MeasurementRound.id).where(MeasurementRound.number == 2))
        typed = {f"m{case_id}-0-value": str(10 + place + plus) for place, case_id in enumerate(cases)}
        visitor.open(f"/rounds/{number}/sheet").press("Записать измерения", measured_on=day, **typed)
        assert "Измерения записаны" in visitor.text
    indicator = kirovsk.look(select(Indicator.id).where(Indicator.title.startswith("Критерии")))
    rows = [row for row in rows_of(kirovsk.open(f"/indicators/{indicator}")) if len(row) == 5][1:]
    shown = [(before[3], after[3]) for before, after in zip(rows[::2], rows[1::2], strict=True)]
    assert sorted(shown) == sorted((str(10 + place), str(13 + place)) for place in range(6))
    assert [row[0] for row in rows[::2]] == sorted((row[0] for row in rows[::2]), key=str.lower)
    assert date(2022, 5, 4) in kirovsk.session.scalars(select(Measurement.measured_on)).all()
