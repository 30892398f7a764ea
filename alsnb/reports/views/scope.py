"""The frames behind a report on a set, a member or several cohorts, and the lists that it shows."""

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
from alsnb.words import gettext


def of_set(
    log: str | os.PathLike[str], cohort: str | None, learning_set: str | None, as_of: Any = None
) -> tuple[Frames, pd.Timestamp | None]:
    """Return what the members of a set may read, and the date for outcomes; if no set is named, for the first one.

    By default that date is the last on which anything happened in the cohort: a set may have stopped meeting.
    """
    with open_log(log) as opened:
        frames = opened.frames(cohort).readable_by("set")
    of = frames.of(learning_set=_or_first(frames, "learning_set", learning_set))
    return of, actions.judged_on(frames, as_of)


def of_member(
    log: str | os.PathLike[str], cohort: str | None, member: str | None, as_of: Any = None
) -> tuple[Frames, pd.Timestamp | None]:
    """Return all that a member recorded and the date for outcomes, as `of_set`; if none is named, for the first."""
    with open_log(log) as opened:
        frames = opened.frames(cohort)
    return frames.of(member=_or_first(frames, "member", member)), actions.judged_on(frames, as_of)


def of_cohorts(log: str | os.PathLike[str], cohorts: Sequence[str] | None, purpose: str | None = None) -> Frames:
    """Return what the tutor may read of some cohorts; if none are named, of all."""
    with open_log(log) as opened:
        frames = opened.frames(purpose=purpose).readable_by("tutor")
    return frames.of(cohorts=[str(each) for each in cohorts or frames.cohorts["cohort"]])


def _or_first(frames: Frames, name: str, code: str | None) -> str:
    codes = sorted(getattr(frames, f"{name}s")[name])
    if code is None and not codes:
        cohort_of = frames.cohort["cohort"]
        raise ReportError(
            gettext("Nothing to report: cohort {cohort} has no set yet.", cohort=cohort_of)
            if name == "learning_set"
            else gettext("Nothing to report: cohort {cohort} has no member yet.", cohort=cohort_of)
        )
    return codes[0] if code is None else str(code)


def code_of(frames: Frames, name: str) -> str:
    """Return the code of the one set or member in frames."""
    return str(getattr(frames, f"{name}s")[name].iloc[0])


def subject(frames: Frames, name: str) -> str:
    """Return what frames are about: their one set or member, and its cohort."""
    code, cohort = code_of(frames, name), frames.cohort["cohort"]
    if name == "member":
        return gettext("member {member} of cohort {cohort}", member=code, cohort=cohort)
    return gettext("set {set} of cohort {cohort}", set=code, cohort=cohort)


def open_actions(frames: Any, as_of: Any = None) -> pd.DataFrame:
    """Return the actions that are neither done nor dropped, in the order of due dates."""
    day = actions.judged_on(frames, as_of)
    each: pd.DataFrame = actions.states(frames, as_of)
    each = each[~each["state"].isin(CLOSED)].merge(frames.actions[["entry", "what"]], on="entry")
    each = each.sort_values(["due", "member", "entry"], na_position="last")
    each["overdue"] = each["due"] < day if day is not None else False
    return each[["what", "member", "due", "overdue", "cycle", "state"]].reset_index(drop=True)


def came(frames: Any) -> pd.DataFrame:
    """Return the attendance of one member, meeting by meeting, including those at which it was not recorded."""
    noted: pd.DataFrame = frames.attendance[["cycle", "status"]].drop_duplicates("cycle")
    held = frames.meetings.loc[frames.meetings["held_on"].notna(), ["cycle", "held_on"]].drop_duplicates("cycle")
    found: pd.DataFrame = held.merge(noted, on="cycle", how="outer").sort_values("cycle", ignore_index=True)
    row = frames.members.iloc[0]
    last = row["last_cycle"] if pd.notna(row["last_cycle"]) else found["cycle"].max()
    enrolled = found["cycle"].between(row["first_cycle"], last) | found["status"].notna()
    found = found[enrolled].rename(columns={"status": "attendance"})
    found["attendance"] = found["attendance"].astype("str")
    return found.reset_index(drop=True)
