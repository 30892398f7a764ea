"""Gathering takes what a member may say of themselves; whatever else a hand-in says is shown, and held."""

import shlex
import zipfile
from pathlib import Path

import pytest
from click.testing import CliRunner
from handing_in import (
    DAY,
    FUTURE,
    MARCH,
    cohort_id,
    context,
    entry_in,
    frames,
    gather,
    hand_in,
    id_of,
    others,
    own,
    say,
    say_own,
    world,
)  # fmt: skip

import alsnb
from alsnb.cli import main
from alsnb.log.exchange import bundles
from alsnb.log.revisions import entry_of, retraction
from alsnb.privacy import slips

# What a member may say, and may not -----------------------------------------------------------------------------------


def test_members_say_what_is_their_own(folder):
    action = alsnb.Action(**context(), what="ask")
    own = [
        alsnb.Reflection(**context(), text="mine", visibility="tutor"),
        alsnb.Issue(**context(), title="an issue"),
        action,
        alsnb.ActionReport(**context(cycle=2), action=action.entry, status="done"),
        alsnb.Consent(cohort="C", member="A1", purpose="quotation", given=True, on="2026-03-01"),
    ]
    hand_in(folder, *map(say_own, own))
    said = gather(folder)
    assert (
        said.output
        == "hand-in-A1.jsonl: A1 of cohort C, not verified: 5 added, 0 already present\n1 of 1 file gathered\n"
    )
    assert said.exit_code == 0
    before = frames(folder)
    again = gather(folder)
    assert again.output.startswith("hand-in-A1.jsonl: A1 of cohort C, not verified: 0 added, 5 already present\n")
    assert frames(folder) == before


