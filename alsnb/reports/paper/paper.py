"""Files for a paper on a cohort: tables, figures, excerpts and a methods paragraph.

A `Paper` shows each on the page of its notebook and keeps what it showed; `Paper.write` writes a folder: every table as
CSV, in LaTeX and in one Word document, every figure as SVG and as PNG. No file holds what the page does not show.
"""

from __future__ import annotations

import os
import re
import tempfile
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from typing import Any, NamedTuple

import pandas as pd

from alsnb.errors import ReportError
from alsnb.filenames import file_name
from alsnb.log import SAMPLE
from alsnb.reports import sentences
from alsnb.reports.drawing import Drawn, saved
from alsnb.reports.grid import Grid
from alsnb.reports.output_folder import LIST, put, unwritable
from alsnb.reports.page import Page, Shown
from alsnb.reports.paper import methods, references
from alsnb.reports.paper.tables import ESTIMATES, as_csv, as_docx, as_latex, estimated, latex_table
from alsnb.reports.views.excerpts import passages
from alsnb.words import gettext, ngettext


class _Figure(NamedTuple):
    alt: str
    svg: bytes
    png: bytes


class Paper:
    """The content of a paper on a cohort, as its notebook shows it.

    Parameters
    ----------
    page
        The page of its notebook, of one cohort.
    """

    def __init__(self, page: Page) -> None:
        self._page, self._frames = page, page.frames
        self._tables: dict[str, Grid] = {}
        self._figures: dict[str, _Figure] = {}
        self._left_out: list[str] = []
        self._methods = ""
        self._redaction = ""

    def table(self, name: str, result: pd.DataFrame, caption: str, *, folded: bool = False) -> Shown | None:
        """Show a result as a table, as `Page.table` does; `name` is that of its files."""
        return self._tabled(name, self._page.grid(result, caption), folded)

    def figure(self, name: str, function: Callable[..., Any], result: pd.DataFrame) -> Shown | None:
        """Show a figure of a result, as `Page.figure` does; `name` is that of its files."""
        drawn = self._page.drawn(function, result)
        if isinstance(drawn, Drawn):
            shown = self._page.show_figure(drawn)
            svg, png = (saved(drawn, form, Description=drawn.alt) for form in ("svg", "png"))
            self._figures[_plain(name)] = _Figure(drawn.alt, svg, png)
            return shown
        return self._without(f"figure-{name}", drawn)

    def quotations(self, log: str | os.PathLike[str], roster: str | os.PathLike[str] | None) -> Shown | None:
        """Show excerpts, names redacted, of members who consent to be quoted and to the purpose of this paper.

        If they are to be published, only those of themes of enough people: an excerpt says that its theme was found.
        """
        excerpts = passages(log, self._frames.cohort["cohort"], roster, self._page.publication)
        if len(excerpts) and self._frames.purpose is not None:  # pseudonyms are the same for each purpose
            excerpts = excerpts[excerpts["member"].isin(self._frames.members["member"])]
        if excerpts.empty:
            return self._page.say(sentences.quotations, excerpts, roster)
        caption = gettext("Excerpts by members who consent to be quoted, by theme")
        grid = self._page.grid(excerpts.reset_index(drop=True), caption)
        shown = self._tabled("quotations", grid)
        if not isinstance(grid, Grid) or shown is None:
            return shown
        self._redaction = sentences.redaction(excerpts)
        below = self._page.paragraph_of(self._redaction).forms
        return self._page.show(*(f"{shown.forms[form]}\n{below[form]}" for form in ("text/html", "text/plain")))

    def methods(self, log: str | os.PathLike[str]) -> Shown:
        """Show the methods paragraph, for what was shown so far."""
        shown = {ESTIMATES[each].measure for grid in self._tables.values() for each in estimated(grid)}
        measures = [each for each in methods.MEASURES if each in shown]
        consent = methods.consent(log, self._frames.cohort["cohort"])
        publication = self._page.publication
        paragraph = methods.paragraph(self._frames, consent, self._page.as_of, measures, publication)
        # The methods include how excerpts were redacted.
        self._methods = f"{paragraph} {self._redaction}".strip()
        return self._page.paragraph_of(references.in_words(self._methods))

    def references(self) -> Shown:
        """Show what the methods paragraph cites."""
        return self._page.list_of(*references.listed(self._methods))

    def write(self, folder: str | os.PathLike[str] | None, log: str | os.PathLike[str] = "") -> Shown:
        """Write what was shown as a folder of files that only its owner can read.

        Parameters
        ----------
        folder
            A new folder, an empty one, or one that this made and nobody changed since. None: ``write_up-`` and the
            cohort's code in the current folder; of the sample, nothing is written.

        Raises
        ------
        ReportError
            The folder holds something else, or cannot be written; nothing was written.
        """
        if folder is None and str(log) == SAMPLE:
            return self._page.paragraph_of(gettext("To have the files, name a folder for them in the first cell."))
        target = Path(folder or file_name(self._frames.cohort["cohort"], kind="write_up"))
        try:
            target.parent.mkdir(parents=True, exist_ok=True)
            with tempfile.TemporaryDirectory(dir=target.parent, prefix=".alsnb-") as scratch:
                made = Path(scratch) / "made"
                made.mkdir(mode=0o700)
                for name, content in self._contents().items():
                    (made / name).touch(mode=0o600)
                    (made / name).write_bytes(content)
                put(made, target)
        except OSError as error:
            raise unwritable(target, error) from None
        tables, figures = len(self._tables), len(self._figures)
        return self._page.paragraph_of(
            gettext("The methods were written.")
            if folder is not None
            else gettext("The methods were written into the folder {folder}.", folder=target.name),
            ngettext("One table was written.", "{n} tables were written.", tables) if tables else "",
            ngettext("One figure was written.", "{n} figures were written.", figures) if figures else "",
            gettext("README.txt lists the files."),
        )

    def _tabled(self, name: str, made: Grid | Shown | None, folded: bool = False) -> Shown | None:
        if isinstance(made, Grid):
            self._tables[_plain(name)] = made
            return self._page.show_table(made, folded=folded)
        return self._without(f"table-{name}", made)

    def _without(self, name: str, why: Shown | None) -> Shown | None:
        """Note in the files what is missing, and why."""
        if why is not None:
            self._left_out.append(f"{name}\n    {why.forms['text/plain']}")
        return why

    def _contents(self) -> dict[str, bytes]:
        """The files, by name."""
        files = {
            "README.txt": self._readme(),
            "methods.txt": f"{references.in_words(self._methods)}\n\n" + "\n".join(references.listed(self._methods)),
            "methods.tex": references.in_latex(self._methods, as_latex),
            "references.bib": references.as_bibtex(self._methods),
        }
        for name, grid in self._tables.items():
            files |= {f"table-{name}.csv": as_csv(grid), f"table-{name}.tex": latex_table(grid, name)}
        contents = {name: f"{text.rstrip()}\n".encode() for name, text in files.items()}
        for name, figure in self._figures.items():
            contents |= {f"figure-{name}.svg": figure.svg, f"figure-{name}.png": figure.png}
        if self._tables:
            contents["tables.docx"] = as_docx([*self._tables.values()])
        sums = [f"{sha256(content).hexdigest()}  {name}\n" for name, content in sorted(contents.items())]
        return contents | {LIST: "".join(sums).encode()}

    def _readme(self) -> str:
        figures = [f"figure-{name}.svg, figure-{name}.png\n    {each.alt}" for name, each in self._figures.items()]
        tables = [f"table-{name}.csv, table-{name}.tex\n    {each.caption}" for name, each in self._tables.items()]
        parts = [
            gettext("For a paper on cohort {cohort}", cohort=self._frames.cohort["cohort"]),
            self._page.audience().forms["text/plain"],
            f"methods.txt, methods.tex, references.bib\n    {gettext('The methods paragraph and what it cites')}",
            *([f"tables.docx\n    {gettext('All tables, for Word')}"] if tables else []),
            *tables, *figures,
            gettext("LaTeX needs the packages booktabs and, for methods.tex, the file references.bib."),
            gettext(
                "In CSV, counts are as published, missing values are empty, and a text that a spreadsheet would "
                "calculate begins with '."
            ),
        ]  # fmt: skip
        return "\n\n".join([*parts, *([gettext("Not included:"), *self._left_out] if self._left_out else [])])


def _plain(name: str) -> str:
    """A name for files, such as ``attendance-by-cycle``."""
    if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", name):
        raise ReportError(
            gettext("Not a valid file name: {name}. Use small letters, digits and single hyphens.", name=repr(name))
        )
    return name
