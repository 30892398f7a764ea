"""Whoever tries to work out the small numbers behind published figures; knows nothing of how alsnb makes them.

The reader has every table of every report and of the paper, of one release or two, and knows the rules, the size of the
cohort, and what ties the figures together: what is declared beside each measure, and what is *mined*, which is whatever
holds between the true figures of many random cohorts. An integer programme then gives the range of every count of zero
to four people or acts, and of what such a count leaves of its total. A count with one possible value is *pinned*.

    python tests/disclosure/attack.py mine 500          # relations that hold in 500 random cohorts
    python tests/disclosure/attack.py attack 1000 0     # attack 1,000 random cohorts, from seed 0
"""

from __future__ import annotations

import random
import re
import sys
import warnings
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import islice, pairwise
from math import ceil
from typing import Any, NamedTuple

import cohorts
import numpy as np
import pandas as pd
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from alsnb.disclosure import MEASURES, Known, Refused, load, measure_of, protect

Cell = tuple[Any, ...]
"""Release, measure, cycle (0: the course), what the row is of ("" or the theme, rule …), column."""
Linear = tuple[dict[Cell, float], float, float]
"""How often each cell counts, and between what the sum lies."""
KINDS = ("kind", "theme", "other_theme", "rule", "format")
SMALL = 4
MANY = 1e6


class Release(NamedTuple):
    """The true figures of a cohort, and what is published of them."""

    true: dict[Cell, int]
    seen: dict[Cell, Any]
    """None of one that no table has: it is a secret all the same."""
    given: set[Cell]
    """Wholes of which a share is given though the number shown is too small for one: that would tell."""
    withheld: set[Cell]
    """Wholes of which none is, though the number shown is great enough."""
    size: int
    cycles: int


Rows = dict[str, list[dict[str, Any]]]


def release(rows: Rows, number: int = 0, policy: Any = None, tables: cohorts.Tables | None = None) -> Release:
    """Publish every table of a cohort."""
    known = Known(len(rows["members"]), len({each["cycle"] for each in rows["meetings"]}))
    true: dict[Cell, int] = {}
    seen: dict[Cell, Any] = {}
    given, withheld = set[Cell](), set[Cell]()
    for (name, _), result in (tables or cohorts.tables(cohorts.frames(rows))).items():
        measure, by = measure_of(result)  # type: ignore[misc]
        try:
            cells = protect(result, policy or load(), known).cells
        except Refused:
            cells = result.iloc[:0, :0]
        counts = [each for each in (*measure.people, *measure.counts, *measure.curve) if each in result]
        if measure.curve:
            curve(number, name, measure, result, cells, true, seen)
            continue
        keys = [each for each in (*by, *KINDS) if each in result]
        absent(number, name, result, by, {each: each in cells for each in counts}, known.cycles, true, seen)
        shown = {tuple(row[k] for k in keys): row for row in cells.astype(object).to_dict("records") if len(row)}
        for row in result.astype(object).to_dict("records"):
            out = shown.get(tuple(row[k] for k in keys))
            what = " ".join(str(row[k]) for k in KINDS if k in row and not pd.isna(row[k]))
            place = (number, name, row["cycle"] if "cycle" in by else 0, what)
            for column in counts:
                if not pd.isna(row[column]):
                    true[(*place, column)] = int(row[column])
                    if column not in cells:
                        seen[(*place, column)] = None
                    elif out is not None:
                        seen[(*place, column)] = out[column]
                    else:
                        seen[(*place, column)] = "absent" if "cycle" in by else None
            if out is None:
                continue
            for share, (_, whole) in measure.shares.items():
                of = out[whole]
                shown_as = (getattr(of, "of", 0) or 0) - 2 if str(of).startswith("all but") else of
                enough = not isinstance(shown_as, str) and shown_as is not None and shown_as >= 20
                if out[share] == "n<20" and enough:
                    withheld.add((*place, whole))
                elif isinstance(out[share], float) and not pd.isna(out[share]) and not enough:
                    given.add((*place, whole))
    return Release(true, seen, given, withheld, known.members, known.cycles)


