"""How long it takes from a command to a form that takes typing, beside JupyterLab with a bare form, and Voilà.

    python bench/door.py first [--rounds 5]      # a cold start, and a further screen, of each door
    python bench/door.py many [--people 20]      # so many people open their log at once, on one server
    python bench/door.py cpu [--rounds 5]        # CPU seconds of `alsnb new` and of imports

Doors take turns, round after round; the median of each is printed, and its ratio to the first. The page counts as open
when the first field of the form has taken a letter. Needs Chromium on the PATH, playwright, and voila.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import shutil
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable
from pathlib import Path
from typing import Any

CHROMIUM = shutil.which("chromium") or "chromium"
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
LONG = 60
BARE = """import ipywidgets
ipywidgets.VBox([ipywidgets.Text(description="Text"), ipywidgets.Button(description="Save")])"""
COMMANDS = {
    "alsnb new": "from alsnb.cli import main; main(['new', '{folder}'])",
    "import alsnb.widgets": "import alsnb.widgets",
    "a student's screen": "from alsnb.widgets import StudentLog",
    "import anywidget, pandas": "import anywidget, pandas",
}


class Server:
    """A process that serves pages, and the address that it prints or is given."""

    def __init__(self, command: list[str], url: Callable[[subprocess.Popen[str]], str]) -> None:
        self.process = subprocess.Popen(
            command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, start_new_session=True
        )
        self.url = url(self.process)

    def stop(self) -> None:
        """End it and all that it started."""
        os.killpg(self.process.pid, signal.SIGTERM)
        self.process.wait(60)


def door(folder: Path) -> Server:
    """Open a workbook with ``alsnb open``."""
    command = [sys.executable, "-m", "alsnb", "open", str(folder), "--no-browser"]
    return Server(command, lambda process: process.stdout.readline().split()[-1])  # type: ignore[union-attr]


def jupyter(folder: Path, *command: str) -> Server:
    """Start a Jupyter server for a folder."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]

    def answers(_: Any) -> str:
        while True:
            try:
                urllib.request.urlopen(f"http://127.0.0.1:{port}/api", timeout=5).close()
            except OSError:
                time.sleep(0.02)
            else:
                return f"http://127.0.0.1:{port}"

    settings = [
        "--no-browser", f"--ServerApp.port={port}", "--IdentityProvider.token=", f"--ServerApp.root_dir={folder}",
        "--ServerApp.allow_root=True", "--LabApp.expose_app_in_browser=True", "--LabApp.news_url=",
    ]  # fmt: skip
    return Server([*command, *settings], answers)


def typed(page: Any, field: str) -> None:
    """Wait for a field, and type a letter into it."""
    page.wait_for_selector(field, timeout=LONG * 1000)
    page.fill(field, "x")


def by_door(folder: Path, browser: Any) -> tuple[float, float]:
    """Return the seconds to the student's first field, and to that of a further screen."""
    start = time.perf_counter()
    server = door(folder)
    page = browser.new_page()
    page.goto(server.url)
    page.click("a[href='/screens/student_log']")
    typed(page, ".alsnb input[type=text]:visible")
    first = time.perf_counter() - start
    start = time.perf_counter()
    page.goto(server.url.partition("?")[0] + "screens/cohort_setup")
    typed(page, ".alsnb input[type=text]:visible")
    further = time.perf_counter() - start
    page.close()
    server.stop()
    return first, further


def by_lab(folder: Path, browser: Any) -> tuple[float, float]:
    """Return the seconds to the field of a bare form in JupyterLab, and to it in a further notebook."""
    start = time.perf_counter()
    server = jupyter(folder, sys.executable, "-m", "jupyterlab")
    page = browser.new_page()
    taken = []
    for notebook in ("bare.ipynb", "bare_2.ipynb"):
        page.goto(f"{server.url}/lab/tree/{notebook}?reset")
        page.wait_for_function(
            "window.jupyterapp?.shell.currentWidget?.sessionContext?.session?.kernel?.status === 'idle'",
            timeout=LONG * 1000,
        )
        page.evaluate("() => { jupyterapp.commands.execute('notebook:run-all-cells') }")
        typed(page, ".jupyter-widgets input[type=text]")
        taken.append(time.perf_counter() - start)
        start = time.perf_counter()
    page.close()
    server.stop()
    return taken[0], taken[1]


