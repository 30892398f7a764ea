"""Dates and numbers that can hardly be right, and those that cannot be.

A slip of a key makes 2026 into 2206, and 90 minutes into 90,000. `doubts` says what to ask the person who typed a
record; `check` says the same of a log. Nobody can mean a number beyond its `alsnb.records.Limits`: it is `refused`
where it is entered. A log from elsewhere may hold such a number all the same, or a date outside `FIRST` to `LAST`: no
analysis uses it, and a report says so (`alsnb.frames.Frames.left_out`).
"""

from __future__ import annotations

import typing
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from functools import cache
from math import ceil, floor
from types import UnionType
from typing import Annotated, Any, get_args, get_origin

from pydantic import AwareDatetime

from alsnb.errors import RecordError
from alsnb.records import Limits, Part, Record
from alsnb.words import gettext

FIRST, LAST = date(1900, 1, 1), date(2100, 12, 31)
"""The first and the last day on which anything in a log can happen."""
PAST = ("held_on", "started_at", "agreed_on", "reported_on", "published_on", "on")
"""The dates of what has happened; the others may be still to come."""
_FAR = timedelta(days=2 * 365.2425)
"""Further than this from the others, a date is doubtful: most courses last one year, and a date is rarely noted more
than one ahead. Nearer, a wrong year cannot be told from a long course."""
_FURTHER_CYCLES = 20
"""So many more cycles than were planned are believed."""


def today() -> date:
    """Return today's date in UTC, as in the log: it decides whether consent is given and released."""
    return datetime.now(UTC).date()


@dataclass(frozen=True)
class Neighbours:
    """The cohort's dates and numbers, against which those of a record are judged.

    Parameters
    ----------
    dates
        Of the same cohort: when it starts, and when its sets meet.
    planned_meetings
        Of each set, where that is known.
    today
        The day it is.
    """

    dates: tuple[date, ...] = ()
    planned_meetings: int | None = None
    today: date = field(default_factory=lambda: latest_today())

    @classmethod
    def of(cls, frames: Any, **more: Any) -> Neighbours:
        """Return the neighbours in the frames of one cohort; only its cohort and meetings are needed."""
        columns = [frames.cohorts["start"], frames.meetings["planned_on"], frames.meetings["held_on"]]
        planned = [int(number) for number in frames.cohorts["planned_meetings"].dropna()]
        dates = tuple(each.date() for column in columns for each in column.dropna())
        return cls(dates, max(planned, default=None), **more)

    @classmethod
    def among(cls, records: Iterable[Record], **more: Any) -> Neighbours:
        """Return the neighbours among the records of one cohort."""
        dates: list[date] = []
        planned: list[int] = []
        for each in records:
            dates += [day for name in ("start", "planned_on", "held_on") if (day := getattr(each, name, None))]
            if (number := getattr(each, "planned_meetings", None)) is not None:
                planned.append(number)
        return cls(tuple(dates), max(planned, default=None), **more)


def latest_today() -> date:
    """Return today's date here or in UTC, whichever is later: nothing can have happened after it."""
    return max(date.today(), datetime.now(UTC).date())


def doubts(record: Record, neighbours: Neighbours | None = None) -> dict[str, str]:
    """Return what is doubtful about a record's dates and numbers.

    Parameters
    ----------
    record
        What was typed, or what a log holds.
    neighbours
        What is known beside it; by default nothing but the day it is.

    Returns
    -------
    dict of str to str
        Field → a sentence that says what is doubtful, and asks; empty if nothing is.

    Examples
    --------
    >>> from alsnb.records import Meeting
    >>> doubts(Meeting(learning_set="A", cycle=2, held_on="0026-02-10"))
    {'held_on': 'The year 26 cannot be right. Is it complete?'}
    """
    beside = neighbours or Neighbours()
    found = {}
    for name in date_fields(type(record)):
        if (value := getattr(record, name)) is not None:
            day = value.date() if isinstance(value, datetime) else value
            if told := _doubt_of_date(name, day, beside):
                found[name] = told
    for name, value, limits in _numbers(record):
        if value > limits.most:
            found.setdefault(name, f"{_written(value)} cannot be right. Is the number right?")
        elif told := _doubt_of_number(name, value, limits, beside):
            found.setdefault(name, told)
    return found


def refused(record: Record) -> dict[str, str]:
    """Return the impossible numbers of a record: field → the values expected."""
    return {name: f"expected {limits.most:,.0f} at most" for name, _, limits in _beyond(record)}


