"""The data dictionary 数据字典: what the models, code lists and rules say, arranged for readers."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, Final

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from schemas.avro import avro_schema, avro_type
from schemas.catalogue import MODELS, TOPIC_OF, Message, table_of
from schemas.codes import CODE_LISTS, CodeList
from schemas.contracts.differences import parsed, type_name
from schemas.contracts.examples import example
from schemas.envelope import Event
from schemas.events.hub import HubOutput
from schemas.fields import CodeOf
from schemas.markers import Cap, Form, Privacy, Unit, marks, records_in
from schemas.validation.rules import RULES, ValidationRule

TOPIC_NAMES: Final[Mapping[str, tuple[str, str]]] = {
    "facts.law-changes": ("依据与标准", "Law and standards"),
    "facts.authority": ("事项清单与委托", "Item lists and delegations"),
    "facts.agencies": ("机关与人员", "Agencies, officers and liaisons"),
    "facts.licensing": ("许可与审批", "Licences and approvals"),
    "facts.inspection-records": ("检查与简报", "Plans, draws, inspections and briefings"),
    "facts.penalty-decisions": ("处罚与强制", "Penalties and coercion"),
    "facts.cases": ("线索、案件与全过程记录", "Violations, clues, cases and their records"),
    "facts.referrals": ("案件移送", "Referrals"),
    "facts.assistance": ("协助与联合执法", "Assistance and joint action"),
    "facts.disputes": ("争议协调", "Disputes"),
    "facts.complaints": ("投诉举报", "Complaints"),
    "facts.statistics": ("统计数据", "Statistics"),
    "facts.supervision": ("培训、考核与监督", "Training, assessment and accountability"),
    "facts.sharing": ("共享管理", "Control of sharing"),
    "hub.verdicts": ("枢纽：判定与回执", "Hub: verdicts and receipts"),
    "hub.obligations": ("枢纽：义务", "Hub: obligations"),
    "hub.deliveries": ("枢纽：分发", "Hub: deliveries"),
    "hub.alerts": ("枢纽：预警", "Hub: alerts"),
    "hub.dead-letters": ("枢纽：死信", "Hub: dead letters"),
    "hub.ticks": ("枢纽：时钟", "Hub: ticks of the clock"),
    "hub.pulse": ("枢纽：脉动", "Hub: pulse"),
}
"""Topic → what its family is called in Chinese and English."""

_KINDS: Final[Mapping[str, tuple[str, str]]] = {
    "string": ("文本", "text"),
    "long": ("整数", "integer"),
    "boolean": ("是否", "yes or no"),
    "bytes": ("字节", "bytes"),
    "uuid": ("UUID", "UUID"),
    "date": ("日期", "day"),
    "timestamp-millis": ("时间", "instant"),
    "decimal(18, 2)": ("金额（两位小数）", "decimal, 2 places"),
    "uscc": ("信用代码", "credit code"),
    "region": ("区划代码", "division code"),
    "doc_no": ("文号", "document no."),
    "item_code": ("事项编码", "item code"),
    "supervision_item": ("监管事项编码", "supervision item"),
    "officer": ("执法证号", "certificate no."),
    "id": ("编号", "identifier"),
    "phone": ("电话", "telephone"),
    "url": ("网址", "address"),
    "sha256": ("SHA-256", "SHA-256"),
    "code": ("代码", "code"),
}
"""Form or Avro type → what people call it."""

_TERM: Final = re.compile("[\u4e00-\u9fff、]+")


@dataclass(frozen=True, slots=True)
class FieldEntry:
    """字段: one field as the dictionary shows it."""

    name: str
    zh: str
    en: str
    type: str
    type_zh: str
    type_en: str
    required: bool
    default: str
    unit: str
    privacy: str
    codes: str
    record: str
    most_characters: int


@dataclass(frozen=True, slots=True)
class RecordEntry:
    """记录: a nested record, shown once."""

    name: str
    zh: str
    en: str
    fields: tuple[FieldEntry, ...]


@dataclass(frozen=True, slots=True)
class EventEntry:
    """事件: one event type with the fields that are its own."""

    type: str
    zh: str
    en: str
    topic: str
    table: str
    subject: str
    version: int
    schema_id: int
    categories: tuple[str, ...]
    privacy: str
    fact: bool
    fields: tuple[FieldEntry, ...]
    example: str


@dataclass(frozen=True, slots=True)
class FamilyEntry:
    """类别: the events of one topic."""

    topic: str
    zh: str
    en: str
    events: tuple[EventEntry, ...]


@dataclass(frozen=True, slots=True)
class Dictionary:
    """数据字典: all of it."""

    families: tuple[FamilyEntry, ...]
    envelope: tuple[FieldEntry, ...]
    output: tuple[FieldEntry, ...]
    records: tuple[RecordEntry, ...]
    code_lists: tuple[CodeList, ...]
    rules: tuple[ValidationRule, ...]

    @property
    def events(self) -> tuple[EventEntry, ...]:
        """All events, family by family."""
        return tuple(event for family in self.families for event in family.events)


def dictionary(ids: Mapping[str, Sequence[int]]) -> Dictionary:
    """Return the dictionary of all event types; `ids` are the schema ids of their versions."""
    topics = dict.fromkeys(TOPIC_OF.values())
    return Dictionary(
        tuple(_family(topic, ids) for topic in topics),
        _fields(Event),
        _fields(HubOutput),
        tuple(_record(r) for r in sorted(_records(), key=lambda r: r.__name__)),
        tuple(CODE_LISTS[name] for name in sorted(CODE_LISTS)),
        tuple(RULES.values()),
    )


def _family(topic: str, ids: Mapping[str, Sequence[int]]) -> FamilyEntry:
    zh, en = TOPIC_NAMES.get(topic, (topic, topic))
    types = [t for t, its_topic in TOPIC_OF.items() if its_topic == topic]
    return FamilyEntry(topic, zh, en, tuple(_event(MODELS[t], ids[t]) for t in types))


def _event(model: type[Message], versions: Sequence[int]) -> EventEntry:
    categories = model.CATEGORIES if issubclass(model, Event) else frozenset[str]()
    schema = avro_schema(model)
    return EventEntry(
        type=model.TYPE,
        zh=model.ZH,
        en=first_line(model),
        topic=TOPIC_OF[model.TYPE],
        table=table_of(model.TYPE),
        subject=f"{schema['namespace']}.{schema['name']}",
        version=len(versions),
        schema_id=versions[-1],
        categories=tuple(sorted(categories - {"NONE"})),
        privacy=model.PRIVACY,
        fact=issubclass(model, Event),
        fields=_own_fields(model),
        example=_told(example(model)),
    )


def first_line(model: type[BaseModel]) -> str:
    """Return the first line of a model's docstring."""
    return (model.__doc__ or "").strip().splitlines()[0]


