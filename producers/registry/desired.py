"""What the files want the registry to say: one draft for every event, or what is wrong."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final
from uuid import UUID

from producers.publisher import event_from
from producers.registry import complaints
from producers.registry.bureau import Bureau, NoBureauError
from producers.registry.cells import spread
from producers.registry.columns import named
from producers.registry.filling import filled
from producers.registry.kinds import KINDS, OWNER, Kind
from producers.registry.known import Known
from producers.registry.nodes import Finding, Node, Place
from producers.registry.reading import Rows
from schemas.envelope import Event
from schemas.problems import InvalidEventError, Problem

_NO_ID: Final = UUID(int=0)
_STAND_IN: Final = Bureau("113713220170390083", "371322")
"""In whose name rows are checked while the bureau's own row is wrong; nothing is published then."""


@dataclass(frozen=True, slots=True)
class Desired:
    """A row that is right. `draft` is its event but for id, times, number and predecessor."""

    kind: Kind
    key: tuple[str, ...]
    draft: Event
    place: Place


def desired(rows: Rows, bureau: Bureau, known: Known) -> tuple[list[Desired], list[Finding]]:
    """Return the drafts in the order of publishing, and every problem there is.

    Args:
        rows: the rows of the files.
        bureau: who publishes.
        known: agencies, items and officers of the files and the log together.

    Raises:
        NoBureauError: the publisher's code or district is malformed, and no row says so.
    """
    speaker = bureau if bureau.is_well_formed else _STAND_IN
    made: list[Desired] = []
    findings: list[Finding] = []
    for kind in KINDS:
        first: dict[tuple[str, ...], Place] = {}
        for row in rows.get(kind.name, ()):
            for one in _each(row, kind):
                result = _drafted(one, kind, speaker, known)
                if isinstance(result, list):
                    findings += result
                elif result.key in first:
                    shown = " ".join(part for part in result.key[1:] if part)
                    findings.append(
                        complaints.twice(one.place, kind.name, shown, first[result.key])
                    )
                else:
                    first[result.key] = one.place
                    made.append(result)
    if speaker is not bureau and not findings:
        raise NoBureauError(f"{bureau.id} in {bureau.district} cannot publish: correct its code.")
    made.sort(key=lambda d: (KINDS.index(d.kind), not _is_bureau(d, bureau)))
    return made, list(dict.fromkeys(findings))


def _is_bureau(one: Desired, bureau: Bureau) -> bool:
    """Whether it registers the bureau itself: nobody is registered before."""
    return one.kind is KINDS[0] and bureau.id in one.key


def _each(row: Node, kind: Kind) -> Iterator[Node]:
    """Yield the row once for each value of the field in which it may name several."""
    column = next((c for c in kind.columns if c.name == kind.each), None)
    fields = row.value if isinstance(row.value, Mapping) else None
    if column is None or fields is None:
        yield row
        return
    name = next((n for n in fields if named((column,), n)), None)
    parts = list(spread(fields[name], column)) if name else []
    if name is None or not parts:
        yield row
    for part in parts:
        yield Node(row.place, {**fields, name: part} if name else fields)


def _drafted(row: Node, kind: Kind, bureau: Bureau, known: Known) -> Desired | list[Finding]:
    got = filled(row, kind.columns, known.agencies)
    findings = list(got.findings)
    if "" in got.failed:
        return findings
    data = dict(got.values)
    if kind.owner == OWNER:
        owner = data.pop(OWNER, "") or known.officers.get(str(data.get("officer_cert_no")), "")
    else:
        owner = str(data.get(kind.owner, "")) if kind.owner else ""
    if kind.owner and not owner and (kind.owner not in got.failed):
        findings.append(_no_owner(row, kind))
    try:
        draft = event_from(
            kind.model.TYPE,
            {
                **data,
                "event_id": _NO_ID,
                "source": bureau.source,
                "source_seq": "0",
                "occurred_at": datetime(2000, 1, 1, tzinfo=UTC),
                "recorded_at": datetime(2000, 1, 1, tzinfo=UTC),
                "subject": kind.subject.format_map(_Lenient(data, owner=owner)),
                "share_category": "NONE",
                "agency_id": bureau.id,
                "on_behalf_of": owner if owner and owner != bureau.id else None,
                "region_code": bureau.district,
                "classification": kind.model.PRIVACY,
                "date_only": got.date_only,
            },
        )
    except InvalidEventError as error:
        findings += (
            Finding(_place(got.tree, problem, kind), problem)
            for problem in error.problems
            if not _within(problem.field, got.failed)
        )
        return findings
    findings += known.strangers(got.tree, kind, draft)
    if findings:
        return findings
    return Desired(kind, kind.key_of(kind.owner_of(draft), draft.model_dump()), draft, row.place)


class _Lenient(dict[str, Any]):
    """Values for a pattern; what is missing is reported as missing, not here."""

    def __init__(self, values: Mapping[str, Any], **more: str) -> None:
        super().__init__(values, **more)

    def __missing__(self, name: str) -> str:
        return "?"


def _within(field: str, failed: list[str]) -> bool:
    """Whether a field is, or lies in, one that could not be understood."""
    return any(field == path or field.startswith(f"{path}.") for path in failed)


def _place(tree: Node, problem: Problem, kind: Kind) -> Place:
    field = problem.field
    if field == "on_behalf_of":
        field = kind.owner or OWNER
    return tree.at(field)


def _no_owner(row: Node, kind: Kind) -> Finding:
    name = kind.owner or OWNER
    return Finding(
        row.at(name),
        Problem(
            "V-70",
            name,
            "",
            "没有写明所属机关",
            "it does not say whose it is",
            "填写机关的统一社会信用代码或登记名称",
            "give the agency's credit code or its registered name",
        ),
    )
