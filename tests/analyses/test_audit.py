"""The audit trail: what was coded and made of the codebook, by whom and when; recounted from the log's revisions."""

from __future__ import annotations

from collections import defaultdict
from datetime import UTC, datetime

import pytest
import uuid_utils
from recount import rows

import alsnb
from alsnb import Coding, Cohort, LearningSet, Reflection, Theme, themes
from alsnb.widgets.coding.codebook import Histories, merged, removed, split, undone

pytestmark = pytest.mark.filterwarnings("error")


def at(day: int, record):
    """A record said at noon of a day in May."""
    moment = int(datetime(2026, 5, day, 12, tzinfo=UTC).timestamp() * 1e9)
    return record.model_copy(update={"entry": str(uuid_utils.uuid7(nanoseconds=moment))})


@pytest.fixture
def log(tmp_path):
    with alsnb.open_log(tmp_path / "log.db", create=True, author="T1") as log:
        log.add([at(1, Cohort(cohort="k")), at(1, LearningSet(learning_set="s", coding_approach="reflexive"))])
        yield log


NOTES = [Reflection(cycle=1, learning_set="s", member=f"m{n}", text="x", visibility="tutor") for n in range(3)]


def coding(place: int, theme: str, *, present: bool = True, **more) -> Coding:
    return Coding(cycle=1, learning_set="s", reflection=NOTES[place].entry, theme=theme, present=present,
                  **{"coder": "T1", **more})  # fmt: skip


def told(log) -> list[tuple]:
    return [(row["on"].day, row["who"], row["did"], row["theme"], row["said"], row["reflections"], row["with_theme"])
            for row in rows(themes.audit_trail(log)) if row["on"].month == 5]  # fmt: skip


def test_codings_by_hand(log):
    log.add(NOTES)
    log.add([
        at(2, Theme(theme="hope", description="looking ahead")),
        at(3, coding(0, "hope", note="is this hope?")), at(3, coding(1, "hope", present=False)),
        at(3, coding(0, "hope", coder="T2")), at(4, coding(2, "hope")),
    ])  # fmt: skip
    log.add(at(5, coding(1, "hope", note="on second reading")))  # was not there, and is now
    log.add(at(6, Theme(theme="hope", description="looking ahead, with a plan")))
    assert told(log) == [
        (2, "T1", "added", "hope", "Definition: looking ahead", 0, 0),
        (3, "T1", "coded", "hope", "is this hope?", 2, 1),
        (3, "T2", "coded", "hope", None, 1, 1),
        (4, "T1", "coded", "hope", None, 1, 1),
        (5, "T1", "coded anew", "hope", "on second reading", 1, 1),
        (6, "T1", "changed", "hope", "Definition: looking ahead, with a plan", 0, 0),
    ]


def test_what_became_of_themes_is_told_and_codings_that_went_with_them_are_nobodys_judgement(log):
    log.add([*NOTES, *(Theme(theme=name) for name in ("a", "b", "c")), coding(0, "a"), coding(1, "a", present=False)])

    def change(make) -> list[tuple]:
        before = len(themes.audit_trail(log))
        histories = Histories(log, "k", "theme", "coding")
        log.add(make(histories, histories.standing()))
        # The newest last; those of one moment by theme.
        return [(row["did"], row["theme"], row["said"], row["reflections"], row["with_theme"])
                for row in rows(themes.audit_trail(log))[before:]]  # fmt: skip

    assert change(lambda all_, now: merged(all_, now["a"], now["b"])) == [("merged", "a", "into b", 2, 1)]
    assert change(lambda all_, now: merged(all_, now["b"], now["b"].model_copy(update={"theme": "d"}))) == [
        ("renamed", "b", "to d", 2, 1), ("added", "d", None, 0, 0),
    ]  # fmt: skip
    parts = [{"theme": "d1", "description": "one"}, {"theme": "d2"}]
    assert change(lambda all_, now: split(all_, now["d"], parts)) == [
        ("split", "d", "into d1 and d2", 2, 1), ("added", "d1", "Definition: one", 0, 0), ("added", "d2", None, 0, 0),
    ]  # fmt: skip
    assert change(lambda all_, now: removed(all_, now["c"])) == [("removed", "c", None, 0, 0)]
    gone = [said[-1].at for said in Histories(log, "k", "theme").of.values() if said[-1].record.theme == "c"]
    assert change(lambda all_, now: undone(all_, gone[0])) == [("brought back", "c", None, 0, 0)]


def test_every_coding_of_the_sample_is_told_once():
    with alsnb.open_log("alsnb:sample") as log:
        expected = defaultdict(set)
        for each in log.revisions(("coding",)):
            one = each.record
            expected[each.written_at.date(), one.coder, one.theme].add((one.reflection, one.present))
        found = themes.audit_trail(log, "sample")
    codings = found[found["did"] == "coded"]
    assert len(codings) == len(expected)
    for row in rows(codings):
        judged = expected[row["on"].date(), row["who"], row["theme"]]
        assert (row["reflections"], row["with_theme"]) == (len(judged), sum(present for _, present in judged))
    assert (found["did"] == "added").sum() == 8
    assert found["on"].is_monotonic_increasing


def test_a_merged_log_has_the_same_trail(log, tmp_path):
    log.add([*NOTES, at(2, Theme(theme="hope")), at(3, coding(0, "hope")), at(4, coding(0, "hope", present=False))])
    with alsnb.open_log(tmp_path / "other.db", create=True) as other:
        other.merge(log)
        assert themes.audit_trail(other).equals(themes.audit_trail(log))


def test_frames_are_refused_as_they_hold_only_what_stands(log):
    with pytest.raises(alsnb.AlsnbError, match="found Frames, expected the log itself"):
        themes.audit_trail(log.frames())
    columns = ["cohort", "on", "who", "did", "theme", "said", "reflections", "with_theme"]
    assert list(themes.audit_trail(log).columns) == columns
    assert themes.audit_trail(log).empty
