"""Entrustments as they are signed (QD-06): coercion is never part of one (行政强制法 第17条)."""

from __future__ import annotations

from schemas.events.authority import DelegationSigned
from streams.policy.case import Case
from streams.policy.ledger import Entries
from streams.policy.rulebook import rule
from streams.policy.rules import Threshold

QD_06 = rule("QD-06")


def judge(case: Case, entries: Entries) -> None:
    """Flag an entrustment that claims to include coercion."""
    for fact, signed in case.all(DelegationSigned):
        if not signed.coercion_included:
            continue
        principal = case.registry.name(signed.principal_id)
        entrusted = case.registry.name(signed.entrusted_agency_id)
        entries.conclude(
            QD_06,
            fact,
            "no coercion under entrustment",
            "VIOLATION",
            agency=signed.principal_id,
            zh=f"{principal}委托{entrusted}的委托书 {signed.delegation_id} 含行政强制，"
            "行政强制措施权不得委托（行政强制法 第17条）",
            en=f"entrustment {signed.delegation_id} includes coercion, which may not be entrusted "
            "(行政强制法 art. 17)",
            code="COERCION_UNDER_ENTRUSTMENT",
            threshold=Threshold.STATUTE,
            creditor=signed.entrusted_agency_id,
            delegation_id=signed.delegation_id,
        )
