"""Opening a log, or making a new one."""

from __future__ import annotations

import os
from pathlib import Path

from alsnb import sample
from alsnb.errors import LogError
from alsnb.log.database import Database
from alsnb.log.embedded import Embedded
from alsnb.log.store import Log

SAMPLE = "alsnb:sample"
"""The location that stands for a throw-away log of the sample cohort, made in memory."""


def open_log(location: str | os.PathLike[str], *, create: bool = False, author: str | None = None) -> Log:
    """Open a log.

    Parameters
    ----------
    location : str or path
        The log's file; the address of a shared log on a PostgreSQL server, ``"postgresql://…"``; or
        ``"alsnb:sample"`` for a throw-away copy of the sample cohort.
    create : bool, default False
        Make a new, empty log, and its folder where there is none; an existing file is refused. A shared log is made
        by `alsnb server init`.
    author : str, optional
        Code of whoever writes; stored with every revision. By default the code a server knows its user by, or the
        member a record is about.

    Raises
    ------
    LogError
        There is no such log, it is not a log, or it was written by a newer alsnb.
    """
    if str(location) == SAMPLE:
        log = Log(Embedded.in_memory("the sample cohort"), author)
        log.add(sample.records())
        return log
    if create:
        database: Database = _new(location)
    else:
        is_address = "://" in str(location) or str(location).startswith(("postgresql:", "postgres:"))
        database = _server(str(location)) if is_address else _file(Path(location))
    try:
        with database.plain_errors():
            database.verify()
    except BaseException:
        database.engine.dispose()
        raise
    return Log(database, author)


def _new(location: str | os.PathLike[str]) -> Embedded:
    if "://" in str(location):
        raise LogError("a shared log is made by its owner, on the command line: alsnb server init ADDRESS")
    path = Path(location)
    _new_file(path)
    try:
        made = Embedded(path)
        with made.plain_errors():
            made.create()
    except BaseException:
        # Half a log would keep the next attempt from making a whole one.
        for part in (path, *(path.with_name(f"{path.name}{end}") for end in ("-wal", "-shm", "-journal"))):
            part.unlink(missing_ok=True)
        raise
    return made


def _file(path: Path) -> Embedded:
    if not path.is_file():
        if path.is_dir():
            raise LogError(f"{path} is a folder; expected the log in it, such as {path / 'cohort.db'}")
        raise LogError(
            f"there is no log at {path}; check the path, or make a new log: "
            "`alsnb new FOLDER` on the command line, alsnb.open_log(…, create=True) in Python"
        )
    return Embedded(path)


def _server(address: str) -> Database:
    from alsnb.log.server import Server

    return Server(address)


def _new_file(path: Path) -> None:
    """An empty file that only its owner may read; a log holds confidential text."""
    if path.exists():
        raise LogError(f"{path} exists already; choose another name for a new log, or open it as it is")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
    except OSError as error:
        raise LogError(f"no log can be made at {path}: {error.strerror}; choose a folder you may write to") from None
