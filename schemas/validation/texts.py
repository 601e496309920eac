"""Notes on texts as such: control characters and length (V-76)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from schemas.problems import Problem
from schemas.validation.walk import Leaf

_CONTROL = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff]"
)
_SHOWN = 40


def notes_on_texts(leaves: Iterable[Leaf]) -> Iterator[Problem]:
    """Yield a note for each text that holds control characters or is too long."""
    for leaf in leaves:
        found = None if leaf.value.isprintable() else _CONTROL.search(leaf.value)
        if found:
            yield Problem(
                "V-76",
                leaf.path,
                f"U+{ord(found[0]):04X}",
                f"第 {found.start() + 1} 个字符是控制字符",
                f"character {found.start() + 1} is a control character",
                "删除不可见字符",
                "remove the invisible character",
            )
        if len(leaf.value) > leaf.cap:
            yield Problem(
                "V-76",
                leaf.path,
                f"{leaf.value[:_SHOWN]}…",
                f"共 {len(leaf.value)} 个字符，超过 {leaf.cap} 个",
                f"{len(leaf.value)} characters, more than {leaf.cap}",
                f"缩短到 {leaf.cap} 个字符以内",
                f"shorten it to {leaf.cap} characters",
            )
