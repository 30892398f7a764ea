"""What a notebook puts on its page: words, figures and tables, safe to publish as HTML.

`start` says whom the page is for. On one to be published, every result goes through disclosure control
(``alsnb.disclosure``): a mark such as "<5" stands in place of a small count, a note below says what a rule left out and
what would help, and what nobody knows how to protect is refused.

Whatever a person typed is escaped here. A figure is an SVG image with its alternative text; a result without rows gives
no figure and no table, and its sentence (``alsnb.reports.sentences``) says why.
"""

from __future__ import annotations

import io
import math
import re
from collections.abc import Callable, Mapping, Sequence
from html import escape
from textwrap import wrap
from typing import Any, NamedTuple

import pandas as pd

from alsnb import figures
from alsnb.disclosure import Protected, Refused
from alsnb.errors import NothingToShow, ReportError
from alsnb.figures import STYLE
from alsnb.reports import publishing, sentences
from alsnb.reports.files.html import PUBLISHED


def start(frames: Any, *, as_of: Any = None, publish: bool | str = False) -> None:
    """Begin the page of a report.

    Parameters
    ----------
    frames
        What it is about: of one cohort.
    as_of
        The date as of which it judges actions.
    publish
        Whether it is for anybody, and not for the course team alone: then disclosure control decides what it shows.
        ``"draft"``: as much, but it says that it is not published yet.

    Raises
    ------
    DisclosureError
        The cohort names a policy of disclosure control that is not there.
    """
    publishing.start(publishing.Publication(frames, draft=publish == "draft") if publish else None)


class Shown:
    """Something to display, in several forms; Jupyter takes the best it can show."""

    def __init__(self, forms: dict[str, str], metadata: dict[str, dict[str, str]] | None = None) -> None:
        self.forms = forms
        self.metadata: dict[str, dict[str, str]] = metadata or {}
        self._publication = publishing.current()

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> tuple[dict[str, str], dict[str, Any]]:
        if self._publication is None:
            return self.forms, self.metadata
        # The mark by which a report to be published knows its own.
        mark = {PUBLISHED: {"page": str(id(self._publication))}}
        return self.forms, self.metadata | mark


def title(kind: str, frames: Any, about: str = "") -> Shown:
    """The heading of a report: what it is, of which cohort, or about what else; below, what it had to leave out."""
    told = frames.cohorts if about else frames.cohort.to_frame().T
    modules = list(dict.fromkeys(told["module"].dropna()))
    module = "".join(f'<p class="subtitle">{escape(each)}</p>' for each in modules)
    heading = f"{kind}: {about or 'cohort ' + frames.cohort['cohort']}"
    left_out = " ".join(sentences.left_out(frames))
    note = f'<p class="note">{escape(left_out)}</p>' if left_out else ""
    plain = "\n".join(filter(None, [heading, left_out]))
    return Shown({"text/html": f"<h1>{escape(heading)}</h1>{module}{note}", "text/plain": plain})


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


class Drawn(NamedTuple):
    """A figure that may be shown, and its alternative text."""

    figure: Any
    alt: str
    box: Any


def drawn(draw: Callable[..., Any], result: pd.DataFrame) -> Drawn | Shown | None:
    """A figure of a result by one of the functions in `alsnb.figures`.

    Where it may not be published, the reason; None where there is nothing to draw.
    """
    from matplotlib.figure import Figure

    if result.empty:
        return None
    if publishing.current() is not None and getattr(draw, "__module__", "") != figures.__name__:
        raise ReportError("a report to be published draws only with alsnb.figures; put other figures in a table")
    named = f"The figure of {getattr(draw, '__name__', 'this').replace('_', ' ')}"
    protected = _protected(result)
    if isinstance(protected, Refused):
        return _refused(named, protected)
    result, notes = protected.cells, [_sentence(each) for each in protected.notes]
    with _style():
        made = Figure()
        try:
            alt = draw(result, made.add_subplot()).get_label()
        except NothingToShow:
            return _paragraph(" ".join([f"{named}: nothing can be drawn.", *notes])) if notes else None
        if notes:
            alt = " ".join([alt, *notes])
            made.text(0, -0.01, "\n".join(wrap(" ".join(notes), 110)), va="top", fontsize=7)
    return Drawn(made, alt, "tight" if notes else None)


def saved(figure: Drawn, form: str, **metadata: str | None) -> bytes:
    """A figure as the content of a file, which tells what it shows, and not when or with what it was made."""
    from matplotlib.backends.backend_svg import FigureCanvasSVG

    unsaid = {"svg": ("Date", "Creator"), "png": ("Software",)}[form]
    told: Any = dict.fromkeys(unsaid) | metadata
    file, text = io.BytesIO(), io.StringIO()
    with _style():
        if form != "svg":
            figure.figure.savefig(file, format=form, dpi=300, metadata=told, bbox_inches=figure.box)
            return file.getvalue()
        if figure.box is None:
            # As `savefig` does, which draws everything once more, unseen.
            FigureCanvasSVG(figure.figure).print_svg(text, metadata=told)  # type: ignore[no-untyped-call]
        else:
            figure.figure.savefig(text, format=form, metadata=told, bbox_inches=figure.box)
    return text.getvalue().replace("<svg", f'<svg role="img" aria-label="{escape(figure.alt)}"', 1).encode()


