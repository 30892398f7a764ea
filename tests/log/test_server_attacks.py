"""What somebody with a login may try on a shared log as it is set up: by the catalogue, plans, guesses, locks and size.

Nothing is recovered, and nobody else is kept waiting for longer than 5 seconds.
"""

from __future__ import annotations

import json
import re
import threading
import time
from contextlib import contextmanager

import postgres
import psycopg
import pytest
from access_world import ADD, ELSEWHERE, OPEN, OTHER_SET, SEALED, SET, World, contents, entry_of, judgement, make

import alsnb
from alsnb.log.server import administration, sessions, upkeep
from alsnb.log.server.administration import Grant
from alsnb.records import RECORDS

HIDDEN = "HIDDEN"
PEOPLE = ("other_set", "mate", "facilitator", "other_facilitator", "other_tutor", "namesake", "tutor", "researcher",
          "other_researcher")  # fmt: skip
"""Who may connect: members, facilitators, tutors and researchers, of this and of another set or cohort."""
OUTSIDE = ("erased", "revoked", "stranger", "neighbour")
"""Who may not: an erased member, somebody let in no more, any other login, one of another log of the same server."""
OTHERS = ("other_set", "other_facilitator", "other_tutor", "namesake", "researcher", "other_researcher")
"""Who may read nothing of the writer's."""
FUNCTIONS = {
    "add", "alsnb_log", "as_json", "audit", "draft", "drop_draft", "erase", "erased_entry", "keep_draft", "known",
    "lines", "mark", "mine", "permitted", "purge", "research", "retraction", "revision", "tombstone", "whoami",
    *(record.frame_name for record in RECORDS.values()),
    *(f"research_{record.frame_name}" for record in RECORDS.values()),
}  # fmt: skip
SECONDS = 5
"""As long as somebody may be kept waiting by somebody else."""


@pytest.fixture(scope="module")
def own_server(server):
    """A server of its own, which may be set up otherwise."""
    made = postgres.Server()
    yield made
    made.remove()


@pytest.fixture(scope="module")
def world(own_server):
    made = World(own_server, loosened=False)
    # A second log on the same server, with a user of its own.
    made.neighbours = World(own_server, loosened=False)
    made.users["neighbour"] = made.neighbours.users["mate"]
    made.users["erased"] = f"erased_{made.database}"
    administration.grant(made.address("owner"), Grant(made.users["erased"], "member", OPEN, SET, "E1"), create=True)
    records = []
    for cohort in (OPEN, SEALED, ELSEWHERE):
        for learning_set, member in ((SET, "A1"), (OTHER_SET, "B1")):
            for kind, content in contents(cohort, learning_set, member).items():
                if member == "A1" or kind not in ("cohort", "theme"):
                    records.append(make(kind, content, member))
    said = contents(OPEN, SET, "A1")["reflection"] | {"text": f"{HIDDEN} words", "visibility": "private"}
    made.private = make("reflection", said, "A1")
    made.rating = make("rating", judgement("rating", made.private), "T1")
    made.consent = next(row for row in records if row.kind == "consent" and (row.cohort, row.member) == (SEALED, "A1"))
    erased = make("issue", contents(OPEN, SET, "E1")["issue"], "E1")
    made.put(*records, made.private, made.rating, erased)
    made.put(*(make("reflection", said | {"text": f"{HIDDEN} {number}"}, "A1") for number in range(100)))
    with alsnb.open_log(made.address("owner")) as log:
        assert log.erase("E1", OPEN) == 1
    made.attempt("writer", "SELECT alsnb_api.keep_draft('new', 0, %s, '')", values=[f"{HIDDEN} draft"], keep=True)
    made.attempt("owner", "ANALYZE", keep=True)
    yield made
    made.neighbours.close()
    made.close()


@pytest.fixture(params=PEOPLE)
def who(request) -> str:
    return request.param


@pytest.fixture(params=OTHERS)
def other(request) -> str:
    return request.param


# What there is to touch.


