"""A result as it may be published, and what readers of it know."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import pandas as pd

from alsnb.disclosure.rounding import Mark


class Known(NamedTuple):
    """What the readers of a published report know of a cohort."""

    members: int
    cycles: int
    """How many cycles had a meeting."""
    told: int | None = None
    """The number of members as readers know it, if not exactly: for example, of those who consent."""


@dataclass(frozen=True)
class Protected:
    """A result as it may be published."""

    result: pd.DataFrame
    """The numbers; missing if there is a mark."""
    marks: pd.DataFrame
    """For the same rows and columns: what replaces a number, such as "<5"; otherwise empty."""
    notes: tuple[str, ...] = ()
    """One sentence for each rule that suppressed something: what is missing and what would help."""

    @property
    def cells(self) -> pd.DataFrame:
        """Return the numbers, with marks in place of those that are suppressed."""
        columns = {}
        for name, values in self.result.items():
            marks = self.marks[name]
            hidden = marks != ""
            columns[name] = values.astype(object).mask(hidden, marks) if hidden.any() else values
        return pd.DataFrame(columns, index=self.result.index)


class Refused(Exception):
    """A result that cannot be published; the text gives the reason and an alternative."""


def assemble(
    columns: Sequence[str], rows: Iterable[dict[Any, Any]], notes: Iterable[str], like: pd.DataFrame
) -> Protected:
    """Return rows of numbers and marks as a `Protected` result; columns without marks keep the dtypes of `like`."""
    rows = list(rows)
    numbers, marks = {}, {}
    for name in columns:
        cells = [row[name] for row in rows]
        marks[name] = [each if isinstance(each, Mark) else "" for each in cells]
        values = pd.Series([None if isinstance(each, Mark) else each for each in cells], dtype=object)
        keeps = not values.isna().any() and _fits(like[name], values)
        numbers[name] = values.astype(like[name].dtype) if keeps else values
    return Protected(pd.DataFrame(numbers), pd.DataFrame(marks, dtype=object), tuple(notes))


def _fits(like: pd.Series[Any], values: pd.Series[Any]) -> bool:
    return not pd.api.types.is_integer_dtype(like) or all(float(each).is_integer() for each in values)
