"""Which format a set follows: its own, or else its cohort's."""

from __future__ import annotations

from typing import Any

import narwhals as nw
import pandas as pd

from alsnb.analyses.shared.frames import FramesLike, lazy, small
from alsnb.errors import FormatError
from alsnb.formats import Format, load

HEDGE = 0.2
"""By which share a bound may be missed where a source says "about" or "usually": "about 20" holds for 16 to 24."""


def with_format(frames: FramesLike, query: nw.LazyFrame[Any]) -> nw.LazyFrame[Any]:
    """Add the key of the set's ``format`` to a query; missing if none is known."""
    own = lazy(frames.learning_sets).select("cohort", "learning_set", nw.col("format").alias("of_set"))
    usual = lazy(frames.cohorts).select("cohort", nw.col("format").alias("of_cohort"))
    joined = query.join(own.unique(["cohort", "learning_set"]), on=["cohort", "learning_set"], how="left")
    joined = joined.join(usual.unique(["cohort"]), on="cohort", how="left")
    return joined.with_columns(format=nw.coalesce("of_set", "of_cohort")).drop("of_set", "of_cohort")


def followed(sets: pd.DataFrame, usual: Any) -> list[str]:
    """Return the keys of the formats that a cohort's sets follow: their own, or else the cohort's, which may be
    missing."""
    own = sets["format"]
    return sorted({*own.dropna(), *([usual] if pd.notna(usual) and (own.empty or own.isna().any()) else [])})


def formats_of(frames: FramesLike) -> dict[str, Format]:
    """Load the formats that sets and cohorts name, by these names; a course's own lie beside the log.

    Raises
    ------
    FormatError
        A format cannot be loaded; the message says which cohort or set names it.
    """
    found: dict[str, Format] = {}
    for what, frame in (("cohort", frames.cohorts), ("learning_set", frames.learning_sets)):
        named = small(lazy(frame).select(what, "format").filter(~nw.col("format").is_null()).unique())
        for code, key in sorted(named.itertuples(index=False, name=None)):
            if key not in found:
                try:
                    found[key] = load(key, getattr(frames, "folder", None))
                except FormatError as error:
                    raise FormatError(f"{what.replace('learning_', '')} {code}: {error}") from None
    return found
