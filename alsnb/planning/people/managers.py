"""Whom a cell of line managers means."""

from __future__ import annotations

from collections.abc import Sequence
from difflib import SequenceMatcher
from functools import lru_cache

from alsnb.planning.people.cells import ADDRESS, clean, same_name, turned
from alsnb.planning.people.spelling import called
from alsnb.privacy.names import Words, forms, words
from alsnb.privacy.roster import Person

_CLOSE = 0.8


def meant_by(said: str, everybody: Sequence[Person]) -> list[str]:
    """Return the codes of the people whose code, address or name a cell holds."""
    name, email = _read(said)
    matches = [
        person.code
        for person in everybody
        if person.code == said or (email and email == (person.email or "").casefold())
    ]
    for same in (same_name, words):
        matches = matches or [
            person.code for person in everybody if name and any(same(name) == same(each) for each in person.names)
        ]
    return matches


def close_to(said: str, everybody: Sequence[Person]) -> list[Person]:
    """Return the people whose name resembles the one in a cell: misspelt, shortened, or reversed; the likeliest
    first."""
    wanted = words(_read(said)[0])
    if sum(map(len, wanted)) < 3:
        return []
    likeness = {person.code: max(_likeness(wanted, name) for name in person.names) for person in everybody}
    near = [person for person in everybody if likeness[person.code] >= _CLOSE]
    return sorted(near, key=lambda person: -likeness[person.code])


def _read(said: str) -> tuple[str, str]:
    """Return the name and the address in a cell."""
    address = ADDRESS.search(said)
    name = clean(said.replace(address[0], " ")) if address else said
    return called(turned(name))[0], address[1].casefold() if address else ""


@lru_cache(maxsize=50_000)
def _likeness(wanted: Words, name: str) -> float:
    if wanted in _forms(name):
        return 0.95 if len(wanted) > 1 else 0.85
    one, other = (" ".join(sorted(each)) for each in (wanted, words(name)))
    return SequenceMatcher(None, one, other).ratio()


@lru_cache(maxsize=5_000)
def _forms(name: str) -> frozenset[Words]:
    return frozenset(form for form, _ in forms(name))
