"""Allocation of members to sets, under rules that must hold and rules that hold if possible.

`allocate` takes a frame of members and `Rules`, and gives an `Allocation`: a placement, and how well each rule is kept.
`judge` gives the same for any placement, even one made by hand, and `unchecked` the rules that do not apply to it. If
no placement satisfies every required rule, `AllocationError` names those that conflict.

A search by seeded swaps finds a good placement; HiGHS (`scipy.optimize.milp`) finds the first one that keeps every
must, or proves that there is none, and then proves the best one, or finds it, as far as the time allows.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from random import Random

import pandas as pd

from alsnb.errors import AllocationError
from alsnb.planning.allocation.judging import judge, unchecked
from alsnb.planning.allocation.problem import COST, Problem
from alsnb.planning.allocation.refusals import no_sizes, why_not
from alsnb.planning.allocation.rules import Likeness, Rules, Weight, asked_of, counts, labels, pairs_managed
from alsnb.planning.allocation.search import search
from alsnb.planning.allocation.solver import solve

__all__ = [
    "COST",
    "Allocation",
    "Likeness",
    "Rules",
    "Weight",
    "allocate",
    "judge",
    "labels",
    "pairs_managed",
    "unchecked",
]

_SEARCHES = 4
_LARGEST_PROOF = 1_500  # members × sets, beyond which a proof takes longer than anybody waits


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


def allocate(members: pd.DataFrame, rules: Rules, *, seed: int = 1, seconds: float = 3.0) -> Allocation:
    """Put every member into a set, at random among placements that are equally good.

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
    >>> sorted(" ".join(group) for _, group in made.placement.groupby("learning_set")["member"])
    ['A1 A2', 'A3 A4']
    """
    until = time.monotonic() + seconds
    asked = asked_of(members, rules)
    possible = counts(len(members), rules)
    if not possible:
        raise AllocationError(no_sizes(len(members), rules))
    random = Random(seed)  # noqa: S311 (to be repeatable is the point)
    # Among equals the solver prefers by place, and puts neighbours together: so the members are shuffled first.
    drawn = members.iloc[random.sample(range(len(members)), len(members))]
    asked_of_drawn = asked_of(drawn, rules)
    for count in possible:
        problem = Problem(drawn, rules, asked_of_drawn, count)
        groups, _ = solve(problem)
        if groups is not None:
            break
    else:
        raise AllocationError(why_not(members, rules, asked))
    for _ in range(_SEARCHES if problem.total(groups) else 0):
        groups = min(groups, search(problem, groups, random), key=problem.total)
    cost = problem.total(groups)
    proven = cost == 0
    if not proven and problem.people * problem.count <= _LARGEST_PROOF:
        # A placement that was not proven in time is not used: how far the solver came depends on the machine.
        best, proven = solve(problem, cheaper_than=cost, seconds=max(1.0, until - time.monotonic()))
        groups = best or groups
    codes = [str(code) for code in drawn["member"]]
    where = {codes[each]: label for label, group in zip(problem.labels, groups, strict=True) for each in group}
    in_order = [str(code) for code in members["member"]]
    placement = pd.DataFrame({"member": in_order, "learning_set": [where[code] for code in in_order]})
    return Allocation(placement, judge(members, rules, placement), problem.total(groups), proven)
