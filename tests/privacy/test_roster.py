"""The roster: what it holds, where it may lie, and that saving is all or nothing."""

import csv
import os
import sqlite3
import stat

import platformdirs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import alsnb
from alsnb.errors import RecordError, RosterError
from alsnb.planning.people.people import Listed, people_of
from alsnb.privacy import Person, Roster

ANNA = Person(code="A3", name="Anna Smith", also_known_as=("Annie", "Nan"), email="a@example.org", cohort="2026")
HEADER = "code,name,also_known_as,email,cohort\n"
posix = pytest.mark.skipif(os.name != "posix", reason="no such modes")


@pytest.fixture
def path(tmp_path):
    return tmp_path / "people.csv"


def written(path, content):
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    path.chmod(0o600)
    return path


def test_what_is_saved_is_opened_again(path):
    roster = Roster.open(path=path, create=True)
    roster.add(ANNA)
    roster.add(Person(code="A4", name="Bob"))
    assert Roster.open(path=path).people == ()
    roster.save()
    assert Roster.open(path=path).people == (ANNA, Person(code="A4", name="Bob"))
    assert Roster.open("2027", path=path).person_of("A4").cohort == "2027"
    roster.remove("A3")
    roster.save()
    assert [person.code for person in Roster.open(path=path).people] == ["A4"]


def test_a_cohorts_roster_lies_in_the_users_data_folder(tmp_path, monkeypatch):
    monkeypatch.setattr(platformdirs, "user_data_path", lambda *_, **__: tmp_path / "data" / "alsnb")
    folder = tmp_path / "data" / "alsnb" / "rosters"
    folder.mkdir(parents=True, mode=0o755)
    paths = {code: Roster.open(code, create=True).path for code in ["2026-spring", "2026-Spring", "../x", "a/x", "con"]}
    assert paths["2026-spring"] == folder / "2026-spring.csv"
    assert len({path.name.lower() for path in paths.values()}) == 5
    assert {path.parent for path in paths.values()} == {folder}
    assert paths["con"].stem != "con"
    assert Roster.open("2026-Spring").path == paths["2026-Spring"]
    if os.name == "posix":
        assert stat.S_IMODE(folder.stat().st_mode) == 0o700


@posix
def test_only_its_owner_reads_a_saved_roster(path):
    old = os.umask(0)
    try:
        roster = Roster.open(path=path, create=True)
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
        roster.add(ANNA)
        roster.save()
    finally:
        os.umask(old)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


@posix
def test_a_folder_made_for_a_roster_is_its_owners_alone(tmp_path):
    Roster.open(path=tmp_path / "new" / "people.csv", create=True)
    assert stat.S_IMODE((tmp_path / "new").stat().st_mode) == 0o700


@posix
@pytest.mark.parametrize("mode", [0o640, 0o604, 0o620])
def test_a_file_others_can_read_is_refused(path, mode):
    written(path, HEADER).chmod(mode)
    with pytest.raises(RosterError, match=f"chmod 600 {path}"):
        Roster.open(path=path)
    path.chmod(0o600)
    assert Roster.open(path=path).people == ()


@pytest.mark.parametrize("create", [True, False])
def test_a_roster_beside_a_log_is_refused(path, create):
    log = alsnb.open_log(path.with_name("co?hort#.db"), create=True)  # in use: its tables may not be in the file yet
    if not create:
        written(path, HEADER)
    for each in (log, log):
        with pytest.raises(RosterError, match="beside the log"):
            Roster.open(path=path, create=create)
        each.close()
    assert path.exists() is not create


def test_a_log_that_arrives_later_keeps_the_roster_from_being_saved(path):
    roster = Roster.open(path=path, create=True)
    before = path.read_bytes()
    roster.add(ANNA)
    alsnb.open_log(path.with_name("cohort.db"), create=True).close()
    with pytest.raises(RosterError, match=r"beside the log cohort\.db"):
        roster.save()
    assert path.read_bytes() == before


@posix
def test_a_link_does_not_hide_the_log(path, tmp_path):
    (tmp_path / "logs").mkdir()
    (tmp_path / "links").mkdir()
    alsnb.open_log(tmp_path / "logs" / "cohort.db", create=True).close()
    written(tmp_path / "logs" / "people.csv", HEADER)
    (tmp_path / "links" / "people.csv").symlink_to(tmp_path / "logs" / "people.csv")
    with pytest.raises(RosterError, match="beside the log"):
        Roster.open(path=tmp_path / "links" / "people.csv")


