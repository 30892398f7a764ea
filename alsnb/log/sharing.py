"""What leaves a log with a member's leave: a hand-in, and all that is held of a member; and hand-ins gathered."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path
from textwrap import shorten
from typing import Any, NamedTuple

import sqlalchemy as sa

from alsnb.errors import BundleError, ConflictError, LogError
from alsnb.frames import texts
from alsnb.log import bundles, schema
from alsnb.log.bundles import Bundle
from alsnb.log.revisions import Revision, newest_of, retraction
from alsnb.log.schema import BEFORE
from alsnb.log.store import Log, Merged
from alsnb.records import NOT_TOLD, RECORDS, Record, Reflection

_AT_ONCE = 1 << 23
"""Characters of bundles read before they are written, in one transaction: each transaction waits for the disk."""
_ABOUT = ("cohort", "learning_set", "member")
_Read = tuple[Path, Bundle | BundleError]


class Gathered(NamedTuple):
    """What became of one bundle: of whom it speaks, what was taken over, or why nothing was, and what that replaced."""

    path: Path
    speaks_of: tuple[str, ...]
    merged: Merged | None
    problem: str | None
    replaced: tuple[str, ...] = ()
    """What the log had said otherwise: ``attendance A3 cycle 2``."""


class Sharing(NamedTuple):
    """What a member's next hand-in holds, and what it does not."""

    leaving: list[Revision]
    """The revisions that the bundle holds: of each entry only its newest, and a withdrawal without its words of what
    left before and was taken back since."""
    taken_back: list[Revision]
    """What such a withdrawal is about, as the member's own log has it."""
    staying: list[Revision]
    """Reflections that are neither shared with the tutor nor taken back."""
    before: dict[str, int | None]
    """When each entry that left before last did, in milliseconds since 1970; None if nobody kept note of it."""


def sharing_of(log: Log, member: str, cohort: str | None = None) -> Sharing:
    """Return what a member hands in: their entries as they are now, of the reflections those shared with the tutor.

    Earlier wordings stay with the member, and so does what was taken back before it was ever handed in, or never
    shared. What left in an earlier hand-in and was taken back since, or is shared no longer, leaves as a withdrawal
    without its words. What coders said of reflections is not the member's to hand in.

    Raises
    ------
    LogError
        As for `held_of`.
    """
    theirs = [each for each in held_of(log, member, cohort) if each.kind not in ("coding", "rating")]
    before = _left_before(theirs, log.handed_in())
    leaving, taken_back, staying = list[Revision](), list[Revision](), list[Revision]()
    for each in newest_of(theirs):
        record = each.record
        if each.member != member:  # its code was corrected since
            continue
        if _is_shared(record):
            leaving.append(each)
        elif each.entry in before:
            leaving.append(retraction(each) if texts(type(record)) else each)
            taken_back.append(each)
        if isinstance(record, Reflection) and not record.withdrawn and not _is_shared(record):
            staying.append(each)
    return Sharing(leaving, taken_back, staying, before)


def hand_in(log: Log, member: str, cohort: str | None, path: Path) -> Sharing:
    """Write what a member hands in as a bundle, and keep note of what it held; returns that.

    Raises
    ------
    LogError
        As for `held_of`; or nothing would leave, or the log cannot keep note of it.
    BundleError
        The file cannot be written.
    """
    shared = sharing_of(log, member, cohort)
    if not shared.leaving:
        raise LogError(f"member {member} shares nothing with the tutor; nothing was written")
    # Before it is written: what left must be known as that, even if the program is stopped in between.
    log.note_handed_in(each.entry for each in shared.leaving)
    bundles.write(path, Bundle(shared.leaving, []))
    return shared


def _is_shared(record: Record) -> bool:
    return not record.withdrawn and (not isinstance(record, Reflection) or record.visibility == "tutor")


def _left_before(revisions: list[Revision], noted: dict[str, int]) -> dict[str, int | None]:
    """When each entry last left; of what was shared while nobody kept note, it may have left."""
    unknown = {each.entry: None for each in revisions if each.at <= noted.get(BEFORE, 0) and _is_shared(each.record)}
    return unknown | {each.entry: noted[each.entry] for each in revisions if each.entry in noted}


