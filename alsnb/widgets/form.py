"""A form for any record, drawn from its declaration."""

from __future__ import annotations

import json
import typing
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import Any, Literal, get_args, get_origin

import anywidget
import traitlets
from pydantic import AwareDatetime

from alsnb.errors import AlsnbError, LogError, RecordError
from alsnb.frames import without_none
from alsnb.log import Log, Revision
from alsnb.records import NOT_TOLD, Record, new_id

_HERE = Path(__file__).parent

CONTROLS: dict[Any, str] = {
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


class Form(anywidget.AnyWidget):
    """A form that records one entry, or amends one; made by `form`."""

    _esm = f"{(_HERE / 'kit.js').read_text('utf-8')}\n{(_HERE / 'form.js').read_text('utf-8')}"
    _css = (_HERE / "form.css").read_text("utf-8")
    spec = traitlets.Dict().tag(sync=True)
    state = traitlets.Dict().tag(sync=True)

    def __init__(
        self, log: Log, record: type[Record], spec: dict[str, Any], known: dict[str, Any], entry: str | None,
        saved: Callable[[str], None],
    ) -> None:  # fmt: skip
        self._log, self._record, self._known, self._saved = log, record, known, saved
        self._blank = {each["name"]: each.pop("default") for each in spec["fields"]}
        self._is_new, self._entry = entry is None, entry or new_id()
        self._answers = self._resets = 0
        self._taken: set[str] = set()
        super().__init__(spec=spec)
        self.on_msg(self._receive)
        draft = log.draft(spec["key"])
        if draft is not None and (self._is_new or draft.content["entry"] == entry):
            self._entry = draft.content["entry"]
            self._show(self._blank | draft.content["values"], restored_at=draft.kept_at.timestamp() * 1000)
        else:
            self._show(self._now())

    def _receive(self, _: Any, message: dict[str, Any], __: Any) -> None:
        for event in message.get("events", ()):
            take = {"draft": self._keep, "save": self._save, "undo": self._undo, "another": self._start_another}
            if event["id"] in self._taken or take[event["kind"]](event):
                self._taken.add(event["id"])
                self.send({"acknowledged": [event["id"]]})

    def _keep(self, event: dict[str, Any]) -> bool:
        """Keep a draft; one that the log cannot keep stays in the browser."""
        self._entry = event["entry"]
        try:
            self._log.keep_draft(self.spec["key"], {"entry": event["entry"], "values": event["values"]})
        except AlsnbError as error:
            self._show(message=f"{error}. What you type is kept in this browser for now.")
            return False
        self._show(drafted_at=event["at"])
        return True

    def _save(self, event: dict[str, Any]) -> bool:
        """Save what was typed; sent twice, it is saved once."""
        self._entry = event["entry"]
        try:
            record = self._record(entry=self._entry, **self._known, **_given(self._record, event["values"]))
            history = self._history()
            if not history:
                self._entry = self._log.add(record)
            elif changes := _changes(history[-1].record, record):
                # The browser's id tells a save sent twice; where its clock is behind, the log makes a later one.
                later = event["id"] if event["id"] > history[-1].id else None
                self._log.amend(self._entry, revision=later, **changes)
            self._log.drop_draft(self.spec["key"])
        except RecordError as error:
            told = {name: problem for name, problem in error.problems.items() if name in self._blank}
            others = "" if told else str(error)
            self._answer(message=others or "Not saved yet: please look at what is marked below.", problems=told)
        except AlsnbError as error:
            self._answer(message=f"Not saved: {error}. What you typed is still here.")
            return False
        else:
            self._answer(self._now())
            self._saved(self._entry)
        return True

    def _undo(self, _: dict[str, Any]) -> bool:
        """Amend the entry to what it said before the last save."""
        history = self._history()
        if len(history) > 1:
            try:
                self._log.amend(self._entry, **_changes(history[-1].record, history[-2].record))
            except AlsnbError as error:
                self._show(message=f"Not undone: {error}.")
                return True
            self._saved(self._entry)
        self._show(self._now())
        return True

    def _start_another(self, _: dict[str, Any]) -> bool:
        self._is_new, self._entry = True, new_id()
        self._show(self._blank)
        return True

    def _history(self) -> list[Revision]:
        try:
            return self._log.history(self._entry)
        except LogError:  # nothing is saved yet
            return []

    def _now(self) -> dict[str, Any]:
        """The values the log has for the fields, or those of an empty form."""
        history = self._history()
        if not history:
            return self._blank
        said = history[-1].record.model_dump(mode="json")
        return {name: said.get(name, blank) for name, blank in self._blank.items()}

    def _answer(self, values: dict[str, Any] | None = None, **more: Any) -> None:
        self._answers += 1
        self._show(values, **more)

    def _show(
        self, values: dict[str, Any] | None = None, *, message: str = "", problems: dict[str, str] | None = None,
        restored_at: float | None = None, drafted_at: float | None = None,
    ) -> None:  # fmt: skip
        """Tell the browser how things stand; with values, it writes them into the fields."""
        self._resets += values is not None
        history = self._history()
        self.state = {
            "entry": self._entry,
            "values": values or {},
            "reset": self._resets,
            "answer": self._answers,
            "message": message,
            "problems": problems or {},
            "saved_at": history[-1].at if history else None,
            "restored_at": restored_at,
            "drafted_at": drafted_at,
            "can_undo": len(history) > 1,
            "history": [
                {"at": each.at, "author": each.author, "said": _told(each.record, self._blank)} for each in history
            ],
        }


def form(
    log: Log,
    record: type[Record],
    *,
    entry: str | None = None,
    ask: Iterable[str] | None = None,
    limits: Mapping[str, int] | None = None,
    title: str | None = None,
    another: str | None = None,
    saved: Callable[[str], None] = lambda entry: None,
    **known: Any,
) -> Form:
    """A form for a record: its fields, labels and help are those of the record's declaration.

    What is typed is kept in the log within two seconds, and in the browser until then; it comes back when the notebook
    is run again, whatever went away in between.

    Parameters
    ----------
    log : Log
        Where the entry goes, and the drafts of it.
    record : type
        A record's class, such as ``alsnb.Reflection``.
    entry : str, optional
        The entry to amend. By default a new one is made.
    ask : iterable of str, optional
        The fields to ask for, in this order. By default all that are not `known`.
    limits : mapping of str to int, optional
        The most words a field should have; more are marked, not refused.
    title : str, optional
        Heading of the form. By default the kind of record.
    another : str, optional
        Words of a button, shown once the entry is saved, that starts a new one.
    saved : callable, optional
        Called with the entry's id after each save.
    **known
        Fields whose values are known and not asked for, such as ``member="A3"``.

    Raises
    ------
    RecordError
        There is no such field.
    """
    names = list(ask) if ask is not None else [name for name in record.model_fields if name not in {*NOT_TOLD, *known}]
    unknown = [name for name in (*names, *known, *(limits or ())) if name not in record.model_fields]
    if unknown:
        raise RecordError(f"{record.__name__} has no field {unknown[0]!r}; it has {', '.join(record.model_fields)}")
    about = json.dumps([log.name, record.kind_name, entry, known, names], default=str)
    key = f"{record.kind_name}/{sha256(about.encode()).hexdigest()[:16]}"
    hints = typing.get_type_hints(record, include_extras=True)
    spec = {
        "key": key,
        "title": title or record.kind_name.replace("_", " ").capitalize(),
        "save": "Save",
        "another": another,
        "fields": [_asked(record, name, hints[name], key, (limits or {}).get(name)) for name in names],
    }
    return Form(log, record, spec, known, entry, saved)


def _asked(record: type[Record], name: str, hint: Any, key: str, limit: int | None) -> dict[str, Any]:
    """How the browser is to ask for one field."""
    declared = record.model_fields[name]
    extra: Any = declared.json_schema_extra or {}
    kind, _ = without_none(hint)
    control = "text" if extra.get("long") else CONTROLS[get_origin(kind) or kind]
    values = get_args(kind) if control == "choice" else ()
    words = extra.get("choices") or [str(value).replace("_", " ") for value in values]
    default = None if declared.is_required() else declared.get_default(call_default_factory=True)
    least = [each.ge for each in declared.metadata if hasattr(each, "ge")]
    return {
        "name": name,
        "id": f"alsnb-{sha256(f'{key} {name}'.encode()).hexdigest()[:12]}",
        "label": declared.title,
        "help": declared.description,
        "control": control,
        "required": declared.is_required(),
        "choices": [{"value": value, "label": label} for value, label in zip(values, words, strict=True)],
        "limit": limit,
        "step": 1 if kind is int else "any",
        "min": least[0] if least else None,
        "default": list(default) if isinstance(default, tuple) else default,
    }


def _given(record: type[Record], values: dict[str, Any]) -> dict[str, Any]:
    """What was filled in; an empty field is one that says nothing."""
    return {name: value for name, value in values.items() if value not in ("", None)}


def _changes(before: Record, after: Record) -> dict[str, Any]:
    """The fields that say something else."""
    names = type(after).model_fields.keys() - {"entry"}
    return {name: getattr(after, name) for name in names if getattr(before, name) != getattr(after, name)}


def _told(record: Record, names: Iterable[str]) -> str:
    """What a revision says, for its history."""
    said = record.model_dump(mode="json")
    labels = {name: type(record).model_fields[name].title for name in names}
    return "\n".join(f"{label}: {said[name]}" for name, label in labels.items() if said.get(name) not in (None, "", []))
