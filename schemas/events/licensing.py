"""Family licensing: licences granted, refused, changed and ended."""

from __future__ import annotations

from typing import Annotated, ClassVar, Final, Self

from pydantic import Field, model_validator

from schemas.envelope import Event
from schemas.fields import AgencyId, CodeOf, Day, DocNo, Name, Text, refusal
from schemas.records import PartyBlock

TOPIC: Final = "facts.licensing"


class _Licence(Event):
    """What a licence decision and a later change have in common."""

    CATEGORIES: ClassVar[frozenset[str]] = frozenset({"G2"})

    decision_doc_name: Name = Field(title="许可决定书名称", description="Title of the decision")
    decision_doc_no: DocNo = Field(title="许可决定书文号", description="Number of the decision")
    license_category: Annotated[str, CodeOf("license_category")] = Field(
        title="许可类别", description="Category of the licence"
    )
    license_cert_name: Name | None = Field(
        default=None, title="许可证书名称", description="Name of the certificate"
    )
    license_no: DocNo | None = Field(
        default=None, title="许可编号", description="Number of the certificate"
    )
    license_content: Text = Field(title="许可内容", description="What is permitted")
    decision_date: Day = Field(title="许可决定日期", description="Day of the decision")
    valid_from: Day = Field(title="有效期自", description="First day of validity")
    valid_to: Day = Field(title="有效期至", description="Last day; 2099-12-31 is long term")
    authority_id: AgencyId = Field(title="许可机关", description="Licensing authority")
    status: Annotated[str, CodeOf("license_status")] = Field(title="状态", description="Status")
    party: PartyBlock = Field(title="行政相对人", description="The licensee")
    related_item_codes: tuple[str, ...] = Field(
        title="相关处罚事项", description="Penalty items the licence bears on"
    )
    located_township_ids: tuple[AgencyId, ...] = Field(
        title="所在乡镇", description="Townships in which the licensee is located"
    )

    @model_validator(mode="after")
    def _validity_runs_forward(self) -> Self:
        if self.valid_to < self.valid_from:
            raise refusal(
                "V-44",
                "有效期至早于有效期自",
                "valid_to lies before valid_from",
                "核对许可证书；长期有效填 2099-12-31",
                "check the certificate; long term is 2099-12-31",
            )
        return self


class LicenseDecided(_Licence):
    """行政许可决定 (二(二)5: 与下放乡镇处罚事项有关的行政许可事项)."""

    TYPE: ClassVar[str] = "license.decided"
    ZH: ClassVar[str] = "行政许可决定"


class LicenseChanged(_Licence):
    """行政许可变更: changed, renewed, suspended, revoked, withdrawn, cancelled or expired."""

    TYPE: ClassVar[str] = "license.changed"
    ZH: ClassVar[str] = "行政许可变更"


EVENTS: Final = (LicenseDecided, LicenseChanged)
"""Every event of the family, in the order of the catalogue."""
