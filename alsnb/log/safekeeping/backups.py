"""Make daily backups of a log, and restore them.

Backups are in the folder ``backups`` beside the log, compressed and readable only by their owner. One is made when a
log is first opened after the day on which it was last changed. Erasures are applied to them too.
"""

from __future__ import annotations

import glob
import gzip
import os
import re
import shlex
import shutil
import sqlite3
import time
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from datetime import date, datetime
from itertools import chain, islice
from pathlib import Path
from typing import NamedTuple

import sqlalchemy as sa

from alsnb.errors import AlsnbError, LogError
from alsnb.files import set_aside, writing
from alsnb.log import integrity
from alsnb.log.databases.second_name import Hold, leftovers, move_leftovers, remove
from alsnb.log.databases.sqlite import Embedded
from alsnb.log.databases.sqlite_tables import upgrade
from alsnb.log.revisions import Revision
from alsnb.log.safekeeping import conflicted_copies, damaged_files, rescue
from alsnb.log.schema import BEFORE
from alsnb.log.store import Log
from alsnb.words import gettext

KEPT = 7
"""How many days are kept."""
_MAGIC = b"\x1f\x8b"
_SQLITE = b"SQLite format 3\0"
_REVISIONS = f"SELECT {', '.join(Revision._fields)} FROM revision"
_LEVEL = 1
"""Of compression: a higher one takes three times as long for a tenth less."""
_MOST_FILES = 1_000
"""Files that are looked at for copies of a log; a folder of photographs is not read to its end."""


class Restored(NamedTuple):
    """The result of restoring a log."""

    kept: Path | None
    """Where the file is that was there before."""
    rescued: int
    """How many revisions came from that file, as it was damaged."""
    left: int
    """How many revisions the file before has that the log now lacks."""
    lost: int | None
    """How many revisions of the file before could not be read and are not in the log; None if it cannot be told."""
    is_certain: bool
    """Whether the file before could tell who was erased and what was taken back since the backup."""


def of(path: Path) -> list[Path]:
    """Return the backups of a log, oldest first, including the copies made before its tables changed."""
    name = glob.escape(path.name)
    files = [*(path.parent / "backups").glob(f"{name}.*.gz"), *path.parent.glob(f"{name}.v*-backup")]
    return sorted(files, key=lambda each: each.stat().st_mtime)


class Beside(NamedTuple):
    """The files beside a log that may hold what it holds."""

    reached: list[Path]
    """Those that an erasure reaches: the backups, what was set aside, and copies of the same log named after it."""
    others: list[Path]
    """Those in the same folder that it does not: copies under another name, another log's, or what cannot be read."""


def beside(path: Path, identity: str | None) -> Beside:
    """Look for backups and copies of a log.

    Parameters
    ----------
    path : Path
        The log.
    identity : str, optional
        What all its copies have in common.
    """
    reached = [*of(path), *path.parent.glob(f"{glob.escape(path.name)}.set-aside-*")]
    others = []
    for each in (*_files(path.parent / "backups"), *_files(path.parent)):
        is_named = each.parent != path.parent or _is_named_after(each, path)
        is_log = each.parent != path.parent or each.suffix == path.suffix or (is_named and _is_log(each))
        if not is_log or each in reached or each.samefile(path):
            continue
        is_same = identity is not None and _identity_of(each) == identity
        if is_same and is_named and not each.is_symlink():
            reached.append(each)
        elif is_same or is_named:
            others.append(each)
    return Beside(reached, others)


def unreached(path: Path, identity: str | None) -> list[Path]:
    """Return the files that may hold what a log holds and that no erasure reaches, also packed or a folder further.

    Parameters are those of `beside`.
    """
    reached, others = beside(path, identity)
    apart = (each for each in _apart(path) if each not in reached and each not in others)
    return [*others, *(each for each in apart if _may_be_copy(each, path, identity))]


def make(log: Log, target: Path | None = None) -> Path:
    """Make a backup of a log now.

    Parameters
    ----------
    log : Log
        A log in a file.
    target : Path, optional
        The file to write; compressed if its name ends in ``.gz``. By default one in ``backups``, named after the time.

    Raises
    ------
    LogError
        The log is damaged or not in a file, the target exists, or the backup cannot be written.
    """
    path = _path_of(log)
    place = target or path.parent / "backups" / f"{path.name}.{datetime.now():%Y-%m-%d-%H%M%S}.gz"
    if place.exists():
        raise LogError(
            gettext(
                "{place} already exists, so nothing was written; choose another file with --out",
                place=place,
            )
        )
    log.verify()
    _write(log, place)
    return place


