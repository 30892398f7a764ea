"""What a member hands in, what is held back, and the files both may be written to."""

from __future__ import annotations

import os
from collections.abc import Mapping
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any, Literal, get_origin

from alsnb.errors import AlsnbError, BundleError, LogError
from alsnb.filenames import file_name
from alsnb.frames import texts, without_none
from alsnb.log import Log, Revision
from alsnb.log.consents import ENTRIES
from alsnb.log.exchange import bundles, hand_ins
from alsnb.log.exchange.hand_ins import Sharing
from alsnb.records import NOT_TOLD, Action, ActionReport, Consent, Record, Reflection
from alsnb.widgets.student.own import KINDS, UNKNOWN_ACTION, consent_in_words, reported_in_words
from alsnb.widgets.student.views import FileShown, Listed, Preview
from alsnb.words import READERS, gettext

_KINDS = {**KINDS, "cohort": gettext("Course"), "learning_set": gettext("Set"), "member": gettext("Member")}
"""The kinds of entries that a hand-in may hold, in words."""
_Sent = Literal["new", "changed", "before"]


def preview(log: Log, member: str, cohort: str) -> Preview:
    """Return what a hand-in would hold, what left before, and what stays, in words."""
    try:
        shared = hand_ins.sharing_of(log, member, cohort)
    except LogError:  # nothing is recorded yet
        shared = Sharing([], [], [], {})
    gone = {each.entry for each in shared.taken_back}
    whole = [*shared.leaving, *shared.taken_back, *shared.staying]
    listed = partial(
        _listed, actions={each.entry: each.record.what for each in whole if isinstance(each.record, Action)}
    )
    files = paths(log, member)
    left = [at for at in shared.before.values() if at is not None]
    return {
        "leaving": [
            listed(each, sent=_sent(each, shared)) for each in reversed(shared.leaving) if each.entry not in gone
        ],
        "taken_back": [listed(each) for each in reversed(shared.taken_back)],
        "staying": [listed(each) for each in reversed(shared.staying)],
        "last": max(left, default=None),
        "outdated": files["bundle"].exists() and not _holds(files["bundle"], shared.leaving),
        "files": {"bundle": _about(files["bundle"]), "text": _about(files["text"])},
    }


def _sent(each: Revision, shared: Sharing) -> _Sent:
    """Whether an entry leaves for the first time, or again, as it was or changed."""
    if each.entry not in shared.before:
        return "new"
    at = shared.before[each.entry]
    return "changed" if at is not None and each.at > at else "before"


def _listed(each: Revision, actions: Mapping[str, str], sent: _Sent | None = None) -> Listed:
    record: Any = each.record
    said = {name: getattr(record, name) for name in texts(type(record))}
    words = [str(value) for value in said.values() if value and not isinstance(value, tuple)]
    if isinstance(record, ActionReport):
        words.insert(0, reported_in_words(record.status, actions.get(record.action, UNKNOWN_ACTION)))
    readers = READERS[record.visibility] if isinstance(record, Reflection) else None
    return {
        "kind": _KINDS[each.kind],
        "text": "\n".join(words) or _codes(record),
        "cycle": getattr(record, "cycle", None),
        "readers": readers,
        "sent": sent,
    }


def _codes(record: Record) -> str:
    """What a record without words says: its choices, dates and numbers, and no id of another entry."""
    if isinstance(record, Consent):
        return consent_in_words(record.purpose, record.given, record.on)
    context = {"cohort", "learning_set", "cycle", "member"}
    passed_over = {*NOT_TOLD, *ENTRIES, *context}
    fields = type(record).model_fields
    values = {name: value for name, value in record.model_dump(mode="json").items() if name not in passed_over}
    return ", ".join(
        gettext(
            "{label}: {value}", label=fields[name].title, value=_value(value, without_none(fields[name].annotation)[0])
        )
        for name, value in values.items()
        if value not in (None, [], "")
    )


def _value(value: Any, kind: Any) -> str:
    if isinstance(value, bool):
        return gettext("yes") if value else gettext("no")
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).replace("_", " ") if get_origin(kind) is Literal else str(value)


def paths(log: Log, member: str) -> dict[str, Path]:
    """Where the bundle and the text are written: beside the log, or where the notebook runs."""
    folder = Path.cwd() if log.database.path is None else Path(log.database.path).absolute().parent
    return {
        "bundle": folder / f"{file_name(member, kind='hand-in')}.jsonl",
        "text": folder / f"{file_name(member)}.txt",
    }


def _about(path: Path) -> FileShown:
    """A file's path, and when it was written, in milliseconds since 1970; None where it is not there."""
    try:
        return {"path": str(path), "written": path.stat().st_mtime * 1000}
    except OSError:
        return {"path": str(path), "written": None}


def write_bundle(log: Log, member: str, cohort: str, *, replace: bool) -> str | None:
    """Write the bundle; what was done in words, or None where there is another file that may not be replaced.

    Raises
    ------
    AlsnbError
        The member shares nothing, or the file cannot be written.
    """
    path = paths(log, member)["bundle"]
    shared = hand_ins.sharing_of(log, member, cohort)
    if not shared.leaving:
        raise AlsnbError(gettext("Nothing is shared with the tutor yet; nothing was written."))
    if path.exists() and not replace:
        whole = gettext("{path} holds all of this already. Send it to your tutor.", path=path)
        return whole if _holds(path, shared.leaving) else None
    hand_ins.hand_in(log, member, cohort, path)
    return gettext("Wrote {path}, {time}. Send it to your tutor.", path=path, time=f"{datetime.now():%H:%M}")


def _holds(path: Path, shared: list[Any]) -> bool:
    try:
        return bundles.read(path).revisions == shared
    except BundleError:
        return False


def write_text(log: Log, member: str, cohort: str, *, replace: bool) -> str | None:
    """Write everything held about the member as a text; None where there is a file that may not be replaced.

    Raises
    ------
    AlsnbError
        The file cannot be written.
    """
    path = paths(log, member)["text"]
    title = gettext(
        "What {log} holds about member {member}, as far as it may be read here", log=log.name, member=member
    )
    text = hand_ins.as_text(hand_ins.held_of(log, member, cohort), title)
    if path.exists() and not replace:
        return None
    part = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        handle = os.open(part, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(text)
        part.replace(path)
    except OSError as error:
        problem = gettext(
            "The text cannot be written to {path}: {problem}; nothing was written.", path=path, problem=error.strerror
        )
        raise AlsnbError(problem) from None
    finally:
        part.unlink(missing_ok=True)
    return gettext(
        "Wrote {path}, {time}: everything this log holds about you.", path=path, time=f"{datetime.now():%H:%M}"
    )
