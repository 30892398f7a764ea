"""A real browser, and a real JupyterLab for it."""

from __future__ import annotations

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]


@pytest.fixture(scope="session")
def playwright():
    if CHROMIUM is None:
        pytest.skip("needs Chromium on the PATH")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as running:
        yield running


@pytest.fixture(scope="session")
def browser(playwright):
    browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
    yield browser
    browser.close()


@pytest.fixture
def page(browser):
    page = browser.new_page(viewport={"width": 1000, "height": 900})
    yield page
    page.close()


class Lab:
    """A JupyterLab that shows a folder."""

    def __init__(self, root: Path) -> None:
        self.root = root
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        settings = [
            "--no-browser", f"--ServerApp.port={self.port}", "--ServerApp.port_retries=0", "--IdentityProvider.token=",
            f"--ServerApp.root_dir={root}", "--LabApp.expose_app_in_browser=True", "--ServerApp.allow_root=True",
            "--LabApp.news_url=", "--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate",
        ]  # fmt: skip
        home = root / ".home"
        home.mkdir()
        environment = os.environ | {"HOME": str(home), "PYTHONPATH": os.pathsep.join(sys.path)}
        self._process = subprocess.Popen(
            [sys.executable, "-m", "jupyterlab", *settings], env=environment, cwd=root,
            stdout=(root / ".lab.log").open("w"), stderr=subprocess.STDOUT,
        )  # fmt: skip
        for _ in range(300):
            try:
                self.ask("api")
                return
            except OSError:
                time.sleep(0.2)
        raise RuntimeError((root / ".lab.log").read_text()[-3000:])

    def ask(self, path: str):
        with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/{path}", timeout=5) as answer:
            return json.load(answer)

    def open(self, page, notebook: str, *, run: bool = True) -> None:
        """Open a notebook alone, and run it."""
        page.goto(f"http://127.0.0.1:{self.port}/doc/tree/{notebook}?reset")
        page.wait_for_function(
            "window.jupyterapp?.shell.currentWidget?.sessionContext?.session?.kernel?.status === 'idle'", timeout=90_000
        )
        if run:
            self.run(page)

    def run(self, page) -> None:
        page.evaluate("() => { jupyterapp.commands.execute('notebook:run-all-cells') }")

    def restart(self, page) -> None:
        page.evaluate("() => jupyterapp.shell.currentWidget.sessionContext.session.kernel.restart()")

    def kill(self, page) -> None:
        """SIGKILL every kernel, and read what JupyterLab has to say about it."""
        for kernel in self.ask("api/kernels"):
            found = subprocess.run(["pgrep", "-f", kernel["id"]], capture_output=True, text=True).stdout.split()
            for process in found:
                os.kill(int(process), signal.SIGKILL)
        page.locator(".jp-Dialog button").last.click(timeout=30_000)

    def stop(self) -> None:
        self._process.terminate()
        self._process.wait(20)


@pytest.fixture(scope="session")
def lab(playwright, tmp_path_factory) -> Iterator[Lab]:
    made = Lab(tmp_path_factory.mktemp("lab"))
    yield made
    made.stop()


@pytest.fixture
def notebook(lab, request):
    """A function that writes a notebook of one cell into a folder of its own; its path for `lab.open`."""
    folder = lab.root / request.node.name.translate(str.maketrans("[] ", "---"))
    folder.mkdir()

    def write(code: str) -> str:
        cell = {"cell_type": "code", "id": "a", "metadata": {}, "outputs": [], "execution_count": None, "source": code}
        kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
        content = {"cells": [cell], "metadata": {"kernelspec": kernel}, "nbformat": 4, "nbformat_minor": 5}
        (folder / "x.ipynb").write_text(json.dumps(content))
        return f"{folder.name}/x.ipynb"

    write.folder = folder
    return write
