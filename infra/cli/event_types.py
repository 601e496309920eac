"""The event type that somebody named on the command line."""

from __future__ import annotations

from difflib import get_close_matches

from infra import ExitCode, HutongError
from schemas.catalogue import MODELS


def chosen(name: str) -> str:
    """Return the event type of a name: the type itself, `cn.xzzf.<type>.v<n>`, or its Chinese name.

    Raises:
        HutongError: the catalogue has no such type; the nearest names are in the sentence (exit 2).
    """
    plain = name.removeprefix("cn.xzzf.")
    by_name = {model.ZH: event_type for event_type, model in MODELS.items()}
    for candidate in (name, plain, plain.rpartition(".v")[0]):
        if candidate in MODELS:
            return candidate
    if name in by_name:
        return by_name[name]
    raise HutongError(
        f"There is no event type {name!r}{nearest(name, [*MODELS, *by_name])}; "
        "'hutong schema list' shows them all.",
        ExitCode.USAGE,
    )


def nearest(name: str, known: list[str]) -> str:
    """Return ` (did you mean …?)` with up to three names that look like it, or nothing."""
    close = get_close_matches(name, known, cutoff=0.5)
    close += [k for k in sorted(known) if name and name in k and k not in close]
    return f" (did you mean {', '.join(close[:3])}?)" if close else ""
