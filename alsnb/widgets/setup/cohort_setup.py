"""Setting a cohort up, step by step: course, people, sets, ground rules, calendar."""

from __future__ import annotations

import os

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
        super().__init__(log, screen_key("setup", log.name, wanted), "Setting a cohort up")
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
        open_ = [
            words
            for name, words in (
                ("format", "the format"), ("start", "the first day"), ("planned_meetings", "how many meetings"),
                ("interval_weeks", "the weeks between"), ("consent_release", "when consent is released"),
            )
            if not self._setup.course.get(name)
        ]  # fmt: skip
        course = f"cohort {self._setup.cohort} is saved" + (f"; still open: {', '.join(open_)}" if open_ else "")
        left = len(active) - len(placed)
        if not members:
            people = "nobody is listed yet"
        else:
            people = f"{_number(len(members), 'member')}" + (
                f", {len(members) - len(active)} who left" if len(members) > len(active) else ""
            )
        rules = []
        if without_rules:
            rules.append(f"{listed(without_rules)} {_has(without_rules)} no ground rules yet")
        if not_agreed:
            rules.append(f"{listed(not_agreed)} {_has(not_agreed)} not agreed on theirs yet")
        return [
            _step("course", bool(self._setup.cohort), course if self._setup.cohort else "not saved yet: begin here"),
            _step("people", bool(members), people),
            _step("sets", bool(placed) and not left,
                  "no sets yet" if not sets else f"{_number(len(sets), 'set')}; "
                  + (f"{_number(left, 'member')} in no set yet" if left else "everybody is in one")),
            _step("rules", bool(sets) and not rules,
                  "; ".join(rules) or ("no sets yet" if not sets else "agreed in every set")),
            _step("calendar", bool(sets) and not without_dates,
                  "no sets yet" if not sets else f"no meetings planned for {listed(without_dates)}" if without_dates
                  else f"{_number(len(meetings), 'meeting')} planned or held"),
        ]  # fmt: skip


def _step(name: views.StepName, done: bool, text: str) -> views.StepShown:
    return {"name": name, "done": done, "text": text}


def _number(count: int, what: str) -> str:
    return f"{count} {what}{'' if count == 1 else 's'}"


def _has(sets: list[str]) -> str:
    return "has" if len(sets) == 1 else "have"
