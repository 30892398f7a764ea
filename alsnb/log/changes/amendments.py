"""Amend or withdraw an entry of a log from the command line."""

from __future__ import annotations

import re
import shlex
from collections.abc import Collection
from typing import Any, NamedTuple, get_origin

import sqlalchemy as sa
from pydantic_core import from_json

from alsnb import plausible
from alsnb.errors import ConflictError, LogError, RecordError
from alsnb.frames import without_none
from alsnb.log import descriptions, integrity, schema
from alsnb.log.changes import entry_ids
from alsnb.log.revisions import Revision, entry_of_key, following, known_fields, next_id, sealed
from alsnb.log.store import Log
from alsnb.log.validity import TAKEN, Validity
from alsnb.records import RECORDS
from alsnb.words import gettext

_YES = ("yes", "true", "y", "t", "1", "on")
_NO = ("no", "false", "n", "f", "0", "off")


class Mended(NamedTuple):
    """A correction of an entry: what it writes, and its description."""

    called: str
    """The entry: ``A3's action of cycle 2 (“Ask for …”), set B``."""
    changes: tuple[tuple[str, Any, Any], ...]
    """The label of each changed field, with its old and new value."""
    revisions: tuple[Revision, ...]
    removed: tuple[str, ...] = ()
    """Ids of revisions to remove, as no log that contains them can be read."""


def find(log: Log, entry: str, kind: str | None = None) -> Revision:
    """Return the newest revision of an entry.

    Parameters
    ----------
    log : Log
        What to look in.
    entry : str
        Its id, or the first eight characters or more of it.
    kind : str, optional
        Of the record, if records of several kinds lie on the entry.

    Raises
    ------
    LogError
        There is no such entry, or more than one begins so.
    """
    with log.database.plain_errors(), log.database.engine.connect() as connection:
        matches = entry_ids.beginning_so(connection, entry) if len(entry) >= entry_ids.SHORTEST else []
        if len(matches) > 1 and entry not in matches:
            raise LogError(
                gettext(
                    "several entries in {name} begin with {code}; type more of the id",
                    name=log.name,
                    code=descriptions.code(entry),
                )
            )
        history = entry_ids.history(connection, entry if entry in matches or not matches else matches[0])
    if not history:
        raise LogError(
            gettext(
                "no entry {code} in {name}; use the id from `alsnb check` or the column `entry`, or "
                "at least its first {shortest} characters",
                code=descriptions.code(entry),
                name=log.name,
                shortest=entry_ids.SHORTEST,
            )
        )
    kinds = list(dict.fromkeys(each.kind for each in history))
    if kind is None and len(kinds) > 1:
        raise LogError(
            gettext(
                "entry {entry} has records of several types: {kinds}; choose one with --kind",
                entry=history[0].entry,
                kinds=", ".join(kinds),
            )
        )
    history = [each for each in history if kind is None or each.kind == kind]
    if not history:
        raise LogError(
            gettext(
                "entry {code} has no {kind_of}; expected {kinds}",
                code=descriptions.code(entry),
                kind_of=descriptions.kind_of(str(kind)),
                kinds=kinds[0],
            )
        )
    return history[-1]


