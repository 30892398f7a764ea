"""Members into sets: musts are kept, nobody is lost, small cohorts get the best, and impossible rules are named."""

import itertools
from collections import Counter

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from alsnb.errors import AllocationError
from alsnb.planning.allocation import COST, Rules, allocate, judge, labels, pairs_managed, unchecked


def people(number, levels=(), organisations=(), manages=()):
    codes = [f"A{at}" for at in range(number)]
    return pd.DataFrame(
        {
            "member": codes,
            "level": [levels[at % len(levels)] if levels else None for at in range(number)],
            "organisation": [organisations[at % len(organisations)] if organisations else None for at in range(number)],
            "manages": [tuple(other for one, other in manages if one == code) for code in codes],
            "managed_by": [()] * number,
        }
    )


@st.composite
def cases(draw, most=14):
    number = draw(st.integers(2, most))
    codes = [f"A{at}" for at in range(number)]
    pair = st.tuples(st.sampled_from(codes), st.sampled_from(codes)).filter(lambda two: two[0] != two[1])
    weight = st.sampled_from(["must", "prefer"])
    weights = st.sampled_from(["must", "prefer", "ignore"])
    members = pd.DataFrame(
        {
            "member": codes,
            "level": draw(st.lists(st.sampled_from(["x", "y", "Y ", None]), min_size=number, max_size=number)),
            "organisation": draw(st.lists(st.sampled_from(["p", "q", "r", ""]), min_size=number, max_size=number)),
            "manages": [()] * number,
            "managed_by": [()] * number,
        }
    )
    for one, other in draw(st.lists(pair, max_size=3)):
        at = codes.index(other)
        members.at[at, "managed_by"] = (*members.at[at, "managed_by"], one)
    smallest = draw(st.integers(1, 4))
    like = st.sampled_from(["similar", "mixed"])
    return members, Rules(
        smallest=smallest, largest=smallest + draw(st.integers(0, 3)), line_management=draw(weights),
        level=draw(like), level_weight=draw(weights), organisation=draw(like), organisation_weight=draw(weights),
        together=tuple((*two, draw(weight)) for two in draw(st.lists(pair, max_size=2))),
        apart=tuple((*two, draw(weight)) for two in draw(st.lists(pair, max_size=2))),
        fixed=dict(draw(st.lists(st.tuples(st.sampled_from(codes), st.sampled_from(["A", "B"])), max_size=2))),
    )  # fmt: skip


def price(members, rules, groups):
    """What a placement costs, and whether it keeps every must; told anew, without alsnb.planning.allocation."""
    of = {code: at for at, group in enumerate(groups) for code in group}
    broken = []
    for code, managers in zip(members["member"], members["managed_by"], strict=True):
        broken += [("line", rules.line_management)] * sum(of[code] == of[one] for one in {*managers})
    broken += [("together", weight) for one, other, weight in rules.together if of[one] != of[other]]
    broken += [("apart", weight) for one, other, weight in rules.apart if of[one] == of[other]]
    for column, like, weight in (
        ("level", rules.level, rules.level_weight),
        ("organisation", rules.organisation, rules.organisation_weight),
    ):
        trait = {
            code: value.strip().lower()
            for code, value in zip(members["member"], members[column], strict=True)
            if isinstance(value, str) and value.strip()
        }
        totals = Counter(trait.values())
        for group in groups:
            here = Counter(trait[code] for code in group if code in trait)
            if like == "similar":
                broken += [("similar", weight)] * max(0, len(here) - 1)
            else:
                for value, total in totals.items():
                    low, rest = divmod(total, len(groups))
                    high = low + (rest > 0)
                    broken += [("mixed", weight)] * (max(0, here[value] - high) + max(0, low - here[value]))
    low, rest = divmod(len(of), len(groups))
    uneven = sum(max(0, len(group) - low - (rest > 0)) + max(0, low - len(group)) for group in groups)
    must = any(weight == "must" for _, weight in broken)
    return must, sum(COST[kind] for kind, weight in broken if weight == "prefer") + COST["even"] * uneven


def grouped(made):
    return {label: list(group) for label, group in made.placement.groupby("learning_set")["member"]}


