"""Two entries that claim one id: what others say of one follows it, and nobody is kept out by the other."""

import gzip
import shutil

import pytest
from click.testing import CliRunner

import alsnb
from alsnb.cli import main
from alsnb.log.changes import renaming
from alsnb.log.exchange import bundles, gathering
from alsnb.log.exchange.bundles import Bundle
from alsnb.log.revisions import retraction, revision
from alsnb.log.safekeeping import backups, conflicted_copies

C = {"cohort": "C", "learning_set": "A", "cycle": 1}


@pytest.fixture
def folder(tmp_path):
    """A tutor's log, all.db, and a copy of it as the set's, set.db."""
    with alsnb.open_log(tmp_path / "all.db", create=True, author="T1") as log:
        log.add([alsnb.Cohort(cohort="C"), alsnb.LearningSet(cohort="C", learning_set="A"),
                 alsnb.Theme(cohort="C", theme="anger")])  # fmt: skip
        log.add([alsnb.Member(cohort="C", learning_set="A", member=member) for member in ("A1", "A2")])
    shutil.copy(tmp_path / "all.db", tmp_path / "set.db")
    return tmp_path


def reflection(member, text, **more):
    return alsnb.Reflection(**C, member=member, text=text, visibility="tutor", **more)


def squat(*entries):
    """What A1 says under ids that are others'."""
    return [revision(reflection("A1", "I was furious", entry=entry), "A1") for entry in entries]


def gather(folder, member, revisions, into="all.db"):
    path = folder / f"{member}-{len(list(folder.iterdir()))}.jsonl"
    bundles.write(path, Bundle(list(revisions), [], "C", member))
    with alsnb.open_log(folder / into, author="T1") as log:
        (found,) = gathering.gather(log, [path])
        assert (found.problem, found.held) == (None, [])


def merge(folder, other="set.db", into="all.db"):
    """Merge as a person does."""
    said = CliRunner().invoke(main, ["merge", str(folder / other), str(folder / into), "--yes"])
    assert said.exit_code == 0, said.output
    return said.output


def code(folder, reflection, member, passage, name="all.db", coder="T1"):
    """Code and rate a reflection, and keep a draft that quotes it."""
    with alsnb.open_log(folder / name, author=coder) as log:
        of = {**C, "member": member, "reflection": reflection, "coder": coder}
        log.add(alsnb.Coding(**of, theme="anger", present=True, passage=passage))
        log.add(alsnb.Rating(**of, level="reflection"))
        log.keep_draft(f"theme_coding/1/{reflection}", {"passage": f"draft of {passage}"})


def said_of(folder, name="all.db"):
    """The passage and the level that are told of each text."""
    with alsnb.open_log(folder / name) as log:
        found = log.frames()
        assert alsnb.check(log) == []
    texts = found.reflections.set_index("entry")["text"]
    assert set(found.ratings["reflection"]) == set(found.codings["reflection"])
    return {texts[row.reflection]: row.passage for row in found.codings.itertuples()}


def stored(folder, name="all.db"):
    return (folder / name).read_bytes()


# What others say of an entry -----------------------------------------------------------------------------------------


def test_codings_of_what_moves_aside_stay_of_it_and_go_with_it(folder):
    with alsnb.open_log(folder / "set.db", author="A2") as log:
        theirs = log.add(reflection("A2", "calm words"))
    gather(folder, "A1", squat(theirs))
    code(folder, theirs, "A1", "furious")
    assert "1 new  reflection of A" in merge(folder)
    for _ in range(2):
        assert said_of(folder) == {"I was furious": "furious"}
        with alsnb.open_log(folder / "all.db") as log:
            found = log.frames()
        assert alsnb.themes.prevalence(found, by="member")["member"].tolist() == ["A1"]
        assert "Nothing to merge" in merge(folder)
    gather(folder, "A1", [retraction(squat(theirs)[0])])
    assert said_of(folder) == {}
    assert b"furious" not in stored(folder)
    with alsnb.open_log(folder / "all.db") as log:
        assert log.frames().reflections["text"].tolist() == ["calm words"]


def test_codings_of_what_gets_its_own_id_again_follow_it(folder):
    honest = revision(reflection("A2", "honest words"), "A2")
    gather(folder, "A2", [honest], into="set.db")
    gather(folder, "A1", squat(honest.entry))
    gather(folder, "A2", [honest])
    code(folder, honest.entry, "A1", "furious")
    with alsnb.open_log(folder / "all.db") as log:
        found = log.frames().reflections
    aside = found[found["member"] == "A2"]["entry"].iloc[0]
    assert aside != honest.entry
    code(folder, aside, "A2", "honest")
    assert "gets its own id back, which a hand-in had used here: reflection of A2 in cycle 1" in merge(folder)
    assert said_of(folder) == {"I was furious": "furious", "honest words": "honest"}
    assert "Nothing to merge" in merge(folder)
    merge(folder, "all.db", "set.db")
    assert said_of(folder, "set.db") == said_of(folder)
    gather(folder, "A2", [retraction(honest)])
    assert said_of(folder) == {"I was furious": "furious"}
    assert b"honest" not in stored(folder)


