"""What a database user may try to put into a shared log, or to remove; and that its frames can be read after each."""

from __future__ import annotations

import json
import threading
import uuid
from datetime import UTC, datetime, timedelta

import psycopg
import pytest
from access_world import (
    ADD,
    DRAFT,
    ELSEWHERE,
    OPEN,
    OTHER_SET,
    SEALED,
    SET,
    World,
    contents,
    entry_of,
    judgement,
    make,
    now,
    sealed,
    uuid7,
)

import alsnb
from alsnb.errors import LogError
from alsnb.log.server import administration
from alsnb.log.server.administration import Grant
from alsnb.records import RECORDS


@pytest.fixture(scope="module")
def world(server):
    made = World(server)
    made.rows = {}
    for cohort in (OPEN, SEALED, ELSEWHERE):
        for kind, content in contents(cohort, SET, "A1").items():
            made.rows[cohort, SET, kind] = make(kind, content, "A1")
        for kind, content in contents(cohort, OTHER_SET, "B1").items():
            if kind not in ("cohort", "theme"):
                made.rows[cohort, OTHER_SET, kind] = make(kind, content, "B1")
        reflection = made.rows[cohort, SET, "reflection"]
        for kind in ("coding", "rating"):
            made.rows[cohort, SET, kind] = make(kind, judgement(kind, reflection), "T1")
    made.put(*made.rows.values())
    made.tutors = alsnb.open_log(made.address("tutor"))
    yield made
    made.tutors.close()
    made.close()


def readable(world) -> None:
    """The tutor's views and frames can still be read, and have nothing twice."""
    for record in RECORDS.values():
        assert world.attempt("tutor", f"SELECT * FROM alsnb_api.{record.frame_name}()").error is None
    frames = world.tutors.frames()
    for record in RECORDS.values():
        assert getattr(frames, record.frame_name)["entry"].is_unique
    assert sorted(frames.cohorts["cohort"]) == [OPEN, SEALED]
    assert len(list(world.tutors.revisions())) == len(world.ids("tutor"))


ISSUE = contents(OPEN, SET, "A2")["issue"]
AIRTIME = contents(OPEN, SET, "A2")["airtime"]
MEETING = contents(OPEN, SET, "A2")["meeting"]
REFLECTION = contents(OPEN, SET, "A2")["reflection"]


def text(content, **changes) -> str:
    return json.dumps(content | changes)


def written(content, old: str, new: str) -> str:
    """The content as text with something in it that Python would not write."""
    found = json.dumps(content)
    assert old in found
    return found.replace(old, new)


