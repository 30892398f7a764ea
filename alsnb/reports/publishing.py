"""Publishing a report: every figure goes through disclosure control, in the order in which the page shows them.

A `Publication` is told of each result before it is shown. What it lets through cannot be taken back, so that of each next
result as much is withheld as keeps all secrets, those of earlier results included. What earlier reports of the
cohort let through is known as well: an amount that has not changed since is as good as shown, and one that has changed
by few people is a secret of its own, like what has come since of few people.
"""

from __future__ import annotations

import json
from collections.abc import Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from math import ceil, isclose
from typing import Any, NamedTuple

import pandas as pd

from alsnb.errors import ReportError
from alsnb.privacy.disclosure import Cell, Form, Relation, withhold
from alsnb.reports import counts as described
from alsnb.reports.counts import FAMILIES, NOBODY, RELATIONS, Amounts, Counts, Pair

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
    """A figure of an earlier report, without its value where it was withheld, and the cycles and sets it concerned."""

    figure: Figure
    value: float | None
    pairs: frozenset[Pair]
    on: str


@dataclass(frozen=True)
class Protected:
    """A result with what is withheld missing."""

    result: pd.DataFrame
    withheld: pd.DataFrame
    """Of the same rows and columns: whether the figure is withheld."""
    why: str
    """Why figures are withheld; empty where none is."""
    whole_rows: pd.DataFrame
    """The rows of which nothing is withheld."""


class Refused(Exception):
    """A result that cannot be published at all; its text says why."""


