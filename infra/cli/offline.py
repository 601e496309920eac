"""What the commands share that judge offline: files, rule packs, and the log of a running hub."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Annotated, Any, Final

import typer
from kafka import KafkaConsumer
from kafka.errors import KafkaError

from infra import ExitCode, HutongError
from infra.cli.context import Format, reachable
from infra.cli.rows import printable
from infra.settings import Settings
from infra.topics import bootstrap
from producers.connecting import connected, topic_names
from producers.errors import UnreachableError
from schemas.instants import shanghai_day, to_utc_millis
from schemas.topics import Topics
from streams.casebook.world import World, default_world
from streams.casebook.world_files import read_world
from streams.mistakes import FileError, MissingFileError
from streams.offline.files import Log
from streams.offline.topics import read_topics
from streams.packs import PackError, default_pack, in_force, read_pack, read_packs
from streams.packs.reading import MissingPackError
from streams.policy.pack import PackOf

_CLIENT: Final = "hutong-offline"
_PATIENCE_S: Final = 10.0

Form = Annotated[Format, typer.Option("--format", help="How to print it.")]
Now = Annotated[
    str | None,
    typer.Option("--now", help="The moment, such as 2026-11-23T09:00:00+08:00; else this one."),
]
EventFiles = Annotated[
    list[Path] | None,
    typer.Option("--events", help="JSON or JSONL files of events; else the running hub's log."),
]
PackFile = Annotated[Path | None, typer.Option("--pack", help="A rule pack (TOML).")]
WorldFile = Annotated[
    Path | None, typer.Option("--world", help="A world file (JSON) that founds the registry.")
]


@contextmanager
def rejecting(form: Format = Format.TABLE) -> Iterator[None]:
    """Print what is wrong with a file, each mistake on a line, and end with exit code 2 or 3."""
    try:
        yield
    except FileError as error:
        if form is Format.JSON:
            print_json({"mistakes": [mistake.as_json() for mistake in error.mistakes]})
        for mistake in error.mistakes:
            typer.echo(printable(str(mistake)), err=True)
        missing = isinstance(error, MissingFileError)
        raise typer.Exit(ExitCode.USAGE if missing else ExitCode.DATA_REJECTED) from error
    except PackError as error:
        if form is Format.JSON:
            print_json({"mistakes": error.mistakes})
        for sentence in error.mistakes:
            typer.echo(printable(sentence), err=True)
        missing = isinstance(error, MissingPackError)
        raise typer.Exit(ExitCode.USAGE if missing else ExitCode.DATA_REJECTED) from error


def print_json(value: Any) -> None:
    """Print a value as JSON, Chinese in plain letters."""
    sys.stdout.write(json.dumps(value, ensure_ascii=False, indent=2) + "\n")


def moment(text: str | None) -> datetime | None:
    """Return the instant of ``--now`` in UTC, None where it is not given.

    Raises:
        HutongError: it is no instant with an offset (exit 2).
    """
    if text is None:
        return None
    try:
        return to_utc_millis(datetime.fromisoformat(text))
    except ValueError as error:
        raise HutongError(
            "--now is an instant with its offset, such as 2026-11-23T09:00:00+08:00, "
            f"not {text!r}.",
            ExitCode.USAGE,
        ) from error


def now_of(text: str | None, log: Log) -> datetime:
    """Return the moment asked for; else this one, or the last receipt where that is later."""
    asked = moment(text)
    if asked is not None:
        return asked
    receipts = (received.fact.shared_at for received in log.received)
    return max((to_utc_millis(datetime.now(UTC)), *receipts))


def world_of(path: Path | None) -> World:
    """Return the world of a file, else the project's own."""
    return read_world(path) if path is not None else default_world()


def packs_of(chosen: Settings, day: date) -> PackOf:
    """Return, by district, the pack in force on a day: of the folder set, else the proposed one.

    Raises:
        PackError: the folder or a pack in it is wrong.
    """
    if chosen.packs is None:
        return lambda _: default_pack()
    packs = read_packs(chosen.packs)
    return lambda district: in_force(packs, district, day) or default_pack()


def pack_chosen(path: Path | None, world: World | None, chosen: Settings, now: datetime) -> PackOf:
    """Return the pack of a file; else the world's; else those in force."""
    if path is not None:
        pack = read_pack(path)
        return lambda _: pack
    if world is not None:
        return lambda _: world.pack
    return packs_of(chosen, shanghai_day(now))


def hub_log(configured: Settings) -> Log:
    """Return the log of the running hub, its topics of facts read to their end.

    Raises:
        HutongError: Kafka does not answer, or the topics are not there (exit 4).
    """
    chosen = reachable(configured)
    address, topics = bootstrap(chosen), Topics(chosen.namespace)
    try:
        missing = sorted(set(topics.facts) - topic_names(address, _CLIENT, _PATIENCE_S))
        if missing:
            raise HutongError(
                f"There is no topic {', '.join(missing)} on {address}: run 'hutong topic create', "
                "or name files with --events.",
                ExitCode.UNREACHABLE,
            )
        consumer = connected(
            KafkaConsumer,
            address,
            _PATIENCE_S,
            client_id=_CLIENT,
            enable_auto_commit=False,
            isolation_level="read_committed",
        )
    except UnreachableError as error:
        raise HutongError(f"{error} Or name files with --events.", ExitCode.UNREACHABLE) from error
    try:
        return read_topics(consumer, topics)
    except (KafkaError, OSError) as error:
        raise HutongError(
            f"Kafka at {address} stopped answering ({error}): look at its log.",
            ExitCode.UNREACHABLE,
        ) from error
    finally:
        consumer.close()


def on_lines(pairs: Sequence[tuple[str, Any]]) -> None:
    """Print names with their values, one a line."""
    wide = max(len(name) for name, _ in pairs)
    for name, value in pairs:
        typer.echo(f"  {name:<{wide}}  {printable(str(value))}")
