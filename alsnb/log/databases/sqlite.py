"""A log in one SQLite file."""

from __future__ import annotations

import os
import shlex
import sqlite3
import time
import weakref
from collections.abc import Callable, Collection, Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from threading import Lock, RLock
from typing import Any, Protocol, Self

import sqlalchemy as sa
from sqlalchemy.dialects import sqlite
from sqlalchemy.pool import StaticPool

from alsnb.errors import LogError
from alsnb.log import erasure, schema
from alsnb.log.databases import sqlite_tables
from alsnb.log.databases.base import Database, Erasable
from alsnb.log.databases.second_name import Hold, file_at, leftovers
from alsnb.log.deletions import Retracted
from alsnb.log.revisions import newest_of
from alsnb.log.schema import (
    ABOUT,
    BEFORE,
    ERASED,
    HANDED_IN,
    HEARD,
    RETRACTION,
    SECRET,
    VERSION,
)
from alsnb.words import gettext

_DAMAGED = "the file is damaged; restore a backup: alsnb restore {}"
_ELSEWHERE = "{} was moved, replaced or deleted after it was opened; open it again, and repeat whatever was not saved"
_MEANINGS = {
    "the member was erased": "the member was erased, so nothing of theirs may be recorded again; nothing was written",
    "readonly": "the file or its folder is read-only; copy the log to a folder of your own",
    "unable to open": "the file cannot be opened; check that you have permission to read it and to write to its folder",
    "locked": "another program has blocked the log for a minute, so nothing was written; close it and try again",
    "disk is full": "the disk is full, so nothing was written; free some space and try again",
    "disk I/O error": "the disk is full or failing; free some space, or copy the log to another disk, and try again",
    "malformed": _DAMAGED,
    "Could not decode": _DAMAGED,
    "unsupported file format": _DAMAGED,
    "no such column": _DAMAGED,
    "not a database": "the file is not an alsnb log",
}


class Safekeeping(Protocol):
    """What a log's file needs done with the files beside it. It takes whole logs, so it stands above the databases."""

    def settle(self, hold: Hold) -> list[str]:
        """Set aside what SQLite left beside the file if it belongs to another; return notices."""

    def absorb(self, database: Database, hold: Hold) -> None:
        """Merge the parked files into the log."""

    def copies(self, path: Path, identity: str | None) -> list[Path]:
        """Return the backups and copies of the log that an erasure reaches."""

    def unreached(self, path: Path, identity: str | None) -> list[Path]:
        """Return the files that may hold what the log holds and that no erasure reaches."""

    def rewrite(self, path: Path, identity: str | None, do: Callable[[sa.Connection], object]) -> None:
        """Apply a change to all backups and copies of the log."""


