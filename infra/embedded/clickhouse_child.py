"""The process that is ClickHouse: the engine of ``chdb-core``, told to listen.

Run as a file, ``python clickhouse_child.py DIRECTORY``, in a working directory with a
``config.xml``. It imports nothing of ours and ends when its serving query is cancelled.
"""

import ctypes
import importlib.machinery
import importlib.util
import os
import sys
from pathlib import Path
from types import ModuleType

SERVING = (
    "SELECT sleepEachRow(1) FROM system.numbers SETTINGS max_block_size = 1, "
    "function_sleep_max_microseconds_per_block = 0, max_execution_time = 0 FORMAT Null"
)
"""A query without end: the engine serves as long as it runs."""

_STATEMENTS = f"SYSTEM START LISTEN TCP; SYSTEM START LISTEN HTTP; {SERVING}"


def engine() -> ModuleType:
    """Load the engine alone.

    Importing ``chdb`` would open an engine without our configuration first, and there is
    one engine per process.
    """
    package = importlib.util.find_spec("chdb")
    if package is None or package.origin is None:
        raise ModuleNotFoundError("chdb-core is not installed: pip install 'hutong[embedded]'")
    library = Path(package.origin).with_name("_chdb.abi3.so")
    # As chdb does: its own allocator must win over one that is already loaded.
    ctypes.CDLL(str(library), mode=sys.getdlopenflags() | getattr(os, "RTLD_DEEPBIND", 0))
    loader = importlib.machinery.ExtensionFileLoader("_chdb", str(library))
    spec = importlib.util.spec_from_file_location("_chdb", library, loader=loader)
    if spec is None:
        raise ImportError(f"cannot load {library}")
    module = importlib.util.module_from_spec(spec)
    loader.exec_module(module)
    return module


def main(directory: str) -> int:
    """Serve from a directory until told to end; return 1 whatever the reason.

    A taken port or directory makes the engine print why and return as if all were well; so
    does a cancelled query. The runner knows whether it asked for the end.
    """
    engine().query(_STATEMENTS, "CSV", path=directory)
    return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