LATE = id_of(FUTURE)
HELD = {
    "A1 the cohort's id": (lambda _: [say(own(), entry=cohort_id())], "its id is not valid for this type of record"),
    "A1 the cohort's id, on a kind of one's own": (
        lambda _: [say(alsnb.Reflection(**context(), text="x"), entry=cohort_id())], "its id is not valid",
    ),
    "A1 a set's id": (
        lambda _: [say(own(), entry=entry_of(alsnb.LearningSet(cohort="C", learning_set="B")))], "its id is not valid",
    ),
    "A1 a meeting's id": (
        lambda _: [say(own(), entry=entry_of(alsnb.Meeting(cohort="C", learning_set="B", cycle=1)))], "its id is not",
    ),
    "A1 a theme's id": (
        lambda _: [say(own(), entry=entry_of(alsnb.Theme(cohort="C", theme="listening")))], "its id is not valid",
    ),
    "A3 another's consent": (
        lambda _: [say(alsnb.Consent(cohort="C", member="A2", purpose="research", given=False, on="2026-05-01"))],
        "held back: consent research 2026-05-01 of A2: given: no [A1 may not record this for A2]",
    ),
    "A3 on another's consent's id": (
        lambda _: [say(own(), id=id_of(FUTURE), entry=entry_of(
            alsnb.Consent(cohort="C", member="A2", purpose="research", given=False, on="2026-05-01")))],
        "its id is not valid",
    ),
    "A4 a clock": (
        lambda _: [say(alsnb.Reflection(**context(), text="x"), id=LATE, entry=LATE)],
        "this one is wrong by",
    ),
    "A5 another's coding": (
        lambda find: [say(alsnb.Coding(**context(), reflection=find("reflections", "A1"), theme="listening",
                                       coder="T1", present=False), author="T1")],
        "coding listening T1 of A1 in cycle 1: present: no (this log: yes) [a hand-in may not contain this]",
    ),
    "A5 invented coders": (
        lambda find: [say(alsnb.Coding(**context(), reflection=find("reflections", "A2"), theme="listening",
                                       coder=coder, present=False)) for coder in ("A", "A0")],
        "coding listening A0 of A1",
    ),
    "A6 on another's action": (
        lambda find: [say(alsnb.ActionReport(**context(cycle=3), action=find("actions", "A2"), status="dropped"))],
        "[it reports on A2's action]",
    ),
    "A8 many codes": (
        lambda _: [say(alsnb.Attendance(**context() | {"member": f"B{n}"}, status="present")) for n in range(3, 20)],
        "[A1 may not record this for B19]",
    ),
    "A8 a code like a sentence": (
        lambda _: [say(alsnb.Attendance(**context() | {"member": "A1, 1 added, 0 already present" + " " * 60 + "."},
                                        status="present"))],
        'attendance of "A1, 1 added, 0 already present' + " " * 60 + '." in cycle 1',
    ),
    "A8 a code with what cannot be seen": (
        lambda _: [say(alsnb.Reflection(**context() | {"member": "A2\u200b"}, text="x"))], 'of "A2\\u200b" in',
    ),
    "A10 the cohort": (
        lambda _: [say(alsnb.Cohort(cohort="C", smallest_cell=1, smallest_cell_reason="x", format="chester"))],
        "held back: cohort C: format: chester (this log: wales); smallest publishable cell: 1 (this log: 10); "
        "reason: x",
    ),
    "A10 by which policy figures are published": (
        lambda _: [say(alsnb.Cohort(cohort="C", disclosure="threshold"))], "publishing: threshold",
    ),
    "A10 whether proof is required": (
        lambda _: [say(alsnb.Cohort(cohort="C", proof_required=True))], "proof required: yes",
    ),
    "A10 ground rules": (
        lambda _: [say(alsnb.LearningSet(cohort="C", learning_set="B", ground_rules=("none",)))],
        "learning set B: ground rules: none (this log: listen)",
    ),
    "A10 a set withdrawn": (
        lambda _: [say(alsnb.LearningSet(cohort="C", learning_set="B", withdrawn=True))], "withdrawn: yes",
    ),
    "A10 another's attendance": (
        lambda _: [say(alsnb.Attendance(**context("B2"), status="present"), author="T1")],
        "held back: attendance of B2 in cycle 1: attendance: present (this log: absent) "
        "[A1 may not record this for B2]",
    ),
    "A10 one's own attendance": (
        lambda _: [say(alsnb.Attendance(**context(), status="present"))], "attendance: present (this log: absent)",
    ),
    "A10 another's text": (
        lambda find: [say(alsnb.Reflection(**context("A2"), text="I hate it", visibility="tutor"), author="A2",
                          id=alsnb.new_id(), entry=find("reflections", "A2"))],
        'reflection: "I hate it" (this log: "by A2")',
    ),
    "A10 one's own member record": (
        lambda _: [say(alsnb.Member(cohort="C", learning_set="B", member="A1"))], "set: B (this log: A)",
    ),
    "A10 another cohort": (lambda _: [say(alsnb.Cohort(cohort="D"))], "[A1 is in cohort C]"),
    "A10 a publication": (
        lambda _: [say(alsnb.Publication(cohort="C", published_on="2026-01-01", report="r", figures="[]"))],
        "publication: published on: 2026-01-01",
    ),
    "in another's name": (
        lambda _: [say(alsnb.Reflection(**context(), text="x"), author="T1")], "[its author is T1]",
    ),
    "in no one's name": (
        lambda _: [say(alsnb.Reflection(cohort="C", cycle=1, text="x"))], "[a hand-in may not contain this]",
    ),
    "of another set": (
        lambda _: [say(alsnb.Reflection(**context() | {"learning_set": "B"}, text="x"))],
        "[it names set B; this log has A1 in set A]",
    ),
}  # fmt: skip


@pytest.mark.parametrize("what", HELD)
def test_what_a_member_may_not_say_is_held_and_told_in_full(folder, what):
    make, words = HELD[what]
    revisions, before = make(lambda *about: entry_in(folder, *about)), frames(folder)
    good = alsnb.Action(**context(), what="what is good in the same file arrives")
    hand_in(folder, *revisions, say_own(good))
    said = gather(folder)
    assert said.exit_code == 1
    assert words in said.output
    assert "A1 of cohort C, not verified: 1 added, 0 already present" in said.output
    with alsnb.open_log(folder / "all.db") as log:
        assert alsnb.check(log) == []
        log.amend(good.entry, withdrawn=True)
    assert frames(folder) == before


def test_an_own_erasure_reaches_no_one_elses_entries(folder):
    """Eight contributions with the ids of the cohort, the sets …, of an old date: then the tutor erases the member."""
    ids = [entry_of(each) for each in world() if each.key and each.kind_name in ("cohort", "learning_set", "meeting")]
    hand_in(folder, *(say(own(), id=id_of(MARCH), entry=each) for each in ids))
    before = others(folder)
    gather(folder)
    with alsnb.open_log(folder / "all.db") as log:
        log.erase("A1", "C")
    assert others(folder) == before


