"""What its writer takes back leaves no more, and where it had left for, its words go."""

import gzip
import itertools
import re
import zipfile
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import alsnb
from alsnb.cli import main
from alsnb.log.changes import renaming
from alsnb.log.exchange import bundles, gathering, hand_ins
from alsnb.log.revisions import digest, revision

HERE = {"cohort": "C", "member": "A1", "cycle": 1}


@pytest.fixture
def mine(tmp_path):
    (tmp_path / "mine").mkdir()
    with alsnb.open_log(tmp_path / "mine" / "log.db", create=True) as log:
        log.add(alsnb.Cohort(cohort="C"))
        log.add(alsnb.Member(cohort="C", member="A1", learning_set="A"))
        yield log


@pytest.fixture
def tutors(tmp_path):
    (tmp_path / "tutor").mkdir()
    with alsnb.open_log(tmp_path / "tutor" / "log.db", create=True, author="T1") as log:
        log.add(alsnb.Cohort(cohort="C"))
        log.add([alsnb.Member(cohort="C", member=member, learning_set="A") for member in ("A1", "A2")])
        yield log


@pytest.fixture
def hand_in(mine, tmp_path):
    """Write one more bundle, and return it."""
    numbers = itertools.count()
    folder = tmp_path / "in"
    folder.mkdir()

    def write() -> Path:
        path = folder / f"{next(numbers)}.jsonl"
        hand_ins.hand_in(mine, "A1", "C", path)
        return path

    return write


def reflection(text, visibility="tutor", **more):
    return alsnb.Reflection(text=text, visibility=visibility, **HERE | more)


def run(*arguments):
    return CliRunner().invoke(main, [str(each) for each in arguments]).output


def gathered(log, *paths):
    assert [each.problem for each in gathering.gather(log, paths)] == [None] * len(paths)
    return log.frames()


def stored(log):
    """Every byte of a log and of whatever lies beside it."""
    log.settle()
    return b"".join(each.read_bytes() for each in log.database.path.parent.iterdir() if each.is_file())


def test_what_was_taken_back_before_it_was_handed_in_is_in_no_bundle(mine, hand_in):
    kept = mine.add(reflection("stays shared"))
    gone = [mine.add(record) for record in (
        reflection("SECRET one"), alsnb.Action(what="SECRET two", **HERE), alsnb.Issue(title="SECRET three", **HERE),
    )]  # fmt: skip
    for entry in gone:
        mine.amend(entry, withdrawn=True)
    mine.amend(kept, text="SECRET wording", visibility="private")
    mine.amend(kept, text="as it is now", visibility="tutor")
    text = hand_in().read_text()
    assert "as it is now" in text
    assert "SECRET" not in text
    assert not any(entry in text for entry in gone)


def test_what_was_handed_in_and_taken_back_goes_from_the_tutors_log_with_its_words(mine, tutors, hand_in):
    entry = mine.add(reflection("SECRET words of mine"))
    action = mine.add(alsnb.Action(what="SECRET plan", **HERE))
    other = mine.add(reflection("something else"))
    assert len(gathered(tutors, hand_in()).reflections) == 2
    for about in (entry, other):
        tutors.add(alsnb.Coding(cohort="C", cycle=1, reflection=about, theme="t", coder="T1", present=True,
                                passage="SECRET words" if about == entry else "something"))  # fmt: skip
    tutors.keep_draft(f"coding/{entry}", {"note": "SECRET in what I type"})
    mine.amend(entry, withdrawn=True)
    mine.amend(action, withdrawn=True)
    second = hand_in()
    assert "SECRET" not in second.read_text()
    frames = gathered(tutors, second)
    assert frames.reflections["entry"].tolist() == [other]
    assert frames.codings["reflection"].tolist() == [other]
    assert frames.actions.empty
    assert b"SECRET" not in stored(tutors)
    assert b"SECRET" in stored(mine)  # its writer may bring it back


def test_no_earlier_bundle_and_no_colleagues_copy_brings_the_words_back(mine, tutors, hand_in, tmp_path):
    entry = mine.add(reflection("SECRET words"))
    first = hand_in()
    gathered(tutors, first)
    with alsnb.open_log(tmp_path / "coder.db", create=True, author="T2") as coder:
        coder.merge(tutors)
        coder.add(alsnb.Coding(cohort="C", cycle=1, reflection=entry, theme="t", coder="T2", present=True,
                               passage="SECRET"))  # fmt: skip
        mine.amend(entry, withdrawn=True)
        second = hand_in()
        for paths in ([second, first], [first, second], [first]):
            gathered(tutors, *paths)
            assert b"SECRET" not in stored(tutors)
        tutors.merge(coder)
        assert b"SECRET" not in stored(tutors)
        coder.merge(tutors)
        assert b"SECRET" not in stored(coder)


