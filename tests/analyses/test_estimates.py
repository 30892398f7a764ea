"""Intervals hold their estimate and narrow with n; people and groups are told apart; the by-hand values agree."""

from __future__ import annotations

import math
from datetime import date
from statistics import NormalDist, mean, stdev

import numpy as np
import pandas as pd
import polars as pl
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from recount import Z, wilson

from alsnb import Cohort, LearningSet, Meeting, Member
from alsnb.analyses.shared.frames import count_by, expected_members, groups, held_meetings, lazy, person, small
from alsnb.analyses.shared.intervals import (
    bootstrap_mean,
    bootstrapped,
    clustered_mean,
    with_clustered_share,
    with_rate,
    with_share,
)

pytestmark = pytest.mark.filterwarnings("error")


def shared(*pairs: tuple[int, int]) -> pd.DataFrame:
    return with_share(pd.DataFrame(pairs, columns=["part", "whole"]), "part", "whole", "share")


counts = st.integers(1, 10_000).flatmap(lambda whole: st.tuples(st.integers(0, whole), st.just(whole)))


def test_the_wilson_interval_of_one_half_of_four_by_hand():
    row = shared((2, 4)).iloc[0]
    # centre (2 + z²/2) / (4 + z²) = 0.5; half width z / (4 + z²) * sqrt(2 * 2 / 4 + z² / 4) = 0.3500
    # with z = 1.96, z² = 3.8415: 1.96 / 7.8415 * sqrt(1 + 0.9604) = 0.24995 * 1.40013 = 0.3500
    assert row["share"] == 0.5
    assert row["share_low"] == pytest.approx(0.1500, abs=1e-4)
    assert row["share_high"] == pytest.approx(0.8500, abs=1e-4)


@given(counts)
@example((0, 1))
@example((1, 1))
@example((0, 10_000))
def test_a_share_has_the_wilson_interval_which_holds_it_and_lies_within_0_and_1(pair):
    row = shared(pair).iloc[0]
    assert row["share"] == pair[0] / pair[1]
    assert (row["share_low"], row["share_high"]) == pytest.approx(wilson(*pair), abs=1e-9)
    assert 0 <= row["share_low"] <= row["share"] <= row["share_high"] <= 1


@given(counts, st.integers(2, 50))
def test_the_interval_of_the_same_share_narrows_with_n(pair, times):
    result = shared(pair, (pair[0] * times, pair[1] * times))
    few, many = result["share_high"] - result["share_low"]
    assert many < few


def test_a_share_of_nothing_is_missing_and_so_is_its_interval():
    result = shared((0, 0), (1, 2))
    assert result.loc[0, ["share", "share_low", "share_high"]].isna().all()
    assert result.loc[1, "share"] == 0.5


def test_an_empty_frame_gets_the_columns_of_a_share():
    assert list(shared().columns) == ["part", "whole", "share", "share_low", "share_high"]


def clustered(*rows: tuple[str, str, int, int], by: tuple[str, ...] = ("group",)) -> pd.DataFrame:
    """The clustered share of each group of (group, person, part, whole)."""
    each = pd.DataFrame(rows, columns=["group", "person", "part", "whole"])
    groups_of = [*by]
    counted = count_by(each, groups_of, part=("part", "sum"), whole=("whole", "sum"))
    return with_clustered_share(counted, each, groups_of, "part", "whole", "share")


def test_a_clustered_share_by_hand():
    # Of 2 each: 1, 2, 0. Squared residuals 0 + 1 + 1 = 2; variance 3/2 * 2 / 36 = 1/12, against 0.25 / 5 = 1/20 if
    # all were independent: inflated 5/3. Quantiles of t: 2.5706 (df 5), 4.3027 (df 2); their ratio squared 0.35694.
    # Effective n = 6 / (5/3) * 0.35694 = 1.28497; half width for one half: z / (2 * sqrt(n + z²)) = 0.43282.
    row = clustered(("x", "a", 1, 2), ("x", "b", 2, 2), ("x", "c", 0, 2)).iloc[0]
    assert row["share"] == 0.5
    assert row["share_low"] == pytest.approx(0.5 - 0.43282, abs=1e-5)
    assert row["share_high"] == pytest.approx(0.5 + 0.43282, abs=1e-5)


def test_a_clustered_share_on_which_all_agree_counts_each_person_once():
    row = clustered(("x", "a", 3, 3), ("x", "b", 1, 1)).iloc[0]
    assert (row["share"], row["share_high"]) == (1, 1)
    assert row["share_low"] == pytest.approx(wilson(2, 2)[0])
    none = clustered(("x", "a", 0, 3), ("x", "b", 0, 1), ("x", "c", 0, 5)).iloc[0]
    assert (none["share"], none["share_low"]) == (0, 0)
    assert none["share_high"] == pytest.approx(wilson(0, 3)[1])


