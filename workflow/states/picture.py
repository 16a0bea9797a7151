"""Draws a workflow as SVG from the definitions the working machine is built from.

Presentation attributes only: the page's policy lets in neither inline style nor script. Colours are the
page's own tokens with their light values beside them, so that the file can also be looked at alone.
"""

from __future__ import annotations

from collections.abc import Iterator
from xml.sax.saxutils import escape, quoteattr

from workflow.states.definition import Role, Transition
from workflow.states.layout import (
    BAND_HEAD,
    BOLD,
    LINE,
    MARGIN,
    PAD,
    SMALL,
    SMALL_SIZE,
    TEXT_SIZE,
    WIDTH,
    Arrow,
    Band,
    Box,
    Layout,
    Points,
    Say,
    Text,
    lay_out,
    whose,
    width_of,
)
from workflow.states.machine import Workflow
from workflow.states.picture_words import (
    BY_ACT,
    BY_PACKET,
    BY_PERSON,
    FINAL,
    FROM_EVERYWHERE,
    HERE,
    PICTURE_OF,
    PICTURE_OF_AT,
    TO_THE_STATE,
)

SANS = "var(--sans, 'IBM Plex Sans', 'PT Astra Sans', 'Segoe UI', Roboto, 'Liberation Sans', sans-serif)"
PAPER, SHEET = "var(--paper, #eff2f1)", "var(--sheet, #fff)"
INK, INK_2 = "var(--ink, #16232a)", "var(--ink-2, #425157)"
RULE, CONTROL = "var(--rule-2, #b8c3c0)", "var(--control, #738286)"
PINE, PINE_SOFT, ON_FILL = "var(--fill, #0c594a)", "var(--pine-soft, #e0eeea)", "var(--on-fill, #fff)"
STAMP = "var(--stamp, #343889)"
ARROWHEAD = 9


class Svg(str):
    """Text that a template shows as it is: every word in it has been escaped while it was drawn."""

    __slots__ = ()

    def __html__(self) -> str:
        return self


def _as_written(message: str) -> str:
    return message


def picture(workflow: Workflow, *, at: str | None = None, say: Say = _as_written) -> Svg:
    """The whole machine as one <svg>; `at` marks the current state, `say` translates titles."""
    layout = lay_out(workflow, say)
    legend = _everywhere(layout)
    height = round(layout.height + 34 + sum(text.height for text in legend) + MARGIN)
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{height}" '
        f'viewBox="0 0 {WIDTH} {height}" role="img" aria-label={quoteattr(_spoken(workflow, at, say))} '
        f'font-family="{SANS}" font-size="{TEXT_SIZE:g}" fill="{INK}">',
        f'<rect width="{WIDTH}" height="{height}" fill="{SHEET}"/>',
        *(part for band in layout.bands for part in _band(band)),
        *(part for box in layout.boxes.values() for part in _box(box, box.name == at, say)),
        *_beginning(layout.boxes[workflow.initial]),
        *(part for arrow in layout.arrows for part in _arrow(arrow)),
        *_samples(workflow, layout.height + 14, say),
        *_texts(legend, MARGIN + PAD, layout.height + 34),
        "</svg>",
    ]
    return Svg("\n".join(parts) + "\n")


def _spoken(workflow: Workflow, at: str | None, say: Say) -> str:
    stages = ", ".join(say(stage.title) for stage in workflow.stages)
    if at is None:
        return say(PICTURE_OF) % {"stages": stages}
    return say(PICTURE_OF_AT) % {"stages": stages, "state": say(workflow.states[at].title)}


def _band(band: Band) -> Iterator[str]:
    yield (
        f'<rect x="{MARGIN}" y="{band.y:g}" width="{WIDTH - 2 * MARGIN}" height="{band.height:g}" '
        f'rx="4" fill="{PAPER}" stroke="{RULE}"/>'
    )
    yield _line(band.title, MARGIN + PAD, band.y + BAND_HEAD - 14, size=15, weight=600)


def _box(box: Box, current: bool, say: Say) -> Iterator[str]:
    stroke, weight = (PINE, 3.0) if current else (CONTROL, 1.25)
    fill = PINE_SOFT if current else SHEET
    yield _rect(box.x, box.y, box.width, box.height, fill=fill, stroke=stroke, weight=weight)
    if box.final:
        yield _rect(box.x + 4, box.y + 4, box.width - 8, box.height - 8, fill="none", stroke=stroke)
    yield from _texts(box.texts, box.x + 12, box.y + 12)
    if current:
        tag = width_of(say(HERE), SMALL_SIZE * BOLD) + 12
        yield _rect(box.x + 10, box.y - 11, tag, 20, fill=PINE, stroke=PINE)
        yield _line(say(HERE), box.x + 16, box.y + 3, size=SMALL_SIZE, weight=600, fill=ON_FILL)