# Ids of others --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("first", ["the stranger", "the rightful"])
@pytest.mark.parametrize("how", ["its entry's id", "its revision's id", "an amendment of it"])
def test_nobody_keeps_another_out_by_an_id(folder, first, how):
    action = alsnb.Action(**context("A2"), what="theirs")
    report = alsnb.ActionReport(**context("A2", 2), action=action.entry, status="done", learning="much")
    stolen = {
        "its entry's id": say(alsnb.Action(**context(), what="squat"), id=action.entry, entry=action.entry),
        "its revision's id": say(alsnb.Action(**context(), what="squat"), id=action.entry, entry=id_of(MARCH)),
        "an amendment of it": say(alsnb.Action(**context(), what="squat"), id=alsnb.new_id(), entry=action.entry),
    }[how]
    names = ["1.jsonl", "2.jsonl"] if first == "the stranger" else ["2.jsonl", "1.jsonl"]
    hand_in(folder, stolen, name=names[0])
    hand_in(folder, say_own(action), say_own(report), name=names[1], member="A2")
    for _ in range(2):
        assert gather(folder).exit_code == 0
        with alsnb.open_log(folder / "all.db") as log:
            found = log.frames()
            assert alsnb.check(log) == []
        theirs = found.actions[found.actions["what"] == "theirs"]
        assert list(theirs["member"]) == ["A2"]
        told = found.action_reports[found.action_reports["learning"] == "much"]
        assert list(told["action"]) == list(theirs["entry"])
        assert list(found.actions[found.actions["what"] == "squat"]["member"]) == ["A1"]


def test_however_many_claim_one_id_all_are_recorded(folder):
    issues = [alsnb.Issue(**context(), title=title) for title in ("one", "two", "three", "four")]
    entries = [id_of(MARCH) for _ in issues]
    taken = say(issues[0], id=id_of(MARCH + 1), entry=entries[0]).id
    for number, (issue, entry) in enumerate(zip(issues, entries, strict=True)):
        hand_in(folder, say(issue, id=taken, entry=entry), name=f"{number}.jsonl")
    assert gather(folder).output.count(": 1 added, 0 already present") == len(issues)
    with alsnb.open_log(folder / "all.db") as log:
        assert set(log.frames().issues["title"]) == {"one", "two", "three", "four"}
    assert gather(folder).output.count(": 0 added, 1 already present") == len(issues)


def test_nobody_keeps_another_from_taking_back(folder):
    """What takes an entry back has the id that follows its newest revision's, which anybody can work out."""
    text = say_own(alsnb.Reflection(**context("A2"), text="a confidence", visibility="tutor"))
    gone = retraction(text)
    hand_in(folder, text, name="1.jsonl", member="A2")
    squat = alsnb.Reflection(**context(), text="squat", visibility="tutor", entry=id_of(MARCH))
    hand_in(folder, say(squat, id=gone.id, entry=squat.entry), name="2.jsonl")
    gather(folder)
    hand_in(folder, gone, name="3.jsonl", member="A2")
    for _ in range(2):
        gather(folder)
        with alsnb.open_log(folder / "all.db") as log:
            assert "a confidence" not in list(log.frames().reflections["text"])
            assert "squat" in list(log.frames().reflections["text"])
        assert b"a confidence" not in (folder / "all.db").read_bytes()


def test_who_was_erased_takes_no_ones_entry_along(folder):
    text = alsnb.Reflection(**context("A2"), text="to come", visibility="tutor")
    hand_in(folder, say(alsnb.Reflection(**context(), text="squat"), id=text.entry, entry=text.entry))
    gather(folder)
    with alsnb.open_log(folder / "all.db") as log:
        log.erase("A1", "C")
    hand_in(folder, say_own(text), name="hand-in-A2.jsonl", member="A2")
    gather(folder)
    with alsnb.open_log(folder / "all.db") as log:
        assert "to come" in list(log.frames().reflections["text"])


# Who hands in, and whether that is proved -----------------------------------------------------------------------------


