"""What a cohort is, and for whom a report of it is."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pandas as pd

from alsnb.analyses.shared.formats_followed import followed
from alsnb.disclosure import Policy
from alsnb.plausible import FIRST, latest_today
from alsnb.records import RECORDS, StageMinutes
from alsnb.reports.sentences.wording import counted, day, few, joined

PURPOSES = {"teaching_record": "the teaching record", "research": "research", "quotation": "quotation"}


def cohort(frames: Any, *, published: bool = False) -> str:
    """What the cohort is, and what the log holds of it."""
    row = frames.cohort
    sets, members = len(frames.learning_sets), frames.members["member"].nunique()
    held = frames.meetings[frames.meetings["held_on"].notna()]
    start, which = f"Cohort {row['cohort']}", _formats(frames)
    if frames.purpose is not None:
        # Of a published report, how many consent is told with the methods, or not at all.
        drawn = "" if published else f" draws on {counted(members, 'member')}"
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
    """What no figure uses because it cannot be right: numbers, and dates. Empty if there is no such thing."""
    told = []
    for (whole, kind, field), rows in frames.left_out.groupby(["whole", "kind", "field"], observed=True, sort=False):
        number = rows["entry"].nunique()
        what = f"{counted(number, kind.replace('_', ' '))} {'is' if number == 1 else 'are'}".capitalize()
        found = "; ".join(dict.fromkeys(map(_written, rows["value"].head(3)))) + ("; …" if len(rows) > 3 else "")
        part = StageMinutes if kind == "stage" else RECORDS[kind]
        label = f"“{part.model_fields[field].title}”"
        why = f"left out: {label} says {found}, which" if whole else f"counted without {label}: {found}"
        told.append(f"{what} {why} cannot be right.")
    today = pd.Timestamp(latest_today())
    for name, field in (("meetings", "held_on"), ("actions", "agreed_on"), ("action_reports", "reported_on")):
        days = getattr(frames, name)[field]
        days = days[days > today]
        if len(days):
            what = counted(len(days), name.removesuffix("s").replace("_", " ")).capitalize()
            dated = joined([day(each) for each in sorted(days.unique())[:3]])
            told.append(f"{what} {'is' if len(days) == 1 else 'are'} dated {dated}, which is still to come.")
    if not told:
        return []
    if published:  # how many there are may be few
        return ["Numbers and dates that cannot be right are left out."]
    return [*told, "`alsnb check` names each."]


def _written(value: Any) -> str:
    if isinstance(value, datetime):
        return day(value)
    return f"{value:,}" if isinstance(value, int) else f"{value:,.10g}"


def _formats(frames: Any) -> str:
    """The formats that the sets follow; empty where none is noted."""
    formats = followed(frames.learning_sets, frames.cohort["format"])
    if len(formats) < 2:
        return "".join(f"the {each} format" for each in formats)
    return f"the formats {joined(formats)}"


def audience_of_published(frames: Any, policy: Policy, *, draft: bool = False) -> str:
    """For whom a published report is, by which rules it was made, and what it may draw on."""
    use = ""
    if frames.purpose is not None:
        of = PURPOSES[frames.purpose]
        use = f" It draws only on what members recorded who consent to its use for {of}, under pseudonyms."
    start = "This report may be published."
    if draft:
        start = "This is a draft: alsnb report --publish makes the report that may be published."
        if frames.purpose is not None and frames.members.empty:
            use += " No member's consent to that is recorded yet: there is nothing to draw on."
    rules = f"{policy.says[:1].upper()}{policy.says[1:]}."
    later = "A later report may differ where a count has crossed from one such number to the next."
    return " ".join(filter(None, [f"{start}{use}", rules, policy.leaves_open, later]))


def audience(frames: Any) -> str:
    """For whom a report for the course team is, and what it may draw on."""
    small = "It may show figures that rest on few people: for anybody else, make it with alsnb report --publish."
    if frames.purpose is not None:
        use, members = PURPOSES[frames.purpose], len(frames.members)
        if members == 0:
            return f"No member consents to having what they recorded used for {use}: there is nothing to draw on."
        consent = "consents" if members == 1 else "consent"
        return (
            f"This report draws only on what {counted(members, 'member')} recorded who {consent} to its use for {use}, "
            f"under pseudonyms; others of the cohort are left out of every count. {small}"
        )
    return f"This report is for the course team. {small}"
