"""The parts of a log's entries that are compared with others, stored as a few numbers per entry.

An id or a code is kept as its hash, which Python makes anew in each process: that two of a million differ and are taken
for the same is as likely as a fault of the machine, and nobody can bring it about.
"""

from __future__ import annotations

from array import array
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from datetime import date
from functools import partial
from itertools import combinations
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from alsnb.records import CODES, RECORDS

ENTRIES = ("airtime", "issue", "action", "reflection")
"""Fields that contain the id of an entry of the kind they are named after."""
_REFERRING = {
    kind: [name for name in ENTRIES if name in record.model_fields and name != kind] for kind, record in RECORDS.items()
}
MOST = 100_000
"""The maximum number of rows of one sort to read again."""

Numbers = npt.NDArray[np.int64]


class Suspect(NamedTuple):
    """The reason to read an entry again: the sort of problem, and what it concerns."""

    sort: str
    about: str = ""


class Naming(NamedTuple):
    """Entries of one kind that name a missing or withdrawn code."""

    name: str
    cohort: Any
    code: Any
    is_withdrawn: bool
    kind: str
    member: Any
    number: int
    first: int
    """The row of the first of them."""


class Compared:
    """The current entries of a log, each read once, in row order."""

    def __init__(self) -> None:
        self._held = {name: _numbers() for name in ENTRIES}
        self._withdrawn = {name: _numbers() for name in ENTRIES}
        self._referring = {kind: [(name, _Table(2)) for name in names] for kind, names in _REFERRING.items()}
        self._contexts: dict[tuple[Any, ...], list[int]] = {}
        self._codes: dict[str, set[tuple[Any, Any]]] = {name: set() for name in CODES}
        self._codes_withdrawn: dict[str, set[tuple[Any, Any]]] = {name: set() for name in CODES}
        self._enrolled: dict[tuple[Any, Any], list[tuple[dict[str, Any], int]]] = defaultdict(list)
        self._together = _Table(3)
        self._lasting, self._meetings = _Table(3), _Table(2)
        self._actions, self._reports = _Table(3), _Table(4)
        self._keyed, self._misplaced = _numbers(), _Table(2)
        self._comparing: dict[str, Callable[[int, str, dict[str, Any]], None]] = {
            **{name: partial(self._compare_code, name) for name in ("cohort", "learning_set", "theme")},
            "member": self._compare_member, "meeting": self._compare_meeting, "attendance": self._compare_presence,
            "airtime": self._compare_presence, "action": self._compare_action, "action_report": self._compare_report,
        }  # fmt: skip

    def hold(self, kind: str, entry: str) -> None:
        """Note that an entry exists."""
        if kind in self._held:
            self._held[kind].append(hash(entry))
        if RECORDS[kind].key:
            self._keyed.append(hash(entry))

    def withdraw(self, kind: str, entry: str, said: dict[str, Any]) -> None:
        """Note that an entry was withdrawn."""
        if kind in self._withdrawn:
            self._withdrawn[kind].append(hash(entry))
        if kind in CODES and _is_text(said.get(kind)):
            self._codes_withdrawn[kind].add((_text(said.get("cohort")), said[kind]))

    def misplace(self, row: int, rightful: str) -> None:
        """Note that an entry has a key that belongs to another id."""
        self._misplaced.add(row, hash(rightful))

    def take(self, row: int, kind: str, entry: str, said: dict[str, Any]) -> None:
        """Read the content of an entry, which must be a valid record."""
        said_of = said.get
        context = (kind, said_of("cohort"), said_of("learning_set"), said_of("member"), said_of("theme"))
        number = self._contexts.get(context)
        if number is None:
            self._contexts[context] = [1, row]
        else:
            number[0] += 1
        for name, table in self._referring[kind]:
            if (target := said_of(name)) is not None:
                table.add(hash(target), row)
        if (compare := self._comparing.get(kind)) is not None:
            compare(row, entry, said)

    def _compare_code(self, name: str, row: int, entry: str, said: dict[str, Any]) -> None:
        self._codes[name].add((said.get("cohort"), said[name]))

    def _compare_member(self, row: int, entry: str, said: dict[str, Any]) -> None:
        self._codes["member"].add((said.get("cohort"), said["member"]))
        if said.get("learning_set") is not None:
            self._enrolled[said.get("cohort"), said["member"]].append((said, row))

    def _compare_meeting(self, row: int, entry: str, said: dict[str, Any]) -> None:
        if said.get("facilitator") is not None:  # one from outside contributes without being a member
            self._codes["member"].add((said.get("cohort"), said["facilitator"]))
        if said.get("minutes") is not None:
            self._meetings.add(_meeting(said), _milli(said["minutes"]))

    def _compare_presence(self, row: int, entry: str, said: dict[str, Any]) -> None:
        if said.get("learning_set") is not None:
            whose = hash((said.get("cohort"), said["member"], said["cycle"]))
            self._together.add(whose, hash(said["learning_set"]), row)
        if said.get("minutes") is not None:
            self._lasting.add(_meeting(said), row, _milli(said["minutes"]))

    def _compare_action(self, row: int, entry: str, said: dict[str, Any]) -> None:
        self._actions.add(hash(entry), _whose(said), _day(said.get("agreed_on")))

    def _compare_report(self, row: int, entry: str, said: dict[str, Any]) -> None:
        self._reports.add(hash(said["action"]), _whose(said), _day(said.get("reported_on")), row)

    def is_known(self, name: str, cohort: Any, code: Any) -> bool:
        """Return whether the log currently has this code of a member or cohort."""
        return (cohort, code) in self._codes[name]

    def namings(self) -> Iterator[Naming]:
        """Yield the codes that entries name but the log lacks, with the number of entries of each kind."""
        for (kind, cohort, learning_set, member, theme), (count, first) in self._contexts.items():
            for name, code in zip(CODES, (cohort, learning_set, member, theme), strict=True):
                if code is None or name == kind or (cohort, code) in self._codes[name]:
                    continue
                if name != "cohort" and self._codes["cohort"] and (cohort, cohort) not in self._codes["cohort"]:
                    continue  # of a cohort that there is not, there are no sets and members either
                is_withdrawn = (cohort, code) in self._codes_withdrawn[name]
                if is_withdrawn or self._codes[name]:  # a log that knows no themes at all does not keep a codebook
                    yield Naming(name, cohort, code, is_withdrawn, kind, member, count, first)

    def enrolled_twice(self) -> Iterator[tuple[int, list[dict[str, Any]]]]:
        """Yield the cycle from which a member is enrolled in two sets at once, and the two records."""
        for records in self._enrolled.values():
            for (one, _), (other, _) in combinations(records[:20], 2):
                start = max(one.get("first_cycle", 1), other.get("first_cycle", 1))
                until = [each["last_cycle"] for each in (one, other) if each.get("last_cycle") is not None]
                if one["learning_set"] != other["learning_set"] and all(start <= last for last in until):
                    yield start, [one, other]

    def suspects(self, erased: Iterable[str]) -> dict[int, list[Suspect]]:
        """Return the rows to read again, with the reasons."""
        found: dict[int, list[Suspect]] = defaultdict(list)

        def suspect(rows: Numbers, sort: str, about: str = "") -> None:
            for row in rows[:MOST].tolist():
                found[row].append(Suspect(sort, about))

        buried = np.fromiter(map(hash, erased), np.int64)
        references = ((kind, name, table) for kind, tables in self._referring.items() for name, table in tables)
        for kind, name, table in references:
            targets, rows = table.columns()
            missing = ~_isin(targets, self._held[name]) & ~np.isin(targets, buried)
            withdrawn = missing & _isin(targets, self._withdrawn[name])
            suspect(rows[missing & ~withdrawn], "refers to nothing", name)
            if RECORDS[kind].of_entry != name:  # what says something of it is withdrawn with it
                suspect(rows[withdrawn], "refers to withdrawn", name)
        suspect(self._in_two_sets(), "in two sets")
        suspect(self._too_long(), "too long")
        self._compare_reports(suspect)
        rows, rightful = self._misplaced.columns()
        # Of two under one key, both of which may be misplaced, one is enough to be asked about.
        twice = _isin(rightful, self._keyed)
        _, first = np.unique(rightful, return_index=True)
        again = np.ones(len(rightful), bool)
        again[first] = False
        suspect(rows[twice | again], "coded twice")
        suspect(rows[~(twice | again)], "misplaced")
        return found

    def _in_two_sets(self) -> Numbers:
        who, where, rows = self._together.columns()
        order = np.lexsort((where, who))
        who_sorted, where_sorted = who[order], where[order]
        differ = (who_sorted[1:] == who_sorted[:-1]) & (where_sorted[1:] != where_sorted[:-1])
        mismatched: Numbers = rows[np.isin(who, who_sorted[1:][differ])]
        return mismatched

    def _too_long(self) -> Numbers:
        meeting, rows, minutes = self._lasting.columns()
        whole = _looked_up(meeting, *self._meetings.columns())
        too_long: Numbers = rows[(whole != _NOTHING) & (minutes > 1.5 * whole.astype(float))]
        return too_long

    def _compare_reports(self, suspect: Any) -> None:
        action, whose, day, rows = self._reports.columns()
        entries, owners, agreed = self._actions.columns()
        owner, agreed_on = _looked_up(action, entries, owners), _looked_up(action, entries, agreed)
        suspect(rows[(owner != _NOTHING) & (owner != whose)], "on another's action")
        early = (agreed_on != _NOTHING) & (day != _NOTHING) & (day < agreed_on)
        suspect(rows[early], "before its action")


