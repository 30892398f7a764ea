"""The figures of a report as sums of what each member did in each cycle and set, and the people behind them."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from itertools import product
from math import ceil, log2
from typing import Any, NamedTuple

import pandas as pd

from alsnb.errors import ReportError
from alsnb.reports import counts as described
from alsnb.reports.counts import NOBODY, Amounts, Counts, Pair, counted

Key = tuple[tuple[str, Any], ...]
"""What a row stands for: ``(("cycle", 3),)``."""


class Figure(NamedTuple):
    """An amount of a quantity, as published."""

    quantity: str
    kind: Any
    key: Key


class Term(NamedTuple):
    """A figure, or what of it concerned some cycles and sets alone; and how often it counts."""

    figure: Figure
    pairs: frozenset[Pair] | None = None
    times: float = 1.0


class Secret(NamedTuple):
    """What few people are behind: nobody may work it out."""

    terms: tuple[Term, ...]
    people: int
    protection: float


class Earlier(NamedTuple):
    """A figure of an earlier report, without its value where it was withheld, and the cycles and sets it concerned.

    `most` is what anybody had of it, at most.
    """

    figure: Figure
    value: float | None
    pairs: frozenset[Pair]
    most: float
    on: str


class Sums:
    """The amounts of several analyses, and what is asked of sums of them.

    Parameters
    ----------
    smallest
        The smallest number of people to be published.
    met
        The cycles and sets with a meeting: where an analysis has no row for one, there is nothing, which is secret too.
    """

    def __init__(self, smallest: int, met: Iterable[Pair] = ()) -> None:
        self.smallest = smallest
        self.met = set(met)
        self.amounts: dict[tuple[str, Any], dict[Pair, dict[Any, float]]] = {}
        """Of each quantity and kind, by cycle and set, what is whose."""
        self._whole_of: dict[str, str] = {}

    def load(self, spec: Counts, amounts: Amounts) -> list[Figure]:
        """Take over the amounts of an analysis; returns its figures by cycle, by set, by both and overall."""
        self._whole_of |= dict.fromkeys(counted(spec), spec.quantity(spec.whole))
        self.amounts |= amounts.of
        kinds = [quantity for quantity, kind in amounts.of if kind is not None]
        if len(kinds) == 1 and any(each.exact and kinds[0] in each.part for each in described.RELATIONS):
            # Nobody knows that there is nothing of any other kind.
            self.amounts[kinds[0], ""] = {pair: {} for pair in self.met}
        for members, by_pair in amounts.members.items():
            self.amounts[members] = {pair: {NOBODY: number} for pair, number in by_pair.items()}
        found = []
        for quantity, kind in (*amounts.of, *amounts.members):
            pairs = self.amounts[quantity, kind]
            if not spec.of_kind:  # of a rule of a format, sets that follow another are none
                over_all = quantity.startswith("members of ")
                pairs |= {(None if over_all else cycle, each): {} for cycle, each in self.met} | pairs
            cycles = {("cycle", cycle): None for cycle, _ in pairs if cycle is not None}
            sets = {("learning_set", each): None for _, each in pairs if each is not None}
            # Each cycle of each set as well: where both are told, they may tell that.
            keys: list[Key] = [(), *((each,) for each in (*cycles, *sets)), *product(cycles, sets)]
            found += [Figure(quantity, kind, key) for key in keys if is_told(quantity, key)]
        return found

    def pairs(self, figure: Figure) -> frozenset[Pair]:
        """The cycles and sets that a figure is about."""
        wanted = dict(figure.key)
        return frozenset(
            (cycle, learning_set)
            for cycle, learning_set in self.amounts.get((figure.quantity, figure.kind), {})
            if wanted.get("cycle", cycle) == cycle and wanted.get("learning_set", learning_set) == learning_set
        )

    def told_by(self, term: Term) -> set[str]:
        """What tells the amounts apart that a term sums from those that it does not."""
        named = {name for name, _ in term.figure.key}
        every = self.pairs(term.figure)
        if term.pairs is None or every <= term.pairs:
            return named
        cut = {cycle for cycle, _ in every & term.pairs} & {cycle for cycle, _ in every - term.pairs}
        return named | {"cycle", *(["learning_set"] if cut else [])}

    def by_person(self, terms: Iterable[Term]) -> dict[Any, float]:
        """How much of a sum is whose."""
        behind: dict[Any, float] = {}
        for term in terms:
            found = self.amounts.get((term.figure.quantity, term.figure.kind), {})
            for pair in self.pairs(term.figure) & (term.pairs if term.pairs is not None else found.keys()):
                for who, amount in found[pair].items():
                    behind[who] = behind.get(who, 0.0) + term.times * amount
        return behind

    def value(self, terms: Iterable[Term]) -> float:
        """What a sum comes to."""
        return sum(self.by_person(terms).values())

    def people(self, terms: tuple[Term, ...]) -> int:
        """How many people are behind a sum; nobody, where it is not known who.

        What several people have in common is no more people's than it is itself: five airtimes in which twenty spoke
        are five presenters'.
        """
        quantity = terms[0].figure.quantity
        if quantity.startswith("members"):
            return int(self.value(terms))
        behind = self.by_person(terms)
        if quantity in TOGETHER:
            figure = terms[0].figure
            whole = self._whole_of[quantity]
            members = Figure(members_of(whole, figure.key), None, figure.key)
            both = [(Term(each, terms[0].pairs),) for each in (members, figure._replace(quantity=whole))]
            return min(int(self.value(each)) for each in both) if len(terms) == 1 else 0
        people = sum(amount > 1e-9 for who, amount in behind.items() if who is not NOBODY)
        return people if quantity in SUMS else min(people, int(sum(behind.values()) + 1e-6))

    def protection(self, terms: tuple[Term, ...]) -> float:
        """How far apart the bounds of a secret must be.

        So far that it may be no small count at all, and that a reader may be wrong by half of it.
        """
        value = abs(self.value(terms))
        return value if terms[0].figure.quantity in SUMS else max(value, float(self.smallest))

    def most(self, figure: Figure) -> float:
        """What anybody has of a figure, at most: roughly, as it is kept even where that person is erased."""
        if figure.quantity.startswith("members"):
            return 1.0
        most = max(self.by_person((Term(figure),)).values(), default=0.0)
        return 2.0 ** ceil(log2(most)) if most > 0 else 1.0

    def change(self, each: Earlier) -> int:
        """Of how many people, at least, what was published earlier is another now."""
        terms = (Term(each.figure, each.pairs),)
        if each.value is None:
            return 0
        by_person = self.by_person(terms)
        gap = abs(sum(by_person.values()) - each.value)
        if gap <= 1e-6 * max(1, each.value):
            return 0
        if each.figure.quantity in TOGETHER:
            return 1
        # Whoever had more of it, and was erased, is no longer among those of whom it is now.
        most = max(self.most(each.figure), each.most)
        return max(1, ceil(gap / most - 1e-9))


def is_told(quantity: str, key: Key) -> bool:
    """Whether a quantity is told of such rows: how many members there are in a cycle is another than over all."""
    return not quantity.startswith("members") or quantity == members_of(counted_of(quantity), key)


def members_of(quantity: str, key: Key) -> str:
    """The quantity of members behind another, in such rows."""
    return f"members{' in cycle' if any(name == 'cycle' for name, _ in key) else ''} of {quantity}"


def counted_of(quantity: str) -> str:
    """What the members are members of, or the quantity itself."""
    return quantity.removeprefix("members of ").removeprefix("members in cycle of ")


SUMS = {mean for each in described.ANALYSES for mean in each.means}
TOGETHER = {
    quantity
    for each in described.ANALYSES if not each.by_member
    for quantity in (each.quantity(each.whole), *each.means)
}  # fmt: skip
"""Quantities of which nobody has a part of their own."""


def as_json(sums: Sums, shown: Iterable[tuple[Figure, bool]]) -> str:
    """Figures asked for, those withheld without their values, as JSON to be remembered."""
    said = []
    for figure, is_shown in shown:
        value = sums.value((Term(figure),)) if is_shown else None
        pairs = sorted(sums.pairs(figure), key=str)
        said.append([figure.quantity, figure.kind, figure.key, value, pairs, sums.most(figure) if is_shown else 0])
    return json.dumps(said, ensure_ascii=False)


def earlier_figures(publications: pd.DataFrame) -> Iterator[Earlier]:
    """The figures of earlier reports, as `as_json` wrote them.

    Raises
    ------
    ReportError
        What was remembered of a report cannot be read.
    """
    for row in publications.to_dict("records"):
        day = str(row["published_on"])[:10]
        try:
            for quantity, kind, key, value, pairs, most in json.loads(row["figures"]):
                figure = Figure(quantity, kind, tuple((name, each) for name, each in key))
                yield Earlier(figure, value, frozenset((cycle, each) for cycle, each in pairs), most, day)
        except (ValueError, TypeError) as error:
            raise ReportError(
                f"what the log remembers of the report published on {day} cannot be read ({error}); "
                "expected what alsnb wrote: amend that record to what it was, before anything more is published"
            ) from None
