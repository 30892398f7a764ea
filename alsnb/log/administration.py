"""What the owner of a shared log does: make it, bring it up to date, and say who its users are."""

from __future__ import annotations

import re
import secrets
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from importlib.resources import files
from typing import Any, Literal, NamedTuple, cast

import sqlalchemy as sa
from psycopg import errors as postgres
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
"""PostgreSQL 15: the first that counts nulls as equal in what has to be unique."""
API, VISIBLE = "alsnb_api", "alsnb_visible"
"""The schemas with the functions that users call, and with the view of what they may read."""
_PATIENCE = "5s"
"""How long administration waits for somebody's open transaction before it says whose it is."""
_WITHOUT_POLICIES = """DO $$
DECLARE
    each record;
BEGIN
    FOR each IN SELECT policyname, tablename FROM pg_policies WHERE schemaname = 'alsnb' LOOP
        EXECUTE format('DROP POLICY %I ON alsnb.%I', each.policyname, each.tablename);
    END LOOP;
    FOR each IN SELECT c.relname FROM pg_class c
            WHERE c.relnamespace = 'alsnb'::regnamespace AND c.relkind = 'r' AND c.relrowsecurity LOOP
        EXECUTE format('ALTER TABLE alsnb.%I DISABLE ROW LEVEL SECURITY', each.relname);
    END LOOP;
    FOR each IN SELECT DISTINCT a.grantee::regrole AS grantee FROM pg_namespace n, aclexplode(n.nspacl) AS a
            WHERE n.nspname IN ('alsnb', 'alsnb_api', 'alsnb_visible') AND a.grantee <> n.nspowner AND a.grantee <> 0 LOOP
        EXECUTE format('REVOKE ALL ON ALL TABLES IN SCHEMA alsnb, alsnb_visible FROM %s', each.grantee);
        EXECUTE format('REVOKE ALL ON ALL FUNCTIONS IN SCHEMA alsnb, alsnb_api FROM %s', each.grantee);
        EXECUTE format('REVOKE ALL ON SCHEMA alsnb, alsnb_api, alsnb_visible FROM %s', each.grantee);
    END LOOP;
    DROP FUNCTION IF EXISTS alsnb.is_newest, alsnb.is_shared_with_tutor, alsnb.is_released, alsnb.known, alsnb.erase;
END $$"""
"""Takes away what an earlier version let users have: policies on the tables, and privileges."""
_GUARDED = """DO $$
DECLARE
    each regprocedure;
BEGIN
    FOR each IN SELECT p.oid FROM pg_proc p JOIN pg_language l ON l.oid = p.prolang
            WHERE p.pronamespace = 'alsnb_api'::regnamespace AND l.lanname <> 'sql' LOOP
        EXECUTE format('ALTER FUNCTION %s SECURITY DEFINER SET search_path = alsnb_visible, alsnb, pg_temp '
            'SET lock_timeout = ''4s'' SET standard_conforming_strings = on SET client_min_messages = warning '
            'SET debug_print_parse = off SET debug_print_rewritten = off SET debug_print_plan = off', each);
    END LOOP;
END $$"""
"""Gives every function that users call the owner's rights, and settings that no session can change under it.

Nobody waits long for another's transaction; a backslash in a pattern is one; no plan is printed to whoever asks for it.
"""
_NO_MORE_THAN_NEEDED = """DO $$
DECLARE
    each regprocedure;
BEGIN
    FOR each IN SELECT oid FROM pg_proc WHERE pronamespace = 'pg_catalog'::regnamespace AND proname ~
            '^(lo_(creat|create|from_bytea|open|put|get|unlink|truncate|truncate64)|lowrite|loread|pg_advisory_.*|'
            'pg_try_advisory_.*|pg_stat_get_(tuples_.*|live_tuples|dead_tuples|numscans|xact_.*)|pg_relation_size|'
            'pg_table_size|pg_total_relation_size|pg_indexes_size)$' LOOP
        EXECUTE format('REVOKE ALL ON FUNCTION %s FROM PUBLIC', each);
        EXECUTE format('GRANT EXECUTE ON FUNCTION %s TO pg_monitor', each);
    END LOOP;
END $$"""
"""Large objects, advisory locks and counts of rows, which PostgreSQL lets everybody have; only a superuser can change it."""
_LIMITS = {
    "statement_timeout": "5min",
    "lock_timeout": "5s",
    "idle_in_transaction_session_timeout": "2min",
    "work_mem": "16MB",
}
"""What a login that was made here starts with; whoever connects with another program can set these otherwise."""
_CONNECTIONS = 10
"""How many connections a login that was made here may have at once; only a superuser or whoever made it can change that."""

