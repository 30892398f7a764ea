"""Gather hand-ins: record what members may record about themselves, and hold back the rest for a person to decide.

A member may only record what `alsnb.records.OF_ONESELF` lists. The rest of a bundle is *held back*: it is shown, and
recorded only if it is accepted. What is held back is computed from the files each time and not stored in the log, so
gathering again, after any interruption, gives the same log.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

import sqlalchemy as sa

from alsnb.errors import BundleError, ConflictError, LogError
from alsnb.log import deletions, schema
from alsnb.log.deletions import QUOTING, is_retraction
from alsnb.log.erasure import by_entry
from alsnb.log.exchange import bundle_files
from alsnb.log.exchange.bundle_files import Source
from alsnb.log.exchange.bundles import Arrival
from alsnb.log.exchange.permissions import NOT_HERE_YET, Known, Speaker, never, whose
from alsnb.log.intake.id_claims import Places, batched, reference_of
from alsnb.log.revisions import Revision, amendment
from alsnb.log.schema import REVISION
from alsnb.log.store import Intake, Log, Merged
from alsnb.log.summaries import command, differences, file_quoted, quoted, said, subject
from alsnb.privacy.codes import look_alike
from alsnb.records import RECORDS

_AT_ONCE = 1 << 23
"""Characters of bundles to write in one transaction, as each transaction waits for the disk."""
_Read = tuple[Source, Arrival | BundleError]
Secrets = Callable[[str, str], str | None]
"""Returns the secret on a slip, by cohort and member; None if there is none."""


class Held(NamedTuple):
    """A change that a member may not make, or not yet: the entry, the change and the reason why it is held back."""

    subject: str
    says: tuple[str, ...]
    why: str
    acceptable: bool = True
    """Whether it can be accepted; an id that belongs to another record, for example, cannot."""


@dataclass
class Gathered:
    """The result for one file: whose it is, what was recorded, what is held back, or why it could not be read."""

    name: str
    cohort: str | None = None
    member: str | None = None
    is_new: bool = False
    """Whether the hand-in added its member to the cohort."""
    proof: str = "not verified"
    merged: Merged | None = None
    problem: str | None = None
    held: list[Held] = field(default_factory=list)
    accepted: int = 0
    """The number of held-back revisions recorded because they were accepted."""
    erased: bool = False
    """Whether the member was erased, as they were in their own log."""
    taken_back: int = 0
    """The number of entries deleted here because their writer deleted them."""
    quoting: int = 0
    """The number of codings and ratings deleted with them."""
    changed: str | None = None
    """How the file differs from its manifest."""
    unread: list[tuple[int, str]] = field(default_factory=list)

    @property
    def is_whole(self) -> bool:
        """Whether everything in the file is in the log."""
        return self.problem is None and not self.held and not self.unread and self.changed is None


def gather(
    log: Log,
    files: Iterable[Path | Source],
    *,
    erasures: bool = False,
    new_members: bool = False,
    accept: Collection[str] = (),
    secrets: Secrets | None = None,
    progress: Callable[[Sequence[Source]], Iterable[Source]] = iter,
) -> list[Gathered]:
    """Import what members record about themselves in bundles; an unusable bundle does not stop the others.

    Parameters
    ----------
    log : Log
        The log to import into.
    files : iterable of Path or Source
        The bundles, in any order; one gathered before changes nothing.
    erasures : bool, default False
        Also erase members who were erased in the log that they hand in from; only each their own.
    new_members : bool, default False
        Also accept hand-ins from members not yet in the cohort. A cohort without members accepts them in any case.
    accept : collection of str
        Names of files from which what was held back is recorded too.
    secrets : callable, optional
        Gives the secret on the slip of a member of a cohort.
    progress : callable, optional
        Wraps the files, to show how far gathering is.

    Returns
    -------
    list of Gathered
        One for each file, in the order given.
    """
    sources = [Source(each.name, each) if isinstance(each, Path) else each for each in files]
    run = _Run(log, erasures, new_members, frozenset(accept), secrets or (lambda cohort, member: None))
    run.introduce(sources)
    results = [each for some in _together(progress(sources)) for each in run.take(some)]
    # A report may have come before the action that it is on, in a file of an earlier name.
    for number, each in enumerate(results):
        if any(held.why == NOT_HERE_YET for held in each.held):
            (results[number],) = run.take([_read(sources[number])])
            results[number].merged = _sum(each.merged, results[number].merged)
            results[number].taken_back += each.taken_back
            results[number].quoting += each.quoting
    return results


def _read(source: Source) -> _Read:
    try:
        return source, bundle_files.read(source)
    except BundleError as error:
        return source, error


def _together(sources: Iterable[Source]) -> Iterator[list[_Read]]:
    """Yield batches of bundles, or of reasons why one cannot be read, each for one transaction."""
    some: list[_Read] = []
    size = 0
    for source in sources:
        some.append(_read(source))
        arrival = some[-1][1]
        if isinstance(arrival, Arrival):
            size += sum(len(each.content) for each in arrival.revisions)
        if size > _AT_ONCE:
            yield some
            some, size = [], 0
    if some:
        yield some


def _sum(first: Merged | None, second: Merged | None) -> Merged | None:
    """Return the sum of two steps, in which what the first added is already present in the second."""
    if first is None or second is None:
        return second or first
    return Merged(first.new + second.new, first.known, second.refused)


class _Run:
    """One run of gathering: its options, and the members it added."""

    def __init__(self, log: Log, erasures: bool, new_members: bool, accept: frozenset[str], secret_of: Secrets) -> None:
        self._log, self._erasures, self._new_members, self._accept = log, erasures, new_members, accept
        self._secret_of = secret_of
        self._introduced: set[tuple[str, str]] = set()
        self._graves: deletions.Graves
        self._now = int(time.time() * 1000)

    def introduce(self, sources: list[Source]) -> None:
        """Take the members of a cohort that has none from their hand-ins, all of them before anything else.

        One by one, an interruption would leave a cohort of some members, to which the others are strangers.
        """
        database = self._log.database
        with database.plain_errors(), database.snapshot() as connection:
            people = Known.of(connection)
        bare = {cohort for cohort in people.cohorts if people.is_bare(cohort)}
        own: list[Revision] = []
        for source in sources if bare and not self._new_members else ():
            _, arrival = _read(source)
            who = None if isinstance(arrival, BundleError) else whose(arrival)
            if isinstance(arrival, BundleError) or who is None or who[0] not in bare:
                continue
            if self._doubt(who, self._proof(who, arrival), people) is None:
                speaker = self._speaker(who, arrival, people)
                theirs = [each for each in arrival.revisions if each.kind == "member"]
                taken = [each.member or "" for each in own if each.cohort == who[0]]
                if look_alike(who[1], taken):
                    continue
                own += [each for each in theirs if (never(each) or speaker.may_not(each)) is None]
        if own:
            with self._log._intake(erasing=False) as intake:
                intake.take(Places(intake.connection).settled(own))
            self._introduced = {(each.cohort or "", each.member or "") for each in own}

    def take(self, some: list[_Read]) -> list[Gathered]:
        """Import a batch of bundles in one transaction; if two conflict, import each in its own."""
        try:
            with self._log._intake(erasing=self._erasures) as intake:
                people, self._graves = Known.of(intake.connection), deletions.Graves(intake.connection)
                return [self._taken(intake, people, *each) for each in some]
        except LogError as error:
            if isinstance(error, ConflictError) and len(some) > 1:
                return [found for each in some for found in self.take([each])]
            return [Gathered(source.name, problem=f"{file_quoted(source.name)}: {error}") for source, _ in some]

    def _taken(self, intake: Intake, known: Known, source: Source, arrival: Arrival | BundleError) -> Gathered:
        if isinstance(arrival, BundleError):
            return Gathered(source.name, problem=str(arrival))
        result = Gathered(source.name, changed=arrival.changed, unread=arrival.unread)
        who, speaker = whose(arrival), None
        doubt: str | None = "the file does not say whose hand-in it is, and names several members or none"
        if who is not None:
            result.cohort, result.member = who
            result.problem = self._refusal(who, known)
            if result.problem is not None:
                result.problem = f"{file_quoted(source.name)}: {result.problem}"
                return result
            result.is_new = who in self._introduced or (self._new_members and who not in known.sets)
            result.proof = self._proof(who, arrival)
            doubt, speaker = self._doubt(who, result.proof, known), self._speaker(who, arrival, known)
        result.held += self._tombstones(intake, result, arrival, doubt)
        if who in self._graves.members:
            result.merged = Merged(0, 0, len(arrival.revisions))
            return result
        reasons = [
            (each, never(each) or doubt or (speaker.may_not(each) if speaker else None) or self._unproved(result, each))
            for each in sorted(arrival.revisions)
        ]
        own, held = [each for each, why in reasons if why is None], [each for each in reasons if each[1] is not None]
        places = Places(intake.connection, self._graves.entries)
        taking = []
        for each, settled in zip(own, places.settled(own), strict=True):
            why = _not_on_own(places, settled) or _not_theirs(intake.connection, each, settled)
            if why is None:
                taking.append(settled)
            else:
                held.append((each, why))
        at = min(arrival.handed_in or 0, self._now)
        is_latest = who is not None and doubt is None and self._log.database.hear(intake.connection, *who, at)
        result.merged = _take(intake, result, taking, said_at=at, is_latest=is_latest)
        if who is not None and any(each.kind == "member" for each in taking):
            known.sets[who] = {each.learning_set for each in taking if each.kind == "member" and each.learning_set}
        if held:
            self._hold(intake, places, result, [(each, why) for each, why in held if why is not None], at, is_latest)
        return result

    def _speaker(self, who: tuple[str, str], arrival: Arrival, known: Known) -> Speaker:
        is_new = who not in known.sets
        theirs = [each for each in arrival.revisions if (each.cohort, each.member) == who and each.kind == "member"]
        sets = {each.learning_set for each in theirs if each.learning_set} if is_new else known.sets[who]
        return Speaker(*who, sets, is_new, self._now, arrival.handed_in)

    def _refusal(self, who: tuple[str, str], known: Known) -> str | None:
        """Return why a member's hand-in is refused; None if it is not."""
        cohort, member = map(quoted, who)
        if who[0] not in known.cohorts:
            has = ", ".join(map(quoted, sorted(known.cohorts)))
            has = f"this log has {has}" if has else "this log has no cohort yet"
            if alike := look_alike(who[0], known.cohorts):
                return f"it is for cohort {who[0]!a}, which {_otherwise(alike)}; ask for it again"
            return (
                f"it is from {member} of cohort {cohort}, but {has}; ask {member} to correct the code and hand in "
                "again, or first add the cohort here, in cohort_setup"
            )
        if who in known.sets or who in self._graves.members:
            return None
        if alike := look_alike(who[1], (other for cohort, other in known.sets if cohort == who[0])):
            return (
                f"it is from {who[1]!a}, which {_otherwise(alike)}; ask for it again with the code on the slip, "
                "or, if this is another person, first add them in cohort_setup"
            )
        if self._new_members or known.is_bare(who[0]):
            return None
        return (
            f"it is from {member}, who is not in cohort {cohort}; ask for it again with the code on the "
            f"slip, or, if {member} is new, gather with --new-member"
        )

    def _proof(self, who: tuple[str, str], arrival: Arrival) -> str:
        secret = self._secret_of(*who)
        if arrival.proof is None:
            return "not verified"
        if secret is None:
            return "not verified, as the roster has no secret for it"
        if arrival.is_proved(secret):
            return "verified"
        return "not verified, as the file was modified" if arrival.changed else "wrong secret"

    def _doubt(self, who: tuple[str, str], proof: str, known: Known) -> str | None:
        """Return why a hand-in cannot be trusted to be its member's; None if it can."""
        cohort, member = map(quoted, who)
        if proof == "wrong secret":
            return f"its secret is not the one on the slip of {member}"
        if known.cohorts.get(who[0]) and proof != "verified":
            return f"cohort {cohort} requires proof"
        return None

    def _unproved(self, found: Gathered, revision: Revision) -> str | None:
        """Return why a revision that deletes an entry is held back; None if it is not."""
        if found.proof == "verified" or found.cohort is None or found.member is None or not is_retraction(revision):
            return None
        if not self._secret_of(found.cohort, found.member):
            return None
        return (
            f"the hand-in is not verified as {quoted(found.member)}'s; if accepted, it permanently deletes the text "
            "and its codings"
        )

    def _tombstones(self, intake: Intake, found: Gathered, arrival: Arrival, doubt: str | None) -> Iterator[Held]:
        """Erase the member whose hand-in it is, if requested; hold back any other erasure."""
        for cohort, member in sorted(set(arrival.tombstones) - self._graves.members):
            words = f"the erasure of {quoted(member)} of cohort {quoted(cohort)}"
            erase = command("alsnb", "erase", self._log.name, "--member", member, "--cohort", cohort)
            erase = erase or "erase the member by a code that can be typed"
            if (cohort, member) != (found.cohort, found.member):
                yield Held(words, (), f"to erase the member here too: {erase}", False)
            elif doubt is not None:
                yield Held(words, (), f"{doubt}; if the member wants this: {erase}", False)
            elif found.proof != "verified" and self._secret_of(cohort, member):
                yield Held(
                    words, (), f"the hand-in is not verified as the member's; if the member wants this: {erase}", False
                )
            elif not self._erasures:
                yield Held(words, (), "to erase the member here too, permanently: gather with --erasures", False)
            else:
                intake.take((), [(cohort, member)])
                self._graves = deletions.Graves(intake.connection)
                found.erased = True

    def _hold(
        self, intake: Intake, places: Places, found: Gathered, held: list[tuple[Revision, str]], said_at: int,
        is_latest: bool,
    ) -> None:  # fmt: skip
        """Hold back revisions, or record them if they were accepted; skip those that the log already has.

        Of an entry only the newest is shown, and so only the newest is recorded.
        """
        newest = {each.entry: (each, why) for each, why in sorted(held)}
        newest = {each.entry: (each, why) for each, why in places.news(list(newest.values()))}
        now = _now(intake.connection, newest)
        accepted: list[Revision] = []
        for entry, (each, why) in newest.items():
            before = now.get(entry)
            same_kind = before is not None and before.kind == each.kind
            if RECORDS[each.kind].key and same_kind and not differences(each, before):
                continue
            acceptable = never(each) is None
            if found.name not in self._accept or not acceptable:
                found.held.append(Held(subject(each), tuple(said(each, before)), why, acceptable))
            elif RECORDS[each.kind].key and before is not None and same_kind:
                # What was shown is recorded, and no more: what the file leaves empty, its writer did not know.
                record = type(before.record)(
                    **before.record.model_dump() | {"entry": before.entry} | differences(each, before)
                )
                accepted.append(amendment(before, record, self._log.author, None))
            else:
                accepted.append(each)
        if accepted:
            settled = places.settled(accepted)
            of_oneself = [each for each in settled if (each.cohort, each.member) == (found.cohort, found.member)]
            rest = [each for each in settled if each not in of_oneself]
            found.accepted = _take(intake, found, rest).new
            found.accepted += _take(intake, found, of_oneself, said_at, is_latest).new


