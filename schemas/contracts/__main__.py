"""`python -m schemas.contracts [--check | --release]`: derive the contracts, or check them."""

from __future__ import annotations

import argparse
import sys

from schemas.contracts.compatibility import broken_promises
from schemas.contracts.derive import HOME, committed, derived, tampered


def main() -> int:
    """Write what is stale, or with `--check` name it and return 1.

    Nothing is written while a change is incompatible with an earlier version.
    """
    parser = argparse.ArgumentParser(prog="python -m schemas.contracts", description=__doc__)
    mode = parser.add_mutually_exclusive_group()
    mode.add_argument("--check", action="store_true", help="fail when a contract is stale")
    mode.add_argument(
        "--release", action="store_true", help="from now on the newest versions never change"
    )
    options = parser.parse_args()
    wanted, present = derived(release=options.release), committed()
    stale = sorted(p for p in wanted | present if wanted.get(p) != present.get(p))
    incompatible = broken_promises(wanted)
    for broken in incompatible:
        sys.stderr.write(f"schemas/contracts/avro: {broken}\n")
    if options.check:
        for path in stale:
            sys.stderr.write(f"schemas/contracts/{path} is stale: run `make contracts`\n")
        changed = tampered()
        for path in changed:
            sys.stderr.write(f"schemas/contracts/{path} was released and must not change\n")
        return 1 if stale or changed or incompatible else 0
    if incompatible:
        return 1
    for path in stale:
        target = HOME / path
        if path in wanted:
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(wanted[path], "utf-8")
        else:
            target.unlink()
    sys.stdout.write(f"{len(wanted)} contracts, {len(stale)} rewritten\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
