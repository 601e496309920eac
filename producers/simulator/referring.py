"""案件移送: violations found, handed to whom they belong, and the answer."""

from __future__ import annotations

from datetime import datetime, timedelta
from enum import Enum
from typing import Any, Final

from producers.simulator.people import leader
from producers.simulator.scene import Draft, Matter, Scene
from schemas.events.cases import ViolationDiscovered
from schemas.events.referrals import ReferralAcceptanceReplied, ReferralSent
from schemas.instants import shanghai_day

_FOUND_IN_TOWNSHIP: Final = ("日常巡查", "网格员上报", "包村干部上报")
_FOUND_BY_DEPARTMENT: Final = ("日常监管", "投诉举报")


class Flaw(Enum):
    """What a referral lacks when it must be refused, by the rule that says so."""

    NO_FACT_STATEMENT = "YS-11"
    NO_APPROVAL = "YS-12"
    APPROVED_AFTER_SENDING = "YS-12 (afterwards)"
    MATERIAL_MISSING = "YS-15"
    WRONG_NAME = "YS-02"


def violation(scene: Scene, matter: Matter, discovered_at: datetime, shared_at: datetime) -> Draft:
    """Say that a violation was found, whose it is, and whether it is urgent."""
    found = _FOUND_IN_TOWNSHIP if matter.by.is_township else _FOUND_BY_DEPARTMENT
    fields = {
        "classification": matter.privacy,
        **matter.references("inspection_no", "violation_id"),
        "discovered_at": discovered_at,
        "how": "行政检查" if matter.inspection_no else scene.rng.choice(found),
        "item_code": matter.item.code,
        "jurisdiction": "OWN" if matter.own else "OTHER",
        "competent_agency_id": None if matter.own else matter.competent.agency_id,
        "urgency_grounds": list(matter.grounds),
        "location": matter.place.address,
        "party": matter.party,
    }
    return scene.say(
        Draft(
            event_id=scene.event_id(),
            model=ViolationDiscovered,
            by=matter.by,
            region_code=matter.place.village.code,
            subject=str(matter.violation_id),
            occurred_at=discovered_at,
            recorded_at=scene.recorded(discovered_at, shared_at),
            shared_at=shared_at,
            fields=fields,
        )
    )


def referral(
    scene: Scene,
    matter: Matter,
    sent_at: datetime,
    shared_at: datetime,
    flaw: Flaw | None = None,
) -> Draft:
    """Say that the matter is handed over: complete and approved, unless a flaw is wanted."""
    approved_at = scene.hours.later(sent_at, -12, -2)
    fields: dict[str, Any] = {
        "classification": matter.privacy,
        **matter.references("inspection_no", "violation_id", "referral_id"),
        "referral_doc_no": scene.registers.enter(matter.by, "referral", sent_at),
        "from_agency_id": matter.by.agency_id,
        "to_agency_id": matter.competent.agency_id,
        "item_code": matter.item.code,
        "party": matter.party,
        "fact_statement_doc": {
            "doc_no": scene.registers.enter(matter.by, "statement", approved_at),
            "title": "违法事实情况说明",
            "doc_date": shanghai_day(approved_at),
            "sha256": scene.sha256(),
        },
        "attest_facts_clear": True,
        "attest_evidence_complete": True,
        "attest_procedure_lawful": True,
        "attest_formalities_complete": True,
        "approved_by": leader(matter.by),
        "approved_at": approved_at,
        "materials": _materials(scene, matter),
        "sent_at": sent_at,
    }
    if flaw:
        _spoil(scene, fields, flaw)
    return scene.say(
        Draft(
            event_id=scene.event_id(),
            model=ReferralSent,
            by=matter.by,
            region_code=matter.place.village.code,
            subject=str(matter.referral_id),
            occurred_at=sent_at,
            recorded_at=scene.recorded(sent_at, shared_at),
            shared_at=shared_at,
            fields=fields,
        )
    )


def reply(
    scene: Scene,
    matter: Matter,
    replied_at: datetime,
    shared_at: datetime,
    decision: str = "ACCEPTED",
) -> Draft:
    """Say in writing whether the receiver takes the matter (`referral.decision`)."""
    reason = None if decision == "ACCEPTED" else "经核对事项清单，该事项不属于本机关职责"
    fields = {
        **matter.references("referral_id"),
        "decision": decision,
        "reason": reason,
        "reply_doc_no": scene.registers.enter(matter.competent, "reply", replied_at),
        "replied_at": replied_at,
    }
    return scene.say(
        Draft(
            event_id=scene.event_id(),
            model=ReferralAcceptanceReplied,
            by=matter.competent,
            region_code=matter.place.village.code,
            subject=str(matter.referral_id),
            occurred_at=replied_at,
            recorded_at=scene.recorded(replied_at, shared_at),
            shared_at=shared_at,
            fields=fields,
        )
    )


def _materials(scene: Scene, matter: Matter) -> list[dict[str, Any]]:
    if matter.inspection_no:
        source = ("SOURCE_INSPECTION_RECORD", "现场检查记录")
    else:
        source = ("SOURCE_OTHER", "巡查发现线索登记表")
    wanted = (
        ("TRANSFER_LETTER", "涉嫌违法案件移送函"),
        source,
        ("PRELIM_EVIDENCE", "现场照片及询问笔录"),
    )
    return [
        {
            "kind": kind,
            "title": title,
            "pages": scene.rng.randrange(1, 12),
            "sha256": scene.sha256(),
        }
        for kind, title in wanted
    ]


def _spoil(scene: Scene, fields: dict[str, Any], flaw: Flaw) -> None:
    match flaw:
        case Flaw.NO_FACT_STATEMENT:
            fields["fact_statement_doc"] = None
        case Flaw.NO_APPROVAL:
            fields["approved_by"] = fields["approved_at"] = None
        case Flaw.APPROVED_AFTER_SENDING:
            fields["approved_at"] = fields["sent_at"] + timedelta(minutes=1)
        case Flaw.MATERIAL_MISSING:
            del fields["materials"][scene.rng.randrange(len(fields["materials"]))]
        case Flaw.WRONG_NAME:
            organs = [
                organ.agency_id
                for organ in scene.district.organs
                if organ.parent_id == fields["from_agency_id"]
            ]
            fields["from_agency_id"] = scene.rng.choice(organs)
