"""Backups: one a day, brought back by one command, and reached by every erasure."""

import gzip
import os
import sqlite3
import stat
from contextlib import closing
from datetime import date, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner

import alsnb
from alsnb.cli import main
from alsnb.log.revisions import retraction
from alsnb.log.safekeeping import backups, rescue

SECRET = "a confidence that must not outlive its owner"


def reflection(text="…", **context):
    return alsnb.Reflection(**{"cohort": "C", "learning_set": "A", "cycle": 1, "member": "A1", "text": text} | context)


@pytest.fixture
def path(tmp_path):
    with alsnb.open_log(tmp_path / "x.db", create=True) as log:
        log.add([alsnb.Cohort(cohort="C"), alsnb.LearningSet(cohort="C", learning_set="A")])
        log.add([alsnb.Member(cohort="C", learning_set="A", member=member) for member in ("A1", "A2")])
        log.add([reflection(SECRET), reflection("kept", member="A2")])
    return tmp_path / "x.db"


def changed_days_ago(path, days):
    at = path.stat().st_mtime - days * 86_400
    os.utime(path, (at, at))
    return date.today() - timedelta(days)


def run(*arguments):
    result = CliRunner().invoke(main, [str(each) for each in arguments])
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result


def texts(path):
    with alsnb.open_log(path) as log:
        assert alsnb.check(log) == []
        return set(log.frames().reflections["text"])


def damage(path, text=b"kept"):
    content = path.read_bytes()
    assert text in content
    path.write_bytes(content.replace(text, b"bent"))


def test_opening_a_log_on_another_day_makes_a_backup_of_it_as_it_was(path):
    day = changed_days_ago(path, 2)
    with alsnb.open_log(path) as log:
        log.add(reflection("today"))
    (made,) = backups.of(path)
    assert made == path.parent / "backups" / f"x.db.{day:%Y-%m-%d}.gz"
    assert stat.S_IMODE(made.stat().st_mode) == 0o600
    assert stat.S_IMODE(made.parent.stat().st_mode) == 0o700
    copy = path.with_name("copy.db")
    copy.write_bytes(gzip.decompress(made.read_bytes()))
    assert texts(copy) == {SECRET, "kept"}


def test_a_log_that_did_not_change_since_or_was_made_today_gets_no_backup(path):
    texts(path)
    assert backups.of(path) == []
    changed_days_ago(path, 2)
    texts(path)
    first = [(each, each.stat().st_mtime_ns) for each in backups.of(path)]
    texts(path)
    assert [(each, each.stat().st_mtime_ns) for each in backups.of(path)] == first


def test_the_last_seven_days_are_kept_and_those_that_somebody_asked_for(path):
    run("backup", path)
    (asked_for,) = backups.of(path)
    days = []
    for ago in range(10, 0, -1):
        with alsnb.open_log(path) as log:
            log.add(reflection(f"{ago} days ago"))
        days.append(changed_days_ago(path, ago))
        texts(path)
    found = {each.name for each in backups.of(path)}
    assert found == {asked_for.name, *(f"x.db.{day:%Y-%m-%d}.gz" for day in days[-7:])}


def test_a_damaged_log_gets_no_backup_that_would_drive_out_a_good_one(path):
    damage(path)
    changed_days_ago(path, 2)
    with alsnb.open_log(path) as log, pytest.raises(alsnb.LogError, match="alsnb restore"):
        log.frames()
    assert backups.of(path) == []


def test_restore_lists_the_backups_with_the_command_for_each(path):
    changed_days_ago(path, 2)
    texts(path)
    (made,) = backups.of(path)
    said = run("restore", path)
    assert said.exit_code == 0
    assert f"alsnb restore {path} --from {made}" in said.output
    assert f"alsnb restore {path} --from {path}" in said.output


