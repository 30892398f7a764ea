"""How long it takes until an action is done."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

import narwhals as nw
import numpy as np
import pandas as pd

from alsnb.analyses.actions.outcomes import judged_on
from alsnb.analyses.shared.frames import MEETING, PERSON, By, FramesLike, computed_here, counted, groups, lazy, small
from alsnb.records import CLOSED


def time_to_done(
    frames: FramesLike, by: By | Sequence[By] = (), as_of: str | date | None = None, *, confidence: float = 0.95
) -> pd.DataFrame:
    """Estimate the time until an action is done, from the day it was agreed.

    An action that nobody reported as done or dropped by `as_of` is censored then: it may still be done. One that was
    dropped can be done no more, which is a competing event.

    Parameters
    ----------
    frames
        Uses ``actions`` (agreed_on), ``action_reports`` (status, reported_on) and, for reports without a date,
        ``meetings`` (held_on) of the cycle in which they were made.
    by
        What a curve stands for.
    as_of
        As for `states`.
    confidence
        Coverage of the intervals.

    Returns
    -------
    DataFrame
        The columns of `by`; one row for each of the ``days`` on which an action was done or dropped, and for day 0:
        ``at_risk``, the actions neither ended nor censored before; ``done`` and ``dropped`` on that day.
        ``not_done`` is the Kaplan-Meier estimate of the share not done by then, had none been dropped, with pointwise
        log-log Greenwood intervals ``not_done_low`` and ``not_done_high``; ``incidence_done`` and
        ``incidence_dropped`` are the Aalen-Johansen estimates of the shares done and dropped by then, with log-log
        intervals ``incidence_done_low``, ``incidence_done_high``, ``incidence_dropped_low`` and
        ``incidence_dropped_high``. ``actions`` and ``members`` count the whole curve, and are the same in each of its
        rows. Actions whose days are not known are left out. Sources: Kaplan & Meier (1958),
        doi:10.1080/01621459.1958.10501452; Aalen & Johansen (1978), doi:10.2307/4615704; by statsmodels.
    """
    keys = groups(by)
    columns = [
        *keys,
        "days",
        "at_risk",
        "done",
        "dropped",
        *_interval("not_done"),
        *_interval("incidence_done"),
        *_interval("incidence_dropped"),
        "actions",
        "members",
    ]
    day = judged_on(frames, as_of)
    if day is None:
        return pd.DataFrame(columns=columns)
    agreed = lazy(frames.actions).select("entry", *MEETING, "member", "agreed_on").filter(nw.col("agreed_on") <= day)
    lives = agreed.join(_ends(frames, day), on="entry", how="left")
    ended = ~nw.col("done_on").is_null() | ~nw.col("dropped_on").is_null()
    lives = computed_here(lives.filter(ended | (nw.col("undated").fill_null(0) == 0)))
    # Dates repeat: what leaves the engine is counts of days, not actions.
    found = small(lives.group_by(*keys, "agreed_on", "done_on", "dropped_on").agg(actions=nw.len()))
    end = found[["done_on", "dropped_on"]].min(axis=1)
    found["days"] = (end.fillna(day) - found["agreed_on"]).dt.days.clip(lower=0)
    found["event"] = np.select([end.isna(), found["done_on"].eq(end)], [0, 1], 2)
    curves = []
    for key, part in found.groupby(keys, observed=True, dropna=False, sort=True) if keys else [((), found)]:
        if len(part):
            labels: dict[str, Any] = dict(zip(keys, key, strict=True))
            curves.append(curve(part, confidence).assign(**labels))
    if not curves:
        return pd.DataFrame(columns=columns)
    members, result = counted(lives, keys, {"members": PERSON}, {}), pd.concat(curves, ignore_index=True)
    return (result.merge(members, on=keys, how="left") if keys else result.merge(members, how="cross"))[columns]


def _interval(name: str) -> list[str]:
    return [name, f"{name}_low", f"{name}_high"]


def _ends(frames: FramesLike, day: pd.Timestamp) -> nw.LazyFrame[Any]:
    """Return, for every action reported on, when it was first reported done and dropped, and how often on an unknown
    day."""
    held = lazy(frames.meetings).select(*MEETING, "held_on").filter(~nw.col("held_on").is_null())
    held = held.group_by(MEETING).agg(nw.col("held_on").min())
    ended = (
        lazy(frames.action_reports)
        .select(*MEETING, "reported_on", "status", entry="action")
        .filter(nw.col("status").is_in(CLOSED))
        .join(held, on=MEETING, how="left")
        .with_columns(on=nw.coalesce("reported_on", "held_on"))
    )
    known = ended.filter(nw.col("on").is_null() | (nw.col("on") <= day)).with_columns(
        done_on=nw.when(nw.col("status") == "done").then(nw.col("on")),
        dropped_on=nw.when(nw.col("status") == "dropped").then(nw.col("on")),
        undated=nw.col("on").is_null().cast(nw.Int64),
    )
    return known.group_by("entry").agg(nw.col("done_on").min(), nw.col("dropped_on").min(), nw.col("undated").sum())


def curve(part: pd.DataFrame, confidence: float) -> pd.DataFrame:
    """Estimate the curves of one group from its counts of days and events (0 censored, 1 done, 2 dropped)."""
    from scipy.stats import norm
    from statsmodels.duration.survfunc import CumIncidenceRight, SurvfuncRight

    each = part.loc[part.index.repeat(part["actions"]), ["days", "event"]].to_numpy(float)
    days, event = each[:, 0], each[:, 1].astype(int)
    times = np.unique(np.r_[0.0, days[event > 0]])
    quantile = norm.ppf(0.5 + confidence / 2)
    # What is at risk on a day counts the censored of that very day.
    result = pd.DataFrame({"days": times.astype(int), "at_risk": [(days >= time).sum() for time in times]})
    for name, code in (("done", 1), ("dropped", 2)):
        result[name] = [((days == time) & (event == code)).sum() for time in times]
    alive = SurvfuncRight(days, (event == 1).astype(int))
    share, low, high = _log_log(alive.surv_prob, alive.surv_prob_se, quantile)
    for name, values in zip(_interval("not_done"), (share, low, high), strict=True):
        result[name] = _step(alive.surv_times, values, times, 1.0)
    # Errors are asked for where somebody is still at risk; after the last, statsmodels divides by nothing.
    with np.errstate(divide="ignore", invalid="ignore"):
        ended = CumIncidenceRight(days, event) if (event > 0).any() else None
    for code, name in ((1, "incidence_done"), (2, "incidence_dropped")):
        for column in _interval(name):
            result[column] = 0.0
        if ended is not None and len(ended.cinc) >= code:
            incidence, error = ended.cinc[code - 1], ended.cinc_se[code - 1]
            _, above, below = _log_log(1 - incidence, error, quantile)
            for column, values in zip(_interval(name), (incidence, 1 - below, 1 - above), strict=True):
                result[column] = _step(ended.times, values, times, 0.0)
    return result.assign(actions=len(days))


def _log_log(
    share: np.ndarray[Any, Any], error: np.ndarray[Any, Any], quantile: float
) -> tuple[np.ndarray[Any, Any], ...]:
    """Return the share not yet ended, with an interval that stays within 0 and 1; without variance, the share
    itself."""
    with np.errstate(divide="ignore", invalid="ignore"):
        width = quantile * error / (share * np.log(share))
        low, high = share ** np.exp(-width), share ** np.exp(width)
    certain = (share <= 0) | (share >= 1)
    low, high = (np.where(certain, share, bound) for bound in (low, high))
    return share, np.minimum(low, high), np.maximum(low, high)


def _step(
    times: np.ndarray[Any, Any], values: np.ndarray[Any, Any], at: np.ndarray[Any, Any], before: float
) -> np.ndarray[Any, Any]:
    """Evaluate a step function at some times."""
    found: np.ndarray[Any, Any] = np.r_[before, values][np.searchsorted(times, at, side="right")]
    return found
