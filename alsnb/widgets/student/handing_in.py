"""What a member hands in, what is held back, and the files both may be written to."""

from __future__ import annotations

import os
from collections import Counter
from datetime import datetime
from pathlib import Path
from textwrap import shorten
from typing import Any

from alsnb.errors import AlsnbError, BundleError, LogError
from alsnb.log import Log, bundles, sharing
from alsnb.records import Reflection

_READERS = {"private": "only me", "set": "my set", "tutor": "my set and the tutor"}


def preview(log: Log, member: str, cohort: str) -> dict[str, Any]:
    """What `sharing.shared_by` would hand in and what it holds back, in words."""
    try:
        shared = sharing.shared_by(log, member, cohort)
        held = sharing.held_of(log, member, cohort)
    except LogError:  # nothing is recorded yet
        shared = held = []
    newest = {each.entry: each for each in held}
    now = {each.entry: newest[each.entry].record for each in shared}
    gone = sum(record.withdrawn for record in now.values())
    kinds = Counter(
        newest[entry].kind for entry, record in now.items() if not record.withdrawn
    )  # fmt: skip
    reflections = [(entry, each.record) for entry, each in newest.items() if isinstance(each.record, Reflection)]
    given = [_listed(record) for entry, record in reversed(reflections) if entry in now]
    kept = [_listed(record) for entry, record in reversed(reflections) if entry not in now]
    return {
        "kinds": [{"kind": kind.replace("_", " "), "number": number} for kind, number in kinds.items()],
        "taken_back": gone,
        "reflections": [each for each in given if each],
        "kept": [each for each in kept if each],
        "unshared": sharing.unshared_by(log, member, cohort) if held else 0,
        "files": {what: _about(path) for what, path in paths(log, member).items()},
    }


def _listed(record: Any) -> dict[str, Any] | None:
    if record.withdrawn:
        return None
    return {
        "text": shorten(record.text, 90, placeholder=" …"),
        "cycle": record.cycle,
        "readers": _READERS[record.visibility],
    }


def paths(log: Log, member: str) -> dict[str, Path]:
    """Where the bundle and the text are written: beside the log, or where the notebook runs."""
    folder = Path.cwd() if log.database.path is None else Path(log.database.path).absolute().parent
    name = sharing.file_name(member)
    return {"bundle": folder / f"hand-in-{name}.jsonl", "text": folder / f"{name}.txt"}


def _about(path: Path) -> dict[str, Any]:
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
    shared = sharing.shared_by(log, member, cohort)
    if not shared:
        raise AlsnbError("Nothing is shared with the tutor yet; nothing was written.")
    if path.exists() and not replace:
        return f"{path} holds all of this already. Send it to your tutor." if _holds(path, shared) else None
    bundles.write(path, bundles.Bundle(shared, []))
    return f"Wrote {path}, {datetime.now():%H:%M}. Send it to your tutor."


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
    title = f"What {log.name} holds about member {member}, as far as it may be read here"
    text = sharing.as_text(sharing.held_of(log, member, cohort), title)
    if path.exists() and not replace:
        return None
    part = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        handle = os.open(part, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(text)
        part.replace(path)
    except OSError as error:
        raise AlsnbError(f"The text cannot be written to {path}: {error.strerror}; nothing was written.") from None
    finally:
        part.unlink(missing_ok=True)
    return f"Wrote {path}, {datetime.now():%H:%M}: everything this log holds about you."