def absent(number: int, name: str, result: Any, by: Any, counts: Any, cycles: int, true: Any, seen: Any) -> None:
    """A cycle without a row: of whatever it counts there is none, which looks like a few."""
    if "cycle" in by:
        whats = {" ".join(str(row[k]) for k in KINDS if k in row) for row in result.to_dict("records")}
        for cycle in {*range(1, cycles + 1)} - {*result["cycle"]}:
            for what in whats:
                true |= {(number, name, cycle, what, column): 0 for column in counts}
                seen |= {
                    (number, name, cycle, what, column): "absent" if shown else None for column, shown in counts.items()
                }


def curve(number: int, name: str, measure: Any, result: Any, cells: Any, true: Any, seen: Any) -> None:
    """A curve, as the sums of events up to each of its steps."""
    time = measure.labels[0]
    for column in ("actions", "members"):
        true[number, name, 0, "", column] = int(result[column].iloc[0])
        seen[number, name, 0, "", column] = cells[column].iloc[0]
    sums = result[[*measure.curve]].cumsum()
    told = dict.fromkeys(measure.curve, 0)
    for row in cells.astype(object).to_dict("records")[1:]:
        at = result.index[result[time] == row[time]][0]
        for column in measure.curve:
            told[column] += 0 if isinstance(row[column], str) else row[column]
            true[number, name, 0, f"until {row[time]}", column] = int(sums.loc[at, column])
            seen[number, name, 0, f"until {row[time]}", column] = told[column] or "<5"


# What a reader knows


def declared(all_of: dict[Cell, Any], size: int, cycles: int, *, partial: bool = False) -> Iterator[Linear]:
    """The relations that are declared beside each measure, for the cells there are; `partial`: not of all cycles."""
    places: dict[tuple[Any, ...], dict[str, Cell]] = defaultdict(dict)
    for cell in all_of:
        places[cell[:4]][cell[4]] = cell
    for place, columns in places.items():
        number, name, cycle, what = place
        measure = next(each for each in MEASURES if each.name == name)
        for column, whole in measure.counts.items():
            if column in columns and total_of(columns[column]) == "size":
                yield {columns[column]: 1}, 0, size * (cycles if cycle == 0 else 1)
            elif column in columns and whole in columns:
                yield {columns[whole]: 1, columns[column]: -1}, 0, MANY
        for whole, parts in measure.parts.items():
            if whole in columns:
                yield {columns[whole]: 1, **{columns[part]: -1 for part in parts}}, 0, 0
        if "members" in columns:
            yield {columns["members"]: 1}, 0, size
        by_cycle = [(number, name, at, what) for at in range(1, 100) if (number, name, at, what) in places]
        if cycle == 0 and by_cycle and partial:
            for column in measure.additive:
                those = [(*each, column) for each in by_cycle if (*each, column) in all_of]
                if column in columns:
                    yield {columns[column]: 1, **dict.fromkeys(those, -1)}, 0, MANY
        elif cycle == 0 and by_cycle:
            for column in measure.additive:
                if column in columns:
                    yield {columns[column]: 1, **{(*each, column): -1 for each in by_cycle}}, 0, 0
            if "members" in columns and (*by_cycle[0], "members") in all_of:
                those = [(*each, "members") for each in by_cycle if "members" in places[each]]
                yield {columns["members"]: -1, **dict.fromkeys(those, 1)}, 0, MANY
                for each in those:
                    yield {columns["members"]: 1, each: -1}, 0, MANY
        if name == "co_occurrence" and "with_both" in columns:
            c = columns
            yield {c["with_other_theme"]: 1, c["with_both"]: -1}, 0, MANY
            yield {c["reflections"]: 1, c["with_theme"]: -1, c["with_other_theme"]: -1, c["with_both"]: 1}, 0, MANY
        if what.startswith("until"):
            for cell in columns.values():
                yield {(number, name, 0, "", "actions"): 1, cell: -1}, 0, MANY
        for text in measure.relations:
            if (linear := relation(text, place, all_of)) is not None:
                yield linear
    for number, name in {(cell[0], cell[1]) for cell in all_of}:
        for column in next(each for each in MEASURES if each.name == name).curve:
            steps = sorted(
                (c for c in all_of if c[:2] == (number, name) and c[4] == column), key=lambda c: int(c[3].split()[1])
            )
            for before, after in pairwise(steps):
                yield {after: 1, before: -1}, 0, MANY
        if name == "question_mix":
            kinds = [c for c in all_of if c[:2] == (number, name) and c[4] == "contributions"]
            wholes = [c for c in all_of if c[:2] == (number, name) and c[4] == "all_contributions"]
            for one, other in pairwise(wholes):
                yield {one: 1, other: -1}, 0, 0
            if kinds:
                yield {wholes[0]: 1, **dict.fromkeys(kinds, -1)}, 0, MANY


