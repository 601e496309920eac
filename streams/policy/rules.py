"""Rules as data: one typed record a rule, with its clause in the policy's own words."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Mechanism(StrEnum):
    """机制: the part of the policy that a rule belongs to."""

    AUTHORITY = "authority"
    FIRST_INQUIRY = "first_inquiry"
    TRANSFER = "transfer"
    ASSISTANCE = "assistance"
    DISPUTE = "dispute"
    SHARING = "sharing"
    LIST_PUBLICATION = "list_publication"
    RESPONSIBILITY = "responsibility"
    PUBLICITY = "publicity"
    FULL_RECORD = "full_record"
    LEGAL_REVIEW = "legal_review"
    DISCRETION = "discretion"
    DOUBLE_RANDOM = "double_random"
    COMPLAINTS = "complaints"
    ACCOUNTABILITY = "accountability"
    CRIMINAL_REFERRAL = "criminal_referral"
    TRAINING = "training"
    ASSESSMENT = "assessment"
    ORGANISATION = "organisation"


class ScopeKind(StrEnum):
    """What a rule looks at, within one district."""

    MATTER = "matter"
    """事项: the connected set of events that name one another's ids."""
    SUBJECT = "subject"
    """共享信息: one shared fact of one publisher."""
    PARTY = "party"
    """当事人: one regulated party, whoever dealt with it."""
    OFFICER = "officer"
    """执法人员: one officer by certificate number."""
    ITEM = "item"
    """事项清单事项: one enforcement item by its code."""
    PLAN = "plan"
    """抽查计划: one inspection plan or draw, with the inspections that name it."""
    AGENCY = "agency"
    """机关: everything one agency publishes, and what it keeps registered."""
    DISTRICT = "district"
    """区: what concerns all agencies of a district."""


class Unit(StrEnum):
    """Units of a clock."""

    SAME_DAY = "same_day"
    WORKING_DAY = "working_day"
    NATURAL_DAY = "natural_day"
    HOUR = "hour"
    ANNUAL_DATE = "annual_date"


class End(StrEnum):
    """What stops a clock: receipt by the hub, or the act's own time."""

    HUB = "hub"
    FACT = "fact"


class Threshold(StrEnum):
    """Where a number comes from; a local parameter is never called a breach of the clause."""

    CLAUSE = "clause"
    STATUTE = "statute"
    LOCAL_PARAM = "local_param"
    ANALOGY = "analogy"


class Severity(StrEnum):
    """How grave a finding is."""

    INFO = "INFO"
    WARN = "WARN"
    BREACH = "BREACH"
    CRITICAL = "CRITICAL"


@dataclass(frozen=True, slots=True)
class Clock:
    """How long: `amount` units from `start`, or as many as the parameter `param` says.

    An annual date is `date` (month-day), or what `param` says. `word` is the policy's own word
    for the period, `source` the law that gives the number.
    """

    unit: Unit
    start: str
    amount: int = 0
    param: str | None = None
    date: str | None = None
    end: End = End.HUB
    threshold: Threshold = Threshold.CLAUSE
    name: str | None = None
    source: str | None = None
    word: str | None = None


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule of the policy. `clause` is verbatim, in the policy's script.

    `params` are the local parameters that it asks for beside those of its clocks.
    `codes` are the findings it may make and what its duties are called when they are late, which
    is the first of them; of `reference_codes` (code, reason) the hub makes none.
    `reference_only` says why the whole rule is shown and never judged. `lead` is the rule of
    accountability for which a late or overdue duty under this one is a lead.
    """

    id: str
    mechanism: Mechanism
    title_zh: str
    title_en: str
    clause_ref: str
    clause: str
    debtor: str
    creditor: str
    events: tuple[str, ...]
    severity: Severity
    threshold: Threshold
    clause_also: tuple[str, ...] = ()
    clocks: tuple[Clock, ...] = ()
    params: tuple[str, ...] = ()
    codes: tuple[str, ...] = ()
    reference_codes: tuple[tuple[str, str], ...] = ()
    accountable_roles: tuple[str, ...] = ()
    lead: str | None = None
    readings: tuple[str, ...] = ()
    reference_only: str | None = None

    @property
    def warns(self) -> bool:
        """Whether it is told of a duty under it that it is due soon (§5.2)."""
        return any(code.endswith("_DUE_SOON") for code in self.codes)

    def clock(self, name: str | None = None) -> Clock:
        """Return the clock of a name; without one, the rule's first.

        Raises:
            LookupError: the rule has no such clock.
        """
        for clock in self.clocks:
            if name is None or clock.name == name:
                return clock
        raise LookupError(f"{self.id} has no clock {name or ''}")
