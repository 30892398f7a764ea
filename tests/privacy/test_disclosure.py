"""What is withheld keeps every small count secret, and no more is withheld than that takes."""

from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from alsnb import AlsnbError
from alsnb.privacy.disclosure import Cell, Relation, withhold


def cell(name, value, *atoms, weight=1.0):
    """A cell that counts each person once."""
    return Cell(name, dict.fromkeys(atoms or [name], 1.0), value, max(10.0, value), weight)


def test_worked_by_hand_one_small_count_takes_a_second_with_it():
    # 25 + 4 + 20 + 15 = 64. Without 4 alone, 64 - 25 - 20 - 15 tells it; 15 is the least to lose besides: then the two
    # are 19 together, and the small one lies between 0 and 19.
    amounts = {"one": 25, "two": 4, "three": 20, "four": 15}
    cells = [cell(name, value, weight=value) for name, value in amounts.items()]
    assert withhold([*cells, cell("all", 64, *amounts, weight=640)], amounts, 10) == {"two": True, "four": False}
    # Where the sum is not told, nothing more need go.
    assert withhold(cells, amounts, 10) == {"two": True}


def test_worked_by_hand_in_a_table_with_both_margins_a_rectangle_goes():
    # One small cell, both margins told: another of its row, another of its column, and the one where these meet.
    amounts = {(row, column): 12.0 for row in "abc" for column in "xyz"} | {("a", "x"): 3.0}
    cells = [cell(atom, int(value), weight=value) for atom, value in amounts.items()]
    margins = [cell(row, 30, *((row, c) for c in "xyz"), weight=999) for row in "abc"]
    margins += [cell(column, 30, *((r, column) for r in "abc"), weight=999) for column in "xyz"]
    gone = withhold([*cells, *margins], amounts, 10)
    assert len(gone) == 4
    assert gone.pop(("a", "x")) is True
    (r, c) = next(each for each in gone if "a" not in each and "x" not in each)
    assert set(gone) == {("a", c), (r, "x"), (r, c)}


def test_zero_counts_as_few():
    assert withhold([cell("none", 0), cell("many", 30)], {"many": 30}, 10) == {"none": True}


def test_all_but_few_is_as_telling_as_few():
    amounts = {"came": 28, "missed": 3}
    missed = cell("missed", 3)
    cells = [cell("came", 28, weight=28), cell("expected", 31, "came", "missed", weight=310)]
    assert withhold(cells, amounts, 10) == {}
    assert withhold(cells, amounts, 10, implied=[missed]) == {"came": False}


def test_what_was_published_before_is_reckoned_with():
    amounts = {"one": 25, "two": 4, "three": 20}
    cells = [cell(name, value) for name, value in amounts.items()]
    assert withhold(cells, amounts, 10) == {"two": True}
    gone = withhold(cells, amounts, 10, known=[dict.fromkeys(amounts, 1.0)])
    assert gone["two"]
    assert len(gone) == 2


def test_what_holds_by_definition_is_reckoned_with():
    # 12 were asked and 4 did: of 12 it is known that no more than 12 did, which tells nothing below ten. Of 9 it is.
    part = cell("part", 4)
    for whole, expected in ((12, {"part": True}), (9, {"part": True, "whole": True})):
        relation = Relation({"whole": 1.0, "part": -1.0})
        cells = [part, cell("whole", whole)]
        assert withhold(cells, {"part": 4, "whole": whole}, 10, relations=[relation]) == expected


def test_a_smallest_number_below_one_is_a_mistake():
    with pytest.raises(AlsnbError, match="found 0 as the smallest"):
        withhold([], {}, 0)


def can_be_told(secret, shown, amounts, smallest):
    """Whether so little is left open that a secret has fewer than `smallest` values; by trying all whole numbers."""
    hidden = [atom for atom in amounts if not any(set(each.form) == {atom} for each in shown)]
    sums = [each for each in shown if len(each.form) > 1]
    # One line of numbers with its sum, at most: what the hidden ones may come to is what the sum leaves over.
    if not sums or secret not in hidden:
        return secret not in hidden
    left = sum(amounts[atom] for atom in hidden)
    return len(hidden) == 1 or left < max(smallest, amounts[secret])


@settings(max_examples=60, deadline=None)
@given(st.lists(st.integers(0, 40), min_size=1, max_size=6), st.integers(3, 12))
def test_of_a_line_with_its_sum_as_little_goes_as_keeps_every_small_count(values, smallest):
    amounts = dict(enumerate(map(float, values)))
    cells = [Cell(n, {n: 1.0}, v, max(smallest, v), 1.0 + v) for n, v in enumerate(values)]
    total = Cell("all", dict.fromkeys(amounts, 1.0), sum(values), max(smallest, sum(values)), 1.0 + sum(values))
    cells = [*cells, *([total] if len(values) > 1 else [])]
    gone = withhold(cells, amounts, smallest)
    few = {each.figure for each in cells if each.people < smallest}
    assert {figure for figure, is_few in gone.items() if is_few} == few

    def is_safe(gone):
        shown = [each for each in cells if each.figure not in gone]
        return not any(can_be_told(n, shown, amounts, smallest) for n in few if n != "all")

    def weight(gone):
        return sum(each.weight for each in cells if each.figure in gone)

    assert is_safe(gone)
    rest = [each.figure for each in cells if each.figure not in few]
    others = (few | {*more} for size in range(len(rest) + 1) for more in combinations(rest, size))
    assert weight(gone) == pytest.approx(min(weight(other) for other in others if is_safe(other)))
