"""A log in a synced folder: whatever a sync client, a kill or a full disk does, nothing acknowledged is lost."""

import os
import random
import resource
import shutil
import signal
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from click.testing import CliRunner

import alsnb
from alsnb.cli import main
from alsnb.log import Log
from alsnb.log.databases.base import listening
from alsnb.log.safekeeping import damaged_files


def reflection(text="…", **context):
    return alsnb.Reflection(**{"cohort": "C", "learning_set": "A", "cycle": 1, "member": "A1", "text": text} | context)


@pytest.fixture
def path(tmp_path):
    """The laptop's log."""
    return new_log(tmp_path / "laptop" / "x.db")


@pytest.fixture
def desktop(path, tmp_path):
    """The desktop's, which is a copy of it."""
    (tmp_path / "desktop").mkdir()
    return Path(shutil.copy(path, tmp_path / "desktop" / "x.db"))


def new_log(path):
    with alsnb.open_log(path, create=True) as log:
        log.add([alsnb.Cohort(cohort="C"), alsnb.LearningSet(cohort="C", learning_set="A")])
        log.add([alsnb.Member(cohort="C", learning_set="A", member="A1"), reflection("before")])
    return path


def add(path, *texts):
    with alsnb.open_log(path) as log:
        return [log.add(reflection(text)) for text in texts]


def rename_over(path, other):
    """What a sync client does with a version from elsewhere."""
    shutil.copy(other, path.with_name(".sync"))
    os.replace(path.with_name(".sync"), path)


def texts(path):
    """What a log holds, and what opening it told."""
    notices = []
    with listening(notices.append), alsnb.open_log(path) as log:
        assert alsnb.check(log) == []
        return set(log.frames().reflections["text"]), " ".join(notices)


def killed(job):
    """Run a job in a process that is killed after it."""
    if (child := os.fork()) == 0:
        try:
            job()
        finally:
            os.kill(os.getpid(), signal.SIGKILL)
    os.waitpid(child, 0)


def beside(path):
    return sorted(each.name for each in path.parent.iterdir())


# Another version takes the place of an open log ----------------------------------------------------------------------


def test_a_log_goes_on_in_the_version_that_took_its_place_with_what_both_had(path, desktop):
    add(desktop, "desktop")
    with alsnb.open_log(path) as log:
        log.add(reflection("laptop"))
        log.keep_draft("reflection/1", {"text": "being typed"})
        rename_over(path, desktop)
        log.add(reflection("afterwards"))
        assert set(log.frames().reflections["text"]) == {"before", "desktop", "laptop", "afterwards"}
        assert log.draft("reflection/1").content == {"text": "being typed"}
        (notice,) = log.notices
        assert notice.startswith(
            "Two versions of x.db were merged: 1 entry and 1 unsaved text found in only one of them"
        )
    assert texts(path) == ({"before", "desktop", "laptop", "afterwards"}, "")
    assert beside(path) == ["x.db"]


def test_closing_a_log_merges_what_took_its_place(path, desktop):
    add(desktop, "desktop")
    with alsnb.open_log(path) as log:
        log.add(reflection("laptop"))
        rename_over(path, desktop)
    assert beside(path) == ["x.db"]
    assert texts(path)[0] == {"before", "desktop", "laptop"}


def test_a_killed_programs_entries_are_merged_into_the_version_that_took_its_place(path, desktop):
    add(desktop, "desktop")

    def write():
        log = alsnb.open_log(path)
        log.add(reflection("laptop"))
        rename_over(path, desktop)
        os.kill(os.getpid(), signal.SIGKILL)

    killed(write)
    result = CliRunner().invoke(main, ["check", str(path)])
    assert "Two versions of x.db were merged: 1 entry found in only one of them was added" in result.stderr
    assert texts(path)[0] == {"before", "desktop", "laptop"}
    assert beside(path) == ["x.db"]


def test_a_change_that_a_killed_program_did_not_finish_is_undone_in_its_own_file_alone(path, desktop):
    add(desktop, "desktop")

    def write():
        log = alsnb.open_log(path)
        log.add(reflection("laptop"))
        unfinished = leave_unfinished(path, 300)
        os.kill(os.getpid(), signal.SIGKILL)
        unfinished.close()

    killed(write)
    assert path.with_name("x.db-journal").stat().st_size
    rename_over(path, desktop)
    assert texts(path)[0] == {"before", "desktop", "laptop"}
    assert beside(path) == ["x.db"]


def leave_unfinished(path, rows):
    """Begin a change so large that part of it is in the file already."""
    connection = sqlite3.connect(path)
    connection.execute("PRAGMA cache_size = 1")
    connection.execute("BEGIN")
    columns = "kind, author, at, cohort, learning_set, member, content, digest"
    for number in range(rows):
        connection.execute(
            f"INSERT INTO revision (id, entry, {columns}) SELECT ?, 'x' || ?, {columns} FROM revision LIMIT 1",
            (os.urandom(16).hex(), number),
        )
    return connection


