"""Figures draw the numbers of their result: read back from the Axes."""

from __future__ import annotations

import re
import subprocess
import sys
import warnings
from itertools import pairwise

import matplotlib as mpl
import numpy as np
import pandas as pd
import pytest
from matplotlib.cbook import is_math_text
from matplotlib.colors import to_hex
from matplotlib.figure import Figure
from matplotlib.text import Annotation

import alsnb
from alsnb import figures
from alsnb.errors import AlsnbError, NothingToShow
from alsnb.figures import STYLE
from alsnb.words import ACTION_STATES, CONTRIBUTION_TYPES, sentence

pytestmark = pytest.mark.filterwarnings("error")

SHARES = {
    figures.attendance: ("attendance_rate", "expected"),
    figures.voice_equity: ("voice_equity", "airtimes"),
    figures.completion: ("completion", "due_actions"),
    figures.follow_through: ("follow_through", "actions_due_for_report"),
}
every_share = pytest.mark.parametrize("draw", SHARES)
HOSTILE = ["$x_1$", r"\frac{1}{2} $\$", "<script>alert(1)</script>", "&amp;--><", "x" * 100, "100%", "😀", "שלום مرحبا"]
LEVELS = ["at_habitual_action", "at_understanding", "at_reflection", "at_critical_reflection"]
STATES = ["done", "partly", "changed", "not_done", "dropped", "open"]


def shares(draw, count: int = 3, by: str = "cycle", labels: list | None = None) -> pd.DataFrame:
    """A result with estimates 0.2, 0.3 … and n 10, 11 …, its intervals of unequal arms."""
    estimate, n = SHARES[draw]
    values = 0.2 + 0.6 * np.arange(count) / max(count, 6)
    bounds = {f"{estimate}_low": values - 0.1, f"{estimate}_high": values + 0.15}
    named = {by: labels or list(range(1, count + 1))} if by else {}
    return pd.DataFrame({**named, n: np.arange(10, 10 + count), estimate: values, **bounds})


def themes(names: list[str], cycles: int | None = None) -> pd.DataFrame:
    """Prevalence of themes, the first the most prevalent, overall or by cycle."""
    made = []
    for place, name in enumerate(names):
        for cycle in range(1, (cycles or 1) + 1):
            share = 0.6 / (place + 1) + (0.004 * cycle if cycles else 0)
            made.append((cycle, name, 40 + cycle, 24 - place, share, share - 0.05, share + 0.1))
    columns = ["cycle", "theme", "coded_reflections", "with_theme", "prevalence", "prevalence_low", "prevalence_high"]
    result = pd.DataFrame(made, columns=columns)
    return result if cycles else result.drop(columns="cycle")


def kinds(**counts: int) -> pd.DataFrame:
    total = sum(counts.values())
    result = pd.DataFrame({"kind": list(counts), "contributions": list(counts.values()), "all_contributions": total})
    share = result["contributions"] / total
    return result.assign(
        share_of_contributions=share, share_of_contributions_low=share / 2, share_of_contributions_high=share * 1.2
    )


def outcomes(*rows: tuple[int, ...], cycles: list | None = None, by: str = "cycle") -> pd.DataFrame:
    """One row a cycle: actions done, partly, changed, not done, dropped, open."""
    result = pd.DataFrame(rows, columns=STATES)
    result.insert(0, "due_actions", result.sum(axis=1))
    result.insert(0, by, cycles or range(1, len(rows) + 1))
    return result


def axes():
    with mpl.style.context(STYLE):
        return Figure().add_subplot()


def drawn(draw, result: pd.DataFrame):
    """The Axes after drawing and rendering, which is where a label that cannot be set fails."""
    ax = draw(result, axes())
    ax.figure.draw_without_rendering()
    return ax


def points(ax) -> list[tuple[float, float]]:
    return [tuple(point) for point in ax.containers[0].lines[0].get_xydata()]


def bars(ax) -> list[list[float]]:
    """Both ends of each interval, along its own axis."""
    (collection,) = ax.containers[0].lines[2]
    return [[end for pair in segment.T for end in pair if len(set(pair)) > 1] for segment in collection.get_segments()]


