"""The simulated district itself: the same for every seed."""

from collections import Counter

from stdnum.cn import uscc

from producers.simulator.district import district
from producers.simulator.items import delegations, held_by, items, kept, transferred


def test_every_credit_code_is_valid_and_distinct() -> None:
    codes = [agency.agency_id for agency in district().agencies]
    assert [uscc.validate(code) for code in codes] == codes
    assert len(set(codes)) == len(codes)
    assert all(code.startswith("11371322") for code in codes)


def test_the_thirteen_real_townships_are_there_with_their_villages() -> None:
    kinds = Counter(township.kind for township in district().townships)
    assert kinds == {"SUBDISTRICT_OFFICE": 1, "TOWNSHIP_GOV": 12}
    villages = [v for found in district().villages.values() for v in found]
    assert len(villages) == 125
    assert all(
        village.code.startswith(township.region_code)
        for township in district().townships
        for village in district().villages[township.agency_id]
    )


def test_twenty_five_departments_each_keep_an_item() -> None:
    departments = district().departments
    assert len(departments) == 25
    assert {item.owner for item in kept()} == set(departments)


def test_one_hundred_and_fourteen_items_are_transferred_in_both_modes() -> None:
    assert len(transferred()) == 114
    modes = Counter(item.mode for item in items())
    assert min(modes[m] for m in ("EMPOWERED", "ENTRUSTED", "COOPERATE", "RETAINED")) >= 10
    assert len({item.code for item in items()}) == len({item.name for item in items()})
    assert len({item.scope for item in transferred()}) > 1


def test_every_entrusted_item_has_a_delegation_in_every_township_that_holds_it() -> None:
    for item in transferred():
        if item.mode == "ENTRUSTED":
            assert all((item.owner, township) in delegations() for township in item.scope)


def test_competence_goes_to_the_township_only_where_it_holds_the_item() -> None:
    for township in district().townships:
        for item in items():
            holds = item in held_by(township)
            assert item.competent_in(township) == (township if holds else item.owner)
    assert all(item.competent_in(district().townships[0]) == item.owner for item in kept())
