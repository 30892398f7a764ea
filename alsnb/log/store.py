"""Opening, writing and reading a log."""

from __future__ import annotations

import json
import os
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import cached_property
from itertools import islice, repeat
from pathlib import Path
from threading import Lock
from types import TracebackType
from typing import Any, NamedTuple, Self, overload

import sqlalchemy as sa
from sqlalchemy.pool import StaticPool

from alsnb import sample
from alsnb.errors import ConflictError, LogError, RecordError
from alsnb.frames import Frames, build
from alsnb.log import schema
from alsnb.log.revisions import Revision, amendment, digest, entry_of, known_fields, next_id, revision
from alsnb.records import RECORDS, Cohort, InCohort, InSet, Member, Record

SAMPLE = "alsnb:sample"
"""The location that stands for a throw-away log of the sample cohort, made in memory."""

_BATCH = 50_000
"""Rows fetched and parsed at a time: large enough for Arrow, small enough to keep memory near the frames' own size."""


def open_log(location: str | os.PathLike[str], *, create: bool = False, author: str | None = None) -> Log:
    """Open a log.

    Parameters
    ----------
    location : str or path
        The log's file, or ``"alsnb:sample"`` for a throw-away copy of the sample cohort.
    create : bool, default False
        Make a new, empty log, and its folder where there is none; an existing file is refused.
    author : str, optional
        Code of whoever writes; stored with every revision. By default the member a record is about.

    Raises
    ------
    LogError
        There is no such file, it is not a log, or it was written by a newer alsnb.
    """
    if str(location) == SAMPLE:
        log = Log(sa.create_engine("sqlite://", poolclass=StaticPool), "the sample cohort", author)
        schema.create(log.engine)
        log.add(sample.records())
        return log
    if "://" in str(location):
        raise LogError(
            f"found the address {location}, expected the path of a file: alsnb keeps a log in one SQLite file"
        )
    path = Path(location)
    if create:
        _new_file(path)
    elif not path.is_file():
        if path.is_dir():
            raise LogError(f"{path} is a folder; expected the log in it, such as {path / 'cohort.db'}")
        raise LogError(
            f"there is no log at {path}; check the path, or make a new log: "
            "`alsnb new FOLDER` on the command line, alsnb.open_log(…, create=True) in Python"
        )
    log = Log(schema.engine(path), str(path), author, path)
    try:
        with log._plain_errors():
            if create:
                schema.create(log.engine)
            else:
                schema.verify(log.engine, path)
    except BaseException:
        log.close()
        raise
    return log


def _new_file(path: Path) -> None:
    """An empty file that only its owner may read; a log holds confidential text."""
    if path.exists():
        raise LogError(f"{path} exists already; open it without create=True, or choose another name")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
    except OSError as error:
        raise LogError(f"no log can be made at {path}: {error.strerror}; choose a folder you may write to") from None


class Merged(NamedTuple):
    """What became of revisions taken over: how many were new, known already, or refused as erased."""

    new: int
    known: int
    refused: int


class Intake(NamedTuple):
    """A transaction in which revisions are taken over, and what does it, called as `Log.take_over`."""

    connection: sa.Connection
    take: Callable[..., Merged]


class Draft(NamedTuple):
    """What somebody was typing, and when it was kept."""

    kept_at: datetime
    content: dict[str, Any]


