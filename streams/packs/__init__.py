"""规则包: rule packs as TOML files, read and checked. The policy itself reads no files."""

from __future__ import annotations

from streams.packs.choosing import in_force, read_packs
from streams.packs.reading import PackError, default_pack, pack_from, read_pack

__all__ = ["PackError", "default_pack", "in_force", "pack_from", "read_pack", "read_packs"]
