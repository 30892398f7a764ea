"""Meetings on days: the rhythm, what is skipped, what clashes, and the calendar file."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import icalendar
import pytest
from hypothesis import given
from hypothesis import strategies as st

from alsnb.errors import RecordError
from alsnb.planning.calendar import Planned, calendar, clashes, days, spans

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


BREAK = (date(2026, 12, 21), date(2027, 1, 4))


@pytest.mark.parametrize("between", ["/", "–", " – ", "-", " — ", "—", "..", " ... ", " bis ", " to ", " until "])
@pytest.mark.parametrize(
    "days_as",
    ["{0:%Y-%m-%d}@{1:%Y-%m-%d}", "{0:%d.%m.%Y}@{1:%d.%m.%Y}", "{0:%d/%m/%Y}@{1:%d/%m/%Y}",
     "{0:%m/%d/%Y}@{1:%m/%d/%Y}", "{0:%d %b %Y}@{1.day} {1:%B %Y}"],
)  # fmt: skip
def test_every_day_of_a_span_is_skipped_however_its_ends_are_written(days_as, between):
    line = days_as.format(*BREAK).replace("@", between)
    assert spans(f"{line} Christmas") == ([(*BREAK, "Christmas")], [])
    assert spans(f"from {line}: break") == ([(*BREAK, "break")], [])


@pytest.mark.parametrize(
    ("line", "day"),
    [("21.12.2026", BREAK[0]), ("2026-4-3 Good Friday", date(2026, 4, 3)), ("Mon 2026-12-21 - fair", BREAK[0]),
     ("5/5/2026", date(2026, 5, 5)), ("1st May 2026", date(2026, 5, 1))],
)  # fmt: skip
def test_one_day_is_skipped_however_it_is_written(line, day):
    ((begins, ends, _),), wrong = spans(line)
    assert (begins, ends, wrong) == (day, day, [])


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ("2026-12-21 2027-01-04 Christmas", "names several days"), ("2026-12-21, 2026-12-28", "names several days"),
        ("2026-12-21 jusqu'au 2027-01-04", "names several days"), ("2026-12-21 – 4 Jan", "“4 Jan” may say another day"),
        ("2026-12-21 & 22", "“& 22” may say another day"), ("2026-12-21 until New Year", "has no last day"),
        ("2026-12-21 –", "has no last day"), ("04/01/2027", "can be read in two ways"),
        ("21/12/2026 - 12/24/2026", "can be read in two ways"), ("21.12.-4.1.2027", "write a day such as"),
        ("21.12.26", "write a day such as"), ("3 Mayday 2026", "no month"), ("2026-12-21 – 2027-02-30", "no day"),
    ],
)  # fmt: skip
def test_what_may_name_days_that_would_not_be_skipped_is_refused(line, why):
    found, (wrong,) = spans(line)
    assert found == []
    assert why in wrong


@given(st.text("0123456789-–/. to2026December", max_size=25))
def test_no_digit_of_a_line_is_passed_over(line):
    found, wrong = spans(line)
    assert len(found) + len(wrong) == (1 if line.strip() else 0)
    for _, _, why in found:
        assert not any(sign.isdigit() for sign in why)


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


def test_a_calendar_file_tells_the_time_zone_what_was_changed_and_what_is_cancelled_and_invents_no_length():
    planned = [
        Planned("A", 1, date(2026, 10, 5), None, None, time(14, 0), "one", sequence=2),
        Planned("A", 2, date(2026, 12, 7), None, 90, time(14, 0), "two", sequence=3, cancelled=True),
    ]
    made = icalendar.Calendar.from_ical(calendar(planned, "2026", zone=ZoneInfo("Europe/London")))
    one, two = made.walk("VEVENT")
    assert [str(each["STATUS"]) for each in (one, two)] == ["CONFIRMED", "CANCELLED"]
    assert [each["SEQUENCE"] for each in (one, two)] == [2, 3]
    assert [str(each["TZID"]) for each in made.walk("VTIMEZONE")] == ["Europe/London"]
    assert one.decoded("DTSTART").utcoffset() == timedelta(hours=1)
    assert two.decoded("DTSTART").utcoffset() == timedelta(0)
    assert "DTEND" not in one
    assert two.decoded("DTEND") - two.decoded("DTSTART") == timedelta(minutes=90)
