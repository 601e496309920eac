"""Ports: a free one where 0 was asked for, and a clear word when one is taken."""

import contextlib
import errno
import socket
from dataclasses import dataclass

from infra.embedded.errors import PortTakenError
from infra.settings import Settings, environment_name


@dataclass(frozen=True, slots=True)
class Ports:
    """The TCP ports of one instance, all on ``Settings.host``."""

    kafka: int
    kafka_controller: int
    clickhouse: int
    clickhouse_http: int


_WHAT = {
    "kafka_port": "Kafka",
    "kafka_controller_port": "Kafka's controller",
    "clickhouse_port": "ClickHouse's native protocol",
    "clickhouse_http_port": "ClickHouse's HTTP protocol",
}


def reserve(settings: Settings) -> Ports:
    """Find out which ports the parts will listen on.

    All are bound at once, so that no two are given the same free one, and let go at the end;
    a program that takes one in the moment after is found by the readiness check.

    Raises:
        PortTakenError: naming the port, what it is for and the setting that changes it.
    """
    with contextlib.ExitStack() as bound:
        found = {
            setting: _bind(bound, settings.host, getattr(settings, setting), setting)
            for setting in sorted(_WHAT, key=lambda name: getattr(settings, name) == 0)
        }
    return Ports(
        kafka=found["kafka_port"],
        kafka_controller=found["kafka_controller_port"],
        clickhouse=found["clickhouse_port"],
        clickhouse_http=found["clickhouse_http_port"],
    )


def _bind(bound: contextlib.ExitStack, host: str, port: int, setting: str) -> int:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    taker = bound.enter_context(socket.socket(family, socket.SOCK_STREAM))
    # As the parts themselves do: a port in TIME_WAIT is free, one with a listener is not.
    taker.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        taker.bind((host, port))
        # Without listening, another SO_REUSEADDR socket could be bound to the same port.
        taker.listen(1)
    except OSError as error:
        raise PortTakenError(_sentence(error, host, port, setting)) from error
    return int(taker.getsockname()[1])


def _sentence(error: OSError, host: str, port: int, setting: str) -> str:
    change = f"set {environment_name(setting)} to another one, or to 0 for any free one"
    match error.errno:
        case errno.EADDRINUSE:
            return (
                f"Port {port} on {host}, wanted for {_WHAT[setting]}, is taken by another "
                f"program: stop that program, or {change}."
            )
        case errno.EADDRNOTAVAIL:
            return (
                f"This machine has no address {host}: set {environment_name('host')} to one "
                "it has, for example 127.0.0.1."
            )
        case errno.EACCES:
            return (
                f"Port {port} on {host}, wanted for {_WHAT[setting]}, may not be used by this "
                f"user: {change}."
            )
        case _:
            return (
                f"{host}:{port}, wanted for {_WHAT[setting]}, cannot be listened on "
                f"({error.strerror or error}): check {environment_name('host')}, or {change}."
            )
