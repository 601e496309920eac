"""Records that events share: agencies, officers, documents, legal bases, parties, items."""

from __future__ import annotations

from typing import Annotated, Any, Final, Self

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    model_validator,
)

from schemas.fields import (
    AgencyId,
    BusinessId,
    CodeOf,
    Count,
    DataRef,
    Day,
    DocNo,
    ItemCode,
    Name,
    OfficerCertNo,
    PartyName,
    PersonName,
    Sha256,
    SupervisionItemCode,
    Text,
    Uscc,
    Word,
    Yuan,
    refuse_backward,
    reversed_range,
)
from schemas.markers import Privacy
from schemas.placeholders import says_nothing
from schemas.privacy import IdentityToken
from schemas.problems import refusal


class Record(BaseModel):
    """A nested record: frozen, and unknown fields are an error."""

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)


class Participant(Record):
    """参会单位及人员身份: who took part in a conference or consultation, and as what."""

    agency_id: AgencyId = Field(title="参会机关", description="Credit code of the agency")
    role: Annotated[str, CodeOf("conference.role")] | None = Field(
        default=None,
        title="参会身份",
        description="Leader in charge or head of the responsible section; empty for others",
    )


class DocRef(Record):
    """文书: a document by number, title and content hash. A hash is filled when it is attached."""

    doc_no: DocNo | None = Field(default=None, title="文号", description="Document number")
    title: Name = Field(title="标题", description="Title")
    doc_date: Day | None = Field(default=None, title="落款日期", description="Date it bears")
    sha256: Sha256 | None = Field(default=None, title="内容哈希", description="Content hash")
    dataref: DataRef | None = Field(default=None, title="存放位置", description="Where it is kept")
    pages: Count | None = Field(default=None, title="页数", description="Number of pages")


_LONGEST_NAME: Final = 200
"""Characters of a title (§7)."""


def _names_a_law(value: object) -> object:
    if not isinstance(value, str) or value.strip():
        return value
    raise refusal(
        "V-78",
        "法律依据为空",
        "the legal basis is empty",
        "写明法律名称和条款；只有文字依据时把文字填在 law_title",
        "name law and article; where there is prose only, put it into law_title",
    )


class LegalBasis(Record):
    """法律依据: law and article; prose alone, in `law_title` or `basis_text`, will do (V-78)."""

    law_id: BusinessId | None = Field(
        default=None, title="法规标识", description="Identifier of the law"
    )
    law_title: Annotated[Name, BeforeValidator(_names_a_law)] = Field(
        title="法规名称", description="Title of the law, or the basis in prose"
    )
    version_date: Day | None = Field(
        default=None, title="版本日期", description="Day of the version that was in force"
    )
    article: Word | None = Field(default=None, title="条", description="Article 条")
    paragraph: Word | None = Field(default=None, title="款", description="Paragraph 款")
    item: Word | None = Field(default=None, title="项", description="Item 项")
    basis_text: Text | None = Field(
        default=None, title="依据原文", description="The basis in prose, as the document has it"
    )

    @model_validator(mode="before")
    @classmethod
    def _named_by_what_there_is(cls, told: Any) -> Any:
        """Prose or the identifier of a law stands for its title, where none is given."""
        if isinstance(told, dict) and "law_title" not in told:
            named = told.get("basis_text") or told.get("law_id")
            if isinstance(named, str):
                return {**told, "law_title": named[:_LONGEST_NAME]}
        return told


class PartyBlock(Record):
    """当事人: who was inspected, licensed, penalised or referred. Identity numbers are tokens."""

    party_name: PartyName = Field(title="当事人名称", description="Name of the party")
    party_category: Annotated[str, CodeOf("party_category")] = Field(
        title="当事人类别", description="Organisation, natural person or individual business"
    )
    party_uscc: Uscc | None = Field(
        default=None, title="统一社会信用代码", description="Credit code, for organisations"
    )
    legal_rep_name: PersonName | None = Field(
        default=None, title="法定代表人", description="Legal representative"
    )
    party_registration_no: BusinessId | None = Field(
        default=None, title="工商注册号", description="Business registration number"
    )
    party_organisation_code: BusinessId | None = Field(
        default=None, title="组织机构代码", description="Organisation code (GB 11714)"
    )
    party_tax_no: BusinessId | None = Field(
        default=None, title="税务登记号", description="Tax registration number"
    )
    party_institution_no: BusinessId | None = Field(
        default=None, title="事业单位证书号", description="Certificate of a public institution"
    )
    party_social_no: BusinessId | None = Field(
        default=None, title="社会组织登记证号", description="Registration of a social organisation"
    )
    party_id_type: Word | None = Field(
        default=None, title="证件类型", description="Kind of identity document"
    )
    party_id_token: Annotated[IdentityToken, Privacy("PERSONAL")] | None = Field(
        default=None,
        title="证件令牌",
        description="hmac-sha256 token and last four characters, never the number itself",
    )


