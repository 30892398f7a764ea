"""How completion changes from cycle to cycle."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import narwhals as nw
import pandas as pd

from alsnb.analyses.actions.outcomes import judged_on, states_by
from alsnb.analyses.shared.frames import By, FramesLike, count_by, groups, person, small
from alsnb.analyses.shared.trends import per_cycle, with_change


def completion_change(frames: FramesLike, by: By | Sequence[By] = (), as_of: str | date | None = None) -> pd.DataFrame:
    """Estimate how the odds that an action due is done change with each cycle in which actions were agreed.

    Parameters
    ----------
    frames, as_of
        As for `states`.
    by
        What a row stands for: ``"cohort"`` or ``"learning_set"``.

    Returns
    -------
    DataFrame
        The columns of `by`; ``cycles`` in which actions due were agreed; ``members`` who had them; ``due_actions`` and,
        of these, ``done``; ``completion_odds_ratio`` per cycle (1: no change) with its 95 % interval
        ``completion_odds_ratio_low`` and ``completion_odds_ratio_high``, clustered by member. Missing for fewer than
        five members or two cycles, where the cycle tells what was done, and where nothing was reported. Sources: Liang
        & Zeger (1986), doi:10.1093/biomet/73.1.13; Mancl & DeRouen (2001), doi:10.1111/j.0006-341X.2001.00126.x; by
        statsmodels.
    """
    keys = groups(by, ("cohort", "learning_set"))
    due = states_by(frames, judged_on(frames, as_of)).filter(nw.col("is_due"))
    due = due.with_columns(done=(nw.col("state").fill_null("open") == "done").cast(nw.Int64))
    context = [*dict.fromkeys([*keys, "cohort", "member", "cycle"])]
    each = small(due.group_by(*context).agg(due_actions=nw.len(), done=nw.col("done").sum()))
    each = each.astype({"due_actions": int, "done": int}).assign(person=person)
    sums = {name: (name, "sum") for name in ("due_actions", "done")}
    counts = count_by(each, keys, members=("person", "nunique"), **sums)
    # One row for what is done and one for what is not, each standing for as many actions.
    done, not_done = (
        each.assign(value=1, times=each["done"]),
        each.assign(value=0, times=each["due_actions"] - each["done"]),
    )
    both = pd.concat([done, not_done], ignore_index=True)
    change = per_cycle(both, keys, "person", "value", "odds", times="times")
    return with_change(counts, change, keys, "completion_odds_ratio")
