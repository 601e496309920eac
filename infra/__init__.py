"""Where it runs: settings, topics, the embedded Kafka and ClickHouse, the command line, the demo.

The composition root: it may import every other room, and no other room imports it.
"""

from enum import IntEnum


class ExitCode(IntEnum):
    """How a command ends."""

    OK = 0
    FAILURE = 1
    USAGE = 2
    DATA_REJECTED = 3
    UNREACHABLE = 4


class HutongError(Exception):
    """An expected failure: its text is one sentence that says where, what and how to fix it."""

    def __init__(self, sentence: str, exit_code: ExitCode = ExitCode.FAILURE) -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.exit_code = exit_code
