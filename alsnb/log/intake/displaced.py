"""Moving aside entries that a hand-in recorded under the id of another person's entry, before a merge.

The sender of a hand-in may choose an id that is another's, in a log that the tutor does not have yet. Merging that log
must neither fail for it nor mix the two entries.
"""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from typing import Any, Literal, NamedTuple

import sqlalchemy as sa

from alsnb.log.deletions import Codes
from alsnb.log.intake.id_claims import REFERRING, Owner, Places, batched, named_by, owner_of
from alsnb.log.revisions import Revision, draft_digest
from alsnb.log.schema import DRAFT, RETRACTION, REVISION, TOMBSTONE, field, upsert
from alsnb.records import OF_ONESELF, RECORDS

_AT_ONCE = 500
_UNKEYED = [kind for kind, record in RECORDS.items() if not record.key]


class _Move(NamedTuple):
    """An entry of this log that goes to another id."""

    owner: Owner
    to: str
    back: bool
    """Whether that is its own id, from which it had moved."""
    others: frozenset[tuple[str | None, str | None]]
    """Cohort and member of those whose entry it makes room for."""


class Room:
    """What moves, in one log that another is merged into, and in what is merged."""

    def __init__(self, places: Places) -> None:
        self._places = places
        self.moving = set[str]()
        """The entries of the other log that hand-ins can say, in whose place this one has something they cannot."""
        self.parted = defaultdict[tuple[str, str], list[_Move]](list)
        """Where these go, by the field that names them and their id, if not only the id of a revision is taken."""
        self.leaving = dict[str, tuple[list[Revision], list[Revision]]]()
        """The entries of this log that move aside, and those of the other log that they make room for."""
        self.displaced = list[tuple[str, Owner, str]]()
        """Revisions of this log whose id alone is another's there, with that one's owner and entry."""
        self.moved = defaultdict[tuple[str, str], list[_Move]](list)
        """Where what this log has moved to, as `parted`."""
        self.fresh = set[str]()
        """The ids that revisions of this log got as they moved."""

    def settled(self, revisions: Iterable[Revision]) -> Iterator[Revision]:
        """Yield the revisions of the other log as they are in this one."""
        for each in revisions:
            (new,) = self._places.settled([each]) if each.entry in self.moving else [each]
            for name, entry in named_by(new) if self.parted else ():
                if (move := _meant(new, self.parted.get((name, entry), []))) is not None:
                    # One that was derived already, with the entry's, is not derived again.
                    new = self._places.pointed(new, name, move.to, id=None if new.id == each.id else new.id)
            yield new


def survey(connection: sa.Connection, other: sa.Connection, places: Places) -> Room:
    """Return what has to move so that another log can be merged; nothing is written.

    Parameters
    ----------
    connection : Connection
        To the log that is merged into.
    other : Connection
        To the log that is taken over.
    places : Places
        Of the log that is merged into.
    """
    columns, room, seen = REVISION.c, Room(places), set[str]()
    shown = [columns[name] for name in ("id", "entry", "digest", "kind", "cohort", "member")]
    query = sa.select(*shown).where(columns.kind.in_(_UNKEYED))
    erased = {(row.cohort, row.member) for row in connection.execute(sa.select(TOMBSTONE))}
    members = other.execute(sa.select(REVISION).where(columns.kind == "member"))
    codes = Codes(connection, (Revision(*row) for row in members))
    for some in batched(other.execute(query).yield_per(10 * _AT_ONCE), _AT_ONCE):
        here = _rows(connection, shown, {each.id for each in some} | {each.entry for each in some})
        by_id = {each.id: each for each in here}
        by_entry = {each.entry: Owner(*each[3:]) for each in here}
        for each in some:
            owner, id = Owner(*each[3:]), by_id.get(each.id)
            if owner[1:] in erased:  # it does not come in
                continue
            if by_entry.get(each.entry, owner) != owner:
                if each.entry not in seen:
                    seen.add(each.entry)
                    mine, theirs = (_all(one, _of_entry(each.entry)) for one in (connection, other))
                    theirs = [one for one in theirs if (one.cohort, one.member) not in erased]
                    if not _is_renamed(codes, mine, theirs):
                        _decide(room, places, each.entry, mine, theirs)
            elif id is not None and id.digest != each.digest and Owner(*id[3:]) != owner:
                if id.kind in OF_ONESELF:
                    room.displaced.append((each.id, owner, each.entry))
                elif each.kind in OF_ONESELF:
                    room.moving.add(each.entry)
    return room


