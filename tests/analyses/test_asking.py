"""Airtime in range, breaches, who asks whom, and change over cycles: by hand, and recounted in plain Python."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from datetime import date

import numpy as np
import pandas as pd
import pytest
from recount import by_key, key_of, rows, wilson

from alsnb import (
    Airtime,
    Attendance,
    Cohort,
    Contribution,
    FormatError,
    LearningSet,
    Meeting,
    Member,
    actions,
    formats,
    participation,
)  # fmt: skip
from alsnb.analyses.participation.voices import equities
from alsnb.records import QUESTIONS

pytestmark = pytest.mark.filterwarnings("error")
BY = ["cycle", "learning_set", "member", ()]


def a_set(format: str | None, members: str = "abc"):
    yield Cohort(cohort="k", format=format)
    yield LearningSet(learning_set="s")
    yield from (Member(member=code, learning_set="s") for code in members)


def airtime(member: str, minutes: float | None = None, learning_set: str = "s") -> Airtime:
    return Airtime(cycle=1, learning_set=learning_set, member=member, minutes=minutes)


def said(by: str, of: Airtime, kind: str | None, invited: bool | None = None) -> Contribution:
    return Contribution(cycle=1, learning_set="s", member=by, airtime=of.entry, kind=kind, invited=invited)


def test_airtime_in_range_by_hand(frames_of):
    own = [LearningSet(learning_set="t", format="chester"), Member(member="d", learning_set="t")]
    lengths = [airtime("a", 20), airtime("a", 24), airtime("b", 35), airtime("c", 60), airtime("c")]
    frames = frames_of(*a_set("wales"), *own, *lengths, airtime("d", 20, "t"), airtime("d", 25, "t"))
    found = by_key(participation.airtime_in_range(frames, by="learning_set"), "learning_set")
    # wales: usually 30 to 40, a fifth aside 24 to 48; chester: about 20, 16 to 24
    counts = {
        key: [row[name] for name in ("ranged_airtimes", "too_short", "in_range", "too_long", "members")]
        for (key,), row in found.items()
    }
    assert counts == {"s": [4, 1, 2, 1, 3], "t": [2, 0, 1, 1, 1]}
    assert (found["s",]["share_in_range_low"], found["s",]["share_in_range_high"]) == pytest.approx(wilson(2, 4))
    # to the letter
    strict = by_key(participation.airtime_in_range(frames, by="learning_set", hedge=0), "learning_set")
    assert [strict[key,]["in_range"] for key in "st"] == [1, 1]
    assert participation.airtime_in_range(frames_of(*a_set("handout"), *lengths), by=()).empty  # says nothing of it


@pytest.mark.parametrize("by", BY)
def test_airtime_in_range_recounted(sample_frames, by):
    own = {row["learning_set"]: row["format"] or "wales" for row in rows(sample_frames.learning_sets)}
    spans = {"wales": (24, 48), "chester": (16, 24), "carnegie": (20, math.inf)}
    counts = defaultdict(Counter)
    for row in rows(sample_frames.airtimes):
        low, high = spans.get(own[row["learning_set"]], (None, None))
        if low is not None and row["minutes"] is not None:
            verdict = "too_short" if row["minutes"] < low else "too_long" if row["minutes"] > high else "in_range"
            counts[key_of(row, by)][verdict] += 1
    found = by_key(participation.airtime_in_range(sample_frames, by), by)
    assert {key: {n: row[n] for n in ("too_short", "in_range", "too_long")} for key, row in found.items()} == {
        key: {n: count[n] for n in ("too_short", "in_range", "too_long")} for key, count in counts.items()
    }


def test_a_format_that_is_not_there_is_told_with_who_names_it(frames_of):
    frames = frames_of(*a_set("walse"), airtime("a", 20))
    with pytest.raises(FormatError, match=r'cohort k: .*"walse".*did you mean "wales"'):
        participation.airtime_in_range(frames)


def test_breaches_by_hand(frames_of):
    one, silent = airtime("a"), airtime("b")
    told = [
        said("b", one, "advice", invited=True), said("b", one, "advice", invited=False), said("c", one, "idea"),
        said("c", one, "clarifying_question"), said("a", one, "advice", invited=False), said("c", silent, None),
    ]  # fmt: skip
    # carnegie: ideas and advice wait for the presenter to ask; whoever presents may say anything
    (row,) = rows(participation.advice_breaches(frames_of(*a_set("carnegie"), one, silent, *told), by=()))
    names = ("members", "airtimes", "discouraged", "not_invited", "breaches", "invitation_unknown")
    assert [row[name] for name in names] == [2, 1, 0, 1, 1, 1]
    # the score interval of 1: 1 + z²/2 ± z sqrt(1 + z²/4) = 2.92073 ± 2.74416
    bounds = row["breaches_per_airtime_low"], row["breaches_per_airtime_high"]
    assert bounds == pytest.approx((0.17657, 5.66489), abs=1e-4)
    # handout: advice is kept back, invited or not; ideas are not spoken of
    (row,) = rows(participation.advice_breaches(frames_of(*a_set("handout"), one, silent, *told), by=()))
    assert [row[name] for name in names] == [2, 1, 2, 0, 2, 0]
    assert participation.advice_breaches(frames_of(*a_set("chester"), one, *told[:5]), by=()).empty
    assert participation.advice_breaches(frames_of(*a_set(None), one, *told[:5]), by=()).empty


@pytest.mark.parametrize("by", BY)
def test_breaches_recounted(sample_frames, by):
    own = {row["learning_set"]: formats.load(row["format"] or "wales") for row in rows(sample_frames.learning_sets)}
    presenters = {row["entry"]: row["member"] for row in rows(sample_frames.airtimes)}
    breaches, airtimes, people = Counter(), defaultdict(set), defaultdict(set)
    partly = partly_classified(sample_frames, presenters)
    for row in rows(sample_frames.contributions):
        rules = own[row["learning_set"]].contributions
        judged = row["airtime"] not in partly and row["member"] != presenters.get(row["airtime"], row["member"])
        if judged and (rules.discouraged or rules.by_invitation):
            policy = own[row["learning_set"]].policy(row["kind"])
            airtimes[key_of(row, by)].add(row["airtime"])
            people[key_of(row, by)].add(row["member"])
            breaches[key_of(row, by)] += policy == "discouraged" or (
                policy == "by_invitation" and row["invited"] is False
            )
    found = by_key(participation.advice_breaches(sample_frames, by), by)
    assert {key: (row["breaches"], row["airtimes"], row["members"]) for key, row in found.items()} == {
        key: (breaches[key], len(airtimes[key]), len(people[key])) for key in airtimes
    }


def partly_classified(frames, presenters):
    """The airtimes in which somebody other than the presenter said something that nobody classified."""
    return {
        row["airtime"] for row in rows(frames.contributions)
        if row["kind"] is None and row["member"] != presenters[row["airtime"]]
    }  # fmt: skip


def test_an_airtime_in_which_something_is_not_classified_tells_no_number(frames_of):
    one, two = airtime("a"), airtime("a")
    told = [said("b", one, "advice"), said("b", one, "closed_question"), said("c", two, "closed_question")]
    for last, airtimes in (("support", 2), (None, 1)):
        frames = frames_of(*a_set("handout"), one, two, *told, said("c", one, last))
        (row,) = rows(participation.advice_breaches(frames, by=()))
        assert (row["airtimes"], row["breaches"]) == (airtimes, airtimes - 1)
        found = by_key(participation.who_asks_whom(frames), ("member", "presenter"))
        assert sum(row["questions"] for row in found.values()) == airtimes


def test_who_asks_whom_by_hand(frames_of):
    of_a, of_b = airtime("a"), airtime("b")
    told = [
        said("b", of_a, "closed_question"), said("b", of_a, "reflective_question"), said("c", of_a, "advice"),
        said("a", of_b, "clarifying_question"), said("b", of_b, "clarifying_question"),
    ]  # fmt: skip
    held = [Meeting(learning_set="s", cycle=1, held_on=date(2026, 1, 5))]
    there = [Attendance(cycle=1, learning_set="s", member=code, status="present") for code in "abc"]
    away = [Attendance(cycle=1, learning_set="s", member="d", status="absent")]
    frames = frames_of(*a_set(None, "abcd"), *held, *there, *away, of_a, of_b, *told)
    found = by_key(participation.who_asks_whom(frames), ("member", "presenter"))
    counted = {key: (row["questions"], row["airtimes"]) for key, row in found.items()}
    assert counted == {("b", "a"): (2, 1), ("c", "a"): (0, 1), ("a", "b"): (1, 1), ("c", "b"): (0, 1)}
    (row,) = rows(participation.asking_network(frames))
    assert (row["members"], row["pairs"], row["asking_pairs"], row["density"]) == (3, 4, 2, 0.5)
    assert (row["returnable_pairs"], row["returned_pairs"], row["reciprocity"]) == (2, 2, 1)


def test_who_asks_whom_recounted(sample_frames):
    presenters = {row["entry"]: row for row in rows(sample_frames.airtimes)}
    came = {
        (row["learning_set"], row["cycle"], row["member"])
        for row in rows(sample_frames.attendance)
        if row["status"] in ("present", "late")
    }
    questions, classified = Counter(), set()
    partly = partly_classified(sample_frames, {entry: each["member"] for entry, each in presenters.items()})
    for row in rows(sample_frames.contributions):
        presenter = presenters[row["airtime"]]["member"]
        if row["airtime"] not in partly and row["member"] != presenter:
            classified.add(row["airtime"])
            questions[row["member"], presenter] += row["kind"] in QUESTIONS
    airtimes = Counter()
    for group, cycle, member in came:
        for entry in classified:
            one = presenters[entry]
            if (one["learning_set"], one["cycle"]) == (group, cycle) and one["member"] != member:
                airtimes[member, one["member"]] += 1
    found = by_key(participation.who_asks_whom(sample_frames), ("member", "presenter"))
    assert {key: (row["airtimes"], row["questions"]) for key, row in found.items()} == {
        key: (count, questions[key]) for key, count in airtimes.items()
    }
    (row,) = rows(participation.asking_network(sample_frames, by=()))
    asking = {pair for pair in airtimes if questions[pair]}
    returnable = {(a, b) for a, b in asking if (b, a) in airtimes}
    assert (row["pairs"], row["asking_pairs"], row["returnable_pairs"]) == tuple(
        map(len, (airtimes, asking, returnable))
    )
    assert row["reciprocity"] == len({(a, b) for a, b in returnable if (b, a) in asking}) / len(returnable)


def test_intervals_for_all_kinds_at_once(frames_of):
    """Sison and Glaz: the same number of contributions below each kind's, and a wider interval than for one alone."""
    counts = dict(zip([*QUESTIONS, "idea", "advice"], (56, 72, 73, 59, 62, 87, 58), strict=True))
    one = airtime("a")
    frames = frames_of(*a_set(None), one, *(said("b", one, kind) for kind, n in counts.items() for _ in range(n)))
    found = by_key(participation.question_mix(frames, simultaneous=True), "kind")
    alone = by_key(participation.question_mix(frames), "kind")
    name = "share_of_contributions"
    assert {round(467 * (row[name] - row[f"{name}_low"]), 9) for row in found.values()} == {19}
    for key, row in found.items():
        assert row[f"{name}_low"] < alone[key][f"{name}_low"]
        assert row[f"{name}_high"] > row[name] + 19 / 467
    few = frames_of(*a_set(None), one, said("b", one, "idea"))
    pd.testing.assert_frame_equal(participation.question_mix(few, simultaneous=True), participation.question_mix(few))