def test_what_is_no_longer_shared_is_taken_back_too_and_may_be_shared_again(mine, tutors, hand_in):
    entry = mine.add(reflection("SECRET words"))
    gathered(tutors, hand_in())
    mine.amend(entry, visibility="set")
    assert gathered(tutors, hand_in()).reflections.empty
    assert b"SECRET" not in stored(tutors)
    mine.amend(entry, visibility="tutor", text="shared again")
    last = hand_in()
    assert gathered(tutors, last).reflections["text"].tolist() == ["shared again"]
    coded = tutors.add(alsnb.Coding(cohort="C", cycle=1, reflection=entry, theme="t", coder="T1", present=True))
    assert gathered(tutors, last).codings["entry"].tolist() == [coded]


@pytest.mark.parametrize("when", ["before the hand-in", "after the hand-in"])
def test_what_a_tutor_corrected_in_it_since_goes_as_well(mine, tutors, hand_in, when):
    entry = mine.add(reflection("SECRET words"))
    gathered(tutors, hand_in())
    mine.amend(entry, withdrawn=True)
    second = hand_in() if when == "after the hand-in" else None
    tutors.amend(entry, cycle=2)  # not knowing of it
    frames = gathered(tutors, second or hand_in())
    assert frames.reflections.empty
    assert b"SECRET" not in stored(tutors)
    mine.amend(entry, withdrawn=False)
    assert gathered(tutors, hand_in()).reflections["text"].tolist() == ["SECRET words"]


def test_a_copy_of_ones_log_takes_back_what_left_from_another(mine, tutors, hand_in, tmp_path):
    entry = mine.add(reflection("SECRET words"))
    gathered(tutors, hand_in())
    with alsnb.open_log(tmp_path / "desktop.db", create=True) as desktop:
        desktop.merge(mine)
        desktop.amend(entry, withdrawn=True)
        hand_ins.hand_in(desktop, "A1", "C", tmp_path / "in" / "desktop.jsonl")
    assert gathered(tutors, tmp_path / "in" / "desktop.jsonl").reflections.empty
    assert b"SECRET" not in stored(tutors)


@pytest.mark.parametrize("how", ["merged", "a conflicted copy", "lost and restored", "damaged and restored"])
def test_whatever_became_of_the_file_that_handed_in_its_words_are_taken_back(mine, tutors, tmp_path, how):
    shared = mine.add(reflection("gone"))
    path, other = tmp_path / "mine" / "log.db", tmp_path / "mine" / "log (conflicted copy).db"
    mine.close()
    other.write_bytes(path.read_bytes())
    used = path if "restored" in how else other
    if how == "merged":
        used = other.rename(tmp_path / "desk.db")
    with alsnb.open_log(used) as log:
        hand_ins.hand_in(log, "A1", "C", tmp_path / "1.jsonl")
    gathered(tutors, tmp_path / "1.jsonl")
    if how == "merged":
        assert "handed in from there" in run("merge", used, path, "--yes")
    elif "restored" in how:
        if how.startswith("lost"):
            path.unlink()
        else:
            path.write_bytes(path.read_bytes()[:3000])
        run("restore", path, "--from", other)
    with alsnb.open_log(path) as log:
        log.amend(shared, withdrawn=True)
        hand_ins.hand_in(log, "A1", "C", tmp_path / "2.jsonl")
    gathered(tutors, tmp_path / "2.jsonl")
    tutors.close()
    assert b"gone" not in (tmp_path / "tutor" / "log.db").read_bytes()


def test_taking_back_what_is_here_under_anothers_code_is_told(mine, tutors, tmp_path):
    shared = mine.add(reflection("gone"))
    hand_ins.hand_in(mine, "A1", "C", tmp_path / "1.jsonl")
    gathered(tutors, tmp_path / "1.jsonl")
    renaming.rename(mine, "member", "A1", "A2", cohort="C")
    mine.amend(shared, withdrawn=True)
    hand_ins.hand_in(mine, "A2", "C", tmp_path / "2.jsonl")
    (done,) = gathering.gather(tutors, [tmp_path / "2.jsonl"])
    assert [
        "is recorded here for A1; its text is kept" in each.why for each in done.held if "it deletes" in each.why
    ] == [True]
    renaming.rename(tutors, "member", "A1", "A2", cohort="C", merge_into=True)
    gathered(tutors, tmp_path / "2.jsonl")
    tutors.close()
    assert b"gone" not in (tmp_path / "tutor" / "log.db").read_bytes()


