"""The log's tables and views, and the few statements that know them."""

from __future__ import annotations

import glob
import hashlib
import json
import os
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import sqlite

from alsnb.errors import LogError
from alsnb.frames import columns
from alsnb.log.revisions import Revision
from alsnb.records import RECORDS

VERSION = 2
"""The version of the tables; a log with a greater one was made by a newer alsnb. 2 brought erasure and drafts."""

_METADATA = sa.MetaData()
_ABOUT = sa.Table(
    "alsnb_log",
    _METADATA,
    sa.Column("version", sa.Integer, nullable=False),
    sa.Column("fields", sa.Text, nullable=False),
)
REVISION = sa.Table(
    "revision",
    _METADATA,
    sa.Column("id", sa.Text, primary_key=True),
    sa.Column("entry", sa.Text, nullable=False),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("author", sa.Text),
    sa.Column("at", sa.BigInteger, nullable=False),
    sa.Column("cohort", sa.Text),
    sa.Column("learning_set", sa.Text),
    sa.Column("member", sa.Text),
    sa.Column("content", sa.Text, nullable=False),
    sa.Column("digest", sa.Text, nullable=False),
)
TOMBSTONE = sa.Table(
    "tombstone",
    _METADATA,
    sa.Column("cohort", sa.Text, primary_key=True),
    sa.Column("member", sa.Text, primary_key=True),
)
"""Whose revisions were erased and must not come back."""
ERASED = sa.Table("erased_entry", _METADATA, sa.Column("entry", sa.Text, primary_key=True))
"""The ids of the entries erased: what refers to them goes too, and none comes back under another member's code."""
DRAFT = sa.Table(
    "draft",
    _METADATA,
    sa.Column("author", sa.Text, primary_key=True),
    sa.Column("key", sa.Text, primary_key=True),
    sa.Column("at", sa.BigInteger, nullable=False),
    sa.Column("content", sa.Text, nullable=False),
)
"""What somebody is typing and has not saved."""
sa.Index("revision_of_kind", REVISION.c.kind, REVISION.c.cohort)
# Compiled once: for a single entry, compiling costs as much as writing.
_INSERT = str(sqlite.insert(REVISION).on_conflict_do_nothing().compile(dialect=sqlite.dialect()))
# Few entries are ever amended: an index of the amendments alone tells at once that a revision is still current.
sa.Index("revision_amending", REVISION.c.entry, REVISION.c.kind, sqlite_where=REVISION.c.id != REVISION.c.entry)


def engine(path: Path) -> sa.Engine:
    """An engine on a log's file; where the file cannot be written, it is opened for reading."""
    writable = os.access(path, os.W_OK) and os.access(path.parent, os.W_OK)
    unsaved = path.with_name(f"{path.name}-wal")
    if not writable and unsaved.exists() and unsaved.stat().st_size:
        raise LogError(
            f"{path} was not closed when it was copied, and its folder cannot be written to; "
            f"copy it with {unsaved.name} to a folder of your own, and open it there"
        )
    # Without a folder to write in, SQLite cannot share a log; as nobody else can write either, it need not.
    mode = "mode=rw" if writable else "mode=ro&immutable=1"
    made = sa.create_engine(
        sa.URL.create("sqlite", database=f"{path.resolve().as_uri()}?{mode}", query={"uri": "true"}),
        connect_args={"timeout": 60, "check_same_thread": False},
    )
    sa.event.listen(made, "connect", _set_pragmas)
    return made


def _set_pragmas(connection: Any, _: Any) -> None:
    # WAL lets a reader take frames while others write; FULL puts every acknowledged entry on the disk first.
    connection.execute("PRAGMA synchronous = FULL")


def create(engine: sa.Engine) -> None:
    """Make the tables and views of a new log."""
    with engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA journal_mode = WAL")
    with engine.begin() as connection:
        _METADATA.create_all(connection)
        connection.execute(sa.insert(_ABOUT).values(version=VERSION, fields=_fingerprint()))
        _make_views(connection)


