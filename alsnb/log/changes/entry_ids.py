"""Find entries by the beginning of their ids."""

from __future__ import annotations

import re
from typing import Any

import sqlalchemy as sa

from alsnb.log import schema
from alsnb.log.revisions import Revision
from alsnb.records import UUID

SHORTEST = 8
"""The number of characters that name an entry if no other id begins with them."""
is_id = re.compile(UUID.strip("^$")).fullmatch


def shortest(connection: sa.Connection, entry: Any) -> str:
    """Return the shortest beginning of an entry's id that no other entry shares."""
    if not isinstance(entry, str) or not is_id(entry):
        return str(entry)
    sizes = (SHORTEST, 13, 18, 23)
    return next((entry[:size] for size in sizes if len(beginning_so(connection, entry[:size])) == 1), entry)


def beginning_so(connection: sa.Connection, prefix: str) -> list[str]:
    """Return the ids of entries with the given beginning; if there are many, a few of them."""
    columns, found = schema.REVISION.c, set[str]()
    for column, more in ((columns.id, columns.id == columns.entry), (columns.entry, columns.id != columns.entry)):
        # `g` follows the hexadecimal digits.
        begins = (column >= prefix) & (column < f"{prefix}g") & more
        found |= set(connection.execute(sa.select(columns.entry).where(begins).distinct().limit(3)).scalars())
    return sorted(found)


def history(connection: sa.Connection, entry: str) -> list[Revision]:
    """Return all revisions of an entry, oldest first."""
    return [Revision(*row) for row in connection.execute(schema.history(entry))]
