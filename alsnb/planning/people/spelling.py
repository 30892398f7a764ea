"""How a name is written: nicknames beside it, capitals, and the last name first."""

from __future__ import annotations

import re
from collections.abc import Callable

from alsnb.planning.people.cells import DEGREES
from alsnb.privacy.names import shortened, words

_BESIDE = re.compile(
    r"\(([^()]*)\)|\[([^\[\]]*)\]|\"([^\"]*)\"|“([^“”]*)”|„([^„“]*)“|«([^«»]*)»|(?<!\w)'([^']+)'(?!\w)|‘([^‘’]*)’(?!\w)"
)
_PRONOUNS = {
    "she", "her", "hers", "he", "him", "his", "they", "them", "theirs", "any", "all", "sie", "ihr", "er", "ihm", "elle",
    "iel", "il", "lui", "ze", "xe",
}  # fmt: skip
_FORMERLY = re.compile(r"(?:née|nee|né|born|formerly|geb\.?|geborene)\s+(?=\S)", re.IGNORECASE)
_NICKNAME = re.compile(r"[^\W\d_][\w'’.-]*(?: [^\W\d_][\w'’.-]*)?")
_PARTICLES = {
    "van", "von", "der", "den", "de", "del", "della", "di", "da", "dos", "du", "la", "le", "ten", "ter", "zu", "bin",
    "ibn", "al",
}  # fmt: skip


def called(name: str, is_name: Callable[[str], bool | None] = lambda said: True) -> tuple[str, tuple[str, ...]]:
    """Split a name into the name itself and other names in brackets or quotation marks.

    Parameters
    ----------
    name : str
        As it was written.
    is_name : callable, optional
        Says whether what stands after the whole name is a name, where that is not plain; None leaves it where it is.

    Examples
    --------
    >>> called("Gwendolyn (Gwen) Evans")
    ('Gwendolyn Evans', ('Gwen Evans',))
    """
    bare = " ".join(_BESIDE.sub(" ", name).split())
    first, _, family = bare.partition(" ")
    rest, others = name, []
    for match in _BESIDE.finditer(name) if bare else ():
        nickname = next(group for group in match.groups() if group is not None).strip()
        former = _FORMERLY.match(nickname)
        if not nickname or set(words(nickname)) <= _PRONOUNS:
            other = None
        elif former and family:
            other = f"{first} {nickname[former.end() :]}"
        elif _NICKNAME.fullmatch(nickname) and (not nickname.isupper() or name.isupper()):
            at_end = not name[match.end() :].strip()
            yes = is_name(nickname) if at_end and not shortened(nickname, first) else True
            if yes is None:
                continue
            other = f"{nickname} {family}".strip() if yes else None
        else:
            continue
        rest = rest.replace(match[0], " ", 1)
        others += [other] if other and other != bare else []
    return " ".join(rest.split()), tuple(dict.fromkeys(others))


def ordinary(name: str) -> str | None:
    """Return a name written in capitals, or with a surname in capitals, in ordinary spelling; None if it is already.

    Examples
    --------
    >>> ordinary("MARIA VAN DER BERG"), ordinary("Anna O'CONNELL"), ordinary("Anna Smith")
    ('Maria van der Berg', "Anna O'Connell", None)
    """
    rest, comma, title = name.partition(",")
    chunks = rest.split()
    loud = [
        chunk.isupper() and sum(map(str.isalpha, chunk)) > 2 and "." not in chunk and chunk.casefold() not in DEGREES
        for chunk in chunks
    ]
    if not any(loud) or chunks[0].startswith("("):
        return None
    whole = rest.isupper()
    for at, chunk in enumerate(chunks):
        brief = whole and chunk.isalpha() and len(chunk) == 2 and chunk.casefold() not in DEGREES
        if at and (whole or loud[at]) and chunk.casefold() in _PARTICLES:
            chunks[at] = chunk.lower()
        elif loud[at] or brief:
            chunks[at] = re.sub(r"[^\W\d_]+", lambda part: part[0].capitalize(), chunk)
            chunks[at] = re.sub(r"^(Mc)([a-z])(?=..)", lambda part: part[1] + part[2].upper(), chunks[at])
    return " ".join(chunks) + comma + title


def by_address(name: str, email: str | None) -> tuple[bool, str | None]:
    """Return whether an address spells a name as written; and the name with its first word last, if it spells that.

    Examples
    --------
    >>> by_address("Evans Gwen", "g.evans@example.org")
    (False, 'Gwen Evans')
    """
    parts = name.split()
    chunks = ["".join(words(chunk)) for chunk in parts]
    if email is None or len(chunks) < 2 or not all(chunks) or "," in name:
        return False, None
    local = re.sub(r"\d", "", "".join(words(email.partition("@")[0])))

    def spells(first: str, *lasts: str) -> bool:
        return any(local in (first + last, first[0] + last) for last in lasts)

    if spells(chunks[0], chunks[-1], "".join(chunks[1:])):
        return True, None
    return False, " ".join([*parts[1:], parts[0]]) if spells(chunks[1], chunks[0]) else None
