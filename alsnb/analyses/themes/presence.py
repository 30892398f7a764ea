"""Which themes are in which reflections, and whose these are."""

from __future__ import annotations

from typing import Any

import narwhals as nw
import pandas as pd

from alsnb.analyses.shared.frames import FramesLike, lazy, person, small

CONTEXT = ["cohort", "learning_set", "cycle", "member"]
"""Where a reflection belongs."""


def presence(frames: FramesLike) -> pd.DataFrame:
    """Return every coded reflection with every theme of its cohort, and whether the theme is in it.

    A theme is in a reflection where at least half of the coders who judged it said so.

    Parameters
    ----------
    frames
        Uses ``codings`` (reflection, theme, coder, present) and ``reflections`` for who wrote it, and when.

    Returns
    -------
    DataFrame
        One row a coded reflection and theme judged in it: ``reflection``, ``cohort``, ``learning_set``, ``cycle``,
        ``member``, ``theme``, ``present`` (bool).
    """
    each = small(judged(frames)).sort_values(["reflection", "theme"], ignore_index=True)
    return each[["reflection", *CONTEXT, "theme", "present"]].astype({"present": bool})


def judged(frames: FramesLike) -> nw.LazyFrame[Any]:
    """Compute `presence` in the engine that holds the frames."""
    votes = (
        lazy(frames.codings)
        .select("reflection", "theme", "coder", share=nw.col("present").cast(nw.Float64))
        # A coder who marks several passages has one vote.
        .group_by("reflection", "theme", "coder")
        .agg(nw.col("share").max())
        .group_by("reflection", "theme")
        .agg(nw.col("share").mean())
        .join(lazy(frames.reflections).select(*CONTEXT, reflection="entry"), on="reflection", how="inner")
    )
    return votes.with_columns(present=nw.col("share") >= 0.5)


def writer(each: pd.DataFrame) -> pd.Series[Any]:
    """Return the writer of each reflection, to allow for several by the same member.

    One whose writer was not noted counts as another's than all the rest.
    """
    return person(each).fillna("\n" + each["reflection"].astype(str))


def known(members: pd.Series[Any]) -> pd.Series[Any]:
    """Blank the number of writers if something was written but no writer is recorded."""
    return members.astype("Int64").where(members > 0)
