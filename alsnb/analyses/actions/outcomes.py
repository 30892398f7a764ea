"""What became of the actions agreed, by a date."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

import narwhals as nw
import pandas as pd

from alsnb.analyses.estimates import (
    By,
    count_by,
    groups,
    lazy,
    person,
    small,
    with_clustered_share,
    with_rate,
    with_share,
)
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
    reports = reports_by(frames, day)
    in_order = reports.sort_values(["reported_in", "reported_on", "entry"])
    last = in_order.drop_duplicates("action", keep="last").set_index("action")["status"]
    first = in_order.drop_duplicates("action", keep="first").set_index("action")["reported_in"]
    state = actions["entry"].map(last).astype("str").fillna("open")
    return actions.assign(
        state=pd.Categorical(state, categories=STATES),
        reported_in=actions["entry"].map(first).astype("Int64"),
        is_due=(actions["due"] <= day) if day is not None else False,
    ).reset_index(drop=True)


def completion(
    frames: Any, by: By | Sequence[By] = "cycle", as_of: str | date | None = None, *, clustered: bool = True
) -> pd.DataFrame:
    """How many of the actions that had fallen due were done.

    Parameters
    ----------
    frames, as_of
        As for `states`.
    by
        What a row stands for; the cycle is the one in which the action was agreed.
    clustered
        Whether the interval allows for members who do more, or fewer, of their actions than others. Without, it holds
        the true share of a cohort's actions in about 83 instead of 95 of 100 cases where a fifth of the variance lies
        between members; that is for comparing with figures that were made so.

    Returns
    -------
    DataFrame
        The columns of `by`; ``members`` who had actions due; ``due_actions`` and, of these, how many were ``done``,
        ``partly``, ``changed``, ``not_done``, ``dropped`` or ``open`` (not reported); ``completion`` = done /
        due_actions with its 95 % Wilson interval of the effective number of actions, clustered by member,
        ``completion_low`` and ``completion_high``, missing where none was reported; ``not_yet_due``, actions without a
        due date or due later, which do not count. Sources: Korn & Graubard (1998), Survey Methodology 24, 193–201; Dean
        & Pagano (2015), doi:10.1093/jssam/smv024.
    """
    each = states(frames, as_of)
    for state in STATES:
        each[state] = (each["is_due"] & (each["state"] == state)).astype(int)
    each["not_yet_due"] = (~each["is_due"]).astype(int)
    each["due_actions"] = each["is_due"].astype(int)
    each["person"] = person(each)
    each["owner"] = each["person"].where(each["is_due"])
    sums = {name: (name, "sum") for name in ("due_actions", *STATES, "not_yet_due")}
    result = count_by(each, groups(by), members=("owner", "nunique"), **sums)
    result["known"] = result["due_actions"].where(result["open"] < result["due_actions"], 0)
    if clustered:
        each["known"] = each["due_actions"]
        result = with_clustered_share(result, each, groups(by), "done", "known", "completion")
    else:
        result = with_share(result, "done", "known", "completion")
    result = result.drop(columns="known")
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
    each = due_for_report(frames, as_of)
    each["person"] = person(each)
    counts = count_by(
        each, groups(by),
        members=("person", "nunique"), actions_due_for_report=("reported_next", "size"),
        reported_next=("reported_next", "sum"),
    )  # fmt: skip
    told = len(reports_by(frames, judged_on(frames, as_of)))
    counts["known"] = counts["actions_due_for_report"] if told else 0
    return with_share(counts, "reported_next", "known", "follow_through").drop(columns="known")


def due_for_report(frames: Any, as_of: str | date | None = None) -> pd.DataFrame:
    """The actions agreed at a meeting after which the set met again: the ``next`` cycle, and if ``reported_next``."""
    key = ["cohort", "learning_set"]
    day = judged_on(frames, as_of)
    meetings = small(lazy(frames.meetings).select(*key, "cycle", "held_on"))
    held = meetings[meetings["held_on"] <= day] if day is not None else meetings[:0]
    held = held.drop_duplicates([*key, "cycle"]).sort_values("cycle").drop(columns="held_on")
    held["next"] = held.groupby(key)["cycle"].shift(-1)
    each = states(frames, as_of).merge(held, on=[*key, "cycle"], how="inner")
    each = each[each["next"].notna()].astype({"next": "int64"})
    told = reports_by(frames, day)[["action", "reported_in"]].drop_duplicates()
    each = each.drop(columns="reported_in").merge(
        told, left_on=["entry", "next"], right_on=["action", "reported_in"], how="left"
    )
    each["reported_next"] = each["action"].notna().astype(int)
    return each


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
    return with_rate(result, "actions", "airtimes", "actions_per_airtime")


def reports_by(frames: Any, day: pd.Timestamp | None) -> pd.DataFrame:
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
