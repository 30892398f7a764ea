"""Setting a cohort up, step by step: course, people, sets, ground rules, calendar."""

from __future__ import annotations

import os
from typing import Any

from alsnb.log import Log
from alsnb.widgets.events import handles
from alsnb.widgets.fields import Fields
from alsnb.widgets.screen import Screen, screen_key, script, style
from alsnb.widgets.setup import events, views
from alsnb.widgets.setup.calendar import Calendar
from alsnb.widgets.setup.codes import Codes
from alsnb.widgets.setup.course import Course
from alsnb.widgets.setup.people import People
from alsnb.widgets.setup.rules import GroundRules
from alsnb.widgets.setup.sets import Sets
from alsnb.widgets.setup.step import Setup, listed
from alsnb.words import gettext, ngettext


class CohortSetup(Screen):
    """The screen with which a tutor sets a cohort up.

    Parameters
    ----------
    log : Log
        Where the cohort is recorded.
    cohort : str, optional
        Code of the cohort; by default the one in the log, or a new one.
    roster : path, optional
        Where the names go; by default the platform's folder for a user's data. Never beside the log.
    """

    _esm = script("cohort_setup")
    _css = style("setup/cohort_setup.css")
    steps = (Course, People, Sets, GroundRules, Calendar, Codes)

    def __init__(self, log: Log, cohort: str | None = None, roster: str | os.PathLike[str] | None = None) -> None:
        wanted = None if cohort is None else str(cohort)  # papermill reads the code 2026 as a number
        super().__init__(log, screen_key("setup", log.name, wanted), gettext("Setting a cohort up"))
        self._setup = Setup(log, self.key, wanted, roster)
        self._people = People(self._setup, self)
        self._course = Course(self._setup, self, self._people)
        self._sets = Sets(self._setup, self)
        self._rules = GroundRules(self._setup, self)
        self._calendar = Calendar(self._setup, self)
        self._codes = Codes(self._setup, self, self._people)
        self.start()

    def receivers(self) -> tuple[object, ...]:
        """Return the screen and its steps."""
        return (self, self._course, self._people, self._sets, self._rules, self._calendar, self._codes)

    def read(self) -> None:
        """Read the log."""
        self._setup.read()

    def look(self) -> views.View:
        """Return what the screen shows."""
        return {
            "cohort": self._setup.cohort,
            "cohorts": self._setup.cohorts,
            "steps": self._look_steps(),
            "course": self._course.look(),
            "people": self._people.look(),
            "sets": self._sets.look(),
            "rules": self._rules.look(),
            "calendar": self._calendar.look(),
        }

    def make_form(self, name: str) -> Fields:
        """Return the form of the course, of a member, or of a set."""
        kind, _, code = name.partition(":")
        if kind == "course":
            return self._course.form(name, code or None)
        if kind == "member":
            return self._people.form(code)
        if kind == "set":
            return self._rules.form(code)
        return super().make_form(name)

    @handles(events.ChooseCohort)
    def on_cohort(self, event: events.ChooseCohort) -> None:
        """Another cohort of the log was chosen, or a new one is wanted."""
        self._calendar.forget_doubts()
        self._setup.keep("cohort", {"cohort": event.cohort or ""})
        self.refresh()
        self._people.tell(write=True)

    def _look_steps(self) -> list[views.StepShown]:
        """How far each step is: what is there, what is missing, and whether it is done."""
        members, sets = self._setup.members(), self._setup.sets()
        active = [row for row in members if row["last_cycle"] is None]
        placed = [row for row in active if row["learning_set"]]
        without_rules = [row["learning_set"] for row in sets if not row["ground_rules"]]
        not_agreed = [row["learning_set"] for row in sets if row["ground_rules"] and not row["agreed_on"]]
        meetings = self._setup.rows("meetings")
        planned = {row["learning_set"] for row in meetings if row["planned_on"] or row["held_on"]}
        without_dates = [row["learning_set"] for row in sets if row["learning_set"] not in planned]
        waiting = len(active) - len(placed)
        return [
            _step("course", bool(self._setup.cohort), self._course_words()),
            _step("people", bool(members), _people_words(len(members), len(members) - len(active))),
            _step("sets", bool(placed) and not waiting, _sets_words(len(sets), waiting)),
            _step(
                "rules",
                bool(sets) and not without_rules and not not_agreed,
                _rules_words(len(sets), without_rules, not_agreed),
            ),
            _step("calendar", bool(sets) and not without_dates, _calendar_words(sets, without_dates, len(meetings))),
        ]

    def _course_words(self) -> str:
        """How far the course is."""
        if not self._setup.cohort:
            return gettext("not saved yet: begin here")
        missing = [
            words
            for name, words in (
                ("format", gettext("the format")),
                ("start", gettext("the first day")),
                ("planned_meetings", gettext("the number of meetings")),
                ("interval_weeks", gettext("the weeks between meetings")),
                ("consent_release", gettext("the day consent is released")),
            )
            if not self._setup.course.get(name)
        ]
        if not missing:
            return gettext("cohort {cohort} is saved", cohort=self._setup.cohort)
        return gettext(
            "cohort {cohort} is saved; still open: {fields}", cohort=self._setup.cohort, fields=", ".join(missing)
        )


def _step(name: views.StepName, done: bool, text: str) -> views.StepShown:
    return {"name": name, "done": done, "text": text}


def _people_words(members: int, left: int) -> str:
    """How many members there are, and how many of them have left."""
    if not members:
        return gettext("nobody is listed yet")
    if not left:
        return ngettext("{n} member", "{n} members", members)
    return ngettext("{n} member ({left} left)", "{n} members ({left} left)", members, left=left)


def _sets_words(sets: int, waiting: int) -> str:
    """How many sets there are, and how many members are in none."""
    if not sets:
        return gettext("no sets yet")
    if not waiting:
        return ngettext("{n} set; everybody is in it", "{n} sets; everybody is in one", sets)
    number = ngettext("{n} set", "{n} sets", sets)
    return ngettext("{sets}; {n} member in no set yet", "{sets}; {n} members in no set yet", waiting, sets=number)


def _rules_words(sets: int, without_rules: list[str], not_agreed: list[str]) -> str:
    """Which sets have no ground rules yet, and which have not agreed on theirs."""
    if not sets:
        return gettext("no sets yet")
    missing = []
    if without_rules:
        missing.append(gettext("no ground rules yet: {sets}", sets=listed(without_rules)))
    if not_agreed:
        missing.append(gettext("ground rules not agreed yet: {sets}", sets=listed(not_agreed)))
    return "; ".join(missing) or gettext("agreed in every set")


def _calendar_words(sets: list[dict[str, Any]], without_dates: list[str], meetings: int) -> str:
    """Which sets have no meetings yet."""
    if not sets:
        return gettext("no sets yet")
    if without_dates:
        return gettext("no meetings planned: {sets}", sets=listed(without_dates))
    return ngettext("{n} meeting planned or held", "{n} meetings planned or held", meetings)
