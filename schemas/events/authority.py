"""Family authority: who may act on which item, where and in whose name."""

from __future__ import annotations

from typing import Annotated, ClassVar, Final, Self

from pydantic import Field, model_validator

from schemas.envelope import Event
from schemas.fields import AgencyId, CodeOf, Day, Instant, Text, refusal
from schemas.records import DocRef, ListedItem

TOPIC: Final = "facts.authority"


class ItemListPublished(Event):
    """事项清单: the list of power items of a township or a department (二(一))."""

    TYPE: ClassVar[str] = "authority.item_list_published"
    ZH: ClassVar[str] = "事项清单发布"

    list_id: str = Field(min_length=1, title="清单标识", description="Identifier of the list")
    version: str = Field(min_length=1, title="版本", description="Version of the list")
    kind: Annotated[str, CodeOf("list.kind")] = Field(title="清单种类", description="Kind of list")
    baseline: bool = Field(default=False, title="基线清单", description="The list counted at start")
    item_count: int | None = Field(
        default=None, ge=0, title="事项数", description="Number of items it claims to hold"
    )
    effective_from: Day = Field(title="生效日期", description="First day in force")
    published_url: str = Field(title="公开网址", description="Where the public finds it")
    published_at: Instant = Field(title="公开时间", description="When it was made public")
    items: tuple[ListedItem, ...] = Field(
        min_length=1, title="事项", description="The items of the list"
    )


class DelegationSigned(Event):
    """行政执法委托书: a department entrusts items to a township (二(一))."""

    TYPE: ClassVar[str] = "authority.delegation_signed"
    ZH: ClassVar[str] = "委托书签订"

    delegation_id: str = Field(min_length=1, title="委托书编号", description="Identifier")
    doc: DocRef = Field(title="委托书", description="The signed document")
    principal_id: AgencyId = Field(title="委托机关", description="Entrusting department")
    entrusted_agency_id: AgencyId = Field(title="受委托机关", description="Entrusted township")
    item_codes: tuple[str, ...] = Field(
        min_length=1, title="委托事项", description="Item codes that are entrusted"
    )
    matters: Text = Field(title="委托事务", description="Matters entrusted")
    powers: Text = Field(title="委托权限", description="Powers entrusted")
    responsibilities: Text = Field(title="责任", description="Responsibilities of both sides")
    valid_from: Day = Field(title="有效期起", description="First day of the term")
    valid_to: Day = Field(title="有效期止", description="Last day; 2099-12-31 is long term")
    principal_published_url: str | None = Field(
        default=None, title="委托机关公开网址", description="Where the principal published it"
    )
    entrusted_published_url: str | None = Field(
        default=None,
        title="受委托机关公开网址",
        description="Where the entrusted side published it",
    )
    coercion_included: bool = Field(
        default=False, title="含行政强制", description="Whether it claims to include coercion"
    )

    @model_validator(mode="after")
    def _term_runs_forward(self) -> Self:
        if self.valid_to < self.valid_from:
            raise refusal(
                "V-44",
                "有效期止早于有效期起",
                "valid_to lies before valid_from",
                "核对委托书的起止日期",
                "check both dates against the document",
            )
        return self


EVENTS: Final = (ItemListPublished, DelegationSigned)
"""Every event of the family, in the order of the catalogue."""
