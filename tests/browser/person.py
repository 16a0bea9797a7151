"""A person at a browser: signs in, presses, types, and axe looks over the shoulder on every page."""

from __future__ import annotations

import re
from pathlib import Path
from urllib.parse import urlsplit

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Download, Locator, Page, TimeoutError, ViewportSize

from tests.browser.house import House

SCREEN: ViewportSize = {"width": 1366, "height": 768}
#: Buttons, and the words that come with a form that was refused.
PRESSED = "main button, main .field__error, main .reasons"
PICTURES = Path("test-results")
PATIENCE = 10_000  # milliseconds for a page or a button on a busy machine


class Person:
    """One sign-in of one person. `look()` judges the page that is open."""

    def __init__(self, browser: Browser, house: House, email: str) -> None:
        self.house = house
        self.context = browser.new_context(viewport=SCREEN, accept_downloads=True)
        self.page: Page = self.context.new_page()
        self.page.set_default_timeout(PATIENCE)
        self.troubles: list[str] = []
        self.judged: set[tuple[str, ...]] = set()
        self.page.on("console", self._console)
        self.page.on("response", lambda answer: self._response(answer.status, answer.url))
        self.open("/login")
        self.page.fill("input[name=email]", email)
        self.page.fill("input[name=password]", house.password)
        self.press("Войти")

    def open(self, path: str) -> int:
        """Answers the status: an error page is looked at as well."""
        answer = self.page.goto(self.house.address + path)
        self.look()
        return answer.status if answer else 0

    def press(self, name: str, *, nth: int = 0) -> None:
        """A button or link by its words."""
        button = self.page.get_by_role("button", name=name)
        target = button if button.count() else self.page.get_by_role("link", name=name)
        self.go_by(target.nth(nth))

    def go_by(self, target: Locator) -> None:
        """Press what leads to another page, and judge the page that comes."""
        try:
            with self.page.expect_navigation(wait_until="load"):
                target.click()
        except TimeoutError:
            PICTURES.mkdir(exist_ok=True)
            self.page.screenshot(path=PICTURES / "stuck.png", full_page=True)
            raise
        self.look()

    def type(self, label: str, text: str) -> None:
        self.page.get_by_label(label).first.fill(text)

    def choose(self, label: str, option: str) -> None:
        self.page.get_by_label(label).first.select_option(label=option)

    def download(self, name: str) -> Path:
        with self.page.expect_download() as waiting:
            self.page.get_by_role("link", name=name).first.click()
        download: Download = waiting.value
        return Path(str(download.path()))

    def sees(self, text: str) -> bool:
        return text in " ".join(self.page.inner_text("main").replace("\xa0", " ").split())

    def look(self) -> None:
        """Axe finds nothing, and the policy of the page was not offended. Each kind of page is judged once."""
        assert self.troubles == [], self.house.last_words()
        kind = self.kind_of_page()
        if kind in self.judged:
            return
        self.judged.add(kind)
        found = Axe().run(self.page)
        assert found.violations_count == 0, f"{self.page.url}\n{found.generate_report()}"

    def kind_of_page(self) -> tuple[str, ...]:
        """The screen, the address without numbers, what can be pressed: another state offers other steps."""
        address = urlsplit(self.page.url).path
        pressed = self.page.evaluate(f"[...document.querySelectorAll({PRESSED!r})].map(it => it.innerText)")
        words = sorted({re.sub(r"\d+", "N", one) for one in (address, *pressed)})
        return (str(self.page.viewport_size), *words)

    def leave(self) -> None:
        self.context.close()

    def _console(self, message: object) -> None:
        text = getattr(message, "text", "")
        if "Content Security Policy" in text:
            self.troubles.append(text)

    def _response(self, status: int, url: str) -> None:
        if status >= 500:
            self.troubles.append(f"{status} {url}")
