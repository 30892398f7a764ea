"""What figures share: their look, their marks and their labels."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from importlib import resources
from textwrap import wrap
from typing import Any

import matplotlib as mpl
import matplotlib.style
import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator, PercentFormatter

from alsnb.disclosure import mark_in_words
from alsnb.errors import AlsnbError, NothingToShow
from alsnb.words import gettext, listing, ngettext

Draw = Callable[[Axes, pd.DataFrame], str]


_LOOK = str(resources.files("alsnb.figures") / "alsnb.mplstyle")


STYLE: Any = mpl.rc_params_from_file(_LOOK, use_default_template=False)


_COUNTS = {
    "expected": gettext("attendances expected"),
    "airtimes": gettext("airtimes or meetings"),
    "due_actions": gettext("actions due"),
    "actions_due_for_report": gettext("actions due for report"),
}
"""What the n beside an estimate counts."""


CROWDED = 12
"""More points than this are drawn as a line with a band, labelled at its ends; no more themes are drawn."""


_WIDE = 80
"""The most letters in a row below a figure."""


_LEGEND = 48
"""The most letters in one row of a legend."""


def draws(needs: str, *one_row_for: str) -> Callable[[Draw], Callable[..., Axes]]:
    """Turn a function that draws and returns the alternative text into one that returns Axes for a result.

    The result needs the column `needs`, and no two rows with the same values of `one_row_for`.
    """

    def decorate(draw: Draw) -> Callable[..., Axes]:
        @wraps(draw, assigned=("__module__", "__name__", "__qualname__", "__doc__"))
        def figure(result: pd.DataFrame, ax: Axes | None = None) -> Axes:
            if needs not in result:
                raise AlsnbError(
                    gettext(
                        "The result has no column {needed}; its columns are {columns}. Use the result of the analysis "
                        "that the figure is named after.",
                        needed=needs, columns=", ".join(map(str, result)),
                    )
                )  # fmt: skip
            there = numbers(result[needs]).notna()
            if f"{needs}_low" in result:  # of a share beside a text, the range in which it lies
                is_text = result[needs].map(lambda value: isinstance(value, str)).astype(bool)
                there |= is_text & numbers(result[f"{needs}_low"]).notna()
            known = result[there]
            if one_row_for and result.duplicated(list(one_row_for)).any():
                raise AlsnbError(
                    gettext(
                        "The result has several rows for the same {columns}. Use the result for by=().",
                        columns=listing(one_row_for),
                    )
                )
            if known.empty:
                raise NothingToShow(
                    gettext("{column} is not known for any row; there is nothing to draw.", column=needs)
                )
            with mpl.style.context(STYLE):
                if ax is None:
                    from matplotlib import pyplot

                    ax = pyplot.subplots()[1]
                ax.set_label(draw(ax, known.reset_index(drop=True)))
            return ax

        del figure.__wrapped__  # so that help() shows the order of the arguments a user gives
        return figure

    return decorate


def estimates(ax: Axes, result: pd.DataFrame, estimate: str, count: str, label: str, *, percent: bool = True) -> str:
    """Draw estimates with their intervals, one for each cycle or set; return them in words."""
    labels, name = row_labels(result)
    values, low, high = (numbers(result[f"{estimate}{end}"]).to_numpy(float) for end in ("", "_low", "_high"))
    shown = [
        (f"{value:.0%}" if percent else f"{value:.2f}") if not np.isnan(value) else mark_in_words(str(each))
        for value, each in zip(values, result[estimate], strict=True)
    ]
    ordered = "cycle" in result
    places = result["cycle"].to_numpy(float) if ordered else np.arange(len(result), dtype=float)
    if len(result) > CROWDED and ordered:
        ax.plot(places, values, color="C0")
        ax.fill_between(places, low, high, color="C0", alpha=0.2, linewidth=0)
        ax.xaxis.set_major_locator(MaxNLocator(integer=True))
        ax.set_xlabel(
            gettext("{rows} (n: {span} {counted})", rows=name, span=span(result[count]), counted=_COUNTS[count])
        )
        labelled = {0, len(result) - 1}
    else:
        below, above = np.nan_to_num(values - low), np.nan_to_num(high - values)
        ax.errorbar(
            places,
            values,
            yerr=[below, above],
            fmt="o-" if ordered else "o",
            color="C0",
            ecolor="#7FB8D8",
            elinewidth=2.2,
            capsize=0,
            linewidth=1,
        )
        unknown = np.isnan(values)
        if unknown.any():
            ax.vlines(places[unknown], low[unknown], high[unknown], color="#B8D7E8", linewidth=6, zorder=1)
        crowded = len(result) > CROWDED
        ns = [in_brackets(n) for n in result[count]]
        below = gettext("{rows} (n: {counted})")
        if not crowded and sum(map(len, ns)) > _WIDE:
            ns, below = [written(n) for n in result[count]], gettext("{rows} (below: n, {counted})")
        gap = " " if crowded else "\n"
        ticks = [f"{wrapped(each)}{gap}{n}" for each, n in zip(labels, ns, strict=True)]
        ax.set_xticks(places, ticks, rotation=90 if crowded else 0)
        ax.set_xlabel(below.format(rows=name, counted=_COUNTS[count]))
        ax.set_xlim(places.min() - 0.6, places.max() + 0.6)
        ax.grid(visible=False, axis="x")
        labelled = set() if crowded else set(range(len(result)))
    for place in labelled:
        if np.isnan(values[place]):
            # A bound is longer than a value: beside the last bar it would be cut off.
            beyond = low[place] if str(result[estimate].iloc[place]).startswith("over") else high[place]
            at, offset, side = beyond, (0, -8 if beyond == low[place] else 8), "center"
        else:
            at, offset, side = values[place], (5, 7), "left"
        ax.annotate(
            shown[place],
            (places[place], at),
            xytext=offset,
            textcoords="offset points",
            ha=side,
            va="center",
            fontsize=8,
            color="#222222",
            in_layout=False,
            bbox={"facecolor": "white", "edgecolor": "none", "pad": 0.6, "alpha": 0.8},
        )
    ax.set_ylim(0, 1.1)
    ax.set_yticks(np.arange(0, 1.01, 0.2))
    if percent:
        ax.yaxis.set_major_formatter(PercentFormatter(1, decimals=0))
    ax.set_ylabel(label)
    words = "; ".join(
        f"{each}: {value}"
        if np.isnan(a) or np.isnan(known)
        else with_interval(f"{each}:", value, _bound(a, percent), _bound(b, percent))
        for each, value, a, b, known in zip(labels, shown, low, high, values, strict=True)
    )
    return gettext("{estimate}, with 95% CI. {rows} {values}.", estimate=label, rows=name, values=words)


def _bound(value: float, percent: bool) -> str:
    return f"{value:.0%}" if percent else f"{value:.2f}"


def stacked(ax: Axes, result: pd.DataFrame, parts: dict[str, tuple[str, str, str, str]], whole: str, label: str) -> str:
    """Draw one bar a row, of parts as wide as their share of the total; return the parts above zero in words."""
    labels, name = row_labels(result)
    places = np.arange(len(result))
    set_height(ax, max(2.0, 0.9 + 0.34 * len(result)))  # the label of the axis is as high as three bars
    left = np.zeros(len(result))
    # Of rounded numbers, the parts may make up a little more than the whole.
    every = np.nan_to_num(result[[*parts]].apply(numbers).to_numpy(float)).sum(axis=1)
    full = np.maximum(numbers(result[whole]).to_numpy(float), every)
    rest = every / full
    for part, (called, colour, hatch, ink) in parts.items():
        counts = numbers(result[part]).to_numpy(float)
        shares = np.nan_to_num(counts) / full
        # What is nearly all fills what the others leave.
        nearly = np.array([str(each).startswith("all but") for each in result[part]])
        shares = np.where(nearly, 1 - rest, shares)
        ax.barh(
            places,
            shares,
            left=left,
            height=0.72,
            color=colour,
            hatch=hatch,
            edgecolor="white",
            linewidth=0.8,
            label=called,
        )
        for place, count, share, start in zip(places.tolist(), result[part], shares, left, strict=True):
            if share > 0.045:
                backing = {"facecolor": colour, "edgecolor": "none", "pad": 0.8}
                ax.text(
                    start + share / 2,
                    place,
                    written(count),
                    ha="center",
                    va="center",
                    color=ink,
                    bbox=backing,
                    in_layout=False,
                )
        left += shares
    named = zip(labels, result[whole], strict=True)
    ax.set_yticks(places, [f"{wrapped(label)}  {in_brackets(n)}" for label, n in named])
    ax.invert_yaxis()
    ax.set_ylabel(name)
    ax.set_xlim(0, 1)
    ax.xaxis.set_major_formatter(PercentFormatter(1, decimals=0))
    ax.set_xlabel(label)
    ax.grid(visible=False, axis="y")
    ax.legend(
        ncols=len(parts) if sum(len(called) for called, *_ in parts.values()) < _LEGEND else -(-len(parts) // 2),
        loc="lower left",
        bbox_to_anchor=(0, 1.0),
        frameon=False,
        handlelength=1.1,
        columnspacing=0.9,
        handletextpad=0.4,
        borderaxespad=0.2,
    )
    words = "; ".join(
        f"{label}: " + ", ".join(f"{written(row[part])} {called}" for part, (called, *_) in parts.items() if row[part])
        for label, row in zip(labels, result.to_dict("records"), strict=True)
    )
    return f"{name} {words}"


def ranked(
    ax: Axes, result: pd.DataFrame, names: pd.Series[str], estimate: str, counts: tuple[str, str], label: str
) -> str:
    """Draw shares with their intervals, one a row, from the top; return them in words."""
    values, low, high = (numbers(result[f"{estimate}{end}"]).to_numpy(float) for end in ("", "_low", "_high"))
    places = np.arange(len(result))
    unknown = np.isnan(values)
    if unknown.any():
        ax.hlines(places[unknown], low[unknown], high[unknown], color="#B8D7E8", linewidth=6, zorder=1)
    set_height(ax, 0.8 + 0.27 * len(result))
    ax.errorbar(
        values, places, xerr=[values - low, high - values], fmt="o", color="C0", ecolor="#7FB8D8", elinewidth=2.4
    )
    for place, value, end, n, of in zip(places, values, high, *(result[count] for count in counts), strict=True):
        part = gettext("({part} of {total})", part=written(n), total=written(of))
        words = part if np.isnan(value) else f"{value:.0%}  {part}"
        ax.annotate(
            words, (end, place), xytext=(5, 0), textcoords="offset points", va="center", fontsize=8, color="#222222"
        )
    ax.set_yticks(places, [wrapped(name) for name in names])
    ax.set_ylim(len(result) - 0.4, -0.6)
    ax.set_xlim(0, min(1.25, float(np.nanmax(high)) * 1.3 + 0.02))
    ticks = np.asarray(MaxNLocator(5, steps=[1, 2, 5, 10]).tick_values(*ax.get_xlim()))
    ax.set_xticks(ticks[(ticks >= 0) & (ticks <= min(1, ax.get_xlim()[1]))])
    ax.xaxis.set_major_formatter(PercentFormatter(1, decimals=0))
    ax.set_xlabel(label)
    ax.grid(visible=False, axis="y")
    words = "; ".join(
        f"{name} {mark_in_words(str(each))}"
        if np.isnan(value)
        else with_interval(name, f"{value:.0%}", f"{a:.0%}", f"{b:.0%}")
        for name, value, each, a, b in zip(names, values, result[estimate], low, high, strict=True)
    )
    return gettext("Shares with 95% CI: {shares}.", shares=words)


def with_interval(name: str, value: str, low: str, high: str) -> str:
    """Return a name with its estimate and interval: ``trust 60% (55% to 70%)``."""
    return gettext("{name} {share} ({low} to {high})", name=name, share=value, low=low, high=high)


def in_brackets(n: Any) -> str:
    """Return the number that an estimate is based on: ``(n = 12)``."""
    return gettext("(n = {n})", n=written(n))


def row_labels(result: pd.DataFrame) -> tuple[list[str], str]:
    """Return what each row stands for, and what that is called."""
    named = (("cycle", gettext("Cycle")), ("learning_set", gettext("Set")), ("member", gettext("Member")))
    for column, name in named:
        if column in result:
            return [str(each) for each in result[column]], name
    return [gettext("all")] * len(result), gettext("Cohort")


def numbers(values: Any) -> Any:
    """Return a column's numbers; missing if there is a text instead."""
    return pd.to_numeric(values, errors="coerce").astype(float)