@settings(deadline=None, max_examples=60, suppress_health_check=list(HealthCheck))
@given(case=cases(), seed=st.integers(0, 5))
def test_musts_are_kept_everybody_is_somewhere_and_the_same_seed_makes_the_same_sets(case, seed):
    members, rules = case
    try:
        made = allocate(members, rules, seed=seed)
    except AllocationError:
        return
    assert list(made.placement["member"]) == list(members["member"])
    assert made.placement["learning_set"].notna().all()
    sets = grouped(made)
    assert all(rules.smallest <= len(group) <= rules.largest for group in sets.values())
    where = dict(made.placement.itertuples(index=False))
    assert all(where[code] == label for code, label in rules.fixed.items())
    must, cost = price(members, Rules(**{**vars(rules), "fixed": {}}), [sets[label] for label in sorted(sets)])
    assert not must
    assert cost == made.cost
    assert made.kept.loc[made.kept["weight"] == "must", "broken"].sum() == 0
    pd.testing.assert_frame_equal(made.placement, allocate(members, rules, seed=seed).placement)


def every_placement(codes, count, rules):
    """Every way to put members into so many sets with names."""
    for chosen in itertools.product(range(count), repeat=len(codes)):
        groups = [[code for code, at in zip(codes, chosen, strict=True) if at == group] for group in range(count)]
        if all(rules.smallest <= len(group) <= rules.largest for group in groups):
            yield groups


def best_of(members, rules, count):
    """What the best placement in so many sets costs; None where there is none. Every placement is tried."""
    named = labels(count, rules.fixed.values())
    free = Rules(**{**vars(rules), "fixed": {}})
    costs = [
        cost
        for groups in every_placement(list(members["member"]), count, rules)
        if all(code in groups[named.index(label)] for code, label in rules.fixed.items())
        for must, cost in [price(members, free, groups)]
        if not must
    ]
    return min(costs, default=None)


@settings(deadline=None, max_examples=30, suppress_health_check=list(HealthCheck))
@given(case=cases(most=6))
def test_small_cohorts_get_the_best_there_is_and_what_is_impossible_is_impossible(case):
    members, rules = case
    try:
        made = allocate(members, rules, seed=1)
    except AllocationError:
        counts = range(len(set(rules.fixed.values())) or 1, len(members) + 1)
        assert all(best_of(members, rules, count) is None for count in counts)
    else:
        assert made.proven
        assert made.cost == best_of(members, rules, made.placement["learning_set"].nunique())


def test_a_case_worked_by_hand():
    # Two levels, two organisations, crossed: with levels alike, each set has one level and both organisations.
    members = people(8, levels=["junior", "senior"], organisations=["p", "p", "q", "q"])
    rules = Rules(smallest=4, largest=4, level_weight="prefer", organisation_weight="prefer")
    made = allocate(members, rules)
    assert sorted(map(sorted, grouped(made).values())) == [["A0", "A2", "A4", "A6"], ["A1", "A3", "A5", "A7"]]
    assert (made.cost, made.proven) == (0, True)
    turned = allocate(members, Rules(smallest=4, largest=4, organisation="similar", organisation_weight="must"))
    assert sorted(map(sorted, grouped(turned).values())) == [["A0", "A1", "A4", "A5"], ["A2", "A3", "A6", "A7"]]


def test_another_seed_makes_other_sets_that_are_as_good():
    members = people(12, levels=["x", "y"])
    rules = Rules(smallest=4, largest=4, level_weight="must", level="mixed")
    made = [allocate(members, rules, seed=seed) for seed in range(4)]
    assert {each.cost for each in made} == {0}
    assert len({str(grouped(each)) for each in made}) > 1


def test_draws_put_any_two_together_about_as_often_as_chance_does():
    members = people(12)
    made = [grouped(allocate(members, Rules(smallest=6, largest=6), seed=seed)).values() for seed in range(60)]
    for one, other in itertools.combinations(members["member"], 2):
        together = sum(any({one, other} <= {*group} for group in sets) for sets in made)
        assert 10 <= together <= 45, (one, other)  # by chance 60 × 5/11 = 27, give or take 4


def test_rules_that_say_nothing_are_told_with_why():
    members = people(6, organisations=["p", "q"])
    rules = Rules(smallest=3, largest=3, level_weight="prefer", apart=(("A0", "A1", "ignore"),))
    assert unchecked(members, rules) == [
        ("Nobody is in a set with their line manager", "nobody here is recorded as managing somebody else here"),
        ("Pairs to keep apart", "does not matter"),
        ("Members of a set are of the same level", "no level is recorded"),
        ("Each organisation is spread evenly over the sets", "does not matter"),
    ]
    managed = people(6, ["x"], ["p", "q"], manages=[("A0", "A1")])
    assert unchecked(managed, Rules(level_weight="must", organisation_weight="must")) == []


def test_late_members_join_the_sets_there_are():
    members = people(13)
    fixed = {f"A{at}": "B" if at % 2 else "D" for at in range(12)}
    made = allocate(members, Rules(smallest=5, largest=7, fixed=fixed))
    where = dict(made.placement.itertuples(index=False))
    assert {code: where[code] for code in fixed} == fixed
    assert where["A12"] in ("B", "D")


