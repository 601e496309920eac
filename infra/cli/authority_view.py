"""Shows who may act: as JSON for programs, as tables for people."""

from __future__ import annotations

from datetime import date
from typing import Any

from infra.cli.rows import Shape, show
from schemas.events.authority import DelegationSigned, ItemListPublished
from streams.policy.authority import Authority
from streams.policy.powers import Power
from streams.policy.registry import Registry

_MODES = {
    "EMPOWERED": "赋权下放 empowered",
    "ENTRUSTED": "委托下放 entrusted",
    "COOPERATE": "配合 cooperation",
    "RETAINED": "未下放 retained",
}
_LISTED = {
    "UNKNOWN": "未列入任何清单 in no list",
    "NOT_IN_FORCE": "不在有效期内 not in force",
    "OUT_OF_SCOPE": "未下放到该乡镇 transferred to other townships",
    "IN_FORCE": "在清单内 in force",
}


def as_json(found: Authority, registry: Registry) -> dict[str, Any]:
    """Return an answer as plain values; agencies by code and name."""
    power = found.power
    item = power.listing.item if power.listing else None
    return {
        "item": {
            "code": power.item_code,
            "name": item.item_name if item else None,
            "type": item.item_type if item else None,
            "domain": item.domain if item else None,
        },
        "township": _agency(power.township, registry),
        "on": str(power.on),
        "listed": power.listed.value,
        "mode": found.mode,
        "decision_authority": _agency(found.decision_authority, registry),
        "implementing": _agency(found.implementing, registry),
        "responsible": _agency(found.responsible, registry),
        "coercion": {
            "township_may": found.township_may_coerce,
            "by": _agency(found.coercion, registry),
        },
        "inspection_by": [_agency(agency, registry) for agency in found.inspecting],
        "exclusive_since": _day(found.exclusive_since),
        "transfers_on": _day(power.transfers_on),
        "delegation": _delegation(found.delegation, registry),
        "list": _list(power, registry),
        "reasons": [
            {
                "rule": reason.rule.id,
                "clause_ref": reason.rule.clause_ref,
                "clause": reason.rule.clause,
                "law": reason.law,
                "zh": reason.zh,
                "en": reason.en,
            }
            for reason in found.reasons
        ],
        "missing": [
            {"code": gap.code, "rule": gap.rule.id, "zh": gap.zh, "en": gap.en}
            for gap in found.missing
        ],
    }


def _agency(agency: str | None, registry: Registry) -> dict[str, str] | None:
    return None if agency is None else {"id": agency, "name": registry.name(agency)}


def _day(day: date | None) -> str | None:
    return None if day is None else str(day)


def _delegation(signed: DelegationSigned | None, registry: Registry) -> dict[str, Any] | None:
    if signed is None:
        return None
    return {
        "delegation_id": signed.delegation_id,
        "doc_no": signed.doc.doc_no,
        "principal": _agency(signed.principal_id, registry),
        "entrusted": _agency(signed.entrusted_agency_id, registry),
        "matters": signed.matters,
        "powers": signed.powers,
        "responsibilities": signed.responsibilities,
        "valid_from": str(signed.valid_from),
        "valid_to": str(signed.valid_to),
        "principal_published_url": signed.principal_published_url,
        "entrusted_published_url": signed.entrusted_published_url,
    }


def _list(power: Power, registry: Registry) -> dict[str, Any] | None:
    if power.listing is None or not isinstance(power.listing.published.event, ItemListPublished):
        return None
    published, item = power.listing.published.event, power.listing.item
    return {
        "owner": _agency(published.agency_judged, registry),
        "list_id": published.list_id,
        "version": published.version,
        "in_force_from": str(power.listing.starts),
        "source_doc_no": item.source_doc_no,
    }


def show_authority(found: Authority, registry: Registry) -> None:
    """Print an answer for people: what is asked and answered, why, and what is missing."""
    power = found.power
    name = power.listing.item.item_name if power.listing else None
    rows = [
        ("事项 Item", f"{power.item_code} {name or ''}".strip()),
        ("乡镇 Township", registry.name(power.township or "")),
        ("日期 On", str(power.on)),
        ("清单 Listed", _LISTED[power.listed]),
        ("方式 Mode", _MODES.get(found.mode or "", "")),
        ("决定机关 In whose name", _said(found.decision_authority, registry)),
        ("实施机关 Implemented by", _said(found.implementing, registry)),
        ("责任机关 Liable", _said(found.responsible, registry)),
        ("行政强制 Coercion by", _said(found.coercion, registry)),
        ("行政检查 Inspection by", registry.names(found.inspecting)),
    ]
    if found.exclusive_since:
        rows.append(("部门不得行使自 Exclusive since", str(found.exclusive_since)))
    if power.transfers_on:
        rows.append(("下放日期 Transferred on", str(power.transfers_on)))
    if found.delegation:
        signed = found.delegation
        rows += [
            ("委托书 Entrustment", signed.doc.doc_no or signed.delegation_id),
            ("期限 Term", f"{signed.valid_from} – {signed.valid_to}"),
            ("委托权限 Powers", signed.powers),
            ("责任 Responsibilities", signed.responsibilities),
        ]
    show(("问 Asked", "答 Answer"), rows, Shape.TABLE, "谁可以执法 · Who may act")
    reasons = [(r.rule.id, r.zh, r.en, r.law or r.rule.clause_ref) for r in found.reasons]
    headings = ("规则 Rule", "理由 Reason", "In English", "依据 By")
    show(headings, reasons, Shape.TABLE, "理由 · Reasons")
    gaps = [(g.code, g.zh, g.en, g.rule.id) for g in found.missing]
    show(
        ("代码 Code", "缺什么 Missing", "In English", "规则 Rule"),
        gaps,
        Shape.TABLE,
        "缺口 · Missing",
    )


def _said(agency: str | None, registry: Registry) -> str:
    return "" if agency is None else f"{registry.name(agency)} {agency}"
