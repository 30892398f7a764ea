"""What a log shows of how meetings and airtimes went, as the rules of a format are judged by it.

One frame a kind of thing that a rule may be about, each with ``cohort``, ``learning_set``, ``cycle`` and the ``format``
of its set. A column that says whether something was so is missing where the log cannot tell.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Any

import narwhals as nw
import numpy as np
import pandas as pd

from alsnb.analyses.actions.outcomes import due_for_report
from alsnb.analyses.participation.talk import said_to_presenters
from alsnb.analyses.participation.voices import present
from alsnb.analyses.shared.formats_followed import with_format
from alsnb.analyses.shared.frames import MEETING, FramesLike, expected_members, lazy, small
from alsnb.plausible import FIRST, LAST

_SET = ["cohort", "learning_set"]
_DAYS_A_MONTH = 365.2425 / 12
SHOWN = ("insight", "goal", "action", "learning", "summary")


@dataclass(frozen=True, eq=False)
class Evidence:
    """The log, seen from the rules of formats."""

    meetings: pd.DataFrame
    """Held: ``place`` among the set's, ``months`` since the last, ``minutes``, ``size``, ``airtimes``,
    ``facilitation``, ``apart`` (nobody manages another), ``agreed_before`` (the ground rules), what was shown."""
    airtimes: pd.DataFrame
    """``airtime`` and ``set`` (numbered), ``member`` who presented, ``minutes``, ``place`` of the meeting,
    ``classified``, what was shown."""
    stages: pd.DataFrame
    """``airtime``, ``set``, ``stage``, ``minutes``."""
    kinds: pd.DataFrame
    """``airtime``, ``kind``, how often it was ``said`` by others than the presenter, how often ``uninvited`` or
    ``unknown`` whether invited."""
    presence: pd.DataFrame
    """``member`` who was at a meeting with airtimes; whether they ``presented``."""
    reports: pd.DataFrame
    """``member`` with an action due for report who was there, in that cycle; whether it was ``reported``, whether they
    ``presented``."""

    def of(self, key: str) -> Evidence:
        """Return the evidence of the sets that follow one format."""
        own = {each.name: getattr(self, each.name) for each in fields(self)}
        return Evidence(**{name: frame[frame["format"] == key].reset_index(drop=True) for name, frame in own.items()})


def evidence(frames: FramesLike) -> Evidence:
    """Collect the evidence that a log's frames hold."""
    formats = _formats(frames)
    airtimes, shown = _airtimes(frames)
    meetings = _meetings(frames, airtimes, shown)
    place = meetings[[*MEETING, "place"]]
    airtimes = airtimes.merge(place, on=MEETING, how="left")
    airtimes["airtime"], airtimes["set"] = np.arange(len(airtimes)), airtimes.groupby(_SET, dropna=False).ngroup()
    of_airtime = airtimes[["entry", "airtime", "set", *MEETING, "member"]].rename(columns={"entry": "of"})
    stages = small(lazy(frames.airtime_stages).select("stage", "minutes", of="airtime"))
    kinds = small(
        said_to_presenters(
            frames,
            "kind",
            uninvited=~nw.col("invited").fill_null(True).cast(nw.Boolean),
            unknown=nw.col("invited").is_null(),
        )
        .rename({"airtime": "of"})
        .group_by("of", "kind")
        .agg(nw.col("classified").sum().alias("said"), nw.col("uninvited", "unknown").sum())
    )
    # Numbers are looked up much faster than ids.
    kinds, stages = (each.merge(of_airtime, on="of", how="inner").drop(columns="of") for each in (kinds, stages))
    airtimes["classified"] = airtimes["airtime"].isin(kinds["airtime"])
    presenters = airtimes[[*MEETING, "member"]].drop_duplicates().assign(presented=True)
    there = present(frames)
    presence = there.merge(presenters[MEETING].drop_duplicates(), on=MEETING, how="inner")
    found = {
        "meetings": meetings.assign(member=pd.Series(pd.NA, meetings.index, "str")),
        "airtimes": airtimes.drop(columns="entry"),
        "stages": stages,
        "kinds": kinds,
        "presence": _presenting(presence, presenters),
        "reports": _presenting(_reports(frames, there), presenters),
    }
    return Evidence(**{name: frame.merge(formats, on=_SET, how="left") for name, frame in found.items()})


def _formats(frames: FramesLike) -> pd.DataFrame:
    """Return every set that any record is about, with its format."""
    named = [lazy(getattr(frames, name)).select(_SET) for name in ("learning_sets", "meetings", "airtimes", "actions")]
    found = [small(with_format(frames, each.unique())) for each in named]
    return pd.concat(found).drop_duplicates(_SET)