def _otherwise(alike: str) -> str:
    return f"looks like {quoted(alike)} but is written with other letters"


def _take(intake: Intake, found: Gathered, revisions: list[Revision], said_at: int | None = None,
          is_latest: bool = False) -> Merged:  # fmt: skip
    """Import revisions, and count what their deletions remove here."""
    entries = {each.entry for each in revisions if is_retraction(each)}
    if not entries:
        return intake.take(revisions, said_at=said_at, is_latest=is_latest)
    worded, quoting = _worded(intake.connection, entries), _quoting(intake.connection, entries)
    merged = intake.take(revisions, said_at=said_at, is_latest=is_latest)
    left = _worded(intake.connection, worded)
    found.taken_back += sum(left.get(each, 0) < number for each, number in worded.items())
    found.quoting += quoting - _quoting(intake.connection, entries)
    return merged


def _worded(connection: sa.Connection, entries: Collection[str]) -> Counter[str]:
    """Count the revisions of the given entries that are not deletions."""
    every = [each for _, revisions in by_entry(connection, set(entries)) for each in revisions]
    return Counter(each.entry for each in every if not is_retraction(each))


def _quoting(connection: sa.Connection, entries: Collection[str]) -> int:
    """Count the codings and ratings of the given reflections."""
    about, number = schema.field(REVISION.c.content, "reflection"), 0
    for some in batched(sorted(entries), 500):
        theirs = REVISION.c.kind.in_(QUOTING) & about.in_(some)
        number += connection.execute(sa.select(sa.func.count(REVISION.c.entry.distinct())).where(theirs)).scalar_one()
    return number