RULES = {found[1] for each in MEASURES for text in each.relations if (found := re.match(r"\[(.+?)\]", text))}


def relation(text: str, place: Cell, all_of: dict[Cell, Any]) -> Linear | None:
    """``"members <= airtimes"`` or ``"a = other.b + other.c"`` as it is about a place; None where a cell is missing.

    ``"[rule] observed = …"`` is about that rule; where sets follow several formats, it is no more than that.
    """
    number, name, cycle, what = place
    if text.startswith("["):
        rule, text = re.fullmatch(r"\[(.+?)\] (.+)", text).groups()  # type: ignore[union-attr]
        if what.split()[0] != rule:
            return None
        if len({cell[3].split()[1] for cell in all_of if cell[:2] == (number, "rules")}) > 1:
            text = text.replace(" = ", " <= ")
    if text.startswith("course: "):
        if cycle:
            return None
        text = text.removeprefix("course: ")
    if text.startswith("cycle: "):
        if not cycle:
            return None
        text = text.removeprefix("cycle: ")
    left, sign, right = re.fullmatch(r"(.+?) (<=|=) (.+)", text).groups()  # type: ignore[union-attr]
    weights: dict[Cell, float] = {}
    for side, times in ((left, -1.0), (right, 1.0)):
        for each in side.split(" + "):
            other, _, column = each.rpartition(".")
            # Of a pair of themes, other tables have the first.
            whats = (what, *what.split()[:1], "")
            cells = [(number, other or name, cycle, each_what, column) for each_what in whats]
            cell = next((c for c in cells if c in all_of), None)
            if cell is None:
                return None
            weights[cell] = weights.get(cell, 0) + times
    return weights, 0, MANY if sign == "<=" else 0


OF_EACH_MEMBER = ("every_member", "airtime_minutes", "stage", "discouraged", "by_invitation", "questions",
                  "yields:presenter")  # fmt: skip
"""Rules that judge what each member does at most once a cycle."""


def total_of(cell: Cell) -> str | None:
    """Return what a count is part of: a column, all that the cohort could do, or nothing."""
    _, name, _, what, column = cell
    measure = next(one for one in MEASURES if one.name == name)
    if column in measure.people:
        return "members"
    if (name, column) == ("rules", "observable") and what.startswith(OF_EACH_MEMBER):
        return "size"
    return measure.counts.get(column)


def all_of_them(each: Release, cell: Cell) -> int:
    """Return how many all members of the cohort make up."""
    return each.size * (each.cycles if cell[2] == 0 and total_of(cell) == "size" else 1)


def whole_of(each: Release, cell: Cell) -> Cell | int | None:
    """Return the total that a count is judged by: of one that is nearly all of its own total, or plain, that one."""
    whole = total_of(cell)
    if whole is None:
        return None
    if whole in ("size", "members"):
        return all_of_them(each, cell)
    its = (*cell[:4], whole)
    return whole_of(each, its) if cell[4] in PLAIN or str(each.seen.get(its)).startswith("all but") else its


def published(each: Release) -> Iterator[Linear]:
    """Yield what the rules say of each published cell: written anew from the rules, not from the code."""
    for cell, shown in each.seen.items():
        if shown is None:
            continue
        whole = whole_of(each, cell)
        rest: dict[Cell, float] = {cell: -1}
        if isinstance(whole, tuple):
            rest[whole] = 1
        base = whole if isinstance(whole, int) else 0
        if shown == "<10":
            yield {cell: 1}, 0, 9
        elif shown in ("<5", "absent"):
            yield {cell: 1}, 0, SMALL
        elif str(shown) == "all but <5":
            yield {cell: 1}, 5, MANY
            yield rest, -base, SMALL - base
        else:
            yield {cell: 1}, max(5, shown - 2), shown + 2
            if whole is not None:
                yield rest, 5 - base, MANY
    for cell in each.given:
        yield {cell: 1}, 20, MANY
    for cell in each.withheld:
        yield {cell: 1}, 0, 19


