"""`python -m tests.bench.bare_faust BOOTSTRAP NAMESPACE DATA_DIR`: Faust that judges nothing.

It reads the topics that the judge reads, and for each event writes one table entry and gives out
one message: what Faust itself costs. Settings as in `streams.faust_app`.
"""

import sys

import faust
from faust.types import StreamT

from schemas.topics import Topics

OUTPUT = "bare-output"


def made(bootstrap: str, namespace: str, data_dir: str) -> faust.App:
    """Return the app; `namespace` is its group and the prefix of its topics."""
    topics = Topics(namespace)
    app = faust.App(
        f"{namespace}bare",
        broker=f"kafka://{bootstrap}",
        datadir=data_dir,
        store="memory://",
        web_enabled=False,
        consumer_auto_offset_reset="earliest",
        topic_disable_leader=True,
        topic_partitions=1,
        key_serializer="raw",
        value_serializer="raw",
        producer_acks=-1,
        stream_wait_empty=False,
    )
    table = app.Table("bare-table", key_type=bytes, value_type=bytes, partitions=1)
    output = app.topic(topics.named(OUTPUT), key_type=bytes, value_type=bytes, partitions=1)

    @app.agent(app.topic(*topics.facts, key_type=bytes, value_type=bytes), concurrency=1)
    async def pass_on(stream: StreamT[bytes]) -> None:
        async for event in stream.events():
            message = event.message
            table[f"{message.topic}:{message.offset}".encode()] = message.value
            await output.send(key=message.key, value=message.value)

    return app


if __name__ == "__main__":
    worker = faust.Worker(made(*sys.argv[1:]), loglevel="CRITICAL", quiet=True)
    worker.execute_from_commandline()
