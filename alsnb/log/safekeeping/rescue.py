"""Rescue what a killed program or a sync client left beside a log's file, by merging it into the log.

That is a file that was replaced while it was open (`second_name`), and what SQLite left of a file when its program was
killed. Whatever cannot be merged is kept under the name that the notice gives.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import sqlalchemy as sa

from alsnb.errors import ConflictError, LogError
from alsnb.files import set_aside
from alsnb.log import deletions, erasure, schema
from alsnb.log.databases.second_name import Hold, leftovers, move_leftovers, remove
from alsnb.log.safekeeping import damaged_files, sqlite_pages

if TYPE_CHECKING:
    from alsnb.log.store import Log

_ID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_START_OF_ID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}")
_DRAFT = ("author", "key", "at", "content", "digest")


class Gained(NamedTuple):
    """What another copy of a log brought."""

    revisions: int
    drafts: int
    is_whole: bool
    """Whether every part of the copy could be read."""
    differing: int
    """How many drafts say something else than this log's, and were left there."""
    graves_are_certain: bool = True
    """Whether it could be read for certain who was erased, and what was taken back."""


class _Graves(NamedTuple):
    """The entries that a copy of a log records as erased or retracted."""

    members: list[tuple[str, str]]
    """Cohort and member of each person who was erased."""
    entries: list[str]
    retractions: dict[deletions.Retracted, str]
    are_certain: bool
    """Whether these are all that there are."""


def settle(hold: Hold) -> list[str]:
    """Make sure that what SQLite left beside a log's file belongs to it, before SQLite applies it.

    Returns
    -------
    list of str
        Notices.

    Raises
    ------
    OSError
        There is no room to try it on a copy; nothing was changed.
    """
    if not leftovers(hold.path):
        return []
    with hold.recovering():
        # Not while it may be in use: what another process is writing just now is no leftover.
        is_free = hold.is_new or hold.is_alone()
        return _part(hold, hold.path) if is_free and leftovers(hold.path) else []


def _part(hold: Hold, path: Path) -> list[str]:
    """Set aside what SQLite left beside a file and does not belong to it, and park what can be read of it."""
    left = leftovers(path)
    is_empty = not path.stat().st_size  # a new log, beside what is left of one that was deleted
    trial = hold.path.with_name(f"~{hold.path.name}.trial.tmp")
    try:
        remove(trial)
        if not is_empty:
            _copy(path, trial)
            for each in left:
                _copy(each, trial.with_name(trial.name + each.name.removeprefix(path.name)))
            if _belongs(path, trial):
                return []
            trial.rename(hold.place_to_park())
        kept = []
        for each in left:
            each.rename(aside := set_aside(hold.path.with_name(hold.path.name + each.name.removeprefix(path.name))))
            kept.append(aside.name)
        path.with_name(f"{path.name}-shm").unlink(missing_ok=True)
    finally:
        remove(trial)
    return [
        f"Another version of {hold.path.name} left files beside it that do not belong to it. Whatever could be read "
        f"was merged; they are kept as {' and '.join(kept)}."
    ]


def absorb(log: Log, hold: Hold) -> None:
    """Merge into a log the files that another file replaced, and say so."""
    if not hold.parked():
        return
    name, seen = hold.path.name, set[Path]()
    with hold.recovering():
        while pending := [each for each in hold.parked() if each not in seen]:
            parked = pending[0]
            seen.add(parked)
            try:
                for notice in _part(hold, parked) if leftovers(parked) else ():
                    log.database.notify(notice)
                erased = _erased_apart(log, parked)
                gained = bring(log, parked)
            except (damaged_files.OtherLog, ConflictError) as error:
                why = (
                    "another log"
                    if isinstance(error, damaged_files.OtherLog)
                    else "a version with different content for the same entries"
                )
                kept = _keep(hold, parked)
                log.database.notify(f"The file previously open as {name} is {why}; it is kept as {kept.name}.")
                continue
            except (LogError, OSError) as error:
                log.database.notify(
                    f"{name} was replaced by another version while it was open, and the previous one could not be "
                    f"merged yet: {error}. It is kept as {parked.name}; to merge it, open the log again."
                )
                continue
            if not gained.is_whole or gained.differing:
                what = "has unsaved texts different from those here" if gained.is_whole else "is partly damaged"
                log.database.notify(f"An earlier version of {name} {what}; it is kept as {_keep(hold, parked).name}.")
            for member, number in erased:
                log.database.notify(
                    f"{member} was erased in the other version of {name}; {_entries(number)} by {member} "
                    f"{'was' if number == 1 else 'were'} erased."
                )
            if gained.revisions or gained.drafts:
                log.database.notify(f"Two versions of {name} were merged: {_told(gained)}.")
            remove(parked)


