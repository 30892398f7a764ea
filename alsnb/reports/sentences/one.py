"""The reports of one set and of one member in words. Neither is ever published."""

from __future__ import annotations

from typing import Any

import pandas as pd

from alsnb.analyses import actions
from alsnb.records import CLOSED, QUESTIONS
from alsnb.reports import sentences
from alsnb.reports.sentences.about import met
from alsnb.reports.sentences.wording import day, each_with_number, text
from alsnb.words import ACTION_STATES, ATTENDANCE, LEVELS, gettext, ngettext


def learning_set(frames: Any) -> str:
    """Describe a set and when it met."""
    row, members = frames.learning_sets.iloc[0], frames.members["member"].nunique()
    code = row["learning_set"]
    format_of = frames.cohort["format"] if pd.isna(row["format"]) else row["format"]
    planned = frames.cohort["planned_meetings"]
    led = {
        "external": gettext("It has an external facilitator."),
        "self": gettext("It is self-facilitated."),
        "rotating": gettext("Its members take turns to facilitate."),
    }
    return text(
        ngettext("Set {set} has one member.", "Set {set} has {n} members.", members, set=code)
        if members
        else gettext("Set {set} has no members yet.", set=code),
        "" if pd.isna(row["name"]) else gettext("Its name is {name}.", name=row["name"]),
        "" if pd.isna(format_of) else gettext("It follows the format {format}.", format=format_of),
        led.get(row["facilitation"], ""),
        met(frames, None if pd.isna(planned) else int(planned)),
    )


def audience_of_set(frames: Any) -> str:
    """Say that a set's report is for the set and its tutor, and what it uses."""
    return text(
        gettext(
            "This report is only for the members of set {set} and their tutor, because it shows what individual "
            "members did.",
            set=frames.learning_sets["learning_set"].iloc[0],
        ),
        gettext("It uses nothing that members keep private, and no other set's records."),
        gettext(
            "With so few people, confidence intervals are wide, and small differences between cycles may mean nothing."
        ),
    )


def asking(result: pd.DataFrame) -> str:
    """Describe `alsnb.participation.asking_network` of one set."""
    if result.empty:
        return sentences.asking(result)
    names = ("pairs", "asking_pairs", "returnable_pairs", "returned_pairs")
    row = {name: int(result[name].iloc[0]) for name in names}
    could = ngettext(
        "One member could ask another in one pair, counted in each direction.",
        "One member could ask another in {n} pairs, counted in each direction.",
        row["pairs"],
    )
    if row["asking_pairs"] == 0:
        return text(could, gettext("No question was recorded."))
    did = ngettext("In one pair, they did.", "In {n} pairs, they did.", row["asking_pairs"])
    if row["returnable_pairs"] == 0:
        return text(could, did, gettext("No one could be asked in return."))
    in_return = ngettext(
        "In one of these, the other could ask in return.", "In {n} of these, the other could ask in return.",
        row["returnable_pairs"],
    )  # fmt: skip
    returned = ngettext("In one, the other did.", "In {n}, the other did.", row["returned_pairs"])
    if row["returned_pairs"] == 0:
        returned = gettext("The other never did.")
    return text(could, did, in_return, returned)


def still_open(result: pd.DataFrame, frames: Any, as_of: Any = None) -> str:
    """Describe `alsnb.reports.views.scope.open_actions`."""
    total = len(actions.states(frames, as_of))
    if total == 0:
        return gettext("No action has been agreed yet.")
    agreed = ngettext("One action has been agreed.", "{n} actions have been agreed.", total)
    if result.empty:
        return text(agreed, ngettext("It is done or dropped.", "All are done or dropped.", total))
    late, undated = int(result["overdue"].sum()), int(result["due"].isna().sum())
    return text(
        agreed,
        ngettext("One is neither done nor dropped.", "{n} are neither done nor dropped.", len(result)),
        ngettext("One is overdue.", "{n} are overdue.", late) if late else "",
        ngettext("One has no due date.", "{n} have no due date.", undated) if undated else "",
    )


def ground_rules(frames: Any) -> str:
    """Say how many ground rules a set agreed, and when."""
    row = frames.learning_sets.iloc[0]
    rules, by = len(row["ground_rules"]), len(row["agreed_by"])
    if rules == 0:
        return gettext("No ground rules are recorded.")
    return text(
        ngettext("The set has one ground rule.", "The set has {n} ground rules.", rules),
        ngettext("One member agreed.", "{n} members agreed.", by) if by else "",
        "" if pd.isna(row["agreed_on"]) else gettext("Date of the agreement: {day}.", day=day(row["agreed_on"])),
    )


def audience_of_member(frames: Any, *, private: bool = False) -> str:
    """Say whose portfolio it is, and what it uses."""
    code = frames.members["member"].iloc[0]
    return text(
        gettext("This portfolio belongs to member {member}, to share as they choose.", member=code),
        gettext(
            "It uses what {member} recorded and the dates of the set's meetings; it contains no other member's words.",
            member=code,
        ),
        gettext("Private texts are included, as requested.") if private else gettext("Private texts are left out."),
        gettext(
            "Texts are shown as they were written: names are not redacted, so check the texts before you share it."
        ),
    )


