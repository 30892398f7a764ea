"""Free text without the names, addresses and numbers that would tell who is meant."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

from phonenumbers import SUPPORTED_REGIONS, Leniency, PhoneNumberMatcher, is_valid_number

from alsnb.errors import AlsnbError
from alsnb.privacy.names import FULL, INITIALS, ORDINARY, Words, fold, forms, places
from alsnb.privacy.roster import Person

# No alternative can start inside a run it has failed on, so that a long run is read once.
_LOCAL = r"""[^\s@<>()\[\]{},;:"'|/\\]"""
_ADDRESS = re.compile(
    rf"""(?P<link>(?:(?:https?|ftps?|file)://|www\.)[^\s<>"\[\]]*[^\s<>"\[\].,;:!?)'’”])
    |(?P<email>(?<!{_LOCAL}){_LOCAL}++@[\w-]+(?:\.[\w-]+)+)
    |(?P<site>(?<![\w.-])[\w-]+(?:\.[\w-]+)*\.(?:com|org|net|edu|gov|info|io|ly|app|dev|uk|ie|eu|de|fr|nl)(?![\w-])
        (?:[/?\#][^\s<>"\[\]]*[^\s<>"\[\].,;:!?)'’”])?)""",
    re.IGNORECASE | re.VERBOSE,
)
_DIGITS = re.compile(r"[+＋]?[(]?\d(?:[\s().‐-―/-]{0,3}\d){6,}")
_MARK = re.compile(r"\[[^\[\]]*\]")
_BETWEEN = re.compile(r",?[\s'’‐-―_-]{0,3}")


class Replacement(NamedTuple):
    """What was replaced: from where to where in the original text, never the text itself."""

    start: int
    end: int
    kind: str
    replacement: str


class Redacted(NamedTuple):
    """A redacted text, and the log of what was replaced in it."""

    text: str
    replacements: tuple[Replacement, ...]


def redact(text: str, people: Iterable[Person], *, cohort: str | None = None, region: str = "GB") -> Redacted:
    """Replace names, e-mail addresses, phone numbers and links in a text.

    Names are those of the roster: in full, in part, turned round, with initials, as English diminutives, in the plural
    and the possessive, hyphenated or not, with or without accents, in any case. The longest form that fits is replaced.
    A name that is an ordinary word as well ("will", "mark", "hope"), or has two letters, is replaced where it has a
    capital, even at the start of a sentence, where it may be the word, and kept where it is written small, unless it
    is part of a full name.

    Parameters
    ----------
    text : str
        What somebody wrote.
    people : iterable of Person
        ``Roster.people``.
    cohort : str, optional
        The cohort the text is from. People of other cohorts become ``[name]``. By default everybody is taken for a
        member.
    region : str, default "GB"
        The country whose phone numbers are written without a country code.

    Returns
    -------
    Redacted
        The text, with ``[member A3]`` for a person, ``[name]`` where it may be any of several, ``[e-mail]``,
        ``[phone]`` and ``[link]``, and the replacements in the order of the text. All else is as it was; redacting
        the result again changes nothing.

    Raises
    ------
    AlsnbError
        There is no such region.

    Examples
    --------
    >>> redact("Liz's plan: ask A. Smith", [Person(code="A3", name="Elizabeth Smith")]).text
    "[member A3]'s plan: ask A. [member A3]"
    """
    if region not in SUPPORTED_REGIONS:
        raise AlsnbError(f"found the region {region!r}, expected the two capital letters of a country, such as GB")
    found = sorted(_finder(tuple(people), cohort).replacements(text, region))
    pieces: list[str] = []
    done = 0
    for each in found:
        pieces += text[done : each.start], each.replacement
        done = each.end
    return Redacted("".join([*pieces, text[done:]]), tuple(found))


class _Finder:
    """What to look for, made once for the same people."""

    def __init__(self, people: tuple[Person, ...], cohort: str | None) -> None:
        self.forms: dict[Words, tuple[int, str]] = {}
        self.lengths: dict[str, list[int]] = {}
        self.codes: dict[str, tuple[str, str]] = {}
        self.code = _pattern(())
        self.marks = {"[name]", "[e-mail]", "[phone]", "[link]"}
        marks = {person: f"[member {person.code}]" for person in people if cohort in (None, person.cohort)}
        self._learn(people, marks)
        # A code may hold somebody's name, or a phone number; then it cannot stand in the text.
        fit = {
            person: mark
            for person, mark in marks.items()
            if _MARK.fullmatch(mark) and not any(self._in_gap(mark[1:-1], "GB"))
        }
        if fit != marks:
            self._learn(people, fit)
        self.marks |= set(fit.values())
        # The same code may be that of somebody in another cohort: in a text of this one, it is that of its own member.
        own = sorted(people, key=marks.__contains__)
        self.codes = {fold(person.code)[0]: (person.code, fit.get(person, "[name]")) for person in own}
        self.code = _pattern({person.code for person in people})

    def _learn(self, people: tuple[Person, ...], marks: dict[Person, str]) -> None:
        self.forms.clear()
        lengths: dict[str, set[int]] = {}
        for person in people:
            mark = marks.get(person, "[name]")
            for form, surety in (form for name in person.names for form in forms(name)):
                known, other = self.forms.get(form, (surety, mark))
                if surety <= known:
                    self.forms[form] = surety, mark if mark == other or surety < known else "[name]"
                lengths.setdefault(form[0], set()).add(len(form))
        self.lengths = {word: sorted(sizes, reverse=True) for word, sizes in lengths.items()}

    def replacements(self, text: str, region: str) -> Iterator[Replacement]:
        """Everything to replace, in no order."""
        start = 0
        gaps = []
        for match in _MARK.finditer(text):  # what was marked before stays
            if match[0] in self.marks:
                gaps.append((start, match.start()))
                start = match.end()
        gaps.append((start, len(text)))
        # A gap between two marks is read as if it stood alone, and again once something in it is marked: whatever
        # reads the result finds the very same gaps, and nothing in them.
        while gaps:
            start, end = gaps.pop()
            done = start
            for each in self._in_gap(text[start:end], region):
                yield each._replace(start=start + each.start, end=start + each.end)
                gaps.append((done, start + each.start))
                done = start + each.end
            if done > start:
                gaps.append((done, end))

    def _in_gap(self, gap: str, region: str) -> list[Replacement]:
        return _addresses(gap) or _phones(gap, region) or self._names(gap) or self._codes(gap)

    def _codes(self, gap: str) -> list[Replacement]:
        folded, at = fold(gap)
        found = []
        for match in self.code.finditer(folded):
            start, end = at[match.start("code")], at[match.end("code") - 1] + 1
            code, mark = self.codes[match["code"]]
            if _is_telling(code) or gap[start:end] == code:
                found.append(Replacement(start, end, "name" if mark == "[name]" else "member", mark))
        return found

    def _names(self, gap: str) -> list[Replacement]:
        found, at = [], 0
        here = places(gap)
        spelt = [word for word, _, _ in here]
        while at < len(here):
            for size in self.lengths.get(spelt[at], ()):
                form = tuple(spelt[at : at + size])
                surety, mark = self.forms.get(form, (-1, ""))
                if surety >= 0 and len(form) == size and _meant(gap, here[at : at + size], surety):
                    kind = "name" if mark == "[name]" else "member"
                    found.append(Replacement(here[at][1], here[at + size - 1][2], kind, mark))
                    at += size
                    break
            else:
                at += 1
        return found


def _pattern(codes: Iterable[str]) -> re.Pattern[str]:
    """Where codes may stand in a folded text; those that may be words as well, after "member" alone."""
    anywhere: list[str] = []
    after: list[str] = []
    for code in sorted(codes, key=len, reverse=True):
        alone = _is_telling(code) or (len(code) > 1 and code.isalpha() and code.isupper())
        (anywhere if alone else after).append(re.escape(fold(code)[0]))
    either = [*anywhere, *(f"(?<=member ){code}" for code in after)]
    return re.compile(rf"(?<![^\W_])(?P<code>{'|'.join(either) or '(?!)'})(?![^\W_])")


def _is_telling(code: str) -> bool:
    """Whether a code can hardly be a word or a number that means something else, in whatever case it is written."""
    digits = sum(map(str.isdigit, code))
    return digits > 4 or (digits > 0 and any(map(str.isalpha, code)))


_finder = lru_cache(maxsize=4)(_Finder)


def _meant(text: str, found: list[tuple[str, int, int]], surety: int) -> bool:
    """Whether these words, which may be a name, are one here."""
    for (word, _, end), (_, start, _) in pairwise(found):
        end += len(word) == 1 and text[end : end + 1] == "."
        if not _BETWEEN.fullmatch(text, end, start):
            return False
    if surety == FULL:
        return True
    if surety == INITIALS:
        if any(len(word) == 1 and text[start].islower() for word, start, _ in found):
            return False
        word, start, end = found[-1]
        # "Anna I think" and "Anna's": neither is Anna I., or Anna S.
        if len(word) == 1 and (not text[start - 1].isspace() or (word in "ai" and text[end : end + 1] != ".")):
            return False
    telling = [each for each in found if len(each[0]) > 1] or found
    return any(not text[start].islower() or not (len(word) == 2 or word in ORDINARY) for word, start, _ in telling)


def _addresses(gap: str) -> list[Replacement]:
    return [
        Replacement(*match.span(), "e-mail", "[e-mail]")
        if match.lastgroup == "email"
        else Replacement(*match.span(), "link", "[link]")
        for match in _ADDRESS.finditer(gap)
    ]


def _phones(gap: str, region: str) -> list[Replacement]:
    found = []
    for digits in _DIGITS.finditer(gap):
        for match in PhoneNumberMatcher(digits[0], region, Leniency.POSSIBLE, max_tries=len(gap) + 1):
            # A number nobody was given may be somebody's, mistyped; a date or a decimal is not.
            dialled = re.fullmatch(r"[+＋(]?[+＋0]\)?(?![.,]).*", match.raw_string, re.DOTALL)
            if is_valid_number(match.number) or (dialled and sum(map(str.isdigit, match.raw_string)) > 8):
                start = digits.start() + match.start
                found.append(Replacement(start, start + len(match.raw_string), "phone", "[phone]"))
    return found
