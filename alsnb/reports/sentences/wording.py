"""Shared by all sentences: how numbers are written, and which sentences a published page may show."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, TypeVar

import pandas as pd

from alsnb import words
from alsnb.disclosure import Mark

INTERVALS = " (95% CI in brackets)"
_HIDDEN = "hidden"
"""The mark of a count that is suppressed so that another cannot be worked out."""
_FEW = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")


SUBJECTS: dict[Callable[..., Any], str] = {}
"""Each sentence that a published page may show → its subject; empty: it is left out if it cannot be published."""
_PROTECTED = "alsnb_protected"
_F = TypeVar("_F", bound=Callable[..., Any])


def publishable(subject: str = "") -> Callable[[_F], _F]:
    """Declare that a published page may show a sentence about results that went through disclosure control."""

    def declare(sentence: _F) -> _F:
        SUBJECTS[sentence] = subject
        return sentence

    return declare


def as_protected(cells: pd.DataFrame, attrs: Mapping[Any, Any]) -> pd.DataFrame:
    """Return a result's cells as disclosure control left them, marked as such for the sentences."""
    cells.attrs = {**attrs, _PROTECTED: True}
    return cells


def is_protected(result: pd.DataFrame) -> bool:
    """Return whether a result has been through disclosure control: its counts are rounded, and some are marks."""
    return bool(result.attrs.get(_PROTECTED))


def counted(n: int | Mark, one: str, many: str | None = None) -> str:
    """Return a count with its noun: ``no meetings``, ``one meeting``, ``12 meetings``, ``fewer than five meetings``."""
    plural = many or one + "s"
    if isinstance(n, Mark):
        return f"{in_words(n, n.of if n.exact else None)}{' of' if n == _HIDDEN else ''} {plural}"
    return f"{few(n)} {one if n == 1 else plural}"


def few(n: int | Mark, none: str = "no") -> str:
    """Return a number, below ten as a word."""
    if isinstance(n, Mark):
        return in_words(n)
    if n == 0:
        return none
    return _FEW[int(n)] if 0 <= n < len(_FEW) else f"{n:,}"


def in_words(mark: Mark, of: int | None = None) -> str:
    """Return a mark in words: ``fewer than five``, ``all but fewer than five of the 31``."""
    if mark == _HIDDEN:
        return "a suppressed number"
    start, _, number = mark.rpartition("<")
    if not number.isdigit():
        return str(mark)
    bound = f"{start}fewer than {few(int(number)) if int(number) != 10 else 'ten'}"
    return f"{bound} of the {of:,}" if start and of is not None else bound


def is_more(n: Any, than: int) -> bool:
    """Return whether a count is known to be more: for "fewer than five" it is not."""
    return n.startswith("all") if isinstance(n, Mark) else bool(n > than)


def is_number(value: Any) -> bool:
    """Return whether a value is a number: not missing, and not a mark."""
    return not isinstance(value, str) and not pd.isna(value)


def numbers(values: Any) -> Any:
    """Return a column's numbers, with marks as missing."""
    return pd.to_numeric(pd.Series(values), errors="coerce")


def by_chance(tried: int) -> str:
    """Return how many of so many 95% confidence intervals are expected to exclude the true value by chance."""
    expected = round(tried / 20)
    return "none or one" if expected == 0 else f"about {few(expected)}"


def share(row: Mapping[Any, Any], name: str) -> str:
    """Return a share: ``61% (95% CI 51% to 70%)``, ``over 83%``, ``suppressed (fewer than 20 people)``."""
    value, low, high = row[name], row[f"{name}_low"], row[f"{name}_high"]
    if isinstance(value, Mark):
        return str(value) if is_bound(value) else f"suppressed ({_why_not(value)})"
    if pd.isna(value):
        return "not available"
    return f"{value:.0%}" if pd.isna(low) else f"{value:.0%} (95% CI {low:.0%} to {high:.0%})"


def is_bound(value: Any) -> bool:
    """Return whether a share is published as a bound: ``over 83%``."""
    return isinstance(value, Mark) and value.startswith(("under", "over"))


def with_share(row: Mapping[Any, Any], name: str, noun: str) -> str:
    """Return the end of a sentence with a share, or why it has none: ``: 61%``, ``; the rate is not available``."""
    amount = share(row, name)
    return f": {amount}" if is_number(row[name]) or is_bound(row[name]) else f"; the {noun} is {amount}"


def _why_not(mark: Mark) -> str:
    if mark == "one member's":
        return "one member accounts for more than half of the total"
    return f"fewer than {mark.removeprefix('n<')} people" if mark.startswith("n<") else str(mark)


def number(result: pd.DataFrame, name: str, unit: str = "") -> str:
    """Return an estimate: ``31.2 minutes (95% CI 29.8 to 32.9)``; published, ``31 minutes (95% CI 30 to 33)``."""
    row = only_row(result)
    value, low, high = row[name], row[f"{name}_low"], row[f"{name}_high"]
    if isinstance(value, Mark) or pd.isna(value):
        return f"suppressed ({_why_not(value)})" if isinstance(value, Mark) else "not available"
    places = digits(value) if is_protected(result) else 1 if value >= 10 else 2
    amount, *ends = (f"{each:,.{places}f}" for each in (value, low, high))
    return f"{amount}{unit}" if pd.isna(low) else f"{amount}{unit} (95% CI {ends[0]} to {ends[1]})"


def digits(value: float) -> int:
    """Return how many decimal places a published number has: it has two significant digits."""
    return 0 if value >= 10 else 1 if value >= 1 else 2


def share_of(name: str, row: Mapping[Any, Any], estimate: str) -> str:
    """Return a name with its share: ``a question 41% (35% to 48%)``."""
    value, low, high = (row[f"{estimate}{end}"] for end in ("", "_low", "_high"))
    return f"{name} {value:.0%}" + ("" if pd.isna(low) else f" ({low:.0%} to {high:.0%})")


def as_factor(row: Mapping[Any, Any], name: str) -> str:
    """Return a factor with its confidence interval: ``1.40 (1.00 to 2.00)``."""
    return "{:.2f} ({:.2f} to {:.2f})".format(*(row[f"{name}{end}"] for end in ("", "_low", "_high")))


def only_row(result: pd.DataFrame) -> Mapping[Any, Any]:
    """Return the one row of a result for the whole cohort."""
    return result.to_dict("records")[0]


def change_of_odds(result: pd.DataFrame, name: str, odds: str, needed: str) -> str:
    """Return how some odds changed over cycles, or what an estimate needs."""
    if result.empty:
        return ""
    row = only_row(result)
    if isinstance(row[name], Mark):
        return f"The change over cycles in {odds} is suppressed ({_why_not(row[name])})."
    if pd.isna(row[name]):
        return f"The change over cycles in {odds} is not estimated: it needs at least two cycles, {needed} not."
    return f"From one cycle to the next, {odds} changed by a factor of {number(result, name)}."


def day(value: Any) -> str:
    """Return a day as people write it, from whatever pandas can read: ``1 November 2026``."""
    return words.day(pd.Timestamp(value))
