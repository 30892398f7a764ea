"""Hand in a member's entries, and export everything held about a member."""

from __future__ import annotations

import json
from pathlib import Path
from textwrap import shorten
from typing import Any, NamedTuple

from alsnb.errors import LogError
from alsnb.frames import texts
from alsnb.log.exchange import bundles
from alsnb.log.exchange.bundles import Bundle
from alsnb.log.revisions import Revision, newest_of, retraction
from alsnb.log.schema import BEFORE
from alsnb.log.store import Log
from alsnb.privacy import slips
from alsnb.records import RECORDS, Record, Reflection
from alsnb.words import gettext


class Sharing(NamedTuple):
    """The content of a member's next hand-in, and what stays behind."""

    leaving: list[Revision]
    """The revisions that the bundle holds: of each entry only its newest, and a withdrawal without its words of what
    left before and was taken back since."""
    taken_back: list[Revision]
    """The deleted entries, as the member's own log has them."""
    staying: list[Revision]
    """Reflections that are neither shared with the tutor nor deleted."""
    before: dict[str, int | None]
    """When each entry was last handed in, in milliseconds since 1970; None if this was not recorded."""


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

    It proves whose it is if the secret on the member's slip is kept on this computer (`alsnb.privacy.slips`).

    Raises
    ------
    LogError
        As for `held_of`; or nothing would leave, or the log cannot keep note of it.
    BundleError
        The file cannot be written.
    """
    shared = sharing_of(log, member, cohort)
    if not shared.leaving:
        raise LogError(
            gettext(
                "member {member} shares nothing with the tutor, so nothing was written",
                member=member,
            )
        )
    # Before it is written: what left must be known as that, even if the program is stopped in between.
    log.note_handed_in(each.entry for each in shared.leaving)
    cohort = cohort or shared.leaving[0].cohort
    about = (cohort, member, None, slips.load(cohort, member)) if cohort is not None else ()
    bundles.write(path, Bundle(shared.leaving, [], *about))
    return shared


def _is_shared(record: Record) -> bool:
    return not record.withdrawn and (not isinstance(record, Reflection) or record.visibility == "tutor")


def _left_before(revisions: list[Revision], noted: dict[str, int]) -> dict[str, int | None]:
    """Return when each entry was last handed in; entries shared before this was recorded may have been."""
    unknown = {each.entry: None for each in revisions if each.at <= noted.get(BEFORE, 0) and _is_shared(each.record)}
    return unknown | {each.entry: noted[each.entry] for each in revisions if each.entry in noted}


def held_of(log: Log, member: str, cohort: str | None = None) -> list[Revision]:
    """Return all readable revisions about a member, including codings of their reflections, oldest first.

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
            gettext(
                "no member {member}{of} in {name} (codes are case-sensitive)",
                member=member,
                of=of,
                name=log.name,
            )
        )
    if len(cohorts := sorted({each.cohort for each in theirs if each.cohort})) > 1:
        raise LogError(
            gettext(
                "the cohorts {cohorts} each have a member {member}; choose one with --cohort (in Python, cohort=…)",
                cohorts=", ".join(cohorts),
                member=member,
            )
        )
    entries = {each.entry for each in theirs}
    return [
        each
        for each in every
        if each.entry in entries
        or (each.kind in ("coding", "rating") and json.loads(each.content).get("reflection") in entries)
    ]


def as_text(revisions: list[Revision], title: str) -> str:
    """Return revisions as readable text: what was recorded, when and by whom, field by field."""
    newest = {each.entry: each.id for each in revisions}
    called = {each.entry: _called(each) for each in revisions}
    parts = [f"{title}\n{'=' * len(title)}\n\nTimes are in UTC. All versions of an entry are listed."]
    for each in revisions:
        record = each.record
        fields = record.model_dump(mode="json")
        labels = {
            name: field.title for name, field in type(record).model_fields.items() if fields.get(name) not in _EMPTY
        }
        lines = [f"{label}: {_worded(fields[name], called)}" for name, label in labels.items()]
        by = f" by {each.author}" if each.author else ""
        later = "" if each.id == newest[each.entry] else ", changed later"
        heading = f"{each.kind.replace('_', ' ').capitalize()}, recorded {each.written_at:%Y-%m-%d %H:%M}{by}{later}"
        parts.append("\n".join([heading, "-" * len(heading), *lines]))
    return "\n\n".join(parts) + "\n"


_EMPTY: tuple[Any, ...] = (None, [], "")


def _worded(value: Any, called: dict[str, str]) -> str:
    """Return a value in words; a reference is replaced by the words of its entry."""
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
    """Return the description of an entry to which another refers."""
    fields = json.loads(revision.content)
    wrote = [fields[name] for name in texts(RECORDS[revision.kind]) if isinstance(fields.get(name), str)]
    kind = revision.kind.replace("_", " ")
    return f"{kind} “{shorten(wrote[0], 80, placeholder='…')}”" if wrote else f"{kind} of cycle {fields.get('cycle')}"
