"""The rules for a number of sets, and what a set of some members costs under them."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence

import pandas as pd

from alsnb.planning.allocation.rules import Rule, Rules, labels, trait_of

COST = {"line": 4.0, "apart": 4.0, "together": 4.0, "similar": 2.0, "mixed": 2.0, "even": 1.0}
"""What breaking a rule once costs where it holds if possible; the total is what is made small."""


class Problem:
    """The rules for a number of sets, with what a set of some members costs."""

    def __init__(self, members: pd.DataFrame, rules: Rules, asked: Sequence[Rule], count: int) -> None:
        self.rules, self.asked, self.count = rules, [each for each in asked if each.weight != "ignore"], count
        self.people = len(members)
        self.labels = labels(count, rules.fixed.values())
        self.fixed = {each.of[0]: self.labels.index(each.label) for each in self.asked if each.kind == "fixed"}
        self.traits = {
            each.column: [trait_of(value) for value in members[each.column]] for each in self.asked if each.column
        }
        self.totals = {name: Counter(filter(None, trait)) for name, trait in self.traits.items()}
        self._most = {
            name: {value: -(-total // count) for value, total in totals.items()} for name, totals in self.totals.items()
        }
        # Of a value that fewer members have than there are sets, a set may do without.
        self._least = {
            name: {value: total // count for value, total in totals.items() if total >= count}
            for name, totals in self.totals.items()
        }
        self.few, self.many = self.people // count, -(-self.people // count)
        self._near: dict[int, list[tuple[int, str, bool]]] = defaultdict(list)
        for each in self.asked:
            if len(each.of) == 2:
                one, other = each.of
                self._near[one].append((other, each.kind, each.weight == "must"))
                self._near[other].append((one, each.kind, each.weight == "must"))
        self._known: dict[frozenset[int], float] = {}

    def total(self, groups: Iterable[frozenset[int]]) -> float:
        """Return the cost of all sets."""
        return sum(map(self.cost, groups))

    def cost(self, group: frozenset[int]) -> float:
        """Return the cost of a set; infinite if a must is broken."""
        if group not in self._known:
            self._known[group] = self._cost(group)
        return self._known[group]

    def _cost(self, group: frozenset[int]) -> float:
        size = len(group)
        if not self.rules.smallest <= size <= self.rules.largest:
            return math.inf
        cost = COST["even"] * (max(0, size - self.many) + max(0, self.few - size))
        for one in group:
            for other, kind, must in self._near.get(one, ()):
                if (other in group) == (kind == "together"):
                    continue
                if must:
                    return math.inf
                cost += COST[kind] / 2  # the other one of the pair pays the other half
        for each in self.asked:
            if each.column:
                broken = self._unlike(each, group)
                if broken and each.weight == "must":
                    return math.inf
                cost += COST[each.kind] * broken
        return cost

    def _unlike(self, rule: Rule, group: frozenset[int]) -> int:
        """Return how far a set is from being alike, or from holding its even share of each value."""
        trait = self.traits[rule.column]
        here: dict[str, int] = {}
        for one in group:
            if value := trait[one]:
                here[value] = here.get(value, 0) + 1
        if rule.kind == "similar":
            return max(0, len(here) - 1)
        most = self._most[rule.column]
        over = sum(number - most[value] for value, number in here.items() if number > most[value])
        least = self._least[rule.column].items()
        return over + sum(number - here.get(value, 0) for value, number in least if here.get(value, 0) < number)
