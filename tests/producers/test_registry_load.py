"""The registry of a district goes from its files into a real log, and the judge admits it."""

from __future__ import annotations

import json
import threading
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from typer.testing import CliRunner

from infra import HutongError
from infra.cli import app
from infra.embedded import Instance
from infra.topics import ensure_topics
from producers.registry.standing import read_standing
from schemas.catalogue import Message
from schemas.codec import decode
from schemas.envelope import Event
from schemas.events.hub import EventDuplicated, EventRejected
from schemas.topics import Topics
from streams.judge.partition import Hub
from streams.judge.worker import Progress, cluster_of, run
from streams.packs import default_pack
from tests.producers.reading import records

PATIENCE_S = 60
BUREAU = "113713220170390083"
_WRONG_CODE = 'registered_agency_id: "11371322017039008"'


@dataclass(frozen=True)
class Desk:
    """The bureau's desk: a copy of the sample, and a hub of its own to load it into."""

    bootstrap: str
    topics: Topics
    folder: Path

    def run(self, *arguments: str) -> tuple[int, str, str]:
        """Run `hutong registry …`; return exit code, output and errors."""
        host, _, port = self.bootstrap.partition(":")
        environment = {
            "HUTONG_HOST": host,
            "HUTONG_KAFKA_PORT": port,
            "HUTONG_NAMESPACE": self.topics.namespace,
        }
        done = CliRunner().invoke(app, ["registry", *arguments], env=environment)
        if done.exception and not isinstance(done.exception, SystemExit):
            raise done.exception
        return done.exit_code, done.stdout, done.stderr

    def load(self, *more: str) -> dict[str, Any]:
        """Load the folder and return what was said of it."""
        code, out, err = self.run("load", str(self.folder), "--yes", "--format", "json", *more)
        assert code == 0, err
        said: dict[str, Any] = json.loads(out)
        return said

    def events(self) -> tuple[Event, ...]:
        """Return the registry's events in the order of the log."""
        return read_standing(self.bootstrap, self.topics).events

    def edit(self, file: str, old: str, new: str) -> None:
        """Change one place of one file."""
        path = self.folder / file
        text = path.read_text("utf-8")
        assert text.count(old) == 1, text.count(old)
        path.write_text(text.replace(old, new), "utf-8")

    def judged(self, data_dir: Path, count: int) -> list[Message]:
        """Let the judge read so many records; return what it said of them."""
        stop, failure = threading.Event(), list[BaseException]()
        cluster = cluster_of(self.bootstrap)
        hub = Hub(self.bootstrap, self.topics, data_dir, simulated=False, cluster=cluster)
        done = threading.Event()

        def told(progress: Progress) -> None:
            if progress.records >= count:
                done.set()

        def work() -> None:
            try:
                run(hub, default_pack(), stop, on_progress=told)
            except BaseException as error:  # noqa: BLE001  handed to the test
                failure.append(error)
                done.set()

        thread = threading.Thread(target=work)
        thread.start()
        assert done.wait(PATIENCE_S)
        stop.set()
        thread.join(PATIENCE_S)
        assert failure == []
        found = records(self.bootstrap, self.topics.named("hub.verdicts"))
        return [decode(record.value) for record in found]


@pytest.fixture
def desk(hub_instance: Instance, tmp_path: Path) -> Desk:
    topics = Topics(f"registry-{uuid4().hex[:10]}.")
    ensure_topics(hub_instance.kafka_bootstrap, topics, partitions=2, clock="broker")
    folder = tmp_path / "files"
    folder.mkdir()
    for source in files("producers.registry.sample").iterdir():
        if source.name.endswith(".yaml"):
            (folder / source.name).write_bytes(source.read_bytes())
    return Desk(hub_instance.kafka_bootstrap, topics, folder)


def test_the_judge_admits_the_whole_sample(desk: Desk, tmp_path: Path) -> None:
    count = desk.load()["published"]
    said = desk.judged(tmp_path / "judge", count)
    refused = [m for m in said if isinstance(m, EventRejected | EventDuplicated)]
    assert count == len(desk.events()) > 900
    assert refused == []


def test_loading_twice_publishes_nothing(desk: Desk) -> None:
    first = desk.load()
    again = desk.load()
    assert (again["published"], again["added"], again["changed"]) == (0, 0, 0)
    assert again["unchanged"] == first["added"] == len(desk.events())


def test_the_workbook_says_the_same_as_the_yaml(desk: Desk, tmp_path: Path) -> None:
    desk.load()
    assert desk.run("sample", str(tmp_path / "book"), "--format", "xlsx")[0] == 0
    code, out, err = desk.run("load", str(tmp_path / "book"), "--yes", "--format", "json")
    assert (code, err) == (0, "")
    assert {key: json.loads(out)[key] for key in ("published", "changed", "only_in_log")} == {
        "published": 0,
        "changed": 0,
        "only_in_log": 0,
    }


