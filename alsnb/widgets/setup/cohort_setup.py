"""Setting a cohort up, step by step: course, people, sets, ground rules, calendar."""

from __future__ import annotations

import os
from typing import Any

from alsnb.errors import LogError
from alsnb.formats import keys
from alsnb.log import Log
from alsnb.records import LearningSet
from alsnb.widgets.events import handles
from alsnb.widgets.fields import Fields
from alsnb.widgets.screen import script, style
from alsnb.widgets.setup.calendar import Calendar
from alsnb.widgets.setup.codes import Codes
from alsnb.widgets.setup.course import Course, loaded
from alsnb.widgets.setup.people import People
from alsnb.widgets.setup.sets import Sets


class CohortSetup(Course, People, Sets, Calendar, Codes):
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

    def __init__(self, log: Log, cohort: str | None = None, roster: str | os.PathLike[str] | None = None) -> None:
        self._untold: dict[str, Any] = {}
        self._why_not_kept = ""
        self._doubtful = {}
        super().__init__(log, cohort, roster)

    def look(self) -> dict[str, Any]:
        """What the screen shows."""
        return {
            "cohort": self._cohort,
            "cohorts": self._cohorts,
            "steps": self._look_steps(),
            "course": self._look_course(),
            "people": self._look_people(),
            "sets": self._look_sets(),
            "rules": self._look_rules(),
            "calendar": self._look_calendar(),
        }

    def make_form(self, name: str) -> Fields:
        """The form of the course, of a member, or of a set."""
        kind, _, code = name.partition(":")
        if not hasattr(self, "_frames"):
            self._read()
        if kind == "course":
            return self._course_form(name, code or None)
        if kind == "member":
            return self.make_member_form(code)
        if kind == "set":
            return self._set_form(code)
        raise LogError(f"there is no form {name!r}")

    @handles("cohort")
    def on_cohort(self, event: dict[str, Any]) -> None:
        """Another cohort of the log was chosen, or a new one is wanted."""
        self._doubtful = {}
        self._keep("cohort", {"cohort": event["cohort"] or None} if event["cohort"] else {"cohort": ""})
        self.refresh()
        self._tell_people(write=True)

    # Ground rules: for all sets at once, and set by set.

    def _look_rules(self) -> dict[str, Any]:
        text = self._kept("rules").get("text")
        own = list(self._format.ground_rules) if self._format else []
        offers = [
            {"format": each.title, "rules": list(each.ground_rules)}
            for each in map(loaded, keys())
            if each.ground_rules and (self._format is None or each.key != self._format.key)
        ]
        return {
            "text": "\n".join(own) if text is None else text,
            "from": self._format.title if self._format and own else "",
            "offers": _distinct(offers),
            "sets": [
                {"set": row["learning_set"], "form": f"set:{row['learning_set']}", "rules": len(row["ground_rules"]),
                 "agreed_by": len(row["agreed_by"]), "agreed_on": row["agreed_on"],
                 "members": sum(each["learning_set"] == row["learning_set"] for each in self._members())}
                for row in self._sets()
            ],
        }  # fmt: skip

    def _set_form(self, label: str) -> Fields:
        row = next((row for row in self._sets() if row["learning_set"] == label), None)
        if row is None:
            raise LogError(f"no set {label!r} in this cohort")
        inside = {each["member"]: each["member"] for each in self._members() if each["learning_set"] == label}
        ask = ["name", "facilitation", "ground_rules", "agreed_by", "agreed_on", "coding_approach"]
        return Fields(
            self._log, LearningSet, self.draft_key(f"set:{label}"), entry=row["entry"], title=f"Set {label}",
            known={"learning_set": label, "cohort": self._cohort}, save=f"Save set {label}",
            ask=ask if inside else [each for each in ask if each != "agreed_by"],
            options={"agreed_by": inside} if inside else None, saved=lambda _: self._shown_as_saved(f"Set {label}"),
        )  # fmt: skip

    @handles("rules_text")
    def on_rules_text(self, event: dict[str, Any]) -> None:
        """The rules for all sets are being typed."""
        self._needs_course()
        self._keep("rules", {"text": event["values"]["text"]})
        self.refresh()

    @handles("rules_give")
    def on_rules_give(self, event: dict[str, Any]) -> None:
        """Give the rules to every set that has not agreed its own yet."""
        self._needs_course(anew=True)
        self._keep("rules", {"text": event["values"]["text"]})
        rules = tuple(line.strip() for line in event["values"]["text"].splitlines() if line.strip())
        given, own = [], []
        for row in self._sets():
            if row["agreed_on"] and tuple(row["ground_rules"]) != rules:
                own.append(row["learning_set"])
                continue
            self._log.amend(row["entry"], ground_rules=rules)
            given.append(row["learning_set"])
        self.refresh()
        for label in given:
            if f"set:{label}" in self._fields:
                self._fields[f"set:{label}"].look_again()
        if not given and not own:
            self.say("There is no set yet: make sets first, on the tab Sets.", bad=True)
            return
        left = (
            f" {_capital(_listed(own))} agreed on rules of their own; change those in the set's own form."
            if own
            else ""
        )
        self.say((f"{len(rules)} ground rules given to {_listed(given)}." if given else "Nothing was changed.") + left)

    def _look_steps(self) -> list[dict[str, Any]]:
        """How far each step is: what is there, what is missing, and whether it is done."""
        members, sets = self._members(), self._sets()
        active = [row for row in members if row["last_cycle"] is None]
        placed = [row for row in active if row["learning_set"]]
        without_rules = [row["learning_set"] for row in sets if not row["ground_rules"]]
        not_agreed = [row["learning_set"] for row in sets if row["ground_rules"] and not row["agreed_on"]]
        meetings = self._rows("meetings")
        planned = {row["learning_set"] for row in meetings if row["planned_on"] or row["held_on"]}
        without_dates = [row["learning_set"] for row in sets if row["learning_set"] not in planned]
        open_ = [
            words
            for name, words in (
                ("format", "the format"), ("start", "the first day"), ("planned_meetings", "how many meetings"),
                ("interval_weeks", "the weeks between"), ("consent_release", "when consent is released"),
            )
            if not self._course.get(name)
        ]  # fmt: skip
        course = f"cohort {self._cohort} is saved" + (f"; still open: {', '.join(open_)}" if open_ else "")
        left = len(active) - len(placed)
        if not members:
            people = "nobody is listed yet"
        else:
            people = f"{_number(len(members), 'member')}" + (
                f", {len(members) - len(active)} of whom left" if len(members) > len(active) else ""
            )
        rules = []
        if without_rules:
            rules.append(f"{_listed(without_rules)} {_has(without_rules)} no ground rules yet")
        if not_agreed:
            rules.append(f"{_listed(not_agreed)} {_has(not_agreed)} not agreed on theirs yet")
        return [
            _step("course", bool(self._cohort), course if self._cohort else "not saved yet: begin here"),
            _step("people", bool(members), people),
            _step("sets", bool(placed) and not left,
                  "no sets yet" if not sets else f"{_number(len(sets), 'set')}; "
                  + (f"{_number(left, 'member')} in no set yet" if left else "everybody is in one")),
            _step("rules", bool(sets) and not rules,
                  "; ".join(rules) or ("no sets yet" if not sets else "agreed in every set")),
            _step("calendar", bool(sets) and not without_dates,
                  "no sets yet" if not sets else f"no meetings planned for {_listed(without_dates)}" if without_dates
                  else f"{_number(len(meetings), 'meeting')} planned or held"),
        ]  # fmt: skip


def _step(name: str, done: bool, text: str) -> dict[str, Any]:
    return {"name": name, "done": done, "text": text}


def _number(count: int, what: str) -> str:
    return f"{count} {what}{'' if count == 1 else 's'}"


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]  # capitalize() would make the rest small: the codes of the sets


def _has(sets: list[str]) -> str:
    return "has" if len(sets) == 1 else "have"


def _listed(sets: list[str]) -> str:
    if len(sets) == 1:
        return f"set {sets[0]}"
    return f"sets {', '.join(sets[:-1])} and {sets[-1]}" if sets else "no set"


def _distinct(offers: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Each list of rules once: two formats may share theirs."""
    found: dict[tuple[str, ...], dict[str, Any]] = {}
    for each in offers:
        found.setdefault(tuple(each["rules"]), each)
    return list(found.values())
