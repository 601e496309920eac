"""`python -m tests.streams.judge_process BOOTSTRAP NAMESPACE DATA_DIR`: one worker of the judge.

On the simulated clock, with the demo's pack, until SIGTERM.
"""

import logging
import signal
import sys
import threading
from pathlib import Path

from schemas.topics import Topics
from streams.judge.partition import Hub
from streams.judge.worker import cluster_of, run
from tests.packs import few_rules

if __name__ == "__main__":
    bootstrap, namespace, data_dir = sys.argv[1:]
    logging.basicConfig(format="%(asctime)s %(message)s", level=logging.WARNING)
    stop = threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: stop.set())
    hub = Hub(
        bootstrap, Topics(namespace), Path(data_dir), simulated=True, cluster=cluster_of(bootstrap)
    )
    run(hub, few_rules(), stop)
