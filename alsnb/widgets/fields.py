"""The fields of a form in the kernel: drawn from a record's declaration, validated, saved and kept as a draft."""

from __future__ import annotations

import typing
from collections.abc import Callable, Iterable, Mapping
from textwrap import shorten
from typing import Any

from alsnb import plausible
from alsnb.errors import AlsnbError, LogError, RecordError
from alsnb.log import Log, Revision
from alsnb.privacy.names import suspected
from alsnb.records import NOT_TOLD, Record, new_id
from alsnb.widgets.controls import UNREADABLE, asked, default_of, drawn
from alsnb.widgets.events import (
    Another,
    BringBack,
    Change,
    Draft,
    FieldValue,
    FormEvent,
    Reopen,
    Save,
    Undo,
    is_new,
)
from alsnb.widgets.views import FormSpec, FormState, Last
from alsnb.words import gettext

_LOOK = gettext("Not saved yet: correct what is marked below.")
Values = dict[str, FieldValue]
"""What the fields of a form hold, by name."""


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
    doubts : callable, optional
        What is doubtful about a record as it was typed, besides its dates and numbers: field → a sentence. It is asked
        once; saved again, the record is taken as it is.
    start : mapping of str to object, optional
        What the fields say before anything is typed, as JSON has it.
    save : str
        Words on the button that saves.
    help : mapping of str to str, optional
        What stands beside a field, in place of what its record says of it.
    note : str
        What is recorded besides what is asked for, told beside that button.

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
        start: Mapping[str, FieldValue] | None = None,
        help: Mapping[str, str] | None = None,
        title: str | None = None,
        save: str = gettext("Save"),
        another: str | None = None,
        note: str = "",
        doubts: Callable[[Any], Mapping[str, str]] = lambda record: {},
        saved: Callable[[str], None] = lambda entry: None,
    ) -> None:
        names = asked(record, ask, known)
        unknown = [
            name
            for name in (*names, *known, *(limits or ()), *(options or ()), *(start or ()), *(help or ()))
            if name not in record.model_fields
        ]
        if unknown:
            raise RecordError(f"{record.__name__} has no field {unknown[0]!r}; it has {', '.join(record.model_fields)}")
        self._log, self._record, self._key, self._known = log, record, key, known
        self._saved, self._doubts = saved, doubts
        hints = typing.get_type_hints(record, include_extras=True)
        fields = [
            drawn(record, name, hints[name], key, (limits or {}).get(name), (options or {}).get(name)) for name in names
        ]
        for each in fields:
            each["help"] = (help or {}).get(each["name"], each["help"])
        self._blank: Values = {name: default_of(record, name) for name in names} | dict(start or {})
        self.spec: FormSpec = {
            "title": title or record.kind_name.replace("_", " ").capitalize(),
            "save": save,
            "another": another,
            "note": note,
            "fields": fields,
        }
        self.state: FormState
        self.changed: Callable[[], None] = lambda: None
        self._amends = entry is not None
        self._adds = another is not None and not self._amends
        self._answers = self._resets = 0
        # What the fields say: a form may be drawn after what was typed in it has been taken.
        self._values: Values = {}
        self._last: str | None = None  # the entry that a form for many saved last
        self._aside: list[dict[str, Any]] = []  # what was typed and not saved, while another entry is in the form
        self._undone = ""  # the revision that took the last save back
        self._done: dict[str, str] = {}  # entry → the event that saved it
        self._asked: dict[tuple[str, str], str] = {}  # field and what it says → the event that was asked about it
        self._refused: dict[str, Any] = {}  # what was not saved, and what was said of it
        self._entry = entry or new_id()
        draft = log.draft(key)
        if draft is not None and (entry is None or draft.content["entry"] == entry):
            self._entry, self._aside = draft.content["entry"], draft.content.get("aside", [])
            at = draft.kept_at.timestamp() * 1000
            typed = draft.content["values"]
            self._show(self._now() | typed, restored_at=at if typed else None)
        else:
            self._show(self._now())

    @property
    def entry(self) -> str:
        """The id of the entry that is recorded or amended."""
        return self._entry

    def take(self, event: FormEvent) -> bool:
        """Do what the browser says; False if it is to be sent again. Taken twice, it is done once."""
        handlers: dict[type[FormEvent], Callable[[Any], bool]] = {
            Draft: self._keep,
            Save: self._save,
            Undo: self._undo,
            BringBack: self._bring_back,
            Another: self._start_another,
            Change: self._change,
            Reopen: self._reopen,
        }
        if isinstance(event, Draft | Save):
            # What is known is not the browser's to say.
            asked = {name: value for name, value in event.values.items() if name in self._blank}
            event = event.model_copy(update={"values": asked})
        if (entry := getattr(event, "entry", None)) is not None:
            self._look_at(entry)
        return handlers[type(event)](event)

    def _look_at(self, entry: str) -> None:
        """Refuse an entry that is not this form's to say something of: a browser may name any.

        Raises
        ------
        ValueError
            It is another's, or not one that a browser makes.
        """
        if entry == self._entry:
            return
        history = self._history(entry)
        if not history:
            if self._amends or not is_new(entry):
                raise ValueError("not an entry of this form")
            return
        known = history[-1].record
        context = {name: self._known.get(name) for name in ("cohort", "member", "cycle")}
        own = {name: said for name, said in context.items() if said is not None}
        if self._amends or not isinstance(known, self._record) or own != {name: getattr(known, name) for name in own}:
            raise ValueError("not an entry of this form")

    def look_again(self) -> None:
        """Show what the log says by now, unless something is being typed."""
        if not self._typed():
            newest = self._history()
            self._show(self._now(), undone=bool(newest) and newest[-1].id == self._undone)

    # What is typed

    def _keep(self, event: Draft) -> bool:
        """Keep a draft; one that the log cannot keep stays in the browser."""
        entry, values = event.entry, event.values
        if event.id < self._done.get(entry, ""):  # it was saved meanwhile
            return True
        if self._adds and entry != self._entry:
            self._put_aside()
            self._values = self._blank
        self._entry = entry
        self._values = self._values | values
        try:
            self._keep_draft(values)
        except AlsnbError as error:
            self._show(message=gettext("{problem}. What you type is kept in this browser for now.", problem=error))
            return False
        self._show(drafted_at=event.at, **self._still_refused())
        return True

    def _still_refused(self) -> dict[str, Any]:
        """What was said of a save that was refused, as far as the fields say the same by now."""
        if not self._refused:
            return {}
        # A new entry has another id at each click: as long as nothing is saved, it is the same to the person who types.
        if self._refused["entry"] != self._entry and any(map(self._history, (self._refused["entry"], self._entry))):
            return {}
        was = self._refused["values"]
        told = {
            kind: {name: said for name, said in self._refused[kind].items() if _same(self._values, was, name)}
            for kind in ("problems", "doubts")
        }
        is_same = all(_same(self._values, was, name) for name in self._blank)
        if not any(told.values()) and (not is_same or any(self._refused[kind] for kind in told)):
            return {}
        return told | {"message": self._refused["message"]}

    def _typed(self) -> dict[str, Any]:
        """What is typed and not saved, as the log keeps it."""
        draft = self._log.draft(self._key)
        return {} if draft is None else dict(draft.content["values"])

    def _keep_draft(self, values: Mapping[str, Any]) -> None:
        if values or self._aside:
            aside = {"aside": self._aside} if self._aside else {}
            self._log.keep_draft(self._key, {"entry": self._entry, "values": dict(values)} | aside)
        else:
            self._log.drop_draft(self._key)

    def _put_aside(self) -> None:
        """Make room in the form, and lose nothing that was typed in it."""
        typed = self._typed()
        if any(said not in ("", None, [], self._blank.get(name)) for name, said in typed.items()):
            self._aside = [*self._aside, {"entry": self._entry, "values": typed}]

    def _reopen(self, event: Reopen) -> bool:
        """Show again what was put aside."""
        found = next((each for each in self._aside if each["entry"] == event.entry), None)
        if found is not None:
            self._aside = [each for each in self._aside if each is not found]
            self._put_aside()
            self._entry = found["entry"]
            self._keep_draft(found["values"])
            self._show(self._now() | found["values"], drafted_at=event.at)
        return True

    def _change(self, event: Change) -> bool:
        """Show an entry that this form saved, to be amended."""
        if self._history(event.entry):
            self._put_aside()
            self._entry = event.entry
            self._keep_draft({})
            self._show(self._now())
        return True

    def _start_another(self, event: FormEvent) -> bool:
        """Leave the entry that is shown as it was saved, and start a new one."""
        self._entry = new_id()
        self._keep_draft({})
        self._show(self._blank)
        return True

    # What is saved

    def _save(self, event: Save) -> bool:
        """Save what was typed; sent twice, it is saved once."""
        entry = event.entry
        # What a page does not say of a field is what the field says.
        shown = self._values if self._entry in (entry, event.was) else self._blank
        values = shown | event.values
        history = self._history(entry)
        try:
            if odd := [name for name in event.unreadable if name in self._blank]:
                return self._refuse(event, problems={name: self._unreadable(name) for name in odd})
            # What is neither asked for nor known stays as it was recorded.
            kept = {name: value for name, value in _said(history).items() if name not in {*NOT_TOLD, *self._blank}}
            record = self._record(**kept | dict(self._known) | _given(values) | {"entry": entry})
            if doubts := self._not_meant(record, history, event.id):
                return self._refuse(event, doubts=doubts)
            if not history:
                entry = self._log.add(record)
            elif changes := _changes(history[-1].record, record):
                # The browser's id tells a save sent twice; if its clock is behind, the log makes a later one.
                later = event.id if event.id > history[-1].id else None
                self._log.amend(entry, revision=later, **changes)
            self._done |= dict.fromkeys((entry, event.entry, event.was or entry), event.id)
            self._asked.clear()
            newer = self._went_on(event)
            if not newer:
                self._entry = new_id() if self._adds else entry
                self._keep_draft({})
        except RecordError as error:
            told = {name: problem for name, problem in error.problems.items() if name in self._blank}
            return self._refuse(event, message="" if told else str(error), problems=told)
        except AlsnbError as error:
            if self._adds:
                waits = gettext(
                    "Not saved yet: {problem}. What you typed is kept in this browser until it is saved.", problem=error
                )
                self._show(message=waits)
            else:
                self._entry, self._values = entry, self._values | values
                self._answer(message=gettext("Not saved: {problem}. What you typed is still here.", problem=error))
            return False
        self._last = entry if self._adds else None
        self._refused = {}
        self._answer(None if newer else self._now())
        self._saved(entry)
        return True

    def _went_on(self, event: Save) -> bool:
        """Whether something else is typed in a form for many since this was."""
        draft = self._log.draft(self._key)
        own = (event.entry, event.was or event.entry)
        return self._adds and draft is not None and bool(draft.content["values"]) and draft.content["entry"] not in own

    def _unreadable(self, name: str) -> str:
        control = next(each["control"] for each in self.spec["fields"] if each["name"] == name)
        return UNREADABLE.get(control, gettext("This cannot be read. Enter it again."))

    def _not_meant(self, record: Record, history: list[Revision], event: str) -> dict[str, str]:
        """What to ask before a record is saved: what is doubtful in it, new, and was not asked about before."""
        found = dict(self._doubts(record))
        if any(
            name in self._blank
            for name in (*plausible.date_fields(self._record), *plausible.number_fields(self._record))
        ):
            found = plausible.doubts(record, self._neighbours(record)) | found
        said = {name: getattr(record, name) for name in found if name in self._blank}
        before = history[-1].record if history else None
        new = {name: value for name, value in said.items() if before is None or getattr(before, name) != value}
        # The same save sent again is no answer.
        open_ = [name for name, value in new.items() if self._asked.get((name, repr(value)), event) == event]
        self._asked |= {(name, repr(new[name])): event for name in open_}
        return {name: found[name] for name in open_}

    def _neighbours(self, record: Record) -> plausible.Neighbours:
        cohort = getattr(record, "cohort", None)
        try:
            return plausible.Neighbours.of(self._log.frames(cohort, kinds=("cohort", "meeting")))
        except LogError:  # there is no such cohort yet
            return plausible.Neighbours()

    def _refuse(
        self, event: Save, *, message: str = "", problems: dict[str, str] | None = None,
        doubts: dict[str, str] | None = None,
    ) -> bool:  # fmt: skip
        """Say why something is not saved, and keep what was typed."""
        if self._went_on(event):
            self._aside = [*self._aside, {"entry": event.entry, "values": event.values}]
            self._keep_draft(self._typed())
            self._show(message=gettext("What you saved before this is not saved yet. Open it below to see why."))
            return True
        self._entry, self._values = event.entry, self._values | event.values
        self._keep_draft(event.values)
        message = message or (_LOOK if problems else gettext("Not saved yet: is this right? Save again if it is."))
        self._refused = {
            "entry": self._entry, "values": self._values, "message": message, "problems": problems or {},
            "doubts": doubts or {},
        }  # fmt: skip
        # A form for many is empty by now.
        self._answer(self._values if self._adds else None, message=message, problems=problems, doubts=doubts)
        return True

    # What is undone

    def _undo(self, event: Undo) -> bool:
        """Amend the entry to what it said before the last save; before the first, it was not there."""
        entry = event.entry or self._last or self._entry
        said, history = self._history(entry), self._of_form(entry)
        now = history[-1].record if history else None
        if now is None or now.withdrawn or any(each.id == event.id for each in said):
            self._show(self._now())
            return True
        # What an undo itself brought back was said earlier still.
        before = history[-2].record if len(history) > 1 else None
        changes = {"withdrawn": True} if before is None or before.withdrawn else _changes(now, before)
        # What others said of the entry since is not the form's to undo.
        changes = {name: value for name, value in changes.items() if name in self._blank or name in NOT_TOLD}
        return self._amend_once(entry, event, changes)

    def _bring_back(self, event: BringBack) -> bool:
        """Bring back an entry whose saving was undone."""
        entry = event.entry
        history = self._history(entry)
        changes = {"withdrawn": False} if history and history[-1].record.withdrawn else {}
        return self._amend_once(entry, event, changes)

    def _amend_once(self, entry: str, event: Undo | BringBack, changes: dict[str, Any]) -> bool:
        history = self._history(entry)
        try:
            if changes and all(each.id != event.id for each in history):
                self._log.amend(entry, revision=event.id if event.id > history[-1].id else None, **changes)
        except AlsnbError as error:
            self._show(message=gettext("Not undone: {problem}.", problem=error))
            return True
        if self._adds:
            self._last = entry
        # What is being typed of another entry stays in the form.
        stays = self._adds and entry != self._entry
        # Undone twice, it is there again.
        again = bool(history) and history[-1].id == self._undone
        newest = self._history(entry)
        self._undone = newest[-1].id if newest and not again else ""
        self._show(None if stays else self._now(), undone=not again)
        self._saved(entry)
        return True

    # How things stand

    def _history(self, entry: str | None = None) -> list[Revision]:
        try:
            return self._log.history(entry or self._entry)
        except LogError:  # nothing is saved yet
            return []

    def _of_form(self, entry: str | None = None) -> list[Revision]:
        """The revisions that say something of the form's own fields; others may say other things of the entry."""
        history = self._history(entry)
        said = [(each.record.withdrawn, *(getattr(each.record, name) for name in self._blank)) for each in history]
        own = [each for at, each in enumerate(history) if not at or said[at] != said[at - 1]]
        # Made elsewhere, it says nothing of what the form asks: there is nothing to undo yet.
        return own if len(own) > 1 or (own and _told(own[0].record, self._blank)) else []

    def _now(self) -> Values:
        """The values the log has for the fields, or those of an empty form."""
        history = self._history()
        if not history:
            return self._blank
        said = history[-1].record.model_dump(mode="json")
        return {name: said.get(name, blank) for name, blank in self._blank.items()}

    def _answer(self, values: Values | None = None, **more: Any) -> None:
        self._answers += 1
        self._show(values, **more)

    def _show(
        self, values: Values | None = None, *, message: str = "", problems: dict[str, str] | None = None,
        doubts: dict[str, str] | None = None, restored_at: float | None = None, drafted_at: float | None = None,
        undone: bool = False,
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
            "adds": self._adds,
            "blank": self._blank,
            "last": self._about(self._last),
            "aside": [{"entry": each["entry"], "words": _first_words(each["values"])} for each in self._aside],
            "values": self._values,
            "reset": self._resets,
            "answer": self._answers,
            "message": message,
            "problems": problems or {},
            "doubts": doubts or {},
            "names": suspected("\n".join(self._texts())),
            "saved_at": history[-1].at if saved else None,
            "withdrawn_at": history[-1].at if history and not saved else None,
            "restored_at": restored_at,
            "drafted_at": drafted_at,
            "undone": undone,
            "can_undo": saved,
            "history": [
                {"at": each.at, "author": each.author, "said": _told(each.record, self._blank)} for each in history
            ],
        }
        self.changed()

    def _texts(self) -> list[str]:
        """What is typed in words; a code is looked at as a code."""
        return [
            said for name, said in self._values.items()
            if isinstance(said, str) and not _is_code(self._record, name)
        ]  # fmt: skip

    def _about(self, entry: str | None) -> Last | None:
        """The entry that was saved last, in a few words, and whether it is there still."""
        history = self._history(entry) if entry else []
        if entry is None or not history:
            return None
        record = history[-1].record
        said = record.model_dump(mode="json")
        words = _first_words({name: said.get(name) for name in self._blank})
        return {"entry": entry, "words": words, "at": history[-1].at, "withdrawn": record.withdrawn}


