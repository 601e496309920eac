"""The pages that follow from the policy as data are what stands in the docs."""

from __future__ import annotations

from pathlib import Path

import pytest

from infra import policy_pages
from infra.policy_pages import main, obligations_page, rules_page, stale
from streams.policy.rulebook import RULES
from streams.policy.steps import STEPS


def test_the_committed_pages_are_up_to_date() -> None:
    assert stale() == [], "run 'python -m infra.policy_pages'"


def test_the_page_of_rules_has_a_line_for_every_rule() -> None:
    lines = rules_page().splitlines()
    for rule_id, rule in RULES.items():
        (line,) = (found for found in lines if found.startswith(f"| **{rule_id}** "))
        assert rule.clause in line
        assert rule.reference_only is None or rule.reference_only in line


def test_the_page_of_obligations_has_every_step_and_draws_those_that_change_the_status() -> None:
    page = obligations_page()
    for step in STEPS.values():
        assert f"| {step.zh} · {step.en} |" in page
        assert (f": {step.zh} {step.en}" in page) is (step.target is not None)


def test_a_stale_page_is_named_and_written_anew(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(policy_pages, "DOCS", tmp_path)
    assert main(["--check"]) == 1
    assert "docs/rules.md is stale" in capsys.readouterr().err
    assert main([]) == 0
    assert main(["--check"]) == 0
    assert main(["--what"]) == 2
