"""Where the texts that are coded, and those that coders write, name somebody on the cohort's roster.

Only places in a text go to the browser, never what the roster says.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import Any

from alsnb.errors import RosterError
from alsnb.privacy import Person, Roster, redact


class Names:
    """The names on a cohort's roster, looked for in texts; without a roster none are found."""

    def __init__(self, path: str | os.PathLike[str] | None) -> None:
        self._path = path
        self._read: tuple[Any, ...] | None = None
        self._people: tuple[Person, ...] = ()
        self.known = False
        self.why = ""
        """Why a roster that is there cannot be used."""

    def look(self, cohort: str) -> None:
        """Read the cohort's roster, where it was not read before as it is now."""
        place = Roster.place_of(cohort, self._path)
        try:
            now = (cohort, place.stat().st_mtime_ns)
        except OSError:  # there is none
            self._read, self._people, self.known, self.why = None, (), False, ""
            return
        if now == self._read:
            return
        self._read, self._people, self.known, self.why = now, (), False, ""
        try:
            self._people, self.known = Roster.open(cohort, path=self._path).people, True
        except RosterError as error:
            self.why = str(error)

    def places(self, text: str | None) -> list[tuple[int, int]]:
        """Where a text names somebody, from and to, counted as a browser counts."""
        if not self._people or not text:
            return []
        found = [each for each in redact(text, self._people).replacements if each.kind in ("name", "member")]
        return [(_units(text[: each.start]), _units(text[: each.end])) for each in found]

    def noted(self, themes: Mapping[str, Mapping[str, Any]]) -> list[str]:
        """The themes whose notes name somebody."""
        return [theme for theme, said in themes.items() if self.places(said.get("note"))]


def _units(text: str) -> int:
    """The length of a text in a browser, where what lies beyond the first 65,536 characters counts twice."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2
