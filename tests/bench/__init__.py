"""How fast it is, as ratios: ours beside a bare alternative, in the same run, on this machine.

`python -m tests.bench [NAME]` runs every module here that has `run() -> list[Figure]`, or those of
that name and its parts (`judge` runs `judge_live`, `judge_workers`, …). Figures are shown and kept
in `build/bench.json`; no test asserts them.
"""
