"""Waiting for what is to come, and for nothing else: how long it takes is the machine's business, not a test's.

A test that sleeps waits too long on a quiet machine and too short on a busy one. So this is the only place where a
test may sleep (`tests/test_project.py` looks for others): between two looks at what it waits for.
"""

from __future__ import annotations

import time
from collections.abc import Callable

LONG = 120  # seconds after which it is never to come; nothing is lost by waiting, unless it fails


def until(condition: Callable[[], object], otherwise: Callable[[], str] | str = "", seconds: float = LONG):
    """What `condition()` returns once that is true; if it never is, the test fails and says `otherwise`."""
    end = time.monotonic() + seconds
    while not (found := condition()):
        if time.monotonic() > end:
            raise AssertionError(otherwise() if callable(otherwise) else otherwise or "it never came")
        time.sleep(0.05)
    return found
