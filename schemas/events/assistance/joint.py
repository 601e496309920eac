"""Joint action: asked for, answered; conferences and enforcement held together."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, ClassVar

from pydantic import Field

from schemas.envelope import Event
from schemas.example_parts import BY_DEPARTMENT, DEPARTMENT, TOWNSHIP
from schemas.fields import AgencyId, BusinessId, CodeOf, Instant, Text
from schemas.records import DocRef, Participant

_MATTER = {"subject": "LH-2026-0005", "request_id": "LH-2026-0005", "inspection_no": None}


class JointActionRequested(Event):
    """请求协助配合 (二(二)3): one side asks the other to take part in an action (XT-01, XT-02)."""

    TYPE: ClassVar[str] = "joint.action_requested"
    ZH: ClassVar[str] = "请求协助配合"
    EXAMPLE: ClassVar[Mapping[str, Any]] = _MATTER | {
        "action": "镇区占道经营集中整治",
        "when": "2026-11-27T08:30:00+08:00",
    }

    request_id: BusinessId = Field(title="协助请求编号", description="Request for joint action")
    to_agency_id: AgencyId = Field(title="被请求机关", description="Agency that is asked")
    action: Text | None = Field(
        default=None, title="行动内容", description="What is to be done together"
    )
    when: Instant | None = Field(
        default=None, title="拟行动时间", description="When the action is to begin"
    )


class JointActionResponded(Event):
    """协助配合答复 (二(二)3): a refusal answers too, and is noted (XT-01, XT-02)."""

    TYPE: ClassVar[str] = "joint.action_responded"
    ZH: ClassVar[str] = "协助配合答复"
    EXAMPLE: ClassVar[Mapping[str, Any]] = BY_DEPARTMENT | _MATTER | {"decision": "AGREED"}

    request_id: BusinessId = Field(title="协助请求编号", description="Request it answers")
    decision: Annotated[str, CodeOf("joint.decision")] = Field(
        title="配合答复", description="Agreed or refused"
    )
    reason: Text | None = Field(default=None, title="理由", description="Why it is refused")
    paper_received_at: Instant | None = Field(
        default=None,
        title="纸质收到时间",
        description="When the request came in on paper; stated by the receiver it counts for both",
    )


class JointConferenceHeld(Event):
    """联动会商 (二(二)3). On a major clue the leader and the section head of every side attend."""

    TYPE: ClassVar[str] = "joint.conference_held"
    ZH: ClassVar[str] = "联动会商"
    EXAMPLE: ClassVar[Mapping[str, Any]] = {
        "subject": "郯马会商〔2026〕第4号",
        "inspection_no": None,
        "kind": "MAJOR_CLUE",
        "participants": (
            {"agency_id": TOWNSHIP, "role": "LEADER_IN_CHARGE"},
            {"agency_id": TOWNSHIP, "role": "SECTION_HEAD"},
            {"agency_id": DEPARTMENT, "role": "LEADER_IN_CHARGE"},
            {"agency_id": DEPARTMENT, "role": "SECTION_HEAD"},
        ),
        "minutes_doc": {
            "doc_no": "郯马会商〔2026〕第4号",
            "title": "重大案件线索联动会商会议纪要",
            "doc_date": "2026-11-23",
        },
        "decisions": ("由县自然资源和规划局派员联合勘验",),
    }

    kind: Annotated[str, CodeOf("conference.kind")] = Field(
        title="会商种类", description="What the conference was about"
    )
    participants: tuple[Participant, ...] = Field(
        min_length=1,
        title="参加人员",
        description="Agencies that took part, and in what role (XT-06)",
    )
    minutes_doc: DocRef | None = Field(
        default=None, title="会议纪要", description="Minutes; a record needs them (XT-05)"
    )
    decisions: tuple[Text, ...] = Field(
        default=(), title="议定事项", description="What was decided (XT-05)"
    )


class JointEnforcementHeld(Event):
    """联合执法 (二(二)3): inspections name its number and so are not repeated ones (MB-01)."""

    TYPE: ClassVar[str] = "joint.enforcement_held"
    ZH: ClassVar[str] = "联合执法"
    EXAMPLE: ClassVar[Mapping[str, Any]] = {
        "subject": "LHZF-2026-0002",
        "inspection_no": None,
        "request_id": "LH-2026-0005",
        "joint_action_id": "LHZF-2026-0002",
        "agencies": (TOWNSHIP, DEPARTMENT),
    }

    joint_action_id: BusinessId = Field(
        title="联合行动编号", description="Joint action, as inspections and penalties name it"
    )
    agencies: tuple[AgencyId, ...] = Field(
        min_length=1, title="参加机关", description="Agencies that took part"
    )
