"""What the steps of setting a cohort up share."""

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
from alsnb.widgets.screen import Screen
from alsnb.words import gettext, listing, ngettext


class Setup:
    """What the steps share: which cohort it is, what the log says of it, and what is half done.

    Parameters
    ----------
    log : Log
        Where the cohort is recorded.
    key : str
        What the keys of drafts start with.
    wanted : str, optional
        Code of the cohort that was asked for.
    roster_path : path, optional
        Where the names go; by default the platform's folder for a user's data.
    """

    cohorts: list[str]
    cohort: str | None
    course: dict[str, Any]
    format: Format | None
    format_problem: str
    frames: Frames

    def __init__(self, log: Log, key: str, wanted: str | None, roster_path: str | os.PathLike[str] | None) -> None:
        self.log, self.wanted, self.roster_path = log, wanted, roster_path
        self._key = key

    def read(self) -> None:
        """Read the log."""
        frames = self.log.frames(kinds=("cohort", "learning_set", "member", "meeting"))
        self.cohorts = [str(code) for code in frames.cohorts["cohort"]]
        chosen = self.unfinished("cohort").get("cohort", self.wanted)
        if chosen is None and self.cohorts:
            chosen = self.cohorts[-1]
        self.cohort = chosen if chosen in self.cohorts else None
        self.frames = frames
        self._plain_rows: dict[str, list[dict[str, Any]]] = {}  # asked for many times in a look
        cohorts = self.rows("cohorts")
        self.course = cohorts[0] if cohorts else {}
        self.format, self.format_problem = _format(self.course.get("format"), self.log.folder)

    def frame(self, name: str) -> pd.DataFrame:
        """Return a frame of this cohort."""
        frame: pd.DataFrame = getattr(self.frames, name)
        return frame[frame["cohort"] == self.cohort]

    def rows(self, name: str) -> list[dict[str, Any]]:
        """Return a frame of this cohort as plain values, in JSON's types."""
        if name not in self._plain_rows:
            rows = self.frame(name).to_dict("records")
            self._plain_rows[name] = [{str(key): _plain(value) for key, value in row.items()} for row in rows]
        return self._plain_rows[name]

    def members(self) -> list[dict[str, Any]]:
        """Return the members, in the order of their codes."""
        return sorted(self.rows("members"), key=lambda row: in_order(row["member"]))

    def sets(self) -> list[dict[str, Any]]:
        """Return the sets, in the order of their codes."""
        return sorted(self.rows("learning_sets"), key=lambda row: in_order(row["learning_set"]))

    def needs_cohort(self, *, anew: bool = False) -> str:
        """Return the cohort's code; read the log anew before something is saved, as others may have written to it."""
        if anew or self.cohort is None:
            self.read()
        if self.cohort is None:
            raise CourseMissing(
                gettext("Save the course first (on the first tab): people, sets and meetings belong to a cohort.")
            )
        return self.cohort

    def unfinished(self, name: str) -> dict[str, Any]:
        """Return what is half done in a step, as kept in the log."""
        draft = self.log.draft(self._place(name))
        return {} if draft is None else draft.content

    def keep(self, name: str, content: dict[str, Any]) -> None:
        """Keep what is half done in a step as a draft in the log."""
        self.log.keep_draft(self._place(name), content)

    def _place(self, name: str) -> str:
        # Not below the screen's own key and a slash: those are drafts of forms.
        return f"{self._key}{PLACE}" if name == "cohort" else f"{self._key}:{self.cohort}:{name}"


class Step:
    """A step of setting a cohort up: what it shows, and what it does when told.

    Parameters
    ----------
    setup : Setup
        What the steps share.
    screen : Screen
        What shows the step, and sends what it says to the browser.
    """

    def __init__(self, setup: Setup, screen: Screen) -> None:
        self.setup, self.screen = setup, screen

    def saved_as(self, what: str) -> None:
        """Show what a form changed, in place of a notice of an earlier save."""
        self.screen.refresh()
        self.screen.say(gettext("{what} is saved.", what=what))


class CourseMissing(AlsnbError):
    """Something was asked for that belongs to a cohort, and there is none yet."""


class NotReady(AlsnbError):
    """Something cannot be saved yet, because part of it cannot be read or is still asked about."""


def in_order(code: str) -> tuple[int, str]:
    """Return a key that sorts A2 before A10."""
    return len(code), code


def _format(name: str | None, folder: Path | None) -> tuple[Format | None, str]:
    """Return the format that a cohort follows, or what is wrong with it."""
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


def listed(sets: list[str]) -> str:
    """Name sets in a sentence."""
    if not sets:
        return gettext("no set")
    named = listing(sets)
    return ngettext("set {sets}", "sets {sets}", len(sets), sets=named)