class Publication:
    """What one report publishes of a cohort.

    Parameters
    ----------
    frames
        The cohort's frames, as the report reads them; uses ``publications`` too.
    as_of
        The date as of which the report judges actions.
    """

    def __init__(self, frames: Any, as_of: Any = None, *, earlier: Iterable[Earlier] | None = None) -> None:
        self.frames, self.as_of = frames, as_of
        self.smallest = int(frames.cohort["smallest_cell"])
        self.earlier = list(earlier_figures(frames.publications) if earlier is None else earlier)
        self.shown: dict[Figure, bool] = {}
        """Every figure asked for so far, and whether it may be shown."""
        self.remembered = 0
        """How many of them the page has told of already."""
        self._secrets: dict[tuple[Term, ...], Secret] = {}
        self._amounts: dict[tuple[str, Any], dict[Pair, dict[Any, float]]] = {}
        self._members: dict[tuple[str, Any], dict[Pair, float]] = {}
        self._people_of: dict[str, str] = {}
        self._loaded: set[str] = set()

    # What is asked for

    def protect(self, result: pd.DataFrame) -> Protected:
        """A result with what may not be published missing, and with the reason.

        Raises
        ------
        Refused
            It does not say how many people are behind its figures, or is not what an analysis makes of the frames.
        """
        found = described.find(result)
        if found is None:
            raise Refused("it does not say of each figure how many people are behind it")
        spec, by = found
        if "member" in by:
            raise Refused("it has figures of single members")
        by = [each for each in by if each != "cohort"]
        self._load(spec)
        rows = spec.result(self.frames, tuple(by), self.as_of).to_dict("records")  # type: ignore[arg-type]
        asked = [self._row_key(spec, row, by) for row in result.to_dict("records")]
        true = {self._row_key(spec, row, by): row for row in rows}
        if any(key not in true or not self._same(spec, key, row, true[key]) for key, row in zip(
                asked, result.to_dict("records"), strict=True)):  # fmt: skip
            raise Refused("its figures are not those that the analysis makes of what this report is about")
        self._decide(spec, list(true))
        mask = pd.DataFrame(False, index=result.index, columns=result.columns)
        for place, key in zip(result.index, asked, strict=True):
            for column in result.columns:
                figures = self._behind(spec, column, key)
                mask.loc[place, column] = not all(self.shown[figure] for figure in figures)
        shown = result.astype({column: object for column in result.columns if mask[column].any()}).mask(mask)
        whole = result[~mask.any(axis=1)].reset_index(drop=True)
        return Protected(shown, mask, self.why if mask.to_numpy().any() else "", whole)

    @property
    def why(self) -> str:
        """Why figures are withheld: the same words for all, as to tell which are small would help to work them out."""
        dates = sorted({each.on for each in self.earlier})
        from_earlier = f", or from what was published on {', '.join(dates)}" if dates else ""
        return (
            f"fewer than {self.smallest} people are behind it, or it would help to work out such a figure from the rest"
            f"{from_earlier}"
        )

    def published(self, since: int = 0) -> str:
        """The figures asked for, those withheld without their values, as JSON to be remembered."""
        said = []
        for figure, shown in list(self.shown.items())[since:]:
            value = self._value((Term(figure),)) if shown else None
            said.append([figure.quantity, figure.kind, figure.key, value, sorted(self._pairs(figure), key=str)])
        return json.dumps(said, ensure_ascii=False)

    # What is behind it

    def _load(self, spec: Counts) -> None:
        """The amounts of an analysis, of what they may be the same as, and of what was published before of the like."""
        family = _family(spec)
        same = {name for each in RELATIONS if each.usual and {*each.part} & _counted(spec) for name in each.whole}
        published = {each.figure.quantity for each in self.earlier}
        loaded = []
        for each in described.ANALYSES:
            name = f"{each.analysis.__module__}.{each.analysis.__name__}"
            mine = _counted(each)
            if name in self._loaded or not (each is spec or mine & same or (mine & family and mine & published)):
                continue
            self._loaded.add(name)
            loaded.append(each)
            made = Amounts(each, self.frames, self.as_of)
            self._amounts |= made.of
            self._members |= made.members
            whole = each.quantity(each.whole)
            self._people_of |= {quantity: whole for quantity in mine}
            for quantity, kind in made.members:
                self._people_of[quantity] = quantity
                self._amounts[quantity, kind] = {p: {NOBODY: n} for p, n in made.members[quantity, kind].items()}
        # What few people are behind is a secret before anybody asks for it: what is shown until then may tell it.
        for each in loaded:
            for quantity, kind in list(self._amounts):
                if _counted_of(quantity) in _counted(each):
                    pairs = self._amounts[quantity, kind]
                    keys = [("cycle", cycle) for cycle, _ in pairs] + [("learning_set", one) for _, one in pairs]
                    for key in dict.fromkeys(((), *((one,) for one in keys if one[1] is not None))):
                        over_all = quantity.startswith("members in cycle") != any(name == "cycle" for name, _ in key)
                        if not (over_all and quantity.startswith("members")):
                            self._keep(Figure(quantity, kind, key))

    def _row_key(self, spec: Counts, row: dict[Any, Any], by: Sequence[str]) -> tuple[Any, Key]:
        kind = str(row[spec.kinds]) if spec.kinds else None
        return kind, tuple((each, described._known(row[each])) for each in by)

    def _same(self, spec: Counts, key: tuple[Any, Key], given: dict[Any, Any], true: dict[Any, Any]) -> bool:
        """Whether a row says what the analysis does, and the members' own amounts add up to it."""
        for column, value in true.items():
            other = given[column]
            alike = (pd.isna(value) and pd.isna(other)) or value == other
            if not alike and not (isinstance(value, float) and isclose(value, other, abs_tol=1e-9)):
                return False
        for column in (*spec.counted, *spec.means):
            amount = true[column] * (true[spec.means[column]] if column in spec.means else 1)
            if pd.isna(amount):
                amount = 0.0
            if not isclose(self._value((Term(self._figure(spec, column, key)),)), amount, rel_tol=1e-6, abs_tol=1e-6):
                return False
        return True

    def _figure(self, spec: Counts, column: str, key: tuple[Any, Key]) -> Figure:
        kind = key[0] if column in spec.parts else None
        if column == "members":
            of = spec.members_of or spec.whole
            in_cycle = " in cycle" if any(name == "cycle" for name, _ in key[1]) else ""
            return Figure(f"members{in_cycle} of {spec.quantity(of)}", key[0] if of in spec.parts else None, key[1])
        return Figure(spec.quantity(column), kind, key[1])

    def _behind(self, spec: Counts, column: str, key: tuple[Any, Key]) -> list[Figure]:
        """The figures that a column's value gives away."""
        name = column.removesuffix("_low").removesuffix("_high")
        if name in spec.follows:
            return [self._figure(spec, each, key) for each in spec.follows[name]]
        if name in spec.means:
            return [self._figure(spec, each, key) for each in (name, spec.means[name])]
        if name in (*spec.counted, "members"):
            return [self._figure(spec, name, key)]
        return []

    def _pairs(self, figure: Figure) -> frozenset[Pair]:
        """The cycles and sets that a figure is about."""
        wanted = dict(figure.key)
        return frozenset(
            (cycle, learning_set)
            for cycle, learning_set in self._amounts.get((figure.quantity, figure.kind), {})
            if wanted.get("cycle", cycle) == cycle and wanted.get("learning_set", learning_set) == learning_set
        )

    def _told_by(self, term: Term) -> set[str]:
        """What tells the amounts apart that a term sums from those that it does not."""
        named = {name for name, _ in term.figure.key}
        every = self._pairs(term.figure)
        if term.pairs is None or every <= term.pairs:
            return named
        cut = {cycle for cycle, _ in every & term.pairs} & {cycle for cycle, _ in every - term.pairs}
        return named | {"cycle", *(["learning_set"] if cut else [])}

    def _by_person(self, terms: Iterable[Term]) -> dict[Any, float]:
        """How much of a sum is whose."""
        behind: dict[Any, float] = {}
        for term in terms:
            found = self._amounts.get((term.figure.quantity, term.figure.kind), {})
            for pair in self._pairs(term.figure) & (term.pairs if term.pairs is not None else found.keys()):
                for who, amount in found[pair].items():
                    behind[who] = behind.get(who, 0.0) + term.times * amount
        return behind

    def _value(self, terms: Iterable[Term]) -> float:
        return sum(self._by_person(terms).values())

    def _people(self, terms: tuple[Term, ...]) -> int:
        """How many people are behind a sum; nobody, where it is not known who."""
        quantity = terms[0].figure.quantity
        if quantity.startswith("members"):
            return int(self._value(terms))
        behind = self._by_person(terms)
        if quantity in _TOGETHER:
            figure = terms[0].figure
            in_cycle = " in cycle" if any(name == "cycle" for name, _ in figure.key) else ""
            members = Figure(f"members{in_cycle} of {self._people_of[quantity]}", None, figure.key)
            return self._people((Term(members, terms[0].pairs),)) if len(terms) == 1 else 0
        return sum(amount > 1e-9 for who, amount in behind.items() if who is not NOBODY)

    def _protection(self, terms: tuple[Term, ...]) -> float:
        """How far apart its bounds must be: so far that it may be no small count at all, and that half of it may be wrong."""
        value = abs(self._value(terms))
        return value if terms[0].figure.quantity in _SUMS else max(value, float(self.smallest))

    def _weight(self, spec: Counts, figure: Figure) -> float:
        """What a reader loses with it: with a whole, every share of it."""
        first = {spec.quantity(spec.whole): 100.0, **{spec.quantity(part): 10.0 for part in spec.parts[:1]}}
        return first.get(figure.quantity, 1.0) * (1 + self._people((Term(figure),)))

    # What may be shown

    def _decide(self, spec: Counts, keys: Sequence[tuple[Any, Key]]) -> None:
        columns = [*spec.counted, "members", *spec.means]
        new: dict[Figure, None] = {}
        for key in keys:
            for column in columns:
                figure = self._figure(spec, column, key)
                if figure not in self.shown:
                    new[figure] = None
        if not new:
            return
        for figure in new:
            self._keep(figure)
        withheld: set[Figure] = set()
        for quantities in _blocks(spec, {*self._amounts}):
            mine = [figure for figure in new if (figure.quantity, figure.kind) in quantities]
            mean_of = {mean: spec.quantity(over) for mean, over in spec.means.items()}
            withheld |= {
                figure for figure in mine
                if figure.quantity in mean_of and self._is_withheld(Figure(mean_of[figure.quantity], None, figure.key), withheld)
            }  # fmt: skip
            withheld |= self._withheld(spec, quantities, mine, withheld)
        self.shown |= {figure: figure not in withheld for figure in new}

    def _is_withheld(self, figure: Figure, withheld: set[Figure]) -> bool:
        return figure in withheld or not self.shown.get(figure, True)

    def _withheld(
        self, spec: Counts, quantities: set[tuple[str, Any]], new: list[Figure], withheld: set[Figure]
    ) -> set[Figure]:
        """The figures to be withheld of quantities that have to do with one another."""

        def concerns(terms: Iterable[Term]) -> bool:
            return all((term.figure.quantity, term.figure.kind) in quantities for term in terms)

        cells = [(figure, (Term(figure),), self._people((Term(figure),))) for figure in new]
        before = [(Term(figure),) for figure, shown in self.shown.items() if shown and concerns((Term(figure),))]
        earlier = [each for each in self.earlier if concerns((Term(each.figure),))]
        public = {(Term(each.figure, each.pairs),): self._change(each) for each in earlier if each.value is not None}
        secrets = [each for each in self._secrets.values() if concerns(each.terms)]

        def look(known: list[tuple[Term, ...]], secrets: list[Secret], withheld: set[Figure]) -> set[Figure]:
            shown = (terms for figure, terms, people in cells if people >= self.smallest and figure not in withheld)
            # What nothing is shown by, such as sets, may be spread over them in any way: no set's secret is out.
            by = {name for terms in (*known, *shown) for term in terms for name in self._told_by(term)} | {"cycle"}
            told = {each.terms: each for each in secrets if all(self._told_by(term) <= by for term in each.terms)}
            atoms = _Atoms(self._amounts, quantities, [*known, *told, *(terms for _, terms, _ in cells)])
            return set(withhold(
                [Cell(figure, atoms.form(terms), people, self._protection(terms), self._weight(spec, figure))
                 for figure, terms, people in cells],
                atoms.amounts,
                self.smallest,
                implied=[Cell("", atoms.form(terms), people, width) for terms, people, width in told.values()],
                relations=atoms.relations(),
                known=[atoms.form(terms) for terms in known],
                withheld={figure for figure in new if figure in withheld},
            ))  # fmt: skip

        gone = look([*before, *(terms for terms, change in public.items() if not change)], secrets, withheld)
        if any(public.values()):
            # Whoever knows just what has changed since can reckon with the other earlier figures too.
            rest = [each for each in secrets if not public.get(each.terms, 0)]
            gone = look([*before, *public], rest, gone)
        return gone

    def _keep(self, figure: Figure) -> None:
        """Keep secret what few people are behind: a figure, and what it would tell besides."""
        self._keep_sum((Term(figure),))
        if figure.quantity in _REST_OF:
            self._keep_sum((Term(Figure(_REST_OF[figure.quantity], None, figure.key)), Term(figure, None, -1)))
        for each in RELATIONS:
            if each.usual and figure.quantity in each.part:
                self._keep_sum(tuple(Term(Figure(name, None, figure.key)) for name in each.whole))
        for before in self.earlier:
            if before.figure == figure:
                if since := self._pairs(figure) - before.pairs:
                    self._keep_sum((Term(figure, since),))
                if before.value is None:
                    self._keep_sum((Term(figure, before.pairs),))
                elif changed := self._change(before):
                    self._keep_sum((Term(figure, before.pairs),), changed)

    def _keep_sum(self, terms: tuple[Term, ...], people: int | None = None) -> None:
        people = self._people(terms) if people is None else people
        if people < self.smallest:
            self._secrets[terms] = Secret(terms, people, self._protection(terms))

    def _change(self, each: Earlier) -> int:
        """Of how many people, at least, what was published earlier is another now."""
        terms = (Term(each.figure, each.pairs),)
        if each.value is None:
            return 0
        by_person = self._by_person(terms)
        change = abs(sum(by_person.values()) - each.value)
        if change <= 1e-6 * max(1, each.value):
            return 0
        if each.figure.quantity in _TOGETHER:
            return 1
        most = 1.0 if each.figure.quantity.startswith("members") else max(by_person.values(), default=1.0) or 1.0
        return max(1, ceil(change / most - 1e-9))