def bring(log: Log, other: Path, *, mode: str = "rw", only_graves: bool = False) -> Gained:
    """Merge another copy of a log into it: revisions, erasures, retractions and drafts.

    Of a damaged copy, every revision that can still be read and says what was written. With `only_graves`, nothing but
    the erasures, what was taken back, and when what left in a hand-in.

    Raises
    ------
    OtherLog
        It is a copy of another log, or none.
    ConflictError, LogError
        As for `Log.merge`; nothing was taken over.
    """
    with closing(damaged_files.open_file(other, mode)) as connection:
        if damaged_files.identity_in(connection) not in (None, identity(log)):
            raise damaged_files.OtherLog
        graves = _graves(connection)
        held = _take_back(log, graves.retractions)
        revisions = damaged_files.readable(connection)
        if only_graves:
            revisions = (each for each in revisions if each.entry in held and json.loads(each.content).get("retracted"))
        merged = log.take_over(revisions, graves.members, graves.entries)
        _bring_hand_ins(log, connection)
        if only_graves:
            return Gained(0, 0, True, 0, graves.are_certain)
        drafts, differing = _bring_drafts(log, connection)
        return Gained(merged.new, drafts, damaged_files.is_whole(connection), differing, graves.are_certain)


def _graves(connection: sqlite3.Connection) -> _Graves:
    """Return the erasures and deletions in a copy, from single pages if its tables are damaged."""
    members, is_certain = _listed(connection, "SELECT cohort, member FROM tombstone")
    entries, is_certain_too = _listed(connection, "SELECT entry FROM erased_entry")
    retractions, is_certain_as_well = _listed(connection, "SELECT entry, cohort, member, revision FROM retraction")
    if members is None:
        members = [
            row
            for row in sqlite_pages.rows(damaged_files.file_of(connection), 2)
            if all(isinstance(each, str) for each in row)
        ]
    if retractions is None:
        texts = [
            row
            for row in sqlite_pages.rows(damaged_files.file_of(connection), 4)
            if all(isinstance(each, str) for each in row)
        ]
        retractions = [row for row in texts if _ID.fullmatch(row[0]) and _START_OF_ID.match(row[3])]
    if entries is None:
        entries = [
            row
            for row in sqlite_pages.rows(damaged_files.file_of(connection), 1)
            if isinstance(row[0], str) and _ID.fullmatch(row[0])
        ]
    return _Graves(
        members,
        [entry for (entry,) in entries],
        {(entry, cohort, member): since for entry, cohort, member, since in retractions},
        is_certain and is_certain_too and is_certain_as_well,
    )


def _listed(connection: sqlite3.Connection, query: str) -> tuple[list[Any] | None, bool]:
    """Return the rows of a table, or None if it is damaged; and whether they are complete."""
    try:
        return connection.execute(query).fetchall(), True
    except sqlite3.DatabaseError as error:
        return ([], True) if "no such table" in str(error) else (None, False)  # an older version had none


def _take_back(log: Log, retractions: dict[deletions.Retracted, str]) -> set[str]:
    """Delete the words of entries withdrawn in another copy; return those that the log contains."""
    database = log.database
    with database.plain_errors():
        with database.writing() as target:
            known, gone = database.retractions(target), set(target.execute(sa.select(schema.ERASED.c.entry)).scalars())
            held = {entry for entry, _ in erasure.by_entry(target, {each[0] for each in retractions} - gone)}
            news = (each for each, since in retractions.items() if since > known.get(each, ""))
            later = {each: retractions[each] for each in news if each[0] not in gone}
            purged = database.purge(target, later) if later else 0
        if purged:
            database.scrub()
    return held


def identity(log: Log) -> str | None:
    """Return the identity that a log shares only with its copies; never shown."""
    with log.database.plain_errors(), log.database.engine.connect() as connection:
        return connection.exec_driver_sql("SELECT secret FROM secret").scalar()


def _erased_apart(log: Log, parked: Path) -> list[tuple[str, int]]:
    """Return the members erased in only one of two versions, with their number of entries in the other."""
    with (
        suppress(sqlite3.Error),
        closing(damaged_files.open_file(parked)) as connection,
        log.database.snapshot() as ours,
    ):
        if damaged_files.identity_in(connection) != ours.execute(sa.select(schema.SECRET)).scalar():
            return []
        theirs = set(connection.execute("SELECT cohort, member FROM tombstone").fetchall())
        here = {(row.cohort, row.member) for row in ours.execute(sa.select(schema.TOMBSTONE))}
        query = "SELECT count(DISTINCT entry) FROM revision WHERE cohort = ? AND member = ?"
        lost = [(person[1], int(connection.execute(query, person).fetchone()[0])) for person in here - theirs]
        lost += [(person[1], int(ours.exec_driver_sql(query, person).scalar_one())) for person in theirs - here]
        return sorted((member, number) for member, number in lost if number)
    return []


def _entries(number: int) -> str:
    return f"{number:,} {'entry' if number == 1 else 'entries'}"


def _told(gained: Gained) -> str:
    entries = _entries(gained.revisions)
    drafts = f"{gained.drafts:,} unsaved {'text' if gained.drafts == 1 else 'texts'}"
    both = " and ".join(each for each, n in ((entries, gained.revisions), (drafts, gained.drafts)) if n)
    return f"{both} found in only one of them {'was' if gained.revisions + gained.drafts == 1 else 'were'} added"


