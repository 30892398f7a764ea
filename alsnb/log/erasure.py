"""Permanent removal of a person's records: all of them, or an entry withdrawn after it was handed in.

Both work on an open connection to a log's file, so that they do the same to the log and to its backups.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from contextlib import suppress
from hashlib import sha256
from typing import NamedTuple

import sqlalchemy as sa
from sqlalchemy.dialects import sqlite

from alsnb.errors import AlsnbError
from alsnb.log.deletions import NEVER, QUOTING, Codes, Retracted, is_meant, is_retraction, living
from alsnb.log.intake.id_claims import Owner, Places
from alsnb.log.revisions import Revision, entry_of
from alsnb.log.schema import DRAFT, ERASED, RETRACTION, REVISION, TOMBSTONE
from alsnb.records import OF_ONESELF, RECORDS

_SOME = 500
_Person = tuple[str | None, str | None]


class Reach(NamedTuple):
    """The reach of an erasure."""

    entries: set[str]
    """The person's entries, and the codings and ratings of their reflections."""
    strays: list[Revision]
    """The person's revisions of other people's entries: these are removed, and the entries stay."""


def reach(connection: sa.Connection, people: Iterable[tuple[str, str]]) -> Reach:
    """Return what belongs to the given people, by cohort and member."""
    persons = set[_Person](people)
    there = living(connection) - persons
    entries: set[str] = set()
    strays: list[Revision] = []
    for cohort, member in persons:
        theirs = _rows(connection, (REVISION.c.cohort == cohort) & (REVISION.c.member == member))
        touched = {each.entry for each in theirs if each.kind not in QUOTING}
        for entry, revisions in by_entry(connection, touched):
            if owner(entry, revisions, there) in persons:
                entries.add(entry)
            else:
                strays += [each for each in revisions if (each.cohort, each.member) in persons]
    return Reach(entries | _quoting(connection, entries), strays)


def owner(entry: str, revisions: list[Revision], there: set[_Person]) -> _Person | None:
    """Return an entry's owner as cohort and member; None if no person owns it.

    An entry belongs to the person who made it. If that code is no longer a member's, it was renamed: the newest counts.
    """
    rightful = [each for each in revisions if _fits(each)]
    if RECORDS[rightful[0].kind].key if rightful else False:
        rightful = [each for each in rightful if _is_keyed_so(each)] or rightful
    if not rightful:
        return None
    first = next((each for each in rightful if each.id == entry), rightful[0])
    if (first.cohort, first.member) in there or first.kind in QUOTING:
        return (first.cohort, first.member)
    newest = [each for each in rightful if each.kind == first.kind][-1]
    return None if newest.member is None else (newest.cohort, newest.member)


def erase(connection: sa.Connection, people: Iterable[tuple[str, str]], entries: Iterable[str]) -> int:
    """Remember whom and which entries were erased, and delete what belongs to them; returns how many revisions went.

    Of the `entries`, which another log erased, those stay that are here somebody else's, or nobody's own.
    """
    persons = [{"cohort": cohort, "member": member} for cohort, member in people]
    buried = _buried(connection)
    known = set(connection.execute(sa.select(ERASED.c.entry)).scalars())
    news = [each for each in persons if (each["cohort"], each["member"]) not in buried]
    listed = set(entries) - known
    if not news and not listed:
        return 0
    if news:
        connection.execute(sqlite.insert(TOMBSTONE).on_conflict_do_nothing(), news)
    reached = reach(connection, [(each["cohort"], each["member"]) for each in news])
    gone = (reached.entries | _erasable(connection, listed)) - known
    if gone:
        connection.execute(sqlite.insert(ERASED).on_conflict_do_nothing(), [{"entry": each} for each in gone])
    former = _former(connection, reached.entries)
    deleted = _delete(connection, REVISION.c.entry, gone)
    deleted += _delete(connection, REVISION.c.id, [each.id for each in reached.strays])
    _delete(connection, RETRACTION.c.entry, gone)
    if former:
        connection.execute(sqlite.insert(RETRACTION).on_conflict_do_nothing(), former)
    for each in news:
        drop_drafts_of(connection, each["cohort"], each["member"])
    drop_drafts_about(connection, gone)
    return deleted


