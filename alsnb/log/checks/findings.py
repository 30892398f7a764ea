"""Describe the problems of a log: whom and what each concerns, and the command that fixes it."""

from __future__ import annotations

import shlex
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from alsnb.log import descriptions
from alsnb.log.summaries import is_seen, quoted
from alsnb.words import listing

_APART = 5
"""The maximum number of similar problems to list one by one; if there are more, they are counted."""
_GROUPS = 5_000
LOG, ENTRY = "{log}", "{entry}"
"""Placeholders in commands for the log and the entry."""


class Problem(NamedTuple):
    """A problem in a log: what it concerns, what is wrong, and what to do about it."""

    where: str
    what: str
    do: str


class Subject(NamedTuple):
    """The entry that a problem concerns."""

    kind: str
    entry: str
    said: dict[str, Any]
    at: int | None = None


@dataclass
class _Group:
    """Entries with the same problem."""

    what: tuple[str, str]
    do: str
    first: Subject
    kinds: Counter[str] = field(default_factory=Counter)
    entries: list[str] = field(default_factory=list)
    members: set[Any] = field(default_factory=set)
    """The members concerned; at most two."""


class Findings:
    """Problems in the order found; similar ones are grouped.

    Parameters
    ----------
    log
        What the log is called on the command line.
    prefix
        Returns for the id of an entry as much of it as tells it from all others.
    many_cohorts
        Whether a cohort has to be named.
    """

    def __init__(self, log: str, prefix: Callable[[str], str], *, many_cohorts: bool) -> None:
        self._log, self._prefix, self._many_cohorts = log, prefix, many_cohorts
        self._groups: dict[tuple[Any, ...], _Group] = {}
        self._alike: Counter[tuple[Any, ...]] = Counter()

    def add(
        self, sort: str, subject: Subject, what: str | tuple[str, str], do: str, *,
        together: tuple[Any, ...] | None = None, field: str = "", count: int = 1,
    ) -> None:  # fmt: skip
        """Add a problem.

        Parameters
        ----------
        sort
            Problems of a sort are alike.
        subject
            The entry.
        what
            What is wrong, as the rest of a sentence on one entry, and on several.
        do
            What to do; with `LOG` and `ENTRY` in it.
        together
            What problems have in common that are told as one; by default each is told by itself, and many of one sort
            are counted.
        field
            Which field of the entry is wrong: that it is doubtful is not told beside anything else about it.
        count
            Of how many entries like the subject.
        """
        one, many = what if isinstance(what, tuple) else (what, what)
        key: tuple[Any, ...] = (
            (sort, *together) if together is not None else (subject.kind, subject.entry, field or one)
        )
        if field and (told := self._groups.get(key)):
            if sort != "doubt":
                told.what, told.do = (one, many), do
            return
        if key not in self._groups and together is None:
            alike = (sort, subject.kind, _hashable(subject.said.get("cohort")), _hashable(subject.said.get("member")))
            self._alike[alike] += 1
            if self._alike[alike] > _APART:
                key, one, many = ("more", *alike), "has a similar problem", "have similar problems"
                do = f"fix those, then check again: {command('check', LOG)}"
        if key not in self._groups and len(self._groups) >= _GROUPS:
            key, one, many = ("rest",), "also has a problem", "also have problems"
            do = f"fix those above, then check again: {command('check', LOG)}"
        group = self._groups.setdefault(key, _Group((one, many), do, subject))
        group.kinds[subject.kind] += count
        if len(group.members) < 2:
            group.members.add(_hashable(subject.said.get("member")))
        if len(group.entries) < _APART and subject.entry not in group.entries:
            group.entries.append(subject.entry)

    def problems(self) -> list[Problem]:
        """Return what was found, in words."""
        return [self._told(group) for group in self._groups.values()]

    def _told(self, group: _Group) -> Problem:
        first, count = group.first, group.kinds.total()
        where = descriptions.entry(first.kind, first.said)
        around = descriptions.context(first.kind, first.said, first.at, cohort=self._many_cohorts)
        if count > 1:
            kinds = listing([descriptions.count_of(kind, number) for kind, number in group.kinds.items()])
            whose = next(iter(group.members)) if len(group.members) == 1 else None
            where = f"{kinds}{'' if whose is None else f' of {descriptions.code(whose)}'}, such as {where}"
        ids = list(map(self._prefix, group.entries)) if ENTRY in group.do else []
        log = shlex.quote(self._log)
        do = group.do.replace(LOG, log).replace(ENTRY, " ".join(map(shlex.quote, ids)))
        if not all(map(is_seen, ids)):
            do = (
                f"its id, {quoted(next(each for each in ids if not is_seen(each)))}, cannot be typed in a command; "
                f"restore the log from an earlier backup: alsnb restore {log}"
            )
        return Problem(f"{where}{around}", group.what[count > 1], do)


def command(name: str, *arguments: Any) -> str:
    """Return a command, with its arguments as a shell takes them; `LOG` and `ENTRY` are filled in later."""
    quoted = [each if each in (LOG, ENTRY) else shlex.quote(descriptions.printable(str(each))) for each in arguments]
    return " ".join(["alsnb", name, *quoted])


def amend(*changes: str) -> str:
    """Return the command that amends an entry; a change is ``field=VALUE``."""
    return command("amend", LOG, ENTRY, *changes)


def withdraw(kind: str | None = None) -> str:
    """Return the command that withdraws an entry, or what of a kind lies on it."""
    return command("withdraw", LOG, ENTRY, *([] if kind is None else ["--kind", kind]))


def _hashable(value: Any) -> Any:
    return value if value is None or isinstance(value, str | int | float) else repr(value)
