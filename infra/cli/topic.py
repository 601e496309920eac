"""``hutong topic …``: the hub's topics, what they carry and how far they have come."""

from __future__ import annotations

import json
import sys
from typing import Annotated, Any, Final

import typer

from infra import ExitCode, HutongError
from infra.cli.context import DataDir, Drafts, Format, reachable, settings, with_drafts
from infra.cli.event_types import nearest
from infra.cli.rows import Shape, show
from infra.schema_registry import prepare_schemas
from infra.settings import Settings
from infra.topic_states import PartitionState, broker_topics
from infra.topics import bootstrap, prepare_topics
from producers.errors import UnreachableError
from schemas.catalogue import MODELS, TOPIC_OF
from schemas.contracts import latest
from schemas.contracts.dictionary import TOPIC_NAMES
from schemas.topics import Topics

_LIST: Final = {
    "topic": "主题 Topic",
    "zh": "中文",
    "en": "English",
    "event_types": "事件类型 Types",
    "partitions": "分区 Partitions",
    "offsets": "位置 Offsets",
}

_OTHERS: Final = {
    "hub.judge-state": ("判定状态", "The judge's changelog"),
    "_schemas": ("合同登记", "Schema registry"),
}

Form = Annotated[Format, typer.Option("--format", help="How to print it.")]


def register(app: typer.Typer) -> None:
    """Add the commands of this group."""
    topic = typer.Typer(help="The topics of the hub.", no_args_is_help=True)
    topic.command("create")(create)
    topic.command("list")(list_topics)
    topic.command("describe")(describe)
    app.add_typer(topic, name="topic")


def create(context: typer.Context, *, drafts: Drafts = False, data_dir: DataDir = None) -> None:
    """Create the topics that are missing, and check all of them."""
    chosen = with_drafts(reachable(settings(context, data_dir)), drafts)
    prepare_topics(chosen)
    prepare_schemas(chosen)
    topics = Topics(chosen.namespace)
    count = len(topics.facts) + len(topics.hub) + 1
    typer.echo(f"{count} topics stand on {bootstrap(chosen)}, {chosen.partitions} partitions each.")


def list_topics(
    context: typer.Context, form: Form = Format.TABLE, data_dir: DataDir = None
) -> None:
    """List the topics; with a broker that answers, partitions and how many offsets they hold."""
    chosen = settings(context, data_dir)
    topics = Topics(chosen.namespace)
    plain = list(_catalogue(topics))
    try:
        states = _states(reachable(chosen), topics)
    except (UnreachableError, HutongError) as error:
        typer.echo(f"只列目录 · catalogue only: {error}", err=True)
        states = None
    rows = [
        (topics.named(name), *_names(name), _count(name), *_standing(name, states))
        for name in [*plain, *sorted((states or {}).keys() - set(plain))]
    ]
    show(
        tuple(_LIST.values() if form is Format.TABLE else _LIST), rows, Shape(form), "主题 · Topics"
    )


def describe(
    context: typer.Context,
    name: Annotated[str, typer.Argument(help="A topic, such as facts.cases.")],
    form: Form = Format.TABLE,
    data_dir: DataDir = None,
) -> None:
    """Show a topic's event types, its settings, and the first and last offset of its partitions."""
    chosen = settings(context, data_dir)
    topics = Topics(chosen.namespace)
    plain = _plain(name, topics)
    known = plain in _catalogue(topics)
    if not known and not plain.startswith("inbox."):
        raise HutongError(
            f"There is no topic {name!r}{nearest(plain, list(_catalogue(topics)))}; "
            "'hutong topic list' shows them all.",
            ExitCode.USAGE,
        )
    full_name = topics.named(plain)
    try:
        with broker_topics(bootstrap(reachable(chosen))) as broker:
            partitions = broker.partitions([full_name])[full_name]
            config = broker.config(full_name) if partitions else {}
    except UnreachableError as error:
        raise HutongError(str(error), ExitCode.UNREACHABLE) from error
    if not partitions:
        raise HutongError(
            f"Topic {full_name} does not stand on {bootstrap(reachable(chosen))}: "
            "create it with 'hutong topic create'; an inbox is made with its first delivery.",
        )
    if form is Format.JSON:
        found = _description(full_name, plain, config, partitions)
        sys.stdout.write(json.dumps(found, ensure_ascii=False, indent=2) + "\n")
    else:
        _show_description(full_name, plain, config, partitions)


def _catalogue(topics: Topics) -> tuple[str, ...]:
    """Return the plain names of the topics that every hub has, in the catalogue's order."""
    made = {
        topics.plain(t) for t in (*topics.facts, *topics.hub, topics.judge_state, topics.schemas)
    }
    ordered = [name for name in TOPIC_NAMES if name in made]
    return (*ordered, *sorted(made - set(ordered)))


def _plain(name: str, topics: Topics) -> str:
    return name.removeprefix(topics.namespace)


def _states(chosen: Settings, topics: Topics) -> dict[str, tuple[PartitionState, ...]]:
    """Return plain name → partitions of the topics of this hub that the broker has."""
    with broker_topics(bootstrap(chosen)) as broker:
        ours = [n for n in broker.names() if n.startswith(topics.namespace)]
        ours = [
            n for n in ours if topics.plain(n).startswith(("facts.", "hub.", "inbox.", "_schemas"))
        ]
        return {topics.plain(n): states for n, states in broker.partitions(ours).items()}


def _names(plain: str) -> tuple[str, str]:
    if plain.startswith("inbox."):
        return "收件箱", "Inbox of an agency"
    return TOPIC_NAMES.get(plain) or _OTHERS.get(plain) or ("", "")


def _count(plain: str) -> int:
    return sum(topic == plain for topic in TOPIC_OF.values())


def _standing(
    plain: str, states: dict[str, tuple[PartitionState, ...]] | None
) -> tuple[int | None, int | None]:
    """Return partitions and offsets: nothing is known without a broker, 0 of what is missing."""
    if states is None:
        return None, None
    found = states.get(plain, ())
    return len(found), sum(state.offsets for state in found)


def _description(
    full_name: str, plain: str, config: dict[str, str], partitions: tuple[PartitionState, ...]
) -> dict[str, Any]:
    zh, en = _names(plain)
    return {
        "topic": full_name,
        "zh": zh,
        "en": en,
        "event_types": [
            {"type": t, "zh": MODELS[t].ZH, "version": latest(t).version, "id": latest(t).schema_id}
            for t in _types(plain)
        ],
        "config": config,
        "partitions": [
            {"partition": s.partition, "first": s.first, "next": s.next} for s in partitions
        ],
    }


def _show_description(
    full_name: str, plain: str, config: dict[str, str], partitions: tuple[PartitionState, ...]
) -> None:
    typer.echo(f"{full_name} · {' · '.join(_names(plain))}")
    types = [(t, MODELS[t].ZH, latest(t).version, latest(t).schema_id) for t in _types(plain)]
    if types:
        headings = ("类型 Type", "中文", "版本 Version", "id")
        show(headings, types, Shape.TABLE, "事件类型 · Event types")
    show(("设置 Setting", "值 Value"), list(config.items()), Shape.TABLE, "设置 · Settings")
    rows = [(s.partition, s.first, s.next - 1 if s.offsets else None) for s in partitions]
    show(("分区 Partition", "最早 First", "最新 Last"), rows, Shape.TABLE, "分区 · Partitions")


def _types(plain: str) -> list[str]:
    return [event_type for event_type, topic in TOPIC_OF.items() if topic == plain]
