"""A log survives faults: crowds, full disks, locked folders, exchanged, cut and damaged files.

Whatever happens, what was acknowledged is there afterwards, no figure is wrong, and a user reads one plain sentence.
"""

import importlib
import os
import resource
import shutil
import signal
import sqlite3
import subprocess
import tempfile
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest
from click.testing import CliRunner

import alsnb
from alsnb.cli import main
from alsnb.log.databases.sqlite import Embedded
from alsnb.log.exchange import bundles
from alsnb.sample import records


def reflection(text="…", **context):
    return alsnb.Reflection(**{"cohort": "C", "learning_set": "A", "cycle": 1, "member": "A1", "text": text} | context)


def held(path):
    with alsnb.open_log(path) as log:
        assert alsnb.check(log) == []
        return {each.entry for each in log.revisions()}


def told(*arguments):
    """What the command line says of a fault: one sentence, no traceback."""
    said = CliRunner().invoke(main, list(map(str, arguments)))
    assert said.exception is None or isinstance(said.exception, SystemExit), said.exception
    return said.exit_code, said.output


def child(job):
    """Run `job(say)` in a process of its own, and return its process number and the pipe with the lines it says."""
    here, there = os.pipe()
    number = os.fork()
    if number == 0:
        os.close(here)
        try:
            job(lambda text: os.write(there, f"{text}\n".encode()))
        except alsnb.AlsnbError as error:
            os.write(there, f"error: {error}\n".encode())
        except BaseException as error:  # noqa: BLE001
            os.write(there, f"traceback: {error!r}\n".encode())
        finally:
            os._exit(0)
    os.close(there)
    return number, os.fdopen(here)


def lines_of(job):
    number, pipe = child(job)
    with pipe:
        lines = pipe.read().splitlines()
    os.waitpid(number, 0)
    return lines


@pytest.fixture
def path(tmp_path):
    with alsnb.open_log(tmp_path / "x.db", create=True) as log:
        log.add([alsnb.Cohort(cohort="C"), alsnb.LearningSet(cohort="C", learning_set="A"),
                 alsnb.Member(cohort="C", learning_set="A", member="A1"), reflection("before")])  # fmt: skip
    return tmp_path / "x.db"


# Several programs at once --------------------------------------------------------------------------------------------

EACH = 500


def test_two_programs_write_five_hundred_entries_each_while_a_third_reads(path):
    # The last entries are written only when the reader has read some of the others, however busy the machine is.
    go_on, has_read = os.pipe()

    def write(say):
        with alsnb.open_log(path) as log:
            for number in range(EACH):
                if number == EACH - 10:
                    os.read(go_on, 1)
                say(log.add(reflection(str(number))))

    def read(say):
        with alsnb.open_log(path) as log:
            rows = reads = 0
            while rows < 2 * EACH + 1:
                before, rows = rows, len(log.frames().reflections)
                say(rows - before)
                reads += 1
                if reads == 5:
                    os.write(has_read, b"..")

    reader, growth = child(read)
    writers = [child(write) for _ in range(2)]
    acknowledged = []
    for number, pipe in writers:
        with pipe:
            acknowledged += pipe.read().splitlines()
        os.waitpid(number, 0)
    with growth:
        grown = growth.read().splitlines()
    os.waitpid(reader, 0)
    assert not [line for line in acknowledged + grown if line.startswith(("error", "traceback"))]
    assert len(set(acknowledged)) == 2 * EACH
    assert set(acknowledged) <= held(path)
    assert all(int(rows) >= 0 for rows in grown)
    assert len(grown) > 5, "the reader was to read while the others write"


# A full disk ---------------------------------------------------------------------------------------------------------