DEEP = "[" * 3000 + "]" * 3000
HOSTILE = {
    "a key twice": ("issue", written(ISSUE, '"title": ', '"title": "one", "title": ')),
    "an escaped key twice": ("issue", written(ISSUE, '"title": ', '"t\\u0069tle": "one", "title": ')),
    "a field that frames have": ("issue", written(ISSUE, '{"', '{"entry": "x", "')),
    "another field that frames have": ("issue", written(ISSUE, '{"', '{"recorded_at": "x", "')),
    "an escaped field that frames have": ("issue", written(ISSUE, '{"', '{"\\u0065ntry": 1, "')),
    "a cycle that is text": ("issue", text(ISSUE, cycle="x")),
    "a cycle that is no whole number": ("issue", text(ISSUE, cycle=1.5)),
    "a cycle with an exponent": ("issue", written(ISSUE, '"cycle": 1', '"cycle": 1e3')),
    "a cycle too large": ("issue", text(ISSUE, cycle=10**30)),
    "no cycle": ("issue", text(ISSUE, cycle=None)),
    "a number too large": ("airtime", written(AIRTIME, '"minutes": 20.0', '"minutes": 1e999999')),
    "a stage's number too large": ("airtime", written(AIRTIME, '"minutes": 3.5', '"minutes": 1e999999')),
    "a stage without minutes": ("airtime", text(AIRTIME, stages=[{"stage": "x"}])),
    "a stage's name that is a number": ("airtime", text(AIRTIME, stages=[{"stage": 1, "minutes": 1}])),
    "a stage that is null": ("airtime", text(AIRTIME, stages=[None])),
    "a stage's key twice": ("airtime", written(AIRTIME, '{"stage"', '{"stage": "x", "stage"')),
    "stages that are no list": ("airtime", text(AIRTIME, stages="x")),
    "stages of text": ("airtime", text(AIRTIME, stages=["x"])),
    "not a number": ("airtime", written(AIRTIME, '"minutes": 20.0', '"minutes": NaN')),
    "infinity": ("airtime", written(AIRTIME, '"minutes": 20.0', '"minutes": Infinity')),
    "no such day": ("meeting", text(MEETING, held_on="2026-02-30")),
    "a day by name": ("meeting", text(MEETING, held_on="today")),
    "infinity as a day": ("meeting", text(MEETING, held_on="infinity")),
    "a day as a number": ("meeting", text(MEETING, held_on=20260101)),
    "a time without its zone": ("meeting", text(MEETING, started_at="2026-01-01T10:00:00")),
    "a zone by name": ("meeting", text(MEETING, started_at="2026-01-01T10:00:00 Europe/Zurich")),
    "hour 24": ("meeting", text(MEETING, started_at="2026-01-01T24:00:00Z")),
    "second 60": ("meeting", text(MEETING, started_at="2026-01-01T10:00:60Z")),
    "nanoseconds": ("meeting", text(MEETING, started_at="2026-01-01T10:00:00.123456789Z")),
    "an unknown choice": ("issue", text(ISSUE, state="whatever")),
    "a choice that is a list": ("issue", text(ISSUE, state=["opened"])),
    "withdrawn in a word": ("issue", text(ISSUE, withdrawn="true")),
    "withdrawn by a number": ("issue", text(ISSUE, withdrawn=1)),
    "withdrawn by nothing": ("issue", text(ISSUE, withdrawn=None)),
    "withdrawn twice": ("issue", written(ISSUE, '{"', '{"withdrawn": true, "withdrawn": false, "')),
    "an unknown visibility": ("reflection", text(REFLECTION, visibility="all")),
    "no visibility": ("reflection", text({k: v for k, v in REFLECTION.items() if k != "visibility"}, visibility=None)),
    "text that is a number": ("issue", text(ISSUE, title=3)),
    "text that is an object": ("issue", text(ISSUE, title={"a": 1})),
    "a list": ("issue", "[1]"),
    "a text": ("issue", '"x"'),
    "null": ("issue", "null"),
    "half an object": ("issue", '{"cohort": "open"'),
    "nothing": ("issue", ""),
    "space before": ("issue", " " + text(ISSUE)),
    "a line break between fields": ("issue", written(ISSUE, ", ", ",\n")),
    "a carriage return": ("issue", text(ISSUE) + "\r"),
    "half a character": ("issue", written(ISSUE, '"state": "opened"', '"state": "opened", "x": "\\ud83d"')),
    "half a character in a text": ("issue", text(ISSUE, title="\ud83d")),
    "an unknown field, too large a number": ("issue", written(ISSUE, '{"', '{"x": 1e999999, "')),
    "an unknown field, deep": ("issue", written(ISSUE, '{"', '{"x": ' + DEEP + ', "')),
    "an unknown field, with a long number": ("issue", written(ISSUE, '{"', '{"x": [' + "9" * 400 + '], "')),
    "an unknown kind": ("poem", text(ISSUE)),
    "no kind": ("", text(ISSUE)),
    "another kind's content": ("action", text(ISSUE)),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_what_is_no_record_is_refused(world, name):
    kind, content = HOSTILE[name]
    of_kind = {"airtime": AIRTIME, "meeting": MEETING, "reflection": REFLECTION}
    row = sealed(make(kind, of_kind.get(kind, ISSUE), "A2")._replace(content=content))
    for who in ("mate", "tutor", "owner"):
        outcome = world.insert(who, row)
        assert outcome.error, who


ODD = {
    "an unknown field": ("issue", text(ISSUE, unheard_of="x")),
    "an unknown field with parts": ("issue", text(ISSUE, x=[{"y": [1.5, {"z": None}]}] * 40)),
    "an unknown field with a key twice": ("issue", written(ISSUE, '{"', '{"x": {"a": 1, "a": "b"}, "')),
    "an unknown field of a stage": ("airtime", text(AIRTIME, stages=[{"stage": "x", "minutes": 1, "y": [1]}])),
    "numbers in words": ("issue", text(ISSUE, title='1e999 "1e999999" [[[[ \\" ' + "9" * 400)),
    "an unknown field of the cohort's": ("issue", text(ISSUE, consent_release="1999-01-01", visibility="x")),
    "an empty name of a field": ("issue", text(ISSUE, **{"": 1})),
    "withdrawn from the first": ("issue", text(ISSUE, withdrawn=True)),
    "not withdrawn, in so many words": ("issue", text(ISSUE, withdrawn=False)),
    "a character of number nought": ("issue", text(ISSUE, title="a\0b \\u0000 \\\0")),
    "an escaped backslash before": ("issue", written(ISSUE, '"about": "', '"about": "\\\\u0000 ')),
    "an emoji in two halves": ("issue", text(ISSUE, title="👩🏽‍🏫")),
    "a very long text": ("issue", text(ISSUE, title="x" * 1_000_000)),
    "a cycle below nought": ("issue", text(ISSUE, cycle=-5)),
    "minus nought": ("airtime", written(AIRTIME, '"minutes": 20.0', '"minutes": -0')),
    "a small number": ("airtime", written(AIRTIME, '"minutes": 20.0', '"minutes": 1e-300')),
    "no member's code": ("issue", text(ISSUE, member="")),
    "a code that spells SQL": ("issue", text(ISSUE, member="'; DROP TABLE revision; --")),
    "a reference to nothing": ("airtime", text(AIRTIME, issue="x")),
    "the first year": ("meeting", text(MEETING, cycle=20, held_on="0001-01-01", started_at="0001-01-02T00:00:00Z")),
    "the last year": ("meeting", text(MEETING, cycle=21, held_on="9999-12-31", started_at="9999-12-30T00:00:00Z")),
}


@pytest.mark.parametrize("name", ODD)
def test_what_is_odd_and_let_in_leaves_the_frames_readable(world, name):
    kind, content = ODD[name]
    row = make(kind, json.loads(content), "A2")
    outcome = world.insert("mate", sealed(row._replace(content=content)), keep=True)
    assert outcome.error is None or "stack depth" in outcome.error
    readable(world)


def changed(row, **changes):
    return row._replace(**changes)


FORGED = {
    "another digest": lambda row: changed(row, digest="0" * 64),
    "another time": lambda row: changed(row, at=row.at - 1),
    "no UUIDv7": lambda row: sealed(changed(row, id=str(uuid.uuid4()))),
    "an id in capitals": lambda row: sealed(changed(row, id=row.id.upper())),
    "an entry that is no UUID": lambda row: sealed(changed(row, entry="x")),
    "an entry newer than its first wording": lambda row: sealed(changed(row, entry=uuid7())),
    "the future": lambda row: make("issue", ISSUE, "A2", id=uuid7(now() + 2 * 86_400_000)),
    "a cohort that differs": lambda row: changed(row, cohort=SEALED),
    "a set that differs": lambda row: changed(row, learning_set=None),
    "a member that differs": lambda row: changed(row, member="A3"),
    "no cohort": lambda row: make("issue", ISSUE | {"cohort": None}, "A2"),
    "another author than sealed": lambda row: changed(row, author="A9"),
}


@pytest.mark.parametrize("name", FORGED)
def test_what_does_not_agree_with_itself_is_refused(world, name):
    row = FORGED[name](make("issue", ISSUE, "A2"))
    for who in ("mate", "tutor", "owner"):
        assert world.insert(who, row).error, who


def test_one_bad_row_keeps_the_others_out(world):
    good, bad = make("issue", ISSUE, "A2"), make("issue", ISSUE, "A2")
    assert world.insert("mate", good, bad._replace(digest="0" * 64), keep=True).error
    assert good.id not in world.ids("owner")


# Somebody else's entry.


def test_nobody_takes_over_somebody_elses_entry(world):
    theirs = world.rows[OPEN, SET, "reflection"]
    own = contents(OPEN, SET, "A2")
    for kind in ("reflection", "issue", "meeting", "consent"):
        assert world.insert("mate", make(kind, own[kind], "A2", entry=theirs.entry)).error
    # Another set's meeting and attendance: their ids follow from their codes.
    for kind in ("meeting", "attendance"):
        entry = world.rows[OPEN, OTHER_SET, kind].entry
        for content in (own[kind], own[kind] | {"member": "B1"} if kind == "attendance" else own[kind] | {"cycle": 3}):
            assert world.insert("mate", make(kind, content, "A2", entry=entry)).state == "P0001"
    # Somebody of another set, in a cycle nobody recorded yet.
    ahead = contents(OPEN, SET, "B1")["attendance"] | {"cycle": 5}
    assert world.insert("mate", make("attendance", ahead, "A2")).state == "P0001"
    assert world.insert("mate", make("attendance", ahead | {"member": "A1"}, "A2")).error is None
    assert world.insert("mate", make("attendance", ahead | {"member": "guest"}, "A2")).error is None
    assert world.insert("tutor", make("attendance", ahead | {"learning_set": OTHER_SET}, "T1")).error is None


def test_nobody_puts_a_reflection_into_a_set_that_is_not_theirs(world):
    for learning_set, allowed in ((SET, True), (None, True), (OTHER_SET, False)):
        row = make("reflection", REFLECTION | {"learning_set": learning_set, "visibility": "set"}, "A2")
        assert (world.insert("mate", row).error is None) == allowed


def test_nobody_claims_the_entry_with_which_another_would_withdraw_consent(world):
    said = contents(OPEN, SET, "A1")["consent"] | {"given": False, "on": datetime.now(UTC).date().isoformat()}
    entry = entry_of("consent", said)
    own = contents(OPEN, SET, "A2")
    claims = [("mate", kind, own[kind], "A2") for kind in ("consent", "issue", "meeting", "attendance", "reflection")]
    claims += [("tutor", "theme", own["theme"], "T1"), ("tutor", "consent", own["consent"], "T1")]
    elsewhere = contents(ELSEWHERE, SET, "A1")
    claims += [
        ("namesake", "consent", elsewhere["consent"], "A1"),
        ("other_tutor", "cohort", elsewhere["cohort"], "T1"),
    ]
    for who, kind, content, author in claims:
        claim = make(kind, content, author, entry=entry)
        assert world.insert(who, claim).error, (who, kind)
        # Two at once, each of which could pass for the entry the other amends.
        assert world.insert(who, claim, make(kind, content, author, entry=entry)).error, (who, kind)
    assert world.insert("writer", make("consent", said, "A1")).error is None


def test_a_tutor_puts_the_release_of_consent_off_and_nothing_else(world):
    said = contents(SEALED, SET, "A1")["cohort"]

    def release(day, who="tutor", **options):
        return world.insert(who, make("cohort", said | {"consent_release": day}, "T1", **options))

    assert release("2099-02-01").error is None
    for day in ("2098-12-31", "2000-01-01", None):
        assert release(day).state == "P0001"
        assert release(day, entry=str(uuid.uuid4())).error
        assert release(day, id=uuid7(now() + 3_600_000)).state == "P0001"
        assert release(day, "owner").error is None
    two = [make("cohort", said | {"consent_release": "2000-01-01"}, "T1", id=uuid7(now() + n)) for n in (5000, 4000)]
    assert world.insert("tutor", *two).state == "P0001"
    assert world.insert("tutor", *reversed(two)).state == "P0001"
    # What was said before the newest counts for nothing, and may be taken over from another log.
    assert release("2000-01-01", id=uuid7(world.rows[SEALED, SET, "cohort"].at - 1000)).error is None
    for who in ("mate", "facilitator", "other_tutor", "researcher"):
        assert release("2099-02-01", who).state == "42501"


def test_withdrawing_a_cohort_unseals_no_consent(world):
    said = contents(SEALED, SET, "A1")["cohort"] | {"withdrawn": True}
    assert world.insert("tutor", make("cohort", said | {"consent_release": "2000-01-01"}, "T1")).state == "P0001"
    for cohort in (OPEN, SEALED):
        row = make("cohort", contents(cohort, SET, "A1")["cohort"] | {"withdrawn": True}, "T1")
        seen = psycopg.sql.SQL("SELECT count(*) FROM alsnb_api.revision() WHERE kind = 'consent' AND cohort = {}")
        with world.connect("tutor") as connection, connection.transaction(force_rollback=True):
            connection.execute(ADD, [json.dumps([row])])
            assert connection.execute(seen.format(cohort)).fetchone() == (0,)


def test_nobody_adds_in_a_transaction_that_sees_an_older_log(world):
    for level in ("REPEATABLE READ", "SERIALIZABLE"):
        connection = world.connect("mate")
        connection.execute(f"BEGIN ISOLATION LEVEL {level}")
        with pytest.raises(psycopg.errors.RaiseException, match="READ COMMITTED"):
            connection.execute(ADD, [json.dumps([make("issue", ISSUE, "A2")])])


# Erasure.


def erase(world, who, members=(), entries=(), keep=False):
    values = [json.dumps(members), json.dumps(entries)]
    return world.attempt(who, "SELECT alsnb_api.erase(%s, %s)", values=values, keep=keep)


def test_only_a_tutor_of_the_cohort_erases(world):
    issue = world.rows[OPEN, SET, "issue"].entry
    for who in ("writer", "mate", "facilitator", "other_tutor", "namesake", "researcher", "revoked", "stranger"):
        for members, entries in (([[OPEN, "A1"]], []), ([], [issue]), ([[OPEN, "A1"]], [issue]), ([[None, "A1"]], [])):
            outcome = erase(world, who, members, entries)
            assert outcome.error or (who == "other_tutor" and not members and outcome.rows == [(0,)]), who
    for members in (
        [[ELSEWHERE, "A1"]],
        [[OPEN, "A1"], [ELSEWHERE, "A1"]],
        [[None, "A1"]],
        [[]],
        [{"a": 1}],
        ["x"],
        {},
        3,
    ):
        assert erase(world, "tutor", members).error
    assert erase(world, "tutor", [], [world.rows[ELSEWHERE, SET, "issue"].entry]).error
    assert erase(world, "tutor", None, None).error
    assert erase(world, "tutor", [[OPEN, "A1"]]).rows[0][0] > 10
    assert erase(world, "owner", [[ELSEWHERE, "A1"]]).error is None


def test_erasing_single_entries_neither_tells_of_sealed_consents_nor_keeps_any_out(world):
    there = world.rows[SEALED, SET, "consent"].entry
    elsewhere = world.rows[ELSEWHERE, SET, "consent"].entry
    nowhere = entry_of("consent", contents(SEALED, SET, "A1")["consent"] | {"on": "1999-01-01"})
    said = {
        str(world.attempt("tutor", "SELECT alsnb_api.erase('[]', %s)", values=[json.dumps([entry])]))
        for entry in (there, elsewhere, nowhere)
    }
    assert len(said) == 1
    erase(world, "tutor", [], [nowhere], keep=True)
    consent = make("consent", contents(SEALED, SET, "A1")["consent"] | {"on": "1999-01-01"}, "A1")
    assert consent.entry == nowhere
    assert world.insert("writer", consent).error is None


def test_an_erasure_takes_what_is_theirs_leaves_the_others_words_and_is_written_down(world):
    code, cohort = "E1", OPEN
    user = f"erased_{world.database}"
    administration.grant(world.address("owner"), Grant(user, "member", cohort, SET, code), create=True)
    theirs = [make(kind, content, code) for kind, content in contents(cohort, SET, code).items()
              if kind not in ("cohort", "learning_set", "meeting", "theme", "publication")]  # fmt: skip
    reflection = next(row for row in theirs if row.kind == "reflection")
    about = [make(kind, judgement(kind, reflection), "T1") for kind in ("coding", "rating")]
    said = make("contribution", contents(cohort, SET, "A2")["contribution"] | {"presenter": code}, "A2")
    world.put(*theirs, *about, said)
    with psycopg.connect(world.server.address(world.database, user), autocommit=True) as connection:
        connection.execute(DRAFT)
    world.attempt("mate", DRAFT, keep=True)
    # Let in no more before the erasure: the draft is theirs still.
    administration.revoke(world.address("owner"), user)
    before = world.ids("owner")
    assert erase(world, "tutor", [[cohort, code]], keep=True).rows == [(len(theirs) + 2,)]
    assert before - world.ids("owner") == {row.id for row in (*theirs, *about)}
    assert said.id in world.ids("owner")
    authors = {author for (author,) in world.attempt("owner", "SELECT author FROM alsnb.draft").rows}
    assert world.users["mate"] in authors
    assert user not in authors
    audit = (
        "SELECT username, what, revisions FROM alsnb_api.audit() WHERE cohort = %s AND member = %s AND what = 'erased'"
    )
    written_down = (world.users["tutor"], "erased", len(theirs) + 2)
    for who in ("tutor", "owner"):
        assert world.attempt(who, audit, values=[cohort, code]).rows == [written_down]
    for who in ("mate", "facilitator", "other_tutor"):
        assert world.attempt(who, audit, values=[cohort, code]).rows == []
    # Nothing comes back, whoever brings it.
    for who in ("tutor", "owner"):
        for row in (*theirs, *about, make("issue", contents(cohort, SET, code)["issue"], code)):
            assert world.insert(who, row).state == "P0001"
    again = make("coding", judgement("coding", reflection, theme="new"), "T1")
    assert "erased" in world.insert("tutor", again).error
    assert erase(world, "tutor", [[cohort, code]]).rows == [(0,)]
    readable(world)


def test_what_is_added_during_an_erasure_does_not_outlive_it(world):
    row = make("issue", contents(OPEN, SET, "E2")["issue"], "A2")
    world.put(make("issue", contents(OPEN, SET, "E2")["issue"], "A2"))
    adding, erasing = world.connect("mate"), world.connect("tutor")
    adding.autocommit = False
    adding.execute(ADD, [json.dumps([row])])
    done = []
    thread = threading.Thread(
        target=lambda: done.append(erasing.execute("SELECT alsnb_api.erase('[[\"open\", \"E2\"]]', '[]')").fetchone())
    )
    thread.start()
    thread.join(0.5)
    adding.commit()
    thread.join(30)
    assert done == [(2,)]
    assert world.attempt("owner", "SELECT * FROM alsnb.revision WHERE member = 'E2'").rows == []


def test_nobody_changes_or_deletes_a_revision_the_owner_neither(world):
    for statement in (
        "UPDATE alsnb.revision SET content = content",
        "UPDATE alsnb.revision SET author = 'x'",
        "DELETE FROM alsnb.revision",
        "TRUNCATE alsnb.revision",
        "TRUNCATE alsnb.revision CASCADE",
        "MERGE INTO alsnb.revision r USING (SELECT 1) AS one ON true WHEN MATCHED THEN DELETE",
        "INSERT INTO alsnb.revision SELECT * FROM alsnb.revision ON CONFLICT (id) DO UPDATE SET author = 'x'",
    ):
        assert world.attempt("owner", statement).state == "P0001"


# Who is let in.


def grant(world, *given, **options):
    return administration.grant(world.address("owner"), Grant(*given), **options)


def test_a_user_let_in_and_out_again(world):
    user = f"guest_{world.database}"
    password = grant(world, user, "member", OPEN, SET, "A1", create=True)
    assert len(password) >= 24
    with psycopg.connect(world.server.address(world.database, user), autocommit=True) as connection:
        assert connection.execute("SELECT count(*) FROM alsnb_api.revision()").fetchone()[0] > 5
        assert administration.revoke(world.address("owner"), user) == 1
        for statement in ("SELECT count(*) FROM alsnb_api.revision()", "SELECT * FROM alsnb_api.mine()"):
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                connection.execute(statement)
        grant(world, user, "facilitator", OPEN, SET, "F5")
        assert connection.execute("SELECT role, code FROM alsnb_api.mine()").fetchall() == [("facilitator", "F5")]
    said = "SELECT what FROM alsnb.audit WHERE what LIKE %s ORDER BY at"
    told = [what for (what,) in world.attempt("owner", said, values=[f"%{user}%"]).rows]
    assert told == [f"let {user} in as member", f"let {user} in no more", f"let {user} in as facilitator"]
    with pytest.raises(LogError, match="has no access"):
        administration.revoke(world.address("owner"), "nobody")


def test_a_researcher_is_nothing_else_and_nobody_else_a_researcher(world):
    for who, role in (
        ("tutor", "researcher"),
        ("mate", "researcher"),
        ("researcher", "tutor"),
        ("researcher", "member"),
    ):
        with pytest.raises(LogError, match="use another database user"):
            grant(world, world.users[who], role, OPEN, SET, "A7")
    user = f"both_{world.database}"
    grant(world, user, "researcher", OPEN, None, None, create=True)
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        world.server.run("SELECT * FROM alsnb_api.revision()", world.database, user)


def test_only_the_owner_lets_users_in(world):
    for who in ("mate", "tutor", "researcher", "stranger"):
        for call in (
            lambda address: administration.grant(address, Grant(world.users["mate"], "tutor", OPEN, None, "T1")),
            lambda address: administration.revoke(address, world.users["mate"]),
            administration.users,
            lambda address: administration.init(address, upgrade=True),
        ):
            with pytest.raises(LogError):
                call(world.address(who))


def test_a_name_is_never_taken_for_sql(world):
    for user in ('x"; DROP ROLE mate; --', "x'; --", "Zoë Müller"):
        grant(world, user, "member", OPEN, SET, "A8", create=True)
        assert user in {each.username for each in administration.users(world.address("owner"))}
        administration.revoke(world.address("owner"), user)


@pytest.mark.parametrize(
    "address",
    [
        "postgresql://tutor:geheim@127.0.0.1:1/log",
        "postgresql://tutor:geheim@127.0.0.1:1/log?connect_timeout=1",
        "postgresql://tutor@127.0.0.1:1/log?password=geheim",
        "postgresql://tutor:geheim@127.0.0.1/",
        "postgresql://tutor:geheim@127.0.0.1:port/log",
        "postgresql:/tutor:geheim@127.0.0.1/log",
        "mysql://tutor:geheim@127.0.0.1/log",
        "postgresql://tutor:ge/heim@127.0.0.1:1/log",
        "postgresql://tutor:ge@geheim@127.0.0.1:1/log",
        "postgresql://[tutor:geheim@127.0.0.1:1/log",
    ],
)
def test_a_password_never_stands_in_a_message(address):
    for call in (alsnb.open_log, administration.users, administration.init):
        with pytest.raises(LogError) as error:
            call(address)
        assert "geheim" not in str(error.value)
        assert "heim" not in str(error.value)


def test_a_password_that_is_wrong_stands_in_no_message(world):
    address = world.address("tutor").replace("@", ":geheim@").replace(world.database, "not_there")
    with pytest.raises(LogError) as error:
        alsnb.open_log(address)
    assert "geheim" not in str(error.value)


def test_dates_put_off_by_settings_let_nothing_in(world):
    ahead = make("issue", ISSUE, "A2", id=uuid7(now() + int(timedelta(days=3).total_seconds() * 1000)))
    for setting in ("TimeZone = '<+167>-167'", "DateStyle = 'SQL, DMY'", "IntervalStyle = 'iso_8601'"):
        outcome = world.attempt("mate", f"SET LOCAL {setting}", ADD, values=[json.dumps([ahead])])
        assert "future" in outcome.error
