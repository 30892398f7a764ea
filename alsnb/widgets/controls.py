"""How a browser is to ask for the fields of a record: a control for each type, as the record declares it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from hashlib import sha256
from typing import Any, Literal, get_args, get_origin

from pydantic import AwareDatetime

from alsnb.frames import without_none
from alsnb.records import NOT_TOLD, Record
from alsnb.widgets.events import FieldValue
from alsnb.widgets.views import Control, FieldSpec
from alsnb.words import gettext

CONTROLS: dict[Any, Control] = {
    str: "line",
    int: "number",
    float: "number",
    bool: "check",
    date: "date",
    AwareDatetime: "time",
    Literal: "choice",
    tuple: "lines",
}
"""Type of a field → how it is asked for. A text that is declared long is a ``text`` of several lines."""


UNREADABLE = {
    "number": gettext("Enter a number, such as 90."),
    "date": gettext("Enter a whole date, such as 12 May 2026."),
    "time": gettext("Enter a whole date and time, such as 12 May 2026, 14:30."),
}
"""What is said of a field that holds something that cannot be read, by its control."""


def asked(record: type[Record], ask: Iterable[str] | None, known: Mapping[str, Any]) -> list[str]:
    """The fields a form asks for: those named, or all that are not known."""
    if ask is not None:
        return list(ask)
    return [name for name in record.model_fields if name not in {*NOT_TOLD, *known}]


def drawn(
    record: type[Record], name: str, hint: Any, key: str, limit: int | None, options: Mapping[str, str] | None
) -> FieldSpec:
    """How the browser is to ask for one field."""
    declared = record.model_fields[name]
    extra: Any = declared.json_schema_extra or {}
    kind, _ = without_none(hint)
    control: Control = "text" if extra.get("long") else CONTROLS[get_origin(kind) or kind]
    values = get_args(kind) if control == "choice" else ()
    words = extra.get("choices") or [str(value).replace("_", " ") for value in values]
    if options is not None:
        control = "several" if control == "lines" else "choice"
        values, words = tuple(options), list(options.values())
    least = [each.ge for each in declared.metadata if hasattr(each, "ge")]
    return {
        "name": name,
        "id": f"alsnb-{sha256(f'{key} {name}'.encode()).hexdigest()[:12]}",
        "label": declared.title or name,
        "help": declared.description or "",
        "control": control,
        "required": declared.is_required(),
        "choices": [{"value": value, "label": label} for value, label in zip(values, words, strict=True)],
        "limit": limit,
        "step": 1 if kind is int else "any",
        "min": least[0] if least else None,
    }


def default_of(record: type[Record], name: str) -> FieldValue:
    """What a field of an empty form holds."""
    declared = record.model_fields[name]
    default: Any = None if declared.is_required() else declared.get_default(call_default_factory=True)
    return list(default) if isinstance(default, tuple) else default
