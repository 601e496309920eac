"""Which events belong to a scope of kind agency, and under which keys."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from types import MappingProxyType
from typing import Any, Final

from schemas.envelope import Event
from schemas.events.supervision import VerdictContested, VerdictReviewed


def _about(event: VerdictContested | VerdictReviewed) -> Iterable[str]:
    return (event.verdict_ref.agency_id,)


KEYS: Final = MappingProxyType[type[Event], Callable[[Any], Iterable[str]]](
    {VerdictContested: _about, VerdictReviewed: _about}
)
"""What an agency sends is not kept here but folded into its summary (`completeness`): an agency's
events grow without end. Here are only objections to what was concluded of it, and their review."""
