"""Figures that compare cohorts."""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.ticker import PercentFormatter

from alsnb.figures.marks import (
    CROWDED,
    draws,
    set_height,
    with_interval,
    wrapped,
)
from alsnb.words import gettext

_MARKS = (("o", "#0072B2"), ("s", "#D55E00"), ("^", "#009E73"), ("D", "#CC79A7"), ("v", "#56B4E9"), ("P", "#E69F00"))
"""Marks that distinguish cohorts, in grey as well."""


@draws("share", "measure", "cohort")
def side_by_side(ax: Axes, result: pd.DataFrame) -> str:
    """Draw shares of several cohorts with their intervals: a row for each measure, a mark for each cohort."""
    measures = list(dict.fromkeys(result["measure"]))[:CROWDED]
    result = result[result["measure"].isin(measures)]
    cohorts = sorted(result["cohort"].unique())
    set_height(ax, 1.0 + (0.18 + 0.15 * len(cohorts)) * len(measures))
    words = []
    for number, code in enumerate(cohorts):
        own = result[result["cohort"] == code].set_index("measure").reindex(measures).dropna(subset=["share"])
        share, low, high = (own[f"share{end}"].to_numpy(float) for end in ("", "_low", "_high"))
        places = np.array([measures.index(each) for each in own.index]) + 0.7 * ((number + 0.5) / len(cohorts) - 0.5)
        marker, colour = _MARKS[number % len(_MARKS)]
        ax.errorbar(
            share,
            places,
            xerr=[share - low, high - share],
            fmt=marker,
            color=colour,
            ecolor=colour,
            elinewidth=1.6,
            markersize=4.5,
            label=wrapped(code),
        )
        each = ", ".join(
            with_interval(m, f"{s:.0%}", f"{a:.0%}", f"{b:.0%}")
            for m, s, a, b in zip(own.index, share, low, high, strict=True)
        )
        words.append(gettext("cohort {cohort}: {shares}", cohort=code, shares=each))
    ax.set_yticks(np.arange(len(measures)), [wrapped(each) for each in measures])
    ax.set_ylim(len(measures) - 0.5, -0.5)
    for place in range(1, len(measures)):
        ax.axhline(place - 0.5, color="#DDDDDD", linewidth=0.6, zorder=0)
    most = min(1.0, float(result["share_high"].max()) * 1.08)
    ax.set_xlim(-0.015 * most, 1.02 * most)
    ax.xaxis.set_major_formatter(PercentFormatter(1, decimals=0))
    ax.grid(visible=False, axis="y")
    ax.set_xlabel(gettext("Share, with its 95% CI"))
    ax.legend(
        title=gettext("Cohort"), ncols=min(len(cohorts), 4), loc="lower left", bbox_to_anchor=(0, 1.0), frameon=False
    )
    return gettext("Shares with 95% CI: {cohorts}.", cohorts="; ".join(words))
