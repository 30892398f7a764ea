"""Redaction of names, addresses and numbers that identify people in free text."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import pairwise, product
from typing import NamedTuple

from phonenumbers import SUPPORTED_REGIONS

from alsnb.errors import AlsnbError
from alsnb.privacy import unspaced
from alsnb.privacy.inflection import Inflections, has_case, script
from alsnb.privacy.names import (
    ABBREVIATIONS,
    FULL,
    INITIALS,
    ORDINARY,
    STATED,
    TITLED,
    UNSEEN,
    Words,
    fold,
    forms,
    is_abbreviation,
    places,
)  # fmt: skip
from alsnb.privacy.phones import phones
from alsnb.privacy.roster import Person
from alsnb.words import gettext

# No alternative can start inside a run it has failed on, so that a long run is read once.
_LOCAL = r"""[^\s@<>()\[\]{},;:"'|/\\]"""
_ADDRESS = re.compile(
    rf"""(?P<link>(?:(?:https?|ftps?|file)://|www\.)[^\s<>"\[\]]*[^\s<>"\[\].,;:!?)'’”])
    |(?P<email>(?<!{_LOCAL}){_LOCAL}++@[\w-]+(?:\.[\w-]+)+)
    |(?P<site>(?<![\w.-])[\w-]+(?:\.[\w-]+)*\.(?:com|org|net|edu|gov|info|io|ly|app|dev|uk|ie|eu|de|fr|nl)(?![\w-])
        (?:[/?\#][^\s<>"\[\]]*[^\s<>"\[\].,;:!?)'’”])?)""",
    re.IGNORECASE | re.VERBOSE,
)
_MARK = re.compile(r"\[[^\[\]]*\]")
# What A1 may be the size, the level or the number of.
_SIZED = re.compile(
    r"[\s-](?:poster|paper|sheet|size|flip ?chart|format|level|road|motorway|print|landscape|portrait|page|pad)s?\b"
)
_NUMBERED = re.compile(
    r"\b(?:level|size|road|room|figure|table|appendix|section|question|item|page|format|motorway|grade|band|cell|column|row)"
    r"\s$"
)
_BETWEEN = re.compile(rf",?[\s'‘’`´\u02b9-\u02bf‐-―_・·゠־{UNSEEN}-]{{0,4}}")


Place = tuple[str, int, int]
"""A word of a text, folded, with where it starts and ends there."""
_KEPT = 100_000

_JOINED = re.compile(r"['‘’`´\u02b9-\u02bf‐‑\u00ad-]\n?")


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


def redact(
    text: str, people: Iterable[Person], *, cohort: str | None = None, region: str | Iterable[str] = "GB"
) -> Redacted:
    """Replace names, e-mail addresses, phone numbers and links in a text.

    Names are those of the roster: in full, in part, turned round, with initials, as English diminutives, in the plural
    and the possessive, with the endings and prefixes of inflected languages (Анной, Mikan, ولمحمد), hyphenated or not,
    with or without accents, in any case, whatever unseen characters are among the letters. In scripts without spaces
    (王小明, 김민수, 山田花子) it is the full name and parts of two characters or more; a single one next to a form of
    address. The longest form that fits is replaced.
    A name that is an ordinary word as well ("will", "mark", "hope"), or has two letters, is replaced where it has a
    capital, even at the start of a sentence, where it may be the word, and kept where it is written small, unless it
    is part of a full name. `limits` says what remains.

    Phone numbers are those with a country code, those of the countries named, and whatever is as long as one; dates,
    years and amounts are none.

    Parameters
    ----------
    text : str
        What somebody wrote.
    people : iterable of Person
        ``Roster.people``.
    cohort : str, optional
        The cohort the text is from. People of other cohorts become ``[name]``. By default everybody is taken for a
        member.
    region : str or iterable of str, default "GB"
        The countries whose phone numbers are written without a country code. Those of the people's ``country``, and
        of their e-mail addresses, count in any case.

    Returns
    -------
    Redacted
        The text, with ``[member A3]`` for a person, ``[name]`` where it may be any of several, ``[e-mail]``,
        ``[phone]`` and ``[link]``, and the replacements in the order of the text. All else is as it was; redacting
        the result again changes nothing.

    Raises
    ------
    AlsnbError
        There is no such region, or country of a person.

    Examples
    --------
    >>> redact("Liz's plan: ask A. Smith", [Person(code="A3", name="Elizabeth Smith")]).text
    "[member A3]'s plan: ask A. [member A3]"
    """
    named = (region,) if isinstance(region, str) else tuple(region)
    for code in named:
        if code not in SUPPORTED_REGIONS:
            raise AlsnbError(
                gettext(
                    "found the region {code!r}, expected the two capital letters of a country, such as GB",
                    code=code,
                )
            )
    finder = _finder(tuple(people), cohort)
    found = sorted(finder.replacements(text, tuple(dict.fromkeys((*named, *finder.regions)))))
    pieces: list[str] = []
    done = 0
    for each in found:
        pieces += text[done : each.start], each.replacement
        done = each.end
    return Redacted("".join([*pieces, text[done:]]), tuple(found))


class _Finder:
    """What to look for, made once for the same people."""

    def __init__(self, people: tuple[Person, ...], cohort: str | None) -> None:
        self.regions = tuple(regions_of(people))
        self.forms: dict[Words, tuple[int, str]] = {}
        self.lengths: dict[str, list[int]] = {}
        self.words: set[str] = set()
        self.inflections = Inflections()
        self._known: dict[str, list[str]] = {}
        self.codes: dict[str, tuple[str, str]] = {}
        self.code = _pattern(())
        self.marks = {"[name]", "[e-mail]", "[phone]", "[link]"}
        marks = {person: f"[member {person.code}]" for person in people if cohort in (None, person.cohort)}
        self._learn(people, marks)
        # A code may hold somebody's name, or a phone number; then it cannot stand in the text.
        fit = {
            person: mark
            for person, mark in marks.items()
            if _MARK.fullmatch(mark) and not any(self._in_gap(mark[1:-1], ("GB",)))
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
                other_surety, other = self.forms.get(form, (surety, mark))
                if surety <= other_surety:
                    self.forms[form] = surety, mark if mark == other or surety < other_surety else "[name]"
                lengths.setdefault(form[0], set()).add(len(form))
                self.words.update(form)
                singular = {(*form[:-1], form[-1].removesuffix(end)) for end in ("s", "es")} - {form}
                if surety <= STATED and not singular & self.forms.keys():
                    for word in form:
                        self.inflections.add(word)
        self.lengths = {word: sorted(sizes, reverse=True) for word, sizes in lengths.items()}

    def replacements(self, text: str, regions: tuple[str, ...]) -> Iterator[Replacement]:
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
            for each in self._in_gap(text[start:end], regions):
                yield each._replace(start=start + each.start, end=start + each.end)
                gaps.append((done, start + each.start))
                done = start + each.end
            if done > start:
                gaps.append((done, end))

    def _in_gap(self, gap: str, regions: tuple[str, ...]) -> list[Replacement]:
        return (
            _addresses(gap)
            or [Replacement(*place, "phone", "[phone]") for place in phones(gap, regions)]
            or (self._names(gap, joined=True) if "\u200b" in gap or "\ufeff" in gap else [])
            or self._names(gap)
            or self._codes(gap)
        )

    def _codes(self, gap: str) -> list[Replacement]:
        folded, at = fold(gap)
        spans = []
        for match in self.code.finditer(folded):
            start, end = at[match.start("code")], at[match.end("code") - 1] + 1
            code, mark = self.codes[match["code"]]
            if _is_thing(folded, match) if _is_telling(code) else gap[start:end] != code:
                continue
            spans.append(Replacement(start, end, "name" if mark == "[name]" else "member", mark))
        return spans

    def _names(self, gap: str, *, joined: bool = False) -> list[Replacement]:
        spans, at = [], 0
        here = places(gap, joined=joined)
        while at < len(here):
            size, mark = self._name_at(gap, here, at)
            if size:
                kind = "name" if mark == "[name]" else "member"
                spans.append(Replacement(here[at][1], here[at + size - 1][2], kind, mark))
            at += size or 1
        return spans

    def _name_at(self, gap: str, here: list[Place], at: int) -> tuple[int, str]:
        """How many words of a name begin there, and what stands for them; the longest form that fits."""
        firsts = self._meant(here[at][0])
        in_two = self._in_two(gap, *here[at : at + 2]) if at + 1 < len(here) else ""
        if not firsts:
            return (2, in_two) if in_two else (0, "")
        for size in sorted({size for word in firsts for size in self.lengths.get(word, ())}, reverse=True):
            found = here[at : at + size]
            rest = [self._meant(word) for word, _, _ in found[1:]]
            for form in product(firsts, *rest) if len(found) == size else ():
                if (mark := self._mark(gap, found, form)) and not (in_two and size == 1 and len(found[0][0]) < 3):
                    return size, mark
        return (2, in_two) if in_two else (0, "")

    def _mark(self, gap: str, found: list[Place], form: Words) -> str:
        """What stands for these words if they are meant for this form of a name."""
        surety, mark = self.forms.get(form, (-1, ""))
        return mark if surety >= 0 and _is_name(gap, found, form, surety) else ""

    def _in_two(self, gap: str, one: Place, other: Place) -> str:
        """What stands for one word of a name that is written in two: Xiao-Ming, Ra‘no, or over the end of a line."""
        (first, start, end), (last, begin, stop) = one, other
        if begin - end == 1 and gap[end] == " ":
            if not (gap[begin].isupper() and gap[start].isupper()):
                return ""
        elif not _JOINED.fullmatch(gap, end, begin):
            return ""
        if len(first) + len(last) < 4 or len(last) < 2:  # "Anna I think" is none of Annai's
            return ""
        written = [(first + last, start, stop)]
        marks = (self._mark(gap, written, (name,)) for name in self._meant(first + last))
        return next(filter(None, marks), "")

    def _meant(self, word: str) -> list[str]:
        """The words of names that a word may be: itself, or what it is an inflected form of."""
        if (meant := self._known.get(word)) is None:
            meant = [word] * (word in self.words) + ([] if word in ORDINARY else self.inflections.of(word))
            if len(self._known) < _KEPT:
                self._known[word] = meant
        return meant


def _pattern(codes: Iterable[str]) -> re.Pattern[str]:
    """Where codes may stand in a folded text; those that may be words as well, after "member" alone."""
    anywhere: list[str] = []
    after: list[str] = []
    for code in sorted(codes, key=len, reverse=True):
        (anywhere if _is_telling(code) or _is_unlike_words(code) else after).append(re.escape(fold(code)[0]))
    either = [*anywhere, *(f"(?<=member ){code}" for code in after)]
    return re.compile(rf"(?<![^\W_])(?P<code>{'|'.join(either) or '(?!)'})(?![^\W_])")


def _is_telling(code: str) -> bool:
    """Whether a code can hardly be a word or a number that means something else, in whatever case it is written."""
    digits = sum(map(str.isdigit, code))
    return digits > 4 or (digits > 0 and any(map(str.isalpha, code)))


def _is_thing(folded: str, match: re.Match[str]) -> bool:
    """Whether a code is the size, level or number of something here: an A1 poster, level B2, figure A3."""
    if not re.fullmatch(r"[a-z]\d{1,2}", match["code"]) or folded.endswith("member ", 0, match.start("code")):
        return False
    return bool(
        _SIZED.match(folded, match.end("code"))
        or _NUMBERED.search(folded[max(0, match.start("code") - 20) : match.start("code")])
    )


def _is_unlike_words(code: str) -> bool:
    """Whether letters in capitals are hardly an abbreviation or a word: QX, but neither NI nor IT."""
    return len(code) > 1 and code.isalpha() and code.isupper() and fold(code)[0] not in ABBREVIATIONS | ORDINARY


_finder = lru_cache(maxsize=4)(_Finder)


def _is_name(text: str, found: list[Place], form: Words, surety: int) -> bool:
    """Whether these words, which may be a name, are one here."""
    for (word, _, end), (_, start, _) in pairwise(found):
        end += len(word) == 1 and text[end : end + 1] == "."
        if not _BETWEEN.fullmatch(text, end, start):
            return False
    if unspaced.is_unspaced(form[0]):
        return unspaced.stands(text, found[0][1], found[-1][2], "".join(form), surety == TITLED)
    if any(word != name for (word, _, _), name in zip(found, form, strict=True)) and not _may_inflect(
        text, found, form
    ):
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
    if len(found) == 1 and form[0] in ABBREVIATIONS and is_abbreviation(text, *found[0][1:]):
        return False
    telling = [(start, name) for (_, start, _), name in zip(found, form, strict=True) if len(name) > 1]
    telling = telling or [(found[0][1], form[0])]
    return any(not text[start].islower() or not (len(name) == 2 or name in ORDINARY) for start, name in telling)


def _may_inflect(text: str, found: list[Place], form: Words) -> bool:
    """Whether words that differ from those of a name are inflected forms of it here, rather than other words."""
    begins = [start for _, start, _ in found if not _JOINED.fullmatch(text, start - 1, start)]
    small = any(text[start].islower() for start in begins)
    if not small or not has_case(form[0][0]):
        return True
    # Written small, a short word is too likely another one: "tonight" is none of Toni's.
    latin = script(form[0][0]) == "latin"
    return (not latin and len(form) > 1) or (len(form[0]) > (5 if latin else 4) and form[0] not in ORDINARY)


def regions_of(people: Iterable[Person]) -> Counter[str]:
    """The countries of people's phones and e-mail addresses, with how many people have each.

    Raises
    ------
    AlsnbError
        Somebody's country is none.
    """
    counts: Counter[str] = Counter()
    for person in people:
        country, mail = (
            "GB" if code == "UK" else code
            for code in (person.country or "", (person.email or "").rpartition(".")[2].upper())
        )
        if country and country not in SUPPORTED_REGIONS:
            raise AlsnbError(
                gettext(
                    "roster: found the country {country!r} of {code}, expected the two capital letters "
                    "of a country, such as GB",
                    country=country,
                    code=person.code,
                )
            )
        counts.update({country, mail} & SUPPORTED_REGIONS)
    return counts


def _addresses(gap: str) -> list[Replacement]:
    return [
        Replacement(*match.span(), "e-mail", "[e-mail]")
        if match.lastgroup == "email"
        else Replacement(*match.span(), "link", "[link]")
        for match in _ADDRESS.finditer(gap)
    ]
