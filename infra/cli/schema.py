"""``hutong schema …``: the contracts, what changed between their versions, and whether one fits."""

from __future__ import annotations

import json
import sys
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any, Final

import typer
from avro.errors import AvroException

from infra import ExitCode, HutongError
from infra.cli import schema_registry
from infra.cli.context import Format
from infra.cli.event_types import chosen, nearest
from infra.cli.rows import Shape, show
from schemas.avro import AvroSchema
from schemas.catalogue import MODELS, TOPIC_OF
from schemas.contracts import FOLDER, Contract, ddl, latest, versions_of
from schemas.contracts.compatibility import DIRECTION_ZH, Break, breaks_of, promise_of
from schemas.contracts.derive import findings
from schemas.contracts.differences import differences, parsed, same

_CHANGES: Final = {
    "change": "变化 Change",
    "field": "字段 Field",
    "before": "原 Before",
    "after": "现 After",
}

_BREAKS: Final = {
    "event_type": "类型 Type",
    "versions": "版本 Versions",
    "direction": "方向 Direction",
    "field": "字段 Field",
    "reason": "原因 Reason",
    "fix": "改法 Fix",
}


class Language(StrEnum):
    """In which words a schema is shown."""

    AVRO = "avro"
    JSON = "json"
    CLICKHOUSE = "clickhouse"
    EXAMPLE = "example"


Form = Annotated[Format, typer.Option("--format", help="How to print it.")]
EventType = Annotated[str, typer.Argument(help="An event type, such as penalty.decided.")]


def register(app: typer.Typer) -> None:
    """Add the commands of this group."""
    schema = typer.Typer(help="The contracts of the event types.", no_args_is_help=True)
    schema.command("list")(list_schemas)
    schema.command("show")(show_schema)
    schema.command("check")(check)
    schema.command("diff")(diff)
    schema_registry.register(schema)
    app.add_typer(schema, name="schema")


def list_schemas(form: Form = Format.TABLE) -> None:
    """List every event type with its newest version."""
    newest = {event_type: latest(event_type) for event_type in MODELS}
    rows = [
        (t, MODELS[t].ZH, c.version, c.schema_id, TOPIC_OF[t], c.subject) for t, c in newest.items()
    ]
    show(("type", "zh", "version", "id", "topic", "subject"), rows, Shape(form), "合同 · Schemas")


def show_schema(
    event_type: EventType,
    version: Annotated[
        int | None, typer.Option(help="An earlier version; else the newest.")
    ] = None,
    language: Annotated[
        Language, typer.Option("--as", help="Avro, JSON Schema, ClickHouse table, or an example.")
    ] = Language.AVRO,
) -> None:
    """Print one contract."""
    name = chosen(event_type)
    contract = _version(name, version)
    if language is not Language.AVRO and contract.version != latest(name).version:
        raise HutongError(
            f"Version {contract.version} of {name} is kept in Avro only: leave out --as "
            f"{language}, or leave out --version.",
            ExitCode.USAGE,
        )
    match language:
        case Language.AVRO:
            text = json.dumps(contract.schema, ensure_ascii=False, indent=2) + "\n"
        case Language.JSON:
            text = FOLDER.joinpath("jsonschema", f"{name}.json").read_text("utf-8")
        case Language.CLICKHOUSE:
            text = ddl(name).format(database="hutong")
        case Language.EXAMPLE:
            text = FOLDER.joinpath("examples", f"{name}.json").read_text("utf-8")
    sys.stdout.write(text)


def diff(
    event_type: EventType,
    first: Annotated[int | None, typer.Argument(help="The earlier version.")] = None,
    second: Annotated[int | None, typer.Argument(help="The later version.")] = None,
    form: Form = Format.TABLE,
) -> None:
    """Show the fields added, dropped and changed between two versions; else the newest two."""
    name = chosen(event_type)
    later = _version(name, second)
    earlier = _version(name, first if first is not None else max(later.version - 1, 1))
    found = differences(parsed(earlier.schema), parsed(later.schema))
    title = f"{MODELS[name].ZH} {name} v{earlier.version} → v{later.version}"
    rows = [(d.kind.value, d.path, d.older, d.newer) for d in found]
    show(_headings(_CHANGES, form), rows, Shape(form), title)


def check(
    files: Annotated[
        list[Path] | None, typer.Argument(help="Avro schemas to compare with the catalogue.")
    ] = None,
    form: Form = Format.TABLE,
) -> None:
    """Check the committed contracts, or whether schema files may follow them (exit 3 if not)."""
    if not files:
        _check_committed(form)
        return
    found = [_judged(path) for path in files]
    if form is Format.JSON:
        sys.stdout.write(
            json.dumps([_verdict(j) for j in found], ensure_ascii=False, indent=2) + "\n"
        )
    else:
        _tell(found)
    worst = max((j.exit_code for j in found), key=_GRAVITY.index)
    if worst is not ExitCode.OK:
        raise typer.Exit(worst)


