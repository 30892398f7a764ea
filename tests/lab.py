"""A real JupyterLab, and the browser for it."""

from __future__ import annotations

import json
import os
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import urllib.error
import urllib.request
from contextlib import closing, suppress
from pathlib import Path

import axe_playwright_python
from waiting import LONG, until

from alsnb.cli import main

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
OFTEN = 50
"""Milliseconds between two looks of a page at what is waited for; by default, it would look at every frame it draws."""
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
        until(self._answers, lambda: (root / ".lab.log").read_text()[-3000:])

    def _answers(self) -> bool:
        with suppress(OSError):
            return "version" in self.ask("api")
        return False

    def ask(self, path: str, method: str = "GET", /, **content):
        """What JupyterLab answers; it takes a change from whoever says the same token twice, as its pages do."""
        request = urllib.request.Request(
            f"http://127.0.0.1:{self.port}/{path}", json.dumps(content).encode() if content else None,
            {"Cookie": "_xsrf=0a", "X-XSRFToken": "0a"}, method=method,
        )  # fmt: skip
        with urllib.request.urlopen(request, timeout=LONG) as answer:
            return json.loads(answer.read() or "null")

    def end_kernels(self) -> None:
        """End every kernel, as its user would who is done with it: each that is left runs on, with what it holds."""
        for kind in ("sessions", "kernels"):
            for each in self.ask(f"api/{kind}"):
                with suppress(urllib.error.HTTPError):  # it may have ended by itself
                    self.ask(f"api/{kind}/{each['id']}", "DELETE")
        until(lambda: not self.ask("api/kernels"), "a kernel does not end")

    def warm(self, *notebooks: str) -> None:
        """Start the kernels of notebooks; they are up, or nearly, when a browser comes for them."""
        for each in notebooks:
            self.ask("api/sessions", "POST", path=each, name="", type="notebook", kernel={"name": "python3"})

    def open(self, page, notebook: str, *, run: bool = True, app: str = "doc/tree") -> None:
        """Open a notebook alone in JupyterLab (in Notebook 7: ``app="notebooks"``), and run it."""
        page.set_default_timeout(LONG * 1000)
        self.warm(notebook)
        page.goto(f"http://127.0.0.1:{self.port}/{app}/{notebook}?reset")
        page.wait_for_function(
            "window.jupyterapp?.shell.currentWidget?.sessionContext?.session?.kernel?.status === 'idle'", polling=OFTEN
        )
        if run:
            self.run(page)

    def open_in_voila(self, page, notebook: str) -> None:
        page.goto(f"http://127.0.0.1:{self.port}/voila/render/{notebook}")

    def run(self, page) -> None:
        page.evaluate("() => { jupyterapp.commands.execute('notebook:run-all-cells') }")

    def run_again(self, page) -> None:
        """Run a notebook in a new kernel, and wait until what the kernel before it showed is gone."""
        page.evaluate("() => document.querySelectorAll('.alsnb').forEach((each) => each.classList.add('of-before'))")
        self.run(page)
        page.wait_for_function(
            "document.querySelector('.alsnb') && !document.querySelector('.of-before')", polling=OFTEN
        )

    def restart(self, page) -> None:
        page.evaluate("() => jupyterapp.shell.currentWidget.sessionContext.session.kernel.restart()")

    def die(self, page) -> None:
        """SIGKILL the kernel of a page."""
        kernel = page.evaluate("() => jupyterapp.shell.currentWidget.sessionContext.session.kernel.id")
        for process in subprocess.run(["pgrep", "-f", kernel], capture_output=True, text=True).stdout.split():
            os.kill(int(process), signal.SIGKILL)

    def kill(self, page) -> None:
        """SIGKILL the kernel of a page, and read what JupyterLab has to say about it."""
        self.die(page)
        page.locator(".jp-Dialog button").last.click()

    def workbook(self, name: str) -> Path:
        """A new workbook, made as a user makes it; open its notebooks as ``NAME/student_log.ipynb``."""
        if main(["new", str(self.root / name)], standalone_mode=False):
            raise RuntimeError(f"no workbook could be made at {self.root / name}")
        return self.root / name

    def dark(self, page) -> None:
        page.evaluate("() => jupyterapp.commands.execute('apputils:change-theme', { theme: 'JupyterLab Dark' })")
        page.wait_for_function("document.body.dataset.jpThemeLight === 'false'", polling=OFTEN)

    def light(self, page) -> None:
        page.evaluate("() => jupyterapp.commands.execute('apputils:change-theme', { theme: 'JupyterLab Light' })")
        page.wait_for_function("document.body.dataset.jpThemeLight === 'true'", polling=OFTEN)

    def stop(self) -> None:
        """End `alsnb lab` as whatever started it would; JupyterLab ends with it."""
        self._process.terminate()
        self._process.wait(LONG)
        try:
            self.ask("api")
        except OSError:
            return
        raise RuntimeError("alsnb lab ended, and JupyterLab did not")


