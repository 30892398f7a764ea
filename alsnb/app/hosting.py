"""A screen in a page of its own: what a notebook's widget does through its kernel goes through one connection."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from types import MappingProxyType
from typing import Any

from alsnb.app.workbook import ScreenNotebook, Workbook

SCRIPTS = Path(__file__).parents[1] / "widgets" / "static"
BUNDLES = MappingProxyType(
    {
        "CohortSetup": "cohort_setup",
        "SetMeeting": "set_meeting",
        "StudentLog": "student_log",
        "ThemeCoding": "theme_coding",
    }
)
"""The bundle of each screen, in `SCRIPTS`."""
SYNCED = ("label", "outbox", "messages", "forms", "notice", "view")
"""The traits of a screen that its page has; `view` comes last, as drawing it needs the others."""
Push = Callable[[dict[str, Any]], None]


class Hosted:
    """A screen and its log, for one page. Its methods are called one at a time, in whatever thread.

    Parameters
    ----------
    workbook, notebook
        The screen is made as its notebook would make it.
    push
        Sends a message to the page: ``{"state": {…}}`` with values of traits, or ``{"custom": …}``.
    """

    def __init__(self, workbook: Workbook, notebook: ScreenNotebook, push: Push) -> None:
        import alsnb
        from alsnb import widgets

        self.log = alsnb.open_log(workbook.log(notebook.log))
        self._push = push
        self._shows_other = False
        parameters = {name: value for name, value in notebook.parameters.items() if name != "log"}
        try:
            self.screen = getattr(widgets, notebook.screen)(self.log, **parameters)
        except BaseException:
            self.log.close()
            raise
        self.screen.send = lambda content, buffers=None: push({"custom": content})
        push({"state": {name: getattr(self.screen, name) for name in SYNCED}})
        self.screen.observe(self._changed, names=[*SYNCED])

    def _changed(self, change: Any) -> None:
        self._shows_other = self._shows_other or change["name"] == "view"
        self._push({"state": {change["name"]: change["new"]}})

    def take(self, message: Any) -> bool:
        """Take what the page sends, and return whether the screen then shows the log anew; a draft changes nothing."""
        self._shows_other = False
        self.screen.receive(message)
        return self._shows_other

    def refresh(self) -> None:
        """Show the log as it is now: another page may have changed it."""
        self.screen.refresh()

    def close(self) -> None:
        """Close the log; drafts are in it."""
        self.screen.close()
        self.log.close()


def style_of(screen: str) -> str:
    """Return a screen's style sheet."""
    from alsnb import widgets

    return str(getattr(widgets, screen)._css)