def annotations(ax) -> list[str]:
    return [text.get_text() for text in ax.texts if isinstance(text, Annotation)]


def ticks(axis) -> list[str]:
    return [label.get_text() for label in axis.get_ticklabels()]


# Estimates by cycle, set or member


@every_share
def test_points_intervals_and_counts_by_cycle(draw):
    result = shares(draw)
    estimate, _ = SHARES[draw]
    ax = drawn(draw, result)
    assert points(ax) == list(zip([1, 2, 3], result[estimate], strict=True))
    assert np.allclose(bars(ax), result[[f"{estimate}_low", f"{estimate}_high"]])
    assert ticks(ax.xaxis) == ["1\n(n = 10)", "2\n(n = 11)", "3\n(n = 12)"]
    assert annotations(ax) == (["0.20", "0.30", "0.40"] if draw is figures.voice_equity else ["20%", "30%", "40%"])
    assert ax.get_xlabel().startswith("Cycle (n: ")


@every_share
def test_the_alternative_text_tells_every_estimate_with_its_interval(draw):
    told = drawn(draw, shares(draw)).get_label()
    expected = (
        ["Cycle 1: 0.20 (0.10 to 0.35)", "3: 0.40 (0.30 to 0.55)"]
        if draw is figures.voice_equity
        else ["Cycle 1: 20% (10% to 35%)", "3: 40% (30% to 55%)"]
    )
    assert all(part in told for part in expected)
    assert "with 95% CI" in told


def test_cycles_are_joined_by_a_line_and_sets_and_members_are_not():
    assert drawn(figures.attendance, shares(figures.attendance)).containers[0].lines[0].get_linestyle() == "-"
    for by, name in (("learning_set", "Set"), ("member", "Member")):
        ax = drawn(figures.attendance, shares(figures.attendance, by=by, labels=["x", "y", "z"]))
        assert ax.containers[0].lines[0].get_linestyle() == "None"
        assert ticks(ax.xaxis) == ["x\n(n = 10)", "y\n(n = 11)", "z\n(n = 12)"]
        assert ax.get_xlabel().startswith(name)
        assert f"{name} x: 20% (10% to 35%); y: 30% (20% to 45%)" in ax.get_label()


def test_a_cycle_without_a_meeting_leaves_a_gap_as_wide_as_itself():
    ax = drawn(figures.attendance, shares(figures.attendance, labels=[1, 2, 4]))
    assert [x for x, _ in points(ax)] == [1, 2, 4]


def test_one_row_for_the_whole_cohort():
    ax = drawn(figures.completion, shares(figures.completion, 1, by=""))
    assert ticks(ax.xaxis) == ["all\n(n = 10)"]
    assert "20% (10% to 35%)" in ax.get_label()


def test_an_estimate_without_an_interval_is_drawn_without_one_and_says_none():
    result = shares(figures.voice_equity).astype({"cycle": int})
    result.loc[1, ["voice_equity_low", "voice_equity_high"]] = np.nan
    ax = drawn(figures.voice_equity, result)
    lengths = [max(ends) - min(ends) if ends else 0 for ends in bars(ax)]
    assert [round(length, 6) for length in lengths] == [0.25, 0, 0.25]
    assert "2: 0.30;" in ax.get_label()
    assert "nan" not in ax.get_label()


def test_a_cycle_without_an_estimate_is_left_out():
    result = shares(figures.completion)
    result.loc[1, ["completion", "completion_low", "completion_high"]] = np.nan
    ax = drawn(figures.completion, result)
    assert points(ax) == [(1, 0.2), (3, pytest.approx(0.4))]
    assert " 2:" not in ax.get_label()


@pytest.mark.parametrize(("n", "cycles"), [(9, 12), (250, 10), (2500, 10), (25, 6)])
def test_what_stands_below_cycles_does_not_overlap(n, cycles):
    shares = dict.fromkeys(["attendance_rate", "attendance_rate_low", "attendance_rate_high"], 0.5)
    with mpl.style.context(STYLE):
        made = Figure()
    ax = figures.attendance(pd.DataFrame({"cycle": range(1, cycles + 1), "expected": n, **shares}), made.add_subplot())
    made.draw_without_rendering()
    places = [label.get_window_extent() for label in ax.get_xticklabels()]
    assert len(places) == cycles
    assert all(one.x1 < other.x0 for one, other in pairwise(places))
    assert f"{n:,}" in ax.get_xticklabels()[0].get_text()