def verify(engine: sa.Engine, path: Path) -> None:
    """Make sure that a file is a log this version can read, and bring its views up to date."""
    try:
        with engine.connect() as connection:
            about = connection.execute(sa.select(_ABOUT)).one_or_none()
    except sa.exc.DatabaseError as error:
        if "no such table" in str(error) or "not a database" in str(error):
            raise LogError(
                f"{path} is not an alsnb log; "
                "expected a file made by `alsnb new`, `alsnb sample` or alsnb.open_log(…, create=True)"
            ) from None
        raise
    if about is None or about.version > VERSION:
        found = about.version if about else "unknown"
        raise LogError(
            f"{path} was written by a newer alsnb (log version {found}; this one reads up to {VERSION}); "
            "update alsnb: pip install --upgrade alsnb"
        )
    if not (os.access(path, os.W_OK) and os.access(path.parent, os.W_OK)):
        return
    if about.version < VERSION:
        _back_up(engine, path, about.version)
    if about.version < VERSION or about.fields != _fingerprint():
        with engine.begin() as connection:
            connection.exec_driver_sql("BEGIN IMMEDIATE")
            _METADATA.create_all(connection)
            connection.execute(sa.update(_ABOUT).values(version=VERSION, fields=_fingerprint()))
            _make_views(connection)
    with engine.connect() as connection:
        interrupted = connection.exec_driver_sql("PRAGMA user_version").scalar()
    if interrupted:
        # Nobody need wait for it: whoever opens the log next tries again.
        with suppress(LogError, sqlite3.OperationalError):
            scrub(engine, wait=1)


