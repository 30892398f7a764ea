"""Bundles come from others: what is in one that somebody made to do harm does none, and none stops the tutor's work."""

import gzip
import json
import os
import subprocess
import sys
import zipfile
from hashlib import sha256
from pathlib import Path

import hostile
import pytest
from click.testing import CliRunner
from hostile import memory, sealed

import alsnb
from alsnb.cli import main
from alsnb.log import schema
from alsnb.log.exchange import bundles, gathering
from alsnb.log.revisions import entry_of, revision

A1, A2 = (
    alsnb.Reflection(cohort="C", cycle=1, member=who, text=f"by {who}", visibility="tutor") for who in ("A1", "A2")
)


def write(path, *found, tombstones=()):
    made = [each if isinstance(each, alsnb.log.Revision) else revision(each, each.member) for each in found]
    bundles.write(path, bundles.Bundle(made, list(tombstones)))
    return path


def line(content, kind="reflection", author="null", id=None, entry=None):
    id = id or alsnb.new_id()
    return hostile.line(id, entry or id, kind, author, content)


def gather(folder, *options):
    return CliRunner().invoke(main, ["gather", str(folder / "in"), str(folder / "all.db"), *options])


@pytest.fixture
def folder(tmp_path):
    """A log that holds reflections of A1 and A2, and a folder for bundles."""
    (tmp_path / "in").mkdir()
    with alsnb.open_log(tmp_path / "all.db", create=True) as log:
        log.add([alsnb.Cohort(cohort="C"), A1, A2])
    return tmp_path


def members(folder):
    with alsnb.open_log(folder / "all.db") as log:
        return {each.member for each in log.revisions() if each.member}


# Whatever comes -------------------------------------------------------------------------------------------------------


def test_damaged_and_hostile_bundles_do_no_harm(tmp_path):
    accepted, log = 0, memory()
    for each in hostile.mutants(200, seed=7):
        accepted += hostile.gathered(log, tmp_path / "x.jsonl", each)
    assert 10 < accepted < 160
    hostile.use(log)


SAID = '{"cycle":1,"text":"x"%s}'
REFUSED = {
    "a field twice": line(SAID % ',"text":"y"'),
    "a field of the frames": line(SAID % ',"entry":"01890a5d-ac96-774b-bcce-b302099a8057"'),
    "another field of the frames": line(SAID % ',"recorded_at":1'),
    "a number as text": line('{"cycle":"1","text":"x"}'),
    "a whole number with a point": line('{"cycle":1.0,"text":"x"}'),
    "a number no column has room for": line('{"cycle":9223372036854775808,"text":"x"}'),
    "a number of a hundred thousand digits": line('{"cycle":%s,"text":"x"}' % ("9" * 100_000)),
    "an infinite number": line(SAID % ',"new":1e999999'),
    "not a number": line(SAID % ',"new":NaN'),
    "a lone surrogate": line(SAID % ',"new":"\\ud800"'),
    "a name in disguise": line('{"cycle":1,"\\u0074ext":"x"}'),
    "a space": line('{"cycle": 1,"text":"x"}'),
    "nested deep": line(SAID % (',"new":' + "[" * 250 + "]" * 250)),
    "of a time to come": line(SAID % "", id="ffffffff-ffff-7fff-bfff-ffffffffffff"),
    "an id in upper case": line(SAID % "", id="01890A5D-AC96-774B-BCCE-B302099A8057"),
    "an id without a time": line(SAID % "", id="01890a5d-ac96-474b-bcce-b302099a8057"),
    "an entry that is none": line(SAID % "", entry="x"),
    "an author to steer a terminal": line(SAID % "", author='"\\u001b[2J"'),
    "an author of no name": line(SAID % "", author='""'),
    "an author too long": line(SAID % "", author=json.dumps("A" * 101)),
}


@pytest.mark.parametrize("what", REFUSED)
def test_valid_digests_get_nothing_in_that_alsnb_would_not_write(tmp_path, what):
    (tmp_path / "x.jsonl").write_bytes(sealed([REFUSED[what]]))
    with pytest.raises(alsnb.BundleError, match="line 2"):
        bundles.read(tmp_path / "x.jsonl")


