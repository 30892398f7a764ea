"""What several test files need: the sample cohort, and frames made from a few records."""

from __future__ import annotations

from collections.abc import Callable
from itertools import count
from pathlib import Path

import pytest

import alsnb
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
