"""Looking for what is wrong in a log."""

from __future__ import annotations

from collections import defaultdict
from datetime import timedelta
from itertools import combinations
from pathlib import Path
from typing import NamedTuple

import sqlalchemy as sa

from alsnb import formats
from alsnb.errors import FormatError, RecordError
from alsnb.log import damage, schema
from alsnb.log.revisions import Revision
from alsnb.log.store import Log
from alsnb.records import (
    RECORDS,
    Action,
    ActionReport,
    Airtime,
    Attendance,
    Cohort,
    LearningSet,
    Meeting,
    Member,
    Record,
)

_ENTRIES = ("airtime", "issue", "action", "reflection")
"""Fields that hold the id of an entry of the kind they are named after."""
_WITHDRAWN = "amend or withdraw this entry too, or bring the other back: log.amend(…, withdrawn=False)"


class Problem(NamedTuple):
    """One thing wrong in a log: where, what, and what to do about it."""

    where: str
    what: str
    do: str


def check(log: Log) -> list[Problem]:
    """Verify a log: the file, every digest, every record, what is referred to, that nothing is coded twice,
    and that times are possible. Of what was withdrawn, only what refers to it is told.

    Returns
    -------
    list of Problem
        Empty where all is well.
    """
    with log.database.plain_errors(), log.database.engine.connect() as connection:
        damaged = log.database.damage(connection)
        if damaged:
            return [Problem(log.name, damaged, "restore it from a copy")]
        erased = set(connection.execute(sa.select(schema.ERASED.c.entry)).scalars())
    damages: list[Problem] = []
    newest: dict[str, Revision] = {}
    first: dict[str, Revision] = {}
    for revision in log.stored():
        if damaged := damage.of_revision(revision):
            damages.append(Problem(_where(revision), damaged, "restore it from a copy"))
        newest[revision.entry] = revision
        first.setdefault(revision.entry, revision)
    if damages:  # what else seems wrong may come of these
        return damages
    problems: list[Problem] = []
    records: dict[str, Record] = {}
    for entry, revision in newest.items():
        if revision.kind not in RECORDS:
            problems.append(Problem(_where(revision), "is of a kind this version does not know", "update alsnb"))
            continue
        try:
            records[entry] = revision.record
        except RecordError as error:
            problems.append(Problem(_where(revision), str(error), "amend the entry"))
    problems += _disagreeing(first, newest)
    withdrawn = {entry: record for entry, record in records.items() if record.withdrawn}
    records = {entry: record for entry, record in records.items() if not record.withdrawn}
    problems += _twice(records) + _in_two_sets(records) + _formats(records, log.folder)
    return problems + _dangling(records, withdrawn, erased) + _impossible(records, newest)


def _formats(records: dict[str, Record], folder: Path | None) -> list[Problem]:
    """Formats that cannot be read, each once."""
    problems = {}
    for record in records.values():
        if isinstance(record, Cohort | LearningSet) and record.format is not None and record.format not in problems:
            try:
                formats.load(record.format, folder)
            except FormatError as error:
                of = f"{record.kind_name.replace('_', ' ')} {getattr(record, record.key[-1])}"
                problems[record.format] = Problem(of, str(error), "amend its format, or put the file beside the log")
    return [*problems.values()]


def _where(revision: Revision) -> str:
    return f"{revision.kind} {revision.entry}"


def _disagreeing(first: dict[str, Revision], newest: dict[str, Revision]) -> list[Problem]:
    """Entries that became another thing, or what only its member may say became another's."""
    problems = []
    for entry, now in newest.items():
        names = ("kind", "cohort", "member") if now.kind in ("reflection", "consent") else ("kind", "cohort")
        for name in names:
            before, after = getattr(first[entry], name), getattr(now, name)
            if before is not None and before != after:
                do = "look at log.history(…), and record as an entry of its own what belongs elsewhere"
                problems.append(Problem(_where(now), f"its revisions disagree on the {name}: {before}, {after}", do))
    return problems


def _twice(records: dict[str, Record]) -> list[Problem]:
    """Entries that codes do not tell apart: two records of one member, of one meeting …"""
    alike: dict[tuple[object, ...], list[str]] = defaultdict(list)
    for entry, record in records.items():
        if record.key:
            alike[record.kind_name, *(getattr(record, name) for name in record.key)].append(entry)
    return [
        Problem(
            f"{kind} {', '.join(str(code) for code in codes)}",
            f"is coded twice, by the entries {' and '.join(sorted(entries))}",
            "look which of them has the wrong code, and amend that one",
        )
        for (kind, *codes), entries in alike.items()
        if len(entries) > 1
    ]