def _airtimes(frames: FramesLike) -> tuple[pd.DataFrame, dict[str, pd.DataFrame]]:
    """Return every airtime with what came of it, and the members and meetings for which each of these is recorded."""
    written = lazy(frames.airtimes).select(
        "entry", *MEETING, "member", "minutes", *((~nw.col(name).is_null()).alias(name) for name in ("insight", "goal"))
    )
    airtimes = small(written)
    agreed = small(lazy(frames.actions).select(*MEETING, "member", "airtime").unique())
    learnt = lazy(frames.action_reports).filter(~nw.col("learning").is_null()).select(*MEETING, "member").unique()
    shown = {name: airtimes.loc[airtimes[name], [*MEETING, "member"]] for name in ("insight", "goal")}
    shown |= {"action": agreed[[*MEETING, "member"]].drop_duplicates(), "learning": small(learnt)}
    loose = agreed.loc[agreed["airtime"].isna(), [*MEETING, "member"]]
    airtimes["action"] = airtimes["entry"].isin(agreed["airtime"].dropna()) | _among(airtimes, loose)
    airtimes["learning"] = _among(airtimes, shown["learning"])
    summaries = lazy(frames.meetings).filter(~nw.col("summary").is_null()).select(MEETING).unique()
    shown["summary"] = small(summaries)
    airtimes["summary"] = _among(airtimes, shown["summary"])
    return airtimes, shown


def _meetings(frames: FramesLike, airtimes: pd.DataFrame, shown: dict[str, pd.DataFrame]) -> pd.DataFrame:
    held = lazy(frames.meetings).filter(~nw.col("held_on").is_null())
    meetings = small(held.select(*MEETING, "held_on", "minutes", "facilitator")).sort_values(MEETING, ignore_index=True)
    of_set = meetings.groupby(_SET, dropna=False)
    meetings["place"] = of_set.cumcount() + 1
    believed = meetings["held_on"].between(pd.Timestamp(FIRST), pd.Timestamp(LAST))
    meetings["held_on"] = meetings["held_on"].where(believed)
    meetings["months"] = of_set["held_on"].diff().dt.days / _DAYS_A_MONTH
    enrolled = small(expected_members(frames))
    for name, rows in (("size", enrolled), ("airtimes", airtimes)):
        counted = rows.groupby(MEETING, as_index=False, dropna=False).size().rename(columns={"size": name})
        meetings = meetings.merge(counted, on=MEETING, how="left")
    for name in SHOWN:
        meetings[name] = _among(meetings, shown[name][MEETING])
    meetings["apart"] = _apart(frames, meetings, enrolled)
    sets = small(lazy(frames.learning_sets).select(*_SET, "facilitation", "agreed_on"))
    meetings = meetings.merge(sets, on=_SET, how="left")
    members = small(lazy(frames.members).select(*_SET, nw.col("member").alias("facilitator")))
    by_member = _among(meetings, members)
    stated = meetings["facilitation"].astype("str")
    meetings["facilitation"] = stated.mask(by_member, "rotating").mask(
        meetings["facilitator"].notna() & ~by_member, "external"
    )
    before = (meetings["agreed_on"] <= meetings["held_on"]).astype("boolean")
    meetings["agreed_before"] = before.mask(meetings["agreed_on"].isna() | (meetings["place"] > 1))
    return meetings.drop(columns=["held_on", "facilitator", "agreed_on"])


def _apart(frames: FramesLike, meetings: pd.DataFrame, enrolled: pd.DataFrame) -> pd.Series[Any]:
    """Return whether no one enrolled managed another; missing in cohorts where no line management is recorded."""
    members = small(lazy(frames.members).select("cohort", "member", "manages", "managed_by"))
    told = members.itertuples(index=False, name=None)
    pairs = {
        pair
        for cohort, member, below, above in told
        for pair in [*((cohort, member, each) for each in below), *((cohort, each, member) for each in above)]
    }
    lines = pd.DataFrame(sorted(pairs), columns=["cohort", "member", "managed"], dtype="str")
    both = lines.merge(enrolled, on=["cohort", "member"]).merge(
        enrolled.rename(columns={"member": "managed"}), on=[*MEETING, "managed"]
    )
    apart = (~_among(meetings, both[MEETING])).astype("boolean")
    return apart.where(meetings["cohort"].isin(lines["cohort"]))


def _reports(frames: FramesLike, there: pd.DataFrame) -> pd.DataFrame:
    """Return the actions due for report of members who were present, in sets that keep reports."""
    due = small(due_for_report(frames).select(*_SET, "member", "reported_next", cycle="next"))
    due = due.merge(there, on=[*MEETING, "member"], how="inner")
    kept = small(lazy(frames.action_reports).select(_SET).unique())
    return due[_among(due, kept)].assign(reported=due["reported_next"] > 0).drop(columns="reported_next")


def _presenting(rows: pd.DataFrame, presenters: pd.DataFrame) -> pd.DataFrame:
    return rows.assign(presented=_among(rows, presenters[[*MEETING, "member"]]))


def _among(rows: pd.DataFrame, others: pd.DataFrame) -> pd.Series[Any]:
    """Return whether each row is among the others, by the others' columns."""
    found = rows[list(others.columns)].merge(others.drop_duplicates().assign(found=True), how="left")["found"]
    return pd.Series(found.notna().to_numpy(), rows.index)
