"""机关: who takes part, from which day, and who follows an agency that was merged or closed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, ClassVar

from pydantic import Field

from schemas.envelope import Event
from schemas.example_parts import BY_BUREAU
from schemas.fields import AgencyId, CodeOf, Day, Name, RegionCode


class AgencyRegistered(Event):
    """机关登记: an agency joins the hub, published by the justice bureau."""

    TYPE: ClassVar[str] = "agency.registered"
    ZH: ClassVar[str] = "机关登记"
    EXAMPLE: ClassVar[Mapping[str, Any]] = {
        **BY_BUREAU,
        "subject": "DJ-113713220170390083",
        "registered_agency_id": "113713220170390083",
        "agency_name": "郯城县司法局",
        "kind": "JUSTICE_BUREAU",
        "agency_region_code": "371322",
        "active_from": "2025-01-01",
    }

    registered_agency_id: AgencyId = Field(
        title="登记机关", description="Credit code of the agency that joins"
    )
    agency_name: Name = Field(title="机关名称", description="Official name")
    kind: Annotated[str, CodeOf("agency.kind")] = Field(title="机关类别", description="Kind")
    agency_region_code: RegionCode = Field(
        title="机关区划", description="Division in which it has competence"
    )
    parent_agency_id: AgencyId | None = Field(
        default=None, title="所属机关", description="The agency it belongs to, for organs"
    )
    active_from: Day = Field(title="启用日期", description="First day it is bound to share")


class AgencyChanged(Event):
    """机关变更: an agency was merged or closed; its open obligations go to the successor."""

    TYPE: ClassVar[str] = "agency.changed"
    ZH: ClassVar[str] = "机关变更"
    EXAMPLE: ClassVar[Mapping[str, Any]] = {
        **BY_BUREAU,
        "subject": "BG-11371322017015006G",
        "changed_agency_id": "11371322017015006G",
        "active_to": "2026-12-31",
        "successor_id": "11371322017015006G",
    }

    changed_agency_id: AgencyId = Field(
        title="变更机关", description="Credit code of the agency that was merged or closed"
    )
    active_to: Day = Field(title="停用日期", description="Last day on which it is bound to share")
    successor_id: AgencyId = Field(
        title="承接机关",
        description="Agency that takes over its open obligations, under the same due dates",
    )
