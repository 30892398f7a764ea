"""Members into sets: who sits with whom, under rules that must hold and rules that hold where they can.

`allocate` takes a frame of members and `Rules`, and gives an `Allocation`: a placement, and how well each rule is kept.
`judge` says the same of any placement, one made by hand too. Where no placement keeps every must, `AllocationError`
says which of them cannot hold together.

A search by seeded swaps finds a good placement; HiGHS (`scipy.optimize.milp`) finds the first one that keeps every
must, or proves that there is none, and then proves the best one, or finds it, as far as the time allows.
"""

from __future__ import annotations

import math
import time
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from random import Random
from typing import Literal

import numpy as np
import pandas as pd
from scipy import sparse
from scipy.optimize import Bounds, LinearConstraint, milp

from alsnb.errors import AllocationError

Weight = Literal["must", "prefer", "ignore"]
"""A rule must hold, holds where it can, or does not matter."""
Likeness = Literal["similar", "mixed"]
"""Members of a set share a trait, or the trait is spread evenly over the sets."""

COST = {"line": 4.0, "apart": 4.0, "together": 4.0, "similar": 2.0, "mixed": 2.0, "even": 1.0}
"""What breaking a rule once costs where it holds if possible; the total is what is made small."""
_STEPS = 15_000  # of each of the searches by swaps
_SEARCHES = 4
_LARGEST_PROOF = 1_500  # members × sets, beyond which a proof takes longer than anybody waits


@dataclass(frozen=True)
class Rules:
    """What an allocation has to keep to."""

    smallest: int = 5
    """Fewest members in a set."""
    largest: int = 7
    """Most members in a set."""
    sets: int | None = None
    """How many sets; None: as many as bring their size nearest to the middle of the range."""
    line_management: Weight = "must"
    """Nobody is in a set with a member whom they manage."""
    level: Likeness = "similar"
    level_weight: Weight = "ignore"
    organisation: Likeness = "mixed"
    organisation_weight: Weight = "ignore"
    together: tuple[tuple[str, str, Weight], ...] = ()
    """Pairs of members to be in one set."""
    apart: tuple[tuple[str, str, Weight], ...] = ()
    """Pairs of members to be in different sets."""
    fixed: Mapping[str, str] = field(default_factory=dict)
    """Members who are in a given set, come what may."""


@dataclass(frozen=True, eq=False)
class Allocation:
    """A placement of every member, and what it is worth."""

    placement: pd.DataFrame
    """One row a member: ``member``, ``learning_set``."""
    kept: pd.DataFrame
    """One row a rule, as `judge` gives it."""
    cost: float
    """What the broken rules cost in all; 0 where none is broken."""
    proven: bool
    """Whether no placement costs less."""


@dataclass(frozen=True)
class _Rule:
    """One thing asked for; `of` are places of members in the frame, or the name of a column."""

    kind: Literal["size", "line", "apart", "together", "similar", "mixed", "fixed"]
    weight: Weight
    of: tuple[int, ...] = ()
    column: str = ""
    label: str = ""