def test_fields_of_a_newer_version_arrive_and_stay_as_they_are(tmp_path):
    newer = line('{"cohort":"C","cycle":1,"member":"A1","mood":{"level":[3,1e-7,null],"self":"🙂"},"text":"x"}')
    (tmp_path / "x.jsonl").write_bytes(sealed([newer]))
    log = memory()
    log.add(alsnb.Cohort(cohort="C"))
    (found,) = gathering.gather(log, [tmp_path / "x.jsonl"])
    assert found.merged == (1, 0, 0)
    (entry,) = log.frames().reflections["entry"]
    log.amend(entry, text="y")
    log.amend(entry, cycle=2)
    assert json.loads(log.history(entry)[-1].content)["mood"] == {"level": [3, 1e-7, None], "self": "🙂"}
    again = bundles.Bundle([each for each in log.revisions() if each.kind == "reflection"], [])
    bundles.write(tmp_path / "y.jsonl", again)
    assert bundles.read(tmp_path / "y.jsonl") == again


def test_fields_that_an_older_version_did_not_know_have_their_defaults_in_frames(tmp_path):
    (tmp_path / "x.jsonl").write_bytes(
        sealed([line('{"cohort":"C","member":"A1"}', "member", entry=entry_of(alsnb.Member(cohort="C", member="A1")))])
    )
    log = memory()
    log.add(alsnb.Cohort(cohort="C"))
    gathering.gather(log, [tmp_path / "x.jsonl"])
    (member,) = log.frames().members.itertuples()
    assert (member.first_cycle, list(member.manages)) == (1, [])


def test_a_bundle_that_nobody_could_read_is_not_written(tmp_path):
    forms = (
        revision(A1, "x" * 200),
        revision(A1.model_copy(update={"text": "x" * bundles.LONGEST_LINE}), "t"),
        revision(A1.model_copy(update={"entry": "01890a5d-ac96-474b-bcce-b302099a8057"}), "t"),
    )
    for each in forms:
        with pytest.raises(alsnb.BundleError, match="not written"):
            write(tmp_path / "x.jsonl", each)
    assert not list(tmp_path.iterdir())


# Bounds ---------------------------------------------------------------------------------------------------------------

CHILD = """
import resource, sys
from pathlib import Path
import alsnb
from alsnb.log.exchange import bundles
held = int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()
resource.setrlimit(resource.RLIMIT_AS, (held + (800 << 20),) * 2)
try:
    bundles.read(Path(sys.argv[1]))
    print("read")
except alsnb.BundleError as error:
    print(len(str(error)), error)
"""


def many(path, one, number):
    body = one * number
    manifest = {"alsnb_bundle": 1, "revisions": 0, "tombstones": number, "digest": sha256(body).hexdigest()}
    path.write_bytes(json.dumps(manifest).encode() + b"\n" + body)


def sparse(path, start=b""):
    path.write_bytes(start)
    os.truncate(path, 10 << 30)


def zipped(path):
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("x", b"\0" * (200 << 20))


ENORMOUS = {
    "a gzip bomb": (lambda path: path.write_bytes(gzip.compress(b"\0" * (200 << 20))), "not a bundle"),
    "a zip bomb": (zipped, "not a bundle"),
    "ten gigabytes of nothing": (sparse, "larger than 64 MiB"),
    "ten gigabytes after a manifest": (lambda path: sparse(path, sealed([])), "larger than 64 MiB"),
    "one line": (lambda path: path.write_bytes(sealed(["x" * (60 << 20)])), "line 2: longer than"),
    "one line without an end": (lambda path: path.write_bytes(b"{" * (60 << 20)), "not a bundle"),
    "empty lines": (lambda path: many(path, b"\n", 60 << 20), "more than 1,000 empty lines"),
    "broken lines": (lambda path: many(path, b"x\n", 30 << 20), "1,000 other lines cannot be read either"),
    "tombstones": (lambda path: many(path, b'{"tombstone":["C","A"]}\n', 2 << 20), "more than 10,000 tombstones"),
    "a million levels": (lambda path: path.write_bytes(sealed(["[" * 1_000_000 + "]" * 1_000_000])), "not JSON"),
    "a million levels in a record": (
        lambda path: path.write_bytes(sealed([line(SAID % (',"new":' + "[" * 1_000_000 + "]" * 1_000_000))])),
        "not JSON",
    ),
    "a million lists": (
        lambda path: path.write_bytes(sealed([line(SAID % (',"new":[' + "[]," * 1_000_000 + "[]]"))])), "read",
    ),
    "a million mistakes": (
        lambda path: path.write_bytes(
            sealed([line('{"cycle":1,"member":"A","stages":[%s1]}' % ("1," * 1_500_000), "airtime")])
        ), "stages.0",
    ),
    "a million wrong names": (
        lambda path: path.write_bytes(
            sealed([line('{"cycle":1,"member":"A","stages":[{' + ",".join(f'"{n}":1' for n in range(300_000)) + "}]}",
                         "airtime")])
        ), "StageMinutes cannot be recorded",
    ),
}  # fmt: skip


