"""The gallery: every macro with living data, served with the product's own CSP and the folders of the wheels.

`python -m tests.look.gallery FOLDER` takes pictures of every page of it at both sizes and themes.
"""

from __future__ import annotations

import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import jinja2
from werkzeug.middleware.shared_data import SharedDataMiddleware
from werkzeug.serving import make_server
from werkzeug.wrappers import Request, Response

from tests.look.samples import CHANGES, KEPT, REFUSALS, password_form, samples, shell
from workflow import assets, typography
from workflow.kept_form import KeptForm
from workflow.views import door

ROOT = Path(__file__).parents[2]
FAILURE = {
    "title": "Такой страницы нет или она не для вашей роли",
    "what": "Возможно, номер набран с ошибкой или это сопровождение другой школы.",
    "do": "Попробуйте найти его по названию.",
}
AGAIN = SimpleNamespace(url="#", button="Всё равно отправить", fields=(("comment", "Просим сдать"),))
KEPT_FORM = KeptForm(
    action="/packets/7/return",
    page="/packets/7",
    shown=(("comment", "Что исправить", "Не указана дата урока."), ("due", "Исправить до", "24.11.2022")),
    silent=(("version", "7"), ("reason", "facts")),
    had_files=True,
)
ABSENT = object()  # the page is drawn without a shell at all
POLICY = (
    "default-src 'self'; img-src 'self' data:; object-src 'none'; frame-ancestors 'none';"
    " form-action 'self'; base-uri 'none'"
)


FOLDERS = {
    "/static": ROOT / "static",
    "/assets/bootstrap": assets.package_folder("flask_bootstrap", "static/bootstrap5"),
    "/assets/fonts/sans": assets.package_folder("fontpkg_ibm_plex_sans", "files"),
    "/assets/fonts/serif": assets.package_folder("fontpkg_ibm_plex_serif", "files"),
}


def _ngettext(one: str, many: str, number: int) -> str:
    return one if number == 1 else many


def environment() -> jinja2.Environment:
    """The templates as Flask loads them, but strict: to ask for more than the comment says is an error."""
    env = jinja2.Environment(
        loader=jinja2.FileSystemLoader([ROOT / "templates", Path(__file__).parent]),
        extensions=["jinja2.ext.i18n"],
        autoescape=True,
        undefined=jinja2.StrictUndefined,
    )
    env.install_gettext_callables(lambda text: text, _ngettext, newstyle=True)  # type: ignore[attr-defined]  # i18n adds it
    env.filters.update(typography.FILTERS)
    env.filters.update(words=door.words, titled=door.titled, whose=door.whose)
    env.globals.update(
        url_for=lambda endpoint, filename="": f"/static/{filename}" if filename else f"/{endpoint}",
        asset=lambda filename: f"/static/{filename}",
        url_for_security=lambda endpoint: f"/{endpoint}",
        request=SimpleNamespace(args={"next": "/queue"}),
        csrf_token=lambda: "token",
        current_user=SimpleNamespace(email="methodist@kirovsk.example"),
        get_flashed_messages=lambda with_categories: [("ok", "Сохранено"), ("stop", "Номер не занят")],
    )
    return env


def pages() -> dict[str, tuple[str, dict[str, Any]]]:
    """Address -> template and its context, the shell apart."""
    nobody = shell(nav=(), post="")
    refused = password_form("Неверно")
    failure = {"code": 404, "request_number": "7F31-04", **FAILURE}
    return {
        "/": ("gallery.html", {"sample": samples()}),
        "/error": ("errors/error.html", failure),
        "/error-before-anybody-is-known": ("errors/error.html", failure | {"shell": ABSENT}),
        "/kept-form": ("kept_form.html", {"form": KEPT_FORM}),
        "/stale": (
            "errors/stale.html",
            {"changes": CHANGES, "kept": KEPT, "back_url": "#", "again": AGAIN},
        ),
        "/refused": (
            "errors/refused.html",
            {"title": "Распоряжение не подписано", "refusals": REFUSALS, "back_url": "#"},
        ),
        "/login": ("security/login_user.html", {"login_user_form": refused, "shell": nobody}),
        "/password": (
            "security/change_password.html",
            {"change_password_form": refused, "active_password": True},
        ),
        "/verify": ("security/verify.html", {"verify_form": password_form()}),
    }


def in_the_house(context: dict[str, Any], **look: Any) -> dict[str, Any]:
    """The page's own context and the shell, unless the page stands without one."""
    whole = {"shell": shell(**look)} | context
    return {name: value for name, value in whole.items() if value is not ABSENT}


def application() -> Any:
    env = environment()

    @Request.application
    def answer(request: Request) -> Response:
        if request.path not in pages():
            return Response("", 404)
        template, context = pages()[request.path]
        look = {
            name: request.args[name] for name in ("theme", "size", "contrast", "lang") if name in request.args
        }
        html = env.get_template(template).render(**in_the_house(context, **look))
        return Response(html, mimetype="text/html", headers={"Content-Security-Policy": POLICY})

    return SharedDataMiddleware(
        answer, {address: str(folder) for address, folder in FOLDERS.items()}, fallback_mimetype="font/ttf"
    )


@contextmanager
def served() -> Iterator[str]:
    """The gallery on a free port of the loopback."""
    server = make_server("127.0.0.1", 0, application(), threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


SIZES = {"office": {"width": 1366, "height": 768}, "phone": {"width": 390, "height": 844}}


def take_pictures(folder: Path) -> None:
    from playwright.sync_api import sync_playwright

    from tests.chromium import launch_options

    with served() as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(**launch_options())
        for path in pages():
            for theme in ("light", "dark"):
                for size, viewport in SIZES.items():
                    page = browser.new_page(viewport=viewport)  # type: ignore[arg-type]  # a dict of two ints
                    page.goto(f"{address}{path}?theme={theme}", wait_until="networkidle")
                    name = path.strip("/").replace("/", "-") or "macros"
                    page.screenshot(path=folder / f"{name}-{size}-{theme}.png", full_page=True)
                    page.close()
        browser.close()


if __name__ == "__main__":
    take_pictures(Path(sys.argv[1]))