def must_be_meant(record: Record, fields: Iterable[str] | None = None) -> None:
    """Refuse a record with an impossible number, in any of some fields or at all.

    Raises
    ------
    RecordError
        It has one; `problems` says of each field what is expected.
    """
    said = record.__dict__  # most records say nothing wrong, and each that is added is asked
    numbers = ((said[name], most) for name, most in _greatest(type(record)))
    if not _fields_of_parts(type(record)) and all(value is None or value <= most for value, most in numbers):
        return
    problems = {name: told for name, told in refused(record).items() if fields is None or name in fields}
    if problems:
        found = {name: _written(value) for name, value, _ in _beyond(record)}
        named = "; ".join(f"{name}: found {found[name]}, {told}" for name, told in problems.items())
        raise RecordError(
            gettext(
                "{name} cannot be recorded: {named}",
                name=type(record).__name__,
                named=named,
            ),
            problems,
        )


def _beyond(record: Record) -> Iterator[tuple[str, float, Limits]]:
    return ((name, value, limits) for name, value, limits in _numbers(record) if value > limits.most)


@cache
def date_fields(part: type[Part]) -> tuple[str, ...]:
    """Return the fields of a record that hold a date or a time."""
    hints = typing.get_type_hints(part, include_extras=True)
    kinds = {name: [*_inside(hints[name])] for name in part.model_fields}
    return tuple(name for name, inside in kinds.items() if date in inside or AwareDatetime in inside)


@cache
def number_fields(part: type[Part]) -> dict[str, Limits]:
    """Return the fields of a record that hold a number, with its limits."""
    hints = typing.get_type_hints(part, include_extras=True)
    return {name: each for name in part.model_fields for each in _inside(hints[name]) if isinstance(each, Limits)}


@cache
def _greatest(part: type[Part]) -> tuple[tuple[str, float], ...]:
    """Return the fields of a record that hold a number, and the greatest possible value."""
    return tuple((name, limits.most) for name, limits in number_fields(part).items())


@cache
def _fields_of_parts(part: type[Part]) -> tuple[str, ...]:
    """Return the fields of a record that hold parts of it, such as the stages of an airtime."""
    hints = typing.get_type_hints(part)
    kinds = {name: get_args(hints[name]) for name in part.model_fields if get_origin(hints[name]) is tuple}
    return tuple(name for name, (kind, *_) in kinds.items() if isinstance(kind, type) and issubclass(kind, Part))


def _inside(hint: Any) -> Iterator[Any]:
    """Yield a type and its alternatives, but not the types of its elements."""
    yield hint
    if get_origin(hint) in (Annotated, UnionType, typing.Union):
        for each in get_args(hint):
            yield from _inside(each)


def _numbers(record: Part) -> Iterator[tuple[str, float, Limits]]:
    """Yield the numbers of a record and of its parts, with the field of the record that holds each."""
    for name, limits in number_fields(type(record)).items():
        if (value := getattr(record, name)) is not None:
            yield name, value, limits
    for name in _fields_of_parts(type(record)):
        for each in getattr(record, name):
            yield from ((name, value, limits) for _, value, limits in _numbers(each))


def _doubt_of_date(name: str, day: date, beside: Neighbours) -> str:
    if day < FIRST:
        return f"The year {day.year} cannot be right. Is it complete?"
    # With the day it is among them, one wrong neighbour of two is not believed.
    known = sorted([beside.today, *(each for each in beside.dates if FIRST <= each <= LAST)])
    # The middle half: of many neighbours, several may be wrong themselves.
    quarter = (len(known) - 1) / 4
    low, high = sorted((known[ceil(quarter)], known[floor(3 * quarter)]))
    if day > high + _FAR or day < low - _FAR:
        later = day > high
        years = abs(day.year - (high if later else low).year)
        if beside.dates:
            apart = f"{years} years {'after' if later else 'before'} the other dates of this cohort"
        else:
            apart = f"{years} years {'from now' if later else 'ago'}"
        return f"{day.year} is {apart}. Is the year right?"
    if name in PAST and day > beside.today + timedelta(days=1):  # a day's grace for time zones
        return f"{day.day} {day:%B %Y} is still to come. Is the date right?"
    return ""


def _doubt_of_number(name: str, value: float, limits: Limits, beside: Neighbours) -> str:
    if name.endswith("cycle") and beside.planned_meetings is not None:
        if value > beside.planned_meetings + _FURTHER_CYCLES:
            planned = f"{beside.planned_meetings} meetings planned"
            return f"{_written(value)} is far beyond the {planned}. Is the number right?"
        return ""
    return f"{_written(value)} {limits.doubt}. Is the number right?" if value > limits.usual else ""


def _written(value: float) -> str:
    return f"{value:,}" if isinstance(value, int) else f"{value:,.10g}"
