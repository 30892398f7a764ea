"""The forms of the student's log: what is asked for, what is known, and which entry is amended."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from functools import partial
from textwrap import shorten
from typing import Any, Literal

from alsnb import formats
from alsnb.errors import AlsnbError
from alsnb.formats import Format
from alsnb.log import Log
from alsnb.privacy.codes import code_doubts
from alsnb.records import RECORDS, Action, ActionReport, Cohort, Issue, Member, Reflection
from alsnb.widgets.fields import Fields, due_in_time
from alsnb.widgets.student import prompts
from alsnb.widgets.student.own import KINDS, Own, Row
from alsnb.words import day as day_in_full
from alsnb.words import gettext

_FREELY = gettext("Write freely")
Code = Literal["cohort", "member", "learning_set"]

ASKED = {
    "action": ["what", "due", "success", "agreed_on"],
    "action_report": ["status", "worked", "not_worked", "why", "learning", "practice", "reported_on"],
    "airtime": ["insight", "goal", "process_feedback"],
    "attendance": ["status"],
    "contribution": ["kind", "text"],
    "issue": ["title", "kind", "about", "state"],
    "reflection": ["text", "visibility"],
}
"""What is asked for of each kind of entry; others are not amended here."""


def cohort_form(log: Log, key: str, code: str | None, saved: Callable[[str], None]) -> Fields:
    """The first step of setting up."""
    return Fields(
        log, Cohort, key, known={}, ask=["cohort", "module", "format"], options={"format": _choices()},
        start={"cohort": code, "format": ""}, title=gettext("Your course"), save=gettext("Save and go on"), saved=saved,
        doubts=partial(doubtful_codes, log),
    )  # fmt: skip


def member_form(log: Log, key: str, cohort: str | None, code: str | None, saved: Callable[[str], None]) -> Fields:
    """The second step of setting up."""
    return Fields(
        log, Member, key, known={"cohort": cohort}, ask=["member", "learning_set", "role", "first_cycle"],
        start={"member": code}, title=gettext("You"), save=gettext("Save and start"), saved=saved,
        doubts=partial(doubtful_codes, log),
    )  # fmt: skip


def doubtful_codes(log: Log, record: Any) -> dict[str, str]:
    """What to ask about the codes of a cohort or a member as they were typed."""
    frames = log.frames(kinds=("cohort", "learning_set", "member"))
    same = frames.members["cohort"] == record.cohort
    known: dict[Code, Iterable[str]] = {
        "cohort": frames.cohorts["cohort"],
        "member": frames.members.loc[same, "member"],
        "learning_set": frames.members.loc[same, "learning_set"].dropna(),
    }
    typed = {of: getattr(record, of, None) for of in known}
    found = {of: code_doubts(str(typed[of]), codes, of=of) for of, codes in known.items() if typed[of]}
    return {of: " ".join(sentences) for of, sentences in found.items() if sentences}


@dataclass(frozen=True)
class StudentForms:
    """The forms of one member.

    Parameters
    ----------
    log : Log
        Where the entries go.
    own : Own
        What the log holds of the member.
    format : Format or None
        Of the set.
    saved : callable
        Called with an entry's id after each save.
    """

    log: Log
    own: Own
    format: Format | None
    saved: Callable[[str], None]

    def make(self, key: str, about: str, status: str | None = None) -> Fields:
        """The form of a name such as ``report:3:ENTRY``; `status` is what an action is reported as.

        Raises
        ------
        AlsnbError
            What it is about is in the log no more.
        """
        kind, *rest = about.split(":")
        if kind == "report":
            return self._report(key, int(rest[0]), rest[1], status)
        make: dict[str, Callable[..., Fields]] = {
            "you": self._you,
            "course": self._course,
            "entry": self._entry,
            "action": self._action,
            "issue": self._issue,
            "reflect": self._reflect,
        }
        if kind not in make:
            raise AlsnbError(f"there is no form {about!r}")
        return make[kind](key, *rest)

    def _known(self, cycle: str | int) -> dict[str, Any]:
        own = self.own
        return {"cohort": own.cohort, "learning_set": own.learning_set, "member": own.member, "cycle": int(cycle)}

    def _met(self, cycle: str | int) -> str | None:
        """The day of the set's meeting in a cycle; today in the latest cycle, if nobody wrote it down.

        It is filled in where the person who saves the form sees it, and may be changed.
        """
        held: date | None = next((each["held_on"] for each in self.own.meetings if each["cycle"] == int(cycle)), None)
        day = held or (date.today() if int(cycle) >= self.own.latest else None)
        return None if day is None else day.isoformat()

    def _entry_for(self, key: str, told: list[Row]) -> str | None:
        """The entry to amend; where a draft is kept, the one that it is of."""
        return told[-1]["entry"] if told and self.log.draft(key) is None else None

    def _you(self, key: str) -> Fields:
        ask = ["learning_set", "role", "first_cycle"]
        return self._amending(
            key, self.own.about, "member", ask, gettext("About you"), doubts=partial(doubtful_codes, self.log)
        )

    def _course(self, key: str) -> Fields:
        options = {"format": _choices(self.own.course.get("format"))}
        ask = ["module", "format", "planned_meetings", "interval_weeks"]
        return self._amending(key, self.own.course, "cohort", ask, gettext("Your course"), options=options)

    def _entry(self, key: str, entry: str) -> Fields:
        kind = self.own.kind_of.get(entry)
        if kind not in ASKED:
            raise AlsnbError(gettext("That entry is no longer in your log, or was deleted."))
        (found,) = (each for each in self.own.entries[kind] if each["entry"] == entry)
        title = shorten(self.own.told(kind, found)[0], 200, placeholder=" …")
        more = {"doubts": due_in_time} if kind == "action" else {}
        return self._amending(key, found, kind, ASKED[kind], title or KINDS[kind], **more)

    def _amending(self, key: str, found: Row, kind: str, ask: list[str], title: str, **more: Any) -> Fields:
        return Fields(
            self.log, RECORDS[kind], key, known={}, entry=found["entry"], ask=ask, title=title,
            save=gettext("Save the change"), limits={"text": 0} if kind == "reflection" else None, saved=self.saved,
            **more,
        )  # fmt: skip

    def _action(self, key: str, cycle: str) -> Fields:
        due = self.own.next_meeting(date.today())
        day = due and day_in_full(due)
        return Fields(
            self.log, Action, key, known=self._known(cycle), ask=ASKED["action"],
            start={"due": due.isoformat() if due else None, "agreed_on": self._met(cycle)},
            help={"due": gettext("suggested: your next meeting, {day}", day=day)} if due else None, doubts=due_in_time,
            title=gettext("Add an action (cycle {cycle})", cycle=cycle), save=gettext("Save the action"),
            another=gettext("Add another action"), saved=self.saved,
        )  # fmt: skip

    def _report(self, key: str, cycle: int, action: str, status: str | None) -> Fields:
        found = self.own.action.get(action)
        if found is None:
            raise AlsnbError(gettext("That action is no longer in your log, or was deleted."))
        told = [each for each in self.own.reports.get(action, []) if each["cycle"] == cycle]
        what = shorten(found["what"], 120, placeholder=" …")
        return Fields(
            self.log, ActionReport, key, known=self._known(cycle) | {"action": action},
            entry=self._entry_for(key, told), ask=ASKED["action_report"],
            start={"reported_on": self._met(cycle)} | ({"status": status} if status else {}),
            title=gettext("Report (cycle {cycle}): {action}", cycle=cycle, action=what),
            save=gettext("Save the report"), saved=self.saved,
        )  # fmt: skip

    def _issue(self, key: str, cycle: str) -> Fields:
        return Fields(
            self.log, Issue, key, known=self._known(cycle), ask=["title", "kind", "about"],
            title=gettext("A new issue (cycle {cycle})", cycle=cycle), save=gettext("Save the issue"),
            another=gettext("Add another issue"), saved=self.saved,
            note=gettext("It is recorded as opened in cycle {cycle}.", cycle=cycle),
        )  # fmt: skip

    def _reflect(self, key: str, cycle: str, prompt_set: str, *where: str) -> Fields:
        known = self._known(cycle)
        title, told = _FREELY, list[Row]()
        if prompt_set != "free":
            title = prompts.find(prompt_set, *where).asked(prompts.facts(self.format)) or _FREELY
            same = {"cycle": int(cycle), "prompt_set": prompt_set, "prompt": title}
            known |= same
            told = [each for each in self.own.entries["reflection"] if same == {name: each[name] for name in same}]
        return Fields(
            self.log, Reflection, key, known=known, entry=self._entry_for(key, told), ask=ASKED["reflection"],
            limits={"text": 0}, title=title,
            another=gettext("Write another") if prompt_set == "free" else None, saved=self.saved,
            note=gettext("It is recorded in cycle {cycle}.", cycle=cycle),
        )  # fmt: skip


def _choices(now: str | None = None) -> dict[str, str]:
    """The formats to choose from, and the one that is chosen, be it a course's own."""
    shipped = {key: formats.load(key).title for key in formats.keys()}  # noqa: SIM118 -- a module's function
    return {"": gettext("not known")} | ({now: now} if now else {}) | shipped
