"""The simulated district: real divisions, agencies of real kinds, computed credit codes.

Deterministic and the same for every seed.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from stdnum.cn import uscc

DISTRICT_CODE = "371322"
DISTRICT_NAME = "郯城县"

_DATA = files("producers.simulator").joinpath("data")
_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)  # GB 11714, organisation code
_TOWNSHIP, _VILLAGE = "township", "village"


@dataclass(frozen=True, slots=True)
class Agency:
    """机关 of the district; `abbreviation` begins its document numbers."""

    agency_id: str
    name: str
    kind: str
    region_code: str
    abbreviation: str
    parent_id: str | None = None

    @property
    def is_township(self) -> bool:
        """Whether it stands on the township side (镇, 乡 or 街道)."""
        return self.kind in {"TOWNSHIP_GOV", "SUBDISTRICT_OFFICE"}


@dataclass(frozen=True, slots=True)
class Village:
    """村 or 社区, by its 12-digit division code."""

    code: str
    name: str


@dataclass(frozen=True, slots=True)
class District:
    """The agencies and divisions of one district."""

    townships: tuple[Agency, ...]
    departments: tuple[Agency, ...]
    justice_bureau: Agency
    government: Agency
    leading_group_office: Agency
    police: Agency
    organs: tuple[Agency, ...]
    """Dispatched and internal organs of departments: no referral may be made in their name."""
    villages: dict[str, tuple[Village, ...]]
    """By the credit code of the township."""

    @property
    def agencies(self) -> tuple[Agency, ...]:
        """All agencies, the justice bureau first: it registers itself and then the others."""
        return (
            self.justice_bureau,
            self.government,
            self.leading_group_office,
            self.police,
            *self.townships,
            *self.departments,
            *self.organs,
        )

    def department(self, abbreviation: str) -> Agency:
        """Return the department whose document numbers begin with the abbreviation."""
        return next(d for d in self.departments if d.abbreviation == abbreviation)


def rows(name: str) -> list[dict[str, str]]:
    """Return the rows of one of the simulator's data files."""
    return list(csv.DictReader(_DATA.joinpath(name).read_text("utf-8").splitlines()))


@cache
def district() -> District:
    """Return the district."""
    regions = rows("regions.csv")
    codes = _credit_codes()
    townships = tuple(_township(next(codes), row) for row in regions if row["level"] == _TOWNSHIP)
    departments = tuple(
        _agency(next(codes), row["name"], "DISTRICT_DEPT", row["abbreviation"])
        for row in rows("departments.csv")
    )
    by_abbreviation = {d.abbreviation: d for d in departments}
    return District(
        townships=townships,
        departments=departments,
        justice_bureau=_agency(next(codes), "郯城县司法局", "JUSTICE_BUREAU", "郯司"),
        government=_agency(next(codes), "郯城县人民政府", "DISTRICT_GOV", "郯政"),
        leading_group_office=_agency(
            next(codes),
            "郯城县行政执法协调衔接工作领导小组办公室",
            "LEADING_GROUP_OFFICE",
            "郯执协办",
        ),
        police=_agency(next(codes), "郯城县公安局", "PUBLIC_SECURITY", "郯公"),
        organs=(
            _organ(next(codes), by_abbreviation["郯市监"], "马头市场监管所", "DISPATCHED_ORGAN"),
            _organ(next(codes), by_abbreviation["郯自然资"], "李庄自然资源所", "DISPATCHED_ORGAN"),
            _organ(next(codes), by_abbreviation["郯环"], "执法监察科", "INTERNAL_ORGAN"),
            _organ(next(codes), by_abbreviation["郯应急"], "安全生产执法科", "INTERNAL_ORGAN"),
        ),
        villages={
            township.agency_id: tuple(
                Village(row["code"], _short(row["name"]))
                for row in regions
                if row["level"] == _VILLAGE and row["parent"] == township.region_code
            )
            for township in townships
        },
    )


def credit_code(registrar: str, division: str, body: str) -> str:
    """Return the credit code of an 8-character organisation body (GB 32100, GB 11714).

    Args:
        registrar: registering authority and category, two characters such as `11` or `92`.
        division: 6-digit division code.
        body: 8 digits or capital letters of the organisation code.
    """
    total = sum(int(sign, 36) * weight for sign, weight in zip(body, _WEIGHTS, strict=True))
    check = "0123456789X0"[11 - total % 11]
    number = f"{registrar}{division}{body}{check}"
    return number + uscc.calc_check_digit(number)


def _credit_codes() -> Iterator[str]:
    """Yield the credit codes of agencies: `11` 机构编制, 机关."""
    serial = 0
    while True:
        serial += 1
        yield credit_code("11", DISTRICT_CODE, f"017{serial:03}00")


def _agency(agency_id: str, name: str, kind: str, abbreviation: str) -> Agency:
    return Agency(agency_id, name, kind, DISTRICT_CODE, abbreviation)


def _township(agency_id: str, row: dict[str, str]) -> Agency:
    name = row["name"]
    if name.endswith("街道"):
        full, kind, short = f"{name}办事处", "SUBDISTRICT_OFFICE", "街"
    else:
        full, kind, short = f"{name}人民政府", "TOWNSHIP_GOV", name[0]
    return Agency(agency_id, f"{DISTRICT_NAME}{full}", kind, row["code"], f"郯{short}综执")


def _organ(agency_id: str, parent: Agency, name: str, kind: str) -> Agency:
    return Agency(
        agency_id, parent.name + name, kind, DISTRICT_CODE, parent.abbreviation, parent.agency_id
    )


def _short(name: str) -> str:
    if not name.endswith("村民委员会"):
        return name.removesuffix("居民委员会")
    short = name.removesuffix("村民委员会")
    return short if short.endswith("村") else f"{short}村"
