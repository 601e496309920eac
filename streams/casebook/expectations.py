"""Checks what a worked case expects (§1): an expectation that can mean nothing is a mistake.

Where the format says nothing, such as of keys for people, what is passed over is only told.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from difflib import get_close_matches
from types import MappingProxyType
from typing import Any, Final

from schemas.problems import shortened
from schemas.validation.rules import RULES as VALIDATION_RULES
from streams.mistakes import Mistake, expected
from streams.policy.rulebook import RULES

Output = Mapping[str, Any]

KEYS: Final = MappingProxyType[str, frozenset[str]](
    {
        kind: frozenset(keys.split())
        for kind, keys in {
            "obligation": "rule debtor creditor clock clock_start due_at status verdict "
            "satisfied_at late_by_ms threshold_source param severity category_rule provisional "
            "precision flags reading event waived_by paused_since excluded_working_days",
            "verdict": "rule verdict agency code severity threshold_source param reading flags "
            "provisional",
            "route": "rule event to reassigned_from",
            "lead": "rule agency roles from_rule code alerts",
            "owner": "rule complaint_id owner",
            "holder": "violation_id holder",
            "suggestion": "rule referral_id parties",
            "statistic": "rule name value",
            "reconciliation": "agency source missing_seq missing_doc_no missing_events miscounted "
            "checks",
            "rejection": "event event_id reasons",
            "duplicate": "event_id",
        }.items()
    }
)
"""The kinds of outputs with the keys that every output of the kind has; a rule adds details."""
DETAILS: Final = frozenset(
    [
        "agencies",
        "agreed_agency",
        "case_id",
        "category",
        "competent",
        "complaint_id",
        "count",
        "day",
        "delegation_id",
        "due_at",
        "fields",
        "fine_yuan",
        "first_responsible",
        "form",
        "hours",
        "item_code",
        "items",
        "listed",
        "matter",
        "median_yuan",
        "missing",
        "missing_sides",
        "new_due_at",
        "of",
        "officer_cert_no",
        "owed_yuan",
        "owner",
        "paid_yuan",
        "pair",
        "party",
        "recipients",
        "registry_names",
        "related_item",
        "silence_due_at",
        "silent_since",
        "source",
        "surcharge_yuan",
        "tier",
        "township",
        "until",
        "violation_id",
        "year",
        "agency",
    ]
)
"""Details that rules add to obligations, verdicts and statistics."""
_FOR_PEOPLE: Final = frozenset(
    {"comment", "comments", "description", "explanation", "note", "notes", "remark", "remarks"}
    | {"title", "why"}
)
_MISSPELT_KIND: Final = 0.75
_MISSPELT_KEY: Final = 0.85
"""How like a known name another one must be to be taken for a slip of it."""


def compared(expectation: Output) -> dict[str, Any]:
    """Return what of an expectation is compared: not what it says for people."""
    return {key: value for key, value in expectation.items() if not _is_for_people(key)}


def _is_for_people(key: str) -> bool:
    return key in _FOR_PEOPLE or key.startswith("_")


def wrong_outputs(place: str, holder: Mapping[str, Any]) -> Iterator[Mistake]:
    """Yield what is wrong with the outputs that a case, or a moment of it, expects."""
    for key in ("expect", "absent"):
        outputs = holder.get(key, [])
        if not isinstance(outputs, list):
            yield expected(place, key, "输出列表", "a list of outputs", "a list")
            continue
        for index, output in enumerate(outputs):
            where = f"{key}[{index}]"
            if not isinstance(output, dict):
                yield expected(place, where, "对象", "an output", "an object with a kind")
            elif key == "expect" and not compared(output):
                yield expected(
                    place, where, "有内容的输出", "an output that says something", "its keys"
                )
            elif key == "expect" and compared(output).keys() == {"kind"} and _is_standing(output):
                yield _nothing_compared(place, where, str(output["kind"]))
            else:
                yield from _slips(place, where, output)


def _is_standing(output: Output) -> bool:
    return output["kind"] in ("obligation", "verdict", "statistic")


def _nothing_compared(place: str, where: str, kind: str) -> Mistake:
    """Return the mistake of asking for any output of a kind that no case is without."""
    return Mistake(
        place,
        where,
        f"只写了 kind，没有可比较的内容：地区本身就有 {kind}",
        f"names nothing to compare but its kind, and a district by itself has some {kind}",
        "写明 rule 等键",
        "name its rule, and what else must hold",
    )


def _slips(place: str, where: str, output: Output) -> Iterator[Mistake]:
    """Yield names that are slips of known ones: nothing could ever have them."""
    kind = output.get("kind")
    if kind is None:
        return
    if not isinstance(kind, str):
        yield expected(place, f"{where}.kind", "文字", "a kind", "one of " + ", ".join(KEYS))
        return
    if kind not in KEYS:
        if meant := get_close_matches(kind, KEYS, n=1, cutoff=_MISSPELT_KIND):
            yield _slip(place, f"{where}.kind", kind, meant[0])
        return
    for key in sorted(output.keys() - KEYS[kind] - DETAILS - {"kind"}):
        free = KEYS[kind] - output.keys()
        meant = get_close_matches(key, free, n=1, cutoff=_MISSPELT_KEY)
        if meant and not _is_for_people(key):
            yield _slip(place, f"{where}.{key}", key, meant[0])


def _slip(place: str, where: str, named: str, meant: str) -> Mistake:
    return Mistake(
        place,
        where,
        f"没有 {named!r}，是否为 {meant}",
        f"there is no {named!r}",
        f"改为 {meant}",
        f"write {meant}",
    )


def hints(case: Mapping[str, Any]) -> Iterator[str]:
    """Say what a case names that no rule or output is known by; it may still be right."""
    rules = case.get("rules", [])
    for rule in rules if isinstance(rules, list) else [rules]:
        if not isinstance(rule, str) or (rule not in RULES and rule not in VALIDATION_RULES):
            yield f"没有规则 {_told(rule)} · there is no rule {_told(rule)}"
    if not any(_expects(holder) for holder in (case, *case.get("as_of", ()))):
        yield "没有任何期望，不会失败 · it expects nothing, so it cannot fail"
    for holder in (case, *case.get("as_of", ())):
        for key in ("expect", "absent"):
            for output in holder.get(key, ()):
                yield from _unfamiliar(key, output)


def _expects(holder: Mapping[str, Any]) -> bool:
    return bool(holder.get("expect") or holder.get("absent"))


def _unfamiliar(where: str, output: Output) -> Iterator[str]:
    kind, rule = output.get("kind"), output.get("rule")
    if kind is not None and kind not in KEYS:
        yield f"{where}: 没有输出种类 {_told(kind)} · there is no kind of output {_told(kind)}"
    if rule is not None and not (isinstance(rule, str) and rule in RULES):
        yield f"{where}: 没有规则 {_told(rule)} · there is no rule {_told(rule)}"
    known = KEYS.get(str(kind), frozenset[str]()) | DETAILS | {"kind"}
    for key in output if kind in KEYS else ():
        if _is_for_people(key):
            yield f"{where}: {_told(key)} 不作比较 · {_told(key)} is not compared"
        elif key not in known:
            yield f"{where}: 未见过的键 {_told(key)} · no rule is known to say {_told(key)}"


def _told(named: object) -> str:
    return shortened(repr(named))
