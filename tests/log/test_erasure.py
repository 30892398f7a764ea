"""Erasing removes what belongs to a person, wherever it is, and nothing that belongs to anybody else."""

import json

import pytest
from click.testing import CliRunner

import alsnb
from alsnb.cli import main
from alsnb.log.changes import renaming
from alsnb.log.revisions import digest, entry_of, revision

C = {"cohort": "C", "learning_set": "A"}
OLD = "01890a5d-ac96-774b-bcce-b302099a80%02d"
"""Ids of long ago: what bears them is the oldest revision of its entry."""


@pytest.fixture
def log(tmp_path):
    with alsnb.open_log(tmp_path / "cohort.db", create=True, author="T1") as log:
        log.add([
            alsnb.Cohort(cohort="C", module="M"),
            alsnb.LearningSet(**C, ground_rules=("listen",)),
            *(alsnb.Member(**C, member=member, role=f"role of {member}") for member in ("A1", "A2")),
            alsnb.Meeting(**C, cycle=1, held_on="2026-01-10"),
            alsnb.Theme(cohort="C", theme="listening"),
            *(alsnb.Attendance(**C, cycle=1, member=member, status="present") for member in ("A1", "A2")),
        ])  # fmt: skip
        yield log


def planted(record, entry, number):
    """A revision by which its writer stands on an entry that is not theirs."""
    made = revision(record, "A1", OLD % number)
    sealed = made._replace(entry=entry)

    return sealed._replace(digest=digest(sealed))


def plant(log, *revisions):
    """Put revisions into the log as an older version took them from a bundle: without asking whose they are."""
    log.take_over(revisions)


def others(frames):
    """What is recorded of everybody but A1."""
    found = {}
    for name in frames.names():
        frame = getattr(frames, name).drop(columns="recorded_at", errors="ignore")
        theirs = frame[frame["member"] != "A1"] if "member" in frame else frame
        found[name] = json.loads(theirs.to_json(orient="records", date_format="iso"))
    return found


def own(**more):
    return alsnb.Contribution(**C, member="A1", cycle=1, kind="support", **more)


def test_an_entry_keeps_its_kind_whatever_stands_on_its_id(log):
    before = others(log.frames())
    ids = [
        entry_of(alsnb.Cohort(cohort="C")), entry_of(alsnb.LearningSet(**C)), entry_of(alsnb.Meeting(**C, cycle=1)),
        entry_of(alsnb.Theme(cohort="C", theme="listening")), entry_of(alsnb.Member(**C, member="A2")),
        entry_of(alsnb.Attendance(**C, cycle=1, member="A2", status="present")),
    ]  # fmt: skip
    late = [revision(own(), "A1", alsnb.new_id()) for _ in ids]

    late = [each._replace(entry=entry) for each, entry in zip(late, ids, strict=True)]
    plant(log, *(each._replace(digest=digest(each)) for each in late))
    frames = log.frames()
    assert others(frames) == before
    assert frames.contributions.empty
    with log.database.engine.connect() as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM cohorts").scalar() == 1
        assert connection.exec_driver_sql("SELECT count(*) FROM contributions").scalar() == 0


def test_erasing_a_member_who_stands_on_others_entries_leaves_these(log):
    theirs = log.add(alsnb.Reflection(**C, cycle=1, member="A2", text="A2's own", visibility="tutor"))
    before = others(log.frames())
    ids = [
        entry_of(alsnb.Cohort(cohort="C")), entry_of(alsnb.LearningSet(**C)), entry_of(alsnb.Meeting(**C, cycle=1)),
        entry_of(alsnb.Theme(cohort="C", theme="listening")), theirs,
    ]  # fmt: skip
    plant(log, *(planted(own(text="WORDS of A1"), entry, at) for at, entry in enumerate(ids)))
    reflection = alsnb.Reflection(**C, cycle=1, member="A1", text="WORDS of A1", visibility="tutor")
    plant(log, planted(reflection, theirs, 90))
    result = CliRunner().invoke(main, ["erase", str(log.database.path), "--member", "A1", "--yes"])
    assert result.exit_code == 0
    with alsnb.open_log(log.database.path) as again:
        assert others(again.frames()) == before
        assert again.frames().members["member"].tolist() == ["A2"]
    assert b"WORDS of A1" not in log.database.path.read_bytes()


def test_erasing_lists_what_it_would_remove_and_asks(log):
    for text in ("one", "two"):
        log.add(alsnb.Reflection(**C, cycle=1, member="A1", text=text, visibility="tutor"))
    result = CliRunner().invoke(main, ["erase", str(log.database.path), "--member", "A1"], input="n\n")
    for line in ("    2  reflections\n", "    1  member\n", "    1  attendance\n", "4 revisions in total"):
        assert line in result.output
    assert len(log.frames().reflections) == 2


def test_what_others_type_about_the_erased_goes_and_what_they_type_of_others_stays(log):
    entry = log.add(alsnb.Reflection(**C, cycle=1, member="A1", text="words", visibility="tutor"))
    log.keep_draft(f"theme_coding/1/{entry}", {"note": "QUOTED words"})
    log.keep_draft("theme_coding/1", {"passage": "QUOTED words", "reflection": entry})
    log.keep_draft("theme_coding/2", {"note": "about another"})
    assert log.erasable("A1", "C").drafts == 2
    log.erase("A1", "C")
    assert log.drafts() == ["theme_coding/2"]
    assert b"QUOTED" not in log.database.path.read_bytes()


def test_a_copys_erasure_of_what_is_nobodys_own_is_not_taken_over(log, tmp_path):
    cohort = entry_of(alsnb.Cohort(cohort="C"))
    theirs = log.add(alsnb.Reflection(**C, cycle=1, member="A2", text="A2's own", visibility="tutor"))
    mine = log.add(alsnb.Reflection(**C, cycle=1, member="A1", text="A1's own", visibility="tutor"))
    log.take_over((), [("C", "A1")], [cohort, theirs, mine])
    frames = log.frames()
    assert frames.cohorts["cohort"].tolist() == ["C"]
    assert frames.reflections["text"].tolist() == ["A2's own"]


def test_erasing_somebody_who_was_renamed_takes_all_of_theirs(log):
    log.add(alsnb.Reflection(**C, cycle=1, member="A1", text="WORDS of A1", visibility="tutor"))
    renaming.rename(log, "member", "A1", "A9", "C")
    log.erase("A9", "C")
    frames = log.frames()
    assert frames.reflections.empty
    assert frames.members["member"].tolist() == ["A2"]
    assert b"WORDS of A1" not in log.database.path.read_bytes()


def test_a_report_on_what_another_promised_counts_for_nobody(log):
    action = log.add(alsnb.Action(**C, cycle=1, member="A2", what="ask"))
    log.add(alsnb.ActionReport(**C, cycle=2, member="A2", action=action, status="done"))
    forged = log.add(alsnb.ActionReport(**C, cycle=2, member="A1", action=action, status="dropped"))
    assert log.frames().action_reports["status"].tolist() == ["done"]
    log.amend(forged, member="A2")
    assert len(log.frames().action_reports) == 2
