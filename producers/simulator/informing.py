"""Licences, changes of the legal basis, standards, and declarations that a fact will come later."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from hashlib import sha256
from typing import Any, Final

from producers.simulator.district import Agency
from producers.simulator.hours import compact
from producers.simulator.items import Item, held_by, of_department, transferred
from producers.simulator.scene import Draft, Scene
from schemas.events.law_changes import LawBasisChanged, StandardPublished
from schemas.events.licensing import LicenseChanged, LicenseDecided
from schemas.events.sharing import ExtensionDeclared
from schemas.instants import shanghai_day

_LONG_TERM: Final = date(2099, 12, 31)


@dataclass(frozen=True, slots=True)
class _Licence:
    """A kind of licence: who grants it, and from whom the items came that it bears on."""

    granted_by: str
    name: str
    category: str
    related_to: str | None = None


_LICENCES: Final = (
    _Licence("郯审批", "公共场所卫生许可证", "普通", "郯卫"),
    _Licence("郯审批", "农药经营许可证", "普通", "郯农"),
    _Licence("郯审批", "小餐饮登记证", "登记", "郯市监"),
    _Licence("郯审批", "城市建筑垃圾处置核准", "核准", "郯综执"),
    _Licence("郯审批", "大型户外广告设置许可", "普通", "郯综执"),
    _Licence("郯审批", "民办学校办学许可证", "普通"),
    _Licence("郯审批", "医疗机构执业许可证", "普通"),
    _Licence("郯水", "取水许可证", "特许", "郯水"),
    _Licence("郯自然资", "林木采伐许可证", "普通", "郯自然资"),
    _Licence("郯住建", "建筑工程施工许可证", "普通", "郯住建"),
    _Licence("郯环", "排污许可证", "普通", "郯环"),
    _Licence("郯应急", "烟花爆竹经营（零售）许可证", "普通", "郯应急"),
    _Licence("郯农", "动物防疫条件合格证", "核准", "郯农"),
    _Licence("郯交", "道路运输经营许可证", "普通", "郯交"),
    _Licence("郯文旅", "互联网上网服务经营许可证", "普通", "郯文旅"),
    _Licence("郯烟", "烟草专卖零售许可证", "特许"),
    _Licence("郯人社", "劳务派遣经营许可证", "普通"),
)
_RELATED: Final = tuple(kind for kind in _LICENCES if kind.related_to)
_ENDED: Final = ("CHANGED", "CHANGED", "RENEWED", "RENEWED", "CANCELLED", "SUSPENDED")


def related_licence(scene: Scene, formed_at: datetime, shared_at: datetime) -> Draft:
    """Say that a licence was granted or changed that bears on an item townships hold."""
    return _licence(scene, scene.rng.choice(_RELATED), formed_at, shared_at)


def licence(scene: Scene, formed_at: datetime, shared_at: datetime) -> Draft:
    """Say that a licence was granted or changed; some bear on no transferred item."""
    return _licence(scene, scene.rng.choice(_LICENCES), formed_at, shared_at)


def law_change(scene: Scene, formed_at: datetime, shared_at: datetime) -> Draft:
    """Say that the basis of transferred items changed; formed when the department learned of it."""
    item = scene.rng.choice(transferred())
    day = shanghai_day(formed_at)
    law_id = f"FG-{sha256(item.law.encode()).hexdigest()[:8].upper()}"
    fields = {
        "classification": "PUBLIC",
        "law_id": law_id,
        "law_title": item.law,
        "level": "地方性法规、规章" if item.law.startswith("山东省") else "法律、行政法规",
        "change_type": scene.rng.choice(("修改", "修改", "解释")),
        "promulgated_on": day - timedelta(days=scene.rng.randrange(2, 20)),
        "effective_on": day + timedelta(days=scene.rng.randrange(10, 60)),
        "learned_on": formed_at,
        "articles_changed": [item.article],
        "affected_item_codes": [
            other.code for other in of_department(item.owner) if _rests_on(other, item)
        ],
    }
    return _published(
        scene,
        LawBasisChanged,
        item.owner,
        fields,
        (formed_at, shared_at),
        f"{law_id}-{compact(day)}-{scene.serial('law')}",
    )


def standard(scene: Scene, formed_at: datetime, shared_at: datetime) -> Draft:
    """Say that a department adopted a discretion benchmark or a workflow for a transferred item."""
    item = scene.rng.choice(transferred())
    kind, title = scene.rng.choice((("DISCRETION", "裁量基准"), ("WORKFLOW", "工作流程")))
    standard_id = f"BZ-{item.code}-{compact(scene.day)}-{scene.serial('standard')}"
    middle = (item.fine_min + item.fine_max) // 2
    day = shanghai_day(formed_at)
    fields = {
        "classification": "PUBLIC",
        "standard_id": standard_id,
        "kind": kind,
        "item_codes": [item.code],
        "owner_agency_id": item.owner.agency_id,
        "owner_level": "县级",
        "version": f"{day.year}-{day.month}",
        "effective_from": day + timedelta(days=30),
        "tiers": _tiers(item, middle) if kind == "DISCRETION" else [],
        "doc": {
            "doc_no": scene.registers.enter(item.owner, "standard", formed_at),
            "title": f"{item.name}{title}",
            "doc_date": day,
            "sha256": scene.sha256(),
        },
    }
    return _published(
        scene, StandardPublished, item.owner, fields, (formed_at, shared_at), standard_id
    )


def extension(scene: Scene, later: Draft, declared_at: datetime, expected: datetime) -> Draft:
    """Say that a fact will be shared later, and when it is expected.

    It is said on the day of formation, with a reason; the fact itself need not ever come.
    """
    fields = {
        "extended_category": later.category,
        "reason_code": scene.rng.choice(("COLLECTING", "COLLATING", "OTHER")),
        "reason_text": scene.rng.choice(
            ("检验报告尚在整理", "附件正在收集", "现场音像资料尚在归集", "相对人补充资料未到齐")
        ),
        "expected_share_at": expected,
        "declared_at": declared_at,
        "approved_by": "分管负责人",
    }
    shared_at = scene.hours.later(declared_at, 1, 6)
    return scene.say(
        Draft(
            event_id=scene.event_id(),
            model=ExtensionDeclared,
            by=later.by,
            region_code=later.region_code,
            subject=later.subject,
            occurred_at=declared_at,
            recorded_at=scene.recorded(declared_at, shared_at),
            shared_at=shared_at,
            fields=fields,
            formed_at=later.formed_at,
            basis=later.basis,
            tampered=True,
        )
    )


def _licence(scene: Scene, kind: _Licence, formed_at: datetime, shared_at: datetime) -> Draft:
    place, party, day = scene.place(), scene.party(), shanghai_day(formed_at)
    by = scene.district.department(kind.granted_by)
    changed = scene.rng.randrange(3) == 0
    number = scene.registers.enter(by, "change" if changed else "licence", formed_at)
    related: list[Item] = []
    if kind.related_to:
        owner = scene.district.department(kind.related_to)
        held = [item for item in held_by(place.township) if item.owner == owner]
        related = scene.rng.sample(held, min(len(held), scene.rng.choice((1, 1, 2))))
    fields = {
        "classification": "PERSONAL" if party["party_category"] == "自然人" else "INTERNAL",
        "decision_doc_name": f"{'变更' if changed else '准予'}行政许可决定书",
        "decision_doc_no": number,
        "license_category": kind.category,
        "license_cert_name": kind.name,
        "license_no": f"XK-{scene.serial('licence'):05}",
        "license_content": f"{kind.name}：{place.address}",
        "decision_date": day,
        "valid_from": day,
        "valid_to": scene.rng.choice((_LONG_TERM, date(day.year + 5, day.month, 28))),
        "authority_id": by.agency_id,
        "status": scene.rng.choice(_ENDED) if changed else "VALID",
        "party": party,
        "related_item_codes": [item.code for item in related],
        "located_township_ids": [place.township.agency_id] if related else [],
    }
    return scene.say(
        Draft(
            event_id=scene.event_id(),
            model=LicenseChanged if changed else LicenseDecided,
            by=by,
            region_code=place.village.code,
            subject=number,
            occurred_at=formed_at,
            recorded_at=scene.recorded(formed_at, shared_at),
            shared_at=shared_at,
            fields=fields,
            formed_at=formed_at,
            basis="许可决定作出",
            category="G2",
        )
    )


def _published(
    scene: Scene,
    model: type[LawBasisChanged | StandardPublished],
    by: Agency,
    fields: dict[str, Any],
    times: tuple[datetime, datetime],
    subject: str,
) -> Draft:
    formed_at, shared_at = times
    law = model is LawBasisChanged
    return scene.say(
        Draft(
            event_id=scene.event_id(),
            model=model,
            by=by,
            region_code=by.region_code,
            subject=subject,
            occurred_at=formed_at,
            recorded_at=scene.recorded(formed_at, shared_at),
            shared_at=shared_at,
            fields=fields,
            formed_at=formed_at,
            basis="知悉依据调整" if law else "标准通过",
            category="G1" if law else "G5",
        )
    )


def _tiers(item: Item, middle: int) -> list[dict[str, Any]]:
    return [
        {"tier": "较轻", "min_yuan": item.fine_min, "max_yuan": middle},
        {"tier": "较重", "min_yuan": middle, "max_yuan": item.fine_max},
    ]


def _rests_on(other: Item, item: Item) -> bool:
    return other.transferred and other.law == item.law
