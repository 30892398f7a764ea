"""The fingerprint of data: the same for the same data, on any computer and in any order."""

from __future__ import annotations

import json
from hashlib import sha256
from typing import Any

import numpy as np
import pandas as pd

from alsnb.log.consents import ENTRIES, PEOPLE

_NAMES = {"entry", *PEOPLE, *ENTRIES}
"""Columns that name people and entries, under pseudonyms that another log makes otherwise."""
_LEFT_OUT = {"publications"}
"""What is about reports on the data."""
_ROUNDS = 3


def fingerprint(frames: Any) -> str:
    """The SHA-256 of what frames say, as 64 hexadecimal digits.

    It depends on every value but not on the order of rows nor on what people and entries are called: a name stands for
    the rows it is in, and these for what else is in them, so that who did what counts, and a pseudonym does not
    (as graphs are told apart by refining colours: Weisfeiler & Leman 1968).

    Parameters
    ----------
    frames
        ``log.frames(…)``. What was published of them does not count.
    """
    rows = [row for name in frames.names() if name not in _LEFT_OUT for row in _rows(name, getattr(frames, name))]
    known: dict[str, str] = {}
    for _ in range(_ROUNDS):
        found: dict[str, list[str]] = {}
        for said, named in rows:
            digest = _digest(said, named, known)
            for column, who in named:
                found.setdefault(who, []).append(column + digest)
        known = {who: sha256("".join(sorted(each)).encode()).hexdigest() for who, each in found.items()}
    return sha256("\n".join(sorted(_digest(*row, known) for row in rows)).encode()).hexdigest()


def _rows(name: str, frame: pd.DataFrame) -> list[tuple[str, list[tuple[str, str]]]]:
    """Return the content of each row (without missing values), and the people and entries it names."""
    columns = sorted(frame.columns)
    values = [frame[column].astype(object).where(frame[column].notna(), None) for column in columns]
    found = []
    for row in zip(*values, strict=True):
        there = [(column, value) for column, value in zip(columns, row, strict=True) if value is not None]
        said = {column: value for column, value in there if column not in _NAMES}
        text = json.dumps([name, said], default=_as_json, sort_keys=True)
        found.append((text, [(column, str(value)) for column, value in there if column in _NAMES]))
    return found


def _digest(said: str, named: list[tuple[str, str]], known: dict[str, str]) -> str:
    told = [f"{column}={known.get(who, '')}" for column, who in named]
    return sha256("\n".join([said, *told]).encode()).hexdigest()


def _as_json(value: Any) -> Any:
    if isinstance(value, pd.Timestamp):
        return value.isoformat()
    return value.tolist() if isinstance(value, (np.ndarray, np.generic)) else str(value)
