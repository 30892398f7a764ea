"""Merging logs is the union of two sets, erasures included; bundles arrive whole or not at all."""

import json
import os
import random
import re
import signal
import sqlite3
import stat
import threading
from collections.abc import Callable

import pytest
import sqlalchemy as sa
from click.testing import CliRunner
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from postgres import DATABASES
from strategies import ANY_RECORD

import alsnb
from alsnb.cli import main
from alsnb.log import schema
from alsnb.log.databases.sqlite import Embedded
from alsnb.log.exchange import bundles, gathering, hand_ins
from alsnb.log.revisions import revision
from alsnb.log.store import Log
from alsnb.records import OF_ONESELF
from alsnb.sample import records

SETTINGS = settings(deadline=None, max_examples=30, suppress_health_check=list(HealthCheck))


def state(log: Log):
    with log.database.engine.connect() as connection:
        tombstones = {tuple(row) for row in connection.execute(sa.select(schema.TOMBSTONE))}
        erased = set(connection.execute(sa.select(schema.ERASED.c.entry)).scalars())
    return {each.id: each.digest for each in log.revisions()}, tombstones, erased


# A small world in which logs overlap: three reflections of two members, amended, coded, some members erased ----------

WORLD = [
    alsnb.Reflection(cohort="C", cycle=1, member=member, text=f"{member} {number}")
    for member, number in (("A1", 1), ("A1", 2), ("A2", 1))
]


STEPS = st.one_of(
    st.tuples(st.just("add"), st.sampled_from(WORLD)),
    st.tuples(st.just("amend"), st.sampled_from(WORLD), st.sampled_from("xyz")),
    st.tuples(st.just("withdraw"), st.sampled_from(WORLD), st.booleans()),
    st.tuples(st.just("code"), st.sampled_from(WORLD), st.sampled_from("XY")),
    st.tuples(st.just("erase"), st.sampled_from(["A1", "A2"])),
)
HISTORIES = st.lists(STEPS, max_size=7)


def lived(log: Log, history) -> Log:
    """A log that holds a part of the world, with amendments, codings and erasures of its own."""
    for what, whom, *how in history:
        held = {each.entry for each in log.revisions()}
        erased = state(log)[1]
        if what == "erase":
            if any(each.member == whom for each in log.revisions()):
                log.erase(whom, "C")
        elif ("C", whom.member) in erased:
            continue
        elif what == "add":
            log.add(whom)
        elif what == "amend" and whom.entry in held:
            log.amend(whom.entry, text=how[0])
        elif what == "withdraw" and whom.entry in held:
            log.amend(whom.entry, withdrawn=how[0])
        elif what == "code":
            log.add(alsnb.Coding(cohort="C", cycle=1, reflection=whom.entry, theme="t", coder=how[0], present=True))
    return log


@pytest.mark.parametrize("example", [*DATABASES, "SQLite and PostgreSQL"], indirect=True)
@SETTINGS
@given(histories=st.tuples(HISTORIES, HISTORIES, HISTORIES))
def test_merging_is_commutative_associative_and_idempotent(example, histories):
    new = example()
    a, b, c = (lived(new(), history) for history in histories)

    def merged(*logs: Log) -> Log:
        into = new()
        for log in logs:
            into.merge(log)
        return into

    whole = state(merged(a, b, c))
    assert state(merged(c, b, a)) == whole
    assert state(merged(b, a, c)) == whole
    assert state(merged(merged(a, b), c)) == whole
    assert state(merged(a, merged(b, c))) == whole
    assert state(merged(a, a, b, c, b, a)) == whole


@pytest.mark.parametrize("example", [*DATABASES, "SQLite and PostgreSQL", "PostgreSQL and SQLite"], indirect=True)
@SETTINGS
@given(added=st.lists(ANY_RECORD, max_size=8), other=st.lists(ANY_RECORD, max_size=8))
def test_a_merged_log_holds_what_both_held(example, added, other):
    new = example()
    a, b = new(), new()
    a.add(added)
    b.add(other)
    expected = {each.id: each for log in (a, b) for each in log.revisions()}
    both = {each.entry for each in a.revisions()} & {each.entry for each in b.revisions()}
    found = a.merge(b)
    held = {each.id: each for each in a.revisions()}
    # What one of two newest left empty, and the other says, is put back by an amendment.
    put_back = [each for id, each in held.items() if id not in expected]
    assert all(each.entry in both and each.kind in ("cohort", "learning_set", "member") for each in put_back)
    assert {id: each for id, each in held.items() if id in expected} == expected
    assert found == (len(list(b.revisions())), 0, 0)
    assert a.merge(b) == (0, len(list(b.revisions())), 0)


