"""Rule packs for tests of the parts around the policy."""

from __future__ import annotations

from functools import cache

from infra.demo import PACKS
from streams.packs import read_pack
from streams.policy.pack import RulePack


@cache
def few_rules() -> RulePack:
    """Return the demo's pack: a handful of rules, so that a test can name all that is concluded."""
    return read_pack(PACKS / "demo.toml")
