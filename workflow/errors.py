"""Pages for when something went wrong: what happened, what to do, and the number to tell an administrator."""

from __future__ import annotations

from dataclasses import asdict, dataclass

from flask import (
    Flask,
    Response,
    flash,
    g,
    make_response,
    redirect,
    render_template,
    request,
    session,
    url_for,
)
from flask_babel import gettext
from flask_login import current_user
from flask_wtf.csrf import CSRFError
from markupsafe import Markup
from sqlalchemy.exc import DataError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError
from werkzeug.exceptions import HTTPException

from workflow import kept_form
from workflow.extensions import db
from workflow.logs import log
from workflow.states.definition import N_

RETRY_AFTER = "10"  # seconds; a lock or a restart is over by then
#: A number or a day that no column can hold: not our fault, and nothing was written.
OUT_OF_RANGE = (OverflowError, DataError)
UNAVAILABLE = (OperationalError, PoolTimeoutError)


@dataclass(frozen=True, kw_only=True)
class ErrorPage:
    code: int
    title: str
    what: str
    do: str
    request_number: str


# Code -> what happened, and what to do about it.
WORDS: dict[int, tuple[str, str, str]] = {
    400: (
        N_("Запрос не разобран"),
        N_("Система не смогла прочитать то, что прислал браузер."),
        N_("Вернитесь на предыдущую страницу, обновите её и попробуйте ещё раз."),
    ),
    401: (
        N_("Нужно войти"),
        N_("Эта страница открывается только после входа."),
        N_("Войдите и откройте её снова."),
    ),
    403: (
        N_("Это действие вам не разрешено"),
        N_("Страница существует, но ваша роль не даёт выполнить это действие."),
        N_("Если это ваша работа, попросите администратора вашего комитета проверить вашу роль."),
    ),
    404: (
        N_("Такой страницы нет или она не для вашей роли"),
        N_("Возможно, номер набран с ошибкой или это сопровождение другой школы."),
        N_("Проверьте адрес или найдите школу по названию."),
    ),
    405: (
        N_("Так эту страницу не открывают"),
        N_("Адрес верный, но действие по нему выполняют кнопкой на странице."),
        N_("Вернитесь на предыдущую страницу и нажмите кнопку там."),
    ),
    409: (
        N_("Пока страница была открыта, данные изменились"),
        N_("Кто-то уже сделал этот шаг или исправил то, что вы видели."),
        N_("Откройте страницу снова, посмотрите, что изменилось, и решите заново."),
    ),
    410: (
        N_("Ссылка больше не действует"),
        N_(
            "Она открывается один раз и до назначенного срока. Её могли использовать, заменить или не дописать."
        ),
        N_("Если пароль уже задан, войдите с ним. Если нет, попросите у администратора новую ссылку."),
    ),
    413: (
        N_("Файл слишком большой"),
        N_("Один файл может занимать не больше 20 МБ."),
        N_("Уменьшите файл или разделите его на части и приложите снова."),
    ),
    429: (
        N_("Слишком много попыток подряд"),
        N_("Чтобы пароль нельзя было подобрать, число попыток в минуту ограничено."),
        N_("Подождите минуту и попробуйте ещё раз."),
    ),
    500: (
        N_("В системе произошла ошибка"),
        N_("Шаг не выполнен, ничего не записано наполовину."),
        N_("Попробуйте ещё раз. Если ошибка повторится, назовите администратору номер запроса."),
    ),
    503: (
        N_("Система сейчас занята"),
        N_("База данных не ответила вовремя. Шаг не выполнен, ничего не записано наполовину."),
        N_("Подождите несколько секунд и повторите: набранное останется в форме, если вернуться назад."),
    ),
}


def install(app: Flask) -> None:
    app.register_error_handler(HTTPException, show_http_error)
    app.register_error_handler(401, ask_to_sign_in)
    app.register_error_handler(CSRFError, keep_and_ask_again)
    for out_of_range in OUT_OF_RANGE:
        app.register_error_handler(out_of_range, show_out_of_range)
    for kind in UNAVAILABLE:
        app.register_error_handler(kind, show_unavailable)


def show_http_error(error: HTTPException) -> Response:
    original = getattr(error, "original_exception", None)
    if isinstance(original, UNAVAILABLE):
        return show_unavailable(original)
    code = error.code or 500
    if error.response is not None or code < 400:
        return make_response(error.get_response())  # a redirect of the router, or an answer already made
    response = show(code)
    for name, value in error.get_headers(request.environ):
        if name in ("Allow", "Retry-After"):
            response.headers[name] = value
    return response


def show_unavailable(error: Exception) -> Response:
    """A lock that was not freed in time, a full disk, a database that went away: nothing was written."""
    log.error("database", error=str(error.__cause__ or error))
    response = show(503)
    response.headers["Retry-After"] = RETRY_AFTER
    return response


def show_out_of_range(error: Exception) -> Response:
    log.warning("out of range", error=type(error).__name__)
    return show(400)


def ask_to_sign_in(_error: HTTPException) -> Response:
    """A page opens after sign-in; a form that was being sent is kept and shown again after it."""
    if request.method in ("GET", "HEAD"):
        say_why()
        return make_response(redirect(url_for("security.login", next=request.full_path.rstrip("?")), 303))
    return keep_and_ask_again(_error)


def keep_and_ask_again(_error: HTTPException) -> Response:
    """The sign-in ended, or another one began in the next tab, while this form was being filled in."""
    if "token" in (request.view_args or {}):  # the secret of a link is kept nowhere; its page is drawn again
        ours = kept_form.from_our_page(request)
        return make_response(redirect(request.path, 303)) if ours else show(400)
    if not kept_form.keep(request):
        return show(400)
    after = url_for("kept_form.show")
    known = bool(current_user.is_authenticated)
    say_why()
    return make_response(redirect(after if known else url_for("security.login", next=after), 303))


def say_why() -> None:
    if getattr(session, "ended", False):
        flash(gettext("Вход закончился: вы долго не работали или вошли заново. Войдите ещё раз"), "warn")


def show(code: int) -> Response:
    page = describe(code)
    try:
        # What failed may have left its transaction behind; the page's own queries need a clean one.
        db.session.rollback()
        html = render_template("errors/error.html", **asdict(page))
    except Exception:  # the last resort: whatever it was, somebody is waiting for an answer
        log.exception("the error page itself failed")
        html = _bare(page)
    return make_response(html, code)


def describe(code: int) -> ErrorPage:
    title, what, do = WORDS.get(code) or WORDS[400 if code < 500 else 500]
    return ErrorPage(
        code=code,
        title=gettext(title),
        what=gettext(what),
        do=gettext(do),
        request_number=g.get("request_number", ""),
    )


def _bare(page: ErrorPage) -> str:
    """The same words without the menu, which is read from the database that is away."""
    number = gettext("Номер запроса: %(number)s", number=page.request_number)
    return Markup(
        '<!doctype html><html lang="ru"><meta charset="utf-8"><title>{title}</title>'
        "<main><h1>{title}</h1><p>{what}</p><p>{do}</p><p>{number}</p></main></html>"
    ).format(title=page.title, what=page.what, do=page.do, number=number)
