"""The steps of an event in the settings: what a programme says of them, and what is ours where it is silent."""

from __future__ import annotations

from pathlib import Path

import pytest

from workflow.programmes import BrokenProgramme, Programme, load
from workflow.programmes.event_cycle import DEFAULT_OFFSETS, first_step_of, offsets_of, source_of
from workflow.programmes.loading import canonical, sha256
from workflow.programmes.process import Origin, ProcessSettings, process_of

FOLDER = Path(__file__).parents[2] / "programmes" / "process"
GOOD = (Path(__file__).parent / "good.yaml").read_text(encoding="utf-8")


def programme(process: str = "") -> Programme:
    return load((GOOD + process).encode(), name="primer.yaml")


def settings(process: str) -> ProcessSettings:
    return process_of(programme(process), None)


def test_a_programme_that_is_silent_has_ours_and_says_so() -> None:
    process = settings("")
    values = process.as_values()
    assert values["event_cycle"] == {
        "first": "either",
        "announce": 8,
        "kickoff": 5,
        "reflect": 5,
        "results": 15,
        "source": "",
    }
    assert process.origins["event_cycle"] is Origin.DEFAULT


def test_what_a_programme_leaves_out_of_its_cycle_is_ours() -> None:
    process = settings("process: {event_cycle: {announce: 10, first: order}}\n")
    values = process.as_values()
    assert offsets_of(values) == {**DEFAULT_OFFSETS, "announce": 10}
    assert first_step_of(values) == "order"
    assert process.origins["event_cycle"] is Origin.IN_FILE


def test_kirovsk_counts_as_its_one_wholly_dated_cycle_did(kirovsk: Programme) -> None:
    values = process_of(kirovsk, FOLDER).as_values()
    assert offsets_of(values) == {"announce": 2, "kickoff": 1, "reflect": 2, "results": 12}
    assert first_step_of(values) == "either"
    assert source_of(values).startswith("цикл апреля 2022: № 133 от 30.03")


def test_no_other_programme_dates_a_whole_cycle(programmes: dict[str, Programme]) -> None:
    for name, one in programmes.items():
        process = process_of(one, FOLDER)
        ours = name != "kirovsk"
        assert (process.origins["event_cycle"] is Origin.DEFAULT) is ours
        assert (offsets_of(process.as_values()) == DEFAULT_OFFSETS) is ours


def test_a_version_published_before_it_said_anything_of_events_has_ours() -> None:
    assert offsets_of({"stages": ["closure"]}) == DEFAULT_OFFSETS
    assert first_step_of({}) == "either"
    assert source_of({"event_cycle": None}) == ""


@pytest.mark.parametrize("first", ["order", "kickoff", "either"])
def test_each_order_of_the_first_two_steps_may_be_asked_for(first: str) -> None:
    process = settings(f"process: {{event_cycle: {{first: {first}, announce: 5, kickoff: 5}}}}\n")
    assert first_step_of(process.as_values()) == first


def test_the_cycle_in_a_file_comes_back_from_its_own_bytes() -> None:
    written = programme('process: {event_cycle: {first: kickoff, kickoff: 9, source: "п. 4"}}\n')
    again = load(canonical(written), name="again.yaml")
    assert again == written
    assert process_of(again, None).as_values() == process_of(written, None).as_values()


def test_another_cycle_is_another_file() -> None:
    one, other = programme("process: {event_cycle: {announce: 9}}\n"), programme("process: {}\n")
    assert sha256(one) != sha256(other)


def test_a_step_planned_before_the_first_is_refused_in_words() -> None:
    with pytest.raises(BrokenProgramme) as caught:
        settings("process: {event_cycle: {first: order, announce: 3}}\n")
    [problem] = caught.value.problems
    assert problem.where == "process → event_cycle"
    assert "шаг из first не позже другого (announce: 3, kickoff: 5)" in str(problem)
