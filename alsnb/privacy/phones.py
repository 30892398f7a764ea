"""Phone numbers in a text: international ones, those of the countries named, and what is as long as one."""

from __future__ import annotations

import re
from collections.abc import Iterator

from phonenumbers import Leniency, PhoneNumberMatcher, is_valid_number

from alsnb.privacy.names import UNSEEN

# Phones write marks of direction around a number that is copied; soft hyphens and the like divide no number either.
_DIGITS = re.compile(rf"[+＋]?[(]?\d(?:[\s().‐-―/{UNSEEN}-]{{0,4}}\d){{6,}}")
_GROUPS = re.compile(r"\d+")
_DATED = re.compile(
    r"(?<!\d)(?:(?:19|20)\d\d([-./])\d{1,2}\1\d{1,2}|\d{1,2}([-./])\d{1,2}\2(?:19|20)?\d\d|(?:19|20)\d{6})(?!\d)"
)
_FEWEST = 9
"""Digits of what is taken for a phone number of whatever country by its length alone."""


def phones(text: str, regions: tuple[str, ...]) -> Iterator[tuple[int, int]]:
    """Yield where each phone number starts and ends.

    Parameters
    ----------
    text : str
        What somebody wrote.
    regions : tuple of str
        Countries whose numbers may be written without a country code.
    """
    for digits in _DIGITS.finditer(text):
        seen = re.sub(f"[{UNSEEN}]", " ", digits[0])
        done = 0
        for start, end in sorted(set(_valid(seen, regions, len(text)))):
            if start >= done:
                yield from _long(digits.start(), seen, done, start)
                yield digits.start() + start, digits.start() + end
                done = end
        yield from _long(digits.start(), seen, done, len(seen))


def _valid(digits: str, regions: tuple[str, ...], tries: int) -> Iterator[tuple[int, int]]:
    for region in regions:
        for match in PhoneNumberMatcher(digits, region, Leniency.POSSIBLE, max_tries=tries + 1):
            # A number nobody was given may be somebody's, mistyped; a date or a decimal is not.
            dialled = re.fullmatch(r"[+＋(]?[+＋0]\)?(?![.,]).*", match.raw_string, re.DOTALL)
            if is_valid_number(match.number) or (dialled and sum(map(str.isdigit, match.raw_string)) > 8):
                yield match.start, match.start + len(match.raw_string)


def _long(offset: int, digits: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Yield a candidate as long as a phone number that is no date, year, amount, decimal or list of small numbers."""
    text = digits[start:end].rstrip(" (\t\n")
    groups = _GROUPS.findall(text)
    count = sum(map(len, groups))
    if not _FEWEST <= count <= 15 or re.search(r"\n|^0[.,]", text):
        return
    if all(re.fullmatch(r"\d+\.\d+", word) for word in text.split()):
        return
    if _DATED.search(text) or all(re.fullmatch(r"19\d\d|20\d\d", group) for group in groups):
        return
    amount = len(groups) > 1 and len(groups[0]) < 4 and all(len(group) == 3 for group in groups[1:])
    if amount or max(map(len, groups)) < 3:
        return
    yield offset + start, offset + start + len(text)
