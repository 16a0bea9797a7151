"""The machines run where neither the web nor the database is installed."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
GUARDED_IMPORT = """
import importlib, importlib.abc, pkgutil, sys

class Forbidden(importlib.abc.MetaPathFinder):
    def find_spec(self, name, path=None, target=None):
        if name.split(".")[0] in {"flask", "sqlalchemy", "redis", "rq"}:
            raise ImportError(f"{name} is forbidden here")
        return None

sys.meta_path.insert(0, Forbidden())
package = importlib.import_module(sys.argv[1])
names = [module.name for module in pkgutil.walk_packages(package.__path__, package.__name__ + ".")]
for name in names:
    if not name.endswith("__main__"):
        importlib.import_module(name)
print(len(names))
"""


def import_guarded(package: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", GUARDED_IMPORT, package]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=60, check=False)


def test_states_import_with_flask_sqlalchemy_redis_and_rq_forbidden() -> None:
    ran = import_guarded("workflow.states")
    assert ran.returncode == 0, ran.stderr
    assert int(ran.stdout) == len(list((ROOT / "workflow/states").glob("*.py"))) - 1


@pytest.mark.parametrize("library", ["flask", "sqlalchemy", "redis", "rq"])
def test_the_guard_against_imports_does_stop_them(library: str) -> None:
    ran = import_guarded(library)
    assert ran.returncode == 1
    assert f"{library} is forbidden here" in ran.stderr