PLAIN = ("timed_airtimes", "coded_reflections", "agreeing")
"""Parts whose rest is about who took notes, or coded."""
MEETINGS = ("size", "line_management", "facilitation", "meeting_minutes", "interval", "ground_rules", "presenters",
            "yields:meeting")  # fmt: skip
"""Rules that are kept or broken by meetings, which are no secret."""


def secrets(each: Release) -> Iterator[tuple[str, dict[Cell, float], int]]:
    """What nobody is to know: counts of zero to four, and what leaves as few of a whole."""
    for cell in each.seen:
        number, name, cycle, what, column = cell
        last = max(c[2] for c in each.seen)
        if name == "agreement" and column != "members":
            continue  # what coders did
        if (name == "rules" and what.startswith(MEETINGS)) or (name, cycle) in (
            ("carry_over", 1),
            ("follow_through", last),
        ):
            continue
        if (name, cycle) == ("completion", last) and column != "not_yet_due":
            continue  # what was agreed at the last meeting is due after it
        value = each.true[cell]
        if value <= SMALL:
            yield "count", {cell: 1}, value
        whole_name = total_of(cell)
        if whole_name in ("members", "size"):
            size = all_of_them(each, cell)
            # That all members were expected at some time is no secret: it is what being a member of a set is.
            if size - value <= SMALL and size > SMALL and (name, cycle, column) != ("attendance", 0, "members"):
                yield "rest", {cell: 1}, value
        elif whole_name and column not in PLAIN:
            whole = (number, name, cycle, what, whole_name)
            if 0 <= each.true[whole] - value <= SMALL < each.true[whole]:
                yield "rest", {whole: 1, cell: -1}, each.true[whole] - value


# Working it out


class Range(NamedTuple):
    """What a secret may be."""

    sort: str
    secret: dict[Cell, float]
    true: int
    low: float
    high: float


def attack(releases: list[Release], mined: Iterable[Any] = (), enough: int = 4) -> list[Range]:
    """The range of every secret, exact where it has fewer than `enough` values."""
    facts: list[Linear] = []
    every: dict[Cell, Any] = {}
    for each in releases:
        every |= each.true
        facts += published(each)
    rules = len(facts)
    for each in releases:
        facts += declared(each.true, each.size, each.cycles)
    facts += between(releases)
    hidden = [secret for each in releases for secret in secrets(each)]
    at = {cell: n for n, cell in enumerate(every)}
    rows, columns, values, lower, upper = [], [], [], [], []
    for n, (weights, low, high) in enumerate(facts):
        holds = low - 1e-9 <= sum(times * every[cell] for cell, times in weights.items()) <= high + 1e-9
        # A rule that does not hold: a number was moved, and worlds in which it was rounded to that look the same.
        if n >= rules and not holds:
            raise Untrue(f"{[(c, every[c], releases[c[0]].seen.get(c)) for c in weights]}: {low} to {high}")
        rows += [n] * len(weights)
        columns += [at[cell] for cell in weights]
        values += weights.values()
        lower.append(low)
        upper.append(high)
    matrix = coo_array((values, (rows, columns)), shape=(len(facts), len(at))).tocsr()
    _, part = connected_components((abs(matrix).T @ abs(matrix)) != 0, directed=False)
    found = []
    for number in range(part.max() + 1):
        those = np.flatnonzero(part == number)
        mine = [
            (sort, {at[c]: t for c, t in w.items()}, w, value)
            for sort, w, value in hidden
            if part[at[next(iter(w))]] == number
        ]
        if not mine:
            continue
        used = np.unique(matrix[:, those].nonzero()[0])
        place = {old: new for new, old in enumerate(those)}
        problem = LinearConstraint(matrix[used][:, those], np.array(lower)[used], np.array(upper)[used])
        targets = np.zeros((len(mine), len(those)))
        for n, (_, weights, _, _) in enumerate(mine):
            for cell, times in weights.items():
                targets[n, place[cell]] = times
        truth = np.array([value for *_, value in mine])
        if not possible(problem):
            # A number was moved so that no world in which it was rounded fits: the reader takes it to have been moved.
            loose = [loosened(facts[n], every) if n < rules else facts[n][1:] for n in used]
            problem = LinearConstraint(matrix[used][:, those], *np.array(loose).T)
            loosenings.append(len(mine))
        low, high = ranges(problem, targets, truth, enough)
        found += [Range(sort, w, value, a, b) for (sort, _, w, value), a, b in zip(mine, low, high, strict=True)]
    return found


