"""Events from the browser: their base types, which of them can be read, and which method of a screen handles each.

Each screen declares its events in an `events` module of its own, one model for each kind. A method marked with
`handles` takes one of these types. A message of any other kind or shape reaches no method.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterable
from datetime import UTC, datetime, timedelta
from functools import reduce
from operator import or_
from types import FunctionType
from typing import Annotated, Any, Literal, TypeVar, get_args

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter

from alsnb.records import UUID, EntryId

Sent = dict[str, Any]
"""An event as it arrives: JSON whose envelope has been checked, but not its content."""
Handler = TypeVar("Handler", bound=Callable[..., Any])
FieldValue = str | bool | int | float | list[str] | None
"""What a field of a form may hold."""

MALFORMED = (LookupError, TypeError, ValueError, AttributeError, ArithmeticError, RecursionError)
"""What a handler raises if an event refers to something that does not exist or makes no sense."""

_AHEAD = timedelta(days=1)
"""How far a browser's clock may be ahead of the kernel's: ids sort by time, so one of next year would stay the last."""
_DEEPEST = 30
_UUID = re.compile(UUID)
_UUID7 = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}")
_LONE = re.compile("[\ud800-\udfff]")


class Content(BaseModel):
    """Part of an event. Fields that are not declared are ignored: a browser may hold events of an earlier version."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    def sent(self) -> dict[str, Any]:
        """Return what the browser sent, without the defaults of what it left out."""
        return self.model_dump(exclude_unset=True)


class Event(Content):
    """Something that a person did on a page."""

    kind: str
    id: str
    at: float
    """When it was done, in milliseconds since 1970."""
    page: str = ""
    slot: str = ""
    """An event replaces those before it in the same slot of the same page."""


class FormEvent(Event):
    """Something that a person did in a form."""

    form: str
    """The name of the form."""


class Open(FormEvent):
    """A form is shown."""

    kind: Literal["open"] = "open"


class Draft(FormEvent):
    """Something was typed and is not saved yet."""

    kind: Literal["draft"] = "draft"
    entry: EntryId
    values: dict[str, FieldValue]


class Save(FormEvent):
    """The form is to be saved."""

    kind: Literal["save"] = "save"
    entry: EntryId
    was: str | None = None
    """The entry that the form showed before, if this save makes a new one."""
    values: dict[str, FieldValue]
    unreadable: tuple[str, ...] = ()
    """The fields whose content the browser cannot read."""


class Undo(FormEvent):
    """The last save is to be undone."""

    kind: Literal["undo"] = "undo"
    entry: EntryId | None = None


class BringBack(FormEvent):
    """An entry whose save was undone is to be restored."""

    kind: Literal["bring_back"] = "bring_back"
    entry: EntryId


class Another(FormEvent):
    """The form is to be emptied for a new entry."""

    kind: Literal["another"] = "another"
    entry: EntryId | None = None


class Change(FormEvent):
    """An entry that this form saved is to be shown again."""

    kind: Literal["change"] = "change"
    entry: EntryId


class Reopen(FormEvent):
    """An entry that was put aside is to be shown again."""

    kind: Literal["reopen"] = "reopen"
    entry: EntryId


FORM_EVENTS: tuple[type[FormEvent], ...] = (Open, Draft, Save, Undo, BringBack, Another, Change, Reopen)


def union_of(events: Iterable[type[Event]]) -> TypeAdapter[Any]:
    """Return what reads one of these events: their union, discriminated by kind."""
    members = tuple(events)
    if len(members) == 1:
        return TypeAdapter(members[0])
    return TypeAdapter(Annotated[reduce(or_, members), Field(discriminator="kind")])  # type: ignore[arg-type]


def kind_of(event: type[Event]) -> str:
    """Return the kind that a type of event stands for."""
    (kind,) = get_args(event.model_fields["kind"].annotation)
    return str(kind)


def handles(event: type[Event]) -> Callable[[Handler], Handler]:
    """Mark a method as the handler of a type of event."""

    def mark(handler: Handler) -> Handler:
        handler.handled = event  # type: ignore[attr-defined]
        return handler

    return mark


def handlers(receiver: type) -> dict[type[Event], str]:
    """Return the types of events that a class handles, and the name of the method that handles each."""
    return {
        handler.handled: name
        for each in reversed(receiver.__mro__)
        for name, handler in vars(each).items()
        if isinstance(handler, FunctionType) and hasattr(handler, "handled")
    }


def readable(message: Any) -> tuple[list[Sent], list[Any]]:
    """Return the events of a message whose envelope is sound, and whatever else it holds."""
    events = message.get("events") if isinstance(message, dict) else None
    if not isinstance(events, list):
        return [], []
    sound = [_mended(each) for each in events if _is_event(each)]
    return sound, [each for each in events if not _is_event(each)]


def ids(events: Iterable[Any]) -> list[str]:
    """Return the ids of events that cannot be read, if they have any: unless acknowledged, they are sent again."""
    return [each["id"] for each in events if isinstance(each, dict) and isinstance(each.get("id"), str)]


def entries(value: Any) -> list[str]:
    """Return every id of an entry in an event, however deeply it is nested."""
    if isinstance(value, list):
        return [entry for each in value for entry in entries(each)]
    if not isinstance(value, dict):
        return []
    own = [str(value["entry"])] if value.get("entry") is not None else []
    return own + [entry for each in value.values() for entry in entries(each)]


def is_new(id: str) -> bool:
    """Return whether a browser may have made an id; any other must be in the log."""
    return _UUID7.fullmatch(id) is not None


def is_ahead(id: str) -> bool:
    """Return whether the clock that made an id is far ahead of this one."""
    at = int(id[:8] + id[9:13], 16) if id[14:15] == "7" else 0
    return at > (datetime.now(UTC) + _AHEAD).timestamp() * 1000


def ahead(event: Sent) -> bool:
    """Return whether the clock that made an event, or an entry in it, is far ahead of this one."""
    return any(is_ahead(each) for each in (event["id"], *entries(event)))


def _is_event(event: Any) -> bool:
    """Return whether an event has an id and a kind, and nothing that no event may hold."""
    texts = ("kind", "form", "page", "slot")
    return (
        isinstance(event, dict)
        and isinstance(event.get("kind"), str)
        and all(isinstance(event.get(name, ""), str) for name in texts)
        and isinstance(event.get("id"), str)
        and is_new(event["id"])
        and _is_plain(event, 0)
        and all(_UUID.fullmatch(each) for each in entries(event))
    )


def _is_plain(value: Any, depth: int) -> bool:
    """Return whether a value is JSON of a sensible depth, with numbers that a log has room for."""
    if depth > _DEEPEST:
        return False
    if isinstance(value, dict):
        return all(isinstance(key, str) and _is_plain(each, depth + 1) for key, each in value.items())
    if isinstance(value, list):
        return all(_is_plain(each, depth + 1) for each in value)
    if isinstance(value, float):
        return math.isfinite(value)
    if isinstance(value, int) and not isinstance(value, bool):
        return abs(value) < 2**63
    return value is None or isinstance(value, str | bool)


def _mended(value: Any) -> Any:
    """Replace half characters, such as an emoji cut in two, with the replacement character: no log can store them."""
    if isinstance(value, dict):
        return {_mended(key): _mended(each) for key, each in value.items()}
    if isinstance(value, list):
        return [_mended(each) for each in value]
    return _LONE.sub("�", value) if isinstance(value, str) else value
