"""What the owner of a shared log does: make it, bring it up to date, and say who its users are."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.resources import files
from typing import Any, Literal, NamedTuple

import sqlalchemy as sa
from psycopg import sql
from sqlalchemy.dialects import postgresql

from alsnb.errors import LogError
from alsnb.frames import Column, columns
from alsnb.log import permitted, schema
from alsnb.log.revisions import KEYS
from alsnb.log.schema import ABOUT, METADATA, SECRET, VERSION
from alsnb.log.server import SCHEMA, Server
from alsnb.records import RECORDS, Airtime, Record

OLDEST = 150000
"""PostgreSQL 15: the first whose views can be read with the reader's own rights."""
_LOCK = 0x616C736E62
"""The advisory lock that whoever makes or changes the tables holds."""

Role = Literal["member", "facilitator", "tutor", "researcher"]


class Grant(NamedTuple):
    """Whom the server takes a database user for."""

    username: str
    role: Role
    cohort: str
    learning_set: str | None
    code: str | None


def init(address: str, *, upgrade: bool = False) -> None:
    """Make the tables, roles and policies of a shared log in a PostgreSQL database, all or none.

    Parameters
    ----------
    address : str
        Of the database, as a user who may create schemas and roles; that user will own the log, and see all of it.
    upgrade : bool, default False
        Bring the tables, views and policies of a log that is there up to date.

    Raises
    ------
    LogError
        The server is too old, there is a log already (or none to bring up to date), or the user may not.
    """
    with _as_owner(address) as connection:
        if int(connection.exec_driver_sql("SHOW server_version_num").scalar_one()) < OLDEST:
            raise LogError("found an older PostgreSQL, expected version 15 or newer")
        if connection.exec_driver_sql("SHOW server_encoding").scalar_one() != "UTF8":
            raise LogError("found another encoding, expected a database with ENCODING 'UTF8'")
        there = _version(connection)
        if there is not None and not upgrade:
            raise LogError("there is a log already; to bring it up to date: alsnb server init --upgrade")
        if there is None and upgrade:
            raise LogError("there is no log to bring up to date; leave out --upgrade to make one")
        if there is not None and there > VERSION:
            raise LogError("the log was written by a newer alsnb; update alsnb: pip install --upgrade alsnb")
        for role in ("alsnb_user", "alsnb_researcher"):
            known = connection.execute(sa.text("SELECT 1 FROM pg_roles WHERE rolname = :role"), {"role": role}).first()
            if known is None:
                # Roles are the whole server's: a log in another database may be made at the same time.
                connection.exec_driver_sql(
                    f"DO $$ BEGIN CREATE ROLE {role} NOLOGIN; "
                    "EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL; END $$"
                )
        connection.exec_driver_sql(f"CREATE SCHEMA IF NOT EXISTS {SCHEMA}")
        METADATA.create_all(connection)
        connection.execute(sa.delete(ABOUT))
        connection.execute(sa.insert(ABOUT).values(version=VERSION, fields=schema.fingerprint()))
        if connection.execute(sa.select(SECRET)).first() is None:
            connection.execute(sa.insert(SECRET).values(secret=secrets.token_hex(32)))
        # Comes with PostgreSQL; not every packager installs it.
        connection.exec_driver_sql('CREATE EXTENSION IF NOT EXISTS "uuid-ossp" SCHEMA public')
        for statement in (files("alsnb.log") / "server.sql").read_text(encoding="utf-8"), *_generated():
            _run(connection, statement)


