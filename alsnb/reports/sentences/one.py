"""What a report says of one set, or of one member: grammatical for none, one and many. Neither is ever published."""

from __future__ import annotations

from typing import Any

import pandas as pd

from alsnb.analyses import actions
from alsnb.records import CLOSED, QUESTIONS
from alsnb.reports import sentences
from alsnb.reports.sentences import counted, day, few, joined

_LEADS = {
    "external": "a facilitator from outside leads it",
    "self": "it facilitates itself",
    "rotating": "its members take turns at facilitating",
}


def learning_set(frames: Any) -> str:
    """What a set is, and when it met."""
    row, members = frames.learning_sets.iloc[0], frames.members["member"].nunique()
    name = "" if pd.isna(row["name"]) else f" ({row['name']})"
    usual = frames.cohort["format"]
    followed = usual if pd.isna(row["format"]) else row["format"]
    said = [f"has {counted(members, 'member')}" if members else "has no members yet"]
    said += [] if pd.isna(followed) else [f"follows the {followed} format"]
    led = "" if pd.isna(row["facilitation"]) else f"; {_LEADS[row['facilitation']]}"
    return f"Set {row['learning_set']}{name} {joined(said)}{led}. {_met(frames)}"


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
    """For whom a set's report is."""
    code = frames.learning_sets["learning_set"].iloc[0]
    return (
        f"This report is for the members of set {code} and their tutor, and for nobody else: it tells what single "
        "members did. It draws on nothing that a member keeps private, and on no other set. Of so few people an "
        "interval is wide: what differs a little from cycle to cycle need not mean anything."
    )


def asking(result: pd.DataFrame) -> str:
    """From `alsnb.participation.asking_network` of one set."""
    if result.empty:
        return sentences.asking(result)
    row = result.to_dict("records")[0]
    if row["asking_pairs"] == 0:
        return f"In none of the {few(row['pairs'])} pairs in which one member could ask another was a question noted."
    done = "did" if row["pairs"] > 1 else "that happened"
    said = (
        f"One member could ask another in {counted(row['pairs'], 'pair')}, counted in each direction, and in "
        f"{few(row['asking_pairs'])} of them {done}"
    )
    if row["returnable_pairs"] == 0:
        return f"{said}; nobody was there to be asked in return."
    return (
        f"{said}; of {counted(row['returnable_pairs'], 'asking pair')} where the other could ask in return, "
        f"{few(row['returned_pairs'], 'none')} did."
    )


def still_open(result: pd.DataFrame, frames: Any, as_of: Any = None) -> str:
    """From `alsnb.reports.views.scope.open_actions`."""
    total = len(actions.states(frames, as_of))
    if total == 0:
        return "No action has been agreed yet."
    if result.empty:
        return "The one action agreed is closed." if total == 1 else f"All {few(total)} actions agreed are closed."
    late, undated = int(result["overdue"].sum()), int(result["due"].isna().sum())
    are = "is" if len(result) == 1 else "are"
    said = f"{few(len(result)).capitalize()} of {counted(total, 'action')} agreed {are} neither done nor dropped"
    said = f"None of the {few(total)} actions agreed is done or dropped" if len(result) == total else said
    said = f"The one action agreed {are} neither done nor dropped" if total == 1 else said
    notes = [f"{few(late)} {'is' if late == 1 else 'are'} past the due date"] if late else []
    notes += [f"{few(undated)} {'has' if undated == 1 else 'have'} none"] if undated and late else []
    notes += [f"{few(undated)} {'has' if undated == 1 else 'have'} no due date"] if undated and not late else []
    return f"{said}{f': {joined(notes)}' if notes else ''}."


def ground_rules(frames: Any) -> str:
    """How many ground rules a set agreed, and when."""
    row = frames.learning_sets.iloc[0]
    rules, by = len(row["ground_rules"]), len(row["agreed_by"])
    if rules == 0:
        return "No ground rules are recorded."
    who = f" by {counted(by, 'member')}" if by else ""
    when = "" if pd.isna(row["agreed_on"]) else f" on {day(row['agreed_on'])}"
    agreed = f", agreed{who}{when}" if who or when else ""
    return f"The set has {counted(rules, 'ground rule')}{agreed}:"


def audience_of_member(frames: Any, *, private: bool = False) -> str:
    """Whose a portfolio is, and what it draws on."""
    code = frames.members["member"].iloc[0]
    kept = "What they keep private is shown, as they asked." if private else "What they keep private is left out."
    return (
        f"This portfolio is member {code}'s own, to hand on as they choose. It draws on what {code} recorded and on "
        f"the days of the set's meetings; no other member's words are in it. {kept} Texts stand as they were written: "
        "names in them were not taken out, so read them before you hand it on."
    )


def member(frames: Any) -> str:
    """What a member did, in one sentence or two."""
    row = frames.members.iloc[0]
    of = "" if pd.isna(row["learning_set"]) else f" of set {row['learning_set']}"
    start = f"Member {row['member']}{of}"
    done = [
        counted(len(frame), one)
        for frame, one in ((frames.issues, "issue"), (frames.airtimes, "airtime"), (frames.actions, "action"))
    ]
    if not any(map(len, (frames.issues, frames.airtimes, frames.actions, frames.reflections))):
        return f"{start} has recorded no issue, airtime, action or reflection yet."
    recorded = joined([*done, counted(len(frames.reflections), "reflection")])
    return f"The log holds of {start[0].lower()}{start[1:]}: {recorded}."


