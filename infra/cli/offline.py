"""What the commands share that judge offline: files, rule packs, and the log of a running hub."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Iterator, Sequence
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
from streams.mistakes import FileError, MissingFileError, Mistake, instant
from streams.offline.files import Log, read_log
from streams.offline.topics import read_topics
from streams.packs import default_pack, in_force, read_pack, read_packs
from streams.policy.pack import PackOf, RulePack

_CLIENT: Final = "hutong-offline"
_PATIENCE_S: Final = 10.0

READINGS_ARE_WORDS: Final = (
    "解读只是文字：改动措辞不改变结论 · a reading is words: changing them judges nothing otherwise "
    "by itself"
)

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


def print_json(value: Any) -> None:
    """Print a value as JSON, Chinese in plain letters."""
    sys.stdout.write(json.dumps(value, ensure_ascii=False, indent=2) + "\n")


def moment(text: str | None) -> datetime | None:
    """Return the instant of ``--now`` in UTC, None where it is not given.

    Raises:
        HutongError: it is no instant with an offset, or beyond the years of V-42 (exit 2).
    """
    if text is None:
        return None
    found = instant("--now", "", text)
    if isinstance(found, Mistake):
        raise HutongError(str(found), ExitCode.USAGE)
    return found


def now_of(asked: datetime | None, log: Log) -> datetime:
    """Return the moment asked for; else this one, or the last receipt where that is later."""
    if asked is not None:
        return asked
    receipts = (received.fact.shared_at for received in log.received)
    return max((to_utc_millis(datetime.now(UTC)), *receipts))


def log_of(paths: Iterable[Path]) -> Log:
    """Return the log that files hold, and tell of those that hold nothing.

    Raises:
        FileError: with every mistake of every file; or no file holds anything.
    """
    log = read_log(paths)
    for mistake in log.empty:
        typer.echo(printable(str(mistake)), err=True)
    return log


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


def pack_chosen(
    path: Path | None, world: World | None, chosen: Settings, now: datetime, log: Log
) -> PackOf:
    """Return the pack of a file; else the world's; else those in force.

    One of another district than the events' is not used for them, and that is told.
    """
    named = read_pack(path) if path is not None else world.pack if world is not None else None
    if named is None:
        return packs_of(chosen, shanghai_day(now))
    districts = districts_of(log, world)
    if all(_is_for(named, district) for district in districts):
        return lambda _: named
    return of_its_district(named, packs_of(chosen, shanghai_day(now)), districts)


def districts_of(log: Log, world: World | None) -> frozenset[str]:
    """Return the districts of events and of the world that founds their registry."""
    founded = {str(world.data["district"]["region_code"])} if world is not None else set()
    return frozenset({message.event.district for message in log.received} | founded)


def of_its_district(pack: RulePack, others: PackOf, districts: Iterable[str]) -> PackOf:
    """Return a pack where it is for all districts or for that one, else the others; tell of those.

    `districts` are those of the events.
    """

    def pack_of(district: str) -> RulePack:
        return pack if _is_for(pack, district) else others(district)

    for district in sorted(districts):
        used = pack_of(district)
        if used is not pack:
            typer.echo(
                f"规则包 {pack.id} {pack.version} 属于 {pack.district}，不用于 {district} 的事件，"
                f"改用 {used.id} {used.version}；请核对 pack.district · pack {pack.id} "
                f"{pack.version} is of district {pack.district} and not used for the events of "
                f"{district}, which are judged by {used.id} {used.version}: check pack.district",
                err=True,
            )
    return pack_of


def _is_for(pack: RulePack, district: str) -> bool:
    return pack.district in {"", district}


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
                f"{address} 没有主题 {', '.join(missing)}：先运行 'hutong topic create'，或用 "
                f"--events 指定文件 · There is no topic {', '.join(missing)} on {address}: run "
                "'hutong topic create', or name files with --events.",
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
        raise HutongError(
            f"{error} 也可用 --events 指定文件 · Or name files with --events.", ExitCode.UNREACHABLE
        ) from error
    try:
        return read_topics(consumer, topics)
    except (KafkaError, OSError) as error:
        raise HutongError(
            f"{address} 的 Kafka 中途停止应答：请看其日志 · Kafka at {address} stopped answering "
            f"({error}): look at its log.",
            ExitCode.UNREACHABLE,
        ) from error
    finally:
        consumer.close()


def on_lines(pairs: Sequence[tuple[str, Any]]) -> None:
    """Print names with their values, one a line."""
    wide = max(len(name) for name, _ in pairs)
    for name, value in pairs:
        typer.echo(f"  {name:<{wide}}  {printable(str(value))}")
