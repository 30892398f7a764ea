"""What the tests of the analyses recount with: plain Python rows and Wilson's formula."""

from __future__ import annotations

import math
from collections.abc import Sequence
from statistics import NormalDist
from typing import Any

import pandas as pd

Z = NormalDist().inv_cdf(0.975)


def wilson(part: int, whole: int) -> tuple[float, float]:
    """Wilson's 95 % interval of part / whole: the two roots of (p - share)² = z² p (1 - p) / n."""
    centre = (part + Z**2 / 2) / (whole + Z**2)
    half = Z / (whole + Z**2) * math.sqrt(part * (whole - part) / whole + Z**2 / 4)
    return centre - half, centre + half


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
