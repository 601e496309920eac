"""`python -m tests.faults.table_worker BOOTSTRAP NAME DATA_DIR`: a Faust worker with a table.

It is set up as a user would who follows the manual, and puts the key of every message into a
table; the table's changelog then tells which messages it has seen.
"""

import sys

import faust
from faust.types import StreamT


def made(bootstrap: str, name: str, data_dir: str) -> faust.App:
    """Return the app; `name` is its group and the prefix of its topics."""
    app = faust.App(
        name,
        broker=f"kafka://{bootstrap}",
        datadir=data_dir,
        store="memory://",
        web_enabled=False,
        consumer_auto_offset_reset="earliest",
        broker_session_timeout=2.0,
        broker_heartbeat_interval=0.5,
        broker_commit_interval=0.5,
        topic_disable_leader=True,
        topic_partitions=6,
        key_serializer="raw",
        value_serializer="raw",
        producer_acks=-1,
    )
    seen = app.Table("seen", key_type=bytes, value_type=bytes, partitions=6)

    @app.agent(app.topic(f"{name}-source", key_type=bytes, value_type=bytes))
    async def note(stream: StreamT[bytes]) -> None:
        async for key, value in stream.items():
            seen[key] = value

    return app


if __name__ == "__main__":
    worker = faust.Worker(made(*sys.argv[1:]), loglevel="CRITICAL", quiet=True)
    worker.execute_from_commandline()
