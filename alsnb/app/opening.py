"""``alsnb open``: start the server, open the browser, and end with the last page if that was asked for."""

from __future__ import annotations

import asyncio
import hmac
import secrets
import signal
import threading
import urllib.request
import webbrowser
from collections.abc import Callable
from contextlib import suppress

from alsnb.app.address import Address, address_of, new_address
from alsnb.app.server import Application, proof_of
from alsnb.app.workbook import Workbook

_GRACE = 10.0
"""Seconds without any page after which all of them are taken to be closed: going from one to the next has none."""


def run(
    workbook: Workbook,
    *,
    browse: bool = True,
    until_closed: bool = False,
    show: Callable[[str], None] = print,
) -> None:
    """Serve a workbook until somebody stops it; if it is open already, only show it.

    Parameters
    ----------
    workbook
        The workbook.
    browse
        Open the browser.
    until_closed
        End when the last page has been closed.
    show
        Is called with the address.
    """
    address = address_of(workbook.folder)
    if _is_open(address):
        show(address.url)
        if browse:
            webbrowser.open(address.url)
        return
    asyncio.run(_serve(workbook, address, browse, until_closed, show))


def _is_open(address: Address) -> bool:
    """Return whether the workbook is served already; another program may use its port, and is told no token."""
    challenge = secrets.token_urlsafe(16)
    local = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with local.open(f"http://127.0.0.1:{address.port}/alive?challenge={challenge}", timeout=5) as answer:
            return hmac.compare_digest(answer.read(1000), proof_of(address, challenge).encode())
    except (OSError, ValueError):
        return False


async def _serve(
    workbook: Workbook, address: Address, browse: bool, until_closed: bool, show: Callable[[str], None]
) -> None:
    loop, stopped = asyncio.get_running_loop(), asyncio.Event()
    waiting: list[asyncio.TimerHandle] = []

    def end_unless_opened() -> None:
        if not application.pages:
            stopped.set()

    def when_closed() -> None:
        waiting.append(loop.call_later(_GRACE, end_unless_opened))

    application = Application(workbook, address, stopped.set, when_closed if until_closed else None)
    try:
        application.listen_here()
    except OSError:
        application.address = address = new_address(workbook.folder)
        application.listen_here()
    for number in (signal.SIGINT, signal.SIGTERM):
        with suppress(NotImplementedError):  # Windows has no such handlers; Ctrl+C then ends asyncio.run
            loop.add_signal_handler(number, stopped.set)
    show(address.url)
    # What the first screen needs is imported while the browser starts.
    threading.Thread(target=_warm, daemon=True).start()
    if browse:
        threading.Thread(target=webbrowser.open, args=(address.url,), daemon=True).start()
    await stopped.wait()
    await application.shut_down()


def _warm() -> None:
    from alsnb import widgets

    for name in widgets.__all__:
        getattr(widgets, name)
