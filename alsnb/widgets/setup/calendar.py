"""When each set meets: a rhythm, days to skip, one day changed by hand, and a calendar file."""

from __future__ import annotations

import os
import re
from contextlib import suppress
from datetime import date, time
from pathlib import Path
from typing import Any

from alsnb.errors import LogError
from alsnb.filenames import file_name
from alsnb.planning import WEEKDAYS, Planned, calendar, clashes, days, spans
from alsnb.records import Meeting
from alsnb.widgets.events import handles
from alsnb.widgets.setup.step import Step, in_order


class Calendar(Step):
    """The step in which meetings are planned."""

    def _look_calendar(self) -> dict[str, Any]:
        kept = self._kept("plan")
        plan = self._plan(kept)
        cells, problems, wrong = self._cells(kept, plan)
        return {
            "plan": plan,
            "weekdays": list(WEEKDAYS),
            "sets": [row["learning_set"] for row in self._sets()],
            "cells": cells,
            "problems": problems,
            "skip_problems": wrong,
            "unsaved": sum(each["state"] in ("new", "changed") for each in cells),
            "planned": sum(bool(row["planned_on"] or row["held_on"]) for row in self._rows("meetings")),
            "file": str(self._calendar_path()) if self._cohort else "",
        }

    def _plan(self, kept: dict[str, Any]) -> dict[str, Any]:
        """What the meetings are planned by: as typed, or as the course says."""
        course = self._course
        found: dict[str, Any] = {
            "first": course.get("start") or "",
            "number": course.get("planned_meetings"),
            "interval": course.get("interval_weeks"),
            "minutes": course.get("planned_minutes"),
            "starts": "",
            "skip": "",
            "sets": {},
        }
        return found | (kept.get("plan") or {})

    def _cells(self, kept: dict[str, Any], plan: dict[str, Any]) -> tuple[list[dict[str, Any]], list[str], list[str]]:
        """Each set's meetings with their days, and what is wrong with them; and with the days to skip."""
        skipped, wrong = spans(plan["skip"] or "")
        problems: list[str] = []
        there = {(row["learning_set"], row["cycle"]): row for row in self._rows("meetings")}
        by_hand = kept.get("dates") or {}
        found: list[dict[str, Any]] = []
        planned: list[Planned] = []
        for row in self._sets():
            label = row["learning_set"]
            said = (plan["sets"] or {}).get(label) or {}
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
        start = self._course.get("start")
        problems += clashes(planned, start=date.fromisoformat(start) if start else None, skipped=skipped)
        problems += self._over(found)
        return found, problems, wrong

    @staticmethod
    def _over(cells: list[dict[str, Any]]) -> list[str]:
        """The days that have passed, set by set, of meetings that nothing says were held."""
        today = date.today().isoformat()
        found: dict[str, list[str]] = {}
        for each in cells:
            if each["state"] != "held" and each["on"] < today:
                found.setdefault(each["set"], []).append(f"meeting {each['cycle']} ({each['on']})")
        return [
            f"Set {label}: {', '.join(late)}: {'this day has' if len(late) == 1 else 'these days have'} passed. "
            "Where it is not meant so, change the first day, or the day itself."
            for label, late in found.items()
        ]

    @staticmethod
    def _differs(meeting: dict[str, Any], plan: dict[str, Any], said: dict[str, Any]) -> bool:
        """Whether the plan says something else of a meeting than its day."""
        return bool(
            (plan["minutes"] and plan["minutes"] != meeting["planned_minutes"])
            or (said.get("facilitator") and said["facilitator"] != meeting["facilitator"])
        )

    @handles("plan")
    def on_plan(self, event: dict[str, Any]) -> None:
        """What the meetings are planned by was changed."""
        self._needs_course()
        kept = self._kept("plan")
        before, now = self._plan(kept), self._plan({"plan": event["values"]})
        rhythm = ("first", "number", "interval", "skip")
        weekdays = [{label: said.get("weekday") for label, said in each["sets"].items()} for each in (before, now)]
        touched = any(before[name] != now[name] for name in rhythm) or weekdays[0] != weekdays[1]
        self._keep("plan", kept | {"plan": event["values"], "touched": touched or kept.get("touched", False)})
        self.refresh()

    @handles("plan_date")
    def on_plan_date(self, event: dict[str, Any]) -> None:
        """One day was changed by hand, or is left to the rhythm again."""
        self._needs_course()
        kept = self._kept("plan")
        dates = {
            name: on for name, on in (kept.get("dates") or {}).items() if name != f"{event['set']} {event['cycle']}"
        }
        if event["on"]:
            dates[f"{event['set']} {event['cycle']}"] = event["on"]
        self._keep("plan", kept | {"dates": dates})
        self.refresh()

    @handles("plan_save")
    def on_plan_save(self, _: dict[str, Any]) -> None:
        """Put the meetings into the log; one that was held is left as it is."""
        cohort = self._needs_course(anew=True)
        kept = self._kept("plan")
        plan = self._plan(kept)
        cells, _problems, _wrong = self._cells(kept, plan)
        there = {(row["learning_set"], row["cycle"]): row for row in self._rows("meetings")}
        new, changed = [], 0
        for cell in cells:
            meeting = there.get((cell["set"], cell["cycle"]))
            said = (plan["sets"] or {}).get(cell["set"]) or {}
            if cell["state"] == "held":
                continue
            now: dict[str, Any] = {"planned_on": date.fromisoformat(cell["on"])}
            now |= {"planned_minutes": plan["minutes"]} if plan["minutes"] else {}
            now |= {"facilitator": said["facilitator"]} if said.get("facilitator") else {}
            if meeting is None:
                new.append(Meeting(cohort=cohort, learning_set=cell["set"], cycle=cell["cycle"], **now))
            elif cell["state"] != "planned":
                self._log.amend(meeting["entry"], **now)
                changed += 1
        self._log.add(new)
        self._keep("plan", {"plan": plan})
        held = sum(cell["state"] == "held" for cell in cells)
        told = [
            f"{len(new)} new",
            f"{changed} changed",
            *([f"{held} held already and left as they are"] if held else []),
        ]
        self.refresh()
        self.say(f"Meetings saved: {', '.join(told)}.")

    @handles("plan_file")
    def on_plan_file(self, _: dict[str, Any]) -> None:
        """Write the calendar file beside the log."""
        cohort = self._needs_course(anew=True)
        plan = self._plan(self._kept("plan"))
        starts = time.fromisoformat(plan["starts"]) if re.fullmatch(r"\d\d:\d\d", plan["starts"] or "") else None
        rows = sorted(self._rows("meetings"), key=lambda row: (in_order(row["learning_set"] or ""), row["cycle"]))
        planned = [
            Planned(
                row["learning_set"], row["cycle"], date.fromisoformat(on), row["facilitator"],
                row["planned_minutes"], starts, row["entry"],
            )
            for row in rows
            if row["learning_set"] and (on := row["held_on"] or row["planned_on"])
        ]  # fmt: skip
        if not planned:
            self.say(
                "No meeting is saved yet, so there is nothing for a calendar file: save the meetings first.", bad=True
            )
            return
        of: dict[str, int] = {}
        for each in planned:
            of[each.learning_set] = max(of.get(each.learning_set, 0), each.cycle)
        path = self._calendar_path()
        scratch = path.with_name(f".{path.name}.part")
        try:
            scratch.write_bytes(calendar(planned, cohort, of=of))
            os.replace(scratch, path)
        except OSError as error:
            raise LogError(f"{path} cannot be written ({error.strerror}); make room, or look at the folder") from error
        self.say(f"Saved {path.name} beside the log, with {len(planned)} meetings: {path}. It has codes, no names.")

    def _calendar_path(self) -> Path:
        folder = Path(self._log.database.path).parent if self._log.database.path else Path()
        return folder.absolute() / f"{file_name(self._cohort or 'cohort', kind='meetings')}.ics"


def _rhythm(
    plan: dict[str, Any], said: dict[str, Any], skipped: list[tuple[date, date, str]]
) -> tuple[list[date], str]:
    """The days of a set's meetings as planned, and what is missing or wrong."""
    missing = [
        words
        for name, words in (
            ("first", "the first day"),
            ("number", "how many meetings"),
            ("interval", "the weeks between"),
        )
        if not plan[name]
    ]
    if missing:
        return [], f"Still needed for a plan: {', '.join(missing)}."
    try:
        first = date.fromisoformat(plan["first"])
        number, weeks = int(plan["number"]), float(plan["interval"])
    except (TypeError, ValueError):
        return [], f"The first day is “{plan['first']}”, expected a date such as 2026-09-01."
    if not (1 <= number <= 200 and weeks > 0):
        return [], "Expected 1 to 200 meetings, and more than 0 weeks between them."
    weekday = WEEKDAYS.index(said["weekday"]) if said.get("weekday") in WEEKDAYS else None
    found = days(first, number, weeks, weekday, lambda day: any(begins <= day <= ends for begins, ends, _ in skipped))
    return found, ""
