"""What `check` finds is told in people's terms, with a command that mends it; no content of a log can stop it."""

import json
import random
import re
import shlex
import sqlite3
from contextlib import suppress
from hashlib import sha256

import pytest
from click.testing import CliRunner

import alsnb
from alsnb.cli import main
from alsnb.log.revisions import entry_of, retraction
from alsnb.records import RECORDS

CONTEXT = {"cohort": "C", "learning_set": "A", "cycle": 2, "member": "A3"}
SOUND = [
    alsnb.Cohort(cohort="C", start="2026-09-01"), alsnb.LearningSet(cohort="C", learning_set="A"),
    alsnb.LearningSet(cohort="C", learning_set="B"), alsnb.Member(cohort="C", learning_set="A", member="A3"),
    alsnb.Member(cohort="C", learning_set="A", member="A2"),
    alsnb.Meeting(cohort="C", learning_set="A", cycle=2, held_on="2026-10-01", minutes=60),
]  # fmt: skip
ACTION = alsnb.Action(**CONTEXT, what="Ask for help", agreed_on="2026-10-01")
NOTHING = alsnb.new_id()


def run(*arguments):
    return CliRunner().invoke(main, [str(each) for each in arguments])


@pytest.fixture
def path(tmp_path):
    with alsnb.open_log(tmp_path / "cohort.db", create=True) as log:
        log.add([*SOUND, ACTION])
    return tmp_path / "cohort.db"


def write(path, entry, kind, content, *, id=None, **columns):
    """A revision as anybody can write it with SQL, with the digest that it should have."""
    id, text = id or alsnb.new_id(), content if isinstance(content, str) else json.dumps(content)
    said = content if isinstance(content, dict) else {}
    about = [said.get(name) for name in ("cohort", "learning_set", "member")]
    about = [each if isinstance(each, str) else None for each in about]
    try:
        at = int(id[:8] + id[9:13], 16)
    except ValueError:
        at = 0
    seal = sha256(f"{id}\n{entry}\n{kind}\n\n{text}".encode()).hexdigest()
    with sqlite3.connect(path) as raw:
        raw.execute(
            "INSERT INTO revision VALUES (?,?,?,?,?,?,?,?,?,?)", (id, entry, kind, None, at, *about, text, seal)
        )


BROKEN = {
    "date": (alsnb.Action(**CONTEXT, what="Ring her", due="2206-10-01"),
             ["A3's action of cycle 2 (“Ring her”), set A", "180 years"], {"DATE": "2026-12-01"}),
    "reference": (alsnb.Contribution(**CONTEXT, airtime=NOTHING),
                  ["A3's contribution of cycle 2", "an airtime that is not in the log"], {}),
    "report": (alsnb.ActionReport(**CONTEXT | {"member": "A2"}, action=ACTION.entry, status="done"),
               ["A2's report on an action of cycle 2", "is by A2 on an action of A3"], {}),
    "minutes": (alsnb.Attendance(**CONTEXT, status="present", minutes=4000),
                ["attendance of A3 in cycle 2", "lasted 4000 minutes, in a meeting of 60"], {"NUMBER": "60"}),
    "set": (alsnb.Reflection(**CONTEXT | {"learning_set": "Q"}, text="The silence was long"),
            ["A3's reflection of cycle 2 (“The silence was long”), set Q", "set Q, which is not in cohort C"],
            {"CODE": "A"}),
    "member": (alsnb.Reflection(**CONTEXT | {"member": "A33"}, text="The silence was long"),
               ["member A33, which is not in cohort C"], {"CODE": "A3"}),
    "sets": (alsnb.Airtime(**CONTEXT | {"learning_set": "B", "cycle": 3}),
             ["member A3", "in the sets A and B at once, in cycle 3"], {"SET": "A"}),
}  # fmt: skip


@pytest.mark.parametrize("name", BROKEN)
def test_a_problem_is_told_in_peoples_terms_and_its_command_mends_it(path, name):
    record, told, values = BROKEN[name]
    with alsnb.open_log(path) as log:
        log.add(record)
        if name == "sets":
            log.add(alsnb.Attendance(**CONTEXT | {"cycle": 3}, status="present"))
    said = run("check", path)
    assert said.exit_code == 1
    (line, _) = said.output.splitlines()
    assert all(each in line for each in told), line
    assert not re.search(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}", line.partition(": ")[0])
    command = re.findall(r"alsnb (?:amend|withdraw|rename) .*?(?=; |, or |$)", line)[0]
    for placeholder, value in values.items():
        command = re.sub(rf"\b{placeholder}\b", value, command)
    mended = run(*shlex.split(command)[1:], "--yes")
    assert mended.exit_code == 0, mended.output
    assert run("check", path).output == f"{path}: no problems found\n"


def test_many_alike_are_told_as_one(path):
    with alsnb.open_log(path) as log:
        log.add([alsnb.Action(**CONTEXT | {"learning_set": "Q"}, what=f"action {number}") for number in range(12)])
    (line, _) = run("check", path).output.splitlines()
    assert line.startswith("12 actions of A3")
    assert "name the set Q, which is not in cohort C" in line


