"""Draws the pages of the docs that follow from the policy as data.

python -m infra.policy_pages           write them
python -m infra.policy_pages --check   say which are stale (exit 1)
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Final

from streams.coverage import Coverage, coverage
from streams.policy.obligations import Status
from streams.policy.rules import Mechanism
from streams.policy.steps import STEPS, Step

DOCS: Final = Path(__file__).parents[1] / "docs"
_BY: Final = "<!-- Written by `python -m infra.policy_pages`; change the rules, not this page. -->"


def rules_page() -> str:
    """Return the page of every rule: where it is judged, clause, clocks, codes, worked cases."""
    return "\n".join(_rules()) + "\n"


def obligations_page() -> str:
    """Return the page of what can happen to an obligation (§5.2)."""
    return "\n".join(_obligations()) + "\n"


PAGES: Final[Mapping[str, Callable[[], str]]] = MappingProxyType(
    {"rules.md": rules_page, "obligations.md": obligations_page}
)
"""File name → what it holds."""


def stale() -> list[str]:
    """Return the names of the pages that do not say what the policy says."""
    return [name for name, page in PAGES.items() if _read(DOCS / name) != page()]


def _read(path: Path) -> str:
    return path.read_text("utf-8") if path.exists() else ""


def _rules() -> Iterator[str]:
    found = coverage()
    judged = sum(c.implemented for c in found)
    yield "# 规则 · Rules"
    yield ""
    yield _BY
    yield ""
    yield (
        f"{len(found)} rules of the policy: {judged} are judged, {len(found) - judged} are not. "
        "A rule is answered by a check, by what the hub asks before it carries out a transaction, "
        "by the routing, or by the leads that follow from late duties."
    )
    for mechanism in Mechanism:
        of_it = [c for c in found if c.rule.mechanism is mechanism]
        yield ""
        yield f"## {mechanism.value}"
        yield ""
        yield "| Rule | Clause | Clocks | Codes | Where | Worked cases |"
        yield "|---|---|---|---|---|---|"
        yield from map(_rule, of_it)


def _rule(found: Coverage) -> str:
    rule, said = found.rule, found.as_json()
    reference = dict(rule.reference_codes)
    codes = [
        f"`{code}`" + (f" (reference only: {reference[code]})" if code in reference else "")
        for code in rule.codes
    ]
    where = [f"`{place}`" for place in found.where]
    if found.reason is not None:
        where.append(f"reference only: {found.reason}")
    elif not found.implemented:
        where.append("**not yet judged**")
    cells = (
        f"**{rule.id}** {rule.title_zh} · {rule.title_en}",
        f"{rule.clause_ref}：{rule.clause}",
        "<br>".join(said["clocks"]),
        "<br>".join(codes),
        "<br>".join(where),
        " ".join(found.vectors),
    )
    return f"| {' | '.join(_cell(cell) for cell in cells)} |"


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", " ")


def _obligations() -> Iterator[str]:
    yield "# 义务 · Obligations"
    yield ""
    yield _BY
    yield ""
    yield (
        "One duty of one debtor, opened by one trigger. `streams/policy/steps.py` holds the steps "
        "as a table, `streams/policy/life.py` tells which of them an obligation has gone through, "
        "and `hutong explain` prints them with cause, clause and arithmetic."
    )
    yield ""
    yield "```mermaid"
    yield "stateDiagram-v2"
    for step in STEPS.values():
        yield from _arrows(step)
    yield "```"
    yield ""
    yield "| Step | From | To | When |"
    yield "|---|---|---|---|"
    for step in STEPS.values():
        sources = "any" if step.sources == frozenset(Status) else ", ".join(_sources(step))
        target = step.target.value if step.target else "the same"
        yield (
            f"| {step.zh} · {step.en} | {sources} | {target} | {step.when_zh} · {step.when_en} |"
        )


def _sources(step: Step) -> list[str]:
    named = [status.value for status in Status if status in step.sources]
    return [*(["(none)"] if None in step.sources else []), *named]


def _arrows(step: Step) -> Iterator[str]:
    """Yield the arrows of a step that changes the status; a review may waive from anywhere."""
    if step.target is None:
        return
    sources = ["any"] if step.sources == frozenset(Status) else _sources(step)
    for source in sources:
        start = "[*]" if source == "(none)" else source
        yield f"    {start} --> {step.target.value}: {step.zh} {step.en}"


def main(arguments: list[str]) -> int:
    """Write the pages, or with ``--check`` say which are stale; return the exit code."""
    if arguments == ["--check"]:
        names = stale()
        for name in names:
            sys.stderr.write(f"docs/{name} is stale: run 'python -m infra.policy_pages'.\n")
        return 1 if names else 0
    if arguments:
        sys.stderr.write("usage: python -m infra.policy_pages [--check]\n")
        return 2
    for name, page in PAGES.items():
        (DOCS / name).write_text(page(), "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
