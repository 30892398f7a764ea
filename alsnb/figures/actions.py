"""Figures of actions and their outcomes."""

from __future__ import annotations

import pandas as pd
from matplotlib.axes import Axes

from alsnb.errors import NothingToShow
from alsnb.figures.marks import (
    draws,
    estimates,
    numbers,
    stacked,
)
from alsnb.words import ACTION_STATES, gettext

_STATES = {
    "done": ("#0072B2", "", "white"),
    "partly": ("#56B4E9", "", "#222222"),
    "changed": ("#F0E442", "..", "#222222"),
    "not_done": ("#E69F00", "//", "#222222"),
    "dropped": ("#D55E00", "xx", "#222222"),
    "open": ("#DDDDDD", "", "#222222"),
}
"""The outcomes of an action: colour, hatch (so that grey copies stay readable), colour of the number on it."""


@draws("completion")
def completion(ax: Axes, result: pd.DataFrame) -> str:
    """Draw the share of the actions due that were done, by cycle (or set), with its interval."""
    return estimates(ax, result, "completion", "due_actions", gettext("Actions done, of those due"))


@draws("follow_through")
def follow_through(ax: Axes, result: pd.DataFrame) -> str:
    """Draw the share of actions reported back at the next meeting, by cycle (or set), with its interval."""
    return estimates(
        ax, result, "follow_through", "actions_due_for_report", gettext("Reported back at the next meeting")
    )


@draws("due_actions")
def action_states(ax: Axes, result: pd.DataFrame) -> str:
    """Draw the outcomes of the actions due: one bar for each cycle, its parts labelled with their counts."""
    result = result[(numbers(result["due_actions"]) > 0) & result[[*_STATES]].notna().all(axis=1)].reset_index(
        drop=True
    )
    if (result["open"] == result["due_actions"]).all():
        raise NothingToShow(gettext("No outcome was reported for any action due; there is nothing to draw."))
    parts = {state: (ACTION_STATES[state], *look) for state, look in _STATES.items()}
    words = stacked(ax, result, parts, "due_actions", gettext("Share of the actions due"))
    if "cycle" in result:
        ax.set_ylabel(gettext("Cycle in which agreed"))
    return gettext("Stacked bars of the outcomes of actions due. {rows}.", rows=words)
