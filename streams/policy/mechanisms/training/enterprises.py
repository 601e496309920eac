"""企业负责人员培训 (PF-01): a plan for heads of enterprises, and trainings on seven named topics.

A register: judged over the district, one conclusion a plan. The clause sets no day, so what is
missing is shown as long as it is missing.
"""

from __future__ import annotations

from typing import Final

from schemas.events.supervision import TrainingHeld, TrainingPlanPublished
from schemas.instants import shanghai_day
from streams.policy.case import Case
from streams.policy.day_duties import time_of
from streams.policy.facts import Fact
from streams.policy.ledger import Entries
from streams.policy.rulebook import rule
from streams.policy.verdicts import Statistic

PF_01: Final = rule("PF-01")

TOPICS: Final = (
    ("保障農民工工資支付條例", "保障农民工工资支付条例"),
    ("建筑業如何做好農民工工資發放和監管工作", "建筑业如何做好农民工工资发放和监管工作"),
    ("惡意討薪中涉嫌違法犯罪行為", "恶意讨薪中涉嫌违法犯罪行为"),
    ("固定資產投資項目前期立項手續完備的重要性", "固定资产投资项目前期立项手续完备的重要性"),
    (
        "建設項目取得土地流程及嚴禁違法占地注意事項",
        "建设项目取得土地流程及严禁违法占地注意事项",
    ),
    ("工程建設項目常見法律問題", "工程建设项目常见法律问题"),
    (
        "公安機關處置信訪活動中違法犯罪行為的法律適用",
        "公安机关处置信访活动中违法犯罪行为的法律适用",
    ),
)
"""The seven topics in the clause's own words, and as they are written today."""

_SIMPLIFIED: Final = str.maketrans(
    "".join(clause for clause, _ in TOPICS), "".join(today for _, today in TOPICS)
)


def judge(case: Case, entries: Entries) -> None:
    """Enter for every plan for heads of enterprises which topics were covered in its year."""
    for fact, plan in case.all(TrainingPlanPublished):
        if plan.audience == "ENTERPRISE":
            _topics(case, fact, plan, entries)


def _topics(case: Case, fact: Fact, plan: TrainingPlanPublished, entries: Entries) -> None:
    held = [
        (training, "".join(event.topic.split()).translate(_SIMPLIFIED))
        for training, event in case.all(TrainingHeld)
        if event.topic
        and case.registry.acts_for(event.organiser_id, plan.agency_judged)
        and shanghai_day(time_of(event, "held_at")).year == plan.year
    ]
    first = {c: next((f.id for f, topic in held if today in topic), None) for c, today in TOPICS}
    missing = tuple(topic for topic, training in first.items() if training is None)
    covered = len(TOPICS) - len(missing)
    agency = plan.agency_judged
    keys = (("agency", agency), ("year", plan.year))
    entries.say(Statistic(PF_01, "topics_covered", covered, keys))
    entries.conclude(
        PF_01,
        fact,
        "topics",
        "VIOLATION" if missing else "COMPLIANT",
        agency=agency,
        zh=f"{case.registry.name(agency)} {plan.year} 年企业负责人员培训已开展 {covered} 个专题"
        + (f"，尚缺：{'、'.join(missing)}" if missing else ""),
        en=f"{agency} covered {covered} of {len(TOPICS)} topics for heads of enterprises "
        f"in {plan.year}",
        code="TOPIC_NOT_COVERED" if missing else None,
        also=tuple(dict.fromkeys(id_ for id_ in first.values() if id_ is not None)),
        missing=missing,
        count=covered,
        year=plan.year,
    )