def _beginning(box: Box) -> Iterator[str]:
    """The dot from which everything starts."""
    y = box.y + 24
    yield f'<circle cx="{box.x - 22:g}" cy="{y:g}" r="5" fill="{INK_2}"/>'
    yield _line_to(((box.x - 22, y), (box.x, y)), INK_2)


def _arrow(arrow: Arrow) -> Iterator[str]:
    yield _path(arrow.points, arrow.transition)
    x = arrow.label_x
    yield from _texts(arrow.texts, x, arrow.label_y, anchor="middle" if arrow.centred else "start")


def _colour(transition: Transition) -> str:
    return STAMP if _is_by_act(transition) else INK_2


def _path(points: Points, step: Transition) -> str:
    return _line_to(points, _colour(step), weight=2 if _is_by_act(step) else 1.5, dashed=_is_with_packet(step))


def _line_to(points: Points, colour: str, *, weight: float = 1.5, dashed: bool = False) -> str:
    (x0, y0), (x, y) = points[-2:]
    dx, dy = (x > x0) - (x < x0), (y > y0) - (y < y0)
    tail = (x - dx * ARROWHEAD, y - dy * ARROWHEAD)
    line = " L".join(f"{one_x:g} {one_y:g}" for one_x, one_y in (*points[:-1], tail))
    side = ARROWHEAD / 2
    head = (
        f"M{x:g} {y:g} L{tail[0] - dy * side:g} {tail[1] - dx * side:g} "
        f"L{tail[0] + dy * side:g} {tail[1] + dx * side:g} Z"
    )
    dashes = ' stroke-dasharray="6 4"' if dashed else ""
    return (
        f'<path d="M{line}" fill="none" stroke="{colour}" stroke-width="{weight:g}"{dashes}/>'
        f'<path d="{head}" fill="{colour}"/>'
    )


def _texts(
    texts: list[Text] | tuple[Text, ...], x: float, top: float, *, anchor: str = "start"
) -> Iterator[str]:
    y = top
    for text in texts:
        for line in text.lines:
            y += SMALL if text.faint else LINE
            if line:
                size = SMALL_SIZE if text.faint else TEXT_SIZE
                weight = 600 if text.strong else 400
                fill = INK_2 if text.faint else INK
                yield _line(line, x, y - 4, size=size, weight=weight, fill=fill, anchor=anchor)


def _line(
    text: str,
    x: float,
    y: float,
    *,
    size: float = TEXT_SIZE,
    weight: int = 400,
    fill: str = INK,
    anchor: str = "start",
) -> str:
    return (
        f'<text x="{x:g}" y="{y:g}" font-size="{size:g}" font-weight="{weight}" fill="{fill}" '
        f'text-anchor="{anchor}">{escape(text)}</text>'
    )


def _rect(x: float, y: float, width: float, height: float, *, fill: str, stroke: str, weight: float = 1) -> str:
    return (
        f'<rect x="{x:g}" y="{y:g}" width="{width:g}" height="{height:g}" rx="3" fill="{fill}" '
        f'stroke="{stroke}" stroke-width="{weight:g}"/>'
    )


def _everywhere(layout: Layout) -> list[Text]:
    """The steps that can be taken from every state are told once: as arrows they would hide the way."""
    if not layout.everywhere:
        return []
    texts = [Text((layout.say(FROM_EVERYWHERE),), strong=True)]
    for step in layout.everywhere:
        words = f"— {layout.say(step.title)} ({whose(step.by, layout.say)})"
        for dest in {dest for one, _, dest in layout.workflow.edges if one is step and dest}:
            words += f" {layout.say(TO_THE_STATE) % {'state': layout.say(layout.workflow.states[dest].title)}}"
        texts.append(Text((words,), faint=True))
    return texts


def _samples(workflow: Workflow, y: float, say: Say) -> Iterator[str]:
    """What each kind of line means; only the kinds that are in this picture."""
    x: float = MARGIN + PAD
    kinds = ((BY_PERSON, _is_own), (BY_PACKET, _is_with_packet), (BY_ACT, _is_by_act))
    for words, is_kind in kinds:
        if (step := next(filter(is_kind, workflow.transitions), None)) is not None:
            yield _path(((x, y), (x + 40, y)), step)
            yield _line(say(words), x + 48, y + 4, size=SMALL_SIZE, fill=INK_2)
            x += 48 + width_of(say(words), SMALL_SIZE) + 24
    yield _rect(x, y - 8, 24, 16, fill=SHEET, stroke=CONTROL, weight=1.25)
    yield _rect(x + 3, y - 5, 18, 10, fill="none", stroke=CONTROL)
    yield _line(say(FINAL), x + 32, y + 4, size=SMALL_SIZE, fill=INK_2)


def _is_own(step: Transition) -> bool:
    return step.packet is None and not _is_by_act(step)


def _is_with_packet(step: Transition) -> bool:
    return step.packet is not None and not _is_by_act(step)


def _is_by_act(step: Transition) -> bool:
    return step.by == Role.ACT
