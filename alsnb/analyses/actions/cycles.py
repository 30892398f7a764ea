"""How actions live on from one meeting of their set to the next."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

import narwhals as nw
import numpy as np
import pandas as pd

from alsnb.analyses.actions.outcomes import STATES, agreed_by, judged_on, latest, reports_by
from alsnb.analyses.actions.survival import curve
from alsnb.analyses.shared.frames import MEETING, By, FramesLike, count_by, groups, lazy, small
from alsnb.analyses.shared.intervals import with_clustered_share
from alsnb.records import CLOSED

_SET = ["cohort", "learning_set"]


def carry_over(frames: FramesLike, by: By | Sequence[By] = "cycle", as_of: str | date | None = None) -> pd.DataFrame:
    """Count the actions brought to each meeting that were still open when it ended, and so were carried over.

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
    each["ended"] = each["after"].isin(CLOSED).astype(int)
    each["brought"] = 1
    sums = {name: (name, "sum") for name in ("brought", "ended")}
    of_people = count_by(each, [*groups(by), "person"], **sums)
    of_people.insert(len(of_people.columns), "carried_over", of_people["brought"] - of_people["ended"])
    sums["carried_over"] = ("carried_over", "sum")
    result = count_by(of_people, groups(by), members=("person", "nunique"), **sums)
    result = with_clustered_share(result, of_people, groups(by), "carried_over", "brought", "share_carried_over")
    return _if_told(result, each, "share_carried_over")


def cycles_lived(frames: FramesLike, by: By | Sequence[By] = (), as_of: str | date | None = None) -> pd.DataFrame:
    """Estimate how many cycles an action stays open, from the one in which it was agreed until it is done or dropped.

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
    brought["ended_in"] = brought["cycle"].where(brought["after"].isin(CLOSED))
    of_action = brought.groupby("action").agg(last=("cycle", "max"), ended_in=("ended_in", "min"))
    own = brought.drop_duplicates("action").drop(columns=["cycle", "ended_in"]).rename(columns={"agreed_in": "cycle"})
    each = own.merge(of_action, left_on="action", right_index=True)
    each["days"] = each["ended_in"].fillna(each["last"]).astype(int) - each["cycle"]
    each["event"] = each["ended_in"].notna().astype(int)
    each["actions"] = 1
    curves = []
    for key, part in each.groupby(keys, observed=True, dropna=False, sort=True) if keys else [((), each)]:
        if len(part):
            labels: dict[str, Any] = dict(zip(keys, key, strict=True))
            curves.append(curve(part, 0.95).assign(members=part["person"].nunique(), **labels))
    named = {"days": "cycles", "done": "ended"} | {
        f"not_done{end}": f"still_open{end}" for end in ("", "_low", "_high")
    }
    found = pd.concat(curves, ignore_index=True) if curves else pd.DataFrame(columns=[*keys, *named])
    return _if_told(found.rename(columns=named).reindex(columns=[*keys, *columns]), brought, "still_open")


def flow(frames: FramesLike, by: By | Sequence[By] = "cycle", as_of: str | date | None = None) -> pd.DataFrame:
    """Count the actions brought to each meeting by their state before and after it.

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
    columns = [*keys, "before", "after", "actions", "members", "all_before"]
    columns += ["share_of_before", "share_of_before_low", "share_of_before_high"]
    origin, found = [*keys, "before"], []
    of_people = count_by(each, [*origin, "after", "person"], all_before=("action", "size"))
    for after in (state for state in STATES if (of_people["after"] == state).any()):
        there = of_people["after"] == after
        of_people["actions"] = of_people["all_before"].where(there, 0)
        of_people["owner"] = of_people["person"].where(there)
        counts = count_by(
            of_people,
            origin,
            actions=("actions", "sum"),
            members=("owner", "nunique"),
            all_before=("all_before", "sum"),
        )
        shares = with_clustered_share(counts, of_people, origin, "actions", "all_before", "share_of_before")
        found.append(shares[shares["actions"] > 0].assign(after=after))
    if not found:
        return pd.DataFrame(columns=columns)
    result = pd.concat(found, ignore_index=True)[columns]
    for name in ("before", "after"):
        result[name] = pd.Categorical(result[name], categories=STATES)
    return _if_told(result.sort_values([*keys, "before", "after"], ignore_index=True), each, "share_of_before")


