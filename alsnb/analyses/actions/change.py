"""How completion changes from cycle to cycle."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

import pandas as pd

from alsnb.analyses.actions.outcomes import states
from alsnb.analyses.estimates import By, count_by, groups, person
from alsnb.analyses.trends import per_cycle, with_change


def completion_change(frames: Any, by: By | Sequence[By] = (), as_of: str | date | None = None) -> pd.DataFrame:
    """By how much the odds that an action due is done change with each cycle in which actions were agreed.

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
    each = states(frames, as_of)
    each = each[each["is_due"].astype(bool)].assign(person=person)
    each["done"] = (each["state"] == "done").astype(int)
    counts = count_by(each, keys, members=("person", "nunique"), due_actions=("done", "size"), done=("done", "sum"))
    return with_change(counts, per_cycle(each, keys, "person", "done", "odds"), keys, "completion_odds_ratio")
