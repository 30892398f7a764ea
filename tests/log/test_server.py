"""A shared log: its server restarts, is away, or is not what it should be; what is acknowledged is there."""

import json
import threading
import time
from concurrent.futures import ThreadPoolExecutor

import postgres
import pytest

import alsnb
from alsnb.log import schema
from alsnb.log.databases import postgresql as server_module
from alsnb.log.exchange import bundles, hand_ins
from alsnb.log.revisions import revision
from alsnb.log.server import administration
from alsnb.log.server.administration import Grant

SECRET = "pass-word"


def reflection(**fields):
    return alsnb.Reflection(**{"cohort": "C", "learning_set": "A", "cycle": 1, "member": "A1", "text": "…"} | fields)


def attendance(**fields):
    return alsnb.Attendance(
        **{"cohort": "C", "learning_set": "A", "cycle": 1, "member": "A1", "status": "late"} | fields
    )


@pytest.fixture(scope="module")
def own_server(server):
    """A server of its own for what would disturb the others."""
    made = postgres.Server()
    yield made
    made.remove()


@pytest.fixture
def fragile(own_server):
    """A server that may be stopped; for the next test, it is there again."""
    yield own_server
    try:
        own_server.run("SELECT 1")
    except postgres.psycopg.OperationalError:
        own_server.start()


@pytest.fixture
def address(fragile):
    return fragile.address(fragile.new_log())


def refusal(address, do=None):
    """The one sentence that opening, or what is done with the open log, is refused with."""
    with pytest.raises(alsnb.LogError) as told, alsnb.open_log(address) as log:
        do(log)
    assert "\n" not in str(told.value)
    assert SECRET not in str(told.value)
    assert "Traceback" not in str(told.value)
    return str(told.value)


# Restarts -------------------------------------------------------------------------------------------------------------

WRITERS, EACH = 20, 500


