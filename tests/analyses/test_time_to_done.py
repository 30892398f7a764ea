"""How long actions take: by hand, as lifelines has it, and whatever the order or the engine."""

import json
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from alsnb import Action, ActionReport, Cohort, LearningSet, Meeting, Member, actions
from alsnb.analyses.actions import survival

pytestmark = pytest.mark.filterwarnings("error")

REFERENCE = json.loads((Path(__file__).parent / "survival_reference.json").read_text())
DAY = date(2096, 6, 1)
"""So late that the longest of the lives compared, of 140 years, are within what a log can hold."""


def lives(*told):
    """Actions that lasted some days until an event (0: nothing yet, 1: done, 2: dropped), each of another member."""
    yield Cohort(cohort="C")
    yield LearningSet(cohort="C", learning_set="A")
    for n, (days, event) in enumerate(told):
        context = {"cohort": "C", "learning_set": "A", "member": f"m{n}"}
        yield Member(**context)
        agreed = DAY - timedelta(days=days)
        action = Action(**context, cycle=1, what="x", agreed_on=agreed)
        yield action
        if event:
            status = "done" if event == 1 else "dropped"
            yield ActionReport(**context, cycle=2, action=action.entry, status=status, reported_on=DAY)


def test_by_hand(frames_of):
    """Five actions: done on day 10, dropped on day 20, done on day 30, and two open since 15 and 40 days."""
    result = actions.time_to_done(frames_of(*lives((10, 1), (20, 2), (30, 1), (15, 0), (40, 0))), as_of=DAY)
    assert list(result["days"]) == [0, 10, 20, 30]
    assert list(result["at_risk"]) == [5, 5, 3, 2]
    assert list(result["done"]) == [0, 1, 0, 1]
    assert list(result["dropped"]) == [0, 0, 1, 0]
    # Not done: 4/5, then nobody done among 3, then 1/2 of it.
    assert result["not_done"].tolist() == pytest.approx([1, 0.8, 0.8, 0.4])
    # Neither done nor dropped before: 1, 0.8, 0.8 × 2/3; times what share of those at risk it happens to.
    still = [1, 0.8, 0.8 * 2 / 3]
    assert result["incidence_done"].tolist() == pytest.approx([0, 0.2, 0.2, 0.2 + still[2] / 2])
    assert result["incidence_dropped"].tolist() == pytest.approx([0, 0, still[1] / 3, still[1] / 3])
    # Greenwood's variance of the first step is 0.8² × 1/(5 × 4), on the log-log scale.
    error = (1 / (5 * 4)) ** 0.5 / np.log(0.8)
    assert result["not_done_low"][1] == pytest.approx(0.8 ** np.exp(-1.959963984540054 * error))
    assert result["not_done_high"][1] == pytest.approx(0.8 ** np.exp(1.959963984540054 * error))
    assert set(result["actions"]) == set(result["members"]) == {5}


@pytest.mark.parametrize("name", ["waltons", "lung", "rossi"])
def test_as_lifelines_has_it(frames_of, name):
    data = REFERENCE[name]
    told = [(days, cause) for days, _, cause, count in data["rows"] for _ in range(count)]
    result = actions.time_to_done(frames_of(*lives(*told)), as_of=DAY)
    at = [max(place for place, day in enumerate(result["days"]) if day <= time) for time in data["times"]]
    found = result.iloc[at]
    assert found["incidence_done"].tolist() == pytest.approx(data["incidence"], abs=1e-10)
    for row, variance in zip(found.to_dict("records"), data["variance"], strict=True):
        share = 1 - row["incidence_done"]
        if variance and 0 < share < 1 and row["incidence_done_low"] < row["incidence_done_high"]:
            width = 1.959963984540054 * variance**0.5 / (share * np.log(share))
            assert 1 - row["incidence_done_high"] == pytest.approx(share ** np.exp(-width), abs=1e-9)
            assert 1 - row["incidence_done_low"] == pytest.approx(share ** np.exp(width), abs=1e-9)
    # Kaplan and Meier knew no second cause: every event is one of being done.
    every = [(days, event) for days, event, _, count in data["rows"] for _ in range(count)]
    result = actions.time_to_done(frames_of(*lives(*every)), as_of=DAY)
    found = result.iloc[[max(p for p, day in enumerate(result["days"]) if day <= time) for time in data["times"]]]
    assert found["not_done"].tolist() == pytest.approx(data["survival"], abs=1e-10)
    assert found["not_done_low"].tolist() == pytest.approx(data["low"], abs=1e-10)
    assert found["not_done_high"].tolist() == pytest.approx(data["high"], abs=1e-10)


