"""How long members presented."""

from __future__ import annotations

from collections.abc import Sequence

import narwhals as nw
import numpy as np
import pandas as pd

from alsnb.analyses.shared.formats_followed import HEDGE, formats_of, with_format
from alsnb.analyses.shared.frames import MEETING, By, FramesLike, count_by, groups, lazy, person, small
from alsnb.analyses.shared.intervals import bootstrap_mean, with_share


def airtime(frames: FramesLike, by: By | Sequence[By] = "cycle") -> pd.DataFrame:
    """Estimate how long members presented.

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
        ``mean_minutes`` of these, with its 95 % bootstrap interval ``mean_minutes_low`` and ``mean_minutes_high``,
        missing for fewer than five; ``largest_share``, the share of all these minutes that one member has at most: more
        than half of a total is as good as that member's own.
    """
    each = small(lazy(frames.airtimes).select(*MEETING, "member", "minutes"))
    each["airtime"] = 1
    each["person"] = person(each)
    result = count_by(
        each,
        groups(by),
        airtimes=("airtime", "sum"),
        members=("person", "nunique"),
        timed_airtimes=("minutes", "count"),
        mean_minutes=("minutes", "mean"),
    )
    result = _with_bootstrap(result, each, groups(by), "minutes", "mean_minutes")
    of_each = count_by(each, [*groups(by), "person"], minutes=("minutes", "sum"))
    most = count_by(of_each, groups(by), most=("minutes", "max"), every=("minutes", "sum"))
    return result.assign(largest_share=most["most"].to_numpy(float) / most["every"].replace(0, np.nan).to_numpy(float))


def _with_bootstrap(result: pd.DataFrame, each: pd.DataFrame, by: list[str], value: str, name: str) -> pd.DataFrame:
    """Add to `result`, one row per group, the bootstrap interval of the mean of `value` within each group."""
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


def airtime_in_range(frames: FramesLike, by: By | Sequence[By] = "cycle", *, hedge: float = HEDGE) -> pd.DataFrame:
    """Count the airtimes of the length that the set's format gives.

    Parameters
    ----------
    frames
        Uses ``airtimes`` (minutes), ``learning_sets`` (format) and ``cohorts`` (format, where the set has none of its
        own).
    by
        What a row stands for.
    hedge
        By which share a bound may be missed where the format says "about" or "usually".

    Returns
    -------
    DataFrame
        The columns of `by`; ``members`` who presented; ``ranged_airtimes``, those with minutes noted in sets whose
        format says how long an airtime is; of these, how many were ``too_short``, ``in_range`` or ``too_long``;
        ``share_in_range`` = in_range / ranged_airtimes, with its 95 % Wilson interval ``share_in_range_low`` and
        ``share_in_range_high``.
    """
    airtimes = with_format(frames, lazy(frames.airtimes).select(*MEETING, "member", "minutes"))
    found = []
    for key, followed in formats_of(frames).items():
        if (span := followed.airtime.minutes) is not None:
            low, high = span.bounds(hedge)
            own = airtimes.filter((nw.col("format") == key) & ~nw.col("minutes").is_null())
            own = own.with_columns(
                too_short=(nw.col("minutes") < low).cast(nw.Int64), too_long=(nw.col("minutes") > high).cast(nw.Int64)
            )
            counted = own.group_by(*MEETING, "member").agg(
                nw.len().alias("ranged_airtimes"), nw.col("too_short").sum(), nw.col("too_long").sum()
            )
            found.append(small(counted))
    columns = [*MEETING, "member", "ranged_airtimes", "too_short", "too_long"]
    each = pd.concat([one for one in found if len(one)] or [pd.DataFrame(columns=columns)], ignore_index=True)
    each["in_range"] = each["ranged_airtimes"] - each["too_short"] - each["too_long"]
    sums = {name: (name, "sum") for name in ("ranged_airtimes", "too_short", "in_range", "too_long")}
    result = count_by(each.assign(person=person), groups(by), members=("person", "nunique"), **sums)
    return with_share(result, "in_range", "ranged_airtimes", "share_in_range")
