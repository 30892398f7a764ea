"""A person's name as it turns up in free text: its words, and the forms in which somebody may write it."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Iterator, Sequence
from functools import cache
from itertools import product
from pathlib import Path

from nicknames import NickNamer

from alsnb.privacy import unspaced

Words = tuple[str, ...]

FULL, STATED, DERIVED, INITIALS, TITLED = range(5)
"""How surely a form means the person; if two people claim a form, the surer one has it."""

# Python's \w leaves out the vowel signs of the Indic scripts.
_WORD = re.compile(rf"(?:[^\W\d_{unspaced.LETTERS}]|[\u0900-\u0963\u0970-\u0dff])+|[{unspaced.LETTERS}]")
_LETTERS = str.maketrans(
    {"ø": "o", "ł": "l", "đ": "d", "ð": "d", "ħ": "h", "ı": "i", "ə": "e", "æ": "ae", "œ": "oe", "þ": "th"}
    # Arabic and Persian forms of the same letters.
    | {"ة": "ه", "ٱ": "ا", "ک": "ك", "ی": "ي"}
)
_SPELT_OUT = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "å": "aa", "ø": "oe"})
_TABLE = tomllib.loads(Path(__file__).with_name("words.toml").read_text("utf-8"))
_PARTICLES, _TITLES, _QUAINT, _PARTS = (
    frozenset(_TABLE[name].split()) for name in ("particles", "titles", "quaint", "parts")
)
ORDINARY = _PARTICLES.union(_TABLE["ordinary"].split())
"""Words that are names as well; written small they are kept."""

ABBREVIATIONS = frozenset(_TABLE["abbreviations"].split())
"""Abbreviations that are names, or codes, as well; in capitals they are kept."""

_nicknames = cache(NickNamer)


_NO_WIDTH = "\u200b\ufeff"
# Letters and marks by their class, but nothing is seen of them.
_FILLERS = "\u034f\u0640\u115f\u1160\u17b4\u17b5\u180b-\u180f\u3164\uffa0\ufe00-\ufe0f\U000e0100-\U000e01ef"
UNSEEN = f"{_FILLERS}\u00ad\u061c\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff"
"""What stands in a text and is not seen, for a class of a regular expression."""
_FILLER, _UNSEEN = re.compile(f"[{_FILLERS}]"), re.compile(f"[{UNSEEN}]")
# Korean as some systems write it, in letters instead of syllables.
_JAMO = re.compile(f"[\u1100-\u1112][{UNSEEN}]*[\u1161-\u1175](?:[{UNSEEN}]*[\u11a8-\u11c2])?")


def fold(text: str, *, joined: bool = False) -> tuple[str, Sequence[int]]:
    """Return the text without case and accents, and the place in the text of each of its characters.

    A space without width divides words, unless they are to be `joined` there.
    """
    if text.isascii():
        return text.lower(), range(len(text))
    folded, places = [], []
    done = 0
    for place, character in enumerate(text):
        if place < done or (joined and character in _NO_WIDTH):
            continue
        if "\u1100" <= character <= "\u1112" and (syllable := _JAMO.match(text, place)):
            plain, done = unicodedata.normalize("NFC", _UNSEEN.sub("", syllable[0])), syllable.end()
        else:
            plain = _plain(character)
        folded.append(plain)
        places.extend([place] * len(plain))
    return "".join(folded), places


@cache
def _plain(character: str) -> str:
    category = unicodedata.category(character)
    if unicodedata.combining(character) or category == "Me" or _FILLER.match(character):
        return ""
    if category == "Cf":  # soft hyphens, joiners and the like are not seen; two are spaces
        return " " if character in _NO_WIDTH else ""
    if "\u02b9" <= character <= "\u02bf":  # apostrophes that are letters: Oʻgʻiloy
        return "'"
    if not character.isalpha() or "\uac00" <= character <= "\ud7a3":
        return character
    letters = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", character).casefold())
    return "".join(letter for letter in letters.translate(_LETTERS) if not unicodedata.combining(letter))


def places(text: str, *, joined: bool = False) -> list[tuple[str, int, int]]:
    """Return the words of a text, each folded, with its start and end in the text."""
    folded, at = fold(text, joined=joined)
    if text.isascii():
        return [(match[0], *match.span()) for match in _WORD.finditer(folded)]
    parts = []
    for match in _WORD.finditer(folded):
        end = at[match.end() - 1] + 1
        while (mark := _seen(text, end)) < len(text) and _belongs(text[mark]):
            end = mark + 1
        parts.append((match[0], at[match.start()], end))
    return parts


def _seen(text: str, place: int) -> int:
    """Return the place of the next visible character."""
    while place < len(text) and _UNSEEN.match(text[place]):
        place += 1
    return place


def _belongs(character: str) -> bool:
    """Return whether a character is an accent of the letter before it, or a part of the Korean syllable."""
    return bool(unicodedata.combining(unicodedata.normalize("NFKD", character)[0])) or "\u1160" <= character <= "\u11ff"


def words(text: str) -> Words:
    """Return the words of a text, folded."""
    return tuple(word for word, _, _ in places(text))


def is_abbreviation(text: str, start: int, end: int) -> bool:
    """Return whether a word is in capitals, and the words around it are not."""
    return text[start:end].isupper() and any(map(str.islower, text[max(0, start - 20) : end + 20]))


def suspected(text: str) -> list[str]:
    """Return words of a text that may be names: English given names with a capital, each once.

    Without a roster it cannot be known. Names that are ordinary words as well are passed over, and so are those from
    elsewhere: this reminds a writer, and protects nobody; `redact` does.
    """
    found = {
        text[start:end]: word
        for word, start, end in places(text)
        if text[start].isupper() and not (word in ABBREVIATIONS and is_abbreviation(text, start, end))
    }
    return [said for said, word in found.items() if len(word) > 2 and is_given_name(word)]


def is_given_name(word: str) -> bool:
    """Return whether a folded word is an English given name, and not an ordinary word as well."""
    names = _nicknames()
    return word not in ORDINARY and bool(names.nicknames_of(word) | names.canonicals_of(word))


def forms(name: str) -> Iterator[tuple[Words, int]]:
    """Yield every form of a name, with how surely it means the person; see `redact`."""
    last, comma, first = name.partition(",")
    name = f"{first} {last}" if comma else name
    small = unicodedata.normalize("NFC", name).lower()
    yield from _plurals(_forms(name, STATED))
    for spelt_out in {small.translate(_SPELT_OUT), small.replace("å", "aa")} - {small}:
        yield from _plurals(_forms(spelt_out, STATED))
    # Somebody else's keyboard: Mueller for Müller, and back. Short names (Joe, Sue) would become others.
    if (umlauts := re.sub(r"(?<=\w\w)([aou])e(?=\w\w)|(?<=\w)([aou])e(?=\w{3})", r"\1\2", small)) != small:
        yield from _plurals(_forms(umlauts, DERIVED))


def shortened(short: str, name: str) -> bool:
    """Return whether a first name is a short form of another one, or begins like it."""
    one, other = "".join(words(short)), "".join(words(name))
    names = _nicknames()
    related = names.nicknames_of(other) | names.canonicals_of(other)
    return bool(one) and (one in related or (len(one) > 1 and other.startswith(one)))


def _plurals(found: Iterator[tuple[Words, int]]) -> Iterator[tuple[Words, int]]:
    for form, surety in found:
        yield form, surety
        if len(form[-1]) > 1 and form[-1].isascii():
            yield (*form[:-1], form[-1] + ("es" if re.search("(?:[sxz]|[cs]h)$", form[-1]) else "s")), surety


def _forms(name: str, stated: int) -> Iterator[tuple[Words, int]]:
    parts = [chunk for chunk in map(words, re.split(r"[\s・·゠]+", name)) if chunk]
    chunks = [chunk for chunk in parts if "".join(chunk) not in _TITLES] or parts
    whole: Words = sum(chunks, ())
    # "I. Will" is as far from being a full name as its initial.
    yield whole, FULL if stated == STATED and len(whole) > 1 and all(len(word) > 1 for word in whole) else stated
    begins = len(chunks) - 1
    while begins > 1 and chunks[begins - 1][0] in _PARTICLES:
        begins -= 1
    given: Words = sum(chunks[: begins or 1], ())
    surnames = {sum(chunks[begins:], ()), chunks[-1], *((word,) for word in chunks[-1] if word not in _PARTICLES)}
    surnames = surnames if begins else set()
    inner = [chunk for chunk in chunks[1:-1] if chunk[0] not in _PARTICLES]
    alone = {*surnames, *((word,) for chunk in (chunks[0], *inner, chunks[-1]) for word in chunk)}
    alone |= {part for chunk in (chunks[0], *inner, chunks[-1]) for part in (chunk, ("".join(chunk),))}
    lone = {(word,) for chunk in chunks if len(chunk) > 1 for word in chunk if word in _PARTICLES}
    alone |= {("".join(given),)}  # Xiao Ming, Xiaoming
    lone |= {(part,) for part in _PARTS}
    yield from ((form, stated) for form in alone - lone if len("".join(form)) > 1)
    yield from ((form, TITLED if titled else stated) for form, titled in unspaced.parts(parts))
    names, called = _nicknames(), {*given, "".join(chunks[0])}
    small = {(short,) for word in called for short in names.nicknames_of(word) | names.canonicals_of(word)}
    small = {short for short in small if short[0].isalpha() and short[0] not in _QUAINT}
    yield from ((short, DERIVED) for short in small)
    firsts = {given, ("".join(given),), chunks[0], *((word,) for word in given)}
    initials = {
        tuple(word[0] for word in given),
        ("".join(word[0] for word in given),),
        *((word[0],) for word in given),
    }
    for first, surname in product(firsts, surnames):
        yield first + surname, stated
        yield surname + first, stated
        yield ("".join(first + surname),), stated
        yield (*first, surname[0][0]), INITIALS
    for first, surname in product(small, surnames):
        yield first + surname, DERIVED
    for first, surname in product(initials, surnames):
        yield first + surname, INITIALS
        yield surname + first, INITIALS
