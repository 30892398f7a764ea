"""What a database user may try in plain SQL to see more than theirs; each attempt is made, and has to fail."""

from __future__ import annotations

import json
import re
import uuid

import psycopg
import pytest
from access_world import CODES, ELSEWHERE, OPEN, OTHER_SET, SEALED, SET, World, contents, entry_of, judgement, make

ATTACKERS = (
    "mate",
    "facilitator",
    "tutor",
    "other_set",
    "other_tutor",
    "namesake",
    "researcher",
    "revoked",
    "stranger",
)
INSIDERS = ("mate", "facilitator", "tutor", "other_set", "other_tutor", "namesake")
"""Those whom the functions let read revisions at all."""
LEAK = (
    "CREATE FUNCTION pg_temp.leak(said text) RETURNS boolean LANGUAGE plpgsql COST 0.0000001 AS "
    "$$ BEGIN RAISE NOTICE '%', said; RETURN true; END $$"
)
HIDDEN = "HIDDEN"
"""Stands in the writer's private reflection, its coding and the writer's draft; nobody of the attackers may see it."""
READABLE = ["alsnb_api.revision()", "alsnb_api.reflections()", "alsnb_api.research()",
            "alsnb_api.research_reflections()",
            "alsnb.revision", "alsnb_visible.revision"]  # fmt: skip


@pytest.fixture(scope="module")
def world(server):
    made = World(server)
    records = []
    for cohort in (OPEN, SEALED, ELSEWHERE):
        for learning_set, member in ((SET, "A1"), (SET, "A2"), (OTHER_SET, "B1")):
            for kind, content in contents(cohort, learning_set, member).items():
                once = (kind in ("cohort", "theme"), kind in ("learning_set", "meeting"))
                if member == "A1" or not any(once) or (member == "B1" and once[1]):
                    records.append(make(kind, content, member))
    said = contents(OPEN, SET, "A1")["reflection"] | {"text": f"{HIDDEN} words", "visibility": "private"}
    made.private = make("reflection", said, "A1")
    coding = make("coding", judgement("coding", made.private, passage=f"{HIDDEN} passage"), "T1")
    made.put(*records, made.private, coding)
    # Enough for statistics to be worth having.
    made.put(*(make("reflection", said | {"text": f"{HIDDEN} {number}"}, "A1") for number in range(100)))
    made.attempt("owner", "ANALYZE", keep=True)
    draft = "SELECT alsnb_api.keep_draft('new', 0, %s, '')"
    made.attempt("writer", draft, values=[f'"{HIDDEN} draft"'], keep=True)
    yield made
    made.close()


@pytest.fixture(params=ATTACKERS)
def who(request) -> str:
    return request.param


@pytest.fixture(params=INSIDERS)
def insider(request) -> str:
    return request.param


def shown(outcome) -> str:
    assert HIDDEN not in outcome.text
    return outcome.text


TEXT = {"alsnb_api.revision()": "content::text", "alsnb_api.research()": "line", "alsnb.revision": "content::text",
        "alsnb_visible.revision": "content::text"}  # fmt: skip


@pytest.mark.parametrize("table", READABLE)
def test_a_function_in_a_condition_is_shown_nothing_hidden(world, who, table):
    text = TEXT.get(table, "text")
    for query in (
        f"SELECT * FROM {table} WHERE pg_temp.leak({text})",
        f"SELECT * FROM {table} WHERE pg_temp.leak({text}) OR true ORDER BY pg_temp.leak({text})",
        f"SELECT * FROM {table} TABLESAMPLE SYSTEM (100) WHERE pg_temp.leak({text})",
        f"SELECT max({text}) FILTER (WHERE pg_temp.leak({text})) FROM {table}",
        f"WITH a AS (SELECT * FROM {table} WHERE pg_temp.leak({text})) SELECT * FROM a FOR UPDATE",
    ):
        shown(world.attempt(who, LEAK, query))
        shown(world.attempt(who, LEAK, "SET LOCAL jit = off", "SET LOCAL enable_seqscan = off", query))