def figure(draw: Callable[..., Any], result: pd.DataFrame) -> Shown | None:
    """A figure of a result by one of the functions in `alsnb.figures`; none where there is nothing to draw."""
    made = drawn(draw, result)
    return shown(made) if isinstance(made, Drawn) else made


def shown(figure: Drawn) -> Shown:
    """A figure on the page."""
    svg = saved(figure, "svg").decode()
    forms = {"image/svg+xml": svg[svg.index("<svg") :], "text/plain": figure.alt}
    return Shown(forms, {"image/svg+xml": {"alt": figure.alt}})


class Entry(NamedTuple):
    """Something that somebody wrote, to be read: under a heading, and what it is about, its parts with their labels."""

    heading: str
    about: str = ""
    parts: tuple[tuple[str, str], ...] = ()
    """Label (may be empty) and text."""


def entries(written: Sequence[Entry]) -> Shown | None:
    """What people wrote, each text with its lines and paragraphs as they were typed; none where there is nothing."""
    if publishing.current() is not None:
        raise ReportError("a report to be published shows no texts but quotations")
    if not written:
        return None
    html, plain = [], []
    for each in written:
        about = f'<p style="margin: -.2rem 0 .6rem"><small>{escape(each.about)}</small></p>' if each.about else ""
        parts = "".join(_with_lines(label, text) for label, text in each.parts)
        html.append(f'<section class="entry"><h3>{escape(each.heading)}</h3>{about}{parts}</section>')
        plain += [each.heading, *filter(None, [each.about]), *(f"{label}\n{text}" for label, text in each.parts), ""]
    return Shown({"text/html": "".join(html), "text/plain": "\n".join(plain)})


def _with_lines(label: str, text: str) -> str:
    paragraphs = [each.strip("\n") for each in re.split(r"\n\s*\n", "\n".join(text.splitlines())) if each.strip()]
    lined = [escape(each).replace("\n", "<br>") for each in paragraphs]
    told = f"<strong>{escape(label)}</strong><br>" if label else ""
    return "".join(f"<p>{told if place == 0 else ''}{each}</p>" for place, each in enumerate(lined))


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
    """How many rows more there are."""
    protected: Protected


def grid(result: pd.DataFrame, caption: str, most: int = 60) -> Grid | Shown | None:
    """A result as a table, as for `table`; where it may not be published, the reason."""
    if result.empty:
        return None
    protected = _protected(result)
    if isinstance(protected, Refused):
        return _refused(caption, protected)
    return laid_out(result, protected, caption, most)


def laid_out(result: pd.DataFrame, protected: Protected, caption: str, most: int) -> Grid | Shown:
    """What may be shown of a result as a table, or a sentence if that is nothing."""
    numeric = {name for name in result.columns if pd.api.types.is_numeric_dtype(result[name])}
    result, marks = protected.result, protected.marks
    if result.empty:
        return _paragraph(" ".join([f"{caption}: nothing can be shown.", *map(_sentence, protected.notes)]))
    bounds = {f"{name}{end}" for name in result.columns for end in ("_low", "_high")}
    alone = "cohort" in result and "compared_with" not in result and result["cohort"].nunique() == 1
    same = {"largest_share", *(["cohort"] if alone else [])}
    known = [name for name in result.columns if (result[name].notna() | (marks[name] != "")).any()]
    heads = {name: heading(name) for name in known if name not in bounds | same}
    styles = {name: _style_of(name, result) for name in heads}
    rows = [
        [Cell(mark[name]) if mark[name] else _cell(row, name, styles[name]) for name in heads]
        for row, mark in zip(result.head(most).to_dict("records"), marks.head(most).to_dict("records"), strict=True)
    ]
    return Grid(caption, heads, numeric, rows, max(0, len(result) - most), protected)


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
    made = grid(result, caption, most)
    return tabled(made, folded=folded) if isinstance(made, Grid) else made


def crossed(result: pd.DataFrame, rows: str, columns: str, value: str, caption: str) -> Shown | None:
    """A count as a table of rows by columns, which are headed by their codes; a dash where there is no such pair."""
    if result.empty:
        return None
    if publishing.current() is not None:
        raise ReportError("a report to be published shows no table of pairs")
    wide = result.pivot(index=rows, columns=columns, values=value)
    heads = {rows: heading(rows), **{code: str(code) for code in wide.columns}}
    cells = [
        [Cell(str(code)), *(Cell("–" if pd.isna(each) else f"{each:,.0f}") for each in row)]
        for code, row in zip(wide.index, wide.to_numpy(float), strict=True)
    ]
    return tabled(Grid(caption, heads, {*wide.columns}, cells, 0, _as_it_is(wide.reset_index())))


