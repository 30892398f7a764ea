"""What is being typed about people, kept beside their roster until it is saved: a draft in the log would name them."""

from __future__ import annotations

import json
import os
import tempfile
from contextlib import suppress
from hashlib import sha256
from typing import Any

from alsnb.errors import RosterError
from alsnb.privacy.roster import Roster, refuse_place
from alsnb.words import gettext


class Draft:
    """The draft for one roster and one screen; a file that its owner alone can read, and that goes when it is saved.

    Parameters
    ----------
    roster : path, optional
        The roster's file; by default rosters lie in the platform's folder for a user's data.
    key : str
        What the draft is of.
    """

    def __init__(self, key: str, roster: str | os.PathLike[str] | None = None) -> None:
        beside = Roster.place_of("any", roster).parent
        self.path = beside / f".draft-{sha256(key.encode()).hexdigest()[:16]}.json"

    def read(self) -> dict[str, Any]:
        """What was kept; nothing where nothing was, or where it cannot be read."""
        try:
            found = json.loads(self.path.read_bytes())
        except (OSError, ValueError):
            return {}
        return found if isinstance(found, dict) else {}

    def keep(self, content: dict[str, Any]) -> None:
        """Keep this in place of what was kept; on the disk when this returns.

        Raises
        ------
        RosterError
            A roster may not lie there, or nothing can be written there.
        """
        temporary = None
        try:
            refuse_place(self.path)
            self.path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            handle, temporary = tempfile.mkstemp(dir=self.path.parent, prefix=".draft-")  # readable by its owner alone
            with open(handle, "w", encoding="utf-8") as file:
                json.dump(content, file)
                file.flush()
                os.fsync(file.fileno())
            os.replace(temporary, self.path)
        except OSError as error:
            raise RosterError(
                gettext(
                    "no draft can be kept in {parent} ({value})",
                    parent=self.path.parent,
                    value=error.strerror or error,
                )
            ) from error
        finally:
            if temporary is not None:
                with suppress(FileNotFoundError):
                    os.unlink(temporary)

    def drop(self) -> None:
        """Forget it."""
        with suppress(OSError):
            self.path.unlink(missing_ok=True)