@pytest.mark.parametrize("who", OUTSIDE)
def test_who_is_not_let_in_does_not_even_connect(world, who):
    with pytest.raises(psycopg.OperationalError, match="permission denied for database"):
        psycopg.connect(world.address(who))
    with pytest.raises(alsnb.LogError, match="may not do this"):
        alsnb.open_log(world.address(who))


OBJECTS = {
    "tables, views and sequences": (
        "SELECT c.oid::regclass::text, p FROM pg_class c, "
        "unnest(ARRAY['SELECT', 'INSERT', 'UPDATE', 'DELETE', 'TRUNCATE', 'REFERENCES', 'TRIGGER']) AS p "
        "WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f', 't') AND {of_the_log} AND (has_table_privilege({who}, c.oid, p) "
        "OR (p IN ('SELECT', 'INSERT', 'UPDATE', 'REFERENCES') AND has_any_column_privilege({who}, c.oid, p)))"
    ),
    "sequences": (
        "SELECT c.oid::regclass::text, p FROM pg_class c, unnest(ARRAY['USAGE', 'SELECT', 'UPDATE']) AS p "
        "WHERE c.relkind = 'S' AND {of_the_log} AND has_sequence_privilege({who}, c.oid, p)"
    ),
    "schemas to make something in": (
        "SELECT nspname FROM pg_namespace WHERE has_schema_privilege({who}, oid, 'CREATE') AND nspname !~ '^pg_'"
    ),
    "the database": (
        "SELECT p FROM unnest(ARRAY['CREATE', 'TEMPORARY']) AS p "
        "WHERE has_database_privilege({who}, current_database(), p)"
    ),
    "tablespaces": "SELECT spcname FROM pg_tablespace WHERE has_tablespace_privilege({who}, oid, 'CREATE')",
    "large objects": "SELECT oid FROM pg_largeobject_metadata",
    "foreign servers": "SELECT srvname FROM pg_foreign_server WHERE has_server_privilege({who}, oid, 'USAGE')",
    "roles": (
        "SELECT r.rolname FROM pg_roles r WHERE pg_has_role({who}, r.oid, 'MEMBER') "
        "AND r.rolname NOT IN ({who}, (SELECT alsnb.its_group()))"
    ),
    "settings of the server": (
        "SELECT parname FROM pg_parameter_acl, aclexplode(paracl) AS a WHERE a.grantee = 0 OR a.grantee = "
        "{who}::regrole"
    ),
}


@pytest.mark.parametrize("what", OBJECTS)
def test_no_object_of_the_catalogue_may_be_touched(world, what):
    for who in (*PEOPLE, *OUTSIDE):
        of_the_log = "c.relnamespace NOT IN ('pg_catalog'::regnamespace, 'information_schema'::regnamespace)"
        query = OBJECTS[what].format(who=f"'{world.users[who]}'", of_the_log=of_the_log)
        found = world.server.run(query, world.database)
        if what == "roles" and who == "neighbour":
            found = [row for row in found if not row[0].startswith("alsnb_")]
        assert found == [], who


def test_these_functions_alone_may_be_called(world):
    query = (
        "SELECT n.nspname, p.proname FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace "
        "WHERE n.nspname NOT IN ('pg_catalog', 'information_schema') AND has_function_privilege('{}', p.oid, "
        "'EXECUTE') "
        "AND has_schema_privilege('{}', n.oid, 'USAGE')"
    )
    for who in (*PEOPLE, *OUTSIDE):
        user = world.users[who]
        found = world.server.run(query.format(user, user), world.database)
        of_log = {(schema, name) for schema, name in found if not (schema == "public" and name.startswith("uuid_"))}
        assert of_log == ({("alsnb_api", name) for name in FUNCTIONS} if who in PEOPLE else set()), who


def test_every_function_has_the_owners_rights_and_its_own_settings(world):
    query = (
        "SELECT p.proname, p.prosecdef, p.proconfig, l.lanname FROM pg_proc p JOIN pg_language l ON l.oid = p.prolang "
        "WHERE p.pronamespace = 'alsnb_api'::regnamespace"
    )
    for name, has_owners_rights, settings, language in world.server.run(query, world.database):
        if name == "as_json":  # reads nothing
            assert not has_owners_rights
            continue
        assert has_owners_rights
        assert language == "plpgsql"
        said = dict(setting.split("=", 1) for setting in settings)
        assert said["search_path"] == "alsnb_visible, alsnb, pg_temp"
        assert said["lock_timeout"] == "4s"
        assert said["standard_conforming_strings"] == "on"
        assert said["debug_print_plan"] == "off"


