"""What is withdrawn is in no frame and no view, stays in the history, and comes back as it was."""

import json
import sqlite3

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from postgres import DATABASES
from strategies import ANY_RECORD

import alsnb
from alsnb.log import schema
from alsnb.log.exchange import bundles, hand_ins
from alsnb.log.revisions import digest, revision
from alsnb.log.server import administration
from alsnb.log.store import Log
from alsnb.records import RECORDS
from alsnb.sample import records

SETTINGS = settings(deadline=None, max_examples=8, suppress_health_check=list(HealthCheck))
SAMPLE = list(records("C", sets=1, members=4, cycles=2))
OF = {"action_reports": "action", "codings": "reflection", "ratings": "reflection"}


def in_views(log: Log) -> dict[str, set[str]]:
    """The entries in each view."""
    with log.database.engine.connect() as connection:
        return {
            record.frame_name: set(connection.exec_driver_sql(f"SELECT entry FROM {record.frame_name}").scalars())
            for record in RECORDS.values()
        }


def in_frames(frames: alsnb.Frames) -> dict[str, set[str]]:
    """The entries in each frame."""
    return {record.frame_name: set(getattr(frames, record.frame_name)["entry"]) for record in RECORDS.values()}


def assert_same(one: alsnb.Frames, other: alsnb.Frames) -> None:
    """The same, but for when it was recorded."""
    for name in one.names():
        frames = (getattr(each, name).drop(columns="recorded_at", errors="ignore") for each in (one, other))
        pd.testing.assert_frame_equal(*frames, obj=name)


@SETTINGS
@given(added=st.lists(ANY_RECORD, min_size=1, max_size=6), data=st.data())
def test_any_record_is_withdrawn_and_brought_back(example, added, data):
    log = example()()
    entries = log.add(added)
    before = log.frames()
    entry = data.draw(st.sampled_from(entries))
    record = log.get(entry)
    log.amend(entry, withdrawn=True)
    frames = log.frames()
    assert in_frames(frames)[record.frame_name] == in_frames(before)[record.frame_name] - {entry}
    assert in_views(log) == in_frames(frames)
    assert not any("withdrawn" in getattr(frames, name) for name in frames.names())
    assert [each.record.withdrawn for each in log.history(entry)][-2:] == [False, True]
    assert log.get(entry) == record.model_copy(update={"withdrawn": True})
    log.amend(entry, withdrawn=False)
    assert_same(log.frames(), before)
    assert in_views(log) == in_frames(before)
    assert log.get(entry) == record
    assert '"withdrawn":' not in log.history(entry)[-1].content


@SETTINGS
@given(data=st.data())
def test_what_says_something_of_a_withdrawn_entry_goes_with_it_and_nothing_else(example, data):
    log = example()()
    entries = log.add(SAMPLE)
    before = log.frames()
    gone = set(data.draw(st.lists(st.sampled_from(entries), max_size=12, unique=True)))
    for entry in gone:
        log.amend(entry, withdrawn=True)
    frames = log.frames()
    for name in in_frames(frames):
        frame = getattr(before, name)
        kept = ~frame["entry"].isin(gone) & ~(frame[OF[name]].isin(gone) if name in OF else False)
        assert set(getattr(frames, name)["entry"]) == set(frame["entry"][kept]), name
    assert set(frames.airtime_stages["airtime"]) <= set(frames.airtimes["entry"])
    assert in_views(log) == in_frames(frames)
    for entry in gone:
        log.amend(entry, withdrawn=False)
    assert_same(log.frames(), before)


@pytest.fixture
def log(new_log):
    log = new_log()
    log.add([alsnb.Cohort(cohort="C"), alsnb.Member(member="A1", learning_set="A")])
    return log


def reflection(**fields):
    return alsnb.Reflection(**{"cohort": "C", "cycle": 1, "member": "A1", "text": "…", "visibility": "tutor"} | fields)


def test_what_codes_tell_apart_comes_back_when_it_is_said_anew(log):
    entry = log.add(alsnb.Attendance(member="A1", cycle=1, status="present", minutes=90))
    log.amend(entry, withdrawn=True)
    assert log.add(alsnb.Attendance(member="A1", cycle=1, status="present")) == entry
    assert log.frames().attendance["minutes"].isna().all()
    assert len(log.history(entry)) == 3


def test_saying_twice_that_it_is_withdrawn_says_it_once(log):
    record = reflection()
    entry = log.add(record)
    assert log.amend(entry, withdrawn=True) == log.amend(entry, withdrawn=True)
    log.add(record)  # a late retry
    assert log.frames().reflections.empty


def test_a_cohort_recorded_by_mistake_does_not_ask_which_is_meant(log):
    log.amend(log.add(alsnb.Cohort(cohort="D")), withdrawn=True)
    log.add(alsnb.Theme(theme="t"))
    assert list(log.frames().themes["cohort"]) == ["C"]
    with pytest.raises(alsnb.LogError, match="no cohort 'D'"):
        log.frames("D")


