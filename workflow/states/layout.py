"""Where everything stands in the picture of a machine: pure arithmetic, no drawing.

A stage is a band; its states stand in it from left to right in the order of the way. Steps between neighbours
are lanes in the gap, side states stand below, the approved case goes down to the next band. A step that has no
straight way is told inside the box it leaves: an arrow across the whole picture hides more than it shows.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import pairwise

from workflow.states.definition import EVERYWHERE, NEXT_STAGE, NOBODY, ROLE_TITLES, Role, Stage, Transition
from workflow.states.machine import Workflow
from workflow.states.picture_words import ALSO, STAYS, TO_THE_STATE, WAITS

Say = Callable[[str], str]
Points = tuple[tuple[float, float], ...]

WIDTH = 1280
MARGIN, PAD = 12, 36
LINE, SMALL = 17, 15  # heights of a line of text
TEXT_SIZE, SMALL_SIZE = 13.0, 12.0
BAND_HEAD, BAND_FOOT = 38, 18
LANE_GAP, DROP, CHANNEL = 16, 58, 54
#: By the columns of the longest line; a longer one must leave room for the words between its boxes.
BOX_WIDTHS, NARROW_BOX = {1: 230.0, 2: 230.0, 3: 230.0, 4: 190.0}, 140.0
INTO = 12  # from the right edge of a box: an arrow from above comes in beside the title of the stage

NARROW, WIDE = set(" .,:;!()«»-i|l'"), set("шщжмюыфдШЩЖМЮЫФД@—№…")


BOLD = 1.16  # times the width of plain letters


def width_of(text: str, size: float) -> float:
    """A cautious guess: about what the widest of the page's fallback fonts needs."""
    letters = ((0.34 if c in NARROW else 0.82 if c in WIDE else 0.72 if c.isupper() else 0.58) for c in text)
    return size * sum(letters) * 1.06


def wrapped(text: str, width: float, size: float) -> tuple[str, ...]:
    lines: list[str] = []
    for word in text.split(" "):
        if lines and width_of(f"{lines[-1]} {word}", size) <= width:
            lines[-1] += f" {word}"
        else:
            lines.append(word)
    return tuple(lines)


def whose(by: Role, say: Say) -> str:
    return ", ".join(say(ROLE_TITLES[role]) for role in by)


@dataclass(frozen=True)
class Text:
    """Lines of one size; `faint` is said in a quieter voice, `strong` in a louder one."""

    lines: tuple[str, ...]
    faint: bool = False
    strong: bool = False

    @property
    def height(self) -> int:
        return len(self.lines) * (SMALL if self.faint else LINE)


@dataclass
class Box:
    name: str
    texts: list[Text]
    final: bool
    x: float
    width: float
    y: float = 0
    height: float = 0

    @property
    def text_height(self) -> float:
        return sum(text.height for text in self.texts) + 2 * 12

    @property
    def middle(self) -> float:
        return self.x + self.width / 2

    @property
    def right(self) -> float:
        return self.x + self.width

    @property
    def bottom(self) -> float:
        return self.y + self.height


@dataclass
class Arrow:
    """A line through its points to an arrowhead; the label is centred over (or starts beside) its place."""

    transition: Transition
    points: Points
    texts: tuple[Text, ...]
    label_x: float
    label_y: float  # the top of the label
    centred: bool = True


@dataclass
class Band:
    title: str
    y: float
    height: float


@dataclass
class Layout:
    workflow: Workflow
    say: Say
    boxes: dict[str, Box] = field(default_factory=dict)
    arrows: list[Arrow] = field(default_factory=list)
    bands: list[Band] = field(default_factory=list)
    height: float = 0

    @property
    def everywhere(self) -> tuple[Transition, ...]:
        return tuple(step for step in self.workflow.transitions if step.source == EVERYWHERE)


@dataclass(frozen=True)
class _Places:
    """The line of a stage and what stands below it, as full names; columns count from 0."""

    line: tuple[str, ...]
    below: dict[str, int]


