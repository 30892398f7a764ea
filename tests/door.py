"""A workbook opened with ``alsnb open``, and the browser for it: what `lab` does for notebooks."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

from waiting import LONG

from alsnb.cli import main


class Door:
    """Workbooks in a folder, each served by an ``alsnb open`` of its own while a test has it open."""

    def __init__(self, root: Path) -> None:
        self.root = root
        home = root / ".home"
        home.mkdir()
        # Nobody's own files: neither settings nor, where the environment says where data go, rosters and addresses.
        theirs = {
            "HOME": str(home), "XDG_DATA_HOME": str(home / "data"), "XDG_STATE_HOME": str(home / "state"),
            "PYTHONPATH": os.pathsep.join(sys.path),
        }  # fmt: skip
        self._environment = os.environ | theirs
        self._servers: dict[str, subprocess.Popen[str]] = {}
        self._addresses: dict[str, str] = {}

    def workbook(self, name: str) -> Path:
        """A new workbook, made as a user makes it; open its screens as ``NAME/student_log.ipynb``."""
        if main(["new", str(self.root / name)], standalone_mode=False):
            raise RuntimeError(f"no workbook could be made at {self.root / name}")
        return self.root / name

    def serve(self, name: str) -> str:
        """Open a workbook as its user would, without a browser, and return its address."""
        command = [sys.executable, "-m", "alsnb", "open", str(self.root / name), "--no-browser"]
        server = subprocess.Popen(command, env=self._environment, cwd=self.root, stdout=subprocess.PIPE, text=True)
        self._servers[name] = server
        said = server.stdout.readline()
        self._addresses[name] = said.split()[-1]
        return self._addresses[name]

    def open(self, page, notebook: str) -> None:
        """Open the screen of a notebook as a page."""
        name, _, screen = notebook.removesuffix(".ipynb").rpartition("/")
        page.set_default_timeout(LONG * 1000)
        address = self._addresses[name] if self._is_served(name) else self.serve(name)
        page.goto(address)
        page.goto(f"{address.partition('?')[0]}screens/{screen}")

    def _is_served(self, name: str) -> bool:
        return name in self._servers and self._servers[name].poll() is None

    def _name(self, page) -> str:
        return next(name for name, address in self._addresses.items() if page.url.startswith(address.partition("?")[0]))

    def kill(self, page) -> None:
        """SIGKILL the server of a page."""
        self._end(self._name(page), signal.SIGKILL)

    def restart(self, page) -> None:
        """Stop the server of a page as Ctrl+C does; `run_again` opens the workbook again."""
        self._end(self._name(page), signal.SIGINT)

    def pause(self, page) -> None:
        """Have the server of a page answer nothing until it may go on: it is busy."""
        self._servers[self._name(page)].send_signal(signal.SIGSTOP)

    def go_on(self, page) -> None:
        """Let a paused server go on."""
        self._servers[self._name(page)].send_signal(signal.SIGCONT)

    def run_again(self, page) -> None:
        """Open the workbook of a page again, and wait until the page, which was left open, goes on."""
        self.serve(self._name(page))
        page.wait_for_function("document.getElementById('away').hidden && document.querySelector('.alsnb')")

    def run(self, page) -> None:
        """As `run_again`: a page needs no more."""
        self.run_again(page)

    def dark(self, page) -> None:
        """Have the browser ask for dark pages."""
        page.emulate_media(color_scheme="dark")

    def light(self, page) -> None:
        """Have the browser ask for light pages."""
        page.emulate_media(color_scheme="light")

    def _end(self, name: str, how: signal.Signals) -> None:
        server = self._servers.pop(name)
        server.send_signal(how)
        server.wait(LONG)
        server.stdout.close()

    def close(self) -> None:
        """Stop every server, and check that each ends as asked."""
        for name in [*self._servers]:
            self._end(name, signal.SIGTERM)
