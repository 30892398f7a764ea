"""``alsnb open``: start the server, open the browser, and end with the last page if that was asked for."""

from __future__ import annotations

import asyncio
import signal
import threading
import webbrowser
from collections.abc import Callable
from contextlib import suppress

from alsnb.app.server import Application
from alsnb.app.workbook import Workbook

_GRACE = 10.0
"""Seconds without any page after which all of them are taken to be closed: going from one to the next has none."""


def run(
    workbook: Workbook,
    *,
    port: int = 0,
    browse: bool = True,
    until_closed: bool = False,
    show: Callable[[str], None] = print,
) -> None:
    """Serve a workbook until somebody stops it.

    Parameters
    ----------
    workbook
        The workbook.
    port
        The port to listen on; by default any that is free.
    browse
        Open the browser.
    until_closed
        End when the last page has been closed.
    show
        Is called with the address.
    """
    asyncio.run(_serve(workbook, port, browse, until_closed, show))


async def _serve(workbook: Workbook, port: int, browse: bool, until_closed: bool, show: Callable[[str], None]) -> None:
    loop, stopped = asyncio.get_running_loop(), asyncio.Event()
    waiting: list[asyncio.TimerHandle] = []

    def end_unless_opened() -> None:
        if not application.pages:
            stopped.set()

    def when_closed() -> None:
        waiting.append(loop.call_later(_GRACE, end_unless_opened))

    application = Application(workbook, stopped.set, when_closed if until_closed else None)
    address = application.listen_here(port)
    for number in (signal.SIGINT, signal.SIGTERM):
        with suppress(NotImplementedError):  # Windows has no such handlers; Ctrl+C then ends asyncio.run
            loop.add_signal_handler(number, stopped.set)
    show(address)
    # What the first screen needs is imported while the browser starts.
    threading.Thread(target=_warm, daemon=True).start()
    if browse:
        threading.Thread(target=webbrowser.open, args=(address,), daemon=True).start()
    await stopped.wait()
    await application.shut_down()


def _warm() -> None:
    from alsnb import widgets

    for name in widgets.__all__:
        getattr(widgets, name)
