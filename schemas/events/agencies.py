"""Family agencies: who takes part."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, ClassVar, Final

from pydantic import Field

from schemas.envelope import Event
from schemas.fields import AgencyId, CodeOf, Day, Name, RegionCode

TOPIC: Final = "facts.agencies"


class AgencyRegistered(Event):
    """机关登记: an agency joins the hub, published by the justice bureau."""

    TYPE: ClassVar[str] = "agency.registered"
    ZH: ClassVar[str] = "机关登记"
    EXAMPLE: ClassVar[Mapping[str, Any]] = {
        "agency_id": "113713220170030057",
        "registered_agency_id": "113713220170030057",
        "agency_name": "郯城县司法局",
        "kind": "JUSTICE_BUREAU",
        "source": "urn:xzzf:371322:113713220170030057:registry",
        "region_code": "371322",
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


EVENTS: Final = (AgencyRegistered,)
"""Every event of the family, in the order of the catalogue."""
