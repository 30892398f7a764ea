"""What members committed to, and what became of it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

import narwhals as nw
import numpy as np
import pandas as pd

from alsnb.analyses.estimates import By, count_by, groups, lazy, person, small, with_share
from alsnb.errors import AlsnbError

STATES = ("done", "partly", "changed", "not_done", "dropped", "open")
"""What may have become of an action; open: nothing was reported yet."""


def states(frames: Any, as_of: str | date | None = None) -> pd.DataFrame:
    """Every action with what had become of it by a date.

    Parameters
    ----------
    frames
        Uses ``actions`` (agreed_on, due) and ``action_reports`` (action, cycle, reported_on, status).
    as_of
        The date; reports made later do not count, and actions agreed later are left out. By default the last date noted
        in the log.

    Returns
    -------
    DataFrame
        One row an action: ``entry``, ``cohort``, ``learning_set``, ``cycle`` in which it was agreed, ``member``,
        ``agreed_on``, ``due``; ``state``, one of `STATES`, from the last report; ``reported_in``, the cycle of the
        first report (missing: none); ``is_due``, whether its due date was past.
    """
    day = judged_on(frames, as_of)
    actions = small(
        lazy(frames.actions).select("entry", "cohort", "learning_set", "cycle", "member", "agreed_on", "due")
    )
    if day is not None:
        actions = actions[~(actions["agreed_on"] > day)]
    reports = _reports(frames, day)
    in_order = reports.sort_values(["reported_in", "reported_on", "entry"])
    last = in_order.drop_duplicates("action", keep="last").set_index("action")["status"]
    first = in_order.drop_duplicates("action", keep="first").set_index("action")["reported_in"]
    state = actions["entry"].map(last).astype("str").fillna("open")
    return actions.assign(
        state=pd.Categorical(state, categories=STATES),
        reported_in=actions["entry"].map(first).astype("Int64"),
        is_due=(actions["due"] <= day) if day is not None else False,
    ).reset_index(drop=True)


def completion(frames: Any, by: By | Sequence[By] = "cycle", as_of: str | date | None = None) -> pd.DataFrame:
    """How many of the actions that had fallen due were done.

    Parameters
    ----------
    frames, as_of
        As for `states`.
    by
        What a row stands for; the cycle is the one in which the action was agreed.

    Returns
    -------
    DataFrame
        The columns of `by`; ``members`` who had actions due; ``due_actions`` and, of these, how many were ``done``,
        ``partly``, ``changed``, ``not_done``, ``dropped`` or ``open`` (not reported); ``completion`` = done /
        due_actions with its 95 % Wilson interval ``completion_low`` and ``completion_high``, missing where none was
        reported; ``not_yet_due``, actions without a due date or due later, which do not count.
    """
    each = states(frames, as_of)
    for state in STATES:
        each[state] = (each["is_due"] & (each["state"] == state)).astype(int)
    each["not_yet_due"] = (~each["is_due"]).astype(int)
    each["due_actions"] = each["is_due"].astype(int)
    each["owner"] = person(each).where(each["is_due"])
    sums = {name: (name, "sum") for name in ("due_actions", *STATES, "not_yet_due")}
    result = count_by(each, groups(by), members=("owner", "nunique"), **sums)
    result["known"] = result["due_actions"].where(result["open"] < result["due_actions"], 0)
    result = with_share(result, "done", "known", "completion").drop(columns="known")
    return result[[*(name for name in result.columns if name != "not_yet_due"), "not_yet_due"]]


def follow_through(frames: Any, by: By | Sequence[By] = "cycle", as_of: str | date | None = None) -> pd.DataFrame:
    """How many actions were reported back at the set's next meeting, whatever had become of them.

    Parameters
    ----------
    frames, as_of
        As for `states`; uses ``meetings`` (held_on) too.
    by
        What a row stands for; the cycle is the one in which the action was agreed.

    Returns
    -------
    DataFrame
        The columns of `by`; ``members``; ``actions_due_for_report``, those agreed at a meeting after which the set had
        met again by `as_of`; ``reported_next`` at that next meeting; ``follow_through`` = reported_next /
        actions_due_for_report with its 95 % Wilson interval ``follow_through_low`` and ``follow_through_high``, missing
        where no action was ever reported on: then nobody kept reports.
    """
    key = ["cohort", "learning_set"]
    day = judged_on(frames, as_of)
    meetings = small(lazy(frames.meetings).select(*key, "cycle", "held_on"))
    held = meetings[meetings["held_on"] <= day] if day is not None else meetings[:0]
    held = held.drop_duplicates([*key, "cycle"]).sort_values("cycle").drop(columns="held_on")
    held["next"] = held.groupby(key)["cycle"].shift(-1)
    each = states(frames, as_of).merge(held, on=[*key, "cycle"], how="inner")
    each = each[each["next"].notna()].astype({"next": "int64"})
    each["person"] = person(each)
    told = _reports(frames, day)[["action", "reported_in"]].drop_duplicates()
    each = each.drop(columns="reported_in").merge(
        told, left_on=["entry", "next"], right_on=["action", "reported_in"], how="left"
    )
    each["reported_next"] = each["action"].notna().astype(int)
    counts = count_by(
        each, groups(by),
        members=("person", "nunique"), actions_due_for_report=("reported_next", "size"),
        reported_next=("reported_next", "sum"),
    )  # fmt: skip
    counts["known"] = counts["actions_due_for_report"] if len(told) else 0
    return with_share(counts, "reported_next", "known", "follow_through").drop(columns="known")


def action_yield(frames: Any, by: By | Sequence[By] = "cycle") -> pd.DataFrame:
    """How many actions an airtime led to.

    Parameters
    ----------
    frames
        Uses ``airtimes`` and ``actions`` (airtime).
    by
        What a row stands for.

    Returns
    -------
    DataFrame
        The columns of `by`; ``members`` who presented; ``airtimes``; ``actions`` agreed in them;
        ``actions_per_airtime`` with its 95 % score interval for a Poisson rate ``actions_per_airtime_low`` and
        ``actions_per_airtime_high``. Source: Barker (2002), doi:10.1198/000313002317572736, by statsmodels.
    """
    from statsmodels.stats.rates import confint_poisson

    agreed = small(
        lazy(frames.actions).filter(~nw.col("airtime").is_null()).group_by("airtime").agg(nw.len().alias("actions"))
    )
    each = small(lazy(frames.airtimes).select("entry", "cohort", "learning_set", "cycle", "member"))
    each = each.merge(agreed, left_on="entry", right_on="airtime", how="left").fillna({"actions": 0})
    each["actions"] = each["actions"].astype(int)
    each["person"] = person(each)
    result = count_by(
        each, groups(by), members=("person", "nunique"), airtimes=("entry", "size"), actions=("actions", "sum")
    )
    counts, airtimes = result["actions"].to_numpy(float), result["airtimes"].to_numpy(float)
    low, high = confint_poisson(counts, airtimes, method="score") if len(result) else (np.array([]), np.array([]))
    return result.assign(
        actions_per_airtime=counts / airtimes, actions_per_airtime_low=low, actions_per_airtime_high=high
    )


def time_to_done(
    frames: Any, by: By | Sequence[By] = (), as_of: str | date | None = None, *, confidence: float = 0.95
) -> pd.DataFrame:
    """How long it takes until an action is done, from the day it was agreed.

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
        ``incidence_dropped_high``. ``actions`` and ``members`` count the whole curve, and are the same in each of its rows. Actions
        whose days are not known are left out. Sources: Kaplan & Meier (1958), doi:10.1080/01621459.1958.10501452;
        Aalen & Johansen (1978), doi:10.2307/4615704; by statsmodels.
    """
    keys = groups(by)
    columns = [
        *keys, "days", "at_risk", "done", "dropped", *_interval("not_done"), *_interval("incidence_done"),
        *_interval("incidence_dropped"), "actions", "members",
    ]  # fmt: skip
    day = judged_on(frames, as_of)
    if day is None:
        return pd.DataFrame(columns=columns)
    ends = _ends(frames, day)
    agreed = lazy(frames.actions).filter(nw.col("agreed_on") <= day)
    lives = agreed.select("entry", "cohort", "learning_set", "cycle", "member", "agreed_on").join(
        ends, left_on="entry", right_on="action", how="left"
    )
    # Dates repeat: what leaves the engine is counts of days, not actions.
    context = [name for name in keys if name != "member"] + ["cohort", "member"]
    found = small(
        lives.group_by(*dict.fromkeys(context), "agreed_on", "done_on", "dropped_on", "undated").agg(
            nw.len().alias("actions")
        )
    )
    found["undated"] = found["undated"].fillna(0)
    end = found[["done_on", "dropped_on"]].min(axis=1)
    found = found[end.notna() | (found["undated"] == 0)].copy()
    end = end.reindex(found.index)
    found["days"] = (end.fillna(day) - found["agreed_on"]).dt.days.clip(lower=0)
    found["event"] = np.select([end.isna(), found["done_on"].eq(end)], [0, 1], 2)
    found["person"] = person(found)
    parts = found.groupby(keys, observed=True, dropna=False, sort=True) if keys else [((), found)]
    curves = []
    for key, part in parts:
        if len(part):
            labels: dict[str, Any] = dict(zip(keys, key, strict=True))
            curves.append(_curve(part, confidence).assign(**labels))
    return pd.concat(curves, ignore_index=True)[columns] if curves else pd.DataFrame(columns=columns)


def _interval(name: str) -> list[str]:
    return [name, f"{name}_low", f"{name}_high"]


def _ends(frames: Any, day: pd.Timestamp) -> nw.LazyFrame[Any]:
    """For every action reported on: when it was first reported done and dropped, and how often on no known day."""
    held = lazy(frames.meetings).filter(~nw.col("held_on").is_null())
    held = held.group_by("cohort", "learning_set", "cycle").agg(nw.col("held_on").min())
    ended = (
        lazy(frames.action_reports)
        .select("action", "cohort", "learning_set", "cycle", "reported_on", nw.col("status").cast(nw.String))
        .filter(nw.col("status").is_in(["done", "dropped"]))
        .join(held, on=["cohort", "learning_set", "cycle"], how="left")
        .with_columns(on=nw.coalesce("reported_on", "held_on"))
    )
    known = ended.filter(nw.col("on").is_null() | (nw.col("on") <= day)).with_columns(
        done_on=nw.when(nw.col("status") == "done").then(nw.col("on")),
        dropped_on=nw.when(nw.col("status") == "dropped").then(nw.col("on")),
        undated=nw.col("on").is_null().cast(nw.Int64),
    )
    return known.group_by("action").agg(nw.col("done_on").min(), nw.col("dropped_on").min(), nw.col("undated").sum())


def _curve(part: pd.DataFrame, confidence: float) -> pd.DataFrame:
    """The estimates of one group from its counts of days and events (0 censored, 1 done, 2 dropped)."""
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
    return result.assign(actions=len(days), members=part["person"].nunique())


def _log_log(
    share: np.ndarray[Any, Any], error: np.ndarray[Any, Any], quantile: float
) -> tuple[np.ndarray[Any, Any], ...]:
    """A share that has not ended yet, with an interval that stays within 0 and 1; where nothing varies, itself."""
    with np.errstate(divide="ignore", invalid="ignore"):
        width = quantile * error / (share * np.log(share))
        low, high = share ** np.exp(-width), share ** np.exp(width)
    certain = (share <= 0) | (share >= 1)
    low, high = (np.where(certain, share, bound) for bound in (low, high))
    return share, np.minimum(low, high), np.maximum(low, high)


def _step(
    times: np.ndarray[Any, Any], values: np.ndarray[Any, Any], at: np.ndarray[Any, Any], before: float
) -> np.ndarray[Any, Any]:
    """A step function's values at some times."""
    found: np.ndarray[Any, Any] = np.r_[before, values][np.searchsorted(times, at, side="right")]
    return found


