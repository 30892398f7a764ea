"""Describe what merging another log would change, before it is merged."""

from __future__ import annotations

import json
import time
from collections import Counter
from typing import NamedTuple

import sqlalchemy as sa

from alsnb.log import deletions, schema
from alsnb.log.exchange.permissions import DAY, too_late
from alsnb.log.intake import displaced, settings
from alsnb.log.intake.id_claims import Places, batched, owner_of
from alsnb.log.revisions import Revision
from alsnb.log.schema import DRAFT, ERASED, PLACE, REVISION, TOMBSTONE
from alsnb.log.store import Log
from alsnb.log.summaries import quoted, said, subject
from alsnb.words import gettext

_AT_ONCE = 500


class News(NamedTuple):
    """What another log has that this one does not."""

    new: Counter[tuple[str, str]]
    """New entries, by kind and by the set, or else the cohort, that they belong to."""
    amended: list[tuple[str, tuple[str, ...]]]
    """Entries changed only in the other log, with its content."""
    both: list[tuple[str, tuple[str, ...], bool]]
    """Entries changed in both, with the other log's content and whether it is newer."""
    erased: list[tuple[str, str]]
    """Members, by cohort and code, who were erased there and are present here."""
    entries_gone: int
    """Entries here that were erased there with their member."""
    retracted: list[str]
    """Entries here that were deleted there."""
    late: list[tuple[str, str]]
    """Entries dated in the future, with an explanation."""
    drafts: list[str]
    """The number of unsaved drafts in the other log, which stay there."""
    erasures: int
    """The number of members erased there who are not here, and are blocked from now on."""
    left: int
    """The number of entries handed in from there that this log does not know of."""
    loosened: list[str]
    """Protections that would be reduced: consent released sooner, proof no longer required."""
    regained: list[str]
    """Entries that get their own id back once the entry that a hand-in put there moves aside."""

    @property
    def changes(self) -> bool:
        """Return whether merging would change anything."""
        return any(self[:7]) or self.erasures > 0 or self.left > 0 or bool(self.regained)


def news(other: Log, log: Log) -> News:
    """Return what merging another log would change.

    Parameters
    ----------
    other : Log
        What would be taken over.
    log : Log
        What it would be taken over into; nothing is written to it.
    """
    now = int(time.time() * 1000)
    with (
        other.database.plain_errors(),
        other.database.snapshot() as theirs,
        log.database.plain_errors(),
        log.database.snapshot() as ours,
    ):
        gone = set(theirs.execute(sa.select(ERASED.c.entry)).scalars())
        buried = [{(row.cohort, row.member) for row in each.execute(sa.select(TOMBSTONE))} for each in (theirs, ours)]
        news_of_erasures = buried[0] - buried[1]
        erased = sorted((c, m) for c, m in news_of_erasures if deletions.holds(ours, c, m))
        graves = deletions.Graves(ours)
        new, counted, touched = Counter[tuple[str, str]](), set[str](), dict[str, Revision]()
        late, retracted, regained = list[tuple[str, str]](), list[str](), dict[str, str]()
        places = Places(ours)
        makes_room = log.database.engine.dialect.name == "sqlite"  # as `Log.merge`
        moves = displaced.survey(ours, theirs, places) if makes_room else displaced.Room(places)
        for some in batched(theirs.execute(sa.select(REVISION).order_by(REVISION.c.id)).yield_per(_AT_ONCE), _AT_ONCE):
            batch = graves.sift([Revision(*row) for row in some])
            batch = list(moves.settled(batch))
            existing = _known(ours, [each.id for each in batch])
            fresh = [each for each in batch if existing.get(each.id) != each.digest]
            aside = {
                each.entry: places.derived(owner_of(each), each.entry) for each in fresh if each.entry in moves.leaving
            }
            here = _known_entries(ours, {*(each.entry for each in fresh), *aside.values()})
            for each in fresh:
                if each.at > now + DAY:
                    late.append((subject(each), too_late(each, now)))
                if aside.get(each.entry) in here:
                    regained[each.entry] = subject(each)
                elif each.entry in here and each.entry not in aside:
                    touched[each.entry] = each
                elif each.entry not in counted:
                    counted.add(each.entry)
                    new[each.kind, each.learning_set or each.cohort or ""] += 1
        lost, loosened = {each.entry: each for each in settings.lost(ours, theirs)}, list[str]()
        amended, both = list[tuple[str, tuple[str, ...]]](), list[tuple[str, tuple[str, ...], bool]]()
        for each in touched.values():
            mine = [Revision(*row) for row in ours.execute(schema.history(each.entry))]
            there = {row.id for row in theirs.execute(schema.history(each.entry))}
            becomes = lost.get(each.entry, each)
            says = tuple(said(becomes, mine[-1], empties=True))
            loosened += _loosened(becomes, mine[-1])
            if each.record.__dict__.get("retracted"):
                retracted.append(subject(each))
            elif any(revision.id not in there for revision in mine):
                both.append((subject(each), says, each.id > mine[-1].id))
            else:
                amended.append((subject(each), says))
        typed = sa.select(DRAFT.c.key).where(~DRAFT.c.key.endswith(PLACE, autoescape=True)).order_by(DRAFT.c.key)
        drafts = list(theirs.execute(typed).scalars())
        entries_gone = len(_known_entries(ours, gone))
        left = len(log._left_later(other, theirs, ours))
    kept_out = len(news_of_erasures) - len(erased)
    return News(
        new, amended, both, erased, entries_gone, retracted, late, drafts, kept_out, left, loosened,
        list(regained.values()),
    )  # fmt: skip


