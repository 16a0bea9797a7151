"""Who may import whom: the contracts of pyproject.toml hold, and every part of the house has one."""

from __future__ import annotations

import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest

from tests.architecture.source import ROOT, python_files

SETTINGS: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]
CONTRACTS: list[dict[str, Any]] = SETTINGS["contracts"]
#: They wire everything together.
KNOW_EVERYTHING = ("workflow.app", "workflow.cli", "workflow.launcher")

#: A contract that stands ready for a module that has not come yet.
AWAITED = {"audit.verify_log"}


def exists(module: str) -> bool:
    path = ROOT / module.replace(".", "/")
    return path.with_suffix(".py").exists() or (path / "__init__.py").exists()


def lint(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [str(Path(sys.executable).with_name("lint-imports")), "--no-cache", "--no-logo", *arguments]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=120, check=False)


def test_every_contract_holds() -> None:
    standing = [one["id"] for one in CONTRACTS if all(map(exists, one["source_modules"]))]
    assert {one["id"] for one in CONTRACTS} - set(standing) <= AWAITED
    linted = lint(ROOT, *(f"--contract={contract}" for contract in standing))
    assert linted.returncode == 0, linted.stdout + linted.stderr
    assert f"Contracts: {len(standing)} kept, 0 broken" in linted.stdout


def judges(contract: dict[str, Any], module: str) -> bool:
    inside = [f"{module}.".startswith(f"{source}.") for source in contract["source_modules"]]
    apart = [f"{module}.".startswith(f"{other}.") for other in contract.get("apart_from", [])]
    return any(inside) and not any(apart)


def test_every_part_of_the_house_has_exactly_one_contract() -> None:
    for file in python_files():
        module = file.removesuffix(".py").removesuffix("/__init__").replace("/", ".")
        if "." in module and module not in KNOW_EVERYTHING and not module.startswith("workflow.cli_"):
            theirs = [one["id"] for one in CONTRACTS if judges(one, module)]
            assert len(theirs) == 1, f"{module}: {theirs}"


def test_every_package_of_ours_is_judged() -> None:
    """Tests and benches drive the house from outside; they are no part of it."""
    ours = {path.parent.name for path in ROOT.glob("*/__init__.py")} - {"tests", "bench"}
    assert ours == set(SETTINGS["root_packages"])


@pytest.mark.parametrize("contract", CONTRACTS, ids=lambda contract: contract["id"])
def test_every_contract_says_why_in_a_comment(contract: dict[str, Any]) -> None:
    text = (ROOT / "pyproject.toml").read_text()
    before = text.split(f'\nid = "{contract["id"]}"')[0].splitlines()
    assert before[-1].startswith("# ")


def test_a_breach_is_found(tmp_path: Path) -> None:
    house = tmp_path / "house"
    (house / "cellar").mkdir(parents=True)
    for name, text in {
        "__init__.py": "",
        "attic.py": "import json\n",
        "cellar/__init__.py": "",
        "cellar/jam.py": "import json\nimport yaml\nfrom house import attic\n",
    }.items():
        (house / name).write_text(text)
    (tmp_path / "pyproject.toml").write_text(
        f"""
[tool.importlinter]
root_packages = ["house"]
include_external_packages = true
contract_types = ["may_import: {SETTINGS["contract_types"][0].split()[1]}"]
[[tool.importlinter.contracts]]
id = "cellar"
name = "The cellar knows YAML alone"
type = "may_import"
source_modules = ["house.cellar"]
may_import = ["yaml"]
"""
    )
    (tmp_path / "tests").symlink_to(ROOT / "tests")
    linted = lint(tmp_path)
    assert linted.returncode == 1
    assert "house.cellar.jam may not import house.attic (line 3)" in linted.stdout
    assert linted.stdout.count("may not import") == 1