loosenings: list[int] = []


def possible(problem: Any) -> bool:
    """Whether any world fits."""
    size = problem.A.shape[1]
    return milp(np.zeros(size), constraints=problem, integrality=np.ones(size), bounds=Bounds(0, MANY)).x is not None


def loosened(fact: Linear, every: dict[Cell, Any]) -> tuple[float, float]:
    """Return the bounds of a rule, wider by as many steps as it takes to hold: there a number was moved.

    No reader knows which number that was; so the ranges are, if anything, too narrow.
    """
    weights, low, high = fact
    value = sum(times * every[cell] for cell, times in weights.items())
    steps = max(0, ceil((low - value) / 5), ceil((value - high) / 5))
    return low - 5 * steps, high + 5 * steps


class Untrue(Exception):
    """A relation that is declared does not hold."""


def ranges(problem: Any, targets: Any, true: Any, enough: int) -> tuple[Any, Any]:
    """Return the least and greatest value of each target: exact, or wide enough.

    Every solution shows a possible value of all targets at once. Solutions for random sums of the targets that are
    still narrow come first; each target that remains narrow is then solved for itself.
    """
    # What is true is possible.
    low, high = true.astype(float), true.astype(float)
    size = targets.shape[1]
    dice = np.random.default_rng(1)

    def narrow() -> Any:
        return np.flatnonzero(high - low < enough - 1)

    def solve(goal: Any, **options: float) -> bool:
        nonlocal low, high
        solution = milp(
            goal, constraints=problem, integrality=np.ones(size), bounds=Bounds(0, MANY), options={**options}
        )
        if solution.x is None:  # what is true is a solution
            raise RuntimeError(solution.message)
        values = targets @ np.round(solution.x)
        low, high = np.minimum(low, values), np.maximum(high, values)
        return bool(solution.status == 0)

    idle = turn = 0
    while len(some := narrow()) > 2 and idle < 3:
        signs = (1, -1)[turn % 2] if turn < 2 else dice.choice((-1, 1), len(some))
        solve(targets[some].T @ (signs * dice.uniform(0.5, 1.5, len(some))), mip_rel_gap=0.2, time_limit=10)
        idle, turn = 0 if len(narrow()) < len(some) else idle + 1, turn + 1
    for n in range(len(targets)):
        for sign in (1, -1):
            if high[n] - low[n] < enough - 1:
                solve(sign * targets[n])
    return low, high


def between(releases: list[Release]) -> Iterator[Linear]:
    """What is taken to hold from one release to the next: of a cycle that is over, nothing is taken back."""
    if len(releases) < 2:
        return
    still = {("attendance", "expected"), ("attendance", "attended"), ("attendance", "members"), ("airtime", "airtimes"),
             ("airtime", "members"), ("airtime", "timed_airtimes"), ("writing", "reflections"), ("writing", "members"),
             ("levels", "rated_reflections"), ("prevalence", "with_theme")}  # fmt: skip
    first, second = releases
    for cell in first.true:
        after = (1, *cell[1:])
        if after in second.true and cell[2] and (cell[1], cell[4]) in still:
            yield {after: 1, cell: -1}, 0, 0


def cohort(seed: int) -> list[Rows]:
    """Return a random cohort as it is at one or two times."""
    dice = random.Random(seed)
    rows = cohorts.cohort(dice)
    times = [rows, cohorts.later(rows, dice)] if dice.random() < 0.3 else [rows]
    return [cohorts.ending_in_september(each) for each in times]