def _back_up(engine: sa.Engine, path: Path, version: int) -> None:
    """Copy a log before its tables change; whole or not at all."""
    copy = path.with_name(f"{path.name}.v{version}-backup")
    part = copy.with_name(f"{copy.name}.part")
    part.unlink(missing_ok=True)
    os.close(os.open(part, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
    with engine.connect() as connection:
        connection.exec_driver_sql("VACUUM INTO ?", (str(part),))
    part.replace(copy)


def backups(path: Path) -> list[Path]:
    """The copies made beside a log before its tables changed."""
    return sorted(path.parent.glob(f"{glob.escape(path.name)}.v*-backup*"))


def erase(connection: sa.Connection) -> int:
    """Delete whatever belongs to somebody with a tombstone, and what refers to it; returns how many revisions."""
    columns = REVISION.c
    theirs = sa.select(columns.entry).join(
        TOMBSTONE, (TOMBSTONE.c.cohort == columns.cohort) & (TOMBSTONE.c.member == columns.member)
    )
    reflection = sa.func.json_extract(columns.content, "$.reflection")
    about_theirs = sa.select(columns.entry).where(
        columns.kind.in_(["coding", "rating"]), reflection.in_(sa.select(ERASED.c.entry))
    )
    for found in (theirs, about_theirs):
        connection.execute(sqlite.insert(ERASED).from_select(["entry"], found.distinct()).prefix_with("OR IGNORE"))
    gone = connection.execute(sa.delete(REVISION).where(columns.entry.in_(sa.select(ERASED.c.entry)))).rowcount
    if gone:
        # Set in the same transaction: whoever opens the log next goes on where an interruption left the scrubbing.
        connection.exec_driver_sql("PRAGMA user_version = 1")
    return gone


def bury(connection: sa.Connection, tombstones: Iterable[tuple[str, str]], entries: Iterable[str]) -> int:
    """Remember whom and what was erased; returns how much of that is news."""
    news = 0
    members = [{"cohort": cohort, "member": member} for cohort, member in tombstones]
    erased = [{"entry": entry} for entry in entries]
    for table, rows in ((TOMBSTONE, members), (ERASED, erased)):
        if rows:
            news += connection.execute(sqlite.insert(table).on_conflict_do_nothing(), rows).rowcount
    return news


class Graves:
    """Tells the revisions that were erased from those that may come in, and remembers the entries it met."""

    def __init__(self, connection: sa.Connection) -> None:
        self.members = {(row.cohort, row.member) for row in connection.execute(sa.select(TOMBSTONE))}
        self.entries = set(connection.execute(sa.select(ERASED.c.entry)).scalars())
        self.found: set[str] = set()

    def sift(self, revisions: list[Revision]) -> list[Revision]:
        """The revisions that may come in."""
        return [each for each in revisions if not self._hold(each)] if self.members or self.entries else revisions

    def _hold(self, revision: Revision) -> bool:
        """Whether a revision belongs to somebody erased, or to what they wrote."""
        about = json.loads(revision.content).get("reflection") if self.entries or self.found else None
        if (revision.cohort, revision.member) in self.members or about in self.entries or about in self.found:
            self.found.add(revision.entry)
        return revision.entry in self.found or revision.entry in self.entries


def scrub(engine: sa.Engine, wait: int = 60) -> None:
    """Remove the bytes of what was deleted from the file and from its write-ahead file.

    Parameters
    ----------
    engine
        Of the log.
    wait
        Seconds to wait for other programs to let go of the log.

    Raises
    ------
    LogError
        Another program has the log open.
    """
    with engine.connect() as connection:
        raw: Any = connection.connection.driver_connection
        raw.commit()
        (before,) = raw.execute("PRAGMA busy_timeout").fetchone()
        raw.execute(f"PRAGMA busy_timeout = {wait * 1000}")
        try:
            raw.execute("VACUUM")
            busy = raw.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]
            if busy:
                raise LogError(
                    "erased from the log, but its file still holds the bytes, as another program has it open; "
                    "close that program, then open the log again"
                )
            raw.execute("PRAGMA user_version = 0")
            raw.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        finally:
            raw.execute(f"PRAGMA busy_timeout = {before}")


@contextmanager
def snapshot(engine: sa.Engine) -> Iterator[sa.Connection]:
    """A connection whose reads all see the log as it was at the first of them."""
    with engine.connect() as connection:
        connection.exec_driver_sql("BEGIN")
        yield connection


def insert(connection: sa.PoolProxiedConnection, revisions: Iterator[Revision]) -> int:
    """Insert revisions, passing over ids that are there already; returns how many were new."""
    # The driver's own cursor takes an iterator, so that revisions need not all be in memory.
    cursor: Any = connection.cursor()
    cursor.executemany(_INSERT, revisions)
    return int(cursor.rowcount)


def is_amended(connection: sa.Connection, kind: str) -> bool:
    """Whether any entry of one kind has more than its first revision."""
    columns = REVISION.c
    return connection.execute(
        sa.select(sa.exists().where(columns.id != columns.entry, columns.kind == kind))
    ).scalar_one()


def lines(kind: str, cohort: str | None, *, amended: bool) -> sa.Select[Any]:
    """The newest revision of every entry of one kind, each as one JSON text with ``entry`` and ``recorded_at`` in it.

    One text a row is what costs Python least to fetch.
    """
    found = current(kind, cohort, amended=amended).subquery()
    at, rest = sa.cast(found.c.at, sa.Text), sa.func.substr(found.c.content, 2)
    return sa.select(sa.literal('{"entry":"') + found.c.entry + '","recorded_at":' + at + "," + rest)


def current(kind: str, cohort: str | None, *, amended: bool = True) -> sa.Select[Any]:
    """The newest revision of every entry of one kind: entry, time, content.

    Where none is `amended`, there is no need to look for a later one.
    """
    later = REVISION.alias("later")
    superseded = sa.exists().where(
        later.c.entry == REVISION.c.entry, later.c.id != later.c.entry, later.c.id > REVISION.c.id
    )
    query = sa.select(REVISION.c.entry, REVISION.c.at, REVISION.c.content).where(REVISION.c.kind == kind)
    query = query.where(~superseded) if amended else query
    return query if cohort is None else query.where(REVISION.c.cohort == cohort)


def history(entry: str) -> sa.Select[Any]:
    """Every revision of an entry, oldest first."""
    # Said this way, the first is found by its id and the others in the index of amendments.
    of_entry = REVISION.c.entry == entry
    first, amendments = of_entry & (REVISION.c.id == entry), of_entry & (REVISION.c.id != REVISION.c.entry)
    return sa.select(REVISION).where(first | amendments).order_by(REVISION.c.id)


def said_of(connection: sa.Connection, entries: list[str]) -> Iterator[Any]:
    """Id, entry and content of every revision of some entries, oldest first."""
    columns = REVISION.c
    for start in range(0, len(entries), 500):
        some = columns.entry.in_(entries[start : start + 500]) & (columns.id != columns.entry)
        rows = connection.execute(
            sa.select(columns.id, columns.entry, columns.content).where(some).order_by(columns.id)
        )
        yield from rows


def members_of(connection: sa.Connection, entries: list[str]) -> set[str | None]:
    """Whose some entries are, by any of their revisions."""
    columns, found = REVISION.c, set[str | None]()
    for start in range(0, len(entries), 500):
        some = entries[start : start + 500]
        # Asked in two, the first revisions are found by their ids and the others in the index of amendments.
        for theirs in (columns.id.in_(some), columns.entry.in_(some) & (columns.id != columns.entry)):
            found.update(connection.execute(sa.select(columns.member).where(theirs)).scalars())
    return found


def amending(connection: sa.Connection) -> Iterator[tuple[str, str | None]]:
    """Entry and member of every amendment of an entry that no key tells, of which there are few."""
    columns, without = REVISION.c, [kind for kind, record in RECORDS.items() if not record.key]
    # Were it the kind as it stands, SQLite would look through the index of all revisions of a kind instead.
    theirs = (columns.id != columns.entry) & (columns.kind + "").in_(without)
    yield from connection.execute(sa.select(columns.entry, columns.member).where(theirs))


def sets(connection: sa.Connection) -> dict[tuple[str | None, str | None], str | None]:
    """The set of every member, by cohort and member."""
    columns = REVISION.c
    members = sa.select(columns.cohort, columns.member, columns.learning_set).where(columns.kind == "member")
    return {(cohort, member): found for cohort, member, found in connection.execute(members.order_by(columns.id))}


def in_plain_words(said: str) -> str:
    """What a database's error means for the person at the keyboard."""
    for sign, meaning in _MEANINGS.items():
        if sign in said:
            return meaning
    return f"the log could not be used ({said}); nothing was written"


_KEEP_OUT = """CREATE TRIGGER IF NOT EXISTS nobody_comes_back BEFORE INSERT ON revision
    WHEN EXISTS (SELECT 1 FROM tombstone WHERE cohort = NEW.cohort AND member = NEW.member)
    BEGIN SELECT RAISE(ABORT, 'the member was erased'); END"""
_MEANINGS = {
    "the member was erased": "the member was erased, and nothing of theirs may come back; nothing was written",
    "readonly": "the file or its folder cannot be written to; copy the log to a folder of your own",
    "unable to open": "the file cannot be opened; check that you may read it and write to its folder",
    "locked": "another program has kept the log busy for a minute; close it and try again, nothing was written",
    "disk is full": "the disk is full; make room and try again, nothing was written",
    "malformed": "the file is damaged; restore it from a copy",
    "not a database": "the file is not an alsnb log",
}


def _fingerprint() -> str:
    """Changes whenever a record gains, loses or retypes a field, that is, whenever the views must be made anew."""
    return hashlib.sha256("\n".join(_view(kind) for kind in RECORDS).encode()).hexdigest()


def _make_views(connection: sa.Connection) -> None:
    connection.exec_driver_sql(_KEEP_OUT)
    for kind, record in RECORDS.items():
        connection.exec_driver_sql(f"DROP VIEW IF EXISTS {record.frame_name}")
        connection.exec_driver_sql(_view(kind))


def _view(kind: str) -> str:
    """One typed view a record kind, named and with columns like its frame, for SQL tools, R and DuckDB."""
    record = RECORDS[kind]
    fields = ", ".join(f"json_extract(content, '$.{column.name}') AS \"{column.name}\"" for column in columns(record))
    recorded_at = "strftime('%Y-%m-%dT%H:%M:%fZ', \"at\" / 1000.0, 'unixepoch') AS recorded_at"
    query = current(kind, None).compile(dialect=sqlite.dialect(), compile_kwargs={"literal_binds": True})
    return f"CREATE VIEW {record.frame_name} AS SELECT entry, {fields}, {recorded_at} FROM ({query})"
