"""What the steps of setting a cohort up share: which cohort it is, what the log says of it, and what is half done."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from alsnb.errors import AlsnbError, FormatError
from alsnb.formats import Format, load
from alsnb.frames import Frames
from alsnb.log import Log
from alsnb.log.schema import PLACE
from alsnb.widgets.screen import Screen, screen_key


class Step(Screen):
    """A step of setting a cohort up."""

    def __init__(self, log: Log, cohort: str | None = None, roster: str | os.PathLike[str] | None = None) -> None:
        self._log = log
        self._wanted = None if cohort is None else str(cohort)  # papermill reads the code 2026 as a number
        self._roster_path = roster
        super().__init__(log, screen_key("setup", log.name, self._wanted), "Setting a cohort up")

    def refresh(self) -> None:
        """Show the log as it is now."""
        self._read()
        super().refresh()

    def _shown_as_saved(self, what: str) -> None:
        """Say what a form changed, in place of what was told of an earlier save."""
        self.refresh()
        self.say(f"{what} is saved.")

    def _read(self) -> None:
        frames = self._log.frames(kinds=("cohort", "learning_set", "member", "meeting"))
        self._cohorts = [str(code) for code in frames.cohorts["cohort"]]
        chosen = self._kept("cohort").get("cohort", self._wanted)
        if chosen is None and self._cohorts:
            chosen = self._cohorts[-1]
        self._cohort: str | None = chosen if chosen in self._cohorts else None
        self._frames: Frames = frames
        self._plain_rows: dict[str, list[dict[str, Any]]] = {}  # asked for many times in a look
        found = self._rows("cohorts")
        self._course: dict[str, Any] = found[0] if found else {}
        self._format, self._format_problem = _format(self._course.get("format"), self._log.folder)

    def _frame(self, name: str) -> pd.DataFrame:
        """A frame of this cohort."""
        frame: pd.DataFrame = getattr(self._frames, name)
        return frame[frame["cohort"] == self._cohort]

    def _rows(self, name: str) -> list[dict[str, Any]]:
        """A frame of this cohort as plain values, in JSON's types."""
        if name not in self._plain_rows:
            rows = self._frame(name).to_dict("records")
            self._plain_rows[name] = [{str(key): _plain(value) for key, value in row.items()} for row in rows]
        return self._plain_rows[name]

    def _members(self) -> list[dict[str, Any]]:
        """The members, in the order of their codes."""
        return sorted(self._rows("members"), key=lambda row: in_order(row["member"]))

    def _sets(self) -> list[dict[str, Any]]:
        """The sets, in the order of their codes."""
        return sorted(self._rows("learning_sets"), key=lambda row: in_order(row["learning_set"]))

    def _tell_people(self, *, write: bool = False, about_one: str = "") -> None:
        """Send the page the names behind the codes; the step in which people are listed knows them."""

    def _needs_course(self, *, anew: bool = False) -> str:
        """The cohort's code; before something is saved, the log is read anew: others may have written to it."""
        if anew or self._cohort is None:
            self._read()
        if self._cohort is None:
            raise CourseMissing(
                "Save the course first (on the first tab): people, sets and meetings belong to a cohort."
            )
        return self._cohort

    def _kept(self, name: str) -> dict[str, Any]:
        """What of a step is half done; kept in the log as a draft."""
        draft = self._log.draft(self._place(name))
        return {} if draft is None else draft.content

    def _keep(self, name: str, content: dict[str, Any]) -> None:
        self._log.keep_draft(self._place(name), content)

    def _place(self, name: str) -> str:
        # Not below the screen's own key and a slash: those are drafts of forms.
        return f"{self.key}{PLACE}" if name == "cohort" else f"{self.key}:{self._cohort}:{name}"


class CourseMissing(AlsnbError):
    """Something was asked for that belongs to a cohort, and there is none yet."""


class NotReady(AlsnbError):
    """Something cannot be saved yet, because part of it cannot be read or is still asked about."""


def in_order(code: str) -> tuple[int, str]:
    """A key that sorts A2 before A10."""
    return len(code), code


def _format(name: str | None, folder: Path | None) -> tuple[Format | None, str]:
    """The format a cohort follows, or what is wrong with it."""
    if not name:
        return None, ""
    try:
        return load(name, folder), ""
    except FormatError as error:
        return None, str(error)


def _plain(value: Any) -> Any:
    if isinstance(value, np.ndarray | list | tuple):
        return [str(each) for each in value]
    if value is None or value is pd.NA or value is pd.NaT or (isinstance(value, float) and np.isnan(value)):
        return None
    if isinstance(value, pd.Timestamp):
        return value.date().isoformat() if value.tz is None else value.isoformat()
    return value.item() if isinstance(value, np.generic) else value
