"""Derives every contract from the models, as a map of relative path to text."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Mapping
from pathlib import Path

from schemas.avro import AvroSchema, avro_schema
from schemas.catalogue import MODELS, TOPIC_OF
from schemas.clickhouse import table_ddl
from schemas.contracts import digest
from schemas.contracts.compatibility import Break, broken_promises
from schemas.contracts.dictionary_page import dictionary_page
from schemas.contracts.examples import example
from schemas.contracts.json_schema import json_schema

HOME = Path(__file__).parent


_PATTERNS = (
    "avro/*.avsc",
    "clickhouse/*.sql",
    "examples/*.json",
    "jsonschema/*.json",
    "*.json",
    "*.csv",
    "*.html",
)
"""Where derived files stand; whatever else matches is stale."""


def derived(*, release: bool = False, drafts: Collection[str] = ()) -> dict[str, str]:
    """Return path → text of all contracts.

    The newest version of a schema follows its model until it is released; after that it stays
    as it is, to the byte, and a change of the model makes a new version with a new id.
    `release` releases every newest version. `drafts` are event types whose newest version is
    marked as one that is still worked on, beside those that are marked already.
    """
    ids: dict[str, list[int]] = _committed_ids()
    released = _released()
    files: dict[str, str] = {}
    for event_type, model in MODELS.items():
        schema = avro_schema(model)
        text = _pretty(schema)
        versions = ids.setdefault(event_type, [])
        changed = not versions or _committed(event_type, len(versions)) != text
        if not versions or (changed and str(versions[-1]) in released):
            versions.append(1 + max((i for known in ids.values() for i in known), default=0))
        files |= {
            _avsc_path(event_type, version): _committed(event_type, version) or ""
            for version in range(1, len(versions))
        }
        files[_avsc_path(event_type, len(versions))] = text
        files[f"clickhouse/{event_type}.sql"] = table_ddl(event_type, model, schema)
        files[f"jsonschema/{event_type}.json"] = _pretty(json_schema(model))
        files[f"examples/{event_type}.json"] = _pretty(json.loads(example(model).model_dump_json()))
    for event_type, versions in ids.items():  # a type that was retired is still read
        for version in range(1, len(versions) + 1):
            path = _avsc_path(event_type, version)
            files.setdefault(path, _committed(event_type, version) or "")
    if release:
        released = {
            str(schema_id): digest(files[_avsc_path(event_type, version)])
            for event_type, known in ids.items()
            for version, schema_id in enumerate(known, start=1)
        }
    files["released.json"] = _pretty(released)
    newest = {event_type: str(known[-1]) for event_type, known in ids.items()}
    marked = {*_drafts(), *drafts}
    files["drafts.json"] = _pretty(
        [
            event_type
            for event_type in ids
            if event_type in marked and newest[event_type] not in released
        ]
    )
    files["ids.json"] = _pretty(ids)
    files["topics.csv"] = "event_type,zh,topic\n" + "".join(
        f"{t},{MODELS[t].ZH},{TOPIC_OF[t]}\n" for t in MODELS
    )
    files["dictionary.html"] = dictionary_page(ids)
    return files


def findings() -> tuple[tuple[str, ...], tuple[Break, ...]]:
    """Return what is stale or tampered with, one sentence each, and what is incompatible."""
    wanted, present = derived(), committed()
    stale = sorted(p for p in wanted | present if wanted.get(p) != present.get(p))
    return (
        (
            *_unreleased(unmarked(wanted)),
            *(f"schemas/contracts/{path} is stale: run `make contracts`" for path in stale),
            *(f"schemas/contracts/{path} was released and must not change" for path in tampered()),
        ),
        broken_promises(wanted),
    )


def unmarked(files: Mapping[str, str]) -> list[str]:
    """Return the event types whose newest version is neither released nor marked as a draft."""
    ids, released, drafts = (
        json.loads(files.get(name, "{}")) for name in ("ids.json", "released.json", "drafts.json")
    )
    return [t for t, known in ids.items() if str(known[-1]) not in released and t not in drafts]


def _unreleased(event_types: list[str]) -> Iterator[str]:
    if event_types:
        names = " ".join(event_types)
        yield (
            f"最新版本尚未发布，也未标为草案：{names}；运行 python -m schemas.contracts --release，"
            f"仍在修改的用 --draft 标明 / the newest version is neither released nor marked as a "
            f"draft: {names}; run `python -m schemas.contracts --release`, or `--draft` with those "
            "that are still worked on"
        )


def tampered() -> list[str]:
    """Return the paths of released schemas whose text is no longer what was released."""
    released = _released()
    return [
        _avsc_path(event_type, version)
        for event_type, versions in _committed_ids().items()
        for version, schema_id in enumerate(versions, start=1)
        if str(schema_id) in released
        and digest(_committed(event_type, version) or "") != released[str(schema_id)]
    ]


def committed() -> dict[str, str]:
    """Return path → text of the contracts as they stand in the tree."""
    found = [path for pattern in _PATTERNS for path in HOME.glob(pattern)]
    return {p.relative_to(HOME).as_posix(): p.read_text("utf-8") for p in found}


def _avsc_path(event_type: str, version: int) -> str:
    return f"avro/{event_type}.v{version}.avsc"


def _committed(event_type: str, version: int) -> str | None:
    path = HOME / _avsc_path(event_type, version)
    return path.read_text("utf-8") if path.exists() else None


def _committed_ids() -> dict[str, list[int]]:
    path = HOME / "ids.json"
    known: dict[str, list[int]] = json.loads(path.read_text("utf-8")) if path.exists() else {}
    return known


def _released() -> dict[str, str]:
    """Return schema id → digest of the versions that never change again."""
    path = HOME / "released.json"
    known: dict[str, str] = json.loads(path.read_text("utf-8")) if path.exists() else {}
    return known


def _drafts() -> list[str]:
    """Return the event types whose newest version is marked as a draft."""
    path = HOME / "drafts.json"
    known: list[str] = json.loads(path.read_text("utf-8")) if path.exists() else []
    return known


def _pretty(value: AvroSchema | dict[str, list[int]] | dict[str, str] | list[str]) -> str:
    return json.dumps(value, ensure_ascii=False, indent=2) + "\n"