def _loosened(revision: Revision, before: Revision) -> list[str]:
    """Return the protections of a cohort that would be reduced."""
    if not revision.kind == before.kind == "cohort" or revision.id < before.id:
        return []
    now, was = json.loads(revision.content), json.loads(before.content)
    cohort, found = quoted(str(now.get("cohort"))), list[str]()
    day, sealed = now.get("consent_release"), was.get("consent_release")
    if sealed is not None and (day is None or day < sealed):
        until = f"only until {quoted(str(day))}" if day is not None else "no longer"
        found.append(f"consent in cohort {cohort} is sealed {until} (this log: until {quoted(str(sealed))})")
    if was.get("proof_required") and not now.get("proof_required"):
        found.append(f"hand-ins in cohort {cohort} no longer require proof (this log: required)")
    return found


def told(news: News, other: str, log: str) -> list[str]:
    """Return the changes that merging would make, in lines."""
    lines = (
        [gettext("Nothing to merge: {log} already has everything in {other}.", log=log, other=other)]
        if not news.changes
        else []
    )
    for (kind, of), number in sorted(news.new.items()):
        lines.append(f"{number:>5} new  {kind.replace('_', ' ')}{'' if number == 1 else 's'} of {quoted(of)}")
    for title, those in (
        ("changed there", [(name, says, "") for name, says in news.amended]),
        ("changed in both", [(name, says, "the other's is newer" if newer else "this log's is newer")
                                   for name, says, newer in news.both]),
    ):  # fmt: skip
        for name, says, which in those:
            lines.append(
                f"  {title}: {': '.join([name, *filter(None, ['; '.join(says)])])}{f' [{which}]' if which else ''}"
            )
    if news.left:
        entries = "an entry" if news.left == 1 else f"{news.left:,} entries"
        lines.append(f"  handed in from there: {entries}; noted here, so that a later deletion reaches the tutor")
    lines += [f"  gets its own id back, which a hand-in had used here: {name}" for name in news.regained]
    lines += [f"  reduces protection: {what}" for what in news.loosened]
    lines += [f"  deleted there; its text is deleted here: {name}" for name in news.retracted]
    lines += [
        f"  erased there; permanently erased here: everything by {quoted(member)} of cohort {quoted(cohort)}"
        for cohort, member in news.erased
    ]
    if news.entries_gone:
        lines.append(f"  erased there with a member; permanently erased here: {news.entries_gone} entries")
    if news.erasures:
        lines.append(f"  erased there; blocked here from now on: {news.erasures} members not in this log")
    lines += [f"  dated in the future: {name} [{why}]" for name, why in news.late]
    if many := len(news.drafts):
        drafts = f"{many} draft{'' if many == 1 else 's'}"
        lines.append(f"  not saved there, so not merged: {drafts}; to include them, open {other} and save first")
    return lines


def _known(connection: sa.Connection, ids: list[str]) -> dict[str, str]:
    """Return the digests of those of the given revisions whose ids exist."""
    rows = connection.execute(sa.select(REVISION.c.id, REVISION.c.digest).where(REVISION.c.id.in_(ids)))
    return {row.id: row.digest for row in rows}


def _known_entries(connection: sa.Connection, entries: set[str]) -> set[str]:
    """Return those of the given entries that have a revision."""
    columns, found = REVISION.c, set[str]()
    for some in batched(sorted(entries), _AT_ONCE):
        # Asked in two, the first revisions are found by their ids and the others in the index of amendments.
        for part in (columns.id.in_(some), columns.entry.in_(some) & (columns.id != columns.entry)):
            found.update(connection.execute(sa.select(columns.entry).where(part)).scalars())
    return found & entries