def test_the_set_of_a_withdrawn_member_is_filled_in_no_more(log):
    log.amend(log.frames().members["entry"][0], withdrawn=True)
    assert log.get(log.add(reflection())).learning_set is None


def test_an_amendment_leaves_withdrawn_what_is_and_keeps_what_a_newer_version_wrote(log, new_log):
    new = revision(reflection(learning_set="A"), "A1")
    new = new._replace(content=new.content[:-1] + ',"mood":"calm"}')
    log.take_over([new._replace(digest=digest(new))])
    log.amend(new.entry, withdrawn=True)
    log.amend(new.entry, text="other")
    assert log.frames().reflections.empty
    log.amend(new.entry, withdrawn=False)
    assert list(log.frames().reflections["text"]) == ["other"]
    assert json.loads(log.history(new.entry)[-1].content)["mood"] == "calm"


# Consent -------------------------------------------------------------------------------------------------------------


def consent(given, on):
    return alsnb.Consent(cohort="C", member="A1", purpose="research", given=given, on=on)


@pytest.mark.parametrize(("withdrawn", "is_used"), [([], False), ([0], False), ([1], True), ([0, 1], False)])
def test_a_withdrawn_record_of_consent_is_as_if_it_were_not_there(log, withdrawn, is_used):
    log.add(reflection())
    entries = log.add([consent(True, "2026-01-01"), consent(False, "2026-02-01")])
    for number in withdrawn:
        log.amend(entries[number], withdrawn=True)
    assert len(log.frames(purpose="research").reflections) == is_used


def test_for_a_purpose_nothing_withdrawn_is_used_nor_what_says_something_of_it(log):
    entry, action = log.add([reflection(), alsnb.Action(cohort="C", cycle=1, member="A1", what="ask")])
    log.add([
        consent(True, "2026-01-01"),
        alsnb.ActionReport(cohort="C", cycle=2, member="A1", action=action, status="done"),
        alsnb.Coding(cohort="C", cycle=1, reflection=entry, theme="t", coder="T1", present=True),
        alsnb.Rating(cohort="C", cycle=1, reflection=entry, coder="T1", level="reflection"),
    ])  # fmt: skip
    names = ("reflections", "actions", "action_reports", "codings", "ratings")
    assert [len(getattr(log.frames(purpose="research"), name)) for name in names] == [1] * 5
    log.amend(entry, withdrawn=True)
    log.amend(action, withdrawn=True)
    assert [len(getattr(log.frames(purpose="research"), name)) for name in names] == [0] * 5


def test_a_withdrawn_cohort_releases_no_consent_to_a_tutor(log):
    log.add(consent(True, "2026-01-01"))
    assert len(log.frames().readable_by("tutor").consents) == 1
    log.amend(log.frames().cohorts["entry"][0], withdrawn=True)
    assert log.frames().readable_by("tutor").consents.empty
    assert log.frames(purpose="research").consents.empty


def test_a_members_words_about_others_are_not_given_because_the_member_was_withdrawn(new_log):
    log = new_log(author="A2")
    log.add([alsnb.Cohort(cohort="C"), *(alsnb.Member(member=code, learning_set="A") for code in ("A1", "A2"))])
    log.add([consent(True, "2026-01-01"), alsnb.Action(cohort="C", cycle=1, member="A1", what="as A2 wrote it")])
    theirs = log.frames().members.set_index("member")["entry"]
    log.amend(theirs["A2"], withdrawn=True)
    assert log.frames(purpose="research").actions["what"].isna().all()


# Handing in, and what is held -----------------------------------------------------------------------------------------


def test_what_is_held_says_that_it_was_withdrawn(tmp_path):
    with alsnb.open_log(tmp_path / "x.db", create=True) as log:
        entry = log.add(reflection(text="by mistake"))
        log.amend(entry, withdrawn=True)
        assert hand_ins.as_text(hand_ins.held_of(log, "A1"), "All of it").count("Withdrawn: yes") == 1


def test_a_bundle_that_says_in_so_many_words_that_it_is_not_withdrawn_is_refused(tmp_path):
    new = revision(reflection(), "A1")
    for said in ("false", "null", '"true"', "0"):
        other = new._replace(content=new.content[:-1] + f',"withdrawn":{said}}}')
        with pytest.raises(alsnb.BundleError):
            bundles.write(tmp_path / "b.jsonl", bundles.Bundle([other._replace(digest=digest(other))], []))


@SETTINGS
@given(added=st.lists(ANY_RECORD, min_size=1, max_size=4), again=st.booleans())
def test_a_bundle_brings_withdrawals(example, tmp_path_factory, added, again):
    new = example()
    log, other = new(), new()
    for entry in set(log.add(added)):
        log.amend(entry, withdrawn=True)
        if again:
            log.amend(entry, withdrawn=False)
    path = tmp_path_factory.mktemp("bundle") / "b.jsonl"
    bundles.write(path, bundles.Bundle(list(log.revisions()), []))
    other.take_over(bundles.read(path).revisions)
    assert list(other.revisions()) == list(log.revisions())
    assert in_frames(other.frames()) == in_frames(log.frames())