@every_share
def test_forty_cycles_are_a_line_with_a_band_labelled_at_its_ends(draw):
    result = shares(draw, 40)
    estimate, _ = SHARES[draw]
    ax = drawn(draw, result)
    assert ax.lines[0].get_xydata().tolist() == list(map(list, zip(range(1, 41), result[estimate], strict=True)))
    (band,) = ax.collections
    heights = band.get_paths()[0].vertices[:, 1]
    assert heights.min() == pytest.approx(result[f"{estimate}_low"].min())
    assert heights.max() == pytest.approx(result[f"{estimate}_high"].max())
    assert len(annotations(ax)) == 2
    assert "n: 10 to 49" in ax.get_xlabel()
    assert " 20: " in ax.get_label()
    assert len(ticks(ax.xaxis)) < 15


def test_twenty_sets_keep_their_names_and_intervals_and_are_not_joined():
    names = [f"set {letter}" for letter in "abcdefghijklmnopqrst"]
    ax = drawn(figures.attendance, shares(figures.attendance, 20, "learning_set", names))
    assert ticks(ax.xaxis) == [f"{name} (n = {n})" for name, n in zip(names, range(10, 30), strict=True)]
    assert ax.containers[0].lines[0].get_linestyle() == "None"
    assert len(bars(ax)) == 20


# What became of actions


def test_bars_are_as_wide_as_the_shares_and_numbered():
    ax = drawn(figures.action_states, outcomes((5, 1, 1, 1, 1, 1), (3, 0, 0, 0, 0, 1)))
    widths = [[patch.get_width() for patch in container] for container in ax.containers]
    # cycle 1: 5, 1, 1, 1, 1, 1 of 10; cycle 2: 3 and 1 of 4
    assert np.allclose(widths, [[0.5, 0.75], [0.1, 0], [0.1, 0], [0.1, 0], [0.1, 0], [0.1, 0.25]])
    starts = [[patch.get_x() for patch in container] for container in ax.containers]
    assert np.allclose(np.transpose(starts)[1], [0, 0.75, 0.75, 0.75, 0.75, 0.75])
    assert ticks(ax.yaxis) == ["1  (n = 10)", "2  (n = 4)"]
    assert [text.get_text() for text in ax.texts] == ["5", "3", "1", "1", "1", "1", "1", "1"]
    assert [text.get_text() for text in ax.get_legend().get_texts()] == [*ACTION_STATES.values()]
    assert ax.yaxis.get_inverted()


def test_the_states_are_told_in_words_and_those_without_actions_are_not():
    told = drawn(figures.action_states, outcomes((5, 0, 0, 2, 0, 1))).get_label()
    assert told.endswith("Cycle 1: 5 done, 2 not done, 1 not reported yet.")


def test_a_cycle_with_nothing_due_has_no_bar():
    ax = drawn(figures.action_states, outcomes((0, 0, 0, 0, 0, 0), (1, 0, 0, 0, 0, 0)))
    assert ticks(ax.yaxis) == ["2  (n = 1)"]


def test_states_differ_in_colour_and_most_in_hatch_too():
    ax = drawn(figures.action_states, outcomes((1, 1, 1, 1, 1, 1)))
    looks = {(to_hex(container[0].get_facecolor()), container[0].get_hatch()) for container in ax.containers}
    assert len({colour for colour, _ in looks}) == 6
    assert len({hatch for _, hatch in looks}) >= 4


def test_forty_cycles_of_actions_grow_the_figure():
    small, large = (
        drawn(figures.action_states, outcomes(*[(5, 1, 1, 1, 1, 1)] * n)).figure.get_figheight() for n in (4, 40)
    )
    assert large > 4 * small


# Kinds and themes


