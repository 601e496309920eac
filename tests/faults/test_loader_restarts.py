"""Kafka and ClickHouse end and come back under a running loader."""

from __future__ import annotations

from pathlib import Path

import pytest

from consumers.loader import Progress
from infra.embedded import start
from infra.settings import Settings
from tests.consumers.killing import a_mixed_load, loaded_to_the_end, reconcile
from tests.consumers.log import Log, until

pytestmark = pytest.mark.faults


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_a_loader_waits_for_what_is_away_and_goes_on_without_a_loss(tmp_path: Path) -> None:
    free = dict.fromkeys(
        ("kafka_port", "kafka_controller_port", "clickhouse_port", "clickhouse_http_port"), 0
    )
    with start(Settings.load(data_dir=tmp_path, **free)) as first:
        parts = first.state.parts
        same = {
            "kafka_port": parts["kafka"].ports["client"],
            "kafka_controller_port": parts["kafka"].ports["controller"],
            "clickhouse_port": parts["clickhouse"].ports["native"],
            "clickhouse_http_port": parts["clickhouse"].ports["http"],
        }
        log = Log(first)
        a_mixed_load(log, 400)
        with log.loading() as told:
            until(lambda: log.committed() != {}, "the first are loaded")
            a_mixed_load(log, 2000, start=1000)
            first.stop()
            with start(Settings.load(data_dir=tmp_path, **same)) as again:
                log.instance = again
                before = len(told)
                a_mixed_load(log, 400, start=5000)
                until(lambda: _goes_on(told[before:]), "the loader goes on")
                until(lambda: told[-1].state == "loading" and told[-1].behind == 0, "it ends")
                loaded_to_the_end(log)
                assert reconcile(log) > 2800
                log.close()


def _goes_on(told: list[Progress]) -> bool:
    return any(p.state == "loading" and p.loaded > told[0].loaded for p in told)