@pytest.fixture(params=["tmpfs", "limit"])
def disk(request, tmp_path):
    """A folder, and a context manager within which its disk has only so many bytes of room."""
    if request.param == "limit":
        # Nothing can be mounted everywhere, but any process may be kept from writing files beyond a size.
        @contextmanager
        def full(room=0):
            before = resource.getrlimit(resource.RLIMIT_FSIZE)
            growing = list(tmp_path.glob("*-wal")) or list(tmp_path.iterdir())
            largest = max((each.stat().st_size for each in growing), default=0)
            ignored = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
            resource.setrlimit(resource.RLIMIT_FSIZE, (largest + room, before[1]))
            try:
                yield
            finally:
                resource.setrlimit(resource.RLIMIT_FSIZE, before)
                signal.signal(signal.SIGXFSZ, ignored)

        yield tmp_path, full
        return
    folder = tmp_path / "disk"
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=4m", "alsnb-test", str(folder)]
    if not shutil.which("mount") or subprocess.run(mount, capture_output=True).returncode:
        pytest.skip("nothing may be mounted here")

    @contextmanager
    def full(room=0):
        ballast = folder / "ballast"
        with suppress(OSError), ballast.open("wb", buffering=0) as file:
            while True:
                file.write(b"x" * 4096)
        os.truncate(ballast, max(0, ballast.stat().st_size - room))
        yield
        ballast.unlink()

    yield folder, full
    subprocess.run(["umount", "-l", str(folder)], check=True)


@pytest.fixture
def nearly(disk):
    """A log on that disk, with its folder's context manager."""
    folder, full = disk
    with alsnb.open_log(folder / "x.db", create=True) as log:
        log.add([alsnb.Cohort(cohort="C"), alsnb.LearningSet(cohort="C", learning_set="A")])
        log.add([alsnb.Member(cohort="C", learning_set="A", member=member) for member in ("A1", "A2")])
        log.add([reflection("x" * 2000, member=member) for member in ("A1", "A2") for _ in range(100)])
    return folder / "x.db", full


FULL = "the disk is full"


def test_what_was_acknowledged_before_the_disk_was_full_is_there_and_writing_goes_on_afterwards(nearly):
    path, full = nearly
    acknowledged = []

    def fill():
        while True:
            acknowledged.append(log.add(reflection("y" * 500)))

    with alsnb.open_log(path) as log:
        log.add(reflection("opens the write-ahead file"))
        with full(room=100_000):
            with pytest.raises(alsnb.LogError, match=FULL):
                fill()
            assert len(acknowledged) > 2
            assert set(acknowledged) <= set(log.frames().reflections["entry"])
        acknowledged.append(log.add(reflection("there is room again")))
    assert set(acknowledged) <= held(path)


def test_what_was_acknowledged_on_a_full_disk_is_there_when_its_writer_was_killed(nearly):
    path, full = nearly

    def write(say):
        log = alsnb.open_log(path)
        log.add(reflection("opens the write-ahead file"))
        with full(room=100_000):
            try:
                while True:
                    say(log.add(reflection("y" * 500)))
            except alsnb.LogError as error:
                say(f"error: {error}")
                os.kill(os.getpid(), signal.SIGKILL)

    *acknowledged, last = lines_of(write)
    for ballast in path.parent.glob("ballast"):
        ballast.unlink()
    assert FULL in last
    assert len(acknowledged) > 2
    assert set(acknowledged) <= held(path)


def test_merging_onto_a_full_disk_takes_over_nothing(nearly):
    path, full = nearly
    with alsnb.open_log(path) as log, alsnb.open_log("alsnb:sample") as other:
        log.add(reflection("opens the write-ahead file"))
        before = list(log.revisions())
        incoming = len(list(other.revisions()))
        with full(room=50_000):
            for attempt in (lambda: log.merge(other), lambda: log.take_over(other.revisions(), [("C", "A2")])):
                with pytest.raises(alsnb.LogError, match=FULL):
                    attempt()
        assert list(log.revisions()) == before
        assert log.merge(other).new == incoming
    assert {each.entry for each in before} < held(path)


def test_a_draft_a_full_disk_does_not_take_leaves_the_one_before(nearly):
    path, full = nearly
    with alsnb.open_log(path) as log:
        log.keep_draft("reflection", {"text": "before"})
        with full(), pytest.raises(alsnb.LogError, match=FULL):
            log.keep_draft("reflection", {"text": "x" * 1_000_000})
        assert log.draft("reflection").content == {"text": "before"}


def test_an_erasure_for_which_there_is_no_room_erases_nothing_and_may_be_repeated(nearly):
    path, full = nearly
    with alsnb.open_log(path) as log:
        log.add(reflection("opens the write-ahead file"))
        before = list(log.revisions())
        with full(), pytest.raises(alsnb.LogError, match=FULL):
            log.erase("A1", "C")
        assert list(log.revisions()) == before
        assert log.erase("A1", "C") == 102
    assert b'"member":"A1"' not in path.read_bytes()


