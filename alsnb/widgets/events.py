"""Events from the browser: which method of a screen handles each kind, and which events can be read at all.

Whatever a browser sends is material to judge: only methods that are marked with `handles` are ever called, and an event
is looked at before it is taken.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterable
from datetime import UTC, datetime, timedelta
from types import FunctionType
from typing import Any, TypeVar

from alsnb.records import UUID

Event = dict[str, Any]
Handler = TypeVar("Handler", bound=Callable[..., Any])

MALFORMED = (LookupError, TypeError, ValueError, AttributeError, ArithmeticError, RecursionError)
"""What a handler raises if an event is not what it expects."""

_AHEAD = timedelta(days=1)
"""How far a browser's clock may be ahead of the kernel's: ids sort by time, so one of next year would stay the last."""
_DEEPEST = 30
_UUID = re.compile(UUID)
_UUID7 = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}")
_LONE = re.compile("[\ud800-\udfff]")


def handles(kind: str) -> Callable[[Handler], Handler]:
    """Mark a method as the one that handles a kind of event."""

    def mark(handler: Handler) -> Handler:
        handler.handled_kind = kind  # type: ignore[attr-defined]
        return handler

    return mark


def handlers(screen: type) -> dict[str, str]:
    """The names of a screen's handlers by the kind of event each handles."""
    return {
        handler.handled_kind: name
        for each in reversed(screen.__mro__)
        for name, handler in vars(each).items()
        if isinstance(handler, FunctionType) and hasattr(handler, "handled_kind")
    }


def readable(message: Any) -> tuple[list[Event], list[Any]]:
    """The events of a message that can be read, and what else it holds."""
    events = message.get("events") if isinstance(message, dict) else None
    if not isinstance(events, list):
        return [], []
    good = [_mended(each) for each in events if _is_event(each)]
    return good, [each for each in events if not _is_event(each)]


def ids(events: Iterable[Any]) -> list[str]:
    """The ids of events that cannot be read, if they have any: unless they are acknowledged, they come again."""
    return [each["id"] for each in events if isinstance(each, dict) and isinstance(each.get("id"), str)]


def entries(value: Any) -> list[str]:
    """All that comes to be the id of an entry, wherever it stands in an event."""
    if isinstance(value, list):
        return [entry for each in value for entry in entries(each)]
    if not isinstance(value, dict):
        return []
    own = [str(value["entry"])] if value.get("entry") is not None else []
    return own + [entry for each in value.values() for entry in entries(each)]


def is_new(id: str) -> bool:
    """Whether an id is one that a browser makes: any other is that of something in the log."""
    return _UUID7.fullmatch(id) is not None


def is_ahead(id: str) -> bool:
    """Whether an id was made by a clock that is far ahead of this one."""
    at = int(id[:8] + id[9:13], 16) if id[14:15] == "7" else 0
    return at > (datetime.now(UTC) + _AHEAD).timestamp() * 1000


def ahead(event: Event) -> bool:
    """Whether an event, or an entry it is about, was made by a clock that is far ahead of this one."""
    return any(is_ahead(each) for each in (event["id"], *entries(event)))


def _is_event(event: Any) -> bool:
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
    """Whether a value is JSON of a sensible depth, with numbers that a log has room for."""
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
    """The same, with half a character (an emoji cut in two) as the mark for what cannot be shown: no log keeps that."""
    if isinstance(value, dict):
        return {_mended(key): _mended(each) for key, each in value.items()}
    if isinstance(value, list):
        return [_mended(each) for each in value]
    return _LONE.sub("�", value) if isinstance(value, str) else value
