"""Broken programme files, each made from a good one by one named edit, each refused with its line."""

# ruff: noqa: E501 -- a table of edits is read in rows

from pathlib import Path
from typing import NamedTuple

import pytest

from workflow.programmes import BrokenProgramme, Problem, in_russian, load

GOOD = (Path(__file__).parent / "good.yaml").read_text(encoding="utf-8")


class Broken(NamedTuple):
    name: str
    replace: str
    by: str
    line: int
    expected: str
    found: str


BROKEN = (
    # the text itself
    Broken("tab_for_indentation", "  id: primer", "\tid: primer", 3, "табуляция", "id: primer"),
    Broken("bad_indentation", "  title: \"Пример", "   title: \"Пример", 5, "двоеточие", "Пример"),
    Broken("dedented_key", "  territory:", " territory:", 6, "с одинаковым отступом", "territory"),
    Broken("quote_not_closed", '"п.11"}\n', '"п.11}\n', 54, "закрывающая кавычка", "P-1"),
    Broken("bracket_not_closed", "schools: [north]", "schools: [north", 19, "скобка", "low_results"),
    Broken("colon_in_bare_text", 'name: "Комитет образования"', "name: Комитет: образования", 10, "кавычки", "Комитет: об"),
    Broken("colon_forgotten", "authority:", "authority", 9, "двоеточие", "authority"),
    Broken("key_twice", '  document_file: primer.txt', '  id: second', 4, "один раз", "уже стоит в строке 3"),
    Broken("section_twice", "tasks:", "pairs:", 25, "один раз", "уже стоит в строке 23"),
    Broken("alias", "partner: south", "partner: *south", 24, "ссылки YAML", "*south"),
    Broken("anchor", "organisations:", "organisations: &all", 12, "якоря YAML", "&all"),
    Broken("tag", "document_file: primer.txt", "document_file: !!python/name:os.system x", 4, "метки YAML", "python/name"),
    Broken("control_character", "primer.txt", "primer\x07.txt", 4, "управляющих знаков", "0x7"),
    Broken("second_document", "tasks:\n", "---\ntasks:\n", 25, "один документ", "начало второго"),
    Broken("record_for_a_key", "  id: primer", "  {id: primer}: primer", 3, "одно слово", "primer"),
    Broken("unknown_escape", '"Примерный район"', r'"Примерный\район"', 6, "обратная косая черта", "Примерный"),
    # sections and keys
    Broken("schema_missing", "schema: shnor-programme/1\n", "# нет\n", 2, "ключ «schema»", "без этого ключа"),
    Broken("schema_unknown", "shnor-programme/1", "shnor-programme/2", 1, "shnor-programme/1", "shnor-programme/2"),
    Broken("authority_missing", 'authority:\n  name: "Комитет образования"\n  source: "титул"\n', "", 1, "ключ «authority»", "без этого"),
    Broken("section_misspelt", "organisations:", "organizations:", 12, "возможно, «organisations»", "organizations"),
    Broken("section_unknown", "tasks:", "homework:", 25, "один из ключей: schema, programme", "homework"),
    Broken("section_is_a_text", 'tasks:\n  - {number: 1, title: "Помочь школе", source: "п.6"}', "tasks: помочь", 25, "список", "помочь"),
    Broken("list_is_a_record", '  - {number: 1, title: "Помочь школе", source: "п.6"}', "  number: 1", 25, "список", "запись"),
    Broken("record_is_a_list", 'authority:\n  name: "Комитет образования"\n  source: "титул"', "authority: []", 9, "запись из ключей", "пустой список"),
    Broken("row_is_a_text", '  - {number: 1, title: "Помочь школе", source: "п.6"}', "  - Помочь школе", 26, "запись из ключей", "Помочь школе"),
    Broken("row_without_source", ', source: "п.6"', "", 26, "ключ «source»", "без этого ключа"),
    Broken("empty_source", 'source: "п.6"', 'source: " "', 26, "непустой текст", "« »"),
    Broken("key_misspelt_in_a_strict_record", "supported:", "suported:", 24, "возможно, «supported»", "suported"),
    Broken("key_misspelt_in_a_free_record", "responsible:", "resposible:", 30, "возможно, «responsible»", "resposible"),
    Broken("key_unknown_in_an_order", "    kind: hold_event", "    colour: red", 48, "один из ключей: id, number", "colour"),
    Broken("key_in_russian", "    case_stage: events", "    этап: events", 33, "ключ латиницей", "этап"),
    Broken("key_misspelt_in_timing", "as_given: \"сен", "as_givn: \"сен", 31, "возможно, «as_given»", "as_givn"),
    # values
    Broken("id_is_not_a_code", "id: primer", "id: Пример", 3, "код латиницей", "Пример"),
    Broken("title_is_a_number", '"Пример программы"', "2021", 5, "текст; номер и год берут в кавычки", "2021"),
    Broken("title_is_empty", 'title: "Пример программы"', "title:", 5, "текст", "пусто"),
    Broken("count_is_a_text", "count: 1", 'count: "один"', 19, "целое число", "один"),
    Broken("count_below_nought", "count: 1", "count: -1", 19, "не меньше нуля", "-1"),
    Broken("value_is_a_text", "value: 50", 'value: "половина"', 32, "число", "половина"),
    Broken("system_role_unknown", "[coordination_council]", "[sovet]", 16, "одно из: committee_official", "sovet"),
    Broken("system_role_misspelt", "[methodist]", "[metodist]", 15, "одно из", "metodist"),
    Broken("system_role_is_a_text", "[methodist], organisation", "methodist, organisation", 15, "список", "methodist"),
    Broken("system_role_is_empty", "[coordination_council]", "[]", 16, "непустой список", "пустой список"),
    Broken("organisation_role_unknown", "role: methodist_org", "role: centre", 13, "одно из: methodist_org", "centre"),
    Broken("order_kind_unknown", "kind: hold_event", "kind: hold", 48, "одно из: launch, hold_event", "hold"),
    Broken("stage_unknown", "case_stage: events", "case_stage: festival", 33, "одно из: programme, diagnosis", "festival"),
    Broken("timing_kind_unknown", "kind: window", "kind: sometimes", 31, "одно из: once, monthly", "sometimes"),
    Broken("window_with_one_end", ', to: "2022-10", as_given', ", as_given", 31, "оба конца", "запись"),
    Broken("row_number_is_a_fraction", 'number: "1.1"', "number: 1.1", 28, "текст в кавычках", "1.1"),
    # dates
    Broken("date_that_is_not", '"2022-09-10"', '"2022-09-31"', 46, "ГГГГ-ММ-ДД", "2022-09-31"),
    Broken("date_month_thirteen", '"2022-10-01"', '"2022-13"', 24, "ГГГГ-ММ", "2022-13"),
    Broken("date_in_words", '"2022-09-10"', '"10 сентября 2022"', 46, "дата", "10 сентября 2022"),
    Broken("date_with_dots", '"2022-09-10"', '"10.09.2022"', 46, "дата", "10.09.2022"),
    Broken("date_without_quotes", 'from: "2021"', "from: 2021", 7, "дата в кавычках", "2021"),
    Broken("date_of_order_without_year", '"2022-09-10"', '"09-10"', 46, "дата с годом", "09-10"),
    Broken("period_backwards", 'from: "2021", to: "2023"', 'from: "2023", to: "2021"', 7, "конец не раньше начала", "запись"),
    Broken("event_ends_before_it_starts", 'to: "2022-09-20"', 'to: "2022-09-19"', 38, "конец не раньше", "запись"),
    Broken("target_of_no_year", "{2022: 3,", "{22: 3,", 42, "год из четырёх цифр", "22"),
    Broken("date_before_any_document", '"2022-09-10"', '"0001-09-10"', 46, "от 1900 до 2100", "0001-09-10"),
    Broken("period_without_end_of_years", 'to: "2023", source: "п.1"', 'to: "9999", source: "п.1"', 7, "от 1900 до 2100", "9999"),
    # more than is kept
    Broken("value_of_fifteen_digits", "value: 50", "value: 999999999999999", 32, "до 12 цифр", "999999999999999"),
    Broken("value_of_ten_places", "value: 50", "value: 0.0000000001", 32, "до 6 после", "1e-10"),
    Broken("count_beyond_any_list", "count: 1", "count: 999999999999999", 19, "не больше миллиарда", "999999999999999"),
    Broken("name_of_a_thousand_letters", "МБОУ «Северная СОШ»", "С" * 1000, 21, "не длиннее 500", "ССС"),
    Broken("text_of_ten_pages", "Помочь школе", "П" * 10_001, 26, "не длиннее 10000 знаков", "10001 знаков"),
    Broken("number_of_sixty_letters", 'number: "12"', f'number: "{"1" * 60}"', 45, "не длиннее 50", "111"),
    Broken("code_of_a_hundred_letters", "id: south", f"id: s{'o' * 99}uth", 22, "не длиннее 64", "sooo"),
    Broken("nought_in_a_text", "Помочь школе", "Помочь\\0школе", 26, "без управляющих знаков", "0x0"),
    Broken("bell_in_a_text", "Помочь школе", "Помочь\\aшколе", 26, "без управляющих знаков", "0x7"),
    # what stands on itself
    Broken("event_is_part_of_itself", "    title: \"Семинар\"", "    parent: seminar\n    title: \"Семинар\"", 37, "сама не стоит на «seminar»", "seminar"),
    Broken("order_follows_itself", "    kind: hold_event", '    follows: "12/2022"', 48, "сама не стоит на «12/2022»", "12/2022"),
    Broken("school_is_its_own_partner", "partner: south", "partner: north", 24, "другая школа", "north"),
    # names that name nothing
    Broken("pair_with_unknown_school", "partner: south", "partner: west", 24, "id школы", "west"),
    Broken("category_with_unknown_school", "schools: [north]", "schools: [nord]", 19, "id школы", "nord"),
    Broken("role_of_unknown_organisation", "organisation: centre", "organisation: center", 15, "id организации", "center"),
    Broken("activity_of_unknown_role", "responsible: [methodist]", "responsible: [head]", 30, "id роли", "head"),
    Broken("clause_of_unknown_role", "assignees: [methodist]", "assignees: [tutor]", 51, "id роли", "tutor"),
    Broken("order_of_unknown_event", "event: seminar", "event: forum", 49, "id события", "forum"),
    Broken("event_of_unknown_order", 'orders: ["12/2022"]\n    source', 'orders: ["13/2022"]\n    source', 39, "id акта", "13/2022"),
    Broken("inconsistency_of_unknown_order", 'orders: ["12/2022"], source', 'orders: ["12/2023"], source', 54, "id акта", "12/2023"),
    Broken("school_twice", "id: south", "id: north", 22, "которого в разделе ещё нет", "уже стоит в строке 21"),
    Broken("role_twice", "id: council", "id: methodist", 16, "которого в разделе ещё нет", "уже стоит в строке 15"),
)  # fmt: skip


