"""``hutong dlq …``: what could not be taken, and what is to become of it."""

from __future__ import annotations

import base64
import getpass
import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any, Final
from uuid import UUID

import typer

from infra import ExitCode, HutongError
from infra.cli.context import DataDir, Format, reachable, settings
from infra.cli.rows import Shape, show
from infra.dead_letters import DeadLetters, dead_letters
from infra.settings import Settings
from infra.topics import bootstrap
from producers.errors import UnreachableError
from schemas.codec import UnreadableError, decode_record
from schemas.dead_letter_states import STATE_NAMES, Case, State
from schemas.events.hub import DeadLetterDiscarded, DeadLetterReplayed
from schemas.instants import SHANGHAI
from schemas.topics import Topics

_LIST: Final = {
    "id": "死信 Id",
    "state": "状态 State",
    "shared_at": "到达 Arrived",
    "position": "位置 Position",
    "stages": "环节 Stages",
    "code": "代码 Code",
    "schema_id": "模式 Schema",
    "rule_id": "规则 Rule",
    "message_zh": "原因",
    "message_en": "Reason",
}

_REPLAYED: Final = ("死信 Id", "副本 Copy", "去向 Sent to")

_SHORT: Final = 8
"""Characters of an id that a table shows; they name a letter as well as the whole does."""
_SHOWN_BYTES: Final = 256
_LINE_BYTES: Final = 16


class Which(StrEnum):
    """Dead letters of which state."""

    OPEN = "open"
    REPLAYED = "replayed"
    RECOVERED = "recovered"
    DISCARDED = "discarded"
    ALL = "all"


Ids = Annotated[list[str] | None, typer.Argument(help="Ids of dead letters, or how they begin.")]
Code = Annotated[
    str, typer.Option(help="Only those: UNREADABLE, UNKNOWN_SCHEMA, INVALID or REFUSED.")
]
Rule = Annotated[str, typer.Option(help="Only those refused under a rule, such as V-05.")]
Stage = Annotated[str, typer.Option(help="Only those of a stage: judge, router, alerts, loader.")]
Topic = Annotated[str, typer.Option(help="Only those of a topic, such as facts.cases.")]
By = Annotated[str, typer.Option(help="Who does it; else the name you are logged in under.")]
Yes = Annotated[bool, typer.Option("--yes", "-y", help="Do it without asking.")]


def register(app: typer.Typer) -> None:
    """Add the commands of this group."""
    dlq = typer.Typer(help="Dead letters: messages that could not be taken.", no_args_is_help=True)
    dlq.command("list")(list_letters)
    dlq.command("show")(show_letter)
    dlq.command("replay")(replay)
    dlq.command("discard")(discard)
    app.add_typer(dlq, name="dlq")


def list_letters(
    context: typer.Context,
    *,
    state: Annotated[Which, typer.Option(help="Dead letters of which state.")] = Which.OPEN,
    code: Code = "",
    rule: Rule = "",
    stage: Stage = "",
    topic: Topic = "",
    form: Annotated[Shape, typer.Option("--format", help="How to print it.")] = Shape.TABLE,
    data_dir: DataDir = None,
) -> None:
    """List dead letters with place, reason and state; times are Asia/Shanghai."""
    chosen = settings(context, data_dir)
    with _letters(chosen) as letters:
        found = _chosen(letters.read().values(), code, rule, stage, topic)
    wanted = [c for c in found if state is Which.ALL or c.state.value.lower() == state.value]
    rows = [_row(case, whole=form is not Shape.TABLE) for case in wanted]
    show(tuple(_LIST.values() if form is Shape.TABLE else _LIST), rows, form, "死信 · Dead letters")


def show_letter(
    context: typer.Context,
    letter_id: Annotated[str, typer.Argument(help="Id of a dead letter, or how it begins.")],
    *,
    raw: Annotated[
        Path | None, typer.Option(help="Write the raw value, byte for byte, into this file.")
    ] = None,
    form: Annotated[Format, typer.Option("--format", help="How to print it.")] = Format.TABLE,
    data_dir: DataDir = None,
) -> None:
    """Show a dead letter: all reasons and how to mend them, its bytes, and what became of it."""
    with _letters(settings(context, data_dir)) as letters:
        case = _named(letters.read(), letter_id)
    if raw is not None:
        raw.write_bytes(_bytes_of(case))
    told = _story(case)
    if form is Format.JSON:
        sys.stdout.write(json.dumps(told, ensure_ascii=False, indent=2) + "\n")
        return
    _print_story(case, told)