def _not_on_own(places: Places, settled: Revision) -> str | None:
    """Return why a report on an action is held back; None if it is not, or is no such report."""
    reference = reference_of(settled)
    if reference is None:
        return None
    owner = places.owner(reference[1])
    if owner is None:
        return NOT_HERE_YET
    if owner == reference[0]:
        return None
    return f"it reports on {quoted(owner.member)}'s action" if owner.member else "it reports on nobody's action"


def _not_theirs(connection: sa.Connection, revision: Revision, settled: Revision) -> str | None:
    """Return why a member may not delete an entry; None if they may, because it is theirs."""
    if not is_retraction(revision) or settled.entry == revision.entry:
        return None
    here = connection.execute(schema.history(revision.entry)).first()
    if here is None or connection.execute(schema.history(settled.entry)).first() is not None:
        return None
    owner = quoted(here.member) if here.member else "nobody"
    return (
        f"it deletes an entry that is recorded here for {owner}; its text is kept. If both codes are the same person, "
        "rename one to the other (alsnb rename), then gather again"
    )


def _now(connection: sa.Connection, entries: Collection[str]) -> dict[str, Revision]:
    """Return the newest revision of each of the given entries."""
    latest: dict[str, Revision] = {}
    some = sorted(entries)
    for start in range(0, len(some), 500):
        for part in (REVISION.c.id, REVISION.c.entry):
            query = sa.select(REVISION).where(part.in_(some[start : start + 500]), REVISION.c.entry.in_(some))
            for row in connection.execute(query):
                each = Revision(*row)
                latest[each.entry] = max(each, latest.get(each.entry, each))
    return latest


