"""What can go wrong with the embedded parts, each as one sentence and an exit code."""

from infra import ExitCode, HutongError


class PortTakenError(HutongError):
    """A port is used by another program (exit 1)."""


class DataDirectoryError(HutongError):
    """The data directory cannot be used: in use, read-only, full, or not a directory (exit 1)."""


class JarMismatchError(HutongError):
    """A jar is not the one the lock names (exit 1)."""


class PartDiedError(HutongError):
    """Kafka or ClickHouse ended without being asked to (exit 1)."""


class StartInterruptedError(HutongError):
    """A stop was asked for while the parts were still starting (exit 1)."""


class MissingJarError(HutongError):
    """A jar of the lock is neither in the cache nor to be had from the network (exit 4)."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence, ExitCode.UNREACHABLE)


class NotReadyError(HutongError):
    """A part did not answer with this instance's id in time (exit 4)."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence, ExitCode.UNREACHABLE)


class NotRunningError(HutongError):
    """Nothing runs in this data directory (exit 4)."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence, ExitCode.UNREACHABLE)
