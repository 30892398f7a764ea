"""`check` finds each kind of damage, and nothing where there is none."""

import pytest

import alsnb
from alsnb.log.revisions import digest, revision

SOUND = [
    alsnb.Cohort(cohort="C"), alsnb.LearningSet(cohort="C", learning_set="A"),
    alsnb.Member(cohort="C", learning_set="A", member="A1"),
    alsnb.Reflection(cohort="C", learning_set="A", cycle=1, member="A1", text="…"),
]  # fmt: skip


@pytest.fixture
def log(new_log):
    log = new_log()
    log.add(SOUND)
    return log


@pytest.fixture
def path(tmp_path):
    """The path of a log in a file: on a server, an entry stays its member's and its cohort's."""
    with alsnb.open_log(tmp_path / "x.db", create=True) as log:
        log.add(SOUND)
    return tmp_path / "x.db"


def problems(path):
    with alsnb.open_log(path) as log:
        return alsnb.check(log)


def test_a_sound_log_has_no_problem(log):
    assert alsnb.check(log) == []


def test_a_format_that_there_is_not_is_told_once(new_log):
    log = new_log()
    log.add([alsnb.Cohort(cohort="k", format="walse"), alsnb.LearningSet(cohort="k", learning_set="A", format="walse")])
    (found,) = alsnb.check(log)
    assert "walse" in found.what
    assert "wales" in found.what
    log.add(alsnb.Cohort(cohort="k", format="wales"))
    log.add(alsnb.LearningSet(cohort="k", learning_set="A"))
    assert alsnb.check(log) == []


def test_the_sample_has_no_problem():
    assert alsnb.check(alsnb.open_log("alsnb:sample")) == []


def test_an_amended_log_has_no_problem(log):
    log.amend(log.frames().reflections["entry"][0], text="more")
    assert alsnb.check(log) == []


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
def test_tampering_is_found(log, tamper, statement, what):
    assert tamper(log, statement) == 1
    found = alsnb.check(log)
    assert (len(found) == 1 and what in found[0].what) if what else found == []


CONTEXT = {"cohort": "C", "cycle": 1, "member": "A1"}
NOTHING = alsnb.new_id()


@pytest.mark.parametrize(
    ("record", "what"),
    [
        (alsnb.ActionReport(**CONTEXT, action=NOTHING, status="done"), "refers to an action"),
        (alsnb.Contribution(**CONTEXT, airtime=NOTHING), "refers to an airtime"),
        (alsnb.Coding(**CONTEXT, reflection=NOTHING, theme="t", coder="T", present=True), "refers to a reflection"),
        (alsnb.Reflection(cohort="C", learning_set="A", cycle=1, member="A9", text="…"), "member A9"),
        (alsnb.Meeting(cohort="C", learning_set="Z", cycle=1), "set Z"),
        (alsnb.Meeting(cohort="D", cycle=1), "cohort D"),
    ],
)
def test_a_reference_to_nothing_is_found(log, record, what):
    log.add(record)
    found = alsnb.check(log)
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
def test_what_cannot_be_is_found(log, records, what):
    log.add(records)
    found = alsnb.check(log)
    assert len(found) == 1
    assert what in found[0].what


# Coded twice ---------------------------------------------------------------------------------------------------------


def found_in(path):
    return [(each.where, each.what) for each in problems(path) if each.do]


def test_two_records_of_one_member_are_found_until_one_has_its_own_code(path):
    with alsnb.open_log(path) as log:
        other = log.add(alsnb.Member(cohort="C", learning_set="A", member="A2"))
        log.amend(other, member="A1")
    twice = [each for each in found_in(path) if "is coded twice" in each[1]]
    assert [where.partition(",")[0] for where, _ in twice] == ["member A1"]
    assert "member A2" in twice[0][1]
    with alsnb.open_log(path) as log:
        log.amend(other, member="A2")
    assert found_in(path) == []


