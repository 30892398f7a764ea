"""Whoever tries to work out what a published report withholds; knows nothing of how alsnb decides what to withhold.

The reader is given every table of a report, or of two reports of one cohort, knows what the columns mean, and which
people's records changed from one report to the next. From that follow equations and inequalities; a withheld figure
that counts too few people is *solved* where they leave it one value, and *narrowed* where they leave it fewer values
than the smallest number of people to be published.

    python tests/attack.py 1000                          # with disclosure control
    python tests/attack.py 100 --without secondary       # small figures withheld, no more
    python tests/attack.py 100 --without memory          # earlier reports forgotten
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import combinations, pairwise
from math import ceil, floor
from typing import Any

import numpy as np
import pandas as pd
from attacked import KINDS, SPLITS, STATES, Table, World, analysed, reports
from scipy import sparse
from scipy.optimize import linprog

from alsnb import themes

Row = dict[Any, float]
"""How often each unknown counts."""


LEVELS = tuple(f"at_{level}" for level in themes.LEVELS)
RANGES = ("too_short", "in_range", "too_long")
# What the columns mean: of which unknowns they are the sum. Each unknown is one of a cycle and a set.
MEANING: dict[str, dict[str, tuple[str, ...]]] = {
    "attendance": {"expected": ("came", "missed"), "attended": ("came",), "members": ("enrolled",)},
    "airtime": {"airtimes": ("timed", "untimed"), "timed_airtimes": ("timed",), "members": ("presenters",)},
    "voice_equity": {"airtimes": ("with voices",), "members": ("voices",)},
    "airtime_in_range": {"ranged_airtimes": RANGES, **{each: (each,) for each in RANGES}, "members": ("ranged",)},
    "advice_breaches": {"airtimes": ("judged",), "breaches": ("discouraged", "not_invited"),
                        "discouraged": ("discouraged",), "not_invited": ("not_invited",), "members": ("judges",)},
    "rules": {"observable": ("kept {rule} {format}", "broken {rule} {format}"), "observed": ("kept {rule} {format}",),
              "members": ("concerned {rule} {format}",)},
    "completion": {"due_actions": STATES, **{each: (each,) for each in STATES}, "not_yet_due": ("later",),
                   "members": ("owners",)},
    "follow_through": {"actions_due_for_report": ("told", "untold"), "reported_next": ("told",),
                       "members": ("tellers",)},
    "action_yield": {"airtimes": ("timed", "untimed"), "actions": ("agreed",), "members": ("presenters",)},
    "writing": {"reflections": ("coded", "uncoded"), "coded_reflections": ("coded",), "members": ("writers",)},
    "question_mix": {"contributions": ("said {kind}",), "all_contributions": ("said *",),
                     "members": ("speakers {kind}",)},
    "levels": {"rated_reflections": LEVELS, **{each: (each,) for each in LEVELS}, "members": ("rated",)},
    "prevalence": {"coded_reflections": ("coded",), "with_theme": ("with {theme}",), "members": ("having {theme}",)},
}  # fmt: skip
TRENDS = {"attendance_change": ("attendance", "attendance_odds_ratio", ("came",)),
          "completion_change": ("completion", "completion_odds_ratio", ("done",)),
          "voice_equity_change": ("voice_equity", "voice_equity_slope", ("equity", "with voices")),
          "prevalence_change": ("prevalence", "prevalence_odds_ratio", ("coded", "with {theme}")),
          "levels_change": ("levels", "level_odds_ratio", LEVELS)}  # fmt: skip
"""Trend → the analysis by cycle, the column, and the unknowns of which, weighed with the cycle, it tells the sum."""
MEANING["attendance_change"] = MEANING["attendance"]
MEANING["completion_change"] = {name: MEANING["completion"][name] for name in ("due_actions", "done", "members")}
MEANING["voice_equity_change"] = MEANING["voice_equity"]
MEANING["prevalence_change"] = MEANING["prevalence"]
MEANING["levels_change"] = {name: MEANING["levels"][name] for name in ("rated_reflections", "members")}
MEANS = {"mean_minutes": ("timed_airtimes", "minutes"), "voice_equity": ("airtimes", "equity"),
         "gini": ("airtimes", "gini")}  # fmt: skip
SHARES = {"attendance_rate": ("attended", "expected"), "completion": ("done", "due_actions"),
          "follow_through": ("reported_next", "actions_due_for_report"),
          "share_in_range": ("in_range", "ranged_airtimes"), "breaches_per_airtime": ("breaches", "airtimes"),
          "share_observed": ("observed", "observable"), "actions_per_airtime": ("actions", "airtimes"),
          "share_of_contributions": ("contributions", "all_contributions"),
          "prevalence": ("with_theme", "coded_reflections"),
          **{f"share_{level}": (level, "rated_reflections") for level in LEVELS}}  # fmt: skip
PERSONS = {"ranged": RANGES, "enrolled": ("came", "missed"), "presenters": ("timed", "untimed"), "owners": STATES,
           "tellers": ("told", "untold"), "writers": ("coded", "uncoded"), "rated": LEVELS}  # fmt: skip
"""Numbers of people, and what there is at least as much of."""
RESTS = {"observed": "observable", **dict.fromkeys(RANGES, "ranged_airtimes"),
         "attended": "expected", "reported_next": "actions_due_for_report", "with_theme": "coded_reflections",
         "contributions": "all_contributions", **dict.fromkeys(STATES, "due_actions"),
         **dict.fromkeys(LEVELS, "rated_reflections")}  # fmt: skip
"""Not being in this part of a whole says something of a person."""


class Reader:
    """What a reader knows of one family of unknowns, and what follows from it."""

    def __init__(self) -> None:
        self.equal: list[tuple[Row, float]] = []
        self.atleast: list[Row] = []

    def bounds(self, row: Row, enough: float) -> tuple[float, float]:
        """Between which values a sum lies, or two of them that are `enough` apart."""
        if not hasattr(self, "_place"):
            self._prepare()
        inside = {self._place[unknown]: times for unknown, times in row.items() if unknown in self._place}
        if len(inside) < len(row):  # of what nothing is known, it may be anything
            return 0.0, np.inf
        aim = np.zeros(len(self._place))
        aim[list(inside)] = list(inside.values())
        if len(self._ways):
            values = np.array(self._ways) @ aim
            if values.max() - values.min() >= enough:
                return values.min(), values.max()
        found = []
        for sign in (1, -1):
            solved = linprog(sign * aim, -self._atleast, np.zeros(len(self.atleast)), self._known, self._values)
            if solved.status not in (0, 3):  # shown shares are rounded by the machine
                solved = linprog(
                    sign * aim, -self._atleast, np.full(len(self.atleast), 1e-6), self._known, self._values,
                    options={"presolve": False},
                )  # fmt: skip
            if solved.status not in (0, 3):
                raise RuntimeError(f"the tables contradict one another: {solved.message}")
            found.append(sign * solved.fun if solved.status == 0 else -sign * np.inf)
            self._ways += [solved.x] if solved.status == 0 else []
        return found[0], found[1]

    def _prepare(self) -> None:
        rows = [*(known for known, _ in self.equal), *self.atleast]
        self._place = {unknown: n for n, unknown in enumerate(dict.fromkeys(each for row in rows for each in row))}

        def matrix(rows: list[Row]) -> Any:
            made = np.zeros((len(rows), len(self._place)))
            for line, each in zip(made, rows, strict=True):
                for unknown, times in each.items():
                    line[self._place[unknown]] = times
            return sparse.csr_array(made)

        self._known, self._atleast = matrix([each for each, _ in self.equal]), matrix(self.atleast)
        self._values = np.array([value for _, value in self.equal])
        self._ways: list[Any] = []
        """Ways in which everything may be, each in keeping with all that is known."""


FAMILIES = {
    "attendance": ("attendance", "attendance_change"),
    "airtimes": ("airtime", "airtime_in_range", "voice_equity", "voice_equity_change"),
    "actions": ("action_yield", "completion", "completion_change", "follow_through"),
    "texts": ("writing", "prevalence", "prevalence_change", "levels", "levels_change"),
    "words": ("question_mix", "advice_breaches"),
    "rules": ("rules",),
}
"""Tables that tell of one another."""
ALSO = {"attendance": ("rules",), "airtimes": ("action_yield", "rules", "advice_breaches"),
        "actions": ("airtime", "rules"), "texts": (), "words": ("airtime",),
        "rules": ("attendance", "airtime", "airtime_in_range", "action_yield", "advice_breaches")}  # fmt: skip
"""Tables of others that tell of a family's as well."""


