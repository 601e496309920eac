"""登记数据: what rules rest on beside the facts, and who has not loaded it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from streams.policy.authority.gaps import standards_lacking
from streams.policy.powers import ENTRUSTED, power_over
from streams.policy.registry import REGIONS, Registry, Side

_VILLAGE_DIGITS: Final = 12


class Need(StrEnum):
    """What a rule may rest on."""

    AGENCIES = "agencies"
    JUSTICE_BUREAU = "justice bureau"
    DISTRICT_GOV = "district government"
    LEADING_GROUP = "leading group"
    LEADING_GROUP_OFFICE = "leading group office"
    TOWNSHIP_LISTS = "township item lists"
    RETAINED_LISTS = "department lists"
    DELEGATIONS = "delegations"
    STANDARDS = "standards"
    BENCHMARKS = "discretion benchmarks"
    OFFICERS = "officers"
    POSTS = "posts"
    REVIEW_BODIES = "review bodies"
    LIAISONS = "liaisons"
    LIAISON_FILINGS = "liaison filings"
    CHANNELS = "complaint channels"
    VILLAGES = "village codes"
    SCORECARDS = "scorecards"
    CALENDAR = "calendar"


@dataclass(frozen=True, slots=True)
class Lack:
    """缺项: what is not loaded. `agencies` by credit code, none where the district lacks it."""

    need: Need
    agencies: tuple[str, ...] = ()
    what: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class NeedOf:
    """What a need is called, by which event types it is loaded, and who lacks it on a day."""

    zh: str
    events: tuple[str, ...]
    lacks: Callable[[Registry, date], tuple[Lack, ...]]


def _agencies(registry: Registry, on: date) -> tuple[Lack, ...]:
    """Nothing is shared between the sides before both are registered."""
    sides = {a.side for a in registry.agencies.values() if a.is_active(on)}
    absent = tuple(side.value for side in Side if side not in sides)
    return (Lack(Need.AGENCIES, what=absent),) if absent else ()


def _kind(need: Need, kind: str) -> Callable[[Registry, date], tuple[Lack, ...]]:
    def lacks(registry: Registry, _: date) -> tuple[Lack, ...]:
        return () if registry.of_kind(kind) else (Lack(need, what=(kind,)),)

    return lacks


def _each(
    need: Need, has: Callable[[Registry, str, date], bool], *sides: Side
) -> Callable[[Registry, date], tuple[Lack, ...]]:
    """Return who lacks something that every agency of some sides has to have."""

    def lacks(registry: Registry, on: date) -> tuple[Lack, ...]:
        lacking = tuple(
            a
            for a in _active(registry, on)
            if registry.side(a) in sides and not has(registry, a, on)
        )
        return (Lack(need, lacking),) if lacking else ()

    return lacks


def _active(registry: Registry, on: date) -> list[str]:
    bound = (a for a in registry.agencies.values() if a.side is not None and a.is_active(on))
    return sorted(a.id for a in bound)


def _held(registry: Registry, on: date) -> Mapping[str, tuple[str, ...]]:
    """Return the transferred items of every township on a day, by its credit code."""
    held: dict[str, list[str]] = {}
    for code in sorted(registry.items.by_code):
        for township in registry.holders(code, on):
            held.setdefault(township, []).append(code)
    return {township: tuple(codes) for township, codes in held.items()}


def _by_holder(
    need: Need, has: Callable[[Registry, str, str, date], bool]
) -> Callable[[Registry, date], tuple[Lack, ...]]:
    """Return the townships that lack something for items they hold, with the items."""

    def lacks(registry: Registry, on: date) -> tuple[Lack, ...]:
        found = []
        for township, codes in sorted(_held(registry, on).items()):
            missing = tuple(code for code in codes if not has(registry, township, code, on))
            if missing:
                found.append(Lack(need, (township,), missing))
        return tuple(found)

    return lacks


def _has_items(registry: Registry, agency: str, on: date) -> bool:
    return any(agency in registry.holders(code, on) for code in registry.items.by_code)


def _has_list(registry: Registry, agency: str, on: date) -> bool:
    return any(
        listed.kind == "DEPT" and listed.agency_judged == agency and listed.effective_from <= on
        for _, listed in registry.items.versions
    )


def _has_officer(registry: Registry, agency: str, _: date) -> bool:
    return any(officer.agency == agency for officer in registry.officers.by_cert.values())


def _has_liaison(registry: Registry, agency: str, on: date) -> bool:
    return registry.contacts.has_liaison(agency, on)


def _has_filing(registry: Registry, agency: str, _: date) -> bool:
    return agency in registry.contacts.filings


def _has_channel(registry: Registry, agency: str, _: date) -> bool:
    return agency in registry.contacts.channels


def _has_review_body(registry: Registry, agency: str, _: date) -> bool:
    return agency in registry.contacts.review_bodies


def _has_post(registry: Registry, township: str, code: str, on: date) -> bool:
    return bool(registry.officers.assigned(township, code, on))


def _has_delegation(registry: Registry, township: str, code: str, on: date) -> bool:
    power = power_over(registry, code, township, on)
    if power.mode != ENTRUSTED or power.department is None:
        return True
    return registry.items.entrustment(code, power.department, township, on) is not None


def _has_standards(registry: Registry, _: str, code: str, on: date) -> bool:
    return not standards_lacking(registry, code, on)


def _has_benchmark(registry: Registry, _: str, code: str, on: date) -> bool:
    return bool(registry.standards.of_item(code, "DISCRETION", on))


def _villages(registry: Registry, on: date) -> tuple[Lack, ...]:
    codes = registry.tables.codes(REGIONS, on) or frozenset()
    known = any(len(code) == _VILLAGE_DIGITS for code in codes)
    return () if known else (Lack(Need.VILLAGES),)


def _scorecards(registry: Registry, _: date) -> tuple[Lack, ...]:
    return () if registry.scorecards else (Lack(Need.SCORECARDS),)


def _calendar(registry: Registry, on: date) -> tuple[Lack, ...]:
    """The year's notice is published; the next one's is wanted once it can be there."""
    last = registry.calendar.published_through.year
    return () if last >= on.year else (Lack(Need.CALENDAR, what=(str(last + 1),)),)


def _needs() -> Iterator[tuple[Need, NeedOf]]:
    both = tuple(Side)
    township, department = (Side.TOWNSHIP,), (Side.DEPARTMENT,)
    registered = ("agency.registered",)
    yield Need.AGENCIES, NeedOf("机关登记", registered, _agencies)
    for need, zh, kind in (
        (Need.JUSTICE_BUREAU, "司法局登记", "JUSTICE_BUREAU"),
        (Need.DISTRICT_GOV, "区政府登记", "DISTRICT_GOV"),
        (Need.LEADING_GROUP, "领导小组登记", "LEADING_GROUP"),
        (Need.LEADING_GROUP_OFFICE, "领导小组办公室登记", "LEADING_GROUP_OFFICE"),
    ):
        yield need, NeedOf(zh, registered, _kind(need, kind))
    for need, zh, event, has, sides in (
        (
            Need.TOWNSHIP_LISTS,
            "乡镇事项清单",
            "authority.item_list_published",
            _has_items,
            township,
        ),
        (
            Need.RETAINED_LISTS,
            "部门权责清单",
            "authority.item_list_published",
            _has_list,
            department,
        ),
        (Need.OFFICERS, "执法人员", "officer.registered", _has_officer, both),
        (
            Need.REVIEW_BODIES,
            "法制审核机构",
            "agency.review_body_registered",
            _has_review_body,
            both,
        ),
        (Need.LIAISONS, "联络员", "agency.liaison_registered", _has_liaison, both),
        (Need.LIAISON_FILINGS, "联络员报备", "agency.liaison_filed", _has_filing, both),
        (Need.CHANNELS, "投诉渠道", "agency.channel_published", _has_channel, both),
    ):
        yield need, NeedOf(zh, (event,), _each(need, has, *sides))
    for item_need, zh, event, has_for in (
        (Need.DELEGATIONS, "行政执法委托书", "authority.delegation_signed", _has_delegation),
        (Need.STANDARDS, "依据、程序、标准、基准", "standard.published", _has_standards),
        (Need.BENCHMARKS, "裁量基准", "standard.published", _has_benchmark),
        (Need.POSTS, "岗位分工", "post.assigned", _has_post),
    ):
        yield item_need, NeedOf(zh, (event,), _by_holder(item_need, has_for))
    yield Need.VILLAGES, NeedOf("村居代码", ("code_table.published",), _villages)
    yield Need.SCORECARDS, NeedOf("记分卡", ("scorecard.computed",), _scorecards)
    yield Need.CALENDAR, NeedOf("工作日日历", ("calendar.published",), _calendar)


NEEDS: Final = MappingProxyType(dict(_needs()))
"""Every need: its name, the events that load it, who lacks it."""