def purge(connection: sa.Connection, retractions: dict[Retracted, str], wholly: Collection[Retracted] = ()) -> int:
    """Delete the words of withdrawn entries, each up to an id; if it is in `wholly`, whatever the id.

    Returns how many revisions went; what coders said of a reflection goes too, unless it was shared again before.
    """
    deleted, codes = 0, Codes(connection)
    for retracted, since in retractions.items():
        entry, cohort, member = retracted
        row = {"entry": entry, "cohort": cohort, "member": member, "revision": since}
        connection.execute(sqlite.insert(RETRACTION).values(row).on_conflict_do_update(
            index_elements=["entry", "cohort", "member"], set_=row))  # fmt: skip
        texts = [each for each in dict(by_entry(connection, {entry})).get(entry, []) if not is_retraction(each)]
        gone = {
            each.id for each in texts if is_meant(retracted, each, codes) and (each.id < since or retracted in wholly)
        }
        first = min((each.id for each in texts if each.id not in gone), default=None)
        quoting = [each.id for each in _quotes(connection, {entry}) if first is None or each.id < first]
        deleted += _delete(connection, REVISION.c.id, [*gone, *quoting])
        if first is None:
            drop_drafts_about(connection, {entry})
    return deleted


def purge_copy(connection: sa.Connection, retractions: dict[Retracted, str], wholly: Collection[Retracted] = ()) -> int:
    """Do the same in a copy of the log, where an entry may have the id that it had before it moved, or has since."""
    places, ids = Places(connection), defaultdict[Retracted, set[str]](set)
    for retracted in retractions:
        entry, cohort, member = retracted
        with suppress(ValueError):  # it is no id that alsnb makes
            owners = [Owner(kind, cohort or None, member or None) for kind in OF_ONESELF]
            ids[retracted] = {places.derived(owner, entry, back=back) for owner in owners for back in (False, True)}
    held = {entry for entry, _ in by_entry(connection, {id for some in ids.values() for id in some})}
    newest, whole = dict(retractions), set(wholly)
    for retracted, some in ids.items():
        elsewhere = {(id, *retracted[1:]) for id in some & held}
        newest |= dict.fromkeys(elsewhere, retractions[retracted])
        whole |= elsewhere if retracted in wholly else set()
    return purge(connection, newest, whole)


def drafts_about(connection: sa.Connection, entries: Iterable[str]) -> list[tuple[str, str]]:
    """Return the author and key of all drafts that mention the given entries."""
    ids = set(entries)
    rows = connection.execute(sa.select(DRAFT.c.author, DRAFT.c.key, DRAFT.c.content)).all()
    return [(author, key) for author, key, content in rows if any(each in key or each in content for each in ids)]


def drop_drafts_about(connection: sa.Connection, entries: Iterable[str]) -> None:
    """Delete the drafts that mention the given entries, as they may quote them."""
    for author, key in drafts_about(connection, entries):
        connection.execute(sa.delete(DRAFT).where(DRAFT.c.author == author, DRAFT.c.key == key))


def drafts_of(connection: sa.Connection, cohort: str, member: str) -> list[tuple[str, str]]:
    """Return the author and key of a person's drafts, and of drafts about them without an author."""
    tag, code = f"/{tag_of(cohort, member)}/", json.dumps(member)
    rows = connection.execute(sa.select(DRAFT.c.author, DRAFT.c.key, DRAFT.c.content)).all()
    return [
        (author, key)
        for author, key, content in rows
        # The clock of a running meeting names everybody in the set, and is nobody's own.
        if author == member or tag in key or (author == "" and code in content and not key.startswith("board/"))
    ]


def drop_drafts_of(connection: sa.Connection, cohort: str, member: str) -> None:
    """Delete a person's drafts."""
    for author, key in drafts_of(connection, cohort, member):
        connection.execute(sa.delete(DRAFT).where(DRAFT.c.author == author, DRAFT.c.key == key))