@pytest.mark.parametrize("name", ["all.db", "coders.db"])
def test_codings_follow_what_moves_aside_in_the_log_that_is_merged(folder, name):
    with alsnb.open_log(folder / "set.db", author="F1") as log:
        airtime = log.add(alsnb.Airtime(**C, member="A2", minutes=40))
    gather(folder, "A1", squat(airtime))
    code(folder, airtime, "A1", "furious")
    shutil.copy(folder / "all.db", folder / "coders.db")
    merge(folder)  # where the set's log is merged into the tutor's, and where the tutor's is merged into the set's
    merge(folder, name, "set.db")
    for each in ("all.db", "set.db"):
        assert said_of(folder, each) == {"I was furious": "furious"}
    assert "Nothing to merge" in merge(folder, name, "set.db")
    gather(folder, "A1", [retraction(squat(airtime)[0])], into="set.db")
    merge(folder, name, "set.db")
    assert said_of(folder, "set.db") == {}
    with alsnb.open_log(folder / "set.db") as log:
        assert log.frames().airtimes["minutes"].tolist() == [40]


def test_an_issue_and_an_action_are_told_of_with_what_was_recorded_of_them(folder):
    with alsnb.open_log(folder / "set.db", author="A2") as log:
        issue, action = log.add([alsnb.Issue(**C, member="A2", title="calm"),
                                 alsnb.Action(**C, member="A2", what="breathe")])  # fmt: skip
        log.add(alsnb.Meeting(**C, held_on="2026-01-10"))
    gather(folder, "A1", [
        revision(alsnb.Issue(**C, member="A1", title="rage", entry=issue), "A1"),
        revision(alsnb.Action(**C, member="A1", what="shout", entry=action), "A1"),
        revision(alsnb.ActionReport(**C, member="A1", action=action, status="dropped"), "A1"),
    ])  # fmt: skip
    with alsnb.open_log(folder / "all.db", author="T1") as log:
        log.add(alsnb.Airtime(**C, member="A1", issue=issue))
    merge(folder)
    with alsnb.open_log(folder / "all.db") as log:
        found = log.frames()
        assert alsnb.check(log) == []
    titles, whats = found.issues.set_index("entry")["title"], found.actions.set_index("entry")["what"]
    assert [titles[each] for each in found.airtimes["issue"]] == ["rage"]
    assert [whats[each] for each in found.action_reports["action"]] == ["shout"]


def test_words_taken_back_stay_away_when_their_entry_gets_its_id_again(folder):
    with alsnb.open_log(folder / "set.db", author="A2") as log:
        theirs = log.add(reflection("A2", "calm words"))
    gather(folder, "A1", squat(theirs))
    code(folder, theirs, "A1", "furious")
    shutil.copy(folder / "all.db", folder / "coders.db")
    merge(folder)
    gather(folder, "A1", [retraction(squat(theirs)[0])])
    for _ in range(2):
        merge(folder, "coders.db")
        assert b"furious" not in stored(folder)
        merge(folder)
    with alsnb.open_log(folder / "all.db") as log:
        assert log.frames().reflections["text"].tolist() == ["calm words"]


def test_what_is_taken_back_goes_from_backups_under_whatever_id_it_is_there(folder):
    with alsnb.open_log(folder / "set.db", author="A2") as log:
        theirs = log.add(reflection("A2", "calm words"))
    gather(folder, "A1", squat(theirs))
    code(folder, theirs, "A1", "furious")
    with alsnb.open_log(folder / "all.db") as log:
        made = backups.make(log)
    assert b"furious" in gzip.decompress(made.read_bytes())
    merge(folder)
    gather(folder, "A1", [retraction(squat(theirs)[0])])
    assert b"furious" not in gzip.decompress(made.read_bytes())


# What a log lacks ----------------------------------------------------------------------------------------------------


def test_what_a_log_lacks_is_news_whatever_has_its_id(folder):
    with alsnb.open_log(folder / "set.db", author="A2") as log:
        theirs = log.add(reflection("A2", "calm words"))
    gather(folder, "A1", squat(theirs))
    with alsnb.open_log(folder / "all.db") as log:
        assert conflicted_copies.compared(log, folder / "set.db")[0] == 1
    assert merge(folder).startswith("    1 new  reflection of A\n")
    with alsnb.open_log(folder / "all.db") as log:
        assert sorted(log.frames().reflections["text"]) == ["I was furious", "calm words"]
        assert conflicted_copies.compared(log, folder / "set.db")[0] == 0
    assert "Nothing to merge" in merge(folder)


