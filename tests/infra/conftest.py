"""The command line and the hub it reaches, for the tests of this room."""

from tests.infra.commands import hutong
from tests.infra.hubs import no_kafka, topics

__all__ = ["hutong", "no_kafka", "topics"]