def test_an_error_tells_nothing_hidden(world, who):
    for table in READABLE:
        text = TEXT.get(table, "text")
        shown(world.attempt(who, f"SELECT * FROM {table} WHERE ({text})::int = 1"))
        shown(world.attempt(who, f"SELECT * FROM {table} WHERE CAST({text} AS json) ->> 'text' = ''"))
        by_zero = f"SELECT count(*) FROM {table} WHERE 1 / (CASE WHEN {text} LIKE '%%{HIDDEN}%%' THEN 0 ELSE 1 END) = 1"
        assert world.attempt(who, by_zero).state in (None, "42501")


MAKES = (
    "VIEW pg_temp.own AS",
    "VIEW pg_temp.own WITH (security_invoker) AS",
    "TABLE pg_temp.own AS",
    "MATERIALIZED VIEW own AS",
)


@pytest.mark.parametrize("made", MAKES)
def test_an_own_view_shows_no_more(world, who, made):
    name = made.split()[-2] if "WITH" not in made else "pg_temp.own"
    name = "own" if made.startswith("MATERIALIZED") else "pg_temp.own"
    outcome = world.attempt(who, LEAK, f"CREATE {made} SELECT * FROM alsnb_api.revision()",
                            f"SELECT * FROM {name} WHERE pg_temp.leak(content::text)")  # fmt: skip
    shown(outcome)


def test_an_own_function_with_its_makers_rights_sees_for_whoever_calls_it(world):
    made = (
        "CREATE FUNCTION pg_temp.all() RETURNS SETOF text LANGUAGE sql SECURITY DEFINER "
        "AS 'SELECT id FROM alsnb_api.revision()'"
    )
    for who in INSIDERS:
        assert len(world.attempt(who, made, "SELECT * FROM pg_temp.all()").rows) == len(world.ids(who))


def plan(world, who, query, analyze=True) -> str:
    how = "ANALYZE, TIMING OFF, SUMMARY OFF, COSTS OFF" if analyze else "COSTS ON"
    outcome = world.attempt(who, f"EXPLAIN ({how}) {query}")
    return "\n".join(line for (line,) in outcome.rows) or outcome.state


def test_a_plan_does_not_tell_how_hidden_words_compare_with_a_guess(world, insider):
    hidden = world.private
    for guess in ("content::text {} %s", "content::text LIKE %s"):
        for analyze in (True, False):
            for operator in ("<", "="):
                plans = set()
                for text in ("!", hidden.content, "~"):
                    condition = guess.format(operator)
                    query = f"SELECT 1 FROM alsnb_api.revision() WHERE id = '{hidden.id}' AND {condition}"
                    quoted = "'" + text.replace("'", "''").replace("%", "") + "'"
                    plans.add(plan(world, insider, query.replace("%s", quoted), analyze).replace(quoted, "…"))
                assert len(plans) == 1, "\n---\n".join(plans)


def test_statistics_tell_nothing_of_what_was_written(world, insider):
    """A bound of the planner's histogram is somebody's words; comparisons of text may look at it unasked."""
    whole = "SELECT 1 FROM alsnb_api.revision() WHERE"
    for column in ("content::text", "digest", "id", "at"):
        found = set()
        for quantile in range(1, 10):
            value = world.attempt(
                "owner", f"SELECT percentile_disc(0.{quantile}) WITHIN GROUP (ORDER BY {column}) FROM alsnb.revision"
            ).rows[0][0]
            quoted = "'" + str(value).replace("'", "''") + "'"
            (first, *_) = plan(world, insider, f"{whole} {column} < {quoted}", analyze=False).splitlines()
            found.add(re.search(r"rows=\d+", first)[0])
        assert len(found) == 1, (column, found)


def test_statistics_are_not_shown(world, who):
    assert (
        world.attempt(who, "SELECT * FROM pg_stats WHERE schemaname = 'alsnb' AND tablename <> 'alsnb_log'").rows == []
    )
    assert world.attempt(who, "SELECT * FROM pg_stats_ext").rows == []
    assert world.attempt(who, "SELECT stavalues1 FROM pg_statistic").state == "42501"


