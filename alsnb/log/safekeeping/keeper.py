"""Look after the files beside an open log, on behalf of its database."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import sqlalchemy as sa

from alsnb.log.databases.base import Database
from alsnb.log.databases.second_name import Hold
from alsnb.log.safekeeping import backups, rescue
from alsnb.log.store import Log


class Keeper:
    """The `Safekeeping` of a log's file: rescues what is left beside it, and keeps its backups in step."""

    def settle(self, hold: Hold) -> list[str]:
        """Set aside what SQLite left beside the file if it belongs to another; return notices."""
        return rescue.settle(hold)

    def absorb(self, database: Database, hold: Hold) -> None:
        """Merge the parked files into the log."""
        rescue.absorb(Log(database, None), hold)

    def copies(self, path: Path, identity: str | None) -> list[Path]:
        """Return the backups and copies of the log that an erasure reaches."""
        return backups.beside(path, identity).reached

    def unreached(self, path: Path, identity: str | None) -> list[Path]:
        """Return the files that may hold what the log holds and that no erasure reaches."""
        return backups.unreached(path, identity)

    def rewrite(self, path: Path, identity: str | None, do: Callable[[sa.Connection], object]) -> None:
        """Apply a change to all backups and copies of the log."""
        backups.rewrite(path, identity, do)
