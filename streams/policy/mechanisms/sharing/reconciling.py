"""对账: what an agency numbered or announced and the hub has not received, by source (§5.3).

V-72: no gap in the sequence of a source. V-25: none in the document numbers of a prefix and year.
V-23: no two documents of a kind with one number. V-24: numbers and dates run in one order; where
they do not, a document may have been dated back. All of it is said, nothing is refused for it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from itertools import groupby
from typing import Final

from schemas.problems import Problem
from streams.policy.case import Case
from streams.policy.completeness import Completeness, Issued, Source
from streams.policy.completeness.runs import Runs, missing, runs_of, size
from streams.policy.ledger import Entries
from streams.policy.verdicts import Reconciliation

_LISTED: Final = 1000
"""Up to so many missing numbers are listed one by one; more, as runs."""


@dataclass(slots=True)
class _Account:
    """What is found of one source."""

    missing_seq: tuple[str, ...] = ()
    missing_doc_no: list[str] = field(default_factory=list)
    miscounted: tuple[tuple[date, int, int], ...] = ()
    problems: list[Problem] = field(default_factory=list)


def judge(case: Case, entries: Entries) -> None:
    """Say of every source of an agency what is missing; nothing where nothing is."""
    if case.summary is None:
        return
    accounts: defaultdict[str, _Account] = defaultdict(_Account)
    for name, source in case.summary.sources:
        _sequence(accounts[name], source)
        accounts[name].miscounted = tuple(_miscounted(source))
    standing = _standing(case.summary.issued)
    _gaps(case.summary, standing, accounts)
    for _, of_kind in groupby(standing, key=lambda i: (i.kind, i.register)):
        documents = list(of_kind)
        _repeated(documents, accounts)
        _out_of_order(documents, accounts)
    for name, account in sorted(accounts.items()):
        said = Reconciliation(
            case.key,
            name,
            account.missing_seq,
            tuple(account.missing_doc_no),
            miscounted=account.miscounted,
            problems=tuple(account.problems),
        )
        if said != Reconciliation(case.key, name):
            entries.say(said)


def _sequence(account: _Account, source: Source) -> None:
    absent = missing(source.numbers, source.announced)
    if not absent:
        return
    account.missing_seq = tuple(_listed(absent, source.width))
    shown = "、".join(_shown(absent))
    account.problems.append(
        Problem(
            "V-72",
            "source_seq",
            shown,
            f"来源序号缺 {size(absent)} 个：{shown}",
            f"{size(absent)} sequence numbers are missing: {shown}",
            "补发这些序号的事件；序号已作废的，说明原因",
            "send the events with these numbers, or say why a number was given up",
        )
    )


def _listed(absent: Runs, width: int) -> Iterator[str]:
    if size(absent) > _LISTED:
        yield from (f"{first:0{width}d}-{last:0{width}d}" for first, last in absent)
        return
    for first, last in absent:
        yield from (f"{number:0{width}d}" for number in range(first, last + 1))


def _shown(absent: Runs) -> Iterator[str]:
    for first, last in absent:
        yield str(first) if first == last else f"{first}-{last}"


def _miscounted(source: Source) -> Iterator[tuple[date, int, int]]:
    """Yield the days of which the manifest counts another number than was received."""
    received = dict(source.days)
    counted = {m.day: m.total for m in source.manifests}  # in order of receipt: the last counts
    for day, total in sorted(counted.items()):
        if total is not None and total != received.get(day, 0):
            yield day, total, received.get(day, 0)


def _standing(documents: Iterable[Issued]) -> list[Issued]:
    """Return the documents that no correction has replaced."""
    known = list(documents)
    replaced = {(d.kind, d.supersedes) for d in known if d.supersedes}
    return [d for d in known if (d.kind, d.event_id) not in replaced]


def _gaps(
    summary: Completeness, documents: list[Issued], accounts: defaultdict[str, _Account]
) -> None:
    """V-25: numbers of one prefix and year that no document of any kind bears."""
    registers = sorted({d.register for d in documents} | {a.register for a in summary.announced})
    for register in registers:
        borne = [d for d in documents if d.register == register]
        announced = [a for a in summary.announced if a.register == register]
        absent = missing(
            runs_of((d.number, d.number) for d in borne),
            runs_of((a.first, a.last) for a in announced),
        )
        prefix, year, series = register
        for first, last in absent:
            source = _source_after(last, borne) or announced[-1].source
            numbers = f"{first}号" if first == last else f"{first}-{last}号"
            said = f"{prefix}〔{year}〕{series}{numbers}"
            accounts[source].missing_doc_no.append(said)
            accounts[source].problems.append(
                Problem(
                    "V-25",
                    "doc_no",
                    said,
                    f"文号缺号：{said}",
                    f"no document bears the number {said}",
                    "补报该文号的文书；作废或留空的，说明原因",
                    "send the document, or say why the number was given up",
                )
            )


def _source_after(number: int, borne: list[Issued]) -> str | None:
    """Return the source of the first document after a gap."""
    after = [d for d in borne if d.number > number]
    return min(after, key=lambda d: (d.number, d.event_id)).source if after else None


def _repeated(documents: list[Issued], accounts: defaultdict[str, _Account]) -> None:
    """V-23: a number that more than one document of a kind bears."""
    for _, found in groupby(documents, key=lambda d: (d.number, d.sub)):
        first, *others = found
        for other in others:
            accounts[other.source].problems.append(
                Problem(
                    "V-23",
                    "doc_no",
                    other.text,
                    f"文号重复：事件 {first.event_id} 与 {other.event_id} 用同一文号",
                    f"the events {first.event_id} and {other.event_id} bear one number",
                    "核对文号；同一文书的更正须填 supersedes_event_id",
                    "check the number; a correction names supersedes_event_id",
                )
            )


def _out_of_order(documents: list[Issued], accounts: defaultdict[str, _Account]) -> None:
    """V-24: a later number with an earlier date than one before it."""
    latest = documents[0]
    for document in documents[1:]:
        if document.day >= latest.day:
            latest = document
            continue
        accounts[document.source].problems.append(
            Problem(
                "V-24",
                "doc_no",
                document.text,
                f"文号在 {latest.text} 之后，日期 {document.day} 却早于 {latest.day}（倒签提示）",
                f"numbered after {latest.text} but dated {document.day}, before {latest.day}: "
                "it may have been dated back",
                "核对文号与日期",
                "check the number and the date",
            )
        )
