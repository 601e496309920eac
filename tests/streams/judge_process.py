"""`judge_process BOOTSTRAP NAMESPACE DATA_DIR CLOCK PACK`: one worker of the judge, until SIGTERM.

`PACK` is `few`, the demo's handful of rules, `default`, all of them, or `world`, that of the
worked cases.
"""

import logging
import signal
import sys
import threading
from collections.abc import Callable
from pathlib import Path

from schemas.topics import Topics
from streams.casebook.world import default_world
from streams.judge.partition import Hub
from streams.judge.worker import cluster_of, run
from streams.packs import default_pack
from streams.policy.pack import RulePack
from tests.packs import few_rules

PACKS: dict[str, Callable[[], RulePack]] = {
    "few": few_rules,
    "default": default_pack,
    "world": lambda: default_world().pack,
}

if __name__ == "__main__":
    bootstrap, namespace, data_dir, clock, pack = sys.argv[1:]
    logging.basicConfig(format="%(asctime)s %(message)s", level=logging.WARNING)
    stop = threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: stop.set())
    hub = Hub(
        bootstrap,
        Topics(namespace),
        Path(data_dir),
        simulated=clock == "simulated",
        cluster=cluster_of(bootstrap),
    )
    run(hub, PACKS[pack](), stop)
