"""`check` finds each kind of damage, and nothing where there is none."""

import sqlite3

import pytest

import alsnb


@pytest.fixture
def path(tmp_path):
    with alsnb.open_log(tmp_path / "x.db", create=True) as log:
        log.add([
            alsnb.Cohort(cohort="C"), alsnb.LearningSet(cohort="C", learning_set="A"),
            alsnb.Member(cohort="C", learning_set="A", member="A1"),
            alsnb.Reflection(cohort="C", learning_set="A", cycle=1, member="A1", text="…"),
        ])  # fmt: skip
    return tmp_path / "x.db"


def problems(path):
    with alsnb.open_log(path) as log:
        return alsnb.check(log)


def tamper(path, statement):
    with sqlite3.connect(path) as raw:
        assert raw.execute(statement).rowcount == 1


def test_a_sound_log_has_no_problem(path):
    assert problems(path) == []


def test_the_sample_has_no_problem():
    assert alsnb.check(alsnb.open_log("alsnb:sample")) == []


def test_an_amended_log_has_no_problem(path):
    with alsnb.open_log(path) as log:
        log.amend(log.frames().reflections["entry"][0], text="more")
    assert problems(path) == []


@pytest.mark.parametrize(
    ("statement", "what"),
    [
        ("UPDATE revision SET content = replace(content, '…', 'other') WHERE kind = 'reflection'", "digest"),
        ("UPDATE revision SET author = 'somebody' WHERE kind = 'reflection'", "digest"),
        ("UPDATE revision SET member = 'A2' WHERE kind = 'reflection'", "column member differs"),
        ("UPDATE revision SET at = at + 1 WHERE kind = 'reflection'", "time"),
        ("DELETE FROM revision WHERE kind = 'member'", None),
        ("DELETE FROM revision WHERE kind = 'cohort'", None),
    ],
)
def test_tampering_is_found(path, statement, what):
    tamper(path, statement)
    found = problems(path)
    assert (len(found) == 1 and what in found[0].what) if what else found == []


CONTEXT = {"cohort": "C", "cycle": 1, "member": "A1"}
NOTHING = alsnb.new_id()


@pytest.mark.parametrize(
    ("record", "what"),
    [
        (alsnb.ActionReport(**CONTEXT, action=NOTHING, status="done"), "refers to action"),
        (alsnb.Contribution(**CONTEXT, airtime=NOTHING), "refers to airtime"),
        (alsnb.Coding(**CONTEXT, reflection=NOTHING, theme="t", coder="T", present=True), "refers to reflection"),
        (alsnb.Reflection(cohort="C", learning_set="A", cycle=1, member="A9", text="…"), "member A9"),
        (alsnb.Meeting(cohort="C", learning_set="Z", cycle=1), "learning_set Z"),
        (alsnb.Meeting(cohort="D", cycle=1), "cohort D"),
    ],
)
def test_a_reference_to_nothing_is_found(path, record, what):
    with alsnb.open_log(path) as log:
        log.add(record)
    found = problems(path)
    assert len(found) == 1
    assert what in found[0].what
    assert found[0].do


MEETING = alsnb.Meeting(cohort="C", learning_set="A", cycle=1, held_on="2026-01-20", minutes=60)
ACTION = alsnb.Action(**CONTEXT, what="ask", agreed_on="2026-01-20", due="2026-02-20")


@pytest.mark.parametrize(
    ("records", "what"),
    [
        ([alsnb.Meeting(cohort="C", cycle=1, held_on="9999-01-01")], "held on 9999-01-01, after it was recorded"),
        ([alsnb.Action(**CONTEXT, what="ask", agreed_on="2026-01-20", due="2026-01-19")], "before it was agreed"),
        ([ACTION, alsnb.ActionReport(**CONTEXT, action=ACTION.entry, status="done", reported_on="2026-01-19")],
         "before its action"),
        ([ACTION, alsnb.ActionReport(**CONTEXT | {"member": "A2"}, action=ACTION.entry, status="done"),
          alsnb.Member(cohort="C", learning_set="A", member="A2")], "is by A2 on an action of A1"),
        ([MEETING, alsnb.Airtime(**CONTEXT, learning_set="A", minutes=4000)],
         "lasted 4000 minutes, in a meeting of 60"),
    ],
)  # fmt: skip
def test_what_cannot_be_is_found(path, records, what):
    with alsnb.open_log(path) as log:
        log.add(records)
    found = problems(path)
    assert len(found) == 1
    assert what in found[0].what


def test_a_damaged_file_is_found(path):
    content = bytearray(path.read_bytes())
    content[len(content) // 2 : len(content) // 2 + 2000] = b"\xff" * 2000
    path.write_bytes(content)
    try:
        told = " ".join(each.what for each in problems(path))
    except alsnb.LogError as error:
        told = str(error)
    assert "damaged" in told
