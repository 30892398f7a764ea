"""`protect`: each rule by hand, and what holds whatever a result says."""

from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from alsnb.analyses.shared.intervals import with_share
from alsnb.disclosure import Known, Mark, Refused, load, protect
from alsnb.disclosure.rounding import count, stand_in

KNOWN = Known(members=31, cycles=4)
MANY = Known(members=1000, cycles=4)


def attendance(*rows, cycles=True):
    """A result of `alsnb.participation.attendance`: rows of expected and attended."""
    frame = pd.DataFrame(rows, columns=["expected", "attended"]).assign(meetings=5)
    frame.insert(0, "members", frame["expected"].clip(upper=31))
    if cycles:
        frame.insert(0, "cycle", range(1, len(frame) + 1))
    return with_share(frame, "attended", "expected", "attendance_rate")


def levels(rated, *parts, members=31):
    """A result of `alsnb.themes.levels` without its shares' intervals."""
    names = ["at_habitual_action", "at_understanding", "at_reflection", "at_critical_reflection"]
    row = {"rated_reflections": rated, "members": members, **dict(zip(names, parts, strict=True))}
    frame = pd.DataFrame([row | {f"share_{name}": row[name] / rated for name in names}])
    return frame.assign(median_level=2.0, median_level_low=2.0, median_level_high=3.0)


def test_counts_are_rounded_and_few_or_all_but_few_are_marked():
    policy = load()
    shown = [str(count(n, policy, whole=31)) for n in (0, 4, 5, 7, 8, 26, 27, 31)]
    assert shown == ["<5", "<5", "5", "5", "10", "25", "all but <5", "all but <5"]
    assert str(count(2, policy)) == "<5"
    # Of seven people, "<5" and "all but <5" would each leave fewer than four; of a total that is shown as ten, not.
    assert [str(count(n, policy, whole=7)) for n in (2, 6)] == ["<10", "<10"]
    assert [str(count(n, policy, whole=7, told=5)) for n in (2, 6)] == ["<10", "<10"]
    assert [str(count(n, policy, whole=8, told=10)) for n in (2, 6)] == ["<5", "all but <5"]


def test_more_than_one_for_each_member_is_no_part_of_the_cohort():
    assert [str(count(n, load(), whole=31)) for n in (31, 32, 38)] == ["all but <5", "30", "40"]


def test_what_each_member_does_once_a_cycle_is_judged_by_the_size_of_the_cohort():
    # 23 of 23 rounded to 25 would give away that nobody stayed away.
    rules = pd.DataFrame({"format": "f", "rule": ["stage:outline", "report_back"], "dimension": "d", "says": "s",
                          "observable": 23, "observed": [22, 12], "members": 23})  # fmt: skip
    rules = with_share(rules, "observed", "observable", "share_observed")
    cells = protect(rules, load(), Known(23, 1)).cells
    assert list(cells["observable"]) == ["all but <5", 25]
    assert list(cells["observed"]) == ["all but <5", 10]
    assert not isinstance(protect(rules, load(), Known(23, 4)).cells["observable"][0], Mark)


def test_some_figures_are_published_over_the_whole_course_alone():
    # Small numbers of each cycle follow from several tables together, however each of these is rounded.
    rules = pd.DataFrame({"format": "f", "rule": ["every_member", "stage:outline", "airtime_minutes"],
                          "dimension": "d", "says": "s", "observable": 40, "observed": 30, "members": 20})  # fmt: skip
    rules = with_share(rules, "observed", "observable", "share_observed")
    assert list(protect(rules, load(), MANY).cells["rule"]) == ["stage:outline"]  # other tables have the others
    with pytest.raises(Refused, match="Those of the whole course may be published"):
        protect(rules.assign(cycle=1), load(), MANY)


