"""Keep erased members and deleted entries from coming back into a log."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable
from functools import cached_property

import sqlalchemy as sa

from alsnb.log import schema
from alsnb.log.revisions import Revision
from alsnb.log.schema import ERASED, RETRACTION, REVISION, TOMBSTONE
from alsnb.records import RECORDS

QUOTING = ("coding", "rating")
"""Kinds of records about a reflection, which are deleted with it."""
NEVER = "~"
"""Sorts after every id."""
Retracted = tuple[str, str, str]
"""An entry, and the cohort and member who took it back."""


class Retractions:
    """Separates revisions that their writer has since withdrawn from those that may be added.

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
        """Return the revisions that may be added, and note what they withdraw.

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
        about = RECORDS[revision.kind].of_entry if revision.kind in QUOTING else None
        reflection = json.loads(revision.content).get(about) if about else None
        return reflection in self._of_entry and revision.id < self._first_readable(reflection)

    def _stays(self, revision: Revision) -> bool:
        """Return whether a revision of an entry that someone deleted was not itself deleted."""
        meant = (each for each in self._of_entry[revision.entry] if is_meant(each, revision, self._codes))
        return not is_retraction(revision) and all(revision.id >= self.known[each] for each in meant)

    def _first_readable(self, entry: str) -> str:
        """Return the first revision of an entry that stays; `NEVER` if there is none."""
        if entry not in self._readable:
            rows = self._connection.execute(schema.history(entry))
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
    one has now. Not so the code of a person who never was a member, as a facilitator, nor what bears none.
    """

    def __init__(self, connection: sa.Connection, members: Iterable[Revision] = ()) -> None:
        self._now: dict[str, tuple[str, tuple[str | None, str | None] | None]] = {}
        """What each member's entry says now, by the revision that says it; None if it is withdrawn."""
        self._ever = set[tuple[str | None, str | None]]()
        columns = REVISION.c
        query = sa.select(*(columns[name] for name in Revision._fields)).where(columns.kind == "member")
        self.learn(Revision._make(row) for row in connection.execute(query))
        self.learn(members)

    def learn(self, revisions: Iterable[Revision]) -> None:
        """Record the members that the revisions mention."""
        for each in revisions:
            if each.kind == "member":
                person = (each.cohort, each.member)
                self._ever.add(person)
                if each.id >= self._now.get(each.entry, ("", None))[0]:
                    withdrawn = json.loads(each.content).get("withdrawn") is True
                    self._now[each.entry] = each.id, None if withdrawn else person

    def is_nobodys(self, cohort: str | None, member: str | None) -> bool:
        """Return whether a code was formerly a member's."""
        person = (cohort, member)
        return person in self._ever and all(now != person for _, now in self._now.values())


def is_meant(retracted: Retracted, revision: Revision, codes: Codes) -> bool:
    """Return whether a retraction applies to a revision: by the same member, or under a code no longer in use."""
    person = (revision.cohort or "", revision.member or "")
    return person == retracted[1:] or codes.is_nobodys(revision.cohort, revision.member)


def living(connection: sa.Connection) -> set[tuple[str | None, str | None]]:
    """Return the cohort and code of all current members, without withdrawn and former codes."""
    rows = connection.execute(schema.said_of_kind("member"))
    now = {entry: None if withdrawn else (cohort, member) for entry, cohort, _, member, withdrawn in rows}
    return {each for each in now.values() if each is not None}


def _id_of(at: int) -> str:
    """Return the start of the ids of a time, which sorts before all of them and after all earlier ids."""
    return f"{at:012x}"[:8] + "-" + f"{at:012x}"[8:]


def is_retraction(revision: Revision) -> bool:
    """Return whether a revision deletes its entry."""
    # Looked for as a text first: few are, and parsing each would cost more than all else.
    return '"retracted":true' in revision.content and json.loads(revision.content).get("retracted") is True


class Graves:
    """Separates erased revisions from those that may be added, and remembers the entries it has seen."""

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
        """Return the revisions that may come in."""
        if not (self.members or self.entries):
            return revisions
        self._met += [each for each in revisions if each.kind == "member"]
        others = {each.entry for each in revisions if (each.cohort, each.member) not in self.members}
        return [each for each in revisions if not self._hold(each, others)]

    def _hold(self, revision: Revision, others: set[str]) -> bool:
        """Return whether a revision belongs to an erased member or to an entry of theirs."""
        about = json.loads(revision.content).get("reflection") if self.entries or self.found else None
        if revision.entry in self.entries and self._is_rightful(revision):
            # The person erased had only put something in the place of this one.
            self.entries.discard(revision.entry)
            self.freed.add(revision.entry)
        by_erased = (revision.cohort, revision.member) in self.members
        quotes_erased = about in self.entries or about in self.found
        is_theirs = by_erased and revision.entry not in others and not self._is_anothers(revision.entry)
        if quotes_erased or is_theirs:
            self.found.add(revision.entry)
        return by_erased or revision.entry in self.found or revision.entry in self.entries

    def _is_rightful(self, revision: Revision) -> bool:
        """Return whether a revision with the id of an erased entry belongs to someone who was not erased."""
        person = (revision.cohort, revision.member)
        if revision.id == revision.entry or revision.entry not in self._makers:
            self._makers[revision.entry] = person
        if person in self.members:
            return False
        if revision.kind in QUOTING:  # they go with the reflection, and so they come
            about = json.loads(revision.content).get("reflection")
            return about not in self.entries and about not in self.found
        # A person who was erased may have had other codes: where the entry was not erased, or before it was.
        had_other_codes = (revision.entry, revision.cohort or "", revision.member or "") in self._former
        codes = Codes(self._connection, self._met)
        return not (self._makers[revision.entry] in self.members or codes.is_nobodys(*person) or had_other_codes)

    @cached_property
    def _former(self) -> set[Retracted]:
        if self._connection.dialect.name != "sqlite":  # on a server nothing is kept of that
            return set()
        return {(row.entry, row.cohort, row.member) for row in self._connection.execute(sa.select(RETRACTION))}

    def _is_anothers(self, entry: str) -> bool:
        """Return whether the log has the entry from someone who was not erased, or without a member."""
        columns = REVISION.c
        query = sa.select(columns.cohort, columns.member).where(
            (columns.id == entry) | ((columns.entry == entry) & (columns.id != columns.entry))
        )
        return any((row.cohort, row.member) not in self.members for row in self._connection.execute(query))


def holds(connection: sa.Connection, cohort: str, member: str) -> bool:
    """Return whether the log has any record by a member."""
    theirs = sa.select(REVISION.c.id).where(REVISION.c.cohort == cohort, REVISION.c.member == member).limit(1)
    return connection.execute(theirs).first() is not None
