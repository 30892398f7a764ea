"""Write and read a log."""

from __future__ import annotations

import hashlib
import json
import shlex
from collections.abc import Callable, Collection, Iterable, Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from itertools import islice, repeat
from pathlib import Path
from textwrap import shorten
from threading import Lock
from types import TracebackType
from typing import TYPE_CHECKING, Any, NamedTuple, Self, overload

import sqlalchemy as sa

from alsnb.errors import ConflictError, LogError, RecordError
from alsnb.log import consents, context, deletions, integrity, schema
from alsnb.log.databases.base import Database, Erasable
from alsnb.log.intake import displaced, settings
from alsnb.log.intake.id_claims import Places
from alsnb.log.revisions import Revision, amendment, digest, draft_digest, entry_of, known_fields, revision
from alsnb.plausible import must_be_meant
from alsnb.records import RECORDS, Record, new_id
from alsnb.words import gettext

if TYPE_CHECKING:
    from alsnb.frames import Frames

_FEW = 10_000
"""Revisions read at a time."""
_BATCH = 50_000
"""Rows fetched and parsed at a time: large enough for Arrow, small enough to keep memory near the frames' own size."""


class Merged(NamedTuple):
    """The result of a merge: the numbers of revisions added, already present, and refused as erased or deleted."""

    new: int
    known: int
    refused: int


class Intake(NamedTuple):
    """A transaction in which revisions are taken over, and what does it, called as `Log.take_over`.

    With `said_at`, in milliseconds since 1970, the revisions are all that their writer said of themselves until then.
    If that `is_latest`, nothing newer of theirs has come: what is newer in an entry that they take back is another's.
    """

    connection: sa.Connection
    take: Callable[..., Merged]


class Draft(NamedTuple):
    """Unsaved input, and when it was stored."""

    kept_at: datetime
    content: dict[str, Any]


