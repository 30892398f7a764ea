"""Place records: fill in a missing cohort or set, and find the entry that a record's key belongs to."""

from __future__ import annotations

import json
from collections import defaultdict
from typing import Any

import sqlalchemy as sa

from alsnb.errors import LogError
from alsnb.log import schema
from alsnb.log.revisions import entry_of, known_fields, next_id
from alsnb.records import Cohort, InCohort, InSet, Member, Record
from alsnb.words import gettext


def is_placed(record: Record) -> bool:
    """Return whether a record names its cohort and set."""
    return bool(getattr(record, "cohort", "")) and getattr(record, "learning_set", "") is not None


def placed(connection: sa.Connection, records: list[Record]) -> list[Record]:
    """Return the records with missing cohorts and sets filled in from the log and from each other."""
    sets = schema.sets(connection)
    cohorts = sorted(
        {*schema.cohorts(connection), *(record.cohort for record in records if isinstance(record, Cohort))}
    )
    members = []
    for record in records:
        if isinstance(record, InCohort) and record.cohort is None:
            record = record.model_copy(update={"cohort": only(cohorts, type(record).__name__)})
        if isinstance(record, InSet) and record.learning_set is None:
            of_member = sets.get((record.cohort, getattr(record, "member", None)))
            record = record.model_copy(update={"learning_set": of_member}) if of_member else record
        elif isinstance(record, Member):
            sets[record.cohort, record.member] = record.learning_set
        members.append(record)
    return members


def only(cohorts: list[str], record: str) -> str:
    """Return the only cohort of the log."""
    if len(cohorts) == 1:
        return cohorts[0]
    has = f"the log has the cohorts {', '.join(cohorts)}" if cohorts else "the log has no cohort yet"
    raise LogError(
        gettext(
            "{record} names no cohort, and {has}; name one: {record}(cohort=…)",
            record=record,
            has=has,
        )
    )


def news(connection: sa.Connection, records: list[Record]) -> list[tuple[Record, str | None]]:
    """Return the records that differ from the log, each with the id for its revision unless that is its own."""
    values: dict[str, list[tuple[str, Any]]] = defaultdict(list)
    for id, entry, content in schema.said_of(connection, [entry_of(record) for record in records if record.key]):
        values[entry].append((id, json.loads(content)))
    completed: list[tuple[Record, str | None]] = []
    for record in records:
        if not record.key:
            completed.append((record, None))
            continue
        before = values[entry_of(record)]
        content = json.loads(record.model_dump_json())
        if before and known_fields(record.kind_name, before[-1][1]) == content:
            continue
        # The record's own id serves as the revision's, unless what it is to replace would sort after it.
        id = record.entry
        if not any(id == other for other, _ in before):
            id = (
                id if id[14] == "7" and (not before or id > before[-1][0]) else next_id(before[-1][0] if before else "")
            )
            before.append((id, content))
        completed.append((record, id))
    return completed
