"""Looking for what is wrong in a log."""

from __future__ import annotations

import json
from typing import NamedTuple

from alsnb.errors import RecordError
from alsnb.log.revisions import Revision, digest, milliseconds_of
from alsnb.log.store import Log
from alsnb.records import RECORDS, Meeting, Record

_ENTRIES = ("airtime", "issue", "action", "reflection")
"""Fields that hold the id of an entry of the kind they are named after."""


class Problem(NamedTuple):
    """One thing wrong in a log: where, what, and what to do about it."""

    where: str
    what: str
    do: str


def check(log: Log) -> list[Problem]:
    """Verify a log: the file, every digest, every record, and that whatever is referred to is there.

    Returns
    -------
    list of Problem
        Empty where all is well.
    """
    with log._plain_errors(), log.engine.connect() as connection:
        state = connection.exec_driver_sql("PRAGMA quick_check").scalars().all()
        if state != ["ok"]:
            return [Problem(log.name, f"the file is damaged ({state[0]})", "restore it from a copy")]
    problems: list[Problem] = []
    newest: dict[str, Revision] = {}
    for revision in log.revisions():
        problems += _of_revision(revision)
        newest[revision.entry] = revision
    problems += _dangling(newest)
    return problems


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


def _dangling(newest: dict[str, Revision]) -> list[Problem]:
    records: dict[str, Record] = {}
    for entry, revision in newest.items():
        try:
            records[entry] = revision.record
        except (RecordError, KeyError):
            continue  # told already
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
            if target is not None and (target not in records or records[target].kind_name != name):
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
