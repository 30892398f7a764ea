"""What many reports cost: alsnb's batches beside papermill's loop, its commands, and the same cells in one process.

::

    python bench/reports.py --cohorts 20 --turns 3

Each contender makes the cohort report of every cohort of one log as HTML, in a process of its own that has everything
imported and has made one report before; only the commands start anew for each. They take turns; ratios are of medians.
Of alsnb it is told as well what its processes hold before and after, and how long it takes once nothing has changed.
"""

from __future__ import annotations

import argparse
import contextlib
import os
import platform
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import psutil

from alsnb import open_log
from alsnb.reports import batch, run
from alsnb.reports.task import Task
from alsnb.sample import records

NAMES = ("alsnb", "alsnb, one at a time", "one warm process", "papermill loop", "commands")


def alsnb(tasks: list[Task], out: Path, jobs: int | None, *, again: bool = True) -> None:
    done = list(batch.make_all(tasks, out, jobs=jobs, again=again))
    assert not any(each.failure for each in done), done


def held() -> int:
    """What this process and all that it started hold, in MB."""
    own = psutil.Process()
    return sum(each.memory_info().rss for each in (own, *own.children(recursive=True))) // 2**20


def one_process(tasks: list[Task], out: Path) -> None:
    from alsnb.reports.engine import isolation

    isolation._inside = True
    for task in tasks:
        run.make(lambda sent: _write(out, sent) if isinstance(sent, dict) else None, task, run.ENGINE)


def papermill_loop(tasks: list[Task], out: Path) -> None:
    import nbconvert
    import papermill

    for task in tasks:
        executed = papermill.execute_notebook(
            task.source, out / f"{task.name}.ipynb", {"log": task.log, **task.parameters}, progress_bar=False
        )
        page, _ = nbconvert.HTMLExporter().from_notebook_node(executed)
        (out / f"{task.name}.html").write_text(page)


def commands(tasks: list[Task], out: Path) -> None:
    folder = Path(sys.executable).parent
    for task in tasks:
        made = out / f"{task.name}.ipynb"
        told = ["-p", "log", task.log, "-p", "cohort", task.parameters["cohort"]]
        for command in (["papermill", task.source, made, *told], ["jupyter-nbconvert", "--to", "html", made]):
            subprocess.run([folder / command[0], *command[1:]], check=True, capture_output=True)


def _write(out: Path, files: dict[str, bytes]) -> None:
    for name, content in files.items():
        (out / name).write_bytes(content)


def contender(name: str, log: str, out: Path) -> None:
    """Wait for a line before each turn, and say how long it took."""
    make = {
        "alsnb": lambda tasks: alsnb(tasks, out, None),
        "alsnb, one at a time": lambda tasks: alsnb(tasks, out, 1),
        "one warm process": lambda tasks: one_process(tasks, out),
        "papermill loop": lambda tasks: papermill_loop(tasks, out),
        "commands": lambda tasks: commands(tasks, out),
    }[name]
    told = os.fdopen(os.dup(1), "w", buffering=1)
    tasks = batch.tasks(log, everything=True, as_of="2026-12-31")
    make(tasks[:1])
    print("ready", file=told)
    for line in sys.stdin:
        start = time.perf_counter()
        if line == "again\n":
            alsnb(tasks, out, None, again=False)
        else:
            make(tasks)
        print(time.perf_counter() - start, held(), file=told)


def asked(process: subprocess.Popen[str], what: str) -> tuple[float, int]:
    """How long what a contender was asked for took, and what it held then, in MB."""
    process.stdin.write(f"{what}\n")
    seconds, megabytes = process.stdout.readline().split()
    return float(seconds), int(megabytes)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--cohorts", type=int, default=20)
    parser.add_argument("--turns", type=int, default=3)
    parser.add_argument("--contender", choices=NAMES)
    parser.add_argument("--without", choices=NAMES[1:], action="append", default=[])
    parser.add_argument("paths", nargs="*")
    told = parser.parse_args()
    if told.contender:
        contender(told.contender, told.paths[0], Path(told.paths[1]))
        return
    with tempfile.TemporaryDirectory() as folder, contextlib.ExitStack() as stack:
        log = str(Path(folder) / "cohorts.db")
        with open_log(log, create=True) as opened:
            for number in range(told.cohorts):
                opened.add(records(f"C{number:03}", seed=number))
        running, times, memory = {}, {}, {}
        for name in (each for each in NAMES if each not in told.without):
            out = Path(folder) / name.replace(" ", "-")
            out.mkdir()
            command = [sys.executable, __file__, "--contender", name, log, str(out)]
            process = stack.enter_context(
                subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, bufsize=1)
            )
            stack.callback(process.kill)
            line = process.stdout.readline()
            assert line.strip() == "ready", (name, line)
            running[name], times[name] = process, []
        for turn in range(told.turns):
            for name, process in running.items():
                took, memory[name, turn] = asked(process, "go")
                times[name].append(took)
        unchanged, _ = asked(running["alsnb"], "again")
        ours = statistics.median(times["alsnb"])
        print(f"{told.cohorts} cohorts, {told.turns} turns, Python {platform.python_version()}, {os.cpu_count()} cores")
        for name, took in times.items():
            middle = statistics.median(took)
            print(
                f"{name:22} {middle:7.1f} s  {60 * told.cohorts / middle:6.1f} a minute  {middle / ours:5.2f} x alsnb"
            )
        print(f"alsnb, nothing changed {unchanged:7.1f} s")
        print("alsnb held", ", ".join(f"{memory['alsnb', turn]} MB" for turn in range(told.turns)), "after each turn")


if __name__ == "__main__":
    main()