def _if_told(result: pd.DataFrame, brought: pd.DataFrame, name: str) -> pd.DataFrame:
    """Blank the estimates if no action was ever reported on: which actions are open is then unknown."""
    if (brought["after"] != "open").any():
        return result
    return result.assign(**dict.fromkeys((name, f"{name}_low", f"{name}_high"), float("nan")))


def _brought(frames: FramesLike, as_of: str | date | None) -> pd.DataFrame:
    """Return each action at each later meeting of its set until it ended, with its state ``before`` and ``after``.

    Actions are numbered, and so is the ``person`` whose each is.
    """
    day = judged_on(frames, as_of)
    columns = ["action", "agreed_in", *MEETING, "member", "person", "before", "after"]
    if day is None:
        return pd.DataFrame(columns=columns)
    of_sets = lazy(frames.meetings).select(*MEETING, "held_on").filter(~nw.col("learning_set").is_null())
    held = small(of_sets.filter(nw.col("held_on") <= day).select(MEETING).unique(MEETING))
    held = held.sort_values(MEETING, ignore_index=True)
    held["set"] = held.groupby(_SET).ngroup()
    actions = small(agreed_by(frames, day).select("entry", *_SET, "member", agreed_in="cycle"))
    actions = actions.merge(held[[*_SET, "set"]].drop_duplicates("set"), on=_SET)
    actions["person"] = actions.groupby(["cohort", "member"], sort=False).ngroup()
    # What was reported between two meetings counts at the next; of several reports the last does.
    told = small(latest(reports_by(frames, day), ["action", "reported_in"]).select("action", "reported_in", "status"))
    told["action"] = pd.Index(actions["entry"]).get_indexer(told["action"])
    told = told[told["action"] >= 0].sort_values(["action", "reported_in"])
    # In whole numbers: a set and a cycle, or an action and a cycle, are one number, that grows with the cycle.
    cycles = pd.concat([held["cycle"], actions["agreed_in"], told["reported_in"]]).to_numpy(int)
    wide = 1 + cycles.max(initial=0)
    meetings, of_set = (held["set"] * wide + held["cycle"]).to_numpy(int), actions["set"].to_numpy(int) * wide
    first = np.searchsorted(meetings, of_set + actions["agreed_in"].to_numpy(int), side="right")
    number = np.searchsorted(meetings, of_set + wide) - first
    action, begin = np.repeat(np.arange(len(actions)), number), np.repeat(number.cumsum() - number, number)
    row = np.arange(len(action))
    cycle = held["cycle"].to_numpy(int)[row - begin + np.repeat(first, number)]
    at = np.searchsorted(action * wide + cycle, told["action"] * wide + told["reported_in"].to_numpy(int))
    counts = (at < len(row)) & (action[np.minimum(at, len(row) - 1)] == told["action"]) if len(row) else at < 0
    reported = np.full(len(row), -1)
    reported[at[counts]] = pd.Categorical(told["status"], STATES).codes[counts]
    last = np.maximum.accumulate(np.where(reported >= 0, row, -1))
    after = np.where(last >= begin, reported[last], STATES.index("open"))
    before = np.where(row > begin, np.roll(after, 1), STATES.index("open"))
    kept = ~np.isin(before, [STATES.index(state) for state in CLOSED])
    each = actions[["agreed_in", *_SET, "member", "person"]].take(action[kept]).reset_index(drop=True)
    states = {
        name: pd.Categorical.from_codes(codes[kept].astype(int), pd.Index(STATES))
        for name, codes in (("before", before), ("after", after))
    }
    return each.assign(action=action[kept], cycle=cycle[kept], **states)[columns]
