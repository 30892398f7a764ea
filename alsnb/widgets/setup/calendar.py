"""When each set meets: a rhythm, days to skip, one day changed by hand, and a calendar file."""

from __future__ import annotations

import os
import re
from contextlib import suppress
from datetime import date, time
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from alsnb.errors import LogError, RecordError
from alsnb.filenames import file_name
from alsnb.log import Revision
from alsnb.planning.calendar import WEEKDAYS, Planned, calendar, clashes, days, spans
from alsnb.plausible import Neighbours, doubts
from alsnb.privacy.codes import code_doubts
from alsnb.records import Meeting
from alsnb.widgets.events import handles
from alsnb.widgets.screen import Screen
from alsnb.widgets.setup import events, views
from alsnb.widgets.setup.step import NotReady, Setup, Step, in_order
from alsnb.words import gettext, listing, ngettext, sentence

_ASKED = {
    "first": gettext("the first day"),
    "number": gettext("the number of meetings"),
    "interval": gettext("the weeks between meetings"),
    "minutes": gettext("the minutes"),
    "starts": gettext("the start time"),
}


class Calendar(Step):
    """The step in which meetings are planned.

    A facilitator's code that looks like a name is kept by the page alone until somebody says that it is a code: what
    is half done is kept in the log, which holds no names.
    """

    def __init__(self, setup: Setup, screen: Screen) -> None:
        super().__init__(setup, screen)
        self._doubtful: dict[str, list[str]] = {}  # sets whose facilitator's code is asked about, and the doubts

    def forget_doubts(self) -> None:
        """Ask about no code any more: another cohort is shown."""
        self._doubtful = {}

    def look(self) -> views.CalendarShown:
        """Return the plan and the meetings that follow from it."""
        kept = self.setup.unfinished("plan")
        plan = self._plan(kept)
        cells, problems, wrong = self._cells(kept, plan)
        return {
            "plan": plan,
            "weekdays": list(WEEKDAYS),
            "sets": [row["learning_set"] for row in self.setup.sets()],
            "cells": cells,
            "problems": problems,
            "skip_problems": wrong,
            "skipped": [_in_words(*each) for each in spans(plan["skip"] or "")[0]],
            "unsaved": sum(each["state"] in ("new", "changed") for each in cells),
            "planned": sum(bool(row["planned_on"] or row["held_on"]) for row in self.setup.rows("meetings")),
            "file": str(self._calendar_path()) if self.setup.cohort else "",
        }

    def _plan(self, kept: dict[str, Any]) -> views.PlanShown:
        """What the meetings are planned by: as typed, or as the course says."""
        course = self.setup.course
        facilitators: dict[str, set[str]] = {}
        for row in self.setup.rows("meetings"):
            if not row["held_on"] and row["facilitator"]:
                facilitators.setdefault(row["learning_set"], set()).add(row["facilitator"])
        found: views.PlanShown = {
            "first": course.get("start") or "",
            "number": course.get("planned_meetings"),
            "interval": course.get("interval_weeks"),
            "minutes": course.get("planned_minutes"),
            "starts": "",
            "skip": "",
            "sets": {label: {"facilitator": codes.pop()} for label, codes in facilitators.items() if len(codes) == 1},
        }
        typed: Any = kept.get("plan") or {}
        return {**found, **typed}

    def _cells(self, kept: dict[str, Any], plan: views.PlanShown) -> tuple[list[views.Cell], list[str], list[str]]:
        """Each set's meetings with their days, and what is wrong with them; and with the days to skip."""
        skipped, wrong = spans(plan["skip"] or "")
        problems: list[str] = []
        there = {(row["learning_set"], row["cycle"]): row for row in self.setup.rows("meetings")}
        by_hand = kept.get("dates") or {}
        found: list[views.Cell] = []
        state: views.CellState
        planned: list[Planned] = []
        for row in self.setup.sets():
            label = row["learning_set"]
            said: views.SetPlanShown = (plan["sets"] or {}).get(label) or {}
            rhythm, problem = _rhythm(plan, said, skipped)
            if problem and problem not in problems:
                problems.append(problem)
            last = max([len(rhythm), *(cycle for of, cycle in there if of == label)], default=0)
            for cycle in range(1, last + 1):
                meeting = there.get((label, cycle))
                was = meeting["planned_on"] if meeting else None
                computed = rhythm[cycle - 1].isoformat() if cycle <= len(rhythm) else None
                if meeting and meeting["held_on"]:
                    on, state = meeting["held_on"], "held"
                else:
                    # Until the rhythm is changed, what the log says counts.
                    on = by_hand.get(f"{label} {cycle}") or (
                        was if was and not kept.get("touched") else computed or was
                    )
                    state = (
                        "planned"
                        if meeting and on == was and not self._differs(meeting, plan, said)
                        else "changed"
                        if was
                        else "new"
                    )
                if not on:
                    continue
                beyond = cycle > len(rhythm) and bool(rhythm) and state != "held"
                found.append({"set": label, "cycle": cycle, "on": on, "state": state, "was": was, "beyond": beyond})
                with suppress(ValueError):
                    facilitator = (meeting or {}).get("facilitator") if state == "held" else said.get("facilitator")
                    planned.append(Planned(label, cycle, date.fromisoformat(on), facilitator or None))
        start = self.setup.course.get("start")
        problems += clashes(planned, start=date.fromisoformat(start) if start else None, skipped=skipped)
        problems += self._over(found)
        return found, problems, wrong

    @staticmethod
    def _over(cells: list[views.Cell]) -> list[str]:
        """The days that have passed, set by set, of meetings that nothing says were held."""
        today = date.today().isoformat()
        found: dict[str, list[str]] = {}
        for each in cells:
            if each["state"] != "held" and each["on"] < today:
                found.setdefault(each["set"], []).append(
                    gettext("meeting {cycle} ({day})", cycle=each["cycle"], day=each["on"])
                )
        return [
            ngettext(
                "Set {set}: the day of {meetings} has passed. "
                "If that is not what you meant, change the first day or the day itself.",
                "Set {set}: the days of {meetings} have passed. "
                "If that is not what you meant, change the first day or the days themselves.",
                len(late),
                set=label,
                meetings=listing(late),
            )
            for label, late in found.items()
        ]

    @staticmethod
    def _differs(meeting: dict[str, Any], plan: views.PlanShown, said: views.SetPlanShown) -> bool:
        """Whether the plan says something else of a meeting than its day."""
        return bool(
            (plan["minutes"] and plan["minutes"] != meeting["planned_minutes"])
            or ("facilitator" in said and (said["facilitator"] or None) != meeting["facilitator"])
        )

    @handles(events.PlanChanged)
    def on_plan(self, event: events.PlanChanged) -> None:
        """What the meetings are planned by was changed."""
        self.setup.needs_cohort()
        kept = self.setup.unfinished("plan")
        codes = [*kept.get("codes", []), *event.keep]
        values = event.values.sent()
        values |= {"sets": self._without_doubtful(values.get("sets") or {}, codes)}
        before, now = self._plan(kept), self._plan({"plan": values})
        touched = _asked_of_days(before) != _asked_of_days(now)
        more = {"codes": codes, "unreadable": event.unreadable}
        self.setup.keep("plan", kept | {"plan": values, "touched": touched or kept.get("touched", False)} | more)
        self.screen.send(views.Message(plan={"doubts": self._doubtful}))
        self.screen.refresh()

    def _without_doubtful(self, sets: dict[str, Any], codes: list[str]) -> dict[str, Any]:
        """Leave out facilitators' codes that are still asked about, and remember what is doubtful about each."""
        known = {row["facilitator"] for row in self.setup.rows("meetings") if row["facilitator"]}
        known |= {row["member"] for row in self.setup.members()} | set(codes)
        found = {
            label: code_doubts(said["facilitator"], known) for label, said in sets.items() if said.get("facilitator")
        }
        self._doubtful = {label: doubts for label, doubts in found.items() if doubts}
        return {
            label: {name: value for name, value in said.items() if name != "facilitator"}
            if label in self._doubtful
            else said
            for label, said in sets.items()
        }

    @handles(events.PlanDate)
    def on_plan_date(self, event: events.PlanDate) -> None:
        """One day was changed by hand, or is left to the rhythm again."""
        self.setup.needs_cohort()
        if event.unreadable:
            raise NotReady(
                gettext(
                    "Set {set}, meeting {cycle}: the day cannot be read. Enter a whole date.",
                    set=event.set,
                    cycle=event.cycle,
                )
            )
        kept = self.setup.unfinished("plan")
        dates = {name: on for name, on in (kept.get("dates") or {}).items() if name != f"{event.set} {event.cycle}"}
        if event.on:
            dates[f"{event.set} {event.cycle}"] = event.on
        self.setup.keep("plan", kept | {"dates": dates})
        self.screen.refresh()

    @handles(events.SavePlan)
    def on_plan_save(self, event: events.SavePlan) -> None:
        """Put the meetings into the log; one that was held is left as it is."""
        cohort = self.setup.needs_cohort(anew=True)
        kept = self.setup.unfinished("plan")
        plan = self._plan(kept)
        cells, _problems, wrong = self._cells(kept, plan)
        self._refuse_unreadable(kept, wrong)
        there = {(row["learning_set"], row["cycle"]): row for row in self.setup.rows("meetings")}
        new: list[Meeting] = []
        amended: list[tuple[str, dict[str, Any]]] = []
        asked: list[str] = []
        for cell in cells:
            if cell["state"] in ("held", "planned"):
                continue
            meeting = there.get((cell["set"], cell["cycle"]))
            said: views.SetPlanShown = (plan["sets"] or {}).get(cell["set"]) or {}
            now: dict[str, Any] = {"planned_on": date.fromisoformat(cell["on"])}
            now |= {"planned_minutes": plan["minutes"]} if plan["minutes"] else {}
            now |= {"facilitator": said["facilitator"] or None} if "facilitator" in said else {}
            record = Meeting(cohort=cohort, learning_set=cell["set"], cycle=cell["cycle"], **now)
            asked += [
                gettext("Set {set}, meeting {cycle}: {doubt}", set=cell["set"], cycle=cell["cycle"], doubt=each)
                for each in self._doubts(record).values()
            ]
            if meeting is None:
                new.append(record)
            else:
                amended.append((meeting["entry"], now))
        # The same save sent again is no answer.
        if asked and (set(asked) - set(kept.get("asked", ())) or kept.get("asked_by") == event.id):
            self.setup.keep("plan", kept | {"asked": asked, "asked_by": event.id})
            raise NotReady(
                ngettext(
                    "Not saved yet. {doubt} Correct it, or save once more if it is right.",
                    "Not saved yet. {doubt} {n} days are in doubt. Correct them, or save once more if all is right.",
                    len(asked),
                    doubt=asked[0],
                )
            )
        self.setup.log.add(new)
        for entry, now in amended:
            self.setup.log.amend(entry, **now)
        changed = len(amended)
        self.setup.keep("plan", {"plan": plan, "codes": kept.get("codes", [])})
        held = sum(cell["state"] == "held" for cell in cells)
        self.screen.refresh()
        if held:
            self.screen.say(
                ngettext(
                    "Meetings saved: {new} new, {changed} changed. {n} was held already and stays as it is.",
                    "Meetings saved: {new} new, {changed} changed. {n} were held already and stay as they are.",
                    held,
                    new=len(new),
                    changed=changed,
                )
            )
        else:
            self.screen.say(gettext("Meetings saved: {new} new, {changed} changed.", new=len(new), changed=changed))

    def _refuse_unreadable(self, kept: dict[str, Any], wrong: list[str]) -> None:
        """Save nothing of a plan of which something cannot be read, or is still asked about."""
        if unreadable := [_ASKED.get(name, name) for name in kept.get("unreadable", ())]:
            fields = listing(unreadable)
            raise NotReady(
                ngettext(
                    "Not saved: {fields} cannot be read. Enter it in full, or clear it.",
                    "Not saved: {fields} cannot be read. Enter them in full, or clear them.",
                    len(unreadable),
                    fields=fields,
                )
            )
        if wrong:
            raise NotReady(
                gettext("Not saved: not all days to skip can be read. {problem}.", problem=sentence(wrong[0]))
            )
        if self._doubtful:
            sets = sorted(self._doubtful, key=in_order)
            named = listing(sets)
            raise NotReady(
                ngettext(
                    "Not saved: look at the facilitator's code of set {sets}, and correct it or keep it.",
                    "Not saved: look at the facilitators' codes of sets {sets}, and correct or keep each.",
                    len(sets),
                    sets=named,
                )
            )

    def _doubts(self, meeting: Meeting) -> dict[str, str]:
        """What is doubtful about a meeting's day and length, beside the meetings there are."""
        days_there = [
            self.setup.course.get("start"),
            *(row["held_on"] or row["planned_on"] for row in self.setup.rows("meetings")),
        ]
        dates = tuple(date.fromisoformat(day) for day in days_there if day)
        return doubts(meeting, Neighbours(dates, today=date.today()))

    @handles(events.SaveCalendar)
    def on_plan_file(self, event: events.SaveCalendar) -> None:
        """Write the calendar file beside the log."""
        cohort = self.setup.needs_cohort(anew=True)
        plan = self._plan(self.setup.unfinished("plan"))
        typed = plan["starts"] or ""
        starts = time.fromisoformat(typed) if re.fullmatch(r"\d\d:\d\d", typed) else None
        planned = self._planned(cohort, starts)
        held = [each for each in planned if not each.cancelled]
        if not planned:
            self.screen.say(
                gettext("No meeting is saved yet, so there is nothing for a calendar file: save the meetings first."),
                bad=True,
            )
            return
        of: dict[str, int] = {}
        for each in held:
            of[each.learning_set] = max(of.get(each.learning_set, 0), each.cycle)
        path = self._calendar_path()
        scratch = path.with_name(f".{path.name}.part")
        try:
            scratch.write_bytes(calendar(planned, cohort, of=of, zone=_zone(event.zone)))
            os.replace(scratch, path)
        except OSError as error:
            raise LogError(
                gettext(
                    "{path} cannot be written ({problem}). Make room, or look at the folder.",
                    path=path,
                    problem=error.strerror,
                )
            ) from error
        gone = len(planned) - len(held)
        words = ngettext(
            "Saved {file} beside the log, with {n} meeting: {path}. It has codes, no names.",
            "Saved {file} beside the log, with {n} meetings: {path}. It has codes, no names.",
            len(held),
            file=path.name,
            path=path,
        )
        if gone:
            words = ngettext(
                "{saved} It also cancels {n} meeting.", "{saved} It also cancels {n} meetings.", gone, saved=words
            )
        self.screen.say(words)

    def _planned(self, cohort: str, starts: time | None) -> list[Planned]:
        """The meetings that have a day, also those that were taken back: calendars may have them already."""
        histories: dict[str, list[Revision]] = {}
        for each in self.setup.log.revisions(("meeting",), cohort):
            histories.setdefault(each.entry, []).append(each)
        rows = {row["entry"]: row for row in self.setup.rows("meetings")}
        standing = set(rows)
        for entry, history in histories.items():
            if entry not in rows:
                with suppress(RecordError):
                    said = history[-1].record
                    rows |= {entry: said.model_dump(mode="json")} if said.withdrawn else {}
        found = [
            Planned(
                row["learning_set"], row["cycle"], date.fromisoformat(on), row["facilitator"], row["planned_minutes"],
                starts, entry, len(histories.get(entry, "-")) - 1, entry not in standing,
            )
            for entry, row in rows.items()
            if row["learning_set"] and (on := row["held_on"] or row["planned_on"])
        ]  # fmt: skip
        return sorted(found, key=lambda each: (in_order(each.learning_set), each.cycle))

    def _calendar_path(self) -> Path:
        folder = Path(self.setup.log.database.path).parent if self.setup.log.database.path else Path()
        return folder.absolute() / f"{file_name(self.setup.cohort or 'cohort', kind='meetings')}.ics"


