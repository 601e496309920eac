"""What the publisher's tests need around them."""

import gc
from collections.abc import Iterator

import pytest


@pytest.fixture
def unclosed_by_kafka_python() -> Iterator[None]:
    """Collect the sockets that kafka-python drops unclosed when a connection is refused.

    To be used where `ResourceWarning` is ignored, so that no later test is blamed for them.
    """
    yield
    gc.collect()
