"""Family authority: who may act on which item, where and in whose name."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, ClassVar, Final, Self
from uuid import UUID

from pydantic import Field, model_validator

from schemas.envelope import Event
from schemas.example_parts import BY_DEPARTMENT, LAND_LAW
from schemas.fields import (
    AgencyId,
    BusinessId,
    CodeOf,
    Count,
    Day,
    Instant,
    ItemCode,
    Text,
    Url,
    Word,
    refuse_backward,
)
from schemas.records import DocRef, ListedItem

TOPIC: Final = "facts.authority"

_TOWNSHIP: Final = "11371322017002002N"
_BASIS_EVENT: Final = "e3ff6f69-a402-530a-a2fd-eb2a314b6338"


class ItemListPublished(Event):
    """事项清单: the list of power items of a township or a department (二(一), 二(三))."""

    TYPE: ClassVar[str] = "authority.item_list_published"
    ZH: ClassVar[str] = "事项清单发布"
    PRIVACY: ClassVar[str] = "PUBLIC"
    EXAMPLE: ClassVar[Mapping[str, Any]] = {
        **BY_DEPARTMENT,
        "subject": "QD-ZRZY",
        "classification": "PUBLIC",
        "list_id": "QD-ZRZY",
        "version": "2026-2",
        "kind": "DEPT",
        "baseline": False,
        "item_count": 1,
        "effective_from": "2027-01-01",
        "published_url": "https://zwgk.example.cn/zrzy/qingdan/2026-2",
        "published_at": "2026-11-23T09:00:00+08:00",
        "items": (
            {
                "item_code": "SIM-E-029",
                "item_name": "对占用耕地建窑、建坟等的处罚",
                "item_type": "处罚",
                "mode": "EMPOWERED",
                "domain": "NATURAL_RESOURCES",
                "transferred_from_dept_id": BY_DEPARTMENT["agency_id"],
                "owner_dept_id": BY_DEPARTMENT["agency_id"],
                "township_scope": (_TOWNSHIP,),
                "effective_from": "2021-09-01",
                "source_doc_no": "政办函〔2021〕7号",
                "basis": (LAND_LAW,),
                "power_code": "CF-ZRZY-029",
                "responsibility_code": "ZR-ZRZY-029",
                "responsible_post": "执法监察岗",
            },
        ),
    }

    list_id: BusinessId = Field(
        title="清单标识", description="Identifier of the list; the same in all its versions"
    )
    version: Word = Field(
        title="版本", description="Version of the list; acts cite it as item_list_version"
    )
    kind: Annotated[str, CodeOf("list.kind")] = Field(
        title="清单种类", description="A township's item list or a department's merged list"
    )
    baseline: bool = Field(
        default=False,
        title="基线清单",
        description="The list transferred at the start, whose items are counted (QD-03)",
    )
    item_count: Count | None = Field(
        default=None,
        title="事项数",
        description="Number of items it claims to hold; 114 in a baseline (QD-03)",
    )
    effective_from: Day = Field(title="生效日期", description="First day in force")
    published_url: Url | None = Field(
        default=None,
        title="公开网址",
        description="Where the public finds it; a department's list needs it (QB-02)",
    )
    published_at: Instant | None = Field(
        default=None,
        title="公开时间",
        description="When it was made public; a department's list needs it (QB-02)",
    )
    basis: UUID | None = Field(
        default=None,
        title="依据事件",
        description="Event that made the revision necessary: a change of basis or of an item; "
        "its revision duty ends with this list (QD-02)",
    )
    items: tuple[ListedItem, ...] = Field(
        min_length=1, title="事项", description="The items of the list"
    )


class ItemChanged(Event):
    """事项调整: one item is added, amended or removed; the list owners then revise (二(一))."""

    TYPE: ClassVar[str] = "authority.item_changed"
    ZH: ClassVar[str] = "事项调整"
    PRIVACY: ClassVar[str] = "PUBLIC"
    EXAMPLE: ClassVar[Mapping[str, Any]] = {
        **BY_DEPARTMENT,
        "subject": "SIM-E-029",
        "classification": "PUBLIC",
        "item_code": "SIM-E-029",
        "change_type": "AMEND",
        "effective_from": "2027-01-01",
        "dept_id": BY_DEPARTMENT["agency_id"],
        "basis_event_id": _BASIS_EVENT,
    }

    item_code: ItemCode = Field(title="事项编码", description="Item that changes")
    change_type: Annotated[str, CodeOf("item.change")] = Field(
        title="调整方式", description="Added, amended or removed"
    )
    effective_from: Day = Field(
        title="生效日期",
        description="First day of the change; an added item needs its standards by the term "
        "that starts here (QD-12)",
    )
    dept_id: AgencyId = Field(title="主管部门", description="Department the item belongs to")
    basis_event_id: UUID | None = Field(
        default=None,
        title="依据调整事件",
        description="The change of a law (law.basis_changed) that led to it, if one did",
    )


class NoListChangeDeclared(Event):
    """清单无需调整: a list owner has looked and need not revise its list (二(一), QD-02)."""

    TYPE: ClassVar[str] = "authority.list_no_change_declared"
    ZH: ClassVar[str] = "清单无需调整声明"
    EXAMPLE: ClassVar[Mapping[str, Any]] = {
        "subject": "QD-MT",
        "inspection_no": None,
        "basis": _BASIS_EVENT,
        "reason": "修改的条款只涉及处罚幅度，事项名称和实施主体不变，清单无需修订。",
    }

    basis: UUID = Field(
        title="依据事件", description="Event that called for a revision; the duty ends with this"
    )
    reason: Text | None = Field(
        default=None, title="理由", description="Why the list stays as it is"
    )


class DelegationSigned(Event):
    """行政执法委托书: a department entrusts items to a township (二(一)).

    Matters, powers, term and publication by both sides: 行政处罚法 2021 第20条.
    """

    TYPE: ClassVar[str] = "authority.delegation_signed"
    ZH: ClassVar[str] = "委托书签订"
    PRIVACY: ClassVar[str] = "PUBLIC"
    EXAMPLE: ClassVar[Mapping[str, Any]] = {
        **BY_DEPARTMENT,
        "subject": "WT-2026-003",
        "classification": "PUBLIC",
        "delegation_id": "WT-2026-003",
        "doc": {
            "doc_no": "郯自然资委〔2026〕第3号",
            "title": "行政执法委托书",
            "doc_date": "2026-11-23",
            "pages": 4,
        },
        "item_codes": ("SIM-W-001",),
        "matters": "在马头镇辖区内查处未经批准的采砂、取土行为",
        "powers": "检查、调查取证、以委托机关名义作出行政处罚决定，不含行政强制",
        "responsibilities": "委托机关负责监督并承担法律后果；受委托机关不得再委托",
        "valid_from": "2027-01-01",
        "valid_to": "2029-12-31",
        "principal_published_url": "https://zwgk.example.cn/zrzy/weituo/2026-003",
        "entrusted_published_url": "https://zwgk.example.cn/matou/weituo/2026-003",
    }

    delegation_id: BusinessId = Field(
        title="委托书编号", description="Identifier by which decisions cite it"
    )
    doc: DocRef = Field(title="委托书", description="The signed document")
    principal_id: AgencyId = Field(
        title="委托机关", description="Entrusting department; decides in name and answers in law"
    )
    entrusted_agency_id: AgencyId = Field(
        title="受委托机关", description="Entrusted township; acts and may not entrust further"
    )
    item_codes: tuple[ItemCode, ...] = Field(
        min_length=1, title="委托事项", description="Items that are entrusted (mode ENTRUSTED)"
    )
    matters: Text = Field(title="委托事务", description="Matters entrusted")
    powers: Text = Field(title="委托权限", description="Powers entrusted")
    responsibilities: Text = Field(title="责任", description="Responsibilities of both sides")
    valid_from: Day = Field(title="有效期起", description="First day of the term")
    valid_to: Day = Field(title="有效期止", description="Last day; 2099-12-31 is long term")
    principal_published_url: Url | None = Field(
        default=None, title="委托机关公开网址", description="Where the principal published it"
    )
    entrusted_published_url: Url | None = Field(
        default=None,
        title="受委托机关公开网址",
        description="Where the entrusted side published it",
    )
    coercion_included: bool = Field(
        default=False,
        title="含行政强制",
        description="Whether it claims to include coercion, which cannot be entrusted "
        "(行政强制法 第17条)",
    )

    @model_validator(mode="after")
    def _term_runs_forward(self) -> Self:
        refuse_backward(self.valid_from, self.valid_to, ("valid_from", "valid_to"))
        return self


EVENTS: Final = (ItemListPublished, ItemChanged, NoListChangeDeclared, DelegationSigned)
"""Every event of the family, in the order of the catalogue."""