def _asked_of_days(plan: views.PlanShown) -> tuple[object, ...]:
    """Return what the days follow from."""
    weekdays = {label: said.get("weekday") for label, said in (plan["sets"] or {}).items()}
    return plan["first"], plan["number"], plan["interval"], plan["skip"], weekdays


def _in_words(begins: date, ends: date, why: str) -> str:
    """A span of days to skip, as it was understood."""
    first, last = (f"{day:%a} {day.day} {day:%b %Y}" for day in (begins, ends))
    many = (ends - begins).days + 1
    days = first
    if many > 1:
        days = ngettext("{first} – {last}, {n} day", "{first} – {last}, {n} days", many, first=first, last=last)
    return gettext("{days}: {reason}", days=days, reason=why) if why else days


def _zone(name: Any) -> ZoneInfo | None:
    """The time zone of the browser, if there is one of that name."""
    try:
        return ZoneInfo(str(name)) if name else None
    except (KeyError, OSError, ValueError):
        return None


def _rhythm(
    plan: views.PlanShown, said: views.SetPlanShown, skipped: list[tuple[date, date, str]]
) -> tuple[list[date], str]:
    """The days of a set's meetings as planned, and what is missing or wrong."""
    missing = [
        words
        for value, words in (
            (plan["first"], gettext("the first day")),
            (plan["number"], gettext("the number of meetings")),
            (plan["interval"], gettext("the weeks between meetings")),
        )
        if not value
    ]
    if missing:
        return [], gettext("Still needed for a plan: {fields}.", fields=", ".join(missing))
    try:
        first = date.fromisoformat(plan["first"] or "")
        number, weeks = float(plan["number"] or 0), float(plan["interval"] or 0)
    except (TypeError, ValueError):
        return [], gettext("The first day is “{day}”. Enter a date such as 2026-09-01.", day=plan["first"])
    if not number.is_integer():
        return [], gettext("The number of meetings is {number}. Enter a whole number.", number=plan["number"])
    if not (1 <= number <= 200 and 0 < weeks <= 520):
        return [], gettext("Enter 1 to 200 meetings, and more than 0 weeks between them.")
    weekday = WEEKDAYS.index(said["weekday"]) if said.get("weekday") in WEEKDAYS else None
    found = days(
        first, int(number), weeks, weekday, lambda day: any(begins <= day <= ends for begins, ends, _ in skipped)
    )
    return found, ""