def leaks(worlds: list[World], smallest: int) -> Iterator[tuple[str, str]]:
    """What the reader works out: ``solved`` or ``narrowed``, and what."""
    truths = [Truth(world) for world in worlds]
    for family, own in FAMILIES.items():
        reader = Reader()
        told: dict[Any, list[Any]] = {}
        for number, (world, truth) in enumerate(zip(worlds, truths, strict=True)):
            tables = [each for each in world.tables if each.analysis in own]
            tables += [each for each in world.tables if each.analysis in ALSO[family] and tables]
            for table in tables:
                reader.equal += list(equations(table, truth, number))
                told.setdefault(number, []).append(table)
            if tables:
                reader.atleast += list(definitions(tables, truth, number, reader))
        for before, after in pairwise(truths):
            reader.equal += list(unchanged(before, after, reader))
        for number, truth in enumerate(truths):
            for table in told.get(number, []):
                if table.analysis not in own:
                    continue
                both = {each.by for each in told[number] if each.analysis == table.analysis} >= {*SPLITS}
                for what, row, people, is_sum in secrets(table, truth, number, smallest, inside=both):
                    value = sum(times * truth.amount(unknown) for unknown, times in row.items())
                    width = 1e-6 * max(1, abs(value)) if is_sum else 1 - 1e-6
                    low, high = reader.bounds(row, width if is_sum else smallest - 1e-6)
                    if high - low < width:
                        yield "solved", f"report {number + 1}: {what} of {people} people"
                    elif not is_sum and high - low < smallest - 1e-6:
                        yield "narrowed", f"report {number + 1}: {what} of {people} people to {low:.1f} … {high:.1f}"
        if len(worlds) == 2:
            yield from differences(told, truths, smallest)


