"""What a field of a worked case is where it is not named: what the policy would have it be (§1).

Act authorities as the item's mode demands, credentials in order, a complete referral.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final

from schemas.instants import shanghai_day
from streams.casebook import lists

if TYPE_CHECKING:
    from streams.casebook.world import World

Fields = dict[str, Any]

_SHARED: Final = MappingProxyType(
    {
        "law.basis_changed": "G1",
        "license.decided": "G2",
        "license.changed": "G2",
        "supervision.info_shared": "G2",
        "penalty.changed": "G3",
        "statistics.provided": "G4",
        "standard.published": "G5",
        "inspection.recorded": "G6",
        "briefing.issued": "G6",
        "complaint.accepted": "G7",
        "complaint.closed": "G7",
        "info.shared": "G8",
    }
)
_STATED: Final = MappingProxyType[str, Mapping[str, Any]](
    {
        "case.clock_suspended": {"legal_basis": "行政处罚法第64条"},
        "criminal.transfer_rejected": {"reasons": "情节显著轻微"},
        "disclosure.withdrawn": {"reason": "决定已变更"},
        "inspection.drawn": {"seed": "1", "algorithm": "sha256-order", "pool_hash": "ab"},
        "referral.oral_made": {
            "urgency": "SPECIALLY_URGENT",
            "reason": "情况特别紧急",
            "record_doc": {"title": "口头移交记录"},
        },
        "referral.withdrawn": {"reason": "材料有误"},
        "sharing.extension_declared": {"reason_code": "COLLATING", "reason_text": "附件整理"},
        "verdict.contested": {"reason": "情况不实"},
        "verdict.reviewed": {"ground": "已核实"},
        "violation.dismissed": {"reason": "复核不成立"},
    }
)
"""What an event must state, although the model takes it without, so that its lack is judged."""
_CHANNELS: Final = ("authority", "filing_basis", "procedure", "result", "remedy")


def filled(type_: str, agency: str, at: datetime, fields: Fields, world: World) -> None:
    """Fill in what a case leaves out of an event of a type by an agency (its short code)."""
    _share_category(type_, agency, fields, world)
    fill = _BY_TYPE.get(type_)
    if fill is not None:
        fill(agency, at, fields, world)
    for name, value in _STATED.get(type_, {}).items():
        fields.setdefault(name, value)


def share_category(type_: str, agency: str, fields: Mapping[str, Any], world: World) -> str | None:
    """Return the category of an event of a type by an agency, None where it is not shareable."""
    of_township = world.agency(agency)["kind"] in lists.TOWNSHIPS
    if "share_category" in fields:
        return str(fields["share_category"])
    if type_ in {"penalty.decided", "penalty.executed", "penalty.changed"}:
        return "G3" if of_township else "G6"
    if type_ == "inspection.recorded" and of_township:
        return "NONE"
    return _SHARED.get(type_)


def _share_category(type_: str, agency: str, fields: Fields, world: World) -> None:
    if category := share_category(type_, agency, fields, world):
        fields["share_category"] = category


def _item(world: World, code: str) -> Mapping[str, Any]:
    return next((i for i in world.data["item_list"]["items"] if i["item_code"] == code), {})


def _authorities(agency: str, _: datetime, fields: Fields, world: World) -> None:
    """Who decides, implements and answers, as the mode of the item demands."""
    publisher = world.codes[agency]
    item = _item(world, fields.get("item_code", ""))
    of_township = world.agency(agency)["kind"] in lists.TOWNSHIPS
    department = world.codes.get(item.get("transferred_from") or item.get("owner_dept") or "")
    if of_township and item.get("mode") == "ENTRUSTED" and department:
        fields.setdefault("decision_authority_id", department)
        fields.setdefault("responsible_agency_id", department)
    fields.setdefault("decision_authority_id", publisher)
    fields.setdefault("implementing_agency_id", publisher)
    fields.setdefault("responsible_agency_id", publisher)
    if of_township:
        fields.setdefault("township_id", publisher)
    fields.setdefault("township_id", lists.township_for(fields.get("item_code", ""), world))
    fields.setdefault("officers", _officers(agency, fields.get("item_code", ""), world))


def _officers(agency: str, item_code: str, world: World) -> list[Fields]:
    """Return two officers of the agency, assigned to the item where there are such."""
    own = [o for o in world.data.get("officers", ()) if o["agency"] == agency]
    assigned = [o for o in own if item_code in o.get("assigned_items", ())]
    chosen = (assigned + [o for o in own if o not in assigned])[:2]
    certs = [o["officer_cert_no"] for o in chosen] or [f"ZF-{agency}-01", f"ZF-{agency}-02"]
    return [{"officer_cert_no": cert} for cert in certs]


def _penalty(agency: str, at: datetime, fields: Fields, world: World) -> None:
    decided = fields.get("decision_date") or shanghai_day(fields.get("act_at", at))
    fields.setdefault("item_code", lists.own_item(agency, decided, world))
    _authorities(agency, at, fields, world)
    fields.setdefault("fine_amount_yuan", None)
    fields.setdefault("confiscated_amount_yuan", None)
    amounts = (("罚款", "fine_amount_yuan"), ("没收违法所得", "confiscated_amount_yuan"))
    kinds = [kind for kind, amount in amounts if fields[amount] is not None]
    fields.setdefault("penalty_kinds", kinds or ["其他"])
    for said in ("suspected_crime", "is_major"):
        fields.setdefault(said, False)
    fields.setdefault("procedure", "普通")
    fields.setdefault("decision_date", decided)


def _coercion(agency: str, at: datetime, fields: Fields, world: World) -> None:
    on = shanghai_day(fields.get("start_at", at))
    fields.setdefault("item_code", lists.own_item(agency, on, world))
    _related_item(agency, on, fields, world)
    _authorities(agency, at, fields, world)


def _related_item(agency: str, on: date, fields: Fields, world: World) -> None:
    """A township inspects and coerces for a penalty item that it holds."""
    if world.agency(agency)["kind"] in lists.TOWNSHIPS:
        held = agency in _item(world, fields["item_code"]).get("township_scope", ())
        related = fields["item_code"] if held else lists.own_item(agency, on, world)
        fields.setdefault("related_penalty_item_code", related)


def _inspection(agency: str, at: datetime, fields: Fields, world: World) -> None:
    on = shanghai_day(fields.get("inspected_at", at))
    fields.setdefault("item_code", lists.own_item(agency, on, world, shared=True))
    fields.setdefault("officers", _officers(agency, fields["item_code"], world))
    if world.agency(agency)["kind"] in lists.TOWNSHIPS:
        fields.setdefault("township_id", world.codes[agency])
    _related_item(agency, on, fields, world)


def _filing(agency: str, at: datetime, fields: Fields, world: World) -> None:
    on = shanghai_day(fields.get("filed_at", at))
    fields.setdefault("item_code", lists.own_item(agency, on, world))


def _licence(_: str, __: datetime, fields: Fields, ___: World) -> None:
    fields.setdefault("related_item_codes", ["A-017"])
    fields.setdefault("located_township_ids", [])


def _supervision(agency: str, at: datetime, fields: Fields, world: World) -> None:
    """About an item that townships hold, where one of them lies."""
    item = lists.own_item(agency, shanghai_day(at), world, shared=True)
    held = item if _item(world, item).get("mode") in lists.HELD else "A-017"
    fields.setdefault("related_item_codes", [held])
    fields.setdefault("located_township_ids", [lists.township_for(held, world)])


def _extension(agency: str, at: datetime, fields: Fields, world: World) -> None:
    """Formed when it is declared, and to be shared the day after."""
    fields.setdefault("formed_at", at)
    fields.setdefault("expected_share_at", fields["formed_at"] + timedelta(days=1))
    construction = agency == "D-HC" or world.agency(agency)["kind"] in lists.TOWNSHIPS
    fields.setdefault("extended_category", "G2" if construction else "G6")


def _referral(agency: str, at: datetime, fields: Fields, world: World) -> None:
    fields.setdefault("from_agency_id", world.codes[agency])
    fields.setdefault("item_code", _item_of(fields["to_agency_id"], world))
    fields.setdefault("approved_by", "leader")
    fields.setdefault("approved_at", fields.get("sent_at", at))
    fields.setdefault("fact_statement_doc", {"title": "违法事实材料"})
    kinds = ("TRANSFER_LETTER", "SOURCE_INSPECTION_RECORD", "PRELIM_EVIDENCE")
    fields.setdefault("materials", [{"kind": k, "title": k} for k in kinds])
    for said in ("facts_clear", "evidence_complete", "procedure_lawful", "formalities_complete"):
        fields.setdefault(f"attest_{said}", True)


def _item_of(agency: str, world: World) -> str:
    """Return an item for which an agency is competent, by its credit code."""
    short = world.short.get(agency, "")
    for item in world.data["item_list"]["items"]:
        held = item["mode"] in lists.HELD
        if short in item["township_scope"] if held else short == item["owner_dept"]:
            return str(item["item_code"])
    return "A-017"


def _oral(agency: str, _: datetime, fields: Fields, world: World) -> None:
    fields.setdefault("from_agency_id", world.codes[agency])


def _conference(_: str, __: datetime, fields: Fields, ___: World) -> None:
    fields.setdefault("minutes_doc", {"title": "会商纪要"})


def _letter(_: str, at: datetime, fields: Fields, __: World) -> None:
    fields.setdefault("letter_doc_no", f"青协〔{shanghai_day(at).year}〕3号")


def _opinion(_: str, at: datetime, fields: Fields, __: World) -> None:
    fields.setdefault("opinion_doc_no", f"意〔{shanghai_day(at).year}〕1号")


def _longer(_: str, at: datetime, fields: Fields, __: World) -> None:
    """A complex case, told in writing with its reason; the new day is what a case tests."""
    fields.setdefault("reason_code", "COMPLEX_CASE")
    fields.setdefault("reason", "案情复杂")
    fields.setdefault("notice_doc_no", f"延〔{shanghai_day(at).year}〕1号")


def _disclosure(_: str, __: datetime, fields: Fields, ___: World) -> None:
    fields.setdefault("elements", list(_CHANNELS))
    fields.setdefault("phase", "POST")


def _applied(_: str, at: datetime, fields: Fields, world: World) -> None:
    """To the leading group's office; a historic matter to the group itself (ZY-03, YS-18)."""
    fields.setdefault("applied_at", at)
    kind = "LEADING_GROUP" if fields.get("kind") == "HISTORIC" else "LEADING_GROUP_OFFICE"
    body = next((a["uscc"] for a in world.data["agencies"] if a["kind"] == kind), None)
    if body is not None:
        fields.setdefault("to_agency_id", body)