class Log:
    """An open log; made by `open_log`. Use it as a context manager, or `close` it."""

    def __init__(self, engine: sa.Engine, name: str, author: str | None, path: Path | None = None) -> None:
        self.engine = engine
        self.path = path
        self.name = name
        self.author = author
        self._writing = Lock()

    def __repr__(self) -> str:
        return f"<Log {self.name}>"

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the file."""
        if "_writer" in self.__dict__:
            self.__dict__.pop("_writer").close()
        self.engine.dispose()

    @overload
    def add(self, records: Record) -> str: ...
    @overload
    def add(self, records: Iterable[Record]) -> list[str]: ...
    def add(self, records: Record | Iterable[Record]) -> str | list[str]:
        """Add one record, or many in one transaction; when it returns, they are on the disk.

        Adding the same record again changes nothing, so a caller who missed the answer may simply repeat the call. A
        record that codes tell apart (a cohort, a member, an attendance …: its class has a `key`) may be said anew: with
        other content it amends the entry there is, with the same content it changes nothing.

        Parameters
        ----------
        records : Record or iterable of Record
            A missing cohort is filled in where the log holds one cohort, a missing set from the member's set.

        Returns
        -------
        str or list of str
            The entry id of the record, or of each in turn.

        Raises
        ------
        ConflictError
            An entry id is in the log already with other content; nothing was added.
        LogError
            The log cannot be written, or a cohort is missing and the log does not tell which.
        RecordError
            Something else than a record was given.
        """
        many = [records] if isinstance(records, Record) else list(records)
        for each in many:
            if not isinstance(each, Record):
                raise RecordError(
                    f"found {each!r:.60}, expected a record such as alsnb.Reflection(…); nothing was added"
                )
        placed = self._placed(many)
        news = self._news(placed) if any(record.key for record in placed) else None

        def revisions() -> Iterator[Revision]:
            for record, id in news if news is not None else zip(placed, repeat(None)):
                yield revision(record, self.author or record.__dict__.get("member"), id)

        self._insert(revisions, len(placed if news is None else news))
        entries = [entry_of(record) for record in placed]
        return entries[0] if isinstance(records, Record) else entries

    def amend(self, entry: str, /, *, revision: str | None = None, **changes: Any) -> str:
        """Change fields of an entry; what it said before stays in its history.

        Parameters
        ----------
        entry : str
            Entry id.
        revision : str, optional
            Id for the new revision (from ``alsnb.new_id()``), so that a caller who missed the answer may repeat the
            call.
        **changes
            The fields that change, by name.

        Returns
        -------
        str
            The id of the entry's newest revision; no revision is added where nothing changes.

        Raises
        ------
        LogError
            There is no such entry, or the log cannot be written.
        RecordError
            The changes do not make a valid record; nothing was written.
        """
        history = self.history(entry)
        current = history[-1]
        if revision is not None and any(each.id == revision for each in history):
            before = [each for each in history if each.id < revision]
            current = before[-1] if before else current
        elif revision is not None and revision < current.id:
            raise ConflictError(f"entry {entry} was amended meanwhile; look at log.history(…), then amend it again")
        if "entry" in changes:
            raise RecordError("found entry among the changes; an entry keeps its id")
        now = known_fields(current.kind, json.loads(current.content))
        record = RECORDS[current.kind](entry=entry, **now | changes)
        if revision is None and record == current.record:
            return current.id
        new = amendment(current, record, self.author or getattr(record, "member", None), revision)
        self._insert(lambda: iter([new]), 1)
        return new.id

    def get(self, entry: str) -> Record:
        """An entry as it is now.

        Raises
        ------
        LogError
            There is no such entry.
        """
        return self.history(entry)[-1].record

    def history(self, entry: str) -> list[Revision]:
        """Every revision of an entry, oldest first.

        Raises
        ------
        LogError
            There is no such entry.
        """
        with self._plain_errors(), self.engine.connect() as connection:
            found = connection.execute(schema.history(entry)).all()
        if not found:
            raise LogError(f"no entry {entry!r} in {self.name}; entry ids are in the column `entry` of every frame")
        return [Revision(*row) for row in found]

    def revisions(self) -> Iterator[Revision]:
        """Every revision, oldest first."""
        with self._plain_errors(), self.engine.connect() as connection:
            for row in connection.execute(sa.select(schema.REVISION).order_by(schema.REVISION.c.id)).yield_per(_BATCH):
                yield Revision(*row)

    def merge(self, other: Log) -> Merged:
        """Take over whatever another log holds: its revisions, and its erasures.

        Merging is the union of two sets, so it does not matter in which order or how often logs are merged.

        Raises
        ------
        ConflictError
            A revision is in both with other content; nothing was merged.
        LogError
            The other log was changed outside alsnb, or this one cannot be written; nothing was merged.
        """
        with other._plain_errors(), schema.snapshot(other.engine) as connection:
            tombstones = [(row.cohort, row.member) for row in connection.execute(sa.select(schema.TOMBSTONE))]
            erased = list(connection.execute(sa.select(schema.ERASED.c.entry)).scalars())
        return self.take_over(other.revisions(), tombstones, erased)

    def take_over(
        self,
        revisions: Iterable[Revision],
        tombstones: Iterable[tuple[str, str]] = (),
        erased: Iterable[str] = (),
    ) -> Merged:
        """Add revisions made elsewhere, and erase here what was erased there, all in one transaction.

        Parameters
        ----------
        revisions : iterable of Revision
            From another log, or from a bundle (`alsnb.log.bundles.read`).
        tombstones : iterable of (str, str)
            Cohort and member of whoever was erased there.
        erased : iterable of str
            Ids of the entries erased there.

        Raises
        ------
        ConflictError, LogError
            As for `merge`; nothing was added.
        """
        with self._intake() as intake:
            return intake.take(_verified(revisions), tombstones, erased)

    @contextmanager
    def _intake(self, *, erasing: bool = True) -> Iterator[Intake]:
        """A transaction that takes over one lot of verified revisions after another; all of them, or none.

        Without `erasing`, whatever belongs to the erased is kept out as ever, but nothing is erased, nor remembered as
        erased.
        """
        news = 0
        with self._plain_errors(), self.engine.begin() as connection:
            connection.exec_driver_sql("BEGIN IMMEDIATE")
            graves = schema.Graves(connection)

            def take(
                revisions: Iterable[Revision], tombstones: Iterable[tuple[str, str]] = (), erased: Iterable[str] = ()
            ) -> Merged:
                nonlocal graves, news
                if erasing and (buried := schema.bury(connection, tombstones, erased)):
                    graves, news = schema.Graves(connection), news + buried
                merged = self._take(connection, graves, revisions)
                if erasing and graves.found:
                    news += schema.bury(connection, (), graves.found)
                    graves = schema.Graves(connection)
                graves.found = set()
                return merged

            yield Intake(connection, take)
            # What is here is clean already, and what came in was sifted: only news of an erasure can reach back.
            gone = schema.erase(connection) if news else 0
        if gone:
            with self._plain_errors():
                schema.scrub(self.engine)

    def _take(self, connection: sa.Connection, graves: schema.Graves, revisions: Iterable[Revision]) -> Merged:
        new = known = refused = 0
        source = iter(revisions)
        while batch := list(islice(source, 10_000)):
            kept = graves.sift(batch)
            refused += len(batch) - len(kept)
            inserted = schema.insert(connection.connection, iter(kept))
            new, known = new + inserted, known + len(kept) - inserted
            if inserted < len(kept):
                self._refuse_conflicts(connection, iter(kept))
        return Merged(new, known, refused)

    def erase(self, member: str, cohort: str | None = None) -> int:
        """Remove every revision of a member for good, and what others said of the member's reflections.

        The bytes leave the file, and a tombstone keeps a later merge from bringing anything back. What other people
        said about the meetings stays. Copies made before an upgrade of the log are deleted with it; other copies are
        not.

        Parameters
        ----------
        member : str
            Code of the member.
        cohort : str, optional
            Code of the cohort; may be left out where the log holds one.

        Returns
        -------
        int
            How many revisions were removed.

        Raises
        ------
        LogError
            The log holds nothing of such a member, or another program has it open.
        """
        with self._plain_errors():
            with self.engine.begin() as connection:
                connection.exec_driver_sql("BEGIN IMMEDIATE")
                cohort = cohort or _only(self._cohorts(connection), "the member to erase")
                columns = schema.REVISION.c
                theirs = sa.select(columns.id).where(columns.cohort == cohort, columns.member == member).limit(1)
                if connection.execute(theirs).first() is None:
                    raise LogError(
                        f"{self.name} holds nothing of a member {member} of cohort {cohort}; nothing was erased"
                    )
                schema.bury(connection, [(cohort, member)], ())
                connection.execute(sa.delete(schema.DRAFT).where(schema.DRAFT.c.author == member))
                gone = schema.erase(connection)
            if self.path is not None:
                for copy in schema.backups(self.path):
                    copy.unlink()
            schema.scrub(self.engine)
        return gone

    def draft(self, key: str) -> Draft | None:
        """What this author was typing under a key and has not saved; None where there is nothing."""
        table = schema.DRAFT.c
        mine = sa.select(table.at, table.content).where(table.author == (self.author or ""), table.key == key)
        with self._plain_errors(), self.engine.connect() as connection:
            row = connection.execute(mine).one_or_none()
        return None if row is None else Draft(datetime.fromtimestamp(row.at / 1000, UTC), json.loads(row.content))

    def keep_draft(self, key: str, content: dict[str, Any]) -> None:
        """Keep what is being typed under a key, in place of what was kept before; on the disk when this returns."""
        at = int(datetime.now(UTC).timestamp() * 1000)
        row = {"author": self.author or "", "key": key, "at": at, "content": json.dumps(content, ensure_ascii=False)}
        with self._plain_errors(), self.engine.begin() as connection:
            connection.execute(sa.insert(schema.DRAFT).prefix_with("OR REPLACE"), row)

    def drop_draft(self, key: str) -> None:
        """Forget a draft, once it is saved."""
        table = schema.DRAFT
        mine = (table.c.author == (self.author or "")) & (table.c.key == key)
        with self._plain_errors(), self.engine.begin() as connection:
            connection.execute(sa.delete(table).where(mine))

    def frames(self, cohort: str | None = None) -> Frames:
        """The log's current entries as pandas frames.

        Parameters
        ----------
        cohort : str, optional
            Only what belongs to this cohort. By default everything.

        Raises
        ------
        LogError
            There is no such cohort, or the log cannot be read.
        """
        with self._plain_errors(), schema.snapshot(self.engine) as connection:
            if cohort is not None:
                cohort = str(cohort)  # papermill reads the code 2026 as a number
                known = self._cohorts(connection)
                if cohort not in known:
                    has = (
                        f"it holds {', '.join(known)}"
                        if known
                        else "it holds none yet: log.add(alsnb.Cohort(cohort=…))"
                    )
                    raise LogError(f"no cohort {cohort!r} in {self.name}; {has}")
            return build({kind: self._current(connection, kind, cohort) for kind in RECORDS})

    def _current(self, connection: sa.Connection, kind: str, cohort: str | None) -> Iterator[list[str]]:
        # SQLAlchemy's own rows cost more than reading; the driver's cursor gives plain tuples.
        current = schema.lines(kind, cohort, amended=schema.is_amended(connection, kind))
        query = current.compile(self.engine, compile_kwargs={"literal_binds": True})
        cursor = connection.connection.cursor()
        cursor.execute(str(query))
        while batch := cursor.fetchmany(_BATCH):
            yield [line for (line,) in batch]
        cursor.close()

    def _tombstones(self) -> set[tuple[str, str]]:
        """Cohort and member of whoever was erased here."""
        with self._plain_errors(), self.engine.connect() as connection:
            return {(row.cohort, row.member) for row in connection.execute(sa.select(schema.TOMBSTONE))}

    def _cohorts(self, connection: sa.Connection) -> list[str]:
        of_kind = sa.select(schema.REVISION.c.cohort).where(schema.REVISION.c.kind == "cohort").distinct()
        return sorted(connection.execute(of_kind).scalars())

    def _placed(self, records: list[Record]) -> list[Record]:
        """The records with the cohort and set they left out filled in from what the log, or the others, say."""
        if all(getattr(record, "cohort", "") and getattr(record, "learning_set", "") is not None for record in records):
            return records
        with self._plain_errors(), self.engine.connect() as connection:
            cohorts = self._cohorts(connection)
            sets = schema.sets(connection)
        cohorts = sorted({*cohorts, *(record.cohort for record in records if isinstance(record, Cohort))})
        placed = []
        for record in records:
            if isinstance(record, InCohort) and record.cohort is None:
                record = record.model_copy(update={"cohort": _only(cohorts, type(record).__name__)})
            if isinstance(record, InSet) and record.learning_set is None:
                found = sets.get((record.cohort, getattr(record, "member", None)))
                record = record.model_copy(update={"learning_set": found}) if found else record
            elif isinstance(record, Member):
                sets[record.cohort, record.member] = record.learning_set
            placed.append(record)
        return placed

    def _news(self, records: list[Record]) -> list[tuple[Record, str | None]]:
        """The records that say something the log does not, each with the id for its revision where not its own."""
        entries = [entry_of(record) for record in records if record.key]
        said: dict[str, list[tuple[str, Any]]] = defaultdict(list)
        with self._plain_errors(), self.engine.connect() as connection:
            for id, entry, content in schema.said_of(connection, entries):
                said[entry].append((id, json.loads(content)))
        news: list[tuple[Record, str | None]] = []
        for record in records:
            if not record.key:
                news.append((record, None))
                continue
            before = said[entry_of(record)]
            content = json.loads(record.model_dump_json())
            if before and known_fields(record.kind_name, before[-1][1]) == content:
                continue
            # The record's own id serves as the revision's, unless what it is to replace would sort after it.
            id = record.entry
            if not any(id == other for other, _ in before):
                id = (
                    id
                    if id[14] == "7" and (not before or id > before[-1][0])
                    else next_id(before[-1][0] if before else "")
                )
                before.append((id, content))
            news.append((record, id))
        return news

    def _insert(self, revisions: Callable[[], Iterator[Revision]], count: int) -> None:
        """Insert `count` revisions, all or none; they are made while they are written, never all held at once."""
        with self._plain_errors(), self._writing:
            try:
                if schema.insert(self._writer, revisions()) == count:
                    self._writer.commit()
                    return
            finally:
                self._writer.rollback()
            with self.engine.begin() as connection:
                schema.insert(connection.connection, revisions())
                self._refuse_conflicts(connection, revisions())

    @cached_property
    def _writer(self) -> sa.PoolProxiedConnection:
        # The driver's own connection, kept open: a SQLAlchemy transaction costs half as much as writing an entry.
        return self.engine.raw_connection()

    def _refuse_conflicts(self, connection: sa.Connection, revisions: Iterator[Revision]) -> None:
        """Raise unless every revision is in the log with just this content."""
        while some := {each.id: each for each in islice(revisions, 500)}:
            columns = schema.REVISION.c
            stored = connection.execute(sa.select(columns.id, columns.kind, columns.digest).where(columns.id.in_(some)))
            for id, kind, seal in stored:
                if seal != some[id].digest:
                    raise ConflictError(
                        f"revision {id} is in {self.name} already as another {kind} (digest {seal[:12]}…, "
                        f"this one {some[id].digest[:12]}…); nothing was written. To change an entry, use log.amend(…)"
                    )

    @contextmanager
    def _plain_errors(self) -> Iterator[None]:
        """A database's error as a sentence for whoever has to do something about it."""
        try:
            yield
        except (sa.exc.DBAPIError, self.engine.dialect.loaded_dbapi.Error) as error:
            raise LogError(f"{self.name}: {schema.in_plain_words(str(error))}") from error


def _only(cohorts: list[str], record: str) -> str:
    if len(cohorts) == 1:
        return cohorts[0]
    has = f"the log holds {', '.join(cohorts)}" if cohorts else "the log holds no cohort yet"
    raise LogError(f"{record} names no cohort, and {has}; say which: {record}(cohort=…)")


def _verified(revisions: Iterable[Revision]) -> Iterator[Revision]:
    for each in revisions:
        if digest(each) != each.digest:
            raise LogError(f"revision {each.id} was changed outside alsnb; nothing was taken over")
        yield each