def test_copies_that_still_hold_what_was_taken_back_are_named(mine, tutors, hand_in, tmp_path):
    shared = mine.add(reflection("gone"))
    gathered(tutors, hand_in())
    folder = tmp_path / "tutor"
    (folder / "old").mkdir()
    run("backup", folder / "log.db", "--out", folder / "safe.db.gz")
    for copy in ("before-exam.db", "old/log.db"):
        run("backup", folder / "log.db", "--out", folder / copy)
    with zipfile.ZipFile(folder / "all.zip", "w") as packed:
        packed.write(folder / "before-exam.db", "log.db")
    (folder / "other.gz").write_bytes(gzip.compress(b"no log"))
    mine.amend(shared, withdrawn=True)
    hand_in()
    tutors.close()
    said = run("gather", tmp_path / "in", folder / "log.db")
    named = next(line for line in said.splitlines() if line.startswith("These copies"))
    assert {each.strip() for each in named.rpartition(":")[2].split(",")} == {
        "before-exam.db", "all.zip", "safe.db.gz", "old/log.db",
    }  # fmt: skip


@pytest.mark.parametrize("is_first", [True, False])
def test_nobody_takes_back_what_is_anothers(tutors, tmp_path, is_first):
    with alsnb.open_log(tmp_path / "colleague.db", create=True, author="T2") as colleague:
        colleague.merge(tutors)
        theirs = colleague.add(reflection("A2's own", member="A2"))
        quoting = colleague.add(
            alsnb.Coding(cohort="C", cycle=1, reflection=theirs, theme="t", coder="T2", present=True)
        )
        forged = reflection("mine, says A1", "private").without_words()
        planted = revision(forged, "A1", alsnb.new_id())._replace(entry=theirs)
        (tmp_path / "in").mkdir(exist_ok=True)
        bundles.write(
            tmp_path / "in" / "x.jsonl", bundles.Bundle([planted._replace(digest=digest(planted))], [], "C", "A1")
        )
        steps = [lambda: gathering.gather(tutors, [tmp_path / "in" / "x.jsonl"]), lambda: tutors.merge(colleague)]
        for step in steps if is_first else reversed(steps):
            step()
        for log in (tutors, colleague):
            assert log.frames().reflections["text"].tolist() == ["A2's own"]
            assert log.frames().codings["entry"].tolist() == [quoting]
            colleague.merge(tutors)


def test_a_squatters_erasure_keeps_nobody_out(tutors, tmp_path):
    with alsnb.open_log(tmp_path / "laptop.db", create=True, author="T2") as laptop:
        laptop.merge(tutors)
        airtime = laptop.add(alsnb.Airtime(cohort="C", cycle=1, member="A2", insight="A2's own"))
        planted = revision(alsnb.Issue(title="squat", **HERE), "A1", alsnb.new_id())._replace(entry=airtime)
        bundles.write(tmp_path / "x.jsonl", bundles.Bundle([planted._replace(digest=digest(planted))], [], "C", "A1"))
        gathering.gather(tutors, [tmp_path / "x.jsonl"])
        tutors.erase("A1", "C")
        tutors.merge(laptop)
    assert tutors.frames().airtimes["insight"].tolist() == ["A2's own"]


def test_a_member_who_corrected_their_code_is_still_believed(mine, tutors, hand_in, tmp_path):
    mine.add(reflection("words"))
    renaming.rename(mine, "member", "A1", "A2", "C")
    path = tmp_path / "in" / "renamed.jsonl"
    hand_ins.hand_in(mine, "A2", "C", path)
    (found,) = gathering.gather(tutors, [path])
    assert (found.problem, found.held) == (None, [])
    assert tutors.frames().reflections["member"].tolist() == ["A2"]


def test_the_same_hand_in_is_made_again(mine, hand_in):
    entry = mine.add(reflection("words"))
    hand_in()
    mine.amend(entry, withdrawn=True)
    one, other = hand_in(), hand_in()
    assert bundles.read(one).revisions == bundles.read(other).revisions


def test_an_upgraded_log_takes_back_what_may_have_left_before(mine, hand_in):
    shared, private = mine.add(reflection("words")), mine.add(reflection("never shared", "private"))
    mine.note_handed_in(["before"])  # as opening a log of an older version does
    for entry in (shared, private):
        mine.amend(entry, withdrawn=True)
    text = hand_in().read_text()
    assert (shared in text, private in text) == (True, False)
    assert "words" not in text


def test_the_command_says_what_leaves_without_its_words(mine, tmp_path):
    entry = mine.add(reflection("taken back later"))
    arguments = ["hand-in", str(mine.database.path), "--member", "A1", "--out", str(tmp_path / "b.jsonl"), "--yes"]
    assert "taken back later" in CliRunner().invoke(main, arguments).output
    mine.amend(entry, withdrawn=True)
    said = CliRunner().invoke(main, arguments).output
    assert "1 entry deleted since an earlier hand-in" in said
    assert "taken back later" not in said


