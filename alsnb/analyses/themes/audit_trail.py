"""The audit trail: how the codebook and the codings came about."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import Any

import pandas as pd

from alsnb.errors import AlsnbError
from alsnb.records import Coding, Theme
from alsnb.words import gettext, listing

_TOLD = ("description", "example", "parent")
_COLUMNS = ["cohort", "on", "who", "did", "theme", "said", "reflections", "with_theme"]


def audit_trail(log: Any, cohort: str | None = None) -> pd.DataFrame:
    """List who coded what and when, and each change of the codebook, as a table to read.

    What a reflexive thematic analysis shows instead of agreement: how its themes came about.

    Parameters
    ----------
    log
        The log itself, not its frames: these hold only what stands now. Uses every revision of themes and codings.
    cohort
        Only of this cohort.

    Returns
    -------
    DataFrame
        Oldest first, one row a day, coder and theme coded, and one for whatever was done to a theme: ``cohort``;
        ``on``, the day (UTC); ``who``, the coder, or the author of a change to the codebook (missing where the log does
        not know); what they ``did``: coded, coded anew or took back codings; or added, changed, renamed, merged, split,
        removed or brought back a theme; the ``theme``; what was ``said``: the coder's notes, one a line, the theme's
        new definition, or the themes it was merged into or split into; ``reflections`` concerned and, of these, those
        ``with_theme`` as the coder judged. Source: Braun & Clarke (2021), doi:10.1080/14780887.2020.1769238.

    Raises
    ------
    AlsnbError
        `log` is not a log.
    """
    if not hasattr(log, "revisions"):
        raise AlsnbError(
            f"audit_trail: found {type(log).__name__}, expected the log itself, as alsnb.open_log gives it: "
            "frames hold only what stands now"
        )
    moments: dict[int, list[Any]] = defaultdict(list)
    for each in log.revisions(("theme", "coding"), cohort):
        moments[each.at].append(each)
    before: dict[str, Any] = {}
    coded: dict[tuple[Any, ...], _Coded] = {}
    rows: list[tuple[int, dict[str, Any]]] = []
    for at, said in sorted(moments.items()):
        records = [(each, before.get(each.entry), each.record) for each in said]
        themes = [each for each in records if isinstance(each[2], Theme)]
        codings = [each for each in records if isinstance(each[2], Coding)]
        rows += [(at, row) for row in _of_codebook(themes, codings)]
        # What is said of codings at the moment a theme goes, goes with it: nobody judged anything.
        if not any(now.withdrawn for _, _, now in themes):
            for revision, old, now in codings:
                if (did := _judged(old, now)) is not None:
                    where = (now.cohort, revision.written_at.date(), now.coder, did, now.theme)
                    coded.setdefault(where, _Coded(at)).add(old, now)
        before |= {revision.entry: now for revision, _, now in records}
    named = ("cohort", "on", "who", "did", "theme")
    rows += [(each.at, dict(zip(named, where, strict=True)) | each.told()) for where, each in coded.items()]
    rows.sort(key=lambda row: (row[0], row[1]["theme"], row[1]["did"], row[1]["who"] or ""))
    result = pd.DataFrame([row for _, row in rows], columns=_COLUMNS)
    kinds: dict[str, Any] = {"on": "datetime64[us]", "reflections": int, "with_theme": int}
    return result.astype({name: kinds.get(name, "str") for name in _COLUMNS})


class _Coded:
    """What a coder did with a theme on one day."""

    def __init__(self, at: int) -> None:
        self.at = at
        self.present: dict[str, bool] = {}
        self.notes: dict[str, None] = {}

    def add(self, before: Coding | None, now: Coding) -> None:
        self.present[now.reflection] = now.present
        if now.note and (before is None or now.note != before.note):
            self.notes[now.note] = None

    def told(self) -> dict[str, Any]:
        return {
            "said": "\n".join(self.notes) or None,
            "reflections": len(self.present),
            "with_theme": sum(self.present.values()),
        }


def _judged(before: Coding | None, now: Coding) -> str | None:
    """Describe what a coder changed by a coding; None if it repeats the one before."""
    if now.withdrawn:
        return None if before is None or before.withdrawn else gettext("took back")
    if before is None:
        return gettext("coded")
    same = ("present", "passage", "note", "withdrawn")
    return gettext("coded anew") if any(getattr(before, name) != getattr(now, name) for name in same) else None


def _of_codebook(themes: list[Any], codings: list[Any]) -> Iterator[dict[str, Any]]:
    """Describe the changes of themes at one moment."""
    new = [now.theme for _, before, now in themes if before is None and not now.withdrawn]
    for revision, before, now in themes:
        told: dict[str, bool] = {}
        if now.withdrawn:
            if before is None or before.withdrawn:
                continue
            did, said = _gone(now, new)
            told = {coding.reflection: coding.present for _, _, coding in codings if coding.theme == now.theme}
        elif before is None or before.withdrawn:
            did = gettext("added") if before is None else gettext("brought back")
            said = _definition(None, now)
        elif (said := _definition(before, now)) is not None:
            did = gettext("changed")
        else:
            continue
        yield {
            "cohort": now.cohort,
            "on": revision.written_at.date(),
            "who": revision.author,
            "did": did,
            "theme": now.theme,
            "said": said,
            "reflections": len(told),
            "with_theme": sum(told.values()),
        }


def _gone(theme: Theme, new: list[str]) -> tuple[str, str | None]:
    """Describe how a theme left the codebook, given the themes that entered it at the same moment."""
    if theme.merged_into is not None:
        if theme.merged_into in new:
            return gettext("renamed"), gettext("to {theme}", theme=theme.merged_into)
        return gettext("merged"), gettext("into {theme}", theme=theme.merged_into)
    if len(new) > 1:
        return gettext("split"), gettext("into {theme}", theme=listing(sorted(new)))
    return gettext("removed"), None


def _definition(before: Theme | None, now: Theme) -> str | None:
    """Describe what is new in a theme's definition."""
    lines = [
        f"{Theme.model_fields[name].title}: {getattr(now, name) or gettext('none')}"
        for name in _TOLD
        if getattr(now, name) != (getattr(before, name) if before else None)
    ]
    return "\n".join(lines) or None
