"""The notifier's command, told when to die: its n-th notification is sent, and not noted yet.

`python -m tests.consumers.notifier.mortal N …` runs `hutong …` so.
"""

from __future__ import annotations

import os
import signal
import sys
from datetime import datetime

from consumers.notifier.store import Parcel, Store
from infra.cli import main

if __name__ == "__main__":
    left = [int(sys.argv.pop(1))]
    ordinary = Store.taken

    def taken(self: Store, parcel: Parcel, at: datetime) -> None:
        """Die instead, the n-th time."""
        left[0] -= 1
        if left[0] == 0:
            os.kill(os.getpid(), signal.SIGKILL)
        ordinary(self, parcel, at)

    Store.taken = taken  # type: ignore[method-assign]
    main()