class Truth:
    """What a reader does not know: every unknown's value, by person; counted from the analyses member by member."""

    def __init__(self, world: World) -> None:
        self.of: dict[Any, dict[Any, float]] = {}
        self.pairs = sorted(
            {(int(c), s) for c, s in world.frames.meetings[["cycle", "learning_set"]].itertuples(index=False)}
        )
        self.invites = "carnegie" in {*world.frames.learning_sets["format"]}
        for name in {TRENDS.get(table.analysis, (table.analysis,))[0] for table in world.tables}:
            self._count(name, world.frames)

    def _count(self, name: str, frames: Any) -> None:
        whole = ("cycle", "learning_set")
        split = whole if name == "voice_equity" else (*whole, "cohort", "member")
        for row in analysed(name, frames, split).to_dict("records"):
            pair, who = (int(row["cycle"]), row["learning_set"]), row.get("member", "everybody")

            def put(unknown: str, amount: float, pair: Any = pair, who: Any = who) -> None:
                self.of.setdefault((unknown, pair), {})[who] = float(amount)

            for column, unknowns in MEANING[name].items():
                if len(unknowns) == 1 and column not in ("members", "all_contributions"):
                    put(unknowns[0].format(**row), row[column])
            if name == "attendance":
                put("missed", row["expected"] - row["attended"])
            elif name in ("airtime", "action_yield"):
                if name == "airtime":
                    put("timed", row["timed_airtimes"])
                    put("untimed", row["airtimes"] - row["timed_airtimes"])
                    put("minutes", row["mean_minutes"] * row["timed_airtimes"] if row["timed_airtimes"] else 0)
            elif name == "voice_equity":
                put("equity", row["voice_equity"] * row["airtimes"])
                put("gini", row["gini"] * row["airtimes"])
            elif name == "follow_through":
                put("untold", row["actions_due_for_report"] - row["reported_next"])
            elif name == "writing":
                put("uncoded", row["reflections"] - row["coded_reflections"])
            elif name == "rules":
                put("broken {rule} {format}".format(**row), row["observable"] - row["observed"])
            elif name == "prevalence":
                put(f"without {row['theme']}", row["coded_reflections"] - row["with_theme"])
        for by in (whole[1:], whole):
            for row in analysed(name, frames, by).to_dict("records"):
                pair = (int(row["cycle"]), row["learning_set"]) if "cycle" in row else (None, row["learning_set"])
                number = 0.0 if pd.isna(row["members"]) else float(row["members"])
                self.of[MEANING[name]["members"][0].format(**row), pair] = {"everybody": number}
                if by == whole and name == "advice_breaches":  # an airtime is that of all who spoke in it
                    behind = self.of["judged", pair]
                    every = sum(behind.values())
                    self.of["judged", pair] = {who: each * row["airtimes"] / every for who, each in behind.items()}
        if name in ("action_yield", "voice_equity") and not self.kinds("timed*"):
            for row in analysed("airtime", frames, (*whole, "cohort", "member")).to_dict("records"):
                pair = (int(row["cycle"]), row["learning_set"])
                self.of.setdefault(("timed", pair), {})[row["member"]] = float(row["timed_airtimes"])
                self.of.setdefault(("untimed", pair), {})[row["member"]] = float(
                    row["airtimes"] - row["timed_airtimes"]
                )

    def kinds(self, unknown: str) -> list[str]:
        """The unknowns that a name with a star stands for."""
        if unknown == "said *":
            return [f"said {kind or 'not_classified'}" for kind in KINDS]
        if not unknown.endswith("*"):
            return [unknown]
        return sorted({name for name, _ in self.of if name.startswith(unknown[:-1])})

    def follows(self, row: dict[str, Any]) -> bool:
        """Whether anybody follows the format of a rule."""
        name = "concerned {rule} {format}".format(**row)
        return any(
            each == name and row.get("learning_set") in (None, pair[1]) and row.get("cycle", pair[0]) == pair[0]
            for each, pair in self.of
        )

    def amount(self, unknown: Any) -> float:
        """The value of one unknown, named with the number of its report."""
        return sum(self.of.get(unknown[1:], {}).values())

    def people(self, row: Row) -> int:
        """How many people are behind a sum."""
        behind: Counter[Any] = Counter()
        for unknown, times in row.items():
            for who, amount in self.of.get(unknown[1:], {}).items():
                behind[who] += times * amount
        if set(behind) <= {"everybody"}:
            return int(behind["everybody"])
        return sum(amount > 1e-9 for amount in behind.values())