def replay(
    context: typer.Context,
    ids: Ids = None,
    *,
    every: Annotated[
        bool, typer.Option("--all", help="All that are open, as far as the options below allow.")
    ] = False,
    code: Code = "",
    rule: Rule = "",
    stage: Stage = "",
    topic: Topic = "",
    by: By = "",
    why: Annotated[str, typer.Option(help="What was mended meanwhile.")] = "",
    yes: Yes = False,
    form: Annotated[Format, typer.Option("--format", help="How to print it.")] = Format.TABLE,
    data_dir: DataDir = None,
) -> None:
    """Send the messages again, byte for byte, after what was amiss has been mended.

    What the hub was at fault for counts from its first arrival. What has been recovered already
    is left alone; replaying twice changes nothing.
    """
    is_chosen = every or any((code, rule, stage, topic))
    if bool(ids) == is_chosen:
        raise HutongError(
            "Name dead letters by their ids, as 'hutong dlq list' shows them, or choose the open "
            "ones by --rule, --code, --stage, --topic or --all.",
            ExitCode.USAGE,
        )
    with _letters(settings(context, data_dir)) as letters:
        known = letters.read()
        if ids:
            cases = [_named(known, id_) for id_ in dict.fromkeys(ids)]
        else:
            found = _chosen(known.values(), code, rule, stage, topic)
            cases = [case for case in found if case.state is State.OPEN]
            _agree(len(cases), "重放 replay", yes=yes)
        cases = sorted({case.id: case for case in cases}.values(), key=_order)
        who = by or getpass.getuser()
        rows = [_replayed(letters, case, who, why or None) for case in cases]
    columns = ("id", "copy", "sent_to") if form is Format.JSON else tuple(_REPLAYED)
    show(columns, rows, Shape(form), "重放 · Replayed")


def discard(
    context: typer.Context,
    ids: Annotated[list[str], typer.Argument(help="Ids of dead letters, or how they begin.")],
    *,
    why: Annotated[str, typer.Option(help="Why nothing more is to be done about them.")],
    by: By = "",
    data_dir: DataDir = None,
) -> None:
    """Say that dead letters need nothing more, and why. Nothing is deleted."""
    if not why.strip():
        raise HutongError("Say with --why why they need nothing more.", ExitCode.USAGE)
    with _letters(settings(context, data_dir)) as letters:
        known = letters.read()
        cases = {case.id: case for case in (_named(known, id_) for id_ in ids)}
        taken = [case for case in cases.values() if case.state is State.RECOVERED]
        if taken:
            raise HutongError(
                f"Dead letter {taken[0].id} has been recovered: there is nothing to discard.",
                ExitCode.USAGE,
            )
        for case in cases.values():
            letters.discard(case, by or getpass.getuser(), why.strip())
    typer.echo(f"已弃置 {len(cases)} 条 · {len(cases)} discarded.")


def _replayed(
    letters: DeadLetters, case: Case, by: str, why: str | None
) -> tuple[str, str | None, str]:
    """Replay one and return its row: id, where the copy stands, and what became of it."""
    if case.state is State.RECOVERED:
        return str(case.id), None, "recovered already"
    sent = letters.replay(case, by, why)
    if sent is None:
        return str(case.id), None, "nothing to send"
    at = sent.position
    if at is None:
        return str(case.id), None, "loader"
    return str(case.id), f"{at.topic}/{at.partition}/{at.offset}", "topic"


@contextmanager
def _letters(chosen: Settings) -> Iterator[DeadLetters]:
    address = bootstrap(reachable(chosen))
    topics = Topics(chosen.namespace)
    try:
        with dead_letters(address, topics, simulated=chosen.clock == "simulated") as letters:
            yield letters
    except UnreachableError as error:
        raise HutongError(str(error), ExitCode.UNREACHABLE) from error


def _order(case: Case) -> tuple[Any, str, int, int]:
    """First arrivals in their order: what rests on another is replayed after it."""
    at = case.letter.position
    return case.letter.shared_at, at.topic, at.partition, at.offset


def _chosen(cases: Any, code: str, rule: str, stage: str, topic: str) -> list[Case]:
    return sorted(
        (
            case
            for case in cases
            if code.upper() in {"", case.letter.code}
            and (not rule or rule.upper() in {r.rule_id.upper() for r in case.letter.reasons})
            and (not stage or stage in case.stages)
            and topic in {"", case.letter.position.topic}
        ),
        key=_order,
    )


def _named(known: dict[UUID, Case], id_: str) -> Case:
    found = [case for case in known.values() if str(case.id).startswith(id_.lower())]
    if len(found) == 1:
        return found[0]
    raise HutongError(
        f"No dead letter has an id that begins with {id_!r}; 'hutong dlq list --state all' shows "
        "them."
        if not found
        else f"{len(found)} dead letters have ids that begin with {id_!r}; give more of it.",
        ExitCode.USAGE,
    )


def _agree(count: int, what: str, *, yes: bool) -> None:
    if yes or not count:
        return
    if not sys.stdin.isatty():
        raise HutongError(
            f"{count} dead letters are chosen: look at them with 'hutong dlq list' and add --yes.",
            ExitCode.USAGE,
        )
    typer.confirm(f"{what} {count}?", abort=True, err=True)