def test_kinds_of_contributions_in_the_order_of_the_result():
    result = kinds(closed_question=30, advice=10, not_classified=60)
    ax = drawn(figures.question_mix, result)
    assert points(ax) == [(0.3, 0), (0.1, 1), (0.6, 2)]
    assert np.allclose(bars(ax), [[0.15, 0.36], [0.05, 0.12], [0.3, 0.72]])
    assert ticks(ax.yaxis) == ["Closed question", "Advice", "Not classified"]
    assert annotations(ax) == ["30%  (30 of 100)", "10%  (10 of 100)", "60%  (60 of 100)"]
    assert ax.get_xlabel() == "Share of 100 contributions"
    assert "Closed question 30% (15% to 36%)" in ax.get_label()
    assert ax.get_ylim()[0] > ax.get_ylim()[1]  # the first on top


def test_every_kind_that_may_be_recorded_has_a_place_of_its_own():
    noted = alsnb.Contribution.model_fields["kind"].annotation.__args__[0].__args__
    ax = drawn(figures.question_mix, kinds(**dict.fromkeys([*noted, "not_classified"], 5)))
    names = [name.replace("\n", " ") for name in ticks(ax.yaxis)]
    assert names[:-1] == [sentence(CONTRIBUTION_TYPES[kind]) for kind in noted]
    assert names[-1] == "Not classified"


def test_themes_from_the_most_prevalent_with_counts_and_intervals():
    ax = drawn(figures.prevalence, themes(["trust", "time"]))
    assert points(ax) == [(0.6, 0), (0.3, 1)]
    assert np.allclose(bars(ax), [[0.55, 0.7], [0.25, 0.4]])
    assert ticks(ax.yaxis) == ["trust", "time"]
    assert annotations(ax) == ["60%  (24 of 41)", "30%  (23 of 41)"]
    assert ax.get_xlabel() == "Share of 41 coded reflections"
    assert "of 2 themes" in ax.get_label()
    assert "trust 60% (55% to 70%); time 30% (25% to 40%)" in ax.get_label()


@pytest.mark.parametrize("cycles", [None, 3])
def test_more_than_twelve_themes_are_cut_and_the_text_says_so(cycles):
    draw = figures.prevalence_by_cycle if cycles else figures.prevalence
    ax = drawn(draw, themes([f"theme {n}" for n in range(15)], cycles))
    assert ticks(ax.yaxis) == [f"theme {n}" for n in range(12)]
    assert "the 12 most prevalent of 15 themes" in ax.get_label()


def test_shares_of_themes_cycle_by_cycle():
    ax = drawn(figures.prevalence_by_cycle, themes(["trust", "time"], 3))
    expected = [[0.604, 0.608, 0.612], [0.304, 0.308, 0.312]]
    assert np.allclose(ax.images[0].get_array(), expected)
    assert [text.get_text() for text in ax.texts] == ["60%", "61%", "61%", "30%", "31%", "31%"]
    assert ticks(ax.xaxis) == ["1\n(n = 41)", "2\n(n = 42)", "3\n(n = 43)"]
    assert ticks(ax.yaxis) == ["trust", "time"]
    assert "trust: 60% in cycle 1, 61% in cycle 3; time: 30% in cycle 1, 31% in cycle 3" in ax.get_label()


def test_themes_over_forty_cycles():
    ax = drawn(figures.prevalence_by_cycle, themes(["trust", "time"], 40))
    assert ax.images[0].get_array().shape == (2, 40)
    assert not ax.texts
    assert len(ticks(ax.xaxis)) <= 12
    assert "41 to 80" in ax.get_xlabel()
    assert "in cycle 40" in ax.get_label()


# Levels, and themes found together


def depths(*rows: tuple[int, ...], labels: list | None = None, by: str = "cycle") -> pd.DataFrame:
    """One row a cycle: reflections at each level."""
    result = pd.DataFrame(rows, columns=LEVELS)
    result.insert(0, "rated_reflections", result.sum(axis=1))
    result.insert(0, by, labels or range(1, len(rows) + 1))
    return result


def pairs(names: list[str]) -> pd.DataFrame:
    """Each theme with one more, its lift 0.5, 1.0 …, and the interval from half to twice that; the last without."""
    made = [
        (name, "another", 6 - place % 6, 4.25, 0.5 * (place + 1), 0.25 * (place + 1), place + 1.0)
        for place, name in enumerate(names)
    ]
    columns = ["theme", "other_theme", "with_both", "expected_with_both", "lift", "lift_low", "lift_high"]
    return pd.DataFrame(made, columns=columns)