def test_a_cohort_that_the_log_does_not_have_is_refused(folder):
    hand_in(folder, say_own(alsnb.Action(**context(), what="ask")), cohort="c")
    before = frames(folder)
    said = gather(folder)
    assert "it is from A1 of cohort c, but this log has C; ask A1 to correct the code" in said.output
    assert said.exit_code == 1
    assert frames(folder) == before


def test_a_member_whom_the_cohort_lacks_is_refused_until_taken_as_new(folder):
    hand_in(
        folder, say(alsnb.Member(cohort="C", learning_set="A", member="A9"), author="A9"),
        say_own(alsnb.Action(**context("A9"), what="ask")), member="A9",
    )  # fmt: skip
    said = gather(folder)
    assert "who is not in cohort C" in said.output
    assert "gather with --new-member" in said.output
    assert said.exit_code == 1
    said = gather(folder, "--new-member")
    assert "A9 of cohort C, not verified, a new member: 2 added" in said.output
    assert said.exit_code == 0
    assert gather(folder).exit_code == 0
    assert entry_in(folder, "members", "A9") == entry_of(alsnb.Member(cohort="C", member="A9"))


@pytest.mark.parametrize("code", [
    "\N{CYRILLIC CAPITAL LETTER A}2", "\N{CHEROKEE LETTER GO}2", "A2\N{ZERO WIDTH SPACE}",
    "A2\N{VARIATION SELECTOR-16}",
    "A2\N{HANGUL FILLER}", "A\N{COMBINING GRAPHEME JOINER}2", "A2\N{COMBINING LOW LINE}",
])  # fmt: skip
def test_nobody_becomes_a_member_under_a_code_that_looks_like_anothers(folder, code):
    theirs = [
        alsnb.Member(cohort="C", learning_set="A", member=code),
        alsnb.Action(**context("A2") | {"member": code}, what="x"),
    ]
    hand_in(folder, *(say(each, author=code) for each in theirs), member=code)
    for options in ([], ["--new-member"]):
        said = gather(folder, *options)
        assert f"it is from {code!a}, which looks like A2 but is written with other letters" in said.output
        assert said.exit_code == 1
    assert "'x'" not in str(frames(folder))
    with alsnb.open_log(folder / "all.db") as log:
        assert alsnb.check(log) == []
        log.add(theirs)
        (problem,) = alsnb.check(log)
    assert "that looks like A2 but has other letters" in problem.what
    with alsnb.open_log(folder / "all.db") as log:
        log.add([alsnb.Cohort(cohort="D"), alsnb.Member(cohort="D", member="A2")])
        (problem,) = alsnb.check(log)
        said = problem.do.removeprefix("if both are the same person: ")
        if said.endswith(" in Python"):
            eval(said.removesuffix(" in Python"), {"alsnb": alsnb, "log": log})
        else:
            assert CliRunner().invoke(main, [*shlex.split(said)[1:], "--yes"]).exit_code == 0
        assert alsnb.check(log) == []


def test_a_cohort_without_members_takes_them_from_what_they_hand_in(tmp_path):
    (tmp_path / "in").mkdir()
    with alsnb.open_log(tmp_path / "all.db", create=True) as log:
        log.add(alsnb.Cohort(cohort="C"))
    for member in ("A1", "A2"):
        theirs = alsnb.Member(cohort="C", learning_set="A", member=member), alsnb.Action(**context(member), what="ask")
        hand_in(tmp_path, *(say(each, author=member) for each in theirs), name=f"{member}.jsonl", member=member)
    assert "A2 of cohort C, not verified, a new member: 1 added" in gather(tmp_path).output
    with alsnb.open_log(tmp_path / "all.db") as log:
        assert list(log.frames().members["member"]) == ["A1", "A2"]


def test_of_two_codes_that_look_alike_one_founds_a_cohorts_members(tmp_path):
    (tmp_path / "in").mkdir()
    with alsnb.open_log(tmp_path / "all.db", create=True) as log:
        log.add(alsnb.Cohort(cohort="C"))
    for number, member in enumerate(("A1", "\N{CYRILLIC CAPITAL LETTER A}1")):
        theirs = say(alsnb.Member(cohort="C", learning_set="A", member=member), author=member)
        hand_in(tmp_path, theirs, name=f"{number}.jsonl", member=member)
    said = gather(tmp_path)
    assert "which looks like A1" in said.output
    with alsnb.open_log(tmp_path / "all.db") as log:
        assert list(log.frames().members["member"]) == ["A1"]


