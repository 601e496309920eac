"""Fixtures every room's tests may use."""

from tests.embedded import hub_instance

__all__ = ["hub_instance"]
