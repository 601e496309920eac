"""Parties and officers: plausible, seeded, and nobody."""

from __future__ import annotations

from hashlib import sha256
from random import Random
from typing import Any, Final

from producers.simulator.district import DISTRICT_CODE, DISTRICT_NAME, Agency, credit_code

_SURNAMES: Final = "王李张刘陈杨徐孙马朱胡郭何高林郑谢罗梁宋唐许韩冯邓曹彭曾肖田"
_GIVEN: Final = "伟芳秀英敏静磊强洋艳勇军杰娟涛明超兰霞平刚桂玉建国永志红梅春华庆龙凤"
_BRANDS: Final = (
    "恒瑞 鑫源 宏达 福临 金穗 永兴 沂蒙 沭东 马陵 白马 华泰 顺和 康盛 丰润 长青 东海 新村"
)
_TRADES: Final = "农资 建材 运输 食品 板材 机械 养殖 餐饮 商贸 工程 石材 果蔬 木业 纺织"
_SHOPS: Final = "超市 饭店 农资店 五金店 理发店 小吃店 烟酒店 修理部 养殖场 加工厂 药店"
_BODY: Final = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_OFFICERS: Final = 9
_KINDS: Final = (("法人及非法人组织", 40), ("个体工商户", 35), ("自然人", 25))

Party = dict[str, Any]
"""The fields of a 当事人 block."""


def person(rng: Random) -> str:
    """Return a name of two or three characters."""
    return rng.choice(_SURNAMES) + "".join(rng.sample(_GIVEN, rng.choice((1, 2, 2))))


def party(rng: Random) -> Party:
    """Return a party: an organisation, an individual business or a natural person."""
    (kind,) = rng.choices([k for k, _ in _KINDS], [w for _, w in _KINDS])
    brand = rng.choice(_BRANDS.split())
    match kind:
        case "法人及非法人组织":
            return {
                "party_name": f"{DISTRICT_NAME}{brand}{rng.choice(_TRADES.split())}有限公司",
                "party_category": kind,
                "party_uscc": credit_code("91", DISTRICT_CODE, _body(rng)),
                "legal_rep_name": person(rng),
            }
        case "个体工商户":
            return {
                "party_name": f"{DISTRICT_NAME}{brand}{rng.choice(_SHOPS.split())}",
                "party_category": kind,
                "party_uscc": credit_code("92", DISTRICT_CODE, _body(rng)),
                "legal_rep_name": person(rng),
            }
        case _:
            token = sha256(rng.randbytes(16)).hexdigest()
            return {
                "party_name": person(rng),
                "party_category": kind,
                "party_id_type": "居民身份证",
                "party_id_token": f"{token}:{rng.randrange(10_000):04}",
            }


def officers(rng: Random, agency: Agency) -> list[dict[str, str]]:
    """Return two officers of the agency; each keeps name and certificate for good."""
    numbers = sorted(rng.sample(range(1, _OFFICERS + 1), 2))
    return [_officer(agency, number) for number in numbers]


def leader(agency: Agency) -> str:
    """Return the name of the leader who approves the agency's referrals."""
    return person(Random(f"{agency.agency_id}/leader"))  # noqa: S311  no secret


def _officer(agency: Agency, number: int) -> dict[str, str]:
    unit = agency.agency_id[11:14]
    return {
        "officer_cert_no": f"Q1322-{unit}-{number:02}",
        "name": person(Random(f"{agency.agency_id}/{number}")),  # noqa: S311  no secret
        "post_id": f"{unit}-P{(number + 2) // 3}",
    }


def _body(rng: Random) -> str:
    return "MA" + "".join(rng.choice(_BODY) for _ in range(6))
