"""A cheaper placement, looked for by moving and swapping members."""

from __future__ import annotations

import math
from random import Random

from alsnb.planning.allocation.problem import Problem

_STEPS = 15_000  # of each search


def search(problem: Problem, start: list[frozenset[int]], random: Random) -> list[frozenset[int]]:
    """Return the cheapest placement found by moving and swapping members, from a placement that keeps every must."""
    groups = list(start)
    units = _units(problem)
    place = {unit: next(at for at, group in enumerate(groups) if unit <= group) for unit in units}
    best, best_cost = list(groups), problem.total(groups)
    cost = best_cost
    steps = _STEPS * min(2, max(1, problem.people // 30)) if units and len(groups) > 1 else 0
    for step in range(steps):
        if best_cost == 0:
            break
        warmth = 2.0 * 0.02 ** (step / steps)
        unit = random.choice(units)
        here, there = place[unit], random.randrange(len(groups))
        partner: frozenset[int] = frozenset()
        if random.random() < 0.8:
            partner = random.choice(units)
            there = place[partner]
        if here == there:
            continue
        left = (groups[here] - unit) | partner
        right = (groups[there] - partner) | unit
        change = problem.cost(left) + problem.cost(right) - problem.cost(groups[here]) - problem.cost(groups[there])
        if change > 0 and random.random() >= math.exp(-change / warmth):
            continue
        groups[here], groups[there] = left, right
        place[unit] = there
        if partner:
            place[partner] = here
        cost += change
        if cost < best_cost - 1e-9:
            best, best_cost = list(groups), cost
    return best


def _units(problem: Problem) -> list[frozenset[int]]:
    """Return the groups of members who must move together, without those who cannot move."""
    unit = {person: frozenset([person]) for person in range(problem.people)}
    for each in problem.asked:
        if each.kind == "together" and each.weight == "must":
            joined = unit[each.of[0]] | unit[each.of[1]]
            unit |= dict.fromkeys(joined, joined)
    return [each for each in dict.fromkeys(unit.values()) if not each & problem.fixed.keys()]