def test_the_deeper_the_level_the_darker_and_the_further_right():
    ax = drawn(figures.levels, depths((1, 2, 1, 0), (0, 0, 1, 1)))
    widths = [[patch.get_width() for patch in container] for container in ax.containers]
    assert np.allclose(widths, [[0.25, 0], [0.5, 0], [0.25, 0.5], [0, 0.5]])
    brightness = [sum(container[0].get_facecolor()[:3]) for container in ax.containers]
    assert brightness == sorted(brightness, reverse=True)
    assert ticks(ax.yaxis) == ["1  (n = 4)", "2  (n = 2)"]
    assert ax.get_label().endswith(
        "Cycle 1: 1 habitual action, 2 understanding, 1 reflection; 2: 1 reflection, 1 critical reflection."
    )


def test_pairs_of_themes_are_drawn_beside_what_chance_gives():
    result = pairs(["a", "b"])
    ax = drawn(figures.co_occurrence, result)
    assert [x for x, _ in points(ax)] == [0.5, 1.0]
    assert np.allclose(bars(ax), result[["lift_low", "lift_high"]])
    assert ticks(ax.yaxis) == ["a + another", "b + another"]
    assert annotations(ax) == ["6 (4.2)", "5 (4.2)"]
    assert list(ax.lines[0].get_xdata()) == [1, 1]  # chance
    assert "a + another 0.5 (0.2 to 1.0)" in ax.get_label()


def test_a_pair_of_which_it_is_not_known_how_sure_it_is_is_not_drawn():
    result = pairs(["a", "b"])
    result.loc[1, ["lift_low", "lift_high"]] = np.nan
    assert len(points(drawn(figures.co_occurrence, result))) == 1
    result.loc[0, ["lift_low", "lift_high"]] = np.nan
    with pytest.raises(NothingToShow, match="Too few members"):
        drawn(figures.co_occurrence, result)
    assert len(points(drawn(figures.co_occurrence, pairs([f"t{n}" for n in range(30)])))) == 12


def asked(names: list) -> pd.DataFrame:
    """Who asked whom: each the next, n times."""
    rows = [
        {"member": one, "presenter": other, "questions": n}
        for n, (one, other) in enumerate(zip(names, [*names[1:], "other"], strict=True))
    ]
    return pd.DataFrame(rows, columns=["member", "presenter", "questions"])


def beside(measures: list, cohorts: tuple = ("a", "b")) -> pd.DataFrame:
    """Shares of 0.2, 0.3 … of each measure in each cohort, their intervals of unequal arms."""
    rows = [{"measure": each, "cohort": code} for each in measures for code in cohorts]
    result = pd.DataFrame(rows, columns=["measure", "cohort"])
    result["share"] = 0.2 + 0.1 * (np.arange(len(result)) % 5)
    return result.assign(share_low=result["share"] - 0.1, share_high=result["share"] + 0.2)


def test_who_asked_whom_is_a_grid_with_its_counts():
    ax = drawn(figures.asking, asked(["x", "y"]))
    assert ticks(ax.yaxis) == ["x", "y"]
    assert ticks(ax.xaxis) == ["other", "y"]
    shown = {tuple(text.get_position()): text.get_text() for text in ax.texts}
    assert shown == {(1, 0): "0", (0, 1): "1"}  # no number where nobody could ask
    assert "1 in total: x asked y 0; y asked other 1." in ax.get_label()


def test_cohorts_stand_side_by_side_each_with_its_interval():
    result = beside(["attendance", "completion"])
    ax = drawn(figures.side_by_side, result)
    assert ticks(ax.yaxis) == ["attendance", "completion"]
    assert [text.get_text() for text in ax.get_legend().get_texts()] == ["a", "b"]
    for number, code in enumerate(("a", "b")):
        own = result[result["cohort"] == code]
        points_of = ax.containers[number].lines[0].get_xydata()
        assert np.allclose(points_of[:, 0], own["share"])
        assert np.allclose([abs(place - n) < 0.35 for n, place in enumerate(points_of[:, 1])], 1)
        ends = ax.containers[number].lines[2][0].get_segments()
        assert np.allclose([[each[0][0], each[1][0]] for each in ends], own[["share_low", "share_high"]])
    markers = {each.lines[0].get_marker() for each in ax.containers}
    assert len(markers) == 2  # told apart in grey as well
    assert "cohort b: attendance 30% (20% to 50%), completion 50% (40% to 70%)" in ax.get_label()