class Log:
    """An open log; made by `open_log`. Use it as a context manager, or `close` it.

    A file is verified as a whole before it is first read: one in which a single byte changed is refused, rather than
    read wrongly. What changes on the disk while the log stays open is noticed when it is opened again.
    """

    def __init__(self, database: Database, author: str | None) -> None:
        self.database = database
        self._author = author
        self._writing = Lock()
        self._verified = False
        self._open_writer: sa.PoolProxiedConnection | None = None
        self._generation = 0

    @property
    def name(self) -> str:
        """The name of the log in messages: its path, or its address without the password."""
        return self.database.name

    @property
    def folder(self) -> Path | None:
        """The folder of the log, and of a course's own formats; None for a shared log."""
        return None if self.database.path is None else Path(self.database.path).absolute().parent

    @property
    def author(self) -> str | None:
        """The code of the author."""
        return self._author or self.database.author

    @property
    def notices(self) -> list[str]:
        """Notices about the file for its users; a screen shows and clears them."""
        return self.database.notices

    def __repr__(self) -> str:
        return f"<Log {self.name}>"

    if not TYPE_CHECKING:  # a type checker knows by itself what a log has not

        def __getattr__(self, name: str) -> Any:
            from alsnb.frames import Frames

            hint = "; analyses and figures take its frames: log.frames()" if name in Frames.names() else ""
            raise AttributeError(f"a log has no attribute {name!r}{hint}", name=name, obj=self)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def settle(self) -> None:
        """Do nothing: whatever was acknowledged is in the log's own file, unlike in earlier versions."""

    def close(self) -> None:
        """Close the log."""
        if self._open_writer is not None:
            self._open_writer.close()
            self._open_writer = None
        self.database.close()

    @overload
    def add(self, records: Record) -> str: ...
    @overload
    def add(self, records: Iterable[Record]) -> list[str]: ...
    def add(self, records: Record | Iterable[Record]) -> str | list[str]:
        """Add one record, or many in one transaction; when it returns, they are on the disk.

        Adding the same record again changes nothing, so a caller who missed the answer may simply repeat the call. A
        record that codes tell apart (a cohort, a member, an attendance …: its class has a `key`) may be said anew: with
        other content it amends the entry there is, with the same content it changes nothing. One that was
        withdrawn comes back.

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
            Something else than a record was given, or one with a number that nobody can mean; nothing was added.
        """
        many = [records] if isinstance(records, Record | str) else list(records)
        for each in many:
            if not isinstance(each, Record):
                raise RecordError(
                    gettext(
                        "{each!r:.60} is not a record such as alsnb.Reflection(…); nothing was added",
                        each=each,
                    )
                )
            must_be_meant(each)
        placed, news = self._placed(many)

        def revisions() -> Iterator[Revision]:
            for record, id in news if news is not None else zip(placed, repeat(None)):
                yield revision(record, self.author or record.__dict__.get("member"), id)

        self._insert(revisions, len(placed if news is None else news))
        entries = [entry_of(record) for record in placed]
        return entries[0] if isinstance(records, Record) else entries

    def amend(self, entry: str, /, *, revision: str | None = None, **changes: Any) -> str:
        """Change fields of an entry. The earlier values stay in its history.

        Withdraw what was recorded by mistake with ``withdrawn=True``: it is left out of all frames until
        ``withdrawn=False`` restores it.

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
        history = self.database.patiently(lambda: self.history(entry))
        current = history[-1]
        if revision is not None and any(each.id == revision for each in history):
            before = [each for each in history if each.id < revision]
            current = before[-1] if before else current
        elif revision is not None and revision < current.id:
            raise ConflictError(
                gettext(
                    "entry {entry} was changed in the meantime; see log.history(…), then amend it again",
                    entry=entry,
                )
            )
        if "entry" in changes:
            raise RecordError(gettext("the id of an entry cannot be changed; leave out entry=…"))
        now = known_fields(current.kind, json.loads(current.content))
        record = RECORDS[current.kind](entry=entry, **now | changes)
        if revision is None and record == current.record:
            return current.id
        must_be_meant(record, changes)
        new = amendment(current, record, self.author or getattr(record, "member", None), revision)
        self._insert(lambda: iter([new]), 1)
        return new.id

    def get(self, entry: str) -> Record:
        """Return an entry's current record.

        Raises
        ------
        LogError
            There is no such entry.
        """
        return self.history(entry)[-1].record

    def history(self, entry: str) -> list[Revision]:
        """Return every revision of an entry, oldest first.

        Raises
        ------
        LogError
            There is no such entry, or the log is damaged.
        """
        self.verify()
        with self.database.plain_errors(), self.database.engine.connect() as connection:
            rows = connection.execute(schema.history(entry)).all()
        if not rows:
            raise LogError(
                gettext(
                    "no entry {entry!r} in {name}; entry ids are in the column `entry` of every frame",
                    entry=entry,
                    name=self.name,
                )
            )
        return [Revision(*row) for row in rows]

    def revisions(self, kinds: Collection[str] = (), cohort: str | None = None) -> Iterator[Revision]:
        """Yield every revision, oldest first; optionally only those of some kinds or of a cohort."""
        self.verify()
        return self.stored(kinds, cohort)

    def stored(self, kinds: Collection[str] = (), cohort: str | None = None) -> Iterator[Revision]:
        """Yield the same without verifying the log first."""
        columns = schema.REVISION.c
        query = sa.select(schema.REVISION).order_by(columns.id).limit(_FEW)
        query = query.where(columns.kind.in_(kinds)) if kinds else query
        query = query.where(columns.cohort == cohort) if cohort is not None else query
        # Between batches nothing is being read, so that anyone who uses them may write.
        last, more = "", True
        while more:
            with self.database.plain_errors(), self.database.engine.connect() as connection:
                rows = connection.execute(query.where(columns.id > last)).all()
            for row in rows:
                yield Revision(*row)
            more = len(rows) == _FEW
            last = rows[-1].id if rows else last

    def fingerprints(self) -> dict[str, str]:
        """Return a digest of everything stored for each cohort, which is the same in all logs with the same content.

        What belongs to no cohort is in each. A researcher on a server, who sees no revisions, gets none.
        """
        columns = schema.REVISION.c
        query = sa.select(columns.cohort, columns.digest).order_by(columns.id)
        with self.database.plain_errors(), self.database.snapshot() as connection:
            codes = [] if self.database.purpose else self.database.cohorts(connection)
            shared, found = hashlib.sha256(), {code: hashlib.sha256() for code in codes}
            for cohort, seal in connection.execute(query) if codes else ():
                (shared if cohort is None else found.get(cohort, shared)).update(seal.encode())
        return {code: hashlib.sha256(each.digest() + shared.digest()).hexdigest() for code, each in found.items()}

    def merge(self, other: Log) -> Merged:
        """Merge another log into this one: its revisions and its erasures.

        Merging is the union of two sets, so it does not matter in which order or how often logs are merged.

        Raises
        ------
        ConflictError
            A revision is in both with other content; nothing was merged.
        LogError
            The other log was changed outside alsnb, or this one cannot be written; nothing was merged.
        """
        with other.database.plain_errors(), other.database.snapshot() as theirs:
            tombstones = [(row.cohort, row.member) for row in theirs.execute(sa.select(schema.TOMBSTONE))]
            erased = list(theirs.execute(sa.select(schema.ERASED.c.entry)).scalars())
        with self._intake() as intake:
            # What left from another copy of one's log is to be taken back from here too.
            with other.database.plain_errors(), other.database.snapshot() as theirs:
                left = self._left_later(other, theirs, intake.connection)
            for entry, at in left.items():
                self.database.note_handed_in(intake.connection, [entry], at)
            with other.database.plain_errors(), other.database.snapshot() as theirs:
                lost = settings.lost(intake.connection, theirs)
            places = Places(intake.connection)
            settled = _verified(other.revisions())
            if self.database.engine.dialect.name == "sqlite":  # on a server nobody moves anything: a conflict stays one
                with other.database.plain_errors(), other.database.snapshot() as theirs:
                    settled = displaced.make(intake.connection, theirs, places).settled(settled)
            merged = intake.take(settled, tombstones, erased, members=other.revisions(["member"]))
            intake.take(lost)
            return merged

    def _left_later(self, other: Log, theirs: sa.Connection, ours: sa.Connection) -> dict[str, int]:
        """Return when entries were last handed in, if the other log records a later time."""
        if other.database.path is None or self.database.path is None:
            return {}
        known = self.database.handed_in(ours)
        return {entry: at for entry, at in other.database.handed_in(theirs).items() if at > known.get(entry, -1)}

    def take_over(
        self,
        revisions: Iterable[Revision],
        tombstones: Iterable[tuple[str, str]] = (),
        erased: Iterable[str] = (),
    ) -> Merged:
        """Add revisions from elsewhere, and apply their erasures, in one transaction.

        Parameters
        ----------
        revisions : iterable of Revision
            From another log, or from a bundle (`alsnb.log.exchange.bundles.read`).
        tombstones : iterable of (str, str)
            Cohort and member of each person who was erased there.
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
        gone = 0
        database = self.database
        with database.plain_errors(), database.writing() as connection:
            graves = deletions.Graves(connection)
            retractions: deletions.Retractions | None = None

            def take(
                revisions: Iterable[Revision],
                tombstones: Iterable[tuple[str, str]] = (),
                erased: Iterable[str] = (),
                said_at: int | None = None,
                is_latest: bool = False,
                members: Iterable[Revision] = (),
            ) -> Merged:
                nonlocal graves, gone, retractions
                if retractions is None:  # not before: making room for another log changes of which entries they are
                    retractions = deletions.Retractions(connection, database.retractions(connection), members)
                people, entries = list(tombstones), list(erased)
                if erasing and (people or entries):
                    gone += database.erase(connection, people, entries)
                    graves = deletions.Graves(connection)
                merged = self._take(connection, graves, retractions, revisions, said_at)
                if retractions.new:
                    news = {each: retractions.known[each] for each in retractions.new}
                    gone += database.purge(connection, news, retractions.new if is_latest else ())
                    retractions.new = set()
                if graves.freed:
                    database.free(connection, graves.freed)
                    graves.freed = set()
                if erasing and graves.found:
                    # What arrived before the erased entry that it speaks of goes with it.
                    gone += database.erase(connection, (), graves.found)
                    graves = deletions.Graves(connection)
                graves.found = set()
                return merged

            yield Intake(connection, take)
        if gone:
            with database.plain_errors():
                database.scrub()

    def _take(
        self,
        connection: sa.Connection,
        graves: deletions.Graves,
        retractions: deletions.Retractions,
        revisions: Iterable[Revision],
        said_at: int | None,
    ) -> Merged:
        new = known = refused = 0
        source = iter(revisions)
        while batch := list(islice(source, 10_000)):
            kept = retractions.sift(graves.sift(batch), said_at)
            refused += len(batch) - len(kept)
            inserted = self.database.insert(connection.connection, iter(kept))
            new, known = new + inserted, known + len(kept) - inserted
            if inserted < len(kept):
                self._refuse_conflicts(connection, iter(kept))
        return Merged(new, known, refused)

    def erase(self, member: str, cohort: str | None = None) -> int:
        """Permanently remove every revision by a member, with the codings of the member's reflections.

        The bytes leave the file, and a tombstone keeps a later merge from bringing anything back. What other people
        said about the meetings stays, and so does what belongs to the cohort, a set or somebody else, whatever the
        member recorded on it. Copies made before an upgrade of the log are deleted with it; other copies are not.

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
        database = self.database
        with database.plain_errors():
            with database.writing() as connection:
                person = self._person(connection, member, cohort)
                gone = database.erase(connection, [person], ())
            database.scrub()
        return gone

    def erasable(self, member: str, cohort: str | None = None) -> Erasable:
        """Return what `erase` would remove.

        Raises
        ------
        LogError
            The log holds nothing of such a member.
        """
        database = self.database
        with database.plain_errors(), database.snapshot() as connection:
            return database.erasable(connection, *self._person(connection, member, cohort))

    def copies(self) -> list[str]:
        """Return the names of the copies beside the log that an erasure reaches."""
        return self.database.copies()

    def _person(self, connection: sa.Connection, member: str, cohort: str | None) -> tuple[str, str]:
        cohort = cohort or context.only(schema.cohorts(connection), "the member to erase")
        if not deletions.holds(connection, cohort, member):
            raise LogError(
                gettext(
                    "no records by member {member} of cohort {cohort} in {name}; nothing was erased",
                    member=member,
                    cohort=cohort,
                    name=self.name,
                )
            )
        return cohort, member

    def handed_in(self) -> dict[str, int]:
        """Return when each entry was last handed in, in milliseconds since 1970, as far as this copy records it."""
        with self.database.plain_errors(), self.database.engine.connect() as connection:
            return self.database.handed_in(connection)

    def note_handed_in(self, entries: Iterable[str]) -> None:
        """Record that entries are handed in now."""
        with self.database.plain_errors(), self.database.writing() as connection:
            self.database.note_handed_in(connection, entries, int(datetime.now(UTC).timestamp() * 1000))

    def draft(self, key: str) -> Draft | None:
        """Return this author's draft under a key; None if there is none.

        One that was damaged on the disk is none either: it is kept under another key, and a notice says so.
        """
        # Every column there is: a log that may only be read may be of a version without digests.
        theirs = sa.select(sa.text("*")).select_from(schema.DRAFT).where(self._draft(key))
        with self.database.plain_errors(), self.database.engine.connect() as connection:
            row = connection.execute(theirs).mappings().one_or_none()
        if row is None:
            return None
        try:
            content, seal = json.loads(row["content"]), row.get("digest")
            whole = seal is None or seal == draft_digest(row["author"], row["key"], row["at"], row["content"])
        except (ValueError, TypeError):
            whole = False
        if whole:
            return Draft(datetime.fromtimestamp(row["at"] / 1000, UTC), content)
        self._set_draft_aside(key, row["at"], str(row["content"]), row.get("digest"))
        return None

    def drafts(self, start: str = "") -> list[str]:
        """Return the keys of this author's drafts that begin with a text."""
        table = schema.DRAFT.c
        theirs = sa.select(table.key).where(table.author == self._drafter).order_by(table.key)
        with self.database.plain_errors(), self.database.engine.connect() as connection:
            return [key for key in connection.execute(theirs).scalars() if key.startswith(start)]

    def keep_draft(self, key: str, content: dict[str, Any]) -> None:
        """Save a draft under a key, replacing any earlier one; it is on the disk when this returns."""
        at = int(datetime.now(UTC).timestamp() * 1000)
        row: dict[str, Any] = {"author": self._drafter, "key": key, "at": at, "content": json.dumps(content)}
        row["digest"] = draft_digest(**row)
        self._in_transaction(lambda connection: self.database.keep_draft(connection, row))

    def drop_draft(self, key: str) -> None:
        """Delete a draft, once its entry is saved."""
        self._in_transaction(lambda connection: self.database.drop_draft(connection, self._drafter, key))

    def _set_draft_aside(self, key: str, at: int, content: str, seal: str | None) -> None:
        """Move a damaged draft to a place where it cannot be overwritten, and add a notice."""
        kept = {
            "author": self._drafter,
            "key": f"damaged/{new_id()}/{key}",
            "at": at,
            "content": content,
            "digest": seal,
        }

        def move(connection: sa.Connection) -> None:
            self.database.keep_draft(connection, kept)
            self.database.drop_draft(connection, self._drafter, key)

        with suppress(LogError):  # it is kept where it is while nothing can be written
            self._in_transaction(move)
        self.database.notify(
            "The unsaved text here was damaged on the disk and is not shown. It is kept in the log unchanged; "
            f"what can be read of it: {shorten(content, 500, placeholder='…')}"
        )

    def _draft(self, key: str) -> sa.ColumnElement[bool]:
        return (schema.DRAFT.c.author == self._drafter) & (schema.DRAFT.c.key == key)

    @property
    def _drafter(self) -> str:
        return self.database.drafts_of or self.author or ""

    def _in_transaction(self, do: Callable[[sa.Connection], None]) -> None:
        def write() -> None:
            with self.database.engine.begin() as connection:
                do(connection)

        with self.database.plain_errors():
            self.database.patiently(write)

    def frames(
        self, cohort: str | None = None, *, purpose: str | None = None, kinds: Collection[str] = tuple(RECORDS)
    ) -> Frames:
        """Return the log's current entries as pandas frames.

        Parameters
        ----------
        cohort : str, optional
            Only what belongs to this cohort. By default everything.
        purpose : {"teaching_record", "research", "quotation"}, optional
            Only what may be used for this purpose now: entries of members who consent to it, in cohorts whose consent
            is released; their reflections where shared with the tutor. Members, coders and entries bear pseudonyms,
            the same each time; what a whole set said, and organisations, are left out. Texts are as they were written:
            see `Frames.redacted`. A researcher on a server is given this for research in any case.
        kinds : collection of str, optional
            Read only records of these kinds; the other frames are empty. By default all.

        Raises
        ------
        LogError
            There is no such cohort or purpose, the cohort's consent is sealed, or the log cannot be read.
        """
        if purpose is not None and purpose not in consents.PURPOSES:
            raise LogError(
                gettext(
                    "unknown purpose {purpose!r}; expected one of {purposes}",
                    purpose=purpose,
                    purposes=", ".join(consents.PURPOSES),
                )
            )
        self.verify()
        database = self.database
        with database.plain_errors(), database.snapshot() as connection:
            if cohort is not None:
                cohort = str(cohort)  # papermill reads the code 2026 as a number
                known = database.cohorts(connection)
                if cohort not in known:
                    has = f"it has {', '.join(known)}" if known else "it has none yet: log.add(alsnb.Cohort(cohort=…))"
                    raise LogError(
                        gettext(
                            "no cohort {cohort!r} in {name}; {has}",
                            cohort=cohort,
                            name=self.name,
                            has=has,
                        )
                    )
            queries = {kind: database.lines(connection, kind, cohort, purpose) for kind in RECORDS if kind in kinds}
            lines = {kind: database.texts(connection, query, _BATCH) for kind, query in queries.items()}
            from alsnb.log.to_frames import build

            built = build(lines, purpose or database.purpose, self.folder)
            # A researcher on a server may not see what is sealed, nor therefore that it is.
            may_tell = purpose is not None and database.purpose is None
            sealed = consents.sealed(connection, cohort) if may_tell and built.cohorts.empty else []
            if sealed:
                raise LogError(
                    gettext(
                        "consent is sealed in {sealed}; until then, nothing may be used for {purpose}",
                        sealed=" and ".join(sealed),
                        purpose=purpose,
                    )
                )
        return built

    def _tombstones(self) -> set[tuple[str, str]]:
        """Return the cohort and code of members erased here."""
        with self.database.plain_errors(), self.database.engine.connect() as connection:
            return {(row.cohort, row.member) for row in connection.execute(sa.select(schema.TOMBSTONE))}

    @property
    def is_writable(self) -> bool:
        """Whether anything may be recorded in the log; its file may be read-only."""
        return self.database.is_writable

    def verify(self) -> None:
        """Refuse a damaged log; done before anything is read from it.

        Raises
        ------
        LogError
            The file is damaged, or a revision in it is not as it was written.
        """
        if self._verified:
            return
        database = self.database
        with database.plain_errors(), database.snapshot() as connection:
            # A server looks after its own files.
            problem = integrity.of_log(database, connection) if database.path is not None else None
        if problem:
            raise LogError(
                gettext(
                    "{name}: {problem}; restore a backup: alsnb restore {quoted_name} "
                    "(`alsnb check` lists the problems)",
                    name=self.name,
                    problem=problem,
                    quoted_name=shlex.quote(self.name),
                )
            )
        self._verified = True

    def _placed(self, records: list[Record]) -> tuple[list[Record], list[tuple[Record, str | None]] | None]:
        """Return the placed records, and the new ones with their revisions' ids; None if all are new."""
        complete, keyed = all(map(context.is_placed, records)), any(record.key for record in records)
        if complete and not keyed:
            return records, None

        def read() -> tuple[list[Record], list[tuple[Record, str | None]] | None]:
            with self.database.engine.connect() as connection:
                placed = records if complete else context.placed(connection, records)
                return placed, context.news(connection, placed) if keyed else None

        # Not verified first: adding stays quick, and nothing is read from a damaged log afterwards either way.
        with self.database.plain_errors():
            return self.database.patiently(read)

    def _insert(self, revisions: Callable[[], Iterator[Revision]], count: int) -> None:
        """Insert `count` revisions, all or none, generating them as they are written."""
        with self.database.plain_errors(), self._writing:
            self.database.patiently(lambda: self._insert_once(revisions, count))

    def _insert_once(self, revisions: Callable[[], Iterator[Revision]], count: int) -> None:
        try:
            writer = self._writer
            if self.database.insert(writer, revisions()) == count:
                writer.commit()
                return
            writer.rollback()
        except BaseException:
            self._roll_back()
            raise
        with self.database.engine.begin() as connection:
            self.database.insert(connection.connection, revisions())
            self._refuse_conflicts(connection, revisions())

    def _roll_back(self) -> None:
        writer = self._open_writer
        if writer is None:  # never connected
            return
        try:
            writer.rollback()
        except self.database.driver_errors:
            # Connected no more: the next entry gets another connection.
            self._open_writer = None
            writer.invalidate()

    @property
    def _writer(self) -> sa.PoolProxiedConnection:
        """The driver's own connection, kept open: a SQLAlchemy transaction costs half as much as writing an entry."""
        if self._open_writer is not None and self._generation != self.database.generation:
            self._open_writer.invalidate()
            self._open_writer = None
        if self._open_writer is None:
            self._generation = self.database.generation
            self._open_writer = self.database.engine.raw_connection()
        return self._open_writer

    def _refuse_conflicts(self, connection: sa.Connection, revisions: Iterator[Revision]) -> None:
        """Raise unless every revision is in the log with just this content."""
        columns = schema.REVISION.c
        while some := {each.id: each for each in islice(revisions, 500)}:
            query = sa.select(columns.id, columns.kind, columns.digest).where(columns.id.in_(some))
            stored = {id: (kind, seal) for id, kind, seal in connection.execute(query)}
            hidden = self.database.known(connection, (each for id, each in some.items() if id not in stored))
            for id, each in some.items():
                if id in hidden:
                    continue
                kind, seal = stored.get(id, ("record that you may not read", "hidden"))
                if seal != each.digest:
                    raise ConflictError(
                        gettext(
                            "{name} already has revision {id} as another {kind} (digest {seal}…, this one "
                            "{digest}…); nothing was written. To change an entry, use log.amend(…)",
                            name=self.name,
                            id=id,
                            kind=kind,
                            seal=seal[:12],
                            digest=each.digest[:12],
                        )
                    )


def _verified(revisions: Iterable[Revision]) -> Iterator[Revision]:
    for each in revisions:
        if digest(each) != each.digest:
            raise LogError(
                gettext(
                    "revision {id} was changed outside alsnb; nothing was merged",
                    id=each.id,
                )
            )
        yield each
