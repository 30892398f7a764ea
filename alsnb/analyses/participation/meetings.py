"""Who was there, and how much of what was planned took place."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import narwhals as nw
import numpy as np
import pandas as pd

from alsnb.analyses.shared.frames import (
    MEETING,
    PERSON,
    By,
    FramesLike,
    counted,
    expected_members,
    groups,
    held_meetings,
    lazy,
    small,
)
from alsnb.analyses.shared.intervals import with_share


def attendance(frames: FramesLike, by: By | Sequence[By] = "cycle") -> pd.DataFrame:
    """Estimate the attendance rate: attendances over those expected at the meetings held.

    Parameters
    ----------
    frames
        Uses ``meetings`` (held_on), ``members`` (first_cycle, last_cycle) and ``attendance`` (status).
    by
        What a row stands for.

    Returns
    -------
    DataFrame
        The columns of `by`; ``meetings`` held at which attendance was noted; ``members`` enrolled at any of
        them; ``expected`` (members × meetings); ``attended`` (present or late); ``attendance_rate`` = attended /
        expected, with its 95 % Wilson interval
        ``attendance_rate_low`` and ``attendance_rate_high``. At a meeting where anybody's attendance was noted, a
        member enrolled but not noted counts as not there; a meeting where nobody's was is left out: it tells nothing.
    """
    distinct = {"meetings": MEETING, "members": PERSON}
    counts = counted(expected_at(frames), groups(by), distinct, {"expected": None, "attended": "came"})
    return with_share(counts, "attended", "expected", "attendance_rate")


def expected_at(frames: FramesLike) -> nw.LazyFrame[Any]:
    """Return whether each member enrolled ``came`` (0 or 1) to each meeting with attendance recorded."""
    came = lazy(frames.attendance).select(*MEETING, "member", "status")
    came = came.filter(nw.col("status").is_in(["present", "late"])).select(*MEETING, "member")
    noted = lazy(frames.attendance).select(MEETING).unique(MEETING)
    known = expected_members(frames, held_meetings(frames).join(noted, on=MEETING, how="inner"))
    expected = known.join(came.with_columns(came=nw.lit(1)), on=[*MEETING, "member"], how="left")
    return expected.with_columns(nw.col("came").fill_null(0).cast(nw.Int64))


def exposure(frames: FramesLike, by: By | Sequence[By] = ("cohort", "learning_set")) -> pd.DataFrame:
    """Measure how much of what was planned each set received.

    Parameters
    ----------
    frames
        Uses ``learning_sets``, ``cohorts`` (planned_meetings) and ``meetings`` (held_on, planned_minutes, minutes).
    by
        What a row stands for: a set, or with ``()`` all of them together.

    Returns
    -------
    DataFrame
        The columns of `by`; ``planned_meetings``, ``held_meetings``,
        ``held_share_of_planned_meetings``; ``planned_minutes`` and ``minutes``, summed over the held meetings that
        state both, and ``minutes_share_of_planned_minutes``. Missing (NaN) where nothing was planned. A count of what
        happened, not an estimate: no interval. Source: Dane & Schneider (1998), doi:10.1016/S0272-7358(97)00043-3.
    """
    sets = small(lazy(frames.learning_sets).select("cohort", "learning_set"))
    cohorts = small(lazy(frames.cohorts).select("cohort", "planned_meetings"))
    meetings = small(lazy(frames.meetings).select(*MEETING, "held_on", "planned_minutes", "minutes"))
    held = meetings[meetings["held_on"].notna()]
    both = held[held["planned_minutes"].notna() & held["minutes"].notna()]
    key = ["cohort", "learning_set"]
    counted = held.groupby(key, dropna=False)["cycle"].nunique().rename("held_meetings").reset_index()
    timed = both.groupby(key, as_index=False, dropna=False)[["planned_minutes", "minutes"]].sum()
    every = pd.concat([sets, meetings[key]]).drop_duplicates().sort_values(key, ignore_index=True)
    result = every.merge(cohorts, how="left").merge(counted, how="left").merge(timed, how="left")
    result["held_meetings"] = result["held_meetings"].fillna(0).astype(int)
    keys = groups(by, ("cohort", "learning_set"))
    if keys != key and len(result):
        sums = ["planned_meetings", "held_meetings", "planned_minutes", "minutes"]
        result[sums] = result[sums].apply(pd.to_numeric).astype(float)
        each = result.groupby(keys, dropna=False)[sums] if keys else result[sums]
        # Where one is not known, neither is their sum.
        summed: Any = each.sum(min_count=1)
        result = summed.reset_index() if keys else summed.to_frame().T
        result["held_meetings"] = result["held_meetings"].astype(int)
    planned = pd.to_numeric(result["planned_meetings"]).astype(float)
    result["planned_meetings"] = planned
    result["held_share_of_planned_meetings"] = result["held_meetings"] / planned
    result["minutes_share_of_planned_minutes"] = result["minutes"] / result["planned_minutes"].replace(0, np.nan)
    return result[
        [
            *keys,
            "planned_meetings",
            "held_meetings",
            "held_share_of_planned_meetings",
            "planned_minutes",
            "minutes",
            "minutes_share_of_planned_minutes",
        ]
    ]
