"""The reports of one set and of one member in words. Neither is ever published."""

from __future__ import annotations

from typing import Any

import pandas as pd

from alsnb.analyses import actions
from alsnb.records import CLOSED, QUESTIONS
from alsnb.reports import sentences
from alsnb.reports.sentences import counted, day, few
from alsnb.words import ACTION_STATES, listing

_LEADS = {
    "external": "it has an external facilitator",
    "self": "it is self-facilitated",
    "rotating": "its members take turns to facilitate",
}


def learning_set(frames: Any) -> str:
    """Describe a set and when it met."""
    row, members = frames.learning_sets.iloc[0], frames.members["member"].nunique()
    name = "" if pd.isna(row["name"]) else f" ({row['name']})"
    usual = frames.cohort["format"]
    followed = usual if pd.isna(row["format"]) else row["format"]
    said = [f"has {counted(members, 'member')}" if members else "has no members yet"]
    said += [] if pd.isna(followed) else [f"follows the {followed} format"]
    led = "" if pd.isna(row["facilitation"]) else f"; {_LEADS[row['facilitation']]}"
    return f"Set {row['learning_set']}{name} {listing(said)}{led}. {_met(frames)}"


def _met(frames: Any) -> str:
    held = frames.meetings.loc[frames.meetings["held_on"].notna(), "held_on"]
    planned = frames.cohort["planned_meetings"]
    if held.empty:
        return "It has not met yet."
    of = "" if pd.isna(planned) else f" of the {few(planned)} planned"
    first, last = held.min(), held.max()
    when = f"on {day(first)}" if first == last else f"between {day(first)} and {day(last)}"
    was = "was" if len(held) == 1 else "were"
    return f"{counted(len(held), 'meeting').capitalize()}{of} {was} held {when}."


def audience_of_set(frames: Any) -> str:
    """Say that a set's report is for the set and its tutor, and what it uses."""
    code = frames.learning_sets["learning_set"].iloc[0]
    return (
        f"This report is only for the members of set {code} and their tutor, because it shows what individual members "
        "did. It uses nothing that members keep private, and no other set's records. With so few people, confidence "
        "intervals are wide, and small differences between cycles may mean nothing."
    )


def asking(result: pd.DataFrame) -> str:
    """Describe `alsnb.participation.asking_network` of one set."""
    if result.empty:
        return sentences.asking(result)
    row = result.to_dict("records")[0]
    if row["asking_pairs"] == 0:
        pairs = counted(row["pairs"], "pair")
        return f"One member could ask another in {pairs}, counted in each direction, but no question was recorded."
    start = (
        f"One member could ask another in {counted(row['pairs'], 'pair')}, counted in each direction, and did in "
        f"{few(row['asking_pairs'])}"
    )
    if row["returnable_pairs"] == 0:
        return f"{start}; no one could be asked in return."
    return (
        f"{start}; of {counted(row['returnable_pairs'], 'asking pair')} in which the other could ask in return, "
        f"{few(row['returned_pairs'], 'none')} did."
    )


def still_open(result: pd.DataFrame, frames: Any, as_of: Any = None) -> str:
    """Describe `alsnb.reports.views.scope.open_actions`."""
    total = len(actions.states(frames, as_of))
    if total == 0:
        return "No action has been agreed yet."
    if result.empty:
        return "The one action agreed is closed." if total == 1 else f"All {few(total)} actions agreed are closed."
    late, undated = int(result["overdue"].sum()), int(result["due"].isna().sum())
    are = "is" if len(result) == 1 else "are"
    start = f"{few(len(result)).capitalize()} of {counted(total, 'action')} agreed {are} neither done nor dropped"
    start = f"None of the {few(total)} actions agreed is done or dropped" if len(result) == total else start
    start = f"The one action agreed {are} neither done nor dropped" if total == 1 else start
    notes = [f"{few(late)} {'is' if late == 1 else 'are'} overdue"] if late else []
    notes += [f"{few(undated)} {'has' if undated == 1 else 'have'} no due date"] if undated else []
    return f"{start}{f': {listing(notes)}' if notes else ''}."


def ground_rules(frames: Any) -> str:
    """Say how many ground rules a set agreed, and when."""
    row = frames.learning_sets.iloc[0]
    rules, by = len(row["ground_rules"]), len(row["agreed_by"])
    if rules == 0:
        return "No ground rules are recorded."
    who = f" by {counted(by, 'member')}" if by else ""
    when = "" if pd.isna(row["agreed_on"]) else f" on {day(row['agreed_on'])}"
    agreed = f", agreed{who}{when}" if who or when else ""
    return f"The set has {counted(rules, 'ground rule')}{agreed}:"


def audience_of_member(frames: Any, *, private: bool = False) -> str:
    """Say whose portfolio it is, and what it uses."""
    code = frames.members["member"].iloc[0]
    shown = "Private texts are included, as requested." if private else "Private texts are left out."
    return (
        f"This portfolio belongs to member {code}, to share as they choose. It uses what {code} recorded and the dates "
        f"of the set's meetings; it contains no other member's words. {shown} Texts are shown as they were written: "
        "names are not redacted, so check the texts before you share it."
    )


def member(frames: Any) -> str:
    """Describe what a member recorded."""
    row = frames.members.iloc[0]
    of = "" if pd.isna(row["learning_set"]) else f" (set {row['learning_set']})"
    start = f"Member {row['member']}{of}"
    counts = [
        counted(len(frame), one)
        for frame, one in ((frames.issues, "issue"), (frames.airtimes, "airtime"), (frames.actions, "action"))
    ]
    if not any(map(len, (frames.issues, frames.airtimes, frames.actions, frames.reflections))):
        return f"{start} has recorded no issue, airtime, action or reflection yet."
    recorded = listing([*counts, counted(len(frames.reflections), "reflection")])
    return f"{start} has recorded {recorded}."