def test_there_is_no_policy_left_to_get_around(world):
    assert world.server.run("SELECT count(*) FROM pg_policies", world.database) == [(0,)]


# What plans and guesses tell.


def plan(world, who, query, *values) -> str:
    told = world.attempt(who, "SET LOCAL jit = off", f"EXPLAIN (ANALYZE, TIMING OFF, SUMMARY OFF, BUFFERS) {query}",
                         values=list(values))  # fmt: skip
    return "\n".join(line for (line,) in told.rows) or told.state


def bisected(world, who, id, column, alphabet, length) -> str:
    """What bisection by plans finds of a hidden row's column; see where the condition is looked at, if anywhere."""
    found = ""
    for _ in range(length):
        low, high = 0, len(alphabet)
        while high - low > 1:
            middle = (low + high) // 2
            condition = f"SELECT 1 FROM alsnb_api.revision() WHERE id = %s AND {column} >= %s"
            told = plan(world, who, condition, id, found + alphabet[middle])
            if "never executed" not in told and "Rows Removed by Filter: 0" not in told and "rows=1" in told:
                low = middle
            else:
                high = middle
        found += alphabet[low]
    return found


def test_nothing_is_found_by_bisection(world, other):
    row = world.private
    for column, alphabet in (
        ("digest", "0123456789abcdef"),
        ("kind", "abcdefgilmnoprst"),
        ("member", "0123456789ABCDEF"),
    ):
        right = str(getattr(row, column))
        found = bisected(world, other, row.id, column, alphabet, min(len(right), 6))
        assert found == alphabet[0] * len(found) != right[: len(found)]


def test_a_plan_is_the_same_whatever_is_hidden(world, other):
    """Whatever is asked of a hidden row, and of one that is not there, by operators that PostgreSQL runs early."""
    row, nowhere = world.private, make("reflection", json.loads(world.private.content), "A1")
    columns = [
        "entry",
        "kind",
        "author",
        "at",
        "cohort",
        "learning_set",
        "member",
        "digest",
        "content::text",
        "id || ''",
    ]
    for column in columns:
        name = re.split("::| ", column)[0]
        right = getattr(row, name)
        wrong = right + 1 if isinstance(right, int) else f"{right}x"
        for operator in ("=", "<", ">=", "<>"):
            told = {
                as_told(plan(world, other, f"{WHOLE} WHERE id = %s AND {column} {operator} %s", *each))
                for each in ((id, guess) for id in (row.id, nowhere.id) for guess in (right, wrong))
            }  # fmt: skip
            assert len(told) == 1, (column, operator, told)


WHOLE = "SELECT 1 FROM alsnb_api.revision()"


def as_told(plan) -> str:
    """A plan without the values that were asked for."""
    bare = re.sub(r"""'(''|[^'])*'(::\w+)?( COLLATE "C")?|\b\d{13}\b""", "?", plan)
    return re.sub(r"cost=\S+ rows=\d+|\s*Buffers:.*|\s*Planning:", "", bare)


def test_no_page_is_read_because_a_consent_is_there(world):
    """A consent's id follows from who, what for and when."""
    said = contents(SEALED, SET, "A1")["consent"]
    there, nowhere = entry_of("consent", said), entry_of("consent", said | {"on": "2019-12-31"})
    assert there == world.consent.entry
    for who in ("other_set", "mate", "other_tutor", "tutor", "namesake", "facilitator"):
        query = "SELECT count(*) FROM alsnb_api.revision(entries => ARRAY[%s])"
        plan(world, who, query, nowhere)  # plans are made, and pages fetched
        told = [plan(world, who, query, each).replace(each, "…") for each in (there, nowhere, there, nowhere)]
        assert len(set(told[2:])) == 1, (who, told)