# For any history -----------------------------------------------------------------------------------------------------

DEEDS = st.lists(
    st.tuples(
        st.sampled_from(["write", "amend", "withdraw", "bring back", "share", "unshare", "hand in", "gather", "code"]),
        st.integers(0, 7),
    ),
    min_size=4,
    max_size=24,
)


@settings(deadline=None, max_examples=40, suppress_health_check=list(HealthCheck))
@given(deeds=DEEDS)
def test_no_word_that_was_taken_back_is_anywhere_it_should_not_be(tmp_path_factory, deeds):
    folder = tmp_path_factory.mktemp("history")
    with (
        alsnb.open_log(folder / "mine.db", create=True) as mine,
        alsnb.open_log(folder / "tutors.db", create=True, author="T1") as tutors,
    ):
        for log in (mine, tutors):
            log.add(alsnb.Cohort(cohort="C"))
            log.add(alsnb.Member(cohort="C", member="A1", learning_set="A"))
        story = _Story(mine, tutors, folder)
        for deed, number in deeds:
            story.do(deed, number)
        story.look()


class _Story:
    """Does what people do, and knows which words may be where."""

    def __init__(self, mine, tutors, folder):
        self.mine, self.tutors, self.folder = mine, tutors, folder
        self.entries, self.paths, self.number = [], [], 0
        self.words = {}  # entry → its words now
        self.state = {}  # entry → (withdrawn, shared)
        self.left = set()  # words that left while they were shared
        self.gone = {}  # number of a bundle → words it takes back

    def fresh(self):
        self.number += 1
        return f"WORD{self.number:04}X"

    def do(self, deed, number):
        if deed == "write" or not self.entries:
            text, is_reflection = self.fresh(), number % 3 > 0
            record = (
                reflection(text, ("private", "tutor")[number % 2]) if is_reflection else alsnb.Action(what=text, **HERE)
            )
            entry = self.mine.add(record)
            self.entries.append((entry, is_reflection))
            self.words[entry], self.state[entry] = text, [False, not is_reflection or number % 2 == 1]
            return
        entry, is_reflection = self.entries[number % len(self.entries)]
        if deed == "amend":
            self.words[entry] = self.fresh()
            self.mine.amend(entry, **{"text" if is_reflection else "what": self.words[entry]})
        elif deed in ("withdraw", "bring back"):
            self.state[entry][0] = deed == "withdraw"
            self.mine.amend(entry, withdrawn=self.state[entry][0])
        elif deed in ("share", "unshare") and is_reflection:
            self.state[entry][1] = deed == "share"
            self.mine.amend(entry, visibility="tutor" if deed == "share" else "private")
        elif deed == "hand in":
            path = self.folder / f"{len(self.paths)}.jsonl"
            hand_ins.hand_in(self.mine, "A1", "C", path)
            self.paths.append(path)
            now = {
                entry: self.words[entry]
                for entry, (withdrawn, shared) in self.state.items()
                if shared and not withdrawn
            }
            self.left |= set(now.values())
            self.gone[path] = {entry for entry in self.words if entry not in now}
        elif deed == "gather" and self.paths:
            some = self.paths[number % len(self.paths) :] + self.paths[: number % len(self.paths)]
            gathering.gather(self.tutors, some)
        elif deed == "code":
            for row in self.tutors.frames().reflections.itertuples():
                self.tutors.add(alsnb.Coding(cohort="C", cycle=1, reflection=row.entry, theme="t", coder="T1",
                                             present=True, passage=row.text))  # fmt: skip

    def look(self):
        for path in self.paths:
            assert not self.never_left() & words_in(path.read_bytes())
        assert not self.never_left() & words_in(self.in_tutors())
        if self.paths:
            # All bundles are there, so what the last takes back is gone, however it came in.
            gathering.gather(self.tutors, self.paths)
            withdrawn = {each.record.entry for each in bundles.read(self.paths[-1]).revisions if each.record.retracted}
            written = {
                word
                for entry in withdrawn
                for each in self.mine.history(entry)
                for word in words_in(each.content.encode())
            }
            assert not written & words_in(self.in_tutors())
            texts = hand_ins.as_text(hand_ins.held_of(self.tutors, "A1"), "All")
            assert not (written | self.never_left()) & words_in(texts.encode())

    def never_left(self):
        return {f"WORD{number:04}X" for number in range(1, self.number + 1)} - self.left

    def in_tutors(self):
        self.tutors.settle()
        return b"".join(each.read_bytes() for each in self.folder.glob("tutors.db*"))


def words_in(data):

    return {each.decode() for each in re.findall(rb"WORD\d{4}X", data)}