# Whom one member keeps out -------------------------------------------------------------------------------------------


def recorded_in_the_set(folder):
    """What a facilitator who is no member, nobody in particular and A2 said, with what was coded; returns the ids."""
    with alsnb.open_log(folder / "set.db", author="F1") as log:
        entries = log.add([
            alsnb.Contribution(**C, member="F1", kind="challenge", text="F1 said"),
            reflection("F1", "F1 wrote"),
            reflection(None, "nobody wrote"),
            alsnb.Contribution(**C, member="A2", kind="challenge", text="A2 said"),
            reflection("A2", "A2 wrote"),
        ])  # fmt: skip
        for entry, member in zip(entries[1:3], ("F1", None), strict=True):
            log.add(alsnb.Coding(**C, member=member, reflection=entry, theme="anger", coder="T2", present=True,
                                 passage="wrote"))  # fmt: skip
    return entries


def all_is_there(folder, *besides):
    with alsnb.open_log(folder / "all.db") as log:
        found = log.frames()
    texts = [*found.contributions["text"].dropna(), *found.reflections["text"]]
    return sorted(texts) == sorted([
        "F1 said", "F1 wrote", "nobody wrote", "A2 said", "A2 wrote", *besides
    ]) and len(found.codings) == 2  # fmt: skip


@pytest.mark.parametrize("first", [True, False])
@pytest.mark.parametrize("times", [1, 2])
def test_nobody_is_kept_out_by_what_a_member_takes_back(folder, first, times):
    said = squat(*recorded_in_the_set(folder))
    if first:
        gather(folder, "A1", said)
    gather(folder, "A1", map(retraction, said))
    for _ in range(times):
        merge(folder)
    assert all_is_there(folder)
    with alsnb.open_log(folder / "all.db") as log:
        log.erase("A1", "C")
    merge(folder)
    assert all_is_there(folder)


@pytest.mark.parametrize("coder", ["T1", "T2"])
def test_nobody_is_kept_out_by_a_members_erasure(folder, coder):
    entries = recorded_in_the_set(folder)
    gather(folder, "A1", squat(*entries))
    for entry in entries:
        code(folder, entry, "A1", "furious", coder=coder)
    shutil.copy(folder / "all.db", folder / "before.db")
    with alsnb.open_log(folder / "all.db") as log:
        log.erase("A1", "C")
    merge(folder)
    assert all_is_there(folder)
    merge(folder, "before.db")
    assert all_is_there(folder)
    assert b"furious" not in stored(folder)
    merge(folder, "all.db", "set.db")
    shutil.copy(folder / "set.db", folder / "all.db")
    assert all_is_there(folder)


@pytest.mark.parametrize("old", ["A1", "F1"])
def test_the_erased_are_kept_out_under_the_codes_they_had_before(folder, old):
    with alsnb.open_log(folder / "all.db") as log:
        log.add(reflection(old, "I was furious"))
    shutil.copy(folder / "all.db", folder / "before.db")
    with alsnb.open_log(folder / "all.db") as log:
        renaming.rename(log, "member", old, "Z9", "C")
    shutil.copy(folder / "all.db", folder / "renamed.db")
    with alsnb.open_log(folder / "all.db") as log:
        log.erase("Z9", "C")
    for other in ("before.db", "renamed.db", "before.db"):
        merge(folder, other)
        assert b"furious" not in stored(folder)


def test_what_a_member_takes_back_under_a_new_code_goes_under_the_old_one_too(folder):
    said = revision(reflection("A1", "I was furious"), "A1")
    gather(folder, "A1", [said])
    shutil.copy(folder / "all.db", folder / "before.db")
    with alsnb.open_log(folder / "all.db") as log:
        renaming.rename(log, "member", "A1", "Z9", "C")
        newest = log.history(said.entry)[-1]
    shutil.copy(folder / "all.db", folder / "renamed.db")
    gather(folder, "Z9", [retraction(newest)])
    assert b"furious" not in stored(folder)
    with alsnb.open_log(folder / "other.db", create=True) as log:
        log.add(alsnb.Cohort(cohort="C"))
    merge(folder, "all.db", "other.db")
    for other in ("before.db", "renamed.db"):
        merge(folder, other)
        merge(folder, other, "other.db")
        assert b"furious" not in stored(folder) + stored(folder, "other.db")