def lay_out(workflow: Workflow, say: Say) -> Layout:
    layout = Layout(workflow, say)
    places = {stage.name: _places(workflow, stage) for stage in workflow.stages}
    columns = max(len(one.line) for one in places.values())
    box_width = BOX_WIDTHS.get(columns, NARROW_BOX)
    step = (WIDTH - 2 * (MARGIN + PAD) - box_width) / max(columns - 1, 1)
    straight = _straight(workflow, places)
    for stage in workflow.stages:
        place = places[stage.name]
        columns_of = {name: column for column, name in enumerate(place.line)} | place.below
        for name, column in columns_of.items():
            texts = list(_inside(workflow, name, box_width - 24, straight, say))
            x = MARGIN + PAD + column * step
            layout.boxes[name] = Box(name, texts, workflow.states[name].final, x, box_width)
    y: float = MARGIN
    for number, stage in enumerate(workflow.stages, start=1):
        y = _lay_band(layout, stage, places[stage.name], number, y, straight)
    for first, second in pairwise(workflow.stages):
        _lay_channel(layout, places[first.name], workflow.entry[second.name], straight)
    layout.height = y + MARGIN
    return layout


def _places(workflow: Workflow, stage: Stage) -> _Places:
    names = [f"{stage.name}.{state.name}" for state in stage.states]
    ways = {(source, dest) for step, source, dest in workflow.edges if step.source != EVERYWHERE}
    line = [names[0]]
    for name in names[1:]:
        if (line[-1], name) in ways:
            line.append(name)
    below = {
        name: next((column for column, one in enumerate(line) if (one, name) in ways), len(line) - 1)
        for name in names
        if name not in line
    }
    return _Places(tuple(line), below)


def _straight(workflow: Workflow, places: dict[str, _Places]) -> set[tuple[str, str]]:
    """The (source, dest) pairs between which an arrow has a way of its own."""
    ways: set[tuple[str, str]] = set()
    for place in places.values():
        for left, right in pairwise(place.line):
            ways |= {(left, right), (right, left)}
        for name, column in place.below.items():
            ways |= {(source, name) for source in place.line[column : column + 2]}
    for first, second in pairwise(workflow.stages):
        place = places[first.name]
        if len(place.line) - 1 not in place.below.values():
            ways.add((place.line[-1], workflow.entry[second.name]))
    return ways


def _inside(
    workflow: Workflow, name: str, width: float, straight: set[tuple[str, str]], say: Say
) -> Iterator[Text]:
    """The title, who is waited for, and the steps that have no arrow."""
    state = workflow.states[name]
    yield Text(wrapped(say(state.title), width, TEXT_SIZE * BOLD), strong=True)
    if state.waits_for != NOBODY:
        waits = say(WAITS) % {"whose": whose(state.waits_for, say)}
        yield Text(wrapped(waits, width, SMALL_SIZE), faint=True)
    told = [
        (step, dest)
        for step, source, dest in workflow.edges
        if source == name
        and step.source != EVERYWHERE
        and ((source, dest) not in straight or _beside_the_channel(step, source, dest))
    ]
    for step, dest in told:
        words = f"— {say(step.title)} ({whose(step.by, say)})"
        if dest is not None:
            words += f" {say(TO_THE_STATE) % {'state': say(workflow.states[dest].title)}}"
        if (step, dest) == told[0]:
            heading = say(STAYS) if dest is None else say(ALSO)
            yield Text(("", *wrapped(heading, width, SMALL_SIZE)), faint=True)
        yield Text(wrapped(words, width, SMALL_SIZE), faint=True)


def _beside_the_channel(step: Transition, source: str, dest: str | None) -> bool:
    """Only the step onward goes down the channel; one "back" to a stage that comes next is told in words."""
    return dest is not None and source.split(".")[0] != dest.split(".")[0] and step.dest != NEXT_STAGE


def _label(step: Transition, width: float, say: Say) -> tuple[Text, ...]:
    return (
        Text(wrapped(say(step.title), width, TEXT_SIZE)),
        Text(wrapped(whose(step.by, say), width, SMALL_SIZE), faint=True),
    )


