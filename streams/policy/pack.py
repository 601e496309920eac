"""The rule pack: rules, local parameters and calendar of one district, versioned together."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import Final

from streams.policy.calendar import WorkCalendar

ENGINE_VERSION: Final = "1"
"""Version of the judge; raised when the same facts would be judged otherwise."""


@dataclass(frozen=True, slots=True)
class Params:
    """Local parameters: proposed defaults until the district decides."""

    immediate_hours: int
    extension_cap_wd: int
    clock_skew_minutes: int


@dataclass(frozen=True, slots=True)
class RulePack:
    """By what a conclusion was reached; every output names it."""

    id: str
    version: str
    params: Params
    calendar: WorkCalendar = field(default_factory=WorkCalendar)


@cache
def default_pack() -> RulePack:
    """Return the pack of proposed defaults (`data/params.toml`)."""
    text = files("streams.policy").joinpath("data", "params.toml").read_text("utf-8")
    data = tomllib.loads(text)
    return RulePack(data["pack"]["id"], data["pack"]["version"], Params(**data["params"]))
