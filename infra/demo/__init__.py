"""The demo: a simulated district's day through the real parts, from publishing to the late list."""

from __future__ import annotations

from pathlib import Path
from typing import Final

PACKS: Final = Path(__file__).parent / "packs"
"""The rule pack of the demo's district: the rules that its simulated day tries."""
