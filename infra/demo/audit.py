"""The final comparison: what the simulator did amiss against what the hub found.

Only this module sees both sides. What was found is asked of ClickHouse, as an analyst would.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Final

from clickhouse_driver import Client
from pydantic import BaseModel

from schemas.catalogue import FACTS, table_of

_ACCUSING: Final = (
    "late",
    "extended_late",
    "missing",
    "misdirected",
    "late_referral",
    "overdue_referral",
    "late_immediate",
    "late_answer",
    "bad_extension",
)
"""Kinds of which each finding raises one alert."""

_DEAD = (
    "SELECT uniqExact(position) FROM {db}.dead_letter_recorded FINAL "
    "WHERE startsWith(position.1, 'facts.')"
)
_ALERTS = (
    "SELECT uniqExact(output_id) FROM {db}.alert_raised FINAL WHERE NOT endsWith(code, '_DUE_SOON')"
)
_ROWS = "SELECT count() FROM {db}.{table} FINAL"
_DUTY = "SELECT toString(trigger_event_id) FROM {db}.v_obligations WHERE rule_id = "

FOUND: Final[Mapping[str, str]] = {
    "late": "SELECT toString(event_id) FROM {db}.v_sharing WHERE verdict = 'LATE'",
    "extended": "SELECT toString(event_id) FROM {db}.v_sharing WHERE verdict = 'EXTENDED_ON_TIME'",
    "extended_late": "SELECT toString(event_id) FROM {db}.v_sharing "
    "WHERE verdict = 'EXTENDED_LATE'",
    "missing": _DUTY + "'GX-11' AND status = 'overdue'",
    "backdated": "SELECT toString(event_id) FROM {db}.v_sharing "
    "WHERE has(flags, 'FORMATION_DATE_DIFFERS')",
    "duplicate": "SELECT toString(event_id) FROM {db}.v_duplicates",
    "corrected": "SELECT toString(event_id) FROM {db}.v_events "
    "WHERE supersedes_event_id IS NOT NULL",
    "out_of_order": _DUTY + "'YS-05' AND has(flags, 'DISCHARGED_BEFORE_TRIGGER')",
    "misdirected": "SELECT toString(subject_event_ids[1]) FROM {db}.v_verdicts "
    "WHERE code = 'REFERRAL_MISDIRECTED'",
    "refused": "SELECT toString(event_id) FROM {db}.event_rejected FINAL",
    "late_referral": _DUTY + "'YS-05' AND status = 'satisfied_late'",
    "overdue_referral": _DUTY + "'YS-05' AND status = 'overdue'",
    "late_immediate": _DUTY + "'YS-06' AND status IN ('satisfied_late', 'overdue')",
    "late_answer": _DUTY + "'YS-16' AND status IN ('satisfied_late', 'overdue')",
    "bad_extension": "SELECT toString(subject_event_ids[1]) FROM {db}.v_verdicts "
    "WHERE rule_id = 'GX-12' AND verdict = 'VIOLATION'",
    "unreadable": "SELECT concat(position.1, ':', lower(hex(SHA256(ifNull(value, '')))))"
    " FROM {db}.dead_letter_recorded FINAL WHERE code != 'REFUSED' LIMIT 1 BY position",
}
"""Kind of injection → the query that finds it. Kinds that are never injected must stay empty."""


class Audit(BaseModel):
    """Counts of one demo run. `differences` is empty when everything was found, once.

    Every published message has one fate: admitted, duplicate or dead letter.
    """

    published: int
    admitted: int
    duplicates: int
    dead_letters: int
    judged: int
    loaded: int
    distinct_events: int
    deliveries: int
    delivered: int
    alerts: int
    injected: dict[str, int]
    found: dict[str, int]
    differences: dict[str, dict[str, list[str]]]

    @property
    def agrees(self) -> bool:
        """Whether every kind was found exactly, and every published message is accounted for."""
        accounted = self.distinct_events + self.duplicates + self.dead_letters
        return (
            not self.differences
            and self.published == accounted
            and self.published == self.judged
            and self.admitted == self.distinct_events
            and self.delivered == self.deliveries
            and self.alerts == sum(self.found[kind] for kind in _ACCUSING)
        )


def audit(
    client: Client,
    database: str,
    injected: Mapping[str, frozenset[str]],
    *,
    published: int,
    judged: int,
    delivered: int,
) -> Audit:
    """Compare.

    Args:
        client: a connection to ClickHouse.
        database: the hub's database.
        injected: kind → keys of what the simulator did amiss.
        published: messages on `facts.*`, from the topics' end offsets.
        judged: messages on `facts.*` that the judge has committed.
        delivered: distinct deliveries in the inboxes.
    """

    def one(query: str) -> int:
        rows = client.execute(query.format(db=database))
        return int(rows[0][0])

    kinds = sorted(FOUND.keys() | injected.keys())
    found = {kind: _keys(client, database, kind) for kind in kinds}
    duplicates = one("SELECT count() FROM {db}.event_duplicated FINAL")
    dead = one(_DEAD)
    admitted = one("SELECT count() FROM {db}.v_events")
    return Audit(
        published=published,
        admitted=admitted,
        duplicates=duplicates,
        dead_letters=dead,
        judged=judged,
        loaded=sum(one(_ROWS.replace("{table}", table_of(t))) for t in FACTS),
        distinct_events=one("SELECT uniqExact(agency_id, event_id) FROM {db}.v_events"),
        deliveries=one("SELECT uniqExact(output_id) FROM {db}.routing_assigned FINAL")
        + one("SELECT uniqExact(output_id) FROM {db}.routing_reassigned FINAL"),
        delivered=delivered,
        alerts=one(_ALERTS),
        injected={kind: len(injected.get(kind, ())) for kind in kinds},
        found={kind: len(found[kind]) for kind in kinds},
        differences={
            kind: difference
            for kind in kinds
            if (difference := _difference(injected.get(kind, frozenset()), found[kind]))
        },
    )


def _keys(client: Client, database: str, kind: str) -> list[str]:
    if kind not in FOUND:
        return []
    rows = client.execute(FOUND[kind].format(db=database))
    return sorted(str(row[0]) for row in rows)


def _difference(injected: frozenset[str], found: list[str]) -> dict[str, list[str]]:
    """Return what was missed, what was accused wrongly and what was found more than once."""
    counted = Counter(found)
    sides = {
        "missed": sorted(injected - counted.keys()),
        "accused": sorted(counted.keys() - injected),
        "repeated": sorted(key for key, count in counted.items() if count > 1),
    }
    return {side: keys for side, keys in sides.items() if keys}
