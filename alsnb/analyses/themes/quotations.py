"""The quotation bank: passages that show a theme, which may be quoted."""

from __future__ import annotations

from typing import Any

import narwhals as nw
import numpy as np
import pandas as pd

from alsnb.analyses.shared.frames import FramesLike, lazy, person, small
from alsnb.analyses.themes.presence import presence
from alsnb.errors import AlsnbError

QUOTABLE = "alsnb_quotable"
"""The attribute of a frame whose passages may be quoted."""
_COLUMNS = ["cohort", "theme", "passage", "member", "cycle", "reflection", "coders"]


def quotations(frames: FramesLike, theme: str | None = None, *, most: int | None = None) -> pd.DataFrame:
    """Return the excerpts that coders marked for a theme, by members who consent to be quoted, with names redacted.

    Parameters
    ----------
    frames
        Made with ``log.frames(purpose="quotation")``, then ``.redacted(roster)``. Uses ``codings`` (passage) and
        ``reflections`` (text).
    theme
        Only for this theme; by default for all.
    most
        The most passages for a theme; by default all.

    Returns
    -------
    DataFrame
        One row a passage: ``cohort``; ``theme``, which the reflection has as for `presence`; ``passage``; the
        ``member`` who wrote it, by pseudonym; ``cycle``; the ``reflection`` it stands in, by the pseudonym of its
        entry; ``coders`` who marked it. Of a theme, each member's first passage comes before anybody's second.
        A passage that does not stand word for word in the redacted reflection is left out: its words may be the
        coder's, or a name that was not seen for one without the words about it. So is one that is part of another.

    Raises
    ------
    AlsnbError
        The frames are not for quotation, their names have not been taken out, or no codebook has the theme.
    """
    purpose = getattr(frames, "purpose", None)
    if purpose != "quotation":
        what = f"for {purpose.replace('_', ' ')}" if purpose else "with everybody's words"
        raise AlsnbError(
            f"found frames {what}, expected those of members who consent to be quoted: "
            'log.frames(purpose="quotation").redacted(roster)'
        )
    if not getattr(frames, "names_taken_out", False):
        raise AlsnbError(
            "found frames with texts as they were written, expected them without names: frames.redacted(roster), "
            "which gives the frames and what was replaced in them"
        )
    marked = small(
        lazy(frames.codings)
        .filter(nw.col("present"), ~nw.col("passage").is_null())
        .select("reflection", "theme", "coder", "passage")
    )
    if theme is not None:
        known = {*small(lazy(frames.themes).select("theme"))["theme"], *marked["theme"]}
        if theme not in known:
            raise AlsnbError(f"theme: found {theme!r}, expected one of {', '.join(sorted(known)) or 'a codebook'}")
        marked = marked[marked["theme"] == theme]
    written = small(lazy(frames.reflections).select("entry", "text")).set_index("entry")["text"]
    there = presence(frames)
    marked = marked.merge(there[there["present"]].drop(columns="present"), on=["reflection", "theme"])
    marked["passage"] = marked["passage"].str.split("\n")
    marked = marked.explode("passage", ignore_index=True)
    marked["passage"] = marked["passage"].map(_spaced)
    texts = marked["reflection"].map(written).map(_spaced)
    stands = np.array(
        [passage != "" and passage in text for passage, text in zip(marked["passage"], texts, strict=True)], bool
    )
    where = ["cohort", "theme", "member", "cycle", "reflection"]
    each = marked[stands].groupby([*where, "passage"], as_index=False, dropna=False).agg(coders=("coder", "nunique"))
    if len(each):
        each = each[~each.groupby(["reflection", "theme"])["passage"].transform(_parts)]
    each = each.sort_values(["cycle", "reflection", "passage"])
    each["turn"] = each.assign(who=person(each)).groupby(["theme", "who"], dropna=False).cumcount()
    each = each.sort_values(["cohort", "theme", "turn", "cycle", "reflection", "passage"])
    if most is not None:
        each = each.groupby(["cohort", "theme"]).head(most)
    result = each[_COLUMNS].reset_index(drop=True)
    # Only what was made here, from members who consent and without names, may be published.
    result.attrs[QUOTABLE] = True
    return result


def _parts(passages: pd.Series[str]) -> pd.Series[bool]:
    """Return which excerpts of a reflection are part of a longer one."""
    return passages.map(lambda one: any(one != other and one in other for other in passages)).astype(bool)


def _spaced(text: Any) -> str:
    """Return a text with single spaces, so that line breaks do not matter."""
    return " ".join(str(text).split())