def told(gathered: Gathered) -> list[str]:
    """Return the result for a file in lines: whose it is, what was recorded, and each item that was not."""
    if gathered.problem is not None:
        return [gathered.problem]
    name, merged = file_quoted(gathered.name), gathered.merged
    whose_it_is = "several members"
    if gathered.cohort is not None and gathered.member is not None:
        whose_it_is = f"{quoted(gathered.member)} of cohort {quoted(gathered.cohort)}, {gathered.proof}"
        whose_it_is += ", a new member" if gathered.is_new else ""
    lines = [f"{name}: {whose_it_is}: {merged.new} added, {merged.known} already present" if merged else name]
    if merged and merged.refused:
        lines[0] += f", {merged.refused} skipped (erased or deleted)"
    if gathered.accepted:
        lines[0] += f", {gathered.accepted} accepted"
    if gathered.taken_back:
        lines[0] += f"; {gathered.taken_back} {'entry' if gathered.taken_back == 1 else 'entries'} deleted"
        if gathered.quoting:
            lines[0] += f", with {gathered.quoting} {'coding' if gathered.quoting == 1 else 'codings'}"
    if gathered.erased:
        lines.append(f"  erased: {quoted(gathered.member or '')} of cohort {quoted(gathered.cohort or '')}")
    for each in gathered.held:
        says = f": {'; '.join(each.says)}" if each.says else ""
        lines.append(f"  {'held back' if each.acceptable else 'not recorded'}: {each.subject}{says} [{each.why}]")
    lines += [f"  line {number} cannot be read: {why}" for number, why in gathered.unread]
    if gathered.changed:
        lines.append(f"  {gathered.changed}; ask for the file again")
    return lines
