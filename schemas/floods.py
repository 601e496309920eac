"""A flood of dead letters: when a worker stops instead of draining a topic into them.

A dead letter is for the odd message. When most of what comes cannot be taken, something is amiss
that people must mend (a registry that is not loaded, a schema that was not released, a publisher
gone wild), and what was not set aside need not be replayed afterwards: it is still to be read.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final
from uuid import uuid5

from schemas.dead_letters import NAMESPACE
from schemas.events.hub import AlertRaised, DeadLetter

CODE: Final = "DEAD_LETTER_FLOOD"
_RECIPIENT: Final = "JUSTICE_BUREAU"


@dataclass(frozen=True, slots=True)
class FloodLimits:
    """From when on dead letters are a flood.

    Args:
        run: as many messages on end.
        share: more than this part (0 to 1) of the last `window` messages.
        window: messages that `share` is reckoned over.
    """

    run: int = 100
    share: float = 0.5
    window: int = 1000


NORMAL: Final = FloodLimits()


class FloodError(RuntimeError):
    """Too much of what comes cannot be taken. `letter` is the first that was not set aside."""

    def __init__(self, letter: DeadLetter, found_zh: str, found_en: str) -> None:
        at = letter.position
        why = letter.reasons[0]
        place = f"{at.topic}/{at.partition}/{at.offset}"
        self.letter = letter
        self.zh = (
            f"{letter.stage} 环节停止于 {place}：{found_zh}无法接收，最近一条的原因："
            f"{why.message_zh}。"
            "该条起未转入死信，修复原因后重新启动即继续读取；"
            "若确应转入死信，放宽 HUTONG_FLOOD_RUN、HUTONG_FLOOD_SHARE 或 HUTONG_FLOOD_WINDOW"
        )
        self.en = (
            f"the {letter.stage} stops at {place}: {found_en} could not be taken, the last because "
            f"{why.message_en}. From there on nothing was set aside: mend the cause and start "
            "again, and it is read; if these are to be dead letters, raise HUTONG_FLOOD_RUN, "
            "HUTONG_FLOOD_SHARE or HUTONG_FLOOD_WINDOW"
        )
        super().__init__(f"{self.zh}。 {self.en}.")

    @property
    def alert(self) -> AlertRaised:
        """The alert that tells of it; its id is that of the place where the worker stopped.

        It is told once: whether the worker runs again is nothing that an alert can know.
        """
        letter = self.letter
        return AlertRaised(
            output_id=uuid5(NAMESPACE, f"flood/{letter.stage}/{letter.output_id}"),
            district=letter.district,
            judged_at=letter.judged_at,
            code=CODE,
            severity="CRITICAL",
            rule_id=letter.reasons[0].rule_id,
            clause_ref="",
            agency="",
            recipients=(_RECIPIENT,),
            subject=letter.position.topic,
            evidence_event_ids=(),
            cause_output_id=letter.output_id,
            due_at=None,
            message_zh=self.zh,
            message_en=self.en,
            ended_at=letter.judged_at,
        )


class FloodGate:
    """Counts the messages of one stream in order, and says when dead letters become a flood."""

    def __init__(self, limits: FloodLimits) -> None:
        self._limits = limits
        self._count = 0
        self._dead: deque[int] = deque()
        """Which of the last `window` messages were set aside, by number."""
        self._run = 0

    def passed(self, messages: int = 1) -> None:
        """Count messages that were taken."""
        if messages:
            self._count += messages
            self._run = 0

    def set_aside(self, letter: DeadLetter) -> None:
        """Count a message that is about to be set aside.

        A refusal counts as taken: its publisher has the answer, and what would mend it, such as a
        registration, stands further on in the log, where a worker that stops never comes.

        Raises:
            FloodError: it must not be; the worker stops.
        """
        if letter.code == "REFUSED":
            self.passed()
            return
        limits = self._limits
        self._count += 1
        self._run += 1
        self._dead.append(self._count)
        while self._dead[0] <= self._count - limits.window:
            self._dead.popleft()
        if self._run >= limits.run:
            raise FloodError(letter, f"连续 {self._run} 条消息", f"{self._run} messages on end")
        if len(self._dead) > limits.share * limits.window:
            dead, window = len(self._dead), limits.window
            raise FloodError(
                letter,
                f"最近 {window} 条消息中有 {dead} 条",
                f"{dead} of the last {window} messages",
            )

    def batch(self, messages: int, dead: Iterable[tuple[int, DeadLetter]]) -> None:
        """Count a batch: how many messages, and the number within it of each that is set aside.

        Raises:
            FloodError: none of the batch is to be set aside; the worker stops.
        """
        at = 0
        for number, letter in sorted(dead, key=lambda one: one[0]):
            self.passed(number - at)
            self.set_aside(letter)
            at = number + 1
        self.passed(messages - at)