def test_an_erasure_with_room_for_the_deletion_alone_says_that_the_bytes_are_still_there(nearly, monkeypatch):
    path, full = nearly
    scrub = Embedded.scrub

    def scrub_without_room(database):
        with full(room=-500_000 if path.parent.name != "disk" else 0):
            scrub(database)

    with alsnb.open_log(path) as log:
        monkeypatch.setattr(Embedded, "scrub", scrub_without_room)
        with pytest.raises(
            alsnb.LogError, match=r"erased from the log, .* still in its file, because the disk is full"
        ):
            log.erase("A1", "C")
        monkeypatch.undo()
        assert {each.member for each in log.revisions()} == {None, "A2"}
    with alsnb.open_log(path) as log:
        assert {each.member for each in log.revisions()} == {None, "A2"}
    assert b'"member":"A1"' not in path.read_bytes()


def test_nothing_is_erased_while_a_copy_of_it_cannot_be_deleted(path):
    path.with_name("x.db.v1-backup").mkdir()
    with alsnb.open_log(path) as log:
        with pytest.raises(alsnb.LogError, match=r"x.db.v1-backup: .*; nothing was written"):
            log.erase("A1", "C")
        assert "A1" in {each.member for each in log.revisions()}


def test_a_log_that_cannot_be_made_for_want_of_room_leaves_nothing_in_the_way(disk):
    folder, full = disk
    with full(room=8_000):
        with pytest.raises(alsnb.LogError, match=FULL):
            alsnb.open_log(folder / "new.db", create=True)
        code, said = told("sample", folder / "new.db")
        assert (code, FULL in said) == (2, True)
    assert not list(folder.glob("new.db*"))
    alsnb.open_log(folder / "new.db", create=True).close()


def test_an_upgrade_without_room_for_its_backup_changes_nothing(nearly):
    path, full = nearly
    before = held(path)
    with sqlite3.connect(path) as raw:
        raw.executescript(
            "DROP TRIGGER nobody_comes_back; DROP TABLE tombstone; DROP TABLE erased_entry; DROP TABLE draft;"
            "UPDATE alsnb_log SET version = 1"
        )
    raw.close()
    content = path.read_bytes()
    with full(room=-200_000 if path.parent.name != "disk" else 0), pytest.raises(alsnb.LogError, match=FULL):
        alsnb.open_log(path)
    assert path.read_bytes() == content
    assert not list(path.parent.glob("*backup*"))
    assert held(path) == before


def test_a_hand_in_for_which_there_is_no_room_leaves_no_file(nearly):
    path, full = nearly
    with alsnb.open_log(path) as log:
        bundle = bundles.Bundle(list(log.revisions()), [])
    with full(room=-600_000 if path.parent.name != "disk" else 0), pytest.raises(alsnb.BundleError):
        bundles.write(path.parent / "b.jsonl", bundle)
    assert not list(path.parent.glob("*b.jsonl*"))


# Files and folders that may only be read -----------------------------------------------------------------------------

NOBODY = 65534


@pytest.fixture
def locked():
    """A log whose folder anybody may enter, as the folders of pytest may not; unlocked again at the end."""
    with tempfile.TemporaryDirectory() as folder:
        os.chmod(folder, 0o755)
        path = Path(folder) / "x.db"
        with alsnb.open_log(path, create=True) as log:
            log.add([alsnb.Cohort(cohort="C"), reflection("read me")])
        yield path
        os.chmod(folder, 0o755)


def as_anybody(job):
    """Run a job as somebody whom permissions bind: root may write everywhere."""

    def bound(say):
        if os.geteuid() == 0:
            os.setgid(NOBODY)
            os.setuid(NOBODY)
        job(say)

    alsnb.open_log("alsnb:sample").frames()  # what the child would have to import, it may not be allowed to
    importlib.import_module("rich.progress")
    importlib.import_module("colorsys")
    return lines_of(bound)


