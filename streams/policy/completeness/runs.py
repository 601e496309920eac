"""连续区间: sets of whole numbers kept as runs, so that a source of millions stays a few pairs."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import pairwise

Run = tuple[int, int]
"""First and last number of a run, both included."""

Runs = tuple[Run, ...]
"""Runs in order, none touching the next."""


def runs_of(spans: Iterable[Run]) -> Runs:
    """Return the numbers of all spans as runs; spans may overlap and come in any order."""
    joined: list[Run] = []
    for first, last in sorted(span for span in spans if span[0] <= span[1]):
        if joined and first <= joined[-1][1] + 1:
            joined[-1] = (joined[-1][0], max(joined[-1][1], last))
        else:
            joined.append((first, last))
    return tuple(joined)


def gaps(present: Runs) -> Runs:
    """Return the numbers that lie between runs."""
    return tuple((one[1] + 1, other[0] - 1) for one, other in pairwise(present))


def missing(present: Runs, announced: Runs) -> Runs:
    """Return what is absent from the least to the greatest number, present or announced."""
    everything = runs_of((*present, *announced))
    if not everything:
        return ()
    first, last = everything[0][0], everything[-1][1]
    edges = ((first - 1, first - 1), *present, (last + 1, last + 1))
    return gaps(runs_of(edges))


def size(runs: Runs) -> int:
    """Return how many numbers there are."""
    return sum(last - first + 1 for first, last in runs)
