"""全过程记录: text and audio-visual records of the six phases of a case (二(四)3)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, ClassVar

from pydantic import Field

from schemas.envelope import Event
from schemas.fields import BusinessId, CodeOf, DataRef, Instant, Sha256


class ProcessRecorded(Event):
    """执法全过程记录 (二(四)3, JL-01): one record of one phase of a case."""

    TYPE: ClassVar[str] = "process.recorded"
    ZH: ClassVar[str] = "执法全过程记录"
    EXAMPLE: ClassVar[Mapping[str, Any]] = {
        "subject": "AJ-2026-0012",
        "case_id": "AJ-2026-0012",
        "occurred_at": "2026-08-25T09:30:00+08:00",
        "recorded_at": "2026-08-25T11:00:00+08:00",
        "phase": "INVESTIGATION",
        "form": "VIDEO",
        "record_made_at": "2026-08-25T09:30:00+08:00",
        "sha256": "3b7a0f5e9c1d4486a2f0e6d87b35c9141f62ad0c58e7b39406df1283ca95e740",
        "dataref": "archive:AJ-2026-0012/diaocha-01.mp4",
    }

    case_id: BusinessId = Field(title="案件编号", description="Case")
    phase: Annotated[str, CodeOf("process.phase")] = Field(
        title="执法环节", description="Phase that the record belongs to; all six need one (JL-01)"
    )
    form: Annotated[str, CodeOf("process.form")] | None = Field(
        default=None, title="记录形式", description="Text, audio, video or photograph"
    )
    record_made_at: Instant = Field(
        title="记录形成时间",
        description="When the text, sound or picture was made; recorded_at is when the agency "
        "entered it",
    )
    sha256: Sha256 | None = Field(
        default=None,
        title="内容哈希",
        description="SHA-256 of the record; filled when the file is attached (V-62)",
    )
    dataref: DataRef | None = Field(
        default=None, title="存放位置", description="Where the record is kept"
    )