def _reports(frames: Any, day: pd.Timestamp | None) -> pd.DataFrame:
    """The reports made by a day."""
    reports = small(
        lazy(frames.action_reports).select(
            "entry", "action", "reported_on", nw.col("cycle").alias("reported_in"), nw.col("status").cast(nw.String)
        )
    )
    return reports if day is None else reports[~(reports["reported_on"] > day)]


def judged_on(frames: Any, as_of: str | date | None = None) -> pd.Timestamp | None:
    """The date as of which actions are judged.

    Parameters
    ----------
    frames
        Uses ``meetings`` (held_on), ``actions`` (agreed_on) and ``action_reports`` (reported_on).
    as_of
        The date wished for; by default the last date on which something happened according to the log.

    Returns
    -------
    Timestamp or None
        None where nothing has happened yet.

    Raises
    ------
    AlsnbError
        `as_of` is not a date written as 2026-11-01.
    """
    if as_of is not None:
        try:
            return pd.Timestamp(as_of if isinstance(as_of, date) else date.fromisoformat(as_of))
        except (TypeError, ValueError):
            raise AlsnbError(f"as_of: found {as_of!r}, expected a date such as 2026-11-01") from None
    noted = ((frames.meetings, "held_on"), (frames.actions, "agreed_on"), (frames.action_reports, "reported_on"))
    last = [small(lazy(frame).select(nw.col(column).max()))[column].iloc[0] for frame, column in noted]
    return max((pd.Timestamp(day) for day in last if pd.notna(day)), default=None)
