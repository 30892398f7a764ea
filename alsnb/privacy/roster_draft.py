"""Drafts of entries about people, stored beside the roster: a draft in the log would contain names."""

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
    """The draft for one roster and one screen, in a file that only its owner can read; deleted on saving.

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
        """Return the stored draft; empty if there is none or it cannot be read."""
        try:
            content = json.loads(self.path.read_bytes())
        except (OSError, ValueError):
            return {}
        return content if isinstance(content, dict) else {}

    def keep(self, content: dict[str, Any]) -> None:
        """Replace the stored draft; it is on the disk when this returns.

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
                    "no draft can be kept in {parent} ({reason})",
                    parent=self.path.parent,
                    reason=error.strerror or error,
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
