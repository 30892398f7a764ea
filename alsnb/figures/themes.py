"""Figures of learning themes and levels of reflection."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.ticker import PercentFormatter

from alsnb.errors import AlsnbError, NothingToShow
from alsnb.figures.marks import (
    CROWDED,
    as_grid,
    draws,
    in_brackets,
    numbers,
    of_all,
    ranked,
    set_height,
    span,
    stacked,
    with_interval,
    wrapped,
    written,
)
from alsnb.words import LEVELS, gettext

_LEVELS = {
    "at_habitual_action": (LEVELS["habitual_action"], "#DEEBF7", "", "#222222"),
    "at_understanding": (LEVELS["understanding"], "#9ECAE1", "", "#222222"),
    "at_reflection": (LEVELS["reflection"], "#4292C6", "", "#222222"),
    "at_critical_reflection": (LEVELS["critical_reflection"], "#084594", "", "white"),
}
"""The levels of reflection, the deeper the darker: name, colour, hatch, colour of the number on it."""


@draws("prevalence", "theme")
def prevalence(ax: Axes, result: pd.DataFrame) -> str:
    """Draw the prevalence of the most prevalent themes, with its interval; for a result of one group."""
    shown = result.head(CROWDED).reset_index(drop=True)
    coded = shown["coded_reflections"].iloc[0]
    words = ranked(
        ax,
        shown,
        shown["theme"],
        "prevalence",
        ("with_theme", "coded_reflections"),
        gettext("Share of {n} coded reflections", n=written(coded)),
    )
    return gettext(
        "Prevalence of {themes}, of {n} coded reflections. {shares}",
        themes=of_all(shown, result), n=written(coded), shares=words,
    )  # fmt: skip


@draws("prevalence")
def prevalence_by_cycle(ax: Axes, result: pd.DataFrame) -> str:
    """Draw the prevalence of the most prevalent themes across cycles: one row a theme, one column a cycle."""
    if "cycle" not in result:
        raise AlsnbError(gettext('The result has no cycles. Use the result for by="cycle".'))
    order = list(dict.fromkeys(result["theme"]))
    shown = result[result["theme"].isin(order[:CROWDED])]
    shown = shown.assign(prevalence=numbers(shown["prevalence"]))
    if shown["prevalence"].isna().all():
        raise NothingToShow(gettext("No theme's share is known in any cycle; there is nothing to draw."))
    grid = shown.pivot(index="theme", columns="cycle", values="prevalence").loc[order[:CROWDED]]
    counted = shown.pivot(index="theme", columns="cycle", values="with_theme").loc[order[:CROWDED]]
    counts = shown.drop_duplicates("cycle").set_index("cycle")["coded_reflections"].loc[list(grid.columns)]
    set_height(ax, 0.9 + 0.3 * len(grid))
    image = ax.imshow(grid.to_numpy(float), aspect="auto", cmap="Blues", vmin=0, vmax=max(0.5, float(np.nanmax(grid))))
    as_grid(ax)
    few = len(grid.columns) <= CROWDED
    step = 1 if few else -(-len(grid.columns) // CROWDED)
    places = np.arange(0, len(grid.columns), step)
    ax.set_xticks(
        places, [f"{cycle}\n{in_brackets(n)}" if few else str(cycle) for cycle, n in list(counts.items())[::step]]
    )
    ax.set_yticks(np.arange(len(grid)), [wrapped(theme) for theme in grid.index])
    ax.set_xlabel(
        gettext("Cycle (n: reflections coded)")
        if few
        else gettext("Cycle (reflections coded: {span})", span=span(counts))
    )
    if few:
        for (row, column), share in np.ndenumerate(grid.to_numpy(float)):
            if np.isnan(share):
                text = counted.iloc[row, column]
                if isinstance(text, str):
                    ax.text(
                        column,
                        row,
                        written(text),
                        ha="center",
                        va="center",
                        color="#555555",
                        fontsize=7,
                        in_layout=False,
                    )
                continue
            ink = "white" if share > 0.62 * max(0.5, float(np.nanmax(grid))) else "#222222"
            ax.text(column, row, f"{share:.0%}", ha="center", va="center", color=ink, fontsize=8, in_layout=False)
    else:
        figure: Any = ax.get_figure()
        scale = figure.colorbar(image, ax=ax, format=PercentFormatter(1, decimals=0), pad=0.01, aspect=30)
        scale.outline.set_visible(False)
    words = "; ".join(
        f"{theme}: "
        + ", ".join(
            gettext("{share} in cycle {cycle}", share=f"{row.loc[cycle]:.0%}", cycle=cycle)
            for cycle in dict.fromkeys(row.index[[0, -1]])
        )
        for theme, row in ((theme, row.dropna()) for theme, row in grid.iterrows())
        if len(row)
    )
    return gettext("Prevalence of {themes} by cycle. {shares}.", themes=of_all(grid, pd.Index(order)), shares=words)


@draws("lift", "theme", "other_theme")
def co_occurrence(ax: Axes, result: pd.DataFrame) -> str:
    """Draw how much more often than by chance pairs of themes occur together, for a result of one group."""
    shown = result[numbers(result["lift_low"]).notna()].head(CROWDED).reset_index(drop=True)
    if shown.empty:
        raise NothingToShow(gettext("Too few members mention both themes of any pair; there is nothing to draw."))
    names = [f"{one} + {other}" for one, other in zip(shown["theme"], shown["other_theme"], strict=True)]
    lift, low, high = (shown[f"lift{end}"].to_numpy(float) for end in ("", "_low", "_high"))
    places = np.arange(len(shown))
    set_height(ax, 1.0 + 0.3 * len(shown))
    ax.axvline(1, color="#555555", linewidth=1, zorder=1)
    ax.errorbar(lift, places, xerr=[lift - low, high - lift], fmt="o", color="C0", ecolor="#7FB8D8", elinewidth=2.4)
    for place, end, both, chance in zip(places, high, shown["with_both"], shown["expected_with_both"], strict=True):
        ax.annotate(
            f"{written(both)} ({chance:,.1f})",
            (end, place),
            xytext=(5, 0),
            textcoords="offset points",
            va="center",
            fontsize=8,
            color="#222222",
        )
    ax.set_yticks(places, [wrapped(name, 44) for name in names])
    ax.set_ylim(len(shown) - 0.4, -0.6)
    ax.set_xlim(0, float(high.max()) * 1.25)
    ax.set_xlabel(gettext("Lift: 1 is as often together as by chance\n(beside: reflections with both, and by chance)"))
    ax.grid(visible=False, axis="y")
    words = "; ".join(
        with_interval(name, f"{value:.1f}", f"{a:.1f}", f"{b:.1f}")
        for name, value, a, b in zip(names, lift, low, high, strict=True)
    )
    return gettext(
        "Pairs of themes in the same reflection, as a multiple of chance, with 95% CI: {pairs}.", pairs=words
    )


@draws("rated_reflections")
def levels(ax: Axes, result: pd.DataFrame) -> str:
    """Draw the levels of reflection: one bar for each cycle (or set), its parts labelled with their counts."""
    result = result[result[list(_LEVELS)].notna().all(axis=1)].reset_index(drop=True)
    if result.empty:
        raise NothingToShow(gettext("The levels are not known for any row; there is nothing to draw."))
    words = stacked(ax, result, _LEVELS, "rated_reflections", gettext("Share of the reflections rated"))
    return gettext("Stacked bars of levels of reflection. {rows}.", rows=words)
