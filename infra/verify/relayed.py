"""What the Faust workers sent, against what they ought to: deliveries in inboxes, and alerts."""

from __future__ import annotations

from typing import Final

from infra.verify.differences import Difference, Kind, Part, Position, Remedy, Report
from infra.verify.judged import LETTERS, position_of, read_output
from infra.verify.log import LogFiles
from infra.verify.spool import Spool
from schemas.events.hub import AlertRaised, AlertResolved, DeadLetter, Delivery, HubOutput
from schemas.floods import CODE as FLOOD
from streams.raising import alert_of

DELIVERIES: Final = ("hub.deliveries",)
CONCLUSIONS: Final = ("hub.verdicts", "hub.obligations")
ALERTS: Final = "hub.alerts"
INBOX: Final = "inbox."
GROUPS: Final = {Part.DELIVERIES: "hutong-router", Part.ALERTS: "hutong-alerts"}
_STAGES: Final = {Part.DELIVERIES: "router", Part.ALERTS: "alerts"}
_SOURCES: Final = {Part.DELIVERIES: DELIVERIES, Part.ALERTS: CONCLUSIONS}

Ids = tuple[str, str, str]
Done = dict[tuple[str, int], int]
"""Offsets by topic and partition."""


def read_letters(log: LogFiles, spool: Spool) -> None:
    """Take the dead letters of the whole hub into the spool."""
    for number in log.numbers(LETTERS):
        end = log.ends([LETTERS], [number])[LETTERS, number]
        log.check({(LETTERS, number): end})
        for record in log.records(LETTERS, number, end):
            if isinstance(letter := read_output(record), DeadLetter):
                spool.add_letter(position_of(letter.position), letter.stage)


def compare_relayed(log: LogFiles, spool: Spool, part: Part, done: Done, report: Report) -> None:
    """Add what a worker has not sent, has sent twice, or has sent of its own.

    What it has not come to yet waits and is no difference. `done` is what the worker had committed
    before the dead letters were read into the spool: whatever it says is done has been sent.

    Raises:
        LogGapError: the log no longer holds its beginning.
        KafkaError: Kafka stops answering.
    """
    sent = _ends_of_sent(log, part)
    for topic in _SOURCES[part]:
        for number in log.numbers(topic):
            end = log.ends([topic], [number])[topic, number]
            log.check({(topic, number): max(end, done.get((topic, number), 0))})
            for record in log.records(topic, number, end):
                output = read_output(record)
                if output is not None and (ids := _wanted(part, output)):
                    is_done = record.offset < done.get((topic, number), 0)
                    place = Position(topic, number, record.offset)
                    spool.want(part, ids, place, is_done=is_done)
    _read_sent(log, spool, part, sent)
    report.count(str(part), spool.size(part))
    report.waits(_STAGES[part], spool.still_to_do(part))
    report.differences += _differences(spool, part)


def missed(spool: Spool, part: Part) -> list[Position]:
    """Return the sources of what a worker counts as done and has not sent, in the log's order."""
    return [source for _, source in spool.not_found(part, _STAGES[part])]


def _wanted(part: Part, output: HubOutput) -> Ids | None:
    """Return id, cause and place of what an output ought to lead to."""
    if part is Part.DELIVERIES:
        if not isinstance(output, Delivery):
            return None
        return str(output.output_id), "", f"{INBOX}{output.to}"
    alert = alert_of(output)
    return None if alert is None else _ids_of_alert(alert)


def _ids_of_alert(alert: AlertRaised | AlertResolved) -> Ids:
    return str(alert.output_id), str(alert.cause_output_id), ALERTS


def _ends_of_sent(log: LogFiles, part: Part) -> Done:
    """Return where what was sent ends; asked before the sources', so that each has its source."""
    is_inbox = part is Part.DELIVERIES
    topics = sorted(n for n in log.names() if n.startswith(INBOX)) if is_inbox else [ALERTS]
    ends: Done = {}
    for topic in topics:
        ends |= log.ends([topic], log.numbers(topic))
    return ends


def _read_sent(log: LogFiles, spool: Spool, part: Part, sent: Done) -> None:
    for (topic, number), end in sent.items():
        for record in log.records(topic, number, end):
            at = Position(topic, number, record.offset)
            match read_output(record):
                case Delivery() as output if part is Part.DELIVERIES:
                    spool.find(part, (str(output.output_id), "", topic), at, is_ours=True)
                case (AlertRaised() | AlertResolved()) as alert if part is Part.ALERTS:
                    spool.find(part, _ids_of_alert(alert), at, is_ours=alert.code != FLOOD)


def _differences(spool: Spool, part: Part) -> list[Difference]:
    name, stage = ("delivery", "router") if part is Part.DELIVERIES else ("alert", "alerts")
    found = [
        Difference(
            part,
            Kind.MISSING,
            f"{name} {id_}",
            place,
            source,
            f"{stage} 已处理该消息，却未发出",
            f"{stage} counts it as done and has not sent it",
            Remedy.RESEND,
        )
        for (id_, _, place), source in spool.not_found(part, stage)
    ]
    found += [
        Difference(
            part,
            Kind.SURPLUS,
            f"{name} {id_}",
            place,
            at,
            "判定进程未发布其依据" if part is Part.DELIVERIES else "没有判定或义务引起该预警",
            "nothing that the judge published leads to it",
            Remedy.LOOK,
        )
        for (id_, _, place), at in spool.not_wanted(part)
    ]
    found += [
        Difference(
            part,
            Kind.DOUBLED,
            f"{name} {id_}",
            place,
            at,
            "同一标识不止一份（至少一次）",
            "more than one of the same id (at least once)",
            Remedy.NONE,
            harmless=True,
        )
        for (id_, _, place), at in spool.found_twice(part)
    ]
    return found
