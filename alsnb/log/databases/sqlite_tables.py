"""Make the tables and views of a log's SQLite file, upgrade them, and compare them with what they should be."""

from __future__ import annotations

import glob
import hashlib
import os
import re
import secrets
from functools import cache
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import sqlite
from sqlalchemy.pool import StaticPool

from alsnb.frames import Column
from alsnb.log import schema
from alsnb.log.schema import ABOUT, DRAFT, LOCAL, METADATA, SECRET, VERSION
from alsnb.records import RECORDS

_KEEP_OUT = """CREATE TRIGGER IF NOT EXISTS nobody_comes_back BEFORE INSERT ON revision
    WHEN EXISTS (SELECT 1 FROM tombstone WHERE cohort = NEW.cohort AND member = NEW.member)
    BEGIN SELECT RAISE(ABORT, 'the member was erased'); END"""


def prepare(connection: Any, _: Any) -> None:
    """Set up a new connection."""
    # FULL writes each entry to the disk before it is acknowledged.
    connection.execute("PRAGMA synchronous = FULL")
    connection.create_function("sha256", 1, _sha256, deterministic=True)


def _sha256(text: str | None) -> str | None:
    return None if text is None else hashlib.sha256(text.encode()).hexdigest()


def upgrade(connection: sa.Connection) -> None:
    """Create missing tables, and recreate the views."""
    METADATA.create_all(connection)
    LOCAL.create_all(connection)
    if "digest" not in connection.exec_driver_sql("SELECT * FROM draft LIMIT 0").keys():  # noqa: SIM118 -- of columns
        # Made anew, as ALTER TABLE would leave another definition than a new log has.
        connection.exec_driver_sql("ALTER TABLE draft RENAME TO draft_of_version_4")
        DRAFT.create(connection)
        connection.exec_driver_sql("INSERT INTO draft SELECT *, NULL FROM draft_of_version_4")
        connection.exec_driver_sql("DROP TABLE draft_of_version_4")
    connection.execute(sa.delete(ABOUT))
    connection.execute(sa.insert(ABOUT).values(version=VERSION, fields=schema.fingerprint()))
    if connection.execute(sa.select(SECRET)).first() is None:
        connection.execute(sa.insert(SECRET).values(secret=secrets.token_hex(32)))
    connection.exec_driver_sql(_KEEP_OUT)
    recorded_at = "strftime('%Y-%m-%dT%H:%M:%fZ', \"at\" / 1000.0, 'unixepoch') AS recorded_at"
    for kind, record in RECORDS.items():
        now = schema.current(kind, None).compile(dialect=sqlite.dialect(), compile_kwargs={"literal_binds": True})
        connection.exec_driver_sql(f"DROP VIEW IF EXISTS {record.frame_name}")
        connection.exec_driver_sql(
            f"CREATE VIEW {record.frame_name} AS "
            f"SELECT entry, {schema.typed(record, _field)}, {recorded_at} FROM ({now})"
        )


def _field(column: Column) -> str:
    value = f"json_extract(content, '$.{column.name}')"
    # What is written only if it is true is false elsewhere.
    return f"coalesce({value}, 0)" if column.dtype == "bool" else value


def back_up(engine: sa.Engine, path: Path, version: int) -> None:
    """Copy a log before its tables change."""
    copy = path.with_name(f"{path.name}.v{version}-backup")
    part = copy.with_name(f"{copy.name}.part")
    part.unlink(missing_ok=True)
    try:
        os.close(os.open(part, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
        with engine.connect() as connection:
            connection.exec_driver_sql("VACUUM INTO ?", (str(part),))
        part.replace(copy)
    finally:
        part.unlink(missing_ok=True)


def backups_of(path: Path) -> list[Path]:
    """Return the copies made beside a log before its tables changed."""
    return sorted(path.parent.glob(f"{glob.escape(path.name)}.v*-backup*"))


def altered(connection: sa.Connection) -> list[str]:
    """Return the tables, indexes, views and triggers that differ from those this version makes."""
    expected, found = _as_made(), _definitions(connection)
    about = connection.execute(sa.select(ABOUT)).one()
    if (about.version, about.fields) != (VERSION, schema.fingerprint()):
        # A log that cannot be written to stays as the version that made it left it.
        kept = {each for each in found if each[0] != "view" and each[1] != "draft"}
        expected = {each: said for each, said in expected.items() if each in kept}
    return [f"the {each[0]} {each[1]}" for each, said in expected.items() if found.get(each) != said]


@cache
def _as_made() -> dict[tuple[str, str, str], str]:
    engine = sa.create_engine("sqlite://", poolclass=StaticPool)
    sa.event.listen(engine, "connect", prepare)
    with engine.begin() as connection:
        upgrade(connection)
        definitions = _definitions(connection)
    engine.dispose()
    return definitions


def _definitions(connection: sa.Connection) -> dict[tuple[str, str, str], str]:
    """Return the definitions of all tables, indexes, views and triggers, ignoring layout."""
    rows = connection.exec_driver_sql("SELECT type, name, tbl_name, coalesce(sql, '') FROM sqlite_schema")
    return {(kind, name, of): re.sub(r'[\s"]', "", sql) for kind, name, of, sql in rows}
