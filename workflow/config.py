"""Settings: from the environment, and from one data folder that holds everything that must be kept.

Every setting is named here once and documented in docs/operations.md.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import hashlib
import json
import os
import secrets
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from workflow import clock
from workflow.extensions import engine_options

ROOT = Path(__file__).resolve().parent.parent
SOCKET_PATH_LIMIT = 107  # bytes; the kernel's limit for the path of a unix socket
TRANSLATIONS = ROOT / "workflow" / "translations"
MEGABYTE = 1024 * 1024


def load(*, data: Path | str | None = None, environ: Mapping[str, str] = os.environ) -> dict[str, Any]:
    """Reads the settings; makes the data folder and its secrets when they are not there yet."""
    folder = data_folder(data, environ=environ)
    demo = environ.get("OPORA_DEMO") == "1"
    database_url = _database_url(environ.get("DATABASE_URL"), folder)
    redis_url = environ.get("REDIS_URL") or f"unix://{socket_path(folder)}"
    return {
        "DATA": folder,
        "DEMO": demo,
        "TESTING": environ.get("OPORA_TESTING") == "1",
        "CLOCK_SHIFT": clock.parse_shift(environ.get("OPORA_CLOCK_SHIFT")),
        "TRUSTED_PROXIES": int(environ.get("OPORA_TRUSTED_PROXIES", "0")),
        "TRUSTED_HOSTS": _trusted_hosts(environ.get("OPORA_HOSTS"), demo=demo),
        **_secrets(folder, environ=environ),
        **_database(database_url),
        **_cookies(demo=demo),
        **_security(),
        **redis_settings(redis_url),
        **_limits(),
        **_language(),
    }


def data_folder(data: Path | str | None, *, environ: Mapping[str, str] = os.environ) -> Path:
    folder = Path(data or environ.get("OPORA_DATA") or ROOT / "data").expanduser().resolve()
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder


def socket_path(folder: Path) -> Path:
    """Inside the data folder; for a long path in a short folder of this user, the same for every process."""
    inside = folder / "valkey.sock"
    if len(os.fsencode(inside)) <= SOCKET_PATH_LIMIT:
        return inside
    name = hashlib.sha256(os.fsencode(folder)).hexdigest()[:12]
    short = Path(tempfile.gettempdir()) / f"opora-{os.getuid()}-{name}"
    short.mkdir(mode=0o700, exist_ok=True)
    if short.stat().st_uid != os.getuid():
        raise PermissionError(f"{short} belongs to another user")
    return short / "valkey.sock"


def _database_url(given: str | None, folder: Path) -> str:
    if not given:
        return f"sqlite:///{folder / 'opora.sqlite3'}"
    for prefix in ("postgres://", "postgresql://"):
        if given.startswith(prefix):
            return "postgresql+psycopg://" + given.removeprefix(prefix)
    return given


def _database(url: str) -> dict[str, Any]:
    return {"SQLALCHEMY_DATABASE_URI": url, "SQLALCHEMY_ENGINE_OPTIONS": engine_options(url)}


def _secrets(folder: Path, *, environ: Mapping[str, str]) -> dict[str, str]:
    kept = _kept_secrets(folder / "secrets.json")
    names = ("SECRET_KEY", "SECURITY_PASSWORD_SALT")
    return {name: environ.get(name) or kept[name] for name in names}


def _kept_secrets(path: Path) -> dict[str, str]:
    """Made once. Two processes may start together: the first file linked into place wins."""
    if not path.exists():
        made = {name: secrets.token_urlsafe(48) for name in ("SECRET_KEY", "SECURITY_PASSWORD_SALT")}
        handle, draft = tempfile.mkstemp(dir=path.parent, prefix=".secrets-")  # mode 0600
        try:
            with os.fdopen(handle, "w", encoding="utf-8") as file:
                json.dump(made, file)
                file.flush()
                os.fsync(file.fileno())
            with contextlib.suppress(FileExistsError):  # the other process was first: its secrets are kept
                os.link(draft, path)
        finally:
            os.unlink(draft)
    kept: dict[str, str] = json.loads(path.read_text("utf-8"))
    return kept


def _trusted_hosts(given: str | None, *, demo: bool) -> list[str] | None:
    """Names by which the site may be asked for: no other name can get into a link that we make."""
    if given:
        return [host.strip() for host in given.split(",") if host.strip()]
    return ["localhost", "127.0.0.1", "[::1]"] if demo else None


def _cookies(*, demo: bool) -> dict[str, Any]:
    return {
        "SESSION_COOKIE_NAME": "opora",
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Lax",
        "SESSION_COOKIE_SECURE": not demo,  # the demonstration speaks plain http on this machine
        "SESSION_IDLE": dt.timedelta(minutes=30),
        "SESSION_LONGEST": dt.timedelta(hours=12),
        "WTF_CSRF_TIME_LIMIT": None,  # lives as long as the sign-in; nothing typed is lost to a timer
    }


def _security() -> dict[str, Any]:
    return {
        "SECURITY_PASSWORD_HASH": "argon2",
        "SECURITY_PASSWORD_SCHEMES": ["argon2"],
        "SECURITY_PASSWORD_LENGTH_MIN": 10,
        "SECURITY_RETURN_GENERIC_RESPONSES": True,
        "SECURITY_CHANGEABLE": True,
        "SECURITY_TRACKABLE": True,
        "SECURITY_REGISTERABLE": False,
        "SECURITY_CONFIRMABLE": False,
        "SECURITY_RECOVERABLE": False,  # needs mail
        "SECURITY_SEND_PASSWORD_CHANGE_EMAIL": False,
        "SECURITY_DEFAULT_REMEMBER_ME": False,
        "SECURITY_JOIN_USER_ROLES": False,  # its roles stay empty, ours are rows of role_assignments
        "SECURITY_LOGOUT_METHODS": ["POST"],
        "SECURITY_DATETIME_FACTORY": clock.now,
        # Its Russian has holes; ours, beside the product's own catalogue, fills them and wins.
        "SECURITY_I18N_DIRNAME": ["builtin", str(TRANSLATIONS)],
        "SECURITY_EMAIL_VALIDATOR_ARGS": {"check_deliverability": False},  # closed networks have no DNS
    }


def redis_settings(url: str) -> dict[str, Any]:
    """One address for the queue and the counters of attempts; the latter spells it in its own way."""
    return {
        "REDIS_URL": url,
        "RATELIMIT_STORAGE_URI": "redis+" + url if url.startswith("unix://") else url,
        "RATELIMIT_STORAGE_OPTIONS": {"socket_timeout": 0.5, "socket_connect_timeout": 0.5},
    }


def _limits() -> dict[str, Any]:
    return {
        "MAX_CONTENT_LENGTH": 24 * MEGABYTE,
        "MAX_FORM_MEMORY_SIZE": 2 * MEGABYTE,
        "MAX_FORM_PARTS": 2000,
        "RATELIMIT_STRATEGY": "moving-window",
        "RATELIMIT_IN_MEMORY_FALLBACK_ENABLED": True,
        "RATELIMIT_ADDRESS": "120 per minute",  # a whole office may stand behind one address
        "RATELIMIT_ACCOUNT": "20 per minute;100 per hour",
    }


def _language() -> dict[str, Any]:
    return {
        "BABEL_DEFAULT_LOCALE": "ru",
        "BABEL_DEFAULT_TIMEZONE": "Europe/Moscow",
        "BABEL_TRANSLATION_DIRECTORIES": str(TRANSLATIONS),
    }