def _reply(_: str, at: datetime, fields: Fields, __: World) -> None:
    fields.setdefault("reply_doc_no", f"青受〔{shanghai_day(at).year}〕1号")


def _dispute(agency: str, _: datetime, fields: Fields, world: World) -> None:
    fields.setdefault("parties", [world.codes[agency], counterpart(agency, world)])


def _agreement(_: str, __: datetime, fields: Fields, ___: World) -> None:
    if fields.get("agreed"):
        fields.setdefault("minutes_doc", {"title": "会议纪要"})


def counterpart(agency: str, world: World) -> str:
    """Return the credit code of an agency of the other side than an agency (its short code)."""
    of_township = world.agency(agency)["kind"] in lists.TOWNSHIPS
    wanted = {"DISTRICT_DEPT"} if of_township else lists.TOWNSHIPS
    return str(next(a["uscc"] for a in world.data["agencies"] if a["kind"] in wanted))


def _violation(agency: str, _: datetime, fields: Fields, world: World) -> None:
    """Whoever discovers it says who is competent as the item list does."""
    if "jurisdiction" in fields:
        return
    competent = fields.get("competent_agency_id") or _competent(agency, fields, world)
    own = competent in {None, world.codes[agency]}
    fields["jurisdiction"] = "OWN" if own else "OTHER"
    if not own:
        fields["competent_agency_id"] = competent