@pytest.mark.parametrize("example", [*DATABASES, "SQLite and PostgreSQL", "PostgreSQL and SQLite"], indirect=True)
def test_nothing_of_a_member_comes_back_by_a_merge_nor_by_adding(example):
    new = example()
    theirs, other = new(), new()
    theirs.add(WORLD)
    other.add(
        [*WORLD, alsnb.Coding(cohort="C", cycle=1, reflection=WORLD[0].entry, theme="t", coder="X", present=True)]
    )
    theirs.erase("A1", "C")
    assert {each.member for each in theirs.revisions()} == {"A2"}
    assert theirs.merge(other).refused == 3
    assert {each.member for each in theirs.revisions()} == {"A2"}
    assert theirs.frames().codings.empty
    with pytest.raises(alsnb.LogError, match="was erased"):
        theirs.add(WORLD[0])
    other.merge(theirs)
    assert state(other) == state(theirs)


def test_a_conflict_names_the_revision_and_takes_over_nothing(example):
    new = example()
    a, b = new(), new()
    entry = alsnb.new_id()
    a.add(alsnb.Reflection(entry=entry, cohort="C", cycle=1, text="one"))
    b.add([WORLD[0], alsnb.Reflection(entry=entry, cohort="C", cycle=1, text="two")])
    before = state(a)
    with pytest.raises(alsnb.ConflictError, match=entry):
        a.merge(b)
    assert state(a) == before


def test_what_was_changed_outside_alsnb_is_not_taken_over(new_log, example, tamper):
    other, into = new_log(), example()()
    other.add(WORLD)
    tamper(other, "UPDATE revision SET content = replace(content, 'A2 1', 'forged')")
    with pytest.raises(alsnb.LogError, match="changed outside alsnb"):
        into.merge(other)
    assert state(into)[0] == {}


# Erasure -------------------------------------------------------------------------------------------------------------

SECRET = "a confidence that must not outlive its owner"


def bytes_beside(path):
    return b"".join(each.read_bytes() for each in path.parent.iterdir() if each.name.startswith(path.name))


def tell(log: Log):
    log.add(list(records("C", sets=1, members=5, cycles=2)))
    entry = log.add(alsnb.Reflection(cohort="C", cycle=1, member="A1", text=SECRET))
    log.amend(entry, text=SECRET.upper())
    log.add(alsnb.Coding(cohort="C", cycle=1, reflection=entry, theme="t", coder="T1", present=True, passage=SECRET))
    log.keep_draft("reflection", {"text": SECRET})


@pytest.fixture
def told(tmp_path):
    path = tmp_path / "told.db"
    with alsnb.open_log(path, create=True, author="A1") as log:
        tell(log)
    return path


def test_erasure_removes_a_member_and_what_was_said_of_their_reflections_and_nothing_else(new_log):
    log = new_log(author="A1")
    tell(log)
    before = {each.id: each for each in log.revisions()}
    theirs = {each.entry for each in before.values() if each.member == "A1"}
    gone = {
        id for id, each in before.items()
        if each.entry in theirs or json.loads(each.content).get("reflection") in theirs
    }  # fmt: skip
    assert log.erase("A1", "C") == len(gone) > 3
    kept = {each.id: each for each in log.revisions()}
    assert kept == {id: each for id, each in before.items() if id not in gone}
    assert {each.kind for each in kept.values() if each.member == "A2"} >= {"attendance", "contribution", "action"}
    assert not log.frames().contributions.empty
    assert alsnb.check(log) == []
    assert SECRET not in str(kept)


def test_after_erasure_the_bytes_are_gone(told):
    assert SECRET.encode() in bytes_beside(told)
    with alsnb.open_log(told) as log:
        log.erase("A1", "C")
        assert SECRET.encode() not in bytes_beside(told)
        assert SECRET.upper().encode() not in bytes_beside(told)
    assert SECRET.encode() not in bytes_beside(told)


