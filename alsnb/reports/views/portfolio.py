"""The texts of a member's portfolio: issues, airtimes, actions and reflections, in the order of cycles.

The words are the member's own; no other member's are included.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd

from alsnb.analyses import actions, themes
from alsnb.errors import ReportError
from alsnb.records import QUESTIONS
from alsnb.reports import sentences
from alsnb.reports.page import Entry
from alsnb.words import ACTION_STATES, ISSUE_KINDS, gettext, ngettext

_ISSUE = {
    "opened": gettext("The issue was opened."),
    "continued": gettext("The issue is still open."),
    "closed": gettext("The issue was closed."),
}
_CHAIN = {
    "success": gettext("Success measure"),
    "worked": gettext("What worked"),
    "not_worked": gettext("What did not work"),
    "why": gettext("Why"),
    "learning": gettext("What I learnt"),
    "practice": gettext("In my practice"),
}
_AIRTIME = {
    "insight": gettext("Insight"),
    "goal": gettext("Goal"),
    "process_feedback": gettext("Feedback on the process"),
}
_LONG = 110
"""The longest text that is shown as a heading."""
_READERS = {
    "private": gettext("This reflection is private."),
    "set": gettext("This reflection is shared with my set."),
    "tutor": gettext("This reflection is shared with my set and the tutor."),
}


def issues(frames: Any) -> list[Entry]:
    """Return the issues a member brought."""
    found = []
    for row in _in_order(frames.issues):
        has_kind = pd.notna(row["kind"]) and row["kind"] != "other"
        kind = gettext("It is about {kind}.", kind=ISSUE_KINDS[row["kind"]]) if has_kind else ""
        about = sentences.text(_ISSUE[row["state"]], kind)
        found.append(_entry(row, row["title"], gettext("Issue"), about, _parts(row, {"about": ""})))
    return found


def airtimes(frames: Any) -> list[Entry]:
    """Return a member's airtimes, with insight and goal."""
    titles = dict(zip(frames.issues["entry"], frames.issues["title"], strict=True))
    found = []
    for row in _in_order(frames.airtimes):
        length = "" if pd.isna(row["minutes"]) else _length(round(row["minutes"]))
        nothing = "" if any(pd.notna(row[name]) for name in _AIRTIME) else gettext("No insight or goal was recorded.")
        about = sentences.text(length, nothing)
        found.append(_entry(row, titles.get(row["issue"], ""), gettext("Issue"), about, _parts(row, _AIRTIME)))
    return found


def _length(minutes: int) -> str:
    return ngettext("Length: one minute.", "Length: {n} minutes.", minutes, n=f"{minutes:,}")


def commitments(frames: Any, as_of: Any = None) -> list[Entry]:
    """Return a member's actions, with their outcomes, learning and changes in practice."""
    due = actions.states(frames, as_of).set_index("entry")["due"]
    found = []
    for row in _in_order(actions.learning_chain(frames, as_of)):
        day = due[row["entry"]]
        until = "" if pd.isna(day) else gettext("Due by {day}.", day=sentences.day(day))
        about = sentences.text(until, gettext("Outcome: {outcome}.", outcome=ACTION_STATES[row["state"]]))
        found.append(_entry(row, row["what"], gettext("I will"), about, _parts(row, _CHAIN)))
    return found


def _entry(row: dict[Any, Any], text: str, label: str, about: str, parts: tuple[tuple[str, str], ...]) -> Entry:
    """Return an entry headed by its cycle and a text; a long text goes below, with its label."""
    cycle = gettext("Cycle {cycle}", cycle=row["cycle"])
    if len(text) <= _LONG and len(text.splitlines()) < 2:
        headed = gettext("Cycle {cycle}: {text}", cycle=row["cycle"], text=text)
        return Entry(headed if text else cycle, about, parts)
    return Entry(cycle, about, ((label, text), *parts))


def reflections(frames: Any, chosen: Sequence[str] | None = None, *, private: bool = False) -> list[Entry]:
    """Return the reflections that are shown: see `chosen_reflections`."""
    found = []
    for row in _in_order(chosen_reflections(frames, chosen, private=private)):
        asked = () if pd.isna(row["prompt"]) else ((row["prompt"], row["text"]),)
        cycle = gettext("Cycle {cycle}", cycle=row["cycle"])
        found.append(Entry(cycle, _READERS[row["visibility"]], asked or (("", row["text"]),)))
    return found


def chosen_reflections(frames: Any, chosen: Sequence[str] | None = None, *, private: bool = False) -> pd.DataFrame:
    """Return the reflections that a member shows.

    Parameters
    ----------
    frames
        The member's.
    chosen
        The entries of those to show; None: those shared with the tutor, and with `private` all.
    private
        Whether private reflections may be shown.

    Raises
    ------
    ReportError
        One that is chosen is not the member's.
    """
    each: pd.DataFrame = frames.reflections
    if chosen is not None:
        if missing := sorted({*chosen} - {*each["entry"]}):
            raise ReportError(
                gettext(
                    "The member has no reflection {entry}. Find the ids of reflections in frames.reflections.",
                    entry=missing[0],
                )
            )
        each = each[each["entry"].isin([*chosen])]
    elif not private:
        each = each[each["visibility"] == "tutor"]
    return each if private else each[each["visibility"] != "private"]


def levels(frames: Any, shown: pd.DataFrame) -> pd.DataFrame:
    """Return the level of each rated reflection that is shown, in the order of cycles."""
    rated = frames.ratings[frames.ratings["reflection"].isin(shown["entry"])]
    rows = []
    for row in _in_order(shown[shown["entry"].isin(rated["reflection"])]):
        own = rated[rated["reflection"] == row["entry"]]
        places = own["level"].astype("str").map(themes.LEVELS.index)
        # If raters differ, the median (the lower of two), as in the analyses.
        level = themes.LEVELS[int(places.quantile(0.5, interpolation="lower"))]
        rows.append({"cycle": row["cycle"], "level": level, "raters": own["coder"].nunique()})
    return pd.DataFrame(rows, columns=["cycle", "level", "raters"])


def contributions(frames: Any) -> pd.DataFrame:
    """Return a member's contributions by cycle: all, those classified, and the questions among them."""
    said = frames.contributions
    each: pd.DataFrame = said.assign(classified=said["kind"].notna(), questions=said["kind"].isin(QUESTIONS))
    names = ["classified", "questions"]
    return each.groupby("cycle").agg(contributions=("entry", "size"), **{n: (n, "sum") for n in names}).reset_index()


def _in_order(frame: pd.DataFrame) -> list[dict[Any, Any]]:
    return frame.sort_values(["cycle", "entry"], kind="stable").to_dict("records")


def _parts(row: dict[Any, Any], labels: dict[str, str]) -> tuple[tuple[str, str], ...]:
    return tuple((label, str(row[name])) for name, label in labels.items() if pd.notna(row[name]))
