"""The world of worked cases: short codes, agencies, item list, officers, standards, parameters.

A world file names agencies by short code; here are its registry as founding facts, its rule pack,
and the way back from credit codes to short codes.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Any, Final
from uuid import NAMESPACE_URL, UUID, uuid5

from schemas.catalogue import TOPIC_OF
from schemas.instants import to_utc_millis
from streams.casebook.events import built
from streams.packs import default_pack, pack_from
from streams.policy.facts import Fact
from streams.policy.pack import RulePack

_FOUNDED: Final = datetime.fromisoformat("2025-01-01T00:00:00+08:00")

Json = dict[str, Any]


def identity(text: str) -> UUID:
    """Return the event id that a name in a case stands for."""
    return uuid5(NAMESPACE_URL, text)


@dataclass(frozen=True, slots=True)
class World:
    """A district in which worked cases take place. `codes` are credit codes by short code."""

    data: Mapping[str, Any]
    codes: Mapping[str, str]
    pack: RulePack

    @classmethod
    def of(cls, data: Mapping[str, Any]) -> World:
        """Return the world that a table describes.

        Raises:
            PackError: its numbers, or who confirmed them, make no rule pack.
        """
        codes = {a["agency"]: a["uscc"] for a in data["agencies"]}
        return cls(data, MappingProxyType(codes), _pack(data))

    @property
    def short(self) -> Mapping[str, str]:
        """Short codes by credit code."""
        return {code: short for short, code in self.codes.items()}

    def agency(self, short: str) -> Json:
        """Return what the world says of an agency.

        Raises:
            KeyError: it has no agency of that short code.
        """
        found = next((a for a in self.data["agencies"] if a["agency"] == short), None)
        if found is None:
            raise KeyError(f"the world has no agency {short!r}")
        return dict(found)

    def region_of(self, short: str) -> str:
        """Return the division code under which an agency publishes: always of the district."""
        region, district = self.agency(short)["region_code"], self.data["district"]["region_code"]
        return str(region if region.startswith(district) else district)

    def founding(self) -> tuple[Fact, ...]:
        """Return the registry of the world as facts that stood before any case began."""
        made = [
            built(
                type_, _FOUNDED, self.codes[agency], self.region_of(agency), identity(name), fields
            )
            for type_, agency, name, fields in self._registered()
        ]
        at = to_utc_millis(_FOUNDED)
        return tuple(
            Fact(event, at, TOPIC_OF[event.TYPE], 0, offset) for offset, event in enumerate(made)
        )

    def _registered(self) -> Iterator[tuple[str, str, str, Json]]:
        data, codes = self.data, self.codes
        for a in sorted(data["agencies"], key=lambda a: a["kind"] != "JUSTICE_BUREAU"):
            yield "agency.registered", "JB", f"world-{a['agency']}", self.registration(a)
        listed = {name: data["item_list"][name] for name in ("list_id", "version")}
        listed |= {"kind": "TOWNSHIP", "items": self.items()}
        yield "authority.item_list_published", "GOV", "world-list", listed
        for o in data.get("officers", ()):
            cert = o["officer_cert_no"]
            registered = {"officer_cert_no": cert, "officer_agency_id": codes[o["agency"]]}
            yield "officer.registered", "JB", f"world-officer-{cert}", registered
            for item in o.get("assigned_items", ()):
                post = {"officer_cert_no": cert, "item_code": item, "valid_to": None}
                yield "post.assigned", o["agency"], f"world-post-{cert}-{item}", post
        reviewers: dict[str, list[Json]] = {}
        for r in data.get("reviewers", ()):
            reviewer = {
                "reviewer_id": r["reviewer_id"],
                "kind": r.get("kind", "STAFF"),
                "has_legal_qualification": True,
            }
            reviewers.setdefault(r["agency"], []).append(reviewer)
        for agency, found in reviewers.items():
            body = {"body": "法制审核机构", "reviewers": found}
            yield "agency.review_body_registered", agency, f"world-reviewers-{agency}", body
        for b in data.get("benchmarks", ()):
            standard = {
                **{k: b[k] for k in ("standard_id", "kind", "owner_level", "item_codes", "tiers")},
                "owner_agency_id": codes[b["owner"]],
                "published_url": "https://example.gov.cn/benchmark",
            }
            yield "standard.published", b["owner"], f"world-{b['standard_id']}", standard

    def registration(self, a: Mapping[str, Any]) -> Json:
        """Return the fields of an agency's registration."""
        return {
            "registered_agency_id": a["uscc"],
            "agency_name": a["name"],
            "kind": a["kind"],
            "agency_region_code": a["region_code"],
            "parent_agency_id": self.codes.get(a.get("parent") or ""),
            "active_from": a.get("active_from", "2025-01-01"),
        }

    def items(self) -> list[Json]:
        """Return the entries of the world's item list."""
        return [self.item(i) for i in self.data["item_list"]["items"]]

    def item(self, i: Mapping[str, Any]) -> Json:
        """Return one entry of an item list, with credit codes for short ones."""
        codes = self.codes
        same = ("item_code", "item_name", "item_type", "mode", "effective_from")
        return {
            **{k: i[k] for k in same if k in i},
            "domain": i.get("domain", "GENERAL"),
            "effective_to": i.get("effective_to"),
            "transferred_from_dept_id": codes.get(i.get("transferred_from") or ""),
            "owner_dept_id": codes[i["owner_dept"]],
            "township_scope": [codes[t] for t in i.get("township_scope", ())],
            "source_doc_no": i.get("source_doc_no"),
            "responsibility_code": i.get("responsibility_code"),
            "statutory_township": i.get("statutory_township", False),
        }


def _pack(data: Mapping[str, Any]) -> RulePack:
    """Return the proposed defaults with the world's own numbers over them."""
    defaults, named = default_pack(), data.get("rulepack", {})
    params: dict[str, Json] = {k: {"value": v} for k, v in data.get("params", {}).items()}
    for said in data.get("param_confirmations", ()):
        entry = params.setdefault(said["param"], {})
        entry |= {name: value for name, value in said.items() if name != "param"}
    head = {
        "id": named.get("id", defaults.id),
        "version": named.get("version", defaults.version),
        "district": data["district"]["region_code"],
    }
    return pack_from({"pack": head, "params": params}, defaults)


@cache
def default_world() -> World:
    """Return the project's own world of worked cases."""
    text = files("streams.casebook").joinpath("data", "world.json").read_text("utf-8")
    return World.of(json.loads(text))
