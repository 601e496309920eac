"""Access to the archives of a department, for a case in hand."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from pydantic import Field

from schemas.envelope import Event
from schemas.example_parts import BY_DEPARTMENT
from schemas.fields import AgencyId, BusinessId, Instant, Text

_MATTER = {"subject": "DA-2026-0002", "request_id": "DA-2026-0002", "inspection_no": None}


class ArchiveAccessRequested(Event):
    """查阅复制档案请求 (二(二)3): a township needs a department's files for a case (XT-14)."""

    TYPE: ClassVar[str] = "archive_access.requested"
    ZH: ClassVar[str] = "请求查阅档案"
    EXAMPLE: ClassVar[Mapping[str, Any]] = _MATTER | {
        "case_id": "AJ-2026-0012",
        "purpose": "核对当事人的用地审批档案",
    }

    request_id: BusinessId = Field(title="查档请求编号", description="Request for access")
    to_agency_id: AgencyId = Field(title="档案所在机关", description="Agency that keeps the files")
    purpose: Text | None = Field(
        default=None, title="用途", description="What the files are needed for"
    )


class ArchiveAccessResponded(Event):
    """查阅复制档案答复 (二(二)3): granted, or refused on a legal ground (XT-14)."""

    TYPE: ClassVar[str] = "archive_access.responded"
    ZH: ClassVar[str] = "查阅档案答复"
    EXAMPLE: ClassVar[Mapping[str, Any]] = (
        BY_DEPARTMENT
        | _MATTER
        | {
            "granted": False,
            "reason": "所涉图件为涉密测绘成果",
            "legal_basis": "《中华人民共和国保守国家秘密法》第三十四条",
        }
    )

    request_id: BusinessId = Field(title="查档请求编号", description="Request it answers")
    granted: bool = Field(title="同意查阅", description="Whether access is granted")
    reason: Text | None = Field(
        default=None, title="理由", description="Why access is refused or limited"
    )
    legal_basis: Text | None = Field(
        default=None,
        title="法律依据",
        description="Law and article; a refusal without it is a violation (XT-14)",
    )
    paper_received_at: Instant | None = Field(
        default=None,
        title="纸质收到时间",
        description="When the request came in on paper; stated by the receiver it counts for both",
    )
