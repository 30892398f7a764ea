"""SQL that makes a shared log: `postgresql.sql`, and what is generated from the records' declarations."""

from __future__ import annotations

from collections.abc import Iterator
from importlib.resources import files
from typing import Any, cast

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql

from alsnb.frames import Column, columns
from alsnb.log import consents, schema
from alsnb.log.databases.postgresql import SCHEMA
from alsnb.log.revisions import KEYS
from alsnb.records import RECORDS, Airtime, Record

API, VISIBLE = "alsnb_api", "alsnb_visible"
"""The schemas for the functions that users call, and for the view of what they may read."""
WITHOUT_POLICIES = """DO $$
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
    FOR each IN
        SELECT a.grantee::regrole AS grantee FROM pg_namespace n, aclexplode(n.nspacl) AS a
            WHERE n.nspname IN ('alsnb', 'alsnb_api', 'alsnb_visible') AND a.grantee <> n.nspowner AND a.grantee <> 0
        UNION SELECT a.grantee::regrole
            FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace, aclexplode(c.relacl) AS a
            WHERE n.nspname IN ('alsnb', 'alsnb_visible') AND a.grantee <> c.relowner AND a.grantee <> 0
    LOOP
        EXECUTE format('REVOKE ALL ON ALL TABLES IN SCHEMA alsnb, alsnb_visible FROM %s', each.grantee);
        EXECUTE format('REVOKE ALL ON ALL FUNCTIONS IN SCHEMA alsnb, alsnb_api FROM %s', each.grantee);
        EXECUTE format('REVOKE ALL ON SCHEMA alsnb, alsnb_api, alsnb_visible FROM %s', each.grantee);
    END LOOP;
    DROP FUNCTION IF EXISTS alsnb.is_newest, alsnb.is_shared_with_tutor, alsnb.is_released, alsnb.known, alsnb.erase;
END $$"""
"""Remove the policies and privileges that an earlier version granted."""
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

Nobody waits long for another's transaction; a backslash in a pattern is one; no plan is printed for a user who asks.
"""
NO_MORE_THAN_NEEDED = """DO $$
DECLARE
    each regprocedure;
BEGIN
    FOR each IN SELECT oid FROM pg_proc WHERE pronamespace = 'pg_catalog'::regnamespace AND proname ~
            '^(lo_(creat|create|from_bytea|open|put|get|unlink|truncate|truncate64)|lowrite|loread|pg_advisory_.*|'
            'pg_try_advisory_.*|pg_stat_get_(tuples_.*|blocks_.*|live_tuples|dead_tuples|numscans|xact_.*|.*_since_.*)|pg_relation_size|'
            'pg_table_size|pg_total_relation_size|pg_indexes_size)$' LOOP
        EXECUTE format('REVOKE ALL ON FUNCTION %s FROM PUBLIC', each);
        EXECUTE format('GRANT EXECUTE ON FUNCTION %s TO pg_monitor', each);
    END LOOP;
END $$"""
"""Revoke large objects, advisory locks and row counts, which everyone has unless a superuser revokes them."""


def statements() -> Iterator[str]:
    """Yield the statements that make the views and functions, once the tables exist."""
    yield (files(__package__) / "postgresql.sql").read_text(encoding="utf-8")
    yield from _generated()
    yield _GUARDED


def _generated() -> Iterator[str]:
    """Generate the checks and views that follow from the records' declarations."""
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
    found = {kind: _as_text(consents.permitted(kind, cast(str, allowed), today)) for kind in RECORDS}
    of_theirs = "(of_cohorts IS NULL OR cohort = ANY (of_cohorts))"
    consented = {
        kind: f"SELECT cohort, line FROM ({query}) AS {kind} WHERE {of_theirs}" for kind, query in found.items()
    }
    cases = " ".join(f"WHEN '{kind}' THEN OPEN found FOR SELECT line FROM ({query}) AS {kind};"
                     for kind, query in consented.items())  # fmt: skip
    yield (
        "CREATE OR REPLACE FUNCTION permitted_lines(of_kind text, of_purpose text, of_cohorts text[]) RETURNS "
        "refcursor LANGUAGE plpgsql STABLE SET search_path = alsnb, pg_temp AS $$ #variable_conflict use_column\n"
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
            f"BEGIN RETURN QUERY {shown} FROM (SELECT c ->> 'entry' AS entry, "
            f"(c ->> 'recorded_at')::bigint AS at, c "
            f"FROM (SELECT line::json AS c FROM {API}.research('{kind}')) AS lines) AS said; END $$"
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
        cohorts := CASE WHEN cohorts IS NULL OR of_cohort = ANY (cohorts) THEN ARRAY[of_cohort] ELSE '{}' END;
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
    value = f"(c ->> '{column.name}')::{_SQL_TYPES.get(column.dtype, 'text')}"
    # What is written only if it is true is false elsewhere.
    return f"coalesce({value}, false)" if column.dtype == "bool" else value


def _key(record: type[Record]) -> str:
    """Return SQL for the text from which a record's entry id is derived, as `revisions.entry_of` writes it."""
    types = {column.name: column.dtype for column in columns(record)}
    numbers = {"int64", "Int64"}
    parts = [
        f"coalesce(((c ->> '{name}')::bigint)::text, 'null')" if types[name] in numbers else f"in_ascii(c ->> '{name}')"
        for name in record.key
    ]
    return f"""'["{record.kind_name}", ' || {" || ', ' || ".join(parts)} || ']'"""


def _once(part: str) -> str:
    """Return SQL that is true if an object has no duplicate field."""
    return f"(SELECT count(*) = count(DISTINCT k) FROM json_object_keys({part}) AS k)"


def _well_formed(record: type[Record]) -> str:
    """Return SQL that is true if the content `c` has all required fields with the right types."""
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
