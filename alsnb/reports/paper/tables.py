"""A table as CSV, in LaTeX and in a Word document, with notes on n and intervals; whatever is in it stays text."""

from __future__ import annotations

import csv
import io
import re
from html import escape
from typing import Any, NamedTuple

import pandas as pd

from alsnb.reports import sentences
from alsnb.reports.files import documents
from alsnb.reports.grid import Grid, as_html
from alsnb.reports.headings import heading
from alsnb.words import gettext, ngettext, sentence

_WIDE = 40
"""Columns of texts longer than this are broken into lines in LaTeX."""


class Estimate(NamedTuple):
    """Of an estimate: the column it rests on, what its interval is, and the name of its measure."""

    n: str
    interval: str
    measure: str


_WILSON = gettext("Wilson's interval")
_EFFECTIVE = gettext("Wilson's interval of the effective number of observations, as several come from one member")
_GEE = gettext("by generalised estimating equations, clustered by member")
_GEE_OF_SETS = gettext("by generalised estimating equations, clustered by set")
_PROPORTIONAL = gettext("by a proportional-odds model, clustered by member")
_POISSON = gettext("score interval of a Poisson rate")
_POINTWISE = gettext("pointwise log-log interval")
ESTIMATES = {
    "attendance_rate": Estimate("expected", _WILSON, "attendance"),
    "attendance_odds_ratio": Estimate("expected", _GEE, "change"),
    "mean_minutes": Estimate("timed_airtimes", gettext("expanded percentile bootstrap over airtimes"), "airtime"),
    "share_in_range": Estimate("ranged_airtimes", _WILSON, "airtime"),
    "voice_equity": Estimate(
        "airtimes", gettext("Student's t over sets (of one set, over its airtimes), on the logit scale"), "voice_equity"
    ),
    "voice_equity_slope": Estimate("airtimes", _GEE_OF_SETS, "change"),
    "share_of_contributions": Estimate("all_contributions", _WILSON, "question_mix"),
    "breaches_per_airtime": Estimate("airtimes", _POISSON, "question_mix"),
    "completion": Estimate("due_actions", _EFFECTIVE, "completion"),
    "completion_odds_ratio": Estimate("due_actions", _GEE, "change"),
    "follow_through": Estimate("actions_due_for_report", _WILSON, "follow_through"),
    "share_carried_over": Estimate("brought", _EFFECTIVE, "lives"),
    "still_open": Estimate("actions", _POINTWISE, "lives"),
    "not_done": Estimate("actions", _POINTWISE, "lives"),
    "incidence_done": Estimate("actions", _POINTWISE, "lives"),
    "incidence_dropped": Estimate("actions", _POINTWISE, "lives"),
    "actions_per_airtime": Estimate("airtimes", _POISSON, "action_yield"),
    "prevalence": Estimate("coded_reflections", _EFFECTIVE, "prevalence"),
    "prevalence_odds_ratio": Estimate("coded_reflections", _GEE, "change"),
    "lift": Estimate("reflections", gettext("Student's t over members, on the log scale"), "co_occurrence"),
    **{
        f"share_at_{level}": Estimate("rated_reflections", _EFFECTIVE, "levels")
        for level in ("habitual_action", "understanding", "reflection", "critical_reflection")
    },
    "median_level": Estimate("rated_reflections", gettext("percentile bootstrap over members"), "levels"),
    "level_odds_ratio": Estimate("rated_reflections", _PROPORTIONAL, "levels"),
    "alpha": Estimate("reflections", gettext("percentile bootstrap over reflections"), "agreement"),
    "share_observed": Estimate("observable", _WILSON, "fidelity"),
}  # fmt: skip


def estimated(grid: Grid) -> list[str]:
    """The columns that are estimates: a count may have the same name."""
    return [name for name in grid.heads if name in ESTIMATES and f"{name}_low" in grid.protected.result]