def _is_renamed(codes: Codes, here: list[Revision], there: list[Revision]) -> bool:
    """Return whether an entry's owner has different codes in the two logs, one of them no longer in use.

    Of what was taken back, there is no revision left that both sides have.
    """
    if len({each.kind for each in [*here, *there]}) > 1 or {each.id for each in here} & {each.id for each in there}:
        return False
    return any(all(codes.is_nobodys(each.cohort, each.member) for each in side) for side in (here, there))


def _decide(room: Room, places: Places, entry: str, here: list[Revision], there: list[Revision]) -> None:
    moves = which_moves(here, there, entry)
    if moves == "here":
        room.leaving[entry] = here, there
    elif moves == "there":
        room.moving.add(entry)
        for owner in {owner_of(each) for each in there}:
            room.parted[owner.kind, entry].append(_Move(owner, places.derived(owner, entry), False, _persons(here)))


def make(connection: sa.Connection, other: sa.Connection, places: Places) -> Room:
    """Move aside what hand-ins put where another log has an entry of somebody else's; called as `survey`.

    What others said of an entry goes with it: it is of what this log had under that id.
    """
    room = survey(connection, other, places)
    for entry, (here, there) in room.leaving.items():
        for owner in {owner_of(each) for each in here}:
            to = places.derived(owner, entry)
            _move_retraction(connection, owner, entry, to)
            room.moved[owner.kind, entry].append(_Move(owner, to, False, _persons(there)))
        moved = [places.moved(each) for each in here]
        room.fresh |= {each.id for each in moved}
        _replace(connection, here, moved)
        for owner in {owner_of(each) for each in there}:
            _bring_back(connection, room, places, owner, entry)
    for id, owner, entry in room.displaced:
        old = _all(connection, REVISION.c.id == id)  # none, if it moved with its entry
        _replace(connection, old, [places.moved(each, entry=each.entry) for each in old])
        _bring_back(connection, room, places, owner, entry)
    if room.moved:
        _follow(connection, room, places)
    return room


def which_moves(here: list[Revision], there: list[Revision], entry: str) -> Literal["here", "there"] | None:
    """Return on which side an entry moves, as the other side has another under its id; None if neither can."""
    if not here or {each.digest for each in here} & {each.digest for each in there}:
        # They are one, of which one side has corrected whose it is.
        return None
    ours_alone = _has_first(here, entry) and not _has_first(there, entry)
    if _are_said(here) and not (ours_alone and _are_said(there)):
        return "here"
    return "there" if _are_said(there) else None


def _persons(revisions: list[Revision]) -> frozenset[tuple[str | None, str | None]]:
    return frozenset((each.cohort, each.member) for each in revisions)


def _meant(revision: Revision, moves: list[_Move]) -> _Move | None:
    """The entry, of those that move from one id, that a revision names; None if it is of the one that comes there.

    That is the one that the log held, unless the revision says that it is of somebody else.
    """
    person = (revision.cohort, revision.member)
    named = [each for each in moves if each.owner[1:] == person]
    if not named and revision.member is not None and any(person in each.others for each in moves):
        return None
    return next(iter(named or moves), None)


def _are_said(revisions: list[Revision]) -> bool:
    """Return whether the revisions can have come from hand-ins."""
    return all(each.kind in OF_ONESELF for each in revisions)


def _has_first(revisions: list[Revision], entry: str) -> bool:
    """Return whether the revisions include the entry's first."""
    return any(each.id == entry for each in revisions)


def _move_retraction(connection: sa.Connection, owner: Owner, entry: str, to: str) -> None:
    """Move a retraction to another id, so that it applies to its owner's entry and not to the one in its old place."""
    columns, person = RETRACTION.c, {"cohort": owner.cohort or "", "member": owner.member or ""}
    theirs = (columns.cohort == person["cohort"]) & (columns.member == person["member"])
    both = connection.execute(sa.select(columns.entry, columns.revision).where(theirs, columns.entry.in_([entry, to])))
    since = dict(map(tuple, both.all()))
    if entry in since:
        connection.execute(sa.delete(RETRACTION).where(theirs, columns.entry.in_(list(since))))
        connection.execute(sa.insert(RETRACTION).values(entry=to, revision=max(since.values()), **person))