def tag_of(cohort: str, member: str) -> str:
    """Return the mark of the drafts that a member types on their own screen."""
    return sha256(f"{cohort}\n{member}".encode()).hexdigest()[:12]


def _fits(revision: Revision) -> bool:
    """Return whether a revision's kind can have this entry id: records with a key have UUIDv5s, all others UUIDv7s."""
    record = RECORDS.get(revision.kind)
    return record is not None and revision.entry[14:15] == ("5" if record.key else "7")


def _is_keyed_so(revision: Revision) -> bool:
    """Return whether the entry's id matches the revision's key."""
    try:
        return entry_of(revision.record) == revision.entry
    except (AlsnbError, ValueError):
        return False


def _former(connection: sa.Connection, entries: set[str]) -> list[dict[str, str]]:
    """Return the records that keep out revisions of erased entries under the member's former codes."""
    others, found = _buried(connection) | living(connection), set[Retracted]()
    for entry, revisions in by_entry(connection, entries):
        people = {(each.cohort, each.member) for each in revisions if each.kind not in QUOTING} - others
        found |= {(entry, cohort or "", member) for cohort, member in people if member}
    return [{"entry": entry, "cohort": cohort, "member": member, "revision": NEVER} for entry, cohort, member in found]


def _erasable(connection: sa.Connection, entries: set[str]) -> set[str]:
    """Return the entries that belong to no person or to an erased one, with their codings and ratings."""
    buried = _buried(connection)
    there = living(connection) - buried
    stays, said_of = set[str](), dict[str, set[str]]()
    for entry, revisions in by_entry(connection, entries):
        kinds = {each.kind for each in revisions if _fits(each)}
        if kinds and kinds <= set(QUOTING):
            said_of[entry] = {str(json.loads(each.content).get("reflection")) for each in revisions}
            continue
        whose = owner(entry, revisions, there)
        if whose not in buried:
            stays.add(entry)
    # What was said of a reflection that stays is not what was erased under the same id.
    stays |= {entry for entry, reflections in said_of.items() if reflections <= stays}
    return (entries - stays) | _quoting(connection, entries - stays)


def _buried(connection: sa.Connection) -> set[_Person]:
    return {(row.cohort, row.member) for row in connection.execute(sa.select(TOMBSTONE))}


def _quotes(connection: sa.Connection, reflections: set[str]) -> Iterator[Revision]:
    about = sa.func.json_extract(REVISION.c.content, "$.reflection")
    for some in _batches(reflections):
        yield from _rows(connection, REVISION.c.kind.in_(QUOTING) & about.in_(some))


def _quoting(connection: sa.Connection, reflections: set[str]) -> set[str]:
    """Return the codings and ratings of the given reflections."""
    return {each.entry for each in _quotes(connection, reflections)}


def by_entry(connection: sa.Connection, entries: set[str]) -> Iterator[tuple[str, list[Revision]]]:
    """Yield each entry with all its revisions, oldest first."""
    for some in _batches(entries):
        histories = defaultdict[str, list[Revision]](list)
        first = REVISION.c.id.in_(some)
        later = REVISION.c.entry.in_(some) & (REVISION.c.id != REVISION.c.entry)
        for each in sorted({*_rows(connection, first), *_rows(connection, later)}):
            histories[each.entry].append(each)
        yield from histories.items()


def _rows(connection: sa.Connection, which: sa.ColumnElement[bool]) -> list[Revision]:
    return [Revision(*row) for row in connection.execute(sa.select(REVISION).where(which).order_by(REVISION.c.id))]


def _delete(connection: sa.Connection, column: sa.Column[str], values: Iterable[str]) -> int:
    return sum(
        connection.execute(sa.delete(column.table).where(column.in_(some))).rowcount for some in _batches(values)
    )


def _batches(values: Iterable[str]) -> Iterator[list[str]]:
    every = list(values)
    for start in range(0, len(every), _SOME):
        yield every[start : start + _SOME]