def test_a_measure_that_one_cohort_lacks_is_drawn_of_the_other():
    ax = drawn(figures.side_by_side, beside(["attendance", "completion"]).head(3))
    assert [len(each.lines[0].get_xydata()) for each in ax.containers] == [2, 1]


# Nothing to show, hostile text, and where it is drawn

EVERY = {
    **{draw: lambda names, draw=draw: shares(draw, len(names), "learning_set", names) for draw in SHARES},
    figures.action_states: lambda names: outcomes(*[(3, 1, 1, 1, 1, 1)] * len(names), cycles=names, by="learning_set"),
    figures.question_mix: lambda names: kinds(idea=3, advice=2),
    figures.prevalence: lambda names: themes(names),
    figures.prevalence_by_cycle: lambda names: themes(names, 2),
    figures.levels: lambda names: depths(*[(1, 2, 2, 1)] * len(names), labels=names, by="learning_set"),
    figures.co_occurrence: lambda names: pairs(names),
    figures.asking: lambda names: asked(names),
    figures.side_by_side: lambda names: beside(names),
}
"""A result for each figure, its sets or themes named."""
every_figure = pytest.mark.parametrize(("draw", "result"), EVERY.items(), ids=[draw.__name__ for draw in EVERY])


def test_every_figure_is_tested():
    assert {name for name in figures.__all__ if name != "STYLE"} == {draw.__name__ for draw in EVERY}


@pytest.mark.parametrize(
    ("draw", "result", "expected"),
    [
        (figures.prevalence, pd.DataFrame({"theme": ["a", "a"], "cycle": [1, 2], "prevalence": [0.1, 0.2]}), "by=()"),
        (figures.question_mix, pd.DataFrame({"kind": ["idea"] * 2, "share_of_contributions": [0.1, 0.2]}), "by=()"),
        (figures.prevalence_by_cycle, pd.DataFrame({"theme": ["a"], "prevalence": [0.1]}), 'by="cycle"'),
        (figures.co_occurrence, pd.concat([pairs(["a"])] * 2), "by=()"),
        (figures.attendance, pd.DataFrame({"completion": [0.1]}), "attendance_rate"),
    ],
)
def test_the_result_of_another_analysis_is_refused_in_words(draw, result, expected):
    with pytest.raises(AlsnbError, match=re.escape(expected)):
        draw(result, axes())


@every_figure
def test_a_result_without_rows_has_nothing_to_show(draw, result):
    with pytest.raises(NothingToShow, match="nothing to draw"):
        draw(result(["a"])[:0], axes())


@every_figure
def test_a_result_without_estimates_has_nothing_to_show(draw, result):
    numbers = result(["a", "b"])
    needed = {figures.action_states: "due_actions", figures.question_mix: "share_of_contributions"}
    needed |= {draw: estimate for draw, (estimate, _) in SHARES.items()}
    needed |= {figures.levels: "rated_reflections", figures.co_occurrence: "lift"}
    needed |= {figures.asking: "questions", figures.side_by_side: "share"}
    with pytest.raises(NothingToShow, match="nothing to draw"):
        draw(numbers.assign(**{needed.get(draw, "prevalence"): np.nan}), axes())


def test_actions_of_which_nothing_was_due_or_reported_have_nothing_to_show():
    for row in ((0, 0, 0, 0, 0, 0), (0, 0, 0, 0, 0, 4)):
        with pytest.raises(NothingToShow):
            figures.action_states(outcomes(row), axes())


@every_figure
def test_hostile_names_are_drawn_as_they_were_typed(draw, result):
    ax = drawn(draw, result(HOSTILE))
    labels = [label for axis in (ax.xaxis, ax.yaxis) for label in axis.get_ticklabels()]
    assert not any(is_math_text(label.get_text()) for label in labels)
    shown = ["".join(label.get_text().replace(r"\$", "$").split()) for label in labels]
    if draw is not figures.question_mix:
        for name in HOSTILE:
            start = "".join(name.split())[:60]
            assert any(each.startswith(start) for each in shown), name
            assert name in ax.get_label()