_GRAVITY: Final = (ExitCode.OK, ExitCode.DATA_REJECTED, ExitCode.USAGE)
"""Of several files the command ends as the gravest: what could not be read may be anything."""


@dataclass(frozen=True, slots=True)
class _Judged:
    """A schema file: what it is to the catalogue, or why it was not taken."""

    path: Path
    text: str
    exit_code: ExitCode
    event_type: str = ""
    breaks: tuple[Break, ...] = ()


def _verdict(judged: _Judged) -> dict[str, Any]:
    """Return one file's row for programs."""
    return {
        "file": str(judged.path),
        "event_type": judged.event_type,
        "compatible": judged.exit_code is ExitCode.OK,
        "said": judged.text,
        "breaks": [dict(zip(_BREAKS, _row(b), strict=True)) for b in judged.breaks],
    }


def _tell(found: list[_Judged]) -> None:
    """Print one line a file, what was not taken on stderr, then every break with its file."""
    for judged in found:
        if judged.event_type and not judged.breaks:
            typer.echo(f"{judged.path}: {judged.text}")
        elif not judged.breaks:
            typer.echo(judged.text, err=True)
    rows = [(str(j.path), *_row(b)) for j in found for b in j.breaks]
    if rows:
        show(("文件 File", *_BREAKS.values()), rows, Shape.TABLE, "不兼容 · Breaks")


def _check_committed(form: Format) -> None:
    stale, broken = findings()
    for sentence in stale:
        typer.echo(sentence, err=True)
    if form is Format.TABLE and not stale and not broken:
        typer.echo(f"{len(MODELS)} 个事件类型的合同完好 · the contracts are in order.")
    _show_breaks(broken, form)
    if stale:
        raise typer.Exit(ExitCode.FAILURE)


def _show_breaks(broken: tuple[Break, ...] | list[Break], form: Format) -> None:
    """Print what is incompatible.

    Raises:
        Exit: with code 3, where something is.
    """
    if broken or form is Format.JSON:
        show(_headings(_BREAKS, form), [_row(b) for b in broken], Shape(form), "不兼容 · Breaks")
    if broken:
        raise typer.Exit(ExitCode.DATA_REJECTED)


def _row(broken: Break) -> tuple[str, ...]:
    return (
        broken.event_type,
        f"{broken.older} → {broken.newer}",
        f"{DIRECTION_ZH[broken.direction]} · {broken.direction}",
        broken.path,
        f"{broken.zh} · {broken.en}",
        f"{broken.fix_zh} · {broken.fix_en}",
    )


def _judged(path: Path) -> _Judged:
    """Return what a schema file is to the catalogue, why it may not follow, or why it is none."""
    try:
        schema = _read(path)
        name = _type_of(path, schema)
    except HutongError as error:
        return _Judged(path, error.sentence, error.exit_code)
    for contract in versions_of(name):
        if same(parsed(contract.schema), parsed(schema)):
            text = f"{name} v{contract.version}, id {contract.schema_id}"
            return _Judged(path, text, ExitCode.OK, name)
    broken = tuple(breaks_of(name, [*(c.schema for c in versions_of(name)), schema]))
    if broken:
        text = f"{name}: 不兼容 · incompatible ({promise_of(name)})"
        return _Judged(path, text, ExitCode.DATA_REJECTED, name, broken)
    return _Judged(path, f"{name}: 兼容 · compatible ({promise_of(name)})", ExitCode.OK, name)


def _read(path: Path) -> AvroSchema:
    try:
        schema: Any = json.loads(path.read_text("utf-8"))
        parsed(schema)
    except OSError as error:
        raise HutongError(
            f"{path} cannot be read ({error.strerror}); name an .avsc file.", ExitCode.USAGE
        ) from error
    except (ValueError, AvroException, RecursionError) as error:
        raise HutongError(
            f"{path} is no Avro schema ({error}); 'hutong schema show TYPE' prints one.",
            ExitCode.DATA_REJECTED,
        ) from error
    if not isinstance(schema, dict) or schema.get("type") != "record":
        raise HutongError(
            f"{path} is not a record, as every event is; see 'hutong schema show TYPE'.",
            ExitCode.DATA_REJECTED,
        )
    return schema


def _type_of(path: Path, schema: AvroSchema) -> str:
    subjects = {latest(event_type).subject: event_type for event_type in MODELS}
    full_name = str(parsed(schema).fullname)
    if full_name not in subjects:
        raise HutongError(
            f"{path} describes {full_name}, which is no subject of the catalogue"
            f"{nearest(full_name, list(subjects))}; 'hutong schema list' shows them all.",
            ExitCode.DATA_REJECTED,
        )
    return subjects[full_name]


def _version(event_type: str, version: int | None) -> Contract:
    known = versions_of(event_type)
    if version is None:
        return known[-1]
    if not 1 <= version <= len(known):
        raise HutongError(
            f"{event_type} has versions 1 to {len(known)}, not {version}.", ExitCode.USAGE
        )
    return known[version - 1]


def _headings(names: dict[str, str], form: Format) -> tuple[str, ...]:
    return tuple(names.values() if form is Format.TABLE else names)
