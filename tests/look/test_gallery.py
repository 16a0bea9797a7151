"""The parts of a page, seen by a real Chromium under the product's own CSP."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from tests.look.gallery import SIZES, pages

pytestmark = pytest.mark.browser

PATHS = sorted(pages())
WIDTHS = (390, 600, 768, 1024, 1120, 1200, 1366)


@pytest.mark.parametrize("size", sorted(SIZES))
@pytest.mark.parametrize("path", PATHS)
def test_axe_finds_nothing_in_either_theme(page: Page, gallery: str, path: str, size: str) -> None:
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.set_viewport_size(SIZES[size])  # type: ignore[arg-type]  # a plain dict of the same keys
    page.goto(f"{gallery}{path}", wait_until="load")
    for theme in ("light", "dark"):
        page.evaluate("theme => { document.documentElement.dataset.bsTheme = theme }", theme)
        # Ended, not waited for: a transition that another one replaced never says that it has finished.
        page.evaluate("document.getAnimations().forEach(each => each.finish())")
        results = Axe().run(page)
        assert results.violations_count == 0, f"{theme}: {results.generate_report()}"
    assert said == [], "the browser complained: a blocked style, script or missing file"


@pytest.mark.parametrize("size", sorted(SIZES))
@pytest.mark.parametrize("look", ["size=large&contrast=more", "theme=dark&contrast=more"])
def test_axe_finds_nothing_with_everything_opened_and_for_weak_eyes(
    page: Page, gallery: str, look: str, size: str
) -> None:
    page.set_viewport_size(SIZES[size])  # type: ignore[arg-type]  # a plain dict of the same keys
    page.goto(f"{gallery}/?{look}", wait_until="load")
    page.evaluate("document.fonts.ready")
    page.evaluate("document.querySelectorAll('details').forEach(part => part.open = true)")
    results = Axe().run(page)
    assert results.violations_count == 0, results.generate_report()


@pytest.mark.parametrize("look", ["", "size=large"])
@pytest.mark.parametrize("path", PATHS)
def test_no_page_scrolls_sideways(page: Page, gallery: str, path: str, look: str) -> None:
    page.goto(f"{gallery}{path}?{look}", wait_until="load")
    page.evaluate("document.fonts.ready")
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 800})
        wide = page.evaluate("document.documentElement.scrollWidth")
        assert wide <= width, f"{path} is {wide} px wide in a window of {width} px"


def test_the_narrow_menu_opens_without_a_script(page: Page, gallery: str) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(gallery, wait_until="load")
    queue = page.get_by_label("Разделы, меню").get_by_role("link", name="Очередь")
    assert not queue.is_visible()
    page.get_by_text("Меню", exact=True).click()
    assert queue.is_visible()
    assert page.get_by_role("button", name="Выйти").is_visible()
    assert page.get_by_role("searchbox").is_visible()


def test_the_bulk_bar_shows_only_when_something_is_ticked(page: Page, gallery: str) -> None:
    page.goto(gallery, wait_until="load")
    bar = page.get_by_role("group", name="Действия с выбранными")
    assert bar.is_visible()
    page.locator(".bulk input:checked").uncheck()
    assert not bar.is_visible()