# What a screen does by itself, a moment later, is waited for by its sign, however long it takes ----------------------

OUTBOXES = "Object.entries(localStorage).filter(([name]) => /^alsnb:.*@[0-9a-f]{12}$/.test(name))"


def arrived(page) -> None:
    """Wait until the kernel has acknowledged all that waits in the browser."""
    page.wait_for_function(f"() => {OUTBOXES}.every(([, waiting]) => waiting === '[]')", polling=OFTEN)


def kept_in_browser(page, text: str, times: int = 1) -> None:
    """Wait until a text waits in the browser for a kernel, so many times."""
    found = f"{OUTBOXES}.map(([, waiting]) => waiting.split(text).length - 1).reduce((all, each) => all + each, 0)"
    page.wait_for_function(f"([text, times]) => {found} >= times", arg=[text, times], polling=OFTEN)


def kept_in_log(path: Path, text: str, times: int = 1) -> None:
    """Wait until a text stands in the drafts of a log, so many times: whatever dies now, it comes back."""
    until(lambda: drafts(path).count(json.dumps(text)[1:-1]) >= times, lambda: f"{text!r} not in {drafts(path)}")


def drafts(path: Path) -> str:
    """All drafts of a log, whoever's they are, as they stand in its file."""
    with closing(sqlite3.connect(path, timeout=60)) as raw:
        return "\n".join(content for (content,) in raw.execute("SELECT content FROM draft"))


def ran_nothing(page) -> None:
    """Nothing that was typed has run; an image that cannot be loaded says so after those that were made before it."""
    page.evaluate("() => new Promise((done) => { Object.assign(new Image(), { onerror: done, src: 'x' }) })")
    assert page.evaluate("window.hit") is None


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


def pictured() -> bool:
    """Whether pictures of the screens are wanted, by ALSNB_SCREENS: they are for people, and prove nothing."""
    return bool(os.environ.get("ALSNB_SCREENS"))


def picture(page, name: str, within: str = ".alsnb") -> None:
    """A screenshot of a screen into docs/screens, where pictures are wanted."""
    if not pictured():
        return
    SCREENS.mkdir(exist_ok=True)
    page.add_style_tag(content=".Toastify { display: none }")  # JupyterLab asks whether it may bring news
    page.locator(within).first.screenshot(path=SCREENS / f"{name}.png", animations="disabled")


def fits(page) -> None:
    """Wait until a screen is no wider than its place."""
    page.wait_for_function(
        "() => [...document.querySelectorAll('.alsnb')].every((each) => each.scrollWidth <= each.clientWidth + 1)",
        polling=OFTEN,
    )


CUT_OFF = """() => [...document.querySelectorAll('.alsnb, .alsnb *')]
    .filter((each) => each.offsetParent && each.scrollWidth > each.clientWidth + 1 && each.clientWidth)
    .filter((each) => !each.closest('.alsnb-scroll, textarea, input, select, svg'))
    .filter((each) => getComputedStyle(each).overflowX !== 'visible' || each.matches('.alsnb'))
    .map((each) => each.outerHTML.slice(0, 150))"""


def enlarged(page) -> None:
    """Nothing on any tab is cut off at 200 percent."""
    page.set_viewport_size({"width": 640, "height": 450})  # a window of 1280 by 900, enlarged twice
    for tab in page.locator(".alsnb [role=tab]").all():
        tab.click()
        page.locator(".alsnb [role=tabpanel]:visible > *").first.wait_for(state="attached")
        assert page.evaluate(CUT_OFF) == [], tab.inner_text()
