"""Which Chromium the browser tests use: OPORA_CHROMIUM, else the system's, else the one of Playwright."""

from __future__ import annotations

import os
import shutil
from typing import Any


def launch_options() -> dict[str, Any]:
    arguments = [
        "--disable-gpu",
        "--disable-quic",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
    ]
    if os.geteuid() == 0:
        arguments.append("--no-sandbox")
    found = os.environ.get("OPORA_CHROMIUM") or shutil.which("chromium")
    return {"args": arguments, **({"executable_path": found} if found else {})}
