"""Frames for a reader: without what they may not see, and without the names in what people wrote."""

from datetime import timedelta

import pytest

import alsnb
from alsnb.frames import texts
from alsnb.plausible import today
from alsnb.privacy import Person
from alsnb.records import RECORDS

LIZ = Person(code="A3", name="Elizabeth Smith", cohort="C")
SAID = "Liz Smith's number is 020 7946 0018, or liz@example.org"


def records():
    """A record of every kind with the name of somebody in each of its texts."""
    made = {
        "cohort": {"smallest_cell": 10}, "learning_set": {"learning_set": "A"}, "member": {"member": "A1"},
        "consent": {"member": "A1", "purpose": "research", "given": True, "on": "2026-01-01"}, "meeting": {},
        "attendance": {"member": "A1", "status": "present"}, "issue": {"member": "A1"}, "airtime": {"member": "A1"},
        "contribution": {"member": "A1"}, "action": {"member": "A1"},
        "action_report": {"member": "A1", "action": alsnb.new_id(), "status": "done"},
        "reflection": {"member": "A1", "visibility": "tutor"}, "theme": {"theme": "t"},
        "coding": {"member": "A1", "reflection": alsnb.new_id(), "theme": "t", "coder": "T1", "present": True},
        "rating": {"member": "A1", "reflection": alsnb.new_id(), "coder": "T1", "level": "reflection"},
        "publication": {"published_on": "2026-05-03"},
    }  # fmt: skip
    for kind, fields in made.items():
        record = RECORDS[kind]
        wrote = {name: (SAID,) if name == "ground_rules" else SAID for name in texts(record)}
        cycle = {"cycle": 1} if "cycle" in record.model_fields else {}
        yield record(**fields, **cycle, **wrote, cohort="C")


def everything(frames):
    return "\n".join(getattr(frames, name).to_csv() for name in frames.names())


def test_redacted_frames_hold_no_name_address_or_number_in_any_text(frames_of):
    frames = frames_of(*records())
    assert everything(frames).count("020 7946") == sum(len(texts(record)) for record in RECORDS.values())
    redacted, replaced = frames.redacted([LIZ])
    told = everything(redacted)
    for secret in ("Liz", "Smith", "7946", "example.org"):
        assert secret not in told
    assert redacted.reflections["text"][0] == "[member A3]'s number is [phone], or [e-mail]"
    assert list(redacted.learning_sets["ground_rules"][0]) == ["[member A3]'s number is [phone], or [e-mail]"]
    for frame, entry, column, start, end, kind, replacement in replaced.itertuples(index=False):
        assert entry in set(getattr(frames, frame)["entry"])
        assert SAID[start:end] in {"phone": "020 7946 0018", "e-mail": "liz@example.org", "member": "Liz Smith"}[kind]
        assert replacement in everything(redacted)
        assert column.partition("[")[0] in texts(next(each for each in RECORDS.values() if each.frame_name == frame))
    assert len(replaced) == 3 * sum(len(texts(record)) for record in RECORDS.values())


def test_redacting_changes_neither_the_frames_given_nor_their_dtypes(frames_of):
    frames = frames_of(*records())
    before = everything(frames)
    redacted, _ = frames.redacted([LIZ])
    assert everything(frames) == before
    for name in frames.names():
        assert list(getattr(redacted, name).dtypes) == list(getattr(frames, name).dtypes)


def test_where_members_bear_pseudonyms_no_code_stands_for_a_name(tmp_path):
    with alsnb.open_log(tmp_path / "x.db", create=True) as log:
        log.add(list(records()))
        redacted, _ = log.frames(purpose="research").redacted([LIZ])
    assert redacted.reflections["text"][0].startswith("[name]'s number")
    assert "A3" not in everything(redacted)


def test_a_tutor_sees_consents_once_they_are_released_and_a_set_never(frames_of):
    consent = alsnb.Consent(cohort="C", member="A1", purpose="research", given=True, on="2026-01-01")
    for days, seen in ((-1, 1), (0, 1), (1, 0)):
        cohort = alsnb.Cohort(cohort="C", consent_release=today() + timedelta(days))
        frames = frames_of(cohort, consent)
        assert len(frames.readable_by("tutor").consents) == seen
        assert len(frames.readable_by("set").consents) == 0
    assert len(frames_of(alsnb.Cohort(cohort="C"), consent).readable_by("tutor").consents) == 1


@pytest.mark.parametrize("reader", ["Tutor", "", "all", "private"])
def test_a_reader_that_is_none_is_refused(frames_of, reader):
    with pytest.raises(alsnb.LogError, match="Use 'set' or 'tutor'"):
        frames_of(alsnb.Cohort(cohort="C")).readable_by(reader)
