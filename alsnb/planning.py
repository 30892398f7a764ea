"""Meetings put on days: a rhythm of weeks, days to skip, what clashes, and a calendar file of it."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from typing import NamedTuple

import icalendar

from alsnb.errors import RecordError

WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_WEEK = timedelta(weeks=1)
_MOST = 400  # meetings of a set, and weeks to look ahead for a free day


class Planned(NamedTuple):
    """A meeting of a set on a day."""

    learning_set: str
    cycle: int
    on: date
    facilitator: str | None = None
    minutes: float | None = None
    starts: time | None = None
    entry: str | None = None
    """Id of the meeting's entry in the log."""


def days(
    first: date, number: int, weeks: float, weekday: int | None = None, skip: Callable[[date], bool] | None = None
) -> list[date]:
    """The days of a set's meetings.

    Parameters
    ----------
    first : date
        The first meeting is on that day, or on the first such weekday after it.
    number : int
        How many meetings.
    weeks : float
        From one to the next, in weeks; the weekday stays, so it is rounded to whole weeks.
    weekday : int, optional
        0 is Monday. By default that of the first day.
    skip : callable, optional
        Whether there can be no meeting on a day; it is then a week later, or two. The next keeps the rhythm, unless
        it would be on the same day.

    Raises
    ------
    RecordError
        There is no end to the days to skip.

    Examples
    --------
    >>> [day.isoformat() for day in days(date(2026, 9, 1), 3, 4, weekday=3)]
    ['2026-09-03', '2026-10-01', '2026-10-29']
    """
    start = first + timedelta(days=((first.weekday() if weekday is None else weekday) - first.weekday()) % 7)
    found: list[date] = []
    for at in range(min(number, _MOST)):
        try:
            day = start + timedelta(weeks=max(at, round(at * weeks)))
            for _ in range(_MOST):
                if not (skip and skip(day)) and day not in found[-1:] and (not found or day > found[-1]):
                    break
                day += _WEEK
            else:
                raise RecordError(f"no day is free after {day - _MOST * _WEEK}; look at the days to skip")
        except OverflowError:
            raise RecordError(
                "the meetings go on beyond the year 9999; look at the first day and the weeks between"
            ) from None
        found.append(day)
    return found


def spans(text: str) -> tuple[list[tuple[date, date, str]], list[str]]:
    """Days to skip: a day or two days with a dash a line, then whatever it is; and what is wrong with the other lines.

    Examples
    --------
    >>> spans("2026-12-21 - 2027-01-01 Christmas")[0]
    [(datetime.date(2026, 12, 21), datetime.date(2027, 1, 1), 'Christmas')]
    """
    found, wrong = [], []
    for number, line in enumerate(text.splitlines(), 1):
        said = line.strip()
        if not said:
            continue
        match = re.fullmatch(r"(\d{4}-\d\d-\d\d)(?:\s*(?:-|–|—|to|until)\s*(\d{4}-\d\d-\d\d))?[\s,;:]*(.*)", said)
        try:
            if not match:
                raise ValueError
            begins = date.fromisoformat(match[1])
            ends = date.fromisoformat(match[2] or match[1])
        except ValueError:
            shown = said if len(said) <= 40 else said[:39] + "…"
            wrong.append(
                f"line {number}: found “{shown}”, expected a date such as 2026-12-21, or two: 2026-12-21 – 2027-01-01"
            )
            continue
        if ends < begins:
            wrong.append(f"line {number}: ends on {ends}, before it begins on {begins}; swap the two")
            continue
        found.append((begins, ends, match[3]))
    return found, wrong


def clashes(
    meetings: Iterable[Planned], *, start: date | None = None, skipped: Iterable[tuple[date, date, str]] = ()
) -> list[str]:
    """What is wrong with a plan, in words: two places at once, days to skip, days before the start or out of order."""
    found = []
    skipped = list(skipped)
    by_day: dict[tuple[str, date], list[Planned]] = defaultdict(list)
    by_set: dict[str, list[Planned]] = defaultdict(list)
    for each in meetings:
        by_set[each.learning_set].append(each)
        if each.facilitator:
            by_day[each.facilitator, each.on].append(each)
        if start and each.on < start:
            found.append(
                f"Set {each.learning_set}, meeting {each.cycle}: {each.on} is before the cohort starts on {start}."
            )
        for begins, ends, why in skipped:
            if begins <= each.on <= ends:
                told = f" ({why})" if why else ""
                found.append(
                    f"Set {each.learning_set}, meeting {each.cycle}: {each.on} is among the days to skip{told}."
                )
    for label, ones in by_set.items():
        ones.sort(key=lambda each: each.cycle)
        for before, after in pairwise(ones):
            if after.on <= before.on:
                earlier = f"meeting {before.cycle} on {before.on}"
                found.append(f"Set {label}, meeting {after.cycle}: {after.on} is not after {earlier}.")
    for (facilitator, on), ones in by_day.items():
        if len(ones) > 1:
            sets = " and ".join(each.learning_set for each in ones)
            found.append(f"Facilitator {facilitator} is with sets {sets} on the same day, {on}.")
    return found


def calendar(
    meetings: Iterable[Planned], cohort: str, *, of: Mapping[str, int] | None = None, now: datetime | None = None
) -> bytes:
    """A calendar file (iCalendar, RFC 5545) of the meetings: one event each, codes and no names.

    An event keeps its identity through the meeting's entry, so that a file read in again moves it. With a time to start
    it is at that time wherever one is; without, it lasts all day.

    Parameters
    ----------
    meetings : iterable of Planned
        The meetings.
    cohort : str
        Code of the cohort.
    of : mapping of str to int, optional
        How many meetings each set has.
    now : datetime, optional
        When the file is made.
    """
    made = icalendar.Calendar()
    made.add("prodid", "-//alsnb//meetings//EN")
    made.add("version", "2.0")
    made.add("x-wr-calname", f"Action learning sets, cohort {cohort}")
    for each in meetings:
        event = icalendar.Event()
        event.add("uid", f"{each.entry or f'{cohort}-{each.learning_set}-{each.cycle}'}@alsnb")
        event.add("dtstamp", now or datetime.now(UTC))
        total = (of or {}).get(each.learning_set)
        event.add("summary", f"Set {each.learning_set}: meeting {each.cycle}" + (f" of {total}" if total else ""))
        told = [f"Action learning set {each.learning_set}, cohort {cohort}, meeting {each.cycle}."]
        told += [f"Facilitator: {each.facilitator}."] if each.facilitator else []
        event.add("description", " ".join(told))
        if each.starts is None:
            event.add("dtstart", each.on)
            event.add("dtend", each.on + timedelta(days=1))
        else:
            begins = datetime.combine(each.on, each.starts)
            event.add("dtstart", begins)
            event.add("dtend", begins + timedelta(minutes=each.minutes or 60))
        made.add_component(event)
    content: bytes = made.to_ical()
    return content