def test_a_report_without_a_date_was_made_at_its_meeting_and_one_without_either_is_left_out(frames_of):
    context = {"cohort": "C", "learning_set": "A"}
    one, two = (Action(**context, cycle=1, member=m, what="x", agreed_on=date(2026, 1, 1)) for m in ("a", "b"))
    records = [
        Cohort(cohort="C"), LearningSet(**context), Member(**context, member="a"), Member(**context, member="b"),
        Meeting(**context, cycle=2, held_on=date(2026, 1, 29)), one, two,
        ActionReport(**context, cycle=2, member="a", action=one.entry, status="done"),
        ActionReport(**context, cycle=3, member="b", action=two.entry, status="done"),
    ]  # fmt: skip
    result = actions.time_to_done(frames_of(*records), as_of=DAY)
    assert result[["days", "done", "actions"]].values.tolist() == [[0, 0, 1], [28, 1, 1]]


def test_the_first_end_counts_and_what_was_told_later_does_not(frames_of):
    context = {"cohort": "C", "learning_set": "A", "member": "a"}
    action = Action(**context, cycle=1, what="x", agreed_on=date(2026, 1, 1))
    told = [("partly", 5), ("dropped", 10), ("done", 20)]
    reports = [
        ActionReport(**context, cycle=2, action=action.entry, status=status, reported_on=date(2026, 1, 1 + after))
        for status, after in told
    ]
    frames = frames_of(Cohort(cohort="C"), Member(**context), action, *reports)
    assert actions.time_to_done(frames, as_of=DAY)[["days", "dropped", "done"]].values.tolist() == [
        [0, 0, 0],
        [10, 1, 0],
    ]
    early = actions.time_to_done(frames, as_of=date(2026, 1, 8))
    assert early[["days", "at_risk", "done", "dropped"]].values.tolist() == [[0, 1, 0, 0]]


def test_curves_by_cycle_hold_what_each_cycle_agreed(sample_frames):
    result = actions.time_to_done(sample_frames, by="cycle")
    whole = actions.states(sample_frames)
    assert result.groupby("cycle")["actions"].first().to_dict() == whole.groupby("cycle").size().to_dict()
    done = result.groupby("cycle")["done"].sum().to_dict()
    assert done == whole[whole["state"] == "done"].groupby("cycle").size().reindex(list(done), fill_value=0).to_dict()
    assert (result["not_done_low"] <= result["not_done"]).all()
    assert (result["incidence_done"] + result["incidence_dropped"] <= 1 + 1e-12).all()


def test_intervals_cover_the_truth(frames_of):
    """Of exponential lives that end in half a year at the latest, 95 % intervals hold the true share 93 to 97 times."""
    chance, true, held, tried = np.random.default_rng(7), np.exp(-60 / 80), 0, 0
    for _ in range(400):
        until_done, watched = chance.exponential(80, 120), chance.uniform(20, 180, 120)
        days = np.ceil(np.minimum(until_done, watched)).astype(int)
        part = pd.DataFrame({"days": days, "event": (until_done <= watched).astype(int), "actions": 1, "person": days})
        curve = survival.curve(part, 0.95)
        row = curve[curve["days"] <= 60].iloc[-1]
        held += row["not_done_low"] <= true <= row["not_done_high"]
        tried += 1
    assert 0.93 <= held / tried <= 0.97
