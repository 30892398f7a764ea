"""Publication of a cohort's report: every result goes through `alsnb.disclosure.protect`; no state is kept."""

from __future__ import annotations

from typing import Any

import pandas as pd

from alsnb.analyses.themes.prevalence import prevalence
from alsnb.analyses.themes.quotations import QUOTABLE
from alsnb.disclosure import Known, Protected, Refused, load, protect
from alsnb.disclosure.rounding import Count, count, nearest
from alsnb.words import gettext


class Publication:
    """What one report publishes of a cohort.

    Parameters
    ----------
    frames
        The cohort's frames, as the report reads them.
    draft
        Whether it is only to be looked at first.

    Raises
    ------
    DisclosureError
        The cohort names a policy that does not exist.
    """

    def __init__(self, frames: Any, *, draft: bool = False) -> None:
        named = frames.cohort.get("disclosure")
        self.policy = load(None if pd.isna(named) else str(named), getattr(frames, "folder", None))
        held = frames.meetings[frames.meetings["held_on"].notna()]
        members = int(frames.members["member"].nunique())
        # How many consent is no more known to readers than any other count.
        told = None if frames.purpose is None else max(self.policy.base, nearest(members, self.policy.base))
        self.known = Known(members, int(held["cycle"].nunique()), told)
        self.draft, self._frames = draft, frames

    def protect(self, result: pd.DataFrame) -> Protected:
        """Return what may be published of a result: see `alsnb.disclosure.protect`.

        Raises
        ------
        Refused
            Nothing of it; the text says why, and what may be instead.
        """
        return self._quoted(result) if "passage" in result else protect(result, self.policy, self.known)

    def count(self, n: int, whole: int | None = None) -> Count:
        """Return a count that no analysis makes, as it may be published."""
        return count(n, self.policy, whole)

    def _quoted(self, result: pd.DataFrame) -> Protected:
        """Return the excerpts of themes that enough people wrote of, without who wrote which, and when."""
        if not result.attrs.get(QUOTABLE):
            raise Refused(
                gettext("It has excerpts that do not come from alsnb.themes.quotations, with names redacted.")
            )
        themes = prevalence(self._frames, by=())
        told = themes.loc[themes["members"] >= self.policy.quoted, "theme"]
        passages = result.loc[result["theme"].isin(told), ["theme", "passage"]].drop_duplicates()
        passages["passage"] = passages["passage"].str.replace(r"\[member [^\]]*\]", "[name]", regex=True)
        passages = passages.sort_values(["theme", "passage"], ignore_index=True)
        note = gettext("Excerpts are given for themes that at least {n} members wrote about.", n=self.policy.quoted)
        return Protected(passages, pd.DataFrame("", passages.index, passages.columns), (note,))
