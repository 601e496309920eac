"""What the examples of the family share: who publishes them."""

from __future__ import annotations

from types import MappingProxyType
from typing import Any, Final

_BUREAU: Final = "113713220170030057"
TOWNSHIP: Final = "1137132201700100X3"

BY_BUREAU: Final = MappingProxyType[str, Any](
    {
        "agency_id": _BUREAU,
        "source": f"urn:xzzf:371322:{_BUREAU}:registry",
        "region_code": "371322",
        "inspection_no": None,
    }
)
"""The envelope of what the justice bureau says for itself."""

FOR_TOWNSHIP: Final = MappingProxyType[str, Any]({**BY_BUREAU, "on_behalf_of": TOWNSHIP})
"""The envelope of what it says for a township that is not connected yet."""