def notes(grid: Grid) -> list[str]:
    """What a reader of a table must know: what n is, what the intervals are, what a rule left out."""
    found = []
    same: dict[tuple[str, str], list[str]] = {}
    for name in estimated(grid):
        same.setdefault(ESTIMATES[name][:2], []).append(grid.heads[name])
    for (n, interval), heads in same.items():
        found.append(
            gettext("{columns}: 95% CI in brackets ({interval}).", columns=sentences.listing(heads), interval=interval)
        )
        rests = gettext("n is in the column “{column}”.") if n in grid.heads else gettext("n: {column}.")
        found.append(rests.format(column=heading(n)))
    if "members" in grid.heads:
        found.append(gettext("Members: the people behind the figures of a row."))
    if grid.more:
        more = ngettext("One more row is in the CSV.", "{n} more rows are in the CSV.", grid.more, n=f"{grid.more:,}")
        found.append(more)
    return [*found, *map(sentence, grid.protected.notes)]


def as_csv(grid: Grid) -> str:
    """A table's values as they were estimated, every column of them."""
    result, marks = grid.protected.result, grid.protected.marks
    file = io.StringIO()
    writer = csv.writer(file, lineterminator="\n")
    writer.writerow(result.columns)
    for row, mark in zip(result.to_dict("records"), marks.to_dict("records"), strict=True):
        writer.writerow(mark[name] or _in_csv(value) for name, value in row.items())
    return file.getvalue()


def _in_csv(value: Any) -> Any:
    if pd.isna(value):
        return ""
    if isinstance(value, pd.Timestamp):
        return value.isoformat()
    # A spreadsheet would calculate what begins like a formula.
    risky = isinstance(value, str) and re.match(r"\s*[=+\-@＝＋－＠]|[\t\r\n]", value)
    return f"'{value}" if risky else value


def latex_table(grid: Grid, name: str) -> str:
    """A table in LaTeX, with the package booktabs."""
    places = dict(zip(grid.heads, range(len(grid.heads)), strict=True))
    wide = [each for each, n in places.items() if any(len(row[n].text) > _WIDE for row in grid.rows)]
    kinds = {each: rf"p{{{0.6 / len(wide):.2f}\linewidth}}" for each in wide}
    columns = "".join(kinds.get(each, "r" if each in grid.numeric else "l") for each in grid.heads)
    lines = [[as_latex(f"{cell.text} {cell.interval}".strip()) for cell in row] for row in grid.rows]
    head = " & ".join(map(as_latex, grid.heads.values()))
    rows = "\n    ".join(rf"{' & '.join(cells)} \\" for cells in lines)
    said = " ".join(map(as_latex, notes(grid)))
    noted = as_latex(gettext("Note."))
    note = rf"\par\medskip\footnotesize\raggedright {noted} {said}" if said else ""
    return rf"""\begin{{table}}
  \centering
  \caption{{{as_latex(grid.caption)}}}
  \label{{tab:{name}}}
  \begin{{tabular}}{{{columns}}}
    \toprule
    {head} \\
    \midrule
    {rows}
    \bottomrule
  \end{{tabular}}
  {note}
\end{{table}}"""


_LATEX = str.maketrans({
    "\\": r"\textbackslash{}", "~": r"\textasciitilde{}", "^": r"\textasciicircum{}", "<": r"\textless{}",
    ">": r"\textgreater{}", "|": "$|$", "[": "{[}", "]": "{]}", "\N{NO-BREAK SPACE}": "~", "≤": r"$\le$",
    **{each: rf"\{each}" for each in "&%$#_{}"},
})  # fmt: skip


def as_latex(text: str) -> str:
    """A text as LaTeX sets it, whatever is in it; on one line, as an empty one would end a paragraph."""
    return " ".join(_printable(text).split(" ")).translate(_LATEX)


def as_docx(grids: list[Grid]) -> bytes:
    """Tables as a Word document, by pandoc: always the same for the same tables."""
    parts = []
    for number, grid in enumerate(grids, 1):
        # Nobody's text holds this: its quotation marks would be escaped.
        html = str(as_html(grid, gettext("Table {n}. {caption}", n=number, caption=grid.caption)))
        parts.append(html.replace(' class="number"', ' style="text-align: right"'))
        parts += [f"<p>{escape(each)}</p>" for each in notes(grid)]
    return documents.pandoc(_printable("".join(parts)), "docx", gettext("Tables"))


def _printable(text: str) -> str:
    """A text with spaces for line ends, without what would steer a program, or is no character of XML."""
    spaced = re.sub(r"[^\S\N{NO-BREAK SPACE}]+", " ", text)
    return "".join(each for each in spaced if each.isprintable() or each == "\N{NO-BREAK SPACE}")
