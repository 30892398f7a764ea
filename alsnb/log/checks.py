"""Looking for what is wrong in a log."""

from __future__ import annotations

import json
from contextlib import suppress
from datetime import timedelta
from typing import NamedTuple

import sqlalchemy as sa

from alsnb.errors import RecordError
from alsnb.log import schema
from alsnb.log.revisions import Revision, digest, milliseconds_of
from alsnb.log.store import Log
from alsnb.records import RECORDS, Action, ActionReport, Airtime, Attendance, Meeting, Record

_ENTRIES = ("airtime", "issue", "action", "reflection")
"""Fields that hold the id of an entry of the kind they are named after."""


class Problem(NamedTuple):
    """One thing wrong in a log: where, what, and what to do about it."""

    where: str
    what: str
    do: str


def check(log: Log) -> list[Problem]:
    """Verify a log: the file, every digest, every record, what is referred to, and that times are possible.

    Returns
    -------
    list of Problem
        Empty where all is well.
    """
    with log.database.plain_errors():
        damage = log.database.damage()
        if damage is not None:
            return [Problem(log.name, f"the file is damaged ({damage})", "restore it from a copy")]
        with log.database.engine.connect() as connection:
            erased = set(connection.execute(sa.select(schema.ERASED.c.entry)).scalars())
    problems: list[Problem] = []
    newest: dict[str, Revision] = {}
    for revision in log.revisions():
        problems += _of_revision(revision)
        newest[revision.entry] = revision
    records: dict[str, Record] = {}
    for entry, revision in newest.items():
        with suppress(RecordError, KeyError):  # told already
            records[entry] = revision.record
    return problems + _dangling(records, erased) + _impossible(records, newest)


def _of_revision(revision: Revision) -> list[Problem]:
    where = f"{revision.kind} {revision.entry}"
    if digest(revision) != revision.digest:
        return [Problem(where, "was changed outside alsnb: its digest does not match", "restore it from a copy")]
    if revision.kind not in RECORDS:
        return [Problem(where, "is of a kind this version does not know", "update alsnb")]
    if revision.at != milliseconds_of(revision.id):
        return [Problem(where, "its time differs from the time in its id", "restore it from a copy")]
    content = json.loads(revision.content)
    for name in ("cohort", "learning_set", "member"):
        if getattr(revision, name) != content.get(name):
            return [Problem(where, f"its column {name} differs from its content", "restore it from a copy")]
    try:
        _ = revision.record
    except RecordError as error:
        return [Problem(where, str(error), "amend the entry")]
    return []


def _dangling(records: dict[str, Record], erased: set[str]) -> list[Problem]:
    codes: dict[str, set[object]] = {"cohort": set(), "learning_set": set(), "member": set(), "theme": set()}
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
            if (
                target is not None
                and target not in erased
                and (target not in records or records[target].kind_name != name)
            ):
                problems.append(Problem(where, f"refers to {name} {target}, which the log does not hold",
                                        f"add that {name}, or amend this entry"))  # fmt: skip
        for name, known in codes.items():
            code = getattr(record, name, None)
            cohort = getattr(record, "cohort", None)
            if code is not None and record.kind_name != name and (cohort, code) not in known and known:
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