def bare(folder: Path) -> None:
    """Write notebooks with a bare form."""
    cell = {"cell_type": "code", "id": "a", "metadata": {}, "outputs": [], "execution_count": None, "source": BARE}
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    content = {"cells": [cell], "metadata": {"kernelspec": kernel}, "nbformat": 4, "nbformat_minor": 5}
    for name in ("bare.ipynb", "bare_2.ipynb"):
        (folder / name).write_text(json.dumps(content))


def first(rounds: int) -> None:
    """Time a cold start and a further screen."""
    from playwright.sync_api import sync_playwright

    doors = {"alsnb open": by_door, "jupyter lab, bare ipywidgets form": by_lab}
    found: dict[str, list[tuple[float, float]]] = {name: [] for name in doors}
    with sync_playwright() as running:
        for _ in range(rounds):
            for name, by in doors.items():
                with tempfile.TemporaryDirectory() as scratch:
                    folder = workbook(Path(scratch) / "book")
                    bare(folder)
                    browser = running.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
                    found[name].append(by(folder, browser))
                    browser.close()
                print(name, *(f"{each:.2f} s" for each in found[name][-1]), flush=True)
    for at, what in enumerate(("to the first form", "to a further one")):
        middle = {name: statistics.median(each[at] for each in runs) for name, runs in found.items()}
        (_, ours), (_, theirs) = middle.items()
        print(f"{what}: {', '.join(f'{name} {each:.2f} s' for name, each in middle.items())}; {ours / theirs:.2f}")


def many(people: int) -> None:
    """Time the last of many who open their log at once: on one `alsnb open`, and on one Voilà."""
    from playwright.sync_api import TimeoutError as Late
    from playwright.sync_api import sync_playwright

    with sync_playwright() as running, tempfile.TemporaryDirectory() as scratch:
        for name in ("alsnb open", "voila"):
            folder = workbook(Path(scratch) / name.replace(" ", "-"))
            browser = running.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
            server = door(folder) if name == "alsnb open" else jupyter(folder, sys.executable, "-m", "jupyterlab")
            pages = [browser.new_context().new_page() for _ in range(people)]
            if name == "alsnb open":
                for page in pages:
                    page.goto(server.url)
                address = server.url.partition("?")[0] + "screens/student_log"
            else:
                address = f"{server.url}/voila/render/student_log.ipynb"
            start = time.perf_counter()
            for page in pages:
                page.evaluate("address => { setTimeout(() => { location = address }) }", address)
            taken = []
            for page in pages:
                try:
                    typed(page, ".alsnb input[type=text]:visible")
                    taken.append(time.perf_counter() - start)
                except Late:
                    print("one never got a form")
            print(f"{name}: {len(taken)} of {people} got a form, the last after {max(taken):.1f} s", flush=True)
            browser.close()
            server.stop()


def workbook(folder: Path) -> Path:
    """Make a workbook."""
    subprocess.run([sys.executable, "-m", "alsnb", "new", str(folder)], check=True, stdout=subprocess.DEVNULL)
    return folder


def cpu(rounds: int) -> None:
    """Time commands by the CPU seconds of their processes."""
    found: dict[str, list[float]] = {name: [] for name in COMMANDS}
    for _ in range(rounds):
        for name, code in COMMANDS.items():
            with tempfile.TemporaryDirectory() as scratch:
                before = resource.getrusage(resource.RUSAGE_CHILDREN)
                made = code.format(folder=Path(scratch) / "book")
                subprocess.run([sys.executable, "-c", made], check=True, stdout=subprocess.DEVNULL)
                after = resource.getrusage(resource.RUSAGE_CHILDREN)
            found[name].append(after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)
    for name, each in found.items():
        print(f"{name:<26}{statistics.median(each):6.2f} CPU s")


def main() -> None:
    """Run what is asked for."""
    asked = argparse.ArgumentParser()
    asked.add_argument("what", choices=["first", "many", "cpu"])
    asked.add_argument("--rounds", type=int, default=5)
    asked.add_argument("--people", type=int, default=20)
    how = asked.parse_args()
    if how.what == "many":
        many(how.people)
    else:
        {"first": first, "cpu": cpu}[how.what](how.rounds)


if __name__ == "__main__":
    main()
