"""A difference between what stands and what ought to stand, with the place and the remedy."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Final

from infra import ExitCode, HutongError


class Part(StrEnum):
    """What is compared."""

    JUDGE = "judge"
    """What the judge has published, with what the offline judge concludes."""
    DELIVERIES = "deliveries"
    """The inboxes, with `hub.deliveries`."""
    ALERTS = "alerts"
    """`hub.alerts`, with the verdicts and obligations that raise and end alerts."""
    CLICKHOUSE = "clickhouse"
    """The tables, with the log."""


class Kind(StrEnum):
    """In which way it differs."""

    MISSING = "missing"
    SURPLUS = "surplus"
    DIFFERENT = "different"
    DOUBLED = "doubled"


@dataclass(frozen=True, slots=True)
class Position:
    """A place in the log: topic without namespace."""

    topic: str
    partition: int
    offset: int

    def __str__(self) -> str:
        return f"{self.topic}/{self.partition}/{self.offset}"


@dataclass(frozen=True, slots=True)
class Difference:
    """One difference.

    `position` is that of the record at fault, or, where something is missing, of what it ought to
    follow from. `harmless` are those that readers bear: they are told, and do not fail a check.
    """

    part: Part
    kind: Kind
    what: str
    where: str
    position: Position | None
    zh: str
    en: str
    remedy: Remedy
    harmless: bool = False


class Remedy(StrEnum):
    """How a difference is mended."""

    RESEND = "resend"
    REBUILD = "rebuild"
    REPLAY = "replay"
    RELOAD = "reload"
    LOOK = "look"
    NONE = "none"


REMEDIES: Final[Mapping[Remedy, tuple[str, str]]] = {
    Remedy.RESEND: ("hutong verify --resend 补发", "hutong verify --resend sends it"),
    Remedy.REBUILD: (
        "停止判定进程，运行 hutong rebuild，再启动",
        "stop the judge, run hutong rebuild, start it again",
    ),
    Remedy.REPLAY: ("hutong dlq replay 重放该死信", "replay the dead letter: hutong dlq replay"),
    Remedy.RELOAD: ("hutong verify --resend 重新装载该行", "hutong verify --resend loads the row"),
    Remedy.LOOK: (
        "查明由谁写入；读者按标识取舍",
        "find out who wrote it; only the hub may write there",
    ),
    Remedy.NONE: ("无需处理：读者按标识去重", "nothing: readers keep one of each id"),
}
"""What to do, in Chinese and English."""


@dataclass(slots=True)
class Report:
    """What a comparison found. `compared` and `waiting` are numbers by name."""

    differences: list[Difference] = field(default_factory=list)
    compared: dict[str, int] = field(default_factory=dict)
    waiting: dict[str, int] = field(default_factory=dict)
    """Records that a worker has not come to yet: no difference, it will."""
    mended: dict[str, int] = field(default_factory=dict)

    def count(self, name: str, number: int = 1) -> None:
        """Add to what was compared."""
        self.compared[name] = self.compared.get(name, 0) + number

    def waits(self, name: str, number: int) -> None:
        """Add to what is still to be done."""
        self.waiting[name] = self.waiting.get(name, 0) + number

    def open_ones(self) -> list[Difference]:
        """Return the differences that matter and were not mended."""
        mended = {Remedy(name) for name in self.mended}
        return [d for d in self.differences if not d.harmless and d.remedy not in mended]


class LogGapError(HutongError):
    """The log no longer holds what must be read (exit 1)."""

    def __init__(self, topic: str, partition: int, wanted: Any, first: int, end: int) -> None:
        super().__init__(
            f"主题 {topic} 分区 {partition}：需要偏移量 {wanted}，日志仅有 {first} 至 {end}；"
            "缺失部分无法恢复，未作任何更改。请从备份恢复该主题。"
            f" · Topic {topic} partition {partition}: offset {wanted} is needed, and the log holds "
            f"{first} to {end}. What is gone cannot be recovered, and nothing was changed: restore "
            "the topic from a backup or a replica.",
            ExitCode.FAILURE,
        )
