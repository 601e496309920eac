"""`hutong explain` over what a running hub has said."""

from __future__ import annotations

import json
from uuid import UUID

import pytest

from tests.consumers.log import some
from tests.consumers.story import SENT, VIOLATION, Story
from tests.infra.commands import Run, hutong

__all__ = ["hutong"]

REFERRED = str(UUID(int=1))


@pytest.fixture(autouse=True)
def _at_the_story(story: Story, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HUTONG_CLICKHOUSE_PORT", str(story.log.instance.clickhouse_port))
    monkeypatch.setenv("HUTONG_NAMESPACE", story.log.topics.namespace)


def test_an_obligation_is_told_as_the_hub_said_it_message_by_message(hutong: Run) -> None:
    code, out, _ = hutong("explain", REFERRED, "--format", "json")
    (history,) = json.loads(out)
    assert (code, history["kind"], history["status"]) == (0, "obligation", "satisfied")
    opened, satisfied = history["history"]
    assert (opened["step"], opened["cause_event_id"]) == ("opened", str(VIOLATION))
    assert (satisfied["step"], satisfied["cause_event_id"]) == ("satisfied", str(SENT))
    assert opened["said_at"].endswith("+08:00")
    code, out, _ = hutong("explain", REFERRED)
    assert (code, "已履行 · satisfied" in out, history["clause"] in out) == (0, True, True)


def test_a_rule_tells_all_of_an_agencys(hutong: Run) -> None:
    code, out, _ = hutong("explain", "--rule", "GX-11", "--agency", "马头", "--format", "json")
    steps = {
        h["subject"]: [s["step"] for s in h["history"]]
        for h in json.loads(out)
        if h["kind"] == "obligation"
    }
    assert code == 0
    assert steps["withdrawn"] == ["opened", "withdrawn"]
    assert steps.keys() == {"kept", "late", "owed", "withdrawn"}


def test_a_verdict_is_told_with_what_it_superseded(hutong: Run) -> None:
    first = str(some("verdict.issued", 2).output_id)  # type: ignore[union-attr]  # an output
    code, out, _ = hutong("explain", first, "--format", "json")
    (history,) = json.loads(out)
    assert (code, history["outputs"][0]) == (0, first)
    assert [s["step"] for s in history["history"]] == ["issued", "withdrawn"]
    assert "撤回 · withdrawn" in hutong("explain", first)[1]


def test_what_the_hub_never_said_and_what_is_not_clear_is_misuse(hutong: Run) -> None:
    code, _, err = hutong("explain", "ffff-no")
    assert (code, "said nothing whose id begins with 'ffff-no'" in err) == (2, True)
    assert "列出现有编号 · " in err
    code, _, err = hutong("explain", "00000000-0000")
    assert (code, "ids begin with" in err) == (2, True)
