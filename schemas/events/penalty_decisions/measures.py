"""Whether the kinds of a penalty agree with its amounts and licence: V-33, V-34."""

from __future__ import annotations

from decimal import Decimal
from typing import Final

from schemas.placeholders import says_nothing
from schemas.problems import refusal

_FINE: Final = "罚款"
_REPRIMANDS: Final = frozenset({"警告", "通报批评"})
_CONFISCATIONS: Final = frozenset({"没收违法所得", "没收非法财物"})
_LICENCE_MEASURES: Final = frozenset({"暂扣许可证件", "吊销许可证件"})


def refuse_contradiction(
    kinds: tuple[str, ...],
    fine: Decimal | None,
    confiscated: Decimal | None,
    licence: str | None,
) -> None:
    """Refuse kinds (行政处罚法 2021 第9条) that do not fit amounts in yuan or the licence.

    A confiscation may be of goods worth nothing, so its amount may be 0; a fine may not.
    """
    if (fine or confiscated) and _REPRIMANDS.issuperset(kinds):
        raise refusal(
            "V-34",
            "仅有警告或通报批评，却填了金额",
            "a warning or public criticism alone has no amount",
            "删除金额；若另有罚款或没收，把该种类填进 penalty_kinds",
            "remove the amount, or name the fine or confiscation among penalty_kinds",
            field="fine_amount_yuan" if fine else "confiscated_amount_yuan",
            value=fine or confiscated,
        )
    if (_FINE in kinds) != bool(fine):
        raise refusal(
            "V-33",
            "处罚种类“罚款”与罚款金额 fine_amount_yuan 不一致",
            "the kind 罚款 and fine_amount_yuan do not agree",
            "有罚款须填大于 0 的金额；没有罚款则金额留空",
            "a fine has an amount above 0; without a fine leave it empty",
            field="fine_amount_yuan",
            value=fine,
        )
    confiscates = not _CONFISCATIONS.isdisjoint(kinds)
    if (confiscates and confiscated is None) or (confiscated and not confiscates):
        raise refusal(
            "V-33",
            "处罚种类“没收”与没收金额 confiscated_amount_yuan 不一致",
            "the kinds 没收违法所得 or 没收非法财物 and confiscated_amount_yuan do not agree",
            "有没收须填金额（财物无价值填 0）；没有没收则金额留空",
            "a confiscation has an amount (0 for worthless goods); without one leave it empty",
            field="confiscated_amount_yuan",
            value=confiscated,
        )
    if (licence is None or says_nothing(licence)) and not _LICENCE_MEASURES.isdisjoint(kinds):
        raise refusal(
            "V-33",
            "暂扣或吊销许可证件，但未填涉及的许可证 licence_affected",
            "a licence is suspended or revoked, but licence_affected does not name it",
            "填写许可证名称和编号",
            "name the licence and its number",
            field="licence_affected",
            value=licence,
        )
