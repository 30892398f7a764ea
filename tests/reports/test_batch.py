"""Reports in a batch: each by itself, one that fails stops no other, and what is there is not made again."""

import json
import os
import re
import signal
import subprocess
import sys
from pathlib import Path
from urllib.parse import unquote

import nbformat
import papermill
import pytest
from click.testing import CliRunner
from papermill.engines import papermill_engines
from waiting import LONG, until

import alsnb
from alsnb import filenames
from alsnb.cli import main
from alsnb.reports import batch, output_folder, run, task
from alsnb.reports.engine import isolation
from alsnb.reports.engine.engine import ForkEngine

pytestmark = pytest.mark.skipif(not isolation.AVAILABLE, reason="this platform does not fork safely")
papermill_engines.register(run.ENGINE, ForkEngine)


PARAMETERS = ("log", "cohort", "learning_set", "member", "as_of")


def log_of(path, *cohorts, also=()):
    with alsnb.open_log(path, create=True) as log:
        log.add([alsnb.Cohort(cohort=code) for code in cohorts])
        log.add([alsnb.LearningSet(cohort=code, learning_set="A") for code in cohorts])
        log.add(list(also))
    return path


def notebook(path, *cells, about="cohort"):
    kernel = {"name": "python3", "display_name": "Python", "language": "python"}
    made = nbformat.v4.new_notebook(metadata={"alsnb": about, "kernelspec": kernel})
    parameters = nbformat.v4.new_code_cell(
        "log = None\ncohort = None\nlearning_set = None\nmember = None\nas_of = None"
    )
    parameters.metadata["tags"] = ["parameters"]
    made.cells = [parameters, *map(nbformat.v4.new_code_cell, cells)]
    nbformat.write(made, path)
    return path


def made(tasks, out, **how):
    return {each.task.parameters["cohort"]: each for each in batch.make_all(tasks, out, **how)}


FAILS = """
import os, signal, sys
if cohort == "raises":
    1 / 0
if cohort == "exits":
    os._exit(3)
if cohort == "dies":
    os.kill(os.getpid(), signal.SIGSEGV)
if cohort == "hangs":
    while True: pass
if cohort == "eats":
    bytearray(10**12)
if cohort == "sleeper":
    import subprocess
    print(subprocess.Popen(["sleep", "4321"]).pid)
print("fine", cohort)
"""


@pytest.fixture(scope="module")
def failing(tmp_path_factory):
    folder = tmp_path_factory.mktemp("failing")
    codes = ["dies", "eats", "exits", "good", "hangs", "raises", "sleeper"]
    log, own = log_of(folder / "x.db", *codes), notebook(folder / "own.ipynb", FAILS)
    tasks = batch.tasks(log, own, everything=True)
    return made(tasks, folder / "out", seconds=20), folder / "out"


def test_a_report_that_fails_fails_alone_and_says_why(failing):
    results, out = failing
    assert {code for code, each in results.items() if not each.failure} == {"good", "sleeper"}
    assert "fine good" in (out / "own-good.html").read_text()
    assert "stopped at its cell 2: ZeroDivisionError" in results["raises"].failure
    assert "exit code 3" in results["exits"].failure
    assert "SIGSEGV" in results["dies"].failure
    assert "Timed out after 20 s" in results["hangs"].failure
    assert "MemoryError" in results["eats"].failure


def test_the_traceback_is_kept_beside_it_and_gone_once_it_is_made(failing):
    results, out = failing
    assert "1 / 0" in (out / "own-raises.failed.txt").read_text()
    assert sorted(each.name for each in out.glob("*.failed.txt")) == sorted(
        f"own-{code}.failed.txt" for code, each in results.items() if each.failure
    )
    index = (out / "index.html").read_text()
    assert 'href="own-good.html"' in index
    assert 'href="own-raises.failed.txt"' in index
    assert "2 reports were made. 5 reports failed." in index


