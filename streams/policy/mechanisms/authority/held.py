"""Whether an act is on an item that its agency holds (QD-01): asked of both sides alike."""

from __future__ import annotations

from typing import Final

from streams.policy.case import Case
from streams.policy.ledger import Entries
from streams.policy.mechanisms.authority.acts import Act
from streams.policy.mechanisms.authority.wording import item_zh, list_zh
from streams.policy.rulebook import rule
from streams.policy.rules import Severity

QD_01, QD_08 = rule("QD-01"), rule("QD-08")

HELD: Final = "item held"
"""The question of QD-01."""


def not_in_list(case: Case, act: Act, why_zh: str, why_en: str, entries: Entries) -> None:
    """Enter that an act cites an item that its agency does not hold on that day (QD-01)."""
    entries.conclude(
        QD_01,
        act.fact,
        HELD,
        "VIOLATION",
        agency=act.agency,
        zh=f"{case.registry.name(act.agency)}于 {act.on} 就 {item_zh(act.power)} 执法，{why_zh}",
        en=f"acted on {act.power.item_code} on {act.on}: {why_en}",
        code="ITEM_NOT_IN_LIST",
        township=act.township,
    )


def not_loaded(case: Case, act: Act, entries: Entries) -> None:
    """Enter that no list says yet what the agency holds, so that its act cannot be judged."""
    name, code = case.registry.name(act.body), act.power.item_code
    entries.conclude(
        QD_01,
        act.fact,
        HELD,
        "UNDETERMINABLE",
        agency=act.agency,
        zh=f"{name}的{list_zh(case.registry, act.body)}未加载，无法判断 {code} 是否为其事项",
        en=f"the list of {name} is not loaded, so {code} cannot be judged",
        code="LIST_NOT_LOADED",
        severity=Severity.WARN,
    )
