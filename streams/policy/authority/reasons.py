"""依据: why a power is whose it is, rule by rule with its clause, and the law beside it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from schemas.events.authority import DelegationSigned
from streams.policy.powers import EMPOWERED, Listed, Power, is_unsaid
from streams.policy.registry import Registry
from streams.policy.rulebook import rule
from streams.policy.rules import Rule

QD_01, QD_05, QD_06, QD_07, QD_08, QD_09, QD_10, QD_11 = (
    rule(f"QD-{n}") for n in ("01", "05", "06", "07", "08", "09", "10", "11")
)


@dataclass(frozen=True, slots=True)
class Reason:
    """Why: a rule with its clause, or the law beside it, and what follows from it here."""

    rule: Rule
    zh: str
    en: str
    law: str | None = None


def reasons(
    registry: Registry, power: Power, since: date | None, delegation: DelegationSigned | None
) -> Iterator[Reason]:
    """Yield why a power is as it is: the rule, its clause, and what follows from it here."""
    here, owner = registry.name(power.township or ""), registry.name(power.department or "")
    match power.listed, power.mode:
        case _ if is_unsaid(power, registry):
            yield Reason(QD_01, f"{here}的事项清单未加载", f"the list of {here} is not loaded")
        case Listed.UNKNOWN, _:
            yield Reason(QD_01, "任何清单均未列此事项", "no list names the item")
        case Listed.NOT_IN_FORCE, _:
            yield _not_in_force(power, here, owner)
        case Listed.OUT_OF_SCOPE, _:
            holders = registry.names(power.holders)
            yield Reason(
                QD_01,
                f"事项下放给{holders}，不含{here}；在{here}仍由{owner}实施",
                f"transferred to {holders}, not to {here}, where {owner} still implements it",
            )
        case _, "EMPOWERED":
            yield Reason(
                QD_05,
                f"赋权下放：{here}是执法主体和责任主体",
                f"empowered: {here} decides, implements and answers",
            )
        case _, "ENTRUSTED":
            yield from _entrusted(here, owner, delegation)
        case _:
            yield Reason(
                QD_08,
                f"未下放：{owner}为责任主体，{here}只配合，不得自行处罚或强制",
                f"not transferred: {owner} is responsible, {here} cooperates",
            )
    if since is not None:
        yield from _transferred(power, here, owner, since)


def _not_in_force(power: Power, here: str, owner: str) -> Reason:
    if power.transfers_on is not None:
        return Reason(
            QD_10,
            f"自 {power.transfers_on} 起下放给{here}，此前由{owner}实施",
            f"transferred to {here} from {power.transfers_on} on; until then {owner} implements it",
        )
    return Reason(
        QD_01, f"{power.on} 没有有效清单列有此事项", f"no list has it in force on {power.on}"
    )


def _entrusted(here: str, owner: str, delegation: DelegationSigned | None) -> Iterator[Reason]:
    yield Reason(
        QD_06,
        f"委托下放：{here}以{owner}名义实施"
        + (f"，委托书期限 {delegation.valid_from} 至 {delegation.valid_to}" if delegation else ""),
        f"entrusted: {here} implements it in the name of {owner}",
        "行政处罚法 2021 第20条",
    )
    yield Reason(
        QD_07,
        f"{owner}负责监督并承担法律责任；{here}不得再委托",
        f"{owner} supervises and answers in law; {here} may not entrust further",
        "行政处罚法 2021 第20条",
    )
    yield Reason(
        QD_06,
        f"行政强制措施权不得委托：由{owner}实施",
        f"coercive measures may not be entrusted: {owner} applies them",
        "行政强制法 第17条",
    )


def _transferred(power: Power, here: str, owner: str, since: date) -> Iterator[Reason]:
    penalties = "行政处罚权和相关行政强制权" if power.mode == EMPOWERED else "行政处罚权"
    also = "penalty and coercion power" if power.mode == EMPOWERED else "penalty power"
    yield Reason(
        QD_10,
        f"自 {since} 起{owner}不得继续行使{penalties}；此前立案的案件除外",
        f"since {since} {owner} may no longer use the {also}, cases filed before apart",
    )
    yield Reason(
        QD_11,
        f"{owner}仍可检查，并负行业监管和业务指导责任",
        f"{owner} may still inspect, and must supervise the trade and guide",
    )
    yield Reason(
        QD_09,
        f"{here}可实施与该处罚事项相关的检查" + ("和强制" if power.mode == EMPOWERED else ""),
        f"{here} may inspect" + (" and coerce" if power.mode == EMPOWERED else "") + " for it",
    )