def completed(**labels):
    """A result of `alsnb.actions.completion`."""
    states = dict.fromkeys(("partly", "changed", "not_done", "dropped", "open"), 10)
    row = {**labels, "members": 30, "due_actions": 90, "done": 40, **states, "not_yet_due": 12}
    return with_share(pd.DataFrame([row]), "done", "due_actions", "completion")


def test_by_cycle_neither_members_are_given_nor_actions_that_are_not_yet_due():
    course, cycle = protect(completed(), load(), MANY).cells, protect(completed(cycle=1), load(), MANY).cells
    assert {*course} - {*cycle} == {"members", "not_yet_due"}


def test_of_actions_brought_those_carried_over_are_published_and_not_the_rest():
    # Of 10, "<5" carried over and "<5" ended would say that it is four each.
    row = {"cycle": 1, "brought": 8, "ended": 4, "carried_over": 4, "members": 8}
    cells = protect(
        with_share(pd.DataFrame([row]), "carried_over", "brought", "share_carried_over"), load(), MANY
    ).cells
    assert "ended" not in cells
    assert cells.loc[0, ["brought", "carried_over"]].tolist() == [10, "<5"]


def test_what_an_earlier_release_said_of_the_first_cycles_does_not_give_a_later_one_away():
    # Four in the first two cycles ("<5") and ten in all would leave the third one value.
    result = pd.DataFrame({"cycle": [1, 2, 3], "actions_due_for_report": [2, 2, 4], "reported_next": 0, "members": 2})
    result = with_share(result, "reported_next", "actions_due_for_report", "follow_through")
    cells = protect(result, load(), Known(60, 3)).cells
    assert cells.set_index("cycle")["actions_due_for_report"].to_dict() == {3: 5}


def test_what_is_moved_hangs_on_published_numbers_alone():
    shown = [
        protect(levels(63, *parts), load(), KNOWN).cells.filter(like="at_habitual").iloc[0, 0]
        for parts in ((32, 28, 3, 0), (28, 31, 4, 0), (30, 29, 0, 4), (31, 32, 0, 0))
    ]
    assert len({*shown}) == 1


def test_shares_are_made_of_published_counts():
    cells = protect(attendance((62, 43), cycles=False), load(), KNOWN).cells.iloc[0]
    assert (cells["expected"], cells["attended"]) == (60, 45)
    assert cells["attendance_rate"] == 0.75
    assert (cells["attendance_rate_low"], cells["attendance_rate_high"]) == (0.6, 0.85)  # Wilson: 0.627 to 0.842


def test_beside_a_count_that_is_hidden_stands_a_bound():
    found = protect(attendance((30, 29), (26, 13)), load(), MANY)
    first = found.cells.iloc[0]
    assert (first["expected"], first["attended"], first["attendance_rate"]) == (30, "all but <5", "over 83%")
    assert (first["attendance_rate_low"], first["attendance_rate_high"]) == (0.83, 1.0)


def test_of_a_total_that_readers_know_nearly_all_counts_as_its_middle():
    found = protect(attendance((31, 24), (29, 28), (31, 18)), load(), KNOWN).cells
    assert {*found["expected"]} == {"all but <5"}
    assert found["attendance_rate"][0] == pytest.approx(25 / 29, abs=0.005)
    assert found["attended"][1] == "all but <5"
    assert stand_in(found["expected"][0], load()) == 29


def test_a_share_needs_twenty_as_published_and_a_note_says_what_would_help():
    # That of 18 is given, as its number is 20: "n<20" beside it would tell that it is 18 or 19.
    found = protect(attendance((17, 9), (18, 9), (40, 20)), load(), MANY)
    assert list(found.cells["expected"]) == [15, 20, 40]
    assert list(found.cells["attendance_rate"]) == ["n<20", 0.5, 0.5]
    assert found.notes == (
        "Marked n<20: fewer than 20 in this group. The whole course or a larger cohort may have this figure.",
    )


