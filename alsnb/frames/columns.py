"""The columns of each frame, as the fields of its record declare them."""

from __future__ import annotations

import typing
from dataclasses import dataclass
from datetime import date
from functools import cache
from types import NoneType, UnionType
from typing import Annotated, Any, Literal, get_args, get_origin

from pydantic import AwareDatetime

from alsnb.records import NOT_TOLD, Airtime, Name, Part, Record, StageMinutes


@dataclass(frozen=True)
class Column:
    """One column of a frame: its name, description and dtype."""

    name: str
    label: str
    help: str
    dtype: str
    arrow: str
    """The type of the column in Arrow, as `to_frames` has it."""
    choices: tuple[str, ...] = ()


_SCALARS: dict[Any, tuple[str, str, str]] = {
    str: ("string", "str", "str"),
    int: ("int64", "int64", "Int64"),
    float: ("float64", "float64", "float64"),
    bool: ("bool", "bool", "boolean"),
    date: ("day", "datetime64[us]", "datetime64[us]"),
    AwareDatetime: ("moment", "datetime64[us, UTC]", "datetime64[us, UTC]"),
}
"""Python type → Arrow type, dtype, dtype where the value may be missing."""


@cache
def columns(part: type[Part]) -> list[Column]:
    """Return the columns of a record's frame as its fields declare them, except those about its entry."""
    hints = typing.get_type_hints(part, include_extras=True)
    found = []
    for name, declared in part.model_fields.items():
        if name in NOT_TOLD or (part is Airtime and name == "stages"):
            continue
        kind, optional = without_none(hints[name])
        choices: tuple[str, ...] = ()
        if get_origin(kind) is Literal:
            arrow, dtype, choices = "string", "category", get_args(kind)
        elif get_origin(kind) is tuple:
            arrow, dtype = "strings", "object"
        else:
            arrow, always, sometimes = _SCALARS[kind]
            dtype = sometimes if optional else always
        found.append(Column(name, declared.title or name, declared.description or "", dtype, arrow, choices))
    return found


def without_none(hint: Any) -> tuple[Any, bool]:
    """Return the type of a field's values if they are present, and whether they may be missing."""
    optional = False
    while True:
        if get_origin(hint) is Annotated:
            hint = get_args(hint)[0]
        elif get_origin(hint) in (UnionType, typing.Union):
            optional = optional or NoneType in get_args(hint)
            (hint,) = (each for each in get_args(hint) if each is not NoneType)
        else:
            return hint, optional


def texts(record: type[Record]) -> list[str]:
    """Return the fields of a record that hold free text: no code, id or choice."""
    hints = typing.get_type_hints(record, include_extras=True)
    return [name for name in record.model_fields if _is_free(hints[name])]


def _is_free(hint: Any) -> bool:
    if hint in (str, Name):
        return True
    if get_origin(hint) is Annotated and get_origin(get_args(hint)[0]) is tuple:
        hint = get_args(hint)[0]
    return get_origin(hint) in (tuple, UnionType, typing.Union) and any(_is_free(each) for each in get_args(hint))


ENTRY = Column("entry", "Entry", "id of the entry in the log", "str", "string")
RECORDED_AT = Column("recorded_at", "Recorded at", "when the entry was last recorded", "datetime64[us, UTC]", "moment")


def stage_columns() -> list[Column]:
    """Return the columns of the ``airtime_stages`` frame."""
    context = [column for column in columns(Airtime) if column.name in ("cohort", "learning_set", "cycle", "member")]
    airtime = Column("airtime", "Airtime", "entry id of the airtime", "str", "string")
    return [airtime, *context, *columns(StageMinutes)]
