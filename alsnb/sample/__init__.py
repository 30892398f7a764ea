"""A synthetic cohort: people who never were, whose six months read as if they had been.

A *story* (role, issue, what was promised and how it went, what its owner wrote) is drawn from a bank written
by hand; a *person* lives one story in one set; a *course* simulates who came, spoke, promised and delivered, and tells
of each person what fits the events. Every record is a :class:`Note` first, so that all notes can be put in the order
of time before ids are made.

    bank        stories, prompts and codebook, read from the TOML files beside this module
    course      the clock, the dice, the notes; casting people into sets
    meetings    attendance, airtimes, contributions, actions
    met         what happened at one meeting
    writing     reports on actions, reflections
    coding      what two coders made of the reflections
"""

from collections.abc import Iterator

from alsnb.errors import AlsnbError
from alsnb.records import Record
from alsnb.sample.coding import code
from alsnb.sample.course import Course
from alsnb.sample.meetings import meet
from alsnb.sample.writing import reflect

__all__ = ["records"]


def records(
    cohort: str = "sample", *, seed: int = 2026, sets: int = 5, members: int = 31, cycles: int = 6
) -> Iterator[Record]:
    """The records of a synthetic cohort, each after those it refers to.

    Parameters
    ----------
    cohort
        Code of the cohort; with the seed it decides every draw.
    seed
        The same arguments give the same records, ids included.
    sets, members, cycles
        The cohort's size. Beyond the stories in the bank, texts are varied by leaving sentences out.

    Yields
    ------
    Record
        Every record kind, in order of simulated time; entry ids increase strictly.

    Raises
    ------
    AlsnbError
        If a set would have fewer than two members, or a size is below one.

    Examples
    --------
    >>> next(iter(records(sets=1, members=4, cycles=1))).kind_name
    'cohort'
    """
    if min(sets, cycles) < 1 or members < 2 * sets:
        raise AlsnbError(
            f"found {sets} sets, {members} members, {cycles} cycles; expected at least one set, "
            "one cycle and two members for each set"
        )
    course = Course(cohort, seed, sets, members, cycles)
    for cycle in range(1, cycles + 1):
        for group in course.groups:
            met = meet(course, group, cycle)
            reflect(course, group, cycle, met)
    code(course)
    return course.records()
