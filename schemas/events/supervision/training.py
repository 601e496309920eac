"""Training of officers and the yearly assessment in which it counts (二(五), 三(二))."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, ClassVar

from pydantic import Field

from schemas.envelope import Event
from schemas.fields import (
    AgencyId,
    BusinessId,
    ClassHours,
    CodeOf,
    Instant,
    Name,
    OfficerCertNo,
    Word,
)
from schemas.instants import FIRST_DAY, LAST_DAY

Year = Annotated[int, Field(ge=FIRST_DAY.year, le=LAST_DAY.year)]
"""A calendar year."""


class TrainingPlanPublished(Event):
    """年度培训计划 (二(五)1): a township's plan for its officers, or one for enterprise heads."""

    TYPE: ClassVar[str] = "training.plan_published"
    ZH: ClassVar[str] = "年度培训计划发布"
    PRIVACY: ClassVar[str] = "PUBLIC"
    EXAMPLE: ClassVar[Mapping[str, Any]] = {
        "subject": "PX-2026-371322101",
        "year": 2026,
        "audience": "OFFICERS",
    }

    year: Year = Field(title="年度", description="Calendar year of the plan")
    audience: Annotated[str, CodeOf("training.audience")] | None = Field(
        default=None, title="培训对象", description="Officers, or heads of enterprises (PF-01)"
    )


class TrainingHeld(Event):
    """法律知识培训 (二(五)1): one training, its class-hours and who attended.

    Forty class-hours a year and both categories are counted for those that the justice bureau
    organises.
    """

    TYPE: ClassVar[str] = "training.held"
    ZH: ClassVar[str] = "培训举办"
    EXAMPLE: ClassVar[Mapping[str, Any]] = {
        "agency_id": "113713220170390083",
        "source": "urn:xzzf:371322:113713220170390083:training",
        "region_code": "371322",
        "subject": "PX-2026-0011",
        "organiser_id": "113713220170390083",
        "category": "PUBLIC_LAW",
        "kind": "LECTURE",
        "topic": "行政处罚法专题讲座",
        "class_hours": 8,
        "attendees": ["15130101001", "15130101002"],
        "held_at": "2026-11-20T09:00:00+08:00",
    }

    organiser_id: AgencyId = Field(title="组织机关", description="Agency that held the training")
    category: Annotated[str, CodeOf("training.category")] | None = Field(
        default=None, title="培训类别", description="Public or professional law; PX-04 needs both"
    )
    kind: Annotated[str, CodeOf("training.kind")] | None = Field(
        default=None, title="培训形式", description="Form of the training"
    )
    topic: Name | None = Field(default=None, title="培训主题", description="What was taught")
    class_hours: ClassHours = Field(
        title="学时", description="Length in class-hours, credited to every attendee"
    )
    attendees: tuple[OfficerCertNo, ...] = Field(
        min_length=1, title="参训人员", description="Certificate numbers of those who attended"
    )
    held_at: Instant | None = Field(
        default=None, title="举办时间", description="When it was held; else the time of the act"
    )


class AssessmentCompleted(Event):
    """年度依法行政考核 (三(二)): the yearly assessment, which rests on a scorecard of the hub."""

    TYPE: ClassVar[str] = "assessment.completed"
    ZH: ClassVar[str] = "年度考核完成"
    EXAMPLE: ClassVar[Mapping[str, Any]] = {
        "agency_id": "113713220170390083",
        "source": "urn:xzzf:371322:113713220170390083:supervision",
        "region_code": "371322",
        "subject": "KH-2025",
        "occurred_at": "2026-03-02T09:00:00+08:00",
        "recorded_at": "2026-03-02T09:20:00+08:00",
        "year": 2025,
        "scorecard_id": "SC-2025-371322101",
        "items": ["COORDINATION", "TRAINING"],
        "completed_at": "2026-03-02T09:00:00+08:00",
    }

    year: Year = Field(title="考核年度", description="Calendar year that was assessed")
    scorecard_id: BusinessId | None = Field(
        default=None,
        title="记分卡编号",
        description="Scorecard of that year; without it ASSESSMENT_WITHOUT_SCORECARD (KH-01)",
    )
    items: tuple[Word, ...] = Field(
        title="考核内容",
        description="What was assessed: COORDINATION, TRAINING and others; PX-03 wants TRAINING",
    )
    completed_at: Instant | None = Field(
        default=None, title="完成时间", description="When it was completed"
    )
