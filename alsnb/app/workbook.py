"""A workbook: a folder with a log, the notebooks that somebody needs, and the reports made so far."""

from __future__ import annotations

import ast
import json
import tempfile
from collections.abc import Iterator
from pathlib import Path
from types import MappingProxyType
from typing import Any, NamedTuple

from alsnb.errors import AlsnbError
from alsnb.log import SAMPLE, open_log
from alsnb.reports import task
from alsnb.words import gettext

LOG = "cohort.db"
"""The log of a new workbook."""
REPORTS = "reports"
"""The folder of the reports that the application makes."""
NOTEBOOKS = MappingProxyType(
    {
        "student": ("student_log", "member_portfolio"),
        "set": ("set_meeting", "set_report"),
        "coder": ("theme_coding", "learning_themes"),
    }
)
"""What a workbook for somebody has; a tutor's has every notebook but the student's."""


class ScreenNotebook(NamedTuple):
    """A notebook that shows a screen: the name of its file, of the class it calls, and its parameters."""

    name: str
    screen: str
    parameters: dict[str, Any]

    @property
    def log(self) -> str:
        """Where its log is."""
        return str(self.parameters.get("log") or LOG)


class Workbook:
    """A workbook's folder.

    Parameters
    ----------
    folder
        An existing folder.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder.resolve()

    def screens(self) -> dict[str, ScreenNotebook]:
        """Return the notebooks that show a screen, by name, in the order in which people need them."""
        order = ["cohort_setup", "student_log", "set_meeting", "theme_coding"]
        notebooks = sorted(self.folder.glob("*.ipynb"), key=lambda path: (_place(path.stem, order), path.stem))
        found = {path.stem: _screen_of(path) for path in notebooks if task.about(path) == "screen"}
        return {name: screen for name, screen in found.items() if screen is not None}

    def report_notebooks(self) -> list[Path]:
        """Return the notebooks that report."""
        return [path for path in sorted(self.folder.glob("*.ipynb")) if task.about(path) != "screen"]

    def reports(self) -> list[Path]:
        """Return the reports made so far, newest first."""
        pages = (self.folder / REPORTS).glob("*.html")
        return sorted(pages, key=lambda path: path.stat().st_mtime, reverse=True)

    def log(self, name: str = LOG) -> str:
        """Return where a log is: names are relative to the folder."""
        return name if ":" in name else str(self.folder / name)


def _place(name: str, order: list[str]) -> int:
    return next((at for at, start in enumerate(order) if name.startswith(start)), len(order))


def _screen_of(notebook: Path) -> ScreenNotebook | None:
    """Return the screen of ``alsnb.widgets.NAME(…)`` in a notebook; None if there is no such call."""
    names = {node.func.attr for node in _calls(notebook) if isinstance(node.func, ast.Attribute)}
    screens = sorted(names & {"CohortSetup", "SetMeeting", "StudentLog", "ThemeCoding"})
    return ScreenNotebook(notebook.stem, screens[0], task.defaults(notebook)) if screens else None


def _calls(notebook: Path) -> Iterator[ast.Call]:
    try:
        cells = json.loads(notebook.read_text("utf-8"))["cells"]
        code = "\n".join("".join(cell["source"]) for cell in cells if cell["cell_type"] == "code")
        yield from (node for node in ast.walk(ast.parse(code)) if isinstance(node, ast.Call))
    except (OSError, ValueError, KeyError, TypeError, SyntaxError):
        return


def make(folder: Path, whose: str | None = None) -> Workbook:
    """Make a workbook with an empty log.

    Parameters
    ----------
    folder
        A new folder, or an empty one.
    whose
        For whom: a "student", a "set", a "tutor" or a "coder", who get the notebooks that they need. By default with
        all notebooks.

    Raises
    ------
    AlsnbError
        The folder is not empty, or cannot be written.
    """
    if folder.exists() and any(folder.iterdir()):
        raise AlsnbError(
            gettext("{folder} is not empty, so nothing was written; choose a new folder", folder=str(folder))
        )
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=folder.parent, prefix=".alsnb-") as scratch:
            workbook = Path(scratch) / "workbook"
            workbook.mkdir()
            for notebook in sorted(task.notebooks().glob("*.ipynb")):
                if _is_for(notebook.stem, whose):
                    text = notebook.read_text(encoding="utf-8")
                    (workbook / notebook.name).write_text(text.replace(SAMPLE, LOG), encoding="utf-8")
            open_log(workbook / LOG, create=True).close()
            if folder.exists():
                folder.rmdir()
            workbook.rename(folder)
    except OSError as error:
        raise AlsnbError(
            gettext(
                "cannot make a workbook in {folder}: {why}; choose another folder",
                folder=str(folder),
                why=error.strerror,
            )
        ) from None
    return Workbook(folder)


def _is_for(name: str, whose: str | None) -> bool:
    if whose is None:
        return True
    if whose == "tutor":
        return name != "student_log"
    return name in NOTEBOOKS[whose]