def worlds(seeds: Iterable[int], together: int = 40) -> Iterator[tuple[int, list[Release]]]:
    """Yield the releases of random cohorts, many of which are analysed at once."""
    for some in batched(seeds, together):
        many = {f"{seed}.{n}": rows for seed in some for n, rows in enumerate(cohort(seed))}
        tables = cohorts.tables_of_many(many)
        of_cohort: dict[int, list[Release]] = defaultdict(list)
        for code, rows in many.items():
            seed, number = map(int, code.split("."))
            of_cohort[seed].append(release(rows, number, tables=tables[code]))
        yield from of_cohort.items()


def batched(seeds: Iterable[int], number: int) -> Iterator[list[int]]:
    rest = iter(seeds)
    while some := list(islice(rest, number)):
        yield some


@lru_cache(32)
def first(seed: int) -> tuple[Rows, Release]:
    """Return a random cohort and its first release."""
    rows = cohort(seed)[0]
    return rows, release(rows)


def made(seed: int) -> list[Release]:
    """Return the one or two releases of a random cohort."""
    return [first(seed)[1], *(release(rows, 1) for rows in cohort(seed)[1:])]


# Relations that hold, whoever declared them


CHANCE = (
    "advice_breaches.breaches = advice_breaches.discouraged",
    "advice_breaches.airtimes = rules[discouraged:advice_as_question].observed",
    "rules[discouraged:advice_as_question].observable = rules[discouraged:advice_as_question].observed",
    "rules[discouraged:advice_as_question].members = rules[discouraged:advice_as_question].observed",
    "rules[discouraged:advice_as_question].members <= rules[discouraged:advice_as_question].observed",
    "rules[discouraged:advice].members <= airtime.timed_airtimes",
    "rules[discouraged:advice].members <= action_yield.actions",
    "rules[discouraged:advice].members <= time_to_done.actions",
    "rules[discouraged:advice].observable <= action_yield.actions",
    "rules[discouraged:advice].observable <= time_to_done.actions",
    "rules[discouraged:advice].observed <= asking_network.pairs",
    "rules[discouraged:advice].observed <= asking_network.asking_pairs",
    "rules[discouraged:advice].observed <= rules[yields:presenter:action].observable",
    "rules[discouraged:advice].observed <= rules[yields:presenter:action].observed",
    "rules[discouraged:advice].observed <= rules[yields:presenter:action].members",
    "rules[discouraged:advice].observed <= advice_breaches.members",
    "rules[report_back].members <= voice_equity.members",
    "rules[report_back].members <= airtime_in_range.members",
    "rules[report_back].members <= rules[airtime_minutes].members",
    "rules[report_back].members <= rules[discouraged:advice_as_question].members",
    "completion.changed <= rules[yields:presenter:action].members",
    "completion.changed <= rules[yields:presenter:action].observable",
    "completion.changed <= rules[every_member].observed",
    "completion.not_done <= completion.members",
    *(
        f"{each}.members <= airtime.timed_airtimes"
        for each in ("completion", "follow_through", "carry_over", "cycles_lived")
    ),
    "rules[yields:presenter:action].observed <= time_to_done.actions",
    "rules[yields:presenter:action].observed <= action_yield.actions",
    "advice_breaches.members <= asking_network.pairs",
    "rules[discouraged:advice].members <= asking_network.pairs",
    "rules[discouraged:advice_as_question].members <= asking_network.pairs",
)
"""What holds in these cohorts because of the formats they follow, of which each has some of the rules alone, the kinds
of contributions they make, and how rarely actions are changed."""


ONE_FORMAT = re.compile(r"\S+\.members <= rules\[(every_member|yields:presenter:action)\]\.\w+")
"""Whoever did anything presented, and whoever presented is one of whom a rule is: where all sets follow one format."""


def is_chance(relation: str) -> bool:
    """Return whether a relation holds in these cohorts, and not in every one."""
    return relation in CHANCE or ONE_FORMAT.fullmatch(relation) is not None


