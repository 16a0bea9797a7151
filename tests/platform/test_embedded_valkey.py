import stat
from pathlib import Path

import pytest
import redis

from workflow import embedded_valkey
from workflow.extensions import connect_redis


@pytest.fixture
def door(redis_url):
    return Path(redis_url.removeprefix("unix://"))


def test_it_is_reached_by_its_owner_through_a_file_and_not_by_the_network(door):
    assert stat.S_IMODE(door.stat().st_mode) == 0o600
    client = connect_redis(f"unix://{door}")
    assert client.config_get("port") == {"port": "0"}


def test_a_full_queue_is_never_thrown_away_and_survives_a_restart(door):
    client = connect_redis(f"unix://{door}")
    assert client.config_get("maxmemory-policy")["maxmemory-policy"] == "noeviction"
    assert client.config_get("appendonly")["appendonly"] == "yes"


def test_a_second_start_at_the_same_door_is_refused(door, tmp_path):
    with pytest.raises(embedded_valkey.ValkeyRefusedError, match="running there already"):
        embedded_valkey.start(door, tmp_path)


def test_a_dead_socket_is_no_obstacle_and_stopping_takes_it_away(tmp_path, worker_folder):
    door = worker_folder / "second.sock"
    first = embedded_valkey.start(door, tmp_path)
    first.kill()
    first.wait()
    assert door.exists()
    second = embedded_valkey.start(door, tmp_path)
    assert embedded_valkey.answers(door)
    embedded_valkey.stop(second)
    assert not embedded_valkey.answers(door)


def test_a_server_that_cannot_start_is_said_with_the_place_to_look(tmp_path):
    with pytest.raises(embedded_valkey.ValkeyRefusedError, match=r"valkey\.log"):
        embedded_valkey.start(tmp_path / "no-such-folder" / "valkey.sock", tmp_path, seconds=3)


def test_a_client_gives_up_at_once_when_nobody_is_there(tmp_path):
    with pytest.raises(redis.ConnectionError):
        connect_redis(f"unix://{tmp_path}/nobody.sock").ping()
