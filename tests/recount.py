"""What the tests of the analyses recount with: plain Python rows and Wilson's formula, with and without clusters."""

from __future__ import annotations

import math
from collections.abc import Sequence
from statistics import NormalDist
from typing import Any

import pandas as pd
from scipy.stats import t as student

Z = NormalDist().inv_cdf(0.975)


def wilson(part: float, whole: float) -> tuple[float, float]:
    """Wilson's 95 % interval of part / whole: the two roots of (p - share)² = z² p (1 - p) / n."""
    centre = (part + Z**2 / 2) / (whole + Z**2)
    half = Z / (whole + Z**2) * math.sqrt(part * (whole - part) / whole + Z**2 / 4)
    return centre - half, centre + half


def clustered(pairs: Sequence[tuple[int, int]]) -> tuple[float, float]:
    """Wilson's interval of the effective number: `pairs` are each person's (part, whole)."""
    pairs = [(part, whole) for part, whole in pairs if whole]
    part, whole, people = sum(part for part, _ in pairs), sum(whole for _, whole in pairs), len(pairs)
    share = part / whole
    if people == 1:
        return wilson(part, whole)
    if part in (0, whole):
        return wilson(share * people, people)
    between = people / (people - 1) * sum((each - share * own) ** 2 for each, own in pairs) / whole**2
    inflated = max(1, between / (share * (1 - share) / (whole - 1)))
    effective = whole / inflated * (student.ppf(0.975, whole - 1) / student.ppf(0.975, people - 1)) ** 2
    return wilson(share * effective, effective)


def rows(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """A frame as plain Python: missing values are None."""
    return frame.astype(object).where(frame.notna(), None).to_dict("records")


def key_of(row: dict[str, Any], by: str | Sequence[str]) -> tuple[Any, ...]:
    """What `by` says of a row."""
    return tuple(row[name] for name in ([by] if isinstance(by, str) else by))


def by_key(result: pd.DataFrame, by: str | Sequence[str]) -> dict[tuple[Any, ...], dict[str, Any]]:
    """The rows of a result by what they stand for, of which none may stand twice."""
    found = {key_of(row, by): row for row in rows(result)}
    assert len(found) == len(result)
    return found
