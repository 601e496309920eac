"""Readable values for the examples, by field name; a model's `EXAMPLE` goes before them."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any, Final

from schemas.example_parts import DEPARTMENT, TOWNSHIP

BY_NAME: Final[dict[str, Any]] = {
    "source": f"urn:xzzf:371322:{TOWNSHIP}:case",
    "source_seq": "00000042",
    "region_code": "371322101",
    "agency_region_code": "371322101",
    "district": "371322",
    "agency_id": TOWNSHIP,
    "agency": TOWNSHIP,
    "debtor": TOWNSHIP,
    "to": DEPARTMENT,
    "classification": "INTERNAL",
    "occurred_at": datetime(2026, 11, 23, 1, 0, tzinfo=UTC),
    "recorded_at": datetime(2026, 11, 23, 1, 20, tzinfo=UTC),
    "doc_no": "郯马综执罚〔2026〕第12号",
    "decision_doc_no": "郯马综执罚〔2026〕第12号",
    "referral_doc_no": "郯马移〔2026〕第3号",
    "reply_doc_no": "郯自然资受〔2026〕第1号",
    "inspection_no": "郯马检〔2026〕第7号",
    "officers": (
        {"officer_cert_no": "Q1322-002-01", "post_id": "综合执法岗"},
        {"officer_cert_no": "Q1322-002-02", "post_id": "综合执法岗"},
    ),
    "officer_cert_no": "Q1322-002-01",
    "law_title": "中华人民共和国土地管理法",
    "article": "第七十七条",
    "party_name": "郯城县某某农资店",
    "item_code": "SIM-E-061",
    "valid_to": date(2099, 12, 31),
    "rule_id": "GX-11",
    "clause_ref": "二(二)5",
    "clause": "需要共享的執法信息,自形成當日及時共享",
    "competent_agency_id": DEPARTMENT,
    "from_agency_id": TOWNSHIP,
    "to_agency_id": DEPARTMENT,
    "owner_dept_id": DEPARTMENT,
    "authority_id": DEPARTMENT,
    "principal_id": DEPARTMENT,
    "owner_agency_id": DEPARTMENT,
    "entrusted_agency_id": TOWNSHIP,
    "registered_agency_id": TOWNSHIP,
    "decision_authority_id": TOWNSHIP,
    "implementing_agency_id": TOWNSHIP,
    "responsible_agency_id": TOWNSHIP,
    "township_id": TOWNSHIP,
    "located_township_ids": (TOWNSHIP,),
    "agency_name": "郯城县马头镇人民政府",
    "event_type": "penalty.decided",
    "position": {"topic": "facts.penalty-decisions", "partition": 0, "offset": 1041},
    "pack": {
        "rulepack_id": "xzzf-371322",
        "rulepack_version": "2026.1",
        "calendar_version": "2026",
        "engine_version": "0.1.0",
    },
    "threshold_source": "clause",
}
"""Field name → value."""
