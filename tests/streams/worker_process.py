"""One worker: `worker_process STAGE BOOTSTRAP NAMESPACE DATA_DIR CLOCK FLOOD_RUN`."""

import logging
import sys
from pathlib import Path

from schemas.floods import FloodLimits
from schemas.topics import Topics
from streams import alerts, pulse, router

RUNS = {"router": router.run, "alerts": alerts.run, "pulse": pulse.run}

if __name__ == "__main__":
    stage, bootstrap, namespace, data_dir, clock, flood_run = sys.argv[1:]
    logging.basicConfig(format="%(message)s", level=logging.WARNING)
    simulated = clock == "simulated"
    sys.exit(
        RUNS[stage](
            bootstrap,
            Topics(namespace),
            data_dir=Path(data_dir),
            simulated=simulated,
            flood_limits=FloodLimits(run=int(flood_run)),
        )
    )