@pytest.mark.parametrize("setting", ["debug_print_plan", "debug_print_parse", "debug_print_rewritten"])
def test_no_plan_made_inside_a_function_is_printed(world, other, setting):
    reading = (
        "SELECT * FROM alsnb_api.revision(ids => ARRAY['x'])"
        if "researcher" not in other
        else "SELECT * FROM alsnb_api.research('cohort')"
    )
    told = world.attempt(other, "SET LOCAL client_min_messages = log", f"SET LOCAL {setting} = on", reading)
    assert told.error is None
    assert "alsnb_visible" not in told.notices.replace("alsnb_visible, alsnb", "")
    assert "plannedstmt" not in told.notices.lower() or "revision_of_kind" not in told.notices


def test_no_cursor_or_copy_shows_more(world, other):
    kind = "reflection"
    opened = (
        f"SELECT alsnb_api.permitted('{kind}', 'research', NULL)" if "researcher" in other
        else f"SELECT alsnb_api.lines('{kind}', NULL)"
    )  # fmt: skip
    told = world.attempt(other, opened, 'FETCH ALL FROM "<unnamed portal 1>"')
    assert HIDDEN not in told.text
    for statement in ('MOVE BACKWARD ALL IN "<unnamed portal 1>"', 'FETCH LAST FROM "<unnamed portal 1>"'):
        assert HIDDEN not in world.attempt(other, opened, statement).text


def test_a_guess_is_not_confirmed(world, other):
    rows = (world.private, world.rating, world.consent)
    asked = json.dumps([[row.id, row.digest] for row in rows])
    told = world.attempt(other, "SELECT alsnb_api.known(%s)", values=[asked])
    assert told.rows == []
    # Nor by whoever may read one of them not, though they are of the cohort.
    assert world.attempt("mate", "SELECT alsnb_api.known(%s)", values=[asked]).rows == []


def test_of_what_one_brought_oneself_one_is_told_that_it_is_there(world):
    consent = make("consent", contents(SEALED, SET, "A1")["consent"] | {"on": "2022-05-05"}, "A1")
    assert world.insert("tutor", consent, keep=True).error is None
    for who, knows in (("tutor", True), ("mate", False), ("other_tutor", False), ("writer", True)):
        told = world.attempt(who, "SELECT alsnb_api.known(%s)", values=[json.dumps([[consent.id, consent.digest]])])
        assert (told.rows == [(consent.id,)]) == knows, who
    many = json.dumps([["x", "y"]] * 1001)
    assert world.attempt("tutor", "SELECT alsnb_api.known(%s)", values=[many]).state == "P0001"


def test_the_secret_is_read_by_nobody(world, who):
    ((secret,),) = world.server.run("SELECT secret FROM alsnb.secret", world.database)
    calls = [f"SELECT * FROM alsnb_api.{name}()" for name in FUNCTIONS]
    calls += ["SELECT secret FROM alsnb.secret", "SELECT alsnb_api.mark('', 'open')", "SELECT alsnb_api.mark('', NULL)"]
    for call in calls:
        told = world.attempt(who, call)
        assert secret not in told.text
        assert HIDDEN not in told.text or who == "tutor"
    told = world.attempt(who, "SELECT alsnb_api.mark('x', 'open')")
    assert (told.error is None) == (who == "tutor")


def test_statistics_tell_no_value_and_nobodys_statement(world, who):
    own = "schemaname IN ('alsnb', 'alsnb_visible', 'alsnb_api')"
    assert world.attempt(who, f"SELECT * FROM pg_stats WHERE {own}").rows == []
    assert world.attempt(who, "SELECT stavalues1 FROM pg_statistic").state == "42501"
    busy = world.connect("writer")
    busy.execute(f"SELECT '{HIDDEN} in a statement'")
    told = world.attempt(who, "SELECT * FROM pg_stat_activity")
    assert HIDDEN not in told.text
    busy.close()


