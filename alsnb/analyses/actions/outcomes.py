"""The outcomes of the actions agreed, by a date."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

import narwhals as nw
import pandas as pd

from alsnb.analyses.shared.frames import MEETING, PERSON, By, FramesLike, count_by, counted, groups, lazy, person, small
from alsnb.analyses.shared.intervals import with_clustered_share, with_rate, with_share
from alsnb.errors import AlsnbError
from alsnb.plausible import latest_today

STATES = ("done", "partly", "changed", "not_done", "dropped", "open")
"""What may have become of an action; open: nothing was reported yet."""


def states(frames: FramesLike, as_of: str | date | None = None) -> pd.DataFrame:
    """Return every action with its state on a date.

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
        first report (missing: none); ``is_due``, whether it was due by then, that day included.
    """
    day = judged_on(frames, as_of)
    first = reports_by(frames, day).group_by("action").agg(nw.col("reported_in").min()).rename({"action": "entry"})
    result = small(states_by(frames, day).join(first, on="entry", how="left")).sort_values("entry", ignore_index=True)
    state = result.pop("state").astype("str").fillna("open")
    return result.assign(
        state=pd.Categorical(state, categories=STATES),
        reported_in=result.pop("reported_in").astype("Int64"),
        is_due=result.pop("is_due").astype(bool),
    )


def states_by(frames: FramesLike, day: pd.Timestamp | None) -> nw.LazyFrame[Any]:
    """Compute `states` in the engine that holds the frames; the ``state`` of an action without a report is missing."""
    actions = agreed_by(frames, day).with_columns(
        is_due=nw.lit(False) if day is None else (nw.col("due") <= day).fill_null(False)
    )
    last = latest(reports_by(frames, day), ["action"]).select(entry="action", state="status")
    return actions.join(last, on="entry", how="left")


def completion(
    frames: FramesLike, by: By | Sequence[By] = "cycle", as_of: str | date | None = None, *, clustered: bool = True
) -> pd.DataFrame:
    """Count the actions due, and estimate the share of them that were done.

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
    context = [*dict.fromkeys([*groups(by), *PERSON])]
    is_due, state = nw.col("is_due"), nw.col("state").fill_null("open")
    flags = {"due_actions": is_due} | {each: is_due & (state == each) for each in STATES} | {"not_yet_due": ~is_due}
    counts = [*flags]
    query = states_by(frames, judged_on(frames, as_of)).select(
        *context, **{name: flag.cast(nw.Int64) for name, flag in flags.items()}
    )
    each = small(query.group_by(*context).agg(nw.col(*counts).sum())).astype(dict.fromkeys(counts, int))
    each["person"] = person(each)
    # One row a member of each group, so that members are its rows.
    each["concerned"] = (each["due_actions"] > 0) & each["member"].notna()
    sums = {name: (name, "sum") for name in counts}
    result = count_by(each, groups(by), members=("concerned", "sum"), **sums)
    result["known"] = result["due_actions"].where(result["open"] < result["due_actions"], 0)
    if clustered:
        each["known"] = each["due_actions"]
        result = with_clustered_share(result, each, groups(by), "done", "known", "completion")
    else:
        result = with_share(result, "done", "known", "completion")
    result = result.drop(columns="known")
    return result[[*(name for name in result.columns if name != "not_yet_due"), "not_yet_due"]]