def test_what_a_report_started_ends_with_it(failing):
    _, out = failing
    pid = int(next(each for each in (out / "own-sleeper.html").read_text().split() if each.isdigit()))

    def ended():
        try:
            return Path(f"/proc/{pid}/cmdline").read_bytes() == b""  # where nobody has looked after it yet
        except OSError:
            return True

    until(ended, f"process {pid} is still there")


TRACES = """
import os, sys, threading, time
import matplotlib, numpy, pandas, random
print("found", getattr(pandas, "changed", None), matplotlib.rcParams["figure.dpi"], os.environ.get("CHANGED"))
print("cwd", os.listdir("."), "left" in globals(), threading.active_count() < 9, len(os.listdir("/proc/self/fd")))
print("random", random.random(), numpy.random.rand())
pandas.changed = matplotlib.rcParams["figure.dpi"] = 77
os.environ["CHANGED"] = "yes"
left = open("left.txt", "w")
threading.Thread(target=time.sleep, args=(600,)).start()
"""


def test_nothing_that_a_report_does_is_found_by_the_next(tmp_path):
    codes = [f"C{number}" for number in range(4)]
    log, own = log_of(tmp_path / "x.db", *codes), notebook(tmp_path / "own.ipynb", TRACES)
    results = made(batch.tasks(log, own, everything=True), tmp_path / "out", jobs=1)
    assert [each.failure for each in results.values()] == [""] * 4
    found = [(tmp_path / "out" / f"own-{code}.html").read_text() for code in codes]
    found = [page[page.index("found") :].split("<")[0] for page in found]
    assert found[0].startswith("found None 100.0 None\ncwd [] False True")
    said = {"\n".join(each.splitlines()[:2]) for each in found}
    assert len(said) == 1
    assert len({each.splitlines()[2] for each in found}) == 4  # chance is not the same in each


def test_what_is_unchanged_is_not_made_again(tmp_path):
    log, own = log_of(tmp_path / "x.db", "C1", "C2"), notebook(tmp_path / "own.ipynb", "print(cohort)")
    out = tmp_path / "out"

    def again(**how):
        results = made(batch.tasks(log, own, everything=True, **how), out)
        assert not any(each.failure for each in results.values())
        return {code for code, each in results.items() if not each.unchanged}

    assert again() == {"C1", "C2"}
    before = {each.name: each.stat().st_mtime_ns for each in out.glob("*.html") if each.name != "index.html"}
    assert again() == set()
    assert {name: (out / name).stat().st_mtime_ns for name in before} == before
    with alsnb.open_log(log) as opened:  # the data
        opened.add(alsnb.Meeting(cohort="C2", learning_set="A", cycle=1))
    assert again() == {"C2"}
    (out / "own-C1.html").write_text("changed by somebody")
    assert again() == {"C1"}
    (out / "own-C1.html").unlink()
    assert again() == {"C1"}
    assert again(as_of="2026-01-01") == {"C1", "C2"}  # what it is told
    assert again(as_of="2026-01-01") == set()
    notebook(own, "print(cohort, 'anew')")
    assert again(as_of="2026-01-01") == {"C1", "C2"}
    (out / output_folder.MADE).write_text("{damaged")
    assert again(as_of="2026-01-01") == {"C1", "C2"}


def test_another_version_makes_it_again(tmp_path, monkeypatch):
    log, own = log_of(tmp_path / "x.db", "C1"), notebook(tmp_path / "own.ipynb", "print(cohort)")
    tasks = batch.tasks(log, own)
    before = output_folder.fingerprints(tasks)
    assert output_folder.fingerprints(tasks) == before
    real = output_folder.metadata.version
    monkeypatch.setattr(output_folder.metadata, "version", lambda name: "99" if name == "pandas" else real(name))
    assert output_folder.fingerprints(tasks) != before