def _keep(hold: Hold, parked: Path) -> Path:
    """Give a parked file a name that people see."""
    kept = set_aside(hold.path)
    parked.rename(kept)
    move_leftovers(parked, kept)
    return kept


def _copy(path: Path, to: Path) -> None:
    with path.open("rb") as source, open(os.open(to, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "wb") as copy:
        shutil.copyfileobj(source, copy, 1 << 20)


def _belongs(path: Path, trial: Path) -> bool:
    """Whether what was left beside a file belongs to it.

    It does if the two together, as a copy has them, are no worse than the file by itself, and lack nothing that it has.
    """
    with closing(damaged_files.open_file(trial)) as connection:
        together = damaged_files.soundness(connection)
        try:
            connection.execute("ATTACH ? AS alone", (f"{path.as_uri()}?immutable=1",))
            alone = damaged_files.soundness(connection, "alone")
        except sqlite3.DatabaseError:
            alone = damaged_files.BROKEN
        if together == damaged_files.BROKEN or together < alone:
            return False
        if alone == damaged_files.BROKEN:
            return True
        old = {name for (name,) in connection.execute("SELECT name FROM main.sqlite_schema WHERE type = 'table'")}
        # What was erased is not lost; a log of the first version knows of no erasure.
        erased = (
            " AND NOT EXISTS (SELECT 1 FROM main.tombstone WHERE (cohort, member) = (old.cohort, old.member))"
            " AND old.entry NOT IN (SELECT entry FROM main.erased_entry)"
        )
        lost = connection.execute(
            "SELECT 1 FROM alone.revision AS old WHERE NOT EXISTS "
            "(SELECT 1 FROM main.revision AS new WHERE new.id = old.id AND new.digest = old.digest)"
            f"{erased if {'tombstone', 'erased_entry'} <= old else ''} LIMIT 1"
        ).fetchone()
        return lost is None


def _bring_drafts(log: Log, connection: sqlite3.Connection) -> tuple[int, int]:
    """Bring over what was being typed and is not saved; returns how much was new, and how much differs.

    Where both have something under a key, what goes on with the other's text is kept.
    """
    try:
        described = connection.execute("SELECT * FROM draft")
        names = [name for name, *_ in described.description]
        rows: list[dict[str, Any]] = [dict.fromkeys(_DRAFT) | dict(zip(names, row, strict=True)) for row in described]
    except sqlite3.DatabaseError:
        return 0, 0
    new = differing = 0
    if not rows:
        return 0, 0
    with log.database.plain_errors(), log.database.writing() as target:
        gone = {member for (member,) in target.exec_driver_sql("SELECT member FROM tombstone")}
        for row in rows:
            if row["author"] in gone or any(json.dumps(code) in str(row["content"]) for code in gone):
                continue
            saved = "SELECT 1 FROM revision WHERE entry = ? AND at >= ?"
            if target.exec_driver_sql(saved, (_entry_of(row["content"]), row["at"])).first() is not None:
                continue
            query = "SELECT at, content FROM draft WHERE author = ? AND key = ?"
            ours = target.exec_driver_sql(query, (row["author"], row["key"])).first()
            if ours is not None and (ours.content == row["content"] or _goes_on(row["content"], ours.content)):
                continue
            if ours is not None and not _goes_on(ours.content, row["content"]):
                differing += 1
                continue
            values = tuple(row[name] for name in _DRAFT)
            target.exec_driver_sql(f"INSERT OR REPLACE INTO draft ({', '.join(_DRAFT)}) VALUES (?, ?, ?, ?, ?)", values)
            new += 1
    return new, differing


def _bring_hand_ins(log: Log, connection: sqlite3.Connection) -> None:
    """Bring over when entries left in a bundle."""
    theirs, _ = _listed(connection, "SELECT entry, at FROM handed_in")
    if theirs is None:
        pairs = (row for row in sqlite_pages.rows(damaged_files.file_of(connection), 2) if isinstance(row[1], int))
        theirs = [row for row in pairs if row[0] == schema.BEFORE or _ID.fullmatch(str(row[0]))]
    with log.database.plain_errors(), log.database.writing() as target:
        ours = log.database.handed_in(target)
        for entry, at in theirs:
            if at > ours.get(entry, -1):
                log.database.note_handed_in(target, [entry], at)


def _entry_of(content: str) -> str | None:
    """Return the id of the entry as which a draft will be saved."""
    with suppress(ValueError):
        fields = json.loads(content)
        return fields.get("entry") if isinstance(fields, dict) and isinstance(fields.get("entry"), str) else None
    return None


def _goes_on(older: str, newer: str) -> bool:
    """Return whether every text of one draft is the beginning of a text in another."""
    try:
        texts = [*_texts(json.loads(newer))]
        return all(any(new.startswith(old) for new in texts) for old in _texts(json.loads(older)))
    except ValueError:
        return False


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list):
        for each in value.values() if isinstance(value, dict) else value:
            yield from _texts(each)
