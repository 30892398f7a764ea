"""Dates and numbers far from all others in a log, detected without building a record for each revision."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from typing import Any

import sqlalchemy as sa
from pydantic_core import from_json

from alsnb import plausible
from alsnb.errors import RecordError
from alsnb.log import schema
from alsnb.log.databases.base import Database
from alsnb.log.revisions import known_fields
from alsnb.plausible import Neighbours
from alsnb.records import RECORDS, StageMinutes

_BATCH = 1_000
_REMEMBERED = 100_000
_ENOUGH = 10_000
"""Dates of a cohort that are taken for its neighbours."""
_BELIEVED = 20
"""A cycle up to this is believed, however few were planned."""


class Plausibility:
    """Judges whether an entry is plausible within its cohort; each date is examined once."""

    def __init__(self, database: Database, connection: sa.Connection) -> None:
        self._neighbours = _neighbours(database, connection)
        self._plausible = set[tuple[Any, ...]]()
        self._dates = {kind: plausible.date_fields(record) for kind, record in RECORDS.items()}
        self._numbers = {
            kind: [
                (name, _BELIEVED if name.endswith("cycle") else limits.usual)
                for name, limits in plausible.number_fields(record).items()
            ]
            for kind, record in RECORDS.items()
        }
        self._longest = max(limits.usual for limits in plausible.number_fields(StageMinutes).values())

    def is_plausible(self, kind: str, said: dict[str, Any]) -> bool:
        """Return whether nothing is obviously doubtful; `said` is the content of a valid record."""
        said_of = said.get
        for name in self._dates[kind]:
            value = said_of(name)
            if value is not None and (said_of("cohort"), name, value) not in self._plausible:
                return False
        for name, usual in self._numbers[kind]:
            value = said_of(name)
            if value is not None and value > usual:
                return False
        return kind != "airtime" or all(each["minutes"] <= self._longest for each in said_of("stages", ()))

    def doubts(self, kind: str, said: dict[str, Any]) -> dict[str, str]:
        """Return what is doubtful, as `alsnb.plausible.doubts` has it."""
        cohort = said.get("cohort")
        try:
            record = RECORDS[kind](**known_fields(kind, said))
        except RecordError:
            return {}
        found = plausible.doubts(record, self._neighbours.get(cohort))
        if len(self._plausible) > _REMEMBERED:
            self._plausible.clear()
        self._plausible |= {(cohort, name, said.get(name)) for name in self._dates[kind] if name not in found}
        return found


def _neighbours(database: Database, connection: sa.Connection) -> dict[str | None, Neighbours]:
    """Return each cohort's start date, and its sets' meeting dates and number of meetings."""
    dates = defaultdict[str | None, list[date]](list)
    planned = dict[str | None, int]()
    for kind, names in (("cohort", ("start",)), ("meeting", ("planned_on", "held_on"))):
        now = schema.newest(kind, None).subquery()
        for batch in database.rows(connection, sa.select(now.c.cohort, sa.cast(now.c.content, sa.Text)), _BATCH):
            for cohort, content in batch:
                fields = _dict(content)
                if fields.get("withdrawn") is True or len(dates[cohort]) > _ENOUGH:
                    continue
                dates[cohort] += [day for name in names if (day := _day(fields.get(name))) is not None]
                if type(number := fields.get("planned_meetings")) is int:
                    planned[cohort] = number
    return {cohort: Neighbours(tuple(days), planned.get(cohort)) for cohort, days in dates.items()}


def _dict(content: Any) -> dict[str, Any]:
    try:
        value = from_json(content)
    except (ValueError, TypeError):
        return {}
    return value if isinstance(value, dict) else {}


def _day(said: Any) -> date | None:
    try:
        return date.fromisoformat(said)
    except (ValueError, TypeError):
        return None
