"""How prevalent themes are, and how that changes from cycle to cycle."""

from __future__ import annotations

from collections.abc import Sequence

import narwhals as nw
import numpy as np
import pandas as pd

from alsnb.analyses.shared.frames import By, FramesLike, computed_here, count_by, groups, lazy, small
from alsnb.analyses.shared.intervals import with_clustered_share
from alsnb.analyses.shared.trends import per_cycle, with_change
from alsnb.analyses.themes.presence import CONTEXT, judged, known, writer


def prevalence(frames: FramesLike, by: By | Sequence[By] = "cycle") -> pd.DataFrame:
    """Estimate the share of coded reflections that have each theme.

    Parameters
    ----------
    frames
        As for `presence`, and ``themes`` for themes no coding names.
    by
        What a group of rows stands for.

    Returns
    -------
    DataFrame
        The columns of `by`; ``theme``; ``coded_reflections`` of the group, of cohorts whose codebook has the theme,
        whichever themes they were judged for; ``with_theme``, those that have it; ``members`` who wrote these (missing
        where writers were not noted);
        ``prevalence`` = with_theme / coded_reflections with its 95 % interval ``prevalence_low`` and
        ``prevalence_high``: Wilson's of the effective number of reflections, which allows for several being the same
        member's. Those whose writers were not noted count each as another member's. Every theme has a row in every
        group of such cohorts, most prevalent themes first. Sources: Korn & Graubard (1998), Survey Methodology 24,
        193–201; Dean & Pagano (2015), doi:10.1093/jssam/smv024.
    """
    keys = groups(by)
    grid = _judged(frames, keys)
    result = with_clustered_share(
        _counted(grid, [*keys, "theme"]), grid, [*keys, "theme"], "with_theme", "coded_reflections", "prevalence"
    )
    estimate = ["prevalence", "prevalence_low", "prevalence_high"]
    return _most_first(result, keys)[[*keys, "theme", "coded_reflections", "with_theme", "members", *estimate]]


def prevalence_change(frames: FramesLike, by: By | Sequence[By] = ()) -> pd.DataFrame:
    """Estimate how the odds that a theme is in a reflection change with each cycle.

    Parameters
    ----------
    frames
        As for `prevalence`.
    by
        What a group of rows stands for: ``"cohort"`` or ``"learning_set"``.

    Returns
    -------
    DataFrame
        The columns of `by`; ``theme``; ``cycles`` observed; ``coded_reflections``, ``with_theme`` and ``members`` as
        for `prevalence`; ``prevalence_odds_ratio`` per cycle (1: no change) with its 95 % interval
        ``prevalence_odds_ratio_low`` and ``prevalence_odds_ratio_high``, clustered by member; reflections whose writers
        were not noted count each as another member's. Missing for fewer than two cycles, fewer than five members who
        mention it or five who write without it, and where the cycle tells who does. Of many themes, about one in twenty
        has an interval without 1 although nothing changes. Sources: Liang & Zeger (1986), doi:10.1093/biomet/73.1.13;
        Mancl & DeRouen (2001), doi:10.1111/j.0006-341X.2001.00126.x; by statsmodels.
    """
    keys = groups(by, ("cohort", "learning_set"))
    grid = _judged(frames, [*keys, "cycle"])
    named = [*keys, "theme"]
    # One row for those who have it and one for those who do not, each standing for as many reflections.
    having = grid.assign(value=1, times=grid["with_theme"])
    without = grid.assign(value=0, times=grid["coded_reflections"] - grid["with_theme"])
    change = per_cycle(pd.concat([having, without], ignore_index=True), named, "person", "value", "odds", times="times")
    result = with_change(_counted(grid, named), change, named, "prevalence_odds_ratio")
    estimate = [f"prevalence_odds_ratio{end}" for end in ("", "_low", "_high")]
    return _most_first(result, keys)[[*named, "cycles", "coded_reflections", "with_theme", "members", *estimate]]


def _judged(frames: FramesLike, keys: list[str]) -> pd.DataFrame:
    """Count each person's coded reflections, and those with each theme of the cohort."""
    # Where the writer was not noted, each reflection is by itself.
    alone = nw.when(nw.col("member").is_null()).then(nw.col("reflection"))
    where = [*dict.fromkeys([*keys, "cohort", "member", "reflection"])]
    each = computed_here(judged(frames))
    coded = each.select(*CONTEXT, "reflection").unique("reflection").with_columns(reflection=alone)
    there = each.filter(nw.col("present")).with_columns(reflection=alone)
    whole = small(coded.group_by(*where).agg(coded_reflections=nw.len()))
    having = small(there.group_by(*where, "theme").agg(with_theme=nw.len()))
    named = [small(query.select("cohort", "theme").unique()) for query in (lazy(frames.themes), each)]
    of_cohort = pd.concat(named).drop_duplicates()
    cohorts = pd.Index(whole["cohort"].unique())
    of_cohort = of_cohort[of_cohort["cohort"].isin(cohorts)]
    themes = pd.Index(sorted(of_cohort["theme"].unique()), dtype="str", name="theme")
    codebooks = np.zeros((len(cohorts), len(themes)), bool)
    codebooks[cohorts.get_indexer(of_cohort["cohort"]), themes.get_indexer(of_cohort["theme"])] = True
    # Numbers are joined and grouped sooner than names; their order is that of the names.
    whole["person"], whole["noted"] = pd.factorize(writer(whole), sort=True)[0], whole["member"].notna()
    rows = having.merge(whole[where].assign(row=range(len(whole))), on=where)
    table = np.zeros((len(whole), len(themes)), int)
    table[rows["row"], themes.get_indexer(rows["theme"])] = rows["with_theme"]
    at, theme = np.nonzero(codebooks[cohorts.get_indexer(whole["cohort"])])
    grid = whole[[*keys, "person", "noted", "coded_reflections"]].take(at).reset_index(drop=True)
    grid["theme"] = pd.Categorical.from_codes(theme, themes)
    grid["with_theme"] = table[at, theme]
    grid["mentions"] = grid["person"].where(grid["noted"] & (grid["with_theme"] > 0))
    return grid.astype({"coded_reflections": int})


def _counted(grid: pd.DataFrame, by: list[str]) -> pd.DataFrame:
    """Count coded reflections, those with each theme, and the members who wrote the latter."""
    sums = {name: (name, "sum") for name in ("coded_reflections", "with_theme")}
    found = count_by(grid, by, **sums, members=("mentions", "nunique"))
    return found.assign(members=known(found["members"]).where(found["with_theme"] > 0, found["members"]))


def _most_first(result: pd.DataFrame, keys: list[str]) -> pd.DataFrame:
    result = result.astype({"theme": "str"})
    result["total"] = result.groupby("theme")["with_theme"].transform("sum")
    ascending = [False, *[True] * (1 + len(keys))]
    return result.sort_values(["total", "theme", *keys], ascending=ascending, ignore_index=True)