def make_daily(log: Log, last_changed: float) -> None:
    """Make a backup if the log was last changed on an earlier day, and there is none since; the oldest go."""
    database = log.database
    if not isinstance(database, Embedded) or database.hold is None:
        return
    path, day = database.hold.path, date.fromtimestamp(last_changed)
    if day >= date.today():
        return
    place = path.parent / "backups" / f"{path.name}.{day:%Y-%m-%d}.gz"
    with suppress(OSError):
        if place.stat().st_mtime >= last_changed:
            return
    try:
        log.verify()  # so that no backup of a damaged log drives out a good one
    except LogError:
        return  # told when something is read
    try:
        with database.hold.recovering():
            _write(log, place)
            os.utime(place, (last_changed, last_changed))
            for old in _daily(path)[:-KEPT]:
                old.unlink()
    except (LogError, OSError) as error:
        database.notify(f"Today's backup of {path.name} failed: {getattr(error, 'strerror', None) or error}.")


def restore(path: Path, source: Path) -> Restored:
    """Restore a log from a backup, and keep the present file under another name.

    Everything that can be read from a damaged file is added to the backup's content. Members erased and entries
    deleted since stay so, as far as the present file records it. If the source is the log itself, it is rebuilt from
    what can be read of it.

    Raises
    ------
    LogError
        The backup cannot be used, or the log is open elsewhere; nothing was changed.
    """
    if path.exists() and not path.is_file():
        raise LogError(
            gettext(
                "{path} is not a file, so nothing was restored; give the path of a log",
                path=path,
            )
        )
    if not source.is_file():
        state = "is not a file" if source.exists() else "is not there"
        raise LogError(
            gettext(
                "{source} {state}; to list the backups: alsnb restore {path}",
                source=source,
                state=state,
                path=shlex.quote(str(path)),
            )
        )
    hold = Hold(path)
    new = hold.path.with_name(f"~{hold.path.name}.restored.tmp")
    try:
        hold.share()
        if hold.is_in_use():
            raise LogError(
                gettext(
                    "another program has a log open in the folder of {path}; close it (in JupyterLab, "
                    "File ▸ Shut Down), then restore again",
                    path=path,
                )
            )
        remove(new)
        is_itself = path.exists() and source.exists() and path.samefile(source)
        if is_itself:
            os.close(os.open(new, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
        else:
            unpack(source, new)
        if not damaged_files.is_log(source if is_itself else new):
            raise LogError(
                gettext(
                    "{source} is not an alsnb log or the remains of one; nothing was restored",
                    source=source,
                )
            )
        if not is_itself and not damaged_files.is_sound(new):
            raise LogError(gettext("{source} is damaged; use another backup", source=source))
        log = Log(Embedded(new), None)
        with closing(log), log.database.plain_errors():
            gained = _prepare(log, path, is_itself=is_itself)
            if is_itself and not gained.revisions:
                raise LogError(
                    gettext(
                        "nothing in {path} can be read, so nothing was changed; restore it from a backup",
                        path=path,
                    )
                )
        kept = None
        if path.exists():
            kept = set_aside(hold.path)
            hold.path.rename(kept)
            move_leftovers(hold.path, kept)
        with suppress(FileNotFoundError):
            hold.link.unlink()
        new.rename(hold.path)
        left, lost = (0, 0) if kept is None else (_lacking(hold.path, kept), _lost(hold.path, kept))
    except OSError as error:
        place = path if error.filename in (None, str(new)) else error.filename
        raise LogError(
            gettext(
                "{place}: {reason}; nothing was restored",
                place=place,
                reason=error.strerror or error,
            )
        ) from None
    except LogError as error:
        raise LogError(str(error).replace(str(new), str(source))) from error
    finally:
        with suppress(OSError):
            remove(new)
        hold.release()
    return Restored(kept, gained.revisions, left, lost, gained.graves_are_certain)


def rewrite(path: Path, identity: str | None, do: Callable[[sa.Connection], object]) -> None:
    """Do in every backup and copy of a log, and in every file set aside, what is done in the log, such as an erasure.

    Parameters
    ----------
    path : Path
        The log.
    identity : str, optional
        What all its copies have in common.
    do : callable
        Given a connection in a transaction; the file is then written anew, so that no bytes of what was deleted stay.

    Raises
    ------
    LogError
        One of them cannot be read or written; the message names it.
    """
    for left in path.parent.glob(f"{glob.escape(path.name)}-*.set-aside-*"):  # what could be read of it was merged
        left.unlink()
    for copy in beside(path, identity).reached:
        about, work = copy.stat(), copy.with_name(f"~{copy.name}.tmp")
        try:
            remove(work)
            unpack(copy, work)
            engine = sa.create_engine("sqlite://", creator=lambda work=work: sqlite3.connect(work))
            try:
                with engine.begin() as connection:
                    connection.exec_driver_sql("BEGIN IMMEDIATE")
                    upgrade(connection)
                    do(connection)
                with engine.connect() as connection:
                    connection.exec_driver_sql("VACUUM")
            finally:
                engine.dispose()
            _pack(work, copy, compress=copy.suffix == ".gz")
            os.utime(copy, (about.st_atime, about.st_mtime))
        except (LogError, OSError, sqlite3.Error, sa.exc.DBAPIError) as error:
            raise LogError(
                gettext(
                    "cannot change {copy} ({reason}), which may hold what is to be removed; nothing was "
                    "removed from the log. Delete the file, then try again",
                    copy=copy,
                    reason=getattr(error, "strerror", None) or getattr(error, "orig", error),
                )
            ) from None
        finally:
            remove(work)


def unpack(copy: Path, to: Path) -> None:
    """Write a backup's log to a new file that only its owner may read.

    Raises
    ------
    LogError
        The backup is damaged.
    OSError
        It cannot be read, or there is no room.
    """
    with copy.open("rb") as file, open(os.open(to, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "wb") as log:
        is_packed = file.read(2) == _MAGIC
        file.seek(0)
        try:
            shutil.copyfileobj(gzip.GzipFile(fileobj=file) if is_packed else file, log, 1 << 20)
        except (EOFError, zlib.error, gzip.BadGzipFile):
            raise LogError(gettext("{copy} is damaged; use another backup", copy=copy)) from None


def _files(folder: Path) -> list[Path]:
    """Return the files in a folder, except hidden and temporary ones."""
    with suppress(OSError):
        return sorted(each for each in folder.iterdir() if each.name[0] not in "~." and each.is_file())
    return []


def _apart(path: Path) -> Iterator[Path]:
    """Packed files in a log's folder, and all files in the folders in it: people put copies there."""
    packed = (each for each in _files(path.parent) if each.suffix in (".gz", ".zip"))
    folders = [
        each for each in path.parent.iterdir() if each.is_dir() and each.name[0] != "." and each.name != "backups"
    ]
    return islice(chain(packed, *map(_files, sorted(folders))), _MOST_FILES)


def _may_be_copy(file: Path, path: Path, identity: str | None) -> bool:
    """Return whether a file, whatever its name, is or may be a copy of this log."""
    if file.suffix == ".zip":
        with suppress(OSError, zipfile.BadZipFile), zipfile.ZipFile(file) as packed:
            return any(name.endswith(path.suffix) for name in packed.namelist())
        return False
    return identity is not None and _is_log(file) and _identity_of(file) == identity


def _is_named_after(copy: Path, path: Path) -> bool:
    rest = copy.name.removeprefix(path.stem)
    return rest != copy.name and not rest[:1].isalnum()


def _is_log(copy: Path) -> bool:
    """Return whether a file, compressed or not, is an SQLite database."""
    with suppress(OSError, EOFError, zlib.error), copy.open("rb") as file:
        start = file.read(len(_SQLITE))
        file.seek(0)
        return (gzip.GzipFile(fileobj=file).read(len(_SQLITE)) if start[:2] == _MAGIC else start) == _SQLITE
    return False


def _identity_of(copy: Path) -> str | None:
    """Return the identity of the log in a backup or copy; None if it is not a log or cannot be read."""
    work = copy.with_name(f"~{copy.name}.tmp")
    if leftovers(copy):  # somebody has it open, or was killed while they had
        return None
    try:
        if copy.suffix == ".gz":
            remove(work)
            unpack(copy, work)
        with closing(
            sqlite3.connect(f"{(work if work.exists() else copy).resolve().as_uri()}?mode=ro", uri=True)
        ) as log:
            return str(log.execute("SELECT secret FROM secret").fetchone()[0])
    except (LogError, OSError, sqlite3.Error, TypeError):
        return None
    finally:
        with suppress(OSError):
            remove(work)


def _path_of(log: Log) -> Path:
    if log.database.path is None:
        raise LogError(
            gettext(
                "{name} is not a file; the owner of the server backs it up with pg_dump",
                name=log.name,
            )
        )
    return log.database.path


def _daily(path: Path) -> list[Path]:
    pattern = re.compile(rf"{re.escape(path.name)}\.\d{{4}}-\d\d-\d\d\.gz")
    return sorted(each for each in (path.parent / "backups").iterdir() if pattern.fullmatch(each.name))


def _write(log: Log, place: Path) -> None:
    """Write what a log holds, and nothing of what was deleted from it, as a file."""
    plain = place.with_name(f"~{place.name}.tmp")
    try:
        place.parent.mkdir(mode=0o700, exist_ok=True)
        plain.unlink(missing_ok=True)
        os.close(os.open(plain, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
        with log.database.plain_errors(), log.database.engine.connect() as connection:
            connection.exec_driver_sql("VACUUM INTO ?", (str(plain),))
        _pack(plain, place, compress=place.suffix == ".gz")
    except OSError as error:
        raise LogError(
            gettext(
                "cannot write the backup to {place}: {reason}",
                place=place,
                reason=error.strerror or error,
            )
        ) from None
    finally:
        with suppress(OSError):
            plain.unlink(missing_ok=True)


def _pack(plain: Path, place: Path, *, compress: bool) -> None:
    with plain.open("rb") as log, writing(place) as file:
        if not compress:
            shutil.copyfileobj(log, file, 1 << 20)
            return
        with gzip.GzipFile("", "wb", _LEVEL, file) as packed:
            shutil.copyfileobj(log, packed, 1 << 20)


def _prepare(log: Log, path: Path, *, is_itself: bool) -> rescue.Gained:
    """Copy what must survive from the present file into a log being restored."""
    database = log.database
    assert isinstance(database, Embedded)  # noqa: S101 -- made above
    if is_itself:
        database.create()
    database.verify()
    if not path.exists():
        _note_all_as_handed_in(database)
        return rescue.Gained(0, 0, True, 0)
    with closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=rw", uri=True)) as before:
        try:
            is_whole = damaged_files.is_whole(before)
        except sqlite3.DatabaseError:
            is_whole = False
    secret = damaged_files.identity_of(path)
    if is_itself and secret:
        with database.writing() as connection:
            connection.exec_driver_sql("UPDATE secret SET secret = ?", (secret,))
    if not is_whole:
        _note_all_as_handed_in(database)
    with suppress(damaged_files.OtherLog):
        return rescue.bring(log, path, only_graves=is_whole and not is_itself)
    _note_all_as_handed_in(database)
    # Another log tells nothing of this one; what cannot be read may be what is left of this one.
    return rescue.Gained(0, 0, is_whole, 0, secret is not None)


def _note_all_as_handed_in(database: Embedded) -> None:
    """Treat all shared entries as handed in: the backup does not record what was handed in after it was made."""
    with database.writing() as connection:
        database.note_handed_in(connection, [BEFORE], int(time.time() * 1000))


def _lacking(path: Path, kept: Path) -> int:
    with suppress(sqlite3.Error, AlsnbError), closing(Log(Embedded(path), None)) as log:
        return conflicted_copies.compared(log, kept)[0]
    return 0


def _lost(path: Path, kept: Path) -> int | None:
    with (
        suppress(sqlite3.Error, AlsnbError),
        closing(sqlite3.connect(f"{kept.resolve().as_uri()}?mode=ro", uri=True)) as old,
    ):
        if damaged_files.identity_of(kept) != damaged_files.identity_of(path):
            return 0  # another log
        if not damaged_files.is_sound(kept):
            return None
        damaged = {row[0] for row in old.execute(_REVISIONS) if integrity.of_revision(Revision._make(row)) is not None}
        with closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)) as new:
            return len(damaged - {id for (id,) in new.execute("SELECT id FROM revision")}) if damaged else 0
    return None if damaged_files.is_log(kept) else 0
