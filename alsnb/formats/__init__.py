"""The ALS variants: a format is data.

A `Format` is one TOML file: who makes up a set (`composition`), when it meets (`meetings`), what an `airtime` is, its
`stages` in order, which `contributions` are welcome, what is reported back (`report_back`) and what a meeting `yields`.
Numbers are a `Range` with open ends. `model` says what a format consists of, `files` reads one.

A course adds its own variant by adding a file beside its log. If that says ``extends = "wales"`` (or the name of
another file beside it), it takes over everything it does not give itself: tables key by key, contributions kind by
kind, stages by their key, where a new stage follows the one before it in the file; ranges, lists and the rest as a
whole.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING, Any

from alsnb.errors import FormatError
from alsnb.formats.files import find, keys, read
from alsnb.formats.model import KINDS, POLICIES, Contributions, Facts, Format, Range, Stage
from alsnb.words import gettext

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["KINDS", "POLICIES", "Format", "Range", "Stage", "compare", "keys", "load"]


def load(name: str | PathLike[str], folder: Path | None = None) -> Format:
    """Load a format, by its name or from a course's own file.

    Parameters
    ----------
    name
        The key of a format that comes with alsnb, such as ``"wales"``, or the name of a ``.toml`` file in `folder`. A
        log may say anything here, so a text is never opened as a path; to open a file of your own, give a `Path`.
    folder
        Where a course keeps its own formats: the folder of its log, `alsnb.Log.folder`.

    Raises
    ------
    FormatError
        If there is no such format or its file is not usable; the message names the file, the key in it (items of a list
        count from 1), what was found and what is allowed.

    Examples
    --------
    >>> str(load("wales").airtime.minutes)
    'usually 30–40'
    """
    path = find(name, folder, keys(), by_end=True) if isinstance(name, str) else Path(name).expanduser()
    loaded, _ = read(path)
    if loaded.abstract:
        raise FormatError(
            gettext(
                "{path}: abstract = true, so it is a base to extend; formats to load: {keys}",
                path=path,
                keys=", ".join(keys()),
            )
        )
    return loaded


def compare(formats: Iterable[str | PathLike[str] | Format] | None = None) -> pd.DataFrame:
    """Formats side by side: one row for each trait, one column for each format.

    Parameters
    ----------
    formats
        Keys, `Path`s or loaded formats; by default every format that comes with alsnb.

    Returns
    -------
    pandas.DataFrame
        Text throughout, indexed by ``trait``, a column for each format's key. "–" stands where the source states
        nothing, "not stated" for a kind of contribution it does not mention.

    Raises
    ------
    FormatError
        If a format cannot be loaded, or two have the same key.
    """
    import pandas as pd

    columns: dict[str, dict[str, str]] = {}
    for item in keys() if formats is None else formats:
        one = item if isinstance(item, Format) else load(item)
        if one.key in columns:
            raise FormatError(
                gettext(
                    'found two formats of the key "{key}", expected a key of its own for each',
                    key=one.key,
                )
            )
        columns[one.key] = dict(_traits(one))
    return pd.DataFrame(columns).rename_axis(index="trait")


def _traits(facts: Facts) -> Iterator[tuple[str, str]]:
    for name, declared in type(facts).model_fields.items():
        value = getattr(facts, name)
        if isinstance(value, Contributions):
            yield from ((kind.replace("_", " ").capitalize(), _shown(value.policy(kind))) for kind in KINDS)
        elif isinstance(value, Facts) and not isinstance(value, Range):
            yield from _traits(value)
        elif name not in ("key", "extends", "abstract"):
            yield str(declared.title), _shown(value)


def _shown(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, tuple):
        return "; ".join(map(_shown, value)) or "–"
    shown = "–" if value is None else str(value)
    return shown if " " in shown else shown.replace("_", " ")
