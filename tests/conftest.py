"""What several test files need: the sample cohort, and frames made from a few records."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Callable, Iterator
from functools import partial
from itertools import count
from pathlib import Path

import postgres
import psycopg
import pytest
import sqlalchemy as sa
from longest import LONGEST, MARKERS, SLOW
from postgres import DATABASES

import alsnb
from alsnb.log import Log, schema
from alsnb.log.databases.sqlite import Embedded
from alsnb.records import Record


def pytest_configure(config: pytest.Config) -> None:
    for marker, meaning in MARKERS.items():
        config.addinivalue_line("markers", f"{marker}: {meaning}")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Mark what `make check` leaves out, and let long files begin first: none is to be left alone at the end."""
    places = {config.rootpath / name: place for place, name in enumerate(LONGEST)}
    slow = {config.rootpath / name for name in SLOW}
    for item in items:
        if item.path.is_relative_to(config.rootpath / "tests/browser"):
            item.add_marker("browser")
        if item.path == config.rootpath / "tests/disclosure/test_attack.py":
            item.add_marker("attack")
        if needs_server(item):
            item.add_marker("server")
        if item.path in slow or item.path.suffix == ".ipynb":
            item.add_marker("slow")
    items.sort(key=lambda item: places.get(item.path, len(places)))


def needs_server(item: pytest.Item) -> bool:
    """Whether a test needs PostgreSQL: by a fixture of its own, or as one of the databases that it goes through."""
    parameters = item.callspec.params.values() if hasattr(item, "callspec") else ()
    return "server" in getattr(item, "fixturenames", ()) or any("PostgreSQL" in str(each) for each in parameters)


@pytest.fixture(scope="session")
def sample_frames() -> alsnb.Frames:
    """The frames of the sample cohort; nobody may change them."""
    with alsnb.open_log("alsnb:sample") as log:
        return log.frames()


@pytest.fixture
def frames_of(tmp_path: Path) -> Callable[..., alsnb.Frames]:
    """A function from records to the frames of a new log that holds them."""
    numbers = count()

    def make(*records: Record) -> alsnb.Frames:
        with alsnb.open_log(tmp_path / f"{next(numbers)}.db", create=True) as log:
            log.add(list(records))
            return log.frames()

    return make


@pytest.fixture(scope="session")
def server() -> Iterator[postgres.Server]:
    """A PostgreSQL server that runs while the tests do."""
    if postgres.binaries() is None:
        pytest.skip("needs PostgreSQL 15 or newer; on Debian: apt-get install postgresql")
    made = postgres.Server()
    yield made
    made.remove()


@pytest.fixture(scope="session")
def spare() -> list[str]:
    """Addresses of logs on the server that a test is done with; the next one gets them emptied."""
    return []


@pytest.fixture(params=DATABASES)
def new_log(request, tmp_path, spare) -> Iterator[Callable[..., Log]]:
    """A function that makes a new log, in one database and then in the other."""
    numbers = count()
    made = []

    def make(**options) -> Log:
        if request.param == "SQLite":
            log = alsnb.open_log(tmp_path / f"log-{next(numbers)}.db", create=True, **options)
        else:
            server = request.getfixturevalue("server")
            log = alsnb.open_log(spare.pop() if spare else server.address(server.new_log()), **options)
            empty(log)
        made.append(log)
        return log

    yield make
    for log in made:
        log.close()
        if request.param == "PostgreSQL":
            spare.append(log.name)


@pytest.fixture(scope="session")
def empty_logs(request) -> Iterator[Callable[..., Iterator[Log]]]:
    """A function from names of databases to empty logs, one after another, in each database in turn.

    A log is made once, and emptied when the function is called again: that takes a millisecond.
    """
    kept: dict[str, list[Log]] = {name: [] for name in DATABASES}

    def make(database: str) -> Log:
        if database == "SQLite":
            return Log(Embedded.in_memory("memory"), "tutor")
        server = request.getfixturevalue("server")
        return alsnb.open_log(server.address(server.new_log()), author="tutor")

    def give(*databases: str) -> Iterator[Log]:
        for number in count():
            for database in databases:
                if number == len(kept[database]):
                    kept[database].append(make(database))
                empty(kept[database][number])
                yield kept[database][number]

    yield give
    for logs in kept.values():
        for log in logs:
            log.close()


@pytest.fixture(scope="session", params=DATABASES)
def example(request, empty_logs) -> Callable[[], Callable[[], Log]]:
    """A function to call where an example of Hypothesis starts; what it returns gives an empty log at each call."""
    return lambda: partial(next, empty_logs(*request.param.split(" and ")))


def empty(log: Log) -> None:
    """Delete whatever is in a log, past the triggers that refuse that."""
    with log.database.engine.begin() as connection:
        tables = [schema.REVISION, schema.TOMBSTONE, schema.ERASED, schema.DRAFT]
        if connection.dialect.name == "postgresql":
            connection.exec_driver_sql("SET LOCAL session_replication_role = replica")
            tables += [sa.table("access"), sa.table("audit")]
        for table in tables:
            connection.execute(sa.delete(table))


@pytest.fixture
def tamper() -> Callable[[Log, str], int]:
    """A function that changes a log with plain SQL, not through alsnb; returns how many rows it changed."""

    def change(log: Log, statement: str) -> int:
        if log.database.path is not None:
            with sqlite3.connect(log.database.path) as raw:
                return raw.execute(statement).rowcount
        # On a server the content is JSON, which is no text to replace something in.
        statement = re.sub(r"replace\(content(.*?)\)", r"replace(content::text\1)::json", statement)
        with psycopg.connect(log.name, options="-c search_path=alsnb") as raw:
            raw.execute("SET session_replication_role = replica")
            return raw.execute(statement).rowcount

    return change
