"""Copies of a log that a sync client left beside it, because it was changed on two computers."""

from __future__ import annotations

import re
import shlex
import sqlite3
from contextlib import closing, suppress
from pathlib import Path
from typing import NamedTuple

import sqlalchemy as sa

from alsnb.errors import LogError
from alsnb.log import deletions, integrity
from alsnb.log.intake.id_claims import Places
from alsnb.log.revisions import Revision
from alsnb.log.safekeeping import damaged_files, rescue
from alsnb.log.store import Log
from alsnb.records import RECORDS

_BY_SYNC = re.compile(
    r"conflict|konflikt|conflit|conflict[oi]|conflitto|conflito|widerspr|ristiriita|konfliktn|"  # Dropbox, Nextcloud …
    r"冲突|衝突|競合|충돌|конфликт|"
    r"[ _]?\(\d{1,3}\)$|[ _]\d{1,3}$|"  # cohort (1), cohort 2: iCloud, Google Drive, browsers
    r"-(desktop|laptop)\b|-\w*(pc|macbook|mbp|imac)\w*$",  # OneDrive adds the computer's name
    re.IGNORECASE,
)


class Copy(NamedTuple):
    """A file beside a log that holds what the log lacks."""

    path: Path
    lacking: int
    """How many revisions of it the log lacks."""
    is_same: bool
    """Whether it is a copy of the same log; otherwise it is another one under such a name."""
    is_by_sync: bool
    """Whether a sync client named it, rather than a person."""


def beside(log: Log) -> list[Copy]:
    """Return the files named after a log, and beside it, with revisions that the log lacks.

    Those that a person named are told only if they are copies of the same log.
    """
    path = log.database.path
    if path is None:
        return []
    found = []
    for other, is_by_sync in _named_after(path):
        with suppress(sqlite3.Error, sa.exc.DBAPIError, OSError, ValueError, KeyError):
            lacking, is_same = compared(log, other)
            # What left in a hand-in from there has to be known here, or it could not be taken back.
            if (lacking and (is_same or is_by_sync)) or (is_same and is_by_sync and _handed_in_since(path, other)):
                found.append(Copy(other, lacking, is_same, is_by_sync))
    return found


def look(log: Log) -> None:
    """Merge what a sync client left beside a log, and say so; say of other copies how to merge them."""
    path = log.database.path
    for copy in beside(log):
        why = ""
        if copy.is_same and copy.is_by_sync and log.is_writable:
            try:
                if gained := rescue.bring(log, copy.path, mode="ro").revisions:
                    log.database.notify(
                        f"{copy.path.name} is a copy of {log.name} from another computer; added "
                        f"{_entries(gained)} that only the copy had. You may delete the copy."
                    )
                continue
            except (LogError, damaged_files.OtherLog) as error:
                why = f" It could not be merged: {error}."
        what, to = f"has {_entries(copy.lacking)} missing from {log.name}", "add them"
        if not copy.lacking:
            what, to = f"records a hand-in that {log.name} does not", "record it there too"
        log.database.notify(
            f"{copy.path.name} {what}.{why} To {to}: alsnb merge {shlex.quote(str(copy.path))} {shlex.quote(str(path))}"
        )


def _named_after(path: Path) -> list[tuple[Path, bool]]:
    """Return the files beside a log whose names begin with its name, and whether a sync client added the rest."""
    copies = []
    with suppress(OSError):
        for other in sorted(path.parent.iterdir()):
            rest = other.name[len(path.stem) :]
            if other.name == path.name or not other.name.startswith(path.stem) or rest[:1].isalnum():
                continue
            middle = rest.removesuffix(path.suffix)
            is_by_sync = _BY_SYNC.search(middle) is not None
            # Some put their mark behind the ending: cohort.db (conflicted copy).
            is_log = middle != rest or (rest.startswith(path.suffix) and is_by_sync and ".set-aside-" not in rest)
            if is_log and other.is_file():
                copies.append((other, is_by_sync))
    return copies


def compared(log: Log, other: Path) -> tuple[int, bool]:
    """Return how many revisions a log would gain from another file, and whether that is the same log.

    Those that are not as they were written do not count, as nobody can add them.
    """
    path = log.database.path
    assert path is not None  # noqa: S101 -- of a log in a file
    with closing(sqlite3.connect(f"{other.resolve().as_uri()}?mode=ro", uri=True, timeout=5)) as connection:
        connection.execute("ATTACH ? AS log", (f"{path.resolve().as_uri()}?mode=ro",))
        secrets = connection.execute("SELECT (SELECT secret FROM main.secret) = (SELECT secret FROM log.secret)")
        is_same = bool(secrets.fetchone()[0])
        rows = connection.execute(
            f"SELECT {', '.join(Revision._fields)} FROM main.revision AS theirs "
            "WHERE NOT EXISTS (SELECT 1 FROM log.revision AS ours WHERE ours.id = theirs.id "
            "AND ours.digest = theirs.digest)"
        )
        lacking = 0
        with log.database.snapshot() as ours:
            graves, places = deletions.Graves(ours), Places(ours)
            retractions = deletions.Retractions(ours, log.database.retractions(ours))
            while batch := [Revision._make(row) for row in rows.fetchmany(1_000)]:
                whole = [each for each in batch if integrity.of_revision(each) is None]
                kept = retractions.sift(graves.sift(whole))
                # What had to move aside is here under another id.
                lacking += sum(each.kind not in RECORDS for each in kept)
                lacking += len(places.news([(each, "") for each in kept if each.kind in RECORDS]))
    return lacking, is_same


def _handed_in_since(path: Path, other: Path) -> bool:
    """Return whether another file records a hand-in that a log does not."""
    with closing(sqlite3.connect(f"{other.resolve().as_uri()}?mode=ro", uri=True, timeout=5)) as connection:
        connection.execute("ATTACH ? AS log", (f"{path.resolve().as_uri()}?mode=ro",))
        later = "SELECT 1 FROM log.handed_in AS ours WHERE ours.entry = theirs.entry AND ours.at >= theirs.at"
        query = f"SELECT EXISTS (SELECT 1 FROM main.handed_in AS theirs WHERE NOT EXISTS ({later}))"
        return bool(connection.execute(query).fetchone()[0])


def _entries(number: int) -> str:
    return f"{number:,} {'entry' if number == 1 else 'entries'}"