def test_copying_gives_no_more_and_takes_nothing_in(world, who):
    for statement in (
        "COPY alsnb.revision TO STDOUT",
        "COPY (SELECT * FROM alsnb.revision) TO STDOUT",
        "COPY (SELECT * FROM alsnb.draft) TO STDOUT",
        "COPY (SELECT * FROM alsnb_api.revision()) TO STDOUT",
        "COPY (SELECT * FROM alsnb_api.draft()) TO STDOUT",
        "COPY (SELECT * FROM alsnb_api.research()) TO STDOUT",
        "COPY (SELECT * FROM alsnb_api.research_reflections()) TO STDOUT",
    ):
        try:
            with world.connection(who).cursor().copy(statement) as copy:
                got = b"".join(copy).decode()
        except psycopg.errors.InsufficientPrivilege:
            got = ""
        assert HIDDEN not in got
    for statement in ("COPY alsnb.revision FROM STDIN", "COPY alsnb.draft FROM STDIN"):
        with pytest.raises(psycopg.Error), world.connection(who).cursor().copy(statement) as copy:
            copy.write_row(list(make("issue", contents(OPEN, SET, "A2")["issue"], "A2")))
    for statement in (
        "COPY alsnb.revision TO PROGRAM 'cat'",
        "COPY (SELECT 1) TO '/tmp/access-attack'",
        "COPY alsnb.revision FROM PROGRAM 'true'",
        "COPY alsnb.revision FROM '/etc/passwd'",
    ):
        assert world.attempt(who, statement).state in ("42501", "0A000")


def test_nobody_becomes_somebody_else(world, who):
    mine = world.ids(who)
    others = [world.users[other] for other in ("owner", "writer", "tutor", "researcher") if other != who]
    for name in (*others, "owner", "postgres", "pg_read_all_data", "pg_execute_server_program"):
        assert world.attempt(who, f'SET ROLE "{name}"').state in ("42501", "22023")
        assert world.attempt(who, f'SET SESSION AUTHORIZATION "{name}"').state in ("42501", "22023")
        assert world.attempt(who, f'GRANT "{name}" TO "{world.users[who]}"').error
    # One's own group is open to one, and changes nothing: it is who connected that counts.
    ((group,),) = world.attempt("owner", "SELECT alsnb.its_group()").rows
    become, read = f'SET LOCAL ROLE "{group}"', "SELECT id FROM alsnb_api.revision()"
    outcome = world.attempt(who, become, read)
    assert {id for (id,) in outcome.rows} == (mine if outcome.error is None else set())
    shown(world.attempt(who, "PREPARE p AS SELECT * FROM alsnb_api.revision()", become, "EXECUTE p"))
    world.attempt(who, "DEALLOCATE ALL")
    outcome = world.attempt(who, "DECLARE c CURSOR FOR SELECT * FROM alsnb_api.revision()", become, "FETCH ALL FROM c")
    shown(outcome)


