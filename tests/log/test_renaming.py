"""A code is renamed wherever it is recorded, in copies that merge, in drafts and on the roster."""

import random

import pandas as pd
import pytest
from click.testing import CliRunner

import alsnb
from alsnb.cli import main
from alsnb.log.changes.renaming import rename
from alsnb.log.databases.sqlite import Embedded
from alsnb.log.store import Log
from alsnb.privacy import Person, Roster
from alsnb.records import RECORDS, code_fields

SETS, MEMBERS = ("A", "B"), ("A1", "A2", "B1")


def run(*arguments):
    return CliRunner().invoke(main, [str(each) for each in arguments])


def records(seed, *, member="A1", learning_set="A", cohort="C", more=0):
    """The records of a small cohort, in which a member, a set and the cohort have these codes."""
    chance = random.Random(seed)
    called = {"A1": member, "A": learning_set}
    home = {each: called.get(each[0], each[0]) for each in MEMBERS}
    said = {"cohort": cohort}
    yield alsnb.Cohort(**said)
    for each in SETS:
        theirs = tuple(called.get(code, code) for code in MEMBERS if code[0] == each)
        yield alsnb.LearningSet(**said, learning_set=called.get(each, each), agreed_by=theirs)
    for each in MEMBERS:
        manages = tuple(called.get(code, code) for code in MEMBERS if code != each and chance.random() < 0.5)
        yield alsnb.Member(**said, learning_set=home[each], member=called.get(each, each), manages=manages)
    yield alsnb.Theme(**said, theme="t")
    for number in range(12 + more):
        each = chance.choice(MEMBERS)
        where = said | {"learning_set": home[each], "cycle": chance.randint(1, 3)}
        by = where | {"member": called.get(each, each)}
        other = called.get(choice := chance.choice(MEMBERS), choice)
        made = [
            alsnb.Attendance(**by, status=chance.choice(["present", "late"])),
            alsnb.Meeting(**where, facilitator=other, minutes=chance.randint(60, 90)),
            alsnb.Consent(
                **said, member=by["member"], purpose="research", given=chance.random() < 0.5, on="2026-11-01"
            ),
            action := alsnb.Action(**by, what=f"what {number}"),
            alsnb.ActionReport(**by, action=action.entry, status="done"),
            reflection := alsnb.Reflection(**by, text=f"text {number}", visibility="tutor"),
            alsnb.Coding(**by, reflection=reflection.entry, theme="t", coder=other, present=True),
            alsnb.Contribution(**by, presenter=other, text=chance.choice(["A1", "A", "C"])),
        ]
        chance.shuffle(made)
        yield from made


def in_memory():
    return Log(Embedded.in_memory("memory"), None)


def table(frames, kind):
    """A frame without what each log makes up for itself."""
    frame = getattr(frames, RECORDS[kind].frame_name)
    made_up = ["entry", "recorded_at", "action", "reflection", "airtime", "issue"]
    rows = frame.drop(columns=[each for each in made_up if each in frame]).astype(str)
    return sorted(map(tuple, rows.to_numpy().tolist()))


def several(cell):
    return [cell] if isinstance(cell, str) else list(cell)


def content(log):
    return sorted((each.id, each.entry, each.digest) for each in log.revisions())


RENAMINGS = [("member", "A1", "Z9"), ("learning_set", "A", "Z"), ("cohort", "C", "K-2026")]


@pytest.mark.parametrize("seed", range(2))
@pytest.mark.parametrize(("kind", "old", "new"), RENAMINGS)
def test_a_renamed_log_has_the_frames_of_one_written_with_the_new_code(kind, old, new, seed):
    with in_memory() as one, in_memory() as other:
        one.add(list(records(seed)))
        other.add(list(records(seed, **{kind: new})))
        rename(one, kind, old, new, None if kind == "cohort" else "C")
        frames, expected = one.frames(), other.frames()
        for each in RECORDS:
            assert table(frames, each) == table(expected, each), each
        assert alsnb.check(one) == []
        before = content(one)
        assert not rename(one, kind, old, new, None if kind == "cohort" else "C").entries
        assert content(one) == before


@pytest.mark.parametrize("seed", range(2))
@pytest.mark.parametrize(("kind", "old", "new"), RENAMINGS)
def test_copies_renamed_and_not_merge_in_any_order_and_renaming_again_renames_the_rest(kind, old, new, seed):
    cohort = None if kind == "cohort" else "C"
    here, away, one, other = (in_memory() for _ in range(4))
    here.add(list(records(seed)))
    away.merge(here)
    # What goes on in a copy that knows nothing of it: more of the same, and a change of what is renamed elsewhere.
    last = list(records(seed + 100, more=4))[6:]
    away.add(last)
    changed = away.frames().reflections.query("member == 'A1'")["entry"].iloc[0]
    away.amend(changed, text="changed meanwhile")
    rename(here, kind, old, new, cohort)
    one.merge(here)
    one.merge(away)
    other.merge(away)
    other.merge(here)
    other.merge(away)
    for each in (one, other):
        rename(each, kind, old, new, cohort)
        assert alsnb.check(each) == []
    assert content(one) == content(other)
    frames, same = one.frames(), other.frames()
    for of, record in RECORDS.items():
        frame = getattr(frames, record.frame_name)
        pd.testing.assert_frame_equal(frame, getattr(same, record.frame_name))
        said = {code for name in code_fields(of, kind) for cell in frame[name].dropna() for code in several(cell)}
        assert old not in said
    assert one.get(changed).text == "changed meanwhile"
    for each in (here, away, one, other):
        each.close()