class _Atoms:
    """What can be told apart of some quantities by the sums asked for: cycles and sets alike in all of them are one."""

    def __init__(
        self, amounts: dict[tuple[str, Any], dict[Pair, dict[Any, float]]], quantities: set[tuple[str, Any]],
        sums: Iterable[tuple[Term, ...]],
    ) -> None:  # fmt: skip
        terms = [term for each in sums for term in each]
        self.quantities = {(term.figure.quantity, term.figure.kind) for term in terms}
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

    def relations(self) -> list[Relation]:
        """What holds by definition, place by place."""
        found = [*self._of_people()]
        for each in RELATIONS:
            parts = [quantity for quantity in self.quantities if quantity[0] in each.part]
            wholes = [quantity for quantity in self.quantities if quantity[0] in each.whole]
            if len({name for name, _ in wholes}) == len(each.whole) and parts:
                forms: list[Form] = [
                    {**{(whole, place): 1.0 for whole in wholes}, **{(part, place): -1.0 for part in parts}}
                    for place, cycles in self.cycles.items()
                    if cycles != {None}
                ]
                found += self._holding(forms, exact=each.exact, usual=each.usual)
        return found

    def _of_people(self) -> Iterator[Relation]:
        """Who is counted in a cycle is counted over all; and of each person there is something."""
        for of, kind in self.quantities:
            name = f"members of {of}".replace("members of members in cycle of", "members of")
            over, in_cycle = (name, kind), (name.replace("members of", "members in cycle of"), kind)
            alike: dict[str, list[Any]] = {}
            for place, cycles in self.cycles.items():
                if cycles != {None}:
                    alike.setdefault(place[1], []).append(place)
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
                yield from self._holding(forms, usual=True)

    def _holding(self, forms: Sequence[Form], *, exact: bool = False, usual: bool = False) -> list[Relation]:
        """The relations, unless they do not hold: an analysis may be asked as of a date, and another not."""
        rests = [sum(times * self.amounts.get(atom, 0.0) for atom, times in form.items()) for form in forms]
        if min(rests, default=0) < -1e-6:
            return []
        return [Relation(form, exact or (usual and max(rests) < 1e-6)) for form in forms]


