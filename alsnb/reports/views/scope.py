"""The frames that a report of a set, of a member or of several cohorts is made from, and what it lists of them."""

from __future__ import annotations

import os
from collections.abc import Sequence
from typing import Any

import pandas as pd

from alsnb.analyses import actions
from alsnb.errors import ReportError
from alsnb.frames import Frames
from alsnb.log import open_log
from alsnb.records import CLOSED


def of_set(
    log: str | os.PathLike[str], cohort: str | None, learning_set: str | None, as_of: Any = None
) -> tuple[Frames, pd.Timestamp | None]:
    """What the members of a set may read of it, and the day by which to judge; where none is named, of the first set.

    By default that day is the last on which anything happened in the cohort: a set may have stopped meeting.
    """
    with open_log(log) as opened:
        frames = opened.frames(cohort).readable_by("set")
    of = frames.of(learning_set=_or_first(frames, "learning_set", learning_set))
    return of, actions.judged_on(frames, as_of)


def of_member(
    log: str | os.PathLike[str], cohort: str | None, member: str | None, as_of: Any = None
) -> tuple[Frames, pd.Timestamp | None]:
    """As `of_set`, what a member recorded, whatever its readers; the first member if none is named."""
    with open_log(log) as opened:
        frames = opened.frames(cohort)
    return frames.of(member=_or_first(frames, "member", member)), actions.judged_on(frames, as_of)


def of_cohorts(log: str | os.PathLike[str], cohorts: Sequence[str] | None, purpose: str | None = None) -> Frames:
    """What the tutor may read of some cohorts; where none are named, of all."""
    with open_log(log) as opened:
        frames = opened.frames(purpose=purpose).readable_by("tutor")
    return frames.of(cohorts=[str(each) for each in cohorts or frames.cohorts["cohort"]])


def _or_first(frames: Frames, name: str, code: str | None) -> str:
    codes = sorted(getattr(frames, f"{name}s")[name])
    if code is None and not codes:
        what = name.replace("learning_", "")
        raise ReportError(f"cohort {frames.cohort['cohort']} has no {what} yet: there is nothing to report on")
    return codes[0] if code is None else str(code)


def code_of(frames: Frames, name: str) -> str:
    """The code of the one set or member that frames were cut down to."""
    return str(getattr(frames, f"{name}s")[name].iloc[0])


def open_actions(frames: Any, as_of: Any = None) -> pd.DataFrame:
    """The actions that are neither done nor dropped: whose, what, by when; those due first at the start."""
    day = actions.judged_on(frames, as_of)
    each: pd.DataFrame = actions.states(frames, as_of)
    each = each[~each["state"].isin(CLOSED)].merge(frames.actions[["entry", "what"]], on="entry")
    each = each.sort_values(["due", "member", "entry"], na_position="last")
    each["overdue"] = each["due"] < day if day is not None else False
    return each[["what", "member", "due", "overdue", "cycle", "state"]].reset_index(drop=True)


def came(frames: Any) -> pd.DataFrame:
    """The attendance of one member, meeting by meeting: also of those at which it was not noted."""
    noted: pd.DataFrame = frames.attendance[["cycle", "status"]].drop_duplicates("cycle")
    held = frames.meetings.loc[frames.meetings["held_on"].notna(), ["cycle", "held_on"]].drop_duplicates("cycle")
    found: pd.DataFrame = held.merge(noted, on="cycle", how="outer").sort_values("cycle", ignore_index=True)
    row = frames.members.iloc[0]
    last = row["last_cycle"] if pd.notna(row["last_cycle"]) else found["cycle"].max()
    enrolled = found["cycle"].between(row["first_cycle"], last) | found["status"].notna()
    found = found[enrolled].rename(columns={"status": "attendance"})
    found["attendance"] = found["attendance"].astype("str").fillna("not noted")
    return found.reset_index(drop=True)
