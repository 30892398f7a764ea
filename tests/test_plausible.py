"""What is doubtful about dates and numbers, and what is not recorded."""

from datetime import date

import pytest

import alsnb
from alsnb import plausible
from alsnb.frames import columns
from alsnb.plausible import Neighbours, doubts, refused
from alsnb.records import RECORDS

TODAY = date(2026, 11, 30)
COURSE = Neighbours((date(2026, 1, 10), date(2026, 2, 10), date(2026, 3, 10)), planned_meetings=6, today=TODAY)
ALONE = Neighbours(today=TODAY)
HUGE = 2**63 - 1


def report(day, **fields):
    return alsnb.ActionReport(member="A1", cycle=2, action=alsnb.new_id(), reported_on=day, status="done", **fields)


@pytest.mark.parametrize(
    ("day", "said"),
    [
        ("2206-02-10", "2206 is 180 years after the other dates of this cohort. Is the year right?"),
        ("1926-02-10", "1926 is 100 years before the other dates of this cohort. Is the year right?"),
        ("0024-02-10", "The year 24 cannot be right. Is it complete?"),
        ("6122-02-10", "6122 is 4096 years after the other dates of this cohort. Is the year right?"),
        ("2027-02-10", "10 February 2027 is still to come. Is the date right?"),
    ],
)
def test_a_date_that_is_far_from_its_neighbours_is_asked_about(day, said):
    assert doubts(report(day), COURSE) == {"reported_on": said}


def test_without_neighbours_the_day_it_is_serves():
    assert doubts(report("2206-02-10"), ALONE) == {"reported_on": "2206 is 180 years from now. Is the year right?"}
    assert doubts(report("1926-02-10"), ALONE) == {"reported_on": "1926 is 100 years ago. Is the year right?"}


@pytest.mark.parametrize("day", ["2026-01-10", "2026-12-01", "2025-06-01", None])
def test_near_dates_and_no_dates_are_not_asked_about(day):
    assert doubts(report(day), COURSE) == {}


def test_what_may_be_still_to_come_is_asked_about_only_when_it_is_far():
    def due(day):
        return alsnb.Action(member="A1", cycle=2, what="x", agreed_on="2026-02-10", due=day)

    assert doubts(due("2027-06-01"), COURSE) == {}
    assert [*doubts(due("2062-06-01"), COURSE)] == ["due"]


def test_a_long_course_and_one_of_the_past_are_believed():
    long = Neighbours(tuple(date(year, 3, 1) for year in range(2019, 2027)), today=TODAY)
    assert doubts(report("2019-05-01"), long) == {}
    past = Neighbours((date(2011, 1, 10), date(2011, 2, 10), date(2011, 3, 10)), today=TODAY)
    assert doubts(report("2011-04-01"), past) == {}


def test_a_wrong_neighbour_vouches_for_nothing():
    """As `check` sees it: the wrong date is among its own neighbours."""
    with_itself = Neighbours((*COURSE.dates, date(2206, 2, 10)), today=TODAY)
    assert [*doubts(report("2206-02-10"), with_itself)] == ["reported_on"]
    only = Neighbours((date(2206, 2, 10),), today=TODAY)
    meeting = alsnb.Meeting(learning_set="A", cycle=1, held_on="2206-02-10")
    assert [*doubts(meeting, only)] == ["held_on"]


def test_numbers_are_asked_about():
    meeting = alsnb.Meeting(learning_set="A", cycle=40, minutes=90_000)
    assert doubts(meeting, COURSE) == {
        "cycle": "40 is far beyond the 6 meetings planned. Is the number right?",
        "minutes": "90,000 minutes is more than a day. Is the number right?",
    }
    assert doubts(meeting, ALONE) == {"minutes": "90,000 minutes is more than a day. Is the number right?"}
    assert doubts(alsnb.Meeting(learning_set="A", cycle=6, minutes=120), COURSE) == {}
    airtime = alsnb.Airtime(member="A1", cycle=1, stages=[alsnb.StageMinutes(stage="x", minutes=5000)])
    assert [*doubts(airtime, COURSE)] == ["stages"]


def test_the_neighbours_are_those_of_the_frames_and_of_records():
    with alsnb.open_log("alsnb:sample") as log:
        frames = log.frames("sample")
        records = [log.get(entry) for name in ("cohorts", "meetings") for entry in getattr(frames, name)["entry"]]
    beside = Neighbours.of(frames, today=TODAY)
    assert beside.planned_meetings == 6
    assert date(2026, 1, 12) in beside.dates
    other = Neighbours.among(records, today=TODAY)
    assert (sorted(other.dates), other.planned_meetings) == (sorted(beside.dates), beside.planned_meetings)


IMPOSSIBLE = [
    alsnb.Action(cohort="K", member="A1", cycle=HUGE, what="x"),
    alsnb.Meeting(cohort="K", learning_set="A", cycle=1, minutes=1e308),
    alsnb.Contribution(cohort="K", member="A1", cycle=1, at=1e308),
    alsnb.Cohort(cohort="K", planned_meetings=HUGE),
    alsnb.Cohort(cohort="K", interval_weeks=1e300),
    alsnb.Member(cohort="K", member="A1", last_cycle=HUGE),
    alsnb.Airtime(cohort="K", member="A1", cycle=1, stages=[alsnb.StageMinutes(stage="x", minutes=1e307)]),
]


@pytest.mark.parametrize("record", IMPOSSIBLE, ids=lambda each: f"{each.kind_name} {next(iter(refused(each)))}")
def test_what_nobody_can_mean_is_not_recorded(tmp_path, record):
    (field,) = refused(record)
    assert field in doubts(record, COURSE)
    with alsnb.open_log(tmp_path / "log.db", create=True) as log:
        with pytest.raises(alsnb.RecordError, match=rf"{field}: found .*, expected [\d,]+ at most") as error:
            log.add([alsnb.Theme(cohort="K", theme="t"), record])
        assert [*error.value.problems] == [field]
        assert [*log.revisions()] == []


def test_an_entry_with_such_a_number_can_be_read_mended_and_taken_back(tmp_path):
    from alsnb.log.revisions import revision

    records = [alsnb.Action(cohort="K", member="A1", cycle=HUGE, what="x") for _ in range(2)]
    with alsnb.open_log(tmp_path / "log.db", create=True) as log:
        log.take_over([revision(each, "A1") for each in records])
        first, second = (each.entry for each in records)
        assert log.get(first).cycle == HUGE
        log.amend(first, what="y")
        log.amend(first, cycle=3)
        log.amend(second, withdrawn=True)
        with pytest.raises(alsnb.RecordError):
            log.amend(first, cycle=HUGE)
        assert (log.get(first).cycle, log.get(first).what, log.get(second).withdrawn) == (3, "y", True)


def test_every_number_has_limits():
    """A new field of a number would otherwise reach the analyses whatever it says."""
    free = {
        (kind, column.name)
        for kind, record in RECORDS.items()
        for column in columns(record)
        if column.dtype.lower() in ("int64", "float64") and column.name not in plausible.number_fields(record)
    }
    assert free == {("cohort", "smallest_cell")}
