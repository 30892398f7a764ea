"""The command line: every command is documented, and a mistake gets one sentence, exit code 2, and writes nothing."""

import re
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path
from zipfile import ZipFile

import pytest
from click.testing import CliRunner
from hatchling.build import build_wheel

import alsnb
from alsnb.cli import main

ROOT = Path(__file__).parent.parent


def run(*arguments):
    return CliRunner().invoke(main, [str(each) for each in arguments])


@pytest.fixture
def log(tmp_path):
    path = tmp_path / "cohort.db"
    assert run("sample", path, "--sets", 1, "--members", 5, "--cycles", 2).exit_code == 0
    return path


@pytest.mark.parametrize("command", sorted(main.commands))
def test_every_command_has_help_and_a_line_in_the_docs(command):
    said = run(command, "--help")
    assert said.exit_code == 0
    assert len(main.commands[command].help) > 20
    assert f"`alsnb {command}" in (ROOT / "docs" / "commands.md").read_text()


def test_sample_makes_a_log_of_the_size_asked_for(log):
    frames = alsnb.open_log(log).frames()
    assert (len(frames.learning_sets), len(frames.members), frames.meetings["cycle"].max()) == (1, 5, 2)


def test_new_makes_a_workbook_with_every_notebook_and_an_empty_log(tmp_path):
    said = run("new", tmp_path / "work")
    assert said.exit_code == 0
    shipped = {path.name for path in (ROOT / "notebooks").glob("*.ipynb")}
    assert {path.name for path in (tmp_path / "work").iterdir()} == shipped | {"cohort.db"}
    assert alsnb.open_log(tmp_path / "work" / "cohort.db").frames().cohorts.empty
    for notebook in (tmp_path / "work").glob("*.ipynb"):
        assert 'log = \\"cohort.db\\"' in notebook.read_text()
        assert "alsnb:sample" not in notebook.read_text()
    assert [path.name for path in tmp_path.iterdir()] == ["work"]


def test_new_leaves_a_folder_in_use_alone(tmp_path):
    (tmp_path / "mine.txt").write_text("precious")
    said = run("new", tmp_path)
    assert said.exit_code == 2
    assert "is not empty" in said.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]


def test_the_wheel_carries_the_notebooks(tmp_path, monkeypatch):
    monkeypatch.chdir(ROOT)
    name = build_wheel(str(tmp_path))
    inside = ZipFile(tmp_path / name).namelist()
    assert {f"alsnb/notebooks/{path.name}" for path in (ROOT / "notebooks").glob("*.ipynb")} <= set(inside)
    assert "alsnb/reports/files/template/style.css" in inside
    assert "alsnb/figures/alsnb.mplstyle" in inside
    assert {"alsnb/formats/wales.toml", "alsnb/sample/common.toml"} <= set(inside)


def test_formats_compares_those_named():
    said = run("formats", "wales", "chester")
    assert said.exit_code == 0
    assert "wales" in said.output
    assert "chester" in said.output
    assert "carnegie" not in said.output


def test_check_says_what_is_wrong_and_exits_with_1(log):
    assert run("check", log).exit_code == 0
    with sqlite3.connect(log) as raw:
        raw.execute("UPDATE revision SET content = replace(content, '{', '{ ') WHERE kind = 'cohort'")
    said = run("check", log)
    assert said.exit_code == 1
    assert "digest does not match" in said.output
    assert "1 problem found" in said.output


def test_merge_takes_over_what_another_log_holds_once(tmp_path):
    ours, theirs = tmp_path / "cohort.db", tmp_path / "set-a.db"
    with alsnb.open_log(ours, create=True) as log:
        log.add(alsnb.Cohort(cohort="C"))
    theirs.write_bytes(ours.read_bytes())
    with alsnb.open_log(theirs) as log:
        log.add(alsnb.Meeting(cohort="C", learning_set="A", cycle=1))
    said = run("merge", theirs, ours, "--yes").output
    assert said == f"    1 new  meeting of A\n{theirs}: 1 added, 1 already present, 0 skipped (erased or deleted)\n"
    assert run("merge", theirs, ours).output == f"Nothing to merge: {ours} already has everything in {theirs}.\n"
    with alsnb.open_log(ours) as log:
        assert list(log.frames().meetings["learning_set"]) == ["A"]
    missing = run("merge", tmp_path / "none.db", ours)
    assert missing.exit_code == 2
    assert not (tmp_path / "none.db").exists()


def test_lab_wants_a_folder(tmp_path):
    said = run("lab", tmp_path / "missing")
    assert said.exit_code == 2
    assert "alsnb new" in said.stderr


def bad_format(folder):
    path = folder / "mine.toml"
    path.write_text('extends = "wales"\nkey = "mine"\ncolour = "blue"\n')
    return path


def foreign(folder):
    path = folder / "foreign.db"
    path.write_bytes(b"not a log " * 100)
    return path


def newer(folder):
    path = folder / "newer.db"
    alsnb.open_log(path, create=True).close()
    with closing(sqlite3.connect(path)) as raw, raw:
        raw.execute("UPDATE alsnb_log SET version = 99")
    return path


def two_cohorts(folder):
    with alsnb.open_log(folder / "two.db", create=True) as log:
        log.add([alsnb.Cohort(cohort="X"), alsnb.Cohort(cohort="Y")])
    return folder / "two.db"


