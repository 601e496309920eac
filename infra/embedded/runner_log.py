"""The runner's own log: what it started, what it stopped, why it gave up."""

import contextlib
import logging
from collections.abc import Iterator
from logging.handlers import RotatingFileHandler
from pathlib import Path

_BYTES = 1_000_000


@contextlib.contextmanager
def logging_to(file: Path) -> Iterator[None]:
    """Write what ``infra.embedded`` logs to a file of bounded size while the body runs."""
    handler = RotatingFileHandler(file, maxBytes=_BYTES, backupCount=1, encoding="utf-8")
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(message)s"))
    logger = logging.getLogger("infra.embedded")
    before = logger.level, logger.propagate
    logger.setLevel(logging.INFO)
    logger.propagate = False
    logger.addHandler(handler)
    try:
        yield
    finally:
        logger.removeHandler(handler)
        logger.level, logger.propagate = before
        handler.close()
