"""House rules of templates and stylesheets, for those that are here and those that come."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import pytest
from jinja2 import meta, nodes

from tests.look.gallery import FOLDERS, ROOT, environment, in_the_house, pages

FOLDER = ROOT / "templates"
ENV = environment()
NAMES = sorted(path.relative_to(FOLDER).as_posix() for path in FOLDER.rglob("*.html"))
SHEETS = sorted((ROOT / "static").glob("*.css"))
FORBIDDEN = {
    "an inline style": r"\sstyle\s*=|<style\b",
    "an inline script": r"<script\b(?![^>]*\bsrc=)|\son[a-z]+\s*=|javascript:",
    "unescaped text": r"\|\s*safe\b|\bMarkup\b|autoescape\s+false",
    "a file of another host": r"""(?:src|href|action)\s*=\s*["']\s*(?:https?:)?//""",
}


@cache
def _tree(name: str) -> nodes.Template:
    return ENV.parse((FOLDER / name).read_text("utf-8"))


def _parent(name: str) -> str | None:
    found = next(_tree(name).find_all(nodes.Extends), None)
    return found.template.value if found and isinstance(found.template, nodes.Const) else None


def _line(name: str) -> list[str]:
    """The template and everything it extends, nearest first."""
    line = [name]
    while parent := _parent(line[-1]):
        line.append(parent)
    return line


def _blocks(name: str) -> set[str]:
    return {block.name for block in _tree(name).find_all(nodes.Block)}


def _parts() -> set[str]:
    """What other templates include or take macros from."""
    asked: set[str] = set()
    for name in NAMES:
        found = _tree(name).find_all((nodes.Include, nodes.Import, nodes.FromImport))
        asked |= {one.template.value for one in found if isinstance(one.template, nodes.Const)}
    return asked


LAYOUTS = {parent for name in NAMES if (parent := _parent(name))}
# A name that begins with "_" is a part, whoever asks for it.
PARTS = _parts()
PAGES = [
    name
    for name in NAMES
    if name.split("/")[0] not in {"macros", "partials", "mail"}
    and name not in LAYOUTS
    and name not in PARTS
    and not Path(name).name.startswith("_")
]


def _headings(node: nodes.Node) -> tuple[int, int]:
    """The fewest and the most h1 that this part of a template can draw."""
    if isinstance(node, nodes.Macro):
        return 0, 0
    if isinstance(node, nodes.TemplateData):
        found = len(re.findall(r"<h1\b", node.data))
        return found, found
    if isinstance(node, nodes.Call) and isinstance(node.node, nodes.Name) and node.node.name == "page_head":
        return 1, 1
    if isinstance(node, nodes.Include) and isinstance(node.template, nodes.Const):
        return _headings(_tree(node.template.value))
    if isinstance(node, nodes.If):
        ways = [_together(node.body), *(_headings(other) for other in node.elif_), _together(node.else_)]
        return min(low for low, _ in ways), max(high for _, high in ways)
    return _together(node.iter_child_nodes())


def _together(parts: object) -> tuple[int, int]:
    counts = [_headings(part) for part in parts]  # type: ignore[attr-defined]  # lists and iterators of nodes
    return sum(low for low, _ in counts), sum(high for _, high in counts)


def test_the_house_has_pages_to_judge() -> None:
    assert {"errors/error.html", "security/login_user.html"} <= set(PAGES)


@pytest.mark.parametrize("name", NAMES)
def test_a_template_compiles_and_holds_nothing_that_the_csp_forbids(name: str) -> None:
    source = (FOLDER / name).read_text("utf-8")
    ENV.compile(source, name, name)
    without_comments = re.sub(r"\{#.*?#\}", "", source, flags=re.DOTALL)
    found = [what for what, pattern in FORBIDDEN.items() if re.search(pattern, without_comments, re.IGNORECASE)]
    assert found == []


