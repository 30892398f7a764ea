"""Tables: how a result is laid out in cells, for a page or for a file."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from typing import Any, NamedTuple

import pandas as pd

from alsnb.disclosure import Protected, mark_in_words
from alsnb.reports import headings
from alsnb.reports.files.html import macros
from alsnb.reports.headings import heading
from alsnb.reports.sentences import day, digits
from alsnb.words import gettext


class Cell(NamedTuple):
    """What stands in a cell of a table: an estimate's interval apart."""

    text: str
    interval: str = ""


class Grid(NamedTuple):
    """A result as a table shows it: on a page, or in a file."""

    caption: str
    heads: dict[str, str]
    """Column → heading, of the columns shown."""
    numeric: set[str]
    rows: list[list[Cell]]
    more: int
    """How many more rows there are."""
    protected: Protected


def as_it_is(result: pd.DataFrame) -> Protected:
    """Return a result without disclosure control."""
    return Protected(result, pd.DataFrame("", index=result.index, columns=result.columns))


def laid_out(protected: Protected, numeric: set[str], caption: str, most: int, *, published: bool = False) -> Grid:
    """Lay out what may be shown of a result, each estimate with its interval in one cell.

    A column in which every value is missing is left out, and so is the column of the cohort if there is only one.

    Parameters
    ----------
    protected
        The result; it has rows.
    numeric
        The columns that hold numbers: among marks, they do not look so.
    caption
        What the table shows.
    most
        Rows shown.
    published
        Whether numbers have as many digits as are published.
    """
    result, marks = protected.result, protected.marks
    bounds = {f"{name}{end}" for name in result.columns for end in ("_low", "_high")}
    one_cohort = "cohort" in result and "compared_with" not in result and result["cohort"].nunique() == 1
    same = {"largest_share", *(["cohort"] if one_cohort else [])}
    filled = [name for name in result.columns if (result[name].notna() | (marks[name] != "")).any()]
    heads = {name: heading(name) for name in filled if name not in bounds | same}
    styles = {name: _style_of(name, result, published) for name in heads}
    rows = [
        [Cell(mark_in_words(mark[name])) if mark[name] else _cell(row, name, styles[name]) for name in heads]
        for row, mark in zip(result.head(most).to_dict("records"), marks.head(most).to_dict("records"), strict=True)
    ]
    return Grid(caption, heads, numeric, rows, max(0, len(result) - most), protected)


def crossed(result: pd.DataFrame, rows: str, columns: str, value: str, caption: str) -> Grid:
    """Lay out a count as a table of rows by columns, headed by their codes; a dash if there is no such pair."""
    wide = result.pivot(index=rows, columns=columns, values=value)
    heads = {rows: heading(rows), **{code: str(code) for code in wide.columns}}
    cells = [
        [Cell(str(code)), *(Cell("–" if pd.isna(each) else f"{each:,.0f}") for each in row)]
        for code, row in zip(wide.index, wide.to_numpy(float), strict=True)
    ]
    return Grid(caption, heads, {*wide.columns}, cells, 0, as_it_is(wide.reset_index()))


def as_html(grid: Grid, caption: str = "") -> Any:
    """Return a table as HTML, with nothing around it; a template escapes it no more."""
    sides = [_side(name in grid.numeric, [row[at] for row in grid.rows]) for at, name in enumerate(grid.heads)]
    rows = [[(re.split(r"(?<=\w:)(?=\w)", cell.text), cell.interval) for cell in row] for row in grid.rows]
    return macros().table(caption or grid.caption, [*grid.heads.values()], rows, sides)


def _side(numeric: bool, cells: list[Cell]) -> str:
    """Return the class of a column: a long text must not be squeezed into one word a line."""
    if numeric:
        return "number"
    return "long" if any(cell.text.count(" ") > 4 for cell in cells) else ""


def _cell(row: Mapping[Any, Any], name: str, style: str) -> Cell:
    value = row[name]
    if pd.isna(value):
        return Cell("–")
    if isinstance(value, bool):
        return Cell(gettext("yes") if value else gettext("no"))
    if isinstance(value, pd.Timestamp):
        return Cell(day(value).replace(" ", "\N{NO-BREAK SPACE}"))
    if not isinstance(value, float):
        return Cell(f"{value:,}" if isinstance(value, int) else headings.value(name, value))
    low, high = row.get(f"{name}_low"), row.get(f"{name}_high")
    if low is None or high is None or math.isnan(low) or math.isnan(high):
        return Cell(_written(value, style))
    bounds = gettext("({low} to {high})", low=_written(low, style), high=_written(high, style))
    return Cell(_written(value, style), bounds)


def _written(value: float, style: str) -> str:
    text = style.format(value)
    return text if text.strip("+-0.") else text.lstrip("+-")


def _style_of(name: str, result: pd.DataFrame, published: bool) -> str:
    """Return how to write the numbers of a column, all alike."""
    if name == "percentage_points":
        return "{:+.0f}"
    if name == "difference":
        return "{:+.2f}"
    if _is_share(name):
        return "{:.0%}"
    # If some values are marks, the numbers are among objects.
    numbers = pd.to_numeric(result[name], errors="coerce").dropna()
    if published and f"{name}_low" in result and len(numbers):
        # With as many digits as are published, not more.
        return f"{{:,.{digits(numbers.abs().median())}f}}"
    if f"{name}_low" not in result and (numbers == numbers.round()).all():
        return "{:,.0f}"
    return "{:,.1f}" if numbers.median() >= 10 else "{:,.2f}"


def _is_share(name: str) -> bool:
    return "share" in name or name in ("attendance_rate", "completion", "follow_through", "prevalence")
