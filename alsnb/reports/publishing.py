"""Publishing a report: every figure goes through disclosure control, in the order in which the page shows them.

A `Publication` is told of each result before it is shown. What it lets through cannot be taken back, so that of each
next result as much is withheld as keeps all secrets, those of earlier results included. What earlier reports of the
cohort let through is known as well: an amount that has not changed since is as good as shown, and one that has changed
by few people is a secret of its own, like what has come since of few people.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import isclose
from typing import Any

import pandas as pd

from alsnb.analyses.prevalence import prevalence
from alsnb.analyses.quotations import QUOTABLE
from alsnb.privacy.disclosure import Cell, withhold
from alsnb.reports import counts as described
from alsnb.reports.counts import FAMILIES, NOBODY, Amounts, Counts, counted, family_of, relations_of
from alsnb.reports.places import Places
from alsnb.reports.sums import (
    SUMS,
    Earlier,
    Figure,
    Key,
    Secret,
    Sums,
    Term,
    as_json,
    counted_of,
    earlier_figures,
    members_of,
)


@dataclass(frozen=True)
class Protected:
    """A result with what is withheld missing; of several kinds, those with nothing to show are left out."""

    result: pd.DataFrame
    withheld: pd.DataFrame
    """Of the same rows and columns: whether the figure is withheld."""
    why: str
    """Why figures are withheld; empty where none is."""


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
    draft
        Whether it is only to be looked at first, and not remembered.
    """

    def __init__(
        self, frames: Any, as_of: Any = None, *, earlier: Iterable[Earlier] | None = None, draft: bool = False
    ) -> None:
        self.frames, self.as_of, self.draft = frames, as_of, draft
        self.smallest = int(frames.cohort["smallest_cell"])
        self.earlier = list(earlier_figures(frames.publications) if earlier is None else earlier)
        self.relations = relations_of(frames)
        # A set that met in other cycles than all others is told apart from them by that.
        met = frames.meetings.drop_duplicates(["learning_set", "cycle"]).groupby("learning_set")["cycle"].agg(frozenset)
        self._alone = {*met.index[~met.duplicated(keep=False)]}
        self.shown: dict[Figure, bool] = {}
        """Every figure asked for so far, and whether it may be shown."""
        self.explained = False
        """Whether the page has said why anything is withheld."""
        self._told = 0
        """How many of them the page has told of already."""
        self._secrets: dict[tuple[Term, ...], Secret] = {}
        pairs = frames.meetings[["cycle", "learning_set"]].itertuples(index=False)
        self._sums = Sums(self.smallest, ((described.known(cycle), described.known(each)) for cycle, each in pairs))
        self._loaded: set[str] = set()
        self._results: dict[Any, list[dict[Any, Any]]] = {}

    # What is asked for

    def protect(self, result: pd.DataFrame) -> Protected:
        """A result with what may not be published missing, and with the reason.

        Raises
        ------
        Refused
            It does not say how many people are behind its figures, or is not what an analysis makes of the frames.
        """
        if "passage" in result:
            return self._quoted(result)
        found = described.find(result)
        if found is None:
            raise Refused(described.why_not(result))
        spec, by = found
        if "member" in by:
            raise Refused("it has figures of single members")
        by = [each for each in by if each != "cohort"]
        source = described.described(spec.like) if spec.like else spec
        self._load(source)
        if spec.trends:
            # What it was from cycle to cycle is told by a trend, as if each cycle's figures were asked for.
            each = self._rows(source, (*by, "cycle"))
            self._decide(source, [self._row_key(source, row, [*by, "cycle"]) for row in each])
        rows = self._rows(spec, tuple(by))
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
                mask.loc[place, column] = column in spec.untold or not all(self.shown[figure] for figure in figures)
        if spec.kinds:
            # A kind of which there is nothing has no row: nor must one of which there is little, or it would be told.
            kinded = mask[list(spec.kinded)]
            kept = ~(kinded.all(axis=1) if spec.of_kind else kinded.any(axis=1))
            result, mask = result[kept], mask[kept]
        reason = self.why if spec.kinds or mask.to_numpy().any() else ""
        shown = result.astype({column: object for column in result.columns if mask[column].any()}).mask(mask)
        return Protected(shown, mask, reason)

    def may_tell(self, parts: Mapping[str, int]) -> bool:
        """Whether it may be told how many people are in each part of a whole, which no analysis counts.

        It is remembered. Not where few are in a part, nor where a part has changed by few since it was told.
        """
        told = True
        figures = [Figure(f"members {name}", None, ()) for name in parts]
        for figure, people in zip(figures, parts.values(), strict=True):
            before = {each.value for each in self.earlier if each.figure == figure and each.value is not None}
            changes = [abs(people - value) for value in before]
            told &= people >= self.smallest and all(not each or each >= self.smallest for each in changes)
            self._sums.amounts[figure.quantity, None] = {(None, None): {NOBODY: float(people)}}
        self.shown |= dict.fromkeys(figures, told)
        return told

    def _quoted(self, result: pd.DataFrame) -> Protected:
        """Passages that may be quoted: of themes of which it is told in how many reflections they are.

        Who wrote which, and when, is left out, and with it who wrote several.
        """
        if not result.attrs.get(QUOTABLE):
            raise Refused("it has passages that do not come from alsnb.themes.quotations, without names")
        themes = self.protect(prevalence(self.frames, by=()))
        told = themes.result.loc[~themes.withheld["with_theme"], "theme"]
        passages = result.loc[result["theme"].isin(told), ["theme", "passage"]].drop_duplicates()
        passages["passage"] = passages["passage"].str.replace(r"\[member [^\]]*\]", "[name]", regex=True)
        passages = passages.sort_values(["theme", "passage"], ignore_index=True)
        return Protected(passages, pd.DataFrame(False, passages.index, passages.columns), self.why)

    @property
    def why(self) -> str:
        """Why figures are withheld: the same words for all, as to tell which are small would help to work them out."""
        dates = sorted({each.on for each in self.earlier})
        from_earlier = f", or from what was published on {', '.join(dates)}" if dates else ""
        return (
            f"fewer than {self.smallest} people are behind such a figure, or it would help to work one out from the "
            f"rest{from_earlier}"
        )

    def reason(self) -> str:
        """Why, as it goes on after "withheld"; nothing more once the page has said it for all."""
        return "" if self.explained else f", as {self.why}"

    def published(self) -> str:
        """The figures asked for, as JSON to be remembered."""
        return as_json(self._sums, self.shown.items())

    def to_remember(self) -> str:
        """Those of them that were asked for since this was asked last."""
        new = list(self.shown.items())[self._told :]
        self._told = len(self.shown)
        return as_json(self._sums, new)

    def _load(self, spec: Counts) -> None:
        """The amounts of an analysis, of what they may be the same as, and of what was published before of the like."""
        family = family_of(spec)
        # Also what a relation ties to it alone: in which airtimes a rule was observed.
        family |= {name for each in self.relations for name in (*each.part, *each.whole)
                   if family & {*each.part, *each.whole}}  # fmt: skip
        same = {name for each in self.relations if each.usual and {*each.part} & counted(spec) for name in each.whole}
        published = {each.figure.quantity for each in self.earlier}
        loaded: list[Figure] = []
        for each in described.ANALYSES:
            name = f"{each.analysis.__module__}.{each.analysis.__name__}"
            mine = counted(each)
            wanted = each is spec or mine & same or (mine & family and mine & published)
            if each.like or name in self._loaded or not wanted:
                continue
            self._loaded.add(name)
            loaded += self._sums.load(each, Amounts(each, self.frames, self.as_of))
        # What few people are behind is a secret before anybody asks for it: what is shown until then may tell it.
        for figure in loaded:
            self._keep(figure)

    def _rows(self, spec: Counts, by: tuple[Any, ...]) -> list[dict[Any, Any]]:
        """What an analysis makes of the frames; a page shows it in words, in a figure and in a table."""
        if (spec.analysis, by) not in self._results:
            self._results[spec.analysis, by] = spec.result(self.frames, by, self.as_of).to_dict("records")
        return self._results[spec.analysis, by]

    def _row_key(self, spec: Counts, row: dict[Any, Any], by: Sequence[str]) -> tuple[Any, Key]:
        kind = spec.kind(row, spec.kinded[0]) if spec.kinds else None
        return kind, tuple((each, described.known(row[each])) for each in sorted(by))

    def _same(self, spec: Counts, key: tuple[Any, Key], given: dict[Any, Any], true: dict[Any, Any]) -> bool:
        """Whether a row says what the analysis does, and the members' own amounts add up to it."""
        for column, value in true.items():
            other = given[column]
            alike = (pd.isna(value) and pd.isna(other)) or value == other
            # A model is fitted until it hardly changes.
            near = 1e-6 if column.startswith(spec.trends or " ") else 1e-9
            if not alike and not (isinstance(value, float) and isclose(value, other, abs_tol=near)):
                return False
        for column in (*spec.counted, *spec.means):
            amount = true[column] * (true[spec.means[column]] if column in spec.means else 1)
            if pd.isna(amount):
                amount = 0.0
            if not isclose(
                self._sums.value((Term(self._figure(spec, column, key)),)), amount, rel_tol=1e-6, abs_tol=1e-6
            ):
                return False
        return True

    def _figure(self, spec: Counts, column: str, key: tuple[Any, Key]) -> Figure:
        if column == "members":
            of = spec.members_of or spec.whole
            return Figure(members_of(spec.quantity(of), key[1]), key[0] if of in spec.kinded else None, key[1])
        return Figure(spec.quantity(column), key[0] if column in spec.kinded else None, key[1])

    def _behind(self, spec: Counts, column: str, key: tuple[Any, Key]) -> list[Figure]:
        """The figures that a column's value gives away."""
        name = column.removesuffix("_low").removesuffix("_high")
        if name in spec.follows:
            return [self._figure(spec, each, key) for each in spec.follows[name]]
        if name in spec.means:
            return [self._figure(spec, each, key) for each in (name, spec.means[name])]
        if name in spec.trends:
            told = self._told_by_trend(spec)
            return [
                each for each in self.shown
                if each.quantity in told and each.kind in (None, key[0]) and _in_cycle(each, key)
            ]  # fmt: skip
        if name in (*spec.counted, "members"):
            return [self._figure(spec, name, key)]
        return []

    def _told_by_trend(self, spec: Counts) -> set[str]:
        source = described.described(spec.like) if spec.like else spec
        return {spec.quantity(column) for column in (*spec.counted, *spec.trend_of, *source.means)}

    def _weight(self, spec: Counts, figure: Figure) -> float:
        """What a reader loses with it: with a whole, every share of it."""
        first = {spec.quantity(spec.whole): 100.0, **{spec.quantity(part): 10.0 for part in spec.parts[:1]}}
        return first.get(figure.quantity, 1.0) * (1 + self._sums.people((Term(figure),)))

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
        over = {mean: spec.quantity(column) for mean, column in spec.means.items()}
        for quantities in self._blocks(spec):
            mine = [figure for figure in new if (figure.quantity, figure.kind) in quantities]
            for figure in mine:
                # A mean would tell of the count that it is taken over.
                counted_over = figure._replace(quantity=over.get(figure.quantity, figure.quantity))
                if counted_over in withheld or not self.shown.get(counted_over, True):
                    withheld.add(figure)
            withheld |= self._withheld(spec, quantities, mine, withheld)
        self.shown |= {figure: figure not in withheld for figure in new}

    def _blocks(self, spec: Counts) -> Iterator[set[tuple[str, Any]]]:
        """Quantities to be looked at together, in the order in which they are decided on."""
        every = {each for each in self._sums.amounts if counted_of(each[0]) not in SUMS}
        names = family_of(spec) - SUMS
        if not spec.of_kind:
            yield _of_all(every, names)
        for group in _groups(every):
            tied = {
                name
                for each in self.relations for parts, wholes in each.quantities(every) if group & {*parts, *wholes}
                for name, kind in (*parts, *wholes) if kind is None
            }  # fmt: skip
            reached = tied.union(*(family for family in FAMILIES if family & tied))
            told = self._told_kinds(group)
            if any(counted_of(name) in counted(spec) for name, _ in group):
                yield _of_all(every, reached) | group
            elif not spec.kinds and tied & names and told:
                # Kinds of which nothing is told tell nothing; but all kinds together are the whole.
                parts = any(each.exact and {*each.part} & {name for name, _ in group} for each in self.relations)
                yield _of_all(every, reached) | {each for each in group if parts or each[1] in told}
        for mean in sorted(spec.means):
            yield {(mean, None)}

    def _told_kinds(self, quantities: set[tuple[str, Any]]) -> set[Any]:
        told = [figure for figure, shown in self.shown.items() if shown]
        told += [each.figure for each in self.earlier if each.value is not None]
        return {figure.kind for figure in told if (figure.quantity, figure.kind) in quantities}

    def _withheld(
        self, spec: Counts, quantities: set[tuple[str, Any]], new: list[Figure], withheld: set[Figure]
    ) -> set[Figure]:
        """The figures to be withheld of quantities that have to do with one another."""

        def concerns(terms: Iterable[Term]) -> bool:
            return all((term.figure.quantity, term.figure.kind) in quantities for term in terms)

        cells = [(figure, (Term(figure),), self._sums.people((Term(figure),))) for figure in new]
        before = [(Term(figure),) for figure, shown in self.shown.items() if shown and concerns((Term(figure),))]
        earlier = [each for each in self.earlier if concerns((Term(each.figure),))]
        public: dict[tuple[Term, ...], int] = {
            (Term(each.figure, each.pairs),): self._sums.change(each) for each in earlier if each.value is not None
        }
        secrets = [each for each in self._secrets.values() if concerns(each.terms)]

        def look(
            known: list[tuple[Term, ...]], secrets: list[Secret], withheld: set[Figure], *, supposed: bool
        ) -> set[Figure]:
            shown = (terms for figure, terms, people in cells if people >= self.smallest and figure not in withheld)
            # What nothing is shown by, such as sets, may be spread over them in any way: no set's secret is out.
            by = {name for terms in (*known, *shown) for term in terms for name in self._sums.told_by(term)}
            by.add("cycle")
            told = {each.terms: each for each in secrets if all(self._is_apart(term, by) for term in each.terms)}
            atoms = Places(self._sums.amounts, quantities, [*known, *told, *(terms for _, terms, _ in cells)])
            gone = withhold(
                [Cell(figure, atoms.form(terms), people, self._sums.protection(terms), self._weight(spec, figure))
                 for figure, terms, people in cells],
                atoms.amounts,
                self.smallest,
                implied=[Cell("", atoms.form(terms), people, width) for terms, people, width in told.values()],
                relations=atoms.relations(self.relations, supposed=supposed),
                known=[atoms.form(terms) for terms in known],
                withheld={figure for figure in new if figure in withheld},
            )  # fmt: skip
            return {figure for figure in new if figure in gone}

        unchanged = [*before, *(terms for terms, change in public.items() if not change)]
        # Whoever knows just what has changed since can reckon with the other earlier figures too.
        rest = [each for each in secrets if not public.get(each.terms, 0)]
        gone: set[Figure] = set(withheld)
        # What an earlier report tells only to those who suppose too much is no reason to tell it to everybody.
        for supposed in (True, False) if public else (True,):
            gone = look(unchanged, secrets, gone, supposed=supposed)
            if any(public.values()):
                gone = look([*before, *public], rest, gone, supposed=supposed)
        return gone

    def _is_apart(self, term: Term, by: set[str]) -> bool:
        """Whether what a term sums is told from the rest by what tells amounts apart."""
        more = self._sums.told_by(term) - by
        return not more or (more == {"learning_set"} and dict(term.figure.key).get("learning_set") in self._alone)

    def _keep(self, figure: Figure) -> None:
        """Keep secret what few people are behind: a figure, and what it would tell besides."""
        self._keep_sum((Term(figure),))
        if figure.quantity in _REST_OF and not str(figure.kind).startswith(described.PLAIN):
            whole, of_kind = _REST_OF[figure.quantity]
            kind = figure.kind if of_kind else None
            self._keep_sum((Term(Figure(whole, kind, figure.key)), Term(figure, None, -1)))
        for each in self.relations:
            if each.usual and figure.quantity in each.part and len(each.whole) > 1:
                self._keep_sum(tuple(Term(Figure(name, None, figure.key)) for name in each.whole))
        for before in self.earlier:
            if before.figure == figure:
                since = self._sums.pairs(figure) - before.pairs
                come = self._sums.people((Term(figure, since),)) if since else 0
                if since:
                    # All but what was told of then: a reader does not know where there is nothing.
                    self._keep_sum((Term(figure), Term(figure, before.pairs, -1)), come)
                if before.value is None:
                    self._keep_sum((Term(figure, before.pairs),))
                elif changed := self._sums.change(before):
                    self._keep_sum((Term(figure, before.pairs),), changed)
                    # What changed and what came since may be of the same few; and where there is nothing, nobody knows.
                    self._keep_sum((Term(figure),), max(changed, come))

    def _keep_sum(self, terms: tuple[Term, ...], people: int | None = None) -> None:
        people = self._sums.people(terms) if people is None else people
        if people < self.smallest:
            self._secrets[terms] = Secret(terms, people, self._sums.protection(terms))