def _in_two_sets(records: dict[str, Record]) -> list[Problem]:
    """Members who are enrolled, attend or present in more than one set in the same cycle."""
    enrolled: dict[tuple[object, str], list[Member]] = defaultdict(list)
    cycles: dict[tuple[object, str], dict[int, set[str]]] = defaultdict(lambda: defaultdict(set))
    for record in records.values():
        if isinstance(record, Member):
            enrolled[record.cohort, record.member].append(record)
        elif isinstance(record, Airtime | Attendance) and record.learning_set is not None:
            cycles[record.cohort, record.member][record.cycle].add(record.learning_set)
    for whose, members in enrolled.items():
        for one, other in combinations(members, 2):
            start = max(one.first_cycle, other.first_cycle)
            if all(
                each.learning_set and (each.last_cycle is None or start <= each.last_cycle) for each in (one, other)
            ):
                cycles[whose][start] |= {str(one.learning_set), str(other.learning_set)}
    return [
        Problem(
            f"member {member} of cohort {cohort}",
            f"is in the sets {' and '.join(sorted(sets))} at once, in cycle {cycle}",
            "look at the member, the attendance and the airtimes of that cycle, and amend the wrong set or code",
        )
        for (cohort, member), of_cycle in cycles.items()
        for cycle, sets in sorted(of_cycle.items())
        if len(sets) > 1
    ]


def _dangling(records: dict[str, Record], withdrawn: dict[str, Record], erased: set[str]) -> list[Problem]:
    """References to what the log does not hold, and to what was withdrawn."""
    codes: dict[str, set[object]] = {"cohort": set(), "learning_set": set(), "member": set(), "theme": set()}
    codes_withdrawn = {
        (each.kind_name, getattr(each, "cohort", None), getattr(each, each.kind_name))
        for each in withdrawn.values()
        if each.kind_name in codes
    }
    for record in records.values():
        if record.kind_name in codes:
            codes[record.kind_name].add((getattr(record, "cohort", None), getattr(record, record.kind_name)))
        if isinstance(record, Meeting) and record.facilitator is not None:
            # A facilitator from outside contributes without being a member.
            codes["member"].add((record.cohort, record.facilitator))
    problems = []
    for entry, record in records.items():
        where = f"{record.kind_name} {entry}"
        for name in _ENTRIES:
            target = getattr(record, name, None)
            if target is None or target in erased:
                continue
            if target in withdrawn and withdrawn[target].kind_name == name:
                if record.of_entry != name:  # what says something of it is withdrawn with it
                    problems.append(Problem(where, f"refers to {name} {target}, which was withdrawn", _WITHDRAWN))
            elif target not in records or records[target].kind_name != name:
                problems.append(Problem(where, f"refers to {name} {target}, which the log does not hold",
                                        f"add that {name}, or amend this entry"))  # fmt: skip
        for name, known in codes.items():
            code = getattr(record, name, None)
            cohort = getattr(record, "cohort", None)
            if (name, cohort, code) in codes_withdrawn and (cohort, code) not in known:
                problems.append(Problem(where, f"names the {name} {code}, which was withdrawn", _WITHDRAWN))
            elif code is not None and record.kind_name != name and (cohort, code) not in known and known:
                holder = "the log" if name == "cohort" else f"cohort {cohort}"
                problems.append(Problem(where, f"names the {name} {code}, which {holder} does not have",
                                        f"add that {name}, or amend this entry"))  # fmt: skip
    return problems


def _impossible(records: dict[str, Record], newest: dict[str, Revision]) -> list[Problem]:
    """Times that cannot be: a report before its action, a meeting held after it was recorded …"""
    lengths = {
        (each.cohort, each.learning_set, each.cycle): each.minutes
        for each in records.values()
        if isinstance(each, Meeting)
    }
    found: list[tuple[str, str]] = []
    for entry, record in records.items():
        recorded = newest[entry].written_at.date() + timedelta(days=1)  # a day's grace for time zones
        if isinstance(record, Meeting) and record.held_on is not None and record.held_on > recorded:
            found.append((entry, f"was held on {record.held_on}, after it was recorded"))
        elif isinstance(record, Action) and record.agreed_on and record.due and record.due < record.agreed_on:
            found.append((entry, f"was due on {record.due}, before it was agreed on {record.agreed_on}"))
        elif isinstance(record, ActionReport) and isinstance(action := records.get(record.action), Action):
            if record.reported_on and action.agreed_on and record.reported_on < action.agreed_on:
                found.append((entry, f"was made on {record.reported_on}, before its action was agreed"))
            if (record.cohort, record.member) != (action.cohort, action.member):
                found.append((entry, f"is by {record.member} on an action of {action.member}"))
        elif isinstance(record, Airtime | Attendance) and record.minutes is not None:
            length = lengths.get((record.cohort, record.learning_set, record.cycle))
            if length is not None and record.minutes > 1.5 * length:
                found.append((entry, f"lasted {record.minutes:g} minutes, in a meeting of {length:g}"))
    return [Problem(f"{records[entry].kind_name} {entry}", what, "amend what is wrong") for entry, what in found]
