"""A papermill engine that runs a notebook's cells in a clean child with everything imported, not in a new kernel.

The cells are run by ipykernel's own kernel, inside the child, and their messages are read by nbclient: what a notebook
shows is what it shows elsewhere.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from typing import Any, cast

from ipykernel.inprocess.ipkernel import InProcessInteractiveShell, InProcessKernel
from ipykernel.inprocess.manager import InProcessKernelManager
from ipykernel.iostream import OutStream
from nbclient.exceptions import CellExecutionComplete, CellExecutionError, CellTimeoutError, DeadKernelError
from papermill.clientwrap import PapermillNotebookClient
from papermill.engines import NBClientEngine
from traitlets.config import Config

from alsnb.reports import isolation

_CONTENT = ("outputs", "execution_count")


class ForkEngine(NBClientEngine):  # type: ignore[misc]
    """The engine ``alsnb``, for notebooks in Python; others, and platforms that cannot fork, get papermill's own."""

    @classmethod
    def execute_managed_notebook(cls, nb_man: Any, kernel_name: str, **options: Any) -> None:
        """Run the notebook; papermill calls this."""
        if kernel_name != "python3" or not isolation.AVAILABLE:
            super().execute_managed_notebook(nb_man, kernel_name, **options)
        elif isolation.inside():
            client = _Client(nb_man, **_known(options))
            client.progress = options.get("progress")
            client.execute()
        else:
            _run_apart(nb_man, **options)


class _NoThread:
    """A cell that awaits asks for the thread of a channel, which there is none of here."""

    parent_thread = None

    def __bool__(self) -> bool:
        return False


class _Kernel(InProcessKernel):
    _supports_kernel_subshells = False
    shell_channel_thread = _NoThread()


class _ZMQShell(InProcessInteractiveShell):
    """The shell of ipykernel. By the "zmq" in its name pandas knows that it writes for a notebook."""


class _Client(PapermillNotebookClient):  # type: ignore[misc]
    """papermill's client, with the kernel in this process."""

    progress: Callable[[int, int], None] | None = None
    """Is told how many cells are done, of how many."""

    def execute(self) -> Any:
        """Run the notebook."""
        self.reset_execution_trackers()
        # What is run is no history of the person's own.
        manager: Any = InProcessKernelManager(config=Config({"HistoryManager": {"enabled": False}}))
        kernel, made = cast(Any, _Kernel), cast(Any, OutStream)
        manager.kernel = kernel(parent=manager, session=manager.session, shell_class=_ZMQShell)
        # Streams as ipykernel has them in a process of its own: they take what other programs print, too.
        for name in ("stdout", "stderr"):
            stream = made(manager.session, manager.kernel.iopub_thread, name)
            setattr(manager.kernel, name, stream)
            setattr(sys, name, stream)
        self.km, self.kc = manager, manager.client()
        self.kc.start_channels()
        self.papermill_execute_cells()
        self.nb.metadata["language_info"] = self.km.kernel.language_info
        self.set_widgets_metadata()
        return self.nb

    def execute_cell(self, cell: Any, cell_index: int, **_: Any) -> Any:
        """Run a cell, and put what it shows into it."""
        if self.progress is not None:
            self.progress(cell_index, len(self.nb.cells))
        tags = cell.metadata.get("tags", [])
        if cell.cell_type != "code" or not cell.source.strip() or self.skip_cells_with_tag in tags:
            return cell
        if self.record_timing:
            cell.metadata["execution"] = {}
        may_fail = not self.force_raise_errors and (self.allow_errors or "raises-exception" in tags)
        cell.outputs = []
        self.clear_before_next_output = False
        message = self.kc.execute(cell.source, store_history=True, allow_stdin=False, stop_on_error=not may_fail)
        reply = self.kc.get_shell_msg(timeout=5)
        self.code_cells_executed += 1
        while True:
            shown = self.kc.get_iopub_msg(timeout=self.iopub_timeout)
            if shown["parent_header"].get("msg_id") != message:
                continue
            try:
                self.process_message(shown, cell, cell_index)
            except CellExecutionComplete:
                break
        if self.record_timing:
            cell.metadata["execution"]["shell.execute_reply"] = reply["header"]["date"].isoformat()
        told = reply["content"]
        if told["status"] == "error" and not may_fail and told.get("ename") not in self.allow_error_names:
            raise CellExecutionError.from_cell_and_msg(cell, told)
        return cell


class _Reporter:
    """What takes the place of papermill's manager in the child: it tells the parent's."""

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
    os.chdir(folder)
    client = _Client(_Reporter(notebook, send), **options)
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
    *,
    log_output: bool = False,
    stdout_file: Any = None,
    stderr_file: Any = None,
    execution_timeout: float | None = None,
    **options: Any,
) -> None:
    logs = PapermillNotebookClient(nb_man, log_output=log_output, stdout_file=stdout_file, stderr_file=stderr_file)
    wanted = _known(options) | {"log_output": bool(log_output or stdout_file or stderr_file)}
    seconds = execution_timeout or options.get("timeout")
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
