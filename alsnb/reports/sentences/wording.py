"""What all sentences have in common: how numbers are written, and that only what may be told is said."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import wraps
from typing import Any

import pandas as pd

from alsnb.reports import publishing

INTERVALS = " (in brackets: 95% intervals)"
_FEW = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")


class Said(str):
    """What a sentence says: on a page to be published, nothing else is said."""


def told_of(what: str, *needs: str, every: bool = False) -> Callable[[Callable[..., str]], Callable[..., Said]]:
    """Make a sentence of a result into one of what may be published of it.

    It is withheld, and that `what` it tells of is said, without the columns it `needs`: by default, all of them; where
    it counts rows, in `every` row.
    """

    def decorate(sentence: Callable[..., str]) -> Callable[..., Said]:
        @wraps(sentence)
        def told(result: pd.DataFrame, *more: Any) -> Said:
            publication = publishing.current()
            if publication is None or result.empty:
                return Said(sentence(result, *more))
            try:
                protected = publication.protect(result)
            except publishing.Refused as refused:
                return Said(f"{what} is not published, as {refused}.")
            kept = ~protected.withheld[[*(needs or result.columns)]].any(axis=1)
            if not kept.any() or (every and len(result) > kept.sum()):
                return Said(f"{what} is withheld{publication.reason()}.")
            # What a sentence tells besides, it leaves out where it is none.
            rows = result.loc[kept[kept].index].mask(protected.withheld[kept], 0)
            rows = rows.astype(result.dtypes.to_dict()).reset_index(drop=True)
            rest = f" Other figures are withheld{publication.reason()}." if protected.why else ""
            return Said(sentence(rows, *more) + rest)

        return told

    return decorate


def counted(n: int, one: str, many: str | None = None) -> str:
    """``no meetings``, ``one meeting``, ``12 meetings``."""
    return f"{few(n)} {one if n == 1 else many or one + 's'}"


def few(n: int, none: str = "no") -> str:
    """A number below ten as a word."""
    if n == 0:
        return none
    return _FEW[n] if 0 <= n < len(_FEW) else f"{n:,}"


def by_chance(tried: int) -> str:
    """How many of so many intervals leave out what they would hold if nothing was going on."""
    expected = round(tried / 20)
    return "probably none, and possibly one" if expected == 0 else f"about {few(expected)}"


def share(row: Mapping[Any, Any], name: str) -> str:
    """``61% (95% interval 51% to 70%)``."""
    value, low, high = row[name], row[f"{name}_low"], row[f"{name}_high"]
    return f"{value:.0%}" if pd.isna(low) else f"{value:.0%} (95% interval {low:.0%} to {high:.0%})"


def number(row: Mapping[Any, Any], name: str) -> str:
    """``31.2 (95% interval 29.8 to 32.9)``."""
    value, low, high = row[name], row[f"{name}_low"], row[f"{name}_high"]
    digits = 1 if value >= 10 else 2
    told = f"{value:.{digits}f}"
    return told if pd.isna(low) else f"{told} (95% interval {low:.{digits}f} to {high:.{digits}f})"


def share_of(name: str, row: Mapping[Any, Any], estimate: str) -> str:
    """``a question 41% (35% to 48%)``."""
    return f"{name} {row[estimate]:.0%} ({row[f'{estimate}_low']:.0%} to {row[f'{estimate}_high']:.0%})"


def as_factor(row: Mapping[Any, Any], name: str) -> str:
    """``1.4 (1.0 to 2.0)``."""
    return "{:.2f} ({:.2f} to {:.2f})".format(*(row[f"{name}{end}"] for end in ("", "_low", "_high")))


def only_row(result: pd.DataFrame) -> Mapping[Any, Any]:
    """What a result for the whole cohort says."""
    return result.to_dict("records")[0]


def joined(parts: list[str]) -> str:
    """``a, b and c``."""
    return " and ".join([", ".join(parts[:-1]), parts[-1]] if len(parts) > 1 else parts)


def day(value: Any) -> str:
    """``1 November 2026``."""
    moment = pd.Timestamp(value)
    return f"{moment.day} {moment.strftime('%B %Y')}"


def change_of_odds(result: pd.DataFrame, name: str, odds: str, needed: str) -> str:
    """How some odds changed from cycle to cycle, or what it would take to tell."""
    if result.empty:
        return ""
    row = only_row(result)
    if pd.isna(row[name]):
        return f"How {odds} changed is not told: that takes two cycles, {needed} not."
    return f"From one cycle to the next, {odds} changed by a factor of {number(row, name)}."
