"""The outcomes of actions in words."""

from __future__ import annotations

from typing import Any

import pandas as pd

from alsnb.disclosure import Mark
from alsnb.reports.sentences.wording import (
    Change,
    amount,
    change_of_odds,
    day,
    each_with_number,
    form,
    is_number,
    is_protected,
    known_zero,
    number,
    number_of,
    only_row,
    publishable,
    share,
    text,
)
from alsnb.words import ACTION_STATES, gettext, ngettext

_OUTCOMES = ("partly", "changed", "not_done", "dropped", "open")
"""The states of actions due, apart from done."""
_COMPLETION = Change(
    gettext("From one cycle to the next, the odds that an action due was done changed by a factor of {factor}."),
    gettext("The change over cycles in completion is suppressed ({reason})."),
    gettext(
        "The change over cycles in completion is not estimated: it needs at least two cycles, five members who "
        "completed an action and five who did not."
    ),
)


@publishable(gettext("Action completion"))
def completion(result: pd.DataFrame, as_of: Any = None) -> str:
    """Describe `alsnb.actions.completion`."""
    at = gettext("Action outcomes are as of {day}.", day=day(as_of)) if as_of is not None else ""
    if result.empty:
        return text(gettext("No action has been agreed."), at)
    row = only_row(result)
    return text(*_outcomes(row), _later(row["not_yet_due"]), at)


def _outcomes(row: Any) -> list[str]:
    due, done = row["due_actions"], row["done"]
    if known_zero(due):
        return [gettext("No action was due yet.")]
    said = [ngettext("One action was due.", "{n} actions were due.", form(due), n=number_of(due))]
    if isinstance(due, Mark):
        return said
    if is_number(due) and is_number(row["open"]) and row["open"] == due:
        return [*said, ngettext("Its outcome was not reported.", "Their outcomes were not reported.", form(due))]
    others = {ACTION_STATES[state]: row[state] for state in _OUTCOMES if not known_zero(row[state])}
    return [
        *said,
        gettext("None was done.") if known_zero(done) else
        ngettext("One was done.", "{n} were done.", form(done), n=amount(done)),
        gettext("Completion rate: {share}.", share=share(row, "completion")),
        gettext("Other outcomes – {outcomes}.", outcomes=each_with_number(others)) if others else "",
    ]  # fmt: skip


def _later(n: Any) -> str:
    if known_zero(n):
        return ""
    return ngettext(
        "One action had no due date or a later one.",
        "{n} actions had no due date or a later one.",
        form(n),
        n=number_of(n),
    )


@publishable()
def time_to_act(result: pd.DataFrame) -> str:
    """Caution about `alsnb.actions.completion` by cycle, if cycles can be compared."""
    if not is_protected(result) and (result["due_actions"] > result["open"]).sum() < 2:
        return ""
    return gettext("Actions agreed in later cycles have had less time to be completed.")


@publishable(gettext("Follow-through"))
def follow_through(result: pd.DataFrame) -> str:
    """Describe `alsnb.actions.follow_through`."""
    if result.empty:
        return gettext("No action was due to be reported at a later meeting.")
    row = only_row(result)
    due, reported = row["actions_due_for_report"], row["reported_next"]
    said = ngettext(
        "One action was due to be reported at a later meeting.",
        "{n} actions were due to be reported at a later meeting.",
        form(due),
        n=number_of(due),
    )
    if isinstance(due, Mark):
        return text(said)
    if pd.isna(row["follow_through"]):
        return text(said, gettext("No report on any action was recorded."))
    return text(
        said,
        gettext("None was reported at the set's next meeting.") if known_zero(reported) else ngettext(
            "One was reported at the set's next meeting.", "{n} were reported at the set's next meeting.",
            form(reported), n=amount(reported),
        ),
        gettext("Follow-through: {share}.", share=share(row, "follow_through")),
    )  # fmt: skip


@publishable(gettext("Action yield"))
def action_yield(result: pd.DataFrame) -> str:
    """Describe `alsnb.actions.action_yield`."""
    if result.empty:
        return gettext("No airtimes were recorded.")
    return gettext(
        "Mean number of actions agreed in an airtime: {estimate}.", estimate=number(result, "actions_per_airtime")
    )


@publishable(gettext("The change in completion"))
def completion_change(result: pd.DataFrame) -> str:
    """Describe `alsnb.actions.completion_change`."""
    return change_of_odds(result, "completion_odds_ratio", _COMPLETION)
