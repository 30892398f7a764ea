"""The forms that languages give to a name in a sentence: Анна but с Анной, Mika but Mikan, محمد but ولمحمد."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections import defaultdict
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from alsnb.privacy.names import fold

_LENITED = re.compile(r"[bcdfgmpst]h")


class _Rules(NamedTuple):
    """What one script's languages do to a name."""

    least: int
    """Letters that must stay of it."""
    before: re.Pattern[str]
    added: frozenset[str]
    after_vowel: frozenset[str]
    after_consonant: frozenset[str]
    ends: tuple[str, ...]
    instead: frozenset[str]
    stems: tuple[tuple[str, str], ...]
    forms: tuple[tuple[str, str], ...]
    open: int
    """How many letters of any kind may follow."""


def _folded(text: str) -> str:
    return fold(text)[0]


def _rules(table: dict[str, Any]) -> _Rules:
    def listed(name: str) -> list[str]:
        return _folded(table.get(name, "")).split()

    return _Rules(
        least=table.get("least", 4),
        before=re.compile(_folded(table.get("before", ""))),
        added=frozenset(listed("added")),
        after_vowel=frozenset(listed("after_vowel")),
        after_consonant=frozenset(listed("after_consonant")),
        ends=tuple(listed("ends")),
        instead=frozenset(listed("instead")),
        stems=tuple((old, new) for old, new in table.get("stems", ())),
        forms=tuple((old, new) for old, new in table.get("forms", ())),
        open=table.get("open", 0),
    )


_TABLE = {
    script: _rules(table)
    for script, table in tomllib.loads(Path(__file__).with_name("inflection.toml").read_text("utf-8")).items()
}

INFLECTED = frozenset(_TABLE)
"""The scripts of languages whose endings and prefixes are known."""


@cache
def script(letter: str) -> str:
    """Return the script of a letter, by its name in Unicode: latin, cyrillic, cjk."""
    return unicodedata.name(letter, "").partition(" ")[0].lower()


@cache
def has_case(letter: str) -> bool:
    """Return whether a letter's script has capitals."""
    return letter.upper() != letter.lower() and "GEORGIAN" not in unicodedata.name(letter, "")


class Inflections:
    """Which words of a text may be inflected forms of given words; all are folded."""

    def __init__(self) -> None:
        self._words: set[str] = set()
        self._stems: dict[str, list[tuple[str, frozenset[str], int]]] = defaultdict(list)
        self._starts: set[str] = set()
        self._longest = 0

    def add(self, word: str) -> None:
        """Look for the inflected forms of a word."""
        rules = _TABLE.get(script(word[0]))
        if rules is None or word in self._words or len(word) < rules.least:
            return
        self._words.add(word)
        for stem, endings, more in _stems(word, rules):
            self._stems[stem].append((word, endings, more))
            self._starts.add(stem[:3])
            self._longest = max(self._longest, len(stem))

    def of(self, word: str) -> list[str]:
        """Return the words of which this may be an inflected form."""
        forms = []
        for start in _starts(word):
            if start[:3] not in self._starts and start[:2] not in self._starts:
                continue
            for size in range(min(len(start), self._longest), 1, -1):
                for base, endings, more in self._stems.get(start[:size], ()):
                    if (
                        base != word
                        and base not in forms
                        and (start[size:] in endings or 0 < len(start) - size <= more)
                    ):
                        forms.append(base)
        return forms


def _starts(word: str) -> Iterator[str]:
    """Yield a word with and without what its language may put before a name."""
    yield word
    first = script(word[0])
    if first == "latin":
        if _LENITED.match(word):  # Irish and Scottish Gaelic: Máire, a Mháire
            yield word[0] + word[2:]
    elif (rules := _TABLE.get(first)) is not None and rules.before.pattern:
        longest = rules.before.match(word)
        yield from (
            word[at:] for at in range(1, longest.end() + 1 if longest else 0) if rules.before.fullmatch(word, 0, at)
        )


def _stems(word: str, rules: _Rules) -> Iterator[tuple[str, frozenset[str], int]]:
    """Yield the stems of a word, the endings each may take, and how many letters of any kind may follow."""
    whole = frozenset({""})
    if rules.open:
        stem = word if unicodedata.category(word[-1]) == "Lo" else word[:-1]  # a vowel sign gives way
        yield stem, whole, rules.open
        return
    yield word, whole | _added(word, rules), 0
    if word.startswith("ال") and len(word) > 4:
        yield word[2:], whole | rules.added, 0
    for end in rules.ends:
        if word.endswith(end) and len(word) - len(end) >= min(rules.least, len(word) - 1):  # Eva, Evou
            yield word.removesuffix(end), rules.instead, 0
    for old, new in rules.stems:
        stem, changed = re.subn(old, new, word)
        if changed and len(stem) >= rules.least:
            yield stem, rules.instead | _added(stem, rules), 0
    for old, new in rules.forms:
        form, changed = re.subn(old, new, word)
        if changed and len(word) > rules.least:
            yield form, whole, 0


def _added(stem: str, rules: _Rules) -> frozenset[str]:
    """What may follow a stem, by how it ends: Finnish makes a vowel long (Mikaan), Hungarian a consonant (Péterrel)."""
    last, found = stem[-1], rules.added
    if rules.after_vowel and last in "aeiouy":
        found |= rules.after_vowel | {last + "n"}
    if rules.after_vowel and last not in "aeiou":
        found |= rules.after_consonant | {last + "al", last + "el"}
    return found
