"""The log keeps what it was given, whatever that is and however often it is given."""

import os
import sqlite3
import subprocess
import sys
import textwrap
import time

import pandas as pd
import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from strategies import ANY_RECORD
from uuid_utils import uuid7

import alsnb
from alsnb.frames import RECORDED_AT, columns
from alsnb.log import schema
from alsnb.log.revisions import digest
from alsnb.records import NOT_TOLD, RECORDS

COHORT = alsnb.Cohort(cohort="2026")
AHEAD = str(uuid7(nanoseconds=time.time_ns() + 20 * 3600 * 10**9))
"""An id from a machine whose clock is 20 hours ahead; a server refuses one that is a day ahead."""


@pytest.fixture
def log(new_log):
    log = new_log()
    log.add(COHORT)
    return log


@pytest.fixture
def file(tmp_path):
    """The path of a log in a file, whose log is closed."""
    with alsnb.open_log(tmp_path / "test.db", create=True) as log:
        log.add(COHORT)
    return tmp_path / "test.db"


def reflection(**fields):
    return alsnb.Reflection(**{"cohort": "2026", "learning_set": "A", "cycle": 1, "member": "A1", "text": "…"} | fields)


def revisions(log):
    return [each.id for each in log.revisions()]


# What is added comes back ----------------------------------------------------------------------------------------


@settings(deadline=None, max_examples=150, suppress_health_check=[HealthCheck.too_slow])
@given(record=ANY_RECORD)
def test_a_record_of_any_kind_comes_back_as_it_was(example, record):
    log = example()()
    entry = log.add(record)
    assert log.get(entry).model_dump() == record.model_dump()
    assert type(log.get(entry)) is type(record)
    assert (entry == record.entry) == (not record.key)


@settings(deadline=None, max_examples=30, suppress_health_check=[HealthCheck.too_slow])
@given(added=st.lists(ANY_RECORD, max_size=6))
def test_a_frames_row_says_what_the_record_says(example, added):
    log = example()()
    newest = dict(zip(log.add(added), added, strict=True))
    frames = log.frames()
    for entry, record in newest.items():
        frame = getattr(frames, record.frame_name)
        (row,) = frame[frame["entry"] == entry].to_dict("records")
        for name in type(record).model_fields.keys() - NOT_TOLD:
            expected = getattr(record, name)
            if name == "stages":
                of_airtime = frames.airtime_stages[frames.airtime_stages["airtime"] == record.entry]
                found = list(zip(of_airtime["stage"], of_airtime["minutes"], strict=True))
                assert found == [(each.stage, each.minutes) for each in expected]
            elif isinstance(expected, tuple):
                assert list(row[name]) == list(expected)
            elif name == "learning_set" and expected is None:
                continue  # a set left out may be filled in
            elif expected is None:
                assert pd.isna(row[name])
            elif hasattr(expected, "year"):
                # beyond the range of pandas' own Timestamp, the number of microseconds is compared
                moment = (
                    pd.Series([expected]).dt.tz_convert("UTC") if hasattr(expected, "tzinfo") else pd.Series([expected])
                )
                assert row[name] == moment.astype(frame[name].dtype).iloc[0]
            else:
                assert row[name] == expected


