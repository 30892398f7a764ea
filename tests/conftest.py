"""What several test files need: the sample cohort, and frames made from a few records."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path

import postgres
import pytest

import alsnb
from alsnb.log import Log
from alsnb.records import Record


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


@pytest.fixture(params=["SQLite", "PostgreSQL"])
def new_log(request, tmp_path) -> Iterator[Callable[..., Log]]:
    """A function that makes a new log, in one database and then in the other."""
    numbers = count()
    made = []

    def make(**options) -> Log:
        if request.param == "SQLite":
            log = alsnb.open_log(tmp_path / f"log-{next(numbers)}.db", create=True, **options)
        else:
            server = request.getfixturevalue("server")
            log = alsnb.open_log(server.address(server.new_log()), **options)
        made.append(log)
        return log

    yield make
    for log in made:
        log.close()
