"""Names of files made of codes: readable, possible on every system, and never the same for two different things.

A code may hold any character and a hundred of them; some systems do not tell upper from lower case, or two ways of
writing ``é``, or ``x.`` from ``x``. A code that needs no such care stands as it is. Whenever anything had to be
be replaced or shortened, or another name could be mistaken for this one, a digest of exactly what the file is about
follows after ``~``, which no plain name has.
"""

from __future__ import annotations

import hashlib
import json
import re
import unicodedata
from collections.abc import Sequence

SUFFIXES = ("teaching_record", "research", "quotation", "public")
"""What may end the name of a file: the purpose that a report keeps to, and that it is published."""
_MOST = 100
"""Bytes of a name before its digest and suffixes: with these, an extension and a folder there is room everywhere."""
_KIND = re.compile(r"[a-z0-9_]+|hand-in|")
_PLAIN = re.compile(r"[A-Za-z0-9]+([-_][A-Za-z0-9]+)*")
_DEVICE = re.compile(r"con|prn|aux|nul|conin\$|conout\$|com[0-9¹²³]|lpt[0-9¹²³]", re.IGNORECASE)
"""Windows keeps these names for devices, whatever their extension."""


def file_name(*codes: str, kind: str = "", suffixes: Sequence[str] = (), apart: str = "") -> str:
    """Name a file, without its extension.

    Parameters
    ----------
    *codes
        What it is about: of a report of a set, the cohort's code and the set's. For each kind always as many; where
        one is not known it is empty.
    kind
        What it is, such as ``cohort_report``, at the start of the name.
    suffixes
        What ends the name, of `SUFFIXES`.
    apart
        What tells it from another file besides, but is not shown in its name.

    Returns
    -------
    str
        At most 200 bytes. Other arguments give another name, also where upper and lower case are one.

    Examples
    --------
    >>> file_name("2026", "A", kind="set_report")
    'set_report-2026-A'
    >>> file_name("a/b", kind="cohort_report", suffixes=["public"])
    'cohort_report-a-b~a03095949b89-public'
    """
    name = "-".join(filter(None, [kind, *codes]))
    plain = (
        not apart
        and bool(codes)
        and _KIND.fullmatch(kind) is not None
        and all(each in SUFFIXES for each in suffixes)
        and all(map(_is_plain, codes))
        # A hyphen joins the codes, so only the first may have one of its own.
        and not any("-" in code for code in codes[1:])
        and name.rpartition("-")[2] not in SUFFIXES
        and len(name) <= _MOST
        and not _DEVICE.fullmatch(name)
    )
    if not plain:
        name = f"{_readable(name)}~{_digest(kind, codes, suffixes, apart)}"
    return "-".join([name, *map(_readable, suffixes)])


def folded(name: str) -> str:
    """Return a name as compared by systems that ignore case and Unicode normalisation."""
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", name).casefold())


def _is_plain(code: str) -> bool:
    """Return whether a code can be used unchanged; of codes that differ only in case, one can.

    A single letter must be a capital, as in A3, and several together small, as in 2026-spring.
    """
    letters = re.findall(r"[A-Za-z]+", code)
    in_case = all(each.isupper() if len(each) == 1 else each.islower() for each in letters)
    return in_case and _PLAIN.fullmatch(code) is not None


def _readable(text: str) -> str:
    """What can be shown of a text: letters, digits, and a hyphen for all else; of ``con.x``, Windows sees ``con``."""
    shown = re.sub(r"\W+", "-", unicodedata.normalize("NFC", text.encode("utf-8", "replace").decode()))
    return shown.encode()[:_MOST].decode(errors="ignore").strip("-") or "unnamed"


def _digest(*identity: object) -> str:
    exact = json.dumps(identity).encode()  # whatever cannot be encoded, as a surrogate, is escaped
    return hashlib.sha256(exact).hexdigest()[:12]