def amended(log: Log, revision: Revision, changes: dict[str, str]) -> Mended:
    """Return the correction that changes fields of an entry.

    Where codes tell the entry from others (its record has a `key`) and one of them changes, it is withdrawn, and
    recorded as the entry that its new codes give.

    Parameters
    ----------
    log : Log
        In which the entry is.
    revision : Revision
        The newest of the entry.
    changes : dict of str to str
        The new values, by field, as they are typed: nothing for none; several codes with commas between them.

    Raises
    ------
    RecordError
        There is no such field, or the values do not make a valid record.
    ConflictError
        The entry that the new codes give is in the log already.
    """
    said = _said(revision)
    model, kind = RECORDS.get(revision.kind), descriptions.kind_of(revision.kind)
    if model is None:
        raise LogError(
            gettext(
                "this version of alsnb does not support the record type {code}; update alsnb",
                code=descriptions.code(kind),
            )
        )
    if said.get("retracted") is True:
        writer = descriptions.code(revision.member or "its writer")
        raise LogError(
            gettext(
                "{writer} deleted it; only {writer} can share it again, in a later hand-in",
                writer=writer,
            )
        )
    fields = {name: field for name, field in model.model_fields.items() if name not in ("entry", "retracted")}
    if unknown := [name for name in changes if name not in fields]:
        raise RecordError(
            gettext(
                "a {kind} has no field {code}; expected one of {fields}",
                kind=kind,
                code=descriptions.code(unknown[0]),
                fields=", ".join(fields),
            )
        )
    typed = {name: _value(name, fields[name], text) for name, text in changes.items()}
    record = model(entry=revision.entry, **known_fields(revision.kind, said) | typed)
    plausible.must_be_meant(record, typed)
    # What a newer version wrote stays.
    newer = {name: value for name, value in said.items() if name not in fields and name not in TAKEN}
    now = newer | from_json(record.model_dump_json())
    target = entry_of_key([revision.kind, *map(now.get, record.key)]) if record.key else revision.entry
    # Where it is not withdrawn, it does not say so.
    was, becomes = ({"withdrawn": False} | each for each in (said, now))
    changed = tuple(
        (str(fields[name].title), was.get(name), becomes.get(name))
        for name in typed
        if was.get(name) != becomes.get(name)
    )
    called = descriptions.entry(revision.kind, said) + descriptions.context(revision.kind, said, revision.at)
    if not changed:
        return Mended(called, (), ())
    if target == revision.entry:
        return Mended(called, changed, (_next(log, revision, target, now),))
    with log.database.plain_errors(), log.database.engine.connect() as connection:
        there = [each for each in entry_ids.history(connection, target) if each.kind == revision.kind]
    if there and _said(there[-1]).get("withdrawn") is not True:
        raise ConflictError(
            gettext(
                "the log already has the {entry}; withdraw one of the two: {value}; nothing was written",
                entry=descriptions.entry(revision.kind, now),
                value=shlex.join(["alsnb", "withdraw", log.name, revision.entry]),
            )
        )
    gone = _next(log, revision, revision.entry, said | {"withdrawn": True})
    return Mended(called, changed, (gone, _next(log, max([gone, *there[-1:]]), target, now)))


def withdrawn(log: Log, revision: Revision) -> Mended:
    """Return the revision that withdraws an entry: the entry stays in the history, but is in no frame.

    It can be brought back by amending it with ``withdrawn=no``. Revisions under ids that alsnb does not make, with
    which nothing can read the log, are removed.
    """
    fields = _said(revision)
    called = descriptions.entry(revision.kind, fields) + descriptions.context(revision.kind, fields, revision.at)
    with log.database.plain_errors(), log.database.engine.connect() as connection:
        history = [each for each in entry_ids.history(connection, revision.entry) if each.kind == revision.kind]
    removed = tuple(each.id for each in history if is_unusable(each))
    if revision.id in removed:
        return Mended(called, (("In the log", True, False),), (), removed)
    if fields.get("withdrawn") is True:
        return Mended(called, (), (), removed)
    # A value that no record can have would stop anyone who reads the frames, withdrawn or not.
    wrong = Validity().problems(revision.kind, fields) if revision.kind in RECORDS else {}
    kept = {name: value for name, value in fields.items() if name not in wrong}
    new = _next(log, revision, revision.entry, kept | {"withdrawn": True})
    return Mended(called, (("Withdrawn", False, True),), (new,), removed)


def is_unusable(revision: Revision) -> bool:
    """Return whether alsnb can neither generate nor read a revision's id."""
    return entry_ids.is_id(revision.id) is None and integrity.of_revision(revision) is not None


def record(log: Log, revisions: list[Revision], removed: Collection[str] = ()) -> None:
    """Remove unreadable revisions and write corrections, in one transaction."""
    if removed:
        with log.database.plain_errors(), log.database.writing() as connection:
            connection.execute(sa.delete(schema.REVISION).where(schema.REVISION.c.id.in_(removed)))
    log.take_over(revisions)


def _next(log: Log, before: Revision, entry: str, said: dict[str, Any]) -> Revision:
    author = log.author or before.author
    try:
        return sealed(next_id(before.id), entry, before.kind, author, said)
    except ValueError:  # the id is none that alsnb makes, and none that it makes sorts after it
        return following(before, entry, said, author, "")


def _said(revision: Revision) -> dict[str, Any]:
    try:
        fields = from_json(revision.content)
    except ValueError:
        return {}
    return fields if isinstance(fields, dict) else {}


def _value(name: str, field: Any, text: str) -> Any:
    """Return typed text as a value of the field."""
    hint, may_be_empty = without_none(field.annotation)
    if get_origin(hint) is tuple:
        return [part.strip() for part in re.split(r"[,;]", text) if part.strip()]
    if hint is bool:
        word = text.strip().casefold()
        if word in (*_YES, *_NO):
            return word in _YES
        if not word and may_be_empty:
            return None
        or_empty = ", or nothing" if may_be_empty else ""
        raise RecordError(
            gettext(
                "{title}: expected yes or no{or_empty}, got {quoted}; for example {name}=no",
                title=field.title,
                or_empty=or_empty,
                quoted=descriptions.quoted(text),
                name=name,
            )
        )
    return text.strip() or None