def test_a_clustered_share_of_one_person_has_the_wilson_interval_of_all_their_observations():
    rows = clustered(("x", "a", 1, 2), ("x", "a", 2, 2), ("x", "b", 0, 0), ("y", "b", 0, 0)).set_index("group")
    assert tuple(rows.loc["x", ["share", "share_low", "share_high"]]) == pytest.approx((0.75, *wilson(3, 4)))
    assert rows.loc["y", ["share", "share_low", "share_high"]].isna().all()


def test_a_clustered_share_narrower_than_independent_observations_counts_no_observation_twice():
    # Everybody does half of theirs: no variance between people, so the variance of independent observations is used.
    row = clustered(*(("x", name, 2, 4) for name in "abcd")).iloc[0]
    t15, t3 = 2.131450, 3.182446
    effective = 16 * (t15 / t3) ** 2
    assert row["share_low"] == pytest.approx(wilson(effective / 2, effective)[0], abs=1e-5)


def test_a_clustered_share_over_all_groups_is_one_row():
    rows = ("x", "a", 1, 2), ("y", "b", 2, 2), ("y", "c", 0, 2)
    pooled = clustered(*rows, by=()).iloc[0]
    expected = clustered(*(("x", *row[1:]) for row in rows)).iloc[0]
    assert list(pooled[["share", "share_low", "share_high"]]) == list(expected[["share", "share_low", "share_high"]])


def test_a_clustered_mean_by_hand():
    # Residuals by cluster: -0.4, 0, 0.4; error sqrt(3/2 * 0.32) / 4 = 0.173205; t with 2 df: 4.302653.
    # On the logit scale: 4.302653 * 0.173205 / 0.25 = 2.98097, so 1 / (1 + e^±2.98097).
    low, high = clustered_mean(pd.Series([0.2, 0.4, 0.5, 0.9]), pd.Series(["a", "a", "b", "c"]))
    assert (low, high) == pytest.approx((0.048292, 0.951708), abs=1e-5)


def test_a_clustered_mean_of_one_cluster_treats_its_values_as_independent():
    values = pd.Series([0.2, 0.6, 0.7])
    alone = clustered_mean(values, pd.Series(["a"] * 3))
    assert alone == pytest.approx(clustered_mean(values, pd.Series(["a", "b", "c"])))
    assert np.isnan(clustered_mean(pd.Series([0.5]), pd.Series(["a"]))).all()


@pytest.mark.parametrize("value", [0.0, 0.3, 1.0])
def test_a_clustered_mean_without_variance_is_its_own_interval(value):
    assert clustered_mean(pd.Series([value] * 4), pd.Series(["a", "a", "b", "c"])) == pytest.approx((value, value))


def test_a_rate_by_hand():
    # Score interval of 4 events in 2 units: (4 + z²/2 ± z * sqrt(4 + z²/4)) / 2 with z² = 3.84146.
    row = with_rate(pd.DataFrame({"events": [4], "units": [2]}), "events", "units", "rate").iloc[0]
    reach = Z * math.sqrt(4 + Z**2 / 4)
    assert row["rate"] == 2
    assert row["rate_low"] == pytest.approx((4 + Z**2 / 2 - reach) / 2)
    assert row["rate_high"] == pytest.approx((4 + Z**2 / 2 + reach) / 2)


def test_bootstrapped_estimates_of_equal_tables_have_no_width_and_undefined_ones_are_missing():
    tables = np.tile([2.0, 4.0, 0.0], (6, 1))

    def ratios(sums):
        with np.errstate(divide="ignore", invalid="ignore"):
            return np.stack([sums[:, 0] / sums[:, 1], sums[:, 2] / sums[:, 2]], axis=1)

    low, high = bootstrapped(tables, ratios)
    assert (low[0], high[0]) == (0.5, 0.5)
    assert np.isnan([low[1], high[1]]).all()


def test_a_bootstrapped_share_of_many_clusters_is_about_the_interval_of_independent_observations():
    tables = np.array([[1.0, 1.0]] * 100 + [[0.0, 1.0]] * 300)
    low, high = bootstrapped(tables, lambda sums: sums[:, 0] / sums[:, 1])
    assert (low, high) == pytest.approx(wilson(100, 400), abs=0.01)


@pytest.mark.parametrize("values", [[], [5.0], [1, 2, 3, 4]])
def test_fewer_than_five_values_have_no_interval(values):
    assert all(math.isnan(bound) for bound in bootstrap_mean(values))


def test_the_bootstrap_interval_of_many_values_is_the_one_of_the_normal_distribution():
    values = [NormalDist(30, 8).inv_cdf((each + 0.5) / 200) for each in range(200)]
    half = Z * stdev(values) / math.sqrt(200)
    low, high = bootstrap_mean(values)
    assert (low, high) == (pytest.approx(30 - half, abs=0.1 * half), pytest.approx(30 + half, abs=0.1 * half))


