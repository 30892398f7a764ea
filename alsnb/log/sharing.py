"""What leaves a log with a member's leave: a hand-in, and all that is held of a member; and hand-ins gathered."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

import sqlalchemy as sa

from alsnb.errors import BundleError, ConflictError, LogError
from alsnb.log import bundles, schema
from alsnb.log.bundles import Bundle
from alsnb.log.revisions import Revision
from alsnb.log.store import Log, Merged
from alsnb.records import Reflection

_AT_ONCE = 1 << 23
"""Characters of bundles read before they are written, in one transaction: each transaction waits for the disk."""
_Read = tuple[Path, Bundle | BundleError]


class Gathered(NamedTuple):
    """What became of one bundle: of whom it speaks, and what was taken over, or why nothing was."""

    path: Path
    speaks_of: tuple[str, ...]
    merged: Merged | None
    problem: str | None


def shared_by(log: Log, member: str) -> list[Revision]:
    """What a member hands in: their records, but of the reflections only those shared with the tutor, as they are now.

    Earlier wordings of a reflection stay with the member, as do reflections marked private or for the set. What coders
    said of reflections is not the member's to hand in.

    Raises
    ------
    LogError
        The log holds nothing of such a member.
    """
    theirs = held_of(log, member)
    newest = {each.entry: each for each in theirs}
    shared = []
    for each in theirs:
        if each.kind in ("coding", "rating"):
            continue
        record = newest[each.entry].record
        if not isinstance(record, Reflection) or (record.visibility == "tutor" and each is newest[each.entry]):
            shared.append(each)
    return shared


def held_of(log: Log, member: str, cohort: str | None = None) -> list[Revision]:
    """Every revision about a member, oldest first.

    Raises
    ------
    LogError
        The log holds nothing of such a member.
    """
    theirs = [each for each in log.revisions() if each.member == member and cohort in (None, each.cohort)]
    if not theirs:
        raise LogError(f"{log.name} holds nothing of a member {member}; codes are told apart by upper and lower case")
    return theirs


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
        One for each bundle, in the order given.
    """
    buried = None if erasures else log._tombstones()
    return [each for some in _together(paths) for each in _taken_over(log, some, buried)]


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
                found.append(Gathered(path, speaks_of, intake.take(bundle.revisions, bundle.tombstones), None))
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


def as_text(revisions: list[Revision]) -> str:
    """Revisions as a text that anybody can read: what was recorded, when, field by field."""
    parts = []
    for each in revisions:
        record = each.record
        said = record.model_dump(mode="json")
        labels = {name: field.title or name for name, field in type(record).model_fields.items()}
        lines = [f"{labels[name]}: {value}" for name, value in said.items() if value not in (None, [], "")]
        heading = f"{each.kind.replace('_', ' ').capitalize()}, recorded {each.written_at:%Y-%m-%d %H:%M} UTC"
        parts.append("\n".join([heading, "-" * len(heading), *lines]))
    return "\n\n".join(parts) + "\n"
