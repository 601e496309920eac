"""行政处罚: decisions in the name that the item's mode demands, and their execution."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any, Final

from producers.simulator.items import delegations
from producers.simulator.people import officers
from producers.simulator.scene import Draft, Matter, Scene
from schemas.events.penalty_decisions import PenaltyDecided, PenaltyExecuted
from schemas.instants import shanghai_day

LIST_VERSION: Final = "2024-1"
"""Version of the item lists that are in force on every simulated day."""

_SIMPLE_LIMIT: Final = {"法人及非法人组织": 3_000}
"""行政处罚法 2021 第51条: greatest fine by simple procedure, in yuan."""
_SIMPLE_LIMIT_PERSON: Final = 200
_REMEDY: Final = (
    "如不服本决定，可以自收到决定书之日起六十日内申请行政复议，或者六个月内提起行政诉讼。"
)


def simple_penalty(scene: Scene, matter: Matter, formed_at: datetime, shared_at: datetime) -> Draft:
    """Say that the competent agency decided on the spot (简易程序)."""
    limit = _SIMPLE_LIMIT.get(matter.party["party_category"], _SIMPLE_LIMIT_PERSON)
    item = matter.item
    if item.fine_min <= limit:
        outcome = _fined(_amount(scene, item.fine_min, min(item.fine_max, limit)))
    else:
        outcome = {"penalty_kinds": ["警告"], "penalty_content": "警告"}
    fields = outcome | {
        "procedure": "简易",
        "case_source": "移送" if matter.referral_id else "检查发现",
        "case_filed_date": shanghai_day(formed_at),
        "act_at": scene.hours.later(formed_at, -12, -3),
    }
    return _decision(scene, matter, formed_at, shared_at, fields)


def ordinary_penalty(
    scene: Scene, matter: Matter, formed_at: datetime, shared_at: datetime
) -> Draft:
    """Say that a case filed weeks ago was decided (普通程序)."""
    item = matter.item
    outcome = _fined(_amount(scene, item.fine_min, min(item.fine_max, 12 * item.fine_min)))
    if scene.rng.randrange(5) == 0:
        gained = Decimal(scene.rng.randrange(8_000, 900_000)) / 100
        outcome["penalty_kinds"].append("没收违法所得")
        outcome["confiscated_amount_yuan"] = gained
        outcome["penalty_content"] += f"，没收违法所得{gained}元"
    filed = shanghai_day(formed_at) - timedelta(days=scene.rng.randrange(12, 55))
    fields = outcome | {
        "procedure": "普通",
        "case_source": scene.rng.choice(("检查发现", "投诉举报", "网格员上报")),
        "case_filed_date": filed,
        "act_at": formed_at - (shanghai_day(formed_at) - filed) - timedelta(hours=1),
    }
    return _decision(scene, matter, formed_at, shared_at, fields)


def execution(scene: Scene, decided: Draft, formed_at: datetime, shared_at: datetime) -> Draft:
    """Say that a penalty was carried out: its own fact with its own day."""
    due = [decided.fields.get(n) for n in ("fine_amount_yuan", "confiscated_amount_yuan")]
    owed = sum((amount for amount in due if amount), Decimal())
    case_id = decided.fields["case_id"]
    fields = {
        "classification": decided.fields["classification"],
        "case_id": case_id,
        "execution_mode": scene.rng.choice(("当场缴纳", "银行代收", "电子支付"))
        if owed
        else "当场履行",
        "paid_amount_yuan": owed or None,
        "paid_at": formed_at if owed else None,
        "executed_at": formed_at,
        "closed_date": shanghai_day(formed_at),
    }
    return scene.say(
        Draft(
            event_id=scene.event_id(),
            model=PenaltyExecuted,
            by=decided.by,
            region_code=decided.region_code,
            subject=f"{case_id}-ZX",
            occurred_at=formed_at,
            recorded_at=scene.recorded(formed_at, shared_at),
            shared_at=shared_at,
            fields=fields,
            formed_at=formed_at,
            basis="缴款或者执行完毕",
            category=decided.category,
        )
    )


def _decision(
    scene: Scene,
    matter: Matter,
    formed_at: datetime,
    shared_at: datetime,
    outcome: dict[str, Any],
) -> Draft:
    by, item = matter.competent, matter.item
    law = {"law_title": f"《{item.law}》", "article": item.article}
    fields = {
        "classification": matter.privacy,
        **matter.references("violation_id", "referral_id", "case_id"),
        "decision_doc_no": scene.registers.enter(by, "penalty", formed_at),
        "item_code": item.code,
        "item_list_version": LIST_VERSION,
        **_authority(matter),
        "party": matter.party,
        "township_id": matter.place.township.agency_id,
        "violation_facts": f"当事人在{matter.place.address}实施违法行为：{_act(item.name)}。",
        "violated_basis": [law],
        "penalty_basis": [law],
        "suspected_crime": False,
        "is_major": False,
        "officers": officers(scene.rng, by),
        "decision_date": shanghai_day(formed_at),
        "remedy_text": _REMEDY,
        **outcome,
    }
    return scene.say(
        Draft(
            event_id=scene.event_id(),
            model=PenaltyDecided,
            by=by,
            region_code=matter.place.village.code,
            subject=str(matter.case_id),
            occurred_at=formed_at,
            recorded_at=scene.recorded(formed_at, shared_at),
            shared_at=shared_at,
            fields=fields,
            formed_at=formed_at,
            basis="处罚决定书签发",
            category="G3" if by.is_township else "G6",
        )
    )


def _authority(matter: Matter) -> dict[str, str]:
    """Return in whose name, by whom and on whose account, as the item's mode demands."""
    acting, owner = matter.competent, matter.item.owner
    delegation = delegations().get((owner, acting))
    if matter.item.mode == "ENTRUSTED" and delegation and acting.is_township:
        return {
            "delegation_id": delegation,
            "decision_authority_id": owner.agency_id,
            "implementing_agency_id": acting.agency_id,
            "responsible_agency_id": owner.agency_id,
        }
    return dict.fromkeys(
        ("decision_authority_id", "implementing_agency_id", "responsible_agency_id"),
        acting.agency_id,
    )


def _fined(amount: Decimal) -> dict[str, Any]:
    return {
        "penalty_kinds": ["罚款"],
        "fine_amount_yuan": amount,
        "penalty_content": f"罚款{amount}元",
    }


def _amount(scene: Scene, least: int, most: int) -> Decimal:
    """Return an amount in yuan, to the cent; most are round."""
    if scene.rng.randrange(4) == 0:
        return Decimal(scene.rng.randrange(100 * least, 100 * most + 1)) / 100
    return Decimal(scene.rng.randrange(least, most + 1) // 10 * 10)


def _act(item_name: str) -> str:
    return item_name.removeprefix("对").removesuffix("的处罚")