def test_of_another_log_that_takes_its_place_nothing_is_mixed_in(path, tmp_path):
    other = new_log(tmp_path / "other.db")
    add(other, "theirs")
    log = alsnb.open_log(path)
    log.add(reflection("ours"))
    rename_over(path, other)
    for _ in range(2):
        with pytest.raises(
            alsnb.LogError, match=r"replaced .*another log is now in its place; what you wrote is kept as .*1\.tmp"
        ):
            log.add(reflection("lost?"))
    log.close()
    found, told = texts(path)
    assert found == {"before", "theirs"}
    (kept,) = path.parent.glob("*set-aside*")
    assert f"is another log; it is kept as {kept.name}" in told
    assert texts(kept)[0] == {"before", "ours"}


def test_a_log_deleted_while_it_is_open_can_be_brought_back(path):
    log = alsnb.open_log(path)
    log.add(reflection("ours"))
    path.unlink()
    log.close()
    with pytest.raises(alsnb.LogError, match=r"kept as .*~x\.db\.tmp.* alsnb restore"):
        alsnb.open_log(path)
    result = CliRunner().invoke(main, ["restore", str(path), "--from", str(path.with_name("~x.db.tmp"))])
    assert result.exit_code == 0, result.output
    assert texts(path)[0] == {"before", "ours"}
    assert beside(path) == ["x.db"]


# What SQLite left beside a file --------------------------------------------------------------------------------------


def write_ahead(path, *added):
    """Add to a log as an older alsnb did, and be killed: returns the bytes of its file and of its write-ahead file."""
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA wal_autocheckpoint = 0")
        with alsnb.open_log("alsnb:sample") as log:
            log.add([alsnb.Cohort(cohort="C"), *(reflection(text) for text in added)])
            rows = list(log.revisions(kinds=["reflection"], cohort="C"))
        connection.executemany(f"INSERT INTO revision VALUES ({', '.join('?' * 10)})", rows)
        connection.commit()
        return path.read_bytes(), path.with_name(f"{path.name}-wal").read_bytes()


def test_what_an_older_version_left_of_its_own_file_counts(path, desktop):
    content, left = write_ahead(desktop, "in the write-ahead file")
    path.write_bytes(content)
    path.with_name("x.db-wal").write_bytes(left)
    assert texts(path) == ({"before", "in the write-ahead file"}, "")
    assert beside(path) == ["x.db"]


def test_what_was_left_of_another_version_is_set_aside_and_what_can_be_read_of_it_is_merged(path, desktop):
    _, left = write_ahead(desktop, *(f"desktop {number}" for number in range(40)))
    laptop = [f"laptop {number}" for number in range(40)]
    add(path, *laptop)
    path.with_name("x.db-wal").write_bytes(left)
    found, told = texts(path)
    assert {"before", *laptop} <= found
    (kept,) = path.parent.glob("x.db-wal.set-aside-*")
    assert kept.read_bytes() == left
    assert f"kept as {kept.name}" in told
    assert texts(path) == (found, "")


@pytest.mark.parametrize("end", ["-journal", "-wal"])
@pytest.mark.parametrize("size", [10, 5_000])
def test_rubbish_beside_a_log_does_no_harm(path, end, size):
    add(path, "laptop")
    path.with_name(f"x.db{end}").write_bytes(random.Random(size).randbytes(size))
    assert texts(path)[0] == {"before", "laptop"}
    assert texts(path) == ({"before", "laptop"}, "")


# Copies with other names ---------------------------------------------------------------------------------------------

BY_SYNC = [
    "x (conflicted copy 2026-11-30 101500).db", "x (Tina's conflicted copy 2026-11-30).db", "x-DESKTOP-4F2K9.db",
    "x (1).db", "x 2.db", "x.sync-conflict-20261130-101500-ABCDEFG.db", "x (SFConflict t@uni.ac.uk 2026-11-30).db",
    "x (Tinas widersprüchliche Kopie 2026-11-30).db", "x_conflict-20261130-101500.db", "x.db (Conflict)",
]  # fmt: skip


@pytest.mark.parametrize("name", BY_SYNC)
def test_a_copy_that_a_sync_client_left_beside_a_log_is_merged_and_stays(path, desktop, name):
    add(desktop, "desktop")
    content = desktop.read_bytes()
    shutil.copy(desktop, path.with_name(name))
    found, told = texts(path)
    assert found == {"before", "desktop"}
    assert told.startswith(f"{name} is a copy of {path} from another computer; added 1 entry")
    assert path.with_name(name).read_bytes() == content
    assert texts(path) == (found, "")


