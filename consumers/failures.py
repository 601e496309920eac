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