def test_other_files_and_other_databases_are_no_logs(path):
    with sqlite3.connect(path.with_name("other.db")) as other:
        other.execute("CREATE TABLE books (title)")
    other.close()
    path.with_name("broken.db").write_bytes(b"SQLite format 3\0 and no more")
    path.with_name("notes.txt").write_text("alsnb_log")
    path.with_name("folder").mkdir()
    assert Roster.open(path=path, create=True).people == ()


@pytest.mark.parametrize("git", ["file", "folder"])
def test_a_roster_in_a_git_work_tree_is_refused(tmp_path, git):
    (tmp_path / ".git").mkdir() if git == "folder" else (tmp_path / ".git").write_text("gitdir: elsewhere")
    with pytest.raises(RosterError, match="git work tree"):
        Roster.open(path=tmp_path / "a" / "b" / "people.csv", create=True)
    assert not (tmp_path / "a").exists()
    with pytest.raises(RosterError, match="git work tree"):
        Roster.open(path=written(tmp_path / "people.csv", HEADER))


def test_no_file_two_files_and_no_place_are_told(path):
    with pytest.raises(RosterError, match="there is no roster"):
        Roster.open(path=path)
    Roster.open(path=path, create=True)
    with pytest.raises(RosterError, match="is there already"):
        Roster.open(path=path, create=True)
    with pytest.raises(RosterError, match=r"cohort: found 'people\.csv', which names a file: Roster\.open\(path="):
        Roster.open("people.csv")
    with pytest.raises(RosterError, match="neither cohort nor path"):
        Roster.open()


@pytest.mark.parametrize(
    ("content", "told"),
    [
        ("", "line 1: found nothing, expected the columns code, name"),
        ("code,name,phone\nA1,Bo Li,1\n", "line 1: found 'phone', expected the columns code"),
        ("code,name,name\nA1,Bo,Li\n", "line 1: found 'name', expected"),
        ("code,email\nA1,a@b.c\n", "line 1: found no name, expected"),
        ("code,name\nA1,Bo Li\nA1,Anna\n", "line 3: found the code 'A1' a second time"),
        ("code,name\nA1,Bo Li\n,Anna\n", "line 3: code: found '', expected a code"),
        ("code,name\nA1,\n", "line 2: name: found '', expected a name of two letters"),
        ("code,name\nANNA,Anna Smith\n", "line 2: code: found 'ANNA', which tells the name"),
        ("code,name,email\nA1,Anna,anna at x\n", "line 2: email: found 'anna at x', expected an e-mail"),
        ("code,name\nA1,Anna,Smith\n", "line 2: found 3 cells, expected 2: code, name"),
        ("code,name\nA1\n", "line 2: found 1 cells, expected 2"),
        ('code,name\nA1,"Anna\n', "line 2 is not CSV"),
        (b"code,name\nA1,Anna\nA2,Ren\xe9\n", "line 3: found a byte that is not UTF-8"),
        ("code,name\nA1,Anna\n".encode("utf-16"), "line 1: found a byte that is not UTF-8"),
    ],
)
def test_a_mistake_in_the_file_is_told_with_its_line(path, content, told):
    written(path, content)
    with pytest.raises(RosterError) as error:
        Roster.open(path=path)
    assert str(path) in str(error.value)
    assert told in str(error.value)


def test_what_spreadsheets_make_of_the_file_is_read(path):
    rows = 'Code;Name;Also_Known_As;email;cohort\r\nA3;Anna Smith;"Annie; Nan";a@example.org;2026\r\n;;;;\r\n'
    assert Roster.open(path=written(path, "\ufeff" + rows)).people == (ANNA,)


def test_nothing_in_the_file_is_a_formula(path):
    roster = Roster.open(path=path, create=True)
    people = [Person(code="=A1", name="=cmd()", also_known_as=("@sum", "+x y")), Person(code="'-1", name="-two")]
    for person in people:
        roster.add(person)
    roster.save()
    with path.open(newline="", encoding="utf-8") as file:
        assert not [cell for row in csv.reader(file) for cell in row if cell.startswith(("=", "+", "-", "@"))]
    assert list(Roster.open(path=path).people) == people


NAMES = st.text(st.characters(exclude_categories=["Cc", "Cs"], exclude_characters=";"), min_size=1, max_size=12)
PEOPLE = st.builds(
    lambda code, name, others, email: (f"{code}1", f"{name} Xy", tuple(f"{each}zz" for each in others), email),
    st.sampled_from(["'", "=", "A", ",", '"', "é", "👩🏽‍🏫", "שלום"]),
    NAMES,
    st.lists(NAMES, max_size=2),
    st.sampled_from([None, "a@b.c", "=x@y", "'=x@y"]),
)