def allocate(members: pd.DataFrame, rules: Rules, *, seed: int = 1, seconds: float = 3.0) -> Allocation:
    """Put every member into a set.

    Parameters
    ----------
    members : pandas.DataFrame
        One row a member: ``member`` (code), ``level``, ``organisation`` (text, may be missing), ``manages``,
        ``managed_by`` (lists of codes). The frame of members of a log will do.
    rules : Rules
        What to keep to.
    seed : int, default 1
        Another seed makes another placement where several are equally good; the same seed makes the same one.
    seconds : float, default 3
        How long a better placement is looked for, and proven to be the best.

    Raises
    ------
    AllocationError
        No placement keeps every must; the message says which cannot hold together.

    Examples
    --------
    >>> people = pd.DataFrame({"member": ["A1", "A2", "A3", "A4"], "level": None, "organisation": ["x", "x", "y", "y"],
    ...                        "manages": [()] * 4, "managed_by": [()] * 4})
    >>> made = allocate(people, Rules(smallest=2, largest=2, organisation="similar", organisation_weight="must"))
    >>> [" ".join(group) for _, group in made.placement.groupby("learning_set")["member"]]
    ['A1 A2', 'A3 A4']
    """
    codes = [str(code) for code in members["member"]]
    asked = _asked(members, rules)
    counts = _counts(len(codes), rules)
    if not counts:
        raise AllocationError(_no_sizes(len(codes), rules))
    until = time.monotonic() + seconds
    for count in counts:
        problem = _Problem(members, rules, asked, count, seed)
        start, _ = _solve(problem)
        if start is not None:
            break
    else:
        raise AllocationError(_why_not(members, rules, asked, seed))
    random = Random(seed)  # noqa: S311 (to be repeatable is the point)
    groups, cost = start, problem.total(start)
    for _ in range(_SEARCHES if cost else 0):
        groups = min(groups, _search(problem, groups, random), key=problem.total)
    cost = problem.total(groups)
    proven = cost == 0
    if not proven and len(codes) * problem.count <= _LARGEST_PROOF:
        # A placement that was not proven in time is not used: how far the solver came depends on the machine.
        best, proven = _solve(problem, cheaper_than=cost, seconds=max(1.0, until - time.monotonic()))
        groups = best or groups
    where = {codes[each]: label for label, group in zip(problem.labels, groups, strict=True) for each in group}
    placement = pd.DataFrame({"member": codes, "learning_set": [where[code] for code in codes]})
    return Allocation(placement, judge(members, rules, placement), problem.total(groups), proven)


def judge(members: pd.DataFrame, rules: Rules, placement: pd.DataFrame) -> pd.DataFrame:
    """How well a placement keeps each rule.

    Parameters
    ----------
    members, rules
        As for `allocate`.
    placement : pandas.DataFrame
        ``member`` and ``learning_set``; who is not in it, or has no set, is in none.

    Returns
    -------
    pandas.DataFrame
        One row for each rule that matters: ``rule`` (in words), ``weight``, ``broken`` (how often) and ``where``, a
        list of pairs of set and words.
    """
    where = {str(code): label for code, label in zip(placement["member"], placement["learning_set"], strict=True)}
    codes = [str(code) for code in members["member"]]
    groups: dict[str, list[int]] = defaultdict(list)
    for at, code in enumerate(codes):
        if isinstance(where.get(code), str):
            groups[where[code]].append(at)
    groups = dict(sorted(groups.items(), key=lambda each: _natural(each[0])))
    found: dict[tuple[str, str], list[tuple[str, str]]] = {}
    for rule in _asked(members, rules):
        if rule.weight != "ignore":
            told = found.setdefault((_heading(rule, rules), rule.weight), [])
            told += _broken(rule, groups, members, codes, rules)
    return pd.DataFrame(
        [
            {"rule": rule, "weight": weight, "broken": len(broken), "where": broken}
            for (rule, weight), broken in found.items()
        ],
        columns=["rule", "weight", "broken", "where"],
    )


def pairs_managed(members: pd.DataFrame) -> list[tuple[str, str]]:
    """Who manages whom among these members: pairs of manager and managed, each once."""
    here = {str(code) for code in members["member"]}
    found: set[tuple[str, str]] = set()
    for code, manages, managed_by in zip(members["member"], members["manages"], members["managed_by"], strict=True):
        for manager, managed in [(code, each) for each in manages] + [(each, code) for each in managed_by]:
            if {manager, managed} <= here and manager != managed:
                found.add((str(manager), str(managed)))
    return sorted(found, key=lambda pair: (_natural(pair[0]), _natural(pair[1])))


def labels(count: int, taken: Iterable[str] = ()) -> list[str]:
    """Codes for so many sets, those taken among them: A, B, … Z, AA, AB …"""
    found = sorted(set(taken), key=_natural)
    number = 0
    while len(found) < count:
        number += 1
        label, rest = "", number
        while rest:
            rest, letter = divmod(rest - 1, 26)
            label = chr(65 + letter) + label
        if label not in found:
            found.append(label)
    return sorted(found, key=_natural)


def _natural(code: str) -> tuple[int, str]:
    return (len(code), code)