def _covers(key: Key, only: frozenset[Pair] | None, pair: Pair) -> bool:
    wanted = dict(key)
    cycle, learning_set = pair
    return (
        (only is None or pair in only)
        and wanted.get("cycle", cycle) == cycle
        and wanted.get("learning_set", learning_set) == learning_set
    )


_SUMS = {mean for each in described.ANALYSES for mean in each.means}
_TOGETHER = {
    quantity
    for each in described.ANALYSES if not each.by_member
    for quantity in (each.quantity(each.whole), *each.means)
}  # fmt: skip
"""Quantities of which nobody has a part of their own."""


_REST_OF = {
    spec.quantity(part): spec.quantity(spec.whole) for spec in described.ANALYSES if spec.rest for part in spec.parts
}
"""Part → whole, where it says something of a person not to be in the part."""


def _counted(spec: Counts) -> set[str]:
    return {spec.quantity(column) for column in spec.counted} | set(spec.means)


def _family(spec: Counts) -> set[str]:
    mine = _counted(spec)
    return mine.union(*(family for family in FAMILIES if family & mine))


def _blocks(spec: Counts, every: set[tuple[str, Any]]) -> Iterator[set[tuple[str, Any]]]:
    """Quantities to be looked at together, in the order in which they are decided on."""
    names = _family(spec) - _SUMS
    kinds = sorted({kind for name, kind in every if kind is not None and _counted_of(name) in names}, key=str)
    exact = any(each.exact and set(each.part) & set(spec.parts) for each in RELATIONS)
    wholes = {(name, kind) for name, kind in every if _counted_of(name) in names and kind is None}
    if spec.kinds and exact:
        yield wholes | {(name, kind) for name, kind in every if _counted_of(name) in names}
    else:
        yield wholes
        for one in kinds:
            yield wholes | {(name, kind) for name, kind in every if _counted_of(name) in names and kind == one}
    for mean in sorted(spec.means):
        yield {(mean, None)}


def _counted_of(quantity: str) -> str:
    """What the members are members of, or the quantity itself."""
    return quantity.removeprefix("members of ").removeprefix("members in cycle of ")


def earlier_figures(publications: pd.DataFrame) -> Iterator[Earlier]:
    """The figures of earlier reports, as `Publication.published` wrote them."""
    for number, row in zip(count(), publications.to_dict("records")):
        for quantity, kind, key, value, pairs in json.loads(row["figures"]):
            named = tuple((name, each) for name, each in key)
            figure = Figure(quantity, kind, named)
            yield Earlier(
                figure, value, frozenset((cycle, each) for cycle, each in pairs), str(row["published_on"])[:10]
            )