def test_sets_are_named_beside_those_taken():
    assert labels(3) == ["A", "B", "C"]
    assert labels(3, ["B", "X"]) == ["A", "B", "X"]
    assert labels(28)[-3:] == ["Z", "AA", "AB"]


@pytest.mark.parametrize(
    ("number", "rules", "told"),
    [
        (31, Rules(8, 9), "31 people cannot make sets of 8–9: 3 sets hold 24–27, 4 sets hold 32–36."),
        (3, Rules(5, 7), "3 people cannot make sets of 5–7: 1 set holds 5–7."),
        (12, Rules(5, 7, sets=3), "12 people cannot make 3 sets of 5–7: these hold 15–21."),
        (12, Rules(0, 5), "Minimum set size (0) is below 1."),
        (12, Rules(7, 5), "Minimum set size (7) exceeds the maximum (5)."),
        (12, Rules(fixed={"A1": "A", "A99": "B"}), "Rules about A99, not on the list of members."),
    ],
)
def test_numbers_that_do_not_fit_are_told(number, rules, told):
    with pytest.raises(AllocationError) as error:
        allocate(people(number), rules)
    assert told in str(error.value)


def test_members_listed_twice_are_named():
    members = pd.concat([people(4), people(2)], ignore_index=True)
    with pytest.raises(AllocationError, match="more than once: A0, A1"):
        allocate(members, Rules(smallest=2, largest=3))


def test_the_rules_that_cannot_hold_together_are_named_and_no_others():
    # A3 needs two others, manages seven of the eight there are, and A8 is no help alone.
    manages = [("A3", f"A{at}") for at in (0, 1, 2, 4, 5, 6, 7)] + [("A1", "A2")]
    members = people(9, manages=manages)
    with pytest.raises(AllocationError) as error:
        allocate(members, Rules(smallest=3, largest=3, apart=(("A0", "A1", "must"),), fixed={"A5": "A"}))
    told = str(error.value)
    assert "(1) a set has 3 members; (2) 7 people all manage or are managed by A3 (A0, A1, A2, A4, A5, A6, A7)" in told
    for other in ("A8", "A1 manages", "apart", "stays"):
        assert other not in told
    allocate(members, Rules(smallest=3, largest=3, line_management="prefer"))
    allocate(members, Rules(smallest=1, largest=3))


def test_contradictory_pairs_are_named():
    apart = ("A0", "A2", "must"), ("A5", "A6", "must")
    rules = Rules(smallest=3, largest=5, together=(("A0", "A1", "must"), ("A1", "A2", "must")), apart=apart)
    with pytest.raises(AllocationError) as error:
        allocate(people(9), rules)
    told = str(error.value)
    assert "A0 and A1 are together; " in told
    assert "A1 and A2 are together; " in told
    assert "A0 and A2 are apart" in told
    assert "A5" not in told


def test_a_placement_made_by_hand_is_judged():
    members = people(6, levels=["x", "x", "y"], manages=[("A0", "A1")])
    rules = Rules(smallest=3, largest=3, level_weight="prefer", together=(("A0", "A5", "must"),))
    placement = pd.DataFrame({"member": [f"A{at}" for at in range(6)], "learning_set": ["A", "A", "A", "A", "B", None]})
    found = judge(members, rules, placement).set_index("rule")
    assert found.loc["A set has 3 members", "where"] == [("A", "has 4 people"), ("B", "has 1 person")]
    assert found.loc["Nobody is in a set with their line manager", "where"] == [("A", "A0 manages A1")]
    assert found.loc["Members of a set are of the same level", "where"] == [("A", "x (3), y (1)")]
    assert found.loc["Pairs to keep together", "broken"] == 0  # A5 is in no set yet


def test_who_manages_whom_is_read_from_both_sides_once():
    members = people(3, manages=[("A0", "A1"), ("A0", "gone")])
    members.at[1, "managed_by"] = ("A0", "A1")
    members.at[2, "managed_by"] = ("A1",)
    assert pairs_managed(members) == [("A0", "A1"), ("A1", "A2")]


@pytest.mark.parametrize("number", [30, 200])
def test_whole_cohorts_are_placed(number):
    levels, organisations = ["junior", "middle", "senior"], [f"org {at}" for at in range(7)]
    members = people(number, levels, organisations, [(f"A{at}", f"A{at + 1}") for at in range(0, number - 1, 5)])
    made = allocate(members, Rules(level="mixed", level_weight="prefer", organisation_weight="prefer"))
    assert made.cost == 0
    assert sum(len(group) for group in grouped(made).values()) == number