class OfficerRef(Record):
    """执法人员 on an act."""

    officer_cert_no: OfficerCertNo = Field(title="执法证号", description="Certificate number")
    name: PersonName | None = Field(default=None, title="姓名", description="Name")
    post_id: BusinessId | None = Field(default=None, title="岗位", description="Post")


class Material(Record):
    """移送材料: one document of a referral's material set."""

    kind: Annotated[str, CodeOf("material.kind")] = Field(title="材料种类", description="Kind")
    title: Name = Field(title="材料名称", description="Title")
    doc_no: DocNo | None = Field(default=None, title="文号", description="Document number")
    pages: Count | None = Field(default=None, title="页数", description="Number of pages")
    sha256: Sha256 | None = Field(default=None, title="内容哈希", description="Content hash")


class Tier(Record):
    """裁量阶次: one tier of a discretion benchmark, both edges included, in yuan."""

    tier: Word = Field(title="阶次", description="Name of the tier")
    min_yuan: Yuan = Field(title="下限（元）", description="Lower edge in yuan")
    max_yuan: Yuan = Field(title="上限（元）", description="Upper edge in yuan")

    @model_validator(mode="after")
    def _edges_in_order(self) -> Self:
        if self.max_yuan < self.min_yuan:
            raise reversed_range(self.min_yuan, self.max_yuan, ("min_yuan", "max_yuan"))
        return self


class ListedItem(Record):
    """事项: one power item of a list, with the mode in which a township holds it."""

    item_code: ItemCode = Field(
        title="事项编码", description="Code by which acts cite the item; unique in the list"
    )
    item_name: Name | None = Field(
        default=None,
        title="事项名称",
        description="Name of the item; a department's list without it is incomplete (QB-02)",
    )
    item_type: Annotated[str, CodeOf("item_type")] | None = Field(
        default=None,
        title="事项类型",
        description="Type of power; a department's list without it is incomplete (QB-02)",
    )
    mode: Annotated[str, CodeOf("item.mode")] = Field(
        title="下放方式",
        description="Empowered, entrusted, cooperation or retained: who acts, in whose name",
    )
    domain: Annotated[str, CodeOf("domain")] = Field(
        default="GENERAL",
        title="领域",
        description="Domain; work safety, food and drugs, environment call for an immediate "
        "referral (二(二)2)",
    )
    transferred_from_dept_id: AgencyId | None = Field(
        default=None,
        title="原实施部门",
        description="Department the item came from; penalties on it are shared with it (G3)",
    )
    owner_dept_id: AgencyId = Field(title="行业主管部门", description="Department in charge")
    township_scope: tuple[AgencyId, ...] = Field(
        default=(), title="适用乡镇", description="Townships that hold the item"
    )
    effective_from: Day = Field(
        title="生效日期", description="First day in force; from here the power is the township's"
    )
    effective_to: Day | None = Field(
        default=None, title="失效日期", description="Last day in force, if any"
    )
    source_doc_no: DocNo | None = Field(
        default=None,
        title="依据文号",
        description="Document that transferred it; an item without one is flagged (QD-14)",
    )
    basis: tuple[LegalBasis, ...] = Field(
        default=(), title="设定依据", description="Laws and articles that set the item"
    )
    power_code: BusinessId | None = Field(
        default=None, title="权力事项编码", description="Code of the power item"
    )
    supervision_item_code: SupervisionItemCode | None = Field(
        default=None, title="监管事项目录编码", description="14 digits (互联网+监管)"
    )
    responsibility_code: BusinessId | None = Field(
        default=None,
        title="责任事项编码",
        description="Code of the responsibility item; every power item needs one (QB-01)",
    )
    responsible_post: Word | None = Field(
        default=None, title="责任岗位", description="Post that answers for the item"
    )
    statutory_township: bool = Field(
        default=False, title="法定乡镇事项", description="Given to townships by law itself"
    )

    @model_validator(mode="after")
    def _in_force_forward(self) -> Self:
        refuse_backward(self.effective_from, self.effective_to, ("effective_from", "effective_to"))
        return self


class SharingRestriction(Record):
    """共享限制: needs a legal basis; it does not waive the duty towards other receivers."""

    legal_basis: Text = Field(min_length=1, title="限制依据", description="Legal ground")
    level: Word = Field(title="限制级别", description="Level of the restriction")
    excluded_agencies: tuple[AgencyId, ...] = Field(
        default=(), title="排除的机关", description="Agencies that may not receive it"
    )

    @model_validator(mode="after")
    def _names_its_ground(self) -> Self:
        if says_nothing(self.legal_basis):
            raise refusal(
                "V-82",
                "共享限制没有写明法律依据",
                "the restriction names no legal ground",
                "在 legal_basis 中写明法律条款，“无”“/”等不算依据；没有依据就不得限制",
                "name law and article in `legal_basis`; 无, n/a and the like are no ground",
                field="legal_basis",
                value=self.legal_basis,
            )
        return self