@pytest.mark.parametrize("size", [1_000_000, 9_000_000])
def test_a_long_text_comes_back_whole(log, size):
    text = "é" * (size // 2)
    log.add([reflection(text="before"), reflection(text=text), reflection(text="after")])
    assert list(log.frames().reflections["text"]) == ["before", text, "after"]


def test_frames_are_in_order_of_time_whatever_the_order_of_arrival(log):
    first, second, third = reflection(text="1"), reflection(text="2"), reflection(text="3")
    log.add([third, first])
    log.add(second)
    assert list(log.frames().reflections["text"]) == ["1", "2", "3"]


# Nothing is written twice, nothing is overwritten --------------------------------------------------------------------


def test_adding_the_same_records_again_changes_nothing(log):
    added = [reflection(text=str(n)) for n in range(5)]
    log.add(added)
    before = list(log.revisions())
    assert log.add(added) == [each.entry for each in added]
    assert list(log.revisions()) == before


def test_the_same_entry_with_other_content_is_a_conflict_and_nothing_is_written(log):
    first = reflection(text="mine")
    log.add(first)
    before = revisions(log)
    with pytest.raises(alsnb.ConflictError, match=first.entry):
        log.add([reflection(text="new"), reflection(entry=first.entry, text="other")])
    assert revisions(log) == before
    assert log.get(first.entry).text == "mine"


def test_a_retry_after_part_of_a_batch_arrived_adds_the_rest(log):
    added = [reflection(text=str(n)) for n in range(4)]
    log.add(added[:2])
    log.add(added)
    assert list(log.frames().reflections["text"]) == ["0", "1", "2", "3"]


def test_an_amendment_is_a_new_revision_and_the_old_one_stays(log):
    entry = log.add(reflection(text="first", visibility="private"))
    log.amend(entry, text="second")
    log.amend(entry, visibility="tutor")
    assert [each.record.text for each in log.history(entry)] == ["first", "second", "second"]
    assert [each.record.visibility for each in log.history(entry)] == ["private", "private", "tutor"]
    frame = log.frames().reflections
    assert list(frame["text"]) == ["second"]
    assert list(frame["entry"]) == [entry]


def test_an_amendment_that_changes_nothing_adds_no_revision(log):
    entry = log.add(reflection(text="same"))
    assert log.amend(entry, text="same") == entry
    assert len(log.history(entry)) == 1


def test_an_amendment_may_be_repeated_with_its_revision_id(log):
    entry = log.add(reflection(text="first"))
    id = alsnb.new_id()
    assert log.amend(entry, revision=id, text="second") == log.amend(entry, revision=id, text="second") == id
    assert len(log.history(entry)) == 2
    with pytest.raises(alsnb.ConflictError):
        log.amend(entry, revision=id, text="third")


def test_an_amendment_sorts_last_even_where_the_clock_is_behind(log):
    entry = log.add(reflection(entry=AHEAD, text="from a machine whose clock is ahead"))
    log.amend(entry, text="now")
    log.amend(entry, text="and again")
    assert log.get(entry).text == "and again"


def test_an_amendment_with_a_bad_field_writes_nothing(log):
    entry = log.add(reflection(text="first"))
    with pytest.raises(alsnb.RecordError, match="cycle"):
        log.amend(entry, cycle="two")
    with pytest.raises(alsnb.RecordError, match="colour"):
        log.amend(entry, colour="blue")
    assert len(log.history(entry)) == 1


def test_amending_keeps_what_a_newer_version_wrote(log, tamper):
    entry = log.add(reflection(text="first"))
    (known,) = log.history(entry)
    newer = known._replace(content=known.content[:-1] + ',"mood":"calm"}')
    change = f"content = '{newer.content}', digest = '{digest(newer)}'"
    assert tamper(log, f"UPDATE revision SET {change} WHERE id = '{entry}'") == 1
    log.amend(entry, text="second")
    assert '"mood":"calm"' in log.history(entry)[-1].content


def test_a_log_given_in_place_of_its_frames_is_told(log):
    with pytest.raises(AttributeError, match=r"no attribute 'attendance'; .* take its frames: log\.frames\(\)"):
        alsnb.participation.attendance(log)
    assert not hasattr(log, "anything_else")


def test_an_unknown_entry_is_named(log):
    with pytest.raises(alsnb.LogError, match="no entry 'nonsense'"):
        log.get("nonsense")


# Records that codes tell apart --------------------------------------------------------------------------------------


def attendance(**fields):
    return alsnb.Attendance(
        **{"cohort": "2026", "learning_set": "A", "cycle": 1, "member": "A1", "status": "present"} | fields
    )


def test_saying_the_same_again_changes_nothing(log):
    first = log.add(attendance())
    before = revisions(log)
    assert log.add(attendance()) == first
    assert log.add([attendance(), attendance()]) == [first, first]
    assert revisions(log) == before


def test_saying_it_otherwise_amends_the_entry_there_is(log):
    entry = log.add(attendance())
    assert log.add(attendance(status="absent")) == entry
    assert log.add(attendance(status="present")) == entry
    assert [each.record.status for each in log.history(entry)] == ["present", "absent", "present"]
    assert list(log.frames().attendance["status"]) == ["present"]


def test_a_late_retry_does_not_undo_a_later_amendment(log):
    first, second = attendance(), attendance(status="absent")
    log.add(first)
    log.add(second)
    log.add(first)
    assert list(log.frames().attendance["status"]) == ["absent"]


def test_what_is_read_may_be_added_again(log):
    entry = log.add(attendance())
    log.add(log.get(entry))
    assert len(log.history(entry)) == 1
    log.add(attendance(status="absent"))
    log.add(log.history(entry)[0].record)
    assert log.get(entry).status == "present"
    assert alsnb.check(log) == []


def test_two_logs_name_the_same_meeting_alike(log, new_log):
    meeting = {"cohort": "2026", "learning_set": "A", "cycle": 3}
    assert new_log().add(alsnb.Meeting(**meeting)) == log.add(alsnb.Meeting(**meeting, minutes=90))


def test_saying_it_anew_sorts_last_even_where_the_clock_is_behind(log):
    entry = log.add(attendance(entry=AHEAD, status="late"))
    log.add(attendance(status="absent"))
    assert log.get(entry).status == "absent"


def test_frames_of_such_records_are_in_the_order_of_their_codes(log):
    log.add([attendance(cycle=cycle, member=member) for cycle in (2, 1) for member in ("B", "A")])
    assert list(zip(log.frames().attendance["cycle"], log.frames().attendance["member"], strict=True)) == [
        (1, "A"), (1, "B"), (2, "A"), (2, "B"),
    ]  # fmt: skip


def test_what_is_no_record_is_refused_and_nothing_is_written(log):
    before = revisions(log)
    with pytest.raises(alsnb.RecordError, match=r"'hello' is not a record"):
        log.add([reflection(), "hello"])
    assert revisions(log) == before


# Context -------------------------------------------------------------------------------------------------------------


def test_the_only_cohort_and_the_members_set_are_filled_in(log):
    log.add(alsnb.Member(member="B7", learning_set="B"))
    entry = log.add(alsnb.Reflection(member="B7", cycle=2, text="…"))
    assert (log.get(entry).cohort, log.get(entry).learning_set) == ("2026", "B")


def test_context_is_filled_in_from_records_added_together(new_log):
    log = new_log()
    log.add([alsnb.Cohort(cohort="X"), alsnb.Member(member="B7", learning_set="B"),
             alsnb.Reflection(member="B7", cycle=2, text="…")])  # fmt: skip
    assert list(log.frames().reflections["learning_set"]) == ["B"]


def test_a_set_told_later_is_filled_in_when_frames_are_taken(log):
    log.add(attendance(learning_set=None, member="B7"))
    log.add(alsnb.Member(member="B7", learning_set="B"))
    assert list(log.frames().attendance["learning_set"]) == ["B"]


def test_a_coding_has_the_context_of_its_reflection(log):
    entry = log.add(reflection(member="A1"))
    log.add(alsnb.Coding(cycle=1, reflection=entry, theme="t", coder="T1", present=True))
    log.add(alsnb.Rating(cycle=1, reflection=entry, coder="T1", level="reflection"))
    for frame in (log.frames().codings, log.frames().ratings):
        assert list(frame[["learning_set", "member"]].iloc[0]) == ["A", "A1"]


def test_a_missing_cohort_that_the_log_does_not_tell_is_an_error_and_nothing_is_written(new_log):
    log = new_log()
    with pytest.raises(alsnb.LogError, match="no cohort yet"):
        log.add(alsnb.Theme(theme="trust"))
    log.add([alsnb.Cohort(cohort="X"), alsnb.Cohort(cohort="Y")])
    with pytest.raises(alsnb.LogError, match=r"X, Y; name one: Theme\(cohort=…\)"):
        log.add(alsnb.Theme(theme="trust"))
    assert log.frames().themes.empty


def test_the_author_is_the_member_unless_the_log_was_opened_by_somebody_else(log):
    entry = log.add(reflection(member="A1"))
    with alsnb.open_log(log.name, author="tutor") as other:
        other.amend(entry, text="typed by the tutor")
    assert [each.author for each in log.history(entry)] == ["A1", "tutor"]


# Frames of a cohort --------------------------------------------------------------------------------------------------


def test_frames_of_a_cohort_hold_nothing_of_another(log):
    log.add([alsnb.Cohort(cohort="other"), reflection(cohort="other", text="theirs"), reflection(text="ours")])
    frames = log.frames("2026")
    assert list(frames.reflections["text"]) == ["ours"]
    assert list(frames.cohorts["cohort"]) == ["2026"]
    assert len(log.frames().reflections) == 2


def test_an_unknown_cohort_is_named_with_those_there_are(log):
    with pytest.raises(alsnb.LogError, match=r"no cohort .2062. in .*; it has 2026"):
        log.frames("2062")


def test_a_code_of_digits_may_be_given_as_a_number(log):
    assert len(log.frames(2026).cohorts) == 1


def test_an_amendment_may_move_an_entry_to_another_cohort_where_nobody_shares_the_log(file):
    with alsnb.open_log(file) as log:
        log.add(alsnb.Cohort(cohort="other"))
        entry = log.add(reflection(text="misplaced"))
        log.amend(entry, cohort="other")
        assert log.frames("2026").reflections.empty
        assert list(log.frames("other").reflections["text"]) == ["misplaced"]


# Opening -------------------------------------------------------------------------------------------------------------


def test_a_new_log_may_be_read_by_its_owner_alone(tmp_path):
    alsnb.open_log(tmp_path / "x.db", create=True).close()
    assert (tmp_path / "x.db").stat().st_mode & 0o777 == 0o600


def test_a_new_log_makes_its_folder(tmp_path):
    alsnb.open_log(tmp_path / "a" / "b" / "x.db", create=True).close()
    assert (tmp_path / "a" / "b" / "x.db").is_file()


def test_a_log_cannot_be_made_below_a_file(tmp_path):
    (tmp_path / "file").write_text("precious")
    with pytest.raises(alsnb.LogError, match=r"cannot make a log at .*file"):
        alsnb.open_log(tmp_path / "file" / "x.db", create=True)


def test_creating_over_a_file_is_refused_and_the_file_is_left_alone(tmp_path):
    (tmp_path / "x.db").write_text("precious")
    with pytest.raises(alsnb.LogError, match="already exists"):
        alsnb.open_log(tmp_path / "x.db", create=True)
    assert (tmp_path / "x.db").read_text() == "precious"


def test_what_is_no_log_is_told_apart(tmp_path):
    with pytest.raises(alsnb.LogError, match="log not found: "):
        alsnb.open_log(tmp_path / "missing.db")
    with pytest.raises(alsnb.LogError, match="is a folder; expected the log in it"):
        alsnb.open_log(tmp_path)
    for name, content in (("text.db", b"hello, this is not a database at all" * 50), ("empty.db", b"")):
        (tmp_path / name).write_bytes(content)
        with pytest.raises(alsnb.LogError, match="is not an alsnb log"):
            alsnb.open_log(tmp_path / name)
        assert (tmp_path / name).read_bytes() == content
    sqlite3.connect(tmp_path / "foreign.db").executescript("CREATE TABLE revision (id TEXT); VACUUM")
    with pytest.raises(alsnb.LogError, match="is not an alsnb log"):
        alsnb.open_log(tmp_path / "foreign.db")
    assert not (tmp_path / "missing.db").exists()


def test_a_log_of_a_newer_version_is_refused_unchanged(file):
    with sqlite3.connect(file) as raw:
        raw.execute("UPDATE alsnb_log SET version = ?", [schema.VERSION + 1])
    before = file.read_bytes()
    with pytest.raises(alsnb.LogError, match=r"written by a newer alsnb .*update"):
        alsnb.open_log(file)
    assert file.read_bytes() == before


@pytest.mark.skipif(not os.path.isdir("/proc"), reason="needs a folder that even root cannot write to")
def test_a_log_cannot_be_made_where_nothing_can_be_written():
    with pytest.raises(alsnb.LogError, match="cannot make a log at"):
        alsnb.open_log("/proc/x.db", create=True)


def test_a_log_in_a_folder_that_cannot_be_written_can_be_read(file, monkeypatch):
    with alsnb.open_log(file) as log:
        log.add(reflection(text="read me"))
    monkeypatch.setattr(os, "access", lambda path, mode: mode != os.W_OK)
    with alsnb.open_log(file) as read_only:
        assert list(read_only.frames().reflections["text"]) == ["read me"]
        with pytest.raises(alsnb.LogError, match="is read-only"):
            read_only.add(reflection(text="no"))


def test_a_log_that_was_not_closed_is_not_read_without_its_newest_entries(file, monkeypatch):
    monkeypatch.setattr(os, "access", lambda path, mode: mode != os.W_OK)
    for left in ("test.db-wal", "test.db-journal"):
        file.with_name(left).write_bytes(b"what a killed program left")
        with pytest.raises(alsnb.LogError, match=rf"copied while it was open.* copy it together with {left}"):
            alsnb.open_log(file)
        file.with_name(left).unlink()


def test_the_history_of_an_entry_is_found_without_reading_the_whole_log(file):
    engine = sa.create_engine(f"sqlite:///{file}")
    query = str(schema.history(alsnb.new_id()).compile(engine, compile_kwargs={"literal_binds": True}))
    with engine.connect() as connection:
        plan = [row[3] for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {query}")]
    assert any("USING INDEX" in step for step in plan)
    assert not any(step.startswith("SCAN") for step in plan)


def test_the_sample_is_made_anew_each_time_and_kept_nowhere():
    with alsnb.open_log("alsnb:sample") as log:
        log.add(alsnb.Cohort(cohort="mine"))
    with alsnb.open_log("alsnb:sample") as log:
        assert list(log.frames().cohorts["cohort"]) == ["sample"]


def test_an_address_is_not_taken_for_a_file():
    with pytest.raises(alsnb.LogError, match=r"expected postgresql://USER@HOST/DATABASE, or the path of a file"):
        alsnb.open_log("mysql://somewhere/cohorts")


@pytest.mark.parametrize("name", ["a b.db", "50%.db", "é?#.db", "x&mode=memory.db"])
def test_a_file_may_have_any_name(tmp_path, name):
    with alsnb.open_log(tmp_path / name, create=True) as log:
        log.add(COHORT)
    with alsnb.open_log(tmp_path / name) as log:
        assert len(log.frames().cohorts) == 1


# Views ---------------------------------------------------------------------------------------------------------------


@settings(deadline=None, max_examples=30, suppress_health_check=[HealthCheck.too_slow])
@given(added=st.lists(ANY_RECORD, max_size=5))
def test_every_view_has_the_rows_and_columns_of_its_frame(example, added):
    log = example()()
    log.add(added)
    frames = log.frames()
    with log.database.engine.connect() as connection:
        for record in RECORDS.values():
            frame = getattr(frames, record.frame_name).sort_values("entry")
            found = connection.exec_driver_sql(f"SELECT * FROM {record.frame_name} ORDER BY entry")
            assert list(found.keys()) == list(frame.columns)
            rows = found.mappings().all()
            assert [row["entry"] for row in rows] == list(frame["entry"])
            expected = in_sqlite if connection.dialect.name == "sqlite" else in_postgresql
            for column in (*columns(record), RECORDED_AT):
                if column.name != "learning_set":  # one left out may be filled in
                    for row, value in zip(rows, frame[column.name], strict=True):
                        assert row[column.name] == expected(column, value, row[column.name]), column


def in_sqlite(column, value, found):
    """A frame's value as a view of SQLite has it: times and lists as they were written, texts up to a NUL."""
    if column.dtype == "object" or column.dtype.startswith("datetime"):
        return found
    if isinstance(value, str):
        return value.split("\0")[0]
    return None if pd.isna(value) else value


def in_postgresql(column, value, _):
    """A frame's value as a view of PostgreSQL has it: of its type; a NUL cannot be had."""
    if column.dtype == "object":
        return [each.replace("\0", "\ufffd") for each in value]
    if isinstance(value, str):
        return value.replace("\0", "\ufffd")
    if pd.isna(value):
        return None
    return value.to_pydatetime().date() if column.dtype == "datetime64[us]" else value


def test_views_show_the_newest_revision_alone(log):
    entry = log.add(reflection(text="first"))
    log.amend(entry, text="second")
    with log.database.engine.connect() as connection:
        assert connection.exec_driver_sql("SELECT text FROM reflections").all() == [("second",)]


def test_views_are_made_anew_when_records_have_gained_fields(file):
    with sqlite3.connect(file) as raw:
        raw.executescript(
            "DROP VIEW reflections; CREATE VIEW reflections AS SELECT 1 AS old; UPDATE alsnb_log SET fields = 'old'"
        )
    alsnb.open_log(file).close()
    raw = sqlite3.connect(file)
    assert "text" in [each[0] for each in raw.execute("SELECT * FROM reflections").description]


# Several at once -----------------------------------------------------------------------------------------------------

WRITER = """
    import sys, alsnb
    log = alsnb.open_log(sys.argv[1])
    for n in range(int(sys.argv[3])):
        entry = log.add(alsnb.Reflection(cohort="2026", cycle=1, member=sys.argv[2], text=str(n)))
        print(entry, flush=True)
"""


def test_two_writers_and_a_reader_lose_nothing(log):
    command = [sys.executable, "-c", textwrap.dedent(WRITER), log.name]
    writers = [subprocess.Popen([*command, name, "150"], stdout=subprocess.PIPE, text=True) for name in ("A1", "A2")]
    seen = 0
    while any(writer.poll() is None for writer in writers):
        now = len(log.frames().reflections)
        assert now >= seen
        seen = now
    acknowledged = [entry for writer in writers for entry in writer.stdout.read().split()]
    assert len(acknowledged) == 300
    assert set(log.frames().reflections["entry"]) == set(acknowledged)


def test_what_was_acknowledged_survives_a_kill(log):
    command = [sys.executable, "-c", textwrap.dedent(WRITER), log.name, "A1", "100000"]
    for _ in range(3):
        writer = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
        acknowledged = [writer.stdout.readline().strip() for _ in range(20)]
        writer.kill()
        acknowledged += [line.strip() for line in writer.stdout if line.endswith("\n")]
        assert set(acknowledged) <= set(log.frames().reflections["entry"])
        assert alsnb.check(log) == []


def test_an_open_log_is_whole_in_its_own_file(tmp_path):
    with alsnb.open_log(tmp_path / "x.db", create=True) as log:
        log.add(alsnb.Cohort(cohort="C"))
        (tmp_path / "copy.db").write_bytes((tmp_path / "x.db").read_bytes())
        with alsnb.open_log(tmp_path / "copy.db") as copy:
            assert list(copy.frames().cohorts["cohort"]) == ["C"]
