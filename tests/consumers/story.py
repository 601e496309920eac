"""A small story, told once: what two agencies said in a day and what the judge concluded."""

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid4

from schemas.codec import UnreadableError
from schemas.dead_letters import dead_letter
from schemas.events.hub import DeadLetter, ObligationChanged, Position, PulseCell
from schemas.example_parts import DEPARTMENT, TOWNSHIP
from tests.consumers.log import Log, some
from tests.consumers.stored import Said, Storing, at

THIRD = "113713220170030063"
VIOLATION, SENT = uuid4(), uuid4()


def _cell(minute: str, agency: str, **counts: int) -> PulseCell:
    none = {name: 0 for name, of in PulseCell.model_fields.items() if of.annotation is int}
    said = {"minute": at(minute), "agency": agency, "family": "facts.cases", "category": "G3"}
    return PulseCell.model_validate(said | none | counts)


class Story:
    """Two agencies, one day: what was said and what the judge concluded."""

    def __init__(self, log: Log) -> None:
        self.log = log
        store = Storing(log)
        self.put = store.put
        self._agencies()
        self._penalties()
        self._referral()
        self._late()
        self._pulse()
        store.put(some("clock.ticked"), "24 01:00")

    def _agencies(self) -> None:
        for number, (agency, name) in enumerate(
            [
                (TOWNSHIP, "旧名"),
                (TOWNSHIP, "马头镇"),
                (DEPARTMENT, "自然资源局"),
                (THIRD, "水务局"),
            ]
        ):
            self.put(
                some("agency.registered", number, registered_agency_id=agency, agency_name=name),
                f"23 08:0{number}",
            )

    def _pulse(self) -> None:
        """Two counts of one page, the lesser one last, and one of another page."""
        for first, through, cells in (
            (
                0,
                9,
                [_cell("24 00:50", TOWNSHIP, arrived=4), _cell("24 00:59", TOWNSHIP, arrived=6)],
            ),
            (0, 3, [_cell("24 00:50", TOWNSHIP, arrived=3)]),
            (1000, 1005, [_cell("24 00:59", TOWNSHIP, arrived=1, duplicated=1, overdue=-1)]),
            (2000, 2001, [_cell("23 12:00", TOWNSHIP, shared=2, delay_ms=90_000, overdue=3)]),
        ):
            count = some(
                "pulse.counted",
                first + through,
                page=Position(topic="facts.cases", partition=0, offset=first),
                through_offset=through,
                cells=tuple(cells),
            )
            self.put(count, "24 00:59")

    def _penalties(self) -> None:
        first = some("penalty.decided", 1)
        self.first = self.put(first, "23 10:00")
        self.again = self.put(first, "23 10:05")
        self.put(
            some(
                "event.duplicated",
                event_id=first.event_id,  # type: ignore[union-attr]  # it is an event
                position=self.again.position,
                first_position=self.first.position,
                first_shared_at=at("23 10:00"),
            ),
            "23 10:05",
        )
        self.corrected = first.event_id  # type: ignore[union-attr]
        correction = some("penalty.decided", 2, supersedes_event_id=self.corrected)
        self.put(correction, "23 11:00")
        self.correction = correction.event_id  # type: ignore[union-attr]
        self.refused = self.put(some("penalty.decided", 3), "23 12:00")
        for stage in ("judge", "loader", "judge"):
            self.put(_letter(self.refused, stage), "23 12:00")

    def _referral(self) -> None:
        self.put(
            some(
                "violation.discovered",
                event_id=VIOLATION,
                violation_id="V-1",
                discovered_at=at("23 09:00"),
            ),
            "23 09:10",
        )
        ids: dict[str, Any] = {
            "referral_id": "R-1",
            "violation_id": "V-1",
            "to_agency_id": DEPARTMENT,
        }
        self.put(some("referral.sent", event_id=SENT, **ids), "23 13:00")
        refused = self.put(some("referral.sent", 9, **(ids | {"referral_id": "R-2"})), "23 13:05")
        self.put(_letter(refused, "judge"), "23 13:05")
        self.put(
            some("referral.acceptance_replied", referral_id="R-1", decision="RETURNED"), "23 15:00"
        )
        duty = {"rule_id": "YS-05", "trigger_event_id": VIOLATION, "subject": "V-1"}
        self.put(_duty(1, due_at=at("26 23:59"), **duty), "23 09:10")
        self.put(
            _duty(
                1,
                revision=2,
                due_at=at("26 23:59"),
                status="satisfied",
                verdict="ON_TIME",
                satisfied_by_event_id=SENT,
                satisfied_at=at("23 13:00"),
                **duty,
            ),
            "23 13:00",
        )
        answer = {"rule_id": "YS-16", "trigger_event_id": SENT, "debtor": DEPARTMENT}
        self.put(_duty(2, due_at=at("26 23:59"), **answer), "23 13:00")
        said = {"rule_id": "YS-05", "code": "REFERRAL_MISDIRECTED", "subject_event_ids": (SENT,)}
        wrong = some("verdict.issued", 1, details=[{"name": "competent", "value": THIRD}], **said)
        self.put(wrong, "23 13:00")
        dropped = some("verdict.issued", 2, rule_id="GX-11")
        self.put(dropped, "23 14:00")
        gone = {"supersedes_output_id": dropped.output_id, "withdrawn": True}  # type: ignore[union-attr]
        self.put(some("verdict.issued", 3, rule_id="GX-11", **gone), "23 14:10")

    def _late(self) -> None:
        kept = {"rule_id": "GX-11", "clock_start": at("23 09:00"), "due_at": at("23 23:00")}
        done = {"status": "satisfied", "verdict": "ON_TIME", "satisfied_at": at("23 10:00")}
        late = {"status": "satisfied_late", "verdict": "LATE", "satisfied_at": at("24 00:30")}
        first = {"trigger_event_id": self.corrected, "satisfied_by_event_id": self.corrected}
        self.put(_duty(10, **kept, **done, **first, subject="kept"), "23 10:00")
        self.put(_duty(11, **kept, **late, late_by_ms=5_400_000, subject="late"), "24 00:30")
        self.put(_duty(12, **kept, status="overdue", verdict="OVERDUE", subject="owed"), "23 23:00")
        self.put(_duty(13, **kept, subject="withdrawn"), "23 09:00")
        self.put(_duty(13, revision=2, withdrawn=True, **kept, subject="withdrawn"), "23 09:30")

    def all(self, view: str, order: str = "1") -> list[dict[str, Any]]:
        """Return a view's rows."""
        rows, columns = self.log.client.execute(
            f"SELECT * FROM {self.log.database}.{view} ORDER BY {order}", with_column_types=True
        )
        return [dict(zip((name for name, _ in columns), row, strict=True)) for row in rows]


def _letter(said: Said, stage: str) -> DeadLetter:
    return dead_letter(
        topic_plain=said.topic,
        partition=said.partition,
        offset=said.offset,
        timestamp_ms=said.timestamp,
        key=said.key,
        value=said.value,
        headers=(),
        stage=stage,
        error=UnreadableError("UNREADABLE", f"读不出 {stage}", f"unreadable {stage}"),
    )


def _duty(number: int, **changed: Any) -> ObligationChanged:
    state = {
        "obligation_id": UUID(int=number),
        "output_id": uuid4(),
        "status": "open",
        "verdict": "PENDING",
        "flags": (),
        "satisfied_at": None,
        "satisfied_by_event_id": None,
        "late_by_ms": None,
    }
    duty = some("obligation.changed", number, **(state | changed))
    assert isinstance(duty, ObligationChanged)
    return duty
