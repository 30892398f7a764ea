"""The log's tables, and the queries that read them; the same in SQLite and in PostgreSQL."""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from functools import cache, cached_property
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.compiler import compiles

from alsnb.frames import Column, columns
from alsnb.log.revisions import Revision
from alsnb.records import RECORDS, Record

VERSION = 5
"""The version of the tables; a log with a greater one was made by a newer alsnb.

2 brought erasure and drafts, 3 the secret that pseudonyms are made with, 4 withdrawn entries, 5 entries that were taken
back after they were handed in, and the digests of drafts; an older alsnb would count them, or keep their words.
"""

METADATA = sa.MetaData()
# Ids and codes are compared byte by byte, whatever language the database speaks.
_TEXT = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")


class _Json(sa.types.UserDefinedType[str]):
    """PostgreSQL's json, read as the text it was written as.

    Of all types that keep a text as it is, this is the one that cannot be compared: no plan, index or statistic can be
    about what somebody wrote.
    """

    cache_ok = True

    def get_col_spec(self, **_: Any) -> str:
        return "json"

    def column_expression(self, column: sa.ColumnElement[Any]) -> sa.ColumnElement[Any]:
        return sa.cast(column, sa.Text)


_CONTENT = sa.Text().with_variant(_Json(), "postgresql")
ABOUT = sa.Table(
    "alsnb_log",
    METADATA,
    sa.Column("version", sa.Integer, nullable=False),
    sa.Column("fields", sa.Text, nullable=False),
)
REVISION = sa.Table(
    "revision",
    METADATA,
    sa.Column("id", _TEXT, primary_key=True),
    sa.Column("entry", _TEXT, nullable=False),
    sa.Column("kind", _TEXT, nullable=False),
    sa.Column("author", _TEXT),
    sa.Column("at", sa.BigInteger, nullable=False),
    sa.Column("cohort", _TEXT),
    sa.Column("learning_set", _TEXT),
    sa.Column("member", _TEXT),
    sa.Column("content", _CONTENT, nullable=False),
    sa.Column("digest", _TEXT, nullable=False),
)
TOMBSTONE = sa.Table(
    "tombstone",
    METADATA,
    sa.Column("cohort", _TEXT, primary_key=True),
    sa.Column("member", _TEXT, primary_key=True),
)
"""Whose revisions were erased and must not come back."""
ERASED = sa.Table("erased_entry", METADATA, sa.Column("entry", _TEXT, primary_key=True))
"""The ids of the entries erased: what refers to them goes too, and none comes back under another member's code."""
PLACE = ":place"
"""What ends the key of a draft that only says where a screen was; nobody typed it."""

DRAFT = sa.Table(
    "draft",
    METADATA,
    sa.Column("author", _TEXT, primary_key=True),
    sa.Column("key", _TEXT, primary_key=True),
    sa.Column("at", sa.BigInteger, nullable=False),
    sa.Column("content", _TEXT, nullable=False),
    sa.Column("digest", _TEXT),
)
"""What somebody is typing and has not saved; an older alsnb kept no digest of it."""
SECRET = sa.Table("secret", METADATA, sa.Column("secret", _TEXT, primary_key=True))
"""One row: what pseudonyms are made with."""
sa.Index("revision_of_kind", REVISION.c.kind, REVISION.c.cohort)
LOCAL = sa.MetaData()
"""Tables that a log's file has and a shared log has not: what happened to this copy, and is no part of a merge."""
HANDED_IN = sa.Table(
    "handed_in",
    LOCAL,
    sa.Column("entry", _TEXT, primary_key=True),
    sa.Column("at", sa.BigInteger, nullable=False),
)
"""When an entry last left in a bundle; under `BEFORE`, until when nobody kept note of that."""
BEFORE = "before"
RETRACTION = sa.Table(
    "retraction",
    LOCAL,
    sa.Column("entry", _TEXT, primary_key=True),
    sa.Column("cohort", _TEXT, primary_key=True),
    sa.Column("member", _TEXT, primary_key=True),
    sa.Column("revision", _TEXT, nullable=False),
)
"""Since when a member has taken an entry back, as an id: nothing older of theirs may be kept but what takes it back.

Of an entry that was erased, under which other codes it was its member's."""
HEARD = sa.Table(
    "heard",
    LOCAL,
    sa.Column("cohort", _TEXT, primary_key=True),
    sa.Column("member", _TEXT, primary_key=True),
    sa.Column("at", sa.BigInteger, nullable=False),
)
"""When the newest hand-in of a member was written, of those gathered here."""
# Few entries are ever amended: an index of the amendments alone tells at once that a revision is still current.
sa.Index("revision_amending", REVISION.c.entry, REVISION.c.kind, sqlite_where=REVISION.c.id != REVISION.c.entry)

