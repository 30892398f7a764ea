"""Settings of a cohort, set or member that only one of two logs has, and that a merge would lose.

A cohort made anew on another computer has the same id and is the newer, but leaves empty what the first one says. That
stays: it is put back by an amendment, which is the same whichever log is merged into the other. Anyone who has seen a
field and emptied it has meant it.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator
from hashlib import sha256
from typing import Any

import sqlalchemy as sa

from alsnb.errors import AlsnbError
from alsnb.log.revisions import Revision, amendment, entry_of, following_id
from alsnb.log.schema import REVISION
from alsnb.records import NOT_TOLD, RECORDS

_KINDS = ("cohort", "learning_set", "member")


def lost(connection: sa.Connection, other: sa.Connection) -> list[Revision]:
    """Return the amendments that put back what merging two logs would lose.

    Parameters
    ----------
    connection, other : Connection
        To the two logs as they are before one is merged into the other.
    """
    ours, theirs = _histories(connection), _histories(other)
    return [
        each
        for entry in sorted(ours.keys() & theirs.keys())
        for each in _regained(sorted(ours[entry]), sorted(theirs[entry]))
    ]


def _histories(connection: sa.Connection) -> dict[str, list[Revision]]:
    by_entry = defaultdict[str, list[Revision]](list)
    for row in connection.execute(sa.select(REVISION).where(REVISION.c.kind.in_(_KINDS))):
        each = Revision(*row)
        by_entry[each.entry].append(each)
    return by_entry


def _regained(ours: list[Revision], theirs: list[Revision]) -> Iterator[Revision]:
    """Return the fields that one side's newest revision lacks because it did not know the other's."""
    older, newer = sorted((ours, theirs), key=lambda side: side[-1])
    if older[-1] in newer:
        return
    now, before = newer[-1], older[-1]
    both = [each for each in newer if each in older]
    try:
        fields = _fields(now), _fields(before), _fields(both[-1]) if both else {}
        rightful = entry_of(now.record) == entry_of(before.record) == now.entry
        values = _left_empty(now, *fields) if rightful and not (now.record.withdrawn or before.record.withdrawn) else {}
        if values:
            record = type(now.record)(**now.record.model_dump() | {"entry": now.entry} | values)
            salt = sha256(json.dumps(values, sort_keys=True, default=str).encode()).hexdigest()
            yield amendment(now, record, now.author, following_id(now.id, now.entry, salt))
    except (AlsnbError, ValueError, TypeError):  # one that is not as alsnb writes it is for `check` to tell of
        return


def _fields(revision: Revision) -> dict[str, Any]:
    record = revision.record
    return {name: getattr(record, name) for name in type(record).model_fields if name not in NOT_TOLD}


def _left_empty(now: Revision, said: dict[str, Any], before: dict[str, Any], both: dict[str, Any]) -> dict[str, Any]:
    declared = RECORDS[now.kind].model_fields

    def is_empty(name: str, value: Any) -> bool:
        return value in (None, (), "") or value == declared[name].get_default()

    return {
        name: value
        for name, value in before.items()
        if is_empty(name, said[name]) and not is_empty(name, value) and both.get(name) != value
    }
