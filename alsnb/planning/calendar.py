"""Meetings put on days: a rhythm of weeks, days to skip, what clashes, and a calendar file of it."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from itertools import pairwise
from typing import NamedTuple

import icalendar

from alsnb.errors import RecordError
from alsnb.words import gettext

WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_WEEK = timedelta(weeks=1)
_YEAR = timedelta(days=366)
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
    sequence: int = 0
    """How often it was changed since it was first recorded."""
    cancelled: bool = False
    """Whether it was taken back: calendars that have it already are told so."""


def days(
    first: date, number: int, weeks: float, weekday: int | None = None, skip: Callable[[date], bool] | None = None
) -> list[date]:
    """Return the days of a set's meetings.

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
    dates: list[date] = []
    for at in range(min(number, _MOST)):
        try:
            day = start + timedelta(weeks=max(at, round(at * weeks)))
            for _ in range(_MOST):
                if not (skip and skip(day)) and day not in dates[-1:] and (not dates or day > dates[-1]):
                    break
                day += _WEEK
            else:
                raise RecordError(
                    gettext(
                        "no day is free after {day}; look at the days to skip",
                        day=day - _MOST * _WEEK,
                    )
                )
        except OverflowError:
            raise RecordError(
                gettext("the meetings go on beyond the year 9999; look at the first day and the weeks between")
            ) from None
        dates.append(day)
    return dates


def spans(text: str) -> tuple[list[tuple[date, date, str]], list[str]]:
    """Read days to skip: one day or one span a line, followed by the reason.

    A day is written 2026-12-21, 21.12.2026, 21/12/2026 or 21 December 2026; between the two days of a span stands a
    dash, a slash, two dots, or a word such as *to*. A line that says anything else of days is not read at all.

    Parameters
    ----------
    text : str
        The lines, as somebody typed them.

    Returns
    -------
    spans : list of (date, date, str)
        First day, last day, and what it is for.
    problems : list of str
        What is wrong with each line that was not read, and what to write.

    Examples
    --------
    >>> spans("2026-12-21 - 2027-01-01 Christmas")[0]
    [(datetime.date(2026, 12, 21), datetime.date(2027, 1, 1), 'Christmas')]
    """
    dates, wrong = [], []
    for number, line in enumerate(text.splitlines(), 1):
        entry = line.strip()
        if not entry:
            continue
        try:
            dates.append(_span(entry))
        except ValueError as error:
            shown = entry if len(entry) <= 40 else entry[:39] + "…"
            wrong.append(f"line {number}: found “{shown}”; {error}")
    return dates, wrong


_MONTHS = (
    "january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november",
    "december",
)  # fmt: skip
_DAY = re.compile(
    r"(?<!\d)(?:(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?\.?,?\s+)?"
    r"(?:(?P<year>\d{4})-(?P<month>\d\d?)-(?P<day>\d\d?)"
    r"|(?P<one>\d\d?)(?P<sign>[./])(?P<two>\d\d?)(?P=sign)(?P<slashed>\d{4})"
    r"|(?P<nth>\d\d?)(?:st|nd|rd|th|\.)?\s+(?P<name>[a-z]{3,9})\.?,?\s+(?P<named>\d{4}))(?!\w)",
    re.IGNORECASE,
)
_UNTIL = re.compile(r"\s*(?:-|–|—|−|→|/|\.{2,3}|…|to\b|until\b|till\b|through\b|bis\b)\s*", re.IGNORECASE)
_HOW = "write a day such as 2026-12-21, or a first and a last day: 2026-12-21 – 2027-01-01"


def _span(said: str) -> tuple[date, date, str]:
    """Read a line of days to skip; raise ValueError with what to write instead."""
    opening = re.match(r"(?:from\s+)?", said, re.IGNORECASE)
    begin = _DAY.match(said, opening.end() if opening else 0)
    if begin is None:
        raise ValueError(_HOW)
    between = _UNTIL.match(said, begin.end())
    end = _DAY.match(said, between.end()) if between else None
    rest = said[(end or begin).end() :]
    if _DAY.search(rest):
        raise ValueError(
            "it names several days: write one day or span a line, with a dash between the first and the last day"
        )
    why = rest.strip(" \t,;:()–—-")
    if re.search(r"\d", rest):
        raise ValueError(f"“{why}” may say another day: write the last day in full, or leave numbers out of the note")
    # A dash may lead on to what it is for; "until" and a day that cannot be read may not.
    if end is None and between and not (between[0].strip() in ("-", "–", "—", "−") and why):
        raise ValueError(f"it has no last day: {_HOW}")
    first, last = _days_of(begin, end or begin)
    if last < first:
        raise ValueError(f"it ends on {last}, before it begins on {first}; swap the two")
    return first, last, why