def refused(text: bytes) -> BrokenProgramme:
    with pytest.raises(BrokenProgramme) as caught:
        load(text, name="primer.yaml")
    return caught.value


def test_the_file_they_are_made_of_is_good() -> None:
    assert load(GOOD.encode(), name="primer.yaml").id == "primer"


def test_there_are_fifty_of_them_and_each_has_its_name() -> None:
    assert len({broken.name for broken in BROKEN}) == len(BROKEN) >= 50


@pytest.mark.parametrize("broken", BROKEN, ids=lambda broken: broken.name)
def test_a_broken_file_is_refused_with_file_line_and_cause(broken: Broken) -> None:
    assert broken.replace in GOOD, "the edit no longer touches the good file"
    text = GOOD.replace(broken.replace, broken.by, 1)
    told = [
        (problem.file, problem.line, in_russian(problem.expected), in_russian(problem.found))
        for problem in refused(text.encode()).problems
    ]
    assert any(
        (file, line) == ("primer.yaml", broken.line) and broken.expected in expected and broken.found in found
        for file, line, expected, found in told
    ), told


def test_every_problem_is_told_at_once() -> None:
    text = GOOD.replace("count: 1", "count: много").replace('"2022-09-10"', '"2022-02-30"')
    text = text.replace("partner: south", "partner: west").replace("responsible:", "resposible:")
    assert [problem.line for problem in refused(text.encode()).problems] == [19, 24, 30, 46]