@pytest.mark.parametrize("example", DATABASES, indirect=True)
def test_an_entry_withdrawn_in_one_log_and_amended_in_another_is_as_the_newer_says(example):
    new = example()
    one, other = new(), new()
    one.add([alsnb.Cohort(cohort="C"), record := reflection()])
    other.merge(one)
    one.amend(record.entry, withdrawn=True)
    other.amend(record.entry, text="later")
    for log, with_ in ((one, other), (other, one)):
        log.merge(with_)
    assert list(one.frames().reflections["text"]) == list(other.frames().reflections["text"]) == ["later"]
    assert [each.record.withdrawn for each in one.history(record.entry)] == [False, True, False]


# Checking ------------------------------------------------------------------------------------------------------------


def test_what_is_withdrawn_settles_what_was_wrong_with_it(tmp_path):
    with alsnb.open_log(tmp_path / "x.db", create=True) as log:
        log.add(alsnb.Cohort(cohort="C"))
        log.add(alsnb.Member(member="A1", learning_set="A"))
        entry = log.add(alsnb.Contribution(member="A1", cycle=1, airtime=alsnb.new_id()))
        assert len(alsnb.check(log)) == 1
        log.amend(entry, withdrawn=True)
        assert alsnb.check(log) == []


def test_a_reference_to_what_was_withdrawn_is_told_as_that_unless_it_goes_with_it(log):
    log.add([alsnb.LearningSet(learning_set="A"), alsnb.Theme(theme="t"), alsnb.Theme(theme="u")])
    entry, airtime = log.add([reflection(), alsnb.Airtime(member="A1", cycle=1)])
    log.add(alsnb.Contribution(member="A1", cycle=1, airtime=airtime))
    log.add(alsnb.Coding(cohort="C", cycle=1, reflection=entry, theme="t", coder="T1", present=True))
    assert alsnb.check(log) == []
    log.amend(entry, withdrawn=True)
    assert alsnb.check(log) == []
    log.amend(airtime, withdrawn=True)
    (found,) = alsnb.check(log)
    assert found.where.startswith("A1's contribution of cycle 1")
    assert found.what == "refers to A1's airtime of cycle 1, which was withdrawn"
    log.amend(entry, withdrawn=False)
    themes = log.frames().themes.set_index("theme")["entry"]
    log.amend(themes["t"], withdrawn=True, merged_into="u")
    assert "names the theme t, which was withdrawn" in {each.what for each in alsnb.check(log)}


# Logs made before ----------------------------------------------------------------------------------------------------


def earlier(connection, view):
    """Make a log what version 3 left: a view that knows of no withdrawals."""
    connection.exec_driver_sql("DROP VIEW reflections")
    connection.exec_driver_sql(view)
    connection.exec_driver_sql("UPDATE alsnb_log SET version = 3, fields = 'old'")


def test_the_views_of_an_older_log_are_made_anew_when_it_is_opened(tmp_path):
    path = tmp_path / "x.db"
    with alsnb.open_log(path, create=True) as log:
        log.amend(log.add(reflection()), withdrawn=True)
        with log.database.engine.begin() as connection:
            earlier(connection, "CREATE VIEW reflections AS SELECT entry FROM revision WHERE kind = 'reflection'")
            assert len(in_views(log)["reflections"]) == 1
    with alsnb.open_log(path) as log:
        assert not in_views(log)["reflections"]
        assert alsnb.check(log) == []
    raw = sqlite3.connect(path)
    assert raw.execute("SELECT version FROM alsnb_log").fetchone() == (schema.VERSION,)
    raw.close()


def test_the_views_of_an_older_log_on_a_server_are_made_anew_by_its_owner(server):
    address = server.address(server.new_log())
    with alsnb.open_log(address) as log:
        log.amend(log.add(reflection()), withdrawn=True)
        with log.database.engine.begin() as connection:
            connection.exec_driver_sql("SET LOCAL search_path = alsnb; DROP FUNCTION alsnb_api.reflections, "
                                       "alsnb_api.research_reflections")  # fmt: skip
            earlier(connection, "CREATE VIEW reflections AS SELECT entry FROM revision WHERE kind = 'reflection'")
    with pytest.raises(alsnb.LogError, match="alsnb server init --upgrade"):
        alsnb.open_log(address)
    administration.init(address, upgrade=True)
    with alsnb.open_log(address) as log:
        assert not in_views(log)["reflections"]


def test_an_entry_may_be_withdrawn_from_the_first(log):
    log.add(reflection(withdrawn=True))
    assert log.frames().reflections.empty
    assert not in_views(log)["reflections"]
