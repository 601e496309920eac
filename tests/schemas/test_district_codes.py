"""The district's own codes, as its published tables have them on a day."""

from __future__ import annotations

from datetime import date
from typing import Any

from schemas.district_codes import codes_of
from schemas.events.agencies import CodeTablePublished
from tests.schemas.test_validation_rules import changed


def _table(since: str, *codes: dict[str, Any]) -> CodeTablePublished:
    change = {"list_name": "license_status", "effective_from": since, "codes": list(codes)}
    return CodeTablePublished.model_validate(changed("code_table.published", change))


def test_the_latest_table_in_force_counts_and_each_code_in_its_term() -> None:
    old = _table("2026-01-01", {"code": "FROZEN", "zh": "冻结"})
    term = {"valid_from": "2026-06-01", "valid_to": "2026-06-30"}
    new = _table("2026-06-01", {"code": "SEALED", "zh": "封存", **term})
    tables = [new, old]
    assert codes_of(tables, date(2025, 12, 31)) == {}
    assert codes_of(tables, date(2026, 5, 31)) == {"license_status": {"FROZEN"}}
    assert codes_of(tables, date(2026, 6, 30)) == {"license_status": {"SEALED"}}
    assert codes_of(tables, date(2026, 7, 1)) == {"license_status": set()}
