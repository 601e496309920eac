"""How conclusions about acts name item, act and lists, in Chinese and English."""

from __future__ import annotations

from types import MappingProxyType
from typing import Final

from streams.policy.powers import Listed, Power
from streams.policy.registry import Registry, Side

MODES: Final = MappingProxyType(
    {
        "EMPOWERED": ("赋权下放", "empowered"),
        "ENTRUSTED": ("委托下放", "entrusted"),
        "COOPERATE": ("配合", "for cooperation"),
        "RETAINED": ("未下放", "retained"),
    }
)
"""item.mode in words."""


def item_zh(power: Power) -> str:
    """Return an item as Chinese text names it: name and code."""
    name = power.listing.item.item_name if power.listing else None
    return f"“{name}”（{power.item_code}）" if name else power.item_code


def list_zh(registry: Registry, agency: str) -> str:
    """Return what the list of an agency is called: a township's, or a department's merged one."""
    return "事项清单" if registry.side(agency) is Side.TOWNSHIP else "权责清单"


def why_not_held(power: Power, registry: Registry) -> tuple[str, str]:
    """Return why a township does not hold an item, in Chinese and English."""
    on = power.on
    match power.listed:
        case Listed.UNKNOWN:
            return "任何清单均未列此事项", "no list names the item"
        case Listed.NOT_IN_FORCE:
            starts = power.transfers_on
            if starts:
                return (
                    f"该事项自 {starts} 起下放，{on} 尚未生效",
                    f"it is transferred from {starts} on, and was not in force on {on}",
                )
            return f"{on} 清单中此事项不在有效期内", f"no list has it in force on {on}"
        case Listed.OUT_OF_SCOPE:
            holders = registry.names(power.holders)
            return (
                f"该事项下放给{holders}，不含本乡镇",
                f"it was transferred to {holders}, not to this township",
            )
        case _:
            zh, en = MODES[power.mode or ""]
            owner = registry.name(power.department or "")
            return (
                f"该事项为{zh}事项，由{owner}实施",
                f"it is {en}, and {owner} implements it",
            )
