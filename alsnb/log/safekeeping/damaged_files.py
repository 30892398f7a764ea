"""Read log files, including damaged ones."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing, suppress
from itertools import chain
from pathlib import Path
from typing import Any

from alsnb.errors import LogError
from alsnb.log import integrity
from alsnb.log.revisions import Revision
from alsnb.log.safekeeping import sqlite_pages
from alsnb.words import gettext

_COLUMNS = ", ".join(Revision._fields)
_MOST = 1 << 40
"""Rows, more than any log has."""
_SECRET = re.compile(r"[0-9a-f]{64}")


class OtherLog(Exception):
    """A file is a log of its own, not a copy of this one."""


def is_whole(connection: sqlite3.Connection) -> bool:
    """Return whether a log's file and all its revisions are undamaged."""
    return soundness(connection) == WHOLE


def readable(connection: sqlite3.Connection) -> Iterator[Revision]:
    """Yield the undamaged revisions in a file, which may itself be damaged, in order of arrival."""
    every: Iterator[tuple[Any, ...]] = _rows(connection)
    if soundness(connection) == BROKEN:
        every = chain(every, sqlite_pages.rows(file_of(connection), len(Revision._fields)))
    for row in every:
        revision = Revision._make(row)
        if integrity.of_revision(revision) is None:
            yield revision


def is_log(path: Path) -> bool:
    """Return whether a file is a log, or the remains of one."""
    with suppress(sqlite3.Error, OSError), closing(open_file(path, "ro")) as connection:
        with suppress(sqlite3.DatabaseError):
            connection.execute("SELECT version FROM alsnb_log")
            return True
        return next(readable(connection), None) is not None
    return False


def is_sound(path: Path) -> bool:
    """Return whether SQLite finds a file undamaged, regardless of its revisions."""
    with suppress(sqlite3.Error), closing(open_file(path)) as connection:
        return soundness(connection) != BROKEN
    return False


def identity_of(path: Path) -> str | None:
    """Return the identity that a log shares with its copies; None if the file is not a log or cannot be read."""
    with suppress(OtherLog, LogError, sqlite3.Error), closing(open_file(path)) as connection:
        return identity_in(connection)
    return None


def open_file(path: Path, mode: str = "rw") -> sqlite3.Connection:
    """Connect to a log's file, with invalid text replaced."""
    connection = sqlite3.connect(f"{path.resolve().as_uri()}?mode={mode}", uri=True, timeout=60)
    connection.text_factory = lambda text: text.decode(errors="replace")
    return connection


def file_of(connection: sqlite3.Connection) -> Path:
    """Return the file that a connection reads."""
    (place,) = (file for _, name, file in connection.execute("PRAGMA database_list") if name == "main")
    return Path(place)


def identity_in(connection: sqlite3.Connection) -> str | None:
    """Return the identity of a file's log; None if it cannot be read."""
    try:
        row = connection.execute("SELECT secret FROM secret").fetchone()
    except sqlite3.OperationalError as error:
        if "no such table" in str(error):
            raise OtherLog from None
        raise LogError(gettext("the file cannot be read: {error}", error=error)) from None
    except sqlite3.DatabaseError as error:
        secrets = {row[0] for row in sqlite_pages.rows(file_of(connection), 1) if _SECRET.fullmatch(str(row[0]))}
        if len(secrets) == 1:
            return str(*secrets)
        if "not a database" in str(error) and next(readable(connection), None) is None:
            raise OtherLog from None
        return None
    return str(row[0]) if row else None


BROKEN, SOUND, WHOLE = range(3)


def soundness(connection: sqlite3.Connection, of: str = "main") -> int:
    """Return whether a file is broken, sound (SQLite finds no damage) or whole (and all revisions are unchanged)."""
    try:
        if connection.execute(f"PRAGMA {of}.integrity_check(1)").fetchone()[0] != "ok":
            return BROKEN
        rows = connection.execute(f"SELECT {_COLUMNS} FROM {of}.revision")
        return WHOLE if all(integrity.of_revision(Revision._make(row)) is None for row in rows) else SOUND
    except sqlite3.DatabaseError:
        return BROKEN


def _rows(connection: sqlite3.Connection) -> Iterator[tuple[Any, ...]]:
    """Yield all readable rows, skipping damaged pages."""
    query = f"SELECT rowid, {_COLUMNS} FROM revision WHERE rowid > ? ORDER BY rowid LIMIT ?"

    def after(number: int, many: int) -> list[tuple[Any, ...]] | None:
        try:
            return connection.execute(query, (number, many)).fetchall()
        except sqlite3.DatabaseError:
            return None

    last = 0
    while True:
        rows = after(last, 1_000)
        if rows is None:  # a damaged page is near: row by row up to it
            rows = after(last, 1)
        if rows is None:
            step = 1
            while after(last + step, 1) is None:
                step *= 2
                if step > _MOST:
                    return
            damaged, readable_again = last + step // 2, last + step
            while readable_again - damaged > 1:
                middle = (damaged + readable_again) // 2
                if after(middle, 1) is None:
                    damaged = middle
                else:
                    readable_again = middle
            last = readable_again
            continue
        if not rows:
            return
        yield from (row[1:] for row in rows)
        last = rows[-1][0]