INSERT = {
    name: f"INSERT INTO revision ({', '.join(Revision._fields)}) VALUES ({', '.join([mark] * len(Revision._fields))}) "
    "ON CONFLICT DO NOTHING"
    for name, mark in (("sqlite", "?"), ("postgresql", "%s"))
}
"""The driver's own statement: for a single entry, having SQLAlchemy make it costs as much as writing."""


class AsJson(sa.sql.functions.FunctionElement[Any]):
    """A revision's content, as JSON to take fields out of."""

    inherit_cache = True
    name = "as_json"


@compiles(AsJson)
def _text(element: AsJson, compiler: Any, **how: Any) -> str:
    return str(compiler.process(element.clauses, **how))


@compiles(AsJson, "postgresql")
def _json(element: AsJson, compiler: Any, **how: Any) -> str:
    return f"as_json({compiler.process(element.clauses, **how)})"


def field(content: sa.ColumnElement[str], name: str) -> sa.ColumnElement[str]:
    """A field of a revision's content that holds a text."""
    return AsJson(content).op("->>", return_type=sa.Text())(name)


def upsert(dialect: str, table: sa.Table) -> sqlite.Insert | postgresql.Insert:
    """An insertion that may say what becomes of a row that is there already."""
    return sqlite.insert(table) if dialect == "sqlite" else postgresql.insert(table)


def is_amended(connection: sa.Connection, kind: str) -> bool:
    """Whether any entry of one kind has more than its first revision."""
    columns = REVISION.c
    return connection.execute(
        sa.select(sa.exists().where(columns.id != columns.entry, columns.kind == kind))
    ).scalar_one()


def lines(kind: str, cohort: str | None, *, amended: bool) -> sa.Select[Any]:
    """The newest revision of every entry of one kind, each as one JSON text with ``entry`` and ``recorded_at`` in it.

    One text a row is what costs Python least to fetch, and the frames see sooner than SQL which are withdrawn.
    """
    found = newest(kind, cohort, amended=amended).subquery()
    at, rest = sa.cast(found.c.at, sa.Text), sa.func.substr(sa.cast(found.c.content, sa.Text), 2)
    return sa.select(sa.literal('{"entry":"') + found.c.entry + '","recorded_at":' + at + "," + rest)


def current(kind: str, cohort: str | None) -> sa.Select[Any]:
    """The newest revision of every entry of one kind that is not withdrawn, nor says something of one that is."""
    now = newest(kind, cohort).subquery()
    query = sa.select(now).where(~_is_withdrawn(now.c.content))
    about = RECORDS[kind].of_entry
    if about is not None:
        other = newest(about, None).subquery()
        withdrawn = sa.select(other.c.entry).where(_is_withdrawn(other.c.content))
        query = query.where(field(now.c.content, about).not_in(withdrawn))
    return query


def _is_withdrawn(content: sa.ColumnElement[str]) -> sa.ColumnElement[bool]:
    return sa.func.coalesce(sa.cast(AsJson(content).op("->")("withdrawn"), sa.Text), "false") == "true"


