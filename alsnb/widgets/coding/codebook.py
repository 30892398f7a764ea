"""What becomes of codings when the codebook changes: themes merged, split, removed, and brought back.

Each function makes the records to add, all of one moment, so that a change is one transaction, and is undone by taking
back what was said at that moment.
"""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any, TypeVar

import uuid_utils

from alsnb.errors import RecordError
from alsnb.log import Log, Revision
from alsnb.records import Coding, Record, Theme
from alsnb.words import gettext

Said = TypeVar("Said", bound=Record)
PASSAGES = "\n"
"""What stands between the passages of a coding."""


class Histories:
    """Every revision of a cohort's records of some kinds, by entry."""

    def __init__(self, log: Log, cohort: str, *kinds: str) -> None:
        self.of: dict[str, list[Revision]] = defaultdict(list)
        self.newest = 0
        for each in log.revisions(kinds, cohort):
            self.of[each.entry].append(each)
            self.newest = max(self.newest, each.at)

    def themes(self) -> dict[str, list[Revision]]:
        """The revisions of each theme, by its name; of those withdrawn too."""
        found = (said for said in self.of.values() if said[-1].kind == "theme")
        return {theme_of(said[-1]).theme: said for said in found}

    def standing(self) -> dict[str, Theme]:
        """The themes of the codebook as it is now, by name."""
        now = {name: theme_of(said[-1]) for name, said in self.themes().items()}
        return {name: theme for name, theme in now.items() if not theme.withdrawn}

    def codings(self, *themes: str) -> dict[tuple[str, str, str], Coding]:
        """The codings of some themes that stand, by reflection, theme and coder."""
        newest = (said[-1].record for said in self.of.values() if said[-1].kind == "coding")
        found = (each for each in newest if isinstance(each, Coding) and not each.withdrawn)
        return {(each.reflection, each.theme, each.coder): each for each in found if each.theme in themes}


class Moment:
    """Makes records whose revisions bear one time, later than any before."""

    def __init__(self, newest: int) -> None:
        self._at = max(time.time_ns(), (newest + 1) * 1_000_000)

    def said(self, record: Said, **changes: Any) -> Said:
        """A record with changes, to be added as said now."""
        id = str(uuid_utils.uuid7(nanoseconds=self._at))
        return record.model_copy(update=changes | {"entry": id})


def theme_of(revision: Revision) -> Theme:
    """What a revision says of a theme."""
    record = revision.record
    assert isinstance(record, Theme)  # noqa: S101 (for the type checker)
    return record


def merged(histories: Histories, old: Theme, into: Theme) -> list[Record]:
    """`old` withdrawn, and its codings made codings of another theme: where either is present, that is.

    The other theme may be new: then `old` is renamed.
    """
    codings = histories.codings(old.theme, into.theme)
    moment = Moment(histories.newest)
    records: list[Record] = [moment.said(old, withdrawn=True, merged_into=into.theme)]
    standing = histories.standing()
    if into.theme not in standing:
        records.append(moment.said(into))
    records += _parts_of(standing, old, into.theme, moment)
    for (reflection, theme, coder), coding in codings.items():
        if theme == old.theme:
            other = codings.get((reflection, into.theme, coder))
            records.append(moment.said(coding, withdrawn=True))
            records.append(moment.said(_united(coding, other) if other else coding, theme=into.theme))
    return records


def split(histories: Histories, old: Theme, parts: Iterable[Mapping[str, str | None]]) -> list[Record]:
    """`old` withdrawn in favour of several themes, none of which is where it was not; where it was is left to judge.

    Raises
    ------
    RecordError
        There are fewer than two parts, or one has the name of a theme there is.
    """
    named = [Theme(cohort=old.cohort, parent=old.parent, **part) for part in parts]
    standing = histories.standing()
    names = [each.theme for each in named]
    if len(names) < 2 or len(set(names)) < len(names):
        raise RecordError(gettext("A theme is split into two or more themes, each with a name of its own"))
    if taken := set(standing) & set(names):
        raise RecordError(
            gettext("There is a theme {themes} already; choose another name", themes=", ".join(sorted(taken)))
        )
    moment = Moment(histories.newest)
    records: list[Record] = [*(moment.said(each) for each in named), moment.said(old, withdrawn=True)]
    records += _parts_of(standing, old, old.parent, moment)
    for coding in histories.codings(old.theme).values():
        records.append(moment.said(coding, withdrawn=True))
        if not coding.present:
            records += [moment.said(coding, theme=name, passage=None, note=None) for name in names]
    return records


def removed(histories: Histories, old: Theme) -> list[Record]:
    """`old` withdrawn with its codings."""
    moment = Moment(histories.newest)
    codings = histories.codings(old.theme).values()
    return [
        moment.said(old, withdrawn=True),
        *_parts_of(histories.standing(), old, old.parent, moment),
        *(moment.said(each, withdrawn=True) for each in codings),
    ]


def undone(histories: Histories, at: int, reflection: str | None = None) -> list[Record]:
    """What takes back all that was said at a moment, but for what was said anew since.

    Parameters
    ----------
    histories
        Of the kinds of records to look at.
    at
        The moment, in milliseconds, as a revision has it.
    reflection
        Only what was said of this reflection.
    """
    moment = Moment(histories.newest)
    newest = (said[-1] for said in histories.of.values())
    later = (each.record for each in newest if each.kind == "coding" and each.at > at)
    used = {each.theme for each in later if isinstance(each, Coding) and not each.withdrawn}
    records: list[Record] = []
    for said in histories.of.values():
        now = said[-1].record
        if said[-1].at != at or (reflection is not None and getattr(now, "reflection", None) != reflection):
            continue
        before = said[-2].record if len(said) > 1 else now.model_copy(update={"withdrawn": True})
        if isinstance(now, Theme) and before.withdrawn and now.theme in used:
            continue  # reflections were coded with it since
        records.append(moment.said(before))
    return records


def _parts_of(standing: Mapping[str, Theme], old: Theme, parent: str | None, moment: Moment) -> list[Record]:
    """The themes that were part of `old`, part of another theme now."""
    return [
        moment.said(each, parent=parent if parent != each.theme else None)
        for each in standing.values()
        if each.parent == old.theme
    ]


def _united(one: Coding, other: Coding) -> Coding:
    first, present = max(_first(one), _first(other)), one.present or other.present
    return other.model_copy(
        update={
            "present": present,
            "passage": _joined(other.passage, one.passage),
            "note": _joined(other.note, one.note),
            "at_first": first if first != present else None,
        }
    )


def _first(coding: Coding) -> bool:
    return coding.present if coding.at_first is None else coding.at_first


def _joined(*texts: str | None) -> str | None:
    lines = [line for text in texts for line in (text or "").split(PASSAGES) if line]
    return PASSAGES.join(dict.fromkeys(lines)) or None