def _competent(agency: str, fields: Fields, world: World) -> str | None:
    """Return who is competent for the item of a violation; None where no item is named."""
    item = _item(world, fields.get("item_code", ""))
    if not item:
        return None
    if item["mode"] not in lists.HELD:
        return world.codes[item["owner_dept"]]
    held = agency in item["township_scope"]
    return world.codes[agency] if held else lists.township_for(item["item_code"], world)


def _plan(_: str, at: datetime, fields: Fields, __: World) -> None:
    fields.setdefault("year", shanghai_day(at).year)


def _registered(_: str, __: datetime, fields: Fields, world: World) -> None:
    code = fields.get("registered_agency_id")
    known = next((a for a in world.data["agencies"] if a["uscc"] == code), None)
    if known is not None:
        for name, value in world.registration(known).items():
            fields.setdefault(name, value)


def _training(agency: str, _: datetime, fields: Fields, world: World) -> None:
    """Held by the publisher, attended by officers of a township."""
    fields.setdefault("organiser_id", world.codes[agency])
    kinds = {a["agency"]: a["kind"] for a in world.data["agencies"]}
    officers = world.data.get("officers", ())
    certs = [o["officer_cert_no"] for o in officers if kinds.get(o["agency"]) in lists.TOWNSHIPS]
    fields.setdefault("attendees", certs[:2] or ["ZF-T01-01"])


def _assessment(_: str, at: datetime, fields: Fields, __: World) -> None:
    fields.setdefault("year", shanghai_day(at).year - 1)
    fields.setdefault("items", ["COORDINATION", "TRAINING"])


_BY_TYPE: Final = MappingProxyType[str, Callable[[str, datetime, Fields, "World"], None]](
    {
        "agency.registered": _registered,
        "penalty.decided": _penalty,
        "coercion.applied": _coercion,
        "inspection.recorded": _inspection,
        "case.filed": _filing,
        "authority.item_list_published": lists.item_list,
        "authority.item_changed": lists.item_changed,
        "authority.delegation_signed": lists.delegation,
        "law.basis_changed": lists.basis_changed,
        "standard.published": lists.standard,
        "supervision.recorded": lists.supervised,
        "guidance.given": lists.guided,
        "post.assigned": lists.posted,
        "license.decided": _licence,
        "license.changed": _licence,
        "supervision.info_shared": _supervision,
        "sharing.extension_declared": _extension,
        "referral.sent": _referral,
        "referral.oral_made": _oral,
        "referral.acceptance_replied": _reply,
        "violation.discovered": _violation,
        "dispute.raised": _dispute,
        "dispute.consultation_concluded": _agreement,
        "joint.conference_held": _conference,
        "assistance.requested": _letter,
        "assistance.opinion_issued": _opinion,
        "assistance.extension_notified": _longer,
        "disclosure.published": _disclosure,
        "dispute.coordination_applied": _applied,
        "inspection.plan_published": _plan,
        "training.held": _training,
        "training.plan_published": _plan,
        "assessment.completed": _assessment,
    }
)
