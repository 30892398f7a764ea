"""What a log holds of one member: what was promised, the figures of each cycle, and the entries themselves."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from textwrap import shorten
from typing import Any

import pandas as pd

from alsnb.frames import Frames, texts
from alsnb.log.revisions import milliseconds_of
from alsnb.records import CLOSED, QUESTIONS, RECORDS
from alsnb.widgets.student.views import Figures
from alsnb.words import ACTION_STATES, CONTRIBUTION_TYPES, PURPOSES, gettext, ngettext, sentence

Row = dict[str, Any]

KINDS = {
    "reflection": gettext("Reflection"),
    "action": gettext("Action"),
    "action_report": gettext("Report on an action"),
    "issue": gettext("Issue"),
    "airtime": gettext("Airtime"),
    "contribution": gettext("Contribution"),
    "attendance": gettext("Attendance"),
    "consent": gettext("Consent"),
}
"""The kinds of entry that are a member's own, in words."""

ATTENDED = {
    "present": gettext("Present"),
    "late": gettext("Late"),
    "apologies": gettext("Apologies"),
    "absent": gettext("Absent"),
}
"""Whether somebody came, in words."""
UNKNOWN_ACTION = gettext("an action that is not in this log")
_SHORT = 280
_MANY_CYCLES = 1000
"""More than any course has: a log from elsewhere may hold any number."""
_MOST = 2**63 - 1


