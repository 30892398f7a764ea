"""Files that hold confidential text: written whole or not at all, and never over another."""

from __future__ import annotations

import glob
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import date
from itertools import count
from pathlib import Path
from typing import IO

try:
    import fcntl
except ImportError:  # pragma: no cover -- Windows keeps an open file from being replaced or deleted
    fcntl = None  # type: ignore[assignment]


def lock(handle: int, *, alone: bool, wait: bool = False) -> bool | None:
    """Lock an open file or folder, shared or exclusively.

    Returns
    -------
    bool or None
        Whether it is locked now; None if the system has no such locks, or none of it.
    """
    if fcntl is None:
        return None
    try:
        fcntl.flock(handle, (fcntl.LOCK_EX if alone else fcntl.LOCK_SH) | (0 if wait else fcntl.LOCK_NB))
    except BlockingIOError:
        return False
    except OSError:
        return None
    return True


@contextmanager
def writing(path: Path) -> Iterator[IO[bytes]]:
    """A file to write into, which takes the place of `path` at the end; only its owner may read it.

    What a process that was killed left of an earlier attempt is removed.
    """
    for left in path.parent.glob(f".{glob.escape(path.name)}.*.part"):
        _remove_unless_in_use(left)
    part = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        with open(os.open(part, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600), "w+b") as file:
            lock(file.fileno(), alone=True)
            yield file
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
    finally:
        with suppress(OSError):
            part.unlink(missing_ok=True)


def _remove_unless_in_use(part: Path) -> None:
    with suppress(OSError):
        handle = os.open(part, os.O_RDONLY)
        try:
            is_free = lock(handle, alone=True) is not False
        finally:
            os.close(handle)
        if is_free:
            part.unlink()


def set_aside(path: Path) -> Path:
    """Return an unused name beside a file, with the time, under which the file can be kept."""
    named = path.with_name(f"{path.name}.set-aside-{date.today():%Y-%m-%d}")
    names = (named if n == 1 else named.with_name(f"{named.name}-{n}") for n in count(1))
    return next(each for each in names if not os.path.lexists(each))


def reason(error: OSError) -> str:
    """Why the system refused something, for a sentence that ends in what to do."""
    return error.strerror or str(error)