def test_what_was_erased_is_heard_of_by_tutors_alone(world):
    for who in PEOPLE:
        told = world.attempt(who, "SELECT * FROM alsnb_api.tombstone()").rows
        assert told == ([(OPEN, "E1")] if who == "tutor" else []), who
        assert ("E1" in world.attempt(who, "SELECT * FROM alsnb_api.audit()").text) == (who == "tutor")


# Keeping others waiting.


@contextmanager
def held_open(world, who, *statements):
    """A transaction that is not ended, with whatever locks its statements take."""
    connection = world.connect(who)
    connection.autocommit = False
    for statement, values in statements:
        connection.execute(statement, values)
    try:
        yield connection
    finally:
        if not connection.closed:
            connection.close()


def quick(world, who, *statements):
    """Whoever does this is done, or told why not, within `SECONDS`."""
    begun = time.monotonic()
    told = world.attempt(who, f"SET LOCAL statement_timeout = '{SECONDS}s'", *statements)
    assert told.state != "57014", "somebody was kept waiting"
    assert time.monotonic() - begun < SECONDS + 1
    return told


def busy(who):
    """What takes as many locks as a user can take: reading, adding, and a draft."""
    member = {"mate": "A2", "other_set": "B1", "tutor": "T1"}[who]
    of_set = OTHER_SET if who == "other_set" else SET
    row = make("issue", contents(OPEN, of_set, member if who != "tutor" else "A1")["issue"], member)
    return (
        (ADD, [json.dumps([row])]),
        ("SELECT alsnb_api.keep_draft('held', 0, '{}', '')", None),
        ("SELECT * FROM alsnb_api.revision()", None),
    )


LOCKS = [f"LOCK TABLE {schema}.{table} IN {mode} MODE NOWAIT"
         for schema, table in (("alsnb", "revision"), ("alsnb", "draft"), ("alsnb", "access"), ("alsnb", "usage"),
                               ("alsnb", "alsnb_log"), ("alsnb_visible", "revision"))
         for mode in ("ACCESS SHARE", "ROW EXCLUSIVE", "ACCESS EXCLUSIVE")]  # fmt: skip


def test_nobody_locks_a_table(world):
    for who in PEOPLE:
        for statement in LOCKS:
            assert world.attempt(who, statement).state == "42501", (who, statement)


@pytest.mark.parametrize("who", ["mate", "other_set", "tutor"])
def test_an_open_transaction_keeps_nobody_from_reading_and_saving(world, who):
    with held_open(world, who, *busy(who)):
        for other in ("writer", "mate", "facilitator", "tutor", "other_set"):
            assert quick(world, other, "SELECT count(*) FROM alsnb_api.revision()").error is None
            code = {"writer": "A1", "mate": "A2", "facilitator": "F1", "tutor": "T1", "other_set": "B1"}[other]
            of_set = OTHER_SET if other == "other_set" else SET
            if other == who:
                continue  # a user's second connection waits for the first
            row = make("issue", contents(OPEN, of_set, "A1" if of_set == SET else "B1")["issue"], code)
            adding = "SELECT alsnb_api.add('" + json.dumps([row]).replace("'", "''").replace("%", "%%") + "')"
            assert quick(world, other, adding).rows == [(1,)], other


def test_who_is_in_the_way_of_an_erasure_is_named_and_meanwhile_others_save(world):
    with held_open(world, "other_set", *busy("other_set")) as holding:
        told, begun = [], time.monotonic()

        def erase():
            erasing = "SELECT alsnb_api.erase('[[\"open\", \"E7\"]]', '[]')"
            told.append(world.attempt("tutor", erasing))

        thread = threading.Thread(target=erase)
        thread.start()
        row = make("issue", contents(OPEN, SET, "A1")["issue"], "A2")
        adding = "SELECT alsnb_api.add('" + json.dumps([row]).replace("'", "''").replace("%", "%%") + "')"
        assert quick(world, "mate", adding).rows == [(1,)]
        thread.join(SECONDS)
        assert time.monotonic() - begun < SECONDS
        (refused,) = told
        assert f"{world.users['other_set']} has a transaction open" in refused.error
        assert f"session {holding.info.backend_pid}" in refused.error
        assert "nothing was erased" in refused.error