def _told(event: Message) -> str:
    told = {k: v for k, v in json.loads(event.model_dump_json()).items() if v not in (None, [])}
    return json.dumps(told, ensure_ascii=False, indent=1)


def _own_fields(model: type[Message]) -> tuple[FieldEntry, ...]:
    """Return the fields that the envelope lacks, or has otherwise."""
    worn = set(_fields(Event if issubclass(model, Event) else HubOutput))
    return tuple(entry for entry in _fields(model) if entry not in worn)


@cache
def _fields(model: type[BaseModel]) -> tuple[FieldEntry, ...]:
    return tuple(_field(name, info) for name, info in model.model_fields.items())


def _field(name: str, info: FieldInfo) -> FieldEntry:
    found: dict[type, Any] = {type(mark): mark for mark in marks(info)}
    record = next(records_in(info.annotation), None)
    form = "code" if CodeOf in found else found[Form].name if Form in found else ""
    kind, zh, en = _kind(info, record, form)
    return FieldEntry(
        name=name,
        zh=info.title or "",
        en=info.description or "",
        type=kind,
        type_zh=zh,
        type_en=en,
        required=info.is_required(),
        default=_default(info),
        unit=found[Unit].name if Unit in found else "",
        privacy=found[Privacy].level if Privacy in found else "",
        codes=found[CodeOf].list_name if CodeOf in found else "",
        record=record.__name__ if record else "",
        most_characters=found[Cap].characters if Cap in found else 0,
    )


def _kind(info: FieldInfo, record: type[BaseModel] | None, form: str) -> tuple[str, str, str]:
    """Return a field's Avro type in words, and what people call it in Chinese and English."""
    kind = type_name(parsed(avro_type(info, info.title or "")))
    plain = kind.removeprefix("list of ").removesuffix("?")
    zh, en = _KINDS.get(form, _KINDS.get(plain, (plain, plain)))
    if record:
        named = _TERM.match(first_line(record))
        zh, en = named[0] if named else info.title or "", record.__name__
    if kind.startswith("list of "):
        return kind, f"{zh}列表", f"list of {en}"
    return kind, zh, en


def _record_zh(record: type[BaseModel]) -> str:
    """Return the Chinese term with which a record's docstring begins."""
    found = _TERM.match(first_line(record))
    return found[0] if found else record.__name__


def _default(info: FieldInfo) -> str:
    """Return a default that says something: not null, not an empty list."""
    if info.is_required():
        return ""
    value = info.get_default(call_default_factory=True, validated_data={})
    return "" if value is None or value == () else json.dumps(value, ensure_ascii=False)


def _records() -> set[type[BaseModel]]:
    found: set[type[BaseModel]] = set()
    waiting: list[type[BaseModel]] = list(MODELS.values())
    while waiting:
        for info in waiting.pop().model_fields.values():
            fresh = set(records_in(info.annotation)) - found
            found |= fresh
            waiting += fresh
    return found


def _record(model: type[BaseModel]) -> RecordEntry:
    return RecordEntry(model.__name__, _record_zh(model), first_line(model), _fields(model))
