"""Reading revisions from the pages of a broken SQLite file.

A file whose tree is broken still has most rows in its leaves, which SQLite does not find any more. Here each page is
looked at for itself, as the file format has it (https://www.sqlite.org/fileformat2.html); whether what is found is
a revision as it was written, its digest tells.
"""

from __future__ import annotations

import mmap
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

_LEAF = 13
_HEADER = 100
"""Bytes before the first page's own header."""
_WIDTHS = (0, 1, 2, 3, 4, 6, 8)
"""Of integers, by serial type."""


def rows(path: Path, columns: int) -> Iterator[tuple[Any, ...]]:
    """Yield all rows with the given number of columns, of texts and integers, from the leaves of all tables."""
    if path.stat().st_size < _HEADER:
        return
    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data:
        size = int.from_bytes(data[16:18]) if data[:6] == b"SQLite" else 4096
        size = 65_536 if size == 1 else size
        if size < 512 or size & (size - 1):
            return
        usable = size - (data[20] if data[:6] == b"SQLite" else 0)
        for start in range(0, len(data) - size + 1, size):
            head = start + (_HEADER if start == 0 else 0)
            if data[head] != _LEAF:
                continue
            for number in range(min(int.from_bytes(data[head + 3 : head + 5]), size // 4)):
                place = head + 8 + 2 * number
                cell = start + int.from_bytes(data[place : place + 2])
                with suppress(ValueError, IndexError):
                    row = _record(_payload(data, cell, start + usable, size, usable))
                    if len(row) == columns:
                        yield row


def _payload(data: mmap.mmap, cell: int, end: int, size: int, usable: int) -> bytes:
    """Return the content of a cell, including its overflow pages."""
    length, place = _varint(data, cell)
    _, place = _varint(data, place)
    if length <= usable - 35:
        return data[place : place + length]
    least = (usable - 12) * 32 // 255 - 23
    local = least + (length - least) % (usable - 4)
    local = local if local <= usable - 35 else least
    if place + local + 4 > end or length > len(data):
        raise ValueError
    parts = [data[place : place + local]]
    page, missing = int.from_bytes(data[place + local : place + local + 4]), length - local
    while missing > 0:
        if not page or page * size > len(data):
            raise ValueError
        start = (page - 1) * size
        parts.append(data[start + 4 : start + 4 + min(missing, usable - 4)])
        page, missing = int.from_bytes(data[start : start + 4]), missing - (usable - 4)
    return b"".join(parts)


def _record(payload: bytes) -> tuple[Any, ...]:
    """Return the values of a record, which must be texts, integers or None."""
    end, place = _varint(payload, 0)
    values: list[Any] = []
    body = end
    while place < end:
        kind, place = _varint(payload, place)
        if kind >= 13 and kind % 2:
            length = (kind - 13) // 2
            values.append(payload[body : body + length].decode())
        elif kind < len(_WIDTHS):
            length = _WIDTHS[kind]
            values.append(int.from_bytes(payload[body : body + length], signed=True) if kind else None)
        elif kind in (8, 9):
            length = 0
            values.append(kind - 8)
        else:
            raise ValueError
        body += length
    if body > len(payload):
        raise ValueError
    return tuple(values)


def _varint(data: bytes | mmap.mmap, place: int) -> tuple[int, int]:
    value = 0
    for number in range(9):
        byte = data[place + number]
        if number == 8:
            return value << 8 | byte, place + 9
        value = value << 7 | byte & 0x7F
        if byte < 0x80:
            return value, place + number + 1
    raise ValueError