def test_two_events_are_not_parts_of_each_other() -> None:
    other = "  - {id: other, parent: seminar, title: Второй, source: п.8}\nindicators:"
    text = GOOD.replace("indicators:", other).replace(
        '    title: "Семинар"', "    parent: other\n    title: Семинар"
    )
    assert [problem.line for problem in refused(text.encode()).problems] == [37, 42]


def test_the_year_of_a_wrong_target_is_named_as_it_stands() -> None:
    text = GOOD.replace("{2022: 3,", "{2022: много,")
    assert "targets → 2022: " in str(refused(text.encode()))


def test_a_problem_is_one_line_for_the_terminal() -> None:
    text = GOOD.replace("partner: south", "partner: west")
    assert str(refused(text.encode())) == (
        "primer.yaml, строка 24, pairs «1» → partner: "
        "ожидалось: id школы из participants.schools; найдено: «west»"
    )


@pytest.mark.parametrize("text", [b"", b"\n\n", b"# comment\n", b"---\n", b"null\n", b"\xef\xbb\xbf"])
def test_an_empty_file_is_refused(text: bytes) -> None:
    assert in_russian(refused(text).problems[0].found) == "пустой файл"


@pytest.mark.parametrize("text", [b"- one\n- two\n", b"just words\n", b"42\n"])
def test_a_file_that_is_no_record_is_refused(text: bytes) -> None:
    assert in_russian(refused(text).problems[0].expected) == "разделы программы"


