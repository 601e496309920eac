"""Family cases: violations found and what becomes of them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, ClassVar, Final, Self

from pydantic import Field, model_validator

from schemas.envelope import Event
from schemas.fields import Address, AgencyId, CodeOf, Instant, Name, refusal
from schemas.records import PartyBlock

TOPIC: Final = "facts.cases"


class ViolationDiscovered(Event):
    """发现违法行为 (二(二)2). Jurisdiction OTHER starts the three working days of the referral."""

    TYPE: ClassVar[str] = "violation.discovered"
    ZH: ClassVar[str] = "发现违法行为"
    EXAMPLE: ClassVar[Mapping[str, Any]] = {"jurisdiction": "OTHER"}

    violation_id: Name = Field(title="违法行为编号", description="Violation")
    discovered_at: Instant = Field(title="发现时间", description="When it was discovered")
    how: str | None = Field(default=None, title="发现方式", description="How it was discovered")
    item_code: str | None = Field(default=None, title="事项编码", description="Penalty item")
    jurisdiction: Annotated[str, CodeOf("jurisdiction")] = Field(
        title="管辖判断", description="Own, other or unclear"
    )
    competent_agency_id: AgencyId | None = Field(
        default=None, title="有管辖权的机关", description="Required when OTHER"
    )
    competence_determined_at: Instant | None = Field(
        default=None, title="确定管辖时间", description="When competence was determined"
    )
    urgency_grounds: tuple[Annotated[str, CodeOf("urgency_ground")], ...] = Field(
        default=(), title="紧急或重大情形", description="Grounds for an immediate referral"
    )
    ongoing: bool = Field(default=False, title="正在进行", description="Still going on")
    historic_issue: bool = Field(default=False, title="历史遗留", description="Historic issue")
    location: Address | None = Field(default=None, title="地点", description="Where")
    party: PartyBlock | None = Field(
        default=None, title="当事人", description="The party, if known"
    )

    @model_validator(mode="after")
    def _other_names_the_agency(self) -> Self:
        if self.jurisdiction == "OTHER" and self.competent_agency_id is None:
            raise refusal(
                "V-77",
                "管辖判断为 OTHER 时缺少 competent_agency_id",
                "jurisdiction OTHER without competent_agency_id",
                "填写有管辖权机关的统一社会信用代码；不确定则填 UNCLEAR",
                "name the competent agency's credit code, or declare UNCLEAR",
            )
        return self


EVENTS: Final = (ViolationDiscovered,)
"""Every event of the family, in the order of the catalogue."""
