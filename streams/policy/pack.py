"""The rule pack: local parameters, readings and start days of rules of one district, by version.

A pack is data handed in; `streams.packs` reads it from TOML. Nothing here reads a file.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from types import MappingProxyType
from typing import Final

ENGINE_VERSION: Final = "2"
"""Version of the judge; raised when the same facts would be judged otherwise."""


@dataclass(frozen=True, slots=True)
class Confirmation:
    """确认: who confirmed a parameter or reading, by which document, when; empty means proposed."""

    confirmed_by: str = ""
    doc_no: str = ""
    date: str = ""

    @property
    def is_given(self) -> bool:
        """Whether anybody has confirmed it."""
        return bool(self.confirmed_by)


@dataclass(frozen=True, slots=True)
class Param:
    """地方参数: a number, an amount in yuan or a month-day that the policy leaves open.

    `zh` and `en` say what it stands for.
    """

    name: str
    value: int | Decimal | str
    confirmation: Confirmation = field(default_factory=Confirmation)
    zh: str = ""
    en: str = ""


@dataclass(frozen=True, slots=True)
class Reading:
    """解读: how a clause that can be read in more than one way is read."""

    id: str
    zh: str
    en: str
    confirmation: Confirmation = field(default_factory=Confirmation)


@dataclass(frozen=True, slots=True)
class Params:
    """Local parameters by name."""

    by_name: MappingProxyType[str, Param]

    def number(self, name: str) -> int:
        """Return a whole number: hours, minutes, days or working days, as the name says.

        Raises:
            LookupError: the pack has no such parameter, or it is no whole number.
        """
        param = self.by_name.get(name)
        if param is None or not isinstance(param.value, int):
            raise LookupError(f"the pack has no whole number {name}")
        return param.value

    def yuan(self, name: str) -> Decimal:
        """Return an amount in yuan.

        Raises:
            LookupError: the pack has no such amount.
        """
        param = self.by_name.get(name)
        if param is None or not isinstance(param.value, Decimal):
            raise LookupError(f"the pack has no amount {name}")
        return param.value

    def month_day(self, name: str) -> str:
        """Return a yearly date as MM-DD.

        Raises:
            LookupError: the pack has no such date.
        """
        param = self.by_name.get(name)
        if param is None or not isinstance(param.value, str):
            raise LookupError(f"the pack has no date {name}")
        return param.value


@dataclass(frozen=True, slots=True)
class RulePack:
    """By what a conclusion was reached; every output names it.

    `enforced_from` is, by rule id, the first day whose facts are judged by it; a rule without an
    entry is judged from the start.
    """

    id: str
    version: str
    params: Params
    readings: MappingProxyType[str, Reading] = field(default_factory=lambda: MappingProxyType({}))
    enforced_from: MappingProxyType[str, date] = field(default_factory=lambda: MappingProxyType({}))
    district: str = ""
    effective_from: date = date.min


PackOf = Callable[[str], RulePack]
"""District → the rule pack it is judged by."""