MISTAKES = {
    "unknown cohort": (lambda f, log: ["report", log, "--cohort", "nope", "--out", f / "out"], "no cohort 'nope'"),
    "several cohorts": (lambda f, log: ["report", two_cohorts(f), "--out", f / "out"], "has X, Y. Choose one"),
    "missing file": (lambda f, log: ["report", f / "missing.db", "--out", f / "out"], "log not found"),
    "foreign file": (lambda f, log: ["report", foreign(f), "--out", f / "out"], "is not an alsnb log"),
    "newer log": (lambda f, log: ["report", newer(f), "--out", f / "out"], "written by a newer alsnb"),
    "read-only folder": (lambda f, log: ["report", log, "--out", "/proc/nowhere"], "cannot be written"),
    "no folder": (lambda f, log: ["report", log, "--out", log / "out"], "cannot be written"),
    "unknown notebook": (
        lambda f, log: ["report", log, "--notebook", "nope", "--out", f / "out"],
        "Notebook not found: nope",
    ),
    "bad date": (
        lambda f, log: ["report", log, "--as-of", "soon", "--out", f / "out"],
        "expected a date such as 2026-11-01",
    ),
    "check of a foreign file": (lambda f, log: ["check", foreign(f)], "is not an alsnb log"),
    "sample over a file": (lambda f, log: ["sample", log], "already exists"),
    "sample where nothing can be written": (lambda f, log: ["sample", "/proc/x.db"], "cannot make a log"),
    "new where nothing can be written": (lambda f, log: ["new", "/proc/work"], "cannot make a workbook"),
    "impossible sample": (lambda f, log: ["sample", f / "x.db", "--sets", "9", "--members", "3"], "members"),
    "bad format": (lambda f, log: ["formats", bad_format(f)], "colour"),
    "unknown format": (lambda f, log: ["formats", "nope"], "wales"),
    "unknown command": (lambda f, log: ["nonsense"], "nonsense"),
}


@pytest.mark.parametrize("mistake", MISTAKES)
def test_a_mistake_gets_one_sentence_and_exit_code_2_and_writes_nothing(mistake, log, tmp_path):
    arguments, told = MISTAKES[mistake]
    command = arguments(tmp_path, log)
    before = {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}
    said = run(*command)
    assert said.exit_code == 2
    assert told in said.stderr
    assert "Traceback" not in said.output + said.stderr
    assert len(said.stderr.strip().splitlines()) <= 4  # click adds a usage line of its own
    assert {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()} == before


def test_alsnb_runs_as_a_program():
    said = subprocess.run([Path(sys.executable).parent / "alsnb", "--version"], capture_output=True, text=True)
    assert said.returncode == 0
    assert alsnb.__version__ in said.stdout


# A shared log --------------------------------------------------------------------------------------------------------


@pytest.fixture
def address(server):
    server.run("CREATE DATABASE cli")
    yield server.address("cli")
    server.run("DROP DATABASE cli WITH (FORCE)")
    for user in ("tina", "mary", "rosa"):
        server.run(f"DROP ROLE IF EXISTS {user}")


def test_a_server_is_set_up_used_and_left_from_the_command_line(address, server, tmp_path):
    assert run("server", "users", address).exit_code == 2
    assert run("server", "init", address).exit_code == 0
    said = run("server", "init", address)
    assert said.exit_code == 2
    assert "the database already has a log" in said.stderr
    said = run("server", "users", address)
    assert (said.exit_code, said.output) == (0, "No users yet. To give access: alsnb server grant\n")
    for user, *role in (("tina", "--tutor", "T1"), ("mary", "--member", "A1", "--set", "A"), ("rosa", "--researcher")):
        said = run("server", "grant", address, user, *role, "--cohort", "2026", "--create")
        assert said.exit_code == 0, said.output
        assert re.search(rf"Password of {user} \(shown only once\): \S{{20,}}", said.output)
    said = run("server", "users", address)
    assert said.output == "mary: member of 2026 A A1\nrosa: researcher of 2026\ntina: tutor of 2026 T1\n"

    mary, tina = server.address("cli", "mary"), server.address("cli", "tina")
    with alsnb.open_log(tina) as log:
        log.add([alsnb.Cohort(cohort="2026"), alsnb.LearningSet(learning_set="A")])
        log.add(alsnb.Member(member="A1", learning_set="A"))
    with alsnb.open_log(mary) as log:
        entry = log.add(alsnb.Reflection(cycle=1, member="A1", text="for me"))
        log.add(alsnb.Consent(member="A1", purpose="research", given=True, on="2026-01-01"))
        assert {each.author for each in log.history(entry)} == {"A1"}
    with alsnb.open_log(tina) as log:
        assert log.frames().reflections.empty
    assert run("check", tina).output == f"{tina}: no problems found\n"
    said = run("report", server.address("cli", "rosa"), "--out", tmp_path)
    assert said.exit_code == 0, said.output
    page = (tmp_path / "cohort_report-2026.html").read_text()
    assert "only the records of one member who consents to their use for research" in page
    said = run("export-member", mary, "--member", "A1", "--out", tmp_path / "mine.txt")
    assert "for me" in (tmp_path / "mine.txt").read_text()

    assert run("server", "revoke", address, "mary").exit_code == 0
    with pytest.raises(alsnb.LogError, match=r"mary may not do this|has no log that mary may see"):
        alsnb.open_log(mary)


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (["--cohort", "C"], "expected exactly one of"),
        (["--tutor", "T1", "--researcher", "--cohort", "C"], "expected exactly one of"),
        (["--member", "A1", "--cohort", "C"], "add --set"),
        (["--tutor", "T1", "--set", "A", "--cohort", "C"], "remove --set"),
    ],
)
def test_a_grant_that_makes_no_sense_is_told_before_the_server_is_asked(arguments, expected):
    said = run("server", "grant", "postgresql://nobody@127.0.0.1:1/x", "mary", *arguments)
    assert said.exit_code == 2
    assert expected in said.stderr
