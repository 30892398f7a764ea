"""Making reports from the start page: one after another, each in a process of its own."""

from __future__ import annotations

import asyncio
import sys
from collections import deque
from typing import Any

from alsnb.app.workbook import REPORTS, Workbook
from alsnb.errors import ReportError
from alsnb.words import gettext


class Making:
    """The reports that are being made, and why the last one failed if it did.

    Parameters
    ----------
    workbook
        The workbook, in whose folder ``reports`` they are put.
    """

    def __init__(self, workbook: Workbook) -> None:
        self._workbook = workbook
        self._waiting: deque[str] = deque()
        self._problem = ""
        self._task: asyncio.Task[None] | None = None

    def state(self) -> dict[str, Any]:
        """Return what is being made now and next, and the last problem."""
        return {"waiting": [*self._waiting], "problem": self._problem}

    def start(self, notebook: str) -> None:
        """Make a report with a notebook of the workbook, after those that wait.

        Raises
        ------
        ReportError
            The workbook has no such notebook.
        """
        if notebook not in {path.stem for path in self._workbook.report_notebooks()}:
            raise ReportError(gettext("This workbook has no report of that name."))
        self._problem = ""
        if notebook not in self._waiting:
            self._waiting.append(notebook)
        if self._task is None or self._task.done():
            self._task = asyncio.get_running_loop().create_task(self._make())

    async def _make(self) -> None:
        while self._waiting:
            name = self._waiting[0]
            process = await asyncio.create_subprocess_exec(
                sys.executable, "-m", "alsnb", "report", self._workbook.log(),
                "--notebook", f"{name}.ipynb", "--out", REPORTS,
                cwd=self._workbook.folder,
                stdin=asyncio.subprocess.DEVNULL,
                stdout=asyncio.subprocess.DEVNULL,
                stderr=asyncio.subprocess.PIPE,
            )  # fmt: skip
            try:
                _, errors = await process.communicate()
            finally:
                if process.returncode is None:
                    process.kill()
            self._problem = "" if process.returncode == 0 else _why(process.returncode, errors)
            self._waiting.popleft()

    async def finished(self) -> None:
        """Wait until no report is being made."""
        if self._task is not None:
            await self._task

    def stop(self) -> None:
        """Make no more; what is being made ends."""
        self._waiting.clear()
        if self._task is not None:
            self._task.cancel()


def _why(code: int | None, errors: bytes) -> str:
    """Return why a report failed: what the command says of a mistake, which it ends with 2; nothing of a fault."""
    lines = errors.decode("utf-8", "replace").strip().splitlines()
    if code == 2 and lines:
        return lines[-1].removeprefix("alsnb: ")
    return gettext("The report could not be made. Try again.")