@pytest.mark.parametrize("lock", ["file", "folder"])
def test_what_may_only_be_read_is_read_and_refuses_what_is_added(locked, lock):
    os.chmod(locked, 0o444 if lock == "file" else 0o666)
    os.chmod(locked.parent, 0o755 if lock == "file" and os.geteuid() else 0o555)
    content = locked.read_bytes()

    def use(say):
        with alsnb.open_log(locked) as log:
            say(log.frames().reflections["text"][0])
            for attempt in (
                lambda: log.add(reflection("no")), lambda: log.keep_draft("k", {}), lambda: log.erase("A1", "C"),
                lambda: alsnb.open_log(locked.parent / "new.db", create=True),
            ):  # fmt: skip
                try:
                    say(f"acknowledged {attempt()}")
                except alsnb.LogError as error:
                    say(error)
        say(told("check", locked))

    read, added, draft, erased, made, checked = as_anybody(use)
    assert read == "read me"
    assert all("is read-only; copy the log to a folder of your own" in each for each in (added, draft, erased))
    assert "cannot make a log at" in made
    assert "no problems found" in checked
    assert locked.read_bytes() == content


def test_a_log_one_may_not_read_is_told_in_a_sentence(locked):
    os.chmod(locked, 0o000)

    def use(say):
        say(told("check", locked))
        alsnb.open_log(locked)

    checked, opened = as_anybody(use)
    assert checked.startswith("(2,")
    assert "cannot be opened; check that you have permission" in checked
    assert opened.startswith(f"error: {locked}: the file cannot be opened; check that you have permission")


# Files exchanged under an open log -----------------------------------------------------------------------------------


def exchange(path):
    with alsnb.open_log(path.with_name("other.db"), create=True) as other:
        other.add([alsnb.Cohort(cohort="other"), reflection("theirs", cohort="other")])
    os.replace(path.with_name("other.db"), path)


EXCHANGES = {
    "deleted": os.unlink,
    "moved away": lambda path: os.rename(path, path.with_name("moved.db")),
    "another renamed over it": exchange,
}


@pytest.mark.parametrize("how", EXCHANGES)
@pytest.mark.parametrize("wrote", [True, False])
def test_nothing_is_acknowledged_into_a_file_that_nobody_finds_again(path, how, wrote):
    with alsnb.open_log(path) as log:
        if wrote:  # the connection that writes is open before
            log.add(reflection("in time"))
        entry = log.frames().reflections["entry"][0]
        EXCHANGES[how](path)
        for attempt in (
            lambda: log.add(reflection("lost?")), lambda: log.add(alsnb.Cohort(cohort="D")),
            lambda: log.amend(entry, text="lost?"), lambda: log.keep_draft("k", {"text": "lost?"}),
            lambda: log.erase("A1", "C"), lambda: log.take_over([]), log.frames, lambda: alsnb.check(log),
        ):  # fmt: skip
            with pytest.raises(alsnb.LogError, match=r"was moved, replaced or deleted after it was opened; open it"):
                attempt()


def test_nothing_is_acknowledged_that_is_written_while_the_file_is_exchanged(path, monkeypatch):
    insert = Embedded.insert

    def insert_and_lose(database, connection, revisions):
        found = insert(database, connection, revisions)
        os.unlink(path)
        return found

    with alsnb.open_log(path) as log:
        monkeypatch.setattr(Embedded, "insert", insert_and_lose)
        with pytest.raises(alsnb.LogError, match="was moved, replaced or deleted"):
            log.add(reflection("lost?"))


def test_an_open_log_does_not_mind_that_the_program_changes_its_folder(path, monkeypatch, tmp_path):
    monkeypatch.chdir(path.parent)
    with alsnb.open_log(path.name) as log:
        monkeypatch.chdir("/")
        entry = log.add(reflection("still here"))
    assert entry in held(path)


# Files cut short -----------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def small(tmp_path_factory):
    """A small log with something of everything, closed properly: its path, and an amended entry."""
    path = tmp_path_factory.mktemp("small") / "small.db"
    with alsnb.open_log(path, create=True, author="T") as log:
        log.add(list(records("C", sets=1, members=3, cycles=1)))
        entry = log.add(reflection("first"))
        log.amend(entry, text="second")
        log.add(reflection("x" * 9_000))
        log.add(reflection("erased", member="A3"))
        log.erase("A3", "C")
        assert alsnb.check(log) == []
    assert not path.with_name("small.db-wal").exists()
    return path, entry