def test_erasing_somebody_unknown_changes_nothing(new_log):
    log = new_log()
    tell(log)
    before = state(log)
    with pytest.raises(alsnb.LogError, match="no records by member Z9"):
        log.erase("Z9", "C")
    assert state(log) == before


def test_an_erasure_that_could_not_finish_is_finished_when_the_log_is_opened_next(told, monkeypatch):
    scrub = Embedded._scrub
    monkeypatch.setattr(Embedded, "_scrub", lambda self, wait: scrub(self, wait=0))
    reader = sqlite3.connect(told)

    def scrub_while_somebody_reads(database):
        reader.execute("BEGIN")
        reader.execute("SELECT count(*) FROM revision").fetchone()
        database._scrub(wait=0)

    monkeypatch.setattr(Embedded, "scrub", scrub_while_somebody_reads)
    with alsnb.open_log(told) as log, pytest.raises(alsnb.LogError, match="another program has it open"):
        log.erase("A1", "C")
    alsnb.open_log(told).close()  # somebody still reads: opening goes on, and the scrubbing is still to be done
    assert reader.execute("PRAGMA user_version").fetchone() == (1,)
    reader.rollback()
    alsnb.open_log(told).close()
    assert reader.execute("PRAGMA user_version").fetchone() == (0,)
    reader.close()
    assert SECRET.encode() not in bytes_beside(told)


# Hand-in, gather, export ---------------------------------------------------------------------------------------------


def test_a_hand_in_holds_what_is_shared_as_it_is_now_and_nothing_else(new_log):
    log = new_log()
    shared = log.add(alsnb.Reflection(cohort="C", cycle=1, member="A1", text="first wording", visibility="tutor"))
    log.amend(shared, text="second wording")
    for who in ("private", "set"):
        log.add(alsnb.Reflection(cohort="C", cycle=1, member="A1", text=f"for {who}", visibility=who))
    log.add(alsnb.Reflection(cohort="C", cycle=1, member="A2", text="another's", visibility="tutor"))
    log.add(alsnb.Action(cohort="C", cycle=1, member="A1", what="ask"))
    found = hand_ins.sharing_of(log, "A1").leaving
    assert [each.kind for each in found] == ["reflection", "action"]
    assert found[0].record.text == "second wording"


def test_a_hand_in_shows_what_it_holds_before_it_is_written(tmp_path):
    with alsnb.open_log(tmp_path / "x.db", create=True) as log:
        for who in ("private", "set", "tutor"):
            log.add(alsnb.Reflection(cohort="C", cycle=1, member="A1", text=f"for {who}", visibility=who))
    said = CliRunner().invoke(
        main, ["hand-in", str(tmp_path / "x.db"), "--member", "A1", "--out", str(tmp_path / "b.jsonl")], input="y\n"
    )
    assert said.exit_code == 0
    assert "for tutor" in said.output
    assert "2 reflections private or shared only with the set" in said.output
    text = (tmp_path / "b.jsonl").read_text()
    assert "for tutor" in text
    assert "for private" not in text
    assert "for set" not in text
    assert stat.S_IMODE((tmp_path / "b.jsonl").stat().st_mode) == 0o600


def test_a_hand_in_that_is_declined_writes_nothing(tmp_path):
    with alsnb.open_log(tmp_path / "x.db", create=True) as log:
        log.add(alsnb.Action(cohort="C", cycle=1, member="A1", what="ask"))
    arguments = ["hand-in", str(tmp_path / "x.db"), "--member", "A1", "--out", str(tmp_path / "b.jsonl")]
    assert CliRunner().invoke(main, arguments, input="n\n").exit_code == 0
    assert not (tmp_path / "b.jsonl").exists()


@pytest.fixture
def folder(tmp_path):
    """Bundles of four members, one of them twice; and a log in a file to gather them in."""
    (tmp_path / "bundles").mkdir()
    log = Log(Embedded.in_memory("memory"), None)  # each signs what is their own
    log.add(list(records("C", sets=1, members=4, cycles=2)))
    for member in ("A1", "A2", "A3", "A4"):
        own = [each for each in hand_ins.sharing_of(log, member).leaving if each.kind in OF_ONESELF]
        bundles.write(tmp_path / "bundles" / f"{member}.jsonl", bundles.Bundle(own, [], "C", member))
    (tmp_path / "bundles" / "again.jsonl").write_bytes((tmp_path / "bundles" / "A1.jsonl").read_bytes())
    alsnb.open_log(tmp_path / "all.db", create=True).close()
    return tmp_path / "bundles"


