"""What redaction leaves in, given the roster that was used."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

from alsnb.privacy.inflection import INFLECTED, script
from alsnb.privacy.names import ORDINARY, words
from alsnb.privacy.redaction import regions_of
from alsnb.privacy.roster import Person
from alsnb.words import listing

_NAMED = {
    "cjk": "Chinese characters", "ideographic": "Chinese characters", "hiragana": "kana", "katakana": "kana",
    "katakana-hiragana": "kana", "hangul": "Hangul", "ethiopic": "Ethiopic script", "oriya": "Odia script",
}  # fmt: skip
_WITHOUT_SPACES = ("Chinese characters", "kana", "Hangul")


def limits(people: Iterable[Person], *, region: str | Iterable[str] = "GB", least: int = 1) -> str:
    """Describe what was redacted from texts, and what may remain.

    Parameters
    ----------
    people : iterable of Person
        Those whose names were looked for: ``Roster.people``.
    region : str or iterable of str, default "GB"
        As for `redact`.
    least : int, default 1
        Name a script, or a country of phones, only if so many of these people have it: for a page that is published,
        the cohort's minimum cell size.

    Returns
    -------
    str
        Two sentences, which hold for these people and name none of them.
    """
    everybody = tuple(people)
    scripts = _scripts(everybody, least)
    named = (region,) if isinstance(region, str) else tuple(region)
    countries = sorted({*named, *(code for code, count in regions_of(everybody).items() if count >= least)})
    where = f" ({listing([_of(name) for name in scripts])})" if scripts and least == 1 else ""
    if least > 1:
        scripts_known = [_of(name) for name in scripts]
        where = f" ({listing([*scripts_known, f'any script that fewer than {least} names are in – not listed here'])})"
    rest = [
        f"names that are not on the roster, or not in the script and spelling that they have there{where}",
        "short forms and pet names that are neither English nor on the roster",
        "initials alone",
        "names run together with other words, as in @user and #topic",
        *_rest_of(scripts, everybody, least > 1),
    ]
    return (
        "Names on the roster were replaced, and so were e-mail addresses, links and phone numbers (with a country "
        f"code, of nine digits or more, or as written within {listing(countries)}). "
        f"These may remain: {'; '.join(rest)}."
    )


def _rest_of(scripts: list[str], people: tuple[Person, ...], published: bool) -> Iterator[str]:
    """Describe which names in these scripts may remain; for publication, regardless of who has such a name."""
    if any(name.lower() in INFLECTED for name in scripts):
        small = ", and those of up to five Latin letters if written without a capital" if "Latin" in scripts else ""
        yield f"rare inflected forms of a name{small}"
    if "Latin" in scripts:
        name_words = {word for person in people for name in person.names for word in words(name)}
        if published or any(word in ORDINARY or (len(word) == 2 and script(word[0]) == "latin") for word in name_words):
            yield "names of two letters, or that are ordinary words too, written without a capital"
    if unspaced := [name for name in _WITHOUT_SPACES if published or name in scripts]:
        yield f"single characters of a name in {listing(unspaced)}, unless a form of address is next to them"


def _scripts(people: tuple[Person, ...], least: int) -> list[str]:
    """The scripts that so many people's names are written in, most frequent first."""
    counts: Counter[str] = Counter()
    for person in people:
        found = {script(letter) for name in person.names for letter in name if letter.isalpha()}
        counts.update({_NAMED.get(each, each.capitalize()) for each in found})
    return [name for name, count in counts.most_common() if count >= least]


def _of(name: str) -> str:
    return name if name in _WITHOUT_SPACES or name.endswith("script") else f"{name} letters"
