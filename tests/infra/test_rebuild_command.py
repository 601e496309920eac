"""`hutong rebuild` after the changelog was lost: what stands stays, what is missing is said."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any, Final
from uuid import uuid4

import pytest
from kafka import TopicPartition
from kafka.admin import KafkaAdminClient

from infra import rebuilding
from infra.demo import PACKS
from infra.demo.offsets import Offsets
from infra.demo.run import District, play, reaching
from infra.demo.workers import Workers, environment
from infra.embedded import Instance
from infra.settings import Settings
from infra.topics import prepare_topics
from infra.verify.log import LogFiles
from producers.simulator.simulation import simulate
from streams.judge.partition import Hub as JudgeHub
from streams.judge.partition import sources
from tests.consumers.log import until
from tests.packs import few_rules
from tests.streams.hub import Hub

pytestmark = pytest.mark.faults

EVENTS: Final = 200
OUTPUTS: Final = ("hub.verdicts", "hub.obligations", "hub.deliveries", "hub.dead-letters")


def run(settings: Settings, *words: str) -> tuple[int, str, str]:
    """Run a command in a process of its own."""
    ended = subprocess.run(
        [sys.executable, "-m", "infra.cli", *words],
        env=environment(settings),
        capture_output=True,
        text=True,
        check=False,
    )
    return ended.returncode, ended.stdout, ended.stderr


@pytest.fixture
def judged(hub_instance: Instance, tmp_path: Path) -> Iterator[District]:
    """A day that was judged; the judge is at rest."""
    settings = Settings.load(
        data_dir=tmp_path,
        namespace=f"r{uuid4().hex[:8]}.",
        clock="simulated",
        packs=PACKS,
        partitions=2,
    )
    settings = reaching(settings, hub_instance)
    prepare_topics(settings)
    district = District(settings, Workers(settings))
    try:
        district.workers.start("judge")
        play(district, simulate(5, day=date(2026, 11, 23), events=EVENTS), lambda _: None)
        _await_judge(district)
        district.workers.stop()
        yield district
    finally:
        district.workers.stop()


def _await_judge(district: District) -> None:
    group = district.topics.named("hutong-judge")
    with Offsets(district.bootstrap) as offsets:
        until(lambda: not offsets.standing(group, sources(district.topics))[0], "all is judged")


def _said(district: District) -> dict[str, Counter[bytes]]:
    hub = Hub(district.bootstrap, district.topics)
    return {plain: Counter(r.value for r in hub.records(plain)) for plain in OUTPUTS}


def _lose(district: District, *plains: str) -> None:
    """Delete topics, and make them anew and empty."""
    names = [district.topics.named(plain) for plain in plains]
    admin = KafkaAdminClient(bootstrap_servers=district.bootstrap)
    admin.delete_topics(names)
    until(lambda: not set(names) & set(admin.list_topics()), "the topics are gone")
    admin.close()
    prepare_topics(district.settings)


def test_a_lost_changelog_is_rebuilt_and_only_lost_outputs_are_said_again(
    judged: District,
) -> None:
    before = _said(judged)
    assert all(before.values())
    _lose(judged, "hub.judge-state", "hub.deliveries")
    shutil.rmtree(judged.settings.data_dir / "judge")

    code, _, err = run(judged.settings, "work", "judge")
    assert code == 1
    assert "Rebuild the state from the log with `hutong rebuild`" in err

    code, out, err = run(judged.settings, "rebuild", "--format", "json")
    assert (code, err) == (0, "")
    done: list[dict[str, Any]] = json.loads(out)
    lost = sum(before["hub.deliveries"].values())
    assert sum(one["said"] for one in done) == lost
    assert sum(one["known"] for one in done) == sum(map(Counter.total, before.values())) - lost
    assert _said(judged) == before

    code, out, _ = run(judged.settings, "verify", "--only", "judge", "--format", "json")
    assert (code, json.loads(out)["differences"]) == (0, [])

    judged.workers.start("judge")
    play(judged, simulate(6, day=date(2026, 11, 24), events=EVENTS), lambda _: None)
    _await_judge(judged)
    judged.workers.stop()
    code, out, _ = run(judged.settings, "verify", "--only", "judge", "--format", "json")
    assert (code, json.loads(out)["differences"]) == (0, [])


def test_another_pack_supersedes_what_stands_once_and_never_again(
    judged: District, tmp_path: Path
) -> None:
    pack = PACKS.joinpath("demo.toml").read_text("utf-8").replace('version = "1"', 'version = "2"')
    tmp_path.joinpath("packs").mkdir()
    tmp_path.joinpath("packs", "demo.toml").write_text(pack, "utf-8")
    other = judged.settings.model_copy(update={"packs": tmp_path / "packs"})
    code, out, _ = run(other, "verify", "--only", "judge", "--format", "json")
    found = json.loads(out)["differences"]
    assert code == 0

    code, out, _ = run(other, "rebuild", "--format", "json")
    said = sum(one["said"] for one in json.loads(out))
    assert code == 0
    assert said > 0
    code, out, _ = run(other, "verify", "--only", "judge", "--format", "json")
    assert (code, json.loads(out)["differences"]) == (0, [])
    assert found == []

    code, out, _ = run(other, "rebuild", "--format", "json")
    assert (code, sum(one["said"] for one in json.loads(out))) == (0, 0)


def test_a_log_whose_beginning_is_gone_stops_it_before_anything_is_touched(
    judged: District,
) -> None:
    hub = Hub(judged.bootstrap, judged.topics)
    state = [(r.key, r.value) for r in hub.records("hub.judge-state")]
    record = hub.records("facts.agencies")[0]
    admin = KafkaAdminClient(bootstrap_servers=judged.bootstrap)
    admin.delete_records({TopicPartition(record.topic, record.partition): 1})
    admin.close()
    code, _, err = run(judged.settings, "rebuild")
    assert code == 1
    assert f"Topic {record.topic} partition {record.partition}: offset 0 is needed" in err
    assert [(r.key, r.value) for r in hub.records("hub.judge-state")] == state


def test_a_rebuild_that_is_cut_short_lets_no_judge_start_and_is_done_again(
    judged: District, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = _said(judged)
    hub = JudgeHub(
        judged.bootstrap, judged.topics, judged.settings.data_dir, simulated=True, cluster=""
    )

    def die(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(rebuilding.Writer, "write_state", die)
    with LogFiles(judged.bootstrap, judged.topics) as log:
        for number in log.numbers("hub.judge-state"):
            with pytest.raises(KeyboardInterrupt):
                rebuilding.rebuild_partition(hub, lambda _: few_rules(), log, number)
    code, _, err = run(judged.settings, "work", "judge")
    assert (code, "hutong rebuild" in err) == (1, True)
    assert run(judged.settings, "rebuild")[0] == 0
    assert _said(judged) == before
    assert run(judged.settings, "verify", "--only", "judge")[0] == 0


def test_while_a_judge_runs_nothing_is_touched(judged: District) -> None:
    judged.workers.start("judge")
    until(lambda: run(judged.settings, "work", "status")[1].count("127.0.0.1") == 2, "it works")
    code, _, err = run(judged.settings, "rebuild")
    assert (code, "The judge is still running" in err) == (1, True)
    judged.workers.check()
