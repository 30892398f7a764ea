"""Shared by all sentences: how numbers are written, and which sentences a published page may show."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple, TypeVar

import pandas as pd

from alsnb import words
from alsnb.disclosure import Mark, mark_in_words
from alsnb.words import gettext

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


def text(*sentences: str) -> str:
    """Return sentences as one text, each with a capital letter first; without the empty ones."""
    return " ".join(words.sentence(each) for each in sentences if each)


def amount(n: Any, *, with_total: bool = False) -> str:
    """Return a count: ``1,234``, ``fewer than 5``, ``all but fewer than 5``; a missing one is unknown."""
    if isinstance(n, Mark):
        return _marked(n, gettext("a suppressed number"), with_total=with_total)
    return gettext("an unknown number") if pd.isna(n) else f"{n:,.0f}"


def number_of(n: Any) -> str:
    """Return a count as it stands before a noun: ``1,234``, ``all but fewer than 5 of the 31``."""
    if isinstance(n, Mark):
        return _marked(n, gettext("a suppressed number of"), with_total=True)
    return gettext("an unknown number of") if pd.isna(n) else f"{n:,.0f}"


def _marked(mark: Mark, hidden: str, *, with_total: bool) -> str:
    start, _, bound = mark.rpartition("<")
    if not bound.isdigit():
        return hidden
    if not start:
        return gettext("fewer than {n}", n=bound)
    if with_total and mark.exact and mark.of is not None:
        return gettext("all but fewer than {n} of the {total}", n=bound, total=f"{mark.of:,}")
    return gettext("all but fewer than {n}", n=bound)


def form(n: Any) -> int:
    """Return the number that decides on singular or plural: of a mark or a missing count, many."""
    return int(n) if is_number(n) else 2


def known_zero(n: Any) -> bool:
    """Return whether a count is known to be zero: a missing one, or "<5", is not."""
    return is_number(n) and n == 0


def is_number(value: Any) -> bool:
    """Return whether a value is a number: not missing, and not a mark."""
    return not isinstance(value, str) and not pd.isna(value)


def numbers(values: Any) -> Any:
    """Return a column's numbers, with marks as missing."""
    return pd.to_numeric(pd.Series(values), errors="coerce")


def by_chance(tried: int) -> str:
    """Return how many of so many 95% confidence intervals are expected to exclude the true value by chance."""
    expected = round(tried / 20)
    return gettext("none or one") if expected == 0 else gettext("about {n}", n=f"{expected:,}")


def share(row: Mapping[Any, Any], name: str) -> str:
    """Return a share: ``61% (95% CI 51% to 70%)``, ``over 83%``, ``suppressed (fewer than 20 people)``."""
    value, low, high = row[name], row[f"{name}_low"], row[f"{name}_high"]
    if isinstance(value, Mark) and is_bound(value):
        return mark_in_words(value)
    return _estimate(value, low, high, ".0%")


def _estimate(value: Any, low: Any, high: Any, style: str, of_bounds: str = "") -> str:
    if isinstance(value, Mark):
        return gettext("suppressed ({reason})", reason=why_not(value))
    if pd.isna(value):
        return gettext("not available")
    if pd.isna(low):
        return f"{value:{style}}"
    low, high = (f"{each:{of_bounds or style}}" for each in (low, high))
    return gettext("{estimate} (95% CI {low} to {high})", estimate=f"{value:{style}}", low=low, high=high)


def is_bound(value: Any) -> bool:
    """Return whether a share is published as a bound: ``over 83%``."""
    return isinstance(value, Mark) and value.startswith(("under", "over"))


def why_not(mark: Mark) -> str:
    """Return the reason why an estimate is suppressed."""
    if mark.startswith("n<"):
        return gettext("fewer than {n} people", n=mark.removeprefix("n<"))
    if mark == "one member's":
        return gettext("one member accounts for more than half of the total")
    return mark_in_words(mark)


def number(result: pd.DataFrame, name: str) -> str:
    """Return an estimate: ``31.2 (95% CI 29.8 to 32.9)``; published, ``31 (95% CI 30 to 33)``."""
    row = only_row(result)
    value, low, high = row[name], row[f"{name}_low"], row[f"{name}_high"]
    if not is_number(value):
        return _estimate(value, low, high, "")
    return _estimate(value, low, high, f",.{digits(value) if is_protected(result) else 1 if value >= 10 else 2}f")


def digits(value: float) -> int:
    """Return how many decimal places a published number has: it has two significant digits."""
    return 0 if value >= 10 else 1 if value >= 1 else 2


def share_of(name: str, row: Mapping[Any, Any], estimate: str) -> str:
    """Return a name with its share: ``a question 41% (35% to 48%)``."""
    value, low, high = (row[f"{estimate}{end}"] for end in ("", "_low", "_high"))
    if pd.isna(low):
        return gettext("{name} {share}", name=name, share=f"{value:.0%}")
    return gettext(
        "{name} {share} ({low} to {high})", name=name, share=f"{value:.0%}", low=f"{low:.0%}", high=f"{high:.0%}"
    )


def as_factor(row: Mapping[Any, Any], name: str) -> str:
    """Return a factor with its confidence interval: ``1.40 (1.00 to 2.00)``."""
    factor, low, high = (f"{row[f'{name}{end}']:.2f}" for end in ("", "_low", "_high"))
    return gettext("{factor} ({low} to {high})", factor=factor, low=low, high=high)


def each_with_number(numbers: Mapping[str, Any]) -> str:
    """Return labels with their counts: ``dropped: 3; changed: fewer than 5``."""
    return "; ".join(gettext("{label}: {n}", label=label, n=amount(n, with_total=True)) for label, n in numbers.items())


def only_row(result: pd.DataFrame) -> Mapping[Any, Any]:
    """Return the one row of a result for the whole cohort."""
    return result.to_dict("records")[0]


class Change(NamedTuple):
    """What is said of how some odds changed over cycles."""

    estimated: str
    """With the ``{factor}``."""
    suppressed: str
    """With the ``{reason}``."""
    not_estimated: str


def change_of_odds(result: pd.DataFrame, name: str, said: Change) -> str:
    """Return how some odds changed over cycles, or what an estimate needs."""
    if result.empty:
        return ""
    value = only_row(result)[name]
    if isinstance(value, Mark):
        return said.suppressed.format(reason=why_not(value))
    return said.not_estimated if pd.isna(value) else said.estimated.format(factor=number(result, name))


def day(value: Any) -> str:
    """Return a day as people write it, from whatever pandas can read: ``1 November 2026``."""
    return words.day(pd.Timestamp(value))
