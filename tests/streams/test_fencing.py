"""A judge that was fenced knows it, however the client wraps the news."""

from __future__ import annotations

import pytest
from kafka.errors import KafkaError, KafkaTimeoutError, ProducerFencedError

from streams.judge.worker import _is_fenced  # the decision under test


def _caused() -> KafkaError:
    error = KafkaError("transaction failed")
    error.__cause__ = ProducerFencedError()
    return error


@pytest.mark.parametrize(
    "error",
    [ProducerFencedError(), KafkaError("cannot send", ProducerFencedError()), _caused()],
    ids=["itself", "wrapped", "cause"],
)
def test_a_successor_is_recognised(error: KafkaError) -> None:
    assert _is_fenced(error)


def test_a_passing_failure_is_no_successor() -> None:
    assert not _is_fenced(KafkaTimeoutError("slow"))
