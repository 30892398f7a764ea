"""The cohort and the audience of its report in words."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pandas as pd

from alsnb.analyses.shared.formats_followed import followed
from alsnb.disclosure import Policy
from alsnb.plausible import FIRST, latest_today
from alsnb.records import RECORDS, StageMinutes
from alsnb.reports.sentences.wording import day, text
from alsnb.words import PURPOSES, gettext, listing, ngettext


def cohort(frames: Any, *, published: bool = False) -> str:
    """Describe the cohort: its sets, members, formats and meetings."""
    row = frames.cohort
    sets, members = len(frames.learning_sets), frames.members["member"].nunique()
    if frames.purpose is not None and published:
        # A published report gives the number who consent with the methods, or not at all.
        start = gettext("This report is about cohort {cohort}.", cohort=row["cohort"])
    elif frames.purpose is not None:
        start = ngettext(
            "This report uses the records of one member of cohort {cohort}.",
            "This report uses the records of {n} members of cohort {cohort}.",
            members, cohort=row["cohort"],
        )  # fmt: skip
    elif sets or members:
        start = ngettext(
            "Cohort {cohort} has one member.", "Cohort {cohort} has {n} members.", members, cohort=row["cohort"]
        )
    else:
        start = gettext("No sets or members are recorded for cohort {cohort}.", cohort=row["cohort"])
    there = ngettext("There is one set.", "There are {n} sets.", sets) if sets or members else ""
    planned = None if pd.isna(row["planned_meetings"]) or not sets else int(row["planned_meetings"] * sets)
    return text(start, there, _formats(frames), met(frames, planned))


def _formats(frames: Any) -> str:
    """Return the formats that the sets follow; empty if none is recorded."""
    formats = followed(frames.learning_sets, frames.cohort["format"])
    if not formats:
        return ""
    return ngettext("The format is {formats}.", "The formats are {formats}.", len(formats), formats=listing(formats))


def met(frames: Any, planned: int | None) -> str:
    """Return how many meetings were held, of how many planned, and when."""
    held = frames.meetings.loc[frames.meetings["held_on"].notna(), "held_on"]
    days = held[held.between(pd.Timestamp(FIRST), pd.Timestamp(latest_today()))]
    when = ""
    if len(days):
        first, last = days.min(), days.max()
        when = gettext("It was on {day}.", day=day(first)) if len(held) == 1 else gettext(
            "The first was on {first} and the last on {last}.", first=day(first), last=day(last)
        )  # fmt: skip
        if first == last and len(held) > 1:
            when = gettext("They were on {day}.", day=day(first))
    said = gettext("No meeting has been held.")
    if len(held):
        said = ngettext("One meeting was held.", "{n} meetings were held.", len(held), n=f"{len(held):,}")
    of = "" if planned is None else ngettext("One was planned.", "{n} were planned.", planned, n=f"{planned:,}")
    return text(said, when, of)


_LATER: dict[tuple[str, str], Callable[[int, str], str]] = {
    ("meetings", "held_on"): lambda n, days: ngettext(
        "One meeting is dated {days}, which is in the future.", "{n} meetings are dated {days}, in the future.",
        n, days=days,
    ),
    ("actions", "agreed_on"): lambda n, days: ngettext(
        "One action is dated {days}, which is in the future.", "{n} actions are dated {days}, in the future.",
        n, days=days,
    ),
    ("action_reports", "reported_on"): lambda n, days: ngettext(
        "One report on an action is dated {days}, which is in the future.",
        "{n} reports on actions are dated {days}, in the future.",
        n, days=days,
    ),
}  # fmt: skip
"""Dates that may be in the future by mistake: frame and field → the sentence for so many."""


def left_out(frames: Any, *, published: bool = False) -> list[str]:
    """List the numbers and dates that cannot be right and are left out of every figure; empty if there are none."""
    notes = []
    for (whole, kind, field), rows in frames.left_out.groupby(["whole", "kind", "field"], observed=True, sort=False):
        part = StageMinutes if kind == "stage" else RECORDS[kind]
        values = "; ".join(dict.fromkeys(map(_written, rows["value"].head(3)))) + ("; …" if len(rows) > 3 else "")
        title = part.model_fields[field].title
        named = {"kind": kind.replace("_", " "), "field": title, "values": values}
        notes.append(_left_out(whole, rows["entry"].nunique(), named))
    today = pd.Timestamp(latest_today())
    for (name, field), said in _LATER.items():
        days = getattr(frames, name)[field]
        days = days[days > today]
        if len(days):
            notes.append(said(len(days), listing([day(each) for each in sorted(days.unique())[:3]])))
    if not notes:
        return []
    if published:  # how many there are may be few
        return [gettext("Numbers and dates that cannot be right are left out.")]
    return [*notes, gettext("Run `alsnb check` to list them.")]


def _left_out(whole: bool, n: int, named: dict[str, str]) -> str:
    if whole:
        return ngettext(
            "One entry ({kind}) is left out, because its “{field}” cannot be right: {values}.",
            "{n} entries ({kind}) are left out, because their “{field}” cannot be right: {values}.",
            n, **named,
        )  # fmt: skip
    return ngettext(
        "One entry ({kind}) is used without its “{field}”, which cannot be right: {values}.",
        "{n} entries ({kind}) are used without their “{field}”, which cannot be right: {values}.",
        n, **named,
    )  # fmt: skip


def _written(value: Any) -> str:
    if isinstance(value, datetime):
        return day(value)
    return f"{value:,}" if isinstance(value, int) else f"{value:,.10g}"


def audience_of_published(frames: Any, policy: Policy, *, draft: bool = False) -> str:
    """Say that a report may be published, which records it uses and which disclosure rules apply."""
    start = gettext("This report may be published.")
    if draft:
        start = gettext("This is a draft: run alsnb report --publish to make the report that may be published.")
    use = nothing = ""
    if frames.purpose is not None:
        use = gettext(
            "It uses only the records of members who consent to their use for {purpose}, under pseudonyms.",
            purpose=PURPOSES[frames.purpose],
        )
        if draft and frames.members.empty:
            nothing = gettext("No member has recorded this consent yet, so there is nothing to report.")
    later = gettext("Figures in a later report may differ if a count has crossed a rounding or suppression threshold.")
    return text(start, use, nothing, policy.in_words, later)


def audience(frames: Any) -> str:
    """Say that a report is for the course team, and which records it uses."""
    small = gettext("It may include figures based on few people; to share it more widely, run alsnb report --publish.")
    if frames.purpose is None:
        return text(gettext("This report is for the course team."), small)
    use, members = PURPOSES[frames.purpose], len(frames.members)
    if members == 0:
        return gettext(
            "No member consents to the use of their records for {purpose}, so there is nothing to report.", purpose=use
        )
    only = ngettext(
        "This report uses only the records of one member who consents to their use for {purpose}, under a pseudonym.",
        "This report uses only the records of {n} members who consent to their use for {purpose}, under pseudonyms.",
        members, purpose=use,
    )  # fmt: skip
    return text(only, gettext("Other members are excluded from every count."), small)