@pytest.fixture
def log(tmp_path):
    path = tmp_path / "log" / "cohort.db"
    with alsnb.open_log(path, create=True) as log:
        log.add(list(records(1)))
    return path


def test_a_code_that_is_taken_is_refused_unless_both_are_one_person(log):
    said = run("rename", log, "--member", "A1", "A2", "--yes")
    assert said.exit_code == 2
    assert "a member A2 in cohort C already exists" in said.output
    assert "--merge-into" in said.output
    with alsnb.open_log(log) as opened:
        newest = {each.entry: each for each in opened.revisions()}.values()
        attended = [each.record for each in newest if each.kind == "attendance"]
        cycles = {each.cycle for each in attended if each.member in ("A1", "A2")}
    said = run("rename", log, "--member", "A1", "A2", "--merge-into", "--yes")
    assert said.exit_code == 0, said.output
    with alsnb.open_log(log) as opened:
        frames = opened.frames()
        assert alsnb.check(opened) == []
    assert set(frames.members["member"]) == {"A2", "B1"}
    assert set(frames.attendance.query("member == 'A2'")["cycle"]) == cycles


def test_of_what_both_recorded_the_newer_is_kept_and_the_difference_is_told(tmp_path):
    with alsnb.open_log(tmp_path / "x.db", create=True) as opened:
        opened.add([alsnb.Cohort(cohort="C"), alsnb.Member(cohort="C", member="A1", role="nurse"),
                    alsnb.Member(cohort="C", member="A2", role="teacher")])  # fmt: skip
    said = run("rename", tmp_path / "x.db", "--member", "A1", "A2", "--merge-into", "--yes")
    assert "member A2: “Role” differ" in said.output
    with alsnb.open_log(tmp_path / "x.db") as opened:
        assert opened.frames().members["role"].tolist() == ["teacher"]


def test_nothing_is_renamed_before_somebody_says_yes(log):
    with alsnb.open_log(log) as opened:
        before = content(opened)
    said = CliRunner().invoke(main, ["rename", str(log), "--member", "A1", "Elizabeth Smith"], input="n\n")
    assert "looks like a name" in said.output
    with alsnb.open_log(log) as opened:
        assert content(opened) == before


@pytest.mark.parametrize(
    ("arguments", "what"),
    [
        (["--member", "Q7", "Q8"], "a member Q7 in cohort C is not recorded"),
        (["--member", "A1", " "], "is not a code"),
        (["--member", "A1", "x" * 101], "is not a code"),
        ([], "expected exactly one of --member"),
        (["--member", "A1", "A9", "--set", "A", "B"], "expected exactly one of --member"),
    ],
)
def test_a_mistake_is_told_and_nothing_is_renamed(log, arguments, what):
    said = run("rename", log, *arguments, "--yes")
    assert said.exit_code == 2
    assert what in said.output
    assert "Traceback" not in said.output


def test_drafts_are_renamed_with_the_code(tmp_path, log):
    from alsnb.widgets import StudentLog

    with alsnb.open_log(log) as opened:
        screen = StudentLog(opened, member="A1", cohort="C")
        tag = screen._tag
        key = f"{screen.key}/{tag}/reflect:1:free"
        opened.keep_draft(key, {"entry": alsnb.new_id(), "values": {"member": "A1", "text": "A1"}})
        rename(opened, "member", "A1", "Z9")
        renamed = StudentLog(opened, member="Z9", cohort="C")
        draft = opened.draft(f"{renamed.key}/{renamed._tag}/reflect:1:free")
        assert opened.draft(key) is None
        assert draft.content["values"] == {"member": "Z9", "text": "A1"}


def test_the_roster_is_renamed_too(tmp_path, log):
    folder = tmp_path / "elsewhere"
    folder.mkdir(mode=0o700)
    roster = Roster.open("C", path=folder / "r.csv", create=True)
    roster.add(Person(code="A1", name="Petra Quill"))
    roster.save()
    assert run("rename", log, "--member", "A1", "Z9", "--roster", folder / "r.csv", "--yes").exit_code == 0
    assert [(each.code, each.name) for each in Roster.open(path=folder / "r.csv")] == [("Z9", "Petra Quill")]
    assert run("rename", log, "--cohort-code", "C", "K", "--roster", folder / "r.csv", "--yes").exit_code == 0
    assert [each.cohort for each in Roster.open(path=folder / "r.csv")] == ["K"]


def test_every_field_that_holds_a_code_is_found_from_its_declaration():
    found = {(kind, name) for kind in RECORDS for name in code_fields(kind, "member")}
    told = {("learning_set", "agreed_by"), ("member", "manages"), ("member", "managed_by"), ("meeting", "facilitator"),
            ("contribution", "presenter"), ("coding", "coder"), ("rating", "coder")}  # fmt: skip
    named = {(kind, "member") for kind, record in RECORDS.items() if "member" in record.model_fields}
    assert found == told | named
