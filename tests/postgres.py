"""A PostgreSQL server for the tests, and new databases on it."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import tempfile
from itertools import count
from pathlib import Path

import psycopg

DATABASES = ["SQLite", "PostgreSQL"]
"""What a log may be kept in."""
TEMPLATE = "empty_log"


def binaries() -> Path | None:
    """The folder of PostgreSQL's programs, where it is installed; Debian keeps it off the path."""
    on_path = shutil.which("initdb")
    found = [Path(on_path)] if on_path else sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    return found[-1].parent if found else None


class Server:
    """A server of its own, reached over the loopback; its superuser is the user ``owner``."""

    def __init__(self) -> None:
        # Not among pytest's own folders, which another user may not enter.
        self.folder = folder = Path(tempfile.mkdtemp(prefix="alsnb-"))
        self._numbers = count(1)
        self._programs = binaries()
        # PostgreSQL refuses to run as root.
        self._as_whom = {"user": "postgres"} if sys.platform != "win32" and os.geteuid() == 0 else {}
        if self._as_whom:
            shutil.chown(folder, "postgres")
        self._run("initdb", "-D", folder / "data", "-U", "owner", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8")
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.start()

    def start(self) -> None:
        options = f"-p {self.port} -k {self.folder} -c listen_addresses=127.0.0.1 -c max_connections=200 -c fsync=off"
        self._run("pg_ctl", "-D", self.folder / "data", "-l", self.folder / "log", "-o", options, "-w", "start")

    def stop(self, mode: str = "fast") -> None:
        self._run("pg_ctl", "-D", self.folder / "data", "-m", mode, "-w", "stop")

    def remove(self) -> None:
        self.stop("immediate")
        shutil.rmtree(self.folder)

    def address(self, database: str, user: str = "owner") -> str:
        return f"postgresql://{user}@127.0.0.1:{self.port}/{database}"

    def run(self, statement: str, database: str = "postgres", user: str = "owner") -> list[tuple]:
        """Plain SQL, not through alsnb."""
        with psycopg.connect(self.address(database, user), autocommit=True) as connection:
            cursor = connection.execute(statement)
            return cursor.fetchall() if cursor.description else []

    def new_log(self) -> str:
        """A new database with an empty log in it, copied from one made by `alsnb server init`; its name."""
        if not self.run(f"SELECT 1 FROM pg_database WHERE datname = '{TEMPLATE}'"):
            from alsnb.log.server import administration

            self.run(f"CREATE DATABASE {TEMPLATE}")
            administration.init(self.address(TEMPLATE))
        name = f"log_{next(self._numbers)}"
        self.run(f"CREATE DATABASE {name} TEMPLATE {TEMPLATE}")
        return name

    def _run(self, program: str, *arguments: object) -> None:
        command = [str(self._programs / program), *map(str, arguments)]
        # pg_ctl's child keeps what it is given as its output: a pipe would never end.
        with (self.folder / "output").open("a") as output:
            done = subprocess.run(command, stdout=output, stderr=output, cwd="/", **self._as_whom)
        if done.returncode:
            raise RuntimeError(f"{program}: {(self.folder / 'output').read_text()[-2000:]}")