Role = Literal["member", "facilitator", "tutor", "researcher"]


class Grant(NamedTuple):
    """Whom the server takes a database user for."""

    username: str
    role: Role
    cohort: str
    learning_set: str | None
    code: str | None


def init(address: str, *, upgrade: bool = False) -> bool:
    """Make the tables, functions and the group of users of a shared log in a PostgreSQL database, all or none.

    Parameters
    ----------
    address : str
        Of the database, as a user who may create schemas and roles; that user will own the log, and see all of it. If
        there is no such database, and the user may make one, it is made.
    upgrade : bool, default False
        Bring the tables and functions of a log that is there up to date.

    Returns
    -------
    bool
        Whether the database was made too.

    Raises
    ------
    LogError
        The server is too old, there is a log already (or none to bring up to date), or the user may not.
    """
    made = not upgrade and _made_database(address)
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
        if there is None:
            # Of two who make a log at once, the second waits here, and then finds that there is one.
            connection.exec_driver_sql(f"CREATE SCHEMA IF NOT EXISTS {SCHEMA}")
        for schema_name in (API, VISIBLE):
            connection.exec_driver_sql(f"CREATE SCHEMA IF NOT EXISTS {schema_name}")
        _run(connection, _WITHOUT_POLICIES)
        METADATA.create_all(connection)
        connection.execute(sa.delete(ABOUT))
        connection.execute(sa.insert(ABOUT).values(version=VERSION, fields=schema.fingerprint()))
        if connection.execute(sa.select(SECRET)).first() is None:
            connection.execute(sa.insert(SECRET).values(secret=secrets.token_hex(32)))
        # Comes with PostgreSQL; not every packager installs it.
        connection.exec_driver_sql('CREATE EXTENSION IF NOT EXISTS "uuid-ossp" SCHEMA public')
        for statement in (files("alsnb.log") / "server.sql").read_text(encoding="utf-8"), *_generated(), _GUARDED:
            _run(connection, statement)
        _let_only_its_users_in(connection)
    return made


def _let_only_its_users_in(connection: sa.Connection) -> str:
    """Make the group of the log's users, and let nobody else connect; returns its name.

    A log that was copied or restored has another number than the one it was made under: then its users are moved.
    """
    group = str(connection.execute(sa.text(f"SELECT {SCHEMA}.its_group()")).scalar_one())
    name = sql.Identifier(group).as_string()
    if connection.execute(sa.text("SELECT 1 FROM pg_roles WHERE rolname = :group"), {"group": group}).first() is None:
        _run(connection, f"CREATE ROLE {name} NOLOGIN")
        listed = "SELECT DISTINCT username FROM access WHERE username IN (SELECT rolname FROM pg_roles)"
        for user in connection.exec_driver_sql(listed).scalars():
            _run(connection, f"GRANT {name} TO {sql.Identifier(user).as_string()}")
    database = sql.Identifier(str(connection.exec_driver_sql("SELECT current_database()").scalar_one())).as_string()
    _run(connection, f"REVOKE ALL ON DATABASE {database} FROM PUBLIC")
    _run(connection, f"GRANT CONNECT ON DATABASE {database} TO {name}")
    _run(connection, f"REVOKE ALL ON ALL FUNCTIONS IN SCHEMA {SCHEMA}, {API}, {VISIBLE} FROM PUBLIC")
    _run(connection, f"GRANT USAGE ON SCHEMA {API} TO {name}")
    _run(connection, f"GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA {API} TO {name}")
    if connection.exec_driver_sql("SELECT rolsuper FROM pg_roles WHERE rolname = current_user").scalar_one():
        _run(connection, _NO_MORE_THAN_NEEDED)
    return group


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
            password = _new_login(connection, given.username)
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
        _run(connection, f"GRANT {sql.Identifier(_let_only_its_users_in(connection)).as_string()} TO {user}")
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
        connection.execute(sa.text(f"SELECT {SCHEMA}.shut_out(:username)"), {"username": username})
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
            connection.exec_driver_sql(f"SET LOCAL lock_timeout = '{_PATIENCE}'")
            connection.exec_driver_sql(f"SET LOCAL search_path = {SCHEMA}, public, pg_temp")
            try:
                if _version(connection) is not None:
                    # Nobody but the owner can lock this table, so nobody else can keep the owner waiting for it.
                    connection.exec_driver_sql(f"LOCK TABLE {SCHEMA}.access IN SHARE ROW EXCLUSIVE MODE")
                yield connection
            except server.driver_errors as error:
                cause = getattr(error, "orig", None) or error
                if isinstance(cause, postgres.LockNotAvailable):
                    raise LogError(_in_the_way(server)) from None
                if isinstance(cause, postgres.UniqueViolation) and "pg_namespace" in str(cause):
                    raise LogError("there is a log already; to bring it up to date: alsnb server init --upgrade") from None
                raise
    finally:
        server.engine.dispose()


