"""How actions live on: by hand for a tiny set, and recounted in plain Python for the sample cohort."""

from __future__ import annotations

from collections import Counter, defaultdict
from datetime import date

import pytest
from recount import by_key, clustered, key_of, rows

from alsnb import Action, ActionReport, Cohort, LearningSet, Meeting, Member, actions

pytestmark = pytest.mark.filterwarnings("error")
A_SET = [Cohort(cohort="k"), LearningSet(learning_set="s"), *(Member(member=code, learning_set="s") for code in "ab")]
HELD = [Meeting(learning_set="s", cycle=cycle, held_on=date(2026, cycle, 5)) for cycle in (1, 2, 3)]


def action(cycle: int, member: str = "a") -> Action:
    return Action(cycle=cycle, learning_set="s", member=member, what="act")


def report(of: Action, cycle: int, status: str, **more) -> ActionReport:
    return ActionReport(cycle=cycle, learning_set="s", member=of.member, action=of.entry, status=status, **more)


def in_order(reports) -> list[dict]:
    return sorted(rows(reports), key=lambda row: (row["cycle"], row["reported_on"], row["entry"]))


@pytest.fixture
def three(frames_of):
    """One done at the next meeting, one partly then and done at the third, one agreed at the second and left open."""
    x, y, z = action(1), action(1, "b"), action(2, "b")
    return frames_of(*A_SET, *HELD, x, y, z, report(x, 2, "done"), report(y, 2, "partly"), report(y, 3, "done"))


def test_carry_over_by_hand(three):
    found = actions.carry_over(three)
    counts = found[["cycle", "members", "brought", "ended", "carried_over"]].values.tolist()
    assert counts == [[2, 2, 2, 1, 1], [3, 1, 2, 1, 1]]
    assert list(found["share_carried_over"]) == [0.5, 0.5]


def test_flow_by_hand(three):
    found = actions.flow(three)[["cycle", "before", "after", "actions", "all_before", "members"]].values.tolist()
    assert found == [
        [2, "open", "done", 1, 2, 1], [2, "open", "partly", 1, 2, 1],
        [3, "partly", "done", 1, 1, 1], [3, "open", "open", 1, 1, 1],
    ]  # fmt: skip


def test_cycles_lived_by_hand(three):
    found = actions.cycles_lived(three)
    # After one cycle 2 of 3 are left, of which one is censored; the other lasts a second.
    assert found[["cycles", "at_risk", "ended"]].values.tolist() == [[0, 3, 0], [1, 3, 1], [2, 1, 1]]
    assert found["still_open"].tolist() == pytest.approx([1, 2 / 3, 0])


def test_where_nobody_kept_reports_what_is_open_is_not_known(frames_of):
    frames = frames_of(*A_SET, *HELD, action(1))
    assert actions.carry_over(frames)["brought"].tolist() == [1, 1]
    for found, name in (
        (actions.carry_over(frames), "share_carried_over"), (actions.flow(frames), "share_of_before"),
        (actions.cycles_lived(frames), "still_open"),
    ):  # fmt: skip
        assert found[[name, f"{name}_low", f"{name}_high"]].isna().all(axis=None)


@pytest.mark.parametrize("by", ["cycle", "learning_set", "member", ()])
def test_recounted(sample_frames, by):
    held = defaultdict(list)
    for row in rows(sample_frames.meetings):
        if row["held_on"]:
            held[row["learning_set"]].append(row["cycle"])
    told = defaultdict(dict)
    for row in sorted(
        rows(sample_frames.action_reports), key=lambda row: (row["cycle"], row["reported_on"], row["entry"])
    ):
        told[row["action"]][row["cycle"]] = row["status"]
    brought, carried, flows, own = Counter(), Counter(), Counter(), defaultdict(Counter)
    for row in rows(sample_frames.actions):
        state = "open"
        for cycle in sorted(each for each in held[row["learning_set"]] if each > row["cycle"]):
            if state in ("done", "dropped"):
                break
            key = key_of({**row, "cycle": cycle}, by)
            before = state
            for reported, status in told[row["entry"]].items():
                if reported <= cycle:
                    state = status
            flows[*key, before, state] += 1
            brought[key] += 1
            carried[key] += state not in ("done", "dropped")
            own[key][row["member"], state not in ("done", "dropped")] += 1
    found = by_key(actions.carry_over(sample_frames, by), by)
    assert {key: (row["brought"], row["carried_over"]) for key, row in found.items()} == {
        key: (count, carried[key]) for key, count in brought.items()
    }
    for key, row in found.items():
        pairs = [(own[key][m, True], own[key][m, True] + own[key][m, False]) for m in {m for m, _ in own[key]}]
        bounds = row["share_carried_over_low"], row["share_carried_over_high"]
        assert bounds == pytest.approx(clustered(pairs), abs=1e-9)
    names = [*([by] if isinstance(by, str) else by), "before", "after"]
    assert {key: row["actions"] for key, row in by_key(actions.flow(sample_frames, by), names).items()} == flows


def test_the_chain_by_hand(frames_of):
    """What an earlier report says stands until a later one says otherwise."""
    x, y = action(1), action(1, "b")
    told = [
        report(x, 2, "partly", learning="I wait", worked="it did"),
        report(x, 3, "done", learning="I wait longer", practice="every week"),
    ]
    found = by_key(actions.learning_chain(frames_of(*A_SET, *HELD, x, y, *told)), "member")
    names = ("what", "reports", "state", "worked", "not_worked", "learning", "practice", "members")
    assert [found["a",][name] for name in names] == ["act", 2, "done", "it did", None, "I wait longer", "every week", 1]
    assert [found["b",][name] for name in names] == ["act", 0, "open", None, None, None, None, 1]


def test_the_chain_recounted(sample_frames):
    reports = sorted(
        rows(sample_frames.action_reports), key=lambda row: (row["cycle"], row["reported_on"], row["entry"])
    )
    found = by_key(actions.learning_chain(sample_frames), "entry")
    assert len(found) == len(sample_frames.actions)
    for (entry,), row in found.items():
        own = [each for each in reports if each["action"] == entry]
        assert row["reports"] == len(own)
        for name in ("worked", "not_worked", "why", "learning", "practice"):
            assert row[name] == next((each[name] for each in reversed(own) if each[name]), None)
