"""The picture of a machine: complete, tidy, and nothing in it that the page's policy would stop."""

from __future__ import annotations

import itertools
import re
from xml.etree import ElementTree as ET

import pytest
from jinja2 import Environment

from tests.states.draw_machines import FOLDER, drawn
from tests.states.situations import WORKFLOWS
from workflow.states.definition import EVERYWHERE, ROLE_TITLES
from workflow.states.layout import LINE, SMALL, SMALL_SIZE, TEXT_SIZE, WIDTH, Arrow, lay_out, width_of
from workflow.states.machine import STAGES, Workflow, case_workflow
from workflow.states.picture import picture
from workflow.states.picture_words import HERE

#: Every way with at most two stages before the end, and all of them forwards and backwards: what a sixth
#: programme may list. The lists of the five stand among WORKFLOWS.
BEFORE = [name for name in STAGES if name != "closure"]
LISTS = [(*way, "closure") for length in range(3) for way in itertools.permutations(BEFORE, length)] + [
    (*BEFORE, "closure"),
    (*reversed(BEFORE), "closure"),
]
EVERY_MACHINE = {**WORKFLOWS, **{"-".join(stages): case_workflow(stages) for stages in LISTS}}
Rectangle = tuple[float, float, float, float]


def elements(text: str) -> list[ET.Element]:
    return list(ET.fromstring(text).iter())


def words_in(text: str) -> str:
    """All lines in the order they are drawn: a title that was wrapped reads whole again."""
    return " ".join(element.text or "" for element in elements(text) if element.tag.endswith("text"))


@pytest.mark.parametrize("name", EVERY_MACHINE)
def test_the_picture_shows_every_stage_state_and_transition(name: str) -> None:
    machine = EVERY_MACHINE[name]
    words = words_in(picture(machine))
    for stage in machine.stages:
        assert stage.title in words
    for full_name, state in machine.states.items():
        assert words.count(state.title) >= 1, full_name
    for transition in machine.transitions:
        assert transition.title in words
        assert ", ".join(ROLE_TITLES[role] for role in transition.by) in words


@pytest.mark.parametrize("name", EVERY_MACHINE)
def test_each_edge_is_an_arrow_or_a_line_in_the_box_that_it_leaves(name: str) -> None:
    machine = EVERY_MACHINE[name]
    layout = lay_out(machine, str)
    told = {
        box.name: " ".join(line for text in box.texts for line in text.lines) for box in layout.boxes.values()
    }
    for transition, source, dest in machine.edges:
        if transition.source == EVERYWHERE:
            assert transition in layout.everywhere
            continue
        here = layout.boxes[source]
        arrows = [one for one in layout.arrows if one.transition is transition and touches(one, 0, here)]
        if arrows:
            assert len(arrows) == 1
            assert dest is not None
            assert touches(arrows[0], -1, layout.boxes[dest])
        else:
            assert f"— {transition.title} (" in told[source]
            assert dest is None or f"→ «{machine.states[dest].title}»" in told[source]
    assert len(layout.arrows) > len(machine.states) / 2


def touches(arrow: Arrow, end: int, box: object) -> bool:
    x, y = arrow.points[end]
    left, top, right, bottom = rectangle_of(box)
    return left <= x <= right and top <= y <= bottom


def rectangle_of(box: object) -> Rectangle:
    x, y, width, height = (float(getattr(box, name)) for name in ("x", "y", "width", "height"))
    return (x, y, x + width, y + height)


def label_of(arrow: Arrow) -> Rectangle:
    width = max(
        width_of(line, SMALL_SIZE if text.faint else TEXT_SIZE) for text in arrow.texts for line in text.lines
    )
    height = sum(len(text.lines) * (SMALL if text.faint else LINE) for text in arrow.texts)
    left = arrow.label_x - width / 2 if arrow.centred else arrow.label_x
    return (left, arrow.label_y, left + width, arrow.label_y + height)


def overlap(one: Rectangle, other: Rectangle) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


