"""The course: a cohort under a code that stays, and the format it follows."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from functools import cache
from typing import Any

from alsnb.disclosure import keys as policy_keys
from alsnb.disclosure import load as load_policy
from alsnb.formats import Format, Range, compare, keys, load
from alsnb.log import Revision
from alsnb.privacy.codes import code_doubts
from alsnb.records import Cohort, new_id
from alsnb.widgets.events import FormEvent, Save, Undo, handles
from alsnb.widgets.fields import Fields
from alsnb.widgets.screen import Screen
from alsnb.widgets.setup import events, views
from alsnb.widgets.setup.people import People
from alsnb.widgets.setup.step import Setup, Step
from alsnb.words import gettext, ngettext

_ASKED = [
    "cohort", "module", "format", "start", "planned_meetings", "interval_weeks", "planned_minutes", "consent_release",
    "disclosure",
]  # fmt: skip
_HELP = {
    "cohort": gettext(
        "a short code, such as coaching-2026: letters, digits and hyphens, no spaces. It stays: all that is "
        "recorded is kept under it, and to change it later changes all of that"
    ),
    "module": gettext("the course or programme, in full"),
    "format": gettext("the kind of action learning set you run; below you can compare what each of them says"),
}
_WEEKS_IN_A_MONTH = 52 / 12
_LONGEST = 40
_CODE = re.compile(rf"[^\W_][\w.-]{{0,{_LONGEST - 1}}}")


class CourseForm(Fields):
    """The form of a course. A code that will not do is told at its field; and a cohort is not undone under its people.

    Parameters
    ----------
    wrong : callable
        What is wrong with the code of a new cohort; "" where nothing is.
    start_over : callable
        Take the cohort back, in place of undoing the first save of it.
    """

    def __init__(
        self, *about: Any, wrong: Callable[[str], str], start_over: Callable[[], str] | None, **more: Any
    ) -> None:
        self._wrong, self._start_over = wrong, start_over
        super().__init__(*about, **more)
        for each in self.spec["fields"]:
            each["help"] = _HELP.get(each["name"], each["help"])

    def take(self, event: FormEvent) -> bool:
        """Do what the browser says, unless the code will not do."""
        if isinstance(event, Save) and "cohort" in self._blank:
            code = str(event.values.get("cohort") or "").strip()
            event = event.model_copy(update={"values": event.values | {"cohort": code}})
            if code and (problem := self._wrong(code)):
                self._values = self._values | event.values
                self._answer(
                    message=gettext("Not saved yet: correct what is marked below."), problems={"cohort": problem}
                )
                return True
        if isinstance(event, Undo) and self._start_over and self._saved_once():
            if refused := self._start_over():
                self._show(message=gettext("Not undone: {problem}", problem=refused))
            return True
        return super().take(event)

    def _of_form(self, entry: str | None = None) -> list[Revision]:
        """Of a cohort that is recorded, its code alone is something to take back."""
        return super()._of_form(entry) or (self._history(entry)[:1] if self._start_over else [])

    def _saved_once(self) -> bool:
        history = self._of_form()
        return len(history) == 1 or (len(history) > 1 and history[-2].record.withdrawn)


class Course(Step):
    """The step in which the course is described.

    Parameters
    ----------
    setup, screen
        As for every step.
    people : People
        The step that shows who the codes are: it depends on the cohort.
    """

    def __init__(self, setup: Setup, screen: Screen, people: People) -> None:
        super().__init__(setup, screen)
        self._people = people

    def look(self) -> views.CourseShown:
        """Return the formats to choose from, and what is recorded of the course."""
        return {
            "form": f"course:{self.setup.cohort or ''}",
            "formats": _formats(),
            "format_problem": self.setup.format_problem,
            "comparison": _comparison(),
            "recorded": self._recorded(),
        }

    def form(self, name: str, cohort: str | None) -> Fields:
        """Return the form of a course: an existing one, or (None) a new one."""
        rows = {row["cohort"]: row["entry"] for row in self.setup.frames.cohorts.to_dict("records")}
        own = self.setup.frames.cohorts.set_index("cohort")["format"].get(cohort) if cohort in rows else None
        offered = {each["key"]: f"{each['title']} ({each['key']})" for each in _formats()}
        if isinstance(own, str) and own not in offered:
            offered[own] = gettext("own format: {format}", format=own)  # a course's own file
        policies = {key: load_policy(key).title for key in policy_keys()}
        named = self.setup.frames.cohorts.set_index("cohort")["disclosure"].get(cohort) if cohort in rows else None
        if isinstance(named, str) and named not in policies:
            policies[named] = gettext("own policy: {policy}", policy=named)
        asked = [each for each in _ASKED if not (each == "cohort" and cohort in rows)]
        start = (
            {}
            if cohort in rows or self.setup.wanted in rows or not self.setup.wanted
            else {"cohort": self.setup.wanted}
        )
        title = gettext("Course: a new cohort")
        if cohort in rows:
            title = gettext("Course: cohort {cohort}", cohort=cohort)
        return CourseForm(
            self.setup.log, Cohort, self.screen.draft_key(name), entry=rows.get(cohort), ask=asked,
            options={"format": offered, "disclosure": policies},
            known={"cohort": cohort} if cohort in rows else {}, start=start, saved=self._course_saved,
            title=title,
            save=gettext("Save the course"),
            wrong=self._wrong_code, doubts=self._doubtful_code, start_over=self._start_over if cohort in rows else None,
        )  # fmt: skip

    def _doubtful_code(self, course: Cohort) -> dict[str, str]:
        """What is asked about the code of a new cohort before it is saved."""
        found = code_doubts(course.cohort, self.setup.cohorts, of="cohort")
        return {"cohort": " ".join(found)} if found else {}

    def _wrong_code(self, code: str) -> str:
        """What is wrong with the code of a new cohort."""
        if code in self.setup.cohorts:
            return gettext(
                "Cohort {code} is in this log already. Choose it above, under Cohort, or enter another code.", code=code
            )
        if _CODE.fullmatch(code):
            return ""
        shown = code if len(code) <= 60 else code[:59] + "…"
        problem = gettext(
            "The code “{code}” cannot be used. Use at most {most} letters, digits, hyphens and full stops.",
            code=shown,
            most=_LONGEST,
        )
        plain = unicodedata.normalize("NFKD", code).encode("ascii", "ignore").decode().lower()
        offer = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:_LONGEST].strip("-")
        return gettext("{problem} For example: {code}.", problem=problem, code=offer) if offer else problem

    def _course_saved(self, entry: str) -> None:
        self.setup.read()
        now = {row["entry"]: row["cohort"] for row in self.setup.frames.cohorts.to_dict("records")}
        if entry in now:
            self.setup.keep("cohort", {"cohort": now[entry]})
            self.screen.close_form("course:")
            self.saved_as(gettext("Cohort {cohort}", cohort=now[entry]))
        else:
            self.screen.refresh()
        self._people.tell()

    @handles(events.StartOver)
    def on_start_over(self, event: events.StartOver) -> None:
        """The code was mistyped: the cohort is taken back, and what was typed of the course stays in the form."""
        if event.cohort == self.setup.cohort and (refused := self._start_over()):
            self.screen.say(refused, bad=True)

    def _start_over(self) -> str:
        """Take the cohort back and show what it said in the form of a new one; or say why not."""
        cohort = self.setup.needs_cohort(anew=True)
        if recorded := self._recorded():
            self.screen.refresh()
            return gettext(
                "The cohort stays as it is, because something is recorded under {cohort}: {records}.",
                cohort=cohort,
                records=recorded,
            )
        entry, place = self.setup.course["entry"], f"course:{cohort}"
        said = self.setup.log.get(entry).model_dump(mode="json")
        draft = self.setup.log.draft(self.screen.draft_key(place))
        typed = draft.content["values"] if draft else {}
        values = {name: said.get(name) for name in _ASKED} | typed | {"cohort": cohort}
        # Told before it is done: a kernel that goes in between loses nothing of it.
        self.setup.log.keep_draft(self.screen.draft_key("course:"), {"entry": new_id(), "values": values})
        self.setup.log.amend(entry, withdrawn=True)
        self.setup.log.drop_draft(self.screen.draft_key(place))
        self.setup.keep("cohort", {"cohort": ""})
        for name in (place, "course:"):
            self.screen.close_form(name)
        self.screen.refresh()
        self._people.tell(write=True)
        self.screen.say(
            gettext(
                "Cohort {cohort} was deleted. What you typed is still in the form: change it, including the code, "
                "and save.",
                cohort=cohort,
            )
        )
        return ""

    def _recorded(self) -> str:
        """What is recorded under the cohort, in words; nothing where there is nothing but the cohort."""
        if self.setup.cohort is None:
            return ""
        frames = self.setup.frames
        if not any(len(self.setup.frame(name)) for name in ("members", "learning_sets", "meetings")):
            frames = self.setup.log.frames(self.setup.cohort)
        members, sets, meetings = (
            int((getattr(frames, name)["cohort"] == self.setup.cohort).sum())
            for name in ("members", "learning_sets", "meetings")
        )
        if members:
            return ngettext("{n} member", "{n} members", members)
        if sets:
            return ngettext("{n} set", "{n} sets", sets)
        if meetings:
            return ngettext("{n} meeting", "{n} meetings", meetings)
        others = sum(len(getattr(frames, name)) for name in frames.names() if name != "cohorts")
        return ngettext("{n} other entry", "{n} other entries", others) if others else ""


@cache
def loaded(key: str) -> Format:
    """A format, read once."""
    return load(key)


@cache
def _formats() -> list[views.FormatChoice]:
    """The formats to choose from, with what each prescribes of the course."""
    found: list[views.FormatChoice] = []
    for each in map(loaded, keys()):
        meetings = each.meetings
        interval = _single(meetings.interval_months)
        given: views.Defaults = {
            "planned_meetings": _single(meetings.number),
            "interval_weeks": None if interval is None else round(interval * _WEEKS_IN_A_MONTH),
            "planned_minutes": _single(meetings.minutes),
        }
        told = [
            gettext("{label}: {value}", label=label, value=value)
            for label, value in (
                (gettext("meetings"), meetings.number),
                (gettext("months from one to the next"), meetings.interval_months),
                (gettext("minutes of a meeting"), meetings.minutes),
                (gettext("members in a set"), each.composition.size),
            )
            if value is not None
        ]  # fmt: skip
        found.append({"key": each.key, "title": each.title, "defaults": given, "says": "; ".join(told)})
    return found


def _single(said: Range | None) -> float | None:
    """The one number a range comes down to, where it does."""
    if said is None or (said.low is not None and said.high is not None and said.low != said.high):
        return None
    return said.low if said.low is not None else said.high


@cache
def _comparison() -> views.Comparison:
    """The formats side by side."""
    table = compare()
    return {
        "traits": [str(trait) for trait in table.index],
        "formats": {str(key): [str(said) for said in table[key]] for key in table.columns},
    }
