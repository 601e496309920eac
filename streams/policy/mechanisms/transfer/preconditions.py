"""What the hub asks before it carries out a referral or its answer (YS-02, YS-11 to YS-16)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from schemas.events.referrals import ReferralAcceptanceReplied, ReferralSent
from schemas.instants import shown
from schemas.problems import Problem
from streams.policy.mechanism import Arrival, missing
from streams.policy.registry import Registry

_SENDERS: Final = frozenset(
    {"TOWNSHIP_GOV", "SUBDISTRICT_OFFICE", "DISTRICT_DEPT", "JUSTICE_BUREAU"}
)


def referral(event: ReferralSent, arrival: Arrival) -> Iterator[Problem]:
    """A referral is complete, approved, and made in the name of a township or department."""
    registry = arrival.registry
    sender = registry.agencies.get(event.from_agency_id)
    if (sender is None or sender.kind not in _SENDERS) and not event.legal_exception_citation:
        yield Problem(
            "YS-02",
            "from_agency_id",
            event.from_agency_id,
            "案件移送应以乡镇人民政府或区级职能部门名义进行",
            "a referral is made in the name of a township government or a district department",
            "改以所属乡镇或部门名义移送，或写明法律法规依据",
            "send it in the name of the parent agency, or cite the provision that allows it",
        )
    if not _may_send_for(event, registry):
        yield Problem(
            "V-05",
            "from_agency_id",
            event.from_agency_id,
            "不得以他机关名义移送",
            "a referral is not sent in another agency's name",
            "由移送机关自己发布，或由其所属机构代为发布",
            "have the sending agency or one of its own organs publish it",
        )
    if event.fact_statement_doc is None:
        yield missing(
            "YS-11",
            "fact_statement_doc",
            "缺少基本违法事实的书面材料",
            "no written statement of facts",
        )
    if not event.approved_by or event.approved_at is None or event.approved_at > event.sent_at:
        yield Problem(
            "YS-12",
            "approved_at",
            shown(event.approved_at) if event.approved_at else "",
            "移送应先经部门领导批准",
            "a leader approves before it is sent",
            "补办批准后重新移送，批准时间不得晚于移送时间",
            "obtain approval first; approved_at must not lie after sent_at",
        )
    kinds = {material.kind for material in event.materials}
    complete = {"TRANSFER_LETTER", "PRELIM_EVIDENCE"} <= kinds and any(
        kind.startswith("SOURCE_") for kind in kinds
    )
    if not complete:
        yield Problem(
            "YS-15",
            "materials",
            "、".join(sorted(kinds)),
            "移送材料不全：须有移送函、案源材料和初步证据",
            "incomplete: a transfer letter, a source document and preliminary evidence are needed",
            "补齐材料后重新移送",
            "complete the set and send it again",
        )


def _may_send_for(event: ReferralSent, registry: Registry) -> bool:
    """Whether publisher and sender are one agency or belong together."""
    if event.from_agency_id in {event.agency_id, event.on_behalf_of}:
        return True
    publisher = registry.agencies.get(event.agency_id)
    sender = registry.agencies.get(event.from_agency_id)
    return (publisher is not None and publisher.parent == event.from_agency_id) or (
        sender is not None and sender.parent == event.agency_id
    )


def reply(event: ReferralAcceptanceReplied, _: Arrival) -> Iterator[Problem]:
    """The answer to a referral is in writing."""
    if not event.reply_doc_no:
        yield missing(
            "YS-16", "reply_doc_no", "受理情况应书面告知", "the answer must be in writing"
        )