# Change from cycle to cycle


def test_the_odds_of_two_cycles_by_hand(frames_of):
    """Eight of ten came to the first meeting and five to the second: 1 to 1 of 4 to 1, a quarter of the odds."""
    members = [f"m{n}" for n in range(10)]
    records = [Cohort(cohort="k"), LearningSet(learning_set="s")]
    records += [Member(member=code, learning_set="s") for code in members]
    records += [Meeting(learning_set="s", cycle=cycle, held_on=date(2026, cycle, 5)) for cycle in (1, 2)]
    absent = {1: {"m0", "m1"}, 2: {"m2", "m3", "m4", "m5", "m6"}}
    records += [
        Attendance(cycle=cycle, learning_set="s", member=code, status="absent" if code in absent[cycle] else "present")
        for cycle in (1, 2) for code in members
    ]  # fmt: skip
    (row,) = rows(participation.attendance_change(frames_of(*records)))
    assert (row["cycles"], row["members"], row["expected"], row["attended"]) == (2, 10, 20, 13)
    assert row["attendance_odds_ratio"] == pytest.approx(0.25)
    assert row["attendance_odds_ratio_low"] < 0.25 < row["attendance_odds_ratio_high"]
    # of four members, or of absences of four, it is not told
    few = [each for each in records if getattr(each, "member", "m1") in ("m0", "m1", "m2", "m3")]
    assert rows(participation.attendance_change(frames_of(*few)))[0]["attendance_odds_ratio"] is None