def came(result: pd.DataFrame) -> str:
    """Describe `alsnb.reports.views.scope.came`."""
    recorded = result[result["attendance"] != "not recorded"] if len(result) else result
    if recorded.empty and len(result) < 2:
        return "No attendance was recorded."
    if recorded.empty:
        return f"Attendance was not recorded at any of {few(len(result))} meetings held."
    times = recorded["attendance"].value_counts()
    named = [
        f"{status} {_times(times[status])}" for status in ("present", "late", "apologies", "absent") if status in times
    ]
    rest = len(result) - len(recorded)
    left = f" At {few(rest)} more, it was not recorded." if rest else ""
    return f"Attendance was recorded at {counted(len(recorded), 'meeting')}: {listing(named)}.{left}"


def _times(n: int) -> str:
    return {1: "once", 2: "twice"}.get(n, f"{few(n)} times")


def brought(frames: Any) -> str:
    """Say how many issues a member brought."""
    issues, titles = len(frames.issues), frames.issues["title"].nunique()
    if issues == 0:
        return "No issue is recorded."
    of = "" if titles == issues else f", under {counted(titles, 'title')}"
    return f"{counted(issues, 'issue').capitalize()} {_is(issues)} recorded{of}."


def presented(frames: Any) -> str:
    """Say how often a member presented, and for how long."""
    airtimes = frames.airtimes
    if airtimes.empty:
        return "No airtime is recorded."
    timed = airtimes["minutes"].dropna()
    length = "no length was recorded"
    if len(timed):
        untimed = counted(len(airtimes) - len(timed), "airtime")
        left = f" ({untimed} without a recorded length)" if len(timed) < len(airtimes) else ""
        length = f"{counted(round(timed.sum()), 'minute')} in total{left}"
    return f"Presented {_times(len(airtimes))}: {length}."


def asked(frames: Any) -> str:
    """Say how many of a member's contributions were questions."""
    contributions = frames.contributions
    n = len(contributions)
    if contributions.empty:
        return "No contribution is recorded."
    kinds = contributions["kind"].dropna()
    if kinds.empty:
        return f"{counted(n, 'contribution').capitalize()} {_is(n)} recorded; none was classified."
    questions = int(kinds.isin(QUESTIONS).sum())
    rest = n - len(kinds)
    left = f"; {few(rest)} more {_is(rest, 'was', 'were')} not classified" if rest else ""
    return (
        f"Of {counted(len(kinds), 'classified contribution')}, "
        f"{'all' if questions == len(kinds) > 1 else few(questions, 'none')} "
        f"{_is(questions, 'was a question', 'were questions')}{left}."
    )


def became(frames: Any, as_of: Any = None) -> str:
    """Describe the outcomes of a member's actions."""
    each = actions.states(frames, as_of)
    if each.empty:
        return "No action has been agreed yet."
    counts = each["state"].value_counts()
    states = [state for state in ACTION_STATES if counts.get(state)]
    date = actions.judged_on(frames, as_of)
    not_closed = ~each["state"].isin(CLOSED)
    late = int((not_closed & (each["due"] < date)).sum())
    that = "that is neither done nor dropped is" if late == 1 else "that are neither done nor dropped are"
    overdue = f" {few(late).capitalize()} {that} overdue." if late else ""
    if len(each) == 1:
        label = ACTION_STATES[states[0]]
        return f"By {day(date)}, the one action agreed was {label}." + (" It is overdue." if late else "")
    if len(states) == 1:
        every = "both" if len(each) == 2 else f"all {few(len(each))}"
        return f"By {day(date)}, {every} actions agreed were {ACTION_STATES[states[0]]}.{overdue}"
    named = listing([f"{few(counts[state])} {ACTION_STATES[state]}" for state in states])
    return f"Of {few(len(each))} actions agreed, by {day(date)}: {named}.{overdue}"


def shown(shown: pd.DataFrame, frames: Any, *, chosen: bool, private: bool) -> str:
    """Say how many of a member's reflections are shown, and why these."""
    total = len(frames.reflections)
    if total == 0:
        return "No reflection is recorded."
    if shown.empty and not chosen:
        which = "The one reflection is not" if total == 1 else f"None of {few(total)} reflections is"
        return f"{which} shared with the tutor: none is shown."
    of = counted(total, "reflection")
    said = f"{few(len(shown), 'None').capitalize()} of {of} {_is(len(shown))} shown"
    if len(shown) == total:
        said = "Both reflections are shown" if total == 2 else f"All {few(total)} reflections are shown"
    if total == 1:
        said = "The one reflection is shown" if len(shown) else "The one reflection is not shown"
    if chosen:
        return f"{said}, as selected{'' if private else '; private reflections are left out'}."
    if private:
        return f"{said}, regardless of who may read them." if total > 1 else f"{said}."
    return f"{said}: those shared with the tutor." if len(shown) > 1 else f"{said}: it is shared with the tutor."


def rated(result: pd.DataFrame) -> str:
    """Describe `alsnb.reports.views.portfolio.levels`."""
    if result.empty:
        return "No reflection shown was rated for its level."
    first, last = result["level"].iloc[0], result["level"].iloc[-1]
    if len(result) == 1:
        return f"One of the reflections shown was rated, at {first}."
    span = f"the first at {first}, the last at {last}" if first != last else f"the first and the last at {first}"
    return (
        f"{few(len(result)).capitalize()} of the reflections shown were rated on Kember's four levels: {span}. These "
        "ratings describe individual texts; they are too few to assess a person."
    )


def _is(n: int, one: str = "is", many: str = "are") -> str:
    return one if n == 1 else many
