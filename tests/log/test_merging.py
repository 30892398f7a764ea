"""Merging shows first what it would change, and makes room for what it brings."""

import pytest
from click.testing import CliRunner
from handing_in import FUTURE, MARCH, cohort_id, context, entry_in, frames, gather, hand_in, id_of, say, say_own

import alsnb
from alsnb.cli import main
from alsnb.log.revisions import entry_of
from alsnb.log.schema import PLACE


@pytest.mark.parametrize("how", ["its entry's id", "its revision's id", "an amendment of it"])
@pytest.mark.parametrize("way", ["into the tutor's", "into the set's"])
def test_a_sets_log_can_be_merged_whatever_a_hand_in_put_in_its_place(folder, how, way):
    airtime = alsnb.Airtime(**context("A2"), minutes=45)
    ids = {
        "its entry's id": (airtime.entry, airtime.entry),
        "its revision's id": (airtime.entry, id_of(MARCH)),
        "an amendment of it": (alsnb.new_id(), airtime.entry),
    }[how]
    hand_in(folder, say(alsnb.Reflection(**context(), text="squat", visibility="tutor"), id=ids[0], entry=ids[1]))
    gather(folder)
    with alsnb.open_log(folder / "set.db", create=True) as theirs:
        theirs.add([alsnb.Cohort(cohort="C", module="M", format="wales", consent_release="2026-01-01"), airtime])
    into, other = ("all.db", "set.db") if way == "into the tutor's" else ("set.db", "all.db")
    for _ in range(2):
        said = CliRunner().invoke(main, ["merge", str(folder / other), str(folder / into), "--yes"])
        assert said.exit_code == 0, said.output
        with alsnb.open_log(folder / into) as log:
            found = log.frames()
        assert list(found.airtimes[found.airtimes["minutes"] == 45]["entry"]) == [airtime.entry]
        assert list(found.reflections[found.reflections["text"] == "squat"]["member"]) == ["A1"]


def test_what_had_to_move_has_its_own_id_again_once_a_merge_brings_it(folder):
    action = alsnb.Action(**context("A2"), what="theirs")
    report = alsnb.ActionReport(**context("A2", 2), action=action.entry, status="done", learning="much")
    hand_in(folder, say(alsnb.Issue(**context(), title="squat"), id=action.entry, entry=action.entry), name="1.jsonl")
    hand_in(folder, say_own(action), say_own(report), name="2.jsonl", member="A2")
    gather(folder)
    with alsnb.open_log(folder / "set.db", create=True) as theirs:
        theirs.add([alsnb.Cohort(cohort="C", module="M"), action, report])
    CliRunner().invoke(main, ["merge", str(folder / "set.db"), str(folder / "all.db"), "--yes"])
    for _ in range(2):
        with alsnb.open_log(folder / "all.db") as log:
            found = log.frames()
        assert list(found.actions[found.actions["what"] == "theirs"]["entry"]) == [action.entry]
        assert list(found.action_reports[found.action_reports["learning"] == "much"]["action"]) == [action.entry]
        assert list(found.issues["title"]) == ["squat"]
        gather(folder)


def test_merging_shows_first_what_it_would_change(folder):
    both = alsnb.Reflection(**context("A2"), text="as it was", visibility="tutor")
    with alsnb.open_log(folder / "all.db", author="T1") as log:
        log.add(both)
    (folder / "set.db").write_bytes((folder / "all.db").read_bytes())
    with alsnb.open_log(folder / "set.db", author="F1") as theirs:
        theirs.add(alsnb.Airtime(**context("A2"), minutes=12))
        theirs.amend(both.entry, text="as the set has it")
        theirs.amend(entry_in(folder, "attendance", "B2"), status="present")
        theirs.erase("B1", "C")
        theirs.keep_draft("reflection", {"text": "half a sentence"})
        theirs.add(alsnb.Action(**context("A2"), what="to come", entry=id_of(FUTURE)))
    with alsnb.open_log(folder / "all.db", author="T1") as log:
        log.amend(both.entry, text="as the tutor has it")
    before = frames(folder)
    asked = ["merge", str(folder / "set.db"), str(folder / "all.db")]
    said = CliRunner().invoke(main, asked, input="n\n")
    for words in (
        "    1 new  airtime of A\n",
        "changed there: attendance of B2 in cycle 1: attendance: present (this log: absent)",
        'changed in both: reflection of A2 in cycle 1: reflection: "as the set has it" (this log: '
        '"as the tutor has it") [this log\'s is newer]',
        "erased there; permanently erased here: everything by B1 of cohort C",
        "dated in the future: action of A2 in cycle 1",
        "not saved there, so not merged: 1 draft",
        "Nothing was merged.",
    ):
        assert words in said.output
    assert frames(folder) == before
    assert CliRunner().invoke(main, asked, input="y\n").exit_code == 0
    with alsnb.open_log(folder / "all.db") as log:
        found = log.frames()
    assert 12 in list(found.airtimes["minutes"])
    assert "B1" not in list(found.members["member"])
    assert "Nothing to merge" in CliRunner().invoke(main, asked).output


