"""Figures: an analysis's result drawn on matplotlib Axes, and nothing computed.

Every function takes the result of the analysis it is named after and, optionally, the Axes to draw on (by default new
ones, by pyplot), and returns the Axes. Intervals are drawn and counts shown. The Axes' label (``ax.get_label()``) is
the alternative text of the figure, made from the numbers. A result without rows raises `NothingToShow`.

Of a result that is published, a count may be a text, such as "<5": it is written as it is, and a share beside it is
drawn as the range in which it lies.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from importlib import resources
from typing import Any

import matplotlib as mpl
import matplotlib.style
import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator, PercentFormatter

from alsnb.errors import AlsnbError, NothingToShow

Draw = Callable[[Axes, pd.DataFrame], str]
_LOOK = str(resources.files(__name__) / "alsnb.mplstyle")
STYLE: Any = mpl.rc_params_from_file(_LOOK, use_default_template=False)
_COUNTS = {
    "expected": "attendances expected",
    "airtimes": "airtimes or meetings",
    "due_actions": "actions due",
    "actions_due_for_report": "actions due for report",
}
"""What the n beside an estimate counts."""
_CROWDED = 12
"""More points than this are drawn as a line with a band, labelled at its ends; no more themes than this are drawn."""
_WIDE = 80
"""No more letters than this stand in a row below a figure."""


def _figure(needs: str, *one_row_for: str) -> Callable[[Draw], Callable[..., Axes]]:
    """Make a function that draws and returns the alternative text into one that gives Axes for a result.

    The result needs the column `needs`, and no two rows with the same values of `one_row_for`.
    """

    def decorate(draw: Draw) -> Callable[..., Axes]:
        @wraps(draw, assigned=("__module__", "__name__", "__qualname__", "__doc__"))
        def figure(result: pd.DataFrame, ax: Axes | None = None) -> Axes:
            if needs not in result:
                raise AlsnbError(f"found the columns {', '.join(map(str, result))}; expected {needs} among them")
            there = _numbers(result[needs]).notna()
            if f"{needs}_low" in result:  # of a share beside a text, the range in which it lies
                is_text = result[needs].map(lambda value: isinstance(value, str)).astype(bool)
                there |= is_text & _numbers(result[f"{needs}_low"]).notna()
            known = result[there]
            if one_row_for and result.duplicated(list(one_row_for)).any():
                raise AlsnbError(
                    f"found several rows for one {' and '.join(one_row_for)}; expected the result for by=()"
                )
            if known.empty:
                raise NothingToShow(f"{needs.replace('_', ' ')} is not known for any row; there is nothing to draw")
            with mpl.style.context(STYLE):
                if ax is None:
                    from matplotlib import pyplot

                    ax = pyplot.subplots()[1]
                ax.set_label(draw(ax, known.reset_index(drop=True)))
            return ax

        del figure.__wrapped__  # so that help() shows the order of the arguments a user gives
        return figure

    return decorate


@_figure("attendance_rate")
def attendance(ax: Axes, result: pd.DataFrame) -> str:
    """Attendance rate by cycle (or set), with its interval."""
    return _shares(ax, result, "attendance_rate", "expected", "Attendance rate")


@_figure("voice_equity")
def voice_equity(ax: Axes, result: pd.DataFrame) -> str:
    """Voice equity by cycle (or set), with its interval."""
    return _shares(ax, result, "voice_equity", "airtimes", "Voice equity", percent=False)


@_figure("completion")
def completion(ax: Axes, result: pd.DataFrame) -> str:
    """Share of the actions due that were done, by cycle (or set), with its interval."""
    return _shares(ax, result, "completion", "due_actions", "Actions done, of those due")


@_figure("follow_through")
def follow_through(ax: Axes, result: pd.DataFrame) -> str:
    """Share of actions reported back at the next meeting, by cycle (or set), with its interval."""
    return _shares(ax, result, "follow_through", "actions_due_for_report", "Reported back at the next meeting")


@_figure("due_actions")
def action_states(ax: Axes, result: pd.DataFrame) -> str:
    """What had become of the actions due, by cycle: one bar a cycle, its parts labelled with their counts."""
    result = result[(_numbers(result["due_actions"]) > 0) & result[[*_STATES]].notna().all(axis=1)].reset_index(
        drop=True
    )
    if (result["open"] == result["due_actions"]).all():
        raise NothingToShow("nothing was reported of any action due; there is nothing to draw")
    parts = {state: (state.replace("_", " "), *look) for state, look in _STATES.items()}
    told = _stacked(ax, result, parts, "due_actions", "Share of the actions due")
    if "cycle" in result:
        ax.set_ylabel("Cycle in which agreed")
    return f"Stacked bars of what had become of the actions due. {told}"


@_figure("rated_reflections")
def levels(ax: Axes, result: pd.DataFrame) -> str:
    """How deep reflections go, by cycle (or set): one bar each, its parts labelled with their counts."""
    result = result[result[list(_LEVELS)].notna().all(axis=1)].reset_index(drop=True)
    if result.empty:
        raise NothingToShow("the levels are not known for any row; there is nothing to draw")
    told = _stacked(ax, result, _LEVELS, "rated_reflections", "Share of the reflections rated")
    return f"Stacked bars of how deep reflections go. {told}"


@_figure("lift", "theme", "other_theme")
def co_occurrence(ax: Axes, result: pd.DataFrame) -> str:
    """How much more often than by chance the pairs of themes most often together are, for a result of one group."""
    shown = result[_numbers(result["lift_low"]).notna()].head(_CROWDED).reset_index(drop=True)
    if shown.empty:
        raise NothingToShow("too few members mention two themes for any pair; there is nothing to draw")
    names = [f"{one} + {other}" for one, other in zip(shown["theme"], shown["other_theme"], strict=True)]
    lift, low, high = (shown[f"lift{end}"].to_numpy(float) for end in ("", "_low", "_high"))
    places = np.arange(len(shown))
    _set_height(ax, 1.0 + 0.3 * len(shown))
    ax.axvline(1, color="#555555", linewidth=1, zorder=1)
    ax.errorbar(lift, places, xerr=[lift - low, high - lift], fmt="o", color="C0", ecolor="#7FB8D8", elinewidth=2.4)
    for place, end, both, chance in zip(places, high, shown["with_both"], shown["expected_with_both"], strict=True):
        ax.annotate(f"{_n(both)} ({chance:,.1f})", (end, place), xytext=(5, 0), textcoords="offset points", va="center",
                    fontsize=8, color="#222222")  # fmt: skip
    ax.set_yticks(places, [_wrapped(name, 44) for name in names])
    ax.set_ylim(len(shown) - 0.4, -0.6)
    ax.set_xlim(0, float(high.max()) * 1.25)
    ax.set_xlabel("Lift: 1 is as often together as by chance\n(beside: reflections with both, and by chance)")
    ax.grid(visible=False, axis="y")
    told = "; ".join(
        f"{name} {value:.1f} ({a:.1f} to {b:.1f})" for name, value, a, b in zip(names, lift, low, high, strict=True)
    )
    return f"Pairs of themes in the same reflection, as a multiple of chance, with 95 % intervals: {told}."


@_figure("share_of_contributions", "kind")
def question_mix(ax: Axes, result: pd.DataFrame) -> str:
    """Share of contributions by kind, with its interval; for a result of one group."""
    names = result["kind"].map(lambda kind: kind.replace("_", " ").capitalize())
    total = result["all_contributions"].iloc[0]
    told = _ranked(
        ax,
        result,
        names,
        "share_of_contributions",
        ("contributions", "all_contributions"),
        f"Share of {_n(total)} contributions",
    )
    return f"Kinds of contributions, of {_n(total)}. {told}"


@_figure("prevalence", "theme")
def prevalence(ax: Axes, result: pd.DataFrame) -> str:
    """Prevalence of the most prevalent themes, with its interval; for a result of one group."""
    shown = result.head(_CROWDED).reset_index(drop=True)
    coded = shown["coded_reflections"].iloc[0]
    told = _ranked(
        ax,
        shown,
        shown["theme"],
        "prevalence",
        ("with_theme", "coded_reflections"),
        f"Share of {_n(coded)} coded reflections",
    )
    return f"Prevalence of {_of_all(shown, result)}, of {_n(coded)} coded reflections. {told}"


@_figure("prevalence")
def prevalence_by_cycle(ax: Axes, result: pd.DataFrame) -> str:
    """Prevalence of the most prevalent themes across cycles: one row a theme, one cell a cycle, the share in it."""
    if "cycle" not in result:
        raise AlsnbError('found a result without cycles; expected the result for by="cycle"')
    order = list(dict.fromkeys(result["theme"]))
    shown = result[result["theme"].isin(order[:_CROWDED])]
    shown = shown.assign(prevalence=_numbers(shown["prevalence"]))
    if shown["prevalence"].isna().all():
        raise NothingToShow("no theme's share is known in any cycle; there is nothing to draw")
    grid = shown.pivot(index="theme", columns="cycle", values="prevalence").loc[order[:_CROWDED]]
    found = shown.pivot(index="theme", columns="cycle", values="with_theme").loc[order[:_CROWDED]]
    counts = shown.drop_duplicates("cycle").set_index("cycle")["coded_reflections"].loc[list(grid.columns)]
    _set_height(ax, 0.9 + 0.3 * len(grid))
    image = ax.imshow(grid.to_numpy(float), aspect="auto", cmap="Blues", vmin=0, vmax=max(0.5, float(np.nanmax(grid))))
    _as_grid(ax)
    few = len(grid.columns) <= _CROWDED
    step = 1 if few else -(-len(grid.columns) // _CROWDED)
    places = np.arange(0, len(grid.columns), step)
    ax.set_xticks(places, [f"{cycle}\n(n = {n})" if few else str(cycle) for cycle, n in list(counts.items())[::step]])
    ax.set_yticks(np.arange(len(grid)), [_wrapped(theme) for theme in grid.index])
    ax.set_xlabel("Cycle (n: reflections coded)" if few else f"Cycle (reflections coded: {_span(counts)})")
    if few:
        for (row, column), share in np.ndenumerate(grid.to_numpy(float)):
            if np.isnan(share):
                text = found.iloc[row, column]
                if isinstance(text, str):
                    ax.text(column, row, text, ha="center", va="center", color="#555555", fontsize=7, in_layout=False)
                continue
            ink = "white" if share > 0.62 * max(0.5, float(np.nanmax(grid))) else "#222222"
            ax.text(column, row, f"{share:.0%}", ha="center", va="center", color=ink, fontsize=8, in_layout=False)
    else:
        figure: Any = ax.get_figure()
        scale = figure.colorbar(image, ax=ax, format=PercentFormatter(1, decimals=0), pad=0.01, aspect=30)
        scale.outline.set_visible(False)
    told = "; ".join(
        f"{theme}: "
        + ", ".join(f"{row.loc[cycle]:.0%} in cycle {cycle}" for cycle in dict.fromkeys(row.index[[0, -1]]))
        for theme, row in ((theme, row.dropna()) for theme, row in grid.iterrows())
        if len(row)
    )
    return f"Prevalence of {_of_all(grid, pd.Index(order))} by cycle. {told}."


_STATES = {
    "done": ("#0072B2", "", "white"),
    "partly": ("#56B4E9", "", "#222222"),
    "changed": ("#F0E442", "..", "#222222"),
    "not_done": ("#E69F00", "//", "#222222"),
    "dropped": ("#D55E00", "xx", "#222222"),
    "open": ("#DDDDDD", "", "#222222"),
}
"""What may have become of an action: colour, hatch (so that grey copies stay readable), colour of the number on it."""


_LEVELS = {
    "at_habitual_action": ("habitual action", "#DEEBF7", "", "#222222"),
    "at_understanding": ("understanding", "#9ECAE1", "", "#222222"),
    "at_reflection": ("reflection", "#4292C6", "", "#222222"),
    "at_critical_reflection": ("critical reflection", "#084594", "", "white"),
}
"""The levels of reflection, the deeper the darker: name, colour, hatch, colour of the number on it."""


def _stacked(
    ax: Axes, result: pd.DataFrame, parts: dict[str, tuple[str, str, str, str]], whole: str, label: str
) -> str:
    """One bar a row, of parts as wide as their share of the whole; in words, the parts that are not nought."""
    labels, name = _labels(result)
    places = np.arange(len(result))
    _set_height(ax, max(2.0, 0.9 + 0.34 * len(result)))  # the label of the axis is as high as three bars
    left = np.zeros(len(result))
    # Of rounded numbers, the parts may make up a little more than the whole.
    every = np.nan_to_num(result[[*parts]].apply(_numbers).to_numpy(float)).sum(axis=1)
    full = np.maximum(_numbers(result[whole]).to_numpy(float), every)
    rest = every / full
    for part, (called, colour, hatch, ink) in parts.items():
        counts = _numbers(result[part]).to_numpy(float)
        shares = np.nan_to_num(counts) / full
        # What is nearly all fills what the others leave.
        nearly = np.array([str(each).startswith("all but") for each in result[part]])
        shares = np.where(nearly, 1 - rest, shares)
        ax.barh(places, shares, left=left, height=0.72, color=colour, hatch=hatch, edgecolor="white", linewidth=0.8,
                label=called)  # fmt: skip
        for place, count, share, start in zip(places.tolist(), result[part], shares, left, strict=True):
            if share > 0.045:
                backing = {"facecolor": colour, "edgecolor": "none", "pad": 0.8}
                ax.text(
                    start + share / 2,
                    place,
                    _n(count),
                    ha="center",
                    va="center",
                    color=ink,
                    bbox=backing,
                    in_layout=False,
                )
        left += shares
    named = zip(labels, result[whole], strict=True)
    ax.set_yticks(places, [f"{_wrapped(label)}  (n = {_n(n)})" for label, n in named])
    ax.invert_yaxis()
    ax.set_ylabel(name)
    ax.set_xlim(0, 1)
    ax.xaxis.set_major_formatter(PercentFormatter(1, decimals=0))
    ax.set_xlabel(label)
    ax.grid(visible=False, axis="y")
    ax.legend(ncols=len(parts), loc="lower left", bbox_to_anchor=(0, 1.0), frameon=False, handlelength=1.1,
              columnspacing=0.9, handletextpad=0.4, borderaxespad=0.2)  # fmt: skip
    told = "; ".join(
        f"{name.lower()} {label}: "
        + ", ".join(f"{_n(row[part])} {called}" for part, (called, *_) in parts.items() if row[part])
        for label, row in zip(labels, result.to_dict("records"), strict=True)
    )
    return f"{told[0].upper()}{told[1:]}."


def _shares(ax: Axes, result: pd.DataFrame, estimate: str, count: str, label: str, *, percent: bool = True) -> str:
    """Estimates with their intervals, one a cycle or set."""
    labels, name = _labels(result)
    values, low, high = (_numbers(result[f"{estimate}{end}"]).to_numpy(float) for end in ("", "_low", "_high"))
    shown = [
        (f"{value:.0%}" if percent else f"{value:.2f}") if not np.isnan(value) else str(each)
        for value, each in zip(values, result[estimate], strict=True)
    ]
    ordered = name == "Cycle"
    places = result["cycle"].to_numpy(float) if ordered else np.arange(len(result), dtype=float)
    if len(result) > _CROWDED and ordered:
        ax.plot(places, values, color="C0")
        ax.fill_between(places, low, high, color="C0", alpha=0.2, linewidth=0)
        ax.xaxis.set_major_locator(MaxNLocator(integer=True))
        ax.set_xlabel(f"{name} (n: {_span(result[count])} {_COUNTS[count]})")
        labelled = {0, len(result) - 1}
    else:
        below, above = np.nan_to_num(values - low), np.nan_to_num(high - values)
        ax.errorbar(places, values, yerr=[below, above], fmt="o-" if ordered else "o", color="C0", ecolor="#7FB8D8",
                    elinewidth=2.2, capsize=0, linewidth=1)  # fmt: skip
        unknown = np.isnan(values)
        if unknown.any():
            ax.vlines(places[unknown], low[unknown], high[unknown], color="#B8D7E8", linewidth=6, zorder=1)
        crowded = len(result) > _CROWDED
        ns = [f"(n = {_n(n)})" for n in result[count]]
        beside = "(n: {})"
        if not crowded and sum(map(len, ns)) > _WIDE:
            ns, beside = [_n(n) for n in result[count]], "(below: n, {})"
        gap = " " if crowded else "\n"
        ticks = [f"{_wrapped(each)}{gap}{n}" for each, n in zip(labels, ns, strict=True)]
        ax.set_xticks(places, ticks, rotation=90 if crowded else 0)
        ax.set_xlabel(f"{name} {beside.format(_COUNTS[count])}")
        ax.set_xlim(places.min() - 0.6, places.max() + 0.6)
        ax.grid(visible=False, axis="x")
        labelled = set() if crowded else set(range(len(result)))
    for place in labelled:
        at = values[place] if not np.isnan(values[place]) else (low[place] + high[place]) / 2
        ax.annotate(shown[place], (places[place], at), xytext=(5, 7), textcoords="offset points",
                    va="center", fontsize=8, color="#222222", in_layout=False,
                    bbox={"facecolor": "white", "edgecolor": "none", "pad": 0.6, "alpha": 0.8})  # fmt: skip
    ax.set_ylim(0, 1.1)
    ax.set_yticks(np.arange(0, 1.01, 0.2))
    if percent:
        ax.yaxis.set_major_formatter(PercentFormatter(1, decimals=0))
    ax.set_ylabel(label)
    told = "; ".join(
        f"{name.lower()} {each} {value}"
        + ("" if np.isnan(a) or np.isnan(known) else f" ({_bound(a, percent)} to {_bound(b, percent)})")
        for each, value, a, b, known in zip(labels, shown, low, high, values, strict=True)
    )
    return f"{label} by {name.lower()}, with 95 % intervals: {told}."


def _bound(value: float, percent: bool) -> str:
    return f"{value:.0%}" if percent else f"{value:.2f}"


def _ranked(
    ax: Axes, result: pd.DataFrame, names: pd.Series[str], estimate: str, counts: tuple[str, str], label: str
) -> str:
    """Shares with their intervals, one a row, from the top."""
    values, low, high = (_numbers(result[f"{estimate}{end}"]).to_numpy(float) for end in ("", "_low", "_high"))
    places = np.arange(len(result))
    unknown = np.isnan(values)
    if unknown.any():
        ax.hlines(places[unknown], low[unknown], high[unknown], color="#B8D7E8", linewidth=6, zorder=1)
    _set_height(ax, 0.8 + 0.27 * len(result))
    ax.errorbar(
        values, places, xerr=[values - low, high - values], fmt="o", color="C0", ecolor="#7FB8D8", elinewidth=2.4
    )
    for place, value, end, n, of in zip(places, values, high, *(result[count] for count in counts), strict=True):
        told = f"{'' if np.isnan(value) else f'{value:.0%}  '}({_n(n)} of {_n(of)})"
        ax.annotate(
            told, (end, place), xytext=(5, 0), textcoords="offset points", va="center", fontsize=8, color="#222222"
        )
    ax.set_yticks(places, [_wrapped(name) for name in names])
    ax.set_ylim(len(result) - 0.4, -0.6)
    ax.set_xlim(0, min(1.25, float(np.nanmax(high)) * 1.3 + 0.02))
    ticks = np.asarray(MaxNLocator(5, steps=[1, 2, 5, 10]).tick_values(*ax.get_xlim()))
    ax.set_xticks(ticks[(ticks >= 0) & (ticks <= min(1, ax.get_xlim()[1]))])
    ax.xaxis.set_major_formatter(PercentFormatter(1, decimals=0))
    ax.set_xlabel(label)
    ax.grid(visible=False, axis="y")
    told = "; ".join(
        f"{name} " + (str(each) if np.isnan(value) else f"{value:.0%} ({a:.0%} to {b:.0%})")
        for name, value, each, a, b in zip(names, values, result[estimate], low, high, strict=True)
    )
    return f"Shares with 95 % intervals: {told}."


@_figure("questions", "member", "presenter")
def asking(ax: Axes, result: pd.DataFrame) -> str:
    """Who asked whom in a set: a row for each who asked, a column for each who presented, the number of questions."""
    grid = result.pivot(index="member", columns="presenter", values="questions")
    _set_height(ax, 1.1 + 0.36 * len(grid))
    most = max(1.0, float(np.nanmax(grid.to_numpy(float))))
    ax.imshow(grid.to_numpy(float), aspect="auto", cmap="Blues", vmin=0, vmax=most)
    _as_grid(ax)
    ax.set_xticks(np.arange(len(grid.columns)), [_wrapped(str(code)) for code in grid.columns])
    ax.set_yticks(np.arange(len(grid)), [_wrapped(str(code)) for code in grid.index])
    ax.set_xlabel("Presented")
    ax.set_ylabel("Asked")
    for (row, column), asked in np.ndenumerate(grid.to_numpy(float)):
        if not np.isnan(asked):
            ink = "white" if asked > 0.62 * most else "#222222"
            ax.text(column, row, f"{asked:.0f}", ha="center", va="center", color=ink, fontsize=8, in_layout=False)
    told = "; ".join(
        f"{member} asked " + ", ".join(f"{code} {n:.0f}" for code, n in row.dropna().items())
        for member, row in grid.iterrows()
    )
    return f"Questions by who asked and who presented, {result['questions'].sum():,.0f} in all: {told}."


@_figure("share", "measure", "cohort")
def side_by_side(ax: Axes, result: pd.DataFrame) -> str:
    """Shares of several cohorts with their intervals: a row for each measure, a mark for each cohort."""
    measures = list(dict.fromkeys(result["measure"]))[:_CROWDED]
    result = result[result["measure"].isin(measures)]
    cohorts = sorted(result["cohort"].unique())
    _set_height(ax, 1.0 + (0.18 + 0.15 * len(cohorts)) * len(measures))
    told = []
    for number, code in enumerate(cohorts):
        own = result[result["cohort"] == code].set_index("measure").reindex(measures).dropna(subset=["share"])
        share, low, high = (own[f"share{end}"].to_numpy(float) for end in ("", "_low", "_high"))
        places = np.array([measures.index(each) for each in own.index]) + 0.7 * ((number + 0.5) / len(cohorts) - 0.5)
        marker, colour = _MARKS[number % len(_MARKS)]
        ax.errorbar(share, places, xerr=[share - low, high - share], fmt=marker, color=colour, ecolor=colour,
                    elinewidth=1.6, markersize=4.5, label=_wrapped(code))  # fmt: skip
        each = ", ".join(
            f"{m} {s:.0%} ({a:.0%} to {b:.0%})" for m, s, a, b in zip(own.index, share, low, high, strict=True)
        )
        told.append(f"cohort {code}: {each}")
    ax.set_yticks(np.arange(len(measures)), [_wrapped(each) for each in measures])
    ax.set_ylim(len(measures) - 0.5, -0.5)
    for place in range(1, len(measures)):
        ax.axhline(place - 0.5, color="#DDDDDD", linewidth=0.6, zorder=0)
    most = min(1.0, float(result["share_high"].max()) * 1.08)
    ax.set_xlim(-0.015 * most, 1.02 * most)
    ax.xaxis.set_major_formatter(PercentFormatter(1, decimals=0))
    ax.grid(visible=False, axis="y")
    ax.set_xlabel("Share, with its 95% interval")
    ax.legend(title="Cohort", ncols=min(len(cohorts), 4), loc="lower left", bbox_to_anchor=(0, 1.0), frameon=False)
    return f"Shares with 95 % intervals, {'; '.join(told)}."


_MARKS = (("o", "#0072B2"), ("s", "#D55E00"), ("^", "#009E73"), ("D", "#CC79A7"), ("v", "#56B4E9"), ("P", "#E69F00"))
"""Marks by which cohorts are told apart, in grey as well."""


def _numbers(values: Any) -> Any:
    """A column's numbers; missing where there is a text."""
    return pd.to_numeric(values, errors="coerce").astype(float)