def _lanes(layout: Layout, left: Box, right: Box) -> list[tuple[Transition, bool, tuple[Text, ...]]]:
    """The steps between two neighbours, those onward first: (step, onward, label)."""
    width = right.x - left.right - 22
    lanes = [
        (step, source == left.name, _label(step, width, layout.say))
        for step, source, dest in layout.workflow.edges
        if step.source != EVERYWHERE and {source, dest} == {left.name, right.name}
    ]
    return sorted(lanes, key=lambda lane: not lane[1])


def _lanes_height(lanes: list[tuple[Transition, bool, tuple[Text, ...]]]) -> float:
    return sum(sum(text.height for text in label) + LANE_GAP for _, _, label in lanes) + 8


def _lay_band(
    layout: Layout, stage: Stage, place: _Places, number: int, y: float, straight: set[tuple[str, str]]
) -> float:
    """Give the boxes and arrows of one stage their places; returns where the next band may begin."""
    line = [layout.boxes[name] for name in place.line]
    gaps = [(left, right, _lanes(layout, left, right)) for left, right in pairwise(line)]
    height = max([box.text_height for box in line] + [_lanes_height(lanes) for *_, lanes in gaps])
    for box in line:
        box.y, box.height = y + BAND_HEAD, height
    for left, right, lanes in gaps:
        top = left.y + 8
        for step, onward, label in lanes:
            arrow_y = top + sum(text.height for text in label) + 4
            ends = ((left.right, arrow_y), (right.x, arrow_y))
            points = ends if onward else ends[::-1]
            layout.arrows.append(Arrow(step, points, label, (left.right + right.x) / 2, top))
            top = arrow_y + LANE_GAP - 4
    bottom = line[0].bottom
    for name, column in place.below.items():
        box = layout.boxes[name]
        sources = [one for one in place.line[column : column + 2] if _leads(layout, one, name)]
        box.y, box.height = line[0].bottom + (DROP if sources else 24), box.text_height
        _lay_below(layout, box, sources)
        bottom = max(bottom, box.bottom)
    title = layout.say(stage.title)
    if len(layout.workflow.stages) > 1:
        title = f"{number}. {title}"
    layout.bands.append(Band(title, y, bottom + BAND_FOOT - y))
    return bottom + BAND_FOOT + (CHANNEL if stage is not layout.workflow.stages[-1] else 0)


def _leads(layout: Layout, source: str, dest: str) -> bool:
    return any(
        (one, to) == (source, dest) and step.source != EVERYWHERE for step, one, to in layout.workflow.edges
    )


def _lay_below(layout: Layout, box: Box, sources: list[str]) -> None:
    """Straight down from the state above; round the corner from its right neighbour."""
    for step, source, dest in layout.workflow.edges:
        if dest != box.name or source not in sources or step.source == EVERYWHERE:
            continue
        above = layout.boxes[source]
        if above.x == box.x:
            label = _label(step, box.width, layout.say)
            top = above.bottom + (DROP - sum(text.height for text in label)) / 2
            down = ((box.x + 28, above.bottom), (box.x + 28, box.y))
            layout.arrows.append(Arrow(step, down, label, box.x + 40, top, centred=False))
        else:
            label = _label(step, above.middle - box.right - 22, layout.say)
            y = max(box.y + box.height / 2, above.bottom + sum(text.height for text in label) + 12)
            points = ((above.middle, above.bottom), (above.middle, y), (box.right, y))
            top = y - 4 - sum(text.height for text in label)
            layout.arrows.append(Arrow(step, points, label, (above.middle + box.right) / 2, top))


def _lay_channel(layout: Layout, place: _Places, entry: str, straight: set[tuple[str, str]]) -> None:
    """From the last state of a stage down, along, and into the first state of the next one."""
    source, dest = layout.boxes[place.line[-1]], layout.boxes[entry]
    for step, one, to in layout.workflow.edges:
        if (one, to) == (source.name, dest.name) and (one, to) in straight and step.dest == NEXT_STAGE:
            into = dest.right - INTO
            y = dest.y - BAND_HEAD - 14
            points = ((source.middle, source.bottom), (source.middle, y), (into, y), (into, dest.y))
            label = _label(step, source.middle - into - 30, layout.say)
            top = y - 5 - sum(text.height for text in label)
            layout.arrows.append(Arrow(step, points, label, (source.middle + into) / 2, top))
