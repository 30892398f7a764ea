"""Doubts about a code that a user types: questions, never refusals."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from typing import Literal

from alsnb.privacy.names import is_given_name, words

_LONG = 30
_PLAIN = "-_."
"""What a code may hold besides letters and digits."""
# Letters and digits that look like another sign, once case and accents are gone: Latin, Cyrillic, Greek, Armenian.
_GROUPS = (
    "0oоοօ", "1iliіι", "aаα", "bвβ", "cс", "dԁ", "eеε", "hнη", "jј", "kкκ", "mмμ", "nν", "pрρ", "qԛ", "sѕ",
    "tтτ", "wԝ", "xхχ", "yуυ", "zζ",
)  # fmt: skip
_CHEROKEE = dict(zip("ᎪᏴᏟᎠᎬᎻᎫᏦᏞᎷᏢᏒᏚᎢᏙᎳᏃᏀ", "ABCDEHJKLMPRSTVWZG", strict=True))
"""Letters without small ones in use, of which each looks like a Latin capital."""
UNSEEN = re.compile("[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u2800\u3164\ufe00-\ufe0f\uffa0\U000e0100-\U000e01ef]")
"""Signs that nobody sees although they count as printable."""
_ALIKE = {sign: group[0] for group in _GROUPS for sign in map(ord, group)}


# The same without what tells digits from letters: of other alphabets, what stands for a Latin letter.
_LATIN = {
    sign: next(each for each in reversed(group) if each.isascii() and each.isalpha())
    for group in (*_GROUPS[:1], "iіι", *_GROUPS[2:])
    for sign in group
    if not sign.isascii()
}


def look_alike(code: str, known: Iterable[str]) -> str | None:
    """Return the known code that looks the same as this one although its characters differ.

    They are of another alphabet, or there are invisible ones among them.

    Examples
    --------
    >>> look_alike("\N{CYRILLIC CAPITAL LETTER A}2", ["A1", "A2"])
    'A2'
    >>> look_alike("a2", ["A2"]), look_alike("A2", ["A2"])
    (None, None)
    """
    seen = as_seen(code)
    return next((each for each in sorted(known) if each != code and as_seen(each) == seen), None)


def as_seen(code: str) -> str:
    """Return a code as a reader sees it: in Latin letters where they look the same, and without invisible signs."""
    # Before letters and marks are joined: an unseen sign between them keeps them apart.
    plain = unicodedata.normalize("NFKC", UNSEEN.sub("", code))
    plain = UNSEEN.sub("", "".join(sign for sign in plain if unicodedata.category(sign) != "Cf"))
    # No writing system puts a mark of its own on these: it makes a line, or a dot, that a reader overlooks.
    signs = re.sub(r"(?<=[A-Za-z0-9])[\u0300-\u036f]+", "", plain)
    latin = [(sign, _CHEROKEE.get(sign) or _LATIN.get(sign.lower(), sign)) for sign in signs]
    return "".join(letter.upper() if sign.isupper() else letter for sign, letter in latin).strip()


def code_doubts(
    code: str, known: Iterable[str] = (), *, of: Literal["member", "learning_set", "cohort"] = "member"
) -> list[str]:
    """Return what should be asked about before a code is recorded, one sentence or two for each doubt.

    What can be no code at all (blank, a line break, more than 100 characters) is refused by the record.

    Parameters
    ----------
    code : str
        As it was typed.
    known : iterable of str
        The codes there are of the same kind; nothing is doubtful about one of them.
    of : {"member", "learning_set", "cohort"}
        What the code is for. A set may be called Blue; a member's code that is a word may be a name.

    Returns
    -------
    list of str
        Empty if nothing is doubtful.

    Examples
    --------
    >>> code_doubts("A3"), code_doubts("Priya")
    ([], ['This looks like a name. A code such as A3 keeps people anonymous.'])
    >>> code_doubts("a3", known=["A3"])
    ['This looks like A3, a code there is already. Make sure that you do not mean A3.']
    """
    codes = sorted(set(known))
    if code in codes:
        return []
    problems = []
    if "@" in code:
        problems.append("This looks like an e-mail address. A code such as A3 keeps people anonymous.")
    elif _is_name(code, of):
        problems.append("This looks like a name. A code such as A3 keeps people anonymous.")
    elif of == "member" and re.search(r"\d{6,}", code):
        problems.append("This looks like a student number. A code such as A3 keeps people anonymous.")
    unseen = UNSEEN.search(code) or any(unicodedata.category(sign) in ("Cf", "Co", "Cn", "Cs") for sign in code)
    if unseen:
        problems.append("This has an invisible character in it. Type the code rather than pasting it.")
    if any(sign.isspace() for sign in code):
        problems.append("This has a space in it. A hyphen is safer, as in 2026-spring.")
    marks = "".join(
        dict.fromkeys(sign for sign in code if unicodedata.category(sign)[0] in "PS" and sign not in _PLAIN)
    )
    if marks and "@" not in code:
        problems.append(f"This has “{marks}” in it. Letters, digits and hyphens are enough for a code.")
    if code.startswith("."):
        problems.append("This begins with a dot, and files named after it would be hidden.")
    if len(code) > _LONG:
        problems.append(f"This is {len(code)} characters long. A short code such as {_EXAMPLE[of]} is easier to type.")
    alike = next((each for each in codes if _skeleton(each) == _skeleton(code)), None)
    if alike is not None:
        problems.append(f"This looks like {alike}, a code there is already. Make sure that you do not mean {alike}.")
    return problems


_EXAMPLE = {"member": "A3", "learning_set": "A", "cohort": "2026-spring"}


def _is_name(code: str, of: str) -> bool:
    parts = words(code)
    if not parts or any(sign.isdigit() for sign in code):
        return of == "member" and any(len(part) > 2 and is_given_name(part) for part in parts)
    if of != "member":
        return len(parts) > 1 and is_given_name(parts[0])
    if any(len(part) > 2 and is_given_name(part) for part in parts):
        return True
    # A word with a small letter in it is no A or ABC; scripts without capitals write names of two or three signs.
    caseless = sum(sign.isalpha() and sign.lower() == sign.upper() for sign in code)
    return caseless > 1 or (max(map(len, parts)) > 2 and not code.isupper())


def _skeleton(code: str) -> str:
    """Return the code without what readers overlook: case, accents, spaces, leading zeros, and alphabet."""
    seen = "".join(
        _CHEROKEE.get(sign, sign)
        for sign in unicodedata.normalize("NFKD", UNSEEN.sub("", code))
        if unicodedata.category(sign) not in ("Cf", "Mn")
    )
    plain = re.sub(r"[\W_]+", "-", seen.casefold()).strip("-")
    joined = re.sub(r"(?<=[^\W\d])-(?=\d)|(?<=\d)-(?=[^\W\d])", "", plain)
    return re.sub(r"(?<!\d)0+(?=\d)", "", joined.translate(_ALIKE))
