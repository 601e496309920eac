"""What the tests of the embedded parts share: commands, and who is still alive."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import psutil
from clickhouse_driver import Client
from kafka import KafkaAdminClient, KafkaConsumer, KafkaProducer, TopicPartition
from kafka.admin import NewTopic

FREE_PORTS = {
    "HUTONG_DRAFTS": "true",  # these hubs are thrown away; a contract may be worked on meanwhile
    "HUTONG_KAFKA_PORT": "0",
    "HUTONG_KAFKA_CONTROLLER_PORT": "0",
    "HUTONG_CLICKHOUSE_PORT": "0",
    "HUTONG_CLICKHOUSE_HTTP_PORT": "0",
}


def hutong(
    *arguments: str, env: Mapping[str, str] | None = None
) -> subprocess.CompletedProcess[str]:
    """Run the command to its end, as a user would."""
    return subprocess.run(
        [sys.executable, "-m", "infra.cli", *arguments],
        check=False,
        capture_output=True,
        text=True,
        timeout=120,
        env={**os.environ, **FREE_PORTS, **(env or {})},
    )


def is_one_sentence(stderr: str) -> bool:
    """Tell whether a user saw one line and no traceback."""
    return stderr.count("\n") == 1 and stderr.endswith(".\n") and "Traceback" not in stderr


def eventually(holds: Callable[[], bool], what: str, seconds: float = 30) -> None:
    """Wait for a condition, at most until a deadline."""
    deadline = time.monotonic() + seconds
    while not holds():
        if time.monotonic() > deadline:
            raise AssertionError(f"not within {seconds} s: {what}")
        time.sleep(0.05)


def processes_of(data_dir: Path) -> list[psutil.Process]:
    """Return every living process that was told of the directory."""
    found = []
    for process in psutil.process_iter(["cmdline", "status"]):
        told = any(str(data_dir) in part for part in process.info["cmdline"] or ())
        if told and process.info["status"] != psutil.STATUS_ZOMBIE and process.pid != os.getpid():
            found.append(process)
    return found


def gone(data_dir: Path) -> None:
    """Fail unless every process of the directory ends soon."""
    eventually(lambda: not processes_of(data_dir), f"no process of {data_dir}")


def status_of(data_dir: Path) -> dict[str, Any]:
    """Return ``hutong status --format json``."""
    shown = hutong("status", "--format", "json", "--data-dir", str(data_dir))
    found: dict[str, Any] = json.loads(shown.stdout)
    return found


def write_one_of_each(bootstrap: str, clickhouse_port: int, number: int) -> None:
    """Append a record and insert a row, each acknowledged before this returns."""
    admin = KafkaAdminClient(bootstrap_servers=bootstrap)
    if "kept" not in admin.list_topics():
        admin.create_topics([NewTopic("kept", num_partitions=1, replication_factor=1)])
    admin.close()
    producer = KafkaProducer(bootstrap_servers=bootstrap, acks="all")
    producer.send("kept", str(number).encode()).get(timeout=30)
    producer.close()
    with Client("127.0.0.1", port=clickhouse_port) as client:
        client.execute("CREATE DATABASE IF NOT EXISTS kept ENGINE = Atomic")
        client.execute(
            "CREATE TABLE IF NOT EXISTS kept.rows (n Int64) ENGINE = MergeTree ORDER BY n"
        )
        client.execute("INSERT INTO kept.rows VALUES", [(number,)])


def kept(bootstrap: str, clickhouse_port: int) -> tuple[list[int], list[int]]:
    """Return the numbers Kafka has and the numbers ClickHouse has."""
    partition = TopicPartition("kept", 0)
    consumer = KafkaConsumer(bootstrap_servers=bootstrap, auto_offset_reset="earliest")
    consumer.assign([partition])
    end = consumer.end_offsets([partition])[partition]
    consumer.seek_to_beginning(partition)
    records: list[int] = []

    def read() -> bool:
        for batch in consumer.poll(timeout_ms=500).values():
            records.extend(int(record.value) for record in batch)
        return len(records) >= int(end)

    eventually(read, "every record of the topic was read")
    consumer.close()
    with Client("127.0.0.1", port=clickhouse_port) as client:
        rows = client.execute("SELECT n FROM kept.rows ORDER BY n")
    return records, [n for (n,) in rows]