@pytest.mark.skipif(not os.path.exists("/proc/self/statm"), reason="measures memory as Linux does")
@pytest.mark.parametrize("what", ENORMOUS)
def test_nothing_enormous_fills_the_memory(tmp_path, what):
    make, told = ENORMOUS[what]
    make(tmp_path / "x.jsonl")
    command = [sys.executable, "-c", CHILD, str(tmp_path / "x.jsonl")]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120)
    assert done.stderr == ""
    assert told in done.stdout
    assert len(done.stdout) < 2000


def loop(path):
    path.symlink_to(path.name)


NO_FILES = {
    "a link to a folder": lambda path: path.symlink_to("/"),
    "a pipe": lambda path: os.mkfifo(path),
    "a device without an end": lambda path: path.symlink_to("/dev/zero"),
    "a link to itself": loop,
    "a link to nothing": lambda path: path.symlink_to("nothing"),
}


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no such files")
@pytest.mark.parametrize("what", NO_FILES)
def test_what_is_no_file_is_named_and_keeps_out_no_other(folder, what):
    NO_FILES[what](folder / "in" / "a.jsonl")
    write(folder / "in" / "b.jsonl", alsnb.Action(cohort="C", cycle=1, member="A3", what="ask"))
    said = gather(folder)
    assert said.exit_code == 1
    assert said.output.startswith(("a.jsonl is not a file", "a.jsonl cannot be read"))
    assert "b.jsonl: A3 of cohort C, not verified: 1 added" in said.output


def test_what_may_not_be_read_is_named(folder, monkeypatch):
    locked, opened = write(folder / "in" / "a.jsonl", A1), Path.open

    def refuse(path, *how, **options):  # as the system does to all but root, who may read everything
        if path == locked:
            raise PermissionError(13, "Permission denied")
        return opened(path, *how, **options)

    monkeypatch.setattr(Path, "open", refuse)
    assert "a.jsonl cannot be read: Permission denied" in gather(folder).output


# What is told ---------------------------------------------------------------------------------------------------------


def test_a_log_that_cannot_be_written_is_told_of_every_bundle(folder):
    for number in range(3):
        write(folder / "in" / f"{number}.jsonl", alsnb.Action(cohort="C", cycle=1, member=f"A{number}", what="ask"))
    with alsnb.open_log(folder / "all.db") as log:
        with log.database.engine.begin() as connection:
            connection.exec_driver_sql(
                "CREATE TRIGGER full BEFORE INSERT ON revision WHEN NEW.member = 'A2' "
                "BEGIN SELECT RAISE(ABORT, 'disk is full'); END"
            )
        found = gathering.gather(log, sorted((folder / "in").iterdir()))
        assert [each.merged for each in found] == [None] * 3
        assert all("disk is full" in each.problem for each in found)
        assert len(list(log.revisions())) == 3


def test_names_of_files_and_codes_cannot_steer_the_terminal(folder):
    path = folder / "in" / "a\x1b[2J\n\u202eb.jsonl"
    write(path, alsnb.Action(cohort="C", cycle=1, member="A\u202e3", what="ask"))
    said = gather(folder).output
    assert r'"a\x1b[2J\n\u202eb.jsonl": "A\u202e3" of cohort C, not verified: 1 added' in said
    assert len(said.splitlines()) == 2


def test_progress_is_shown_on_a_terminal_alone(folder):
    write(folder / "in" / "a.jsonl", A1)
    assert gather(folder).stderr == ""
    pty = pytest.importorskip("pty")
    master, terminal = pty.openpty()
    start = "from alsnb.cli import main; main()"
    command = [sys.executable, "-c", start, "gather", str(folder / "in"), str(folder / "all.db")]
    environment = os.environ | {"TERM": "xterm", "COLUMNS": "100"}
    done = subprocess.run(command, stdout=subprocess.PIPE, stderr=terminal, env=environment, timeout=60)
    os.close(terminal)
    shown = os.read(master, 100_000).decode()
    os.close(master)
    assert "Gathering" in shown
    assert (
        done.stdout.decode()
        == "a.jsonl: A1 of cohort C, not verified: 0 added, 1 already present\n1 of 1 file gathered\n"
    )


def test_taking_over_and_merging_erase_as_before():
    log, other = memory(), memory()
    log.add([A1, A2])
    other.add(A1)
    other.erase("A1", "C")
    log.merge(other)
    assert {each.member for each in log.revisions()} == {"A2"}
    with log.database.engine.connect() as connection:
        assert connection.execute(schema.TOMBSTONE.select()).all() == [("C", "A1")]
