"""How long members presented."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd

from alsnb.analyses.estimates import MEETING, By, bootstrap_mean, count_by, groups, lazy, person, small


def airtime(frames: Any, by: By | Sequence[By] = "cycle") -> pd.DataFrame:
    """How long members presented.

    Parameters
    ----------
    frames
        Uses ``airtimes`` (minutes).
    by
        What a row stands for.

    Returns
    -------
    DataFrame
        The columns of `by`; ``airtimes``; ``members`` who presented; ``timed_airtimes``, those with minutes noted;
        ``mean_minutes`` of these, with its 95 % bootstrap interval ``mean_minutes_low`` and ``mean_minutes_high``.
    """
    each = small(lazy(frames.airtimes).select(*MEETING, "member", "minutes"))
    each["airtime"] = 1
    each["person"] = person(each)
    result = count_by(
        each, groups(by),
        airtimes=("airtime", "sum"), members=("person", "nunique"), timed_airtimes=("minutes", "count"),
        mean_minutes=("minutes", "mean"),
    )  # fmt: skip
    return with_bootstrap(result, each, groups(by), "minutes", "mean_minutes")


def with_bootstrap(result: pd.DataFrame, each: pd.DataFrame, by: list[str], value: str, name: str) -> pd.DataFrame:
    """`result`, one row a group, with the bootstrap interval of the mean of `value` within each group."""
    known = each.dropna(subset=[value])
    if by:
        samples = {key: group[value] for key, group in known.groupby(by, observed=True, dropna=False)}
        keys = result[by].itertuples(index=False, name=None)
        bounds = [bootstrap_mean(samples.get(key, [])) for key in keys]
    else:
        bounds = [bootstrap_mean(known[value])] * len(result)
    low, high = (np.array([bound[side] for bound in bounds], dtype=float) for side in (0, 1))
    mean = result[name].to_numpy(float)
    place = list(result.columns).index(name) + 1
    # Summed in another order, equal values may have a mean a hair outside their interval.
    result.insert(place, f"{name}_low", np.minimum(low, mean))
    result.insert(place + 1, f"{name}_high", np.maximum(high, mean))
    return result
