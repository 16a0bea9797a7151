"""The five real files, and what a file of the same schema may and may not say."""

import json
from pathlib import Path

import pytest

from workflow.programmes import BrokenProgramme, Programme, canonical, load, sha256
from workflow.programmes.record import Described, Sourced

GOOD = (Path(__file__).parent / "good.yaml").read_text(encoding="utf-8")


def loaded(text: str) -> Programme:
    return load(text.encode(), name="primer.yaml")


@pytest.mark.acceptance
def test_obshchie_1_every_programme_loads_unchanged_with_authority_territory_term_and_sources(
    programmes: dict[str, Programme],
) -> None:
    """Загрузить файл программы без ручной правки и показать орган, территорию, срок, источник записи."""
    assert sorted(programmes) == ["gatchina", "kirishi", "kirovsk", "sosva", "tbilissky"]
    assert {name: programme.passport.territory for name, programme in programmes.items()} == {
        "gatchina": "Гатчинский муниципальный район",
        "kirishi": "Киришский муниципальный район",
        "kirovsk": "Кировский муниципальный район",
        "sosva": "Сосьвинский городской округ",
        "tbilissky": "Тбилисский район",
    }
    assert {
        name: (str(programme.passport.period.start), str(programme.passport.period.end))
        for name, programme in programmes.items()
        if programme.passport.period
    } == {
        "gatchina": ("2020", "2023"),
        "kirishi": ("2020", "2023"),
        "kirovsk": ("2020-12", "2023-05"),
        "sosva": ("2022", "2023"),
        "tbilissky": ("2021", "2024"),
    }
    for programme in programmes.values():
        assert programme.authority.name
        for field in type(programme).model_fields:
            rows = getattr(programme, field)
            for row in rows if isinstance(rows, tuple) else ():
                assert isinstance(row, Sourced | Described)
                assert row.source.strip(), f"{programme.id}: {field}"


@pytest.mark.acceptance
def test_obshchie_3_both_versions_of_a_fact_are_kept_with_their_number(
    programmes: dict[str, Programme],
) -> None:
    """Хранить две версии одного факта рядом и показывать список противоречий с их номерами."""
    assert [one.id for one in programmes["kirovsk"].inconsistencies] == [f"KRV-{n}" for n in range(1, 35)]
    assert [one.id for one in programmes["sosva"].inconsistencies] == [f"SOS-{n}" for n in range(1, 22)]
    first = programmes["kirovsk"].inconsistencies[0]
    assert first.values == ("276 — 2021-11-16", "277 — 2021-10-18", "298 — 2021-11-11")
    dates = {order.number: str(order.date) for order in programmes["kirovsk"].orders}
    assert (dates["276"], dates["277"], dates["298"]) == ("2021-11-16", "2021-10-18", "2021-11-11")


def test_the_same_facts_have_the_same_bytes_whatever_the_comments_and_quotes() -> None:
    other = GOOD.replace("schema:", "# прочитано\nschema:").replace('"Пример программы"', "'Пример программы'")
    assert canonical(loaded(other)) == canonical(loaded(GOOD))
    assert sha256(loaded(GOOD.replace('"12"', '"13"'))) != sha256(loaded(GOOD))


def test_canonical_bytes_hold_everything_of_the_file(programmes: dict[str, Programme]) -> None:
    for programme in programmes.values():
        text = canonical(programme).decode()
        assert load(text.encode(), name="again.yaml") == programme, "JSON is YAML: it loads back"
        assert text == json.dumps(json.loads(text), ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def test_a_programme_cannot_be_changed(kirovsk: Programme) -> None:
    with pytest.raises(Exception, match="frozen"):
        kirovsk.passport.title = "другая"


def test_only_the_named_sections_are_needed() -> None:
    needed = GOOD[: GOOD.index("organisations:")] + "participants: {}\n"
    programme = loaded(needed)
    assert (programme.orders, programme.pairs, programme.indicators) == ((), (), ())


def test_an_event_may_be_described_in_its_own_words() -> None:
    programme = loaded(GOOD.replace('    source: "п.8"', '    grades: [7, 8]\n    source: "п.8"'))
    assert programme.events[0].details == {"grades": (7, 8)}


def test_settings_may_stand_in_the_file() -> None:
    programme = loaded(
        GOOD + "process: {act: record, zone: Asia/Yekaterinburg, sign_offs: {closing: [council]}}\n"
    )
    assert programme.process
    assert programme.process.zone == "Asia/Yekaterinburg"


def test_a_wrong_setting_in_the_file_is_refused_with_its_line() -> None:
    with pytest.raises(BrokenProgramme) as caught:
        loaded(GOOD + "process:\n  zone: Europe/Atlantis\n  stages: [pairing, pairing]\n  act: приказ\n")
    assert {problem.line for problem in caught.value.problems} == {56, 57, 58}


def test_a_document_may_name_one_end_of_its_term() -> None:
    programme = loaded(GOOD.replace('period: {from: "2021", to: "2023"', 'period: {from: "2021"'))
    assert programme.passport.period
    assert programme.passport.period.shown == "2021 — …"


def test_line_ends_of_any_system_are_read_alike() -> None:
    assert loaded(GOOD.replace("\n", "\r\n")) == loaded(GOOD)
    with pytest.raises(BrokenProgramme) as caught:
        loaded(GOOD.replace("\n", "\r\n").replace("partner: south", "partner: west"))
    assert caught.value.problems[0].line == 24


@pytest.mark.parametrize("key", ["partners", "place", "participants", "results", "audience", "hosts"])
def test_a_further_key_of_an_event_is_a_detail(key: str) -> None:
    programme = loaded(GOOD.replace('    source: "п.8"', f'    {key}: "слова"\n    source: "п.8"'))
    assert programme.events[0].details == {key: "слова"}


@pytest.mark.parametrize(
    "key", ["orderz", "odrers", "tming", "timming", "titel", "outputts", "sourse", "parnet"]
)
def test_a_slip_in_an_event_is_no_detail(key: str) -> None:
    with pytest.raises(BrokenProgramme, match="возможно, «"):
        loaded(GOOD.replace('    source: "п.8"', f'    {key}: "слова"\n    source: "п.8"'))