def test_a_part_is_moved_where_the_numbers_would_give_a_hidden_one_away():
    # 65 = 30 + 25 + <5 + <5 may hold any of them; but 63 = 32 + 27 + 4 + 0, rounded so, would leave two of four.
    shown = protect(levels(63, 32, 27, 4, 0), load(), KNOWN).cells.iloc[0]
    assert shown["rated_reflections"] == 65
    assert [str(shown[f"at_{name}"]) for name in ("reflection", "critical_reflection")] == ["<5", "<5"]
    low = 63 - (shown["at_habitual_action"] + 2) - (shown["at_understanding"] + 2) - 4
    high = 67 - (shown["at_habitual_action"] - 2) - (shown["at_understanding"] - 2)
    assert low <= 1
    assert high >= 3


def test_means_have_two_digits_and_need_ten_people():
    few = protect(levels(40, 10, 10, 10, 10, members=9), load(), KNOWN)
    assert few.cells["median_level"][0] == "n<10"
    assert protect(levels(40, 10, 10, 10, 10), load(), KNOWN).cells["median_level"][0] == 2.0


def test_one_member_who_makes_up_most_of_a_total_hides_its_mean():
    row = {"airtimes": 30, "members": 20, "timed_airtimes": 30, "mean_minutes": 31.26, "mean_minutes_low": 28.4,
           "mean_minutes_high": 33.9, "largest_share": 0.2}  # fmt: skip
    shown = protect(pd.DataFrame([row]), load(), KNOWN).cells
    assert shown.loc[0, ["mean_minutes", "mean_minutes_low", "mean_minutes_high"]].tolist() == [31, 28, 34]
    assert "largest_share" not in shown
    hidden = protect(pd.DataFrame([row | {"largest_share": 0.6}]), load(), KNOWN)
    assert hidden.cells["mean_minutes"][0] == "one member's"
    assert "more than half" in hidden.notes[0]


def test_a_models_estimate_has_two_digits_and_no_counts_beside_it():
    row = {"cycles": 4, "members": 31, "expected": 120, "attended": 100, "attendance_odds_ratio": 1.2345,
           "attendance_odds_ratio_low": 0.8765, "attendance_odds_ratio_high": 1.7389}  # fmt: skip
    shown = protect(pd.DataFrame([row]), load(), KNOWN).cells
    assert shown.filter(like="ratio").iloc[0].tolist() == [1.2, 0.88, 1.7]
    assert "attended" not in shown


def test_a_curve_has_steps_of_five_events_made_from_rounded_numbers():
    days = [(0, 40, 0), (3, 40, 2), (5, 38, 2), (9, 36, 3), (14, 33, 1), (20, 32, 6), (30, 26, 2)]
    rows = [
        {"days": day, "at_risk": risk, "done": done, "dropped": 0, "actions": 40, "members": 25}
        for day, risk, done in days
    ]
    frame = pd.DataFrame(rows)
    for name in ("not_done", "incidence_done", "incidence_dropped"):
        frame = frame.assign(**{name: 0.5, f"{name}_low": 0.4, f"{name}_high": 0.6})
    shown = protect(frame, load(), KNOWN).cells
    assert list(shown["days"]) == [0, 9, 20]
    assert list(shown["done"]) == [0, 5, 10]  # 7 and 14 in all, rounded: 5 and 15
    # Kaplan-Meier of 5 of 40, then 10 of 35.
    assert list(shown["not_done"]) == [1.0, round(35 / 40, 2), round(35 / 40 * 25 / 35, 2)]
    assert shown["incidence_dropped"][1:].isna().all()  # of none, as of few, there is no curve
    assert list(shown["dropped"][1:]) == ["<5", "<5"]


def test_kinds_of_few_and_cycles_of_few_are_like_those_of_none():
    mix = pd.DataFrame({"kind": ["support", "advice"], "contributions": [40, 3], "members": [20, 3]})
    mix = with_share(mix.assign(all_contributions=43), "contributions", "all_contributions", "share_of_contributions")
    assert list(protect(mix, load(), KNOWN).cells["kind"]) == ["support"]
    assert list(protect(attendance((30, 20), (3, 2)), load(), MANY).cells["cycle"]) == [1]