def administers(world):
    """Everything the owner does with the log, each of which may have to wait for somebody."""
    owner, name = world.address("owner"), f"guest_{world.database}"
    yield "grant", lambda: administration.grant(owner, Grant(name, "member", OPEN, SET, "G1"), create=True)
    yield "users", lambda: administration.users(owner)
    yield "revoke", lambda: administration.revoke(owner, name)
    yield "upgrade", lambda: administration.init(owner, upgrade=True)
    yield "erase-remains", lambda: upkeep.erase_remains(owner)
    yield "check", lambda: upkeep.state(owner)


def test_administration_does_not_wait_for_a_students_transaction_or_says_whose_it_is(world):
    with held_open(world, "other_set", *busy("other_set")) as holding:
        holding.execute("SELECT pg_advisory_lock_shared(n) FROM generate_series(0, 100) AS n")
        holding.execute(f"SELECT pg_advisory_lock({0x616C736E62})")
        for name, do in administers(world):
            begun = time.monotonic()
            if name in ("upgrade", "erase-remains"):
                with pytest.raises(alsnb.LogError, match=f"{world.users['other_set']} has a transaction open") as told:
                    do()
                assert f"alsnb server end {world.address('owner')} {holding.info.backend_pid}" in str(told.value)
            else:
                do()
            assert time.monotonic() - begun < SECONDS + 2, name
        # Meanwhile, and afterwards, it can be ended by whoever made the login.
        (found,) = [
            each for each in sessions.sessions(world.address("owner")) if each.number == holding.info.backend_pid
        ]
        assert found.username == world.users["other_set"]
        assert sessions.end(world.address("owner"), [found.number]) == [found]
        with pytest.raises(psycopg.OperationalError):
            holding.execute("SELECT 1")
    administration.init(world.address("owner"), upgrade=True)
    assert len(upkeep.erase_remains(world.address("owner"))) == 3
    assert world.server.run("SELECT count(*) FROM pg_auth_members m JOIN pg_roles r ON r.oid = m.member "
                            f"WHERE r.rolname = '{world.users['owner']}' AND m.roleid::regrole::text LIKE 'other_set%'",
                            world.database) == [(0,)]  # fmt: skip


def test_nobody_ends_anothers_session(world, who):
    victim = world.connect("writer")
    for call in ("pg_terminate_backend", "pg_cancel_backend"):
        assert world.attempt(who, f"SELECT {call}({victim.info.backend_pid})").state == "42501"
    victim.execute("SELECT 1")
    victim.close()


# Filling the server.


def test_a_text_of_more_than_a_megabyte_is_refused(world):
    for member, of_set, who in (("B1", OTHER_SET, "other_set"), ("A1", SET, "tutor")):
        long = contents(OPEN, of_set, member)["reflection"] | {"text": "x" * (1 << 20)}
        told = world.insert(who, make("reflection", long, member))
        assert told.state == "P0001"
        assert "too long, the most is 1 MB" in told.error
        short = long | {"text": "x" * 1_000_000}
        assert world.insert(who, make("reflection", short, member)).error is None
        draft = "SELECT alsnb_api.keep_draft('new', 0, %s, '')"
        assert world.attempt(who, draft, values=["x" * ((1 << 20) + 1)]).state == "P0001"
    with alsnb.open_log(world.address("other_set")) as log, pytest.raises(alsnb.LogError, match="the most is 1 MB"):
        log.add(alsnb.Reflection(cohort=OPEN, learning_set=OTHER_SET, cycle=1, member="B1", text="x" * 10_000_000))


def test_a_day_has_its_limit_for_each_login(world):
    user = world.users["other_set"]
    row = make("issue", contents(OPEN, OTHER_SET, "B1")["issue"], "B1")
    for revisions, size in ((10_000, 0), (0, 100_000_000)):
        world.server.run("DELETE FROM alsnb.usage", world.database)
        today = "(now() AT TIME ZONE 'UTC')::date"
        world.server.run(f"INSERT INTO alsnb.usage VALUES ('{user}', {today}, {revisions}, {size})", world.database)
        assert "more than one user may add in a day" in world.insert("other_set", row).error
        assert world.insert("mate", make("issue", contents(OPEN, SET, "A2")["issue"], "A2")).error is None
    world.server.run("DELETE FROM alsnb.usage", world.database)
    assert world.insert("other_set", row).error is None
    assert world.insert("other_set", *[row] * 1001).state == "P0001"