def newest(kind: str, cohort: str | None, *, amended: bool = True) -> sa.Select[Any]:
    """The newest revision of every entry of one kind: entry, author, time, cohort, member, content.

    Where none is `amended`, there is no need to look for a later one. A revision that cannot be of its entry, because
    it is of another kind or the entry's id is not of its kind's sort, is as if it were not there.
    """
    later = REVISION.alias("later")
    superseded = sa.exists().where(
        later.c.entry == REVISION.c.entry,
        later.c.id != later.c.entry,
        later.c.id > REVISION.c.id,
        later.c.kind == REVISION.c.kind,
    )
    shown = (REVISION.c[name] for name in ("entry", "author", "at", "cohort", "member", "content"))
    query = sa.select(*shown).where(REVISION.c.kind == kind)
    if RECORDS[kind].key:
        query = query.where(sa.func.substr(REVISION.c.entry, 15, 1) == "5")
    elif amended:
        query = query.where((REVISION.c.id == REVISION.c.entry) | (sa.func.substr(REVISION.c.entry, 15, 1) == "7"))
    query = query.where(~superseded) if amended else query
    return query if cohort is None else query.where(REVISION.c.cohort == cohort)


def history(entry: str) -> sa.Select[Any]:
    """Every revision of an entry, oldest first."""
    # Said this way, the first is found by its id and the others in the index of amendments.
    of_entry = REVISION.c.entry == entry
    first, amendments = of_entry & (REVISION.c.id == entry), of_entry & (REVISION.c.id != REVISION.c.entry)
    return sa.select(REVISION).where(of_entry, first | amendments).order_by(REVISION.c.id)


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
    said = connection.execute(_said_of_kind("member"))
    return {(cohort, member): None if withdrawn else found for _, cohort, found, member, withdrawn in said}


def typed(record: type[Record], field: Callable[[Column], str]) -> str:
    """The columns of a typed view, as SQL; `field` says how one is taken out of a revision's content."""
    return ", ".join(f'{field(column)} AS "{column.name}"' for column in columns(record))


def fingerprint() -> str:
    """Changes whenever a record gains, loses or retypes a field, that is, whenever the views must be made anew."""
    said = [
        f"{kind} {column.name} {column.dtype} {column.choices}" for kind in RECORDS for column in columns(RECORDS[kind])
    ]
    return hashlib.sha256("\n".join(said).encode()).hexdigest()


def cohorts(connection: sa.Connection) -> list[str]:
    """The codes of the cohorts there are."""
    said = connection.execute(_said_of_kind("cohort"))
    now = {entry: None if withdrawn else cohort for entry, cohort, _, _, withdrawn in said}
    return sorted({cohort for cohort in now.values() if cohort is not None})


@cache
def _said_of_kind(kind: str) -> sa.Select[Any]:
    """Entry and context of every revision of one kind, oldest first, and whether it withdraws its entry.

    Each entry added may need them: of few, reading all is quicker than having SQL look for the newest.
    """
    shown = (REVISION.c[name] for name in ("entry", "cohort", "learning_set", "member"))
    said = sa.select(*shown, _is_withdrawn(REVISION.c.content)).where(REVISION.c.kind == kind)
    return said.order_by(REVISION.c.id)


Retracted = tuple[str, str, str]
"""An entry, and the cohort and member who took it back."""


