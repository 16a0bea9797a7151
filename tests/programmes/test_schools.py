"""A school is known by whatever a letter calls it; where two fit, a person chooses."""

import pytest

from workflow.programmes import Programme
from workflow.programmes.rows import SchoolRow, rows_for_import
from workflow.programmes.schools import match_lines, match_school


@pytest.mark.acceptance
@pytest.mark.parametrize(
    ("text", "school"),
    [
        ("МКОУ «ПООШ»", "putilovskaya"),
        ("ПООШ", "putilovskaya"),
        ("МБОУ «ОСШ №3»", "otradenskaya_3"),
        ("ОСШ № 3", "otradenskaya_3"),
        ('МКОУ "ОСШ №2"', "otradenskaya_2"),
        ("Приладожская СОШ", "priladozhskaya"),
        ("МБОУ «Шлиссельбургская СОШ № 1 с углубленным изучением отдельных предметов»", "shlisselburgskaya_1"),
    ],
)
def test_kirovsk_14_a_school_is_known_by_its_abbreviation(kirovsk: Programme, text: str, school: str) -> None:
    """Узнать школу по сокращению: «ПООШ», «ОСШ №3», «ОСШ №2»."""
    found = match_school(text, rows_for_import(kirovsk).schools)
    assert school in (found.exact, *found.candidates)
    assert len(found.candidates) <= 1


@pytest.mark.parametrize(
    "text",
    [
        "МБОУ «Отраденская СОШ №3»",
        'мбоу "отраденская сош № 3"',
        "  МБОУ  “Отраденская СОШ №  3” ",
        "Отрадёнская СОШ №3",
        "Отраденская средняя общеобразовательная школа № 3",
        "Муниципальное бюджетное общеобразовательное учреждение «Отраденская средняя школа №3»",
        "МКОУ «Отраденская СОШ N3»",
    ],
)
def test_quotes_spaces_signs_and_long_names_do_not_matter(kirovsk: Programme, text: str) -> None:
    assert match_school(text, rows_for_import(kirovsk).schools).exact == "otradenskaya_3"


def test_every_name_and_alias_of_every_document_finds_its_own_school(
    programmes: dict[str, Programme],
) -> None:
    for programme in programmes.values():
        schools = rows_for_import(programme).schools
        for school in schools:
            for name in (school.name, *school.aliases):
                assert match_school(name, schools).exact == school.id, name


def test_a_misspelt_school_is_a_candidate_and_never_exact(kirovsk: Programme) -> None:
    found = match_school("Синявенская СОШ", rows_for_import(kirovsk).schools)
    assert (found.exact, found.candidates) == (None, ("sinyavinskaya",))


def test_a_number_that_contradicts_is_no_candidate(kirovsk: Programme) -> None:
    assert match_school("Отраденская СОШ № 7", rows_for_import(kirovsk).schools).candidates == ()


def test_the_school_without_its_number_is_asked_about(kirovsk: Programme) -> None:
    assert match_school("Отраденская СОШ", rows_for_import(kirovsk).schools).exact is None


def test_where_two_read_the_same_both_are_candidates() -> None:
    twins = [
        SchoolRow(id="a", name="МБОУ «Лесная СОШ»", aliases=(), source="п.1"),
        SchoolRow(id="b", name="МКОУ «Лесная СОШ»", aliases=(), source="п.2"),
    ]
    assert match_school("Лесная СОШ", twins).candidates == ("a", "b")
    assert match_school("МКОУ Лесная СОШ", twins).exact == "b"


def test_a_numbered_school_is_offered_by_its_number(tbilissky: Programme) -> None:
    found = match_school("МБОУ СОШ № 12", rows_for_import(tbilissky).schools)
    assert (found.exact, found.candidates) == (None, ("school_12",))


@pytest.mark.parametrize("text", ["", "   ", "«»", "№", "школа", "МБОУ", "Тридевятая гимназия"])
def test_words_that_name_no_school_match_none(kirovsk: Programme, text: str) -> None:
    found = match_school(text, rows_for_import(kirovsk).schools)
    assert (found.exact, found.candidates) == (None, ())


def test_a_pasted_list_is_read_line_by_line(kirovsk: Programme) -> None:
    text = "1. МКОУ «Путиловская ООШ»,\n\n2) Шумская СОШ;\n– Назиевская СОШ\n• Неизвестная школа\n"
    found = match_lines(text, rows_for_import(kirovsk).schools)
    assert [one.exact for one in found] == ["putilovskaya", "shumskaya", "nazievskaya", None]
    assert found[3].text == "Неизвестная школа"
