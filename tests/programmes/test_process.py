"""Settings of the process: ours, marked as ours, and pinned by a version."""

from pathlib import Path

import pytest

from workflow.programmes import BrokenProgramme, Programme, load
from workflow.programmes.process import Origin, process_of, settings_of
from workflow.programmes.process_record import SignOffs
from workflow.states.machine import STAGES

FOLDER = Path(__file__).parents[2] / "programmes" / "process"
GOOD = (Path(__file__).parent / "good.yaml").read_text(encoding="utf-8")


def programme(process: str = "") -> Programme:
    return load((GOOD + process).encode(), name="primer.yaml")


def test_each_programme_goes_through_its_own_stages_in_its_own_order(programmes: dict[str, Programme]) -> None:
    stages = {name: process_of(one, FOLDER, known_stages=STAGES).stages for name, one in programmes.items()}
    assert stages == {
        "gatchina": ("diagnosis", "pairing", "events", "monitoring", "closure"),
        "kirishi": ("diagnosis", "events", "monitoring", "closure"),
        "kirovsk": ("plan_approval", "pairing", "events", "monitoring", "closure"),
        "sosva": ("plan_approval", "events", "monitoring", "closure"),
        "tbilissky": ("diagnosis", "plan_approval", "pairing", "events", "monitoring", "closure"),
    }


def test_kirovsk_decides_by_orders_and_gatchina_by_records(kirovsk: Programme, gatchina: Programme) -> None:
    orders, records = process_of(kirovsk, FOLDER), process_of(gatchina, FOLDER)
    kinds = ("diagnosis", "pair_list", "closing")
    assert [orders.act_for(kind) for kind in kinds] == ["order"] * 3
    assert [records.act_for(kind) for kind in kinds] == ["record"] * 3
    assert (orders.act_type, orders.register, orders.zone) == ("распоряжение", "own", "Europe/Moscow")


def test_sosva_lives_by_the_time_of_the_urals(sosva: Programme) -> None:
    assert process_of(sosva, FOLDER).zone == "Asia/Yekaterinburg"


def test_every_setting_says_that_it_is_not_from_the_document(programmes: dict[str, Programme]) -> None:
    for one in programmes.values():
        settings = settings_of(process_of(one, FOLDER))
        assert len(settings) == 14
        assert all("настройка Опоры, не из документа" in setting.origin for setting in settings)


def test_settings_in_the_file_win_over_settings_beside_it(tmp_path: Path) -> None:
    (tmp_path / "primer.yaml").write_text("version: 4\nprogramme: primer\nact_type: приказ\n")
    beside = process_of(programme(), tmp_path)
    inside = process_of(programme("process: {act_type: постановление}\n"), tmp_path)
    assert (beside.version, beside.act_type, beside.origins["act_type"]) == (4, "приказ", Origin.BESIDE_FILE)
    assert (inside.act_type, inside.origins["act_type"]) == ("постановление", Origin.IN_FILE)
    assert inside.origins["zone"] is Origin.DEFAULT


def test_without_any_settings_there_are_defaults() -> None:
    process = process_of(programme(), None)
    assert process.stages == ("diagnosis", "pairing", "plan_approval", "events", "monitoring", "closure")
    assert set(process.origins.values()) == {Origin.DEFAULT}


def test_sign_offs_are_a_count_or_roles() -> None:
    process = process_of(
        programme("process: {sign_offs: {pair_list: 2, closing: [council, official]}}\n"), None
    )
    assert process.sign_offs_for("pair_list") == SignOffs(2)
    assert process.sign_offs_for("closing") == SignOffs(2, ("council", "official"))
    assert process.sign_offs_for("diagnosis") == SignOffs(0)


def test_a_term_of_a_state_wins_over_the_term_of_its_stage() -> None:
    process = process_of(programme('process: {terms: {diagnosis: 20, "diagnosis.analysis": 7}}\n'), None)
    assert process.term_of("diagnosis.analysis", 3) == 7
    assert process.term_of("diagnosis.collecting", 3) == 20
    assert process.term_of("closure.reporting", 3) == 3