def test_what_was_interrupted_goes_on_where_it_was(tmp_path):
    codes = [f"C{number}" for number in range(6)]
    log = log_of(tmp_path / "x.db", *codes)
    own = notebook(tmp_path / "own.ipynb", "import time; time.sleep(0 if cohort < 'C2' else 600)")
    command = [sys.executable, "-c", "from alsnb.cli import main; main()", "reports", str(log), "--notebook", str(own)]
    command += ["--jobs", "1", "--out", str(tmp_path / "out")]
    running = subprocess.Popen(command, stderr=subprocess.PIPE, text=True, env={**os.environ})
    noted = tmp_path / "out" / output_folder.MADE
    until(lambda: running.poll() is not None or (noted.exists() and "own-C1" in noted.read_text()))
    assert running.poll() is None
    running.send_signal(signal.SIGINT)
    _, said = running.communicate(timeout=LONG)
    assert running.returncode == 1
    assert "Traceback" not in said
    made_before = json.loads((tmp_path / "out" / output_folder.MADE).read_text())
    assert sorted(made_before) == ["own-C0", "own-C1"]
    tasks = batch.tasks(log, own, everything=True)[:2]
    assert all(each.unchanged for each in made(tasks, tmp_path / "out").values())


def test_the_command_says_what_became_of_each_and_fails_if_one_did(tmp_path):
    log = log_of(tmp_path / "x.db", "bad", "good")
    own = notebook(tmp_path / "own.ipynb", "assert cohort == 'good', 'not good'")
    told = CliRunner().invoke(main, ["reports", str(log), "--notebook", str(own), "--out", str(tmp_path / "o")])
    assert told.exit_code == 1
    assert "1 built, 0 up to date, 1 failed" in told.output
    assert "own-bad: The notebook own.ipynb stopped at its cell 2: AssertionError: not good" in told.output
    assert "Traceback" not in told.output


def test_a_folder_of_logs_is_reported_on_together(tmp_path):
    (tmp_path / "logs").mkdir()
    for code in ("C1", "C2"):
        log_of(tmp_path / "logs" / f"{code}.db", code)
    own = notebook(tmp_path / "own.ipynb", "print(cohort)")
    command = ["reports", str(tmp_path / "logs"), "--notebook", str(own), "--out", str(tmp_path / "o")]
    told = CliRunner().invoke(main, command)
    assert told.exit_code == 0, told.output
    assert sorted(each.name for each in (tmp_path / "o").glob("own*")) == ["own-C1.html", "own-C2.html"]
    twice = CliRunner().invoke(main, [*command[:1], str(tmp_path / "logs" / "C1.db"), *command[1:]])
    assert twice.exit_code == 0, twice.output  # a log that is named and in the folder is one log
    (tmp_path / "logs" / "broken.db").write_text("no log")
    told = CliRunner().invoke(main, command)
    assert told.exit_code == 1
    assert "broken.db is not an alsnb log" in told.output
    assert "0 built, 2 up to date, 1 failed" in told.output
    (tmp_path / "logs" / "broken.db").unlink()
    log_of(tmp_path / "logs" / "again.db", "C1")
    told = CliRunner().invoke(main, command)
    assert told.exit_code == 1
    assert told.output.count("bring the logs together with: alsnb merge") == 1
    assert "0 built, 1 up to date, 2 failed" in told.output
    index = (tmp_path / "o" / "index.html").read_text()
    assert index.count("own-C1.failed.txt") == 1
    assert "own-C1.html" not in index
    assert "own-C2.html" in index


@pytest.mark.parametrize(
    ("about", "names"),
    [("learning_set", ["own-C1-A", "own-C1-B"]), ("member", ["own-C1-A-A1", "own-C1-A-A2", "own-C1-B-B1"])],
)
def test_all_is_every_set_or_member(tmp_path, about, names):
    sets = [alsnb.LearningSet(cohort="C1", learning_set="B")]
    people = [alsnb.Member(cohort="C1", learning_set=code[0], member=code) for code in ("A1", "A2", "B1")]
    log = log_of(tmp_path / "x.db", "C1", also=[*sets, *people])
    own = notebook(tmp_path / "own.ipynb", "print(cohort)", about=about)
    assert [each.name for each in batch.tasks(log, own, everything=True)] == names
    with pytest.raises(alsnb.ReportError, match="or report on each with: alsnb reports"):
        batch.tasks(log, own)