def test_a_hand_in_from_a_copy_is_told_if_it_cannot_be_noted(path, monkeypatch):
    copy = path.with_name("x (conflicted copy 2026-11-30).db")
    shutil.copy(path, copy)
    with alsnb.open_log(copy) as log:
        log.note_handed_in([alsnb.new_id()])
    monkeypatch.setattr(Log, "is_writable", False)
    with alsnb.open_log(path) as log:
        assert [f"{copy.name} records a hand-in that {path} does not. To record it" in each
                for each in log.notices] == [True]  # fmt: skip
    monkeypatch.undo()
    with alsnb.open_log(path) as log:
        assert (log.notices, len(log.handed_in())) == ([], 1)


def test_a_copy_that_a_person_named_is_told_and_not_touched(path, desktop):
    add(desktop, "desktop")
    copy = path.with_name("x-second coder.db")
    shutil.copy(desktop, copy)
    result = CliRunner().invoke(main, ["check", str(path)])
    assert f"{copy.name} has 1 entry missing from {path}. To add them: alsnb merge '{copy}' {path}" in result.stderr
    assert texts(path)[0] == {"before"}
    assert CliRunner().invoke(main, ["merge", str(copy), str(path), "--yes"]).exit_code in (0, 2)


def test_another_log_under_such_a_name_is_told_and_not_mixed_in(path, tmp_path):
    add(new_log(tmp_path / "laptop" / "x (1).db"), "theirs")
    found, told = texts(path)
    assert found == {"before"}
    assert f"x (1).db' {path}" in told
    assert "alsnb merge" in told


def test_other_logs_and_copies_that_bring_nothing_are_not_told(path, desktop):
    shutil.copy(desktop, path.with_name("x (1).db"))
    add(new_log(path.with_name("x-2027.db")), "next year's")
    add(new_log(path.with_name("xy.db")), "another's")
    path.with_name("x (2).db").write_bytes(b"no log")
    assert texts(path) == ({"before"}, "")


def test_what_was_erased_does_not_come_back_from_a_copy(path, desktop):
    add(desktop, "desktop")
    with alsnb.open_log(path) as log:
        log.erase("A1", "C")
    shutil.copy(desktop, path.with_name("x (1).db"))
    assert texts(path) == (set(), "")


@pytest.mark.parametrize("is_erased_here", [False, True])
def test_of_whom_another_version_erased_it_is_told_what_is_gone(path, desktop, is_erased_here):
    here, there = (path, desktop) if is_erased_here else (desktop, path)
    with alsnb.open_log(path) as log:
        if is_erased_here:
            log.erase("A1", "C")
            add(there, "just saved")
        else:
            log.add(reflection("just saved"))
            with alsnb.open_log(here) as other:
                other.erase("A1", "C")
        rename_over(path, desktop)
        assert list(log.frames().reflections["text"]) == []
        (notice,) = log.notices
    assert notice == f"A1 was erased in the other version of {path.name}; 3 entries by A1 were erased."
    assert texts(path) == (set(), "")
    assert beside(path) == ["x.db"]


# Drafts --------------------------------------------------------------------------------------------------------------


def test_a_draft_in_which_a_byte_changed_is_not_shown_as_if_it_had_been_typed_so(path):
    with alsnb.open_log(path) as log:
        log.keep_draft("reflection/1", {"text": "what I learnt"})
    path.write_bytes(path.read_bytes().replace(b"what I learnt", b"what I learnd"))
    with alsnb.open_log(path) as log:
        assert log.draft("reflection/1") is None
        (notice,) = log.notices
        assert "was damaged" in notice
        assert "what I learnd" in notice
        log.keep_draft("reflection/1", {"text": "again"})
        assert log.draft("reflection/1").content == {"text": "again"}
    assert b"what I learnd" in path.read_bytes()


def test_two_drafts_that_differ_are_both_kept(path, desktop):
    with alsnb.open_log(desktop) as log:
        log.keep_draft("reflection/1", {"text": "typed at the desk"})
    with alsnb.open_log(path) as log:
        log.keep_draft("reflection/1", {"text": "typed on the train"})
        rename_over(path, desktop)
        assert log.draft("reflection/1").content == {"text": "typed at the desk"}
        (notice,) = log.notices
    (kept,) = path.parent.glob("*set-aside*")
    assert kept.name in notice
    with alsnb.open_log(kept) as log:
        assert log.draft("reflection/1").content == {"text": "typed on the train"}


# Two computers, at random --------------------------------------------------------------------------------------------