def merge(folder, other, into, **how):
    said = CliRunner().invoke(main, ["merge", str(folder / other), str(folder / into)], **how)
    assert said.exit_code == 0, said.output
    return said.output


def set_up(folder, name, **settings):
    with alsnb.open_log(folder / name, create=True, author="F1") as log:
        log.add(alsnb.Cohort(cohort="C", **settings))
        log.add(alsnb.Member(cohort="C", learning_set="A", member="A2"))


def settings(folder, name):
    with alsnb.open_log(folder / name) as log:
        cohort, member = log.get(cohort_id()), log.get(entry_of(alsnb.Member(cohort="C", member="A2")))
    return cohort.module, cohort.format, cohort.consent_release, cohort.proof_required, member.role, member.last_cycle


def test_only_what_somebody_typed_counts_as_not_saved(folder):
    with alsnb.open_log(folder / "set.db", create=True) as theirs:
        theirs.add(alsnb.Cohort(cohort="C", module="M"))
        theirs.keep_draft("student/0123" + PLACE, {"tab": "hand_in"})
    shown = CliRunner().invoke(main, ["merge", str(folder / "set.db"), str(folder / "all.db")], input="n\n")
    assert "not saved" not in shown.output
    with alsnb.open_log(folder / "set.db") as theirs:
        theirs.keep_draft("student/0123/reflection", {"entry": "e", "values": {"text": "half a"}})
    shown = CliRunner().invoke(main, ["merge", str(folder / "set.db"), str(folder / "all.db")], input="n\n")
    assert "not saved there, so not merged: 1 draft;" in shown.output


@pytest.mark.parametrize("way", [("all.db", "set.db"), ("set.db", "all.db")])
def test_a_cohort_made_anew_elsewhere_empties_no_setting(folder, way):
    with alsnb.open_log(folder / "all.db", author="T1") as log:
        log.amend(cohort_id(), proof_required=True, consent_release="2030-01-01")
    before = settings(folder, "all.db")
    set_up(folder, "set.db")
    said = merge(folder, "set.db", "all.db", input="n\n")
    assert "reduces protection" not in said
    assert "(this log:" not in said
    for other, into in (way, way[::-1], way):
        merge(folder, other, into, input="y\n")
    assert settings(folder, "all.db") == settings(folder, "set.db") == before
    for other, into in (way, way[::-1]):
        assert "Nothing to merge" in merge(folder, other, into)


def test_what_is_emptied_on_purpose_is_merged_and_shown_first(folder):
    with alsnb.open_log(folder / "all.db", author="T1") as log:
        log.amend(cohort_id(), proof_required=True, consent_release="2030-01-01")
    (folder / "set.db").write_bytes((folder / "all.db").read_bytes())
    with alsnb.open_log(folder / "set.db", author="F1") as log:
        log.amend(cohort_id(), proof_required=False, consent_release=None, module=None)
    said = merge(folder, "set.db", "all.db", input="y\n")
    for words in (
        "module: nothing (this log: M)",
        "reduces protection: consent in cohort C is sealed no longer (this log: until 2030-01-01)\n",
        "reduces protection: hand-ins in cohort C no longer require proof",
    ):
        assert words in said
    assert settings(folder, "all.db") == (None, "wales", None, False, "head", 6)


def test_consent_opened_sooner_is_a_line_of_its_own(folder):
    set_up(folder, "set.db", consent_release="2025-01-01", module="N")
    said = merge(folder, "set.db", "all.db", input="n\n")
    assert "consent in cohort C is sealed only until 2025-01-01 (this log: until 2026-01-01)" in said