def written(count: Any) -> str:
    """Return a count as text, or the text in its place."""
    return mark_in_words(count) if isinstance(count, str) else "–" if pd.isna(count) else f"{count:,.0f}"


def span(counts: Any) -> str:
    """Return the least and the greatest count."""
    known = numbers(counts)
    few = [each for each in counts if isinstance(each, str)]
    least, most = (few[0], few[0]) if known.isna().all() else (written(known.min()), written(known.max()))
    return gettext("{least} to {most}", least=few[0] if few and few[0].startswith("<") else least, most=most)


def as_grid(ax: Axes) -> None:
    """Draw no lines on Axes whose cells are filled."""
    ax.grid(visible=False)
    ax.spines[["left", "bottom"]].set_visible(False)
    ax.tick_params(length=0)


def set_height(ax: Axes, inches: float) -> None:
    """Set the height of a figure that holds only these Axes."""
    figure: Any = ax.get_figure(root=True)
    if figure is not None and len(figure.axes) == 1:
        figure.set_figheight(inches)


def wrapped(name: str, width: int = 34) -> str:
    """Return a name broken into two lines at most."""
    short = name if len(name) <= 2 * width else f"{name[: 2 * width - 1]}…"
    # A dollar sign would start matplotlib's own mathematics.
    return "\n".join(wrap(short, width)).replace("$", r"\$")


def of_all(shown: Any, every: Any) -> str:
    """Return how many themes are shown, of how many."""
    everyone = every["theme"].nunique() if isinstance(every, pd.DataFrame) else len(every)
    # Not "all" of them: of a report that is published, themes of few may be left out.
    if len(shown) < everyone:
        return gettext("the {n} most prevalent of {total} themes", n=len(shown), total=everyone)
    return ngettext("one theme", "{n} themes", everyone)
