"""Parts that the examples of several event types share: who publishes, who is concerned."""

from __future__ import annotations

from types import MappingProxyType
from typing import Any, Final

TOWNSHIP: Final = "11371322017002002N"
"""郯城县马头镇人民政府: whose events the examples are, unless a part below says otherwise."""

BUREAU: Final = "113713220170390083"
"""郯城县司法局: the justice bureau, which registers the others."""

DEPARTMENT: Final = "11371322017015006G"
"""郯城县自然资源和规划局: the department of the examples."""

BY_DEPARTMENT: Final = MappingProxyType[str, Any](
    {
        "agency_id": DEPARTMENT,
        "source": f"urn:xzzf:371322:{DEPARTMENT}:enforcement",
        "region_code": "371322",
        "inspection_no": None,
    }
)
"""The envelope of what a district department says."""

BY_BUREAU: Final = MappingProxyType[str, Any](
    {
        "agency_id": BUREAU,
        "source": f"urn:xzzf:371322:{BUREAU}:registry",
        "region_code": "371322",
        "inspection_no": None,
    }
)
"""The envelope of what the justice bureau says."""

SHOP: Final = MappingProxyType[str, Any](
    {
        "party_name": "郯城县某某农资店",
        "party_category": "个体工商户",
        "party_uscc": "92371322MA3C8K2X4T",
    }
)
"""当事人: an individual business."""

COMPANY: Final = MappingProxyType[str, Any](
    {
        "party_name": "郯城县某某板材有限公司",
        "party_category": "法人及非法人组织",
        "party_uscc": "91371322MA3D5X7P0B",
    }
)
"""当事人: a company."""

LAND_LAW: Final = MappingProxyType[str, Any](
    {"law_title": "中华人民共和国土地管理法", "article": "第七十五条"}
)
"""法律依据 of the natural resources items."""

WASTE_LAW: Final = MappingProxyType[str, Any](
    {"law_title": "中华人民共和国固体废物污染环境防治法", "article": "第一百一十一条"}
)
"""法律依据 of the example's penalty."""

TWO_OFFICERS: Final = (
    MappingProxyType[str, Any]({"officer_cert_no": "Q1322-002-01", "name": "王建国"}),
    MappingProxyType[str, Any]({"officer_cert_no": "Q1322-002-02", "name": "李红梅"}),
)
"""执法人员: two, as the law wants (行政处罚法 2021 第42条)."""

FOR_TOWNSHIP: Final = MappingProxyType[str, Any]({**BY_BUREAU, "on_behalf_of": TOWNSHIP})
"""The envelope of what the bureau says for a township that is not connected yet."""
