"""The fields of a form in the kernel: drawn from a record's declaration, validated, saved and kept as a draft."""

from __future__ import annotations

import typing
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from hashlib import sha256
from typing import Any, Literal, get_args, get_origin

from pydantic import AwareDatetime

from alsnb.errors import AlsnbError, LogError, RecordError
from alsnb.frames import without_none
from alsnb.log import Log, Revision
from alsnb.privacy.names import suspected
from alsnb.records import NOT_TOLD, Record, new_id
from alsnb.widgets.events import is_new

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


class Fields:
    """A form that records one entry, or amends one; what is typed is kept in the log as a draft.

    Parameters
    ----------
    log, record, entry, ask, title, another, saved, known
        As for `alsnb.widgets.form`.
    key : str
        Under what the draft is kept.
    options : mapping of str to mapping of str to str, optional
        For fields that hold a code or a text, or several, what to choose from: value → words.
    limits : mapping of str to int, optional
        As for `alsnb.widgets.form`; with 0, words are counted and none is too many.
    start : mapping of str to object, optional
        What the fields say before anything is typed, as JSON has it.
    save : str
        Words on the button that saves.

    Raises
    ------
    RecordError
        There is no such field.
    """

    def __init__(
        self,
        log: Log,
        record: type[Record],
        key: str,
        *,
        known: Mapping[str, Any],
        entry: str | None = None,
        ask: Iterable[str] | None = None,
        limits: Mapping[str, int] | None = None,
        options: Mapping[str, Mapping[str, str]] | None = None,
        start: Mapping[str, Any] | None = None,
        title: str | None = None,
        save: str = "Save",
        another: str | None = None,
        saved: Callable[[str], None] = lambda entry: None,
    ) -> None:
        names = asked(record, ask, known)
        unknown = [
            name
            for name in (*names, *known, *(limits or ()), *(options or ()), *(start or ()))
            if name not in record.model_fields
        ]
        if unknown:
            raise RecordError(f"{record.__name__} has no field {unknown[0]!r}; it has {', '.join(record.model_fields)}")
        self._log, self._record, self._key, self._known, self._saved = log, record, key, known, saved
        hints = typing.get_type_hints(record, include_extras=True)
        drawn = [
            _drawn(record, name, hints[name], key, (limits or {}).get(name), (options or {}).get(name))
            for name in names
        ]
        self._blank = {each["name"]: each.pop("default") for each in drawn} | dict(start or {})
        self.spec = {
            "title": title or record.kind_name.replace("_", " ").capitalize(),
            "save": save,
            "another": another,
            "fields": drawn,
        }
        self.state: dict[str, Any] = {}
        self.changed: Callable[[], None] = lambda: None
        self._entry = entry or new_id()
        self._amends = entry is not None
        self._answers = self._resets = 0
        # What the fields say: a form may be drawn after what was typed in it has been taken.
        self._values: dict[str, Any] = {}
        draft = log.draft(key)
        if draft is not None and (entry is None or draft.content["entry"] == entry):
            self._entry = draft.content["entry"]
            self._show(self._blank | draft.content["values"], restored_at=draft.kept_at.timestamp() * 1000)
        else:
            self._show(self._now())

    @property
    def entry(self) -> str:
        """The id of the entry that is recorded or amended."""
        return self._entry

    def take(self, event: dict[str, Any]) -> bool:
        """Do what the browser says; False where it is to be sent again. Taken twice, it is done once."""
        take = {"draft": self._keep, "save": self._save, "undo": self._undo, "another": self._start_another}
        if "values" in event:
            # What is known is not the browser's to say.
            event = event | {"values": {name: said for name, said in event["values"].items() if name in self._blank}}
        if "entry" in event:
            self._look_at(event["entry"])
        return take[event["kind"]](event)

    def _look_at(self, entry: str) -> None:
        """Refuse an entry that is not this form's to say something of: a browser may name any.

        Raises
        ------
        ValueError
            It is another's, or not one that a browser makes.
        """
        if entry == self._entry:
            return
        try:
            known = self._log.history(entry)[-1].record
        except LogError:
            if self._amends or not is_new(entry):
                raise ValueError("not an entry of this form") from None
            return
        context = {name: self._known.get(name) for name in ("cohort", "member", "cycle")}
        own = {name: said for name, said in context.items() if said is not None}
        if self._amends or not isinstance(known, self._record) or own != {name: getattr(known, name) for name in own}:
            raise ValueError("not an entry of this form")

    def look_again(self, **start: Any) -> None:
        """Show what the log says by now, unless something is being typed; an empty form starts with these values."""
        self._blank |= start
        if self._log.draft(self._key) is None:
            self._show(self._now())

    def _keep(self, event: dict[str, Any]) -> bool:
        """Keep a draft; one that the log cannot keep stays in the browser."""
        self._entry = event["entry"]
        self._values = self._values | event["values"]
        try:
            self._log.keep_draft(self._key, {"entry": event["entry"], "values": event["values"]})
        except AlsnbError as error:
            self._show(message=f"{error}. What you type is kept in this browser for now.")
            return False
        self._show(drafted_at=event["at"])
        return True

    def _save(self, event: dict[str, Any]) -> bool:
        """Save what was typed; sent twice, it is saved once."""
        self._entry = event["entry"]
        self._values = self._values | event["values"]
        try:
            history = self._history()
            # What is neither asked for nor known stays as it was recorded.
            kept = {name: value for name, value in _said(history).items() if name not in {*NOT_TOLD, *self._blank}}
            record = self._record(**kept | dict(self._known) | _given(event["values"]) | {"entry": self._entry})
            if not history:
                self._entry = self._log.add(record)
            elif changes := _changes(history[-1].record, record):
                # The browser's id tells a save sent twice; where its clock is behind, the log makes a later one.
                later = event["id"] if event["id"] > history[-1].id else None
                self._log.amend(self._entry, revision=later, **changes)
            self._log.drop_draft(self._key)
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

    def _undo(self, event: dict[str, Any]) -> bool:
        """Amend the entry to what it said before the last save; before the first, it was not there."""
        said, history = self._history(), self._of_form()
        now = history[-1].record if history else None
        if now is None or now.withdrawn or any(each.id == event["id"] for each in said):
            self._show(self._now())
            return True
        # What an undo itself brought back was said earlier still.
        before = history[-2].record if len(history) > 1 else None
        changes = {"withdrawn": True} if before is None or before.withdrawn else _changes(now, before)
        # What others said of the entry since is not the form's to undo.
        changes = {name: value for name, value in changes.items() if name in self._blank or name in NOT_TOLD}
        try:
            if changes:
                later = event["id"] if event["id"] > said[-1].id else None
                self._log.amend(self._entry, revision=later, **changes)
        except AlsnbError as error:
            self._show(message=f"Not undone: {error}.")
            return True
        self._show(self._now())
        self._saved(self._entry)
        return True

    def _start_another(self, _: dict[str, Any]) -> bool:
        self._entry = new_id()
        self._show(self._blank)
        return True

    def _history(self) -> list[Revision]:
        try:
            return self._log.history(self._entry)
        except LogError:  # nothing is saved yet
            return []

    def _of_form(self) -> list[Revision]:
        """The revisions that say something of the form's own fields; others may say other things of the entry."""
        history = self._history()
        said = [(each.record.withdrawn, *(getattr(each.record, name) for name in self._blank)) for each in history]
        own = [each for at, each in enumerate(history) if not at or said[at] != said[at - 1]]
        # Made elsewhere, it says nothing of what the form asks: there is nothing to undo yet.
        return own if len(own) > 1 or (own and _told(own[0].record, self._blank)) else []

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
        if values is not None:
            self._values, self._resets = values, self._resets + 1
        history = self._of_form()
        saved = bool(history) and not history[-1].record.withdrawn
        self.state = {
            "entry": self._entry,
            # An entry's id tells when it was made: the browser makes that of a new one at the click that saves it.
            "new": not (self._amends or self._history()),
            "values": self._values,
            "reset": self._resets,
            "answer": self._answers,
            "message": message,
            "problems": problems or {},
            "names": suspected("\n".join(said for said in self._values.values() if isinstance(said, str))),
            "saved_at": history[-1].at if saved else None,
            "withdrawn_at": history[-1].at if history and not saved else None,
            "restored_at": restored_at,
            "drafted_at": drafted_at,
            "can_undo": saved,
            "history": [
                {"at": each.at, "author": each.author, "said": _told(each.record, self._blank)} for each in history
            ],
        }
        self.changed()


