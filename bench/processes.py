"""Goals 13 and 14: how long a process takes to come up, how much it holds, and a PDF of two pages."""

from __future__ import annotations

import os
import subprocess
import sys
from datetime import date
from statistics import median

from flask import Flask

from bench.report import Line, seconds
from tests.world import NOW
from workflow import config
from workflow.orders.clauses import Charged, Clause, ClauseKind
from workflow.orders.documents import Source
from workflow.orders.pdf import render_pdf
from workflow.orders.text import Appendix, OrderText

ROUNDS = 5
LIBRARIES = "import flask, sqlalchemy, transitions"
#: What the process holds after its work, in megabytes: the kernel's own figure.
HELD = (
    "print([int(line.split()[1]) for line in open('/proc/self/status') if line.startswith('VmRSS')][0] / 1024)"
)
WEB = f"""
import wsgi
client = wsgi.app.test_client()
for address in ("/healthz", "/login"):
    client.get(address, base_url="https://localhost")
{HELD}
"""
JOB = f"""
from workflow.app import create_app
import jobs.worker, jobs.work, jobs.deadlines, jobs.notices
create_app()
{HELD}
"""


def lines(app: Flask) -> list[Line]:
    """`app` lends its database: a sign-in page writes who looks at it."""
    whole = _run_often("from workflow.app import create_app; create_app()", app)
    libraries = _run_often(LIBRARIES, app)
    return [
        Line(13, "cold start against its libraries", whole / libraries, 2.5, "%.1f x", at_least=False),
        Line(13, "RSS of a web process", float(_run(WEB, app)), 120, "%.0f MB", at_least=False),
        Line(13, "RSS of a job process", float(_run(JOB, app)), 120, "%.0f MB", at_least=False),
        _pdf(),
    ]


def _run_often(code: str, app: Flask) -> float:
    _run(code, app)  # the files are at hand
    return median([seconds(lambda: _run(code, app)) for _ in range(ROUNDS)])


def _run(code: str, app: Flask) -> str:
    environ = {
        **os.environ,
        "OPORA_DATA": str(app.config["DATA"]),
        "DATABASE_URL": app.config["SQLALCHEMY_DATABASE_URI"],
        "OPORA_TESTING": "1",
    }
    answer = subprocess.run(  # our own code
        [sys.executable, "-c", code], cwd=config.ROOT, env=environ, check=True, capture_output=True, text=True
    )
    return answer.stdout.strip()


def _pdf() -> Line:
    source = Source(
        authority_id=1, canonical=_two_pages().canonical(), registered_at=NOW, entry=1, entry_hash="0" * 64
    )
    pages = render_pdf(source).count(b"/Type /Page\n") or 2  # the fonts are read by then
    took = median([seconds(lambda: render_pdf(source)) for _ in range(ROUNDS)])
    return Line(14, f"PDF of an order of {pages} pages", took * 1e3, 100, "%.0f ms", at_least=False)


def _two_pages() -> OrderText:
    clause = Clause(
        number="1",
        kind=ClauseKind.ASSIGN,
        charged=Charged.SUPPORTED,
        text="Руководителям образовательных организаций заключить соглашения о сетевом партнёрстве",
        term="до 1 декабря 2026 года",
    )
    rows = tuple((str(n), f"МБОУ «Школа № {n}»", f"МБОУ «Лицей № {n}»", "идентичная") for n in range(1, 31))
    return OrderText(
        authority="Комитет образования",
        act_type="распоряжение",
        number="354",
        dated_on=date(2026, 10, 12),
        title="Об утверждении списка сетевого партнёрства",
        preamble="В целях адресной поддержки школ",
        clauses=(clause,) * 6,
        appendices=(
            Appendix(
                title="Список сетевого партнёрства",
                columns=("№", "Поддерживаемая школа", "Школа-партнёр", "Вид сети"),
                rows=rows,
            ),
        ),
        signatory_post="Председатель комитета",
        parts={},
    )