def _in_cycle(figure: Figure, key: tuple[Any, Key]) -> bool:
    """Whether a figure is of one cycle of what a row is about."""
    return dict(figure.key).keys() == {*dict(key[1]), "cycle"} and {*key[1]} < {*figure.key}


_REST_OF = {
    spec.quantity(part): (spec.quantity(spec.whole), spec.of_kind)
    for spec in described.ANALYSES if spec.rest for part in spec.parts
}  # fmt: skip
"""Part → whole, where it says something of a person not to be in the part; and whether the whole is of its kind."""


def _of_all(every: set[tuple[str, Any]], names: set[str]) -> set[tuple[str, Any]]:
    return {(name, kind) for name, kind in every if kind is None and counted_of(name) in names}


def _groups(every: set[tuple[str, Any]]) -> list[set[tuple[str, Any]]]:
    """Quantities of kinds that have to do with one another: all contributions, the rules about what others count."""
    groups: dict[Any, set[tuple[str, Any]]] = {}
    for name, kind in sorted((each for each in every if each[1] is not None), key=str):
        analysis = next(spec for spec in described.ANALYSES if counted_of(name) in counted(spec) and spec.kinds)
        together = any(
            {*each.part, *each.whole} & {*analysis.parts, analysis.whole} and (each.exact or re.match(each.of, kind))
            for each in described.RELATIONS if each.exact or each.of
        )  # fmt: skip
        groups.setdefault((analysis.whole, None if together else kind), set()).add((name, kind))
    return list(groups.values())


_current: list[Publication] = []
"""The publication that this notebook is, if it is one."""


def start(publication: Publication | None) -> None:
    """From now on, show only what a publication lets through; or, without one, everything."""
    _current[:] = [publication] if publication is not None else []


def current() -> Publication | None:
    """The publication that this notebook is, if it is one."""
    return _current[0] if _current else None