def test_a_cohort_whose_members_were_all_erased_takes_no_stranger(tmp_path):
    (tmp_path / "in").mkdir()
    with alsnb.open_log(tmp_path / "all.db", create=True) as log:
        log.add([alsnb.Cohort(cohort="C"), alsnb.Member(cohort="C", learning_set="A", member="A1")])
        log.erase("A1", "C")
    hand_in(tmp_path, say(alsnb.Member(cohort="C", learning_set="A", member="A9"), author="A9"), member="A9")
    assert "who is not in cohort" in gather(tmp_path).output
    with alsnb.open_log(tmp_path / "all.db") as log:
        assert log.frames().members.empty


def test_a_hand_in_proves_whose_it_is_by_the_secret_on_the_slip(folder, roster):
    mine, hers = (roster.secret_of(member, "C") for member in ("A1", "A2"))
    for name, secret in (("right", mine), ("none", None), ("wrong", hers)):
        hand_in(folder, say_own(alsnb.Action(**context(), what=name)), name=f"{name}.jsonl", secret=secret)
    said = gather(folder, "--roster", roster.path)
    assert "right.jsonl: A1 of cohort C, verified: 1 added" in said.output
    assert "none.jsonl: A1 of cohort C, not verified: 1 added" in said.output
    assert "wrong.jsonl: A1 of cohort C, wrong secret: 0 added" in said.output
    assert "[its secret is not the one on the slip of A1]" in said.output
    assert said.exit_code == 1
    with alsnb.open_log(folder / "all.db", author="T1") as log:
        log.amend(cohort_id(), proof_required=True)
    hand_in(folder, say_own(alsnb.Action(**context(), what="later")), name="none.jsonl")
    said = gather(folder, "--roster", roster.path)
    assert "[cohort C requires proof]" in said.output
    assert "later" not in str(frames(folder))
    for secret in (mine, hers):
        assert secret not in Path(folder / "in" / "right.jsonl").read_text()
        assert secret.encode() not in (folder / "all.db").read_bytes()


def test_what_was_changed_on_its_way_is_not_proved(folder, roster):
    mine = roster.secret_of("A1", "C")
    path = hand_in(folder, *(say_own(alsnb.Action(**context(), what=each)) for each in "xy"), secret=mine)
    lines = path.read_bytes().splitlines(keepends=True)
    path.write_bytes(b"".join(lines[:-1]))
    said = gather(folder, "--roster", roster.path)
    assert "A1 of cohort C, not verified, as the file was modified: 1 added" in said.output
    assert "revisions found: 1, in the manifest: 2" in said.output


def test_a_member_keeps_the_secret_and_every_hand_in_has_its_proof(folder, roster, tmp_path, monkeypatch):
    monkeypatch.setattr(slips, "_place", lambda: tmp_path / "home" / "slips.json")
    with alsnb.open_log(tmp_path / "mine.db", create=True) as log:
        log.add([alsnb.Cohort(cohort="C"), alsnb.Action(**context(), what="first")])
    secret = roster.secret_of("A1", "C")
    asked = ["hand-in", str(tmp_path / "mine.db"), "--member", "A1", "--yes", "--out", str(folder / "in" / "1.jsonl")]
    wrong = CliRunner().invoke(main, [*asked, "--secret", "1234"])
    assert wrong.exit_code == 2
    assert "expected a secret as it stands on the slip" in wrong.output
    said = CliRunner().invoke(main, [*asked, "--secret"], input=f"{secret.lower().replace('-', ' ')}\n")
    assert said.exit_code == 0
    assert secret.lower() not in said.output.lower().replace(" ", "-")
    assert (tmp_path / "home" / "slips.json").stat().st_mode & 0o077 == 0
    assert CliRunner().invoke(main, [*asked[:-1], str(folder / "in" / "2.jsonl")]).exit_code == 0
    said = gather(folder, "--roster", roster.path)
    assert said.output.count("A1 of cohort C, verified") == 2
    assert slips.load("C", "A1") == secret
    assert slips.load("C", "A2") is None