def _in_the_way(server: Server) -> str:
    """Who has a transaction open that administration waited for, and how to end it."""
    with server.engine.connect() as connection:
        found = _sessions(connection)
    if not found:
        return "somebody else's transaction was in the way, and has ended since; nothing was written, try again"
    told = "; ".join(map(str, found))
    return (
        f"{told}; nothing was written. Ask for it to be ended, or end it: "
        f"alsnb server end {server.name} {' '.join(str(each.number) for each in found)}"
    )


class Session(NamedTuple):
    """Somebody's connection that has a lock on the log's tables."""

    number: int
    username: str
    since: str
    state: str

    def __str__(self) -> str:
        return f"{self.username} has had a transaction open since {self.since} UTC (session {self.number}, {self.state})"


def _sessions(connection: sa.Connection) -> list[Session]:
    rows = connection.exec_driver_sql(
        "SELECT a.pid, a.usename::text, to_char(a.xact_start AT TIME ZONE 'UTC', 'HH24:MI:SS'), coalesce(a.state, 'busy') "
        "FROM pg_stat_activity a WHERE a.pid <> pg_backend_pid() AND a.datname = current_database() "
        "AND a.xact_start IS NOT NULL AND a.pid IN (SELECT l.pid FROM pg_locks l JOIN pg_class c ON c.oid = l.relation "
        f"WHERE l.granted AND c.relnamespace = to_regnamespace('{SCHEMA}')) ORDER BY a.xact_start"
    )
    return [Session(*row) for row in rows]


def sessions(address: str) -> list[Session]:
    """Who has a transaction open on the log's tables just now, the oldest first."""
    server = Server(address)
    try:
        with server.plain_errors(), server.engine.connect() as connection:
            return _sessions(connection)
    finally:
        server.engine.dispose()


def end(address: str, numbers: Iterable[int]) -> list[Session]:
    """End sessions that are in the way; whatever they had not finished is undone. Returns those that were ended.

    Raises
    ------
    LogError
        One may not: the owner of the log needs to be a superuser, a member of ``pg_signal_backend``, or to have made the
        login.
    """
    asked, server = set(numbers), Server(address)
    try:
        with server.plain_errors(), server.engine.begin() as connection:
            found = [each for each in _sessions(connection) if each.number in asked]
            for each in found:
                name = sql.Identifier(each.username).as_string()
                ending = sa.text("SELECT pg_terminate_backend(:number)")
                try:
                    with connection.begin_nested():
                        connection.execute(ending, {"number": each.number})
                except sa.exc.ProgrammingError:
                    # Whoever made a login may become a member of it, which is what ending its sessions takes.
                    _run(connection, f"GRANT {name} TO CURRENT_USER")
                    connection.execute(ending, {"number": each.number})
                    _run(connection, f"REVOKE {name} FROM CURRENT_USER")
        return found
    finally:
        server.engine.dispose()


def _made_database(address: str) -> bool:
    """Make the database of an address, if there is none; returns whether it was made."""
    server = Server(address)
    try:
        with server.plain_errors(), server.engine.connect():
            return False
    except LogError as error:
        if not re.search('database ".*" does not exist', str(error.__cause__)):
            raise
    finally:
        server.engine.dispose()
    name = sql.Identifier(str(server.engine.url.database)).as_string()
    maintenance = Server(address, database="postgres")
    try:
        with maintenance.plain_errors(), maintenance.engine.connect() as connection:
            alone = connection.execution_options(isolation_level="AUTOCOMMIT")
            _run(alone, f"CREATE DATABASE {name} ENCODING 'UTF8' TEMPLATE template0")
    finally:
        maintenance.engine.dispose()
    return True