@pytest.mark.parametrize(
    ("text", "line", "where"),
    [
        ("version: 1\nprogramme: other\n", 2, "programme"),
        ("programme: primer\n", 1, "version"),
        ("version: 1\nprogramme: primer\nstages: [closure, diagnosis]\n", 3, "stages"),
        ("version: 1\nprogramme: primer\nstages: [closure, closure]\n", 3, "stages"),
        ("version: 1\nprogramme: primer\nstages: []\n", 3, "stages"),
        ("version: 1\nprogramme: primer\nterms: {pairing.consent: 0}\n", 3, "terms → pairing.consent"),
        ("version: 1\nprogramme: primer\nterms: {festival: 5}\n", 3, "terms → festival"),
        ("version: 1\nprogramme: primer\nterms: {pairing.party: 5}\n", 3, "terms → pairing.party"),
        (
            "version: 1\nprogramme: primer\nstages: [closure]\nterms: {pairing: 5}\n",
            4,
            "terms → pairing",
        ),
        ("version: 1\nprogramme: primer\nlabels: {festival: Праздник}\n", 3, "labels → festival"),
        ("version: 1\nprogramme: primer\nlabels: {events: На 100%}\n", 3, "labels → events"),
        ("version: 1\nprogramme: primer\nrounds: 1000000\n", 3, "rounds"),
        ("version: 999999999999999\nprogramme: primer\n", 1, "version"),
        ("version: 0\nprogramme: primer\n", 1, "version"),
        ("version: 1\nprogramme: primer\nsign_offs: {closing: [school]}\n", 3, "sign_offs → closing"),
        ("version: 1\nprogramme: primer\nregister: theirs\n", 3, "register"),
        ("version: 1\nprogramme: primer\nact: {closing: приказ}\n", 3, "act → closing"),
        ("version: 1\nprogramme: primer\nact: {closing: none}\n", 3, "act"),
        ("version: 1\nprogramme: primer\nplan_review: council\n", 3, "plan_review"),
        ("version: 1\nprogramme: primer\nsign_offs: {closing: [headmaster]}\n", 3, "sign_offs → closing"),
        ("version: 1\nprogramme: primer\nevent_cycle: [8, 5]\n", 3, "event_cycle"),
        ("version: 1\nprogramme: primer\nevent_cycle: {announce: -1}\n", 3, "event_cycle → announce"),
        ("version: 1\nprogramme: primer\nevent_cycle: {results: 367}\n", 3, "event_cycle → results"),
        ("version: 1\nprogramme: primer\nevent_cycle: {reflect: five}\n", 3, "event_cycle → reflect"),
        ("version: 1\nprogramme: primer\nevent_cycle: {first: act}\n", 3, "event_cycle → first"),
        ("version: 1\nprogramme: primer\nevent_cycle: {anounce: 5}\n", 3, "event_cycle → anounce"),
        ("version: 1\nprogramme: primer\nevent_cycle: {first: order, announce: 2}\n", 3, "event_cycle"),
        ("version: 1\nprogramme: primer\nevent_cycle: {first: kickoff}\n", 3, "event_cycle"),
        ("version: 1\nprogramme: primer\nevent_cycle: {results: 4}\n", 3, "event_cycle"),
        ("version: 1\nprogramme: primer\nzone: Mars/Olympus\n", 3, "zone"),
        ("version: 1\nprogramme: primer\ncolects: school\n", 3, "colects"),
    ],
)
def test_wrong_settings_are_refused_with_file_line_and_key(
    tmp_path: Path, text: str, line: int, where: str
) -> None:
    (tmp_path / "primer.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(BrokenProgramme) as caught:
        process_of(programme(), tmp_path)
    told = [(problem.file, problem.line, problem.where) for problem in caught.value.problems]
    assert ("process/primer.yaml", line, where) in told


@pytest.mark.parametrize(
    ("process", "line", "where"),
    [
        ("process:\n  version: 1\n  stages: [closure, diagnosis]\n", 57, "process → stages"),
        ("process:\n  stages: [closure]\n  terms: {events: 5}\n", 57, "process → terms → events"),
        ("process:\n  programme: other\n", 56, "process → programme"),
    ],
)
def test_wrong_settings_in_the_file_are_refused_with_their_own_line(
    process: str, line: int, where: str
) -> None:
    with pytest.raises(BrokenProgramme) as caught:
        programme(process)
    assert [(one.file, one.line, one.where) for one in caught.value.problems] == [("primer.yaml", line, where)]


def test_a_stage_of_another_release_is_refused_in_the_file_too() -> None:
    with pytest.raises(BrokenProgramme, match="этапы из тех, что есть в системе"):
        process_of(
            programme("process: {stages: [diagnosis, monitoring, closure]}\n"),
            None,
            known_stages=("diagnosis", "closure"),
        )