def test_a_file_in_another_encoding_is_refused_with_its_line() -> None:
    problem = refused(b"schema: x\nprogramme: \xcf\xf0\xe8\xec\xe5\xf0\n").problems[0]
    assert (problem.line, in_russian(problem.expected)) == (2, "текст в кодировке UTF-8")


def test_a_file_of_two_byte_characters_is_refused() -> None:
    assert in_russian(refused(GOOD.encode("utf-16")).problems[0].expected) == "текст в кодировке UTF-8"


def test_a_huge_file_is_refused_unread() -> None:
    problem = refused(GOOD.encode() + b"#" * 1024 * 1024).problems[0]
    assert in_russian(problem.expected) == "файл не больше 1024 КБ"


def test_a_bomb_of_aliases_does_not_go_off() -> None:
    rows = ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]"]
    rows += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]" for n in range(1, 12)]
    problems = refused("\n".join(rows).encode()).problems
    assert "якоря" in in_russian(problems[0].expected)


def test_a_deep_nest_is_refused() -> None:
    problem = refused(b"programme: " + b"[" * 5000 + b"]" * 5000).problems[0]
    assert "вложенность" in in_russian(problem.expected)


def test_thousands_of_problems_are_told_as_hundreds() -> None:
    rows = "".join(f'  - {{number: {n}, tilte: "x", source: "п"}}\n' for n in range(1000))
    caught = refused(GOOD.replace("tasks:\n", f"tasks:\n{rows}").encode())
    assert (len(caught.problems), caught.more) == (200, 1800)


@pytest.mark.parametrize("cut", range(0, len(GOOD), 37))
def test_a_file_cut_anywhere_is_refused_or_whole(cut: int) -> None:
    """A half-copied file never ends in a traceback."""
    problems: tuple[Problem, ...] = ()
    try:
        load(GOOD[:cut].encode(), name="cut.yaml")
    except BrokenProgramme as broken:
        problems = broken.problems
    assert problems or cut > GOOD.index("participants:")
    assert all(problem.line >= 1 and str(problem) for problem in problems)
