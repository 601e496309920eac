"""What worked cases write in place of a full value: one word of a record, `ab` for a hash.

Only the form is made good: what a case tests is what it says, not how an address is written.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import partial
from hashlib import sha256
from types import MappingProxyType
from typing import Any, Final, get_args, get_origin

from schemas.catalogue import FACTS

Json = dict[str, Any]

_BY_ONE_WORD: Final = MappingProxyType(
    {
        "officers": "officer_cert_no",
        "participants": "agency_id",
        "reviewers": "reviewer_id",
        "docs": "title",
        "doc_refs": "title",
        "violated_basis": "law_title",
        "penalty_basis": "law_title",
    }
)
"""Lists of records, by the word that may stand for a whole one."""
_HASH: Final = re.compile(r"[0-9a-f]{64}")
_ADDRESS: Final = re.compile(r"https?://")
_TOKEN_OR_NUMBER: Final = re.compile(r":|\d{7}")
"""A number such as of a telephone stands for itself, so that a rule can find it (V-07)."""


def written_out(type_: str, fields: Json) -> None:
    """Write out what a case tells of an event in a short form."""
    model = FACTS[type_].model_fields
    for name, value in fields.items():
        if name == "doc" or name.endswith("_doc"):
            fields[name] = _record(value, "title")
        elif isinstance(value, int) and name in model and _is_text(model[name].annotation):
            fields[name] = _in_words(value)
    for name, entry in _entries_of(type_).items():
        if name in fields:
            fields[name] = [entry(told) for told in fields[name]]
    if isinstance(ratios := fields.get("ratio_by_credit_level"), dict):
        told = ratios.items()
        fields["ratio_by_credit_level"] = [
            {"credit_level": level, "ratio_percent": percent} for level, percent in told
        ]
    for name, value in fields.items():
        fields[name] = _in_form(name, value)


def _is_text(annotation: Any) -> bool:
    if get_origin(annotation) is tuple:
        return False
    return annotation is str or any(_is_text(inner) for inner in get_args(annotation))


def _in_words(told: int) -> str | None:
    """Return a number, or a yes or no, as a text that may be absent."""
    if isinstance(told, bool):
        return "是" if told else None
    return str(told)


def _entries_of(type_: str) -> Mapping[str, Callable[[Any], Any]]:
    """Return by the name of a list how one entry of it is written out."""
    by_one_word = {name: partial(_record, word=word) for name, word in _BY_ONE_WORD.items()}
    material = partial(_material, type_=type_)
    return {**by_one_word, "materials": material, "doc_no_ranges": _range, "figures": _figure}


def _record(told: Any, word: str) -> Any:
    """Return a record of a case, which may be told by one of its words alone."""
    return {word: told} if isinstance(told, str) else told


def _material(told: Any, type_: str) -> Any:
    if type_ == "assistance.supplement_provided":
        return _record(told, "title")
    record = _record(told, "kind")
    return {"title": record["kind"], **record} if type_ == "referral.sent" else record


def _range(run: Any) -> Json:
    """Return a run of document numbers: a record, or a list of first and last."""
    if isinstance(run, dict):
        return run
    first, *_, last = [run, run] if isinstance(run, str) else run
    return {"first_doc_no": first, "last_doc_no": last}


def _figure(told: Any) -> Any:
    if isinstance(told, dict):
        return told
    return {"name": "数据", "text" if isinstance(told, str) else "value": told}


def _in_form(name: str, value: Any) -> Any:
    """Return a value with hashes, tokens and addresses in the form that the model asks for."""
    match value:
        case dict():
            return {n: _in_form(n, v) for n, v in value.items()}
        case list():
            return [_in_form(name, v) for v in value]
        case str() if name.endswith("sha256") and not _HASH.fullmatch(value):
            return sha256(value.encode()).hexdigest()
        case str() if name.endswith("_token") and not _TOKEN_OR_NUMBER.search(value):
            return f"{sha256(value.encode()).hexdigest()}:0000"
        case str() if name.endswith("url") and not _ADDRESS.match(value):
            return f"https://example.gov.cn/{value}"
        case _:
            return value