def observations(seeds: Iterable[int]) -> dict[bool, pd.DataFrame]:
    """The true figures of random cohorts, a row a cohort, cycle and theme; by whether it is of a cycle.

    Of rules, only of those that are declared to have to do with other figures: each format has others.
    """
    found: dict[bool, dict[Any, dict[str, int]]] = {False: {}, True: {}}
    for seed, (each, *_) in worlds(seeds):
        rows = cohort(seed)[0]
        one_format = not any(row["format"] for row in rows["learning_sets"])
        places: dict[int, dict[str, dict[str, int]]] = defaultdict(lambda: defaultdict(dict))
        for (_, name, cycle, what, column), value in each.true.items():
            if name == "rules":
                if one_format and what.split()[0] in RULES:
                    places[cycle][""][f"rules[{what.split()[0]}].{column}"] = value
            elif name in ("prevalence", "co_occurrence"):
                theme = what.split()[0]
                places[cycle][theme].setdefault(f"{name}.{column}", value)
            elif not what:
                places[cycle][""][f"{name}.{column}"] = value
        for cycle, by_theme in places.items():
            base = by_theme.pop("", {})
            for theme, of_theme in by_theme.items() or [("", {})]:
                found[cycle > 0][seed, cycle, theme] = base | of_theme
    return {of_cycle: pd.DataFrame.from_dict(rows, orient="index") for of_cycle, rows in found.items()}


def mine(seeds: Iterable[int], least: int = 40, fewest: int = 8) -> Iterator[tuple[bool, str]]:
    """Whatever holds between figures in every cohort: ``"a <= b"``, ``"a = b"``, ``"a = b + c"``.

    Of that which at least so many rows, of so many cohorts, have.
    """
    for of_cycle, table in observations(seeds).items():
        table = table.loc[:, table.notna().sum() >= least]
        table = table.loc[:, table.nunique() > 3]
        names, values = list(table.columns), table.to_numpy(float)
        of_cohort = np.array([seed for seed, *_ in table.index])
        same = set()
        for n, one in enumerate(names):
            for m, other in enumerate(names):
                known = ~np.isnan(values[:, n]) & ~np.isnan(values[:, m])
                if n != m and known.sum() >= least and len(set(of_cohort[known])) >= fewest:
                    gap = values[known, m] - values[known, n]
                    if (gap == 0).all() and n < m:
                        same |= {(n, m), (m, n)}
                        yield of_cycle, f"{one} = {other}"
                    elif (gap >= 0).all() and (n, m) not in same and (gap == 0)[values[known, n] > 0].mean() > 0.02:
                        # One that is hardly ever tight is chance, and narrows nothing.
                        yield of_cycle, f"{one} <= {other}"
        complete = [n for n in range(len(names)) if not np.isnan(values[:, n]).any()]
        sums = {values[:, n].tobytes(): n for n in complete if values[:, n].any()}
        for at, n in enumerate(complete):
            for m in complete[at:]:
                made = sums.get((values[:, n] + values[:, m]).tobytes())
                if made is not None and values[:, n].any() and values[:, m].any():
                    yield of_cycle, f"{names[made]} = {names[n]} + {names[m]}"


def implied(relations: list[tuple[bool, str]], seed: int = 4000) -> Iterator[tuple[bool, str]]:
    """Those relations that do not follow from what is declared."""
    each = [cell for s in range(seed, seed + 12) for cell in first(s)[1].true]
    # As in a cohort all of whose sets follow one format: of those, relations of rules were mined.
    each = [(*c[:3], f"{c[3].split()[0]} any", c[4]) if c[1] == "rules" else c for c in each]
    every = dict.fromkeys(
        c for c in each if c[2] in (0, 2) and ("time" in c[3] or not set(c[3].split()) & {*cohorts.THEMES})
    )
    for of_cycle, text in relations:
        left, sign, right = re.fullmatch(r"(.+?) (<=|=) (.+)", text).groups()  # type: ignore[union-attr]
        cycle = 2 if of_cycle else 0
        cells: dict[Cell, float] = {}
        theme = "time"
        known = True
        for side, times in ((left, 1.0), (right, -1.0)):
            for each in side.split(" + "):
                cell = named(each, cycle, theme, every)
                known = known and cell is not None
                if cell is not None:
                    cells[cell] = cells.get(cell, 0.0) + times
        if not known or not follows(cells, every, both=sign == "="):
            yield of_cycle, text


