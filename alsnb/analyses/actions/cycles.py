"""How actions live on from one meeting of their set to the next."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

import narwhals as nw
import pandas as pd

from alsnb.analyses.actions.outcomes import STATES, judged_on, latest, reports_by, states
from alsnb.analyses.actions.survival import curve
from alsnb.analyses.estimates import MEETING, By, count_by, groups, lazy, person, small, with_clustered_share

_ENDED = ("done", "dropped")
"""The states in which an action is taken to no further meeting."""


def carry_over(frames: Any, by: By | Sequence[By] = "cycle", as_of: str | date | None = None) -> pd.DataFrame:
    """How many of the actions brought to a meeting were still open when it ended, and so were carried into the next.

    An action is brought to every meeting of its set after the one at which it was agreed, until it is reported done or
    dropped there; one reported partly done, changed or not done is open still.

    Parameters
    ----------
    frames, as_of
        As for `states`; uses ``meetings`` (held_on) too.
    by
        What a row stands for; the cycle is that of the meeting.

    Returns
    -------
    DataFrame
        The columns of `by`; ``members`` who brought actions; ``brought`` actions (counted at each meeting they were
        brought to); ``ended`` there, done or dropped; ``carried_over``; ``share_carried_over`` = carried_over /
        brought with its 95 % Wilson interval of the effective number, clustered by member, ``share_carried_over_low``
        and ``share_carried_over_high``, missing where no action was ever reported on. Sources: as for `completion`.
    """
    each = _brought(frames, as_of)
    each["person"] = person(each)
    each["ended"] = each["after"].isin(_ENDED).astype(int)
    each["carried_over"], each["brought"] = 1 - each["ended"], 1
    sums = {name: (name, "sum") for name in ("brought", "ended", "carried_over")}
    result = count_by(each, groups(by), members=("person", "nunique"), **sums)
    result = with_clustered_share(result, each, groups(by), "carried_over", "brought", "share_carried_over")
    return _if_told(result, each, "share_carried_over")


def cycles_lived(frames: Any, by: By | Sequence[By] = (), as_of: str | date | None = None) -> pd.DataFrame:
    """How many cycles an action lives: from the one in which it was agreed to that in which it is done or dropped.

    An action still open by `as_of` is censored at the last meeting of its set.

    Parameters
    ----------
    frames, as_of
        As for `carry_over`.
    by
        What a curve stands for; the cycle is the one in which the action was agreed.

    Returns
    -------
    DataFrame
        The columns of `by`; one row for each number of ``cycles`` after which an action ended, and for 0: ``at_risk``,
        the actions neither ended nor censored before; ``ended`` after so many; ``still_open``, the Kaplan-Meier
        estimate of the share that lives longer, with its 95 % log-log interval ``still_open_low`` and
        ``still_open_high``, missing where no action was ever reported on; ``actions`` and ``members`` of the whole
        curve. Source: Kaplan & Meier (1958),
        doi:10.1080/01621459.1958.10501452, by statsmodels.
    """
    keys = groups(by)
    columns = ["cycles", "at_risk", "ended", "still_open", "still_open_low", "still_open_high", "actions", "members"]
    brought = _brought(frames, as_of)
    brought["ended_in"] = brought["cycle"].where(brought["after"].isin(_ENDED))
    of_action = brought.groupby("entry", as_index=False).agg(last=("cycle", "max"), ended_in=("ended_in", "min"))
    each = states(frames, as_of)[["entry", *MEETING, "member"]].merge(of_action, on="entry", how="inner")
    each["days"] = each["ended_in"].fillna(each["last"]).astype(int) - each["cycle"]
    each["event"] = each["ended_in"].notna().astype(int)
    each["actions"], each["person"] = 1, person(each)
    curves = []
    for key, part in each.groupby(keys, observed=True, dropna=False, sort=True) if keys else [((), each)]:
        if len(part):
            labels: dict[str, Any] = dict(zip(keys, key, strict=True))
            curves.append(curve(part, 0.95).assign(**labels))
    named = {"days": "cycles", "done": "ended"} | {
        f"not_done{end}": f"still_open{end}" for end in ("", "_low", "_high")
    }
    found = pd.concat(curves, ignore_index=True) if curves else pd.DataFrame(columns=[*keys, *named])
    return _if_told(found.rename(columns=named).reindex(columns=[*keys, *columns]), brought, "still_open")


def flow(frames: Any, by: By | Sequence[By] = "cycle", as_of: str | date | None = None) -> pd.DataFrame:
    """What the actions brought to a meeting were before it, and what they were after.

    Parameters
    ----------
    frames, as_of
        As for `carry_over`.
    by
        What a group of rows stands for; the cycle is that of the meeting.

    Returns
    -------
    DataFrame
        The columns of `by`; ``before`` and ``after``, each one of `STATES`; ``actions`` that went from one to the
        other, or stayed; ``members`` whose they are; ``all_before``, the actions that were in that state before;
        ``share_of_before`` = actions / all_before with its 95 % Wilson interval of the effective number, clustered by
        member, ``share_of_before_low`` and ``share_of_before_high``, missing where no action was ever reported on.
        Sources: as for `completion`.
    """
    keys = groups(by)
    each = _brought(frames, as_of)
    each["person"] = person(each)
    columns = [*keys, "before", "after", "actions", "members", "all_before"]
    columns += ["share_of_before", "share_of_before_low", "share_of_before_high"]
    origin = [*keys, "before"]
    found = []
    for after in (state for state in STATES if (each["after"] == state).any()):
        each["actions"], each["all_before"] = (each["after"] == after).astype(int), 1
        each["owner"] = each["person"].where(each["actions"] > 0)
        counts = count_by(
            each, origin, actions=("actions", "sum"), members=("owner", "nunique"), all_before=("all_before", "sum")
        )
        shares = with_clustered_share(counts, each, origin, "actions", "all_before", "share_of_before")
        found.append(shares[shares["actions"] > 0].assign(after=after))
    if not found:
        return pd.DataFrame(columns=columns)
    result = pd.concat(found, ignore_index=True)[columns]
    for name in ("before", "after"):
        result[name] = pd.Categorical(result[name], categories=STATES)
    return _if_told(result.sort_values([*keys, "before", "after"], ignore_index=True), each, "share_of_before")


def _if_told(result: pd.DataFrame, brought: pd.DataFrame, name: str) -> pd.DataFrame:
    """Where no action was ever reported on, nobody kept reports, and what is open is not known."""
    if (brought["after"] != "open").any():
        return result
    return result.assign(**dict.fromkeys((name, f"{name}_low", f"{name}_high"), float("nan")))


def _brought(frames: Any, as_of: str | date | None) -> pd.DataFrame:
    """Each action at each later meeting of its set until it ended: what it was ``before`` and ``after``."""
    day = judged_on(frames, as_of)
    columns = ["entry", *MEETING, "member", "before", "after"]
    if day is None:
        return pd.DataFrame(columns=columns)
    of_sets = lazy(frames.meetings).filter(~nw.col("learning_set").is_null())
    held = small(of_sets.filter(nw.col("held_on") <= day).select(*MEETING).unique())
    actions = states(frames, as_of)[["entry", *MEETING, "member"]].rename(columns={"cycle": "agreed_in"})
    each = actions.merge(held, on=["cohort", "learning_set"], how="inner")
    each = each[each["cycle"] > each["agreed_in"]].sort_values(["entry", "cycle"])
    # What was reported between two meetings counts at the next; of several reports the last does.
    told = small(latest(reports_by(frames, day), ["action", "reported_in"]).select("action", "reported_in", "status"))
    if each.empty or told.empty:  # pandas cannot merge by the nearest of none
        return each.assign(before="open", after="open")[columns].reset_index(drop=True)
    each = pd.merge_asof(
        each.astype({"cycle": "int64"}).sort_values("cycle", kind="stable"),
        told.astype({"reported_in": "int64"}).sort_values("reported_in", kind="stable"),
        left_on="cycle", right_on="reported_in", left_by="entry", right_by="action",
    ).sort_values(["entry", "cycle"])  # fmt: skip
    each["after"] = each["status"].astype("str").fillna("open")
    each["before"] = each.groupby("entry")["after"].shift(fill_value="open")
    return each[~each["before"].isin(_ENDED)][columns].reset_index(drop=True)