def test_rows_of_kinds_are_in_the_order_of_what_is_published():
    pairs = pd.DataFrame({"theme": ["d", "c", "b", "a"], "other_theme": "z", "reflections": 90, "with_theme": 30,
                          "with_other_theme": 30, "with_both": [4, 3, 2, 1], "members": [4, 3, 2, 1],
                          "expected_with_both": 10.0, "lift": 0.4, "lift_low": 0.1, "lift_high": 1.1})  # fmt: skip
    assert list(protect(pairs, load(), KNOWN).cells["theme"]) == ["a", "b", "c", "d"]


@pytest.mark.parametrize(
    ("columns", "why"),
    [(["learning_set", "expected", "attended"], "single sets"), (["member", "airtimes"], "single members"),
     (["before", "after", "actions"], "carried over"), (["questions", "presenter", "member"], "who asked whom"),
     (["keywords"], "may be names"), (["coder", "kappa"], "single coders"), (["anything"], "does not know")],
)  # fmt: skip
def test_what_is_of_few_or_unknown_is_refused_with_what_may_be_instead(columns, why):
    with pytest.raises(Refused, match=why):
        protect(pd.DataFrame([dict.fromkeys(columns, 1)]), load(), KNOWN)


def test_how_many_consent_is_not_told_by_a_mark():
    result = attendance((110, 100), cycles=False).assign(members=28)
    found = protect(result, load(), Known(28, 4, told=30)).cells.iloc[0]
    assert isinstance(found["members"], Mark)
    assert (found["members"].of, found["members"].exact) == (30, False)


def test_hesa_gives_true_percentages_and_threshold_exact_counts():
    result = attendance((62, 43), cycles=False)
    hesa = protect(result, load("hesa"), KNOWN).cells.iloc[0]
    assert (hesa["expected"], hesa["attended"], hesa["attendance_rate"]) == (60, 45, 0.69)
    exact = protect(result, load("threshold"), KNOWN).cells.iloc[0]
    assert (exact["expected"], exact["attended"], exact["attendance_rate"]) == (62, 43, 0.69)
    hidden = protect(levels(40, 20, 10, 8, 2), load("threshold"), KNOWN).cells.iloc[0]
    assert (hidden["at_critical_reflection"], hidden["at_reflection"], hidden["at_understanding"]) == (
        "<5",
        "hidden",
        10,
    )


def of_levels(draw_from=(0, 1, 2, 3, 4, 5, 7, 12, 23, 31)):
    return st.lists(st.sampled_from(draw_from), min_size=4, max_size=4).filter(lambda parts: sum(parts) > 0)


@settings(deadline=None)
@given(of_levels())
def test_whatever_is_counted_no_number_below_five_is_shown_and_none_is_far_off(parts):
    result = levels(sum(parts), *parts)
    found = protect(result, load(), KNOWN)
    for name in ("rated_reflections", *(name for name in result if name.startswith("at_"))):
        shown = found.cells[name][0]
        if not isinstance(shown, Mark):
            assert shown >= 5
            assert abs(shown - result[name][0]) <= 7
        elif shown == "<5":
            assert result[name][0] < 8  # at most moved by a step
    assert protect(result, load(), KNOWN).cells.equals(found.cells)  # the same for the same, however often


@settings(deadline=None)
@given(st.lists(st.integers(0, 200), min_size=2, max_size=2).map(sorted), st.sampled_from([None, 200, 260]))
def test_more_is_never_published_as_less(counts, whole):
    less, more = (count(n, load(), whole) for n in counts)
    order = {"<5": -1, "all but <5": 10_000}
    assert order.get(str(less), less) <= order.get(str(more), more)


@settings(deadline=None)
@given(st.integers(5, 500))
def test_what_was_rounded_stays_as_it_is(n):
    once = count(n, load())
    assert count(int(once), load()) == once
