"""义务的状态: what can happen to an obligation (§5.2), as a table.

`streams.policy.life` keeps to it, and the page `docs/obligations.md` is drawn from it.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from streams.policy.obligations import Status


class Kind(StrEnum):
    """What can happen to an obligation."""

    OPENED = "opened"
    PAUSED = "paused"
    RESUMED = "resumed"
    EXTENDED = "extended"
    DUE_SOON = "due_soon"
    OVERDUE = "overdue"
    SUPERSEDED = "superseded"
    SATISFIED = "satisfied"
    SATISFIED_LATE = "satisfied_late"
    REASSIGNED = "reassigned"
    TAKEN_OVER = "taken_over"
    CONTESTED = "contested"
    REVIEWED = "reviewed"
    WAIVED = "waived"


@dataclass(frozen=True, slots=True)
class Step:
    """One kind of transition: from which statuses, and to which; None as `target` leaves it.

    None among the sources is the time before the obligation.
    """

    kind: Kind
    sources: frozenset[Status | None]
    target: Status | None
    zh: str
    en: str
    when_zh: str
    when_en: str

    def leads(self, status: Status | None) -> Status:
        """Return the status after it.

        Raises:
            ValueError: it cannot follow on this status.
        """
        after = self.target or status
        if status not in self.sources or after is None:
            raise ValueError(f"{self.kind} cannot follow on {status}")
        return after


_LIVE: Final = frozenset[Status | None]({Status.OPEN, Status.PAUSED, Status.OVERDUE})
_ANY: Final = frozenset[Status | None](Status)


def _step(
    kind: Kind,
    sources: frozenset[Status | None],
    target: Status | None,
    name: tuple[str, str],
    when: tuple[str, str],
) -> Step:
    return Step(kind, sources, target, *name, *when)


def _only(*statuses: Status | None) -> frozenset[Status | None]:
    return frozenset(statuses)


STEPS: Final = MappingProxyType(
    {
        step.kind: step
        for step in (
            _step(
                Kind.OPENED,
                _only(None),
                Status.OPEN,
                ("产生", "opened"),
                ("触发事件发生", "the trigger happened"),
            ),
            _step(
                Kind.PAUSED,
                _only(Status.OPEN, Status.PAUSED),
                Status.PAUSED,
                ("暂停", "paused"),
                ("在时限内要求补充材料", "a supplement was asked for in time"),
            ),
            _step(
                Kind.RESUMED,
                _only(Status.PAUSED),
                Status.OPEN,
                ("恢复计时", "resumed"),
                ("材料已补充", "the supplement came"),
            ),
            _step(
                Kind.EXTENDED,
                _only(Status.OPEN, Status.PAUSED),
                None,
                ("延长", "extended"),
                ("有效的延长在届满前到达", "a valid extension came before the due time"),
            ),
            _step(
                Kind.DUE_SOON,
                _only(Status.OPEN),
                None,
                ("即将到期", "due soon"),
                (
                    "到期日零时；立即事项与延长共享为提醒时间",
                    "00:00 of the due day; the reminder time for what is due at once or extended",
                ),
            ),
            _step(
                Kind.OVERDUE,
                _only(Status.OPEN),
                Status.OVERDUE,
                ("逾期", "overdue"),
                (
                    "届满而未履行；日历未公布的不认定",
                    "past due without discharge; never while the calendar is provisional",
                ),
            ),
            _step(
                Kind.SUPERSEDED,
                _only(Status.OVERDUE),
                Status.OPEN,
                ("逾期认定被取代", "overdue superseded"),
                (
                    "届满后得知此前已履行",
                    "the hub learned past due that it had been done in time",
                ),
            ),
            _step(
                Kind.SATISFIED,
                _only(Status.OPEN, Status.PAUSED),
                Status.SATISFIED,
                ("已履行", "satisfied"),
                ("届满前履行", "discharged by the due time"),
            ),
            _step(
                Kind.SATISFIED_LATE,
                _only(Status.OVERDUE, Status.OPEN),
                Status.SATISFIED_LATE,
                ("逾期履行", "satisfied late"),
                ("届满后履行", "discharged past the due time"),
            ),
            _step(
                Kind.REASSIGNED,
                _LIVE,
                Status.REASSIGNED,
                ("移转", "reassigned"),
                (
                    "指定管辖、协商一致或机关变更",
                    "a designation, an agreement, or the end of the agency",
                ),
            ),
            _step(
                Kind.TAKEN_OVER,
                _LIVE,
                None,
                ("承接", "taken over"),
                (
                    "由承接机关在原时限内继续",
                    "goes on for the agency that took it over, under the same due time",
                ),
            ),
            _step(
                Kind.CONTESTED,
                _ANY,
                None,
                ("提出异议", "contested"),
                ("对认定提出异议", "an objection to the verdict"),
            ),
            _step(
                Kind.REVIEWED,
                _ANY,
                None,
                ("复核", "reviewed"),
                ("司法局复核", "the justice bureau reviewed it"),
            ),
            _step(
                Kind.WAIVED,
                _ANY,
                Status.WAIVED,
                ("免除", "waived"),
                ("记录了法定或正当理由", "a lawful ground was recorded"),
            ),
        )
    }
)
"""§5.2 as data, in the order in which steps at one instant follow one another."""
