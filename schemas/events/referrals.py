"""Family referrals: violations handed to whom they belong, and the answer."""

from __future__ import annotations

from typing import Annotated, ClassVar, Final
from uuid import UUID

from pydantic import Field

from schemas.envelope import Event
from schemas.fields import AgencyId, CodeOf, DocNo, Instant, ItemCode, Name, Text
from schemas.records import DocRef, Material, PartyBlock

TOPIC: Final = "facts.referrals"


class ReferralSent(Event):
    """案件移送 (二(二)2), carried out by the hub: without its preconditions it is refused."""

    TYPE: ClassVar[str] = "referral.sent"
    ZH: ClassVar[str] = "案件移送"

    referral_id: Name = Field(title="移送编号", description="Referral")
    referral_doc_no: DocNo = Field(title="移送函文号", description="Number of the letter")
    from_agency_id: AgencyId = Field(title="移送机关", description="In whose name it is sent")
    to_agency_id: AgencyId = Field(title="接收机关", description="To whom it is sent")
    legal_exception_citation: Text | None = Field(
        default=None, title="例外依据", description="Provision that allows another name"
    )
    item_code: ItemCode = Field(title="事项编码", description="Penalty item")
    party: PartyBlock = Field(title="当事人", description="The party")
    fact_statement_doc: DocRef | None = Field(
        default=None, title="违法事实书面材料", description="Written statement of the basic facts"
    )
    attest_facts_clear: bool = Field(title="事实清楚", description="Facts are clear")
    attest_evidence_complete: bool = Field(title="证据齐全", description="Evidence is complete")
    attest_procedure_lawful: bool = Field(title="程序合法", description="Procedure was lawful")
    attest_formalities_complete: bool = Field(
        title="手续完备", description="Formalities are complete"
    )
    approved_by: str | None = Field(default=None, title="批准人", description="Approving leader")
    approved_at: Instant | None = Field(default=None, title="批准时间", description="When approved")
    materials: tuple[Material, ...] = Field(
        default=(), title="移送材料", description="Material set"
    )
    historic_issue: bool = Field(default=False, title="历史遗留", description="Historic issue")
    consultation_event_id: UUID | None = Field(
        default=None, title="协商事件", description="Earlier consultation on the case"
    )
    paper_received_at: Instant | None = Field(
        default=None, title="纸质送达时间", description="Counts only when the receiver states it"
    )
    sent_at: Instant = Field(title="移送时间", description="When it was sent")


class ReferralAcceptanceReplied(Event):
    """受理告知 (二(二)2): accepted, not accepted or returned, in writing."""

    TYPE: ClassVar[str] = "referral.acceptance_replied"
    ZH: ClassVar[str] = "移送受理告知"

    referral_id: Name = Field(title="移送编号", description="Referral")
    decision: Annotated[str, CodeOf("referral.decision")] = Field(
        title="受理决定", description="Accepted, not accepted or returned"
    )
    reason: Text | None = Field(default=None, title="理由", description="Reason")
    reply_doc_no: DocNo | None = Field(
        default=None, title="告知文号", description="Number of the written notice"
    )
    replied_at: Instant = Field(title="告知时间", description="When it was given")
    paper_received_at: Instant | None = Field(
        default=None, title="纸质收到时间", description="When the written set came in on paper"
    )


EVENTS: Final = (ReferralSent, ReferralAcceptanceReplied)
"""Every event of the family, in the order of the catalogue."""
