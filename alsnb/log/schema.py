"""The log's tables, and the queries that read them; the same in SQLite and in PostgreSQL."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from functools import cache
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
    """Return a text field of a revision's content."""
    return AsJson(content).op("->>", return_type=sa.Text())(name)


def upsert(dialect: str, table: sa.Table) -> sqlite.Insert | postgresql.Insert:
    """Return an insertion that supports a conflict clause."""
    return sqlite.insert(table) if dialect == "sqlite" else postgresql.insert(table)


def is_amended(connection: sa.Connection, kind: str) -> bool:
    """Return whether any entry of one kind has been amended."""
    columns = REVISION.c
    return connection.execute(
        sa.select(sa.exists().where(columns.id != columns.entry, columns.kind == kind))
    ).scalar_one()


def lines(kind: str, cohort: str | None, *, amended: bool) -> sa.Select[Any]:
    """Select the newest revision of every entry of one kind, as JSON with ``entry`` and ``recorded_at`` in it.

    One text a row is what costs Python least to fetch, and the frames see sooner than SQL which are withdrawn.
    """
    found = newest(kind, cohort, amended=amended).subquery()
    at, rest = sa.cast(found.c.at, sa.Text), sa.func.substr(sa.cast(found.c.content, sa.Text), 2)
    return sa.select(sa.literal('{"entry":"') + found.c.entry + '","recorded_at":' + at + "," + rest)


def current(kind: str, cohort: str | None) -> sa.Select[Any]:
    """Select the newest revision of every entry of one kind, unless it or the entry it is about is withdrawn."""
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
    """Select the newest revision of every entry of one kind: entry, author, time, cohort, member, content.

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
    """Select every revision of an entry, oldest first."""
    # Said this way, the first is found by its id and the others in the index of amendments.
    of_entry = REVISION.c.entry == entry
    first, amendments = of_entry & (REVISION.c.id == entry), of_entry & (REVISION.c.id != REVISION.c.entry)
    return sa.select(REVISION).where(of_entry, first | amendments).order_by(REVISION.c.id)


def said_of(connection: sa.Connection, entries: list[str]) -> Iterator[Any]:
    """Yield the id, entry and content of the amendments of the given entries, oldest first."""
    columns = REVISION.c
    for start in range(0, len(entries), 500):
        some = columns.entry.in_(entries[start : start + 500]) & (columns.id != columns.entry)
        rows = connection.execute(
            sa.select(columns.id, columns.entry, columns.content).where(some).order_by(columns.id)
        )
        yield from rows


def members_of(connection: sa.Connection, entries: list[str]) -> set[str | None]:
    """Return the members named by any revision of the given entries."""
    columns, found = REVISION.c, set[str | None]()
    for start in range(0, len(entries), 500):
        some = entries[start : start + 500]
        # Asked in two, the first revisions are found by their ids and the others in the index of amendments.
        for theirs in (columns.id.in_(some), columns.entry.in_(some) & (columns.id != columns.entry)):
            found.update(connection.execute(sa.select(columns.member).where(theirs)).scalars())
    return found


def amending(connection: sa.Connection) -> Iterator[tuple[str, str | None]]:
    """Yield the entry and member of every amendment of an entry without a key; these are few."""
    columns, without = REVISION.c, [kind for kind, record in RECORDS.items() if not record.key]
    # Were it the kind as it stands, SQLite would look through the index of all revisions of a kind instead.
    theirs = (columns.id != columns.entry) & (columns.kind + "").in_(without)
    yield from connection.execute(sa.select(columns.entry, columns.member).where(theirs))


def sets(connection: sa.Connection) -> dict[tuple[str | None, str | None], str | None]:
    """Return the set of every member, by cohort and member."""
    rows = connection.execute(said_of_kind("member"))
    return {(cohort, member): None if withdrawn else found for _, cohort, found, member, withdrawn in rows}


def typed(record: type[Record], field: Callable[[Column], str]) -> str:
    """Return the columns of a typed view as SQL; `field` returns the expression for a column."""
    return ", ".join(f'{field(column)} AS "{column.name}"' for column in columns(record))


def fingerprint() -> str:
    """Return a digest of the records' fields: if it changes, the views must be rebuilt."""
    said = [
        f"{kind} {column.name} {column.dtype} {column.choices}" for kind in RECORDS for column in columns(RECORDS[kind])
    ]
    return hashlib.sha256("\n".join(said).encode()).hexdigest()


def cohorts(connection: sa.Connection) -> list[str]:
    """Return the codes of all cohorts."""
    rows = connection.execute(said_of_kind("cohort"))
    now = {entry: None if withdrawn else cohort for entry, cohort, _, _, withdrawn in rows}
    return sorted({cohort for cohort in now.values() if cohort is not None})


@cache
def said_of_kind(kind: str) -> sa.Select[Any]:
    """Select the entry and context of every revision of one kind, and whether it is withdrawn; oldest first.

    Each entry added may need them: of few, reading all is quicker than having SQL look for the newest.
    """
    shown = (REVISION.c[name] for name in ("entry", "cohort", "learning_set", "member"))
    said = sa.select(*shown, _is_withdrawn(REVISION.c.content)).where(REVISION.c.kind == kind)
    return said.order_by(REVISION.c.id)
