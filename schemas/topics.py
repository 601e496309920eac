"""Names of topics. One partition count for all, keyed by the district's division code."""

from __future__ import annotations

from dataclasses import dataclass

FAMILIES = (
    "law-changes",
    "authority",
    "agencies",
    "licensing",
    "inspection-records",
    "penalty-decisions",
    "cases",
    "referrals",
    "assistance",
    "disputes",
    "complaints",
    "statistics",
    "supervision",
    "sharing",
)
"""Families of facts: `facts.<family>` is written by agencies."""

HUB = ("verdicts", "obligations", "deliveries", "dead-letters", "alerts", "ticks", "pulse")
"""Outputs: `hub.<name>` is written by the hub alone."""


@dataclass(frozen=True, slots=True)
class Topics:
    """Topic names within a namespace (a prefix such as `t1.`, empty in production)."""

    namespace: str = ""

    def named(self, plain: str) -> str:
        """Return the full name of a topic, such as `facts.cases` or `hub.verdicts`."""
        return f"{self.namespace}{plain}"

    def plain(self, topic: str) -> str:
        """Return the name without the namespace.

        Raises:
            ValueError: the topic lies outside the namespace.
        """
        if not topic.startswith(self.namespace):
            raise ValueError(f"topic {topic!r} is not in namespace {self.namespace!r}")
        return topic.removeprefix(self.namespace)

    @property
    def facts(self) -> tuple[str, ...]:
        """All topics of facts, sorted."""
        return tuple(sorted(self.named(f"facts.{family}") for family in FAMILIES))

    @property
    def hub(self) -> tuple[str, ...]:
        """All topics of outputs, sorted."""
        return tuple(sorted(self.named(f"hub.{name}") for name in HUB))

    @property
    def judge_state(self) -> str:
        """The judge's compacted changelog."""
        return self.named("hub.judge-state")

    @property
    def schemas(self) -> str:
        """The compacted topic of the schema registry, named as other registries expect it."""
        return self.named("_schemas")

    def inbox(self, agency: str) -> str:
        """The inbox of one agency, named by its credit code."""
        return self.named(f"inbox.{agency}")