@pytest.mark.parametrize("name", EVERY_MACHINE)
def test_nothing_covers_anything(name: str) -> None:
    layout = lay_out(EVERY_MACHINE[name], str)
    things = [rectangle_of(box) for box in layout.boxes.values()] + [label_of(one) for one in layout.arrows]
    for one, other in itertools.combinations(things, 2):
        assert not overlap(one, other)
    for left, top, right, bottom in things:
        assert left >= 0
        assert top >= 0
        assert right <= WIDTH
        assert bottom <= layout.height


@pytest.mark.parametrize("name", EVERY_MACHINE)
def test_no_arrow_runs_through_a_box_or_a_label(name: str) -> None:
    layout = lay_out(EVERY_MACHINE[name], str)
    things = [rectangle_of(box) for box in layout.boxes.values()] + [label_of(one) for one in layout.arrows]
    for arrow in layout.arrows:
        for (x0, y0), (x1, y1) in itertools.pairwise(arrow.points):
            assert x0 == x1 or y0 == y1
            line = (min(x0, x1) + 0.5, min(y0, y1) + 0.5, max(x0, x1) - 0.5, max(y0, y1) - 0.5)
            thin = (line[0] - 1, line[1], line[0], line[3]) if x0 == x1 else (line[0], y0 - 1, line[2], y0)
            assert not [thing for thing in things if overlap(thin, thing)]


@pytest.mark.parametrize("name", WORKFLOWS)
def test_each_state_can_be_marked_as_the_current_one(name: str) -> None:
    machine = WORKFLOWS[name]
    plain = picture(machine)
    assert HERE not in words_in(plain)
    for full_name, state in machine.states.items():
        marked = picture(machine, at=full_name)
        words = words_in(marked)
        assert words.count(HERE) == 1
        assert f"Сейчас: {state.title}" in marked
        assert re.sub(r"\W", "", words.split(HERE)[0]).endswith(re.sub(r"\W", "", inside(machine, full_name)))


def inside(machine: Workflow, full_name: str) -> str:
    """All that is written in a box; the mark is drawn right after it."""
    box = lay_out(machine, str).boxes[full_name]
    return " ".join(line for text in box.texts for line in text.lines)


@pytest.mark.parametrize("name", WORKFLOWS)
def test_a_strict_content_security_policy_stops_nothing_of_it(name: str) -> None:
    text = picture(WORKFLOWS[name], at=WORKFLOWS[name].initial)
    assert {element.tag.split("}")[1] for element in elements(text)} <= {
        "svg",
        "rect",
        "text",
        "path",
        "circle",
    }
    attributes = {attribute for element in elements(text) for attribute in element.attrib}
    assert not [one for one in attributes if one in {"style", "class", "id", "href"} or one.startswith("on")]
    assert "http" not in text.replace('xmlns="http://www.w3.org/2000/svg"', "")


@pytest.mark.parametrize("name", WORKFLOWS)
def test_the_picture_fits_a_screen_of_1366_and_its_letters_can_be_read(name: str) -> None:
    root = ET.fromstring(picture(WORKFLOWS[name]))
    assert int(root.attrib["width"]) <= 1300
    sizes = [float(one.attrib["font-size"]) for one in root.iter() if one.tag.endswith("text")]
    assert min(sizes) >= 12


def test_the_picture_speaks_the_language_that_it_is_given_and_stays_well_formed() -> None:
    text = picture(WORKFLOWS["order"], say=lambda message: message.replace("Подписать", 'Sign <&"'))
    assert 'Sign <&"' in words_in(text)


def test_a_template_shows_the_picture_as_it_is_with_every_word_escaped() -> None:
    text = picture(WORKFLOWS["order"], say=lambda message: message.replace("Подписать", "<script>"))
    page = Environment(autoescape=True).from_string("{{ picture }}").render(picture=text)
    assert page == text
    assert "&lt;script&gt;" in page
    assert "<script" not in page


def test_a_picture_is_the_same_however_often_it_is_drawn() -> None:
    assert picture(WORKFLOWS["packet"]) == picture(WORKFLOWS["packet"])


# -- what stands in docs ---------------------------------------------------------------------------


def test_the_pictures_in_docs_are_the_ones_that_the_code_draws() -> None:
    stand = {path.name: path.read_text(encoding="utf-8") for path in FOLDER.iterdir()}
    assert stand == drawn(), "run: python -m tests.states.draw_machines"