def held_of(log: Log, member: str, cohort: str | None = None) -> list[Revision]:
    """Every revision about a member that one may read, oldest first; what coders said of their reflections included.

    Raises
    ------
    LogError
        The log holds nothing of such a member, or of several cohorts' and none is named.
    """
    every = list(log.revisions())
    theirs = [each for each in every if each.member == member and cohort in (None, each.cohort)]
    if not theirs:
        of = "" if cohort is None else f" of cohort {cohort}"
        raise LogError(
            f"{log.name} holds nothing of a member {member}{of}; codes are told apart by upper and lower case"
        )
    if len(cohorts := sorted({each.cohort for each in theirs if each.cohort})) > 1:
        raise LogError(
            f"found a member {member} in each of the cohorts {', '.join(cohorts)}, who are different people; "
            "say whose you mean: --cohort, or in Python cohort=…"
        )
    entries = {each.entry for each in theirs}
    return [
        each
        for each in every
        if each.entry in entries
        or (each.kind in ("coding", "rating") and json.loads(each.content).get("reflection") in entries)
    ]


def gather(log: Log, paths: Iterable[Path], *, erasures: bool = False) -> list[Gathered]:
    """Take over bundles, each whole or not at all; one that cannot be used does not keep out the others.

    Parameters
    ----------
    log : Log
        Where they go.
    paths : iterable of Path
        The bundles, in any order; one gathered before changes nothing.
    erasures : bool, default False
        Also erase whoever was erased where a bundle was made. By default, a bundle with news of an erasure is refused,
        and nothing in the log is erased.

    Returns
    -------
    list of Gathered
        One for each bundle, in the order given. What a bundle leaves empty of a cohort, a set or a member of which the
        log knows it, stays as it was.
    """
    buried = None if erasures else log._tombstones()
    known = _about(log)
    gathered = [each for some in _together(paths) for each in _taken_over(log, some, buried)]
    _put_back(log, known)
    return gathered


def _about(log: Log) -> dict[str, Record]:
    """What is known of cohorts, sets and members, by entry."""
    frames = log.frames(kinds=_ABOUT)
    entries = [entry for name in ("cohorts", "learning_sets", "members") for entry in getattr(frames, name)["entry"]]
    return {entry: log.get(entry) for entry in entries}


def _put_back(log: Log, known: dict[str, Record]) -> None:
    """What a bundle left empty of a cohort, a set or a member, it does not take away: its writer did not know it."""
    for entry, before in known.items():
        try:
            now = log.get(entry)
        except LogError:  # erased with its member
            continue
        if type(now) is not type(before):  # what an entry is about may be amended too
            continue
        said = {name: getattr(before, name) for name in type(before).model_fields if name not in NOT_TOLD}
        lost = {
            name: value for name, value in said.items() if value not in (None, ()) and getattr(now, name) in (None, ())
        }
        if lost:
            log.amend(entry, **lost)


def _taken_over(log: Log, some: list[_Read], buried: set[tuple[str, str]] | None) -> list[Gathered]:
    """Take over some bundles in one transaction; where two cannot stand together, each in one of its own."""
    found: list[Gathered] = []
    try:
        with log._intake(erasing=buried is None) as intake:
            amending = defaultdict[str, set[str | None]](set)
            for entry, member in schema.amending(intake.connection):
                amending[entry].add(member)
            for path, bundle in some:
                try:
                    if isinstance(bundle, BundleError):
                        raise bundle
                    if buried is not None:
                        _refuse_erasures(path, bundle, buried)
                except BundleError as error:
                    found.append(Gathered(path, (), None, str(error)))
                    continue
                speaks_of = _speaks_of(intake.connection, bundle, amending)
                replaced = _replaced(intake.connection, bundle)
                merged = intake.take(bundle.revisions, bundle.tombstones)
                found.append(Gathered(path, speaks_of, merged, None, replaced))
    except LogError as error:
        if isinstance(error, ConflictError) and len(some) > 1:
            return [each for one in some for each in _taken_over(log, [one], buried)]
        refused = {each.path: each for each in found if each.merged is None}
        return [refused.get(path, Gathered(path, (), None, str(error))) for path, _ in some]
    return found


def _together(paths: Iterable[Path]) -> Iterator[list[_Read]]:
    """Bundles, or why one cannot be read, as many at a time as are written in one transaction."""
    some: list[_Read] = []
    size = 0
    for path in paths:
        try:
            bundle = bundles.read(path)
        except BundleError as error:
            some.append((path, error))
        else:
            some.append((path, bundle))
            size += sum(len(each.content) for each in bundle.revisions)
        if size > _AT_ONCE:
            yield some
            some, size = [], 0
    if some:
        yield some