@pytest.mark.parametrize("about", [SOUND[0], SOUND[1], SOUND[5]])
def test_a_stranger_on_anothers_entry_is_told_and_withdrawn(path, about):
    stranger = alsnb.Contribution(**CONTEXT, text="I was here")
    write(path, entry_of(about), "contribution", json.loads(stranger.model_dump_json()))
    (line, _) = run("check", path).output.splitlines()
    assert line.startswith("A3's contribution of cycle 2 (“I was here”)")
    assert "which it does not belong to" in line
    command = re.search(r"alsnb withdraw .*", line)[0]
    assert run(*shlex.split(command)[1:], "--yes").exit_code == 0
    assert run("check", path).output == f"{path}: no problems found\n"
    with alsnb.open_log(path) as log:
        frames = log.frames()
        assert [len(frames.cohorts), len(frames.learning_sets), len(frames.meetings)] == [1, 2, 1]
        assert frames.contributions.empty


@pytest.mark.parametrize(
    "id", ["x", "zzzzzzzz-zzzz-zzzz-zzzz-zzzzzzzzzzzz", "3f2504e0-4f89-41d3-9a0c-0305e82c3301", "~" * 36]
)
def test_an_odd_id_stops_nothing_and_can_be_withdrawn(path, id):
    write(path, id, "reflection", json.loads(alsnb.Reflection(**CONTEXT, text="odd").model_dump_json()), id=id)
    said = run("check", path)
    assert said.exception is None or isinstance(said.exception, SystemExit)
    if said.exit_code:  # a UUID of another sort is an id
        command = re.search(r"alsnb withdraw .*", said.output)[0]
        mended = run(*shlex.split(command)[1:], "--yes")
        assert mended.exit_code == 0, mended.output
        assert run("check", path).exit_code == 0
    with alsnb.open_log(path) as log:
        assert log.frames().reflections["text"].isin(["odd"]).all()


def test_check_tells_of_an_odd_id_that_is_withdrawn_already(path):
    said = json.loads(alsnb.Reflection(**CONTEXT, text="odd").model_dump_json())
    write(path, "zzz", "reflection", said, id="zzz")
    write(path, "zzz", "reflection", said | {"withdrawn": True}, id="zzz~")
    (line, _) = run("check", path).output.splitlines()
    assert "has an id that alsnb did not generate; alsnb withdraw" in line
    assert "In the log: yes → no" in run("withdraw", path, "zzz", "--yes").output
    assert run("backup", path).exit_code == 0


def test_what_its_writer_took_back_nobody_else_brings_back(path):
    with alsnb.open_log(path) as log:
        back = log.add(alsnb.Reflection(**CONTEXT, text="mine", visibility="tutor"))
        log.take_over([retraction(log.history(back)[-1])])
    for change in ("withdrawn=no", "retracted=no", "text=mine"):
        said = run("amend", path, back, change, "--yes")
        assert said.exit_code == 2
        assert "A3 deleted it; only A3 can share it again, in a later hand-in" in said.output
    assert "no field retracted" in run("amend", path, ACTION.entry, "retracted=yes", "--yes").output


def test_bringing_back_what_was_withdrawn_is_told_in_words(path):
    assert "Withdrawn: no → yes" in run("withdraw", path, ACTION.entry, "--yes").output
    assert "Withdrawn: yes → no" in run("amend", path, ACTION.entry, "withdrawn=no", "--yes").output
    assert "no change" in run("amend", path, ACTION.entry, "withdrawn=no", "--yes").output


@pytest.mark.parametrize(("id", "shown"), [("$(touch x)", "'$(touch x)'"), ("x\u200b", '"x\\u200b"')])
def test_an_odd_id_runs_nothing(path, id, shown):
    write(path, id, "reflection", json.loads(alsnb.Reflection(**CONTEXT, text="odd").model_dump_json()), id=id)
    said = run("check", path).output
    assert shown in said
    assert ("withdraw" in said) == ("$" in id)


@pytest.mark.parametrize("said", [CONTEXT | {"status": "present", "cycle": "two"}, CONTEXT | {"status": "here"}])
def test_what_no_record_can_say_is_told_in_a_sentence_and_withdrawn(path, said):
    entry = entry_of(alsnb.Attendance(**CONTEXT, status="present"))
    write(path, entry, "attendance", said)
    (line, _) = run("check", path).output.splitlines()
    assert line.startswith("attendance of A3 in cycle")
    with alsnb.open_log(path) as log, suppress(alsnb.LogError):
        log.frames()
    assert run("withdraw", path, entry[:13], "--yes").exit_code == 0
    assert run("check", path).exit_code == 0
    with alsnb.open_log(path) as log:
        assert log.frames().attendance.empty


