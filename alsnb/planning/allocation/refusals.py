"""Why no sets can be made: which numbers do not fit, and which rules cannot hold together."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import replace

import pandas as pd

from alsnb.planning.allocation.judging import heading, people_in_words, sizes_in_words
from alsnb.planning.allocation.problem import Problem
from alsnb.planning.allocation.rules import Rule, Rules, counts, trait_of
from alsnb.planning.allocation.solver import solve


def no_sizes(people: int, rules: Rules) -> str:
    """Explain why the number of members does not fit the sizes."""
    span = sizes_in_words(rules)
    if rules.sets is not None:
        holds = f"{rules.sets * rules.smallest}–{rules.sets * rules.largest}"
        return (
            f"{people_in_words(people)} cannot make {rules.sets} sets of {span}: these hold {holds}. "
            "Change the number of sets, or their size."
        )
    used = len(set(rules.fixed.values()))
    fewer, more = people // rules.largest, -(-people // rules.largest)
    reasons = [
        f"{count} {'set holds' if count == 1 else 'sets hold'} {count * rules.smallest}–{count * rules.largest}"
        for count in sorted({max(1, fewer), max(1, more)})
    ]
    if used and people < used * rules.smallest:
        reasons = [f"members are fixed in {used} sets, which hold {used * rules.smallest} at least"]
    return f"{people_in_words(people)} cannot make sets of {span}: {', '.join(reasons)}. Change the size of a set."


def why_not(members: pd.DataFrame, rules: Rules, asked: list[Rule]) -> str:
    """Name a smallest group of musts that cannot all hold, in words."""
    codes = [str(code) for code in members["member"]]
    until = time.monotonic() + 20

    def holds(left: list[Rule]) -> bool:
        return any(
            solve(Problem(members, rules, left, count))[0] is not None
            for count in counts(len(codes), replace(rules, fixed=_fixed(left, codes)))
        )

    # A deletion filter: what can go without the rest beginning to hold, goes.
    left = [each for each in asked if each.weight == "must" and (each.of or each.column)]
    for lot in [*_lots(left), *([each] for each in left)]:
        kept = [each for each in left if each not in lot]
        if len(kept) < len(left) and time.monotonic() < until and not holds(kept):
            left = kept
    reasons = [
        f"a set has {sizes_in_words(rules)} members" + (f", and there are {rules.sets} sets" if rules.sets else "")
    ]
    reasons += _in_words(left, members, codes, rules)
    listed = "; ".join(f"({number}) {each}" for number, each in enumerate(reasons, 1))
    return (
        f"No sets can be made: these rules cannot all hold: {listed}. Change one of them, or make it hold if possible."
    )


def _fixed(left: Iterable[Rule], codes: list[str]) -> dict[str, str]:
    return {codes[each.of[0]]: each.label for each in left if each.kind == "fixed"}


def _lots(asked: list[Rule]) -> Iterator[list[Rule]]:
    """Yield the rules of each kind in halves, quarters …, so that those not involved are dropped together."""
    for kind in ("line", "apart", "together", "fixed"):
        many = [each for each in asked if each.kind == kind]
        size = len(many)
        while size > 1:
            yield from (many[at : at + size] for at in range(0, len(many), size))
            size = -(-size // 2)


def _in_words(left: list[Rule], members: pd.DataFrame, codes: list[str], rules: Rules) -> list[str]:
    reasons = []
    lines = [each.of for each in left if each.kind == "line"]
    while lines:
        hub = max(range(len(codes)), key=lambda at: sum(at in pair for pair in lines))
        others = sorted({other for pair in lines if hub in pair for other in pair if other != hub})
        lines = [pair for pair in lines if hub not in pair]
        named = ", ".join(codes[each] for each in others)
        if len(others) == 1:
            reasons.append(f"{codes[others[0]]} manages or is managed by {codes[hub]}, and may not be in the same set")
        else:
            reasons.append(
                f"{len(others)} people all manage or are managed by {codes[hub]} ({named}), "
                f"and may not be in a set with {codes[hub]}"
            )
    for each in left:
        if each.kind == "together":
            reasons.append(f"{codes[each.of[0]]} and {codes[each.of[1]]} are together")
        elif each.kind == "apart":
            reasons.append(f"{codes[each.of[0]]} and {codes[each.of[1]]} are apart")
        elif each.kind == "fixed":
            reasons.append(f"{codes[each.of[0]]} stays in set {each.label}")
        elif each.column:
            found = Counter(str(value) for value in members[each.column] if trait_of(value))
            shown = ", ".join(f"{value} ({number})" for value, number in found.most_common(6))
            reasons.append(f"{heading(each, rules).lower()}: {shown}{', …' if len(found) > 6 else ''}")
    return reasons