def cell(table: Table, column: str, row: dict[str, Any], truth: Truth, number: int) -> Row:
    """The unknowns that a cell of a table is the sum of."""
    names = [each for name in MEANING[table.analysis][column] for each in truth.kinds(name.format(**row))]
    cycle, learning_set = row.get("cycle"), row.get("learning_set")
    pairs: list[Any] = [
        pair for pair in truth.pairs if (cycle is None or pair[0] == cycle) and learning_set in (None, pair[1])
    ]
    if column == "members" and cycle is None:
        pairs = sorted({(None, each) for _, each in pairs})
    return {(number, name, pair): 1.0 for name in names for pair in pairs}


def equations(table: Table, truth: Truth, number: int) -> Iterator[tuple[Row, float]]:
    """What the figures shown in a table say."""
    meaning = MEANING[table.analysis]
    for row in table.seen.to_dict("records"):
        known = {column: float(row[column]) for column in meaning if not pd.isna(row[column])}
        for share, (part, whole) in SHARES.items():
            if share in row and not pd.isna(row[share]):
                if whole in known:
                    known.setdefault(part, float(row[share]) * known[whole])
                elif part in known and row[share] > 0:
                    known.setdefault(whole, known[part] / float(row[share]))
                elif f"{share}_high" in row and not pd.isna(row[f"{share}_high"]):
                    # How wide Wilson's interval is tells how many it rests on.
                    p, high = float(row[share]), float(row[f"{share}_high"])
                    if high > p and share != "actions_per_airtime":
                        z = 1.959963984540054
                        sizes = np.arange(1, 5000)
                        centre = (p + z * z / (2 * sizes)) / (1 + z * z / sizes)
                        half = z * np.sqrt(p * (1 - p) / sizes + z * z / (4 * sizes**2)) / (1 + z * z / sizes)
                        known[whole] = float(sizes[np.argmin(np.abs(centre + half - high))])
                        known[part] = p * known[whole]
        for column, value in known.items():
            yield cell(table, column, row, truth, number), value
        _, trend, weighed = TRENDS.get(table.analysis, ("", "", ()))
        if trend and not pd.isna(row[trend]):
            for name in weighed:
                by_cycle = {(number, name.format(**row), pair): float(pair[0]) for pair in truth.pairs}
                yield by_cycle, sum(times * truth.amount(unknown) for unknown, times in by_cycle.items())
        for mean, (over, name) in MEANS.items():
            if mean in row and not pd.isna(row[mean]) and over in known:
                made = cell(table, over, row, truth, number)
                yield {(number, name, pair): 1.0 for _, _, pair in made}, float(row[mean]) * known[over]