@dataclass(frozen=True)
class Own:
    """What the frames of a log say of one member.

    Parameters
    ----------
    frames : Frames
        Of a log.
    cohort, member : str
        Whose.
    """

    frames: Frames
    cohort: str
    member: str

    @cached_property
    def about(self) -> Row:
        """The member's own record; empty where there is none."""
        return next(iter(self._rows("member")), {})

    @cached_property
    def course(self) -> Row:
        """The record of the cohort."""
        cohorts = self.frames.cohorts
        return next(iter(rows(cohorts[cohorts["cohort"] == self.cohort])), {})

    @property
    def learning_set(self) -> str | None:
        """The code of the member's set."""
        return self.about.get("learning_set")

    @cached_property
    def set_record(self) -> Row:
        """The record of the member's set; empty where there is none."""
        sets = self.frames.learning_sets
        return next(iter(rows(sets[(sets["cohort"] == self.cohort) & (sets["learning_set"] == self.learning_set)])), {})

    @property
    def format(self) -> str | None:
        """The key of the format that the set follows, or of the cohort's."""
        return self.set_record.get("format") or self.course.get("format")

    @cached_property
    def entries(self) -> dict[str, list[Row]]:
        """The member's entries of each kind, oldest first."""
        return {kind: self._rows(kind) for kind in KINDS}

    def _rows(self, kind: str) -> list[Row]:
        frame = getattr(self.frames, RECORDS[kind].frame_name)
        return rows(frame[(frame["member"] == self.member) & (frame["cohort"] == self.cohort)])

    @cached_property
    def meetings(self) -> list[Row]:
        """The set's meetings, planned and held."""
        return rows(self._of_set("meetings"))

    @cached_property
    def _held(self) -> list[int]:
        return [each["cycle"] for each in self.meetings if each["held_on"] or each["started_at"]]

    def _of_set(self, name: str) -> Any:
        frame = getattr(self.frames, name)
        return frame[(frame["cohort"] == self.cohort) & (frame["learning_set"] == self.learning_set)]

    def _recorded(self, name: str) -> set[int]:
        """The cycles in which anything of a kind is recorded of the set, or of the member."""
        frame = getattr(self.frames, name)
        theirs = frame.loc[(frame["cohort"] == self.cohort) & (frame["member"] == self.member), "cycle"]
        return {*theirs.tolist(), *self._of_set(name)["cycle"].tolist()}

    @cached_property
    def cycles(self) -> set[int]:
        """The cycles in which anything is recorded of the set or of the member; a meeting once it is held."""
        names = ("attendance", "issues", "airtimes", "contributions", "actions", "action_reports", "reflections")
        return set(self._held).union(*(self._recorded(name) for name in names))

    @property
    def latest(self) -> int:
        """The cycle it is, as far as the log tells."""
        return max([1, *self.cycles])

    def cycles_offered(self, now: int) -> list[int]:
        """The cycles to choose from: those there are, those between, and the next; odd numbers have none between."""
        last = max(self.latest, now)
        between = range(1, last + 1) if last <= _MANY_CYCLES else ()
        return sorted({*self.cycles, *between, now, min(self.latest + 1, _MOST)})

    @cached_property
    def reports(self) -> dict[str, list[Row]]:
        """The reports on each action, oldest first."""
        found: dict[str, list[Row]] = {}
        for each in sorted(
            self.entries["action_report"],
            key=lambda each: (each["cycle"], each["reported_on"] or date.max, each["entry"]),
        ):
            found.setdefault(each["action"], []).append(each)
        return found

    def state(self, action: Row) -> str:
        """What has become of an action; open where nothing was reported."""
        told = self.reports.get(action["entry"])
        return told[-1]["status"] if told else "open"

    def open_actions(self) -> list[Row]:
        """The actions that no report has closed, those due first at the start."""
        found = [each for each in self.entries["action"] if self.state(each) not in CLOSED]
        return sorted(found, key=lambda each: each["due"] or date.max)

    def next_meeting(self, today: date) -> date | None:
        """The day of the set's next planned meeting."""
        return min(
            (each["planned_on"] for each in self.meetings if (each["planned_on"] or today) > today), default=None
        )

    def standing(self, cycle: int) -> list[str]:
        """Where the member stands in a cycle, as prompts have it: what comes first is asked first."""
        own = {
            kind: [each for each in self.entries[kind] if each["cycle"] == cycle] for kind in KINDS if kind != "consent"
        }
        came = {each["status"] for each in own["attendance"]}
        anything = self._held or any(
            self.entries[kind] for kind in ("attendance", "airtime", "contribution", "action", "action_report")
        )
        applies = {
            "before": not anything,
            "reported": own["action_report"],
            "presented": own["airtime"],
            "took_part": not own["airtime"] and (came & {"present", "late"} or own["contribution"]),
            "missed": came & {"apologies", "absent"},
            "between": any(each["cycle"] <= cycle for each in self.open_actions()),
            "closing": cycle >= (self.about.get("last_cycle") or self.course.get("planned_meetings") or cycle + 1),
        }
        return [stage for stage, so in applies.items() if so] or ["took_part"]

    def figures(self) -> list[Figures]:
        """The member's figures, one row a cycle; None where nobody recorded such things of the set in that cycle."""
        kept = {name: self._recorded(name) for name in ("airtimes", "contributions")}
        found: list[Figures] = []
        between = range(1, self.latest + 1) if self.latest <= _MANY_CYCLES else ()
        for cycle in sorted({*self.cycles, *between}):
            own = {
                kind: [each for each in self.entries[kind] if each["cycle"] == cycle]
                for kind in ("attendance", "airtime", "contribution", "action", "reflection")
            }
            asked = [each["kind"] in QUESTIONS for each in own["contribution"] if each["kind"]]
            states = [self.state(each) for each in own["action"]]
            spoken = len(own["contribution"]) if cycle in kept["contributions"] else None
            found.append(
                {
                    "cycle": cycle,
                    "attended": own["attendance"][0]["status"] if own["attendance"] else None,
                    "presented": len(own["airtime"]) if cycle in kept["airtimes"] else None,
                    "contributions": spoken,
                    # Where nobody said of what kind the contributions were, nobody knows how many were questions.
                    "questions": sum(asked) if asked or spoken == 0 else None,
                    "agreed": len(states),
                    "done": states.count("done"),
                    "partly": states.count("partly"),
                    "open": sum(each in ("open", "not_done", "changed") for each in states),
                    "dropped": states.count("dropped"),
                    "reflections": len(own["reflection"]),
                }
            )
        return found

    def newest(self, kind: str = "", words: str = "") -> list[tuple[int, str, Row]]:
        """The entries of a kind, or of all, that hold these words: when made, kind and content, newest first."""
        wanted = words.casefold().split()
        found = []
        for each_kind, some in self.entries.items():
            if kind not in ("", each_kind):
                continue
            names = texts(RECORDS[each_kind])
            for each in some:
                if wanted:
                    said = " ".join(each[name] for name in names if each[name]).casefold()
                    if not all(word in said for word in wanted):
                        continue
                found.append((_made_at(each), each_kind, each))
        return sorted(found, key=lambda each: (each[0], each[2]["entry"]), reverse=True)

    @cached_property
    def kind_of(self) -> dict[str, str]:
        """The kind of each of the member's entries."""
        return {each["entry"]: kind for kind, some in self.entries.items() for each in some}

    @cached_property
    def action(self) -> dict[str, Row]:
        """The member's actions by entry."""
        return {each["entry"]: each for each in self.entries["action"]}

    def told(self, kind: str, each: Row) -> tuple[str, str]:
        """An entry as a heading and what it says, for a list."""
        if kind == "reflection":
            return each["prompt"] or "", each["text"]
        if kind == "action":
            return each["what"], (
                gettext("Success measure: {measure}", measure=each["success"]) if each["success"] else ""
            )
        if kind == "action_report":
            on = self.action.get(each["action"], {}).get("what", UNKNOWN_ACTION)
            said = (each[name] for name in ("learning", "worked", "not_worked", "why", "practice"))
            heading = reported_in_words(each["status"], shorten(on, 120, placeholder="…"))
            return heading, next(filter(None, said), "")
        if kind == "issue":
            return each["title"], each["about"] or ""
        if kind == "airtime":
            return "", each["insight"] or each["goal"] or each["process_feedback"] or ""
        if kind == "contribution":
            kind_of = CONTRIBUTION_TYPES[each["kind"]] if each["kind"] else gettext("not classified")
            return sentence(kind_of), each["text"] or ""
        if kind == "attendance":
            return ATTENDED[each["status"]], ""
        return consent_in_words(each["purpose"], each["given"], each["on"]), ""


