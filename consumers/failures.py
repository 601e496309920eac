"""Failures that people can act on: one sentence that says where, what and how to fix it."""

from __future__ import annotations


class ConsumerError(Exception):
    """An expected failure that ends a command; `sentence` is what the user reads."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


class UnreachableError(ConsumerError):
    """Kafka or ClickHouse does not answer: worth trying again."""


class MisuseError(ConsumerError):
    """Something was asked for in a way that cannot be answered."""


class UnknownNameError(MisuseError):
    """No such saved query or parameter; the sentence lists what there is."""


def unanswered(what: str, address: str, why: str) -> UnreachableError:
    """Return the error that a part of the hub does not answer at its address."""
    return UnreachableError(
        f"{address} 的 {what} 没有应答：用 'hutong up' 启动，或核对地址和端口 · {what} at "
        f"{address} does not answer ({why}): start it with 'hutong up', or check its address and "
        "port."
    )
