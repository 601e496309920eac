"""What the hub asks before it carries out a referral or its answer (YS-02, YS-11 to YS-16)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from schemas.events.referrals import (
    ReferralAcceptanceReplied,
    ReferralOralMade,
    ReferralSent,
    ReferralWithdrawn,
)
from schemas.instants import shown
from schemas.placeholders import says_nothing
from schemas.problems import Problem
from streams.policy.mechanism import Arrival, missing
from streams.policy.mechanisms.transfer.historic import consultation, is_downward
from streams.policy.registry import Registry

_SENDERS: Final = frozenset(
    {"TOWNSHIP_GOV", "SUBDISTRICT_OFFICE", "DISTRICT_DEPT", "JUSTICE_BUREAU"}
)

_ATTESTED: Final = (
    ("attest_facts_clear", "事实清楚", "the facts are clear"),
    ("attest_evidence_complete", "证据齐全", "the evidence is complete"),
    ("attest_procedure_lawful", "程序合法", "the procedure was lawful"),
    ("attest_formalities_complete", "手续完备", "the formalities are complete"),
)


def referral(event: ReferralSent, arrival: Arrival) -> Iterator[Problem]:
    """A referral is complete, approved, and made in the name of a township or department."""
    registry = arrival.registry
    if not event.legal_exception_citation:
        yield from _name(event.from_agency_id, registry)
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
    yield from _statement(event)
    approved = event.approved_by and event.approved_at is not None
    if not approved or event.is_before("sent_at", "approved_at"):
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
    if event.historic_issue:
        yield from _historic(event, arrival)


def _may_send_for(event: ReferralSent, registry: Registry) -> bool:
    """Whether publisher and sender are one agency or belong together."""
    if event.from_agency_id in {event.agency_id, event.on_behalf_of}:
        return True
    publisher = registry.agencies.get(event.agency_id)
    sender = registry.agencies.get(event.from_agency_id)
    return (publisher is not None and publisher.parent == event.from_agency_id) or (
        sender is not None and sender.parent == event.agency_id
    )


def _name(agency: str, registry: Registry) -> Iterator[Problem]:
    if registry.kind(agency) not in _SENDERS:
        yield Problem(
            "YS-02",
            "from_agency_id",
            agency,
            "案件移送应以乡镇人民政府或区级职能部门名义进行",
            "a referral is made in the name of a township government or a district department",
            "改以所属乡镇或部门名义移送，或写明法律法规依据",
            "send it in the name of the parent agency, or cite the provision that allows it",
        )


def _statement(event: ReferralSent) -> Iterator[Problem]:
    """The written statement of facts, and the four things that the sender attests (YS-11)."""
    if event.fact_statement_doc is None:
        yield missing(
            "YS-11",
            "fact_statement_doc",
            "缺少基本违法事实的书面材料",
            "no written statement of facts",
        )
    for field, zh, en in _ATTESTED:
        if not getattr(event, field):
            yield Problem(
                "YS-11",
                field,
                "false",
                f"移送材料应做到{zh}",
                f"the sender does not attest that {en}",
                "补正后确认并重新移送",
                "put it right, attest it and send it again",
            )


def _historic(event: ReferralSent, arrival: Arrival) -> Iterator[Problem]:
    """A department consults the township before it refers a historic matter (YS-17)."""
    registry = arrival.registry
    if is_downward(registry, event) and consultation(arrival.held(), event, registry) is None:
        yield Problem(
            "YS-17",
            "historic_issue",
            "true",
            "历史遗留问题移送前应与乡镇充分协商，未见本案的协商记录",
            "a historic matter is consulted on first; no consultation on this case is held",
            "先发布 referral.historic_consulted，再移送",
            "publish referral.historic_consulted first, then send the referral",
        )


def oral(event: ReferralOralMade, arrival: Arrival) -> Iterator[Problem]:
    """An oral transfer is for special urgency, with its reason and a record (YS-13)."""
    yield from _name(event.from_agency_id or event.agency_judged, arrival.registry)
    if event.urgency != "SPECIALLY_URGENT":
        yield Problem(
            "YS-13",
            "urgency",
            event.urgency or "",
            "只有情况特别紧急才可以口头移交",
            "an oral transfer is for specially urgent matters only",
            "情况特别紧急时填 SPECIALLY_URGENT，否则书面移送",
            "give SPECIALLY_URGENT where that is so; otherwise send a written referral",
        )
    wanted = {"reason": event.reason, "record_doc": event.record_doc}
    for field, value in wanted.items():
        if not value or (isinstance(value, str) and says_nothing(value)):
            yield missing(
                "YS-13", field, "口头移交应说明理由并做好记录", "it needs its reason and a record"
            )


def withdrawal(event: ReferralWithdrawn, arrival: Arrival) -> Iterator[Problem]:
    """A referral is withdrawn before it is answered, not after (§3.7)."""
    answered = any(
        isinstance(fact.event, ReferralAcceptanceReplied)
        and fact.event.referral_id == event.referral_id
        for fact in arrival.held()
    )
    if answered:
        yield Problem(
            "YS-16",
            "referral_id",
            event.referral_id or "",
            "移送已答复，不能撤回",
            "the referral has been answered and cannot be withdrawn",
            "与接收机关协商，或提出争议",
            "consult the receiver, or raise a dispute",
        )


def reply(event: ReferralAcceptanceReplied, _: Arrival) -> Iterator[Problem]:
    """The answer to a referral is in writing."""
    if not event.reply_doc_no:
        yield missing(
            "YS-16", "reply_doc_no", "受理情况应书面告知", "the answer must be in writing"
        )
