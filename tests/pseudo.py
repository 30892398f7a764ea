"""A locale in which every message of the catalogue stands in ⟦brackets⟧: what has none is not in the catalogue.

`alsnb` is then imported in a new process that begins with `preamble`.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT / "docs"))

import messages  # noqa: E402


def preamble(folder: Path) -> str:
    """Write the locale in a folder, and return the Python that makes alsnb use it if it runs first."""
    made = Catalog(locale="en", domain="alsnb")
    for _, message in messages.messages():
        if isinstance(message, tuple):
            made.add(message, tuple(f"⟦{each}⟧" for each in message))
        else:
            made.add(message, f"⟦{message}⟧")
    file = folder / "en" / "LC_MESSAGES" / "alsnb.mo"
    file.parent.mkdir(parents=True, exist_ok=True)
    with file.open("wb") as out:
        write_mo(out, made)
    return (
        "import gettext\n_translation = gettext.translation\n"
        f"gettext.translation = lambda domain, *a, **k: _translation(domain, {str(folder)!r}, ['en'])\n"
    )


def untranslated(text: str) -> str:
    """Return what of a text is in no brackets; brackets may stand in brackets."""
    while (less := re.sub(r"⟦[^⟦⟧]*⟧", "", text)) != text:
        text = less
    return text