_NOTHING = -(2**63)


class _Table:
    """Rows of whole numbers, eight bytes each."""

    def __init__(self, width: int) -> None:
        self._numbers, self._width = _numbers(), width

    def add(self, *numbers: int) -> None:
        self._numbers.extend(numbers)

    def columns(self) -> tuple[Numbers, ...]:
        return tuple(np.frombuffer(self._numbers, np.int64).reshape(-1, self._width).T)


def _numbers() -> array[int]:
    return array("q")


def _isin(some: Numbers, among: array[int]) -> npt.NDArray[np.bool_]:
    return np.isin(some, np.frombuffer(among, np.int64))


def _looked_up(keys: Numbers, known: Numbers, values: Numbers) -> Numbers:
    """Return the known value for each key, or `_NOTHING`."""
    if not len(known):
        return np.full(len(keys), _NOTHING)
    order = np.argsort(known, kind="stable")
    places = np.minimum(np.searchsorted(known[order], keys), len(known) - 1)
    return np.where(known[order][places] == keys, values[order][places], _NOTHING)


def _meeting(said: dict[str, Any]) -> int:
    return hash((said.get("cohort"), said.get("learning_set"), said["cycle"]))


def _whose(said: dict[str, Any]) -> int:
    return hash((said.get("cohort"), said["member"]))


def _milli(minutes: Any) -> int:
    return int(min(minutes, 1e12) * 1_000)


def _day(said: Any) -> int:
    try:
        return _NOTHING if said is None else date.fromisoformat(said).toordinal()
    except ValueError:  # a day in another notation
        return _NOTHING


def _text(value: Any) -> str | None:
    return value if isinstance(value, str) else None


def _is_text(value: Any) -> bool:
    return isinstance(value, str)
