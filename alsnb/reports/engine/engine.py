"""A papermill engine that runs a notebook's cells in a clean child with everything imported, not in a new kernel.

The cells are run by ipykernel's own kernel, inside the child, and their messages are read by nbclient: what a notebook
shows is what it shows elsewhere.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import Any

from nbclient.exceptions import CellTimeoutError, DeadKernelError
from papermill import engines
from papermill.clientwrap import PapermillNotebookClient

from alsnb.reports.engine import isolation

_CONTENT = ("outputs", "execution_count")


class ForkEngine(engines.NBClientEngine):  # type: ignore[misc]
    """The engine ``alsnb``, for notebooks in Python; others, and platforms that cannot fork, get papermill's own."""

    @classmethod
    def execute_managed_notebook(cls, nb_man: Any, kernel_name: str, **options: Any) -> None:
        """Run the notebook; papermill calls this."""
        if kernel_name != "python3" or not isolation.AVAILABLE:
            super().execute_managed_notebook(nb_man, kernel_name, **options)
        elif isolation.inside():
            from alsnb.reports.engine.client import Client

            client = Client(nb_man, **_known(options))
            client.progress = options.get("progress")
            client.execute()
        else:
            _run_apart(nb_man, kernel_name, **options)


class _Reporter:
    """The child's substitute for papermill's manager; it forwards to the parent's."""

    def __init__(self, notebook: Any, send: Callable[[Any], None]) -> None:
        self.nb, self._send = notebook, send

    def autosave_cell(self) -> None:
        pass

    def cell_start(self, _: Any, cell_index: int) -> None:
        self._send(("start", cell_index))

    def cell_exception(self, _: Any, cell_index: int, exception: Exception) -> None:
        self._send(("exception", cell_index))

    def cell_complete(self, cell: Any, cell_index: int) -> None:
        self._send(("complete", (cell_index, cell)))


def _run_in_child(send: Callable[[Any], None], notebook: Any, folder: str, options: dict[str, Any]) -> None:
    from alsnb.reports.engine.client import Client

    os.chdir(folder)
    client = Client(_Reporter(notebook, send), **options)
    # The parent logs it.
    client.log_output_message = lambda output: send(("output", output))
    client.execute()
    send(("notebook", notebook))


def _known(options: dict[str, Any]) -> dict[str, Any]:
    """papermill's options, as its client takes them."""
    names = {*PapermillNotebookClient.class_trait_names()}
    return {name: value for name, value in options.items() if name in names}


def _run_apart(
    nb_man: Any,
    kernel_name: str,
    *,
    log_output: bool = False,
    stdout_file: Any = None,
    stderr_file: Any = None,
    start_timeout: float = 60,
    execution_timeout: float | None = None,
    **options: Any,
) -> None:
    seconds = execution_timeout or options.pop("timeout", None)
    wanted = _known(options) | {"log_output": bool(log_output or stdout_file or stderr_file)}
    logs = engines.PapermillNotebookClient(
        nb_man, timeout=seconds, startup_timeout=start_timeout, kernel_name=kernel_name, log=engines.logger,
        log_output=log_output, stdout_file=stdout_file, stderr_file=stderr_file,
    )  # fmt: skip
    child = isolation.Isolated(_run_in_child, nb_man.nb, os.getcwd(), wanted, seconds=seconds)
    running: Any = None
    try:
        for what, value in child:
            cells = nb_man.nb.cells
            if what == "start":
                running = cells[value]
                nb_man.cell_start(running, value)
            elif what == "output":
                logs.log_output_message(value)
            elif what == "exception":
                nb_man.cell_exception(cells[value], cell_index=value, exception=None)
            elif what == "complete":
                index, cell = value
                _take_over(cells[index], cell)
                nb_man.cell_complete(cells[index], cell_index=index)
            else:
                for mine, theirs in zip(cells, value.cells, strict=True):
                    _take_over(mine, theirs)
                nb_man.nb.metadata.update({k: v for k, v in value.metadata.items() if k != "papermill"})
    except isolation.Late as late:
        raise CellTimeoutError.error_from_timeout_and_cell(str(late), int(seconds or 0), running) from None
    except isolation.Stopped as stopped:
        raise DeadKernelError(f"Kernel died: {stopped}") from None
    except isolation.Raised as raised:
        raise raised.error or raised from None


def _take_over(mine: Any, theirs: Any) -> None:
    for name in _CONTENT:
        if name in theirs:
            mine[name] = theirs[name]
    mine.metadata.update({name: value for name, value in theirs.metadata.items() if name != "papermill"})
