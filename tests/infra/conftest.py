"""The command line, for the tests of this room."""

from tests.infra.commands import hutong

__all__ = ["hutong"]