def definitions(tables: Iterable[Table], truth: Truth, number: int, reader: Reader) -> Iterator[Row]:
    """What holds by definition, or in practice."""
    names = {name for table in tables for name in (table.analysis,)}
    used = {unknown[1] for row, _ in reader.equal for unknown in row}

    def row(pair: Any, more: Iterable[str], less: Iterable[str]) -> Row:
        return {**{(number, name, pair): 1.0 for name in more}, **{(number, name, pair): -1.0 for name in less}}

    for table in tables:
        for one in table.seen.to_dict("records") if table.analysis == "levels" else ():
            if not pd.isna(one["median_level"]):
                # Half of them are at the median or below, half at it or above.
                at = [cell(table, name, one, truth, number) for name in LEVELS]
                for half in (at[: ceil(one["median_level"])], at[floor(one["median_level"]) - 1 :]):
                    inside = {unknown for each in half for unknown in each}
                    yield {unknown: 0.5 - (unknown not in inside) for each in at for unknown in each}
    for pair in truth.pairs:
        if names & {"prevalence", "prevalence_change"}:
            for theme in sorted({name[5:] for name in used if name.startswith("with ") and name != "with voices"}):
                both = row(pair, ["coded"], [f"with {theme}", f"without {theme}"])
                reader.equal.append((both, 0.0))
                yield row(pair, [f"with {theme}"], [f"having {theme}"])
        if "question_mix" in names:
            for said in truth.kinds("said *"):
                yield row(pair, [said], [said.replace("said", "speakers")])
        rules = sorted({name.split(" ", 1)[1] for name in used if name.startswith("kept ")})
        told = {rule: [f"kept {rule}", f"broken {rule}"] for rule in rules}
        cross = [(["timed", "untimed"], ["with voices"]), (["timed"], [*RANGES]), (["timed", "untimed"], ["judged"]),
                 (["coded", "uncoded"], [*LEVELS]), (["coded"], [*LEVELS]),
                 (["said advice"], ["discouraged"]), ([*STATES, "later"], ["agreed"]),
                 ([*STATES, "later"], ["told", "untold"])]  # fmt: skip
        for rule, both in told.items():
            key, of = rule.rsplit(" ", 1)
            if key == "every_member":
                cross += [(["came"], both), (["timed", "untimed"], both[:1])]
            elif key == "airtime_minutes":
                cross += [([*RANGES], both), (["in_range"], both[:1])]
            elif key.startswith("stage_minutes:"):
                cross += [([f"kept stage:{key.split(':')[1]} {of}"], both)]
            elif key.startswith(("stage:", "questions:", "discouraged:", "by_invitation:", "yields:presenter:")):
                cross += [(["timed", "untimed"], both)]
                cross += [(["judged"], both)] if key.startswith(("questions", "disc", "by_inv")) else []
        same: list[tuple[list[str], list[str]]] = []
        for group in (("stage:",), ("questions:", "discouraged:", "by_invitation:")):
            alike = [rule for rule in rules if rule.startswith(group)]
            # Nobody takes one of these for more than another: they are the same, or have nothing to do with each other.
            same += [(told[one], told[each]) for one, each in combinations(alike, 2)
                     if one.rsplit(" ", 1)[1] == each.rsplit(" ", 1)[1]]  # fmt: skip
        cross += [(more, less) for more, less in same if not any(
            sum(times * truth.amount(each) for each, times in row(each_pair, more, less).items())
            for each_pair in truth.pairs)]  # fmt: skip
        for more, less in cross:
            if used.issuperset(more) and used.issuperset(less):
                rests = [
                    sum(times * truth.amount(each) for each, times in row(each_pair, more, less).items())
                    for each_pair in truth.pairs
                ]
                if not any(rests):
                    reader.equal.append((row(pair, more, less), 0.0))
                elif min(rests) >= 0:
                    yield row(pair, more, less)
        for people, of in PERSONS.items():
            if people in used and used & set(of):
                yield row(pair, of, [people])
                if people == "enrolled":
                    reader.equal.append((row(pair, of, [people]), 0.0))
    persons = {
        name
        for name in used
        if name in PERSONS or name in ("voices", "judges") or name.startswith(("having", "speakers", "concerned"))
    }
    for name in persons:
        for learning_set in sorted({each for _, each in truth.pairs}):
            over = {(number, name, (None, learning_set)): 1.0}
            each = {(number, name, pair): 1.0 for pair in truth.pairs if pair[1] == learning_set}
            yield {**each, **dict.fromkeys(over, -1.0)}
            for unknown in each:
                yield {**over, unknown: -1.0}


