"""What a notebook puts on its page: words, figures and tables, safe to publish as HTML.

`start` says whom the page is for. On one to be published, every figure goes through disclosure control
(``alsnb.reports.publishing``): the reason stands in place of what is withheld, and what cannot be judged is refused.

Whatever a person typed is escaped here. A figure is an SVG image with its alternative text; a result without rows gives
no figure and no table, and its sentence (``alsnb.reports.sentences``) says why.
"""

from __future__ import annotations

import io
import math
from collections.abc import Callable, Mapping
from html import escape
from textwrap import wrap
from typing import Any

import pandas as pd

from alsnb import figures
from alsnb.errors import NothingToShow, ReportError
from alsnb.figures import STYLE
from alsnb.reports import publishing, sentences
from alsnb.reports.export import PUBLISHED


def start(frames: Any, *, as_of: Any = None, publish: bool = False) -> None:
    """Begin the page of a report.

    Parameters
    ----------
    frames
        What it is about: of one cohort.
    as_of
        The date as of which it judges actions.
    publish
        Whether it is for anybody, and not for the course team alone: then disclosure control decides what it shows.
    """
    publishing.start(publishing.Publication(frames, as_of) if publish else None)


class Shown:
    """Something to display, in several forms; Jupyter takes the best it can show."""

    def __init__(self, forms: dict[str, str], metadata: dict[str, dict[str, str]] | None = None) -> None:
        self.forms = forms
        self.metadata: dict[str, dict[str, str]] = metadata or {}
        self._publication = publishing.current()

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> tuple[dict[str, str], dict[str, Any]]:
        if self._publication is None:
            return self.forms, self.metadata
        # The mark by which a report to be published knows its own, and what it is to remember.
        mark = {PUBLISHED: {"page": str(id(self._publication)), "figures": self._publication.to_remember()}}
        return self.forms, self.metadata | mark


def title(kind: str, frames: Any) -> Shown:
    """The heading of a report: what it is, of which cohort."""
    cohort = frames.cohort
    module = "" if pd.isna(cohort["module"]) else f'<p class="subtitle">{escape(cohort["module"])}</p>'
    heading = f"{kind}: cohort {cohort['cohort']}"
    return Shown({"text/html": f"<h1>{escape(heading)}</h1>{module}", "text/plain": heading})


def say(*said: str) -> Shown:
    """Sentences as one paragraph; empty ones are left out."""
    text = " ".join(_sayable(said))
    return Shown({"text/html": f"<p>{escape(text)}</p>", "text/plain": text})


def listed(*said: str) -> Shown:
    """Sentences as a list; empty ones are left out."""
    items = _sayable(said)
    html = "".join(f"<li>{escape(item)}</li>" for item in items)
    return Shown({"text/html": f"<ul>{html}</ul>", "text/plain": "\n".join(f"- {item}" for item in items)})


def _sayable(said: tuple[str, ...]) -> list[str]:
    if publishing.current() is not None and not all(isinstance(each, sentences.Said) for each in said if each):
        raise ReportError(
            "a report to be published says only what alsnb.reports.sentences makes of a result; "
            "put other words in a Markdown cell"
        )
    return [sentence for sentence in said if sentence]


def figure(draw: Callable[..., Any], result: pd.DataFrame) -> Shown | None:
    """A figure of a result by one of the functions in `alsnb.figures`; none where there is nothing to draw."""
    import matplotlib as mpl
    import matplotlib.style
    from matplotlib.figure import Figure

    if result.empty:
        return None
    why = ""
    if (publication := publishing.current()) is not None:
        if getattr(draw, "__module__", "") != figures.__name__:
            raise ReportError("a report to be published draws only with alsnb.figures; put other figures in a table")
        try:
            protected = publication.protect(result)
        except publishing.Refused as refused:
            return _refused("a figure", refused)
        result, why = protected.result, protected.why
        if result.empty:
            return _paragraph(f"A figure is withheld, as {why}.")
    with mpl.style.context(STYLE):
        made = Figure()
        try:
            alt = draw(result, made.add_subplot()).get_label()
        except NothingToShow:
            return _paragraph(f"A figure is withheld, as {why}.") if why else None
        file = io.StringIO()
        if why:
            note = f"Not drawn: where {why}."
            alt = f"{alt} {note}"
            made.text(0, -0.01, "\n".join(wrap(note, 110)), va="top", fontsize=7)
        box: Any = "tight" if why else None
        made.savefig(file, format="svg", metadata={"Date": None, "Creator": None}, bbox_inches=box)
    svg = file.getvalue()
    svg = svg[svg.index("<svg") :].replace("<svg", f'<svg role="img" aria-label="{escape(alt)}"', 1)
    return Shown({"image/svg+xml": svg, "text/plain": alt}, {"image/svg+xml": {"alt": alt}})


