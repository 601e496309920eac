"""Posts (ZR-01): every item has its officer, and only assigned officers act on it.

An agency that has assigned no post yet is not judged: its register is not loaded (§12). Of an
officer with posts elsewhere it is known all the same that none of them is for the item.
"""

from __future__ import annotations

from schemas.instants import shanghai_day
from streams.policy.case import Case
from streams.policy.ledger import Entries
from streams.policy.mechanisms.authority.acts import Act, acts
from streams.policy.powers import COOPERATE, RETAINED
from streams.policy.rulebook import rule
from streams.policy.verdicts import Verdict

ZR_01 = rule("ZR-01")


def judge_acts(case: Case, entries: Entries) -> None:
    """Name every officer who acted on an item without being assigned to it that day."""
    for act in acts(case):
        items = [code for code in (act.event.item_code, act.related_item) if code]
        known = any(case.registry.items.is_known(code) for code in items)
        if known:
            _acting(case, act, items, entries)


def _acting(case: Case, act: Act, items: list[str], entries: Entries) -> None:
    officers = case.registry.officers
    loaded = act.body in case.registry.posting
    for cert in dict.fromkeys(act.officers):
        if not loaded and cert not in officers.posts:
            continue
        if any(officers.is_assigned(cert, code, act.on) for code in items):
            continue
        entries.conclude(
            ZR_01,
            act.fact,
            f"assigned {cert}",
            "VIOLATION",
            agency=act.agency,
            zh=f"执法人员 {cert} 于 {act.on} 参与执法，但未确定其负责事项 {'、'.join(items)}",
            en=f"officer {cert} acted on {act.on} without being assigned to {', '.join(items)}",
            code="OFFICER_NOT_ASSIGNED",
            officer_cert_no=cert,
            item_code=act.event.item_code,
        )


def judge_register(case: Case, entries: Entries) -> None:
    """Name the items that an agency holds and to which no officer of its is assigned today."""
    registry, today = case.registry, shanghai_day(case.now)
    agency = registry.agencies.get(case.key)
    if agency is None or case.key not in registry.posting:
        return
    held = tuple(code for code in sorted(registry.items.by_code) if _holds(case, code))
    assigned = {
        post.item_code
        for cert, posts in registry.officers.posts.items()
        for post in posts
        if registry.officers.is_assigned(cert, post.item_code, today)
        and registry.principal(post.agency_judged) == case.key
    }
    without = tuple(code for code in held if code not in assigned)
    if without:
        entries.verdicts.append(
            Verdict(
                ZR_01,
                "every item has an officer",
                case.key,
                "VIOLATION",
                case.key,
                (),
                f"{agency.name}承担的 {len(held)} 个事项中，{len(without)} 个没有责任执法人员："
                f"{'、'.join(without)}",
                f"of {len(held)} items, {len(without)} have no officer: {', '.join(without)}",
                code="ITEM_WITHOUT_OFFICER",
                severity=ZR_01.severity,
                threshold=ZR_01.threshold,
                details=(("items", without), ("count", len(without)), ("of", len(held))),
            )
        )


def _holds(case: Case, code: str) -> bool:
    """Whether the agency implements an item today: as a township, or with what was not given."""
    today = shanghai_day(case.now)
    return case.key in case.registry.holders(code, today) or any(
        item.owner_dept_id == case.key and item.mode in {COOPERATE, RETAINED}
        for item in case.registry.entries(code, today)
    )
