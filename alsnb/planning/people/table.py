"""A table in a text or a file: whatever its encoding, separator and headers."""

from __future__ import annotations

import csv
import io
import re
import tomllib
import unicodedata
from collections import Counter
from collections.abc import Sequence
from difflib import get_close_matches
from pathlib import Path
from typing import NamedTuple

import charset_normalizer

from alsnb.planning.people.cells import ADDRESS
from alsnb.privacy.names import words

COLUMNS = {
    "": "not used",
    "name": "Name",
    "first": "First name",
    "last": "Last name",
    "other": "Also known as",
    "email": "E-mail",
    "code": "Code",
    "role": "Role",
    "organisation": "Organisation",
    "level": "Level",
    "manager": "Line manager",
}
"""What a column may hold, and how that is called."""

_HEADERS = {
    header: column
    for column, headers in tomllib.loads(Path(__file__).with_name("headers.toml").read_text("utf-8")).items()
    for header in headers
}
# Looked for in this order inside a longer header.
_PARTS = {
    "manager": "manager supervisor vorgesetzt reports", "email": "mail", "first": "forename vorname given",
    "last": "surname nachname family", "organisation": "organi employer company institution",
    "level": "grade level seniority", "role": "job role funktion",
}  # fmt: skip

_WESTERN = ["cp1252", "cp1250", "iso8859_15", "mac_roman", "cp1251", "cp1253", "cp1254"]


class Table(NamedTuple):
    """What a text holds: the headers, and rows with the line each begins on."""

    headers: tuple[str, ...]
    rows: tuple[tuple[int, tuple[str, ...]], ...]
    separator: str
    unclosed: tuple[int, ...]
    """Lines with a quotation mark that is never closed."""


def decode(content: bytes) -> tuple[str, str]:
    """Return the text of a file, and the name of the encoding it was read in."""
    for mark, name in ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16")):
        if content.startswith(mark):
            return content.decode(name, "replace"), name.removesuffix("-sig")
    if b"\0" in content:
        even = content[::2].count(0) > content[1::2].count(0)
        return content.decode("utf-16-be" if even else "utf-16-le", "replace"), "utf-16"
    try:
        return content.decode("utf-8"), "utf-8"
    except UnicodeDecodeError:
        # A list is short, and mostly plain letters: too little to guess from among all encodings there are.
        best = charset_normalizer.from_bytes(content, cp_isolation=_WESTERN, threshold=0.5).best()
        name = best.encoding if best is not None else "cp1252"
        western = content.decode("cp1252", "replace")
        odd = sum(not (letter.isascii() or letter.isalpha() or letter in "’‘“”–—…€·° ") for letter in western)
        return (western, "cp1252") if not odd else (content.decode(name, "replace"), name)


def read(text: str) -> Table:
    """Read the table in a text, with the separator that makes the best table, with or without headers."""
    text = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n").replace("\0", "")
    found = [_parsed(text, separator) for separator in "\t;|,"]
    rows, separator, unclosed = max(found, key=lambda each: _tidiness(each[0]))
    if len(rows) == 1 and len(rows[0][1]) > 1 and all(ADDRESS.search(cell) for cell in rows[0][1] if cell.strip()):
        rows = [(rows[0][0], (cell,)) for cell in rows[0][1]]  # addresses copied from a mail's header
    at = _header_at(rows)
    if at is not None:
        headers = tuple(" ".join(cell.split()) for cell in rows[at][1])
        rows = rows[at + 1 :]
    else:
        headers = ()
    in_one = [line for line in text.split("\n")[1 if headers else 0 :] if line.strip()]
    if separator == "," and len(headers) < 2 and all(re.fullmatch(r"[^,\d@]+, [^,\d@]+", line) for line in in_one):
        rows = [(line, (", ".join(cells),)) for line, cells in rows]  # Smith, Anna
    width = max([len(headers), *(len(trimmed(cells)) for _, cells in rows)], default=0)
    headers += tuple(f"column {number}" for number in range(len(headers) + 1, width + 1)) if not headers else ()
    return Table(headers, tuple(rows), separator, tuple(unclosed))


def guess_columns(table: Table) -> list[str]:
    """Guess what each column of a table holds: a key of `COLUMNS`."""
    guessed = [column_of(header) for header in table.headers]
    if not any(guessed):
        guessed = _by_content(table)
    # Each kind once: the first that looks like it.
    return [column if column not in guessed[:at] else "" for at, column in enumerate(guessed)]


