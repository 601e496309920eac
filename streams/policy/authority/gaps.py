"""缺口: what is missing before a power can be used as the policy wants it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import Final

from schemas.events.authority import DelegationSigned
from streams.policy.powers import ENTRUSTED, Listed, Power, is_unsaid
from streams.policy.registry import Registry
from streams.policy.rulebook import rule
from streams.policy.rules import Rule

QD_01, QD_06, QD_12, QD_14 = (rule(f"QD-{n}") for n in ("01", "06", "12", "14"))
ZR_01: Final = rule("ZR-01")

STANDARDS: Final = MappingProxyType(
    {
        "BASIS": "执法依据",
        "PROCEDURE": "执法程序",
        "STANDARD": "执法标准",
        "DISCRETION": "处罚裁量基准",
    }
)
"""What the department provides for each transferred item, in the order of the clause (QD-12)."""


@dataclass(frozen=True, slots=True)
class Gap:
    """What is missing before the power can be used, or be said to be anybody's."""

    code: str
    rule: Rule
    zh: str
    en: str


def gaps(registry: Registry, power: Power, delegation: DelegationSigned | None) -> Iterator[Gap]:
    """Yield what is missing before the power can be used, or be said to be anybody's."""
    if is_unsaid(power, registry):
        here = registry.name(power.township or "")
        yield Gap(
            "LIST_NOT_LOADED",
            QD_01,
            f"{here}的事项清单尚未加载，无法回答",
            f"the list of {here} is not loaded yet, so nobody can say",
        )
        return
    if power.listing is None or power.listed is Listed.NOT_IN_FORCE:
        yield Gap("ITEM_NOT_IN_LIST", QD_01, "没有有效清单列有此事项", "no list has it in force")
        return
    item, owner = power.listing.item, power.department or ""
    actor = power.implements or ""
    if power.mode == ENTRUSTED:
        yield from _entrustment_gaps(registry, power, delegation)
    if power.is_transferred and not item.source_doc_no:
        yield Gap("ITEM_WITHOUT_SOURCE_DOC", QD_14, "缺下放依据文号", "no source document")
    if power.is_transferred:
        lacking = standards_lacking(registry, power.item_code, power.on)
        if lacking:
            named = "、".join(STANDARDS[kind] for kind in lacking)
            yield Gap(
                "MISSING_STANDARD",
                QD_12,
                f"{registry.name(owner)}尚未提供{named}",
                f"not yet provided: {', '.join(lacking)}",
            )
    if not registry.officers.assigned(actor, power.item_code, power.on):
        name = registry.name(actor)
        yield Gap(
            "ITEM_WITHOUT_OFFICER",
            ZR_01,
            f"{name}没有确定该事项的执法人员",
            f"{name} has assigned no officer to it",
        )


def _entrustment_gaps(
    registry: Registry, power: Power, delegation: DelegationSigned | None
) -> Iterator[Gap]:
    here, owner = registry.name(power.township or ""), registry.name(power.department or "")
    if delegation is None:
        yield Gap(
            "NO_VALID_ENTRUSTMENT",
            QD_06,
            f"{power.on} 没有{owner}与{here}签订的有效委托书，{here}不得实施",
            f"no entrustment by {owner} is in force: {here} may not act",
        )
        return
    published = {
        owner: delegation.principal_published_url,
        here: delegation.entrusted_published_url,
    }
    for name, url in published.items():
        if url is None:
            yield Gap(
                "ENTRUSTMENT_NOT_PUBLISHED",
                QD_06,
                f"{name}未公布委托书（行政处罚法 2021 第20条）",
                f"{name} has not published the entrustment (行政处罚法 2021 art. 20)",
            )


def standards_lacking(registry: Registry, item_code: str, on: date) -> tuple[str, ...]:
    """Return the kinds of which no standard covers the item on the day, in the clause's order."""
    return tuple(kind for kind in STANDARDS if not registry.standards.of_item(item_code, kind, on))
