"""Admission: what the hub refuses. A fact is never refused for being unlawful.

Refused is only what contradicts itself or its publisher (V-…), and a transaction that the hub
itself would carry out without its precondition. All reasons are given at once.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Final

from schemas.envelope import Event
from schemas.events.agencies import AgencyRegistered
from schemas.events.referrals import ReferralAcceptanceReplied, ReferralSent
from schemas.events.sharing import ExtensionDeclared
from schemas.events.supervision import VerdictReviewed
from schemas.instants import shown
from schemas.placeholders import says_nothing
from schemas.problems import Problem
from streams.policy.pack import RulePack
from streams.policy.registry import Agency, Registry

_SENDERS: Final = frozenset(
    {"TOWNSHIP_GOV", "SUBDISTRICT_OFFICE", "DISTRICT_DEPT", "JUSTICE_BUREAU"}
)
_DISTRICT_DIGITS: Final = 6
_REGISTRARS: Final = frozenset({"JUSTICE_BUREAU", "DISTRICT_GOV"})


def refusals(
    event: Event, shared_at: datetime, registry: Registry, pack: RulePack
) -> tuple[Problem, ...]:
    """Return every reason to refuse the event, none when it is admitted."""
    return (
        *_publisher(event, registry),
        *_ahead_of_time(event, shared_at, pack),
        *_preconditions(event, registry),
    )


def _publisher(event: Event, registry: Registry) -> Iterator[Problem]:
    publisher = registry.agencies.get(event.agency_id)
    if isinstance(event, AgencyRegistered):
        if not _may_register(event, publisher, registry):
            yield Problem(
                "V-05",
                "agency_id",
                event.agency_id,
                "机关登记只能由已登记的司法局或区政府发布",
                "agencies are registered by the registered justice bureau or district government",
                "由司法局发布该登记",
                "have the justice bureau publish it",
            )
    elif publisher is None:
        yield Problem(
            "V-05",
            "agency_id",
            event.agency_id,
            "发布机关未登记",
            "the publishing agency is not registered",
            "请司法局先登记该机关",
            "ask the justice bureau to register it first",
        )
    if publisher is not None and publisher.region_code[:_DISTRICT_DIGITS] != event.district:
        yield Problem(
            "V-12",
            "region_code",
            event.region_code,
            f"区划不属于发布机关所在的区县 {publisher.region_code[:_DISTRICT_DIGITS]}",
            "the division does not lie in the publisher's district "
            f"{publisher.region_code[:_DISTRICT_DIGITS]}",
            "填写本区县的区划代码",
            "give a division of the publisher's own district",
        )
    if event.on_behalf_of and not _is_bureau(event.agency_id, registry):
        yield Problem(
            "V-05",
            "on_behalf_of",
            event.on_behalf_of,
            "只有司法局可以代报",
            "only the justice bureau may publish on behalf of another body",
            "由司法局代报，或去掉 on_behalf_of",
            "have the justice bureau publish it, or leave on_behalf_of empty",
        )


def _is_bureau(agency_id: str, registry: Registry) -> bool:
    agency = registry.agencies.get(agency_id)
    return agency is not None and agency.kind == "JUSTICE_BUREAU"


def _may_register(event: AgencyRegistered, publisher: Agency | None, registry: Registry) -> bool:
    """A registrar registers the others; the very first one registers itself."""
    if any(registry.of_kind(kind) for kind in _REGISTRARS):
        return publisher is not None and publisher.kind in _REGISTRARS
    return event.registered_agency_id == event.agency_id and event.kind in _REGISTRARS


def _ahead_of_time(event: Event, shared_at: datetime, pack: RulePack) -> Iterator[Problem]:
    skew = pack.params.clock_skew_minutes
    limit = shared_at + timedelta(minutes=skew)
    for field, value in (("formed_at", event.formed_at), ("occurred_at", event.occurred_at)):
        if value is not None and value > limit:
            yield Problem(
                "V-40",
                field,
                shown(value),
                f"晚于接收时间 {shown(shared_at)} 超过 {skew} 分钟",
                f"lies more than {skew} minutes after receipt at {shown(shared_at)}",
                "核对时间与本机时钟",
                "check the time and the publisher's clock",
            )


def _preconditions(event: Event, registry: Registry) -> Iterator[Problem]:
    match event:
        case ExtensionDeclared():
            yield from _extension(event)
        case ReferralSent():
            yield from _referral(event, registry)
        case VerdictReviewed() if not _is_bureau(event.agency_id, registry):
            yield Problem(
                "V-81",
                "agency_id",
                event.agency_id,
                "判定复核只能由司法局发布",
                "only the justice bureau reviews a verdict",
                "由司法局发布；有异议的机关发布 verdict.contested",
                "have the justice bureau publish it; whoever disagrees publishes verdict.contested",
            )
        case ReferralAcceptanceReplied() if not event.reply_doc_no:
            yield _missing(
                "YS-16", "reply_doc_no", "受理情况应书面告知", "the answer must be in writing"
            )
        case _:
            pass


def _extension(event: ExtensionDeclared) -> Iterator[Problem]:
    wanted = {
        "reason_code": event.reason_code,
        "reason_text": event.reason_text,
        "expected_share_at": event.expected_share_at,
        "formed_at": event.formed_at,
    }
    for field, value in wanted.items():
        if not value or (isinstance(value, str) and says_nothing(value)):
            yield _missing(
                "GX-12",
                field,
                "延长共享期限须说明原因和预计共享时间",
                "an extension needs its reason, the formation time and the expected day",
            )


def _referral(event: ReferralSent, registry: Registry) -> Iterator[Problem]:
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
        yield _missing(
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


def _missing(rule: str, field: str, zh: str, en: str) -> Problem:
    return Problem(
        rule, field, "", zh, en, f"补填 {field} 后重新发布", f"fill in {field} and resend"
    )