def asked(record: type[Record], ask: Iterable[str] | None, known: Mapping[str, Any]) -> list[str]:
    """The fields a form asks for: those named, or all that are not known."""
    if ask is not None:
        return list(ask)
    return [name for name in record.model_fields if name not in {*NOT_TOLD, *known}]


def _drawn(
    record: type[Record], name: str, hint: Any, key: str, limit: int | None, options: Mapping[str, str] | None
) -> dict[str, Any]:
    """How the browser is to ask for one field."""
    declared = record.model_fields[name]
    extra: Any = declared.json_schema_extra or {}
    kind, _ = without_none(hint)
    control = "text" if extra.get("long") else CONTROLS[get_origin(kind) or kind]
    values = get_args(kind) if control == "choice" else ()
    words = extra.get("choices") or [str(value).replace("_", " ") for value in values]
    if options is not None:
        control = "several" if control == "lines" else "choice"
        values, words = tuple(options), list(options.values())
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


def _said(history: list[Revision]) -> dict[str, Any]:
    return history[-1].record.model_dump() if history else {}


def _given(values: dict[str, Any]) -> dict[str, Any]:
    """What was filled in; an empty field is one that says nothing."""
    return {name: value for name, value in values.items() if value not in ("", None)}


def _changes(before: Record, after: Record) -> dict[str, Any]:
    """The fields that say something else."""
    names = type(after).model_fields.keys() - {"entry"}
    return {name: getattr(after, name) for name in names if getattr(before, name) != getattr(after, name)}


def _told(record: Record, names: Iterable[str]) -> str:
    """What a revision says, for its history."""
    if record.withdrawn:
        return "taken back"
    said = record.model_dump(mode="json")
    labels = {name: type(record).model_fields[name].title for name in names}
    return "\n".join(f"{label}: {said[name]}" for name, label in labels.items() if said.get(name) not in (None, "", []))