def came(result: pd.DataFrame) -> str:
    """From `alsnb.reports.views.scope.came`."""
    noted = result[result["attendance"] != "not noted"] if len(result) else result
    if noted.empty:
        return "No attendance was noted." if len(result) < 2 else (
            f"Of {counted(len(result), 'meeting')} held, attendance was noted at none."
        )  # fmt: skip
    times = noted["attendance"].value_counts()
    named = [
        f"{status} {_times(times[status])}" for status in ("present", "late", "apologies", "absent") if status in times
    ]
    rest = len(result) - len(noted)
    left = f" At {counted(rest, 'meeting')} more it was not noted." if rest else ""
    return f"Attendance was noted at {counted(len(noted), 'meeting')}: {joined(named)}.{left}"


def _times(n: int) -> str:
    return {1: "once", 2: "twice"}.get(n, f"{few(n)} times")


def brought(frames: Any) -> str:
    """How many issues a member brought."""
    issues, titles = len(frames.issues), frames.issues["title"].nunique()
    if issues == 0:
        return "No issue is recorded."
    of = "" if titles == issues else f", under {counted(titles, 'title')}"
    return f"{counted(issues, 'issue').capitalize()} {_is(issues)} recorded{of}."


def presented(frames: Any) -> str:
    """How often a member presented, and for how long."""
    airtimes = frames.airtimes
    if airtimes.empty:
        return "No airtime is recorded."
    timed = airtimes["minutes"].dropna()
    long = "their length was not noted" if len(airtimes) > 1 else "its length was not noted"
    if len(timed):
        of = f" ({few(len(airtimes) - len(timed))} without a length noted)" if len(timed) < len(airtimes) else ""
        long = f"{counted(round(timed.sum()), 'minute')} in all{of}"
    return f"Presented {_times(len(airtimes))}: {long}."


def asked(frames: Any) -> str:
    """How many of a member's contributions were questions."""
    said = frames.contributions
    if said.empty:
        return "No contribution is recorded."
    kinds = said["kind"].dropna()
    if kinds.empty:
        return f"{counted(len(said), 'contribution').capitalize()} {_is(len(said))} recorded; none was classified."
    questions = int(kinds.isin(QUESTIONS).sum())
    rest = len(said) - len(kinds)
    left = f"; {few(rest)} more {_is(rest, 'was', 'were')} not classified" if rest else ""
    return (
        f"Of {counted(len(kinds), 'contribution')} of which somebody noted the kind, "
        f"{'all' if questions == len(kinds) > 1 else few(questions, 'none')} "
        f"{_is(questions, 'was a question', 'were questions')}{left}."
    )


def became(frames: Any, as_of: Any = None) -> str:
    """What became of a member's actions."""
    each = actions.states(frames, as_of)
    if each.empty:
        return "No action has been agreed yet."
    counts = each["state"].value_counts()
    told = {
        "done": "done", "partly": "partly done", "changed": "changed", "not_done": "not done", "dropped": "dropped",
        "open": "not reported on",
    }  # fmt: skip
    named = [f"{few(counts[state])} {words}" for state, words in told.items() if counts.get(state)]
    day_of = actions.judged_on(frames, as_of)
    left = ~each["state"].isin(CLOSED)
    late = int((left & (each["due"] < day_of)).sum())
    due = f" {few(late).capitalize()} neither done nor dropped {_is(late)} past the due date." if late else ""
    if len(each) == 1:
        (state,) = (words for name, words in told.items() if counts.get(name))
        return f"The one action agreed was, by {day(day_of)}, {state}." + (" It is past its due date." if late else "")
    if len(named) == 1:
        return f"Of {few(len(each))} actions agreed, all were, by {day(day_of)}, {named[0].split(' ', 1)[1]}.{due}"
    return f"Of {few(len(each))} actions agreed, by {day(day_of)}: {joined(named)}.{due}"


def shown(shown: pd.DataFrame, frames: Any, *, chosen: bool, private: bool) -> str:
    """How many of a member's reflections are shown."""
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
        return f"{said}, as chosen{'' if private else '; what is for the member alone is left out'}."
    if private:
        return f"{said}, whatever their readers." if total > 1 else f"{said}."
    return f"{said}: those shared with the tutor." if len(shown) > 1 else f"{said}: it is shared with the tutor."


def rated(result: pd.DataFrame) -> str:
    """From `alsnb.reports.views.portfolio.levels`."""
    if result.empty:
        return "No reflection that is shown was rated for its depth."
    first, last = result["level"].iloc[0], result["level"].iloc[-1]
    if len(result) == 1:
        return f"One of the reflections shown was rated: at {first}."
    span = f"the first at {first}, the last at {last}" if first != last else f"the first and the last at {first}"
    return (
        f"{few(len(result)).capitalize()} of the reflections shown were rated for their depth, on Kember's four "
        f"levels: {span}. So few ratings tell of these texts, and do not measure anybody."
    )


def _is(n: int, one: str = "is", many: str = "are") -> str:
    return one if n == 1 else many