def test_a_very_long_name_is_wrapped_and_cut_but_not_lost():
    ax = drawn(figures.prevalence, themes(["y" * 100, "a long story " * 7]))
    for label, start in zip(ticks(ax.yaxis), ("y" * 34, "a long story a long story"), strict=True):
        assert label.startswith(start)
        assert label.endswith("…")
        assert all(len(line) <= 34 for line in label.split("\n"))


@every_figure
def test_the_result_is_left_as_it_was(draw, result):
    numbers = result(["a", "b"])
    before = numbers.copy(deep=True)
    drawn(draw, numbers)
    pd.testing.assert_frame_equal(numbers, before)


@every_figure
def test_a_figure_can_be_one_of_several_and_in_a_part_of_a_figure(draw, result):
    with mpl.style.context(STYLE):
        whole = Figure(figsize=(8, 5))
        first, second = whole.subplots(1, 2)
        part = Figure(figsize=(8, 5)).subfigures(1, 2)[0].add_subplot()
    assert draw(result(["a", "b"]), first) is first
    assert not second.has_data()
    assert whole.get_figheight() == 5
    assert draw(result(["a", "b"]), part).get_label()


def test_settings_of_matplotlib_are_left_as_they_were():
    before = dict(mpl.rcParams)
    drawn(figures.attendance, shares(figures.attendance))
    assert dict(mpl.rcParams) == before


def python(code: str, **environment: str) -> str:
    made = subprocess.run(
        [sys.executable, "-W", "error", "-c", code], capture_output=True, text=True, check=False,
        env={"PATH": "", **environment},
    )  # fmt: skip
    assert made.returncode == 0, made.stderr
    return made.stdout


ONE = "pd.DataFrame({'cycle': [1], 'expected': [4], 'attendance_rate': [0.5], 'attendance_rate_low': [0.2],"
ONE += " 'attendance_rate_high': [0.8]})"


def test_pyplot_is_imported_only_where_no_axes_are_given(tmp_path):
    printed = python(
        "import sys, pandas as pd; from alsnb import figures; from matplotlib.figure import Figure\n"
        f"result = {ONE}\n"
        "given = Figure().add_subplot()\n"
        "print(figures.attendance(result, given) is given, 'matplotlib.pyplot' in sys.modules)\n"
        "ax = figures.attendance(result)\n"
        "from matplotlib import pyplot\n"
        "print(pyplot.gcf() is ax.figure, pyplot.get_backend(), ax.get_label())",
        MPLBACKEND="Agg", MPLCONFIGDIR=str(tmp_path), HOME=str(tmp_path),
    )  # fmt: skip
    first, second = printed.splitlines()
    assert first == "True False"
    assert re.fullmatch(r"True agg .*Cycle 1: 50% \(20% to 80%\)\.", second, re.IGNORECASE)


def test_the_sample_cohort_is_drawn_without_a_warning(sample_frames):
    from alsnb import actions, participation
    from alsnb import themes as coded
    from alsnb.analyses import comparison

    results = {
        figures.attendance: participation.attendance(sample_frames),
        figures.voice_equity: participation.voice_equity(sample_frames, "learning_set"),
        figures.question_mix: participation.question_mix(sample_frames),
        figures.completion: actions.completion(sample_frames),
        figures.action_states: actions.completion(sample_frames),
        figures.follow_through: actions.follow_through(sample_frames, "member"),
        figures.prevalence: coded.prevalence(sample_frames, ()),
        figures.prevalence_by_cycle: coded.prevalence(sample_frames),
        figures.levels: coded.levels(sample_frames),
        figures.co_occurrence: coded.co_occurrence(sample_frames),
        figures.asking: participation.who_asks_whom(sample_frames.of(learning_set="A")),
        figures.side_by_side: comparison.shares(sample_frames),
    }
    assert set(results) == set(EVERY)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        for draw, result in results.items():
            assert "nan" not in drawn(draw, result).get_label()