def test_mistakes_are_told_before_anything_is_made(tmp_path):
    log, own = log_of(tmp_path / "x.db", "C1", "C2"), notebook(tmp_path / "own.ipynb", "print(cohort)")
    with pytest.raises(alsnb.LogError, match=r"no cohort 'C3' in .*; it has C1, C2"):
        batch.tasks(log, own, cohort="C3")
    with pytest.raises(alsnb.ReportError, match=r"not known: odt\. Use --to with html, docx or pdf"):
        batch.tasks(log, own, cohort="C1", to=["odt"])
    with pytest.raises(alsnb.RosterError, match=r"there is no roster at .*nowhere\.csv"):
        batch.tasks(log, "write_up", cohort="C1", roster=tmp_path / "nowhere.csv")
    with pytest.raises(alsnb.RosterError, match=r"lies beside the log x\.db"):
        batch.tasks(log, "write_up", cohort="C1", roster=notebook(tmp_path / "roster.csv"))
    with pytest.raises(alsnb.ReportError, match=r"own has no excerpts\. Leave out --roster"):
        batch.tasks(log, own, cohort="C1", roster=tmp_path / "nowhere.csv")
    of_set = notebook(tmp_path / "set.ipynb", "print(learning_set)", about="learning_set")
    with pytest.raises(
        alsnb.ReportError, match=r"Set A is in several cohorts of .*: C1, C2\. Choose one with --cohort"
    ):
        batch.tasks(log, of_set, learning_set="A")
    with pytest.raises(alsnb.ReportError, match=r"Not found in .*: cohort C1, set Z. It has A"):
        batch.tasks(log, of_set, cohort="C1", learning_set="Z")
    with pytest.raises(alsnb.ReportError, match=r"about a whole cohort\. Do not name a set or member"):
        batch.tasks(log, own, cohort="C1", member="A1")
    empty = tmp_path / "empty.db"
    alsnb.open_log(empty, create=True).close()
    with pytest.raises(alsnb.ReportError, match="has no entries for this report yet"):
        batch.tasks(empty, own)
    tasks = batch.tasks(log, own, everything=True)
    with pytest.raises(alsnb.ReportError, match="needs the address of its scheduler"):
        list(batch.make_all(tasks, tmp_path / "out", backend="dask"))


def test_a_file_in_the_working_folder_is_not_taken_for_a_library(tmp_path):
    log, own = log_of(tmp_path / "x.db", "C1"), notebook(tmp_path / "own.ipynb", "print(cohort)")
    for library in ("html", "signal", "numpy", "alsnb"):
        (tmp_path / f"{library}.py").write_text("raise SystemExit('this is no library')")
    command = [Path(sys.executable).with_name("alsnb"), "report", log, "--notebook", own, "--out", "out"]
    told = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True)
    assert (told.returncode, told.stderr) == (0, "")
    assert (tmp_path / "out" / "own-C1.html").is_file()


def test_a_log_without_cohorts_or_that_is_none_stops_no_other_and_the_index_tells_of_it(tmp_path):
    own, logs = notebook(tmp_path / "own.ipynb", "print(cohort)"), tmp_path / "logs"
    for folder in ("law", "arts", ".hidden"):
        (logs / folder).mkdir(parents=True)
    log_of(logs / "law" / "cohort.db", "C1")
    alsnb.open_log(logs / "arts" / "cohort.db", create=True).close()
    for place in (logs / "notes.db", logs / ".hidden" / "old.db"):
        place.write_text("no log")
    command = ["reports", str(logs), "--notebook", str(own), "--out", str(tmp_path / "out")]
    told = CliRunner().invoke(main, command)
    assert (told.exit_code, told.stdout.partition(":")[0]) == (1, "1 built, 0 up to date, 2 failed")
    index = (tmp_path / "out" / "index.html").read_text()
    assert "One report was made. 2 reports failed." in index
    why = tmp_path / "out" / "log-arts-cohort.failed.txt"
    assert "has no entries for this report yet" in why.read_text()
    assert why.name in index
    assert "Log logs/notes.db" in index
    assert ".hidden" not in index + told.stderr
    (logs / "notes.db").unlink()
    with alsnb.open_log(logs / "arts" / "cohort.db") as log:
        log.add(alsnb.Cohort(cohort="C2"))
    told = CliRunner().invoke(main, command)
    assert (told.exit_code, told.stdout.partition(":")[0]) == (0, "1 built, 1 up to date, 0 failed")
    assert not why.exists()