@settings(deadline=None)
@given(person=PEOPLE)
def test_any_person_comes_back_as_saved(tmp_path_factory, person):
    code, name, others, email = person
    path = tmp_path_factory.mktemp("roster") / "people.csv"
    roster = Roster.open(path=path, create=True)
    roster.add(Person(code=code, name=name, also_known_as=others, email=email))
    roster.save()
    assert Roster.open(path=path).people == roster.people


@pytest.mark.parametrize("broken", ["replace", "fsync"])
@pytest.mark.parametrize("error", [OSError(28, "No space left on device"), KeyboardInterrupt()])
def test_a_crash_while_saving_leaves_the_old_file_and_no_other(path, monkeypatch, broken, error):
    roster = Roster.open(path=path, create=True)
    roster.add(ANNA)
    roster.save()
    before = path.read_bytes()
    roster.add(Person(code="A4", name="Bob"))

    def crash(*_):
        raise error

    with monkeypatch.context() as patched:
        patched.setattr(os, broken, crash)
        with pytest.raises(RosterError if isinstance(error, OSError) else KeyboardInterrupt):
            roster.save()
    assert path.read_bytes() == before
    assert list(path.parent.iterdir()) == [path]
    roster.save()
    assert len(Roster.open(path=path).people) == 2


def test_what_somebody_else_saved_is_not_overwritten(path):
    Roster.open(path=path, create=True)
    one, two = Roster.open(path=path), Roster.open(path=path)
    one.add(ANNA)
    one.save()
    two.add(Person(code="A4", name="Bob"))
    with pytest.raises(RosterError, match="changed meanwhile"):
        two.save()
    assert Roster.open(path=path).people == (ANNA,)


def test_codes_and_people_are_found(path):
    roster = Roster.open(path=path, create=True)
    roster.add(ANNA)
    roster.add(Person(code="B1", name="José Nan"))
    roster.add(Person(code="B2", name="Nan"))
    assert roster.code_of("ANNA  smith") == roster.code_of("annie") == "A3"
    assert roster.code_of("jose nan") == "B1"
    assert roster.person_of("A3") == ANNA
    with pytest.raises(RosterError, match="No one called"):
        roster.code_of("Anna")
    with pytest.raises(RosterError, match="matches A3 and B2"):
        roster.code_of("Nan")
    for ask in (roster.person_of, roster.remove):
        with pytest.raises(RosterError, match=r"No code .*Its codes: A3, B1, B2"):
            ask("A4")
    with pytest.raises(RosterError, match="'A3' a second time"):
        roster.add(Person(code="A3", name="Zoe"))


@pytest.mark.parametrize("name", ["x", "12", "A\nB", "Anna; Bob", "", "A" * 201])
def test_what_is_no_name_is_refused(name):
    with pytest.raises(RecordError, match="name: found"):
        Person(code="A1", name=name)


# Secrets on slips -----------------------------------------------------------------------------------------------------


def test_everybody_gets_a_secret_once_and_keeps_it(path):
    roster = Roster.open("2026", path=path, create=True)
    for code, name in (("A1", "Anna Smith"), ("A2", "Ben Jones")):
        roster.add(Person(code=code, name=name))
    assert roster.give_secrets() == 2
    roster.save()
    told = {each.code: each.secret for each in Roster.open("2026", path=path)}
    assert len(set(told.values())) == 2
    again = Roster.open("2026", path=path)
    again.add(Person(code="A3", name="Cleo Bond"))
    assert again.give_secrets() == 1
    assert {each.code: each.secret for each in again} == told | {"A3": again.secret_of("A3", "2026")}
    assert again.secret_of("A1", "2025") is None
    assert told["A1"] not in repr(again.person_of("A1"))


def test_a_list_of_people_that_is_read_again_takes_nothing_away_that_the_roster_knows():
    before = Person(code="A1", name="Anna Smith", secret="BCDF-GHJK-MNPQ-RTVW", country="UZ")
    listed = Listed(1, "A1", "Anna Smith-Lee", known=True)
    (after,) = people_of([listed], [before])
    assert (after.secret, after.country) == (before.secret, "UZ")


@pytest.mark.parametrize("typed", ["bcdf ghjk mnpq rtvw", "BCDFGHJKMNPQRTVW", " BCDF–GHJK–MNPQ–RTVW\n"])
def test_a_secret_is_the_same_however_it_is_typed(typed):
    assert Person(code="A1", name="Anna Smith", secret=typed).secret == "BCDF-GHJK-MNPQ-RTVW"


@pytest.mark.parametrize("typed", ["BCDF-GHJK-MNPQ", "BCDF-GHJK-MNPQ-RTV0", "A" * 16])
def test_what_is_no_secret_is_told_with_what_one_looks_like(typed):
    with pytest.raises(RecordError, match="as it stands on the slip"):
        Person(code="A1", name="Anna Smith", secret=typed)