def _days_of(*days: re.Match[str]) -> list[date]:
    """Read the days of a line. For 04/01/2027, only another day of the line can show which number is the month."""
    slashed = [(int(each["one"]), int(each["two"])) for each in days if each["sign"] == "/"]
    day_first, month_first = any(one > 12 for one, _ in slashed), any(two > 12 for _, two in slashed)
    if slashed and day_first == month_first and any(one != two for one, two in slashed):
        one, two = next((one, two) for one, two in slashed if one != two)
        raise ValueError(f"“{one}/{two}” can be read in two ways: write the year, the month and the day, as 2026-12-21")
    read = []
    for each in days:
        if each["year"]:
            year, month, day = (int(each[name]) for name in ("year", "month", "day"))
        elif each["named"]:
            months = [at for at, name in enumerate(_MONTHS, 1) if name.startswith(each["name"].lower())]
            if not months:
                raise ValueError(f"“{each['name']}” is no month: {_HOW}")
            year, month, day = int(each["named"]), months[0], int(each["nth"])
        else:
            year, day, month = int(each["slashed"]), int(each["one"]), int(each["two"])
            if each["sign"] == "/" and month_first:
                day, month = month, day
        try:
            read.append(date(year, month, day))
        except ValueError:
            raise ValueError(f"“{each[0]}” is no day of the calendar: {_HOW}") from None
    return read


def clashes(
    meetings: Iterable[Planned], *, start: date | None = None, skipped: Iterable[tuple[date, date, str]] = ()
) -> list[str]:
    """Return the problems of a plan, in words: double bookings, days to skip, days before the start or out of order."""
    notes = []
    skipped = list(skipped)
    by_day: dict[tuple[str, date], list[Planned]] = defaultdict(list)
    by_set: dict[str, list[Planned]] = defaultdict(list)
    for each in meetings:
        by_set[each.learning_set].append(each)
        if each.facilitator:
            by_day[each.facilitator, each.on].append(each)
        if start and each.on < start:
            notes.append(
                f"Set {each.learning_set}, meeting {each.cycle}: {each.on} is before the cohort starts on {start}."
            )
        for begins, ends, why in skipped:
            if begins <= each.on <= ends:
                reason = f" ({why})" if why else ""
                notes.append(
                    f"Set {each.learning_set}, meeting {each.cycle}: {each.on} is among the days to skip{reason}."
                )
    for label, ones in by_set.items():
        ones.sort(key=lambda each: each.cycle)
        for before, after in pairwise(ones):
            if after.on <= before.on:
                earlier = f"meeting {before.cycle} on {before.on}"
                notes.append(f"Set {label}, meeting {after.cycle}: {after.on} is not after {earlier}.")
    for (facilitator, on), ones in by_day.items():
        if len(ones) > 1:
            sets = " and ".join(each.learning_set for each in ones)
            notes.append(f"Facilitator {facilitator} is with sets {sets} on the same day, {on}.")
    return notes


def calendar(
    meetings: Iterable[Planned],
    cohort: str,
    *,
    of: Mapping[str, int] | None = None,
    zone: tzinfo | None = None,
    now: datetime | None = None,
) -> bytes:
    """Write a calendar file (iCalendar, RFC 5545) of the meetings: one event each, with codes and no names.

    An event keeps its identity through the meeting's entry, so that a file read in again moves it, or cancels it.
    Without a time to start it lasts all day; with a time but no length it has no end.

    Parameters
    ----------
    meetings : iterable of Planned
        The meetings.
    cohort : str
        Code of the cohort.
    of : mapping of str to int, optional
        How many meetings each set has.
    zone : tzinfo, optional
        Where the times are told. By default, a meeting starts at its time wherever one is.
    now : datetime, optional
        When the file is made.
    """
    made = icalendar.Calendar()
    made.add("prodid", "-//alsnb//meetings//EN")
    made.add("version", "2.0")
    made.add("x-wr-calname", f"Action learning sets, cohort {cohort}")
    meetings = list(meetings)
    for each in meetings:
        event = icalendar.Event()
        event.add("uid", f"{each.entry or f'{cohort}-{each.learning_set}-{each.cycle}'}@alsnb")
        event.add("dtstamp", now or datetime.now(UTC))
        total = (of or {}).get(each.learning_set)
        event.add("summary", f"Set {each.learning_set}: meeting {each.cycle}" + (f" of {total}" if total else ""))
        lines = [f"Action learning set {each.learning_set}, cohort {cohort}, meeting {each.cycle}."]
        lines += [f"Facilitator: {each.facilitator}."] if each.facilitator else []
        event.add("description", " ".join(lines))
        event.add("sequence", each.sequence)
        event.add("status", "CANCELLED" if each.cancelled else "CONFIRMED")
        if each.starts is None:
            event.add("dtstart", each.on)
            event.add("dtend", each.on + timedelta(days=1))
        else:
            begins = datetime.combine(each.on, each.starts, zone)
            event.add("dtstart", begins)
            if each.minutes:
                event.add("dtend", begins + timedelta(minutes=each.minutes))
        made.add_component(event)
    if zone and meetings:
        on = [each.on for each in meetings]
        made.add_missing_timezones(min(on) - _YEAR, max(on) + _YEAR)
    content: bytes = made.to_ical()
    return content