def test_a_damaged_log_is_restored_with_all_that_can_be_read_of_it(path):
    changed_days_ago(path, 2)
    with alsnb.open_log(path) as log:
        log.add(reflection("added since"))
    damage(path)
    content = path.read_bytes()
    assert "alsnb restore" in run("check", path).output
    said = run("restore", path, "--from", backups.of(path)[0])
    assert said.exit_code == 0, said.output
    assert texts(path) == {SECRET, "kept", "added since"}
    (kept,) = path.parent.glob("*.set-aside-*")
    assert kept.read_bytes() == content
    assert kept.name in said.output
    assert "Added 1 revision" in said.output


def test_a_whole_log_is_restored_as_it_was_and_what_that_leaves_out_is_told(path):
    changed_days_ago(path, 2)
    with alsnb.open_log(path) as log:
        log.add(reflection("added since"))
    said = run("restore", path, "--from", backups.of(path)[0])
    assert texts(path) == {SECRET, "kept"}
    (kept,) = path.parent.glob("*.set-aside-*")
    assert "Not restored: 1 revision in the previous file." in said.output
    assert f"alsnb merge {kept} {path}" in said.output
    assert texts(kept) == {SECRET, "kept", "added since"}


def test_without_a_backup_a_log_is_made_anew_from_what_can_be_read_of_it(path):
    with alsnb.open_log(path) as log:
        log.add([reflection(f"{number} " + "x" * 3_000) for number in range(50)])
    content = bytearray(path.read_bytes())
    for page in range(4, len(content) // 4096, 9):
        content[page * 4096 : page * 4096 + 200] = b"\xff" * 200
    path.write_bytes(content)
    assert run("restore", path, "--from", path).exit_code in (0, 1)
    with alsnb.open_log(path) as log:
        assert 15 < len(log.frames().reflections) < 52


def test_a_damaged_backup_is_refused_and_nothing_is_changed(path):
    changed_days_ago(path, 2)
    texts(path)
    (made,) = backups.of(path)
    made.write_bytes(made.read_bytes()[:-20])
    content = path.read_bytes()
    said = run("restore", path, "--from", made)
    assert said.exit_code == 2
    assert "is damaged; use another backup" in said.stderr
    assert path.read_bytes() == content
    assert sorted(each.name for each in path.parent.iterdir()) == ["backups", "x.db"]


def test_a_log_that_is_open_elsewhere_is_not_restored(path):
    made = backups.of(path)
    with alsnb.open_log(path) as log:
        made = backups.make(log)
        said = run("restore", path, "--from", made)
    assert said.exit_code == 2
    assert "another program has a log open in the folder" in said.stderr


def test_an_erasure_reaches_the_backups_and_what_was_set_aside(path):
    changed_days_ago(path, 3)
    with alsnb.open_log(path) as log:
        log.add(reflection(f"{SECRET}, again"))
    run("restore", path, "--from", backups.of(path)[0])
    run("backup", path)
    times = {each: each.stat().st_mtime for each in backups.of(path)}
    assert len(times) == 2
    with alsnb.open_log(path) as log:
        log.erase("A1", "C")
    assert {each: each.stat().st_mtime for each in backups.of(path)} == times
    for each in path.parent.rglob("*"):
        if each.is_file():
            content = each.read_bytes()
            assert SECRET.encode() not in (gzip.decompress(content) if each.suffix == ".gz" else content), each
    for each in backups.of(path):
        run("restore", path, "--from", each)
        assert texts(path) == {"kept"}


COPIES = ["x (conflicted copy 2026-11-30).db", "x-DESKTOP-AB12CD.db", "x.db.bak", "backups/monday.db", "backups/any.gz"]


@pytest.mark.parametrize("way", ["erase", "take back"])
def test_an_erasure_reaches_copies_of_the_same_log_and_names_what_it_does_not_reach(path, tmp_path, way):
    for name in COPIES:
        run("backup", path, "--out", path.parent / name)
    run("backup", path, "--out", path.with_name("other name.db"))
    path.with_name("x (1).db").write_bytes(b"cannot be read")
    (path.parent / "backups" / "notes.txt").write_text("cannot be read either")
    path.with_name("x-notes.txt").write_text("of no account")
    with alsnb.open_log(path.with_name("x-2027.db"), create=True) as log:
        log.add(alsnb.Cohort(cohort="D"))
    others = {"other name.db", "x (1).db", "notes.txt", "x-2027.db"}
    before = {name: next(path.parent.rglob(name)).read_bytes() for name in others}
    if way == "erase":
        said = run("erase", path, "--member", "A1", "--yes").output
        assert all(name.rpartition("/")[2] in said.partition("These files")[0] for name in COPIES)
        (names,) = (
            line.partition("cannot be read: ")[2] for line in said.splitlines() if line.startswith("These files")
        )
        assert {Path(each).name for each in names.partition(". Delete")[0].split(", ")} == others
    else:
        take_back(path)
    for each in (path, *(path.parent / name for name in COPIES)):
        content = each.read_bytes()
        assert SECRET.encode() not in (gzip.decompress(content) if each.suffix == ".gz" else content), each
    assert {name: next(path.parent.rglob(name)).read_bytes() for name in others} == before


def test_an_erasure_is_not_done_while_a_backup_cannot_be_reached(path):
    changed_days_ago(path, 3)
    texts(path)
    (made,) = backups.of(path)
    made.write_bytes(b"no backup")
    with alsnb.open_log(path) as log:
        with pytest.raises(alsnb.LogError, match="Delete the file, then try again"):
            log.erase("A1", "C")
        assert set(log.frames().reflections["text"]) == {SECRET, "kept"}


def test_an_old_backup_from_elsewhere_brings_nobody_back_who_was_erased(path, tmp_path):
    away = tmp_path / "stick" / "old.db"
    away.parent.mkdir()
    run("backup", path, "--out", away)
    with alsnb.open_log(path) as log:
        log.erase("A1", "C")
    assert run("restore", path, "--from", away).exit_code == 0
    assert texts(path) == {"kept"}
    assert SECRET.encode() not in path.read_bytes()


@pytest.fixture
def away(path, tmp_path):
    """A backup on a stick, which nothing that happens to the log reaches."""
    away = tmp_path / "stick" / "old.db"
    away.parent.mkdir()
    run("backup", path, "--out", away)
    return away


def take_back(path):
    """Have the writer of the first reflection take it back; returns the entry."""
    with alsnb.open_log(path) as log:
        said = next(each for each in log.revisions() if each.kind == "reflection")
        log.take_over([retraction(said)])
    return said.entry


def test_an_old_backup_from_elsewhere_brings_no_words_back_that_were_taken_back(path, away):
    entry = take_back(path)
    said = run("restore", path, "--from", away)
    assert (said.exit_code, "not in it" in said.output) == (0, False)
    assert texts(path) == {"kept"}
    assert SECRET.encode() not in path.read_bytes()
    with alsnb.open_log(path) as log:
        assert [each.record.retracted for each in log.history(entry)] == [True]


def test_what_left_in_a_hand_in_is_known_after_an_earlier_backup_is_brought_back(path, away):
    with alsnb.open_log(path) as log, log.database.writing() as connection:
        log.database.note_handed_in(connection, ["an entry"], 5)
    run("restore", path, "--from", away)
    with alsnb.open_log(path) as log, log.database.snapshot() as connection:
        assert log.database.handed_in(connection)["an entry"] == 5


@pytest.mark.parametrize("source", ["away", "itself"])
def test_a_file_without_its_first_bytes_still_tells_who_was_erased_and_what_was_taken_back(path, away, source):
    with alsnb.open_log(path) as log:
        log.add(reflection("of A2, taken back", member="A2"))
    run("backup", path, "--out", away.with_name("later.db"))
    with alsnb.open_log(path) as log:
        said = next(each for each in log.revisions() if "of A2, taken back" in each.content)
        log.take_over([retraction(said)])
        log.erase("A1", "C")
        identity = rescue.identity(log)
    content = bytearray(path.read_bytes())
    content[:100] = bytes(100)
    path.write_bytes(content)
    said = run("restore", path, "--from", path if source == "itself" else away.with_name("later.db"))
    assert said.exit_code == 1
    assert "could not all be read" in said.output
    assert texts(path) == {"kept"}
    with alsnb.open_log(path) as log:
        assert rescue.identity(log) == identity


def test_where_nothing_tells_who_was_erased_restore_says_so(path, away):
    path.write_bytes(bytes(8192))
    said = run("restore", path, "--from", away)
    assert said.exit_code == 1
    assert f"alsnb erase {path} --member CODE" in said.output


def test_what_nobody_can_read_is_told_as_lost_and_no_merge_is_offered_that_would_fail(path):
    damage(path)
    said = run("restore", path, "--from", path).output
    assert "Lost, unless in another backup: 1 revision that could not be read." in said
    assert "alsnb merge" not in said
    assert texts(path) == {SECRET}


def test_what_a_backup_has_of_it_is_not_lost(path, away):
    damage(path)
    said = run("restore", path, "--from", away).output
    assert "lost" not in said
    assert texts(path) == {SECRET, "kept"}


def test_a_log_in_write_ahead_mode_is_brought_back(path, away):
    with closing(sqlite3.connect(away)) as copy:
        copy.execute("PRAGMA journal_mode = WAL")
    assert run("restore", path, "--from", away).exit_code == 0
    assert run("restore", away).exit_code == 0
    assert texts(path) == {SECRET, "kept"}


def no_log(path, what):
    """A file that a log cannot be brought back from."""
    if what == "pipe":
        os.mkfifo(path)
    elif what == "foreign":
        with closing(sqlite3.connect(path)) as other:
            other.execute("CREATE TABLE other (a)")
    elif what != "missing":
        path.write_bytes({"text": b"hello", "empty": b"", "nought": bytes(4096)}[what])
    return path


@pytest.mark.parametrize("what", ["text", "empty", "foreign", "nought", "pipe", "missing"])
def test_from_what_is_no_log_nothing_is_restored(path, tmp_path, what):
    other, new, content = no_log(tmp_path / "other.db", what), tmp_path / "new.db", path.read_bytes()
    before = sorted(tmp_path.iterdir())
    for target in (path, new, other):
        said = run("restore", target, "--from", other)
        assert (said.exit_code, said.output) == (2, said.stderr)
        assert f"{other} is not" in said.stderr
        assert "~" not in said.stderr
    said = run("restore", other)
    expected = "log not found" if what == "missing" else f"{other} is not a log and has no backup"
    assert (said.exit_code, expected in said.stderr) == (2, True)
    assert (sorted(tmp_path.iterdir()), path.read_bytes()) == (before, content)


def test_a_backup_that_is_cut_off_is_named_as_damaged(path, tmp_path):
    cut = tmp_path / "cut.db"
    cut.write_bytes(path.read_bytes()[:-4096])
    said = run("restore", tmp_path / "new.db", "--from", cut)
    assert (said.exit_code, said.stderr) == (2, f"alsnb: {cut} is damaged; use another backup\n")


def test_a_backup_of_a_newer_version_is_named_itself(path, away):
    with closing(sqlite3.connect(away)) as copy:
        copy.execute("UPDATE alsnb_log SET version = 1000")
        copy.commit()
    said = run("restore", path, "--from", away).stderr
    assert f"{away} was written by a newer alsnb" in said
    assert "~" not in said


def test_backup_writes_what_sqlite_reads_and_replaces_no_file(path, tmp_path):
    out = tmp_path / "copy.db"
    assert run("backup", path, "--out", out).exit_code == 0
    with closing(sqlite3.connect(out)) as copy:
        assert copy.execute("SELECT count(*) FROM reflections").fetchone() == (2,)
    said = run("backup", path, "--out", out)
    assert (said.exit_code, "already exists" in said.stderr) == (2, True)


def test_where_no_backup_can_be_made_the_log_opens_and_says_so(path):
    (path.parent / "backups").write_text("a file in the way")
    changed_days_ago(path, 2)
    with alsnb.open_log(path) as log:
        (notice,) = log.notices
        assert notice.startswith("Today's backup of x.db failed")
        assert len(log.frames().reflections) == 2