def _new_login(connection: sa.Connection, username: str) -> str:
    """Make a login with limits, and a password that nobody has seen; returns it."""
    user = sql.Identifier(username).as_string()
    _run(connection, f"CREATE ROLE {user} LOGIN CONNECTION LIMIT {_CONNECTIONS}")
    for setting, value in _LIMITS.items():
        _run(connection, f"ALTER ROLE {user} SET {setting} = '{value}'")
    if connection.exec_driver_sql("SELECT rolsuper FROM pg_roles WHERE rolname = current_user").scalar_one():
        _run(connection, f"ALTER ROLE {user} SET temp_file_limit = '1GB'")
    return new_password(connection, username)


def new_password(connection: sa.Connection, username: str) -> str:
    """Give a login a new password; returns it. The server is told no more than what verifies it."""
    password = secrets.token_urlsafe(18)
    driver: Any = connection.connection.driver_connection
    verifier = driver.pgconn.encrypt_password(password.encode(), username.encode(), b"scram-sha-256").decode()
    user = sql.Identifier(username).as_string()
    _run(connection, f"ALTER ROLE {user} PASSWORD {sql.Literal(verifier).as_string()}")
    return password


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
    # The day in UTC, as an ISO date: a session may set any time zone, and any other way to write a date.
    today: sa.ColumnElement[str] = sa.literal_column("to_char(today(), 'YYYY-MM-DD')")
    allowed: sa.ColumnElement[str] = sa.literal_column("of_purpose")
    found = {kind: _as_text(permitted.permitted(kind, cast(str, allowed), today)) for kind in RECORDS}
    of_theirs = "(of_cohorts IS NULL OR cohort = ANY (of_cohorts))"
    consented = {kind: f"SELECT cohort, line FROM ({query}) AS {kind} WHERE {of_theirs}" for kind, query in found.items()}
    cases = " ".join(f"WHEN '{kind}' THEN OPEN found FOR SELECT line FROM ({query}) AS {kind};"
                     for kind, query in consented.items())  # fmt: skip
    yield (
        "CREATE OR REPLACE FUNCTION permitted_lines(of_kind text, of_purpose text, of_cohorts text[]) RETURNS refcursor "
        "LANGUAGE plpgsql STABLE SET search_path = alsnb, pg_temp AS $$ #variable_conflict use_column\n"
        f"DECLARE found refcursor; BEGIN CASE of_kind {cases} END CASE; RETURN found; END $$"
    )
    cases = " ".join(f"WHEN '{kind}' THEN RETURN QUERY {query};" for kind, query in consented.items())
    yield (
        "CREATE OR REPLACE FUNCTION permitted_rows(of_kind text, of_purpose text, of_cohorts text[]) "
        "RETURNS TABLE (cohort text, line text) LANGUAGE plpgsql STABLE SET search_path = alsnb, pg_temp AS $$ "
        f"#variable_conflict use_column\nBEGIN CASE of_kind {cases} END CASE; END $$"
    )
    yield _PERMITTED
    yield "DROP VIEW IF EXISTS research CASCADE"
    lines = []
    for kind in RECORDS:
        queries = {amended: _as_text(schema.lines(kind, None, amended=amended)) for amended in (False, True)}
        of_that = "WHERE (of_cohort IS NULL OR cohort = of_cohort)"
        chosen = {amended: f"OPEN found FOR {query} {of_that}" for amended, query in queries.items()}
        is_amended = f"EXISTS (SELECT FROM alsnb.revision r WHERE r.kind = '{kind}' AND r.id <> r.entry)"
        lines.append(f"WHEN '{kind}' THEN IF {is_amended} THEN {chosen[True]}; ELSE {chosen[False]}; END IF;")
    yield (
        f"CREATE OR REPLACE FUNCTION {API}.lines(of_kind text, of_cohort text) RETURNS refcursor "
        "LANGUAGE plpgsql STABLE AS $$ #variable_conflict use_column\nDECLARE found refcursor; "
        f"BEGIN PERFORM alsnb.let_in(); CASE of_kind {' '.join(lines)} END CASE; RETURN found; END $$"
    )
    for kind, record in RECORDS.items():
        shown = f"SELECT entry, {schema.typed(record, _field)}, {_RECORDED_AT}"
        now = schema.current(kind, None).subquery()
        # As it is stored, not as the text that Python is given.
        current = sa.select(now.c.entry, now.c.at, sa.type_coerce(now.c.content, sa.Text).label("content"))
        query = f"{shown} FROM (SELECT entry, at, as_json(content) AS c FROM ({_as_text(current)}) AS now) AS said"
        yield f"DROP FUNCTION IF EXISTS {API}.{record.frame_name}, {API}.research_{record.frame_name}"
        yield f"DROP VIEW IF EXISTS {record.frame_name}"
        yield f"CREATE VIEW {record.frame_name} AS {query}"
        yield (
            f"CREATE FUNCTION {API}.{record.frame_name}() RETURNS SETOF {SCHEMA}.{record.frame_name} "
            f"LANGUAGE plpgsql STABLE AS $$ #variable_conflict use_column\n"
            f"BEGIN PERFORM alsnb.let_in(); RETURN QUERY {query}; END $$"
        )
        yield (
            f"CREATE FUNCTION {API}.research_{record.frame_name}() RETURNS SETOF {SCHEMA}.{record.frame_name} "
            f"LANGUAGE plpgsql STABLE AS $$ #variable_conflict use_column\n"
            f"BEGIN RETURN QUERY {shown} FROM (SELECT c ->> 'entry' AS entry, (c ->> 'recorded_at')::bigint AS at, c FROM "
            f"(SELECT line::json AS c FROM {API}.research('{kind}')) AS lines) AS said; END $$"
        )


