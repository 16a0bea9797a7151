"""The plain page of a programme: everything of the file, each row with its source, and what is absent."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from workflow.programmes import Programme, in_russian
from workflow.programmes.absent import absent
from workflow.programmes.labels import LABELS, SECTION_TITLES
from workflow.programmes.record import Record, keys_of, record_under
from workflow.programmes.schema import Programme as Schema
from workflow.programmes.sections import Row, Section, sections

FOLDER = Path(__file__).parents[2] / "programmes"


def section(programme: Programme, key: str) -> Section:
    return next(one for one in sections(programme) if one.key == key)


def texts_of(row: Row) -> Iterator[str]:
    yield from (row.number, row.title, row.source)
    for fact in row.facts:
        yield from map(in_russian, fact.values)
    for part in row.parts:
        yield from (text for below in part.rows for text in texts_of(below))


def written(value: Any) -> Iterator[str]:
    """Every text of the file that is written in Russian: nothing of it may get lost on the page."""
    if isinstance(value, dict):
        for one in value.values():
            yield from written(one)
    elif isinstance(value, list):
        for one in value:
            yield from written(one)
    elif isinstance(value, str) and any("а" <= letter <= "я" for letter in value.casefold()):
        yield value.strip()


def kinds_of_record(model: type[Record] = Schema) -> Iterator[type[Record]]:
    yield model
    for key in keys_of(model):
        if key != "process" and (below := record_under(model, key)):
            yield from kinds_of_record(below)


@pytest.mark.acceptance
def test_obshchie_1_every_text_of_every_file_is_on_its_page(programmes: dict[str, Programme]) -> None:
    """Показать орган, территорию, срок, источник каждой записи."""
    for name, programme in programmes.items():
        page = "\n".join(text for one in sections(programme) for row in one.rows for text in texts_of(row))
        named_by_id = {one.code for one in programme.participants.categories}
        data = yaml.safe_load((FOLDER / f"{name}.yaml").read_text(encoding="utf-8"))
        lost = {text for text in written(data) if text not in page} - named_by_id
        assert lost == set(), name


def test_every_row_of_every_page_has_its_source(programmes: dict[str, Programme]) -> None:
    for programme in programmes.values():
        for one in sections(programme):
            assert all(row.source for row in one.rows), f"{programme.id}: {one.key}"


def test_every_key_of_the_schema_has_a_word() -> None:
    itself = {"source", "title", "name", "number", "step", "id"}
    keys = {key for kind in kinds_of_record() for key in keys_of(kind)}
    inside_timing = {"scope", "yearly", "as_given", "schedule_source"}
    top = set(keys_of(Schema)) | {"network", "categories", "schools", "others"}
    assert keys - itself - inside_timing - set(LABELS) - top == set()


def test_every_section_of_the_schema_has_its_place_on_the_page() -> None:
    inside = {"schema", "process", "participants"}
    assert set(keys_of(Schema)) - inside <= set(SECTION_TITLES)


def test_ids_are_shown_as_the_names_they_stand_for(kirovsk: Programme) -> None:
    pair = section(kirovsk, "pairs").rows[0]
    assert pair.title == "МКОУ «Путиловская ООШ» — МКОУ «Приладожская СОШ»"
    facts = {fact.label: [in_russian(value) for value in fact.values] for fact in pair.facts}
    assert facts["вид пары"] == ["инструментальная"]
    first = section(kirovsk, "inconsistencies").rows[0]
    assert first.number == "KRV-1"
    shown = {fact.label: [in_russian(value) for value in fact.values] for fact in first.facts}
    assert shown["акты"] == ["№ 276 от 16.11.2021", "№ 277 от 18.10.2021", "№ 298 от 11.11.2021"]


def test_clauses_stand_under_their_order(kirovsk: Programme) -> None:
    order = section(kirovsk, "orders").rows[0]
    clauses = next(part for part in order.parts if part.label == "пункты")
    assert [row.number for row in clauses.rows] == ["1", "2", "3", "3.1", "4", "5"]


@pytest.mark.acceptance
def test_obshchie_2_what_a_programme_lacks_is_said_and_not_demanded(
    programmes: dict[str, Programme],
) -> None:
    """Показать, чего в программе нет (пар, актов, показателей), и не требовать этого при загрузке."""
    told = {name: [in_russian(one) for one in absent(programme)] for name, programme in programmes.items()}
    no_pairs = {name for name, sentences in told.items() if "Пары школ не заданы." in sentences}
    no_orders = {name for name, sentences in told.items() if "Актов органа в документе нет." in sentences}
    no_figures = {name for name, sentences in told.items() if "Показателей в документе нет." in sentences}
    assert no_pairs == {"gatchina", "kirishi", "sosva", "tbilissky"}
    assert no_orders == {"gatchina", "kirishi"}
    assert no_figures == {"gatchina", "kirovsk"}
    assert "Все показатели — словами, чисел нет." in told["kirishi"]
    assert "В плане есть месяцы без года: год спросим при запуске." in told["tbilissky"]
    assert "Регион не назван." in told["sosva"]


@pytest.mark.acceptance
def test_gatchina_8_three_directions(gatchina: Programme) -> None:
    """Показать 3 направления: методическое, инновационное, дистанционное."""
    titles = [row.title for row in section(gatchina, "directions").rows]
    assert titles == ["Методическая деятельность", "Инновационная деятельность", "Дистанционная деятельность"]


@pytest.mark.acceptance
def test_gatchina_9_five_grounds_four_with_number_and_date(gatchina: Programme) -> None:
    """Показать 5 оснований с реквизитами, у четырёх есть номер и дата: 204, 1642, 398, 3344."""
    rows = section(gatchina, "legal_basis").rows
    dated = {
        row.number: [in_russian(value) for fact in row.facts if fact.label == "дата" for value in fact.values]
        for row in rows
        if row.number
    }
    assert len(rows) == 5
    assert dated == {
        "204": ["07.05.2018"],
        "1642": ["26.12.2017"],
        "398": ["14.11.2013"],
        "3344": ["19.10.2020"],
    }


@pytest.mark.acceptance
def test_gatchina_2_empty_categories_are_shown_empty(gatchina: Programme) -> None:
    """Показать две пустые категории — зона риска и резильентные."""
    empty = [
        row.title
        for row in section(gatchina, "categories").rows
        for fact in row.facts
        if [in_russian(value) for value in fact.values] == ["раздел есть, но пуст"]
    ]
    assert len(empty) == 2


@pytest.mark.acceptance
def test_gatchina_11_sources_of_money_without_sums(gatchina: Programme) -> None:
    """Показать источники денег (областной, муниципальный бюджет) без сумм."""
    titles = [row.title for row in section(gatchina, "funding").rows]
    assert titles == ["областной бюджет", "муниципальный бюджет"]
    assert "Источники денег названы, суммы — нет." in [in_russian(one) for one in absent(gatchina)]


@pytest.mark.acceptance
def test_kirishi_1_the_coordination_model_names_its_regulating_centre(kirishi: Programme) -> None:
    """Показать координационную модель с регулирующим центром — Методическим отделом."""
    (passport,) = section(kirishi, "programme").rows
    (model,) = next(part for part in passport.parts if part.label == "модель").rows
    facts = {fact.label: [in_russian(value) for value in fact.values] for fact in model.facts}
    assert facts["тип модели"] == ["координационная"]
    assert facts["регулирующий центр"] == ["Методический отдел МАУ «Киришский центр МППС»"]


@pytest.mark.acceptance
def test_tbilissky_1_twenty_four_rows_in_three_modules(tbilissky: Programme) -> None:
    """Показать план из 24 пунктов в трёх модулях: 9 + 8 + 7."""
    rows = section(tbilissky, "activities").rows
    facts = [fact for row in rows for fact in row.facts if fact.label == "модуль"]
    modules = [in_russian(value) for fact in facts for value in fact.values]
    assert [modules.count(name) for name in dict.fromkeys(modules)] == [9, 8, 7]


@pytest.mark.acceptance
def test_sosva_5_eleven_figures_with_their_units(sosva: Programme) -> None:
    """Показать 11 показателей на май 2022, два с номером 1."""
    reported = [one for one in sosva.indicators if one.reported]
    assert [(one.reported.value, one.unit) for one in reported if one.reported] == [
        (1, "шт."),
        (83.3, "%"),
        (62, "%"),
        (100, "%"),
        (100, "%"),
        (1, "шт."),
        (1, "шт."),
        (16, "%"),
        (20, "%"),
        (78, "%"),
        (48, "%"),
    ]
    assert [one.number for one in reported].count("1") == 2
    assert len([one for one in sosva.indicators if one.group == "passport" and not one.reported]) == 11
