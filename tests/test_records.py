"""A record says in plain words what is wrong with it, and every field can be asked for in a form."""

import inspect
import typing

import pytest

import alsnb
from alsnb.records import RECORDS


@pytest.mark.parametrize("record", RECORDS.values(), ids=RECORDS)
def test_every_field_has_a_label_and_a_help_text(record):
    assert record.__doc__
    for name, field in record.model_fields.items():
        assert field.title, name
        assert field.description, name
        assert field.description[-1] != ".", name


@pytest.mark.parametrize("record", RECORDS.values(), ids=RECORDS)
def test_kinds_frames_and_keys_name_what_is_there(record):
    assert RECORDS[record.kind_name] is record
    assert set(record.key) <= set(record.model_fields)
    assert record.frame_name in typing.get_type_hints(alsnb.Frames)


@pytest.mark.parametrize("record", RECORDS.values(), ids=RECORDS)
def test_the_signature_is_short_enough_to_read(record):
    shown = str(inspect.signature(record))
    assert "StringConstraints" not in shown
    assert list(inspect.signature(record).parameters) == list(record.model_fields)


MISTAKES = [
    (lambda: alsnb.Reflection(cycle=1), ["Reflection", "text is missing (what was written)"]),
    (lambda: alsnb.Reflection(cycle=1, text=""), ["text: found ''"]),
    (lambda: alsnb.Reflection(cycle="two", text="…"), ["cycle: found 'two', expected a valid integer"]),
    (lambda: alsnb.Reflection(cycle=-1, text="…"), ["cycle: found -1", "greater than or equal to 0"]),
    (lambda: alsnb.Reflection(cycle=1, text="…", mood="calm"), ["mood is not one of its fields", "visibility"]),
    (lambda: alsnb.Reflection(cycle=1, text="a\ud800"), ["text: found", "unicode"]),
    (
        lambda: alsnb.Reflection(cycle=1, text="…", visibility="all"),
        ["visibility: found 'all'", "'private'", "'tutor'"],
    ),
    (lambda: alsnb.Theme(theme="trust "), ["theme: found 'trust '", "without a space at its start or end"]),
    (lambda: alsnb.Theme(theme="a\nb"), ["without line breaks"]),
    (lambda: alsnb.Meeting(cycle=1, held_on="20/01/2026"), ["held_on: found '20/01/2026'", "such as 2026-11-01"]),
    (lambda: alsnb.Meeting(cycle=1, started_at="2026-01-20T14:00"), ["expected a time with its time zone"]),
    (lambda: alsnb.Meeting(cycle=1, minutes=float("nan")), ["minutes: found nan"]),
    (lambda: alsnb.ActionReport(member="A", cycle=1, action="foo", status="done"), ["expected the id of an entry"]),
    (lambda: alsnb.Cohort(cohort="C", smallest_cell=2), ["below 3 needs a written smallest_cell_reason"]),
    (lambda: alsnb.Airtime(member="A", cycle=1, stages=[{"stage": "outline"}]), ["minutes is missing"]),
]


@pytest.mark.parametrize(("make", "told"), MISTAKES)
def test_a_mistake_is_told_in_plain_words(make, told):
    with pytest.raises(alsnb.RecordError) as error:
        make()
    for part in told:
        assert part in str(error.value)
    assert "pydantic" not in str(error.value)
    assert "^" not in str(error.value)


def test_every_mistake_of_a_record_is_told_at_once():
    with pytest.raises(alsnb.RecordError, match=r"cycle is missing.*member is missing.*status: found 'here'"):
        alsnb.Attendance(status="here")


def test_a_very_long_value_is_not_repeated_in_full():
    with pytest.raises(alsnb.RecordError) as error:
        alsnb.Reflection(cycle="x" * 10_000, text="…")
    assert len(str(error.value)) < 300


def test_a_record_does_not_change():
    with pytest.raises(Exception, match="frozen"):
        alsnb.Theme(theme="trust").theme = "time"


def test_a_small_cell_may_be_published_with_a_reason():
    assert alsnb.Cohort(cohort="C", smallest_cell=1, smallest_cell_reason="all of them agreed").smallest_cell == 1