def table(result: pd.DataFrame, caption: str, most: int = 60, *, folded: bool = False) -> Shown | None:
    """A result as a table: each estimate with its interval in one cell; none where there are no rows.

    A column in which nothing is known, and that of a cohort where there is one, is left out.

    Parameters
    ----------
    result
        The result of an analysis.
    caption
        What the table shows.
    most
        Rows shown; how many more there are is said below.
    folded
        Show the caption alone until the reader opens it.
    """
    if result.empty:
        return None
    why = ""
    withheld = pd.DataFrame(False, index=result.index, columns=result.columns)
    numeric = {name for name in result.columns if pd.api.types.is_numeric_dtype(result[name])}
    if (publication := publishing.current()) is not None:
        try:
            protected = publication.protect(result)
        except publishing.Refused as refused:
            return _refused(caption, refused)
        result, withheld, why = protected.result, protected.withheld, protected.why
        if result.empty:
            return _paragraph(f"{caption}: withheld, as {why}.")
    bounds = {f"{name}{end}" for name in result.columns for end in ("_low", "_high")}
    same = {"cohort"} if "cohort" in result and result["cohort"].nunique() == 1 else set()
    known = [name for name in result.columns if (result[name].notna() | withheld[name]).any()]
    names = [name for name in known if name not in bounds | same]
    head = "".join(f'<th scope="col"{_side(name in numeric)}>{escape(_heading(name))}</th>' for name in names)
    rows = []
    masks = withheld.head(most).to_dict("records")
    for row, mask in zip(result.head(most).to_dict("records"), masks, strict=True):
        shown = {name: '<span class="withheld">withheld</span>' if mask[name] else _cell(row, name) for name in names}
        cells = "".join(f"<td{_side(name in numeric)}>{shown[name]}</td>" for name in names)
        rows.append(f"<tr>{cells}</tr>")
    more = len(result) - most
    note = f'<p class="note">{sentences.counted(more, "more row")} not shown.</p>' if more > 0 else ""
    note += f'<p class="note">Withheld or left out: {escape(why)}.</p>' if why else ""
    html = (
        f'<div class="table" tabindex="0" role="region" aria-label="{escape(caption)}"><table>'
        f"<caption>{escape(caption)}</caption><thead><tr>{head}</tr></thead><tbody>{''.join(rows)}</tbody></table></div>{note}"
    )
    if folded:
        html = f"<details><summary>{escape(caption)}: the table</summary>{html}</details>"
    plain = result.mask(withheld, "withheld") if why else result
    return Shown({"text/html": html, "text/plain": f"{caption}\n{plain.head(most).to_string(index=False)}"})


def _refused(what: str, why: Exception) -> Shown:
    return _paragraph(f"{what[0].upper()}{what[1:]}: not published, as {why}.")


def _paragraph(text: str) -> Shown:
    return Shown({"text/html": f'<p class="note">{escape(text)}</p>', "text/plain": text})


def _cell(row: Mapping[Any, Any], name: str) -> str:
    value = row[name]
    if pd.isna(value):
        return "–"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, pd.Timestamp):
        return sentences.day(value).replace(" ", "\N{NO-BREAK SPACE}")
    if not isinstance(value, float):
        told = str(value).replace("_", " ") if name in ("kind", "state", "before", "after") else str(value)
        return f"{value:,}" if isinstance(value, int) else escape(told)
    style = _style(name, value, estimate=f"{name}_low" in row)
    low, high = row.get(f"{name}_low"), row.get(f"{name}_high")
    if low is None or high is None or math.isnan(low) or math.isnan(high):
        return style.format(value)
    return f'{style.format(value)} <span class="interval">({style.format(low)} to {style.format(high)})</span>'


def _style(name: str, value: float, *, estimate: bool) -> str:
    if _is_share(name):
        return "{:.0%}"
    if value == round(value) and not estimate:
        return "{:,.0f}"
    return "{:,.1f}" if value >= 10 else "{:,.2f}"


def _is_share(name: str) -> bool:
    return "share" in name or name in ("attendance_rate", "completion", "follow_through", "prevalence")


def _side(numeric: bool) -> str:
    return ' class="number"' if numeric else ""


def _heading(name: str) -> str:
    return {"learning_set": "Set"}.get(name, name.replace("_", " ").capitalize())