def test_the_index_keeps_a_servers_address_to_itself(tmp_path):
    tasks = batch.tasks(log_of(tmp_path / "x.db", "C1"), notebook(tmp_path / "own.ipynb", "print(cohort)"))
    address = "postgresql://mary-ann:secret@server.example/faculty?sslkey=/home/key"
    list(batch.make_all(tasks, tmp_path / "out", without={address: "it does not answer"}))
    assert "Log faculty" in (tmp_path / "out" / "index.html").read_text()
    assert (tmp_path / "out" / "log-faculty.failed.txt").read_text() == "it does not answer\n"
    told = b"".join(each.name.encode() + each.read_bytes() for each in (tmp_path / "out").iterdir())
    assert not [each for each in (b"mary-ann", b"secret", b"server.example", b"sslkey") if each in told]


def test_with_loky_the_same_reports_arrive(tmp_path):
    codes = ["C1", "C2", "C3"]
    log, own = (
        log_of(tmp_path / "x.db", *codes),
        notebook(tmp_path / "own.ipynb", "print(cohort); 1 / (cohort != 'C2')"),
    )
    results = made(batch.tasks(log, own, everything=True), tmp_path / "out", backend="loky")
    assert {code for code, each in results.items() if each.failure} == {"C2"}
    assert "C3" in (tmp_path / "out" / "own-C3.html").read_text()


OUTPUTS = """
import sys, pandas, matplotlib.pyplot as plt
from IPython.display import display, clear_output, HTML
print("out"); print("err", file=sys.stderr); print("more\\rover")
handle = display(HTML("<b>before</b>"), display_id=True)
handle.update(HTML("<b>after</b>"))
print("cleared"); clear_output(wait=True); print("kept")
display(pandas.DataFrame({"column": range(3), "long": ["x" * 90] * 3}))
plt.plot([1, 2, 3]); plt.show()
"""


def test_a_script_of_a_few_lines_makes_a_report_and_runs_once(tmp_path):
    log, own = log_of(tmp_path / "my.db", "2026"), notebook(tmp_path / "own.ipynb", "print('made')")
    script = tmp_path / "script.py"
    script.write_text(f"import alsnb\nprint('script')\nalsnb.report({str(log)!r}, notebook={str(own)!r}, out='.')\n")
    ran = subprocess.run([sys.executable, script], cwd=tmp_path, capture_output=True, text=True, timeout=300)
    assert (ran.returncode, ran.stdout, ran.stderr) == (0, "script\n", "")
    assert "made" in (tmp_path / "own-2026.html").read_text()


def test_kernels_make_several_at_once_each_in_a_folder_of_its_own(tmp_path, monkeypatch):
    log, own = log_of(tmp_path / "x.db", "C1", "C2"), notebook(tmp_path / "own.ipynb", "print(cohort)")
    monkeypatch.chdir(tmp_path)
    done = made(batch.tasks(log, own, everything=True), "out", engine="kernel", jobs=2)
    assert [each.failure for each in done.values()] == ["", ""]
    assert sorted(each.name for each in (tmp_path / "out").glob("*.html")) == [
        "index.html",
        "own-C1.html",
        "own-C2.html",
    ]


def test_where_there_is_no_fork_server_a_kernel_makes_the_report():
    gone = "import sys\nfor each in ('resource', 'multiprocessing.popen_forkserver'): sys.modules[each] = None\n"
    asked = "from alsnb.reports import batch\nbatch.isolation.AVAILABLE = False\nprint(batch._engine())"
    ran = subprocess.run([sys.executable, "-c", gone + asked], capture_output=True, text=True, check=True)
    assert ran.stdout == "kernel\n"