@pytest.mark.parametrize("n", [5, 8, 15])
def test_the_bootstrap_interval_of_few_values_holds_their_mean_as_often_as_it_says(n):
    chance = np.random.default_rng(n)
    held = 0
    for _ in range(1000):
        low, high = bootstrap_mean(chance.normal(20, 5, n))
        held += low <= 20 <= high
    assert 0.9 <= held / 1000 <= 0.975  # without being expanded, 83 % for five values and 89 % for eight


def test_the_bootstrap_interval_narrows_with_n():
    widths = [high - low for low, high in (bootstrap_mean([1, 2, 3, 4] * times) for times in (2, 10, 50))]
    assert widths == sorted(widths, reverse=True)
    assert widths[2] < widths[0] / 5  # 25 times the values: a fifth of the width, and few are wider than that


@given(st.lists(st.floats(0, 100), min_size=5, max_size=20), st.randoms(use_true_random=False))
def test_the_bootstrap_interval_stays_in_the_range_and_is_the_same_in_any_order(values, random):
    low, high = bootstrap_mean(values)
    assert min(values) - 1e-9 <= low <= mean(values) + 1e-9
    assert mean(values) - 1e-9 <= high <= max(values) + 1e-9
    random.shuffle(values)
    assert bootstrap_mean(values) == (low, high)


def test_the_same_code_in_two_cohorts_is_two_people_and_a_missing_one_nobody():
    frame = pd.DataFrame({"cohort": ["x", "y", "x", "x"], "member": ["a", "a", "a", None]})
    found = person(frame)
    assert found.nunique() == 2
    assert found[0] == found[2] != found[1]
    assert found.isna().tolist() == [False, False, False, True]


def test_codes_that_run_together_stay_apart():
    assert person(pd.DataFrame({"cohort": ["ab", "a"], "member": ["c", "bc"]})).nunique() == 2


def test_groups_are_named_by_one_word_or_several():
    assert groups("cycle") == ["cycle"]
    assert groups(("cohort", "cycle")) == ["cohort", "cycle"]
    assert groups(()) == []


def test_counting_keeps_the_rows_whose_group_is_missing():
    frame = pd.DataFrame({"learning_set": ["a", None, None], "n": [1, 2, 3]})
    result = count_by(frame, ["learning_set"], total=("n", "sum"))
    assert result["total"].tolist() == [1, 5]
    assert result["learning_set"].isna().tolist() == [False, True]


def test_counting_without_groups_gives_one_row_or_none():
    frame = pd.DataFrame({"n": [1, 2]})
    assert count_by(frame, [], total=("n", "sum")).to_dict("records") == [{"total": 3}]
    nothing = count_by(frame[:0], [], total=("n", "sum"))
    assert (len(nothing), list(nothing.columns)) == (0, ["total"])


@pytest.mark.parametrize("native", [pd.DataFrame, pl.DataFrame, lambda data: pl.DataFrame(data).lazy()])
def test_any_frame_becomes_a_small_pandas_frame(native):
    found = small(lazy(native({"n": [1, 2], "m": [3, 4]})).select("m"))
    assert isinstance(found, pd.DataFrame)
    assert found.to_dict("list") == {"m": [3, 4]}


def enrolled(frames) -> list[tuple]:
    found = small(expected_members(frames))[["learning_set", "cycle", "member"]]
    return sorted(found.itertuples(index=False, name=None))


def test_a_meeting_is_held_once_it_has_a_date(frames_of):
    frames = frames_of(
        Cohort(cohort="k"), LearningSet(learning_set="s"),
        Meeting(learning_set="s", cycle=1, held_on=date(2026, 1, 5)), Meeting(learning_set="s", cycle=2),
    )  # fmt: skip
    assert small(held_meetings(frames)).to_dict("records") == [{"cohort": "k", "learning_set": "s", "cycle": 1}]


def test_members_are_expected_from_their_first_cycle_to_their_last(frames_of):
    frames = frames_of(
        Cohort(cohort="k"), LearningSet(learning_set="s"),
        Member(member="stays", learning_set="s"), Member(member="joins", learning_set="s", first_cycle=2),
        Member(member="leaves", learning_set="s", last_cycle=2), Member(member="elsewhere", learning_set="t"),
        *(Meeting(learning_set="s", cycle=cycle, held_on=date(2026, cycle, 5)) for cycle in (1, 2, 3)),
    )  # fmt: skip
    assert enrolled(frames) == [
        ("s", 1, "leaves"), ("s", 1, "stays"), ("s", 2, "joins"), ("s", 2, "leaves"), ("s", 2, "stays"),
        ("s", 3, "joins"), ("s", 3, "stays"),
    ]  # fmt: skip


def test_a_member_entered_twice_is_expected_once(frames_of):
    frames = frames_of(
        Cohort(cohort="k"), LearningSet(learning_set="s"), Meeting(learning_set="s", cycle=1, held_on=date(2026, 1, 5)),
        Member(member="a", learning_set="s"), Member(member="a", learning_set="s"),
    )  # fmt: skip
    assert enrolled(frames) == [("s", 1, "a")]
