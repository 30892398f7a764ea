"""Open a log, or make a new one."""

from __future__ import annotations

import os
import shlex
from pathlib import Path

from alsnb import sample
from alsnb.errors import LogError
from alsnb.log.databases import addresses
from alsnb.log.databases.base import Database
from alsnb.log.databases.second_name import Hold
from alsnb.log.databases.sqlite import Embedded
from alsnb.log.safekeeping import backups, conflicted_copies
from alsnb.log.safekeeping.keeper import Keeper
from alsnb.log.store import Log
from alsnb.words import gettext

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
        Code of the person who writes, stored with every revision. By default the code a server knows its user by, or
        the member a record is about.

    Raises
    ------
    LogError
        There is no such log, it is not a log, or it was written by a newer alsnb.
    """
    if str(location) == SAMPLE:
        log = Log(Embedded.in_memory("the sample cohort"), author)
        log.add(sample.records())
        return log
    last_changed: float | None = None
    if create:
        database: Database = _new(location)
    elif addresses.is_address(location):
        database = _server(str(location))
    else:
        path = _existing(Path(location))
        last_changed = path.stat().st_mtime
        database = Embedded(path, Keeper())
    try:
        with database.plain_errors():
            database.verify()
    except LogError as error:
        database.close()
        raise LogError(f"{error}{_kept_of(database)}") from error
    except BaseException:
        database.close()
        raise
    log = Log(database, author)
    if isinstance(database, Embedded):
        database.recover()
        if database.hold is not None and database.hold.was_left:
            # Before anything is written: in a broken file, it could be written over what is still there.
            try:
                log.verify()
            except LogError:
                database.hold.stays = True
                log.close()
                raise
        conflicted_copies.look(log)
        if last_changed is not None:
            backups.make_daily(log, last_changed)
    return log


def _kept_of(database: Database) -> str:
    """Return the end of a sentence that gives the path of a file's previous content."""
    parked = database.hold.parked() if isinstance(database, Embedded) and database.hold is not None else []
    return "".join(f"; the previous content is kept as {each}" for each in parked)


def _new(location: str | os.PathLike[str]) -> Embedded:
    if "://" in str(location):
        raise LogError(
            gettext(
                "only the owner of the server can make a shared log, on the command line: alsnb server init ADDRESS"
            )
        )
    path = Path(location)
    _new_file(path)
    try:
        database = Embedded(path, Keeper())
        with database.plain_errors():
            database.create()
    except BaseException:
        # Half a log would keep the next attempt from making a whole one.
        Hold(path).forget()
        raise
    return database


def _existing(path: Path) -> Path:
    """Return a log's path if there is a file; raise an error otherwise."""
    try:
        if path.is_file():
            return path
        if path.is_dir():
            raise LogError(
                gettext(
                    "{path} is a folder; expected the log in it, such as {path_2}",
                    path=path,
                    path_2=path / "cohort.db",
                )
            )
        kept = Hold(path).link
        if kept.is_file():
            raise LogError(
                gettext(
                    "{path} was moved or deleted while it was open; its content is kept as {kept}. To "
                    "restore it: alsnb restore {quoted_path} --from {quoted_kept}",
                    path=path,
                    kept=kept,
                    quoted_path=shlex.quote(str(path)),
                    quoted_kept=shlex.quote(str(kept)),
                )
            )
    except OSError as error:
        raise LogError(
            gettext(
                "{path} cannot be opened: {reason}; use a shorter path",
                path=path,
                reason=error.strerror or error,
            )
        ) from None
    raise LogError(
        gettext(
            "log not found: {path}; check the path, or make a new log: `alsnb new FOLDER` on the "
            "command line, alsnb.open_log(…, create=True) in Python",
            path=path,
        )
    )


def _server(address: str) -> Database:
    from alsnb.log.databases.postgresql import Server

    return Server(address)


def _new_file(path: Path) -> None:
    """Make an empty file that only its owner may read, as a log holds confidential text."""
    try:
        if path.exists():
            raise LogError(
                gettext(
                    "{path} already exists; choose another name for a new log, or open this one",
                    path=path,
                )
            )
        path.parent.mkdir(parents=True, exist_ok=True)
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
    except OSError as error:
        raise LogError(
            gettext(
                "cannot make a log at {path}: {strerror}; choose a folder that you may write to",
                path=path,
                strerror=error.strerror,
            )
        ) from None
