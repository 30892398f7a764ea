"""Running something in a process of its own that has everything imported already, and that nothing outlives.

One process imports what reports need and is kept; from it, a clean child is forked each time (Python's forkserver).
Whatever the child does to its globals, threads or files ends with it, and so does a child that hangs.
"""

from __future__ import annotations

import contextlib
import gc
import multiprocessing
import os
import signal
import sys
import threading
import traceback
from collections.abc import Callable, Iterator
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any, cast

from alsnb.errors import ReportError
from alsnb.words import gettext

AVAILABLE = sys.platform == "linux" and "forkserver" in multiprocessing.get_all_start_methods()
"""Whether the platform can do it: elsewhere, forking after libraries have started threads is not safe."""
DEFAULTS = {
    # Without it, figures that a notebook leaves open would be lost.
    "MPLBACKEND": "module://matplotlib_inline.backend_inline",
    # A debugger that nobody uses would warn of itself.
    "PYDEVD_DISABLE_FILE_VALIDATION": "1",
    # As many reports are made at once as there are processors: threads of each would only be in the others' way.
    "OPENBLAS_NUM_THREADS": "1",
}
"""What libraries ask the environment when they are imported."""
_PRELOADED = "alsnb.reports.engine.preload"
_alive: set[Isolated] = set()
_starting = threading.Lock()
_inside = False


class Stopped(ReportError):
    """What ran by itself did not come to its end: it was ended for its time, or it died."""


class Late(Stopped):
    """It took too long."""


class Raised(ReportError):
    """The isolated function raised an exception; ``traceback`` shows where."""

    def __init__(self, message: str, traceback: str, error: BaseException | None) -> None:
        super().__init__(message)
        self.traceback, self.error = traceback, error


def inside() -> bool:
    """Whether this process is a clean child."""
    return _inside


class Isolated:
    """What a function sends, run in a clean child.

    Parameters
    ----------
    function
        A function that can be imported. It is called with a function that sends something, and the arguments.
    arguments
        They can be pickled, as can what it sends.
    seconds
        How long it may take until it sends something, or ends; None: for ever.
    memory
        How many bytes of memory it may take beyond what is imported; None: half of what the machine has.
    """

    def __init__(
        self,
        function: Callable[..., object],
        *arguments: Any,
        seconds: float | None = None,
        memory: int | None = None,
    ) -> None:
        self.seconds = seconds
        from alsnb.reports.engine.process import Process

        context = multiprocessing.get_context("forkserver")
        context.set_forkserver_preload([_PRELOADED])
        here, there = context.Pipe(duplex=False)
        self._messages: Connection = here
        self._process = Process(target=_run, args=(there, memory, dict(os.environ), function, arguments))
        with _starting, _nothing_from_here():  # the process that forks is started once
            self._process.start()
            _alive.add(self)
        there.close()

    def __iter__(self) -> Iterator[Any]:
        """What it sends, as it comes.

        Raises
        ------
        Stopped
            It took too long (`Late`), or its process died.
        Raised
            It raised an exception.
        """
        try:
            self._messages.poll(None)  # the first is started once everything is imported: its time begins then
            while True:
                if not self._messages.poll(self.seconds):
                    raise Late(
                        gettext("Timed out after {n} s. Use --timeout with a higher limit.", n=f"{self.seconds or 0:g}")
                    )
                try:
                    kind, value = self._messages.recv()
                except (EOFError, OSError):
                    raise Stopped(self._how_it_died()) from None
                if kind == "sent":
                    yield value
                elif kind == "started":
                    continue
                elif kind == "raised":
                    raise Raised(*value)
                else:
                    return
        finally:
            self.end()

    def end(self) -> None:
        """End it, and all that it started; it may have ended before."""
        if self in _alive:
            _alive.discard(self)
            # It leads a group of its own, in which is what it started.
            for kill in (os.killpg, os.kill):
                with contextlib.suppress(OSError):
                    kill(cast(int, self._process.pid), signal.SIGKILL)
            self._process.join()
            self._process.close()
            self._messages.close()

    def _how_it_died(self) -> str:
        self._process.join(5)
        code = self._process.exitcode
        if code is None:
            return gettext("The process closed its connection.")
        if code >= 0:
            return gettext("The process ended with exit code {code}.", code=code)
        name = signal.Signals(-code).name
        return {
            "SIGSEGV": gettext("The process was ended by {signal}, a fault in compiled code."),
            "SIGKILL": gettext("The process was ended by {signal}; perhaps memory ran out."),
        }.get(name, gettext("The process was ended by {signal}.")).format(signal=name)


@contextlib.contextmanager
def _nothing_from_here() -> Iterator[None]:
    """A Python started meanwhile imports nothing from the working folder, where a file may be called as a library."""
    before = os.environ.get("PYTHONSAFEPATH")
    os.environ["PYTHONSAFEPATH"] = "1"
    try:
        yield
    finally:
        if before is None:
            del os.environ["PYTHONSAFEPATH"]
        else:
            os.environ["PYTHONSAFEPATH"] = before


def end_all() -> None:
    """End whatever still runs."""
    for each in [*_alive]:
        each.end()


def _run(
    connection: Connection,
    memory: int | None,
    environment: dict[str, str],
    function: Callable[..., object],
    arguments: tuple[Any, ...],
) -> None:
    """What the child does."""
    import resource

    global _inside
    _inside = True
    os.setsid()
    # It lives too briefly for what refers to itself to pile up: looking for that often would take a tenth of its time.
    gc.set_threshold(50_000)
    os.environ.clear()
    os.environ.update(DEFAULTS | environment)
    taken = int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()
    memory = memory or os.sysconf("SC_PHYS_PAGES") * resource.getpagesize() // 2
    resource.setrlimit(resource.RLIMIT_AS, (taken + memory, resource.RLIM_INFINITY))
    try:
        connection.send(("started", None))
        function(lambda value: connection.send(("sent", value)), *arguments)
        connection.send(("done", None))
    except BaseException as error:  # noqa: BLE001 - the parent raises it
        connection.send(("raised", _told(error)))
    finally:
        connection.close()
        # Threads that were left running, and what is registered to be done at exit, do not keep it.
        sys.stdout.flush()
        os._exit(0)


def _told(error: BaseException) -> tuple[str, str, BaseException | None]:
    import pickle

    try:
        pickle.loads(pickle.dumps(error))  # noqa: S301 - it is this process's own
        kept: BaseException | None = error
    except Exception:  # noqa: BLE001 - whatever its class does
        kept = None
    return f"{type(error).__name__}: {error}", "".join(traceback.format_exception(error)), kept
