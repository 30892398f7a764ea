"""Run the notebook of one report, and turn what it shows into files."""

from __future__ import annotations

import os
import re
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from alsnb.errors import ReportError
from alsnb.reports.files import html
from alsnb.reports.task import Task, defaults
from alsnb.words import gettext

ENGINE = "alsnb"
"""The name by which papermill knows `alsnb.reports.engine.engine`."""


def make(send: Callable[[Any], None], task: Task, engine: str | None = None) -> None:
    """Make a report, in this process, and send its files: the name of each, and what is in it.

    Raises
    ------
    LogError, ReportError
        The log or the cohort is not there, the notebook failed, or it is to be published and shows what has not been
        through disclosure control.
    """
    with tempfile.TemporaryDirectory(prefix="alsnb-") as scratch:
        folder = Path(scratch) / "files"
        told = _told(task) | ({"folder": str(folder)} if "folder" in defaults(task.source) else {})
        executed = run(task.source, told, engine=engine, progress=lambda done, of: send((done, of)))
        files = {f"{task.name}/{each.name}": each.read_bytes() for each in sorted(folder.glob("*"))}
    if task.publish:
        check_published(executed)
    pages = {f"{task.name}.{kind}": getattr(html, kind)(executed, task.title) for kind in task.to}
    send(pages | files)


def _told(task: Task) -> dict[str, Any]:
    """Return a notebook's parameters; those not requested keep the notebook's defaults."""
    known = defaults(task.source)
    asked = {name: value for name, value in task.parameters.items() if value is not None}
    if known and "learning_set" not in known:
        asked.pop("learning_set", None)  # a member is known without it
    return {"log": task.log, **asked, **({"publish": True} if task.publish else {})}


def run(
    source: Path,
    parameters: dict[str, Any],
    *,
    engine: str | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> Any:
    """Execute a notebook with papermill and return it, outputs included (an nbformat notebook).

    Parameters
    ----------
    engine
        papermill's; None: its own, which starts a kernel; `ENGINE`: alsnb's.
    progress
        Is told by alsnb's how many cells are done, of how many.

    Raises
    ------
    ReportError
        A cell failed.
    """
    with html.quiet_imports():
        import papermill
        from papermill.engines import papermill_engines
        from papermill.exceptions import PapermillExecutionError
    if engine == ENGINE:
        from alsnb.reports.engine.engine import ForkEngine

        papermill_engines.register(ENGINE, ForkEngine)  # where alsnb is not installed, nothing else does
    with tempfile.TemporaryDirectory(prefix="alsnb-") as scratch:
        try:
            return papermill.execute_notebook(
                str(source), None, parameters, engine_name=engine, cwd=scratch, progress_bar=False,
                kernel_name="python3", language="python", **_transport(),
                **({"progress": progress} if engine == ENGINE else {}),
            )  # fmt: skip
        except PapermillExecutionError as error:
            told = re.sub(r"\x1b\[[0-9;]*m", "", f"{error.ename}: {error.evalue}")
            number = max(1, error.cell_index)  # papermill adds one, with the parameters
            raise ReportError(
                gettext(
                    "The notebook {file} stopped at its cell {n}: {reason}. No report was written.",
                    file=source.name, n=number, reason=told,
                )
            ) from error  # fmt: skip


def check_published(executed: Any) -> None:
    """Make sure that all that a notebook shows has been through disclosure control.

    Raises
    ------
    ReportError
        It shows something that has not been through disclosure control, or begins its page twice.
    """
    pages = set()
    for number, cell in enumerate(executed.cells, 1):
        for each in cell.get("outputs", []):
            if each.get("name") == "stderr":
                continue  # left out of every report
            if html.PUBLISHED not in each.get("metadata", {}):
                raise ReportError(
                    gettext(
                        "Cell {n} shows something that has not been through disclosure control; nothing was written. "
                        "A notebook to be published makes page = alsnb.Page(frames, publish=publish), and shows only "
                        "what the methods of its page return.",
                        n=number,
                    )
                )
            pages.add(each["metadata"].pop(html.PUBLISHED)["page"])
    if len(pages) > 1:
        # One may be of another cohort, with other rules.
        raise ReportError(gettext("A notebook to be published makes one page only; nothing was written."))


def _transport() -> dict[str, Any]:
    """Return the options for kernel sockets that other users of the computer cannot listen to, if available."""
    if os.name == "nt":
        return {}
    from traitlets.config import Config

    return {"config": Config({"KernelManager": {"transport": "ipc"}})}