def _is_code(record: type[Record], name: str) -> bool:
    extra: Any = record.model_fields[name].json_schema_extra or {}
    return name in {"cohort", "learning_set", "member", "theme"} or bool(extra.get("code_of"))


def due_in_time(record: Any) -> dict[str, str]:
    """What is doubtful about the day by which an action is due."""
    if record.due is None or record.agreed_on is None or record.due >= record.agreed_on:
        return {}
    return {"due": gettext("This is before the day on which you agreed it. Is the day right?")}


def _same(one: Mapping[str, Any], other: Mapping[str, Any], name: str) -> bool:
    """Whether a field says the same; an empty one says nothing, however it is written."""
    return (one.get(name) or None) == (other.get(name) or None)


def _said(history: list[Revision]) -> dict[str, Any]:
    return history[-1].record.model_dump() if history else {}


def _given(values: Values) -> Values:
    """What was filled in; an empty field is one that says nothing."""
    return {name: value for name, value in values.items() if value not in ("", None)}


def _changes(before: Record, after: Record) -> dict[str, Any]:
    """The fields that say something else."""
    names = type(after).model_fields.keys() - {"entry"}
    return {name: getattr(after, name) for name in names if getattr(before, name) != getattr(after, name)}


def _told(record: Record, names: Iterable[str]) -> str:
    """What a revision says, for its history."""
    if record.withdrawn:
        return gettext("deleted")
    said = record.model_dump(mode="json")
    labels = {name: type(record).model_fields[name].title for name in names}
    return "\n".join(
        gettext("{label}: {value}", label=label, value=said[name])
        for name, label in labels.items()
        if said.get(name) not in (None, "", [])
    )


def _first_words(values: Mapping[str, Any]) -> str:
    """The first text that was typed, as far as it tells one entry from another."""
    texts = [said.strip() for said in values.values() if isinstance(said, str)]
    return shorten(next(filter(None, texts), ""), 60, placeholder=" …")
