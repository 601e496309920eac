"""``hutong dictionary``: what every field means, as a page or in the terminal."""

from __future__ import annotations

import json
import sys
import webbrowser
from dataclasses import asdict
from pathlib import Path
from tempfile import mkdtemp
from typing import Annotated, Any, Final

import typer

from infra import ExitCode, HutongError
from infra.cli.context import Format
from infra.cli.event_types import chosen
from infra.cli.rows import Shape, show
from schemas.contracts import schema_ids
from schemas.contracts.dictionary import Dictionary, EventEntry, FieldEntry, dictionary
from schemas.contracts.dictionary_page import dictionary_page

_PAGE: Final = "dictionary.html"

_FIELDS: Final = ("字段 Field", "中文", "English", "类型 Type", "必填 Req.", "说明 Notes")


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("dictionary")(show_dictionary)


def show_dictionary(
    event_type: Annotated[
        str | None, typer.Argument(help="One event type, shown in the terminal.")
    ] = None,
    *,
    out: Annotated[Path | None, typer.Option(help="Write the page to this file.")] = None,
    open_it: Annotated[bool, typer.Option("--open", help="Open the page in a browser.")] = False,
    form: Annotated[
        Format | None, typer.Option("--format", help="How to print it, instead of the page.")
    ] = None,
) -> None:
    """Print the data dictionary as an HTML page; with TYPE or --format, as a table or JSON."""
    if event_type is None and form is None:
        _page(out, open_it=open_it)
        return
    if out or open_it:
        raise HutongError(
            "--out and --open are for the whole page: leave out the event type and --format.",
            ExitCode.USAGE,
        )
    book = dictionary(schema_ids())
    if event_type is None:
        _show_all(book, form or Format.TABLE)
        return
    name = chosen(event_type)
    (event,) = (e for e in book.events if e.type == name)
    _show_event(event, book, form or Format.TABLE)


def _page(out: Path | None, *, open_it: bool) -> None:
    page = dictionary_page(schema_ids())
    if out is None and not open_it:
        sys.stdout.write(page)
        return
    target = out or Path(mkdtemp(prefix="hutong-")) / _PAGE
    if target.is_dir():
        target /= _PAGE
    try:
        target.write_text(page, "utf-8")
    except OSError as error:
        raise HutongError(
            f"{target} cannot be written ({error.strerror}); name another file with --out.",
            ExitCode.USAGE,
        ) from error
    typer.echo(f"{target}")
    if open_it and not webbrowser.open(target.absolute().as_uri()):
        raise HutongError(f"No browser could be started; open {target} yourself.")


def _show_all(book: Dictionary, form: Format) -> None:
    if form is Format.JSON:
        sys.stdout.write(json.dumps(_book(book), ensure_ascii=False, indent=2) + "\n")
        return
    rows = [
        (family.zh, e.zh, e.type, e.topic, ", ".join(e.categories), len(e.fields))
        for family in book.families
        for e in family.events
    ]
    headings = (
        "类别 Family",
        "事件 Event",
        "类型 Type",
        "主题 Topic",
        "共享 Shared",
        "字段 Fields",
    )
    show(headings, rows, Shape.TABLE, "数据字典 · Data dictionary")


def _book(book: Dictionary) -> dict[str, Any]:
    return {
        "events": [_event(event, ()) for event in book.events],
        "envelope": [asdict(f) for f in book.envelope],
        "output_envelope": [asdict(f) for f in book.output],
        "records": [asdict(r) for r in book.records],
        "code_lists": [
            {
                "name": codes.name,
                "zh": codes.zh,
                "en": codes.en,
                "version": codes.version,
                "source": codes.source,
                "codes": [{"code": c, "zh": zh, "en": en} for c, (zh, en) in codes.labels.items()],
            }
            for codes in book.code_lists
        ],
        "rules": [
            {"id": r.id, "grade": r.grade, "zh": r.zh, "en": r.en, "source": r.source}
            for r in book.rules
        ],
    }


def _event(event: EventEntry, envelope: tuple[FieldEntry, ...]) -> dict[str, Any]:
    """Return an event for programs; with `envelope`, every field it has."""
    own = {f.name for f in event.fields}
    worn = [asdict(f) for f in envelope if f.name not in own]
    found = asdict(event) | {"fields": [*worn, *(asdict(f) for f in event.fields)]}
    return found | {"example": json.loads(event.example)}


def _show_event(event: EventEntry, book: Dictionary, form: Format) -> None:
    envelope = book.envelope if event.fact else book.output
    if form is Format.JSON:
        text = json.dumps(_event(event, envelope), ensure_ascii=False, indent=2)
        sys.stdout.write(text + "\n")
        return
    typer.echo(f"{event.zh} · {event.type} v{event.version}, id {event.schema_id}")
    typer.echo(event.en)
    shared = f" · 共享 shared {', '.join(event.categories)}" if event.categories else ""
    typer.echo(f"主题 topic {event.topic} · 表 table {event.table} · {event.privacy}{shared}")
    show(_FIELDS, [_row(f) for f in event.fields], Shape.TABLE, "本事件的字段 · Its own fields")
    names = ", ".join(f.name for f in envelope)
    typer.echo(f"信封字段 · Fields of the envelope: {names}")


def _row(field: FieldEntry) -> tuple[str, ...]:
    notes = (
        f"代码表 codes {field.codes}" if field.codes else "",
        f"单位 unit {field.unit}" if field.unit else "",
        f"分级 privacy {field.privacy}" if field.privacy else "",
        f"默认 default {field.default}" if field.default else "",
    )
    told = "; ".join(note for note in notes if note)
    return field.name, field.zh, field.en, field.type, "*" if field.required else "", told
