"""A course on a shared log as whoever looks after its server has it: made, checked, erased, backed up and restored."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from pathlib import Path

import postgres
import pytest
from click.testing import CliRunner

import alsnb
from alsnb.cli import main
from alsnb.log.server import administration, course, upkeep
from alsnb.log.server.administration import Grant

COURSE = """username,role,set,code
tina,tutor,,T1
fred,facilitator,A,F1
,member,A,a1
bob,member,B,B1
rosa,researcher,,
"""


@pytest.fixture(scope="module")
def own_server(server):
    """A server of its own, whose settings and logins may be changed."""
    made = postgres.Server()
    made.run("ALTER SYSTEM SET log_statement = 'all'")
    made.run("SELECT pg_reload_conf()")
    rules = made.folder / "data" / "pg_hba.conf"
    rules.write_text("host all owner 127.0.0.1/32 trust\nhost all all 127.0.0.1/32 scram-sha-256\n")
    made.run("SELECT pg_reload_conf()")
    yield made
    made.remove()


@pytest.fixture
def address(own_server):
    name = own_server.new_log()
    yield own_server.address(name)
    for (login,) in own_server.run(
        "SELECT rolname FROM pg_roles WHERE rolname IN ('tina', 'fred', 'a1', 'bob', 'rosa', 'eve')"
    ):
        own_server.run(f"DROP OWNED BY {login}; DROP ROLE {login}", name)


@pytest.fixture
def table(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "course.csv").write_text(COURSE)
    return tmp_path / "course.csv"


def run(*command, code=0, typed=None):
    done = CliRunner().invoke(main, list(map(str, command)), input=typed, catch_exceptions=False)
    assert done.exit_code == code, done.output
    return done.output


def passwords(page) -> dict[str, str]:
    return dict(re.findall(r"<h2>(.*?)</h2>.*?<dd><code>(.*?)</code></dd>", page.read_text(), re.DOTALL))


def opens(address, user, password):
    alsnb.open_log(address.replace("owner@", f"{user}:{password}@")).close()


def test_a_course_is_let_in_by_one_command(own_server, address, table, tmp_path):
    told = run("server", "people", table, address, "--cohort", "C", "--yes")
    assert "new login   a1" in told
    (page,) = tmp_path.glob("logins-*.html")
    assert page.stat().st_mode & 0o777 == 0o600
    given = passwords(page)
    assert set(given) == {"tina", "fred", "a1", "bob", "rosa"}
    for user, password in given.items():
        opens(address, user, password)
        with pytest.raises(alsnb.LogError, match="or the password; check both"):
            opens(address, user, "wrong")
    assert Grant("a1", "member", "C", "A", "a1") in administration.users(address)
    # The server was told no password, not even where it writes down every statement.
    said = (own_server.folder / "log").read_text()
    assert "CREATE ROLE" in said
    assert not [password for password in given.values() if password in said]
    # Again: nothing changes.
    assert "No changes" in run("server", "people", table, address, "--cohort", "C", "--yes")
    for user, password in given.items():
        opens(address, user, password)


def test_a_course_is_changed_by_changing_its_table(own_server, address, table, tmp_path):
    run("server", "people", table, address, "--cohort", "C", "--yes", "--slips", "one.html")
    before = passwords(tmp_path / "one.html")
    table.write_text(COURSE.replace("bob,member,B", "bob,member,A").replace("fred,facilitator,A,F1\n", "")
                     + "eve,member,B,E1\n")  # fmt: skip
    assert "Nothing was changed" in run("server", "people", table, address, "--cohort", "C", typed="n\n")
    assert "fred" in {each.username for each in administration.users(address)}
    told = run(
        "server",
        "people",
        table,
        address,
        "--cohort",
        "C",
        "--new-password",
        "rosa",
        "--slips",
        "two.html",
        typed="y\n",
    )
    assert "revoke      fred: facilitator F1 of set A of cohort C" in told
    assert "grant       bob: member B1 of set A of cohort C" in told
    assert set(passwords(tmp_path / "two.html")) == {"eve", "rosa"}
    assert {(each.username, each.learning_set) for each in administration.users(address)} == {
        ("tina", None), ("a1", "A"), ("bob", "A"), ("rosa", None), ("eve", "B"),
    }  # fmt: skip
    opens(address, "bob", before["bob"])
    opens(address, "rosa", passwords(tmp_path / "two.html")["rosa"])
    for user in ("fred", "rosa"):
        with pytest.raises(alsnb.LogError):
            opens(address, user, before[user])
    # The login of whoever is in no log any more is gone.
    assert own_server.run("SELECT 1 FROM pg_roles WHERE rolname = 'fred'") == []
    # Another cohort's people are no business of this table.
    table.write_text("username,role,cohort,code\ntina,tutor,D,T1\n")
    run("server", "people", table, address, "--yes")
    assert len(administration.users(address)) == 6


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("username,role,set,code\nx,student,A,A1\n", "line 2: unknown role 'student'; expected one of member"),
        ("username,role,set,code\nx,member,,A1\n", "line 2: a member needs a set"),
        ("username,role,set,code\nx,tutor,,\n", "line 2: a tutor needs a code"),
        ("username,role,set,code\n\n", "has no people"),
        ("username,role,set,code\nx,tutor,,T1\nx,tutor,,T1\n", "lists x twice in the same role"),
        ("username,role,set,code\nx,tutor,,T1\nx,researcher,,\n", "use another database user"),
        ("username,role,set,code\nowner,tutor,,T1\n", "owner owns the log or the server"),
        (f"username,role,set,code\n{'x' * 64},tutor,,T1\n", "the username is longer than"),
        ("\xff", "has no people"),
    ],
)
def test_a_table_that_cannot_be_meant_changes_nothing(own_server, address, table, text, told):
    table.write_text(text)
    assert told in run("server", "people", table, address, "--cohort", "C", "--yes", code=2)
    assert administration.users(address) == []
    assert own_server.run("SELECT 1 FROM pg_roles WHERE rolname = 'x'") == []


def test_semicolons_and_other_names_of_columns_are_read(tmp_path):
    path = tmp_path / "x.csv"
    path.write_text("\ufefflogin;Role;Cohort;learning_set;code\nZoë;Member;C;A;A1\n", encoding="utf-8")
    assert course.read(path) == [Grant("Zoë", "member", "C", "A", "A1")]


def test_a_password_may_be_typed_when_it_is_asked_for(address):
    password = administration.grant(address, Grant("bob", "member", "C", "A", "A1"), create=True)
    bare = address.replace("owner@", "bob@")
    told = run("-W", "check", bare, typed=f"{password}\n")
    assert "no problems found" in told
    assert password not in told
    os.environ.pop("ALSNB_PASSWORDS")
    assert "or the password; check both" in run("check", bare, code=2)


def test_a_code_that_two_logins_have_is_told(address):
    administration.grant(address, Grant("bob", "member", "C", "A", "A1"), create=True)
    told = run("server", "grant", address, "eve", "--member", "A1", "--set", "A", "--cohort", "C", "--create")
    assert "Same code, also with access: bob" in told
    assert "2 logins have the code A1 of cohort C" in run("server", "check", address, code=1)


def test_a_database_is_made_where_there_is_none(own_server):
    address = own_server.address("brand-new")
    assert "Made the database." in run("server", "init", address)
    assert "the database already has a log" in run("server", "init", address, code=2)
    with alsnb.open_log(address) as log:
        log.add(alsnb.Cohort(cohort="C"))
    own_server.run("CREATE DATABASE there_already")
    assert "Made the database." not in run("server", "init", own_server.address("there_already"))


def test_check_tells_what_is_to_be_mended(own_server, address):
    administration.grant(address, Grant("tina", "tutor", "C", None, "T1"), create=True)
    told = run("server", "check", address, code=1)
    assert "this connection is not encrypted" in told
    assert "Problem: the server does not accept encrypted connections" in told
    assert "users: 1 tutor" in told
    assert "no records so far: tina" in told
    assert "every login of the server may connect" not in told
    database = address.rpartition("/")[2]
    own_server.run(f"GRANT CONNECT ON DATABASE {database} TO PUBLIC")
    own_server.run("GRANT SELECT ON alsnb.revision TO tina; ALTER ROLE tina CONNECTION LIMIT -1", database)
    rules = own_server.folder / "data" / "pg_hba.conf"
    before = rules.read_text()
    rules.write_text(
        before + "host all all 10.0.0.0/8 trust\nhost all all 0.0.0.0/0 md5\nhost all all 0.0.0.0/0 scram-sha-256\n"
    )
    try:
        told = run("server", "check", address, code=1)
    finally:
        rules.write_text(before)
    for problem in (
        "every login of the server may connect to this database",
        "tina has a privilege on the log's tables",
        "tina may open any number of connections",
        "line 3: allows connections without a password",
        "line 4: accepts passwords by md5",
        "line 5: accepts unencrypted connections",
    ):
        assert problem in told
    administration.init(address, upgrade=True)
    assert "has a privilege" not in run("server", "check", address, code=1)


def test_an_earlier_log_loses_its_policies_and_grants_when_it_is_brought_up_to_date(own_server, address):
    database = address.rpartition("/")[2]
    if not own_server.run("SELECT 1 FROM pg_roles WHERE rolname = 'alsnb_user'"):
        own_server.run("CREATE ROLE alsnb_user NOLOGIN")
    administration.grant(address, Grant("bob", "member", "C", "A", "A1"), create=True)
    own_server.run(
        "DROP SCHEMA alsnb_api CASCADE; GRANT alsnb_user TO bob; GRANT USAGE ON SCHEMA alsnb TO alsnb_user; "
        "ALTER TABLE alsnb.revision ENABLE ROW LEVEL SECURITY; GRANT SELECT ON alsnb.revision, alsnb.alsnb_log "
        "TO alsnb_user; "
        "CREATE POLICY reading ON alsnb.revision FOR SELECT TO alsnb_user USING (true)", database,
    )  # fmt: skip
    with pytest.raises(alsnb.LogError, match="was made by an earlier alsnb"):
        alsnb.open_log(address)
    administration.init(address, upgrade=True)
    assert own_server.run("SELECT 1 FROM pg_policies", database) == []
    assert own_server.run("SELECT has_table_privilege('bob', 'alsnb.revision', 'SELECT'), "
                          "has_schema_privilege('bob', 'alsnb', 'USAGE')", database) == [(False, False)]  # fmt: skip
    alsnb.open_log(address).close()


# Erasing.


def in_the_data_files(own_server, word) -> list[str]:
    own_server.run("CHECKPOINT")
    found = subprocess.run(["grep", "-rlaF", word, str(own_server.folder / "data")], capture_output=True, text=True)
    return found.stdout.split()


def test_what_was_erased_is_in_no_data_file_once_its_remains_are_erased(address, own_server):
    database = address.rpartition("/")[2]
    for user, role, of_set, code in (("bob", "member", "A", "B1"), ("tina", "tutor", None, "T1")):
        administration.grant(address, Grant(user, role, "C", of_set, code), create=True)
        own_server.run(f"ALTER ROLE {user} PASSWORD 'x'")
    words = ("zebra-text", "zebra-amended", "zebra-draft", "zebra-note")
    with alsnb.open_log(address) as owner:
        owner.add([alsnb.Cohort(cohort="C"), alsnb.Member(cohort="C", learning_set="A", member="B1")])
    with alsnb.open_log(address.replace("owner@", "bob:x@")) as log:
        entry = log.add(
            alsnb.Reflection(cohort="C", learning_set="A", cycle=1, member="B1", text=f"{words[0]} {'x' * 9000}")
        )
        log.amend(entry, text=words[1])
        log.keep_draft("new", {"text": words[2]})
    with alsnb.open_log(address.replace("owner@", "tina:x@")) as log:
        log.keep_draft("theme_coding/x", {"reflection": entry, "note": words[3]})
        log.keep_draft("theme_coding/y", {"reflection": alsnb.new_id(), "note": "stays"})
        assert log.erase("B1", "C") == 3
        assert log.drafts() == ["theme_coding/y"]
        assert any("alsnb server erase-remains" in notice for notice in log.notices)
    assert own_server.run("SELECT pg_has_role('bob', (SELECT alsnb.its_group())::name, 'MEMBER')", database) == [
        (False,)
    ]
    with pytest.raises(alsnb.LogError, match="may not do this"):
        opens(address, "bob", "x")
    assert any(in_the_data_files(own_server, word) for word in words)
    told = run("server", "erase-remains", address)
    assert "The tables were rewritten" in told
    assert "Backups, archived write-ahead logs and standby servers hold" in told
    for word in words:
        assert in_the_data_files(own_server, word) == []


def test_who_is_no_superuser_is_told_that_the_write_ahead_log_remains(own_server, address):
    database = address.rpartition("/")[2]
    own_server.run("CREATE ROLE plain LOGIN CREATEROLE PASSWORD 'x'")
    own_server.run(f"CREATE DATABASE {database}_plain OWNER plain")
    theirs = own_server.address(f"{database}_plain", "plain:x")
    administration.init(theirs)
    told = upkeep.erase_remains(theirs)
    assert "The write-ahead log may hold the erased data until it is overwritten. A superuser can end that" in told[1]
    assert "only a superuser can check" in "\n".join(upkeep.state(theirs).facts)
    with pytest.raises(alsnb.LogError):
        upkeep.erase_remains(own_server.address(database, "plain:x"))


# Backup.


def tool(own_server, *command, out=None):
    program = shutil.which(command[0]) or sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{command[0]}"))[-1]
    with open(out or os.devnull, "wb") as file:
        done = subprocess.run([program, "-h", "127.0.0.1", "-p", str(own_server.port), "-U", "owner", *command[1:]],
                              stdout=file, stderr=subprocess.PIPE, text=False)  # fmt: skip
    assert done.returncode == 0, done.stderr.decode()


def test_a_log_and_its_logins_are_restored_on_another_server(own_server, address, tmp_path):
    """As docs/server.md says."""
    database = address.rpartition("/")[2]
    given = {}
    for user, role, of_set, code in (
        ("bob", "member", "A", "B1"),
        ("tina", "tutor", None, "T1"),
        ("rosa", "researcher", None, None),
    ):
        given[user] = administration.grant(address, Grant(user, role, "C", of_set, code), create=True)
    with alsnb.open_log(address) as log:
        log.add([alsnb.Cohort(cohort="C"), alsnb.Member(cohort="C", learning_set="A", member="B1"),
                 alsnb.Reflection(cohort="C", learning_set="A", cycle=1, member="B1", text="kept", visibility="tutor"),
                 alsnb.Consent(cohort="C", member="B1", purpose="research", given=True, on="2026-01-01")])  # fmt: skip
        before = log.fingerprints()
    tool(own_server, "pg_dump", "-Fc", database, out=tmp_path / "course.dump")
    tool(own_server, "pg_dumpall", "--roles-only", out=tmp_path / "roles.sql")
    new = postgres.Server()
    try:
        roles = (tmp_path / "roles.sql").read_text()
        (tmp_path / "roles.sql").write_text("\n".join(line for line in roles.splitlines() if "ROLE owner" not in line))
        tool(new, "psql", "-q", "-d", "postgres", "-f", tmp_path / "roles.sql")
        tool(new, "createdb", "-T", "template0", "-E", "UTF8", database)
        tool(new, "pg_restore", "-d", database, tmp_path / "course.dump")
        rules = new.folder / "data" / "pg_hba.conf"
        rules.write_text("host all owner 127.0.0.1/32 trust\nhost all all 127.0.0.1/32 scram-sha-256\n")
        new.run("SELECT pg_reload_conf()")
        restored = new.address(database)
        assert "Upgraded the log" in run("server", "init", restored, "--upgrade")
        with alsnb.open_log(restored) as log:
            assert log.fingerprints() == before
            assert alsnb.check(log) == []
        for user, password in given.items():
            with alsnb.open_log(restored.replace("owner@", f"{user}:{password}@")) as log:
                assert list(log.frames().reflections["text"]) == ["kept"]
        assert new.run("SELECT rolconnlimit FROM pg_roles WHERE rolname = 'bob'") == [(10,)]
        problems = upkeep.state(restored).problems
        assert [each for each in problems if "encrypted" not in each] == []
    finally:
        new.remove()


def test_a_restored_log_without_its_logins_is_told_of(own_server, address):
    administration.grant(address, Grant("bob", "member", "C", "A", "B1"), create=True)
    database = address.rpartition("/")[2]
    own_server.run(f"REVOKE ALL ON DATABASE {database} FROM bob")
    group = own_server.run("SELECT alsnb.its_group()", database)[0][0]
    own_server.run(f"REVOKE {group} FROM bob; DROP ROLE bob", database)
    assert "bob has access, but the server has no such login" in run("server", "check", address, code=1)


# Through the functions, as a tutor.


@pytest.fixture
def tutor(own_server, address):
    administration.grant(address, Grant("tina", "tutor", "C", None, "T1"), create=True)
    own_server.run("ALTER ROLE tina PASSWORD 'x'")
    return address.replace("owner@", "tina:x@")


def test_a_tutor_merges_checks_renames_and_reads_as_the_owner_does(address, tutor, tmp_path):
    from alsnb import sample
    from alsnb.log.changes import renaming
    from alsnb.log.exchange import merging

    with alsnb.open_log(tmp_path / "x.db", create=True, author="T1") as file:
        file.add([*sample.records("C", sets=2, members=8, cycles=2)])
        with alsnb.open_log(tutor) as log:
            news = merging.news(file, log)
            assert news.changes
            merged = log.merge(file)
            assert merged.new == len(list(file.revisions()))
            # What members keep private, a tutor who brought it may not read.
            assert {kind for kind, _ in merging.news(file, log).new} == {"reflection"}
            assert log.merge(file).new == 0
            assert alsnb.check(log) == []
            member = log.frames().members["member"].iloc[0]
            log.keep_draft(f"member/{member}", {"member": member})
            renaming.rename(log, "member", member, "Renamed", "C")
            assert "Renamed" in set(log.frames().members["member"])
            assert log.drafts() == ["member/Renamed"]
            with alsnb.open_log(address) as owner:
                for name in alsnb.Frames.names():
                    ours, theirs = getattr(log.frames("C"), name), getattr(owner.frames("C"), name)
                    if name == "reflections":
                        theirs = theirs[theirs["visibility"] == "tutor"]
                    if name in ("codings", "ratings"):
                        continue
                    assert sorted(ours["entry"] if "entry" in ours else ours["airtime"]) == sorted(
                        theirs["entry"] if "entry" in theirs else theirs["airtime"]
                    ), name
                assert log.frames(purpose="research").actions["entry"].tolist() == (
                    owner.frames(purpose="research").actions["entry"].tolist()
                )


def test_what_a_member_took_back_loses_its_words_on_the_server_too(own_server, address, tutor, tmp_path):
    from alsnb.log.exchange import gathering, hand_ins

    database = address.rpartition("/")[2]
    (tmp_path / "in").mkdir()
    with alsnb.open_log(tutor) as log:
        log.add([alsnb.Cohort(cohort="C"), alsnb.Member(cohort="C", learning_set="A", member="A1")])
    with alsnb.open_log(tmp_path / "mine.db", create=True, author="A1") as mine:
        mine.add([alsnb.Cohort(cohort="C"), alsnb.Member(cohort="C", learning_set="A", member="A1")])
        entry = mine.add(
            alsnb.Reflection(cohort="C", learning_set="A", cycle=1, member="A1", text="zebra", visibility="tutor")
        )
        first = tmp_path / "in" / "first.jsonl"
        hand_ins.hand_in(mine, "A1", "C", first)
        with alsnb.open_log(tutor) as log:
            (done,) = gathering.gather(log, [first])
            assert done.is_whole, done
            said = {"cohort": "C", "cycle": 1, "member": "A1", "reflection": entry, "theme": "t", "coder": "T1"}
            log.add(alsnb.Coding(**said, present=True, passage="zebra"))
            log.keep_draft("coding", {"reflection": entry, "text": "zebra"})
        mine.amend(entry, visibility="private")
        second = tmp_path / "in" / "second.jsonl"
        hand_ins.hand_in(mine, "A1", "C", second)
    with alsnb.open_log(tutor) as log:
        (done,) = gathering.gather(log, [second])
        assert done.problem is None
        assert log.drafts() == []
        (again,) = gathering.gather(log, [first])
        assert again.problem is None
    said = own_server.run("SELECT content::text FROM alsnb.revision", database)
    assert not [text for (text,) in said if "zebra" in text]
    assert own_server.run("SELECT what, member, revisions FROM alsnb.audit WHERE what LIKE 'deleted%'", database) == [
        ("deleted what was taken back", "A1", 2)
    ]
