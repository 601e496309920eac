"""联络与监督: liaisons and their filing, review bodies, and channels for the public."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, ClassVar, Self

from pydantic import AfterValidator, Field, model_validator

from schemas.envelope import Event
from schemas.example_parts import FOR_TOWNSHIP
from schemas.fields import (
    BusinessId,
    CodeOf,
    Day,
    Instant,
    Name,
    PersonId,
    PersonName,
    Url,
    Word,
    WorkPhone,
    refuse_backward,
)
from schemas.markers import Cap, Form
from schemas.privacy import no_citizen_number
from schemas.records import Record


class AgencyLiaisonRegistered(Event):
    """执法联络人 (二(二)3, XT-03): the person whom the other side calls, in a term."""

    TYPE: ClassVar[str] = "agency.liaison_registered"
    ZH: ClassVar[str] = "执法联络人登记"
    EXAMPLE: ClassVar[Mapping[str, Any]] = {
        **FOR_TOWNSHIP,
        "subject": "LLR-2026-101",
        "person_name": "王建国",
        "post": "综合执法办公室主任",
        "phone": "0539-6221101",
        "valid_from": "2026-11-23",
    }

    person_name: PersonName | None = Field(
        default=None, title="联络人姓名", description="Name of the liaison"
    )
    post: Word | None = Field(default=None, title="职务", description="Office the liaison holds")
    phone: WorkPhone | None = Field(
        default=None, title="联系电话", description="Number on which the liaison is called"
    )
    valid_from: Day = Field(
        title="有效期起", description="First day as liaison; starts the days to file it (XT-04)"
    )
    valid_to: Day | None = Field(
        default=None, title="有效期止", description="Last day as liaison; empty: open end"
    )

    @model_validator(mode="after")
    def _term_runs_forward(self) -> Self:
        refuse_backward(self.valid_from, self.valid_to, ("valid_from", "valid_to"))
        return self


class AgencyLiaisonFiled(Event):
    """联络人名单备案 (二(二)3, XT-04): the list of liaisons was filed with the justice bureau."""

    TYPE: ClassVar[str] = "agency.liaison_filed"
    ZH: ClassVar[str] = "联络人名单备案"
    EXAMPLE: ClassVar[Mapping[str, Any]] = {
        **FOR_TOWNSHIP,
        "subject": "BA-2026-018",
        "filed_at": "2026-11-23T09:00:00+08:00",
        "filing_no": "BA-2026-018",
    }

    filed_at: Instant = Field(title="备案时间", description="When it was filed; ends XT-04")
    filing_no: BusinessId | None = Field(
        default=None, title="备案编号", description="Number under which the bureau filed it"
    )


class Reviewer(Record):
    """法制审核人员: one reviewer of a review body."""

    reviewer_id: PersonId = Field(
        title="审核人员", description="By this the reviews name who signed (FS-02)"
    )
    kind: Annotated[str, CodeOf("reviewer.kind")] | None = Field(
        default=None,
        title="审核人员类别",
        description="Staff, legal adviser, or a professional whose service is purchased (FS-03)",
    )
    has_legal_qualification: bool = Field(
        default=False,
        title="通过法律职业资格考试",
        description="Whether the reviewer holds the legal professional qualification",
    )


class AgencyReviewBodyRegistered(Event):
    """法制审核机构 (二(四)4): the body and the reviewers who check an agency's major decisions."""

    TYPE: ClassVar[str] = "agency.review_body_registered"
    ZH: ClassVar[str] = "法制审核机构登记"
    EXAMPLE: ClassVar[Mapping[str, Any]] = {
        **FOR_TOWNSHIP,
        "subject": "FZ-101",
        "body": "马头镇司法所",
        "reviewers": (
            {"reviewer_id": "FZ-MT-01", "kind": "STAFF", "has_legal_qualification": True},
            {"reviewer_id": "FZ-MT-02", "kind": "LEGAL_ADVISER", "has_legal_qualification": True},
        ),
    }

    body: Name = Field(title="审核机构", description="Name of the review body")
    reviewers: tuple[Reviewer, ...] = Field(
        min_length=1, title="审核人员名单", description="All its reviewers"
    )


class AgencyChannelPublished(Event):
    """监督渠道 (二(四)7, TS-01): where the public reports officers or complains."""

    TYPE: ClassVar[str] = "agency.channel_published"
    ZH: ClassVar[str] = "监督渠道公布"
    PRIVACY: ClassVar[str] = "PUBLIC"
    EXAMPLE: ClassVar[Mapping[str, Any]] = {
        **FOR_TOWNSHIP,
        "subject": "QD-101-电话",
        "classification": "PUBLIC",
        "kind": "电话",
        "value": "0539-6221102",
        "url": "https://zwgk.example.cn/matou/jiandu",
    }

    kind: Word = Field(title="渠道种类", description="Telephone, mail box, letter, web form …")
    value: Annotated[
        str, Field(min_length=1), AfterValidator(no_citizen_number), Form("phone"), Cap(200)
    ] = Field(title="渠道内容", description="The number or address itself; meant to be public")
    url: Url | None = Field(
        default=None, title="公布网址", description="Where the public finds the channel"
    )