class Retractions:
    """Tells the revisions that their writer has taken back since from those that may come in.

    What is older than its writer's retraction may not, and what coders said of a reflection only if they said it after
    it was shared again: it quotes what they had read. Another member's entry is never meant, whatever its id.
    """

    def __init__(
        self, connection: sa.Connection, known: dict[Retracted, str], members: Iterable[Revision] = ()
    ) -> None:
        self._connection = connection
        self._members = members
        """What else is known of members, who may not be in the log yet."""
        self.known = known
        """Since when what is taken back, as an id."""
        self.new: set[Retracted] = set()
        self._of_entry: dict[str, list[Retracted]] = defaultdict(list)
        for each in known:
            self._of_entry[each[0]].append(each)
        self._readable: dict[str, str] = {}

    def sift(self, revisions: list[Revision], said_at: int | None = None) -> list[Revision]:
        """Return the revisions that may come in, and note what they take back.

        If the writer's whole log was as these revisions at a time (`said_at`, in milliseconds since 1970), what was
        taken back by then was so in spite of what others had corrected in it since.
        """
        until = "" if said_at is None else _id_of(said_at)
        for each in revisions:
            if is_retraction(each):
                self._note((each.entry, each.cohort or "", each.member or ""), max(each.id, until))
        if not self.known:
            return revisions
        self._codes.learn(revisions)
        for each in revisions:
            if each.entry in self._of_entry and self._stays(each) and each.id < self._first_readable(each.entry):
                self._readable[each.entry] = each.id
        return [each for each in revisions if not self._is_gone(each)]

    def _note(self, retracted: Retracted, since: str) -> None:
        before = self.known.get(retracted)
        if before is None:
            self._of_entry[retracted[0]].append(retracted)
        if before is None or since > before:
            self.known[retracted] = since
            self.new.add(retracted)
            self._readable.pop(retracted[0], None)

    def _is_gone(self, revision: Revision) -> bool:
        if is_retraction(revision):
            return False
        if revision.entry in self._of_entry:
            return not self._stays(revision)
        about = RECORDS[revision.kind].of_entry if revision.kind in _QUOTING else None
        reflection = json.loads(revision.content).get(about) if about else None
        return reflection in self._of_entry and revision.id < self._first_readable(reflection)

    def _stays(self, revision: Revision) -> bool:
        """Whether a revision of an entry that somebody took back says something that was not taken back."""
        meant = (each for each in self._of_entry[revision.entry] if is_meant(each, revision, self._codes))
        return not is_retraction(revision) and all(revision.id >= self.known[each] for each in meant)

    def _first_readable(self, entry: str) -> str:
        """The first revision of an entry that stays; a text that sorts after every id if there is none."""
        if entry not in self._readable:
            rows = self._connection.execute(history(entry))
            self._readable[entry] = min(
                (each.id for each in map(Revision._make, rows) if self._stays(each)), default=NEVER
            )
        return self._readable[entry]

    @cached_property
    def _codes(self) -> Codes:
        return Codes(self._connection, self._members)


class Codes:
    """The codes that members have or had.

    A code that was corrected is nobody's any more, and what bears it still is its member's, under whatever code that
    one has now. Not so the code of whoever never was a member, as a facilitator, nor what bears none.
    """

    def __init__(self, connection: sa.Connection, members: Iterable[Revision] = ()) -> None:
        self._now: dict[str, tuple[str, tuple[str | None, str | None] | None]] = {}
        """What each member's entry says now, by the revision that says it; None if it is withdrawn."""
        self._ever = set[tuple[str | None, str | None]]()
        columns = REVISION.c
        said = sa.select(*(columns[name] for name in Revision._fields)).where(columns.kind == "member")
        self.learn(Revision._make(row) for row in connection.execute(said))
        self.learn(members)

    def learn(self, revisions: Iterable[Revision]) -> None:
        """Take note of what is said of members."""
        for each in revisions:
            if each.kind == "member":
                person = (each.cohort, each.member)
                self._ever.add(person)
                if each.id >= self._now.get(each.entry, ("", None))[0]:
                    withdrawn = json.loads(each.content).get("withdrawn") is True
                    self._now[each.entry] = each.id, None if withdrawn else person

    def is_nobodys(self, cohort: str | None, member: str | None) -> bool:
        """Whether a code was a member's and is no longer."""
        person = (cohort, member)
        return person in self._ever and all(now != person for _, now in self._now.values())


def is_meant(retracted: Retracted, revision: Revision, codes: Codes) -> bool:
    """Whether a retraction is of a revision: one of the same member's, or under a code that is nobody's any more."""
    person = (revision.cohort or "", revision.member or "")
    return person == retracted[1:] or codes.is_nobodys(revision.cohort, revision.member)


def living(connection: sa.Connection) -> set[tuple[str | None, str | None]]:
    """Cohort and code of every member there is; a code that was withdrawn or changed for another is none."""
    said = connection.execute(_said_of_kind("member"))
    now = {entry: None if withdrawn else (cohort, member) for entry, cohort, _, member, withdrawn in said}
    return {each for each in now.values() if each is not None}