@pytest.mark.parametrize("name", NAMES)
def test_what_a_template_refers_to_exists(name: str) -> None:
    asked = {other for other in meta.find_referenced_templates(_tree(name)) if other}
    assert asked - set(NAMES) == set()


@pytest.mark.parametrize("name", PAGES)
def test_a_page_stands_in_the_house_and_has_a_title_and_one_heading(name: str) -> None:
    line = _line(name)
    assert line[-1] == "base.html"
    assert any("title" in _blocks(each) for each in line[:-1]), "say what the page is: {% block title %}"
    assert _headings(_tree(name)) == (1, 1), "a page has exactly one h1, whatever is shown"


@pytest.mark.parametrize("name", [name for name in NAMES if name.startswith("macros/")])
def test_a_macro_says_what_it_takes_and_is_in_the_gallery(name: str) -> None:
    source = (FOLDER / name).read_text("utf-8")
    first_macro = re.search(r"macro (\w+)\(", source)
    assert first_macro is not None
    comment = source.split("#}", 1)[0]
    assert comment.startswith("{#-")
    assert f"{first_macro.group(1)}(" in comment
    assert name in _shown_in_the_gallery()


def _shown_in_the_gallery() -> set[str]:
    seen: set[str] = set()
    waiting = [template for template, _ in pages().values()]
    while waiting:
        name = waiting.pop()
        if name in seen:
            continue
        seen.add(name)
        source, _, _ = ENV.loader.get_source(ENV, name)  # type: ignore[union-attr]  # it has a loader
        waiting += [other for other in meta.find_referenced_templates(ENV.parse(source)) if other]
    return seen


@pytest.fixture(scope="module")
def sprite() -> set[str]:
    text = Path(FOLDERS["/assets/bootstrap"], "icons/bootstrap-icons.svg").read_text("utf-8")
    return set(re.findall(r'id="([\w-]+)"', text))


@pytest.mark.parametrize("name", NAMES)
def test_an_icon_named_in_a_template_is_in_the_sprite(name: str, sprite: set[str]) -> None:
    named = set(re.findall(r'\bicon\("([\w-]+)"', (FOLDER / name).read_text("utf-8")))
    assert named - sprite == set()


@pytest.mark.parametrize("path", sorted(pages()))
def test_an_icon_drawn_in_the_gallery_is_in_the_sprite(path: str, sprite: set[str]) -> None:
    template, context = pages()[path]
    html = ENV.get_template(template).render(**in_the_house(context))
    drawn = set(re.findall(r"bootstrap-icons\.svg#([\w-]+)", html))
    assert drawn - sprite == set()


@pytest.mark.parametrize("path", sorted(pages()))
def test_ids_are_unique_and_labels_point_at_something(path: str) -> None:
    template, context = pages()[path]
    html = ENV.get_template(template).render(**in_the_house(context))
    ids = re.findall(r'\sid="([^"]+)"', html)
    assert len(ids) == len(set(ids))
    pointed = re.findall(r'\s(?:for|aria-labelledby|aria-describedby)="([^"]+)"', html)
    assert {word for words in pointed for word in words.split()} - set(ids) == set()


def test_typed_text_comes_back_escaped() -> None:
    html = ENV.get_template("gallery.html").render(**in_the_house(pages()["/"][1]))
    assert "<b>класса</b>" not in html
    assert "&lt;b&gt;класса&lt;/b&gt;" in html
    assert 'value="14 ноября"' in html


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda sheet: sheet.name)
def test_a_stylesheet_asks_only_for_files_that_are_served(sheet: Path) -> None:
    text = sheet.read_text("utf-8")
    assert "!important" not in text
    assert "@import" not in text
    for address in re.findall(r'url\("([^"]+)"\)', text):
        prefix, folder = next((key, value) for key, value in FOLDERS.items() if address.startswith(key))
        inside = address.removeprefix(prefix).lstrip("/").replace("%5B", "[").replace("%5D", "]")
        assert Path(folder, inside).is_file()