def said_by(path, entry):
    """What a log says, in every way it is read; an error is its text."""
    try:
        with alsnb.open_log(path) as log:
            whole, of_cohort = log.frames(), log.frames("C")
            return whole, of_cohort, log.history(entry), log.get(entry), list(log.revisions())
    except alsnb.AlsnbError as error:
        return str(error)


def beside_revisions(path):
    """What else is in a log: who and what was erased, and what SQL tools see."""
    with sqlite3.connect(path) as raw:
        tables = ("tombstone", "erased_entry", "reflections", "members")
        found = [raw.execute(f"SELECT * FROM {table}").fetchall() for table in tables]
    raw.close()
    return found


def equal(one, other):
    frames = zip(one[:2], other[:2], strict=True)
    same = all(getattr(a, name).equals(getattr(b, name)) for a, b in frames for name in a.names())
    return same and one[2:] == other[2:]


@pytest.mark.parametrize("length", [0, 1, 100, 4096, 8192, 10 * 4096, "half", "all but one", "all but a page"])
def test_a_file_cut_short_is_refused_in_a_sentence_and_left_alone(small, tmp_path, length):
    path, entry = small
    whole = path.read_bytes()
    ends = {"half": len(whole) // 2, "all but one": len(whole) - 1, "all but a page": len(whole) - 4096}
    content = whole[: ends.get(length, length)]
    cut = tmp_path / "cut.db"
    cut.write_bytes(content)
    told_of = said_by(cut, entry)
    assert isinstance(told_of, str)
    assert "is damaged; restore a backup: alsnb restore" in told_of or "is not an alsnb log; exp" in told_of
    for command in (["check", cut], ["report", cut, "--out", tmp_path / "out"]):
        code, said = told(*command)
        assert code in (1, 2)
        assert "Traceback" not in said
        assert "damaged" in said or "not an alsnb log" in said
    assert cut.read_bytes() == content


# Files in which a byte changed ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(("flip", "start"), [(0xFF, 0), (0x01, 2503)], ids=["a byte", "a bit"])
def test_a_changed_byte_gives_an_error_or_the_same_figures_and_check_finds_it(small, tmp_path, flip, start):
    path, entry = small
    whole, expected, beside = path.read_bytes(), said_by(path, entry), beside_revisions(path)
    assert not isinstance(expected, str)
    outcomes = {"refused": 0, "unharmed": 0}
    for place in range(start, len(whole), 5006):  # the one in between the other's
        for stale in tmp_path.iterdir():
            stale.unlink()
        content = bytearray(whole)
        content[place] ^= flip
        changed = tmp_path / "changed.db"
        changed.write_bytes(content)
        found = said_by(changed, entry)
        code, said = told("check", changed)
        if isinstance(found, str):
            outcomes["refused"] += 1
            assert code in (1, 2), (place, found, said)
            assert "alsnb restore" in found or "is not an alsnb log" in found, (place, found)
        else:
            outcomes["unharmed"] += 1
            assert equal(found, expected), place
            assert code == 1 or beside_revisions(changed) == beside, place
    assert outcomes["refused"] > 10
    assert outcomes["unharmed"] > 1


@pytest.mark.parametrize("flip", [0x02, 0xFF])
@pytest.mark.parametrize(
    "where",
    [
        b"second",
        b'"cohort":"C"',
        b"A1{",  # an entry's text, its codes, a column of codes
        b"reflectionC",
        b"indexsqlite_autoindex_revision",  # an index's row, the list of indexes
        b"kind TEXT",
        b"TEXT",
        b"WHERE id != entry",
        b"AS SELECT entry",
        b"$.text",  # definitions
    ],
)
def test_each_part_of_the_file_is_watched(small, tmp_path, where, flip):
    path, entry = small
    content = bytearray(path.read_bytes())
    place = content.find(where)
    assert place > 0
    content[place] ^= flip
    (tmp_path / "x.db").write_bytes(content)
    found = said_by(tmp_path / "x.db", entry)
    assert isinstance(found, str)
    assert told("check", tmp_path / "x.db")[0] in (1, 2)


def changed_text(small, tmp_path):
    path, entry = small
    content = path.read_bytes()
    assert content.count(b'"text":"second"') == 1
    changed = tmp_path / "x.db"
    changed.write_bytes(content.replace(b'"text":"second"', b'"text":"sacond"'))
    return changed, entry


@pytest.mark.parametrize(
    "read",
    [
        lambda log, entry: log.frames(), lambda log, entry: log.frames("C"), lambda log, entry: log.get(entry),
        lambda log, entry: log.history(entry), lambda log, entry: list(log.revisions()),
        lambda log, entry: log.amend(entry, cycle=2), lambda log, entry: alsnb.open_log(alsnb.log.SAMPLE).merge(log),
    ],
)  # fmt: skip
def test_nothing_is_read_from_a_damaged_log(small, tmp_path, read):
    changed, entry = changed_text(small, tmp_path)
    with alsnb.open_log(changed) as log:
        for _ in range(2):  # refused once is not verified
            with pytest.raises(alsnb.LogError, match=r"changed outside alsnb.*: alsnb restore .*`alsnb check`"):
                read(log, entry)
        assert [each.where.partition(" (")[0] for each in alsnb.check(log)] == ["A1's reflection of cycle 1"]


@pytest.mark.parametrize(
    ("command", "code"),
    [
        (["check", "LOG"], 1),
        (["report", "LOG", "--out", "OUT"], 2),
        (["hand-in", "LOG", "--member", "A1", "--out", "OUT", "--yes"], 2),
        (["export-member", "LOG", "--member", "A1", "--out", "OUT"], 2),
    ],
)
def test_a_damaged_log_is_told_in_a_sentence_by_every_command(small, tmp_path, command, code):
    changed, _ = changed_text(small, tmp_path)
    places = {"LOG": changed, "OUT": tmp_path / "out"}
    exit_code, said = told(*(places.get(part, part) for part in command))
    assert exit_code == code
    assert "changed outside alsnb" in said
    assert "Traceback" not in said
    assert not [each for each in tmp_path.rglob("*") if "out" in each.name and each.is_file()]


def test_a_large_log_is_verified_before_it_is_read_too(tmp_path):
    path = tmp_path / "large.db"
    with alsnb.open_log(path, create=True) as log:
        log.add([reflection("a text that changes")])
        log.add([reflection("x" * 1_000_000) for _ in range(40)])
    content = path.read_bytes()
    assert len(content) > 32_000_000
    path.write_bytes(content.replace(b"a text that changes", b"a text that changed"))
    with alsnb.open_log(path) as log, pytest.raises(alsnb.LogError, match="changed outside"):
        log.frames()


# What a killed program leaves, and paths that no system takes ---------------------------------------------------------


def test_what_a_killed_hand_in_left_goes_with_the_next(path):
    target = path.with_name("b.jsonl")
    with alsnb.open_log(path) as log:
        bundle = bundles.Bundle(list(log.revisions()), [])
    if (writer := os.fork()) == 0:
        os.fsync = lambda _: os.kill(os.getpid(), signal.SIGKILL)
        bundles.write(target, bundle)
    os.waitpid(writer, 0)
    (left,) = path.parent.glob(".*.part")
    assert left.stat().st_mode & 0o077 == 0
    bundles.write(target, bundle)
    assert [each.name for each in path.parent.glob("*b.jsonl*")] == ["b.jsonl"]


@pytest.mark.parametrize("name", ["x" * 300, "/".join(["x" * 200] * 30)])
def test_a_path_that_is_too_long_is_told_in_a_sentence(path, name):
    long = path.parent / f"{name}.db"
    for attempt in (lambda: alsnb.open_log(long), lambda: alsnb.open_log(long, create=True)):
        with pytest.raises(alsnb.LogError, match="too long"):
            attempt()
    with pytest.raises(alsnb.BundleError, match="too long"):
        bundles.write(long, bundles.Bundle([], []))
    with pytest.raises(alsnb.BundleError, match="too long"):
        bundles.read(long)
    for command in (
        ["check", long],
        ["restore", long],
        ["restore", long, "--from", path],
        ["backup", path, "--out", long],
    ):
        code, said = told(*command)
        assert (code, "too long" in said) == (2, True), said
