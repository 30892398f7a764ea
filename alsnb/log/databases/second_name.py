"""A second name for an open log's file, so that nothing is lost when another file takes its place.

A sync client brings another computer's version of a log by renaming it over the file, also while the log is open.
Whatever has it open goes on in a file that nobody finds again, and what SQLite leaves beside a log when its program is
killed would be applied to a file it does not belong to. So each log that is open has a second name beside the first,
``~cohort.db.tmp``, which sync clients pass over. If the two names lead to different files, another took its place:
the one that was open is *parked* as ``~cohort.db.1.tmp``, with what SQLite left of it, until it is merged (`rescue`).
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from threading import RLock

from alsnb.files import lock

LEFTOVERS = ("-journal", "-wal", "-shm")
"""Endings of the files that SQLite keeps beside a log in use, and leaves behind if the program is killed."""


def file_at(place: str | os.PathLike[str] | None) -> tuple[int, int] | None:
    """Return the identity of the file at a path, which differs if the file is replaced; None if there is no file."""
    try:
        status = os.stat(place) if place else None
    except OSError:
        return None
    return None if status is None else (status.st_dev, status.st_ino)


def leftovers(path: Path) -> list[Path]:
    """Return the non-empty files that SQLite left beside a file."""
    beside = (path.with_name(f"{path.name}{end}") for end in LEFTOVERS)
    return [each for each in beside if each.is_file() and each.stat().st_size and not each.name.endswith("-shm")]


def move_leftovers(path: Path, to: Path) -> None:
    """Move the files that SQLite left beside one file to beside another."""
    for end in LEFTOVERS:
        with suppress(FileNotFoundError):
            path.with_name(f"{path.name}{end}").rename(to.with_name(f"{to.name}{end}"))


def remove(path: Path) -> None:
    """Remove a file and what SQLite left beside it."""
    for each in (path, *(path.with_name(f"{path.name}{end}") for end in LEFTOVERS)):
        each.unlink(missing_ok=True)


class Hold:
    """Keep a log's file from being lost while this process has it open."""

    def __init__(self, path: Path) -> None:
        self.path = path.resolve()
        self.link = self.path.with_name(f"~{self.path.name}.tmp")
        self.had_link = False
        """Whether another process has the log open, or was killed while it did."""
        self.was_left = False
        """Whether the last process to open the log did not close it."""
        self.stays = False
        """Whether to keep the second name, as a sign that the log must be checked before it is used."""
        self._process = os.getpid()
        self._folder: int | None = None
        self._guard, self._depth = RLock(), 0

    def take(self) -> None:
        """Give the file its second name, and park the one that had it before.

        A file system that has no second names gets none.
        """
        self.share()
        self.had_link = os.path.lexists(self.link)
        self.was_left |= (self.had_link and self.is_alone()) or bool(leftovers(self.path))
        if (not self.had_link and not self.parked()) or self._is_held():
            self._give_name()
            return
        with self.recovering():
            if os.path.lexists(self.link) and not self._is_held():
                self.link.rename(place := self.place_to_park())
                move_leftovers(self.path, place)
            elif not os.path.lexists(self.link) and (parked := self.parked()) and not leftovers(last := parked[-1]):
                # The program that parked it was killed before they moved what SQLite had left of it.
                move_leftovers(self.path, last)
            self._give_name()

    @property
    def is_new(self) -> bool:
        """Whether this process was the first to open the log and give it a second name."""
        return not self.had_link and self._is_held()

    def parked(self) -> list[Path]:
        """Return the parked files, oldest first."""
        pattern = re.compile(rf"~{re.escape(self.path.name)}\.(\d+)\.tmp")
        with suppress(OSError):
            matches = [(pattern.fullmatch(name), name) for name in os.listdir(self.path.parent)]
            return [self.path.with_name(name) for _, name in sorted((int(m[1]), name) for m, name in matches if m)]
        return []

    def place_to_park(self) -> Path:
        """Return the path for the next file to park."""
        last = self.parked()[-1:]
        number = int(last[0].name.split(".")[-2]) + 1 if last else 1
        return self.path.with_name(f"~{self.path.name}.{number}.tmp")

    def share(self) -> None:
        """Show other processes that a log in this folder is open."""
        if self._folder is None:
            self._folder = os.open(self.path.parent, os.O_RDONLY) if os.name == "posix" else -1
        if self._folder >= 0:
            lock(self._folder, alone=False, wait=True)

    def is_alone(self) -> bool:
        """Return whether certainly no other process has a log in this folder open."""
        return self._alone() is True

    def is_in_use(self) -> bool:
        """Return whether certainly another process has a log in this folder open."""
        return self._alone() is False

    def _alone(self) -> bool | None:
        if self._folder is None or self._folder < 0:
            return None
        is_alone = lock(self._folder, alone=True)
        self.share()
        return is_alone

    @contextmanager
    def recovering(self) -> Iterator[None]:
        """Let only one process at a time park and merge."""
        with self._guard:
            handle = self._guarded() if not self._depth else None
            self._depth += 1
            try:
                yield
            finally:
                self._depth -= 1
                if handle is not None:
                    with suppress(OSError):  # Windows removes no file that is open
                        self._guard_file.unlink()
                    os.close(handle)

    @property
    def _guard_file(self) -> Path:
        return self.path.with_name(f"~{self.path.name}.lock.tmp")

    def _guarded(self) -> int:
        while True:
            handle = os.open(self._guard_file, os.O_CREAT | os.O_RDWR, 0o600)
            lock(handle, alone=True, wait=True)
            about = os.fstat(handle)
            if file_at(self._guard_file) == (about.st_dev, about.st_ino):
                return handle
            os.close(handle)  # its holder removed it

    def release(self) -> None:
        """Remove the second name, unless another process needs it."""
        if self._folder is None or self._process != os.getpid():  # a child that was forked has it from its parent
            return
        folder, self._folder = self._folder, None
        if folder < 0:
            return
        if not self.stays and lock(folder, alone=True):
            with suppress(OSError):
                about = self.link.stat()
                is_elsewhere = not self.path.exists() and about.st_nlink > 1  # the file was moved
                if (about.st_dev, about.st_ino) == file_at(self.path) or is_elsewhere:
                    self.link.unlink()
        os.close(folder)

    def forget(self) -> None:
        """Remove the file, its second name and what SQLite left beside it."""
        if self._is_held():
            self.link.unlink(missing_ok=True)
        remove(self.path)

    def _is_held(self) -> bool:
        linked = file_at(self.link)
        return linked is not None and linked == file_at(self.path)

    def _give_name(self) -> None:
        # Windows keeps a file that is open from being replaced.
        if os.name == "posix":
            with suppress(OSError):
                os.link(self.path, self.link)
