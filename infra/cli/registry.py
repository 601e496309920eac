"""``hutong registry load`` brings reference data into the log; ``sample`` shows how."""

from __future__ import annotations

import json
import sys
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any, Final

import typer

from infra import ExitCode, HutongError
from infra.cli.context import DataDir, Format, reachable, settings
from infra.cli.registry_view import as_json, findings_as_json, show_entries, show_findings
from infra.topics import bootstrap
from producers.errors import PublishingError, TopicMissingError, UnreachableError
from producers.publisher import Publisher
from producers.registry.bureau import Bureau, NoBureauError, bureau_of
from producers.registry.desired import desired
from producers.registry.difference import Entry, difference, events_of
from producers.registry.known import Known
from producers.registry.publishing import publish_in_order
from producers.registry.reading import files_in, read
from producers.registry.sample import write_sample
from producers.registry.standing import Standing, read_standing
from schemas.envelope import Event
from schemas.topics import Topics

_EXIT_BY_ERROR: Final = {
    UnreachableError: ExitCode.UNREACHABLE,
    TopicMissingError: ExitCode.UNREACHABLE,
    NoBureauError: ExitCode.DATA_REJECTED,
}

Form = Annotated[Format, typer.Option("--format", help="How to print it.")]


class SampleForm(StrEnum):
    """In what form the sample district is written."""

    YAML = "yaml"
    XLSX = "xlsx"


def register(app: typer.Typer) -> None:
    """Add the commands of this group."""
    registry = typer.Typer(
        help="A district's agencies, item lists, officers and the rest.", no_args_is_help=True
    )
    registry.command("load")(load)
    registry.command("sample")(sample)
    app.add_typer(registry, name="registry")


def load(
    context: typer.Context,
    paths: Annotated[
        list[Path], typer.Argument(help="Workbooks (.xlsx), YAML files, or folders of them.")
    ],
    *,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Only show what would change.")
    ] = False,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Publish without asking.")] = False,
    publisher: Annotated[
        str | None, typer.Option("--as", help="Credit code of the justice bureau that publishes.")
    ] = None,
    form: Form = Format.TABLE,
    data_dir: DataDir = None,
) -> None:
    """Show what the files would change in the registry, and publish only that.

    Nothing is published unless every row is right; nothing is ever removed.
    """
    _expect_files(paths)
    rows, findings = read(paths)
    if findings and not any(rows.values()):
        _reject(findings, form)
    if not any(rows.values()):
        names = "、".join(map(str, paths))
        raise HutongError(
            f"{names} 中没有任何数据行；'hutong registry sample 目录' 给出样例。 / "
            f"{names}: there is no row in it; 'hutong registry sample FOLDER' writes an example.",
            ExitCode.DATA_REJECTED,
        )
    chosen = reachable(settings(context, data_dir))
    address, topics = bootstrap(chosen), Topics(chosen.namespace)
    try:
        standing = read_standing(address, topics)
        bureau = bureau_of(rows, standing, publisher)
        standing = standing.in_district(bureau.district)
    except PublishingError as error:
        if findings and isinstance(error, NoBureauError):
            _reject(findings, form)
        raise _failed(error) from error
    wanted, wrong = desired(rows, bureau, Known.of(rows, standing.by_key().values()))
    if findings or wrong:
        _reject([*findings, *wrong], form)
    entries = difference(wanted, standing.by_key(), rows)
    events = _to_publish(entries, bureau, standing)
    _show(entries, form, bureau, published=0 if dry_run or not events else None)
    if dry_run or not events:
        return
    if not yes:
        _ask(len(events))
    try:
        with Publisher(address, topics, client_id="hutong-registry") as connection:
            count = publish_in_order(connection, events)
    except PublishingError as error:
        raise _failed(error) from error
    _done(entries, form, bureau, count)


def sample(
    folder: Annotated[Path, typer.Argument(help="A new or empty folder to write it to.")],
    form: Annotated[
        SampleForm, typer.Option("--format", help="YAML files or one workbook.")
    ] = SampleForm.YAML,
) -> None:
    """Write the sample district out, to be edited into one's own."""
    try:
        written = write_sample(folder, form.value)
    except FileExistsError as error:
        raise HutongError(f"{error}: name a new or empty folder.", ExitCode.USAGE) from error
    except OSError as error:
        raise HutongError(f"{folder} cannot be written ({error}): name another.") from error
    for path in written:
        typer.echo(str(path))


def _expect_files(paths: list[Path]) -> None:
    """Check that something was named that can be read.

    Raises:
        HutongError: a path leads nowhere, or a folder holds no file of ours (exit 2).
    """
    for path in paths:
        if not path.exists():
            raise HutongError(
                f"没有 {path} 这个文件或目录，请核对路径。 / "
                f"There is no file or folder {path}: check the path.",
                ExitCode.USAGE,
            )
        if path.is_dir() and not any(files_in(path)):
            raise HutongError(
                f"目录 {path} 中没有 .xlsx、.yaml 或 .yml 文件。 / Folder {path} has no .xlsx, "
                ".yaml or .yml file in it; 'hutong registry sample FOLDER' writes an example.",
                ExitCode.USAGE,
            )


def _to_publish(entries: list[Entry], bureau: Bureau, standing: Standing) -> list[Event]:
    return events_of(entries, bureau, datetime.now(UTC), standing.next_seq(bureau.source))


def _reject(findings: list[Any], form: Format) -> None:
    if form is Format.JSON:
        _print({"problems": findings_as_json(findings), "published": 0})
    else:
        show_findings(findings)
    raise typer.Exit(ExitCode.DATA_REJECTED)


def _show(entries: list[Entry], form: Format, bureau: Bureau, published: int | None) -> None:
    """Show the difference; as JSON it is printed once, when the outcome is known."""
    if form is Format.TABLE:
        show_entries(entries)
    elif published is not None:
        _print(as_json(entries, bureau.id, published))


def _done(entries: list[Entry], form: Format, bureau: Bureau, count: int) -> None:
    if form is Format.JSON:
        _print(as_json(entries, bureau.id, count))
    else:
        typer.echo(f"已发布 {count} 条，发布机关 {bureau.id}。 {count} events published.")


def _ask(count: int) -> None:
    if not sys.stdin.isatty():
        raise HutongError(
            f"{count} events wait to be published: look at them and add --yes, or --dry-run to "
            "look only.",
            ExitCode.USAGE,
        )
    typer.confirm(f"发布 {count} 条? Publish {count} events?", abort=True, err=True)


def _failed(error: PublishingError) -> HutongError:
    code = next((c for kind, c in _EXIT_BY_ERROR.items() if isinstance(error, kind)), None)
    return HutongError(str(error), code or ExitCode.FAILURE)


def _print(value: dict[str, Any]) -> None:
    sys.stdout.write(json.dumps(value, ensure_ascii=False, indent=2) + "\n")
