"""The cohort and the audience of its report in words."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pandas as pd

from alsnb.analyses.shared.formats_followed import followed
from alsnb.disclosure import Policy
from alsnb.plausible import FIRST, latest_today
from alsnb.records import RECORDS, StageMinutes
from alsnb.reports.sentences.wording import counted, day, few
from alsnb.words import PURPOSES, listing


def cohort(frames: Any, *, published: bool = False) -> str:
    """Describe the cohort: its sets, members, formats and meetings."""
    row = frames.cohort
    sets, members = len(frames.learning_sets), frames.members["member"].nunique()
    held = frames.meetings[frames.meetings["held_on"].notna()]
    start, which = f"Cohort {row['cohort']}", _formats(frames)
    if frames.purpose is not None:
        # A published report gives the number who consent with the methods, or not at all.
        drawn = "" if published else f" uses the records of {counted(members, 'member')}"
        start += f": {counted(sets, 'set')}" if not drawn else f": this report{drawn} in {counted(sets, 'set')}"
        start += f"; the cohort follows {which}." if which else "."
    elif sets or members:
        start += f" has {counted(members, 'member')} in {counted(sets, 'set')}"
        start += f" and follows {which}." if which else "."
    else:
        start = f"No sets or members are recorded for cohort {row['cohort']}."
    if held.empty:
        return f"{start} No meeting has been held."
    days = held["held_on"][held["held_on"].between(pd.Timestamp(FIRST), pd.Timestamp(latest_today()))]
    first, last = days.min(), days.max()
    when = f" on {day(first)}" if first == last else f" between {day(first)} and {day(last)}" if len(days) else ""
    planned = row["planned_meetings"]
    of = "" if pd.isna(planned) or not sets else f" of the {few(planned * sets)} planned"
    was = "was" if len(held) == 1 else "were"
    return f"{start} {counted(len(held), 'meeting').capitalize()}{of} {was} held{when}."


def left_out(frames: Any, *, published: bool = False) -> list[str]:
    """List the numbers and dates that cannot be right and are left out of every figure; empty if there are none."""
    notes = []
    for (whole, kind, field), rows in frames.left_out.groupby(["whole", "kind", "field"], observed=True, sort=False):
        number = rows["entry"].nunique()
        what = f"{counted(number, kind.replace('_', ' '))} {'is' if number == 1 else 'are'}".capitalize()
        values = "; ".join(dict.fromkeys(map(_written, rows["value"].head(3)))) + ("; …" if len(rows) > 3 else "")
        part = StageMinutes if kind == "stage" else RECORDS[kind]
        label = f"“{part.model_fields[field].title}”"
        why = f"left out: {label} is {values}, which" if whole else f"used without {label}: {values}"
        notes.append(f"{what} {why} cannot be right.")
    today = pd.Timestamp(latest_today())
    for name, field in (("meetings", "held_on"), ("actions", "agreed_on"), ("action_reports", "reported_on")):
        days = getattr(frames, name)[field]
        days = days[days > today]
        if len(days):
            what = counted(len(days), name.removesuffix("s").replace("_", " ")).capitalize()
            dated = listing([day(each) for each in sorted(days.unique())[:3]])
            notes.append(f"{what} {'is' if len(days) == 1 else 'are'} dated {dated}, which is in the future.")
    if not notes:
        return []
    if published:  # how many there are may be few
        return ["Numbers and dates that cannot be right are left out."]
    return [*notes, "Run `alsnb check` to list them."]


def _written(value: Any) -> str:
    if isinstance(value, datetime):
        return day(value)
    return f"{value:,}" if isinstance(value, int) else f"{value:,.10g}"


def _formats(frames: Any) -> str:
    """Return the formats that the sets follow; empty if none is recorded."""
    formats = followed(frames.learning_sets, frames.cohort["format"])
    if len(formats) < 2:
        return "".join(f"the {each} format" for each in formats)
    return f"the formats {listing(formats)}"


def audience_of_published(frames: Any, policy: Policy, *, draft: bool = False) -> str:
    """Say that a report may be published, which records it uses and which disclosure rules apply."""
    use = ""
    if frames.purpose is not None:
        purpose = PURPOSES[frames.purpose]
        use = f" It uses only the records of members who consent to their use for {purpose}, under pseudonyms."
    start = "This report may be published."
    if draft:
        start = "This is a draft: run alsnb report --publish to make the report that may be published."
        if frames.purpose is not None and frames.members.empty:
            use += " No member has recorded this consent yet, so there is nothing to report."
    rules = f"{policy.says[:1].upper()}{policy.says[1:]}."
    later = "Figures in a later report may differ if a count has crossed a rounding or suppression threshold."
    return " ".join(filter(None, [f"{start}{use}", rules, policy.leaves_open, later]))


def audience(frames: Any) -> str:
    """Say that a report is for the course team, and which records it uses."""
    small = "It may include figures based on few people; to share it more widely, run alsnb report --publish."
    if frames.purpose is not None:
        use, members = PURPOSES[frames.purpose], len(frames.members)
        if members == 0:
            return f"No member consents to the use of their records for {use}, so there is nothing to report."
        consent = "consents" if members == 1 else "consent"
        return (
            f"This report uses only the records of {counted(members, 'member')} who {consent} to their use for {use}, "
            f"under pseudonyms; other members are excluded from every count. {small}"
        )
    return f"This report is for the course team. {small}"