def _bring_back(connection: sa.Connection, room: Room, places: Places, owner: Owner, entry: str) -> None:
    """Give what had to move aside from its own id that id again."""
    aside = places.derived(owner, entry)
    old = [each for each in _all(connection, _of_entry(aside)) if owner_of(each) == owner]
    if old:
        own = [places.moved(each, entry=entry, back=True) for each in old]
        room.fresh |= {each.id for each in own}
        _move_retraction(connection, owner, aside, entry)
        _replace(connection, old, own)
        room.moved[owner.kind, aside].append(_Move(owner, entry, True, frozenset()))


def _follow(connection: sa.Connection, room: Room, places: Places) -> None:
    """Have what others say of the entries that moved, and what they are typing of them, name them as they are now."""
    columns, old, following = REVISION.c, list[Revision](), list[Revision]()
    for name, kinds in REFERRING.items():
        named = field(columns.content, name)
        for some in batched(sorted(entry for kind, entry in room.moved if kind == name), _AT_ONCE):
            for each in _all(connection, columns.kind.in_(kinds) & named.in_(some)):
                entry = str(json.loads(each.content)[name])
                if (move := _meant(each, room.moved[name, entry])) is not None:
                    # What moved itself got its id then.
                    id = each.id if each.id in room.fresh else None
                    old.append(each)
                    following.append(places.pointed(each, name, move.to, back=move.back, id=id))
    _replace(connection, old, following, places)
    _point_drafts(connection, {entry: moves[0].to for (_, entry), moves in room.moved.items() if len(moves) == 1})


def _point_drafts(connection: sa.Connection, moved: dict[str, str]) -> None:
    """Have drafts name entries by the ids that these have now: they may quote them, and go with them."""
    if not moved:
        return
    pattern = re.compile("|".join(map(re.escape, moved)))
    for row in connection.execute(sa.select(DRAFT)).all():
        key, content = (pattern.sub(lambda each: moved[each.group()], text) for text in (row.key, row.content))
        if (key, content) != (row.key, row.content):
            seal = None if row.digest is None else draft_digest(row.author, key, row.at, content)
            values = {"author": row.author, "key": key, "at": row.at, "content": content, "digest": seal}
            connection.execute(sa.delete(DRAFT).where(DRAFT.c.author == row.author, DRAFT.c.key == row.key))
            statement = upsert(connection.dialect.name, DRAFT).values(values)
            connection.execute(statement.on_conflict_do_update(index_elements=["author", "key"], set_=values))


def _replace(
    connection: sa.Connection, old: Collection[Revision], new: Iterable[Revision], places: Places | None = None
) -> None:
    """Put revisions in the place of others; with `places`, such as have their ids taken get others."""
    for some in batched(old, _AT_ONCE):
        connection.execute(sa.delete(REVISION).where(REVISION.c.id.in_([each.id for each in some])))
    for revisions in batched(new, _AT_ONCE):
        if places is not None:
            ids = REVISION.c.id.in_([each.id for each in revisions])
            taken = dict(map(tuple, connection.execute(sa.select(REVISION.c.id, REVISION.c.digest).where(ids)).all()))
            revisions = [places.free(each, taken) for each in revisions]
        rows = [each._asdict() for each in revisions]
        connection.execute(upsert(connection.dialect.name, REVISION).on_conflict_do_nothing(), rows)


def _of_entry(entry: str) -> sa.ColumnElement[bool]:
    # Said this way, the first is found by its id and the others in the index of amendments.
    of_entry = REVISION.c.entry == entry
    return (of_entry & (REVISION.c.id == entry)) | (of_entry & (REVISION.c.id != REVISION.c.entry))


def _all(connection: sa.Connection, which: sa.ColumnElement[bool]) -> list[Revision]:
    return [Revision(*row) for row in connection.execute(sa.select(REVISION).where(which).order_by(REVISION.c.id))]


def _rows(connection: sa.Connection, shown: list[sa.Column[Any]], ids: set[str]) -> list[Any]:
    """Return the revisions with the given revision or entry ids, oldest first."""
    columns, every, found = REVISION.c, sorted(ids), dict[str, Any]()
    for some in batched(every, _AT_ONCE):
        for part in (columns.id.in_(some), columns.entry.in_(some) & (columns.id != columns.entry)):
            found |= {row.id: row for row in connection.execute(sa.select(*shown).where(part))}
    return [found[id] for id in sorted(found)]