def course():
    return [each for each in records("C", sets=1, members=4, cycles=2) if each.kind_name in ("cohort", "member")]


def gathered(folder, log):
    log.add(course())
    found = gathering.gather(log, sorted(folder.iterdir()))
    problems = {each.name: "; ".join(gathering.told(each)) for each in found if not each.is_whole}
    said = [each for each in log.revisions() if each.kind in OF_ONESELF]
    return problems, {each.member for each in said}, len(said)


def test_a_folder_is_gathered_in_any_order_and_as_often_as_one_likes(folder, new_log):
    log = new_log()
    problems, members, number = gathered(folder, log)
    assert problems == {}
    assert members == {"A1", "A2", "A3", "A4"}
    assert gathered(folder, log)[2] == number


DAMAGES = {
    "cut off": (lambda lines: lines[:-1], "it was truncated or extended"),
    "cut in a line": (lambda lines: [*lines[:-1], lines[-1][:-9]], "line"),
    "a word changed": (lambda lines: [lines[0], lines[1].replace("A", "B", 1), *lines[2:]], "line 2"),
    "a line twice": (lambda lines: [*lines, lines[-1]], "it was truncated or extended"),
    "lines exchanged": (lambda lines: [lines[0], lines[2], lines[1], *lines[3:]], "it was modified"),
    "no manifest": (lambda lines: lines[1:], "is not a bundle"),
    "another version": (lambda lines: [lines[0].replace('bundle": 2', 'bundle": 9'), *lines[1:]], "bundle version 9"),
    "not JSON": (lambda lines: [*lines[:3], "{", *lines[3:]], "line 4 cannot be read: not JSON"),
    "empty": (lambda lines: [], "is not a bundle"),
    "nested deep": (lambda lines: [lines[0], "[" * 1_000_000], "line 2 cannot be read: not JSON"),
    "a list": (lambda lines: [lines[0], "[]"], "line 2 cannot be read: neither"),
}


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_damaged_bundle_is_named_with_line_and_reason_and_keeps_out_no_other(folder, new_log, damage):
    change, reason = DAMAGES[damage]
    lines = (folder / "A2.jsonl").read_text().splitlines()
    (folder / "A2.jsonl").write_text("".join(f"{line}\n" for line in change(lines)))
    problems, members, _ = gathered(folder, new_log())
    assert list(problems) == ["A2.jsonl"]
    assert reason in problems["A2.jsonl"]
    assert members - {"A2"} == {"A1", "A3", "A4"}


def test_gathering_says_which_bundles_came_in_and_which_did_not(folder):
    with alsnb.open_log(folder.parent / "all.db") as log:
        log.add(course())
    (folder / "A2.jsonl").write_text("")
    said = CliRunner().invoke(main, ["gather", str(folder), str(folder.parent / "all.db")])
    assert said.exit_code == 1
    (told,) = [line for line in said.output.splitlines() if line.startswith("A2.jsonl")]
    assert "is not a bundle" in told
    assert "4 of 5 files gathered" in said.output
    (folder / "A2.jsonl").unlink()
    assert CliRunner().invoke(main, ["gather", str(folder), str(folder.parent / "all.db")]).exit_code == 0


def test_a_line_too_long_is_refused_before_it_is_read(folder, monkeypatch):
    monkeypatch.setattr(bundles, "LONGEST_LINE", 2000)
    with (folder / "A2.jsonl").open("a") as file:
        file.write("x" * 3000)
    with pytest.raises(alsnb.BundleError, match="longer than 2,000 bytes"):
        bundles.read(folder / "A2.jsonl")


