"""A running instance: who it says it is, what it costs, and how it ends."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from clickhouse_driver import Client
from clickhouse_driver.errors import ServerException
from kafka import KafkaAdminClient

from infra.embedded import Instance
from tests.infra.processes import (
    FREE_PORTS,
    eventually,
    gone,
    hutong,
    is_one_sentence,
    kept,
    processes_of,
    status_of,
    write_one_of_each,
)

PARTS = ("runner", "kafka", "clickhouse")


@pytest.fixture
def data_dir(tmp_path: Path) -> Iterator[Path]:
    """A directory whose instance is stopped at the end, whatever the test did."""
    yield tmp_path
    if processes_of(tmp_path):
        hutong("down", "--data-dir", str(tmp_path))
        gone(tmp_path)


def test_kafka_and_clickhouse_both_say_whose_they_are(hub_instance: Instance) -> None:
    admin = KafkaAdminClient(bootstrap_servers=hub_instance.kafka_bootstrap)
    assert admin.describe_cluster()["cluster_id"] == hub_instance.instance_id
    admin.close()
    with Client(hub_instance.clickhouse_host, port=hub_instance.clickhouse_port) as client:
        assert client.execute("SELECT getMacro('instance')") == [(hub_instance.instance_id,)]


def test_an_idle_instance_takes_less_than_one_and_a_half_gib(hub_instance: Instance) -> None:
    shown = status_of(hub_instance.data_dir)

    parts = [shown["runner"], *shown["parts"].values()]
    assert 0 < sum(part["memory_bytes"] for part in parts) < 1.5 * 2**30


@pytest.mark.parametrize("user", ["default", "reader"])
def test_nobody_reads_files_of_the_machine_through_clickhouse(
    user: str, hub_instance: Instance
) -> None:
    with (
        Client(hub_instance.clickhouse_host, port=hub_instance.clickhouse_port, user=user) as asked,
        pytest.raises(ServerException, match="Not enough privileges"),
    ):
        asked.execute("SELECT * FROM file('/etc/hostname', 'LineAsString')")


def test_a_reader_writes_nothing(hub_instance: Instance) -> None:
    with (
        Client(
            hub_instance.clickhouse_host, port=hub_instance.clickhouse_port, user="reader"
        ) as asked,
        pytest.raises(ServerException, match=r"Not enough privileges|readonly"),
    ):
        asked.execute("CREATE DATABASE mine ENGINE = Atomic")


def test_up_detached_then_status_then_down_leaves_nothing_running(data_dir: Path) -> None:
    up = hutong("up", "--detach", "--data-dir", str(data_dir))
    assert up.returncode == 0, up.stderr
    assert "Ready: Kafka on 127.0.0.1:" in up.stdout

    shown = status_of(data_dir)
    assert shown["state"] == "ready"
    assert {part["state"] for part in shown["parts"].values()} == {"ready"}
    pids = {shown["runner"]["pid"], *(part["pid"] for part in shown["parts"].values())}
    assert pids == {process.pid for process in processes_of(data_dir)}

    down = hutong("--data-dir", str(data_dir), "down")
    assert down.returncode == 0, down.stderr
    assert not processes_of(data_dir)

    assert hutong("status", "--data-dir", str(data_dir)).returncode == 4
    again = hutong("down", "--data-dir", str(data_dir))
    assert again.returncode == 4
    assert is_one_sentence(again.stderr)


def test_kill_9_of_any_of_the_three_loses_nothing_acknowledged(data_dir: Path) -> None:
    for number, victim in enumerate(PARTS):
        up = hutong("up", "--detach", "--data-dir", str(data_dir))
        assert up.returncode == 0, up.stderr
        shown = status_of(data_dir)
        kafka, clickhouse = shown["parts"]["kafka"], shown["parts"]["clickhouse"]
        at = f"127.0.0.1:{kafka['ports']['client']}", clickhouse["ports"]["native"]
        write_one_of_each(*at, number)
        assert kept(*at) == (list(range(number + 1)), list(range(number + 1)))

        pids = {"runner": shown["runner"]["pid"], "kafka": kafka["pid"]}
        os.kill(pids.get(victim, clickhouse["pid"]), signal.SIGKILL)

        gone(data_dir)
        assert status_of(data_dir)["state"] == "stopped"

    up = hutong("up", "--detach", "--data-dir", str(data_dir))
    assert up.returncode == 0, up.stderr
    parts = status_of(data_dir)["parts"]
    at = f"127.0.0.1:{parts['kafka']['ports']['client']}", parts["clickhouse"]["ports"]["native"]
    assert kept(*at) == ([0, 1, 2], [0, 1, 2])
    assert hutong("down", "--data-dir", str(data_dir)).returncode == 0
    log = (data_dir / "logs" / "runner.log").read_text()
    assert "Kafka ended while running (killed by signal 9)" in log
    assert "ClickHouse ended while running (killed by signal 9)" in log


def test_a_foreground_instance_stops_in_order_when_told_to(data_dir: Path) -> None:
    up = subprocess.Popen(
        [sys.executable, "-m", "infra.cli", "up", "--data-dir", str(data_dir)],
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, **FREE_PORTS},
    )
    assert up.stdout is not None
    with up.stdout:
        assert any("Ready: " in line for line in up.stdout)
        up.send_signal(signal.SIGINT)
        assert up.wait(60) == 0
    gone(data_dir)
    assert (data_dir / "logs" / "runner.log").read_text().count(" ended after ") == 2


def test_an_instance_ends_with_the_process_that_started_it_even_by_kill_9(data_dir: Path) -> None:
    program = (
        "from infra.embedded import start; from infra.settings import Settings\n"
        "started = start(Settings.load())\n"
        "print('ready', flush=True); input()"
    )
    starter = subprocess.Popen(
        [sys.executable, "-c", program],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, **FREE_PORTS, "HUTONG_DATA_DIR": str(data_dir)},
    )
    assert starter.stdin is not None
    assert starter.stdout is not None
    with starter.stdin, starter.stdout:
        assert starter.stdout.readline() == "ready\n"
        assert processes_of(data_dir)
        starter.kill()
        starter.wait()
    eventually(lambda: not processes_of(data_dir), "everything ended")