def grant(address: str, given: Grant, *, create: bool = False) -> str | None:
    """Let a database user in, as a member, facilitator, tutor or researcher.

    Parameters
    ----------
    address : str
        Of the log's database, as its owner.
    given : Grant
        A member and a facilitator have a set and a code, a tutor a code.
    create : bool, default False
        Make the database user, with a password nobody has seen yet.

    Returns
    -------
    str or None
        The password of a user who was made.

    Raises
    ------
    LogError
        There is no such user (or, to be made, there is already), the user is a researcher who is to be something else
        too or the other way round, or one may not.
    """
    user = sql.Identifier(given.username).as_string()
    with _as_owner(address) as connection:
        if _version(connection) is None:
            raise LogError("there is no log yet; make one: alsnb server init")
        who = {"username": given.username}
        known = connection.execute(sa.text("SELECT 1 FROM pg_roles WHERE rolname = :username"), who).first() is not None
        password = None
        if known == create:
            raise LogError(
                f"there is a database user {given.username} already; leave out --create"
                if known
                else f"there is no database user {given.username}; to have one made with a new password: --create"
            )
        if create:
            password = secrets.token_urlsafe(18)
            _run(connection, f"CREATE ROLE {user} LOGIN PASSWORD {sql.Literal(password).as_string()}")
        has = connection.execute(sa.text("SELECT DISTINCT role FROM access WHERE username = :username"), who).scalars()
        if any((role == "researcher") != (given.role == "researcher") for role in has):
            raise LogError(
                f"{given.username} is let in as {'something else' if given.role == 'researcher' else 'a researcher'} "
                "already; who sees pseudonyms may not see codes, so use another database user"
            )
        if given.role == "member":  # of one set
            connection.execute(
                sa.text("DELETE FROM access WHERE (username, role, cohort) = (:username, 'member', :cohort)"),
                {"username": given.username, "cohort": given.cohort},
            )
        row = sa.text(
            "INSERT INTO access VALUES (:username, :role, :cohort, :learning_set, :code) "
            "ON CONFLICT (username, role, cohort, learning_set) DO UPDATE SET code = excluded.code"
        )
        connection.execute(row, given._asdict())
        group = "alsnb_researcher" if given.role == "researcher" else "alsnb_user"
        _run(connection, f"GRANT {group} TO {user}")
        _audit(connection, f"let {given.username} in as {given.role}", given.cohort, given.code)
    return password


def revoke(address: str, username: str) -> int:
    """Let a database user in no more; the user and what they recorded stay. Returns how many grants ended.

    Raises
    ------
    LogError
        The user was not let in, or one may not.
    """
    with _as_owner(address) as connection:
        gone = connection.execute(sa.text("DELETE FROM access WHERE username = :username"), {"username": username})
        if not gone.rowcount:
            raise LogError(f"the user {username} was not let in; to see who is: alsnb server users")
        user = sql.Identifier(username).as_string()
        _run(connection, f"REVOKE alsnb_user, alsnb_researcher FROM {user}")
        _audit(connection, f"let {username} in no more", None, None)
    return gone.rowcount


def users(address: str) -> list[Grant]:
    """Whom a log's owner let in."""
    with _as_owner(address) as connection:
        rows = connection.exec_driver_sql("SELECT username, role, cohort, learning_set, code FROM access")
        return sorted((Grant(*row) for row in rows), key=lambda each: [part or "" for part in each])


@contextmanager
def _as_owner(address: str) -> Iterator[sa.Connection]:
    """A connection in a transaction, alone in changing the log's tables and grants."""
    server = Server(address)
    try:
        with server.plain_errors(), server.writing() as connection:
            connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_LOCK})")
            yield connection
    finally:
        server.engine.dispose()


def _version(connection: sa.Connection) -> int | None:
    """The version of the log that is there."""
    if connection.execute(sa.text(f"SELECT to_regclass('{SCHEMA}.alsnb_log')")).scalar_one() is None:
        return None
    return int(connection.execute(sa.select(ABOUT.c.version)).scalar_one())


def _audit(connection: sa.Connection, what: str, cohort: str | None, member: str | None) -> None:
    row = sa.text("INSERT INTO audit (what, cohort, member) VALUES (:what, :cohort, :member)")
    connection.execute(row, {"what": what, "cohort": cohort, "member": member})


