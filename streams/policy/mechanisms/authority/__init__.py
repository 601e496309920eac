"""执法职责权限: who may act on what, where, and in whose name."""

from __future__ import annotations

from types import MappingProxyType
from typing import Final

from schemas.envelope import Event
from schemas.events.assistance.joint import JointActionRequested
from schemas.events.authority import DelegationSigned, ItemChanged, ItemListPublished
from schemas.events.inspection_records import InspectionRecorded
from schemas.events.law_changes import LawBasisChanged
from schemas.events.supervision import GuidanceGiven, SupervisionRecorded
from streams.policy.mechanism import Check, Precondition, check
from streams.policy.mechanisms.authority import (
    basis,
    cooperation,
    delegations,
    duplicates,
    judging,
    lists,
    registers,
    standards,
)
from streams.policy.mechanisms.authority.acts import ACTS
from streams.policy.rules import ScopeKind

CHECKS: Final[tuple[Check, ...]] = (
    check(
        ScopeKind.MATTER,
        judging.judge,
        *ACTS,
        rules=("QD-01", "QD-05", "QD-06", "QD-07", "QD-08", "QD-09", "QD-10", "QD-11"),
    ),
    check(ScopeKind.MATTER, cooperation.judge, JointActionRequested, rules=("QD-08",)),
    check(ScopeKind.MATTER, delegations.judge, DelegationSigned, rules=("QD-06",)),
    check(ScopeKind.MATTER, lists.judge, ItemListPublished, rules=("QD-03", "QD-14")),
    check(ScopeKind.MATTER, standards.judge, ItemListPublished, ItemChanged, rules=("QD-12",)),
    check(ScopeKind.MATTER, basis.judge, LawBasisChanged, ItemChanged, rules=("QD-02", "QD-13")),
    check(ScopeKind.PARTY, duplicates.judge, InspectionRecorded, rules=("MB-01",)),
    check(ScopeKind.AGENCY, registers.judge_list, rules=("QD-01",)),
    check(ScopeKind.AGENCY, registers.judge_exercise, rules=("QD-04",)),
    check(
        ScopeKind.AGENCY,
        registers.count_support,
        GuidanceGiven,
        SupervisionRecorded,
        rules=("QD-07", "QD-11"),
    ),
)

PRECONDITIONS: Final = MappingProxyType[type[Event], Precondition]({})
"""Nothing: what is published about authority are facts, and none is refused."""