def test_one_login_cannot_take_all_connections(world):
    def connect_often():
        for _ in range(20):
            world.connect("namesake")

    with pytest.raises(psycopg.OperationalError, match="too many connections for role"):
        connect_often()
    world.connect("writer").close()
    with pytest.raises(alsnb.LogError, match="the limit of open connections"):
        alsnb.open_log(world.address("namesake"))
    user = world.users["namesake"]
    for statement in (f"ALTER ROLE {user} CONNECTION LIMIT 100", "SET temp_file_limit = -1",
                      f"ALTER ROLE {user} SET temp_file_limit = -1", "CREATE TEMP TABLE own ()"):  # fmt: skip
        assert world.attempt("other_set", statement.replace(user, world.users["other_set"])).state == "42501", statement


def test_a_log_that_a_superuser_made_has_no_large_objects_advisory_locks_or_counts_for_users(own_server):
    name = own_server.new_log()
    user = f"m_{name}_large"
    administration.grant(own_server.address(name), Grant(user, "member", "C", "A", "A1"), create=True)
    for statement in (
        "SELECT lo_from_bytea(0, 'x')", "SELECT lo_creat(-1)", "SELECT lo_create(0)", "SELECT pg_advisory_lock(1)",
        "SELECT pg_advisory_xact_lock(1)", "SELECT pg_try_advisory_lock(1)",
        "SELECT n_tup_ins FROM pg_stat_user_tables", "SELECT heap_blks_hit FROM pg_statio_user_tables",
        "SELECT pg_relation_size(oid) FROM pg_class", "CREATE TEMP TABLE t ()",
    ):  # fmt: skip
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            own_server.run(statement, name, user)
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        own_server.run("SET temp_file_limit = -1", name, user)
    assert own_server.run("SHOW temp_file_limit", name, user) == [("1GB",)]
    assert own_server.run("SHOW idle_in_transaction_session_timeout", name, user) == [("2min",)]


def test_no_setting_of_a_session_changes_what_is_taken_for_a_record(world):
    """With backslashes that are none, a pattern would let in what no reader of JSON can take."""
    deep = contents(OPEN, OTHER_SET, "B1")["issue"]
    written = json.dumps(deep).replace('{"', '{"x": ' + "[" * 3000 + "]" * 3000 + ', "', 1)
    from access_world import sealed

    row = sealed(make("issue", deep, "B1")._replace(content=written))
    for setting in ("standard_conforming_strings = off", "DateStyle = 'SQL, DMY'", "search_path = pg_temp",
                    "backslash_quote = on", "transform_null_equals = on", "lock_timeout = 0"):  # fmt: skip
        adding = "SELECT alsnb_api.add($x$" + json.dumps([row]).replace("%", "%%") + "$x$)"
        assert world.attempt("other_set", f"SET LOCAL {setting}", adding).state in ("P0001", "54001"), setting


# Two logs on one server.


def test_two_logs_on_one_server_have_nothing_in_common(world):
    one, two = world, world.neighbours
    user = f"both_{one.database}"
    administration.grant(one.address("owner"), Grant(user, "member", OPEN, SET, "Z1"), create=True)
    one.server.run(f"GRANT {user} TO {two.users['owner']} WITH ADMIN OPTION")
    administration.grant(two.address("owner"), Grant(user, "member", OPEN, SET, "Z1"))
    administration.revoke(one.address("owner"), user)
    with psycopg.connect(one.server.address(two.database, user)) as connection:
        assert connection.execute("SELECT role FROM alsnb_api.mine()").fetchall() == [("member",)]
    with pytest.raises(psycopg.OperationalError, match="permission denied for database"):
        psycopg.connect(one.server.address(one.database, user))