def _refuse_erasures(path: Path, bundle: Bundle, buried: set[tuple[str, str]]) -> None:
    news = sorted(set(bundle.tombstones) - buried)
    if news:
        named = [f"member {member} of cohort {cohort}" for cohort, member in news[:5]]
        more = [f"{len(news) - 5} more"] if len(news) > 5 else []
        raise BundleError(
            f"{path} says that {' and '.join(named + more)} was erased; nothing of it was taken over. "
            "To erase the same here, for good, gather with --erasures"
        )


def _speaks_of(connection: sa.Connection, bundle: Bundle, amending: dict[str, set[str | None]]) -> tuple[str, ...]:
    """The codes of the members whose records a bundle brings or amends, and what is nobody's own.

    Whoever amends another's entry may put any member's code into it, and may hand it in before the other does; so what
    came before is kept in `amending`, by entry.
    """
    amended = [each for each in bundle.revisions if each.id != each.entry]
    codes = {each.member for each in bundle.revisions}
    codes |= schema.members_of(connection, [each.entry for each in amended])
    for entry in amending.keys() & {each.entry for each in bundle.revisions}:
        codes |= amending[entry]
    for each in amended:
        amending[each.entry].add(each.member)
    others = set()
    for each in bundle.revisions:
        if each.kind in ("coding", "rating"):
            codes.add(json.loads(each.content)["coder"])
        elif each.member is None:
            others.add(f"the {each.kind.replace('_', ' ')}")
    return (*sorted(code for code in codes if code is not None), *sorted(others))


def _replaced(connection: sa.Connection, bundle: Bundle) -> tuple[str, ...]:
    """The entries, of those that codes tell apart, of which a bundle says something newer and else than the log."""
    said = {each.entry: each for each in bundle.revisions if RECORDS[each.kind].key}
    before = {entry: (id, content) for id, entry, content in schema.said_of(connection, list(said))}
    found = []
    for entry, each in said.items():
        id, content = before.get(entry, (each.id, each.content))
        if each.id > id and each.content != content:
            about = [str(each.record.__dict__[name]) for name in RECORDS[each.kind].key if name != "cohort"]
            found.append(" ".join([each.kind.replace("_", " "), *about]))
    return tuple(sorted(found))


def as_text(revisions: list[Revision], title: str) -> str:
    """Revisions as a text that anybody can read: what was recorded, when and by whom, field by field."""
    newest = {each.entry: each.id for each in revisions}
    called = {each.entry: _called(each) for each in revisions}
    parts = [
        f"{title}\n{'=' * len(title)}\n\nTimes are UTC. An entry that was changed is shown in each of its wordings."
    ]
    for each in revisions:
        record = each.record
        said = record.model_dump(mode="json")
        labels = {
            name: field.title for name, field in type(record).model_fields.items() if said.get(name) not in _EMPTY
        }
        lines = [f"{label}: {_worded(said[name], called)}" for name, label in labels.items()]
        by = f" by {each.author}" if each.author else ""
        later = "" if each.id == newest[each.entry] else ", changed later"
        heading = f"{each.kind.replace('_', ' ').capitalize()}, recorded {each.written_at:%Y-%m-%d %H:%M}{by}{later}"
        parts.append("\n".join([heading, "-" * len(heading), *lines]))
    return "\n\n".join(parts) + "\n"


_EMPTY: tuple[Any, ...] = (None, [], "")


def _worded(value: Any, called: dict[str, str]) -> str:
    """A value in words; what refers to another entry by that entry's words."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list):
        return "; ".join(_worded(each, called) for each in value)
    if isinstance(value, dict):
        return ", ".join(_worded(each, called) for each in value.values())
    if isinstance(value, float):
        return f"{value:g}"
    return called.get(value, str(value))


def _called(revision: Revision) -> str:
    """What an entry is called where another refers to it."""
    said = json.loads(revision.content)
    wrote = [said[name] for name in texts(RECORDS[revision.kind]) if isinstance(said.get(name), str)]
    kind = revision.kind.replace("_", " ")
    return f"{kind} “{shorten(wrote[0], 80, placeholder='…')}”" if wrote else f"{kind} of cycle {said.get('cycle')}"