def test_the_outputs_are_those_of_a_kernel(tmp_path):
    cells = [OUTPUTS, "handle.update('anew'); await __import__('asyncio').sleep(0); 5", "%time 1\n!echo hello", "1 / 0"]
    own = notebook(tmp_path / "own.ipynb", *cells)
    found = []
    for engine in (run.ENGINE, None):
        out = tmp_path / f"{engine}.ipynb"
        with pytest.raises(papermill.PapermillExecutionError, match="division by zero"):
            papermill.execute_notebook(own, out, {"cohort": "x"}, engine_name=engine, progress_bar=False)
        executed = nbformat.read(out, 4)
        found.append([
            {name: cell.get(name) for name in ("outputs", "execution_count", "source")}
            for cell in executed.cells if "%time" not in cell.source
        ])  # fmt: skip
    ours, theirs = found
    assert ours == theirs


def test_a_plain_papermill_is_told_of_a_child_that_dies_or_hangs(tmp_path):
    own = notebook(tmp_path / "own.ipynb", "import os, time; time.sleep(600) if cohort else os._exit(1)")
    with pytest.raises(Exception, match="Kernel died"):
        papermill.execute_notebook(own, None, {"cohort": ""}, engine_name=run.ENGINE, progress_bar=False)
    with pytest.raises(Exception, match=r"Timed out|timeout"):
        papermill.execute_notebook(
            own, None, {"cohort": "x"}, engine_name=run.ENGINE, progress_bar=False, execution_timeout=2
        )


# Names of files, of codes that anybody may have chosen

ALIKE = [
    "a/b", "a-b", "x", "x.", "x ,", "…", "?", "spring", "Spring", "\u00e9", "e\u0301", "K", "K-public", "con",
    "../../up", "a\\b", "设" * 100, "设" * 99 + "立", "~", "-", ".", "2026.html",
]  # fmt: skip


def test_codes_that_look_alike_have_a_report_each_whatever_they_hold(tmp_path):
    """Also where upper and lower case are one, and a report of a code too long for a file's name."""
    log = log_of(tmp_path / "x.db", *ALIKE)
    own = notebook(tmp_path / "own.ipynb", "print(len(cohort))")
    command = ["reports", str(log), "--notebook", str(own), "--out", str(tmp_path / "out")]
    told = CliRunner().invoke(main, command)
    assert (told.exit_code, told.exception) == (0, None), told.output
    assert f"{len(ALIKE)} built, 0 up to date, 0 failed" in told.output
    names = [each.name for each in (tmp_path / "out").glob("own*")]
    assert len({filenames.folded(each) for each in names}) == len(ALIKE)
    assert {"own-spring.html", "own-K.html"} <= {*names}
    assert [each for each in tmp_path.parent.glob("*up*") if each.suffix == ".html"] == []
    index = (tmp_path / "out" / "index.html").read_text()
    assert all((tmp_path / "out" / unquote(each)).is_file() for each in re.findall(r'href="([^"#:]+)"', index))
    told = CliRunner().invoke(main, command)
    assert f"0 built, {len(ALIKE)} up to date, 0 failed" in told.output


def test_the_sets_of_two_cohorts_never_share_a_report(tmp_path):
    log = log_of(tmp_path / "x.db", "2026", "2026-A")
    with alsnb.open_log(log) as opened:
        opened.add(alsnb.LearningSet(cohort="2026", learning_set="A-1"))
        opened.add(alsnb.LearningSet(cohort="2026-A", learning_set="1"))
    own = notebook(tmp_path / "own.ipynb", "print(cohort, learning_set)", about="learning_set")
    tasks = batch.tasks(log, own, everything=True)
    names = {task.name: (task.parameters["cohort"], task.parameters["learning_set"]) for task in tasks}
    assert len(names) == len(tasks) == 4
    assert names["own-2026-A"] == ("2026", "A")