def named(text: str, cycle: int, theme: str, every: Iterable[Cell]) -> Cell | None:
    """The cell that a mined name means."""
    measure, _, column = text.rpartition(".")
    name, rule = (measure.split("[")[0], measure.split("[")[1].rstrip("]")) if "[" in measure else (measure, "")
    for cell in every:
        fits = cell[3].startswith(f"{rule} ") if rule else cell[3] in ("", theme) or cell[3].split()[:1] == [theme]
        if cell[1] == name and cell[2] == cycle and cell[4] == column and fits and (name != "agreement" or not cell[3]):
            return cell
    return None


_cones: dict[int, Any] = {}


def follows(cells: dict[Cell, float], every: Any, *, both: bool) -> bool:
    """Whether the declared relations make a sum of cells no more than nought (and, with `both`, no less)."""
    at = {cell: n for n, cell in enumerate(every)}
    if id(every) not in _cones:
        facts = list(declared(every, 10_000, 7, partial=True))
        rows = [n for n, (w, _, _) in enumerate(facts) for _ in w]
        columns = [at[cell] for weights, _, _ in facts for cell in weights]
        matrix = coo_array(([t for w, _, _ in facts for t in w.values()], (rows, columns)),
                           shape=(len(facts), len(at))).tocsr()  # fmt: skip
        low, high = np.array([f[1] for f in facts]), np.array([f[2] for f in facts])
        _cones[id(every)] = (matrix, low, high)
    matrix, low, high = _cones[id(every)]
    goal = np.zeros(len(at))
    for cell, times in cells.items():
        goal[at[cell]] = times
    for sign in (1, -1)[: 1 + both]:
        made = milp(-sign * goal, constraints=LinearConstraint(matrix, low, high), bounds=Bounds(0, 1e5))
        if made.x is None or sign * (goal @ made.x) > 0.5:
            return False
    return True


def main(number: int, start: int = 0) -> None:
    """Attack random cohorts, and print the result."""
    warnings.simplefilter("ignore")
    widths: Counter[int] = Counter()
    counts: Counter[str] = Counter()
    for seed, releases in worlds(range(start, start + number)):
        try:
            results = attack(releases)
        except (Untrue, RuntimeError) as problem:
            counts["not attacked"] += 1
            print(seed, "not attacked:", type(problem).__name__, str(problem)[:300], flush=True)
            continue
        counts["cohorts"] += 1
        for each in results:
            counts["secrets"] += 1
            width = int(each.high - each.low) + 1
            widths[min(width, 5)] += 1
            if width < 4:
                cells = {cell: (times, releases[cell[0]].seen.get(cell)) for cell, times in each.secret.items()}
                print(seed, each.sort, "true", each.true, "is", each.low, "to", each.high, cells, flush=True)
        if counts["cohorts"] % 10 == 0:
            print(summary(counts, widths), flush=True)
    print(summary(counts, widths), flush=True)


def summary(told: Counter[str], widths: Counter[int]) -> str:
    """What came out so far."""
    enough = (widths[4] + widths[5]) / max(1, told["secrets"])
    moved = f"moved beyond what fits: {len(loosenings)}"
    return f"{dict(told)}, {moved}; values left: {sorted(widths.items())}; four or more: {enough:.2%}"


def explain(seed: int, *measures: str) -> None:
    """Print what is true and what is shown of some measures."""
    for each in made(seed):
        for cell, value in each.true.items():
            if cell[1] in measures and cell in each.seen:
                print(cell, value, each.seen[cell])


if __name__ == "__main__":
    if sys.argv[1] == "mine":
        warnings.simplefilter("ignore")
        relations = list(mine(range(int(sys.argv[2]))))
        print(len(relations), "relations hold; neither declared nor chance:")
        for of_cycle, text in implied([each for each in relations if not is_chance(each[1])]):
            print("  each cycle:" if of_cycle else "  the course:", text)
    else:
        main(*map(int, sys.argv[2:]))