class Embedded(Database):
    """A log's file, or a log in memory."""

    driver_errors = (sqlite3.Error, sa.exc.DBAPIError)
    safekeeping: Safekeeping | None = None
    """Looks after the files beside the log; without it, they are left alone."""
    hold: Hold | None = None
    """Keeps the file from being lost while it is open; a read-only log has none."""
    _place: str | None
    _file: tuple[int, int] | None
    _inside = 0
    """The number of reads and writes in progress."""
    _is_watching = False
    """Whether no file may be beside the log while nothing is written."""
    _identity: str | None = None
    """The secret that all copies of the log share; never shown."""

    def __init__(self, path: Path, safekeeping: Safekeeping | None = None) -> None:
        # As it can be given to a command: there, what begins with a hyphen is an option.
        self.name, self.path = f"{'./' if str(path).startswith('-') else ''}{path}", path
        # A whole path, as the program may change its folder; as text, which is quickest to look up.
        self._place = os.path.abspath(path)
        self._recovering = RLock()
        self._counting = Lock()
        self._is_recovering = False
        self._beside = [f"{os.path.realpath(path)}{end}" for end in ("-journal", "-wal")]
        self.is_writable = _is_writable(path)
        self.safekeeping = safekeeping
        if safekeeping is not None and _is_writable(path):
            self.hold = Hold(path)
            # Without a close, the end of the program takes the second name away.
            weakref.finalize(self, self.hold.release)
            self._take_file()
        else:
            self._file = file_at(self._place)
        self.engine = _engine(path)

    @classmethod
    def in_memory(cls, name: str) -> Self:
        """Return a new log in memory, which is lost when it is closed."""
        self = cls.__new__(cls)
        self._place = self._file = None
        self._recovering = RLock()
        self._counting = Lock()
        self.name, self.engine = name, sa.create_engine("sqlite://", poolclass=StaticPool)
        sa.event.listen(self.engine, "connect", sqlite_tables.prepare)
        self.create()
        return self

    def create(self) -> None:
        """Make the tables and views of a new log."""
        with self.engine.begin() as connection:
            sqlite_tables.upgrade(connection)

    def verify(self) -> None:
        """Check that the file is a log this version can read, and upgrade its tables and views."""
        path = self.path
        assert path is not None  # noqa: S101 -- a log in memory is never opened
        try:
            with self.engine.connect() as connection:
                about = connection.execute(sa.select(ABOUT)).one_or_none()
        except sa.exc.DatabaseError as error:
            if "no such table" in str(error) or "not a database" in str(error):
                raise LogError(
                    gettext(
                        "{path} is not an alsnb log; expected a file made by `alsnb new`, `alsnb sample` or "
                        "alsnb.open_log(…, create=True)",
                        path=path,
                    )
                ) from None
            raise
        if about is None or about.version > VERSION:
            found = about.version if about else "unknown"
            raise LogError(
                gettext(
                    "{path} was written by a newer alsnb (log version {found}; this one reads up to "
                    "{version}); update alsnb: pip install --upgrade alsnb",
                    path=path,
                    found=found,
                    version=VERSION,
                )
            )
        if about.version >= 3:
            self._be(self._secret())
        if not _is_writable(path):
            return
        self._leave_write_ahead_mode()
        if about.version < VERSION:
            sqlite_tables.back_up(self.engine, path, about.version)
        if about.version < VERSION or about.fields != schema.fingerprint():
            with self.writing() as connection:
                sqlite_tables.upgrade(connection)
                if about.version < 5:
                    # What left before then, nobody noted.
                    self.note_handed_in(connection, [BEFORE], int(time.time() * 1000))
        with self.engine.connect() as connection:
            interrupted = connection.exec_driver_sql("PRAGMA user_version").scalar()
        if interrupted:
            # Nobody need wait for it: anyone who opens the log next tries again.
            with suppress(LogError):
                self._scrub(wait=1)

    def _leave_write_ahead_mode(self) -> None:
        """Have the file itself change with every entry, in a log that an older alsnb made.

        While another program has it open, that has to wait until it is opened next.
        """
        with self.engine.connect() as connection:
            raw: Any = connection.connection.driver_connection
            (before,) = raw.execute("PRAGMA busy_timeout").fetchone()
            raw.execute("PRAGMA busy_timeout = 0")
            try:
                self._is_watching = raw.execute("PRAGMA journal_mode = DELETE").fetchone()[0] == "delete"
            except sqlite3.OperationalError:
                self._is_watching = False
            raw.execute(f"PRAGMA busy_timeout = {before}")

    def _secret(self) -> str | None:
        with self.engine.connect() as connection:
            return connection.execute(sa.select(SECRET)).scalar()

    def _be(self, identity: str | None) -> None:
        """Refuse to continue in a log other than the one opened."""
        if self._identity not in (None, identity):
            kept = self.hold.parked()[-1:] if self.hold is not None else []
            raise LogError(
                "another log is now in its place" + "".join(f"; what you wrote is kept as {each}" for each in kept)
            )
        self._identity = identity

    def recover(self) -> None:
        """Merge what was in files whose place this one took.

        Raises
        ------
        LogError
            The file was replaced again in the meantime.
        """
        if self.safekeeping is None or self.hold is None or self._is_recovering or not self.hold.parked():
            return
        with self._recovering:
            self._is_recovering = True
            try:
                self.safekeeping.absorb(self, self.hold)
            finally:
                self._is_recovering = False

    def close(self) -> None:
        """Close the log."""
        with suppress(LogError):
            self._stay_on_file()
        self.engine.dispose()
        if self.hold is not None:
            self.hold.release()

    @contextmanager
    def plain_errors(self) -> Iterator[None]:
        """Raise plain errors, also if the file is no longer the log when an operation ends."""
        self._stay_on_file()
        self._look_for_leftovers()
        file = self._file
        with self._counting:
            self._inside += 1
        try:
            with self._said_plainly():
                yield
        finally:
            with self._counting:
                self._inside -= 1
        # Once more before anything is acknowledged: another file may have taken its place in the meantime.
        if file_at(self._place) != file:
            raise LogError(_ELSEWHERE.format(self.name))

    @contextmanager
    def _said_plainly(self) -> Iterator[None]:
        with super().plain_errors():
            try:
                yield
            except UnicodeDecodeError as error:  # of a database's message that quotes what is damaged
                raise LogError(f"{self.name}: {self.in_plain_words(sqlite3.DatabaseError('malformed'))}") from error
            except OSError as error:
                raise LogError(
                    gettext(
                        "{reason}: {strerror}; nothing was written",
                        reason=error.filename or self.name,
                        strerror=error.strerror,
                    )
                ) from error

    def _look_for_leftovers(self) -> None:
        """Set aside files that a sync client put beside the log, before SQLite applies them as its own."""
        if self._is_watching and not self._inside and any(map(os.path.exists, self._beside)):
            with self._recovering:
                if (
                    self.safekeeping is None
                    or self.hold is None
                    or self._inside
                    or self._is_recovering
                    or not self.hold.is_alone()
                ):
                    return  # somebody is writing just now
                # On a full disk there is no room to try it; it is then most likely what SQLite itself could not undo.
                with suppress(OSError):
                    for notice in self.safekeeping.settle(self.hold):
                        self.notify(notice)
                    self.recover()

    def _stay_on_file(self) -> None:
        """Continue in the file at the path: SQLite would write into a file that has been replaced.

        Another version of the log, as a sync client brings it, is merged with what was open. At anything else the log
        stays closed.
        """
        if file_at(self._place) == self._file:
            return
        with self._recovering:
            if file_at(self._place) == self._file:  # another thread was quicker
                return
            if self.hold is None or self.path is None or self._is_recovering or not self.path.is_file():
                raise LogError(_ELSEWHERE.format(self.name))
            self.engine.dispose()
            self.generation += 1
            self._is_recovering = True
            try:
                self._take_file()
                with super().plain_errors():
                    self.verify()
            except (LogError, OSError) as error:
                self._file = None  # so that it is tried again
                raise LogError(f"{_ELSEWHERE.format(self.name)} ({error})") from error
            finally:
                self._is_recovering = False
            self.recover()

    def _take_file(self) -> None:
        """Take hold of the present file, and deal with what was left beside it."""
        assert self.safekeeping is not None  # noqa: S101 -- or there is nothing to take
        assert self.hold is not None  # noqa: S101
        try:
            self.hold.take()
            for notice in self.safekeeping.settle(self.hold):
                self.notify(notice)
        except OSError as error:
            raise LogError(
                gettext(
                    "{name} cannot be opened: {reason}; nothing was changed",
                    name=self.name,
                    reason=error.strerror or error,
                )
            ) from error
        self._file = file_at(self._place)

    def damage(self, connection: sa.Connection) -> str | None:
        """Return what is wrong with the file, its tables or indexes, regardless of the revisions."""
        try:
            problem = str(connection.exec_driver_sql("PRAGMA integrity_check(1)").scalar())
        except sa.exc.OperationalError:
            raise
        except sa.exc.DatabaseError as error:  # too broken to be checked
            problem = str(error.orig)
        if problem != "ok":
            return f"the file is damaged ({' '.join(problem.split())})"
        altered = sqlite_tables.altered(connection)
        return f"the file is damaged: {altered[0]} was changed outside alsnb" if altered else None

    def in_plain_words(self, error: Exception) -> str:
        """Return an SQLite error as a message for the user."""
        reason = str(getattr(error, "orig", error))
        for sign, meaning in _MEANINGS.items():
            if sign in reason:
                return meaning.format(shlex.quote(self.name))
        return f"the log could not be used ({reason}); nothing was written"

    def erase(self, connection: sa.Connection, members: Iterable[tuple[str, str]], entries: Iterable[str]) -> int:
        """Record erasures, and delete what belongs to the erased and refers to it."""
        people, ids = list(members), list(entries)
        gone = erasure.erase(connection, people, ids)
        if gone or people:
            # Before the erasure counts: with a copy that cannot be deleted, it would not be one.
            for copy in sqlite_tables.backups_of(self.path) if self.path is not None else ():
                copy.unlink()
            self._do_in_backups(connection, lambda backup: erasure.erase(backup, people, ids))
        return self._to_scrub(connection, gone)

    def erasable(self, connection: sa.Connection, cohort: str, member: str) -> Erasable:
        """Return what erasing a member would remove."""
        reached = erasure.reach(connection, [(cohort, member)])
        every = [each for _, said in erasure.by_entry(connection, reached.entries) for each in said]
        drafts = {
            *erasure.drafts_of(connection, cohort, member), *erasure.drafts_about(connection, reached.entries)
        }  # fmt: skip
        return Erasable(cohort, newest_of(every), len(every) + len(reached.strays), len(drafts))

    def copies(self) -> list[str]:
        """Return the names of the copies beside the file that an erasure reaches."""
        if self.safekeeping is None or self.path is None:
            return []
        return [each.name for each in self.safekeeping.copies(self.path, self._secret())]

    def unreached(self) -> list[str]:
        """Return the files beside the log that may hold the same and that no erasure reaches."""
        if self.safekeeping is None or self.path is None:
            return []
        paths = self.safekeeping.unreached(self.path, self._secret())
        return [os.path.relpath(each, self.path.parent) for each in paths]

    def retractions(self, connection: sa.Connection) -> dict[Retracted, str]:
        """Return the deleted entries, each with the id since which it is deleted; only the deletion may be older."""
        rows = connection.execute(sa.select(RETRACTION))
        return {(row.entry, row.cohort, row.member): row.revision for row in rows}

    def purge(
        self, connection: sa.Connection, retractions: dict[Retracted, str], wholly: Collection[Retracted] = ()
    ) -> int:
        """Delete the text of deleted entries; return the number of revisions removed."""
        first = retractions.keys() - self.retractions(connection).keys()
        gone = erasure.purge(connection, retractions, wholly)
        if gone or first:
            self._do_in_backups(connection, lambda backup: erasure.purge_copy(backup, retractions, wholly))
        return self._to_scrub(connection, gone)

    def free(self, connection: sa.Connection, entries: Iterable[str]) -> None:
        """Remove the erasure of entries that belong to someone who was not erased."""
        connection.execute(sa.delete(ERASED).where(ERASED.c.entry.in_(list(entries))))

    def hear(self, connection: sa.Connection, cohort: str, member: str, at: int) -> bool:
        """Record the time of a hand-in; return whether no newer one of the member's was gathered before."""
        row = {"cohort": cohort, "member": member, "at": at}
        before = connection.execute(
            sa.select(HEARD.c.at).where(HEARD.c.cohort == cohort, HEARD.c.member == member)
        ).scalar()
        if before is not None and at < before:
            return False
        connection.execute(
            sqlite.insert(HEARD).values(row).on_conflict_do_update(index_elements=["cohort", "member"], set_=row)
        )
        return True

    def handed_in(self, connection: sa.Connection) -> dict[str, int]:
        """Return when each entry was last handed in; before the time under `schema.BEFORE`, this was not recorded."""
        return {row.entry: row.at for row in connection.execute(sa.select(HANDED_IN))}

    def note_handed_in(self, connection: sa.Connection, entries: Iterable[str], at: int) -> None:
        """Record that entries are about to be handed in."""
        rows = [{"entry": entry, "at": at} for entry in entries]
        if rows:
            insert = sqlite.insert(HANDED_IN)
            connection.execute(
                insert.on_conflict_do_update(index_elements=["entry"], set_={"at": insert.excluded.at}), rows
            )

    def _do_in_backups(self, connection: sa.Connection, do: Callable[[sa.Connection], object]) -> None:
        if self.safekeeping is not None and self.hold is not None and self.path is not None:
            # Without a hold, the log is being restored from one of its backups.
            self.safekeeping.rewrite(self.path, connection.execute(sa.select(SECRET)).scalar(), do)

    def _to_scrub(self, connection: sa.Connection, gone: int) -> int:
        if gone:
            # Set in the same transaction: whatever opens the log next finishes an interrupted scrubbing.
            connection.exec_driver_sql("PRAGMA user_version = 1")
        return gone

    def scrub(self) -> None:
        """Remove the bytes of what was deleted from the file and its write-ahead file.

        Raises
        ------
        LogError
            Another program has the log open, or the disk has no room for a copy of the log.
        """
        self._scrub(wait=60)

    def _scrub(self, wait: int) -> None:
        left = "erased from the log, but the bytes are still in its file, because {}, then open the log again"
        with self.engine.connect() as connection:
            raw: Any = connection.connection.driver_connection
            raw.commit()
            (before,) = raw.execute("PRAGMA busy_timeout").fetchone()
            raw.execute(f"PRAGMA busy_timeout = {wait * 1000}")
            try:
                raw.execute("VACUUM")
                busy = raw.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]
                if busy:
                    raise LogError(left.format("another program has it open; close that program"))
                raw.execute("PRAGMA user_version = 0")
                raw.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            except sqlite3.OperationalError as error:
                if "locked" in str(error):
                    raise LogError(left.format("another program has it open; close that program")) from None
                raise LogError(left.format("the disk is full or failing; free space for a copy of the log")) from None
            finally:
                raw.execute(f"PRAGMA busy_timeout = {before}")

    def _begin_reading(self, connection: sa.Connection) -> None:
        connection.exec_driver_sql("BEGIN")

    def _begin_writing(self, connection: sa.Connection) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE")

    def _reading_cursor(self, connection: sa.Connection) -> Any:
        return connection.connection.cursor()


def _engine(path: Path) -> sa.Engine:
    """Return an engine for a log's file, read-only if the file cannot be written."""
    writable = _is_writable(path)
    for left in () if writable else leftovers(path):
        raise LogError(
            gettext(
                "{path} was copied while it was open, and its folder is read-only; copy it together "
                "with {name} to a folder of your own, and open it there",
                path=path,
                name=left.name,
            )
        )
    # Without a folder to write in, SQLite cannot share a log; as nobody else can write either, it need not.
    mode = "mode=rw" if writable else "mode=ro&immutable=1"
    made = sa.create_engine(
        sa.URL.create("sqlite", database=f"{path.resolve().as_uri()}?{mode}", query={"uri": "true"}),
        connect_args={"timeout": 60, "check_same_thread": False},
    )
    sa.event.listen(made, "connect", sqlite_tables.prepare)
    return made


def _is_writable(path: Path) -> bool:
    return os.access(path, os.W_OK) and os.access(path.parent, os.W_OK)