def rows(frame: Any) -> list[Row]:
    """A frame's rows as plain values: days as dates, and None for what is missing."""
    columns = {name: _plain(frame[name]) for name in frame.columns}
    return [dict(zip(columns, values, strict=True)) for values in zip(*columns.values(), strict=True)]


def _plain(column: Any) -> Iterable[Any]:
    if column.dtype == object:  # several codes
        return [tuple(each) for each in column]
    missing = column.isna().tolist()
    values = column.dt.date if column.dtype.kind == "M" and column.dtype == "datetime64[us]" else column.astype(object)
    return [None if gone else value for gone, value in zip(missing, values.tolist(), strict=True)]


def _made_at(each: Row) -> int:
    """When an entry was first recorded, in milliseconds since 1970; one with a key, when it was last recorded."""
    if each["entry"][14] == "7":
        return milliseconds_of(each["entry"])
    recorded: pd.Timestamp = each["recorded_at"]
    return int(recorded.timestamp() * 1000)


def consent_in_words(purpose: str, given: bool, on: date) -> str:
    """What a member said of one use of what they record."""
    use, day = sentence(PURPOSES[purpose]), day_in_words(on)
    if given:
        return gettext("{use}: given on {day}", use=use, day=day)
    return gettext("{use}: withdrawn or refused on {day}", use=use, day=day)


def reported_in_words(status: str, action: str) -> str:
    """How an action went, as a heading."""
    return gettext("{state}: {action}", state=sentence(ACTION_STATES[status]), action=action)


def first_words(text: str, length: int = _SHORT) -> str:
    """The start of a text, with its lines."""
    return text if len(text) <= length else f"{text[:length].rstrip()} …"


def day_in_words(day: date, today: date | None = None) -> str:
    """A day as people write it; the year where it is not this one."""
    year = "" if today is not None and day.year == today.year else f" {day.year}"
    return f"{day.day} {day:%b}{year}"


def due_in_words(due: date | None, today: date) -> str:
    """When something is due, seen from today."""
    if due is None:
        return gettext("no date set")
    days = (due - today).days
    on = day_in_words(due, today)
    if days < 0:
        return ngettext("{n} day overdue, {day}", "{n} days overdue, {day}", -days, day=on)
    if days == 0:
        return gettext("due today, {day}", day=on)
    if days == 1:
        return gettext("due tomorrow, {day}", day=on)
    return ngettext("due in {n} day, {day}", "due in {n} days, {day}", days, day=on)