def test_a_changed_row_is_one_event_that_corrects_the_earlier_one(
    desk: Desk, tmp_path: Path
) -> None:
    desk.load()
    old, new = "agency_name: 郯城县司法局", "agency_name: 郯城县司法行政局"
    desk.edit("agencies.yaml", old, new)
    desk.edit("contacts.yaml", "郯城县司法局\n    person_name", "郯城县司法行政局\n    person_name")
    for name in ("filing_no", "kind"):
        desk.edit("contacts.yaml", f"郯城县司法局\n    {name}", f"郯城县司法行政局\n    {name}")
    said = desk.load()
    *_, last = events = desk.events()
    before = next(e for e in events if e.model_dump().get("agency_name") == "郯城县司法局")
    assert (said["published"], said["changed"]) == (1, 1)
    assert said["entries"][0]["edits"]["agency_name"]["to"] == "郯城县司法行政局"
    assert last.supersedes_event_id == before.event_id
    verdicts = desk.judged(tmp_path / "judge", len(events))
    assert [m for m in verdicts if isinstance(m, EventRejected)] == []


def test_a_row_that_returns_to_what_it_was_is_a_new_event(desk: Desk) -> None:
    desk.load()
    desk.edit("officers.yaml", "status_to: 2026-11-30", "status_to: 2026-12-31")
    desk.load()
    desk.edit("officers.yaml", "status_to: 2026-12-31", "status_to: 2026-11-30")
    assert desk.load()["published"] == 1
    first, second, third = (e for e in desk.events() if e.TYPE == "officer.credential_changed")
    assert third.supersedes_event_id == second.event_id
    assert len({first.event_id, second.event_id, third.event_id}) == 3


def test_an_interrupted_load_goes_on_where_it_ended(desk: Desk) -> None:
    code, _, err = desk.run("load", str(desk.folder / "agencies.yaml"), "--yes")
    assert (code, err) == (0, "")
    begun = len(desk.events())
    rest = desk.load()["published"]
    numbers = [int(event.source_seq) for event in desk.events()]
    assert rest + begun == len(desk.events())
    assert sorted(numbers) == list(range(1, len(numbers) + 1))


def test_what_only_the_log_has_is_shown_and_kept(desk: Desk) -> None:
    desk.load()
    count = len(desk.events())
    path = desk.folder / "officers.yaml"
    text = path.read_text("utf-8")
    head, rest = text.split("credentials:\n")
    path.write_text(f"{head}credentials: []\n{rest[rest.index('posts:') :]}", "utf-8")
    said = desk.load()
    assert (said["published"], said["only_in_log"]) == (0, 1)
    assert said["entries"][0]["event_type"] == "officer.credential_changed"
    assert len(desk.events()) == count


def test_a_dry_run_shows_and_publishes_nothing(desk: Desk) -> None:
    code, out, err = desk.run("load", str(desk.folder), "--dry-run")
    assert (code, err) == (0, "")
    assert "郯城县司法局" in out
    assert desk.events() == ()


def test_without_a_person_to_ask_nothing_is_published(desk: Desk) -> None:
    with pytest.raises(HutongError, match="--yes"):
        desk.run("load", str(desk.folder))
    assert desk.events() == ()


def test_every_problem_is_told_at_once_and_nothing_published(desk: Desk) -> None:
    desk.edit("agencies.yaml", 'registered_agency_id: "113713220170390083"', _WRONG_CODE)
    desk.edit("officers.yaml", "status: SUSPENDED", "status: 停职")
    desk.edit("delegations.yaml", "WT-2024-001\n    doc:", "WT-2024-002\n    doc:")
    code, out, _ = desk.run("load", str(desk.folder), "--yes", "--format", "json")
    problems = json.loads(out)["problems"]
    found = {(p["file"], p["path"], p["rule"]) for p in problems}
    assert code == 3
    assert {
        ("agencies.yaml", "agencies[0].registered_agency_id", "V-01"),
        ("officers.yaml", "credentials[0].status", "V-75"),
        ("delegations.yaml", "delegations[1]", "V-70"),
    } <= found
    assert all(p["row"] and p["zh"] and p["en"] and p["fix_zh"] and p["fix_en"] for p in problems)
    assert desk.events() == ()


def test_a_bureau_that_the_judge_would_refuse_publishes_nothing(desk: Desk) -> None:
    desk.load()
    text = (desk.folder / "agencies.yaml").read_text("utf-8")
    others = desk.folder.parent / "others.yaml"
    others.write_text(text.replace(BUREAU, "11371322MB0000001X"), "utf-8")
    with pytest.raises(HutongError, match=BUREAU) as refused:
        desk.run("load", str(others), "--yes")
    assert refused.value.exit_code == 3
