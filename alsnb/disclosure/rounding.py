"""Publishing single figures: counts, shares with their intervals, means."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

from alsnb.disclosure.policies import Policy
from alsnb.words import gettext


class Mark(str):
    """Text in place of a number that is suppressed; `of` is the total that it is a part of, if readers know it."""

    of: int | None
    exact: bool
    """Whether readers know the total exactly."""

    def __new__(cls, text: str, of: int | None = None, *, exact: bool = False) -> Mark:
        """Return the text as a mark."""
        mark = super().__new__(cls, text)
        mark.of, mark.exact = of, exact
        return mark


def mark_in_words(mark: str) -> str:
    """Return a mark as tables and figures show it: ``<5``, ``all but <5``, ``over 83%``."""
    start, _, bound = mark.rpartition(" ")
    if start == "all but":
        return gettext("all but {mark}", mark=bound)
    if start == "under":
        return gettext("under {share}", share=bound)
    if start == "over":
        return gettext("over {share}", share=bound)
    return {
        "one member's": gettext("one member's"),
        "too little data": gettext("too little data"),
        "hidden": gettext("suppressed"),
    }.get(mark, str(mark))


Count = int | Mark
"""A count as it is published."""


def nearest(n: float, base: int) -> int:
    """Return the nearest multiple of a base; if there are two, the greater.

    Examples
    --------
    >>> [nearest(n, 5) for n in (7, 8, 12, 13)]
    [5, 10, 10, 15]
    """
    return int((n + base / 2) // base * base)


def count(n: int, policy: Policy, whole: int | None = None, told: int | None = None) -> Count:
    """Return a count of people or acts as it is published.

    Parameters
    ----------
    n
        The true count.
    whole
        The true count of the total that it is a part of, if readers know that total. A count above it, such as two
        reflections from each member, is not treated as a part.
    told
        The total as readers know it, if they do not know the true count.

    Examples
    --------
    >>> from alsnb.disclosure import load
    >>> [str(count(n, load(), whole=31)) for n in (4, 5, 24, 26, 27, 31)]
    ['<5', '5', '25', '25', 'all but <5', 'all but <5']
    """
    few, exact, told = policy.fewest, told is None, whole if told is None else told
    if whole is None or told is None or n > whole or not policy.rest:
        return Mark(f"<{few}", told, exact=exact) if n < few else nearest(n, policy.base)
    if few <= told < 2 * few:
        # A part of so small a total is few or leaves few: to say which would leave too few possible values.
        return Mark(f"<{2 * few}", told, exact=exact)
    if n < few:
        return Mark(f"<{few}", told, exact=exact)
    if whole - n < few:
        return Mark(f"all but <{few}", told, exact=exact)
    return nearest(n, policy.base)


def stand_in(published: Count, policy: Policy) -> int | None:
    """Return the number that represents a published count in shares; None if there is none.

    "All but <5" of a total that readers know is represented by the middle of its possible values.
    """
    if not isinstance(published, Mark):
        return published if published > 0 else None
    if published.startswith("all but") and published.of is not None:
        return published.of - policy.fewest // 2
    return None


def share(part: Count, whole: Count, policy: Policy) -> float | Mark | None:
    """Return a share of published counts in whole per cent, or a bound if the part is suppressed."""
    of = stand_in(whole, policy)
    if of is None or part == f"<{2 * policy.fewest}":
        return None
    if isinstance(part, Mark):
        few = policy.fewest / of
        under = part.startswith("<")
        return Mark(f"under {math.ceil(100 * few)}%" if under else f"over {math.floor(100 * (1 - few))}%")
    return round(min(1.0, part / of), 2)


def laid_on(
    value: float,
    published: tuple[float, float],
    true: tuple[float, float, float],
    plain: tuple[float, float],
    step: float,
) -> tuple[float, float]:
    """Return an interval around a published share, wider than the plain one by the same factor as the measure's own.

    Parameters
    ----------
    value
        The published share.
    published
        The plain interval (Wilson's, of independent observations) of the published counts.
    true
        The measure's own estimate and interval.
    plain
        The plain interval of the true counts.
    step
        The bounds are rounded outwards to multiples of this.
    """
    estimate, low, high = true
    below = (estimate - low) / (estimate - plain[0]) if estimate - plain[0] > 1e-9 else 1.0
    above = (high - estimate) / (plain[1] - estimate) if plain[1] - estimate > 1e-9 else 1.0
    # If both are the same, as for a plain share, the interval does not depend on the true counts.
    low, high = value - round(below, 3) * (value - published[0]), value + round(above, 3) * (published[1] - value)
    return outwards(max(0.0, low), step, math.floor), outwards(min(1.0, high), step, math.ceil)


def outwards(value: float, step: float, to: Callable[[float], int]) -> float:
    """Return a bound rounded down or up to a multiple."""
    return round(to(round(value / step, 6)) * step, 6)


def significant(value: Any, digits: int) -> float:
    """Return a number rounded to so many significant digits.

    Examples
    --------
    >>> significant(31.26, 2), significant(0.8744, 2), significant(112.0, 2)
    (31.0, 0.87, 110.0)
    """
    return float(f"{float(value):.{digits}g}")
