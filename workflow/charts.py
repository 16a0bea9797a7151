"""Plan beside fact as a picture: an SVG of its own address, with a title and a description for who listens.

A year that was not measured has no column: a gap, never a zero.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import dataclass
from xml.etree import ElementTree

import pygal
from pygal.style import Style

# The library hooks into every import of the process, for plugins that we have none of, in a way Python gave up.
sys.meta_path[:] = [one for one in sys.meta_path if type(one).__name__ != "PluginImportFixer"]

SVG = "http://www.w3.org/2000/svg"
ElementTree.register_namespace("", SVG)
ElementTree.register_namespace("xlink", "http://www.w3.org/1999/xlink")
_LOOK = Style(
    background="#ffffff",
    plot_background="#ffffff",
    foreground="#16232a",
    foreground_strong="#16232a",
    foreground_subtle="#dce2e0",
    colors=("#a9cfc4", "#0c594a"),
    opacity="1",
    opacity_hover="1",
    transition="0s",
    font_family="'IBM Plex Sans','Segoe UI','PT Sans','Liberation Sans',sans-serif",
    label_font_size=14,
    major_label_font_size=14,
    legend_font_size=14,
    value_font_size=13,
    value_colors=("#16232a", "#16232a"),
    no_data_font_size=16,
)


@dataclass(frozen=True, slots=True)
class Series:
    """`values` beside the chart's labels; None where there is none."""

    title: str
    values: tuple[float | None, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Chart:
    """Everything a reader sees or hears of the picture, in words already."""

    title: str
    description: str
    labels: tuple[str, ...]
    series: tuple[Series, ...]
    nothing: str  # said in the picture while there is no number at all


def svg_of(chart: Chart) -> bytes:
    """Columns side by side. Nothing in it leads out of it: it is shown by <img> under a strict policy."""
    bars = pygal.Bar(
        style=_LOOK,
        js=[],
        disable_xml_declaration=True,
        width=760,
        height=320,
        margin=12,
        spacing=14,
        truncate_label=-1,
        truncate_legend=-1,
        legend_at_bottom=True,
        legend_at_bottom_columns=2,
        legend_box_size=14,
        print_values=True,
        print_values_position="top",
        show_y_guides=False,
        show_minor_y_labels=False,
        include_x_axis=True,
        value_formatter=number_words,
        no_data_text=chart.nothing,
        pretty_print=False,
    )
    bars.uuid = "plan-and-fact"  # else every drawing is another file
    bars.x_labels = list(chart.labels)
    for one in chart.series:
        bars.add(one.title, list(one.values))
    return _said(ElementTree.fromstring(bars.render()), chart)  # noqa: S314 - drawn in the line before


def number_words(value: float | None) -> str:
    """As people write it: «83,3», «605», «−2»."""
    if value is None:
        return ""
    return f"{value:.10g}".replace(".", ",").replace("-", "\u2212")


def _said(root: ElementTree.Element, chart: Chart) -> bytes:
    """Its name and its words stand first, and its scripts go: nothing runs them in an <img>."""
    for parent in root.iter():
        for child in [one for one in parent if one.tag == f"{{{SVG}}}script"]:
            parent.remove(child)
    title, description = ElementTree.Element(f"{{{SVG}}}title"), ElementTree.Element(f"{{{SVG}}}desc")
    title.text, title.attrib["id"] = chart.title, "chart-title"
    description.text, description.attrib["id"] = chart.description, "chart-desc"
    root[:0] = [title, description]
    root.set("role", "img")
    root.set("aria-labelledby", "chart-title chart-desc")
    svg: bytes = ElementTree.tostring(root, encoding="utf-8")
    return svg


def of_numbers(title: str, values: Sequence[str]) -> Series:
    """A series of stored numbers; an empty one is a gap."""
    return Series(title, tuple(float(one) if one else None for one in values))