def anything(chance, depth=0):
    """A JSON value of any sort."""
    return chance.choice([
        lambda: None, lambda: True, lambda: chance.choice([0, -1, 2**63, 10**40, 1e308]), lambda: chance.random(),
        lambda: chance.choice(["", "A3", "2026-02-30", "\u202e", "x" * 200, "C", NOTHING, "wales", "/dev/zero"]),
        lambda: [anything(chance, depth + 1) for _ in range(2)] if depth < 2 else [],
        lambda: {"minutes": anything(chance, depth + 1)} if depth < 2 else {},
    ])()  # fmt: skip


def test_no_content_can_stop_check(path):
    chance = random.Random(7)
    for kind, record in RECORDS.items():
        for _ in range(12):
            said = {name: anything(chance) for name in record.model_fields if chance.random() < 0.8}
            said |= {name: value for name, value in CONTEXT.items() if chance.random() < 0.5}
            entry = chance.choice([alsnb.new_id(), alsnb.new_id(), entry_of(SOUND[0]), ACTION.entry, "x"])
            write(path, entry, kind, said)
    for odd in ("[]", "1", "null", "not json", "", "{", '{"a":' * 500, '{"cycle":NaN}', '{"cycle":1e999}', "\x00"):
        write(path, alsnb.new_id(), chance.choice([*RECORDS, "unheard_of"]), odd)
    with sqlite3.connect(path) as raw:
        raw.execute(
            "INSERT INTO revision VALUES (x'00', x'01', x'02', NULL, 'then', NULL, NULL, 7, x'7b7d', 'no digest')"
        )
    said = run("check", path)
    assert isinstance(said.exception, SystemExit), said.exception
    assert said.exit_code == 1
    assert "problems found" in said.output
    assert not [each for each in said.output if not each.isprintable() and each != "\n"]


def test_damage_is_told_before_all_else_and_by_whose_it_is(path):
    with sqlite3.connect(path) as raw:
        raw.execute("UPDATE revision SET content = replace(content, 'Ask', 'Beg') WHERE kind = 'action'")
    (line, _) = run("check", path).output.splitlines()
    assert line.startswith("A3's action of cycle 2 (“Beg for help”)")
    assert "digest" in line


def test_amending_a_code_that_tells_entries_apart_moves_the_entry(path):
    with alsnb.open_log(path) as log:
        entry = log.add(alsnb.Attendance(**CONTEXT, status="present"))
    said = run("amend", path, entry[:13], "member=A2", "--yes")
    assert "Member: A3 → A2" in said.output
    with alsnb.open_log(path) as log:
        assert log.frames().attendance["member"].tolist() == ["A2"]
        assert alsnb.check(log) == []


@pytest.mark.parametrize("was", [True, False])
@pytest.mark.parametrize(("typed", "becomes"), [
    ("yes", True), ("TRUE", True), ("no", False), ("off", False), ("not", None), ("withdrawn", None), ("", None),
])  # fmt: skip
def test_only_a_word_that_means_yes_or_no_is_taken_for_one(path, was, typed, becomes):
    consent = alsnb.Consent(cohort="C", member="A3", purpose="research", given=was, on="2026-10-01")
    with alsnb.open_log(path) as log:
        entry = log.add(consent)
    said = run("amend", path, entry, f"given={typed}", "--yes")
    assert (said.exit_code == 0) == (becomes is not None), said.output
    with alsnb.open_log(path) as log:
        assert log.get(entry).given == (was if becomes is None else becomes)


def test_what_may_be_unknown_is_emptied_by_nothing(path):
    contribution = alsnb.Contribution(**CONTEXT, kind="idea", invited=False)
    with alsnb.open_log(path) as log:
        log.add(contribution)
    assert run("amend", path, contribution.entry, "invited=", "--yes").exit_code == 0
    with alsnb.open_log(path) as log:
        assert log.get(contribution.entry).invited is None


@pytest.mark.parametrize(
    ("arguments", "what"),
    [
        (["0000"], "no entry"), (["ffffffff"], "no entry"), ([ACTION.entry, "colour=red"], "no field colour"),
        ([ACTION.entry, "due=soon"], "date"), ([ACTION.entry, "cycle=99999999"], "10,000"),
        (["due=2026-12-01"], "no entry"),
    ],
)  # fmt: skip
def test_a_mistake_in_mending_is_told(path, arguments, what):
    said = run("amend", path, *arguments, "--yes")
    assert said.exit_code == 2
    assert what in said.output
    assert "Traceback" not in said.output


@pytest.mark.parametrize("name", ["a\N{NO-BREAK SPACE}b.db", "-x.db"])
def test_a_command_names_the_file_as_a_shell_takes_it(tmp_path, monkeypatch, name):
    monkeypatch.chdir(tmp_path)
    with alsnb.open_log(f"./{name}", create=True) as log:
        log.add([*SOUND, alsnb.Action(**CONTEXT, what="Ask", agreed_on="2026-10-01", due="1926-10-01")])
    said = run("check", f"./{name}")
    command = shlex.split(re.search(r"alsnb (amend .*)", said.output)[1])
    assert run(*command[:-1], "due=2026-11-01", "--yes").exit_code == 0, said.output