def member(frames: Any) -> str:
    """Describe what a member recorded."""
    row = frames.members.iloc[0]
    code, of = row["member"], row["learning_set"]
    who = gettext("Member {member} is in set {set}.", member=code, set=of)
    recorded = {
        gettext("issues"): len(frames.issues),
        gettext("airtimes"): len(frames.airtimes),
        gettext("actions"): len(frames.actions),
        gettext("reflections"): len(frames.reflections),
    }
    said = gettext("Recorded by the member – {numbers}.", numbers=each_with_number(recorded))
    if not any(recorded.values()):
        said = gettext("Member {member} has recorded no issue, airtime, action or reflection yet.", member=code)
    return text("" if pd.isna(of) else who, said)


def came(result: pd.DataFrame) -> str:
    """Describe `alsnb.reports.views.scope.came`."""
    times = result["attendance"].dropna().value_counts()
    recorded = {label: int(times[status]) for status, label in ATTENDANCE.items() if status in times}
    n = sum(recorded.values())
    rest = len(result) - n
    if not n and rest < 2:
        return gettext("No attendance was recorded.")
    if not n:
        return gettext("Attendance was not recorded at any of the {n} meetings held.", n=rest)
    return text(
        ngettext("Attendance was recorded at one meeting.", "Attendance was recorded at {n} meetings.", n),
        gettext("Times – {numbers}.", numbers=each_with_number(recorded)),
        ngettext("At one more meeting, it was not recorded.", "At {n} more meetings, it was not recorded.", rest)
        if rest
        else "",
    )


def brought(frames: Any) -> str:
    """Say how many issues a member brought."""
    issues, titles = len(frames.issues), frames.issues["title"].nunique()
    if issues == 0:
        return gettext("No issue is recorded.")
    return text(
        ngettext("One issue is recorded.", "{n} issues are recorded.", issues),
        "" if titles == issues else ngettext("They have one title.", "They have {n} titles.", titles),
    )


def presented(frames: Any) -> str:
    """Say how often a member presented, and for how long."""
    airtimes = frames.airtimes
    if airtimes.empty:
        return gettext("No airtime is recorded.")
    said = ngettext("One airtime is recorded.", "{n} airtimes are recorded.", len(airtimes))
    timed = airtimes["minutes"].dropna()
    untimed, minutes = len(airtimes) - len(timed), round(timed.sum())
    if timed.empty:
        return text(said, gettext("No length was recorded."))
    return text(
        said,
        ngettext("Total length: one minute.", "Total length: {n} minutes.", minutes, n=f"{minutes:,}"),
        ngettext("The length of one airtime was not recorded.", "The length of {n} airtimes was not recorded.", untimed)
        if untimed
        else "",
    )


def asked(frames: Any) -> str:
    """Say how many of a member's contributions were questions."""
    n, kinds = len(frames.contributions), frames.contributions["kind"].dropna()
    if n == 0:
        return gettext("No contribution is recorded.")
    said = ngettext("One contribution is recorded.", "{n} contributions are recorded.", n)
    if kinds.empty:
        return text(said, gettext("None was classified."))
    questions, rest = int(kinds.isin(QUESTIONS).sum()), n - len(kinds)
    return text(
        said,
        ngettext("One was a question.", "{n} were questions.", questions)
        if questions
        else gettext("None was a question."),
        ngettext("One was not classified.", "{n} were not classified.", rest) if rest else "",
    )


def became(frames: Any, as_of: Any = None) -> str:
    """Describe the outcomes of a member's actions."""
    each = actions.states(frames, as_of)
    if each.empty:
        return gettext("No action has been agreed yet.")
    counts, date = each["state"].value_counts(), actions.judged_on(frames, as_of)
    states = {label: int(counts[state]) for state, label in ACTION_STATES.items() if counts.get(state)}
    late = int((~each["state"].isin(CLOSED) & (each["due"] < date)).sum())
    return text(
        ngettext("One action has been agreed.", "{n} actions have been agreed.", len(each)),
        gettext("Outcomes by {day} – {numbers}.", day=day(date), numbers=each_with_number(states)),
        ngettext("One is overdue.", "{n} are overdue.", late) if late else "",
    )


def shown(shown: pd.DataFrame, frames: Any, *, chosen: bool, private: bool) -> str:
    """Say how many of a member's reflections are shown, and why these."""
    total, n = len(frames.reflections), len(shown)
    if total == 0:
        return gettext("No reflection is recorded.")
    said = [
        ngettext("One reflection is recorded.", "{n} reflections are recorded.", total),
        ngettext("One is shown.", "{n} are shown.", n) if n else gettext("None is shown."),
    ]
    if chosen and private:
        why = gettext("The reflections were selected.")
    elif chosen:
        why = gettext("The reflections were selected; private ones are left out.")
    elif private:
        why = gettext("Private reflections are included.")
    else:
        why = gettext("Only reflections shared with the tutor are shown.")
    return text(*said, why)


def rated(result: pd.DataFrame) -> str:
    """Describe `alsnb.reports.views.portfolio.levels`."""
    if result.empty:
        return gettext("No reflection shown was rated for its level.")
    first, last = (LEVELS[result["level"].iloc[place]] for place in (0, -1))
    if len(result) == 1:
        return gettext("One of the reflections shown was rated. Its level: {level}.", level=first)
    return text(
        gettext("{n} of the reflections shown were rated on Kember's four levels.", n=len(result)),
        gettext("Level of the first: {first}; of the last: {last}.", first=first, last=last),
        gettext("These ratings describe individual texts; they are too few to assess a person."),
    )