def _n(count: Any) -> str:
    """A count, or the text in its place."""
    return count if isinstance(count, str) else "–" if pd.isna(count) else f"{count:,.0f}"


def _span(counts: Any) -> str:
    """From the least to the greatest."""
    known = _numbers(counts)
    few = [each for each in counts if isinstance(each, str)]
    least, most = (few[0], few[0]) if known.isna().all() else (_n(known.min()), _n(known.max()))
    return f"{few[0] if few and few[0].startswith('<') else least} to {most}"


def _as_grid(ax: Axes) -> None:
    ax.grid(visible=False)
    ax.spines[["left", "bottom"]].set_visible(False)
    ax.tick_params(length=0)


def _labels(result: pd.DataFrame) -> tuple[list[str], str]:
    """What each row stands for, and what that is called."""
    for column, name in (("cycle", "Cycle"), ("learning_set", "Set"), ("member", "Member")):
        if column in result:
            return [str(each) for each in result[column]], name
    return ["all"] * len(result), "Cohort"


def _set_height(ax: Axes, inches: float) -> None:
    """A figure of one list grows with it."""
    figure: Any = ax.get_figure(root=True)
    if figure is not None and len(figure.axes) == 1:
        figure.set_figheight(inches)


def _wrapped(name: str, width: int = 34) -> str:
    from textwrap import wrap

    short = name if len(name) <= 2 * width else f"{name[: 2 * width - 1]}…"
    # A dollar sign would start matplotlib's own mathematics.
    return "\n".join(wrap(short, width)).replace("$", r"\$")


def _of_all(shown: Any, every: Any) -> str:
    everyone = every["theme"].nunique() if isinstance(every, pd.DataFrame) else len(every)
    # Not "all" of them: of a report that is published, themes of few may be left out.
    if everyone == 1:
        return "one theme"
    return f"{everyone} themes" if len(shown) == everyone else f"the {len(shown)} most prevalent of {everyone} themes"
