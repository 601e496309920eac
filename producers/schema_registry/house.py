"""The rules of the house for subjects of ours, which forbid more than Avro does.

The same that `hutong schema check` applies: what Avro could read may still lose a column or change
its meaning (`schemas.contracts.compatibility`).
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from functools import cache

from avro.errors import AvroException

from producers.schema_registry.errors import invalid_schema
from producers.schema_registry.records import AVRO, Registered
from schemas.catalogue import MODELS
from schemas.contracts import latest, versions_of
from schemas.contracts.compatibility import Break, Direction, breaks_of
from schemas.contracts.differences import parsed, same


def objections(subject: str, text: str, versions: Sequence[Registered]) -> list[str]:
    """Return which rules of the house a schema would break as the next version of a subject.

    None for a subject that is not ours, and for a schema that stands there already.

    Raises:
        ApiError: 42201, the schema or a version cannot be read.
    """
    event_type = _types().get(subject)
    earlier = [v for v in versions if v.schema_type == AVRO and not v.references]
    if event_type is None or not earlier:
        return []
    try:
        new = json.loads(text)
        offered = parsed(new)
        if any(same(parsed(c.schema), offered) for c in versions_of(event_type)):
            return []
        found = list(breaks_of(event_type, [*(json.loads(v.schema) for v in earlier), new]))
    except (AvroException, ValueError, TypeError, AttributeError, RecursionError) as error:
        raise invalid_schema(str(error) or type(error).__name__) from error
    return [_told(b, earlier[b.older - 1].version) for b in found if b.direction is Direction.BOTH]


def _told(broken: Break, version: int) -> str:
    """Return a break in the form of the registry's messages."""
    said = f"{broken.zh}；{broken.fix_zh} / {broken.en}; {broken.fix_en}"
    return (
        f"{{errorType: 'HOUSE_RULE', description: 'at {broken.path}', "
        f"additionalInfo: '{said} ({broken.direction})'}}, "
        f"{{oldSchemaVersion: {version}}}"
    )


@cache
def _types() -> dict[str, str]:
    return {latest(event_type).subject: event_type for event_type in MODELS}
