"""Rules as data: clause in the policy's own words, clocks, codes and readings."""

from __future__ import annotations

from typing import Final

from streams.policy.rules import Mechanism, Rule, Severity, Threshold

RULES: Final = (
    Rule(
        id="QB-01",
        mechanism=Mechanism.LIST_PUBLICATION,
        title_zh="两单合一",
        title_en="Power list and responsibility list merged",
        clause_ref="二(三)",
        clause="推動政府部門行政權力清單和責任清單“兩單合一”,細化部門權責",
        debtor="department",
        creditor="public",
        events=("authority.item_list_published",),
        severity=Severity.WARN,
        threshold=Threshold.CLAUSE,
        codes=("POWER_WITHOUT_RESPONSIBILITY",),
    ),
    Rule(
        id="QB-02",
        mechanism=Mechanism.LIST_PUBLICATION,
        title_zh="全面编制公开权责清单",
        title_en="Complete, accurate, public list",
        clause_ref="二(三)",
        clause="全面編制公開權責清單,做到權責事項完整、準確、規范、公開",
        debtor="department",
        creditor="public",
        events=("authority.item_list_published",),
        severity=Severity.WARN,
        threshold=Threshold.CLAUSE,
        codes=("LIST_NOT_PUBLIC", "LIST_FIELD_MISSING"),
    ),
)