_PERMITTED = """
-- The cohorts of which the user is given what consent to a purpose allows; null for all.
CREATE OR REPLACE FUNCTION permitted_in(of_purpose text) RETURNS text[]
    LANGUAGE plpgsql STABLE SET search_path = alsnb, pg_temp AS $$
BEGIN
    IF is_owner() THEN
        RETURN NULL;
    END IF;
    IF NOT EXISTS (SELECT FROM mine WHERE role = 'tutor' OR (role = 'researcher' AND of_purpose = 'research')) THEN
        RAISE insufficient_privilege USING MESSAGE = 'permission denied for this log';
    END IF;
    RETURN (SELECT array_agg(cohort) FROM mine WHERE role = 'tutor' OR role = 'researcher');
END $$;

CREATE OR REPLACE FUNCTION alsnb_api.permitted(of_kind text, of_purpose text, of_cohort text) RETURNS refcursor
    LANGUAGE plpgsql STABLE AS $$
DECLARE
    cohorts text[] := alsnb.permitted_in(of_purpose);
BEGIN
    IF of_cohort IS NOT NULL THEN
        cohorts := CASE WHEN cohorts IS NULL OR of_cohort = ANY (cohorts) THEN ARRAY[of_cohort] ELSE ARRAY[]::text[] END;
    END IF;
    RETURN alsnb.permitted_lines(of_kind, of_purpose, cohorts);
END $$;

-- For other programs than alsnb: what consent to research allows, of one kind or of all.
CREATE OR REPLACE FUNCTION alsnb_api.research(of_kind text DEFAULT NULL)
    RETURNS TABLE (kind text, cohort text, line text) LANGUAGE plpgsql STABLE AS $$
DECLARE
    each text;
BEGIN
    IF NOT alsnb.is_owner() AND NOT EXISTS (SELECT FROM mine m WHERE m.role = 'researcher') THEN
        RAISE insufficient_privilege USING MESSAGE = 'permission denied for this log';
    END IF;
    FOREACH each IN ARRAY CASE WHEN of_kind IS NULL THEN ARRAY[{kinds}] ELSE ARRAY[of_kind] END LOOP
        RETURN QUERY SELECT each, r.cohort, r.line FROM alsnb.permitted_rows(each, 'research',
            ARRAY(SELECT m.cohort FROM mine m WHERE m.role = 'researcher')) AS r;
    END LOOP;
END $$;
""".replace("{kinds}", ", ".join(f"'{kind}'" for kind in RECORDS))


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
