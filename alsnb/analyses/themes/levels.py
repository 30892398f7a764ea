"""How deep reflections go: Kember's four levels."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, get_args

import narwhals as nw
import numpy as np
import numpy.typing as npt
import pandas as pd

from alsnb.analyses.shared.frames import By, FramesLike, count_by, groups, lazy, person, small
from alsnb.analyses.shared.intervals import bootstrapped, with_clustered_share
from alsnb.analyses.shared.trends import FEWEST_CLUSTERS, with_change
from alsnb.analyses.themes.presence import CONTEXT, known, writer
from alsnb.records import Rating

LEVELS: tuple[str, ...] = get_args(Rating.model_fields["level"].annotation)
"""The levels, from habitual action to critical reflection."""


def levels(frames: FramesLike, by: By | Sequence[By] = "cycle") -> pd.DataFrame:
    """Count the rated reflections at each level, and estimate the shares.

    A reflection has the level that its raters give it now, after they talked, where they did. Where several differ, it
    has their median; of two middle levels the lower, which both would grant.

    Parameters
    ----------
    frames
        Uses ``ratings`` (reflection, coder, level) and ``reflections`` for who wrote it, and when.
    by
        What a row stands for.

    Returns
    -------
    DataFrame
        The columns of `by`; ``rated_reflections``; ``members`` who wrote them (missing where writers were not noted);
        how many are ``at_habitual_action``, ``at_understanding``, ``at_reflection`` and ``at_critical_reflection``;
        their shares of rated_reflections, ``share_at_habitual_action`` (``share_at_habitual_action_low``,
        ``share_at_habitual_action_high``), ``share_at_understanding`` (``share_at_understanding_low``,
        ``share_at_understanding_high``), ``share_at_reflection`` (``share_at_reflection_low``,
        ``share_at_reflection_high``) and ``share_at_critical_reflection`` (``share_at_critical_reflection_low``,
        ``share_at_critical_reflection_high``), with 95 % intervals as for `prevalence`; and ``median_level``, from
        1 (habitual action) to 4 (critical reflection), with its 95 % percentile bootstrap interval over members,
        ``median_level_low`` and ``median_level_high``, missing for fewer than five. Reflections whose writers were not
        noted count each as another member's. Source: Kember, McKay, Sinclair & Wong (2008),
        doi:10.1080/02602930701293355.
    """
    keys = groups(by)
    each = _rated(frames)
    for place, level in enumerate(LEVELS, 1):
        each[f"at_{level}"] = (each["level"] == place).astype(int)
    each["rated_reflections"] = 1
    counted = [f"at_{level}" for level in LEVELS]
    result = count_by(
        each,
        keys,
        rated_reflections=("rated_reflections", "sum"),
        members=("known", "nunique"),
        **{name: (name, "sum") for name in counted},
    )
    result["members"] = known(result["members"])
    for name in counted:
        result = with_clustered_share(result, each, keys, name, "rated_reflections", f"share_{name}")
    parts = each.groupby(keys, observed=True, dropna=False, sort=True) if keys else [((), each)]
    medians = [_median_of(part[["person", *counted]]) for _, part in parts if len(part)]
    names = ["median_level", "median_level_low", "median_level_high"]
    result[names] = np.array(medians, float).reshape(len(result), 3)
    return result


def levels_change(frames: FramesLike, by: By | Sequence[By] = ()) -> pd.DataFrame:
    """Estimate how the odds of a higher level change with each cycle.

    Parameters
    ----------
    frames
        As for `levels`.
    by
        What a row stands for: ``"cohort"`` or ``"learning_set"``.

    Returns
    -------
    DataFrame
        The columns of `by`; ``cycles`` observed; ``rated_reflections`` and ``members`` as for `levels`;
        ``level_odds_ratio``, by which the odds of being above any one level are multiplied with each cycle (1: no
        change), by a proportional-odds model, with its 95 % interval ``level_odds_ratio_low`` and
        ``level_odds_ratio_high``, clustered by member; reflections whose writers were not noted count each as another
        member's. Missing for fewer than two cycles, where no level has five members who reach it and five who stay
        below, and where the cycle tells the level. Sources: McCullagh (1980), doi:10.1111/j.2517-6161.1980.tb01109.x;
        Liang & Zeger (1986), doi:10.1093/biomet/73.1.13, with Student's t for so many members; by statsmodels.
    """
    keys = groups(by, ("cohort", "learning_set"))
    each = _rated(frames)
    counts = count_by(each, keys, rated_reflections=("reflection", "size"), members=("known", "nunique"))
    counts["members"] = known(counts["members"])
    parts = each.groupby(keys, observed=True, dropna=False, sort=True) if keys else [((), each)]
    found = [(part["cycle"].nunique(), *_slope(part)) for _, part in parts if len(part)]
    change = pd.DataFrame(found, columns=["cycles", "change", "change_low", "change_high"])
    return with_change(counts, change, keys, "level_odds_ratio")


def _rated(frames: FramesLike) -> pd.DataFrame:
    """Return the level of each rated reflection, from 1 to 4, and its writer."""
    each = small(
        lazy(frames.ratings)
        .select("reflection", level=nw.col("level").cast(nw.String))
        .join(lazy(frames.reflections).select("entry", *CONTEXT), left_on="reflection", right_on="entry", how="inner")
    )
    each["level"] = each["level"].map({level: place for place, level in enumerate(LEVELS, 1)}).astype(float)
    rated = each.groupby("reflection")["level"].quantile(0.5, interpolation="lower").astype(int)
    each = each.drop(columns="level").drop_duplicates("reflection").sort_values("reflection", ignore_index=True)
    each["level"] = each["reflection"].map(rated)
    return each.assign(known=person(each), person=writer(each))


def _slope(part: pd.DataFrame) -> tuple[float, float, float]:
    """Return the odds ratio of a higher level per cycle, with its interval."""
    from scipy.stats import t
    from statsmodels.miscmodels.ordinal_model import OrderedModel

    # In one order whatever the rows', so that sums are the same.
    part = part.sort_values("reflection")
    people, _ = pd.factorize(part["person"])
    cycle, level = part["cycle"].to_numpy(float), part["level"].to_numpy()
    if not _tells(people, cycle, level):
        return (np.nan,) * 3
    model = OrderedModel(pd.factorize(level, sort=True)[0], (cycle - cycle.mean())[:, None], distr="logit")
    fitted = model.fit(
        method="bfgs", disp=False, warn_convergence=False, cov_type="cluster", cov_kwds={"groups": people}
    )
    reach = t.ppf(0.975, people.max() - 1) * fitted.bse[0]
    slope = fitted.params[0]
    return float(np.exp(slope)), float(np.exp(slope - reach)), float(np.exp(slope + reach))


def _tells(people: npt.NDArray[Any], cycle: npt.NDArray[Any], level: npt.NDArray[Any]) -> bool:
    """Return whether enough people are on both sides of some level, over several cycles that do not separate them."""
    above = [level >= each for each in np.unique(level)[1:]]
    enough = any(min(len(np.unique(people[group])) for group in (each, ~each)) >= FEWEST_CLUSTERS for each in above)
    # Where no reflection of an earlier cycle has a higher (or a lower) level than a later one, the ratio has no end.
    rising = all(cycle[~each].max() <= cycle[each].min() for each in above)
    falling = all(cycle[each].max() <= cycle[~each].min() for each in above)
    return enough and len(np.unique(cycle)) > 1 and not rising and not falling


def _median_of(part: pd.DataFrame) -> tuple[float, float, float]:
    tables = part.groupby("person").sum().to_numpy(float)
    median = _median(tables.sum(axis=0))
    if len(tables) < FEWEST_CLUSTERS:
        return float(median), np.nan, np.nan
    low, high = bootstrapped(tables, _median)
    return float(median), min(float(low), float(median)), max(float(high), float(median))


def _median(counts: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """Return the median level, given the counts at each."""
    reached, number = counts.cumsum(-1), counts.sum(-1, keepdims=True)
    below = [(reached < each).sum(-1) for each in ((number + 1) // 2, number // 2 + 1)]
    median: npt.NDArray[np.float64] = 1 + (below[0] + below[1]) / 2
    return median