@pytest.mark.parametrize(
    "statement",
    [
        "ALTER TABLE alsnb.revision DISABLE ROW LEVEL SECURITY",
        "ALTER TABLE alsnb.revision DISABLE TRIGGER ALL",
        "ALTER TABLE alsnb.revision OWNER TO CURRENT_USER",
        "DROP POLICY reading ON alsnb.revision",
        "CREATE POLICY mine_too ON alsnb.revision USING (true)",
        "CREATE TRIGGER own BEFORE INSERT ON alsnb.revision EXECUTE FUNCTION alsnb.accept()",
        "CREATE TRIGGER own BEFORE INSERT ON alsnb.draft EXECUTE FUNCTION suppress_redundant_updates_trigger()",
        "CREATE RULE own AS ON INSERT TO alsnb.revision DO INSTEAD NOTHING",
        "TRUNCATE alsnb.revision",
        "DROP TABLE alsnb.revision",
        "DROP VIEW alsnb.mine",
        "DROP SCHEMA alsnb CASCADE",
        "DROP FUNCTION alsnb.refuse() CASCADE",
        "CREATE TABLE alsnb.own ()",
        "CREATE FUNCTION alsnb.today() RETURNS date LANGUAGE sql AS 'SELECT NULL::date'",
        "CREATE FUNCTION alsnb_api.own() RETURNS date LANGUAGE sql AS 'SELECT NULL::date'",
        "LOCK TABLE alsnb.draft",
        "CREATE OR REPLACE VIEW alsnb.mine AS SELECT 'tutor' role, 'open' cohort, 'S1' learning_set, 'A1' code",
        "CREATE INDEX ON alsnb.revision (content)",
        "CREATE STATISTICS alsnb.own ON kind, cohort FROM alsnb.revision",
        "INSERT INTO alsnb.access VALUES (session_user, 'tutor', 'open', NULL, 'T1')",
        "UPDATE alsnb.access SET username = session_user",
        "UPDATE alsnb.mine SET role = 'tutor'",
        "INSERT INTO alsnb.mine VALUES ('tutor', 'open', NULL, 'T1')",
        "SELECT * FROM alsnb.access",
        "DELETE FROM alsnb.audit",
        "INSERT INTO alsnb.audit (what) VALUES ('nothing')",
        "UPDATE alsnb.audit SET what = ''",
        "INSERT INTO alsnb.tombstone VALUES ('open', 'A1')",
        "DELETE FROM alsnb.tombstone",
        "INSERT INTO alsnb.erased_entry VALUES ('x')",
        "DELETE FROM alsnb.erased_entry",
        "INSERT INTO alsnb.secret VALUES ('x')",
        "UPDATE alsnb.secret SET secret = ''",
        "UPDATE alsnb.alsnb_log SET version = 99",
        "LOCK TABLE alsnb.revision",
        "LOCK TABLE alsnb.revision IN SHARE ROW EXCLUSIVE MODE",
        "SELECT * FROM alsnb.revision FOR UPDATE",
        "SELECT * FROM alsnb.revision FOR KEY SHARE",
        "MERGE INTO alsnb.revision r USING (SELECT 1) AS one ON true WHEN MATCHED THEN DELETE",
        "MERGE INTO alsnb.revision r USING (SELECT 1) AS one ON true WHEN MATCHED THEN UPDATE SET author = ''",
        "INSERT INTO alsnb.revision SELECT * FROM alsnb.revision ON CONFLICT (id) DO UPDATE SET content = '{}'",
        "CREATE TABLE public.own (id text REFERENCES alsnb.revision)",
        "CREATE TEMP TABLE own (id text REFERENCES alsnb.revision)",
        "CREATE TEMP TABLE own () INHERITS (alsnb.revision)",
        "ALTER ROLE session_user SUPERUSER",
        "CREATE ROLE another",
        "CREATE SCHEMA another",
        "SET session_replication_role = replica",
        "SELECT pg_read_file('/etc/passwd')",
        "SELECT pg_ls_dir('.')",
        "SELECT lo_import('/etc/passwd')",
        "SELECT rolpassword FROM pg_authid",
        "CREATE EXTENSION file_fdw",
        "CREATE EXTENSION dblink",
        "DO LANGUAGE plpython3u 'pass'",
        "CREATE FUNCTION pg_temp.c() RETURNS int LANGUAGE c AS 'x'",
        "CREATE FUNCTION pg_temp.l(text) RETURNS boolean LEAKPROOF LANGUAGE sql AS 'SELECT true'",
        "ALTER VIEW alsnb.reflections SET (security_invoker = off)",
        "ALTER FUNCTION alsnb_api.erase(json, json) RESET ALL",
        "ALTER FUNCTION alsnb_api.erase(json, json) SECURITY INVOKER",
        "CREATE PUBLICATION own FOR TABLE alsnb.revision",
        "SELECT pg_create_logical_replication_slot('own', 'test_decoding')",
    ],
)
def test_a_statement_that_is_not_for_users_is_refused(world, statement):
    for who in ATTACKERS:
        outcome = world.attempt(who, statement)
        assert outcome.error, (who, statement)
        assert outcome.state[:2] in ("42", "22", "0A", "58", "28", "55"), (who, outcome)
        shown(outcome)