def test_what_is_published_never_replaces_an_internal_report():
    def name(code, publish):
        return task.Task(task.notebooks() / "cohort_report.ipynb", "", {"cohort": code}, publish=publish).name

    assert name("K", True) == "cohort_report-K-public"
    assert name("K-public", False).startswith("cohort_report-K-public~")


def test_other_cohorts_compared_are_another_report():
    names = [task.Task(task.notebooks() / "cohorts_compared.ipynb", "", {"cohorts": [*each]}).name for each in (
        "abcd", "abce", ("a-b", "c"), ("a", "b-c"), ("A", "B", "C"), ("A", "B"),
    )]  # fmt: skip
    assert len({*names}) == len(names)
    assert names[-2:] == ["cohorts_compared-A-B-C", "cohorts_compared-A-B"]


def test_a_code_is_never_opened_as_a_file(tmp_path):
    """A pipe that nobody writes to would keep the batch waiting for ever, and what is in a file is not the code's."""
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    log = log_of(tmp_path / "x.db", str(pipe), str(tmp_path / "notes.txt"))
    own = notebook(tmp_path / "own.ipynb", "print(cohort)")
    tasks = batch.tasks(log, own, everything=True)
    before = output_folder.fingerprints(tasks)
    (tmp_path / "notes.txt").write_text("notes")
    assert output_folder.fingerprints(tasks) == before


def test_a_report_that_cannot_be_written_stops_no_other(tmp_path):
    tasks = batch.tasks(log_of(tmp_path / "x.db", "C1", "C2"), notebook(tmp_path / "own.ipynb", "print(cohort)"),
                        everything=True)  # fmt: skip
    (tmp_path / "out" / "own-C1.html").mkdir(parents=True)
    results = made(tasks, tmp_path / "out")
    assert "cannot be written" in results["C1"].failure
    assert results["C2"].files == ["own-C2.html"]
    (tmp_path / "out" / "own-C2").mkdir()
    (tmp_path / "out" / "own-C2" / "mine.txt").write_text("not alsnb's")
    results = made(tasks, tmp_path / "out", again=True)
    assert "was not written by alsnb" in results["C2"].failure


def test_two_reports_of_one_name_are_refused(tmp_path, monkeypatch):
    """Names are made so that it cannot happen; if it did, one would silently replace the other."""
    names = {"C1": "own-C", "C2": "own-c"}
    monkeypatch.setattr(task.Task, "name", property(lambda self: names[self.parameters["cohort"]]))
    tasks = batch.tasks(log_of(tmp_path / "x.db", "C1", "C2"), notebook(tmp_path / "own.ipynb", "print(cohort)"),
                        everything=True)  # fmt: skip
    results = made(tasks, tmp_path / "out")
    assert all("would have the same file" in each.failure for each in results.values())
    assert not [*(tmp_path / "out").glob("*.html")][1:]


def test_logs_of_the_same_name_have_a_failure_each(tmp_path):
    tasks = batch.tasks(log_of(tmp_path / "x.db", "C1"), notebook(tmp_path / "own.ipynb", "print(cohort)"))
    without = {str(tmp_path / each / "arts" / "cohort.db"): f"{each} does not answer" for each in ("north", "south")}
    list(batch.make_all(tasks, tmp_path / "out", without=without))
    told = [each.read_text() for each in (tmp_path / "out").glob("log-*.failed.txt")]
    assert sorted(told) == ["north does not answer\n", "south does not answer\n"]


def test_a_report_is_made_again_when_a_format_beside_the_log_changes(tmp_path):
    own = tmp_path / "ours.toml"
    own.write_text('extends = "wales"\ntitle = "Ours"\n')
    log = log_of(tmp_path / "x.db", also=[alsnb.Cohort(cohort="C1", format="ours.toml")])
    tasks = batch.tasks(log, notebook(tmp_path / "own.ipynb", "print(cohort)"))
    before = output_folder.fingerprints(tasks)
    assert output_folder.fingerprints(tasks) == before
    own.write_text('extends = "wales"\ntitle = "Still ours"\n')
    assert output_folder.fingerprints(tasks) != before