def column_of(header: str) -> str:
    """Return what a column with this header holds, as far as the header shows."""
    plain = unicodedata.normalize("NFKD", header).encode("ascii", "ignore").decode().casefold()
    plain = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", plain)
    plain = re.sub(r"[^a-z]+", " ", plain).strip()
    if plain in _HEADERS:
        return _HEADERS[plain]
    if near := get_close_matches(plain, _HEADERS, n=1, cutoff=0.8):
        return _HEADERS[near[0]]
    return next((column for column, parts in _PARTS.items() if any(part in plain for part in parts.split())), "")


def _parsed(text: str, separator: str) -> tuple[list[tuple[int, tuple[str, ...]]], str, list[int]]:
    """Return the non-empty lines, split at a separator."""
    rows: list[tuple[int, tuple[str, ...]]] = []
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True, skipinitialspace=True)
    begins = 1
    try:
        for row in reader:
            if any(map(str.strip, row)):
                rows.append((begins, tuple(row)))
            begins = reader.line_num + 1
    except csv.Error:
        pass
    else:
        return rows, separator, []
    # Somewhere a quotation mark is not closed: each line is read for itself.
    rows, unclosed = [], []
    for number, line in enumerate(text.split("\n"), 1):
        try:
            (row,) = (
                csv.reader([line], delimiter=separator, strict=True, skipinitialspace=True) if line.strip() else ([],)
            )
        except csv.Error:
            unclosed.append(number)
            row = [cell.replace('"', "") for cell in line.split(separator)]
        if any(map(str.strip, row)):
            rows.append((number, tuple(row)))
    return rows, separator, unclosed


def _tidiness(rows: list[tuple[int, tuple[str, ...]]]) -> tuple[float, float, int]:
    """Score how much the rows look like a table: known headers, rows of one width, columns."""
    if not rows:
        return (0, 0, 0)
    header = _header_at(rows)
    known = 0 if header is None else sum(1 for cell in rows[header][1] if column_of(cell))
    widths = Counter(len(trimmed(cells)) for _, cells in rows)
    width, often = max(widths.items(), key=lambda each: (each[1] if each[0] > 1 else 0, each[0]))
    return (known if known > 1 else 0, often / len(rows) if width > 1 else 0, width)


def _header_at(rows: list[tuple[int, tuple[str, ...]]]) -> int | None:
    """Return which row holds the headers, if any; some lists begin with a title."""
    best, found = 0, None
    for at, (_, cells) in enumerate(rows[:15]):
        columns = {column_of(cell) for cell in cells if cell.strip()} - {""}
        says_who = columns & {"name", "first", "last", "email"}
        exact = any(_HEADERS.get(re.sub(r"[^a-z]+", " ", cell.casefold()).strip()) for cell in cells)
        if says_who and (exact or len(columns) > 1) and "@" not in "".join(cells) and len(columns) > best:
            best, found = len(columns), at
    return found


def _by_content(table: Table) -> list[str]:
    """Guess what the columns of a table without headers hold, by their content."""
    guessed = [""] * len(table.headers)
    singles = []
    for at in range(len(guessed)):
        cells = [cells[at].strip() for _, cells in table.rows if at < len(cells) and cells[at].strip()]
        if not cells:
            continue
        with_letters = sum(bool(re.search(r"[^\W\d_]{2}", cell)) and not re.search(r"\d", cell) for cell in cells)
        addresses = sum(bool(ADDRESS.fullmatch(cell)) for cell in cells)
        if 2 * addresses > len(cells):
            guessed[at] = "email"
        elif "name" not in guessed and 2 * sum(len(words(ADDRESS.sub("", cell))) > 1 for cell in cells) >= len(cells):
            guessed[at] = "name"
        elif 2 * with_letters > len(cells):
            singles.append(at)
    if "name" not in guessed and singles:
        guessed[singles[0]] = "first" if len(singles) > 1 else "name"
        if len(singles) > 1:
            guessed[singles[1]] = "last"
    return guessed


def trimmed(cells: Sequence[str]) -> Sequence[str]:
    """Return the cells without empty ones at the end."""
    size = len(cells)
    while size and not cells[size - 1].strip():
        size -= 1
    return cells[:size]
