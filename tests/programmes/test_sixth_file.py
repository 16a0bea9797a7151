"""A file of the same schema that nobody has seen: other sections, other words, fewer quotation marks."""

from pathlib import Path

from workflow.programmes import Programme, in_russian, load, load_file
from workflow.programmes.absent import absent
from workflow.programmes.findings import findings
from workflow.programmes.process import Origin, process_of
from workflow.programmes.rows import rows_for_import
from workflow.programmes.sections import sections

PATH = Path(__file__).parent / "sixth.yaml"


def sixth() -> Programme:
    return load_file(PATH)


def test_it_loads_and_its_own_words_are_shown() -> None:
    shown = "\n".join(
        f"{fact.label}: {', '.join(map(in_russian, fact.values))}"
        for section in sections(sixth())
        for row in section.rows
        for fact in row.facts
    )
    for line in (
        "teachers_total: 81",
        "place: лицей",
        "region_code: 44",
        "amount: 1500000,5",
        "measures: автобус, связь",
        "вид пары: mentoring",
        "год на титуле: 2024",
    ):
        assert line in shown


def test_its_register_is_imported() -> None:
    rows = rows_for_import(sixth())
    assert [(one.number, one.ordinal, one.suffix, one.act_type) for one in rows.orders] == [
        ("14-а", 14, "-а", ""),
        ("15", 15, "", ""),
    ]
    assert [one.number for one in rows.external_acts] == ["77-р"]
    assert [one.aliases for one in rows.schools] == [(), ("Седьмая школа",), ()]


def test_its_gaps_are_found_and_known_where_the_analyst_saw_them() -> None:
    found = {finding.code: finding for finding in findings(sixth())}
    assert found["number_missing"].known == "LES-1"
    assert found["no_term"].places[0].key == "4"
    assert "number_before_date" not in found


def test_what_it_lacks_is_said() -> None:
    told = [in_russian(sentence) for sentence in absent(sixth())]
    assert "Показателей в документе нет." in told
    assert "Раздел «резильентные» есть, но школ в нём нет." in told
    assert "Источники денег названы, суммы — нет." not in told


def test_acts_of_two_kinds_are_numbered_apart() -> None:
    """Постановление № 15 and приказ № 16 of an earlier day stand in two registers."""
    text = PATH.read_text(encoding="utf-8").replace(
        "legal_basis:\n",
        "  - {id: 16/2024, number: 16, date: 2024-08-30, title: О сборе, act_type: приказ,"
        " source: 005 (строка 24)}\nlegal_basis:\n",
    )
    apart = text.replace("number: 15,", "number: 15, act_type: постановление,")
    together = text.replace("number: 15,", "number: 15, act_type: приказ,")
    for words, found in ((apart, False), (together, True)):
        codes = {finding.code for finding in findings(load(words.encode(), name="lesnoy.yaml"))}
        assert ("number_before_date" in codes) is found


def test_its_process_stands_in_the_file() -> None:
    process = process_of(sixth(), None)
    assert (process.version, process.stages, process.register) == (2, ("diagnosis", "closure"), "external")
    assert process.act_for("closing") == "protocol"
    assert process.origins["zone"] is Origin.IN_FILE
