"""What leaves a log with a member's leave: a hand-in, and all that is held of a member; and hand-ins gathered."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

from alsnb.errors import LogError
from alsnb.log import bundles
from alsnb.log.revisions import Revision
from alsnb.log.store import Log, Merged
from alsnb.records import Reflection


class Gathered(NamedTuple):
    """What became of one bundle: what was taken over, or why nothing was."""

    path: Path
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


def gather(log: Log, paths: list[Path]) -> list[Gathered]:
    """Take over bundles, each whole or not at all; one that cannot be used does not keep out the others.

    Parameters
    ----------
    log : Log
        Where they go.
    paths : list of Path
        The bundles, in any order; one gathered before changes nothing.

    Returns
    -------
    list of Gathered
        One for each bundle, in the order given.
    """
    found = []
    for path in paths:
        try:
            bundle = bundles.read(path)
            found.append(Gathered(path, log.take_over(bundle.revisions, bundle.tombstones), None))
        except LogError as error:
            found.append(Gathered(path, None, str(error)))
    return found


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
