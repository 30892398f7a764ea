"""Published figures stand the attack of ``attack.py``; without the rules that the attack called for, they do not."""

from __future__ import annotations

import random

import attack
import cohorts
import pytest

from alsnb.disclosure import load

COHORTS = (2, 8, 10, 103, 109, 121)
"""Cohorts in which counts were pinned before parts were fitted to their totals."""


@pytest.mark.parametrize("seed", COHORTS)
def test_no_small_count_is_pinned_and_nearly_all_keep_four_values(seed):
    found = attack.attack(attack.made(seed))
    assert len(found) > 50
    assert [each for each in found if each.low == each.high] == []
    assert sum(each.high - each.low < 3 for each in found) <= 0.04 * len(found)
    assert all(each.low <= each.true <= each.high for each in found)


def test_without_marks_and_fitting_the_same_attack_succeeds():
    plain = load().model_copy(update={"fitted": False})
    pinned = 0
    for seed in COHORTS:
        rows = cohorts.cohort(random.Random(seed))
        found = attack.attack([attack.release(cohorts.frames(rows), policy=plain)])
        pinned += sum(each.high - each.low < 2 for each in found)
    assert pinned > 0


def test_every_equation_that_is_mined_is_declared():
    # Inequalities that hold in so few cohorts may be chance: `python tests/disclosure/attack.py mine 500` lists them.
    equations = [each for each in attack.mine(range(12), least=12) if " = " in each[1]]
    assert len(equations) > 8
    assert [each for each in attack.implied(equations) if each[1] not in attack.CHANCE] == []
