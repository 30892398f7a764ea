"""What became of actions: by hand for a tiny set, and recounted in plain Python for the sample cohort."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from datetime import date

import pandas as pd
import pytest
from recount import Z, by_key, clustered, key_of, rows, wilson

from alsnb import Action, ActionReport, Airtime, AlsnbError, Cohort, LearningSet, Meeting, Member, actions
from alsnb.analyses.actions import STATES

pytestmark = pytest.mark.filterwarnings("error")
BY = ["cycle", "learning_set", "member", ("learning_set", "cycle"), ()]
DAYS = [None, "2026-04-20", "2026-03-01"]
"""As the sample stands at its end, and earlier."""


A_SET = (
    Cohort(cohort="k"), LearningSet(learning_set="s"), *(Member(member=code, learning_set="s") for code in "ab")
)  # fmt: skip


def meetings(*cycles: int) -> list[Meeting]:
    return [Meeting(learning_set="s", cycle=cycle, held_on=date(2026, cycle, 5)) for cycle in cycles]


def action(cycle: int = 1, member: str = "a", due: date | None = None, agreed: date | None = None, **more) -> Action:
    return Action(cycle=cycle, learning_set="s", member=member, what="act", due=due, agreed_on=agreed, **more)


def report(of: Action, cycle: int, status: str = "done", on: date | None = None) -> ActionReport:
    return ActionReport(
        cycle=cycle, learning_set="s", member=of.member, action=of.entry, status=status, reported_on=on
    )  # fmt: skip


# As of when, and in which state


def test_actions_are_judged_on_the_last_day_noted_or_the_day_wished_for(frames_of):
    agreed = action(agreed=date(2026, 1, 5), due=date(2026, 12, 1))  # a due date is no day on which something happened
    frames = frames_of(*A_SET, *meetings(1, 2), agreed, report(agreed, 2, on=date(2026, 2, 7)))
    assert actions.judged_on(frames) == pd.Timestamp("2026-02-07")
    assert actions.judged_on(frames, "2026-01-31") == actions.judged_on(frames, date(2026, 1, 31))
    assert actions.judged_on(frames, "2026-01-31") == pd.Timestamp(2026, 1, 31)
    assert actions.judged_on(frames_of(*A_SET)) is None


@pytest.mark.parametrize("last", ["meeting", "agreement", "report"])
def test_each_kind_of_event_may_be_the_last_one(frames_of, last):
    days = {"meeting": 10, "agreement": 11, "report": 12} | {last: 20}
    agreed = action(agreed=date(2026, 1, days["agreement"]))
    held = Meeting(learning_set="s", cycle=1, held_on=date(2026, 1, days["meeting"]))
    frames = frames_of(*A_SET, held, agreed, report(agreed, 2, on=date(2026, 1, days["report"])))
    assert actions.judged_on(frames) == pd.Timestamp(2026, 1, 20)


def test_states_by_hand(frames_of):
    told, later, silent = action(due=date(2026, 2, 1)), action(due=date(2026, 4, 1)), action()
    reports = report(told, 2, "partly", date(2026, 2, 5)), report(told, 3, "done", date(2026, 3, 5))
    frames = frames_of(*A_SET, *meetings(1, 2, 3), told, later, silent, *reports)
    found = by_key(actions.states(frames), "entry")
    # as of 5 March, the last date noted
    assert [found[each.entry,]["state"] for each in (told, later, silent)] == ["done", "open", "open"]
    assert [found[each.entry,]["reported_in"] for each in (told, later, silent)] == [2, None, None]
    assert [found[each.entry,]["is_due"] for each in (told, later, silent)] == [True, False, False]
    # a month earlier only the first report was there
    earlier = by_key(actions.states(frames, "2026-02-28"), "entry")
    assert earlier[told.entry,]["state"] == "partly"


def test_an_action_is_due_on_its_due_date_and_not_before(frames_of):
    frames = frames_of(*A_SET, action(due=date(2026, 2, 1)))
    assert [actions.states(frames, f"2026-0{day}")["is_due"].tolist() for day in ("1-31", "2-01")] == [[False], [True]]


def test_an_action_agreed_later_is_left_out(frames_of):
    frames = frames_of(*A_SET, action(agreed=date(2026, 2, 1)), action())
    assert [len(actions.states(frames, f"2026-0{day}")) for day in ("1-31", "2-01")] == [1, 2]


def test_the_last_report_is_the_one_of_the_last_cycle_whatever_the_order_of_entry(frames_of):
    one = action(due=date(2026, 1, 20))
    reports = report(one, 3, "dropped", date(2026, 3, 1)), report(one, 2, "partly", date(2026, 2, 1))
    (row,) = rows(actions.states(frames_of(*A_SET, one, *reports)))
    assert (row["state"], row["reported_in"]) == ("dropped", 2)


def test_every_state_is_a_category_in_the_same_order_even_of_none(frames_of):
    for frames in (frames_of(*A_SET), frames_of(*A_SET, action())):
        assert tuple(actions.states(frames)["state"].cat.categories) == STATES


def plain_states(frames, as_of=None) -> list[dict]:
    """Every action with the words for what became of it."""
    dates = [*frames.meetings["held_on"], *frames.actions["agreed_on"], *frames.action_reports["reported_on"]]
    day = pd.Timestamp(as_of) if as_of else max(each for each in dates if pd.notna(each))
    reports = defaultdict(list)
    for each in rows(frames.action_reports):
        if each["reported_on"] is None or each["reported_on"] <= day:
            reports[each["action"]].append(each)
    found = []
    for each in rows(frames.actions):
        if each["agreed_on"] is not None and each["agreed_on"] > day:
            continue
        told = sorted(reports[each["entry"]], key=lambda one: (one["cycle"], one["reported_on"], one["entry"]))
        each["state"] = told[-1]["status"] if told else "open"
        each["cycles"] = [one["cycle"] for one in told]
        each["is_due"] = each["due"] is not None and each["due"] <= day
        found.append(each)
    return found


@pytest.mark.parametrize("as_of", DAYS)
def test_states_recounted(sample_frames, as_of):
    expected = {row["entry"]: row for row in plain_states(sample_frames, as_of)}
    found = rows(actions.states(sample_frames, as_of))
    assert {row["entry"] for row in found} == set(expected)
    for row in found:
        plain = expected[row["entry"]]
        assert (row["state"], row["is_due"]) == (plain["state"], plain["is_due"])
        assert row["reported_in"] == (plain["cycles"][0] if plain["cycles"] else None)


# Completion


def test_completion_by_hand(frames_of):
    due = date(2026, 2, 1)
    told = {status: action(due=due, member="b") for status in ("done", "partly", "changed", "not_done", "dropped")}
    again = action(due=due)
    frames = frames_of(
        *A_SET, *told.values(), again, action(due=due), action(due=date(2026, 9, 1)), action(),
        *(report(each, 2, status) for status, each in told.items()), report(again, 2),
    )  # fmt: skip
    (row,) = rows(actions.completion(frames, as_of="2026-03-01", clustered=False))
    # due: done twice, partly, changed, not done, dropped, one without a report = 7; due in September, no date = 2
    assert [row[state] for state in STATES] == [2, 1, 1, 1, 1, 1]
    assert (row["cycle"], row["due_actions"], row["not_yet_due"], row["members"]) == (1, 7, 2, 2)
    # 2 / 7: centre (2 + 1.92073) / (7 + 3.84146) = 0.36165, half width 1.96 / 10.84146 * sqrt(2 * 5 / 7 + 0.96036)
    # = 0.18079 * 1.54556 = 0.27942
    assert row["completion"] == pytest.approx(2 / 7)
    assert (row["completion_low"], row["completion_high"]) == pytest.approx((0.08223, 0.64107), abs=1e-4)


def test_completion_clustered_by_hand(frames_of):
    """Three members with 2 of 2, 2 of 2 and 0 of 2 done: as far apart as can be."""
    due = date(2026, 2, 1)
    agreed = {member: [action(due=due, member=member) for _ in range(2)] for member in "abc"}
    reports = [report(each, 2, "not_done" if member == "c" else "done") for member in "abc" for each in agreed[member]]
    members = [Member(member=code, learning_set="s") for code in "abc"]
    frames = frames_of(*A_SET[:2], *members, *(each for own in agreed.values() for each in own), *reports)
    (row,) = rows(actions.completion(frames, as_of="2026-03-01"))
    # Off the share 2/3 of their two: 2/3, 2/3 and -4/3, squared 24/9; between members 3/2 * 24/9 / 36 = 1/9.
    # Of six from different people: (2/3 * 1/3) / 5 = 2/45; so each is worth 2/5 of one: 2.4 of 6.
    # Student's t for 5 and for 2 degrees of freedom: (2.57058 / 4.30265)² = 0.35694; 0.85664 are left.
    assert row["completion"] == pytest.approx(2 / 3)
    assert (row["completion_low"], row["completion_high"]) == pytest.approx(wilson(2 / 3 * 0.85664, 0.85664), abs=1e-4)
    # One member's own: nobody else is asked.
    ones = by_key(actions.completion(frames, by="member", as_of="2026-03-01"), "member")
    assert (ones["a",]["completion_low"], ones["a",]["completion_high"]) == pytest.approx(wilson(2, 2))
    # All done by all: each member counts once.
    frames = frames_of(*A_SET[:2], *members[:2], *agreed["a"], *agreed["b"], *reports[:4])
    (all_done,) = rows(actions.completion(frames, as_of="2026-03-01"))
    assert (all_done["completion_low"], all_done["completion_high"]) == pytest.approx(wilson(2, 2))


def test_members_are_those_who_had_actions_due(frames_of):
    frames = frames_of(*A_SET, action(member="a", due=date(2026, 1, 2)), action(member="b"))
    assert rows(actions.completion(frames, as_of="2026-03-01"))[0]["members"] == 1


@pytest.mark.parametrize("due", [date(2026, 2, 1), date(2026, 9, 1), None])
def test_completion_is_not_known_where_nothing_was_due_or_nothing_reported(frames_of, due):
    (row,) = rows(actions.completion(frames_of(*A_SET, action(due=due)), as_of="2026-03-01"))
    assert row["completion"] is row["completion_low"] is row["completion_high"] is None
    assert row["due_actions"] + row["not_yet_due"] == 1


@pytest.mark.parametrize("as_of", DAYS)
@pytest.mark.parametrize("by", BY)
def test_completion_recounted(sample_frames, by, as_of):
    counts, people, own = defaultdict(Counter), defaultdict(set), defaultdict(Counter)
    for row in plain_states(sample_frames, as_of):
        count = counts[key_of(row, by)]
        count[row["state"] if row["is_due"] else "not_yet_due"] += 1
        if row["is_due"]:
            people[key_of(row, by)].add(row["member"])
            own[key_of(row, by)][row["member"], row["state"] == "done"] += 1
    found = by_key(actions.completion(sample_frames, by, as_of), by)
    plain = by_key(actions.completion(sample_frames, by, as_of, clustered=False), by)
    assert set(found) == set(counts)
    for key, row in found.items():
        due = sum(counts[key][state] for state in STATES)
        assert [row[state] for state in STATES] == [counts[key][state] for state in STATES]
        assert (row["due_actions"], row["not_yet_due"]) == (due, counts[key]["not_yet_due"])
        assert row["members"] == len(people[key])
        if due == counts[key]["open"]:
            assert row["completion"] is None
        else:
            assert row["completion"] == counts[key]["done"] / due
            bounds = row["completion_low"], row["completion_high"]
            pairs = [(own[key][each, True], own[key][each, True] + own[key][each, False]) for each in people[key]]
            assert bounds == pytest.approx(clustered(pairs), abs=1e-9)
            bounds = plain[key]["completion_low"], plain[key]["completion_high"]
            assert bounds == pytest.approx(wilson(counts[key]["done"], due), abs=1e-9)


# Follow-through


def test_follow_through_by_hand(frames_of):
    told, late, silent, last = action(), action(member="b"), action(), action(cycle=4)
    frames = frames_of(
        *A_SET, *meetings(1, 2, 4), told, late, silent, last, report(told, 2, "not_done"), report(late, 4)
    )
    (row,) = rows(actions.follow_through(frames))
    # Agreed in 1, next meeting 2: told came up there, late and silent did not. After 4 the set has not met.
    assert (row["cycle"], row["actions_due_for_report"], row["reported_next"], row["members"]) == (1, 3, 1, 2)
    # 1 / 3: centre (1 + 1.92073) / (3 + 3.84146) = 0.42692, half width 1.96 / 6.84146 * sqrt(1 * 2 / 3 + 0.96036)
    # = 0.28649 * 1.27555 = 0.36543
    assert row["follow_through"] == pytest.approx(1 / 3)
    assert (row["follow_through_low"], row["follow_through_high"]) == pytest.approx((0.06149, 0.79235), abs=1e-4)


def test_the_next_meeting_is_the_next_one_held(frames_of):
    one = action()
    skipped = Meeting(learning_set="s", cycle=2)
    (row,) = rows(actions.follow_through(frames_of(*A_SET, *meetings(1, 3), skipped, one, report(one, 3))))
    assert (row["actions_due_for_report"], row["reported_next"]) == (1, 1)


def test_the_next_meeting_is_one_of_the_same_set(frames_of):
    other = Meeting(learning_set="t", cycle=2, held_on=date(2026, 2, 5))
    assert actions.follow_through(frames_of(*A_SET, *meetings(1), other, action())).empty


def test_a_meeting_still_to_come_asks_for_no_report(frames_of):
    frames = frames_of(*A_SET, *meetings(1, 2), action())
    assert actions.follow_through(frames, as_of="2026-02-04").empty
    assert rows(actions.follow_through(frames, as_of="2026-02-05"))[0]["actions_due_for_report"] == 1


def test_a_report_after_the_day_does_not_count(frames_of):
    one = action()
    frames = frames_of(*A_SET, *meetings(1, 2), one, report(one, 2, on=date(2026, 2, 9)))
    reported = [rows(actions.follow_through(frames, as_of=f"2026-02-0{day}"))[0]["reported_next"] for day in (8, 9)]
    assert reported == [0, 1]


def test_a_word_between_meetings_does_not_take_the_place_of_the_report(frames_of):
    one, other = action(), action()
    frames = frames_of(*A_SET, *meetings(1, 2), one, other, report(one, 1, "partly"), report(one, 2), report(other, 1))
    (row,) = rows(actions.follow_through(frames))
    assert (row["actions_due_for_report"], row["reported_next"]) == (2, 1)


def test_an_action_reported_twice_at_the_next_meeting_counts_once(frames_of):
    one = action()
    (row,) = rows(actions.follow_through(frames_of(*A_SET, *meetings(1, 2), one, report(one, 2), report(one, 2))))
    assert (row["actions_due_for_report"], row["reported_next"]) == (1, 1)


def test_where_nobody_kept_reports_follow_through_is_not_known_and_where_all_came_late_it_is_none(frames_of):
    one = action()
    unkept, late = ((*A_SET, *meetings(1, 2, 3), one, *more) for more in ([], [report(one, 3)]))
    for records, expected in ((unkept, None), (late, 0)):
        (row,) = rows(actions.follow_through(frames_of(*records)))
        assert (row["actions_due_for_report"], row["reported_next"]) == (1, 0)
        assert row["follow_through"] == expected
        assert (row["follow_through_high"] is None) == (expected is None)


@pytest.mark.parametrize("as_of", DAYS)
@pytest.mark.parametrize("by", BY)
def test_follow_through_recounted(sample_frames, by, as_of):
    day = pd.Timestamp(as_of or "2100-01-01")
    held = [row for row in rows(sample_frames.meetings) if row["held_on"] is not None and row["held_on"] <= day]
    due, told, people = Counter(), Counter(), defaultdict(set)
    for row in plain_states(sample_frames, as_of):
        cycles = [each["cycle"] for each in held if each["learning_set"] == row["learning_set"]]
        later = [cycle for cycle in cycles if cycle > row["cycle"]]
        if row["cycle"] in cycles and later:
            due[key_of(row, by)] += 1
            told[key_of(row, by)] += min(later) in row["cycles"]
            people[key_of(row, by)].add(row["member"])
    found = by_key(actions.follow_through(sample_frames, by, as_of), by)
    assert set(found) == set(due)
    for key, row in found.items():
        assert (row["actions_due_for_report"], row["reported_next"]) == (due[key], told[key])
        assert row["members"] == len(people[key])
        assert row["follow_through"] == told[key] / due[key]
        bounds = row["follow_through_low"], row["follow_through_high"]
        assert bounds == pytest.approx(wilson(told[key], due[key]), abs=1e-9)


# Yield


def test_action_yield_by_hand(frames_of):
    first, second = (Airtime(cycle=1, learning_set="s", member=code) for code in "ab")
    agreed = (action(airtime=each) for each in (first.entry, first.entry, first.entry, None))
    (row,) = rows(actions.action_yield(frames_of(*A_SET, first, second, *agreed)))
    # three actions in two airtimes; the fourth was agreed outside any
    assert (row["cycle"], row["members"], row["airtimes"], row["actions"]) == (1, 2, 2, 3)
    assert row["actions_per_airtime"] == 3 / 2
    # score interval: (3 + 1.92073 ± 1.95996 * sqrt(3 + 0.96036)) / 2 = (4.92073 ± 3.90045) / 2
    bounds = row["actions_per_airtime_low"], row["actions_per_airtime_high"]
    assert bounds == pytest.approx((0.51014, 4.41059), abs=1e-4)


def test_airtimes_that_led_to_nothing_count(frames_of):
    (row,) = rows(actions.action_yield(frames_of(*A_SET, Airtime(cycle=1, learning_set="s", member="a"))))
    assert (row["airtimes"], row["actions"], row["actions_per_airtime"]) == (1, 0, 0)
    # (0 + 1.92073 ± 1.95996 * sqrt(0.96036)) / 1 = 0 and 3.84146
    bounds = row["actions_per_airtime_low"], row["actions_per_airtime_high"]
    assert bounds == pytest.approx((0, 3.84146), abs=1e-4)


@pytest.mark.parametrize("by", BY)
def test_action_yield_recounted(sample_frames, by):
    place = {row["entry"]: row for row in rows(sample_frames.airtimes)}
    airtimes = Counter(key_of(row, by) for row in place.values())
    agreed = Counter(key_of(place[row["airtime"]], by) for row in rows(sample_frames.actions) if row["airtime"])
    people = defaultdict(set)
    for row in place.values():
        people[key_of(row, by)].add(row["member"])
    found = by_key(actions.action_yield(sample_frames, by), by)
    assert set(found) == set(airtimes)
    for key, row in found.items():
        x, n = agreed[key], airtimes[key]
        assert (row["airtimes"], row["actions"], row["members"]) == (n, x, len(people[key]))
        assert row["actions_per_airtime"] == x / n
        bounds = row["actions_per_airtime_low"], row["actions_per_airtime_high"]
        half = Z * math.sqrt(x + Z**2 / 4)
        assert bounds == pytest.approx(((x + Z**2 / 2 - half) / n, (x + Z**2 / 2 + half) / n), abs=1e-9)
        assert 0 <= bounds[0] <= x / n <= bounds[1]


@pytest.mark.parametrize("as_of", ["01/06/2026", "yesterday", 2026, "2026-13-01"])
def test_a_date_written_otherwise_is_refused_in_words(sample_frames, as_of):
    with pytest.raises(AlsnbError, match=r"as_of: found .*, expected a date such as 2026-11-01"):
        actions.completion(sample_frames, as_of=as_of)


@pytest.mark.parametrize("as_of", ["2026-03-01", date(2026, 3, 1), pd.Timestamp("2026-03-01")])
def test_a_date_may_be_text_or_a_date(sample_frames, as_of):
    assert actions.judged_on(sample_frames, as_of) == pd.Timestamp(2026, 3, 1)