def _asked(members: pd.DataFrame, rules: Rules) -> list[_Rule]:
    """The rules one by one."""
    place = {str(code): at for at, code in enumerate(members["member"])}
    if len(place) < len(members):
        raise AllocationError("found a member twice; expected each member once")
    named = {code for pair in (*rules.together, *rules.apart) for code in pair[:2]} | set(rules.fixed)
    if unknown := sorted(named - place.keys()):
        raise AllocationError(f"found a rule about {', '.join(unknown)}, who is not among the members; take it out")
    found = [_Rule("size", "must")]
    found += [_Rule("fixed", "must", (place[code],), label=label) for code, label in rules.fixed.items()]
    found += [
        _Rule("line", rules.line_management, (place[one], place[other])) for one, other in pairs_managed(members)
    ] or [_Rule("line", rules.line_management)]
    for kind, given in (("together", rules.together), ("apart", rules.apart)):
        found += [_Rule(kind, weight, (place[one], place[other])) for one, other, weight in given if one != other]  # type: ignore[arg-type]
    found.append(_Rule(rules.level, rules.level_weight, column="level"))
    found.append(_Rule(rules.organisation, rules.organisation_weight, column="organisation"))
    return found


def _counts(people: int, rules: Rules) -> list[int]:
    """How many sets there may be, the likeliest first."""
    if not 1 <= rules.smallest <= rules.largest:
        raise AllocationError(
            f"found sets of {rules.smallest} to {rules.largest} members; expected at least 1, and no more than the most"
        )
    middle = (rules.smallest + rules.largest) / 2
    possible = [
        count
        for count in range(max(1, len(set(rules.fixed.values()))), people + 1)
        if count * rules.smallest <= people <= count * rules.largest and rules.sets in (None, count)
    ]
    return sorted(possible, key=lambda count: (abs(people / count - middle), count))


class _Problem:
    """The rules for a number of sets, with what a set of some members costs."""

    def __init__(self, members: pd.DataFrame, rules: Rules, asked: Sequence[_Rule], count: int, seed: int) -> None:
        self.rules, self.asked, self.count = rules, [each for each in asked if each.weight != "ignore"], count
        self.people = len(members)
        self.labels = labels(count, rules.fixed.values())
        self.fixed = {each.of[0]: self.labels.index(each.label) for each in self.asked if each.kind == "fixed"}
        # Whatever the solver prefers among equals, it prefers by order.
        self.order = Random(seed).sample(range(self.people), self.people)  # noqa: S311
        self.traits = {
            each.column: [_trait(value) for value in members[each.column]] for each in self.asked if each.column
        }
        self.totals = {name: Counter(filter(None, trait)) for name, trait in self.traits.items()}
        self.few, self.many = self.people // count, -(-self.people // count)
        self._near: dict[int, list[tuple[int, str, bool]]] = defaultdict(list)
        for each in self.asked:
            if len(each.of) == 2:
                one, other = each.of
                self._near[one].append((other, each.kind, each.weight == "must"))
                self._near[other].append((one, each.kind, each.weight == "must"))
        self._known: dict[frozenset[int], float] = {}

    def total(self, groups: Iterable[frozenset[int]]) -> float:
        """What the sets cost in all."""
        return sum(map(self.cost, groups))

    def cost(self, group: frozenset[int]) -> float:
        """What a set costs; infinitely much where a must is broken."""
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
                trait = self.traits[each.column]
                here = Counter(value for value in (trait[one] for one in group) if value)
                broken = _unlike(each.kind, here, self.totals[each.column], self.count)
                if broken and each.weight == "must":
                    return math.inf
                cost += COST[each.kind] * broken
        return cost


def _trait(value: object) -> str | None:
    return value.strip().casefold() or None if isinstance(value, str) else None


