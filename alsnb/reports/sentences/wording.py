"""What all sentences share: how numbers are written, and which sentences a published page may say."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, TypeVar

import pandas as pd

from alsnb.disclosure import Mark

INTERVALS = " (in brackets: 95% intervals)"
_FEW = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")


SUBJECTS: dict[Callable[..., Any], str] = {}
"""Each sentence that a published page may say → what it is about; empty: it is left out if it cannot be published."""
_PROTECTED = "alsnb_protected"
_F = TypeVar("_F", bound=Callable[..., Any])


def publishable(subject: str = "") -> Callable[[_F], _F]:
    """Declare that a published page may say a sentence, of results that went through disclosure control."""

    def declare(sentence: _F) -> _F:
        SUBJECTS[sentence] = subject
        return sentence

    return declare


def as_protected(cells: pd.DataFrame, attrs: Mapping[Any, Any]) -> pd.DataFrame:
    """Return a result's cells as disclosure control left them, so marked for the sentences that say them."""
    cells.attrs = {**attrs, _PROTECTED: True}
    return cells


def is_protected(result: pd.DataFrame) -> bool:
    """Return whether a result has been through disclosure control: its counts are rounded, and some are marks."""
    return bool(result.attrs.get(_PROTECTED))


def counted(n: int | Mark, one: str, many: str | None = None) -> str:
    """``no meetings``, ``one meeting``, ``12 meetings``; published, ``fewer than five meetings``."""
    plural = many or one + "s"
    if isinstance(n, Mark):
        return f"{in_words(n, n.of if n.exact else None)} {plural}"
    return f"{few(n)} {one if n == 1 else plural}"


def few(n: int | Mark, none: str = "no") -> str:
    """A number below ten as a word."""
    if isinstance(n, Mark):
        return in_words(n)
    if n == 0:
        return none
    return _FEW[int(n)] if 0 <= n < len(_FEW) else f"{n:,}"


def in_words(mark: Mark, of: int | None = None) -> str:
    """``fewer than five``, ``all but fewer than five``, ``all but fewer than five of the 31``."""
    start, _, number = mark.rpartition("<")
    if not number.isdigit():
        return str(mark)
    told = f"{start}fewer than {few(int(number)) if int(number) != 10 else 'ten'}"
    return f"{told} of the {of:,}" if start and of is not None else told


def is_more(n: Any, than: int) -> bool:
    """Whether a count is known to be more: of "fewer than five" it is not."""
    return n.startswith("all") if isinstance(n, Mark) else bool(n > than)


def is_number(value: Any) -> bool:
    """Whether there is a number, and no mark."""
    return not isinstance(value, str) and not pd.isna(value)


def numbers(values: Any) -> Any:
    """A column's numbers; missing where there is a mark."""
    return pd.to_numeric(pd.Series(values), errors="coerce")


def by_chance(tried: int) -> str:
    """How many of so many intervals leave out what they would hold if nothing was going on."""
    expected = round(tried / 20)
    return "probably none, and possibly one" if expected == 0 else f"about {few(expected)}"


def share(row: Mapping[Any, Any], name: str) -> str:
    """``61% (95% interval 51% to 70%)``, ``over 83%``."""
    value, low, high = row[name], row[f"{name}_low"], row[f"{name}_high"]
    if isinstance(value, Mark):
        return str(value) if value.startswith(("under", "over")) else f"not given ({_why_not(value)})"
    if pd.isna(value):
        return "not given"
    return f"{value:.0%}" if pd.isna(low) else f"{value:.0%} (95% interval {low:.0%} to {high:.0%})"


def _why_not(mark: Mark) -> str:
    return f"fewer than {mark.removeprefix('n<')} people" if mark.startswith("n<") else str(mark)


def number(result: pd.DataFrame, name: str) -> str:
    """``31.2 (95% interval 29.8 to 32.9)``; published, ``31 (95% interval 30 to 33)``."""
    row = only_row(result)
    value, low, high = row[name], row[f"{name}_low"], row[f"{name}_high"]
    if isinstance(value, Mark) or pd.isna(value):
        return f"not given ({_why_not(value)})" if isinstance(value, Mark) else "not given"
    places = digits(value) if is_protected(result) else 1 if value >= 10 else 2
    told, *ends = (f"{each:,.{places}f}" for each in (value, low, high))
    return told if pd.isna(low) else f"{told} (95% interval {ends[0]} to {ends[1]})"


def digits(value: float) -> int:
    """How many digits after the point a published number has, which is known to two significant ones."""
    return 0 if value >= 10 else 1 if value >= 1 else 2


def share_of(name: str, row: Mapping[Any, Any], estimate: str) -> str:
    """``a question 41% (35% to 48%)``."""
    value, low, high = (row[f"{estimate}{end}"] for end in ("", "_low", "_high"))
    return f"{name} {value:.0%}" + ("" if pd.isna(low) else f" ({low:.0%} to {high:.0%})")


def as_factor(row: Mapping[Any, Any], name: str) -> str:
    """``1.4 (1.0 to 2.0)``."""
    return "{:.2f} ({:.2f} to {:.2f})".format(*(row[f"{name}{end}"] for end in ("", "_low", "_high")))


def only_row(result: pd.DataFrame) -> Mapping[Any, Any]:
    """What a result for the whole cohort says."""
    return result.to_dict("records")[0]


def upper(text: str) -> str:
    """The text with a capital."""
    return text[:1].upper() + text[1:]


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
    if isinstance(row[name], Mark):
        return f"How {odds} changed is not given ({_why_not(row[name])})."
    if pd.isna(row[name]):
        return f"How {odds} changed is not told: that takes two cycles, {needed} not."
    return f"From one cycle to the next, {odds} changed by a factor of {number(result, name)}."