def follow_through(
    frames: FramesLike, by: By | Sequence[By] = "cycle", as_of: str | date | None = None
) -> pd.DataFrame:
    """Count the actions reported on at the set's next meeting, whatever their outcome.

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
    sums = {"actions_due_for_report": None, "reported_next": "reported_next"}
    counts = counted(due_for_report(frames, as_of), groups(by), {"members": PERSON}, sums)
    told = counts["reported_next"].any() or _item(reports_by(frames, judged_on(frames, as_of)).select(nw.len()))
    counts["known"] = counts["actions_due_for_report"] if told else 0
    return with_share(counts, "reported_next", "known", "follow_through").drop(columns="known")


def due_for_report(frames: FramesLike, as_of: str | date | None = None) -> nw.LazyFrame[Any]:
    """Return the actions agreed at a meeting after which the set met again: the ``next`` cycle, and
    ``reported_next``."""
    key = ["cohort", "learning_set"]
    # By default as of the last date noted: all that was noted counts.
    day = None if as_of is None else judged_on(frames, as_of)
    held = lazy(frames.meetings).select(*MEETING, "held_on")
    held = held.filter(~nw.col("learning_set").is_null(), ~nw.col("held_on").is_null())
    held = (held if day is None else held.filter(nw.col("held_on") <= day)).select(MEETING)
    later = held.rename({"cycle": "next"}).join(held, on=key, how="inner").filter(nw.col("next") > nw.col("cycle"))
    following = later.group_by(*key, "cycle").agg(nw.col("next").min())
    actions = agreed_by(frames, day).select("entry", *MEETING, "member")
    each = following.join(actions, on=MEETING, how="inner")
    told = reports_by(frames, day).select(entry="action", next="reported_in").unique(["entry", "next"])
    each = each.join(told.with_columns(told=nw.lit(1)), on=["entry", "next"], how="left")
    return each.with_columns(reported_next=nw.col("told").fill_null(0).cast(nw.Int64))


def action_yield(frames: FramesLike, by: By | Sequence[By] = "cycle") -> pd.DataFrame:
    """Count the actions that each airtime led to.

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
    agreed = lazy(frames.actions).select(entry="airtime").filter(~nw.col("entry").is_null())
    agreed = agreed.group_by("entry").agg(actions=nw.len())
    each = lazy(frames.airtimes).select("entry", *MEETING, "member").join(agreed, on="entry", how="left")
    each = each.with_columns(nw.col("actions").fill_null(0))
    result = counted(each, groups(by), {"members": PERSON}, {"airtimes": None, "actions": "actions"})
    return with_rate(result, "actions", "airtimes", "actions_per_airtime")


def agreed_by(frames: FramesLike, day: pd.Timestamp | None) -> nw.LazyFrame[Any]:
    """Return the actions agreed by a day, with their owner and dates."""
    agreed = lazy(frames.actions).select("entry", *MEETING, "member", "agreed_on", "due")
    return agreed if day is None else agreed.filter(nw.col("agreed_on").is_null() | (nw.col("agreed_on") <= day))


def reports_by(frames: FramesLike, day: pd.Timestamp | None) -> nw.LazyFrame[Any]:
    """Return the reports made by a day."""
    reports = lazy(frames.action_reports).select("entry", "action", "reported_on", "status", reported_in="cycle")
    return reports if day is None else reports.filter(nw.col("reported_on").is_null() | (nw.col("reported_on") <= day))


def latest(reports: nw.LazyFrame[Any], of: list[str]) -> nw.LazyFrame[Any]:
    """Return the last of several reports; one without a date counts as later than those with one."""
    dated = reports.with_columns(on=nw.col("reported_on").fill_null(datetime(2262, 1, 1)))
    last = dated.unique(of, keep="last", order_by=["reported_in", "on", "entry"]).drop("on")
    return last.with_columns(nw.col("status").cast(nw.String))


def judged_on(frames: FramesLike, as_of: str | date | None = None) -> pd.Timestamp | None:
    """Return the date as of which actions are judged.

    Parameters
    ----------
    frames
        Uses ``meetings`` (held_on), ``actions`` (agreed_on) and ``action_reports`` (reported_on).
    as_of
        The date wished for; by default the last date on which something happened according to the log, but none that
        is still to come: such a date is a mistake.

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
        return pd.Timestamp(date_of(as_of))
    noted = ((frames.meetings, "held_on"), (frames.actions, "agreed_on"), (frames.action_reports, "reported_on"))
    today = pd.Timestamp(latest_today()).to_pydatetime()
    happened = (lazy(frame).filter(nw.col(column) <= today).select(nw.col(column).max()) for frame, column in noted)
    return max((pd.Timestamp(day) for day in map(_item, happened) if pd.notna(day)), default=None)


def date_of(as_of: str | date) -> date:
    """Return a date given as text or date; raise AlsnbError if it is neither."""
    try:
        return as_of if isinstance(as_of, date) else date.fromisoformat(as_of)
    except (TypeError, ValueError):
        raise AlsnbError(f"as_of: found {as_of!r}, expected a date such as 2026-11-01") from None


def _item(query: nw.LazyFrame[Any]) -> Any:
    """Return the single value of a query of one row and one column."""
    return query.collect().item()