@pytest.mark.parametrize("mode", ["immediate", "fast"])
def test_twenty_writers_lose_nothing_when_the_server_restarts(fragile, address, mode):
    acknowledged = [[] for _ in range(WRITERS)]

    def write(number):
        with alsnb.open_log(address, author=f"A{number}") as log:
            for n in range(EACH):
                context = {"member": f"A{number}", "cycle": n // 10}
                record = attendance(**context) if n % 10 == 0 else reflection(**context)
                acknowledged[number].append(log.add(record))

    with ThreadPoolExecutor(WRITERS) as pool:
        writing = [pool.submit(write, number) for number in range(WRITERS)]
        while sum(map(len, acknowledged)) < WRITERS * EACH / 3:
            time.sleep(0.01)
            assert not any(each.done() for each in writing)
        fragile.stop(mode)
        before = sum(map(len, acknowledged))
        time.sleep(0.5)
        fragile.start()
        for each in writing:
            each.result()
    assert before < WRITERS * EACH
    with alsnb.open_log(address) as log:
        held = list(log.revisions())
        assert alsnb.check(log) == []
    assert {each.entry for each in held} == {entry for entries in acknowledged for entry in entries}
    said = [(each.member, json.loads(each.content)["cycle"]) for each in held]
    assert sorted(said) == [(f"A{number}", n // 10) for number in sorted(map(str, range(WRITERS))) for n in range(EACH)]


def restarting(fragile, seconds=0.5):
    """Stop the server, and start it in a while."""
    fragile.stop("fast")
    starting = threading.Timer(seconds, fragile.start)
    starting.start()
    return starting


@pytest.mark.parametrize(
    "write",
    [
        lambda log, entry: log.add(reflection()),
        lambda log, entry: log.add([reflection(), reflection()]),
        lambda log, entry: log.add(attendance()),
        lambda log, entry: log.add(alsnb.Reflection(cycle=1, member="A1", text="the cohort is filled in")),
        lambda log, entry: log.amend(entry, text="new"),
        lambda log, entry: log.keep_draft("reflection", {"text": "half a sen"}),
        lambda log, entry: log.drop_draft("reflection"),
    ],
    ids=["add", "add several", "say anew", "fill in", "amend", "keep a draft", "drop a draft"],
)
def test_what_is_written_while_the_server_restarts_is_written(fragile, address, write):
    with alsnb.open_log(address, author="A1") as log:
        log.add(alsnb.Cohort(cohort="C"))
        entry = log.add(reflection())
        starting = restarting(fragile)
        write(log, entry)
        starting.join()
        state = [each.record for each in log.revisions()], log.draft("reflection")
    with alsnb.open_log(address, author="A1") as log:
        assert ([each.record for each in log.revisions()], log.draft("reflection")) == state


def test_a_reader_is_told_that_the_server_is_away_and_reads_on_afterwards(fragile, address):
    with alsnb.open_log(address) as log:
        log.add(reflection())
        assert len(log.frames().reflections) == 1
        fragile.stop("fast")
        for read in (log.frames, lambda: list(log.revisions()), lambda: log.draft("x"), lambda: log.get("x")):
            with pytest.raises(alsnb.LogError, match="the server cannot be reached"):
                read()
        assert "the server cannot be reached" in refusal(address)
        fragile.start()
        assert len(log.frames().reflections) == 1


def test_a_server_that_stays_away_is_told_in_a_sentence_and_nothing_is_kept_back(fragile, address, monkeypatch):
    monkeypatch.setattr(server_module, "_PATIENCE", 0.5)
    with alsnb.open_log(address) as log:
        entry = log.add(reflection())
        fragile.stop("fast")
        for write in (
            lambda: log.add(reflection()),
            lambda: log.add(attendance()),
            lambda: log.amend(entry, text="new"),
            lambda: log.keep_draft("x", {}),
            lambda: log.erase("A1", "C"),
            lambda: log.merge(alsnb.open_log("alsnb:sample")),
        ):
            with pytest.raises(
                alsnb.LogError, match=r"the server cannot be reached .*nothing was written, so try again"
            ):
                write()
        fragile.start()
        assert [each.entry for each in log.revisions()] == [entry]
        log.add(reflection())
        assert len(log.frames().reflections) == 2


def test_a_merge_interrupted_takes_over_nothing_and_may_be_repeated(fragile, address):
    def interrupted(revisions):
        for number, each in enumerate(revisions):
            if number == 15_000:
                fragile.stop("immediate")
                fragile.start()
            yield each

    with alsnb.open_log("alsnb:sample") as sample, alsnb.open_log(address) as log:
        many = list(sample.revisions())
        many = [*many, *(revision_of(n) for n in range(15_001 - len(many)))]
        with pytest.raises(alsnb.LogError, match="the server cannot be reached"):
            log.take_over(interrupted(many))
        assert list(log.revisions()) == []
        assert log.take_over(many).new == len(many)


def revision_of(number):
    from alsnb.log.revisions import revision

    return revision(reflection(text=str(number)), "A1")


# Addresses ------------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def guarded(own_server):
    """A server that asks one user for a password, and turns another away."""
    access = own_server.folder / "data" / "pg_hba.conf"
    rules = "host all guarded 127.0.0.1/32 scram-sha-256\nhost all banned 127.0.0.1/32 reject\n"
    access.write_text(rules + access.read_text())
    own_server.run("SELECT pg_reload_conf()")
    own_server.run("CREATE ROLE guarded LOGIN PASSWORD 'right'")
    own_server.run("CREATE ROLE banned LOGIN")
    own_server.run("CREATE ROLE nobody LOGIN")
    return own_server


def at(server, user, database, password=SECRET):
    return server.address(database, f"{user}:{password}")


def test_what_keeps_one_from_connecting_is_told_in_a_sentence(guarded, address):
    name = address.rpartition("/")[2]
    assert "or the password; check both" in refusal(at(guarded, "guarded", name))
    assert "or the password; check both" in refusal(guarded.address(name, "guarded"))
    assert "the server has no database nonsense" in refusal(at(guarded, "owner", "nonsense"))
    assert "or the password; check both" in refusal(at(guarded, "stranger", name))
    assert "does not accept banned from this computer" in refusal(at(guarded, "banned", name))
    assert "has no log that nobody may see" in refusal(at(guarded, "nobody", name))
    assert "has no log that owner may see" in refusal(at(guarded, "owner", "postgres"))
    refused = refusal(f"postgresql://owner:{SECRET}@127.0.0.1:1/{name}")
    assert "the server cannot be reached (" in refused
    assert "refused" in refused
    assert "the server cannot be reached" in refusal(f"postgresql://owner:{SECRET}@no.such.host.invalid/x")


def test_a_wrong_password_is_told_at_once(guarded, address):
    begun = time.monotonic()
    with alsnb.open_log(address) as log:
        name = address.rpartition("/")[2]
        log.database.engine = server_module._engine(at(guarded, "guarded", name))
        with pytest.raises(alsnb.LogError, match="or the password; check both"):
            log.add(reflection())
    assert time.monotonic() - begun < server_module._PATIENCE


@pytest.mark.parametrize(
    "address",
    [
        f"postgresql://owner:{SECRET}@127.0.0.1/",
        f"postgresql://owner:{SECRET}@127.0.0.1:port/x",
        f"postgresql://owner:{SECRET}@127.0.0.1:1:2/x",
        f"postgresql://owner:a@{SECRET}@127.0.0.1/x",
        f"postgresql://owner@127.0.0.1/x?password={SECRET}&sslmode=nonsense",
        f"nonsense://owner:{SECRET}@127.0.0.1/x?password={SECRET}",
        f"mysql://owner:{SECRET}@127.0.0.1/x",
        f"://owner:{SECRET}@127.0.0.1/x",
    ],
)
def test_an_address_that_is_none_is_refused_without_its_password(address):
    refusal(address)


def test_the_password_is_in_no_name_message_or_representation(guarded):
    name = guarded.new_log()
    with alsnb.open_log(at(guarded, "owner", name)) as log:
        for shown in (log.name, repr(log), repr(log.database.engine.url)):
            assert SECRET not in shown
    refused = refusal(at(guarded, "owner", name), lambda log: log.get("nonsense"))
    assert "no entry 'nonsense'" in refused


def test_whoever_is_let_in_no_more_is_told_so_in_an_open_log(fragile, address):
    name = address.rpartition("/")[2]
    administration.grant(address, Grant(f"m_{name}", "member", "C", "A", "A1"), create=True)
    with alsnb.open_log(fragile.address(name, f"m_{name}")) as log:
        log.add(reflection())
        administration.revoke(address, f"m_{name}")
        for do in (lambda: log.add(reflection()), log.frames, lambda: log.keep_draft("x", {}), lambda: log.draft("x")):
            with pytest.raises(alsnb.LogError, match=f"the user m_{name} may not do this, so nothing was written"):
                do()


# Versions, and making a log -------------------------------------------------------------------------------------------


@pytest.fixture
def database(fragile):
    """The name of a new, empty database."""
    name = f"database_{time.time_ns()}"
    fragile.run(f"CREATE DATABASE {name}")
    return name


def test_a_log_of_a_newer_version_is_refused_by_readers_and_by_its_owner(fragile, address):
    name = address.rpartition("/")[2]
    fragile.run(f"UPDATE alsnb.alsnb_log SET version = {schema.VERSION + 1}", name)
    assert "update alsnb: pip install --upgrade alsnb" in refusal(address)
    with pytest.raises(alsnb.LogError, match="written by a newer alsnb"):
        administration.init(address, upgrade=True)
    assert fragile.run("SELECT version FROM alsnb.alsnb_log", name) == [(schema.VERSION + 1,)]


def test_an_older_log_is_brought_up_to_date_when_its_owner_asks_for_it_and_not_before(fragile, address):
    name = address.rpartition("/")[2]
    with alsnb.open_log(address) as log:
        log.add([alsnb.Cohort(cohort="C"), reflection()])
        log.keep_draft("x", {"text": "half"})
    administration.grant(address, Grant("old_tutor", "tutor", "C", None, "T1"), create=True)
    fragile.run("UPDATE alsnb.alsnb_log SET version = 2, fields = 'old'; DROP VIEW alsnb.reflections CASCADE", name)
    secret = fragile.run("SELECT secret FROM alsnb.secret", name)
    told = refusal(address)
    assert "log version 2" in told
    assert "alsnb server init --upgrade" in told
    with pytest.raises(alsnb.LogError, match="the database already has a log; to upgrade it"):
        administration.init(address)
    assert fragile.run("SELECT version FROM alsnb.alsnb_log", name) == [(2,)]
    administration.init(address, upgrade=True)
    administration.init(address, upgrade=True)
    assert fragile.run("SELECT version, fields FROM alsnb.alsnb_log", name) == [(schema.VERSION, schema.fingerprint())]
    assert fragile.run("SELECT text FROM alsnb.reflections", name) == [("…",)]
    assert fragile.run("SELECT secret FROM alsnb.secret", name) == secret
    with alsnb.open_log(address) as log:
        assert len(log.frames().reflections) == 1
        assert log.draft("x").content == {"text": "half"}
    with alsnb.open_log(fragile.address(name, "old_tutor")) as log:
        assert log.author == "T1"
        log.add(reflection(member="A2"))


def test_an_upgrade_that_fails_changes_nothing(fragile, address):
    name = address.rpartition("/")[2]
    fragile.run("UPDATE alsnb.alsnb_log SET version = 2", name)
    # Somebody's own view on one of alsnb's keeps that from being made anew.
    fragile.run("CREATE VIEW public.mine AS SELECT text FROM alsnb.reflections", name)
    with pytest.raises(alsnb.LogError) as told:
        administration.init(address, upgrade=True)
    assert "reflections" in str(told.value)
    assert fragile.run("SELECT version FROM alsnb.alsnb_log", name) == [(2,)]
    assert fragile.run("SELECT count(*) FROM alsnb.attendance", name) == [(0,)]


def test_a_log_is_made_once(fragile, database):
    address = fragile.address(database)
    with pytest.raises(alsnb.LogError, match="no log to upgrade"):
        administration.init(address, upgrade=True)
    administration.init(address)
    with pytest.raises(alsnb.LogError, match="the database already has a log"):
        administration.init(address)
    with pytest.raises(alsnb.LogError, match="alsnb server init ADDRESS"):
        alsnb.open_log(address, create=True)


def test_of_two_who_make_a_log_at_once_one_does(fragile, database):
    start = threading.Barrier(4)

    def make(_):
        start.wait()
        try:
            administration.init(fragile.address(database))
        except alsnb.LogError as error:
            return str(error)
        return "made"

    with ThreadPoolExecutor(4) as pool:
        said = sorted(pool.map(make, range(4)))
    assert said.count("made") == 1
    assert all("the database already has a log" in each for each in said if each != "made")


def test_logs_may_be_made_in_several_databases_at_once_on_a_new_server(server):
    new = postgres.Server()
    try:
        for number in range(4):
            new.run(f"CREATE DATABASE database_{number}")
        addresses = [new.address(f"database_{number}") for number in range(4)]
        with ThreadPoolExecutor(4) as pool:
            list(pool.map(administration.init, addresses))
        for address in addresses:
            alsnb.open_log(address).close()
    finally:
        new.remove()


def test_somebody_who_may_not_make_a_log_is_told_so_and_nothing_is_left(guarded, database):
    with pytest.raises(alsnb.LogError, match="may not do this") as told:
        administration.init(at(guarded, "nobody", database))
    assert SECRET not in str(told.value)
    assert guarded.run("SELECT count(*) FROM pg_namespace WHERE nspname = 'alsnb'", database) == [(0,)]


def test_only_a_database_that_holds_every_character_is_taken(fragile):
    name = f"latin_{time.time_ns()}"
    fragile.run(f"CREATE DATABASE {name} ENCODING 'LATIN1' TEMPLATE template0 LOCALE 'C'")
    with pytest.raises(alsnb.LogError, match="the database must have ENCODING 'UTF8'"):
        administration.init(fragile.address(name))
    assert "has no log" in refusal(fragile.address(name))


def test_an_older_postgresql_is_refused(fragile, database, monkeypatch):
    monkeypatch.setattr(administration, "OLDEST", 990000)
    with pytest.raises(alsnb.LogError, match="PostgreSQL 15 or newer"):
        administration.init(fragile.address(database))


# Drafts ---------------------------------------------------------------------------------------------------------------


def test_a_draft_is_its_authors_alone_through_the_library_and_by_plain_sql(fragile, address):
    name = address.rpartition("/")[2]
    users = {f"m_{name}": "A1", f"n_{name}": "A2", f"t_{name}": "T1"}
    for user, code in users.items():
        role, of_set = ("tutor", None) if code == "T1" else ("member", "A")
        administration.grant(address, Grant(user, role, "C", of_set, code), create=True)
    logs = {code: alsnb.open_log(fragile.address(name, user)) for user, code in users.items()}
    for code, log in logs.items():
        log.keep_draft("reflection", {"text": f"of {code}"})
    # Whoever says that they are another still is who the server knows them to be.
    with alsnb.open_log(fragile.address(name, f"n_{name}"), author="A1") as pretending:
        assert pretending.draft("reflection").content == {"text": "of A2"}
    for user, code in users.items():
        assert logs[code].draft("reflection").content == {"text": f"of {code}"}
        assert fragile.run("SELECT author, content FROM alsnb_api.draft()", name, user) == [
            (user, f'{{"text": "of {code}"}}')
        ]
        for statement in ("SELECT * FROM alsnb.draft", "INSERT INTO alsnb.draft VALUES ('somebody', 'x', 0, '{}')"):
            with pytest.raises(postgres.psycopg.errors.InsufficientPrivilege):
                fragile.run(statement, name, user)
    fragile.run("SELECT alsnb_api.drop_draft('reflection')", name, f"t_{name}")
    assert logs["T1"].draft("reflection") is None
    assert logs["A1"].draft("reflection") is not None
    logs["A1"].drop_draft("reflection")
    assert logs["A1"].draft("reflection") is None
    assert logs["A2"].draft("reflection") is not None
    for log in logs.values():
        log.close()


def test_a_researcher_whose_cohort_is_sealed_is_given_nothing(fragile, address):
    name = address.rpartition("/")[2]
    with alsnb.open_log(address) as log:
        log.add([alsnb.Cohort(cohort="C", consent_release="2999-01-01"), reflection(visibility="tutor"),
                 alsnb.Consent(cohort="C", member="A1", purpose="research", given=True, on="2026-01-01")])  # fmt: skip
    administration.grant(address, Grant(f"r_{name}", "researcher", "C", None, None), create=True)
    with alsnb.open_log(fragile.address(name, f"r_{name}")) as log:
        assert log.frames().reflections.empty
        assert log.frames(purpose="research").reflections.empty
        with pytest.raises(alsnb.LogError, match="no cohort 'C'"):
            log.frames("C")
    with alsnb.open_log(address) as log:
        log.add(alsnb.Cohort(cohort="C", consent_release="2026-01-01"))
    with alsnb.open_log(fragile.address(name, f"r_{name}")) as log:
        (said,) = log.frames("C").reflections.to_dict("records")
        assert said["text"] == "…"
        assert said["member"] not in ("A1", None)
        with pytest.raises(alsnb.LogError, match="researchers can only use purpose="):
            log.frames(purpose="quotation")


def test_a_file_in_which_it_was_corrected_whose_an_entry_is_can_be_merged_by_a_tutor_alone(fragile, address, tmp_path):
    """Coded before the writer was known; written down for the wrong member; corrected since."""
    with alsnb.open_log(tmp_path / "x.db", create=True) as file:
        file.add([alsnb.Cohort(cohort="C"), alsnb.Member(cohort="C", learning_set="A", member="A1")])
        entry = file.add(reflection(cohort="C", member=None, visibility="tutor"))
        coding = alsnb.Coding(cohort="C", cycle=1, reflection=entry, theme="t", coder="T1", present=True)
        coded, said = file.add(coding), file.add(attendance(cohort="C", cycle=1, member="A2"))
        for each, member in ((entry, "A1"), (coded, "A1"), (said, "A3")):
            file.amend(each, member=member)
        for user, role in (("tina", "tutor"), ("mary", "member")):
            fragile.run(f"DROP ROLE IF EXISTS {user}")
            learning_set = "A" if role == "member" else None
            given = administration.Grant(user, role, "C", learning_set, "T1" if role == "tutor" else "A1")
            administration.grant(address, given, create=True)
        database = address.rpartition("/")[2]
        with alsnb.open_log(fragile.address(database, "mary")) as log, pytest.raises(alsnb.LogError):
            log.merge(file)
        with alsnb.open_log(fragile.address(database, "tina")) as log:
            log.merge(file)
            assert {log.get(each).member for each in (entry, coded)} == {"A1"}
            assert log.get(said).member == "A3"
            assert [each[:2] for each in alsnb.check(log)] == [each[:2] for each in alsnb.check(file)]


@pytest.fixture
def lets_in(fragile, address):
    """A function that lets a user in; the address of the log for them."""

    def let_in(user, role, learning_set=None, code=None):
        if not fragile.run(f"SELECT 1 FROM pg_roles WHERE rolname = '{user}'"):
            fragile.run(f"CREATE ROLE {user} LOGIN")
        administration.grant(address, Grant(user, role, "C", learning_set, code))
        return fragile.address(address.rpartition("/")[2], user)

    return let_in


def test_a_bundle_is_gathered_again_though_the_tutor_may_not_read_all_it_brought(lets_in, address, tmp_path):
    """Sealed consent, and a reflection that its writer has made private since."""
    tina, mary = lets_in("tina", "tutor", code="T1"), lets_in("mary", "member", "A", "A1")
    with alsnb.open_log(address) as owner:
        owner.add(alsnb.Cohort(cohort="C", consent_release="2999-01-01"))
    with alsnb.open_log(tmp_path / "mine.db", create=True, author="A1") as mine:
        shared = mine.add(reflection(visibility="tutor"))
        mine.add(alsnb.Consent(cohort="C", member="A1", purpose="research", given=True, on="2026-01-01"))
        first = bundles.Bundle(hand_ins.sharing_of(mine, "A1").leaving, [])
        mine.add(reflection(text="next month", visibility="tutor"))
        second = bundles.Bundle(hand_ins.sharing_of(mine, "A1").leaving, [])
    with alsnb.open_log(tina) as log:
        assert log.take_over(first.revisions) == (2, 0, 0)
        with alsnb.open_log(mary) as student:
            student.amend(shared, visibility="private")
        assert log.take_over(first.revisions) == (0, 2, 0)
        assert log.take_over(second.revisions) == (1, 2, 0)
        assert list(log.frames().reflections["text"]) == ["next month"]
        (hidden,) = [each for each in first.revisions if each.kind == "consent"]
        forged = revision(hidden.record.model_copy(update={"given": False}), "A1", hidden.id)
        with pytest.raises(alsnb.ConflictError, match="you may not read"):
            log.take_over([forged])


def test_members_and_facilitators_are_told_that_frames_for_a_purpose_are_not_theirs(lets_in, address):
    with alsnb.open_log(address) as owner:
        owner.add(alsnb.Cohort(cohort="C"))
    for user, role, code in (("mary", "member", "A1"), ("fred", "facilitator", "F1")):
        assert "only tutors and researchers" in refusal(
            lets_in(user, role, "A", code), lambda log: log.frames(purpose="research")
        )


def test_what_a_member_may_not_add_is_named(lets_in, address):
    with alsnb.open_log(address) as owner:
        owner.add(alsnb.Cohort(cohort="C"))
    mary = lets_in("mary", "member", "A", "A1")
    told = refusal(mary, lambda log: log.add(reflection(member="A2")))
    assert "you may not add reflection of A2 in set A of C, signed A1; nothing was written" in told


def test_a_member_is_let_into_one_set_and_once_erased_into_none(lets_in, address):
    lets_in("mary", "member", "A", "A3")
    mary = lets_in("mary", "member", "B", "A1")
    assert administration.users(address) == [Grant("mary", "member", "C", "B", "A1")]
    with alsnb.open_log(address) as owner:
        owner.add([alsnb.Cohort(cohort="C"), reflection(learning_set="B", member="A2", visibility="set")])
        owner.add(reflection(learning_set="B", member="A1"))
        with alsnb.open_log(mary) as log:
            assert len(log.frames().reflections) == 2
            owner.erase("A1", "C")
            with pytest.raises(alsnb.LogError, match="mary may not do this"):
                log.frames()
    assert administration.users(address) == []
