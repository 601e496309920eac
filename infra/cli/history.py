"""From what a running hub has said, message by message, to the history of one conclusion."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, datetime
from itertools import groupby
from typing import Any

from streams.policy.steps import STEPS, Kind

Row = dict[str, Any]


def told(duties: Iterable[Row], verdicts: Iterable[Row], id_: str) -> list[dict[str, Any]]:
    """Return histories of obligations by id, and of verdicts by the question they answer."""
    histories = [
        _of_obligation(key, list(rows)) for key, rows in groupby(duties, key=lambda row: row["id"])
    ]
    chains = [_of_verdict(chain) for chain in _chains(verdicts)]
    return histories + [c for c in chains if any(i.startswith(id_) for i in c["outputs"])]


def _of_obligation(id_: str, rows: list[Row]) -> dict[str, Any]:
    last = rows[-1]
    same = ("rule", "clause_ref", "clause", "debtor", "subject", "trigger_type", "clock_start")
    steps = []
    before: Row | None = None
    for row in rows:
        steps.append(_obligation_step(before, row))
        before = row
    told_of = {key: plain(last[key]) for key in (*same, "threshold_source", "param", "status")}
    return {"kind": "obligation", "id": id_, **told_of, "history": steps}


def _obligation_step(before: Row | None, row: Row) -> dict[str, Any]:
    kind, zh, en = _what(before, row)
    cause: dict[str, str] = {
        Kind.OPENED: row["trigger_event_id"],
        Kind.SATISFIED: row["satisfied_by"],
        Kind.SATISFIED_LATE: row["satisfied_by"],
        Kind.WAIVED: row["waived_by"],
        Kind.REASSIGNED: row["reassigned_by"],
        Kind.TAKEN_OVER: row["reassigned_by"],
    }
    return {
        "step": kind,
        "step_zh": zh,
        "step_en": en,
        "said_at": plain(row["judged_at"]),
        "status": row["status"],
        "verdict": row["verdict"],
        "due_at": plain(row["due_at"]),
        "flags": list(row["flags"]),
        "cause_event_id": cause.get(kind) or None,
        "why_zh": row["explanation_zh"],
        "why_en": row["explanation_en"],
    }


def _what(before: Row | None, row: Row) -> tuple[str, str, str]:
    """Return what changed between two messages about one obligation."""
    kind = _kind(before, row)
    if kind is not None:
        return kind.value, STEPS[kind].zh, STEPS[kind].en
    if row["withdrawn"]:
        return "withdrawn", "撤回", "withdrawn: it turned out not to be owed"
    return "restated", "重述", "restated: the same duty, by other facts, rules or calendar"


def _kind(before: Row | None, row: Row) -> Kind | None:
    if before and row["withdrawn"]:
        return None
    if _is_taken_over(before, row):
        return Kind.TAKEN_OVER
    if before is None:
        return Kind.OPENED
    if row["status"] != before["status"]:
        if row["status"] == "open":
            return Kind.RESUMED if before["status"] == "paused" else Kind.SUPERSEDED
        return Kind(row["status"])
    if row["extensions"] > before["extensions"]:
        return Kind.EXTENDED
    contested = ["CONTESTED" in said["flags"] for said in (before, row)]
    if contested == [False, True]:
        return Kind.CONTESTED
    return Kind.REVIEWED if contested == [True, False] else None


def _is_taken_over(before: Row | None, row: Row) -> bool:
    """Whether a duty goes on for another debtor; it has an id of its own, so it begins so."""
    known = before["reassigned_by"] if before else ""
    return row["reassigned_by"] not in {"", known} and row["status"] != "reassigned"


def _of_verdict(chain: list[Row]) -> dict[str, Any]:
    last = chain[-1]
    keys = ("rule", "clause_ref", "clause", "agency_name", "subject", "verdict", "code")
    return {
        "kind": "verdict",
        "id": last["id"],
        "outputs": [row["id"] for row in chain],
        **{key: plain(last[key]) for key in (*keys, "threshold_source", "param")},
        "obligation_id": last["obligation_id"] or None,
        "history": [
            {
                "step": "withdrawn" if row["withdrawn"] else "issued" if not n else "superseded",
                "step_zh": "撤回" if row["withdrawn"] else "取代前一结论" if n else "作出结论",
                "step_en": "withdrawn"
                if row["withdrawn"]
                else "supersedes the earlier conclusion"
                if n
                else "concluded",
                "said_at": plain(row["judged_at"]),
                "verdict": row["verdict"],
                "code": row["code"],
                "severity": row["severity"],
                "flags": list(row["flags"]),
                "events": list(row["events"]),
                "why_zh": row["explanation_zh"],
                "why_en": row["explanation_en"],
            }
            for n, row in enumerate(chain)
        ],
    }


def _chains(rows: Iterable[Row]) -> Iterator[list[Row]]:
    """Yield verdicts in the order in which each superseded the one before."""
    by_id = {row["id"]: row for row in rows}
    following = {row["supersedes"]: row for row in by_id.values() if row["supersedes"]}
    for row in by_id.values():
        if row["supersedes"] in by_id:
            continue
        chain = [row]
        while (later := following.get(chain[-1]["id"])) is not None:
            chain.append(later)
        yield chain


def plain(value: Any) -> Any:
    """Return a value as JSON holds it; instants as they come, Asia/Shanghai."""
    if isinstance(value, datetime):
        return value.isoformat(timespec="milliseconds")
    return str(value) if isinstance(value, date) else value
