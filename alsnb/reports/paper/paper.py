"""What a paper takes from a cohort: tables, figures, passages and a methods paragraph, as files to paste from.

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
from alsnb.reports import page, sentences
from alsnb.reports.output_folder import LIST, put, unwritable
from alsnb.reports.page import Drawn, Grid, Shown
from alsnb.reports.paper import methods, references
from alsnb.reports.paper.tables import ESTIMATES, as_csv, as_docx, as_latex, estimated, latex_table
from alsnb.reports.views import excerpts


class _Figure(NamedTuple):
    alt: str
    svg: bytes
    png: bytes


class Paper:
    """What a paper takes from a cohort, as its notebook shows it.

    Parameters
    ----------
    frames
        What it is about: of one cohort, as `alsnb.reports.page.start` was told.
    as_of
        The date as of which it judges actions.
    """

    def __init__(self, frames: Any, *, as_of: Any = None) -> None:
        self._frames, self._as_of = frames, as_of
        self._tables: dict[str, Grid] = {}
        self._figures: dict[str, _Figure] = {}
        self._left_out: list[str] = []
        self._methods = ""
        self._redaction = ""

    def table(self, name: str, result: pd.DataFrame, caption: str, *, folded: bool = False) -> Shown | None:
        """A result as a table, as for `alsnb.reports.page.table`; `name` is that of its files."""
        return self._tabled(name, page.grid(result, caption), folded)

    def figure(self, name: str, draw: Callable[..., Any], result: pd.DataFrame) -> Shown | None:
        """A result as a figure, as for `alsnb.reports.page.figure`; `name` is that of its files."""
        made = page.drawn(draw, result)
        if isinstance(made, Drawn):
            shown = page.shown(made)
            svg, png = (page.saved(made, form, Description=made.alt) for form in ("svg", "png"))
            self._figures[_plain(name)] = _Figure(made.alt, svg, png)
            return shown
        return self._without(f"figure-{name}", made)

    def quotations(self, log: str | os.PathLike[str], roster: str | os.PathLike[str] | None) -> Shown | None:
        """Passages of members who consent to be quoted and to what this paper is for, names taken out.

        To be published, only of themes of enough people: a passage would tell that a theme was found at all.
        """
        found = excerpts.passages(log, self._frames.cohort["cohort"], roster)
        if len(found) and self._frames.purpose is not None:  # pseudonyms are the same for each purpose
            found = found[found["member"].isin(self._frames.members["member"])]
        if found.empty:
            return page.say(sentences.quotations(found, roster))
        made = page.grid(found.reset_index(drop=True), "Passages of members who consent to be quoted, by theme")
        shown = self._tabled("quotations", made)
        if not isinstance(made, Grid) or shown is None:
            return shown
        self._redaction = sentences.redaction(found)
        said = page.say(self._redaction)
        return Shown({form: f"{text}\n{said.forms[form]}" for form, text in shown.forms.items()})

    def methods(self, log: str | os.PathLike[str]) -> Shown:
        """The methods paragraph, for what was shown up to here."""
        shown = {ESTIMATES[each].measure for grid in self._tables.values() for each in estimated(grid)}
        measures = [each for each in methods.MEASURES if each in shown]
        agreed = methods.consent(log, self._frames.cohort["cohort"])
        paragraph = methods.paragraph(self._frames, agreed, self._as_of, measures)
        # What was done to the passages that are quoted is told with the methods too.
        self._methods = f"{paragraph} {self._redaction}".strip()
        return page.say(sentences.Said(references.in_words(self._methods)))

    def references(self) -> Shown:
        """What the methods paragraph cites."""
        return page.listed(*map(sentences.Said, references.listed(self._methods)))

    def write(self, folder: str | os.PathLike[str] | None, log: str | os.PathLike[str] = "") -> Shown:
        """Write what was shown as a folder of files, which is its owner's alone.

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
            return page.say(sentences.Said("To have the files, name a folder for them in the first cell."))
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
        tables, figures = (sentences.counted(len(each), one) for each, one in (
            (self._tables, "table"), (self._figures, "figure")))  # fmt: skip
        where = f" into {target.name}" if folder is None else ""
        said = f"Written{where}: {tables}, {figures} and the methods. README.txt says what is where."
        return page.say(sentences.Said(said))

    def _tabled(self, name: str, made: Grid | Shown | None, folded: bool = False) -> Shown | None:
        if isinstance(made, Grid):
            self._tables[_plain(name)] = made
            return page.tabled(made, folded=folded)
        return self._without(f"table-{name}", made)

    def _without(self, name: str, why: Shown | None) -> Shown | None:
        """What is not there is told in the files as well."""
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
            f"For a paper on cohort {self._frames.cohort['cohort']}",
            sentences.audience(self._frames),
            "methods.txt, methods.tex, references.bib\n    The methods paragraph and what it cites",
            *(["tables.docx\n    Every table, for Word"] if tables else []),
            *tables, *figures,
            "LaTeX needs the packages booktabs and, for methods.tex, the file references.bib. In CSV, counts are as "
            "published, what is missing is empty, and a text that a spreadsheet would calculate begins with '.",
        ]  # fmt: skip
        return "\n\n".join([*parts, *(["Not here:", *self._left_out] if self._left_out else [])])


def _plain(name: str) -> str:
    """A name for files, such as ``attendance-by-cycle``."""
    if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", name):
        raise ReportError(f"found the name {name!r}, expected one of small letters, digits and single hyphens")
    return name
