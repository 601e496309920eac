"""Arrival order: whatever the reading order, records come out by append time, none too early."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from streams.judge.merge import LogRecord, Merger

TOPICS = ("facts.cases", "facts.licensing", "facts.referrals")


def _log(stamps: list[tuple[int, int]]) -> list[LogRecord]:
    """Return a log: (topic number, append time), rising within each topic as brokers stamp it."""
    offsets = dict.fromkeys(TOPICS, 0)
    records = []
    for number, stamp in sorted(stamps, key=lambda s: s[1]):
        topic = TOPICS[number]
        records.append(LogRecord(topic, 0, offsets[topic], stamp, None, None, ()))
        offsets[topic] += 1
    return records


LOGS = st.lists(st.tuples(st.integers(0, 2), st.integers(0, 50)), max_size=40).map(_log)


READINGS = st.lists(st.tuples(st.sampled_from(TOPICS), st.integers(1, 9)), max_size=12)


@given(LOGS, READINGS)
def test_records_come_out_in_arrival_order_however_they_are_read(
    log: list[LogRecord], readings: list[tuple[str, int]]
) -> None:
    unread = {topic: [r for r in log if r.topic == topic] for topic in TOPICS}
    merger = Merger(TOPICS)
    came_out: list[LogRecord] = []
    for topic, count in (*readings, *((topic, len(log)) for topic in TOPICS)):
        merger.add(unread[topic][:count])
        unread[topic] = unread[topic][count:]
        came_out += merger.ready({t: not unread[t] for t in TOPICS})
    assert [r.order for r in came_out] == sorted(r.order for r in log)


@given(LOGS)
def test_nothing_comes_out_while_a_topic_may_still_bring_something_earlier(
    log: list[LogRecord],
) -> None:
    merger = Merger(TOPICS)
    for topic in TOPICS[:2]:
        merger.add(r for r in log if r.topic == topic)
    assert list(merger.ready({TOPICS[0]: True, TOPICS[1]: True, TOPICS[2]: False})) == []