def test_two_records_of_one_meeting_are_found(path):
    with alsnb.open_log(path) as log:
        log.add(alsnb.Meeting(cohort="C", learning_set="A", cycle=1))
        log.amend(log.add(alsnb.Meeting(cohort="C", learning_set="A", cycle=2)), cycle=1)
    told = [(where.partition(",")[0], what[:14]) for where, what in found_in(path)]
    assert told == [("meeting of set A in cycle 1", "is coded twice")]


@pytest.mark.parametrize(
    ("one", "other", "cycle"),
    [
        ({"first_cycle": 1}, {"first_cycle": 3}, 3),
        ({"first_cycle": 1, "last_cycle": 3}, {"first_cycle": 3}, 3),
        ({"first_cycle": 1, "last_cycle": 2}, {"first_cycle": 3}, None),
    ],
)
def test_a_member_enrolled_in_two_sets_at_once_is_found(path, one, other, cycle):
    with alsnb.open_log(path) as log:
        log.add([alsnb.LearningSet(cohort="C", learning_set="B"),
                 alsnb.Member(cohort="C", learning_set="A", member="A1", **one)])  # fmt: skip
        log.amend(log.add(alsnb.Member(cohort="C", learning_set="B", member="B1", **other)), member="A1")
    at_once = [each for each in found_in(path) if "at once" in each[1]]
    told = ("member A1", f"is in the sets A and B at once, in cycle {cycle}")
    assert at_once == ([told] if cycle else [])


@pytest.mark.parametrize(("cycle", "told"), [(2, ["is in the sets A and B at once, in cycle 2"]), (3, [])])
def test_a_member_in_two_sets_in_one_cycle_is_found(log, cycle, told):
    log.add([
        alsnb.LearningSet(cohort="C", learning_set="B"),
        alsnb.Attendance(cohort="C", learning_set="A", cycle=2, member="A1", status="present"),
        alsnb.Airtime(cohort="C", learning_set="B", cycle=cycle, member="A1"),
    ])  # fmt: skip
    assert [each.what for each in alsnb.check(log)] == told


@pytest.mark.parametrize(("field", "value"), [("member", "A2"), ("cohort", "D")])
def test_an_entry_that_became_anothers_is_found_until_it_is_amended_back(path, field, value):
    with alsnb.open_log(path) as log:
        entry = log.frames().reflections["entry"][0]
        log.add([alsnb.Cohort(cohort="D"), alsnb.LearningSet(cohort="D", learning_set="A"),
                 alsnb.Member(cohort="D", learning_set="A", member="A1"),
                 alsnb.Member(cohort="C", learning_set="A", member="A2")])  # fmt: skip
        before = getattr(log.get(entry), field)
        log.amend(entry, **{field: value})
    expected = f"its revisions differ in the {field}: {before}, {value}"
    ((where, what),) = found_in(path)
    assert "reflection of cycle 1 (“…”), set A" in where
    assert what == expected
    with alsnb.open_log(path) as log:
        log.amend(entry, **{field: before})
    assert found_in(path) == []


def test_an_entry_of_two_kinds_is_found(path):
    with alsnb.open_log(path) as log:
        entry = log.frames().reflections["entry"][0]
        action = alsnb.Action(entry=alsnb.new_id(), cohort="C", cycle=1, member="A1", what="ask")
        log.take_over([_as_revision_of(entry, action)])
    ((where, what),) = found_in(path)
    assert where.startswith("A1's action of cycle 1 (“ask”)")
    assert what == "its revisions have different record types: reflection, action"


def _as_revision_of(entry, record):
    made = revision(record, "T")._replace(entry=entry)
    return made._replace(digest=digest(made))


def test_a_damaged_file_is_found(tmp_path):
    path = tmp_path / "x.db"
    with alsnb.open_log(path, create=True) as log:
        log.add([alsnb.Reflection(cohort="C", cycle=1, member="A1", text="x" * 500) for _ in range(100)])
    content = bytearray(path.read_bytes())
    content[len(content) // 2 : len(content) // 2 + 2000] = b"\xff" * 2000
    path.write_bytes(content)
    try:
        with alsnb.open_log(path) as log:
            told = " ".join(each.what for each in alsnb.check(log))
    except alsnb.LogError as error:
        told = str(error)
    assert "damaged" in told