def test_without_row_security_there_is_an_error_not_a_row(world, who):
    for table in ("alsnb.revision", "alsnb.draft", "alsnb.tombstone", "alsnb.audit", "alsnb.secret"):
        outcome = world.attempt(who, "SET LOCAL row_security = off", f"SELECT * FROM {table}")
        assert outcome.state == "42501"


def test_tables_and_functions_of_the_same_name_do_not_stand_in_for_the_logs(world, insider):
    before, secret = world.ids(insider), world.attempt("owner", "SELECT secret FROM alsnb.secret").rows[0][0]
    fake = (
        "CREATE TEMP TABLE access AS SELECT session_user::text AS username, 'tutor'::text AS role, "
        "'open'::text AS cohort, 'S1'::text AS learning_set, 'A1'::text AS code",
        "CREATE TEMP TABLE mine AS SELECT * FROM access",
        "CREATE TEMP TABLE tombstone (cohort text, member text)",
        "CREATE TEMP TABLE erased_entry (entry text)",
        "CREATE TEMP TABLE revision (id text, entry text, kind text, cohort text, content text)",
        "CREATE FUNCTION pg_temp.today() RETURNS date LANGUAGE sql AS 'SELECT date ''2999-12-31'''",
        "CREATE FUNCTION pg_temp.is_owner() RETURNS boolean LANGUAGE sql AS 'SELECT true'",
        "CREATE FUNCTION pg_temp.is_released(text) RETURNS boolean LANGUAGE sql AS 'SELECT true'",
        "CREATE FUNCTION pg_temp.as_json(text) RETURNS json LANGUAGE sql AS 'SELECT ''{}''::json'",
        "CREATE FUNCTION pg_temp.lower(text) RETURNS text LANGUAGE sql AS 'SELECT $1'",
        "CREATE OPERATOR pg_temp.= (LEFTARG = text, RIGHTARG = text, PROCEDURE = textne)",
        "SET LOCAL search_path = pg_temp, alsnb, pg_catalog",
    )
    outcome = world.attempt(insider, *fake, "SELECT id FROM alsnb_api.revision()")
    assert {id for (id,) in outcome.rows} == before
    forged = make("issue", contents(OPEN, SET, "A1")["issue"], "A1")
    outcome = world.attempt(insider, *fake, _added(forged))
    assert (outcome.error is None) == (insider == "tutor")
    outcome = world.attempt(insider, *fake, f"SELECT alsnb_api.erase('[[\"{OPEN}\", \"A1\"]]', '[]')")
    assert (outcome.error is None) == (insider == "tutor")
    if insider != "tutor":
        assert secret not in world.attempt(insider, *fake, "SELECT * FROM alsnb.secret").text


def _added(row) -> str:
    return "SELECT alsnb_api.add('" + json.dumps([row]).replace("'", "''").replace("%", "%%") + "')"


@pytest.mark.parametrize(
    "setting",
    [f"DateStyle = '{style}, {order}'" for style in ("SQL", "German", "Postgres") for order in ("DMY", "MDY", "YMD")]
    + [f"TimeZone = '{zone}'" for zone in ("Pacific/Kiritimati", "<+167>-167", "UTC-167")]
    + ["lc_time = 'C'", "standard_conforming_strings = off", "IntervalStyle = sql_standard"],
)
def test_no_setting_of_a_session_unseals_anything(world, setting):
    for who in ("researcher", "other_researcher"):
        before = world.attempt(who, "SELECT line FROM alsnb_api.research() ORDER BY line").rows
        assert before
        assert (
            world.attempt(who, f"SET LOCAL {setting}", "SELECT line FROM alsnb_api.research() ORDER BY line").rows
            == before
        )
    before = world.ids("tutor")
    outcome = world.attempt("tutor", f"SET LOCAL {setting}", "SELECT id FROM alsnb_api.revision()")
    assert {id for (id,) in outcome.rows} == before


