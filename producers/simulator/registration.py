"""The first half hour of the day: who takes part, which items there are, what is delegated."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any, Final

from producers.simulator.district import Agency
from producers.simulator.items import (
    DELEGATED_FROM,
    Item,
    delegations,
    entrusted,
    kept,
    transferred,
)
from producers.simulator.penalising import LIST_VERSION
from producers.simulator.scene import Draft, Scene
from schemas.envelope import Event
from schemas.events.agencies import AgencyRegistered
from schemas.events.authority import DelegationSigned, ItemListPublished
from schemas.instants import SHANGHAI

_ACTIVE_FROM: Final = date(2024, 1, 1)
_PUBLISHED_AT: Final = datetime(2024, 1, 5, 10, 0, tzinfo=SHANGHAI)
_SIGNED_ON: Final = date(2023, 12, 20)
_VALID_TO: Final = date(2030, 12, 31)
_DOCUMENTS: Final = {
    "GENERAL": "郯办字〔2020〕24号",
    "NATURAL_RESOURCES": "郯政办函〔2021〕7号",
    "ENTRUSTED": "郯政办字〔2023〕31号",
}
_SITE: Final = "https://tancheng.example/zfgs"


def register(scene: Scene) -> None:
    """Say everything the registry needs, between 00:00 and 00:30 of the day.

    The justice bureau registers itself and all others before any of them says anything.
    """
    agencies = scene.district.agencies
    for agency, at in zip(agencies, _spread(scene, 0, 9, len(agencies)), strict=True):
        _agency(scene, agency, at)
    owners = [d for d in scene.district.departments if any(i.owner == d for i in kept())]
    _list(scene, scene.district.government, transferred(), scene.hours.at((0, 10)))
    for owner, at in zip(owners, _spread(scene, 11, 18, len(owners)), strict=True):
        _list(scene, owner, tuple(i for i in kept() if i.owner == owner), at)
    pairs = delegations()
    for (pair, delegation_id), at in zip(
        pairs.items(), _spread(scene, 19, 29, len(pairs)), strict=True
    ):
        _delegation(scene, pair, delegation_id, at)


def _spread(scene: Scene, first: int, last: int, count: int) -> list[datetime]:
    """Return `count` rising instants between two minutes of the first hour."""
    begin = scene.hours.at((0, first))
    step = timedelta(minutes=last - first) / count
    step -= timedelta(microseconds=step.microseconds % 1000)
    return [begin + number * step for number in range(count)]


def _agency(scene: Scene, agency: Agency, shared_at: datetime) -> None:
    _said(
        scene,
        (AgencyRegistered, scene.district.justice_bureau, f"DJ-{agency.agency_id}"),
        shared_at,
        {
            "registered_agency_id": agency.agency_id,
            "agency_name": agency.name,
            "kind": agency.kind,
            "agency_region_code": agency.region_code,
            "parent_agency_id": agency.parent_id,
            "active_from": _ACTIVE_FROM,
        },
    )


def _list(scene: Scene, by: Agency, listed: tuple[Item, ...], shared_at: datetime) -> None:
    township = by == scene.district.government
    list_id = f"QD-{'XZ' if township else by.agency_id}"
    _said(
        scene,
        (ItemListPublished, by, list_id),
        shared_at,
        {
            "list_id": list_id,
            "version": LIST_VERSION,
            "kind": "TOWNSHIP" if township else "DEPT",
            "baseline": True,
            "item_count": len(listed),
            "effective_from": min(item.effective_from for item in listed),
            "published_url": f"{_SITE}/{list_id}",
            "published_at": _PUBLISHED_AT,
            "items": [_listed(item) for item in listed],
        },
    )


def _listed(item: Item) -> dict[str, Any]:
    owner = item.owner.agency_id
    document = _DOCUMENTS.get(item.mode) or _DOCUMENTS.get(item.domain, _DOCUMENTS["GENERAL"])
    return {
        "item_code": item.code,
        "item_name": item.name,
        "item_type": "处罚",
        "mode": item.mode,
        "domain": item.domain,
        "transferred_from_dept_id": owner if item.transferred else None,
        "owner_dept_id": owner,
        "township_scope": [township.agency_id for township in item.scope],
        "effective_from": item.effective_from,
        "source_doc_no": document if item.transferred else None,
        "basis": [{"law_title": f"《{item.law}》", "article": item.article}],
        "responsibility_code": f"{item.code}-Z",
        "responsible_post": "综合执法岗" if item.transferred else "执法监督岗",
    }


def _delegation(
    scene: Scene, pair: tuple[Agency, Agency], delegation_id: str, shared_at: datetime
) -> None:
    principal, township = pair
    codes = [item.code for item in entrusted(principal, township)]
    _said(
        scene,
        (DelegationSigned, principal, delegation_id),
        shared_at,
        {
            "delegation_id": delegation_id,
            "doc": {
                "doc_no": f"{principal.abbreviation}委〔{_SIGNED_ON.year}〕{delegation_id[-3:]}号",
                "title": "行政执法委托书",
                "doc_date": _SIGNED_ON,
                "sha256": scene.sha256(),
            },
            "principal_id": principal.agency_id,
            "entrusted_agency_id": township.agency_id,
            "item_codes": codes,
            "matters": f"委托{len(codes)}项行政处罚事项及相关行政检查",
            "powers": "立案、调查取证、作出处罚决定并执行；不含行政强制",
            "responsibilities": "委托机关监督并承担法律责任；受委托机关不得再委托",
            "valid_from": DELEGATED_FROM,
            "valid_to": _VALID_TO,
            "principal_published_url": f"{_SITE}/{delegation_id}/principal",
            "entrusted_published_url": f"{_SITE}/{delegation_id}/township",
        },
    )


def _said(
    scene: Scene,
    what: tuple[type[Event], Agency, str],
    shared_at: datetime,
    fields: dict[str, Any],
) -> None:
    model, by, subject = what
    occurred_at = shared_at - timedelta(seconds=20)
    scene.say(
        Draft(
            event_id=scene.event_id(),
            model=model,
            by=by,
            region_code=scene.district.government.region_code,
            subject=subject,
            occurred_at=occurred_at,
            recorded_at=occurred_at + timedelta(seconds=10),
            shared_at=shared_at,
            fields={"classification": "PUBLIC", **fields},
            tampered=True,
        )
    )