def _run(connection: sa.Connection, statement: str) -> None:
    # The driver itself: SQLAlchemy would take a colon or a percent sign for a parameter.
    driver: Any = connection.connection.driver_connection
    driver.execute(statement)


def _generated() -> Iterator[str]:
    """What follows from the records' declarations: what is well formed, and the views."""
    # In PL/pgSQL, a session plans each of the tests once.
    cases = " ".join(f"WHEN '{kind}' THEN RETURN {_well_formed(record)};" for kind, record in RECORDS.items())
    yield (
        "CREATE OR REPLACE FUNCTION is_well_formed(kind text, c json) RETURNS boolean LANGUAGE plpgsql STABLE "
        f"SET search_path = alsnb, pg_temp AS $$ BEGIN CASE kind {cases} ELSE RETURN false; END CASE; END $$"
    )
    keys = " ".join(f"WHEN '{kind}' THEN RETURN {_key(record)};" for kind, record in RECORDS.items() if record.key)
    yield (
        "CREATE OR REPLACE FUNCTION key_of(kind text, c json) RETURNS text LANGUAGE plpgsql STABLE "
        f"SET search_path = alsnb, pg_temp AS $$ BEGIN CASE kind {keys} ELSE RETURN NULL; END CASE; END $$"
    )
    yield (
        "CREATE OR REPLACE FUNCTION id_of_key(key text) RETURNS text LANGUAGE sql IMMUTABLE "
        f"RETURN public.uuid_generate_v5('{KEYS}', key)::text"
    )
    yield "REVOKE ALL ON FUNCTION is_well_formed, key_of, id_of_key FROM PUBLIC"
    yield "DROP VIEW IF EXISTS research CASCADE"
    # The day in UTC, as an ISO date: a session may set any time zone, and any other way to write a date.
    today: sa.ColumnElement[str] = sa.literal_column("to_char(today(), 'YYYY-MM-DD')")
    found = {kind: _as_text(permitted.permitted(kind, "research", today)) for kind in RECORDS}
    lines = [f"SELECT '{kind}' AS kind, cohort, line FROM ({query}) AS {kind}" for kind, query in found.items()]
    of_theirs = "cohort IN (SELECT cohort FROM mine WHERE role = 'researcher')"
    yield (
        f"CREATE VIEW research WITH (security_barrier) AS SELECT * FROM ({' UNION ALL '.join(lines)}) AS every "
        f"WHERE {of_theirs}"
    )
    yield "GRANT SELECT ON research TO alsnb_researcher"
    for kind, record in RECORDS.items():
        shown = f"SELECT entry, {schema.typed(record, _field)}, {_RECORDED_AT}"
        now = schema.current(kind, None).subquery()
        # As it is stored, not as the text that Python is given.
        current = sa.select(now.c.entry, now.c.at, sa.type_coerce(now.c.content, sa.Text).label("content"))
        yield f"DROP VIEW IF EXISTS {record.frame_name}"
        yield (
            f"CREATE VIEW {record.frame_name} WITH (security_invoker) AS {shown} FROM "
            f"(SELECT entry, at, as_json(content) AS c FROM ({_as_text(current)}) AS now) AS said"
        )
        yield f"GRANT SELECT ON {record.frame_name} TO alsnb_user"
        yield (
            f"CREATE VIEW research_{record.frame_name} WITH (security_invoker) AS {shown} FROM "
            "(SELECT c ->> 'entry' AS entry, (c ->> 'recorded_at')::bigint AS at, c FROM "
            f"(SELECT line::json AS c FROM research WHERE kind = '{kind}') AS lines) AS said"
        )
        yield f"GRANT SELECT ON research_{record.frame_name} TO alsnb_researcher"


