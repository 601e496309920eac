"""What keeps an instance from starting: one sentence, an exit code, and nobody left behind."""

import contextlib
import os
import shutil
import socket
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from infra.embedded import Instance
from infra.embedded.jars import locked
from infra.settings import Settings
from tests.infra.processes import gone, hutong, is_one_sentence


@pytest.mark.parametrize(
    ("setting", "whose"),
    [
        ("HUTONG_KAFKA_PORT", "Kafka"),
        ("HUTONG_KAFKA_CONTROLLER_PORT", "Kafka's controller"),
        ("HUTONG_CLICKHOUSE_PORT", "ClickHouse's native protocol"),
        ("HUTONG_CLICKHOUSE_HTTP_PORT", "ClickHouse's HTTP protocol"),
    ],
)
def test_a_taken_port_is_named_with_its_setting(setting: str, whose: str, tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taker:
        port = taker.getsockname()[1]
        refused = hutong("up", "--data-dir", str(tmp_path), env={setting: str(port)})

    assert refused.returncode == 1
    assert is_one_sentence(refused.stderr)
    assert f"Port {port} on 127.0.0.1, wanted for {whose}, is taken" in refused.stderr
    assert setting in refused.stderr
    gone(tmp_path)


def test_a_data_directory_in_use_names_the_process_and_does_not_disturb_it(
    hub_instance: Instance,
) -> None:
    refused = hutong("up", "--data-dir", str(hub_instance.data_dir))

    assert refused.returncode == 1
    assert is_one_sentence(refused.stderr)
    assert f"in use by another Hutong (process {hub_instance.pids['runner']})" in refused.stderr
    shown = hutong("status", "--data-dir", str(hub_instance.data_dir))
    assert shown.returncode == 0, shown.stdout


def test_a_data_directory_below_a_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")

    refused = hutong("up", "--detach", "--data-dir", str(tmp_path / "file" / "below"))

    assert refused.returncode == 1
    assert is_one_sentence(refused.stderr)
    assert "a file is in its place or above it" in refused.stderr


@contextlib.contextmanager
def _mounted(place: Path, options: str) -> Iterator[Path]:
    mount, umount = shutil.which("mount"), shutil.which("umount")
    if os.geteuid() != 0 or mount is None or umount is None:
        pytest.skip("a disk of our own needs root and mount")
    place.mkdir()
    command = [mount, "-t", "tmpfs", "-o", options, "hutong-test", str(place)]
    if subprocess.run(command, check=False, capture_output=True).returncode != 0:
        pytest.skip("this machine does not let its root mount a tmpfs")
    try:
        yield place
    finally:
        subprocess.run([umount, "-l", str(place)], check=True)


def test_a_read_only_disk_is_refused(tmp_path: Path) -> None:
    with _mounted(tmp_path / "disk", "ro,size=1m") as disk:
        refused = hutong("up", "--data-dir", str(disk / "hub"))

    assert refused.returncode == 1
    assert is_one_sentence(refused.stderr)
    assert "is on a read-only disk" in refused.stderr


def test_a_nearly_full_disk_is_refused_with_what_is_free_and_what_is_needed(tmp_path: Path) -> None:
    with _mounted(tmp_path / "disk", "size=4m") as disk:
        refused = hutong("up", "--data-dir", str(disk / "hub"))

    assert refused.returncode == 1
    assert is_one_sentence(refused.stderr)
    assert "has 4 MiB free, and Hutong needs 256 MiB" in refused.stderr
    gone(disk)


def test_a_missing_jar_without_a_network_is_named(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taker:
        nowhere = f"http://127.0.0.1:{taker.getsockname()[1]}"
    refused = hutong(
        "up",
        "--data-dir",
        str(tmp_path / "hub"),
        env={"HUTONG_JAR_CACHE": str(tmp_path / "jars"), "HUTONG_MAVEN_REPOSITORY": nowhere},
    )

    assert refused.returncode == 4
    assert is_one_sentence(refused.stderr)
    assert "Kafka's jar org.apache.kafka:kafka_2.13:4.3.1 is not in" in refused.stderr
    assert "a first start needs the network" in refused.stderr
    assert list((tmp_path / "jars").iterdir()) == []
    gone(tmp_path)


def test_a_jar_other_than_the_locked_one_is_refused(tmp_path: Path) -> None:
    cache = Settings.load().jar_cache
    for jar in locked():
        (tmp_path / "jars" / jar.path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "jars" / jar.path).symlink_to(cache / jar.path)
    changed = tmp_path / "jars" / locked()[3].path
    changed.unlink()
    changed.write_bytes(b"another jar")

    refused = hutong(
        "up",
        "--data-dir",
        str(tmp_path / "hub"),
        env={"HUTONG_JAR_CACHE": str(tmp_path / "jars")},
    )

    assert refused.returncode == 1
    assert is_one_sentence(refused.stderr)
    assert f"{changed} is not the {locked()[3]} of the lock" in refused.stderr


def test_a_part_that_dies_at_its_start_is_quoted_and_takes_the_other_with_it(
    tmp_path: Path,
) -> None:
    (tmp_path / "kafka").mkdir()
    (tmp_path / "kafka" / "meta.properties").write_text(
        "version=1\ncluster.id=AnotherClusterAltogeth\nnode.id=7\n"
    )

    refused = hutong("up", "--data-dir", str(tmp_path))

    assert refused.returncode == 1
    assert is_one_sentence(refused.stderr)
    assert "Kafka ended while starting (exit code 1)" in refused.stderr
    assert "Stored node id 7 doesn't match previous node id 1" in refused.stderr
    assert str(tmp_path / "logs" / "kafka.log") in refused.stderr
    gone(tmp_path)
