"""Renders the data dictionary as one self-contained HTML page."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from jinja2 import Environment, PackageLoader, StrictUndefined

from schemas.codes import CODE_LISTS, label
from schemas.contracts.dictionary import dictionary
from schemas.validation.rules import Grade

_GRADES: Final[Mapping[str, tuple[str, str]]] = {
    Grade.REFUSE: ("退回", "refused"),
    Grade.FLAG: ("接收并标记", "taken and flagged"),
    Grade.NOTE: ("接收并提示", "taken with a note"),
    Grade.PERIODIC: ("定期检查", "checked now and then"),
}

_CHECKED: Final[Mapping[str, tuple[str, str]]] = {
    "schemas": ("发布前", "before it is published"),
    "notes": ("接收时", "on receipt, of the event alone"),
    "hub": ("接收时对照登记", "on receipt, against the registry"),
    "judge": ("判定时", "when events are judged together"),
    "tokens": ("脱敏前", "before a number is hidden"),
}


def dictionary_page(ids: Mapping[str, Sequence[int]]) -> str:
    """Return the page; `ids` are the schema ids of every event type's versions."""
    environment = Environment(
        loader=PackageLoader("schemas", "contracts"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    page = dictionary(ids)
    categories = CODE_LISTS["share_category"].labels
    return environment.get_template("dictionary.html.jinja").render(
        book=page,
        grades=_GRADES,
        checked=_CHECKED,
        label=label,
        shared={
            code: [event for event in page.events if code in event.categories]
            for code in categories
            if code != "NONE"
        },
        categories=categories,
    )
