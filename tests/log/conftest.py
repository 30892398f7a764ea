"""What tests of handing in and gathering need: a tutor's log, a folder for what is handed in, and a roster."""

import pytest
from handing_in import world

import alsnb
from alsnb.privacy import Person, Roster


@pytest.fixture
def folder(tmp_path):
    """A tutor's log, and a folder for what is handed in."""
    (tmp_path / "in").mkdir()
    with alsnb.open_log(tmp_path / "all.db", create=True, author="T1") as log:
        log.add(world())
    return tmp_path


@pytest.fixture
def roster(folder, tmp_path_factory):
    made = Roster.open("C", path=tmp_path_factory.mktemp("roster") / "roster.csv", create=True)
    for member, name in (("A1", "Ann Lee"), ("A2", "Bea Roe")):
        made.add(Person(code=member, name=name))
    assert made.give_secrets() == 2
    assert made.give_secrets() == 0
    made.save()
    return Roster.open("C", path=made.path)
