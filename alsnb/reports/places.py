"""The sums of a report as sums of atoms, and what everybody knows of these: what disclosure control reckons with."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator, Sequence
from typing import Any

from alsnb.privacy.disclosure import Form, Relation
from alsnb.reports.counts import Pair
from alsnb.reports.counts import Relation as Definition
from alsnb.reports.sums import Key, Term


class Places:
    """What can be told apart of some quantities by the sums asked for: cycles and sets alike in all of them are one."""

    def __init__(
        self,
        amounts: dict[tuple[str, Any], dict[Pair, dict[Any, float]]],
        quantities: set[tuple[str, Any]],
        sums: Iterable[tuple[Term, ...]],
    ) -> None:
        terms = [term for each in sums for term in each]
        # Also those not asked for: what is the same as one of them may be the same as another.
        self.quantities = quantities & amounts.keys()
        ways = list(dict.fromkeys((term.figure.key, term.pairs) for term in terms))
        pairs = {pair for quantity in self.quantities for pair in amounts.get(quantity, {})}
        told = {pair: tuple(_covers(key, only, pair) for key, only in ways) for pair in pairs}
        # Numbers of members are of a set over all cycles, too: sets are alike where they are alike in every cycle.
        sets: dict[Any, list[Any]] = {}
        for cycle, learning_set in sorted(pairs, key=str):
            sets.setdefault(learning_set, []).append((cycle, told[cycle, learning_set]))
        self.places = {pair: (told[pair], str(sets[pair[1]])) for pair in pairs}
        self.cycles: dict[Any, set[Any]] = {}
        for (cycle, _), place in self.places.items():
            self.cycles.setdefault(place, set()).add(cycle)
        self.ways = {way: n for n, way in enumerate(ways)}
        self.amounts: dict[Hashable, float] = {}
        for quantity in self.quantities:
            for pair, behind in amounts.get(quantity, {}).items():
                if not behind:
                    continue
                atom = (quantity, self.places[pair])
                self.amounts[atom] = self.amounts.get(atom, 0.0) + sum(behind.values())

    def form(self, terms: Iterable[Term]) -> Form:
        """A sum, as a sum of atoms."""
        found: dict[Hashable, float] = {}
        for term in terms:
            way = self.ways[term.figure.key, term.pairs]
            quantity = (term.figure.quantity, term.figure.kind)
            over_all = term.figure.quantity.startswith("members of ")
            for place, cycles in self.cycles.items():
                if place[0][way] and (None in cycles if over_all else cycles != {None}):
                    found[quantity, place] = found.get((quantity, place), 0.0) + term.times
        return found

    def relations(self, definitions: Iterable[Definition], *, supposed: bool = True) -> list[Relation]:
        """What holds by definition and, if `supposed`, what people suppose as it mostly does, place by place."""
        found = [*self._of_people(supposed)]
        alike = [*self._alike().values()]
        for each in definitions if supposed else (each for each in definitions if not (each.usual or each.alike)):
            same: set[Any] = set()
            for parts, wholes in each.quantities(self.quantities):
                if same.intersection(wholes):
                    continue
                where = alike if each.lagged else [[place] for places in alike for place in places]
                forms: list[Form] = [
                    {(quantity, place): sign for place in places for sign, some in ((1.0, wholes), (-1.0, parts))
                     for quantity in some}
                    for places in where
                ]  # fmt: skip
                if each.alike:
                    equal = [one for one in self._holding(forms, usual=[True] * len(forms)) if one.exact]
                    found += equal
                    same.update(wholes if equal else ())
                    continue
                # Where there is nothing of a rule, as of another format's, it need not be the same as elsewhere.
                there = [
                    not each.of or any((part, place) in self.amounts for part in parts for place in places)
                    for places in where
                ]
                found += self._holding(forms, exact=each.exact, usual=there if each.usual else ())
        return found

    def _alike(self) -> dict[str, list[Any]]:
        """The places of each set, or of sets alike: one a cycle, or several that are alike."""
        alike: dict[str, list[Any]] = {}
        for place, cycles in self.cycles.items():
            if cycles != {None}:
                alike.setdefault(place[1], []).append(place)
        return alike

    def _of_people(self, supposed: bool) -> Iterator[Relation]:
        """Who is counted in a cycle is counted over all; and of each person there is something, mostly one."""
        for of, kind in self.quantities:
            name = f"members of {of}".replace("members of members in cycle of", "members of")
            over, in_cycle = (name, kind), (name.replace("members of", "members in cycle of"), kind)
            alike = self._alike()
            for place, cycles in self.cycles.items():
                if None in cycles and over in self.quantities:
                    each: Form = {((of, kind), one): 1.0 for one in alike.get(place[1], [])}
                    yield from self._holding([{**each, (over, place): -1.0}])
                    if (of, kind) == in_cycle:
                        yield from self._holding([
                            {(over, place): len(self.cycles[one] - {None}), (in_cycle, one): -1.0}
                            for one in alike.get(place[1], [])
                        ])  # fmt: skip
            if in_cycle in self.quantities and (of, kind) != in_cycle:
                forms: list[Form] = [
                    {((of, kind), one): 1.0, (in_cycle, one): -1.0} for each in alike.values() for one in each
                ]
                yield from self._holding(forms, usual=[supposed] * len(forms))

    def _holding(self, forms: Sequence[Form], *, exact: bool = False, usual: Sequence[bool] = ()) -> list[Relation]:
        """The relations, where they hold: an analysis may be asked as of a date, and another not.

        Where it is `usual` that nothing is left, people suppose it if nothing is left in any of these.
        """
        rests = [sum(times * self.amounts.get(atom, 0.0) for atom, times in form.items()) for form in forms]
        left = [abs(rest) > 1e-6 for rest, each in zip(rests, usual, strict=True) if each] if usual else []
        same = bool(left) and not any(left)
        return [
            Relation(form, exact or (same and usual[n])) for n, form in enumerate(forms)
            if rests[n] > -1e-6 and (not exact or rests[n] < 1e-6)
        ]  # fmt: skip


def _covers(key: Key, only: frozenset[Pair] | None, pair: Pair) -> bool:
    wanted = dict(key)
    cycle, learning_set = pair
    return (
        (only is None or pair in only)
        and wanted.get("cycle", cycle) == cycle
        and wanted.get("learning_set", learning_set) == learning_set
    )
