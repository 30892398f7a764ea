"""The outcomes of actions in words."""

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
    number,
    only_row,
    publishable,
    with_share,
)
from alsnb.words import ACTION_STATES, listing, sentence

_OUTCOMES = ("partly", "changed", "not_done", "dropped", "open")
"""The states of actions due, apart from done."""


@publishable("Action completion")
def completion(result: pd.DataFrame, as_of: Any = None) -> str:
    """Describe `alsnb.actions.completion`."""
    by = f" by {day(as_of)}" if as_of is not None else ""
    if result.empty:
        return f"No action had been agreed{by}."
    row = only_row(result)
    later = f" {sentence(counted(row['not_yet_due'], 'action'))} had no due date or a later one."
    later = later if row["not_yet_due"] else ""
    due = row["due_actions"]
    if isinstance(due, Mark):
        return f"{sentence(counted(due, 'action'))} were due{by}.{later}"
    if due == 0:
        return f"None of the actions agreed was due{by}.{later}"
    if row["open"] == due:
        was, their = ("was", "its outcome was") if due == 1 else ("were", "their outcomes were")
        return f"{sentence(counted(due, 'action'))} {was} due{by}; {their} not reported.{later}"
    parts = [f"{few(row[state])} {ACTION_STATES[state]}" for state in _OUTCOMES if is_more(row[state], 0)]
    small = [state for state in _OUTCOMES if isinstance(row[state], Mark) and not is_more(row[state], 0)]
    if small:
        labels = listing([ACTION_STATES[state] for state in small])
        parts.append(f"{few(row[small[0]])} {'each ' if len(small) > 1 else ''}{labels}")
    rest = listing(parts)
    was = "was" if row["done"] == 1 else "were"
    return (
        f"Of {counted(due, 'action')} due{by}, {few(row['done'], 'none')} {was} done"
        f"{with_share(row, 'completion', 'completion rate')}{f'; {rest}' if rest else ''}.{later}"
    )


@publishable()
def time_to_act(result: pd.DataFrame) -> str:
    """Caution about `alsnb.actions.completion` by cycle, if cycles can be compared."""
    if not is_protected(result) and (result["due_actions"] > result["open"]).sum() < 2:
        return ""
    return "Actions agreed in later cycles have had less time to be completed."


@publishable("Follow-through")
def follow_through(result: pd.DataFrame) -> str:
    """Describe `alsnb.actions.follow_through`."""
    if result.empty:
        return "No action was due to be reported at a later meeting."
    row = only_row(result)
    if isinstance(row["actions_due_for_report"], Mark):
        return (
            f"{sentence(counted(row['actions_due_for_report'], 'action'))} were due to be reported at a later meeting."
        )
    if pd.isna(row["follow_through"]):
        due = counted(row["actions_due_for_report"], "action")
        return f"The sets met again after agreeing {due}, but no report on any action was recorded."
    was = "was" if row["reported_next"] == 1 else "were"
    return (
        f"Of {counted(row['actions_due_for_report'], 'action')} due to be reported, "
        f"{few(row['reported_next'], 'none')} {was} reported at the set's next meeting"
        f"{with_share(row, 'follow_through', 'rate')}."
    )


@publishable("Action yield")
def action_yield(result: pd.DataFrame) -> str:
    """Describe `alsnb.actions.action_yield`."""
    if result.empty:
        return "No airtimes were recorded."
    return f"Mean number of actions agreed in an airtime: {number(result, 'actions_per_airtime')}."


@publishable("The change in completion")
def completion_change(result: pd.DataFrame) -> str:
    """Describe `alsnb.actions.completion_change`."""
    needed = "five members who completed an action and five who did"
    return change_of_odds(result, "completion_odds_ratio", "the odds that an action due was done", needed)
