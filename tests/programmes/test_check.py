"""`programme check`: the whole answer about one file, without a data folder and without a server."""

import io
import subprocess
import sys
from pathlib import Path

import pytest

from workflow.programmes.check import ACCEPTED, REFUSED, UNREADABLE, run

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "programmes"
GOOD = (Path(__file__).parent / "good.yaml").read_text(encoding="utf-8")


def checked(path: Path) -> tuple[int, str]:
    stream = io.StringIO()
    return run(path, stream), stream.getvalue()


@pytest.mark.parametrize("name", ["gatchina", "kirishi", "kirovsk", "sosva", "tbilissky"])
def test_each_real_file_is_accepted(name: str) -> None:
    code, report = checked(FOLDER / f"{name}.yaml")
    assert code == ACCEPTED
    assert f"{name}.yaml: файл принят" in report
    assert "Чего в документе нет:" in report


def test_the_findings_are_printed_with_the_numbers_of_the_disputes() -> None:
    _, report = checked(FOLDER / "kirovsk.yaml")
    assert "порядок нарушает № 276 [KRV-1]" in report


def test_a_broken_file_is_refused_with_every_line(tmp_path: Path) -> None:
    path = tmp_path / "broken.yaml"
    path.write_text(GOOD.replace("count: 1", "count: x").replace("partner: south", "partner: west"), "utf-8")
    code, report = checked(path)
    assert code == REFUSED
    assert report.splitlines()[0].startswith("broken.yaml, строка 19, ")
    assert report.splitlines()[1].startswith("broken.yaml, строка 24, ")
    assert report.endswith("broken.yaml: файл не принят, ошибок: 2\n")


def test_wrong_settings_beside_a_good_file_refuse_it(tmp_path: Path) -> None:
    (tmp_path / "process").mkdir()
    (tmp_path / "primer.yaml").write_text(GOOD, "utf-8")
    (tmp_path / "process" / "primer.yaml").write_text("version: 1\nprogramme: primer\nzone: Луна\n", "utf-8")
    code, report = checked(tmp_path / "primer.yaml")
    assert code == REFUSED
    assert report.startswith("process/primer.yaml, строка 3, zone: ожидалось: часовой пояс")


def test_a_file_that_is_not_there_has_its_own_answer(tmp_path: Path) -> None:
    assert checked(tmp_path / "absent.yaml") == (UNREADABLE, f"{tmp_path / 'absent.yaml'}: такого файла нет\n")
    assert checked(tmp_path) == (UNREADABLE, f"{tmp_path}: это папка, а нужен файл\n")


def test_the_command_answers_by_its_exit_code_even_in_a_plain_locale(tmp_path: Path) -> None:
    path = tmp_path / "broken.yaml"
    path.write_text("schema: other\n", "utf-8")
    command = [sys.executable, "-m", "workflow.programmes", "check"]
    plain = {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONIOENCODING": "ascii"}
    good = subprocess.run([*command, FOLDER / "sosva.yaml"], cwd=ROOT, env=plain, capture_output=True)
    bad = subprocess.run([*command, path], cwd=ROOT, env=plain, capture_output=True)
    assert (good.returncode, bad.returncode) == (ACCEPTED, REFUSED)
    assert "файл не принят" in bad.stdout.decode("utf-8")


def test_programmes_are_read_without_flask_and_without_a_database() -> None:
    words = (
        "import sys, workflow.programmes.check, workflow.programmes.process, workflow.programmes.schools; "
        "bad = {'flask', 'sqlalchemy', 'redis', 'rq', 'transitions'} & set(sys.modules); "
        "sys.exit(', '.join(sorted(bad)) or 0)"
    )
    answer = subprocess.run([sys.executable, "-c", words], cwd=ROOT, capture_output=True, text=True)
    assert answer.returncode == 0, answer.stderr
