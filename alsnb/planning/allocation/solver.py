"""The placement as a linear problem in whole numbers, for HiGHS: the first that keeps every must, or the cheapest."""

from __future__ import annotations

import math

import numpy as np

from alsnb.planning.allocation.problem import COST, Problem
from alsnb.planning.allocation.rules import Rule


def solve(
    problem: Problem, *, cheaper_than: float | None = None, seconds: float = 60.0
) -> tuple[list[frozenset[int]] | None, bool]:
    """Return a placement that keeps every must, or the cheapest below a cost; and whether time sufficed."""
    program = _Program(problem, priced=cheaper_than is not None)
    for each in problem.asked:
        if each.weight == "must" or program.priced:
            program.ask(each)
    if cheaper_than is not None:
        program.cost_less_than(cheaper_than)
    return program.solved(seconds)


class _Program:
    """The variables, first of all whether a person is in a set, and the rows that bind them."""

    def __init__(self, problem: Problem, *, priced: bool) -> None:
        self.problem, self.priced = problem, priced
        self.people, self.count = problem.people, problem.count
        self._columns = self.people * self.count
        self._rows: list[tuple[dict[int, float], float, float]] = []
        self._cost: dict[int, float] = {}
        self._highest: dict[int, float] = {}  # of the variables that are no yes or no
        self._shut: set[int] = set()
        for person in range(self.people):
            self._row({self._x(person, group): 1 for group in range(self.count)}, 1, 1)
        for group in range(self.count):
            size = {self._x(person, group): 1.0 for person in range(self.people)}
            self._row(size, problem.rules.smallest, problem.rules.largest)
            if priced:
                self._price_beyond(size, problem.few, problem.many, "even")
        for person, group in problem.fixed.items():
            self._shut |= {self._x(person, other) for other in range(self.count) if other != group}
        # Sets nobody is fixed in differ in nothing but their name: the first free member is in the first of them, or in
        # one with fixed members, the second in the first two …
        free = [group for group in range(self.count) if group not in problem.fixed.values()]
        for at, person in enumerate(person for person in range(self.people) if person not in problem.fixed):
            self._shut |= {self._x(person, group) for group in free[at + 1 :]}

    def ask(self, rule: Rule) -> None:
        """Require a rule, or, if it is not a must, put a price on breaking it."""
        if len(rule.of) == 2:
            self._ask_of_pair(rule)
        elif rule.kind == "similar":
            self._ask_for_likeness(rule)
        elif rule.kind == "mixed":
            totals = self.problem.totals[rule.column]
            for value, holders in self._holders(rule).items():
                least, most = totals[value] // self.count, -(-totals[value] // self.count)
                for group in range(self.count):
                    here = {self._x(person, group): 1.0 for person in holders}
                    if rule.weight == "must":
                        self._row(here, least, most)
                    else:
                        self._price_beyond(here, least, most, "mixed")

    def cost_less_than(self, cost: float) -> None:
        """Exclude placements that are no better; all prices, and so all costs, are whole numbers."""
        self._row({variable: price for variable, price in self._cost.items() if price}, -math.inf, cost - 1 + 1e-6)

    def solved(self, seconds: float) -> tuple[list[frozenset[int]] | None, bool]:
        """Return the placement found, if there is one, and whether time sufficed to know."""
        # scipy takes longer to load than anything else on the screen, and few press the button that needs it.
        from scipy import sparse
        from scipy.optimize import Bounds, LinearConstraint, milp

        indices = [
            (at, column, factor) for at, (terms, *_) in enumerate(self._rows) for column, factor in terms.items()
        ]
        places, columns, factors = zip(*indices, strict=True)
        matrix = sparse.csr_array((factors, (places, columns)), shape=(len(self._rows), self._columns))
        upper, whole, price = np.ones(self._columns), np.ones(self._columns), np.zeros(self._columns)
        for variable, highest in self._highest.items():
            upper[variable], whole[variable] = highest, 0
        upper[list(self._shut)] = 0
        for variable, each in self._cost.items():
            price[variable] = each
        low, high = ([row[at] for row in self._rows] for at in (1, 2))
        solution = milp(
            price,
            integrality=whole,
            bounds=Bounds(0, upper),
            constraints=LinearConstraint(matrix, low, high),
            options={"time_limit": seconds, "mip_rel_gap": 0.0},
        )
        if solution.status != 0:
            return None, solution.status == 2
        chosen = solution.x[: self.people * self.count].reshape(self.people, self.count).argmax(axis=1)
        return [frozenset(map(int, np.flatnonzero(chosen == group))) for group in range(self.count)], True

    def _x(self, person: int, group: int) -> int:
        return person * self.count + group

    def _column(self, highest: float, price: float) -> int:
        self._highest[self._columns] = highest
        self._cost[self._columns] = price
        self._columns += 1
        return self._columns - 1

    def _row(self, terms: dict[int, float], least: float, most: float) -> None:
        self._rows.append((terms, least, most))

    def _price_beyond(self, here: dict[int, float], least: float, most: float, kind: str) -> None:
        over, under = (self._column(self.people, COST[kind]) for _ in range(2))
        self._row(here | {over: -1.0}, -math.inf, most)
        self._row(here | {under: 1.0}, least, math.inf)

    def _holders(self, rule: Rule) -> dict[str, list[int]]:
        trait = self.problem.traits[rule.column]
        return {
            value: [at for at, found in enumerate(trait) if found == value]
            for value in sorted(self.problem.totals[rule.column])
        }

    def _ask_of_pair(self, rule: Rule) -> None:
        must = rule.weight == "must"
        one, other = rule.of
        slack = {} if must else {self._column(1, COST[rule.kind]): -1.0}
        for group in range(self.count):
            if rule.kind == "together":
                terms = {self._x(one, group): 1.0, self._x(other, group): -1.0}
                self._row(terms | slack, 0 if must else -math.inf, 0)
            else:
                self._row({self._x(one, group): 1.0, self._x(other, group): 1.0} | slack, -math.inf, 1)

    def _ask_for_likeness(self, rule: Rule) -> None:
        largest = self.problem.rules.largest
        of = self._holders(rule)
        present = {(value, group): self._column(1, 0) for value in of for group in range(self.count)}
        for value, holders in of.items():
            for group in range(self.count):
                is_there = present[value, group]
                for person in holders:
                    self._row({self._x(person, group): 1.0, is_there: -1.0}, -math.inf, 0)
                here = {self._x(person, group): 1.0 for person in holders}
                self._row(here | {is_there: -min(len(holders), largest)}, -math.inf, 0)
            # No value fits into fewer sets than it has members for.
            needed = -(-len(holders) // largest)
            self._row({present[value, group]: 1.0 for group in range(self.count)}, needed, math.inf)
        for group in range(self.count) if of else ():
            more = {} if rule.weight == "must" else {self._column(len(of), COST["similar"]): -1.0}
            self._row({present[value, group]: 1.0 for value in of} | more, -math.inf, 1)