@settings(deadline=None, max_examples=300, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_whatever_is_in_a_bundle_only_a_bundle_error_comes_of_it(tmp_path_factory, data):
    path = tmp_path_factory.mktemp("fuzz") / "x.jsonl"
    bundles.write(path, bundles.Bundle([revision(each, "t") for each in WORLD], [("C", "A9")]))
    content = bytearray(path.read_bytes())
    for _ in range(data.draw(st.integers(1, 4))):
        place = data.draw(st.integers(0, len(content) - 1))
        content[place : place + data.draw(st.integers(0, 3))] = data.draw(st.binary(max_size=4))
    path.write_bytes(bytes(content))
    try:
        found = bundles.read(path)
    except alsnb.BundleError:
        return
    assert [each.record.text for each in found.revisions] == [each.text for each in WORLD]


@settings(deadline=None, max_examples=60, suppress_health_check=list(HealthCheck))
@given(added=st.lists(ANY_RECORD, max_size=6))
def test_a_bundle_brings_every_record_back_as_it_was(example, tmp_path_factory, added):
    path = tmp_path_factory.mktemp("bundle") / "x.jsonl"
    new = example()
    log = new()
    log.add(added)
    bundles.write(path, bundles.Bundle(list(log.revisions()), []))
    assert bundles.read(path).revisions == list(log.revisions())
    again = new()
    again.take_over(bundles.read(path).revisions)
    assert list(again.revisions()) == list(log.revisions())
    for line in path.read_bytes().split(b"\n")[:-1]:
        json.loads(line)


def test_a_member_gets_a_readable_text_of_all_that_is_held(new_log):
    log = new_log()
    tell(log)
    text = hand_ins.as_text(hand_ins.held_of(log, "A1"), "All of it")
    assert SECRET in text
    assert SECRET.upper() in text
    assert "Who may read this: private" in text


@pytest.mark.parametrize("command", [["hand-in", "--yes"], ["export-member"], ["erase", "--yes"]])
def test_of_two_people_with_one_code_in_two_cohorts_one_is_meant(tmp_path, command):
    with alsnb.open_log(tmp_path / "x.db", create=True) as log:
        log.add([alsnb.Cohort(cohort="C"), alsnb.Cohort(cohort="D")])
        for code in ("C", "D"):
            log.add(alsnb.Action(cohort=code, cycle=1, member="A1", what=f"what one of {code} is to do"))
    name, *flags = command
    out = [] if name == "erase" else ["--out", str(tmp_path / "out")]
    arguments = [name, str(tmp_path / "x.db"), "--member", "A1", *flags, *out]
    said = CliRunner().invoke(main, arguments)
    assert said.exit_code == 2
    assert "the cohorts C, D each have a member A1" in said.output
    assert not (tmp_path / "out").exists()
    assert CliRunner().invoke(main, [*arguments, "--cohort", "D"]).exit_code == 0
    with alsnb.open_log(tmp_path / "x.db") as log:
        left = [*log.frames().actions["cohort"]]
    if name == "erase":
        assert left == ["C"]
        return
    text = (tmp_path / "out").read_text()
    assert "what one of D is to do" in text
    assert "what one of C is to do" not in text


def test_what_a_member_gets_is_private_and_replaces_no_file(told, tmp_path):
    target = tmp_path / "mine.txt"
    arguments = ["export-member", str(told), "--member", "A1", "--out", str(target)]
    said = CliRunner().invoke(main, arguments)
    assert said.exit_code == 0
    assert said.output.endswith("Names in people's texts are not redacted.\n")
    text = target.read_text()
    assert SECRET in text
    assert stat.S_IMODE(target.stat().st_mode) == 0o600
    again = CliRunner().invoke(main, arguments)
    assert again.exit_code == 2
    assert target.read_text() == text


# Drafts --------------------------------------------------------------------------------------------------------------


def test_a_draft_comes_back_until_it_is_dropped(new_log):
    mine = new_log(author="A1")
    assert mine.draft("reflection") is None
    mine.keep_draft("reflection", {"text": "half a sen"})
    mine.keep_draft("reflection", {"text": "half a sentence 👩🏽‍🏫\0"})
    mine.keep_draft("action", {"what": "ask"})
    with alsnb.open_log(mine.name, author="A1") as mine:
        assert mine.draft("reflection").content == {"text": "half a sentence 👩🏽‍🏫\0"}
        assert mine.draft("reflection").kept_at.tzinfo is not None
        mine.drop_draft("reflection")
        assert mine.draft("reflection") is None
        assert mine.draft("action").content == {"what": "ask"}
        assert list(mine.revisions()) == []


def test_in_a_file_a_draft_comes_back_to_its_author_alone(tmp_path):
    path = tmp_path / "x.db"
    with alsnb.open_log(path, create=True, author="A1") as mine:
        mine.keep_draft("reflection", {"text": "half a sen"})
    with alsnb.open_log(path, author="A2") as other:
        assert other.draft("reflection") is None


# Faults: killed at any moment ----------------------------------------------------------------------------------------


def killed(job, after: float, *, once_it_speaks: bool = False) -> tuple[bytes, bool]:
    """Run `job(pipe)` in a child, kill it after so many seconds; what it said on the pipe, and whether it got done."""
    here, there = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(here)
        try:
            job(there)
            os._exit(0)
        finally:
            os._exit(1)
    os.close(there)
    killer = threading.Timer(after, os.kill, (child, signal.SIGKILL))
    with os.fdopen(here, "rb") as pipe:
        said = pipe.read(1) if once_it_speaks else b""
        killer.start()
        said += pipe.read()
    killer.join()  # the child stays a zombie until it is waited for, so its number is not another's
    ended = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    assert ended in (0, -signal.SIGKILL)
    return said, ended == 0


def by_chance() -> random.Random:
    """Chance that is another in each run, so that all runs together try many moments; pytest shows what is printed."""
    seed = random.SystemRandom().randrange(10**6)
    print("seed", seed)
    return random.Random(seed)


def killed_at_any_moment(job, prepare, seen: Callable[[], bool] = lambda: True):
    """Run `job(pipe)` in 15 children, after `prepare()` each, and kill them; tell of each whether it got done first.

    There are more of them until all has been seen that can come of it: some were killed, some were not, and `seen()`.
    """
    # Nobody knows how long it takes on a machine busy with other things, so that is learnt on the way: of the delays
    # drawn, a third come to be too late.
    chance, longest, outcomes, number = by_chance(), 0.05, set(), 0
    while number < 15 or outcomes != {True, False} or not seen():
        number += 1
        assert number <= 300, "not all was seen that can come of it"
        prepare()
        _, done = killed(job, chance.uniform(0, longest))
        longest *= 0.7 if done else 1.2
        outcomes.add(done)
        yield done


def test_no_acknowledged_entry_is_lost_when_its_writer_is_killed(tmp_path):
    path, chance, acknowledged = tmp_path / "x.db", by_chance(), []
    alsnb.open_log(path, create=True).close()

    def write(pipe):
        with alsnb.open_log(path) as log:
            while True:
                entry = log.add(alsnb.Reflection(cohort="C", cycle=1, member="A1", text="x" * chance.randint(1, 9000)))
                os.write(pipe, f"{entry}\n".encode())

    for _ in range(50):
        said, _ = killed(write, chance.uniform(0, 0.02), once_it_speaks=True)
        acknowledged += [line.decode() for line in said.split(b"\n")[:-1]]
    with alsnb.open_log(path) as log:
        held = {each.entry for each in log.revisions()}
        assert len(acknowledged) >= 50
        assert set(acknowledged) <= held
        assert alsnb.check(log) == []


@pytest.mark.parametrize("at_once", [0, 1 << 23])
def test_gathering_killed_leaves_each_bundle_whole_or_out(folder, monkeypatch, at_once):
    monkeypatch.setattr(gathering, "_AT_ONCE", at_once)
    log_path = folder.parent / "all.db"
    sizes = {path.stem: len(bundles.read(path).revisions) for path in folder.glob("A*.jsonl")}

    def job(_):
        with alsnb.open_log(log_path) as log:
            gathering.gather(log, sorted(folder.glob("*.jsonl")))

    def prepare():
        log_path.unlink()
        with alsnb.open_log(log_path, create=True) as log:
            log.add(course())

    outcomes = set()

    def seen():
        # Those written in one transaction arrive together.
        return {0, 4} <= outcomes and (at_once or len(outcomes) > 2)

    for done in killed_at_any_moment(job, prepare, seen):
        with alsnb.open_log(log_path) as log:
            with log.database.engine.connect() as connection:
                assert log.database.damage(connection) is None
            counts = dict.fromkeys(sizes, 0)
            for each in log.revisions(OF_ONESELF):
                counts[each.member] += 1
        assert all(counts[member] in (0, size) for member, size in sizes.items())
        outcomes.add(sum(map(bool, counts.values())))
        assert all(counts.values()) or not done
    assert not at_once or outcomes == {0, 4}


def test_erasing_killed_is_done_or_not_done_once_the_log_is_opened_again(told):
    content, outcomes = told.read_bytes(), set()

    def job(_):
        with alsnb.open_log(told) as log:
            log.erase("A1", "C")

    def prepare():
        for stale in told.parent.glob("told.db*"):
            stale.unlink()
        told.write_bytes(content)

    for done in killed_at_any_moment(job, prepare, lambda: outcomes == {True, False}):
        with alsnb.open_log(told) as log:
            here = {each.member == "A1" for each in log.revisions()}
            whole = SECRET.encode() in bytes_beside(told)
            assert whole == (True in here)
            assert (len(state(log)[1]) == 1) == (not whole)
            assert not (whole and done)
            outcomes.add(whole)


# Upgrading ------------------------------------------------------------------------------------------------------------


@pytest.fixture
def old(tmp_path):
    """A log as version 1 made it: without tombstones, erased entries and drafts."""
    path = tmp_path / "old.db"
    with alsnb.open_log(path, create=True) as log:
        log.add(WORLD)
    with sqlite3.connect(path) as raw:
        raw.executescript(
            "DROP TRIGGER nobody_comes_back; DROP TABLE tombstone; DROP TABLE erased_entry; DROP TABLE draft;"
            "UPDATE alsnb_log SET version = 1"
        )
    raw.close()
    return path


def test_a_log_of_an_older_version_is_backed_up_and_brought_up_to_date(old):
    with alsnb.open_log(old) as log:
        assert [each.record for each in log.revisions()] == WORLD
        log.erase("A2", "C")
        assert not list(old.parent.glob("*backup*"))  # what was erased must not live on in the copy


def test_the_backup_is_the_log_as_it_was_and_private(old):
    alsnb.open_log(old).close()
    (copy,) = old.parent.glob("*backup*")
    assert copy.name == "old.db.v1-backup"
    assert stat.S_IMODE(copy.stat().st_mode) == 0o600
    raw = sqlite3.connect(copy)
    assert raw.execute("SELECT version FROM alsnb_log").fetchone() == (1,)
    assert raw.execute("SELECT count(*) FROM revision").fetchone() == (3,)


def test_upgrading_killed_leaves_a_log_that_opens_with_everything_in_it(old):
    content = old.read_bytes()

    def prepare():
        for stale in old.parent.glob("old.db*"):
            stale.unlink()
        old.write_bytes(content)

    for _ in killed_at_any_moment(lambda _: alsnb.open_log(old).close(), prepare):
        with alsnb.open_log(old) as log:
            assert [each.record for each in log.revisions()] == WORLD
            assert alsnb.check(log) == []


def test_a_draft_that_nobody_signed_goes_with_the_member_it_names(tmp_path):
    with alsnb.open_log(tmp_path / "x.db", create=True) as log:
        log.add(WORLD)
        log.keep_draft("theirs", {"member": "A1", "text": SECRET})
        log.keep_draft("another's", {"member": "A2", "text": "still being typed"})
        log.erase("A1", "C")
        assert log.draft("theirs") is None
        assert log.draft("another's").content["text"] == "still being typed"
        assert SECRET.encode() not in bytes_beside(tmp_path / "x.db")


def test_what_is_held_of_a_member_includes_what_coders_said_and_reads_as_words(tmp_path):
    with alsnb.open_log(tmp_path / "x.db", create=True, author="T1") as log:
        action = log.add(alsnb.Action(cohort="C", cycle=1, member="A1", what="Ask, do not tell"))
        log.add(alsnb.ActionReport(cohort="C", cycle=2, member="A1", action=action, status="partly"))
        log.add(alsnb.Consent(cohort="C", member="A1", purpose="research", given=False, on="2026-01-01"))
        entry = log.add(alsnb.Reflection(cohort="C", cycle=1, member="A1", text="one"))
        log.amend(entry, text="two")
        log.add(alsnb.Coding(cohort="C", cycle=1, reflection=entry, theme="t", coder="T1", present=True))
        log.add(alsnb.Reflection(cohort="C", cycle=1, member="A2", text="another's"))
        text = hand_ins.as_text(hand_ins.held_of(log, "A1"), "All of it")
    assert text.startswith("All of it\n=========\n")
    for told in ("Action: action “Ask, do not tell”", "Given: no", "Reflection: reflection “two”", "Present: yes"):
        assert told in text
    assert len(re.findall(r"Reflection, recorded [-\d]+ [:\d]+ by T1(, changed later)?\n", text)) == 2
    assert text.count(", changed later") == 1
    assert "another's" not in text
