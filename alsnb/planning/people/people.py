"""Who is on a list, what is doubtful about it, and what the log and the roster are to have of them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from alsnb.planning.people.cells import same_name
from alsnb.privacy.roster import Person
from alsnb.records import Member

KEPT_IN_LOG = ("role", "organisation", "level")


class Problem(NamedTuple):
    """A problem with a line that the user should check."""

    line: int
    found: str
    do: str
    left_out: bool
    """Whether the person on the line is left out because of it."""
    ask: str = ""
    """Where yes or no can be said to it: under what; it begins with what sort of question it is, and a colon."""


@dataclass(frozen=True)
class Listed:
    """A person on a list."""

    line: int
    code: str
    name: str
    known: bool
    """Whether the roster has the person already."""
    email: str | None = None
    other: tuple[str, ...] = ()
    role: str | None = None
    organisation: str | None = None
    level: str | None = None
    manager: str | None = None
    """Code of the line manager, where that is somebody known."""


@dataclass(frozen=True)
class Understood:
    """Who is on a list, what is wrong with it, and whose codes the roster has but not the list."""

    people: tuple[Listed, ...]
    problems: tuple[Problem, ...]
    missing: tuple[str, ...] = field(default=())


def member_of(listed: Listed, cohort: str) -> Member:
    """Return the record of a listed person who is new to the log: a code, and nothing that identifies them."""
    managed_by = (listed.manager,) if listed.manager else ()
    return Member(
        cohort=cohort,
        member=listed.code,
        role=listed.role,
        organisation=listed.organisation,
        level=listed.level,
        managed_by=managed_by,
    )


def people_of(listed: Sequence[Listed], roster: Sequence[Person]) -> Iterator[Person]:
    """Return the people of a list for the roster, with what the roster already has about them."""
    before = {person.code: person for person in roster}
    for each in listed:
        known = before.get(each.code)
        names = {same_name(name): name for name in (each.name, *each.other, *(known.names if known else ()))}
        names.pop(same_name(each.name))
        email = each.email or (known.email if known else None)
        kept = {name: getattr(known, name) for name in ("cohort", "country", "secret")} if known else {}
        yield Person(code=each.code, name=each.name, also_known_as=tuple(names.values()), email=email, **kept)
