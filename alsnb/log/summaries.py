"""A revision's content in words, quoted so that it cannot be mistaken for the sentence around it."""

from __future__ import annotations

import json
import re
import shlex
from textwrap import shorten
from typing import Any

from alsnb.log.revisions import Revision, known_fields
from alsnb.privacy.codes import UNSEEN
from alsnb.records import NOT_TOLD, RECORDS

_LONGEST = 300
_CONTEXT = ("cohort", "learning_set", "cycle", "member")
_ENTRIES = ("airtime", "issue", "action", "reflection")
"""Fields that hold an id, which tells nobody anything."""
_UNSAID: tuple[Any, ...] = (None, [], "")


def is_seen(text: str) -> bool:
    """Return whether everything in a text can be seen: no control or invisible characters, and no line breaks."""
    return text.isprintable() and UNSEEN.search(text) is None


def command(*arguments: str) -> str | None:
    """Return a command quoted for a shell; None if it contains characters that cannot be seen."""
    return shlex.join(arguments) if all(map(is_seen, arguments)) else None


def quoted(text: str) -> str:
    """Return a code or a word as it is if it is plain, and otherwise in quotation marks, with escapes."""
    return text if re.fullmatch(r"[\w.-]+", text) and is_seen(text) else f'"{_escaped(text)}"'


def file_quoted(name: str) -> str:
    """Return the name of a file as it is if nothing in it looks like more of a sentence, and otherwise quoted."""
    return (
        name if re.fullmatch(r"[\w.()/\\ +@-]+", name) and "  " not in name and is_seen(name) else f'"{_escaped(name)}"'
    )


def _escaped(text: str) -> str:
    shown = text.replace("\\", "\\\\").replace('"', '\\"')
    return "".join(each if is_seen(each) else each.encode("unicode_escape").decode() for each in shown)


def subject(revision: Revision) -> str:
    """Return which entry a revision is of: ``attendance of A5 in cycle 1``."""
    fields = json.loads(revision.content)
    parts = [revision.kind.replace("_", " ")]
    parts += [quoted(fields[name]) for name in RECORDS[revision.kind].key if name not in (*_CONTEXT, "reflection")]
    if revision.kind in ("cohort", "learning_set"):
        parts.append(quoted(str(fields.get(revision.kind))))
    else:
        parts += ["of", quoted(revision.member)] if revision.member else []
        parts += ["of set", quoted(revision.learning_set)] if revision.learning_set and not revision.member else []
        parts += ["in cycle", str(fields["cycle"])] if "cycle" in fields else []
    return " ".join(parts)


def differences(revision: Revision, before: Revision | None, *, empties: bool = False) -> dict[str, Any]:
    """Return the fields in which a revision differs from the log, with its values.

    Of a record that codes tell apart, what is empty or as by default is not said: its writer did not know it.

    Parameters
    ----------
    revision : Revision
        What is told.
    before : Revision, optional
        What the log says now, if it holds the entry.
    empties : bool, default False
        Tell also what becomes empty.
    """
    fields = RECORDS[revision.kind].model_fields
    new = known_fields(revision.kind, json.loads(revision.content))
    same = before is not None and before.kind == revision.kind
    old = json.loads(before.content) if before is not None and same else {}
    parts: dict[str, Any] = {}
    for name in fields:
        value = new.get(name)
        if name in NOT_TOLD:
            if bool(value) != bool(old.get(name)):
                parts[name] = bool(value)
            continue
        unsaid = value in _UNSAID or value == fields[name].get_default()
        if value == old.get(name) or (unsaid and not (same and (empties or not RECORDS[revision.kind].key))):
            continue
        if same or name not in _CONTEXT:
            parts[name] = value
    return parts


def said(revision: Revision, before: Revision | None, *, empties: bool = False) -> list[str]:
    """Return `differences` in words: ``status: present (this log: absent)``."""
    fields = RECORDS[revision.kind].model_fields
    same = before is not None and before.kind == revision.kind
    old = json.loads(before.content) if before is not None and same else {}
    return [
        f"{(fields[name].title or name).lower()}: {_valued(value)}"
        + (f" (this log: {_valued(old.get(name))})" if same and name not in NOT_TOLD else "")
        for name, value in differences(revision, before, empties=empties).items()
        if name not in _ENTRIES and (same or name not in RECORDS[revision.kind].key)
    ]


def _valued(value: Any) -> str:
    if isinstance(value, str):
        return quoted(shorten(value, _LONGEST, placeholder=" …") if len(value) > _LONGEST else value)
    if isinstance(value, bool):
        return "yes" if value else "no"
    if value in (None, []):
        return "nothing"
    if isinstance(value, list):
        return "; ".join(map(_valued, value))
    if isinstance(value, dict):
        return ", ".join(map(_valued, value.values()))
    return str(value)