def test_drafts_are_ones_own(world, who):
    shown(world.attempt(who, "SELECT * FROM alsnb.draft"))
    shown(world.attempt(who, "SELECT * FROM alsnb_api.draft()"))
    before = world.attempt("owner", "SELECT * FROM alsnb.draft ORDER BY author, key").rows
    for statement in ("SELECT alsnb_api.keep_draft('new', 0, '', '')", "SELECT alsnb_api.drop_draft('new')"):
        world.attempt(who, statement, keep=True)
    after = world.attempt("owner", "SELECT * FROM alsnb.draft ORDER BY author, key").rows
    assert before == after == [row for row in after if HIDDEN in row[3]]
    for statement in (
        "INSERT INTO alsnb.draft VALUES (session_user, 'other', 0, '')",
        "UPDATE alsnb.draft SET author = session_user",
        "DELETE FROM alsnb.draft",
    ):
        assert world.attempt(who, statement).state == "42501"


def _entry(world, cohort, kind, member):
    query = "SELECT entry FROM alsnb.revision WHERE cohort = %s AND kind = %s AND member = %s"
    return world.attempt("owner", query, values=[cohort, kind, member]).rows[0][0]


# Ids as oracles.


def test_adding_tells_nothing_of_others_entries(world, insider):
    """A consent's id follows from who, what for and when: to claim it may not tell whether it is there."""
    said = contents(SEALED, SET, "A1")["consent"]
    there, not_there = entry_of("consent", said), entry_of("consent", said | {"on": "2021-01-01"})
    cohort = ELSEWHERE if insider in ("other_tutor", "namesake") else OPEN
    learning_set, code = OTHER_SET if insider == "other_set" else SET, CODES[insider]
    every = contents(cohort, learning_set, code)
    for kind in ("issue", "meeting", "reflection", "consent", "theme"):
        outcomes = set()
        for entry in (there, not_there):
            outcome = world.insert(insider, make(kind, every[kind], code, entry=entry))
            outcomes.add(f"{outcome.touched} {outcome.error}".replace(entry, "…"))
        assert len(outcomes) == 1, outcomes


def test_nobody_outside_hears_who_was_erased_or_when_consent_is_released(world):
    kept = make("issue", contents(OPEN, SET, "gone")["issue"], "T1")
    world.put(kept)
    assert world.attempt("owner", "SELECT alsnb_api.erase('[[\"open\", \"gone\"]]', '[]')", keep=True).rows == [(1,)]
    for who in ("namesake", "other_tutor"):
        said = {
            world.insert(who, make("issue", contents(OPEN, SET, member)["issue"], "A1")).error.replace(member, "…")
            for member in ("gone", "never there")
        }
        assert len(said) == 1
        said = {
            world.insert(
                who, make("cohort", contents(cohort, SET, "A1")["cohort"] | {"consent_release": day}, "")
            ).error.replace(cohort, "…")
            for cohort in (OPEN, SEALED)
            for day in ("2000-01-01", "2999-01-01")
        }
        assert len(said) == 1
        assert world.insert(who, kept).state == "42501"


def test_a_known_id_tells_that_it_is_taken_and_no_more(world):
    for kind in ("issue", "reflection"):
        row = make(kind, contents(OPEN, SET, "A2")[kind], "A2", id=world.private.id)
        outcome = world.insert("mate", row)
        assert outcome.touched in (0, -1)
        assert HIDDEN not in outcome.text


def test_ids_that_keys_give_are_made_here_as_in_python(world):
    for key in (
        ["cohort", "2026"],
        ["member", "Zürich «x»", 'quote " back \\ slash / tab \t'],
        ["attendance", "c", 12, "\x7f 👩🏽‍🏫 שלום"],
        ["meeting", "c", None, 0],
        *(["theme", "x" * length] for length in range(140)),
    ):
        text = json.dumps(key)
        expected = str(uuid.uuid5(uuid.UUID("a15bd5e6-7a3b-5d0c-9f5e-0c1a5e7b6d42"), text))
        quoted = [str(part) if isinstance(part, int) else None for part in key[1:]]
        parts = [number if number else "alsnb.in_ascii(%s)" for number in quoted]
        texts = [part for part in key[1:] if not isinstance(part, int)]
        rest = " || ', ' || ".join(parts)
        query = f"SELECT alsnb.id_of_key('[\"{key[0]}\", ' || {rest} || ']')"
        assert world.attempt("owner", query, values=texts).rows == [(expected,)], key
