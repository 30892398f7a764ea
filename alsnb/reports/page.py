"""The page of a report: the words, figures and tables that a notebook shows.

>>> page = alsnb.Page(frames, as_of=as_of, publish=publish)  # doctest: +SKIP
>>> page.title("Attendance")  # doctest: +SKIP
>>> page.say(alsnb.sentences.attendance, alsnb.participation.attendance(frames, by=()))  # doctest: +SKIP
>>> page.figure(alsnb.figures.attendance, alsnb.participation.attendance(frames))  # doctest: +SKIP

On a page to be published, every result that is passed to one of these methods goes through disclosure control
(``alsnb.disclosure``) first: a mark such as "<5" stands in place of a small count, a note below says what a rule left
out and what would help, and a result that nobody knows how to protect is refused. Sentences and figures are made from
what disclosure control returns, and from nothing else.

Whatever a person typed is escaped. A result without rows gives no figure and no table.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Any, NamedTuple
from uuid import uuid4

import pandas as pd

from alsnb import figures
from alsnb.disclosure import Protected, Refused
from alsnb.errors import NothingToShow, ReportError
from alsnb.reports import sentences
from alsnb.reports.drawing import Drawn, draw, saved
from alsnb.reports.files.html import PUBLISHED, macros
from alsnb.reports.grid import Grid, as_html, as_it_is, crossed, laid_out
from alsnb.reports.publishing import Publication
from alsnb.words import gettext, ngettext, sentence

Part = str | Callable[..., Any] | tuple[Any, ...]
"""A text, a function of `alsnb.sentences`, or a tuple of such a function and its arguments."""


class Shown:
    """Something to display, in several forms; Jupyter takes the best it can show."""

    def __init__(self, forms: dict[str, str], metadata: dict[str, dict[str, str]] | None = None) -> None:
        self.forms = forms
        self.metadata: dict[str, dict[str, str]] = metadata or {}

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> tuple[dict[str, str], dict[str, Any]]:
        return self.forms, self.metadata


class Entry(NamedTuple):
    """A text written by a member: heading, subject, and labelled parts."""

    heading: str
    about: str = ""
    parts: tuple[tuple[str, str], ...] = ()
    """Label (may be empty) and text."""


class Page:
    """The page of a report.

    Parameters
    ----------
    frames
        The frames that the report is about.
    as_of
        The date as of which it judges actions.
    publish
        Whether the page may be published, and is not for the course team only: then disclosure control decides what it
        shows. ``"draft"`` shows as much, but says that it is not published yet.

    Raises
    ------
    DisclosureError
        The cohort names a disclosure policy that does not exist.
    """

    def __init__(self, frames: Any, *, as_of: Any = None, publish: bool | str = False) -> None:
        self.frames, self.as_of = frames, as_of
        self.publication = Publication(frames, draft=publish == "draft") if publish else None
        # The mark by which a report to be published recognises what its page made.
        self._mark = {PUBLISHED: {"page": uuid4().hex}} if publish else {}

    def title(self, kind: str, about: str = "") -> Shown:
        """Show the heading of the report, and below it what had to be left out.

        Parameters
        ----------
        kind
            What report it is.
        about
            What it is about, if not the cohort.
        """
        cohorts = self.frames.cohorts if about else self.frames.cohort.to_frame().T
        modules = [*dict.fromkeys(cohorts["module"].dropna())]
        about = about or gettext("cohort {cohort}", cohort=self.frames.cohort["cohort"])
        heading = gettext("{report}: {about}", report=_translated(kind), about=about)
        left_out = " ".join(sentences.left_out(self.frames, published=self.publication is not None))
        plain = "\n".join(filter(None, [heading, left_out]))
        return self.show(macros().title(heading, modules, left_out), plain)

    def cohort(self) -> Shown:
        """Say what the cohort is, and when it met."""
        return self.paragraph_of(sentences.cohort(self.frames, published=self.publication is not None))

    def audience(self) -> Shown:
        """Say for whom the page is, and by which rules it was made."""
        if self.publication is None:
            return self.paragraph_of(sentences.audience(self.frames))
        return self.paragraph_of(
            sentences.audience_of_published(self.frames, self.publication.policy, draft=self.publication.draft)
        )

    def say(self, said: str | Callable[..., Any], *arguments: Any, **options: Any) -> Shown:
        """Show a sentence as a paragraph.

        Parameters
        ----------
        said
            A function of `alsnb.sentences`; or, on a page for the course team, a text.
        *arguments, **options
            What the function takes, such as the result of an analysis; or more texts.
        """
        if isinstance(said, str):
            return self.paragraph(said, *arguments)
        return self.paragraph_of(*self._sentences(said, *arguments, **options))

    def paragraph(self, *parts: Part) -> Shown:
        """Show several sentences as one paragraph, without the empty ones; each as a tuple of what `say` takes."""
        return self.paragraph_of(*self._words(parts))

    def listed(self, *parts: Part) -> Shown:
        """Show several sentences as a list, without the empty ones; each as a tuple of what `say` takes."""
        return self.list_of(*self._words(parts))

    def figure(self, function: Callable[..., Any], result: pd.DataFrame) -> Shown | None:
        """Show a figure of a result by a function of `alsnb.figures`; return None if there is nothing to draw."""
        drawn = self.drawn(function, result)
        return self.show_figure(drawn) if isinstance(drawn, Drawn) else drawn

    def table(self, result: pd.DataFrame, caption: str, most: int = 60, *, folded: bool = False) -> Shown | None:
        """Show a result as a table, each estimate with its interval in one cell; return None if it has no rows.

        A column in which every value is missing is left out, and so is the column of the cohort if there is only one.

        Parameters
        ----------
        result
            The result of an analysis.
        caption
            What the table shows.
        most
            Rows shown; a note says how many more there are.
        folded
            Show only the caption until the reader opens it.
        """
        grid = self.grid(result, caption, most)
        return self.show_table(grid, folded=folded) if isinstance(grid, Grid) else grid

    def crossed(self, result: pd.DataFrame, rows: str, columns: str, value: str, caption: str) -> Shown | None:
        """Show a count as a table of rows by columns, headed by their codes; return None if there are no rows."""
        if result.empty:
            return None
        if self.publication is not None:
            raise ReportError(gettext("A published report shows no table of pairs."))
        return self.show_table(crossed(result, rows, columns, value, _translated(caption)))

    def entries(self, written: Sequence[Entry]) -> Shown | None:
        """Show what people wrote, with their lines and paragraphs; return None if there is nothing."""
        if self.publication is not None:
            raise ReportError(gettext("A published report shows no texts except excerpts."))
        if not written:
            return None
        rows = [(each.heading, each.about, [(label, _paragraphs(text)) for label, text in each.parts])
                for each in written]  # fmt: skip
        plain = [
            "\n".join(
                [each.heading, *filter(None, [each.about]), *(f"{label}\n{text}" for label, text in each.parts), ""]
            )
            for each in written
        ]
        return self.show(macros().entries(rows), "\n".join(plain))

    # What a paper needs to show a result, and to keep it for its files.

    def drawn(self, function: Callable[..., Any], result: pd.DataFrame) -> Drawn | Shown | None:
        """Draw a figure; return the reason if it may not be published, and None if there is nothing to draw."""
        if result.empty:
            return None
        name = getattr(function, "__name__", "")
        if self.publication is not None and getattr(figures, name, None) is not function:
            raise ReportError(
                gettext("A published report draws only with alsnb.figures. Put other figures in a table.")
            )
        subject = gettext("Figure of {subject}", subject=figures.SUBJECTS.get(name, name))
        protected = self.protect(result)
        if isinstance(protected, Refused):
            return self.note(_not_published(subject, str(protected)))
        notes = [sentence(each) for each in protected.notes]
        try:
            return draw(function, protected.cells, notes)
        except NothingToShow:
            nothing = gettext("{subject}: nothing can be drawn.", subject=subject)
            return self.note(" ".join([nothing, *notes])) if notes else None

    def grid(self, result: pd.DataFrame, caption: str, most: int = 60) -> Grid | Shown | None:
        """Lay out a table; return the reason if it may not be published, and None if the result has no rows."""
        if result.empty:
            return None
        protected, caption = self.protect(result), _translated(caption)
        if isinstance(protected, Refused):
            return self.note(_not_published(caption, str(protected)))
        if protected.result.empty:
            nothing = gettext("{subject}: nothing can be shown.", subject=caption)
            return self.note(" ".join([nothing, *map(sentence, protected.notes)]))
        numeric = {name for name in result.columns if pd.api.types.is_numeric_dtype(result[name])}
        return laid_out(protected, numeric, caption, most, published=self.publication is not None)

    def protect(self, result: pd.DataFrame) -> Protected | Refused:
        """Return what may be shown of a result on this page, or why nothing may be."""
        if self.publication is None or result.empty:
            return as_it_is(result)
        try:
            return self.publication.protect(result)
        except Refused as refused:
            return refused

    def show_figure(self, drawn: Drawn) -> Shown:
        """Show a figure that was drawn."""
        svg = saved(drawn, "svg").decode()
        forms = {"image/svg+xml": svg[svg.index("<svg") :], "text/plain": drawn.alt}
        return Shown(forms, {"image/svg+xml": {"alt": drawn.alt}, **self._mark})

    def show_table(self, grid: Grid, *, folded: bool = False) -> Shown:
        """Show a table that was laid out."""
        more = ngettext("One more row is not shown.", "{n} more rows are not shown.", grid.more, n=f"{grid.more:,}")
        notes = [more] if grid.more else []
        notes += map(sentence, grid.protected.notes)
        plain = grid.protected.cells.head(len(grid.rows)).to_string(index=False)
        html = macros().tabled(grid.caption, as_html(grid), notes, folded)
        return self.show(html, f"{grid.caption}\n{plain}")

    def paragraph_of(self, *texts: str) -> Shown:
        """Show texts that may be shown as one paragraph."""
        text = " ".join(filter(None, texts))
        return self.show(macros().paragraph(text), text)

    def list_of(self, *texts: str) -> Shown:
        """Show texts that may be shown as a list."""
        items = [*filter(None, texts)]
        return self.show(macros().listed(items), "\n".join(f"- {item}" for item in items))

    def note(self, text: str) -> Shown:
        """Show a text that may be shown, in small letters."""
        return self.show(macros().note(text), text)

    def show(self, html: str, plain: str) -> Shown:
        """Show what may be shown, as HTML and as plain text: it is not protected here."""
        return Shown({"text/html": str(html), "text/plain": plain}, {**self._mark})

    def _words(self, parts: Sequence[Part]) -> list[str]:
        words: list[str] = []
        for part in parts:
            if not isinstance(part, str):
                words += self._sentences(*(part if isinstance(part, tuple) else (part,)))
            elif part and self.publication is not None:
                raise ReportError(_OTHER_WORDS)
            else:
                words.append(part)
        return words

    def _sentences(self, function: Callable[..., Any], *arguments: Any, **options: Any) -> list[str]:
        """Return a function's sentences about results after disclosure control, or a note that they are suppressed."""
        if self.publication is None:
            said = function(*arguments, **options)
            return [said] if isinstance(said, str) else [*said]
        if function not in sentences.SUBJECTS:
            raise ReportError(_OTHER_WORDS)
        subject, taken = sentences.SUBJECTS[function], []
        for each in arguments:
            if not isinstance(each, pd.DataFrame) or each.empty:
                taken.append(each)
                continue
            protected = self.protect(each)
            if isinstance(protected, Refused):
                return [_not_published(subject, str(protected))] if subject else []
            if protected.result.empty:
                return [_not_published(subject, " ".join(protected.notes))] if subject else []
            taken.append(sentences.as_protected(protected.cells, each.attrs))
        said = function(*taken, **options)
        return [said] if isinstance(said, str) else [*said]


_OTHER_WORDS = gettext(
    "A published report contains only what the functions of alsnb.sentences make of a result. Put other words in a "
    "Markdown cell."
)


def _translated(text: str) -> str:
    """Return a heading or caption of a notebook that comes with alsnb in the user's language; any other as it is."""
    return gettext(text) if text else ""


def _paragraphs(text: str) -> list[str]:
    """Return the paragraphs of a text, each with its lines."""
    return [each.strip("\n") for each in re.split(r"\n\s*\n", "\n".join(text.splitlines())) if each.strip()]


def _not_published(subject: str, why: str) -> str:
    return gettext("{subject}: not published. {reason}", subject=sentence(subject), reason=why)
