import re
import stat
from concurrent.futures import ThreadPoolExecutor

import pytest

from workflow import config


def test_secrets_are_made_once_and_only_their_owner_reads_them(tmp_path):
    first = config.load(data=tmp_path, environ={})
    second = config.load(data=tmp_path, environ={})
    assert first["SECRET_KEY"] == second["SECRET_KEY"]
    assert len(first["SECRET_KEY"]) >= 48
    assert first["SECRET_KEY"] != first["SECURITY_PASSWORD_SALT"]
    assert stat.S_IMODE((tmp_path / "secrets.json").stat().st_mode) == 0o600


def test_processes_that_start_together_agree_on_the_secrets(tmp_path):
    with ThreadPoolExecutor(8) as pool:
        keys = set(pool.map(lambda _: config.load(data=tmp_path, environ={})["SECRET_KEY"], range(16)))
    assert len(keys) == 1
    assert sorted(path.name for path in tmp_path.iterdir()) == ["secrets.json"]


def test_the_environment_may_give_the_secrets(tmp_path):
    assert config.load(data=tmp_path, environ={"SECRET_KEY": "from outside"})["SECRET_KEY"] == "from outside"


def test_without_settings_the_database_and_redis_live_in_the_data_folder(tmp_path):
    settings = config.load(data=tmp_path / "new", environ={})
    assert settings["SQLALCHEMY_DATABASE_URI"] == f"sqlite:///{tmp_path}/new/opora.sqlite3"
    assert settings["RATELIMIT_STORAGE_URI"] == "redis+" + settings["REDIS_URL"]
    assert stat.S_IMODE((tmp_path / "new").stat().st_mode) == 0o700


@pytest.mark.parametrize("prefix", ["postgres", "postgresql", "postgresql+psycopg"])
def test_postgresql_is_always_asked_through_psycopg(tmp_path, prefix):
    settings = config.load(data=tmp_path, environ={"DATABASE_URL": f"{prefix}://u@localhost/opora"})
    assert settings["SQLALCHEMY_DATABASE_URI"] == "postgresql+psycopg://u@localhost/opora"
    assert settings["SQLALCHEMY_ENGINE_OPTIONS"]["pool_pre_ping"] is True


def test_a_long_data_path_gets_a_short_socket_that_every_process_finds(tmp_path):
    folder = tmp_path / ("ш" * 60)
    folder.mkdir()
    socket = config.socket_path(folder)
    assert len(str(socket).encode()) < 108
    assert socket == config.socket_path(folder)
    assert stat.S_IMODE(socket.parent.stat().st_mode) == 0o700
    socket.parent.rmdir()


def test_a_short_data_path_keeps_the_socket_inside(tmp_path):
    assert config.socket_path(tmp_path).parent == tmp_path


def test_cookies_travel_only_over_https_outside_the_demonstration(tmp_path):
    real = config.load(data=tmp_path, environ={})
    demo = config.load(data=tmp_path, environ={"OPORA_DEMO": "1"})
    assert real["SESSION_COOKIE_SECURE"] is True
    assert demo["SESSION_COOKIE_SECURE"] is False
    assert demo["TRUSTED_HOSTS"] == ["localhost", "127.0.0.1", "[::1]"]
    assert real["SESSION_COOKIE_HTTPONLY"] is True
    assert real["SESSION_COOKIE_SAMESITE"] == "Lax"


def test_hosts_are_named_in_the_environment(tmp_path):
    settings = config.load(data=tmp_path, environ={"OPORA_HOSTS": "opora.example.org, opora"})
    assert settings["TRUSTED_HOSTS"] == ["opora.example.org", "opora"]


def test_every_setting_is_documented():
    """Each variable that the code or the script reads stands in docs/operations.md, and nothing else does."""
    read = r'environ(?:\.get\(|\[)"([A-Z_]+)"|\$\{?(OPORA_[A-Z]+)'
    sources = [config.ROOT / "workflow" / "config.py", config.ROOT / "run"]
    names = {a or b for path in sources for a, b in re.findall(read, path.read_text("utf-8"))}
    names |= {"SECRET_KEY", "SECURITY_PASSWORD_SALT"}  # read by one loop
    written = (config.ROOT / "docs" / "operations.md").read_text("utf-8").split("## Настройки")[1]
    documented = set(re.findall(r"`([A-Z_]{6,})`", written.split("\n## ")[0]))
    assert documented == names
