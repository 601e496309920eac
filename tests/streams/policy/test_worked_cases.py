"""Every worked case comes out as written: those of the specification and the project's own."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from streams.casebook.running import run_case
from streams.casebook.world import default_world
from streams.coverage import worked_cases


@pytest.mark.parametrize("case", worked_cases(), ids=lambda case: str(case["id"]))
def test_a_worked_case_comes_out_as_the_policy_demands(case: Mapping[str, Any]) -> None:
    world = default_world()
    result = run_case(case, world, world.founding())
    assert result.passed, [d.as_json() for d in result.differences]
