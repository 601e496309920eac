"""当事人: when two of them are one. Numbers decide where both give one, else the name."""

from __future__ import annotations

from unicodedata import normalize

from schemas.records import PartyBlock


def name_of(party: PartyBlock) -> str:
    """Return the name of a party as it is compared: without blanks, width and case."""
    return "".join(normalize("NFKC", party.party_name).split()).casefold()


def may_be_one(one: PartyBlock, other: PartyBlock) -> bool:
    """Whether two parties may be one: by credit code and token, by name where none is comparable.

    A number that only one of the two gives does not keep them apart.
    """
    pairs = ((one.party_uscc, other.party_uscc), (one.party_id_token, other.party_id_token))
    known = [a == b for a, b in pairs if a is not None and b is not None]
    return all(known) if known else name_of(one) == name_of(other)
