"""Family sharing: control of the duty to share itself."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, ClassVar, Final

from pydantic import Field

from schemas.envelope import Event
from schemas.fields import CodeOf, Instant, Text

TOPIC: Final = "facts.sharing"


class ExtensionDeclared(Event):
    """延长共享期限 (二(二)5): declared on the day of formation, with reason and day."""

    TYPE: ClassVar[str] = "sharing.extension_declared"
    ZH: ClassVar[str] = "延长共享期限声明"
    EXAMPLE: ClassVar[Mapping[str, Any]] = {
        "extended_category": "G3",
        "formed_at": "2026-11-23T09:00:00+08:00",
        "reason_code": "COLLATING",
        "reason_text": "检验报告尚在整理",
        "expected_share_at": "2026-11-24T17:00:00+08:00",
    }

    extended_category: Annotated[str, CodeOf("share_category")] = Field(
        title="延长的共享类别", description="Share category of the fact that will come later"
    )
    reason_code: Annotated[str, CodeOf("extension.reason")] | None = Field(
        default=None, title="原因代码", description="Collecting, collating or other"
    )
    reason_text: Text | None = Field(default=None, title="原因", description="The reason")
    expected_share_at: Instant | None = Field(
        default=None, title="预计共享时间", description="When it will be shared"
    )
    declared_at: Instant = Field(title="声明时间", description="When it was declared")
    approved_by: str | None = Field(default=None, title="批准人", description="Who approved")


EVENTS: Final = (ExtensionDeclared,)
"""Every event of the family, in the order of the catalogue."""
