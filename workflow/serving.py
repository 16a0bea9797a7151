"""How the web server is started, by hand and by the demonstration."""

from __future__ import annotations

import sys

from workflow.config import ROOT


def command(*, host: str, port: int, workers: int, threads: int) -> list[str]:
    """The app is made once and then forked: wsgi.py sees to it that no connection is shared."""
    options = {
        "--bind": f"{host}:{port}",
        "--workers": str(workers),
        "--threads": str(threads),
        "--worker-class": "gthread",
        "--graceful-timeout": "10",
        "--chdir": str(ROOT),
    }
    words = [word for pair in options.items() for word in pair]
    # Without the first flag the server makes a folder for a control socket in the user's home.
    return [sys.executable, "-m", "gunicorn", "--no-control-socket", "--preload", *words, "wsgi:app"]