def unchanged(before: Truth, after: Truth, reader: Reader) -> Iterator[tuple[Row, float]]:
    """What is the same in both reports: the reader knows whose records have changed."""
    unknowns = {unknown for row, _ in reader.equal for unknown in row}
    # How many people there are over all cycles may come to the same though records have changed: nobody knows that.
    changed = {
        pair[1] for name, pair in {*before.of, *after.of} if before.of.get((name, pair)) != after.of.get((name, pair))
    }
    for number, name, pair in sorted(unknowns, key=str):
        if pair[0] is None and pair[1] in changed:
            continue
        if number == 0 and (1, name, pair) in unknowns and before.of.get((name, pair)) == after.of.get((name, pair)):
            yield {(0, name, pair): 1.0, (1, name, pair): -1.0}, 0.0


def secrets(
    table: Table, truth: Truth, number: int, smallest: int, *, inside: bool = False
) -> Iterator[tuple[str, Row, int, bool]]:
    """What a reader may not learn from a table: figures of few people, and the rest of a whole, if few.

    `inside`: where it is told both by cycle and by set, each cycle of each set is such a figure, too.
    """
    for seen, true in zip(table.seen.to_dict("records"), table.true.to_dict("records"), strict=True):
        label = f"{table.analysis} {[true[each] for each in table.by]} {true.get('kind', true.get('theme', ''))}"
        rows = [true]
        if inside and table.by == ("cycle",):
            rows += [{**true, "learning_set": each} for cycle, each in truth.pairs if cycle == true["cycle"]]
        for row in rows:
            # Where a set follows another format, that its rule is not kept is no secret; nor, where no format asks to
            # wait until one is invited, that nobody spoke uninvited.
            if table.analysis == "rules" and not truth.follows(row):
                continue
            for column in MEANING[table.analysis]:
                if column == "not_invited" and not truth.invites:
                    continue
                each = cell(table, column, row, truth, number)
                people = truth.people(each)
                if table.analysis.startswith("voice_equity"):  # airtimes are their presenters', too
                    airtimes = {(number, name, pair): 1.0 for _, _, pair in each for name in ("timed", "untimed")}
                    of_voices = {(number, "voices", pair): 1.0 for _, _, pair in each}
                    people = max(truth.people(airtimes), truth.people(of_voices) if inside else int(true["members"]))
                    people = min(people, int(sum(truth.amount(unknown) for unknown in each)) or people)
                if people < smallest:
                    yield f"{label} {row.get('learning_set', '')} {column}", each, people, False
                # Who came and who presented are each told by itself: that all who came presented is no secret.
                if column in RESTS and true.get("rule") != "every_member":
                    whole = cell(table, RESTS[column], row, truth, number)
                    rest = {unknown: times for unknown, times in whole.items() if unknown not in each}
                    if table.analysis.startswith("prevalence"):
                        rest = {(number, f"without {true['theme']}", pair): 1.0 for _, _, pair in whole}
                    people = truth.people(rest)
                    if people < smallest:
                        yield f"{label} {row.get('learning_set', '')} but {column}", rest, people, False
        for mean, (over, name) in MEANS.items():
            if mean in true and pd.isna(seen[mean]) and not pd.isna(true[mean]):
                made = cell(table, over, true, truth, number)
                row = {(number, name, pair): 1.0 for _, _, pair in made}
                people = int(true["members"])
                if people < smallest:
                    yield f"{label} {mean}", row, people, True


