"""Decide whose a hand-in is, and what its member may record: what `OF_ONESELF` lists, about themselves, in time."""

from __future__ import annotations

from typing import NamedTuple

import sqlalchemy as sa

from alsnb.log.deletions import is_retraction
from alsnb.log.exchange.bundles import Arrival
from alsnb.log.revisions import Revision, entry_of
from alsnb.log.schema import REVISION, TOMBSTONE
from alsnb.log.summaries import quoted
from alsnb.records import OF_ONESELF, RECORDS, Cohort, Member

DAY = 86_400_000
"""The maximum difference between clocks, in milliseconds."""
_NOT_ITS_ID = "its id is not valid for this type of record"
NOT_HERE_YET = "it reports on an action that is not yet in this log"


class Known(NamedTuple):
    """The cohorts and members of a log."""

    cohorts: dict[str, bool]
    """Whether hand-ins must be verified, by cohort code."""
    sets: dict[tuple[str, str], set[str]]
    """Members, by cohort and code, with all sets they have been in."""
    erased: set[str]
    """Cohorts with an erased member."""

    @classmethod
    def of(cls, connection: sa.Connection) -> Known:
        """Return the current cohorts and members of a log."""
        columns, cohorts, sets = REVISION.c, dict[str, bool](), dict[tuple[str, str], set[str]]()
        query = sa.select(REVISION).where(columns.kind.in_(["cohort", "member"])).order_by(columns.id)
        for row in connection.execute(query):
            each = Revision(*row)
            record = each.record
            if each.entry != entry_of(record):  # a stranger on its id says nothing of it
                continue
            if isinstance(record, Cohort):
                cohorts.pop(record.cohort, None)
                cohorts |= {} if record.withdrawn else {record.cohort: record.proof_required}
            elif isinstance(record, Member) and record.cohort is not None:
                before = sets.pop((record.cohort, record.member), set())
                now = before | ({record.learning_set} if record.learning_set else set())
                sets |= {} if record.withdrawn else {(record.cohort, record.member): now}
        return cls(cohorts, sets, set(connection.execute(sa.select(TOMBSTONE.c.cohort)).scalars()))

    def is_bare(self, cohort: str) -> bool:
        """Return whether a cohort has had no member yet."""
        return cohort not in self.erased and all(cohort != other for other, _ in self.sets)


def whose(arrival: Arrival) -> tuple[str, str] | None:
    """Return the cohort and member whose hand-in a bundle is; None if it does not say.

    Bundles of version 1 do not say so in their first line: there, it is the one member whom all of it names.
    """
    if arrival.cohort is not None and arrival.member is not None:
        return arrival.cohort, arrival.member
    named = {(each.cohort, each.member) for each in arrival.revisions if each.member is not None}
    if len(named) != 1:
        return None
    ((cohort, member),) = named
    return None if cohort is None or member is None else (cohort, member)


def never(revision: Revision) -> str | None:
    """Return why a revision cannot be recorded for any member; None if it can."""
    if RECORDS[revision.kind].key:
        return None if revision.entry == entry_of(revision.record) else _NOT_ITS_ID
    if is_retraction(revision) and revision.id == revision.entry:
        return "it deletes an entry that was never handed in"
    # An amendment is later than the entry that it amends, whose id is of the moment it was made.
    return None if revision.entry[14] == "7" and revision.id >= revision.entry else _NOT_ITS_ID


class Speaker(NamedTuple):
    """The member who handed in."""

    cohort: str
    member: str
    sets: set[str]
    """All sets that the log has them in."""
    is_new: bool
    """Whether they are new to the cohort, and so may describe themselves."""
    now: int
    handed_in: int | None

    def may_not(self, revision: Revision) -> str | None:
        """Return why the member may not record a revision; None if they may."""
        if revision.member is not None and revision.member != self.member:
            return f"{quoted(self.member)} may not record this for {quoted(revision.member)}"
        if revision.cohort != self.cohort:
            return f"{quoted(self.member)} is in cohort {quoted(self.cohort)}"
        own = self.is_new and revision.kind == "member" and not revision.record.withdrawn
        if revision.member is None or not (own or revision.kind in OF_ONESELF):
            return "a hand-in may not contain this"
        if revision.author not in (None, self.member):
            return f"its author is {quoted(revision.author)}"
        if revision.learning_set and self.sets and revision.learning_set not in self.sets:
            sets = ", ".join(map(quoted, sorted(self.sets)))
            return f"it names set {quoted(revision.learning_set)}; this log has {quoted(self.member)} in set {sets}"
        return self._too_late(revision)

    def _too_late(self, revision: Revision) -> str | None:
        if revision.at > self.now + DAY:
            return f"{too_late(revision, self.now)}"
        if self.handed_in is not None and revision.at > self.handed_in + DAY:
            days = (revision.at - self.handed_in) // DAY
            return f"it is dated {_days(days)} after the hand-in"
        return None


def too_late(revision: Revision, now: int) -> str:
    """Return that a revision is dated in the future, with an explanation."""
    days = _days((revision.at - now) // DAY)
    return f"it is dated {days} from now: either that computer's clock is wrong, or this one is wrong by {days}"


def _days(number: int) -> str:
    return "a day" if number == 1 else f"{number:,} days"
