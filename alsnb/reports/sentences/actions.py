"""What was agreed and what came of it, in words."""

from __future__ import annotations

from typing import Any

import pandas as pd

from alsnb.disclosure import Mark
from alsnb.reports.sentences.wording import (
    change_of_odds,
    counted,
    day,
    few,
    is_more,
    is_protected,
    joined,
    number,
    only_row,
    publishable,
    share,
    upper,
)


@publishable("What became of the actions due")
def completion(result: pd.DataFrame, as_of: Any = None) -> str:
    """From `alsnb.actions.completion`."""
    by = f" by {day(as_of)}" if as_of is not None else ""
    if result.empty:
        return f"No action had been agreed{by}."
    row = only_row(result)
    later = f" {upper(counted(row['not_yet_due'], 'action'))} had no due date or a later one."
    later = later if row["not_yet_due"] else ""
    due = row["due_actions"]
    if isinstance(due, Mark):
        return f"{upper(counted(due, 'action'))} had fallen due{by}.{later}"
    if due == 0:
        return f"None of the actions agreed had fallen due{by}.{later}"
    if row["open"] == due:
        said = f"{counted(due, 'action').capitalize()} had fallen due{by}"
        return f"{said}; none was reported back, so what became of {'it' if due == 1 else 'them'} is not known.{later}"
    told = {
        "partly": "partly",
        "changed": "changed",
        "not_done": "not done",
        "dropped": "dropped",
        "open": "not reported",
    }
    parts = [f"{few(row[state])} {words}" for state, words in told.items() if is_more(row[state], 0)]
    little = [words for state, words in told.items() if isinstance(row[state], Mark) and not is_more(row[state], 0)]
    if little:
        each = f"{few(row[next(state for state, words in told.items() if words == little[0])])}"
        parts.append(f"{each} {'each ' if len(little) > 1 else ''}{joined(little)}")
    rest = joined(parts)
    was = "was" if row["done"] == 1 else "were"
    return (
        f"Of {counted(due, 'action')} due{by}, {few(row['done'], 'none')} {was} done: {share(row, 'completion')}"
        f"{f'; {rest}' if rest else ''}.{later}"
    )


@publishable()
def time_to_act(result: pd.DataFrame) -> str:
    """From `alsnb.actions.completion` by cycle: a caution if several cycles are to be compared."""
    if not is_protected(result) and (result["due_actions"] > result["open"]).sum() < 2:
        return ""
    return "Actions agreed in later cycles have had less time to be done."


@publishable("How many actions were reported back")
def follow_through(result: pd.DataFrame) -> str:
    """From `alsnb.actions.follow_through`."""
    if result.empty:
        return "No action was due for report at a later meeting."
    row = only_row(result)
    if isinstance(row["actions_due_for_report"], Mark):
        return f"{upper(counted(row['actions_due_for_report'], 'action'))} were due for report at a later meeting."
    if pd.isna(row["follow_through"]):
        met = counted(row["actions_due_for_report"], "action")
        return f"The sets met again after agreeing {met}, but no report on any action was recorded."
    return (
        f"Of {counted(row['actions_due_for_report'], 'action')} due for report, "
        f"{few(row['reported_next'], 'none')} came up at the set's next meeting: {share(row, 'follow_through')}."
    )


@publishable("How many actions an airtime led to")
def action_yield(result: pd.DataFrame) -> str:
    """From `alsnb.actions.action_yield`."""
    if result.empty:
        return "No airtimes have been recorded."
    return f"An airtime led to {number(result, 'actions_per_airtime')} actions on average."


@publishable("How completion changed")
def completion_change(result: pd.DataFrame) -> str:
    """From `alsnb.actions.completion_change`."""
    told = "five members who did an action and five who did"
    return change_of_odds(result, "completion_odds_ratio", "the odds that an action due was done", told)
