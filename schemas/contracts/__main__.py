"""`python -m schemas.contracts [--check|--release|--draft TYPE …]`: derive the contracts."""

from __future__ import annotations

import argparse
import sys

from schemas.catalogue import MODELS
from schemas.contracts.compatibility import broken_promises
from schemas.contracts.derive import HOME, committed, derived, findings


def main() -> int:
    """Write what is stale, or with `--check` say what is wrong and return 1.

    Nothing is written while a change is incompatible with an earlier version.
    """
    parser = argparse.ArgumentParser(prog="python -m schemas.contracts", description=__doc__)
    mode = parser.add_mutually_exclusive_group()
    mode.add_argument("--check", action="store_true", help="fail when a contract is stale")
    mode.add_argument(
        "--release", action="store_true", help="from now on the newest versions never change"
    )
    mode.add_argument(
        "--draft",
        nargs="+",
        default=[],
        metavar="TYPE",
        choices=MODELS,
        help="mark the newest version of these types as drafts: not to be published yet",
    )
    options = parser.parse_args()
    if options.check:
        stale, incompatible = findings()
        sys.stderr.writelines(f"{finding}\n" for finding in (*stale, *incompatible))
        return 1 if stale or incompatible else 0
    wanted = derived(release=options.release, drafts=options.draft)
    if incompatible := broken_promises(wanted):
        sys.stderr.writelines(f"{finding}\n" for finding in incompatible)
        return 1
    rewritten = _write(wanted)
    sys.stdout.write(f"{len(wanted)} contracts, {rewritten} rewritten\n")
    return 0


def _write(wanted: dict[str, str]) -> int:
    """Write what is stale, remove what is no longer derived; return how many files that were."""
    present = committed()
    stale = [p for p in wanted | present if wanted.get(p) != present.get(p)]
    for path in stale:
        target = HOME / path
        if path in wanted:
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(wanted[path], "utf-8")
        else:
            target.unlink()
    return len(stale)


if __name__ == "__main__":
    sys.exit(main())