def _id_of(at: int) -> str:
    """The start of the ids of a time: it sorts before each of them, and after those of any earlier time."""
    return f"{at:012x}"[:8] + "-" + f"{at:012x}"[8:]


def is_retraction(revision: Revision) -> bool:
    """Whether a revision takes its entry back without its words."""
    # Looked for as a text first: few are, and parsing each would cost more than all else.
    return '"retracted":true' in revision.content and json.loads(revision.content).get("retracted") is True


_QUOTING = ("coding", "rating")
NEVER = "~"


class Graves:
    """Tells the revisions that were erased from those that may come in, and remembers the entries it met."""

    def __init__(self, connection: sa.Connection) -> None:
        self._connection = connection
        self.members = {(row.cohort, row.member) for row in connection.execute(sa.select(TOMBSTONE))}
        self.entries = set(connection.execute(sa.select(ERASED.c.entry)).scalars())
        self.found: set[str] = set()
        self._met: list[Revision] = []
        """What was said of members in what was sifted so far, and may not be in the log yet."""
        self._makers: dict[str, tuple[str | None, str | None]] = {}
        """Who made the entries that were erased, of those that come in again."""
        self.freed: set[str] = set()
        """Entries that are not erased after all: they are somebody's who was not."""

    def sift(self, revisions: list[Revision]) -> list[Revision]:
        """The revisions that may come in."""
        if not (self.members or self.entries):
            return revisions
        self._met += [each for each in revisions if each.kind == "member"]
        others = {each.entry for each in revisions if (each.cohort, each.member) not in self.members}
        return [each for each in revisions if not self._hold(each, others)]

    def _hold(self, revision: Revision, others: set[str]) -> bool:
        """Whether a revision belongs to somebody erased, or to what they wrote."""
        about = json.loads(revision.content).get("reflection") if self.entries or self.found else None
        if revision.entry in self.entries and self._is_rightful(revision):
            # Whoever was erased had only put something in the place of this one.
            self.entries.discard(revision.entry)
            self.freed.add(revision.entry)
        by_erased = (revision.cohort, revision.member) in self.members
        quotes_erased = about in self.entries or about in self.found
        is_theirs = by_erased and revision.entry not in others and not self._is_anothers(revision.entry)
        if quotes_erased or is_theirs:
            self.found.add(revision.entry)
        return by_erased or revision.entry in self.found or revision.entry in self.entries

    def _is_rightful(self, revision: Revision) -> bool:
        """Whether a revision of an entry that was erased is of another one, of somebody's who was not."""
        person = (revision.cohort, revision.member)
        if revision.id == revision.entry or revision.entry not in self._makers:
            self._makers[revision.entry] = person
        if person in self.members:
            return False
        if revision.kind in _QUOTING:  # they go with the reflection, and so they come
            about = json.loads(revision.content).get("reflection")
            return about not in self.entries and about not in self.found
        # Whoever was erased may have had other codes: where the entry was not erased, or before it was.
        had_other_codes = (revision.entry, revision.cohort or "", revision.member or "") in self._former
        codes = Codes(self._connection, self._met)
        return not (self._makers[revision.entry] in self.members or codes.is_nobodys(*person) or had_other_codes)

    @cached_property
    def _former(self) -> set[Retracted]:
        if self._connection.dialect.name != "sqlite":  # on a server nothing is kept of that
            return set()
        return {(row.entry, row.cohort, row.member) for row in self._connection.execute(sa.select(RETRACTION))}

    def _is_anothers(self, entry: str) -> bool:
        """Whether the log has an entry from somebody who was not erased, or from nobody in particular."""
        columns = REVISION.c
        said = sa.select(columns.cohort, columns.member).where(
            (columns.id == entry) | ((columns.entry == entry) & (columns.id != columns.entry))
        )
        return any((row.cohort, row.member) not in self.members for row in self._connection.execute(said))


def holds(connection: sa.Connection, cohort: str, member: str) -> bool:
    """Whether there is anything of a member."""
    theirs = sa.select(REVISION.c.id).where(REVISION.c.cohort == cohort, REVISION.c.member == member).limit(1)
    return connection.execute(theirs).first() is not None
