"""papermill's client with the kernel in the same process: for a process that has nothing else to do.

To import it makes libraries believe that this process is a notebook's kernel.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import Any, cast

from ipykernel.inprocess.ipkernel import InProcessInteractiveShell, InProcessKernel
from ipykernel.inprocess.manager import InProcessKernelManager
from ipykernel.iostream import OutStream
from nbclient.exceptions import CellExecutionComplete, CellExecutionError
from papermill.clientwrap import PapermillNotebookClient
from traitlets.config import Config


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


class Client(PapermillNotebookClient):  # type: ignore[misc]
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