def differences(told: dict[int, list[Table]], truths: list[Truth], smallest: int) -> Iterator[tuple[str, str]]:
    """Figures shown in both reports of which one less the other is a figure of few people."""
    shown: list[dict[Any, tuple[float, Row]]] = []
    for number, truth in enumerate(truths):
        figures = {}
        for table in told.get(number, []):
            for row in table.seen.to_dict("records"):
                for column in MEANING[table.analysis]:
                    if not pd.isna(row[column]):
                        key = (
                            table.analysis,
                            column,
                            *(row.get(each) for each in ("cycle", "learning_set", "kind", "theme", "rule", "format")),
                        )
                        figures[key] = (float(row[column]), cell(table, column, row, truth, number))
        shown.append(figures)
    for key in shown[0].keys() & shown[1].keys() if len(shown) == 2 else ():
        if shown[0][key][0] == shown[1][key][0]:
            continue
        behind: list[Counter[Any]] = [Counter(), Counter()]
        for number, truth in enumerate(truths):
            for _, *unknown in shown[number][key][1]:
                for who, amount in truth.of.get(tuple(unknown), {}).items():
                    behind[number][who] += amount
        people = [who for who in {*behind[0], *behind[1]} if abs(behind[0][who] - behind[1][who]) > 1e-9]
        number = abs(behind[1]["everybody"] - behind[0]["everybody"]) if people == ["everybody"] else len(people)
        if 0 < number < smallest and key[0] != "voice_equity":
            yield "solved", f"the change of {key} from {shown[0][key][0]} to {shown[1][key][0]}, {number:.0f} people"


def attack(seed: int, without: str = "") -> list[tuple[str, str]]:
    """What is worked out of the reports of one random cohort."""
    worlds, smallest = reports(seed, without)
    return [(how, f"cohort {seed}, smallest {smallest}: {what}") for how, what in leaks(worlds, smallest)]


def main(number: int, without: str = "", start: int = 0) -> int:
    """Attack many cohorts, and tell of how many how much was worked out."""
    found: Counter[str] = Counter()
    cohorts = set()
    cells = withheld = 0
    for seed in range(start, start + number):
        worlds, smallest = reports(seed, without)
        for world in worlds:
            for table in world.tables:
                cells += table.true.notna().to_numpy().sum()
                withheld += (table.true.notna() & table.seen.isna()).to_numpy().sum()
        for how, what in leaks(worlds, smallest):
            found[how] += 1
            if seed not in cohorts or not without:
                print(f"{how}: cohort {seed}, smallest {smallest}: {what}", flush=True)
            cohorts.add(seed)
        if (seed - start) % 50 == 49:
            print(f"… {seed - start + 1} cohorts, {len(cohorts)} with leaks", file=sys.stderr, flush=True)
    print(
        f"{number} cohorts: {withheld:,} of {cells:,} figures withheld; "
        f"{found['solved']} solved, {found['narrowed']} narrowed, in {len(cohorts)} cohorts"
    )
    return len(cohorts)


if __name__ == "__main__":
    import argparse

    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", 1)[0])
    parser.add_argument("number", type=int)
    parser.add_argument("--without", choices=["secondary", "memory"], default="")
    parser.add_argument("--start", type=int, default=0)
    arguments = parser.parse_args()
    sys.exit(main(arguments.number, arguments.without, arguments.start) > 0)