def _row(case: Case, *, whole: bool) -> tuple[Any, ...]:
    letter, why = case.letter, case.letter.reasons[0]
    at = letter.position
    return (
        str(case.id) if whole else str(case.id)[:_SHORT],
        case.state.value if whole else f"{STATE_NAMES[case.state]} {case.state.value}",
        letter.shared_at.astimezone(SHANGHAI),
        f"{at.topic}/{at.partition}/{at.offset}",
        ", ".join(sorted(case.stages)),
        letter.code,
        letter.schema_id,
        why.rule_id,
        why.message_zh,
        why.message_en,
    )


def _bytes_of(case: Case) -> bytes:
    if case.letter.value is None:
        raise HutongError(
            f"Dead letter {case.id} holds no value: the message had none, or was too large; "
            "its last reason says which.",
        )
    return case.letter.value


def _story(case: Case) -> dict[str, Any]:
    letter = case.letter
    return {
        "id": str(case.id),
        "state": case.state.value,
        "topic": letter.position.topic,
        "partition": letter.position.partition,
        "offset": letter.position.offset,
        "shared_at": letter.shared_at.astimezone(SHANGHAI).isoformat(timespec="milliseconds"),
        "district": letter.district,
        "stages": sorted(case.stages),
        "code": letter.code,
        "schema_id": letter.schema_id,
        "event_type": _type_of(letter.value),
        "reasons": [reason.model_dump() for reason in letter.reasons],
        "key": _encoded(letter.key),
        "headers": [{"name": h.name, "value": _encoded(h.value)} for h in letter.headers],
        "value": _encoded(letter.value),
        "copy_of": case.copy_of and str(case.copy_of),
        "copies": [str(copy) for copy in case.copies],
        "history": [_said(one) for one in case.said],
    }


def _said(one: Any) -> dict[str, Any]:
    told = {"what": one.TYPE, "at": one.judged_at.astimezone(SHANGHAI).isoformat("T", "seconds")}
    match one:
        case DeadLetterReplayed() | DeadLetterDiscarded():
            told |= {"by": one.by, "why": one.reason}
        case _:
            told |= {"by": one.stage, "why": None}
    position = one.position
    place = position and f"{position.topic}/{position.partition}/{position.offset}"
    return told | {"position": place}


def _type_of(value: bytes | None) -> str | None:
    try:
        return decode_record(value)[0]
    except UnreadableError:
        return None


def _encoded(value: bytes | None) -> dict[str, str] | None:
    """Return bytes as text where they are text, else in base 64."""
    if value is None:
        return None
    try:
        text = value.decode("utf-8")
    except UnicodeDecodeError:
        text = ""
    if text.isprintable() and (text or not value):
        return {"text": text}
    return {"base64": base64.b64encode(value).decode("ascii")}


def _print_story(case: Case, told: dict[str, Any]) -> None:
    letter = case.letter
    facts = [
        ("状态 State", f"{STATE_NAMES[case.state]} {case.state.value}"),
        ("位置 Position", f"{told['topic']}/{told['partition']}/{told['offset']}"),
        ("到达 Arrived", letter.shared_at.astimezone(SHANGHAI)),
        ("环节 Stages", ", ".join(told["stages"])),
        ("代码 Code", told["code"]),
        ("模式 Schema", told["schema_id"]),
        ("类型 Type", told["event_type"]),
        ("副本自 Copy of", told["copy_of"]),
        ("副本 Copies", ", ".join(told["copies"]) or None),
    ]
    facts = [fact for fact in facts if fact[1] is not None]
    show(("项 Item", "值 Value"), facts, Shape.TABLE, f"死信 · Dead letter {case.id}")
    why = [
        (r.rule_id, r.field, r.value, r.message_zh, r.message_en, r.fix_zh, r.fix_en)
        for r in letter.reasons
    ]
    headings = ("规则 Rule", "字段 Field", "值 Value", "原因", "Reason", "办法", "Remedy")
    show(headings, why, Shape.TABLE, "原因 · Reasons")
    headers = [(h.name, h.value.decode("utf-8", "replace")) for h in letter.headers]
    show(("消息头 Header", "值 Value"), headers, Shape.TABLE, "消息头 · Headers")
    if case.said:
        history = [tuple(one.values()) for one in told["history"]]
        columns = ("事项 What", "时间 At", "何人 By", "原因 Why", "位置 Position")
        show(columns, history, Shape.TABLE, "处理 · What was done")
    typer.echo(f"值 Value: {len(letter.value or b'')} bytes")
    for line in _hex_lines((letter.value or b"")[:_SHOWN_BYTES]):
        typer.echo(line)


def _hex_lines(value: bytes) -> Iterator[str]:
    for start in range(0, len(value), _LINE_BYTES):
        part = value[start : start + _LINE_BYTES]
        text = "".join(chr(b) if 0x20 <= b < 0x7F else "." for b in part)  # noqa: PLR2004  ASCII
        yield f"{start:08x}  {part.hex(' '):<47}  {text}"
