"""Whatever is done to a file, the answer is a programme or its problems, and never a traceback."""

import re
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from workflow.programmes import BrokenProgramme, canonical, load
from workflow.programmes.absent import absent
from workflow.programmes.findings import findings
from workflow.programmes.rows import rows_for_import
from workflow.programmes.sections import sections

GOOD = (Path(__file__).parent / "good.yaml").read_text(encoding="utf-8")
LINES = GOOD.splitlines(keepends=True)
PIECES = st.sampled_from(
    (
        *("", " ", "\t", "\n", "- ", ": ", "{", "}", "[", "]", '"', "'", "#", "&a", "*a", "!x", "|", ">", "%"),
        *("null", "~", "true", "1", "-1", "1.5", "0x1F", '"2022-02-30"', '"2022"', "№"),
        *("source:", "id: north", "schools: []"),
    )
)


def answered(text: str) -> None:
    """Loaded and shown, or refused with lines that exist."""
    try:
        programme = load(text.encode(), name="any.yaml")
    except BrokenProgramme as broken:
        last = len(re.split("\r\n|[\r\n\x85\u2028\u2029]", text))
        unexplained = [one for one in broken.problems if not 1 <= one.line <= last or not str(one)]
        if unexplained or not broken.problems:
            raise AssertionError(unexplained) from None
        return
    findings(programme), sections(programme), absent(programme), rows_for_import(programme)
    assert load(canonical(programme), name="again.yaml") == programme


@settings(max_examples=150, deadline=None)
@given(at=st.integers(0, len(GOOD)), width=st.integers(0, 12), piece=PIECES)
def test_a_slip_of_the_pen_is_answered(at: int, width: int, piece: str) -> None:
    answered(GOOD[:at] + piece + GOOD[at + width :])


@settings(max_examples=100, deadline=None)
@given(dropped=st.sets(st.integers(0, len(LINES) - 1), max_size=6))
def test_lost_lines_are_answered(dropped: set[int]) -> None:
    answered("".join(line for number, line in enumerate(LINES) if number not in dropped))


@settings(max_examples=60, deadline=None)
@given(text=st.text(max_size=60))
def test_any_words_are_answered(text: str) -> None:
    answered(text)
