"""Records that events share: agencies, officers, documents, legal bases, parties, items."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from schemas.fields import (
    AgencyId,
    CodeOf,
    Day,
    DocNo,
    Name,
    Sha256,
    Text,
    Uscc,
    Yuan,
)


class Record(BaseModel):
    """A nested record: frozen, and unknown fields are an error."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class DocRef(Record):
    """文书: a document by number, title and content hash. A hash is filled when it is attached."""

    doc_no: DocNo | None = Field(default=None, title="文号", description="Document number")
    title: Name = Field(title="标题", description="Title")
    doc_date: Day | None = Field(default=None, title="落款日期", description="Date it bears")
    sha256: Sha256 | None = Field(default=None, title="内容哈希", description="Content hash")
    dataref: str | None = Field(default=None, title="存放位置", description="Where it is kept")
    pages: int | None = Field(default=None, ge=0, title="页数", description="Number of pages")


class LegalBasis(Record):
    """法律依据: law and article; prose in `law_title` alone is accepted."""

    law_id: str | None = Field(default=None, title="法规标识", description="Identifier of the law")
    law_title: Name = Field(title="法规名称", description="Title of the law, or the basis in prose")
    version_date: Day | None = Field(default=None, title="版本日期", description="Version in force")
    article: str | None = Field(default=None, title="条", description="Article 条")
    paragraph: str | None = Field(default=None, title="款", description="Paragraph 款")
    item: str | None = Field(default=None, title="项", description="Item 项")


class PartyBlock(Record):
    """当事人: who was inspected, licensed, penalised or referred. Identity numbers are tokens."""

    party_name: Name = Field(title="当事人名称", description="Name of the party")
    party_category: Annotated[str, CodeOf("party_category")] = Field(
        title="当事人类别", description="Organisation, natural person or individual business"
    )
    party_uscc: Uscc | None = Field(
        default=None, title="统一社会信用代码", description="Credit code, for organisations"
    )
    legal_rep_name: Name | None = Field(
        default=None, title="法定代表人", description="Legal representative"
    )
    party_id_type: str | None = Field(
        default=None, title="证件类型", description="Kind of identity document"
    )
    party_id_token: str | None = Field(
        default=None,
        title="证件令牌",
        description="hmac-sha256 token and last four characters, never the number itself",
    )


class OfficerRef(Record):
    """执法人员 on an act."""

    officer_cert_no: str = Field(min_length=1, title="执法证号", description="Certificate number")
    name: Name | None = Field(default=None, title="姓名", description="Name")
    post_id: str | None = Field(default=None, title="岗位", description="Post")


class Material(Record):
    """移送材料: one document of a referral's material set."""

    kind: Annotated[str, CodeOf("material.kind")] = Field(title="材料种类", description="Kind")
    title: Name = Field(title="材料名称", description="Title")
    doc_no: DocNo | None = Field(default=None, title="文号", description="Document number")
    pages: int | None = Field(default=None, ge=0, title="页数", description="Number of pages")
    sha256: Sha256 | None = Field(default=None, title="内容哈希", description="Content hash")


class Tier(Record):
    """裁量阶次: one tier of a discretion benchmark, both edges included, in yuan."""

    tier: str = Field(title="阶次", description="Name of the tier")
    min_yuan: Yuan = Field(title="下限（元）", description="Lower edge in yuan")
    max_yuan: Yuan = Field(title="上限（元）", description="Upper edge in yuan")


class ListedItem(Record):
    """事项: one power item of a list, with the mode in which a township holds it."""

    item_code: str = Field(min_length=1, title="事项编码", description="Item code")
    item_name: Name = Field(title="事项名称", description="Name of the item")
    item_type: Annotated[str, CodeOf("item_type")] = Field(title="事项类型", description="Type")
    mode: Annotated[str, CodeOf("item.mode")] = Field(
        title="下放方式", description="Empowered, entrusted, cooperate or retained"
    )
    domain: Annotated[str, CodeOf("domain")] = Field(
        default="GENERAL", title="领域", description="Domain"
    )
    transferred_from_dept_id: AgencyId | None = Field(
        default=None, title="原实施部门", description="Department the item came from"
    )
    owner_dept_id: AgencyId = Field(title="行业主管部门", description="Department in charge")
    township_scope: tuple[AgencyId, ...] = Field(
        default=(), title="适用乡镇", description="Townships that hold the item"
    )
    effective_from: Day = Field(title="生效日期", description="First day in force")
    effective_to: Day | None = Field(
        default=None, title="失效日期", description="Last day in force, if any"
    )
    source_doc_no: DocNo | None = Field(
        default=None, title="依据文号", description="Document that transferred it"
    )
    basis: tuple[LegalBasis, ...] = Field(default=(), title="设定依据", description="Legal basis")
    responsibility_code: str | None = Field(
        default=None, title="责任事项编码", description="Code of the responsibility item"
    )
    responsible_post: str | None = Field(
        default=None, title="责任岗位", description="Responsible post"
    )
    statutory_township: bool = Field(
        default=False, title="法定乡镇事项", description="Given to townships by law itself"
    )


class SharingRestriction(Record):
    """共享限制: needs a legal basis; it does not waive the duty towards other receivers."""

    legal_basis: Text = Field(min_length=1, title="限制依据", description="Legal ground")
    level: str = Field(title="限制级别", description="Level of the restriction")
    excluded_agencies: tuple[AgencyId, ...] = Field(
        default=(), title="排除的机关", description="Agencies that may not receive it"
    )
