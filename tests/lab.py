"""A real JupyterLab, and the browser for it."""

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
from pathlib import Path

import axe_playwright_python

from alsnb.cli import main

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]


class Lab:
    """A JupyterLab that shows a folder."""

    def __init__(self, root: Path) -> None:
        self.root = root
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        settings = [
            "--no-browser", f"--ServerApp.port={self.port}", "--ServerApp.port_retries=0", "--IdentityProvider.token=",
            f"--ServerApp.root_dir={root}", "--ServerApp.allow_root=True",
            "--LabApp.expose_app_in_browser=True", "--JupyterNotebookApp.expose_app_in_browser=True",
            "--LabApp.news_url=", "--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate",
        ]  # fmt: skip
        home = root / ".home"
        home.mkdir()
        # Nobody's own files: neither settings nor, where the environment says where data go, rosters.
        theirs = {"HOME": str(home), "XDG_DATA_HOME": str(home / "data"), "PYTHONPATH": os.pathsep.join(sys.path)}
        environment = os.environ | theirs
        lab = [sys.executable, "-c", "import alsnb.cli; alsnb.cli.main()", "lab", str(root)]
        self._process = subprocess.Popen(
            [*lab, *settings], env=environment, cwd=root,
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

    def open(self, page, notebook: str, *, run: bool = True, app: str = "doc/tree") -> None:
        """Open a notebook alone in JupyterLab (in Notebook 7: ``app="notebooks"``), and run it."""
        page.goto(f"http://127.0.0.1:{self.port}/{app}/{notebook}?reset")
        page.wait_for_function(
            "window.jupyterapp?.shell.currentWidget?.sessionContext?.session?.kernel?.status === 'idle'", timeout=90_000
        )
        if run:
            self.run(page)

    def open_in_voila(self, page, notebook: str) -> None:
        page.goto(f"http://127.0.0.1:{self.port}/voila/render/{notebook}")

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

    def workbook(self, name: str) -> Path:
        """A new workbook, made as a user makes it; open its notebooks as ``NAME/student_log.ipynb``."""
        if main(["new", str(self.root / name)], standalone_mode=False):
            raise RuntimeError(f"no workbook could be made at {self.root / name}")
        return self.root / name

    def dark(self, page) -> None:
        page.evaluate("() => jupyterapp.commands.execute('apputils:change-theme', { theme: 'JupyterLab Dark' })")
        page.wait_for_function("document.body.dataset.jpThemeLight === 'false'")

    def stop(self) -> None:
        """End `alsnb lab` as whatever started it would; JupyterLab ends with it."""
        self._process.terminate()
        self._process.wait(20)
        try:
            self.ask("api")
        except OSError:
            return
        raise RuntimeError("alsnb lab ended, and JupyterLab did not")


AXE = Path(axe_playwright_python.__file__).parent / "axe.min.js"


def violations(page, within: str = ".alsnb") -> list[str]:
    """What axe-core finds serious or critical inside a screen: rule, element, and what is wrong."""
    if not page.evaluate("() => 'axe' in window"):
        page.evaluate(AXE.read_text())
    found = page.evaluate("within => axe.run({ include: [[within]] }, { resultTypes: ['violations'] })", within)
    return [
        f"{rule['id']}: {node['html'][:120]}: {node['failureSummary']}"
        for rule in found["violations"]
        if rule["impact"] in ("serious", "critical")
        for node in rule["nodes"]
    ]


SCREENS = Path(__file__).parent.parent / "docs" / "screens"


def picture(page, name: str, tmp_path: Path, within: str = ".alsnb") -> Path:
    """A screenshot of a screen: into docs/screens where ALSNB_SCREENS is set, else out of the way."""
    folder = SCREENS if os.environ.get("ALSNB_SCREENS") else tmp_path
    folder.mkdir(exist_ok=True)
    page.add_style_tag(content=".Toastify { display: none }")  # JupyterLab asks whether it may bring news
    page.locator(within).first.screenshot(path=folder / f"{name}.png", animations="disabled")
    return folder / f"{name}.png"
