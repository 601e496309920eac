"""Fixtures every room's tests may use, and how Hypothesis runs here."""

from hypothesis import HealthCheck, settings

from tests.embedded import hub_instance

__all__ = ["hub_instance"]

settings.register_profile(
    "shared machine", deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("shared machine")