def logistic(pairs: list[tuple[int, int]]) -> float:
    """The odds ratio per cycle of (cycle, 0 or 1), by Newton's method."""
    x = np.array([[1.0, cycle] for cycle, _ in pairs])
    y, beta = np.array([each for _, each in pairs]), np.zeros(2)
    for _ in range(25):
        chance = 1 / (1 + np.exp(-x @ beta))
        beta += np.linalg.solve((x.T * (chance * (1 - chance))) @ x, x.T @ (y - chance))
    return math.exp(beta[1])


def test_changes_recounted(sample_frames):
    came = [
        (row["cycle"], int(row["status"] in ("present", "late")))
        for row in rows(sample_frames.attendance)
    ]  # fmt: skip
    (row,) = rows(participation.attendance_change(sample_frames))
    assert (row["expected"], row["attended"]) == (len(came), sum(each for _, each in came))
    assert row["attendance_odds_ratio"] == pytest.approx(logistic(came))
    done = [(row["cycle"], int(row["state"] == "done")) for row in rows(actions.states(sample_frames)) if row["is_due"]]
    (row,) = rows(actions.completion_change(sample_frames))
    assert (row["due_actions"], row["done"]) == (len(done), sum(each for _, each in done))
    assert row["completion_odds_ratio"] == pytest.approx(logistic(done))
    measured, _ = equities(sample_frames)
    (row,) = rows(participation.voice_equity_change(sample_frames))
    assert (row["sets"], row["airtimes"]) == (5, len(measured))
    assert row["voice_equity_slope"] == pytest.approx(np.polyfit(measured["cycle"], measured["equity"], 1)[0])
    one_set = {name: frame for name in sample_frames.names() if (frame := getattr(sample_frames, name)) is not None}
    for name, frame in one_set.items():
        if "learning_set" in frame:
            one_set[name] = frame[frame["learning_set"] == "A"]
    assert pd.isna(participation.voice_equity_change(type(sample_frames)(**one_set))["voice_equity_slope"].iloc[0])
