"""Meetings on days: the rhythm, what is skipped, what clashes, and the calendar file."""

from datetime import UTC, date, datetime, time, timedelta

import icalendar
import pytest
from hypothesis import given
from hypothesis import strategies as st

from alsnb.errors import RecordError
from alsnb.planning import Planned, calendar, clashes, days, spans

START = date(2026, 9, 7)  # a Monday


def told(*args, **more):
    return [day.isoformat() for day in days(*args, **more)]


def test_a_rhythm_worked_by_hand():
    assert told(START, 3, 4) == ["2026-09-07", "2026-10-05", "2026-11-02"]
    assert told(START, 2, 4, weekday=0) == ["2026-09-07", "2026-10-05"]
    assert told(START, 2, 2, weekday=6) == ["2026-09-13", "2026-09-27"]
    # One is put off by a week, the next keeps the rhythm; with a week between them, all the rest move.
    assert told(START, 3, 4, skip=lambda day: day == date(2026, 10, 5)) == ["2026-09-07", "2026-10-12", "2026-11-02"]
    assert told(START, 3, 1, skip=lambda day: day == date(2026, 9, 14)) == ["2026-09-07", "2026-09-21", "2026-09-28"]


@given(
    st.dates(date(2000, 1, 1), date(2100, 1, 1)), st.integers(1, 30), st.floats(0.1, 12), st.integers(0, 6),
    st.lists(st.integers(0, 400), max_size=20),
)  # fmt: skip
def test_days_go_on_keep_their_weekday_and_avoid_what_is_skipped(first, number, weeks, weekday, skipped):
    away = {first + timedelta(days=offset) for offset in skipped}
    found = days(first, number, weeks, weekday, away.__contains__)
    assert len(found) == number
    assert found == sorted(set(found))
    assert {day.weekday() for day in found} == {weekday}
    assert not away & {*found}
    assert first <= found[0]


def test_no_end_and_no_future_are_told():
    with pytest.raises(RecordError, match="no day is free"):
        days(START, 1, 1, skip=lambda day: True)
    with pytest.raises(RecordError, match="9999"):
        days(date(9999, 12, 1), 4, 4)


def test_days_to_skip_are_read_and_what_is_none_is_told():
    lines = ["2026-12-21 - 2027-01-01 Christmas", "", "2026-11-05", "2026-10-01–2026-10-02, fair", "2026-02-30", "soon"]
    text = "\n".join([*lines, "2026-05-02 to 2026-05-01"])
    found, wrong = spans(text)
    assert found == [
        (date(2026, 12, 21), date(2027, 1, 1), "Christmas"),
        (date(2026, 11, 5), date(2026, 11, 5), ""),
        (date(2026, 10, 1), date(2026, 10, 2), "fair"),
    ]
    assert [each.partition(":")[0] for each in wrong] == ["line 5", "line 6", "line 7"]
    assert "swap the two" in wrong[2]


def test_clashes_are_told():
    plan = [
        Planned("A", 1, START, "F1"), Planned("B", 1, START, "F1"), Planned("C", 1, START, "F2"),
        Planned("D", 1, START), Planned("E", 1, START), Planned("A", 2, START), Planned("B", 2, date(2026, 9, 1)),
        Planned("C", 2, date(2026, 12, 24)),
    ]  # fmt: skip
    found = clashes(plan, start=START, skipped=[(date(2026, 12, 21), date(2027, 1, 1), "Christmas")])
    assert found == [
        "Set B, meeting 2: 2026-09-01 is before the cohort starts on 2026-09-07.",
        "Set C, meeting 2: 2026-12-24 is among the days to skip (Christmas).",
        "Set A, meeting 2: 2026-09-07 is not after meeting 1 on 2026-09-07.",
        "Set B, meeting 2: 2026-09-01 is not after meeting 1 on 2026-09-07.",
        "Facilitator F1 is with sets A and B on the same day, 2026-09-07.",
    ]
    assert clashes(plan[2:5], start=START) == []


def test_the_calendar_file_holds_each_meeting_once_and_comes_back():
    hostile = "A;B,\n\\n BEGIN:VEVENT"
    planned = [
        Planned("A", 1, START, "F1", 180, time(14, 0), "018f0000-0000-7000-8000-000000000001"),
        Planned(hostile, 2, date(2026, 10, 5), minutes=90),
    ]
    content = calendar(planned, "2026", of={"A": 6}, now=datetime(2026, 8, 1, tzinfo=UTC))
    one, two = icalendar.Calendar.from_ical(content).walk("VEVENT")
    assert str(one["SUMMARY"]) == "Set A: meeting 1 of 6"
    assert one.decoded("DTSTART") == datetime(2026, 9, 7, 14, 0)
    assert one.decoded("DTEND") == datetime(2026, 9, 7, 17, 0)
    assert str(one["UID"]) == "018f0000-0000-7000-8000-000000000001@alsnb"
    assert str(one["DESCRIPTION"]) == "Action learning set A, cohort 2026, meeting 1. Facilitator: F1."
    assert (two.decoded("DTSTART"), two.decoded("DTEND")) == (date(2026, 10, 5), date(2026, 10, 6))
    assert "A;B," in str(two["SUMMARY"])
    assert all(line.endswith(b"\r") and len(line) <= 76 for line in content.split(b"\n")[:-1])
