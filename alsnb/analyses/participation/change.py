"""How attendance and voice equity change from cycle to cycle."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from alsnb.analyses.participation.meetings import expected_at
from alsnb.analyses.participation.voices import equities
from alsnb.analyses.shared.frames import By, FramesLike, count_by, groups, person, small
from alsnb.analyses.shared.trends import per_cycle, with_change


def attendance_change(frames: FramesLike, by: By | Sequence[By] = ()) -> pd.DataFrame:
    """Estimate how the odds of attendance change with each cycle.

    Parameters
    ----------
    frames
        As for `attendance`.
    by
        What a row stands for: ``"cohort"`` or ``"learning_set"``.

    Returns
    -------
    DataFrame
        The columns of `by`; ``cycles`` observed; ``members`` enrolled; ``expected`` and ``attended`` as for
        `attendance`; ``attendance_odds_ratio`` per cycle (1: no change) with its 95 % interval
        ``attendance_odds_ratio_low`` and ``attendance_odds_ratio_high``, clustered by member. Missing for fewer than
        five members or two cycles, and where the cycle tells who came. Sources: Liang & Zeger (1986),
        doi:10.1093/biomet/73.1.13; Mancl & DeRouen (2001), doi:10.1111/j.0006-341X.2001.00126.x; by statsmodels.
    """
    keys = groups(by, ("cohort", "learning_set"))
    each = small(expected_at(frames)).astype({"came": int})
    each["person"] = person(each)
    counts = count_by(each, keys, members=("person", "nunique"), expected=("came", "size"), attended=("came", "sum"))
    change = per_cycle(each, keys, "person", "came", "odds")
    return with_change(counts, change, keys, "attendance_odds_ratio")


def voice_equity_change(frames: FramesLike, by: By | Sequence[By] = ()) -> pd.DataFrame:
    """Estimate how voice equity changes with each cycle.

    Parameters
    ----------
    frames
        As for `voice`.
    by
        What a row stands for: ``"cohort"``.

    Returns
    -------
    DataFrame
        The columns of `by`; ``cycles`` observed; ``sets``; ``airtimes`` (meetings, where contributions name no
        airtime); ``members`` who were there and not presenting; ``voice_equity_slope``, the change of voice equity per
        cycle, with its 95 % interval ``voice_equity_slope_low`` and ``voice_equity_slope_high``, clustered by set.
        Missing for fewer than five sets or two cycles. Sources: as for `attendance_change`.
    """
    keys = groups(by, ("cohort",))
    measured, spoke = equities(frames)
    measured["set"] = measured["cohort"].astype(str) + "\n" + measured["learning_set"].astype(str)
    counts = count_by(measured, keys, sets=("set", "nunique"), airtimes=("equity", "size"))
    members = count_by(spoke, keys, members=("person", "nunique"))
    counts = counts.merge(members, on=keys) if keys else counts.assign(**members)
    return with_change(counts, per_cycle(measured, keys, "set", "equity", "mean"), keys, "voice_equity_slope")
