"""The command line: honest exit codes, words that help."""

import os
import subprocess
import sys

import pytest
from sqlalchemy import create_engine, text

from workflow.config import ROOT


def opora(*words, data=None, given="", **environ):
    kept = {
        name: value for name, value in os.environ.items() if not name.startswith(("OPORA_", "DATABASE_URL"))
    }
    more = ["--data", str(data)] if data is not None else []
    return subprocess.run(
        [sys.executable, "-m", "workflow.cli", *words, *more],
        cwd=ROOT,
        env={**kept, **environ},
        input=given,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture(scope="module")
def loaded(tmp_path_factory):
    data = tmp_path_factory.mktemp("cli")
    assert opora("migrate", data=data).returncode == 0
    done = opora("programme", "load", "programmes/kirovsk.yaml", data=data)
    assert done.returncode == 0, done.stderr
    assert "загружен, версия 1" in done.stdout
    return data


def people(data):
    engine = create_engine(f"sqlite:///{data}/opora.sqlite3")
    with engine.connect() as connection:
        rows = connection.execute(
            text(
                "SELECT email, role, school_id IS NOT NULL, may_sign"
                " FROM people JOIN role_assignments r ON r.person_id = people.id"
            )
        ).all()
    engine.dispose()
    return [tuple(row) for row in rows]


def test_loading_the_same_file_again_changes_nothing(loaded):
    done = opora("programme", "load", "programmes/kirovsk.yaml", data=loaded)
    assert done.returncode == 0
    assert "уже загружен" in done.stdout


def test_a_broken_file_is_refused_with_its_line_and_code_1(loaded, tmp_path):
    broken = tmp_path / "broken.yaml"
    broken.write_text("schema: shnor-programme/1\nprogramme: 7\n", "utf-8")
    done = opora("programme", "load", str(broken), data=loaded)
    assert done.returncode == 1
    assert "broken.yaml, строка 2" in done.stderr


def test_settings_beside_a_file_are_loaded_with_it_as_they_were_checked(loaded, tmp_path):
    file, beside = tmp_path / "sixth.yaml", tmp_path / "process" / "lesnoy.yaml"
    text = (ROOT / "tests/programmes/sixth.yaml").read_text("utf-8")
    file.write_text(text[: text.index("process:")], "utf-8")
    beside.parent.mkdir()
    beside.write_text("version: 4\nprogramme: lesnoy\nstages: [events, closure]\n", "utf-8")
    assert "events, closure (настройка Опоры" in opora("programme", "check", str(file)).stdout
    done = opora("programme", "load", str(file), data=loaded)
    assert "загружен, версия 1, версия настроек 4" in done.stdout
    beside.write_text("version: 5\nprogramme: lesnoy\nstages: [closure, events]\n", "utf-8")
    refused = opora("programme", "load", str(file), data=loaded)
    assert refused.returncode == 1
    assert "process/lesnoy.yaml, строка 3, stages: ожидалось: последний этап closure" in refused.stderr


def test_checking_needs_neither_data_folder_nor_server(tmp_path):
    nowhere = tmp_path / "nowhere"
    done = opora(
        "programme", "check", "programmes/kirovsk.yaml", OPORA_DATA=str(nowhere), DATABASE_URL="broken"
    )
    assert done.returncode == 0, done.stderr
    assert not nowhere.exists()


def test_people_are_added_with_a_role_from_today(loaded):
    done = opora(
        "user", "add", "Official@kirovsk.example", "--role", "official", "--authority", "kirovsk",
        "--post", "начальник отдела", "--signs", data=loaded, given="долгий пароль\n",
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert ("official@kirovsk.example", "official", 0, 1) in people(loaded)


def test_the_first_administrator_is_older_than_any_authority(tmp_path):
    assert opora("migrate", data=tmp_path).returncode == 0
    done = opora(
        "user", "add", "admin@opora.example", "--role", "admin", "--post", "администратор",
        data=tmp_path, given="долгий пароль\n",
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert people(tmp_path) == [("admin@opora.example", "admin", 0, 0)]


def test_a_person_who_makes_no_sense_is_refused_in_words(loaded):
    before = people(loaded)
    words = ["user", "add", "a@b.example", "--role", "school", "--authority", "kirovsk", "--post", "директор"]
    done = opora(*words, data=loaded, given="долгий пароль\n")
    assert done.returncode == 1
    assert "Укажите школу" in done.stderr
    assert "Traceback" not in done.stderr
    assert people(loaded) == before


def test_a_short_password_is_refused(loaded):
    words = ["user", "add", "a@b.example", "--role", "clerk", "--authority", "kirovsk", "--post", "клерк"]
    done = opora(*words, data=loaded, given="коротко\n")
    assert done.returncode == 1
    assert "короче 10" in done.stderr


def test_a_moved_clock_is_refused_outside_the_demonstration(tmp_path):
    done = opora("migrate", data=tmp_path, OPORA_CLOCK_SHIFT="P30D")
    assert done.returncode != 0
    assert "OPORA_CLOCK_SHIFT" in done.stderr


def test_the_record_holds_after_all_this(loaded):
    done = opora("verify", data=loaded)
    assert done.returncode == 0, done.stdout + done.stderr
