"""One embedded instance for the whole test session, on free ports, in a directory of its own."""

from collections.abc import Iterator

import pytest

from infra.embedded import Instance, start
from infra.settings import Settings


@pytest.fixture(scope="session")
def hub_instance(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Instance]:
    """Real Kafka and real ClickHouse; use a namespace of your own in them."""
    settings = Settings.load(
        data_dir=tmp_path_factory.mktemp("hutong"),
        kafka_port=0,
        kafka_controller_port=0,
        clickhouse_port=0,
        clickhouse_http_port=0,
    )
    with start(settings) as instance:
        yield instance
