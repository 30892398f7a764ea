"""How single figures are published: counts, shares with their intervals, means."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

from alsnb.disclosure.policies import Policy


class Mark(str):
    """What stands in place of a number that is not published; `of` is the total that it is a part of, if known."""

    of: int | None
    exact: bool
    """Whether readers know that total exactly."""

    def __new__(cls, text: str, of: int | None = None, *, exact: bool = False) -> Mark:
        """Return the text as a mark."""
        made = super().__new__(cls, text)
        made.of, made.exact = of, exact
        return made


Count = int | Mark
"""A count as it is published."""


def nearest(n: float, base: int) -> int:
    """The nearest multiple of a base; of two, the greater.

    Examples
    --------
    >>> [nearest(n, 5) for n in (7, 8, 12, 13)]
    [5, 10, 10, 15]
    """
    return int((n + base / 2) // base * base)


def count(n: int, policy: Policy, whole: int | None = None, told: int | None = None) -> Count:
    """A count of people or acts, as it is published.

    Parameters
    ----------
    n
        The true count.
    whole
        That of the whole which it is a part of, and which readers have.
    told
        What readers have of the whole, if that is not the true count.

    Examples
    --------
    >>> from alsnb.disclosure import load
    >>> [str(count(n, load(), whole=31)) for n in (4, 5, 24, 26, 27, 31)]
    ['<5', '5', '25', '25', 'all but <5', 'all but <5']
    """
    few, exact, told = policy.fewest, told is None, whole if told is None else told
    if policy.rest and whole is not None and few <= whole < 2 * few:
        # Of a whole so small, a part is few or leaves few: to say which would leave it fewer values.
        return Mark(f"<{2 * few}", told, exact=exact)
    if n < few:
        return Mark(f"<{few}", told, exact=exact)
    if policy.rest and whole is not None and whole - n < few:
        return Mark(f"all but <{few}", told, exact=exact)
    return nearest(n, policy.base)


def stand_in(published: Count, policy: Policy) -> int | None:
    """The number that shares of a published count are made with; None where none is known.

    Of "all but <5" of a total that readers know, it is in the middle of what that may be.
    """
    if not isinstance(published, Mark):
        return published if published > 0 else None
    if published.startswith("all but") and published.of is not None:
        return published.of - policy.fewest // 2
    return None


def share(part: Count, whole: Count, policy: Policy) -> float | Mark | None:
    """A share made from published counts: whole per cent, or a bound beside a count that is hidden."""
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
    """An interval around a published share, as much wider than the plain one as the measure's own is.

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
        To what multiples the bounds are rounded, outwards.
    """
    estimate, low, high = true
    below = (estimate - low) / (estimate - plain[0]) if estimate - plain[0] > 1e-9 else 1.0
    above = (high - estimate) / (plain[1] - estimate) if plain[1] - estimate > 1e-9 else 1.0
    # Where both are the same, as for a plain share, nothing of the true counts is left in it.
    low, high = value - round(below, 3) * (value - published[0]), value + round(above, 3) * (published[1] - value)
    return outwards(max(0.0, low), step, math.floor), outwards(min(1.0, high), step, math.ceil)


def outwards(value: float, step: float, to: Callable[[float], int]) -> float:
    """A bound rounded to a multiple, down or up."""
    return round(to(round(value / step, 6)) * step, 6)


def significant(value: Any, digits: int) -> float:
    """A number with so many significant digits.

    Examples
    --------
    >>> significant(31.26, 2), significant(0.8744, 2), significant(112.0, 2)
    (31.0, 0.87, 110.0)
    """
    return float(f"{float(value):.{digits}g}")
