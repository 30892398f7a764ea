"""Checks that a log's content is unchanged since it was written.

SQLite notices when its file is broken, but not when a byte within a text is another. Two things together tell: SQLite's
own check of the file, which finds rows that are lost or in the wrong place, and the digest of every revision, which
finds a text that changed.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import lru_cache

import sqlalchemy as sa

from alsnb.log import schema
from alsnb.log.databases.base import Database
from alsnb.log.revisions import Revision, digest, milliseconds_of

_BATCH = 1_000


def of_log(database: Database, connection: sa.Connection) -> str | None:
    """Return the first damage in a log, as a sentence; None if there is none."""
    found = database.damage(connection)
    if found is None:
        for revision in _revisions(connection):
            if damaged := of_revision(revision):
                return f"{revision.kind} {revision.entry}: {damaged}"
    return found


def of_revision(revision: Revision) -> str | None:
    """Return what is wrong with a revision if it, or a column made from it, was changed; otherwise None."""
    try:
        if digest(revision) != revision.digest:
            return "was changed outside alsnb: its digest does not match"
        if revision.at != milliseconds_of(revision.id):
            return "its time differs from the time in its id"
        said = revision.content
        # Every revision read is verified: looking for the three texts takes a fifth of the time of parsing them all.
        if all(each in said for each in _context(revision.cohort, revision.learning_set, revision.member)):
            return None
        content = json.loads(said)
        for name in ("cohort", "learning_set", "member"):
            if getattr(revision, name) != content.get(name):
                return f"its column {name} differs from its content"
    except (TypeError, ValueError, AttributeError):  # a cell or an id that alsnb never wrote
        return "was not written by alsnb"
    return None


@lru_cache(4096)
def _context(cohort: str | None, learning_set: str | None, member: str | None) -> tuple[str, ...]:
    """How the codes in a revision's columns stand in its content; within a text, quotation marks are escaped."""
    named = (("cohort", cohort), ("learning_set", learning_set), ("member", member))
    return tuple(f'"{name}":{json.dumps(code, ensure_ascii=False)}' for name, code in named)


def _revisions(connection: sa.Connection) -> Iterator[Revision]:
    # The driver's cursor, as SQLAlchemy's rows would cost more than verifying them.
    cursor = connection.connection.cursor()
    cursor.execute(str(sa.select(schema.REVISION)))
    while batch := cursor.fetchmany(_BATCH):
        yield from map(Revision._make, batch)
