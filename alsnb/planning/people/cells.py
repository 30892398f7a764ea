"""The text of a cell, and the comparison of names."""

from __future__ import annotations

import re
import unicodedata

from alsnb.privacy.names import words

NOTHING = {"", "-", "–", "—", "n/a", "na", "none", "null", "nil", "tbc", "?", ".", "k.a."}
DEGREES = {"phd", "ph d", "md", "dphil", "edd", "mba", "msc", "ma", "ba", "bsc", "jr", "sr", "esq", "ii", "iii", "obe"}
ADDRESS = re.compile(r"[<(\[]?\s*(?:mailto:)?([^\s<>()\[\],;]+@[^\s<>()\[\],;]+)\s*[>)\]]?")
FORMULA = re.compile(r"[=+\-@＝＋－＠]")


def same_name(name: str) -> str:
    """Normalise a name: case, spaces, and composed accents."""
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", " ".join(name.split())).casefold())


def clean(cell: str) -> str:
    """Return a cell on one line, without invisible characters."""
    shown = "".join(" " if unicodedata.category(letter) in ("Cc", "Zl", "Zp") else letter for letter in cell)
    shown = "".join(letter for letter in shown if letter not in "\u200b\ufeff\u00ad")
    return unicodedata.normalize("NFC", " ".join(shown.split()))


def turned(name: str) -> str:
    """Return "Smith, Anna" as Anna Smith; a degree stays where it is."""
    last, comma, first = name.partition(",")
    if not comma or "," in first or not first.strip() or " ".join(words(first)) in DEGREES:
        return name
    return f"{first.strip()} {last.strip()}"


def short(text: str) -> str:
    """Shorten a text to be quoted in a sentence."""
    return text if len(text) <= 50 else text[:49] + "…"
