"""Rules as data: clause in the policy's own words, clocks, codes and readings."""

from __future__ import annotations

from typing import Final

from streams.policy.rules import Mechanism, Rule, Severity, Threshold

RULES: Final = (
    Rule(
        id="ZR-01",
        mechanism=Mechanism.RESPONSIBILITY,
        title_zh="职权分解到岗到人",
        title_en="Powers broken down to posts and persons",
        clause_ref="二(四)1",
        clause="將執法職權分解到具體崗位,責任到人",
        clause_also=("明確部門與鄉鎮執法責任和執法邊界",),
        debtor="all agencies",
        creditor="parties",
        events=("authority.item_list_published", "post.assigned"),
        severity=Severity.WARN,
        threshold=Threshold.CLAUSE,
        codes=("ITEM_WITHOUT_OFFICER", "OFFICER_NOT_ASSIGNED"),
    ),
)
