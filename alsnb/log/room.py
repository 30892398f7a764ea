"""Room for a colleague's log: what a hand-in may have put in the place of somebody else's entry moves aside.

Whoever hands in may choose an id that is another's, in a log that the tutor does not have yet. Merging that log must
neither fail for it nor mix the two entries.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Any

import sqlalchemy as sa

from alsnb.log.aside import Owner, Places, batched, owner_of, reference_of, sealed
from alsnb.log.revisions import Revision
from alsnb.log.schema import RETRACTION, REVISION, upsert
from alsnb.records import OF_ONESELF, RECORDS

_AT_ONCE = 500
_UNKEYED = [kind for kind, record in RECORDS.items() if not record.key]
_SAID = list(OF_ONESELF)


def make(connection: sa.Connection, other: sa.Connection) -> set[str]:
    """Move aside what hand-ins put where another log has an entry of somebody else's.

    Parameters
    ----------
    connection : Connection
        To the log that is merged into, in a transaction.
    other : Connection
        To the log that is taken over.

    Returns
    -------
    set of str
        The other way round: the entries of the other log that hand-ins can say, in whose place this one has something
        that hand-ins cannot. They are the ones to move, by `Places.settled`.
    """
    columns, places, moving = REVISION.c, Places(connection), set[str]()
    shown = [columns[name] for name in ("id", "entry", "digest", "kind", "cohort", "member")]
    query = sa.select(*shown).where(columns.kind.in_(_UNKEYED))
    for some in batched(other.execute(query).yield_per(10 * _AT_ONCE), _AT_ONCE):
        here = _rows(connection, shown, {each.id for each in some} | {each.entry for each in some})
        by_id = {each.id: each for each in here}
        by_entry = {each.entry: Owner(*each[3:]) for each in here}
        for each in some:
            owner, id = Owner(*each[3:]), by_id.get(each.id)
            if by_entry.get(each.entry, owner) != owner:
                moving |= _part(connection, other, places, each.entry)
            elif id is not None and id.digest != each.digest and Owner(*id[3:]) != owner:
                if id.kind in OF_ONESELF:
                    (old,) = _all(connection, columns.id == each.id)
                    _replace(connection, [old], [places.moved(old, entry=old.entry)])
                    _bring_back(connection, places, owner, each.entry)
                elif each.kind in OF_ONESELF:
                    moving.add(each.entry)
    return moving


def _part(connection: sa.Connection, other: sa.Connection, places: Places, entry: str) -> set[str]:
    """Part the two entries that have one id, unless they are one, of which one side has corrected whose it is."""
    here, there = (_all(each, _of_entry(entry)) for each in (connection, other))
    if not here or {each.digest for each in here} & {each.digest for each in there}:
        return set()
    ours_alone = _has_first(here, entry) and not _has_first(there, entry)
    if _are_said(here) and not (ours_alone and _are_said(there)):
        for owner in {owner_of(each) for each in here}:
            _move_retraction(connection, owner, entry, places.derived(owner, entry))
        _replace(connection, here, [places.moved(each) for each in here])
        for owner in {owner_of(each) for each in there}:
            _bring_back(connection, places, owner, entry)
    elif _are_said(there):
        return {entry}
    return set()


def _are_said(revisions: list[Revision]) -> bool:
    """Whether hand-ins can have brought some revisions."""
    return all(each.kind in OF_ONESELF for each in revisions)


def _has_first(revisions: list[Revision], entry: str) -> bool:
    """Whether the revision is among them that made the entry."""
    return any(each.id == entry for each in revisions)


def _move_retraction(connection: sa.Connection, owner: Owner, entry: str, to: str) -> None:
    """Have what an owner took back stay taken back at another id, and nobody else's in its old place."""
    meant = (RETRACTION.c.entry == entry) & (RETRACTION.c.cohort == (owner.cohort or ""))
    meant &= RETRACTION.c.member == (owner.member or "")
    connection.execute(sa.update(RETRACTION).where(meant).values(entry=to))


def _bring_back(connection: sa.Connection, places: Places, owner: Owner, entry: str) -> None:
    """Give what had to move aside from its own id that id again, and what refers to it too."""
    columns, aside = REVISION.c, places.derived(owner, entry)
    theirs = (columns.cohort == owner.cohort) & (columns.member == owner.member) & columns.kind.in_(_SAID)
    old, new = [], []
    for each in _all(connection, theirs):
        reference = reference_of(each)
        if each.entry != aside and (reference is None or reference[1] != aside):
            continue
        own = each._replace(
            id=places.derived(owner_of(each), each.id, back=True),
            entry=entry if each.entry == aside else each.entry,
            content=each.content.replace(f'"{owner.kind}":"{aside}"', f'"{owner.kind}":"{entry}"'),
        )
        old.append(each)
        new.append(sealed(own))
    _replace(connection, old, new)


def _replace(connection: sa.Connection, old: Collection[Revision], new: Iterable[Revision]) -> None:
    if old:
        connection.execute(sa.delete(REVISION).where(REVISION.c.id.in_([each.id for each in old])))
        rows = [each._asdict() for each in new]
        connection.execute(upsert(connection.dialect.name, REVISION).on_conflict_do_nothing(), rows)


def _of_entry(entry: str) -> sa.ColumnElement[bool]:
    # Said this way, the first is found by its id and the others in the index of amendments.
    of_entry = REVISION.c.entry == entry
    return (of_entry & (REVISION.c.id == entry)) | (of_entry & (REVISION.c.id != REVISION.c.entry))


def _all(connection: sa.Connection, which: sa.ColumnElement[bool]) -> list[Revision]:
    return [Revision(*row) for row in connection.execute(sa.select(REVISION).where(which).order_by(REVISION.c.id))]


def _rows(connection: sa.Connection, shown: list[sa.Column[Any]], ids: set[str]) -> list[Any]:
    """What is here under some ids, be they of entries or revisions, oldest first."""
    columns, every, found = REVISION.c, sorted(ids), dict[str, Any]()
    for some in batched(every, _AT_ONCE):
        for part in (columns.id.in_(some), columns.entry.in_(some) & (columns.id != columns.entry)):
            found |= {row.id: row for row in connection.execute(sa.select(*shown).where(part))}
    return [found[id] for id in sorted(found)]
