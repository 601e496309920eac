"""Scopes: to what a fact belongs, and which facts make one matter."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Final

from schemas.envelope import Event
from schemas.events.agencies import AgencyLiaisonFiled, AgencyLiaisonRegistered
from schemas.events.assistance.joint import JointConferenceHeld, JointEnforcementHeld
from schemas.events.authority import (
    DelegationSigned,
    ItemChanged,
    ItemListPublished,
    NoListChangeDeclared,
)
from schemas.events.cases import DisclosurePublished
from schemas.events.complaints.receiving import ComplaintLinked, ComplaintReceived
from schemas.events.inspection_records import InspectionRecorded
from schemas.events.law_changes import LawBasisChanged, StandardPublished
from schemas.events.licensing import LicenseChanged, LicenseDecided
from schemas.events.penalty_decisions import CoercionApplied
from schemas.events.sharing import ExtensionDeclared, ReceiptAcknowledged
from schemas.events.supervision import (
    DifficultyAnswered,
    DifficultyRaised,
    VerdictContested,
    VerdictReviewed,
)
from streams.policy.facts import Fact
from streams.policy.keys import agency, district, item, officer, party, plan
from streams.policy.rules import ScopeKind

Node = tuple[str, str, str]
"""(district, kind, value): an identifier by which events name one another."""


@dataclass(frozen=True, slots=True, order=True)
class Scope:
    """One thing that rules look at, within a district."""

    kind: ScopeKind
    district: str
    key: str


def subject_scope(event: Event) -> Scope | None:
    """Return the shared fact that an event is about, or None when it is not shared.

    An objection to what was concluded of a shared fact, and its review, belong to it.
    """
    match event:
        case VerdictContested() | VerdictReviewed():
            about = event.verdict_ref.agency_id
        case _ if event.share_category == "NONE" and not isinstance(event, ExtensionDeclared):
            return None
        case _:
            about = event.agency_judged
    return Scope(ScopeKind.SUBJECT, event.district, f"{about}/{event.subject}")


class Matters:
    """Facts grouped into matters as they come: connected by shared identifiers (§3.5)."""

    def __init__(self) -> None:
        self._parent: dict[Node, Node] = {}
        self._facts: dict[Node, list[Fact]] = {}

    def add(self, fact: Fact) -> None:
        """Add a fact to its matter, joining the matters it connects."""
        nodes = reference_nodes(fact.event)
        if not nodes:
            return
        root = self._root(nodes[0])
        for node in nodes[1:]:
            other = self._root(node)
            if other != root:
                self._parent[other] = root
                self._facts.setdefault(root, []).extend(self._facts.pop(other, []))
        self._facts.setdefault(root, []).append(fact)

    def held(self, event: Event) -> tuple[Fact, ...]:
        """Return the facts held of the matters that an event would belong to."""
        roots = dict.fromkeys(self._root(node) for node in reference_nodes(event))
        return tuple(fact for root in roots for fact in self._facts.get(root, ()))

    def matter_of(self, fact: Fact) -> Node | None:
        """Return what names the matter of a fact for as long as no more facts are added."""
        nodes = reference_nodes(fact.event)
        return self._root(nodes[0]) if nodes else None

    def groups(self) -> list[list[Fact]]:
        """Return the matters."""
        return list(self._facts.values())

    def _root(self, node: Node) -> Node:
        parent = self._parent
        parent.setdefault(node, node)
        while parent[node] != node:
            parent[node] = parent[parent[node]]
            node = parent[node]
        return node


def reference_nodes(event: Event) -> list[Node]:
    """Return the identifiers that tie an event to its matter.

    An oral transfer is named by its own id in one event and as a reference in another; a
    correction names the event it corrects.
    """
    named = [
        ("referral_id" if kind == "oral_referral_id" else kind, value)
        for kind, value in event.references()
    ]
    named += _OTHER_NAMES.get(type(event), _nothing)(event)
    if named or type(event) in JUDGED_ALONE:
        named.append(("event", f"{event.agency_judged}/{event.event_id}"))
        if event.supersedes_event_id is not None:
            named.append(("event", f"{event.agency_judged}/{event.supersedes_event_id}"))
    return [(event.district, kind, value) for kind, value in named]


def _nothing(_: Event) -> list[tuple[str, str]]:
    return []


def _complaint(event: ComplaintReceived) -> list[tuple[str, str]]:
    return [("dedupe_key", event.dedupe_key)] if event.dedupe_key else []


def _linked(event: ComplaintLinked) -> list[tuple[str, str]]:
    return [("complaint_id", complaint) for complaint in event.complaint_ids]


def _licence(event: LicenseDecided | LicenseChanged) -> list[tuple[str, str]]:
    named = [("license_no", event.license_no)] if event.license_no else []
    return named + _decided(event, event.decision_doc_no)


def _coercion(event: CoercionApplied) -> list[tuple[str, str]]:
    return [("coercion_no", event.coercion_no), *_decided(event, event.decision_doc_no)]


def _disclosure(event: DisclosurePublished) -> list[tuple[str, str]]:
    licence = [("license_no", event.license_no)] if event.license_no else []
    return licence + _decided(event, event.decision_doc_no)


def _decided(event: Event, doc_no: str | None) -> list[tuple[str, str]]:
    """A decision goes by its document number within the agency that made it."""
    return [("decision_doc_no", f"{event.agency_judged}/{doc_no}")] if doc_no else []


def _standard(event: StandardPublished) -> list[tuple[str, str]]:
    return [("standard_id", event.standard_id)]


def _difficulty(event: DifficultyRaised | DifficultyAnswered) -> list[tuple[str, str]]:
    return [("difficulty_id", event.difficulty_id)]


def _liaisons(event: AgencyLiaisonRegistered | AgencyLiaisonFiled) -> list[tuple[str, str]]:
    return [("liaisons_of", event.agency_judged)]


def _basis_change(event: LawBasisChanged | ItemChanged) -> list[tuple[str, str]]:
    """A change of a basis or an item, which the revisions of lists name; see `_basis`."""
    behind = event.basis_event_id if isinstance(event, ItemChanged) else None
    named = [("basis", str(id_)) for id_ in (event.event_id, behind) if id_]
    return [*named, ("told", event.subject)] if isinstance(event, LawBasisChanged) else named


def _basis(event: ItemListPublished | NoListChangeDeclared) -> list[tuple[str, str]]:
    """The change of a basis that made a revision of a list necessary, or did not (QD-02)."""
    return [("basis", str(event.basis))] if event.basis else []


def _acknowledged(event: ReceiptAcknowledged) -> list[tuple[str, str]]:
    """A receipt that names no matter may be for a change of a basis (QD-13)."""
    if event.references():
        return []
    named = event.acknowledged_event_id
    return [("told", event.subject), *([("basis", named)] if named else [])]


def _extension(event: ExtensionDeclared) -> list[tuple[str, str]]:
    """A change of a basis that is shared later, as declared (GX-12, QD-13)."""
    return [("told", event.subject)] if event.extended_category == "G1" else []


_OTHER_NAMES: Final = MappingProxyType[type[Event], Callable[[Any], list[tuple[str, str]]]](
    {
        ComplaintReceived: _complaint,
        ComplaintLinked: _linked,
        LicenseDecided: _licence,
        LicenseChanged: _licence,
        DisclosurePublished: _disclosure,
        StandardPublished: _standard,
        CoercionApplied: _coercion,
        DifficultyRaised: _difficulty,
        DifficultyAnswered: _difficulty,
        AgencyLiaisonRegistered: _liaisons,
        AgencyLiaisonFiled: _liaisons,
        LawBasisChanged: _basis_change,
        ItemChanged: _basis_change,
        ItemListPublished: _basis,
        NoListChangeDeclared: _basis,
        ReceiptAcknowledged: _acknowledged,
        ExtensionDeclared: _extension,
    }
)
"""Identifiers of some event types beside the references of the envelope."""

JUDGED_ALONE: Final[frozenset[type[Event]]] = frozenset(
    {
        DelegationSigned,
        InspectionRecorded,
        ItemListPublished,
        JointConferenceHeld,
        JointEnforcementHeld,
    }
)
"""Event types that name no matter and are judged all the same, as a matter of one event."""

KEYED: Final = MappingProxyType(
    {
        ScopeKind.PARTY: party.KEYS,
        ScopeKind.OFFICER: officer.KEYS,
        ScopeKind.ITEM: item.KEYS,
        ScopeKind.PLAN: plan.KEYS,
        ScopeKind.AGENCY: agency.KEYS,
        ScopeKind.DISTRICT: district.KEYS,
    }
)
"""By kind of scope, the event types that belong to it and the keys under which they do."""


def belongs(event: Event, kind: ScopeKind, key: str) -> bool:
    """Whether an event belongs to a scope with a key; to a scope without one, any does."""
    keys_of = KEYED[kind].get(type(event)) if kind in KEYED and key else None
    return keys_of is None or key in keys_of(event)


def keyed_scopes(event: Event) -> Iterator[Scope]:
    """Yield the scopes with a key that an event belongs to: a party, an officer and so on."""
    for kind, keys_of in KEYED.items():
        if (keys := keys_of.get(type(event))) is not None:
            yield from (Scope(kind, event.district, key) for key in dict.fromkeys(keys(event)))
