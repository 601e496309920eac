"""`judge_process BOOTSTRAP NAMESPACE DATA_DIR CLOCK PACK`: one worker of the judge, until SIGTERM.

`PACK` is `few`, the demo's handful of rules, or `default`, all of them.
"""

import logging
import signal
import sys
import threading
from pathlib import Path

from schemas.topics import Topics
from streams.judge.partition import Hub
from streams.judge.worker import cluster_of, run
from streams.packs import default_pack
from tests.packs import few_rules

PACKS = {"few": few_rules, "default": default_pack}

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