# Without % for parameters, which the driver is not given.
_DIALECT = postgresql.dialect(paramstyle="named")  # type: ignore[no-untyped-call]
_RECORDED_AT = "to_timestamp(at / 1000.0) AS recorded_at"
# As narrow as what reads the frames: PostgreSQL itself takes hour 24, and the names of time zones.
_TIME = r"^\d{4}-\d\d-\d\dT([01]\d|2[0-3]):[0-5]\d:[0-5]\d(\.\d{1,6})?(Z|[+-]\d\d:\d\d)$"
_SQL_TYPES = {
    "int64": "bigint", "Int64": "bigint", "float64": "double precision", "bool": "boolean", "boolean": "boolean",
    "datetime64[us]": "date", "datetime64[us, UTC]": "timestamptz",
}  # fmt: skip


def _as_text(query: sa.Select[Any]) -> str:
    return str(query.compile(dialect=_DIALECT, compile_kwargs={"literal_binds": True}))


def _field(column: Column) -> str:
    if column.dtype == "object":
        return f"c -> '{column.name}'"
    said = f"(c ->> '{column.name}')::{_SQL_TYPES.get(column.dtype, 'text')}"
    # What is written only if it is true is false elsewhere.
    return f"coalesce({said}, false)" if column.dtype == "bool" else said


def _key(record: type[Record]) -> str:
    """SQL that gives the text of which the id of a record's entry is made, as `revisions.entry_of` writes it."""
    found = {column.name: column.dtype for column in columns(record)}
    numbers = {"int64", "Int64"}
    parts = [
        f"coalesce(((c ->> '{name}')::bigint)::text, 'null')" if found[name] in numbers else f"in_ascii(c ->> '{name}')"
        for name in record.key
    ]
    return f"""'["{record.kind_name}", ' || {" || ', ' || ".join(parts)} || ']'"""


def _once(part: str) -> str:
    """SQL that is true of an object that has no field twice."""
    return f"(SELECT count(*) = count(DISTINCT k) FROM json_object_keys({part}) AS k)"


def _well_formed(record: type[Record]) -> str:
    """SQL that is true of a content `c` that has every field the record needs, each of its type."""
    tests = ["json_typeof(c) = 'object'", _once("c"), "coalesce(json_typeof(c -> 'withdrawn'), 'boolean') = 'boolean'"]
    for column in columns(record):
        part, text = f"c -> '{column.name}'", f"c ->> '{column.name}'"
        is_a = f"json_typeof({part})"
        texts = f"NOT EXISTS (SELECT FROM json_array_elements({part}) AS e WHERE json_typeof(e) <> 'string')"
        test = {
            "category": f"{text} IN ({', '.join(repr(choice) for choice in column.choices)})",
            "object": f"{is_a} = 'array' AND {texts}",
            "int64": rf"{is_a} = 'number' AND {text} ~ '^-?\d{{1,18}}$'",
            "float64": f"{is_a} = 'number' AND abs(({text})::double precision) < 'infinity'",
            "bool": f"{is_a} = 'boolean'",
            "datetime64[us]": rf"{text} ~ '^\d{{4}}-\d\d-\d\d$' AND ({text})::date IS NOT NULL",
            "datetime64[us, UTC]": rf"{text} ~ '{_TIME}' AND ({text})::timestamptz IS NOT NULL",
        }.get({"Int64": "int64", "boolean": "bool"}.get(column.dtype, column.dtype), f"{is_a} = 'string'")
        declared = record.model_fields[column.name]
        without = f"coalesce({is_a}, 'null') = 'null' OR " if declared.default is None else f"{part} IS NULL OR "
        missing = "" if declared.is_required() else without
        tests.append(f"({missing}{test})")
    if record is Airtime:
        number = "json_typeof(e -> 'minutes') = 'number' AND abs((e ->> 'minutes')::double precision) < 'infinity'"
        stage = f"json_typeof(e -> 'stage') = 'string' AND {number} AND {_once('e')}"
        tests.append(f"NOT EXISTS (SELECT FROM json_array_elements(c -> 'stages') AS e WHERE ({stage}) IS NOT TRUE)")
    return "(" + " AND ".join(tests) + ")"
