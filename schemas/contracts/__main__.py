"""`python -m schemas.contracts [--check | --release]`: derive the contracts, or check them."""

from __future__ import annotations

import argparse
import sys

from schemas.contracts.derive import HOME, committed, derived, tampered


def main() -> int:
    """Write what is stale, or with `--check` name it and return 1."""
    parser = argparse.ArgumentParser(prog="python -m schemas.contracts", description=__doc__)
    mode = parser.add_mutually_exclusive_group()
    mode.add_argument("--check", action="store_true", help="fail when a contract is stale")
    mode.add_argument(
        "--release", action="store_true", help="from now on the newest versions never change"
    )
    options = parser.parse_args()
    wanted, present = derived(release=options.release), committed()
    stale = sorted(p for p in wanted | present if wanted.get(p) != present.get(p))
    if options.check:
        for path in stale:
            sys.stderr.write(f"schemas/contracts/{path} is stale: run `make contracts`\n")
        broken = tampered()
        for path in broken:
            sys.stderr.write(f"schemas/contracts/{path} was released and must not change\n")
        return 1 if stale or broken else 0
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