def _unlike(kind: str, here: Counter[str], totals: Counter[str], count: int) -> int:
    """How far a set is from being alike, or from holding its even share of each value."""
    if kind == "similar":
        return max(0, len(here) - 1)
    return sum(
        max(0, here[value] - -(-total // count)) + max(0, total // count - here[value])
        for value, total in totals.items()
    )


def _solve(
    problem: _Problem, *, cheaper_than: float | None = None, seconds: float = 60.0
) -> tuple[list[frozenset[int]] | None, bool]:
    """A placement that keeps every must, or the cheapest of those cheaper than another; and whether time sufficed."""
    people, count = problem.people, problem.count
    prove = cheaper_than is not None
    columns = people * count
    rows: list[dict[int, float]] = []
    low: list[float] = []
    high: list[float] = []
    cost: dict[int, float] = {}
    continuous: list[tuple[int, float]] = []  # column, highest value
    shut: set[int] = set()

    def x(person: int, group: int) -> int:
        return person * count + group

    def column(highest: float, price: float) -> int:
        nonlocal columns
        continuous.append((columns, highest))
        cost[columns] = price
        columns += 1
        return columns - 1

    def row(terms: dict[int, float], least: float, most: float) -> None:
        rows.append(terms)
        low.append(least)
        high.append(most)

    for person in range(people):
        row({x(person, group): 1 for group in range(count)}, 1, 1)
    for group in range(count):
        size = {x(person, group): 1.0 for person in range(people)}
        row(size, problem.rules.smallest, problem.rules.largest)
        if prove:
            over, under = (column(people, COST["even"]) for _ in range(2))
            row(size | {over: -1}, -math.inf, problem.many)
            row(size | {under: 1}, problem.few, math.inf)
    for person, group in problem.fixed.items():
        shut |= {x(person, other) for other in range(count) if other != group}
    # Sets nobody is fixed in differ in nothing but their name: the first free member is in the first of them, or in one
    # with fixed members, the second in the first two …
    free = [group for group in range(count) if group not in problem.fixed.values()]
    for at, person in enumerate(person for person in problem.order if person not in problem.fixed):
        shut |= {x(person, group) for group in free[at + 1 :]}

    for each in problem.asked:
        must = each.weight == "must"
        if not must and not prove:
            continue
        if len(each.of) == 2:
            one, other = each.of
            slack = {} if must else {column(1, COST[each.kind]): -1.0}
            for group in range(count):
                if each.kind == "together":
                    row({x(one, group): 1.0, x(other, group): -1.0} | slack, 0 if must else -math.inf, 0)
                else:
                    row({x(one, group): 1.0, x(other, group): 1.0} | slack, -math.inf, 1)
        elif each.column:
            trait, totals = problem.traits[each.column], problem.totals[each.column]
            of = {value: [at for at, found in enumerate(trait) if found == value] for value in sorted(totals)}
            present: dict[tuple[str, int], int] = {}
            for value, holders in of.items():
                least, most = totals[value] // count, -(-totals[value] // count)
                for group in range(count):
                    here = {x(person, group): 1.0 for person in holders}
                    if each.kind == "similar":
                        is_there = present[value, group] = column(1, 0)
                        for person in holders:
                            row({x(person, group): 1.0, is_there: -1.0}, -math.inf, 0)
                        room = min(len(holders), problem.rules.largest)
                        row(here | {is_there: -room}, -math.inf, 0)
                    elif must:
                        row(here, least, most)
                    else:
                        over, under = (column(people, COST["mixed"]) for _ in range(2))
                        row(here | {over: -1.0}, -math.inf, most)
                        row(here | {under: 1.0}, least, math.inf)
                if each.kind == "similar":
                    # No value fits into fewer sets than it has members for.
                    needed = -(-totals[value] // problem.rules.largest)
                    row({present[value, group]: 1.0 for group in range(count)}, needed, math.inf)
            if each.kind == "similar" and of:
                for group in range(count):
                    more = {} if must else {column(len(of), COST["similar"]): -1.0}
                    row({present[value, group]: 1.0 for value in of} | more, -math.inf, 1)

    if cheaper_than is not None:
        # Every price is a whole number, and so is what a placement costs.
        row({variable: price for variable, price in cost.items() if price}, -math.inf, cheaper_than - 1 + 1e-6)

    indices = [(at, variable, factor) for at, terms in enumerate(rows) for variable, factor in terms.items()]
    places, variables, factors = zip(*indices, strict=True)
    matrix = sparse.csr_array((factors, (places, variables)), shape=(len(rows), columns))
    upper = np.ones(columns)
    whole = np.ones(columns)
    for variable, highest in continuous:
        upper[variable], whole[variable] = highest, 0
    upper[list(shut)] = 0
    price = np.array([cost.get(variable, 0.0) for variable in range(columns)])
    found = milp(
        price, integrality=whole, bounds=Bounds(0, upper), constraints=LinearConstraint(matrix, low, high),
        options={"time_limit": seconds, "mip_rel_gap": 0.0},
    )  # fmt: skip
    if found.status != 0:
        return None, found.status == 2
    chosen = found.x[: people * count].reshape(people, count).argmax(axis=1)
    return [frozenset(map(int, np.flatnonzero(chosen == group))) for group in range(count)], True


def _search(problem: _Problem, start: list[frozenset[int]], random: Random) -> list[frozenset[int]]:
    """The cheapest placement found by moving and swapping members, from a placement that keeps every must."""
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


def _units(problem: _Problem) -> list[frozenset[int]]:
    """Members who can only be moved together, without those who cannot be moved."""
    unit = {person: frozenset([person]) for person in range(problem.people)}
    for each in problem.asked:
        if each.kind == "together" and each.weight == "must":
            joined = unit[each.of[0]] | unit[each.of[1]]
            unit |= dict.fromkeys(joined, joined)
    return [each for each in dict.fromkeys(unit.values()) if not each & problem.fixed.keys()]


def _no_sizes(people: int, rules: Rules) -> str:
    """Why the number of members and the sizes do not go together."""
    span = _span(rules)
    if rules.sets is not None:
        holds = f"{rules.sets * rules.smallest}–{rules.sets * rules.largest}"
        return (
            f"{_people(people)} cannot make {rules.sets} sets of {span}: these hold {holds}. "
            "Change the number of sets, or their size."
        )
    used = len(set(rules.fixed.values()))
    fewer, more = people // rules.largest, -(-people // rules.largest)
    told = [
        f"{count} {'set holds' if count == 1 else 'sets hold'} {count * rules.smallest}–{count * rules.largest}"
        for count in sorted({max(1, fewer), max(1, more)})
    ]
    if used and people < used * rules.smallest:
        told = [f"members are fixed in {used} sets, which hold {used * rules.smallest} at least"]
    return f"{_people(people)} cannot make sets of {span}: {', '.join(told)}. Change the size of a set."


def _why_not(members: pd.DataFrame, rules: Rules, asked: list[_Rule], seed: int) -> str:
    """The musts that cannot hold together, as few as can be, in words."""
    codes = [str(code) for code in members["member"]]
    until = time.monotonic() + 20

    def holds(left: list[_Rule]) -> bool:
        return any(
            _solve(_Problem(members, rules, left, count, seed))[0] is not None
            for count in _counts(len(codes), replace(rules, fixed=_fixed(left, codes)))
        )

    # A deletion filter: what can go without the rest beginning to hold, goes.
    left = [each for each in asked if each.weight == "must" and (each.of or each.column)]
    for lot in [*_lots(left), *([each] for each in left)]:
        kept = [each for each in left if each not in lot]
        if len(kept) < len(left) and time.monotonic() < until and not holds(kept):
            left = kept
    told = [f"a set has {_span(rules)} members" + (f", and there are {rules.sets} sets" if rules.sets else "")]
    told += _in_words(left, members, codes, rules)
    listed = "; ".join(f"({number}) {each}" for number, each in enumerate(told, 1))
    return (
        f"No sets can be made: these rules cannot all hold: {listed}. Change one of them, or make it hold if possible."
    )


def _fixed(left: Iterable[_Rule], codes: list[str]) -> dict[str, str]:
    return {codes[each.of[0]]: each.label for each in left if each.kind == "fixed"}


def _lots(asked: list[_Rule]) -> Iterator[list[_Rule]]:
    """Halves of the many rules of one kind, so that those without a part in it go at once."""
    for kind in ("line", "apart", "together", "fixed"):
        many = [each for each in asked if each.kind == kind]
        size = len(many)
        while size > 1:
            yield from (many[at : at + size] for at in range(0, len(many), size))
            size = -(-size // 2)


def _in_words(left: list[_Rule], members: pd.DataFrame, codes: list[str], rules: Rules) -> list[str]:
    told = []
    lines = [each.of for each in left if each.kind == "line"]
    while lines:
        hub = max(range(len(codes)), key=lambda at: sum(at in pair for pair in lines))
        others = sorted({other for pair in lines if hub in pair for other in pair if other != hub})
        lines = [pair for pair in lines if hub not in pair]
        named = ", ".join(codes[each] for each in others)
        if len(others) == 1:
            told.append(f"{codes[others[0]]} manages or is managed by {codes[hub]}, and may not be in the same set")
        else:
            told.append(
                f"{len(others)} people all manage or are managed by {codes[hub]} ({named}), "
                f"and may not be in a set with {codes[hub]}"
            )
    for each in left:
        if each.kind == "together":
            told.append(f"{codes[each.of[0]]} and {codes[each.of[1]]} are together")
        elif each.kind == "apart":
            told.append(f"{codes[each.of[0]]} and {codes[each.of[1]]} are apart")
        elif each.kind == "fixed":
            told.append(f"{codes[each.of[0]]} stays in set {each.label}")
        elif each.column:
            found = Counter(str(value) for value in members[each.column] if _trait(value))
            shown = ", ".join(f"{value} ({number})" for value, number in found.most_common(6))
            told.append(f"{_heading(each, rules).lower()}: {shown}{', …' if len(found) > 6 else ''}")
    return told


def _span(rules: Rules) -> str:
    return str(rules.smallest) if rules.smallest == rules.largest else f"{rules.smallest}–{rules.largest}"


def _people(number: int) -> str:
    return "1 person" if number == 1 else f"{number} people"


def _heading(rule: _Rule, rules: Rules) -> str:
    """A rule in words; rules about single members share theirs."""
    trait = "level" if rule.column == "level" else "organisation"
    return {
        "size": f"A set has {_span(rules)} members",
        "line": "Nobody is in a set with their line manager",
        "together": "Pairs to keep together",
        "apart": "Pairs to keep apart",
        "fixed": "Members who keep their place",
        "similar": f"Members of a set are of the same {trait}",
        "mixed": f"Each {trait} is spread evenly over the sets",
    }[rule.kind]


def _broken(
    rule: _Rule, groups: Mapping[str, list[int]], members: pd.DataFrame, codes: list[str], rules: Rules
) -> Iterator[tuple[str, str]]:
    """Where a placement breaks a rule: the set, and what is wrong there."""
    if rule.kind == "size":
        for label, group in groups.items():
            if not rules.smallest <= len(group) <= rules.largest:
                yield label, f"has {_people(len(group))}"
    elif rule.kind == "fixed":
        here = next((label for label, group in groups.items() if rule.of[0] in group), "")
        if here != rule.label:
            yield here, f"{codes[rule.of[0]]} was to stay in {rule.label}"
    elif len(rule.of) == 2:
        one, other = (codes[each] for each in rule.of)
        for label, group in groups.items():
            inside = [each in group for each in rule.of]
            if (
                rule.kind == "together"
                and inside == [True, False]
                and any(rule.of[1] in each for each in groups.values())
            ):
                yield label, f"{one} is here, {other} is not"
            elif rule.kind != "together" and all(inside):
                yield label, f"{one} manages {other}" if rule.kind == "line" else f"{one} and {other} are both here"
    elif rule.column and groups:
        words = {_trait(value): str(value).strip() for value in members[rule.column] if _trait(value)}
        trait = [_trait(value) for value in members[rule.column]]
        totals = Counter(value for value in trait if value)
        for label, group in groups.items():
            here_ = Counter(value for value in (trait[each] for each in group) if value)
            if rule.kind == "similar" and len(here_) > 1:
                yield label, ", ".join(f"{words[value]} ({number})" for value, number in sorted(here_.items()))
            elif rule.kind == "mixed":
                for value, total in sorted(totals.items()):
                    least, most = total // len(groups), -(-total // len(groups))
                    if not least <= here_[value] <= most:
                        share = f"{least}" if least == most else f"{least} or {most}"
                        yield label, f"{words[value]}: {here_[value]} here, an even share is {share}"
