"""What members write about, as coded in the codebook's themes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import narwhals as nw
import pandas as pd

from alsnb.analyses.coders import FEWEST, agreement, agreement_of_pairs, agreement_on_levels, drawn
from alsnb.analyses.discovery import Discovered, discover
from alsnb.analyses.estimates import By, count_by, groups, lazy, person, small, with_share
from alsnb.analyses.suggestions import suggest

__all__ = [
    "FEWEST", "Discovered", "agreement", "agreement_of_pairs", "agreement_on_levels", "discover", "drawn", "presence",
    "prevalence", "suggest", "writing",
]  # fmt: skip

_CONTEXT = ["cohort", "learning_set", "cycle", "member"]


def writing(frames: Any, by: By | Sequence[By] = "cycle") -> pd.DataFrame:
    """How much was written, and how much of it has been coded.

    Parameters
    ----------
    frames
        Uses ``reflections`` (text) and ``codings`` (reflection).
    by
        What a row stands for.

    Returns
    -------
    DataFrame
        The columns of `by`; ``members`` who wrote (missing where writers were not noted); ``reflections``;
        ``median_words`` of a reflection; ``coded_reflections``, those that any coder has judged for any theme.
    """
    reflections = small(lazy(frames.reflections).select("entry", *_CONTEXT, "text"))
    coded = small(lazy(frames.codings).select("reflection").unique())["reflection"]
    reflections["words"] = reflections["text"].map(lambda text: len(text.split())).astype(float)
    reflections["person"] = person(reflections)
    reflections["coded"] = reflections["entry"].isin(coded).astype(int)
    result = count_by(
        reflections, groups(by),
        members=("person", "nunique"), reflections=("entry", "size"), median_words=("words", "median"),
        coded_reflections=("coded", "sum"),
    )  # fmt: skip
    return result.assign(members=_known(result["members"]))


def presence(frames: Any) -> pd.DataFrame:
    """Every coded reflection with every theme of its cohort, and whether the theme is in it.

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
    votes = small(
        lazy(frames.codings)
        .with_columns(share=nw.col("present").cast(nw.Float64))
        # A coder who marks several passages has one vote.
        .group_by("reflection", "theme", "coder")
        .agg(nw.col("share").max())
        .group_by("reflection", "theme")
        .agg(nw.col("share").mean())
        .join(lazy(frames.reflections).select("entry", *_CONTEXT), left_on="reflection", right_on="entry", how="inner")
    )
    votes["present"] = votes["share"] >= 0.5
    votes = votes.sort_values(["reflection", "theme"], ignore_index=True)
    return votes[["reflection", *_CONTEXT, "theme", "present"]]


def prevalence(frames: Any, by: By | Sequence[By] = "cycle") -> pd.DataFrame:
    """In which share of the coded reflections each theme is found.

    Parameters
    ----------
    frames
        As for `presence`, and ``themes`` for themes no coding names.
    by
        What a group of rows stands for.

    Returns
    -------
    DataFrame
        The columns of `by`; ``theme``; ``coded_reflections`` of the group, whichever themes they were judged for;
        ``with_theme``, those that have it; ``members`` who wrote these (missing where writers were not noted);
        ``prevalence`` = with_theme / coded_reflections with its 95 % Wilson interval ``prevalence_low`` and
        ``prevalence_high``. Every theme has a row in every group, most prevalent themes first.
    """
    keys = groups(by)
    each = presence(frames)
    named = small(lazy(frames.themes).select("theme").unique())["theme"]
    themes = sorted({*named, *each["theme"]}) if len(each) else []
    whole = count_by(each, keys, coded_reflections=("reflection", "nunique"))
    grid = whole.merge(pd.DataFrame({"theme": pd.Series(themes, dtype="str")}), how="cross")
    found = each[each["present"]].assign(person=person)
    counted = count_by(found, [*keys, "theme"], with_theme=("reflection", "nunique"), members=("person", "nunique"))
    result = grid.merge(counted, on=[*keys, "theme"], how="left").fillna({"with_theme": 0, "members": 0})
    result[["with_theme", "members"]] = result[["with_theme", "members"]].astype(int)
    result["members"] = _known(result["members"]).where(result["with_theme"] > 0, result["members"])
    result = with_share(result, "with_theme", "coded_reflections", "prevalence")
    order = found.groupby("theme")["reflection"].nunique()
    result["total"] = result["theme"].map(order).fillna(0)
    result = result.sort_values(["total", "theme", *keys], ascending=[False, *[True] * (1 + len(keys))])
    columns = [*keys, "theme", "coded_reflections", "with_theme", "members"]
    return result[[*columns, "prevalence", "prevalence_low", "prevalence_high"]].reset_index(drop=True)


def _known(members: pd.Series[Any]) -> pd.Series[Any]:
    """Where something was written and nobody is known to have written it, how many did is missing."""
    return members.astype("Int64").where(members > 0)
