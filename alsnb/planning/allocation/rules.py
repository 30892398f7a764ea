"""What is asked of sets: the rules, one by one, and how many sets there may be."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Literal

import pandas as pd

from alsnb.errors import AllocationError
from alsnb.words import gettext

Weight = Literal["must", "prefer", "ignore"]
"""A rule must hold, holds where it can, or does not matter."""
Likeness = Literal["similar", "mixed"]
"""Members of a set share a trait, or the trait is spread evenly over the sets."""


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


@dataclass(frozen=True)
class Rule:
    """One thing asked for; `of` are places of members in the frame, or the name of a column."""

    kind: Literal["size", "line", "apart", "together", "similar", "mixed", "fixed"]
    weight: Weight
    of: tuple[int, ...] = ()
    column: str = ""
    label: str = ""


def pairs_managed(members: pd.DataFrame) -> list[tuple[str, str]]:
    """Return who manages whom among these members: pairs of manager and managed, each once."""
    here = {str(code) for code in members["member"]}
    found: set[tuple[str, str]] = set()
    for code, manages, managed_by in zip(members["member"], members["manages"], members["managed_by"], strict=True):
        for manager, managed in [(code, each) for each in manages] + [(each, code) for each in managed_by]:
            if {manager, managed} <= here and manager != managed:
                found.add((str(manager), str(managed)))
    return sorted(found, key=lambda pair: (natural(pair[0]), natural(pair[1])))


def labels(count: int, taken: Iterable[str] = ()) -> list[str]:
    """Return codes for a number of sets, including those taken: A, B, … Z, AA, AB …"""
    names = sorted(set(taken), key=natural)
    number = 0
    while len(names) < count:
        number += 1
        label, rest = "", number
        while rest:
            rest, letter = divmod(rest - 1, 26)
            label = chr(65 + letter) + label
        if label not in names:
            names.append(label)
    return sorted(names, key=natural)


def natural(code: str) -> tuple[int, str]:
    """Return a key that sorts A2 before A10."""
    return (len(code), code)


def asked_of(members: pd.DataFrame, rules: Rules) -> list[Rule]:
    """Return the rules one by one."""
    place = {str(code): at for at, code in enumerate(members["member"])}
    if len(place) < len(members):
        codes = members["member"].astype(str)
        twice = ", ".join(sorted({*codes[codes.duplicated()]}))
        raise AllocationError(
            gettext(
                "Members listed more than once: {twice}. List each member once.",
                twice=twice,
            )
        )
    named = {code for pair in (*rules.together, *rules.apart) for code in pair[:2]} | set(rules.fixed)
    if unknown := sorted(named - place.keys()):
        raise AllocationError(
            gettext(
                "Rules about {unknown}, not on the list of members. Remove them.",
                unknown=", ".join(unknown),
            )
        )
    defaults = [Rule("size", "must")]
    defaults += [Rule("fixed", "must", (place[code],), label=label) for code, label in rules.fixed.items()]
    defaults += [
        Rule("line", rules.line_management, (place[one], place[other])) for one, other in pairs_managed(members)
    ] or [Rule("line", rules.line_management)]
    for kind, given in (("together", rules.together), ("apart", rules.apart)):
        defaults += [Rule(kind, weight, (place[one], place[other])) for one, other, weight in given if one != other]  # type: ignore[arg-type]
    defaults.append(Rule(rules.level, rules.level_weight, column="level"))
    defaults.append(Rule(rules.organisation, rules.organisation_weight, column="organisation"))
    return defaults


def counts(people: int, rules: Rules) -> list[int]:
    """Return the possible numbers of sets, the likeliest first."""
    if not 1 <= rules.smallest <= rules.largest:
        if rules.smallest < 1:
            raise AllocationError(
                gettext(
                    "Minimum set size ({smallest}) is below 1. Raise it.",
                    smallest=rules.smallest,
                )
            )
        raise AllocationError(
            gettext(
                "Minimum set size ({smallest}) exceeds the maximum ({largest}). Change one of them.",
                smallest=rules.smallest,
                largest=rules.largest,
            )
        )
    middle = (rules.smallest + rules.largest) / 2
    possible = [
        count
        for count in range(max(1, len(set(rules.fixed.values()))), people + 1)
        if count * rules.smallest <= people <= count * rules.largest and rules.sets in (None, count)
    ]
    return sorted(possible, key=lambda count: (abs(people / count - middle), count))


def trait_of(value: object) -> str | None:
    """Normalise a cell: strip and casefold; return None if it is empty or not text."""
    return value.strip().casefold() or None if isinstance(value, str) else None