def test_a_hand_in_takes_the_place_of_nothing_but_an_earlier_one_of_its_own(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    with alsnb.open_log("mine.db", create=True) as log:
        log.add([alsnb.Action(**context() | {"cohort": cohort}, what=cohort) for cohort in "CD"])

    def made(cohort, *options):
        return CliRunner().invoke(main, ["hand-in", "mine.db", "--member", "A1", "--cohort", cohort, "--yes", *options])

    assert made("C").exit_code == made("C").exit_code == 0
    (written,) = tmp_path.glob("hand-in-*")
    before = written.read_bytes()
    for refused in (made("D"), made("D", "--out", "mine.db")):
        assert refused.exit_code == 2
        assert (
            "is not a hand-in by A1 in cohort D; nothing was written, so choose another file with --out"
            in refused.output
        )
    assert written.read_bytes() == before
    assert made("D", "--out", "other.jsonl").exit_code == 0


def test_one_that_names_nobody_is_of_the_one_member_it_speaks_of(folder):
    theirs = [say_own(alsnb.Action(**context(member), what=member)) for member in ("A1", "A2")]
    for name, some in (("one", theirs[:1]), ("two", theirs)):
        bundles.write(folder / "in" / f"{name}.jsonl", bundles.Bundle(some, []))
    said = gather(folder)
    assert "one.jsonl: A1 of cohort C, not verified: 1 added, 0 already present" in said.output
    assert "two.jsonl: several members: 0 added, 0 already present" in said.output
    assert "held back: action of A2 in cycle 1: i will: A2 [the file does not say whose" in said.output


# What is held, and accepted -------------------------------------------------------------------------------------------


def test_what_is_held_is_recorded_once_somebody_accepts_it(folder):
    hand_in(folder, say(alsnb.Attendance(**context(), status="late")), name="a b.jsonl")
    said = gather(folder)
    assert "--accept 'a b.jsonl'" in said.output
    said = gather(folder, "--accept", "a b.jsonl")
    assert said.exit_code == 0
    assert "1 accepted" in said.output
    with alsnb.open_log(folder / "all.db") as log:
        found = log.frames().attendance
    assert list(found[found["member"] == "A1"]["status"]) == ["late"]
    said = gather(folder)
    assert (
        said.output
        == '"a b.jsonl": A1 of cohort C, not verified: 0 added, 0 already present\n1 of 1 file gathered\n'.replace(
            '"', ""
        )
    )
    assert gather(folder, "--accept", "z.jsonl").exit_code == 2


def test_accepting_takes_nothing_away_that_the_writer_did_not_know(folder):
    hand_in(folder, say(alsnb.Member(cohort="C", learning_set="A", member="A1", role="deputy head")))
    gather(folder, "--accept", "hand-in-A1.jsonl")
    with alsnb.open_log(folder / "all.db") as log:
        row = log.frames().members.set_index("member").loc["A1"]
    assert (row["role"], row["last_cycle"], row["learning_set"]) == ("deputy head", 6, "A")


def test_what_says_nothing_else_than_the_log_is_passed_over(folder):
    """A student's workbook knows less of its student than the tutor does."""
    bare = alsnb.Member(cohort="C", learning_set="A", member="A1"), alsnb.Member(cohort="C", member="A1", role="head")
    hand_in(folder, *map(say, bare), say(alsnb.Cohort(cohort="C")))
    before = frames(folder)
    said = gather(folder)
    assert said.exit_code == 0
    assert "held" not in said.output
    assert frames(folder) == before


def test_what_can_be_nobodys_is_not_recorded_even_if_accepted(folder):
    hand_in(folder, say(own(), entry=cohort_id()))
    before = frames(folder)
    said = gather(folder, "--accept", "hand-in-A1.jsonl")
    assert "not recorded: contribution of A1" in said.output
    assert said.exit_code == 1
    assert frames(folder) == before


def test_erasures_reach_only_who_hands_in_and_only_if_asked_for(folder):
    hand_in(folder, tombstones=[("C", "A1"), ("C", "A2"), ("C", "B1")])
    before = frames(folder)
    said = gather(folder)
    assert (
        "the erasure of A1 of cohort C [to erase the member here too, permanently: gather with --erasures]"
        in said.output
    )
    assert frames(folder) == before
    rest = others(folder)
    said = gather(folder, "--erasures")
    assert "erased: A1 of cohort C" in said.output
    for member in ("A2", "B1"):
        assert (
            f"[to erase the member here too: alsnb erase {folder}/all.db --member {member} --cohort C]" in said.output
        )
    assert frames(folder) == rest


def test_nobody_is_erased_without_the_proof_that_the_cohort_requires(folder):
    with alsnb.open_log(folder / "all.db", author="T1") as log:
        log.amend(cohort_id(), proof_required=True)
    hand_in(folder, tombstones=[("C", "A2")], member="A2")
    before = frames(folder)
    said = gather(folder, "--erasures")
    assert (
        f"[cohort C requires proof; if the member wants this: alsnb erase {folder}/all.db --member A2 --cohort C]"
        in said.output
    )
    assert said.exit_code == 1
    assert frames(folder) == before


def test_an_unproved_retraction_is_held_if_there_is_a_secret_to_prove_it(folder, roster):
    with alsnb.open_log(folder / "all.db") as log:
        (written,) = (each for each in log.revisions(["reflection"]) if each.member == "A2")
    hand_in(folder, retraction(written), member="A2")
    before, asked = frames(folder), ("--roster", roster.path)
    said = gather(folder, *asked)
    assert "held back: reflection of A2 in cycle 1" in said.output
    assert (
        "[the hand-in is not verified as A2's; if accepted, it permanently deletes the text and its codings]"
        in said.output
    )
    assert frames(folder) == before
    said = gather(folder, *asked, "--accept", "hand-in-A1.jsonl")
    assert "1 accepted; 1 entry deleted, with 2 codings" in said.output
    assert b"by A2" not in (folder / "all.db").read_bytes()
    assert gather(folder, *asked).exit_code == 0


def test_gathering_says_how_much_went_with_what_was_taken_back(folder):
    with alsnb.open_log(folder / "all.db") as log:
        mine = [each for each in log.revisions(["reflection", "action"]) if each.member == "A1"]
    hand_in(folder, *map(retraction, mine))
    went = "A1 of cohort C, not verified: 2 added, 0 already present; 2 entries deleted, with 2 codings"
    assert went in gather(folder).output
    assert "entries deleted" not in gather(folder).output


def test_of_an_entry_no_more_is_accepted_than_was_shown(folder):
    with alsnb.open_log(folder / "all.db") as log:
        (written,) = (each for each in log.revisions(["reflection"]) if each.member == "A2")
    newer = say(
        alsnb.Reflection(**context("A2"), text="by A2", visibility="set"), id=alsnb.new_id(), entry=written.entry
    )
    hand_in(folder, retraction(written), newer)
    assert "retracted" not in gather(folder, "--accept", "hand-in-A1.jsonl").output
    with alsnb.open_log(folder / "all.db") as log:
        assert log.history(written.entry) == [written, newer]
        assert "A2" in set(log.frames().codings["member"])
    assert gather(folder).exit_code == 0


def test_a_command_runs_nothing_that_somebody_wrote(folder):
    codes = "$(touch x)", "`id`", "A2\u200b"
    hand_in(folder, tombstones=[("C", code) for code in codes])
    said = gather(folder).output
    for code in codes[:2]:
        assert f"alsnb erase {folder}/all.db --member '{code}' --cohort C]" in said
    assert '"A2\\u200b" of cohort C [to erase the member here too: erase the member by a code' in said


def test_a_file_name_forges_no_line(folder):
    made = hand_in(folder, say(alsnb.Attendance(**context(), status="late")))
    with zipfile.ZipFile(folder / "in" / "all.zip", "w") as archive:
        archive.write(made, "a\nb.jsonl: B1 of cohort C, verified: 9 added, 0 already present")
    made.unlink()
    said = gather(folder).output
    assert not any(line.startswith("b.jsonl") for line in said.splitlines())
    assert '9 added, 0 already present": unpack or rename it, then gather again' in said


def test_what_is_written_long_after_it_was_handed_in_is_held(folder):
    late, later = (
        alsnb.Action(**context(), what=each, entry=id_of(MARCH + n * DAY)) for n, each in ((1, "x"), (9, "y"))
    )
    hand_in(folder, say_own(late), say_own(later), handed_in=MARCH)
    said = gather(folder)
    assert "A1 of cohort C, not verified: 1 added" in said.output
    assert "[it is dated 9 days after the hand-in]" in said.output
