"""协助配合与查阅档案: asked for joint action or for archives, one answers (XT-01, XT-02, XT-14).

A refusal is an answer; it is noted all the same, of archives only where it names no legal basis.
"""

from __future__ import annotations

from typing import Final

from schemas.events.assistance.archives import ArchiveAccessRequested, ArchiveAccessResponded
from schemas.events.assistance.joint import JointActionRequested, JointActionResponded
from streams.policy.case import Case, at_receipt
from streams.policy.facts import Fact
from streams.policy.ledger import Entries
from streams.policy.mechanisms.assistance.asking import Asked, Request, outside, runs
from streams.policy.obligations import Status
from streams.policy.registry import Side
from streams.policy.rulebook import rule
from streams.policy.rules import Rule, Severity, Threshold

XT_01: Final = rule("XT-01")
XT_02: Final = rule("XT-02")
XT_14: Final = rule("XT-14")


def judge_joint(case: Case, entries: Entries) -> None:
    """Enter the duties to answer requests for joint action in one matter; both ways are timed."""
    said = case.once(Asked)
    for fact, asked in case.all(JointActionRequested):
        request = said.request(fact, asked)
        is_township = case.registry.side(request.debtor) is Side.TOWNSHIP
        governing = XT_02 if is_township else XT_01
        if not case.registry.is_pair(request.creditor, request.debtor):
            outside(governing, request.debtor, fact, entries)
            continue
        answer = next(iter(said.answers(JointActionResponded, request.id, request.debtor)), None)
        _owe(case, governing, request, answer[0] if answer else None, entries)
        if answer is not None:
            refused = answer[1].decision == "REFUSED"
            _answered(governing, request, answer[0], entries, is_refused=refused)


def judge_archives(case: Case, entries: Entries) -> None:
    """Enter the duties to open archives to a township in one matter."""
    said = case.once(Asked)
    for fact, asked in case.all(ArchiveAccessRequested):
        request = said.request(fact, asked)
        if not runs(case, request.creditor, request.debtor):
            outside(XT_14, request.debtor, fact, entries)
            continue
        answer = next(iter(said.answers(ArchiveAccessResponded, request.id, request.debtor)), None)
        _owe(case, XT_14, request, answer[0] if answer else None, entries)
        if answer is not None:
            refused = not answer[1].granted and not answer[1].legal_basis
            _answered(XT_14, request, answer[0], entries, is_refused=refused)


def _owe(
    case: Case, governing: Rule, request: Request, answer: Fact | None, entries: Entries
) -> None:
    duty = entries.owe(
        governing,
        request.fact,
        case.due(governing.clock(), request.start),
        debtor=request.debtor,
        creditor=request.creditor,
        start=request.start,
        discharge=at_receipt(answer),
        precision=request.precision,
    )
    if duty.status is Status.OVERDUE and duty.due is not None:
        entries.conclude(
            governing,
            request.fact,
            "answer",
            "VIOLATION",
            agency=request.debtor,
            zh=f"超过地方参数 {duty.param} 未答复请求 {request.id}（{duty.due.zh}）",
            en=f"no answer to {request.id} within the local parameter {duty.param} ({duty.due.en})",
            code=governing.codes[0],
            severity=Severity.WARN,
            creditor=request.creditor,
            duty=duty,
            param=duty.param,
        )


def _answered(
    governing: Rule, request: Request, answer: Fact, entries: Entries, *, is_refused: bool
) -> None:
    entries.conclude(
        governing,
        request.fact,
        "answer",
        "VIOLATION" if is_refused else "COMPLIANT",
        agency=request.debtor,
        zh=f"拒绝了请求 {request.id}" if is_refused else f"已答复请求 {request.id}",
        en=f"{request.id} was refused" if is_refused else f"{request.id} was answered",
        code=governing.codes[0] if is_refused else None,
        threshold=Threshold.CLAUSE,
        creditor=request.creditor,
        also=(answer.id,),
    )
