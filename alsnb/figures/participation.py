"""Figures of attendance, and of who speaks and asks."""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from alsnb.figures.marks import (
    as_grid,
    draws,
    estimates,
    ranked,
    set_height,
    wrapped,
    written,
)
from alsnb.words import CONTRIBUTION_TYPES, gettext, sentence


@draws("attendance_rate")
def attendance(ax: Axes, result: pd.DataFrame) -> str:
    """Draw the attendance rate by cycle (or set), with its interval."""
    return estimates(ax, result, "attendance_rate", "expected", gettext("Attendance rate"))


@draws("voice_equity")
def voice_equity(ax: Axes, result: pd.DataFrame) -> str:
    """Draw voice equity by cycle (or set), with its interval."""
    return estimates(ax, result, "voice_equity", "airtimes", gettext("Voice equity"), percent=False)


@draws("share_of_contributions", "kind")
def question_mix(ax: Axes, result: pd.DataFrame) -> str:
    """Draw the share of each contribution type, with its interval; for a result of one group."""
    kinds = {**CONTRIBUTION_TYPES, "not_classified": gettext("not classified")}
    names = pd.Series([sentence(kinds[kind]) for kind in result["kind"]])
    total = result["all_contributions"].iloc[0]
    words = ranked(
        ax,
        result,
        names,
        "share_of_contributions",
        ("contributions", "all_contributions"),
        gettext("Share of {n} contributions", n=written(total)),
    )
    return gettext("Contribution types, of {n} contributions. {shares}", n=written(total), shares=words)


@draws("questions", "member", "presenter")
def asking(ax: Axes, result: pd.DataFrame) -> str:
    """Draw who asked whom in a set: a row for each asker, a column for each presenter, the number of questions."""
    grid = result.pivot(index="member", columns="presenter", values="questions")
    set_height(ax, 1.1 + 0.36 * len(grid))
    most = max(1.0, float(np.nanmax(grid.to_numpy(float))))
    ax.imshow(grid.to_numpy(float), aspect="auto", cmap="Blues", vmin=0, vmax=most)
    as_grid(ax)
    ax.set_xticks(np.arange(len(grid.columns)), [wrapped(str(code)) for code in grid.columns])
    ax.set_yticks(np.arange(len(grid)), [wrapped(str(code)) for code in grid.index])
    ax.set_xlabel(gettext("Presented"))
    ax.set_ylabel(gettext("Asked"))
    for (row, column), asked in np.ndenumerate(grid.to_numpy(float)):
        if not np.isnan(asked):
            ink = "white" if asked > 0.62 * most else "#222222"
            ax.text(column, row, f"{asked:.0f}", ha="center", va="center", color=ink, fontsize=8, in_layout=False)
    words = "; ".join(
        gettext(
            "{member} asked {numbers}",
            member=member,
            numbers=", ".join(f"{code} {n:.0f}" for code, n in row.dropna().items()),
        )
        for member, row in grid.iterrows()
    )
    return gettext(
        "Questions by who asked and who presented, {n} in total: {pairs}.",
        n=f"{result['questions'].sum():,.0f}",
        pairs=words,
    )