def tabled(grid: Grid, *, folded: bool = False) -> Shown:
    """A table on the page."""
    caption = grid.caption
    note = f'<p class="note">{sentences.counted(grid.more, "more row")} not shown.</p>' if grid.more else ""
    note += "".join(f'<p class="note">{escape(_sentence(each))}</p>' for each in grid.protected.notes)
    html = f'<div class="table" tabindex="0" role="region" aria-label="{escape(caption)}">{as_html(grid)}</div>{note}'
    if folded:
        html = f"<details><summary>{escape(caption)}: the table</summary>{html}</details>"
    plain = grid.protected.cells.head(len(grid.rows))
    return Shown({"text/html": html, "text/plain": f"{caption}\n{plain.to_string(index=False)}"})


def as_html(grid: Grid, caption: str = "") -> str:
    """A table as HTML, and nothing around it."""
    sides = [_side(name in grid.numeric, [row[at] for row in grid.rows]) for at, name in enumerate(grid.heads)]
    heads = zip(grid.heads.values(), sides, strict=True)
    head = "".join(f'<th scope="col"{side}>{escape(each)}</th>' for each, side in heads)
    rows = (
        "".join(f"<td{side}>{_as_html(cell)}</td>" for cell, side in zip(row, sides, strict=True)) for row in grid.rows
    )
    body = "".join(f"<tr>{cells}</tr>" for cells in rows)
    return (
        f"<table><caption>{escape(caption or grid.caption)}</caption>"
        f"<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"
    )


def _side(numeric: bool, cells: list[Cell]) -> str:
    """How a column is set: what is longer than a few words is not to be squeezed into a word a line."""
    if numeric:
        return ' class="number"'
    return ' class="long"' if any(cell.text.count(" ") > 4 for cell in cells) else ""


def _as_html(cell: Cell) -> str:
    # A key such as stage:outline may be broken there.
    text = re.sub(r"(?<=\w):(?=\w)", ":<wbr>", escape(cell.text))
    return text + (f' <span class="interval">{escape(cell.interval)}</span>' if cell.interval else "")


def _protected(result: pd.DataFrame) -> Protected | Refused:
    """A result as it may be shown on this page; or why nothing of it may be."""
    if (publication := publishing.current()) is None:
        return _as_it_is(result)
    try:
        return publication.protect(result)
    except Refused as refused:
        return refused


def _as_it_is(result: pd.DataFrame) -> Protected:
    return Protected(result, pd.DataFrame("", index=result.index, columns=result.columns))


def _style() -> Any:
    import matplotlib as mpl
    import matplotlib.style

    return mpl.style.context(STYLE)


def _sentence(note: str) -> str:
    return note[0].upper() + note[1:]


def _refused(what: str, why: Exception) -> Shown:
    return _paragraph(f"{what[0].upper()}{what[1:]}: not published: {why}.")


def _paragraph(text: str) -> Shown:
    return Shown({"text/html": f'<p class="note">{escape(text)}</p>', "text/plain": text})


def _cell(row: Mapping[Any, Any], name: str, style: str) -> Cell:
    value = row[name]
    if pd.isna(value):
        return Cell("–")
    if isinstance(value, bool):
        return Cell("yes" if value else "no")
    if isinstance(value, pd.Timestamp):
        return Cell(sentences.day(value).replace(" ", "\N{NO-BREAK SPACE}"))
    if not isinstance(value, float):
        told = str(value).replace("_", " ") if name in ("kind", "state", "before", "after") else str(value)
        return Cell(f"{value:,}" if isinstance(value, int) else told)
    low, high = row.get(f"{name}_low"), row.get(f"{name}_high")
    if low is None or high is None or math.isnan(low) or math.isnan(high):
        return Cell(_written(value, style))
    return Cell(_written(value, style), f"({_written(low, style)} to {_written(high, style)})")


def _written(value: float, style: str) -> str:
    told = style.format(value)
    return told if told.strip("+-0.") else told.lstrip("+-")


def _style_of(name: str, result: pd.DataFrame) -> str:
    """How the numbers of a column are written, one like the other."""
    if name == "percentage_points":
        return "{:+.0f}"
    if name == "difference":
        return "{:+.2f}"
    if _is_share(name):
        return "{:.0%}"
    # Where some are marks, they are among objects.
    known = pd.to_numeric(result[name], errors="coerce").dropna()
    if publishing.current() is not None and f"{name}_low" in result and len(known):
        # With as many digits as are published, not more.
        return f"{{:,.{sentences.digits(known.abs().median())}f}}"
    if f"{name}_low" not in result and (known == known.round()).all():
        return "{:,.0f}"
    return "{:,.1f}" if known.median() >= 10 else "{:,.2f}"


def _is_share(name: str) -> bool:
    return "share" in name or name in ("attendance_rate", "completion", "follow_through", "prevalence")


def heading(name: str) -> str:
    """A column's heading."""
    known = {"learning_set": "Set", "not_yet_due": "Due later, or no date"}
    return known.get(name, name.replace("_", " ").capitalize())