class Side:
    """One computer's copy of the log, its sync client's memory, and what was acknowledged there."""

    def __init__(self, path):
        self.path, self.synced, self.acknowledged, self.told = path, path.read_bytes(), set(), []

    def work(self, rng, meddle):
        """Write in a process of its own, have it meddled with in the middle, and close it or kill it."""
        here, there = os.pipe()
        go, say_go = os.pipe()
        end = rng.choice(["closed", "closed", "killed", "killed in a change", "disk full"])
        first, second = rng.randrange(4), rng.randrange(4)
        if (child := os.fork()) == 0:
            say = lambda text: os.write(there, f"{text}\n".encode())  # noqa: E731
            try:
                with listening(lambda notice: say(f"told {notice}")):
                    log = alsnb.open_log(self.path)
                    for _ in range(first):
                        say(f"ok {log.add(reflection('x' * rng.randrange(1, 2_000)))}")
                    say("pause")
                    os.read(go, 1)
                    if end == "disk full":
                        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
                        limit = self.path.stat().st_size + rng.randrange(6_000)
                        resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
                    for _ in range(second):
                        try:
                            say(f"ok {log.add(reflection('x' * rng.randrange(1, 2_000)))}")
                        except alsnb.LogError as error:
                            say(f"told {error}")
                    unfinished = leave_unfinished(self.path, 50) if end == "killed in a change" else None
                    if end.startswith("killed"):
                        os.kill(os.getpid(), signal.SIGKILL)
                    assert unfinished is None
                    log.close()
            except alsnb.LogError as error:
                say(f"told {error}")
            except BaseException as error:  # noqa: BLE001
                say(f"failed {error!r}")
            os._exit(0)
        os.close(there)
        os.close(go)
        early = rng.random() < 0.2
        with os.fdopen(here) as lines:
            for line in lines:
                what, _, rest = line.rstrip("\n").partition(" ")
                assert what != "failed", rest
                if what == "ok":
                    self.acknowledged.add(rest)
                elif what == "told":
                    self.told.append(rest)
                elif what == "pause":
                    meddle()
                    if early:
                        os.kill(child, signal.SIGKILL)
                    else:
                        os.write(say_go, b"x")
        os.close(say_go)
        os.waitpid(child, 0)

    def receive(self, content, rng, *, rude):
        """Have the sync client bring a version from elsewhere."""
        if self.path.read_bytes() != self.synced and not rude:
            copy = self.path.with_name(f"x (conflicted copy {rng.randrange(1 << 30)}).db")
            copy.write_bytes(content)
            return
        self.path.with_name(".sync").write_bytes(content)
        os.replace(self.path.with_name(".sync"), self.path)
        self.synced = content

    def upload(self):
        self.synced = self.path.read_bytes()
        return self.synced

    def held(self):
        """Every entry in the log, and in the files that were named."""
        with listening(self.told.append):
            try:
                with alsnb.open_log(self.path) as log:
                    log.verify()
            except alsnb.LogError as error:  # then do as it says: `alsnb restore`
                self.told.append(str(error))
                result = CliRunner().invoke(main, ["restore", str(self.path), "--from", str(self.path)])
                assert result.exit_code == 0, result.output
            with alsnb.open_log(self.path) as log:
                found = {each.entry for each in log.revisions()}
        for each in self.path.parent.iterdir():
            if any(each.name in told for told in self.told) and each.read_bytes()[:6] == b"SQLite":
                with closing(sqlite3.connect(each)) as connection:
                    connection.text_factory = lambda text: text.decode(errors="replace")
                    found |= {revision.entry for revision in damaged_files.readable(connection)}
        return found


HISTORIES = int(os.environ.get("ALSNB_HISTORIES", "12"))
"""A longer run: ALSNB_HISTORIES=1000 python -m pytest -n 0 tests/log/test_copies.py -k random."""


@pytest.mark.parametrize("seed", range(HISTORIES))
def test_whatever_happens_to_two_synced_copies_at_random_nothing_acknowledged_is_lost(tmp_path, seed):
    rng = random.Random(seed)
    laptop = Side(new_log(tmp_path / "laptop" / "x.db"))
    (tmp_path / "desktop").mkdir()
    desktop = Side(Path(shutil.copy(laptop.path, tmp_path / "desktop" / "x.db")))
    for _ in range(5):
        here, there = rng.sample([laptop, desktop], 2)

        def meddle(here=here, there=there):
            what = rng.choice(["nothing", "polite", "rude", "leftover"])
            if what in ("polite", "rude") and not list(there.path.parent.glob("x.db-*")):
                here.receive(there.upload(), rng, rude=what == "rude")
            elif what == "leftover":
                for left in there.path.parent.glob("x.db-*"):
                    content = left.read_bytes()
                    here.path.with_name(left.name).write_bytes(content[: rng.randrange(len(content) + 1)])

        here.work(rng, meddle)
        if rng.random() < 0.3:
            for left in here.path.parent.glob("x.db-journal"):
                os.truncate(left, rng.randrange(left.stat().st_size + 1))
    for side in (laptop, desktop):
        assert side.acknowledged <= side.held(), (seed, side.told, beside(side.path))
